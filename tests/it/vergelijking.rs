//! Comparisons in the report of the demo: with the rest of the gemeente, groups, nearest areas and others.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Row, demo_report, number, read_table, root};

fn rows() -> Vec<Row> {
    read_table(&demo_report().join("vergelijking.csv"))
}

#[track_caller]
fn row<'r>(rows: &'r [Row], indicator: &str, gebied: &str, met: &str) -> &'r Row {
    let is_it = |row: &&Row| {
        row["indicator"] == indicator && row["gebied_code"] == gebied && row["met"] == met
    };
    rows.iter().find(is_it).unwrap_or_else(|| panic!("{indicator} of {gebied} beside {met}"))
}

/// The published cells, by indicator, area and period.
fn cijfers() -> BTreeMap<[String; 3], Row> {
    let cells = read_table(&demo_report().join("cijfers.csv"));
    let key = |row: &Row| ["indicator", "gebied_code", "periode"].map(|name| row[name].clone());
    cells.into_iter().map(|row| (key(&row), row)).collect()
}

#[test]
fn finds_the_wijk_where_half_as_many_are_referred() {
    let rows = rows();
    let heikant = row(&rows, "zr_doorverw_maatwerk", "WK085543", "gemeente");
    assert_eq!([&heikant["periode"], &heikant["basis"]], ["2025", "rest"]);
    assert_eq!(heikant["met_naam"], "Tilburg");
    // From the counts of both: 15 of 3,135 beside 463 of 57,371.
    let cells = cijfers();
    let of = |code: &str| &cells[&["zr_doorverw_maatwerk", code, "2025"].map(str::to_owned)];
    let count = |code: &str, side: &str| number(&of(code)[side]);
    let rest = (count("GM0855", "teller") - count("WK085543", "teller"))
        / (count("GM0855", "noemer") - count("WK085543", "noemer"))
        * 1_000.0;
    assert!((number(&heikant["ander_waarde"]) - rest).abs() < 6e-4);
    let verschil = number(&of("WK085543")["waarde"]) - rest;
    assert!((number(&heikant["verschil"]) - verschil).abs() < 2e-3);
    // It is lower, by more than chance when nobody else is looked at. Among all wijken it may not be.
    assert!(number(&heikant["verschil_bovengrens"]) < 0.0);
    assert!(number(&heikant["p"]) < 0.05 && number(&heikant["p"]) <= number(&heikant["q"]));
    let is_shown = number(&heikant["q"]) <= 0.05;
    assert_eq!(heikant["oordeel"] == "lager", is_shown);
    assert_eq!(heikant["gunstig"] == "gunstiger", is_shown);
    assert_eq!(heikant["trechter"], "onder_95");
}

/// In this toegangsgebied help moved to the social base, which a whole toegangsgebied is large enough to show.
#[test]
fn finds_the_toegangsgebied_that_moved_to_the_social_base() {
    let rows = rows();
    let reeshof = row(&rows, "zr_opgelost_sociale_basis", "TG06", "gemeente");
    assert_eq!([&*reeshof["periode"], &*reeshof["basis"]], ["2025", "rest"]);
    assert!(number(&reeshof["q"]) < 0.001 && 5.0 < number(&reeshof["verschil_ondergrens"]));
    assert_eq!([&*reeshof["oordeel"], &*reeshof["gunstig"]], ["hoger", "gunstiger"]);
}

#[test]
fn finds_the_wijk_where_more_people_are_lonely() {
    let rows = rows();
    let het_zand = row(&rows, "sc_ggd_eenzaam", "WK085538", "gemeente");
    assert_eq!([&het_zand["periode"], &het_zand["basis"]], ["2022", "geheel"]);
    assert!(0.0 < number(&het_zand["verschil_ondergrens"]));
    assert_eq!([&het_zand["oordeel"], &het_zand["gunstig"]], ["hoger", "ongunstiger"]);
    assert_eq!(het_zand["voorbehoud"], "modelschatting");
}

