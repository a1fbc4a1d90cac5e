//! A divided budget as tables: the amounts, the criteria, and what other weights would change.

use crate::analysis::{Criteriumcel, Grensoord, Toedeling, Toegedeeld};
use crate::disclosure::{Gebiedsregel, Publication};
use crate::model::{Bedrag, Bounds, Celdeel, Cell, Criterium, IndicatorInfo, Verdeelregel};
use crate::render::number::{Notatie, render_cent, render_number};

use super::{CsvStyle, EXTRA_DECIMALEN, ja_nee, optional, render_table, text, voorbehouden};

/// The columns of `verdeling.csv` before those of the criteria.
const VERDELING: [&str; 14] = [
    "jaar",
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "bedrag",
    "aandeel_procent",
    "huidig",
    "huidig_aandeel_procent",
    "verschuiving",
    "verschuiving_procent",
    "vloer",
    "plafond",
    "grens",
    "ingevuld",
];

/// The columns after those of the criteria.
const VERDELING_REST: [&str; 3] = ["stad_bijdrage", "grenzen_bijdrage", "ingroei_bijdrage"];

/// The columns of `criteria.csv`.
const CRITERIA: [&str; 24] = [
    "criterium",
    "indicator",
    "maat",
    "periode",
    "richting",
    "gewicht",
    "gebied_code",
    "gebied_naam",
    "celsoort",
    "waarde",
    "ondergrens",
    "bovengrens",
    "eenheid",
    "herleid",
    "voorbehoud",
    "keer_indicator",
    "keer_maat",
    "keer_periode",
    "keer_celsoort",
    "keer_waarde",
    "ontbrekend",
    "ingevuld",
    "aandeel_procent",
    "bijdrage",
];

/// The columns of `gevoeligheid.csv`.
const GEVOELIGHEID: [&str; 10] = [
    "criterium",
    "wijziging",
    "gewicht",
    "gewicht_was",
    "gebied_code",
    "gebied_naam",
    "bedrag_was",
    "bedrag",
    "verschil",
    "verschil_procent",
];

/// The decimals of percentages for readers.
const PROCENT: u8 = 2;

/// The decimals of the part of an area in a criterion: enough to compute amounts to the cent again.
const AANDEEL: u8 = 12;

/// Renders what each area gets in each year, with what each criterion brings.
///
/// In every row `bedrag` is the sum of all columns that end in `_bijdrage`.
pub fn render_verdeling_csv(
    publication: &Publication,
    regel: &Verdeelregel,
    toedeling: &Toedeling,
    style: &CsvStyle,
) -> Vec<u8> {
    let names: Vec<[String; 2]> = regel
        .criteria
        .iter()
        .map(|one| [format!("{}_waarde", one.naam), format!("{}_bijdrage", one.naam)])
        .collect();
    let mut header = VERDELING.to_vec();
    header.extend(names.iter().flatten().map(String::as_str));
    header.extend(VERDELING_REST);
    let woorden = Woorden { publication, regel, style: *style };
    let budget = regel.budget;
    let years = (0..toedeling.stad.per_jaar.len()).flat_map(|year| {
        let areas = toedeling.alle().enumerate();
        areas.map(move |(place, one)| (year, place, one))
    });
    let rows = years.map(|(year, place, one)| {
        let area = place.checked_sub(1);
        let mut row = woorden.amounts(one, year, (budget, toedeling.huidig_totaal()));
        let filled = area.into_iter().flat_map(|area| toedeling.ingevuld(area));
        let filled: Vec<_> = filled.map(|idx| regel.criteria[idx].naam.as_str()).collect();
        row.push(filled.join("|"));
        for (idx, criterium) in regel.criteria.iter().enumerate() {
            let cel = area.map(|area| &toedeling.criteria[idx][area]);
            let waarde = cel.and_then(|cel| woorden.number(&criterium.grootheid, &cel.cell));
            row.push(waarde.unwrap_or_default());
            row.push(area.map_or_else(String::new, |_| woorden.euro(one.bijdragen[idx])));
        }
        let (of_city, of_limits) = match area {
            None => (one.bedrag, Bedrag::NUL),
            Some(_) => (Bedrag::NUL, one.bedrag - one.zonder_grenzen()),
        };
        row.extend(
            [of_city, of_limits, one.per_jaar[year] - one.bedrag].map(|one| woorden.euro(one)),
        );
        row
    });
    render_table(&header, rows, *style)
}

