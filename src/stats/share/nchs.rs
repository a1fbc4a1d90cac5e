//! Which shares of a survey are precise enough to show, by the standards of the National Center
//! for Health Statistics.
//!
//! References:
//! - Parker, J.D. e.a. (2017). National Center for Health Statistics data presentation standards
//!   for proportions. Vital and Health Statistics 2(175).

use super::{EffectiveShare, clopper_pearson_interval};
use crate::stats::interval::{Confidence, Interval};

// The standards: fewer effective respondents, or a wider interval, tell too little; one narrower
// than 5 points is shown whatever the share; in between, the width counts against the share.
const MIN_RESPONDENTS: f64 = 30.0;
const NARROW: f64 = 0.05;
const WIDE: f64 = 0.30;
const MAX_RELATIVE_WIDTH: f64 = 1.30;
const MIN_DF: f64 = 8.0;

/// What the standards say of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NchsFlag {
    /// Too imprecise to show (`Px`).
    Suppress,
    /// Precise enough, but its complement is not (`Pc`).
    ImpreciseComplement,
    /// Fewer than 8 degrees of freedom: look at it before showing (`Pdf`).
    FewDegreesOfFreedom,
    /// All respondents gave the same answer: look at it before showing (`P0`).
    NobodyOrEverybody,
}

/// A share as the standards see it.
#[derive(Clone, Debug, PartialEq)]
pub struct NchsPresentation {
    /// The effective number of respondents, adjusted for degrees of freedom and never above the
    /// number of respondents.
    pub n_eff: f64,
    /// The interval of Korn and Graubard with that number, at 95 %.
    pub interval: Interval,
    /// What there is to say of it, in the order of [`NchsFlag`]; nothing when it can be shown.
    pub flags: Vec<NchsFlag>,
}

/// Judges a share by the standards.
///
/// For a share of 0 or 1 the number of respondents stands for the effective one. The package
/// surveytable, which the tests hold this against, does so for 0 only and finds no interval for
/// 1; a share and its complement deserve the same.
pub fn present_by_nchs(share: EffectiveShare) -> NchsPresentation {
    let p = share.fraction();
    let respondents = share.respondents() as f64;
    let is_same_answer = p <= 0.0 || 1.0 <= p;
    let n_eff =
        if is_same_answer { respondents } else { share.n_for_df(Confidence::P95).min(respondents) };
    let interval = clopper_pearson_interval(share.of_n(n_eff), Confidence::P95);
    let width = interval.upper() - interval.lower();

    // The same answer by all is judged by its number alone.
    let is_narrow = is_same_answer || width <= NARROW;
    let is_imprecise = |of: f64| !is_narrow && MAX_RELATIVE_WIDTH < width / of;
    let mut flags = Vec::new();
    if n_eff < MIN_RESPONDENTS || !is_narrow && WIDE <= width || is_imprecise(p) {
        flags.push(NchsFlag::Suppress);
    } else {
        if is_imprecise(1.0 - p) {
            flags.push(NchsFlag::ImpreciseComplement);
        }
        if share.df() < MIN_DF {
            flags.push(NchsFlag::FewDegreesOfFreedom);
        }
        if is_same_answer {
            flags.push(NchsFlag::NobodyOrEverybody);
        }
    }
    NchsPresentation { n_eff, interval, flags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(p: f64, n: u64, df: u64, expected: &[NchsFlag]) {
        let se = (p * (1.0 - p) / n as f64).sqrt();
        let share = EffectiveShare::of(p, se, n, n as f64, df).expect("enough respondents");
        assert_eq!(present_by_nchs(share).flags, expected, "{p} of {n}");
    }

    #[test]
    fn flags_what_tells_too_little() {
        case(0.4, 100, 99, &[]);
        case(0.4, 29, 28, &[NchsFlag::Suppress]);
        // From 0.35 to 0.65, and just narrower.
        case(0.5, 46, 45, &[NchsFlag::Suppress]);
        case(0.5, 48, 47, &[]);
        // A tenth of 75 is as likely a twentieth; its complement is known well.
        case(0.1, 75, 74, &[NchsFlag::Suppress]);
        case(0.9, 75, 74, &[NchsFlag::ImpreciseComplement]);
        // One in a thousand, but within a point.
        case(0.001, 5_000, 4_999, &[]);
    }

    #[test]
    fn flags_what_needs_a_look() {
        case(0.4, 2_000, 7, &[NchsFlag::FewDegreesOfFreedom]);
        case(0.0, 34, 33, &[NchsFlag::NobodyOrEverybody]);
        case(1.0, 34, 33, &[NchsFlag::NobodyOrEverybody]);
        case(1.0, 29, 28, &[NchsFlag::Suppress]);
        let both = [NchsFlag::FewDegreesOfFreedom, NchsFlag::NobodyOrEverybody];
        case(0.0, 34, 7, &both);
    }

    /// The cap on n: a design may tell more than a simple sample, the standards do not count it.
    #[test]
    fn effective_number_is_never_above_that_of_the_respondents() {
        let share = EffectiveShare::of(0.3, 0.01, 60, 55.0, 59).expect("enough respondents");
        assert_eq!(present_by_nchs(share).n_eff, 60.0);
    }
}
