//! The three worked indicators, with data of the size of a city: what the contract finds, and what
//! `status.csv` says.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::program::{Row, copy_folder, number, read_table, root, run, stderr, wijkmonitor};

/// The wijken of the register.
const N_WIJKEN: usize = 22;

/// The referrals per wijk and year; in 2017 they are the 270 of the worked example.
const PER_WIJK: [(i32, usize); 7] =
    [(2014, 282), (2015, 276), (2016, 284), (2017, 270), (2018, 262), (2019, 250), (2020, 236)];

/// The mean mark of the gemeente and half the range of its wijken, per wave.
const WAVES: [(i32, f64, f64); 3] = [(2015, 6.7, 1.625), (2017, 6.8, 1.5), (2019, 6.9, 1.4)];

const N_RESPONDENTS: usize = 9_000;

fn buurt(wijk: usize) -> String {
    format!("BU0855{:02}01", wijk + 1)
}

/// The decisions of all years: one for each person, spread over the year, a quarter of them without
/// maatwerk on top.
fn decisions() -> String {
    let mut text =
        "persoon_id;meldingsdatum;besluitdatum;uitkomst;soort_besluit;herhaalmelding;buurtcode\n"
            .to_owned();
    for (jaar, per_wijk) in PER_WIJK {
        for wijk in 0..N_WIJKEN {
            for at in 0..per_wijk {
                let (month, day) = (1 + at % 12, 1 + (at + wijk) % 28);
                let buurt = buurt(wijk);
                let uitkomst = if at % 3 == 0 { "WMO-HH" } else { "WMO-BG" };
                let herhaald = if at % 10 == 0 { "ja" } else { "nee" };
                writeln!(
                    text,
                    "p{jaar}-{wijk}-{at};{jaar}-{month:02}-01;{jaar}-{month:02}-{day:02};{uitkomst};nieuw;{herhaald};{buurt}"
                )
                .expect("a string");
                if at % 4 == 0 {
                    writeln!(
                        text,
                        "s{jaar}-{wijk}-{at};{jaar}-{month:02}-01;{jaar}-{month:02}-{day:02};SB-INFO;nieuw;{herhaald};{buurt}"
                    )
                    .expect("a string");
                }
            }
        }
    }
    text
}

/// The answers of all waves: of each wijk the quantiles of a logistic distribution, rounded to whole
/// marks. Weights of 5.86 and 34.14 in turn have a design effect of 1.5.
fn answers() -> String {
    let mut text =
        "respondent;golf;buurtcode;cijfer_omgang;weegfactor;stratum;leeftijd\n".to_owned();
    for (golf, mean, half_range) in WAVES {
        for wijk in 0..N_WIJKEN {
            let of = (N_RESPONDENTS / N_WIJKEN) + usize::from(wijk < N_RESPONDENTS % N_WIJKEN);
            let place = 2.0 * wijk as f64 / (N_WIJKEN - 1) as f64 - 1.0;
            for at in 0..of {
                let part = (at as f64 + 0.5) / of as f64;
                let spread = (part / (1.0 - part)).ln() * 3.0_f64.sqrt() / std::f64::consts::PI;
                let mark = (mean + half_range * place + 1.29 * spread).round().clamp(1.0, 10.0);
                let weegfactor = if at % 2 == 0 { "5,86" } else { "34,14" };
                let stratum = if at / 2 % 2 == 0 { "A" } else { "B" };
                let (leeftijd, buurt) = (18 + at % 70, buurt(wijk));
                writeln!(
                    text,
                    "r{golf}-{wijk}-{at};{golf};{buurt};{mark};{weegfactor};{stratum};{leeftijd}"
                )
                .expect("a string");
            }
        }
    }
    text
}

/// The monitor with the register and the survey written into it, made once.
fn city() -> &'static Path {
    static CITY: OnceLock<PathBuf> = OnceLock::new();
    CITY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("smart");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).expect("a folder of an earlier run");
        }
        let city = folder.join("monitor");
        copy_folder(&root().join("fixtures/smart"), &city);
        for (name, text) in [("toegang/besluiten.csv", decisions()), ("lemon/lemon.csv", answers())]
        {
            let path = city.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        city
    })
}

fn report() -> &'static Path {
    static REPORT: OnceLock<PathBuf> = OnceLock::new();
    REPORT.get_or_init(|| {
        let out = city().with_file_name("rapport");
        run(wijkmonitor(&["build"]).arg(city()).arg("--out").arg(&out), 0);
        out.join("2020K4")
    })
}

/// Checks a monitor on the day after the baseline of 2017, and gives the findings of the contract:
/// file, code, message, and the help below it.
fn contract_findings(monitor: &Path, args: &[&str], exit_code: i32) -> Vec<[String; 4]> {
    let said = stderr(&run(wijkmonitor(&["check"]).arg(monitor).args(args), exit_code));
    let blocks = said.split("\n\n").filter_map(|block| {
        let at = block.find("[E2").or_else(|| block.find("[W2"))?;
        let (label, message) = block[at + 1..].split_once("]: ")?;
        let line = |start: &str| {
            let line = block.lines().find_map(|line| line.trim_start().strip_prefix(start));
            line.unwrap_or_default().to_owned()
        };
        let place = line("--> ");
        let file = place.rsplit('/').next()?.split(':').next()?;
        let message = message.lines().next()?;
        Some([file, label, message, &line("= help: ")].map(str::to_owned))
    });
    blocks.collect()
}

