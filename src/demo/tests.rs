//! The demo as a whole: its bytes, its size, and whether its files agree.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn demo(residents: u64, seed: u64) -> (MemorySink, DemoSummary) {
    let mut sink = MemorySink::default();
    let settings = DemoSettings { residents, seed };
    let summary = write_demo(&mut sink, &settings, &mut |_| {}).expect("memory takes all");
    (sink, summary)
}

fn fixture() -> (MemorySink, DemoSummary) {
    let DemoSettings { residents, seed } = DemoSettings::default();
    demo(residents, seed)
}

/// The rows of the files whose path starts so, without headers; bytes become characters one by one.
fn rows<'s>(sink: &'s MemorySink, start: &str) -> Vec<(&'s str, Vec<String>)> {
    let mut rows = Vec::new();
    for (path, bytes) in sink.files.iter().filter(|(path, _)| path.starts_with(start)) {
        let text: String = bytes.iter().copied().map(char::from).collect();
        let lines = split_records(&text);
        rows.extend(lines.into_iter().skip(1).map(|row| (path.as_str(), row)));
    }
    rows
}

/// Splits text into records, with quotes as RFC 4180 has them.
fn split_records(text: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut is_quoted = false;
    for character in text.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => record.push(String::new()),
            '\n' if !is_quoted => records.push(std::mem::replace(&mut record, vec![String::new()])),
            '\r' if !is_quoted => {}
            _ => record.last_mut().expect("a record has a field").push(character),
        }
    }
    records
}

fn column(sink: &MemorySink, start: &str, place: usize) -> BTreeSet<String> {
    let rows = rows(sink, start).into_iter();
    rows.filter_map(|(_, row)| row.get(place).cloned()).collect()
}

#[test]
fn same_seed_gives_the_same_bytes() {
    assert_eq!(demo(6000, 1), demo(6000, 1));
}

#[test]
fn another_seed_gives_other_bytes() {
    let (one, other) = (demo(6000, 1).0, demo(6000, 2).0);
    for path in ["toegang/toegang-2019K2.csv", "lemon/lemon-2019.csv", "ggd/50120NED.csv"] {
        assert_ne!(one.files[path], other.files[path], "{path}");
    }
}

/// A change here is a change of every fixture and example that was made before.
#[test]
fn bytes_are_those_of_every_other_platform() {
    let (sink, _) = demo(6000, 1);
    let hash = sink.files.values().flatten().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(format!("{hash:016x}"), "e476fa124c6a2dcd");
}

#[test]
fn fixture_stays_small() {
    let (sink, summary) = fixture();
    let bytes: usize = sink.files.values().map(Vec::len).sum();
    assert!(bytes <= 5_700_000, "{bytes}");
    assert_eq!(summary.bytes, bytes as u64);
    assert_eq!(summary.files, sink.files.len() as u64);
}

#[test]
fn has_every_file_of_the_folder() {
    let (sink, _) = demo(2000, 1);
    let count = |start: &str| sink.files.keys().filter(|path| path.starts_with(start)).count();
    assert_eq!(count("toegang/toegang-"), 36);
    assert_eq!(count("voorzieningen/voorzieningen-"), 9);
    assert_eq!(count("sociale_basis/contacten-"), 9);
    assert_eq!(count("bewoners/wijknetwerken-"), 9);
    assert_eq!(count("bewoners/initiatieven"), 1);
    assert_eq!(count("veiligheidsmonitor/"), 1);
    assert_eq!(count("lemon/"), 6);
    assert_eq!(count("cbs/kwb-"), 9);
    assert_eq!(count("gebieden/"), 3);
}

