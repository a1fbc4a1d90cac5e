//! A table of the size of a country, with counts of which a good part is small.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use wijkmonitor::disclosure::secondary::{Demand, Number, Relation, Slot, System};

/// Counts from 1 up to here are withheld.
const LARGEST_SMALL: i64 = 9;

/// The mean of a quarter in the smallest wijk, and how many times that it is in the largest.
const MEANS: (f64, f64) = (0.8, 100.0);

/// How large the table is.
#[derive(Clone, Copy, Debug)]
pub struct Omvang {
    pub gemeenten: usize,
    pub years: usize,
}

/// The table as one system.
#[derive(Debug, Default)]
pub struct Landelijk {
    pub system: System,
    pub demands: Vec<Demand>,
    /// Per slot whether it is below the threshold.
    pub primary: Vec<bool>,
    pub wijken: usize,
}

impl Landelijk {
    /// The country, its gemeenten and their wijken, each with its years and their quarters.
    pub fn of(omvang: Omvang) -> Self {
        let mut draw = ChaCha8Rng::seed_from_u64(342);
        let mut table = Self::default();
        let mut gemeenten = Vec::new();
        for _ in 0..omvang.gemeenten {
            // From 2 wijken to about 50, with a mean of about 8.8.
            let n_wijken =
                (2.0 + 6.7 * (1.0 / (1.0 - 0.99 * uniform(&mut draw))).ln().powf(1.3)) as usize;
            let wijken: Vec<Vec<i64>> = (0..n_wijken).map(|_| wijk(&mut draw, omvang)).collect();
            table.wijken += n_wijken;
            gemeenten.push(wijken);
        }
        let of_gemeenten: Vec<_> = gemeenten.iter().map(|wijken| sums(wijken)).collect();
        let country = table.add_area(&sums(&of_gemeenten), 8.0);
        let mut parts = Vec::new();
        for (wijken, total) in gemeenten.iter().zip(&of_gemeenten) {
            let of_wijken: Vec<_> = wijken.iter().map(|own| table.add_area(own, 1.0)).collect();
            let gemeente = table.add_area(total, 4.0);
            table.bind(&gemeente, &of_wijken);
            parts.push(gemeente);
        }
        table.bind(&country, &parts);
        table
    }

    /// Adds the quarters of an area and their years; gives the numbers of both.
    fn add_area(&mut self, quarters: &[i64], weight: f64) -> Vec<usize> {
        let mut found = Vec::new();
        for of_year in quarters.chunks(4) {
            let own: Vec<_> = of_year.iter().map(|value| self.add_cell(*value, weight)).collect();
            let year = self.add_cell(of_year.iter().sum(), 1.5 * weight);
            self.system.add_relation(Relation::sum(year, own.iter().copied()));
            found.extend(own);
            found.push(year);
        }
        found
    }

    fn add_cell(&mut self, value: i64, weight: f64) -> usize {
        let cost = (1.0 + (1.0 + value as f64).ln()) * weight;
        let slot = self.system.add_slot(Slot { cost, is_fixed: value == 0 });
        let least = i64::from(0 < value);
        let most = Some(100 * value + 500);
        let number = self.system.add_number(Number { least, most, ..Number::of(value, slot) });
        let is_small = (1..=LARGEST_SMALL).contains(&value);
        self.primary.push(is_small);
        if is_small {
            let at_most = i64::from(1 < value);
            self.demands.push(Demand { number, at_most, at_least: LARGEST_SMALL });
        }
        number
    }

    /// Binds an area to those that lie in it, in each period.
    fn bind(&mut self, whole: &[usize], parts: &[Vec<usize>]) {
        for (period, &total) in whole.iter().enumerate() {
            let parts = parts.iter().map(|part| part[period]);
            self.system.add_relation(Relation::sum(total, parts));
        }
    }
}

/// The quarters of a wijk.
fn wijk(draw: &mut ChaCha8Rng, omvang: Omvang) -> Vec<i64> {
    let mean = MEANS.0 * MEANS.1.powf(uniform(draw));
    (0..4 * omvang.years).map(|_| poisson(draw, mean)).collect()
}

fn sums(areas: &[Vec<i64>]) -> Vec<i64> {
    let n = areas.first().map_or(0, Vec::len);
    (0..n).map(|period| areas.iter().map(|area| area[period]).sum()).collect()
}

/// A fraction from 0 up to 1.
fn uniform(draw: &mut ChaCha8Rng) -> f64 {
    (draw.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A Poisson count by the product of uniform numbers, for means that are no larger than some hundreds.
fn poisson(draw: &mut ChaCha8Rng, mean: f64) -> i64 {
    let least = (-mean).exp();
    let mut product = uniform(draw);
    let mut count = 0;
    while least < product {
        product *= uniform(draw);
        count += 1;
    }
    count
}
