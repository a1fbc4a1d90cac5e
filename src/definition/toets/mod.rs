//! Tests in a definition: made-up rows, and the cells that must come of them.
//!
//! A test has a key for each source it gives rows of, and `verwacht` says what is to be found.

mod getal;
mod rij;
mod verwacht;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{Frequentie, Gebiedsindeling, Periode};

use super::document::{At, Context};
use super::indicator::Indicator;
use super::keuze::find_bron;
use super::monitor::Monitor;
use super::table::Table;

pub use getal::Getal;
pub use rij::Rij;
use rij::parse_rijen;
use verwacht::parse_verwacht;
pub use verwacht::{Grootheid, Verwacht};

/// The keys of `[[test]]` that are not the name of a source.
const KEYS: &[&str] = &["naam", "periode", "verwacht"];

/// A *toets*: rows that somebody made up, and what the indicator must make of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Toets {
    /// What it shows, in words.
    pub naam: String,
    /// The rows of each source; the others have none.
    pub rijen: BTreeMap<String, Vec<Rij>>,
    /// The cells that must come of them.
    pub verwacht: Vec<Verwacht>,
    /// Where it stands.
    pub place: Place,
    /// Why a test of the shipped catalogue cannot be run on this monitor.
    pub past_niet: Option<String>,
}

/// Parses the tests of an indicator; those at fault are left out, and the findings tell why.
///
/// The shipped catalogue is tested with the sources and areas of the demo. In another monitor a test
/// that names what is not there does not fit, and that is no fault of anybody.
pub(super) fn parse_toetsen(
    root: &Table,
    monitor: &Monitor,
    frequenties: &[Frequentie],
) -> Vec<Toets> {
    let Some(value) = root.get("test") else { return Vec::new() };
    let DeValue::Array(array) = value.get_ref() else {
        root.wrong_type::<()>("test", "a list of tables", value);
        return Vec::new();
    };
    let mut toetsen = Vec::new();
    for item in array {
        let ctx = Context::new(root.ctx.file);
        let toets = parse_toets(&ctx, item, monitor, frequenties);
        let found = ctx.into_findings();
        match found.as_found().first() {
            None => toetsen.extend(toets),
            Some(first) if monitor.indicatoren.is_none() => {
                let past_niet = Some(first.message.clone());
                let naam = name_of(item).unwrap_or_default();
                let (rijen, verwacht) = (BTreeMap::new(), Vec::new());
                let place = root.ctx.place(&item.span());
                toetsen.push(Toets { naam, rijen, verwacht, place, past_niet });
            }
            Some(_) => found.as_found().iter().for_each(|finding| root.ctx.report(finding.clone())),
        }
    }
    toetsen
}

/// The name of a test that is at fault.
fn name_of(item: &Spanned<DeValue>) -> Option<String> {
    item.get_ref().as_table()?.get("naam")?.get_ref().as_str().map(str::to_owned)
}

fn parse_toets(
    ctx: &Context,
    item: &Spanned<DeValue>,
    monitor: &Monitor,
    frequenties: &[Frequentie],
) -> Option<Toets> {
    let (table, others) = Table::with_names(ctx, "test", item, KEYS)?;
    let naam = table.text("naam");
    let periode = opt_periode(&table, "periode");
    let verwacht = parse_verwacht(&table, periode.as_ref(), frequenties);
    let moment = periode.map(|at| at.value).or_else(|| Some(verwacht.first()?.periode));
    let mut rijen = BTreeMap::new();
    for (bron, value) in others {
        let label = (ctx.place(&bron.span), "neither a source nor a key of a test");
        let Some(known) =
            find_bron(ctx, &bron.value, label, &monitor.bronnen, &monitor.onbruikbaar)
        else {
            continue;
        };
        rijen.insert(bron.value.clone(), parse_rijen(&table, &bron, value, &known.spec, moment));
    }
    let place = table.place();
    Some(Toets { naam: naam?.value, rijen, verwacht, place, past_niet: None })
}

