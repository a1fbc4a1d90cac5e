//! The present and the new amount of each area on one axis, with the shift beside it.
//!
//! Areas stand in alphabetical order: the chart shows what changes for each, and ranks nobody. The axis
//! starts at zero, because a length that is an amount of money is compared with other lengths.

use crate::analysis::Grensoord;
use crate::model::{Bedrag, Niveau, Taal};

use super::super::number::render_number;
use super::super::text::Woorden;
use super::super::toedeling::Verdeelwoorden;
use super::axis::{ValueAxis, thin_out};
use super::font::{shorten_name, text_width};
use super::multiples::sort_key;
use super::page::{MARGIN, NOTE_LINE, draw_footer_of, draw_subtitle, draw_title, note_lines};
use super::scene::{Anchor, Scene, colour};

const WIDTH: f64 = 1200.0;
/// The height of the row of an area.
const ROW: f64 = 22.0;
const SIZE: f64 = 12.0;
const KEY_TEXT: f64 = 14.0;
/// What stands behind the name of an area with a mean in place of a figure; a note says so.
const MARK: &str = " *";
/// The most room for a name.
const NAME: f64 = 230.0;
/// Between two columns.
const GAP: f64 = 22.0;
/// Between a shift and the limit that it comes from.
const NEAR: f64 = 10.0;
const RADIUS: f64 = 4.5;
/// The hole of the open point of today.
const HOLE: f64 = 2.6;
const MAX_STEPS: f64 = 8.0;

/// What an area has and gets.
pub(super) struct Rij<'p> {
    pub(super) naam: &'p str,
    pub(super) code: String,
    pub(super) huidig: Option<Bedrag>,
    pub(super) bedrag: Bedrag,
    pub(super) bindt: Option<Grensoord>,
    /// True when a mean stands in for one of its figures.
    pub(super) ingevuld: bool,
}

impl Rij<'_> {
    /// The name, marked where a mean stands in, as short as there is room.
    fn label(&self) -> String {
        let mark = if self.ingevuld { MARK } else { "" };
        let room = NAME - text_width(mark, SIZE, false);
        format!("{}{mark}", shorten_name(self.naam, SIZE, room))
    }
}

/// What the chart shows.
pub(super) struct Verdeelgrafiek<'p> {
    pub(super) naam: &'p str,
    /// The name of the gemeente.
    pub(super) gemeente: &'p str,
    pub(super) niveau: Niveau,
    /// When the new amounts hold.
    pub(super) jaar: String,
    pub(super) rijen: Vec<Rij<'p>>,
    pub(super) notes: Vec<String>,
    pub(super) bronnen: Vec<String>,
    /// The periods of the figures by which is divided.
    pub(super) perioden: String,
    pub(super) taal: Taal,
}

/// What is said of an area in words.
struct Texts {
    amount: String,
    /// Empty when nothing is known of today.
    shift: String,
    /// Empty when no limit decides.
    limit: &'static str,
}

impl Texts {
    fn of(rij: &Rij<'_>, eigen: &Verdeelwoorden) -> Self {
        let shift = rij.huidig.map(|huidig| eigen.shift(huidig, rij.bedrag));
        Self {
            amount: eigen.euro(rij.bedrag),
            shift: shift.unwrap_or_default(),
            limit: rij.bindt.map_or("", |bindt| eigen.limit(bindt)),
        }
    }
}

/// Where the columns stand.
struct Columns {
    /// The left and the right end of the axis.
    axis: (f64, f64),
    /// The right end of the amounts.
    amount: f64,
    /// The right end of the shifts, when there are any.
    shift: Option<f64>,
    /// The left end of the limits.
    limit: f64,
}

