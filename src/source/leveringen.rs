//! Checks the deliveries of a source as a series: one that is missing, two that hold the same
//! rows, and one that is suddenly much larger or smaller.
//!
//! A file that was not delivered looks like a period in which nothing happened, and one that was
//! delivered twice like a period in which twice as much happened. Neither shows in a file alone.

mod naam;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use self::naam::parse_naam;
use super::Vorm;
use crate::diagnostic::{Code, Diagnostic, Findings, Place, with_separators};
use crate::model::{Datum, Deel, Frequentie, Periode};

/// Two files with fewer files between them are compared with each other.
const MAX_APART: usize = 100;
/// The earlier deliveries that a delivery is compared with.
const MAX_EARLIER: usize = 8;
const MIN_EARLIER: usize = 4;
/// The findings of one kind that are shown one by one.
const MAX_SHOWN: usize = 5;

/// A file of a source that was read to its end.
#[derive(Debug)]
pub(super) struct Levering<'a> {
    /// The path, for findings.
    pub shown: &'a Arc<str>,
    /// The rows of this gemeente.
    pub n_rows: u64,
    /// Those of them that are no fault: a delivery that cannot be read counts as a small one.
    pub n_usable: u64,
    /// When the rows happened.
    pub months: Maanden,
}

/// The number of rows by the month of their date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Maanden(BTreeMap<Periode, u64>);

impl Maanden {
    /// Counts rows of a day.
    pub fn add(&mut self, date: Datum, n: u64) {
        if let Some(month) = Periode::containing(date, Frequentie::Maand) {
            *self.0.entry(month).or_default() += n;
        }
    }

    fn n_rows(&self) -> u64 {
        self.0.values().sum()
    }
}

/// Checks the files of a source together; files of which the content is the same are left out by
/// the caller, who has said so already.
pub(super) fn check_leveringen(leveringen: &[Levering], vorm: Vorm, findings: &mut Findings) {
    let mut reeksen: BTreeMap<String, Vec<Lid>> = BTreeMap::new();
    for levering in leveringen {
        let naam = parse_naam(levering.shown);
        reeksen.entry(naam.reeks).or_default().push(Lid { levering, periode: naam.periode });
    }
    let [mut gaps, mut overlaps, mut jumps] = [const { Vec::new() }; 3];
    for reeks in reeksen.values_mut() {
        reeks.sort_by_key(|lid| (lid.periode, lid.levering.shown));
        find_overlaps(reeks, vorm, &mut overlaps);
        for frequentie in Frequentie::ALL {
            let deel = Series::of(reeks, frequentie);
            find_gaps(&deel, reeks, &mut gaps);
            find_jumps(&deel, &mut jumps);
        }
    }
    if vorm == Vorm::Records {
        find_twins(&reeksen, &mut overlaps);
    }
    for found in [gaps, overlaps, jumps] {
        push_folded(found, findings);
    }
}

/// Adds findings of one kind; many are one finding with their number.
fn push_folded(mut found: Vec<Diagnostic>, findings: &mut Findings) {
    if MAX_SHOWN < found.len() {
        found[0].n_more = found.len() as u64 - 1;
        found.truncate(1);
    }
    for finding in found {
        findings.push(finding);
    }
}

/// A file with the period that its name claims.
#[derive(Clone, Copy, Debug)]
struct Lid<'a> {
    levering: &'a Levering<'a>,
    periode: Option<Periode>,
}

impl Lid<'_> {
    fn place(&self) -> Place {
        Place::file(Arc::clone(self.levering.shown))
    }
}

/// The files of a series with periods of one length, one for each period, by period.
struct Series<'a>(Vec<(Periode, Lid<'a>)>);

