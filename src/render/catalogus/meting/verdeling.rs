//! Medians and other quantiles.

use crate::definition::{VerdeeldeWaarde, Verdeling};
use crate::model::Taal;

use super::super::woorden::getal;
use super::{Verteller, zinnen};

impl Verteller<'_> {
    /// The name of a quantile.
    pub(super) fn kwantiel(&self, share: f64) -> String {
        if share == 0.5 {
            return self.kies("de mediaan", "the median").to_owned();
        }
        let percentiel = getal(share * 100.0, self.taal);
        match self.taal {
            Taal::Nl => format!("het {percentiel}e percentiel"),
            Taal::En => format!("percentile {percentiel}"),
        }
    }

    /// What a quantile is.
    pub(super) fn kwantiel_uitleg(&self, share: f64, wie: &str) -> String {
        let deel = if share == 0.5 {
            self.kies("de helft", "half").to_owned()
        } else {
            format!("{}{}", getal(share * 100.0, self.taal), self.kies(" %", "%"))
        };
        match self.taal {
            Taal::Nl => format!("{deel} van {wie} heeft die waarde of een lagere"),
            Taal::En => format!("{deel} of {wie} have that value or a lower one"),
        }
    }

    pub(super) fn waarde_per_rij(
        &self,
        bron: &str,
        waarde: VerdeeldeWaarde,
        rijen: &str,
    ) -> String {
        match (self.taal, waarde) {
            (Taal::Nl, VerdeeldeWaarde::Kolom(kolom)) => {
                format!("Neem in `{bron}` per rij {}{rijen}.", self.kolom(bron, kolom))
            }
            (Taal::En, VerdeeldeWaarde::Kolom(kolom)) => {
                format!("In `{bron}`, take {} of each row{rijen}.", self.kolom(bron, kolom))
            }
            (Taal::Nl, VerdeeldeWaarde::Dagen { van, tot }) => format!(
                "Tel in `{bron}` per rij de dagen van {} tot {}{rijen}.",
                self.kolom(bron, van),
                self.kolom(bron, tot)
            ),
            (Taal::En, VerdeeldeWaarde::Dagen { van, tot }) => format!(
                "In `{bron}`, count the days from {} to {} of each row{rijen}.",
                self.kolom(bron, van),
                self.kolom(bron, tot)
            ),
        }
    }

    pub(super) fn verdeling(&self, verdeling: &Verdeling) -> String {
        let share = verdeling.kwantiel().share();
        let verdeelde = match verdeling {
            Verdeling::Enquete { vraag, .. } => return self.vraag(vraag, Some(share)),
            Verdeling::Register { verdeelde, .. } => verdeelde,
        };
        let bron = &verdeelde.bron;
        // Behind "per rij" the rows are those, not "in rows".
        let rijen = self.waarin(&verdeelde.filter, bron, [", in rijen waarin ", " in which "]);
        let uitleg = self.kwantiel_uitleg(share, self.kies("die rijen", "those rows"));
        let naam = self.kwantiel(share);
        let zonder = match verdeelde.waarde {
            VerdeeldeWaarde::Kolom(_) => self
                .kies("Rijen zonder waarde tellen niet mee.", "Rows without a value do not count."),
            VerdeeldeWaarde::Dagen { .. } => self.kies(
                "Rijen waarin een van beide datums ontbreekt of de tweede vóór de eerste ligt, \
                 tellen niet mee.",
                "Rows in which one of the dates is missing or the second lies before the first do \
                 not count.",
            ),
        };
        zinnen([
            self.waarde_per_rij(bron, verdeelde.waarde, &rijen),
            match self.taal {
                Taal::Nl => format!("Neem daarvan {naam}: {uitleg}."),
                Taal::En => format!("Take {naam} of those: {uitleg}."),
            },
            zonder.to_owned(),
        ])
    }
}