#[test]
fn every_kind_of_fault_occurs_and_is_told() {
    let (sink, summary) = fixture();
    assert_eq!(summary.faults.len(), faults::Fault::ALL.len());
    let leesmij = String::from_utf8_lossy(&sink.files["LEESMIJ.md"]);
    for kind in faults::Fault::ALL {
        let (text, treatment) = (kind.text(), kind.treatment());
        let line = format!("| {text} | {} | {treatment} |", summary.faults[text]);
        assert!(leesmij.contains(&line), "{line}");
    }
    let share = summary.faults.values().sum::<u64>() * 10_000
        / u64::try_from(rows(&sink, "toegang/").len()).expect("a small number");
    assert!((40..60).contains(&share), "{share}");
}

#[test]
fn lines_have_the_columns_of_the_header_but_for_planted_faults() {
    #[track_caller]
    fn case(sink: &MemorySink, start: &str, columns: usize, expected: u64) {
        let other = rows(sink, start).into_iter().filter(|(_, row)| row.len() != columns);
        assert_eq!(other.count() as u64, expected, "{start}");
    }

    let (sink, summary) = fixture();
    case(&sink, "toegang/", 10, summary.faults[faults::Fault::ShortRow.text()]);
    case(&sink, "voorzieningen/", 15, 0);
    case(&sink, "sociale_basis/", 6, 0);
    case(&sink, "bewoners/initiatieven", 5, 0);
    case(&sink, "bewoners/wijknetwerken-", 5, 0);
    case(&sink, "veiligheidsmonitor/", 6, 0);
    case(&sink, "lemon/lemon-", 12, 0);
    case(&sink, "lemon/respons", 6, 0);
    case(&sink, "ggd/", 38, 0);
    case(&sink, "cbs/", 20, 0);
    case(&sink, "gebieden/indeling", 6, 0);
    case(&sink, "gebieden/overgang", 5, 0);
    case(&sink, "waarheid", 12, 0);
}

#[test]
fn toegang_is_written_in_windows_1252() {
    let (sink, _) = fixture();
    let bytes = &sink.files["toegang/toegang-2019K1.csv"];
    assert!(std::str::from_utf8(bytes).is_err());
    for (character, byte) in [('ë', 0xEB), ('é', 0xE9), ('–', 0x96)] {
        assert!(bytes.contains(&byte), "{character}");
    }
    assert!(bytes.ends_with(b"\r\n"));
}

#[test]
fn every_row_of_the_code_lists_occurs() {
    let (sink, _) = fixture();
    let folded = |texts: BTreeSet<String>| -> BTreeSet<String> {
        texts.iter().map(|text| text.trim().to_lowercase()).collect()
    };
    // Both sides stay in their own encoding here, so compare what is ASCII.
    let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
    let found: BTreeSet<String> = folded(column(&sink, "toegang/", 7))
        .union(&folded(column(&sink, "toegang/", 4)))
        .map(|text| ascii(text))
        .collect();
    for list in ["codelijsten/uitkomst", "codelijsten/wet"] {
        for word in folded(column(&sink, list, 0)) {
            assert!(found.contains(&ascii(&word)), "{word}");
        }
    }
    let codes = column(&sink, "codelijsten/uitkomst", 1);
    assert!(column(&sink, "codelijsten/zonder_maatwerk", 0).is_subset(&codes));
    let reasons = column(&sink, "voorzieningen/voorzieningen-2017", 13);
    assert!(column(&sink, "codelijsten/uitstroom", 1).is_subset(&reasons));
}

#[test]
fn every_unit_frequency_and_law_occurs_in_the_provisions() {
    let (sink, _) = fixture();
    let texts = |place| column(&sink, "voorzieningen/", place);
    let set = |items: &[&str]| items.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(texts(3), set(&["Jeugdwet", "Participatiewet", "Wmo"]));
    assert_eq!(texts(4).len(), 18 + 12 + 3);
    assert_eq!(texts(9), set(&["01", "04", "14", "16", "82", "83", "84"]));
    assert_eq!(texts(10), set(&["1", "2", "3", "4", "5", "6"]));
    assert_eq!(texts(12), set(&["", "J", "N"]));
    assert!(texts(7).contains(""));
}

