//! The course of one indicator in the whole gemeente.

use crate::model::{Breuk, Deel, IndicatorInfo, Taal};

use super::super::number::render_number;
use super::super::text::Woorden;
use super::PeriodCell;
use super::axis::{TimeAxis, ValueAxis, end_of, middle_of, months_of, start_of, thin_out};
use super::breaks::{change_texts, label_texts, place_labels};
use super::font::{ellipsise, text_width};
use super::marks::{draw_marks, mark_notes, origin_note};
use super::page::{
    MARGIN, NOTE_LINE, SUBTITLE, draw_footer, draw_subtitle, draw_title, missing_intervals,
    note_lines,
};
use super::plot::{LineStyle, Plot};
use super::scene::{Anchor, Scene, Text, colour};
use super::series::{Meetpunt, calendar, measured_frequentie, points, shown_frequenties};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 675.0;
const LABEL: f64 = 14.0;
const SMALL: f64 = 13.0;
/// The lower end of the plot when it has one row of labels and one of notes below it.
const PLOT_BOTTOM: f64 = 578.0;
const ROW: f64 = 20.0;
/// The width of a mark in the place of a point.
const MARK: f64 = 9.0;
const MAX_STEPS: f64 = 7.0;

/// What the chart shows.
pub(super) struct Trend<'p> {
    pub(super) info: &'p IndicatorInfo,
    pub(super) breuken: &'p [Breuk],
    /// The name of the gemeente.
    pub(super) gemeente: &'p str,
    /// The cells of the gemeente.
    pub(super) cells: Vec<PeriodCell<'p>>,
    /// The cells of all areas.
    pub(super) all: Vec<PeriodCell<'p>>,
    /// The verdicts on its targets, a line each.
    pub(super) oordelen: Vec<String>,
    pub(super) taal: Taal,
}

