//! How people move between the layers of an area: ribbons from where they were to where they are, with the table of the
//! numbers beside them.

use crate::analysis::{FlowCell, FlowTable};
use crate::model::{Cell, IndicatorInfo, Taal, Toestand};

use super::super::flows::ORDER;
use super::super::number::render_number;
use super::super::text::{Stroomwoorden, Woorden, stroomwoorden};
use super::page::{MARGIN, NOTE_LINE, SUBTITLE, draw_footer, draw_title, note_lines};
use super::scene::{Anchor, Colour, Scene, Text, colour};

const WIDTH: f64 = 1280.0;
/// Where the nodes stand, and how wide they are.
const LEFT: f64 = 232.0;
const RIGHT: f64 = 560.0;
const NODE: f64 = 16.0;
/// The height of all nodes and what lies between them.
const HEIGHT: f64 = 440.0;
/// Between nodes, so that their labels stay apart.
const GAP: f64 = 30.0;
const LABEL: f64 = 14.0;
const SMALL: f64 = 12.0;
/// The points of the edge of a ribbon.
const N_POINTS: usize = 32;
/// Where the table begins.
const TABLE: f64 = 800.0;
const ROW: f64 = 42.0;
const ROW_LABEL: f64 = 96.0;

/// A group of people on one side of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    State(Toestand),
    /// All that is not shown apart.
    Overig,
}

/// People who go from one node to another.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ribbon {
    from: Node,
    to: Node,
    n: u64,
}

/// What the chart shows.
pub(super) struct Sankey<'p> {
    pub(super) info: &'p IndicatorInfo,
    /// The name of the area.
    pub(super) naam: &'p str,
    pub(super) table: &'p FlowTable,
    pub(super) taal: Taal,
}

fn rank(node: Node) -> usize {
    match node {
        Node::State(state) => ORDER.iter().position(|own| *own == state).unwrap_or(ORDER.len()),
        Node::Overig => ORDER.len(),
    }
}

/// Okabe and Ito, as in the other charts; greys for who is in no layer.
fn ink(node: Node) -> Colour {
    match node {
        Node::State(Toestand::Maatwerk) => (0xD5, 0x5E, 0x00),
        Node::State(Toestand::Toegang) => (0x00, 0x72, 0xB2),
        Node::State(Toestand::SocialeBasis) => (0x00, 0x9E, 0x73),
        Node::State(Toestand::GeenOndersteuning) => (0x80, 0x80, 0x80),
        Node::State(Toestand::Elders | Toestand::Onbekend) => (0xA0, 0xA0, 0xA0),
        Node::Overig => (0xB8, 0xB8, 0xB8),
    }
}

/// The same, light enough for dark text on it.
fn tint(node: Node) -> Colour {
    let light = |part: u8| (u32::from(part) * 45 / 100 + 255 * 55 / 100).min(255) as u8;
    let (red, green, blue) = ink(node);
    (light(red), light(green), light(blue))
}

/// True for residents who had no support in either period, and for who moved house without it: they are so many that
/// nothing else could be seen.
fn is_left_out(van: Toestand, naar: Toestand) -> bool {
    let outside = |state| matches!(state, Toestand::GeenOndersteuning | Toestand::Elders);
    outside(van) && outside(naar)
}

