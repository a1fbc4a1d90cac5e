//! The XmR chart of a series: its mean, its process limits, and which points are more than chance.
//!
//! An XmR chart (individual values and moving ranges) tells a change in a process from the noise
//! around it. The conventions are those of NHS England's *Making Data Count*, which Dutch care
//! organisations know as "plot the dots"; the numbers are held against NHSRplotthedots 0.2.2.
//!
//! References:
//! - Wheeler, D.J. (2000). Understanding variation, 2nd edition: the factors 2.66 and 3.267.
//! - Nelson, L.S. (1982). Control charts for individual measurements. Journal of Quality
//!   Technology 14(3), 172-173: why large moving ranges are left out.
//! - NHS England, Making Data Count (2019). Strengthening your decisions: the four rules.

mod limits;
mod rules;

use std::fmt;
use std::num::NonZeroUsize;

pub use limits::{ProcessLimits, Screening};
use limits::{compute_limits, mean};
use rules::find_causes;
pub use rules::{Side, SpecialCause, TrendDirection, Zone};

/// The number of points in a phase below which its limits are provisional.
pub const SETTLED_POINTS: usize = 13;

/// The number of points below which limits should not be fixed.
const FIXED_POINTS: usize = 12;

/// Which way a series should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Improvement {
    /// Higher is better.
    Increase,
    /// Lower is better.
    Decrease,
    /// Neither: the chart says that something changed, not whether that is good.
    Neutral,
}

/// What is decided about a chart before its numbers are seen.
#[derive(Clone, Debug, PartialEq)]
pub struct XmrPlan {
    /// The places in the series where a declared change starts a new phase with limits of its
    /// own, ascending, without the first point. Never taken from the data: a phase that starts
    /// where the points moved makes every change look like chance.
    pub phase_starts: Vec<usize>,
    /// The number of points, from the start of each phase, that set the limits; all without it.
    pub fix_after_n_points: Option<NonZeroUsize>,
    /// Whether large moving ranges count.
    pub screening: Screening,
    /// Which way the series should move.
    pub improvement: Improvement,
    /// The value that the series should reach.
    pub target: Option<f64>,
}

impl XmrPlan {
    /// One phase, whose limits all points set, with screening and without a target.
    pub fn new(improvement: Improvement) -> Self {
        Self {
            phase_starts: Vec::new(),
            fix_after_n_points: None,
            screening: Screening::On,
            improvement,
            target: None,
        }
    }
}

/// A series with its limits and what they say about each point.
#[derive(Clone, Debug, PartialEq)]
pub struct XmrChart {
    /// The phases, one unless changes were declared.
    pub phases: Vec<XmrPhase>,
    /// What the limits of the last phase promise about the target. Absent without a target, a
    /// direction or limits.
    pub assurance: Option<Assurance>,
}

/// A part of a series with limits of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct XmrPhase {
    /// The place in the series of its first point.
    pub start: usize,
    /// The mean of the points that set the limits, in the unit of the series.
    pub mean: f64,
    /// The limits, absent when no two points in a row set them.
    pub limits: Option<ProcessLimits>,
    /// Whether the limits rest on so few points that the next ones will move them.
    pub is_provisional: bool,
    /// The points, with nothing where the series has a gap.
    pub points: Vec<Option<XmrPoint>>,
}

/// A point of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct XmrPoint {
    /// The value, in the unit of the series.
    pub value: f64,
    /// The side of the mean, nothing when on it.
    pub side: Option<Side>,
    /// Where it lies between the limits.
    pub zone: Zone,
    /// The rule it breaks, the first that applies.
    pub cause: Option<SpecialCause>,
    /// What the rule means for the series.
    pub variation: Variation,
}

/// What a point says about the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variation {
    /// Chance, or nothing that tells from it.
    CommonCause,
    /// A change for the better.
    Improvement,
    /// A change for the worse.
    Concern,
    /// A change upwards that is neither.
    NeutralHigh,
    /// A change downwards that is neither.
    NeutralLow,
}

/// What the limits promise about a target, as long as the process stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// The target is met every time.
    ConsistentPass,
    /// The target is missed every time.
    ConsistentFail,
    /// The target lies between the limits: whether it is met is chance.
    Inconsistent,
}

/// Why a series has no chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmrError {
    /// A value is infinite or not a number.
    NotFinite {
        /// Its place in the series.
        idx: usize,
    },
    /// A phase starts outside the series, at its first point, or not after the phase before it.
    PhaseStart {
        /// The start that was declared.
        start: usize,
    },
    /// A phase has no points.
    EmptyPhase {
        /// Its start.
        start: usize,
    },
}

impl fmt::Display for XmrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { idx } => write!(f, "value {idx} is not finite"),
            Self::PhaseStart { start } => write!(f, "no phase can start at {start}"),
            Self::EmptyPhase { start } => write!(f, "the phase that starts at {start} is empty"),
        }
    }
}

impl std::error::Error for XmrError {}

