//! Primary suppression: cells that rest on too few persons are withheld.
//!
//! The thresholds are judged on exact counts, before any rounding. A share is also withheld when
//! its complement rests on too few, because the complement can be read from it; so are a share of
//! answers that few gave, or all but a few, and an amount of which one or two persons have most.

use crate::engine::{Counts, EstimatedCell};
use crate::model::Drempels;

use super::dominance::is_dominated;

/// Which threshold withholds a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regel {
    /// Too few persons above the line.
    Teller,
    /// Too few persons below the line.
    Noemer,
    /// Too few persons below the line who are not above it.
    Rest,
    /// Everybody is above the line.
    Compleet,
    /// Nobody is above the line, where that is not shown.
    Nul,
    /// One or two persons have most of an amount.
    Dominantie,
    /// Too few respondents.
    Respondenten,
    /// Too few respondents who gave the answer, or who did not.
    Antwoord,
    /// A cell that it was converted or computed from is below a threshold.
    Deel,
}

impl Regel {
    /// The word in `onthulling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Teller => "teller",
            Self::Noemer => "noemer",
            Self::Rest => "rest",
            Self::Compleet => "compleet",
            Self::Nul => "nul",
            Self::Dominantie => "dominantie",
            Self::Respondenten => "respondenten",
            Self::Antwoord => "antwoord",
            Self::Deel => "deel",
        }
    }
}

/// The threshold that withholds a cell, when one does.
///
/// A cell that was converted from others is also withheld when one of those would be: with the
/// shares, which are public, what it hides could be computed back.
pub(super) fn judge(cell: &EstimatedCell, drempels: &Drempels) -> Option<Regel> {
    if cell.figure.is_err() {
        return None;
    }
    let of_parts = || cell.delen.iter().any(|part| broken_rule(part, drempels).is_some());
    broken_rule(&cell.counts, drempels).or_else(|| of_parts().then_some(Regel::Deel))
}

/// True when there are some, but fewer than a threshold: of nobody nothing is told.
pub fn few(n: u64, least: u64) -> bool {
    0 < n && n < least
}