/// What another gemeente and the country publish in the same file.
#[test]
fn compares_the_gemeente_with_others_in_its_source() {
    let rows = rows();
    let of = |naam: &str| {
        let is_it = |row: &&Row| {
            row["indicator"] == "sc_vm_cohesie" && row["met"] == "elders" && row["met_naam"] == naam
        };
        rows.iter().find(is_it).unwrap_or_else(|| panic!("beside {naam}"))
    };
    let file = std::fs::read_to_string(
        root().join("fixtures/demo/veiligheidsmonitor/sociale-cohesie.csv"),
    );
    let file = file.expect("the fixture");
    for (naam, code, in_file) in [("Breda", "GM0758", "GM0758"), ("Nederland", "NL", "NL01")] {
        let line = file.lines().find(|line| line.contains(in_file) && line.contains("2023JJ00"));
        let fields: Vec<_> = line
            .expect("published")
            .split(';')
            .map(|field| field.trim_matches(|c: char| c == '"' || c == ' ').to_owned())
            .collect();
        let row = of(naam);
        assert_eq!([&*row["gebied_code"], &*row["periode"]], ["GM0855", "2023"]);
        assert_eq!([&*row["gebieden"], &*row["basis"]], [code, "gepubliceerd"]);
        for (column, published) in
            ["ander_waarde", "ander_ondergrens", "ander_bovengrens"].iter().zip(&fields[3..])
        {
            assert_eq!(number(&row[*column]), number(published), "{naam} {column}");
        }
    }
    // Their rows are used, those of other wijken are not, and none is lost.
    let balances = read_table(&demo_report().join("bronnen.csv"));
    let of = |bron: &str| -> Vec<_> { balances.iter().filter(|row| row["bron"] == bron).collect() };
    let [safety] = of("veiligheidsmonitor")[..] else { panic!("one file") };
    assert_eq!([&*safety["gelezen"], &*safety["gebruikt"]], ["12", "12"]);
    for year in of("cbs_inwoners") {
        assert_eq!(year["uitgesloten"], "2", "two wijken of Breda");
    }
    // They are in no figure of their own.
    let others = cijfers().into_keys().filter(|[_, code, _]| code == "GM0758" || code == "NL");
    assert_eq!(others.count(), 0);
}

#[test]
fn a_group_is_all_tellers_over_all_noemers_of_the_others_that_are_shown() {
    let (rows, cells) = (rows(), cijfers());
    let mut n_checked = 0;
    for row in rows.iter().filter(|row| row["basis"] == "samen") {
        let codes: Vec<_> = row["gebieden"].split('|').collect();
        assert!(!codes.contains(&row["gebied_code"].as_str()), "no area beside itself");
        let cell = |code: &&str| {
            &cells[&[&row["indicator"], *code, &row["periode"]].map(ToOwned::to_owned)]
        };
        let sum = |side: &str| codes.iter().map(|code| number(&cell(code)[side])).sum::<f64>();
        let (teller, noemer) = (sum("teller"), sum("noemer"));
        // The factor shows in any area with events.
        let with_events = codes.iter().map(cell).find(|cell| 0.0 < number(&cell["teller"]));
        let Some(one) = with_events else { continue };
        let factor = number(&one["waarde"]) * number(&one["noemer"]) / number(&one["teller"]);
        let expected = teller / noemer * factor;
        let found = number(&row["ander_waarde"]);
        assert!((found - expected).abs() <= 1e-3 * expected.max(1.0), "{found} {expected}");
        for without in row["gebieden_zonder_cijfer"].split('|').filter(|code| !code.is_empty()) {
            assert_eq!(cell(&without)["waarde"], "", "{without} is not shown");
        }
        n_checked += 1;
    }
    assert!(200 < n_checked, "{n_checked}");
}

