//! The funnel of one indicator: each area by its size, between the limits within which its figure may lie.
//!
//! Points have one colour and no order; only those outside the limits have a name.

use crate::analysis::benchmark::{Trechter, Trechterpunt};
use crate::model::{IndicatorInfo, Niveau, Taal};
use crate::stats::{DispersionVerdict, FunnelLevel, FunnelPlace};

use super::super::number::render_number;
use super::super::text::Woorden;
use super::super::text_vergelijking::Vergelijkwoorden;
use super::axis::{Scale, ValueAxis};
use super::font::text_width;
use super::labels::{Placed, place_names};
use super::page::{MARGIN, NOTE_LINE, draw_footer, draw_subtitle, draw_title, note_lines};
use super::scene::{Anchor, Colour, Point, Scene, colour};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 720.0;
const LABEL: f64 = 14.0;
/// The size of the names of areas.
const NAME: f64 = 13.0;
const KEY_TEXT: f64 = 14.0;
const KEY: f64 = 28.0;
const MAX_STEPS: f64 = 7.0;
/// The points by which a limit is drawn.
const N_STEPS: u32 = 160;
/// The room for the labels and the title of the horizontal axis.
const BELOW: f64 = 50.0;
const LEVELS: [FunnelLevel; 2] = [FunnelLevel::P998, FunnelLevel::P95];

/// What the chart shows.
pub(super) struct Funnel<'p> {
    pub(super) info: &'p IndicatorInfo,
    /// The name of the gemeente.
    pub(super) gemeente: &'p str,
    pub(super) trechter: &'p Trechter,
    /// The names of the areas, one for each point.
    pub(super) namen: Vec<&'p str>,
    pub(super) taal: Taal,
}

/// The frame with its axes.
struct Frame {
    sizes: ValueAxis,
    values: ValueAxis,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn place(&self, noemer: f64, waarde: f64) -> Point {
        let x = self.left + self.sizes.share(noemer) * (self.right - self.left);
        (x, self.bottom - self.values.share(waarde) * (self.bottom - self.top))
    }
}

/// How a level of limits is drawn.
fn stroke_of(level: FunnelLevel) -> (f64, Colour) {
    match level {
        FunnelLevel::P95 => (1.0, colour::CITY),
        FunnelLevel::P998 => (2.0, colour::CITY),
    }
}

