//! The cells of a figure that somebody else published.

use crate::definition::Meting;
use crate::model::{EldersCijfer, Niveau, Periode, Voorbehoud};

use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::estimate_published;
use super::super::plan::{Answer, Wanted};
use super::One;

impl One<'_> {
    pub(super) fn estimate_figures(&self, answer: &Answer) -> Vec<EstimatedCell> {
        let Meting::Gepubliceerd(meting) = &self.indicator.meting else { return Vec::new() };
        let people = meting.gewicht.map_or(0, |kolom| self.spec(&meting.bron).decimalen(kolom));
        let figures = self.tables.figures(answer);
        let indeling = self.setting.indeling;
        let mut cells: Vec<_> = figures
            .iter()
            .filter(|((gebied, periode), _)| {
                indeling.elders_at(*gebied).is_none() && self.is_in_time(*periode)
            })
            .map(|(&(gebied, periode), &parts)| {
                let mut figure = estimate_published(parts, people);
                let niveau = indeling.gebied(gebied).niveau;
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

    /// The figures that the source published of places elsewhere, by place and period.
    ///
    /// They never become cells: no area, sum, threshold or verdict knows of them.
    pub(in super::super) fn elders(&self, wanted: &Wanted) -> Vec<EldersCijfer> {
        let (Wanted::Gepubliceerd(answer), Meting::Gepubliceerd(meting)) =
            (wanted, &self.indicator.meting)
        else {
            return Vec::new();
        };
        let people = meting.gewicht.map_or(0, |kolom| self.spec(&meting.bron).decimalen(kolom));
        let is_modelled = meting.modelschatting.contains(&Niveau::Gemeente);
        let of = |(&(gebied, periode), &parts)| {
            let elders = self.setting.indeling.elders_at(gebied)?;
            let mut figure = estimate_published(parts, people).ok()?;
            figure.warn(Voorbehoud::Modelschatting, is_modelled);
            self.is_in_time(periode).then_some(EldersCijfer { elders, periode, figure })
        };
        self.tables.figures(answer).iter().filter_map(of).collect()
    }

    /// True for a period that begins before the monitor ends.
    fn is_in_time(&self, periode: Periode) -> bool {
        periode.first_day() <= self.setting.tot.last_day()
    }
}
