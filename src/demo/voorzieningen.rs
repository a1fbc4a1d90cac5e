//! The provisions: what followed from the referrals to maatwerk, and what there was before.

use std::io;

use super::csv_file::{CsvFile, Encoding, Hundredths, Written};
use super::day::{Day, Kwartaal};
use super::draw::Draw;
use super::effects;
use super::gemeente::{Buurt, Gemeente};
use super::meldingen::{Besluit, draw_meldingen};
use super::persons::{Person, Wet};
use super::products::{draw_monthly_euros, draw_product, draw_reden, yearly_cost};
use super::sink::Sink;
use super::words::Uitkomst;

const HEADER: &str = "Toewijzingnummer;Cliëntnummer;Buurtcode;Wet;Productcategorie;Productcode;\
                      Ingangsdatum;Einddatum;Volume;Eenheid;Frequentie;Leveringsvorm;\
                      Inzet sociale basis;Reden beëindiging;Kosten per jaar";

/// Provisions per 1,000 residents on 1 January 2017: the number that the referrals keep up.
const STOCK_RATE: u64 = 26;

/// The shortest provision, and how much longer one may be, in days.
const SHORTEST: u32 = 90;
const SPREAD: u32 = 1000;

/// How many thousandths of the provisions under the Wmo and the Jeugdwet have one of Werk en Inkomen
/// beside them.
const SECOND_PERMILLE: u32 = 80;

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
    let mut numbers = Numbers::default();
    for buurt in gemeente.buurten_in(year) {
        if year == 2017 {
            write_stock(&mut file, gemeente, buurt, &mut numbers)?;
        }
        // A decision takes at most 140 days and a start 28 more, so no older quarter reaches here.
        let before = (3..=4).map(|number| Kwartaal { year: year - 1, number });
        let quarters = before.chain((1..=4).map(|number| Kwartaal { year, number }));
        for quarter in quarters {
            let place = u64::from(buurt.idx);
            let mut draw = Draw::new(gemeente.seed, "voorzieningen", place, quarter.ordinal());
            let mut beside = Draw::new(gemeente.seed, "stapeling", place, quarter.ordinal());
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
                    let second = describe_second(gemeente, buurt, &grant, &line, &mut beside);
                    if start.year() == year {
                        numbers.write(&mut file, year, &line, second.as_deref())?;
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
    numbers: &mut Numbers,
) -> io::Result<()> {
    let residents = gemeente.buurt_residents(buurt, 2017);
    let zwaarte = gemeente.wijk_of(buurt).zwaarte;
    let mut draw = Draw::new(gemeente.seed, "beginstand", u64::from(buurt.idx), 0);
    let mut beside = Draw::new(gemeente.seed, "stapeling", u64::from(buurt.idx), 0);
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
        let second = describe_second(gemeente, buurt, &grant, &line, &mut beside);
        numbers.write(file, 2017, &line, second.as_deref())?;
    }
    Ok(())
}

/// The numbers given out in a file: `T` by the Toegang, `W` by Werk en Inkomen.
#[derive(Default)]
struct Numbers {
    toegang: u64,
    werk_en_inkomen: u64,
}

impl Numbers {
    /// Writes a provision, and the one beside it where there is one.
    fn write(
        &mut self,
        file: &mut CsvFile<'_>,
        year: u32,
        line: &Line,
        second: Option<&str>,
    ) -> io::Result<()> {
        let year = year % 100;
        self.toegang += 1;
        file.line(format_args!("T{year}{:06};{}", self.toegang, line.text))?;
        if let Some(second) = second {
            self.werk_en_inkomen += 1;
            file.line(format_args!("W{year}{:06};{second}", self.werk_en_inkomen))?;
        }
        Ok(())
    }
}

/// A provision as the export shows it.
struct Line {
    /// The columns after its number.
    text: String,
    /// True when it was taken back, as if it was never sent.
    is_removed: bool,
}

fn describe(gemeente: &Gemeente, buurt: &Buurt, grant: &Grant, draw: &mut Draw) -> Line {
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
    let text = format!(
        "{};{};{wet};{category};{category}{product};{start};{end};{};{};{};{leveringsvorm};{sociale_basis};{reden};{}",
        client.pseudonym(gemeente.seed),
        buurt.code,
        Hundredths(amount.hundredths),
        amount.unit,
        amount.frequency,
        yearly_cost(category, amount).map(|euros| euros.to_string()).unwrap_or_default(),
    );
    Line { text, is_removed: reden == "13" }
}

/// A provision of Werk en Inkomen beside another of the same person: it starts with that one and ends
/// no later, so that nobody has a provision who had none.
///
/// Drawn for each provision, so that all files agree. That system keeps no part of the social base.
fn describe_second(
    gemeente: &Gemeente,
    buurt: &Buurt,
    first: &Grant,
    line: &Line,
    draw: &mut Draw,
) -> Option<String> {
    let is_there = draw.chance(SECOND_PERMILLE);
    let amount = draw_monthly_euros(draw);
    let length = first.start.days_until(first.end);
    let end = first.start.plus(length / 2 + draw.below(length - length / 2 + 1));
    if !is_there || line.is_removed || first.wet == Wet::Participatiewet {
        return None;
    }
    Some(format!(
        "{};{};Participatiewet;P3;P3A05;{};{end};{};{};{};zin;;;{}",
        first.client.pseudonym(gemeente.seed),
        buurt.code,
        first.start,
        Hundredths(amount.hundredths),
        amount.unit,
        amount.frequency,
        yearly_cost("P3", amount).unwrap_or_default(),
    ))
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
