//! `vergelijking.csv`: a row per indicator, area and comparison, with both figures and how they differ.

use std::collections::BTreeMap;

use super::{CsvStyle, EXTRA_DECIMALEN, ja_nee, optional, render_table, text, voorbehouden};
use crate::analysis::benchmark::{
    Benchmarks, Buren, GeenBuren, Lid, Met, Reden, Trechter, Vergelijking, Vergelijkregel,
};
use crate::disclosure::Publication;
use crate::model::{IndicatorInfo, Niveau};
use crate::render::number::{Notatie, render_number};
use crate::render::vergelijking::naam_of;
use crate::stats::{FunnelLevel, FunnelPlace};

/// The columns.
const VERGELIJKING: [&str; 35] = [
    "indicator",
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "periode",
    "celsoort",
    "waarde",
    "ondergrens",
    "bovengrens",
    "met",
    "met_naam",
    "basis",
    "gebieden",
    "gebieden_zonder_cijfer",
    "waarden",
    "afstanden",
    "kenmerken",
    "kenmerk_ontbreekt",
    "ander_waarde",
    "ander_ondergrens",
    "ander_bovengrens",
    "verschil",
    "verschil_ondergrens",
    "verschil_bovengrens",
    "p",
    "q",
    "oordeel",
    "gunstig",
    "relevant",
    "reden",
    "trechter",
    "trechter_phi",
    "eenheid",
    "voorbehoud",
];

/// The decimals of p-values and of distances.
const P_DECIMALEN: u8 = 4;

/// Renders the comparisons of all areas, in the order of the publication.
pub fn render_vergelijking_csv(
    publication: &Publication,
    benchmarks: &Benchmarks<'_>,
    style: &CsvStyle,
) -> Vec<u8> {
    let all = publication.indicatoren().iter().zip(&benchmarks.indicatoren);
    let rows = all.flat_map(|(indicator, found)| {
        let rij = Rij { publication, benchmarks, info: indicator.info(), found, style: *style };
        let places = found.trechter.as_ref().map_or_else(BTreeMap::new, places_of);
        found.regels.iter().map(move |regel| rij.render(regel, &places)).collect::<Vec<_>>()
    });
    render_table(&VERGELIJKING, rows, *style)
}

/// Where the areas of a funnel lie.
fn places_of(trechter: &Trechter) -> BTreeMap<usize, FunnelPlace> {
    trechter.punten.iter().map(|punt| (punt.gebied, punt.plaats)).collect()
}

/// Where an area lies, in a word.
fn place_word(place: FunnelPlace) -> &'static str {
    match place {
        FunnelPlace::Within => "binnen",
        FunnelPlace::Above(FunnelLevel::P95) => "boven_95",
        FunnelPlace::Above(FunnelLevel::P998) => "boven_998",
        FunnelPlace::Below(FunnelLevel::P95) => "onder_95",
        FunnelPlace::Below(FunnelLevel::P998) => "onder_998",
    }
}

/// What all rows of one indicator share.
struct Rij<'r, 'p> {
    publication: &'r Publication,
    benchmarks: &'r Benchmarks<'p>,
    info: &'r IndicatorInfo,
    found: &'r Vergelijking<'p>,
    style: CsvStyle,
}

impl Rij<'_, '_> {
    fn number(&self, value: f64, decimalen: u8) -> String {
        render_number(value, decimalen, Notatie::Kaal { decimaal: self.style.decimaal })
    }

    fn waarde(&self, value: f64) -> String {
        self.number(value, self.info.decimalen.saturating_add(EXTRA_DECIMALEN))
    }

    fn bounds(&self, bounds: Option<(f64, f64)>) -> [String; 2] {
        bounds.map_or_else(Default::default, |(lower, upper)| {
            [self.waarde(lower), self.waarde(upper)]
        })
    }

