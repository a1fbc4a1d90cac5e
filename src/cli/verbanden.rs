//! What a report tells of the layers together: why maatwerk changed, and what changed with it.

use super::folder::Draft;
use super::run::Done;
use crate::analysis::{PeeledChange, Samenhangkaart, associate_changes, count_tests, peel_changes};
use crate::disclosure::Publication;
use crate::model::{Niveau, Taal};
use crate::render::{
    CsvStyle, Format, render_afpelling, render_afpelling_csv, render_afpelling_gebieden,
    render_samenhang, render_samenhang_csv, render_samenhang_wijken_csv,
};

/// The levels that have a table of bars, with the ending of the name of its file.
const LEVELS: [(Niveau, &str); 2] =
    [(Niveau::Wijk, "wijken"), (Niveau::Toegangsgebied, "toegangsgebieden")];

/// What a monitor declares of the layers together, computed.
pub(super) struct Verbanden<'d> {
    afpellingen: Vec<PeeledChange<'d>>,
    kaarten: Vec<Samenhangkaart<'d>>,
}

impl<'d> Verbanden<'d> {
    /// Computes what the monitor of a run declares, from what it publishes.
    pub(super) fn of(done: &'d Done) -> Self {
        Self {
            afpellingen: peel_changes(&done.publication, &done.monitor.afpellingen),
            kaarten: associate_changes(&done.publication, &done.monitor.samenhang),
        }
    }

    /// The charts, with the names of their files.
    pub(super) fn draw(&self, publication: &Publication, taal: Taal) -> Vec<(String, Vec<u8>)> {
        let n_tests = count_tests(&self.kaarten);
        let mut charts = Vec::new();
        for format in Format::ALL {
            let ending = format.extension();
            for change in &self.afpellingen {
                let naam = &change.afpelling.naam;
                let stad = render_afpelling(publication, change, taal, format);
                let name = format!("grafieken/afpelling-{naam}-stad.{ending}");
                charts.extend(stad.map(|bytes| (name, bytes)));
                for (niveau, level) in LEVELS {
                    let bars = render_afpelling_gebieden(publication, change, niveau, taal, format);
                    let name = format!("grafieken/afpelling-{naam}-{level}.{ending}");
                    charts.extend(bars.map(|bytes| (name, bytes)));
                }
            }
            for kaart in &self.kaarten {
                let drawn = render_samenhang(publication, kaart, n_tests, taal, format);
                let name = format!("grafieken/samenhang-{}.{ending}", kaart.paar.naam);
                charts.extend(drawn.map(|bytes| (name, bytes)));
            }
        }
        charts
    }

    /// Writes the tables; none of what is not declared.
    pub(super) fn write(
        &self,
        publication: &Publication,
        (style, taal): (CsvStyle, Taal),
        draft: &mut Draft,
    ) -> anyhow::Result<()> {
        if !self.afpellingen.is_empty() {
            let table = render_afpelling_csv(publication, &self.afpellingen, taal, &style);
            draft.write("afpelling.csv", &table)?;
        }
        if !self.kaarten.is_empty() {
            let table = render_samenhang_csv(publication, &self.kaarten, &style);
            draft.write("samenhang.csv", &table)?;
            let table = render_samenhang_wijken_csv(publication, &self.kaarten, &style);
            draft.write("samenhang-wijken.csv", &table)?;
        }
        Ok(())
    }
}
