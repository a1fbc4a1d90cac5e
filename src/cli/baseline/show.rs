//! `baseline show`: the baselines as they were frozen, and as they are computed now.

use super::super::run::Done;
use super::super::{Console, Outcome};
use crate::definition::Vastgelegd;
use crate::disclosure::{Publication, PublishedIndicator};
use crate::model::{Meetpunt, Nulwaarneming};
use crate::render::{Notatie, render_number};

/// The columns of the table.
const HEADER: &str = "indicator;reeks;gebied;naam;periode;regel;bevroren;ondergrens;bovengrens;vastgesteld;nu;verschil";

pub(super) fn show(done: &Done) -> anyhow::Result<Outcome> {
    Console::data(HEADER)?;
    for indicator in done.publication.indicatoren() {
        for one in indicator.nulmetingen() {
            Console::data(&row(done, &done.publication, indicator, one))?;
        }
    }
    Ok(Outcome::Done)
}

fn row(
    done: &Done,
    publication: &Publication,
    indicator: &PublishedIndicator,
    one: &Nulwaarneming,
) -> String {
    let info = indicator.info();
    let gebied = &publication.gebieden()[one.gebied.index()];
    let number =
        |value: f64| render_number(value, info.decimalen + 2, Notatie::Kaal { decimaal: ',' });
    let optional = |value: Option<f64>| value.map_or_else(String::new, number);
    let bevroren = done.lock.indicatoren.get(&info.id);
    let frozen = done.lock.waarde(&info.id, &one.reeks, &gebied.code);
    // What may not be seen now is not shown as it was, either.
    let frozen_value = frozen.and_then(Vastgelegd::meetpunt).filter(|_| !one.onderdrukt);
    let value = |point: Option<&Meetpunt>| optional(point.map(|point| point.waarde));
    let bound = |which: usize| {
        let bounds = frozen_value.or(one.meetpunt).and_then(|point| point.grenzen);
        optional(bounds.map(|bounds| bounds[which]))
    };
    let difference = frozen_value.zip(one.meetpunt).map(|(was, is)| is.waarde - was.waarde);
    let regel = info.contract.as_ref().map_or("", |contract| contract.nulmeting.regel.word());
    let shown = |point: Option<&Meetpunt>| {
        if one.onderdrukt { "onderdrukt".to_owned() } else { value(point) }
    };
    [
        info.id.clone(),
        one.reeks.clone(),
        gebied.code.to_string(),
        gebied.naam.replace(';', ","),
        one.periode.to_string(),
        regel.to_owned(),
        if frozen.is_some() { shown(frozen_value.as_ref()) } else { "nog niet".to_owned() },
        bound(0),
        bound(1),
        bevroren.map_or_else(String::new, |bevroren| bevroren.vastgesteld.to_string()),
        shown(one.meetpunt.as_ref()),
        optional(difference.filter(|difference| *difference != 0.0)),
    ]
    .join(";")
}
