//! A source, as `[bron.<naam>]` declares it: its shape, files, dialect and columns.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Breuk;
use crate::source::{BronSpec, Codering, Dialect, KolomSpec, KolomType, Vorm};

use super::document::At;
use super::filter::{Filter, Scope, parse_filter};
use super::keuze::{the_only, unknown_column};
use super::kolom;
use super::name::{check_name, check_path, quote};
use super::table::Table;

/// The keys of a source.
pub(super) const KEYS: &[&str] = &["records", "enquete", "cijfers", "dialect", "breuk", "kolommen"];

const RECORDS_KEYS: &[&str] = &["bestanden", "sleutel", "datum", "uitsluiten", "max_afgekeurd"];
const OTHER_KEYS: &[&str] = &["bestanden", "sleutel", "periode", "uitsluiten", "max_afgekeurd"];

/// The share of rows in quarantine above which nothing is published, unless declared.
const MAX_AFGEKEURD: f64 = 0.05;

/// A source and the rows that are left out on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Bron {
    /// The declaration.
    pub spec: BronSpec,
    /// Rows that do not count, such as deleted ones.
    pub uitsluiten: Option<Filter>,
}

/// Parses a source, named by the user; none when other faults would follow from its faults.
pub(super) fn parse_bron(
    naam: &At<String>,
    table: &Table,
    codelijsten: &BTreeSet<String>,
) -> Option<Bron> {
    let fits = check_name(table.ctx, naam, "a source");
    let place = table.ctx.place(&naam.span);
    let kolommen = parse_kolommen(table);
    let dialect = parse_dialect(table);
    let breuken = parse_breuken(table);
    let word = table.one_of(&["records", "enquete", "cijfers"]);
    let vorm = Vorm::ALL.into_iter().find(|vorm| Some(vorm.word()) == word)?;
    let keys = if vorm == Vorm::Records { RECORDS_KEYS } else { OTHER_KEYS };
    let shape = table.table(vorm.word(), keys)?;
    let bestanden = parse_bestanden(&shape);
    let max_afgekeurd = shape.opt_number("max_afgekeurd", 0.0..=1.0);
    let mut spec = BronSpec {
        naam: naam.value.clone(),
        vorm,
        bestanden,
        dialect,
        kolommen: kolommen?,
        sleutel: Vec::new(),
        datum: None,
        periode: None,
        max_afgekeurd: max_afgekeurd.map_or(MAX_AFGEKEURD, |at| at.value),
        breuken,
        place,
    };
    spec.sleutel = parse_sleutel(&shape, &spec);
    match vorm {
        Vorm::Records => {
            let is_datum = |kolom: &KolomSpec| matches!(kolom.soort, KolomType::Datum(_));
            shape.require("datum");
            spec.datum = parse_moment(&shape, &spec, "datum", is_datum);
        }
        Vorm::Enquete | Vorm::Cijfers => {
            let is_periode = |kolom: &KolomSpec| kolom.soort == KolomType::Periode;
            spec.periode = if shape.has("periode") {
                parse_moment(&shape, &spec, "periode", is_periode)
            } else {
                the_only(&shape, &spec, "periode", is_periode)
            };
        }
    }
    check_names_in_files(&shape, &spec);
    let scope = Scope {
        spec: &spec,
        chosen: spec.place.clone(),
        codelijsten,
        without_periode: Some("rows are left out of all periods, so there is no period here"),
    };
    let uitsluiten =
        shape.opt_text("uitsluiten").and_then(|text| parse_filter(shape.ctx, &text, &scope));
    fits.then_some(Bron { spec, uitsluiten })
}

/// All columns, or none when one of them is at fault: filters on it would be at fault as well.
fn parse_kolommen(table: &Table) -> Option<Vec<KolomSpec>> {
    table.require("kolommen");
    let named = table.named("kolommen", kolom::KEYS);
    let parsed: Vec<_> =
        named.iter().map(|(naam, table)| kolom::parse_kolom(naam, table.as_ref()?)).collect();
    let kolommen: Vec<_> = parsed.into_iter().collect::<Option<_>>()?;
    (!kolommen.is_empty()).then_some(kolommen)
}

fn parse_dialect(table: &Table) -> Dialect {
    let mut dialect = Dialect::default();
    let keys = &["codering", "scheidingsteken", "decimaal"];
    let Some(table) = table.opt_table("dialect", keys) else {
        return dialect;
    };
    let coderingen = [Codering::Utf8, Codering::Windows1252];
    let codering = table.opt_word("codering", &coderingen, |codering| match codering {
        Codering::Utf8 => "utf-8",
        Codering::Windows1252 => "windows-1252",
    });
    if let Some(codering) = codering {
        dialect.codering = codering.value;
    }
    let sign = |key, signs: &[&'static str]| {
        table.opt_word(key, signs, |sign| sign).map(|at| at.value.as_bytes()[0])
    };
    if let Some(byte) = sign("scheidingsteken", &[";", ",", "\t", "|"]) {
        dialect.scheidingsteken = byte;
    }
    if let Some(byte) = sign("decimaal", &[",", "."]) {
        dialect.decimaal = byte;
    }
    dialect
}

fn parse_breuken(table: &Table) -> Vec<Breuk> {
    let parse_breuk = |table: &Table| {
        let (op, tekst) = (table.date("op"), table.text("tekst"));
        Some(Breuk { op: op?.value, tekst: tekst?.value })
    };
    table.list("breuk", &["op", "tekst"]).iter().filter_map(parse_breuk).collect()
}

fn parse_bestanden(shape: &Table) -> Vec<(String, Place)> {
    let patterns = shape.texts("bestanden").unwrap_or_default();
    patterns.into_iter().filter_map(|pattern| check_path(shape.ctx, pattern)).collect()
}

fn parse_sleutel(shape: &Table, spec: &BronSpec) -> Vec<usize> {
    let names = shape.opt_texts("sleutel").unwrap_or_default();
    names.iter().filter_map(|name| find_kolom(shape, spec, name).map(|(idx, _)| idx)).collect()
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

fn find_kolom<'s>(
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
