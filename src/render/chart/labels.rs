//! Names beside points of a chart, each where it touches no other name and covers no point.

use super::font::text_width;
use super::scene::{Anchor, Point};

/// The room between a point and its name, and between two names.
const GAP: f64 = 4.0;
/// The radius of the largest point.
const RADIUS: f64 = 6.0;
/// How far a name may stand from its point, in lines of text.
const MAX_LINES: i32 = 6;

/// A name that found its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) words: String,
    pub(super) at: Point,
    pub(super) anchor: Anchor,
    /// The upper left and the lower right of the text.
    pub(super) ends: (Point, Point),
    /// The line from the point to a name that does not stand next to it.
    pub(super) leader: Option<(Point, Point)>,
}

/// The ends of a box: left, top, right and bottom.
type Ends = (f64, f64, f64, f64);

fn are_apart(one: Ends, other: Ends) -> bool {
    one.2 + GAP <= other.0
        || other.2 + GAP <= one.0
        || one.3 + GAP / 2.0 <= other.1
        || other.3 + GAP / 2.0 <= one.1
}

/// Places the names of points in their order: at the right, the left, above or below, and else some
/// lines further up or down with a line to the point. A name for which there is no room within `room`, from its
/// upper left to its lower right, has no place.
pub(super) fn place_names(
    names: &[(Point, &str)],
    dots: &[Point],
    size: f64,
    room: (Point, Point),
) -> Vec<Option<Placed>> {
    let ((left, top), (right, bottom)) = room;
    let dot = |&(x, y): &Point| (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS);
    let dots: Vec<Ends> = dots.iter().map(dot).collect();
    let mut taken: Vec<Ends> = Vec::new();
    let mut placed = Vec::with_capacity(names.len());
    for &((x, y), words) in names {
        let width = text_width(words, size, false);
        let ends = |(at_x, at_y): Point, anchor: Anchor| {
            let start = match anchor {
                Anchor::Start => at_x,
                Anchor::Middle => at_x - width / 2.0,
                Anchor::End => at_x - width,
            };
            (start, at_y - size * 0.75, start + width, at_y + size * 0.2)
        };
        let fits = |box_of: Ends| {
            left <= box_of.0 && top <= box_of.1 && box_of.2 <= right && box_of.3 <= bottom
        };
        let is_free = |box_of: Ends| {
            fits(box_of) && taken.iter().chain(&dots).all(|other| are_apart(box_of, *other))
        };
        let found = candidates((x, y), size)
            .map(|(at, anchor, is_near)| (at, anchor, is_near, ends(at, anchor)))
            .find(|(.., box_of)| is_free(*box_of));
        placed.push(found.map(|(at, anchor, is_near, box_of)| {
            taken.push(box_of);
            let end = if anchor == Anchor::Start { at.0 - 2.0 } else { at.0 + 2.0 };
            let leader = (!is_near).then_some(((x, y), (end, at.1 - size * 0.3)));
            let ends = ((box_of.0, box_of.1), (box_of.2, box_of.3));
            Placed { words: words.to_owned(), at, anchor, ends, leader }
        }));
    }
    placed
}

/// The places that a name may have, the best first; near ones need no line to the point.
fn candidates((x, y): Point, size: f64) -> impl Iterator<Item = (Point, Anchor, bool)> {
    let beside = RADIUS + GAP + 1.0;
    let baseline = y + size * 0.27;
    let near = [
        ((x + beside, baseline), Anchor::Start, true),
        ((x - beside, baseline), Anchor::End, true),
        ((x, y - beside - size * 0.2), Anchor::Middle, true),
        ((x, y + beside + size * 0.75), Anchor::Middle, true),
    ];
    let far = (1..=MAX_LINES).flat_map(move |n| {
        let away = f64::from(n) * (size + GAP);
        [
            ((x + 2.0 * beside, baseline - away), Anchor::Start, false),
            ((x + 2.0 * beside, baseline + away), Anchor::Start, false),
            ((x - 2.0 * beside, baseline - away), Anchor::End, false),
            ((x - 2.0 * beside, baseline + away), Anchor::End, false),
        ]
    });
    near.into_iter().chain(far)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: (Point, Point) = ((0.0, 0.0), (400.0, 200.0));

    #[test]
    fn a_name_stands_at_the_right_of_its_point_where_it_can() {
        let dots = [(100.0, 100.0), (390.0, 100.0)];
        let names = [(dots[0], "Heikant"), (dots[1], "Heikant")];
        let placed = place_names(&names, &dots, 13.0, ROOM);
        let anchors: Vec<_> = placed.iter().flatten().map(|name| name.anchor).collect();
        assert_eq!(anchors, [Anchor::Start, Anchor::End]);
        assert!(placed.iter().flatten().all(|name| name.leader.is_none()));
    }

    #[test]
    fn a_name_without_room_has_no_place() {
        let at = (200.0, 100.0);
        let names = vec![(at, "Heikant"); 60];
        let placed = place_names(&names, &[at], 13.0, ROOM);
        let n_placed = placed.iter().flatten().count();
        assert!((4..60).contains(&n_placed), "{n_placed}");
        assert!(placed.iter().flatten().any(|name| name.leader.is_some()));
        let wide =
            [(at, "een naam die breder is dan de hele kaart waarop hij zou moeten staan, en nog")];
        assert_eq!(place_names(&wide, &[at], 13.0, ROOM), [None]);
    }
}
