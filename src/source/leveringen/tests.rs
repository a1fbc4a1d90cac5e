//! Tests of the checks over the deliveries of a source.

use proptest::prelude::*;

use super::*;

/// A file: its name, its rows, and the months of those that have a date.
type File<'f> = (&'f str, u64, &'f [(&'f str, u64)]);

fn check(files: &[File], vorm: Vorm) -> Vec<Diagnostic> {
    let names: Vec<Arc<str>> = files.iter().map(|(shown, ..)| Arc::from(*shown)).collect();
    let levering = |(shown, (_, n_rows, months)): (_, &File)| Levering {
        shown,
        n_rows: *n_rows,
        n_usable: *n_rows,
        months: Maanden(
            months.iter().map(|(month, n)| (month.parse().expect("a month"), *n)).collect(),
        ),
    };
    let leveringen: Vec<_> = names.iter().zip(files).map(levering).collect();
    let mut findings = Findings::default();
    check_leveringen(&leveringen, vorm, &mut findings);
    findings.sorted().into_iter().cloned().collect()
}

fn messages(files: &[File], vorm: Vorm) -> Vec<String> {
    check(files, vorm).into_iter().map(|finding| finding.message).collect()
}

/// The messages about files of 100 rows without dates.
fn messages_of_names(names: &[&str]) -> Vec<String> {
    let files: Vec<File> = names.iter().map(|name| (*name, 100, &[][..])).collect();
    messages(&files, Vorm::Cijfers)
}

/// The findings about quarters with these numbers of rows, from 2017K1.
fn quarters(n_rows: &[u64]) -> Vec<Diagnostic> {
    let name = |idx: usize| format!("toegang-{}K{}.csv", 2017 + idx / 4, idx % 4 + 1);
    let names: Vec<_> = (0..n_rows.len()).map(name).collect();
    let files: Vec<File> =
        names.iter().zip(n_rows).map(|(name, n)| (name.as_str(), *n, &[][..])).collect();
    check(&files, Vorm::Records)
}

const K1: &[(&str, u64)] = &[("2017M01", 160), ("2017M02", 150), ("2017M03", 170)];
const K2: &[(&str, u64)] = &[("2017M03", 40), ("2017M04", 150), ("2017M05", 155), ("2017M06", 145)];
const K1_AND_K2: &[(&str, u64)] = &[
    ("2017M01", 161),
    ("2017M02", 150),
    ("2017M03", 210),
    ("2017M04", 150),
    ("2017M05", 155),
    ("2017M06", 145),
];

#[test]
fn names_the_quarter_that_is_missing() {
    let names = ["toegang-2017K1.csv", "toegang-2017K2.csv", "toegang-2017K4.csv"];
    assert_eq!(messages_of_names(&names), ["`2017K3` was not delivered"]);
    let files = names.map(|name| (name, 100, &[][..]));
    let finding = &check(&files, Vorm::Records)[0];
    assert_eq!(finding.place, Some(Place::file("toegang-2017K2.csv")));
    assert_eq!(finding.also[0].0, Place::file("toegang-2017K4.csv"));
}

#[test]
fn counts_the_periods_that_are_missing() {
    #[track_caller]
    fn case(years: &[&str], expected: &[&str]) {
        let names: Vec<_> = years.iter().map(|year| format!("kwb-{year}.csv")).collect();
        assert_eq!(
            messages_of_names(&names.iter().map(String::as_str).collect::<Vec<_>>()),
            expected
        );
    }

    case(&["2017", "2018", "2019", "2022"], &["`2020` and `2021` were not delivered"]);
    case(&["2010", "2017", "2018", "2019"], &["`2011` to `2016` were not delivered: 6 files"]);
    case(&["2015", "2017", "2021", "2023"], &["`2019` was not delivered"]);
    case(&["2016M11", "2016M12", "2017M02"], &["`2017M01` was not delivered"]);
    case(&["2016H1", "2016H2", "2017H2"], &["`2017H1` was not delivered"]);
}

