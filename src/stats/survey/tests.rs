//! Properties of the survey, for samples at random.

use proptest::prelude::*;

use super::*;
use crate::stats::{Confidence, NoInterval};

/// A respondent: stratum, weight, answer, and whether in the domain.
type Given = (u8, i64, Option<i64>, bool);

fn given() -> impl Strategy<Value = Vec<Given>> {
    let one = (0..3_u8, 1..50_i64, proptest::option::weighted(0.9, 0..5_i64), any::<bool>());
    proptest::collection::vec(one, 2..40)
}

/// People in stratum `0`, `1` and `2`; the last has no known number.
const PEOPLE: [Option<u64>; 3] = [Some(50), Some(400), None];

fn design_of(rows: &[Given], scale: f64) -> Design<u8> {
    let sampled: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(unit, &(stratum, weight, ..))| Sampled {
            stratum,
            unit,
            weight: Some(weight as f64 * scale),
            population: PEOPLE[usize::from(stratum)],
            second_stage: None,
        })
        .collect();
    Design::new(&sampled, LonelyUnit::Adjust).expect("a design")
}

fn answers(rows: &[Given]) -> Vec<Option<f64>> {
    rows.iter().map(|row| row.2.map(|answer| answer as f64)).collect()
}

fn members(rows: &[Given], inside: bool) -> Vec<bool> {
    rows.iter().map(|row| row.3 == inside).collect()
}

fn mean(rows: &[Given], scale: f64, inside: bool) -> Option<Estimate> {
    design_of(rows, scale).mean(&answers(rows), &members(rows, inside)).ok()
}

/// The respondents of a stratum in and outside the domain, as the engine counts them.
fn count(rows: &[Given]) -> Vec<ComparedStratum> {
    let part = |stratum: u8, inside: bool| {
        let mut part = DomainPart::default();
        for &(_, weight, answer, _) in rows.iter().filter(|row| row.0 == stratum && row.3 == inside)
        {
            part.members += 1;
            if let Some(answer) = answer {
                part.sums.add(weight, answer).expect("the sums are small");
            }
        }
        part
    };
    (0..3)
        .map(|stratum| ComparedStratum {
            respondents: rows.iter().filter(|row| row.0 == stratum).count() as u64,
            population: PEOPLE[usize::from(stratum)],
            first: part(stratum, true),
            second: part(stratum, false),
        })
        .collect()
}

#[track_caller]
fn assert_same(found: f64, expected: f64) {
    let error = (found - expected).abs();
    assert!(error <= 1e-9 * expected.abs() + 1e-12, "{found} instead of {expected}");
}

proptest! {
    /// Two routes to one formula: respondents in floats, and sums of integers.
    #[test]
    fn mean_is_that_of_the_sums(rows in given()) {
        let strata: Vec<_> = count(&rows)
            .into_iter()
            .map(|ComparedStratum { respondents, population, first, .. }| Stratum {
                respondents,
                population,
                members: first.members,
                sums: first.sums,
            })
            .collect();
        let by_sums = weighted_mean(&strata, 0, Confidence::P95);
        let Some(by_rows) = mean(&rows, 1.0, true) else {
            prop_assert!(by_sums.is_err());
            return Ok(());
        };
        let by_sums = by_sums.expect("somebody answered");
        assert_same(by_rows.value(), by_sums.mean);
        assert_same(by_rows.n_eff(), by_sums.n_eff);
        prop_assert_eq!((by_rows.df(), by_rows.n()), (by_sums.df, by_sums.n));
        match by_sums.precision {
            Ok(precision) => {
                let se = by_rows.standard_error().expect("the sums vary");
                assert_same(se, precision.standard_error);
                let interval = by_rows.interval(Confidence::P95).expect("the sums vary");
                assert_same(interval.lower(), precision.interval.lower());
            }
            // Only exact sums see that nothing varies, where weights are unlucky.
            Err(NoInterval::NoVariation) => {
                prop_assert!(by_rows.standard_error().map_or(true, |se| se < 1e-12));
            }
            Err(reason) => prop_assert_eq!(by_rows.standard_error(), Err(reason)),
        }
    }

    /// The same for the difference with the rest and with the whole, with its covariance.
    #[test]
    fn difference_is_that_of_the_sums(rows in given()) {
        let design = design_of(&rows, 1.0);
        let whole = design.mean(&answers(&rows), &vec![true; rows.len()]);
        let inside = mean(&rows, 1.0, true);
        let (Some(inside), Some(rest)) = (inside, mean(&rows, 1.0, false)) else {
            return Ok(());
        };
        let whole = whole.expect("both answered");
        for (against, other) in [(Against::Second, &rest), (Against::Both, &whole)] {
            let by_rows = design.difference(&inside, other, Confidence::P95);
            let by_sums = difference_of_domains(&count(&rows), against, 0, Confidence::P95);
            let by_sums = by_sums.expect("both answered");
            assert_same(by_rows.difference, by_sums.difference);
            prop_assert_eq!(by_rows.df, by_sums.df);
            match (by_rows.precision, by_sums.precision) {
                (Ok(found), Ok(expected)) => {
                    assert_same(found.standard_error, expected.standard_error);
                    assert_same(found.p_value, expected.p_value);
                }
                // Only exact sums see that nothing varies, where weights are unlucky.
                (Ok(_), Err(reason)) => prop_assert_eq!(reason, NoInterval::NoVariation),
                (Err(found), Err(expected)) => prop_assert_eq!(found, expected),
                (Err(reason), Ok(_)) => prop_assert!(false, "{:?} by rows only", reason),
            }
        }
    }

    #[test]
    fn order_of_rows_changes_no_bit(rows in given(), turn in 0..40_usize) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let Some(one) = mean(&rows, 0.1, true) else { return Ok(()) };
        let other = mean(&turned, 0.1, true).expect("the same answers");
        prop_assert_eq!(one.value().to_bits(), other.value().to_bits());
        let bits = |of: &Estimate| of.standard_error().map(f64::to_bits);
        prop_assert_eq!(bits(&one), bits(&other));
        let median = |rows: &[Given]| {
            let (answers, members) = (answers(rows), members(rows, true));
            let rule = QuantileRule::School;
            design_of(rows, 0.1).quantile(&answers, &members, 0.5, rule).expect("answers")
        };
        prop_assert_eq!(median(&rows).value(), median(&turned).value());
    }

    #[test]
    fn scale_of_weights_changes_nothing(rows in given()) {
        let Some(one) = mean(&rows, 1.0, true) else { return Ok(()) };
        let other = mean(&rows, 123.4, true).expect("the same answers");
        assert_same(one.value(), other.value());
        if let (Ok(one), Ok(other)) = (one.standard_error(), other.standard_error()) {
            assert_same(one, other);
        }
    }

    #[test]
    fn intervals_contain_their_estimate_and_widen(rows in given()) {
        let Some(found) = mean(&rows, 1.0, true) else { return Ok(()) };
        let p998 = Confidence::new(0.998).expect("a confidence");
        if let (Ok(narrow), Ok(wide)) = (found.interval(Confidence::P95), found.interval(p998)) {
            prop_assert!(narrow.lower() < found.value() && found.value() < narrow.upper());
            prop_assert!(wide.lower() < narrow.lower() && narrow.upper() < wide.upper());
            let normal = found.normal_interval(Confidence::P95).expect("varies");
            prop_assert!(narrow.lower() <= normal.lower());
        }
    }
}