/// As [`parse_periode`], when the key is there.
fn opt_periode(table: &Table, key: &str) -> Option<At<Periode>> {
    parse_periode(table, key, table.get(key)?)
}

/// A period as a text, or a year as a number.
fn parse_periode(table: &Table, key: &str, value: &Spanned<DeValue>) -> Option<At<Periode>> {
    let text = match value.get_ref() {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(year) => year.as_str().to_owned(),
        _ => return table.wrong_type(key, "a period such as \"2017K1\"", value),
    };
    table.periode_of(At { value: text, span: value.span() })
}

/// Reports a period of which the indicator has no figures.
fn check_frequentie(
    table: &Table,
    periode: Periode,
    span: &Range<usize>,
    frequenties: &[Frequentie],
) {
    let length = |&frequentie: &Frequentie| match frequentie {
        Frequentie::Meting => Frequentie::Jaar,
        other => other,
    };
    if !frequenties.iter().map(length).any(|length| length == periode.frequentie()) {
        let word = periode.frequentie().word();
        let message = format!("the indicator is not measured by `{word}`, so not in {periode}");
        table.bad_value(span, message, "has no figures");
    }
}

/// Checks that the areas of the tests exist.
pub fn check_toetsen(
    indicators: &mut [Indicator],
    monitor: &Monitor,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) {
    let toetsen = indicators.iter_mut().flat_map(|indicator| &mut indicator.toetsen);
    for toets in toetsen {
        let of_rows = toets.rijen.values().flatten().flat_map(|rij| &rij.gebieden);
        let expected = toets.verwacht.iter().map(|verwacht| &verwacht.gebied);
        let unknown: Vec<_> =
            of_rows.chain(expected).filter(|(code, _)| indeling.find(code).is_none()).collect();
        let Some((first, _)) = unknown.first() else { continue };
        if monitor.indicatoren.is_none() {
            toets.past_niet = Some(format!("there is no area `{first}`"));
            continue;
        }
        for (code, place) in unknown {
            let message = format!("there is no area `{code}`");
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(place.clone(), "not among the areas of the monitor")
                .also(monitor.indeling.1.clone(), "the areas are listed here");
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::indicator::tests::HEAD;
    use super::super::indicator::tests::{GEMIDDELDE, RATIO, case, parse_files, parse_one};
    use super::super::monitor::tests::example;
    use super::*;

    const TEST: &str = r#"[[test]]
naam = "twee meldingen van een persoon"
periode = "2017"
toegang = [
  { client = "a", meldingsdatum = 2017-01-02, buurt = "WK085510", uitkomst = "maatwerk" },
  { client = "a", meldingsdatum = 2017-12-31 },
  { uitkomst = "" },
]
cbs_inwoners = [ { jaar = 2017, gebied = "WK085510", inwoners = 500 } ]
verwacht = [
  { gebied = "WK085510", teller = 1, noemer = 500, waarde = 2.0, celsoort = "onderdrukt" },
  { gebied = "WK085510", periode = "2017K4", getoond = "nul", status = "onzeker", reden = "te_weinig_n" },
]
"#;

    fn body() -> String {
        [RATIO, TEST].concat()
    }

    #[test]
    fn reads_a_test() {
        let indicator = parse_one(&body());
        let [toets] = indicator.toetsen.as_slice() else { panic!("one test") };
        assert_eq!(toets.naam, "twee meldingen van een persoon");
        let rows: Vec<_> = toets.rijen["toegang"].iter().map(|rij| rij.cellen.join(";")).collect();
        // The key is made up; a day that is left out is the first of the period.
        assert_eq!(
            rows,
            [
                "toets-1;a;2017-01-02;WK085510;;maatwerk",
                "toets-2;a;2017-12-31;;;",
                "toets-3;;2017-01-01;;;",
            ]
        );
        assert_eq!(toets.rijen["cbs_inwoners"].len(), 1);
        let [first, second] = toets.verwacht.as_slice() else { panic!("two lines") };
        assert_eq!(first.periode.to_string(), "2017");
        assert_eq!(first.getallen.len(), 3);
        assert_eq!(second.periode.to_string(), "2017K4");
        assert_eq!(second.celsoort, Some("nul"));
        assert!(second.status.is_some() && second.reden.is_some());
    }

    #[test]
    fn reports_faults_of_a_test() {
        let body = body();
        case(&body, "\ntoegang = [", "\ntoegan = [", &["unknown-source 25:1"]);
        case(
            &body,
            "{ client = \"a\", meldingsdatum = 2017-01-02",
            "{ klant = \"a\"",
            &["unknown-column 26:5"],
        );
        case(&body, "2017-01-02", "\"2017-01-02\"", &["wrong-type 26:35"]);
        case(&body, "inwoners = 500 }", "inwoners = 0.5 }", &["bad-value 30:65"]);
        case(&body, "inwoners = 500 }", "inwoners = \"x\" }", &["wrong-type 30:65"]);
        case(&body, "\"WK085510\", uitkomst", "\"WK08551\", uitkomst", &["bad-value 26:55"]);
        case(&body, "jaar = 2017", "jaar = \"zeventien\"", &["bad-value 30:27"]);
        case(&body, "periode = \"2017\"", "", &["missing-field 32:3"]);
        case(&body, "periode = \"2017\"", "periode = \"2017M01\"", &["bad-value 24:11"]);
        case(&body, "\"2017K4\"", "\"2017M04\"", &["bad-value 33:36"]);
        case(&body, "\"nul\"", "\"nulletje\"", &["unknown-word 33:56"]);
        case(&body, "\"onzeker\"", "\"zeker\"", &["unknown-word 33:72"]);
        case(
            &body,
            "getoond = \"nul\"",
            "celsoort = \"nul\", getoond = \"nul\"",
            &["bad-value 33:74"],
        );
        case(&body, "teller = 1,", "teler = 1,", &["unknown-key 32:26"]);
        case(
            &body,
            "verwacht = [",
            "verwacht = 3\nx = [",
            &["wrong-type 31:12", "unknown-source 32:1"],
        );
    }

    #[test]
    fn a_test_expects_something() {
        let start = TEST.find("verwacht").expect("a key");
        let body = [RATIO, &TEST[..start]].concat();
        case(&body, "[[test]]", "[[test]]", &["missing-field 22:1"]);
        let body = [&body, "verwacht = [ { gebied = \"WK085510\" } ]\n"].concat();
        case(&body, "[[test]]", "[[test]]", &["missing-field 31:14"]);
    }

    #[test]
    fn a_survey_has_defaults_for_what_a_row_leaves_out() {
        let test = "[[test]]\nnaam = \"a\"\nperiode = \"2017\"\nlemon = [{ omgang = 7 }]\n\
                    verwacht = [{ gebied = \"GM0855\", waarde = 7.0 }]\n";
        let indicator = parse_one(&[GEMIDDELDE, test].concat());
        let rij = &indicator.toetsen[0].rijen["lemon"][0];
        assert_eq!(rij.cellen.first().map(String::as_str), Some("2017"), "the wave");
    }

    #[test]
    fn a_test_of_the_catalogue_need_not_fit_another_monitor() {
        let shipped = Monitor { indicatoren: None, ..example() };
        let text = [HEAD, &body()].concat().replace("\ntoegang = [", "\nelders = [");
        let (list, findings) = parse_files(&[("a.toml", &text)], &shipped);
        assert_eq!(codes_of(&findings), [""; 0]);
        let toets = &list[0].toetsen[0];
        assert_eq!(toets.past_niet.as_deref(), Some("the monitor has no bron `elders`"));
        assert_eq!(toets.naam, "twee meldingen van een persoon");
    }
}
