//! The questions on what it should become, who decided and who answers for it.

use std::io::BufRead;

use super::bestand::{Toml, tekst};
use super::meting::is_getal;
use super::vragen::{Gestopt, Vraag, Vragen};
use crate::definition::Monitor;
use crate::model::{Datum, Niveau, Nulmetingsregel, Periode, Richting, Traject};

/// The names of the questions.
pub(super) const KEYS: &[&str] = &[
    "doel",
    "nulmeting",
    "regel",
    "doelsoort",
    "doelwaarde",
    "doel_ondergrens",
    "doel_bovengrens",
    "marge",
    "per",
    "deadline",
    "beoordeel_op",
    "traject",
    "relevant",
    "acceptabel",
    "besluit_soort",
    "besluit_nummer",
    "besluit_datum",
    "realistisch",
    "eigenaar",
    "invoer",
    "controle",
    "volgende_herziening",
];

fn datum(text: &str) -> Result<Datum, String> {
    text.parse().map_err(|_| format!("`{text}` is no date such as 2020-12-31"))
}

fn is_datum(text: &str) -> Result<(), String> {
    datum(text).map(|_| ())
}

fn periode(text: &str) -> Result<Periode, String> {
    text.parse().map_err(|error| format!("`{text}` is {error}"))
}

/// Asks what it should become; nothing when it has no target yet.
pub(super) fn vraag_doel<R: BufRead>(
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
    richting: Richting,
) -> Result<Option<Toml>, Gestopt> {
    let vraag = Vraag::new("doel", "Whether it has a target").een_van(["ja", "nee"]).anders("ja");
    if vragen.vraag(&vraag)? == "nee" {
        return Ok(None);
    }
    let mut toml = Toml::default();
    let nulmeting = vraag_nulmeting(&mut toml, vragen, monitor)?;
    vraag_waarde(&mut toml, vragen, richting)?;
    vraag_tijd(&mut toml, vragen, nulmeting)?;
    vraag_afspraak(&mut toml, vragen)?;
    Ok(Some(toml))
}

fn vraag_nulmeting<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
) -> Result<Periode, Gestopt> {
    let first = monitor.van.jaar().to_string();
    let vraag = Vraag::new("nulmeting", "The period of the baseline").anders(first);
    let nulmeting = vragen.vraag_met(&vraag, |text| periode(text).map(|_| ()))?;
    let words = Nulmetingsregel::ALL.iter().map(|regel| regel.word());
    let vraag = Vraag::new("regel", "Why that period")
        .een_van(words)
        .anders(Nulmetingsregel::LaatsteVoorBesluit.word());
    let regel = vragen.vraag(&vraag)?;
    toml.tabel("nulmeting");
    toml.tekst("periode", &nulmeting);
    toml.tekst("waarde", "uit_data");
    toml.tekst("regel", &regel);
    Ok(periode(&nulmeting).expect("it was checked"))
}

fn vraag_waarde<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
    richting: Richting,
) -> Result<(), Gestopt> {
    let soorten: &[&str] = match richting {
        Richting::Bandbreedte => &["bandbreedte", "behoud"],
        _ => &["relatief", "absoluut", "bandbreedte", "behoud"],
    };
    let vraag = Vraag::new("doelsoort", "The kind of the target").een_van(soorten.iter().copied());
    let soort = vragen.vraag(&vraag)?;
    toml.tabel("doel");
    toml.tekst("soort", &soort);
    match soort.as_str() {
        "relatief" => {
            let vraag =
                Vraag::new("doelwaarde", "The change in percent of the baseline, such as -15");
            let value = vragen.vraag_met(&vraag, |text| {
                is_getal(text)?;
                let is_down = text.starts_with('-');
                match richting {
                    Richting::LagerIsBeter if !is_down => {
                        Err("lower is better here, so the change is below 0".to_owned())
                    }
                    Richting::HogerIsBeter if is_down => {
                        Err("higher is better here, so the change is above 0".to_owned())
                    }
                    _ => Ok(()),
                }
            })?;
            toml.waarde("waarde", &value);
        }
        "absoluut" => {
            let vraag = Vraag::new("doelwaarde", "The value to reach");
            toml.waarde("waarde", &vragen.vraag_met(&vraag, is_getal)?);
        }
        "bandbreedte" => {
            let vraag = Vraag::new("doel_ondergrens", "The lowest value that is good");
            let onder = vragen.vraag_met(&vraag, is_getal)?;
            let vraag = Vraag::new("doel_bovengrens", "The highest value that is good");
            let boven = vragen.vraag_met(&vraag, |text| {
                is_getal(text)?;
                let numbers = onder.parse::<f64>().ok().zip(text.parse::<f64>().ok());
                let is_above = numbers.is_some_and(|(onder, boven)| onder < boven);
                if is_above { Ok(()) } else { Err(format!("it lies above {onder}")) }
            })?;
            toml.waarde("ondergrens", &onder);
            toml.waarde("bovengrens", &boven);
        }
        _ => {
            let vraag =
                Vraag::new("marge", "How much worse than the baseline it may be").anders("0");
            toml.waarde("marge", &vragen.vraag_met(&vraag, is_getal)?);
        }
    }
    let vraag = Vraag::new("per", "Whose target it is")
        .een_van(Niveau::ALL.map(Niveau::word))
        .anders(Niveau::Gemeente.word());
    toml.tekst("per", &vragen.vraag(&vraag)?);
    let vraag =
        Vraag::new("relevant", "The smallest difference that matters, in the unit").mag_leeg();
    let relevant = vragen.vraag_met(&vraag, is_getal)?;
    if !relevant.is_empty() {
        toml.waarde("relevant", &relevant);
    }
    Ok(())
}

