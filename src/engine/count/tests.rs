//! Counting together agrees with counting row by row, period by period and question by question.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::per_persoon::Amounts;
use super::place::{identity, number_of};
use super::*;
use crate::engine::predicate::{Moment, row_date};
use crate::engine::samples::{
    EINDE, GEBIED, GETAL, PERIODE, START, TEXT, block, leaf, periods, predicate, reach,
};
use crate::model::Bedragen;
use crate::source::Column;

/// A person, or a row of nobody.
type Whose = Result<u128, (usize, u64)>;

/// The cells of a question as they should be.
#[derive(Debug, Default, PartialEq)]
struct Expected {
    sums: BTreeMap<Key, Sums>,
    uniek: BTreeMap<(GebiedIdx, Periode), BTreeSet<u128>>,
    personen: BTreeMap<(GebiedIdx, Periode), BTreeSet<u128>>,
    /// The rows of each person, where rows are counted by person.
    rijen_van: BTreeMap<(GebiedIdx, Periode), BTreeMap<u128, u64>>,
    waarden: BTreeMap<Key, Waarden>,
    /// The amounts of each person, and of each row that does not say whose it is.
    bedragen: BTreeMap<(GebiedIdx, Periode), BTreeMap<Whose, i128>>,
    has_ended: bool,
}

/// Asks all that a counter looks for of each row and period.
fn count_one_by_one(counter: &Counter, reach: &Reach, blocks: &[Block]) -> Expected {
    let mut expected = Expected::default();
    let rows = blocks.iter().flat_map(|block| (0..block.n_rows()).map(move |row| (block, row)));
    for (block, row) in rows {
        for moment in counter.periods.iter().copied().map(Moment::new) {
            let mut parts = counter.filter.fixed.iter().chain(&counter.filter.moving);
            if !parts.all(|part| part.holds(block, row, &moment)) {
                continue;
            }
            let Column::Gebied(areas) = &block.columns[counter.gebied] else { unreachable!() };
            let day = counter.day_of_place().and_then(|kolom| row_date(block, kolom, row));
            let day = day.unwrap_or(moment.periode.last_day());
            let place = areas[row].and_then(|area| reach.find(area, day));
            expected.has_ended |= areas[row].is_some() && place.is_none();
            let sums = || Sums::default();
            let amount = match counter.som.map(|kolom| &block.columns[kolom]) {
                Some(Column::Getal(cells)) => cells[row],
                _ => Some(0),
            };
            let key = (place, moment.periode);
            let Some(amount) = amount else {
                if counter.is_published {
                    expected.sums.entry(key).or_insert_with(sums).onbekend += 1;
                }
                continue;
            };
            let value = |kolom: Option<usize>| identity(&block.columns[kolom?], row);
            if counter.uniek.is_some() && value(counter.uniek).is_none() {
                continue;
            }
            if let Some(waarde) = counter.verdeling {
                let Some(number) = number_of(block, waarde, row) else { continue };
                *expected.waarden.entry(key).or_default().entry(number).or_default() += 1;
            }
            let sums = expected.sums.entry(key).or_insert_with(sums);
            sums.rijen += 1;
            sums.zonder_persoon += u64::from(value(counter.persoon).is_none());
            sums.som += i128::from(amount);
            if counter.per_persoon.is_some() {
                let whose = value(counter.persoon).ok_or((block.file, block.lines[row]));
                for &area in reach.widen(place) {
                    let of_cell = expected.bedragen.entry((area, moment.periode)).or_default();
                    *of_cell.entry(whose).or_default() += i128::from(amount);
                }
            }
            let is_by_row = (counter.som, counter.uniek) == (None, None);
            if let Some(value) = value(counter.persoon).filter(|_| is_by_row) {
                for &area in reach.widen(place) {
                    let of_cell = expected.rijen_van.entry((area, moment.periode)).or_default();
                    *of_cell.entry(value).or_default() += 1;
                }
            }
            let covers = |longer: &&Periode| longer.covers(moment.periode);
            for &periode in counter.longer.iter().filter(covers).chain([&moment.periode]) {
                for &area in reach.widen(place) {
                    let cell = (area, periode);
                    if let Some(value) = value(counter.uniek) {
                        expected.uniek.entry(cell).or_default().insert(value);
                    }
                    if let Some(value) = value(counter.persoon) {
                        expected.personen.entry(cell).or_default().insert(value);
                    }
                }
            }
        }
    }
    expected
}

