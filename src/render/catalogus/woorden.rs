//! The words that descriptions of indicators are made of, in Dutch and in English.

use chrono::Datelike;

use crate::model::{
    Datum, Domein, Frequentie, Laag, Levensfase, MAANDEN, Niveau, Nulmetingsregel, Periode,
    Richting, Soort, Taal, Wijzigingssoort,
};

use super::super::number::{Notatie, render_number};
use super::super::text::Woorden;

/// The one of two texts that is in the language.
pub(in crate::render) fn kies<'t>(taal: Taal, nl: &'t str, en: &'t str) -> &'t str {
    match taal {
        Taal::Nl => nl,
        Taal::En => en,
    }
}

/// How numbers are written in a language.
pub(in crate::render) fn notatie(taal: Taal) -> Notatie {
    match taal {
        Taal::Nl => Notatie::Nl,
        Taal::En => Notatie::En,
    }
}

/// A number without more decimals than it has, at most six.
pub(super) fn getal(value: f64, taal: Taal) -> String {
    let decimaal = if taal == Taal::Nl { ',' } else { '.' };
    without_zeros(&render_number(value, 6, notatie(taal)), decimaal)
}

/// A number of a file or a filter: without a mark between thousands, as years are written, too.
pub(super) fn kaal_getal(units: i64, decimalen: u8, taal: Taal) -> String {
    let decimaal = if taal == Taal::Nl { ',' } else { '.' };
    let value = units as f64 / 10_f64.powi(i32::from(decimalen));
    without_zeros(&render_number(value, decimalen, Notatie::Kaal { decimaal }), decimaal)
}

fn without_zeros(text: &str, decimaal: char) -> String {
    if !text.contains(decimaal) {
        return text.to_owned();
    }
    text.trim_end_matches('0').trim_end_matches(decimaal).to_owned()
}

/// Things in a row, with a word before the last: `a, b en c`.
pub(super) fn opsomming(items: &[String], voegwoord: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {voegwoord} {last}", first.join(", ")),
    }
}

/// The word between two things that both hold.
pub(super) fn en(taal: Taal) -> &'static str {
    kies(taal, "en", "and")
}

/// The word between two things of which one holds.
pub(super) fn of(taal: Taal) -> &'static str {
    kies(taal, "of", "or")
}

/// A date in full: `31 december 2020`.
pub(super) fn datum(datum: Datum, taal: Taal) -> String {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let maanden = if taal == Taal::Nl { MAANDEN } else { EN };
    format!("{} {} {}", datum.day(), maanden[datum.month0() as usize], datum.year())
}

/// A period in full: `het vierde kwartaal van 2020` is `2020K4`, as in the tables.
pub(super) fn periode(periode: Periode, taal: Taal) -> String {
    Woorden::of(taal).periode(periode)
}

/// How often it is measured.
pub(super) fn frequenties(frequenties: &[Frequentie], taal: Taal) -> String {
    let words: Vec<_> = frequenties
        .iter()
        .map(|frequentie| Woorden::of(taal).frequentie(*frequentie).to_owned())
        .collect();
    opsomming(&words, en(taal))
}

/// The name of a theme.
pub(super) fn domein(domein: Domein, taal: Taal) -> &'static str {
    match domein {
        Domein::Zorgreductie => kies(taal, "Zorgreductie", "Care reduction"),
        Domein::SocialeCohesie => kies(taal, "Sociale cohesie", "Social cohesion"),
        Domein::Bewonersbetrokkenheid => {
            kies(taal, "Bewonersbetrokkenheid", "Residents' involvement")
        }
    }
}

/// The name of a layer.
pub(super) fn laag(laag: Laag, taal: Taal) -> &'static str {
    match laag {
        Laag::SocialeBasis => kies(taal, "sociale basis", "social base"),
        Laag::Toegang => "Toegang",
        Laag::Maatwerk => kies(taal, "maatwerk", "individual provisions (maatwerk)"),
    }
}

/// Which way is better.
pub(super) fn richting(richting: Richting, taal: Taal) -> &'static str {
    match richting {
        Richting::HogerIsBeter => kies(taal, "hoger is beter", "higher is better"),
        Richting::LagerIsBeter => kies(taal, "lager is beter", "lower is better"),
        Richting::Bandbreedte => {
            kies(taal, "het best tussen twee grenzen", "best between two bounds")
        }
    }
}

