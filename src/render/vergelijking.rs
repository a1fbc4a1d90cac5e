//! The comparisons of one area as a table of words, for a dossier.

use super::number::render_number;
use super::text::Woorden;
use super::text_vergelijking::Vergelijkwoorden;
use crate::analysis::benchmark::{Basis, Benchmarks, Met, Vergelijkregel};
use crate::disclosure::Publication;
use crate::model::{Cell, IndicatorInfo, Niveau, Taal};

/// The number of columns of a table of comparisons.
pub const N_KOLOMMEN: usize = 7;

/// The comparisons of one area, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vergelijkingstabel {
    /// What the columns are.
    pub kolommen: [&'static str; N_KOLOMMEN],
    /// One row for each indicator and comparison, in the order of the publication: never of value.
    pub rijen: Vec<[String; N_KOLOMMEN]>,
}

/// Renders the comparisons of an area, by its index in the publication.
pub fn render_vergelijkingstabel(
    publication: &Publication,
    benchmarks: &Benchmarks<'_>,
    gebied: usize,
    taal: Taal,
) -> Vergelijkingstabel {
    let tabel = Tabel {
        publication,
        benchmarks,
        woorden: Woorden::of(taal),
        eigen: Vergelijkwoorden::of(taal),
        taal,
    };
    let row = |(place, regel): (usize, &Vergelijkregel<'_>)| {
        tabel.row(publication.indicatoren()[place].info(), regel)
    };
    Vergelijkingstabel {
        kolommen: tabel.eigen.kolommen,
        rijen: benchmarks.of_gebied(gebied).map(row).collect(),
    }
}

struct Tabel<'t, 'p> {
    publication: &'t Publication,
    benchmarks: &'t Benchmarks<'p>,
    woorden: &'static Woorden,
    eigen: &'static Vergelijkwoorden,
    taal: Taal,
}

impl Tabel<'_, '_> {
    fn row(&self, info: &IndicatorInfo, regel: &Vergelijkregel<'_>) -> [String; N_KOLOMMEN] {
        let number = |value: f64| render_number(value, info.decimalen, self.woorden.notatie);
        let with_bounds = |value: f64, bounds: Option<(f64, f64)>| match bounds {
            Some((lower, upper)) => {
                let tot = self.eigen.tot;
                format!("{} ({} {tot} {})", number(value), number(lower), number(upper))
            }
            None => number(value),
        };
        let cijfer = match regel.cell {
            Cell::Waarde(figure) | Cell::Nul(figure) => {
                let bounds = figure.interval.ok().map(|bounds| (bounds.lower, bounds.upper));
                with_bounds(figure.waarde, bounds)
            }
            Cell::Onderdrukt(reason) => self.woorden.onderdrukt(*reason).to_owned(),
            Cell::Geen(reason) => self.woorden.geen(*reason).to_owned(),
        };
        let ander = match &regel.tegenover {
            None => self.eigen.geen.to_owned(),
            Some(other) if other.basis == Basis::Lijst => {
                let leden = other.leden.iter().filter_map(|lid| {
                    let naam = &self.publication.gebieden()[lid.gebied].naam;
                    Some(format!("{naam} {}", number(lid.waarde?)))
                });
                leden.collect::<Vec<_>>().join("; ")
            }
            Some(other) => {
                other.waarde.map_or_else(String::new, |value| with_bounds(value, other.grenzen))
            }
        };
        let verschil = regel.verschil.map_or_else(String::new, |verschil| {
            with_bounds(verschil.verschil, Some((verschil.ondergrens, verschil.bovengrens)))
        });
        let oordeel = match (regel.oordeel, regel.reden) {
            (Some(oordeel), None) => self.eigen.oordeel(oordeel, regel.gunstig),
            (Some(oordeel), Some(reden)) => {
                let words = self.eigen.oordeel(oordeel, regel.gunstig);
                format!("{words}: {}", self.eigen.reden(reden))
            }
            (None, reden) => reden.map_or("", |reden| self.eigen.reden(reden)).to_owned(),
        };
        [
            info.naam.in_taal(self.taal).to_owned(),
            self.woorden.periode(regel.periode),
            cijfer,
            self.met(regel),
            ander,
            verschil,
            oordeel,
        ]
    }