/// Otherwise they would be clients that the Toegang never saw.
#[test]
fn a_provision_of_werk_en_inkomen_lies_within_another() {
    let (sink, _) = fixture();
    let days = |text: &str| text.split('-').rev().collect::<Vec<_>>().join("-");
    let all = rows(&sink, "voorzieningen/");
    let mut of_toegang: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (_, row) in all.iter().filter(|(_, row)| row[0].starts_with('T') && row[13] != "13") {
        of_toegang.entry(&row[1]).or_default().push((days(&row[6]), days(&row[7])));
    }
    let beside: Vec<_> = all.iter().filter(|(_, row)| row[0].starts_with('W')).collect();
    assert!((400..900).contains(&beside.len()), "{}", beside.len());
    for (_, row) in beside {
        let (start, end) = (days(&row[6]), days(&row[7]));
        let covers = |one: &(String, String)| one.0 == start && (one.1.is_empty() || end <= one.1);
        assert!(start <= end && of_toegang[row[1].as_str()].iter().any(covers), "{row:?}");
    }
}

#[test]
fn a_provision_costs_something_a_year_unless_it_is_a_total() {
    let (sink, _) = fixture();
    for (_, row) in rows(&sink, "voorzieningen/") {
        assert_eq!(row[14].is_empty(), row[10] == "6", "{row:?}");
        let euros = row[14].parse::<u32>();
        assert!(euros.is_ok_and(|euros| (100..=60_000).contains(&euros)) || row[14].is_empty());
    }
}

#[test]
fn initiatives_end_after_they_start_and_none_before_the_monitor() {
    let (sink, _) = fixture();
    let all = rows(&sink, "bewoners/initiatieven");
    assert!(all.iter().all(|(_, row)| row[3].is_empty() || row[2] <= row[3]));
    assert!(all.iter().all(|(_, row)| "2017-01-01" <= row[2].as_str()));
    let n_at_start = all.iter().filter(|(_, row)| row[2] == "2017-01-01").count();
    assert!((100..250).contains(&n_at_start), "{n_at_start}");
}

#[test]
fn removed_provisions_end_when_they_start() {
    let (sink, _) = fixture();
    let removed: Vec<_> =
        rows(&sink, "voorzieningen/").into_iter().filter(|(_, row)| row[13] == "13").collect();
    assert!(!removed.is_empty());
    assert!(removed.iter().all(|(_, row)| row[6] == row[7]));
}

#[test]
fn provisions_lie_in_the_file_of_their_year() {
    let (sink, _) = fixture();
    for (path, row) in rows(&sink, "voorzieningen/") {
        assert!(path.contains(&row[6][6..]), "{} in {path}", row[6]);
    }
}

#[test]
fn people_come_back_in_the_other_layers() {
    let (sink, _) = fixture();
    let toegang = column(&sink, "toegang/", 1);
    let maatwerk = column(&sink, "voorzieningen/", 1);
    let contacten = column(&sink, "sociale_basis/", 1);
    assert!(toegang.intersection(&maatwerk).count() > 1000);
    assert!(toegang.intersection(&contacten).count() > 1000);
}

#[test]
fn identifiers_occur_once_but_for_planted_copies() {
    let (sink, summary) = fixture();
    for (start, copies) in [
        ("toegang/", summary.faults[faults::Fault::DuplicateRow.text()]),
        ("voorzieningen/", 0),
        ("sociale_basis/", 0),
        ("bewoners/initiatieven", 0),
        ("bewoners/wijknetwerken-", 0),
        ("lemon/lemon-", 0),
    ] {
        let all = rows(&sink, start);
        let filled = all.iter().filter(|(_, row)| !row[0].is_empty()).count();
        let unique = column(&sink, start, 0).iter().filter(|text| !text.is_empty()).count();
        assert_eq!((filled - unique) as u64, copies, "{start}");
    }
}

