//! Hours per week and reasons of ending of `fixtures/bronnen/voorzieningen`, computed by hand.

use crate::program::{Row, number, read_table, run, wijkmonitor};

fn build() -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    run(&mut wijkmonitor(&["build", "fixtures/bronnen/voorzieningen", "--out", dir]), 0);
    out
}

#[test]
fn every_figure_equals_the_computation_by_hand() {
    let out = build();
    let cells = read_table(&out.path().join("2018/cijfers.csv"));
    let case = |indicator: &str,
                gebied: &str,
                periode: &str,
                [waarde, teller, noemer]: [&str; 3]| {
        let is_it = |row: &&Row| {
            row["indicator"] == indicator
                && row["gebied_code"] == gebied
                && row["periode"] == periode
        };
        let cell = cells.iter().find(is_it).expect("a cell");
        let place = format!("{indicator} {gebied} {periode}");
        assert_eq!((&*cell["teller"], &*cell["noemer"]), (teller, noemer), "{place}");
        assert!((number(&cell["waarde"]) - number(waarde)).abs() <= 0.000_6, "{place}: {cell:?}");
    };

    case("k_uren", "WK099901", "2017", ["4,583", "13,75", "3"]);
    case("k_uren", "WK099901", "2018", ["3,189", "19,133", "6"]);
    case("k_uren", "WK099902", "2017", ["1", "8", "8"]);
    case("k_uren", "GM0999", "2017", ["1,977", "21,75", "11"]);
    case("k_uren", "GM0999", "2018", ["3,189", "19,133", "6"]);
    case("k_sociale_basis", "WK099902", "2017", ["30", "3", "10"]);
    case("k_sociale_basis", "WK099902", "2018", ["0", "0", "8"]);
    case("k_volgens_plan", "WK099902", "2017", ["30", "3", "10"]);
    case("k_volgens_plan", "WK099902", "2018", ["50", "4", "8"]);
}

#[test]
fn says_what_has_no_hours_and_what_the_lists_do_not_know() {
    let out = build();
    let told = |code: &str| -> Vec<String> {
        let rows = read_table(&out.path().join("2018/bevindingen.csv"));
        let of_code = rows.into_iter().filter(|row| row["code"] == code);
        of_code
            .map(|row| format!("{} {} {}", row["regel"], row["aantal"], row["bericht"]))
            .collect()
    };

    let [hours] = &told("no-hours")[..] else { panic!("one finding for the source") };
    assert!(
        hours.ends_with(
            "column `uren` of bron `voorzieningen` has no hours per week in 5 rows: 1 `stuks`, \
             1 `euro`, 1 `etmaal`, 1 `hele_duur`, 1 `onbekende_eenheid`"
        ),
        "{hours}"
    );
    assert_eq!(
        told("unknown-code"),
        [
            "12 1 `eenheid` holds `4`, which code list `eenheid` does not have, for wet `wmo` and \
             versie `3.2`",
            "27 1 `reden_einde` holds `32`, which code list `reden-beeindiging` does not have, for \
             wet `wmo` and versie `3.2`",
        ]
    );
    let knows_nothing = |lijst: &str, standaard: &str, so: &str| {
        format!("code list `{lijst}` knows nothing of {standaard}, so codes of {so} there")
    };
    let counts_not = "`reden_einde` do not count";
    let old = "wet `wmo` and versie `2.4`";
    let lijst = "naar_sociale_basis";
    assert_eq!(
        told("unknown-version"),
        [
            format!("20 6 {}", knows_nothing(lijst, "wet `jeugdwet` and versie `3.2`", counts_not)),
            format!("24 5 {}", knows_nothing(lijst, "wet `wmo` and versie `3.2`", counts_not)),
            format!(
                "31 1 code lists `eenheid`, `frequentie` and `reden-beeindiging` know nothing of \
                 {old}, so codes of `eenheid`, `frequentie` and `reden_einde` are not checked there"
            ),
            format!(
                "31 1 code lists `naar_sociale_basis` and `volgens_plan` know nothing of {old}, so \
                 codes of {counts_not} there"
            ),
        ]
    );
    assert_eq!(told("removed-counts"), [""; 0]);
}
