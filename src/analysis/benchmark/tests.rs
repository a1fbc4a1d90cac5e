//! Comparisons of publications that were made as a build makes them.

use proptest::prelude::*;

use super::zijde::tests::{bare_figure, rate_figure};
use super::*;
use crate::definition::{Dichtstbij, Vergelijkgroep};
use crate::diagnostic::{Findings, Place};
use crate::disclosure::{Afscherming, Kop, Register, publish};
use crate::engine::{Counted, Counts, EstimatedCell, EstimatedIndicator, Opbouw};
use crate::model::{
    Cell, Domein, Drempels, Elders, EldersCijfer, Figure, Frequentie, Gebied, Gebiedsindeling,
    GeenCijfer, Geldigheid, Indicatief, IndicatorInfo, Laag, Levensfase, Periode, Richting, Soort,
    Statusregels, Tekst, Toelichting,
};

fn info(id: &str, soort: Soort) -> IndicatorInfo {
    IndicatorInfo {
        id: id.into(),
        naam: Tekst { nl: id.into(), en: None },
        naam_kort: id.into(),
        domein: Domein::Zorgreductie,
        laag: Laag::Toegang,
        richting: Richting::LagerIsBeter,
        soort,
        eenheid: Tekst { nl: "per 1.000 inwoners".into(), en: None },
        decimalen: 1,
        toelichting: Toelichting::default(),
        frequenties: vec![Frequentie::Jaar],
        drempels: Drempels { secundair: false, ..Drempels::MONITOR },
        groep: None,
        indicatief: Indicatief { n: 50, respons: 0.2 },
        betrouwbaarheid: 0.95,
        bronnen: vec!["toegang".into()],
        levensfase: Levensfase::Actief,
        wijzigingen: Vec::new(),
        contract: None,
        vingerafdruk: String::new(),
        statusregels: Statusregels::default(),
    }
}

/// What a cell is before it is protected.
#[derive(Clone, Debug)]
enum Ruw {
    /// A figure that may be shown.
    Getoond(Figure),
    /// A figure that the thresholds withhold.
    Klein(Figure),
    /// None.
    Geen,
}

fn periode(text: &str) -> Periode {
    text.parse().expect("a period")
}

/// A gemeente with so many wijken, `WK085501` and on; index 0 is the gemeente.
fn indeling(n: usize, elders: &[&str]) -> Gebiedsindeling {
    let gebied = |code: String, niveau, ouder: Option<usize>| Gebied {
        code: code.parse().expect("a code"),
        naam: code,
        niveau,
        geldigheid: vec![Geldigheid {
            van: None,
            tot: None,
            ouder: ouder.map(Gebiedsindeling::idx_at),
        }],
    };
    let wijken = (1..=n).map(|idx| gebied(format!("WK0855{idx:02}"), Niveau::Wijk, Some(0)));
    let gemeente = gebied("GM0855".into(), Niveau::Gemeente, None);
    let elders = elders
        .iter()
        .map(|code| Elders { code: code.parse().expect("a code"), naam: (*code).into() });
    Gebiedsindeling::new(std::iter::once(gemeente).chain(wijken).collect())
        .with_elders(elders.collect())
}

/// An indicator with the cells of the gemeente and the wijken in each of some periods.
type Reeks<'a> = (IndicatorInfo, Vec<(&'a str, Vec<Ruw>)>);

fn publication(
    indeling: &Gebiedsindeling,
    reeksen: Vec<Reeks<'_>>,
    elders: BTreeMap<String, Vec<EldersCijfer>>,
) -> Publication {
    let cell = |place: usize, periode, ruw: Ruw| {
        let counts = match &ruw {
            Ruw::Klein(_) => Counts::Deel {
                nul: false,
                teller: 3,
                noemer: Some(500),
                rest: None,
                bedragen: [None; 2],
            },
            Ruw::Getoond(_) | Ruw::Geen => Counts::Gepubliceerd,
        };
        let figure = match ruw {
            Ruw::Getoond(figure) | Ruw::Klein(figure) => Ok(figure),
            Ruw::Geen => Err(GeenCijfer::Ontbreekt),
        };
        EstimatedCell::new(Gebiedsindeling::idx_at(place), periode, counts, figure)
    };
    let indicatoren = reeksen.into_iter().map(|(info, periods)| EstimatedIndicator {
        info,
        place: Place::file("x"),
        opbouw: Opbouw::default(),
        breuken: Vec::new(),
        cells: periods
            .into_iter()
            .flat_map(|(text, cells)| {
                let of = move |(place, ruw)| cell(place, periode(text), ruw);
                cells.into_iter().enumerate().map(of)
            })
            .collect(),
        reeksen: BTreeMap::new(),
        grenzen: BTreeMap::new(),
        afstanden: Vec::new(),
        stroom: None,
    });
    let counted = Counted { indicatoren: indicatoren.collect(), elders, ..Counted::default() };
    let (van, tot) = (periode("2020"), periode("2025"));
    let kop = Kop { naam: "Voorbeeld".into(), van, tot, presentatie: None };
    let afscherming = Afscherming::of(&counted.indicatoren, indeling, &Register::default());
    publish(kop, indeling, counted, &afscherming, Vec::new(), &Findings::default())
}

