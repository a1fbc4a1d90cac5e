use super::super::voorbeeld::{AddCells, Voorbeeld, converted, mark, modelled, periode, rate};
use super::*;
use crate::diagnostic::Place;
use crate::model::{GeenCijfer, GeenInterval, Soort};

fn pair(naam: &str, golven: Option<[&str; 2]>) -> Samenhangpaar {
    let side = |id: &str| (id.to_owned(), Place::file("monitor.toml"));
    Samenhangpaar {
        naam: naam.into(),
        cohesie: side("omgang"),
        maatwerk: side("clienten"),
        golven: golven.map(|golven| golven.map(periode)),
    }
}

/// Wijken with marks in 2019 and 2021 and clients in these years and in 2023; wijk `k` changes by the
/// `k`th of these numbers, in tenths of a mark and in clients.
fn voorbeeld(changes: &[(i32, i32)]) -> Voorbeeld {
    let mut voorbeeld = Voorbeeld::new(changes.len());
    let omgang = voorbeeld.indicator("omgang", Soort::Gemiddelde);
    for (idx, (mark_change, _)) in changes.iter().enumerate() {
        omgang.show(idx + 1, "2019", mark(6.5, 0.3));
        omgang.show(idx + 1, "2021", mark(6.5 + f64::from(*mark_change) / 10.0, 0.4));
    }
    let clienten = voorbeeld.indicator("clienten", Soort::Ratio);
    for (idx, (_, client_change)) in changes.iter().enumerate() {
        let count = |change: i32| u64::try_from(100 + change).expect("a count");
        clienten.show(idx + 1, "2019", rate(count(0), 1000));
        clienten.show(idx + 1, "2021", rate(count(*client_change), 1000));
        clienten.show(idx + 1, "2023", rate(count(-*client_change), 1000));
    }
    voorbeeld
}

/// Changes that go together fully, the other way round.
fn opposite(n: i32) -> Vec<(i32, i32)> {
    (0..n).map(|idx| (idx, -2 * idx)).collect()
}

