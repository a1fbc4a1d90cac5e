use super::super::voorbeeld::{AddCells, Voorbeeld, mean_amount, periode, rate};
use super::*;
use crate::definition::{Aantal, Kant, Tijdvak};
use crate::diagnostic::Place;
use crate::model::{Figure, Soort, Tekst};

/// The counts of an area in a year: residents, meldingen, doorverwijzingen, clients, euros.
type Year = [u64; 5];

const BEFORE: Year = [10_000, 400, 80, 160, 800_000];

fn afpelling() -> Afpelling {
    let aantal = |indicator: &str, kant| Aantal {
        indicator: indicator.into(),
        kant,
        place: Place::file("monitor.toml"),
    };
    Afpelling {
        naam: "kosten".into(),
        titel: Tekst { nl: "Kosten van maatwerk".into(), en: None },
        eenheid: Tekst { nl: "euro per jaar".into(), en: None },
        tijdvak: Tijdvak::Tussen(periode("2019"), periode("2025")),
        inwoners: Some(aantal("meldingen", Kant::Noemer)),
        meldingen: aantal("meldingen", Kant::Teller),
        doorverwijzingen: aantal("doorverw", Kant::Teller),
        clienten: Some(aantal("kosten", Kant::Noemer)),
        volume: aantal("kosten", Kant::Teller),
        place: Place::file("monitor.toml"),
    }
}

fn three(voorbeeld: &mut Voorbeeld) {
    for (id, soort) in
        [("doorverw", Soort::Ratio), ("kosten", Soort::Ratio), ("meldingen", Soort::Ratio)]
    {
        voorbeeld.indicator(id, soort);
    }
}

/// The figures of a year, a mean of so much a client to each side.
fn figures([people, meldingen, doorverw, clients, euros]: Year, margin: f64) -> [Figure; 3] {
    [rate(doorverw, people), mean_amount(euros, clients, margin), rate(meldingen, people)]
}

/// A publication of a gemeente with these counts in 2019 and 2025, and the change in it.
fn peel_of(before: Year, after: Year, margin: f64) -> Result<Peeling, GeenAfpelling> {
    let mut voorbeeld = Voorbeeld::new(1);
    three(&mut voorbeeld);
    for (year, counts) in [("2019", before), ("2025", after)] {
        for (idx, figure) in figures(counts, margin).into_iter().enumerate() {
            voorbeeld.at(idx).show(0, year, figure);
        }
    }
    outcome(&voorbeeld.publish())
}

/// The change of the gemeente.
fn outcome(publication: &Publication) -> Result<Peeling, GeenAfpelling> {
    let afpelling = [afpelling()];
    let found = peel_changes(publication, &afpelling);
    found[0].gebieden[0].uitkomst.clone()
}

#[track_caller]
fn contribution(peeling: &Peeling, factor: Factorsoort) -> f64 {
    let own = peeling.bijdragen.iter().find(|one| one.factor == factor);
    own.expect("a factor of the chain").bijdrage
}

#[test]
fn the_factors_are_each_count_divided_by_the_one_before() {
    let after = [11_000, 440, 66, 132, 726_000];
    let found = peel_of(BEFORE, after, 100.0).expect("all counts are shown");
    let values: Vec<_> =
        found.bijdragen.iter().map(|one| (one.factor.word(), one.van, one.tot)).collect();
    let expected = [
        ("inwoners", Some(10_000.0), Some(11_000.0)),
        ("meldingen_per_inwoner", Some(0.04), Some(0.04)),
        ("aandeel_doorverwezen", Some(0.2), Some(0.15)),
        ("clienten_per_doorverwijzing", Some(2.0), Some(2.0)),
        ("intensiteit_per_client", Some(5000.0), Some(5500.0)),
    ];
    assert_eq!(values, expected);
    assert_eq!((found.van, found.tot), (800_000.0, 726_000.0));
}

/// `L = 74000 / ln(800/726)`, times the logarithm of each factor's change.
#[test]
fn contributions_are_log_mean_times_log_change_and_add_up() {
    let after = [11_000, 440, 66, 132, 726_000];
    let found = peel_of(BEFORE, after, 100.0).expect("all counts are shown");
    let mean = 74_000.0 / (800.0_f64 / 726.0).ln();
    let expected = [mean * 1.1_f64.ln(), 0.0, mean * 0.75_f64.ln(), 0.0, mean * 1.1_f64.ln()];
    for (one, expected) in found.bijdragen.iter().zip(expected) {
        assert!((one.bijdrage - expected).abs() < 1e-6, "{one:?} instead of {expected}");
    }
    let total: f64 = found.bijdragen.iter().map(|one| one.bijdrage).sum();
    assert!((total - found.verandering()).abs() < 1e-12 * 800_000.0);
    assert_eq!(found.hoofdfactor().map(|one| one.factor), Some(Factorsoort::Aandeel));
}

