//! One small panel per wijk, all with the same axes, beside the line of the whole gemeente.
//!
//! Panels stand in alphabetical order and have one colour: the chart compares each wijk with its
//! own past and with the city, and ranks nobody.

use crate::model::{Breuk, Cell, IndicatorInfo, Niveau, Onderdrukt, Periode, Taal};

use super::super::number::render_number;
use super::super::text::Woorden;
use super::PeriodCell;
use super::axis::{TimeAxis, ValueAxis, end_of, middle_of, months_of, start_of};
use super::font::{ellipsise, shorten_name, text_width};
use super::plot::{LineStyle, Plot};
use super::scene::{Anchor, Colour, Scene, colour};
use super::series::{Meetpunt, calendar, points, shown_frequenties};
use super::trend::{draw_footer, draw_title, missing_intervals};

const WIDTH: f64 = 1200.0;
/// The white border.
const MARGIN: f64 = 40.0;
const COLUMNS: usize = 6;
/// The room between two panels of a row.
const GUTTER: f64 = 18.0;
/// The height of the frame of a panel.
const FRAME: f64 = 84.0;
/// The room above a frame, for the name.
const HEAD: f64 = 22.0;
/// The room below a frame.
const FOOT: f64 = 16.0;
const SUBTITLE: f64 = 16.0;
const KEY_TEXT: f64 = 14.0;
const NAME: f64 = 12.0;
const SMALL: f64 = 11.0;
const MAX_STEPS: f64 = 4.0;

/// One area.
pub(super) struct Panel<'p> {
    pub(super) naam: &'p str,
    pub(super) code: String,
    pub(super) cells: Vec<PeriodCell<'p>>,
}

/// What the chart shows.
pub(super) struct Multiples<'p> {
    pub(super) info: &'p IndicatorInfo,
    pub(super) breuken: &'p [Breuk],
    /// The level of the panels.
    pub(super) niveau: Niveau,
    /// The name and the cells of the gemeente.
    pub(super) gemeente: (&'p str, Vec<PeriodCell<'p>>),
    pub(super) panels: Vec<Panel<'p>>,
    /// The cells of all areas.
    pub(super) all: Vec<PeriodCell<'p>>,
    pub(super) taal: Taal,
}

