//! `afpelling.csv`: why maatwerk changed, a row per area and factor.

use crate::analysis::{Bijdrage, GeenMarge, PeeledArea, PeeledChange, Peeling};
use crate::disclosure::Publication;
use crate::model::{Breuk, Taal};
use crate::render::afpelling::Afpelwoorden;
use crate::render::number::{Notatie, render_number};
use crate::stats::Interval;

use super::{CsvStyle, EXTRA_DECIMALEN, ja_nee, optional, render_table, text};

const COLUMNS: [&str; 22] = [
    "afpelling",
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "van",
    "tot",
    "factor",
    "eenheid",
    "waarde_van",
    "waarde_tot",
    "bijdrage",
    "ondergrens",
    "bovengrens",
    "marge_reden",
    "bijdrage_procent",
    "reden",
    "limiet",
    "herleid",
    "breuken",
    "oordeel",
    "toelichting",
];

/// The row of the change as a whole.
const TOTAAL: &str = "totaal";

/// A factor such as 0.04 meldingen per resident keeps its digits, so that the product can be checked.
const FACTOR_DECIMALEN: u8 = 9;

/// Renders every factor of every area, and the change as a whole with how it may be read.
pub fn render_afpelling_csv(
    publication: &Publication,
    changes: &[PeeledChange<'_>],
    taal: Taal,
    style: &CsvStyle,
) -> Vec<u8> {
    let rows = changes.iter().flat_map(|change| {
        let words = Afpelwoorden { change, taal };
        change.gebieden.iter().flat_map(move |area| rows_of(publication, words, area, *style))
    });
    render_table(&COLUMNS, rows, *style)
}

/// The breaks that a comparison crosses: day and what changed.
pub(super) fn breuken_field(breuken: &[Breuk]) -> String {
    let told: Vec<_> =
        breuken.iter().map(|breuk| format!("{} {}", breuk.op, breuk.tekst.nl)).collect();
    text(&told.join("|"))
}

/// The rows of one area: one per factor, and the total.
fn rows_of(
    publication: &Publication,
    words: Afpelwoorden<'_, '_>,
    area: &PeeledArea,
    style: CsvStyle,
) -> Vec<Vec<String>> {
    let change = words.change;
    let gebied = &publication.gebieden()[area.gebied];
    let row = |factor: &str, eenheid: &str, fields: [String; 10], end: [String; 2]| {
        let mut row = vec![
            text(&change.afpelling.naam),
            gebied.niveau.word().to_owned(),
            text(&gebied.code.to_string()),
            text(&gebied.naam),
            optional(gebied.indeling),
            change.van.to_string(),
            change.tot.to_string(),
            factor.to_owned(),
            text(eenheid),
        ];
        row.extend(fields);
        row.push(breuken_field(&change.breuken));
        row.extend(end);
        row
    };
    let none = || [String::new(), String::new()];
    // As in the other tables, units are Dutch; only sentences have a language.
    let dutch = Afpelwoorden { taal: Taal::Nl, ..words };
    let factoren = change.factoren.iter();
    let units = factoren.map(|&factor| (factor.word(), dutch.eenheid_van(factor)));
    let peeling = match &area.uitkomst {
        Ok(peeling) => peeling,
        Err(reden) => {
            let mut fields: [String; 10] = Default::default();
            reden.word().clone_into(&mut fields[7]);
            let mut rows: Vec<_> =
                units.map(|(word, unit)| row(word, &unit, fields.clone(), none())).collect();
            let end = [String::new(), text(&words.geen(*reden))];
            rows.push(row(TOTAAL, dutch.eenheid(), fields, end));
            return rows;
        }
    };
    let numbers = Numbers { words, peeling, style };
    let mut rows: Vec<_> = units
        .zip(&peeling.bijdragen)
        .map(|((word, unit), one)| row(word, &unit, numbers.factor(one), none()))
        .collect();
    let zinnen = words.zinnen(&gebied.naam, peeling).join(" ");
    let end = [peeling.oordeel.word().to_owned(), text(&zinnen)];
    rows.push(row(TOTAAL, dutch.eenheid(), numbers.total(), end));
    rows
}

/// The fields from `waarde_van` to `herleid`.
struct Numbers<'a, 'd> {
    words: Afpelwoorden<'a, 'd>,
    peeling: &'a Peeling,
    style: CsvStyle,
}

impl Numbers<'_, '_> {
    fn number(&self, value: f64, decimalen: u8) -> String {
        render_number(value, decimalen, Notatie::Kaal { decimaal: self.style.decimaal })
    }

    /// A volume or a part of it.
    fn volume(&self, value: f64) -> String {
        self.number(value, self.words.change.decimalen.saturating_add(EXTRA_DECIMALEN))
    }

    fn factor(&self, one: &Bijdrage) -> [String; 10] {
        let value = |value: Option<f64>| {
            let text = value.map_or_else(String::new, |value| self.number(value, FACTOR_DECIMALEN));
            text.trim_end_matches('0').trim_end_matches(self.style.decimaal).to_owned()
        };
        let is_limit = self.peeling.nullen.iter().any(|(factor, _)| *factor == one.factor);
        self.fields([value(one.van), value(one.tot)], one.bijdrage, &one.marge, is_limit)
    }

    fn total(&self) -> [String; 10] {
        let peeling = self.peeling;
        let ends = [peeling.van, peeling.tot].map(|value| self.volume(value));
        self.fields(ends, peeling.verandering(), &peeling.marge, !peeling.nullen.is_empty())
    }

    fn fields(
        &self,
        [van, tot]: [String; 2],
        bijdrage: f64,
        marge: &Result<Interval, GeenMarge>,
        is_limit: bool,
    ) -> [String; 10] {
        let (lower, upper, reden) = match marge {
            Ok(marge) => (self.volume(marge.lower()), self.volume(marge.upper()), ""),
            Err(reden) => (String::new(), String::new(), reden.word()),
        };
        let procent = self.peeling.procent(bijdrage);
        [
            van,
            tot,
            self.volume(bijdrage),
            lower,
            upper,
            reden.to_owned(),
            procent.map_or_else(String::new, |part| self.number(part, 3)),
            String::new(),
            ja_nee(is_limit).to_owned(),
            ja_nee(self.peeling.herleid).to_owned(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Oordeel;
    use crate::render::afpelling::voorbeeld::{afpelling, breuk, change, peeling, withheld};

    fn fields(peeling: &Peeling) -> Vec<[String; 10]> {
        let afpelling = afpelling(1);
        let change = change(&afpelling, Vec::new());
        let words = Afpelwoorden { change: &change, taal: Taal::Nl };
        let numbers = Numbers { words, peeling, style: CsvStyle::default() };
        let mut all: Vec<_> = peeling.bijdragen.iter().map(|one| numbers.factor(one)).collect();
        all.push(numbers.total());
        all
    }

    #[test]
    fn writes_a_contribution_with_its_interval_and_its_part_of_the_start() {
        let found = peeling(1000.0, [50.0, 0.0, -200.0, 0.0, 0.0], Some(80.0));
        let rows = fields(&found);
        assert_eq!(rows[0].join(";"), "10850;11520;50,00;-30,00;130,00;;5,000;;nee;nee");
        assert_eq!(rows[2].join(";"), "0,2183;0,1753;-200,00;-280,00;-120,00;;-20,000;;nee;nee");
        assert_eq!(rows[5].join(";"), "1000,00;850,00;-150,00;-230,00;-70,00;;-15,000;;nee;nee");
    }

    #[test]
    fn says_why_there_is_no_interval_and_no_percentage() {
        let mut found = peeling(0.0, [0.0, 0.0, 90.0, 0.0, 0.0], None);
        found.nullen = vec![(found.bijdragen[2].factor, "2019".parse().expect("a period"))];
        let rows = fields(&found);
        assert_eq!(rows[2].join(";"), "0,2183;0,1753;90,00;;;te_weinig_personen;;;ja;nee");
        assert_eq!(rows[0][8], "nee");
        assert_eq!(rows[5][8], "ja");
    }

    #[test]
    fn breaks_are_told_with_their_day() {
        assert_eq!(breuken_field(&[breuk()]), "2021-04-01 Een regiesysteem");
        assert_eq!(breuken_field(&[]), "");
    }

    #[test]
    fn verdicts_and_reasons_are_words() {
        let words = [
            Oordeel::BreukInReeks,
            Oordeel::MinderMaarZwaarder,
            Oordeel::MinderMogelijkZwaarder,
            Oordeel::NietTeOnderscheiden,
            Oordeel::MeerMaarLichter,
            Oordeel::Minder,
            Oordeel::Meer,
            Oordeel::Gelijk,
        ]
        .map(Oordeel::word);
        let different: std::collections::BTreeSet<_> = words.iter().collect();
        assert_eq!(different.len(), words.len());
        assert_eq!(withheld().word(), "onderdrukt");
    }
}