    fn met(&self, regel: &Vergelijkregel<'_>) -> String {
        let basis = regel.tegenover.as_ref().map(|other| other.basis);
        let naam = naam_of(self.publication, self.benchmarks, regel.met);
        let n = regel.tegenover.as_ref().map_or(0, |other| other.leden.len());
        self.eigen.met(regel.met, basis, naam, n)
    }
}

/// The name of what an area is compared with; its nearest areas have none together.
pub(super) fn naam_of<'n>(
    publication: &'n Publication,
    benchmarks: &'n Benchmarks<'_>,
    met: Met,
) -> &'n str {
    match met {
        Met::Gemeente => {
            let gebieden = publication.gebieden().iter();
            let gemeente = gebieden.into_iter().find(|one| one.niveau == Niveau::Gemeente);
            gemeente.map_or("", |gemeente| gemeente.naam.as_str())
        }
        Met::Groep(place) => benchmarks.groepen.get(place).map_or("", String::as_str),
        Met::Elders(place) => publication.elders().get(place).map_or("", |one| one.naam.as_str()),
        Met::Dichtstbij => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::benchmark::{compute_benchmarks, tests::example};
    use crate::render::{CsvStyle, render_vergelijking_csv};

    fn rows(gebied: usize, taal: Taal) -> Vec<[String; N_KOLOMMEN]> {
        let (publication, declared) = example();
        let benchmarks = compute_benchmarks(&publication, &declared);
        render_vergelijkingstabel(&publication, &benchmarks, gebied, taal).rijen
    }

    #[test]
    fn tells_of_an_area_who_it_is_compared_with_and_what_can_be_said() {
        let rows = rows(1, Taal::Nl);
        assert_eq!(rows.len(), 2);
        let words = |row: usize, column: usize| rows[row][column].as_str();
        assert_eq!([words(0, 0), words(0, 1)], ["zr", "2025"]);
        assert_eq!(words(0, 2), "10,0 (8,1 tot 12,2)");
        assert_eq!([words(0, 3), words(1, 3)], ["rest van GM0855", "Dorpen"]);
        assert!(words(0, 4).starts_with("24,0 ("), "{rows:?}");
        assert!(words(0, 5).starts_with("-14,0 ("), "{rows:?}");
        assert_eq!([words(0, 6), words(1, 6)], ["lager (gunstiger)"; 2]);
        assert_eq!(self::rows(1, Taal::En)[0][6], "lower (better)");
    }

    #[test]
    fn tells_no_number_of_an_area_that_is_withheld() {
        let rows = rows(2, Taal::Nl);
        for row in &rows {
            assert_eq!([row[2].as_str(), row[5].as_str()], ["te klein om te tonen", ""]);
            assert_eq!(row[6], "geen cijfer van het gebied");
        }
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn the_table_has_a_row_for_each_comparison() {
        let (publication, declared) = example();
        let benchmarks = compute_benchmarks(&publication, &declared);
        let style = CsvStyle::default();
        let csv = render_vergelijking_csv(&publication, &benchmarks, &style);
        let csv = String::from_utf8(csv).expect("UTF-8");
        let rows: Vec<Vec<_>> = csv.lines().map(|line| line.split(';').collect()).collect();
        // Four wijken beside the gemeente, three of them beside a group.
        assert_eq!(rows.len(), 1 + 4 + 3);
        let column = |name: &str| rows[0].iter().position(|column| *column == name).expect("there");
        let of = |row: usize, name: &str| rows[row][column(name)];
        assert_eq!([of(2, "gebied_code"), of(2, "met_naam")], ["WK085501", "Dorpen"]);
        assert_eq!([of(2, "gebieden"), of(2, "gebieden_zonder_cijfer")], ["WK085503", "WK085502"]);
        assert_eq!([of(2, "ander_waarde"), of(2, "verschil")], ["22,500", "-12,500"]);
        assert_eq!([of(2, "oordeel"), of(2, "gunstig")], ["lager", "gunstiger"]);
        assert_eq!(
            [of(3, "celsoort"), of(3, "verschil"), of(3, "oordeel")],
            ["onderdrukt", "", ""]
        );
    }
}
