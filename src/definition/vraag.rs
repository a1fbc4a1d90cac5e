//! A question of a survey: which answers count and how, with the weights and strata of its sample.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{KolomType, Vorm};

use super::document::At;
use super::filter::Filter;
use super::keuze::{Keuze, Omgeving, Tel};
use super::number::{ScaleError, scale};
use super::table::Table;

/// A question of a survey. Numbers are in units of `10^-decimalen` of the column with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vraag {
    /// The source.
    pub bron: String,
    /// What an answer counts for.
    pub score: Score,
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
    /// True when a respondent without a weight stops the build.
    pub gewicht_verplicht: bool,
    /// The column with the stratum of the sample.
    pub stratum: Option<usize>,
    /// How many residents a stratum has.
    pub populatie: Option<Populatie>,
    /// Where it is declared.
    pub place: Place,
}

/// What an answer counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Score {
    /// The number that was answered, in a column.
    Antwoord(usize),
    /// One for an answer from the first to the last of a range, zero for any other.
    Bereik {
        /// The column with the answer.
        variabele: usize,
        /// The lowest answer that counts, when there is one.
        vanaf: Option<i64>,
        /// The highest answer that counts, when there is one.
        tot_en_met: Option<i64>,
    },
    /// One for some of the codes, zero for any other.
    Codes {
        /// The column with the answer.
        variabele: usize,
        /// The codes that count.
        antwoorden: Vec<String>,
        /// The codes for no answer.
        ontbrekend: Vec<String>,
    },
    /// The mean of the answers to the items of a scale, when enough of them were answered.
    Schaal {
        /// The columns with the items.
        variabelen: Vec<usize>,
        /// How many of the items must have been answered.
        minstens: usize,
    },
}

/// The most items of a scale: with more, means of different numbers of items have no common unit
/// that fits the exact sums.
const MAX_ITEMS: usize = 20;

impl Score {
    /// The columns with answers.
    pub fn kolommen(&self) -> &[usize] {
        match self {
            Self::Antwoord(kolom)
            | Self::Bereik { variabele: kolom, .. }
            | Self::Codes { variabele: kolom, .. } => std::slice::from_ref(kolom),
            Self::Schaal { variabelen, .. } => variabelen,
        }
    }

    /// In how many parts a unit of the column is counted, so that the mean of any number of
    /// items is whole: the least common multiple of the numbers of items that may be answered.
    pub fn delen(&self) -> i64 {
        match self {
            Self::Schaal { variabelen, minstens } => {
                (*minstens as i64..=variabelen.len() as i64).fold(1, lcm)
            }
            _ => 1,
        }
    }
}

/// The least common multiple.
fn lcm(a: i64, b: i64) -> i64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
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

const NUMBERS: &[&str] = &["getal", "geheel"];

/// The share of the items of a scale that must have been answered, when nothing is declared.
const STANDAARD_MINSTENS: f64 = 0.75;

/// The keys of a mean over a survey.
pub(super) const GEMIDDELDE_KEYS: &[&str] =
    &["bron", "variabele", "variabelen", "minstens", "filter", "geldig", "ontbrekend", "gebied"];

/// The words for a respondent without a weight.
const GEWICHT_ONTBREEKT: &[bool] = &[false, true];

/// Parses what all questions of a survey have, and the keys of `[schatting]` that go with it. The
/// score is parsed by the kind of measurement, from the column and its decimals.
pub(super) fn parse_vraag(
    table: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
    keuze: &Keuze,
    score: impl FnOnce() -> Option<Score>,
) -> Option<Vraag> {
    let score = score();
    let why = "the periods are the waves of the survey, so there is no period here";
    let filter = keuze.opt_filter(table, "filter", Some(why));
    let gebied = keuze.gebied(table);
    let kolom = |key, types: &[&str]| keuze.kolom(key, &schatting?.opt_text(key)?, types);
    let gewicht = kolom("gewicht", &["getal", "geheel"]);
    let stratum = kolom("stratum", STRATUM_TYPES);
    let populatie = schatting.and_then(|table| parse_populatie(table, keuze, stratum, omgeving));
    let ontbreekt = schatting.and_then(|table| {
        let word = |is_error: bool| if is_error { "fout" } else { "weglaten" };
        table.opt_word("gewicht_ontbreekt", GEWICHT_ONTBREEKT, word)
    });
    if let (Some(schatting), Some(_), None) = (schatting, &ontbreekt, gewicht) {
        schatting.require("gewicht");
    }

    let score = score?;
    // Codes have no numbers, so no scale and no numbers for no answer.
    let decimalen = match keuze.spec.kolommen[score.kolommen()[0]].soort {
        KolomType::Getal { decimalen } => decimalen,
        _ => 0,
    };
    let is_codes = matches!(score, Score::Codes { .. });
    let units = |digits: &At<String>| parse_units(table, digits, decimalen);
    let geldig = table
        .opt_table("geldig", &["min", "max"])
        .and_then(|geldig| parse_geldig(&geldig, decimalen));
    let ontbrekend =
        if is_codes { None } else { table.opt_digits_list("ontbrekend") }.unwrap_or_default();
    Some(Vraag {
        bron: keuze.spec.naam.clone(),
        score,
        filter: filter?,
        geldig,
        ontbrekend: ontbrekend.iter().filter_map(units).collect(),
        gebied: gebied?,
        gewicht,
        gewicht_verplicht: ontbreekt.is_none_or(|at| at.value),
        stratum,
        populatie,
        place: table.place(),
    })
}