const ON_TIME: [&str; 2] = ["--date", "2018-01-01"];

#[test]
fn the_contract_finds_what_each_worked_indicator_is_known_for() {
    let found = contract_findings(city(), &ON_TIME, 0);
    let expected = [
        [
            "bb-ggd-vrijwilligers.toml",
            "W221 not-realistic",
            "asked is 3.0 in 4 years; the largest change ever seen is 1.0 in 4 years (3.0 times as much a year)",
            "the largest was in `GM0855` (Tilburg) from 2012 to 2016; say in `realistisch` why more is possible",
        ],
        [
            "zr-doorverw-maatwerk.toml",
            "W220 not-detectable",
            "a change of 15 % per wijk cannot be shown: the smallest that can be seen is 24 % with some 270 counted",
            "for the gemeente it can: from 5 %",
        ],
    ];
    assert_eq!(found, expected.map(|finding| finding.map(str::to_owned)));
}

#[test]
fn a_review_is_overdue_by_the_day_of_the_check() {
    let found = contract_findings(city(), &["--only", "zr_doorverw_maatwerk"], 0);
    let labels: Vec<_> = found.iter().map(|finding| finding[1].as_str()).collect();
    assert_eq!(labels, ["W220 not-detectable", "W224 review-overdue"]);
}

#[test]
fn a_deadline_between_two_waves_needs_the_wave_that_judges() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(city(), folder.path());
    let path = folder.path().join("indicatoren/sc-lemon-omgang.toml");
    let text = std::fs::read_to_string(&path).expect("a definition");
    let without: Vec<_> = text.lines().filter(|line| !line.starts_with("beoordeel_op")).collect();
    std::fs::write(&path, without.join("\n")).expect("a definition");
    let found = contract_findings(folder.path(), &ON_TIME, 1);
    let expected = [
        "sc-lemon-omgang.toml",
        "E213 off-measurement",
        "nothing is measured on the deadline of 2020-12-31",
        "name in `beoordeel_op` the first measurement that ends on or after the deadline",
    ];
    // The target, and the second target beside it.
    assert_eq!(found, vec![expected.map(str::to_owned); 2]);
}

fn status(indicator: &str) -> Vec<Row> {
    let rows = read_table(&report().join("status.csv"));
    rows.into_iter().filter(|row| row["indicator"] == indicator).collect()
}

#[test]
fn across_a_break_in_the_source_nothing_can_be_said() {
    let rows = status("bb_ggd_vrijwilligers");
    assert_eq!(rows.len(), 1, "the wijken have no target");
    let row = &rows[0];
    assert_eq!(row["gebied_code"], "GM0855");
    assert_eq!(row["status"], "onzeker");
    assert_eq!(row["status_reden"], "breuk_in_reeks");
    assert_eq!(
        (&*row["nulmeting"], &*row["waarde"], &*row["doelwaarde"]),
        ("27,00", "29,00", "30,00")
    );
    assert_eq!(row["verandering"], "", "the two were not measured in the same way");
    let cells = read_table(&report().join("cijfers.csv"));
    let of_model = cells.iter().filter(|cell| {
        cell["indicator"] == "bb_ggd_vrijwilligers"
            && cell["gebied_niveau"] == "wijk"
            && !cell["waarde"].is_empty()
    });
    let reservations: Vec<_> = of_model.map(|cell| cell["voorbehoud"].as_str()).collect();
    assert_eq!(reservations, ["modelschatting"; 8], "four wijken in 2016 and 2020");
}

#[test]
fn a_survey_of_nine_thousand_shows_a_change_of_eight_hundredths() {
    let rows = status("sc_lemon_omgang");
    let smallest: Vec<_> = rows.iter().map(|row| number(&row["kleinste_zichtbaar"])).collect();
    assert!((smallest[0] - 0.08).abs() < 0.005, "{smallest:?}");
    // A tenth in two years is more than chance, and too little for seven in three years.
    assert_eq!(rows[0]["verandering_oordeel"], "beter_maar_niet_relevant");
    assert_eq!(rows[0]["status"], "risico");
}

#[test]
fn a_fall_of_an_eighth_tells_nothing_of_a_wijk() {
    let rows = status("zr_doorverw_maatwerk");
    assert_eq!(rows.len(), N_WIJKEN);
    for row in rows {
        // 270 and 236 of 10,000 residents, and 85 % of 27.
        assert_eq!(
            (&*row["nulmeting"], &*row["waarde"], &*row["doelwaarde"]),
            ("27,000", "23,600", "22,950")
        );
        assert_eq!((&*row["status"], &*row["status_reden"]), ("onzeker", "kansen_verdeeld"));
        assert_eq!(row["mogelijk"], "behaald|niet_behaald");
        assert_eq!(row["verandering_oordeel"], "geen_aantoonbare_verandering");
    }
}

#[test]
fn the_tests_in_the_worked_files_pass() {
    run(wijkmonitor(&["test"]).arg(city()), 0);
}
