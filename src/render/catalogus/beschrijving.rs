//! All that is told of one indicator, in the order in which it is read.

use std::fmt::Write as _;

use crate::model::{Contract, Taal};
use crate::source::Vorm;

use super::doel::{afspraken, doel_in_woorden, doel_kort, nulmeting_in_woorden};
use super::meting::formule_in_woorden;
use super::woorden::{self, kies};
use super::zekerheid::{drempels_in_woorden, interval_in_woorden};
use super::{Catalogus, Kaart};

/// The description of an indicator in one language.
///
/// In its texts backticks mark what is to be read letter by letter, such as the name of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beschrijving {
    /// The language.
    pub taal: Taal,
    /// The id.
    pub id: String,
    /// The full name.
    pub naam: String,
    /// What it is, in short: labels with their texts.
    pub kenmerken: Vec<(String, String)>,
    /// The rest, part by part.
    pub delen: Vec<Deel>,
}

/// A part of a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deel {
    /// Its name for programs, the same in all languages.
    pub sleutel: &'static str,
    /// Its heading.
    pub kop: &'static str,
    /// What it says.
    pub blokken: Vec<Blok>,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blok {
    /// A paragraph.
    Alinea(String),
    /// A list.
    Lijst(Vec<String>),
    /// Labels with their texts.
    Paren(Vec<(String, String)>),
    /// Other indicators: the id, and the name where the catalogue has it.
    Verwijzingen(Vec<(String, Option<String>)>),
}

/// Describes an indicator.
pub fn beschrijf(kaart: &Kaart, catalogus: &Catalogus, taal: Taal) -> Beschrijving {
    let info = &kaart.indicator.info;
    let toelichting = &info.toelichting;
    let alinea = |text: &str| vec![Blok::Alinea(text.to_owned())];
    let deel = |sleutel, nl, en, blokken| Deel { sleutel, kop: kies(taal, nl, en), blokken };
    let tegen: Vec<_> = toelichting
        .tegenindicatoren
        .iter()
        .map(|id| {
            let naam = catalogus.kaart(id).map(|kaart| &kaart.indicator.info.naam);
            (id.clone(), naam.map(|naam| naam.in_taal(taal).to_owned()))
        })
        .collect();
    let tegen = if tegen.is_empty() { Vec::new() } else { vec![Blok::Verwijzingen(tegen)] };
    let delen = [
        deel("specifiek", "Wat het is", "What it is", alinea(toelichting.specifiek.in_taal(taal))),
        deel(
            "waarom",
            "Waarom we het meten",
            "Why we measure it",
            alinea(toelichting.waarom.in_taal(taal)),
        ),
        deel(
            "niet_lezen_als",
            "Hoe je het niet moet lezen",
            "How not to read it",
            alinea(toelichting.niet_lezen_als.in_taal(taal)),
        ),
        deel("tegenindicatoren", "Alleen lezen naast", "Only to be read beside", tegen),
        deel(
            "formule",
            "Hoe het wordt berekend",
            "How it is computed",
            formule_in_woorden(&kaart.indicator.meting, catalogus, taal),
        ),
        deel("bronnen", "Bronnen", "Sources", bronnen(kaart, catalogus, taal)),
        deel(
            "interval",
            "Hoe zeker het is",
            "How sure it is",
            interval_in_woorden(kaart.indicator, catalogus, taal),
        ),
        deel(
            "drempels",
            "Wanneer het niet, of met voorbehoud, wordt getoond",
            "When it is not shown, or with a reservation",
            drempels_in_woorden(kaart.indicator, catalogus, taal),
        ),
        deel("doelen", "Doelen", "Targets", doelen(kaart.contract, taal)),
        deel("afspraken", "Afspraken", "Agreements", afspraken_van(kaart.contract, taal)),
        deel("wijzigingen", "Wijzigingen", "Changes", wijzigingen(kaart, taal)),
        deel(
            "toetsen",
            "Toetsen",
            "Tests",
            lijst(kaart.toetsen.iter().map(|&naam| naam.to_owned()).collect()),
        ),
    ];
    Beschrijving {
        taal,
        id: info.id.clone(),
        naam: info.naam.in_taal(taal).to_owned(),
        kenmerken: kenmerken(kaart, taal),
        delen: delen.into_iter().filter(|deel| !deel.blokken.is_empty()).collect(),
    }
}

