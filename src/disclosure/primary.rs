//! Primary suppression: cells that rest on too few persons are withheld.
//!
//! The thresholds are judged on exact counts, before any rounding. A share is also withheld when
//! its complement rests on too few, because the complement can be read from it.

use crate::engine::Counts;
use crate::model::{Cell, Drempels, Figure, GeenCijfer, Onderdrukt};

/// Turns an estimated cell into one that may be seen.
pub(super) fn protect(
    counts: Counts,
    figure: Result<Figure, GeenCijfer>,
    drempels: &Drempels,
) -> Cell {
    if is_disclosive(&counts, drempels) {
        return Cell::Onderdrukt(Onderdrukt::Primair);
    }
    match figure {
        Err(reason) => Cell::Geen(reason),
        Ok(figure) if counts.is_zero() => Cell::Nul(figure),
        Ok(figure) => Cell::Waarde(figure),
    }
}

/// True when the cell rests on so few persons that it could expose one.
fn is_disclosive(counts: &Counts, drempels: &Drempels) -> bool {
    let few = |n: u64| 0 < n && n < drempels.teller_min;
    let zero = |n: u64| n == 0 && !drempels.nul_tonen;
    match *counts {
        // A teller without a noemer still says how many there are, but only if it were shown;
        // it is not, so the cell is merely without a figure.
        Counts::Ratio { noemer: None, .. } | Counts::Gepubliceerd => false,
        Counts::Ratio { bijdragen, noemer: Some(noemer), rest } => {
            let small_noemer = 0 < noemer && noemer < drempels.noemer_min;
            few(bijdragen) || zero(bijdragen) || small_noemer || rest.is_some_and(few)
        }
        Counts::Aandeel { personen_teller, personen_rest, personen_noemer } => {
            if personen_noemer == 0 {
                return false;
            }
            let complete = personen_rest == 0 && !drempels.compleet_tonen;
            let small_noemer = personen_noemer < drempels.noemer_min;
            few(personen_teller)
                || zero(personen_teller)
                || few(personen_rest)
                || complete
                || small_noemer
        }
        Counts::Enquete { n } => 0 < n && n < drempels.minimum_n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn ratio(bijdragen: u64, noemer: u64) -> Counts {
        let rest = noemer.checked_sub(bijdragen);
        Counts::Ratio { bijdragen, noemer: Some(noemer), rest }
    }

    fn aandeel(teller: u64, rest: u64) -> Counts {
        Counts::Aandeel {
            personen_teller: teller,
            personen_rest: rest,
            personen_noemer: teller + rest,
        }
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
        withheld(aandeel(0, 0), false);
    }

    #[test]
    fn withholds_a_survey_below_minimum_n() {
        withheld(Counts::Enquete { n: 29 }, true);
        withheld(Counts::Enquete { n: 30 }, false);
        withheld(Counts::Enquete { n: 0 }, false);
    }

    #[test]
    fn hides_zero_when_the_definition_says_so() {
        let strict = Drempels { nul_tonen: false, ..DREMPELS };
        assert!(is_disclosive(&ratio(0, 1000), &strict));
    }
}