fn rates(counts: &[(u64, u64)]) -> Vec<Ruw> {
    counts.iter().map(|&(x, n)| Ruw::Getoond(rate_figure(x, n))).collect()
}

fn groep(naam: &str, wijken: &[usize]) -> Vergelijkgroep {
    let code = |wijk: &usize| format!("WK0855{wijk:02}").parse().expect("a code");
    let gebieden = wijken.iter().map(|wijk| (code(wijk), Place::file("x"))).collect();
    Vergelijkgroep { naam: naam.into(), gebieden, place: Place::file("x") }
}

fn of_groups(groepen: Vec<Vergelijkgroep>) -> Vergelijkingen {
    Vergelijkingen { groepen, ..Vergelijkingen::default() }
}

/// The row of an area beside something, of the first indicator.
#[track_caller]
fn row<'b, 'p>(found: &'b Benchmarks<'p>, gebied: usize, met: Met) -> &'b Vergelijkregel<'p> {
    let mut rows = found.of_gebied(gebied).filter(|(place, row)| *place == 0 && row.met == met);
    rows.next().expect("a row").1
}

/// Four wijken, of which the first has half of what the others have.
const FOUR: [(u64, u64); 5] =
    [(700, 35_000), (100, 10_000), (240, 10_000), (180, 8_000), (180, 7_000)];

fn four(second: Ruw) -> Publication {
    let mut cells = rates(&FOUR);
    cells[2] = second;
    let reeks = (info("zr", Soort::Ratio), vec![("2024", rates(&FOUR)), ("2025", cells)]);
    publication(&indeling(4, &[]), vec![reeks], BTreeMap::new())
}

/// A publication with one withheld wijk of four, and a group of three of them: for tests of what is rendered.
pub(crate) fn example() -> (Publication, Vergelijkingen) {
    let declared = of_groups(vec![groep("Dorpen", &[1, 2, 3])]);
    (four(Ruw::Klein(rate_figure(3, 10_000))), declared)
}

#[test]
fn an_area_is_compared_with_the_rest_of_the_gemeente() {
    let publication = four(Ruw::Getoond(rate_figure(240, 10_000)));
    let found = compute_benchmarks(&publication, &Vergelijkingen::default());
    let first = row(&found, 1, Met::Gemeente);
    assert_eq!(first.periode, periode("2025"));
    let tegenover = first.tegenover.as_ref().expect("the rest");
    assert_eq!((tegenover.basis, tegenover.waarde), (Basis::Rest, Some(24.0)));
    let verschil = first.verschil.expect("a test");
    assert_eq!(verschil.verschil, -14.0);
    assert!(verschil.p <= verschil.q && verschil.q < 1e-6);
    assert_eq!((first.oordeel, first.gunstig), (Some(Oordeel::Lager), Some(true)));
    // 240 per 10,000 is 24 per 1,000; the rest has 460 of 25,000, or 18.4.
    assert_eq!(row(&found, 2, Met::Gemeente).gunstig, Some(false));
    // Nothing but the gemeente is declared.
    assert_eq!(found.of_gebied(1).count(), 1);
    assert_eq!(found.of_gebied(0).count(), 0);
}

#[test]
fn a_year_is_compared_rather_than_its_last_quarter() {
    let (year, small) = (rates(&FOUR), FOUR.map(|(x, n)| Ruw::Klein(rate_figure(x / 100, n))));
    let periods = vec![
        ("2024", year),
        ("2025K1", rates(&FOUR.map(|(x, n)| (x / 4, n)))),
        // Of this year only the gemeente is shown.
        ("2025", [rates(&FOUR[..1]), small[1..].to_vec()].concat()),
    ];
    let reeks = (info("zr", Soort::Ratio), periods);
    let publication = publication(&indeling(4, &[]), vec![reeks], BTreeMap::new());
    let found = compute_benchmarks(&publication, &Vergelijkingen::default());
    assert_eq!(row(&found, 1, Met::Gemeente).periode, periode("2024"));
}

