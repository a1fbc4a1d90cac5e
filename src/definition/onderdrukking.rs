//! `[onderdrukking]`: the thresholds of disclosure control, and what it takes to lower one.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Dominantie, Drempelprofiel, Drempels, Groep, N_GROOTSTE, Procent};

use super::document::At;
use super::name::quote;
use super::number::scale;
use super::table::Table;

/// The keys of an indicator.
pub(super) const KEYS: &[&str] = &[
    "teller_min",
    "noemer_min",
    "minimum_n",
    "antwoord_min",
    "nul_tonen",
    "compleet_tonen",
    "secundair",
    "nullen_bekend",
    "dominantie_n",
    "dominantie_k",
    "p_procent",
    "afronden",
    "groep",
    "totaal",
    "besluit",
];

/// The keys of `_standaard.toml`, which chooses a profile for all.
pub(super) const STANDAARD_KEYS: &[&str] = &[
    "profiel",
    "teller_min",
    "noemer_min",
    "minimum_n",
    "antwoord_min",
    "nul_tonen",
    "compleet_tonen",
    "secundair",
    "nullen_bekend",
    "dominantie_n",
    "dominantie_k",
    "p_procent",
    "afronden",
    "besluit",
];

/// The largest threshold.
const MAX_DREMPEL: i64 = 1_000_000;

/// The thresholds of `_standaard.toml`, and where they are declared.
pub(super) struct Onderdrukking {
    drempels: Drempels,
    places: BTreeMap<&'static str, Place>,
}

impl Default for Onderdrukking {
    fn default() -> Self {
        Self { drempels: Drempels::MONITOR, places: BTreeMap::new() }
    }
}

impl Onderdrukking {
    /// Parses the table of `_standaard.toml`; what it does not say is that of its profile.
    ///
    /// Less strict than what is built in is a finding, unless somebody decided it.
    pub(super) fn parse(table: &Table) -> Self {
        let profiel = table.opt_word("profiel", Drempelprofiel::ALL, Drempelprofiel::word);
        let under = profiel.as_ref().map_or(Drempels::MONITOR, |at| at.value.drempels());
        let drempels = overlay(table, under);
        if table.opt_text("besluit").is_none() {
            for (key, message) in lowered(&drempels, &Drempels::MONITOR) {
                let key = if table.has(key) { key } else { "profiel" };
                let finding = looser(table, key, message);
                table.ctx.report(finding.help(
                    "the default is built in; say in `besluit` of this table who decided to lower \
                     it, and when",
                ));
            }
        }
        let place = |key: &&'static str| {
            let own = table.key_place(key).or_else(|| table.key_place("profiel"));
            Some((*key, own?))
        };
        Self { drempels, places: KEYS.iter().filter_map(place).collect() }
    }

    /// The thresholds of an indicator; one that is less strict is a finding, also where somebody decided
    /// it.
    pub(super) fn tighten(&self, table: Option<&Table>) -> Drempels {
        let Some(table) = table else {
            return self.drempels;
        };
        let drempels = overlay(table, self.drempels);
        let besluit = table.opt_text("besluit");
        for (key, message) in lowered(&drempels, &self.drempels) {
            let finding = match &besluit {
                Some(besluit) => decided(table, key, message, besluit),
                None => looser(table, key, message),
            };
            let finding = match self.places.get(key) {
                Some(place) => finding.also(place.clone(), "the default"),
                None => finding,
            };
            let finding = match (&besluit, self.places.contains_key(key)) {
                (Some(_), _) => finding,
                (None, true) => finding.help("say in `besluit` who decided to lower it, and when"),
                (None, false) => finding.help("the default is built in; remove the key to use it"),
            };
            table.ctx.report(finding);
        }
        drempels
    }
}

/// The group of an indicator whose tellers add up to, or are added up by, those of others.
pub(super) fn parse_groep(table: &Table) -> Option<Groep> {
    let naam = table.opt_text("groep");
    let totaal = table.opt_boolean("totaal");
    if let (None, Some(at)) = (&naam, &totaal) {
        let message = "`totaal` is of no `groep`";
        let finding = Diagnostic::new(Code::MissingField, message);
        table.ctx.report(finding.at(table.ctx.place(&at.span), "needs a `groep`"));
    }
    Some(Groep { naam: naam?.value, is_totaal: totaal.is_some_and(|at| at.value) })
}

/// The place of the value of a key.
fn value_place(table: &Table, key: &str) -> Place {
    table.get(key).map_or_else(|| table.place(), |value| table.ctx.place(&value.span()))
}

fn looser(table: &Table, key: &str, message: String) -> Diagnostic {
    Diagnostic::new(Code::LooserThreshold, message).at(value_place(table, key), "less strict")
}

