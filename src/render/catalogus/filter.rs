//! A filter in words: which rows count, as the end of a sentence.
//!
//! Every operator of the language has its words, so that a reader who cannot read a filter still
//! knows exactly which rows count. That goes for empty cells, too: what is "anything other than"
//! something may be empty.

use crate::definition::{Filter, Op, Waarde};
use crate::model::Taal;
use crate::source::{BronSpec, KolomType};

use super::woorden::{datum, en, kaal_getal, kies, of, opsomming, periode};

/// Says when a row counts, to follow "rows in which"; none when every row does.
pub(super) fn filter_in_woorden(filter: &Filter, spec: &BronSpec, taal: Taal) -> Option<String> {
    let verteller = Verteller { spec, taal };
    match flatten(filter) {
        Filter::Altijd => None,
        filter => Some(verteller.vertel(&filter, false)),
    }
}

/// Takes together what is nested without need: `(a and b) and c`.
fn flatten(filter: &Filter) -> Filter {
    match filter {
        Filter::En(parts) => {
            let mut flat = Vec::new();
            for part in parts.iter().map(flatten) {
                match part {
                    Filter::Altijd => {}
                    Filter::En(inner) => flat.extend(inner),
                    part => flat.push(part),
                }
            }
            match flat.len() {
                0 => Filter::Altijd,
                1 => flat.remove(0),
                _ => Filter::En(flat),
            }
        }
        Filter::Of(parts) => {
            let mut flat = Vec::new();
            for part in parts.iter().map(flatten) {
                match part {
                    Filter::Of(inner) => flat.extend(inner),
                    part => flat.push(part),
                }
            }
            if flat.len() == 1 { flat.remove(0) } else { Filter::Of(flat) }
        }
        Filter::Niet(part) => match flatten(part) {
            Filter::Niet(inner) => *inner,
            part => Filter::Niet(Box::new(part)),
        },
        other => other.clone(),
    }
}

struct Verteller<'v> {
    spec: &'v BronSpec,
    taal: Taal,
}

