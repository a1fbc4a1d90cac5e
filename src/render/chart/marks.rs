//! The marks in the place of points: a figure that is withheld and one that is not there stay two
//! things, also for who sees only the chart.

use std::collections::BTreeSet;

use crate::model::{Cell, GeenCijfer};

use super::super::text::Woorden;
use super::axis::middle_of;
use super::plot::Plot;
use super::scene::{Scene, colour};
use super::series::Meetpunt;

/// What stands where a point would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// The figure is withheld, here or by the source.
    Onderdrukt,
    /// There is no figure.
    Geen,
}

impl Mark {
    /// The mark of a period; none where a point is drawn.
    pub(super) fn of(point: &Meetpunt<'_>) -> Option<Self> {
        match point.cell {
            Cell::Onderdrukt(_) => Some(Self::Onderdrukt),
            Cell::Geen(_) => Some(Self::Geen),
            Cell::Waarde(_) | Cell::Nul(_) => point.figure().is_none().then_some(Self::Geen),
        }
    }

    /// How the mark is written in a note.
    fn glyph(self) -> char {
        match self {
            Self::Onderdrukt => '×',
            Self::Geen => '–',
        }
    }
}

/// Draws a mark just above the axis for every period without a point.
///
/// Marks are `size` wide, or smaller where periods stand closer together than that.
pub(super) fn draw_marks(scene: &mut Scene, plot: &Plot, points: &[Meetpunt<'_>], size: f64) {
    let x_of = |point: &Meetpunt<'_>| plot.time.x(middle_of(point.periode));
    let steps = points.windows(2).map(|pair| x_of(&pair[1]) - x_of(&pair[0]));
    let half = steps.fold(size, |size, step| size.min(0.7 * step)) / 2.0;
    let (y, width) = (plot.bottom - size, size / 5.0);
    for point in points {
        let x = x_of(point);
        let (left, right) = (x - half, x + half);
        let mut stroke =
            |from: f64, to: f64| scene.line(vec![(left, from), (right, to)], width, colour::MUTED);
        match Mark::of(point) {
            None => {}
            Some(Mark::Geen) => stroke(y, y),
            Some(Mark::Onderdrukt) => {
                stroke(y - half, y + half);
                stroke(y + half, y - half);
            }
        }
    }
}

/// Says what an open point stands for, where there is one.
pub(super) fn origin_note<'s, 'p: 's>(
    mut points: impl Iterator<Item = &'s Meetpunt<'p>>,
    woorden: &Woorden,
) -> Option<String> {
    points.any(Meetpunt::is_herleid).then(|| woorden.herleid.to_owned())
}

/// What the marks of these points stand for, of those that occur.
pub(super) fn mark_notes<'s, 'p: 's>(
    points: impl Iterator<Item = &'s Meetpunt<'p>>,
    woorden: &Woorden,
) -> Vec<String> {
    let reason = |point: &Meetpunt<'_>| {
        let mark = Mark::of(point)?;
        let reason = match point.cell {
            Cell::Onderdrukt(reason) => woorden.onderdrukt(*reason),
            Cell::Geen(reason) => woorden.geen(*reason),
            Cell::Waarde(_) | Cell::Nul(_) => woorden.geen(GeenCijfer::Ontbreekt),
        };
        Some((mark, reason))
    };
    let reasons: BTreeSet<_> = points.filter_map(reason).collect();
    let note = |mark: Mark| {
        let texts: Vec<&str> =
            reasons.iter().filter(|(other, _)| *other == mark).map(|(_, text)| *text).collect();
        let all = texts.join(woorden.of);
        (!texts.is_empty()).then(|| format!("{} {all}", mark.glyph()))
    };
    [Mark::Onderdrukt, Mark::Geen].into_iter().filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::super::axis::{TimeAxis, ValueAxis, end_of, start_of};
    use super::super::scene::Shape;
    use super::super::series::points;
    use super::super::series::tests::{MISSING, WITHHELD, periode, shown};
    use super::*;
    use crate::model::{Onderdrukt, Periode, Taal};

    const BY_SOURCE: Cell = Cell::Onderdrukt(Onderdrukt::Bron);
    const NO_MEANING: Cell = Cell::Geen(GeenCijfer::NietVanToepassing);

    fn with_points<T>(cells: &[Cell], then: impl FnOnce(&[Meetpunt<'_>]) -> T) -> T {
        let calendar: Vec<Periode> =
            (2017..).map(|jaar| periode(&format!("{jaar}"))).take(cells.len()).collect();
        let cells: Vec<_> = calendar.iter().copied().zip(cells).collect();
        then(&points(&cells, &calendar, &[]))
    }

    #[test]
    fn names_only_the_marks_that_occur() {
        #[track_caller]
        fn case(cells: &[Cell], notes: &[&str]) {
            let woorden = Woorden::of(Taal::Nl);
            let found = with_points(cells, |points| mark_notes(points.iter(), woorden));
            assert_eq!(found, notes);
        }

        case(&[shown(1.0)], &[]);
        case(&[shown(1.0), WITHHELD, WITHHELD], &["× te klein om te tonen"]);
        case(&[MISSING], &["– geen cijfer"]);
        case(&[MISSING, WITHHELD], &["× te klein om te tonen", "– geen cijfer"]);
        case(&[BY_SOURCE, NO_MEANING], &["× geheim bij bron", "– niet van toepassing"]);
        case(&[WITHHELD, BY_SOURCE], &["× geheim bij bron of te klein om te tonen"]);
    }

    fn strokes(cells: &[Cell]) -> Vec<Vec<(f64, f64)>> {
        with_points(cells, |points| {
            let months = (start_of(points[0].periode), end_of(points[points.len() - 1].periode));
            let plot = Plot {
                time: TimeAxis { months, x: (0.0, 100.0) },
                values: ValueAxis::around(0.0, 10.0, 5.0),
                top: 0.0,
                bottom: 100.0,
            };
            let mut scene = Scene::new(100.0, 100.0, "nl");
            draw_marks(&mut scene, &plot, points, 10.0);
            let line = |shape| match shape {
                Shape::Line { points, .. } => points,
                _ => panic!("a mark is made of lines"),
            };
            scene.shapes.into_iter().map(line).collect()
        })
    }

    #[test]
    fn crosses_what_is_withheld_and_dashes_what_is_not_there() {
        assert_eq!(strokes(&[shown(1.0), MISSING]), [[(70.0, 90.0), (80.0, 90.0)]]);
        assert_eq!(
            strokes(&[WITHHELD, shown(1.0)]),
            [[(20.0, 85.0), (30.0, 95.0)], [(20.0, 95.0), (30.0, 85.0)]]
        );
    }

    #[test]
    fn keeps_marks_apart_where_periods_are_close() {
        let cells: Vec<Cell> = std::iter::repeat_n(MISSING, 50).collect();
        let strokes = strokes(&cells);
        assert!(strokes.windows(2).all(|pair| pair[0][1].0 + 0.4 < pair[1][0].0));
    }
}
