//! How sure a figure is: its interval, and below what it is withheld or shown with a reservation.

use crate::definition::{
    Afgeleid, Grenzen, Indicator, Meting, Naar, Ratio, Samenhang, Tel, Telling, Verdeling,
};
use crate::model::{Dominantie, Drempels, Taal};
use crate::source::Vorm;

use super::woorden::{en, getal, kies, opsomming};
use super::{Blok, Catalogus};

/// Says how the interval is made.
pub(super) fn interval_in_woorden(
    indicator: &Indicator,
    catalogus: &Catalogus,
    taal: Taal,
) -> Vec<Blok> {
    let procent = getal(indicator.info.betrouwbaarheid * 100.0, taal);
    let kind = match &indicator.meting {
        Meting::Ratio(ratio) => of_ratio(ratio, catalogus, taal).to_owned(),
        Meting::Aandeel(aandeel) => {
            let has_persons = catalogus.spec(&aandeel.bron).persoon().is_some();
            if has_persons && matches!(aandeel.tel, Tel::Records) {
                kies(
                    taal,
                    "Het interval is dat van Wilson voor een aandeel. Wie meer rijen heeft, maakt \
                     het ruimer (`wilson` of `wilson_geclusterd`).",
                    "The interval is Wilson's for a share. Persons with more than one row make it \
                     wider (`wilson` or `wilson_geclusterd`).",
                )
            } else {
                kies(
                    taal,
                    "Het interval is dat van Wilson voor een aandeel (`wilson`).",
                    "The interval is Wilson's for a share (`wilson`).",
                )
            }
            .to_owned()
        }
        Meting::Stroom(_) => kies(
            taal,
            "Het interval is dat van Wilson voor een aandeel (`wilson`).",
            "The interval is Wilson's for a share (`wilson`).",
        )
        .to_owned(),
        Meting::EnqueteAandeel(_) => kies(
            taal,
            "Het interval is dat van Wilson op het effectieve aantal respondenten, ook als \
             iedereen hetzelfde antwoordde (`wilson_effectief`). Gewichten, strata en de eindige \
             bevolking tellen mee.",
            "The interval is Wilson's on the effective number of respondents, also when all gave \
             the same answer (`wilson_effectief`). Weights, strata and the finite population \
             count.",
        )
        .to_owned(),
        Meting::Gemiddelde(_) => kies(
            taal,
            "Het interval volgt uit de opzet van de steekproef: gewichten, strata en de eindige \
             bevolking (linearisatie van Taylor, `taylor`).",
            "The interval follows from the design of the sample: weights, strata and the finite \
             population (Taylor linearisation, `taylor`).",
        )
        .to_owned(),
        Meting::Verdeling(Verdeling::Register { .. }) => kies(
            taal,
            "Het interval ligt tussen twee rangnummers en veronderstelt niets over de vorm van de \
             verdeling (`rangorde`).",
            "The interval lies between two ranks and supposes nothing about the form of the \
             distribution (`rangorde`).",
        )
        .to_owned(),
        Meting::Verdeling(Verdeling::Enquete { .. }) => kies(
            taal,
            "Het interval is dat van Woodruff voor een kwantiel van een steekproef (`woodruff`).",
            "The interval is Woodruff's for a quantile of a sample (`woodruff`).",
        )
        .to_owned(),
        Meting::Gepubliceerd(figure) => {
            let marges = match figure.grenzen {
                Grenzen::Geen => kies(
                    taal,
                    "De bron geeft geen marges, dus er is geen interval.",
                    "The source gives no margins, so there is no interval.",
                ),
                _ => kies(
                    taal,
                    "Het interval is dat van de bron (`gepubliceerd`).",
                    "The interval is that of the source (`gepubliceerd`).",
                ),
            };
            let afgerond = figure.afronding.filter(|_| figure.grenzen != Grenzen::Geen);
            let afgerond = afgerond.map(|afronding| {
                let unit = getal(afronding.unit(), taal);
                match taal {
                    Taal::Nl => format!(
                        " De bron rondt af op {unit}; het interval is ruimer gemaakt met wat \
                         daardoor onzeker is (`gepubliceerd_afgerond`)."
                    ),
                    Taal::En => format!(
                        " The source rounds to {unit}; the interval is made wider by what that \
                         leaves unsure (`gepubliceerd_afgerond`)."
                    ),
                }
            });
            return vec![Blok::Alinea([marges, &afgerond.unwrap_or_default()].concat())];
        }
        Meting::Afgeleid(afgeleid) => of_formule(afgeleid, catalogus, taal),
    };
    let zekerheid = match taal {
        Taal::Nl => format!("De betrouwbaarheid is {procent} %."),
        Taal::En => format!("The confidence is {procent}%."),
    };
    vec![Blok::Alinea(format!("{kind} {zekerheid}"))]
}