#[test]
fn leaves_series_alone_that_are_whole_or_have_no_rhythm() {
    #[track_caller]
    fn case(years: &[&str]) {
        let names: Vec<_> = years.iter().map(|year| format!("lemon-{year}.csv")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(messages_of_names(&names), [""; 0]);
    }

    case(&["2015", "2017", "2019", "2021", "2023"]);
    // The waves of Lemon and of the GGD as they were.
    case(&["2004", "2007", "2010", "2013", "2015", "2017", "2019", "2021", "2023"]);
    case(&["2012", "2016", "2020", "2022"]);
    case(&["2012", "2013", "2015", "2018", "2022"]);
    case(&["2017", "2019"]);
    case(&["2014", "2015", "2016", "2017K1", "2017K2", "2017K3"]);
    // The year 2017 holds its quarters.
    case(&["2016K3", "2016K4", "2017", "2018K1", "2018K2"]);
}

#[test]
fn keeps_series_in_one_source_apart() {
    let names = [
        "wmo-2017.csv",
        "wmo-2018.csv",
        "wmo-2019.csv",
        "jeugd-2017.csv",
        "jeugd-2018.csv",
        "jeugd-2020.csv",
        "jeugd-2021.csv",
    ];
    assert_eq!(messages_of_names(&names), ["`2019` was not delivered"]);
}

#[test]
fn names_two_files_of_one_period() {
    for second in ["toegang-2017K1 (2).csv", "toegang_2017K1_nieuw.csv", "Toegang 2017-Q1 v2.csv"] {
        let files = [("toegang-2017K1.csv", 480, K1), (second, 480, K1)];
        let found = check(&files, Vorm::Records);
        assert_eq!(found.len(), 1, "{second}");
        assert!(found[0].message.ends_with("are both of `2017K1`"), "{}", found[0].message);
        assert_eq!(found[0].label, "480 rows in `2017M01` to `2017M03`");
    }
    let twice = ["lemon-2017.csv", "lemon-2017 (1).csv"];
    let expected = "`lemon-2017 (1).csv` and `lemon-2017.csv` are both of `2017`";
    assert_eq!(messages_of_names(&twice), [expected]);
}

#[test]
fn sees_a_small_correction_of_a_large_file() {
    let correction: &[(&str, u64)] = &[("2017M02", 4)];
    let files = [("toegang-2017K1.csv", 480, K1), ("toegang-2017K1-v2.csv", 4, correction)];
    let found = check(&files, Vorm::Records);
    assert_eq!(found.len(), 1);
    let labels = [&found[0].label, &found[0].also[0].1];
    assert_eq!(labels, ["4 rows in `2017M02`", "150 rows in `2017M02`"]);
}

#[test]
fn sees_a_delivery_that_repeats_the_one_before() {
    let files = [("toegang-2017K1.csv", 480, K1), ("toegang-2017K2.csv", 971, K1_AND_K2)];
    let found = check(&files, Vorm::Records);
    assert_eq!(found.len(), 1);
    let expected = "`toegang-2017K1.csv` and `toegang-2017K2.csv` hold rows of the same months";
    assert_eq!(found[0].message, expected);
    assert_eq!(found[0].label, "480 rows in `2017M01` to `2017M03`");
    assert_eq!(found[0].also[0].1, "521 rows in `2017M01` to `2017M03`");
}

#[test]
fn late_rows_of_the_quarter_before_are_normal() {
    let files = [("toegang-2017K1.csv", 480, K1), ("toegang-2017K2.csv", 490, K2)];
    assert_eq!(messages(&files, Vorm::Records), [""; 0]);
    // Also when the quarter before was small.
    let small: &[(&str, u64)] = &[("2017M03", 30)];
    let files = [("toegang-2017K1.csv", 30, small), ("toegang-2017K2.csv", 490, K2)];
    assert_eq!(messages(&files, Vorm::Records), [""; 0]);
}

#[test]
fn two_halves_of_a_period_are_not_the_same_rows() {
    let (old, new): (&[_], &[_]) = (&[("2018M03", 300)], &[("2018M04", 310)]);
    let files = [("toegang-2018-oud.csv", 300, old), ("toegang-2018-nieuw.csv", 310, new)];
    assert_eq!(messages(&files, Vorm::Records), [""; 0]);
}

#[test]
fn a_year_holds_its_quarters_only_for_records() {
    let files = [("toegang-2017.csv", 971, K1_AND_K2), ("toegang-2017K1.csv", 480, K1)];
    assert_eq!(messages(&files, Vorm::Cijfers), [""; 0]);
    let expected = "`toegang-2017.csv` and `toegang-2017K1.csv` are both of `2017K1`";
    assert_eq!(messages(&files, Vorm::Records), [expected]);
}

#[test]
fn exports_without_a_period_are_compared_by_their_rows() {
    let files = [("toegang-20170405.csv", 480, K1), ("toegang-20170704.csv", 971, K1_AND_K2)];
    assert_eq!(check(&files, Vorm::Records).len(), 1);
    let zuid = &[("2017M01", 160), ("2017M02", 151), ("2017M03", 170)];
    let files = [("noord.csv", 480, K1), ("zuid.csv", 481, zuid)];
    assert_eq!(check(&files, Vorm::Records).len(), 0);
}

#[test]
fn one_export_under_two_names_has_as_many_rows_in_every_month() {
    let files = [("suite.csv", 480, K1), ("zorgned.csv", 480, K1)];
    let expected = ["`suite.csv` and `zorgned.csv` have as many rows in every month"];
    assert_eq!(messages(&files, Vorm::Records), expected);
    assert_eq!(messages(&files, Vorm::Cijfers), [""; 0]);
    // So few rows are as many by chance.
    let few = &[("2017M01", 6), ("2017M02", 6), ("2017M03", 6)];
    let files = [("suite.csv", 18, few as &[_]), ("zorgned.csv", 18, few)];
    assert_eq!(messages(&files, Vorm::Records), [""; 0]);
}

#[test]
fn a_delivery_that_cannot_be_read_is_a_small_one() {
    let name = |idx: usize| Arc::from(format!("toegang-2017M{:02}.csv", idx + 1));
    let names: Vec<Arc<str>> = (0..6).map(name).collect();
    let levering = |(idx, shown)| Levering {
        shown,
        n_rows: 600,
        n_usable: if idx == 5 { 290 } else { 600 },
        months: Maanden::default(),
    };
    let leveringen: Vec<_> = names.iter().enumerate().map(levering).collect();
    let mut findings = Findings::default();
    check_leveringen(&leveringen, Vorm::Records, &mut findings);
    let messages: Vec<_> = findings.sorted().iter().map(|found| found.message.clone()).collect();
    let expected = ["`toegang-2017M06.csv` has less than half of the usual number of rows"];
    assert_eq!(messages, expected);
}

#[test]
fn names_a_delivery_that_is_suddenly_small_or_large() {
    let found = quarters(&[1_204, 1_190, 1_230, 1_251, 512]);
    assert_eq!(found.len(), 1);
    let expected = "`toegang-2018K1.csv` has less than half of the usual number of rows";
    assert_eq!(found[0].message, expected);
    assert_eq!(found[0].label, "512 rows");
    let help = "the deliveries before had 1,204, 1,190, 1,230, 1,251 rows";
    assert_eq!(found[0].help.as_deref(), Some(help));
    let found = quarters(&[1_204, 1_190, 1_230, 1_251, 2_600, 1_220]);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("more than twice the usual"));
}

