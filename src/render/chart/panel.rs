//! One panel: the name of an area, its line and its intervals, and the line of the gemeente.

use std::collections::BTreeSet;

use crate::model::{Cell, GeenCijfer, Onderdrukt, Periode};

use super::super::text::Woorden;
use super::PeriodCell;
use super::axis::middle_of;
use super::font::{ellipsise, shorten_name, text_width};
use super::marks::{Mark, draw_marks};
use super::plot::{LineStyle, Plot};
use super::scene::{Anchor, Scene, colour};
use super::series::Meetpunt;

pub(super) const NAME: f64 = 12.0;
/// The room for a name; not what the axis leaves, so that every chart cuts a name alike.
const NAME_WIDTH: f64 = 168.0;
/// How far a name may reach beyond its frame without touching the next.
const NAME_BEYOND: f64 = 10.0;
pub(super) const SMALL: f64 = 11.0;
/// The width of a mark in the place of a point.
const MARK: f64 = 5.0;

/// One area.
pub(super) struct Panel<'p> {
    pub(super) naam: &'p str,
    pub(super) code: String,
    pub(super) cells: Vec<PeriodCell<'p>>,
}

/// A day on which something changed, by the months since the start of the calendar.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub months: f64,
    /// Figures before and after it cannot be compared.
    pub is_break: bool,
}

/// Draws the panel of one area.
pub(super) fn draw_panel(
    scene: &mut Scene,
    plot: &Plot,
    naam: &str,
    points: &[Meetpunt<'_>],
    city: &[Meetpunt<'_>],
    changes: &[Change],
    woorden: &Woorden,
) {
    let (left, right) = plot.time.x;
    let naam = shorten_name(naam, NAME, NAME_WIDTH.min(right - left + NAME_BEYOND));
    scene.text(&naam, (left, plot.top - 7.0), Anchor::Start, NAME, colour::INK);
    let axis = |scene: &mut Scene| {
        scene.line(vec![(left, plot.bottom), (right, plot.bottom)], 1.0, colour::AXIS);
    };

    if points.iter().all(|point| point.figure().is_none()) {
        plot.draw_grid(scene);
        axis(scene);
        let at = (f64::midpoint(left, right), f64::midpoint(plot.top, plot.bottom) + 4.0);
        let text = ellipsise(empty_text(points, woorden), SMALL, false, right - left);
        // The grid would strike the text through.
        let half = text_width(&text, SMALL, false) / 2.0 + 4.0;
        let (above, below) = ((at.0 - half, at.1 - SMALL), (at.0 + half, at.1 + 4.0));
        scene.rectangle(above, below, colour::WHITE);
        scene.text(&text, at, Anchor::Middle, SMALL, colour::MUTED);
        if is_marked(points) {
            draw_marks(scene, plot, points, MARK);
        }
        return;
    }

    plot.draw_band(scene, points, 4.0);
    plot.draw_grid(scene);
    axis(scene);
    for change in changes {
        let width = if change.is_break { 0.75 } else { 0.5 };
        scene.dashed(plot.time.x(change.months), plot.top, plot.bottom, width, colour::AXIS);
    }
    draw_marks(scene, plot, points, MARK);
    let grey = LineStyle { width: 1.25, colour: colour::CITY, radius: 0.0 };
    plot.draw_line(scene, city, grey);
    let radius = if points.len() > 16 { 0.0 } else { 2.0 };
    plot.draw_line(scene, points, LineStyle { width: 1.75, colour: colour::LINE, radius });
}

/// True when the periods of a panel without figures have marks of their own: a panel with one
/// reason says it once.
pub(super) fn is_marked(points: &[Meetpunt<'_>]) -> bool {
    let marks: BTreeSet<_> = points.iter().map(Mark::of).collect();
    marks.len() > 1
}

/// Why a panel is empty: withheld when anything is, for that is what a reader wants to know.
fn empty_text(points: &[Meetpunt<'_>], woorden: &Woorden) -> &'static str {
    let here = |point: &&Meetpunt<'_>| matches!(point.cell, Cell::Onderdrukt(reason) if *reason != Onderdrukt::Bron);
    let by_source = |point: &&Meetpunt<'_>| matches!(point.cell, Cell::Onderdrukt(_));
    let reason = points.iter().find(here).or_else(|| points.iter().find(by_source));
    match reason.or(points.first()).map(|point| point.cell) {
        Some(Cell::Onderdrukt(reason)) => woorden.onderdrukt(*reason),
        Some(Cell::Geen(reason)) => woorden.geen(*reason),
        _ => woorden.geen(GeenCijfer::Ontbreekt),
    }
}

/// Draws the first and the last period below a frame.
pub(super) fn draw_periods(
    scene: &mut Scene,
    plot: &Plot,
    first: Periode,
    last: Periode,
    woorden: &Woorden,
) {
    let baseline = plot.bottom + 17.0;
    let tick = |scene: &mut Scene, periode: Periode| {
        let x = plot.time.x(middle_of(periode));
        scene.line(vec![(x, plot.bottom), (x, plot.bottom + 4.0)], 1.0, colour::AXIS);
        x
    };
    // Centred below its tick, but never outside the frame.
    let (left, right) = plot.time.x;
    let mut draw = |periode: Periode| {
        let x = tick(scene, periode);
        let text = woorden.periode(periode);
        let half = text_width(&text, SMALL, false) / 2.0;
        let x = x.max(left + half).min(right - half);
        scene.text(&text, (x, baseline), Anchor::Middle, SMALL, colour::MUTED);
    };
    draw(first);
    if last != first {
        draw(last);
    }
}