/// Renders of each criterion and area the published cell, what part of all it is and what it brings.
pub fn render_criteria_csv(
    publication: &Publication,
    regel: &Verdeelregel,
    toedeling: &Toedeling,
    style: &CsvStyle,
) -> Vec<u8> {
    let woorden = Woorden { publication, regel, style: *style };
    let criteria = regel.criteria.iter().zip(&toedeling.criteria).enumerate();
    let rows = criteria.flat_map(|(idx, (criterium, cellen))| {
        let areas = toedeling.gebieden.iter().zip(cellen);
        areas.map(move |(one, cel)| woorden.criterium(criterium, cel, one, idx))
    });
    render_table(&CRITERIA, rows, *style)
}

/// Renders what each area would get when a weight is a tenth larger or smaller.
///
/// Where the limits leave no division with the other weights, the amounts are empty.
pub fn render_gevoeligheid_csv(
    publication: &Publication,
    regel: &Verdeelregel,
    toedeling: &Toedeling,
    style: &CsvStyle,
) -> Vec<u8> {
    let woorden = Woorden { publication, regel, style: *style };
    let rows = toedeling.gevoeligheid.iter().flat_map(|change| {
        let areas = toedeling.gebieden.iter().enumerate();
        areas.map(move |(area, one)| {
            let criterium = &regel.criteria[change.criterium];
            let gebied = woorden.gebied(one);
            let now = change.bedragen.as_ref().map(|bedragen| bedragen[area]);
            let shift = now.map(|now| now - one.bedrag);
            let percent = shift.and_then(|shift| shift.percent_of(one.bedrag));
            vec![
                text(&criterium.naam),
                change.wijziging.word().to_owned(),
                woorden.percent(change.gewichten[change.criterium]),
                woorden.exact(&criterium.gewicht.to_string()),
                text(&gebied.code.to_string()),
                text(&gebied.naam),
                woorden.euro(one.bedrag),
                now.map_or_else(String::new, |now| woorden.euro(now)),
                shift.map_or_else(String::new, |shift| woorden.euro(shift)),
                percent.map_or_else(String::new, |percent| woorden.percent(percent)),
            ]
        })
    });
    render_table(&GEVOELIGHEID, rows, *style)
}

/// What the rows are written with.
#[derive(Clone, Copy)]
struct Woorden<'p> {
    publication: &'p Publication,
    regel: &'p Verdeelregel,
    style: CsvStyle,
}

