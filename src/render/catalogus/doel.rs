//! Targets and the contract they stand in, in words.

use crate::model::{
    Besluit, Contract, Doel, Doelsoort, Maat, Niveau, Nulmeting, Nulwaarde, Taal, Traject,
};

use super::Blok;
use super::woorden::{datum, en, getal, kies, opsomming, per, periode, regel};

/// A number with a sign, as changes are written.
fn met_teken(value: f64, taal: Taal) -> String {
    let text = getal(value, taal);
    if 0.0 < value { format!("+{text}") } else { text }
}

/// A target in a few words, for a table: `-15 % t.o.v. 2017, per wijk, 31-12-2020`.
pub(in crate::render) fn doel_kort(doel: &Doel, nulmeting: &Nulmeting, taal: Taal) -> String {
    let what = soort_kort(&doel.soort, nulmeting, taal);
    format!("{what}, {}, {}", per(doel.per, taal), doel.deadline.format("%d-%m-%Y"))
}

fn soort_kort(soort: &Doelsoort, nulmeting: &Nulmeting, taal: Taal) -> String {
    let nul = periode(nulmeting.periode, taal);
    let tov = kies(taal, "t.o.v.", "compared with");
    match soort {
        Doelsoort::Absoluut { waarde } => getal(*waarde, taal),
        Doelsoort::Relatief { procent } => format!("{} % {tov} {nul}", met_teken(*procent, taal)),
        Doelsoort::Bandbreedte { onder, boven } => format!(
            "{} {} {} {}",
            kies(taal, "tussen", "between"),
            getal(*onder, taal),
            en(taal),
            getal(*boven, taal)
        ),
        Doelsoort::Behoud { marge } => {
            let text = match taal {
                Taal::Nl => format!("niet slechter dan {nul}"),
                Taal::En => format!("no worse than {nul}"),
            };
            match (taal, *marge == 0.0) {
                (_, true) => text,
                (Taal::Nl, false) => format!("{text} (marge {})", getal(*marge, taal)),
                (Taal::En, false) => format!("{text} (margin {})", getal(*marge, taal)),
            }
        }
        Doelsoort::GatVerkleinen { procent, .. } => {
            format!("{} {} % {tov} {nul}", kies(taal, "verschil", "gap"), met_teken(*procent, taal))
        }
    }
}

/// What a target asks, as a sentence.
fn soort_zin(doel: &Doel, nulmeting: &Nulmeting, taal: Taal) -> String {
    let nul = periode(nulmeting.periode, taal);
    let dag = datum(doel.deadline, taal);
    match (taal, &doel.soort) {
        (Taal::Nl, Doelsoort::Absoluut { waarde }) => {
            format!("Uiterlijk op {dag} is de waarde {}.", getal(*waarde, taal))
        }
        (Taal::En, Doelsoort::Absoluut { waarde }) => {
            format!("By {dag} the value is {}.", getal(*waarde, taal))
        }
        (_, Doelsoort::Relatief { procent }) => {
            let is_lower = *procent < 0.0;
            let size = getal(procent.abs(), taal);
            match taal {
                Taal::Nl => format!(
                    "Uiterlijk op {dag} is de waarde {size} % {} dan in {nul}.",
                    if is_lower { "lager" } else { "hoger" }
                ),
                Taal::En => format!(
                    "By {dag} the value is {size}% {} than in {nul}.",
                    if is_lower { "lower" } else { "higher" }
                ),
            }
        }
        (Taal::Nl, Doelsoort::Bandbreedte { onder, boven }) => format!(
            "Uiterlijk op {dag} ligt de waarde tussen {} en {}.",
            getal(*onder, taal),
            getal(*boven, taal)
        ),
        (Taal::En, Doelsoort::Bandbreedte { onder, boven }) => format!(
            "By {dag} the value lies between {} and {}.",
            getal(*onder, taal),
            getal(*boven, taal)
        ),
        (Taal::Nl, Doelsoort::Behoud { marge }) if *marge == 0.0 => {
            format!("Tot en met {dag} wordt de waarde niet slechter dan in {nul}.")
        }
        (Taal::En, Doelsoort::Behoud { marge }) if *marge == 0.0 => {
            format!("Until {dag} the value does not become worse than in {nul}.")
        }
        (Taal::Nl, Doelsoort::Behoud { marge }) => format!(
            "Tot en met {dag} wordt de waarde hoogstens {} slechter dan in {nul}.",
            getal(*marge, taal)
        ),
        (Taal::En, Doelsoort::Behoud { marge }) => format!(
            "Until {dag} the value becomes at most {} worse than in {nul}.",
            getal(*marge, taal)
        ),
        (_, Doelsoort::GatVerkleinen { maat, procent, rangorde }) => {
            let gat = gat(*maat, rangorde.as_deref(), taal);
            let size = getal(procent.abs(), taal);
            match taal {
                Taal::Nl => format!("Uiterlijk op {dag} is {gat} {size} % kleiner dan in {nul}."),
                Taal::En => format!("By {dag} {gat} is {size}% smaller than in {nul}."),
            }
        }
    }
}

