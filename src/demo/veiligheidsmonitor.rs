//! The score of the safety monitor for social cohesion: published for municipalities alone.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::draw::Draw;
use super::effects;
use super::gemeente::Gemeente;
use super::sink::Sink;

const YEARS: [u32; 4] = [2017, 2019, 2021, 2023];

/// A region of the table; scores are thousandths of a point.
struct Region {
    code: &'static str,
    mean: i64,
    /// How much a year differs from another by chance.
    spread: i64,
    /// Half the width of the interval.
    margin: i64,
}

const REGIONS: [Region; 3] = [
    Region { code: "NL01", mean: 6350, spread: 20, margin: 40 },
    Region { code: "GM0758", mean: 6280, spread: 60, margin: 160 },
    Region { code: "GM0855", mean: 6150, spread: 60, margin: 160 },
];

/// Writes the download of the table: the country, a neighbour and the municipality.
pub fn write_veiligheidsmonitor(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let path = "veiligheidsmonitor/sociale-cohesie.csv";
    let mut file = CsvFile::create(sink, path, Encoding::Utf8WithBom)?;
    file.line(format_args!(
        "\"ID\";\"RegioS\";\"Perioden\";\"SchaalscoreSocialeCohesie_1\";\
         \"SchaalscoreSocialeCohesieOndergrens_2\";\"SchaalscoreSocialeCohesieBovengrens_3\""
    ))?;
    let mut id = 0;
    for (place, region) in (0..).zip(&REGIONS) {
        for year in YEARS {
            let mut draw = Draw::new(gemeente.seed, "veiligheidsmonitor", place, u64::from(year));
            let [value, lower, upper] = draw_score(&mut draw, region, year).map(decimal);
            file.line(format_args!(
                "\"{id}\";\"{:<6}\";\"{year}JJ00\";\"{value:>8}\";\"{lower:>8}\";\"{upper:>8}\"",
                region.code,
            ))?;
            id += 1;
        }
    }
    file.finish()
}

/// Value, lower and upper bound in tenths.
fn draw_score(draw: &mut Draw, region: &Region, year: u32) -> [i64; 3] {
    let noise = draw.bell() * region.spread / 1000;
    let value = region.mean + noise + effects::cohesie_shift(year);
    [value, value - region.margin, value + region.margin].map(|score| (score + 50) / 100)
}

/// Tenths with a decimal point, as `StatLine` writes them.
fn decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_lie_within_their_margins() {
        let mut draw = Draw::new(2017, "proef", 0, 0);
        for region in &REGIONS {
            for year in YEARS {
                let [value, lower, upper] = draw_score(&mut draw, region, year);
                assert!(lower <= value && value <= upper, "{} {year}", region.code);
                assert!((50..75).contains(&value), "{value}");
            }
        }
    }
}