fn of_ratio(ratio: &Ratio, catalogus: &Catalogus, taal: Taal) -> &'static str {
    if let Some(standaard) = &ratio.standaard {
        return match standaard.naar {
            Naar::Gemeente { .. } | Naar::Gewichten => kies(
                taal,
                "Het interval is dat van Dobson voor een gestandaardiseerd cijfer (`dobson`). Bij \
                 minder dan tien gebeurtenissen is er geen.",
                "The interval is Dobson's for a standardised rate (`dobson`). With fewer than ten \
                 events there is none.",
            ),
        };
    }
    let has_persons = catalogus.spec(&ratio.teller.bron).persoon().is_some();
    match ratio.teller.tel {
        Tel::Records if has_persons => kies(
            taal,
            "Het interval is exact voor een telling (Poisson). Wie meer rijen heeft, maakt het \
             ruimer (`poisson_exact` of `poisson_geclusterd`).",
            "The interval is exact for a count (Poisson). Persons with more than one row make it \
             wider (`poisson_exact` or `poisson_geclusterd`).",
        ),
        Tel::Records | Tel::Uniek(_) | Tel::PersonenMet { .. } | Tel::Verdeling(_) => kies(
            taal,
            "Het interval is exact voor een telling (Poisson, `poisson_exact`).",
            "The interval is exact for a count (Poisson, `poisson_exact`).",
        ),
        Tel::Som(_) if has_persons => kies(
            taal,
            "Het interval volgt uit hoeveel de bedragen of uren van personen verschillen \
             (`bedragen_per_persoon`). Bij minder dan tien personen is er geen.",
            "The interval follows from how much the amounts or hours of persons differ \
             (`bedragen_per_persoon`). With fewer than ten persons there is none.",
        ),
        Tel::Som(_) => kies(
            taal,
            "Er is geen interval: een som zonder personen zegt niets over de spreiding.",
            "There is no interval: a sum without persons does not tell its spread.",
        ),
    }
}

fn of_formule(afgeleid: &Afgeleid, catalogus: &Catalogus, taal: Taal) -> String {
    if let Some(id) = afgeleid.formule.als_verschil_met_gemeente()
        && catalogus
            .kaart(id)
            .is_some_and(|kaart| knows_how_parts_go_together(&kaart.indicator.meting))
    {
        return kies(
            taal,
            "Het interval houdt er rekening mee dat het gebied zelf een deel van de gemeente is \
             (`tegen_gemeente`).",
            "The interval takes into account that the area itself is a part of the municipality \
             (`tegen_gemeente`).",
        )
        .to_owned();
    }
    let door = kies(
        taal,
        "Het interval is doorgerekend uit die van de cijfers in de formule (`delta`).",
        "The interval is propagated from those of the figures in the formula (`delta`).",
    );
    match &afgeleid.samenhang {
        Samenhang::Onbekend => kies(
            taal,
            "Er is geen interval: hoe de cijfers van de formule samenhangen is niet bekend \
             (`samenhang_onbekend`).",
            "There is no interval: how the figures of the formula go together is not known \
             (`samenhang_onbekend`).",
        )
        .to_owned(),
        Samenhang::Onafhankelijk => format!(
            "{door} {}",
            kies(
                taal,
                "De cijfers hebben niets met elkaar te maken.",
                "The figures have nothing to do with each other.",
            )
        ),
        Samenhang::Correlaties(correlaties) => {
            let pairs: Vec<_> = correlaties
                .iter()
                .map(|(van, met, correlatie)| {
                    let correlatie = getal(*correlatie, taal);
                    match taal {
                        Taal::Nl => format!("{correlatie} tussen `{van}` en `{met}`"),
                        Taal::En => format!("{correlatie} between `{van}` and `{met}`"),
                    }
                })
                .collect();
            let list = opsomming(&pairs, en(taal));
            format!(
                "{door} {} {list}.",
                kies(taal, "De samenhang (correlatie) is", "The correlation is")
            )
        }
    }
}