#[test]
fn nearest_areas_say_who_by_what_and_how_far() {
    let rows = rows();
    let cells = cijfers();
    let kenmerken = ["sc_ggd_eenzaam", "sc_ggd_emotionele_steun", "bb_ggd_mantelzorg"];
    let near: Vec<_> = rows.iter().filter(|row| row["met"] == "dichtstbij").collect();
    let (mut n_near, mut n_without) = (0, 0);
    for row in near {
        if kenmerken.contains(&row["indicator"].as_str()) {
            assert_eq!([&*row["reden"], &*row["gebieden"]], ["is_kenmerk", ""]);
            continue;
        }
        // The GGD has no figures of toegangsgebieden.
        assert_eq!(row["gebied_niveau"], "wijk");
        let named = kenmerken.map(|id| format!("{id} 2022")).join("|");
        assert_eq!(row["kenmerken"], named);
        let lacks = kenmerken.iter().find(|id| {
            cells[&[**id, row["gebied_code"].as_str(), "2022"].map(str::to_owned)]["waarde"]
                .is_empty()
        });
        if let Some(id) = lacks {
            assert_eq!([&*row["kenmerk_ontbreekt"], &*row["reden"]], [*id, "kenmerk_ontbreekt"]);
            assert_eq!([&*row["gebieden"], &*row["ander_waarde"]], ["", ""]);
            n_without += 1;
        } else if !row["afstanden"].is_empty() {
            let distances: Vec<_> = row["afstanden"].split('|').map(number).collect();
            assert_eq!(distances.len(), 5);
            assert!(distances.iter().all(|distance| (0.0..10.0).contains(distance)));
            n_near += 1;
        }
    }
    assert!(100 < n_near && 20 < n_without, "{n_near} {n_without}");
}

#[test]
fn nothing_is_told_of_a_cell_that_is_withheld() {
    let cells = cijfers();
    let numbers = [
        "waarde",
        "ondergrens",
        "bovengrens",
        "verschil",
        "verschil_ondergrens",
        "verschil_bovengrens",
        "p",
        "q",
        "oordeel",
        "gunstig",
        "trechter",
    ];
    let mut n_withheld = 0;
    for row in rows() {
        let key = ["indicator", "gebied_code", "periode"].map(|name| row[name].clone());
        let cell = &cells[&key];
        for column in ["celsoort", "waarde", "ondergrens", "bovengrens"] {
            assert_eq!(row[column], cell[column], "{key:?}");
        }
        if cell["waarde"].is_empty() {
            n_withheld += 1;
            assert!(numbers.iter().all(|column| row[*column].is_empty()), "{key:?}");
            assert!(!row["reden"].is_empty(), "{key:?}");
        }
    }
    assert!(100 < n_withheld, "{n_withheld}");
}

#[test]
fn areas_stand_in_their_own_order_and_have_no_rank() {
    let rows = rows();
    let columns: BTreeSet<_> = rows[0].keys().map(String::as_str).collect();
    assert!(columns.iter().all(|name| !name.contains("rang") && !name.contains("positie")));
    let tree = read_table(&root().join("fixtures/demo/gebieden/indeling.csv"));
    let place = |code: &str| tree.iter().position(|row| row["code"] == code);
    let same = |a: &Row, b: &Row| {
        a["indicator"] == b["indicator"] && a["gebied_niveau"] == b["gebied_niveau"]
    };
    for of_level in rows.chunk_by(same) {
        let places: Vec<_> = of_level.iter().map(|row| place(&row["gebied_code"])).collect();
        assert!(places.is_sorted(), "{}", of_level[0]["indicator"]);
    }
}

#[test]
fn draws_funnels_of_counts_and_of_nothing_else() {
    let svg = |id: &str| {
        let path = demo_report().join("grafieken").join(format!("{id}-trechter.svg"));
        path.exists().then(|| std::fs::read_to_string(path).expect("a chart"))
    };
    let meldingen = svg("zr_meldingen").expect("a funnel");
    assert!(meldingen.contains("<title") && meldingen.contains("trechter</title>"));
    assert!(meldingen.contains("niet getekend: te klein om te tonen"));
    assert!(svg("sc_ggd_eenzaam").is_none() && svg("sc_lemon_omgang").is_none());
    // Who is named in the description is who lies outside in the table.
    let rows = rows();
    let outside: Vec<_> = rows
        .iter()
        .filter(|row| row["indicator"] == "zr_meldingen" && row["gebied_niveau"] == "wijk")
        .filter(|row| !["", "binnen"].contains(&row["trechter"].as_str()))
        .collect();
    assert!(!outside.is_empty());
    let start = meldingen.find("<desc").expect("a description");
    let desc = &meldingen[start..meldingen.find("</desc>").expect("an end")];
    for row in &outside {
        let side = if row["trechter"].starts_with("boven") { "hoger" } else { "lager" };
        assert!(desc.contains(&format!("{} ({side})", row["gebied_naam"])), "{desc}");
    }
    assert_eq!(desc.matches("(hoger)").count() + desc.matches("(lager)").count(), outside.len());
}
