//! `[doel]`, `[[doel_extra]]` and `[[doel_per_gebied]]`: what an indicator should become.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{
    AreaCode, Datum, Doel, Doelsoort, Frequentie, Maat, Mijlpaal, Niveau, Periode, Richting,
    Traject,
};

use super::super::document::At;
use super::super::name::quote;
use super::super::table::Table;
use super::{DoelPlaces, Kader};

/// The keys of a target.
const KEYS: &[&str] = &[
    "naam",
    "soort",
    "waarde",
    "ondergrens",
    "bovengrens",
    "marge",
    "maat",
    "rangorde",
    "per",
    "deadline",
    "beoordeel_op",
    "traject",
    "mijlpaal",
    "relevant",
];
const MIJLPAAL_KEYS: &[&str] = &["op", "waarde"];
const GEBIED_KEYS: &[&str] = &["doel", "gebied", "waarde", "ondergrens", "bovengrens", "marge"];

/// The name of the target in `[doel]` that has none.
const FIRST: &str = "doel";

/// The baseline's period and where it stands.
type Start = (Periode, Place);

/// Parses all targets, the main one first; none when one of them is at fault.
pub(super) fn parse_doelen(
    root: &Table,
    start: Option<&Start>,
    kader: &Kader,
) -> Option<Vec<(Doel, DoelPlaces)>> {
    if !root.has("doel") {
        let finding = Diagnostic::new(Code::NoTarget, "the contract has no target")
            .at(kader.place.clone(), "has no `[doel]`");
        kader.report(root, finding);
        return None;
    }
    let first = root.opt_table("doel", KEYS);
    let tables: Vec<_> = first.into_iter().chain(root.list("doel_extra", KEYS)).collect();
    let mut doelen: Vec<(Doel, DoelPlaces)> = Vec::new();
    for (idx, table) in tables.iter().enumerate() {
        if 0 < idx {
            table.require("naam");
        }
        let (doel, places) = parse_doel(table, start, kader)?;
        if doelen.iter().any(|(other, _)| other.naam == doel.naam) {
            let message = format!("two targets have the name {}", quote(&doel.naam));
            let place = table.key_place("naam").unwrap_or_else(|| table.place());
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "the second"));
            return None;
        }
        doelen.push((doel, places));
    }
    for table in root.list("doel_per_gebied", GEBIED_KEYS) {
        override_area(&table, &mut doelen, kader)?;
    }
    Some(doelen)
}

fn parse_doel(table: &Table, start: Option<&Start>, kader: &Kader) -> Option<(Doel, DoelPlaces)> {
    let naam = table.opt_text("naam").map_or_else(|| FIRST.to_owned(), |at| at.value);
    let soort = parse_soort(table, kader);
    let per =
        match soort {
            // The areas that are compared; the figure is of the gemeente.
            Some(Doelsoort::GatVerkleinen {
                maat: Maat::P90MinP10 | Maat::Hellingsindex, ..
            }) if !table.has("per") => Some(At { value: Niveau::Wijk, span: table.span.clone() }),
            _ => table.word("per", &Niveau::ALL, Niveau::word),
        };
    if !table.has("deadline") {
        let finding = Diagnostic::new(Code::NoDeadline, "the target has no deadline")
            .at(table.place(), "needs `deadline`")
            .help("give the last day on which it can be reached, such as 2020-12-31");
        kader.report(table, finding);
    }
    let deadline = table.has("deadline").then(|| table.date("deadline")).flatten();
    if let (Some((periode, place)), Some(deadline)) = (start, &deadline)
        && deadline.value <= periode.last_day()
    {
        let message = format!("the deadline is not after the baseline of {periode}");
        let finding = Diagnostic::new(Code::DeadlineBeforeBaseline, message)
            .at(table.ctx.place(&deadline.span), "the deadline")
            .also(place.clone(), "the baseline");
        kader.report(table, finding);
        return None;
    }
    let judged = deadline.as_ref().and_then(|deadline| {
        let freq = start.map(|(periode, _)| periode.frequentie());
        parse_beoordeel_op(table, deadline, freq?, kader)
    });
    let traject = table.opt_word("traject", Traject::ALL, Traject::word);
    let mijlpalen = parse_mijlpalen(table, start, deadline.as_ref());
    let traject = match (traject, mijlpalen.as_deref()) {
        (Some(at), Some([])) if at.value == Traject::Mijlpalen => {
            let message = "the way goes by milestones, and there are none".to_owned();
            table.bad_value(&at.span, message, "needs `mijlpaal`");
            return None;
        }
        (Some(at), _) => at.value,
        (None, Some([]) | None) => Traject::Lineair,
        (None, Some(_)) => Traject::Mijlpalen,
    };
    let relevant = table.opt_number("relevant", 0.0..=f64::MAX).map(|at| at.value);
    let soort = soort?;
    check_richting(table, &soort, kader)?;
    let per = per?;
    let places = DoelPlaces {
        waarde: value_place(table, &soort),
        per: table.ctx.place(&per.span),
        beoordeel_op: judged.as_ref().map_or_else(|| table.place(), |at| table.ctx.place(&at.span)),
        per_gebied: Vec::new(),
    };
    if kader.modelschatting.contains(&per.value) {
        let message = format!("a model makes the figures per {}", per.value.word());
        let finding = Diagnostic::new(Code::TargetOnModel, message)
            .at(places.per.clone(), "has no status")
            .help("set the target for the gemeente, which was measured");
        kader.report(table, finding);
    }
    let doel = Doel {
        naam,
        soort,
        per: per.value,
        deadline: deadline?.value,
        beoordeel_op: judged?.value,
        traject,
        mijlpalen: mijlpalen?,
        relevant,
        per_gebied: BTreeMap::new(),
    };
    Some((doel, places))
}

