//! A peeled change of one area as a waterfall: from the first volume, factor by factor, to the last.

use crate::analysis::{Bijdrage, Peeling};

use super::super::afpelling::{Afpelwoorden, signed};
use super::super::number::render_number;
use super::axis::ValueAxis;
use super::breaks::label_texts;
use super::font::{ellipsise, text_width, wrap};
use super::page::{
    MARGIN, NOTE_LINE, draw_footer_of, draw_subtitle, draw_title, note_lines, sentence_lines,
};
use super::scene::{Anchor, Colour, Point, Scene, Text, colour};

const WIDTH: f64 = 1200.0;
/// The height of the frame.
const FRAME: f64 = 360.0;
/// The room above the frame, for the labels of the highest bar.
const HEAD: f64 = 44.0;
const MAX_STEPS: f64 = 6.0;
/// The part of a column that its bar takes.
const BAR: f64 = 0.56;
const TICK: f64 = 14.0;
const VALUE: f64 = 14.0;
const SMALL: f64 = 12.0;
/// The height of a line below the frame.
const LINE: f64 = 17.0;
/// How far above the highest bar an interval is drawn, as a part of it.
const BEYOND: f64 = 0.15;

/// What the chart shows.
pub(super) struct Waterfall<'a, 'd> {
    pub(super) words: Afpelwoorden<'a, 'd>,
    /// The name of the area, with what it is.
    pub(super) gebied: &'a str,
    pub(super) peeling: &'a Peeling,
}

/// One bar: from one height to another, and the interval of its end.
struct Step {
    from: f64,
    to: f64,
    /// The interval of the end, of a factor.
    marge: Option<(f64, f64)>,
    ink: Colour,
    /// What stands above it: bold, and below that.
    label: [String; 2],
    /// What it is called, and what its value was and became.
    name: String,
    values: String,
    unit: String,
}

/// Where bars stand.
struct Frame {
    values: ValueAxis,
    left: f64,
    column: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn y(&self, value: f64) -> f64 {
        self.bottom - self.values.share(value) * (self.bottom - self.top)
    }

    /// The middle of a column.
    fn x(&self, idx: usize) -> f64 {
        self.left + (idx as f64 + 0.5) * self.column
    }

    fn half_bar(&self) -> f64 {
        self.column * BAR / 2.0
    }
}

