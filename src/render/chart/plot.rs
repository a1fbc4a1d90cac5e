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

    /// Draws the intervals as a band, cut off at the frame. A point without comparable
    /// neighbours has a bar.
    pub(super) fn draw_band(&self, scene: &mut Scene, points: &[Meetpunt<'_>], bar: f64) {
        for stretch in stretches(points) {
            for part in stretch.chunk_by(|a, b| a.bounds().is_some() && b.bounds().is_some()) {
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
                if upper.is_empty() {
                    continue;
                }
                let mut outline = clip(&upper, self.top, self.bottom);
                outline.extend(clip(&lower, self.top, self.bottom).into_iter().rev());
                scene.area(outline, colour::BAND);
            }
        }
    }

    /// Draws the line and its points.
    pub(super) fn draw_line(&self, scene: &mut Scene, points: &[Meetpunt<'_>], style: LineStyle) {
        for stretch in stretches(points) {
            let places: Vec<Point> = stretch
                .iter()
                .filter_map(|point| {
                    point.figure().map(|figure| (self.x_of(point), self.y(figure.waarde)))
                })
                .collect();
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

/// Cuts a line off at two heights, with a new point at each crossing.
fn clip(line: &[Point], top: f64, bottom: f64) -> Vec<Point> {
    let inside = |y: f64| y.clamp(top, bottom);
    let mut clipped = Vec::new();
    for (idx, &(x, y)) in line.iter().enumerate() {
        if idx > 0 {
            let (x0, y0) = line[idx - 1];
            let mut crossings: Vec<Point> = [top, bottom]
                .into_iter()
                .filter(|&limit| (y0 < limit) != (y < limit) && y0 != y)
                .map(|limit| (x0 + (x - x0) * (limit - y0) / (y - y0), limit))
                .collect();
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            clipped.extend(crossings);
        }
        clipped.push((x, inside(y)));
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_a_line_off_where_it_leaves_the_frame() {
        let line = [(0.0, 5.0), (10.0, -5.0), (20.0, 15.0)];
        assert_eq!(
            clip(&line, 0.0, 10.0),
            [(0.0, 5.0), (5.0, 0.0), (10.0, 0.0), (12.5, 0.0), (17.5, 10.0), (20.0, 10.0)]
        );
    }

    #[test]
    fn leaves_a_line_within_the_frame_alone() {
        let line = [(0.0, 0.0), (10.0, 10.0)];
        assert_eq!(clip(&line, 0.0, 10.0)[..1], line[..1]);
        assert_eq!(clip(&[(0.0, 2.0), (9.0, 3.0)], 0.0, 10.0), [(0.0, 2.0), (9.0, 3.0)]);
    }
}
