//! Publications for tests, made as the program makes them: from estimated cells, through disclosure.

use crate::diagnostic::{Findings, Place};
use crate::disclosure::{Afscherming, Kop, Publication, Register, publish};
use crate::engine::{Counted, Counts, EstimatedCell, EstimatedIndicator, Opbouw};
use crate::model::{
    Bounds, Breuk, Domein, Drempels, Figure, Frequentie, Gebied, Gebiedsindeling, GeenCijfer,
    GeenInterval, Geldigheid, Indicatief, IndicatorInfo, Laag, Levensfase, Methode, Niveau,
    Periode, Quantity, Richting, Soort, Statusregels, Tekst, Toelichting, Voorbehoud,
};
use crate::stats::{Confidence, poisson_interval};

/// A gemeente with wijken, of which the gemeente is area 0.
pub(super) struct Voorbeeld {
    indeling: Gebiedsindeling,
    indicatoren: Vec<EstimatedIndicator>,
}

pub(super) fn periode(text: &str) -> Periode {
    text.parse().expect("a period")
}

impl Voorbeeld {
    /// A gemeente with so many wijken.
    pub(super) fn new(n_wijken: usize) -> Self {
        let always = |ouder| vec![Geldigheid { van: None, tot: None, ouder }];
        let gemeente = Gebied {
            code: "GM0855".parse().expect("a code"),
            naam: "Tilburg".into(),
            niveau: Niveau::Gemeente,
            geldigheid: always(None),
        };
        let wijk = |number: usize| Gebied {
            code: format!("WK0855{number:02}").parse().expect("a code"),
            naam: format!("Wijk {number}"),
            niveau: Niveau::Wijk,
            geldigheid: always(Some(Gebiedsindeling::idx_at(0))),
        };
        let gebieden = std::iter::once(gemeente).chain((1..=n_wijken).map(wijk)).collect();
        Self { indeling: Gebiedsindeling::new(gebieden), indicatoren: Vec::new() }
    }

    /// Adds an indicator without cells.
    pub(super) fn indicator(&mut self, id: &str, soort: Soort) -> &mut EstimatedIndicator {
        let info = IndicatorInfo {
            id: id.into(),
            naam: Tekst { nl: id.into(), en: None },
            naam_kort: id.into(),
            domein: Domein::Zorgreductie,
            laag: Laag::Toegang,
            richting: Richting::LagerIsBeter,
            soort,
            eenheid: Tekst { nl: "per 1.000 inwoners".into(), en: None },
            decimalen: 1,
            toelichting: Toelichting::default(),
            frequenties: vec![Frequentie::Jaar],
            // What one cell gives away of another is not what these tests are about.
            drempels: Drempels { secundair: false, ..Drempels::MONITOR },
            groep: None,
            indicatief: Indicatief { n: 50, respons: 0.2 },
            betrouwbaarheid: 0.95,
            bronnen: vec!["toegang".into()],
            levensfase: Levensfase::Concept,
            wijzigingen: Vec::new(),
            contract: None,
            vingerafdruk: String::new(),
            statusregels: Statusregels::default(),
        };
        self.indicatoren.push(EstimatedIndicator {
            info,
            place: Place::file("x.toml"),
            opbouw: Opbouw::default(),
            breuken: Vec::new(),
            cells: Vec::new(),
            reeksen: std::collections::BTreeMap::new(),
            grenzen: std::collections::BTreeMap::new(),
            afstanden: Vec::new(),
            stroom: None,
        });
        self.indicatoren.last_mut().expect("one was added")
    }

    /// The indicator at a place, in the order in which they were added.
    pub(super) fn at(&mut self, place: usize) -> &mut EstimatedIndicator {
        &mut self.indicatoren[place]
    }

    /// What may be seen of it, in a report up to 2025.
    pub(super) fn publish(mut self) -> Publication {
        self.indicatoren.sort_by(|a, b| a.info.id.cmp(&b.info.id));
        let register = Register::default();
        let afscherming = Afscherming::of(&self.indicatoren, &self.indeling, &register);
        let kop = Kop {
            naam: "Voorbeeld".into(),
            van: periode("2017"),
            tot: periode("2025"),
            presentatie: None,
        };
        let counted = Counted { indicatoren: self.indicatoren, ..Counted::default() };
        publish(kop, &self.indeling, counted, &afscherming, Vec::new(), &Findings::default())
    }
}

