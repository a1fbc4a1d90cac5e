//! The quarters of an indicator beside the target of its years: what the XmR chart says of the last one.

use crate::definition::{Indicator, Meting};
use crate::engine::EstimatedIndicator;
use crate::model::{Contract, Frequentie, GebiedIdx, Periode, Spc};

use super::goal::Goal;
use super::poort::Poort;
use super::reeks::{Punt, series_of};
use super::spc::judge_process;

/// The indicator whose quarters are charted.
#[derive(Clone, Copy)]
pub(super) struct Kwartalen<'a> {
    pub indicator: &'a Indicator,
    pub one: &'a EstimatedIndicator,
    pub contract: &'a Contract,
    /// The last period of the monitor.
    pub tot: Periode,
}

impl Kwartalen<'_> {
    /// The verdict of the quarterly chart in an area, with the cells that it rests on.
    pub(super) fn judge(
        &self,
        gebied: GebiedIdx,
        poort: &Poort<'_>,
        goal: &Goal,
    ) -> (Option<Spc>, Vec<(GebiedIdx, Periode)>) {
        let none = (None, Vec::new());
        if !self.one.info.frequenties.contains(&Frequentie::Kwartaal) {
            return none;
        }
        let reeks = series_of(self.one, gebied);
        let is_figure = |(periode, point): &(&Periode, &Result<Punt, _>)| {
            periode.frequentie() == Frequentie::Kwartaal && point.is_ok()
        };
        let Some(first) = reeks.iter().find(is_figure).map(|(periode, _)| *periode) else {
            return none;
        };
        let quarters = Periode::range(first, self.tot, Frequentie::Kwartaal);
        let is_break = |pair: &[Periode]| !poort.is_comparable(pair[0], pair[1]);
        let pairs = quarters.windows(2).enumerate();
        let starts: Vec<_> =
            pairs.filter(|(_, pair)| is_break(pair)).map(|(idx, _)| idx + 1).collect();
        let figure = |periode: &Periode| reeks.get(periode).and_then(|point| point.as_ref().ok());
        let values: Vec<_> =
            quarters.iter().map(|quarter| figure(quarter).map(|p| p.meetpunt.waarde)).collect();
        let cells = quarters.iter().filter_map(figure).flat_map(|point| point.cells.clone());
        let target = self.compares_with_target().then(|| goal.doelwaarde());
        (judge_process(&values, &starts, self.one.info.richting, target), cells.collect())
    }

    /// True when a quarter compares with the target: a count per resident of a year does not.
    fn compares_with_target(&self) -> bool {
        let per_year = match &self.indicator.meting {
            Meting::Ratio(ratio) => !ratio.persoonsjaren,
            // What a formula makes of rates is as long as they are, and it does not tell.
            Meting::Afgeleid(_) | Meting::Stroom(_) => true,
            _ => false,
        };
        !per_year || self.contract.nulmeting.periode.frequentie() == Frequentie::Kwartaal
    }
}
