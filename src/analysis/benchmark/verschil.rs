//! How much two sides differ, and whether by more than chance.

use super::zijde::{Maat, Zijde};
use crate::stats::{
    Interval, RateDifferenceMethod, Share, chi_squared_test, difference_interval,
    difference_p_value, fisher_exact_test, newcombe_difference, rate_difference_interval,
    rate_ratio,
};

/// The difference of two independent figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verschil {
    /// The first minus the second, in the unit of the indicator.
    pub verschil: f64,
    /// Its lower bound.
    pub ondergrens: f64,
    /// Its upper bound.
    pub bovengrens: f64,
    /// The two-sided p-value of no difference.
    pub p: f64,
    /// The p-value adjusted for the number of areas (Benjamini and Hochberg).
    pub q: f64,
}

/// Why two figures that are both there are not tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GeenToets {
    /// One of them has no interval.
    GeenInterval,
    /// Nothing happened on either side, or everything did.
    Gelijk,
}

/// An expected number below which the test of Fisher takes the place of Pearson's.
const FEW_EXPECTED: f64 = 5.0;

/// Compares two sides that are independent, or are taken to be.
///
/// Independent events by the test of two Poisson rates, with the score interval of their difference; shares by
/// Newcombe's interval and the test of Pearson, or of Fisher where few are expected. All other figures by their
/// intervals (MOVER), from which the p-value follows, so that the two never contradict each other.
pub(super) fn compare(a: &Zijde, b: &Zijde, maat: Maat) -> Result<Verschil, GeenToets> {
    let (verschil, interval, p) = match a.telling.zip(b.telling) {
        Some((own, other)) => {
            match (own.rate(maat), other.rate(maat), own.share(), other.share()) {
                (Some(own), Some(other), ..) => {
                    let ratio = rate_ratio(own, other, maat.confidence);
                    let method = RateDifferenceMethod::Score;
                    let interval = rate_difference_interval(own, other, method, maat.confidence);
                    let (ratio, interval) =
                        ratio.ok().zip(interval.ok()).ok_or(GeenToets::Gelijk)?;
                    (own.value() - other.value(), interval, ratio.p_value)
                }
                (_, _, Some(own), Some(other)) => {
                    let found = newcombe_difference(own, other, maat.confidence);
                    let p = test_shares(own, other).ok_or(GeenToets::Gelijk)?;
                    let (lower, upper) = (found.interval.lower(), found.interval.upper());
                    let interval = Interval::new(lower * maat.factor, upper * maat.factor)
                        .expect("a factor is above 0 and finite");
                    (found.difference * maat.factor, interval, p)
                }
                _ => by_interval(a, b, maat)?,
            }
        }
        None => by_interval(a, b, maat)?,
    };
    let (ondergrens, bovengrens) = (interval.lower(), interval.upper());
    Ok(Verschil { verschil, ondergrens, bovengrens, p, q: p })
}

fn by_interval(a: &Zijde, b: &Zijde, maat: Maat) -> Result<(f64, Interval, f64), GeenToets> {
    let (own, other) = a.interval.zip(b.interval).ok_or(GeenToets::GeenInterval)?;
    let verschil = a.waarde - b.waarde;
    let interval = difference_interval((a.waarde, own), (b.waarde, other), 0.0)
        .ok_or(GeenToets::GeenInterval)?;
    Ok((verschil, interval, difference_p_value(verschil, interval, maat.confidence)))
}

/// The p-value of equal shares; nothing when both are 0 or both are everybody.
fn test_shares(a: Share, b: Share) -> Option<f64> {
    let pearson = chi_squared_test(a, b)?.p_value;
    let n = a.noemer() + b.noemer();
    let inside = a.teller() + b.teller();
    let expected = [inside, n - inside]
        .into_iter()
        .flat_map(|sum| [a.noemer(), b.noemer()].map(|noemer| sum * noemer / n));
    let is_small = expected.fold(f64::INFINITY, f64::min) < FEW_EXPECTED;
    let fisher = is_small.then(|| fisher_exact_test(a, b)).flatten();
    Some(fisher.unwrap_or(pearson))
}

#[cfg(test)]
mod tests {
    use super::super::zijde::tests::{PER_1000, PERCENT, bare_figure, rate_figure, share_figure};
    use super::*;
    use crate::model::Figure;

    fn found(a: &Figure, b: &Figure, maat: Maat) -> Result<Verschil, GeenToets> {
        compare(&Zijde::of(a, maat), &Zijde::of(b, maat), maat)
    }

    /// The example of R's `poisson.test`: 11 events in 800 and 21 in 3,011 have a p-value of 0.07967.
    #[test]
    fn rates_are_tested_exactly_where_events_are_few() {
        let verschil = found(&rate_figure(11, 800), &rate_figure(21, 3_011), PER_1000);
        let verschil = verschil.expect("events");
        assert!((verschil.p - 0.079_67).abs() < 5e-6, "{verschil:?}");
        assert!((verschil.verschil - (13.75 - 6.974_427)).abs() < 1e-5, "{verschil:?}");
        assert!(verschil.ondergrens < verschil.verschil && verschil.verschil < verschil.bovengrens);
    }

    /// Newcombe (1998), table II, example (a), method 10: 56/70 - 48/80 has 0.0524 to 0.3339. Chi-squared is
    /// `0.2² / (104/150 × 46/150 × (1/70 + 1/80)) = 7.0234`, and beyond that lies 0.008045.
    #[test]
    fn shares_have_the_interval_of_newcombe_and_the_test_of_pearson() {
        let verschil = found(&share_figure(56, 70), &share_figure(48, 80), PERCENT);
        let verschil = verschil.expect("shares");
        assert!((verschil.ondergrens - 5.24).abs() < 0.005, "{verschil:?}");
        assert!((verschil.bovengrens - 33.39).abs() < 0.005, "{verschil:?}");
        assert!((verschil.p - 0.008_045).abs() < 5e-7, "{verschil:?}");
    }

    /// Fisher's tea: 3 of 4 and 1 of 4 have a p-value of 0.4857.
    #[test]
    fn shares_of_few_are_tested_exactly() {
        let verschil = found(&share_figure(3, 4), &share_figure(1, 4), PERCENT).expect("shares");
        assert!((verschil.p - 0.485_714).abs() < 1e-6, "{verschil:?}");
    }

    #[test]
    fn other_figures_are_compared_by_their_intervals() {
        // Margins of 3 and 4 make one of 5 around a difference of 6.
        let (a, b) = (bare_figure(10.0, 7.0, 13.0), bare_figure(4.0, 0.0, 8.0));
        let verschil = found(&a, &b, PERCENT).expect("intervals");
        assert_eq!([verschil.verschil, verschil.ondergrens, verschil.bovengrens], [6.0, 1.0, 11.0]);
        // Φ(-1.95996 × 6/5) twice.
        assert!((verschil.p - 0.018_675).abs() < 5e-7, "{verschil:?}");
    }

    #[test]
    fn nothing_can_be_said_without_events_or_interval() {
        let zero = rate_figure(0, 500);
        assert_eq!(found(&zero, &rate_figure(0, 900), PER_1000), Err(GeenToets::Gelijk));
        let all = share_figure(20, 20);
        assert_eq!(found(&all, &share_figure(7, 7), PERCENT), Err(GeenToets::Gelijk));
        let unsure = Figure::new(3.0, Err(crate::model::GeenInterval::BronZonderMarge));
        assert_eq!(found(&unsure, &zero, PER_1000), Err(GeenToets::GeenInterval));
    }
}
