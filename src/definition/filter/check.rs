//! Checks a filter against the types of the columns of its source.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{AreaCode, Periode};
use crate::source::{KolomSpec, KolomType};

use super::super::document::Context;
use super::super::keuze::unknown_column;
use super::super::name::quote;
use super::super::number::{ScaleError, scale};
use super::literal::{Literal, LiteralSoort};
use super::parser::{Expr, Test, Vraag};
use super::{Filter, Origin, Scope, Waarde};

/// What is needed to check a filter.
pub(super) struct Checker<'k, 'd> {
    pub(super) ctx: &'k Context<'d>,
    pub(super) origin: Origin<'k, 'd>,
    pub(super) scope: &'k Scope<'k>,
}

impl Checker<'_, '_> {
    /// Checks all parts, so that all their faults are reported.
    pub(super) fn check(&self, expr: &Expr) -> Option<Filter> {
        match expr {
            Expr::En(parts) => self.check_all(parts).map(Filter::En),
            Expr::Of(parts) => self.check_all(parts).map(Filter::Of),
            Expr::Niet(part) => self.check(part).map(|part| Filter::Niet(Box::new(part))),
            Expr::Test(test) => self.check_test(test),
        }
    }

    fn check_all(&self, parts: &[Expr]) -> Option<Vec<Filter>> {
        let checked: Vec<_> = parts.iter().map(|part| self.check(part)).collect();
        checked.into_iter().collect()
    }

    fn check_test(&self, test: &Test) -> Option<Filter> {
        let Some((kolom, spec)) = self.scope.spec.kolom(&test.kolom) else {
            let place = self.origin.place(&test.kolom_span);
            let finding = unknown_column(self.scope.spec, &test.kolom, place);
            self.ctx.report(finding.also(self.scope.chosen.clone(), "bron chosen here"));
            return None;
        };
        match &test.vraag {
            Vraag::Vergelijk { op, op_span, literal } => {
                let has_order = !matches!(
                    spec.soort,
                    KolomType::Tekst | KolomType::Code { .. } | KolomType::Gebied
                );
                let waarde = self.waarde(spec, literal);
                if !has_order && !op.is_equality() {
                    let message =
                        format!("{} has no order, so `{}` has no meaning", named(spec), op.word());
                    self.report(spec, op_span, message, "takes `==` or `!=`", None);
                    return None;
                }
                Some(Filter::Vergelijk { kolom, op: *op, waarde: waarde? })
            }
            Vraag::In(literals) => {
                let waarden: Vec<_> =
                    literals.iter().map(|literal| self.waarde(spec, literal)).collect();
                let waarden = waarden.into_iter().collect::<Option<_>>()?;
                Some(Filter::In { kolom, waarden })
            }
            Vraag::InCodelijst { lijst, span } => self.codelijst(kolom, spec, lijst, span),
            Vraag::InPeriode { span } => {
                self.check_placeholder(span)?;
                if matches!(spec.soort, KolomType::Datum(_) | KolomType::Periode) {
                    return Some(Filter::InPeriode { kolom });
                }
                let message = format!("{} cannot lie in a period", named(spec));
                let is_geheel = spec.soort == KolomType::Getal { decimalen: 0 };
                let help = is_geheel.then(|| format!("for a year, write `{} == @jaar`", spec.naam));
                self.report(spec, span, message, "takes a `datum` or a `periode`", help);
                None
            }
            Vraag::IsLeeg => Some(Filter::IsLeeg { kolom }),
        }
    }

    fn codelijst(
        &self,
        kolom: usize,
        spec: &KolomSpec,
        lijst: &str,
        span: &Range<usize>,
    ) -> Option<Filter> {
        let mut fits = true;
        if !matches!(spec.soort, KolomType::Tekst | KolomType::Code { .. }) {
            let message = format!("{} cannot stand in a code list", named(spec));
            self.report(spec, span, message, "takes a `code` or a `tekst`", None);
            fits = false;
        }
        if !self.scope.codelijsten.contains(lijst) {
            let message = format!("the monitor has no code list {}", quote(lijst));
            let known = self.scope.codelijsten.iter().map(String::as_str);
            let finding = Diagnostic::new(Code::UnknownCodeList, message)
                .at(self.origin.place(span), "not declared in `monitor.toml`");
            self.ctx.report(finding.suggest(lijst, known));
            fits = false;
        }
        let place = self.origin.place(span);
        fits.then(|| Filter::InCodelijst { kolom, lijst: lijst.to_owned(), place })
    }

