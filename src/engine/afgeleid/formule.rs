//! A formula worked out: its value, and how much that moves with each of its figures.

use std::collections::BTreeMap;

use crate::definition::{Bewerking, Formule, Verwijzing};

/// A value and its slopes, one for each figure of the formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Worked {
    pub value: f64,
    pub slopes: Vec<f64>,
}

/// Works a formula out for these figures; nothing when it divides by zero.
///
/// Each step carries the derivative to every figure along with the value, by the rules of sum, product
/// and quotient: exact, without a step size to choose.
pub(super) fn work_out(formule: &Formule, figures: &BTreeMap<&Verwijzing, f64>) -> Option<Worked> {
    let n = figures.len();
    let constant = |value: f64| Worked { value, slopes: vec![0.0; n] };
    let worked = match formule {
        Formule::Getal(number) => constant(*number),
        Formule::Verwijzing(verwijzing) => {
            let place = figures.keys().position(|known| *known == verwijzing)?;
            let mut worked = constant(figures[verwijzing]);
            worked.slopes[place] = 1.0;
            worked
        }
        Formule::Min(part) => {
            combine(&work_out(part, figures)?, &constant(0.0), -1.0, 0.0, |a, _| -a)
        }
        Formule::Bewerking(bewerking, left, right) => {
            let (a, b) = (work_out(left, figures)?, work_out(right, figures)?);
            match bewerking {
                Bewerking::Plus => combine(&a, &b, 1.0, 1.0, |a, b| a + b),
                Bewerking::Min => combine(&a, &b, 1.0, -1.0, |a, b| a - b),
                Bewerking::Keer => combine(&a, &b, b.value, a.value, |a, b| a * b),
                Bewerking::Gedeeld if b.value == 0.0 => return None,
                Bewerking::Gedeeld => {
                    let (to_a, to_b) = (1.0 / b.value, -a.value / (b.value * b.value));
                    combine(&a, &b, to_a, to_b, |a, b| a / b)
                }
            }
        }
    };
    let is_finite = worked.value.is_finite() && worked.slopes.iter().all(|slope| slope.is_finite());
    is_finite.then_some(worked)
}

/// Two parts as one, which moves so much with each of them.
fn combine(a: &Worked, b: &Worked, to_a: f64, to_b: f64, value: fn(f64, f64) -> f64) -> Worked {
    let slopes = a.slopes.iter().zip(&b.slopes).map(|(a, b)| to_a * a + to_b * b);
    Worked { value: value(a.value, b.value), slopes: slopes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> Verwijzing {
        Verwijzing { id: id.into(), gemeente: false }
    }

    fn two(bewerking: Bewerking, left: Formule, right: Formule) -> Formule {
        Formule::Bewerking(bewerking, Box::new(left), Box::new(right))
    }

    #[test]
    fn slopes_are_those_of_sums_products_and_quotients() {
        use Bewerking::{Gedeeld, Keer, Min};
        let (a, b) = (of("a"), of("b"));
        let figures = BTreeMap::from([(&a, 6.0), (&b, 4.0)]);
        // (a - b) / b * 100
        let difference = two(Min, Formule::Verwijzing(a.clone()), Formule::Verwijzing(b.clone()));
        let quotient = two(Gedeeld, difference, Formule::Verwijzing(b.clone()));
        let formule = two(Keer, quotient, Formule::Getal(100.0));
        let worked = work_out(&formule, &figures).expect("b is not zero");
        assert_eq!(worked.value, 50.0);
        // d/da = 100/b, d/db = -100 a/b².
        assert_eq!(worked.slopes, [25.0, -37.5]);
        let zero = BTreeMap::from([(&a, 6.0), (&b, 0.0)]);
        assert_eq!(work_out(&formule, &zero), None);
        let less = Formule::Min(Box::new(Formule::Verwijzing(a.clone())));
        assert_eq!(
            work_out(&less, &figures),
            Some(Worked { value: -6.0, slopes: vec![-1.0, 0.0] })
        );
    }
}
