//! The questions on how it is measured, with the sources and columns of the monitor to choose from.

use std::io::BufRead;

use super::bestand::{Toml, lijst};
use super::vragen::{Gestopt, Vraag, Vragen};
use crate::definition::Monitor;
use crate::model::Soort;
use crate::source::{BronSpec, Vorm};

/// The names of the questions.
pub(super) const KEYS: &[&str] = &[
    "soort",
    "bron",
    "tel",
    "filter",
    "gebied",
    "noemer_bron",
    "noemer_tel",
    "noemer_filter",
    "noemer_gebied",
    "vermenigvuldiger",
    "variabele",
    "vanaf",
    "tot_en_met",
    "geldig_min",
    "geldig_max",
    "ontbrekend",
    "gewicht",
    "waarde",
    "ondergrens",
    "bovengrens",
    "frequentie",
];

/// How it is measured: the tables of the file, and what the other questions want to know of it.
pub(super) struct Gemeten {
    pub(super) toml: Toml,
    pub(super) soort: Soort,
    /// The number by which a ratio is multiplied.
    pub(super) factor: Option<String>,
}

/// Asks how it is measured.
pub(super) fn vraag_meting<R: BufRead>(
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
) -> Result<Gemeten, Gestopt> {
    let vraag = Vraag::new("soort", "What kind of figure it is")
        .een_van(Soort::ALL.iter().map(|soort| soort.word()));
    let word = vragen.vraag_met(&vraag, |word| match Soort::from_word(word) {
        Some(Soort::Verdeling | Soort::Afgeleid) => Err(format!(
            "a `{word}` is written by hand: copy the nearest file and see `indicators/README.md`"
        )),
        _ => Ok(()),
    })?;
    let soort = Soort::from_word(&word).expect("the question takes words of the list");
    let mut toml = Toml::default();
    toml.tabel(&format!("meting.{word}"));
    let mut gemeten = Gemeten { toml, soort, factor: None };
    match soort {
        Soort::Ratio => ratio(&mut gemeten, vragen, monitor)?,
        Soort::Aandeel => aandeel(&mut gemeten, vragen, monitor)?,
        Soort::Gepubliceerd => gepubliceerd(&mut gemeten, vragen, monitor)?,
        _ => {
            let spec = vraag_bron(vragen, monitor, "bron", "The survey", &[Vorm::Enquete])?;
            enquete(&mut gemeten.toml, vragen, spec, false)?;
        }
    }
    Ok(gemeten)
}

/// Asks for a source of one of some shapes.
fn vraag_bron<'m, R: BufRead>(
    vragen: &mut Vragen<'_, R>,
    monitor: &'m Monitor,
    sleutel: &'static str,
    tekst: &str,
    vormen: &[Vorm],
) -> Result<&'m BronSpec, Gestopt> {
    let fits = monitor.bronnen.values().filter(|bron| vormen.contains(&bron.spec.vorm));
    let names: Vec<_> = fits.map(|bron| bron.spec.naam.clone()).collect();
    if names.is_empty() {
        let words: Vec<_> = vormen.iter().map(|vorm| format!("`{}`", vorm.word())).collect();
        let message = format!("the monitor has no source of shape {}", words.join(" or "));
        return Err(Gestopt::Antwoord(message));
    }
    let naam = vragen.vraag(&Vraag::new(sleutel, tekst).een_van(names))?;
    Ok(&monitor.bronnen[&naam].spec)
}

/// The columns whose type has one of some words.
fn kolommen(spec: &BronSpec, types: &[&str]) -> Vec<String> {
    let fits = spec.kolommen.iter().filter(|kolom| types.contains(&kolom.soort.word()));
    fits.map(|kolom| kolom.naam.clone()).collect()
}

/// Asks for the column with the area, where there are more.
fn vraag_gebied<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
    spec: &BronSpec,
    sleutel: &'static str,
) -> Result<(), Gestopt> {
    let found = kolommen(spec, &["gebied"]);
    if 1 < found.len() {
        let vraag = Vraag::new(sleutel, "The column with the area").een_van(found);
        toml.tekst("gebied", &vragen.vraag(&vraag)?);
    }
    Ok(())
}

/// What can be counted in a source.
fn telbaar(spec: &BronSpec, has_sums: bool) -> Vec<String> {
    let uniek = kolommen(spec, &["pseudoniem"]);
    let mut found: Vec<_> = uniek.into_iter().map(|kolom| format!("uniek({kolom})")).collect();
    if spec.vorm == Vorm::Records {
        found.push("records".to_owned());
    } else {
        found.clear();
    }
    if has_sums {
        let sums = kolommen(spec, &["getal", "geheel"]);
        found.extend(sums.into_iter().map(|kolom| format!("som({kolom})")));
    }
    if spec.vorm == Vorm::Records {
        let others = kolommen(spec, &["code", "tekst"]);
        found.extend(others.into_iter().map(|kolom| format!("uniek({kolom})")));
    }
    found
}

