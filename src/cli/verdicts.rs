//! How many targets there are, and what became of them, in one line.

use serde::{Deserialize, Serialize};

use super::Console;
use crate::diagnostic::with_separators;
use crate::disclosure::Publication;
use crate::model::{Levensfase, Status};

/// How many verdicts of each kind a report has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Verdicts {
    /// By the word of the status, in its own order.
    counts: Vec<(String, u64)>,
    /// The indicators that have a target in force.
    judged: u64,
    /// The others.
    without: u64,
}

impl Verdicts {
    pub(super) fn of(publication: &Publication) -> Self {
        let all = publication.indicatoren();
        let count = |status: &Status| {
            let regels = all.iter().flat_map(|one| one.status());
            regels.filter(|regel| regel.status == *status).count() as u64
        };
        let counts = Status::ALL.iter().map(|status| (status.word().to_owned(), count(status)));
        let is_judged =
            |fase: Levensfase| matches!(fase, Levensfase::Actief | Levensfase::Uitdovend);
        let judged = all.iter().filter(|one| one.info().contract.is_some());
        let judged = judged.filter(|one| is_judged(one.info().levensfase)).count() as u64;
        let without = all.len() as u64 - judged;
        Self { counts: counts.collect(), judged, without }
    }

    /// Says how many verdicts there are and what they are.
    pub(super) fn tell(&self, console: &Console) {
        let Self { counts, judged, without } = self;
        if *judged == 0 {
            return;
        }
        let told = counts.iter().filter(|(_, n)| 0 < *n);
        let told: Vec<_> =
            told.map(|(word, n)| format!("{} {word}", with_separators(*n))).collect();
        let without = match without {
            0 => String::new(),
            n => format!("; {n} without a target"),
        };
        let noun = if *judged == 1 { "indicator" } else { "indicators" };
        console.say(&format!("status    {judged} {noun}: {}{without}", told.join(", ")));
    }
}
