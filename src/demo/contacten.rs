//! The contacts in the social base: who came, who helped, who began something.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Day;
use super::draw::Draw;
use super::effects;
use super::gemeente::Gemeente;
use super::persons::Person;
use super::sink::Sink;

/// Contacts a year per 1,000 residents.
const RATE: u64 = 16;

const ACTIVITEITEN: [&str; 10] = [
    "Buurthuis – inloop",
    "Eettafel",
    "Taalcafé",
    "Maatjesproject",
    "Sport en bewegen",
    "Mantelzorgsalon",
    "Formulierenhulp",
    "Ruilwinkel",
    "Tuingroep",
    "Creatieve middag",
];

const ROLLEN: [(&str, u32); 3] =
    [("deelnemer", 780), ("vrijwilliger", 185), ("initiatiefnemer", 35)];

/// Writes the contacts of a year.
pub fn write_contacten(sink: &mut dyn Sink, gemeente: &Gemeente, year: u32) -> io::Result<Written> {
    let path = format!("sociale_basis/contacten-{year}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Utf8WithBom)?;
    file.line(format_args!("Contact;Cliëntnummer;Datum;Buurtcode;Activiteit;Rol"))?;
    let mut number = 0;
    for buurt in gemeente.buurten_in(year) {
        let wijk = gemeente.wijk_of(buurt);
        let residents = gemeente.buurt_residents(buurt, year);
        let permille = if effects::is_shifted(wijk.fact, year) { 1300 } else { 1000 };
        let place = u64::from(buurt.idx);
        let mut draw = Draw::new(gemeente.seed, "contacten", place, u64::from(year));
        for _ in 0..draw.poisson(u64::from(residents) * RATE * permille) {
            number += 1;
            let client = Person::draw(&mut draw, buurt.idx, residents);
            let day = Day::new(year, 1, 1).plus(draw.below(365));
            let activiteit = draw.pick(&ACTIVITEITEN);
            let rol = ROLLEN[draw.weighted(ROLLEN.iter().map(|&(_, weight)| weight))].0;
            file.line(format_args!(
                "C{}{number:05};{};{};{};{activiteit};{rol}",
                year % 100,
                client.pseudonym(gemeente.seed),
                day.iso(),
                buurt.code,
            ))?;
        }
    }
    file.finish()
}
