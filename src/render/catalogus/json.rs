//! The catalogue for other programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Contract, Doelsoort, Nulwaarde, Taal};

use super::beschrijving::doelen_kort;
use super::doel::doel_kort;
use super::{Beschrijving, Blok, Catalogus, Kaart};

#[derive(Serialize)]
struct Regel<'r> {
    id: &'r str,
    naam: &'r str,
    naam_en: Option<&'r str>,
    naam_kort: &'r str,
    domein: &'static str,
    laag: &'static str,
    soort: &'static str,
    eenheid: &'r str,
    eenheid_en: Option<&'r str>,
    decimalen: u8,
    richting: &'static str,
    frequentie: Vec<&'static str>,
    levensfase: &'static str,
    doel: Vec<String>,
    bronnen: Vec<&'r str>,
    tegenindicatoren: &'r [String],
    specifiek: &'r str,
    waarom: &'r str,
    niet_lezen_als: &'r str,
    betrouwbaarheid: f64,
    drempels: Drempels,
    contract: Option<Afspraak<'r>>,
    wijzigingen: Vec<Wijziging<'r>>,
    toetsen: Vec<&'r str>,
}

#[derive(Serialize)]
struct Drempels {
    teller_min: u64,
    noemer_min: u64,
    minimum_n: u64,
    antwoord_min: u64,
    nul_tonen: bool,
    compleet_tonen: bool,
    secundair: bool,
    nullen_bekend: bool,
    dominantie_n: u64,
    dominantie_k: f64,
    p_procent: f64,
    afronden: Option<u64>,
    indicatief_n: u64,
    indicatief_respons: f64,
}

#[derive(Serialize)]
struct Afspraak<'r> {
    nulmeting: String,
    nulmeting_regel: &'static str,
    nulmeting_waarde: Option<f64>,
    doelen: Vec<Doel<'r>>,
    besluit_soort: &'r str,
    besluit_nummer: &'r str,
    besluit_datum: String,
    acceptabel: &'r str,
    realistisch: &'r str,
    eigenaar: &'r str,
    volgende_herziening: String,
    minimum_aantal: u64,
}

#[derive(Serialize)]
struct Doel<'r> {
    naam: &'r str,
    soort: &'static str,
    waarde: Vec<f64>,
    per: &'static str,
    deadline: String,
    beoordeel_op: String,
    traject: &'static str,
    relevant: Option<f64>,
    tekst: String,
}

#[derive(Serialize)]
struct Wijziging<'r> {
    op: String,
    soort: &'static str,
    breuk: bool,
    tekst: &'r str,
}

#[derive(Serialize)]
struct Volledig<'r> {
    #[serde(flatten)]
    regel: Regel<'r>,
    taal: &'static str,
    kenmerken: BTreeMap<&'r str, &'r str>,
    beschrijving: BTreeMap<&'static str, Vec<String>>,
}

fn regel<'r>(kaart: &Kaart<'r>) -> Regel<'r> {
    let info = &kaart.indicator.info;
    let (drempels, indicatief) = (info.drempels, info.indicatief);
    let wijziging = |wijziging: &'r crate::model::Wijziging| Wijziging {
        op: wijziging.op.to_string(),
        soort: wijziging.soort.word(),
        breuk: wijziging.breuk,
        tekst: &wijziging.tekst.nl,
    };
    Regel {
        id: &info.id,
        naam: &info.naam.nl,
        naam_en: info.naam.en.as_deref(),
        naam_kort: &info.naam_kort,
        domein: info.domein.word(),
        laag: info.laag.word(),
        soort: info.soort.word(),
        eenheid: &info.eenheid.nl,
        eenheid_en: info.eenheid.en.as_deref(),
        decimalen: info.decimalen,
        richting: info.richting.word(),
        frequentie: info.frequenties.iter().map(|frequentie| frequentie.word()).collect(),
        levensfase: kaart.levensfase.word(),
        doel: doelen_kort(kaart, Taal::Nl),
        bronnen: kaart.bronnen(),
        tegenindicatoren: &info.toelichting.tegenindicatoren,
        specifiek: &info.toelichting.specifiek.nl,
        waarom: &info.toelichting.waarom.nl,
        niet_lezen_als: &info.toelichting.niet_lezen_als.nl,
        betrouwbaarheid: info.betrouwbaarheid,
        drempels: Drempels {
            teller_min: drempels.teller_min,
            noemer_min: drempels.noemer_min,
            minimum_n: drempels.minimum_n,
            antwoord_min: drempels.antwoord_min,
            nul_tonen: drempels.nul_tonen,
            compleet_tonen: drempels.compleet_tonen,
            secundair: drempels.secundair,
            nullen_bekend: drempels.nullen_bekend,
            dominantie_n: drempels.dominantie.n,
            dominantie_k: drempels.dominantie.k.to_f64(),
            p_procent: drempels.dominantie.p.to_f64(),
            afronden: drempels.afronden,
            indicatief_n: indicatief.n,
            indicatief_respons: indicatief.respons,
        },
        contract: kaart.contract.map(afspraak),
        wijzigingen: kaart.wijzigingen.iter().map(wijziging).collect(),
        toetsen: kaart.toetsen.clone(),
    }
}