impl Verteller<'_> {
    /// A condition; inside another it stands in brackets when it has parts.
    fn vertel(&self, filter: &Filter, is_inside: bool) -> String {
        let text = match filter {
            Filter::Altijd => {
                return kies(self.taal, "niets is uitgesloten", "nothing is excluded").into();
            }
            Filter::En(parts) => self.parts(parts, en(self.taal)),
            Filter::Of(parts) => self.parts(parts, of(self.taal)),
            Filter::Niet(part) => return self.niet(part),
            Filter::Vergelijk { kolom, op, waarde } => {
                return self.vergelijk(*kolom, *op, waarde, false);
            }
            Filter::In { kolom, waarden } => return self.een_van(*kolom, waarden, false),
            Filter::InCodelijst { kolom, lijst, .. } => {
                return self.codelijst(*kolom, lijst, false);
            }
            Filter::InPeriode { kolom } => return self.in_periode(*kolom, false),
            Filter::IsLeeg { kolom } => {
                return format!(
                    "{} {}",
                    self.kolom(*kolom),
                    kies(self.taal, "leeg is", "is empty")
                );
            }
        };
        if is_inside { format!("({text})") } else { text }
    }

    fn parts(&self, parts: &[Filter], voegwoord: &str) -> String {
        let texts: Vec<_> = parts.iter().map(|part| self.vertel(part, true)).collect();
        opsomming(&texts, voegwoord)
    }

    /// A condition that does not hold.
    fn niet(&self, filter: &Filter) -> String {
        match filter {
            Filter::Vergelijk { kolom, op, waarde } => self.vergelijk(*kolom, *op, waarde, true),
            Filter::In { kolom, waarden } => self.een_van(*kolom, waarden, true),
            Filter::InCodelijst { kolom, lijst, .. } => self.codelijst(*kolom, lijst, true),
            Filter::InPeriode { kolom } => self.in_periode(*kolom, true),
            Filter::IsLeeg { kolom } => {
                let text = kies(self.taal, "niet leeg is", "is not empty");
                format!("{} {text}", self.kolom(*kolom))
            }
            other => {
                let inside = self.vertel(other, true);
                match self.taal {
                    Taal::Nl => format!("niet geldt dat {inside}"),
                    Taal::En => format!("it is not so that {inside}"),
                }
            }
        }
    }

    fn kolom(&self, kolom: usize) -> String {
        format!("`{}`", self.spec.kolommen[kolom].naam)
    }

    /// What stands behind a condition that is also true of an empty cell.
    fn ook_leeg(&self) -> &'static str {
        kies(self.taal, " (leeg telt ook mee)", " (empty counts, too)")
    }

    fn vergelijk(&self, kolom: usize, op: Op, waarde: &Waarde, niet: bool) -> String {
        let (op, niet) = match (op, niet) {
            // What is not unequal is equal.
            (Op::Ongelijk, _) => (Op::Gelijk, !niet),
            other => other,
        };
        let naam = self.kolom(kolom);
        let text = self.waarde(kolom, waarde);
        let is_datum = matches!(self.spec.kolommen[kolom].soort, KolomType::Datum(_));
        let is_periode = *waarde == Waarde::Jaar
            || matches!(self.spec.kolommen[kolom].soort, KolomType::Periode);
        let said = match self.taal {
            Taal::Nl => nl(op, &text, niet, (is_datum, is_periode), waarde),
            Taal::En => en_(op, &text, niet, (is_datum, is_periode), waarde),
        };
        format!("{naam} {said}{}", if niet { self.ook_leeg() } else { "" })
    }

    fn een_van(&self, kolom: usize, waarden: &[Waarde], niet: bool) -> String {
        if let [waarde] = waarden {
            return self.vergelijk(kolom, Op::Gelijk, waarde, niet);
        }
        let texts: Vec<_> = waarden.iter().map(|waarde| self.waarde(kolom, waarde)).collect();
        let (naam, list) = (self.kolom(kolom), opsomming(&texts, of(self.taal)));
        match (self.taal, niet) {
            (Taal::Nl, false) => format!("{naam} gelijk is aan {list}"),
            (Taal::Nl, true) => format!("{naam} iets anders is dan {list}{}", self.ook_leeg()),
            (Taal::En, false) => format!("{naam} equals {list}"),
            (Taal::En, true) => format!("{naam} is anything other than {list}{}", self.ook_leeg()),
        }
    }

    fn codelijst(&self, kolom: usize, lijst: &str, niet: bool) -> String {
        let naam = self.kolom(kolom);
        match (self.taal, niet) {
            (Taal::Nl, false) => format!("{naam} in de codelijst `{lijst}` staat"),
            (Taal::Nl, true) => {
                format!("{naam} niet in de codelijst `{lijst}` staat{}", self.ook_leeg())
            }
            (Taal::En, false) => format!("{naam} is in the code list `{lijst}`"),
            (Taal::En, true) => {
                format!("{naam} is not in the code list `{lijst}`{}", self.ook_leeg())
            }
        }
    }

    fn in_periode(&self, kolom: usize, niet: bool) -> String {
        let naam = self.kolom(kolom);
        match (self.taal, niet) {
            (Taal::Nl, false) => format!("{naam} in de periode valt"),
            (Taal::Nl, true) => format!("{naam} niet in de periode valt{}", self.ook_leeg()),
            (Taal::En, false) => format!("{naam} lies in the period"),
            (Taal::En, true) => format!("{naam} does not lie in the period{}", self.ook_leeg()),
        }
    }

    fn waarde(&self, kolom: usize, waarde: &Waarde) -> String {
        match waarde {
            Waarde::Tekst(text) => format!("\"{text}\""),
            Waarde::Getal(units) => kaal_getal(*units, self.spec.decimalen(kolom), self.taal),
            Waarde::Datum(dag) => datum(*dag, self.taal),
            Waarde::Periode(found) => periode(*found, self.taal),
            Waarde::Gebied(code) => code.to_string(),
            Waarde::Jaar => {
                kies(self.taal, "het jaar van de periode", "the year of the period").into()
            }
            Waarde::Peildatum => {
                kies(self.taal, "de laatste dag van de periode", "the last day of the period")
                    .into()
            }
        }
    }
}

