//! A column of a source, as `[bron.<naam>.kolommen.<kolom>]` declares it.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{DatumVorm, KolomSpec, KolomType};

use super::bereik::parse_bereik;
use super::document::At;
use super::filter::KEYWORDS;
use super::name::{check_name, check_path};
use super::table::Table;
use super::uren::parse_van;

/// The keys of a column.
pub(super) const KEYS: &[&str] = &[
    "kop",
    "type",
    "vorm",
    "verplicht",
    "persoonsgegeven",
    "waarden",
    "leeg",
    "decimalen",
    "bereik",
    "uit_bestandsnaam",
    "afronden",
    "labels",
    "pseudonimiseer",
    "mag_ontbreken",
    "geen_bsn",
    "codelijst",
    "afgeleid",
    "van",
];

/// The decimals of a `getal` that does not say how many.
const DECIMALEN: u8 = 4;

/// Parses a column, named by the user.
pub(super) fn parse_kolom(naam: &At<String>, table: &Table) -> Option<KolomSpec> {
    let mut fits = check_name(table.ctx, naam, "a column");
    if KEYWORDS.contains(&naam.value.as_str()) {
        let message = format!("`{}` is a word of filters", naam.value);
        table.bad_value(&naam.span, message, "cannot be the name of a column");
        fits = false;
    }
    let kop = table.opt_texts("kop");
    let leeg = table.opt_blank_texts("leeg").unwrap_or_default();
    let uit_bestandsnaam = table.opt_text("uit_bestandsnaam");
    if uit_bestandsnaam.is_some() {
        refuse(table, "kop", "a column from the name of the file has no header");
    }
    let soort = parse_type(table);
    let bereik = soort.as_ref().and_then(|soort| parse_bereik(table, soort));
    let verplicht = table.opt_boolean("verplicht").is_some_and(|at| at.value);
    let persoonsgegeven = table.opt_boolean("persoonsgegeven");
    let versleuteld = table.opt_word("pseudonimiseer", &["hmac"], |word| word);
    let is_pseudoniem = matches!(soort, Some(KolomType::Pseudoniem));
    if let Some(at) = persoonsgegeven.as_ref().filter(|at| is_pseudoniem && !at.value) {
        let message = "a `pseudoniem` always is personal data".to_owned();
        table.bad_value(&at.span, message, "cannot be false");
    }
    let values = |texts: Vec<At<String>>| texts.into_iter().map(|text| text.value).collect();
    let kolom = KolomSpec {
        naam: naam.value.clone(),
        kop: kop.map_or_else(|| vec![naam.value.clone()], values),
        soort: soort?,
        verplicht,
        persoonsgegeven: is_pseudoniem || persoonsgegeven.is_some_and(|at| at.value),
        leeg: values(leeg),
        uit_bestandsnaam: uit_bestandsnaam.map(|at| at.value),
        bereik,
        labels: table.opt_boolean("labels").is_some_and(|at| at.value),
        afronden: table.opt_boolean("afronden").is_some_and(|at| at.value),
        versleuteld: versleuteld.is_some(),
        mag_ontbreken: table.opt_boolean("mag_ontbreken").is_some_and(|at| at.value),
        geen_bsn: table.opt_boolean("geen_bsn").is_some_and(|at| at.value),
        codelijst: table.opt_text("codelijst").map(|at| (at.value, table.ctx.place(&at.span))),
        afgeleid_van: parse_van(table),
        op_volgorde: false,
        place: table.ctx.place(&naam.span),
    };
    fits.then_some(kolom)
}