fn afspraak(contract: &Contract) -> Afspraak<'_> {
    let nulmeting = &contract.nulmeting;
    let doelen = contract.doelen.iter().map(|doel| Doel {
        naam: &doel.naam,
        soort: doel.soort.word(),
        waarde: match &doel.soort {
            Doelsoort::Absoluut { waarde } => vec![*waarde],
            Doelsoort::Relatief { procent } | Doelsoort::GatVerkleinen { procent, .. } => {
                vec![*procent]
            }
            Doelsoort::Bandbreedte { onder, boven } => vec![*onder, *boven],
            Doelsoort::Behoud { marge } => vec![*marge],
        },
        per: doel.per.word(),
        deadline: doel.deadline.to_string(),
        beoordeel_op: doel.beoordeel_op.to_string(),
        traject: doel.traject.word(),
        relevant: doel.relevant,
        tekst: doel_kort(doel, nulmeting, Taal::Nl),
    });
    Afspraak {
        nulmeting: nulmeting.periode.to_string(),
        nulmeting_regel: nulmeting.regel.word(),
        nulmeting_waarde: match nulmeting.waarde {
            Nulwaarde::UitData => None,
            Nulwaarde::Vast { waarde, .. } => Some(waarde),
        },
        doelen: doelen.collect(),
        besluit_soort: &contract.besluit.soort,
        besluit_nummer: &contract.besluit.nummer,
        besluit_datum: contract.besluit.datum.to_string(),
        acceptabel: &contract.acceptabel,
        realistisch: &contract.realistisch,
        eigenaar: &contract.eigenaar.naam,
        volgende_herziening: contract.eigenaar.volgende_herziening.to_string(),
        minimum_aantal: contract.minimum_aantal,
    }
}

/// The list as an array of objects; words are those of the files, texts are Dutch.
pub fn render_lijst_json(catalogus: &Catalogus) -> String {
    let regels: Vec<_> = catalogus.kaarten.iter().map(regel).collect();
    to_json(&regels)
}

/// All of one indicator as an object: that of the list, with its description in a language.
pub fn render_beschrijving_json(kaart: &Kaart, beschrijving: &Beschrijving) -> String {
    let texts = |blok: &Blok| match blok {
        Blok::Alinea(text) => vec![text.clone()],
        Blok::Lijst(items) => items.clone(),
        Blok::Paren(pairs) => {
            pairs.iter().map(|(label, text)| format!("{label}: {text}")).collect()
        }
        Blok::Verwijzingen(others) => others
            .iter()
            .map(|(id, naam)| {
                naam.as_ref().map_or_else(|| id.clone(), |naam| format!("{naam} (`{id}`)"))
            })
            .collect(),
    };
    let delen = beschrijving
        .delen
        .iter()
        .map(|deel| (deel.sleutel, deel.blokken.iter().flat_map(texts).collect()));
    let kenmerken = &beschrijving.kenmerken;
    to_json(&Volledig {
        regel: regel(kaart),
        taal: if beschrijving.taal == Taal::Nl { "nl" } else { "en" },
        kenmerken: kenmerken.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect(),
        beschrijving: delen.collect(),
    })
}

fn to_json(value: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("texts and numbers have a form in JSON");
    text.push('\n');
    text
}
