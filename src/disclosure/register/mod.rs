//! What earlier reports showed, so that a new one is judged together with them.
//!
//! Whoever kept the last report subtracts it from the new one. The register `publicaties.lock` has of every
//! cell whether it was shown or withheld, and of a shown one a short hash of its counts: enough to tell
//! whether the same numbers are still there, and no number itself. It also has the sums of areas that
//! held, because a division that has gone since is not forgotten by who knew it.

mod parse;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

pub use parse::{RegisterError, parse_register};
pub use write::render_register;

/// What became of a cell in earlier reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eerder {
    /// It was shown, last with counts of this hash.
    Getoond(u32),
    /// It was never shown.
    Onderdrukt,
}

/// A cell as the register knows it: the code of the area and the period.
pub(super) type Cel = (String, Periode);

/// The cell of an area and a period.
pub(super) fn cel(indeling: &Gebiedsindeling, gebied: GebiedIdx, periode: Periode) -> Cel {
    (indeling.gebied(gebied).code.to_string(), periode)
}

/// An area and the areas of one level in it, by their codes.
pub(super) type Som = (String, Vec<String>);

/// What earlier reports showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The cells of each indicator.
    cellen: BTreeMap<String, BTreeMap<Cel, Eerder>>,
    /// The sums of areas, with the periods in which they held.
    sommen: BTreeMap<Som, BTreeSet<Periode>>,
}

impl Register {
    /// True when nothing was published yet.
    pub fn is_empty(&self) -> bool {
        self.cellen.is_empty()
    }

    /// What became of a cell.
    pub(super) fn cel(&self, id: &str, cel: &Cel) -> Option<Eerder> {
        self.cellen.get(id)?.get(cel).copied()
    }

    /// The cells that were shown, with the hash of their counts.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&str, &Cel, u32)> {
        let all = self.cellen.iter().flat_map(|(id, cellen)| {
            cellen.iter().map(move |(cel, eerder)| (id.as_str(), cel, *eerder))
        });
        all.filter_map(|(id, cel, eerder)| match eerder {
            Eerder::Getoond(hash) => Some((id, cel, hash)),
            Eerder::Onderdrukt => None,
        })
    }

    /// The sums of areas that held in a period.
    pub(super) fn sommen(&self, periode: Periode) -> impl Iterator<Item = &Som> {
        let held = self.sommen.iter().filter(move |(_, periods)| periods.contains(&periode));
        held.map(|(som, _)| som)
    }

    /// Notes what becomes of a cell now. What was shown once stays known.
    pub(super) fn note(&mut self, id: &str, cel: Cel, now: Eerder) {
        let of = self.cellen.entry(id.to_owned()).or_default();
        let known = of.entry(cel).or_insert(now);
        if let Eerder::Getoond(_) = now {
            *known = now;
        }
    }

    /// Notes a sum of areas that holds in a period.
    pub(super) fn note_som(&mut self, som: Som, periode: Periode) {
        self.sommen.entry(som).or_default().insert(periode);
    }
}

/// A short hash of the counts of a cell, the same on every machine.
pub(super) fn hash_of(id: &str, (gebied, periode): &Cel, counts: &[i64]) -> u32 {
    let text = format!("{id} {gebied} {periode} {counts:?}");
    (xxhash_rust::xxh3::xxh3_64(text.as_bytes()) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cel(periode: &str) -> Cel {
        ("WK085510".to_owned(), periode.parse().expect("a period"))
    }

    fn example() -> Register {
        let mut register = Register::default();
        register.note("k_meldingen", cel("2017"), Eerder::Getoond(0x0123_abcd));
        register.note("k_meldingen", cel("2017K1"), Eerder::Onderdrukt);
        let som = ("GM0855".to_owned(), vec!["WK085510".to_owned(), "WK085511".to_owned()]);
        register.note_som(som.clone(), "2017".parse().expect("a period"));
        register.note_som(som, "2017K1".parse().expect("a period"));
        register
    }

    #[test]
    fn reads_back_what_it_writes() {
        let text = render_register(&example());
        assert_eq!(parse_register(&text), Ok(example()));
        assert!(text.contains("cel k_meldingen WK085510 2017=0123abcd 2017K1=-\n"));
        assert!(text.contains("som GM0855 = WK085510 WK085511 : 2017 2017K1\n"));
    }

    #[test]
    fn what_was_shown_once_stays_known() {
        let mut register = example();
        register.note("k_meldingen", cel("2017"), Eerder::Onderdrukt);
        assert_eq!(register.cel("k_meldingen", &cel("2017")), Some(Eerder::Getoond(0x0123_abcd)));
        register.note("k_meldingen", cel("2017K1"), Eerder::Getoond(7));
        assert_eq!(register.cel("k_meldingen", &cel("2017K1")), Some(Eerder::Getoond(7)));
    }

    #[test]
    fn says_which_line_it_cannot_read() {
        #[track_caller]
        fn case(line: &str) {
            let text = format!("# een register\nschema 1\n{line}\n");
            assert_eq!(parse_register(&text).map_err(|error| error.line), Err(3), "{line}");
        }

        case("cel");
        case("cel k_meldingen WK085510 2017");
        case("cel k_meldingen WK085510 2017=xyz");
        case("cel k_meldingen WK085510 17=-");
        case("som GM0855 WK085510 : 2017");
        case("som GM0855 = : 2017");
        case("iets");
        assert_eq!(parse_register("cel").map_err(|error| error.line), Err(1));
    }
}
