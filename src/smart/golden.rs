//! Twelve worked cases, each with our verdict and that of four published rules.
//!
//! The standard errors are those of their descriptions, which the table rounds: events of a Poisson
//! process per thousand inhabitants, the spread of marks, shares of a sample.

use super::andere::{Progress, judge_by};
use super::goal::{Aim, Goal};
use super::oordeel::{Oordeel, judge, judge_point};
use super::traject::Course;
use super::verandering::{adjust_changes, compute_change, is_changed};
use crate::model::{
    Meetpunt, Richting, Status, StatusReden, StatusVlag, Statusmethode, Statusregels,
};
use Status::{Achter, Behaald, NietBehaald, Onzeker, OpKoers, Risico, TeVroeg};
use StatusVlag::{GeenCi, VerkeerdeRichting, WaarschijnlijkBehaald};

/// A row of the table.
struct Row {
    name: &'static str,
    /// Baseline, target and figure.
    values: [f64; 3],
    /// The standard errors of the baseline and the figure.
    errors: [Option<f64>; 2],
    /// Years of the baseline, the figure and the deadline.
    years: [f64; 3],
    /// `P_A`, `P_on` and `P_risk` to three digits.
    kansen: Option<[f64; 3]>,
    status: Status,
    vlaggen: &'static [StatusVlag],
    mogelijk: &'static [Status],
    point: Status,
    /// The word of Healthy People and, where printed, z.
    hp2030: (&'static str, Option<f64>),
    unsd: (&'static str, Option<f64>),
    eurostat: (&'static str, Option<f64>),
    destatis: &'static str,
}

const HALFWAY: [f64; 3] = [2018.0, 2019.5, 2021.0];
/// Lemon: the fourth quarter of 2017, 2019 and the deadline.
const LEMON: [f64; 3] = [2018.0, 2020.0, 2021.0];
/// The health monitor of the GGD, every four years.
const GGD: [f64; 3] = [2012.0, 2016.0, 2020.0];
const LITTLE: &str = "weinig_of_geen_aantoonbare_verandering";
const NONE: &str = "niet_te_berekenen";

/// The standard error of events per thousand, of so many thousand inhabitants.
fn poisson(rate: f64, thousands: f64) -> f64 {
    (rate / thousands).sqrt()
}

/// The standard error of a percentage in a sample.
fn percentage(value: f64, n: f64) -> f64 {
    (value * (100.0 - value) / n).sqrt()
}

fn rows() -> Vec<Row> {
    let mark = |n: f64, deff: f64| 1.6 * (deff / n).sqrt();
    vec![
        Row {
            name: "A: Toegang, a wijk of 9 000",
            values: [30.0, 24.0, 26.5],
            errors: [poisson(30.0, 9.0), poisson(26.5, 9.0)].map(Some),
            years: HALFWAY,
            kansen: Some([0.073, 0.648, 0.839]),
            status: Onzeker,
            vlaggen: &[],
            mogelijk: &[OpKoers, Risico, Achter],
            point: OpKoers,
            hp2030: (LITTLE, Some(-1.40)),
            unsd: ("op_schema", Some(1.10)),
            eurostat: ("aanzienlijke_vooruitgang", Some(1.11)),
            destatis: "zon",
        },
        Row {
            name: "B: the same, a city of 210 000",
            values: [30.0, 24.0, 26.5],
            errors: [poisson(30.0, 210.0), poisson(26.5, 210.0)].map(Some),
            years: HALFWAY,
            kansen: Some([0.000, 0.966, 1.000]),
            status: OpKoers,
            vlaggen: &[],
            mogelijk: &[],
            point: OpKoers,
            hp2030: ("verbetering", Some(-6.75)),
            unsd: ("op_schema", Some(1.10)),
            eurostat: ("aanzienlijke_vooruitgang", Some(1.11)),
            destatis: "zon",
        },
        Row {
            name: "C: Lemon, a wijk with 180 answers",
            values: [6.4, 6.8, 6.6],
            errors: [mark(180.0, 1.0), mark(180.0, 1.0)].map(Some),
            years: LEMON,
            kansen: Some([0.047, 0.327, 0.631]),
            status: Onzeker,
            vlaggen: &[],
            mogelijk: &[OpKoers, Risico, Achter],
            point: Risico,
            hp2030: (LITTLE, None),
            unsd: ("redelijke_voortgang", Some(0.76)),
            eurostat: ("matige_vooruitgang", Some(0.76)),
            destatis: "bewolkt",
        },
        Row {
            name: "D: Lemon, the city, 9 000 answers and a design effect of 1.5",
            values: [6.4, 6.8, 6.6],
            errors: [mark(9_000.0, 1.5), mark(9_000.0, 1.5)].map(Some),
            years: LEMON,
            kansen: Some([0.000, 0.005, 0.974]),
            status: Risico,
            vlaggen: &[],
            mogelijk: &[],
            point: Risico,
            hp2030: ("verbetering", Some(6.85)),
            unsd: ("redelijke_voortgang", Some(0.76)),
            eurostat: ("matige_vooruitgang", Some(0.76)),
            destatis: "bewolkt",
        },
        Row {
            name: "E: GGD, 420 answers",
            values: [44.0, 40.0, 47.0],
            errors: [percentage(44.0, 420.0), percentage(47.0, 420.0)].map(Some),
            years: GGD,
            kansen: Some([0.002, 0.022, 0.042]),
            status: Achter,
            vlaggen: &[VerkeerdeRichting],
            mogelijk: &[],
            point: Achter,
            hp2030: (LITTLE, Some(0.87)),
            unsd: ("stilstand_of_achteruitgang", Some(-1.55)),
            eurostat: ("verslechtering", Some(-1.40)),
            destatis: "onweer",
        },
        Row {
            name: "F: the same, published without an interval",
            values: [44.0, 40.0, 47.0],
            errors: [None, None],
            years: GGD,
            kansen: None,
            status: Achter,
            vlaggen: &[VerkeerdeRichting, GeenCi],
            mogelijk: &[],
            point: Achter,
            hp2030: (LITTLE, None),
            unsd: ("stilstand_of_achteruitgang", None),
            eurostat: ("verslechtering", None),
            destatis: "onweer",
        },
        Row {
            name: "G: well past the target, a city",
            values: [30.0, 24.0, 20.0],
            errors: [poisson(30.0, 210.0), poisson(20.0, 210.0)].map(Some),
            years: HALFWAY,
            kansen: Some([1.000, 1.000, 1.000]),
            status: Behaald,
            vlaggen: &[],
            mogelijk: &[],
            point: Behaald,
            hp2030: ("doel_gehaald", None),
            unsd: ("gehaald", Some(2.78)),
            eurostat: ("gehaald", None),
            destatis: "zon",
        },
        Row {
            name: "H: just over the line, a wijk",
            values: [30.0, 24.0, 23.9],
            errors: [poisson(30.0, 9.0), poisson(23.9, 9.0)].map(Some),
            years: HALFWAY,
            kansen: Some([0.524, 0.977, 0.996]),
            status: OpKoers,
            vlaggen: &[WaarschijnlijkBehaald],
            mogelijk: &[],
            point: Behaald,
            hp2030: ("doel_gehaald", None),
            unsd: ("gehaald", Some(1.83)),
            eurostat: ("gehaald", None),
            destatis: "zon",
        },
        Row {
            name: "I: a baseline of 0",
            values: [0.0, 10.0, 6.0],
            errors: [Some(0.5), Some(0.5)],
            years: HALFWAY,
            kansen: Some([0.000, 0.994, 1.000]),
            status: OpKoers,
            vlaggen: &[],
            mogelijk: &[],
            point: OpKoers,
            hp2030: ("verbetering", None),
            unsd: (NONE, None),
            eurostat: (NONE, None),
            destatis: "zon",
        },
        Row {
            name: "J: from below zero to above",
            values: [-5.0, 5.0, 1.0],
            errors: [Some(0.5), Some(0.5)],
            years: HALFWAY,
            kansen: Some([0.000, 0.994, 1.000]),
            status: OpKoers,
            vlaggen: &[],
            mogelijk: &[],
            point: OpKoers,
            hp2030: ("verbetering", None),
            unsd: (NONE, None),
            eurostat: (NONE, None),
            destatis: "zon",
        },
        Row {
            name: "K: at the deadline, a city",
            values: [30.0, 24.0, 25.5],
            errors: [poisson(30.0, 210.0), poisson(25.5, 210.0)].map(Some),
            years: [2018.0, 2021.0, 2021.0],
            kansen: Some([0.000, 0.000, 0.995]),
            status: NietBehaald,
            vlaggen: &[],
            mogelijk: &[],
            point: Risico,
            hp2030: ("verbetering", None),
            unsd: ("redelijke_voortgang", Some(0.75)),
            eurostat: ("matige_vooruitgang", Some(0.74)),
            destatis: "bewolkt",
        },
        Row {
            name: "L: the first quarter",
            values: [30.0, 24.0, 29.9],
            errors: [Some(0.4), Some(0.4)],
            years: [2018.0, 2018.25, 2021.0],
            kansen: None,
            status: TeVroeg,
            vlaggen: &[],
            mogelijk: &[],
            point: Achter,
            hp2030: (LITTLE, None),
            unsd: ("redelijke_voortgang", Some(0.20)),
            eurostat: ("onvoldoende_vooruitgang", Some(0.19)),
            destatis: "bewolkt",
        },
    ]
}

impl Row {
    fn figure(&self, which: usize) -> Meetpunt {
        let waarde = [self.values[0], self.values[2]][which];
        Meetpunt { waarde, se: self.errors[which], grenzen: None }
    }

    fn richting(&self) -> Richting {
        if self.values[0] < self.values[1] {
            Richting::HogerIsBeter
        } else {
            Richting::LagerIsBeter
        }
    }

    fn goal(&self) -> Goal {
        Goal::new(Aim::Value(self.values[1]), self.values[0], self.richting())
    }

    fn looptijd(&self) -> f64 {
        let [from, now, deadline] = self.years;
        (now - from) / (deadline - from)
    }

    fn judge(&self) -> Oordeel {
        let rules = Statusregels::default();
        judge(&self.goal(), &Course::Linear, self.looptijd(), &self.figure(1), &rules)
    }

    #[track_caller]
    fn check_other(&self, methode: Statusmethode, expected: (&str, Option<f64>)) {
        let [van, tot, deadline] = self.years;
        let found = judge_by(
            methode,
            &Progress {
                nulmeting: self.figure(0),
                nu: self.figure(1),
                doelwaarde: self.values[1],
                richting: self.richting(),
                van,
                tot,
                deadline,
                is_percentage: false,
            },
        );
        assert_eq!(found.woord, expected.0, "{}: {methode:?} {found:?}", self.name);
        if let Some(expected) = expected.1 {
            let number = found.getal.expect("a number");
            assert!((number - expected).abs() < 5e-3, "{}: {methode:?} {number}", self.name);
        }
    }
}

#[test]
fn verdicts_and_their_probabilities_are_those_of_the_table() {
    for row in rows() {
        let found = row.judge();
        assert_eq!(found.status, row.status, "{}", row.name);
        assert_eq!(found.vlaggen, row.vlaggen, "{}", row.name);
        assert_eq!(found.mogelijk, row.mogelijk, "{}", row.name);
        let reden = (row.status == Onzeker).then_some(StatusReden::KansenVerdeeld);
        assert_eq!(found.reden, reden, "{}", row.name);
        if let Some(expected) = row.kansen {
            let kansen = found.kansen.expect("probabilities");
            for (found, expected) in
                [kansen.behaald, kansen.op_koers, kansen.risico].into_iter().zip(expected)
            {
                assert!((found - expected).abs() < 5e-4, "{}: {found}", row.name);
            }
        }
    }
}

/// The column looks at the way so far only: neither at the deadline (K) nor at how early it is (L).
#[test]
fn figures_alone_give_the_point_rule() {
    let rules = Statusregels::default();
    for row in rows() {
        let goal = row.goal();
        let cuts = goal.cut_points(&Course::Linear, row.looptijd(), &rules);
        assert_eq!(judge_point(&goal, &cuts, row.values[2]), row.point, "{}", row.name);
        let mut exact = row.figure(1);
        exact.se = None;
        let found = judge(&goal, &Course::Linear, row.looptijd(), &exact, &rules);
        let expected = match row.status {
            NietBehaald | TeVroeg => row.status,
            _ => row.point,
        };
        assert_eq!(found.status, expected, "{}", row.name);
        assert_eq!(found.vlaggen.contains(&GeenCi), expected != TeVroeg, "{}", row.name);
    }
}

#[test]
fn published_rules_say_what_the_table_says() {
    for row in rows() {
        row.check_other(Statusmethode::Hp2030, row.hp2030);
        row.check_other(Statusmethode::Unsd, row.unsd);
        row.check_other(Statusmethode::Eurostat, row.eurostat);
        row.check_other(Statusmethode::Destatis, (row.destatis, None));
    }
}

/// K has come three quarters of the way.
#[test]
fn progress_is_the_part_of_the_way() {
    let found =
        rows().iter().find(|row| row.name.starts_with('K')).map(|row| row.judge().voortgang);
    assert_eq!(found, Some(Some(0.75)));
}

/// E moved away from the target and may have done so by chance; F by less than a tenth.
#[test]
fn a_move_away_is_significant_only_when_the_change_is() {
    let all = rows();
    for row in &all[4..6] {
        let (baseline, now) = (row.figure(0), row.figure(1));
        let mut change = compute_change(&baseline, &now, None, row.goal().is_better(now.waarde));
        adjust_changes([&mut change]);
        let mut found = row.judge();
        found.confirm_direction(is_changed(&change, baseline.waarde, row.values[1]));
        assert!(!found.vlaggen.contains(&StatusVlag::Significant), "{}", row.name);
        found.confirm_direction(true);
        found.confirm_direction(true);
        assert_eq!(found.vlaggen[..2], [VerkeerdeRichting, StatusVlag::Significant]);
        assert_eq!(found.vlaggen.len(), row.vlaggen.len() + 1);
    }
}