impl Sankey<'_> {
    /// Describes the chart; nothing when no move is shown.
    pub(super) fn scene(&self) -> Option<Scene> {
        let woorden = Woorden::of(self.taal);
        let own = stroomwoorden(self.taal);
        let ribbons = self.ribbons();
        if !ribbons.iter().any(|one| one.from != Node::Overig && one.to != Node::Overig) {
            return None;
        }
        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let periode = self.table.periode;
        let [before, now] = [periode.previous(), periode].map(|periode| woorden.periode(periode));
        scene.title = format!("{}: {}, {before} {} {now}", own.titel, self.naam, own.naar);
        scene.description = self.describe(own, woorden);
        let title = scene.title.clone();
        let y = draw_title(&mut scene, &title) + 26.0;
        scene.text(own.ondertitel, (MARGIN, y), Anchor::Start, SUBTITLE, colour::MUTED);
        let head = y + 34.0;
        let top = head + 18.0;
        let column = |x: f64, anchor| (x, anchor);
        for (text, (x, anchor)) in [
            (format!("{} {before}", own.eind), column(LEFT + NODE, Anchor::End)),
            (format!("{} {now}", own.eind), column(RIGHT, Anchor::Start)),
        ] {
            let (size, bold, ink) = (LABEL, true, colour::INK);
            scene.push_text(Text { words: text, at: (x, head), anchor, size, bold, colour: ink });
        }
        draw_ribbons(&mut scene, &ribbons, top, own, woorden);
        let table_bottom = self.draw_table(&mut scene, head, (&before, &now), own, woorden);
        let bottom = (top + HEIGHT).max(table_bottom);
        let notes = note_lines(&self.notes(own, woorden), WIDTH);
        scene.height = bottom + 46.0 + notes.len() as f64 * NOTE_LINE;
        let periods = woorden.perioden(periode.previous(), periode);
        draw_footer(&mut scene, self.info, notes, &periods, woorden);
        Some(scene)
    }

    /// The moves that are drawn, what is withheld as one.
    fn ribbons(&self) -> Vec<Ribbon> {
        let mut found = Vec::new();
        for row in &self.table.rows {
            for FlowCell { naar, cell, .. } in &row.cells {
                let n = cell.figure().and_then(|figure| figure.teller).map_or(0, |n| n.floor());
                if 0 < n && !is_left_out(row.van, *naar) {
                    found.push(Ribbon { from: Node::State(row.van), to: Node::State(*naar), n });
                }
            }
            // What is left of the residents without support is mostly who stays so.
            let overig = row.overig.filter(|n| 0 < *n && row.van != Toestand::GeenOndersteuning);
            let from = Node::State(row.van);
            found.extend(overig.map(|n| Ribbon { from, to: Node::Overig, n }));
        }
        for column in &self.table.columns {
            let overig = column.overig;
            let overig = overig.filter(|n| 0 < *n && column.naar != Toestand::GeenOndersteuning);
            let to = Node::State(column.naar);
            found.extend(overig.map(|n| Ribbon { from: Node::Overig, to, n }));
        }
        found
    }

    /// Draws the table of all numbers; gives its lower edge.
    fn draw_table(
        &self,
        scene: &mut Scene,
        head: f64,
        (before, now): (&str, &str),
        own: &Stroomwoorden,
        woorden: &Woorden,
    ) -> f64 {
        let states = |has: &dyn Fn(Toestand) -> bool| -> Vec<Toestand> {
            ORDER.into_iter().filter(|state| has(*state)).collect()
        };
        let rows = states(&|state| self.table.rows.iter().any(|row| row.van == state));
        let columns = states(&|state| self.table.columns.iter().any(|one| one.naar == state));
        let width = (WIDTH - MARGIN - TABLE - ROW_LABEL) / columns.len().max(1) as f64;
        let right = |idx: usize| TABLE + ROW_LABEL + width * (idx + 1) as f64;
        let bold = |words: &str, at, anchor| Text {
            words: words.to_owned(),
            at,
            anchor,
            size: SMALL,
            bold: true,
            colour: colour::INK,
        };
        scene.push_text(bold(&format!("{before} → {now}"), (TABLE, head), Anchor::Start));
        for (idx, state) in columns.iter().enumerate() {
            scene.push_text(bold(own.kort(*state), (right(idx), head), Anchor::End));
        }
        let mut y = head + 10.0;
        let line = |scene: &mut Scene, y: f64| {
            scene.line(vec![(TABLE, y), (WIDTH - MARGIN, y)], 1.0, colour::GRID);
        };
        line(scene, y);
        for van in rows {
            let Some(row) = self.table.rows.iter().find(|row| row.van == van) else { continue };
            scene.push_text(bold(own.kort(van), (TABLE, y + 18.0), Anchor::Start));
            if let Some(n) = row.n {
                let n = render_number(n as f64, 0, woorden.notatie);
                scene.text(&n, (TABLE, y + 34.0), Anchor::Start, SMALL, colour::MUTED);
            }
            for (idx, naar) in columns.iter().enumerate() {
                let Some(cell) = row.cells.iter().find(|cell| cell.naar == *naar) else { continue };
                let words = match &cell.cell {
                    Cell::Onderdrukt(_) => "×".to_owned(),
                    Cell::Geen(_) => "·".to_owned(),
                    Cell::Waarde(figure) | Cell::Nul(figure) => {
                        render_number(figure.waarde, 0, woorden.notatie)
                    }
                };
                scene.text(&words, (right(idx), y + 18.0), Anchor::End, SMALL, colour::INK);
                if let Some((share, _)) = cell.share {
                    let words = format!("{}%", render_number(share * 100.0, 1, woorden.notatie));
                    scene.text(&words, (right(idx), y + 34.0), Anchor::End, SMALL, colour::MUTED);
                }
            }
            y += ROW;
            line(scene, y);
        }
        scene.push_text(bold(&format!("{} {now}", own.totaal), (TABLE, y + 20.0), Anchor::Start));
        for (idx, naar) in columns.iter().enumerate() {
            let n = self.table.columns.iter().find(|one| one.naar == *naar).and_then(|one| one.n);
            if let Some(n) = n {
                let words = render_number(n as f64, 0, woorden.notatie);
                scene.push_text(bold(&words, (right(idx), y + 20.0), Anchor::End));
            }
        }
        y + 30.0
    }

    fn notes(&self, own: &Stroomwoorden, woorden: &Woorden) -> Vec<String> {
        let geen = Toestand::GeenOndersteuning;
        let stays = self.table.n(crate::model::Stroom { van: geen, naar: geen });
        let mut notes = Vec::new();
        notes.extend(stays.map(|n| {
            let n = render_number(n as f64, 0, woorden.notatie);
            own.niet_getekend.replace("{n}", &n)
        }));
        let is_withheld = |cell: &FlowCell| matches!(cell.cell, Cell::Onderdrukt(_));
        if self.table.rows.iter().any(|row| row.cells.iter().any(is_withheld)) {
            notes.push(own.onderdrukt.to_owned());
        }
        notes.push(own.elders.to_owned());
        notes.push(own.aandeel.to_owned());
        notes
    }

    /// The moves in words, the largest first.
    fn describe(&self, own: &Stroomwoorden, woorden: &Woorden) -> String {
        let mut moves: Vec<(u64, String)> = Vec::new();
        for row in &self.table.rows {
            for cell in &row.cells {
                let Some(n) = cell.n().filter(|n| 0 < *n) else { continue };
                let (van, naar) = (own.lang(row.van), own.lang(cell.naar));
                let number = render_number(n as f64, 0, woorden.notatie);
                let share = cell.share.map_or_else(String::new, |(share, _)| {
                    format!(" ({}%)", render_number(share * 100.0, 1, woorden.notatie))
                });
                let words = if row.van == cell.naar {
                    format!("{} {van}: {number}{share}", own.blijft)
                } else {
                    format!("{van} {} {naar}: {number}{share}", own.naar)
                };
                moves.push((n, words));
            }
        }
        moves.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let words: Vec<_> = moves.into_iter().map(|(_, words)| words).collect();
        format!("{}.", words.join("; "))
    }
}

