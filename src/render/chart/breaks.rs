//! The texts beside the dashed lines where the registration changed.

use std::collections::BTreeMap;

use crate::model::{Breuk, Datum, Taal, Wijziging};

use super::super::text::Woorden;

/// The breaks by day, each with its date and what changed.
///
/// Sources that change on the same day for the same reason have one text.
pub(super) fn label_texts(breuken: &[Breuk], taal: Taal) -> BTreeMap<Datum, String> {
    let woorden = Woorden::of(taal);
    let mut by_day: BTreeMap<Datum, Vec<&str>> = BTreeMap::new();
    for breuk in breuken {
        let texts = by_day.entry(breuk.op).or_default();
        let tekst = breuk.tekst.in_taal(taal);
        if !tekst.is_empty() && !texts.contains(&tekst) {
            texts.push(tekst);
        }
    }
    let label = |(day, texts): (Datum, Vec<&str>)| {
        let what = if texts.is_empty() { woorden.breuk.to_owned() } else { texts.join(", ") };
        (day, format!("{}: {what}", woorden.datum(day)))
    };
    by_day.into_iter().map(label).collect()
}

/// The changes after which figures still compare, by day, each with its date and what changed.
pub(super) fn change_texts(wijzigingen: &[Wijziging], taal: Taal) -> BTreeMap<Datum, String> {
    let other = wijzigingen.iter().filter(|wijziging| !wijziging.breuk);
    let changes: Vec<_> = other.map(|own| Breuk { op: own.op, tekst: own.tekst.clone() }).collect();
    label_texts(&changes, taal)
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    /// The place of the line.
    pub(super) x: f64,
    /// The left end of the text.
    pub(super) left: f64,
    /// The row, counted upwards from the plot.
    pub(super) row: usize,
}

/// The room between a line and its text.
const GAP: f64 = 6.0;

/// Gives each label a row and a side so that no text touches another text or line.
///
/// A line runs from the plot up through the rows to its own. So labels are placed from right to
/// left, each as low as it can: what stands to the right is lower, and its line ends before it.
/// Labels that would leave the chart on the right stand on the left side, in a row of their own.
pub(super) fn place_labels(lines: &[(f64, f64)], right_end: f64) -> Vec<Placed> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let fits_right = |idx: usize| lines[idx].0 + GAP + lines[idx].1 <= right_end;
    order.sort_by(|&a, &b| {
        let by_x = lines[a].0.total_cmp(&lines[b].0);
        let sides = fits_right(b).cmp(&fits_right(a));
        sides.then(if fits_right(a) { by_x.reverse() } else { by_x })
    });
    let mut placed: Vec<(usize, Placed)> = Vec::new();
    for idx in order {
        let (x, width) = lines[idx];
        let left = if fits_right(idx) { x + GAP } else { x - GAP - width };
        let free = |row: &usize| {
            placed.iter().all(|&(other_idx, other)| {
                let other_right = other.left + lines[other_idx].1;
                let crosses_label =
                    other.row <= *row && other.left - GAP < x && x < other_right + GAP;
                let is_crossed =
                    other.row >= *row && left - GAP < other.x && other.x < left + width + GAP;
                let touches = other.row == *row
                    && left < other_right + GAP
                    && other.left < left + width + GAP;
                !crosses_label && !is_crossed && !touches
            })
        };
        // Above all others nothing crosses the text, though its line may cross theirs.
        let row = (0..lines.len()).find(free).unwrap_or(lines.len() - 1);
        placed.push((idx, Placed { x, left, row }));
    }
    placed.sort_by_key(|&(idx, _)| idx);
    placed.into_iter().map(|(_, placed)| placed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tekst;

    fn breuk(op: &str, tekst: &str) -> Breuk {
        Breuk { op: op.parse().expect("a date"), tekst: Tekst { nl: tekst.into(), en: None } }
    }

    #[test]
    fn writes_one_label_per_day() {
        let breuken = [
            breuk("2018-04-01", "Een systeem"),
            breuk("2018-04-01", "Een systeem"),
            breuk("2018-04-01", "Nieuwe codes"),
            breuk("2020-01-01", ""),
        ];
        let labels = label_texts(&breuken, Taal::Nl);
        assert_eq!(
            labels.into_values().collect::<Vec<_>>(),
            ["1 apr 2018: Een systeem, Nieuwe codes", "1 jan 2020: breuk in de registratie"]
        );
    }

    #[test]
    fn says_what_changed_in_the_language_of_the_chart() {
        let mut translated = breuk("2018-04-01", "Een systeem");
        translated.tekst.en = Some("One system".into());
        let labels = label_texts(&[translated, breuk("2020-01-01", "Nieuwe codes")], Taal::En);
        assert_eq!(
            labels.into_values().collect::<Vec<_>>(),
            ["1 Apr 2018: One system", "1 Jan 2020: Nieuwe codes"]
        );
    }

    #[test]
    fn stacks_labels_that_would_touch() {
        #[track_caller]
        fn case(lines: &[(f64, f64)], rows: &[usize]) {
            let placed = place_labels(lines, 1000.0);
            assert_eq!(placed.iter().map(|label| label.row).collect::<Vec<_>>(), rows);
        }

        case(&[(100.0, 50.0), (300.0, 50.0)], &[0, 0]);
        case(&[(100.0, 400.0), (300.0, 50.0)], &[1, 0]);
        case(&[(100.0, 400.0), (300.0, 400.0), (500.0, 400.0)], &[2, 1, 0]);
        case(&[(900.0, 400.0)], &[0]);
        case(&[(800.0, 100.0), (950.0, 400.0)], &[0, 1]);
    }

    #[test]
    fn puts_a_label_on_the_left_where_the_right_has_no_room() {
        let placed = place_labels(&[(900.0, 200.0)], 1000.0);
        assert_eq!(placed[0].left, 694.0);
    }
}
