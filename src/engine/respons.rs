//! The response that somebody published, held against the respondents of the survey.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::definition::Monitor;
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{GebiedIdx, Gebiedsindeling, Niveau, Periode};
use crate::source::{Block, Column, OpenBron};

use super::answers::Tables;
use super::plan::Plan;
use super::scanned::Scanned;

/// One in so many respondents may be missing or too many: 2 %.
const MAX_DEVIATION: i128 = 50;

/// Adds up the rows of a source per area and period.
#[derive(Clone, Debug)]
pub(super) struct ResponsFinder {
    pub gebied: usize,
    pub periode: usize,
    /// The columns with the numbers asked and answered; `None` when each row is a respondent.
    pub kolommen: Option<[usize; 2]>,
}

/// The numbers of one area in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aantallen {
    /// The rows.
    rows: u64,
    /// How many were asked and how many answered, in units; `None` where a cell is empty.
    numbers: [Option<i128>; 2],
    /// The file and line of the first row.
    first: (usize, u64),
}

impl Aantallen {
    /// How many were asked and how many answered, in units; `None` where a cell is empty.
    pub(super) fn numbers(&self) -> [Option<i128>; 2] {
        self.numbers
    }
}

/// The numbers by period and area.
pub(super) type Gevonden = PerGebied<GebiedIdx>;

type PerGebied<A> = BTreeMap<(Periode, A), Aantallen>;

impl ResponsFinder {
    /// The columns whose cells it looks at.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        [self.gebied, self.periode].into_iter().chain(self.kolommen.into_iter().flatten())
    }

    /// Adds the rows of a block.
    pub(super) fn count(&self, block: &Block, found: &mut Gevonden) {
        let Column::Gebied(areas) = &block.columns[self.gebied] else { return };
        let Column::Periode(periods) = &block.columns[self.periode] else { return };
        let number = |kolom: usize, row: usize| match &block.columns[kolom] {
            Column::Getal(cells) => cells[row].map(i128::from),
            _ => None,
        };
        for row in 0..block.n_rows() {
            let (Some(area), Some(periode)) = (areas[row], periods[row]) else { continue };
            let numbers = self
                .kolommen
                .map_or([None; 2], |kolommen| kolommen.map(|kolom| number(kolom, row)));
            let first = (block.file, block.lines[row]);
            add(found, (periode, area), Aantallen { rows: 1, numbers, first });
        }
    }
}

fn add<A: Ord>(found: &mut PerGebied<A>, key: (Periode, A), more: Aantallen) {
    let sum = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
    let add = |known: &mut Aantallen| {
        let [asked, answered] = known.numbers;
        *known = Aantallen {
            rows: known.rows + more.rows,
            numbers: [sum(asked, more.numbers[0]), sum(answered, more.numbers[1])],
            first: known.first.min(more.first),
        };
    };
    found.entry(key).and_modify(add).or_insert(more);
}

/// Adds what another thread has found.
pub(super) fn merge(found: &mut Gevonden, other: Gevonden) {
    for (key, more) in other {
        add(found, key, more);
    }
}

/// Which published numbers are wrong: more answered than were asked, and other respondents than
/// the survey has, with how many.
#[derive(Debug, PartialEq, Eq)]
struct Faults<A> {
    too_high: Vec<(Periode, A)>,
    differs: Vec<(Periode, A, u64)>,
}

/// Compares what was published with the respondents.
///
/// Only in waves of which there are respondents, and for areas of a level that respondents name:
/// the others say nothing about each other.
fn compare<A: Copy + Ord>(
    published: &PerGebied<A>,
    respondents: &PerGebied<A>,
    units: [i128; 2],
    niveau: impl Fn(A) -> Niveau,
) -> Faults<A> {
    let levels: BTreeSet<_> =
        respondents.keys().map(|&(golf, area)| (golf, niveau(area))).collect();
    let mut faults = Faults { too_high: Vec::new(), differs: Vec::new() };
    for (&(golf, area), aantallen) in published {
        let [asked, answered] = aantallen.numbers;
        let Some(answered) = answered else { continue };
        if asked.is_some_and(|asked| asked * units[1] < answered * units[0]) {
            faults.too_high.push((golf, area));
        }
        if levels.contains(&(golf, niveau(area))) {
            let n = respondents.get(&(golf, area)).map_or(0, |aantallen| aantallen.rows);
            let difference = (answered - i128::from(n) * units[1]).abs();
            if answered < MAX_DEVIATION * difference {
                faults.differs.push((golf, area, n));
            }
        }
    }
    faults
}

