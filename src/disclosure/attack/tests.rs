//! Attacks that can be checked by hand, and on all tables of a small size.

use proptest::prelude::*;

use super::Figure::{Shown, Withheld};
use super::*;

fn whole(n_unknowns: usize) -> Vec<Unknown> {
    vec![Unknown::of(Domain::Whole); n_unknowns]
}

#[track_caller]
fn bounds_of(
    unknowns: Vec<Unknown>,
    constraints: Vec<Constraint>,
) -> Vec<(Option<f64>, Option<f64>)> {
    let problem = Problem::of_constraints(unknowns, constraints).expect("figures agree");
    let targets = problem.targets().iter();
    targets
        .map(|target| {
            let bounds = compute_bounds(&problem, &target.form).expect("an answer");
            (bounds.lower, bounds.upper)
        })
        .collect()
}

#[test]
fn two_cells_lie_between_nothing_and_their_sum() {
    let found = bounds_of(whole(2), vec![Constraint::exact(Form::sum([0, 1]), 65.0)]);
    assert_eq!(found, [(Some(0.0), Some(65.0)); 2]);
}

#[test]
fn what_nothing_is_published_of_has_no_upper_end() {
    let apart = Constraint::exact(Form::new([(0, 1.0), (1, -1.0)]), 4.0);
    let found = bounds_of(whole(3), vec![apart]);
    assert_eq!(found, [(Some(4.0), None), (Some(0.0), None), (Some(0.0), None)]);
}

#[test]
fn the_residents_of_a_wijk_are_an_upper_end() {
    let resident = Unknown { domain: Domain::Whole, upper: Some(12.0) };
    let unknowns = vec![resident, Unknown::of(Domain::Whole)];
    let found = bounds_of(unknowns, vec![Constraint::exact(Form::sum([0, 1]), 20.0)]);
    assert_eq!(found, [(Some(0.0), Some(12.0)), (Some(8.0), Some(20.0))]);
}

/// 2x + 2y + 3z = 7 with fractions leaves z between 0 and 7/3; in whole numbers it is 1.
#[test]
fn whole_numbers_pin_down_what_fractions_leave_open() {
    let row = Form::new([(0, 2.0), (1, 2.0), (2, 3.0)]);
    let found = bounds_of(whole(3), vec![Constraint::exact(row.clone(), 7.0)]);
    assert_eq!(found, [(Some(0.0), Some(2.0)), (Some(0.0), Some(2.0)), (Some(1.0), Some(1.0))]);
    let real = vec![Unknown::of(Domain::Real); 3];
    let found = bounds_of(real, vec![Constraint::exact(row, 7.0)]);
    assert_eq!(
        found,
        [(Some(0.0), Some(3.5)), (Some(0.0), Some(3.5)), (Some(0.0), Some(7.0 / 3.0))]
    );
}

/// 3 of 5 120 residents is 0.6 per thousand: published with one decimal it is 2.816 to 3.328.
#[test]
fn a_rate_gives_its_teller_away() {
    let rate = Form::new([(0, 1000.0 / 5120.0)]);
    let found = bounds_of(whole(1), vec![Constraint::between(rate, 0.55, 0.65)]);
    assert_eq!(found, [(Some(3.0), Some(3.0))]);
}

/// A share of a noemer that is withheld: 12.5 % of 8 or of 16, but not of 9 to 15.
#[test]
fn a_percentage_gives_its_noemer_away() {
    let between = [
        (Form::new([(0, 1.0), (1, -0.1245)]), Some(0.0), None),
        (Form::new([(0, 1.0), (1, -0.1255)]), None, Some(0.0)),
        (Form::unknown(1), Some(5.0), Some(15.0)),
    ];
    let constraints = between.map(|(form, lower, upper)| Constraint { form, lower, upper });
    let found = bounds_of(whole(2), constraints.to_vec());
    assert_eq!(found, [(Some(1.0), Some(1.0)), (Some(8.0), Some(8.0))]);
}

