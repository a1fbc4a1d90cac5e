//! The effects planted in the demo: what an analysis should find, and what it should not.
//!
//! Elsewhere nothing changes in time but by chance, so every other finding is a false one.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Kwartaal;
use super::places::WijkFact;
use super::sink::Sink;

/// The wijk that improves: Heikant.
const IMPROVING_WIJK: u32 = 43;
/// The wijk that worsens: Het Zand.
const WORSENING_WIJK: u32 = 38;
/// The wijk whose change is too small to be told from chance: Jeruzalem.
const SMALL_WIJK: u32 = 13;
/// The area of the Toegang where help moves to the social base: Reeshof.
const SHIFTING_GEBIED: usize = 6;

/// Meldingen registered, in thousandths of what there would be.
///
/// Before 1 April 2018 each team had its own system, and a question that was solved at once was
/// often not written down.
pub fn meldingen_permille(fact: &WijkFact, kwartaal: Kwartaal) -> u32 {
    let registered = if kwartaal.is_from(2018, 2) { 1000 } else { 750 };
    if fact.number == SMALL_WIJK && kwartaal.is_from(2021, 1) {
        registered * 7 / 10
    } else {
        registered
    }
}

/// The thousandths of registered meldingen that end in maatwerk, of `usual` thousandths.
pub fn maatwerk_permille(fact: &WijkFact, kwartaal: Kwartaal, usual: u32) -> u32 {
    // The break hides light questions only, so referrals to maatwerk do not jump with it.
    let usual = if kwartaal.is_from(2018, 2) { usual } else { usual * 1000 / 750 };
    if fact.number == IMPROVING_WIJK && kwartaal.is_from(2019, 1) {
        usual / 2
    } else if is_shifted(fact, kwartaal.year) {
        usual * 7 / 10
    } else {
        usual
    }
}

/// Whether help has moved to the social base here.
pub fn is_shifted(fact: &WijkFact, year: u32) -> bool {
    fact.gebied == SHIFTING_GEBIED && year >= 2020
}

/// The change of the mean of Lemon `omgang` since 2017, in thousandths of a point.
pub fn omgang_shift(fact: &WijkFact, wave: u32) -> i64 {
    if fact.number == WORSENING_WIJK { -150 * i64::from(wave.saturating_sub(2017)) } else { 0 }
}

/// The change of the percentage lonely people, in thousandths of a percentage point.
pub fn eenzaam_shift(fact: &WijkFact, year: u32) -> i64 {
    match (fact.number, year) {
        (WORSENING_WIJK, 2020) => 2000,
        (WORSENING_WIJK, 2022..) => 6000,
        _ => 0,
    }
}

/// The change of the score for social cohesion by another method of the safety monitor, in
/// thousandths of a point.
pub fn cohesie_shift(year: u32) -> i64 {
    if 2021 <= year { -200 } else { 0 }
}

