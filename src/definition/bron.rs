//! A source, as `[bron.<naam>]` declares it: its shape, files, dialect and columns.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Breuk;
use crate::source::{
    Bestandssoort, BronSpec, Codering, DialectSpec, Duizendtal, KolomSpec, KolomType, RANK_BITS,
    Vorm, n_bits,
};

use super::codelijst::{check_kolommen, parse_wet_versie};
use super::document::{At, Context};
use super::filter::{Filter, Op, Scope, Waarde, parse_filter};
use super::keuze::{the_only, unknown_column};
use super::kolom;
use super::name::{check_name, check_path, quote};
use super::profiel::{Profiel, find_profiel};
use super::respons::{self, Respons};
use super::table::Table;
use super::toelichting::parse_tekst;
use super::uren::find_uren;

/// The keys of a source.
pub(super) const KEYS: &[&str] =
    &["profiel", "records", "enquete", "cijfers", "dialect", "breuk", "kolommen"];

/// The keys of the shape `records`.
pub(super) const RECORDS_KEYS: &[&str] = &[
    "bestanden",
    "soort",
    "werkblad",
    "sleutel",
    "laatste",
    "datum",
    "volgorde",
    "wet",
    "versie",
    "uitsluiten",
    "max_afgekeurd",
    "waarschuw_afgekeurd",
    "max_gebied_onbekend",
];
/// The keys of the shape `cijfers`.
pub(super) const CIJFERS_KEYS: &[&str] = &[
    "bestanden",
    "soort",
    "werkblad",
    "sleutel",
    "periode",
    "wet",
    "versie",
    "uitsluiten",
    "max_afgekeurd",
    "waarschuw_afgekeurd",
];

/// The keys of the shape `enquete`.
pub(super) const ENQUETE_KEYS: &[&str] = &[
    "bestanden",
    "soort",
    "werkblad",
    "sleutel",
    "periode",
    "wet",
    "versie",
    "respons",
    "uitsluiten",
    "max_afgekeurd",
    "waarschuw_afgekeurd",
    "max_gebied_onbekend",
];

/// The keys of `[bron.<naam>.dialect]`.
pub(super) const DIALECT_KEYS: &[&str] =
    &["codering", "scheidingsteken", "decimaal", "duizendtal", "kopregel"];

/// The keys of a `[[bron.<naam>.breuk]]`.
pub(super) const BREUK_KEYS: &[&str] = &["op", "tekst", "tekst_en"];

/// The share of rows in quarantine above which nothing is published, unless declared.
const MAX_AFGEKEURD: f64 = 0.05;

/// A source and the rows that are left out on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Bron {
    /// The declaration.
    pub spec: BronSpec,
    /// Rows that do not count, such as deleted ones.
    pub uitsluiten: Option<Filter>,
    /// The response that somebody published, of a survey.
    pub respons: Option<Respons>,
    /// True when the filter is that of a profile, whose texts need not occur.
    pub is_uitsluiten_of_profile: bool,
    /// True when a quarter or an area without rows is known to be a zero, not a delivery that did
    /// not come: so it is with the rows of a test.
    pub is_volledig: bool,
}

