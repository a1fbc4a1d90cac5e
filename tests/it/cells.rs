//! Cells in hard cases: who is behind them, and what was not delivered.
//!
//! Each test changes a copy of `fixtures/klein`, whose thresholds are 3.

use std::path::{Path, PathBuf};

use crate::program::{Row, files_below, read_table, root, run, stderr, wijkmonitor};

/// A copy of the small monitor that a test may change.
struct Klein {
    folder: tempfile::TempDir,
}

impl Klein {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files_below(&root().join("fixtures/klein")) {
            let path = folder.path().join("klein").join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("klein").join(name)
    }

    /// Replaces a text of a file, which must be there.
    #[track_caller]
    fn change(&self, name: &str, old: &str, new: &str) -> &Self {
        let text = std::fs::read_to_string(self.path(name)).expect("a file");
        assert!(text.contains(old), "`{name}` holds `{old}`");
        std::fs::write(self.path(name), text.replace(old, new)).expect("a file");
        self
    }

    fn add(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.path(name), text).expect("a file");
        self
    }

    /// Withholds no cell to protect another.
    fn by_thresholds(&self) -> &Self {
        let standaard = "indicatoren/_standaard.toml";
        self.change(standaard, "[onderdrukking]\n", "[onderdrukking]\nsecundair = false\n")
    }

    /// Builds, and gives the cells and what was said.
    #[track_caller]
    fn build(&self) -> (Vec<Row>, String) {
        let out = self.folder.path().join("uit");
        let text = |path: &Path| path.to_str().expect("a path").to_owned();
        let args = ["build", &text(&self.path("")), "--out", &text(&out)];
        let output = run(&mut wijkmonitor(&args), 0);
        (read_table(&out.join("2018/cijfers.csv")), stderr(&output))
    }
}

/// `celsoort` and teller of a cell.
#[track_caller]
fn cell<'r>(rows: &'r [Row], indicator: &str, gebied: &str, periode: &str) -> (&'r str, &'r str) {
    let same = |row: &&Row| {
        row["indicator"] == indicator && row["gebied_code"] == gebied && row["periode"] == periode
    };
    let row = rows.iter().find(same).expect("a cell");
    (&row["celsoort"], &row["teller"])
}

#[test]
fn rows_that_do_not_say_whose_they_are_do_not_pass_for_zero_persons() {
    let klein = Klein::new();
    klein.change(
        "monitor.toml",
        "verplicht = true\npersoonsgegeven = true",
        "persoonsgegeven = true",
    );
    klein.change("toegang/toegang-2017.csv", "m07;f;", "m07;;");
    klein.change("toegang/toegang-2017.csv", "m08;g;", "m08;;");
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "WK099902", "2017"), ("onderdrukt", ""));
    assert_eq!(cell(&rows, "k_opgelost", "WK099902", "2017"), ("onderdrukt", ""));
}

#[test]
fn many_rows_of_two_persons_are_two_persons() {
    let klein = Klein::new();
    let rows = (0..20).map(|n| format!("x{n};f;01-05-2017;WK099902;Sociale basis\n"));
    let more = rows.collect::<Vec<_>>().concat();
    let text = std::fs::read_to_string(klein.path("toegang/toegang-2017.csv")).expect("a file");
    klein.add("toegang/toegang-2017.csv", &(text + &more));
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "WK099902", "2017"), ("onderdrukt", ""));
}

/// A ratio of two counts of one register.
const PER_MELDING: &str = r#"
[meting.ratio]
vermenigvuldiger = 1

[meting.ratio.teller]
bron = "toegang"
tel = "records"
filter = 'datum in @periode and uitkomst == "maatwerk"'

[meting.ratio.noemer]
bron = "toegang"
tel = "records"
filter = 'datum in @periode'

[periode]
frequentie = "jaar"
"#;

