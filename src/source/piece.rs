//! One piece of a file: from records to typed rows, rejected rows and faults.

use std::sync::Arc;

use chrono::Datelike;
use memchr::memchr_iter;
use xxhash_rust::xxh3::xxh3_128;

use super::cell::{AreaCell, Memory, Outcome, read_area, read_cell};
use super::cut::Piece;
use super::decode::{decode, shown};
use super::faults::{Faults, NOT_SHOWN};
use super::keys::PieceKeys;
use super::laatste::{Ranked, rank_of};
use super::marks::Marks;
use super::nullen::Nullen;
use super::onbekend::{can_be_listed, single_spaced};
use super::overgang::succession;
use super::plan::{FilePlan, Herkomst, Kolom};
use super::record::Fields;
use super::row_key::{RowKey, row_key};
use super::total::is_total;
use super::waarden::fold;
use super::watch::Watch;
use super::{Block, Column, KolomType, Rejected, Vorm};
use crate::diagnostic::Code;
use crate::model::{Datum, GebiedIdx, Gebiedsindeling, Periode};

/// What a thread uses again for every piece: memory of cells, and buffers.
pub(super) struct Worker {
    memories: Vec<Memory>,
    fields: Fields,
    key: Vec<u8>,
    areas: Vec<AreaCell>,
}

impl Worker {
    pub fn new(kolommen: &[Kolom]) -> Self {
        let memories = kolommen.iter().map(|kolom| Memory::new(kolom.soort)).collect();
        Self { memories, fields: Fields::default(), key: Vec::new(), areas: Vec::new() }
    }
}

/// The typed rows of a piece.
pub(super) struct Typed<'a> {
    pub plan: Arc<FilePlan<'a>>,
    pub piece: Piece,
    /// The usable rows.
    pub block: Block,
    /// The keys of the usable rows, when rows have keys.
    pub keys: PieceKeys,
    /// The keys of the usable rows with how late each is, when the last one counts.
    pub ranked: Vec<Ranked>,
    /// The usable rows whose key has an empty part.
    pub keyless: Keyless,
    /// Where each usable row is, when rows have keys.
    records: Vec<Record>,
    pub rejected: Vec<Rejected>,
    pub faults: Faults,
    pub n_read: u64,
    pub n_excluded: u64,
    /// The rows without any text, which are excluded.
    pub n_blank: u64,
    /// The rows of other gemeenten, which are excluded.
    pub n_elsewhere: u64,
    /// What was seen of zeros in front of numbers.
    pub nullen: Nullen,
    /// What was seen of BSNs.
    pub watch: Watch,
    /// The number of rows by month since 1900.
    pub months: Vec<u32>,
}

/// Rows with a key of which a part is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyless {
    pub n: u64,
    /// Of the first row: its line and the column that is empty.
    pub first: Option<(u64, usize)>,
}

impl Keyless {
    fn add(&mut self, line: u64, kolom: usize) {
        self.n += 1;
        self.first.get_or_insert((line, kolom));
    }
}

/// The number of months from 1900 to 2200, between which all dates lie.
const N_MONTHS: usize = 300 * 12;

/// Where a record is in its piece.
#[derive(Clone, Copy, Debug)]
struct Record {
    line: u64,
    start: usize,
    end: usize,
}

