//! The sets of moments agree with the test of one row in one period.

use proptest::prelude::*;

use super::*;
use crate::definition::Op;
use crate::engine::moments::{n_words, runs};
use crate::engine::predicate::Operand;
use crate::model::Frequentie;
use crate::source::Dictionary;

/// The columns of the blocks below.
const START: usize = 0;
const EINDE: usize = 1;
const GETAL: usize = 2;
const PERIODE: usize = 3;
const TEXT: usize = 4;

const OPS: [Op; 6] =
    [Op::Gelijk, Op::Ongelijk, Op::Kleiner, Op::HoogstensGelijk, Op::Groter, Op::MinstensGelijk];

fn date() -> impl Strategy<Value = Datum> {
    let early = Datum::from_ymd_opt(2014, 12, 1).expect("a date");
    // Many of them at the ends of months, where comparisons turn.
    prop_oneof![
        (0_u64..1200).prop_map(move |days| early + chrono::Days::new(days)),
        (0_u32..36)
            .prop_map(move |months| { early + chrono::Months::new(months) - chrono::Days::new(1) }),
    ]
}

fn periode() -> impl Strategy<Value = Periode> {
    let frequentie = prop::sample::select(&Frequentie::ALL[..4]);
    (date(), frequentie).prop_map(|(date, frequentie)| {
        Periode::containing(date, frequentie).expect("years are usual")
    })
}

fn block() -> impl Strategy<Value = Block> {
    let row = (
        prop::option::weighted(0.8, date()),
        prop::option::weighted(0.5, date()),
        prop::option::weighted(0.8, 2013_i64..2019),
        prop::option::weighted(0.8, periode()),
        prop::option::weighted(0.8, 0_usize..3),
    );
    let dictionary = Dictionary::default();
    let ids = ["a", "b", "c"].map(|text| dictionary.intern(text));
    prop::collection::vec(row, 1..20).prop_map(move |rows| Block {
        file: 0,
        lines: (0..rows.len() as u64).collect(),
        columns: vec![
            Column::Datum(rows.iter().map(|row| row.0).collect()),
            Column::Datum(rows.iter().map(|row| row.1).collect()),
            Column::Getal(rows.iter().map(|row| row.2).collect()),
            Column::Periode(rows.iter().map(|row| row.3).collect()),
            Column::Text(rows.iter().map(|row| row.4.map(|text| ids[text])).collect()),
        ],
    })
}

fn leaf() -> impl Strategy<Value = Predicate> {
    let op = || prop::sample::select(&OPS[..]);
    let kolom = || prop::sample::select(&[START, EINDE][..]);
    let id = Dictionary::default().intern("a");
    prop_oneof![
        (kolom(), op()).prop_map(|(kolom, op)| Predicate::Date {
            kolom,
            op,
            waarde: Operand::OfPeriode
        }),
        (kolom(), op(), date()).prop_map(|(kolom, op, date)| Predicate::Date {
            kolom,
            op,
            waarde: Operand::Fixed(date)
        }),
        kolom().prop_map(|kolom| Predicate::DateInPeriode { kolom }),
        kolom().prop_map(|kolom| Predicate::Empty { kolom }),
        op().prop_map(|op| Predicate::Number {
            kolom: GETAL,
            op,
            waarde: Operand::OfPeriode,
            unit: 1
        }),
        op().prop_map(|op| Predicate::Period { kolom: PERIODE, op, waarde: Operand::OfPeriode }),
        Just(Predicate::PeriodInPeriode { kolom: PERIODE }),
        Just(Predicate::Covers { kolom: PERIODE }),
        Just(Predicate::Text { kolom: TEXT, id }),
    ]
}

fn predicate() -> impl Strategy<Value = Predicate> {
    leaf().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::Any),
            inner.prop_map(|part| Predicate::Not(Box::new(part))),
        ]
    })
}

/// Some periods between two bounds; those of all lengths take more than one word.
fn periods() -> impl Strategy<Value = Vec<Periode>> {
    let frequenties = prop::sample::subsequence(Frequentie::ALL[..4].to_vec(), 1..=4);
    (frequenties, 1_i32..5).prop_map(|(frequenties, n_years)| {
        let year = |jaar| Periode::of_year(jaar).expect("a year");
        let of =
            |&frequentie: &Frequentie| Periode::range(year(2015), year(2014 + n_years), frequentie);
        frequenties.iter().flat_map(of).collect()
    })
}

proptest! {
    #[test]
    fn a_set_holds_the_moments_in_which_the_row_passes(
        predicate in predicate(),
        block in block(),
        periods in periods(),
    ) {
        let moments = Moments::new(periods);
        let mut sets = Span::new(&predicate, &moments).sets(&block, &moments);
        moments.trim(&mut sets);
        let n_words = n_words(moments.list().len());
        for (row, set) in sets.chunks(n_words).enumerate() {
            let mut found = vec![false; moments.list().len()];
            for run in runs(set) {
                found[run].fill(true);
            }
            let expected: Vec<_> =
                moments.list().iter().map(|moment| predicate.holds(&block, row, moment)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_rows_that_pass_are_those_that_hold(predicate in predicate(), block in block()) {
        let moment = Moment::new("2016K2".parse().expect("a period"));
        let expected: Vec<_> =
            (0..block.n_rows()).map(|row| predicate.holds(&block, row, &moment)).collect();
        prop_assert_eq!(passing(&predicate, &block, &moment), expected);
    }
}

#[test]
fn a_stock_runs_from_its_start_to_its_end() {
    let at_most = Op::HoogstensGelijk;
    let predicate = Predicate::All(vec![
        Predicate::Date { kolom: START, op: at_most, waarde: Operand::OfPeriode },
        Predicate::Any(vec![
            Predicate::Empty { kolom: EINDE },
            Predicate::Date { kolom: EINDE, op: Op::Groter, waarde: Operand::OfPeriode },
        ]),
    ]);
    let [van, tot] = ["2015", "2016"].map(|text| text.parse().expect("a period"));
    let moments = Moments::new(Periode::range(van, tot, Frequentie::Kwartaal));
    let day = |text: &str| text.parse().ok();
    let block = Block {
        file: 0,
        lines: vec![2, 3, 4],
        columns: vec![
            Column::Datum(vec![day("2015-03-31"), day("2015-04-01"), day("2014-01-01")]),
            Column::Datum(vec![day("2015-12-31"), None, day("2014-02-01")]),
        ],
    };
    let mut sets = Span::new(&predicate, &moments).sets(&block, &moments);
    moments.trim(&mut sets);
    assert_eq!(sets, [0b0000_0111, 0b1111_1110, 0]);
}
