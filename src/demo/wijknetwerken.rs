//! The lists of those present at the meetings of the networks of residents and organisations.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Day;
use super::draw::Draw;
use super::gemeente::Gemeente;
use super::persons::Person;
use super::sink::Sink;

/// Visits to a meeting in a year per 1,000 residents.
const RATE: u64 = 8;

const ROLLEN: [(&str, u32); 3] = [("bewoner", 720), ("organisatie", 130), ("professional", 150)];

/// Writes who came in a year.
pub fn write_wijknetwerken(
    sink: &mut dyn Sink,
    gemeente: &Gemeente,
    year: u32,
) -> io::Result<Written> {
    let path = format!("bewoners/wijknetwerken-{year}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Utf8WithBom)?;
    file.line(format_args!("Deelname;Deelnemer;Datum;Buurtcode;Rol"))?;
    let mut number = 0;
    for buurt in gemeente.buurten_in(year) {
        let residents = gemeente.buurt_residents(buurt, year);
        let place = u64::from(buurt.idx);
        let mut draw = Draw::new(gemeente.seed, "wijknetwerken", place, u64::from(year));
        for _ in 0..draw.poisson(u64::from(residents) * RATE * 1000) {
            number += 1;
            let client = Person::draw(&mut draw, buurt.idx, residents);
            let day = Day::new(year, 1, 1).plus(draw.below(365));
            let rol = ROLLEN[draw.weighted(ROLLEN.iter().map(|&(_, weight)| weight))].0;
            file.line(format_args!(
                "N{}{number:05};{};{};{};{rol}",
                year % 100,
                client.pseudonym(gemeente.seed),
                day.iso(),
                buurt.code,
            ))?;
        }
    }
    file.finish()
}
