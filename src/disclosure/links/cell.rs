//! The numbers that a cell shows when it is shown.

use crate::disclosure::primary::Regel;
use crate::disclosure::register::{Eerder, cel, hash_of};
use crate::disclosure::secondary::{Number, Slot};
use crate::engine::{Counts, EstimatedCell, EstimatedIndicator, Kant};
use crate::model::{Deel, GebiedIdx, Niveau, Periode, Quantity};

use super::demand::{Numbers, demands};
use super::{Builder, Line};

/// What a cell costs more to withhold when an earlier report shows it, with other counts.
const SHOWN_BEFORE: f64 = 3.0;

/// What a cell costs more to withhold when others of its group add up to it.
const OF_TOTAL: f64 = 2.5;

/// The counts of a cell.
#[derive(Clone, Copy, Debug)]
struct Shown {
    above: i64,
    rest: Option<i64>,
    below: Option<i64>,
    /// The most that is above the line, where that is public.
    cap: Option<i64>,
    /// The base to which the counts are rounded.
    afronden: Option<i64>,
}

impl Shown {
    /// `None` for a cell without a figure, or whose figure rests on no count of ours.
    fn of(one: &EstimatedIndicator, cell: &EstimatedCell) -> Option<Self> {
        one.opbouw.teller.as_ref()?;
        let figure = cell.figure.as_ref().ok()?;
        if let Counts::Enquete { n, antwoord: Some(given) } = cell.counts {
            let rest = Some(whole(n.saturating_sub(given)));
            return Some(Self {
                above: whole(given),
                rest,
                below: None,
                cap: None,
                afronden: None,
            });
        }
        let is_bedrag = one.opbouw.is_bedrag;
        let measure = if is_bedrag { hundredths } else { whole_of };
        let exact = |place: usize| cell.exact.map(|exact| exact[place]);
        let above = exact(0).or(figure.teller).map(measure).or(figure.n.map(whole))?;
        let noemer = exact(1).or(figure.noemer);
        let noemer = noemer.filter(|_| one.opbouw.noemer.is_some()).map(whole_of);
        let is_public = one.opbouw.noemer.as_ref().is_some_and(|noemer| noemer.openbaar);
        let cap = noemer.filter(|&noemer| is_public && !is_bedrag && above <= noemer);
        let afronden = cell.exact.and(one.info.drempels.afronden).map(whole);
        Some(Self { above, rest: None, below: noemer.filter(|_| !is_public), cap, afronden })
    }

    /// The same with what is below the line in two parts.
    fn in_parts(self) -> Self {
        match self.below {
            Some(below) => Self { rest: Some(below - self.above), below: None, ..self },
            None => self,
        }
    }
}

/// True when what is above the line is a part of what is below it, in every cell.
fn has_parts(one: &EstimatedIndicator) -> bool {
    let is_part = |shown: Shown| shown.below.is_none_or(|below| shown.above <= below);
    one.opbouw.is_deel && one.cells.iter().filter_map(|cell| Shown::of(one, cell)).all(is_part)
}

