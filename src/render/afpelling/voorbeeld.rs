//! Peeled changes for tests of words, tables and charts.

use crate::analysis::{
    Bijdrage, Factorsoort, GeenAfpelling, GeenMarge, Oordeel, PeeledArea, PeeledChange, Peeling,
    Schakel,
};
use crate::definition::{Aantal, Afpelling, Kant, Tijdvak};
use crate::diagnostic::Place;
use crate::model::{Breuk, GeenInterval, Onderdrukt, Periode, Tekst};
use crate::stats::Interval;

pub(in super::super) const FACTOREN: [Factorsoort; 5] = [
    Factorsoort::Inwoners,
    Factorsoort::Beroep,
    Factorsoort::Aandeel,
    Factorsoort::Doorloop,
    Factorsoort::Intensiteit,
];

fn periode(text: &str) -> Periode {
    text.parse().expect("a period")
}

/// What a monitor declares, with a title of so many words.
pub(in super::super) fn afpelling(n_words: usize) -> Afpelling {
    let aantal = |indicator: &str, kant| Aantal {
        indicator: indicator.into(),
        kant,
        place: Place::file("monitor.toml"),
    };
    Afpelling {
        naam: "kosten".into(),
        titel: Tekst {
            nl: vec!["Kosten van maatwerk"; n_words].join(" "),
            en: Some("Cost of provisions".into()),
        },
        eenheid: Tekst { nl: "euro per jaar".into(), en: Some("euros a year".into()) },
        tijdvak: Tijdvak::Tussen(periode("2019"), periode("2025")),
        inwoners: Some(aantal("zr_meldingen", Kant::Noemer)),
        meldingen: aantal("zr_meldingen", Kant::Teller),
        doorverwijzingen: aantal("zr_doorverw", Kant::Teller),
        clienten: Some(aantal("zr_kosten", Kant::Noemer)),
        volume: aantal("zr_kosten", Kant::Teller),
        place: Place::file("monitor.toml"),
    }
}

/// A change by these contributions, each with an interval of so much to each side.
pub(in super::super) fn peeling(van: f64, parts: [f64; 5], margin: Option<f64>) -> Peeling {
    let marge = |value: f64| match margin {
        Some(margin) => Ok(Interval::around(value, margin).expect("finite")),
        None => Err(GeenMarge::Cijfer(GeenInterval::TeWeinigPersonen)),
    };
    let values =
        [(10_850.0, 11_520.0), (0.0422, 0.0436), (0.2183, 0.1753), (2.03, 1.76), (12.2, 12.4)];
    let bijdragen = FACTOREN
        .into_iter()
        .zip(parts)
        .zip(values)
        .map(|((factor, bijdrage), (van, tot))| Bijdrage {
            factor,
            van: Some(van),
            tot: Some(tot),
            bijdrage,
            marge: marge(bijdrage),
        })
        .collect();
    let change: f64 = parts.iter().sum();
    Peeling {
        van,
        tot: van + change,
        bijdragen,
        marge: marge(change),
        nullen: Vec::new(),
        herleid: false,
        oordeel: Oordeel::Minder,
    }
}

/// A count that is withheld.
pub(in super::super) fn withheld() -> GeenAfpelling {
    GeenAfpelling::Onderdrukt(Schakel::Doorverwijzingen, periode("2019"), Onderdrukt::Monitor)
}

/// The change of areas 0, 1, …, with these answers.
pub(in super::super) fn change(
    afpelling: &Afpelling,
    answers: Vec<Result<Peeling, GeenAfpelling>>,
) -> PeeledChange<'_> {
    let area = |(gebied, uitkomst)| PeeledArea { gebied, uitkomst };
    PeeledChange {
        afpelling,
        van: periode("2019"),
        tot: periode("2025"),
        factoren: FACTOREN.to_vec(),
        breuken: Vec::new(),
        decimalen: 0,
        betrouwbaarheid: 0.95,
        bronnen: vec!["cbs_inwoners".into(), "toegang".into(), "voorzieningen".into()],
        gebieden: answers.into_iter().enumerate().map(area).collect(),
    }
}

/// A day on which the registration changed.
pub(in super::super) fn breuk() -> Breuk {
    let tekst = Tekst { nl: "Een regiesysteem".into(), en: Some("One case system".into()) };
    Breuk { op: "2021-04-01".parse().expect("a date"), tekst }
}
