//! From a scene to bytes: one drawing function, two backends.

use std::io::Write as _;

use plotters::prelude::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBColor, TextStyle};

use super::Format;
use super::font::{self, LINE_PER_EM};
use super::scene::{Anchor, Colour, Point, Scene, Shape, clean, colour};

/// Backends count in whole numbers, so they are given a grid this much finer than a unit of the
/// scene; otherwise lines in small panels become stairs.
const GRID: f64 = 4.0;

/// The steps of the grid for each pixel of a PNG, across and down, which are averaged. So a PNG
/// has two pixels for each unit of the scene and is sharp on a dense screen.
const SAMPLES: u32 = 2;

/// A PNG is drawn in strips of this many steps of the grid, so that a gemeente with hundreds of
/// wijken takes no more memory than one with ten.
const STRIP: u32 = 1024;

/// How a backend places text, which they do differently for the same style.
struct TextRules {
    /// The size to ask for, for an em of one.
    size_per_em: f64,
    /// How far a text that hangs from its place has its baseline below it, in em.
    baseline: f64,
}

/// The SVG backend writes `font-size` as size / 1.24 and hangs text with `dy="0.76em"`.
const SVG_TEXT: TextRules = TextRules { size_per_em: 1.24, baseline: 0.76 };

/// The rasteriser takes the size for the height of a line and hangs text at half of it.
const PNG_TEXT: TextRules = TextRules { size_per_em: LINE_PER_EM, baseline: LINE_PER_EM / 2.0 };

/// Draws a scene and encodes it.
pub(super) fn encode(scene: &Scene, format: Format) -> Vec<u8> {
    match format {
        Format::Svg => encode_svg(scene).into_bytes(),
        Format::Png => encode_png(scene, STRIP),
    }
}

/// Draws on any backend what lies at least so many steps below the top of the scene.
fn draw<DB: DrawingBackend>(scene: &Scene, backend: &mut DB, rules: &TextRules, above: i32) {
    font::register();
    let (width, height) = backend.get_size();
    let (width, height) = (width as i32, height as i32);
    let place = |point: Point| (to_grid(point.0), to_grid(point.1) - above);
    let places = |points: &[Point]| points.iter().copied().map(place).collect::<Vec<_>>();
    let fill = |colour: Colour| to_rgb(colour).filled();
    let background = backend.draw_rect((0, 0), (width, height), &fill(colour::WHITE), true);
    background.expect(IN_MEMORY);
    for shape in &scene.shapes {
        let (top, bottom) = shape.extent();
        if to_grid(bottom) < above || above + height < to_grid(top) {
            continue;
        }
        let drawn = match shape {
            Shape::Line { points, width, colour } => {
                let style = to_rgb(*colour).stroke_width(to_grid(*width) as u32);
                backend.draw_path(places(points), &style)
            }
            Shape::Area { points, colour } => backend.fill_polygon(places(points), &fill(*colour)),
            Shape::Dot { centre, radius, colour } => {
                let radius = to_grid(*radius) as u32;
                backend.draw_circle(place(*centre), radius, &fill(*colour), true)
            }
            Shape::Text(text) => {
                let size = text.size * GRID * rules.size_per_em;
                let font = FontDesc::new(FontFamily::SansSerif, size, font::style(text.bold));
                let h_pos = match text.anchor {
                    Anchor::Start => HPos::Left,
                    Anchor::Middle => HPos::Center,
                    Anchor::End => HPos::Right,
                };
                let ink = to_rgb(text.colour);
                let style = TextStyle::from(font).color(&ink).pos(Pos::new(h_pos, VPos::Top));
                let top = (text.at.0, text.at.1 - rules.baseline * text.size);
                backend.draw_text(&text.words, &style, place(top))
            }
        };
        drawn.expect(IN_MEMORY);
    }
    backend.present().expect(IN_MEMORY);
}

/// Why drawing cannot fail: backends write to memory, and the font is registered.
const IN_MEMORY: &str = "memory can be drawn on";