impl<'a> Series<'a> {
    fn of(reeks: &[Lid<'a>], frequentie: Frequentie) -> Self {
        let with_periode = reeks.iter().filter_map(|&lid| Some((lid.periode?, lid)));
        let mut leden: Vec<_> =
            with_periode.filter(|(periode, _)| periode.frequentie() == frequentie).collect();
        leden.dedup_by_key(|(periode, _)| *periode);
        Self(leden)
    }

    /// The number of periods from one delivery to the next: the most common one, when the series
    /// is regular enough to have one.
    fn step(&self) -> Option<i32> {
        let mut n_of = BTreeMap::new();
        for pair in self.0.windows(2) {
            *n_of.entry(ordinal(pair[1].0) - ordinal(pair[0].0)).or_insert(0) += 1;
        }
        // Of two steps as common, the shorter: the other has a gap in it.
        let (&step, &n_pairs) = n_of.iter().rev().max_by_key(|(_, n)| **n)?;
        (3 <= self.0.len() && self.0.len() - 1 <= 2 * n_pairs).then_some(step)
    }
}

/// The number of periods of this length since the year 0.
fn ordinal(periode: Periode) -> i32 {
    let jaar = periode.jaar();
    match periode.deel() {
        Deel::Jaar => jaar,
        Deel::Halfjaar(n) => jaar * 2 + i32::from(n),
        Deel::Kwartaal(n) => jaar * 4 + i32::from(n),
        Deel::Maand(n) => jaar * 12 + i32::from(n),
    }
}

/// Finds steps of a regular series that no file is for.
///
/// A distance that is no multiple of the step is another rhythm, not a gap: Lemon was held every
/// three years up to 2013 and every two years since.
fn find_gaps(series: &Series, reeks: &[Lid], found: &mut Vec<Diagnostic>) {
    let Some(step) = series.step() else { return };
    for pair in series.0.windows(2) {
        let [(from, before), (to, after)] = pair else { continue };
        let distance = ordinal(*to) - ordinal(*from);
        if distance <= step || distance % step != 0 {
            continue;
        }
        let later = std::iter::successors(Some(*from), |periode| Some(periode.next()));
        let missing = later.take_while(|periode| periode < to).step_by(step as usize).skip(1);
        let is_covered = |periode: &Periode| {
            reeks.iter().filter_map(|lid| lid.periode).any(|p| p.covers(*periode))
        };
        let missing: Vec<_> = missing.filter(|periode| !is_covered(periode)).collect();
        let message = match missing.as_slice() {
            [] => continue,
            [one] => format!("`{one}` was not delivered"),
            [first, second] => format!("`{first}` and `{second}` were not delivered"),
            [first, .., last] => {
                format!("`{first}` to `{last}` were not delivered: {} files", missing.len())
            }
        };
        found.push(
            Diagnostic::new(Code::MissingDelivery, message)
                .at(before.place(), "the delivery before")
                .also(after.place(), "the delivery after")
                .help("add the export, or leave that time out of the figures"),
        );
    }
}

/// Finds files that hold the same rows, as far as names and dates of rows tell.
fn find_overlaps(reeks: &[Lid], vorm: Vorm, found: &mut Vec<Diagnostic>) {
    for (idx, first) in reeks.iter().enumerate() {
        for second in reeks[idx + 1..].iter().take(MAX_APART) {
            found.extend(overlap(first, second, vorm));
        }
    }
}

/// The fewest months and rows by which two files of different names are said to be alike.
const MIN_MONTHS: usize = 3;
const MIN_ROWS: u64 = 20;

/// Finds files of different series with as many rows in every month: one export under two names.
///
/// Of two registers with seven rows a month, one month in nine has as many in both by chance, so
/// three months in a row one pair in eight hundred; of larger ones far fewer.
fn find_twins(reeksen: &BTreeMap<String, Vec<Lid>>, found: &mut Vec<Diagnostic>) {
    let mut first_of: BTreeMap<&BTreeMap<Periode, u64>, (&String, Lid)> = BTreeMap::new();
    for (naam, reeks) in reeksen {
        for lid in reeks {
            let months = &lid.levering.months;
            if months.0.len() < MIN_MONTHS || months.n_rows() < MIN_ROWS {
                continue;
            }
            let (other, first) = *first_of.entry(&months.0).or_insert((naam, *lid));
            if other == naam {
                continue;
            }
            let (a, b) = (first.levering, lid.levering);
            let message =
                format!("`{}` and `{}` have as many rows in every month", a.shown, b.shown);
            let rows = |lid: &Lid| format!("{} rows", with_separators(lid.levering.n_rows));
            found.push(
                Diagnostic::new(Code::OverlappingDelivery, message)
                    .at(first.place(), rows(&first))
                    .also(lid.place(), rows(lid))
                    .help("rows that are in both count twice: keep one of the files"),
            );
        }
    }
}

fn overlap(first: &Lid, second: &Lid, vorm: Vorm) -> Option<Diagnostic> {
    let (a, b) = (first.levering, second.levering);
    if a.n_rows == 0 || b.n_rows == 0 {
        return None;
    }
    let claim = first.periode.zip(second.periode).and_then(|(x, y)| {
        // Figures of a year and of its quarters are two things, records are not.
        let is_same = x == y || (vorm == Vorm::Records && x.covers(y));
        is_same.then_some(y)
    });
    let message = match claim {
        Some(periode) => format!("`{}` and `{}` are both of `{periode}`", a.shown, b.shown),
        None => format!("`{}` and `{}` hold rows of the same months", a.shown, b.shown),
    };
    let finding = |n_a: u64, n_b: u64, of: &str| {
        Diagnostic::new(Code::OverlappingDelivery, message)
            .at(first.place(), format!("{} rows{of}", with_separators(n_a)))
            .also(second.place(), format!("{} rows{of}", with_separators(n_b)))
            .help("rows that are in both count twice: keep one of the files")
    };
    let has_dates = vorm == Vorm::Records && !a.months.0.is_empty() && !b.months.0.is_empty();
    if !has_dates {
        return claim.map(|_| finding(a.n_rows, b.n_rows, ""));
    }
    let shared = Shared::of(&a.months, &b.months);
    let (much_of_a, much_of_b) =
        (shared.is_much_of(a.months.n_rows()), shared.is_much_of(b.months.n_rows()));
    // A correction of a few rows is a small part of what it corrects.
    let is_overlap = if claim.is_some() { much_of_a || much_of_b } else { much_of_a && much_of_b };
    let months = || match (shared.first, shared.last) {
        (Some(first), Some(last)) if first < last => format!(" in `{first}` to `{last}`"),
        (Some(first), _) => format!(" in `{first}`"),
        (None, _) => String::new(),
    };
    is_overlap.then(|| finding(shared.n_first, shared.n_second, &months()))
}

/// What two files have in the months in which both have rows.
#[derive(Default)]
struct Shared {
    /// The rows that can be in both: of each month the smaller number.
    n_both: u64,
    n_first: u64,
    n_second: u64,
    first: Option<Periode>,
    last: Option<Periode>,
}

impl Shared {
    fn of(first: &Maanden, second: &Maanden) -> Self {
        let mut shared = Self::default();
        for (&month, &n) in &first.0 {
            let Some(&other) = second.0.get(&month) else { continue };
            shared.n_both += n.min(other);
            shared.n_first += n;
            shared.n_second += other;
            shared.first.get_or_insert(month);
            shared.last = Some(month);
        }
        shared
    }