#[test]
fn tells_a_new_level_once() {
    assert_eq!(quarters(&[100, 100, 100, 100, 300, 310, 305, 300, 310, 305]).len(), 1);
    // In two steps as well.
    assert_eq!(quarters(&[1000, 1000, 1000, 1000, 600, 310, 310]).len(), 1);
}

#[test]
fn leaves_usual_numbers_of_rows_alone() {
    // Too few deliveries, few rows, a wide spread, steady growth, a factor below two.
    assert_eq!(quarters(&[1000, 1000, 1000, 100]), []);
    assert_eq!(quarters(&[6, 4, 5, 3, 11, 2, 7]), []);
    assert_eq!(quarters(&[100, 400, 150, 600, 1300, 250]), []);
    assert_eq!(quarters(&[100, 150, 225, 337, 506, 759]), []);
    assert_eq!(quarters(&[1000, 1001, 1002, 1003, 1900, 520]), []);
    // An empty file has a finding of its own.
    assert_eq!(quarters(&[1000, 1001, 1002, 1003, 0, 1000]), []);
}

#[test]
fn folds_many_findings_of_one_kind() {
    let names: Vec<_> =
        (1950..2000).step_by(7).flat_map(|year| [year, year + 1, year + 2, year + 3]).collect();
    let names: Vec<_> = names.iter().map(|year| format!("kwb-{year}.csv")).collect();
    let files: Vec<File> = names.iter().map(|name| (name.as_str(), 100, &[][..])).collect();
    let found = check(&files, Vorm::Cijfers);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].message.as_str(), found[0].n_more),
        ("`1954` to `1956` were not delivered: 3 files", 6)
    );
}

proptest! {
    #[test]
    fn the_order_of_files_does_not_show(
        rows in prop::collection::vec((0..12_u32, 0..2_000_u64), 0..12),
        turn in 0..12_usize,
    ) {
        let names: Vec<_> = rows.iter().map(|(quarter, n)| {
            format!("t-{}K{}{}.csv", 2017 + quarter / 4, quarter % 4 + 1, ["", " (2)"][(n % 2) as usize])
        }).collect();
        let months = [("2017M02", 9), ("2018M05", 4)];
        let mut files: Vec<File> = names.iter().zip(&rows)
            .map(|(name, (_, n))| (name.as_str(), *n, &months[..])).collect();
        files.sort_unstable();
        files.dedup_by_key(|(name, ..)| *name);
        let before = check(&files, Vorm::Records);
        let n_files = files.len().max(1);
        files.rotate_left(turn % n_files);
        files.reverse();
        prop_assert_eq!(check(&files, Vorm::Records), before);
    }
}
