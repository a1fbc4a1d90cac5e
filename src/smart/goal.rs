//! What an area should become, and the zones by which a figure is judged on the way there.
//!
//! A target is about intervals of values: from where it is met, from where it is on course, from
//! where it is at risk. Each begins at a cut point on the side of the baseline. It ends nowhere, at
//! the other bound of a band, or for a gap as far on the other side of zero.

use super::traject::Course;
use super::zone::Zone;
use crate::model::{Richting, Statusregels};

/// What a target asks of an area, with the numbers of that area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// A value to reach, in the unit of the indicator.
    Value(f64),
    /// Two values to come, or to stay, between.
    Band {
        /// The lower bound.
        onder: f64,
        /// The upper bound.
        boven: f64,
    },
    /// A value that may become worse than the baseline by this much, 0 or more.
    Keep {
        /// The margin, in the unit of the indicator.
        marge: f64,
    },
    /// A distance to the gemeente that should have at most this size, on either side.
    Gap(f64),
}

/// The value that a percentage of change leads to, `b (1 + procent/100)`.
pub fn relative_target(baseline: f64, procent: f64) -> f64 {
    baseline * (1.0 + procent / 100.0)
}

/// Which values are better than others.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Better {
    Higher,
    Lower,
    NearZero,
    In(Zone),
}

/// Where a zone that has to be reached ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum FarEnd {
    /// Nowhere.
    Open,
    /// At the other bound of the band, and beyond it by the slack for what is only at risk.
    Bound { other: f64, slack: f64 },
    /// At the same distance on the other side of zero.
    Mirror,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// It lies outside, and has to come to the target.
    Reach(FarEnd),
    /// It lies inside, and may not leave; by the slack at most it is at risk.
    Held { zone: Zone, slack: f64 },
}

/// The target of one area, from its baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    baseline: f64,
    target: f64,
    other: Option<f64>,
    better: Better,
    form: Form,
}

/// The zones of a verdict at a moment, each within the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutPoints {
    /// Where it should be now.
    pub traject_nu: f64,
    /// Where the target is met.
    pub behaald: Zone,
    /// Where it is on course, at least.
    pub op_koers: Zone,
    /// Where it is at risk, at least.
    pub risico: Zone,
}

impl Goal {
    /// Makes the target of an area with a baseline.
    ///
    /// What the baseline meets already, or equals, has to be kept, and is at risk within a slack: a
    /// value to reach that is not better than the baseline is a value to keep with the difference
    /// for a margin, a band has half its width, and a gap the part by which it may grow. A value
    /// to keep of an indicator that is best between two bounds may move by the margin either way.
    pub fn new(aim: Aim, baseline: f64, richting: Richting) -> Self {
        match aim {
            Aim::Value(target) => {
                let better = match richting {
                    Richting::HogerIsBeter => Some(Better::Higher),
                    Richting::LagerIsBeter => Some(Better::Lower),
                    Richting::Bandbreedte if baseline < target => Some(Better::Higher),
                    Richting::Bandbreedte if target < baseline => Some(Better::Lower),
                    Richting::Bandbreedte => None,
                };
                let is_better = match better {
                    Some(Better::Higher) => baseline < target,
                    _ => target < baseline,
                };
                match better {
                    Some(better) if is_better => {
                        let form = Form::Reach(FarEnd::Open);
                        Self { baseline, target, other: None, better, form }
                    }
                    _ => Self::keep(baseline, (target - baseline).abs(), richting),
                }
            }
            Aim::Keep { marge } => Self::keep(baseline, marge.max(0.0), richting),
            Aim::Band { onder, boven } => {
                let zone = Zone::between(onder, boven);
                let [target, other] = zone.bounds_from(baseline);
                let slack = (zone.upper() - zone.lower()) / 2.0;
                let form = if zone.contains(baseline) {
                    Form::Held { zone, slack }
                } else {
                    Form::Reach(FarEnd::Bound { other, slack })
                };
                Self { baseline, target, other: Some(other), better: Better::In(zone), form }
            }
            Aim::Gap(distance) => {
                let target = distance.abs().copysign(baseline);
                let form = if target.abs() < baseline.abs() {
                    Form::Reach(FarEnd::Mirror)
                } else {
                    let slack = target.abs() - baseline.abs();
                    Form::Held { zone: Zone::between(-target, target), slack }
                };
                Self { baseline, target, other: None, better: Better::NearZero, form }
            }
        }
    }

