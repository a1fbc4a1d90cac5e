//! The process limits of a phase, from the moving ranges between its points.

use super::rules::Zone;

/// Three standard deviations in units of the mean moving range of two points: `3 / 1.128`,
/// rounded as Wheeler and every XmR chart since have it.
const LIMIT: f64 = 2.66;

/// The upper limit of a moving range in units of the mean one (Nelson's D4 for two points).
const LARGEST_RANGE: f64 = 3.267;

/// Whether moving ranges that are too large for chance count towards the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screening {
    /// Ranges of 3.267 times the mean or more are left out, and the mean is taken again: one
    /// jump would otherwise widen the limits until it fits between them.
    On,
    /// All ranges count, as in the NHS spreadsheet.
    Off,
}

/// Between which values a process stays by chance, in the unit of the series.
///
/// All four equal the mean when the points do not vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProcessLimits {
    /// The lower process limit, `mean - 2.66 m̄R̄`. It may lie below 0 for a series that cannot.
    pub lower: f64,
    /// The lower near limit, two thirds of the way from the mean.
    pub near_lower: f64,
    /// The upper near limit.
    pub near_upper: f64,
    /// The upper process limit, `mean + 2.66 m̄R̄`.
    pub upper: f64,
}

impl ProcessLimits {
    pub(super) fn zone_of(self, value: f64) -> Zone {
        if self.upper < value || value < self.lower {
            Zone::Outside
        } else if self.near_upper < value || value < self.near_lower {
            Zone::NearLimit
        } else {
            Zone::Within
        }
    }
}

/// Computes the limits around the mean, or nothing when no two points follow each other.
pub(super) fn compute_limits(
    baseline: &[Option<f64>],
    mean_value: f64,
    screening: Screening,
) -> Option<ProcessLimits> {
    let ranges: Vec<f64> = baseline
        .windows(2)
        .filter_map(|pair| pair[0].zip(pair[1]))
        .map(|(previous, value)| (value - previous).abs())
        .collect();
    let mut mean_range = mean(&ranges)?;
    if screening == Screening::On && 0.0 < mean_range {
        let kept: Vec<f64> =
            ranges.into_iter().filter(|&range| range < LARGEST_RANGE * mean_range).collect();
        mean_range = mean(&kept).expect("the smallest range is at most the mean one");
    }
    let far = LIMIT * mean_range;
    let near = 2.0 * (LIMIT / 3.0) * mean_range;
    Some(ProcessLimits {
        lower: mean_value - far,
        near_lower: mean_value - near,
        near_upper: mean_value + near,
        upper: mean_value + far,
    })
}

/// Computes a mean, or nothing of nothing.
///
/// The mean of what the first mean leaves is added to it, as R does: fourteen times 0.1 then has
/// a mean of 0.1, and not one that all points lie below.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let first = values.iter().sum::<f64>() / n;
    let rest = values.iter().map(|value| value - first).sum::<f64>() / n;
    (!values.is_empty()).then_some(first + rest)
}
