//! The rules by which a point of a chart is more than chance.

use super::XmrPoint;

/// The number of points in a row that make a trend or a shift.
const RUN: usize = 7;

/// A side of the mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Higher than the mean.
    Above,
    /// Lower than the mean.
    Below,
}

/// Where a point lies between the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Beyond a process limit.
    Outside,
    /// Beyond a near limit, up to the process limit.
    NearLimit,
    /// Between the near limits, or there are no limits.
    Within,
}

/// Which way the points of a trend go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendDirection {
    /// Each is higher than the one before.
    Rising,
    /// Each is lower than the one before.
    Falling,
}

/// Why a point is more than chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialCause {
    /// It lies outside the process limits.
    OutsideLimits(Side),
    /// It is part of seven or more points in a row that rise or fall.
    Trend(TrendDirection),
    /// It is one of two or more, among three in a row on one side of the mean, that lie between
    /// the near limit and the process limit.
    TwoOfThree(Side),
    /// It is part of seven or more points in a row on one side of the mean.
    Shift(Side),
}

impl SpecialCause {
    /// The side to which it points; a rising trend points above.
    pub fn side(self) -> Side {
        match self {
            Self::OutsideLimits(side) | Self::TwoOfThree(side) | Self::Shift(side) => side,
            Self::Trend(TrendDirection::Rising) => Side::Above,
            Self::Trend(TrendDirection::Falling) => Side::Below,
        }
    }
}

/// Finds for each of the points, which follow each other without a gap, the first rule it breaks.
pub(super) fn find_causes(points: &[XmrPoint]) -> Vec<Option<SpecialCause>> {
    let mut causes = vec![None; points.len()];
    // From the last rule to the first, so that the first has the last word.
    mark_windows(points, RUN, &mut causes, |window| {
        let side = common_side(window)?;
        Some((SpecialCause::Shift(side), all as fn(&XmrPoint) -> bool))
    });
    mark_windows(points, 3, &mut causes, |window| {
        let side = common_side(window)?;
        let n_near = window.iter().filter(|point| is_near_limit(point)).count();
        (2 <= n_near).then_some((SpecialCause::TwoOfThree(side), is_near_limit))
    });
    // A point where a rise turns into a fall belongs to the fall, the later window.
    mark_windows(points, RUN, &mut causes, |window| {
        let is_run = |follows: fn(f64, f64) -> bool| {
            window.windows(2).all(|pair| follows(pair[0].value, pair[1].value))
        };
        let direction = if is_run(|previous, value| previous < value) {
            TrendDirection::Rising
        } else if is_run(|previous, value| value < previous) {
            TrendDirection::Falling
        } else {
            return None;
        };
        Some((SpecialCause::Trend(direction), all))
    });
    for (cause, point) in causes.iter_mut().zip(points) {
        if let (Zone::Outside, Some(side)) = (point.zone, point.side) {
            *cause = Some(SpecialCause::OutsideLimits(side));
        }
    }
    causes
}

/// Marks, in each window of so many points where the rule finds a cause, the points it names.
fn mark_windows(
    points: &[XmrPoint],
    width: usize,
    causes: &mut [Option<SpecialCause>],
    rule: impl Fn(&[XmrPoint]) -> Option<(SpecialCause, fn(&XmrPoint) -> bool)>,
) {
    for (start, window) in points.windows(width).enumerate() {
        if let Some((cause, is_marked)) = rule(window) {
            for (offset, point) in window.iter().enumerate() {
                if is_marked(point) {
                    causes[start + offset] = Some(cause);
                }
            }
        }
    }
}

/// The side on which all points lie, nothing when one lies elsewhere or on the mean.
fn common_side(points: &[XmrPoint]) -> Option<Side> {
    let side = points.first()?.side?;
    points.iter().all(|point| point.side == Some(side)).then_some(side)
}

fn is_near_limit(point: &XmrPoint) -> bool {
    point.zone == Zone::NearLimit
}

fn all(_: &XmrPoint) -> bool {
    true
}