/// A comparison in Dutch, with the verb at the end.
fn nl(op: Op, text: &str, niet: bool, soort: (bool, bool), waarde: &Waarde) -> String {
    let n = if niet { "niet " } else { "" };
    match (soort, op) {
        ((true, _), Op::Gelijk | Op::Ongelijk) => format!("{n}op {text} valt"),
        ((true, _), Op::Kleiner) => format!("{n}vóór {text} ligt"),
        ((true, _), Op::HoogstensGelijk) => format!("{n}op of vóór {text} ligt"),
        ((true, _), Op::Groter) => format!("{n}na {text} ligt"),
        ((true, _), Op::MinstensGelijk) => format!("{n}op of na {text} ligt"),
        (_, Op::Gelijk | Op::Ongelijk) if *waarde == Waarde::Jaar => format!("{n}{text} is"),
        (_, Op::Gelijk | Op::Ongelijk) if niet => format!("iets anders is dan {text}"),
        (_, Op::Gelijk | Op::Ongelijk) => format!("gelijk is aan {text}"),
        ((_, true), Op::Kleiner) => format!("{n}eerder is dan {text}"),
        ((_, true), Op::HoogstensGelijk) => format!("{n}{text} of eerder is"),
        ((_, true), Op::Groter) => format!("{n}later is dan {text}"),
        ((_, true), Op::MinstensGelijk) => format!("{n}{text} of later is"),
        (_, Op::Kleiner) => format!("{n}kleiner is dan {text}"),
        (_, Op::HoogstensGelijk) => format!("{n}hoogstens {text} is"),
        (_, Op::Groter) => format!("{n}groter is dan {text}"),
        (_, Op::MinstensGelijk) => format!("{n}minstens {text} is"),
    }
}

