//! How the layers work on each other: the change of maatwerk by factor, and what changed with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Row, demo_report, number, read_table, run, wijkmonitor};

fn afpelling() -> Vec<Row> {
    read_table(&demo_report().join("afpelling.csv"))
}

/// The rows of one area, by factor.
fn of_area<'r>(rows: &'r [Row], code: &str) -> BTreeMap<&'r str, &'r Row> {
    let own = rows.iter().filter(|row| row["gebied_code"] == code);
    own.map(|row| (row["factor"].as_str(), row)).collect()
}

/// What was planted: in Reeshof a smaller share is referred from 2020 on, and no fewer people ask.
#[test]
fn the_share_referred_is_what_changed_in_reeshof() {
    let rows = afpelling();
    let reeshof = of_area(&rows, "TG06");
    let part = |factor: &str| number(&reeshof[factor]["bijdrage_procent"]);
    let share = part("aandeel_doorverwezen");
    assert!(share < -10.0, "planted a share of -30 %, found a contribution of {share} %");
    let factors = reeshof.keys().filter(|factor| **factor != "totaal");
    for factor in factors.filter(|factor| **factor != "aandeel_doorverwezen") {
        assert!(part(factor).abs() < share.abs(), "{factor} contributes {} %", part(factor));
    }
    assert!(0.0 < part("meldingen_per_inwoner"), "no fewer people ask");
    let told = &reeshof["totaal"]["toelichting"];
    assert!(told.contains("De grootste bijdrage is van aandeel doorverwezen"), "{told}");
}

/// Every area: contributions add up to the change, and factors multiply to the published volume.
#[test]
fn the_rows_of_an_area_add_up_and_multiply_to_what_is_published() {
    let rows = afpelling();
    let cijfers = read_table(&demo_report().join("cijfers.csv"));
    let published: BTreeMap<_, _> = cijfers
        .iter()
        .filter(|row| row["indicator"] == "zr_kosten_client")
        .map(|row| ((row["gebied_code"].as_str(), row["periode"].as_str()), row))
        .collect();
    let codes: BTreeSet<_> = rows.iter().map(|row| row["gebied_code"].as_str()).collect();
    let mut n_peeled = 0;
    for code in codes {
        let own = of_area(&rows, code);
        let total = own["totaal"];
        let parts = || own.iter().filter(|(factor, _)| **factor != "totaal").map(|(_, row)| row);
        if !total["reden"].is_empty() {
            let numbers =
                ["waarde_van", "waarde_tot", "bijdrage", "ondergrens", "bijdrage_procent"];
            for row in own.values() {
                assert!(numbers.iter().all(|column| row[*column].is_empty()), "{code}: {row:?}");
            }
            continue;
        }
        n_peeled += 1;
        let sum: f64 = parts().map(|row| number(&row["bijdrage"])).sum();
        let change = number(&total["bijdrage"]);
        assert!((sum - change).abs() < 0.1, "{code}: {sum} instead of {change}");
        for (column, periode) in [("waarde_van", "2019"), ("waarde_tot", "2025")] {
            let volume = number(&published[&(code, periode)]["teller"]);
            assert!((number(&total[column]) - volume).abs() < 0.01, "{code} {periode}");
            let product: f64 = parts().map(|row| number(&row[column])).product();
            assert!((product / volume - 1.0).abs() < 1e-5, "{code} {periode}: {product}");
        }
        assert!(!total["oordeel"].is_empty() && !total["toelichting"].is_empty());
    }
    assert!(12 <= n_peeled, "the gemeente and its toegangsgebieden, and some wijken: {n_peeled}");
}

#[test]
fn an_area_with_a_withheld_count_says_which() {
    let rows = afpelling();
    let withheld: Vec<_> = rows
        .iter()
        .filter(|row| row["factor"] == "totaal" && row["reden"] == "onderdrukt")
        .collect();
    assert!(!withheld.is_empty());
    for row in withheld {
        let told = &row["toelichting"];
        assert!(told.contains("te klein om te tonen") && row["oordeel"].is_empty(), "{told}");
    }
}