impl Waterfall<'_, '_> {
    /// Describes the chart.
    pub(super) fn scene(&self) -> Scene {
        let woorden = self.words.woorden();
        let steps = self.steps();
        let heights = steps.iter().flat_map(|step| [step.from, step.to]);
        let highest = heights.fold(0.0, f64::max);
        let wanted = steps.iter().filter_map(|step| step.marge).map(|(_, upper)| upper);
        let upper = wanted.fold(highest, f64::max).min(highest * (1.0 + BEYOND));
        let values = ValueAxis::around(0.0, upper.max(f64::MIN_POSITIVE), MAX_STEPS);

        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let title = self.title();
        let y = draw_title(&mut scene, &title) + 28.0;
        let what = format!("{} · {}", self.gebied, self.words.eenheid());
        draw_subtitle(&mut scene, (&what, &self.words.perioden()), y, WIDTH - 2.0 * MARGIN);

        let ticks = values.ticks();
        let labels: Vec<String> = ticks
            .iter()
            .map(|&tick| render_number(tick, values.decimalen(), woorden.notatie))
            .collect();
        let widest = labels.iter().map(|label| text_width(label, TICK, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 12.0;
        let top = y + 16.0 + HEAD;
        let frame = Frame {
            values,
            left,
            column: (WIDTH - MARGIN - left) / steps.len() as f64,
            top,
            bottom: top + FRAME,
        };
        for (tick, label) in ticks.iter().zip(&labels) {
            let y = frame.y(*tick);
            scene.line(vec![(left, y), (WIDTH - MARGIN, y)], 1.0, colour::GRID);
            scene.text(label, (left - 10.0, y + TICK * 0.36), Anchor::End, TICK, colour::MUTED);
        }
        let is_cut = draw_steps(&mut scene, &frame, &steps);
        let bottom = frame.bottom + 18.0;
        let lowest = draw_names(&mut scene, &frame, &steps, bottom);

        let mut notes = Vec::new();
        match self.peeling.bijdragen.iter().find_map(|one| one.marge.err()) {
            Some(reden) => notes.push(self.words.geen_marge(reden).to_owned()),
            None => notes.push(self.words.lijn_note()),
        }
        if is_cut {
            notes.push(self.words.afgekapt_note().to_owned());
        }
        let breuken = label_texts(&self.words.change.breuken, self.words.taal);
        notes.extend(breuken.into_values());
        let mut notes = note_lines(&notes, WIDTH);
        let zinnen = self.words.zinnen(self.gebied, self.peeling);
        notes.splice(0..0, sentence_lines(&zinnen, WIDTH));
        scene.height = lowest + 46.0 + notes.len() as f64 * NOTE_LINE;
        let bronnen = &self.words.change.bronnen;
        draw_footer_of(&mut scene, bronnen, notes, &self.words.perioden(), woorden);

        scene.title = format!("{title}, {}", self.gebied);
        scene.description = self.description(&zinnen);
        scene
    }

    fn title(&self) -> String {
        self.words.titel_afgepeld()
    }

    /// The bars: the first volume, the factors and the last volume.
    fn steps(&self) -> Vec<Step> {
        let Self { words, peeling, .. } = self;
        let total = |volume: f64, periode| Step {
            from: 0.0,
            to: volume,
            marge: None,
            ink: colour::CITY,
            label: [words.volume(volume), String::new()],
            name: words.woorden().periode(periode),
            values: String::new(),
            unit: words.eenheid().to_owned(),
        };
        let mut steps = vec![total(peeling.van, words.change.van)];
        let mut height = peeling.van;
        for one in &peeling.bijdragen {
            let to = height + one.bijdrage;
            steps.push(self.factor(one, height, to));
            height = to;
        }
        let mut last = total(peeling.tot, words.change.tot);
        let part = peeling.procent(peeling.verandering());
        last.label[1] = part.map_or_else(String::new, |part| words.procent(part));
        steps.push(last);
        steps
    }

    fn factor(&self, one: &Bijdrage, from: f64, to: f64) -> Step {
        let Self { words, peeling, .. } = self;
        let part = peeling.procent(one.bijdrage).map(|part| words.procent(part));
        let bounds = one.marge.ok().map(|marge| (from + marge.lower(), from + marge.upper()));
        Step {
            from,
            to,
            marge: bounds,
            ink: if one.bijdrage < 0.0 { colour::LINE } else { colour::RISE },
            label: [
                signed(one.bijdrage, words.change.decimalen, words.woorden()),
                part.unwrap_or_default(),
            ],
            name: words.factor(one.factor).to_owned(),
            values: format!(
                "{} → {}",
                words.leesbaar(one.factor, one.van),
                words.leesbaar(one.factor, one.tot)
            ),
            unit: words.leeseenheid(one.factor),
        }
    }

    /// The figures in words: the sentences, and every contribution.
    fn description(&self, zinnen: &[String]) -> String {
        let parts = self.peeling.bijdragen.iter().map(|one| {
            let size = signed(one.bijdrage, self.words.change.decimalen, self.words.woorden());
            format!("{}: {size}", self.words.factor(one.factor))
        });
        let parts: Vec<_> = parts.collect();
        format!("{} {}.", zinnen.join(" "), parts.join(", "))
    }
}

/// Draws bars, what connects them, intervals and labels; true when an interval leaves the frame.
fn draw_steps(scene: &mut Scene, frame: &Frame, steps: &[Step]) -> bool {
    let half = frame.half_bar();
    let mut is_cut = false;
    for (idx, step) in steps.iter().enumerate() {
        let x = frame.x(idx);
        let (from, to) = (frame.y(step.from), frame.y(step.to));
        // A bar of nothing is a line, or it would look forgotten.
        if (from - to).abs() < 1.0 {
            scene.line(vec![(x - half, to), (x + half, to)], 2.0, step.ink);
        } else {
            scene.rectangle((x - half, from.min(to)), (x + half, from.max(to)), step.ink);
        }
        if idx + 1 < steps.len() {
            scene.line(vec![(x + half, to), (frame.x(idx + 1) - half, to)], 1.0, colour::AXIS);
        }
        if let Some(marge) = step.marge {
            is_cut |= draw_marge(scene, frame, x + half + 8.0, marge);
        }
    }
    scene.line(vec![(frame.left, frame.bottom), (WIDTH - MARGIN, frame.bottom)], 1.5, colour::AXIS);
    for (idx, step) in steps.iter().enumerate() {
        draw_label(scene, frame, frame.x(idx), step);
    }
    is_cut
}

/// Draws the interval of the end of a bar, with an arrow where it leaves the frame; true when it does.
fn draw_marge(scene: &mut Scene, frame: &Frame, x: f64, (lower, upper): (f64, f64)) -> bool {
    const CAP: f64 = 4.0;
    let ends = [frame.y(upper), frame.y(lower)];
    let [top, bottom] = ends.map(|y| y.clamp(frame.top, frame.bottom));
    scene.line(vec![(x, top), (x, bottom)], 1.5, colour::INK);
    let mut end = |y: f64, inward: f64, is_out: bool| {
        let tips: Vec<Point> = if is_out {
            vec![(x - CAP, y + inward * CAP), (x, y), (x + CAP, y + inward * CAP)]
        } else {
            vec![(x - CAP, y), (x + CAP, y)]
        };
        scene.line(tips, 1.5, colour::INK);
    };
    let out = [ends[0] < frame.top, frame.bottom < ends[1]];
    end(top, 1.0, out[0]);
    end(bottom, -1.0, out[1]);
    out[0] || out[1]
}

/// Draws the two labels above a bar.
fn draw_label(scene: &mut Scene, frame: &Frame, x: f64, step: &Step) {
    let highest = frame.y(step.from).min(frame.y(step.to));
    let room = frame.column - 6.0;
    let lines = usize::from(!step.label[1].is_empty());
    let mut y = highest - 7.0 - lines as f64 * (SMALL + 3.0);
    for (text, size, bold) in [(&step.label[0], VALUE, true), (&step.label[1], SMALL, false)] {
        if text.is_empty() {
            continue;
        }
        let words = ellipsise(text, size, bold, room);
        // The grid would strike the label through.
        let half = text_width(&words, size, bold) / 2.0 + 2.0;
        scene.rectangle((x - half, y - size), (x + half, y + 3.0), colour::WHITE);
        let ink = colour::INK;
        scene.push_text(Text {
            words,
            at: (x, y),
            anchor: Anchor::Middle,
            size,
            bold,
            colour: ink,
        });
        y += SMALL + 3.0;
    }
}

/// Draws below each bar what it is, and how its value went; gives the lowest baseline.
fn draw_names(scene: &mut Scene, frame: &Frame, steps: &[Step], top: f64) -> f64 {
    let room = frame.column - 10.0;
    let lines: Vec<Vec<(String, bool)>> = steps
        .iter()
        .map(|step| {
            let name = wrap(&step.name, SMALL, true, room, 2).into_iter().map(|line| (line, true));
            let values = Some(&step.values).filter(|text| !text.is_empty());
            let values = values.map(|text| (ellipsise(text, SMALL, false, room), false));
            let unit =
                wrap(&step.unit, SMALL, false, room, 2).into_iter().map(|line| (line, false));
            name.chain(values).chain(unit).filter(|(line, _)| !line.is_empty()).collect()
        })
        .collect();
    for (idx, own) in lines.iter().enumerate() {
        for (row, (words, bold)) in own.iter().enumerate() {
            scene.push_text(Text {
                words: words.clone(),
                at: (frame.x(idx), top + row as f64 * LINE),
                anchor: Anchor::Middle,
                size: SMALL,
                bold: *bold,
                colour: if *bold { colour::INK } else { colour::MUTED },
            });
        }
    }
    let most = lines.iter().map(Vec::len).max().unwrap_or(1);
    top + (most.max(1) - 1) as f64 * LINE
}

#[cfg(test)]
mod tests {
    use super::super::super::afpelling::voorbeeld::{afpelling, breuk, change, peeling};
    use super::super::scene::Shape;
    use super::super::scene::tests::{assert_legible, texts};
    use super::*;
    use crate::analysis::{GeenMarge, Oordeel};
    use crate::model::Taal;

    fn scene_of(peeling: &Peeling, n_words: usize, taal: Taal) -> Scene {
        let afpelling = afpelling(n_words);
        let mut change = change(&afpelling, Vec::new());
        change.breuken = vec![breuk()];
        let words = Afpelwoorden { change: &change, taal };
        Waterfall { words, gebied: "Gemeente Tilburg", peeling }.scene()
    }

    fn has(scene: &Scene, words: &str) -> bool {
        texts(scene).iter().any(|text| text.words.contains(words))
    }

    const PARTS: [f64; 5] = [100_000.0, 50_000.0, -450_000.0, -100_000.0, 20_000.0];

    #[test]
    fn is_legible_in_both_languages_with_long_words_and_with_extremes() {
        #[track_caller]
        fn case(van: f64, parts: [f64; 5], margin: Option<f64>) {
            for taal in [Taal::Nl, Taal::En] {
                for n_words in [1, 9] {
                    assert_legible(&scene_of(&peeling(van, parts, margin), n_words, taal));
                }
            }
        }

        case(2_000_000.0, PARTS, Some(300_000.0));
        case(2_000_000.0, PARTS, None);
        // Factors that work against each other reach far above both volumes.
        case(1000.0, [9e6, 2e6, -1.1e7, 500.0, -400.0], Some(1e7));
        case(0.0, [0.0, 0.0, 700.0, 0.0, 0.0], None);
        case(700.0, [0.0, 0.0, -700.0, 0.0, 0.0], None);
        case(0.0, [0.0; 5], None);
        case(123_456_789_012.0, [1e10, -1e10, 1e9, -1e9, 1.0], Some(1e9));
    }

    /// The bars are those of the running total, so the last factor ends where the last volume does.
    #[test]
    fn every_bar_begins_where_the_one_before_it_ends() {
        let found = peeling(2_000_000.0, PARTS, None);
        let afpelling = afpelling(1);
        let change = change(&afpelling, Vec::new());
        let words = Afpelwoorden { change: &change, taal: Taal::Nl };
        let steps = Waterfall { words, gebied: "x", peeling: &found }.steps();
        let factors = &steps[1..steps.len() - 1];
        assert_eq!(factors[0].from, found.van);
        assert!(factors.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!((factors[factors.len() - 1].to - found.tot).abs() < 1e-6);
        assert_eq!(steps[steps.len() - 1].to, found.tot);
    }

    #[test]
    fn the_verdict_and_the_breaks_stand_in_the_picture() {
        let mut found = peeling(2_000_000.0, PARTS, Some(300_000.0));
        found.oordeel = Oordeel::MinderMaarZwaarder;
        let scene = scene_of(&found, 1, Taal::Nl);
        assert!(has(&scene, "de daling van het aantal is geen vooruitgang"));
        assert!(has(&scene, "1 apr 2021: Een regiesysteem"));
        assert!(has(&scene, "dunne lijn: 95%-interval van de bijdrage"));
        assert!(has(&scene, "21,8 → 17,5"));
    }

    #[test]
    fn says_why_there_are_no_intervals() {
        let mut found = peeling(2_000_000.0, PARTS, None);
        for one in &mut found.bijdragen {
            one.marge = Err(GeenMarge::Limiet);
        }
        let scene = scene_of(&found, 1, Taal::En);
        assert!(has(&scene, "no interval of a limit"));
        assert!(!has(&scene, "thin line"));
    }

    #[test]
    fn who_cannot_see_it_is_told_the_same() {
        let scene = scene_of(&peeling(2_000_000.0, PARTS, Some(300_000.0)), 1, Taal::Nl);
        assert_eq!(scene.title, "Kosten van maatwerk, afgepeld, Gemeente Tilburg");
        for part in
            ["van 2.000.000 naar 1.620.000", "aandeel doorverwezen: -450.000", "inwoners: +100.000"]
        {
            assert!(scene.description.contains(part), "{}", scene.description);
        }
    }

    #[test]
    fn a_fall_and_a_rise_differ_in_more_than_colour() {
        let scene = scene_of(&peeling(2_000_000.0, PARTS, None), 1, Taal::Nl);
        assert!(has(&scene, "-450.000") && has(&scene, "+100.000"));
        let fills = |ink: Colour| {
            scene
                .shapes
                .iter()
                .filter(|shape| matches!(shape, Shape::Area { colour, .. } if *colour == ink))
                .count()
        };
        assert_eq!((fills(colour::LINE), fills(colour::RISE), fills(colour::CITY)), (2, 3, 2));
    }
}
