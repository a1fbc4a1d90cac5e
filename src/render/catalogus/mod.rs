//! The catalogue of indicators for readers: a list, and of each indicator what it means and how it
//! is computed, in words.
//!
//! The wording is made once, as a [`Beschrijving`]; text, Markdown, HTML and JSON only lay it out.
//! It comes from definitions alone: no figure is known here.

mod beschrijving;
mod doel;
mod filter;
pub(super) mod html;
mod json;
mod lijst;
mod markdown;
mod meting;
mod tekst;
pub(super) mod woorden;
mod zekerheid;

pub use beschrijving::{Beschrijving, Blok, Deel, beschrijf};
pub(super) use doel::doel_kort;
pub use html::{render_index_html, render_pagina_html};
pub use json::{render_beschrijving_json, render_lijst_json};
pub use lijst::{render_lijst_csv, render_lijst_tekst};
pub use markdown::{render_index_markdown, render_pagina_markdown};
pub use tekst::render_pagina_tekst;

use crate::definition::{Indicator, Monitor};
use crate::model::{Contract, Levensfase, Taal, Wijziging};
use crate::source::BronSpec;

/// An indicator with all that its file says besides how it is measured.
#[derive(Clone, Debug)]
pub struct Kaart<'k> {
    /// The indicator.
    pub indicator: &'k Indicator,
    /// Where it is in its life.
    pub levensfase: Levensfase,
    /// What it promises, when it promises something.
    pub contract: Option<&'k Contract>,
    /// What changed in it.
    pub wijzigingen: &'k [Wijziging],
    /// The names of its tests.
    pub toetsen: Vec<&'k str>,
}

impl<'k> Kaart<'k> {
    /// The card of an indicator.
    pub fn of(indicator: &'k Indicator) -> Self {
        let info = &indicator.info;
        Self {
            indicator,
            levensfase: info.levensfase,
            contract: info.contract.as_ref(),
            wijzigingen: &info.wijzigingen,
            toetsen: indicator.toetsen.iter().map(|toets| toets.naam.as_str()).collect(),
        }
    }

    /// The sources; of a formula those of the indicators in it.
    fn bronnen(&self) -> Vec<&'k str> {
        self.indicator.info.bronnen.iter().map(String::as_str).collect()
    }
}

/// The indicators of a monitor.
#[derive(Clone, Debug)]
pub struct Catalogus<'c> {
    /// The monitor.
    pub monitor: &'c Monitor,
    /// Its indicators, by id.
    pub kaarten: Vec<Kaart<'c>>,
}

impl<'c> Catalogus<'c> {
    /// The catalogue of a monitor.
    pub fn new(monitor: &'c Monitor, indicators: &'c [Indicator]) -> Self {
        Self { monitor, kaarten: indicators.iter().map(Kaart::of).collect() }
    }

    /// The indicator with an id.
    pub fn kaart(&self, id: &str) -> Option<&Kaart<'c>> {
        self.kaarten.iter().find(|kaart| kaart.indicator.info.id == id)
    }

    /// The declaration of a source that an indicator names.
    fn spec(&self, bron: &str) -> &BronSpec {
        let bron = self.monitor.bronnen.get(bron);
        &bron.expect("an indicator that was parsed names sources that there are").spec
    }

    /// The name of an indicator with its id; the id alone when the monitor left it out.
    fn verwijzing(&self, id: &str, taal: Taal) -> String {
        match self.kaart(id) {
            Some(kaart) => format!("{} (`{id}`)", kaart.indicator.info.naam.in_taal(taal)),
            None => format!("`{id}`"),
        }
    }
}

/// A piece of a text: in backticks stands what is to be read letter by letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stuk<'s> {
    Tekst(&'s str),
    Code(&'s str),
}

/// Cuts a text into pieces; a backtick without a second is a character like any other.
fn stukken(text: &str) -> Vec<Stuk<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let Some(len) = rest[start + 1..].find('`') else { break };
        if 0 < start {
            found.push(Stuk::Tekst(&rest[..start]));
        }
        found.push(Stuk::Code(&rest[start + 1..start + 1 + len]));
        rest = &rest[start + len + 2..];
    }
    if !rest.is_empty() {
        found.push(Stuk::Tekst(rest));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_a_text_at_its_backticks() {
        assert_eq!(
            stukken("tel `client` op"),
            [Stuk::Tekst("tel "), Stuk::Code("client"), Stuk::Tekst(" op")]
        );
        assert_eq!(stukken("`a``b`"), [Stuk::Code("a"), Stuk::Code("b")]);
        assert_eq!(stukken("een ` los"), [Stuk::Tekst("een ` los")]);
        assert_eq!(stukken(""), []);
    }
}
