//! What must stay possible of the numbers of a cell that is below a threshold.

use crate::disclosure::primary::few;
use crate::disclosure::secondary::{Demand, System};
use crate::engine::Counts;
use crate::model::Drempels;

/// The numbers of a cell.
pub(super) struct Numbers {
    /// What is above the line: persons, rows or an amount; the respondents of a survey, or those who
    /// gave the answer.
    pub above: usize,
    /// What is below the line and not above it, where the two are parts of one whole.
    pub rest: Option<usize>,
    /// What is below the line, where it is no such whole.
    pub below: Option<usize>,
    /// The most that is above the line, where that is public.
    pub cap: Option<i64>,
    /// True when an amount is above the line.
    pub is_bedrag: bool,
    /// True when what is above the line are the rows of a quantile, which does not add up.
    pub is_quantile: bool,
}

/// The largest number that a threshold withholds.
fn most(least: u64) -> i64 {
    i64::try_from(least).unwrap_or(i64::MAX).saturating_sub(1)
}

/// The demands on the numbers of a cell that a rule withholds.
///
/// Each number of persons that the rule is about can be as small as one and as large as the threshold, so that
/// the figures tell no more than the rule. Of an amount the margin of the p% rule stays open. Whatever the
/// reason, no number that is withheld is known to the last digit; that nobody is above the line may be.
pub(super) fn demands(
    system: &System,
    counts: &Counts,
    drempels: &Drempels,
    numbers: &Numbers,
) -> Vec<Demand> {
    let value = |number: usize| system.numbers()[number].value;
    let hide = |number: usize, at_least: i64| {
        let at_most = i64::from(1 < value(number));
        Demand { number, at_most, at_least }
    };
    let mut found = match *counts {
        Counts::Gepubliceerd => Vec::new(),
        Counts::Enquete { n, antwoord } => {
            let mut found = Vec::new();
            if n < drempels.minimum_n {
                // Of two parts the larger, with which their sum is as large.
                let parts = std::iter::once(numbers.above).chain(numbers.rest);
                let larger = parts.max_by_key(|part| value(*part)).unwrap_or(numbers.above);
                found.push(hide(larger, most(drempels.minimum_n)));
            }
            if let (Some(one), Some(rest)) = (antwoord, numbers.rest) {
                let others = n.saturating_sub(one);
                let hides_zero = one == 0 && !drempels.nul_tonen;
                if few(one, drempels.antwoord_min) || hides_zero {
                    found.push(hide(numbers.above, most(drempels.antwoord_min)));
                }
                let hides_all = 0 < one && others == 0 && !drempels.compleet_tonen;
                if few(others, drempels.antwoord_min) || hides_all {
                    found.push(hide(rest, most(drempels.antwoord_min)));
                }
            }
            found
        }
        Counts::Deel { nul, teller, noemer, rest, .. } => {
            let mut found = Vec::new();
            let threshold = most(drempels.teller_min);
            // Few persons above a high quantile withhold it, but tell nothing of how many there are.
            let persons = if numbers.is_quantile { noemer.unwrap_or(0) } else { teller };
            let is_small = few(persons, drempels.teller_min) || (nul && !drempels.nul_tonen);
            if is_small && !numbers.is_bedrag {
                let at_least = numbers.cap.map_or(threshold, |cap| threshold.min(cap));
                found.push(hide(numbers.above, at_least));
            }
            let of_rest = rest.is_some_and(|rest| few(rest, drempels.teller_min))
                || (!nul && rest == Some(0) && !drempels.compleet_tonen);
            match (numbers.rest, numbers.cap) {
                (Some(rest), _) if of_rest => found.push(hide(rest, threshold)),
                // That nobody is above the line may be seen; who else there is, is public.
                (None, Some(cap)) if of_rest && 0 < value(numbers.above) => {
                    let below = i64::from(1 < cap - value(numbers.above));
                    let (at_most, at_least) = ((cap - threshold).max(0), cap - below);
                    found.push(Demand { number: numbers.above, at_most, at_least });
                }
                _ => {}
            }
            let few_below = noemer.is_some_and(|noemer| few(noemer, drempels.noemer_min))
                || (numbers.is_bedrag && is_small);
            if let Some(below) = numbers.below.filter(|_| few_below) {
                found.push(hide(below, most(drempels.noemer_min)));
            }
            found
        }
    };
    let own = value(numbers.above);
    if numbers.is_bedrag && 0 < own {
        let thousandths = i128::from(drempels.dominantie.p.thousandths());
        let margin = i128::from(own) * thousandths / 100_000 + 1;
        let margin = i64::try_from(margin).unwrap_or(i64::MAX / 2).min(own);
        let (at_most, at_least) = (own - margin, own + margin);
        found.push(Demand { number: numbers.above, at_most, at_least });
    }
    if found.is_empty() && 0 < own && !numbers.is_quantile {
        let at_least = numbers.cap.map_or(own + 1, |cap| cap.min(own + 1));
        found.push(Demand { number: numbers.above, at_most: own - 1, at_least });
    }
    found
}
