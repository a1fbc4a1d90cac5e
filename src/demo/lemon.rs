//! Lemon: a survey among residents every two years, with a sample in every buurt.

use std::fmt;
use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::draw::Draw;
use super::effects;
use super::gemeente::{Gemeente, scale};
use super::mix::Mix;
use super::sink::Sink;

pub const WAVES: [u32; 5] = [2015, 2017, 2019, 2021, 2023];

/// The questions, with the mean of the city in thousandths.
const ITEMS: [(&str, i64); 6] = [
    ("omgang", 6900),
    ("contacten", 6300),
    ("betrokkenheid", 6100),
    ("inzet", 6200),
    ("thuisvoelen", 7100),
    ("totaaloordeel", 7300),
];

/// A buurt in a wave, which is also what the sample is drawn from.
struct Part<'g> {
    buurt: &'g str,
    /// The code of the wijk, whose buurten were sampled together.
    stratum: String,
    /// The wijken since 2017 that it is like.
    mix: Mix,
    /// A number of its own for the streams of chance.
    key: u64,
    /// Adults.
    populatie: u32,
    uitgezet: u32,
    respons: u32,
}

/// A weight in ten-thousandths, with a decimal comma and one to four decimals.
struct Weight(u64);

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:04}", self.0 % 10_000);
        let trimmed = decimals.trim_end_matches('0');
        let shown = if trimmed.is_empty() { "0" } else { trimmed };
        write!(f, "{},{shown}", self.0 / 10_000)
    }
}

/// Writes the answers of one wave.
pub fn write_wave(sink: &mut dyn Sink, gemeente: &Gemeente, wave: u32) -> io::Result<Written> {
    let path = format!("lemon/lemon-{wave}.csv");
    let mut file = CsvFile::create(sink, &path, Encoding::Utf8)?;
    let items = ITEMS.map(|(name, _)| name).join(";");
    file.line(format_args!("respondent;golf;buurtcode;stratum;weegfactor;leeftijd;{items}"))?;
    let parts = sample(gemeente, wave);
    let populatie: u64 = parts.iter().map(|part| u64::from(part.populatie)).sum();
    let respons: u64 = parts.iter().map(|part| u64::from(part.respons)).sum();
    let mut number = 0;
    for part in &parts {
        let mut draw = Draw::new(gemeente.seed, "lemon", part.key, u64::from(wave));
        let means = draw_means(gemeente.seed, part, wave);
        for _ in 0..part.respons {
            number += 1;
            let design = u128::from(part.populatie) * u128::from(respons) * 10_000
                / (u128::from(part.respons) * u128::from(populatie));
            let weight = draw_weight(&mut draw, design);
            let age = 18 + draw.below(59) + draw.below(20);
            // Who is content is content with most things.
            let mood = draw.bell() * 9 / 10;
            let scores = means.map(|mean| draw_score(&mut draw, mean + mood).to_string());
            file.line(format_args!(
                "L{}{number:05};{wave};{};{};{weight};{age};{}",
                wave % 100,
                part.buurt,
                part.stratum,
                scores.join(";"),
            ))?;
        }
    }
    file.finish()
}

/// Writes how many were asked and how many answered, for all waves.
pub fn write_respons(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "lemon/respons.csv", Encoding::Utf8)?;
    file.line(format_args!("golf;buurtcode;stratum;populatie;uitgezet;respons"))?;
    for wave in WAVES {
        for part in sample(gemeente, wave) {
            file.line(format_args!(
                "{wave};{};{};{};{};{}",
                part.buurt, part.stratum, part.populatie, part.uitgezet, part.respons
            ))?;
        }
    }
    file.finish()
}

