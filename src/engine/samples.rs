//! Blocks, filters and periods by chance, for the tests of counting.

use proptest::prelude::*;

use crate::definition::Op;
use crate::model::{Datum, Frequentie, Gebied, Gebiedsindeling, Geldigheid, Niveau, Periode};
use crate::source::{Block, Column, Dictionary};

use super::predicate::{Operand, Predicate};
use super::reach::Reach;

/// The columns of the blocks below.
pub(super) const START: usize = 0;
pub(super) const EINDE: usize = 1;
pub(super) const GETAL: usize = 2;
pub(super) const PERIODE: usize = 3;
pub(super) const TEXT: usize = 4;
pub(super) const GEBIED: usize = 5;

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

/// Some rows, of which many cells are empty.
pub(super) fn block() -> impl Strategy<Value = Block> {
    let row = (
        prop::option::weighted(0.8, date()),
        prop::option::weighted(0.5, date()),
        prop::option::weighted(0.8, 2013_i64..2019),
        prop::option::weighted(0.8, periode()),
        prop::option::weighted(0.8, 0_usize..3),
        prop::option::weighted(0.8, 0_usize..4),
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
            Column::Gebied(rows.iter().map(|row| row.5.map(Gebiedsindeling::idx_at)).collect()),
        ],
        elders: false,
    })
}

/// One condition, on the period or not.
pub(super) fn leaf() -> impl Strategy<Value = Predicate> {
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

/// Conditions within conditions.
pub(super) fn predicate() -> impl Strategy<Value = Predicate> {
    leaf().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::Any),
            inner.prop_map(|part| Predicate::Not(Box::new(part))),
        ]
    })
}

/// Some periods between two bounds; those of all lengths take more than one word.
pub(super) fn periods() -> impl Strategy<Value = Vec<Periode>> {
    let frequenties = prop::sample::subsequence(Frequentie::ALL[..4].to_vec(), 1..=4);
    (frequenties, 1_i32..5).prop_map(|(frequenties, n_years)| {
        let year = |jaar| Periode::of_year(jaar).expect("a year");
        let of =
            |&frequentie: &Frequentie| Periode::range(year(2015), year(2014 + n_years), frequentie);
        frequenties.iter().flat_map(of).collect()
    })
}

/// A gemeente of a wijk and one that begins in 2016, with a buurt that moves to it in that year.
pub(super) fn reach() -> Reach {
    let day = |text: &str| text.parse().ok();
    let within = |ouder: Option<usize>, van, tot| Geldigheid {
        van,
        tot,
        ouder: ouder.map(Gebiedsindeling::idx_at),
    };
    let gebied = |code: &str, niveau, geldigheid| Gebied {
        code: code.parse().expect("a code"),
        naam: String::new(),
        niveau,
        geldigheid,
    };
    let tree = Gebiedsindeling::new(vec![
        gebied("GM0999", Niveau::Gemeente, vec![within(None, None, None)]),
        gebied("WK099901", Niveau::Wijk, vec![within(Some(0), None, None)]),
        gebied("WK099902", Niveau::Wijk, vec![within(Some(0), day("2016-01-01"), None)]),
        gebied(
            "BU09990100",
            Niveau::Buurt,
            vec![
                within(Some(1), None, day("2016-06-30")),
                within(Some(2), day("2016-07-01"), day("2017-03-31")),
            ],
        ),
    ]);
    Reach::new(&tree, Gebiedsindeling::idx_at(0))
}
