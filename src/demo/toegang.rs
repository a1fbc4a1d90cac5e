//! The export of the Toegang: a file per quarter, typed by people.

use std::collections::BTreeMap;
use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Kwartaal;
use super::draw::Draw;
use super::faults::{self, Fault, Row};
use super::gemeente::Gemeente;
use super::meldingen::{Melding, draw_meldingen, draw_open_meldingen};
use super::persons::Wet;
use super::sink::Sink;
use super::words;

const HEADER: &str = "Meldingnummer;Cliëntnummer;Datum melding;Buurtcode;Wet;Verwijzer;Leefgebied;\
                      Uitkomst;Soort besluit;Datum besluit";

/// How many thousandths of the rows get a fault.
const FAULTS_PERMILLE: u32 = 5;

/// The faults planted so far, counted by kind.
pub type FaultCounts = BTreeMap<Fault, u64>;

/// Writes the file of one quarter and counts the faults in it.
pub fn write_toegang(
    sink: &mut dyn Sink,
    gemeente: &Gemeente,
    kwartaal: Kwartaal,
    counts: &mut FaultCounts,
) -> io::Result<Written> {
    let path = format!("toegang/toegang-{kwartaal}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Windows1252)?;
    file.line(format_args!("{HEADER}"))?;
    let time = kwartaal.ordinal();
    let mut typing = Draw::new(gemeente.seed, "toegang typen", 0, time);
    let mut chance = Draw::new(gemeente.seed, "toegang fouten", 0, time);
    // The kinds take turns, and another one begins each quarter, so that all of them occur.
    let mut turn = usize::try_from(time).expect("quarters are few") * 3;
    let mut number = 0;
    for buurt in gemeente.buurten_in(kwartaal.year) {
        let is_first = kwartaal == Kwartaal::FIRST;
        let open = is_first.then(|| draw_open_meldingen(gemeente, buurt));
        let meldingen = draw_meldingen(gemeente, buurt, kwartaal);
        for melding in open.into_iter().flatten().chain(meldingen) {
            number += 1;
            let mut row = type_row(gemeente, &buurt.code, kwartaal, number, &melding, &mut typing);
            let mut fault = None;
            if chance.chance(FAULTS_PERMILLE) {
                let kind = Fault::ALL[turn % Fault::ALL.len()];
                turn += 1;
                // An open melding has no decision that could be wrong.
                let needs_besluit = [Fault::BesluitBeforeMelding, Fault::UnmappedUitkomst];
                if melding.besluit.is_some() || !needs_besluit.contains(&kind) {
                    fault = Some(kind);
                }
            }
            if let Some(fault) = fault {
                *counts.entry(fault).or_default() += 1;
                faults::apply(fault, &mut row, melding.day, gemeente, &mut chance);
            }
            write_row(&mut file, &row, fault)?;
        }
    }
    file.finish()
}

fn write_row(file: &mut CsvFile<'_>, row: &Row, fault: Option<Fault>) -> io::Result<()> {
    let Row { nummer, client, datum, buurt, wet, verwijzer, leefgebied, uitkomst, soort, besluit } =
        row;
    if fault == Some(Fault::ShortRow) {
        return file.line(format_args!("{nummer};{client};{datum};{buurt};{wet};{verwijzer}"));
    }
    let is_twice = fault == Some(Fault::DuplicateRow);
    for _ in 0..=u32::from(is_twice) {
        file.line(format_args!(
            "{nummer};{client};{datum};{buurt};{wet};{verwijzer};{leefgebied};{uitkomst};{soort};{besluit}"
        ))?;
    }
    if fault == Some(Fault::EmptyRow) {
        file.line(format_args!(";;;;;;;;;"))?;
    }
    Ok(())
}

/// Types a melding as teams do: in their own words, in capitals, with a space too many.
fn type_row(
    gemeente: &Gemeente,
    buurt: &str,
    kwartaal: Kwartaal,
    number: u64,
    melding: &Melding,
    draw: &mut Draw,
) -> Row {
    let wetten: &[&str] = match melding.wet {
        Wet::Wmo => &words::WMO_WORDS,
        Wet::Jeugdwet => &words::JEUGDWET_WORDS,
        Wet::Participatiewet => &words::PARTICIPATIEWET_WORDS,
    };
    // The second way to write a law is the rarer one.
    let wet = wetten[usize::from(draw.chance(150)) % wetten.len()];
    let verwijzer = *draw.pick(&words::VERWIJZERS);
    let leefgebied = (*draw.pick(&words::LEEFGEBIEDEN)).to_owned();
    let (uitkomst, soort, besluit) = match melding.besluit {
        Some(besluit) => {
            let word = *draw.pick(besluit.uitkomst.words());
            let ways = words::Typing::WEIGHTS;
            let way = ways[draw.weighted(ways.iter().map(|&(_, weight)| weight))].0;
            (way.apply(word), besluit.soort, besluit.day.to_string())
        }
        None => (String::new(), "", String::new()),
    };
    let Kwartaal { year, number: quarter } = kwartaal;
    Row {
        nummer: format!("M{}{quarter}{number:06}", year % 100),
        client: melding.client.pseudonym(gemeente.seed),
        datum: melding.day.to_string(),
        buurt: buurt.to_owned(),
        wet,
        verwijzer,
        leefgebied,
        uitkomst,
        soort,
        besluit,
    }
}
