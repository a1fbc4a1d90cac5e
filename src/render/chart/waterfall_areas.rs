//! A peeled change of many areas as a table of bars: a row per area, a column per factor, one scale.
//!
//! Bars are percentages of the first volume of their own area, so that a small wijk and a large one are
//! read alike, and the bars of a row add up to its first.

use std::collections::BTreeMap;

use crate::analysis::{GeenAfpelling, GeenMarge, Oordeel, Peeling};
use crate::stats::Interval;

use super::super::afpelling::{Afpelwoorden, signed};
use super::super::number::render_number;
use super::axis::ValueAxis;
use super::breaks::label_texts;
use super::font::{ellipsise, shorten_name, text_width, wrap};
use super::multiples::sort_key;
use super::page::{
    MARGIN, NOTE_LINE, draw_footer_of, draw_subtitle, draw_title, note_lines, sentence_lines,
};
use super::scene::{Anchor, Scene, Text, colour};

const WIDTH: f64 = 1200.0;
const ROW: f64 = 24.0;
const TEXT: f64 = 12.0;
const NAME: f64 = 160.0;
const VERDICT: f64 = 142.0;
/// The room for the number of a cell.
const NUMBER: f64 = 50.0;
const GAP: f64 = 14.0;
const BAR: f64 = 11.0;
const MAX_STEPS: f64 = 8.0;
/// How far beyond the bars an interval stretches the scale, as a part of their range.
const BEYOND: f64 = 0.25;

/// One area with its answer.
pub(super) struct Row<'a> {
    pub(super) naam: &'a str,
    pub(super) code: String,
    pub(super) uitkomst: &'a Result<Peeling, GeenAfpelling>,
}

/// What the chart shows.
pub(super) struct AreaBars<'a, 'd> {
    pub(super) words: Afpelwoorden<'a, 'd>,
    /// The gemeente, with what it is.
    pub(super) gemeente: &'a str,
    /// What the areas are called: `wijken`.
    pub(super) gebieden: &'static str,
    pub(super) rows: Vec<Row<'a>>,
}

/// A cell: its size as a percentage of the first volume, and its interval.
struct Cell {
    procent: f64,
    marge: Option<(f64, f64)>,
}

/// An area that is drawn.
struct Line<'a> {
    naam: &'a str,
    /// The change as a whole, then each factor.
    cells: Vec<Cell>,
    oordeel: Oordeel,
    has_limit: bool,
}

/// Where the columns stand.
struct Columns {
    scale: ValueAxis,
    width: f64,
}

impl Columns {
    /// The left end of a column.
    fn left(&self, idx: usize) -> f64 {
        MARGIN + NAME + idx as f64 * self.width
    }

    /// The place of a percentage in a column, between the ends of its bars.
    fn x(&self, idx: usize, procent: f64) -> f64 {
        let (left, right) = self.bars(idx);
        left + self.scale.share(procent).clamp(0.0, 1.0) * (right - left)
    }

    fn bars(&self, idx: usize) -> (f64, f64) {
        let left = self.left(idx);
        (left, left + self.width - NUMBER - GAP)
    }
}

