//! The words that stand in charts, in Dutch and in English.

use crate::model::{
    Datum, Deel, Frequentie, GeenCijfer, GeenInterval, Methode, Onderdrukt, Periode, Taal,
};

use super::number::{Notatie, render_number};

mod stroom;

pub(super) use stroom::{Stroomwoorden, stroomwoorden};

use chrono::Datelike;

/// The fixed words of one language.
pub(super) struct Woorden {
    /// The code of the language.
    pub taal: &'static str,
    /// How numbers are written.
    pub notatie: Notatie,
    /// What stands before the name of a gemeente.
    pub gemeente: &'static str,
    /// What stands behind the confidence of an interval that the monitor computed.
    interval: &'static str,
    /// The interval that the source published.
    interval_bron: &'static str,
    /// What stands before one source, and before more.
    pub bron: [&'static str; 2],
    /// The program that drew the chart.
    pub gegenereerd: &'static str,
    /// What stands between two reasons.
    pub of: &'static str,
    /// Warns that differences look larger than they are.
    pub niet_vanaf_nul: &'static str,
    /// What a thin line through a point stands for.
    pub afgekapt: &'static str,
    /// How panels are arranged, for wijken and for toegangsgebieden.
    pub vakken: [&'static str; 2],
    /// The line of the panel's own area, for wijken and for toegangsgebieden.
    pub gebied: [&'static str; 2],
    /// What stands before the title of the chart with panels, in a sentence.
    pub per_gebied: [&'static str; 2],
    /// What a dashed line stands for.
    pub breuk: &'static str,
    /// What a thin dashed line stands for, before its day.
    pub wijziging: &'static str,
    /// How often there is a figure: each year, half-year, quarter, month or measurement.
    frequenties: [&'static str; 5],
    /// The letter of quarters.
    pub kwartaal: char,
    /// The letter of half-years.
    pub halfjaar: char,
    /// The months, short.
    pub maanden: [&'static str; 12],
    /// A panel of which all cells are withheld here.
    onderdrukt: &'static str,
    /// A panel of which all cells are withheld by the source.
    geheim: &'static str,
    /// A panel without cells.
    ontbreekt: &'static str,
    /// A panel where the figure has no meaning.
    niet_van_toepassing: &'static str,
    /// A panel of an area that had other borders.
    niet_vergelijkbaar: &'static str,
    /// What an open point stands for.
    pub herleid: &'static str,
}

static NL: Woorden = Woorden {
    taal: "nl",
    notatie: Notatie::Nl,
    gemeente: "Gemeente ",
    interval: "%-interval",
    interval_bron: "interval van de bron",
    bron: ["Bron: ", "Bronnen: "],
    gegenereerd: "gegenereerd met wijkmonitor",
    of: " of ",
    niet_vanaf_nul: "de verticale as begint niet bij 0",
    afgekapt: "dunne lijn: het interval loopt door buiten het vak",
    vakken: [
        "Wijken op alfabet, alle vakken met dezelfde assen",
        "Toegangsgebieden op alfabet, alle vakken met dezelfde assen",
    ],
    gebied: ["wijk", "toegangsgebied"],
    per_gebied: ["per wijk", "per toegangsgebied"],
    breuk: "breuk in de registratie",
    wijziging: "dunne stippellijn,",
    frequenties: ["per jaar", "per halfjaar", "per kwartaal", "per maand", "per meting"],
    kwartaal: 'K',
    halfjaar: 'H',
    maanden: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    onderdrukt: "te klein om te tonen",
    geheim: "geheim bij bron",
    ontbreekt: "geen cijfer",
    niet_van_toepassing: "niet van toepassing",
    niet_vergelijkbaar: "niet vergelijkbaar",
    herleid: "○ herleid uit gebieden van een eerdere indeling",
};

static EN: Woorden = Woorden {
    taal: "en",
    notatie: Notatie::En,
    gemeente: "Municipality of ",
    interval: "% interval",
    interval_bron: "interval of the source",
    bron: ["Source: ", "Sources: "],
    gegenereerd: "generated with wijkmonitor",
    of: " or ",
    niet_vanaf_nul: "the vertical axis does not start at 0",
    afgekapt: "thin line: the interval continues outside the panel",
    vakken: [
        "Districts in alphabetical order, all panels with the same axes",
        "Access areas in alphabetical order, all panels with the same axes",
    ],
    gebied: ["district", "access area"],
    per_gebied: ["by district", "by access area"],
    breuk: "break in the registration",
    wijziging: "thin dashed line,",
    frequenties: ["per year", "per half-year", "per quarter", "per month", "per measurement"],
    kwartaal: 'Q',
    halfjaar: 'H',
    maanden: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    onderdrukt: "too small to show",
    geheim: "withheld by source",
    ontbreekt: "no figure",
    niet_van_toepassing: "not applicable",
    niet_vergelijkbaar: "not comparable",
    herleid: "○ converted from areas of an earlier division",
};

impl Woorden {
    /// The words of a language.
    pub(super) fn of(taal: Taal) -> &'static Self {
        match taal {
            Taal::Nl => &NL,
            Taal::En => &EN,
        }
    }

    /// A period as readers write it: `2017K1` is `2017Q1` in English.
    pub(super) fn periode(&self, periode: Periode) -> String {
        let jaar = periode.jaar();
        match periode.deel() {
            Deel::Jaar => jaar.to_string(),
            Deel::Halfjaar(n) => format!("{jaar}{}{n}", self.halfjaar),
            Deel::Kwartaal(n) => format!("{jaar}{}{n}", self.kwartaal),
            Deel::Maand(n) => format!("{} {jaar}", self.maanden[usize::from(n - 1)]),
        }
    }

    /// The periods of a chart: from the first to the last, or the only one.
    pub(super) fn perioden(&self, first: Periode, last: Periode) -> String {
        if first == last {
            self.periode(first)
        } else {
            format!("{}–{}", self.periode(first), self.periode(last))
        }
    }

    /// How often there is a figure.
    pub(super) fn frequentie(&self, frequentie: Frequentie) -> &'static str {
        let [jaar, halfjaar, kwartaal, maand, meting] = self.frequenties;
        match frequentie {
            Frequentie::Jaar => jaar,
            Frequentie::Halfjaar => halfjaar,
            Frequentie::Kwartaal => kwartaal,
            Frequentie::Maand => maand,
            Frequentie::Meting => meting,
        }
    }

    /// A date as readers write it: `1 apr 2018`.
    pub(super) fn datum(&self, datum: Datum) -> String {
        let maand = self.maanden[datum.month0() as usize];
        format!("{} {maand} {}", datum.day(), datum.year())
    }

    /// What the band around a line is called.
    pub(super) fn interval(&self, methode: Methode, betrouwbaarheid: f64) -> String {
        if matches!(methode, Methode::Gepubliceerd | Methode::GepubliceerdAfgerond) {
            return self.interval_bron.to_owned();
        }
        // 0.95 is 95 and 0.998 is 99,8.
        let percent = render_number(betrouwbaarheid * 100.0, 1, self.notatie);
        let whole = percent.strip_suffix(",0").or(percent.strip_suffix(".0"));
        format!("{}{}", whole.unwrap_or(&percent), self.interval)
    }

    /// Why a figure that is shown has no interval.
    pub(super) fn geen_interval(&self, reason: GeenInterval) -> &'static str {
        let reasons = match self.taal {
            "en" => [
                "no interval: the source gives no margin",
                "no interval where all answers are the same",
                "no interval with so few respondents",
                "no interval where strata have one respondent",
                "no interval: everybody answered",
                "no interval: a sum of amounts does not tell its spread",
                "no interval for a converted part of another area",
                "no interval: how the figures of the formula go together is not known",
                "no interval: a figure of the formula has none",
                "no interval with so few persons",
            ],
            _ => [
                "geen interval: de bron geeft geen marge",
                "geen interval waar alle antwoorden gelijk zijn",
                "geen interval bij zo weinig respondenten",
                "geen interval waar strata één respondent hebben",
                "geen interval: iedereen antwoordde",
                "geen interval: een som van bedragen of uren zegt niets over de spreiding",
                "geen interval bij een herleid deel van een ander gebied",
                "geen interval: hoe de cijfers van de formule samenhangen is niet bekend",
                "geen interval: een cijfer van de formule heeft er geen",
                "geen interval bij zo weinig personen",
            ],
        };
        match reason {
            GeenInterval::BronZonderMarge => reasons[0],
            GeenInterval::GelijkeAntwoorden => reasons[1],
            GeenInterval::TeWeinigRespondenten => reasons[2],
            GeenInterval::EenzaamStratum => reasons[3],
            GeenInterval::VolledigeTelling => reasons[4],
            GeenInterval::SomZonderVerdeling => reasons[5],
            GeenInterval::Herleid => reasons[6],
            GeenInterval::SamenhangOnbekend => reasons[7],
            GeenInterval::DeelZonderInterval => reasons[8],
            GeenInterval::TeWeinigPersonen => reasons[9],
        }
    }

    /// The name of the gemeente with what it is, once.
    pub(super) fn gemeente(&self, naam: &str) -> String {
        if naam.to_lowercase().contains("gemeente") {
            naam.to_owned()
        } else {
            format!("{}{naam}", self.gemeente)
        }
    }

    /// Why nothing is shown; the monitor's own reasons have one text.
    pub(super) fn onderdrukt(&self, reason: Onderdrukt) -> &'static str {
        match reason {
            Onderdrukt::Monitor => self.onderdrukt,
            Onderdrukt::Bron => self.geheim,
        }
    }

    /// Why there is nothing to show.
    pub(super) fn geen(&self, reason: GeenCijfer) -> &'static str {
        match reason {
            GeenCijfer::Ontbreekt => self.ontbreekt,
            GeenCijfer::NietVanToepassing => self.niet_van_toepassing,
            GeenCijfer::NietVergelijkbaar => self.niet_vergelijkbaar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_periods_as_readers_do() {
        #[track_caller]
        fn case(periode: &str, nl: &str, en: &str) {
            let periode = periode.parse().expect("a period");
            assert_eq!(NL.periode(periode), nl);
            assert_eq!(EN.periode(periode), en);
        }

        case("2017", "2017", "2017");
        case("2017K1", "2017K1", "2017Q1");
        case("2017H2", "2017H2", "2017H2");
        case("2017M03", "mrt 2017", "Mar 2017");
    }

    #[test]
    fn writes_one_period_once() {
        let periode = |text: &str| text.parse().expect("a period");
        assert_eq!(NL.perioden(periode("2022"), periode("2022")), "2022");
        assert_eq!(EN.perioden(periode("2017K1"), periode("2017K2")), "2017Q1–2017Q2");
    }

    #[test]
    fn says_how_often() {
        assert_eq!(NL.frequentie(Frequentie::Kwartaal), "per kwartaal");
        assert_eq!(NL.frequentie(Frequentie::Meting), "per meting");
        assert_eq!(EN.frequentie(Frequentie::Jaar), "per year");
    }

    #[test]
    fn names_the_confidence_of_an_interval() {
        assert_eq!(NL.interval(Methode::Wilson, 0.95), "95%-interval");
        assert_eq!(NL.interval(Methode::Wilson, 0.998), "99,8%-interval");
        assert_eq!(EN.interval(Methode::Taylor, 0.9), "90% interval");
        assert_eq!(NL.interval(Methode::Gepubliceerd, 0.95), "interval van de bron");
    }

    #[test]
    fn says_gemeente_once() {
        assert_eq!(NL.gemeente("Tilburg"), "Gemeente Tilburg");
        assert_eq!(NL.gemeente("Gemeente Tilburg"), "Gemeente Tilburg");
        assert_eq!(NL.gemeente("Kleine gemeente"), "Kleine gemeente");
    }
}
