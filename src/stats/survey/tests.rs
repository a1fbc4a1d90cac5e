//! Properties of the survey, for samples at random.

use proptest::prelude::*;

use super::*;
use crate::stats::{Confidence, NoInterval, ShareMethod, ValueSums, register_mean};

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

/// The strata with what they hold of the domain.
fn strata_of(rows: &[Given]) -> Vec<Stratum> {
    count(rows)
        .into_iter()
        .map(|ComparedStratum { respondents, population, first, .. }| Stratum {
            respondents,
            population,
            members: first.members,
            sums: first.sums,
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
        let by_sums = weighted_mean(&strata_of(&rows), 0, Confidence::P95);
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

    /// Every estimate of a design, as bits or as what it says.
    #[test]
    fn order_of_rows_changes_no_estimate(given in given().prop_flat_map(
        |rows| (Just(rows.clone()), Just(rows).prop_shuffle()),
    )) {
        let all = |rows: &[Given]| {
            let (design, answers) = (design_of(rows, 0.1), answers(rows));
            let (inside, outside) = (members(rows, true), members(rows, false));
            let high: Vec<_> = answers.iter().map(|y| y.map(|y| 2.0 < y)).collect();
            let more: Vec<_> = answers.iter().map(|y| y.map(|y| y + 1.0)).collect();
            let said = |found: Result<Estimate, EstimateError>| {
                found.map(|found| (found.value(), found.standard_error(), found.deff()))
            };
            let share = design.share(&high, &inside);
            let intervals: Option<Vec<_>> = share.ok().map(|share| {
                let methods = [ShareMethod::Wilson, ShareMethod::KornGraubard];
                methods.map(|method| share.interval(method, Confidence::P95)).to_vec()
            });
            let difference = match (design.mean(&answers, &inside), design.mean(&answers, &outside))
            {
                (Ok(one), Ok(other)) => Some(design.difference(&one, &other, Confidence::P95)),
                _ => None,
            };
            let strata: Vec<_> = rows.iter().map(|row| row.0).collect();
            let totals = strata.iter().map(|&stratum| (stratum, 40.0)).collect();
            let margin = Margin { name: "stratum".to_owned(), cells: strata, totals };
            let calibrated = design.post_stratify(&margin).expect("totals of all strata");
            (
                said(design.total(&answers, &inside)),
                said(design.ratio(&answers, &more, &inside)),
                intervals,
                difference,
                design.association(&high, &inside.iter().copied().map(Some).collect::<Vec<_>>(), &vec![true; rows.len()]),
                said(calibrated.mean(&answers, &inside)),
            )
        };
        let (found, shuffled) = (all(&given.0), all(&given.1));
        prop_assert_eq!(found, shuffled);
    }

    #[test]
    fn scale_of_weights_changes_nothing(rows in given()) {
        let Some(one) = mean(&rows, 1.0, true) else { return Ok(()) };
        let other = mean(&rows, 123.4, true).expect("the same answers");
        assert_same(one.value(), other.value());
        let intervals = [&one, &other].map(|found| found.interval(Confidence::P95));
        if let [Ok(one), Ok(other)] = intervals {
            assert_same(one.lower(), other.lower());
            assert_same(one.upper(), other.upper());
        }
    }

    /// A stratum that all belong to is none, and its mean is that of Student when all weigh the
    /// same: the sums, the rows and the register agree.
    #[test]
    fn one_stratum_is_no_strata(rows in given(), weight in 1..50_i64) {
        let one: Vec<Given> = rows.iter().map(|row| (2, weight, row.2, true)).collect();
        let answered: Vec<i64> = one.iter().filter_map(|row| row.2).collect();
        let complete: Vec<Given> = answered.iter().map(|&y| (2, weight, Some(y), true)).collect();
        let mut values = ValueSums::default();
        for &answer in &answered {
            values.add(answer).expect("the sums are small");
        }
        let Some(student) = register_mean(values, 0) else { return Ok(()) };
        let by_rows = mean(&complete, 1.0, true).expect("somebody answered");
        let by_sums = weighted_mean(&strata_of(&complete), 0, Confidence::P95).expect("answers");
        assert_same(by_rows.value(), student.mean);
        assert_same(by_sums.mean, student.mean);
        if let Ok(interval) = student.interval(Confidence::P95) {
            let precision = by_sums.precision.expect("answers that vary");
            assert_same(precision.interval.lower(), interval.lower());
            assert_same(precision.interval.upper(), interval.upper());
            let found = by_rows.interval(Confidence::P95).expect("answers that vary");
            assert_same(found.lower(), interval.lower());
        }
    }

    /// Domains that make the whole add up to it, and a domain of everybody is the whole.
    #[test]
    fn domain_of_all_is_the_total(rows in given()) {
        let design = design_of(&rows, 1.0);
        let answers = answers(&rows);
        let everybody = vec![true; rows.len()];
        let total = |members: &[bool]| design.total(&answers, members);
        let Ok(all) = total(&everybody) else { return Ok(()) };
        let parts = [members(&rows, true), members(&rows, false)];
        let parts = parts.map(|members| total(&members).map_or(0.0, |found| found.value()));
        assert_same(parts[0] + parts[1], all.value());
        // Who gave no answer is outside any domain.
        let answered: Vec<bool> = rows.iter().map(|row| row.2.is_some()).collect();
        let of_those = total(&answered).expect("somebody answered");
        prop_assert_eq!(all.value().to_bits(), of_those.value().to_bits());
        let weights: i64 = rows.iter().filter(|row| row.2.is_some()).map(|row| row.1).sum();
        let mean = design.mean(&answers, &everybody).expect("somebody answered");
        assert_same(mean.value() * weights as f64, all.value());
    }

    /// Sums are exact, so another unit of the weights changes no more than the last bits.
    #[test]
    fn scale_of_weights_does_not_change_sums(rows in given(), scale in 2..1_000_i64) {
        let scaled: Vec<Given> = rows.iter().map(|row| (row.0, row.1 * scale, row.2, row.3)).collect();
        let of = |rows: &[Given]| weighted_mean(&strata_of(rows), 0, Confidence::P95);
        let (Ok(one), Ok(other)) = (of(&rows), of(&scaled)) else { return Ok(()) };
        assert_same(one.mean, other.mean);
        assert_same(one.n_eff, other.n_eff);
        match (one.precision, other.precision) {
            (Ok(one), Ok(other)) => {
                assert_same(one.interval.lower(), other.interval.lower());
                assert_same(one.interval.upper(), other.interval.upper());
            }
            (one, other) => prop_assert_eq!(one, other),
        }
    }

    #[test]
    fn intervals_of_sums_contain_their_estimate_and_widen(rows in given()) {
        let p998 = Confidence::P998;
        let yes: Vec<Given> =
            rows.iter().map(|row| (row.0, row.1, row.2.map(|y| i64::from(2 < y)), row.3)).collect();
        let share = |confidence| share_of_answers(&strata_of(&yes), confidence);
        let (Ok(narrow), Ok(wide)) = (share(Confidence::P95), share(p998)) else { return Ok(()) };
        if let (Ok(found), Ok(wide)) = (narrow.interval, wide.interval) {
            let p = narrow.mean.mean;
            prop_assert!(found.lower() <= p + 1e-15 && p - 1e-15 <= found.upper());
            prop_assert!(wide.lower() <= found.lower() && found.upper() <= wide.upper());
            prop_assert!(0.0 <= wide.lower() && wide.upper() <= 1.0);
        }
        let against = Against::Second;
        let of = |confidence| difference_of_domains(&count(&rows), against, 0, confidence);
        let (Ok(narrow), Ok(wide)) = (of(Confidence::P95), of(p998)) else { return Ok(()) };
        if let (Ok(found), Ok(wide)) = (narrow.precision, wide.precision) {
            let (found, wide) = (found.interval, wide.interval);
            prop_assert!(found.lower() < narrow.difference && narrow.difference < found.upper());
            prop_assert!(wide.lower() < found.lower() && found.upper() < wide.upper());
        }
    }

    #[test]
    fn intervals_contain_their_estimate_and_widen(rows in given()) {
        let Some(found) = mean(&rows, 1.0, true) else { return Ok(()) };
        let p998 = Confidence::P998;
        if let (Ok(narrow), Ok(wide)) = (found.interval(Confidence::P95), found.interval(p998)) {
            prop_assert!(narrow.lower() < found.value() && found.value() < narrow.upper());
            prop_assert!(wide.lower() < narrow.lower() && narrow.upper() < wide.upper());
            let normal = found.normal_interval(Confidence::P95).expect("varies");
            prop_assert!(narrow.lower() <= normal.lower());
        }
    }
}
