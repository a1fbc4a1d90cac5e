//! The municipality: its wijken and buurten, and how many people live there each year.

use super::draw::Draw;
use super::places::{BIEZENMORTEL, OLD_BUURTEN, WIJKEN, WijkFact};

/// Residents in thousandths of those of 2024, from 2015 on.
const GROWTH: [u32; 11] = [915, 922, 930, 940, 950, 960, 968, 979, 990, 1000, 1008];

/// Wijken where building went on, so that they grew four times as fast as the city.
const GROWING_WIJKEN: [u32; 3] = [21, 28, 33];

/// All that the files have in common.
pub struct Gemeente {
    pub seed: u64,
    pub wijken: Vec<Wijk>,
    pub buurten: Vec<Buurt>,
    pub old_buurten: Vec<OldBuurt>,
}

/// A wijk of the division since 2017.
pub struct Wijk {
    pub fact: &'static WijkFact,
    /// Residents in 2024.
    residents: u32,
    /// How much more than average happens here, in thousandths; drawn, so it says nothing of the
    /// real wijk of that name.
    pub zwaarte: u32,
}

/// A buurt since 2017; code and name are made up.
pub struct Buurt {
    /// The place in [`Gemeente::buurten`].
    pub idx: u32,
    /// The place in [`Gemeente::wijken`].
    pub wijk_idx: usize,
    pub code: String,
    pub name: String,
    /// The part of its wijk, as percentages of residents that come before it and up to it.
    part: (u32, u32),
}

/// A buurt up to 2016, with the code and name of CBS.
pub struct OldBuurt {
    pub code: String,
    pub name: &'static str,
    /// The last digit of the code of its wijk.
    pub wijk: u32,
    /// Residents in 2015.
    pub residents: u32,
}

impl Wijk {
    pub fn code(&self) -> String {
        format!("WK0855{}", self.fact.number)
    }

    pub fn exists_in(&self, year: u32) -> bool {
        self.fact.number != BIEZENMORTEL || year >= 2021
    }

    /// Residents on 1 January; none before the wijk belonged to the municipality.
    pub fn residents(&self, year: u32) -> u32 {
        if !self.exists_in(year) {
            return 0;
        }
        let growth = GROWTH[(year - 2015) as usize];
        let growth =
            if GROWING_WIJKEN.contains(&self.fact.number) { 4 * growth - 3000 } else { growth };
        scale(self.residents, growth, 1000)
    }

    /// Whether published figures would show this wijk at all.
    pub fn is_published(&self) -> bool {
        self.fact.residents >= 500
    }
}

impl Gemeente {
    /// Divides `residents` over the wijken as they were divided in 2024.
    pub fn new(seed: u64, residents: u32) -> Self {
        let total = WIJKEN.iter().map(|fact| fact.residents).sum();
        let mut before = 0;
        let mut wijken = Vec::new();
        let mut buurten = Vec::new();
        for (wijk_idx, fact) in WIJKEN.iter().enumerate() {
            let until = before + fact.residents;
            wijken.push(Wijk {
                fact,
                residents: scale(residents, until, total) - scale(residents, before, total),
                zwaarte: draw_zwaarte(seed, fact.number),
            });
            before = until;
            push_buurten(&mut buurten, wijk_idx, fact);
        }
        let old_buurten = divide_old_wijken(seed, &wijken);
        Self { seed, wijken, buurten, old_buurten }
    }

    pub fn wijk_of(&self, buurt: &Buurt) -> &Wijk {
        &self.wijken[buurt.wijk_idx]
    }

    /// Residents of the city on 1 January: exactly the sum of its wijken.
    pub fn residents(&self, year: u32) -> u32 {
        self.wijken.iter().map(|wijk| wijk.residents(year)).sum()
    }

    /// Residents of a buurt on 1 January; the buurten of a wijk add up to it.
    pub fn buurt_residents(&self, buurt: &Buurt, year: u32) -> u32 {
        let residents = self.wijk_of(buurt).residents(year);
        scale(residents, buurt.part.1, 100) - scale(residents, buurt.part.0, 100)
    }

    /// The buurten that belong to the municipality in a year, in order of code.
    pub fn buurten_in(&self, year: u32) -> impl Iterator<Item = &Buurt> {
        self.buurten.iter().filter(move |buurt| self.wijk_of(buurt).exists_in(year))
    }
}

/// Computes `amount * part / whole` for whole people, rounded to the nearest.
pub fn scale(amount: u32, part: u32, whole: u32) -> u32 {
    let product = u64::from(amount) * u64::from(part) + u64::from(whole) / 2;
    u32::try_from(product / u64::from(whole)).expect("a part of the people fits where all do")
}

