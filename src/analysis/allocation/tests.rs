//! Criteria from cells, limits in cents, and what holds of every division.

use std::collections::BTreeSet;

use super::criteria::{Unusable, residents_of, weigh};
use super::limits::{Telling, ceiling, floor};
use super::missing::{Asked, check_cells};
use super::split::Split;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::model::{
    AreaCode, Celdeel, Cell, Criterium, Figure, GeenCijfer, GeenInterval, Grens, Grootheid,
    Onderdrukt, Ontbrekend, Quantity, Weegrichting,
};
use crate::stats::{Limits, NoParts, Parts};

use super::*;

fn cell(waarde: f64) -> Cell {
    Cell::Waarde(Figure::new(waarde, Err(GeenInterval::Herleid)))
}

fn counted(teller: u64, noemer: u64) -> Cell {
    let mut figure = Figure::new(teller as f64 / noemer as f64, Err(GeenInterval::Herleid));
    figure.teller = Some(Quantity::count(teller));
    figure.noemer = Some(Quantity::count(noemer));
    if teller == 0 { Cell::Nul(figure) } else { Cell::Waarde(figure) }
}

const WITHHELD: Cell = Cell::Onderdrukt(Onderdrukt::Monitor);
const MISSING: Cell = Cell::Geen(GeenCijfer::Ontbreekt);

fn grootheid(maat: Celdeel) -> Grootheid {
    Grootheid { indicator: "zr_meldingen".into(), maat, periode: "2018".parse().expect("a period") }
}

fn criterium(maat: Celdeel, keer: Option<Celdeel>, richting: Weegrichting) -> Criterium {
    Criterium {
        naam: "meldingen".into(),
        grootheid: grootheid(maat),
        keer: keer.map(grootheid),
        richting,
        gewicht: Quantity::count(100),
        ontbrekend: Ontbrekend::Gemiddelde,
    }
}

fn shares(parts: &Parts) -> Vec<f64> {
    (0..parts.len()).map(|idx| parts.share(idx)).collect()
}

#[test]
fn counts_what_the_rule_names_of_a_cell() {
    let cells = [counted(1, 500), counted(3, 500), counted(0, 1000)];
    let of = |maat| {
        let criterium = criterium(maat, None, Weegrichting::Meer);
        shares(&weigh(&criterium, &cells, None).expect("proportions"))
    };
    assert_eq!(of(Celdeel::Teller), [0.25, 0.75, 0.0]);
    assert_eq!(of(Celdeel::Noemer), [0.25, 0.25, 0.5]);
    assert_eq!(of(Celdeel::Waarde), [0.25, 0.75, 0.0]);
}

#[test]
fn a_rate_times_residents_is_a_number_of_people() {
    let criterium = criterium(Celdeel::Waarde, Some(Celdeel::Noemer), Weegrichting::Meer);
    let (lonely, residents) = ([cell(40.0), cell(20.0)], [counted(5, 100), counted(5, 600)]);
    let parts = weigh(&criterium, &lonely, Some(&residents)).expect("proportions");
    assert_eq!(shares(&parts), [0.25, 0.75]);
}

#[test]
fn less_of_it_is_more_money_per_head() {
    let criterium = criterium(Celdeel::Waarde, Some(Celdeel::Noemer), Weegrichting::Minder);
    let (marks, residents) = ([cell(6.0), cell(2.0)], [counted(5, 100), counted(5, 100)]);
    let parts = weigh(&criterium, &marks, Some(&residents)).expect("proportions");
    assert_eq!(shares(&parts), [0.25, 0.75]);
}

#[test]
fn the_mean_of_those_that_are_shown_stands_in() {
    let criterium = criterium(Celdeel::Waarde, None, Weegrichting::Meer);
    let parts = weigh(&criterium, &[cell(2.0), WITHHELD, cell(4.0), MISSING], None);
    assert_eq!(shares(&parts.expect("proportions")), [2.0 / 12.0, 0.25, 4.0 / 12.0, 0.25]);
}

#[test]
fn what_divides_nothing_is_no_criterion() {
    let criterium = criterium(Celdeel::Waarde, None, Weegrichting::Meer);
    let of = |cells: &[Cell]| weigh(&criterium, cells, None).map(|_| ());
    assert_eq!(of(&[cell(0.0), cell(0.0)]), Err(Unusable::AllZero));
    assert_eq!(of(&[cell(1.0), cell(-1.0)]), Err(Unusable::No(NoParts::Negative(1))));
    assert_eq!(of(&[WITHHELD, MISSING]), Err(Unusable::No(NoParts::Unknown)));
}

fn codes(n: usize) -> Vec<AreaCode> {
    (0..n).map(|idx| format!("TG{idx:02}").parse().expect("a code")).collect()
}

fn told(maat: Celdeel, ontbrekend: Ontbrekend, cells: &[Cell]) -> Option<Diagnostic> {
    let periods = BTreeSet::from(["2017".parse().expect("a period")]);
    let asked = Asked {
        naam: "`meldingen`",
        grootheid: &grootheid(maat),
        ontbrekend,
        niveau: Niveau::Toegangsgebied,
        codes: &codes(cells.len()),
        periods: &periods,
        place: &Place::file("verdeling.toml"),
    };
    check_cells(&asked, cells)
}

