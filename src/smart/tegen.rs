//! Balancing measures: whether progress on one indicator went with a setback on another.

use crate::engine::EstimatedIndicator;
use crate::model::{Reeks as Stretch, StatusRegel, Tegenbeweging, Verandering};

use super::reeks::series_of;
use super::verandering::{adjust_changes, compute_change, is_better};
use super::zichtbaar::Zichtbaar;

/// A balancing measure that rows are held against.
pub(super) struct Tegenwicht<'a> {
    one: &'a EstimatedIndicator,
    zichtbaar: Zichtbaar<'a>,
}

impl<'a> Tegenwicht<'a> {
    pub(super) fn new(one: &'a EstimatedIndicator, zichtbaar: Zichtbaar<'a>) -> Self {
        Self { one, zichtbaar }
    }

    /// Adds the measure to the rows of areas where it became worse, more than by chance; adjusted for
    /// the number of areas, as the changes of the indicator itself are.
    pub(super) fn add_to(&self, regels: &mut [StatusRegel]) {
        let mut changes: Vec<_> = regels.iter().map(|regel| self.change_beside(regel)).collect();
        adjust_changes(changes.iter_mut().flatten().map(|(_, change)| change));
        for (regel, change) in regels.iter_mut().zip(changes) {
            if let Some((tegen, change)) = change
                && change.is_significant()
                && change.gunstig == Some(false)
            {
                regel.tegenbewegingen.push(tegen);
            }
        }
    }

    /// The change of the measure between the periods of a row, where both can be compared.
    fn change_beside(&self, regel: &StatusRegel) -> Option<(Tegenbeweging, Verandering)> {
        let (van, tot) = (regel.nulperiode?, regel.periode?);
        // A test of what is not shown would count in those that are.
        if !self.zichtbaar.shows(self.one, &[(regel.gebied, van), (regel.gebied, tot)]) {
            return None;
        }
        let stretch = |periode| Stretch::of(periode, &self.one.breuken);
        if !stretch(van).is_comparable(stretch(tot)) {
            return None;
        }
        let reeks = series_of(self.one, regel.gebied);
        let of = |periode| Some(reeks.get(&periode)?.as_ref().ok()?.meetpunt);
        let (before, after) = (of(van)?, of(tot)?);
        let better = is_better(self.one.info.richting, after.waarde - before.waarde);
        let change = compute_change(&before, &after, None, better);
        Some((Tegenbeweging { id: self.one.info.id.clone(), van, tot }, change))
    }
}