/// Rounds to five, as CBS does below the level of the municipality.
pub fn round_to_five(amount: u32) -> u32 {
    (amount + 2) / 5 * 5
}

fn draw_zwaarte(seed: u64, number: u32) -> u32 {
    let deviation = Draw::new(seed, "zwaarte", u64::from(number), 0).bell() * 15 / 100;
    u32::try_from((1000 + deviation).clamp(650, 1400)).expect("clamped above zero")
}

fn push_buurten(buurten: &mut Vec<Buurt>, wijk_idx: usize, fact: &WijkFact) {
    let ends: &[u32] = match fact.residents {
        0..1000 => &[100],
        1000..4000 => &[56, 100],
        4000..8000 => &[42, 75, 100],
        _ => &[32, 59, 82, 100],
    };
    // `Dalem Noord Noord` would read badly.
    let along_street = fact.name.ends_with("Noord") || fact.name.ends_with("Zuid");
    let names: &[&str] = match (ends.len(), along_street) {
        (1, _) => &[""],
        (2, false) => &[" Noord", " Zuid"],
        (2, true) => &[" Oost", " West"],
        (3, false) => &[" Noord", " Midden", " Zuid"],
        (3, true) => &[" Oost", " Midden", " West"],
        _ => &[" Noord", " Oost", " Zuid", " West"],
    };
    let mut start = 0;
    for (number, (&end, name)) in (1..).zip(ends.iter().zip(names)) {
        buurten.push(Buurt {
            idx: u32::try_from(buurten.len()).expect("there are a few hundred buurten"),
            wijk_idx,
            code: format!("BU0855{}{number:02}", fact.number),
            name: format!("{}{name}", fact.name),
            part: (start, end),
        });
        start = end;
    }
}

/// Divides the residents of 2015 over the old buurten, few of them where fields or works are.
fn divide_old_wijken(seed: u64, wijken: &[Wijk]) -> Vec<OldBuurt> {
    let weight_of = |number: u32, name: &str| {
        let empty = ["Industrie", "Buitengebied", "Verspreide", "Katsbogten", "Het Laar"];
        if empty.iter().any(|start| name.starts_with(start)) {
            2
        } else {
            60 + Draw::new(seed, "oude buurt", u64::from(number), 0).below(80)
        }
    };
    (0..10)
        .flat_map(|old_wijk| {
            let residents = wijken
                .iter()
                .flat_map(|wijk| wijk.fact.old.iter().map(move |part| (wijk, part)))
                .filter(|&(_, &(number, _))| number == old_wijk)
                .map(|(wijk, &(_, percent))| scale(wijk.residents(2015), percent, 100))
                .sum();
            let members = OLD_BUURTEN.iter().filter(move |&&(number, _)| number / 100 == old_wijk);
            let total = members.clone().map(|&(number, name)| weight_of(number, name)).sum();
            let mut before = 0;
            members
                .map(|&(number, name)| {
                    let until = before + weight_of(number, name);
                    let part = scale(residents, until, total) - scale(residents, before, total);
                    before = until;
                    OldBuurt {
                        code: format!("BU0855{number:04}"),
                        name,
                        wijk: old_wijk,
                        residents: part,
                    }
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_residents_that_were_asked_in_2024() {
        #[track_caller]
        fn case(residents: u32) {
            assert_eq!(Gemeente::new(1, residents).residents(2024), residents);
        }

        case(0);
        case(60_000);
        case(229_845);
        case(50_000_000);
        case(1_000_000_000);
    }

    #[test]
    fn buurten_add_up_to_the_city_in_every_year() {
        let gemeente = Gemeente::new(1, 60_000);
        for year in 2017..=2025 {
            let buurten = gemeente.buurten_in(year);
            let sum: u32 = buurten.map(|buurt| gemeente.buurt_residents(buurt, year)).sum();
            assert_eq!(sum, gemeente.residents(year));
        }
    }

    #[test]
    fn tiny_wijken_stay_tiny() {
        let gemeente = Gemeente::new(1, 60_000);
        for wijk in &gemeente.wijken {
            if [41, 61].contains(&wijk.fact.number) {
                assert!(wijk.residents(2024) <= 6);
            }
        }
    }

    #[test]
    fn old_buurten_hold_nearly_the_city_of_2015() {
        let gemeente = Gemeente::new(1, 60_000);
        let old: u32 = gemeente.old_buurten.iter().map(|buurt| buurt.residents).sum();
        assert!(old.abs_diff(gemeente.residents(2015)) <= 5);
        assert_eq!(gemeente.old_buurten.len(), OLD_BUURTEN.len());
    }
}
