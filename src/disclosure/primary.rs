//! Primary suppression: cells that rest on too few persons are withheld.
//!
//! The thresholds are judged on exact counts, before any rounding. A share is also withheld when
//! its complement rests on too few, because the complement can be read from it.

use crate::engine::{Counts, EstimatedIndicator};
use crate::model::{Cell, Drempels, Figure, GebiedIdx, GeenCijfer, Onderdrukt, Periode};

/// Turns an estimated cell into one that may be seen.
///
/// A cell that was converted from others is also withheld when one of those would be: with the
/// shares, which are public, what it hides could be computed back.
pub(super) fn protect(
    counts: Counts,
    delen: &[Counts],
    figure: Result<Figure, GeenCijfer>,
    drempels: &Drempels,
) -> Cell {
    match figure {
        Err(reason) => Cell::Geen(reason),
        Ok(_) if delen.iter().chain([&counts]).any(|counts| is_disclosive(counts, drempels)) => {
            Cell::Onderdrukt(Onderdrukt::Primair)
        }
        Ok(figure) if matches!(counts, Counts::Deel { nul: true, .. }) => Cell::Nul(figure),
        Ok(figure) => Cell::Waarde(figure),
    }
}

/// True when the thresholds let the figure of an area and period be seen.
pub fn may_show(one: &EstimatedIndicator, gebied: GebiedIdx, periode: Periode) -> bool {
    let mut own = one.cells.iter().filter(|cell| cell.gebied == gebied && cell.periode == periode);
    own.any(|cell| {
        let mut counts = cell.delen.iter().chain([&cell.counts]);
        cell.figure.is_ok() && !counts.any(|counts| is_disclosive(counts, &one.info.drempels))
    })
}

/// True when the cell rests on so few persons that it could expose one.
fn is_disclosive(counts: &Counts, drempels: &Drempels) -> bool {
    let few = |n: u64| 0 < n && n < drempels.teller_min;
    match *counts {
        Counts::Gepubliceerd => false,
        Counts::Enquete { n } => n < drempels.minimum_n,
        Counts::Deel { nul, teller, noemer, rest } => {
            let zero = nul && !drempels.nul_tonen;
            let small_noemer = noemer.is_some_and(|n| n < drempels.noemer_min);
            let complete = !nul && rest == Some(0) && !drempels.compleet_tonen;
            few(teller) || zero || small_noemer || rest.is_some_and(few) || complete
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::GeenInterval;

    const DREMPELS: Drempels = Drempels {
        teller_min: 10,
        noemer_min: 10,
        minimum_n: 30,
        nul_tonen: true,
        compleet_tonen: false,
    };

    #[track_caller]
    fn withheld(counts: Counts, expected: bool) {
        assert_eq!(is_disclosive(&counts, &DREMPELS), expected);
    }

    /// A rate: this many persons of so many residents.
    fn ratio(teller: u64, noemer: u64) -> Counts {
        let rest = noemer.checked_sub(teller);
        Counts::Deel { nul: teller == 0, teller, noemer: Some(noemer), rest }
    }

    /// A share: this many persons above the line, and the rest.
    fn aandeel(teller: u64, rest: u64) -> Counts {
        let noemer = Some(teller + rest);
        Counts::Deel { nul: teller == 0, teller, noemer, rest: Some(rest) }
    }

    #[test]
    fn withholds_a_teller_of_one_to_nine() {
        withheld(ratio(0, 1000), false);
        withheld(ratio(1, 1000), true);
        withheld(ratio(9, 1000), true);
        withheld(ratio(10, 1000), false);
    }

    #[test]
    fn withholds_a_small_noemer_and_a_small_complement() {
        withheld(ratio(0, 9), true);
        withheld(ratio(991, 1000), true);
        withheld(ratio(1500, 1000), false);
    }

    #[test]
    fn withholds_a_share_whose_complement_is_small_or_empty() {
        withheld(aandeel(50, 50), false);
        withheld(aandeel(95, 5), true);
        withheld(aandeel(50, 0), true);
        withheld(aandeel(0, 50), false);
    }

    #[test]
    fn withholds_a_survey_below_minimum_n() {
        withheld(Counts::Enquete { n: 29 }, true);
        withheld(Counts::Enquete { n: 30 }, false);
    }

    #[test]
    fn withholds_rows_that_may_all_be_of_one_person() {
        let one = Counts::Deel { nul: false, teller: 1, noemer: Some(500), rest: Some(490) };
        withheld(one, true);
        let few_below = Counts::Deel { nul: true, teller: 0, noemer: Some(2), rest: Some(2) };
        withheld(few_below, true);
    }

    #[test]
    fn a_cell_without_a_figure_stays_missing() {
        let cell = protect(ratio(3, 500), &[], Err(GeenCijfer::Ontbreekt), &DREMPELS);
        assert_eq!(cell, Cell::Geen(GeenCijfer::Ontbreekt));
    }

    fn figure() -> Figure {
        Figure { herleid: true, ..Figure::new(20.0, Err(GeenInterval::Herleid)) }
    }

    #[test]
    fn withholds_what_was_converted_from_a_cell_that_is_withheld() {
        #[track_caller]
        fn case(counts: Counts, delen: &[Counts], expected: bool) {
            let cell = protect(counts, delen, Ok(figure()), &DREMPELS);
            assert_eq!(cell == Cell::Onderdrukt(Onderdrukt::Primair), expected);
        }

        case(ratio(30, 900), &[ratio(40, 1000), ratio(12, 500)], false);
        // A half of nine persons among thirty others could be computed back.
        case(ratio(30, 900), &[ratio(40, 1000), ratio(9, 500)], true);
        case(ratio(30, 900), &[ratio(40, 1000), ratio(0, 500)], false);
        // A tenth of forty persons is four.
        case(ratio(4, 100), &[ratio(40, 1000)], true);
        case(Counts::Enquete { n: 31 }, &[Counts::Enquete { n: 62 }], false);
        case(Counts::Enquete { n: 31 }, &[Counts::Enquete { n: 29 }], true);
        case(Counts::Enquete { n: 29 }, &[Counts::Enquete { n: 200 }], true);
    }

    #[test]
    fn hides_zero_when_the_definition_says_so() {
        let strict = Drempels { nul_tonen: false, ..DREMPELS };
        assert!(is_disclosive(&ratio(0, 1000), &strict));
    }
}