/// Parses a mean of answers, or of the scores on a scale of several items.
pub(super) fn parse_gemiddelde(
    table: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
) -> Option<Vraag> {
    let keuze = omgeving.choose(table)?;
    keuze.check_vorm(&[Vorm::Enquete], "`[meting.gemiddelde]`")?;
    parse_vraag(table, schatting, omgeving, &keuze, || {
        if table.has("variabelen") {
            parse_schaal(table, &keuze)
        } else {
            parse_antwoord(table, &keuze)
        }
    })
}

/// The column with a number that was answered.
pub(super) fn parse_antwoord(table: &Table, keuze: &Keuze) -> Option<Score> {
    if let Some(place) = table.key_place("minstens") {
        let finding = Diagnostic::new(Code::BadValue, "`minstens` goes with `variabelen`");
        table.ctx.report(finding.at(place, "has no meaning here"));
    }
    let variabele = keuze.kolom("variabele", &table.text("variabele")?, NUMBERS)?;
    Some(Score::Antwoord(variabele))
}

/// The items of a scale.
fn parse_schaal(table: &Table, keuze: &Keuze) -> Option<Score> {
    table.one_of(&["variabele", "variabelen"])?;
    let names = table.texts("variabelen")?;
    let minstens =
        table.opt_number("minstens", 0.01..=1.0).map_or(STANDAARD_MINSTENS, |at| at.value);
    let found: Vec<_> = names.iter().map(|name| keuze.kolom("variabelen", name, NUMBERS)).collect();
    let variabelen: Vec<_> = found.into_iter().collect::<Option<_>>()?;
    let place = table.key_place("variabelen")?;
    let report = |message: String, label: &str| {
        table.ctx.report(Diagnostic::new(Code::BadValue, message).at(place.clone(), label));
        None
    };
    if variabelen.len() < 2 || MAX_ITEMS < variabelen.len() {
        return report(format!("a scale has 2 to {MAX_ITEMS} items"), "not so many");
    }
    let decimalen = |kolom: &usize| keuze.spec.decimalen(*kolom);
    if variabelen.iter().map(decimalen).any(|other| other != decimalen(&variabelen[0])) {
        return report("the items of a scale have the same `decimalen`".to_owned(), "differ");
    }
    // At least one item, and no less than the share that is asked.
    let minstens = (minstens * variabelen.len() as f64 - 1e-9).ceil().max(1.0) as usize;
    Some(Score::Schaal { variabelen, minstens })
}

