//! `nulmetingen.lock`: the baselines as they were when the targets were set.
//!
//! Targets count from what was frozen, so that a late delivery or a changed code list does not move
//! them in silence. Only `wijkmonitor baseline` writes the file. What is withheld has no number in
//! it: the lock lies beside the definitions, where more people look than in the exports.

mod check;
mod parse;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Place, SourceText};
use crate::model::{AreaCode, Datum, Meetpunt, Periode};

pub use check::{check_lock, check_lock_areas};
pub use parse::parse_lock;
pub use write::render_lock;

/// The name of the file, in the folder of the monitor.
pub const LOCK_NAME: &str = "nulmetingen.lock";

/// The frozen baselines, by indicator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// The baselines, by the id of their indicator.
    pub indicatoren: BTreeMap<String, Bevroren>,
    /// The file, when there is one.
    pub file: Option<Arc<SourceText>>,
}

/// The baseline of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Bevroren {
    /// When it was measured.
    pub periode: Periode,
    /// The day on which it was frozen, as the command line gave it.
    pub vastgesteld: Datum,
    /// What tells the definition of then.
    pub definitie: String,
    /// What tells the files that it was computed from.
    pub invoer: String,
    /// How it was revised, the last at the end.
    pub herzieningen: Vec<Herziening>,
    /// The values, by series and area.
    pub waarden: BTreeMap<(String, AreaCode), Vastgelegd>,
    /// Where it stands in the file.
    pub place: Option<Place>,
}

/// What was frozen of a series in an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Vastgelegd {
    /// The value.
    Waarde(Meetpunt),
    /// Nothing but that it was withheld.
    Onderdrukt,
}

impl Vastgelegd {
    /// The value, when it may be known.
    pub fn meetpunt(self) -> Option<Meetpunt> {
        match self {
            Self::Waarde(point) => Some(point),
            Self::Onderdrukt => None,
        }
    }
}

/// A revision of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Herziening {
    /// The day.
    pub op: Datum,
    /// Why.
    pub reden: String,
}

impl Lock {
    /// What was frozen of a series in an area.
    pub fn waarde(&self, id: &str, reeks: &str, gebied: &AreaCode) -> Option<Vastgelegd> {
        let bevroren = self.indicatoren.get(id)?;
        bevroren.waarden.get(&(reeks.to_owned(), gebied.clone())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Findings;

    fn lock() -> Lock {
        let point = Meetpunt { waarde: 10.25, se: Some(0.1 + 0.2), grenzen: Some([9.5, 11.0]) };
        let code = |text: &str| text.parse::<AreaCode>().expect("a code");
        let waarden = BTreeMap::from([
            (("waarde".to_owned(), code("GM0855")), Vastgelegd::Waarde(point)),
            (("waarde".to_owned(), code("WK085510")), Vastgelegd::Onderdrukt),
            (
                ("afstand".to_owned(), code("WK085510")),
                Vastgelegd::Waarde(Meetpunt { waarde: -3.0, se: None, grenzen: None }),
            ),
        ]);
        let bevroren = Bevroren {
            periode: "2017".parse().expect("a period"),
            vastgesteld: "2018-02-01".parse().expect("a date"),
            definitie: "ab12".to_owned(),
            invoer: "cd34".to_owned(),
            herzieningen: vec![Herziening {
                op: "2019-01-01".parse().expect("a date"),
                reden: "levering \"2017K3\"\nwas niet heel".to_owned(),
            }],
            waarden,
            place: None,
        };
        Lock { indicatoren: BTreeMap::from([("zr_a".to_owned(), bevroren)]), file: None }
    }

    fn read(text: &str) -> (Lock, Findings) {
        let mut findings = Findings::default();
        let file = Arc::new(SourceText { path: LOCK_NAME.into(), text: text.into() });
        let mut lock = parse_lock(&file, &mut findings);
        lock.file = None;
        lock.indicatoren.values_mut().for_each(|one| one.place = None);
        (lock, findings)
    }

    #[test]
    fn reads_back_what_it_writes_to_the_last_bit() {
        let text = render_lock(&lock());
        let (again, findings) = read(&text);
        assert!(!findings.has_errors(), "{:?}", findings.sorted());
        assert_eq!(again, lock());
        assert_eq!(render_lock(&again), text);
    }

    #[test]
    fn a_withheld_value_has_no_number() {
        let text = render_lock(&lock());
        let line =
            text.lines().find(|line| line.contains("WK085510") && line.contains("\"waarde\""));
        assert!(line.is_some_and(|line| line.ends_with("onderdrukt = true },")), "{text}");
    }

    #[test]
    fn a_lock_that_was_touched_by_hand_is_a_finding() {
        for (part, other) in [
            ("periode = \"2017\"", "periode = \"2017X\""),
            ("vastgesteld = 2018-02-01", "vastgesteld = \"2018\""),
            ("GM0855", "GM08"),
            ("[[nulmeting]]", "[[nulmetng]]"),
            ("gebied = \"WK085510\", waarde = -3.0", "gebied = \"WK085510\", waarde = \"x\""),
            ("reeks = \"afstand\"", "reeks = \"waarde\""),
        ] {
            let text = render_lock(&lock());
            assert!(text.contains(part), "{part}");
            assert!(read(&text.replacen(part, other, 1)).1.has_errors(), "{part}");
        }
    }

    /// As version control may make of two branches.
    #[test]
    fn two_locks_in_one_are_a_finding() {
        let text = render_lock(&lock());
        let (head, one) = text.split_once("[[nulmeting]]").expect("a baseline");
        let (_, findings) = read(&format!("{head}[[nulmeting]]{one}\n[[nulmeting]]{one}"));
        assert!(findings.has_errors());
    }
}
