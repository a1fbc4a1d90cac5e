//! Code lists: where they are, and whether a source tells what their codes are keyed by.
//!
//! `[codelijst.<naam>]` names a file or a national list; filters and columns name the list.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::source::{BronSpec, Codelijst, KolomType, ingebouwde_namen};

use super::bron::find_kolom;
use super::document::Context;
use super::filter::Filter;
use super::indicator::Indicator;
use super::meting::Meting;
use super::monitor::Monitor;
use super::name::{check_name, check_path, quote};
use super::table::Table;
use super::verdeling::Verdeling;

/// The keys of a code list.
pub(super) const KEYS: &[&str] = &["bestand", "ingebouwd"];

/// Where the codes of a list come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codelijstbron {
    /// A file of the monitor, and where it was named.
    Bestand(String, Place),
    /// A national list, which is part of the program.
    Ingebouwd(String),
}

/// Parses the code lists; the names of those at fault apart.
pub(super) fn parse_codelijsten(
    root: &Table,
) -> (BTreeMap<String, Codelijstbron>, BTreeSet<String>) {
    let (mut lijsten, mut onbruikbaar) = (BTreeMap::new(), BTreeSet::new());
    for (naam, table) in root.named("codelijst", KEYS) {
        let fits = check_name(root.ctx, &naam, "a code list");
        let bron = table.and_then(|table| parse_codelijst(&table));
        match bron.filter(|_| fits) {
            Some(bron) => drop(lijsten.insert(naam.value, bron)),
            None => drop(onbruikbaar.insert(naam.value)),
        }
    }
    (lijsten, onbruikbaar)
}

fn parse_codelijst(table: &Table) -> Option<Codelijstbron> {
    if table.one_of(KEYS)? == "bestand" {
        let (path, place) = check_path(table.ctx, table.text("bestand")?)?;
        return Some(Codelijstbron::Bestand(path, place));
    }
    let naam = table.text("ingebouwd")?;
    let known = ingebouwde_namen();
    if known.contains(&naam.value.as_str()) {
        return Some(Codelijstbron::Ingebouwd(naam.value));
    }
    let message = format!("the program has no code list {}", quote(&naam.value));
    let finding = Diagnostic::new(Code::UnknownWord, message)
        .at(table.ctx.place(&naam.span), "not a national list")
        .suggest(&naam.value, known.iter().copied());
    let all: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    let finding = if finding.help.is_some() { finding } else { finding.help(all.join(", ")) };
    table.ctx.report(finding);
    None
}

/// The column that tells the law or the version of a row; the key may be absent.
pub(super) fn parse_wet_versie(shape: &Table, spec: &BronSpec, key: &'static str) -> Option<usize> {
    let name = shape.opt_text(key)?;
    let (idx, kolom) = find_kolom(shape, spec, &name)?;
    if matches!(kolom.soort, KolomType::Code { .. }) {
        return Some(idx);
    }
    let message = format!("`{key}` takes a column of type `code`");
    let label = format!("a column of type `{}`", kolom.soort.word());
    let finding = Diagnostic::new(Code::WrongType, message)
        .at(shape.ctx.place(&name.span), label)
        .also(kolom.place.clone(), "declared here");
    shape.ctx.report(finding);
    None
}

/// Reports columns whose code list is neither one of the monitor nor a national one.
pub(super) fn check_kolommen(ctx: &Context, spec: &BronSpec, codelijsten: &BTreeSet<String>) {
    let national = ingebouwde_namen();
    for (naam, place) in spec.kolommen.iter().filter_map(|kolom| kolom.codelijst.as_ref()) {
        if codelijsten.contains(naam) || national.contains(&naam.as_str()) {
            continue;
        }
        let message = format!("there is no code list {}", quote(naam));
        let known = codelijsten.iter().map(String::as_str).chain(national.iter().copied());
        let finding = Diagnostic::new(Code::UnknownCodeList, message)
            .at(place.clone(), "neither declared nor a national list")
            .suggest(naam, known);
        ctx.report(finding);
    }
}

/// Reports filters on code lists whose codes mean nothing without a law or version that the source
/// does not tell.
pub fn check_codelijsten(
    monitor: &Monitor,
    indicators: &[Indicator],
    codelijsten: &BTreeMap<String, Codelijst>,
    findings: &mut Findings,
) {
    let mut asked = Vec::new();
    for (naam, bron) in &monitor.bronnen {
        if let Some(filter) = &bron.uitsluiten {
            filter.collect_codelijsten(&mut |lijst, place| asked.push((naam, lijst, place)));
        }
    }
    for indicator in indicators {
        for (naam, filter) in filters(&indicator.meting) {
            filter.collect_codelijsten(&mut |lijst, place| asked.push((naam, lijst, place)));
        }
    }
    for (bron, naam, place) in asked {
        let (Some(bron), Some(lijst)) = (monitor.bronnen.get(bron), codelijsten.get(naam)) else {
            continue;
        };
        let keys = [
            ("wet", lijst.needs_wet(), bron.spec.wet),
            ("versie", lijst.needs_versie(), bron.spec.versie),
        ];
        for (key, ..) in keys.iter().filter(|(_, needed, kolom)| *needed && kolom.is_none()) {
            let message = format!(
                "the codes of `{naam}` depend on `{key}`, which bron `{}` does not tell",
                bron.spec.naam
            );
            let finding = Diagnostic::new(Code::CodeListKey, message)
                .at(place.clone(), "code list named here")
                .also(bron.spec.place.clone(), format!("has no `{key}`"))
                .help(format!(
                    "say under `[bron.{}.{}]` which column it is: `{key} = \"…\"`",
                    bron.spec.naam,
                    bron.spec.vorm.word()
                ));
            findings.push(finding);
        }
    }
}