/// Parses a share of the answers to a survey: those in a range, or with some of the codes.
pub(super) fn parse_aandeel(
    table: &Table,
    schatting: Option<&Table>,
    omgeving: &Omgeving,
    keuze: &Keuze,
) -> Option<Vraag> {
    parse_vraag(table, schatting, omgeving, keuze, || {
        let name = table.text("variabele")?;
        if table.has("antwoorden") {
            for key in ["vanaf", "tot_en_met", "geldig"] {
                if let Some(place) = table.key_place(key) {
                    let message = format!("`{key}` does not go with `antwoorden`");
                    let finding = Diagnostic::new(Code::BadValue, message);
                    table.ctx.report(finding.at(place, "codes have no order"));
                }
            }
            let variabele = keuze.kolom("variabele", &name, &["code", "tekst"]);
            let texts = |list: Option<Vec<At<String>>>| {
                list.unwrap_or_default().into_iter().map(|at| at.value).collect()
            };
            let antwoorden: Vec<_> = texts(table.texts("antwoorden"));
            let ontbrekend = texts(table.opt_texts("ontbrekend"));
            return Some(Score::Codes { variabele: variabele?, antwoorden, ontbrekend });
        }
        let variabele = keuze.kolom("variabele", &name, NUMBERS)?;
        let decimalen = keuze.spec.decimalen(variabele);
        let bound = |key| {
            let digits = table.opt_digits(key)?;
            parse_units(table, &digits, decimalen)
        };
        let (vanaf, tot_en_met) = (bound("vanaf"), bound("tot_en_met"));
        if !table.has("vanaf") && !table.has("tot_en_met") {
            let finding = Diagnostic::new(Code::MissingField, "no answer is said to count")
                .at(table.place(), "needs `vanaf`, `tot_en_met` or `antwoorden`");
            table.ctx.report(finding.help("`vanaf = 8` counts who answered 8 or more"));
            return None;
        }
        Some(Score::Bereik { variabele, vanaf, tot_en_met })
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
        Tel::Records | Tel::Uniek(_) | Tel::PersonenMet { .. } | Tel::Verdeling(_) => {
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
    use super::super::indicator::tests::{ENQUETE_AANDEEL, GEMIDDELDE, case, parse_one};
    use super::super::meting::Meting;
    use super::*;

    #[test]
    fn reads_a_mean() {
        let indicator = parse_one(GEMIDDELDE);
        let Meting::Gemiddelde(vraag) = &indicator.meting else { panic!("a mean") };
        assert_eq!(vraag.filter, Filter::Altijd);
        assert_eq!(
            (vraag.geldig, vraag.ontbrekend.as_slice()),
            (Some((1, 10)), [88, 99].as_slice())
        );
        assert_eq!((vraag.gewicht, vraag.stratum), (Some(3), Some(2)));
        let populatie = vraag.populatie.as_ref().expect("declared");
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
        case(
            GEMIDDELDE,
            "gewicht = \"weegfactor\"",
            "gewicht_ontbreekt = \"fout\"",
            &["missing-field 15:1"],
        );
        case(GEMIDDELDE, "geldig =", "minstens = 0.5\ngeldig =", &["bad-value 13:1"]);
    }

    #[test]
    fn a_weight_may_be_absent_only_where_that_is_declared() {
        let is_needed = |line: &str| {
            let text = GEMIDDELDE.replace("gewicht =", &[line, "gewicht ="].concat());
            let Meting::Gemiddelde(vraag) = parse_one(&text).meting else { panic!("a mean") };
            vraag.gewicht_verplicht
        };
        assert!(is_needed(""));
        assert!(is_needed("gewicht_ontbreekt = \"fout\"\n"));
        assert!(!is_needed("gewicht_ontbreekt = \"weglaten\"\n"));
    }

    #[test]
    fn a_scale_has_items_of_which_enough_are_answered() {
        let items = |text: &str| GEMIDDELDE.replace("variabele = \"omgang\"", text);
        let scale = items("variabelen = [\"omgang\", \"omgang\", \"omgang\", \"omgang\"]");
        let Meting::Gemiddelde(vraag) = parse_one(&scale).meting else { panic!("a mean") };
        let Score::Schaal { variabelen, minstens } = &vraag.score else { panic!("a scale") };
        assert_eq!((variabelen.len(), *minstens, vraag.score.delen()), (4, 3, 12));
        case(&items("variabelen = [\"omgang\"]"), "", "", &["bad-value 12:1"]);
        case(&items("variabelen = [\"omgang\", \"buurt\"]"), "", "", &["wrong-type 12:25"]);
        case(&scale, "variabelen", "variabele = \"omgang\"\nvariabelen", &["bad-value 13:1"]);
    }

    #[test]
    fn reads_a_share_of_the_answers() {
        let Meting::EnqueteAandeel(vraag) = parse_one(ENQUETE_AANDEEL).meting else {
            panic!("a share")
        };
        assert!(matches!(vraag.score, Score::Bereik { vanaf: Some(8), tot_en_met: None, .. }));
        let codes = ENQUETE_AANDEEL
            .replace("variabele = \"omgang\"", "variabele = \"stratum\"")
            .replace("vanaf = 8\ngeldig = { min = 1, max = 10 }", "antwoorden = [\"ja\"]")
            .replace("[88, 99]", "[\"weet niet\"]");
        let Meting::EnqueteAandeel(vraag) = parse_one(&codes).meting else { panic!("a share") };
        assert!(matches!(&vraag.score, Score::Codes { antwoorden, ontbrekend, .. }
            if antwoorden == &["ja"] && ontbrekend == &["weet niet"]));
        case(ENQUETE_AANDEEL, "vanaf = 8", "", &["missing-field 10:1"]);
        case(
            ENQUETE_AANDEEL,
            "vanaf = 8",
            "antwoorden = [\"ja\"]",
            &["wrong-type 12:13", "bad-value 14:1", "wrong-type 15:15", "wrong-type 15:19"],
        );
    }
}
