//! The scales on which figures of areas are about normal, with a spread that only their size
//! decides.

use std::f64::consts::FRAC_PI_2;

use super::super::interval::{Confidence, Interval};

/// The teller and noemer of an area: part and whole, observed and expected, or two counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelArea {
    pub(super) teller: f64,
    pub(super) noemer: f64,
}

impl FunnelArea {
    /// Makes an area, or nothing when the noemer is not above 0, the teller is below 0, or either
    /// is not finite.
    pub fn of(teller: f64, noemer: f64) -> Option<Self> {
        let is_usable = 0.0 <= teller && teller.is_finite() && 0.0 < noemer && noemer.is_finite();
        is_usable.then_some(Self { teller, noemer })
    }

    /// The teller over the noemer.
    pub fn ratio(self) -> f64 {
        self.teller / self.noemer
    }
}

/// A scale on which the figures of areas are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunnelTransform {
    /// `asin √(x/n)` of a share, with standard error `1/(2√n)`.
    Arcsine,
    /// `√(O/E)` of observed over expected, with standard error `1/(2√E)`. Bears an area without
    /// events, so it is the one to take for small wijken (the Care Quality Commission does).
    SquareRoot,
    /// `ln(O/E)` of observed over expected, with standard error `1/√E` (NHS England's SHMI).
    Log,
    /// `ln((x + ½)/(n + ½))` of two counts of which neither is part of the other, such as
    /// meldingen over cliënten, with the standard error of both,
    /// `√(x/(x + ½)² + n/(n + ½)²)`.
    LogOfCounts,
}

impl FunnelTransform {
    /// The figure of an area on the scale.
    pub(super) fn apply(self, area: FunnelArea) -> f64 {
        match self {
            Self::Arcsine => libm::asin(area.ratio().sqrt()),
            Self::SquareRoot => area.ratio().sqrt(),
            Self::Log => libm::log(area.ratio()),
            Self::LogOfCounts => libm::log((area.teller + 0.5) / (area.noemer + 0.5)),
        }
    }

    /// The target on the scale.
    pub(super) fn apply_to_target(self, target: f64) -> f64 {
        match self {
            Self::Arcsine => libm::asin(target.sqrt()),
            Self::SquareRoot => target.sqrt(),
            Self::Log | Self::LogOfCounts => libm::log(target),
        }
    }

    /// The standard error of the figure of an area on the scale, by chance alone.
    pub fn standard_error(self, area: FunnelArea) -> f64 {
        match self {
            Self::Arcsine | Self::SquareRoot => 0.5 / area.noemer.sqrt(),
            Self::Log => 1.0 / area.noemer.sqrt(),
            Self::LogOfCounts => {
                let part = |count: f64| count / ((count + 0.5) * (count + 0.5));
                (part(area.teller) + part(area.noemer)).sqrt()
            }
        }
    }

    /// Computes the limits of the figure of an area, in the unit of the figure.
    ///
    /// `θ ± z √(s² + τ²)` around the target on the scale, taken back from the scale: squared for
    /// a square root, and for the arcsine kept within 0 and a quarter turn, beyond which the sine
    /// would turn back.
    ///
    /// The standard error `s` is that on the scale, and `tau2` the variance between areas, 0 for
    /// limits of chance alone. `None` for a target that the scale does not have: 0 on a logarithm,
    /// or a share above 1.
    pub fn limits(
        self,
        target: f64,
        standard_error: f64,
        tau2: f64,
        confidence: Confidence,
    ) -> Option<Interval> {
        let centre = self.apply_to_target(target);
        if !centre.is_finite() {
            return None;
        }
        let spread = (standard_error * standard_error + tau2).sqrt();
        let margin = confidence.z() * spread;
        Interval::new(self.take_back(centre - margin), self.take_back(centre + margin))
    }

    fn take_back(self, value: f64) -> f64 {
        match self {
            Self::Arcsine => {
                let sine = libm::sin(value.clamp(0.0, FRAC_PI_2));
                sine * sine
            }
            Self::SquareRoot if value <= 0.0 => 0.0,
            Self::SquareRoot => value * value,
            Self::Log | Self::LogOfCounts => libm::exp(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [FunnelTransform; 4] = [
        FunnelTransform::Arcsine,
        FunnelTransform::SquareRoot,
        FunnelTransform::Log,
        FunnelTransform::LogOfCounts,
    ];

    #[test]
    fn refuses_an_area_without_a_size() {
        for (teller, noemer) in [(1.0, 0.0), (-1.0, 2.0), (f64::NAN, 2.0), (1.0, f64::INFINITY)] {
            assert_eq!(FunnelArea::of(teller, noemer), None);
        }
    }

    #[test]
    fn limits_of_a_share_stay_within_zero_and_one() {
        let found = FunnelTransform::Arcsine.limits(0.9, 0.5, 0.3, Confidence::P95);
        let found = found.expect("a target between 0 and 1");
        assert_eq!((found.lower(), found.upper()), (0.0, 1.0));
    }

    #[test]
    fn target_that_the_scale_does_not_have_gives_no_limits() {
        assert_eq!(FunnelTransform::Log.limits(0.0, 0.1, 0.0, Confidence::P95), None);
        assert_eq!(FunnelTransform::Arcsine.limits(1.5, 0.1, 0.0, Confidence::P95), None);
        assert_eq!(FunnelTransform::SquareRoot.limits(-1.0, 0.1, 0.0, Confidence::P95), None);
    }

    /// For a large area every scale gives what the normal distribution gives on the natural one:
    /// with 40,000 expected, 1 ± 1.96/200.
    #[test]
    fn scales_agree_for_a_large_area() {
        for scale in [FunnelTransform::SquareRoot, FunnelTransform::Log] {
            let area = FunnelArea::of(40_000.0, 40_000.0).expect("an area");
            let found = scale.limits(1.0, scale.standard_error(area), 0.0, Confidence::P95);
            let found = found.expect("a target");
            assert!((found.upper() - 1.0098).abs() < 1e-4, "{scale:?} {found:?}");
            assert!((found.lower() - 0.9902).abs() < 1e-4, "{scale:?} {found:?}");
        }
    }

    proptest! {
        #[test]
        fn limits_contain_the_target_and_widen(
            target in 0.01..0.99_f64,
            standard_error in 0.001..1.0_f64,
            tau2 in 0.0..1.0_f64,
        ) {
            let p99 = Confidence::new(0.99).expect("a confidence");
            for scale in ALL {
                let of = |tau2, confidence| {
                    scale.limits(target, standard_error, tau2, confidence).expect("a target")
                };
                let plain = of(0.0, Confidence::P95);
                prop_assert!(plain.lower() < target && target < plain.upper());
                for wider in [of(tau2, Confidence::P95), of(0.0, p99)] {
                    prop_assert!(wider.lower() <= plain.lower() && plain.upper() <= wider.upper());
                }
            }
        }
    }
}
