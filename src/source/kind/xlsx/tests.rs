//! Workbooks made by other programs, and nasty ones made here.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zip::write::SimpleFileOptions;

use super::super::merged::Merged;
use super::super::{Cell, Facts, Fail, KindInput, RowSink};
use super::read;
use crate::diagnostic::{Diagnostic, Findings};

/// What a reader gives, cells as short texts: `n:` a number, `d:` a day, `e:` an error.
#[derive(Default)]
struct Collected {
    facts: Facts,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    findings: Vec<Diagnostic>,
    merged: Merged,
}

impl RowSink for Collected {
    fn start(&mut self, facts: Facts) -> Result<(), Fail> {
        self.facts = facts;
        Ok(())
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.row.push(match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Number(number) => format!("n:{number}"),
            Cell::Date(day) => format!("d:{day}"),
            Cell::Error(error) => format!("e:{error}"),
        });
    }

    fn end_row(&mut self) -> Result<(), Fail> {
        self.rows.push(std::mem::take(&mut self.row));
        Ok(())
    }

    fn finding(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    fn merged(&mut self, merged: Merged) {
        self.merged = merged;
    }
}

impl Collected {
    /// The row with this number, as a spreadsheet shows it.
    fn row(&self, number: usize) -> String {
        self.rows[number - 1].join("|")
    }

    /// What is told of merged cells under a header in this row and of this width.
    fn told_of_merged(&self, header: u64, width: usize) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        self.merged.tell(header, width, &Arc::from("a.xlsx"), &mut findings);
        findings.sorted().into_iter().cloned().collect()
    }

    fn serial_zero(&self) -> String {
        self.facts.serial_zero.unwrap().to_string()
    }
}

fn read_path(path: &Path, werkblad: Option<&str>) -> Result<Collected, Fail> {
    let shown = Arc::from("toegang/2017.xlsx");
    let mut sink = Collected::default();
    read(&KindInput { path, shown: &shown, wanted: &[], werkblad }, &mut sink)?;
    Ok(sink)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bronnen/xlsx").join(name)
}

#[track_caller]
fn read_fixture(name: &str, werkblad: Option<&str>) -> Collected {
    read_path(&fixture(name), werkblad).unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<Collected, Fail> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read_path(file.path(), None)
}

#[track_caller]
fn fault(result: Result<Collected, Fail>) -> Diagnostic {
    match result {
        Err(Fail::Content(finding)) => *finding,
        Err(fail) => panic!("another failure: {fail}"),
        Ok(_) => panic!("it was read"),
    }
}

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships><Relationship Id="r1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    Target="xl/workbook.xml"/></Relationships>"#;

const BOOK_RELS: &str = r#"<Relationships><Relationship Id="r1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    Target="worksheets/sheet1.xml"/></Relationships>"#;

const BOOK: &str =
    r#"<workbook><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A workbook with this sheet and these texts.
