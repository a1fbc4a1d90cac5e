//! The cells of a count for each so many of something else.

use crate::definition::{Meting, Tel};
use crate::model::{Deel, GeenInterval, Periode, Quantity};
use crate::source::Vorm;
use crate::stats::EventCount;

use super::super::behind::{Behind, parts_of};
use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::{Amount, estimate_amount, estimate_amount_of_persons, estimate_rate};
use super::super::plan::Answer;
use super::{One, converted_from, missing, rounded, scaled, with_origin};

/// The part of a year that a period is: a quarter is 0.25.
fn part_of_year(periode: Periode) -> Quantity {
    let hundredths = match periode.deel() {
        Deel::Jaar => 100,
        Deel::Halfjaar(_) => 50,
        Deel::Kwartaal(_) => 25,
        Deel::Maand(_) => unreachable!("months of years are refused in the definition"),
    };
    Quantity { units: hundredths, scale: 2 }
}

impl One<'_> {
    pub(super) fn estimate_ratio(
        &self,
        teller_at: &Answer,
        noemer_at: &Answer,
        rest_at: Option<&Answer>,
        groepen_at: &[[Answer; 2]],
    ) -> Vec<EstimatedCell> {
        let Meting::Ratio(meting) = &self.indicator.meting else { return Vec::new() };
        let grid = self.grid();
        let teller_side = (teller_at, &meting.teller.tel);
        let noemer_side = (noemer_at, &meting.noemer.tel);
        let rest_side = rest_at.map(|at| (at, &meting.noemer.tel));
        let sides: Vec<_> = [teller_side, noemer_side].into_iter().chain(rest_side).collect();
        let few = self.too_few(&sides);
        let look_up = |side| self.tables.look_up(side, &grid, &few);
        let (tellers, noemers) = (look_up(teller_side), look_up(noemer_side));
        let scale_teller = self.scale_of(&meting.teller.bron, &meting.teller.tel);
        let scale_noemer = self.scale_of(&meting.noemer.bron, &meting.noemer.tel).unwrap_or(0);
        let rests = rest_side.map(look_up);
        let factor = meting.vermenigvuldiger;
        // A sum over the persons that the noemer counts is their mean.
        let persoon = self.spec(&meting.teller.bron).persoon();
        let of_these_persons = meting.teller.bron == meting.noemer.bron
            && meting.teller.filter == meting.noemer.filter
            && persoon.is_some_and(|kolom| meting.noemer.tel == Tel::Uniek(kolom));
        let standaard = meting.standaard.as_ref();
        let groepen = standaard.map(|of| self.look_up_groups(of, groepen_at, &grid, &few));
        let answers = [teller_at, noemer_at];
        let delivered = self.delivered(&answers);
        let is_public = self.spec(&meting.noemer.bron).vorm == Vorm::Cijfers;
        let n_areas = self.setting.indeling.gebieden().len();
        // Amounts and standardised rates are no counts.
        let is_count = scale_teller.is_none() && standaard.is_none();
        let afronden = self.indicator.info.drempels.afronden.filter(|_| is_count);
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&answers, gebied, periode);
            let (teller, noemer) = match (&tellers[idx], &noemers[idx]) {
                (Ok(teller), Ok(noemer)) if is_known => (teller, noemer),
                (teller, noemer) => {
                    cells.push(missing(gebied, periode, [teller, noemer]));
                    continue;
                }
            };
            let rest = rests.as_ref().map(|rests| rests[idx].as_ref().ok());
            let above = scaled(teller.units, scale_teller.unwrap_or(0));
            let people = scaled(noemer.units, scale_noemer);
            let exact = [above, people];
            let (above, people) = match afronden {
                Some(base) if is_public => (above.rounded_to(base), people),
                Some(base) => (above.rounded_to(base), people.rounded_to(base)),
                None => (above, people),
            };
            let below =
                if meting.persoonsjaren { people.times(part_of_year(periode)) } else { people };
            let kwadraten = self.tables.kwadraten(teller_at, (gebied, periode));
            // Where nobody has an amount there is nothing to square.
            let kwadraten = kwadraten.or(teller.is_empty.then_some(0));
            let kwadraten =
                kwadraten.filter(|_| teller.is_exact && noemer.is_exact && !teller.herleid);
            let figure = if let Some(groepen) = &groepen {
                let years = if meting.persoonsjaren { part_of_year(periode).to_f64() } else { 1.0 };
                let factor = f64::from(factor) / years;
                self.standardise(groepen, idx, periode, factor)
            } else if let (Some(_), Some(kwadraten)) = (scale_teller, kwadraten) {
                let amount = Amount { som: above, kwadraten, personen: teller.personen };
                let how = (factor, of_these_persons);
                estimate_amount_of_persons(amount, below, how, self.confidence())
            } else if scale_teller.is_some() {
                estimate_amount(above, below, factor, GeenInterval::SomZonderVerdeling)
            } else if teller.is_exact && noemer.is_exact {
                let events = above.floor();
                let count = EventCount::of_squares(events, events.saturating_add(teller.paren));
                estimate_rate(count, below, factor, self.confidence())
            } else {
                estimate_amount(above, below, factor, GeenInterval::Herleid)
            };
            // The persons behind the cell, or behind one that it was converted from.
            let counts = |teller: Behind, noemer: Behind, rest: Option<Behind>| {
                let rest = match (rest, scale_teller) {
                    (Some(rest), _) => rest.personen,
                    (None, Some(_)) => None,
                    // More events than residents leave no rest to speak of, only persons do.
                    (None, None) => {
                        let above = [teller.units.max(0).unsigned_abs(), teller.persons().into()];
                        let below = noemer.personen.map(u128::from);
                        let left = above.into_iter().filter_map(|above| below?.checked_sub(above));
                        left.min().and_then(|left| u64::try_from(left).ok())
                    }
                };
                Counts::Deel {
                    nul: teller.is_empty && teller.units == 0,
                    teller: teller.persons(),
                    noemer: noemer.personen,
                    rest,
                    bedragen: [teller.bedragen, noemer.bedragen],
                }
            };
            let samen_rest = rest.map(|rest| rest.map_or(Behind::NOTHING, Behind::of));
            let delen = parts_of([Some(teller), Some(noemer), rest.flatten()]);
            let delen = delen.into_iter().map(|[teller, noemer, part]| {
                counts(teller, noemer, rest.is_some().then_some(part))
            });
            let of_groups = groepen.iter().flat_map(|groepen| groepen.counts(idx));
            let delen = delen.chain(of_groups);
            // What others published of the noemer tells nothing of who is above the line.
            let own = if is_public { vec![teller] } else { vec![teller, noemer] };
            cells.push(EstimatedCell {
                gebied,
                periode,
                counts: counts(Behind::of(teller), Behind::of(noemer), samen_rest),
                delen: delen.collect(),
                exact: afronden.map(|_| exact),
                uit: converted_from(gebied, n_areas, &own),
                figure: rounded(with_origin(figure, [teller, noemer]), afronden),
            });
        }
        cells
    }
}
