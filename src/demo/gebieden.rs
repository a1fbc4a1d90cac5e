//! The division into areas of both vintages, and the bridge between them.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::gemeente::Gemeente;
use super::places::{BIEZENMORTEL, OLD_WIJKEN, TOEGANGSGEBIEDEN, WIJKEN, WijkFact};
use super::sink::Sink;

/// The municipality in its borders since 1997.
const GEMEENTE_SINCE: &str = "1997-01-01";
/// The oldest year of which the old division was seen.
const OLD_SINCE: &str = "2013-01-01";
const OLD_UNTIL: &str = "2016-12-31";
const NEW_SINCE: &str = "2017-01-01";
const BIEZENMORTEL_SINCE: &str = "2021-01-01";

/// Writes `gebieden/indeling.csv`: the tree of areas.
pub fn write_indeling(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "gebieden/indeling.csv", Encoding::Utf8)?;
    file.line(format_args!("code;naam;niveau;ouder;geldig_van;geldig_tot"))?;
    file.line(format_args!("GM0855;Tilburg;gemeente;;{GEMEENTE_SINCE};"))?;
    for (number, name) in (1..).zip(TOEGANGSGEBIEDEN) {
        file.line(format_args!("TG{number:02};{name};toegangsgebied;GM0855;{NEW_SINCE};"))?;
    }
    for (number, name) in OLD_WIJKEN.iter().enumerate() {
        file.line(format_args!("WK08550{number};{name};wijk;GM0855;{OLD_SINCE};{OLD_UNTIL}"))?;
    }
    for wijk in &gemeente.wijken {
        let WijkFact { name, gebied, .. } = wijk.fact;
        file.line(format_args!("{};{name};wijk;TG{gebied:02};{};", wijk.code(), since(wijk.fact)))?;
    }
    for buurt in &gemeente.old_buurten {
        file.line(format_args!(
            "{};{};buurt;WK08550{};{OLD_SINCE};{OLD_UNTIL}",
            buurt.code, buurt.name, buurt.wijk
        ))?;
    }
    for buurt in &gemeente.buurten {
        let wijk = gemeente.wijk_of(buurt);
        file.line(format_args!(
            "{};{};buurt;{};{};",
            buurt.code,
            buurt.name,
            wijk.code(),
            since(wijk.fact)
        ))?;
    }
    file.finish()
}

fn since(fact: &WijkFact) -> &'static str {
    if fact.number == BIEZENMORTEL { BIEZENMORTEL_SINCE } else { NEW_SINCE }
}

/// Writes `gebieden/overgang.csv`: which part of each old wijk lies in which new one.
pub fn write_overgang(sink: &mut dyn Sink) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "gebieden/overgang.csv", Encoding::Utf8)?;
    file.line(format_args!("van;naar;vanaf;aandeel;grondslag"))?;
    for number in (0..).take(OLD_WIJKEN.len()) {
        for (fact, millionths) in shares_of(number) {
            file.line(format_args!(
                "WK08550{number};WK0855{};{NEW_SINCE};{}.{:06};inwoners (schematisch)",
                fact.number,
                millionths / 1_000_000,
                millionths % 1_000_000
            ))?;
        }
    }
    file.finish()
}

/// The new wijken in an old one with their share of its residents, in millionths.
///
/// Shares are rounded as running totals, so that they add up to exactly one.
pub fn shares_of(old: u32) -> Vec<(&'static WijkFact, u64)> {
    let pieces: Vec<(&WijkFact, u64)> = WIJKEN
        .iter()
        .flat_map(|fact| fact.old.iter().map(move |&part| (fact, part)))
        .filter(|&(_, (number, _))| number == old)
        .map(|(fact, (_, percent))| (fact, u64::from(fact.residents * percent)))
        .collect();
    let total: u64 = pieces.iter().map(|&(_, people)| people).sum();
    let mut before = 0;
    let mut running = 0;
    pieces
        .into_iter()
        .map(|(fact, people)| {
            running += people;
            let until = (running * 1_000_000 + total / 2) / total;
            let share = until - before;
            before = until;
            (fact, share)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_every_old_wijk_add_up_to_one() {
        for old in 0..10 {
            let sum: u64 = shares_of(old).iter().map(|&(_, share)| share).sum();
            assert_eq!(sum, 1_000_000, "WK08550{old}");
        }
    }

    #[test]
    fn a_mixed_wijk_comes_from_more_than_one_old_wijk() {
        let sources = (0..10).filter(|&old| {
            let shares = shares_of(old);
            shares.iter().any(|&(fact, share)| fact.number == 21 && share > 0)
        });
        assert_eq!(sources.collect::<Vec<_>>(), [0, 1, 2]);
    }
}
