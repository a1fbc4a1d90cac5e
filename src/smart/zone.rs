//! A zone of values, and how likely the true value lies in it.

use crate::stats::special::normal_cdf;

/// The values that satisfy a part of a target, in the unit of the indicator.
///
/// Both bounds belong to it; one may be infinite. The lower is never above the upper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    lower: f64,
    upper: f64,
}

/// How likely the true value lies in a zone, and on which side of it when it does not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneChance {
    /// In it.
    pub inside: f64,
    /// Below its lower bound.
    pub below: f64,
    /// Above its upper bound.
    pub above: f64,
}

impl Zone {
    /// Makes the zone between two values, in either order.
    pub fn between(one: f64, other: f64) -> Self {
        Self { lower: one.min(other), upper: one.max(other) }
    }

    /// The lower bound, or minus infinity.
    pub fn lower(self) -> f64 {
        self.lower
    }

    /// The upper bound, or infinity.
    pub fn upper(self) -> f64 {
        self.upper
    }

    /// True when the value lies in it.
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The zone with both bounds moved out.
    #[must_use]
    pub fn widened(self, slack: f64) -> Self {
        Self { lower: self.lower - slack, upper: self.upper + slack }
    }

    /// The bound that lies nearest to a value, the lower when both do, and then the other.
    pub fn bounds_from(self, value: f64) -> [f64; 2] {
        if (self.upper - value).abs() < (value - self.lower).abs() {
            [self.upper, self.lower]
        } else {
            [self.lower, self.upper]
        }
    }

    /// How far a value lies outside it, 0 inside.
    pub fn distance(self, value: f64) -> f64 {
        (self.lower - value).max(value - self.upper).max(0.0)
    }

    /// Computes how likely the true value lies in it, for a normal estimate.
    ///
    /// `P = Φ((y - lower)/se) - Φ((y - upper)/se)`. An estimate with a standard error of 0 is
    /// exact: each chance is 0 or 1.
    pub fn chance(self, estimate: f64, standard_error: f64) -> ZoneChance {
        if standard_error == 0.0 {
            let certain = |holds: bool| if holds { 1.0 } else { 0.0 };
            return ZoneChance {
                inside: certain(self.contains(estimate)),
                below: certain(estimate < self.lower),
                above: certain(self.upper < estimate),
            };
        }
        let below = normal_cdf((self.lower - estimate) / standard_error);
        let above = normal_cdf((estimate - self.upper) / standard_error);
        // One tail keeps the digits that `1 - …` would lose.
        let inside = if self.upper == f64::INFINITY {
            normal_cdf((estimate - self.lower) / standard_error)
        } else if self.lower == f64::NEG_INFINITY {
            normal_cdf((self.upper - estimate) / standard_error)
        } else {
            (1.0 - below - above).max(0.0)
        };
        ZoneChance { inside, below, above }
    }
}

impl ZoneChance {
    /// How likely the true value lies outside it on the likelier side.
    ///
    /// A verdict that it lies outside asks this, and not `1 - inside`. An estimate in the middle
    /// of a narrow zone, with a large error, is likely outside it, and nobody knows on which side:
    /// with a smaller error that verdict would turn into its opposite. With one bound they are the
    /// same.
    pub fn outside(self) -> f64 {
        self.below.max(self.above)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two-sided 95 % of the normal distribution lies within 1.96 errors.
    #[test]
    fn chances_are_those_of_the_normal_distribution() {
        let band = Zone::between(11.959_964, 8.040_036).chance(10.0, 1.0);
        assert!((band.inside - 0.95).abs() < 1e-7, "{band:?}");
        assert!((band.outside() - 0.025).abs() < 1e-7, "{band:?}");
        let above = Zone::between(10.0, f64::INFINITY).chance(11.0, 1.0);
        assert!((above.inside - 0.841_344_746).abs() < 1e-9, "{above:?}");
        assert_eq!(above.above, 0.0);
    }

    #[test]
    fn an_exact_estimate_is_inside_or_outside() {
        let zone = Zone::between(f64::NEG_INFINITY, 24.0);
        assert_eq!(zone.chance(24.0, 0.0), ZoneChance { inside: 1.0, below: 0.0, above: 0.0 });
        assert_eq!(zone.chance(24.1, 0.0), ZoneChance { inside: 0.0, below: 0.0, above: 1.0 });
    }

    #[test]
    fn bounds_come_nearest_first() {
        let zone = Zone::between(40.0, 60.0);
        assert_eq!(zone.bounds_from(45.0), [40.0, 60.0]);
        assert_eq!(zone.bounds_from(70.0), [60.0, 40.0]);
        assert_eq!(zone.bounds_from(50.0), [40.0, 60.0]);
        assert_eq!(
            [zone.distance(70.0), zone.distance(50.0), zone.distance(37.0)],
            [10.0, 0.0, 3.0]
        );
    }

    proptest! {
        #[test]
        fn chances_add_up_to_one(
            one in -50.0..50.0_f64,
            width in 0.0..50.0_f64,
            estimate in -90.0..90.0_f64,
            error in 0.0..20.0_f64,
        ) {
            for zone in [Zone::between(one, one + width), Zone::between(one, f64::INFINITY)] {
                let found = zone.chance(estimate, error);
                prop_assert!((found.inside + found.below + found.above - 1.0).abs() < 1e-12);
                let wider = zone.widened(1.0).chance(estimate, error);
                prop_assert!(found.inside <= wider.inside + 1e-15);
            }
        }
    }
}
