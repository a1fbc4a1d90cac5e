//! Whether anything like the change that is asked was ever seen, here or in comparable areas.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GebiedIdx, Periode};

use super::super::poort::Poort;
use super::super::richtpunt::{level_of, years};
use super::{Gevraagd, Keuring, median, rounded};

/// By how much more than ever was seen a target asks too much.
const TOO_MUCH: f64 = 2.0;

/// Reports a target that asks for more than twice the largest yearly change in the history.
pub(super) fn check(keuring: &Keuring<'_>, asked: &[Gevraagd]) -> Option<Diagnostic> {
    let contract = &keuring.afspraak.contract;
    let van = contract.nulmeting.periode;
    let term = years(keuring.doel.deadline) - years(van.last_day());
    let relative = keuring.is_relative();
    let part = |change: f64, base: f64| if relative { change / base.abs() } else { change };
    let of = |one: &Gevraagd| part(one.change(), one.nulmeting.waarde);
    let changes: Vec<_> = asked.iter().map(of).filter(|change| change.is_finite()).collect();
    let wanted = median(changes)?;
    let largest = largest_change(keuring, &part)?;
    let times = wanted / term / largest.per_year;
    if times <= TOO_MUCH {
        return None;
    }
    let told = |change: f64| {
        if relative {
            format!("{} %", rounded(100.0 * change, 0))
        } else {
            rounded(change, usize::from(keuring.one.info.decimalen).max(1))
        }
    };
    let (van, tot) = largest.periods;
    let message = format!(
        "asked is {} in {}; the largest change ever seen is {} in {} ({} times as much a year)",
        told(wanted),
        in_years(term),
        told(largest.change),
        in_years(years(tot.last_day()) - years(van.last_day())),
        rounded(times, 1),
    );
    let gebied = keuring.onderzoek.indeling.gebied(largest.gebied);
    let (code, naam) = (&gebied.code, &gebied.naam);
    let finding = Diagnostic::new(Code::NotRealistic, message)
        .at(keuring.places.waarde.clone(), "asks for more than was ever seen")
        .help(format!("the largest was in `{code}` ({naam}) from {van} to {tot}; say in `realistisch` why more is possible"));
    Some(finding)
}

/// A number of years in words.
fn in_years(term: f64) -> String {
    let number = rounded(term, usize::from(term < 1.0));
    format!("{number} {}", if number == "1" { "year" } else { "years" })
}

/// The largest change of the history.
struct Grootste {
    per_year: f64,
    change: f64,
    periods: (Periode, Periode),
    gebied: GebiedIdx,
}

/// The largest yearly change between two measurements in a row, of all areas of a level.
fn largest_change(keuring: &Keuring<'_>, part: &dyn Fn(f64, f64) -> f64) -> Option<Grootste> {
    let contract = &keuring.afspraak.contract;
    let vergelijking = contract.vergelijking;
    let niveau = vergelijking.niveau.unwrap_or_else(|| level_of(keuring.doel));
    let freq = contract.nulmeting.periode.frequentie();
    let is_compared = |periode: Periode| {
        vergelijking.jaren.is_none_or(|[first, last]| (first..=last).contains(&periode.jaar()))
    };
    let soort = keuring.reekssoort();
    let onderzoek = keuring.onderzoek;
    let known = keuring.one.cells.iter().filter(|cell| cell.figure.is_ok());
    let measured: BTreeSet<_> = known.map(|cell| cell.periode).collect();
    let measured = measured.into_iter().filter(|one| one.frequentie() == freq && is_compared(*one));
    let measured: Vec<_> = measured.collect();
    let none = BTreeSet::new();
    let mut largest: Option<Grootste> = None;
    for gebied in onderzoek.areas(niveau) {
        let poort = Poort {
            breuken: &keuring.one.breuken,
            grenzen: keuring.one.grenzen.get(&gebied),
            minimum_aantal: contract.minimum_aantal,
            tot: onderzoek.tot,
            gemeten: &none,
        };
        for pair in measured.windows(2) {
            let (van, tot) = (pair[0], pair[1]);
            if !poort.is_comparable(van, tot) {
                continue;
            }
            let periods = BTreeSet::from([van, tot]);
            let reeks = onderzoek.series((keuring.one, gebied), &soort, &periods);
            let point = |periode| {
                let point = reeks.as_ref()?.get(&periode)?.as_ref().ok()?;
                let is_told = poort.is_enough(point) && keuring.is_shown(point);
                is_told.then_some(point.meetpunt.waarde)
            };
            let Some((before, after)) = point(van).zip(point(tot)) else { continue };
            let change = part((after - before).abs(), before);
            let per_year = change / (years(tot.last_day()) - years(van.last_day()));
            let is_larger = largest.as_ref().is_none_or(|known| known.per_year < per_year);
            if per_year.is_finite() && is_larger {
                largest = Some(Grootste { per_year, change, periods: (van, tot), gebied });
            }
        }
    }
    largest.filter(|largest| 0.0 < largest.per_year)
}
