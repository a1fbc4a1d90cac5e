//! A target as numbers of one area: where it starts, where it goes and by which way.

use chrono::Datelike;

use crate::model::{Datum, Doel, Doelsoort, Niveau, Periode, Richting, Traject};

use super::goal::{Aim, Goal, relative_target};
use super::traject::Course;

/// A day as a number of years, with the part of the year that has passed at its end.
pub(super) fn years(day: Datum) -> f64 {
    let days_in_year = if day.leap_year() { 366.0 } else { 365.0 };
    f64::from(day.year()) + f64::from(day.ordinal()) / days_in_year
}

/// The part of the term that has passed at the end of a period: 1 or more from the deadline on.
pub(super) fn looptijd(van: Periode, tot: Periode, deadline: Datum) -> f64 {
    let start = years(van.last_day());
    (years(tot.last_day()) - start) / (years(deadline) - start)
}

/// The target of an area with this baseline.
pub(super) fn goal_of(soort: &Doelsoort, nulmeting: f64, richting: Richting) -> Goal {
    let aim = match soort {
        Doelsoort::Absoluut { waarde } => Aim::Value(*waarde),
        Doelsoort::Relatief { procent } => Aim::Value(relative_target(nulmeting, *procent)),
        Doelsoort::Bandbreedte { onder, boven } => Aim::Band { onder: *onder, boven: *boven },
        Doelsoort::Behoud { marge } => Aim::Keep { marge: *marge },
        // On either side of the gemeente, or between areas in either order: nearer is better.
        Doelsoort::GatVerkleinen { procent, .. } => Aim::Gap(relative_target(nulmeting, *procent)),
    };
    Goal::new(aim, nulmeting, richting)
}

/// The value that a milestone means in an area with this baseline.
fn milestone_value(soort: &Doelsoort, waarde: f64, nulmeting: f64) -> f64 {
    match soort {
        Doelsoort::Relatief { .. } | Doelsoort::GatVerkleinen { .. } => {
            relative_target(nulmeting, waarde)
        }
        _ => waarde,
    }
}

/// The milestones of a target in an area: the period and the value.
pub(super) fn milestones_of(doel: &Doel, soort: &Doelsoort, nulmeting: f64) -> Vec<(Periode, f64)> {
    let value = |waarde| milestone_value(soort, waarde, nulmeting);
    doel.mijlpalen.iter().map(|mijlpaal| (mijlpaal.op, value(mijlpaal.waarde))).collect()
}

/// The way of a target in an area with this baseline.
pub(super) fn course_of(doel: &Doel, soort: &Doelsoort, van: Periode, nulmeting: f64) -> Course {
    match doel.traject {
        Traject::Lineair => Course::Linear,
        Traject::Stap => Course::Step,
        Traject::Mijlpalen => {
            let milestones = milestones_of(doel, soort, nulmeting).into_iter();
            let of = |(op, waarde)| (looptijd(van, op, doel.deadline), waarde);
            Course::Milestones(milestones.map(of).collect())
        }
    }
}

/// The level of the areas that have a row: of a measure between areas the gemeente has one.
pub(super) fn level_of(doel: &Doel) -> Niveau {
    match doel.soort {
        Doelsoort::GatVerkleinen { maat, .. } if maat != crate::model::Maat::Gemeente => {
            Niveau::Gemeente
        }
        _ => doel.per,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    #[test]
    fn the_term_runs_from_the_end_of_the_baseline_to_the_deadline() {
        #[track_caller]
        fn case(van: &str, tot: &str, expected: f64) {
            let deadline = "2020-12-31".parse().expect("a date");
            let found = looptijd(periode(van), periode(tot), deadline);
            assert!((found - expected).abs() < 1e-12, "{found}");
        }

        case("2017", "2019", 2.0 / 3.0);
        case("2017", "2020", 1.0);
        case("2017", "2021", 4.0 / 3.0);
        case("2017", "2018K1", 90.0 / 365.0 / 3.0);
    }
}