fn only(found: &[Samenhangkaart<'_>], golven: i32) -> Vertraging {
    found[0].at(golven).expect("a lag").clone()
}

#[test]
fn more_cohesion_where_less_care_has_a_correlation_of_minus_one() {
    let publication = voorbeeld(&opposite(12)).publish();
    let pairs = [pair("x", None)];
    let found = only(&associate_changes(&publication, &pairs), 0);
    let verband = found.verband.expect("twelve wijken");
    assert_eq!((verband.rho, found.punten.len()), (-1.0, 12));
    assert_eq!(found.cohesie.map(|golf| golf.jaar()), [2019, 2021]);
    assert_eq!(found.maatwerk, found.cohesie);
}

/// R 4.5, `cor.test(x, y, method = "spearman", exact = FALSE)` gives the same rho by `1 - 6Σd²/(n³ - n)`.
#[test]
fn the_correlation_is_spearmans() {
    let changes = [(0, 3), (1, 0), (2, 5), (3, 1), (4, 9), (5, 4), (6, 7), (7, 2), (8, 8), (9, 6)];
    let d2: i32 = changes.iter().map(|(x, y)| (x - y) * (x - y)).sum();
    let publication = voorbeeld(&changes).publish();
    let pairs = [pair("x", None)];
    let found = only(&associate_changes(&publication, &pairs), 0).verband.expect("ten wijken");
    assert!((found.rho - (1.0 - 6.0 * f64::from(d2) / 990.0)).abs() < 1e-12, "{found:?}");
    let interval = found.interval.expect("an interval");
    assert!(interval.lower() < found.rho && found.rho < interval.upper());
    assert!(found.p.is_some());
}

#[test]
fn with_fewer_than_ten_wijken_there_is_no_p_value_and_with_fewer_than_eight_nothing() {
    #[track_caller]
    fn case(n: usize, has_rho: bool, has_p: bool) {
        let changes: Vec<_> = (0..n).map(|idx| (idx as i32, (idx * 7 % n) as i32)).collect();
        let publication = voorbeeld(&changes).publish();
        let pairs = [pair("x", None)];
        let found = only(&associate_changes(&publication, &pairs), 0);
        assert_eq!(found.punten.len(), n);
        match found.verband {
            Ok(verband) => assert_eq!((true, verband.p.is_some()), (has_rho, has_p), "{n}"),
            Err(reason) => {
                assert_eq!((has_rho, has_p), (false, false), "{n}");
                assert_eq!(reason, GeenVerband::TeWeinigWijken);
            }
        }
    }

    case(7, false, false);
    case(8, true, false);
    case(9, true, false);
    case(10, true, true);
}

#[test]
fn a_lag_looks_at_care_a_wave_later_or_earlier() {
    let publication = voorbeeld(&opposite(12)).publish();
    let pairs = [pair("x", Some(["2019", "2021"]))];
    let found = associate_changes(&publication, &pairs);
    let (golf, lags) = found[0].golven.as_ref().expect("waves");
    assert_eq!(*golf, 2);
    let of = |one: &Vertraging| (one.golven, one.maatwerk.map(|year| year.jaar()));
    let expected = [
        (0, [2019, 2021]),
        (1, [2021, 2023]),
        (2, [2023, 2025]),
        (-1, [2017, 2019]),
        (-2, [2015, 2017]),
    ];
    assert_eq!(lags.iter().map(of).collect::<Vec<_>>(), expected);
    // One wave later the clients come back, so the order is the reverse.
    assert_eq!(only(&found, 1).verband.expect("twelve wijken").rho, 1.0);
    // Nobody counted clients in 2025.
    let later = only(&found, 2);
    assert_eq!(later.verband, Err(GeenVerband::TeWeinigWijken));
    assert!(later.weggelaten.iter().all(|(_, reden)| *reden == Weglating::GeenCijfer));
}

#[test]
fn the_waves_are_the_first_and_the_last_that_both_have() {
    let mut voorbeeld = voorbeeld(&opposite(12));
    for wijk in 1..=12 {
        voorbeeld.at(0).show(wijk, "2015", mark(6.0, 0.3));
        voorbeeld.at(0).show(wijk, "2023", mark(7.0 - f64::from(wijk as u8) / 10.0, 0.3));
        voorbeeld.at(1).show(wijk, "2022", rate(90, 1000));
    }
    let publication = voorbeeld.publish();
    let pairs = [pair("x", None)];
    let found = only(&associate_changes(&publication, &pairs), 0);
    assert_eq!(found.cohesie.map(|golf| golf.jaar()), [2019, 2023]);
}

#[test]
fn without_two_common_waves_there_is_nothing_to_compare() {
    let mut voorbeeld = Voorbeeld::new(9);
    voorbeeld.indicator("omgang", Soort::Gemiddelde).show(1, "2019", mark(6.0, 0.3));
    voorbeeld.indicator("clienten", Soort::Ratio).show(1, "2019", rate(50, 1000));
    let publication = voorbeeld.publish();
    let pairs = [pair("x", None)];
    let found = associate_changes(&publication, &pairs);
    assert_eq!(found[0].golven.as_ref().err(), Some(&GeenGolven::TeWeinigGolven));
}

/// Margins of 0.3 and 0.4 make one of 0.5, as independent errors do.
#[test]
fn the_interval_of_a_change_follows_from_those_at_both_ends() {
    let publication = voorbeeld(&opposite(8)).publish();
    let pairs = [pair("x", None)];
    let found = only(&associate_changes(&publication, &pairs), 0);
    let change = found.punten[3].cohesie;
    let interval = change.marge.expect("both have one");
    assert!((change.waarde - 0.3).abs() < 1e-12);
    assert!((interval.lower() + 0.2).abs() < 1e-12 && (interval.upper() - 0.8).abs() < 1e-12);
}

#[test]
fn a_figure_without_an_interval_keeps_its_wijk_and_says_why() {
    let mut voorbeeld = voorbeeld(&opposite(8));
    let bare = crate::model::Figure::new(6.5, Err(GeenInterval::BronZonderMarge));
    voorbeeld.at(0).cells[0].figure = Ok(bare);
    let publication = voorbeeld.publish();
    let pairs = [pair("x", Some(["2019", "2021"]))];
    let found = only(&associate_changes(&publication, &pairs), 0);
    assert_eq!(found.punten[0].cohesie.marge, Err(GeenInterval::BronZonderMarge));
    assert!(found.verband.is_ok());
}

#[test]
fn wijken_are_left_out_for_a_reason() {
    let mut voorbeeld = voorbeeld(&opposite(14));
    let (omgang, clienten) = (0, 1);
    let cell = |voorbeeld: &mut Voorbeeld, side: usize, wijk: usize| {
        let cells = &mut voorbeeld.at(side).cells;
        let idx = crate::model::Gebiedsindeling::idx_at(wijk);
        let place = cells.iter().position(|cell| cell.gebied == idx).expect("a cell");
        cells.remove(place);
    };
    for (side, wijk) in [(omgang, 1), (omgang, 2), (omgang, 3), (clienten, 4), (omgang, 5)] {
        cell(&mut voorbeeld, side, wijk);
    }
    voorbeeld.at(omgang).show(1, "2019", converted(6.5)).show(2, "2019", modelled(6.5));
    voorbeeld.at(omgang).lack(3, "2019", GeenCijfer::NietVergelijkbaar);
    voorbeeld.at(clienten).withhold(4, "2019");
    let idx = crate::model::Gebiedsindeling::idx_at(6);
    let moved = "2020-01-01".parse().expect("a date");
    voorbeeld.at(clienten).grenzen.entry(idx).or_default().insert(moved);
    let publication = voorbeeld.publish();
    let pairs = [pair("x", Some(["2019", "2021"]))];
    let found = only(&associate_changes(&publication, &pairs), 0);
    let expected = [
        (1, Weglating::Herleid),
        (2, Weglating::Modelschatting),
        (3, Weglating::NietVergelijkbaar),
        (4, Weglating::Onderdrukt),
        (5, Weglating::GeenCijfer),
        (6, Weglating::NietVergelijkbaar),
    ];
    assert_eq!(found.weggelaten, expected);
    assert_eq!(found.punten.len(), 8);
    assert!(found.verband.expect("eight wijken").p.is_none());
}

/// A wave before the new division makes a series incomparable, and not the waves after it.
#[test]
fn an_older_wave_of_other_borders_does_not_count_against_later_ones() {
    let mut voorbeeld = voorbeeld(&opposite(8));
    for wijk in 1..=8 {
        voorbeeld.at(0).lack(wijk, "2015", GeenCijfer::NietVergelijkbaar);
    }
    let publication = voorbeeld.publish();
    let pairs = [pair("x", None)];
    assert_eq!(only(&associate_changes(&publication, &pairs), 0).punten.len(), 8);
}

/// All pairs and lags are one family: each p-value times their number divided by its rank, at most.
#[test]
fn p_values_of_all_pairs_and_lags_are_adjusted_together() {
    let changes: Vec<_> = (0..12).map(|idx| (idx, (idx * 5) % 12)).collect();
    let publication = voorbeeld(&changes).publish();
    let pairs = [pair("een", Some(["2019", "2021"])), pair("twee", Some(["2019", "2021"]))];
    let found = associate_changes(&publication, &pairs);
    let tests: Vec<(f64, f64)> = found
        .iter()
        .flat_map(|kaart| &kaart.golven.as_ref().expect("waves").1)
        .filter_map(|one| one.verband.ok())
        .map(|verband| (verband.p.expect("twelve wijken"), verband.q.expect("adjusted")))
        .collect();
    // Two pairs, each in the same years and one wave later.
    assert_eq!(tests.len(), 4);
    let p_values: Vec<f64> = tests.iter().map(|(p, _)| *p).collect();
    let adjusted =
        adjust_p_values(&p_values, Adjustment::BenjaminiHochberg).expect("probabilities");
    assert_eq!(tests.iter().map(|(_, q)| *q).collect::<Vec<_>>(), adjusted);
    assert!(tests.iter().all(|(p, q)| p <= q));
}

#[test]
fn a_change_that_is_the_same_everywhere_goes_with_nothing() {
    let changes: Vec<_> = (0..9).map(|idx| (idx, 0)).collect();
    let publication = voorbeeld(&changes).publish();
    let pairs = [pair("x", Some(["2019", "2021"]))];
    let found = only(&associate_changes(&publication, &pairs), 0);
    assert_eq!(found.verband, Err(GeenVerband::GeenVariatie));
}

#[test]
fn breaks_between_the_ends_are_named_per_lag() {
    let mut voorbeeld = voorbeeld(&opposite(9));
    voorbeeld.at(1).breuk("2022-01-01");
    let publication = voorbeeld.publish();
    let pairs = [pair("x", Some(["2019", "2021"]))];
    let found = associate_changes(&publication, &pairs);
    assert!(only(&found, 0).breuken.is_empty());
    assert_eq!(only(&found, 1).breuken.len(), 1);
}
