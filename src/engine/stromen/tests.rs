//! People are conserved: whoever is somewhere came from somewhere, in every area and period.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::personen::{Regel, follow};
use super::tabel::Tabel;
use crate::engine::per_persoon::Events;
use crate::engine::reach::Reach;
use crate::engine::samples;
use crate::model::{Frequentie, GebiedIdx, Gebiedsindeling, Laag, Periode, Stroom, Toestand};

const N_PERIODES: usize = 6;
const N_AREAS: usize = 4;
const N_RULES: usize = 4;

/// A row: who, for which rule, where, from when and for how long; nobody when it does not say whose it is.
type Row = (Option<u8>, usize, usize, usize, usize);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row =
        (prop::option::weighted(0.9, 0_u8..12), 0..N_RULES, 0_usize..6, 0..N_PERIODES, 1_usize..4);
    prop::collection::vec(row, 0..60)
}

fn hash(person: u8) -> u128 {
    (u128::from(person) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}

/// The rules: two of the social base, of which one is not linked and one looks back.
fn rules(rows: &[Row], reach: &Reach) -> Vec<Regel> {
    let lagen = [Laag::Maatwerk, Laag::Toegang, Laag::SocialeBasis, Laag::SocialeBasis];
    let rule = |(idx, laag): (usize, Laag)| {
        let mut events = Events::new();
        for (number, &(person, _, place, start, n)) in
            rows.iter().enumerate().filter(|(_, row)| row.1 == idx)
        {
            let place = place.min(reach.n_places() - 1);
            let run = start..(start + n).min(N_PERIODES);
            match person {
                Some(person) => events.add(hash(person), place, &run, 0),
                None => events.add_anonymous(number as u128, place, &run, 0),
            }
        }
        Regel {
            events: Some(events),
            laag,
            rang: idx.min(2) as u8,
            terugblik: usize::from(idx == 2),
            is_gekoppeld: idx != 3,
        }
    };
    lagen.into_iter().enumerate().map(rule).collect()
}

fn tabel(rows: &[Row], inwoners: &[u64]) -> Tabel {
    let reach = samples::reach();
    let (bewegingen, _) = follow(rules(rows, &reach), N_PERIODES, (&reach, N_AREAS));
    let jaar = |jaar| Periode::of_year(jaar).expect("a year");
    let periodes = Periode::range(jaar(2015), jaar(2014 + N_PERIODES as i32), Frequentie::Jaar);
    let cells = (0..N_AREAS).flat_map(|area| (0..N_PERIODES).map(move |at| (area, at)));
    let inwoners = cells
        .zip(inwoners.iter().cycle())
        .map(|((area, at), n)| ((Gebiedsindeling::idx_at(area), at), *n))
        .collect::<BTreeMap<(GebiedIdx, usize), u64>>();
    Tabel { bewegingen, inwoners, periodes, is_known: vec![true; N_PERIODES] }
}

proptest! {
    #[test]
    fn whoever_is_somewhere_came_from_somewhere_and_went_somewhere(
        rows in rows(),
        inwoners in prop::collection::vec(0_u64..60, 24),
    ) {
        let tabel = tabel(&rows, &inwoners);
        for gebied in (0..N_AREAS).map(Gebiedsindeling::idx_at) {
            for at in 1..N_PERIODES {
                for state in Toestand::ALL.iter().copied().filter(|state| state.is_stand()) {
                    let of = |is_row: bool| -> Option<u64> {
                        let own = Stroom::all()
                            .filter(|one| if is_row { one.van == state } else { one.naar == state });
                        own.map(|stroom| tabel.stroom(gebied, at, stroom)).sum()
                    };
                    // Where more people are known than live there, nothing is said of the others.
                    let (Some(out), Some(into)) = (of(true), of(false)) else {
                        prop_assert_eq!(state, Toestand::GeenOndersteuning);
                        continue;
                    };
                    prop_assert_eq!(Some(out), tabel.stand(gebied, at - 1, state));
                    prop_assert_eq!(Some(into), tabel.stand(gebied, at, state));
                }
            }
        }
    }

    #[test]
    fn each_person_is_in_one_layer_of_the_gemeente(rows in rows()) {
        let tabel = tabel(&rows, &[1000]);
        let gemeente = Gebiedsindeling::idx_at(0);
        for at in 0..N_PERIODES {
            let is_in = |row: &&Row| {
                let (person, rule, _, start, n) = **row;
                let end = start + n + usize::from(rule == 2);
                person.is_some() && rule != 3 && (start..end).contains(&at)
            };
            let persons: BTreeSet<_> = rows.iter().filter(is_in).map(|row| row.0).collect();
            let counted: u64 = Laag::ALL
                .iter()
                .filter_map(|&laag| tabel.bewegingen.personen.get(&(gemeente, at, laag)))
                .sum();
            prop_assert_eq!(counted, persons.len() as u64);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows()) {
        let mut reversed = rows.clone();
        reversed.reverse();
        let (one, other) = (tabel(&rows, &[50]), tabel(&reversed, &[50]));
        prop_assert_eq!(one.bewegingen.personen, other.bewegingen.personen);
        prop_assert_eq!(one.bewegingen.stromen, other.bewegingen.stromen);
        prop_assert_eq!(one.bewegingen.los, other.bewegingen.los);
    }
}

#[test]
fn who_is_in_two_layers_counts_in_the_first_and_stays_where_the_last_row_began() {
    let reach = samples::reach();
    // A person with a provision in the first two periods, and a melding in the second and third.
    let rows: [Row; 2] = [(Some(1), 0, 1, 0, 2), (Some(1), 1, 1, 1, 2)];
    let (bewegingen, gedeeld) = follow(rules(&rows, &reach), 4, (&reach, N_AREAS));
    let gemeente = Gebiedsindeling::idx_at(0);
    let n = |at, van, naar| {
        bewegingen.stromen.get(&(gemeente, at, Stroom { van, naar })).copied().unwrap_or(0)
    };
    use Toestand::{GeenOndersteuning, Maatwerk, Toegang};
    assert_eq!([n(1, Maatwerk, Maatwerk), n(2, Maatwerk, Toegang)], [1, 1]);
    assert_eq!(n(3, Toegang, GeenOndersteuning), 1);
    assert_eq!(gedeeld[0], (1, 1), "the other source knows the person, too");
}
