//! How people move between the layers, as the report and `flows` show it.

use std::collections::BTreeMap;

use crate::program::{Row, demo_report, number, read_table, run, stderr, wijkmonitor};

fn rows() -> Vec<Row> {
    read_table(&demo_report().join("stromen.csv"))
}

/// The numbers of an area and a period that are shown, by where people come from and go to.
fn shown(rows: &[Row], gebied: &str, periode: &str, soort: &str) -> BTreeMap<[String; 2], f64> {
    let own = rows.iter().filter(|row| {
        row["gebied_code"] == gebied && row["periode"] == periode && row["soort"] == soort
    });
    let own = own.filter(|row| !row["aantal"].is_empty());
    own.map(|row| ([row["van"].clone(), row["naar"].clone()], number(&row["aantal"]))).collect()
}

#[test]
fn what_is_shown_of_a_row_is_its_stock() {
    let rows = rows();
    let mut n_rows = 0;
    for (gebied, periode) in [("GM0855", 2020), ("GM0855", 2025), ("TG06", 2023), ("TG01", 2024)] {
        let periode_before = (periode - 1).to_string();
        let periode = periode.to_string();
        let stand = shown(&rows, gebied, &periode_before, "stand");
        let moves = shown(&rows, gebied, &periode, "stroom");
        let overig = shown(&rows, gebied, &periode, "overig");
        for ([_, state], stock) in stand {
            let of_row = moves.iter().filter(|([van, _], _)| *van == state).map(|(_, n)| n);
            let rest = overig.get(&[state.clone(), String::new()]).copied().unwrap_or(0.0);
            let sum = of_row.sum::<f64>() + rest;
            assert!((sum - stock).abs() < 1e-9, "{gebied} {periode} {state}: {sum} of {stock}");
            n_rows += 1;
        }
    }
    assert!(12 <= n_rows, "{n_rows} rows were added up");
}

#[test]
fn a_small_number_is_nowhere() {
    for row in rows() {
        // How many residents without support there are more or less tells of nobody.
        let outside = |state: &str| ["geen_ondersteuning", "elders"].contains(&state);
        if outside(&row["van"]) && outside(&row["naar"]) {
            continue;
        }
        // That nobody came from elsewhere or went there is shown; in a table of layers a zero is not.
        let least = if outside(&row["van"]) || outside(&row["naar"]) { 1.0 } else { 0.0 };
        let is_small = !row["aantal"].is_empty() && (least..10.0).contains(&number(&row["aantal"]));
        // What is withheld of a row together may be few: its parts are not told.
        assert!(!is_small || row["soort"] == "overig", "{row:?}");
    }
}

/// In Reeshof help moves to the social base from 2020 on: more of those who came to the Toegang are in the social
/// base a year later.
#[test]
fn the_planted_shift_to_the_social_base_shows() {
    let rows = rows();
    let share = |gebied: &str, years: &[u32]| {
        let (mut moved, mut all) = (0.0, 0.0);
        for year in years {
            let stand = shown(&rows, gebied, &(year - 1).to_string(), "stand");
            let moves = shown(&rows, gebied, &year.to_string(), "stroom");
            let key = ["toegang", "sociale_basis"].map(str::to_owned);
            let (Some(n), Some(of)) =
                (moves.get(&key), stand.get(&[String::new(), "toegang".to_owned()]))
            else {
                continue;
            };
            moved += n;
            all += of;
        }
        assert!(100.0 < all, "{gebied} has enough people to say something");
        moved / all
    };
    let before = share("TG06", &[2019, 2020]);
    let after = share("TG06", &[2022, 2023, 2024, 2025]);
    assert!(1.1 < after / before, "{before} before, {after} after");
    let city = share("GM0855", &[2022, 2023, 2024, 2025]) / share("GM0855", &[2019, 2020]);
    assert!(city < after / before, "the city as a whole changed less: {city}");
}

#[test]
fn flows_prints_the_table_of_an_area() {
    let klein = ["flows", "fixtures/klein"];
    let output = run(&mut wijkmonitor(&klein), 2);
    assert!(stderr(&output).contains("declares no layers"));
    let output = run(&mut wijkmonitor(&["flows", "fixtures/demo", "--in", "Reeshof"]), 0);
    let table = String::from_utf8(output.stdout).expect("a text");
    insta::assert_snapshot!("stromen-tabel", table);
}

#[test]
fn flows_says_what_it_does_not_know() {
    let output = run(&mut wijkmonitor(&["flows", "fixtures/demo", "--in", "Reshof"]), 2);
    assert!(stderr(&output).contains("did you mean `Reeshof`?"), "{}", stderr(&output));
    let output = run(&mut wijkmonitor(&["flows", "fixtures/demo", "--period", "2011"]), 2);
    assert!(stderr(&output).contains("there are moves into 2019"), "{}", stderr(&output));
}