#[test]
fn respons_is_the_number_of_answers() {
    let (sink, _) = fixture();
    let mut answers: BTreeMap<(String, String), u32> = BTreeMap::new();
    for (_, row) in rows(&sink, "lemon/lemon-") {
        *answers.entry((row[1].clone(), row[2].clone())).or_default() += 1;
    }
    for (_, row) in rows(&sink, "lemon/respons") {
        let key = (row[0].clone(), row[1].clone());
        let found = answers.remove(&key).unwrap_or_default();
        assert_eq!(row[5], found.to_string(), "{key:?}");
    }
    assert!(answers.is_empty());
}

#[test]
fn answers_are_scores_or_codes() {
    let (sink, _) = fixture();
    for (_, row) in rows(&sink, "lemon/lemon-") {
        for score in &row[6..] {
            let score: u32 = score.parse().expect("a whole number");
            assert!((1..=10).contains(&score) || score == 88 || score == 99);
        }
        let age: u32 = row[5].parse().expect("a whole number");
        assert!((18..=95).contains(&age));
    }
}

#[test]
fn wijken_add_up_to_nearly_the_gemeente() {
    let (sink, _) = fixture();
    for year in 2017..=2025 {
        let mut sums = BTreeMap::new();
        for (_, row) in rows(&sink, &format!("cbs/kwb-{year}")) {
            if row[5][2..].starts_with("0855") {
                *sums.entry(row[4].clone()).or_insert(0_u32) +=
                    row[7].parse::<u32>().expect("residents are known");
            }
        }
        for level in ["Wijk", "Buurt"] {
            assert!(sums[level].abs_diff(sums["Gemeente"]) < 150, "{level} {year}");
        }
    }
}

#[test]
fn care_is_not_published_yet_in_2025() {
    let (sink, _) = fixture();
    let last = rows(&sink, "cbs/kwb-2025");
    assert!(last.iter().all(|(_, row)| row[16..].iter().all(|text| text == ".")));
    let before = rows(&sink, "cbs/kwb-2024");
    assert!(before.iter().any(|(_, row)| row[18] != "."));
}

#[test]
fn areas_of_all_files_are_in_the_indeling() {
    let (sink, summary) = fixture();
    let known = column(&sink, "gebieden/indeling", 0);
    for (start, place) in [
        ("voorzieningen/", 2),
        ("sociale_basis/", 3),
        ("bewoners/initiatieven", 1),
        ("bewoners/wijknetwerken-", 3),
        ("lemon/lemon-", 2),
    ] {
        assert!(column(&sink, start, place).is_subset(&known), "{start}");
    }
    let unknown = rows(&sink, "toegang/").into_iter().filter(|(_, row)| {
        row.get(3).is_some_and(|code| !code.is_empty() && !known.contains(code))
    });
    let planted: u64 =
        [faults::Fault::UnknownBuurt, faults::Fault::ExcelCode, faults::Fault::OtherGemeente]
            .iter()
            .map(|kind| summary.faults[kind.text()])
            .sum();
    assert_eq!(unknown.count() as u64, planted);
}

#[test]
fn effects_name_areas_of_the_indeling() {
    let (sink, _) = demo(2000, 1);
    let mut areas = column(&sink, "waarheid", 3);
    assert!(areas.remove("overige wijken"));
    assert!(areas.is_subset(&column(&sink, "gebieden/indeling", 0)));
}

#[test]
fn the_smallest_municipality_has_all_files() {
    let (sink, summary) = demo(MIN_RESIDENTS, 1);
    assert_eq!(summary.files, sink.files.len() as u64);
    assert!(!rows(&sink, "toegang/").is_empty());
}

#[test]
fn refuses_too_few_and_too_many_people() {
    for residents in [0, MIN_RESIDENTS - 1, MAX_RESIDENTS + 1, u64::MAX] {
        let mut sink = MemorySink::default();
        let result = write_demo(&mut sink, &DemoSettings { residents, seed: 1 }, &mut |_| {});
        let kind = result.expect_err("refused").kind();
        assert_eq!(kind, std::io::ErrorKind::InvalidInput, "{residents}");
        assert!(sink.files.is_empty());
    }
}
