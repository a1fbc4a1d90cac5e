//! What an attacker could add up of an indicator: the counts that its cells show, and how they
//! hang together.

use std::collections::BTreeMap;

use crate::definition::{Indicator, Meting, Tel, Verwijzing, Vraag};
use crate::source::Vorm;

use super::answers::Tables;
use super::plan::{Answer, Wanted};
use super::scanned::Scanned;

/// How the counts of a year and of its quarters hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tijd {
    /// What happened in a period: the quarters add up to the year, but for persons who count in several.
    Stroom,
    /// What there is on the last day: the year is its last quarter.
    Voorraad,
}

/// A count that the cells of an indicator show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optelling {
    /// What is counted of which source: the same count of two indicators has the same.
    pub vraag: String,
    /// How its periods hang together.
    pub tijd: Tijd,
    /// True when somebody else published it, such as the number of residents.
    pub openbaar: bool,
}

/// A side of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kant {
    /// What is counted above it.
    Teller,
    /// What is counted below it.
    Noemer,
}

/// A term of a sum over indicators that anybody knows to hold in each area and period: all terms together are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lid {
    /// The name of the sum.
    pub som: String,
    /// Which count.
    pub kant: Kant,
    /// 1 when it is added, -1 when it is subtracted.
    pub teken: i8,
    /// True when it is the count of the period before.
    pub is_vorige: bool,
    /// True when the terms together are no zero, but a number that is public.
    pub is_vast: bool,
    /// True when it is zero where it has no cell.
    pub mag_ontbreken: bool,
}

/// What the cells of an indicator are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opbouw {
    /// What is counted above the line; the respondents of a survey and the rows of a quantile.
    pub teller: Option<Optelling>,
    /// What is counted below the line.
    pub noemer: Option<Optelling>,
    /// True when what is above the line is a part of what is below it, so that the two also show the
    /// rest.
    pub is_deel: bool,
    /// True when an amount stands above the line, not persons or rows.
    pub is_bedrag: bool,
    /// The figures that a formula is computed from.
    pub uit: Vec<Verwijzing>,
    /// The sums over several indicators that its counts are part of.
    pub sommen: Vec<Lid>,
}

impl Opbouw {
    /// What the cells of an indicator are made of, by what was asked of the sources for it.
    pub(super) fn of(
        indicator: &Indicator,
        wanted: &Wanted,
        tables: &Tables<'_>,
        is_public: &dyn Fn(&str) -> bool,
    ) -> Self {
        let count = |answer: &Answer| Optelling {
            vraag: format!("{} {}", answer.0, answer.1),
            tijd: if tables.is_stock(answer) { Tijd::Voorraad } else { Tijd::Stroom },
            openbaar: is_public(&answer.0),
        };
        match (&indicator.meting, wanted) {
            (Meting::Ratio(ratio), Wanted::Ratio { teller, noemer, rest, .. }) => Self {
                teller: Some(count(teller)),
                noemer: Some(count(noemer)),
                is_deel: rest.is_some(),
                is_bedrag: matches!(ratio.teller.tel, Tel::Som(_)),
                ..Self::default()
            },
            (_, Wanted::Aandeel { teller, noemer, .. }) => Self {
                teller: Some(count(teller)),
                noemer: Some(count(noemer)),
                is_deel: true,
                ..Self::default()
            },
            (meting, Wanted::Enquete { answers, .. }) => {
                let vraag = meting.vraag().map_or_else(|| count(answers).vraag, respondents);
                let teller = Optelling { vraag, ..count(answers) };
                Self { teller: Some(teller), ..Self::default() }
            }
            (_, Wanted::Verdeling(answer)) => {
                Self { teller: Some(count(answer)), ..Self::default() }
            }
            (Meting::Afgeleid(afgeleid), _) => {
                let uit = afgeleid.formule.verwijzingen().into_iter().cloned().collect();
                Self { uit, ..Self::default() }
            }
            _ => Self::default(),
        }
    }
}

/// Who answers a question: the same for the mean of the answers and for the share of some of them.
fn respondents(vraag: &Vraag) -> String {
    let Vraag { bron, score, filter, geldig, ontbrekend, gebied, .. } = vraag;
    format!("{bron} {:?} {filter:?} {geldig:?} {ontbrekend:?} {gebied}", score.kolommen())
}

/// Says of a source whether its figures were published by somebody else.
pub(super) fn is_published(scanned: &BTreeMap<String, Scanned>) -> impl Fn(&str) -> bool + '_ {
    |bron| scanned.get(bron).is_some_and(|found| found.open.spec.vorm == Vorm::Cijfers)
}