#[test]
fn a_count_that_is_not_shown_gives_its_reason_and_no_number() {
    let with = |change: &dyn Fn(&mut Voorbeeld)| {
        let mut voorbeeld = Voorbeeld::new(1);
        three(&mut voorbeeld);
        for (idx, figure) in figures(BEFORE, 100.0).into_iter().enumerate() {
            voorbeeld.at(idx).show(0, "2019", figure.clone());
            if idx != 0 {
                voorbeeld.at(idx).show(0, "2025", figure);
            }
        }
        change(&mut voorbeeld);
        outcome(&voorbeeld.publish()).expect_err("a count is not shown")
    };
    let year = periode("2025");
    let withheld = with(&|voorbeeld| _ = voorbeeld.at(0).withhold(0, "2025"));
    let by = Onderdrukt::Monitor;
    assert_eq!(withheld, GeenAfpelling::Onderdrukt(Schakel::Doorverwijzingen, year, by));
    assert_eq!((withheld.word(), withheld.bij()), ("onderdrukt", ("doorverwijzingen", Some(year))));
    let none = GeenCijfer::NietVanToepassing;
    let lacking = with(&|voorbeeld| _ = voorbeeld.at(0).lack(0, "2025", none));
    assert_eq!(lacking, GeenAfpelling::GeenCijfer(Schakel::Doorverwijzingen, year, none));
    let missing = GeenCijfer::Ontbreekt;
    let absent = with(&|_| ());
    assert_eq!(absent, GeenAfpelling::GeenCijfer(Schakel::Doorverwijzingen, year, missing));
    let bare = Figure::new(8.0, Err(GeenInterval::BronZonderMarge));
    let uncounted = with(&|voorbeeld| _ = voorbeeld.at(0).show(0, "2025", bare.clone()));
    assert_eq!(uncounted, GeenAfpelling::GeenAantal(Schakel::Doorverwijzingen, year));
}

#[test]
fn borders_that_moved_without_a_bridge_are_not_compared() {
    let mut voorbeeld = Voorbeeld::new(1);
    three(&mut voorbeeld);
    for year in ["2019", "2025"] {
        for (idx, figure) in figures(BEFORE, 100.0).into_iter().enumerate() {
            voorbeeld.at(idx).show(0, year, figure);
        }
    }
    let idx = crate::model::Gebiedsindeling::idx_at(0);
    let day = "2021-01-01".parse().expect("a date");
    voorbeeld.at(1).grenzen.entry(idx).or_default().insert(day);
    let found = outcome(&voorbeeld.publish());
    assert_eq!(found, Err(GeenAfpelling::NietVergelijkbaar(Schakel::Clienten)));
}

/// Nobody was referred and nobody has maatwerk any more: the share went to 0 and takes it all; what each
/// client had has no value, and nothing to say.
#[test]
fn a_factor_of_zero_takes_the_change_and_is_named() {
    let found = peel_of(BEFORE, [10_000, 400, 0, 0, 0], 100.0).expect("a limit");
    assert_eq!(contribution(&found, Factorsoort::Aandeel), -800_000.0);
    assert_eq!(contribution(&found, Factorsoort::Intensiteit), 0.0);
    assert_eq!(found.bijdragen[4].tot, None);
    let year = periode("2025");
    let named = [Factorsoort::Aandeel, Factorsoort::Doorloop, Factorsoort::Intensiteit];
    assert_eq!(found.nullen, named.map(|factor| (factor, year)));
    assert_eq!(found.marge, Err(GeenMarge::Limiet));
}

#[test]
fn clients_without_a_doorverwijzing_divide_by_nothing() {
    let found = peel_of(BEFORE, [10_000, 400, 0, 90, 450_000], 100.0);
    let year = periode("2025");
    assert_eq!(found, Err(GeenAfpelling::NietsOmDoorTeDelen(Factorsoort::Doorloop, year)));
}

/// The share referred moves with doorverwijzingen and meldingen of both years; the mean of the volume,
/// which it is a part of, with clients and their amounts.
#[test]
fn the_interval_of_a_contribution_follows_from_those_of_its_counts() {
    let after = [10_000, 400, 60, 120, 600_000];
    let found = peel_of(BEFORE, after, 0.0).expect("all counts are shown");
    let share = &found.bijdragen[2];
    let interval = share.marge.expect("an interval");
    let relative = |count: u64| {
        let figure = rate(count, 10_000);
        let bounds = figure.interval.expect("a rate of events");
        (bounds.upper - bounds.lower) / (2.0 * 1.959_963_985 * figure.waarde)
    };
    let mean = 200_000.0 / (4.0_f64 / 3.0).ln();
    let own: f64 = [80, 60, 400, 400].map(|count| (mean * relative(count)).powi(2)).iter().sum();
    let change = (0.75_f64).ln();
    let log = (0.75_f64).ln();
    let through: f64 = [
        (change * (600_000.0 - mean) / log).powi(2) / 120.0,
        (change * (mean - 800_000.0) / log).powi(2) / 160.0,
    ]
    .iter()
    .sum();
    let margin = 1.959_963_985 * (own + through).sqrt();
    let found = (interval.upper() - interval.lower()) / 2.0;
    assert!((found / margin - 1.0).abs() < 1e-6, "{found} instead of {margin}");
    assert_eq!(share.kan_toeval_zijn(), Some(true));
}