    /// A value that may become worse by a margin, and is at risk for as much again.
    fn keep(baseline: f64, marge: f64, richting: Richting) -> Self {
        let (lower, upper) = (baseline - marge, baseline + marge);
        let (target, other, zone, better) = match richting {
            Richting::HogerIsBeter => {
                (lower, None, Zone::between(lower, f64::INFINITY), Better::Higher)
            }
            Richting::LagerIsBeter => {
                (upper, None, Zone::between(f64::NEG_INFINITY, upper), Better::Lower)
            }
            Richting::Bandbreedte => {
                let zone = Zone::between(lower, upper);
                (lower, Some(upper), zone, Better::In(zone))
            }
        };
        Self { baseline, target, other, better, form: Form::Held { zone, slack: marge } }
    }

    /// The value to reach; of a band or a value to keep, the bound nearest to the baseline.
    pub fn doelwaarde(&self) -> f64 {
        self.target
    }

    /// The other bound of a band.
    pub fn andere_grens(&self) -> Option<f64> {
        self.other
    }

    /// True when the baseline meets it, so that it cannot be reached early but only kept.
    pub fn is_held(&self) -> bool {
        matches!(self.form, Form::Held { .. })
    }

    /// True when it is one value to come to, and further is as good: what the published rules for
    /// progress know.
    pub fn is_plain(&self) -> bool {
        self.form == Form::Reach(FarEnd::Open)
    }

    /// Whether a value is better than the baseline; nothing when it is as good.
    pub fn is_better(&self, value: f64) -> Option<bool> {
        let gain = match self.better {
            Better::Higher => value - self.baseline,
            Better::Lower => self.baseline - value,
            Better::NearZero => self.baseline.abs() - value.abs(),
            Better::In(zone) => zone.distance(self.baseline) - zone.distance(value),
        };
        (gain != 0.0).then_some(0.0 < gain)
    }

    /// How far a value is on the way to the target, `(y - b)/(T - b)`, 1 for all the way.
    ///
    /// Nothing of what has only to be kept. Of a gap, the side does not count.
    pub fn progress(&self, value: f64) -> Option<f64> {
        let Form::Reach(far) = self.form else { return None };
        let value = if far == FarEnd::Mirror { value.abs().copysign(self.baseline) } else { value };
        Some((value - self.baseline) / (self.target - self.baseline))
    }