#[test]
fn the_persons_below_the_line_are_judged_too() {
    let klein = Klein::new();
    klein.by_thresholds();
    let file = "indicatoren/k-meldingen.toml";
    let text = std::fs::read_to_string(klein.path(file)).expect("a file");
    let head = &text[..text.find("[meting.ratio]").expect("a ratio")];
    klein.add(file, &format!("{head}{PER_MELDING}"));
    let (rows, _) = klein.build();
    // Two persons below the line, and in Zuid nobody above it.
    assert_eq!(cell(&rows, "k_meldingen", "WK099902", "2017"), ("onderdrukt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "WK099903", "2017"), ("nul", "0"));
    // Three above the line; the rest are a, b and c, of whom a is above it as well.
    assert_eq!(cell(&rows, "k_meldingen", "WK099901", "2017"), ("waarde", "3"));
    // All four above the line: nobody is left below it.
    assert_eq!(cell(&rows, "k_meldingen", "WK099901", "2018"), ("onderdrukt", ""));
}

#[test]
fn a_year_with_a_quarter_that_was_not_delivered_is_missing() {
    let klein = Klein::new();
    klein.change("toegang/toegang-2018.csv", "m21;s;08-10-2018", "m21;s;08-09-2018");
    let (rows, said) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2017"), ("waarde", "13"));
    assert!(said.contains("`toegang` has no rows in 2018K4"), "{said}");
}

#[test]
fn a_stock_does_not_need_a_beginning_in_every_quarter() {
    let klein = Klein::new();
    klein.change("toegang/toegang-2018.csv", "m17;o;04-04-2018", "m17;o;04-01-2018");
    klein.change("toegang/toegang-2018.csv", "m18;p;05-05-2018", "m18;p;05-01-2018");
    klein.change("toegang/toegang-2018.csv", "m19;q;06-06-2018", "m19;q;06-01-2018");
    klein.change("indicatoren/k-meldingen.toml", "datum in @periode", "datum <= @peildatum");
    let (rows, _) = klein.build();
    // 13 of 2017 and 8 of 2018.
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("waarde", "21"));
    assert_eq!(cell(&rows, "k_melders", "GM0999", "2018"), ("ontbreekt", ""));
}

#[test]
fn a_buurt_that_moves_counts_in_the_wijk_of_the_day() {
    let klein = Klein::new();
    klein.change(
        "gebieden/indeling.csv",
        "WK099901;Noord;wijk;GM0999;;\n",
        "WK099901;Noord;wijk;GM0999;;\nBU09990101;Hoek;buurt;WK099901;;2017-07-31\n\
         BU09990101;Hoek;buurt;WK099902;2017-08-01;\n",
    );
    klein.change("toegang/toegang-2017.csv", "WK099901", "BU09990101");
    let (rows, _) = klein.build();
    // m01 and m03 to m05 before August; m02 and m06 after it, beside m07 and m08.
    assert_eq!(cell(&rows, "k_meldingen", "WK099901", "2017"), ("waarde", "4"));
    assert_eq!(cell(&rows, "k_meldingen", "WK099902", "2017"), ("waarde", "4"));
}

#[test]
fn a_population_given_twice_stops_the_build() {
    let klein = Klein::new();
    klein.change("bevolking/inwoners-2017.csv", "WK099901;400\n", "WK099901;400\nWK099901;410\n");
    let path = klein.path("");
    let output = run(&mut wijkmonitor(&["check", path.to_str().expect("a path")]), 1);
    assert!(stderr(&output).contains("[duplicate-figure]"));
}

#[test]
fn a_respondent_without_a_wave_is_not_lost_in_silence() {
    let klein = Klein::new();
    klein.change("enquete/lemon-2017.csv", "r4;2017;", "r4;;");
    klein.change(
        "monitor.toml",
        "[bron.lemon.enquete]",
        "[bron.lemon.enquete]\nmax_afgekeurd = 0.5",
    );
    let (_, said) = klein.build();
    assert!(said.contains("[empty-required]"), "{said}");
}

#[test]
fn populations_of_a_year_and_a_quarter_are_not_added_together() {
    let klein = Klein::new();
    klein.change("indicatoren/k-meldingen.toml", "filter = 'jaar == @jaar'", "");
    klein.add("bevolking/inwoners-2017K1.csv", "Code;Inwoners\nGM0999;901\n");
    let path = klein.path("");
    let output = run(&mut wijkmonitor(&["check", path.to_str().expect("a path")]), 1);
    assert!(stderr(&output).contains("periods of different lengths"));
}

#[test]
fn the_order_of_rows_does_not_show() {
    let klein = Klein::new();
    let (before, _) = klein.build();
    for file in ["toegang/toegang-2017.csv", "toegang/toegang-2018.csv", "enquete/lemon-2017.csv"] {
        let text = std::fs::read_to_string(klein.path(file)).expect("a file");
        let mut lines = text.lines();
        let header = lines.next().expect("a header");
        let turned: Vec<_> = [header].into_iter().chain(lines.rev()).collect();
        klein.add(file, &(turned.join("\n") + "\n"));
    }
    let (after, _) = klein.build();
    assert!(before == after);
}

#[test]
fn a_register_says_nothing_of_areas_smaller_than_it_names() {
    let klein = Klein::new();
    klein.change(
        "gebieden/indeling.csv",
        "WK099901;Noord;wijk;GM0999;;\n",
        "WK099901;Noord;wijk;GM0999;;\nBU09990101;Hoek;buurt;WK099901;;\n",
    );
    klein.change("bevolking/inwoners-2018.csv", "WK099901;410\n", "WK099901;410\nBU09990101;200\n");
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "BU09990101", "2018"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "WK099902", "2018"), ("nul", "0"));
}

