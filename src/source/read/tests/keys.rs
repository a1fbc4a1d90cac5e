//! Keys of rows: one and the same in every notation, and the last row of a key.

use super::*;

/// Reads files of rows below the usual header.
fn read_rows(spec: &BronSpec, files: &[(&str, &str)]) -> Found {
    let texts: Vec<_> =
        files.iter().map(|(name, rows)| (*name, format!("{HEADER}{rows}"))).collect();
    let files: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    // Pieces of a few rows: no row may depend on where it is cut.
    let found = read_sized(spec, &files, Sizes { piece: 64, ..Sizes::for_threads(2) });
    assert_eq!(found, read_sized(spec, &files, Sizes::for_threads(1)));
    for balance in &found.report.balances {
        assert!(balance.is_complete(), "{balance:?}");
    }
    found
}

/// Which rows are used, as file and line.
fn used(found: &Found) -> Vec<&str> {
    found.rows.iter().filter_map(|row| row.split(' ').next()).collect()
}

fn with_key(vorm: Vorm, sleutel: &[usize]) -> BronSpec {
    BronSpec { sleutel: sleutel.to_vec(), max_gebied_onbekend: Some(1.0), ..spec(vorm) }
}

#[test]
fn a_key_is_the_same_in_every_notation() {
    #[track_caller]
    fn case(sleutel: &[usize], first: &str, second: &str) {
        let rows = format!("{first}\n{second}\n");
        let found = read_rows(&with_key(Vorm::Records, sleutel), &[("data/a-2017.csv", &rows)]);
        assert_eq!(used(&found), ["0:2"], "{first} {second}");
        assert!(found.findings[0].contains("duplicate-key"), "{:?}", found.findings);
    }

    case(&[1], "a;1-3-2017;;;;;", "b;01-03-2017;;;;;");
    case(&[2], "a;1-3-2017;1,5;;;;", "b;2-3-2017;1,50;;;;");
    case(&[3], "a;1-3-2017;;goed  ZO;;;", "b;2-3-2017;;Goed Zo;;;");
    case(&[4], "a;1-3-2017;;;WK085510;;", "b;2-3-2017;;; WK085510;;");
    case(&[5], "a;1-3-2017;;;;2017;", "b;2-3-2017;;;;2017JJ00;");
    case(&[0, 5], "a;1-3-2017;;;;2017K1;", "a;2-3-2017;;;;2017KW01;");
}

#[test]
fn two_values_are_two_keys_whatever_they_stand_for() {
    #[track_caller]
    fn case(sleutel: &[usize], first: &str, second: &str) {
        let rows = format!("{first}\n{second}\n");
        let found = read_rows(&with_key(Vorm::Records, sleutel), &[("data/a-2017.csv", &rows)]);
        assert_eq!(used(&found), ["0:2", "0:3"], "{first} {second}");
    }

    case(&[4], "a;1-3-2017;;;WK085598;;", "b;2-3-2017;;;WK085599;;");
    case(&[3], "a;1-3-2017;;slecht;;;", "b;2-3-2017;;beter;;;");
    case(&[5], "a;1-3-2017;;;;2017;", "b;2-3-2017;;;;2017K1;");
    case(&[0], "01;1-3-2017;;;;;", "1;2-3-2017;;;;;");
}

#[test]
fn a_row_without_a_part_of_its_key_is_nobodys_duplicate() {
    let spec = with_key(Vorm::Records, &[0, 5]);
    let rows = "a;1-3-2017;;;;;\na;2-3-2017;;;;;\n;3-3-2017;;;;2017;\n;4-3-2017;;;;2017;\n";
    let found = read_rows(&spec, &[("data/a-2017.csv", rows)]);
    assert_eq!(used(&found), ["0:2", "0:3", "0:4", "0:5"]);
    assert_eq!(found.findings, ["data/a-2017.csv:2:6 empty-key [no `periode`, and used] +0"]);
    assert_eq!(found.messages, ["4 rows of bron `bron` lack a part of the key"]);
}

#[test]
fn figures_of_all_ages_have_an_empty_age() {
    let spec = with_key(Vorm::Cijfers, &[0, 5]);
    let rows = ";1-3-2017;;;WK085510;2017;\n;2-3-2017;;;WK085510;2017;\n";
    let found = read_rows(&spec, &[("data/a-2017.csv", rows)]);
    assert_eq!(used(&found), ["0:2"]);
    assert!(found.findings[0].contains("duplicate-figure"));
}

/// Messages by `id`, dated by `datum`; `code` is empty at first, and `goed` takes one back.
fn messages() -> BronSpec {
    BronSpec {
        laatste: vec![1, 3],
        teruggenomen: vec![(3, "goed".into())],
        ..with_key(Vorm::Records, &[0])
    }
}

#[test]
fn the_last_message_counts_in_whatever_order_they_come() {
    let (early, late) = ("a;1-3-2017;1;;;;\nb;1-3-2017;1;;;;\n", "a;5-3-2017;2;;;;\n");
    let found = read_rows(&messages(), &[("data/a-2017.csv", early), ("data/b-2018.csv", late)]);
    assert_eq!(used(&found), ["0:3", "1:2"]);
    assert_eq!(found.findings, ["data/a-2017.csv:2 superseded [] +0"]);
    let balance = &found.report.balances[0];
    assert_eq!((balance.gelezen, balance.gebruikt, balance.uitgesloten), (2, 1, 1));
    let found = read_rows(&messages(), &[("data/a-2017.csv", late), ("data/b-2018.csv", early)]);
    assert_eq!(used(&found), ["0:2", "1:3"]);
    // In one file what is lower down was added later.
    let both = "a;1-3-2017;1;;;;\na;1-3-2017;2;;;;\n";
    assert_eq!(used(&read_rows(&messages(), &[("data/a-2017.csv", both)])), ["0:3"]);
}

