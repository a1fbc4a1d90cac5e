//! What is provided under each law: categories, amounts and reasons to end.
//!
//! Codes are those of iWmo 2.0 and 3.2 and of iJw 3.2. The Participatiewet has no such standard, so
//! its categories `P1` to `P3` are the demo's own.

use super::day::Day;
use super::draw::Draw;
use super::persons::Wet;

/// How much of a product a person gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The volume in hundredths of the unit.
    pub hundredths: u32,
    pub unit: &'static str,
    pub frequency: &'static str,
}

/// A usual amount: a volume between two numbers of steps, with its unit and frequency.
struct Usual {
    steps: (u32, u32),
    step_hundredths: u32,
    unit: &'static str,
    frequency: &'static str,
}

const fn usual(
    steps: (u32, u32),
    step_hundredths: u32,
    unit: &'static str,
    frequency: &'static str,
) -> Usual {
    Usual { steps, step_hundredths, unit, frequency }
}

const MINUTES_A_WEEK: Usual = usual((4, 20), 1500, "01", "2");
const MINUTES_A_DAY: Usual = usual((2, 8), 500, "01", "1");
const HOURS_A_WEEK: Usual = usual((2, 16), 25, "04", "2");
const HOURS_A_MONTH: Usual = usual((8, 40), 50, "04", "4");
const HOURS_IN_ALL: Usual = usual((10, 80), 100, "04", "6");
const NIGHTS_A_WEEK: Usual = usual((1, 3), 100, "14", "2");
const NIGHT_A_DAY: Usual = usual((1, 1), 100, "14", "1");
const PARTS_OF_A_DAY: Usual = usual((1, 8), 100, "16", "2");
const RIDES_A_WEEK: Usual = usual((1, 10), 100, "84", "2");
const EUROS_A_MONTH: Usual = usual((60, 900), 125, "83", "4");
const ONE_PIECE: Usual = usual((1, 1), 100, "82", "6");

/// A category: its code, how common it is, and its usual amounts.
type Category = (&'static str, u32, &'static [Usual]);

const WMO: [Category; 18] = [
    ("01", 300, &[MINUTES_A_WEEK, HOURS_A_WEEK]),
    ("02", 230, &[HOURS_A_WEEK, HOURS_A_MONTH, MINUTES_A_WEEK]),
    ("03", 40, &[MINUTES_A_DAY, MINUTES_A_WEEK]),
    ("04", 20, &[NIGHTS_A_WEEK]),
    ("05", 15, &[NIGHT_A_DAY]),
    ("06", 40, &[HOURS_A_WEEK, HOURS_IN_ALL]),
    ("07", 110, &[PARTS_OF_A_DAY]),
    ("08", 40, &[RIDES_A_WEEK]),
    ("09", 20, &[PARTS_OF_A_DAY]),
    ("10", 20, &[EUROS_A_MONTH]),
    ("11", 35, &[ONE_PIECE]),
    ("12", 50, &[ONE_PIECE]),
    ("13", 30, &[ONE_PIECE]),
    ("14", 20, &[ONE_PIECE]),
    ("15", 15, &[NIGHT_A_DAY]),
    ("16", 8, &[NIGHT_A_DAY]),
    ("17", 5, &[NIGHT_A_DAY]),
    ("18", 5, &[NIGHT_A_DAY]),
];

const JEUGDWET: [Category; 12] = [
    ("40", 20, &[MINUTES_A_DAY]),
    ("41", 60, &[PARTS_OF_A_DAY]),
    ("42", 30, &[RIDES_A_WEEK]),
    ("43", 30, &[NIGHT_A_DAY]),
    ("44", 30, &[NIGHT_A_DAY, NIGHTS_A_WEEK]),
    ("45", 420, &[HOURS_A_WEEK, MINUTES_A_WEEK, HOURS_IN_ALL]),
    ("46", 20, &[NIGHT_A_DAY]),
    ("47", 20, &[EUROS_A_MONTH]),
    ("48", 40, &[EUROS_A_MONTH]),
    ("49", 10, &[HOURS_IN_ALL]),
    ("50", 60, &[EUROS_A_MONTH]),
    ("54", 260, &[MINUTES_A_WEEK, HOURS_IN_ALL]),
];

const PARTICIPATIEWET: [Category; 3] = [
    ("P1", 500, &[HOURS_A_MONTH, HOURS_IN_ALL]),
    ("P2", 200, &[PARTS_OF_A_DAY]),
    ("P3", 300, &[EUROS_A_MONTH]),
];

