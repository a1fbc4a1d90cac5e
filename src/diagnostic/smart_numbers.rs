//! The numbers by which the SMART contract knows its findings: E2xx stop, W2xx warn.

use super::Code;

impl Code {
    /// The number of a finding of the SMART contract.
    pub fn number(self) -> Option<&'static str> {
        Some(match self {
            Self::NoBaseline => "E201",
            Self::NoTarget => "E202",
            Self::NoDeadline => "E203",
            Self::DeadlineBeforeBaseline => "E204",
            Self::RemovedIndicator => "E205",
            Self::NotAShare => "E206",
            Self::SameChecker => "E207",
            Self::NoDecision => "E208",
            Self::UnknownColumn => "E209",
            Self::ExpiredCode => "E210",
            Self::UnknownSource => "E211",
            Self::DefinitionChanged => "E212",
            Self::OffMeasurement => "E213",
            Self::MixedVintages => "E214",
            Self::NotDetectable => "W220",
            Self::NotRealistic => "W221",
            Self::TargetMet => "W222",
            Self::NoBalance => "W223",
            Self::ReviewOverdue => "W224",
            Self::TargetOnModel => "W225",
            Self::TargetAfterData => "W226",
            Self::BaselineDiffers => "W227",
            Self::BaselineRule => "W228",
            _ => return None,
        })
    }

    /// The number, when it has one, and the word: `E201 no-baseline`.
    pub fn label(self) -> String {
        match self.number() {
            Some(number) => format!("{number} {}", self.word()),
            None => self.word().to_owned(),
        }
    }

    /// True when an indicator may change the level of findings of this kind, with a reason.
    ///
    /// What makes a verdict impossible stays an error.
    pub fn is_negotiable(self) -> bool {
        matches!(
            self,
            Self::NoTarget
                | Self::NotAShare
                | Self::SameChecker
                | Self::NoDecision
                | Self::OffMeasurement
                | Self::NotDetectable
                | Self::NotRealistic
                | Self::TargetMet
                | Self::NoBalance
                | Self::ReviewOverdue
                | Self::TargetOnModel
                | Self::TargetAfterData
                | Self::BaselineDiffers
                | Self::BaselineRule
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_tell_the_level() {
        let mut numbers: Vec<_> = Code::ALL.iter().filter_map(|code| code.number()).collect();
        for code in Code::ALL.iter().filter(|code| code.number().is_some()) {
            let letter = code.number().and_then(|number| number.chars().next());
            let expected = if code.level() == super::super::Level::Error { 'E' } else { 'W' };
            assert_eq!(letter, Some(expected), "{code}");
            assert_eq!(Code::from_word(code.number().expect("has one")), Some(*code));
        }
        let n = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), n);
    }
}