impl Builder<'_> {
    /// Adds the cells of an indicator, with the rule that withholds each.
    pub(super) fn add_cells(
        &mut self,
        idx: usize,
        one: &EstimatedIndicator,
        judged: &[Option<Regel>],
    ) {
        let has_parts = has_parts(one);
        for (cell, regel) in one.cells.iter().zip(judged) {
            let Some(shown) = Shown::of(one, cell) else { continue };
            // Otherwise it is converted from other areas, and no count.
            if self.indeling.gebied(cell.gebied).exists_in(cell.periode) {
                let shown = if has_parts { shown.in_parts() } else { shown };
                self.add_cell((idx, one), cell, shown, *regel);
            }
        }
    }

    fn add_cell(
        &mut self,
        (idx, one): (usize, &EstimatedIndicator),
        cell: &EstimatedCell,
        shown: Shown,
        regel: Option<Regel>,
    ) {
        let Shown { above, rest, below, cap, afronden } = shown;
        let counts: Vec<_> = [Some(above), rest, below].into_iter().flatten().collect();
        let cel = cel(self.indeling, cell.gebied, cell.periode);
        let hash = hash_of(&one.info.id, &cel, &counts);
        let eerder = self.known.register.cel(&one.info.id, &cel).filter(|_| self.known.of_cells);
        let is_known = eerder == Some(Eerder::Getoond(hash));
        // Who has an older figure of the cell is not far off: others protect better.
        let weight = if let Some(Eerder::Getoond(_)) = eerder { SHOWN_BEFORE } else { 1.0 };
        let main = if one.opbouw.is_bedrag { below.unwrap_or(above) } else { above };
        let is_total = one.info.groep.as_ref().is_some_and(|groep| groep.is_totaal);
        let weight = if is_total { weight * OF_TOTAL } else { weight };
        let cost = self.cost(main, cell.gebied, cell.periode) * weight;
        let is_fixed = counts.iter().all(|count| *count == 0);
        let slot = self.linked.system.add_slot(Slot { cost, is_fixed });
        self.linked.places.push((idx, cell.gebied, cell.periode));
        self.linked.primary.push(regel.is_some());
        let niveau = self.indeling.gebied(cell.gebied).niveau;
        if niveau == Niveau::Gemeente && regel.is_none() && !is_fixed {
            self.linked.of_gemeente.push(slot);
        }
        self.linked.hashes.push(hash);
        match (eerder, regel) {
            (Some(Eerder::Onderdrukt), None) => self.linked.kept.push(slot),
            (Some(_), Some(_)) if is_known => self.linked.given.push(slot),
            _ => {}
        }
        let key = (cell.gebied, cell.periode);
        let least_shown = whole(one.info.drempels.teller_min);
        let mut add = |line: Line, number: Number| {
            let slack = afronden.map_or([0, 0], |base| slack(number.value, base, least_shown));
            let number = self.linked.system.add_number(Number { slack, is_known, ..number });
            self.lines.entry((idx, line)).or_default().insert(key, number);
            number
        };
        // Where zero is shown, a reader can reason that what is withheld is not zero.
        let drempels = &one.info.drempels;
        let is_public = one.opbouw.noemer.as_ref().is_some_and(|noemer| noemer.openbaar);
        let knows_zero = drempels.nullen_bekend && drempels.nul_tonen && is_public;
        let least = i64::from(knows_zero && 0 < above);
        let above = add(Line::Above, Number { least, most: cap, ..Number::of(above, slot) });
        let rest = rest.map(|rest| add(Line::Rest, Number::of(rest, slot)));
        let below = below.map(|below| add(Line::Below, Number::of(below, slot)));
        let all = std::iter::once(above).chain(rest).collect();
        // Respondents are who gave the answer and who did not.
        let is_survey = matches!(cell.counts, Counts::Enquete { .. });
        let whole = below.map_or(all, |below| vec![below]);
        let (of_teller, of_noemer) =
            if is_survey { (whole, Vec::new()) } else { (vec![above], whole) };
        self.counts.entry((idx, Kant::Teller)).or_default().insert(key, of_teller);
        self.counts.entry((idx, Kant::Noemer)).or_default().insert(key, of_noemer);
        if regel.is_some() && !is_known {
            let is_quantile = !is_survey && cell.figure.as_ref().is_ok_and(|f| f.teller.is_none());
            let is_bedrag = one.opbouw.is_bedrag;
            let numbers = Numbers { above, rest, below, cap, is_bedrag, is_quantile };
            let system = &self.linked.system;
            let found = demands(system, &cell.counts, &one.info.drempels, &numbers);
            self.linked.demands.extend(found);
        }
    }

    /// What is lost when the cell is withheld: more for larger numbers and for larger areas.
    fn cost(&self, value: i64, gebied: GebiedIdx, periode: Periode) -> f64 {
        let of_level = match self.indeling.gebied(gebied).niveau {
            Niveau::Buurt | Niveau::Wijk => 1.0,
            Niveau::Wijknetwerk | Niveau::Toegangsgebied | Niveau::Stadsdeel => 5.0,
            // Everybody looks at the gemeente first, and its figures protect the fewest persons.
            Niveau::Gemeente => 40.0,
        };
        // A year is worth more than a quarter.
        let of_length = if periode.deel() == Deel::Jaar { 1.5 } else { 1.0 };
        (1.0 + (1.0 + value.max(0) as f64).ln()) * of_level * of_length
    }
}

/// How far below and above a count may lie that is shown as the nearest multiple of a base: no further than
/// what is shown at all.
fn slack(value: i64, base: i64, least_shown: i64) -> [i64; 2] {
    let shown = (2 * value + base).div_euclid(2 * base) * base;
    let lowest = (shown - base / 2).max(least_shown.min(value));
    let highest = shown + (base - 1) / 2;
    [(value - lowest).max(0), (highest - value).max(0)]
}

/// An amount in hundredths, so that those of all cells add up.
fn hundredths(quantity: Quantity) -> i64 {
    let Quantity { units, scale } = quantity.times(Quantity::count(100));
    i64::try_from(units / 10_i128.pow(u32::from(scale))).unwrap_or(i64::MAX)
}

fn whole_of(quantity: Quantity) -> i64 {
    whole(quantity.floor())
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
