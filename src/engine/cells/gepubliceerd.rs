//! The cells of a figure that somebody else published.

use crate::definition::Meting;
use crate::model::{Periode, Voorbehoud};

use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::estimate_published;
use super::super::plan::Answer;
use super::One;

impl One<'_> {
    pub(super) fn estimate_figures(&self, answer: &Answer) -> Vec<EstimatedCell> {
        let Meting::Gepubliceerd(meting) = &self.indicator.meting else { return Vec::new() };
        let people = meting.gewicht.map_or(0, |kolom| self.spec(&meting.bron).decimalen(kolom));
        let figures = self.tables.figures(answer);
        let in_time = |periode: Periode| periode.first_day() <= self.setting.tot.last_day();
        let mut cells: Vec<_> = figures
            .iter()
            .filter(|((_, periode), _)| in_time(*periode))
            .map(|(&(gebied, periode), &parts)| {
                let mut figure = estimate_published(parts, people);
                let niveau = self.setting.indeling.gebied(gebied).niveau;
                if let Ok(figure) = &mut figure {
                    let is_modelled = meting.modelschatting.contains(&niveau);
                    figure.warn(Voorbehoud::Modelschatting, is_modelled);
                }
                let counts = Counts::Gepubliceerd;
                EstimatedCell::new(gebied, periode, counts, figure)
            })
            .collect();
        self.fill(&mut cells, Counts::Gepubliceerd);
        cells
    }
}
