//! A figure that somebody else published, with their margins.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Niveau;
use crate::source::Vorm;

use super::document::At;
use super::filter::Filter;
use super::keuze::{Keuze, Omgeving};
use super::table::Table;

/// The keys of `[meting.gepubliceerd]`.
pub(super) const KEYS: &[&str] = &[
    "bron",
    "waarde",
    "sleutel",
    "gebied",
    "marges",
    "grenzen",
    "gewicht",
    "afronding",
    "modelschatting",
];

/// A published figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gepubliceerd {
    /// The source.
    pub bron: String,
    /// The column with the figure.
    pub waarde: usize,
    /// The rows of this figure.
    pub sleutel: Filter,
    /// The column with the area.
    pub gebied: usize,
    /// Its margins.
    pub grenzen: Grenzen,
    /// The column with the number of people of a row, by which rows of one area are combined.
    pub gewicht: Option<usize>,
    /// The unit to which the source rounds.
    pub afronding: Option<Afronding>,
    /// The levels of area of which a model made the figures.
    pub modelschatting: Vec<Niveau>,
    /// Where it is declared.
    pub place: Place,
}

/// A unit to which figures were rounded, in thousandths, so that two of them are equal or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Afronding(u32);

impl Afronding {
    /// The unit, in that of the figure.
    pub fn unit(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// How a source gives the margins of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grenzen {
    /// Not at all.
    Geen,
    /// In columns of the same row.
    Kolommen {
        /// The column with the lower bound.
        onder: usize,
        /// The column with the upper bound.
        boven: usize,
    },
    /// In rows of their own.
    Rijen {
        /// The column that tells what a row holds.
        kolom: usize,
        /// The code of the figure.
        waarde: String,
        /// The code of the lower bound.
        onder: String,
        /// The code of the upper bound.
        boven: String,
    },
}

/// Parses a published figure.
pub(super) fn parse_gepubliceerd(table: &Table, omgeving: &Omgeving) -> Option<Gepubliceerd> {
    let (waarde, keuze) = (table.text("waarde"), omgeving.choose(table)?);
    keuze.check_vorm(&[Vorm::Cijfers], "`[meting.gepubliceerd]`")?;
    let waarde = waarde.and_then(|name| keuze.kolom("waarde", &name, &["getal", "geheel"]));
    let why = "the periods are those of the source, so there is no period here";
    let sleutel = keuze.opt_filter(table, "sleutel", Some(why));
    let gebied = keuze.gebied(table);
    let grenzen = parse_grenzen(table, &keuze);
    let gewicht = parse_gewicht(table, &keuze);
    let thousandths = |at: At<f64>| Afronding((at.value * 1000.0).round() as u32);
    let afronding = table.opt_number("afronding", 0.001..=1_000_000.0).map(thousandths);
    let niveaus = table.opt_words("modelschatting", &Niveau::ALL, Niveau::word);
    let modelschatting = niveaus.unwrap_or_default().into_iter().map(|at| at.value).collect();
    Some(Gepubliceerd {
        bron: keuze.spec.naam.clone(),
        waarde: waarde?,
        sleutel: sleutel?,
        gebied: gebied?,
        grenzen: grenzen?,
        gewicht,
        afronding,
        modelschatting,
        place: table.place(),
    })
}

fn parse_grenzen(table: &Table, keuze: &Keuze) -> Option<Grenzen> {
    match (table.has("marges"), table.has("grenzen")) {
        (false, false) => Some(Grenzen::Geen),
        (true, false) => {
            let keys = &["kolom", "waarde", "ondergrens", "bovengrens"];
            let marges = table.opt_table("marges", keys)?;
            let kolom = marges
                .text("kolom")
                .and_then(|name| keuze.kolom("kolom", &name, &["code", "tekst"]));
            let codes = ["waarde", "ondergrens", "bovengrens"].map(|key| marges.text(key));
            let [waarde, onder, boven] = codes.map(|code| code.map(|at| at.value));
            Some(Grenzen::Rijen { kolom: kolom?, waarde: waarde?, onder: onder?, boven: boven? })
        }
        (false, true) => {
            let names = table.opt_texts("grenzen")?;
            let [onder, boven] = names.as_slice() else {
                let message = "`grenzen` takes the columns of the lower and the upper bound";
                let place = table.key_place("grenzen")?;
                let finding = Diagnostic::new(Code::BadValue, message);
                table.ctx.report(finding.at(place, "not two columns"));
                return None;
            };
            let kolom = |name| keuze.kolom("grenzen", name, &["getal", "geheel"]);
            let (onder, boven) = (kolom(onder), kolom(boven));
            Some(Grenzen::Kolommen { onder: onder?, boven: boven? })
        }
        (true, true) => {
            table.one_of(&["marges", "grenzen"]);
            None
        }
    }
}

/// The column with the people of a row, which goes with margins in the same row.
fn parse_gewicht(table: &Table, keuze: &Keuze) -> Option<usize> {
    let name = table.opt_text("gewicht")?;
    let gewicht = keuze.kolom("gewicht", &name, &["getal", "geheel"]);
    if let Some(place) = table.key_place("marges") {
        let message = "rows with margins of their own cannot be combined by `gewicht`";
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(place, "which bound belongs to which figure is not known")
            .also(table.ctx.place(&name.span), "combines rows");
        table.ctx.report(finding);
    }
    gewicht
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::{GEPUBLICEERD, case, parse_one};
    use super::super::meting::Meting;
    use super::*;

    #[test]
    fn reads_a_published_figure() {
        let Meting::Gepubliceerd(figure) = parse_one(GEPUBLICEERD).meting else { panic!() };
        assert!(matches!(figure.grenzen, Grenzen::Rijen { kolom: 3, .. }));
        let columns = GEPUBLICEERD.replace("marges = {", "grenzen = [\"onder\", \"boven\"] # {");
        let Meting::Gepubliceerd(figure) = parse_one(&columns).meting else { panic!() };
        assert_eq!(figure.grenzen, Grenzen::Kolommen { onder: 5, boven: 6 });
    }

    #[test]
    fn reads_how_a_figure_was_rounded_combined_and_modelled() {
        let keys = "grenzen = [\"onder\", \"boven\"]\ngewicht = \"onder\"\nafronding = 0.5\n\
                    modelschatting = [\"buurt\", \"wijk\"]\n# {";
        let text = GEPUBLICEERD.replace("marges = {", keys);
        let Meting::Gepubliceerd(figure) = parse_one(&text).meting else { panic!() };
        assert_eq!((figure.gewicht, figure.afronding.map(Afronding::unit)), (Some(5), Some(0.5)));
        assert_eq!(figure.modelschatting, [Niveau::Buurt, Niveau::Wijk]);
    }

    #[test]
    fn reports_faults_of_a_published_figure() {
        case(GEPUBLICEERD, "bron = \"ggd\"", "bron = \"lemon\"", &["bad-value 11:8"]);
        case(GEPUBLICEERD, "== \"20300\"", "== @jaar", &["filter-type 13:24"]);
        case(GEPUBLICEERD, "marges =", "grenzen = []\nmarges =", &["bad-value 15:1"]);
        case(GEPUBLICEERD, "kolom = \"marges\"", "kolom = \"marge\"", &["unknown-column 14:20"]);
        case(GEPUBLICEERD, "marges =", "gewicht = \"onder\"\nmarges =", &["bad-value 15:1"]);
        case(
            GEPUBLICEERD,
            "marges =",
            "modelschatting = \"stad\"\nmarges =",
            &["unknown-word 14:18"],
        );
    }
}