impl Verdeelgrafiek<'_> {
    /// Describes the chart; nothing without areas.
    pub(super) fn scene(&self) -> Option<Scene> {
        let woorden = Woorden::of(self.taal);
        let eigen = Verdeelwoorden::of(self.taal);
        let mut rijen: Vec<&Rij<'_>> = self.rijen.iter().collect();
        rijen.sort_by_cached_key(|rij| (sort_key(rij.naam), rij.code.clone()));
        let amounts = rijen.iter().flat_map(|rij| [Some(rij.bedrag), rij.huidig]).flatten();
        let highest = amounts.max()?.to_f64().max(1.0);
        let values = ValueAxis::around(0.0, highest, MAX_STEPS);
        let texts: Vec<Texts> = rijen.iter().map(|rij| Texts::of(rij, &eigen)).collect();
        let columns = columns(&rijen, &texts, &tick_labels(&values, woorden), &eigen);

        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let gemeente = woorden.gemeente(self.gemeente);
        let mut y = draw_title(&mut scene, self.naam) + 28.0;
        let what = eigen.per(&gemeente, self.niveau);
        draw_subtitle(&mut scene, (&what, &self.jaar), y, WIDTH - 2.0 * MARGIN);
        if rijen.iter().any(|rij| rij.huidig.is_some()) {
            y += 28.0;
            draw_key(&mut scene, y, &eigen);
        }
        let head = y + 34.0;
        let top = head + 8.0;
        let bottom = top + ROW * rijen.len() as f64;
        draw_heads(&mut scene, head, &columns, &eigen, self);
        draw_axis(&mut scene, &values, &columns, (top, bottom), woorden);
        for (idx, (rij, texts)) in rijen.iter().zip(&texts).enumerate() {
            let middle = top + ROW * (idx as f64 + 0.5);
            draw_row(&mut scene, rij, texts, &values, &columns, middle);
        }

        let lines: Vec<_> = self
            .notes
            .iter()
            .flat_map(|note| note_lines(std::slice::from_ref(note), WIDTH))
            .collect();
        scene.height = bottom + 68.0 + lines.len() as f64 * NOTE_LINE;
        draw_footer_of(&mut scene, &self.bronnen, lines, &self.perioden, woorden);
        scene.title = format!("{}, {what}, {}", self.naam, self.jaar);
        scene.description = describe(&rijen, &texts, &eigen);
        Some(scene)
    }
}

