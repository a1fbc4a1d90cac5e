//! What a chart consists of, in units of one pixel of a page, before any backend draws it.

/// A colour as red, green and blue.
pub(super) type Colour = (u8, u8, u8);

/// Colours that people with any form of colour blindness can tell apart (Okabe and Ito), beside
/// greys that are dark enough on white for the text they colour (WCAG 2.1, 4.5 to 1).
pub(super) mod colour {
    use super::Colour;

    pub(in super::super) const WHITE: Colour = (0xFF, 0xFF, 0xFF);
    pub(in super::super) const INK: Colour = (0x22, 0x22, 0x22);
    pub(in super::super) const MUTED: Colour = (0x59, 0x59, 0x59);
    pub(in super::super) const GRID: Colour = (0xE2, 0xE2, 0xE2);
    pub(in super::super) const AXIS: Colour = (0x8C, 0x8C, 0x8C);
    pub(in super::super) const LINE: Colour = (0x00, 0x72, 0xB2);
    pub(in super::super) const BAND: Colour = (0xC7, 0xE0, 0xF0);
    pub(in super::super) const WHISKER: Colour = (0x7D, 0xB4, 0xD8);
    pub(in super::super) const CITY: Colour = (0x76, 0x76, 0x76);
    pub(in super::super) const BREAK: Colour = (0x44, 0x44, 0x44);
    pub(in super::super) const RISE: Colour = (0xD5, 0x5E, 0x00);
}

/// A place: to the right and down from the top left.
pub(super) type Point = (f64, f64);

/// Where the given x of a text lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) words: String,
    /// The anchor, on the baseline.
    pub(super) at: Point,
    pub(super) anchor: Anchor,
    /// The size of an em.
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: Colour,
}

/// A part of a chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A line through points.
    Line { points: Vec<Point>, width: f64, colour: Colour },
    /// A filled polygon.
    Area { points: Vec<Point>, colour: Colour },
    /// A filled circle.
    Dot { centre: Point, radius: f64, colour: Colour },
    /// A line of text.
    Text(Text),
}

impl Shape {
    /// The upper and the lower end, with some room.
    pub(super) fn extent(&self) -> (f64, f64) {
        let ends = |points: &[Point], room: f64| {
            let y = || points.iter().map(|point| point.1);
            let (top, bottom) = (y().fold(f64::MAX, f64::min), y().fold(f64::MIN, f64::max));
            (top - room, bottom + room)
        };
        match self {
            // The corners of a thick line stick out.
            Self::Line { points, width, .. } => ends(points, 4.0 * width + 1.0),
            Self::Area { points, .. } => ends(points, 1.0),
            Self::Dot { centre, radius, .. } => ends(&[*centre], radius + 1.0),
            Self::Text(text) => ends(&[text.at], 2.0 * text.size),
        }
    }
}

/// A whole chart; later shapes lie on top.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    /// What the chart shows, for readers who do not see it.
    pub(super) title: String,
    /// The figures in words, for the same readers.
    pub(super) description: String,
    /// The code of the language.
    pub(super) taal: &'static str,
    pub(super) shapes: Vec<Shape>,
}

impl Scene {
    /// An empty chart.
    pub(super) fn new(width: f64, height: f64, taal: &'static str) -> Self {
        Self {
            width,
            height,
            title: String::new(),
            description: String::new(),
            taal,
            shapes: Vec::new(),
        }
    }

    /// Adds a line.
    pub(super) fn line(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        self.shapes.push(Shape::Line { points, width, colour });
    }

    /// Adds a vertical dashed line.
    pub(super) fn dashed(&mut self, x: f64, top: f64, bottom: f64, width: f64, colour: Colour) {
        const DASH: f64 = 5.0;
        const GAP: f64 = 4.0;
        let mut y = top;
        while y < bottom {
            self.line(vec![(x, y), (x, bottom.min(y + DASH))], width, colour);
            y += DASH + GAP;
        }
    }

    /// Adds a filled polygon.
    pub(super) fn area(&mut self, points: Vec<Point>, colour: Colour) {
        self.shapes.push(Shape::Area { points, colour });
    }

    /// Adds a filled rectangle.
    pub(super) fn rectangle(&mut self, (left, top): Point, (right, bottom): Point, fill: Colour) {
        self.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], fill);
    }

    /// Adds a filled circle.
    pub(super) fn dot(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Dot { centre, radius, colour });
    }

    /// Adds a line of text in the normal weight.
    pub(super) fn text(&mut self, text: &str, at: Point, anchor: Anchor, size: f64, ink: Colour) {
        self.push_text(Text { words: text.to_owned(), at, anchor, size, bold: false, colour: ink });
    }

    /// Adds a line of text.
    pub(super) fn push_text(&mut self, text: Text) {
        self.shapes.push(Shape::Text(Text { words: clean(&text.words), ..text }));
    }
}

/// A text without the characters that XML forbids or that change the order of reading.
///
/// Names come from the user's files, and a chart may stand on a public page.
pub(super) fn clean(text: &str) -> String {
    let keep = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(keep).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::font::text_width;
    use super::*;

    /// The texts of a scene.
    pub(in super::super) fn texts(scene: &Scene) -> Vec<&Text> {
        let shapes = scene.shapes.iter();
        let texts = shapes.filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    /// The left and the right end of a text.
    pub(in super::super) fn span(text: &Text) -> (f64, f64) {
        let width = text_width(&text.words, text.size, text.bold);
        let left = match text.anchor {
            Anchor::Start => text.at.0,
            Anchor::Middle => text.at.0 - width / 2.0,
            Anchor::End => text.at.0 - width,
        };
        (left, left + width)
    }

    /// Fails when two texts overlap or one leaves the chart.
    #[track_caller]
    pub(in super::super) fn assert_legible(scene: &Scene) {
        let texts = texts(scene);
        for (idx, text) in texts.iter().enumerate() {
            let (left, right) = span(text);
            let (top, bottom) = (text.at.1 - text.size * 0.75, text.at.1 + text.size * 0.2);
            assert!(0.0 <= left && right <= scene.width, "`{}` leaves the chart", text.words);
            assert!(0.0 <= top && bottom <= scene.height, "`{}` leaves the chart", text.words);
            for other in &texts[idx + 1..] {
                let (other_left, other_right) = span(other);
                let other_top = other.at.1 - other.size * 0.75;
                let other_bottom = other.at.1 + other.size * 0.2;
                let apart = right <= other_left
                    || other_right <= left
                    || bottom <= other_top
                    || other_bottom <= top;
                assert!(apart, "`{}` overlaps `{}`", text.words, other.words);
            }
        }
    }

    #[test]
    fn keeps_only_characters_that_may_stand_in_xml() {
        assert_eq!(clean("a\u{0}b\nc\u{202e}d\u{ffff}é"), "a b cdé");
    }
}