/// True for figures of which it is known how an area goes together with the gemeente around it.
fn knows_how_parts_go_together(meting: &Meting) -> bool {
    match meting {
        Meting::Ratio(ratio) => ratio.standaard.is_none(),
        Meting::Aandeel(_) | Meting::EnqueteAandeel(_) | Meting::Gemiddelde(_) => true,
        Meting::Verdeling(_)
        | Meting::Gepubliceerd(_)
        | Meting::Afgeleid(_)
        | Meting::Stroom(_) => false,
    }
}

/// Says below what a figure is withheld, or shown with a reservation.
pub(super) fn drempels_in_woorden(
    indicator: &Indicator,
    catalogus: &Catalogus,
    taal: Taal,
) -> Vec<Blok> {
    let drempels = indicator.info.drempels;
    let n = |number: u64| getal(number as f64, taal);
    let mut items = Vec::new();
    if indicator.meting.vraag().is_some() {
        let (minimum, indicatief) = (n(drempels.minimum_n), indicator.info.indicatief);
        let respons = getal(indicatief.respons * 100.0, taal);
        items.push(match taal {
            Taal::Nl => format!("Onderdrukt bij minder dan {minimum} respondenten."),
            Taal::En => format!("Withheld with fewer than {minimum} respondents."),
        });
        if matches!(indicator.meting, Meting::EnqueteAandeel(_)) {
            items.extend(answers_in_words(drempels, taal));
        }
        items.push(match taal {
            Taal::Nl => format!(
                "Met voorbehoud bij minder dan {} respondenten, of als minder dan {respons} % van \
                 wie gevraagd werd antwoordde.",
                n(indicatief.n)
            ),
            Taal::En => format!(
                "With a reservation with fewer than {} respondents, or when fewer than {respons} \
                 % of those asked answered.",
                n(indicatief.n)
            ),
        });
        return vec![Blok::Lijst(items)];
    }
    match &indicator.meting {
        Meting::Gepubliceerd(_) => {
            let text = kies(
                taal,
                "Wat de bron onderdrukt, blijft onderdrukt.",
                "What the source withholds stays withheld.",
            );
            return vec![Blok::Alinea(text.to_owned())];
        }
        Meting::Afgeleid(_) => {
            let text = kies(
                taal,
                "Onderdrukt waar een van de cijfers in de formule onderdrukt is.",
                "Withheld where one of the figures in the formula is withheld.",
            );
            return vec![Blok::Alinea(text.to_owned())];
        }
        _ => {}
    }
    if let Meting::Verdeling(verdeling) = &indicator.meting {
        let wie = wie(verdeling.bron(), catalogus, taal);
        // The smallest number with as many on the smaller side as with a median that is shown.
        let kwantiel = verdeling.kwantiel();
        let is_shown = |persons: &u64| drempels.teller_min <= kwantiel.as_a_median(*persons);
        // One in a thousand is the farthest out that a quantile is kept.
        let most = drempels.noemer_min.max(drempels.teller_min.saturating_mul(500));
        let minimum = n((drempels.noemer_min..=most).find(is_shown).unwrap_or(most));
        let text = match taal {
            Taal::Nl => format!("Onderdrukt bij minder dan {minimum} {wie}."),
            Taal::En => format!("Withheld with fewer than {minimum} {wie}."),
        };
        return vec![Blok::Alinea(text)];
    }
    // Moves are those of the persons of all layers.
    let bronnen = indicator.meting.bronnen();
    let first = indicator.meting.bron().or(bronnen.first().copied());
    let teller = wie(first.unwrap_or_default(), catalogus, taal);
    let noemer = match &indicator.meting {
        Meting::Ratio(ratio) => wie(&ratio.noemer.bron, catalogus, taal),
        _ => teller,
    };
    let minimum = n(drempels.noemer_min);
    if 1 < drempels.teller_min {
        let most = n(drempels.teller_min - 1);
        items.push(match (taal, &indicator.meting) {
            (Taal::Nl, Meting::Aandeel(_)) => format!(
                "Onderdrukt bij 1 tot en met {most} {teller} in het deel, of in wat er van het \
                 geheel overblijft."
            ),
            (Taal::En, Meting::Aandeel(_)) => {
                format!(
                    "Withheld with 1 to {most} {teller} in the part, or in the rest of the whole."
                )
            }
            (Taal::Nl, Meting::Ratio(_)) => {
                format!("Onderdrukt bij 1 tot en met {most} {teller} in de teller.")
            }
            (Taal::En, Meting::Ratio(_)) => {
                format!("Withheld with 1 to {most} {teller} in the numerator.")
            }
            (Taal::Nl, _) => format!("Onderdrukt bij 1 tot en met {most} {teller}."),
            (Taal::En, _) => format!("Withheld with 1 to {most} {teller}."),
        });
    }
    match (taal, &indicator.meting) {
        (Taal::Nl, Meting::Aandeel(_)) => {
            items.push(format!("Onderdrukt bij minder dan {minimum} {noemer} in het geheel."));
        }
        (Taal::En, Meting::Aandeel(_)) => {
            items.push(format!("Withheld with fewer than {minimum} {noemer} in the whole."));
        }
        (Taal::Nl, Meting::Ratio(_)) => {
            items.push(format!("Onderdrukt bij minder dan {minimum} {noemer} in de noemer."));
        }
        (Taal::En, Meting::Ratio(_)) => {
            items.push(format!("Withheld with fewer than {minimum} {noemer} in the denominator."));
        }
        _ => {}
    }
    items.extend(dominance_in_words(indicator, catalogus, taal));
    items.push(
        if drempels.nul_tonen {
            kies(taal, "Een echte nul wordt getoond.", "A true zero is shown.")
        } else {
            kies(taal, "Ook een nul wordt onderdrukt.", "A zero is withheld, too.")
        }
        .to_owned(),
    );
    if matches!(indicator.meting, Meting::Aandeel(_)) && !drempels.compleet_tonen {
        let text =
            kies(taal, "Een aandeel van 100 % wordt onderdrukt.", "A share of 100% is withheld.");
        items.push(text.to_owned());
    }
    vec![Blok::Lijst(items)]
}

