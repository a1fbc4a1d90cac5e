//! A map of the wijken: a hexagon for each, roughly where it lies.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::gemeente::Gemeente;
use super::sink::Sink;

/// Width and height of a hexagon, in hundred-thousandths of a degree.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 860;

/// The middle of the cell at the north-west, in hundred-thousandths of a degree.
const EAST: u32 = 500_000;
const NORTH: u32 = 5_162_000;

/// Writes `gebieden/wijken.geojson`, with the wijken of 2024.
pub fn write_kaart(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "gebieden/wijken.geojson", Encoding::Utf8)?;
    file.line(format_args!("{{\"type\": \"FeatureCollection\", \"features\": ["))?;
    for (place, wijk) in (1..).zip(&gemeente.wijken) {
        let points =
            hexagon(wijk.fact.cell).map(|(x, y)| format!("[{}, {}]", degrees(x), degrees(y)));
        let comma = if place < gemeente.wijken.len() { "," } else { "" };
        file.line(format_args!(
            "{{\"type\": \"Feature\", \"properties\": {{\"code\": \"{}\", \"naam\": \"{}\"}}, \
             \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[{}]]}}}}{comma}",
            wijk.code(),
            wijk.fact.name,
            points.join(", "),
        ))?;
    }
    file.line(format_args!("]}}"))?;
    file.finish()
}

/// The corners against the clock from the top, which comes back at the end; odd rows shift half.
fn hexagon((column, row): (u32, u32)) -> [(u32, u32); 7] {
    let x = EAST + column * WIDTH + row % 2 * WIDTH / 2;
    let y = NORTH - row * HEIGHT * 3 / 4;
    let top = (x, y + HEIGHT / 2);
    [
        top,
        (x - WIDTH / 2, y + HEIGHT / 4),
        (x - WIDTH / 2, y - HEIGHT / 4),
        (x, y - HEIGHT / 2),
        (x + WIDTH / 2, y - HEIGHT / 4),
        (x + WIDTH / 2, y + HEIGHT / 4),
        top,
    ]
}

fn degrees(hundred_thousandths: u32) -> String {
    let (whole, rest) = (hundred_thousandths / 100_000, hundred_thousandths % 100_000);
    format!("{whole}.{rest:05}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_an_edge() {
        let left = hexagon((3, 2));
        let right = hexagon((4, 2));
        assert_eq!([left[5], left[4]], [right[1], right[2]]);
        let below = hexagon((3, 3));
        assert_eq!([left[3], left[4]], [below[1], below[0]]);
    }
}
