//! What is computed from the answers to a survey.

use crate::definition::{Score, Vraag};
use crate::model::Taal;

use super::super::woorden::{en, kaal_getal, of, opsomming};
use super::{Verteller, zinnen};

impl Verteller<'_> {
    /// The mean, the share or with a quantile the quantile of the answers to a survey.
    pub(super) fn vraag(&self, vraag: &Vraag, kwantiel: Option<f64>) -> String {
        let bron = &vraag.bron;
        let kolommen: Vec<_> =
            vraag.score.kolommen().iter().map(|kolom| self.kolom(bron, *kolom)).collect();
        let wie = self.waarin(&vraag.filter, bron, [" en van wie ", " and for whom "]);
        let first = match (self.taal, &vraag.score) {
            (Taal::Nl, Score::Schaal { variabelen, minstens }) => format!(
                "Neem in `{bron}` de respondenten die minstens {minstens} van de {} vragen {} \
                 beantwoordden{wie}.",
                variabelen.len(),
                opsomming(&kolommen, en(self.taal)),
            ),
            (Taal::En, Score::Schaal { variabelen, minstens }) => format!(
                "In `{bron}`, take the respondents who answered at least {minstens} of the {} \
                 questions {}{wie}.",
                variabelen.len(),
                opsomming(&kolommen, en(self.taal)),
            ),
            (Taal::Nl, _) => {
                format!("Neem in `{bron}` de respondenten die {} beantwoordden{wie}.", kolommen[0])
            }
            (Taal::En, _) => {
                format!("In `{bron}`, take the respondents who answered {}{wie}.", kolommen[0])
            }
        };
        zinnen([
            first,
            self.uitkomst(vraag, kwantiel),
            self.antwoorden(vraag),
            self.steekproef(vraag),
        ])
    }

    /// What is computed from the answers.
    fn uitkomst(&self, vraag: &Vraag, kwantiel: Option<f64>) -> String {
        let bron = &vraag.bron;
        let gewogen = vraag.gewicht.map_or_else(String::new, |kolom| {
            let naam = self.kolom(bron, kolom);
            format!("{}{naam}", self.kies(", gewogen met ", ", weighted with "))
        });
        let units = |kolom: usize, units: i64| {
            kaal_getal(units, self.spec(bron).decimalen(kolom), self.taal)
        };
        if let Some(kwantiel) = kwantiel {
            let naam = self.kwantiel(kwantiel);
            let uitleg = self.kwantiel_uitleg(kwantiel, self.kies("hen", "them"));
            return match self.taal {
                Taal::Nl => format!("Neem {naam} van hun antwoorden{gewogen}: {uitleg}."),
                Taal::En => format!("Take {naam} of their answers{gewogen}: {uitleg}."),
            };
        }
        let deel = |antwoord: String| match self.taal {
            Taal::Nl => {
                format!("Bereken welk deel van hen {antwoord} antwoordde{gewogen}. Keer 100.")
            }
            Taal::En => {
                format!("Compute which part of them answered {antwoord}{gewogen}. Multiply by 100.")
            }
        };
        match &vraag.score {
            Score::Antwoord(_) => match self.taal {
                Taal::Nl => format!("Neem het gemiddelde van hun antwoorden{gewogen}."),
                Taal::En => format!("Take the mean of their answers{gewogen}."),
            },
            Score::Schaal { .. } => match self.taal {
                Taal::Nl => format!(
                    "Neem per respondent het gemiddelde van de gegeven antwoorden: dat is de \
                     schaalscore. Neem daarvan het gemiddelde{gewogen}."
                ),
                Taal::En => format!(
                    "For each respondent, take the mean of the answers given: that is the score. \
                     Take the mean of those{gewogen}."
                ),
            },
            Score::Bereik { variabele, vanaf, tot_en_met } => {
                let [vanaf, tot] =
                    [vanaf, tot_en_met].map(|bound| bound.map(|bound| units(*variabele, bound)));
                deel(match (self.taal, vanaf, tot) {
                    (Taal::Nl, Some(van), Some(tot)) => format!("van {van} tot en met {tot}"),
                    (Taal::En, Some(van), Some(tot)) => format!("from {van} to {tot}"),
                    (Taal::Nl, Some(van), None) => format!("{van} of meer"),
                    (Taal::En, Some(van), None) => format!("{van} or more"),
                    (Taal::Nl, None, Some(tot)) => format!("{tot} of minder"),
                    (Taal::En, None, Some(tot)) => format!("{tot} or less"),
                    (_, None, None) => self.kies("wat dan ook", "anything").to_owned(),
                })
            }
            Score::Codes { antwoorden, .. } => {
                let quoted: Vec<_> = antwoorden.iter().map(|code| format!("\"{code}\"")).collect();
                deel(opsomming(&quoted, of(self.taal)))
            }
        }
    }

    /// Which answers count.
    fn antwoorden(&self, vraag: &Vraag) -> String {
        let kolom = vraag.score.kolommen()[0];
        let decimalen = self.spec(&vraag.bron).decimalen(kolom);
        let units = |units: i64| kaal_getal(units, decimalen, self.taal);
        let missing: Vec<_> = match &vraag.score {
            Score::Codes { ontbrekend, .. } => {
                ontbrekend.iter().map(|code| format!("\"{code}\"")).collect()
            }
            _ => vraag.ontbrekend.iter().map(|code| units(*code)).collect(),
        };
        let geldig = vraag.geldig.map(|(min, max)| match self.taal {
            Taal::Nl => format!(
                "Antwoorden liggen van {} tot en met {}; wat erbuiten ligt telt niet mee en wordt \
                 gemeld.",
                units(min),
                units(max)
            ),
            Taal::En => format!(
                "Answers lie from {} to {}; what lies outside does not count and is reported.",
                units(min),
                units(max)
            ),
        });
        let missing = (!missing.is_empty()).then(|| {
            let list = opsomming(&missing, en(self.taal));
            let is_one = missing.len() == 1;
            match (self.taal, is_one) {
                (Taal::Nl, true) => format!("Het antwoord {list} betekent: geen antwoord."),
                (Taal::Nl, false) => format!("De antwoorden {list} betekenen: geen antwoord."),
                (Taal::En, true) => format!("The answer {list} means: no answer."),
                (Taal::En, false) => format!("The answers {list} mean: no answer."),
            }
        });
        zinnen([geldig, missing].into_iter().flatten())
    }

    /// How the sample was drawn.
    fn steekproef(&self, vraag: &Vraag) -> String {
        let gewicht = vraag.gewicht.map(|_| {
            if vraag.gewicht_verplicht {
                self.kies(
                    "Een respondent zonder gewicht is een fout.",
                    "A respondent without a weight is an error.",
                )
            } else {
                self.kies(
                    "Een respondent zonder gewicht telt niet mee en wordt gemeld.",
                    "A respondent without a weight does not count and is reported.",
                )
            }
            .to_owned()
        });
        let stratum = vraag.stratum.map(|kolom| {
            let naam = self.kolom(&vraag.bron, kolom);
            match (self.taal, &vraag.populatie) {
                (Taal::Nl, Some(people)) => format!(
                    "De steekproef is per {naam} getrokken; {} in `{}` zegt hoeveel mensen \
                     daarbij horen.",
                    self.kolom(&people.bron, people.waarde),
                    people.bron
                ),
                (Taal::Nl, None) => format!("De steekproef is per {naam} getrokken."),
                (Taal::En, Some(people)) => format!(
                    "The sample was drawn for each {naam}; {} in `{}` tells how many people \
                     belong to it.",
                    self.kolom(&people.bron, people.waarde),
                    people.bron
                ),
                (Taal::En, None) => format!("The sample was drawn for each {naam}."),
            }
        });
        zinnen([gewicht, stratum].into_iter().flatten())
    }
}
