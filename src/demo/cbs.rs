//! The yearly key figures of CBS: residents of city, wijken and buurten, and some care.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::gemeente::{Gemeente, round_to_five, scale};
use super::places::BIEZENMORTEL;
use super::sink::Sink;

const HEADER: &str = "gwb_code_10;gwb_code_8;regio;gm_naam;recs;gwb_code;ind_wbi;a_inw;a_man;\
                      a_vrouw;a_00_14;a_15_24;a_25_44;a_45_64;a_65_oo;a_hh;a_jz_tn;p_jz_tn;\
                      a_wmo_t;p_wmo_t";

/// Residents of the Netherlands on 1 January, from 2017 on.
const NEDERLAND: [u32; 9] = [
    17_081_507, 17_181_084, 17_282_163, 17_407_585, 17_475_415, 17_590_672, 17_811_291, 17_942_942,
    18_044_027,
];

/// Another municipality in the same file, with two of its wijken.
const BREDA: [(&str, &str, &str, u32); 3] = [
    ("GM0758", "Breda", "Gemeente", 188_078),
    ("WK075800", "Breda centrum", "Wijk", 16_440),
    ("WK075801", "Breda noord", "Wijk", 26_120),
];

/// One area in the file.
struct Area<'a> {
    code: &'a str,
    name: &'a str,
    gemeente: &'a str,
    recs: &'a str,
    ind_wbi: &'a str,
    residents: u32,
    /// How much more care there is than average, in thousandths.
    zwaarte: u32,
}

/// Writes the file of one year.
pub fn write_cbs(sink: &mut dyn Sink, gemeente: &Gemeente, year: u32) -> io::Result<Written> {
    let path = format!("cbs/kwb-{year}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Utf8)?;
    file.line(format_args!("{HEADER}"))?;
    let whole = |code, name, recs, residents| Area {
        code,
        name,
        gemeente: name,
        recs,
        ind_wbi: ".",
        residents,
        zwaarte: 1000,
    };
    let nederland = NEDERLAND[(year - 2017) as usize];
    write_area(&mut file, year, &whole("NL00", "Nederland", "Land", nederland))?;
    let residents = gemeente.residents(year);
    write_area(&mut file, year, &whole("GM0855", "Tilburg", "Gemeente", residents))?;
    for (wijk_idx, wijk) in gemeente.wijken.iter().enumerate() {
        if !wijk.exists_in(year) {
            continue;
        }
        let is_new = year == 2017 || year == 2021 && wijk.fact.number == BIEZENMORTEL;
        let code = wijk.code();
        let area = Area {
            code: &code,
            name: wijk.fact.name,
            gemeente: "Tilburg",
            recs: "Wijk",
            // 3: not to be compared with the year before; 1: code and border are unchanged.
            ind_wbi: if is_new { "3" } else { "1" },
            residents: wijk.residents(year),
            zwaarte: wijk.zwaarte,
        };
        write_area(&mut file, year, &area)?;
        let members = gemeente.buurten.iter();
        for buurt in members.filter(|buurt| buurt.wijk_idx == wijk_idx) {
            let buurt_area = Area {
                code: &buurt.code,
                name: &buurt.name,
                recs: "Buurt",
                residents: gemeente.buurt_residents(buurt, year),
                ..area
            };
            write_area(&mut file, year, &buurt_area)?;
        }
    }
    for (code, name, recs, residents) in BREDA {
        let area = Area {
            gemeente: "Breda",
            ind_wbi: if recs == "Wijk" { "1" } else { "." },
            ..whole(code, name, recs, scale(residents, 920 + (year - 2017) * 10, 990))
        };
        write_area(&mut file, year, &area)?;
    }
    file.finish()
}

fn write_area(file: &mut CsvFile<'_>, year: u32, area: &Area<'_>) -> io::Result<()> {
    let &Area { code, name, gemeente, recs, ind_wbi, residents, zwaarte } = area;
    let is_below_gemeente = ["Wijk", "Buurt"].contains(&recs);
    let shown = |amount| {
        if is_below_gemeente { round_to_five(amount) } else { amount }
    };
    let men = scale(residents, 498, 1000);
    let [until_14, until_24, until_44, until_64] =
        [150, 290, 570, 820].map(|permille| scale(residents, permille, 1000));
    let minors = shown(scale(residents, 250, 1000));
    let (jeugd, jeugd_percent) = share_of(shown(scale(residents, 29 * zwaarte, 1_000_000)), minors);
    let wmo = shown(scale(residents, 82 * zwaarte, 1_000_000));
    let (wmo, wmo_permille) = if wmo < 10 || year == 2025 {
        (".".to_owned(), ".".to_owned())
    } else {
        // CBS divides after rounding.
        (wmo.to_string(), scale(wmo, 1000, shown(residents)).to_string())
    };
    let (jeugd, jeugd_percent) =
        if year == 2025 { (".".to_owned(), ".".to_owned()) } else { (jeugd, jeugd_percent) };
    file.line(format_args!(
        "{code};{};{name};{gemeente};{recs};{code};{ind_wbi};{};{};{};{};{};{};{};{};{};{jeugd};{jeugd_percent};{wmo};{wmo_permille}",
        &code[2..],
        shown(residents),
        shown(men),
        shown(residents - men),
        shown(until_14),
        shown(until_24 - until_14),
        shown(until_44 - until_24),
        shown(until_64 - until_44),
        shown(residents - until_64),
        shown(scale(residents, 465, 1000)),
    ))
}

/// An amount and its percentage with a decimal comma; both unknown below ten.
fn share_of(amount: u32, whole: u32) -> (String, String) {
    if amount < 10 || whole == 0 {
        return (".".to_owned(), ".".to_owned());
    }
    let tenths = scale(amount, 1000, whole);
    (amount.to_string(), format!("{},{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_amounts_are_not_shown() {
        assert_eq!(share_of(5, 100), (".".to_owned(), ".".to_owned()));
        assert_eq!(share_of(25, 200), ("25".to_owned(), "12,5".to_owned()));
    }
}