#[test]
fn a_group_is_all_tellers_over_all_noemers_of_those_shown() {
    let publication = four(Ruw::Klein(rate_figure(3, 10_000)));
    let declared = of_groups(vec![groep("a", &[1, 2, 3]), groep("b", &[4, 1])]);
    let found = compute_benchmarks(&publication, &declared);
    let first = row(&found, 1, Met::Groep(0));
    let tegenover = first.tegenover.as_ref().expect("a group");
    assert_eq!((tegenover.basis, tegenover.waarde), (Basis::Samen, Some(22.5)));
    let leden: Vec<_> = tegenover.leden.iter().map(|lid| (lid.gebied, lid.waarde)).collect();
    assert_eq!(leden, [(2, None), (3, Some(22.5))]);
    // The area that is withheld has others beside it and no difference.
    let withheld = row(&found, 2, Met::Groep(0));
    assert_eq!((withheld.verschil, withheld.reden), (None, Some(Reden::EigenCijfer)));
    assert_eq!(withheld.oordeel, None);
    assert!(withheld.tegenover.is_some());
    // An area in two groups has a row for each.
    assert!(row(&found, 1, Met::Groep(1)).tegenover.is_some());
    assert_eq!(found.of_gebied(3).count(), 2);
}

#[test]
fn who_has_nobody_beside_it_is_not_compared() {
    let publication = four(Ruw::Klein(rate_figure(3, 10_000)));
    let declared = of_groups(vec![groep("a", &[1, 2])]);
    let found = compute_benchmarks(&publication, &declared);
    let first = row(&found, 1, Met::Groep(0));
    assert_eq!((first.reden, first.verschil), (Some(Reden::AnderCijfer), None));
    // A group of which only one area is there at all.
    let declared = of_groups(vec![groep("a", &[1, 99])]);
    let found = compute_benchmarks(&publication, &declared);
    assert_eq!(row(&found, 1, Met::Groep(0)).reden, Some(Reden::AnderCijfer));
}

#[test]
fn figures_that_are_no_ratio_stand_each_by_itself() {
    let bare = |waarde: f64| Ruw::Getoond(bare_figure(waarde, waarde - 3.0, waarde + 3.0));
    let cells = [47.0, 60.0, 40.0, 45.0].map(bare).to_vec();
    let reeks = (info("ggd", Soort::Gepubliceerd), vec![("2024", cells)]);
    let publication = publication(&indeling(3, &[]), vec![reeks], BTreeMap::new());
    let found = compute_benchmarks(&publication, &of_groups(vec![groep("a", &[1, 2, 3])]));
    let first = row(&found, 1, Met::Groep(0));
    let tegenover = first.tegenover.as_ref().expect("others");
    assert_eq!((tegenover.basis, tegenover.waarde), (Basis::Lijst, None));
    assert_eq!(tegenover.leden[1].waarde, Some(45.0));
    assert_eq!(first.reden, Some(Reden::NietSamenTeNemen));
    let beside = row(&found, 1, Met::Gemeente);
    assert_eq!(beside.tegenover.as_ref().map(|one| one.basis), Some(Basis::Geheel));
    assert_eq!(beside.oordeel, Some(Oordeel::Hoger));
}

#[test]
fn a_place_elsewhere_is_compared_in_the_last_period_of_both() {
    let bare = |waarde: f64| bare_figure(waarde, waarde - 1.0, waarde + 1.0);
    let cells = |waarde: f64| vec![Ruw::Getoond(bare(waarde)), Ruw::Geen];
    let periods = vec![("2021", cells(61.0)), ("2023", cells(60.0)), ("2025", cells(59.0))];
    let cijfer = |elders, jaar: &str, waarde| EldersCijfer {
        elders,
        periode: periode(jaar),
        figure: bare(waarde),
    };
    let elders = vec![cijfer(0, "2021", 64.0), cijfer(0, "2023", 63.0), cijfer(1, "2019", 70.0)];
    let publication = publication(
        &indeling(1, &["GM0758", "NL"]),
        vec![(info("vm", Soort::Gepubliceerd), periods)],
        BTreeMap::from([("vm".to_owned(), elders)]),
    );
    let found = compute_benchmarks(&publication, &Vergelijkingen::default());
    let breda = row(&found, 0, Met::Elders(0));
    let tegenover = breda.tegenover.as_ref().expect("a figure");
    assert_eq!((breda.periode, tegenover.waarde), (periode("2023"), Some(63.0)));
    assert_eq!(tegenover.basis, Basis::Gepubliceerd);
    assert_eq!(breda.oordeel, Some(Oordeel::Lager));
    // The country has no figure of a year that the gemeente has one of, and the wijk has none at all.
    assert_eq!(found.indicatoren[0].regels.len(), 1);
}

fn by(kenmerken: &[&str]) -> Vergelijkingen {
    let kenmerken = kenmerken.iter().map(|id| ((*id).to_owned(), Place::file("x"))).collect();
    let dichtstbij = Some(Dichtstbij { kenmerken, aantal: 2 });
    Vergelijkingen { dichtstbij, ..Vergelijkingen::default() }
}