/// A filter that most indicators on a source have.
fn gewoon_filter(spec: &BronSpec) -> Option<String> {
    if let Some(datum) = spec.datum {
        return Some(format!("{} in @periode", spec.kolommen[datum].naam));
    }
    // Published numbers of people are of a year, also where quarters are counted.
    Some(format!("{} == @jaar", spec.kolommen[spec.periode?].naam))
}

const REGISTERS: &[Vorm] = &[Vorm::Records, Vorm::Cijfers];

fn ratio<R: BufRead>(
    gemeten: &mut Gemeten,
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
) -> Result<(), Gestopt> {
    let vraag =
        Vraag::new("vermenigvuldiger", "For how many of what stands below the line").anders("1000");
    let factor = vragen.vraag_met(&vraag, |text| match text.parse::<u32>() {
        Ok(1..=1_000_000) => Ok(()),
        _ => Err("a whole number from 1 to 1000000".to_owned()),
    })?;
    gemeten.toml.waarde("vermenigvuldiger", &factor);
    gemeten.factor = Some(factor);
    let toml = &mut gemeten.toml;
    let sides: [(&str, [&'static str; 4], [&str; 3]); 2] = [
        (
            "teller",
            ["bron", "tel", "filter", "gebied"],
            ["The source of what is counted", "What is counted", "Which rows count"],
        ),
        (
            "noemer",
            ["noemer_bron", "noemer_tel", "noemer_filter", "noemer_gebied"],
            [
                "The source of what it is divided by",
                "What it is divided by",
                "Which rows count below",
            ],
        ),
    ];
    for (naam, [bron, tel, filter, gebied], [of_bron, of_tel, of_filter]) in sides {
        toml.tabel(&format!("meting.ratio.{naam}"));
        let spec = vraag_bron(vragen, monitor, bron, of_bron, REGISTERS)?;
        toml.tekst("bron", &spec.naam);
        let vraag = Vraag::new(tel, of_tel).een_van(telbaar(spec, true));
        toml.tekst("tel", &vragen.vraag(&vraag)?);
        let vraag = Vraag::new(filter, of_filter).misschien(gewoon_filter(spec));
        toml.filter("filter", &vragen.vraag(&vraag.mag_leeg())?);
        vraag_gebied(toml, vragen, spec, gebied)?;
    }
    vraag_frequentie(toml, vragen)
}

fn aandeel<R: BufRead>(
    gemeten: &mut Gemeten,
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
) -> Result<(), Gestopt> {
    let vormen = &[Vorm::Records, Vorm::Enquete];
    let spec = vraag_bron(vragen, monitor, "bron", "The register or the survey", vormen)?;
    let toml = &mut gemeten.toml;
    if spec.vorm == Vorm::Enquete {
        return enquete(toml, vragen, spec, true);
    }
    toml.tekst("bron", &spec.naam);
    let vraag = Vraag::new("tel", "What is counted").een_van(telbaar(spec, false));
    toml.tekst("tel", &vragen.vraag(&vraag)?);
    let vraag = Vraag::new("noemer_filter", "Which rows are the whole");
    toml.filter("noemer", &vragen.vraag(&vraag.misschien(gewoon_filter(spec)))?);
    let vraag =
        Vraag::new("filter", "Which of those are the part, such as `uitkomst == \"opgelost\"`");
    toml.filter("teller", &vragen.vraag(&vraag)?);
    vraag_gebied(toml, vragen, spec, "gebied")?;
    vraag_frequentie(toml, vragen)
}

/// Says whether a text is a number with a point.
pub(super) fn is_getal(text: &str) -> Result<(), String> {
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    match text.parse::<f64>() {
        Ok(number)
            if is_plain && number.is_finite() && !text.ends_with('.') && !text.starts_with('.') =>
        {
            Ok(())
        }
        _ => Err(format!("`{text}` is no number such as 12 or 12.5")),
    }
}

/// A question of a survey: its mean, or the share of those who answered in a range.
fn enquete<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
    spec: &BronSpec,
    is_aandeel: bool,
) -> Result<(), Gestopt> {
    toml.tekst("bron", &spec.naam);
    let numbers = kolommen(spec, &["getal", "geheel"]);
    let vraag = Vraag::new("variabele", "The column with the answer").een_van(numbers.clone());
    toml.tekst("variabele", &vragen.vraag(&vraag)?);
    if is_aandeel {
        let vraag = Vraag::new("vanaf", "The lowest answer that counts").mag_leeg();
        let vanaf = vragen.vraag_met(&vraag, is_getal)?;
        let vraag = Vraag::new("tot_en_met", "The highest answer that counts");
        let vraag = if vanaf.is_empty() { vraag } else { vraag.mag_leeg() };
        let tot = vragen.vraag_met(&vraag, is_getal)?;
        for (key, value) in [("vanaf", &vanaf), ("tot_en_met", &tot)] {
            if !value.is_empty() {
                toml.waarde(key, value);
            }
        }
    }
    let vraag = Vraag::new("filter", "Which respondents count").mag_leeg();
    toml.filter("filter", &vragen.vraag(&vraag)?);
    let vraag = Vraag::new("geldig_min", "The lowest answer of the scale").mag_leeg();
    let min = vragen.vraag_met(&vraag, is_getal)?;
    if !min.is_empty() {
        let vraag = Vraag::new("geldig_max", "The highest answer of the scale");
        let max = vragen.vraag_met(&vraag, is_getal)?;
        toml.waarde("geldig", &format!("{{ min = {min}, max = {max} }}"));
    }
    let vraag =
        Vraag::new("ontbrekend", "Codes for no answer, with commas between them").mag_leeg();
    let codes = vragen
        .vraag_met(&vraag, |text| text.split(',').try_for_each(|code| is_getal(code.trim())))?;
    if !codes.is_empty() {
        let codes: Vec<_> = codes.split(',').map(str::trim).collect();
        toml.waarde("ontbrekend", &format!("[{}]", codes.join(", ")));
    }
    vraag_gebied(toml, vragen, spec, "gebied")?;
    let vraag = Vraag::new("gewicht", "The column with the weight of a respondent").mag_leeg();
    let gewicht = vragen.vraag(&vraag.een_van(numbers))?;
    if !gewicht.is_empty() {
        toml.tabel("schatting");
        toml.tekst("gewicht", &gewicht);
    }
    toml.tabel("periode");
    toml.tekst("frequentie", "meting");
    Ok(())
}

fn gepubliceerd<R: BufRead>(
    gemeten: &mut Gemeten,
    vragen: &mut Vragen<'_, R>,
    monitor: &Monitor,
) -> Result<(), Gestopt> {
    let spec =
        vraag_bron(vragen, monitor, "bron", "The source that publishes it", &[Vorm::Cijfers])?;
    let toml = &mut gemeten.toml;
    toml.tekst("bron", &spec.naam);
    let numbers = kolommen(spec, &["getal", "geheel"]);
    let vraag = Vraag::new("waarde", "The column with the figure").een_van(numbers.clone());
    toml.tekst("waarde", &vragen.vraag(&vraag)?);
    let vraag =
        Vraag::new("filter", "Which rows hold it, such as `leeftijd == \"20300\"`").mag_leeg();
    toml.filter("sleutel", &vragen.vraag(&vraag)?);
    let vraag = Vraag::new("ondergrens", "The column with the lower bound").mag_leeg();
    let onder = vragen.vraag(&vraag.een_van(numbers.clone()))?;
    if !onder.is_empty() {
        let vraag = Vraag::new("bovengrens", "The column with the upper bound").een_van(numbers);
        toml.waarde("grenzen", &lijst(&[onder, vragen.vraag(&vraag)?]));
    }
    vraag_gebied(toml, vragen, spec, "gebied")?;
    toml.tabel("periode");
    toml.tekst("frequentie", "meting");
    Ok(())
}

/// Asks how often a register is counted.
fn vraag_frequentie<R: BufRead>(
    toml: &mut Toml,
    vragen: &mut Vragen<'_, R>,
) -> Result<(), Gestopt> {
    let words = ["kwartaal", "jaar", "halfjaar", "maand"];
    let vraag = Vraag::new("frequentie", "How often, of kwartaal, jaar, halfjaar and maand")
        .anders("kwartaal, jaar");
    let found = vragen.vraag_met(&vraag, |text| {
        let strange = text.split(',').map(str::trim).find(|word| !words.contains(word));
        strange.map_or(Ok(()), |word| Err(format!("`{word}` is not one of {}", words.join(", "))))
    })?;
    let found: Vec<_> = found.split(',').map(|word| word.trim().to_owned()).collect();
    toml.tabel("periode");
    toml.waarde("frequentie", &lijst(&found));
    Ok(())
}
