//! Formulas over other indicators.

use crate::definition::{Bewerking, Formule, Verwijzing};
use crate::model::Taal;

use super::super::woorden::getal;
use super::Verteller;

impl Verteller<'_> {
    pub(super) fn afgeleid(&self, formule: &Formule) -> String {
        if let Some(id) = formule.als_verschil_met_gemeente() {
            let naam = self.catalogus.verwijzing(id, self.taal);
            return match self.taal {
                Taal::Nl => format!(
                    "Neem het cijfer van {naam} in het gebied, en trek daar dat van de hele \
                     gemeente van af."
                ),
                Taal::En => format!(
                    "Take the figure of {naam} in the area, and subtract that of the whole \
                     municipality."
                ),
            };
        }
        let text = self.som(formule, false);
        match self.taal {
            Taal::Nl => format!(
                "Reken uit, met de cijfers van hetzelfde gebied en dezelfde periode: {text}."
            ),
            Taal::En => format!("Compute, with the figures of the same area and period: {text}."),
        }
    }

    /// A formula, in brackets when it has a sign of its own and stands inside another.
    fn som(&self, formule: &Formule, is_inside: bool) -> String {
        let text = match formule {
            Formule::Getal(number) => return getal(*number, self.taal),
            Formule::Verwijzing(Verwijzing { id, gemeente }) => {
                let naam = self.catalogus.verwijzing(id, self.taal);
                return match (self.taal, gemeente) {
                    (_, false) => naam,
                    (Taal::Nl, true) => format!("{naam} van de hele gemeente"),
                    (Taal::En, true) => format!("{naam} of the whole municipality"),
                };
            }
            Formule::Min(part) => {
                format!("{} {}", self.kies("min", "minus"), self.som(part, true))
            }
            Formule::Bewerking(bewerking, left, right) => {
                let sign = match bewerking {
                    Bewerking::Plus => "plus",
                    Bewerking::Min => self.kies("min", "minus"),
                    Bewerking::Keer => self.kies("keer", "times"),
                    Bewerking::Gedeeld => self.kies("gedeeld door", "divided by"),
                };
                format!("{} {sign} {}", self.som(left, true), self.som(right, true))
            }
        };
        if is_inside { format!("({text})") } else { text }
    }
}
