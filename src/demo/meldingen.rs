//! The meldingen as they happened, before anyone typed them.
//!
//! A quarter and a buurt have a stream of their own, so that the file of the provisions can draw the
//! same meldingen again instead of keeping them.

use super::day::{Day, Kwartaal};
use super::draw::Draw;
use super::effects;
use super::gemeente::{Buurt, Gemeente};
use super::persons::{Person, Wet};
use super::words::Uitkomst;

/// Meldingen a year per 1,000 residents in an average wijk, since the break.
const RATE: u64 = 42;

/// The thousandths of meldingen that end in maatwerk, since the break.
const MAATWERK_PERMILLE: u32 = 330;

/// A melding and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Melding {
    pub client: Person,
    pub day: Day,
    pub wet: Wet,
    /// None when nothing was decided before the export.
    pub besluit: Option<Besluit>,
}

/// A decision on a melding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Besluit {
    pub uitkomst: Uitkomst,
    /// `nieuw`, `verlenging` or `wijziging`.
    pub soort: &'static str,
    pub day: Day,
}

/// Draws the meldingen of a buurt in a quarter, in no order of time.
pub fn draw_meldingen<'g>(
    gemeente: &'g Gemeente,
    buurt: &'g Buurt,
    kwartaal: Kwartaal,
) -> impl Iterator<Item = Melding> + 'g {
    let wijk = gemeente.wijk_of(buurt);
    let residents = gemeente.buurt_residents(buurt, kwartaal.year);
    let permille = effects::meldingen_permille(wijk.fact, kwartaal);
    // Per 1,000 residents, times thousandths twice, leaves a count in billionths.
    let year_mean = u64::from(residents) * RATE * u64::from(wijk.zwaarte) * u64::from(permille);
    let place = u64::from(buurt.idx);
    let mut draw = Draw::new(gemeente.seed, "meldingen", place, kwartaal.ordinal());
    let count = draw.poisson(year_mean / 1000 / 4);
    (0..count).map(move |_| draw_melding(gemeente, buurt, kwartaal, residents, &mut draw))
}

/// The meldingen that were open on 1 January 2017 and decided later, moved to that day.
///
/// Without them the decisions of the first quarter would lack those on older questions.
pub fn draw_open_meldingen<'g>(
    gemeente: &'g Gemeente,
    buurt: &'g Buurt,
) -> impl Iterator<Item = Melding> + 'g {
    let start = Day::new(2017, 1, 1);
    // A decision takes at most 140 days, so no older quarter reaches 2017.
    let quarters = [3, 4].map(|number| Kwartaal { year: 2016, number });
    let old =
        quarters.into_iter().flat_map(move |quarter| draw_meldingen(gemeente, buurt, quarter));
    old.filter(move |melding| melding.besluit.is_some_and(|besluit| besluit.day > start))
        .map(move |melding| Melding { day: start, ..melding })
}

fn draw_melding(
    gemeente: &Gemeente,
    buurt: &Buurt,
    kwartaal: Kwartaal,
    residents: u32,
    draw: &mut Draw,
) -> Melding {
    let client = Person::draw(draw, buurt.idx, residents);
    let day = kwartaal.first_day().plus(draw.below(kwartaal.n_days()));
    // Most questions fall under a person's usual law; the rest make for people with two laws.
    let wet = if draw.chance(880) {
        client.wet(gemeente.seed)
    } else {
        *draw.pick(&[Wet::Wmo, Wet::Jeugdwet, Wet::Participatiewet])
    };
    let uitkomst = draw_uitkomst(gemeente, buurt, kwartaal, draw);
    let soort = draw_soort(uitkomst, draw);
    let wait = if draw.chance(120) { draw.between(57, 140) } else { draw.between(7, 56) };
    let decided = day.plus(wait);
    let besluit = (!draw.chance(20) && decided <= Day::EXPORT).then_some(Besluit {
        uitkomst,
        soort,
        day: decided,
    });
    Melding { client, day, wet, besluit }
}