fn workbook(sheet: &str, texts: &str) -> Vec<u8> {
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    zip_of(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// An OpenDocument workbook with this content of its only sheet.
fn opendocument(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table \
         table:name=\"Blad1\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}

#[test]
fn reads_all_sorts_of_cells() {
    let read = read_fixture("soorten-cellen.xlsx", None);
    assert_eq!(
        read.row(1),
        "Meldingnummer|Cliëntnummer|Datum melding|Buurtcode|Wet|Uitkomst|Bedrag|Moment|Begin|\
         Duur|Akkoord|Code|Som"
    );
    assert_eq!(
        read.row(2),
        "M171000001|PA01|d:2017-01-01|BU08551001|Wmo|Maatwerk|n:1250.5|2017-01-01 08:30:00|\
         08:30:00|n:1.5|WAAR|007"
    );
    assert_eq!(
        read.row(3),
        "M171000002|PA02|d:2017-02-28|BU08551002|Jeugdwet|Eigen kracht|n:0.3|\
         d:2017-02-28|23:59:59|n:0.0625|ONWAAR|0855"
    );
    assert_eq!(read.row(4), "M171000003|PA03|n:42826|e:#N/A|Wmo|||||||8,55E+05");
    assert_eq!(read.serial_zero(), "1899-12-30");
    assert_eq!(read.facts.told, ["sheet `Toegang` of an `xlsx`"]);
}

#[test]
fn tells_once_of_formulas_without_a_value() {
    let read = read_fixture("soorten-cellen.xlsx", None);
    let [finding] = &read.findings[..] else { panic!("{:?}", read.findings) };
    assert_eq!(finding.message, "3 cells hold a formula without its value");
    assert_eq!(finding.label, "read as empty, the first is `M2`");
    assert_eq!(finding.place.as_ref().unwrap().line(), Some(2));
}

#[test]
fn keeps_the_numbers_of_rows_and_columns() {
    let read = read_fixture("begint-bij-b3.xlsx", Some("Toegang 2017"));
    assert_eq!(read.rows.len(), 7);
    assert_eq!((read.row(1), read.row(2), read.row(5)), <_>::default());
    assert_eq!(
        read.row(3),
        "|Meldingnummer|Cliëntnummer|Datum melding|Buurtcode|Wet en uitkomst||Bedrag"
    );
    assert_eq!(
        read.row(4),
        "|M171000001|PA01|d:2017-01-01|BU08551001|Wmo|Maatwerk toegekend|n:1250.5"
    );
    // The empty cells at the end are left out, and the merged cell stands in its first row.
    assert_eq!(read.row(6), "|M171000002|PA02|d:2017-02-28|BU08551002|Jeugdwet");
    assert_eq!(read.row(7), "||PA03");
}

#[test]
fn tells_of_merged_cells_in_the_table_only() {
    let read = read_fixture("begint-bij-b3.xlsx", Some("Toegang 2017"));
    let findings = read.told_of_merged(3, 8);
    let told: Vec<_> = findings.iter().map(|f| (&*f.message, &*f.label)).collect();
    assert_eq!(
        told,
        [
            (
                "the header has a group of cells merged",
                "`F3:G3`: the text is the name of its first column only"
            ),
            (
                "the table has a group of cells merged",
                "`B6:B7`: the value stands in the first cell only"
            ),
        ]
    );
    let lines: Vec<_> = findings.iter().map(|f| f.place.as_ref().unwrap().line()).collect();
    assert_eq!(lines, [Some(3), Some(6)]);
    // Above the header is a title, and beside it a remark.
    let of = |header, width| read.told_of_merged(header, width).len();
    assert_eq!((of(4, 8), of(8, 8), of(3, 6), of(3, 1)), (1, 0, 2, 0));
}

#[test]
fn counts_from_1904_and_reads_texts_in_the_cell() {
    let read = read_fixture("macintosh-1904.xlsx", None);
    assert_eq!(read.serial_zero(), "1904-01-01");
    assert_eq!(read.row(2), "M171000001| PA01 |d:2017-04-01|n:1.5");
    assert_eq!(read.row(3), "M171000002|PA02|n:41364");
}

#[test]
fn reads_days_written_as_text() {
    let read = read_fixture("iso-datums.xlsx", None);
    assert_eq!(read.row(2), "M171000001|PA01|d:2017-04-01|2017-04-01 08:30:00");
}

#[test]
fn reads_an_xls() {
    let read = read_fixture("excel-97.xls", None);
    assert_eq!(read.rows.len(), 5);
    assert_eq!((read.row(1), read.row(4)), <_>::default());
    assert_eq!(read.row(3), "M171000001|PA01|d:2017-04-01|BU08551001|Wmo|WAAR|n:1250.5");
    assert_eq!(read.row(5), "M171000002|PA02|2017-04-01 08:30:00||Jeugdwet||.");
    let merged = read.told_of_merged(2, 7);
    assert_eq!(merged.len(), 1, "E5:E6 is merged");
    assert_eq!(merged[0].label, "`E5:E6`: the value stands in the first cell only");
    assert_eq!(read.facts.told, ["sheet `Toegang` of an `xls`"]);
}

#[test]
fn reads_an_opendocument_workbook() {
    let read = read_fixture("opendocument.ods", None);
    assert_eq!(read.rows.len(), 9);
    assert_eq!(read.row(3), "|Meldingnummer|Cliëntnummer|Datum melding|Buurtcode|Wet|Uitkomst");
    assert_eq!(read.row(4), "|M171000001|PA01|d:2017-04-01|BU08551001|Wmo|n:1250.5");
    assert_eq!((read.row(5), read.row(6)), <_>::default());
    assert_eq!(read.row(7), "|M171000002|PA02|2017-04-01 08:30:00|e:#N/A|WAAR|n:1.5");
    assert_eq!(read.row(9), "||PA04");
    let merged = read.told_of_merged(3, 7);
    assert_eq!(merged[0].label, "`B8:B9`: the value stands in the first cell only");
}

#[test]
fn finds_a_sheet_by_name_in_small_letters_or_capitals() {
    let read = read_fixture("begint-bij-b3.xlsx", Some("TOEGANG 2018"));
    assert_eq!(read.row(2), "M181000001");
    let read = read_fixture("soorten-cellen.xlsx", Some("keuzelijst"));
    assert_eq!(read.row(1), "Wmo");
    assert_eq!(read.facts.told[1], "which is hidden");
}

#[test]
fn suggests_the_nearest_sheet() {
    let finding = fault(read_path(&fixture("begint-bij-b3.xlsx"), Some("Toegang 2081")));
    assert_eq!(finding.message, "there is no sheet `Toegang 2081`");
    assert_eq!(
        finding.help.unwrap(),
        "did you mean `Toegang 2018`? its sheets are `Toegang 2017`, `Toegang 2018`"
    );
    let finding = fault(read_path(&fixture("soorten-cellen.xlsx"), Some("Grafiek")));
    assert_eq!(finding.help.unwrap(), "its sheets are `Toegang`, `Keuzelijst`, `Leeg`");
}

#[test]
fn does_not_choose_between_sheets() {
    let finding = fault(read_path(&fixture("begint-bij-b3.xlsx"), None));
    assert_eq!(finding.message, "`toegang/2017.xlsx` has more than one sheet with cells");
    assert_eq!(finding.help.unwrap(), "set `werkblad` to one of `Toegang 2017`, `Toegang 2018`");
}

#[test]
fn says_that_a_workbook_is_empty() {
    let finding = fault(read_bytes(&workbook("<sheetData/>", "<sst/>")));
    assert_eq!(finding.message, "`toegang/2017.xlsx` has no sheet with cells");
}

#[test]
fn says_what_a_file_is_that_is_no_workbook() {
    #[track_caller]
    fn case(bytes: &[u8], expected: &str) {
        let message = fault(read_bytes(bytes)).message;
        assert_eq!(message, format!("`toegang/2017.xlsx` {expected}"));
    }

    case(b"", "is an empty file");
    case(b"Meldingnummer;Datum\r\nM17;01-01-2017\r\n", "is a text file");
    case(b"<html><table><tr><td>M17", "is a web page with the name of a workbook");
    case(b"%PDF-1.7\n\0\0", "is no workbook");
    case(&zip_of(&[("word/document.xml", "<w/>"), ("_rels/.rels", RELS)]), "is no workbook");
    case(&zip_of(&[("leesmij.txt", "niets")]), "is no workbook");
    case(&zip_of(&[("xl/workbook.bin", "\0"), ("_rels/.rels", RELS)]), "is a binary workbook");
}

#[test]
fn asks_for_a_workbook_without_a_password() {
    let finding = fault(read_path(&fixture("wachtwoord.xlsx"), None));
    assert_eq!(finding.message, "workbook `toegang/2017.xlsx` is closed with a password");
}

#[test]
fn reads_texts_without_their_pronunciation() {
    let texts = "<sst><si><t>Wet</t></si><si><r><t>Jeugd</t></r><r><t>wet</t></r>\
                 <rPh sb=\"0\" eb=\"1\"><t>ユース</t></rPh></si><si/></sst>";
    let sheet = r#"<sheetData><row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>
        <row><c t="inlineStr"><is><t>W&amp;M</t><phoneticPr/></is></c></row>
        <row><c t="s"><v>2</v></c></row></sheetData>"#;
    let read = read_bytes(&workbook(sheet, texts)).unwrap();
    assert_eq!(read.rows.concat(), ["Wet", "Jeugdwet", "W&M", ""]);
}

#[test]
fn reads_a_package_with_the_paths_of_windows() {
    let sheet = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let bytes = zip_of(&[
        (r"_rels\.rels", RELS),
        (r"xl\workbook.xml", BOOK),
        (r"xl\_rels\workbook.xml.rels", BOOK_RELS),
        (r"xl\worksheets\sheet1.xml", sheet),
    ]);
    assert_eq!(read_bytes(&bytes).unwrap().row(1), "n:1");
}

#[test]
fn gives_a_value_to_each_computed_formula() {
    let sheet = r#"<sheetData><row><c r="A1" t="str"><f>"W"&amp;"et"</f><v>Wet</v></c></row>
        <row><c r="A2"><f>1+1</f><v>2</v></c></row><row><c r="A3" t="str"><f>""</f><v></v></c></row>
        <row><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>"#;
    let read = read_bytes(&workbook(sheet, "<sst/>")).unwrap();
    assert_eq!(read.rows.concat(), ["Wet", "n:2", "", "e:#DIV/0!"]);
    assert!(read.findings.is_empty());
}

#[test]
fn says_that_a_workbook_is_broken() {
    #[track_caller]
    fn case(bytes: &[u8], expected: &str) {
        let message = fault(read_bytes(bytes)).message;
        assert_eq!(message, format!("workbook `toegang/2017.xlsx` {expected}"));
    }

    let cut_off = |name: &str| {
        let bytes = std::fs::read(fixture(name)).unwrap();
        bytes[..bytes.len() / 2].to_vec()
    };
    case(&cut_off("soorten-cellen.xlsx"), "is damaged or cut off");
    case(&cut_off("opendocument.ods"), "is damaged or cut off");
    case(&cut_off("excel-97.xls"), "is damaged or cut off");
    let parts = [
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
    ];
    case(&zip_of(&parts), "lacks a part that it refers to");
    case(&workbook("<sheetData><row><c><v>1</x", "<sst/>"), "has a content that makes no sense");
    let sheet = r#"<sheetData><row><c t="s"><v>7</v></c></row></sheetData>"#;
    case(&workbook(sheet, "<sst/>"), "has a content that makes no sense");
    let sheet = r#"<sheetData><row><c t="e"><v>#BEZIG</v></c></row></sheetData>"#;
    case(&workbook(sheet, "<sst/>"), "has a cell with an unknown error");
    // A reference from right to left, which the library subtracts.
    let sheet = r#"<dimension ref="B2:A1"/><sheetData><row><c><v>1</v></c></row></sheetData>"#;
    case(&workbook(sheet, "<sst/>"), "has a content that makes no sense");
}

#[test]
fn says_up_to_where_a_sheet_can_be_read() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="2"><c r="A2" t="b"><v>geheim</v></c></row></sheetData>"#;
    let finding = fault(read_bytes(&workbook(sheet, "<sst/>")));
    assert_eq!(finding.place.as_ref().unwrap().line(), Some(1));
    assert!(!format!("{finding:?}").contains("geheim"), "a cell is never quoted");
}

#[test]
fn does_not_make_room_for_texts_that_are_not_there() {
    let texts = r#"<sst uniqueCount="900000000000000"><si><t>Wet</t></si></sst>"#;
    let sheet = r#"<sheetData><row><c t="s"><v>0</v></c></row></sheetData>"#;
    let finding = fault(read_bytes(&workbook(sheet, texts)));
    assert_eq!(finding.message, "workbook `toegang/2017.xlsx` has a content that makes no sense");
}

#[test]
fn refuses_a_bomb() {
    #[track_caller]
    fn case(bytes: &[u8]) {
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        let message = fault(read_bytes(bytes)).message;
        assert_eq!(message, "workbook `toegang/2017.xlsx` is too large when unpacked");
    }

    // One part that shrank two hundred times.
    case(&large_workbook().0);
    // One endless text.
    let text = format!("<sst><si><t>{}</t></si></sst>", "w".repeat(17 << 20));
    case(&workbook("<sheetData/>", &text));
    // One element that stands for a whole sheet, and one for four thousand million spaces.
    case(&opendocument(
        "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
         table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>\
         </table:table-row>",
    ));
    case(&opendocument(
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>\
         <text:s text:c=\"4000000000\"/></text:p></table:table-cell></table:table-row>",
    ));
}

#[test]
fn takes_any_number_in_an_opendocument_workbook() {
    for number in ["0", "1", "18446744073709551615", "-1", "veel", ""] {
        for name in ["rows-repeated", "rows-spanned", "columns-repeated", "columns-spanned"] {
            let rows = format!(
                "<table:table-row table:number-{name}=\"{number}\"><table:table-cell \
                 table:number-{name}=\"{number}\" office:value-type=\"float\" \
                 office:value=\"1\"/></table:table-row>"
            );
            assert!(matches!(read_bytes(&opendocument(&rows)), Ok(_) | Err(Fail::Content(_))));
        }
    }
}

/// A part of seventy megabytes in a small file, and its size.
fn large_workbook() -> (Vec<u8>, u32) {
    let sheet = "<sheetData>".to_string() + &"<row/>".repeat((70 << 20) / 6);
    (
        workbook(&sheet, "<sst/>"),
        u32::try_from(sheet.len() + "<worksheet></worksheet>".len()).unwrap(),
    )
}

#[test]
fn reads_no_more_of_a_part_than_the_directory_says() {
    let (mut bytes, size) = large_workbook();
    let size = size.to_le_bytes();
    let places: Vec<_> = (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == size).collect();
    assert_eq!(places.len(), 2, "in the header of the part and in the directory");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let finding = fault(read_bytes(&bytes));
    assert_eq!(finding.message, "workbook `toegang/2017.xlsx` is damaged or cut off");
}

#[test]
fn needs_no_memory_for_a_cell_far_away() {
    let far = r#"<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#;
    let finding = fault(read_bytes(&workbook(far, "<sst/>")));
    assert_eq!(finding.message, "`toegang/2017.xlsx` has a table that is too large");
    assert!(finding.help.unwrap().contains("`XFD1048576`"));
    // A styled cell without a value is no cell of the table.
    let styled = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>
        <row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData>"#;
    let read = read_bytes(&workbook(styled, "<sst/>")).unwrap();
    assert_eq!((read.rows.len(), read.row(1), read.row(1_048_576)), {
        (1_048_576, "n:1".to_string(), "|n:2".to_string())
    });
}

#[test]
fn refuses_cells_out_of_order() {
    let sheet = r#"<sheetData><row r="2"><c r="A2"><v>1</v></c></row>
        <row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let finding = fault(read_bytes(&workbook(sheet, "<sst/>")));
    assert_eq!(finding.message, "row 1 of `toegang/2017.xlsx` has cells out of order");
}

#[test]
fn an_opendocument_workbook_that_is_cut_off_ends() {
    let bytes = zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", "<office:spreadsheet><table:table table:name=\"Blad1\">"),
    ]);
    fault(read_bytes(&bytes));
}

/// Every fixture, with each of its bytes changed in turn, is read or refused.
#[test]
fn any_bytes_give_rows_or_a_finding() {
    for name in ["excel-97.xls", "opendocument.ods", "macintosh-1904.xlsx", "wachtwoord.xlsx"] {
        let bytes = std::fs::read(fixture(name)).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xFF;
            match read_bytes(&changed) {
                Ok(_) | Err(Fail::Content(_)) => {}
                Err(fail) => panic!("{name} at {at}: {fail}"),
            }
        }
    }
}
