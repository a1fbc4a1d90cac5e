//! Whether the change that is asked could be told from chance, and from which level on.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Niveau;

use super::super::beoordeel::detectable;
use super::super::richtpunt::level_of;
use super::{Gevraagd, Keuring, level_word, median, to_change};

/// The areas of a level, and what they can show.
struct Zicht {
    /// The part of them that can show the change, of those with a standard error.
    can: usize,
    of: usize,
    /// The middle area: the smallest change it can show, its baseline and how much it counts.
    smallest: f64,
    nulmeting: f64,
    aantal: Option<f64>,
}

impl Zicht {
    fn of(asked: &[Gevraagd]) -> Option<Self> {
        let mut seen: Vec<_> =
            asked.iter().filter_map(|one| Some((detectable(&one.nulmeting)?, one))).collect();
        // By how much of what is asked they miss, so that the middle one stands for half of them.
        let missed = |(smallest, one): &(f64, &Gevraagd)| smallest / one.change();
        seen.sort_by(|a, b| missed(a).total_cmp(&missed(b)));
        let can = seen.iter().filter(|(smallest, one)| *smallest <= one.change()).count();
        let (smallest, middle) = *seen.get(seen.len().checked_sub(1)? / 2)?;
        let counts = seen.iter().filter_map(|(_, one)| Some(one.aantal? as f64)).collect();
        Some(Self {
            can,
            of: seen.len(),
            smallest,
            nulmeting: middle.nulmeting.waarde,
            aantal: median(counts),
        })
    }

    /// True when at least half of the areas can show the change.
    fn is_enough(&self) -> bool {
        self.of <= 2 * self.can
    }
}

/// Reports a change that most areas cannot show, with the lowest level at which it can be shown.
pub(super) fn check(keuring: &Keuring<'_>, asked: &[Gevraagd]) -> Option<Diagnostic> {
    let own = level_of(keuring.doel);
    let zicht = Zicht::of(asked).filter(|zicht| !zicht.is_enough())?;
    let change = median(asked.iter().map(Gevraagd::change).collect())?;
    let base = median(asked.iter().map(|one| one.nulmeting.waarde.abs()).collect())?;
    let told = keuring.told(change, base);
    let smallest = keuring.told(zicht.smallest, zicht.nulmeting);
    let level = level_word(own);
    let counted = zicht.aantal.map(|n| format!(" with some {n:.0} counted"));
    let counted = counted.unwrap_or_default();
    let message = format!(
        "a change of {told} {level} cannot be shown: the smallest that can be seen is {smallest}{counted}"
    );
    let label = match own {
        Niveau::Gemeente => "asks less than chance does".to_owned(),
        _ => format!("can be shown in {} of {} areas", zicht.can, zicht.of),
    };
    let higher = Niveau::ALL.into_iter().filter(|niveau| own < *niveau).find_map(|niveau| {
        let zicht = Zicht::of(&to_change(&keuring.asked(niveau))).filter(Zicht::is_enough)?;
        let smallest = keuring.told(zicht.smallest, zicht.nulmeting);
        Some(format!("{} it can: from {smallest}", level_word(niveau)))
    });
    let help = higher
        .unwrap_or_else(|| format!("at no level can it be shown: ask for {smallest} or more"));
    let finding = Diagnostic::new(Code::NotDetectable, message);
    Some(finding.at(keuring.places.waarde.clone(), label).help(help))
}
