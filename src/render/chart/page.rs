//! What both charts have around the frames: title, subtitle, notes and where figures come from.

use std::collections::BTreeSet;

use crate::model::IndicatorInfo;

use super::super::text::Woorden;
use super::font::{ellipsise, text_width, wrap};
use super::scene::{Anchor, Scene, Text, colour};
use super::series::Meetpunt;

/// The white border.
pub(super) const MARGIN: f64 = 40.0;
pub(super) const SUBTITLE: f64 = 16.0;
const TITLE: f64 = 26.0;
const NOTE: f64 = 13.0;
/// The height of a line of notes.
pub(super) const NOTE_LINE: f64 = 20.0;
/// What stands between two notes.
const BETWEEN: &str = " · ";

/// Draws the title in at most two lines; gives the baseline of the last.
pub(super) fn draw_title(scene: &mut Scene, title: &str) -> f64 {
    let mut y = 18.0;
    for line in wrap(title, TITLE, true, scene.width - 2.0 * MARGIN, 2) {
        y += 32.0;
        scene.push_text(Text {
            words: line,
            at: (MARGIN, y),
            anchor: Anchor::Start,
            size: TITLE,
            bold: true,
            colour: colour::INK,
        });
    }
    y
}

/// Draws where, in what unit and how often; gives the right end.
///
/// Charts of one indicator differ in how often, so that is what a long unit never pushes out.
pub(super) fn draw_subtitle(
    scene: &mut Scene,
    (what, how_often): (&str, &str),
    y: f64,
    room: f64,
) -> f64 {
    let tail = format!(", {how_often}");
    let what = ellipsise(what, SUBTITLE, false, room - text_width(&tail, SUBTITLE, false));
    let subtitle = format!("{what}{tail}");
    scene.text(&subtitle, (MARGIN, y), Anchor::Start, SUBTITLE, colour::MUTED);
    MARGIN + text_width(&subtitle, SUBTITLE, false)
}

/// Why some of the figures shown have no interval, each reason once.
pub(super) fn missing_intervals<'s, 'p: 's>(
    points: impl Iterator<Item = &'s Meetpunt<'p>>,
    woorden: &Woorden,
) -> Vec<String> {
    let reasons: BTreeSet<_> = points.filter_map(|point| point.figure()?.interval.err()).collect();
    reasons.into_iter().map(|reason| woorden.geen_interval(reason).to_owned()).collect()
}

/// The notes in lines as wide as the chart, each note on one line.
pub(super) fn note_lines(notes: &[String], width: f64) -> Vec<String> {
    let width = width - 2.0 * MARGIN;
    let mut lines: Vec<String> = Vec::new();
    for note in notes {
        let longer = lines.last().map(|line| format!("{line}{BETWEEN}{note}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if text_width(&longer, NOTE, false) <= width => {
                *line = longer;
            }
            _ => lines.push(ellipsise(note, NOTE, false, width)),
        }
    }
    lines
}

/// Sentences in lines as wide as the chart, each from the start of a line.
pub(super) fn sentence_lines(sentences: &[String], width: f64) -> Vec<String> {
    const MOST_LINES: usize = 3;
    let width = width - 2.0 * MARGIN;
    let lines = sentences.iter().flat_map(|one| wrap(one, NOTE, false, width, MOST_LINES));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Draws the lines of notes, and below them where the figures come from.
pub(super) fn draw_footer(
    scene: &mut Scene,
    info: &IndicatorInfo,
    notes: Vec<String>,
    periods: &str,
    woorden: &Woorden,
) {
    draw_footer_of(scene, &info.bronnen, notes, periods, woorden);
}

/// Draws the lines of notes, and below them these sources.
pub(super) fn draw_footer_of(
    scene: &mut Scene,
    bronnen: &[String],
    notes: Vec<String>,
    periods: &str,
    woorden: &Woorden,
) {
    let sources = bronnen.iter().map(String::as_str).collect::<BTreeSet<_>>();
    let heading = woorden.bron[usize::from(sources.len() > 1)];
    let sources = sources.into_iter().collect::<Vec<_>>().join(", ");
    let tail = format!("{BETWEEN}{periods}{BETWEEN}{}", woorden.gegenereerd);
    let room = scene.width - 2.0 * MARGIN - text_width(&tail, NOTE, false);
    let sources = ellipsise(&format!("{heading}{sources}"), NOTE, false, room);
    let mut y = scene.height - 22.0 - NOTE_LINE * notes.len() as f64;
    for line in notes.into_iter().chain([format!("{sources}{tail}")]) {
        scene.text(&line, (MARGIN, y), Anchor::Start, NOTE, colour::MUTED);
        y += NOTE_LINE;
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::texts;
    use super::*;

    #[test]
    fn never_drops_how_often_from_a_subtitle() {
        let mut scene = Scene::new(500.0, 100.0, "nl");
        let what = format!("Gemeente Tilburg · {}", "een lange eenheid ".repeat(9));
        let right = draw_subtitle(&mut scene, (&what, "per kwartaal"), 50.0, 300.0);
        assert!(texts(&scene)[0].words.ends_with("…, per kwartaal"));
        assert!(right <= MARGIN + 300.0);
    }

    #[test]
    fn puts_notes_that_do_not_fit_on_a_line_of_their_own() {
        let notes = ["de eerste", "de tweede", "de derde"].map(str::to_owned);
        let both = text_width("de eerste · de tweede", NOTE, false) + 2.0 * MARGIN;
        assert_eq!(note_lines(&notes, both), ["de eerste · de tweede", "de derde"]);
        assert_eq!(note_lines(&notes, 2000.0).len(), 1);
        assert!(note_lines(&[], both).is_empty());
    }
}
