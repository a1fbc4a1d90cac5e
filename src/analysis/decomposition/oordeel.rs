//! How a peeled change may be read: fewer people is no progress when each has more.

use crate::stats::Interval;

use super::chain::Counts;
use super::holds_zero;

/// How a change of maatwerk may be read.
///
/// Fewer people with more each is told before anything else, for whoever reads the number of people
/// alone would take it for progress. Where chance alone could have made it more, it is not told as a
/// fact, and it is no progress either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oordeel {
    /// The registration changed between the periods, so nothing can be said.
    BreukInReeks,
    /// Fewer people have maatwerk, and each has more: no progress, whatever it adds up to.
    MinderMaarZwaarder,
    /// Fewer people have maatwerk and there is less, but each may have more: no progress yet.
    MinderMogelijkZwaarder,
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
            Self::MinderMogelijkZwaarder => "minder_mogelijk_zwaarder",
            Self::NietTeOnderscheiden => "niet_te_onderscheiden",
            Self::MeerMaarLichter => "meer_maar_lichter",
            Self::Minder => "minder",
            Self::Meer => "meer",
            Self::Gelijk => "gelijk",
        }
    }

    /// The verdict on the counts of two periods, with the intervals of the change of the volume and of
    /// what each person has.
    ///
    /// Without an interval the figures themselves decide; whoever shows it says that there is none.
    pub(super) fn of(
        before: &Counts,
        after: &Counts,
        [volume_marge, intensity_marge]: [Option<Interval>; 2],
        has_break: bool,
    ) -> Self {
        let (people, volume) = (after.people() - before.people(), after.volume() - before.volume());
        // Volume per person, without dividing by nobody.
        let heavier = after.volume() * before.people() - before.volume() * after.people();
        let may_be_chance = |marge: Option<Interval>| marge.is_some_and(holds_zero);
        if has_break {
            return Self::BreukInReeks;
        }
        if people < 0.0 && 0.0 < heavier {
            return match (may_be_chance(intensity_marge), may_be_chance(volume_marge)) {
                (false, _) => Self::MinderMaarZwaarder,
                (true, true) => Self::NietTeOnderscheiden,
                (true, false) => Self::MinderMogelijkZwaarder,
            };
        }
        if volume == 0.0 && people == 0.0 {
            Self::Gelijk
        } else if may_be_chance(volume_marge) {
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