impl<'a> AreaBars<'a, '_> {
    /// Describes the chart; nothing when no area was peeled.
    pub(super) fn scene(&self) -> Option<Scene> {
        let lines = self.lines();
        if lines.is_empty() {
            return None;
        }
        let words = self.words;
        let woorden = words.woorden();
        let n_columns = words.change.factoren.len() + 1;
        let room = WIDTH - 2.0 * MARGIN - NAME - VERDICT;
        let columns = Columns { scale: scale_of(&lines), width: room / n_columns as f64 };

        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let title = words.titel_afgepeld();
        let y = draw_title(&mut scene, &title) + 28.0;
        let what = format!("{}, {}", self.gemeente, words.per_gebied_note(self.gebieden));
        draw_subtitle(&mut scene, (&what, &words.perioden()), y, WIDTH - 2.0 * MARGIN);
        let top = self.draw_head(&mut scene, &columns, y + 30.0) + 10.0;
        let bottom = top + lines.len() as f64 * ROW;
        draw_grid(&mut scene, &columns, n_columns, (top, bottom));
        let mut is_cut = false;
        for (idx, line) in lines.iter().enumerate() {
            let middle = top + (idx as f64 + 0.5) * ROW;
            is_cut |= self.draw_line(&mut scene, &columns, line, middle);
        }
        self.draw_scale(&mut scene, &columns, n_columns, bottom);

        let mut notes = vec![words.zelfde_schaal_note().to_owned()];
        if lines.iter().any(|line| line.cells.iter().any(|cell| cell.marge.is_some())) {
            notes.push(words.lijn_note());
            notes.push(words.vet_note().to_owned());
        }
        if is_cut {
            notes.push(words.afgekapt_note().to_owned());
        }
        if lines.iter().any(|line| line.has_limit) {
            notes.push(words.limiet_note().to_owned());
        }
        notes.extend(self.margin_reasons());
        notes.extend(label_texts(&words.change.breuken, words.taal).into_values());
        let mut notes = note_lines(&notes, WIDTH);
        notes.extend(sentence_lines(&self.left_out().into_iter().collect::<Vec<_>>(), WIDTH));
        scene.height = bottom + 74.0 + notes.len() as f64 * NOTE_LINE;
        draw_footer_of(&mut scene, &words.change.bronnen, notes, &words.perioden(), woorden);

        scene.title = format!("{title}, {}", self.gebieden);
        let told: Vec<_> = lines
            .iter()
            .map(|line| {
                let part = words.procent(line.cells[0].procent);
                format!("{}: {part}, {}", line.naam, words.kort(line.oordeel))
            })
            .collect();
        scene.description = format!("{} · {}", words.perioden(), told.join("; "));
        Some(scene)
    }

    /// The areas that were peeled and have a volume to be a percentage of, by name.
    fn lines(&self) -> Vec<Line<'a>> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_cached_key(|row| (sort_key(row.naam), row.code.clone()));
        let line = |row: &&Row<'a>| {
            let peeling = row.uitkomst.as_ref().ok()?;
            let cell = |value: f64, marge: &Result<Interval, GeenMarge>| {
                let bounds = marge.ok().and_then(|marge| {
                    peeling.procent(marge.lower()).zip(peeling.procent(marge.upper()))
                });
                Some(Cell { procent: peeling.procent(value)?, marge: bounds })
            };
            let mut cells = vec![cell(peeling.verandering(), &peeling.marge)?];
            for one in &peeling.bijdragen {
                cells.push(cell(one.bijdrage, &one.marge)?);
            }
            let (oordeel, has_limit) = (peeling.oordeel, !peeling.nullen.is_empty());
            Some(Line { naam: row.naam, cells, oordeel, has_limit })
        };
        rows.iter().filter_map(line).collect()
    }

    /// Draws what the columns are; gives the lowest baseline.
    fn draw_head(&self, scene: &mut Scene, columns: &Columns, top: f64) -> f64 {
        let words = self.words;
        let names: Vec<String> = std::iter::once(words.samen().to_owned())
            .chain(words.change.factoren.iter().map(|factor| words.factor(*factor).to_owned()))
            .chain([words.oordeel_kop().to_owned()])
            .collect();
        let mut lowest = top;
        for (idx, name) in names.iter().enumerate() {
            let is_verdict = idx + 1 == names.len();
            let room = if is_verdict { VERDICT - 4.0 } else { columns.width - GAP };
            for (row, line) in wrap(name, TEXT, true, room, 2).into_iter().enumerate() {
                let y = top + row as f64 * 16.0;
                lowest = lowest.max(y);
                scene.push_text(Text {
                    words: line,
                    at: (columns.left(idx), y),
                    anchor: Anchor::Start,
                    size: TEXT,
                    bold: true,
                    colour: colour::INK,
                });
            }
        }
        lowest
    }

    /// Draws one area; true when an interval leaves its column.
    fn draw_line(&self, scene: &mut Scene, columns: &Columns, line: &Line, middle: f64) -> bool {
        let words = self.words;
        let baseline = middle + TEXT * 0.36;
        let naam = shorten_name(line.naam, TEXT, NAME - 12.0);
        scene.text(&naam, (MARGIN, baseline), Anchor::Start, TEXT, colour::INK);
        let mut is_cut = false;
        for (idx, cell) in line.cells.iter().enumerate() {
            let (zero, end) = (columns.x(idx, 0.0), columns.x(idx, cell.procent));
            let ink = match (idx, cell.procent < 0.0) {
                (0, _) => colour::CITY,
                (_, true) => colour::LINE,
                (_, false) => colour::RISE,
            };
            let (left, right) = (zero.min(end), zero.max(end).max(zero.min(end) + 1.0));
            scene.rectangle((left, middle - BAR / 2.0), (right, middle + BAR / 2.0), ink);
            if let Some(marge) = cell.marge {
                is_cut |= draw_marge(scene, columns, (idx, middle), marge);
            }
            let sure = cell.marge.is_some_and(|(lower, upper)| 0.0 < lower || upper < 0.0);
            scene.push_text(Text {
                words: signed(cell.procent, 1, words.woorden()),
                at: (columns.bars(idx).1 + NUMBER - 2.0, baseline),
                anchor: Anchor::End,
                size: TEXT,
                bold: sure,
                colour: colour::INK,
            });
        }
        let mut verdict = words.kort(line.oordeel).to_owned();
        if line.has_limit {
            verdict.push_str(" *");
        }
        let verdict = ellipsise(&verdict, TEXT, false, VERDICT - 4.0);
        let at = (columns.left(line.cells.len()), baseline);
        scene.text(&verdict, at, Anchor::Start, TEXT, colour::MUTED);
        is_cut
    }

    /// Draws the ends of the scale and its zero below every column.
    fn draw_scale(&self, scene: &mut Scene, columns: &Columns, n_columns: usize, bottom: f64) {
        const SMALL: f64 = 11.0;
        let scale = columns.scale;
        let notatie = self.words.woorden().notatie;
        for idx in 0..n_columns {
            let ends = [scale.lower(), 0.0, scale.upper()];
            let mut last_right = f64::NEG_INFINITY;
            for value in ends {
                let text = render_number(value, scale.decimalen(), notatie);
                let half = text_width(&text, SMALL, false) / 2.0;
                let x = columns.x(idx, value);
                // Where zero is an end it has its label already.
                if x - half < last_right + 4.0 {
                    continue;
                }
                last_right = x + half;
                scene.text(&text, (x, bottom + 16.0), Anchor::Middle, SMALL, colour::MUTED);
            }
        }
    }

    /// Why some of the contributions have no interval, each reason once.
    fn margin_reasons(&self) -> Vec<String> {
        let peeled = self.rows.iter().filter_map(|row| row.uitkomst.as_ref().ok());
        let reasons =
            peeled.flat_map(|peeling| peeling.bijdragen.iter().filter_map(|one| one.marge.err()));
        let mut told: Vec<String> =
            reasons.map(|reden| self.words.geen_marge(reden).to_owned()).collect();
        told.sort();
        told.dedup();
        told
    }

    /// How many areas are not drawn, and why.
    fn left_out(&self) -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.rows {
            match row.uitkomst {
                Err(reden) => *counts.entry(self.words.geen_kort(*reden)).or_default() += 1,
                Ok(peeling) if peeling.van == 0.0 => {
                    *counts.entry(self.words.begint_bij_nul()).or_default() += 1;
                }
                Ok(_) => {}
            }
        }
        let n: usize = counts.values().sum();
        (0 < n).then(|| self.words.weggelaten(n, self.gebieden, &counts))
    }
}

