//! Damaged files of every kind: never a panic, and each row that is read is used, excluded or in
//! quarantine. A change within a cell changes no number of rows.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::proef::{Gelezen, Proef};
use super::soorten::{lemon, lemon_in, observations, odata};
use crate::program::root;

/// How often a file of each kind is damaged, and changed in a cell.
const N_DAMAGED: u32 = 120;
const N_CHANGED: u32 = 15;

/// Numbers that look random and are the same each time (xorshift).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        // Signs that mean something more often than others.
        const SIGNS: &[u8] = b"\";,\n\r\t\0<>&{}[]:.-0E+\xFF\xEB\xA0";
        match self.below(2) {
            0 => SIGNS[self.below(SIGNS.len())],
            _ => self.below(256) as u8,
        }
    }

    fn range(&mut self, n: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(n);
        start..(start + 1 + self.below(most)).min(n)
    }
}

/// Makes a file with another cell.
type Change = dyn Fn(&mut Seeded) -> Vec<u8>;

/// A kind of file: a monitor that reads it, and how to make it.
struct Kind {
    naam: &'static str,
    proef: Proef,
    /// The path of the file in the monitor.
    file: &'static str,
    bron: &'static str,
    bytes: Vec<u8>,
    /// The file with another text or number in one cell.
    in_cell: Box<Change>,
}

impl Kind {
    fn read(&self, bytes: &[u8]) -> Gelezen {
        self.proef.write(self.file, bytes);
        let found = self.proef.read(self.bron);
        for balance in &found.report.balances {
            assert!(balance.is_complete(), "{}: {balance:?}", self.naam);
        }
        let [read, used, excluded, rejected] = found.balance();
        assert_eq!(read, used + excluded + rejected, "{}", self.naam);
        assert_eq!(used, found.rows.len() as u64, "{}", self.naam);
        assert_eq!(rejected, found.report.rejected.len() as u64, "{}", self.naam);
        found
    }
}

/// The bytes with something wrong in them.
fn damaged(bytes: &[u8], seeded: &mut Seeded) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=seeded.below(3) {
        let n = bytes.len();
        match seeded.below(8) {
            0 => bytes.truncate(seeded.below(n)),
            1 => drop(bytes.drain(seeded.range(n, 400))),
            2 => {
                let again = bytes[seeded.range(n, 400)].to_vec();
                let at = seeded.below(n);
                drop(bytes.splice(at..at, again));
            }
            3 => {
                let at = seeded.below(n);
                bytes.insert(at, seeded.byte());
            }
            4 => {
                let (one, other) = (seeded.below(n), seeded.below(n));
                bytes.swap(one, other);
            }
            5 => bytes[seeded.range(n, 40)].fill(seeded.byte()),
            6 => bytes[seeded.below(n)] ^= 1 << seeded.below(8),
            _ => bytes[seeded.below(n)] = seeded.byte(),
        }
        if bytes.is_empty() {
            bytes.push(seeded.byte());
        }
    }
    bytes
}

/// The table as text, with other columns in the place of the first ones when asked.
fn text(table: &[Vec<String>], delimiter: u8, order: &[usize]) -> String {
    let mut out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in table {
        out.write_record(order.iter().map(|&at| &row[at])).expect("a row");
    }
    String::from_utf8(out.into_inner().expect("a table")).expect("UTF-8")
}

