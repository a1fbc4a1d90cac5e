//! `[vergelijking]`: with whom areas are compared beside the gemeente.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{AreaCode, ElderCode, Elders, Gebiedsindeling, GemeenteCode, Niveau};

use super::document::At;
use super::monitor::Monitor;
use super::name::quote;
use super::table::Table;

/// The keys of `[vergelijking]`.
pub(super) const KEYS: &[&str] = &["groep", "dichtstbij", "gemeente"];

/// The keys of `[[vergelijking.groep]]`.
pub(super) const GROEP_KEYS: &[&str] = &["naam", "gebieden"];

/// The keys of `[vergelijking.dichtstbij]`.
pub(super) const DICHTSTBIJ_KEYS: &[&str] = &["kenmerken", "aantal"];

/// The keys of `[[vergelijking.gemeente]]`.
pub(super) const GEMEENTE_KEYS: &[&str] = &["code", "naam"];

/// The number of nearest areas when none is given: enough for a figure, few enough to know them.
const AANTAL: usize = 5;

/// With whom areas are compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vergelijkingen {
    /// Groups of areas that are held to be alike.
    pub groepen: Vec<Vergelijkgroep>,
    /// By what the nearest areas are found.
    pub dichtstbij: Option<Dichtstbij>,
    /// Other gemeenten and the country.
    pub elders: Vec<Elders>,
}

/// A group of areas of one level that somebody holds to be alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Vergelijkgroep {
    /// The name, as readers see it.
    pub naam: String,
    /// The areas, each once, with where they are named.
    pub gebieden: Vec<(AreaCode, Place)>,
    /// Where it is declared.
    pub place: Place,
}

/// By what the nearest areas are found.
#[derive(Clone, Debug, PartialEq)]
pub struct Dichtstbij {
    /// The ids of the indicators that say what an area is like, with where they are named.
    pub kenmerken: Vec<(String, Place)>,
    /// How many areas are near.
    pub aantal: usize,
}

/// Parses with whom areas are compared; what is at fault is left out.
pub(super) fn parse_vergelijkingen(root: &Table, gemeente: Option<GemeenteCode>) -> Vergelijkingen {
    let Some(table) = root.opt_table("vergelijking", KEYS) else {
        return Vergelijkingen::default();
    };
    let mut found = Vergelijkingen::default();
    for item in table.list("groep", GROEP_KEYS) {
        let Some(groep) = parse_groep(&item) else { continue };
        if let Some(first) = found.groepen.iter().find(|first| first.naam == groep.naam) {
            let message = format!("two groups are called {}", quote(&groep.naam));
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(groep.place, "the second")
                .also(first.place.clone(), "the first");
            item.ctx.report(finding);
            continue;
        }
        found.groepen.push(groep);
    }
    found.dichtstbij =
        table.opt_table("dichtstbij", DICHTSTBIJ_KEYS).and_then(|table| parse_dichtstbij(&table));
    for item in table.list("gemeente", GEMEENTE_KEYS) {
        let Some((elders, code)) = parse_elders(&item) else { continue };
        let is_own = gemeente.is_some_and(|own| elders.code == ElderCode::Gemeente(own));
        if is_own || found.elders.iter().any(|other| other.code == elders.code) {
            let why = if is_own { "is the monitor's own" } else { "is there already" };
            let message = format!("gemeente {} {why}", quote(&code.value));
            item.bad_value(&code.span, message, "no other gemeente");
            continue;
        }
        found.elders.push(elders);
    }
    found
}

fn parse_groep(table: &Table) -> Option<Vergelijkgroep> {
    let naam = table.text("naam");
    let mut gebieden: Vec<(AreaCode, Place)> = Vec::new();
    for text in table.texts("gebieden")? {
        let Ok(code) = text.value.parse::<AreaCode>() else {
            let message = format!("{} is not the code of an area", quote(&text.value));
            table.bad_value(&text.span, message, "not a code");
            continue;
        };
        if gebieden.iter().any(|(other, _)| *other == code) {
            let message = format!("area {} stands twice in the group", quote(&text.value));
            table.bad_value(&text.span, message, "the second time");
            continue;
        }
        gebieden.push((code, table.ctx.place(&text.span)));
    }
    let naam = naam?;
    if gebieden.len() < 2 {
        let message = format!("group {} has no two areas to compare", quote(&naam.value));
        table.bad_value(&naam.span, message, "one area is no group");
        return None;
    }
    let place = table.ctx.place(&naam.span);
    Some(Vergelijkgroep { naam: naam.value, gebieden, place })
}