fn vraag_tijd<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
    nulmeting: Periode,
) -> Result<(), Gestopt> {
    let vraag = Vraag::new("deadline", "Time-bound: the last day on which it can be reached");
    let deadline = vragen.vraag_met(&vraag, |text| {
        let is_after = nulmeting.last_day() < datum(text)?;
        if is_after { Ok(()) } else { Err(format!("the deadline lies after {nulmeting}")) }
    })?;
    let day = datum(&deadline).expect("it was checked");
    let judged = Periode::containing(day, nulmeting.frequentie());
    let judged = judged.filter(|periode| periode.last_day() == day).map(|found| found.to_string());
    let vraag = Vraag::new("beoordeel_op", "The first measurement that ends on or after that day");
    let beoordeel_op = vragen.vraag_met(&vraag.misschien(judged), |text| {
        let is_before = periode(text)?.last_day() < day;
        if is_before { Err(format!("{text} ends before the deadline")) } else { Ok(()) }
    })?;
    let ways = [Traject::Lineair, Traject::Stap].map(Traject::word);
    let vraag = Vraag::new("traject", "The way there; milestones are written by hand")
        .een_van(ways)
        .anders(Traject::Lineair.word());
    toml.waarde("deadline", &deadline);
    toml.tekst("beoordeel_op", &beoordeel_op);
    toml.tekst("traject", &vragen.vraag(&vraag)?);
    Ok(())
}

fn vraag_afspraak<R: BufRead>(toml: &mut Toml, vragen: &mut Vragen<'_, R>) -> Result<(), Gestopt> {
    let vraag = Vraag::new("acceptabel", "Acceptable: with whom it was agreed, and where");
    let acceptabel = vragen.vraag(&vraag)?;
    let vraag = Vraag::new("besluit_soort", "The kind of decision").anders("collegebesluit");
    let soort = vragen.vraag(&vraag)?;
    let nummer = vragen.vraag(&Vraag::new("besluit_nummer", "The number of the decision"))?;
    let vraag = Vraag::new("besluit_datum", "The day of the decision");
    let besloten = vragen.vraag_met(&vraag, is_datum)?;
    let vraag = Vraag::new("realistisch", "Realistic: why it can be reached");
    let realistisch = vragen.vraag(&vraag)?;
    toml.tabel("smart");
    toml.tekst("acceptabel", &acceptabel);
    let (soort, nummer) = (tekst(&soort), tekst(&nummer));
    toml.waarde(
        "besluit",
        &format!("{{ soort = {soort}, nummer = {nummer}, datum = {besloten} }}"),
    );
    toml.tekst("realistisch", &realistisch);

    let vraag = Vraag::new("eigenaar", "Who answers for it: a function rather than a person");
    let eigenaar = vragen.vraag(&vraag)?;
    let invoer = vragen.vraag(&Vraag::new("invoer", "Who entered this"))?;
    let vraag = Vraag::new("controle", "Who else checked it");
    let controle = vragen.vraag_met(&vraag, |text| {
        let is_same = text.to_lowercase() == invoer.to_lowercase();
        if is_same { Err("somebody else checks it".to_owned()) } else { Ok(()) }
    })?;
    let vraag = Vraag::new("volgende_herziening", "When it is looked at again");
    let herziening = vragen.vraag_met(&vraag, is_datum)?;
    toml.tabel("eigenaar");
    toml.tekst("naam", &eigenaar);
    toml.tekst("invoer", &invoer);
    toml.tekst("controle", &controle);
    toml.waarde("volgende_herziening", &herziening);
    Ok(())
}
