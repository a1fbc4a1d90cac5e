//! How many of those asked answered a survey, per wave and area.

use std::collections::BTreeMap;

use crate::definition::Monitor;
use crate::model::{GebiedIdx, Periode};

use super::answers::Tables;
use super::plan::Plan;
use super::reach::Reach;
use super::scanned::Scanned;

/// The response of surveys, as their executors published it.
#[derive(Clone, Debug, Default)]
pub(super) struct Responses {
    surveys: BTreeMap<String, BTreeMap<(Periode, GebiedIdx), f64>>,
}

impl Responses {
    /// Reads the response of all surveys of which it was published.
    pub(super) fn new(
        monitor: &Monitor,
        (plan, tables): (&Plan, &Tables<'_>),
        scanned: &BTreeMap<String, Scanned>,
        reach: &Reach,
    ) -> Self {
        let mut surveys = BTreeMap::new();
        for (survey, [published, _]) in &plan.respons {
            let Some(respons) = &monitor.bronnen[survey].respons else { continue };
            let spec = &scanned[&respons.bron].open.spec;
            let units = [respons.uitgezet, respons.respons].map(|at| i128::from(spec.unit(at)));
            let rows = tables.respons(published).iter().filter_map(|(&key, found)| {
                let [asked, answered] = found.numbers();
                Some((key, [asked? * units[1], answered? * units[0]]))
            });
            surveys.insert(survey.clone(), rates(rows, reach));
        }
        Self { surveys }
    }

    /// The share of those asked in an area who answered in a wave, when it was published.
    pub(super) fn rate(&self, survey: &str, golf: Periode, area: GebiedIdx) -> Option<f64> {
        self.surveys.get(survey)?.get(&(golf, area)).copied()
    }
}

/// The rate of each area: its own, or that of the areas in it together.
fn rates(
    rows: impl Iterator<Item = ((Periode, GebiedIdx), [i128; 2])>,
    reach: &Reach,
) -> BTreeMap<(Periode, GebiedIdx), f64> {
    let own: BTreeMap<_, _> = rows.collect();
    let mut together: BTreeMap<_, [i128; 2]> = BTreeMap::new();
    for (&(golf, area), &[asked, answered]) in &own {
        for &wider in reach.widen(reach.find(area, golf.first_day())) {
            let sum = together.entry((golf, wider)).or_default();
            *sum = [sum[0] + asked, sum[1] + answered];
        }
    }
    together.extend(own);
    let rate = |[asked, answered]: [i128; 2]| (0 < asked).then(|| answered as f64 / asked as f64);
    together.into_iter().filter_map(|(key, numbers)| Some((key, rate(numbers)?))).collect()
}
