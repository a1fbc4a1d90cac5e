//! What holds of every verdict, whatever the numbers.

use proptest::prelude::*;

use super::goal::{Aim, Goal};
use super::oordeel::{Oordeel, judge};
use super::traject::Course;
use crate::model::{Meetpunt, Richting, Status, Statusregels};

fn verdict(goal: &Goal, course: &Course, looptijd: f64, waarde: f64, se: Option<f64>) -> Oordeel {
    let figure = Meetpunt { waarde, se, grenzen: None };
    judge(goal, course, looptijd, &figure, &Statusregels::default())
}

/// From worse to better. `onzeker` has its place: not surely off course, and not surely on it.
fn rank(status: Status) -> u8 {
    match status {
        Status::Achter | Status::NietBehaald => 0,
        Status::Risico => 1,
        Status::Onzeker | Status::TeVroeg => 2,
        Status::OpKoers => 3,
        Status::Behaald => 4,
    }
}

fn richting() -> impl Strategy<Value = Richting> {
    prop_oneof![
        Just(Richting::HogerIsBeter),
        Just(Richting::LagerIsBeter),
        Just(Richting::Bandbreedte)
    ]
}

/// Targets of every kind, with numbers around zero.
fn aim() -> impl Strategy<Value = Aim> {
    prop_oneof![
        (-20.0..20.0_f64).prop_map(Aim::Value),
        (-20.0..20.0_f64, -20.0..20.0_f64).prop_map(|(onder, boven)| Aim::Band { onder, boven }),
        (0.0..5.0_f64).prop_map(|marge| Aim::Keep { marge }),
        (-20.0..20.0_f64).prop_map(Aim::Gap),
    ]
}

fn course() -> impl Strategy<Value = Course> {
    prop_oneof![
        Just(Course::Linear),
        Just(Course::Step),
        prop::collection::vec((0.01..0.99_f64, -30.0..30.0_f64), 0..4).prop_map(Course::Milestones),
    ]
}

fn looptijd() -> impl Strategy<Value = f64> {
    prop_oneof![0.15..1.0_f64, Just(1.0), 0.0..0.15_f64]
}

fn error() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![Just(None), Just(Some(0.0)), (0.01..20.0_f64).prop_map(Some)]
}

proptest! {
    /// A figure that is better by the direction never has a worse verdict.
    #[test]
    fn verdict_follows_the_value(
        aim in prop_oneof![
            (-20.0..20.0_f64).prop_map(Aim::Value),
            (0.0..5.0_f64).prop_map(|marge| Aim::Keep { marge }),
        ],
        baseline in prop_oneof![Just(0.0), -20.0..20.0_f64],
        rises in any::<bool>(),
        course in course(),
        looptijd in looptijd(),
        se in error(),
        value in -40.0..40.0_f64,
        step in 0.0..9.0_f64,
    ) {
        let (richting, sign) =
            if rises { (Richting::HogerIsBeter, 1.0) } else { (Richting::LagerIsBeter, -1.0) };
        let goal = Goal::new(aim, baseline, richting);
        let worse = verdict(&goal, &course, looptijd, value, se);
        let better = verdict(&goal, &course, looptijd, value + sign * step, se);
        prop_assert!(rank(worse.status) <= rank(better.status), "{worse:?} {better:?}");
        if let (Some(worse), Some(better)) = (worse.kansen, better.kansen) {
            prop_assert!(worse.behaald <= better.behaald);
            prop_assert!(worse.op_koers <= better.op_koers);
            prop_assert!(worse.risico <= better.risico);
        }
    }

    /// More precision may settle what was open, and never turns what was settled around.
    #[test]
    fn a_smaller_error_never_turns_a_verdict_around(
        aim in aim(),
        baseline in -20.0..20.0_f64,
        richting in richting(),
        course in course(),
        looptijd in looptijd(),
        value in -40.0..40.0_f64,
        error in 0.01..20.0_f64,
        part in 0.0..1.0_f64,
    ) {
        let goal = Goal::new(aim, baseline, richting);
        let side = |se: f64| match verdict(&goal, &course, looptijd, value, Some(se)).status {
            Status::Behaald | Status::OpKoers => Some(true),
            Status::Risico | Status::Achter | Status::NietBehaald => Some(false),
            Status::TeVroeg | Status::Onzeker => None,
        };
        let (wide, narrow) = (side(error), side(error * part));
        prop_assert!(wide.is_none() || wide == narrow, "{wide:?} became {narrow:?}");
    }

    /// The zones lie within each other, so that the probabilities of the classes are none below 0.
    #[test]
    fn zones_are_nested_and_the_open_verdict_names_what_is_possible(
        aim in aim(),
        baseline in -20.0..20.0_f64,
        richting in richting(),
        course in course(),
        looptijd in looptijd(),
        value in -40.0..40.0_f64,
        se in error(),
    ) {
        let goal = Goal::new(aim, baseline, richting);
        let found = verdict(&goal, &course, looptijd, value, se);
        if let Some(kansen) = found.kansen {
            prop_assert!(-1e-12 <= kansen.behaald && kansen.risico <= 1.0 + 1e-12);
            prop_assert!(kansen.behaald <= kansen.op_koers + 1e-12, "{kansen:?}");
            prop_assert!(kansen.op_koers <= kansen.risico + 1e-12, "{kansen:?}");
        }
        let is_open = found.status == Status::Onzeker;
        let n_possible = found.mogelijk.len();
        prop_assert!(if is_open { 2 <= n_possible } else { n_possible == 0 }, "{:?}", found);
        prop_assert_eq!(is_open, found.reden.is_some());
        if goal.is_held() && looptijd < 1.0 {
            prop_assert!(found.status != Status::Behaald);
            prop_assert!(!found.mogelijk.contains(&Status::Behaald));
        }
    }

    /// A mirrored target of a mirrored figure has the same verdict.
    #[test]
    fn verdicts_mirror(
        aim in prop_oneof![
            (-20.0..20.0_f64).prop_map(Aim::Value),
            (0.0..5.0_f64).prop_map(|marge| Aim::Keep { marge }),
            (-20.0..20.0_f64).prop_map(Aim::Gap),
        ],
        baseline in 0.1..20.0_f64,
        looptijd in looptijd(),
        value in -40.0..40.0_f64,
        se in error(),
    ) {
        let mirrored = match aim {
            Aim::Value(value) => Aim::Value(-value),
            other => other,
        };
        let one = Goal::new(aim, baseline, Richting::HogerIsBeter);
        let other = Goal::new(mirrored, -baseline, Richting::LagerIsBeter);
        let one = verdict(&one, &Course::Linear, looptijd, value, se);
        let other = verdict(&other, &Course::Linear, looptijd, -value, se);
        prop_assert_eq!((one.status, one.vlaggen), (other.status, other.vlaggen));
        prop_assert_eq!(one.voortgang, other.voortgang);
    }

    #[test]
    fn any_finite_numbers_have_a_verdict(
        numbers in prop::array::uniform5(prop::num::f64::NORMAL | prop::num::f64::ZERO),
        richting in richting(),
        looptijd in prop_oneof![looptijd(), prop::num::f64::NORMAL],
        kind in 0..4,
        milestones in prop::collection::vec((prop::num::f64::NORMAL, prop::num::f64::NORMAL), 0..4),
    ) {
        let [one, other, baseline, value, se] = numbers;
        let aim = match kind {
            0 => Aim::Value(one),
            1 => Aim::Band { onder: one, boven: other },
            2 => Aim::Keep { marge: one },
            _ => Aim::Gap(one),
        };
        let goal = Goal::new(aim, baseline, richting);
        for course in [Course::Linear, Course::Step, Course::Milestones(milestones)] {
            verdict(&goal, &course, looptijd, value, Some(se));
            verdict(&goal, &course, looptijd, value, None);
        }
    }
}