impl Trend<'_> {
    /// Describes the chart; nothing when no figure is shown.
    pub(super) fn scene(&self) -> Option<Scene> {
        let woorden = Woorden::of(self.taal);
        let frequentie = shown_frequenties(&self.cells).last().copied()?;
        let calendar = calendar(self.info, &self.all, frequentie);
        let points = points(&self.cells, &calendar, self.breuken);
        let last = points.iter().rev().find(|point| point.figure().is_some())?;
        let drawn = points.iter().flat_map(|point| {
            let (lower, upper) = point.bounds().unzip();
            [point.figure().map(|figure| figure.waarde), lower, upper]
        });
        let values = ValueAxis::for_values(self.info, drawn.flatten(), MAX_STEPS)?;

        let mut scene = Scene::new(WIDTH, HEIGHT, woorden.taal);
        let naam = self.info.naam.in_taal(self.taal);
        let how_often = woorden.frequentie(measured_frequentie(self.info, frequentie));
        let mut y = self.draw_head(&mut scene, naam, how_often, &points, woorden);
        let mut notes = missing_intervals(points.iter(), woorden);
        notes.extend(origin_note(points.iter(), woorden));
        notes.extend(mark_notes(points.iter(), woorden));
        if values.lower() > 0.0 {
            notes.push(woorden.niet_vanaf_nul.to_owned());
        }
        let mut notes = note_lines(&notes, WIDTH);
        notes.extend(
            self.oordelen.iter().flat_map(|line| note_lines(std::slice::from_ref(line), WIDTH)),
        );

        let last_value = last.figure().map_or(0.0, |figure| figure.waarde);
        let last_label = render_number(last_value, self.info.decimalen, woorden.notatie);
        let tick_labels: Vec<String> = values
            .ticks()
            .iter()
            .map(|&tick| render_number(tick, values.decimalen(), woorden.notatie))
            .collect();
        let widest = tick_labels.iter().map(|label| text_width(label, LABEL, false));
        let left = MARGIN + widest.fold(0.0, f64::max) + 10.0;
        let right = WIDTH - MARGIN - text_width(&last_label, SUBTITLE, true) - 12.0;
        let (first_period, last_period) = (points[0].periode, points[points.len() - 1].periode);
        let time =
            TimeAxis { months: (start_of(first_period), end_of(last_period)), x: (left, right) };

        let labels = self.break_labels(&time);
        let lines: Vec<_> =
            labels.iter().map(|(x, text, _)| (*x, text_width(text, SMALL, false))).collect();
        let placed = place_labels(&lines, WIDTH - MARGIN);
        let n_rows = placed.iter().map(|label| label.row + 1).max().unwrap_or(0);
        y += 22.0 + n_rows as f64 * ROW;
        let parts = part_labels(&time, &points, woorden);
        let below = if parts.is_empty() { 0.0 } else { ROW };
        let more_notes = notes.len().saturating_sub(1) as f64 * NOTE_LINE;
        let plot = Plot { time, values, top: y, bottom: PLOT_BOTTOM - below - more_notes };

        plot.draw_band(&mut scene, &points, 8.0);
        plot.draw_grid(&mut scene);
        for (label, (_, text, is_break)) in placed.iter().zip(&labels) {
            let baseline = plot.top - 8.0 - label.row as f64 * ROW;
            // A change that leaves figures comparable is a thinner mark, beside the line of figures.
            let (width, ink) =
                if *is_break { (1.25, colour::BREAK) } else { (0.75, colour::MUTED) };
            scene.dashed(label.x, baseline - SMALL, plot.bottom, width, ink);
            scene.text(text, (label.left, baseline), Anchor::Start, SMALL, ink);
        }
        for (tick, label) in values.ticks().iter().zip(&tick_labels) {
            let at = (left - 10.0, plot.y(*tick) + LABEL * 0.36);
            scene.text(label, at, Anchor::End, LABEL, colour::MUTED);
        }
        draw_time_axis(&mut scene, &plot, &points, &parts);

        draw_marks(&mut scene, &plot, &points, MARK);
        let radius = if points.len() > 48 { 2.0 } else { 3.5 };
        let style = LineStyle { width: 2.5, colour: colour::LINE, radius };
        plot.draw_line(&mut scene, &points, style);
        let at = (time.x(middle_of(last.periode)) + 10.0, plot.y(last_value) + SUBTITLE * 0.36);
        // A line of the grid would strike the label through.
        let label_end = at.0 + text_width(&last_label, SUBTITLE, true) + 2.0;
        scene.rectangle((at.0 - 2.0, at.1 - SUBTITLE), (label_end, at.1 + 4.0), colour::WHITE);
        scene.push_text(Text {
            words: last_label.clone(),
            at,
            anchor: Anchor::Start,
            size: SUBTITLE,
            bold: true,
            colour: colour::LINE,
        });

        let periods = woorden.perioden(first_period, last_period);
        draw_footer(&mut scene, self.info, notes, &periods, woorden);

        naam.clone_into(&mut scene.title);
        scene.description = format!(
            "{} · {}, {how_often} · {periods} · {}: {last_label}",
            woorden.gemeente(self.gemeente),
            self.info.eenheid.in_taal(self.taal),
            woorden.periode(last.periode),
        );
        Some(scene)
    }

    /// Draws title, subtitle and the key of the band; gives the lower end.
    fn draw_head(
        &self,
        scene: &mut Scene,
        naam: &str,
        how_often: &str,
        points: &[Meetpunt<'_>],
        woorden: &Woorden,
    ) -> f64 {
        let y = draw_title(scene, naam) + 28.0;
        let methode = points.iter().find_map(|point| {
            point.bounds().and(point.figure()?.interval.ok()).map(|bounds| bounds.methode)
        });
        let key = methode.map(|methode| woorden.interval(methode, self.info.betrouwbaarheid));
        let eenheid = self.info.eenheid.in_taal(self.taal);
        let subtitle = format!("{} · {eenheid}", woorden.gemeente(self.gemeente));
        let key_width = key.as_deref().map_or(0.0, key_width);
        let room = WIDTH - 2.0 * MARGIN - key_width - 24.0;
        let right = draw_subtitle(scene, (&subtitle, how_often), y, room);
        if let Some(key) = key {
            draw_key(scene, (right + 24.0, y), &key);
        }
        y
    }

    /// The changes within the chart: the place of the line, the text beside it, and whether figures
    /// before and after it cannot be compared.
    fn break_labels(&self, time: &TimeAxis) -> Vec<(f64, String, bool)> {
        let breaks = label_texts(self.breuken, self.taal).into_iter().map(|label| (label, true));
        let changes = change_texts(&self.info.wijzigingen, self.taal);
        let changes = changes.into_iter().map(|label| (label, false));
        breaks
            .chain(changes)
            .filter(|((day, _), _)| time.shows(months_of(*day)))
            .map(|((day, text), is_break)| {
                let x = time.x(months_of(day));
                // It stands on the wider side of its line.
                let widest = (x - time.x.0).max(time.x.1 - x) - 16.0;
                (x, ellipsise(&text, SMALL, false, widest), is_break)
            })
            .collect()
    }
}

/// The width of the key of the band.
const KEY: f64 = 28.0;

/// The room that the key of the band takes with its text.
fn key_width(text: &str) -> f64 {
    KEY + 8.0 + text_width(text, SUBTITLE, false)
}