/// Where the number of a target stands.
fn value_place(table: &Table, soort: &Doelsoort) -> Place {
    let key = match soort {
        Doelsoort::Bandbreedte { .. } => "ondergrens",
        Doelsoort::Behoud { .. } => "marge",
        _ => "waarde",
    };
    table.key_place(key).unwrap_or_else(|| table.place())
}

/// The keys with numbers, per kind.
fn number_keys(word: &str) -> &'static [&'static str] {
    match word {
        "bandbreedte" => &["ondergrens", "bovengrens"],
        "behoud" => &["marge"],
        _ => &["waarde"],
    }
}

fn parse_soort(table: &Table, kader: &Kader) -> Option<Doelsoort> {
    let word = table.word("soort", &Doelsoort::WORDS, |word| word)?.value;
    for key in ["waarde", "ondergrens", "bovengrens", "marge"] {
        if let Some(place) = table.key_place(key)
            && !number_keys(word).contains(&key)
        {
            let message = format!("`{key}` does not go with a target of kind `{word}`");
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    }
    let is_gap = word == "gat_verkleinen";
    for key in ["maat", "rangorde"] {
        if let Some(place) = table.key_place(key).filter(|_| !is_gap) {
            let message = format!("`{key}` goes with a target of kind `gat_verkleinen`");
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    }
    let soort = parse_numbers(table, word)?;
    let Doelsoort::GatVerkleinen { procent, .. } = soort else { return Some(soort) };
    let maat = table.word("maat", Maat::ALL, Maat::word)?.value;
    let rangorde = table.opt_text("rangorde");
    if maat == Maat::Hellingsindex {
        table.require("rangorde");
        let rangorde = rangorde.as_ref()?;
        if !kader.ids.contains(&rangorde.value) {
            let message = format!("there is no indicator {}", quote(&rangorde.value));
            let finding = Diagnostic::new(Code::UnknownWord, message)
                .at(table.ctx.place(&rangorde.span), "not the id of an indicator")
                .suggest(&rangorde.value, kader.ids.iter().map(String::as_str));
            table.ctx.report(finding);
            return None;
        }
    }
    Some(Doelsoort::GatVerkleinen { maat, procent, rangorde: rangorde.map(|at| at.value) })
}

/// The numbers of a kind; of a gap, the measure is still to be filled in.
fn parse_numbers(table: &Table, word: &str) -> Option<Doelsoort> {
    let number = |key: &str| {
        table.require(key);
        table.opt_number(key, f64::MIN..=f64::MAX)
    };
    Some(match word {
        "absoluut" => Doelsoort::Absoluut { waarde: number("waarde")?.value },
        "relatief" => Doelsoort::Relatief { procent: number("waarde")?.value },
        "behoud" => {
            table.require("marge");
            Doelsoort::Behoud { marge: table.opt_number("marge", 0.0..=f64::MAX)?.value }
        }
        "bandbreedte" => {
            let (onder, boven) = (number("ondergrens"), number("bovengrens"));
            let (onder, boven) = (onder?, boven?);
            if boven.value <= onder.value {
                let message = "the upper bound does not lie above the lower".to_owned();
                table.bad_value(&boven.span, message, "not above `ondergrens`");
                return None;
            }
            Doelsoort::Bandbreedte { onder: onder.value, boven: boven.value }
        }
        _ => {
            let procent = number("waarde")?;
            if !(-100.0..0.0).contains(&procent.value) {
                let message =
                    "a gap becomes smaller by a percentage from -100 to below 0".to_owned();
                table.bad_value(&procent.span, message, "does not narrow it");
                return None;
            }
            Doelsoort::GatVerkleinen {
                maat: Maat::Gemeente,
                procent: procent.value,
                rangorde: None,
            }
        }
    })
}

/// Reports a target that goes against what is better.
fn check_richting(table: &Table, soort: &Doelsoort, kader: &Kader) -> Option<()> {
    let place = value_place(table, soort);
    let against = match (soort, kader.richting) {
        (Doelsoort::Relatief { procent }, Richting::LagerIsBeter) => 0.0 < *procent,
        (Doelsoort::Relatief { procent }, Richting::HogerIsBeter) => *procent < 0.0,
        _ => false,
    };
    let message = if against {
        format!("the target goes against `{}`", kader.richting.word())
    } else if kader.richting == Richting::Bandbreedte
        && matches!(soort, Doelsoort::Relatief { .. } | Doelsoort::Absoluut { .. })
    {
        format!("`{}` does not go with `richting = \"bandbreedte\"`", soort.word())
    } else {
        return Some(());
    };
    let finding = Diagnostic::new(Code::BadValue, message).at(place, "the wrong way");
    table.ctx.report(finding);
    None
}

/// The measurement that judges: the one named, or the one that ends on the deadline.
fn parse_beoordeel_op(
    table: &Table,
    deadline: &At<Datum>,
    freq: Frequentie,
    kader: &Kader,
) -> Option<At<Periode>> {
    let off = |span: &Range<usize>, message: String, label: &str, help: &str| {
        let finding = Diagnostic::new(Code::OffMeasurement, message)
            .at(table.ctx.place(span), label)
            .help(help);
        kader.report(table, finding);
    };
    let is_wave = kader.frequenties.contains(&Frequentie::Meting);
    let waves = kader.meetmomenten;
    let help = "name in `beoordeel_op` the first measurement that ends on or after the deadline";
    if table.has("beoordeel_op") {
        let named = table.opt_periode("beoordeel_op")?;
        let periode = named.value;
        if periode.last_day() < deadline.value {
            off(&named.span, format!("{periode} ends before the deadline"), "too early", help);
        } else if periode.frequentie() != freq {
            let message = format!("{periode} cannot be compared with the baseline");
            off(
                &named.span,
                message,
                "of another length",
                "take a period as long as that of `[nulmeting]`",
            );
        } else if is_wave && waves.is_some_and(|waves| !waves.contains(&periode)) {
            off(
                &named.span,
                format!("nothing is measured in {periode}"),
                "not in `meetmomenten`",
                help,
            );
        }
        return Some(named);
    }
    let on = Periode::containing(deadline.value, freq)?;
    let is_measured = !is_wave || waves.is_some_and(|waves| waves.contains(&on));
    if on.last_day() != deadline.value || !is_measured {
        let message = format!("nothing is measured on the deadline of {}", deadline.value);
        off(&deadline.span, message, "no measurement ends here", help);
    }
    Some(At { value: on, span: deadline.span.clone() })
}

/// Parses the milestones, which lie between baseline and deadline, in the order of time.
fn parse_mijlpalen(
    table: &Table,
    start: Option<&Start>,
    deadline: Option<&At<Datum>>,
) -> Option<Vec<Mijlpaal>> {
    let mut found: Vec<Mijlpaal> = Vec::new();
    for item in table.list("mijlpaal", MIJLPAAL_KEYS) {
        item.require("op");
        item.require("waarde");
        let (op, waarde) = (item.opt_periode("op"), item.opt_number("waarde", f64::MIN..=f64::MAX));
        let (op, waarde) = (op?, waarde?);
        let last = op.value.last_day();
        let after = found.last().map_or_else(
            || start.map(|(periode, _)| periode.last_day()),
            |before: &Mijlpaal| Some(before.op.last_day()),
        );
        let before = deadline.map(|at| at.value);
        if after.is_some_and(|day| last <= day) || before.is_some_and(|day| day <= last) {
            let message =
                "milestones lie between the baseline and the deadline, in the order of time";
            item.bad_value(&op.span, message.to_owned(), "out of order");
            return None;
        }
        found.push(Mijlpaal { op: op.value, waarde: waarde.value });
    }
    Some(found)
}

/// Gives an area another number than the target has for the others.
fn override_area(table: &Table, doelen: &mut [(Doel, DoelPlaces)], kader: &Kader) -> Option<()> {
    let of = table.opt_text("doel");
    let text = table.text("gebied")?;
    let found = match &of {
        Some(naam) => doelen.iter_mut().find(|(doel, _)| doel.naam == naam.value),
        None => doelen.first_mut(),
    };
    let Some((doel, places)) = found else {
        if let Some(of) = of {
            let message = format!("there is no target {}", quote(&of.value));
            table.bad_value(&of.span, message, "not a target");
        }
        return None;
    };
    let Ok(code) = text.value.parse::<AreaCode>() else {
        let message = format!("{} is not the code of an area", quote(&text.value));
        table.bad_value(&text.span, message, "not a code such as `WK085510`");
        return None;
    };
    let soort = match (&doel.soort, parse_numbers(table, doel.soort.word())?) {
        (
            Doelsoort::GatVerkleinen { maat, rangorde, .. },
            Doelsoort::GatVerkleinen { procent, .. },
        ) => Doelsoort::GatVerkleinen { maat: *maat, procent, rangorde: rangorde.clone() },
        (_, soort) => soort,
    };
    check_richting(table, &soort, kader)?;
    places.per_gebied.push((code.clone(), table.ctx.place(&text.span)));
    doel.per_gebied.insert(code, soort);
    Some(())
}