fn decided(table: &Table, key: &str, message: String, besluit: &At<String>) -> Diagnostic {
    let message = format!("{message}: {}", quote(&besluit.value));
    Diagnostic::new(Code::DecidedThreshold, message)
        .at(value_place(table, key), "less strict, on a decision")
}

/// The thresholds with those of a table over them.
fn overlay(table: &Table, under: Drempels) -> Drempels {
    let number = |key, range, default: u64| {
        table.opt_integer(key, range).map_or(default, |at| at.value.unsigned_abs())
    };
    let shown = |key, default| table.opt_boolean(key).map_or(default, |at| at.value);
    let dominantie = under.dominantie;
    let largest = 1..=N_GROOTSTE as i64;
    Drempels {
        teller_min: number("teller_min", 1..=MAX_DREMPEL, under.teller_min),
        noemer_min: number("noemer_min", 1..=MAX_DREMPEL, under.noemer_min),
        minimum_n: number("minimum_n", 1..=MAX_DREMPEL, under.minimum_n),
        antwoord_min: number("antwoord_min", 1..=MAX_DREMPEL, under.antwoord_min),
        nul_tonen: shown("nul_tonen", under.nul_tonen),
        compleet_tonen: shown("compleet_tonen", under.compleet_tonen),
        secundair: shown("secundair", under.secundair),
        nullen_bekend: shown("nullen_bekend", under.nullen_bekend),
        dominantie: Dominantie {
            n: number("dominantie_n", largest, dominantie.n),
            k: parse_procent(table, "dominantie_k").unwrap_or(dominantie.k),
            p: parse_procent(table, "p_procent").unwrap_or(dominantie.p),
        },
        afronden: table
            .opt_integer("afronden", 2..=100)
            .map(|at| at.value.unsigned_abs())
            .or(under.afronden),
    }
}

/// A percentage with the digits that it was written with.
fn parse_procent(table: &Table, key: &str) -> Option<Procent> {
    let text = table.opt_digits(key)?;
    let whole = u32::try_from(scale(&text.value, Procent::DECIMALEN).unwrap_or(-1)).ok();
    let procent = whole.map(Procent::of_thousandths).filter(|&found| found <= Procent::whole(100));
    if procent.is_none() {
        let message = format!("`{key}` lies between 0 and 100, with at most three decimals");
        table.bad_value(&text.span, message, "out of range");
    }
    procent
}

