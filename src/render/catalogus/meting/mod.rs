//! The formula of an indicator in words, with a file for each kind of measurement.

mod afgeleid;
mod enquete;
mod gepubliceerd;
mod stroom;
mod telling;
mod verdeling;

use crate::definition::{Filter, Meting};
use crate::model::Taal;
use crate::source::BronSpec;

use super::filter::filter_in_woorden;
use super::woorden::kies;
use super::{Blok, Catalogus};

/// Says how an indicator is computed.
pub(super) fn formule_in_woorden(meting: &Meting, catalogus: &Catalogus, taal: Taal) -> Vec<Blok> {
    let verteller = Verteller { catalogus, taal };
    match meting {
        Meting::Ratio(ratio) => verteller.ratio(ratio),
        Meting::Aandeel(aandeel) => vec![Blok::Alinea(verteller.aandeel(aandeel))],
        Meting::EnqueteAandeel(vraag) | Meting::Gemiddelde(vraag) => {
            vec![Blok::Alinea(verteller.vraag(vraag, None))]
        }
        Meting::Verdeling(verdeling) => vec![Blok::Alinea(verteller.verdeling(verdeling))],
        Meting::Gepubliceerd(gepubliceerd) => {
            vec![Blok::Alinea(verteller.gepubliceerd(gepubliceerd))]
        }
        Meting::Stroom(stroom) => vec![Blok::Alinea(verteller.stroom(stroom))],
        Meting::Afgeleid(afgeleid) => vec![Blok::Alinea(verteller.afgeleid(&afgeleid.formule))],
    }
}

struct Verteller<'v> {
    catalogus: &'v Catalogus<'v>,
    taal: Taal,
}

/// Sentences one after another.
fn zinnen(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

impl Verteller<'_> {
    fn kies<'t>(&self, nl: &'t str, en: &'t str) -> &'t str {
        kies(self.taal, nl, en)
    }

    fn spec(&self, bron: &str) -> &BronSpec {
        self.catalogus.spec(bron)
    }

    fn kolom(&self, bron: &str, kolom: usize) -> String {
        format!("`{}`", self.spec(bron).kolommen[kolom].naam)
    }

    /// ` in rijen waarin …`, with the rows as another text; nothing when all rows count.
    fn waarin(&self, filter: &Filter, bron: &str, [nl, en]: [&str; 2]) -> String {
        let text = filter_in_woorden(filter, self.spec(bron), self.taal);
        text.map_or_else(String::new, |text| format!("{}{text}", self.kies(nl, en)))
    }

    fn rijen(&self, filter: &Filter, bron: &str) -> String {
        self.waarin(filter, bron, [" in rijen waarin ", " in rows in which "])
    }
}
