//! How a peeled change may be read: fewer people is no progress when each has more.

use crate::stats::Interval;

use super::chain::Counts;
use super::holds_zero;

/// How a change of maatwerk may be read.
///
/// Fewer people with more each is told before anything else, however sure either is: whoever reads the
/// number of people alone would take it for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oordeel {
    /// The registration changed between the periods, so nothing can be said.
    BreukInReeks,
    /// Fewer people have maatwerk, and each has more: no progress, whatever it adds up to.
    MinderMaarZwaarder,
    /// Chance alone could have made the change.
    NietTeOnderscheiden,
    /// More people have maatwerk, and each has less.
    MeerMaarLichter,
    /// There is less, and nobody has more.
    Minder,
    /// There is more.
    Meer,
    /// Nothing changed.
    Gelijk,
}

impl Oordeel {
    /// The word in `afpelling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::BreukInReeks => "breuk_in_reeks",
            Self::MinderMaarZwaarder => "minder_maar_zwaarder",
            Self::NietTeOnderscheiden => "niet_te_onderscheiden",
            Self::MeerMaarLichter => "meer_maar_lichter",
            Self::Minder => "minder",
            Self::Meer => "meer",
            Self::Gelijk => "gelijk",
        }
    }

    /// The verdict on the counts of two periods, with the interval of the change of the volume.
    ///
    /// Without an interval the figures themselves decide; whoever shows it says that there is none.
    pub(super) fn of(
        before: &Counts,
        after: &Counts,
        marge: Option<Interval>,
        has_break: bool,
    ) -> Self {
        let (people, volume) = (after.people() - before.people(), after.volume() - before.volume());
        // Volume per person, without dividing by nobody.
        let heavier = after.volume() * before.people() - before.volume() * after.people();
        if has_break {
            Self::BreukInReeks
        } else if people < 0.0 && 0.0 < heavier {
            Self::MinderMaarZwaarder
        } else if volume == 0.0 && people == 0.0 {
            Self::Gelijk
        } else if marge.is_some_and(holds_zero) {
            Self::NietTeOnderscheiden
        } else if 0.0 < people && heavier < 0.0 {
            Self::MeerMaarLichter
        } else if volume < 0.0 {
            Self::Minder
        } else if 0.0 < volume {
            Self::Meer
        } else {
            Self::Gelijk
        }
    }
}
