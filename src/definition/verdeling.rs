//! A median or another quantile: of a number or of days in a register, or of the answers to a survey.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Vorm;

use super::document::At;
use super::filter::Filter;
use super::keuze::{Keuze, Omgeving};
use super::ratio::check_names_period;
use super::table::Table;
use super::vraag::{Vraag, parse_antwoord, parse_vraag};

/// The keys of `[meting.verdeling]`.
pub(super) const KEYS: &[&str] = &[
    "bron",
    "waarde",
    "van",
    "tot",
    "kwantiel",
    "filter",
    "gebied",
    "variabele",
    "geldig",
    "ontbrekend",
];

/// Where in a distribution: 0.5 is the median.
///
/// Kept in thousandths, so that two of them are equal or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kwantiel(u16);

impl Kwantiel {
    /// The share of the distribution that lies below it.
    pub fn share(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// How many of `n` a median would rest on as well: of the ninetieth percentile a fifth.
    ///
    /// Far out in a distribution few lie on one side, and the quantile is nearly what one of them
    /// has. At least one, where there is any.
    pub fn as_a_median(self, n: u64) -> u64 {
        let beyond = u64::from(self.0.min(1000 - self.0));
        (n.saturating_mul(2 * beyond) / 1000).max(n.min(1))
    }
}

/// A quantile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdeling {
    /// Of what rows of a register hold.
    Register {
        /// Which quantile.
        kwantiel: Kwantiel,
        /// What is distributed.
        verdeelde: Verdeelde,
    },
    /// Of the answers to a survey.
    Enquete {
        /// Which quantile.
        kwantiel: Kwantiel,
        /// The question.
        vraag: Vraag,
    },
}

/// What rows of a register hold of which the distribution is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdeelde {
    /// The source.
    pub bron: String,
    /// The number in each row.
    pub waarde: Waarde,
    /// Which rows count.
    pub filter: Filter,
    /// The column with the area.
    pub gebied: usize,
    /// Where it is declared.
    pub place: Place,
}

/// The number in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waarde {
    /// In a column.
    Kolom(usize),
    /// The days from one date to another.
    Dagen {
        /// The column with the first date.
        van: usize,
        /// The column with the last date.
        tot: usize,
    },
}

impl Verdeling {
    /// The source.
    pub fn bron(&self) -> &str {
        match self {
            Self::Register { verdeelde, .. } => &verdeelde.bron,
            Self::Enquete { vraag, .. } => &vraag.bron,
        }
    }

    /// Which quantile.
    pub fn kwantiel(&self) -> Kwantiel {
        match self {
            Self::Register { kwantiel, .. } | Self::Enquete { kwantiel, .. } => *kwantiel,
        }
    }
}

/// Parses a quantile.
pub(super) fn parse_verdeling(
    table: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
) -> Option<Verdeling> {
    table.require("kwantiel");
    let kwantiel = table.opt_number("kwantiel", 0.01..=0.99);
    let keuze = omgeving.choose(table)?;
    keuze.check_vorm(&[Vorm::Records, Vorm::Enquete], "`[meting.verdeling]`")?;
    let is_survey = keuze.spec.vorm == Vorm::Enquete;
    let strange: &[&str] =
        if is_survey { &["waarde", "van", "tot"] } else { &["variabele", "geldig", "ontbrekend"] };
    for key in strange {
        if let Some(place) = table.key_place(key) {
            let word = keuze.spec.vorm.word();
            let message = format!("`{key}` does not go with a source of shape `{word}`");
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    }
    let thousandths = |at: At<f64>| Kwantiel((at.value * 1000.0).round() as u16);
    if is_survey {
        let vraag =
            parse_vraag(table, schatting, omgeving, &keuze, || parse_antwoord(table, &keuze))?;
        return Some(Verdeling::Enquete { kwantiel: thousandths(kwantiel?), vraag });
    }
    let waarde = parse_waarde(table, &keuze);
    let filter = keuze.opt_filter(table, "filter", None);
    let gebied = keuze.gebied(table);
    check_names_period(table, "filter", &keuze, filter.as_ref());
    let verdeelde = Verdeelde {
        bron: keuze.spec.naam.clone(),
        waarde: waarde?,
        filter: filter?,
        gebied: gebied?,
        place: table.place(),
    };
    Some(Verdeling::Register { kwantiel: thousandths(kwantiel?), verdeelde })
}

/// The number in a row: of a column, or the days between two dates.
fn parse_waarde(table: &Table, keuze: &Keuze) -> Option<Waarde> {
    if table.has("waarde") {
        for key in ["van", "tot"] {
            if table.has(key) {
                table.one_of(&["waarde", key]);
            }
        }
        let waarde = table.opt_text("waarde")?;
        return keuze.kolom("waarde", &waarde, &["getal", "geheel"]).map(Waarde::Kolom);
    }
    if !table.has("van") && !table.has("tot") {
        let message = "nothing is said to be distributed";
        let finding = Diagnostic::new(Code::MissingField, message)
            .at(table.place(), "needs `waarde`, or `van` and `tot`");
        table.ctx.report(finding.help("`van` and `tot` give the days from one date to another"));
        return None;
    }
    let (van, tot) = (table.text("van"), table.text("tot"));
    let date = |key, name: Option<At<String>>| keuze.kolom(key, &name?, &["datum"]);
    let (van, tot) = (date("van", van), date("tot", tot));
    Some(Waarde::Dagen { van: van?, tot: tot? })
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::{VERDELING, case, parse_one};
    use super::super::meting::Meting;
    use super::*;

    #[test]
    fn reads_the_median_of_days_between_two_dates() {
        let Meting::Verdeling(verdeling) = parse_one(VERDELING).meting else { panic!("a median") };
        assert_eq!(verdeling.kwantiel().share(), 0.5);
        let Verdeling::Register { verdeelde, .. } = verdeling else { panic!("of a register") };
        assert!(matches!(verdeelde.waarde, Waarde::Dagen { .. }));
    }

    #[test]
    fn a_quantile_far_out_rests_on_fewer() {
        let of = |thousandths, n| Kwantiel(thousandths).as_a_median(n);
        assert_eq!([of(500, 10), of(900, 50), of(100, 49)], [10, 10, 9]);
        assert_eq!([of(900, 3), of(900, 0)], [1, 0]);
    }

    #[test]
    fn reads_the_median_of_answers() {
        let text = VERDELING
            .replace("bron = \"toegang\"", "bron = \"lemon\"")
            .replace("van = \"meldingsdatum\"\n", "variabele = \"omgang\"\n")
            .replace("tot = \"meldingsdatum\"\n", "")
            .replace("filter = 'meldingsdatum in @periode'\n", "")
            .replace("\"jaar\"", "\"meting\"");
        let Meting::Verdeling(verdeling) = parse_one(&text).meting else { panic!("a median") };
        assert!(matches!(verdeling, Verdeling::Enquete { .. }));
    }

    #[test]
    fn reports_faults_of_a_quantile() {
        case(VERDELING, "kwantiel = 0.5", "kwantiel = 50", &["bad-value 12:12"]);
        case(VERDELING, "kwantiel = 0.5", "", &["missing-field 10:1"]);
        case(VERDELING, "van = \"meldingsdatum\"", "", &["missing-field 10:1"]);
        case(VERDELING, "van = \"meldingsdatum\"", "van = \"uitkomst\"", &["wrong-type 13:7"]);
        case(VERDELING, "van =", "geldig = { min = 1, max = 2 }\nvan =", &["bad-value 13:1"]);
        case(VERDELING, "filter = 'meldingsdatum in @periode'", "", &["bad-value 10:1"]);
    }
}