fn lijst(items: Vec<String>) -> Vec<Blok> {
    if items.is_empty() { Vec::new() } else { vec![Blok::Lijst(items)] }
}

fn kenmerken(kaart: &Kaart, taal: Taal) -> Vec<(String, String)> {
    let info = &kaart.indicator.info;
    let decimalen = info.decimalen.to_string();
    [
        (kies(taal, "Domein", "Theme"), woorden::domein(info.domein, taal)),
        (kies(taal, "Laag", "Layer"), woorden::laag(info.laag, taal)),
        (kies(taal, "Soort", "Kind"), woorden::soort(info.soort, taal)),
        (kies(taal, "Eenheid", "Unit"), info.eenheid.in_taal(taal)),
        (kies(taal, "Decimalen", "Decimals"), &decimalen),
        (kies(taal, "Richting", "Direction"), woorden::richting(info.richting, taal)),
        (kies(taal, "Gemeten", "Measured"), &woorden::frequenties(&info.frequenties, taal)),
        (kies(taal, "Levensfase", "Phase"), woorden::levensfase(kaart.levensfase, taal)),
    ]
    .map(|(label, text)| (label.to_owned(), text.to_owned()))
    .to_vec()
}

fn bronnen(kaart: &Kaart, catalogus: &Catalogus, taal: Taal) -> Vec<Blok> {
    let mut items = Vec::new();
    for naam in kaart.bronnen() {
        let spec = catalogus.spec(naam);
        let vorm = match spec.vorm {
            Vorm::Records => kies(taal, "registratie", "register"),
            Vorm::Enquete => kies(taal, "enquête", "survey"),
            Vorm::Cijfers => kies(taal, "gepubliceerde cijfers", "published figures"),
        };
        let mut text = format!("`{naam}`: {vorm}");
        for breuk in &spec.breuken {
            let (op, wat) = (woorden::datum(breuk.op, taal), breuk.tekst.in_taal(taal));
            let _ = write!(text, "; {} {op}: {wat}", kies(taal, "breuk op", "break on"));
        }
        items.push(text);
    }
    lijst(items)
}

fn doelen(contract: Option<&Contract>, taal: Taal) -> Vec<Blok> {
    let Some(contract) = contract else { return Vec::new() };
    let mut blokken = vec![nulmeting_in_woorden(&contract.nulmeting, taal)];
    for doel in &contract.doelen {
        let Blok::Alinea(text) = doel_in_woorden(doel, &contract.nulmeting, taal) else { continue };
        let named = if contract.doelen.len() < 2 { text } else { format!("{}: {text}", doel.naam) };
        blokken.push(Blok::Alinea(named));
    }
    blokken
}

fn afspraken_van(contract: Option<&Contract>, taal: Taal) -> Vec<Blok> {
    contract.map(|contract| Blok::Paren(afspraken(contract, taal))).into_iter().collect()
}

fn wijzigingen(kaart: &Kaart, taal: Taal) -> Vec<Blok> {
    let items = kaart.wijzigingen.iter().map(|wijziging| {
        let op = woorden::datum(wijziging.op, taal);
        let soort = woorden::wijzigingssoort(wijziging.soort, taal);
        let breuk = if wijziging.breuk {
            kies(
                taal,
                " Cijfers van ervoor en erna zijn niet te vergelijken.",
                " Figures of before and after cannot be compared.",
            )
        } else {
            ""
        };
        format!("{op} ({soort}): {}{breuk}", wijziging.tekst.in_taal(taal))
    });
    lijst(items.collect())
}

/// The targets of an indicator in a few words each.
pub(super) fn doelen_kort(kaart: &Kaart, taal: Taal) -> Vec<String> {
    let Some(contract) = kaart.contract else { return Vec::new() };
    contract.doelen.iter().map(|doel| doel_kort(doel, &contract.nulmeting, taal)).collect()
}

/// The targets of an indicator for a cell of a table, which says so when there are none.
pub(super) fn doelen_cel(kaart: &Kaart, taal: Taal) -> String {
    match doelen_kort(kaart, taal) {
        doelen if doelen.is_empty() => kies(taal, "geen", "none").to_owned(),
        doelen => doelen.join("; "),
    }
}
