//! The cells of a part of the rows of a register.

use crate::definition::Meting;
use crate::model::{GeenInterval, Quantity};
use crate::stats::ClusteredShare;

use super::super::behind::{Behind, parts_of};
use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::{estimate_amount, estimate_share};
use super::super::plan::Answer;
use super::super::samen::Samen;
use super::{One, converted_from, missing, rounded, with_origin};

impl One<'_> {
    pub(super) fn estimate_shares(
        &self,
        teller_at: &Answer,
        rest_at: &Answer,
        noemer_at: &Answer,
    ) -> Vec<EstimatedCell> {
        let Meting::Aandeel(meting) = &self.indicator.meting else { return Vec::new() };
        let grid = self.grid();
        let few = self.too_few(&[teller_at, rest_at, noemer_at].map(|at| (at, &meting.tel)));
        let look_up = |at| self.tables.look_up((at, &meting.tel), &grid, &few);
        let (tellers, rests, noemers) = (look_up(teller_at), look_up(rest_at), look_up(noemer_at));
        let delivered = self.delivered(&[noemer_at]);
        let n_areas = self.setting.indeling.gebieden().len();
        let afronden = self.indicator.info.drempels.afronden;
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&[noemer_at], gebied, periode);
            let (teller, rest, noemer) = match (&tellers[idx], &rests[idx], &noemers[idx]) {
                (Ok(teller), Ok(rest), Ok(noemer)) if is_known => (teller, rest, noemer),
                (teller, _, noemer) => {
                    cells.push(missing(gebied, periode, [teller, noemer]));
                    continue;
                }
            };
            let counts = |teller: Behind, rest: Behind, noemer: Behind| {
                let others = noemer.whole().saturating_sub(teller.whole());
                Counts::Deel {
                    nul: teller.is_empty,
                    teller: teller.persons(),
                    noemer: noemer.personen,
                    // Who has rows on both sides is above the line when persons are counted.
                    rest: rest.personen.map(|rest| rest.min(others)),
                    bedragen: [None; 2],
                }
            };
            let squares = |samen: &Samen| {
                let rows = samen.units.floor();
                (rows, rows.saturating_add(samen.paren))
            };
            let figure = if let Some(base) = afronden {
                let [above, below] = [teller, noemer].map(|side| side.units.rounded_to(base));
                let [one, all] = [above, below].map(Quantity::floor);
                let [teller, rest, noemer] = [one, all.saturating_sub(one), all].map(|n| (n, n));
                estimate_share(ClusteredShare { teller, rest, noemer }, self.confidence())
            } else if teller.is_exact && noemer.is_exact {
                let [teller, rest, noemer] = [teller, rest, noemer].map(squares);
                estimate_share(ClusteredShare { teller, rest, noemer }, self.confidence())
            } else {
                estimate_amount(teller.units, noemer.units, 100, GeenInterval::Herleid)
            };
            let delen = parts_of([Some(teller), Some(rest), Some(noemer)]);
            let delen =
                delen.into_iter().map(|[teller, rest, noemer]| counts(teller, rest, noemer));
            cells.push(EstimatedCell {
                gebied,
                periode,
                counts: counts(Behind::of(teller), Behind::of(rest), Behind::of(noemer)),
                delen: delen.collect(),
                exact: afronden.map(|_| [teller.units, noemer.units]),
                uit: converted_from(gebied, n_areas, &[teller, noemer]),
                figure: rounded(with_origin(figure, [teller, noemer]), afronden),
            });
        }
        cells
    }
}
