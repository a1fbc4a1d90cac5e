//! Figures on health per wijk, as `StatLine` publishes them: model estimates with margins.

use std::fmt::Write as _;
use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::draw::Draw;
use super::effects;
use super::gemeente::Gemeente;
use super::mix::Mix;
use super::places::{OLD_WIJKEN, WijkFact};
use super::sink::Sink;

pub const YEARS: [u32; 3] = [2016, 2020, 2022];

/// The codes of age groups: 18 and over, 18 to 65, 65 and over.
const LEEFTIJDEN: [&str; 3] = ["20300", "53115", "80200"];

/// The codes of value, lower and upper bound.
const MARGES: [&str; 3] = ["MW00000", "MOG0095", "MBG0095"];

/// A question of the monitor; figures are thousandths of a percent.
struct Topic {
    /// The name in the header, without the number behind it.
    name: &'static str,
    mean: i64,
    /// What those of 65 and over add to the mean; younger people take a quarter of it off.
    older: i64,
    /// The first year it was asked.
    since: u32,
}

const fn topic(name: &'static str, mean: i64, older: i64, since: u32) -> Topic {
    Topic { name, mean: mean * 1000, older: older * 1000, since }
}

impl Topic {
    /// How much wijken differ; rare things differ less than common ones.
    fn spread(&self) -> i64 {
        if self.mean < 15_000 { 800 } else { 2500 }
    }
}

/// The number of the first topic in the header.
const FIRST_NUMBER: usize = 4;

const TOPICS: [Topic; 30] = [
    topic("ErvarenGezondheidGoedZeerGoed", 74, -12, 2016),
    topic("VoldoetAanBeweegrichtlijn", 50, -9, 2016),
    topic("WekelijkseSporters", 49, -8, 2016),
    topic("Ondergewicht", 2, -1, 2016),
    topic("NormaalGewicht", 47, -7, 2016),
    topic("Overgewicht", 51, 8, 2016),
    topic("ErnstigOvergewicht", 15, 2, 2016),
    topic("Roker", 18, -7, 2016),
    topic("VoldoetAanAlcoholRichtlijn", 42, 2, 2016),
    topic("Drinker", 77, -4, 2016),
    topic("ZwareDrinker", 9, -5, 2016),
    topic("OvermatigeDrinker", 7, 1, 2016),
    topic("EenOfMeerLangdurigeAandoeningen", 35, 16, 2016),
    topic("BeperktVanwegeGezondheid", 33, 10, 2020),
    topic("ErnstigBeperktVanwegeGezondheid", 6, 3, 2020),
    topic("LangdurigErnstigBeperkt", 6, 3, 2020),
    topic("PsychischeKlachten", 25, -6, 2022),
    topic("ZeerLageVeerkracht", 6, 1, 2022),
    topic("ZeerHogeVeerkracht", 10, 2, 2022),
    topic("MistEmotioneleSteun", 11, 2, 2022),
    topic("SuicideGedachtenLaatste12Maanden", 5, -2, 2022),
    topic("HoogRisicoOpAngstOfDepressie", 8, -2, 2016),
    topic("HeelVeelStressInAfgelopen4Weken", 19, -10, 2020),
    topic("Eenzaam", 47, 4, 2016),
    topic("ErnstigZeerErnstigEenzaam", 12, 1, 2016),
    topic("EmotioneelEenzaam", 32, 3, 2016),
    topic("SociaalEenzaam", 40, 4, 2016),
    topic("Mantelzorger", 14, 2, 2016),
    topic("Vrijwilligerswerk", 24, 3, 2016),
    topic("MoeiteMetRondkomen", 17, -5, 2016),
];

/// An area in a period, and what of it can be published.
struct Place {
    code: String,
    soort: &'static str,
    /// A number of its own for the streams of chance.
    key: u64,
    /// The wijken since 2017 that it is made of.
    mix: Mix,
    is_published: bool,
}

/// Writes the download of the table.
pub fn write_ggd(sink: &mut dyn Sink, gemeente: &Gemeente) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "ggd/50120NED.csv", Encoding::Utf8WithBom)?;
    let mut line = String::from(
        "\"ID\";\"Leeftijd\";\"Marges\";\"WijkenEnBuurten\";\"Perioden\";\"Gemeentenaam_1\";\
         \"SoortRegio_2\";\"Codering_3\"",
    );
    for (number, topic) in (FIRST_NUMBER..).zip(&TOPICS) {
        write!(line, ";\"{}_{number}\"", topic.name).map_err(io::Error::other)?;
    }
    file.line(format_args!("{line}"))?;
    let mut id = 0;
    for year in YEARS {
        for place in places(gemeente, year) {
            for (leeftijd, leeftijd_code) in LEEFTIJDEN.iter().enumerate() {
                let figures = draw_figures(gemeente.seed, &place, year, leeftijd);
                for (marge, code) in MARGES.iter().enumerate() {
                    let Place { code: area, soort, .. } = &place;
                    line.clear();
                    write!(
                        line,
                        "\"{id}\";\"{leeftijd_code}\";\"{code}\";\"{area:<10}\";\"{year}JJ00\";\"Tilburg\";\
                         \"{soort}\";\"{area:<10}\"",
                    )
                    .map_err(io::Error::other)?;
                    for figure in &figures {
                        let text = figure.map_or_else(|| ".".to_owned(), |f| decimal(f[marge]));
                        write!(line, ";\"{text:>8}\"").map_err(io::Error::other)?;
                    }
                    file.line(format_args!("{line}"))?;
                    id += 1;
                }
            }
        }
    }
    file.finish()
}

