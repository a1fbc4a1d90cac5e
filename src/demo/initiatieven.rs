//! The initiatives of residents that the municipality supports: a list without persons.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Day;
use super::draw::Draw;
use super::gemeente::{Gemeente, Wijk};
use super::sink::Sink;

/// Initiatives begun in a year per 1,000 residents.
const RATE: u64 = 2;

/// The shortest initiative, and how much longer one may be, in days.
const SHORTEST: u32 = 90;
const SPREAD: u32 = 900;

/// The first year of which an initiative can still be there in 2017.
const FIRST_YEAR: u32 = 2014;

const THEMAS: [&str; 8] = [
    "Ontmoeting",
    "Buurttuin",
    "Veilige buurt",
    "Kinderen en jongeren",
    "Ouderen",
    "Duurzame buurt",
    "Cultuur en feest",
    "Taal en leren",
];

/// Writes the list of initiatives; what was there on 1 January 2017 has that date.
pub fn write_initiatieven(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "bewoners/initiatieven.csv", Encoding::Utf8WithBom)?;
    file.line(format_args!("Initiatief;Wijkcode;Startdatum;Einddatum;Thema"))?;
    let begin = Day::new(2017, 1, 1);
    let mut number = 0;
    for year in FIRST_YEAR..=2025 {
        for wijk in gemeente.wijken.iter().filter(|wijk| wijk.exists_in(year)) {
            let place = u64::from(wijk.fact.number);
            let mut draw = Draw::new(gemeente.seed, "initiatieven", place, u64::from(year));
            for _ in 0..draw.poisson(mean_millionths(gemeente.seed, wijk, year)) {
                let start = Day::new(year, 1, 1).plus(draw.below(365));
                let end = start.plus(SHORTEST + draw.below(SPREAD));
                let thema = draw.pick(&THEMAS);
                if end < begin {
                    continue;
                }
                number += 1;
                let end = if end <= Day::EXPORT { end.iso() } else { String::new() };
                file.line(format_args!(
                    "I{number:05};{};{};{end};{thema}",
                    wijk.code(),
                    start.max(begin).iso(),
                ))?;
            }
        }
    }
    file.finish()
}

/// How many begin in a year; wijken differ, and stay as they are.
fn mean_millionths(seed: u64, wijk: &Wijk, year: u32) -> u64 {
    let own = Draw::new(seed, "initiatieven wijk", u64::from(wijk.fact.number), 0).bell() / 4;
    let permille = u64::try_from((1000 + own).clamp(400, 1600)).expect("clamped above zero");
    // Before 2015 the demo has no residents; the wijken hardly grew in that year.
    u64::from(wijk.residents(year.max(2015))) * RATE * permille
}