#[test]
fn figures_that_cannot_be_are_no_answer() {
    // Even numbers add up to no odd one, and to none that is far.
    let row = Form::new([(0, 2.0), (1, -2.0)]);
    let problem = Problem::of_constraints(whole(2), vec![Constraint::exact(row, 3.0)]);
    let found = compute_bounds(&problem.expect("figures agree"), &Form::unknown(0));
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn large_numbers_are_told_apart() {
    let known = [
        Constraint::exact(Form::sum([0, 1]), 20_000_001.0),
        Constraint::between(Form::unknown(1), 10_000_000.0, 10_000_004.0),
    ];
    let problem = Problem::of_constraints(whole(2), known.to_vec()).expect("figures agree");
    let found = compute_bounds(&problem, &Form::unknown(0)).expect("an answer");
    assert_eq!(found, Bounds { lower: Some(9_999_997.0), upper: Some(10_000_001.0) });
    assert!(!found.is_exact());
}

/// That 2x + 2y is no odd number takes branch and bound a node for each x.
#[test]
fn a_search_that_takes_too_long_is_no_answer() {
    let row = Form::new([(0, 2.0), (1, 2.0), (2, 3.0)]);
    let known = [
        Constraint::exact(row, 70_000_001.0),
        Constraint::between(Form::unknown(2), 10_000_000.0, 10_000_004.0),
    ];
    let problem = Problem::of_constraints(whole(3), known.to_vec()).expect("figures agree");
    let found = compute_bounds(&problem, &Form::unknown(2));
    assert_eq!(found, Err(AttackError::Undecided));
}

#[test]
fn an_end_comes_with_values_that_fit() {
    let total = Constraint::exact(Form::sum([0, 1, 2]), 9.0);
    let elsewhere = Constraint::exact(Form::unknown(3), 5.0);
    let problem = Problem::of_constraints(whole(4), vec![total, elsewhere]).expect("figures agree");
    let form = Form::sum([0, 1]);
    let found = find_extreme(&problem, &form, Side::Largest).expect("an answer").expect("an end");
    assert_eq!(found.value, 9.0);
    assert_eq!(found.witness.keys().copied().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(found.witness.values().sum::<f64>(), 9.0);
}

/// A stad of two stadsdelen; in the first a wijk of 1 and one of 20 are withheld, in the second one
/// wijk too few.
#[test]
fn an_attack_tells_what_each_layer_finds() {
    let equations = [
        Equation { parent: 0, children: vec![1, 2] },
        Equation { parent: 1, children: vec![3, 4] },
        Equation { parent: 2, children: vec![5, 6] },
    ];
    let cells = [Shown(81.0), Shown(21.0), Shown(60.0), Withheld, Withheld, Withheld, Shown(53.0)];
    let problem = Problem::of_table(Domain::Whole, &cells, &equations).expect("figures agree");
    let found = attack(&problem, &[1.0, 20.0, 7.0]).expect("an answer");

    let recovered = found.findings.iter().filter(|finding| finding.is_recovered());
    assert_eq!(recovered.map(|finding| finding.cell).collect::<Vec<_>>(), [5]);
    assert!(found.findings[0].bounds.leave_open(1.0, 9.0));
    assert!(!found.findings[2].bounds.leave_open(1.0, 9.0));
    assert_eq!(found.insider_leaks, [InsiderLeak { insider: 3, cell: 4 }]);
}

/// Inner cells: four wijken, two of each stadsdeel, by two kinds.
const N_INNER: usize = 8;

/// The rows and columns of the table: stad, stadsdelen and wijken, by both kinds and each.
fn margins() -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let rows = vec![vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], vec![0], vec![1], vec![2], vec![3]];
    (rows, vec![vec![0, 1], vec![0], vec![1]])
}

/// The inner cells of each cell, row by row; the first is the total of all.
fn members() -> Vec<Vec<usize>> {
    let (rows, columns) = margins();
    let cell = |wijken: &[usize], kinds: &[usize]| {
        wijken.iter().flat_map(|wijk| kinds.iter().map(move |kind| 2 * wijk + kind)).collect()
    };
    rows.iter()
        .flat_map(|row| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>())
        .collect()
}

fn equations() -> Vec<Equation> {
    let kinds = (0..7).map(|row| (3 * row, vec![3 * row + 1, 3 * row + 2]));
    let areas =
        [(0, [1, 2]), (1, [3, 4]), (2, [5, 6])].into_iter().flat_map(|(parent, children)| {
            (0..3).map(move |column| {
                (3 * parent + column, children.iter().map(|row| 3 * row + column).collect())
            })
        });
    kinds.chain(areas).map(|(parent, children)| Equation { parent, children }).collect()
}

/// Calls back with all ways to divide a total over the inner cells.
fn for_all_tables(inner: &mut [u32; N_INNER], at: usize, left: u32, seen: &mut dyn FnMut(&[u32])) {
    if at == N_INNER - 1 {
        inner[at] = left;
        return seen(inner);
    }
    for value in 0..=left {
        inner[at] = value;
        for_all_tables(inner, at + 1, left - value, seen);
    }
}

/// The smallest and the largest value of each cell over all tables that show the same.
fn by_brute_force(values: &[u32], is_withheld: &[bool]) -> Vec<(u32, u32)> {
    let members = members();
    let mut ends: Vec<_> = values.iter().map(|value| (*value, *value)).collect();
    for_all_tables(&mut [0; N_INNER], 0, values[0], &mut |inner| {
        let value = |cell: usize| members[cell].iter().map(|idx| inner[*idx]).sum::<u32>();
        if (0..values.len()).all(|cell| is_withheld[cell] || value(cell) == values[cell]) {
            for (cell, (least, most)) in ends.iter_mut().enumerate() {
                *least = value(cell).min(*least);
                *most = value(cell).max(*most);
            }
        }
    });
    ends
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bounds_are_those_of_all_tables_that_show_the_same(
        inner in proptest::array::uniform8(0_u32..3),
        draws in proptest::collection::vec(0_u8..10, 21),
        share in 1_u8..8,
    ) {
        let members = members();
        let values: Vec<u32> =
            members.iter().map(|cell| cell.iter().map(|idx| inner[*idx]).sum()).collect();
        // The total is shown, so that there are not too many tables.
        let is_withheld: Vec<bool> =
            draws.iter().enumerate().map(|(cell, draw)| cell != 0 && *draw < share).collect();
        let figure = |cell: usize| {
            if is_withheld[cell] { Withheld } else { Shown(f64::from(values[cell])) }
        };
        let cells: Vec<_> = (0..values.len()).map(figure).collect();
        let as_sums: Vec<_> = members
            .iter()
            .zip(&cells)
            .map(|(members, figure)| SumOfCells { members: members.clone(), figure: *figure })
            .collect();
        let expected = by_brute_force(&values, &is_withheld);

        let as_table = Problem::of_table(Domain::Whole, &cells, &equations()).expect("it adds up");
        let as_sums = Problem::of_sums(Domain::Whole, N_INNER, &as_sums).expect("it adds up");
        for problem in [as_table, as_sums] {
            let targets = problem.targets().iter();
            let truths: Vec<_> = targets.map(|target| f64::from(values[target.cell])).collect();
            for finding in attack(&problem, &truths).expect("an answer").findings {
                let (least, most) = expected[finding.cell];
                let ends = (Some(f64::from(least)), Some(f64::from(most)));
                prop_assert_eq!((finding.bounds.lower, finding.bounds.upper), ends);
                prop_assert!(!finding.follows || least == most);
            }
        }
    }
}