/// Which thresholds are less strict than others, each with a message.
fn lowered(own: &Drempels, than: &Drempels) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut say = |key, is_looser: bool, how: String| {
        if is_looser {
            found.push((key, format!("`{key}` {how}")));
        }
    };
    let numbers = [
        ("teller_min", own.teller_min, than.teller_min),
        ("noemer_min", own.noemer_min, than.noemer_min),
        ("minimum_n", own.minimum_n, than.minimum_n),
        ("antwoord_min", own.antwoord_min, than.antwoord_min),
        ("dominantie_n", own.dominantie.n, than.dominantie.n),
        // Without rounding there is nothing to be less strict than.
        ("afronden", own.afronden.unwrap_or(0), than.afronden.unwrap_or(0)),
    ];
    for (key, value, default) in numbers {
        say(key, value < default, format!("is {value}, below the default of {default}"));
    }
    let ([k, most], [p, least]) =
        ([own, than].map(|of| of.dominantie.k), [own, than].map(|of| of.dominantie.p));
    say("dominantie_k", most < k, format!("is {k}, above the default of {most}"));
    say("p_procent", p < least, format!("is {p}, below the default of {least}"));
    let shown = [
        ("nul_tonen", own.nul_tonen, than.nul_tonen),
        ("compleet_tonen", own.compleet_tonen, than.compleet_tonen),
        // Here `true` is the stricter one.
        ("secundair", !own.secundair, !than.secundair),
        ("nullen_bekend", !own.nullen_bekend, !than.nullen_bekend),
    ];
    for (key, value, default) in shown {
        say(key, value && !default, "shows what the default withholds".to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::indicator::tests::{HEAD, RATIO, parse_files};
    use super::super::monitor::tests::example;
    use super::*;

    /// The thresholds of an indicator with these keys beside those of `_standaard.toml`, what is found and
    /// the line of the default.
    fn check(standaard: &str, own: &str) -> (Drempels, Vec<String>, Vec<Option<u64>>) {
        let standaard = format!("schema = 1\n[onderdrukking]\n{standaard}\n");
        let text = [HEAD, RATIO, "[onderdrukking]\n", own].concat();
        let files = [("x/_standaard.toml", standaard.as_str()), ("x/a.toml", text.as_str())];
        let (list, findings) = parse_files(&files, &example());
        let sorted = findings.sorted();
        let also = sorted.iter().map(|one| one.also.first().and_then(|(place, _)| place.line()));
        let also = also.collect();
        (list[0].info.drempels, codes_of(&findings), also)
    }

    #[test]
    fn an_indicator_only_tightens_thresholds() {
        let standaard = "teller_min = 12\nnul_tonen = false";
        let stricter = "teller_min = 15\nminimum_n = 50\ncompleet_tonen = false\nantwoord_min = 11\n\
            dominantie_n = 3\ndominantie_k = 87.5\np_procent = 15\nafronden = 5";
        let (drempels, codes, _) = check(standaard, stricter);
        assert_eq!((drempels.teller_min, drempels.minimum_n, codes.len()), (15, 50, 0));
        let Dominantie { n, k, p } = drempels.dominantie;
        assert_eq!((n, k.thousandths(), p), (3, 87_500, Procent::whole(15)));
        assert_eq!((drempels.antwoord_min, drempels.afronden), (11, Some(5)));
        let (_, codes, also) = check(
            standaard,
            "teller_min = 11\nnoemer_min = 5\nnul_tonen = true\ncompleet_tonen = true\n\
             antwoord_min = 9\ndominantie_n = 1\ndominantie_k = 90.001\np_procent = 9.999",
        );
        let expected = ["23:14", "24:14", "25:13", "26:18", "27:16", "28:16", "29:16", "30:13"];
        assert_eq!(codes, expected.map(|place| format!("looser-threshold {place}")));
        assert_eq!(also[..4], [Some(3), None, Some(4), None]);
    }

    #[test]
    fn an_indicator_that_is_less_strict_names_a_decision() {
        let own = "teller_min = 5\nbesluit = \"college, 3 maart 2025\"";
        let (drempels, codes, also) = check("teller_min = 12", own);
        assert_eq!((drempels.teller_min, also), (5, vec![Some(3)]));
        assert_eq!(codes, ["decided-threshold 23:14"]);
        let (_, codes, _) = check("", "teller_min = 5\nbesluit = \" \"");
        assert_eq!(codes, ["looser-threshold 23:14", "bad-value 24:11"]);
    }

    #[test]
    fn the_default_of_all_is_lowered_on_a_decision() {
        let (_, codes, _) = check("teller_min = 9\nminimum_n = 40\nafronden = 3", "");
        assert_eq!(codes, ["looser-threshold 3:14"]);
        let decided = "teller_min = 9\nbesluit = \"college, 3 maart 2025\"";
        let (drempels, codes, _) = check(decided, "");
        assert_eq!((drempels.teller_min, codes.len()), (9, 0));
        // The decision on the default is none on an indicator.
        let (_, codes, _) = check(decided, "teller_min = 8");
        assert_eq!(codes, ["looser-threshold 23:14"]);
    }

    #[test]
    fn a_profile_sets_thresholds_and_keys_go_before_it() {
        let (drempels, codes, _) = check("profiel = \"gmjv-landelijk\"\nantwoord_min = 20", "");
        assert_eq!((drempels.minimum_n, drempels.antwoord_min, codes.len()), (100, 20, 0));
        let (drempels, codes, _) = check("profiel = \"cbs-wijk\"", "");
        assert_eq!((drempels.teller_min, drempels.afronden, codes.len()), (10, Some(5), 0));
        let (_, codes, also) = check("profiel = \"cbs-wijk\"", "afronden = 3");
        assert_eq!((codes, also), (vec!["looser-threshold 23:12".to_owned()], vec![Some(3)]));
        let (drempels, codes, _) = check("profiel = \"nhs\"", "");
        assert_eq!((drempels.teller_min, drempels.noemer_min), (8, 8));
        assert_eq!(codes, ["looser-threshold 3:11"; 2]);
        let (_, codes, _) = check("profiel = \"nhs\"\nteller_min = 10\nnoemer_min = 10", "");
        assert_eq!(codes.len(), 0);
        let (_, codes, _) = check("profiel = \"cbs\"", "");
        assert_eq!(codes, ["unknown-word 3:11"]);
        let (_, codes, _) = check("", "profiel = \"nhs\"");
        assert_eq!(codes, ["unknown-key 23:1"]);
    }

    #[test]
    fn profiles_below_the_default_are_those_that_need_a_decision() {
        let is_lower =
            |profiel: &Drempelprofiel| !lowered(&profiel.drempels(), &Drempels::MONITOR).is_empty();
        let lower: Vec<_> = Drempelprofiel::ALL.iter().copied().filter(is_lower).collect();
        let words: Vec<_> = lower.into_iter().map(Drempelprofiel::word).collect();
        assert_eq!(words, ["ggd-swing", "gemiddelden-swing", "nhs", "opensafely"]);
    }

    #[test]
    fn percentages_keep_the_digits_they_were_written_with() {
        for text in ["90.0001", "100.5", "-1", "9e1"] {
            let (_, codes, _) = check("", &format!("dominantie_k = {text}"));
            assert_eq!(codes, ["bad-value 23:16"], "{text}");
        }
    }
}