fn gat(maat: Maat, rangorde: Option<&str>, taal: Taal) -> String {
    match (maat, rangorde) {
        (Maat::Gemeente, _) => {
            kies(taal, "het verschil met de hele gemeente", "the gap to the whole municipality")
                .into()
        }
        (Maat::P90MinP10, _) => kies(
            taal,
            "het verschil tussen hoge en lage wijken (90e min 10e percentiel)",
            "the gap between high and low districts (percentile 90 minus 10)",
        )
        .into(),
        (Maat::Hellingsindex, None) => {
            kies(taal, "de hellingsindex over wijken", "the slope index over districts").into()
        }
        (Maat::Hellingsindex, Some(id)) => match taal {
            Taal::Nl => format!("de hellingsindex over wijken, in de volgorde van `{id}`,"),
            Taal::En => format!("the slope index over districts, in the order of `{id}`,"),
        },
    }
}

/// A target with all that belongs to it.
pub(super) fn doel_in_woorden(doel: &Doel, nulmeting: &Nulmeting, taal: Taal) -> Blok {
    let mut parts = vec![soort_zin(doel, nulmeting, taal)];
    let is_gap = matches!(doel.soort, Doelsoort::GatVerkleinen { .. });
    if doel.per == Niveau::Gemeente {
        let text = kies(
            taal,
            "Het doel geldt voor de gemeente als geheel.",
            "The target is one of the municipality as a whole.",
        );
        parts.push(text.to_owned());
    } else if !is_gap {
        let niveau = per(doel.per, taal);
        parts.push(match taal {
            Taal::Nl => {
                format!("Het doel geldt {niveau}: elk gebied telt vanaf zijn eigen nulmeting.")
            }
            Taal::En => {
                format!("The target holds {niveau}: each area counts from its own baseline.")
            }
        });
    }
    let moment = periode(doel.beoordeel_op, taal);
    parts.push(match taal {
        Taal::Nl => format!("Het wordt beoordeeld op de meting van {moment}."),
        Taal::En => format!("It is judged on the measurement of {moment}."),
    });
    parts.push(traject(doel, taal));
    if let Some(relevant) = doel.relevant {
        let relevant = getal(relevant, taal);
        parts.push(match taal {
            Taal::Nl => format!("Het kleinste verschil dat ertoe doet is {relevant}."),
            Taal::En => format!("The smallest difference that matters is {relevant}."),
        });
    }
    if !doel.per_gebied.is_empty() {
        let areas: Vec<_> = doel
            .per_gebied
            .iter()
            .map(|(code, soort)| format!("{code}: {}", soort_kort(soort, nulmeting, taal)))
            .collect();
        parts.push(format!(
            "{} {}.",
            kies(taal, "Anders is het in", "It is different in"),
            areas.join("; ")
        ));
    }
    Blok::Alinea(parts.join(" "))
}