/// Parses the type with the keys that go with it.
fn parse_type(table: &Table) -> Option<KolomType> {
    let word = table.word("type", &KolomType::WORDS, |word| word)?.value;
    let belongs = [
        ("vorm", "datum"),
        ("decimalen", "getal"),
        ("afronden", "getal"),
        ("waarden", "code"),
        ("codelijst", "code"),
        ("afgeleid", "getal"),
        ("pseudonimiseer", "pseudoniem"),
    ];
    for (key, of_type) in belongs {
        if word != of_type && !(key == "afronden" && word == "geheel") {
            refuse(table, key, &format!("`{key}` goes with type `{of_type}`, not `{word}`"));
        }
    }
    if !["datum", "getal", "geheel"].contains(&word) {
        let why = format!("`bereik` goes with type `datum`, `getal` or `geheel`, not `{word}`");
        refuse(table, "bereik", &why);
    }
    Some(match word {
        "datum" => {
            let vormen = table.opt_words("vorm", &DatumVorm::ALL, DatumVorm::word);
            // Without a form only the international way of writing is read.
            let values = |vormen: Vec<At<_>>| vormen.into_iter().map(|at| at.value).collect();
            KolomType::Datum(vormen.map_or_else(|| vec![DatumVorm::JjjjMmDd], values))
        }
        "getal" => {
            let decimalen = table.opt_integer("decimalen", 0..=9);
            KolomType::Getal { decimalen: decimalen.map_or(DECIMALEN, |at| at.value as u8) }
        }
        "geheel" => KolomType::Getal { decimalen: 0 },
        "tekst" => KolomType::Tekst,
        "code" => {
            let waarden = table.opt_text("waarden");
            KolomType::Code { waarden: waarden.and_then(|path| check_path(table.ctx, path)) }
        }
        "gebied" => KolomType::Gebied,
        "periode" => KolomType::Periode,
        _ => KolomType::Pseudoniem,
    })
}

/// Reports a key that has no meaning beside another.
fn refuse(table: &Table, key: &str, why: &str) {
    if let Some(place) = table.key_place(key) {
        let finding = Diagnostic::new(Code::BadValue, why);
        table.ctx.report(finding.at(place, "has no meaning here"));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::document::Context;
    use super::super::document::tests::{codes_of, context_of};
    use super::*;

    pub(in super::super) fn parse(keys: &str) -> (Option<KolomSpec>, Vec<String>) {
        let file = context_of(&format!("[k.naam]\n{keys}"));
        let ctx = Context::new(&file);
        let (root, _) = ctx.parse_toml();
        let root = Table::root(&ctx, &root, &["k"]);
        let named = root.named("k", KEYS);
        let kolom = named.iter().find_map(|(naam, table)| parse_kolom(naam, table.as_ref()?));
        drop(named);
        drop(root);
        (kolom, codes_of(&ctx.into_findings()))
    }

    #[test]
    fn has_defaults_that_are_safe() {
        let (kolom, codes) = parse("type = \"pseudoniem\"");
        let kolom = kolom.expect("a column");
        assert_eq!(codes, [""; 0]);
        assert_eq!(kolom.kop, ["naam"]);
        assert!(kolom.persoonsgegeven && !kolom.verplicht);
        assert_eq!(kolom.place.column(), Some(4));
    }

    #[test]
    fn reads_every_type() {
        #[track_caller]
        fn case(keys: &str, expected: KolomType) {
            let (kolom, codes) = parse(keys);
            assert_eq!(kolom.map(|kolom| kolom.soort), Some(expected), "{codes:?}");
        }

        let vormen = vec![DatumVorm::DdMmJjjj, DatumVorm::JjjjMmDdDicht];
        case("type = \"datum\"\nvorm = [\"dd-mm-jjjj\", \"jjjjmmdd\"]", KolomType::Datum(vormen));
        case("type = \"datum\"", KolomType::Datum(vec![DatumVorm::JjjjMmDd]));
        case("type = \"getal\"", KolomType::Getal { decimalen: 4 });
        case("type = \"getal\"\ndecimalen = 2", KolomType::Getal { decimalen: 2 });
        case("type = \"geheel\"", KolomType::Getal { decimalen: 0 });
        case("type = \"code\"", KolomType::Code { waarden: None });
    }

    #[test]
    fn reports_keys_that_do_not_fit() {
        #[track_caller]
        fn case(keys: &str, expected: &[&str]) {
            assert_eq!(parse(keys).1, expected);
        }

        case("kop = \"a\"", &["missing-field 1:1"]);
        case("type = \"getl\"", &["unknown-word 2:8"]);
        case("type = \"tekst\"\nvorm = \"jjjjmmdd\"", &["bad-value 3:1"]);
        case("type = \"geheel\"\ndecimalen = 2", &["bad-value 3:1"]);
        case("type = \"getal\"\ndecimalen = 10", &["bad-value 3:13"]);
        case("type = \"code\"\nwaarden = \"../x.csv\"", &["path-outside 3:11"]);
        case("type = \"geheel\"\nkop = \"a\"\nuit_bestandsnaam = \"jaar\"", &["bad-value 3:1"]);
        case("type = \"pseudoniem\"\npersoonsgegeven = false", &["bad-value 3:19"]);
    }
}