    /// True for at least a tenth: a quarter has some late rows of the one before.
    fn is_much_of(&self, n_rows: u64) -> bool {
        0 < self.n_both && n_rows <= self.n_both.saturating_mul(10)
    }
}

/// Finds deliveries that suddenly have more than twice or less than half of the usual rows.
fn find_jumps(series: &Series, found: &mut Vec<Diagnostic>) {
    let leden: Vec<_> = series.0.iter().filter(|(_, lid)| 0 < lid.levering.n_usable).collect();
    let n_rows: Vec<_> = leden.iter().map(|(_, lid)| lid.levering.n_usable).collect();
    let mut last = Ordering::Equal;
    for (idx, (_, lid)) in leden.iter().enumerate() {
        let earlier = &n_rows[idx.saturating_sub(MAX_EARLIER)..idx];
        let jump = compare_rows(earlier, n_rows[idx]);
        // The first of a new level is the jump, the next ones are the level.
        if jump == last || jump.is_eq() {
            last = jump;
            continue;
        }
        last = jump;
        let what = if jump.is_gt() { "more than twice" } else { "less than half of" };
        let rows = with_separators(n_rows[idx]);
        let before = &earlier[earlier.len() - MIN_EARLIER..];
        let before: Vec<_> = before.iter().map(|&n| with_separators(n)).collect();
        let message = format!("`{}` has {what} the usual number of rows", lid.levering.shown);
        found.push(
            Diagnostic::new(Code::RowJump, message)
                .at(lid.place(), format!("{rows} rows"))
                .help(format!("the deliveries before had {} rows", before.join(", "))),
        );
    }
}

/// Whether a number of rows is far above or below the earlier ones.
///
/// Logarithms are compared, because half is as far from usual as twice. The spread is the median
/// absolute deviation from the median, times 1.4826 as for a normal distribution: one strange
/// delivery among the earlier ones does not hide the next. It is at least that of a number
/// that chance alone makes (Poisson), so that few rows may vary as few rows do.
fn compare_rows(earlier: &[u64], n_rows: u64) -> Ordering {
    if earlier.len() < MIN_EARLIER {
        return Ordering::Equal;
    }
    let log = |n: u64| libm::log(n as f64);
    let usual = median(earlier.iter().map(|&n| log(n)).collect());
    let deviations = earlier.iter().map(|&n| (log(n) - usual).abs()).collect();
    let chance = libm::exp(-usual / 2.0);
    let spread = (1.4826 * median(deviations)).max(chance);
    let distance = log(n_rows) - usual;
    if distance.abs() <= (4.0 * spread).max(log(2)) {
        return Ordering::Equal;
    }
    distance.total_cmp(&0.0)
}

/// The median of at least one number.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let n = numbers.len();
    f64::midpoint(numbers[(n - 1) / 2], numbers[n / 2])
}

#[cfg(test)]
mod tests;