impl Funnel<'_> {
    /// Describes the chart; nothing when no point can be drawn.
    pub(super) fn scene(&self) -> Option<Scene> {
        let woorden = Woorden::of(self.taal);
        let eigen = Vergelijkwoorden::of(self.taal);
        let Trechter { punten, periode, niveau, .. } = self.trechter;
        let largest = punten.iter().map(|punt| punt.noemer).fold(0.0, f64::max);
        let smallest = punten.iter().map(|punt| punt.noemer).fold(f64::INFINITY, f64::min);
        let sizes = (0.0 < largest).then(|| ValueAxis::around(0.0, largest, MAX_STEPS))?;
        let values = self.value_axis()?;

        let mut scene = Scene::new(WIDTH, HEIGHT, woorden.taal);
        let naam = self.info.naam.in_taal(self.taal);
        let by_niveau = usize::from(*niveau != Niveau::Wijk);
        let per_gebied = woorden.per_gebied[by_niveau];
        let mut y = draw_title(&mut scene, naam) + 28.0;
        let gemeente = woorden.gemeente(self.gemeente);
        let eenheid = self.info.eenheid.in_taal(self.taal);
        let wanneer = woorden.periode(*periode);
        let subtitle = format!("{gemeente}, {per_gebied} · {eenheid}");
        draw_subtitle(&mut scene, (&subtitle, &wanneer), y, WIDTH - 2.0 * MARGIN);
        y += 28.0;
        let centre = if self.trechter.is_gemeente { &gemeente } else { eigen.gemiddelde };
        draw_keys(&mut scene, y, (woorden.gebied[by_niveau], centre), eigen);

        let tick_label =
            |tick: f64, axis: &ValueAxis| render_number(tick, axis.decimalen(), woorden.notatie);
        let labels: Vec<_> = values.ticks().iter().map(|&tick| tick_label(tick, &values)).collect();
        let widest = labels.iter().map(|label| text_width(label, LABEL, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 10.0;
        let size_labels: Vec<_> =
            sizes.ticks().iter().map(|&tick| tick_label(tick, &sizes)).collect();
        // The last label stands half beyond its tick.
        let last = size_labels.last().map_or(0.0, |label| text_width(label, LABEL, false));
        let right = WIDTH - MARGIN - last / 2.0;
        let outside = self.outside();
        let mut frame = Frame { sizes, values, left, right, top: y + 26.0, bottom: 0.0 };
        // The names that found no room are told below, so room is sought first for all lines there can be.
        let most = note_lines(&self.notes(&outside, eigen, woorden, &outside), WIDTH).len();
        frame.bottom = HEIGHT - BELOW - 46.0 - most as f64 * NOTE_LINE;
        let names = self.place_names(&frame, &outside);
        let unnamed: Vec<_> = outside
            .iter()
            .zip(&names)
            .filter(|(_, name)| name.is_none())
            .map(|(one, _)| *one)
            .collect();
        let notes = note_lines(&self.notes(&outside, eigen, woorden, &unnamed), WIDTH);

        for (tick, label) in values.ticks().iter().zip(&labels) {
            let (_, y) = frame.place(0.0, *tick);
            scene.line(vec![(left, y), (right, y)], 1.0, colour::GRID);
            scene.text(label, (left - 10.0, y + LABEL * 0.36), Anchor::End, LABEL, colour::MUTED);
        }
        scene.line(vec![(left, frame.bottom), (right, frame.bottom)], 1.5, colour::AXIS);
        for (tick, label) in sizes.ticks().iter().zip(&size_labels) {
            let (x, _) = frame.place(*tick, 0.0);
            scene.line(vec![(x, frame.bottom), (x, frame.bottom + 6.0)], 1.25, colour::AXIS);
            let at = (x, frame.bottom + 22.0);
            scene.text(label, at, Anchor::Middle, LABEL, colour::MUTED);
        }
        let at = (f64::midpoint(left, right), frame.bottom + 42.0);
        scene.text(eigen.omvang, at, Anchor::Middle, LABEL, colour::MUTED);

        self.draw_limits(&mut scene, &frame, smallest);
        let (_, average) = frame.place(0.0, self.trechter.gemiddelde);
        scene.line(vec![(left, average), (right, average)], 1.5, colour::BREAK);
        for punt in punten.iter().filter(|punt| punt.plaats == FunnelPlace::Within) {
            scene.dot(frame.place(punt.noemer, punt.waarde), 4.0, colour::LINE);
        }
        for idx in &outside {
            let punt = &punten[*idx];
            let at = frame.place(punt.noemer, punt.waarde);
            scene.dot(at, 6.0, colour::INK);
            scene.dot(at, 3.5, colour::LINE);
        }
        for name in names.into_iter().flatten() {
            if let Some(leader) = name.leader {
                scene.line(vec![leader.0, leader.1], 0.75, colour::MUTED);
            }
            // A limit would strike the name through.
            let (above, below) = name.ends;
            scene.rectangle(above, below, colour::WHITE);
            scene.text(&name.words, name.at, name.anchor, NAME, colour::INK);
        }
        draw_footer(&mut scene, self.info, notes, &wanneer, woorden);

        scene.title = format!("{naam}, {per_gebied}: {}", eigen.trechter);
        let told: Vec<_> = self.told(&outside, eigen);
        scene.description = format!(
            "{gemeente} · {eenheid} · {wanneer} · {} · {}",
            eigen.getekend(punten.len(), *niveau),
            told.join(" · ")
        );
        Some(scene)
    }

    /// The points outside the limits, by their place among the points.
    fn outside(&self) -> Vec<usize> {
        let points = self.trechter.punten.iter().enumerate();
        let is_out = |punt: &Trechterpunt| punt.plaats != FunnelPlace::Within;
        points.filter(|(_, punt)| is_out(punt)).map(|(idx, _)| idx).collect()
    }

    /// The axis of the figures: all points fit, and of the limits what does not flatten them.
    fn value_axis(&self) -> Option<ValueAxis> {
        const BEYOND: f64 = 0.25;
        let punten = &self.trechter.punten;
        let values = || punten.iter().map(|punt| punt.waarde).chain([self.trechter.gemiddelde]);
        let base = ValueAxis::for_values(self.info, values(), MAX_STEPS)?;
        let (lowest, highest) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let room = match Scale::of(self.info).end {
            Some(_) => f64::INFINITY,
            None => (highest - base.lower()) * BEYOND,
        };
        let limits = punten
            .iter()
            .filter_map(|punt| self.trechter.grenzen(punt.noemer, FunnelLevel::P998))
            .flat_map(|limits| {
                [limits.lower().max(lowest - room), limits.upper().min(highest + room)]
            });
        ValueAxis::for_values(self.info, values().chain(limits), MAX_STEPS)
    }

    /// Draws the limits from the smallest size on, as far as they lie in the frame.
    fn draw_limits(&self, scene: &mut Scene, frame: &Frame, smallest: f64) {
        let end = frame.sizes.upper();
        // Limits bend most where areas are small, so steps are shorter there.
        let step = |idx: u32| {
            let share = f64::from(idx) / f64::from(N_STEPS);
            smallest + (end - smallest) * share * share
        };
        let sizes: Vec<f64> = (0..=N_STEPS).map(step).collect();
        for level in LEVELS {
            let (width, ink) = stroke_of(level);
            for pick in [0, 1] {
                let limits = sizes.iter().filter_map(|&noemer| {
                    let limits = self.trechter.grenzen(noemer, level)?;
                    Some((noemer, [limits.lower(), limits.upper()][pick]))
                });
                let places: Vec<_> = limits.map(|(noemer, at)| frame.place(noemer, at)).collect();
                for part in clip(&places, frame.top, frame.bottom) {
                    scene.line(part, width, ink);
                }
            }
        }
    }

    /// The names of the points outside, where there is room beside them.
    fn place_names(&self, frame: &Frame, outside: &[usize]) -> Vec<Option<Placed>> {
        let punten = &self.trechter.punten;
        let dots: Vec<_> =
            punten.iter().map(|punt| frame.place(punt.noemer, punt.waarde)).collect();
        let asked: Vec<_> = outside.iter().map(|&idx| (dots[idx], self.namen[idx])).collect();
        let room = ((frame.left + 4.0, frame.top - 12.0), (WIDTH - 4.0, frame.bottom - 2.0));
        place_names(&asked, &dots, NAME, room)
    }

    /// What a reader must know, and who lies outside.
    fn notes(
        &self,
        outside: &[usize],
        eigen: &Vergelijkwoorden,
        woorden: &Woorden,
        unnamed: &[usize],
    ) -> Vec<String> {
        let Trechter { niveau, n_onderdrukt, n_zonder, .. } = *self.trechter;
        let mut notes = vec![eigen.lezen.to_owned()];
        let verdict = self.trechter.verdict();
        let is_widened = match verdict {
            DispersionVerdict::Overdispersed => Some(true),
            DispersionVerdict::NotOverdispersed => Some(false),
            DispersionVerdict::TooFewAreas => None,
        };
        notes.push(eigen.spreiding(is_widened, self.trechter.phi()));
        if self.trechter.is_geclusterd && is_widened != Some(true) {
            notes.push(eigen.geclusterd.to_owned());
        }
        if 0 < n_onderdrukt {
            notes.push(eigen.onderdrukt(n_onderdrukt, niveau));
        }
        if 0 < n_zonder {
            notes.push(eigen.zonder(n_zonder, niveau));
        }
        if outside.is_empty() {
            notes.push(eigen.alle_binnen.to_owned());
        }
        for idx in unnamed {
            let kant = eigen.kant(self.trechter.punten[*idx].plaats);
            notes.push(format!("{}: {} ({kant})", eigen.zonder_naam, self.namen[*idx]));
        }
        if 0.0 < self.value_axis().map_or(0.0, |axis| axis.lower()) {
            notes.push(woorden.niet_vanaf_nul.to_owned());
        }
        notes
    }

    /// Who lies outside which limits, for readers who do not see the chart.
    fn told(&self, outside: &[usize], eigen: &Vergelijkwoorden) -> Vec<String> {
        if outside.is_empty() {
            return vec![eigen.alle_binnen.to_owned()];
        }
        let of_level = |level: FunnelLevel| {
            let names: Vec<_> = outside
                .iter()
                .filter(|&&idx| {
                    let place = self.trechter.punten[idx].plaats;
                    place == FunnelPlace::Above(level) || place == FunnelPlace::Below(level)
                })
                .map(|&idx| {
                    let kant = eigen.kant(self.trechter.punten[idx].plaats);
                    format!("{} ({kant})", self.namen[idx])
                })
                .collect();
            (!names.is_empty()).then(|| eigen.buiten(level, &names))
        };
        LEVELS.into_iter().filter_map(of_level).collect()
    }
}

/// Draws what points and lines are.
fn draw_keys(scene: &mut Scene, y: f64, (gebied, centre): (&str, &str), eigen: &Vergelijkwoorden) {
    let mut x = MARGIN;
    let label = |scene: &mut Scene, x: &mut f64, text: &str| {
        scene.text(text, (*x + KEY + 8.0, y), Anchor::Start, KEY_TEXT, colour::MUTED);
        *x += KEY + 8.0 + text_width(text, KEY_TEXT, false) + 28.0;
    };
    scene.dot((x + KEY / 2.0, y - 5.0), 4.0, colour::LINE);
    label(scene, &mut x, gebied);
    scene.line(vec![(x, y - 5.0), (x + KEY, y - 5.0)], 1.5, colour::BREAK);
    label(scene, &mut x, centre);
    for (level, text) in [FunnelLevel::P95, FunnelLevel::P998].into_iter().zip(eigen.grenzen) {
        let (width, ink) = stroke_of(level);
        scene.line(vec![(x, y - 5.0), (x + KEY, y - 5.0)], width, ink);
        label(scene, &mut x, text);
    }
}

/// The parts of a line between two heights.
fn clip(points: &[Point], top: f64, bottom: f64) -> Vec<Vec<Point>> {
    let is_inside = |point: &Point| top <= point.1 && point.1 <= bottom;
    let mut parts = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let crossing = |edge: f64| {
            let share = (edge - from.1) / (to.1 - from.1);
            (from.0 + share * (to.0 - from.0), edge)
        };
        let edge_of = |outside: Point| crossing(if outside.1 < top { top } else { bottom });
        match (is_inside(&from), is_inside(&to)) {
            (true, true) => {
                if part.is_empty() {
                    part.push(from);
                }
                part.push(to);
            }
            (false, true) => part = vec![edge_of(from), to],
            (true, false) => {
                if part.is_empty() {
                    part.push(from);
                }
                part.push(edge_of(to));
                parts.push(std::mem::take(&mut part));
            }
            (false, false) => {}
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts.retain(|part| 1 < part.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::{assert_legible, texts};
    use super::super::series::tests::info;
    use super::*;
    use crate::analysis::benchmark::trechter_of_counts;
    use crate::model::{Frequentie, Soort};

    fn scene_in(soort: Soort, counts: &[(u64, u64)], namen: &[&str], taal: Taal) -> Scene {
        let trechter = trechter_of_counts(counts, soort == Soort::Aandeel).expect("counts");
        let mut info = info(soort, &[Frequentie::Jaar]);
        if soort == Soort::Aandeel {
            info.eenheid.nl = "%".into();
        }
        let namen = (0..trechter.punten.len()).map(|idx| namen[idx % namen.len()]).collect();
        let (info, trechter) = (&info, &trechter);
        let funnel = Funnel { info, gemeente: "Tilburg", trechter, namen, taal };
        funnel.scene().expect("a chart")
    }

    fn has_text(scene: &Scene, words: &str) -> bool {
        texts(scene).iter().any(|text| text.words.contains(words))
    }

    /// Eleven areas with about 20 per 1,000, and one with three times that.
    fn one_outside() -> Vec<(u64, u64)> {
        let sizes = (1..12_u64).map(|n| (20 * n + n % 3, 1_000 * n));
        sizes.chain([(180, 3_000)]).collect()
    }

    #[test]
    fn names_the_areas_outside_and_no_others() {
        let namen: Vec<_> = (0..12).map(|n| format!("Wijk {n}")).collect();
        let namen: Vec<_> = namen.iter().map(String::as_str).collect();
        let scene = scene_in(Soort::Ratio, &one_outside(), &namen, Taal::Nl);
        assert_legible(&scene);
        assert!(has_text(&scene, "Wijk 11"));
        assert!(!has_text(&scene, "Wijk 3"));
        assert_eq!(scene.title, "Meldingen bij de Toegang, per wijk: trechter");
        assert!(scene.description.contains("Wijk 11 (hoger)"), "{}", scene.description);
        assert!(scene.description.contains("12 wijken getekend"), "{}", scene.description);
    }

    #[test]
    fn says_so_in_english() {
        let scene = scene_in(Soort::Ratio, &one_outside(), &["Heikant"], Taal::En);
        assert_legible(&scene);
        assert_eq!(scene.taal, "en");
        assert!(scene.description.contains("12 districts drawn"), "{}", scene.description);
        assert!(scene.title.ends_with("by district: funnel"));
        assert!(scene.description.contains("(higher)"));
    }

    #[test]
    fn stays_legible_with_many_points_outside_in_one_place() {
        // Sixty areas of nearly one size, half of them far above the others.
        let counts: Vec<_> =
            (0..60_u64).map(|n| (if n % 2 == 0 { 100 } else { 900 } + n, 10_000 + n)).collect();
        let trechter = trechter_of_counts(&counts, false).expect("counts");
        assert_eq!(trechter.punten.len(), 60);
        let name = "Buitengebied Tilburg Zuid-Oost met een lange naam";
        assert_legible(&scene_in(Soort::Ratio, &counts, &[name], Taal::Nl));
    }

    #[test]
    fn stays_legible_where_every_area_lies_outside_limits_of_chance() {
        // Nine areas, so that limits are not widened.
        let counts: Vec<_> = (0..9_u64).map(|n| (50 + 100 * (n % 3), 5_000 + 10 * n)).collect();
        let scene = scene_in(Soort::Ratio, &counts, &["Trouwlaan - Uitvindersbuurt"], Taal::Nl);
        assert_legible(&scene);
        assert!(has_text(&scene, "minder dan tien gebieden"));
    }

    #[test]
    fn a_share_is_drawn_on_its_scale() {
        let counts: Vec<_> = (1..13_u64).map(|n| (900 * n, 1_000 * n)).collect();
        let scene = scene_in(Soort::Aandeel, &counts, &["Heuvel"], Taal::Nl);
        assert_legible(&scene);
        assert!(has_text(&scene, "alle binnen de grenzen"));
        // Nothing is more than the whole.
        assert!(!["101", "102", "105", "110", "120"].iter().any(|tick| has_text(&scene, tick)));
    }

    #[test]
    fn nothing_is_drawn_outside_the_chart() {
        for counts in [one_outside(), (0..20_u64).map(|n| (n, 30 + 2_000 * n)).collect()] {
            let scene = scene_in(Soort::Ratio, &counts, &["Heuvel"], Taal::Nl);
            assert_legible(&scene);
            let inside = |points: &[Point]| {
                points.iter().all(|&(x, y)| {
                    (0.0..=scene.width).contains(&x) && (0.0..=scene.height).contains(&y)
                })
            };
            for shape in &scene.shapes {
                match shape {
                    Shape::Line { points, .. } | Shape::Area { points, .. } => {
                        assert!(inside(points), "{points:?}");
                    }
                    Shape::Dot { centre, .. } => assert!(inside(&[*centre])),
                    Shape::Text(_) => {}
                }
            }
        }
    }

    #[test]
    fn a_line_ends_where_it_leaves_the_frame() {
        let line = [(0.0, -10.0), (10.0, 10.0), (20.0, 30.0), (30.0, 50.0)];
        assert_eq!(
            clip(&line, 0.0, 40.0),
            [[(5.0, 0.0), (10.0, 10.0), (20.0, 30.0), (25.0, 40.0)]]
        );
        assert!(clip(&[(0.0, -5.0), (9.0, -1.0)], 0.0, 40.0).is_empty());
        assert_eq!(clip(&line[1..3], 0.0, 40.0), [[(10.0, 10.0), (20.0, 30.0)]]);
    }
}
