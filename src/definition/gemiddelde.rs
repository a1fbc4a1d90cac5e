//! A mean of survey answers, with the weights and strata of its sample.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{KolomType, Vorm};

use super::document::At;
use super::filter::Filter;
use super::keuze::{Keuze, Omgeving, Tel};
use super::number::{ScaleError, scale};
use super::table::Table;

/// A mean. Numbers are in units of `10^-decimalen` of the column `variabele`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gemiddelde {
    /// The source.
    pub bron: String,
    /// The column that is averaged.
    pub variabele: usize,
    /// Which rows count.
    pub filter: Filter,
    /// The lowest and the highest answer of the scale.
    pub geldig: Option<(i64, i64)>,
    /// Codes for no answer.
    pub ontbrekend: Vec<i64>,
    /// The column with the area.
    pub gebied: usize,
    /// The column with the weight of a respondent.
    pub gewicht: Option<usize>,
    /// The column with the stratum of the sample.
    pub stratum: Option<usize>,
    /// How many residents a stratum has.
    pub populatie: Option<Populatie>,
    /// Where it is declared.
    pub place: Place,
}

/// The number of residents per stratum, for the finite population correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Populatie {
    /// The source, of shape `cijfers`.
    pub bron: String,
    /// The column that is summed.
    pub waarde: usize,
    /// The column with the stratum.
    pub stratum: usize,
}

const STRATUM_TYPES: &[&str] = &["code", "tekst"];

/// Parses a mean and the keys of `[schatting]` that go with it.
pub(super) fn parse_gemiddelde(
    table: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
) -> Option<Gemiddelde> {
    let (variabele, keuze) = (table.text("variabele"), omgeving.choose(table)?);
    keuze.check_vorm(&[Vorm::Enquete], "`[meting.gemiddelde]`")?;
    let variabele =
        variabele.and_then(|name| keuze.kolom("variabele", &name, &["getal", "geheel"]));
    let why = "the periods are the waves of the survey, so there is no period here";
    let filter = keuze.opt_filter(table, "filter", Some(why));
    let gebied = keuze.gebied(table);
    let kolom = |key, types: &[&str]| keuze.kolom(key, &schatting?.opt_text(key)?, types);
    let gewicht = kolom("gewicht", &["getal", "geheel"]);
    let stratum = kolom("stratum", STRATUM_TYPES);
    let populatie = schatting.and_then(|table| parse_populatie(table, &keuze, stratum, omgeving));

    let variabele = variabele?;
    let KolomType::Getal { decimalen } = keuze.spec.kolommen[variabele].soort else { return None };
    let units = |digits: &At<String>| parse_units(table, digits, decimalen);
    let geldig = table
        .opt_table("geldig", &["min", "max"])
        .and_then(|geldig| parse_geldig(&geldig, decimalen));
    let ontbrekend = table.opt_digits_list("ontbrekend").unwrap_or_default();
    Some(Gemiddelde {
        bron: keuze.spec.naam.clone(),
        variabele,
        filter: filter?,
        geldig,
        ontbrekend: ontbrekend.iter().filter_map(units).collect(),
        gebied: gebied?,
        gewicht,
        stratum,
        populatie,
        place: table.place(),
    })
}

/// The lowest and the highest answer.
fn parse_geldig(table: &Table, decimalen: u8) -> Option<(i64, i64)> {
    let (min, max) = (table.digits("min"), table.digits("max"));
    let units = |digits: &At<String>| parse_units(table, digits, decimalen);
    let (low, high) = (min.as_ref().and_then(units), max.as_ref().and_then(units));
    let (low, high) = (low?, high?);
    if low > high {
        let finding = Diagnostic::new(Code::BadValue, "the highest answer is below the lowest")
            .at(table.ctx.place(&max?.span), "the highest")
            .also(table.ctx.place(&min?.span), "the lowest");
        table.ctx.report(finding);
        return None;
    }
    Some((low, high))
}