/// Computes the chart of a series in order of time.
///
/// Per phase, over its first points or all, with moving ranges `mR = |y_i - y_{i-1}|`: limits
/// `mean ± 2.66 m̄R̄`, near limits at two thirds of that (see [`ProcessLimits`]). A point then
/// breaks the first of these rules that applies:
///
/// 1. it lies outside the limits;
/// 2. it is one of seven or more in a row that rise, or fall, without a tie;
/// 3. it is one of at least two, among three in a row on one side of the mean, that lie between
///    the near limit and the limit;
/// 4. it is one of seven or more in a row on one side of the mean.
///
/// All points of a run are marked, not only the one that completes it.
///
/// A gap breaks the chart: no moving range crosses it and no run goes on after it. A value in
/// between would be made up, and a withheld value could be read from it.
pub fn xmr_chart(series: &[Option<f64>], plan: &XmrPlan) -> Result<XmrChart, XmrError> {
    let not_finite = |value: &Option<f64>| value.is_some_and(|value| !value.is_finite());
    if let Some(idx) = series.iter().position(not_finite) {
        return Err(XmrError::NotFinite { idx });
    }
    let mut starts = vec![0];
    for &start in &plan.phase_starts {
        if series.len() <= start || starts.last().is_some_and(|&previous| start <= previous) {
            return Err(XmrError::PhaseStart { start });
        }
        starts.push(start);
    }
    let ends = starts[1..].iter().copied().chain([series.len()]);
    let phases = starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| compute_phase(start, &series[start..end], plan))
        .collect::<Result<Vec<_>, _>>()?;
    let limits = phases.last().and_then(|phase| phase.limits);
    let assurance = plan
        .target
        .zip(limits)
        .and_then(|(target, limits)| compute_assurance(target, limits, plan.improvement));
    Ok(XmrChart { phases, assurance })
}

fn compute_phase(
    start: usize,
    values: &[Option<f64>],
    plan: &XmrPlan,
) -> Result<XmrPhase, XmrError> {
    let n_points = values.iter().flatten().count();
    let n_baseline = plan.fix_after_n_points.map_or(n_points, NonZeroUsize::get);
    let baseline = first_points(values, n_baseline);
    let present: Vec<f64> = baseline.iter().flatten().copied().collect();
    let mean = mean(&present).ok_or(XmrError::EmptyPhase { start })?;
    let limits = compute_limits(baseline, mean, plan.screening);

    let mut points: Vec<Option<XmrPoint>> =
        values.iter().map(|value| value.map(|value| place_point(value, mean, limits))).collect();
    for stretch in points.split_mut(Option::is_none) {
        let found: Vec<XmrPoint> = stretch.iter().flatten().copied().collect();
        for (point, cause) in stretch.iter_mut().flatten().zip(find_causes(&found)) {
            point.cause = cause;
            point.variation = judge(cause, plan.improvement);
        }
    }
    let is_provisional = n_points < SETTLED_POINTS || n_baseline < FIXED_POINTS;
    Ok(XmrPhase { start, mean, limits, is_provisional, points })
}

/// The part of a phase that holds its first `n` points.
fn first_points(values: &[Option<f64>], n: usize) -> &[Option<f64>] {
    let present = (0..values.len()).filter(|&idx| values[idx].is_some());
    let end = present.take(n).last().map_or(0, |last| last + 1);
    &values[..end]
}

fn place_point(value: f64, mean: f64, limits: Option<ProcessLimits>) -> XmrPoint {
    let side = if mean < value {
        Some(Side::Above)
    } else if value < mean {
        Some(Side::Below)
    } else {
        None
    };
    let zone = limits.map_or(Zone::Within, |limits| limits.zone_of(value));
    XmrPoint { value, side, zone, cause: None, variation: Variation::CommonCause }
}

fn judge(cause: Option<SpecialCause>, improvement: Improvement) -> Variation {
    let Some(cause) = cause else {
        return Variation::CommonCause;
    };
    match (improvement, cause.side()) {
        (Improvement::Neutral, Side::Above) => Variation::NeutralHigh,
        (Improvement::Neutral, Side::Below) => Variation::NeutralLow,
        (Improvement::Increase, Side::Above) | (Improvement::Decrease, Side::Below) => {
            Variation::Improvement
        }
        (Improvement::Increase, Side::Below) | (Improvement::Decrease, Side::Above) => {
            Variation::Concern
        }
    }
}

fn compute_assurance(
    target: f64,
    limits: ProcessLimits,
    improvement: Improvement,
) -> Option<Assurance> {
    let is_above = limits.upper < target;
    let is_below = target < limits.lower;
    match improvement {
        Improvement::Neutral => None,
        Improvement::Increase if is_above => Some(Assurance::ConsistentFail),
        Improvement::Increase if is_below => Some(Assurance::ConsistentPass),
        Improvement::Decrease if is_above => Some(Assurance::ConsistentPass),
        Improvement::Decrease if is_below => Some(Assurance::ConsistentFail),
        Improvement::Increase | Improvement::Decrease => Some(Assurance::Inconsistent),
    }
}

#[cfg(test)]
mod tests;