/// Draws a category and an amount of it for a provision that starts in `year`.
pub fn draw_product(draw: &mut Draw, wet: Wet, year: u32) -> (&'static str, Amount) {
    let categories: &[Category] = match wet {
        Wet::Wmo => &WMO,
        Wet::Jeugdwet => &JEUGDWET,
        Wet::Participatiewet => &PARTICIPATIEWET,
    };
    let weights = categories.iter().map(|&(_, weight, _)| weight);
    let (code, _, amounts) = categories[draw.weighted(weights)];
    let usual = draw.pick(amounts);
    let mut amount = draw_amount(draw, usual);
    // Only iWmo 2.0 knows "per vier weken" and "per jaar".
    if wet == Wet::Wmo && year == 2017 && draw.chance(400) {
        match amount.frequency {
            "4" => amount.frequency = "3",
            "6" => amount.frequency = "5",
            _ => {}
        }
    }
    (code, amount)
}

/// Draws an amount of money a month, as Werk en Inkomen provides.
pub fn draw_monthly_euros(draw: &mut Draw) -> Amount {
    draw_amount(draw, &EUROS_A_MONTH)
}

fn draw_amount(draw: &mut Draw, usual: &Usual) -> Amount {
    Amount {
        hundredths: draw.between(usual.steps.0, usual.steps.1) * usual.step_hundredths,
        unit: usual.unit,
        frequency: usual.frequency,
    }
}

/// What an amount of a category costs when it runs for a whole year, in euros; nothing for a total
/// over the whole provision, which is no amount per year.
///
/// Rates are made up and the same in all years, so that a change is one of care and not of prices.
pub fn yearly_cost(category: &str, amount: Amount) -> Option<u32> {
    let times_a_year: u64 = match amount.frequency {
        "1" => 365,
        "2" => 52,
        "3" => 13,
        "4" => 12,
        "5" => 1,
        _ => return None,
    };
    let euros_an_hour = match category {
        "01" => 33,
        "03" => 54,
        "45" => 88,
        "54" => 102,
        _ => 66,
    };
    // In cents, because a minute costs less than a euro.
    let cents = match amount.unit {
        "01" => euros_an_hour * 100 / 60,
        "04" => euros_an_hour * 100,
        "14" => 14_000,
        "16" => 4500,
        "83" => 100,
        "84" => 900,
        _ => 40_000,
    };
    let cost = u64::from(amount.hundredths) * cents * times_a_year;
    u32::try_from((cost + 5000) / 10_000).ok()
}

/// Draws the reason why a provision ended on `day`; the Participatiewet has no codes for it.
pub fn draw_reden(draw: &mut Draw, wet: Wet, day: Day) -> &'static str {
    let weights: &[(&str, u32)] = match wet {
        // Code 31 and on mean other things in iWmo 2.0 (until 2017), iWmo 3.2 and iJw.
        Wet::Wmo if day.year() <= 2017 => {
            &[("02", 120), ("19", 500), ("20", 60), ("31", 90), ("32", 120), ("33", 40), ("34", 70)]
        }
        Wet::Wmo => &[
            ("02", 110),
            ("19", 500),
            ("20", 40),
            ("21", 70),
            ("22", 30),
            ("23", 80),
            ("31", 60),
            ("36", 30),
            ("37", 30),
            ("38", 30),
            ("39", 20),
        ],
        Wet::Jeugdwet => &[
            ("02", 5),
            ("20", 30),
            ("31", 600),
            ("32", 90),
            ("33", 40),
            ("34", 110),
            ("35", 40),
            ("36", 25),
            ("37", 25),
            ("38", 25),
            ("39", 10),
        ],
        Wet::Participatiewet => return "",
    };
    weights[draw.weighted(weights.iter().map(|&(_, weight)| weight))].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_frequencies_occur_in_2017_only() {
        #[track_caller]
        fn case(year: u32, expected: bool) {
            let mut draw = Draw::new(1, "proef", 0, 0);
            let found = (0..2000)
                .map(|_| draw_product(&mut draw, Wet::Wmo, year).1.frequency)
                .any(|frequency| ["3", "5"].contains(&frequency));
            assert_eq!(found, expected);
        }

        case(2017, true);
        case(2018, false);
    }

    #[test]
    fn a_year_costs_what_its_weeks_cost() {
        #[track_caller]
        fn case(
            category: &str,
            hundredths: u32,
            unit: &'static str,
            every: &'static str,
            expected: Option<u32>,
        ) {
            let amount = Amount { hundredths, unit, frequency: every };
            assert_eq!(yearly_cost(category, amount), expected);
        }

        case("02", 250, "04", "2", Some(8580));
        case("02", 15_000, "01", "2", Some(8580));
        case("07", 200, "16", "2", Some(4680));
        case("50", 50_000, "83", "4", Some(6000));
        case("15", 100, "14", "1", Some(51_100));
        case("11", 100, "82", "6", None);
    }

    #[test]
    fn wmo_ends_in_the_social_base_in_2017_only() {
        #[track_caller]
        fn case(day: Day, expected: bool) {
            let mut draw = Draw::new(1, "proef", 0, 0);
            let found = (0..500).any(|_| draw_reden(&mut draw, Wet::Wmo, day) == "32");
            assert_eq!(found, expected);
        }

        case(Day::new(2017, 12, 31), true);
        case(Day::new(2018, 1, 1), false);
    }
}
