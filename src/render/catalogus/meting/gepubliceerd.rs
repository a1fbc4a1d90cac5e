//! Figures of somebody else.

use crate::definition::{Gepubliceerd, Grenzen};
use crate::model::{Niveau, Taal};

use super::super::woorden::{en, gebieden, opsomming};
use super::{Verteller, zinnen};

impl Verteller<'_> {
    pub(super) fn gepubliceerd(&self, figure: &Gepubliceerd) -> String {
        let bron = &figure.bron;
        let kolom = |kolom: usize| self.kolom(bron, kolom);
        let rijen = self.waarin(
            &figure.sleutel,
            bron,
            [", uit de rijen waarin ", ", from the rows in which "],
        );
        let waarde = match self.taal {
            Taal::Nl => format!(
                "Neem {} uit `{bron}` over zoals de bron het publiceert{rijen}.",
                kolom(figure.waarde)
            ),
            Taal::En => format!(
                "Take {} from `{bron}` as the source publishes it{rijen}.",
                kolom(figure.waarde)
            ),
        };
        let grenzen = match (self.taal, &figure.grenzen) {
            (_, Grenzen::Geen) => String::new(),
            (Taal::Nl, Grenzen::Kolommen { onder, boven }) => {
                format!("{} en {} geven de onder- en bovengrens.", kolom(*onder), kolom(*boven))
            }
            (Taal::En, Grenzen::Kolommen { onder, boven }) => {
                format!(
                    "{} and {} give the lower and the upper bound.",
                    kolom(*onder),
                    kolom(*boven)
                )
            }
            (Taal::Nl, Grenzen::Rijen { kolom: naam, waarde, onder, boven }) => format!(
                "De rij met \"{waarde}\" in {} heeft het cijfer, die met \"{onder}\" de \
                 ondergrens en die met \"{boven}\" de bovengrens.",
                kolom(*naam)
            ),
            (Taal::En, Grenzen::Rijen { kolom: naam, waarde, onder, boven }) => format!(
                "The row with \"{waarde}\" in {} has the figure, the one with \"{onder}\" the \
                 lower bound and the one with \"{boven}\" the upper bound.",
                kolom(*naam)
            ),
        };
        let gewicht = figure.gewicht.map_or_else(String::new, |gewicht| match self.taal {
            Taal::Nl => format!(
                "Rijen van hetzelfde gebied worden samengenomen, elk met het gewicht van {}.",
                kolom(gewicht)
            ),
            Taal::En => format!(
                "Rows of the same area are combined, each with the weight of {}.",
                kolom(gewicht)
            ),
        });
        let model = self.modelschatting(&figure.modelschatting);
        zinnen([waarde, grenzen, gewicht, model])
    }

    fn modelschatting(&self, niveaus: &[Niveau]) -> String {
        if niveaus.is_empty() {
            return String::new();
        }
        let list: Vec<_> =
            niveaus.iter().map(|niveau| gebieden(*niveau, self.taal).to_owned()).collect();
        let list = opsomming(&list, en(self.taal));
        match self.taal {
            Taal::Nl => format!(
                "Voor {list} is het een modelschatting: berekend uit wat er over een gebied en \
                 zijn omgeving bekend is, niet daar gemeten."
            ),
            Taal::En => format!(
                "For {list} it is a model estimate: computed from what is known of an area and \
                 its surroundings, not measured there."
            ),
        }
    }
}