/// Nothing was planted in the way cohesion and care go together, so nothing may be found.
#[test]
fn no_association_is_found_where_none_was_planted() {
    let rows = read_table(&demo_report().join("samenhang.csv"));
    let names: BTreeSet<_> = rows.iter().map(|row| row["samenhang"].as_str()).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(rows.len(), 10, "five lags of two pairs");
    let points = read_table(&demo_report().join("samenhang-wijken.csv"));
    for row in &rows {
        let n: usize = row["n"].parse().expect("a count");
        let is_of = |point: &&Row| {
            ["samenhang", "vertraging_golven"].iter().all(|column| point[*column] == row[*column])
        };
        let shown = points.iter().filter(is_of).filter(|point| point["weggelaten"].is_empty());
        assert_eq!(shown.count(), n);
        let reasons = row.iter().filter(|(column, _)| column.starts_with("weg_"));
        let left_out: usize = reasons.map(|(_, n)| n.parse::<usize>().expect("a count")).sum();
        assert_eq!(n + left_out, 59, "every wijk has a point or a reason");
        assert_eq!(row["rho"].is_empty(), n < 8);
        assert_eq!(row["p"].is_empty(), n < 10);
        if !row["p_gecorrigeerd"].is_empty() {
            let (p, q) = (number(&row["p"]), number(&row["p_gecorrigeerd"]));
            assert!(p <= q && 0.05 < q, "{row:?}");
        }
        assert_eq!(row["lezen_als"], "samenhang, geen oorzaak");
        assert_eq!(row["niet_lezen_als"], "wijken, geen personen");
    }
    assert!(rows.iter().any(|row| !row["p"].is_empty()));
}

/// A change in the map is that of the published figures.
#[test]
fn a_point_is_the_difference_of_two_published_figures() {
    let cijfers = read_table(&demo_report().join("cijfers.csv"));
    let cell = |id: &str, code: &str, periode: &str| {
        let own = cijfers.iter().find(|row| {
            row["indicator"] == id && row["gebied_code"] == code && row["periode"] == periode
        });
        number(&own.expect("a cell")["waarde"])
    };
    let points = read_table(&demo_report().join("samenhang-wijken.csv"));
    let is_of = |row: &&Row| {
        row["samenhang"] == "omgang_maatwerk"
            && row["vertraging_golven"] == "1"
            && row["weggelaten"].is_empty()
    };
    let mut n_points = 0;
    for point in points.iter().filter(is_of) {
        let code = point["gebied_code"].as_str();
        let omgang = cell("sc_lemon_omgang", code, "2023") - cell("sc_lemon_omgang", code, "2019");
        assert!((number(&point["cohesie_verandering"]) - omgang).abs() < 0.002, "{code}");
        let id = "zr_maatwerkclienten";
        let clients = cell(id, code, "2025") - cell(id, code, "2021");
        assert!((number(&point["maatwerk_verandering"]) - clients).abs() < 0.002, "{code}");
        n_points += 1;
    }
    assert!(8 <= n_points);
}

#[test]
fn the_pictures_say_what_they_are_not() {
    let read = |name: &str| {
        let path = demo_report().join("grafieken").join(name);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    for name in ["samenhang-omgang_maatwerk.svg", "samenhang-inzet_maatwerk.svg"] {
        let picture = read(name);
        assert!(picture.contains("Samenhang, geen oorzaak."), "{name}");
        assert!(picture.contains("zegt niets over personen"), "{name}");
    }
    for level in ["stad", "toegangsgebieden", "wijken"] {
        let picture = read(&format!("afpelling-kosten-{level}.svg"));
        assert!(picture.contains("<title>Kosten van maatwerk, afgepeld"), "{level}");
    }
}

/// Without the indicators of a declaration there is nothing to compute it from, and nothing is written.
#[test]
fn a_choice_of_other_indicators_has_no_tables_of_the_layers() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    let args = ["build", "fixtures/demo", "--only", "zr_meldingen", "--no-charts", "--out", dir];
    run(&mut wijkmonitor(&args), 0);
    let report = out.path().join("2025K4-selectie");
    assert!(report.join("cijfers.csv").exists());
    for name in ["afpelling.csv", "samenhang.csv", "samenhang-wijken.csv"] {
        assert!(!report.join(name).exists(), "{name}");
    }
}
