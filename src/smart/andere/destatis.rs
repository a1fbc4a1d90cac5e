//! The weather symbols of the German sustainability strategy, for a value by a year (type K).
//!
//! References:
//! - Statistisches Bundesamt. Indikatoren der Deutschen Nachhaltigkeitsstrategie: Berechnung der
//!   Wettersymbole.

use super::{AnderOordeel, NIET_TE_BEREKENEN, Progress, verdict};

/// The part of the distance still to go that may be missed under the sun.
const SUN: f64 = 0.05;

/// The part that may be missed under light clouds.
const LIGHT_CLOUD: f64 = 0.20;

/// Judges: sun, light clouds, clouds, storm.
///
/// The average change per year goes on to the deadline. The number is the part of the distance from
/// now to the target that is missed there, below 0 when it is passed.
pub(super) fn judge(progress: &Progress) -> AnderOordeel {
    let (now, target, sign) = (progress.nu.waarde, progress.doelwaarde, progress.sign());
    if progress.is_met() {
        return verdict("zon", None);
    }
    if progress.tot <= progress.van {
        return NIET_TE_BEREKENEN;
    }
    let change = now - progress.nulmeting.waarde;
    let expected = now + change / (progress.tot - progress.van) * progress.years_left();
    let missed = sign * (target - expected) / (target - now).abs();
    let woord = if sign * change <= 0.0 {
        "onweer"
    } else if missed < SUN {
        "zon"
    } else if missed <= LIGHT_CLOUD {
        "lichte_bewolking"
    } else {
        "bewolkt"
    };
    verdict(woord, Some(missed))
}

#[cfg(test)]
mod tests {
    use super::super::tests::progress;
    use super::*;

    /// After half of the term the second half does as much as the first.
    #[test]
    fn change_goes_on_to_the_deadline() {
        #[track_caller]
        fn case(now: f64, expected: &str) {
            assert_eq!(judge(&progress(0.0, 100.0, now, 2018.5)).woord, expected);
        }

        case(51.0, "zon");
        case(49.0, "zon");
        case(48.0, "lichte_bewolking");
        case(45.0, "lichte_bewolking");
        case(44.0, "bewolkt");
        case(0.0, "onweer");
        case(-1.0, "onweer");
        case(100.0, "zon");
    }

    #[test]
    fn one_figure_has_no_change() {
        assert_eq!(judge(&progress(0.0, 100.0, 50.0, 2017.0)), NIET_TE_BEREKENEN);
        assert_eq!(judge(&progress(0.0, 100.0, 100.0, 2017.0)).woord, "zon");
    }
}