#[test]
fn what_is_changed_or_taken_back_on_one_day_was_there_before() {
    #[track_caller]
    fn case(earlier: &str, later: &str) {
        for (files, expected) in [([earlier, later], "1:2"), ([later, earlier], "0:2")] {
            let files = [("data/a-2017.csv", files[0]), ("data/b-2018.csv", files[1])];
            let found = read_rows(&messages(), &files);
            assert_eq!(used(&found), [expected], "{earlier} {later}");
            assert_eq!(found.report.rejected, []);
        }
    }

    case("a;1-3-2017;1;;;;\n", "a;1-3-2017;1;x;;;\n");
    case("a;1-3-2017;1;x;;;\n", "a;1-3-2017;1;Goed Zo;;;\n");
    case("a;1-3-2017;1;Goed Zo;;;\n", "a;2-3-2017;1;;;;\n");
}

#[test]
fn two_messages_of_one_moment_are_doubles() {
    let row = "a;1-3-2017;1;x;;;\n";
    let found = read_rows(&messages(), &[("data/a-2017.csv", row), ("data/b-2018.csv", row)]);
    assert_eq!(used(&found), ["0:2"]);
    let expected = "a row has the key of another, and nothing tells which is later";
    assert!(found.messages.iter().any(|message| message == expected), "{:?}", found.messages);
    assert_eq!(found.report.balances[1].quarantaine, 1);
}

#[test]
fn a_message_that_cannot_be_used_supersedes_nothing() {
    let rows = "a;1-3-2017;1;;;;\na;5-3-2017;een;;;;\n";
    let found = read_rows(&messages(), &[("data/a-2017.csv", rows)]);
    assert_eq!(used(&found), ["0:2"]);
}

#[test]
fn numbers_that_lost_their_zeros_are_told() {
    let spec = with_key(Vorm::Records, &[0]);
    let whole = "0001;1-3-2017;;;;;c\n0036;1-3-2017;;;;;d\n";
    let lost = "1;1-3-2017;;;;;c\n36;1-3-2017;;;;;d\n";
    let found = read_rows(&spec, &[("data/a-2017.csv", whole), ("data/b-2018.csv", lost)]);
    let label = "shorter, and none begins with a zero";
    assert_eq!(found.findings, [format!("data/b-2018.csv:1:1 mangled-code [{label}] +0")]);
    assert_eq!(used(&found).len(), 4);
}

#[test]
fn a_text_that_stands_for_nobody_is_told_with_its_word() {
    let spec = with_key(Vorm::Records, &[0]);
    let rows =
        "a;1-3-2017;;;;;NULL\nb;1-3-2017;;;;;NULL\nc;1-3-2017;;;;;000\nd;1-3-2017;;;;;C-17\n";
    let found = read_rows(&spec, &[("data/a-2017.csv", rows)]);
    let expected = [
        "data/a-2017.csv:2:7 placeholder-person [NULL] +1",
        "data/a-2017.csv:4:7 placeholder-person [000] +0",
    ];
    assert_eq!(found.findings, expected);
    assert_eq!(used(&found).len(), 4);
}

#[test]
fn a_broken_file_of_a_large_source_is_an_error() {
    let spec = with_key(Vorm::Records, &[0]);
    let rows = |n: usize, id: &str, date: &str| -> String {
        (0..n).flat_map(|idx| [format!("{id}{idx};{date};;;;;"), "\n".into()]).collect()
    };
    let whole = rows(1000, "a", "1-3-2017");
    let broken = rows(20, "b", "1-3-2018") + &rows(21, "c", "2018/03/01");
    let files = [("data/a-2017.csv", whole.as_str()), ("data/b-2018.csv", &broken)];
    let found = read_rows(&spec, &files);
    let expected =
        "`data/b-2018.csv` has 21 of 41 rows in quarantine, more than `max_afgekeurd = 0.5`";
    assert!(found.messages.iter().any(|message| message == expected), "{:?}", found.messages);
    // Rows that the file before has given already are lost to nobody.
    let doubles = rows(40, "a", "1-3-2017");
    let files = [("data/a-2017.csv", whole.as_str()), ("data/b-2018.csv", &doubles)];
    let found = read_rows(&spec, &files);
    assert!(!found.findings.iter().any(|finding| finding.contains("too-many")));
}

#[test]
fn a_source_of_which_most_areas_are_unknown_is_told() {
    let rows: String =
        (0..20).flat_map(|idx| [format!("a{idx};1-3-2017;;;Noord;;"), "\n".into()]).collect();
    let read = |max_gebied_onbekend| {
        let spec = BronSpec { max_gebied_onbekend, ..spec(Vorm::Records) };
        read_rows(&spec, &[("data/a-2017.csv", &rows)]).messages
    };
    let than_half = "bron `bron` has 20 of 20 rows without a known area, more than half";
    assert!(read(None).iter().any(|message| message == than_half));
    assert!(read(Some(0.9)).iter().any(|message| message.ends_with("`max_gebied_onbekend = 0.9`")));
    assert!(!read(Some(1.0)).iter().any(|message| message.contains("known area")));
}
