//! The rule of Eurostat's monitoring of the SDGs: growth so far over the growth that was asked for.
//!
//! References:
//! - Eurostat. Sustainable development in the European Union, monitoring report: annex on how
//!   progress is assessed, of indicators with a target.

use super::{AnderOordeel, NIET_TE_BEREKENEN, Progress, verdict};

/// The ratio from which progress is significant.
const SIGNIFICANT: f64 = 0.95;

/// The ratio from which it is moderate.
const MODERATE: f64 = 0.60;

/// Judges: achieved, significant, moderate, insufficient progress, movement away.
///
/// The number is `d c/|r|`, with `c = (y/b)^(1/(t - t0)) - 1` the growth so far,
/// `r = (T/b)^(1/(tT - t0)) - 1` the growth asked for, and `d` 1 when it should rise and -1 when it
/// should fall.
pub(super) fn judge(progress: &Progress) -> AnderOordeel {
    let (baseline, target) = (progress.nulmeting.waarde, progress.doelwaarde);
    let has_term = progress.van < progress.deadline && 0.0 < target && target != baseline;
    let ratio = progress.growth().filter(|_| has_term).map(|growth| {
        let asked = libm::pow(target / baseline, 1.0 / (progress.deadline - progress.van)) - 1.0;
        progress.sign() * growth / asked.abs()
    });
    match ratio.filter(|ratio| ratio.is_finite()) {
        ratio if progress.is_met() => verdict("gehaald", ratio),
        None => NIET_TE_BEREKENEN,
        Some(ratio) if SIGNIFICANT <= ratio => verdict("aanzienlijke_vooruitgang", Some(ratio)),
        Some(ratio) if MODERATE <= ratio => verdict("matige_vooruitgang", Some(ratio)),
        Some(ratio) if 0.0 <= ratio => verdict("onvoldoende_vooruitgang", Some(ratio)),
        ratio => verdict("verslechtering", ratio),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::progress;
    use super::*;

    /// Halving in three years takes 20.6 % less each year.
    #[test]
    fn growth_is_held_against_what_was_asked() {
        #[track_caller]
        fn case(now: f64, expected: &str, ratio: f64) {
            let found = judge(&progress(100.0, 50.0, now, 2018.0));
            assert_eq!(found.woord, expected);
            let number = found.getal.expect("a ratio");
            assert!((number - ratio).abs() < 5e-4, "{number}");
        }

        case(79.0, "aanzienlijke_vooruitgang", 1.018);
        case(85.0, "matige_vooruitgang", 0.727);
        case(95.0, "onvoldoende_vooruitgang", 0.242);
        case(100.0, "onvoldoende_vooruitgang", 0.0);
        case(110.0, "verslechtering", -0.485);
        case(50.0, "gehaald", 2.424);
    }

    #[test]
    fn growth_to_zero_cannot_be_computed() {
        assert_eq!(judge(&progress(10.0, 0.0, 5.0, 2018.0)), NIET_TE_BEREKENEN);
        assert_eq!(judge(&progress(-5.0, 5.0, 1.0, 2018.0)), NIET_TE_BEREKENEN);
        assert_eq!(judge(&progress(10.0, 0.0, 0.0, 2018.0)).woord, "gehaald");
    }
}