    fn render(
        &self,
        regel: &Vergelijkregel<'_>,
        places: &BTreeMap<usize, FunnelPlace>,
    ) -> Vec<String> {
        let gebied = &self.publication.gebieden()[regel.gebied];
        let figure = regel.cell.figure();
        let own = figure.and_then(|figure| figure.interval.ok());
        let naam = naam_of(self.publication, self.benchmarks, regel.met);
        let mut row = vec![
            text(&self.info.id),
            gebied.niveau.word().to_owned(),
            text(&gebied.code.to_string()),
            text(&gebied.naam),
            optional(gebied.indeling),
            regel.periode.to_string(),
            regel.cell.word().to_owned(),
            figure.map_or_else(String::new, |figure| self.waarde(figure.waarde)),
        ];
        row.extend(self.bounds(own.map(|bounds| (bounds.lower, bounds.upper))));
        row.extend([
            regel.met.word().to_owned(),
            text(naam),
            regel.tegenover.as_ref().map_or("", |other| other.basis.word()).to_owned(),
        ]);
        row.extend(self.leden(regel));
        row.extend(self.kenmerken(regel, gebied.niveau));
        let other = regel.tegenover.as_ref();
        let waarde = other.and_then(|other| other.waarde);
        row.push(waarde.map_or_else(String::new, |waarde| self.waarde(waarde)));
        row.extend(self.bounds(other.and_then(|other| other.grenzen)));
        match &regel.verschil {
            None => row.extend(std::iter::repeat_n(String::new(), 5)),
            Some(verschil) => {
                row.push(self.waarde(verschil.verschil));
                row.extend(self.bounds(Some((verschil.ondergrens, verschil.bovengrens))));
                row.extend([verschil.p, verschil.q].map(|p| self.number(p, P_DECIMALEN)));
            }
        }
        let gunstig = |is_better| if is_better { "gunstiger" } else { "ongunstiger" };
        row.extend([
            regel.oordeel.map_or("", |oordeel| oordeel.word()).to_owned(),
            regel.gunstig.map_or("", gunstig).to_owned(),
            regel.relevant.map_or("", ja_nee).to_owned(),
            regel.reden.map_or("", |reden| reden.word()).to_owned(),
        ]);
        row.extend(self.trechter(regel, places));
        row.push(text(&self.info.eenheid.nl));
        row.push(figure.map_or_else(String::new, voorbehouden));
        row
    }

    /// The areas on the other side: those with a figure, those without, the figures where there is none
    /// together, and how far they lie.
    fn leden(&self, regel: &Vergelijkregel<'_>) -> [String; 4] {
        if let Met::Elders(place) = regel.met {
            let code = self.publication.elders().get(place).map(|elders| elders.code);
            return [optional(code), String::new(), String::new(), String::new()];
        }
        let Some(other) = &regel.tegenover else { return Default::default() };
        let code = |gebied: usize| self.publication.gebieden()[gebied].code.to_string();
        let (with, without): (Vec<&Lid>, Vec<&Lid>) =
            other.leden.iter().partition(|lid| lid.waarde.is_some());
        let codes = |leden: &[&Lid]| {
            text(&leden.iter().map(|lid| code(lid.gebied)).collect::<Vec<_>>().join("|"))
        };
        let numbers = |values: Vec<String>| values.join("|");
        let waarden = with.iter().filter_map(|lid| lid.waarde).map(|value| self.waarde(value));
        // Of both, those with a figure first, as their codes stand.
        let afstanden = with.iter().chain(&without).filter_map(|lid| lid.afstand);
        [
            codes(&with),
            codes(&without),
            if other.waarde.is_none() { numbers(waarden.collect()) } else { String::new() },
            numbers(afstanden.map(|value| self.number(value, P_DECIMALEN)).collect()),
        ]
    }

    /// By what the nearest areas were found, each with its period, and which of them an area lacks.
    fn kenmerken(&self, regel: &Vergelijkregel<'_>, niveau: Niveau) -> [String; 2] {
        let buren = self.benchmarks.buren.get(&niveau).filter(|_| regel.met == Met::Dichtstbij);
        let Some(Buren { kenmerken, per_gebied }) = buren else { return Default::default() };
        let all = kenmerken.iter().map(|kenmerk| match kenmerk.periode {
            Some(periode) => format!("{} {periode}", kenmerk.id),
            None => kenmerk.id.clone(),
        });
        let lacking = match per_gebied.get(&regel.gebied) {
            Some(Err(GeenBuren::Kenmerk { kenmerk })) if regel.reden != Some(Reden::IsKenmerk) => {
                kenmerken.get(*kenmerk).map_or("", |kenmerk| kenmerk.id.as_str())
            }
            _ => "",
        };
        [text(&all.collect::<Vec<_>>().join("|")), text(lacking)]
    }

    /// Where the area lies in the funnel of the gemeente, and the dispersion ratio of that.
    fn trechter(
        &self,
        regel: &Vergelijkregel<'_>,
        places: &BTreeMap<usize, FunnelPlace>,
    ) -> [String; 2] {
        let trechter = self.found.trechter.as_ref().filter(|_| regel.met == Met::Gemeente);
        let place = places.get(&regel.gebied);
        match trechter.zip(place) {
            Some((trechter, place)) => {
                [place_word(*place).to_owned(), self.number(trechter.phi(), 2)]
            }
            None => Default::default(),
        }
    }
}
