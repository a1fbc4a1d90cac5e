//! What another weight of a criterion would change.
//!
//! Weights are a choice, and readers ask what hangs on it. So each weight is made a tenth larger and a tenth smaller
//! while the others keep their proportions and all add up to 100 % again, and the budget is divided once more, with
//! the same limits.

use crate::model::Bedrag;

use super::split::{Divided, Split};

/// Which way a weight is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weegwijziging {
    /// A tenth larger, at most 100 %.
    Omhoog,
    /// A tenth smaller.
    Omlaag,
}

impl Weegwijziging {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Omhoog, Self::Omlaag];

    /// The word in `gevoeligheid.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Omhoog => "omhoog",
            Self::Omlaag => "omlaag",
        }
    }

    /// What the weight is multiplied by, in tenths.
    fn tenths(self) -> u128 {
        match self {
            Self::Omhoog => 11,
            Self::Omlaag => 9,
        }
    }
}

/// The division with another weight of one criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Gevoeligheid {
    /// The index of the criterion in the rule.
    pub criterium: usize,
    /// Which way its weight was changed.
    pub wijziging: Weegwijziging,
    /// The weights of all criteria then, in percent.
    pub gewichten: Vec<f64>,
    /// What each area gets then, in the order of the areas; none when the limits leave no division.
    pub bedragen: Option<Vec<Bedrag>>,
    /// How much other areas get than with the weights of the rule: the sum of all that is more.
    pub verschoven: Option<Bedrag>,
}

/// Divides again with each weight changed; nothing when there is one criterion, for its weight cannot change.
pub(super) fn of(split: &Split<'_>, base: &Divided) -> Vec<Gevoeligheid> {
    if split.weights.len() < 2 {
        return Vec::new();
    }
    let changes = (0..split.weights.len())
        .flat_map(|criterium| Weegwijziging::ALL.map(|wijziging| (criterium, wijziging)));
    changes.map(|(criterium, wijziging)| divide_again(split, base, criterium, wijziging)).collect()
}

fn divide_again(
    split: &Split<'_>,
    base: &Divided,
    criterium: usize,
    wijziging: Weegwijziging,
) -> Gevoeligheid {
    let weights = reweighted(&split.weights, criterium, wijziging);
    let sum: u128 = weights.iter().sum();
    let gewichten = weights.iter().map(|&weight| weight as f64 * 100.0 / sum as f64).collect();
    let given = split.divide(&weights).ok().map(|divided| {
        divided.parts.iter().map(|part| Bedrag::of_cent(part.given as i128)).collect::<Vec<_>>()
    });
    let verschoven = given.as_ref().map(|given| {
        let more = given.iter().zip(&base.parts).map(|(now, part)| now.cent - part.given as i128);
        Bedrag::of_cent(more.filter(|more| 0 < *more).sum())
    });
    Gevoeligheid { criterium, wijziging, gewichten, bedragen: given, verschoven }
}

/// The weights with one of them changed and the others scaled, so that all have the sum that they had.
///
/// With `W` the sum and `w` the weight, it becomes `t w / 10` and the others are multiplied by
/// `(W - t w / 10) / (W - w)`. All are given times `10 (W - w)`, so that they stay whole.
fn reweighted(weights: &[u128], criterium: usize, wijziging: Weegwijziging) -> Vec<u128> {
    let sum: u128 = weights.iter().sum();
    let own = weights[criterium];
    let changed = (wijziging.tenths() * own).min(10 * sum);
    let scaled = |(idx, &weight): (usize, &u128)| {
        if idx == criterium { changed * (sum - own) } else { weight * (10 * sum - changed) }
    };
    weights.iter().enumerate().map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(weights: &[u128], criterium: usize, wijziging: Weegwijziging, percent: &[f64]) {
        let changed = reweighted(weights, criterium, wijziging);
        let sum: u128 = changed.iter().sum();
        let rest: u128 = weights.iter().sum::<u128>() - weights[criterium];
        assert_eq!(sum, 10 * rest * weights.iter().sum::<u128>(), "the sum stays what it was");
        let found: Vec<_> = changed.iter().map(|&one| one as f64 * 100.0 / sum as f64).collect();
        assert_eq!(found, percent);
    }

    #[test]
    fn the_others_keep_their_proportions() {
        case(&[50, 30, 20], 0, Weegwijziging::Omhoog, &[55.0, 27.0, 18.0]);
        case(&[50, 30, 20], 0, Weegwijziging::Omlaag, &[45.0, 33.0, 22.0]);
        case(&[60, 40], 1, Weegwijziging::Omhoog, &[56.0, 44.0]);
    }

    #[test]
    fn a_weight_does_not_exceed_the_whole() {
        case(&[95, 5], 0, Weegwijziging::Omhoog, &[100.0, 0.0]);
        case(&[95, 5], 0, Weegwijziging::Omlaag, &[85.5, 14.5]);
    }
}