impl Multiples<'_> {
    /// Describes the chart; nothing when no panel has a figure that is shown.
    pub(super) fn scene(&self) -> Option<Scene> {
        let woorden = Woorden::of(self.taal);
        let frequenties = self.panels.iter().map(|panel| shown_frequenties(&panel.cells));
        let frequentie = frequenties.flatten().min()?;
        let calendar = calendar(self.info, &self.all, frequentie);
        let (first, last) = (*calendar.first()?, *calendar.last()?);
        let city = points(&self.gemeente.1, &calendar, self.breuken);
        let mut panels: Vec<(&Panel<'_>, Vec<Meetpunt<'_>>)> = self
            .panels
            .iter()
            .map(|panel| (panel, points(&panel.cells, &calendar, self.breuken)))
            .collect();
        panels.sort_by_cached_key(|(panel, _)| (sort_key(panel.naam), panel.code.clone()));

        let series: Vec<&[Meetpunt<'_>]> =
            panels.iter().map(|(_, points)| points.as_slice()).chain([city.as_slice()]).collect();
        let (values, is_cut) = self.value_axis(&series)?;

        let n_rows = panels.len().div_ceil(COLUMNS);
        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let naam = self.info.naam.in_taal(self.taal);
        let breaks: Vec<f64> = self
            .breuken
            .iter()
            .map(|breuk| months_of(breuk.op))
            .filter(|&months| start_of(first) < months && months < end_of(last))
            .collect();
        let top = self.draw_head(&mut scene, naam, &series, !breaks.is_empty(), woorden) + 20.0;
        let bottom = top + n_rows as f64 * (HEAD + FRAME + FOOT);
        scene.height = bottom + 72.0;

        let tick_labels: Vec<String> = values
            .ticks()
            .iter()
            .map(|&tick| render_number(tick, values.decimalen(), woorden.notatie))
            .collect();
        let widest = tick_labels.iter().map(|label| text_width(label, SMALL, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 8.0;
        let column = (WIDTH - MARGIN - left + GUTTER) / COLUMNS as f64;
        let mut has_gaps = false;
        for (idx, (panel, points)) in panels.iter().enumerate() {
            let x = left + (idx % COLUMNS) as f64 * column;
            let frame_top = top + (idx / COLUMNS) as f64 * (HEAD + FRAME + FOOT) + HEAD;
            let time =
                TimeAxis { months: (start_of(first), end_of(last)), x: (x, x + column - GUTTER) };
            let plot = Plot { time, values, top: frame_top, bottom: frame_top + FRAME };
            has_gaps |= draw_panel(&mut scene, &plot, panel.naam, points, &city, &breaks, woorden);
            if idx % COLUMNS == 0 {
                for (tick, label) in values.ticks().iter().zip(&tick_labels) {
                    let at = (x - 6.0, plot.y(*tick) + SMALL * 0.36);
                    scene.text(label, at, Anchor::End, SMALL, colour::MUTED);
                }
            }
            if idx + COLUMNS >= panels.len() {
                draw_periods(&mut scene, &plot, first, last, woorden);
            }
        }

        let by_niveau = usize::from(self.niveau != Niveau::Wijk);
        let mut notes = vec![woorden.vakken[by_niveau]];
        let all: Vec<_> = panels.iter().flat_map(|(_, points)| points.iter().copied()).collect();
        notes.extend(missing_intervals(&all, woorden));
        if has_gaps {
            notes.push(woorden.streepje);
        }
        if values.lower() > 0.0 {
            notes.push(woorden.niet_vanaf_nul);
        }
        if is_cut {
            notes.push(woorden.afgekapt);
        }
        let periods = format!("{}–{}", woorden.periode(first), woorden.periode(last));
        draw_footer(&mut scene, self.info, &notes, &periods, woorden);

        scene.title = format!("{naam}, {}", woorden.per_gebied[by_niveau]);
        scene.description = format!(
            "{} · {} · {periods}",
            woorden.gemeente(self.gemeente.0),
            self.info.eenheid.in_taal(self.taal),
        );
        Some(scene)
    }

    /// The axis that all panels share, and whether an interval is wider than it.
    ///
    /// All values fit. The intervals of the smallest areas would flatten all other panels, so
    /// they are cut off at some distance from the values.
    fn value_axis(&self, series: &[&[Meetpunt<'_>]]) -> Option<(ValueAxis, bool)> {
        const BEYOND: f64 = 0.25;
        let points = || series.iter().copied().flatten();
        let values: Vec<f64> =
            points().filter_map(|point| point.figure()).map(|figure| figure.waarde).collect();
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let base = ValueAxis::for_values(self.info, values.iter().copied(), MAX_STEPS)?;
        let room = (highest - base.lower()) * BEYOND;
        let bounds = points()
            .filter_map(Meetpunt::bounds)
            .flat_map(|(lower, upper)| [lower.max(lowest - room), upper.min(highest + room)]);
        let all = values.iter().copied().chain(bounds);
        let axis = ValueAxis::for_values(self.info, all, MAX_STEPS)?;
        let is_cut = points()
            .filter_map(Meetpunt::bounds)
            .any(|(lower, upper)| lower < axis.lower() || axis.upper() < upper);
        Some((axis, is_cut))
    }

    /// Draws title, subtitle and key; gives the lower end.
    fn draw_head(
        &self,
        scene: &mut Scene,
        naam: &str,
        series: &[&[Meetpunt<'_>]],
        has_breaks: bool,
        woorden: &Woorden,
    ) -> f64 {
        let by_niveau = usize::from(self.niveau != Niveau::Wijk);
        let mut y = draw_title(scene, naam) + 28.0;
        let gemeente = woorden.gemeente(self.gemeente.0);
        let eenheid = self.info.eenheid.in_taal(self.taal);
        let subtitle = format!("{gemeente}, {} · {eenheid}", woorden.per_gebied[by_niveau]);
        let subtitle = ellipsise(&subtitle, SUBTITLE, false, WIDTH - 2.0 * MARGIN);
        scene.text(&subtitle, (MARGIN, y), Anchor::Start, SUBTITLE, colour::MUTED);

        y += 28.0;
        let mut x = MARGIN;
        let label = |scene: &mut Scene, x: &mut f64, text: &str| {
            let room = WIDTH - MARGIN - *x - KEY - 8.0;
            let text = ellipsise(text, KEY_TEXT, false, room);
            let at = (*x + KEY + 8.0, y);
            scene.text(&text, at, Anchor::Start, KEY_TEXT, colour::MUTED);
            *x += KEY + 8.0 + text_width(&text, KEY_TEXT, false) + 28.0;
        };
        let stroke = |scene: &mut Scene, x: f64, width: f64, ink: Colour| {
            scene.line(vec![(x, y - 5.0), (x + KEY, y - 5.0)], width, ink);
        };
        let interval = series.iter().copied().flatten().find_map(|point| {
            point.bounds().and(point.figure()?.interval.ok()).map(|bounds| bounds.methode)
        });
        let name = woorden.gebied[by_niveau];
        let own = match interval {
            None => name.to_owned(),
            Some(methode) => {
                scene.rectangle((x, y - 12.0), (x + KEY, y + 2.0), colour::BAND);
                format!("{name} ({})", woorden.interval(methode, self.info.betrouwbaarheid))
            }
        };
        stroke(scene, x, 2.0, colour::LINE);
        label(scene, &mut x, &own);
        stroke(scene, x, 1.5, colour::CITY);
        label(scene, &mut x, &gemeente);
        if has_breaks {
            scene.dashed(x + KEY / 2.0, y - 14.0, y + 4.0, 1.0, colour::AXIS);
            label(scene, &mut x, woorden.breuk);
        }
        y
    }
}

/// The width of a key.
const KEY: f64 = 28.0;

/// What a name is sorted by: `'t Zand` stands under the T.
fn sort_key(naam: &str) -> String {
    naam.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Draws the panel of one area; tells whether it shows gaps.
fn draw_panel(
    scene: &mut Scene,
    plot: &Plot,
    naam: &str,
    points: &[Meetpunt<'_>],
    city: &[Meetpunt<'_>],
    breaks: &[f64],
    woorden: &Woorden,
) -> bool {
    let (left, right) = plot.time.x;
    let naam = shorten_name(naam, NAME, right - left);
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
        return false;
    }

    plot.draw_band(scene, points, 4.0);
    plot.draw_grid(scene);
    axis(scene);
    for &months in breaks {
        scene.dashed(plot.time.x(months), plot.top, plot.bottom, 0.75, colour::AXIS);
    }
    let gaps = || points.iter().filter(|point| point.figure().is_none());
    for gap in gaps() {
        let (x, y) = (plot.time.x(middle_of(gap.periode)), plot.bottom - 5.0);
        scene.line(vec![(x - 2.5, y), (x + 2.5, y)], 1.0, colour::MUTED);
    }
    let grey = LineStyle { width: 1.25, colour: colour::CITY, radius: 0.0 };
    plot.draw_line(scene, city, grey);
    let radius = if points.len() > 16 { 0.0 } else { 2.0 };
    plot.draw_line(scene, points, LineStyle { width: 1.75, colour: colour::LINE, radius });
    gaps().next().is_some()
}

/// Why a panel is empty: withheld when anything is, for that is what a reader wants to know.
fn empty_text(points: &[Meetpunt<'_>], woorden: &Woorden) -> &'static str {
    let here = |point: &&Meetpunt<'_>| matches!(point.cell, Cell::Onderdrukt(reason) if *reason != Onderdrukt::Bron);
    let by_source = |point: &&Meetpunt<'_>| matches!(point.cell, Cell::Onderdrukt(_));
    let reason = points.iter().find(here).or_else(|| points.iter().find(by_source));
    match reason.or(points.first()).map(|point| point.cell) {
        Some(Cell::Onderdrukt(reason)) => woorden.onderdrukt(*reason),
        Some(Cell::Geen(reason)) => woorden.geen(*reason),
        _ => woorden.geen(crate::model::GeenCijfer::Ontbreekt),
    }
}

/// Draws the first and the last period below a frame.
fn draw_periods(scene: &mut Scene, plot: &Plot, first: Periode, last: Periode, woorden: &Woorden) {
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

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{assert_legible, texts};
    use super::super::series::tests::{MISSING, WITHHELD, info, periode, shown};
    use super::*;
    use crate::model::{Frequentie, Soort};

    /// A chart with a panel for each name; each has these cells from 2017 on.
    fn scene(panels: &[(&str, &[Cell])], frequenties: &[Frequentie]) -> Option<Scene> {
        let info = info(Soort::Ratio, frequenties);
        let city: Vec<Cell> = (0..4).map(|n| shown(20.0 + f64::from(n))).collect();
        let years = ["2017", "2018", "2019", "2020"].map(periode);
        let dated = |cells: &'_ [Cell]| -> Vec<(Periode, Cell)> {
            years.into_iter().zip(cells.iter().cloned()).collect()
        };
        let owned: Vec<_> = panels.iter().map(|(naam, cells)| (*naam, dated(cells))).collect();
        let city = dated(&city);
        fn borrow(cells: &[(Periode, Cell)]) -> Vec<PeriodCell<'_>> {
            cells.iter().map(|(periode, cell)| (*periode, cell)).collect()
        }
        let panels: Vec<_> = owned
            .iter()
            .enumerate()
            .map(|(idx, (naam, cells))| Panel {
                naam,
                code: format!("W{idx}"),
                cells: borrow(cells),
            })
            .collect();
        let all = owned.iter().flat_map(|(_, cells)| borrow(cells)).collect();
        let breuken = [Breuk { op: "2018-04-01".parse().expect("a date"), tekst: String::new() }];
        Multiples {
            info: &info,
            breuken: &breuken,
            niveau: Niveau::Wijk,
            gemeente: ("Tilburg", borrow(&city)),
            panels,
            all,
            taal: Taal::Nl,
        }
        .scene()
    }

    fn names(scene: &Scene) -> Vec<&str> {
        texts(scene)
            .into_iter()
            .filter(|text| text.size == NAME)
            .map(|text| text.words.as_str())
            .collect()
    }

    #[test]
    fn arranges_panels_by_name_and_not_by_value() {
        let (high, low) = ([shown(90.0)], [shown(1.0)]);
        let panels: [(&str, &[Cell]); 4] =
            [("Zorgvlied", &high), ("de Reit", &low), ("'t Zand", &high), ("Armhoef", &low)];
        let scene = scene(&panels, &[Frequentie::Jaar]).expect("a chart");
        assert_eq!(names(&scene), ["Armhoef", "de Reit", "'t Zand", "Zorgvlied"]);
    }

    #[test]
    fn says_why_a_panel_is_empty() {
        let figures = [shown(10.0), shown(12.0), shown(11.0), shown(9.0)];
        let withheld = [WITHHELD, MISSING, WITHHELD, WITHHELD];
        let missing = [MISSING, MISSING, MISSING, MISSING];
        let panels: [(&str, &[Cell]); 3] =
            [("Berkel", &figures), ("Heuvel", &withheld), ("Moerenburg", &missing)];
        let scene = scene(&panels, &[Frequentie::Jaar]).expect("a chart");
        assert_legible(&scene);
        let found: Vec<_> = texts(&scene).iter().map(|text| text.words.as_str()).collect();
        assert!(found.contains(&"te klein om te tonen"));
        assert!(found.contains(&"geen cijfer"));
    }

    #[test]
    fn grows_with_the_number_of_panels_and_stays_legible() {
        let figures = [shown(10.0), WITHHELD, shown(11.0), shown(90.0)];
        let name = "Buitengebied Tilburg Zuid-Oost met een nog langere naam";
        let panels: Vec<(&str, &[Cell])> = (0..59).map(|_| (name, figures.as_slice())).collect();
        let scene = scene(&panels, &[Frequentie::Jaar]).expect("a chart");
        assert_legible(&scene);
        assert!(scene.height > 1300.0);
        assert!(names(&scene).iter().all(|name| name.contains('…')));
    }

    #[test]
    fn draws_nothing_when_no_panel_shows_a_figure() {
        let withheld = [WITHHELD, WITHHELD];
        let panels: [(&str, &[Cell]); 1] = [("Heuvel", &withheld)];
        assert!(scene(&panels, &[Frequentie::Jaar]).is_none());
    }
}