#[test]
fn a_stock_in_an_area_that_has_ended_is_told() {
    let klein = Klein::new();
    klein.change("indicatoren/k-meldingen.toml", "datum in @periode", "datum <= @peildatum");
    let (rows, said) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("waarde", "21"));
    assert_eq!(cell(&rows, "k_meldingen", "WK099913", "2018"), ("waarde", "3"));
    assert!(said.contains("count in the gemeente alone: their area has ended"), "{said}");
    // Zuid ends half-way: on the last day it has no stock, not a stock of zero.
    klein.change("gebieden/indeling.csv", "GM0999;;2017-12-31", "GM0999;;2018-06-30");
    klein.change("bevolking/inwoners-2018.csv", "WK099913;310\n", "WK099913;310\nWK099903;10\n");
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "WK099903", "2018"), ("ontbreekt", ""));
}

#[test]
fn a_flow_on_a_second_date_counts_where_the_area_is_then() {
    let klein = Klein::new();
    klein.by_thresholds();
    klein.change("toegang/toegang-2017.csv", "Uitkomst\n", "Uitkomst;Besluit\n");
    for (file, besluit) in [("2017", "01-12-2017"), ("2018", "01-12-2018")] {
        let name = format!("toegang/toegang-{file}.csv");
        klein.change(&name, "Maatwerk\n", &format!("Maatwerk;{besluit}\n"));
        klein.change(&name, ";Sociale basis\n", &format!(";Sociale basis;{besluit}\n"));
    }
    klein.change("toegang/toegang-2018.csv", "Uitkomst\n", "Uitkomst;Besluit\n");
    klein.change(
        "toegang/toegang-2017.csv",
        "m12;k;11-11-2017;WK099903;Sociale basis;01-12-2017",
        "m12;k;11-11-2017;WK099903;Sociale basis;05-01-2018",
    );
    klein.change(
        "monitor.toml",
        "[bron.toegang.kolommen.wijk]",
        "[bron.toegang.kolommen.besluit]\nkop = [\"Besluit\"]\ntype = \"datum\"\nvorm = [\"dd-mm-jjjj\"]\n\n\
         [bron.toegang.kolommen.wijk]",
    );
    klein.change("indicatoren/k-meldingen.toml", "datum in @periode", "besluit in @periode");
    let (rows, said) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("waarde", "9"));
    assert_eq!(cell(&rows, "k_meldingen", "WK099903", "2017"), ("waarde", "3"));
    assert!(said.contains("their area has ended"), "{said}");
}

#[test]
fn a_published_sum_with_an_empty_part_is_not_known() {
    let klein = Klein::new();
    klein.change("monitor.toml", "[bron.inwoners.kolommen.inwoners]", "[bron.inwoners.kolommen.leeftijd]\nkop = [\"Leeftijd\"]\ntype = \"code\"\n\n[bron.inwoners.kolommen.inwoners]");
    klein.add("bevolking/inwoners-2017.csv", "Code;Leeftijd;Inwoners\nGM0999;a;900\nWK099901;a;300\nWK099901;b;\nWK099902;a;200\nWK099903;a;300\n");
    klein.add(
        "bevolking/inwoners-2018.csv",
        "Code;Leeftijd;Inwoners\nWK099901;a;410\nWK099902;a;190\nWK099913;a;\nWK099913;b;30\n",
    );
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "WK099901", "2017"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "WK099913", "2018"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2017"), ("waarde", "13"));
}

#[test]
fn a_flow_with_or_needs_every_quarter_too() {
    let klein = Klein::new();
    klein.change("toegang/toegang-2018.csv", "m21;s;08-10-2018", "m21;s;08-09-2018");
    klein.change(
        "indicatoren/k-meldingen.toml",
        "'datum in @periode'",
        "'(uitkomst == \"maatwerk\" and datum in @periode) or (uitkomst == \"sociale_basis\" and datum in @periode)'",
    );
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("ontbreekt", ""));
    assert_eq!(cell(&rows, "k_meldingen", "WK099901", "2017"), ("waarde", "6"));
}

#[test]
fn a_date_far_away_does_not_vouch_for_a_stock() {
    let klein = Klein::new();
    klein.change("toegang/toegang-2018.csv", "m21;s;08-10-2018", "m21;s;08-10-2052");
    klein.change("indicatoren/k-meldingen.toml", "datum in @periode", "datum <= @peildatum");
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("ontbreekt", ""));
}

#[test]
fn areas_of_several_levels_are_not_added_up() {
    let klein = Klein::new();
    klein.change(
        "gebieden/indeling.csv",
        "WK099901;Noord;wijk;GM0999;;\n",
        "WK099901;Noord;wijk;GM0999;;\nTG01;Team;toegangsgebied;GM0999;;\n",
    );
    klein.change("bevolking/inwoners-2018.csv", "WK099902;190\n", "WK099902;190\nTG01;600\n");
    let (rows, _) = klein.build();
    assert_eq!(cell(&rows, "k_meldingen", "GM0999", "2018"), ("ontbreekt", ""));
}