#[test]
fn fewer_people_with_more_each_is_no_progress() {
    #[track_caller]
    fn case(after: Year, margin: f64, expected: Oordeel) {
        let large = |year: Year| year.map(|count| count * 20);
        let found = peel_of(large(BEFORE), large(after), margin).expect("all counts are shown");
        assert_eq!(found.oordeel, expected, "{after:?}");
    }

    // In total less, and still: who is left has more.
    case([10_000, 400, 60, 100, 600_000], 100.0, Oordeel::MinderMaarZwaarder);
    case([10_000, 400, 60, 100, 900_000], 100.0, Oordeel::MinderMaarZwaarder);
    // How much each has may be chance, and then neither is told: what falls, or not even that.
    case([10_000, 400, 60, 100, 600_000], 2000.0, Oordeel::NietTeOnderscheiden);
    case([10_000, 400, 60, 100, 510_000], 300.0, Oordeel::MinderMogelijkZwaarder);
    case([10_000, 400, 60, 100, 500_000], 100.0, Oordeel::Minder);
    case([10_000, 400, 60, 100, 450_000], 100.0, Oordeel::Minder);
    case([10_000, 400, 80, 240, 1_000_000], 100.0, Oordeel::MeerMaarLichter);
    case([10_000, 400, 80, 240, 1_300_000], 100.0, Oordeel::Meer);
    case([10_000, 400, 60, 159, 790_000], 100.0, Oordeel::NietTeOnderscheiden);
    case(BEFORE, 100.0, Oordeel::Gelijk);
}

#[test]
fn a_break_between_the_periods_is_named_and_nothing_is_concluded() {
    #[track_caller]
    fn case(op: &str, expected: &[&str]) {
        let mut voorbeeld = Voorbeeld::new(1);
        three(&mut voorbeeld);
        for (year, people) in [("2019", BEFORE), ("2025", [10_000, 400, 40, 60, 250_000])] {
            for (idx, figure) in figures(people, 10.0).into_iter().enumerate() {
                voorbeeld.at(idx).show(0, year, figure);
            }
        }
        voorbeeld.at(0).breuk(op);
        voorbeeld.at(2).breuk(op);
        let publication = voorbeeld.publish();
        let afpelling = [afpelling()];
        let found = &peel_changes(&publication, &afpelling)[0];
        let days: Vec<_> = found.breuken.iter().map(|breuk| breuk.op.to_string()).collect();
        assert_eq!(days, expected);
        let verdict = found.gebieden[0].uitkomst.as_ref().expect("a peeling").oordeel;
        assert_eq!(verdict == Oordeel::BreukInReeks, !expected.is_empty());
    }

    case("2018-04-01", &[]);
    case("2019-01-01", &[]);
    case("2019-04-01", &["2019-04-01"]);
    case("2025-12-31", &["2025-12-31"]);
}

#[test]
fn what_is_not_published_is_not_peeled() {
    let mut voorbeeld = Voorbeeld::new(1);
    voorbeeld.indicator("meldingen", Soort::Ratio).show(0, "2019", rate(40, 1000));
    assert!(peel_changes(&voorbeeld.publish(), &[afpelling()]).is_empty());
}

#[test]
fn areas_stand_from_large_to_small_each_with_its_own_answer() {
    let mut voorbeeld = Voorbeeld::new(2);
    three(&mut voorbeeld);
    for (year, counts) in [("2019", BEFORE), ("2025", [10_000, 400, 60, 100, 500_000])] {
        for (idx, figure) in figures(counts, 10.0).into_iter().enumerate() {
            voorbeeld.at(idx).show(1, year, figure.clone()).show(0, year, figure).withhold(2, year);
        }
    }
    let publication = voorbeeld.publish();
    let afpelling = [afpelling()];
    let found = &peel_changes(&publication, &afpelling)[0];
    let answers: Vec<_> =
        found.gebieden.iter().map(|one| (one.gebied, one.uitkomst.is_ok())).collect();
    assert_eq!(answers, [(0, true), (1, true), (2, false)]);
}