const TRUTH: [&str; 14] = [
    "verbetering_grote_wijk;toegang;doorverwijzing naar maatwerk per 1.000 inwoners;WK085543;2019K1;2025K4;daling;-50 %;Helft van de meldingen die op maatwerk uitliepen, krijgt een andere uitkomst;;;",
    "verbetering_grote_wijk;voorzieningen;nieuwe voorzieningen per 1.000 inwoners;WK085543;2019K1;2025K4;daling;-50 %;Volgt uit de doorverwijzingen, met de tijd tot het besluit als vertraging;zr_maatwerkclienten;doel;behaald",
    "verslechtering_grote_wijk;lemon;omgang;WK085538;2019;2023;daling;-0,3 punt per golf;Gemiddelde daalt van 2017 tot 2023 met 0,9 punt;sc_lemon_omgang;doel;niet_behaald",
    "verslechtering_grote_wijk;ggd;Eenzaam;WK085538;2020;2022;stijging;+2 en +6 procentpunt;Gepubliceerd cijfer met marges, ernstige eenzaamheid stijgt half zo veel mee;;;",
    "geen_effect;ggd;Eenzaam;GM0855;2016;2022;geen;0;Alleen in WK085538 stijgt het: in de stad is dat 0,3 procentpunt en geen daling;sc_ggd_eenzaam;doel;achter|risico|niet_behaald|onzeker",
    "te_klein_om_te_zien;toegang;meldingen per 1.000 inwoners;WK085513;2021K1;2025K4;daling;-30 %;Echte verandering in een kleine wijk: bij 60.000 inwoners per jaar niet van toeval te onderscheiden;zr_meldingen;doel;onzeker|behaald|op_koers",
    "registratiebreuk;toegang;meldingen;GM0855;2018K2;2025K4;stijging;+33 %;Een regiesysteem voor alle teams op 2018-04-01, het aantal doorverwijzingen naar maatwerk springt niet mee, het aandeel zonder maatwerk wel;;;",
    "verschuiving_naar_sociale_basis;toegang;uitkomst maatwerk naar sociale_basis;TG06;2020K1;2025K4;daling maatwerk;-30 %;Het verschil gaat geheel naar de sociale basis;zr_doorverw_maatwerk;doel;behaald|op_koers",
    "verschuiving_naar_sociale_basis;toegang;aandeel opgelost in de sociale basis;TG06;2020K1;2025K4;stijging;ongeveer +40 %;Wat niet meer op maatwerk uitloopt, komt erbij;zr_opgelost_sociale_basis;doel;behaald|op_koers",
    "verschuiving_naar_sociale_basis;contacten;contacten per 1.000 inwoners;TG06;2020;2025;stijging;+30 %;Inzet sociale basis bij voorzieningen stijgt ook: van 18 naar 32 %;;;",
    "methodebreuk;veiligheidsmonitor;schaalscore sociale cohesie;GM0855;2021;2023;daling;-0,2 punt;Het onderzoek wordt vanaf 2021 anders gedaan, de stad verandert niet;sc_vm_cohesie;doel;onzeker",
    "beginstand;toegang en voorzieningen;meldingen en ingangsdatum;GM0855;2017K1;2017K1;stijging;eenmalig;Wat op 2017-01-01 open stond of liep, is op die dag gezet: geen instroom van dat kwartaal;;;",
    "geen_effect;toegang;dagen van melding tot besluit;GM0855;2019;2025;geen;0;Minder doorverwijzen maakt het wachten niet langer;zr_wachttijd;doel;op_koers|behaald",
    "geen_effect;alle;alle;overige wijken;2017K1;2025K4;geen;0;Verschillen tussen wijken liggen vast, verandering in de tijd is daar toeval;;;",
];

/// Writes `waarheid.csv`: the planted effects, and the verdicts on a target that are right, where one
/// is about the effect.
pub fn write_waarheid(sink: &mut dyn Sink) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "waarheid.csv", Encoding::Utf8)?;
    file.line(format_args!(
        "effect;bron;kolom_of_indicator;gebied;van;tot;richting;grootte;toelichting;indicator_id;doel;\
         status"
    ))?;
    for row in TRUTH {
        file.line(format_args!("{row}"))?;
    }
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::super::places::WIJKEN;
    use super::*;

    fn wijk(number: u32) -> &'static WijkFact {
        let found = WIJKEN.iter().find(|fact| fact.number == number);
        found.expect("the wijk of an effect exists")
    }

    #[test]
    fn referrals_do_not_jump_at_the_break() {
        let referrals = |year, number| {
            let kwartaal = Kwartaal { year, number };
            meldingen_permille(wijk(10), kwartaal) * maatwerk_permille(wijk(10), kwartaal, 330)
        };
        assert_eq!(referrals(2018, 1), referrals(2018, 2));
    }

    #[test]
    fn effects_start_when_waarheid_says() {
        #[track_caller]
        fn case(number: u32, year: u32, quarter: u32, expected: u32) {
            let kwartaal = Kwartaal { year, number: quarter };
            assert_eq!(maatwerk_permille(wijk(number), kwartaal, 300), expected);
        }

        case(43, 2018, 4, 300);
        case(43, 2019, 1, 150);
        case(50, 2019, 4, 300);
        case(50, 2020, 1, 210);
        case(10, 2025, 4, 300);
    }

    #[test]
    fn waarheid_rows_have_all_columns() {
        for row in TRUTH {
            assert_eq!(row.split(';').count(), 12, "{row}");
        }
    }
}
