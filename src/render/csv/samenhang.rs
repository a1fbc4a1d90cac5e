//! `samenhang.csv` and `samenhang-wijken.csv`: how changes go together, and the wijken behind that.

use crate::analysis::{Samenhangkaart, Verband, Verschil, Vertraging, Weglating};
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
    let of = |pick: &dyn Fn(&Verband) -> Option<f64>| number(verband.ok().and_then(pick));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{GeenVerband, Wijkpunt};
    use crate::model::{GeenInterval, Periode};
    use crate::stats::Interval;

    fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    fn lag(verband: Result<Verband, GeenVerband>) -> Vertraging {
        let change = |waarde| Verschil { waarde, marge: Err(GeenInterval::BronZonderMarge) };
        Vertraging {
            golven: -1,
            cohesie: ["2019", "2023"].map(periode),
            maatwerk: ["2017", "2021"].map(periode),
            punten: vec![Wijkpunt { gebied: 1, cohesie: change(0.5), maatwerk: change(-2.0) }],
            weggelaten: vec![
                (2, Weglating::Onderdrukt),
                (3, Weglating::Onderdrukt),
                (4, Weglating::Herleid),
            ],
            breuken: Vec::new(),
            verband,
        }
    }

    #[test]
    fn a_row_tells_the_correlation_and_who_is_left_out() {
        let interval = Interval::new(-0.71, 0.203_04);
        let verband = Verband { rho: -0.3125, interval, p: Some(0.21), q: Some(0.63) };
        let fields = lag_fields(&lag(Ok(verband)), 2, CsvStyle::default());
        assert_eq!(
            fields.join(";"),
            "-1;2;2019;2023;2017;2021;1;-0,3125;-0,7100;0,2030;0,2100;0,6300;;2;0;0;1;0;;\
             samenhang, geen oorzaak;wijken, geen personen"
        );
        assert_eq!(fields.len() + 3, COLUMNS.len());
    }

    #[test]
    fn a_row_without_a_correlation_says_why_and_has_no_number() {
        let fields = lag_fields(&lag(Err(GeenVerband::TeWeinigWijken)), 2, CsvStyle::default());
        assert_eq!(fields[7..13].join(";"), ";;;;;te_weinig_wijken");
    }

    #[test]
    fn a_change_without_an_interval_says_why() {
        let verschil = Verschil { waarde: -1.25, marge: Err(GeenInterval::BronZonderMarge) };
        let info = crate::render::csv::tests::info();
        let fields = change_fields(&verschil, &info, CsvStyle::default());
        assert_eq!(fields.join(";"), "-1,250;;;bron_zonder_marge");
        let marge = Ok(Interval::new(-2.0, 0.5).expect("in order"));
        let fields = change_fields(&Verschil { waarde: -0.75, marge }, &info, CsvStyle::default());
        assert_eq!(fields.join(";"), "-0,750;-2,000;0,500;");
    }
}