#[test]
fn nearest_areas_are_those_alike_and_who_lacks_a_figure_has_none() {
    let bare = |waarde: f64| Ruw::Getoond(bare_figure(waarde, waarde - 1.0, waarde + 1.0));
    let counts =
        [(5_000, 250_000), (100, 10_000), (240, 10_000), (180, 8_000), (180, 7_000), (9, 800)];
    let figures = [50.0, 40.0, 41.0, 70.0, 44.0].map(bare);
    let mut ggd = figures.to_vec();
    ggd.push(Ruw::Geen);
    let mut older = ggd.clone();
    older[5] = bare(40.0);
    let reeksen = vec![
        (info("a_zr", Soort::Ratio), vec![("2025", rates(&counts))]),
        (info("ggd", Soort::Gepubliceerd), vec![("2022", older), ("2024", ggd)]),
    ];
    let publication = publication(&indeling(5, &[]), reeksen, BTreeMap::new());
    let found = compute_benchmarks(&publication, &by(&["ggd"]));
    let first = row(&found, 1, Met::Dichtstbij);
    let leden: Vec<_> = first.tegenover.iter().flat_map(|one| &one.leden).collect();
    assert_eq!(leden.iter().map(|lid| lid.gebied).collect::<Vec<_>>(), [2, 4]);
    assert!(leden.iter().all(|lid| lid.afstand.is_some()));
    let samen = first.tegenover.as_ref().and_then(|one| one.waarde).expect("together");
    assert!((samen - 420.0 / 17.0).abs() < 1e-12);
    assert_eq!(found.buren[&Niveau::Wijk].kenmerken[0].periode, Some(periode("2024")));
    let last = row(&found, 5, Met::Dichtstbij);
    assert_eq!((last.reden, &last.tegenover), (Some(Reden::KenmerkOntbreekt), &None));
    assert_eq!(found.buren[&Niveau::Wijk].per_gebied[&5], Err(GeenBuren::Kenmerk { kenmerk: 0 }));
    // By what makes areas alike they cannot be told apart.
    let own = found.indicatoren[1].regels.iter().find(|row| row.met == Met::Dichtstbij);
    assert_eq!(own.and_then(|row| row.reden), Some(Reden::IsKenmerk));
    // A characteristic that is not in the report leaves nobody near.
    let found = compute_benchmarks(&publication, &by(&["ggd", "weg"]));
    assert_eq!(row(&found, 1, Met::Dichtstbij).reden, Some(Reden::KenmerkOntbreekt));
}

/// All that is told of the comparisons, without the cells themselves.
fn told(found: &Benchmarks<'_>) -> String {
    let rows = found.indicatoren.iter().flat_map(|one| &one.regels);
    let rows: Vec<_> = rows
        .map(|row| (row.gebied, row.met, &row.tegenover, &row.verschil, row.oordeel, row.reden))
        .collect();
    let trechters: Vec<_> = found.indicatoren.iter().map(|one| &one.trechter).collect();
    format!("{rows:?} {:?} {trechters:?}", found.buren)
}

proptest! {
    /// Whatever a withheld cell holds, the comparisons are the same.
    #[test]
    fn nothing_follows_from_what_is_withheld(
        counts in prop::collection::vec((10..200_u64, 1_000..9_000_u64), 6..12),
        withheld in 0..6_usize, others in prop::collection::vec((0..9_u64, 1_000..9_000_u64), 2),
    ) {
        let n = counts.len();
        let total = counts.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let indeling = indeling(n, &[]);
        let declared = Vergelijkingen {
            groepen: vec![groep("a", &[1, 2, 3, 4]), groep("b", &[5, 6])],
            ..by(&["b_kenmerk"])
        };
        let made = |hidden: (u64, u64)| {
            let mut cells = rates(&counts);
            cells[withheld] = Ruw::Klein(rate_figure(hidden.0, hidden.1));
            cells.insert(0, Ruw::Getoond(rate_figure(total.0, total.1)));
            let (zr, kenmerk) = (info("a_zr", Soort::Ratio), info("b_kenmerk", Soort::Ratio));
            let reeksen = vec![(zr, vec![("2025", cells.clone())]), (kenmerk, vec![("2025", cells)])];
            publication(&indeling, reeksen, BTreeMap::new())
        };
        let (one, other) = (made(others[0]), made(others[1]));
        let is_withheld = |publication: &Publication| {
            let cells = publication.indicatoren()[0].cells().iter();
            cells.filter(|cell| matches!(cell.cell, Cell::Onderdrukt(_))).count() == 1
        };
        prop_assert!(is_withheld(&one) && is_withheld(&other));
        let found = [&one, &other].map(|made| told(&compute_benchmarks(made, &declared)));
        prop_assert_eq!(&found[0], &found[1]);
    }
}