#[test]
fn every_status_can_be_reached() {
    let goal = Goal::new(Aim::Value(24.0), 30.0, Richting::LagerIsBeter);
    #[track_caller]
    fn case(goal: &Goal, looptijd: f64, value: f64, se: f64, expected: Status) {
        let found = verdict(goal, &Course::Linear, looptijd, value, Some(se));
        assert_eq!(found.status, expected, "{found:?}");
    }

    case(&goal, 0.5, 20.0, 0.3, Status::Behaald);
    case(&goal, 0.5, 26.5, 0.3, Status::OpKoers);
    case(&goal, 0.5, 27.9, 0.3, Status::Risico);
    case(&goal, 0.5, 29.0, 0.3, Status::Achter);
    case(&goal, 0.5, 27.0, 3.0, Status::Onzeker);
    case(&goal, 0.1, 20.0, 0.3, Status::TeVroeg);
    case(&goal, 1.0, 25.5, 0.3, Status::NietBehaald);
    case(&goal, 1.0, 23.0, 0.3, Status::Behaald);
    case(&goal, 1.0, 24.1, 0.3, Status::Onzeker);
}

/// A figure in the middle of a narrow gap is likely outside it, and nobody knows on which side.
#[test]
fn an_imprecise_figure_in_the_middle_of_a_gap_is_not_behind() {
    let goal = Goal::new(Aim::Gap(0.8), 1.0, Richting::HogerIsBeter);
    let found = verdict(&goal, &Course::Linear, 0.5, 0.0, Some(9.0));
    assert_eq!(found.status, Status::Onzeker, "{found:?}");
    assert_eq!(found.mogelijk, [Status::Behaald, Status::Achter]);
}

#[test]
fn what_is_kept_is_on_course_and_only_at_the_deadline_reached() {
    let goal = Goal::new(Aim::Keep { marge: 1.0 }, 70.0, Richting::HogerIsBeter);
    #[track_caller]
    fn case(goal: &Goal, looptijd: f64, value: f64, expected: Status) {
        let found = verdict(goal, &Course::Linear, looptijd, value, None);
        assert_eq!(found.status, expected, "{found:?}");
    }

    case(&goal, 0.5, 90.0, Status::OpKoers);
    case(&goal, 0.5, 69.0, Status::OpKoers);
    case(&goal, 0.5, 68.5, Status::Risico);
    case(&goal, 0.5, 67.0, Status::Achter);
    case(&goal, 1.0, 69.0, Status::Behaald);
    case(&goal, 1.0, 68.9, Status::NietBehaald);
}
