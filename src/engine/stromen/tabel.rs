//! The table of moves of an area and a period: from people who are known to all who live there.

use std::collections::BTreeMap;

use crate::model::{GebiedIdx, Laag, Periode, Stroom, Toestand};

use super::personen::Bewegingen;

/// The moves of all areas and periods. Periods are their places in the list.
#[derive(Debug)]
pub(super) struct Tabel {
    pub bewegingen: Bewegingen,
    /// How many people live in an area, where that is known.
    pub inwoners: BTreeMap<(GebiedIdx, usize), u64>,
    pub periodes: Vec<Periode>,
    /// Of each period whether all sources were delivered for it.
    pub is_known: Vec<bool>,
}

/// What becomes of the residents without support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Zonder {
    blijft: u64,
    /// More of them leave, by moving or dying, than come.
    weg: u64,
    /// More of them come, by moving or birth, than leave.
    bij: u64,
}

impl Tabel {
    fn personen(&self, gebied: GebiedIdx, at: usize, laag: Laag) -> u64 {
        self.bewegingen.personen.get(&(gebied, at, laag)).copied().unwrap_or(0)
    }

    fn los(&self, gebied: GebiedIdx, at: usize, laag: Laag) -> u64 {
        self.bewegingen.los.get(&(gebied, at, laag)).copied().unwrap_or(0)
    }

    fn counted(&self, gebied: GebiedIdx, at: usize, van: Toestand, naar: Toestand) -> u64 {
        let stroom = Stroom { van, naar };
        self.bewegingen.stromen.get(&(gebied, at, stroom)).copied().unwrap_or(0)
    }

    /// True when some row cannot be linked to a person.
    pub(super) fn has_loose(&self) -> bool {
        !self.bewegingen.los.is_empty()
    }

    /// How many are in a state; `None` when that is not known.
    pub(super) fn stand(&self, gebied: GebiedIdx, at: usize, toestand: Toestand) -> Option<u64> {
        if !self.is_known[at] {
            return None;
        }
        match laag_of(toestand) {
            Some(laag) => Some(self.personen(gebied, at, laag) + self.los(gebied, at, laag)),
            None if toestand == Toestand::GeenOndersteuning => self.zonder(gebied, at),
            None => None,
        }
    }

    /// The residents whom no source knows. Rows without a person may be of those who are known or not, and take none.
    fn zonder(&self, gebied: GebiedIdx, at: usize) -> Option<u64> {
        let known = Laag::ALL.iter().map(|&laag| self.personen(gebied, at, laag)).sum();
        self.inwoners.get(&(gebied, at))?.checked_sub(known)
    }

    /// How many move into a period; `None` when that is not known.
    pub(super) fn stroom(&self, gebied: GebiedIdx, at: usize, stroom: Stroom) -> Option<u64> {
        let before = at.checked_sub(1)?;
        if !self.is_known[at] || !self.is_known[before] {
            return None;
        }
        use Toestand::{Elders, GeenOndersteuning as Geen, Onbekend};
        match (stroom.van, stroom.naar) {
            (Onbekend, naar) => laag_of(naar).map(|laag| self.los(gebied, at, laag)),
            (van, Onbekend) => laag_of(van).map(|laag| self.los(gebied, before, laag)),
            (Geen, Geen) => self.rest(gebied, at).map(|rest| rest.blijft),
            (Geen, Elders) => self.rest(gebied, at).map(|rest| rest.weg),
            (Elders, Geen) => self.rest(gebied, at).map(|rest| rest.bij),
            (van, naar) => Some(self.counted(gebied, at, van, naar)),
        }
    }

    /// What becomes of the residents without support: as few as the numbers allow are taken to come or go, since
    /// nothing but their sum is known.
    fn rest(&self, gebied: GebiedIdx, at: usize) -> Option<Zonder> {
        let geen = Toestand::GeenOndersteuning;
        let [mut uit, mut terug] = [0, 0];
        for &laag in Laag::ALL {
            uit += self.counted(gebied, at, geen, laag.into());
            terug += self.counted(gebied, at, laag.into(), geen);
        }
        let before = self.zonder(gebied, at.checked_sub(1)?)?.checked_sub(uit)?;
        let now = self.zonder(gebied, at)?.checked_sub(terug)?;
        let blijft = before.min(now);
        Some(Zonder { blijft, weg: before - blijft, bij: now - blijft })
    }
}

fn laag_of(toestand: Toestand) -> Option<Laag> {
    Laag::ALL.iter().copied().find(|&laag| Toestand::from(laag) == toestand)
}
