//! The funnel of shares.

use super::super::interval::{Confidence, Interval};
use super::super::share::Share;
use super::FunnelPlace;

/// Computes the limits of the share of an area with this noemer, where the areas together have
/// the average share `π`.
///
/// `π ± z √(π(1 - π)/n)`, kept within 0 and 1: the shares whose Wilson bound equals the average.
/// Public Health England writes it as the root of that quadratic equation, of which this is the
/// solution. An area beyond the limits is thus one whose Wilson interval misses the average. A
/// noemer of 0 has limits 0 and 1.
pub fn share_limits(average: Share, noemer: f64, confidence: Confidence) -> Interval {
    let p = average.fraction();
    let z = confidence.z();
    let margin = if 0.0 < noemer { z * (p * (1.0 - p) / noemer).sqrt() } else { 1.0 };
    Interval::new((p - margin).max(0.0), (p + margin).min(1.0))
        .expect("the limits lie on either side of the average")
}

/// Places the share of an area in the funnel around the average.
pub fn place_share(share: Share, average: Share) -> FunnelPlace {
    FunnelPlace::of(share.fraction(), |confidence| {
        share_limits(average, share.noemer(), confidence)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::FunnelLevel;
    use super::*;
    use crate::stats::wilson_interval;

    fn share(teller: f64, noemer: f64) -> Share {
        Share::of(teller, noemer).expect("the teller is part of the noemer")
    }

    #[test]
    fn limits_stay_within_zero_and_one() {
        for noemer in [0.0, 1e-9, 1.0, 3.0] {
            let found = share_limits(share(9.0, 10.0), noemer, FunnelLevel::P998.confidence());
            assert!(0.0 <= found.lower() && found.upper() <= 1.0, "{found:?}");
        }
    }

    /// A noemer of 100 around one half: 0.5 ± 1.96 × 0.05, and ± 3.09 × 0.05.
    #[test]
    fn places_an_area_beyond_the_widest_limits_it_crosses() {
        #[track_caller]
        fn case(teller: f64, expected: FunnelPlace) {
            assert_eq!(place_share(share(teller, 100.0), share(1.0, 2.0)), expected);
        }

        case(50.0, FunnelPlace::Within);
        case(59.0, FunnelPlace::Within);
        case(60.0, FunnelPlace::Above(FunnelLevel::P95));
        case(66.0, FunnelPlace::Above(FunnelLevel::P998));
        case(40.0, FunnelPlace::Below(FunnelLevel::P95));
        case(34.0, FunnelPlace::Below(FunnelLevel::P998));
    }

    #[test]
    fn average_of_nobody_has_no_area_outside() {
        assert_eq!(place_share(share(0.0, 30.0), share(0.0, 300.0)), FunnelPlace::Within);
    }

    proptest! {
        /// On a limit, the Wilson interval ends at the average.
        #[test]
        fn limit_is_the_share_whose_wilson_bound_is_the_average(
            average in 0.05..0.95_f64,
            noemer in 150.0..1e5_f64,
        ) {
            let limits = share_limits(share(average, 1.0), noemer, Confidence::P95);
            let lowest = share(limits.lower() * noemer, noemer);
            let highest = share(limits.upper() * noemer, noemer);
            let upper = wilson_interval(lowest, Confidence::P95).upper();
            let lower = wilson_interval(highest, Confidence::P95).lower();
            prop_assert!((upper - average).abs() < 1e-12, "{upper} {average}");
            prop_assert!((lower - average).abs() < 1e-12, "{lower} {average}");
        }

        #[test]
        fn limits_contain_the_average_and_widen(
            average in 0.0..=1.0_f64, noemer in 0.0..1e6_f64,
        ) {
            let of = |confidence| share_limits(share(average, 1.0), noemer, confidence);
            let (narrow, wide) = (of(Confidence::P95), of(Confidence::P998));
            prop_assert!(narrow.lower() <= average && average <= narrow.upper());
            prop_assert!(wide.lower() <= narrow.lower() && narrow.upper() <= wide.upper());
            prop_assert!(0.0 <= wide.lower() && wide.upper() <= 1.0);
        }

        #[test]
        fn larger_areas_have_narrower_limits(noemer in 1.0..1e6_f64) {
            let of = |noemer| share_limits(share(1.0, 3.0), noemer, Confidence::P95);
            let (small, large) = (of(noemer), of(noemer * 2.0));
            prop_assert!(small.lower() <= large.lower() && large.upper() <= small.upper());
        }
    }
}