/// Types the records of a piece.
pub(super) fn type_piece<'a>(
    plan: &Arc<FilePlan<'a>>,
    piece: Piece,
    indeling: &Gebiedsindeling,
    worker: &mut Worker,
) -> Typed<'a> {
    // Enough for all rows; the last may have no line end.
    let n_lines = piece.n_lines + 1;
    let n_keys = if plan.sleutel.is_empty() { 0 } else { n_lines };
    let n_cells = |kolom: &Kolom| if kolom.is_asked { n_lines } else { 0 };
    let column = |kolom: &Kolom| new_column(kolom.soort, n_cells(kolom));
    let columns = plan.kolommen.iter().map(column).collect();
    let mut typed = Typed {
        plan: Arc::clone(plan),
        block: Block {
            file: plan.file,
            lines: Vec::with_capacity(n_lines),
            columns,
            elders: false,
        },
        piece,
        keys: PieceKeys::for_rows(n_keys),
        ranked: Vec::new(),
        keyless: Keyless::default(),
        records: Vec::with_capacity(n_keys),
        rejected: Vec::new(),
        faults: Faults::default(),
        n_read: 0,
        n_excluded: 0,
        n_blank: 0,
        n_elsewhere: 0,
        nullen: Nullen::default(),
        watch: Watch::default(),
        months: Vec::new(),
    };
    let bytes = std::mem::take(&mut typed.piece.bytes);
    let (mut at, mut line) = (0, typed.piece.line);
    let delimiter = plan.text.scheidingsteken;
    let mut marks = Marks::new(&bytes, at, delimiter);
    while at < bytes.len() {
        let end = worker.fields.split_next(&mut marks, at, delimiter);
        let record = Record { line, start: at, end: end.end };
        typed.read_row(plan, &bytes, record, indeling, worker);
        (at, line) = (end.next, line + plan.text.counting.lines(&end));
    }
    typed.piece.bytes = bytes;
    if let Some(tail) = typed.piece.tail {
        typed.n_read += 1;
        let code = Code::UnclosedQuote;
        let (file, len) = (plan.file, u32::try_from(tail.len).unwrap_or(u32::MAX));
        typed.rejected.push(Rejected { file, line: tail.line, offset: tail.offset, len, code });
        typed.faults.add(code, None, tail.line, || {
            if tail.is_open {
                "a quote in this row does not close, so the rest of the file is one field"
                    .to_owned()
            } else {
                format!("no end within {} bytes; the rest of the file was not read", tail.len)
            }
        });
    }
    typed
}

fn new_column(soort: &KolomType, n_rows: usize) -> Column {
    match soort {
        KolomType::Datum(_) => Column::Datum(Vec::with_capacity(n_rows)),
        KolomType::Getal { .. } => Column::Getal(Vec::with_capacity(n_rows)),
        KolomType::Tekst | KolomType::Code { .. } => Column::Text(Vec::with_capacity(n_rows)),
        KolomType::Gebied => Column::Gebied(Vec::with_capacity(n_rows)),
        KolomType::Periode => Column::Periode(Vec::with_capacity(n_rows)),
        KolomType::Pseudoniem => Column::Persoon(Vec::with_capacity(n_rows)),
    }
}