/// The rule that counts break: they rest on so few persons, or so much of them on a few, that they could
/// expose one.
pub fn broken_rule(counts: &Counts, drempels: &Drempels) -> Option<Regel> {
    let rules = match *counts {
        Counts::Gepubliceerd => return None,
        Counts::Enquete { n, antwoord } => {
            let others = antwoord.map_or(0, |one| n.saturating_sub(one));
            let (is_nobody, is_all) = (antwoord == Some(0), antwoord == Some(n) && 0 < n);
            let is_few = |n| few(n, drempels.antwoord_min);
            vec![
                (Regel::Respondenten, n < drempels.minimum_n),
                (Regel::Antwoord, antwoord.is_some_and(is_few) || is_few(others)),
                (Regel::Nul, is_nobody && !drempels.nul_tonen),
                (Regel::Compleet, is_all && !drempels.compleet_tonen),
            ]
        }
        Counts::Deel { nul, teller, noemer, rest, bedragen } => {
            let is_small = |n| few(n, drempels.teller_min);
            let mut known = bedragen.iter().flatten();
            vec![
                (Regel::Teller, is_small(teller)),
                (Regel::Nul, nul && !drempels.nul_tonen),
                (Regel::Noemer, noemer.is_some_and(|n| n < drempels.noemer_min)),
                (Regel::Rest, rest.is_some_and(is_small)),
                (Regel::Compleet, !nul && rest == Some(0) && !drempels.compleet_tonen),
                (Regel::Dominantie, known.any(|of| is_dominated(of, &drempels.dominantie))),
            ]
        }
    };
    rules.into_iter().find(|(_, is_broken)| *is_broken).map(|(regel, _)| regel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bedragen, Figure, GebiedIdx, Gebiedsindeling, GeenCijfer, GeenInterval};

    const DREMPELS: Drempels = Drempels::MONITOR;

    #[track_caller]
    fn withheld(counts: Counts, expected: bool) {
        assert_eq!(broken_rule(&counts, &DREMPELS).is_some(), expected);
    }

    /// A rate: this many persons of so many residents.
    fn ratio(teller: u64, noemer: u64) -> Counts {
        let rest = noemer.checked_sub(teller);
        let (nul, noemer, bedragen) = (teller == 0, Some(noemer), [None; 2]);
        Counts::Deel { nul, teller, noemer, rest, bedragen }
    }

    /// A share: this many persons above the line, and the rest.
    fn aandeel(teller: u64, rest: u64) -> Counts {
        let noemer = Some(teller + rest);
        Counts::Deel { nul: teller == 0, teller, noemer, rest: Some(rest), bedragen: [None; 2] }
    }

    /// A mean of the answers of so many respondents.
    fn mean(n: u64) -> Counts {
        Counts::Enquete { n, antwoord: None }
    }

    /// A share of answers: so many gave the answer, and the rest did not.
    fn answers(one: u64, others: u64) -> Counts {
        Counts::Enquete { n: one + others, antwoord: Some(one) }
    }

    fn bedragen(of: &[i128]) -> Bedragen {
        of.iter().copied().collect()
    }

    /// The sum of what these persons have.
    fn amounts(of: &[i128]) -> Counts {
        let (teller, noemer, bedragen) = (of.len() as u64, Some(1000), [Some(bedragen(of)), None]);
        Counts::Deel { nul: of.is_empty(), teller, noemer, rest: None, bedragen }
    }

    #[test]
    fn withholds_a_teller_of_one_to_nine() {
        withheld(ratio(0, 1000), false);
        withheld(ratio(1, 1000), true);
        withheld(ratio(9, 1000), true);
        withheld(ratio(10, 1000), false);
    }

    #[test]
    fn withholds_a_small_noemer_and_a_small_complement() {
        withheld(ratio(0, 9), true);
        withheld(ratio(991, 1000), true);
        withheld(ratio(1500, 1000), false);
    }

    #[test]
    fn withholds_a_share_whose_complement_is_small_or_empty() {
        withheld(aandeel(50, 50), false);
        withheld(aandeel(95, 5), true);
        withheld(aandeel(50, 0), true);
        withheld(aandeel(0, 50), false);
    }

    #[test]
    fn withholds_a_survey_below_minimum_n() {
        withheld(mean(29), true);
        withheld(mean(30), false);
    }

    #[test]
    fn withholds_rows_that_may_all_be_of_one_person() {
        let of = |nul, teller, noemer, rest| {
            let (noemer, rest, bedragen) = (Some(noemer), Some(rest), [None; 2]);
            Counts::Deel { nul, teller, noemer, rest, bedragen }
        };
        withheld(of(false, 1, 500, 490), true);
        withheld(of(true, 0, 2, 2), true);
    }

    fn cell(counts: Counts, delen: &[Counts], figure: Result<Figure, GeenCijfer>) -> EstimatedCell {
        let gebied: GebiedIdx = Gebiedsindeling::idx_at(0);
        let periode = "2017".parse().expect("a period");
        EstimatedCell {
            delen: delen.to_vec(),
            ..EstimatedCell::new(gebied, periode, counts, figure)
        }
    }

    #[test]
    fn a_cell_without_a_figure_stays_missing() {
        let cell = cell(ratio(3, 500), &[], Err(GeenCijfer::Ontbreekt));
        assert_eq!(judge(&cell, &DREMPELS), None);
    }

    fn figure() -> Figure {
        Figure { herleid: true, ..Figure::new(20.0, Err(GeenInterval::Herleid)) }
    }

    #[test]
    fn withholds_what_was_converted_from_a_cell_that_is_withheld() {
        #[track_caller]
        fn case(counts: Counts, delen: &[Counts], expected: bool) {
            let cell = cell(counts, delen, Ok(figure()));
            assert_eq!(judge(&cell, &DREMPELS).is_some(), expected);
        }

        case(ratio(30, 900), &[ratio(40, 1000), ratio(12, 500)], false);
        // A half of nine persons among thirty others could be computed back.
        case(ratio(30, 900), &[ratio(40, 1000), ratio(9, 500)], true);
        case(ratio(30, 900), &[ratio(40, 1000), ratio(0, 500)], false);
        // A tenth of forty persons is four.
        case(ratio(4, 100), &[ratio(40, 1000)], true);
        case(mean(31), &[mean(62)], false);
        case(mean(31), &[mean(29)], true);
        case(mean(29), &[mean(200)], true);
        case(answers(20, 20), &[answers(40, 40)], false);
        case(answers(20, 20), &[answers(31, 9), answers(30, 30)], true);
        let (even, uneven) = ([10; 12], [[100; 2].as_slice(), &[1; 10]].concat());
        // Of a part of a cell it is not known who has most.
        case(ratio(11, 1000), &[amounts(&even), amounts(&even)], false);
        case(ratio(11, 1000), &[amounts(&even), amounts(&uneven)], true);
    }

    #[test]
    fn withholds_a_share_of_an_answer_that_few_gave_or_did_not() {
        withheld(answers(10, 90), false);
        withheld(answers(9, 91), true);
        withheld(answers(91, 9), true);
        withheld(answers(15, 14), true);
        // Nobody of a hundred tells of no one; that all do tells it of each.
        withheld(answers(0, 100), false);
        withheld(answers(100, 0), true);
        let lenient = Drempels { antwoord_min: 1, compleet_tonen: true, ..DREMPELS };
        assert_eq!(broken_rule(&answers(29, 1), &lenient), None);
        assert_eq!(broken_rule(&answers(30, 0), &lenient), None);
        let strict = Drempels { nul_tonen: false, ..DREMPELS };
        assert_eq!(broken_rule(&answers(0, 100), &strict), Some(Regel::Nul));
    }

    #[test]
    fn withholds_an_amount_of_which_two_persons_have_most() {
        withheld(amounts(&[10; 12]), false);
        withheld(amounts(&[[400, 100].as_slice(), &[5; 12]].concat()), false);
        withheld(amounts(&[[400, 200].as_slice(), &[5; 12]].concat()), true);
        withheld(amounts(&[]), false);
        // Below the line stands what is shown, too.
        let (teller, noemer, bedragen) = (50, Some(80), [None, Some(bedragen(&[90, 90, 1]))]);
        withheld(Counts::Deel { nul: false, teller, noemer, rest: None, bedragen }, true);
    }

    #[test]
    fn hides_zero_when_the_definition_says_so() {
        let strict = Drempels { nul_tonen: false, ..DREMPELS };
        assert_eq!(broken_rule(&ratio(0, 1000), &strict), Some(Regel::Nul));
    }
}
