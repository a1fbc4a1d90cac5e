//! The cells of a quantile of what rows of a register hold.

use crate::definition::{Meting, Tel, VerdeeldeWaarde, Verdeling};
use crate::model::GeenCijfer;

use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::estimate_register_quantile;
use super::super::plan::Answer;
use super::{One, missing};

impl One<'_> {
    /// Cells that would have to be converted from other areas have no figure: the quantile of a part
    /// does not follow from that of the whole.
    pub(super) fn estimate_quantiles(&self, answer: &Answer) -> Vec<EstimatedCell> {
        let Meting::Verdeling(Verdeling::Register { kwantiel, verdeelde }) = &self.indicator.meting
        else {
            return Vec::new();
        };
        let tel = Tel::Verdeling(verdeelde.waarde);
        let decimals = match verdeelde.waarde {
            VerdeeldeWaarde::Kolom(kolom) => self.spec(&verdeelde.bron).decimalen(kolom),
            VerdeeldeWaarde::Dagen { .. } => 0,
        };
        let grid = self.grid();
        let few = self.too_few(&[(answer, &tel)]);
        let found = self.tables.look_up((answer, &tel), &grid, &few);
        let delivered = self.delivered(&[answer]);
        let mut cells = Vec::with_capacity(grid.len());
        for (&(gebied, periode), samen) in grid.iter().zip(&found) {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&[answer], gebied, periode);
            let samen = match samen {
                Ok(samen) if is_known => samen,
                other => {
                    cells.push(missing(gebied, periode, [other, other]));
                    continue;
                }
            };
            let waarden = self.tables.waarden(answer, (gebied, periode));
            let figure = match waarden {
                _ if samen.herleid => Err(GeenCijfer::NietVergelijkbaar),
                Some(waarden) => estimate_register_quantile(
                    waarden,
                    samen.paren,
                    (kwantiel.share(), decimals),
                    self.confidence(),
                ),
                None => Err(GeenCijfer::NietVanToepassing),
            };
            let (teller, noemer) = (kwantiel.as_a_median(samen.personen), Some(samen.personen));
            let (nul, rest, bedragen) = (false, None, [None; 2]);
            let counts = Counts::Deel { nul, teller, noemer, rest, bedragen };
            cells.push(EstimatedCell::new(gebied, periode, counts, figure));
        }
        cells
    }
}