impl Typed<'_> {
    /// Types one record: its row is used, excluded or rejected.
    fn read_row(
        &mut self,
        plan: &FilePlan,
        bytes: &[u8],
        record: Record,
        indeling: &Gebiedsindeling,
        worker: &mut Worker,
    ) {
        self.n_read += 1;
        let Worker { memories, fields, key, areas } = worker;
        if fields.get(bytes, 0).trim_ascii().is_empty() && fields.are_empty_from(bytes, 0) {
            self.n_excluded += 1;
            self.n_blank += 1;
            return;
        }
        if is_total(plan, fields, bytes) {
            // What the row says is a sum or a remark, and may name a person nobody declared.
            self.faults.add(Code::TotalRow, None, record.line, String::new);
            self.n_excluded += 1;
            return;
        }
        if fields.run_on() {
            self.reject_lines(&bytes[record.start..record.end], record);
            return;
        }
        let n_fields = fields.len();
        if plan.is_short(n_fields) || !fields.are_empty_from(bytes, plan.n_fields) {
            let label = || format!("{n_fields} fields, the header has {}", plan.n_fields);
            self.faults.add(Code::FieldCount, None, record.line, label);
            self.reject(record, Code::FieldCount);
            return;
        }
        self.watch.look(plan, fields, bytes, self.piece.is_first);
        self.nullen.look(plan, fields, bytes);
        areas.clear();
        for &idx in &plan.gebieden {
            let kolom = &plan.kolommen[idx];
            let cell = cell_bytes(kolom, fields, bytes);
            let area = read_area(plan, kolom, &mut memories[idx], cell, indeling);
            if matches!(area, AreaCell::Elsewhere) {
                if plan.vorm != Vorm::Cijfers {
                    let label = || label(plan, kolom, cell);
                    self.faults.add(Code::AreaElsewhere, Some(idx), record.line, label);
                }
                self.n_excluded += 1;
                self.n_elsewhere += 1;
                return;
            }
            areas.push(area);
        }
        let mut first_fault = None;
        for &idx in &plan.others {
            let kolom = &plan.kolommen[idx];
            let cell = cell_bytes(kolom, fields, bytes);
            let column = &mut self.block.columns[idx];
            let outcome = read_cell(plan, kolom, &mut memories[idx], cell, column);
            if !kolom.is_asked {
                truncate(column, 0);
            }
            let code = match outcome {
                Outcome::Value => continue,
                Outcome::Provisional => {
                    let label = || label(plan, kolom, cell);
                    self.faults.add(Code::Provisional, Some(idx), record.line, label);
                    continue;
                }
                Outcome::Empty if kolom.must_hold() => Code::EmptyRequired,
                Outcome::Empty => continue,
                Outcome::Placeholder => {
                    // One of some known words, which says nothing of a person.
                    let word = shown(plan.text.codering, cell);
                    self.faults.add_named(Code::PlaceholderPerson, idx, &word, record.line);
                    continue;
                }
                Outcome::Unknown => {
                    self.add_unknown(plan, idx, cell, record.line);
                    continue;
                }
                Outcome::OutOfRange => {
                    let label = || label(plan, kolom, cell);
                    self.faults.add(Code::OutOfRange, Some(idx), record.line, label);
                    continue;
                }
                Outcome::Fault(code) => code,
            };
            self.faults.add(code, Some(idx), record.line, || label(plan, kolom, cell));
            first_fault.get_or_insert(code);
        }
        let order = if first_fault.is_none() { self.broken_order(plan) } else { None };
        if let Some(idx) = order {
            let kolom = &plan.kolommen[idx];
            let cell = cell_bytes(kolom, fields, bytes);
            let label = || label(plan, kolom, cell);
            self.faults.add(Code::DateOrder, Some(idx), record.line, label);
            first_fault = Some(Code::DateOrder);
        }
        if first_fault.is_none() {
            let date = row_date(plan, &self.block.columns);
            self.check_date(plan, date, record.line);
            for (&idx, &named) in plan.gebieden.iter().zip(areas.iter()) {
                let kolom = &plan.kolommen[idx];
                let (area, code) = check_area(kolom, named, date, indeling);
                let Column::Gebied(values) = &mut self.block.columns[idx] else {
                    unreachable!("columns are made from the types of the columns")
                };
                values.push(area);
                let Some(code) = code else { continue };
                let cell = cell_bytes(kolom, fields, bytes);
                self.faults.add(code, Some(idx), record.line, || {
                    let label = label(plan, kolom, cell);
                    match (named, date) {
                        (AreaCell::Known(area), Some(date)) if !kolom.is_personal => {
                            format!("{label}{}", succession(indeling, area, date))
                        }
                        _ => label,
                    }
                });
                if is_rejection(plan.vorm, code) {
                    first_fault.get_or_insert(code);
                }
            }
        }
        if let Some(code) = first_fault {
            let n_rows = self.block.lines.len();
            self.block.columns.iter_mut().for_each(|column| truncate(column, n_rows));
            self.reject(record, code);
            return;
        }
        if !plan.sleutel.is_empty() {
            let (row, columns) = (self.block.n_rows(), &self.block.columns);
            match row_key(plan, columns, fields, bytes, key) {
                RowKey::Whole if plan.laatste.is_empty() => self.keys.add(row, key),
                RowKey::Whole => {
                    let rank = rank_of(plan, columns, fields, bytes);
                    self.ranked.push(Ranked { row, key: xxh3_128(key), rank });
                }
                RowKey::Incomplete(idx) => self.keyless.add(record.line, idx),
            }
            self.records.push(record);
        } else if let Some(idx) = plan.absent_key {
            self.keyless.add(record.line, idx);
        }
        self.block.lines.push(record.line);
    }

    /// The column of the first date that lies before one that it must follow.
    fn broken_order(&self, plan: &FilePlan) -> Option<usize> {
        let last = |idx: usize| match &self.block.columns[idx] {
            Column::Datum(values) => values.last().copied().flatten(),
            _ => None,
        };
        let is_broken = |&&(first, second): &&(usize, usize)| {
            last(first).zip(last(second)).is_some_and(|(first, second)| second < first)
        };
        plan.volgorde.iter().find(is_broken).map(|&(_, second)| second)
    }

    /// Counts the month of a row, and says so when it lies after the last day of the monitor.
    fn check_date(&mut self, plan: &FilePlan, date: Option<Datum>, line: u64) {
        let Some(date) = date else { return };
        self.months.resize(N_MONTHS, 0);
        let month = (date.year() - 1900) * 12 + date.month0() as i32;
        if let Some(n) = usize::try_from(month).ok().and_then(|at| self.months.get_mut(at)) {
            *n += 1;
        }
        if plan.uiterste_dag.is_some_and(|last| last < date) {
            let is_personal = plan.datum.is_some_and(|idx| plan.kolommen[idx].is_personal);
            let label = || if is_personal { NOT_SHOWN.to_owned() } else { date.to_string() };
            self.faults.add(Code::FutureDate, plan.datum, line, label);
        }
    }

    fn add_unknown(&mut self, plan: &FilePlan, idx: usize, cell: &[u8], line: u64) {
        let kolom = &plan.kolommen[idx];
        let text = decode(plan.text.codering, cell).filter(|_| !kolom.hides(cell));
        let text = text.map(|text| single_spaced(&text)).filter(|text| can_be_listed(text));
        if let Some(text) = text {
            self.faults.add_text(idx, fold(&text), line, || text);
        } else {
            let label = || label(plan, kolom, cell);
            self.faults.add(Code::UnknownValue, Some(idx), line, label);
        }
    }

    /// Rejects each line of a record that may be several: how many rows it was, nobody knows.
    fn reject_lines(&mut self, bytes: &[u8], record: Record) {
        let last = record.line + memchr_iter(b'\n', bytes).count() as u64;
        let (mut line, mut start) = (record.line, record.start);
        for part in bytes.split(|&byte| byte == b'\n') {
            let next = start + part.len() + 1;
            let label = || format!("lines {} to {last} run together", record.line);
            self.faults.add(Code::StrayQuote, None, line, label);
            let end = next - 1 - usize::from(part.ends_with(b"\r"));
            self.reject(Record { line, start, end }, Code::StrayQuote);
            (line, start) = (line + 1, next);
        }
        // The record itself is counted already.
        self.n_read += last - record.line;
    }

    fn reject(&mut self, record: Record, code: Code) {
        self.rejected.push(Rejected {
            file: self.plan.file,
            line: record.line,
            offset: self.piece.offset + record.start as u64,
            len: u32::try_from(record.end - record.start).unwrap_or(u32::MAX),
            code,
        });
    }

    /// Rejects rows whose key an earlier row has; `rows` are indices into the block, in order.
    ///
    /// A record that was delivered twice is one record. Of two published figures nobody knows
    /// which is right, so there it is an error.
    pub fn reject_duplicates(&mut self, rows: &[usize]) {
        self.leave_out(rows, &[]);
    }

    /// The place in its file of the first byte of a row of the block.
    pub fn offset_of(&self, row: usize) -> u64 {
        self.piece.offset + self.records[row].start as u64
    }

    /// Rejects duplicates, and excludes rows in whose place a later one counts.
    pub fn leave_out(&mut self, duplicates: &[usize], superseded: &[usize]) {
        let plan = Arc::clone(&self.plan);
        let code = match plan.vorm {
            Vorm::Records | Vorm::Enquete => Code::DuplicateKey,
            Vorm::Cijfers => Code::DuplicateFigure,
        };
        let mut keep = vec![true; self.block.n_rows()];
        for &row in superseded {
            keep[row] = false;
            self.faults.add(Code::Superseded, None, self.records[row].line, String::new);
            self.n_excluded += 1;
        }
        for &row in duplicates {
            keep[row] = false;
            let record = self.records[row];
            let label = || key_label(&plan, &self.piece.bytes[record.start..record.end]);
            self.faults.add(code, None, record.line, label);
            self.reject(record, code);
        }
        self.rejected.sort_by_key(|rejected| rejected.offset);
        retain(&mut self.block.lines, &keep);
        self.block.columns.iter_mut().for_each(|column| match column {
            Column::Datum(values) => retain(values, &keep),
            Column::Getal(values) => retain(values, &keep),
            Column::Text(values) => retain(values, &keep),
            Column::Gebied(values) => retain(values, &keep),
            Column::Periode(values) => retain(values, &keep),
            Column::Persoon(values) => retain(values, &keep),
        });
    }

    /// The number of usable rows with an area that is not known, and of those with no other area.
    pub fn n_unknown_area(&self) -> (u64, u64) {
        let areas = self.block.columns.iter().filter_map(|column| match column {
            Column::Gebied(values) => Some(values),
            _ => None,
        });
        let mut n_unknown = vec![0; self.block.n_rows()];
        let mut n_areas = 0;
        for values in areas {
            n_areas += 1;
            for (n_unknown, value) in n_unknown.iter_mut().zip(values) {
                *n_unknown += usize::from(value.is_none());
            }
        }
        let count = |least: usize| n_unknown.iter().filter(|&&n| least <= n).count() as u64;
        if n_areas == 0 { (0, 0) } else { (count(1), count(n_areas)) }
    }
}

