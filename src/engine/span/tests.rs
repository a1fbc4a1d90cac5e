//! The sets of moments agree with the test of one row in one period.

use proptest::prelude::*;

use super::*;
use crate::definition::Op;
use crate::engine::moments::{n_words, runs};
use crate::engine::predicate::Operand;
use crate::engine::samples::{EINDE, START, block, periods, predicate};
use crate::model::Frequentie;

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
        elders: false,
    };
    let mut sets = Span::new(&predicate, &moments).sets(&block, &moments);
    moments.trim(&mut sets);
    assert_eq!(sets, [0b0000_0111, 0b1111_1110, 0]);
}