/// The city and its wijken, in the division of the year.
fn places(gemeente: &Gemeente, year: u32) -> Vec<Place> {
    let mut places = vec![Place {
        code: "GM0855".to_owned(),
        soort: "Gemeente",
        key: 2000,
        mix: Mix::of_city(),
        is_published: true,
    }];
    if year < 2017 {
        places.extend((0..).take(OLD_WIJKEN.len()).map(|number| Place {
            code: format!("WK08550{number}"),
            soort: "Wijk",
            key: 1000 + u64::from(number),
            mix: Mix::of_old_wijk(number),
            is_published: true,
        }));
    } else {
        let wijken = gemeente.wijken.iter().filter(|wijk| wijk.exists_in(year));
        places.extend(wijken.map(|wijk| Place {
            code: wijk.code(),
            soort: "Wijk",
            key: u64::from(wijk.fact.number),
            mix: Mix::of_wijk(wijk.fact),
            is_published: wijk.is_published(),
        }));
    }
    places
}

/// Value, lower and upper bound of every topic, in tenths of a percent.
fn draw_figures(seed: u64, place: &Place, year: u32, leeftijd: usize) -> Vec<Option<[i64; 3]>> {
    let own = place.mix.mean(|fact| draw_own(seed, fact, year));
    let time = u64::from(year) * 3 + leeftijd as u64;
    let mut draw = Draw::new(seed, "ggd", place.key, time);
    // The city is known better than a single wijk.
    let precision = if place.soort == "Gemeente" { 4 } else { 1 };
    let figure = |(topic, own): (&Topic, i64)| {
        let noise = draw.bell() * 3 / 10 / precision;
        let margin = i64::from(draw.between(2500, 5000)) * topic.spread() / 2500 / precision;
        if topic.since > year || !place.is_published {
            return None;
        }
        let by_age = [0, -topic.older / 4, topic.older][leeftijd];
        let value = topic.mean + by_age + own + noise;
        // The edition of 2016 gives whole percents.
        let step = if year == 2016 { 1000 } else { 100 };
        let round = |number: i64| (number.clamp(100, 99_900) + step / 2) / step * step / 100;
        Some([value, value - margin, value + margin].map(round))
    };
    TOPICS.iter().zip(own).map(figure).collect()
}

/// What a wijk has more or less than the mean of each topic, with the planted effects.
fn draw_own(seed: u64, fact: &WijkFact, year: u32) -> [i64; TOPICS.len()] {
    let mut draw = Draw::new(seed, "ggd wijk", u64::from(fact.number), 0);
    let shift = effects::eenzaam_shift(fact, year);
    TOPICS.each_ref().map(|topic| {
        let shift = match topic.name {
            "Eenzaam" => shift,
            "ErnstigZeerErnstigEenzaam" => shift / 2,
            _ => 0,
        };
        draw.bell() * topic.spread() / 1000 + shift
    })
}

/// Tenths with a decimal point, as `StatLine` writes them.
fn decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(wijk: u32, year: u32, name: &str) -> Option<[i64; 3]> {
        let gemeente = Gemeente::new(2017, 60_000);
        let places = places(&gemeente, year);
        let place = places.iter().find(|place| place.key == u64::from(wijk));
        let figures = draw_figures(2017, place.expect("the wijk exists"), year, 0);
        let topic = TOPICS.iter().position(|topic| topic.name == name);
        figures[topic.expect("the topic exists")]
    }

    #[test]
    fn numbers_in_the_header_are_those_of_the_edition_of_2022() {
        #[track_caller]
        fn case(name: &str, expected: usize) {
            let place = TOPICS.iter().position(|topic| topic.name == name);
            assert_eq!(place.map(|place| place + FIRST_NUMBER), Some(expected));
        }

        case("MistEmotioneleSteun", 23);
        case("Eenzaam", 27);
        case("Vrijwilligerswerk", 32);
        case("MoeiteMetRondkomen", 33);
    }

    #[test]
    fn loneliness_rises_in_the_worsening_wijk() {
        let before = value(38, 2020, "Eenzaam").expect("published")[0];
        let after = value(38, 2022, "Eenzaam").expect("published")[0];
        assert!(after - before > 20, "{before} to {after}");
    }

    #[test]
    fn small_wijken_and_topics_not_asked_are_missing() {
        assert_eq!(value(41, 2022, "Eenzaam"), None);
        assert_eq!(value(38, 2020, "MistEmotioneleSteun"), None);
    }

    #[test]
    fn values_lie_within_their_margins() {
        for wijk in [10, 38, 43, 66] {
            let [value, lower, upper] = value(wijk, 2022, "Roker").expect("published");
            assert!(lower <= value && value <= upper);
        }
    }
}