/// The filters of an indicator, each with its source.
pub(super) fn filters(meting: &Meting) -> Vec<(&String, &Filter)> {
    match meting {
        Meting::Ratio(ratio) => {
            let groepen = ratio.standaard.iter().flat_map(|standaard| &standaard.groepen);
            let of_groepen = groepen.flat_map(|groep| [&groep.teller, &groep.noemer]);
            let all = [&ratio.teller, &ratio.noemer].into_iter().chain(of_groepen);
            all.map(|telling| (&telling.bron, &telling.filter)).collect()
        }
        Meting::Aandeel(aandeel) => {
            vec![(&aandeel.bron, &aandeel.noemer), (&aandeel.bron, &aandeel.teller)]
        }
        Meting::Gemiddelde(vraag)
        | Meting::EnqueteAandeel(vraag)
        | Meting::Verdeling(Verdeling::Enquete { vraag, .. }) => vec![(&vraag.bron, &vraag.filter)],
        Meting::Verdeling(Verdeling::Register { verdeelde, .. }) => {
            vec![(&verdeelde.bron, &verdeelde.filter)]
        }
        Meting::Gepubliceerd(figure) => vec![(&figure.bron, &figure.sleutel)],
        Meting::Afgeleid(_) | Meting::Stroom(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::monitor::tests::{EXAMPLE, case, parse};
    use super::*;
    use crate::source::ingebouwd;

    const BESTAND: &str = "bestand = \"codelijsten/zonder_maatwerk.csv\"";
    const KOLOM: &str = "uitkomst = { type = \"code\" }";

    #[test]
    fn a_list_is_a_file_or_national() {
        let national = "ingebouwd = \"einde-sociale-basis\"";
        let monitor = case(BESTAND, national, &[]).expect("a monitor");
        let expected = Codelijstbron::Ingebouwd("einde-sociale-basis".into());
        assert_eq!(monitor.codelijsten["zonder_maatwerk"], expected);
        case(BESTAND, "ingebouwd = \"reden-einde\"", &["unknown-word 10:13"]);
        case(BESTAND, &format!("{BESTAND}\n{national}"), &["bad-value 11:1"]);
        case(BESTAND, "", &["missing-field 9:1"]);
    }

    #[test]
    fn a_column_names_a_list_of_its_own_or_a_national_one() {
        let with = |naam: &str| format!("uitkomst = {{ type = \"code\", codelijst = \"{naam}\" }}");
        case(KOLOM, &with("reden-beeindiging"), &[]);
        case(KOLOM, &with("zonder_maatwerk"), &[]);
        case(KOLOM, &with("reden_beeindiging"), &["unknown-code-list 28:41"]);
        case(
            "wet = { type = \"code\" }",
            "wet = { type = \"tekst\", codelijst = \"eenheid\" }",
            &["bad-value 27:25"],
        );
    }

    #[test]
    fn a_source_says_which_columns_tell_law_and_version() {
        let datum = "datum = \"meldingsdatum\"";
        let with = |keys: &str| format!("{datum}\n{keys}");
        let monitor = case(datum, &with("wet = \"wet\"\nversie = \"uitkomst\""), &[]);
        let spec = &monitor.expect("a monitor").bronnen["toegang"].spec;
        assert_eq!((spec.wet, spec.versie), (Some(4), Some(5)));
        case(datum, &with("wet = \"buurt\""), &["wrong-type 16:7"]);
        case(datum, &with("wet = \"law\""), &["unknown-column 16:7"]);
    }

    #[test]
    fn a_list_needs_the_keys_of_its_codes() {
        #[track_caller]
        fn asked(keys: &str, expected: &[&str]) {
            let text = EXAMPLE
                .replacen("wet == \"x\"", "uitkomst in codelijst(\"zonder_maatwerk\")", 1)
                .replacen("sleutel = [\"melding\"]", keys, 1);
            let (monitor, mut findings) = parse(&text);
            let monitor = monitor.expect("a monitor");
            let lijst = ingebouwd("eenheid").expect("a national list");
            let lijsten = BTreeMap::from([("zonder_maatwerk".to_owned(), lijst)]);
            check_codelijsten(&monitor, &[], &lijsten, &mut findings);
            assert_eq!(codes_of(&findings), expected);
        }

        asked("wet = \"wet\"\nversie = \"uitkomst\"", &[]);
        asked("wet = \"wet\"", &["code-list-key 16:37"]);
        asked("", &["code-list-key 16:37", "code-list-key 16:37"]);
    }
}