/// The scale on which all bars fit, and what of the intervals there is room for.
fn scale_of(lines: &[Line<'_>]) -> ValueAxis {
    let values = || lines.iter().flat_map(|line| line.cells.iter().map(|cell| cell.procent));
    let lowest = values().fold(0.0, f64::min);
    let highest = values().fold(0.0, f64::max);
    let room = (highest - lowest).max(1.0) * BEYOND;
    let bounds = || lines.iter().flat_map(|line| line.cells.iter().filter_map(|cell| cell.marge));
    let lower = bounds().map(|(lower, _)| lower).fold(lowest, f64::min).max(lowest - room);
    let upper = bounds().map(|(_, upper)| upper).fold(highest, f64::max).min(highest + room);
    ValueAxis::around(lower, upper.max(lower + 1.0), MAX_STEPS)
}

/// Draws the lines of zero and the columns, below the bars.
fn draw_grid(scene: &mut Scene, columns: &Columns, n_columns: usize, (top, bottom): (f64, f64)) {
    for idx in 0..n_columns {
        for tick in columns.scale.ticks() {
            let x = columns.x(idx, tick);
            let ink = if tick == 0.0 { colour::AXIS } else { colour::GRID };
            scene.line(vec![(x, top), (x, bottom)], 1.0, ink);
        }
    }
}

/// Draws the interval of a cell, with an arrow where it leaves its column; true when it does.
fn draw_marge(
    scene: &mut Scene,
    columns: &Columns,
    (idx, middle): (usize, f64),
    (lower, upper): (f64, f64),
) -> bool {
    const CAP: f64 = 3.0;
    let (left, right) = (columns.x(idx, lower), columns.x(idx, upper));
    scene.line(vec![(left, middle), (right, middle)], 1.25, colour::INK);
    let out = [lower < columns.scale.lower(), columns.scale.upper() < upper];
    for (x, inward, is_out) in [(left, 1.0, out[0]), (right, -1.0, out[1])] {
        let tips = if is_out {
            let back = x + inward * CAP;
            vec![(back, middle - CAP), (x, middle), (back, middle + CAP)]
        } else {
            vec![(x, middle - CAP), (x, middle + CAP)]
        };
        scene.line(tips, 1.25, colour::INK);
    }
    out[0] || out[1]
}

#[cfg(test)]
mod tests {
    use super::super::super::afpelling::voorbeeld::{afpelling, breuk, change, peeling, withheld};
    use super::super::scene::tests::{assert_legible, texts};
    use super::*;
    use crate::model::Taal;

    fn scene_of(answers: &[(&str, Result<Peeling, GeenAfpelling>)], taal: Taal) -> Option<Scene> {
        let afpelling = afpelling(1);
        let mut change = change(&afpelling, Vec::new());
        change.breuken = vec![breuk()];
        let rows = answers
            .iter()
            .enumerate()
            .map(|(idx, (naam, uitkomst))| Row { naam, code: format!("W{idx}"), uitkomst })
            .collect();
        let words = Afpelwoorden { change: &change, taal };
        AreaBars { words, gemeente: "Gemeente Tilburg", gebieden: "wijken", rows }.scene()
    }

    fn has(scene: &Scene, words: &str) -> bool {
        texts(scene).iter().any(|text| text.words.contains(words))
    }

    fn shown(van: f64) -> Peeling {
        let parts = [0.05, 0.02, -0.2, -0.1, 0.01].map(|part| part * van);
        peeling(van, parts, Some(0.15 * van))
    }

    #[test]
    fn a_small_and_a_large_area_with_the_same_change_have_the_same_bars() {
        let scene = scene_of(&[("Klein", Ok(shown(1000.0))), ("Groot", Ok(shown(1e9)))], Taal::Nl);
        let scene = scene.expect("a chart");
        let numbers: Vec<_> =
            texts(&scene).into_iter().filter(|text| text.words == "-20,0").collect();
        assert_eq!(numbers.len(), 2);
        assert!(numbers.iter().all(|text| text.bold), "the interval has no 0 in it");
    }

    #[test]
    fn is_legible_with_many_areas_and_with_extremes() {
        let name = "Buitengebied Tilburg Zuid-Oost met een nog langere naam";
        let mut many: Vec<_> =
            (0..59).map(|idx| (name, Ok(shown(1000.0 + f64::from(idx))))).collect();
        many.push(("Ver", Ok(peeling(10.0, [5e4, -4e4, 300.0, -200.0, 9e5], Some(1e7)))));
        many.push(("Weg", Err(withheld())));
        for taal in [Taal::Nl, Taal::En] {
            assert_legible(&scene_of(&many, taal).expect("a chart"));
            assert_legible(&scene_of(&many[..1], taal).expect("a chart"));
            let still = [("Stil", Ok(peeling(10.0, [0.0; 5], None)))];
            assert_legible(&scene_of(&still, taal).expect("a chart"));
        }
    }

    #[test]
    fn says_how_many_areas_are_not_drawn_and_why() {
        let zero = peeling(0.0, [0.0, 0.0, 9.0, 0.0, 0.0], None);
        let answers = [
            ("Een", Ok(shown(1000.0))),
            ("Twee", Err(withheld())),
            ("Drie", Err(withheld())),
            ("Vier", Ok(zero)),
        ];
        let scene = scene_of(&answers, Taal::Nl).expect("a chart");
        assert!(has(&scene, "Niet getekend: 3 wijken (1 begint bij nul, 2 te klein om te tonen)."));
        assert!(has(&scene, "1 apr 2021: Een regiesysteem"));
    }

    #[test]
    fn draws_nothing_when_no_area_was_peeled() {
        assert!(scene_of(&[("Een", Err(withheld()))], Taal::Nl).is_none());
        assert!(scene_of(&[], Taal::Nl).is_none());
    }

    #[test]
    fn areas_stand_by_name_and_are_told_to_who_cannot_see() {
        let scene =
            scene_of(&[("Zorgvlied", Ok(shown(1.0))), ("'t Zand", Ok(shown(2.0)))], Taal::Nl);
        let scene = scene.expect("a chart");
        let y = |naam: &str| {
            texts(&scene).into_iter().find(|text| text.words == naam).expect("a name").at.1
        };
        // Under the Z, both: `Zand` before `Zorgvlied`.
        assert!(y("'t Zand") < y("Zorgvlied"));
        assert!(scene.description.contains("Zorgvlied: -22,0 %, minder"), "{}", scene.description);
    }
}
