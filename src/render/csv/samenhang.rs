//! `samenhang.csv` and `samenhang-wijken.csv`: how changes go together, and the wijken behind that.

use crate::analysis::{Samenhangkaart, Verschil, Vertraging, Weglating};
use crate::disclosure::Publication;
use crate::model::IndicatorInfo;
use crate::render::number::{Notatie, render_number};

use super::afpelling::breuken_field;
use super::{CsvStyle, EXTRA_DECIMALEN, optional, render_table, text};

const COLUMNS: [&str; 24] = [
    "samenhang",
    "cohesie",
    "maatwerk",
    "vertraging_golven",
    "golf_jaren",
    "cohesie_van",
    "cohesie_tot",
    "maatwerk_van",
    "maatwerk_tot",
    "n",
    "rho",
    "ondergrens",
    "bovengrens",
    "p",
    "p_gecorrigeerd",
    "reden",
    "weg_onderdrukt",
    "weg_geen_cijfer",
    "weg_niet_vergelijkbaar",
    "weg_herleid",
    "weg_modelschatting",
    "breuken",
    "lezen_als",
    "niet_lezen_als",
];

const PUNTEN: [&str; 14] = [
    "samenhang",
    "vertraging_golven",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "cohesie_verandering",
    "cohesie_ondergrens",
    "cohesie_bovengrens",
    "cohesie_reden",
    "maatwerk_verandering",
    "maatwerk_ondergrens",
    "maatwerk_bovengrens",
    "maatwerk_reden",
    "weggelaten",
];

/// What every row of `samenhang.csv` is, and what it is not.
const LEZEN: [&str; 2] = ["samenhang, geen oorzaak", "wijken, geen personen"];

/// Renders every declared pair at every lag.
pub fn render_samenhang_csv(
    publication: &Publication,
    kaarten: &[Samenhangkaart<'_>],
    style: &CsvStyle,
) -> Vec<u8> {
    let rows = kaarten.iter().flat_map(|kaart| {
        let names = [kaart.cohesie, kaart.maatwerk]
            .map(|place| text(&publication.indicatoren()[place].info().id));
        let start = move || {
            let mut row = vec![text(&kaart.paar.naam)];
            row.extend(names.clone());
            row
        };
        match &kaart.golven {
            Ok((golf, all)) => all
                .iter()
                .map(|one| {
                    let mut row = start();
                    row.extend(lag_fields(one, *golf, *style));
                    row
                })
                .collect::<Vec<_>>(),
            Err(reden) => {
                let mut row = start();
                row.resize(COLUMNS.len(), String::new());
                reden.word().clone_into(&mut row[15]);
                vec![row]
            }
        }
    });
    render_table(&COLUMNS, rows, *style)
}

/// The fields from `vertraging_golven` on.
fn lag_fields(one: &Vertraging, golf: i32, style: CsvStyle) -> Vec<String> {
    let number =
        |value: Option<f64>| value.map_or_else(String::new, |value| plain(value, 4, style));
    let mut fields = vec![one.golven.to_string(), golf.to_string()];
    fields.extend(one.cohesie.iter().chain(&one.maatwerk).map(ToString::to_string));
    fields.push(one.punten.len().to_string());
    let verband = one.verband.as_ref();
    let of = |pick: &dyn Fn(&crate::analysis::Verband) -> Option<f64>| {
        number(verband.ok().and_then(pick))
    };
    fields.extend([
        of(&|verband| Some(verband.rho)),
        of(&|verband| verband.interval.map(|interval| interval.lower())),
        of(&|verband| verband.interval.map(|interval| interval.upper())),
        of(&|verband| verband.p),
        of(&|verband| verband.q),
        verband.err().map_or("", |reden| reden.word()).to_owned(),
    ]);
    fields.extend(
        Weglating::ALL.map(|reden| {
            one.weggelaten.iter().filter(|(_, why)| *why == reden).count().to_string()
        }),
    );
    fields.push(breuken_field(&one.breuken));
    fields.extend(LEZEN.map(str::to_owned));
    fields
}

/// Renders every wijk of every pair and lag, those that are left out with the reason.
pub fn render_samenhang_wijken_csv(
    publication: &Publication,
    kaarten: &[Samenhangkaart<'_>],
    style: &CsvStyle,
) -> Vec<u8> {
    let rows = kaarten.iter().flat_map(|kaart| {
        let info = |place: usize| publication.indicatoren()[place].info();
        let (cohesie, maatwerk) = (info(kaart.cohesie), info(kaart.maatwerk));
        let lags = kaart.golven.as_ref().map_or(&[][..], |(_, all)| all);
        lags.iter().flat_map(move |one| {
            let start = |gebied: usize| {
                let gebied = &publication.gebieden()[gebied];
                vec![
                    text(&kaart.paar.naam),
                    one.golven.to_string(),
                    text(&gebied.code.to_string()),
                    text(&gebied.naam),
                    optional(gebied.indeling),
                ]
            };
            let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
            for punt in &one.punten {
                let mut row = start(punt.gebied);
                row.extend(change_fields(&punt.cohesie, cohesie, *style));
                row.extend(change_fields(&punt.maatwerk, maatwerk, *style));
                row.push(String::new());
                rows.push((punt.gebied, row));
            }
            for (gebied, reden) in &one.weggelaten {
                let mut row = start(*gebied);
                row.resize(PUNTEN.len() - 1, String::new());
                row.push(reden.word().to_owned());
                rows.push((*gebied, row));
            }
            rows.sort_by_key(|(gebied, _)| *gebied);
            rows.into_iter().map(|(_, row)| row)
        })
    });
    render_table(&PUNTEN, rows, *style)
}

fn change_fields(verschil: &Verschil, info: &IndicatorInfo, style: CsvStyle) -> [String; 4] {
    let value = |value| plain(value, info.decimalen.saturating_add(EXTRA_DECIMALEN), style);
    let (lower, upper, reden) = match &verschil.marge {
        Ok(marge) => (value(marge.lower()), value(marge.upper()), ""),
        Err(reden) => (String::new(), String::new(), reden.word()),
    };
    [value(verschil.waarde), lower, upper, reden.to_owned()]
}

/// A number with so many decimals.
fn plain(value: f64, decimalen: u8, style: CsvStyle) -> String {
    render_number(value, decimalen, Notatie::Kaal { decimaal: style.decimaal })
}