/// Draws a piece of band with line, and what it is.
fn draw_key(scene: &mut Scene, (x, y): (f64, f64), text: &str) {
    scene.rectangle((x, y - 13.0), (x + KEY, y + 2.0), colour::BAND);
    scene.line(vec![(x, y - 5.5), (x + KEY, y - 5.5)], 2.5, colour::LINE);
    scene.text(text, (x + KEY + 8.0, y), Anchor::Start, SUBTITLE, colour::MUTED);
}

/// The labels of quarters, half-years or months, when there is room for all.
fn part_labels(time: &TimeAxis, points: &[Meetpunt<'_>], woorden: &Woorden) -> Vec<(f64, String)> {
    const MOST: usize = 16;
    let label = |point: &Meetpunt<'_>| {
        let part = match point.periode.deel() {
            Deel::Jaar => return None,
            Deel::Halfjaar(n) => format!("{}{n}", woorden.halfjaar),
            Deel::Kwartaal(n) => format!("{}{n}", woorden.kwartaal),
            Deel::Maand(n) => woorden.maanden[usize::from(n - 1)].to_owned(),
        };
        Some((time.x(middle_of(point.periode)), part))
    };
    let labels: Vec<_> = points.iter().filter_map(label).collect();
    if labels.len() <= MOST && fitting(&labels, SMALL).len() == labels.len() {
        labels
    } else {
        Vec::new()
    }
}