/// Says where the published response of a survey cannot be right.
pub(super) fn check_respons(
    monitor: &Monitor,
    (plan, tables): (&Plan, &Tables<'_>),
    scanned: &BTreeMap<String, Scanned>,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) {
    for (survey, answers) in &plan.respons {
        let Some(respons) = &monitor.bronnen[survey].respons else { continue };
        let [published, respondents] = answers.each_ref().map(|answer| tables.respons(answer));
        let open = &scanned[&respons.bron].open;
        let units = [respons.uitgezet, respons.respons].map(|at| i128::from(open.spec.unit(at)));
        let niveau = |area| indeling.gebied(area).niveau;
        let Faults { too_high, differs } = compare(published, respondents, units, niveau);
        let naam = |kolom: usize| &open.spec.kolommen[kolom].naam;
        let [asked, answered] = [respons.uitgezet, respons.respons].map(naam);
        let told = |golf: Periode, area: GebiedIdx| {
            let [asked, answered] = published[&(golf, area)].numbers;
            let [asked, answered] =
                [(asked, units[0]), (answered, units[1])].map(|(n, unit)| n.unwrap_or(0) / unit);
            (&indeling.gebied(area).code, asked, answered)
        };
        if let Some(&(golf, area)) = too_high.first() {
            let (code, n_asked, n_answered) = told(golf, area);
            let message = format!("`{answered}` is higher than `{asked}`");
            let label = format!("{n_answered} of {n_asked} in {code} in {golf}");
            let finding = Diagnostic::new(Code::ResponseTooHigh, message)
                .at(place_of(open, published[&(golf, area)]), label);
            findings.push(Diagnostic { n_more: too_high.len() as u64 - 1, ..finding });
        }
        if let Some(&(golf, area, n)) = differs.first() {
            let (code, _, n_answered) = told(golf, area);
            let message = format!(
                "`{answered}` differs by more than 2 % from the respondents of bron `{survey}`"
            );
            // How few respondents a small area has is nobody's business.
            let than = if i128::from(n) < n_answered { "fewer" } else { "more" };
            let label = format!("{n_answered} in {code} in {golf}, where {than} rows are used");
            let finding = Diagnostic::new(Code::ResponseDiffers, message)
                .at(place_of(open, published[&(golf, area)]), label);
            findings.push(Diagnostic { n_more: differs.len() as u64 - 1, ..finding });
        }
    }
}

fn place_of(open: &OpenBron, aantallen: Aantallen) -> Place {
    let (file, line) = aantallen.first;
    Place::Cell { file: Arc::clone(&open.files[file].shown), line, column: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golf(year: i32) -> Periode {
        Periode::of_year(year).expect("a year")
    }

    fn found(rows: &[(i32, u32, u64, [Option<i128>; 2])]) -> PerGebied<u32> {
        let mut found = PerGebied::new();
        for (line, &(year, area, rows, numbers)) in rows.iter().enumerate() {
            let first = (0, line as u64 + 2);
            add(&mut found, (golf(year), area), Aantallen { rows, numbers, first });
        }
        found
    }

    /// Areas below 100 are buurten.
    fn niveau(area: u32) -> Niveau {
        if area < 100 { Niveau::Buurt } else { Niveau::Wijk }
    }

    #[test]
    fn adds_the_rows_of_an_area() {
        let row = (2017, 1, 1, [Some(10), Some(4)]);
        let sum = found(&[row, row, (2017, 2, 1, [Some(10), None]), (2017, 2, 1, [None, Some(4)])]);
        let aantallen = sum[&(golf(2017), 1)];
        assert_eq!((aantallen.rows, aantallen.numbers), (2, [Some(20), Some(8)]));
        assert_eq!(aantallen.first, (0, 2));
        assert_eq!(sum[&(golf(2017), 2)].numbers, [None, None]);
    }

    #[test]
    fn finds_more_answers_than_questions_and_other_respondents() {
        let published = found(&[
            (2017, 1, 1, [Some(160), Some(100)]),
            (2017, 2, 1, [Some(90), Some(100)]),
            (2017, 3, 1, [Some(160), Some(50)]),
            (2017, 4, 1, [None, Some(51)]),
            (2017, 5, 1, [Some(20), Some(4)]),
            // Respondents do not name wijken, and there are none in 2019.
            (2017, 101, 1, [Some(500), Some(300)]),
            (2019, 1, 1, [Some(160), Some(100)]),
        ]);
        let n = [None; 2];
        let respondents =
            found(&[(2017, 1, 98, n), (2017, 2, 97, n), (2017, 3, 51, n), (2017, 4, 53, n)]);
        let faults = compare(&published, &respondents, [1, 1], niveau);
        assert_eq!(faults.too_high, [(golf(2017), 2)]);
        let expected = [(golf(2017), 2, 97), (golf(2017), 4, 53), (golf(2017), 5, 0)];
        assert_eq!(faults.differs, expected);
    }

    #[test]
    fn reads_numbers_with_decimals_in_their_own_units() {
        let published = found(&[(2017, 1, 1, [Some(160), Some(1_000_000)])]);
        let respondents = found(&[(2017, 1, 100, [None; 2])]);
        let faults = compare(&published, &respondents, [1, 10_000], niveau);
        assert_eq!((faults.too_high.len(), faults.differs.len()), (0, 0));
    }
}
