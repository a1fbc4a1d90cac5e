//! The provisions: what followed from the referrals to maatwerk, and what there was before.

use std::io;

use super::csv_file::{CsvFile, Encoding, Hundredths, Written};
use super::day::{Day, Kwartaal};
use super::draw::Draw;
use super::effects;
use super::gemeente::{Buurt, Gemeente};
use super::meldingen::{Besluit, draw_meldingen};
use super::persons::{Person, Wet};
use super::products::{draw_product, draw_reden};
use super::sink::Sink;
use super::words::Uitkomst;

const HEADER: &str = "Toewijzingnummer;Cliëntnummer;Buurtcode;Wet;Productcategorie;Productcode;\
                      Ingangsdatum;Einddatum;Volume;Eenheid;Frequentie;Leveringsvorm;\
                      Inzet sociale basis;Reden beëindiging";

/// Provisions per 1,000 residents on 1 January 2017: the number that the referrals keep up.
const STOCK_RATE: u64 = 26;

/// The shortest provision, and how much longer one may be, in days.
const SHORTEST: u32 = 90;
const SPREAD: u32 = 1000;

/// Who gets a provision, under which law, from when and until when.
struct Grant {
    client: Person,
    wet: Wet,
    start: Day,
    end: Day,
}

/// Writes the provisions that start in `year`.
pub fn write_voorzieningen(
    sink: &mut dyn Sink,
    gemeente: &Gemeente,
    year: u32,
) -> io::Result<Written> {
    let path = format!("voorzieningen/voorzieningen-{year}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Windows1252)?;
    file.line(format_args!("{HEADER}"))?;
    let mut number = 0;
    for buurt in gemeente.buurten_in(year) {
        if year == 2017 {
            write_stock(&mut file, gemeente, buurt, &mut number)?;
        }
        // A decision takes at most 140 days and a start 28 more, so no older quarter reaches here.
        let before = (3..=4).map(|number| Kwartaal { year: year - 1, number });
        let quarters = before.chain((1..=4).map(|number| Kwartaal { year, number }));
        for quarter in quarters {
            let place = u64::from(buurt.idx);
            let mut draw = Draw::new(gemeente.seed, "voorzieningen", place, quarter.ordinal());
            for melding in draw_meldingen(gemeente, buurt, quarter) {
                let Some(Besluit { uitkomst: Uitkomst::Maatwerk, day, .. }) = melding.besluit
                else {
                    continue;
                };
                // One person in seven gets two provisions at once.
                let start = day.plus(draw.below(29));
                for _ in 0..=draw.below(7) / 6 {
                    let grant = Grant {
                        client: melding.client,
                        wet: melding.wet,
                        start,
                        end: start.plus(SHORTEST + draw.below(SPREAD)),
                    };
                    // Drawn before it is known in which file it belongs, so that all files agree.
                    let line = describe(gemeente, buurt, &grant, &mut draw);
                    if start.year() == year {
                        number += 1;
                        write_line(&mut file, year, number, &line)?;
                    }
                }
            }
        }
    }
    file.finish()
}

/// Writes what was running on 1 January 2017, moved to that day by a new system.
fn write_stock(
    file: &mut CsvFile<'_>,
    gemeente: &Gemeente,
    buurt: &Buurt,
    number: &mut u64,
) -> io::Result<()> {
    let residents = gemeente.buurt_residents(buurt, 2017);
    let zwaarte = gemeente.wijk_of(buurt).zwaarte;
    let mut draw = Draw::new(gemeente.seed, "beginstand", u64::from(buurt.idx), 0);
    let count = draw.poisson(u64::from(residents) * STOCK_RATE * u64::from(zwaarte));
    let start = Day::new(2017, 1, 1);
    for _ in 0..count {
        let client = Person::draw(&mut draw, buurt.idx, residents);
        // Of provisions that run on a given day, short rests are commoner than long ones.
        let longest = SHORTEST + SPREAD;
        let rest = draw.below(longest).min(draw.below(longest));
        let grant =
            Grant { client, wet: client.wet(gemeente.seed), start, end: start.plus(1 + rest) };
        let line = describe(gemeente, buurt, &grant, &mut draw);
        *number += 1;
        write_line(file, 2017, *number, &line)?;
    }
    Ok(())
}

fn write_line(file: &mut CsvFile<'_>, year: u32, number: u64, line: &str) -> io::Result<()> {
    file.line(format_args!("T{}{number:06};{line}", year % 100))
}

/// The columns of a provision after its number.
fn describe(gemeente: &Gemeente, buurt: &Buurt, grant: &Grant, draw: &mut Draw) -> String {
    let &Grant { client, wet, start, end } = grant;
    let (category, amount) = draw_product(draw, wet, start.year());
    let product = *draw.pick(&["A05", "A12", "B03", "C01"]);
    let (end, reden) = draw_end(draw, wet, start, end);
    let leveringsvorm = if draw.chance(90) { "pgb" } else { "zin" };
    let is_shifted = effects::is_shifted(gemeente.wijk_of(buurt).fact, start.year());
    let sociale_basis = if draw.chance(if is_shifted { 320 } else { 180 }) { "J" } else { "N" };
    let wet = match wet {
        Wet::Wmo => "Wmo",
        Wet::Jeugdwet => "Jeugdwet",
        Wet::Participatiewet => "Participatiewet",
    };
    format!(
        "{};{};{wet};{category};{category}{product};{start};{end};{};{};{};{leveringsvorm};{sociale_basis};{reden}",
        client.pseudonym(gemeente.seed),
        buurt.code,
        Hundredths(amount.hundredths),
        amount.unit,
        amount.frequency,
    )
}

/// The end as the export shows it, with its reason.
fn draw_end(draw: &mut Draw, wet: Wet, start: Day, end: Day) -> (String, &'static str) {
    if wet != Wet::Participatiewet && draw.chance(12) {
        // "Verwijderd": as if it was never sent, and not to be counted.
        (start.to_string(), "13")
    } else if end <= Day::EXPORT {
        (end.to_string(), draw_reden(draw, wet, end))
    } else if draw.chance(400) {
        (String::new(), "")
    } else {
        (end.to_string(), "")
    }
}
