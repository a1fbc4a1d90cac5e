//! How an indicator is measured, as `[meting.<soort>]` declares it.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Niveau, Soort};
use crate::source::Vorm;

use super::afgeleid::{self, Afgeleid, parse_afgeleid};
use super::filter::Filter;
use super::gepubliceerd::{self, Gepubliceerd, parse_gepubliceerd};
use super::keuze::{Keuze, Omgeving, Tel};
use super::ratio::{self, Ratio, check_names_period, parse_ratio};
use super::stroommeting::{self, Stroommeting, parse_stroommeting};
use super::table::Table;
use super::verdeling::{self, Verdeling, parse_verdeling};
use super::vraag::{self, Vraag, parse_gemiddelde};

/// The keys of `[meting]`: one per kind.
pub(super) const KEYS: &[&str] =
    &["ratio", "aandeel", "gemiddelde", "verdeling", "gepubliceerd", "afgeleid", "stroom"];

/// How an indicator is measured. Columns are indices into the columns of the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Meting {
    /// A count for each so many of something else.
    Ratio(Ratio),
    /// A part of the rows of a register.
    Aandeel(Aandeel),
    /// A part of those who answered a survey.
    EnqueteAandeel(Vraag),
    /// A mean of survey answers.
    Gemiddelde(Vraag),
    /// A median or another quantile.
    Verdeling(Verdeling),
    /// A figure that somebody else published.
    Gepubliceerd(Gepubliceerd),
    /// A formula over other indicators.
    Afgeleid(Afgeleid),
    /// The part of those in a state that moved to others.
    Stroom(Stroommeting),
}

impl Meting {
    /// The kind.
    pub fn soort(&self) -> Soort {
        match self {
            Self::Ratio(_) => Soort::Ratio,
            Self::Aandeel(_) | Self::EnqueteAandeel(_) => Soort::Aandeel,
            Self::Gemiddelde(_) => Soort::Gemiddelde,
            Self::Verdeling(_) => Soort::Verdeling,
            Self::Gepubliceerd(_) => Soort::Gepubliceerd,
            Self::Afgeleid(_) => Soort::Afgeleid,
            Self::Stroom(_) => Soort::Stroom,
        }
    }

    /// The source whose rows are measured: of a ratio that of the teller, of a formula none.
    pub fn bron(&self) -> Option<&str> {
        match self {
            Self::Ratio(ratio) => Some(&ratio.teller.bron),
            Self::Aandeel(aandeel) => Some(&aandeel.bron),
            Self::EnqueteAandeel(vraag) | Self::Gemiddelde(vraag) => Some(&vraag.bron),
            Self::Verdeling(verdeling) => Some(verdeling.bron()),
            Self::Gepubliceerd(gepubliceerd) => Some(&gepubliceerd.bron),
            Self::Afgeleid(_) | Self::Stroom(_) => None,
        }
    }

    /// The levels of which a model makes the figures.
    pub fn modelschatting(&self) -> &[Niveau] {
        match self {
            Self::Gepubliceerd(gepubliceerd) => &gepubliceerd.modelschatting,
            _ => &[],
        }
    }

    /// The question of a survey, when that is what is measured.
    pub fn vraag(&self) -> Option<&Vraag> {
        match self {
            Self::EnqueteAandeel(vraag) | Self::Gemiddelde(vraag) => Some(vraag),
            Self::Verdeling(Verdeling::Enquete { vraag, .. }) => Some(vraag),
            _ => None,
        }
    }

    /// All sources that are read, but for those of the indicators of a formula.
    pub fn bronnen(&self) -> BTreeSet<&str> {
        if let Self::Stroom(stroom) = self {
            return stroom.bronnen.iter().map(String::as_str).collect();
        }
        let other = match self {
            Self::Ratio(ratio) => Some(&ratio.noemer.bron),
            _ => self.vraag().and_then(|vraag| vraag.populatie.as_ref()).map(|people| &people.bron),
        };
        other.map(String::as_str).into_iter().chain(self.bron()).collect()
    }
}

/// A part of the rows of a source, so that the teller always is a part of the noemer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aandeel {
    /// The source.
    pub bron: String,
    /// What is counted.
    pub tel: Tel,
    /// The column with the area.
    pub gebied: usize,
    /// The rows of the whole.
    pub noemer: Filter,
    /// The rows of the part, among those of the whole.
    pub teller: Filter,
    /// Where it is declared.
    pub place: Place,
}

/// Parses the one kind that is there.
pub(super) fn parse_meting(
    meting: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
    ids: &BTreeSet<String>,
) -> Option<Meting> {
    let soort = meting.one_of(KEYS);
    let parsed = parse_kind(soort?, meting, schatting, omgeving, ids)?;
    if parsed.vraag().is_none() {
        refuse_schatting(schatting, soort);
    }
    Some(parsed)
}

