//! Pages in the shape of StatLine, with figures of our own.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::super::{Cell, Facts, Fail, KindInput, RowSink, WantedKolom};
use super::*;
use crate::diagnostic::Level;

/// What a reader gave: rows of texts, as the one typing pipeline would see them.
#[derive(Debug, Default)]
pub(in crate::source) struct Collected {
    pub facts: Vec<Facts>,
    pub rows: Vec<Vec<String>>,
    pub findings: Vec<Diagnostic>,
    cells: Vec<String>,
}

impl RowSink for Collected {
    fn start(&mut self, facts: Facts) -> Result<(), Fail> {
        assert!(self.cells.is_empty() && self.rows.is_empty(), "facts come first");
        self.facts.push(facts);
        Ok(())
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.cells.push(match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => text.to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
        });
    }

    fn end_row(&mut self) -> Result<(), Fail> {
        self.rows.push(std::mem::take(&mut self.cells));
        Ok(())
    }

    fn finding(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }
}

/// The signature of a reader.
pub(in crate::source) type Reads = fn(&KindInput<'_>, &mut dyn RowSink) -> Result<(), Fail>;

/// Reads a file of a folder, with columns declared by these headers.
pub(in crate::source) fn read_file(
    reads: Reads,
    path: &Path,
    wanted: &[&[&str]],
) -> (Collected, Result<(), Fail>) {
    let kolom = |kop: &&[&str]| WantedKolom {
        kop: kop.iter().map(ToString::to_string).collect(),
        labels: false,
    };
    let wanted: Vec<_> = wanted.iter().map(kolom).collect();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let shown: Arc<str> = format!("data/{name}").into();
    let input = KindInput { path, shown: &shown, wanted: &wanted, werkblad: None };
    let mut collected = Collected::default();
    let outcome = reads(&input, &mut collected);
    (collected, outcome)
}

/// Reads bytes as a file.
pub(in crate::source) fn read_bytes(reads: Reads, bytes: &[u8]) -> (Collected, Result<(), Fail>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    read_file(reads, &path, &[])
}

/// The finding that stopped a reader.
#[track_caller]
pub(in crate::source) fn refused(outcome: Result<(), Fail>) -> Diagnostic {
    match outcome {
        Err(Fail::Content(finding)) => *finding,
        other => panic!("no finding but {other:?}"),
    }
}

fn page(text: &str) -> (Collected, Result<(), Fail>) {
    read_bytes(read, text.as_bytes())
}

/// A page of version 3, with the padding, the nulls and the order of keys that it has.
const PAGE: &str = r#"{
  "odata.metadata": "https://dataderden.cbs.nl/ODataApi/OData/1NED/$metadata#TypedDataSet",
  "value": [
    {"ID": 0, "WijkenEnBuurten": "WK085542  ", "Perioden": "2022JJ00", "Eenzaam_27": 48.2},
    {"ID": 1, "Eenzaam_27": null, "Perioden": "2022JJ00", "WijkenEnBuurten": "WK085543  "},
    {"ID": 2, "WijkenEnBuurten": "WK085544  ", "Perioden": "2022JJ00"}
  ]
}"#;

#[test]
fn reads_a_page_whatever_the_order_of_the_keys() {
    let (read, outcome) = page(PAGE);
    outcome.unwrap();
    assert_eq!(
        read.rows,
        [
            ["ID", "WijkenEnBuurten", "Perioden", "Eenzaam_27"],
            ["0", "WK085542  ", "2022JJ00", "48.2"],
            ["1", "WK085543  ", "2022JJ00", ""],
            ["2", "WK085544  ", "2022JJ00", ""],
        ]
    );
    assert_eq!((read.facts.len(), read.findings.len()), (1, 0));
}

#[test]
fn reads_a_bare_list_behind_a_byte_order_mark() {
    let (read, outcome) = page("\u{feff}\n[{\"a\": 1}, {\"a\": -0.5}]\n");
    outcome.unwrap();
    assert_eq!(read.rows, [["a"], ["1"], ["-0.5"]]);
}

#[test]
fn reads_version_4_without_the_words_of_the_protocol() {
    let (read, outcome) = page(
        r#"{"@odata.context": "x", "value": [
            {"@odata.id": "y", "Measure": "T001036", "Value": 1e3, "Value@odata.type": "z"}]}"#,
    );
    outcome.unwrap();
    assert_eq!(read.rows, [["Measure", "Value"], ["T001036", "1000"]]);
}

#[test]
fn keeps_whole_numbers_of_more_than_fifteen_digits() {
    let (read, outcome) = page(
        r#"[{"a": 999999999999999, "b": 9007199254740993, "c": -9007199254740993, "d": true}]"#,
    );
    outcome.unwrap();
    assert_eq!(read.rows[1], ["999999999999999", "9007199254740993", "-9007199254740993", "WAAR"]);
}

