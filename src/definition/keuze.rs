//! The source that an indicator chooses, and the columns that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{BronSpec, KolomSpec, KolomType, Vorm};

use super::bron::Bron;
use super::document::{At, Context};
use super::filter::{Filter, Origin, Scope, parse_filter};
use super::monitor::{Monitor, Onbruikbaar};
use super::name::quote;
use super::table::Table;
use super::verdeling::Waarde as VerdeeldeWaarde;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tel {
    /// Rows.
    Records,
    /// Distinct values of a column; rows without a value do not count.
    Uniek(usize),
    /// The sum of a column.
    Som(usize),
    /// Persons whose rows have at least so many different codes in a column.
    PersonenMet {
        /// The column with the codes.
        kolom: usize,
        /// How many different codes.
        minstens: u32,
    },
    /// Rows by the number they hold; rows without one do not count.
    Verdeling(VerdeeldeWaarde),
}

/// The finding on a column that a source does not have.
pub(super) fn unknown_column(spec: &BronSpec, name: &str, place: Place) -> Diagnostic {
    let message = format!("bron `{}` has no column {}", spec.naam, quote(name));
    Diagnostic::new(Code::UnknownColumn, message)
        .at(place, "not declared in `monitor.toml`")
        .suggest(name, spec.kolommen.iter().map(|kolom| kolom.naam.as_str()))
}

/// The only column of a kind, which needs no key; otherwise the key is missing.
pub(super) fn the_only(
    table: &Table,
    spec: &BronSpec,
    key: &str,
    fits: impl Fn(&KolomSpec) -> bool,
) -> Option<usize> {
    let found: Vec<_> = spec.kolommen.iter().enumerate().filter(|(_, kolom)| fits(kolom)).collect();
    if let [(idx, _)] = found.as_slice() {
        return Some(*idx);
    }
    let names: Vec<_> = found.iter().map(|(_, kolom)| format!("`{}`", kolom.naam)).collect();
    let (why, help) = if names.is_empty() {
        ("no column of that type", format!("declare a column of type `{key}`"))
    } else {
        ("more than one column of that type", format!("choose one of {}", names.join(", ")))
    };
    let message = format!("`{key}` is needed: bron `{}` has {why}", spec.naam);
    let finding = Diagnostic::new(Code::MissingField, message);
    table.ctx.report(finding.at(table.place(), format!("needs `{key}`")).help(help));
    None
}

/// What indicators may refer to.
pub(super) struct Omgeving<'m> {
    /// The monitor.
    pub(super) monitor: &'m Monitor,
    /// The names of its code lists, those at fault included.
    pub(super) codelijsten: BTreeSet<String>,
}

impl<'m> Omgeving<'m> {
    pub(super) fn new(monitor: &'m Monitor) -> Self {
        let faulty = monitor.onbruikbaar.codelijsten.iter();
        let codelijsten = monitor.codelijsten.keys().chain(faulty).cloned().collect();
        Self { monitor, codelijsten }
    }

    /// The source that the key `bron` of a table names.
    ///
    /// None without a finding when the source itself is at fault, which is reported already.
    pub(super) fn choose<'c, 'd>(&'c self, table: &Table<'c, 'd>) -> Option<Keuze<'c, 'd>> {
        let bron = table.text("bron")?;
        let ctx = table.ctx;
        let chosen = ctx.place(&bron.span);
        let Monitor { bronnen, onbruikbaar, .. } = self.monitor;
        let place = (chosen.clone(), "not declared in `monitor.toml`");
        let known = find_bron(ctx, &bron.value, place, bronnen, onbruikbaar)?;
        Some(Keuze { spec: &known.spec, chosen, omgeving: self, ctx })
    }
}

/// The source with this name; a name that is not declared is a finding, with this label.
///
/// None without a finding when the source itself is at fault, which is reported already.
pub(super) fn find_bron<'b>(
    ctx: &Context,
    naam: &str,
    (place, label): (Place, &str),
    bronnen: &'b BTreeMap<String, Bron>,
    onbruikbaar: &Onbruikbaar,
) -> Option<&'b Bron> {
    let found = bronnen.get(naam);
    let faulty = &onbruikbaar.bronnen;
    if found.is_none() && !faulty.contains(naam) {
        let message = format!("the monitor has no bron {}", quote(naam));
        let known = bronnen.keys().chain(faulty).map(String::as_str);
        let finding = Diagnostic::new(Code::UnknownSource, message);
        ctx.report(finding.at(place, label).suggest(naam, known));
    }
    found
}