fn traject(doel: &Doel, taal: Taal) -> String {
    let way = match doel.traject {
        Traject::Lineair => kies(
            taal,
            "De weg erheen is een rechte lijn: elke dag een even grote stap.",
            "The way there is a straight line: the same step each day.",
        ),
        Traject::Stap => kies(
            taal,
            "Tot de einddatum hoeft er nog niets te veranderen.",
            "Nothing needs to change before the deadline.",
        ),
        Traject::Mijlpalen => kies(
            taal,
            "De weg erheen loopt recht van mijlpaal naar mijlpaal.",
            "The way there goes straight from milestone to milestone.",
        ),
    };
    if doel.mijlpalen.is_empty() {
        return way.to_owned();
    }
    let procent = match doel.soort {
        Doelsoort::Relatief { .. } | Doelsoort::GatVerkleinen { .. } => " %",
        _ => "",
    };
    let list: Vec<_> = doel
        .mijlpalen
        .iter()
        .map(|mijlpaal| {
            let (waarde, op) = (getal(mijlpaal.waarde, taal), periode(mijlpaal.op, taal));
            format!("{waarde}{procent} in {op}")
        })
        .collect();
    format!("{way} {}: {}.", kies(taal, "Mijlpalen", "Milestones"), opsomming(&list, en(taal)))
}

/// The baseline.
pub(super) fn nulmeting_in_woorden(nulmeting: &Nulmeting, taal: Taal) -> Blok {
    let (wanneer, waarom) = (periode(nulmeting.periode, taal), regel(nulmeting.regel, taal));
    let waarde = match (taal, nulmeting.waarde) {
        (Taal::Nl, Nulwaarde::UitData) => {
            "De waarde is het cijfer dat de monitor zelf berekent.".to_owned()
        }
        (Taal::En, Nulwaarde::UitData) => {
            "The value is the figure that the monitor computes itself.".to_owned()
        }
        (_, Nulwaarde::Vast { waarde, interval }) => {
            let interval = interval.map_or_else(String::new, |[onder, boven]| {
                let (onder, boven) = (getal(onder, taal), getal(boven, taal));
                match taal {
                    Taal::Nl => format!(" (interval {onder} tot {boven})"),
                    Taal::En => format!(" (interval {onder} to {boven})"),
                }
            });
            let waarde = getal(waarde, taal);
            match taal {
                Taal::Nl => format!("De waarde staat vast in het besluit: {waarde}{interval}."),
                Taal::En => format!("The value is fixed in the decision: {waarde}{interval}."),
            }
        }
    };
    Blok::Alinea(match taal {
        Taal::Nl => format!("De nulmeting is die van {wanneer}: {waarom}. {waarde}"),
        Taal::En => format!("The baseline is that of {wanneer}: {waarom}. {waarde}"),
    })
}

fn besluit(besluit: &Besluit, taal: Taal) -> String {
    let Besluit { soort, nummer, .. } = besluit;
    let dag = datum(besluit.datum, taal);
    match taal {
        Taal::Nl => format!("{soort} {nummer} van {dag}"),
        Taal::En => format!("{soort} {nummer} of {dag}"),
    }
}

