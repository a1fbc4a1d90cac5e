//! Distinct values and pairs of rows agree with sets and lists of them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::{Frequentie, Gebied, Geldigheid, Niveau};

/// A gemeente of two wijken, with a buurt in the first.
fn reach() -> Reach {
    let gebied = |code: &str, niveau, ouder: Option<usize>| Gebied {
        code: code.parse().expect("a code"),
        naam: String::new(),
        niveau,
        geldigheid: vec![Geldigheid {
            van: None,
            tot: None,
            ouder: ouder.map(Gebiedsindeling::idx_at),
        }],
    };
    let tree = Gebiedsindeling::new(vec![
        gebied("GM0999", Niveau::Gemeente, None),
        gebied("WK099901", Niveau::Wijk, Some(0)),
        gebied("WK099902", Niveau::Wijk, Some(0)),
        gebied("BU09990100", Niveau::Buurt, Some(1)),
    ]);
    Reach::new(&tree, Gebiedsindeling::idx_at(0))
}

fn periods(frequentie: Frequentie) -> Vec<Periode> {
    let [van, tot] = ["2010", "2016"].map(|text| text.parse().expect("a period"));
    Periode::range(van, tot, frequentie)
}

proptest! {
    #[test]
    fn counts_what_a_set_of_persons_counts(
        seen in prop::collection::vec(
            (0_u128..600, 0_usize..5, 0_usize..84, 1_usize..9, 1_u32..8),
            0..400,
        ),
        // With few values some have many sightings.
        n_values in prop::sample::select(vec![4_u128, 30, 600]),
        n_threads in 1_usize..4,
        compacts in any::<bool>(),
    ) {
        let reach = reach();
        let months = periods(Frequentie::Maand);
        let years = periods(Frequentie::Jaar);
        let above = above(&months, &years);
        let by_row = if compacts { 0 } else { 0b101 };
        let mut expected: BTreeMap<_, BTreeSet<u128>> = BTreeMap::new();
        let mut rows: BTreeMap<_, BTreeMap<u128, u64>> = BTreeMap::new();
        let mut threads = vec![Sightings::new(by_row != 0); n_threads];
        for (n, (value, place, start, length, questions)) in seen.into_iter().enumerate() {
            let value = value % n_values;
            let run = start..(start + length).min(months.len());
            threads[n % n_threads].add(value, place, &run, questions);
            for question in (0..3).filter(|question| questions >> question & 1 == 1) {
                for &area in reach.widen(Reach::place_at(place)) {
                    let mut years = BTreeSet::new();
                    for month in &months[run.clone()] {
                        let year = Periode::of_year(month.jaar()).expect("a year");
                        for periode in [*month, year] {
                            let cell = (question, area, periode);
                            expected.entry(cell).or_default().insert(value);
                            if by_row >> question & 1 == 1 && (periode == *month || years.insert(year)) {
                                *rows.entry(cell).or_default().entry(value).or_default() += 1;
                            }
                        }
                    }
                }
            }
        }
        let mut total = Sightings::new(by_row != 0);
        for mut thread in threads {
            if compacts {
                thread.n_free = 0;
                thread.compact();
            }
            total.merge(thread);
        }
        let (periods, longer) = (&months[..], &years[..]);
        let frame =
            Frame { reach: &reach, n_questions: 3, by_row, periods, longer, above: &above };
        let (mut found, mut pairs) = (BTreeMap::new(), BTreeMap::new());
        for (question, counts) in total.count(&frame).into_iter().enumerate() {
            for ((area, periode), n) in counts.uniek {
                found.insert((question as i32, area, periode), n);
            }
            for ((area, periode), n) in counts.paren {
                pairs.insert((question as i32, area, periode), n);
            }
        }
        let pairs_of = |of: BTreeMap<u128, u64>| of.into_values().map(|n| n * n - n).sum();
        let rows = rows.into_iter().map(|(cell, of)| (cell, pairs_of(of)));
        let rows: BTreeMap<_, u64> = rows.filter(|(_, n)| *n != 0).collect();
        prop_assert_eq!(pairs, rows);
        let expected: BTreeMap<_, _> =
            expected.into_iter().map(|(cell, values)| (cell, values.len() as u64)).collect();
        prop_assert_eq!(found, expected);
    }
}