/// The columns, as wide as the widest text in them; the axis has what is left.
fn columns(
    rijen: &[&Rij<'_>],
    texts: &[Texts],
    ticks: &[String],
    eigen: &Verdeelwoorden,
) -> Columns {
    let width = |text: &str| text_width(text, SIZE, false);
    let widest = |of: fn(&Texts) -> &str, head: &str| {
        let own = texts.iter().map(of).filter(|text| !text.is_empty()).map(width);
        own.fold(None, |widest: Option<f64>, width| Some(widest.unwrap_or(0.0).max(width)))
            .map(|widest| widest.max(width(head)))
    };
    let names = rijen.iter().map(|rij| width(&rij.label())).fold(0.0, f64::max);
    let mut right = WIDTH - MARGIN;
    // From right to left; a column without texts takes no room.
    let limits = widest(|texts| texts.limit, "");
    right -= limits.unwrap_or(0.0);
    let limit = right;
    right -= limits.map_or(0.0, |_| NEAR);
    let shifts = widest(|texts| &texts.shift, eigen.verschil);
    let shift = shifts.map(|_| right);
    right -= shifts.map_or(0.0, |width| width + GAP);
    let amounts = widest(|texts| &texts.amount, eigen.nieuw).unwrap_or(0.0);
    // Half of the last label stands beyond the axis.
    let label = ticks.iter().map(|label| width(label) / 2.0).fold(0.0, f64::max);
    let axis = (MARGIN + names + GAP, right - amounts - GAP - label);
    Columns { axis, amount: right, shift, limit }
}

fn draw_key(scene: &mut Scene, y: f64, eigen: &Verdeelwoorden) {
    let mut x = MARGIN + RADIUS;
    for (label, is_open) in [(eigen.huidig, true), (eigen.nieuw, false)] {
        draw_point(scene, (x, y - 5.0), is_open);
        x += RADIUS + 8.0;
        scene.text(label, (x, y), Anchor::Start, KEY_TEXT, colour::MUTED);
        x += text_width(label, KEY_TEXT, false) + 28.0;
    }
}

/// The point of today is open, that of the new amount is filled.
fn draw_point(scene: &mut Scene, at: (f64, f64), is_open: bool) {
    if is_open {
        scene.dot(at, RADIUS, colour::MUTED);
        scene.dot(at, HOLE, colour::WHITE);
    } else {
        scene.dot(at, RADIUS, colour::LINE);
    }
}

fn draw_heads(
    scene: &mut Scene,
    y: f64,
    columns: &Columns,
    eigen: &Verdeelwoorden,
    grafiek: &Verdeelgrafiek<'_>,
) {
    let gebied = eigen.gebied(grafiek.niveau);
    scene.text(gebied, (MARGIN, y), Anchor::Start, SIZE, colour::MUTED);
    scene.text(eigen.nieuw, (columns.amount, y), Anchor::End, SIZE, colour::MUTED);
    if let Some(shift) = columns.shift {
        scene.text(eigen.verschil, (shift, y), Anchor::End, SIZE, colour::MUTED);
    }
}

/// Draws the grid with its labels, above and below: of a long list one of them is out of sight.
fn draw_axis(
    scene: &mut Scene,
    values: &ValueAxis,
    columns: &Columns,
    (top, bottom): (f64, f64),
    woorden: &Woorden,
) {
    let labels = tick_labels(values, woorden);
    let places: Vec<_> =
        values.ticks().into_iter().map(|tick| x_of(values, columns, tick)).collect();
    let spans: Vec<_> = places
        .iter()
        .zip(&labels)
        .map(|(x, label)| {
            let half = text_width(label, SIZE, false) / 2.0;
            (x - half, x + half)
        })
        .collect();
    for x in &places {
        scene.line(vec![(*x, top), (*x, bottom)], 1.0, colour::GRID);
    }
    scene.line(vec![(columns.axis.0, top), (columns.axis.0, bottom)], 1.0, colour::AXIS);
    for idx in thin_out(&spans, 8.0) {
        for y in [top - 8.0, bottom + 16.0] {
            scene.text(&labels[idx], (places[idx], y), Anchor::Middle, SIZE, colour::MUTED);
        }
    }
}

fn tick_labels(values: &ValueAxis, woorden: &Woorden) -> Vec<String> {
    let ticks = values.ticks().into_iter();
    ticks.map(|tick| render_number(tick, values.decimalen(), woorden.notatie)).collect()
}

fn x_of(values: &ValueAxis, columns: &Columns, value: f64) -> f64 {
    let (left, right) = columns.axis;
    left + values.share(value) * (right - left)
}

fn draw_row(
    scene: &mut Scene,
    rij: &Rij<'_>,
    texts: &Texts,
    values: &ValueAxis,
    columns: &Columns,
    middle: f64,
) {
    let baseline = middle + SIZE * 0.36;
    scene.text(&rij.label(), (MARGIN, baseline), Anchor::Start, SIZE, colour::INK);
    let to = (x_of(values, columns, rij.bedrag.to_f64()), middle);
    if let Some(huidig) = rij.huidig {
        let from = (x_of(values, columns, huidig.to_f64()), middle);
        scene.line(vec![from, to], 2.0, colour::WHISKER);
        draw_point(scene, from, true);
    }
    draw_point(scene, to, false);
    scene.text(&texts.amount, (columns.amount, baseline), Anchor::End, SIZE, colour::INK);
    if let Some(x) = columns.shift.filter(|_| !texts.shift.is_empty()) {
        scene.text(&texts.shift, (x, baseline), Anchor::End, SIZE, colour::INK);
    }
    if !texts.limit.is_empty() {
        scene.text(texts.limit, (columns.limit, baseline), Anchor::Start, SIZE, colour::MUTED);
    }
}

/// All amounts in words, for readers who do not see the chart.
fn describe(rijen: &[&Rij<'_>], texts: &[Texts], eigen: &Verdeelwoorden) -> String {
    let told = rijen.iter().zip(texts).map(|(rij, Texts { amount, shift, limit })| {
        let huidig = rij.huidig.map(|huidig| format!("{} {}", eigen.huidig, eigen.euro(huidig)));
        let verschil = (!shift.is_empty()).then(|| format!("{} {shift}", eigen.verschil));
        let limit = (!limit.is_empty()).then(|| (*limit).to_owned());
        let nieuw = Some(format!("{} {amount}", eigen.nieuw));
        let parts: Vec<_> = [huidig, nieuw, verschil, limit].into_iter().flatten().collect();
        format!("{}: {}", rij.label(), parts.join(", "))
    });
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::{assert_legible, texts};
    use super::*;

    fn scene(rows: &[(&str, Option<i128>, i128)], taal: Taal) -> Option<Scene> {
        let rijen = rows.iter().enumerate().map(|(idx, &(naam, huidig, bedrag))| Rij {
            naam,
            code: format!("W{idx}"),
            huidig: huidig.map(Bedrag::of_cent),
            bedrag: Bedrag::of_cent(bedrag),
            bindt: (idx % 3 == 0).then_some(Grensoord::Plafond),
            ingevuld: idx % 3 == 1,
        });
        Verdeelgrafiek {
            naam: "Verdeling van de sociale basis",
            gemeente: "Tilburg",
            niveau: Niveau::Wijk,
            jaar: "in 2023, na een ingroei van 4 jaar".into(),
            rijen: rijen.collect(),
            notes: vec!["Voor de stad als geheel: 10.000".into(), "lang ".repeat(90)],
            bronnen: vec!["toegang".into(), "cbs".into()],
            perioden: "2018".into(),
            taal,
        }
        .scene()
    }

    fn words(scene: &Scene) -> Vec<&str> {
        texts(scene).into_iter().map(|text| text.words.as_str()).collect()
    }

    #[test]
    fn says_the_shift_of_each_area() {
        let rows = [("Zand", Some(2_500_000), 2_250_000), ("'t Heike", Some(100_000), 200_000)];
        let chart = scene(&rows, Taal::Nl).expect("a chart");
        assert_legible(&chart);
        let found = words(&chart);
        assert!(found.contains(&"-2.500 (-10,0 %)") && found.contains(&"plafond"), "{found:?}");
        assert!(found.contains(&"+1.000 (+100,0 %)"), "{found:?}");
        let place = |name: &str| found.iter().position(|text| *text == name);
        assert!(place("'t Heike *") < place("Zand"), "in the order of the alphabet");
        let told = "Zand: huidig 25.000, nieuw 22.500, verschil -2.500 (-10,0 %), plafond";
        assert!(chart.description.contains(told), "{}", chart.description);
    }

    #[test]
    fn stays_legible_with_many_areas_and_large_amounts() {
        let name = "Buitengebied Tilburg Zuid-Oost met een nog langere naam";
        let rows: Vec<_> =
            (0..59).map(|n| (name, Some(n * 1_234_567_890), 73_000_000_000 - n * 1_000)).collect();
        for taal in [Taal::Nl, Taal::En] {
            let chart = scene(&rows, taal).expect("a chart");
            assert_legible(&chart);
            assert!(chart.height > 59.0 * ROW);
        }
    }

    #[test]
    fn without_the_present_amounts_there_is_one_point_for_each_area() {
        let chart = scene(&[("Zand", None, 100_000), ("Heuvel", None, 0)], Taal::Nl);
        let chart = chart.expect("a chart");
        assert_legible(&chart);
        let dots = chart.shapes.iter().filter(|shape| matches!(shape, Shape::Dot { .. })).count();
        assert_eq!(dots, 2);
        assert!(!words(&chart).contains(&"verschil"));
    }

    #[test]
    fn amounts_of_nothing_have_an_axis_and_no_areas_no_chart() {
        let chart = scene(&[("Zand", Some(0), 0)], Taal::Nl).expect("a chart");
        assert_legible(&chart);
        assert!(words(&chart).contains(&"plafond"));
        assert!(scene(&[], Taal::Nl).is_none());
    }

    #[test]
    fn the_axis_starts_at_zero_and_points_lie_on_it() {
        let rows = [("Zand", Some(5_000_000), 4_900_000), ("Heuvel", Some(4_800_000), 5_100_000)];
        let chart = scene(&rows, Taal::Nl).expect("a chart");
        let dots: Vec<_> = chart
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Dot { centre, .. } => Some(centre.0),
                _ => None,
            })
            .collect();
        let zero = texts(&chart).into_iter().find(|text| text.words == "0").expect("a tick").at.0;
        // Four points of nearly one amount lie close together, far from zero.
        let in_rows = &dots[3..];
        let left = in_rows.iter().copied().fold(f64::MAX, f64::min);
        let right = in_rows.iter().copied().fold(f64::MIN, f64::max);
        assert!(10.0 * (right - left) < left - zero, "{left} {right} {zero}");
    }
}