/// Draws the nodes and what goes between them.
fn draw_ribbons(
    scene: &mut Scene,
    ribbons: &[Ribbon],
    top: f64,
    own: &Stroomwoorden,
    woorden: &Woorden,
) {
    let side = |of: &dyn Fn(&Ribbon) -> Node| {
        let mut nodes: Vec<Node> = ribbons.iter().map(of).collect();
        nodes.sort_by_key(|node| rank(*node));
        nodes.dedup();
        let total = |node: Node| -> u64 {
            ribbons.iter().filter(|one| of(one) == node).map(|one| one.n).sum()
        };
        nodes.into_iter().map(|node| (node, total(node))).collect::<Vec<_>>()
    };
    let (left, right) = (side(&|one| one.from), side(&|one| one.to));
    // One scale for both sides: a person is as high on the left as on the right.
    let per_person = [&left, &right]
        .into_iter()
        .map(|nodes| {
            let n: u64 = nodes.iter().map(|(_, n)| n).sum();
            (HEIGHT - GAP * (nodes.len() - 1) as f64) / n as f64
        })
        .fold(f64::MAX, f64::min);
    let tops = |nodes: &[(Node, u64)]| {
        let mut y = top;
        let mut found = Vec::new();
        for (node, n) in nodes {
            found.push((*node, y, *n as f64 * per_person));
            y += *n as f64 * per_person + GAP;
        }
        found
    };
    let (left, right) = (tops(&left), tops(&right));
    let at = |nodes: &[(Node, f64, f64)], node: Node| {
        nodes.iter().find(|(own, ..)| *own == node).map_or(top, |(_, y, _)| *y)
    };
    let mut placed = Vec::new();
    for ribbon in ribbons {
        let before: u64 = ribbons
            .iter()
            .filter(|one| one.from == ribbon.from && rank(one.to) < rank(ribbon.to))
            .map(|one| one.n)
            .sum();
        let beside: u64 = ribbons
            .iter()
            .filter(|one| one.to == ribbon.to && rank(one.from) < rank(ribbon.from))
            .map(|one| one.n)
            .sum();
        let start = at(&left, ribbon.from) + before as f64 * per_person;
        let end = at(&right, ribbon.to) + beside as f64 * per_person;
        placed.push((*ribbon, start, end, ribbon.n as f64 * per_person));
    }
    // The thin ones on top, so that none is hidden behind a wide one.
    placed.sort_by(|a, b| b.0.n.cmp(&a.0.n).then(rank(a.0.from).cmp(&rank(b.0.from))));
    for (ribbon, start, end, thick) in &placed {
        scene.area(ribbon_shape(*start, *end, *thick), tint(ribbon.from));
    }
    for (ribbon, start, _, thick) in &placed {
        if SMALL + 2.0 <= *thick {
            let words = render_number(ribbon.n as f64, 0, woorden.notatie);
            let y = start + thick / 2.0 + SMALL * 0.36;
            scene.text(&words, (LEFT + NODE + 6.0, y), Anchor::Start, SMALL, colour::INK);
        }
    }
    for (nodes, x, is_left) in [(&left, LEFT, true), (&right, RIGHT, false)] {
        for &(node, y, height) in nodes {
            scene.rectangle((x, y), (x + NODE, y + height.max(1.0)), ink(node));
            let n: u64 = ribbons
                .iter()
                .filter(|one| if is_left { one.from == node } else { one.to == node })
                .map(|one| one.n)
                .sum();
            let n = render_number(n as f64, 0, woorden.notatie);
            let words = format!("{} {n}", name(node, own));
            let (x, anchor) =
                if is_left { (x - 8.0, Anchor::End) } else { (x + NODE + 8.0, Anchor::Start) };
            let at = (x, y + height / 2.0 + LABEL * 0.36);
            scene.text(&words, at, anchor, LABEL, colour::INK);
        }
    }
}

fn name(node: Node, own: &Stroomwoorden) -> &str {
    match node {
        Node::State(state) => own.lang(state),
        Node::Overig => own.overig,
    }
}

/// The outline of a ribbon that leaves and arrives level.
fn ribbon_shape(start: f64, end: f64, thick: f64) -> Vec<(f64, f64)> {
    let (x0, x1) = (LEFT + NODE, RIGHT);
    let at = |step: usize| {
        let t = step as f64 / (N_POINTS - 1) as f64;
        // Smooth at both ends.
        let part = t * t * (3.0 - 2.0 * t);
        (x0 + (x1 - x0) * t, start + (end - start) * part)
    };
    let upper = (0..N_POINTS).map(at);
    let lower = (0..N_POINTS).rev().map(at).map(|(x, y)| (x, y + thick.max(0.75)));
    upper.chain(lower).collect()
}

#[cfg(test)]
mod tests;
