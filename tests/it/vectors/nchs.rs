//! The presentation standards for shares of a survey against surveytable.

use wijkmonitor::stats::{EffectiveShare, NchsFlag, present_by_nchs};

use super::{assert_close, known_deviation, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &["surveytable_nchs/nchs_korn_graubard.csv"];

const PATH: &str = FILES[0];

fn name(flag: NchsFlag) -> &'static str {
    match flag {
        NchsFlag::Suppress => "Px",
        NchsFlag::ImpreciseComplement => "Pc",
        NchsFlag::FewDegreesOfFreedom => "Pdf",
        NchsFlag::NobodyOrEverybody => "P0",
    }
}

/// surveytable: `svyciprop_adjusted(adj = "nchs")` and its flags.
#[test]
fn presentation_agrees_with_surveytable() {
    let (mut met, mut known) = (0, 0);
    for row in load_rows(PATH) {
        let n = row["n"].parse().expect("a count");
        let df = row["degf"].parse().expect("a count");
        let share = EffectiveShare::of(number(&row, "p"), number(&row, "se"), n, n as f64, df);
        let found = present_by_nchs(share.expect("every domain has two respondents"));

        let flags: Vec<&str> = found.flags.iter().map(|flag| name(*flag)).collect();
        assert_eq!(flags.join(" "), row["flags"].trim(), "{row:?}");
        let expected = number(&row, "neff_adj");
        let key = format!("var={}", row["var"]);
        let is_everybody = row["n_num"] == row["n"] && known_deviation(PATH, &key).is_some();
        if expected.is_nan() || is_everybody && expected != n as f64 {
            // For 1 surveytable has no number, or any; ours is that of the respondents, as for 0.
            assert!(is_everybody, "unknown deviation {key}: {row:?}");
            assert_eq!(found.n_eff, n as f64, "{row:?}");
            // Clopper and Pearson of everybody.
            assert_eq!(found.interval.upper(), 1.0, "{row:?}");
            let lower = libm::exp(libm::log(0.025) / n as f64);
            assert_close(found.interval.lower(), lower, 1e-12, &row);
            known += 1;
            continue;
        }
        assert_close(found.n_eff, expected, 1e-7, &row);
        assert_close(found.interval.lower(), number(&row, "kg_low"), 1e-7, &row);
        assert_close(found.interval.upper(), number(&row, "kg_high"), 1e-7, &row);
        met += 1;
    }
    report_cases(PATH, met, known);
}