fn truncate(column: &mut Column, n_rows: usize) {
    match column {
        Column::Datum(values) => values.truncate(n_rows),
        Column::Getal(values) => values.truncate(n_rows),
        Column::Text(values) => values.truncate(n_rows),
        Column::Gebied(values) => values.truncate(n_rows),
        Column::Periode(values) => values.truncate(n_rows),
        Column::Persoon(values) => values.truncate(n_rows),
    }
}

/// Keeps some rows of a column; one that nobody asks for has none.
fn retain<V>(values: &mut Vec<V>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| *keep.next().expect("one for each row"));
}

pub(super) fn cell_bytes<'b>(kolom: &'b Kolom, fields: &'b Fields, bytes: &'b [u8]) -> &'b [u8] {
    match &kolom.herkomst {
        Herkomst::Field(at) => fields.get(bytes, *at),
        Herkomst::Fixed(fixed) => fixed,
        Herkomst::Absent => &[],
    }
}

/// What a finding shows of a cell.
fn label(plan: &FilePlan, kolom: &Kolom, cell: &[u8]) -> String {
    if kolom.hides(cell) {
        return NOT_SHOWN.to_owned();
    }
    let text = shown(plan.text.codering, cell);
    if text.is_empty() { "empty".to_owned() } else { text }
}