/// A source, and where it was chosen.
pub(super) struct Keuze<'c, 'd> {
    pub(super) spec: &'c BronSpec,
    chosen: Place,
    omgeving: &'c Omgeving<'c>,
    ctx: &'c Context<'d>,
}

impl<'c> Keuze<'c, '_> {
    /// Checks the shape of the source; what needs it is told.
    pub(super) fn check_vorm(&self, vormen: &[Vorm], what: &str) -> Option<()> {
        if vormen.contains(&self.spec.vorm) {
            return Some(());
        }
        let words: Vec<_> = vormen.iter().map(|vorm| format!("`{}`", vorm.word())).collect();
        let message = format!("{what} needs a source of shape {}", words.join(" or "));
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(self.chosen.clone(), format!("has shape `{}`", self.spec.vorm.word()))
            .also(self.spec.place.clone(), "declared here");
        self.ctx.report(finding);
        None
    }

    /// The column with a name, at a place.
    fn find(&self, name: &str, place: &Place) -> Option<(usize, &'c KolomSpec)> {
        let found = self.spec.kolom(name);
        if found.is_none() {
            let finding = unknown_column(self.spec, name, place.clone());
            self.ctx.report(finding.also(self.chosen.clone(), "bron chosen here"));
        }
        found
    }

    /// The column with a name, of one of some types.
    fn find_of(&self, name: &str, place: &Place, user: &str, types: &[&str]) -> Option<usize> {
        let (idx, kolom) = self.find(name, place)?;
        if types.contains(&kolom.soort.word()) {
            return Some(idx);
        }
        let words: Vec<_> = types.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{user}` takes a column of type {}", words.join(" or "));
        let label = format!("a column of type `{}`", kolom.soort.word());
        let finding = Diagnostic::new(Code::WrongType, message)
            .at(place.clone(), label)
            .also(kolom.place.clone(), "declared here");
        self.ctx.report(finding);
        None
    }

    /// The column that a value of a key names, of one of some types.
    pub(super) fn kolom(&self, key: &str, name: &At<String>, types: &[&str]) -> Option<usize> {
        self.find_of(&name.value, &self.ctx.place(&name.span), key, types)
    }

    /// The column with the area: the one named, or the only one.
    pub(super) fn gebied(&self, table: &Table) -> Option<usize> {
        if table.has("gebied") {
            return self.kolom("gebied", &table.opt_text("gebied")?, &["gebied"]);
        }
        the_only(table, self.spec, "gebied", |kolom| kolom.soort == KolomType::Gebied)
    }

    /// The filter under a key; every row when there is none.
    pub(super) fn opt_filter(
        &self,
        table: &Table,
        key: &str,
        without_periode: Option<&'static str>,
    ) -> Option<Filter> {
        if !table.has(key) {
            return Some(Filter::Altijd);
        }
        let scope = Scope {
            spec: self.spec,
            chosen: self.chosen.clone(),
            codelijsten: &self.omgeving.codelijsten,
            without_periode,
        };
        parse_filter(self.ctx, &table.opt_text(key)?, &scope)
    }

    /// Persons with a number of different codes: `personen_met(wet, 2)`.
    fn personen_met(
        &self,
        text: &At<String>,
        inside: Option<Range<usize>>,
        origin: &Origin,
    ) -> Option<Tel> {
        let whole = self.ctx.place(&text.span);
        let report = |message: String, place, label: &str| {
            let finding = Diagnostic::new(Code::BadValue, message).at(place, label);
            self.ctx.report(finding.help("write `personen_met(wet, 2)`"));
            None
        };
        let parts = inside.and_then(|span| {
            let (name, number) = text.value[span.clone()].split_once(',')?;
            let minstens = number.trim().parse().ok().filter(|n| (2..=100).contains(n))?;
            Some((span.start..span.start + name.trim_end().len(), minstens))
        });
        let Some((span, minstens)) = parts else {
            let message = "`personen_met` takes a column and a number from 2 to 100".to_owned();
            return report(message, whole, "not a column and a number");
        };
        let types = &["code", "tekst"];
        let kolom =
            self.find_of(&text.value[span.clone()], &origin.place(&span), "personen_met", types)?;
        if self.spec.persoon().is_none() {
            let message = format!("bron `{}` does not know persons", self.spec.naam);
            return report(message, whole, "needs a column of type `pseudoniem`");
        }
        Some(Tel::PersonenMet { kolom, minstens })
    }

    /// What is counted: `records`, `uniek(kolom)`, `som(kolom)` or `personen_met(kolom, n)`.
    pub(super) fn tel(&self, text: &At<String>) -> Option<Tel> {
        let origin = Origin::new(self.ctx, text);
        let (word, inside) = split_call(&text.value);
        let kolom = |user: &str, types: &[&str]| {
            let Some(span) = inside.clone() else {
                let message = format!("`{user}` needs the name of a column");
                let finding = Diagnostic::new(Code::BadValue, message)
                    .at(self.ctx.place(&text.span), "no column in brackets");
                self.ctx.report(finding.help(format!("write `{user}(kolom)`")));
                return None;
            };
            self.find_of(&text.value[span.clone()], &origin.place(&span), user, types)
        };
        match word {
            "records" if inside.is_none() => Some(Tel::Records),
            "uniek" => kolom("uniek", &["pseudoniem", "code", "tekst"]).map(Tel::Uniek),
            "som" => kolom("som", &["getal", "geheel"]).map(Tel::Som),
            "personen_met" => self.personen_met(text, inside, &origin),
            _ => {
                let message = format!("`tel` cannot be {}", quote(&text.value));
                let label = "not one of `records`, `uniek(kolom)`, `som(kolom)`, \
                             `personen_met(kolom, n)`";
                let finding = Diagnostic::new(Code::UnknownWord, message)
                    .at(self.ctx.place(&text.span), label);
                let words = ["records", "uniek", "som", "personen_met"];
                self.ctx.report(finding.suggest(word, words));
                None
            }
        }
    }
}

/// Splits `word(inside)`; the inside as bytes of the text.
fn split_call(text: &str) -> (&str, Option<Range<usize>>) {
    let Some(open) = text.find('(') else {
        return (text.trim(), None);
    };
    let word = text[..open].trim();
    let Some(close) = text.trim_end().strip_suffix(')').map(str::len) else {
        return (word, None);
    };
    let inside = &text[open + 1..close];
    let start = open + 1 + (inside.len() - inside.trim_start().len());
    let name = inside.trim();
    (word, (!name.is_empty()).then(|| start..start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::{codes_of, context_of};
    use super::super::monitor::tests::example;
    use super::*;

    fn tel(bron: &str, text: &str) -> (Option<Tel>, Vec<String>) {
        let monitor = example();
        let omgeving = Omgeving::new(&monitor);
        let file = context_of(&format!("bron = \"{bron}\"\ntel = \"{text}\"\n"));
        let ctx = Context::new(&file);
        let (root, _) = ctx.parse_toml();
        let table = Table::root(&ctx, &root, &["bron", "tel"]);
        let tel = omgeving.choose(&table).and_then(|keuze| keuze.tel(&table.text("tel")?));
        (tel, codes_of(&ctx.into_findings()))
    }

    #[test]
    fn reads_what_is_counted() {
        let (kolom, _) = example().bronnen["toegang"].spec.kolom("client").expect("declared");
        assert_eq!(tel("toegang", "records").0, Some(Tel::Records));
        assert_eq!(tel("toegang", " uniek( client ) ").0, Some(Tel::Uniek(kolom)));
        assert!(matches!(tel("cbs_inwoners", "som(inwoners)").0, Some(Tel::Som(_))));
        let (kolom, _) = example().bronnen["toegang"].spec.kolom("wet").expect("declared");
        let found = tel("toegang", "personen_met( wet , 2 )").0;
        assert_eq!(found, Some(Tel::PersonenMet { kolom, minstens: 2 }));
        assert_eq!(tel("toegang", "personen_met(wet)").1, ["bad-value 2:7"]);
        assert_eq!(tel("toegang", "personen_met(wte, 2)").1, ["unknown-column 2:21"]);
        assert_eq!(tel("lemon", "personen_met(buurt, 2)").1, ["wrong-type 2:21"]);
    }

    #[test]
    fn points_at_the_column_that_does_not_fit() {
        #[track_caller]
        fn case(bron: &str, text: &str, expected: &str) {
            assert_eq!(tel(bron, text), (None, vec![expected.to_owned()]));
        }

        case("toegang", "som(client)", "wrong-type 2:12");
        case("cbs_inwoners", "uniek(inwoners)", "wrong-type 2:14");
        case("toegang", "uniek(klient)", "unknown-column 2:14");
        case("toegang", "uniek()", "bad-value 2:7");
        case("toegang", "uniek", "bad-value 2:7");
        case("toegang", "som(", "bad-value 2:7");
        case("toegang", "record", "unknown-word 2:7");
        case("toegang", ")(", "unknown-word 2:7");
        case("toegan", "records", "unknown-source 1:8");
    }
}
