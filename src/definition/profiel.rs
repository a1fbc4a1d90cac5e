//! Ready-made sources: what the files of a publisher have in common, as `profiel = "statline"`.
//!
//! A profile is written in the language of `monitor.toml`. What the monitor declares itself goes
//! before it, column by column and key by key.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::source::{Bestandssoort, DialectSpec, KolomSpec, Vorm};

use super::bron::parse_dialect;
use super::document::{At, Context};
use super::kolom::{self, parse_kolom};
use super::name::quote;
use super::table::Table;

/// The profiles by name, with their text.
const PROFIELEN: &[(&str, &str)] = &[
    ("statline", include_str!("profielen/statline.toml")),
    ("statline-bundel", include_str!("profielen/statline-bundel.toml")),
    ("kwb", include_str!("profielen/kwb.toml")),
    ("lemon-tabel", include_str!("profielen/lemon-tabel.toml")),
    ("istandaarden-wmo301", include_str!("profielen/istandaarden-301.toml")),
    ("istandaarden-jw301", include_str!("profielen/istandaarden-301.toml")),
    ("istandaarden-wmo305", include_str!("profielen/istandaarden-305.toml")),
    ("istandaarden-jw305", include_str!("profielen/istandaarden-305.toml")),
    ("istandaarden-wmo307", include_str!("profielen/istandaarden-307.toml")),
    ("istandaarden-jw307", include_str!("profielen/istandaarden-307.toml")),
    ("istandaarden-wmo315", include_str!("profielen/istandaarden-315.toml")),
    ("istandaarden-jw315", include_str!("profielen/istandaarden-315.toml")),
];

/// The messages that have a profile of their own.
const BERICHTEN: [&str; 8] =
    ["WMO301", "JW301", "WMO305", "JW305", "WMO307", "JW307", "WMO315", "JW315"];

/// The keys of a profile.
const KEYS: &[&str] = &["records", "enquete", "cijfers", "dialect", "kolommen", "leeg"];

/// The keys of its shape.
const SHAPE_KEYS: &[&str] =
    &["soort", "sleutel", "laatste", "datum", "periode", "volgorde", "wet", "versie", "uitsluiten"];

/// What a profile declares of a source.
#[derive(Clone, Debug)]
pub(super) struct Profiel {
    /// Its text, for the places of findings.
    pub file: Arc<SourceText>,
    pub vorm: Vorm,
    pub soort: Option<Bestandssoort>,
    pub dialect: DialectSpec,
    pub kolommen: Vec<KolomSpec>,
    /// The columns that together are unique.
    pub sleutel: Vec<String>,
    /// The column of the date or period.
    pub moment: Option<String>,
    /// The columns that tell which of the rows with one key is the last.
    pub laatste: Vec<String>,
    /// Dates in their order.
    pub volgorde: Vec<String>,
    /// The message of iWmo or iJw that its name promises.
    pub bericht: Option<&'static str>,
    /// The columns of the law and of the version of the standard.
    pub wet: Option<String>,
    pub versie: Option<String>,
    /// Rows that are left out.
    pub uitsluiten: Option<At<String>>,
    /// Texts that mean empty in every column.
    pub leeg: Vec<String>,
}

/// The names of all profiles.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PROFIELEN.iter().map(|(name, _)| *name)
}

/// The profile that a source names, when it does; an unknown name is a finding.
pub(super) fn find_profiel(table: &Table) -> Option<Profiel> {
    let asked = table.opt_text("profiel")?;
    let found = PROFIELEN.iter().find(|(name, _)| *name == asked.value);
    let Some((name, text)) = found else {
        let message = format!("there is no profile {}", quote(&asked.value));
        let finding = Diagnostic::new(Code::UnknownWord, message)
            .at(table.ctx.place(&asked.span), "not a profile")
            .suggest(&asked.value, names());
        let all = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = if finding.help.is_some() { finding } else { finding.help(all) };
        table.ctx.report(finding);
        return None;
    };
    let path = format!("profiel {name}");
    let profiel = parse(&Arc::new(SourceText { path, text: (*text).to_owned() }));
    Some(Profiel { bericht: message_of(name), ..profiel })
}