/// The kind of measurement.
pub(super) fn soort(soort: Soort, taal: Taal) -> &'static str {
    match soort {
        Soort::Ratio => kies(taal, "ratio", "ratio"),
        Soort::Aandeel => kies(taal, "aandeel", "share"),
        Soort::Gemiddelde => kies(taal, "gemiddelde", "mean"),
        Soort::Verdeling => kies(taal, "verdeling", "distribution"),
        Soort::Gepubliceerd => kies(taal, "gepubliceerd cijfer", "published figure"),
        Soort::Afgeleid => kies(taal, "afgeleid cijfer", "derived figure"),
        Soort::Stroom => kies(taal, "stroom", "flow"),
    }
}

/// Where an indicator is in its life.
pub(super) fn levensfase(fase: Levensfase, taal: Taal) -> &'static str {
    match fase {
        Levensfase::Concept => kies(taal, "concept", "draft"),
        Levensfase::Actief => kies(taal, "actief", "active"),
        Levensfase::Uitdovend => kies(taal, "uitdovend", "ending"),
        Levensfase::Archief => kies(taal, "archief", "archived"),
    }
}

/// What changed.
pub(super) fn wijzigingssoort(soort: Wijzigingssoort, taal: Taal) -> &'static str {
    match soort {
        Wijzigingssoort::Definitie => kies(taal, "definitie", "definition"),
        Wijzigingssoort::Bron => kies(taal, "bron", "source"),
        Wijzigingssoort::Gebied => kies(taal, "gebied", "areas"),
        Wijzigingssoort::Doel => kies(taal, "doel", "target"),
        Wijzigingssoort::Correctie => kies(taal, "correctie", "correction"),
    }
}

/// Why the baseline has the period it has.
pub(super) fn regel(regel: Nulmetingsregel, taal: Taal) -> &'static str {
    match regel {
        Nulmetingsregel::LaatsteVoorBesluit => kies(
            taal,
            "de laatste meting vóór het besluit",
            "the last measurement before the decision",
        ),
        Nulmetingsregel::EersteVanReeks => {
            kies(taal, "de eerste meting van de reeks", "the first measurement of the series")
        }
        Nulmetingsregel::InBesluit => {
            kies(taal, "zo staat het in het besluit", "so it says in the decision")
        }
    }
}

/// The areas of a level.
pub(super) fn gebieden(niveau: Niveau, taal: Taal) -> &'static str {
    match niveau {
        Niveau::Buurt => kies(taal, "buurten", "neighbourhoods"),
        Niveau::Wijk => kies(taal, "wijken", "districts"),
        Niveau::Wijknetwerk => kies(taal, "wijknetwerken", "district networks"),
        Niveau::Toegangsgebied => kies(taal, "toegangsgebieden", "access areas"),
        Niveau::Stadsdeel => kies(taal, "stadsdelen", "city districts"),
        Niveau::Gemeente => kies(taal, "de gemeente", "the municipality"),
    }
}

/// Which areas have a target each: `per wijk`.
pub(super) fn per(niveau: Niveau, taal: Taal) -> &'static str {
    match niveau {
        Niveau::Buurt => kies(taal, "per buurt", "by neighbourhood"),
        Niveau::Wijk => kies(taal, "per wijk", "by district"),
        Niveau::Wijknetwerk => kies(taal, "per wijknetwerk", "by district network"),
        Niveau::Toegangsgebied => kies(taal, "per toegangsgebied", "by access area"),
        Niveau::Stadsdeel => kies(taal, "per stadsdeel", "by city district"),
        Niveau::Gemeente => kies(taal, "hele gemeente", "whole municipality"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_without_needless_decimals() {
        assert_eq!(getal(1000.0, Taal::Nl), "1.000");
        assert_eq!(getal(1000.0, Taal::En), "1,000");
        assert_eq!(getal(-7.5, Taal::Nl), "-7,5");
        assert_eq!(kaal_getal(2018, 0, Taal::Nl), "2018");
        assert_eq!(kaal_getal(1250, 2, Taal::Nl), "12,5");
        assert_eq!(kaal_getal(100, 2, Taal::En), "1");
    }

    #[test]
    fn joins_with_a_word_before_the_last() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(opsomming(&items, "en"), "a, b en c");
        assert_eq!(opsomming(&items[..2], "of"), "a of b");
        assert_eq!(opsomming(&items[..1], "of"), "a");
    }
}