    /// The value for a column; a value of another type is a finding.
    fn waarde(&self, spec: &KolomSpec, literal: &Literal) -> Option<Waarde> {
        use LiteralSoort as L;

        let is_placeholder = matches!(literal.soort, L::Periode | L::Jaar | L::Peildatum);
        if is_placeholder {
            self.check_placeholder(&literal.span)?;
        }
        match (&spec.soort, &literal.soort) {
            (KolomType::Tekst | KolomType::Code { .. } | KolomType::Gebied, L::Tekst(text))
                if text.trim().is_empty() =>
            {
                let message = format!("{} is never equal to an empty text", named(spec));
                let help = Some(format!("write `{} is leeg`", spec.naam));
                self.report(spec, &literal.span, message, "empty", help);
                None
            }
            (KolomType::Tekst | KolomType::Code { .. }, L::Tekst(text)) => {
                Some(Waarde::Tekst(text.clone()))
            }
            (KolomType::Gebied, L::Tekst(text)) => match text.parse::<AreaCode>() {
                Ok(code) => Some(Waarde::Gebied(code)),
                Err(error) => {
                    let message = format!("{} is not the code of an area", quote(text));
                    self.report(spec, &literal.span, message, &error.to_string(), None);
                    None
                }
            },
            (KolomType::Datum(_), L::Datum(datum)) => Some(Waarde::Datum(*datum)),
            (KolomType::Datum(_), L::Peildatum) => Some(Waarde::Peildatum),
            (KolomType::Getal { decimalen }, L::Getal(digits)) => {
                self.getal(spec, digits, *decimalen, &literal.span)
            }
            (KolomType::Getal { decimalen: 0 } | KolomType::Periode, L::Jaar) => Some(Waarde::Jaar),
            (KolomType::Periode, L::Tekst(text) | L::Getal(text)) => {
                match text.parse::<Periode>() {
                    Ok(periode) => Some(Waarde::Periode(periode)),
                    Err(error) => {
                        let message = format!("{} is not a period", quote(text));
                        self.report(spec, &literal.span, message, &error.to_string(), None);
                        None
                    }
                }
            }
            _ => {
                self.report_other_type(spec, literal);
                None
            }
        }
    }

    fn getal(
        &self,
        spec: &KolomSpec,
        digits: &str,
        decimalen: u8,
        span: &Range<usize>,
    ) -> Option<Waarde> {
        let (message, label) = match scale(digits, decimalen) {
            Ok(units) => return Some(Waarde::Getal(units)),
            Err(ScaleError::TooManyDecimals) => (
                format!("{} keeps only {decimalen} decimals", named(spec)),
                "has more decimals than the column",
            ),
            Err(ScaleError::TooLarge) => {
                (format!("{} cannot be as large as this", named(spec)), "too large")
            }
            Err(ScaleError::NotANumber) => {
                (format!("{} is not a number", quote(digits)), "not a number")
            }
        };
        self.report(spec, span, message, label, None);
        None
    }

    fn report_other_type(&self, spec: &KolomSpec, literal: &Literal) {
        use LiteralSoort as L;

        let found = match &literal.soort {
            L::Tekst(_) => "a text",
            L::Getal(_) => "a number",
            L::Datum(_) => "a date",
            L::Periode => "a period",
            L::Jaar => "a year",
            L::Peildatum => "a day",
        };
        let takes = match &spec.soort {
            KolomType::Datum(_) => "a date such as 2018-04-01 or `@peildatum`",
            KolomType::Getal { decimalen: 0 } => "a number or `@jaar`",
            KolomType::Getal { .. } => "a number",
            KolomType::Tekst | KolomType::Code { .. } => "a text in double quotes",
            KolomType::Gebied => "the code of an area in double quotes",
            KolomType::Periode => "a period such as \"2017K1\", a year or `@jaar`",
            KolomType::Pseudoniem => "only `is leeg`",
        };
        let help = match (&spec.soort, &literal.soort) {
            (KolomType::Datum(_) | KolomType::Periode, L::Periode | L::Jaar) => {
                Some(format!("write `{} in @periode`", spec.naam))
            }
            (KolomType::Tekst | KolomType::Code { .. }, L::Getal(digits)) => {
                Some(format!("write \"{digits}\" for the text"))
            }
            (KolomType::Datum(_), L::Tekst(_)) => Some("write dates without quotes".to_owned()),
            (KolomType::Getal { .. }, L::Tekst(text)) if scale(text, 9).is_ok() => {
                Some(format!("write {text} without quotes"))
            }
            _ => None,
        };
        let message = format!("{} cannot be compared with {found}", named(spec));
        self.report(spec, &literal.span, message, &format!("takes {takes}"), help);
    }

