//! Published rules for progress toward a target, told beside the verdict of the monitor.
//!
//! They know one value to reach. Of a band, a gap or a value to keep they say nothing. Only the
//! first knows of chance, and it does not know of time.

mod destatis;
mod eurostat;
mod hp2030;
mod unsd;

use crate::model::{AnderOordeel, Meetpunt, Richting, Statusmethode};

/// The verdict of a rule that cannot be computed from these numbers.
pub const NIET_TE_BEREKENEN: AnderOordeel =
    AnderOordeel { woord: "niet_te_berekenen", getal: None };

/// What the published rules look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The baseline.
    pub nulmeting: Meetpunt,
    /// The figure now.
    pub nu: Meetpunt,
    /// The value to reach.
    pub doelwaarde: f64,
    /// Which way it should go.
    pub richting: Richting,
    /// The time of the baseline, in years.
    pub van: f64,
    /// The time of the figure, in years.
    pub tot: f64,
    /// The deadline, in years.
    pub deadline: f64,
    /// True when the unit is a percentage, from 0 to 100.
    pub is_percentage: bool,
}

/// Judges by a published rule.
pub fn judge_by(methode: Statusmethode, progress: &Progress) -> AnderOordeel {
    match methode {
        Statusmethode::Hp2030 => hp2030::judge(progress),
        Statusmethode::Unsd => unsd::judge(progress),
        Statusmethode::Eurostat => eurostat::judge(progress),
        Statusmethode::Destatis => destatis::judge(progress),
    }
}

impl Progress {
    /// 1 when it should rise and -1 when it should fall; 0 when neither is better and the target is
    /// the baseline.
    fn sign(&self) -> f64 {
        let (baseline, target) = (self.nulmeting.waarde, self.doelwaarde);
        match self.richting {
            Richting::HogerIsBeter => 1.0,
            Richting::LagerIsBeter => -1.0,
            Richting::Bandbreedte if baseline < target => 1.0,
            Richting::Bandbreedte if target < baseline => -1.0,
            Richting::Bandbreedte => 0.0,
        }
    }

    /// True when the figure equals or passes the target.
    fn is_met(&self) -> bool {
        let sign = self.sign();
        let beyond = sign * (self.nu.waarde - self.doelwaarde);
        0.0 <= beyond && (sign != 0.0 || self.nu.waarde == self.doelwaarde)
    }

    /// The part of the growth per year, `(y/b)^(1/(t - t0)) - 1`; nothing without time between the
    /// figures, or when one is below 0 or the baseline is 0, of which nothing grows.
    fn growth(&self) -> Option<f64> {
        let (baseline, now) = (self.nulmeting.waarde, self.nu.waarde);
        let is_known = self.van < self.tot && 0.0 < baseline && 0.0 <= now;
        is_known.then(|| libm::pow(now / baseline, 1.0 / (self.tot - self.van)) - 1.0)
    }

    /// The years that are left.
    fn years_left(&self) -> f64 {
        (self.deadline - self.tot).max(0.0)
    }
}

/// A verdict with its number, which is left out when it is not finite.
fn verdict(woord: &'static str, getal: Option<f64>) -> AnderOordeel {
    AnderOordeel { woord, getal: getal.filter(|getal| getal.is_finite()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A progress from 2017 to 2020 without standard errors.
    pub(super) fn progress(baseline: f64, target: f64, now: f64, tot: f64) -> Progress {
        let figure = |waarde| Meetpunt { waarde, se: None, grenzen: None };
        Progress {
            nulmeting: figure(baseline),
            nu: figure(now),
            doelwaarde: target,
            richting: if baseline < target {
                Richting::HogerIsBeter
            } else {
                Richting::LagerIsBeter
            },
            van: 2017.0,
            tot,
            deadline: 2020.0,
            is_percentage: true,
        }
    }

    #[test]
    fn a_target_is_met_in_its_direction() {
        assert!(progress(30.0, 24.0, 24.0, 2018.0).is_met());
        assert!(!progress(30.0, 24.0, 24.1, 2018.0).is_met());
        assert!(progress(10.0, 24.0, 24.1, 2018.0).is_met());
        let mut neither = progress(30.0, 30.0, 30.0, 2018.0);
        neither.richting = Richting::Bandbreedte;
        assert!(neither.is_met());
        neither.nu.waarde = 31.0;
        assert!(!neither.is_met());
    }

    #[test]
    fn growth_takes_time_and_values_above_zero() {
        assert_eq!(
            progress(100.0, 50.0, 81.0, 2019.0).growth().map(|rate| rate < -0.0999),
            Some(true)
        );
        assert_eq!(progress(100.0, 50.0, 81.0, 2017.0).growth(), None);
        assert_eq!(progress(0.0, 50.0, 81.0, 2019.0).growth(), None);
        assert_eq!(progress(-5.0, 50.0, -1.0, 2019.0).growth(), None);
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![Just(0.0), Just(100.0), -20.0..120.0_f64, prop::num::f64::NORMAL,]
    }

    proptest! {
        /// Whatever the numbers, each rule says something, and gives no number that is none.
        #[test]
        fn every_rule_says_something(
            numbers in prop::array::uniform3(number()),
            tot in prop_oneof![Just(2017.0), Just(2020.0), 2016.0..2022.0_f64],
        ) {
            let [baseline, target, now] = numbers;
            for methode in Statusmethode::ALL {
                let found = judge_by(*methode, &progress(baseline, target, now, tot));
                prop_assert!(!found.woord.is_empty());
                prop_assert!(found.getal.is_none_or(f64::is_finite), "{found:?}");
            }
        }
    }
}