/// The decision, the agreement and who answers for it, as labels with their texts.
pub(super) fn afspraken(contract: &Contract, taal: Taal) -> Vec<(String, String)> {
    let eigenaar = &contract.eigenaar;
    let label = |nl: &str, en: &str| kies(taal, nl, en).to_owned();
    vec![
        (label("Besluit", "Decision"), besluit(&contract.besluit, taal)),
        (label("Afgesproken", "Agreed"), contract.acceptabel.clone()),
        (label("Haalbaar", "Within reach"), contract.realistisch.clone()),
        (label("Eigenaar", "Owner"), eigenaar.naam.clone()),
        (label("Ingevoerd door", "Entered by"), eigenaar.invoer.clone()),
        (label("Gecontroleerd door", "Checked by"), eigenaar.controle.clone()),
        (label("Volgende herziening", "Next review"), datum(eigenaar.volgende_herziening, taal)),
        (
            label("Kleinste aantal voor een oordeel", "Smallest number for a verdict"),
            getal(contract.minimum_aantal as f64, taal),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::model::{Mijlpaal, Nulmetingsregel};

    use super::*;

    fn nulmeting() -> Nulmeting {
        Nulmeting {
            periode: "2017".parse().expect("a period"),
            waarde: Nulwaarde::UitData,
            regel: Nulmetingsregel::LaatsteVoorBesluit,
        }
    }

    fn doel(soort: Doelsoort, per: Niveau) -> Doel {
        Doel {
            naam: "doel".into(),
            soort,
            per,
            deadline: "2020-12-31".parse().expect("a date"),
            beoordeel_op: "2020K4".parse().expect("a period"),
            traject: Traject::Lineair,
            mijlpalen: Vec::new(),
            relevant: Some(0.5),
            per_gebied: BTreeMap::new(),
        }
    }

    #[test]
    fn says_a_target_in_a_few_words() {
        #[track_caller]
        fn case(soort: Doelsoort, per: Niveau, nl: &str, en: &str) {
            let doel = doel(soort, per);
            assert_eq!(doel_kort(&doel, &nulmeting(), Taal::Nl), nl);
            assert_eq!(doel_kort(&doel, &nulmeting(), Taal::En), en);
        }

        case(
            Doelsoort::Relatief { procent: -15.0 },
            Niveau::Wijk,
            "-15 % t.o.v. 2017, per wijk, 31-12-2020",
            "-15 % compared with 2017, by district, 31-12-2020",
        );
        case(
            Doelsoort::Absoluut { waarde: 7.5 },
            Niveau::Gemeente,
            "7,5, hele gemeente, 31-12-2020",
            "7.5, whole municipality, 31-12-2020",
        );
        case(
            Doelsoort::Behoud { marge: 0.0 },
            Niveau::Wijk,
            "niet slechter dan 2017, per wijk, 31-12-2020",
            "no worse than 2017, by district, 31-12-2020",
        );
        case(
            Doelsoort::Bandbreedte { onder: 4.0, boven: 6.0 },
            Niveau::Wijk,
            "tussen 4 en 6, per wijk, 31-12-2020",
            "between 4 and 6, by district, 31-12-2020",
        );
        case(
            Doelsoort::GatVerkleinen { maat: Maat::P90MinP10, procent: -20.0, rangorde: None },
            Niveau::Gemeente,
            "verschil -20 % t.o.v. 2017, hele gemeente, 31-12-2020",
            "gap -20 % compared with 2017, whole municipality, 31-12-2020",
        );
    }

    #[test]
    fn says_a_target_in_sentences() {
        let mut doel = doel(Doelsoort::Relatief { procent: -15.0 }, Niveau::Wijk);
        let mijlpaal = Mijlpaal { op: "2018K4".parse().expect("a period"), waarde: -4.0 };
        (doel.traject, doel.mijlpalen) = (Traject::Mijlpalen, vec![mijlpaal]);
        let Blok::Alinea(text) = doel_in_woorden(&doel, &nulmeting(), Taal::Nl) else {
            panic!("a paragraph")
        };
        assert_eq!(
            text,
            "Uiterlijk op 31 december 2020 is de waarde 15 % lager dan in 2017. Het doel geldt \
             per wijk: elk gebied telt vanaf zijn eigen nulmeting. Het wordt beoordeeld op de \
             meting van 2020K4. De weg erheen loopt recht van mijlpaal naar mijlpaal. Mijlpalen: \
             -4 % in 2018K4. Het kleinste verschil dat ertoe doet is 0,5."
        );
    }

    #[test]
    fn says_where_the_baseline_comes_from() {
        let fixed = Nulwaarde::Vast { waarde: 30.0, interval: Some([28.0, 32.5]) };
        let nulmeting = Nulmeting { waarde: fixed, ..nulmeting() };
        let Blok::Alinea(text) = nulmeting_in_woorden(&nulmeting, Taal::Nl) else {
            panic!("a paragraph")
        };
        assert_eq!(
            text,
            "De nulmeting is die van 2017: de laatste meting vóór het besluit. De waarde staat \
             vast in het besluit: 30 (interval 28 tot 32,5)."
        );
    }
}
