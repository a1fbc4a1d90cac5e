//! A share of a whole, such as the meldingen solved without maatwerk, and its intervals.
//!
//! The monitor shows the interval of Wilson; the others are for those who have to answer to
//! another convention.

mod beta_intervals;
mod clustered;
mod effective;
mod nchs;
mod survey_interval;
mod wilson;

use std::fmt;

pub use beta_intervals::{clopper_pearson_interval, jeffreys_interval};
pub use clustered::{ClusteredShare, clustered_share_interval};
pub use effective::EffectiveShare;
pub use nchs::{NchsFlag, NchsPresentation, present_by_nchs};
pub use survey_interval::ShareMethod;
pub use wilson::{agresti_coull_interval, wilson_interval};

/// A teller that is part of a noemer, so that their ratio lies from 0 to 1.
///
/// Neither needs to be whole: figures moved to other wijken by a crosswalk carry fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    teller: f64,
    noemer: f64,
}

impl Share {
    /// Makes a share, unless the noemer is empty or the teller is not a part of it.
    pub fn of(teller: f64, noemer: f64) -> Result<Self, ShareError> {
        if !(noemer.is_finite() && teller.is_finite()) {
            Err(ShareError::NotFinite)
        } else if noemer <= 0.0 {
            Err(ShareError::EmptyNoemer)
        } else if teller < 0.0 {
            Err(ShareError::NegativeTeller)
        } else if noemer < teller {
            Err(ShareError::TellerAboveNoemer)
        } else {
            Ok(Self { teller, noemer })
        }
    }

    /// The part that is counted.
    pub fn teller(self) -> f64 {
        self.teller
    }

    /// The whole it is part of, above 0.
    pub fn noemer(self) -> f64 {
        self.noemer
    }

    /// The share as a fraction from 0 to 1.
    pub fn fraction(self) -> f64 {
        self.teller / self.noemer
    }
}

/// Why a teller and a noemer make no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// One of the two is infinite or not a number.
    NotFinite,
    /// The noemer is 0 or less, so there is nothing to have a share of.
    EmptyNoemer,
    /// The teller is below 0.
    NegativeTeller,
    /// The teller is larger than the noemer, so it is not a part of it.
    TellerAboveNoemer,
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "teller and noemer must be finite",
            Self::EmptyNoemer => "the noemer is empty",
            Self::NegativeTeller => "the teller is below zero",
            Self::TellerAboveNoemer => "the teller is larger than the noemer",
        })
    }
}

impl std::error::Error for ShareError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_part_of_a_whole() {
        #[track_caller]
        fn case(teller: f64, noemer: f64, expected: ShareError) {
            assert_eq!(Share::of(teller, noemer), Err(expected));
        }

        case(0.0, 0.0, ShareError::EmptyNoemer);
        case(1.0, -2.0, ShareError::EmptyNoemer);
        case(-1.0, 2.0, ShareError::NegativeTeller);
        case(3.0, 2.0, ShareError::TellerAboveNoemer);
        case(f64::NAN, 2.0, ShareError::NotFinite);
        case(1.0, f64::INFINITY, ShareError::NotFinite);
    }
}