fn draw_uitkomst(
    gemeente: &Gemeente,
    buurt: &Buurt,
    kwartaal: Kwartaal,
    draw: &mut Draw,
) -> Uitkomst {
    let fact = gemeente.wijk_of(buurt).fact;
    let maatwerk = effects::maatwerk_permille(fact, kwartaal, MAATWERK_PERMILLE);
    let lot = draw.below(1000);
    if lot < maatwerk {
        return Uitkomst::Maatwerk;
    }
    if lot < MAATWERK_PERMILLE && effects::is_shifted(fact, kwartaal.year) {
        return Uitkomst::SocialeBasis;
    }
    let others = Uitkomst::WITHOUT_MAATWERK;
    others[draw.weighted(others.iter().map(|&(_, weight)| weight))].0
}

fn draw_soort(uitkomst: Uitkomst, draw: &mut Draw) -> &'static str {
    let (verlenging, wijziging) = match uitkomst {
        Uitkomst::Maatwerk => (260, 120),
        _ => (0, 80),
    };
    match draw.below(1000) {
        lot if lot < verlenging => "verlenging",
        lot if lot < verlenging + wijziging => "wijziging",
        _ => "nieuw",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meldingen_of(wijk: u32, kwartaal: Kwartaal) -> Vec<Melding> {
        let gemeente = Gemeente::new(2017, 10_000_000);
        let buurten = gemeente.buurten.iter();
        let members = buurten.filter(|buurt| gemeente.wijk_of(buurt).fact.number == wijk);
        members.flat_map(|buurt| draw_meldingen(&gemeente, buurt, kwartaal)).collect()
    }

    fn maatwerk_permille(meldingen: &[Melding]) -> usize {
        let besluiten = meldingen.iter().filter_map(|melding| melding.besluit);
        let all = besluiten.clone().count();
        let maatwerk = besluiten.filter(|besluit| besluit.uitkomst == Uitkomst::Maatwerk);
        maatwerk.count() * 1000 / all
    }

    fn kwartaal(year: u32, number: u32) -> Kwartaal {
        Kwartaal { year, number }
    }

    #[test]
    fn days_lie_in_the_quarter_and_decisions_after_them() {
        for melding in meldingen_of(43, kwartaal(2019, 2)) {
            assert!(melding.day >= Day::new(2019, 4, 1) && melding.day <= Day::new(2019, 6, 30));
            assert!(melding.besluit.is_none_or(|besluit| besluit.day > melding.day));
        }
    }

    #[test]
    fn referrals_halve_in_the_improving_wijk() {
        let before = maatwerk_permille(&meldingen_of(43, kwartaal(2018, 4)));
        let after = maatwerk_permille(&meldingen_of(43, kwartaal(2019, 1)));
        assert!((290..370).contains(&before), "{before}");
        assert!((130..200).contains(&after), "{after}");
    }

    #[test]
    fn meldingen_jump_at_the_break() {
        let before = meldingen_of(43, kwartaal(2018, 1)).len();
        let after = meldingen_of(43, kwartaal(2018, 2)).len();
        assert!((127..140).contains(&(after * 100 / before)));
    }

    #[test]
    fn open_meldingen_are_decided_in_2017() {
        let gemeente = Gemeente::new(2017, 1_000_000);
        let open: Vec<Melding> = draw_open_meldingen(&gemeente, &gemeente.buurten[0]).collect();
        assert!(!open.is_empty());
        for melding in open {
            assert_eq!(melding.day, Day::new(2017, 1, 1));
            assert!(melding.besluit.is_some_and(|besluit| besluit.day.year() == 2017));
        }
    }

    #[test]
    fn newcomer_has_no_meldingen_before_it_came() {
        assert!(meldingen_of(68, kwartaal(2020, 4)).is_empty());
        assert!(!meldingen_of(68, kwartaal(2021, 1)).is_empty());
    }
}
