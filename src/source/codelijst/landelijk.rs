//! The national lists of iWmo and iJw, which are part of the program.
//!
//! What a code means is told in words of our own. Version 2.0 of iWmo and 3.2 of both are known; a
//! version in between is not the one or the other, so its rows are a finding and no guess.
//!
//! References:
//! - Zorginstituut Nederland, information models of iWmo and iJw, code lists COD327, WMO020,
//!   JZ020, WMO756, WJ756, WMO757, WMO002, JZ002, WMO588 and JZ588.

use super::{Codelijst, Geldig, WetVersie};

/// The lists, as `lijst;wet;versie;code;omschrijving`.
const LIJSTEN: &str = include_str!("landelijk.csv");

/// The list of reasons to change a toewijzing, and the reason that takes one back: its end is its
/// begin, and it is to be taken as never sent.
const VERWIJDERD: (&str, &str) = ("reden-wijziging", "13");

/// The rows of all lists as `(lijst, rest)`.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIJSTEN.lines().skip(1).filter_map(|line| line.split_once(';'))
}

/// The names of the national lists, in their order.
pub fn ingebouwde_namen() -> Vec<&'static str> {
    let mut names: Vec<_> = rows().map(|(lijst, _)| lijst).collect();
    names.dedup();
    names
}

/// The national list with this name.
pub fn ingebouwd(naam: &str) -> Option<Codelijst> {
    let mut lijst = Codelijst::default();
    for (_, rest) in rows().filter(|(lijst, _)| *lijst == naam) {
        let cells: Vec<_> = rest.split(';').collect();
        let [wet, versie, code, _] = cells[..] else {
            unreachable!("a row of a national list has five cells")
        };
        let wet_versie = WetVersie { wet: wet.to_owned(), versie: versie.to_owned() };
        lijst.add(code, Geldig { wet_versie, ..Geldig::default() });
    }
    lijst.verwijderd = (naam == VERWIJDERD.0).then_some(VERWIJDERD.1);
    (!lijst.codes.is_empty()).then_some(lijst)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of a list in a law and version.
    fn codes(naam: &str, wet: &str, versie: &str) -> Vec<String> {
        let lijst = ingebouwd(naam).expect("a national list");
        let wet_versie = WetVersie { wet: wet.to_owned(), versie: versie.to_owned() };
        let is_in = |times: &[Geldig]| times.iter().any(|geldig| geldig.wet_versie == wet_versie);
        lijst.codes().filter(|(_, times)| is_in(times)).map(|(code, _)| code.to_owned()).collect()
    }

    #[test]
    fn every_name_is_a_list() {
        let names = ingebouwde_namen();
        assert_eq!(names.len(), 11);
        for name in names {
            let lijst = ingebouwd(name).expect("a national list");
            assert!(lijst.needs_wet() && lijst.needs_versie(), "{name}");
        }
        assert_eq!(ingebouwd("reden_beeindiging"), None);
    }

    #[test]
    fn every_row_is_whole_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for line in LIJSTEN.lines() {
            let cells: Vec<_> = line.split(';').collect();
            assert!(cells.len() == 5 && cells.iter().all(|cell| !cell.is_empty()), "{line}");
            assert!(seen.insert(cells[..4].join(";")), "{line}");
        }
    }

    #[test]
    fn a_reason_means_what_its_law_and_version_say() {
        assert_eq!(codes("einde-sociale-basis", "wmo", "2.0"), ["32"]);
        assert_eq!(codes("einde-sociale-basis", "wmo", "3.2"), [""; 0]);
        assert_eq!(codes("einde-sociale-basis", "jeugdwet", "3.2"), [""; 0]);
        assert_eq!(codes("einde-volgens-plan", "wmo", "3.2"), ["19"]);
        assert_eq!(codes("einde-volgens-plan", "jeugdwet", "3.2"), ["31"]);
        assert_eq!(codes("einde-voortijdig", "jeugdwet", "3.2"), ["32", "33", "34", "35"]);
        assert_eq!(codes("einde-ander-domein", "wmo", "2.0"), ["33", "34"]);
    }

    #[test]
    fn groups_of_reasons_are_parts_of_the_whole_list() {
        for (wet, versie) in [("wmo", "2.0"), ("wmo", "3.2"), ("jeugdwet", "3.2")] {
            let whole = codes("reden-beeindiging", wet, versie);
            let groups = ingebouwde_namen().into_iter().filter(|name| name.starts_with("einde-"));
            for code in groups.flat_map(|name| codes(name, wet, versie)) {
                assert!(whole.contains(&code), "{wet} {versie} {code}");
            }
        }
    }

    #[test]
    fn only_a_removed_toewijzing_was_never_sent() {
        let removed = |naam| ingebouwd(naam).and_then(|lijst| lijst.verwijderd());
        assert_eq!(removed("reden-wijziging"), Some("13"));
        assert_eq!(removed("reden-beeindiging"), None);
    }
}
