//! Funnel plots: whether an area differs from the average by more than its size explains.
//!
//! Small wijken lie far from the average by chance alone, so a ranking mostly ranks noise. A
//! funnel says of each area only whether it lies within the limits for its size, at 95 % and at
//! 99.8 %, the levels of Public Health England. Where areas differ for more reasons than chance,
//! the limits are widened by the variance between them, see [`overdispersion()`].
//!
//! References:
//! - Spiegelhalter, D.J. (2005). Funnel plots for comparing institutional performance. Statistics
//!   in Medicine 24, 1185-1202.
//! - Flowers, J. (2007). Statistical process control methods in public health intelligence. APHO
//!   Technical Briefing 2; the numbers are held against PHEindicatormethods 2.1.1.

mod counts;
mod overdispersion;
mod proportion;
mod transform;

pub use counts::{
    approximate_count_limits, count_limits, equivalent_rate, place_rate, place_standardised_rate,
    pooled_rate,
};
pub use overdispersion::{
    AreaScore, DispersionError, DispersionVerdict, FEWEST_AREAS, Overdispersion, overdispersion,
};
pub use proportion::{place_share, share_limits};
pub use transform::{FunnelArea, FunnelTransform};

use super::interval::{Confidence, Interval};

/// Which limits an area lies beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FunnelLevel {
    /// The limits at 95 %, beyond which one area in forty lies on each side by chance.
    P95,
    /// The limits at 99.8 %, beyond which one area in a thousand lies on each side by chance.
    P998,
}

impl FunnelLevel {
    /// The level as a confidence.
    pub fn confidence(self) -> Confidence {
        match self {
            Self::P95 => Confidence::P95,
            Self::P998 => Confidence::P998,
        }
    }
}

/// Where an area lies in a funnel. An area on a limit lies within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunnelPlace {
    /// Within the limits: no more different from the average than its size explains.
    Within,
    /// Above the limits of this level.
    Above(FunnelLevel),
    /// Below the limits of this level.
    Below(FunnelLevel),
}

impl FunnelPlace {
    /// Places a value between limits, the widest first.
    pub fn of(value: f64, limits: impl Fn(Confidence) -> Interval) -> Self {
        for level in [FunnelLevel::P998, FunnelLevel::P95] {
            let limits = limits(level.confidence());
            if value < limits.lower() {
                return Self::Below(level);
            }
            if limits.upper() < value {
                return Self::Above(level);
            }
        }
        Self::Within
    }

    fn mirrored(self) -> Self {
        match self {
            Self::Within => Self::Within,
            Self::Above(level) => Self::Below(level),
            Self::Below(level) => Self::Above(level),
        }
    }
}
