//! What both charts draw in a frame: band, line, points, gaps and breaks.

use super::axis::{TimeAxis, ValueAxis, middle_of};
use super::scene::{Colour, Point, Scene, colour};
use super::series::{Meetpunt, stretches};

/// A frame with its two axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub(super) time: TimeAxis,
    pub(super) values: ValueAxis,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// How a line of points is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineStyle {
    pub(super) width: f64,
    pub(super) colour: Colour,
    /// The size of points; a point without neighbours is always drawn.
    pub(super) radius: f64,
}

impl Plot {
    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        self.bottom - self.values.share(value) * (self.bottom - self.top)
    }

    /// The place of a period's point.
    fn x_of(&self, point: &Meetpunt<'_>) -> f64 {
        self.time.x(middle_of(point.periode))
    }

    /// True when the interval of a point is wider than the frame.
    pub(super) fn is_cut(&self, point: &Meetpunt<'_>) -> bool {
        // A bound on the edge may lie a rounding error outside.
        const SLACK: f64 = 1e-6;
        point.bounds().is_some_and(|(lower, upper)| {
            self.values.share(lower) < -SLACK || 1.0 + SLACK < self.values.share(upper)
        })
    }

    /// Draws the intervals as a band. A point without comparable neighbours has a bar.
    ///
    /// An interval that leaves the frame is a thin line with an open end: as a band it would be
    /// the heaviest shape of the chart where least is known.
    pub(super) fn draw_band(&self, scene: &mut Scene, points: &[Meetpunt<'_>], bar: f64) {
        for stretch in stretches(points) {
            let fits = |point: &Meetpunt<'_>| point.bounds().is_some() && !self.is_cut(point);
            for part in stretch.chunk_by(|a, b| fits(a) == fits(b)) {
                if !fits(&part[0]) {
                    continue;
                }
                let end = |pick: fn((f64, f64)) -> f64| -> Vec<Point> {
                    let place = |point| {
                        let bounds = Meetpunt::bounds(point)?;
                        Some((self.x_of(point), self.y(pick(bounds))))
                    };
                    part.iter().filter_map(place).collect()
                };
                let (mut upper, mut lower) = (end(|bounds| bounds.1), end(|bounds| bounds.0));
                if let [(x, top)] = upper[..] {
                    let (left, right) = (x - bar / 2.0, x + bar / 2.0);
                    upper = vec![(left, top), (right, top)];
                    lower = vec![(left, lower[0].1), (right, lower[0].1)];
                }
                upper.extend(lower.into_iter().rev());
                scene.area(upper, colour::BAND);
            }
        }
        for point in points.iter().filter(|point| self.is_cut(point)) {
            self.draw_whisker(scene, point, bar);
        }
    }

    /// Draws an interval as a line, with an arrow where it leaves the frame.
    fn draw_whisker(&self, scene: &mut Scene, point: &Meetpunt<'_>, width: f64) {
        let Some((lower, upper)) = point.bounds() else { return };
        let x = self.x_of(point);
        let inside = |bound: f64| self.y(bound).clamp(self.top, self.bottom);
        let (bottom, top) = (inside(lower), inside(upper));
        let (half, height) = (width / 2.0, width);
        scene.line(vec![(x, bottom), (x, top)], 1.0, colour::WHISKER);
        let mut arrow = |y: f64, down: f64| {
            let ends = vec![(x - half, y + down), (x, y), (x + half, y + down)];
            scene.line(ends, 1.0, colour::WHISKER);
        };
        if self.y(upper) < self.top {
            arrow(top, height);
        }
        if self.bottom < self.y(lower) {
            arrow(bottom, -height);
        }
    }

    /// Draws the line and its points.
    pub(super) fn draw_line(&self, scene: &mut Scene, points: &[Meetpunt<'_>], style: LineStyle) {
        for stretch in stretches(points) {
            let place_of = |point: &Meetpunt<'_>| {
                point.figure().map(|figure| (self.x_of(point), self.y(figure.waarde)))
            };
            let places: Vec<Point> = stretch.iter().filter_map(place_of).collect();
            let rings = stretch.iter().filter(|point| point.is_herleid()).filter_map(place_of);
            let is_alone = places.len() == 1;
            let radius = if is_alone { style.radius.max(style.width) } else { style.radius };
            if radius > 0.0 {
                for &place in &places {
                    scene.dot(place, radius, style.colour);
                }
            }
            if places.len() > 1 {
                scene.line(places, style.width, style.colour);
            }
            // A converted figure is an open point, also where other points have no dot.
            for ring in rings {
                let radius = radius.max(1.5 * style.width);
                scene.dot(ring, radius, style.colour);
                scene.dot(ring, radius - 0.6 * style.width, colour::WHITE);
            }
        }
    }

    /// Draws the horizontal lines of the value axis.
    pub(super) fn draw_grid(&self, scene: &mut Scene) {
        for tick in self.values.ticks() {
            let y = self.y(tick);
            scene.line(vec![(self.time.x.0, y), (self.time.x.1, y)], 1.0, colour::GRID);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::axis::{end_of, start_of};
    use super::super::scene::Shape;
    use super::super::series::points;
    use super::super::series::tests::{periode, shown};
    use super::*;
    use crate::model::{Cell, Periode};

    /// The intervals of yearly values from 2017 on, each one to both sides, from 0 to 10.
    fn intervals(values: &[f64]) -> Vec<Shape> {
        let cells: Vec<Cell> = values.iter().map(|&value| shown(value)).collect();
        let calendar: Vec<Periode> =
            (2017..).map(|jaar| periode(&format!("{jaar}"))).take(cells.len()).collect();
        let cells: Vec<_> = calendar.iter().copied().zip(&cells).collect();
        let points = points(&cells, &calendar, &[]);
        let months = (start_of(calendar[0]), end_of(calendar[calendar.len() - 1]));
        let plot = Plot {
            time: TimeAxis { months, x: (0.0, 100.0) },
            values: ValueAxis::around(0.0, 10.0, 5.0),
            top: 0.0,
            bottom: 100.0,
        };
        let mut scene = Scene::new(100.0, 100.0, "nl");
        plot.draw_band(&mut scene, &points, 4.0);
        scene.shapes
    }

    #[test]
    fn fills_intervals_that_fit() {
        let outline = vec![(25.0, 10.0), (75.0, 0.0), (75.0, 20.0), (25.0, 30.0)];
        let band = Shape::Area { points: outline, colour: colour::BAND };
        assert_eq!(intervals(&[8.0, 9.0]), [band]);
    }

    #[test]
    fn fills_no_interval_that_leaves_the_frame() {
        #[track_caller]
        fn case(values: &[f64], n_filled: usize) {
            let shapes = intervals(values);
            let filled = shapes.iter().filter(|shape| matches!(shape, Shape::Area { .. }));
            assert_eq!(filled.count(), n_filled);
            let inside = |shape: &Shape| match shape {
                Shape::Line { points, .. } => {
                    points.iter().all(|point| 0.0 <= point.1 && point.1 <= 100.0)
                }
                _ => true,
            };
            assert!(shapes.iter().all(inside));
        }

        case(&[9.5], 0);
        case(&[0.5, 9.5, 0.5], 0);
        case(&[5.0, 6.0, 9.5, 5.0], 2);
    }

    #[test]
    fn opens_the_end_where_an_interval_leaves_the_frame() {
        let line = |points| Shape::Line { points, width: 1.0, colour: colour::WHISKER };
        assert_eq!(
            intervals(&[9.5]),
            [
                line(vec![(50.0, 15.0), (50.0, 0.0)]),
                line(vec![(48.0, 4.0), (50.0, 0.0), (52.0, 4.0)]),
            ]
        );
    }
}
