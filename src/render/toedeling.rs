//! The words about a divided budget, in Dutch and in English.

use crate::analysis::{Grensoord, Toedeling};
use crate::disclosure::Publication;
use crate::model::{Bedrag, Celdeel, Criterium, Niveau, Taal, Verdeelregel};

use super::number::{Notatie, render_number};
use super::text::Woorden;

/// What stands in the chart of a divided budget.
pub(super) struct Verdeelwoorden {
    taal: Taal,
    notatie: Notatie,
    /// The amount of today.
    pub huidig: &'static str,
    /// The new amount.
    pub nieuw: &'static str,
    /// The difference.
    pub verschil: &'static str,
}

impl Verdeelwoorden {
    pub(super) fn of(taal: Taal) -> Self {
        let notatie = Woorden::of(taal).notatie;
        let [huidig, nieuw, verschil] = match taal {
            Taal::Nl => ["huidig", "nieuw", "verschil"],
            Taal::En => ["at present", "new", "difference"],
        };
        Self { taal, notatie, huidig, nieuw, verschil }
    }

    /// The word for an area of a level.
    pub(super) fn gebied(&self, niveau: Niveau) -> &'static str {
        match (self.taal, niveau) {
            (Taal::Nl, niveau) => niveau.word(),
            (Taal::En, Niveau::Buurt) => "neighbourhood",
            (Taal::En, Niveau::Wijk) => "district",
            (Taal::En, Niveau::Wijknetwerk) => "residents' network",
            (Taal::En, Niveau::Toegangsgebied) => "access area",
            (Taal::En, Niveau::Stadsdeel) => "part of the city",
            (Taal::En, Niveau::Gemeente) => "municipality",
        }
    }

    /// For whom and in what the amounts are.
    pub(super) fn per(&self, gemeente: &str, niveau: Niveau) -> String {
        let gebied = self.gebied(niveau);
        match self.taal {
            Taal::Nl => format!("{gemeente}, per {gebied} · euro"),
            Taal::En => format!("{gemeente}, by {gebied} · euros"),
        }
    }

    /// The year of the new amounts, and how long it takes to get there.
    pub(super) fn jaar(&self, regel: &Verdeelregel) -> String {
        let n_years = regel.ingroei_jaren.max(1);
        let last = regel.jaar + n_years as i32 - 1;
        match (self.taal, n_years) {
            (_, 1) => format!("in {last}"),
            (Taal::Nl, n) => format!("in {last}, na een ingroei van {n} jaar"),
            (Taal::En, n) => format!("in {last}, after a transition of {n} years"),
        }
    }

    /// An amount in whole euros.
    pub(super) fn euro(&self, bedrag: Bedrag) -> String {
        render_number(bedrag.to_f64(), 0, self.notatie)
    }

    /// What an area gets more or less than today, in euros and in percent.
    pub(super) fn shift(&self, huidig: Bedrag, bedrag: Bedrag) -> String {
        let shift = bedrag - huidig;
        let signed = |text: String| {
            let is_up = Bedrag::NUL < shift && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
            if is_up { format!("+{text}") } else { text }
        };
        let euros = signed(self.euro(shift));
        match shift.percent_of(huidig) {
            None => euros,
            Some(percent) => {
                format!("{euros} ({} %)", signed(render_number(percent, 1, self.notatie)))
            }
        }
    }

    /// The limit that decides what an area gets.
    pub(super) fn limit(&self, bindt: Grensoord) -> &'static str {
        match (self.taal, bindt) {
            (Taal::Nl, other) => other.word(),
            (Taal::En, Grensoord::Vloer) => "floor",
            (Taal::En, Grensoord::Plafond) => "ceiling",
        }
    }

    /// What a reader must know of the rule, a line each.
    pub(super) fn notes(
        &self,
        publication: &Publication,
        regel: &Verdeelregel,
        toedeling: &Toedeling,
    ) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.city(toedeling));
        notes.push(self.criteria(publication, regel));
        notes.extend(self.filled(publication, regel, toedeling));
        let verantwoording = &regel.verantwoording;
        let besluit = &verantwoording.besluit;
        let datum = Woorden::of(self.taal).datum(besluit.datum);
        let (soort, nummer) = (&besluit.soort, &besluit.nummer);
        let (eigenaar, toetser) = (&verantwoording.eigenaar, &verantwoording.toetser);
        notes.push(match self.taal {
            Taal::Nl => format!(
                "Besluit: {soort} {nummer}, {datum} · eigenaar: {eigenaar} · getoetst door: {toetser}"
            ),
            Taal::En => format!(
                "Decision: {soort} {nummer}, {datum} · owner: {eigenaar} · checked by: {toetser}"
            ),
        });
        notes
    }

    /// What stays with the city.
    fn city(&self, toedeling: &Toedeling) -> Option<String> {
        let stad = &toedeling.stad;
        let has_any = [Some(stad.bedrag), stad.huidig].iter().flatten().any(|one| one.cent != 0);
        let now = self.euro(stad.bedrag);
        let before = stad.huidig.map(|huidig| self.euro(huidig));
        has_any.then(|| match (self.taal, before) {
            (Taal::Nl, None) => format!("Voor de stad als geheel: {now}"),
            (Taal::Nl, Some(before)) => format!("Voor de stad als geheel: {now} (huidig {before})"),
            (Taal::En, None) => format!("For the city as a whole: {now}"),
            (Taal::En, Some(before)) => {
                format!("For the city as a whole: {now} (at present {before})")
            }
        })
    }

    /// A criterion as readers know it: by the name that somebody chose, or that of its indicator.
    fn name(publication: &Publication, criterium: &Criterium) -> String {
        let own = &criterium.grootheid;
        if !criterium.naam.starts_with(&own.indicator) {
            return criterium.naam.clone();
        }
        let mut all = publication.indicatoren().iter().map(|one| one.info());
        let info = all.find(|info| info.id == own.indicator);
        let naam = info.map_or(own.indicator.as_str(), |info| info.naam_kort.as_str());
        match own.maat {
            Celdeel::Waarde => naam.to_owned(),
            maat => format!("{naam} ({})", maat.word()),
        }
    }

    /// The criteria with their weights.
    fn criteria(&self, publication: &Publication, regel: &Verdeelregel) -> String {
        let told = regel.criteria.iter().map(|criterium| {
            let weight = criterium.gewicht.to_string();
            let weight = if self.taal == Taal::Nl { weight.replace('.', ",") } else { weight };
            format!("{} {weight} %", Self::name(publication, criterium))
        });
        format!("Criteria: {}", told.collect::<Vec<_>>().join(", "))
    }

    /// Where a mean stands in.
    fn filled(
        &self,
        publication: &Publication,
        regel: &Verdeelregel,
        toedeling: &Toedeling,
    ) -> Option<String> {
        let counts = regel.criteria.iter().zip(&toedeling.criteria).map(|(criterium, cellen)| {
            (criterium, cellen.iter().filter(|cel| cel.ingevuld).count())
        });
        let told: Vec<_> = counts
            .filter(|(_, n)| 0 < *n)
            .map(|(criterium, n)| format!("{} in {n}", Self::name(publication, criterium)))
            .collect();
        let told = (!told.is_empty()).then(|| told.join(", "))?;
        Some(match self.taal {
            Taal::Nl => format!("* het gemiddelde waar geen cijfer te tonen is: {told}"),
            Taal::En => format!("* the mean where no figure can be shown: {told}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_a_shift_with_its_sign() {
        #[track_caller]
        fn case(huidig: i128, bedrag: i128, expected: &str) {
            let woorden = Verdeelwoorden::of(Taal::Nl);
            let [huidig, bedrag] = [huidig, bedrag].map(Bedrag::of_cent);
            assert_eq!(woorden.shift(huidig, bedrag), expected);
        }

        case(3_500_000, 3_848_456, "+3.485 (+10,0 %)");
        case(2_500_000, 2_250_000, "-2.500 (-10,0 %)");
        case(100, 101, "0 (+1,0 %)");
        case(100, 100, "0 (0,0 %)");
        case(0, 500_000, "+5.000");
    }
}