/// Adds cells to an indicator.
pub(super) trait AddCells {
    /// A figure that is shown.
    fn show(&mut self, gebied: usize, periode: &str, figure: Figure) -> &mut Self;
    /// A figure of three persons, which is withheld.
    fn withhold(&mut self, gebied: usize, periode: &str) -> &mut Self;
    /// No figure.
    fn lack(&mut self, gebied: usize, periode: &str, reden: GeenCijfer) -> &mut Self;
    /// A day on which its registration changed.
    fn breuk(&mut self, op: &str) -> &mut Self;
}

impl AddCells for EstimatedIndicator {
    fn show(&mut self, gebied: usize, text: &str, figure: Figure) -> &mut Self {
        let gebied = Gebiedsindeling::idx_at(gebied);
        let nul = figure.teller == Some(Quantity::ZERO);
        let counts = if nul {
            Counts::Deel { nul, teller: 0, noemer: None, rest: None, bedragen: [None, None] }
        } else {
            Counts::Gepubliceerd
        };
        self.cells.push(EstimatedCell::new(gebied, periode(text), counts, Ok(figure)));
        self
    }

    fn withhold(&mut self, gebied: usize, text: &str) -> &mut Self {
        let counts = Counts::Deel {
            nul: false,
            teller: 3,
            noemer: Some(1000),
            rest: None,
            bedragen: [None, None],
        };
        let gebied = Gebiedsindeling::idx_at(gebied);
        self.cells.push(EstimatedCell::new(gebied, periode(text), counts, Ok(rate(3, 1000))));
        self
    }

    fn lack(&mut self, gebied: usize, text: &str, reden: GeenCijfer) -> &mut Self {
        let gebied = Gebiedsindeling::idx_at(gebied);
        let counts = Counts::Gepubliceerd;
        self.cells.push(EstimatedCell::new(gebied, periode(text), counts, Err(reden)));
        self
    }

    fn breuk(&mut self, op: &str) -> &mut Self {
        let tekst = Tekst { nl: "Een systeem".into(), en: Some("One system".into()) };
        self.breuken.push(Breuk { op: op.parse().expect("a date"), tekst });
        self
    }
}

/// Events for each thousand people, with exact Poisson limits.
pub(super) fn rate(teller: u64, noemer: u64) -> Figure {
    let per = 1000.0 / noemer as f64;
    let limits = poisson_interval(teller, Confidence::P95);
    let bounds = Bounds {
        lower: limits.lower() * per,
        upper: limits.upper() * per,
        methode: Methode::PoissonExact,
    };
    Figure {
        teller: Some(Quantity::count(teller)),
        noemer: Some(Quantity::count(noemer)),
        ..Figure::new(teller as f64 * per, Ok(bounds))
    }
}

/// An amount for each person, with an interval of so much to each side.
pub(super) fn mean_amount(amount: u64, persons: u64, margin: f64) -> Figure {
    let waarde = if persons == 0 { 0.0 } else { amount as f64 / persons as f64 };
    let bounds =
        Bounds { lower: waarde - margin, upper: waarde + margin, methode: Methode::Bedragen };
    Figure {
        teller: Some(Quantity::count(amount)),
        noemer: Some(Quantity::count(persons)),
        ..Figure::new(waarde, Ok(bounds))
    }
}

/// A mark of a survey, with an interval of so much to each side.
pub(super) fn mark(waarde: f64, margin: f64) -> Figure {
    let bounds =
        Bounds { lower: waarde - margin, upper: waarde + margin, methode: Methode::Taylor };
    Figure::new(waarde, Ok(bounds))
}

/// A figure that was converted from another division, and so has no interval.
pub(super) fn converted(waarde: f64) -> Figure {
    Figure { herleid: true, ..Figure::new(waarde, Err(GeenInterval::Herleid)) }
}

/// A figure that a model made.
pub(super) fn modelled(waarde: f64) -> Figure {
    Figure { voorbehouden: vec![Voorbehoud::Modelschatting], ..mark(waarde, 1.0) }
}
