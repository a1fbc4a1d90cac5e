//! Two changes per wijk: a point with the intervals of both, and what they are together.
//!
//! What it is not stands in the picture: an association, no cause, and nothing about persons.

use std::collections::BTreeSet;

use crate::analysis::{FEWEST_WIJKEN, Vertraging, Weglating, Wijkpunt};
use crate::stats::Interval;

use super::super::number::render_number;
use super::super::samenhang::Samenwoorden;
use super::axis::ValueAxis;
use super::font::{ellipsise, text_width, wrap};
use super::page::{MARGIN, NOTE_LINE, draw_footer_of, draw_subtitle, draw_title, note_lines};
use super::scene::{Anchor, Point, Scene, Text, colour};

const WIDTH: f64 = 1200.0;
/// The height of the frame.
const FRAME: f64 = 500.0;
/// The room beside the frame, for the numbers.
const SIDE: f64 = 370.0;
const GAP: f64 = 36.0;
const MAX_STEPS: f64 = 8.0;
const TICK: f64 = 13.0;
const AXIS_TITLE: f64 = 13.0;
const LABEL: f64 = 12.0;
const DOT: f64 = 4.5;
/// The most wijken with a name.
const MOST_LABELS: usize = 8;
/// How far beyond the points an interval stretches an axis, as a part of their range.
const BEYOND: f64 = 0.4;

/// What the chart shows.
pub(super) struct Association<'a> {
    pub(super) words: Samenwoorden<'a>,
    pub(super) gemeente: &'a str,
    /// The pair in the same waves.
    pub(super) vertraging: &'a Vertraging,
    /// The pair at other lags.
    pub(super) andere: Vec<&'a Vertraging>,
    /// How many tests the p-values are adjusted for.
    pub(super) n_tests: usize,
    /// The names of the wijken, in the order of the points.
    pub(super) namen: Vec<&'a str>,
}