/// Parses a source, named by the user; none when other faults would follow from its faults.
pub(super) fn parse_bron(
    naam: &At<String>,
    table: &Table,
    codelijsten: &BTreeSet<String>,
) -> Option<(Bron, Option<respons::Draft>)> {
    let fits = check_name(table.ctx, naam, "a source");
    let place = table.ctx.place(&naam.span);
    let word = table.one_of(&["records", "enquete", "cijfers"]);
    let vorm = Vorm::ALL.into_iter().find(|vorm| Some(vorm.word()) == word);
    let profiel = find_profiel(table);
    if table.has("profiel") && profiel.is_none() {
        return None;
    }
    let kolommen = parse_kolommen(table, vorm, profiel.as_ref());
    let dialect = parse_dialect(table);
    let breuken = parse_breuken(table);
    let vorm = vorm?;
    let keys = match vorm {
        Vorm::Records => RECORDS_KEYS,
        Vorm::Enquete => ENQUETE_KEYS,
        Vorm::Cijfers => CIJFERS_KEYS,
    };
    let shape = table.table(vorm.word(), keys)?;
    check_shape(&shape, vorm, profiel.as_ref())?;
    let bestanden = parse_bestanden(&shape);
    let max_afgekeurd = shape.opt_number("max_afgekeurd", 0.0..=1.0);
    let waarschuw_afgekeurd = shape.opt_number("waarschuw_afgekeurd", 0.0..=1.0);
    let soort = shape.opt_word("soort", &Bestandssoort::ALL, Bestandssoort::word);
    let known = profiel.as_ref();
    let mut spec = BronSpec {
        naam: naam.value.clone(),
        vorm,
        bestanden,
        dialect: known.map_or(dialect, |profiel| profiel.dialect_below(dialect)),
        soort: soort.map(|soort| soort.value).or(known.and_then(|profiel| profiel.soort)),
        werkblad: shape.opt_text("werkblad").map(|werkblad| werkblad.value),
        kolommen: kolommen?,
        sleutel: Vec::new(),
        laatste: Vec::new(),
        teruggenomen: Vec::new(),
        volgorde: Vec::new(),
        datum: None,
        periode: None,
        wet: None,
        versie: None,
        uren: Vec::new(),
        max_afgekeurd: max_afgekeurd.map_or(MAX_AFGEKEURD, |at| at.value),
        waarschuw_afgekeurd: waarschuw_afgekeurd.map(|at| at.value),
        max_gebied_onbekend: None,
        bericht: known.and_then(|profiel| profiel.bericht),
        uiterste_dag: None,
        sleutelbestand: None,
        breuken,
        place,
    };
    let columns: Vec<_> = spec.kolommen.iter().map(|kolom| kolom.naam.clone()).collect();
    let named = |naam: &String| columns.iter().position(|kolom| kolom == naam);
    let profile_key: Vec<_> =
        known.iter().flat_map(|profiel| &profiel.sleutel).filter_map(named).collect();
    let profile_moment = known.and_then(|profiel| profiel.moment.as_ref()).and_then(named);
    spec.sleutel = match vorm {
        _ if !shape.has("sleutel") && known.is_some() => profile_key,
        Vorm::Cijfers if !shape.has("sleutel") => implied_sleutel(&spec),
        _ => parse_sleutel(&shape, &spec),
    };
    match vorm {
        Vorm::Records => {
            let is_datum = |kolom: &KolomSpec| matches!(kolom.soort, KolomType::Datum(_));
            if profile_moment.is_none() {
                shape.require("datum");
            }
            let own = parse_moment(&shape, &spec, "datum", is_datum);
            spec.datum = own.or(profile_moment);
            let names = |names: &[String]| names.iter().filter_map(named).collect::<Vec<_>>();
            spec.volgorde = match known {
                Some(profiel) if !shape.has("volgorde") => {
                    pairs_of_dates(&spec, names(&profiel.volgorde))
                }
                _ => parse_volgorde(&shape, &spec),
            };
            spec.laatste = match known {
                Some(profiel) if !shape.has("laatste") => {
                    fitting_laatste(&spec, names(&profiel.laatste))
                }
                _ => parse_laatste(&shape, &spec),
            };
            check_has_persons(&shape, &spec);
        }
        Vorm::Enquete | Vorm::Cijfers => {
            let is_periode = |kolom: &KolomSpec| kolom.soort == KolomType::Periode;
            spec.periode = if shape.has("periode") {
                parse_moment(&shape, &spec, "periode", is_periode)
            } else if profile_moment.is_some() {
                profile_moment
            } else {
                the_only(&shape, &spec, "periode", is_periode)
            };
        }
    }
    let profile_wet = known.and_then(|profiel| profiel.wet.as_ref()).and_then(named);
    let profile_versie = known.and_then(|profiel| profiel.versie.as_ref()).and_then(named);
    spec.wet = parse_wet_versie(&shape, &spec, "wet").or(profile_wet);
    spec.versie = parse_wet_versie(&shape, &spec, "versie").or(profile_versie);
    spec.uren = find_uren(shape.ctx, &spec);
    check_kolommen(shape.ctx, &spec, codelijsten);
    if vorm != Vorm::Cijfers {
        let share = shape.opt_number("max_gebied_onbekend", 0.0..=1.0);
        spec.max_gebied_onbekend = share.map(|at| at.value);
    }
    if let Some(moment) = spec.datum.or(spec.periode) {
        // A row of no day or period can count nowhere.
        spec.kolommen[moment].verplicht = true;
    }
    check_names_in_files(&shape, &spec);
    let scope = Scope {
        spec: &spec,
        chosen: spec.place.clone(),
        codelijsten,
        without_periode: Some("rows are left out of all periods, so there is no period here"),
    };
    let uitsluiten = match (shape.opt_text("uitsluiten"), &profiel) {
        (None, Some(Profiel { uitsluiten: Some(text), file, .. })) => {
            // A column that the monitor declares otherwise may not fit the filter of the profile.
            let ctx = Context::new(file);
            let filter = parse_filter(&ctx, text, &scope);
            for finding in ctx.into_findings().sorted() {
                shape.ctx.report(finding.clone());
            }
            filter
        }
        (text, _) => text.and_then(|text| parse_filter(shape.ctx, &text, &scope)),
    };
    spec.teruggenomen = uitsluiten.as_ref().map(taken_back).unwrap_or_default();
    let draft = if vorm == Vorm::Enquete { respons::parse_draft(&shape) } else { None };
    let is_uitsluiten_of_profile = !shape.has("uitsluiten");
    let bron =
        Bron { spec, uitsluiten, respons: None, is_uitsluiten_of_profile, is_volledig: false };
    fits.then_some((bron, draft))
}

