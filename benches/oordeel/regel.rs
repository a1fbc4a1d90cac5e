//! A row of `status.csv`, and what other rules would make of it.

use std::collections::BTreeMap;

use wijkmonitor::stats::Confidence;

use crate::waarheden::{Grens, Waarheid};

/// How sure a verdict must be, and from which part of the way it is on course or at risk, as `_standaard.toml` has
/// them.
const Z_ZEKERHEID: f64 = 0.841_621_233_572_914_2;
const OP_KOERS: f64 = 0.95;
const RISICO: f64 = 0.60;

/// A value with its standard error.
#[derive(Clone, Copy, Debug)]
struct Meetpunt {
    waarde: f64,
    se: Option<f64>,
}

/// The verdict on a target in an area.
pub struct Regel {
    pub indicator: String,
    pub doel: String,
    pub gebied: String,
    pub status: String,
    pub reden: String,
    pub hp2030: String,
    cijfers: Option<Cijfers>,
}

/// The numbers of a verdict, where they may be seen.
#[derive(Clone, Copy, Debug)]
struct Cijfers {
    nulmeting: Meetpunt,
    nu: Meetpunt,
    doelwaarde: f64,
    traject_nu: f64,
    looptijd: f64,
    is_behoud: bool,
}

/// How likely a firm and wrong verdict is in an area where nothing changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verwacht {
    /// When the baseline is the truth of its period.
    pub vaste_nulmeting: f64,
    /// When the baseline has an error, too.
    pub gemeten_nulmeting: f64,
}

impl Regel {
    pub fn read(row: &BTreeMap<String, String>) -> Self {
        let number = |column: &str| row[column].parse::<f64>().ok();
        let point = |value: &str, [lower, upper]: [&str; 2]| {
            let width = number(upper).zip(number(lower)).map(|(upper, lower)| upper - lower);
            let se = width.map(|width| width / (2.0 * Confidence::P95.z()));
            Some(Meetpunt { waarde: number(value)?, se })
        };
        let cijfers = || {
            Some(Cijfers {
                nulmeting: point("nulmeting", ["nulmeting_ondergrens", "nulmeting_bovengrens"])?,
                nu: point("waarde", ["ondergrens", "bovengrens"])?,
                doelwaarde: number("doelwaarde")?,
                traject_nu: number("traject_nu")?,
                looptijd: number("looptijd")?,
                is_behoud: row["doelsoort"] == "behoud",
            })
        };
        Self {
            indicator: row["indicator"].clone(),
            doel: row["doel"].clone(),
            gebied: row["gebied_code"].clone(),
            status: row["status"].clone(),
            reden: row["status_reden"].clone(),
            hp2030: row["hp2030"].clone(),
            cijfers: cijfers(),
        }
    }

    /// True when it is one of the rows that something is known of.
    pub fn is_of(&self, waarheid: &Waarheid) -> bool {
        let gebied = self.gebied.as_str();
        self.indicator == waarheid.indicator
            && self.doel == waarheid.doel
            && (waarheid.gebieden.is_empty() || waarheid.gebieden.contains(&gebied))
            && !waarheid.zonder.contains(&gebied)
    }

    /// True when it says something.
    pub fn is_firm(&self) -> bool {
        !matches!(self.status.as_str(), "onzeker" | "te_vroeg")
    }

    /// True when the gate let it through to the chances.
    pub fn is_judged(&self) -> bool {
        self.is_firm() || self.reden == "kansen_verdeeld"
    }

    /// The verdict of the figure alone, as if it were exact.
    pub fn by_point(&self, hoger_is_beter: bool) -> Option<&'static str> {
        let Cijfers { nulmeting, nu, doelwaarde, traject_nu, looptijd, is_behoud } = self.cijfers?;
        let sign = if hoger_is_beter { 1.0 } else { -1.0 };
        let reaches = |cut: f64| 0.0 <= sign * (nu.waarde - cut);
        let is_met = reaches(doelwaarde);
        if 1.0 <= looptijd {
            return Some(if is_met { "behaald" } else { "niet_behaald" });
        }
        let way = |part: f64| nulmeting.waarde + part * (traject_nu - nulmeting.waarde);
        // What has to be kept is at risk for as much again as it may lose.
        let (on, risk) =
            if is_behoud { (doelwaarde, way(2.0)) } else { (way(OP_KOERS), way(RISICO)) };
        Some(match () {
            () if is_met && !is_behoud => "behaald",
            () if reaches(on) => "op_koers",
            () if reaches(risk) => "risico",
            () => "achter",
        })
    }

    /// The chance of a firm and wrong verdict where nothing changed, by the errors of the two figures.
    ///
    /// With the figure `y`, the baseline `b` and a line at `k b`, it is wrong when `y` lies past the line by
    /// `z se_y`. Where both come from the same truth `m`, `y - k b` is distributed around `m (1 - k)` with variance
    /// `se_y² + k² se_b²`, and with `se_y²` alone when the line is drawn from the truth. For a margin `k` is 1, and
    /// the line lies the margin away.
    pub fn chance_of_wrong(&self, grens: Grens) -> Option<Verwacht> {
        let Cijfers { nulmeting, nu, doelwaarde, traject_nu, looptijd, .. } = self.cijfers?;
        let (se_nul, se_nu) = (nulmeting.se?, nu.se?);
        let truth = f64::midpoint(nulmeting.waarde, nu.waarde);
        let past = |distance: f64, k: f64| {
            let firm = distance + Z_ZEKERHEID * se_nu;
            Verwacht {
                vaste_nulmeting: upper_tail(firm / se_nu),
                gemeten_nulmeting: upper_tail(firm / se_nu.hypot(k * se_nul)),
            }
        };
        let part_of = |cut: f64| {
            let k = cut / nulmeting.waarde;
            past((truth - k * truth).abs(), k)
        };
        let on_course = nulmeting.waarde + OP_KOERS * (traject_nu - nulmeting.waarde);
        Some(match grens {
            Grens::Verbetering if 1.0 <= looptijd => part_of(doelwaarde),
            Grens::Verbetering => part_of(on_course),
            Grens::Stap => {
                let (worse, met) = (past(0.0, 1.0), part_of(doelwaarde));
                Verwacht {
                    vaste_nulmeting: worse.vaste_nulmeting + met.vaste_nulmeting,
                    gemeten_nulmeting: worse.gemeten_nulmeting + met.gemeten_nulmeting,
                }
            }
            Grens::Marge => past((doelwaarde - nulmeting.waarde).abs(), 1.0),
        })
    }
}

/// The chance that a standard normal deviate is larger.
fn upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}