/// What is known of these amounts.
fn amounts(of: &BTreeMap<Whose, i128>) -> Amounts {
    let mut amounts = Amounts::default();
    for (whose, &bedrag) in of {
        let of_one = if whose.is_ok() { Bedragen::of_person } else { Bedragen::without_person };
        amounts += Amounts { kwadraten: bedrag * bedrag, bedragen: of_one(bedrag) };
    }
    amounts
}

fn counter() -> impl Strategy<Value = Counter> {
    let kolom = |kolom: usize| prop::option::of(Just(kolom));
    // A filter of its own for each question would leave no families.
    let fixed = prop::sample::select(vec![
        Vec::new(),
        vec![Predicate::Empty { kolom: EINDE }],
        vec![Predicate::Not(Box::new(Predicate::Empty { kolom: TEXT }))],
    ]);
    let moving = prop_oneof![
        Just(Predicate::DateInPeriode { kolom: START }),
        Just(Predicate::Covers { kolom: PERIODE }),
        leaf(),
        predicate(),
    ];
    let counted = (kolom(GETAL), kolom(TEXT), kolom(GETAL), any::<bool>());
    (fixed, moving, kolom(START), counted, any::<bool>()).prop_map(
        |(mut parts, moving, datum, (som, uniek, verdeling, per_persoon), is_published)| {
            parts.push(moving);
            Counter {
                filter: RowFilter::new(Predicate::All(parts)),
                gebied: GEBIED,
                periods: Vec::new(),
                longer: Vec::new(),
                covers: false,
                is_published,
                datum,
                verdeling: verdeling.map(VerdeeldeWaarde::Kolom),
                som,
                per_persoon: som.filter(|_| per_persoon).map(PerPersoon::Som),
                uniek,
                persoon: Some(TEXT),
            }
        },
    )
}

proptest! {
    #[test]
    fn agrees_with_counting_one_by_one(
        counters in prop::collection::vec(counter(), 1..24),
        blocks in prop::collection::vec(block(), 0..5),
        periods in periods(),
        has_persons in any::<bool>(),
        n_threads in 1_usize..3,
    ) {
        let mut counters = counters;
        for counter in &mut counters {
            let (longer, shorter) =
                periods.iter().partition(|periode| periode.frequentie() == Frequentie::Jaar);
            (counter.longer, counter.periods) = (longer, shorter);
            counter.persoon = counter.persoon.filter(|_| has_persons);
        }
        let reach = reach();
        let census = Census::new(counters.clone(), reach.clone());
        let mut threads: Vec<_> = (0..n_threads).map(|_| census.start()).collect();
        for (n, block) in blocks.iter().enumerate() {
            census.count(block, &mut threads[n % n_threads]);
        }
        let tallies = census.finish(threads);
        let mut has_ended = [false; 2];
        for (counter, tally) in counters.iter().zip(tallies) {
            let expected = count_one_by_one(counter, &reach, &blocks);
            prop_assert_eq!(tally.sums.into_iter().collect::<BTreeMap<_, _>>(), expected.sums);
            let sizes = |cells: BTreeMap<_, BTreeSet<u128>>| -> BTreeMap<_, _> {
                cells.into_iter().map(|(cell, values)| (cell, values.len() as u64)).collect()
            };
            let sorted = |cells: FxHashMap<_, u64>| cells.into_iter().collect::<BTreeMap<_, _>>();
            prop_assert_eq!(sorted(tally.uniek), sizes(expected.uniek));
            prop_assert_eq!(sorted(tally.personen), sizes(expected.personen));
            prop_assert_eq!(tally.waarden, expected.waarden);
            let pairs = |of: BTreeMap<u128, u64>| of.into_values().map(|n| n * n - n).sum::<u64>();
            let rijen_van = expected.rijen_van.into_iter().map(|(cell, of)| (cell, pairs(of)));
            let found = tally.paren.into_iter();
            let found = found.filter(|((_, periode), _)| counter.periods.contains(periode));
            prop_assert_eq!(
                found.collect::<BTreeMap<_, _>>(),
                rijen_van.filter(|(_, n)| *n != 0).collect()
            );
            let found = tally.bedragen.into_iter();
            let found = found.filter(|((_, periode), _)| counter.periods.contains(periode));
            let bedragen = expected.bedragen.into_iter().map(|(cell, of)| (cell, amounts(&of)));
            prop_assert_eq!(found.collect::<BTreeMap<_, _>>(), bedragen.collect());
            has_ended[0] |= tally.has_ended;
            has_ended[1] |= expected.has_ended;
        }
        // Families find it together, and it is told once for a source.
        prop_assert_eq!(has_ended[0], has_ended[1]);
    }
}
