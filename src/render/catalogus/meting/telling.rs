//! What is counted in a register: rates and shares.

use crate::definition::{Aandeel, Filter, Naar, Ratio, Standaard, Tel, Telling};
use crate::model::Taal;
use crate::source::KolomType;

use super::super::filter::filter_in_woorden;
use super::super::woorden::getal;
use super::{Blok, Verteller, zinnen};

impl Verteller<'_> {
    /// Persons, or the values of another column.
    fn verschillende(&self, bron: &str, kolom: usize) -> String {
        let naam = self.kolom(bron, kolom);
        let is_persoon = self.spec(bron).kolommen[kolom].soort == KolomType::Pseudoniem;
        match (self.taal, is_persoon) {
            (Taal::Nl, true) => format!("verschillende personen ({naam})"),
            (Taal::Nl, false) => format!("verschillende waarden van {naam}"),
            (Taal::En, true) => format!("distinct persons ({naam})"),
            (Taal::En, false) => format!("distinct values of {naam}"),
        }
    }

    fn personen_met(&self, bron: &str, kolom: usize, minstens: u32) -> String {
        let naam = self.kolom(bron, kolom);
        match self.taal {
            Taal::Nl => {
                format!("personen met minstens {minstens} verschillende waarden van {naam}")
            }
            Taal::En => format!("persons with at least {minstens} distinct values of {naam}"),
        }
    }

    /// What is counted, as an order.
    fn tel(&self, tel: Tel, filter: &Filter, bron: &str) -> String {
        let rijen = self.rijen(filter, bron);
        match (self.taal, tel) {
            (Taal::Nl, Tel::Records) => {
                let waarin = self.waarin(filter, bron, [" waarin ", ""]);
                let alle = if waarin.is_empty() { "alle" } else { "de" };
                format!("Tel in `{bron}` {alle} rijen{waarin}.")
            }
            (Taal::En, Tel::Records) => {
                let waarin = self.waarin(filter, bron, ["", " in which "]);
                let alle = if waarin.is_empty() { "all" } else { "the" };
                format!("In `{bron}`, count {alle} rows{waarin}.")
            }
            (Taal::Nl, Tel::Uniek(kolom)) => {
                format!("Tel in `{bron}` de {}{rijen}.", self.verschillende(bron, kolom))
            }
            (Taal::En, Tel::Uniek(kolom)) => {
                format!("In `{bron}`, count the {}{rijen}.", self.verschillende(bron, kolom))
            }
            (Taal::Nl, Tel::Som(kolom)) => {
                format!("Neem in `{bron}` de som van {}{rijen}.", self.kolom(bron, kolom))
            }
            (Taal::En, Tel::Som(kolom)) => {
                format!("In `{bron}`, take the sum of {}{rijen}.", self.kolom(bron, kolom))
            }
            (Taal::Nl, Tel::PersonenMet { kolom, minstens }) => {
                format!("Tel in `{bron}` de {}{rijen}.", self.personen_met(bron, kolom, minstens))
            }
            (Taal::En, Tel::PersonenMet { kolom, minstens }) => {
                let met = self.personen_met(bron, kolom, minstens);
                format!("In `{bron}`, count the {met}{rijen}.")
            }
            (_, Tel::Verdeling(waarde)) => self.waarde_per_rij(bron, waarde, &rijen),
        }
    }

    /// What is counted, as a thing to divide by.
    fn getelde(&self, tel: Tel, bron: &str) -> String {
        let what = match tel {
            Tel::Records | Tel::Verdeling(_) => self.kies("rijen", "rows").to_owned(),
            Tel::Uniek(kolom) => self.verschillende(bron, kolom),
            Tel::PersonenMet { kolom, minstens } => self.personen_met(bron, kolom, minstens),
            Tel::Som(kolom) => {
                let naam = self.kolom(bron, kolom);
                return match self.taal {
                    Taal::Nl => format!("de som van {naam}"),
                    Taal::En => format!("the sum of {naam}"),
                };
            }
        };
        match self.taal {
            Taal::Nl => format!("het aantal {what}"),
            Taal::En => format!("the number of {what}"),
        }
    }

    fn deel_door(&self, teller: &Telling, noemer: &Telling) -> String {
        let what = self.getelde(noemer.tel, &noemer.bron);
        let door = self.kies("Deel door", "Divide by");
        let is_same = teller.bron == noemer.bron && teller.filter == noemer.filter;
        if is_same && !matches!(noemer.tel, Tel::Records) {
            return format!(
                "{door} {what} {}.",
                self.kies("in dezelfde rijen", "in the same rows")
            );
        }
        let rijen = match noemer.tel {
            Tel::Records => self.waarin(&noemer.filter, &noemer.bron, [" waarin ", " in which "]),
            _ => self.rijen(&noemer.filter, &noemer.bron),
        };
        format!("{door} {what} in `{}`{rijen}.", noemer.bron)
    }

    fn keer(&self, factor: u32) -> String {
        if factor == 1 {
            return String::new();
        }
        let factor = getal(f64::from(factor), self.taal);
        match self.taal {
            Taal::Nl => format!("Keer {factor}."),
            Taal::En => format!("Multiply by {factor}."),
        }
    }

    pub(super) fn ratio(&self, ratio: &Ratio) -> Vec<Blok> {
        let Ratio { teller, noemer, .. } = ratio;
        let jaren = self.kies(
            "Neem de noemer voor het deel van het jaar dat de periode is: in een kwartaal telt \
             elke inwoner voor een kwart.",
            "Take the denominator for the part of a year that the period is: in a quarter each \
             resident counts for a quarter.",
        );
        let text = zinnen([
            self.tel(teller.tel, &teller.filter, &teller.bron),
            self.deel_door(teller, noemer),
            if ratio.persoonsjaren { jaren.to_owned() } else { String::new() },
            self.keer(ratio.vermenigvuldiger),
        ]);
        let mut blokken = vec![Blok::Alinea(text)];
        if let Some(standaard) = &ratio.standaard {
            blokken.extend(self.standaard(standaard, ratio));
        }
        blokken
    }

    fn standaard(&self, standaard: &Standaard, ratio: &Ratio) -> [Blok; 2] {
        let naar = match (self.taal, standaard.naar) {
            (Taal::Nl, Naar::Gemeente { peiljaar: Some(jaar) }) => {
                format!("de bevolking van de hele gemeente in {jaar}")
            }
            (Taal::Nl, Naar::Gemeente { peiljaar: None }) => {
                "de bevolking van de hele gemeente in dezelfde periode".to_owned()
            }
            (Taal::Nl, Naar::Gewichten) => "de gewichten hieronder".to_owned(),
            (Taal::En, Naar::Gemeente { peiljaar: Some(jaar) }) => {
                format!("the population of the whole municipality in {jaar}")
            }
            (Taal::En, Naar::Gemeente { peiljaar: None }) => {
                "the population of the whole municipality in the same period".to_owned()
            }
            (Taal::En, Naar::Gewichten) => "the weights given below".to_owned(),
        };
        let text = match self.taal {
            Taal::Nl => format!(
                "Doe dit voor elke groep apart, en neem het gemiddelde van de groepen, gewogen \
                 met {naar}. Zo is het cijfer wat het zou zijn als elk gebied dezelfde groepen \
                 had."
            ),
            Taal::En => format!(
                "Do this for each group by itself, and take the mean of the groups, weighted by \
                 {naar}. So the figure is what it would be if each area had the same groups."
            ),
        };
        let groepen = standaard.groepen.iter().map(|groep| {
            let own = |whole: &Telling| {
                let Filter::En(parts) = &whole.filter else { return None };
                filter_in_woorden(parts.last()?, self.spec(&whole.bron), self.taal)
            };
            let mut parts = Vec::new();
            let (teller, noemer) =
                (self.kies("teller", "numerator"), self.kies("noemer", "denominator"));
            let waarin = self.kies("waarin", "in which");
            parts.extend(own(&groep.teller).map(|text| format!("{teller} {waarin} {text}")));
            parts.extend(own(&groep.noemer).map(|text| format!("{noemer} {waarin} {text}")));
            if groep.noemer.tel != ratio.noemer.tel {
                let what = self.getelde(groep.noemer.tel, &groep.noemer.bron);
                parts.push(format!("{noemer}: {what}"));
            }
            if standaard.naar == Naar::Gewichten {
                let gewicht = getal(f64::from(groep.gewicht), self.taal);
                parts.push(format!("{}: {gewicht}", self.kies("gewicht", "weight")));
            }
            format!("{} ({})", groep.naam, parts.join("; "))
        });
        [Blok::Alinea(text), Blok::Lijst(groepen.collect())]
    }

    pub(super) fn aandeel(&self, aandeel: &Aandeel) -> String {
        let Aandeel { bron, tel, noemer, teller, .. } = aandeel;
        let geheel = self.tel(*tel, noemer, bron);
        let geheel = geheel.trim_end_matches('.');
        let deel = filter_in_woorden(teller, self.spec(bron), self.taal);
        let what = match tel {
            Tel::Uniek(kolom) => self.verschillende(bron, *kolom),
            _ => self.kies("rijen", "rows").to_owned(),
        };
        let in_rijen = match (self.taal, tel) {
            (Taal::Nl, Tel::Records) => "waarin bovendien",
            (Taal::Nl, _) => "in rijen waarin bovendien",
            (Taal::En, Tel::Records) => "in which also",
            (Taal::En, _) => "in rows in which also",
        };
        match (self.taal, deel) {
            (Taal::Nl, Some(deel)) => format!(
                "{geheel}: dat is het geheel. Tel daarvan de {what} {in_rijen} {deel}: dat is het \
                 deel. Deel het deel door het geheel. Keer 100."
            ),
            (Taal::En, Some(deel)) => format!(
                "{geheel}: that is the whole. Of those, count the {what} {in_rijen} {deel}: that \
                 is the part. Divide the part by the whole. Multiply by 100."
            ),
            (Taal::Nl, None) => format!("{geheel}: dat is het geheel en ook het deel. Keer 100."),
            (Taal::En, None) => {
                format!("{geheel}: that is the whole and the part. Multiply by 100.")
            }
        }
    }
}