/// A number in units of the column.
pub(super) fn parse_units(table: &Table, digits: &At<String>, decimalen: u8) -> Option<i64> {
    let (message, label) = match scale(&digits.value, decimalen) {
        Ok(units) => return Some(units),
        Err(ScaleError::NotANumber) => {
            ("a number is digits with at most one decimal point".to_owned(), "not such a number")
        }
        Err(ScaleError::TooManyDecimals) => {
            (format!("the column keeps only {decimalen} decimals"), "has more decimals")
        }
        Err(ScaleError::TooLarge) => ("the column cannot hold this number".to_owned(), "too large"),
    };
    table.bad_value(&digits.span, message, label);
    None
}

/// The residents per stratum; `stratum` is the column of the respondents.
fn parse_populatie(
    schatting: &Table,
    keuze: &Keuze,
    stratum: Option<usize>,
    omgeving: &Omgeving,
) -> Option<Populatie> {
    let table = schatting.opt_table("populatie", &["bron", "tel", "stratum"])?;
    if !schatting.has("stratum") {
        schatting.require("stratum");
    }
    let (text, name) = (table.text("tel"), table.text("stratum"));
    let residents = omgeving.choose(&table)?;
    residents.check_vorm(&[Vorm::Cijfers], "`populatie`")?;
    let waarde = text.and_then(|text| match residents.tel(&text)? {
        Tel::Som(kolom) => Some(kolom),
        Tel::Records | Tel::Uniek(_) => {
            let message = "`populatie` adds published numbers of residents".to_owned();
            table.bad_value(&text.span, message, "not `som(kolom)`");
            None
        }
    });
    let name = name?;
    let idx = residents.kolom("stratum", &name, STRATUM_TYPES)?;
    let (here, there) = (&keuze.spec.kolommen[stratum?], &residents.spec.kolommen[idx]);
    if !can_match(&here.soort, &there.soort) {
        let (here_word, there_word) = (here.soort.word(), there.soort.word());
        let message = format!("a `{there_word}` is never equal to a `{here_word}`");
        let finding = Diagnostic::new(Code::WrongType, message)
            .at(table.ctx.place(&name.span), format!("a column of type `{there_word}`"))
            .also(here.place.clone(), "the stratum of the respondents");
        table.ctx.report(finding);
        return None;
    }
    Some(Populatie { bron: residents.spec.naam.clone(), waarde: waarde?, stratum: idx })
}

/// True when cells of the two types can be the same stratum.
fn can_match(one: &KolomType, other: &KolomType) -> bool {
    let is_text = |soort: &KolomType| matches!(soort, KolomType::Tekst | KolomType::Code { .. });
    (is_text(one) && is_text(other)) || one.word() == other.word()
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::{GEMIDDELDE, case, parse_one};
    use super::super::meting::Meting;
    use super::*;

    #[test]
    fn reads_a_mean() {
        let indicator = parse_one(GEMIDDELDE);
        let Meting::Gemiddelde(gemiddelde) = &indicator.meting else { panic!("a mean") };
        assert_eq!(gemiddelde.filter, Filter::Altijd);
        assert_eq!(
            (gemiddelde.geldig, gemiddelde.ontbrekend.as_slice()),
            (Some((1, 10)), [88, 99].as_slice())
        );
        assert_eq!((gemiddelde.gewicht, gemiddelde.stratum), (Some(3), Some(2)));
        let populatie = gemiddelde.populatie.as_ref().expect("declared");
        assert_eq!((populatie.waarde, populatie.stratum), (3, 2));
        assert_eq!(indicator.info.bronnen, ["cbs_inwoners", "lemon"]);
    }

    #[test]
    fn reports_faults_of_a_mean() {
        case(GEMIDDELDE, "\"omgang\"", "\"buurt\"", &["wrong-type 12:13"]);
        case(GEMIDDELDE, "min = 1,", "min = 11,", &["bad-value 13:28"]);
        case(GEMIDDELDE, "min = 1,", "min = 1.5,", &["bad-value 13:18"]);
        case(GEMIDDELDE, "bron = \"lemon\"", "bron = \"ggd\"", &["bad-value 11:8"]);
        case(GEMIDDELDE, "som(inwoners)", "records", &["bad-value 18:44"]);
        case(GEMIDDELDE, "stratum = \"stratum\"\n", "", &["missing-field 15:1"]);
    }
}
