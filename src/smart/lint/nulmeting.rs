//! Baselines: whether the period is the one that its rule chooses, and whether what was frozen is
//! still what is computed.

use std::collections::BTreeSet;

use crate::definition::{Afspraak, Indicator, Vastgelegd};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::EstimatedIndicator;
use crate::model::{Meetpunt, Nulmetingsregel, Periode};

use super::super::richtpunt::level_of;
use super::{Keuring, rounded};

/// Two values that differ by a smaller part are the same: sums may be taken in another way.
const SAME: f64 = 1e-9;

/// Reports a baseline that is not the measurement that its rule chooses.
pub(super) fn check_rule(
    indicator: &Indicator,
    one: &EstimatedIndicator,
    afspraak: &Afspraak,
) -> Option<Diagnostic> {
    let nulmeting = &afspraak.contract.nulmeting;
    let measured: BTreeSet<Periode> = one
        .cells
        .iter()
        .filter(|cell| cell.figure.is_ok())
        .map(|cell| cell.periode)
        .filter(|periode| periode.frequentie() == nulmeting.periode.frequentie())
        .collect();
    let chosen = match nulmeting.regel {
        Nulmetingsregel::InBesluit => return None,
        Nulmetingsregel::EersteVanReeks => measured.first().copied(),
        Nulmetingsregel::LaatsteVoorBesluit => {
            let decided = afspraak.contract.besluit.datum;
            measured.iter().rfind(|periode| periode.last_day() < decided).copied()
        }
    };
    let chosen = chosen.filter(|chosen| *chosen != nulmeting.periode)?;
    let message = format!(
        "the baseline of `{}` is {}, and `{}` chooses {chosen}",
        indicator.info.id,
        nulmeting.periode,
        nulmeting.regel.word()
    );
    let finding = Diagnostic::new(Code::BaselineRule, message)
        .at(afspraak.nulmeting.clone(), "another measurement")
        .help(format!("write `periode = \"{chosen}\"`, or another `regel`"));
    Some(finding)
}

/// Reports frozen baselines that are computed otherwise now, with both values where they may be
/// shown.
pub(super) fn check_frozen(keuring: &Keuring<'_>) -> Option<Diagnostic> {
    let Keuring { onderzoek, one, afspraak, .. } = keuring;
    let id = &one.info.id;
    let bevroren = onderzoek.lock.indicatoren.get(id)?;
    let soort = keuring.reekssoort();
    let periods = BTreeSet::from([bevroren.periode]);
    let asked = afspraak.contract.nulmeting.periode;
    if keuring.doel.deadline <= bevroren.periode.last_day() {
        let message =
            format!("the deadline is not after the frozen baseline of {}", bevroren.periode);
        let finding = Diagnostic::new(Code::DeadlineBeforeBaseline, message);
        return Some(finding.at(keuring.places.beoordeel_op.clone(), "has no term"));
    }
    if asked != bevroren.periode {
        let message =
            format!("the baseline of `{id}` is {asked}, and {} was frozen", bevroren.periode);
        let finding = Diagnostic::new(Code::BaselineDiffers, message)
            .at(afspraak.nulmeting.clone(), "targets keep to what was frozen");
        return Some(finding.help("`wijkmonitor baseline revise --reason` moves it"));
    }
    let mut differs = Vec::new();
    for gebied in onderzoek.areas(level_of(keuring.doel)) {
        let code = &onderzoek.indeling.gebied(gebied).code;
        let frozen = onderzoek.lock.waarde(id, &soort.word(), code);
        let Some(frozen) = frozen.and_then(Vastgelegd::meetpunt) else { continue };
        let Some(reeks) = onderzoek.series((one, gebied), &soort, &periods) else { continue };
        let now = reeks.get(&bevroren.periode).and_then(|point| point.as_ref().ok());
        if now.is_none_or(|now| !is_same(&frozen, &now.meetpunt)) {
            differs.push((gebied, code, frozen, now.map(|now| now.meetpunt.waarde)));
        }
    }
    let (_, first, ..) = differs.first()?;
    let decimals = usize::from(one.info.decimalen) + 2;
    let number = |value: f64| rounded(value, decimals);
    let shown = differs.iter().find_map(|(gebied, code, frozen, now)| {
        let is_shown = onderzoek.zichtbaar.shows(one, &[(*gebied, bevroren.periode)]);
        Some((*code, frozen.waarde, now.filter(|_| is_shown)?))
    });
    // What may not be seen now is not told as it was, either.
    let (code, what) = match shown {
        Some((code, was, now)) => {
            (code, format!("differs: it is {}, and {} was frozen", number(now), number(was)))
        }
        None => (*first, "differs from what was frozen".to_owned()),
    };
    let more = match differs.len() {
        1 => String::new(),
        2 => ", and so does another".to_owned(),
        n => format!(", and so do {} more", n - 1),
    };
    let message = format!("the baseline of `{id}` in `{code}` {what}{more}");
    let mut finding = Diagnostic::new(Code::BaselineDiffers, message)
        .at(afspraak.nulmeting.clone(), "targets keep to what was frozen")
        .help("`wijkmonitor baseline show` lists them; `baseline revise --reason` moves them");
    if let Some(place) = &bevroren.place {
        finding = finding.also(place.clone(), format!("frozen on {}", bevroren.vastgesteld));
    }
    Some(finding)
}

/// True when two baselines are the same but for the last digits.
fn is_same(one: &Meetpunt, other: &Meetpunt) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= SAME * a.abs().max(b.abs());
    let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => near(a, b),
        (None, None) => true,
        _ => false,
    };
    near(one.waarde, other.waarde) && same(one.se, other.se)
}
