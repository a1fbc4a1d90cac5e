//! One small panel per wijk, all with the same axes, beside the line of the whole gemeente.
//!
//! Panels stand in alphabetical order and have one colour: the chart compares each wijk with its
//! own past and with the city, and ranks nobody.

use crate::model::{Breuk, IndicatorInfo, Niveau, Taal};

use super::super::number::render_number;
use super::super::text::Woorden;
use super::PeriodCell;
use super::axis::{Scale, TimeAxis, ValueAxis, end_of, months_of, start_of};
use super::breaks::change_texts;
use super::font::{ellipsise, text_width};
use super::marks::{mark_notes, origin_note};
use super::page::{
    MARGIN, NOTE_LINE, draw_footer, draw_subtitle, draw_title, missing_intervals, note_lines,
};
use super::panel::{Change, Panel, SMALL, draw_panel, draw_periods, is_marked};
use super::plot::Plot;
use super::scene::{Anchor, Colour, Scene, colour};
use super::series::{Meetpunt, calendar, measured_frequentie, points, shown_frequenties};

const WIDTH: f64 = 1200.0;
const COLUMNS: usize = 6;
/// The room between two panels of a row.
const GUTTER: f64 = 18.0;
/// The height of the frame of a panel.
const FRAME: f64 = 84.0;
/// The room above a frame, for the name.
const HEAD: f64 = 22.0;
/// The room below a frame.
const FOOT: f64 = 16.0;
const KEY_TEXT: f64 = 14.0;
const MAX_STEPS: f64 = 4.0;

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
    /// The verdicts on its targets, a line each.
    pub(super) oordelen: Vec<String>,
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

        let drawn: Vec<Meetpunt<'_>> =
            panels.iter().flat_map(|(_, points)| points.iter().copied()).collect();
        let values = self.value_axis(&drawn, &city)?;

        let n_rows = panels.len().div_ceil(COLUMNS);
        let mut scene = Scene::new(WIDTH, 0.0, woorden.taal);
        let naam = self.info.naam.in_taal(self.taal);
        let how_often = woorden.frequentie(measured_frequentie(self.info, frequentie));
        let breaks = self.breuken.iter().map(|breuk| (breuk.op, true));
        let others = self.info.wijzigingen.iter().filter(|wijziging| !wijziging.breuk);
        let changes: Vec<Change> = breaks
            .chain(others.map(|wijziging| (wijziging.op, false)))
            .map(|(day, is_break)| Change { months: months_of(day), is_break })
            .filter(|change| start_of(first) < change.months && change.months < end_of(last))
            .collect();
        let shown = Shown {
            gemeente: city.iter().any(|point| point.figure().is_some()),
            breuken: changes.iter().any(|change| change.is_break),
        };
        let top = self.draw_head(&mut scene, (naam, how_often), &drawn, shown, woorden) + 20.0;
        let bottom = top + n_rows as f64 * (HEAD + FRAME + FOOT);

        let tick_labels: Vec<String> = values
            .ticks()
            .iter()
            .map(|&tick| render_number(tick, values.decimalen(), woorden.notatie))
            .collect();
        let widest = tick_labels.iter().map(|label| text_width(label, SMALL, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 8.0;
        let column = (WIDTH - MARGIN - left + GUTTER) / COLUMNS as f64;
        let mut is_cut = false;
        for (idx, (panel, points)) in panels.iter().enumerate() {
            let x = left + (idx % COLUMNS) as f64 * column;
            let frame_top = top + (idx / COLUMNS) as f64 * (HEAD + FRAME + FOOT) + HEAD;
            let time =
                TimeAxis { months: (start_of(first), end_of(last)), x: (x, x + column - GUTTER) };
            let plot = Plot { time, values, top: frame_top, bottom: frame_top + FRAME };
            draw_panel(&mut scene, &plot, panel.naam, points, &city, &changes, woorden);
            is_cut |= points.iter().any(|point| plot.is_cut(point));
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
        let mut notes = vec![woorden.vakken[by_niveau].to_owned()];
        notes.extend(missing_intervals(drawn.iter(), woorden));
        notes.extend(origin_note(drawn.iter(), woorden));
        let marked = panels.iter().filter(|(_, points)| is_marked(points));
        notes.extend(mark_notes(marked.flat_map(|(_, points)| points), woorden));
        if values.lower() > 0.0 {
            notes.push(woorden.niet_vanaf_nul.to_owned());
        }
        if is_cut {
            notes.push(woorden.afgekapt.to_owned());
        }
        if changes.iter().any(|change| !change.is_break) {
            let texts = change_texts(&self.info.wijzigingen, self.taal);
            notes.extend(texts.into_values().map(|text| format!("{} {text}", woorden.wijziging)));
        }
        let mut notes = note_lines(&notes, WIDTH);
        notes.extend(
            self.oordelen.iter().flat_map(|line| note_lines(std::slice::from_ref(line), WIDTH)),
        );
        scene.height = bottom + 52.0 + notes.len() as f64 * NOTE_LINE;
        let periods = woorden.perioden(first, last);
        draw_footer(&mut scene, self.info, notes, &periods, woorden);

        scene.title = format!("{naam}, {}", woorden.per_gebied[by_niveau]);
        scene.description = format!(
            "{} · {}, {how_often} · {periods}",
            woorden.gemeente(self.gemeente.0),
            self.info.eenheid.in_taal(self.taal),
        );
        Some(scene)
    }

    /// The axis that all panels share.
    ///
    /// All values fit. Where a scale has no end the intervals of the smallest areas would flatten
    /// all other panels, so there the axis ends at some distance from the values.
    fn value_axis(&self, drawn: &[Meetpunt<'_>], city: &[Meetpunt<'_>]) -> Option<ValueAxis> {
        const BEYOND: f64 = 0.25;
        let figures = drawn.iter().chain(city).filter_map(|point| point.figure());
        let values: Vec<f64> = figures.map(|figure| figure.waarde).collect();
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let base = ValueAxis::for_values(self.info, values.iter().copied(), MAX_STEPS)?;
        let room = match Scale::of(self.info).end {
            Some(_) => f64::INFINITY,
            None => (highest - base.lower()) * BEYOND,
        };
        let bounds = drawn
            .iter()
            .filter_map(Meetpunt::bounds)
            .flat_map(|(lower, upper)| [lower.max(lowest - room), upper.min(highest + room)]);
        ValueAxis::for_values(self.info, values.iter().copied().chain(bounds), MAX_STEPS)
    }

    /// Draws title, subtitle and key; gives the lower end.
    fn draw_head(
        &self,
        scene: &mut Scene,
        (naam, how_often): (&str, &str),
        drawn: &[Meetpunt<'_>],
        shown: Shown,
        woorden: &Woorden,
    ) -> f64 {
        let by_niveau = usize::from(self.niveau != Niveau::Wijk);
        let mut y = draw_title(scene, naam) + 28.0;
        let gemeente = woorden.gemeente(self.gemeente.0);
        let eenheid = self.info.eenheid.in_taal(self.taal);
        let subtitle = format!("{gemeente}, {} · {eenheid}", woorden.per_gebied[by_niveau]);
        draw_subtitle(scene, (&subtitle, how_often), y, WIDTH - 2.0 * MARGIN);

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
        let interval = drawn.iter().find_map(|point| {
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
        if shown.gemeente {
            stroke(scene, x, 1.5, colour::CITY);
            label(scene, &mut x, &gemeente);
        }
        if shown.breuken {
            scene.dashed(x + KEY / 2.0, y - 14.0, y + 4.0, 1.0, colour::AXIS);
            label(scene, &mut x, woorden.breuk);
        }
        y
    }
}

/// What the panels show beside the wijken, and so has a key.
#[derive(Clone, Copy)]
struct Shown {
    gemeente: bool,
    breuken: bool,
}

/// The width of a key.
const KEY: f64 = 28.0;

/// What a name is sorted by: `'t Zand` stands under the T.
pub(super) fn sort_key(naam: &str) -> String {
    naam.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::panel::NAME;
    use super::super::scene::Shape;
    use super::super::scene::tests::{assert_legible, texts};
    use super::super::series::tests::{MISSING, WITHHELD, info, periode, shown};
    use super::*;
    use crate::model::{Bounds, Cell, Frequentie, Methode, Periode, Soort, Tekst};

    /// A chart with a panel for each name; each has these cells from 2017 on.
    fn scene(panels: &[(&str, &[Cell])], frequenties: &[Frequentie]) -> Option<Scene> {
        scene_of(&info(Soort::Ratio, frequenties), panels)
    }

    fn scene_of(info: &IndicatorInfo, panels: &[(&str, &[Cell])]) -> Option<Scene> {
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
        let breuken =
            [Breuk { op: "2018-04-01".parse().expect("a date"), tekst: Tekst::default() }];
        Multiples {
            info,
            breuken: &breuken,
            niveau: Niveau::Wijk,
            gemeente: ("Tilburg", borrow(&city)),
            panels,
            all,
            oordelen: Vec::new(),
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

    fn has_text(scene: &Scene, words: &str) -> bool {
        texts(scene).iter().any(|text| text.words.contains(words))
    }

    /// A figure with an interval that begins at zero.
    fn uncertain(waarde: f64, upper: f64) -> Cell {
        match shown(waarde) {
            Cell::Waarde(mut figure) => {
                figure.interval = Ok(Bounds { lower: 0.0, upper, methode: Methode::PoissonExact });
                Cell::Waarde(figure)
            }
            other => other,
        }
    }

    #[test]
    fn says_how_often_in_the_subtitle() {
        let figures = [shown(10.0), shown(12.0)];
        let chart = scene(&[("Heuvel", &figures)], &[Frequentie::Jaar]).expect("a chart");
        assert!(has_text(&chart, "per 1.000 inwoners, per jaar"));
        let chart = scene(&[("Heuvel", &figures)], &[Frequentie::Meting]).expect("a chart");
        assert!(has_text(&chart, "per 1.000 inwoners, per meting"));
    }

    #[test]
    fn tells_withheld_from_missing() {
        let withheld = [shown(10.0), WITHHELD];
        let missing = [shown(10.0), MISSING];
        let chart = scene(&[("Heuvel", &withheld)], &[Frequentie::Jaar]).expect("a chart");
        assert!(has_text(&chart, "× te klein om te tonen"));
        assert!(!has_text(&chart, "– geen cijfer"));
        let panels: [(&str, &[Cell]); 2] = [("Heuvel", &withheld), ("Zand", &missing)];
        let chart = scene(&panels, &[Frequentie::Jaar]).expect("a chart");
        assert_legible(&chart);
        assert!(has_text(&chart, "× te klein om te tonen · – geen cijfer"));
    }

    #[test]
    fn fills_no_panel_with_an_interval_that_leaves_it() {
        let zeros = [0.0; 4].map(|waarde| uncertain(waarde, 900.0));
        let figures = [10.0, 12.0, 11.0, 9.0].map(shown);
        let panels: [(&str, &[Cell]); 2] = [("Heuvel", &zeros), ("Zand", &figures)];
        let chart = scene(&panels, &[Frequentie::Jaar]).expect("a chart");
        assert_legible(&chart);
        assert!(has_text(&chart, "dunne lijn: het interval loopt door buiten het vak"));
        let tall = |shape: &Shape| match shape {
            Shape::Area { .. } => shape.extent().1 - shape.extent().0 > FRAME / 2.0,
            _ => false,
        };
        assert!(!chart.shapes.iter().any(tall));
    }

    #[test]
    fn shows_the_whole_interval_of_a_percentage() {
        #[track_caller]
        fn case(cell: Cell, highest: &str) {
            let info = info(Soort::Aandeel, &[Frequentie::Jaar]);
            let chart = scene_of(&info, &[("Heuvel", &[cell])]).expect("a chart");
            assert!(has_text(&chart, highest));
            assert!(!has_text(&chart, "dunne lijn"));
        }

        case(uncertain(50.0, 81.2), "100");
        case(uncertain(98.0, 100.0), "100");
        case(uncertain(30.0, 79.0), "80");
    }

    #[test]
    fn shortens_a_name_alike_whatever_the_axis() {
        let name = "Buitengebied Tilburg Zuid-Oost";
        let short = |waarde: f64| {
            let cells = [shown(waarde), shown(waarde)];
            let chart = scene(&[(name, &cells)], &[Frequentie::Jaar]).expect("a chart");
            names(&chart)[0].to_owned()
        };
        assert!(short(3.0).contains('…'));
        assert_eq!(short(3.0), short(3_000_000.0));
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