impl Woorden<'_> {
    fn kaal(self) -> Notatie {
        Notatie::Kaal { decimaal: self.style.decimaal }
    }

    fn gebied(&self, one: &Toegedeeld) -> &Gebiedsregel {
        &self.publication.gebieden()[one.gebied]
    }

    fn info(&self, id: &str) -> Option<&IndicatorInfo> {
        let all = self.publication.indicatoren().iter().map(|one| one.info());
        all.into_iter().find(|info| info.id == id)
    }

    fn euro(self, bedrag: Bedrag) -> String {
        render_cent(bedrag.cent, self.kaal())
    }

    fn percent(self, percent: f64) -> String {
        render_number(percent, PROCENT, self.kaal())
    }

    /// A number that is exact already, with the decimal sign of the file.
    fn exact(self, number: &str) -> String {
        number.replace('.', self.style.decimaal.encode_utf8(&mut [0; 4]))
    }

    /// The number of a cell that counts, as it stands in `cijfers.csv`; none when it is not shown.
    fn number(self, grootheid: &crate::model::Grootheid, cell: &Cell) -> Option<String> {
        let figure = cell.figure()?;
        match grootheid.maat {
            Celdeel::Waarde => Some(self.value(&grootheid.indicator, figure.waarde)),
            Celdeel::Teller => figure.teller.map(|teller| self.exact(&teller.to_string())),
            Celdeel::Noemer => figure.noemer.map(|noemer| self.exact(&noemer.to_string())),
        }
    }

    /// A value with the decimals that its indicator has in `cijfers.csv`.
    fn value(self, id: &str, value: f64) -> String {
        let decimalen = self.info(id).map_or(0, |info| info.decimalen);
        render_number(value, decimalen.saturating_add(EXTRA_DECIMALEN), self.kaal())
    }

    /// The columns of an area in a year that do not depend on the criteria.
    fn amounts(
        self,
        one: &Toegedeeld,
        year: usize,
        (budget, today): (Bedrag, Option<Bedrag>),
    ) -> Vec<String> {
        let gebied = self.gebied(one);
        let bedrag = one.per_jaar[year];
        let shift = one.huidig.map(|huidig| bedrag - huidig);
        let maybe = |bedrag: Option<Bedrag>| bedrag.map_or_else(String::new, |one| self.euro(one));
        let percent =
            |percent: Option<f64>| percent.map_or_else(String::new, |one| self.percent(one));
        vec![
            (self.regel.jaar + year as i32).to_string(),
            gebied.niveau.word().to_owned(),
            text(&gebied.code.to_string()),
            text(&gebied.naam),
            self.euro(bedrag),
            percent(bedrag.percent_of(budget)),
            maybe(one.huidig),
            percent(one.huidig.zip(today).and_then(|(huidig, today)| huidig.percent_of(today))),
            maybe(shift),
            percent(shift.zip(one.huidig).and_then(|(shift, huidig)| shift.percent_of(huidig))),
            maybe(one.vloer),
            maybe(one.plafond),
            one.bindt.map_or("", Grensoord::word).to_owned(),
        ]
    }

    fn criterium(
        self,
        criterium: &Criterium,
        cel: &Criteriumcel,
        one: &Toegedeeld,
        idx: usize,
    ) -> Vec<String> {
        let own = &criterium.grootheid;
        let gebied = self.gebied(one);
        let figure = cel.cell.figure();
        let is_value = own.maat == Celdeel::Waarde;
        let bounds = figure.and_then(|figure| figure.interval.ok()).filter(|_| is_value);
        let bound = |of: fn(&Bounds) -> f64| {
            bounds
                .as_ref()
                .map_or_else(String::new, |bounds| self.value(&own.indicator, of(bounds)))
        };
        let eenheid =
            self.info(&own.indicator).filter(|_| is_value).map(|info| text(&info.eenheid.nl));
        let keer = criterium.keer.as_ref().zip(cel.keer.as_ref());
        vec![
            text(&criterium.naam),
            text(&own.indicator),
            own.maat.word().to_owned(),
            own.periode.to_string(),
            criterium.richting.word().to_owned(),
            self.exact(&criterium.gewicht.to_string()),
            text(&gebied.code.to_string()),
            text(&gebied.naam),
            cel.cell.word().to_owned(),
            self.number(own, &cel.cell).unwrap_or_default(),
            bound(|bounds| bounds.lower),
            bound(|bounds| bounds.upper),
            eenheid.unwrap_or_default(),
            figure.map_or("", |figure| ja_nee(figure.herleid)).to_owned(),
            figure.map_or_else(String::new, voorbehouden),
            keer.map_or_else(String::new, |(keer, _)| text(&keer.indicator)),
            keer.map_or("", |(keer, _)| keer.maat.word()).to_owned(),
            optional(keer.map(|(keer, _)| keer.periode)),
            keer.map_or("", |(_, cell)| cell.word()).to_owned(),
            optional(keer.and_then(|(keer, cell)| self.number(keer, cell))),
            criterium.ontbrekend.word().to_owned(),
            ja_nee(cel.ingevuld).to_owned(),
            render_number(cel.aandeel * 100.0, AANDEEL, self.kaal()),
            self.euro(one.bijdragen[idx]),
        ]
    }
}
