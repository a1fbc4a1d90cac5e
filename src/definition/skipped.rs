//! Indicators of the shipped catalogue that a monitor has no source, column or code list for.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Findings};

use super::document::{At, Context};
use super::monitor::Monitor;
use super::name::quote;

/// True when the indicator names a source that the monitor does not declare, which is told once.
///
/// The catalogue measures more than most monitors have sources for. A source that is declared but
/// at fault is declared: its findings tell what to do.
pub(super) fn is_skipped(ctx: &Context, root: &DeTable, id: &str, monitor: &Monitor) -> bool {
    let faulty = &monitor.onbruikbaar.bronnen;
    let is_declared = |name: &String| monitor.bronnen.contains_key(name) || faulty.contains(name);
    if let (Some(span), None) = (named_stroom(root), &monitor.lagen) {
        let message =
            format!("indicator {} is left out: the monitor declares no layers", quote(id));
        let finding = Diagnostic::new(Code::IndicatorSkipped, message)
            .at(ctx.place(&span), "needs `[lagen]` in `monitor.toml`");
        ctx.report(finding);
        return true;
    }
    let unknown = named_bronnen(root).into_iter().filter(|bron| !is_declared(&bron.value));
    let Some(bron) = unknown.min_by_key(|bron| bron.span.start) else {
        return false;
    };
    let (id, name) = (quote(id), quote(&bron.value));
    let message = format!("indicator {id} is left out: the monitor has no bron {name}");
    let known = monitor.bronnen.keys().chain(faulty).map(String::as_str);
    let finding = Diagnostic::new(Code::IndicatorSkipped, message)
        .at(ctx.place(&bron.span), "not declared in `monitor.toml`")
        .suggest(&bron.value, known);
    ctx.report(finding);
    true
}

/// Where `[meting.stroom]` stands, when that is what is measured.
fn named_stroom(root: &DeTable) -> Option<Range<usize>> {
    let DeValue::Table(meting) = root.get("meting")?.get_ref() else { return None };
    meting.get_key_value("stroom").map(|(key, _)| key.span())
}

/// The note that stands for the findings on an indicator of the shipped catalogue, when all that is
/// wrong is that the monitor does not declare a column or a code list that it asks for.
pub(super) fn lacking(found: &Findings, id: &str) -> Option<Diagnostic> {
    let is_lack =
        |finding: &Diagnostic| matches!(finding.code, Code::UnknownColumn | Code::UnknownCodeList);
    let first = found.sorted().into_iter().next()?.clone();
    if !found.as_found().iter().all(is_lack) {
        return None;
    }
    let message = format!("indicator {} is left out: {}", quote(id), first.message);
    let note = Diagnostic::new(Code::IndicatorSkipped, message);
    Some(Diagnostic { message: note.message, code: note.code, level: note.level, ..first })
}

/// The values of `bron` in a table and in the tables in it.
fn named_bronnen(table: &DeTable) -> Vec<At<String>> {
    let mut bronnen = Vec::new();
    for (key, value) in table {
        match value.get_ref() {
            DeValue::Table(table) => bronnen.extend(named_bronnen(table)),
            DeValue::String(name) if key.get_ref() == "bron" => {
                bronnen.push(At { value: name.clone().into_owned(), span: value.span() });
            }
            _ => {}
        }
    }
    bronnen
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Level;

    use super::super::document::tests::codes_of;
    use super::super::indicator::Indicator;
    use super::super::indicator::tests::{AANDEEL, GEMIDDELDE, HEAD, RATIO, parse_files};
    use super::super::monitor::tests::{EXAMPLE, example, parse};
    use super::*;

    /// The monitor of the example with the shipped catalogue, without some of its sources.
    fn shipped(without: &[&str]) -> Monitor {
        let mut monitor = Monitor { indicatoren: None, ..example() };
        monitor.bronnen.retain(|naam, _| !without.contains(&naam.as_str()));
        monitor
    }

    fn parse_with(monitor: &Monitor, body: &str) -> (Vec<Indicator>, Findings) {
        parse_files(&[("a.toml", &[HEAD, body].concat())], monitor)
    }

    #[test]
    fn leaves_out_what_has_no_source_with_one_note() {
        #[track_caller]
        fn case(without: &[&str], body: &str, expected: &str) {
            let (list, findings) = parse_with(&shipped(without), body);
            assert_eq!((list.len(), codes_of(&findings)), (0, vec![expected.to_owned()]));
            assert_eq!(findings.count(Level::Note), 1);
        }

        case(&["toegang"], RATIO, "indicator-skipped 13:8");
        case(&["cbs_inwoners"], RATIO, "indicator-skipped 17:8");
        case(&["toegang", "cbs_inwoners"], RATIO, "indicator-skipped 13:8");
        case(&["cbs_inwoners"], GEMIDDELDE, "indicator-skipped 18:22");
    }

    #[test]
    fn says_which_indicator_and_which_source() {
        let (_, findings) = parse_with(&shipped(&["toegang"]), AANDEEL);
        let expected = "indicator `proef` is left out: the monitor has no bron `toegang`";
        assert_eq!(findings.sorted()[0].message, expected);
    }

    #[test]
    fn leaves_out_what_asks_for_a_column_or_list_that_is_not_declared() {
        #[track_caller]
        fn case(part: &str, other: &str, expected: &[&str]) {
            let (list, findings) = parse_with(&shipped(&[]), &AANDEEL.replacen(part, other, 1));
            assert_eq!(
                (list.len(), codes_of(&findings)),
                (0, expected.iter().map(|code| (*code).to_owned()).collect())
            );
        }

        case("meldingsdatum in", "besluitdatum in", &["indicator-skipped 13:11"]);
        case("zonder_maatwerk", "met_maatwerk", &["indicator-skipped 14:33"]);
        // What is wrong in itself is told as such.
        case(
            "uitkomst in",
            "uitkomst == 3 and wte in",
            &["filter-type 14:23", "unknown-column 14:29"],
        );
    }

    #[test]
    fn others_may_send_readers_to_it() {
        let other = [HEAD, GEMIDDELDE].concat().replacen("proef", "ander", 1);
        let other = other.replace("\"c\" }", "\"c\", tegenindicatoren = [\"proef\"] }");
        let skipped = [HEAD, AANDEEL].concat();
        let files = [("a.toml", skipped.as_str()), ("b.toml", other.as_str())];
        let (list, findings) = parse_files(&files, &shipped(&["toegang"]));
        assert_eq!((list.len(), codes_of(&findings).len()), (1, 1));
        assert_eq!(findings.count(Level::Note), 1);
    }

    #[test]
    fn a_source_at_fault_is_declared() {
        let (monitor, _) = parse(&EXAMPLE.replacen("\"tekst\"", "\"text\"", 1));
        let (list, findings) = parse_with(&monitor.expect("a monitor"), AANDEEL);
        assert_eq!((list.len(), codes_of(&findings).len()), (0, 0));
    }

    #[test]
    fn in_a_folder_of_its_own_it_is_an_error() {
        let monitor = Monitor { indicatoren: example().indicatoren, ..shipped(&["toegang"]) };
        let (_, findings) = parse_with(&monitor, AANDEEL);
        assert_eq!(codes_of(&findings), ["unknown-source 11:8"]);
    }
}