#[test]
fn an_area_without_a_figure_is_told_by_its_reason() {
    let cells = [cell(1.0), WITHHELD, MISSING, WITHHELD];
    let finding = told(Celdeel::Waarde, Ontbrekend::Weigeren, &cells).expect("a finding");
    assert_eq!((finding.code, finding.level), (Code::CriterionMissing, Level::Error));
    assert_eq!(finding.label, "onderdrukt: TG01, TG03; ontbreekt: TG02");
    let finding = told(Celdeel::Waarde, Ontbrekend::Gemiddelde, &cells).expect("a finding");
    assert_eq!((finding.code, finding.level), (Code::CriterionFilled, Level::Warning));
    assert_eq!(told(Celdeel::Waarde, Ontbrekend::Weigeren, &[cell(1.0), cell(0.0)]), None);
}

#[test]
fn a_count_that_is_withheld_is_small_so_another_way_is_offered() {
    let help = |ontbrekend, cells: &[Cell]| {
        told(Celdeel::Noemer, ontbrekend, cells).expect("a finding").help.unwrap_or_default()
    };
    let withheld = [counted(1, 2), WITHHELD];
    assert!(help(Ontbrekend::Weigeren, &withheld).contains("an indicator of their own"));
    assert!(help(Ontbrekend::Gemiddelde, &withheld).contains("with `keer`"));
    let missing = [counted(1, 2), MISSING];
    assert!(help(Ontbrekend::Weigeren, &missing).contains("`ontbrekend"));
    assert_eq!(help(Ontbrekend::Gemiddelde, &missing), "");
}

#[test]
fn residents_are_a_count_or_a_value() {
    let figure = |waarde| Figure::new(waarde, Err(GeenInterval::VolledigeTelling));
    let value = |waarde| residents_of(&figure(waarde), Celdeel::Waarde);
    assert_eq!(value(1250.5), Some(Quantity { units: 12_505_000, scale: 4 }));
    assert_eq!((value(-1.0), value(f64::NAN)), (None, None));
    assert_eq!(residents_of(&figure(7.0), Celdeel::Noemer), None);
}

#[test]
fn a_mean_of_nothing_stands_in_for_nothing() {
    let finding = told(Celdeel::Waarde, Ontbrekend::Gemiddelde, &[WITHHELD, MISSING]);
    let finding = finding.expect("a finding");
    assert_eq!(finding.code, Code::CriterionMissing);
    assert_eq!(finding.help.as_deref(), Some("it has figures in 2017"));
}

#[test]
fn a_published_figure_has_no_teller() {
    let finding = told(Celdeel::Teller, Ontbrekend::Gemiddelde, &[cell(1.0), counted(1, 2)]);
    assert_eq!(finding.expect("a finding").code, Code::BadValue);
}

#[test]
fn floors_round_up_and_ceilings_down() {
    let telling = Telling { inwoners: Some(Quantity::count(3)), huidig: Some(1001) };
    let quantity = |units, scale| Some(Quantity { units, scale });
    let per_head = Grens { per_inwoner: quantity(33_333, 4), ..Grens::default() };
    assert_eq!((floor(&per_head, telling), ceiling(&per_head, telling)), (Some(1000), Some(999)));
    let of_today = Grens { procent_huidig: quantity(905, 1), ..Grens::default() };
    assert_eq!((floor(&of_today, telling), ceiling(&of_today, telling)), (Some(906), Some(905)));
    assert_eq!(floor(&Grens::default(), telling), None);
}

#[test]
fn the_strictest_limit_counts() {
    let telling = Telling { inwoners: None, huidig: Some(1000) };
    let both = Grens {
        bedrag: Some(Bedrag::of_cent(950)),
        procent_huidig: Some(Quantity::count(90)),
        per_inwoner: None,
    };
    assert_eq!((floor(&both, telling), ceiling(&both, telling)), (Some(950), Some(900)));
}

mod properties {
    use proptest::prelude::*;

    use super::super::sensitivity;
    use super::*;

    /// An area: its numbers for three criteria and its limits.
    type Area = ([u128; 3], u128, Option<u128>);

    #[derive(Clone, Debug)]
    struct Opgave {
        total: u128,
        weights: [u128; 3],
        areas: Vec<Area>,
    }

    fn opgaven(limited: bool) -> impl Strategy<Value = Opgave> {
        // Of the first area all numbers are above zero, so that each criterion divides something.
        let first = (1..10_000_u128, 1..10_000_u128, 1..10_000_u128);
        let other = (0..10_000_u128, 0..10_000_u128, 0..10_000_u128);
        let room = (0..2_000_u128, proptest::option::of(0..50_000_u128));
        let area = move |numbers: (u128, u128, u128), (floor, room): (u128, Option<u128>)| {
            let ceiling = room.map(|room| floor + room);
            let (floor, ceiling) = if limited { (floor, ceiling) } else { (0, None) };
            ([numbers.0, numbers.1, numbers.2], floor, ceiling)
        };
        let weights = (1..100_u128, 1..100_u128, 1..100_u128);
        let others = proptest::collection::vec((other, room.clone()), 0..25);
        (0..1_000_000_u128, weights, (first, room), others).prop_map(
            move |(total, weights, first, others)| Opgave {
                total,
                weights: [weights.0, weights.1, weights.2],
                areas: std::iter::once(first)
                    .chain(others)
                    .map(|(numbers, room)| area(numbers, room))
                    .collect(),
            },
        )
    }

