//! The cells of a figure that somebody else published.

use crate::definition::Meting;
use crate::model::Periode;

use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::{Estimate, estimate_published};
use super::super::figures::FigureFinder;
use super::super::plan::Answer;
use super::One;

impl One<'_> {
    pub(super) fn estimate_figures(&self, answer: &Answer) -> Vec<EstimatedCell> {
        let Meting::Gepubliceerd(meting) = &self.indicator.meting else { return Vec::new() };
        let scales = FigureFinder::scales(meting, self.spec(&meting.bron));
        let figures = self.tables.figures(answer);
        let in_time = |periode: Periode| periode.first_day() <= self.setting.tot.last_day();
        let mut cells: Vec<_> = figures
            .iter()
            .filter(|((_, periode), _)| in_time(*periode))
            .map(|(&(gebied, periode), &parts)| {
                let figure: Estimate = estimate_published(parts, scales);
                let (counts, delen) = (Counts::Gepubliceerd, Vec::new());
                EstimatedCell { gebied, periode, counts, delen, figure }
            })
            .collect();
        self.fill(&mut cells, Counts::Gepubliceerd);
        cells
    }
}