/// The message that `istandaarden-wmo301` stands for.
fn message_of(name: &str) -> Option<&'static str> {
    let short = name.strip_prefix("istandaarden-")?;
    BERICHTEN.into_iter().find(|bericht| bericht.eq_ignore_ascii_case(short))
}

/// Parses a profile, which is part of the program and so without a fault.
fn parse(file: &Arc<SourceText>) -> Profiel {
    let ctx = Context::new(file);
    let (root, _) = ctx.parse_toml();
    let root = Table::root(&ctx, &root, KEYS);
    let word = root.one_of(&Vorm::ALL.map(Vorm::word));
    let vorm = Vorm::ALL.into_iter().find(|vorm| Some(vorm.word()) == word);
    let vorm = vorm.expect("a profile has a shape");
    let shape = root.table(vorm.word(), SHAPE_KEYS).expect("a profile has a shape");
    let values = |texts: Vec<At<String>>| texts.into_iter().map(|text| text.value).collect();
    let kolommen = root.named("kolommen", kolom::KEYS);
    let kolommen = kolommen.iter().filter_map(|(naam, table)| {
        let kolom = parse_kolom(naam, table.as_ref()?)?;
        Some(KolomSpec { op_volgorde: true, ..kolom })
    });
    let moment = if vorm == Vorm::Records { "datum" } else { "periode" };
    let profiel = Profiel {
        file: Arc::clone(file),
        vorm,
        soort: shape
            .opt_word("soort", &Bestandssoort::ALL, Bestandssoort::word)
            .map(|soort| soort.value),
        dialect: parse_dialect(&root),
        kolommen: kolommen.collect(),
        sleutel: shape.opt_texts("sleutel").map(values).unwrap_or_default(),
        laatste: shape.opt_texts("laatste").map(values).unwrap_or_default(),
        volgorde: shape.opt_texts("volgorde").map(values).unwrap_or_default(),
        bericht: None,
        moment: shape.opt_text(moment).map(|text| text.value),
        wet: shape.opt_text("wet").map(|text| text.value),
        versie: shape.opt_text("versie").map(|text| text.value),
        uitsluiten: shape.opt_text("uitsluiten"),
        leeg: root.opt_blank_texts("leeg").map(values).unwrap_or_default(),
    };
    drop(shape);
    drop(root);
    debug_assert!(!ctx.into_findings().has_errors(), "{} is without a fault", file.path);
    profiel
}

impl Profiel {
    /// The columns of the profile with those that the monitor declares itself in their place.
    pub(super) fn with_own(&self, own: Vec<KolomSpec>) -> Vec<KolomSpec> {
        let mut kolommen = self.kolommen.clone();
        for kolom in own {
            match kolommen.iter_mut().find(|known| known.naam == kolom.naam) {
                Some(known) => *known = kolom,
                None => kolommen.push(kolom),
            }
        }
        for kolom in &mut kolommen {
            kolom.leeg.extend(self.leeg.iter().cloned());
        }
        kolommen
    }

    /// What the monitor declares of how files are written, completed by the profile.
    pub(super) fn dialect_below(&self, own: DialectSpec) -> DialectSpec {
        DialectSpec {
            codering: own.codering.or(self.dialect.codering),
            scheidingsteken: own.scheidingsteken.or(self.dialect.scheidingsteken),
            decimaal: own.decimaal,
            decimaal_verwacht: self.dialect.decimaal,
            duizendtal: own.duizendtal.or(self.dialect.duizendtal),
            kopregel: own.kopregel.or(self.dialect.kopregel),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_without_a_fault() {
        for (name, text) in PROFIELEN {
            let text = (*text).to_owned();
            let profiel = parse(&Arc::new(SourceText { path: (*name).to_owned(), text }));
            assert!(!profiel.kolommen.is_empty(), "{name}");
            let known = |naam: &String| profiel.kolommen.iter().any(|kolom| kolom.naam == *naam);
            assert!(profiel.wet.iter().chain(&profiel.versie).all(&known), "{name}");
            assert!(profiel.sleutel.iter().chain(&profiel.moment).all(&known), "{name}");
            assert!(profiel.laatste.iter().chain(&profiel.volgorde).all(&known), "{name}");
            assert_eq!(message_of(name).is_some(), name.starts_with("istandaarden-"), "{name}");
        }
    }
}