/// Draws an SVG that is as large as the scene says, with a title for who cannot see it.
fn encode_svg(scene: &Scene) -> String {
    let (width, height) = (to_grid(scene.width) as u32, to_grid(scene.height) as u32);
    let mut svg = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut svg, (width, height));
        draw(scene, &mut backend, &SVG_TEXT, 0);
    }
    // The backend gives its grid as the size; readers get the size of the scene.
    let (_, shapes) = svg.split_once(">\n").expect("the backend begins with `<svg …>`");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n{shapes}",
        scene.width,
        scene.height,
        scene.taal,
        escape(&scene.title),
        escape(&scene.description),
    )
}

/// A text as it may stand between two tags.
fn escape(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Draws a PNG, strip by strip from above.
fn encode_png(scene: &Scene, strip: u32) -> Vec<u8> {
    let (width, height) = (to_grid(scene.width) as u32, to_grid(scene.height) as u32);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width / SAMPLES, height / SAMPLES);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("memory can be written to");
    let mut pixels = writer.stream_writer().expect("memory can be written to");
    let mut above = 0;
    while above < height {
        // The grid is finer than a pixel by a whole number, so a strip has whole pixels.
        let strip = strip.min(height - above);
        let mut samples = vec![0; width as usize * strip as usize * 3];
        {
            let mut backend = BitMapBackend::with_buffer(&mut samples, (width, strip));
            draw(scene, &mut backend, &PNG_TEXT, above as i32);
        }
        let averaged = average(&samples, width as usize * 3);
        pixels.write_all(&averaged).expect("memory can be written to");
        above += strip;
    }
    pixels.finish().expect("there is a pixel for each place");
    writer.finish().expect("memory can be written to");
    bytes
}

/// Averages squares of [`SAMPLES`] by [`SAMPLES`] samples into one pixel.
fn average(samples: &[u8], stride: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(samples.len() / 4);
    for rows in samples.chunks_exact(stride * 2) {
        let (upper, lower) = rows.split_at(stride);
        for (a, b) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for channel in 0..3 {
                let above = u16::from(a[channel]) + u16::from(a[channel + 3]);
                let below = u16::from(b[channel]) + u16::from(b[channel + 3]);
                pixels.push(((above + below) / 4) as u8);
            }
        }
    }
    pixels
}

fn to_rgb((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn to_grid(length: f64) -> i32 {
    (length * GRID).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene::new(40.0, 20.0, "nl");
        scene.title = "Hulp & <zorg>".into();
        scene.rectangle((0.0, 0.0), (20.0, 20.0), colour::LINE);
        scene.line(vec![(1.0, 19.0), (10.0, 2.0), (38.0, 15.0)], 1.5, colour::CITY);
        scene.dot((30.0, 10.0), 3.5, colour::INK);
        scene.text("<b>&\u{1}", (22.0, 12.0), Anchor::Start, 8.0, colour::INK);
        scene
    }

    fn decode(bytes: Vec<u8>) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        reader.next_frame(&mut pixels).expect("an image");
        (reader.info().width, reader.info().height, pixels)
    }

    #[test]
    fn writes_text_as_text_and_escapes_it() {
        let svg = String::from_utf8(encode(&scene(), Format::Svg)).expect("UTF-8");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\""));
        assert!(svg.contains("<title>Hulp &amp; &lt;zorg&gt;</title>"));
        assert!(svg.contains("&lt;b&gt;&amp; \n</text>"));
        assert!(svg.ends_with("</svg>\n"));
    }

    #[test]
    fn draws_two_pixels_for_each_unit() {
        let (width, height, pixels) = decode(encode(&scene(), Format::Png));
        assert_eq!((width, height), (80, 40));
        assert_eq!(pixels[..3], [0x00, 0x72, 0xB2]);
    }

    #[test]
    fn draws_the_same_in_strips() {
        let whole = decode(encode_png(&scene(), STRIP));
        for strip in [2, 6, 22] {
            assert_eq!(decode(encode_png(&scene(), strip)), whole, "{strip}");
        }
    }

    #[test]
    fn gives_the_same_bytes_twice() {
        for format in Format::ALL {
            assert_eq!(encode(&scene(), format), encode(&scene(), format));
        }
    }
}