/// A table with another sign in a cell that is no header, in the columns from this one on.
fn changed(table: &[Vec<String>], first: usize, seeded: &mut Seeded) -> Vec<Vec<String>> {
    let mut table = table.to_vec();
    loop {
        let row = 1 + seeded.below(table.len() - 1);
        let at = first + seeded.below(table[0].len() - first);
        let cell = &mut table[row][at];
        let digits: Vec<_> = cell.match_indices(|c: char| c.is_ascii_digit()).collect();
        if digits.is_empty() {
            continue;
        }
        let at = digits[seeded.below(digits.len())].0;
        let digit = seeded.below(10).to_string();
        cell.replace_range(at..=at, &digit);
        return table;
    }
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// Text in three dialects.
fn texts() -> Vec<Kind> {
    type Dialect = (&'static str, u8, fn(&str) -> Vec<u8>);
    let dialects: [Dialect; 3] = [
        ("csv in UTF-8", b';', |text| text.as_bytes().to_vec()),
        ("csv in Windows-1252", b',', windows_1252),
        ("csv in UTF-16", b'\t', utf16),
    ];
    let kind = |(naam, delimiter, encode): Dialect| {
        let order: Vec<_> = (0..lemon()[0].len()).collect();
        let bytes = encode(&text(&lemon(), delimiter, &order));
        let in_cell = move |seeded: &mut Seeded| {
            encode(&text(&changed(&lemon(), 1, seeded), delimiter, &order))
        };
        let proef = lemon_in("", "lemon.csv", &bytes);
        let in_cell = Box::new(in_cell);
        Kind { naam, proef, file: "2023/lemon.csv", bron: "lemon", bytes, in_cell }
    };
    dialects.into_iter().map(kind).collect()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("fixtures/bronnen").join(name)).expect("a fixture")
}

/// SPSS: the cases stand behind the end of the dictionary.
fn spss(naam: &'static str, name: &str) -> Kind {
    let bytes = fixture(name);
    let end = [231, 3, 0, 0, 0, 0, 0, 0];
    let at = bytes.windows(8).position(|window| window == end).expect("a dictionary") + 8;
    let whole = bytes.clone();
    let is_plain = name == "sav/lemon.sav";
    let in_cell = move |seeded: &mut Seeded| {
        let mut bytes = whole.clone();
        if is_plain {
            let cell = at + seeded.below(bytes.len() - at);
            bytes[cell] ^= 1 << seeded.below(8);
        }
        bytes
    };
    let proef = lemon_in("", "lemon.sav", &bytes);
    Kind { naam, proef, file: "2023/lemon.sav", bron: "lemon", bytes, in_cell: Box::new(in_cell) }
}

/// A workbook with one of its parts changed.
fn with_part(workbook: &[u8], part: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut change = Some(change);
    for idx in 0..archive.len() {
        let mut file = archive.by_index(idx).expect("a part");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("a part");
        if name == part {
            content = change.take().expect("one part has the name")(content);
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("a part");
    }
    out.finish().expect("a workbook").into_inner()
}

/// The parts of a workbook in which its cells stand.
const PARTS: [(&str, &str); 2] =
    [("xlsx/lemon.xlsx", "xl/worksheets/sheet1.xml"), ("xlsx/lemon.ods", "content.xml")];

/// Another digit in a number or text of a sheet, behind the header.
fn digit(mut sheet: Vec<u8>, seeded: &mut Seeded) -> Vec<u8> {
    // In the texts alone: a digit in a tag may be the number of a row or a column.
    let cells = String::from_utf8(sheet.clone()).expect("UTF-8");
    let header = cells.find("toelichting").expect("the last name of the header");
    loop {
        let at = header + seeded.below(sheet.len() - header);
        let before = &cells.as_bytes()[..at];
        let is_text = before.iter().rposition(|&byte| byte == b'>')
            > before.iter().rposition(|&byte| byte == b'<');
        if is_text && sheet[at].is_ascii_digit() {
            sheet[at] = b'0' + seeded.below(10) as u8;
            return sheet;
        }
    }
}

fn workbooks() -> Vec<Kind> {
    let kind = |(name, part): (&'static str, &'static str)| {
        let bytes = fixture(name);
        let whole = bytes.clone();
        let in_cell =
            move |seeded: &mut Seeded| with_part(&whole, part, |sheet| digit(sheet, seeded));
        let file = if name == "xlsx/lemon.ods" { "2023/lemon.ods" } else { "2023/lemon.xlsx" };
        let proef = lemon_in("", &file["2023/".len()..], &bytes);
        Kind { naam: name, proef, file, bron: "lemon", bytes, in_cell: Box::new(in_cell) }
    };
    PARTS.into_iter().map(kind).collect()
}

/// A page and a bundle, which the tests write themselves.
fn others() -> Vec<Kind> {
    let page = odata(&lemon(), false);
    let bundle = observations(&lemon());
    vec![
        Kind {
            naam: "json",
            proef: lemon_in("", "lemon.json", &page),
            file: "2023/lemon.json",
            bron: "lemon",
            bytes: page,
            in_cell: Box::new(|seeded| odata(&changed(&lemon(), 1, seeded), false)),
        },
        Kind {
            naam: "bundle",
            proef: lemon_in("bundel", "Observations.csv", &bundle),
            file: "2023/Observations.csv",
            bron: "lemon",
            bytes: bundle,
            in_cell: Box::new(|seeded| observations(&changed(&lemon(), 1, seeded))),
        },
    ]
}

/// A message with an allocated product for each client.
fn message(dates: &[String]) -> Vec<u8> {
    let mut xml = "<?xml version=\"1.0\"?>\n<b:Bericht xmlns:b=\"x\" xmlns:i=\"y\"><b:Header>\
                   <b:BerichtCode>414</b:BerichtCode><b:BerichtVersie>3</b:BerichtVersie>\
                   <b:BerichtSubversie>2</b:BerichtSubversie></b:Header>\n"
        .to_owned();
    for (n, date) in dates.iter().enumerate() {
        writeln!(
            xml,
            "<b:Client><b:Bsn>99990000{n}</b:Bsn><b:ToegewezenProducten><b:ToegewezenProduct>\
             <b:ToewijzingNummer>{n}</b:ToewijzingNummer><b:Product><i:Categorie>01</i:Categorie>\
             <i:Code>01A0{n}</i:Code></b:Product><b:Toewijzingsdatum>{date}</b:Toewijzingsdatum>\
             <b:Ingangsdatum>{date}</b:Ingangsdatum><b:Omvang><i:Volume>{n}</i:Volume>\
             <i:Eenheid>01</i:Eenheid><i:Frequentie>1</i:Frequentie></b:Omvang>\
             </b:ToegewezenProduct></b:ToegewezenProducten></b:Client>"
        )
        .expect("a text");
    }
    (xml + "</b:Bericht>\n").into_bytes()
}

fn messages() -> Kind {
    let dates: Vec<_> = (1..=8).map(|day| format!("2023-05-0{day}")).collect();
    let bytes = message(&dates);
    let bron = "[privacy]\nsleutel = \"../sleutel\"\n[bron.b]\nprofiel = \"istandaarden-wmo301\"\n\
                [bron.b.records]\nbestanden = [\"*.xml\"]\nmax_afgekeurd = 1.0\n";
    let proef = Proef::new("GM0855", "2023", "2023", bron);
    proef.key();
    let in_cell = move |seeded: &mut Seeded| {
        let mut dates = dates.clone();
        let at = seeded.below(dates.len());
        dates[at] = format!("2023-{}{}-0{}", seeded.below(2), seeded.below(10), seeded.below(10));
        message(&dates)
    };
    let in_cell = Box::new(in_cell);
    Kind { naam: "xml", proef, file: "wmo301.xml", bron: "b", bytes, in_cell }
}

fn kinds() -> Vec<Kind> {
    let mut kinds = texts();
    kinds.extend(workbooks());
    kinds.push(spss("sav", "sav/lemon.sav"));
    kinds.push(spss("sav in bytecode", "sav/lemon-bytecode.sav"));
    kinds.push(spss("zsav", "sav/lemon.zsav"));
    kinds.extend(others());
    kinds.push(messages());
    kinds
}

#[test]
fn no_row_of_a_damaged_file_is_lost() {
    for (n, kind) in kinds().iter().enumerate() {
        let mut seeded = Seeded(0x9E37_79B9_7F4A_7C15 ^ (n as u64 + 1));
        let part = PARTS.iter().find(|(name, _)| *name == kind.naam);
        for nth in 0..N_DAMAGED {
            let bytes = match part {
                // Nearly every change of the archive itself is seen by its checksums.
                Some((_, part)) if 0 < nth % 4 => {
                    with_part(&kind.bytes, part, |sheet| damaged(&sheet, &mut seeded))
                }
                _ => damaged(&kind.bytes, &mut seeded),
            };
            kind.read(&bytes);
        }
    }
}

#[test]
fn another_cell_is_not_another_number_of_rows() {
    for (n, kind) in kinds().iter().enumerate() {
        let expected = kind.read(&kind.bytes).balance();
        assert_eq!(expected[0], expected[1], "{}: all rows are used", kind.naam);
        assert!(8 <= expected[0], "{}", kind.naam);
        let mut seeded = Seeded(0xD1B5_4A32_D192_ED03 ^ (n as u64 + 1));
        for _ in 0..N_CHANGED {
            let found = kind.read(&(kind.in_cell)(&mut seeded));
            assert_eq!(found.balance()[0], expected[0], "{}", kind.naam);
        }
    }
}

/// Columns in another order are the same columns.
#[test]
fn the_order_of_columns_does_not_matter() {
    let table = lemon();
    let n = table[0].len();
    let straight: Vec<_> = (0..n).collect();
    let read = |order: &[usize]| {
        let bytes = text(&table, b';', order).into_bytes();
        lemon_in("", "lemon.csv", &bytes).read("lemon")
    };
    let expected = read(&straight);
    let mut seeded = Seeded(7);
    for _ in 0..5 {
        let mut order = straight.clone();
        for at in 0..n {
            order.swap(at, seeded.below(n));
        }
        assert_eq!(read(&order).table(), expected.table(), "{order:?}");
    }
}
