//! A source after its pass: the answers, and for which time and areas it has any.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Frequentie, GebiedIdx, Niveau, Periode};
use crate::source::{BronReport, OpenBron};

use super::count::Tally;
use super::figures::PublishedFigure;
use super::respons::Gevonden;
use super::survey::{SurveyCounter, SurveyTally};
use super::wijziging::Wijzigingen;

/// The answer to a question.
#[derive(Debug)]
pub(super) enum Answered {
    Count(Tally, Counting),
    Survey(Box<SurveyCounter>, SurveyTally),
    Strata(BTreeMap<(Periode, String), u64>),
    Figures(BTreeMap<(GebiedIdx, Periode), PublishedFigure>),
    Respons(Gevonden),
    Changes(Wijzigingen),
}

/// How a tally is to be read.
#[derive(Debug)]
pub(super) struct Counting {
    /// Longer periods whose cells are unions of those counted.
    pub longer: Vec<Periode>,
    /// The rows are those that hold on the last day of a period.
    pub is_stock: bool,
    /// Rows count in every period that theirs covers, so that they must all be of one length.
    pub covers: bool,
}

/// A source after its pass.
#[derive(Debug)]
pub(super) struct Scanned {
    pub open: OpenBron,
    pub report: BronReport,
    pub answers: Vec<Answered>,
    /// The months in which the source has rows.
    pub months: BTreeSet<Periode>,
    /// The lengths of the periods that it gives.
    pub lengths: BTreeSet<Frequentie>,
    /// The areas that it names.
    pub gebieden: Vec<GebiedIdx>,
    /// The levels of the areas that it names, by column.
    pub levels: BTreeSet<(usize, Niveau)>,
    /// Where it has no rows there is nothing to count.
    pub is_volledig: bool,
}

impl Scanned {
    /// True when the source has a row in every quarter of a period, or in a shorter period.
    pub(super) fn has_rows_in(&self, periode: Periode) -> bool {
        let parts = match periode.frequentie() {
            Frequentie::Jaar | Frequentie::Halfjaar | Frequentie::Meting => {
                Periode::range(periode, periode, Frequentie::Kwartaal)
            }
            Frequentie::Kwartaal | Frequentie::Maand => vec![periode],
        };
        parts.iter().all(|part| self.months.iter().any(|&month| part.covers(month)))
    }

    /// True when the last day of a period lies within the time of which the source has rows.
    ///
    /// Rows after the monitor do not count: one wrong date would vouch for years.
    pub(super) fn reaches(&self, periode: Periode, tot: Periode) -> bool {
        let first = self.months.first();
        let last = self.months.iter().rfind(|month| month.first_day() <= tot.last_day());
        let (Some(first), Some(last)) = (first, last) else { return false };
        let last = Periode::containing(last.first_day(), Frequentie::Kwartaal);
        first.first_day() <= periode.last_day()
            && last.is_some_and(|last| periode.last_day() <= last.last_day())
    }
}