    fn with_split<T>(
        opgave: &Opgave,
        keys: Vec<AreaCode>,
        then: impl FnOnce(&Split<'_>) -> T,
    ) -> T {
        let lists: Vec<Parts> = (0..3)
            .map(|list| {
                let numbers = opgave.areas.iter().map(|area| area.0[list]);
                Parts::of_counts(&numbers.collect::<Vec<_>>())
            })
            .collect();
        let limits = opgave.areas.iter().map(|area| Limits { floor: area.1, ceiling: area.2 });
        then(&Split {
            total: opgave.total,
            weights: opgave.weights.to_vec(),
            lists: lists.iter().collect(),
            limits: limits.collect(),
            keys,
        })
    }

    fn amounts(split: &Split<'_>, weights: &[u128]) -> Option<Vec<u128>> {
        let divided = split.divide(weights).ok()?;
        Some(divided.parts.iter().map(|part| part.given).collect())
    }

    proptest! {
        #[test]
        fn adds_up_to_the_cent_within_the_limits(opgave in opgaven(true)) {
            with_split(&opgave, codes(opgave.areas.len()), |split| {
                let Ok(divided) = split.divide(&split.weights) else { return Ok(()) };
                let given: Vec<_> = divided.parts.iter().map(|part| part.given).collect();
                prop_assert_eq!(given.iter().sum::<u128>(), opgave.total);
                for (given, (_, floor, ceiling)) in given.iter().zip(&opgave.areas) {
                    prop_assert!(floor <= given && ceiling.is_none_or(|ceiling| *given <= ceiling));
                }
                for one in sensitivity::of(split, &divided) {
                    let sum: f64 = one.gewichten.iter().sum();
                    prop_assert!((sum - 100.0).abs() < 1e-9);
                    if let Some(other) = &one.bedragen {
                        let sum: i128 = other.iter().map(|bedrag| bedrag.cent).sum();
                        prop_assert_eq!(sum, opgave.total as i128);
                    }
                }
                Ok(())
            })?;
        }

        #[test]
        fn criteria_add_up_to_what_an_area_gets(opgave in opgaven(false)) {
            with_split(&opgave, codes(opgave.areas.len()), |split| {
                let divided = split.divide(&split.weights).expect("no limits");
                let brought = split.contributions(&divided);
                for (part, brought) in divided.parts.iter().zip(&brought) {
                    prop_assert_eq!(brought.iter().sum::<u128>(), part.given);
                }
                // Each criterion brings its weight, but for the rounding in each area.
                let (n, all) = (opgave.areas.len() as u128, opgave.weights.iter().sum::<u128>());
                for (list, weight) in opgave.weights.iter().enumerate() {
                    let sum: u128 = brought.iter().map(|brought| brought[list]).sum();
                    prop_assert!((sum * all).abs_diff(opgave.total * weight) <= 2 * n * all);
                }
                Ok(())
            })?;
        }

        #[test]
        fn the_order_of_areas_does_not_matter(opgave in opgaven(true), turn in 0..25_usize) {
            let keys = codes(opgave.areas.len());
            let turn = turn % keys.len();
            let mut other = opgave.clone();
            other.areas.rotate_left(turn);
            let mut other_keys = keys.clone();
            other_keys.rotate_left(turn);
            let one = with_split(&opgave, keys, |split| amounts(split, &split.weights));
            let other = with_split(&other, other_keys, |split| amounts(split, &split.weights));
            let turned = one.map(|mut amounts| {
                amounts.rotate_left(turn);
                amounts
            });
            prop_assert_eq!(other, turned);
        }

        /// Without limits, and but for the rounding to a cent.
        #[test]
        fn more_weight_is_more_money_for_who_has_more_of_it(opgave in opgaven(false)) {
            with_split(&opgave, codes(opgave.areas.len()), |split| {
                let [one, two, three] = opgave.weights;
                let before = amounts(split, &[one, two, three]).expect("no limits");
                // The others keep their proportions: only the first becomes heavier.
                let after = amounts(split, &[2 * one, two, three]).expect("no limits");
                let alone = amounts(split, &[1, 0, 0]).expect("no limits");
                let rest = amounts(split, &[0, two, three]).expect("no limits");
                for idx in 0..before.len() {
                    if rest[idx] + 1 < alone[idx] {
                        prop_assert!(before[idx] <= after[idx] + 1);
                    }
                    if alone[idx] + 1 < rest[idx] {
                        prop_assert!(after[idx] <= before[idx] + 1);
                    }
                }
                Ok(())
            })?;
        }
    }
}