/// Says below how many respondents on either side a share of answers is withheld.
fn answers_in_words(drempels: Drempels, taal: Taal) -> Vec<String> {
    let mut items = Vec::new();
    if 1 < drempels.antwoord_min {
        let most = getal((drempels.antwoord_min - 1) as f64, taal);
        items.push(match taal {
            Taal::Nl => format!(
                "Onderdrukt als 1 tot en met {most} respondenten het antwoord gaven, of het niet gaven."
            ),
            Taal::En => format!(
                "Withheld when 1 to {most} respondents gave the answer, or did not give it."
            ),
        });
    }
    if !drempels.nul_tonen {
        let text = kies(
            taal,
            "Onderdrukt als niemand het antwoord gaf.",
            "Withheld when nobody gave the answer.",
        );
        items.push(text.to_owned());
    }
    if !drempels.compleet_tonen {
        let text = kies(
            taal,
            "Onderdrukt als iedereen het antwoord gaf.",
            "Withheld when everybody gave the answer.",
        );
        items.push(text.to_owned());
    }
    items
}

/// Says when an amount is withheld because of who has most of it.
fn dominance_in_words(indicator: &Indicator, catalogus: &Catalogus, taal: Taal) -> Vec<String> {
    let Meting::Ratio(ratio) = &indicator.meting else { return Vec::new() };
    let is_amount = |telling: &Telling| {
        let has_persons = catalogus.spec(&telling.bron).persoon().is_some();
        has_persons && matches!(telling.tel, Tel::Som(_))
    };
    if ![&ratio.teller, &ratio.noemer].into_iter().any(is_amount) {
        return Vec::new();
    }
    let Dominantie { n, k, p } = indicator.info.drempels.dominantie;
    let (n, k, p) = (getal(n as f64, taal), getal(k.to_f64(), taal), getal(p.to_f64(), taal));
    vec![match taal {
        Taal::Nl => format!(
            "Onderdrukt als de {n} personen met het meeste samen meer dan {k} % van de som hebben, of \
             als alle anderen na de eerste twee samen minder hebben dan {p} % van de eerste."
        ),
        Taal::En => format!(
            "Withheld when the {n} persons with most have more than {k} % of the sum together, or when \
             all others after the first two have less than {p} % of the first together."
        ),
    }]
}

/// Who or what the thresholds hold for: a register that does not know persons is judged on rows.
fn wie(bron: &str, catalogus: &Catalogus, taal: Taal) -> &'static str {
    let spec = catalogus.spec(bron);
    if spec.persoon().is_some() || spec.vorm == Vorm::Cijfers {
        kies(taal, "personen", "persons")
    } else {
        kies(taal, "rijen", "rows")
    }
}