fn parse_kind(
    soort: &str,
    meting: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
    ids: &BTreeSet<String>,
) -> Option<Meting> {
    match soort {
        "ratio" => parse_ratio(&meting.table("ratio", ratio::KEYS)?, omgeving).map(Meting::Ratio),
        "aandeel" => {
            let table = meting.table("aandeel", AANDEEL_KEYS)?;
            parse_aandeel(&table, schatting, omgeving)
        }
        "gemiddelde" => {
            let table = meting.table("gemiddelde", vraag::GEMIDDELDE_KEYS)?;
            parse_gemiddelde(&table, schatting, omgeving).map(Meting::Gemiddelde)
        }
        "verdeling" => {
            let table = meting.table("verdeling", verdeling::KEYS)?;
            parse_verdeling(&table, schatting, omgeving).map(Meting::Verdeling)
        }
        "afgeleid" => {
            let table = meting.table("afgeleid", afgeleid::KEYS)?;
            parse_afgeleid(&table, ids).map(Meting::Afgeleid)
        }
        "stroom" => {
            let table = meting.table("stroom", stroommeting::KEYS)?;
            parse_stroommeting(&table, omgeving).map(Meting::Stroom)
        }
        _ => {
            let table = meting.table("gepubliceerd", gepubliceerd::KEYS)?;
            parse_gepubliceerd(&table, omgeving).map(Meting::Gepubliceerd)
        }
    }
}

/// Reports keys of a sample beside a measurement that has none.
fn refuse_schatting(schatting: Option<&Table>, soort: Option<&str>) {
    let (Some(table), Some(soort)) = (schatting, soort) else {
        return;
    };
    for key in ["gewicht", "gewicht_ontbreekt", "stratum", "populatie"] {
        if let Some(place) = table.key_place(key) {
            let message = format!("`{key}` goes with a survey, not with this `[meting.{soort}]`");
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    }
}

/// The keys of a share: of the rows of a register, or of the answers to a survey.
const AANDEEL_KEYS: &[&str] = &[
    "bron",
    "tel",
    "gebied",
    "noemer",
    "teller",
    "variabele",
    "vanaf",
    "tot_en_met",
    "antwoorden",
    "geldig",
    "ontbrekend",
    "filter",
];
const OF_REGISTER: &[&str] = &["tel", "noemer", "teller"];
const OF_ENQUETE: &[&str] =
    &["variabele", "vanaf", "tot_en_met", "antwoorden", "geldig", "ontbrekend", "filter"];

fn parse_aandeel(table: &Table, schatting: Option<&Table>, omgeving: &Omgeving) -> Option<Meting> {
    let keuze = omgeving.choose(table)?;
    keuze.check_vorm(&[Vorm::Records, Vorm::Enquete], "`[meting.aandeel]`")?;
    let is_survey = keuze.spec.vorm == Vorm::Enquete;
    for key in if is_survey { OF_REGISTER } else { OF_ENQUETE } {
        if let Some(place) = table.key_place(key) {
            let word = keuze.spec.vorm.word();
            let message = format!("`{key}` does not go with a source of shape `{word}`");
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    }
    if is_survey {
        vraag::parse_aandeel(table, schatting, omgeving, &keuze).map(Meting::EnqueteAandeel)
    } else {
        parse_deel(table, &keuze).map(Meting::Aandeel)
    }
}

fn parse_deel(table: &Table, keuze: &Keuze) -> Option<Aandeel> {
    table.require("noemer");
    table.require("teller");
    let text = table.text("tel");
    let tel = text.and_then(|text| keuze.tel(&text));
    if matches!(tel, Some(Tel::Som(_) | Tel::PersonenMet { .. })) {
        let message =
            "a share is one of rows or of distinct values, not of amounts or of persons with more";
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(table.key_place("tel")?, "has no teller among its rows")
            .help("use `[meting.ratio]`");
        table.ctx.report(finding);
    }
    let noemer = keuze.opt_filter(table, "noemer", None);
    check_names_period(table, "noemer", keuze, noemer.as_ref());
    let teller = keuze.opt_filter(table, "teller", None);
    let gebied = keuze.gebied(table);
    Some(Aandeel {
        bron: keuze.spec.naam.clone(),
        tel: tel?,
        gebied: gebied?,
        noemer: noemer?,
        teller: teller?,
        place: table.place(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::{AANDEEL, RATIO, case, parse_one};
    use super::*;

    #[test]
    fn reads_a_share() {
        let Meting::Aandeel(aandeel) = parse_one(AANDEEL).meting else { panic!("a share") };
        assert_eq!(aandeel.tel, Tel::Records);
        assert!(matches!(aandeel.teller, Filter::InCodelijst { .. }));
    }

    #[test]
    fn reports_faults_of_a_measurement() {
        case(
            RATIO,
            "[meting.ratio]",
            "[meting.ratoi]",
            &["unknown-key 10:9", "missing-field 12:9"],
        );
        case(RATIO, "bron = \"toegang\"", "bron = \"toegan\"", &["unknown-source 13:8"]);
        case(RATIO, "uitkomst ==", "uitkomt ==", &["unknown-column 15:11"]);
        case(RATIO, "vermenigvuldiger = 1000", "", &["missing-field 10:1"]);
        case(RATIO, "== \"maatwerk\"", "== 3", &["filter-type 15:23"]);
        case(RATIO, "som(inwoners)", "som(gebied)", &["wrong-type 18:12"]);
        case(RATIO, "tel = \"som", "gebied = \"jaar\"\ntel = \"som", &["wrong-type 18:10"]);
        case(AANDEEL, "zonder_maatwerk", "zonder", &["unknown-code-list 14:33"]);
        case(AANDEEL, "teller = ", "#", &["missing-field 10:1"]);
        case(AANDEEL, "[periode]", "[meting.ratio]\n[periode]", &["bad-value 15:9"]);
        case(AANDEEL, "[periode]", "[schatting]\ngewicht = \"a\"\n[periode]", &["bad-value 16:1"]);
    }
}