/// The sample of a wave: 11 % of the adults and 15 more, but never more than 60 %.
fn sample(gemeente: &Gemeente, wave: u32) -> Vec<Part<'_>> {
    let part = |key, buurt, stratum, mix, residents| {
        let populatie = scale(residents, 80, 100);
        let uitgezet = scale(populatie, 60, 100).min(15 + scale(populatie, 11, 100));
        let mut draw = Draw::new(gemeente.seed, "lemon respons", key, u64::from(wave));
        let permille = (280 + draw.bell() * 75 / 1000).clamp(120, 450);
        let permille = u32::try_from(permille).expect("clamped above zero");
        Part {
            buurt,
            stratum,
            mix,
            key,
            populatie,
            uitgezet,
            respons: scale(uitgezet, permille, 1000),
        }
    };
    if wave < 2017 {
        let parts = (1000..).zip(&gemeente.old_buurten).map(|(key, old)| {
            let stratum = format!("WK08550{}", old.wijk);
            let mix = Mix::of_old_wijk(old.wijk);
            part(key, old.code.as_str(), stratum, mix, old.residents)
        });
        return parts.collect();
    }
    let parts = gemeente.buurten_in(wave).map(|buurt| {
        let wijk = gemeente.wijk_of(buurt);
        let residents = gemeente.buurt_residents(buurt, wave);
        let key = u64::from(buurt.idx);
        part(key, buurt.code.as_str(), wijk.code(), Mix::of_wijk(wijk.fact), residents)
    });
    parts.collect()
}

/// The means of a buurt: those of the city, and what is its own and that of its wijk.
fn draw_means(seed: u64, part: &Part<'_>, wave: u32) -> [i64; ITEMS.len()] {
    let own = part.mix.mean(|fact| {
        let mut of_wijk = Draw::new(seed, "lemon wijk", u64::from(fact.number), 0);
        ITEMS.map(|(name, mean)| {
            let shift = match name {
                "omgang" => effects::omgang_shift(fact, wave),
                _ => 0,
            };
            mean + of_wijk.bell() / 4 + shift
        })
    });
    let mut of_buurt = Draw::new(seed, "lemon buurt", part.key, 0);
    own.map(|mean| mean + of_buurt.bell() / 10)
}

fn draw_weight(draw: &mut Draw, design: u128) -> Weight {
    // Weights also correct for age, and some deliveries round them.
    let weight = design * u128::from(draw.between(850, 1150)) / 1000;
    let weight = u64::try_from(weight).unwrap_or(u64::MAX).max(1000);
    if draw.chance(100) { Weight(weight / 1000 * 1000) } else { Weight(weight) }
}

/// A score from 1 to 10, or 88 (does not apply) or 99 (does not know).
fn draw_score(draw: &mut Draw, mean: i64) -> i64 {
    match draw.below(1000) {
        0..10 => 88,
        10..30 => 99,
        _ => ((mean + draw.bell() * 13 / 10 + 500) / 1000).clamp(1, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_one_to_four_decimals() {
        #[track_caller]
        fn case(weight: u64, expected: &str) {
            assert_eq!(Weight(weight).to_string(), expected);
        }

        case(10_000, "1,0");
        case(9_500, "0,95");
        case(12_345, "1,2345");
        case(10_030, "1,003");
    }

    #[test]
    fn response_lies_between_12_and_45_percent() {
        let gemeente = Gemeente::new(2017, 200_000);
        for part in WAVES.into_iter().flat_map(|wave| sample(&gemeente, wave)) {
            if part.uitgezet >= 100 {
                let percent = part.respons * 100 / part.uitgezet;
                assert!((11..=45).contains(&percent), "{percent} in {}", part.buurt);
            }
            assert!(part.uitgezet <= part.populatie);
        }
    }

    #[test]
    fn omgang_falls_in_the_worsening_wijk_only() {
        let gemeente = Gemeente::new(2017, 60_000);
        let omgang = |stratum: &str, wave| {
            let parts = sample(&gemeente, wave);
            let part = parts.iter().find(|part| part.stratum == stratum);
            draw_means(2017, part.expect("the wijk is sampled"), wave)[0]
        };
        assert_eq!(omgang("WK085538", 2017) - omgang("WK085538", 2023), 900);
        assert_eq!(omgang("WK085510", 2017), omgang("WK085510", 2023));
    }
}