/// The frame with its two axes.
struct Plot {
    x: ValueAxis,
    y: ValueAxis,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Plot {
    fn at(&self, x: f64, y: f64) -> Point {
        (
            self.left + self.x.share(x).clamp(0.0, 1.0) * (self.right - self.left),
            self.bottom - self.y.share(y).clamp(0.0, 1.0) * (self.bottom - self.top),
        )
    }
}

impl Association<'_> {
    /// Describes the chart; nothing with fewer than eight wijken.
    pub(super) fn scene(&self) -> Option<Scene> {
        let punten = &self.vertraging.punten;
        if punten.len() < FEWEST_WIJKEN {
            return None;
        }
        let (words, woorden) = (self.words, self.words.woorden());
        let x = axis_of(punten, |punt| (punt.cohesie.waarde, punt.cohesie.marge.ok()));
        let y = axis_of(punten, |punt| (punt.maatwerk.waarde, punt.maatwerk.marge.ok()));

        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let title = words.titel();
        let mut at = draw_title(&mut scene, &title) + 28.0;
        let waar = words.waar(self.gemeente);
        let perioden = words.perioden(self.vertraging.cohesie);
        draw_subtitle(&mut scene, (&waar, &perioden), at, WIDTH - 2.0 * MARGIN);
        at += 30.0;
        draw_warning(&mut scene, &words.waarschuwing().join(" "), at);
        at += 28.0;
        let titles = [
            words.as_titel(words.maatwerk, self.vertraging.maatwerk),
            words.as_titel(words.cohesie, self.vertraging.cohesie),
        ];
        let right = WIDTH - MARGIN - SIDE - GAP;
        let upper = format!("↑ {}", titles[0]);
        let room = right - MARGIN;
        scene.text(
            &ellipsise(&upper, AXIS_TITLE, false, room),
            (MARGIN, at),
            Anchor::Start,
            AXIS_TITLE,
            colour::MUTED,
        );
        let top = at + 14.0;
        let y_labels = tick_labels(&y, woorden.notatie);
        let widest = y_labels.iter().map(|label| text_width(label, TICK, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 10.0;
        let plot = Plot { x, y, left, right, top, bottom: top + FRAME };
        draw_axes(&mut scene, &plot, &y_labels, &tick_labels(&plot.x, woorden.notatie));
        let lower = ellipsise(&format!("{} →", titles[1]), AXIS_TITLE, false, right - MARGIN);
        let below = plot.bottom + 42.0;
        scene.text(&lower, (right, below), Anchor::End, AXIS_TITLE, colour::MUTED);

        let is_cut = draw_points(&mut scene, &plot, punten);
        self.draw_labels(&mut scene, &plot);
        let side = self.draw_side(&mut scene, right + GAP, top + 12.0);

        let bare = |punt: &&Wijkpunt| punt.cohesie.marge.is_err() || punt.maatwerk.marge.is_err();
        let n_bare = punten.iter().filter(bare).count();
        let notes = words.opmerkingen(n_bare, is_cut, &self.vertraging.breuken);
        let notes = note_lines(&notes, WIDTH);
        scene.height = below.max(side) + 46.0 + notes.len() as f64 * NOTE_LINE;
        let bronnen: BTreeSet<&String> =
            words.cohesie.bronnen.iter().chain(&words.maatwerk.bronnen).collect();
        let bronnen: Vec<String> = bronnen.into_iter().cloned().collect();
        draw_footer_of(&mut scene, &bronnen, notes, &perioden, woorden);

        scene.title = title;
        let mut told = words.waarschuwing().to_vec();
        told.push(words.n(punten.len()));
        told.extend(words.verband(self.vertraging, self.n_tests));
        scene.description = told.join(" · ");
        Some(scene)
    }

    /// Names the wijken that are farthest from the middle, where there is room for their names.
    fn draw_labels(&self, scene: &mut Scene, plot: &Plot) {
        let punten = &self.vertraging.punten;
        let places: Vec<Point> =
            punten.iter().map(|punt| plot.at(punt.cohesie.waarde, punt.maatwerk.waarde)).collect();
        let middle =
            |pick: fn(&Point) -> f64| places.iter().map(pick).sum::<f64>() / places.len() as f64;
        let (x, y) = (middle(|place| place.0), middle(|place| place.1));
        let mut order: Vec<usize> = (0..places.len()).collect();
        let distance = |idx: usize| libm::hypot(places[idx].0 - x, places[idx].1 - y);
        order.sort_by(|&a, &b| distance(b).total_cmp(&distance(a)).then(a.cmp(&b)));
        let mut taken: Vec<Room> =
            places.iter().map(|place| Room::around(*place, DOT + 1.0)).collect();
        let mut n_drawn = 0;
        for idx in order {
            if n_drawn == MOST_LABELS {
                break;
            }
            let naam = ellipsise(self.namen[idx], LABEL, false, 160.0);
            let width = text_width(&naam, LABEL, false);
            let free = candidates(places[idx], width).into_iter().find(|(_, own)| {
                own.lies_in(plot) && taken.iter().all(|other| !own.touches(other))
            });
            let Some((at, own)) = free else { continue };
            scene.rectangle((own.left, own.top), (own.right, own.bottom), colour::WHITE);
            scene.text(&naam, at, Anchor::Start, LABEL, colour::INK);
            taken.push(own);
            n_drawn += 1;
        }
    }

    /// Draws the numbers beside the frame; gives the lowest baseline.
    fn draw_side(&self, scene: &mut Scene, left: f64, top: f64) -> f64 {
        let words = self.words;
        let mut lines: Vec<(String, bool, f64)> =
            vec![(words.n(self.vertraging.punten.len()), true, 0.0)];
        let plain = |line: String| (line, false, 0.0);
        lines.extend(words.verband(self.vertraging, self.n_tests).into_iter().map(plain));
        if !self.andere.is_empty() {
            lines.push((words.vertragingen_kop(), true, 14.0));
            for one in &self.andere {
                lines.extend([words.wanneer(one), words.vertraging(one)].map(plain));
            }
        }
        if !self.vertraging.weggelaten.is_empty() {
            lines.push((words.weggelaten_kop(), true, 14.0));
            let count =
                |reden| self.vertraging.weggelaten.iter().filter(|(_, why)| *why == reden).count();
            let told = Weglating::ALL.into_iter().map(|reden| (count(reden), reden));
            let told = told.filter(|(n, _)| 0 < *n);
            lines.extend(told.map(|(n, reden)| plain(words.weggelaten(n, reden))));
        }
        const SIZE: f64 = 13.0;
        let mut y = top;
        let mut lowest = top;
        for (text, bold, above) in lines {
            y += above;
            for line in wrap(&text, SIZE, bold, SIDE, 2) {
                scene.push_text(Text {
                    words: line,
                    at: (left, y),
                    anchor: Anchor::Start,
                    size: SIZE,
                    bold,
                    colour: colour::INK,
                });
                lowest = y;
                y += 19.0;
            }
        }
        lowest
    }
}

/// A rectangle on the page.
#[derive(Clone, Copy)]
struct Room {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Room {
    fn around((x, y): Point, half: f64) -> Self {
        Self { left: x - half, top: y - half, right: x + half, bottom: y + half }
    }

    fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn lies_in(&self, plot: &Plot) -> bool {
        plot.left < self.left
            && self.right < plot.right
            && plot.top < self.top
            && self.bottom < plot.bottom
    }
}

/// Where the name of a point can stand: to the right, the left, above and below, each with its room.
fn candidates((x, y): Point, width: f64) -> [(Point, Room); 4] {
    const AWAY: f64 = DOT + 5.0;
    let starts = [
        (x + AWAY, y + LABEL * 0.36),
        (x - AWAY - width, y + LABEL * 0.36),
        (x - width / 2.0, y - AWAY),
        (x - width / 2.0, y + AWAY + LABEL * 0.75),
    ];
    starts.map(|(left, baseline)| {
        let room = Room {
            left: left - 2.0,
            top: baseline - LABEL * 0.85,
            right: left + width + 2.0,
            bottom: baseline + LABEL * 0.3,
        };
        ((left, baseline), room)
    })
}

/// The axis on which all points fit, zero among them, and what of the intervals there is room for.
fn axis_of(punten: &[Wijkpunt], side: impl Fn(&Wijkpunt) -> (f64, Option<Interval>)) -> ValueAxis {
    let values = || punten.iter().map(|punt| side(punt).0);
    let lowest = values().fold(0.0, f64::min);
    let highest = values().fold(0.0, f64::max);
    let room = (highest - lowest) * BEYOND;
    let bounds = || punten.iter().filter_map(|punt| side(punt).1);
    let lower = bounds().map(Interval::lower).fold(lowest, f64::min).max(lowest - room);
    let upper = bounds().map(Interval::upper).fold(highest, f64::max).min(highest + room);
    ValueAxis::around(lower, upper, MAX_STEPS)
}

fn tick_labels(axis: &ValueAxis, notatie: super::super::number::Notatie) -> Vec<String> {
    axis.ticks().iter().map(|&tick| render_number(tick, axis.decimalen(), notatie)).collect()
}

/// Draws what the picture is not.
fn draw_warning(scene: &mut Scene, words: &str, y: f64) {
    const SIZE: f64 = 16.0;
    scene.push_text(Text {
        words: ellipsise(words, SIZE, true, WIDTH - 2.0 * MARGIN),
        at: (MARGIN, y),
        anchor: Anchor::Start,
        size: SIZE,
        bold: true,
        colour: colour::INK,
    });
}

/// Draws the grid, the lines of no change and the numbers of both axes.
fn draw_axes(scene: &mut Scene, plot: &Plot, y_labels: &[String], x_labels: &[String]) {
    for (tick, label) in plot.y.ticks().into_iter().zip(y_labels) {
        let (_, y) = plot.at(0.0, tick);
        let (width, ink) = if tick == 0.0 { (1.5, colour::AXIS) } else { (1.0, colour::GRID) };
        scene.line(vec![(plot.left, y), (plot.right, y)], width, ink);
        scene.text(label, (plot.left - 8.0, y + TICK * 0.36), Anchor::End, TICK, colour::MUTED);
    }
    for (tick, label) in plot.x.ticks().into_iter().zip(x_labels) {
        let (x, _) = plot.at(tick, 0.0);
        let (width, ink) = if tick == 0.0 { (1.5, colour::AXIS) } else { (1.0, colour::GRID) };
        scene.line(vec![(x, plot.top), (x, plot.bottom)], width, ink);
        scene.text(label, (x, plot.bottom + 20.0), Anchor::Middle, TICK, colour::MUTED);
    }
}

/// Draws the points over their intervals; true when an interval leaves the frame.
fn draw_points(scene: &mut Scene, plot: &Plot, punten: &[Wijkpunt]) -> bool {
    let mut is_cut = false;
    let leaves = |axis: &ValueAxis, marge: Interval| {
        marge.lower() < axis.lower() || axis.upper() < marge.upper()
    };
    for punt in punten {
        let (x, y) = (punt.cohesie.waarde, punt.maatwerk.waarde);
        if let Ok(marge) = punt.cohesie.marge {
            let ends = vec![plot.at(marge.lower(), y), plot.at(marge.upper(), y)];
            scene.line(ends, 1.0, colour::WHISKER);
            is_cut |= leaves(&plot.x, marge);
        }
        if let Ok(marge) = punt.maatwerk.marge {
            let ends = vec![plot.at(x, marge.lower()), plot.at(x, marge.upper())];
            scene.line(ends, 1.0, colour::WHISKER);
            is_cut |= leaves(&plot.y, marge);
        }
    }
    for punt in punten {
        scene.dot(plot.at(punt.cohesie.waarde, punt.maatwerk.waarde), DOT, colour::LINE);
    }
    is_cut
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::{assert_legible, texts};
    use super::super::series::tests::info;
    use super::*;
    use crate::analysis::{GeenVerband, Verband, Verschil};
    use crate::model::{
        Breuk, Frequentie, GeenInterval, IndicatorInfo, Periode, Soort, Taal, Tekst,
    };

    fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    fn change(waarde: f64, margin: Option<f64>) -> Verschil {
        let marge = match margin {
            Some(margin) => Ok(Interval::around(waarde, margin).expect("finite")),
            None => Err(GeenInterval::BronZonderMarge),
        };
        Verschil { waarde, marge }
    }

    /// A lag with these changes, the intervals of one side so wide.
    fn lag(golven: i32, changes: &[(f64, f64)], margin: Option<f64>) -> Vertraging {
        let punt = |(gebied, (x, y)): (usize, &(f64, f64))| Wijkpunt {
            gebied,
            cohesie: change(*x, margin),
            maatwerk: change(*y, margin.map(|margin| 9.0 * margin)),
        };
        let interval = Interval::new(-0.7, 0.2);
        let verband = Verband { rho: -0.3, interval, p: Some(0.21), q: Some(0.63) };
        Vertraging {
            golven,
            cohesie: ["2019", "2023"].map(periode),
            maatwerk: ["2019", "2023"].map(periode),
            punten: changes.iter().enumerate().map(punt).collect(),
            weggelaten: vec![(90, Weglating::Onderdrukt), (91, Weglating::Modelschatting)],
            breuken: Vec::new(),
            verband: Ok(verband),
        }
    }

    fn many(n: i32) -> Vec<(f64, f64)> {
        let turn = |idx: i32| f64::from(idx * 7 % n);
        (0..n).map(|idx| (f64::from(idx) / 10.0 - 0.8, turn(idx) - 6.0)).collect()
    }

    fn scene_of(lag: &Vertraging, andere: &[Vertraging], taal: Taal) -> Option<Scene> {
        let naam = "Buitengebied Tilburg Zuid-Oost en nog iets";
        let mut cohesie: IndicatorInfo = info(Soort::Gemiddelde, &[Frequentie::Meting]);
        cohesie.eenheid =
            Tekst { nl: "rapportcijfer (1-10)".into(), en: Some("mark (1-10)".into()) };
        let maatwerk = info(Soort::Ratio, &[Frequentie::Jaar]);
        Association {
            words: Samenwoorden { cohesie: &cohesie, maatwerk: &maatwerk, taal },
            gemeente: "Tilburg",
            vertraging: lag,
            andere: andere.iter().collect(),
            n_tests: 6,
            namen: vec![naam; lag.punten.len()],
        }
        .scene()
    }

    fn has(scene: &Scene, words: &str) -> bool {
        texts(scene).iter().any(|text| text.words.contains(words))
    }

    #[test]
    fn what_it_is_not_stands_in_the_picture() {
        #[track_caller]
        fn case(taal: Taal, words: &str) {
            let scene = scene_of(&lag(0, &many(17), Some(0.5)), &[], taal).expect("a chart");
            assert!(has(&scene, words));
            assert!(scene.description.starts_with(&words[..words.find('.').expect("a sentence")]));
        }

        case(
            Taal::Nl,
            "Samenhang, geen oorzaak. Een verband tussen wijken zegt niets over personen.",
        );
        case(
            Taal::En,
            "Association, not cause. A relation between districts says nothing about persons.",
        );
    }

    #[test]
    fn tells_n_the_correlation_its_interval_and_the_adjusted_p() {
        let scene = scene_of(&lag(0, &many(17), Some(0.5)), &[], Taal::Nl).expect("a chart");
        for words in [
            "n = 17 wijken",
            "rangcorrelatie (Spearman) -0,30",
            "95%-interval -0,70 tot 0,20",
            "p = 0,210",
            "gecorrigeerd voor 6 toetsen: p = 0,630",
            "1: een cijfer is onderdrukt",
            "1: modelschatting",
        ] {
            assert!(has(&scene, words), "{words}");
        }
    }

    #[test]
    fn draws_nothing_with_fewer_than_eight_wijken() {
        assert!(scene_of(&lag(0, &many(7), Some(0.5)), &[], Taal::Nl).is_none());
        assert!(scene_of(&lag(0, &many(8), Some(0.5)), &[], Taal::Nl).is_some());
    }

    #[test]
    fn is_legible_with_few_and_many_wijken_and_with_extremes() {
        let others = [lag(1, &many(12), None), lag(-1, &many(9), None), lag(2, &[], None)];
        let same = vec![(0.1, 2.0); 30];
        let mut far = many(20);
        far.push((400.0, -90_000.0));
        for changes in [many(8), many(59), same, far] {
            for margin in [None, Some(0.4), Some(1e4)] {
                for taal in [Taal::Nl, Taal::En] {
                    let mut own = lag(0, &changes, margin);
                    let tekst = Tekst { nl: "Een regiesysteem".into(), en: None };
                    own.breuken = vec![Breuk { op: "2021-04-01".parse().expect("a date"), tekst }];
                    assert_legible(&scene_of(&own, &others, taal).expect("a chart"));
                }
            }
        }
    }

    #[test]
    fn names_some_wijken_and_none_over_another_or_over_a_point() {
        let own = lag(0, &many(59), None);
        let scene = scene_of(&own, &[], Taal::Nl).expect("a chart");
        let names: Vec<_> =
            texts(&scene).into_iter().filter(|text| text.words.starts_with("Buiten")).collect();
        assert!(!names.is_empty() && names.len() <= MOST_LABELS, "{}", names.len());
        let dots = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Dot { centre, .. } => Some(*centre),
            _ => None,
        });
        for (x, y) in dots {
            for name in &names {
                let width = text_width(&name.words, name.size, false);
                let beside = x < name.at.0 || name.at.0 + width < x;
                let above = y < name.at.1 - name.size * 0.75 || name.at.1 < y;
                assert!(beside || above, "a name lies over a point");
            }
        }
    }

    #[test]
    fn every_point_has_both_intervals_or_it_is_told() {
        let lines = |scene: &Scene| {
            let is_whisker = |shape: &&Shape| matches!(shape, Shape::Line { colour: ink, .. } if *ink == colour::WHISKER);
            scene.shapes.iter().filter(is_whisker).count()
        };
        let scene = scene_of(&lag(0, &many(17), Some(0.1)), &[], Taal::Nl).expect("a chart");
        assert_eq!(lines(&scene), 34);
        assert!(!has(&scene, "zonder interval"));
        let scene = scene_of(&lag(0, &many(17), None), &[], Taal::Nl).expect("a chart");
        assert_eq!(lines(&scene), 0);
        assert!(has(&scene, "17 zonder interval: een cijfer heeft er geen"));
    }

    #[test]
    fn an_interval_that_leaves_the_frame_is_told() {
        let scene = scene_of(&lag(0, &many(17), Some(50.0)), &[], Taal::En).expect("a chart");
        assert!(has(&scene, "a line up to the edge continues outside"));
    }

    #[test]
    fn other_lags_stand_beside_it_with_their_years() {
        let mut later = lag(1, &many(12), None);
        later.maatwerk = ["2021", "2025"].map(periode);
        let mut few = lag(-1, &many(4), None);
        few.verband = Err(GeenVerband::TeWeinigWijken);
        let scene = scene_of(&lag(0, &many(17), None), &[later, few], Taal::Nl).expect("a chart");
        assert!(has(&scene, "1 golf later (2021 → 2025)"));
        assert!(has(&scene, "n = 12: rangcorrelatie -0,30, gecorrigeerd p = 0,630"));
        assert!(has(&scene, "n = 4: te weinig wijken"));
    }
}
