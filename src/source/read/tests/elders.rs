//! Published figures of places elsewhere, with which the monitor compares its own.

use super::*;

/// Figures of the gemeente, of another that is declared with one of its wijken, of one that is not, and of the
/// country.
const ROWS: &str = "a;01-01-2017;1,5;goed zo;GM0855;2017;\n\
                    b;01-01-2017;2,5;goed zo;GM0758;2017;\n\
                    c;01-01-2017;3,5;goed zo;WK075800;2017;\n\
                    d;01-01-2017;4,5;goed zo;GM0363;2017;\n\
                    e;01-01-2017;5,5;goed zo;NL00;2017;\n\
                    f;01-01-2017;6,5;goed zo;WK085510;2017;\n";

fn found(vorm: Vorm, rows: &str) -> Found {
    read_one(&spec(vorm), &format!("{HEADER}{rows}"))
}

#[test]
fn stand_apart_from_the_gemeente_and_count_as_used() {
    let found = found(Vorm::Cijfers, ROWS);
    let elders: Vec<_> = found.rows.iter().filter(|row| row.starts_with("elders ")).collect();
    assert_eq!(elders.len(), 1);
    // Its index follows those of the three areas.
    assert!(elders[0].contains("Some(250)") && elders[0].contains("Some(3)"), "{elders:?}");
    let balance = &found.report.balances[0];
    let [read, used, excluded, rejected] =
        [balance.gelezen, balance.gebruikt, balance.uitgesloten, balance.quarantaine];
    assert_eq!([read, used, excluded, rejected], [6, 3, 3, 0]);
    assert_eq!(balance.gebied_onbekend, 0);
    assert_eq!(found.findings, Vec::<String>::new());
}

#[test]
fn are_not_read_from_registers_and_surveys() {
    for vorm in [Vorm::Records, Vorm::Enquete] {
        let found = found(vorm, ROWS);
        assert!(found.rows.iter().all(|row| !row.starts_with("elders ")), "{vorm:?}");
        assert_eq!(found.report.balances[0].uitgesloten, 4);
    }
}

#[test]
fn have_faults_that_are_told_like_any_other() {
    let rows = format!("{ROWS}g;01-01-2017;x;goed zo;GM0758;2018;\nb;01-01-2017;1;;GM0758;2017;\n");
    let found = found(Vorm::Cijfers, &rows);
    assert_eq!(
        found.findings,
        ["data/a-2017.csv:8:3 bad-number [x] +0", "data/a-2017.csv:9 duplicate-figure [b] +0"]
    );
    let balance = &found.report.balances[0];
    assert_eq!((balance.gelezen, balance.quarantaine, balance.gebruikt), (8, 2, 3));
}