/// What a finding shows of the key of a record.
fn key_label(plan: &FilePlan, record: &[u8]) -> String {
    let mut fields = Fields::default();
    fields.split(record, 0, plan.text.scheidingsteken);
    let cell = |&idx: &usize| {
        let kolom = &plan.kolommen[idx];
        let cell = cell_bytes(kolom, &fields, record);
        (!kolom.hides(cell)).then(|| shown(plan.text.codering, cell))
    };
    let cells: Option<Vec<_>> = plan.sleutel.iter().map(cell).collect();
    cells.map_or_else(|| NOT_SHOWN.to_owned(), |cells| cells.join(" + "))
}

/// The date at which the areas of the row that was read last must exist.
fn row_date(plan: &FilePlan, columns: &[Column]) -> Option<Datum> {
    let idx = plan.datum?;
    match (&columns[idx], plan.kolommen[idx].soort) {
        (Column::Datum(values), _) => *values.last()?,
        (Column::Periode(values), _) => (*values.last()?).map(Periode::first_day),
        (Column::Getal(values), KolomType::Getal { decimalen }) => {
            // A wave may be declared as a whole number: the year.
            let unit = 10_i64.checked_pow(u32::from(*decimalen))?;
            let year = i32::try_from((*values.last()?)? / unit).ok()?;
            Periode::of_year(year).map(Periode::first_day)
        }
        _ => None,
    }
}

/// The area of a cell on a date, and what is wrong with it.
fn check_area(
    kolom: &Kolom,
    area: AreaCell,
    date: Option<Datum>,
    indeling: &Gebiedsindeling,
) -> (Option<GebiedIdx>, Option<Code>) {
    match area {
        AreaCell::Known(idx) => match date {
            Some(date) if !indeling.gebied(idx).exists_on(date) => {
                // Where the crosswalk knows the area, the row is not lost to it.
                let known = indeling.stand_in(idx, date).map(|_| idx);
                (known, Some(Code::AreaNotValid))
            }
            _ => (Some(idx), None),
        },
        AreaCell::Empty if kolom.must_hold() => (None, Some(Code::EmptyRequired)),
        // Other gemeenten have vintages too, and nothing here depends on them.
        AreaCell::Elders(idx) => (Some(idx), None),
        AreaCell::Empty | AreaCell::Elsewhere => (None, None),
        AreaCell::Fault(code) => (None, Some(code)),
    }
}

/// True when a row with this fault in an area cannot be used.
///
/// A record still counts in the gemeente; a published figure without an area is nothing.
fn is_rejection(vorm: Vorm, code: Code) -> bool {
    match code {
        Code::BadAreaCode | Code::UnknownArea | Code::AreaNotValid => vorm == Vorm::Cijfers,
        _ => true,
    }
}