/// All columns, or none when one of them is at fault: filters on it would be at fault as well.
fn parse_kolommen(
    table: &Table,
    vorm: Option<Vorm>,
    profiel: Option<&Profiel>,
) -> Option<Vec<KolomSpec>> {
    if profiel.is_none() {
        table.require("kolommen");
    }
    let named = table.named("kolommen", kolom::KEYS);
    let parsed: Vec<_> =
        named.iter().map(|(naam, table)| kolom::parse_kolom(naam, table.as_ref()?)).collect();
    let has_rows_of_persons = matches!(vorm, Some(Vorm::Records | Vorm::Enquete));
    let fits = !has_rows_of_persons || check_one_person(table, &named);
    let kolommen: Vec<_> = parsed.into_iter().collect::<Option<_>>()?;
    let kolommen = match profiel {
        Some(profiel) => profiel.with_own(kolommen),
        None => kolommen,
    };
    (fits && !kolommen.is_empty()).then_some(kolommen)
}

/// Reports a shape that is not the one of the profile.
fn check_shape(shape: &Table, vorm: Vorm, profiel: Option<&Profiel>) -> Option<()> {
    let Some(profiel) = profiel.filter(|profiel| profiel.vorm != vorm) else { return Some(()) };
    let message = format!("the {} has rows of `{}`", profiel.file.path, profiel.vorm.word());
    let label = format!("should be `{}`", profiel.vorm.word());
    shape.ctx.report(Diagnostic::new(Code::BadValue, message).at(shape.place(), label));
    None
}

/// Checks that a row is of one person: thresholds are judged on that one.
fn check_one_person(table: &Table, named: &[(At<String>, Option<Table>)]) -> bool {
    let word = KolomType::Pseudoniem.word();
    let types = named.iter().filter_map(|(_, kolom)| kolom.as_ref()?.get("type"));
    let places: Vec<_> = types
        .filter(|soort| soort.get_ref().as_str() == Some(word))
        .map(|soort| table.ctx.place(&soort.span()))
        .collect();
    let [first, others @ ..] = places.as_slice() else {
        return true;
    };
    for other in others {
        let message = format!("a source has one column of type `{word}`: the person of the row");
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(other.clone(), "another person")
            .also(first.clone(), "the first")
            .help("keep the one that thresholds are judged on; make the other a `tekst`");
        table.ctx.report(finding);
    }
    others.is_empty()
}

/// Warns when nothing tells which rows are of one person.
fn check_has_persons(shape: &Table, spec: &BronSpec) {
    if spec.kolommen.iter().any(|kolom| kolom.soort == KolomType::Pseudoniem) {
        return;
    }
    let message = format!("bron `{}` has no column of type `pseudoniem`", spec.naam);
    let finding = Diagnostic::new(Code::NoPersons, message)
        .at(spec.place.clone(), "thresholds are judged on rows, not on persons");
    shape.ctx.report(finding);
}