fn parse_dichtstbij(table: &Table) -> Option<Dichtstbij> {
    let aantal = table.opt_integer("aantal", 1..=50).map_or(AANTAL, |aantal| aantal.value as usize);
    let mut kenmerken: Vec<(String, Place)> = Vec::new();
    for text in table.texts("kenmerken")? {
        if kenmerken.iter().any(|(other, _)| *other == text.value) {
            let message = format!("{} stands twice, and would count twice", quote(&text.value));
            table.bad_value(&text.span, message, "the second time");
            continue;
        }
        let place = table.ctx.place(&text.span);
        kenmerken.push((text.value, place));
    }
    (!kenmerken.is_empty()).then_some(Dichtstbij { kenmerken, aantal })
}

fn parse_elders(table: &Table) -> Option<(Elders, At<String>)> {
    let (code, naam) = (table.text("code"), table.text("naam"));
    let code = code?;
    let Ok(parsed) = code.value.parse::<ElderCode>() else {
        let message = format!("{} is not the code of a gemeente", quote(&code.value));
        table.bad_value(&code.span, message, "not a code such as `GM0758`, nor `NL`");
        return None;
    };
    Some((Elders { code: parsed, naam: naam?.value }, code))
}

/// Reports characteristics that are no indicators, and groups whose areas do not exist or are of
/// different levels, of which one could lie in another.
pub fn check_vergelijkingen(
    monitor: &Monitor,
    ids: &BTreeSet<String>,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) {
    let Vergelijkingen { groepen, dichtstbij, elders: _ } = &monitor.vergelijkingen;
    for groep in groepen {
        let mut first: Option<(Niveau, &Place)> = None;
        for (code, place) in &groep.gebieden {
            let Some(gebied) = indeling.find(code).map(|idx| indeling.gebied(idx)) else {
                let message = format!("there is no area {}", quote(&code.to_string()));
                let known = indeling.gebieden().iter().map(|gebied| gebied.code.to_string());
                let known: Vec<_> = known.collect();
                let finding = Diagnostic::new(Code::UnknownWord, message)
                    .at(place.clone(), "not in `indeling.csv`")
                    .suggest(&code.to_string(), known.iter().map(String::as_str));
                findings.push(finding);
                continue;
            };
            let Some((niveau, first_place)) = first else {
                first = Some((gebied.niveau, place));
                continue;
            };
            if gebied.niveau != niveau {
                let message = format!("group {} has areas of different levels", quote(&groep.naam));
                let finding = Diagnostic::new(Code::BadValue, message)
                    .at(place.clone(), format!("a {}", gebied.niveau.word()))
                    .also(first_place.clone(), format!("a {}", niveau.word()));
                findings.push(finding);
                break;
            }
        }
    }
    for (id, place) in dichtstbij.iter().flat_map(|dichtstbij| &dichtstbij.kenmerken) {
        if !ids.contains(id) {
            let finding =
                Diagnostic::new(Code::UnknownWord, format!("there is no indicator {}", quote(id)))
                    .at(place.clone(), "not the id of an indicator")
                    .suggest(id, ids.iter().map(String::as_str));
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::monitor::tests::{EXAMPLE, parse};
    use super::*;
    use crate::model::{Gebied, Geldigheid};

    /// The monitor of the example with this behind it, and what was found.
    fn of(text: &str) -> (Monitor, Vec<String>) {
        let (monitor, findings) = parse(&format!("{EXAMPLE}{text}"));
        let first = EXAMPLE.lines().count();
        let codes = codes_of(&findings).into_iter().map(|code| {
            let (word, place) = code.split_once(' ').expect("a place");
            let (line, column) = place.split_once(':').expect("a column");
            let line = line.parse::<usize>().expect("a number") - first;
            format!("{word} {line}:{column}")
        });
        (monitor.expect("a monitor"), codes.collect())
    }

    const ALL: &str = r#"[[vergelijking.groep]]
naam = "Dorpen"
gebieden = ["WK085501", "WK085502"]
[[vergelijking.groep]]
naam = "Stad"
gebieden = ["WK085503", "WK085504"]
[vergelijking.dichtstbij]
kenmerken = ["sc_ggd_eenzaam", "zr_meldingen"]
[[vergelijking.gemeente]]
code = "GM0758"
naam = "Breda"
[[vergelijking.gemeente]]
code = "NL"
naam = "Nederland"
"#;

    #[test]
    fn reads_groups_characteristics_and_other_gemeenten() {
        let (monitor, codes) = of(ALL);
        assert_eq!(codes, Vec::<String>::new());
        let Vergelijkingen { groepen, dichtstbij, elders } = monitor.vergelijkingen;
        let names: Vec<_> = groepen.iter().map(|groep| groep.naam.as_str()).collect();
        assert_eq!((names, groepen[1].gebieden.len()), (vec!["Dorpen", "Stad"], 2));
        assert_eq!(dichtstbij.map(|of| (of.kenmerken.len(), of.aantal)), Some((2, 5)));
        let codes: Vec<_> = elders.iter().map(|elders| elders.code.to_string()).collect();
        assert_eq!(codes, ["GM0758", "NL"]);
        assert_eq!(of("").0.vergelijkingen, Vergelijkingen::default());
    }

    #[test]
    fn reports_what_cannot_be_compared_with() {
        #[track_caller]
        fn case(part: &str, other: &str, expected: &[&str]) {
            assert!(ALL.contains(part), "{part}");
            assert_eq!(of(&ALL.replacen(part, other, 1)).1, expected);
        }

        case(", \"WK085502\"", "", &["bad-value 2:8"]);
        case("WK085502", "WK085501", &["bad-value 2:8", "bad-value 3:25"]);
        case("WK085502", "WK0855,2", &["bad-value 2:8", "bad-value 3:25"]);
        case("\"Stad\"", "\"Dorpen\"", &["bad-value 5:8"]);
        case("gebieden", "gebeiden", &["unknown-key 3:1"]);
        case("[\"sc_ggd_eenzaam\", \"zr_meldingen\"]", "[]", &["bad-value 8:13"]);
        case("sc_ggd_eenzaam", "zr_meldingen", &["bad-value 8:30"]);
        case("kenmerken = ", "aantal = 0\nkenmerken = ", &["bad-value 8:10"]);
        case("GM0758", "GM0855", &["bad-value 10:8"]);
        case("\"NL\"", "\"GM0758\"", &["bad-value 13:8"]);
        case("\"NL\"", "\"WK075800\"", &["bad-value 13:8"]);
        case("naam = \"Breda\"", "", &["missing-field 9:1"]);
    }

    /// A gemeente with a toegangsgebied and four wijken in it.
    fn indeling() -> Gebiedsindeling {
        let gebied = |code: &str, niveau, ouder: Option<usize>| Gebied {
            code: code.parse().expect("a code"),
            naam: code.into(),
            niveau,
            geldigheid: vec![Geldigheid {
                van: None,
                tot: None,
                ouder: ouder.map(Gebiedsindeling::idx_at),
            }],
        };
        let wijken = (1..5).map(|n| gebied(&format!("WK08550{n}"), Niveau::Wijk, Some(1)));
        let above = [
            gebied("GM0855", Niveau::Gemeente, None),
            gebied("TG01", Niveau::Toegangsgebied, Some(0)),
        ];
        Gebiedsindeling::new(above.into_iter().chain(wijken).collect())
    }

    #[test]
    fn holds_groups_and_characteristics_against_areas_and_indicators() {
        #[track_caller]
        fn case(part: &str, other: &str, expected: &[&str]) {
            let (monitor, codes) = of(&ALL.replacen(part, other, 1));
            assert_eq!(codes, Vec::<String>::new());
            let ids = ["sc_ggd_eenzaam", "zr_meldingen"].map(str::to_owned).into();
            let mut findings = Findings::default();
            check_vergelijkingen(&monitor, &ids, &indeling(), &mut findings);
            let found: Vec<_> =
                findings.sorted().iter().map(|finding| finding.code.to_string()).collect();
            assert_eq!(found, expected);
        }

        case("Dorpen", "Dorpen", &[]);
        case("WK085502", "WK085509", &["unknown-word"]);
        case("WK085502", "TG01", &["bad-value"]);
        case("zr_meldingen", "zr_melding", &["unknown-word"]);
    }
}
