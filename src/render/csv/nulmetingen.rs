//! The baselines as a table: as they were frozen, and as they are computed now.

use crate::definition::{Lock, Vastgelegd};
use crate::disclosure::{Gebiedsregel, Publication, PublishedIndicator};
use crate::model::{Meetpunt, Nulmetingsregel, Nulwaarneming};
use crate::render::number::{Notatie, render_number};

use super::{CsvStyle, EXTRA_DECIMALEN, optional, render_table, text};

const NULMETINGEN: [&str; 14] = [
    "indicator",
    "reeks",
    "gebied_code",
    "gebied_naam",
    "regel",
    "periode",
    "bevroren",
    "ondergrens",
    "bovengrens",
    "vastgesteld",
    "nu",
    "nu_ondergrens",
    "nu_bovengrens",
    "verschil",
];

/// What stands for a number that is withheld.
const ONDERDRUKT: &str = "onderdrukt";

/// Renders the baselines of all targets.
///
/// What may not be seen now is not shown as it was frozen, either.
pub fn render_nulmetingen_csv(publication: &Publication, lock: &Lock, style: &CsvStyle) -> Vec<u8> {
    let rows = publication.indicatoren().iter().flat_map(|indicator| {
        let all = indicator.nulmetingen().iter();
        all.map(move |one| {
            let gebied = &publication.gebieden()[one.gebied.index()];
            row(lock, indicator, gebied, one, *style)
        })
    });
    render_table(&NULMETINGEN, rows, *style)
}

fn row(
    lock: &Lock,
    indicator: &PublishedIndicator,
    gebied: &Gebiedsregel,
    one: &Nulwaarneming,
    style: CsvStyle,
) -> Vec<String> {
    let info = indicator.info();
    let decimals = info.decimalen.saturating_add(EXTRA_DECIMALEN);
    let number =
        |value: f64| render_number(value, decimals, Notatie::Kaal { decimaal: style.decimaal });
    let maybe = |value: Option<f64>| value.map_or_else(String::new, number);
    let fields = |point: Option<Meetpunt>, is_withheld: bool| {
        let bounds = point.and_then(|point| point.grenzen);
        let value = if is_withheld {
            ONDERDRUKT.to_owned()
        } else {
            maybe(point.map(|point| point.waarde))
        };
        [value, maybe(bounds.map(|[lower, _]| lower)), maybe(bounds.map(|[_, upper]| upper))]
    };
    let bevroren = lock.indicatoren.get(&info.id);
    let frozen = lock.waarde(&info.id, &one.reeks, &gebied.code);
    let is_hidden = frozen.is_some_and(|frozen| one.onderdrukt || frozen == Vastgelegd::Onderdrukt);
    let was = frozen.and_then(Vastgelegd::meetpunt).filter(|_| !one.onderdrukt);
    let bevroren = bevroren.filter(|_| frozen.is_some());
    let regel = info.contract.as_ref().map(|contract| contract.nulmeting.regel);
    let difference = was.zip(one.meetpunt).map(|(was, now)| now.waarde - was.waarde);
    let mut row = vec![
        text(&info.id),
        text(&one.reeks),
        text(&gebied.code.to_string()),
        text(&gebied.naam),
        regel.map_or("", Nulmetingsregel::word).to_owned(),
        bevroren.map_or(one.periode, |bevroren| bevroren.periode).to_string(),
    ];
    row.extend(fields(was, is_hidden));
    row.push(optional(bevroren.map(|bevroren| bevroren.vastgesteld)));
    row.extend(fields(one.meetpunt, one.onderdrukt));
    row.push(maybe(difference.filter(|difference| *difference != 0.0)));
    row
}