/// A comparison in English.
fn en_(op: Op, text: &str, niet: bool, soort: (bool, bool), waarde: &Waarde) -> String {
    let is = if niet { "is not" } else { "is" };
    match (soort, op) {
        ((true, _), Op::Gelijk | Op::Ongelijk) => format!("{is} {text}"),
        ((true, _), Op::Kleiner) => format!("{is} before {text}"),
        ((true, _), Op::HoogstensGelijk) => format!("{is} on or before {text}"),
        ((true, _), Op::Groter) => format!("{is} after {text}"),
        ((true, _), Op::MinstensGelijk) => format!("{is} on or after {text}"),
        (_, Op::Gelijk | Op::Ongelijk) if *waarde == Waarde::Jaar => format!("{is} {text}"),
        (_, Op::Gelijk | Op::Ongelijk) if niet => format!("is anything other than {text}"),
        (_, Op::Gelijk | Op::Ongelijk) => format!("equals {text}"),
        ((_, true), Op::Kleiner) => format!("{is} earlier than {text}"),
        ((_, true), Op::HoogstensGelijk) => format!("{is} {text} or earlier"),
        ((_, true), Op::Groter) => format!("{is} later than {text}"),
        ((_, true), Op::MinstensGelijk) => format!("{is} {text} or later"),
        (_, Op::Kleiner) => format!("{is} less than {text}"),
        (_, Op::HoogstensGelijk) => format!("{is} at most {text}"),
        (_, Op::Groter) => format!("{is} greater than {text}"),
        (_, Op::MinstensGelijk) => format!("{is} at least {text}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::definition::{Meting, parse_indicators, parse_monitor};
    use crate::diagnostic::{Findings, SourceText};

    use super::*;

    const MONITOR: &str = r#"schema = 1
naam = "Proef"
gemeente = "GM0855"
periode = { van = "2017K1", tot = "2018K4" }
gebieden = { indeling = "indeling.csv" }
[codelijst.zonder]
bestand = "zonder.csv"
[bron.b.records]
bestanden = ["b/*.csv"]
[bron.b.kolommen]
persoon = { kop = ["P"], type = "pseudoniem", persoonsgegeven = true }
dag = { kop = ["D"], type = "datum", vorm = ["jjjj-mm-dd"] }
buurt = { kop = ["B"], type = "gebied" }
wet = { kop = ["W"], type = "code" }
uren = { kop = ["U"], type = "getal", decimalen = 2 }
jaar = { kop = ["J"], type = "geheel" }
tijdvak = { kop = ["T"], type = "periode" }
"#;

    /// A filter in both languages.
    #[track_caller]
    fn vertel(filter: &str) -> [String; 2] {
        let source = |path: &str, text: String| Arc::new(SourceText { path: path.into(), text });
        let mut findings = Findings::default();
        let file = source("monitor.toml", MONITOR.to_owned());
        let monitor = parse_monitor(&file, "".into(), &mut findings).expect("a monitor");
        let indicator = format!(
            "schema = 1\nid = \"i\"\nnaam = \"I\"\ndomein = \"zorgreductie\"\nlaag = \
             \"toegang\"\nrichting = \"lager_is_beter\"\neenheid = \"%\"\ndecimalen = \
             1\ntoelichting = {{ specifiek = \"a\", waarom = \"b\", niet_lezen_als = \"c\" \
             }}\nperiode = {{ frequentie = \"jaar\" }}\n[meting.aandeel]\nbron = \"b\"\ntel = \
             \"records\"\nnoemer = 'dag in @periode'\nteller = '{filter}'\n"
        );
        let files = [source("i.toml", indicator)];
        let list = parse_indicators(&files, &[], &monitor, &mut findings).indicatoren;
        let found: Vec<_> = findings.sorted().into_iter().map(|finding| &finding.message).collect();
        let [indicator] = &list[..] else { panic!("{found:?}") };
        let Meting::Aandeel(aandeel) = &indicator.meting else { panic!("a share") };
        let spec = &monitor.bronnen["b"].spec;
        [Taal::Nl, Taal::En].map(|taal| {
            filter_in_woorden(&aandeel.teller, spec, taal).expect("some rows do not count")
        })
    }

    #[test]
    fn says_every_comparison_of_every_type() {
        #[track_caller]
        fn case(filter: &str, nl: &str, en: &str) {
            assert_eq!(vertel(filter), [nl, en]);
        }

        case(r#"wet == "wmo""#, "`wet` gelijk is aan \"wmo\"", "`wet` equals \"wmo\"");
        case(
            r#"wet != "wmo""#,
            "`wet` iets anders is dan \"wmo\" (leeg telt ook mee)",
            "`wet` is anything other than \"wmo\" (empty counts, too)",
        );
        case("uren < 12.50", "`uren` kleiner is dan 12,5", "`uren` is less than 12.5");
        case("uren <= 2000", "`uren` hoogstens 2000 is", "`uren` is at most 2000");
        case("uren > -1", "`uren` groter is dan -1", "`uren` is greater than -1");
        case("uren >= 0", "`uren` minstens 0 is", "`uren` is at least 0");
        case("dag == 2018-04-01", "`dag` op 1 april 2018 valt", "`dag` is 1 April 2018");
        case("dag < 2018-04-01", "`dag` vóór 1 april 2018 ligt", "`dag` is before 1 April 2018");
        case(
            "dag <= @peildatum",
            "`dag` op of vóór de laatste dag van de periode ligt",
            "`dag` is on or before the last day of the period",
        );
        case(
            "dag > @peildatum",
            "`dag` na de laatste dag van de periode ligt",
            "`dag` is after the last day of the period",
        );
        case(
            "dag >= 2018-04-01",
            "`dag` op of na 1 april 2018 ligt",
            "`dag` is on or after 1 April 2018",
        );
        case(
            "jaar == @jaar",
            "`jaar` het jaar van de periode is",
            "`jaar` is the year of the period",
        );
        case(
            "jaar < @jaar",
            "`jaar` eerder is dan het jaar van de periode",
            "`jaar` is earlier than the year of the period",
        );
        case("tijdvak == \"2018K1\"", "`tijdvak` gelijk is aan 2018K1", "`tijdvak` equals 2018Q1");
        case("tijdvak <= 2018", "`tijdvak` 2018 of eerder is", "`tijdvak` is 2018 or earlier");
        case("tijdvak >= 2018", "`tijdvak` 2018 of later is", "`tijdvak` is 2018 or later");
        case(
            "buurt == \"BU08550101\"",
            "`buurt` gelijk is aan BU08550101",
            "`buurt` equals BU08550101",
        );
    }

    #[test]
    fn says_lists_periods_and_empty_cells() {
        #[track_caller]
        fn case(filter: &str, nl: &str, en: &str) {
            assert_eq!(vertel(filter), [nl, en]);
        }

        case(
            r#"wet in ("wmo", "jeugdwet", "pw")"#,
            "`wet` gelijk is aan \"wmo\", \"jeugdwet\" of \"pw\"",
            "`wet` equals \"wmo\", \"jeugdwet\" or \"pw\"",
        );
        case(r#"wet in ("wmo")"#, "`wet` gelijk is aan \"wmo\"", "`wet` equals \"wmo\"");
        case(
            r#"wet in codelijst("zonder")"#,
            "`wet` in de codelijst `zonder` staat",
            "`wet` is in the code list `zonder`",
        );
        case("dag in @periode", "`dag` in de periode valt", "`dag` lies in the period");
        case("tijdvak in @periode", "`tijdvak` in de periode valt", "`tijdvak` lies in the period");
        case("wet is leeg", "`wet` leeg is", "`wet` is empty");
        case("not wet is leeg", "`wet` niet leeg is", "`wet` is not empty");
    }

    #[test]
    fn says_what_does_not_hold() {
        #[track_caller]
        fn case(filter: &str, nl: &str, en: &str) {
            assert_eq!(vertel(filter), [nl, en]);
        }

        case(r#"not wet != "wmo""#, "`wet` gelijk is aan \"wmo\"", "`wet` equals \"wmo\"");
        case(
            r#"not wet in ("wmo", "pw")"#,
            "`wet` iets anders is dan \"wmo\" of \"pw\" (leeg telt ook mee)",
            "`wet` is anything other than \"wmo\" or \"pw\" (empty counts, too)",
        );
        case(
            "not dag in @periode",
            "`dag` niet in de periode valt (leeg telt ook mee)",
            "`dag` does not lie in the period (empty counts, too)",
        );
        case(
            r#"not wet in codelijst("zonder")"#,
            "`wet` niet in de codelijst `zonder` staat (leeg telt ook mee)",
            "`wet` is not in the code list `zonder` (empty counts, too)",
        );
        case(
            "not uren < 3",
            "`uren` niet kleiner is dan 3 (leeg telt ook mee)",
            "`uren` is not less than 3 (empty counts, too)",
        );
        case(
            "dag != 2018-04-01",
            "`dag` niet op 1 april 2018 valt (leeg telt ook mee)",
            "`dag` is not 1 April 2018 (empty counts, too)",
        );
        case(
            "not (wet is leeg or uren > 3)",
            "niet geldt dat (`wet` leeg is of `uren` groter is dan 3)",
            "it is not so that (`wet` is empty or `uren` is greater than 3)",
        );
        case("not (not wet is leeg)", "`wet` leeg is", "`wet` is empty");
    }

    #[test]
    fn brackets_tell_what_goes_together() {
        #[track_caller]
        fn case(filter: &str, nl: &str) {
            assert_eq!(vertel(filter)[0], nl);
        }

        case(
            r#"dag <= @peildatum and (wet is leeg or wet == "wmo") and uren > 1"#,
            "`dag` op of vóór de laatste dag van de periode ligt, (`wet` leeg is of `wet` gelijk \
             is aan \"wmo\") en `uren` groter is dan 1",
        );
        case(
            "uren > 1 or (wet is leeg and uren < 0)",
            "`uren` groter is dan 1 of (`wet` leeg is en `uren` kleiner is dan 0)",
        );
        case(
            "(uren > 1 and wet is leeg) and uren < 5",
            "`uren` groter is dan 1, `wet` leeg is en `uren` kleiner is dan 5",
        );
    }
}