/// Draws the axis of time with its ticks, the labels of parts of a year and those of years.
fn draw_time_axis(
    scene: &mut Scene,
    plot: &Plot,
    points: &[Meetpunt<'_>],
    parts: &[(f64, String)],
) {
    let (time, bottom) = (&plot.time, plot.bottom);
    scene.line(vec![(time.x.0, bottom), (time.x.1, bottom)], 1.5, colour::AXIS);
    let mut tick = |months: f64, length: f64| {
        let x = time.x(months);
        scene.line(vec![(x, bottom), (x, bottom + length)], 1.25, colour::AXIS);
    };
    for point in points {
        match point.periode.deel() {
            Deel::Jaar => tick(middle_of(point.periode), 6.0),
            Deel::Halfjaar(n) | Deel::Kwartaal(n) | Deel::Maand(n) => {
                tick(start_of(point.periode), if n == 1 { 12.0 } else { 5.0 });
            }
        }
    }
    if points.iter().any(|point| point.periode.deel() != Deel::Jaar) {
        tick(time.months.1, 12.0);
    }

    let mut baseline = bottom + 22.0;
    for (x, text) in parts {
        scene.text(text, (*x, baseline), Anchor::Middle, SMALL, colour::MUTED);
    }
    if !parts.is_empty() {
        baseline += ROW;
    }
    // A year has its label in the middle of what the chart shows of it.
    let same_year = |a: &Meetpunt<'_>, b: &Meetpunt<'_>| a.periode.jaar() == b.periode.jaar();
    let years: Vec<(f64, String)> = points
        .chunk_by(same_year)
        .map(|year| {
            let (first, last) = (year[0].periode, year[year.len() - 1].periode);
            let middle = f64::midpoint(start_of(first), end_of(last));
            (time.x(middle), first.jaar().to_string())
        })
        .collect();
    for idx in fitting(&years, LABEL) {
        let (x, text) = &years[idx];
        scene.text(text, (*x, baseline), Anchor::Middle, LABEL, colour::MUTED);
    }
}

/// Which of centred labels can be drawn without touching each other.
fn fitting(labels: &[(f64, String)], size: f64) -> Vec<usize> {
    let span = |(x, text): &(f64, String)| {
        let half = text_width(text, size, false) / 2.0;
        (x - half, x + half)
    };
    thin_out(&labels.iter().map(span).collect::<Vec<_>>(), size * 0.6)
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{assert_legible, texts};
    use super::super::series::tests::{MISSING, WITHHELD, info, periode, shown};
    use super::*;
    use crate::model::{Cell, Frequentie, GeenInterval, Periode, Soort, Tekst};

    fn scene(info: &IndicatorInfo, cells: &[(Periode, Cell)], breuken: &[Breuk]) -> Option<Scene> {
        let cells: Vec<_> = cells.iter().map(|(periode, cell)| (*periode, cell)).collect();
        let (all, gemeente, taal) = (cells.clone(), "Tilburg", Taal::Nl);
        Trend { info, breuken, gemeente, cells, all, oordelen: Vec::new(), taal }.scene()
    }

    fn quarters(van: &str, tot: &str) -> Vec<(Periode, Cell)> {
        Periode::range(periode(van), periode(tot), Frequentie::Kwartaal)
            .into_iter()
            .zip(0..)
            .map(|(periode, n)| (periode, shown(20.0 + f64::from(n % 7))))
            .collect()
    }

    fn breuk(op: &str) -> Breuk {
        let tekst = Tekst { nl: "Een regiesysteem voor alle teams".into(), en: None };
        Breuk { op: op.parse().expect("a date"), tekst }
    }

    #[track_caller]
    fn has_text(scene: &Scene, text: &str) {
        let found = texts(scene).iter().any(|found| found.words == text);
        assert!(found, "no `{text}` in the chart");
    }

    #[test]
    fn draws_the_finest_frequency_and_labels_the_last_value() {
        let mut cells = quarters("2017K1", "2025K4");
        cells.push((periode("2025"), shown(99.0)));
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal, Frequentie::Jaar]);
        let scene = scene(&info, &cells, &[breuk("2018-04-01")]).expect("a chart");
        assert_legible(&scene);
        has_text(&scene, "20,0");
        has_text(&scene, "1 apr 2018: Een regiesysteem voor alle teams");
        has_text(&scene, "Gemeente Tilburg · per 1.000 inwoners, per kwartaal");
        has_text(&scene, "Bron: toegang · 2017K1–2025K4 · gegenereerd met wijkmonitor");
    }

    #[test]
    fn stays_legible_with_many_breaks_long_names_and_gaps() {
        let mut cells = quarters("2017K1", "2025K4");
        cells[3].1 = WITHHELD;
        cells[35].1 = MISSING;
        let mut info = info(Soort::Aandeel, &[Frequentie::Kwartaal]);
        info.naam.nl = "Een bijzonder lange naam van een indicator ".repeat(6);
        info.bronnen = vec!["een_lange_bronnaam".repeat(12)];
        let breuken = ["2018-04-01", "2019-01-01", "2024-07-01", "2025-02-03"].map(breuk);
        assert_legible(&scene(&info, &cells, &breuken).expect("a chart"));
    }

    #[test]
    fn stays_legible_at_any_length() {
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal]);
        for (van, tot) in [("2025K4", "2025K4"), ("2024K4", "2025K1"), ("1990K2", "2060K3")] {
            assert_legible(&scene(&info, &quarters(van, tot), &[]).expect("a chart"));
        }
    }

    #[test]
    fn marks_a_gap_and_says_what_the_mark_means() {
        let mut cells = quarters("2020K1", "2020K4");
        cells[1].1 = WITHHELD;
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal]);
        let scene = scene(&info, &cells, &[]).expect("a chart");
        assert_legible(&scene);
        has_text(&scene, "× te klein om te tonen");
        has_text(&scene, "K2");
    }

    #[test]
    fn says_per_meting_for_a_survey_and_names_its_only_year_once() {
        let info = info(Soort::Gemiddelde, &[Frequentie::Meting]);
        let scene = scene(&info, &[(periode("2022"), shown(7.0))], &[]).expect("a chart");
        has_text(&scene, "Gemeente Tilburg · per 1.000 inwoners, per meting");
        has_text(&scene, "Bron: toegang · 2022 · gegenereerd met wijkmonitor");
    }

    #[test]
    fn stays_legible_with_more_notes_than_fit_on_a_line() {
        use GeenInterval::{EenzaamStratum, GelijkeAntwoorden, SomZonderVerdeling};
        let mut cells = quarters("2023K1", "2025K4");
        cells[3].1 = WITHHELD;
        cells[5].1 = MISSING;
        for (idx, reason) in
            [GelijkeAntwoorden, EenzaamStratum, SomZonderVerdeling].iter().enumerate()
        {
            if let Cell::Waarde(figure) = &mut cells[idx].1 {
                figure.interval = Err(*reason);
            }
        }
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal]);
        let scene = scene(&info, &cells, &[]).expect("a chart");
        assert_legible(&scene);
        let all = texts(&scene);
        let notes = all.iter().filter(|text| text.at.1 > HEIGHT - 70.0);
        let notes: Vec<_> = notes.map(|text| text.words.as_str()).collect();
        assert_eq!(notes.len(), 3);
        assert!(notes[1].ends_with("× te klein om te tonen · – geen cijfer"));
    }

    #[test]
    fn draws_nothing_when_nothing_is_shown() {
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal]);
        let cells = [(periode("2020K1"), WITHHELD), (periode("2020K2"), MISSING)];
        assert!(scene(&info, &cells, &[]).is_none());
    }
}