    /// Computes the zones of a verdict after a part of the term.
    ///
    /// On the way to a value, with `e` where it should be now: `y_on = b + 0.95 (e - b)` and
    /// `y_risk = b + 0.60 (e - b)`, with the parts of the rules. Where the way stands still or goes
    /// back first, both are `e` itself. A way that goes past the target counts to the target.
    /// Past the other bound of a band, it is at risk for half the width, as if it had been kept.
    pub fn cut_points(&self, course: &Course, looptijd: f64, regels: &Statusregels) -> CutPoints {
        let (baseline, target) = (self.baseline, self.target);
        let far = match self.form {
            Form::Held { zone, slack } => {
                let risico = zone.widened(slack);
                return CutPoints { traject_nu: target, behaald: zone, op_koers: zone, risico };
            }
            Form::Reach(far) => far,
        };
        let rises = baseline < target;
        let expected = course.expected(baseline, target, looptijd);
        let expected = if rises { expected.min(target) } else { expected.max(target) };
        let has_moved = if rises { baseline < expected } else { expected < baseline };
        let part = |part: f64| {
            if has_moved { baseline + part * (expected - baseline) } else { expected }
        };
        let sign = if rises { 1.0 } else { -1.0 };
        let zone = |near: f64, beyond: f64| match far {
            FarEnd::Open => Zone::between(near, sign * f64::INFINITY),
            FarEnd::Bound { other, .. } => Zone::between(near, other + sign * beyond),
            FarEnd::Mirror => Zone::between(near, -near),
        };
        let slack = if let FarEnd::Bound { slack, .. } = far { slack } else { 0.0 };
        CutPoints {
            traject_nu: expected,
            behaald: zone(target, 0.0),
            op_koers: zone(part(regels.op_koers), 0.0),
            risico: zone(part(regels.risico), slack),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(goal: Goal, looptijd: f64) -> CutPoints {
        goal.cut_points(&Course::Linear, looptijd, &Statusregels::default())
    }

    #[track_caller]
    fn assert_zone(found: Zone, lower: f64, upper: f64) {
        let is_near =
            |found: f64, expected: f64| found == expected || (found - expected).abs() < 1e-9;
        let agrees = is_near(found.lower(), lower) && is_near(found.upper(), upper);
        assert!(agrees, "{found:?} instead of {lower} to {upper}");
    }

    #[test]
    fn a_value_to_reach_is_open_on_the_far_side() {
        let found = cuts(Goal::new(Aim::Value(24.0), 30.0, Richting::LagerIsBeter), 0.5);
        assert_eq!(found.traject_nu, 27.0);
        assert_zone(found.behaald, f64::NEG_INFINITY, 24.0);
        assert_zone(found.op_koers, f64::NEG_INFINITY, 27.15);
        assert_zone(found.risico, f64::NEG_INFINITY, 28.2);
    }

    #[test]
    fn a_step_asks_nothing_but_the_baseline_before_the_deadline() {
        let goal = Goal::new(Aim::Value(10.0), 0.0, Richting::HogerIsBeter);
        let found = goal.cut_points(&Course::Step, 0.9, &Statusregels::default());
        assert_zone(found.op_koers, 0.0, f64::INFINITY);
        assert_eq!(found.risico, found.op_koers);
        assert_zone(found.behaald, 10.0, f64::INFINITY);
    }

    #[test]
    fn a_way_that_first_goes_back_allows_just_that() {
        let goal = Goal::new(Aim::Value(24.0), 30.0, Richting::LagerIsBeter);
        let course = Course::Milestones(vec![(0.5, 32.0), (0.75, 20.0)]);
        let found = goal.cut_points(&course, 0.5, &Statusregels::default());
        assert_zone(found.op_koers, f64::NEG_INFINITY, 32.0);
        assert_eq!(found.risico, found.op_koers);
        let past = goal.cut_points(&course, 0.75, &Statusregels::default());
        assert_eq!(past.traject_nu, 24.0);
    }

    #[test]
    fn what_the_baseline_meets_is_kept() {
        let equal = Goal::new(Aim::Value(30.0), 30.0, Richting::LagerIsBeter);
        assert!(equal.is_held() && equal.progress(29.0).is_none());
        assert_zone(cuts(equal, 0.5).risico, f64::NEG_INFINITY, 30.0);
        let met = Goal::new(Aim::Value(32.0), 30.0, Richting::LagerIsBeter);
        assert!(met.is_held());
        assert_zone(cuts(met, 0.5).op_koers, f64::NEG_INFINITY, 32.0);
        assert_zone(cuts(met, 0.5).risico, f64::NEG_INFINITY, 34.0);
    }

    #[test]
    fn a_value_to_keep_has_its_margin_twice() {
        let keep = |richting| Goal::new(Aim::Keep { marge: 2.0 }, 70.0, richting);
        let found = cuts(keep(Richting::HogerIsBeter), 0.5);
        assert_zone(found.behaald, 68.0, f64::INFINITY);
        assert_zone(found.risico, 66.0, f64::INFINITY);
        let either = keep(Richting::Bandbreedte);
        assert_zone(cuts(either, 0.5).op_koers, 68.0, 72.0);
        assert_eq!((either.doelwaarde(), either.andere_grens()), (68.0, Some(72.0)));
    }

    #[test]
    fn a_band_is_kept_from_inside_and_reached_from_outside() {
        let band = Aim::Band { onder: 40.0, boven: 60.0 };
        let inside = Goal::new(band, 55.0, Richting::Bandbreedte);
        assert_eq!((inside.doelwaarde(), inside.andere_grens()), (60.0, Some(40.0)));
        assert_zone(cuts(inside, 0.5).op_koers, 40.0, 60.0);
        assert_zone(cuts(inside, 0.5).risico, 30.0, 70.0);
        assert_eq!(inside.is_better(65.0), Some(false));
        assert_eq!(inside.is_better(45.0), None);

        let below = Goal::new(band, 20.0, Richting::Bandbreedte);
        let found = cuts(below, 0.5);
        assert_zone(found.behaald, 40.0, 60.0);
        assert_zone(found.op_koers, 29.5, 60.0);
        assert_zone(found.risico, 26.0, 70.0);
        assert_eq!(below.is_better(70.0), Some(true));
        assert_eq!(below.is_better(90.0), Some(false));
    }

    #[test]
    fn a_gap_is_narrow_on_both_sides_of_zero() {
        let goal =
            Goal::new(Aim::Gap(relative_target(-10.0, -50.0)), -10.0, Richting::HogerIsBeter);
        let found = cuts(goal, 0.5);
        assert_zone(found.behaald, -5.0, 5.0);
        assert_zone(found.op_koers, -7.625, 7.625);
        assert_zone(found.risico, -8.5, 8.5);
        assert_eq!(goal.progress(6.0), Some(0.8));
        assert_eq!(goal.is_better(-12.0), Some(false));
        assert_eq!(goal.is_better(10.0), None);
        assert!(Goal::new(Aim::Gap(0.0), 0.0, Richting::HogerIsBeter).is_held());
    }
}
