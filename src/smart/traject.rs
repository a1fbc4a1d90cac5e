//! The way from the baseline to the target.
//!
//! It is linear in the value, not in its growth: values of zero, below zero and with either
//! direction all have one. The baseline counts as a fixed decision, because the target was set from
//! the published figure; its error has a part in the change only.

/// The way from the baseline to the target, over the term from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// The same step each day.
    Linear,
    /// Straight from one milestone to the next: a part of the term, and the value there.
    Milestones(Vec<(f64, f64)>),
    /// Nothing until the deadline, then all.
    Step,
}

impl Course {
    /// The value where it should be after a part of the term; after the deadline, the target.
    pub fn expected(&self, baseline: f64, target: f64, looptijd: f64) -> f64 {
        if 1.0 <= looptijd {
            return target;
        }
        let passed = looptijd.max(0.0);
        match self {
            Self::Linear => baseline + (target - baseline) * passed,
            Self::Step => baseline,
            Self::Milestones(milestones) => {
                let mut stops = vec![(0.0, baseline)];
                stops.extend(milestones.iter().filter(|(at, _)| 0.0 < *at && *at < 1.0));
                stops.push((1.0, target));
                stops.sort_by(|one, other| one.0.total_cmp(&other.0));
                let next = stops.partition_point(|(at, _)| *at <= passed);
                let ((from, start), (to, end)) = (stops[next - 1], stops[next]);
                start + (end - start) * ((passed - from) / (to - from))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_leads_from_the_baseline_to_the_target() {
        #[track_caller]
        fn case(course: &Course, at: f64, expected: f64) {
            assert!((course.expected(30.0, 24.0, at) - expected).abs() < 1e-12, "{at}");
        }

        for (at, expected) in [(-0.5, 30.0), (0.0, 30.0), (0.5, 27.0), (1.0, 24.0), (7.0, 24.0)] {
            case(&Course::Linear, at, expected);
        }
        let milestones = Course::Milestones(vec![(0.75, 25.0), (0.25, 29.0)]);
        for (at, expected) in
            [(0.0, 30.0), (0.125, 29.5), (0.25, 29.0), (0.5, 27.0), (0.875, 24.5), (1.0, 24.0)]
        {
            case(&milestones, at, expected);
        }
        for (at, expected) in [(0.0, 30.0), (0.99, 30.0), (1.0, 24.0)] {
            case(&Course::Step, at, expected);
        }
    }
}