#[test]
fn warns_that_more_pages_follow() {
    for link in ["odata.nextLink", "@odata.nextLink"] {
        let (read, outcome) = page(&format!(r#"{{"value": [{{"a": 1}}], "{link}": "x?$skip=1"}}"#));
        outcome.unwrap();
        assert_eq!(read.findings.len(), 1);
        assert_eq!(read.findings[0].code, Code::MorePages);
        assert_eq!(read.findings[0].level, Level::Warning);
    }
    let (read, outcome) = page(r#"{"value": [], "odata.nextLink": null}"#);
    outcome.unwrap();
    assert!(read.findings.is_empty());
}

#[test]
fn refuses_the_description_of_a_table() {
    let topic = r#"{"odata.type": "Cbs.OData.Topic", "ID": 5, "Key": "AantalInwoners_5"}"#;
    for text in [format!("[{topic}]"), format!(r#"{{"value": [{topic}]}}"#)] {
        let finding = refused(page(&text).1);
        assert_eq!(
            finding.message,
            "the file describes the columns of a table and holds no rows of it"
        );
    }
    let (read, outcome) = page(r#"[{"odata.type": "Cbs.OData.Row", "a": 1}]"#);
    outcome.unwrap();
    assert_eq!(read.rows, [["a"], ["1"]]);
}

#[test]
fn says_what_is_wrong() {
    #[track_caller]
    fn case(text: &str, message: &str, line: Option<u64>, column: Option<u64>) {
        let finding = refused(page(text).1);
        assert_eq!(finding.code, Code::BadJson);
        assert_eq!(finding.message, message);
        let place = finding.place.unwrap();
        assert_eq!((place.line(), place.column()), (line, column));
    }

    case(
        r#"[{"a": 1}, {"a": 1, "b": 2}]"#,
        "row 3 has a key `b` that the first object lacks",
        Some(3),
        None,
    );
    case(r#"[{"a": 1}, {"a": {"b": 2}}]"#, "`a` holds an object", Some(3), Some(1));
    case(r#"[{"a": [1]}]"#, "`a` holds a list", Some(2), Some(1));
    case(r#"[{"a": 1, "a": 2}]"#, "an object has the key `a` twice", Some(2), Some(1));
    case(
        r#"{"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": "Te veel."}}}"#,
        "the file is an error of the service, not a page: `Te veel.`",
        None,
        None,
    );
    case(
        r#"{"error": {"code": "404", "message": "not found"}}"#,
        "the file is an error of the service, not a page: `not found`",
        None,
        None,
    );
    case(r#"{"error": 1}"#, "the file is an error of the service, not a page", None, None);
    case(" <!DOCTYPE html>", "the file is a web page or XML, not JSON", None, None);
    case("\u{feff} \n", "the file is empty", None, None);
    case(r#"{"name": "x"}"#, "the file has no list `value`: it is no OData page", None, None);
    case(r#"{"value": [], "value": []}"#, "the page has two keys `value`", None, None);
    case("[{\"a\": 1},\n{\"a\":", "the JSON ends too soon: the file is cut off", Some(2), None);
    case("[{\"a\": 1},\n{\"a\": x}]", "the file is not JSON: expected value", Some(2), None);
    case("[] x", "the file is not JSON: trailing characters", Some(1), None);
    // A cell is not repeated, whatever the parser says of it.
    let data = "the file is no list of objects, as an OData page is";
    case(r#"["999900006"]"#, data, Some(1), None);
    case(r#"{"value": "999900006"}"#, data, Some(1), None);
    case("12", data, Some(1), None);
    case(&"[".repeat(500), data, Some(1), None);
}

#[test]
fn refuses_a_value_that_would_fill_the_memory() {
    let long = format!(r#"[{{"a": "{}"}}]"#, "x".repeat(MAX_VALUE as usize));
    assert_eq!(refused(page(&long).1).message, "a value is longer than 16 MiB");
}

#[test]
fn stops_when_nobody_wants_more_rows() {
    struct Closed;
    impl RowSink for Closed {
        fn start(&mut self, _: Facts) -> Result<(), Fail> {
            Ok(())
        }
        fn cell(&mut self, _: Cell<'_>) {}
        fn end_row(&mut self) -> Result<(), Fail> {
            Err(Fail::Gone)
        }
        fn finding(&mut self, _: Diagnostic) {}
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.json");
    fs::write(&path, PAGE).unwrap();
    let shown: Arc<str> = "page.json".into();
    let input = KindInput { path: &path, shown: &shown, wanted: &[], werkblad: None };
    assert!(matches!(read(&input, &mut Closed), Err(Fail::Gone)));
}

proptest! {
    #[test]
    fn takes_any_change_to_a_page(at in 0..PAGE.len(), byte: u8, is_cut: bool) {
        let mut bytes = PAGE.as_bytes().to_vec();
        bytes[at] = byte;
        if is_cut {
            bytes.truncate(at);
        }
        let (read, outcome) = read_bytes(read, &bytes);
        prop_assert!(!matches!(outcome, Err(Fail::Machine(_))));
        prop_assert!(read.rows.iter().all(|row| row.len() == read.rows[0].len()));
    }
}