    /// Reports a placeholder where there is no period.
    fn check_placeholder(&self, span: &Range<usize>) -> Option<()> {
        let Some(why) = self.scope.without_periode else {
            return Some(());
        };
        let finding = Diagnostic::new(Code::FilterType, why);
        self.ctx.report(finding.at(self.origin.place(span), "has no meaning here"));
        None
    }

    fn report(
        &self,
        spec: &KolomSpec,
        span: &Range<usize>,
        message: String,
        label: &str,
        help: Option<String>,
    ) {
        let mut finding = Diagnostic::new(Code::FilterType, message)
            .at(self.origin.place(span), label)
            .also(spec.place.clone(), format!("declared as `{}`", spec.soort.word()));
        finding.help = help;
        self.ctx.report(finding);
    }
}

/// The column with its type, for messages.
fn named(spec: &KolomSpec) -> String {
    format!("column `{}` of type `{}`", spec.naam, spec.soort.word())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::super::document::At;
    use super::super::super::document::tests::{codes_of, context_of};
    use super::super::super::monitor::tests::example;
    use super::super::{Op, parse_filter};
    use super::*;

    fn parse_in(
        bron: &str,
        text: &str,
        without_periode: Option<&'static str>,
    ) -> (Option<Filter>, Vec<String>, Option<String>) {
        let monitor = example();
        let file = context_of(&format!("'{text}'"));
        let ctx = Context::new(&file);
        let at = At { value: text.to_owned(), span: 0..text.len() + 2 };
        let codelijsten = BTreeSet::from(["zonder_maatwerk".to_owned()]);
        let scope = Scope {
            spec: &monitor.bronnen[bron].spec,
            chosen: ctx.place(&(0..0)),
            codelijsten: &codelijsten,
            without_periode,
        };
        let filter = parse_filter(&ctx, &at, &scope);
        let findings = ctx.into_findings();
        let help = findings.sorted().first().and_then(|finding| finding.help.clone());
        (filter, codes_of(&findings), help)
    }

    #[test]
    fn reads_a_filter_of_every_kind() {
        #[track_caller]
        fn case(bron: &str, text: &str, expected: impl Fn(&Filter) -> bool) {
            let (filter, codes, _) = parse_in(bron, text, None);
            assert!(filter.as_ref().is_some_and(expected), "{filter:?} {codes:?}");
        }

        let waarde = |filter: &Filter| match filter {
            Filter::Vergelijk { waarde, .. } => Some(waarde.clone()),
            _ => None,
        };
        case("toegang", r#"uitkomst == "maatwerk""#, |f| {
            waarde(f) == Some(Waarde::Tekst("maatwerk".into()))
        });
        case("toegang", "meldingsdatum <= @peildatum", |f| waarde(f) == Some(Waarde::Peildatum));
        case("toegang", "meldingsdatum in @periode", |f| matches!(f, Filter::InPeriode { .. }));
        case("toegang", "client is leeg", |f| matches!(f, Filter::IsLeeg { .. }));
        case(
            "toegang",
            r#"uitkomst in codelijst("zonder_maatwerk")"#,
            |f| matches!(f, Filter::InCodelijst { lijst, .. } if lijst == "zonder_maatwerk"),
        );
        case(
            "toegang",
            r#"buurt in ("BU08551001", "TG01")"#,
            |f| matches!(f, Filter::In { waarden, .. } if waarden.len() == 2),
        );
        case("lemon", "weegfactor > 12.5", |f| waarde(f) == Some(Waarde::Getal(125_000)));
        case("lemon", "omgang >= 1 and not omgang == 88", |f| matches!(f, Filter::En(_)));
        case("lemon", "golf == 2017", |f| waarde(f) == "2017".parse().ok().map(Waarde::Periode));
        case("lemon", r#"golf == "2017K1""#, |f| {
            waarde(f) == "2017K1".parse().ok().map(Waarde::Periode)
        });
        case("cbs_inwoners", "jaar == @jaar", |f| {
            matches!(f, Filter::Vergelijk { op: Op::Gelijk, waarde: Waarde::Jaar, .. })
        });
        case("lemon", "leeftijd == @jaar", |f| waarde(f) == Some(Waarde::Jaar));
    }

    #[test]
    fn reports_what_does_not_fit_the_type_where_it_stands() {
        #[track_caller]
        fn case(bron: &str, text: &str, expected: &[&str]) {
            let (filter, codes, _) = parse_in(bron, text, None);
            assert_eq!((filter, codes), (None, expected.iter().map(|s| s.to_string()).collect()));
        }

        case("toegang", r#"uitkomst < "a""#, &["filter-type 1:11"]);
        case("toegang", "uitkomst == 1", &["filter-type 1:14"]);
        case("toegang", r#"uitkomst == """#, &["filter-type 1:14"]);
        case("toegang", r#"meldingsdatum == "2018-04-01""#, &["filter-type 1:19"]);
        case("toegang", "meldingsdatum == @jaar", &["filter-type 1:19"]);
        case("toegang", "meldingsdatum == @periode", &["filter-type 1:19"]);
        case("toegang", "uitkomst in @periode", &["filter-type 1:14"]);
        case("toegang", r#"client == "p1""#, &["filter-type 1:12"]);
        case("toegang", r#"client in ("p1")"#, &["filter-type 1:13"]);
        case("toegang", r#"buurt == "a,b""#, &["filter-type 1:11"]);
        case("toegang", r#"buurt > "BU08551001""#, &["filter-type 1:8"]);
        case("lemon", "omgang == 1.5", &["filter-type 1:12"]);
        case("lemon", "weegfactor == 0.00001", &["filter-type 1:16"]);
        case("lemon", "weegfactor == @jaar", &["filter-type 1:16"]);
        case("lemon", "weegfactor == 99999999999999999999", &["filter-type 1:16"]);
        case("lemon", r#"golf == "2017K9""#, &["filter-type 1:10"]);
        case("lemon", "golf == 20171", &["filter-type 1:10"]);
        case(
            "lemon",
            r#"omgang in codelijst("x")"#,
            &["unknown-code-list 1:22", "filter-type 1:22"],
        );
        case("toegang", r#"uitkomst in codelijst("zonder")"#, &["unknown-code-list 1:24"]);
        case("toegang", "uitkomst = 1", &["filter-syntax 1:11"]);
    }

    #[test]
    fn reports_all_faults_of_a_filter() {
        let text = r#"uitkomt == "a" and (wet == 3 or buurt in (1, "b c"))"#;
        let (_, codes, help) = parse_in("toegang", text, None);
        let expected =
            ["unknown-column 1:2", "filter-type 1:29", "filter-type 1:44", "filter-type 1:47"];
        assert_eq!(codes, expected);
        assert_eq!(help.as_deref(), Some("did you mean `uitkomst`?"));
    }

    #[test]
    fn refuses_placeholders_where_there_is_no_period() {
        let (filter, codes, _) = parse_in("toegang", "meldingsdatum in @periode", Some("no"));
        assert_eq!((filter, codes), (None, vec!["filter-type 1:19".to_owned()]));
    }

    proptest::proptest! {
        #[test]
        fn any_filter_gives_a_filter_or_a_finding(text in "[a-z @\"0-9.,()=<>-]{0,40}") {
            let (filter, codes, _) = parse_in("toegang", &text, None);
            proptest::prop_assert!(filter.is_some() == codes.is_empty());
        }
    }
}