/// What is declared of how files are written.
pub(super) fn parse_dialect(table: &Table) -> DialectSpec {
    let mut dialect = DialectSpec::default();
    let Some(table) = table.opt_table("dialect", DIALECT_KEYS) else {
        return dialect;
    };
    let codering = table.opt_word("codering", &Codering::ALL, Codering::word);
    dialect.codering = codering.map(|codering| codering.value);
    let sign = |key, signs: &[&'static str]| {
        table.opt_word(key, signs, |sign| sign).map(|at| at.value.as_bytes()[0])
    };
    dialect.scheidingsteken = sign("scheidingsteken", &[";", ",", "\t", "|"]);
    dialect.decimaal = sign("decimaal", &[",", "."]);
    let duizendtal = table.opt_word("duizendtal", &Duizendtal::ALL, Duizendtal::word);
    if let Some(duizendtal) = duizendtal {
        dialect.duizendtal = Some(duizendtal.value);
        if dialect.decimaal.is_some_and(|sign| duizendtal.value == Duizendtal::Teken(sign)) {
            let message = "one sign cannot stand both before decimals and between thousands";
            table.bad_value(&duizendtal.span, message.to_owned(), "the same as `decimaal`");
        }
    }
    dialect.kopregel = table.opt_integer("kopregel", 1..=1_000_000).map(|at| at.value as u64);
    dialect
}

fn parse_breuken(table: &Table) -> Vec<Breuk> {
    let parse_breuk = |table: &Table| {
        let (op, tekst) = (table.date("op"), parse_tekst(table, "tekst", "tekst_en"));
        Some(Breuk { op: op?.value, tekst: tekst? })
    };
    table.list("breuk", BREUK_KEYS).iter().filter_map(parse_breuk).collect()
}

fn parse_bestanden(shape: &Table) -> Vec<(String, Place)> {
    let patterns = shape.texts("bestanden").unwrap_or_default();
    patterns.into_iter().filter_map(|pattern| check_path(shape.ctx, pattern)).collect()
}

fn parse_sleutel(shape: &Table, spec: &BronSpec) -> Vec<usize> {
    let names = shape.opt_texts("sleutel").unwrap_or_default();
    let in_file = |name: &At<String>| {
        let (idx, kolom) = find_kolom(shape, spec, name)?;
        if kolom.afgeleid_van.is_empty() {
            return Some(idx);
        }
        let message = "`sleutel` takes columns that stand in files".to_owned();
        shape.bad_value(&name.span, message, "a computed column");
        None
    };
    names.iter().filter_map(in_file).collect()
}

