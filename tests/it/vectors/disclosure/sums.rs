//! Sums of inner cells that GaussSuppression 1.2.3 protected: linked tables, groupings that
//! overlap, and periods that are added up.

use std::collections::BTreeMap;

use serde::Deserialize;
use wijkmonitor::disclosure::attack::{Attack, Domain, Figure, Problem, SumOfCells, attack};

use super::{Ends, cells_where, ends, load, sorted};
use crate::vectors::report_cases;

/// The files that are read here.
pub const FILES: &[&str] = &[
    "sdc_tables/x_d2_linked.json",
    "sdc_tables/x_d2_region_county_kgroup.json",
    "sdc_tables/x_time_step1.json",
    "sdc_tables/x_time_step2.json",
    "sdc_tables/x_time_step3.json",
    "sdc_tables/x_z1_maxN10.json",
    "sdc_tables/x_z1_maxN3.json",
];

/// Quarters and their sums, of which two withheld cells follow.
const UNSAFE: &str = FILES[4];

#[derive(Deserialize)]
struct Sums {
    inner: Vec<Inner>,
    published: Vec<Published>,
    expected_bounds_suppressed: BTreeMap<String, Ends>,
    exactly_recoverable: Vec<String>,
    primary_exactly_recoverable: Vec<String>,
}

#[derive(Deserialize)]
struct Inner {
    value: f64,
}

#[derive(Deserialize)]
struct Published {
    id: String,
    members: Vec<usize>,
    value: f64,
    primary: bool,
    suppressed: bool,
}

impl Sums {
    fn names(&self) -> Vec<&str> {
        self.published.iter().map(|cell| cell.id.as_str()).collect()
    }

    fn attack(&self) -> Attack {
        let figure = |cell: &Published| {
            let sum: f64 = cell.members.iter().map(|idx| self.inner[*idx].value).sum();
            assert_eq!(sum, cell.value, "{}", cell.id);
            if cell.suppressed { Figure::Withheld } else { Figure::Shown(sum) }
        };
        let sum =
            |cell: &Published| SumOfCells { members: cell.members.clone(), figure: figure(cell) };
        let published: Vec<_> = self.published.iter().map(sum).collect();
        let problem = Problem::of_sums(Domain::Whole, self.inner.len(), &published);
        let problem = problem.expect("cells exist");
        let targets = problem.targets().iter();
        let truths: Vec<_> = targets.map(|target| self.published[target.cell].value).collect();
        attack(&problem, &truths).expect("an answer")
    }
}

/// Bounds by scipy 1.17.1 (HiGHS).
#[test]
fn bounds_agree_for_sums_of_inner_cells() {
    for file in FILES {
        let mut met = 0;
        if let Some(sums) = load::<Sums>(file) {
            let names = sums.names();
            let found = sums.attack();
            assert_eq!(ends(&found, &names), sums.expected_bounds_suppressed, "{file}");
            let exact = cells_where(&found, &names, |finding| finding.bounds.is_exact());
            assert_eq!(exact, sorted(sums.exactly_recoverable.clone()), "{file}");
            let primary = cells_where(&found, &names, |finding| {
                finding.is_recovered() && sums.published[finding.cell].primary
            });
            assert_eq!(primary, sorted(sums.primary_exactly_recoverable.clone()), "{file}");
            let following = cells_where(&found, &names, |finding| finding.follows);
            assert_eq!(following, exact, "{file}");
            met += found.findings.len();
        }
        report_cases(file, met, 0);
    }
}

/// Three quarters of 37 are shown, and two of 20, so that the third is 17; with the other kinds of
/// that quarter, which are shown too, the kind that is left is 0.
#[test]
fn a_quarter_is_found_that_is_a_difference_of_sums() {
    if let Some(sums) = load::<Sums>(UNSAFE) {
        let found = ends(&sums.attack(), &sums.names());
        assert_eq!(found["Q3|other|BIG"], (Some(0.0), Some(0.0)));
        assert_eq!(found["Q3|wages|BIG"], (Some(17.0), Some(17.0)));
    }
}
