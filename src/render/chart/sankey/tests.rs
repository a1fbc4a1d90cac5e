//! The chart of moves, for a city, a small area and one of which nothing may be seen.

use super::super::scene::tests::{assert_legible, texts};
use super::*;
use crate::analysis::{FlowColumn, FlowRow};
use crate::model::{Figure, Frequentie, GeenInterval, Onderdrukt, Quantity, Soort};
use crate::stats::{Confidence, Share, wilson_interval};

fn cell(n: Option<u64>) -> Cell {
    match n {
        Some(n) => Cell::Waarde(Figure {
            teller: Some(Quantity::count(n)),
            ..Figure::new(n as f64, Err(GeenInterval::VolledigeTelling))
        }),
        None => Cell::Onderdrukt(Onderdrukt::Monitor),
    }
}

/// A table of the four stocks; what is `None` is withheld.
fn table(rows: [[Option<u64>; 4]; 4], stocks: [Option<u64>; 4]) -> FlowTable {
    let states = [
        Toestand::Maatwerk,
        Toestand::Toegang,
        Toestand::SocialeBasis,
        Toestand::GeenOndersteuning,
    ];
    let row = |(idx, cells): (usize, [Option<u64>; 4])| {
        let n = stocks[idx];
        let cells: Vec<_> = states
            .into_iter()
            .zip(cells)
            .map(|(naar, own)| {
                let share = own.zip(n).and_then(|(own, n)| {
                    let share = Share::of(own as f64, n as f64).ok()?;
                    Some((share.fraction(), wilson_interval(share, Confidence::P95)))
                });
                FlowCell { naar, cell: cell(own), share }
            })
            .collect();
        let shown: u64 = cells.iter().filter_map(FlowCell::n).sum();
        let is_withheld = cells.iter().any(|cell| cell.n().is_none());
        let overig = n.filter(|_| is_withheld).map(|n| n - shown);
        FlowRow { van: states[idx], n, cells, overig }
    };
    let columns = states.into_iter().map(|naar| FlowColumn { naar, n: None, overig: None });
    FlowTable {
        gebied: 0,
        periode: "2025".parse().expect("a period"),
        rows: rows.into_iter().enumerate().map(row).collect(),
        columns: columns.collect(),
    }
}

fn info() -> IndicatorInfo {
    super::super::series::tests::info(Soort::Stroom, &[Frequentie::Jaar])
}

fn scene(table: &FlowTable, taal: Taal) -> Option<Scene> {
    Sankey { info: &info(), naam: "Berkel-Enschot en Udenhout", table, taal }.scene()
}

fn city() -> FlowTable {
    table(
        [
            [Some(596), Some(48), Some(21), Some(592)],
            [Some(105), Some(31), Some(645), Some(1212)],
            [None, Some(37), Some(81), Some(1219)],
            [Some(512), Some(1817), Some(740), Some(52_280)],
        ],
        [Some(1257), Some(1993), Some(1346), Some(55_349)],
    )
}

#[test]
fn every_text_can_be_read_in_both_languages() {
    for taal in [Taal::Nl, Taal::En] {
        assert_legible(&scene(&city(), taal).expect("moves are shown"));
        let few = table(
            [
                [None, None, None, Some(12)],
                [None, None, Some(10), Some(14)],
                [None, None, None, Some(19)],
                [Some(11), Some(31), Some(17), Some(5_000)],
            ],
            [Some(18), Some(31), Some(22), None],
        );
        assert_legible(&scene(&few, taal).expect("moves are shown"));
    }
}

#[test]
fn what_is_withheld_is_told_as_one() {
    let found = scene(&city(), Taal::Nl).expect("moves are shown");
    let words: Vec<_> = texts(&found).iter().map(|text| text.words.as_str()).collect();
    assert!(words.contains(&"×"), "{words:?}");
    assert!(words.contains(&"Overig 9"), "{words:?}");
    assert!(found.description.starts_with("blijft in Geen ondersteuning: 52.280 (94,5%); "));
    assert!(!found.description.contains("Sociale basis naar Maatwerk"));
}

#[test]
fn residents_without_support_are_named_and_not_drawn() {
    let found = scene(&city(), Taal::Nl).expect("moves are shown");
    let notes = texts(&found).iter().any(|text| text.words.contains("52.280 inwoners die beide"));
    assert!(notes);
    // As high as it were drawn in proportion, nothing else would be seen.
    assert!(found.height < 800.0);
}

#[test]
fn an_area_of_which_nothing_is_shown_has_no_chart() {
    let nothing = table([[None; 4]; 4], [None; 4]);
    assert!(scene(&nothing, Taal::Nl).is_none());
    let only_residents = table(
        [[None; 4], [None; 4], [None; 4], [None, None, None, Some(20)]],
        [None, None, None, Some(24)],
    );
    assert!(scene(&only_residents, Taal::Nl).is_none());
}