/// The dates of which the first is never after the second, such as start and end.
fn parse_volgorde(shape: &Table, spec: &BronSpec) -> Vec<(usize, usize)> {
    let names = shape.opt_texts("volgorde").unwrap_or_default();
    let mut dates = Vec::new();
    for name in &names {
        let Some((idx, kolom)) = find_kolom(shape, spec, name) else { continue };
        if matches!(kolom.soort, KolomType::Datum(_)) {
            dates.push(idx);
        } else {
            let message = "`volgorde` takes columns of type `datum`";
            let label = format!("a column of type `{}`", kolom.soort.word());
            let finding = Diagnostic::new(Code::WrongType, message)
                .at(shape.ctx.place(&name.span), label)
                .also(kolom.place.clone(), "declared here");
            shape.ctx.report(finding);
        }
    }
    dates.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The order of a profile, as far as the monitor has not declared its columns otherwise.
fn pairs_of_dates(spec: &BronSpec, columns: Vec<usize>) -> Vec<(usize, usize)> {
    let is_date = |idx: &usize| matches!(spec.kolommen[*idx].soort, KolomType::Datum(_));
    let dates: Vec<_> = columns.into_iter().filter(is_date).collect();
    dates.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The columns that tell which of the rows with one key is the last.
fn parse_laatste(shape: &Table, spec: &BronSpec) -> Vec<usize> {
    let names = shape.opt_texts("laatste").unwrap_or_default();
    let Some(first) = names.first() else { return Vec::new() };
    if spec.sleutel.is_empty() {
        let message = "`laatste` tells rows with one key apart, and there is no `sleutel`";
        shape.bad_value(&first.span, message.to_owned(), "of what rows");
        return Vec::new();
    }
    let mut columns = Vec::new();
    for name in &names {
        let Some((idx, kolom)) = find_kolom(shape, spec, name) else { continue };
        if n_bits(&kolom.soort) == 0 || !kolom.is_in_file() {
            let message = "`laatste` takes columns of type `datum`, `tekst` or `code`";
            let label = format!("a column of type `{}`", kolom.soort.word());
            let finding = Diagnostic::new(Code::WrongType, message)
                .at(shape.ctx.place(&name.span), label)
                .also(kolom.place.clone(), "declared here");
            shape.ctx.report(finding);
            continue;
        }
        columns.push(idx);
        if fitting_laatste(spec, columns.clone()).len() < columns.len() {
            let message = "`laatste` takes one text, and two or three dates and codes";
            shape.bad_value(&name.span, message.to_owned(), "one too many");
            return columns;
        }
    }
    columns
}

/// The first of some columns that fit in the rank of a row.
fn fitting_laatste(spec: &BronSpec, columns: Vec<usize>) -> Vec<usize> {
    // One bit is for what is taken back.
    let mut n_left = RANK_BITS - 1;
    let fits = |idx: &usize| {
        let n_bits = n_bits(&spec.kolommen[*idx].soort);
        let fits = 0 < n_bits && n_bits <= n_left && !spec.sleutel.is_empty();
        n_left -= if fits { n_bits } else { 0 };
        fits
    };
    columns.into_iter().filter(fits).collect()
}

/// The codes that a filter of rows to leave out names alone, such as reason 13: such a row takes
/// back the one before it.
fn taken_back(filter: &Filter) -> Vec<(usize, String)> {
    let text = |kolom: usize, waarde: &Waarde| match waarde {
        Waarde::Tekst(text) => Some((kolom, text.clone())),
        _ => None,
    };
    match filter {
        Filter::Vergelijk { kolom, op: Op::Gelijk, waarde } => {
            text(*kolom, waarde).into_iter().collect()
        }
        Filter::In { kolom, waarden } => {
            waarden.iter().filter_map(|waarde| text(*kolom, waarde)).collect()
        }
        Filter::Of(parts) => parts.iter().flat_map(taken_back).collect(),
        _ => Vec::new(),
    }
}

/// The key of published figures that declare none: all that is not itself a figure.
fn implied_sleutel(spec: &BronSpec) -> Vec<usize> {
    let is_number = |kolom: &KolomSpec| matches!(kolom.soort, KolomType::Getal { .. });
    let kolommen = spec.kolommen.iter().enumerate();
    kolommen.filter(|(_, kolom)| !is_number(kolom)).map(|(idx, _)| idx).collect()
}

/// The column that tells when a row was; the key may be absent.
fn parse_moment(
    shape: &Table,
    spec: &BronSpec,
    key: &'static str,
    fits: impl Fn(&KolomSpec) -> bool,
) -> Option<usize> {
    let name = shape.opt_text(key)?;
    let (idx, kolom) = find_kolom(shape, spec, &name)?;
    if !fits(kolom) {
        let message = format!("`{key}` takes a column of type `{key}`");
        let label = format!("a column of type `{}`", kolom.soort.word());
        let finding = Diagnostic::new(Code::WrongType, message)
            .at(shape.ctx.place(&name.span), label)
            .also(kolom.place.clone(), "declared here");
        shape.ctx.report(finding);
        return None;
    }
    Some(idx)
}

pub(super) fn find_kolom<'s>(
    shape: &Table,
    spec: &'s BronSpec,
    name: &At<String>,
) -> Option<(usize, &'s KolomSpec)> {
    let found = spec.kolom(&name.value);
    if found.is_none() {
        shape.ctx.report(unknown_column(spec, &name.value, shape.ctx.place(&name.span)));
    }
    found
}

/// Checks that each column from the name of a file is a part of all patterns.
fn check_names_in_files(shape: &Table, spec: &BronSpec) {
    for kolom in &spec.kolommen {
        let Some(part) = &kolom.uit_bestandsnaam else {
            continue;
        };
        let braced = format!("{{{part}}}");
        for (pattern, place) in &spec.bestanden {
            if pattern.contains(&braced) {
                continue;
            }
            let message = format!("{} has no part {}", quote(pattern), quote(&braced));
            let label = format!("gives no `{}`", kolom.naam);
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(place.clone(), label)
                .also(kolom.place.clone(), "takes its value from the name of the file");
            shape.ctx.report(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::monitor::tests::{EXAMPLE, case, parse};
    use super::*;

    /// The source of an example in which a part is another, without a finding.
    #[track_caller]
    fn bron(naam: &str, part: &str, other: &str) -> BronSpec {
        let mut monitor = case(part, other, &[]).expect("a monitor");
        monitor.bronnen.remove(naam).expect("a source of the example").spec
    }

    #[test]
    fn a_break_has_a_text_in_both_languages() {
        let tekst = |bron: BronSpec| bron.breuken[0].tekst.clone();
        let both = "teams\"\ntekst_en = \"One system\"";
        assert_eq!(tekst(bron("toegang", "", "")).en, None);
        assert_eq!(tekst(bron("toegang", "teams\"", both)).en.as_deref(), Some("One system"));
        case("tekst =", "tekst_en =", &["missing-field 17:1"]);
    }

    #[test]
    fn the_column_that_tells_when_must_hold() {
        #[track_caller]
        fn case(naam: &str, expected: &str) {
            let spec = bron(naam, "", "");
            let required = spec.kolommen.iter().filter(|kolom| kolom.verplicht);
            let names: Vec<_> = required.map(|kolom| kolom.naam.as_str()).collect();
            assert_eq!(names, [expected], "{naam}");
        }

        case("toegang", "meldingsdatum");
        case("lemon", "golf");
        case("ggd", "periode");
        case("cbs_inwoners", "jaar");
    }

    #[test]
    fn a_row_is_of_one_person() {
        case("wet = { type = \"code\" }", "wet = { type = \"pseudoniem\" }", &["bad-value 27:16"]);
        case(
            "stratum = { type = \"code\" }\nweegfactor = { type = \"getal\" }",
            "stratum = { type = \"pseudoniem\" }\nweegfactor = { type = \"pseudoniem\" }",
            &["bad-value 36:23"],
        );
    }

    #[test]
    fn points_at_the_first_person_as_well() {
        let text =
            EXAMPLE.replacen("buurt = { type = \"gebied\"", "b = { type = \"pseudoniem\"", 1);
        let (_, findings) = parse(&text);
        let (place, _) = &findings.sorted()[0].also[0];
        assert_eq!((place.line(), place.column()), (Some(24), Some(19)));
    }

    #[test]
    fn published_figures_are_not_of_one_person() {
        let other = "leeftijd = { type = \"pseudoniem\" }\nmarges = { type = \"pseudoniem\" }";
        let part = "leeftijd = { type = \"code\" }\nmarges = { type = \"code\" }";
        bron("ggd", part, other);
    }

    #[test]
    fn warns_of_a_register_without_persons() {
        let monitor = case("\"pseudoniem\"", "\"tekst\"", &["no-persons 12:7"]);
        assert!(monitor.expect("a monitor").bronnen.contains_key("toegang"));
    }

    #[test]
    fn the_last_row_of_a_key_is_told_by_dates_texts_and_codes() {
        const KEY: &str = "sleutel = [\"melding\"]";
        let with = |laatste: &str| format!("{KEY}\nlaatste = [{laatste}]");
        let spec = bron("toegang", KEY, &with("\"meldingsdatum\", \"melding\", \"uitkomst\""));
        let names: Vec<_> =
            spec.laatste.iter().map(|&idx| spec.kolommen[idx].naam.as_str()).collect();
        assert_eq!(names, ["meldingsdatum", "melding", "uitkomst"]);
        case(KEY, &with("\"client\""), &["wrong-type 15:12"]);
        case(KEY, &with("\"melding\", \"melding\""), &["bad-value 15:23"]);
        case(KEY, &with("\"datm\""), &["unknown-column 15:12"]);
        case(KEY, "laatste = [\"meldingsdatum\"]", &["bad-value 14:12"]);
    }

    #[test]
    fn a_row_that_is_left_out_by_its_code_takes_the_one_before_it_back() {
        #[track_caller]
        fn case(filter: &str, expected: &[(usize, &str)]) {
            let spec = bron("toegang", "wet == \"x\"", filter);
            let found: Vec<_> =
                spec.teruggenomen.iter().map(|(idx, code)| (*idx, code.as_str())).collect();
            assert_eq!(found, expected, "{filter}");
        }

        case("wet == \"13\"", &[(4, "13")]);
        case("wet in (\"13\", \"14\") or uitkomst == \"x\"", &[(4, "13"), (4, "14"), (5, "x")]);
        case("wet == \"13\" and uitkomst == \"x\"", &[]);
        case("wet != \"13\"", &[]);
    }

    #[test]
    fn published_figures_have_a_key() {
        let names = |spec: BronSpec| -> Vec<String> {
            spec.sleutel.iter().map(|&idx| spec.kolommen[idx].naam.clone()).collect()
        };
        assert_eq!(names(bron("ggd", "", "")), ["periode", "gebied", "leeftijd", "marges"]);
        let declared = "[bron.ggd.cijfers]\nsleutel = [\"gebied\"]";
        assert_eq!(names(bron("ggd", "[bron.ggd.cijfers]", declared)), ["gebied"]);
        assert_eq!(names(bron("lemon", "", "")), [""; 0]);
    }
}
