//! A peeled change in words: what its factors are called, and how the change may be read.

#[cfg(test)]
pub(super) mod voorbeeld;
mod zinnen;

use std::collections::BTreeMap;

use crate::analysis::{Factorsoort, PeeledChange};
use crate::model::{Niveau, Taal};

use super::number::render_number;
use super::text::Woorden;

/// The words of one declared change, in one language.
#[derive(Clone, Copy)]
pub(super) struct Afpelwoorden<'a, 'd> {
    pub(super) change: &'a PeeledChange<'d>,
    pub(super) taal: Taal,
}

/// A number with its sign; no sign when it is written as zero.
pub(super) fn signed(value: f64, decimalen: u8, woorden: &Woorden) -> String {
    let text = render_number(value, decimalen, woorden.notatie);
    let is_zero = !text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    if 0.0 < value && !is_zero { format!("+{text}") } else { text }
}

impl Afpelwoorden<'_, '_> {
    fn is_nl(self) -> bool {
        self.taal == Taal::Nl
    }

    pub(super) fn woorden(self) -> &'static Woorden {
        Woorden::of(self.taal)
    }

    /// What the product is called.
    pub(super) fn titel(&self) -> &str {
        self.change.afpelling.titel.in_taal(self.taal)
    }

    /// The title of its charts.
    pub(super) fn titel_afgepeld(&self) -> String {
        match self.taal {
            Taal::Nl => format!("{}, afgepeld", self.titel()),
            Taal::En => format!("{}, by factor", self.titel()),
        }
    }

    /// What the thin lines are.
    pub(super) fn lijn_note(self) -> String {
        match self.taal {
            Taal::Nl => format!("dunne lijn: {} van de bijdrage", self.interval()),
            Taal::En => format!("thin line: {} of the contribution", self.interval()),
        }
    }

    /// What an arrow at the end of a thin line is.
    pub(super) fn afgekapt_note(self) -> &'static str {
        match self.taal {
            Taal::Nl => "pijl: het interval loopt door buiten het vak",
            Taal::En => "arrow: the interval continues outside the panel",
        }
    }

    /// The unit of the product.
    pub(super) fn eenheid(&self) -> &str {
        self.change.afpelling.eenheid.in_taal(self.taal)
    }

    /// From which period to which.
    pub(super) fn perioden(self) -> String {
        let woorden = self.woorden();
        format!("{} → {}", woorden.periode(self.change.van), woorden.periode(self.change.tot))
    }

    /// A volume, with the decimals of its indicator.
    pub(super) fn volume(self, value: f64) -> String {
        render_number(value, self.change.decimalen, self.woorden().notatie)
    }

    /// A change as a percentage of the volume in the first period.
    pub(super) fn procent(self, value: f64) -> String {
        format!("{} %", signed(value, 1, self.woorden()))
    }

    /// The name of a factor.
    pub(super) fn factor(self, factor: Factorsoort) -> &'static str {
        match (factor, self.taal) {
            (Factorsoort::Inwoners, Taal::Nl) => "inwoners",
            (Factorsoort::Meldingen, Taal::Nl) => "meldingen",
            (Factorsoort::Beroep, Taal::Nl) => "meldingen per inwoner",
            (Factorsoort::Aandeel, Taal::Nl) => "aandeel doorverwezen",
            (Factorsoort::Doorloop, Taal::Nl) => "cliënten per doorverwijzing",
            (Factorsoort::Intensiteit, Taal::Nl) => "intensiteit per cliënt",
            (Factorsoort::IntensiteitPerDoorverwijzing, Taal::Nl) => {
                "intensiteit per doorverwijzing"
            }
            (Factorsoort::Inwoners, Taal::En) => "residents",
            (Factorsoort::Meldingen, Taal::En) => "requests",
            (Factorsoort::Beroep, Taal::En) => "requests per resident",
            (Factorsoort::Aandeel, Taal::En) => "share referred",
            (Factorsoort::Doorloop, Taal::En) => "clients per referral",
            (Factorsoort::Intensiteit, Taal::En) => "intensity per client",
            (Factorsoort::IntensiteitPerDoorverwijzing, Taal::En) => "intensity per referral",
        }
    }

    /// The unit of a factor in which their product is the volume.
    pub(super) fn eenheid_van(self, factor: Factorsoort) -> String {
        let own = self.eenheid();
        let words = match (factor, self.taal) {
            (Factorsoort::Inwoners, Taal::Nl) => "inwoners",
            (Factorsoort::Meldingen, Taal::Nl) => "meldingen",
            (Factorsoort::Beroep, Taal::Nl) => "meldingen per inwoner",
            (Factorsoort::Aandeel, Taal::Nl) => "doorverwijzingen per melding",
            (Factorsoort::Doorloop, Taal::Nl) => "cliënten per doorverwijzing",
            (Factorsoort::Inwoners, Taal::En) => "residents",
            (Factorsoort::Meldingen, Taal::En) => "requests",
            (Factorsoort::Beroep, Taal::En) => "requests per resident",
            (Factorsoort::Aandeel, Taal::En) => "referrals per request",
            (Factorsoort::Doorloop, Taal::En) => "clients per referral",
            (Factorsoort::Intensiteit, Taal::Nl) => return format!("{own} per cliënt"),
            (Factorsoort::Intensiteit, Taal::En) => return format!("{own} per client"),
            (Factorsoort::IntensiteitPerDoorverwijzing, Taal::Nl) => {
                return format!("{own} per doorverwijzing");
            }
            (Factorsoort::IntensiteitPerDoorverwijzing, Taal::En) => {
                return format!("{own} per referral");
            }
        };
        words.to_owned()
    }

    /// The value of a factor as people read it, and in what unit: 42,2 and `per 1.000 inwoners`.
    pub(super) fn leesbaar(self, factor: Factorsoort, value: Option<f64>) -> String {
        let (times, decimalen) = match factor {
            Factorsoort::Inwoners | Factorsoort::Meldingen => (1.0, 0),
            Factorsoort::Beroep => (1000.0, 1),
            Factorsoort::Aandeel => (100.0, 1),
            Factorsoort::Doorloop => (1.0, 2),
            Factorsoort::Intensiteit | Factorsoort::IntensiteitPerDoorverwijzing => {
                (1.0, self.change.decimalen)
            }
        };
        value.map_or_else(
            || "–".to_owned(),
            |value| render_number(value * times, decimalen, self.woorden().notatie),
        )
    }

    /// The unit of [`Self::leesbaar`].
    pub(super) fn leeseenheid(self, factor: Factorsoort) -> String {
        match (factor, self.taal) {
            (Factorsoort::Beroep, Taal::Nl) => "per 1.000 inwoners".to_owned(),
            (Factorsoort::Beroep, Taal::En) => "per 1,000 residents".to_owned(),
            (Factorsoort::Aandeel, Taal::Nl) => "per 100 meldingen".to_owned(),
            (Factorsoort::Aandeel, Taal::En) => "per 100 requests".to_owned(),
            (Factorsoort::Inwoners | Factorsoort::Meldingen | Factorsoort::Doorloop, _) => {
                String::new()
            }
            _ => self.eenheid_van(factor),
        }
    }

    /// The areas of a level.
    pub(super) fn gebieden(self, niveau: Niveau) -> &'static str {
        let names = match niveau {
            Niveau::Buurt => ["buurten", "neighbourhoods"],
            Niveau::Wijk => ["wijken", "districts"],
            Niveau::Wijknetwerk => ["wijknetwerken", "district networks"],
            Niveau::Toegangsgebied => ["toegangsgebieden", "access areas"],
            Niveau::Stadsdeel => ["stadsdelen", "city parts"],
            Niveau::Gemeente => ["gemeente", "municipality"],
        };
        names[usize::from(!self.is_nl())]
    }

    /// What a table of areas shows: `per wijk, in procent van 2019`.
    pub(super) fn per_gebied_note(self, gebieden: &str) -> String {
        let van = self.woorden().periode(self.change.van);
        match self.taal {
            Taal::Nl => format!("bijdrage per factor, {gebieden}, in procent van {van}"),
            Taal::En => format!("contribution of each factor, {gebieden}, in percent of {van}"),
        }
    }

    /// The head of the column with the change as a whole.
    pub(super) fn samen(self) -> &'static str {
        if self.is_nl() { "samen" } else { "together" }
    }

    /// The head of the column with verdicts.
    pub(super) fn oordeel_kop(self) -> &'static str {
        if self.is_nl() { "hoe te lezen" } else { "how to read" }
    }

    /// That all columns compare.
    pub(super) fn zelfde_schaal_note(self) -> &'static str {
        match self.taal {
            Taal::Nl => "alle kolommen met dezelfde schaal, gebieden op alfabet",
            Taal::En => "all columns on one scale, areas in alphabetical order",
        }
    }

    /// What a bold number is.
    pub(super) fn vet_note(self) -> &'static str {
        match self.taal {
            Taal::Nl => "vet: 0 ligt buiten het interval",
            Taal::En => "bold: 0 lies outside the interval",
        }
    }

    /// What a star is.
    pub(super) fn limiet_note(self) -> &'static str {
        match self.taal {
            Taal::Nl => "* een factor was nul: de verdeling is een limiet",
            Taal::En => "* a factor was zero: the division is a limit",
        }
    }

    /// Why an area has no percentages.
    pub(super) fn begint_bij_nul(self) -> &'static str {
        match self.taal {
            Taal::Nl => "begint bij nul",
            Taal::En => "starts at zero",
        }
    }

    /// How many areas are not drawn, and why.
    pub(super) fn weggelaten(
        self,
        n: usize,
        gebieden: &str,
        counts: &BTreeMap<&str, usize>,
    ) -> String {
        let told: Vec<_> = counts.iter().map(|(why, n)| format!("{n} {why}")).collect();
        let told = told.join(", ");
        match self.taal {
            Taal::Nl => format!("Niet getekend: {n} {gebieden} ({told})."),
            Taal::En => format!("Not drawn: {n} {gebieden} ({told})."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::voorbeeld::{afpelling, change};
    use super::*;

    #[test]
    fn factors_are_read_in_units_of_people() {
        let afpelling = afpelling(1);
        let change = change(&afpelling, Vec::new());
        let words = |taal| Afpelwoorden { change: &change, taal };
        let read = |taal, factor, value| {
            let words: Afpelwoorden = words(taal);
            format!("{} {}", words.leesbaar(factor, Some(value)), words.leeseenheid(factor))
        };
        assert_eq!(read(Taal::Nl, Factorsoort::Beroep, 0.042_21), "42,2 per 1.000 inwoners");
        assert_eq!(read(Taal::Nl, Factorsoort::Aandeel, 0.218_3), "21,8 per 100 meldingen");
        assert_eq!(
            read(Taal::Nl, Factorsoort::Intensiteit, 12_224.5),
            "12.225 euro per jaar per cliënt"
        );
        assert_eq!(read(Taal::En, Factorsoort::Doorloop, 2.034), "2.03 ");
        assert_eq!(words(Taal::Nl).leesbaar(Factorsoort::Doorloop, None), "–");
    }

    #[test]
    fn a_sign_stands_before_what_is_not_zero() {
        let nl = Woorden::of(Taal::Nl);
        assert_eq!(signed(1234.56, 1, nl), "+1.234,6");
        assert_eq!(signed(-0.26, 1, nl), "-0,3");
        assert_eq!(signed(0.04, 1, nl), "0,0");
        assert_eq!(signed(-0.04, 1, nl), "0,0");
    }
}
