//! How a peeled change may be read, in sentences, and why there is none.

use crate::analysis::{Factorsoort, GeenAfpelling, GeenMarge, Oordeel, Peeling, Schakel};
use crate::model::{GeenCijfer, Methode, Periode, Taal};

use super::{Afpelwoorden, signed};

impl Afpelwoorden<'_, '_> {
    /// How the change of an area may be read, a sentence each.
    pub(in super::super) fn zinnen(self, gebied: &str, peeling: &Peeling) -> Vec<String> {
        let mut zinnen = vec![self.change_zin(gebied, peeling)];
        zinnen.extend(self.hoofd_zin(peeling));
        zinnen.push(self.oordeel_zin(peeling.oordeel));
        zinnen.extend(self.limiet_zin(peeling));
        zinnen
    }

    /// From how much to how much, and whether chance could have made it.
    fn change_zin(self, gebied: &str, peeling: &Peeling) -> String {
        let (titel, eenheid, perioden) = (self.titel(), self.eenheid(), self.perioden());
        let (van, tot) = (self.volume(peeling.van), self.volume(peeling.tot));
        let part = peeling.procent(peeling.verandering()).map(|part| self.procent(part));
        let part = part.map_or_else(String::new, |part| format!(", {part}"));
        let marge = match (&peeling.marge, self.taal) {
            (Ok(marge), _) => {
                let name = self.interval();
                let bound = |value| match peeling.procent(value) {
                    Some(part) => self.procent(part),
                    None => self.volume(value),
                };
                let (lower, upper) = (bound(marge.lower()), bound(marge.upper()));
                let to = if self.is_nl() { "tot" } else { "to" };
                format!(" ({name} {lower} {to} {upper})")
            }
            (Err(reden), _) => format!(" ({})", self.geen_marge(*reden)),
        };
        match self.taal {
            Taal::Nl => {
                format!(
                    "{titel} in {gebied}, {perioden}: van {van} naar {tot} {eenheid}{part}{marge}."
                )
            }
            Taal::En => {
                format!(
                    "{titel} in {gebied}, {perioden}: from {van} to {tot} {eenheid}{part}{marge}."
                )
            }
        }
    }

    /// Which factor contributes most.
    fn hoofd_zin(self, peeling: &Peeling) -> Option<String> {
        let most = peeling.hoofdfactor()?;
        let name = self.factor(most.factor);
        let part = match peeling.procent(most.bijdrage) {
            Some(part) => self.procent(part),
            None => signed(most.bijdrage, self.change.decimalen, self.woorden()),
        };
        let chance = match (most.kan_toeval_zijn(), self.taal) {
            (Some(true), Taal::Nl) => ", dat kan toeval zijn",
            (Some(true), Taal::En) => ", which may be chance",
            _ => "",
        };
        Some(match self.taal {
            Taal::Nl => format!("De grootste bijdrage is van {name}: {part}{chance}."),
            Taal::En => format!("The largest contribution is of {name}: {part}{chance}."),
        })
    }

    /// True when clients are counted, so that intensity is for each of them.
    fn per_client(self) -> bool {
        self.change.factoren.contains(&Factorsoort::Intensiteit)
    }

    /// What may be concluded.
    fn oordeel_zin(self, oordeel: Oordeel) -> String {
        let eenheid = self.eenheid();
        let (people, person) = match (self.per_client(), self.taal) {
            (true, Taal::Nl) => ("cliënten", "cliënt"),
            (true, Taal::En) => ("clients", "client"),
            (false, Taal::Nl) => ("doorverwijzingen", "doorverwijzing"),
            (false, Taal::En) => ("referrals", "referral"),
        };
        match (oordeel, self.taal) {
            (Oordeel::BreukInReeks, Taal::Nl) => {
                "Tussen de perioden veranderde de registratie: uit het verschil volgt niets."
                    .to_owned()
            }
            (Oordeel::BreukInReeks, Taal::En) => {
                "The registration changed between the periods: nothing follows from the difference."
                    .to_owned()
            }
            (Oordeel::MinderMaarZwaarder, Taal::Nl) => format!(
                "Minder {people}, maar per {person} meer {eenheid}: de daling van het aantal is geen vooruitgang."
            ),
            (Oordeel::MinderMaarZwaarder, Taal::En) => format!(
                "Fewer {people}, but more {eenheid} per {person}: the fall of their number is no progress."
            ),
            (Oordeel::MinderMogelijkZwaarder, Taal::Nl) => format!(
                "Minder {people}, en per {person} meer {eenheid}, dat kan toeval zijn: lees het nog niet als vooruitgang."
            ),
            (Oordeel::MinderMogelijkZwaarder, Taal::En) => format!(
                "Fewer {people}, and more {eenheid} per {person}, which may be chance: do not read it as progress yet."
            ),
            (Oordeel::NietTeOnderscheiden, Taal::Nl) => {
                "De verandering is niet van toeval te onderscheiden.".to_owned()
            }
            (Oordeel::NietTeOnderscheiden, Taal::En) => {
                "The change cannot be told from chance.".to_owned()
            }
            (Oordeel::MeerMaarLichter, Taal::Nl) => {
                format!("Meer {people}, en per {person} minder {eenheid}.")
            }
            (Oordeel::MeerMaarLichter, Taal::En) => {
                format!("More {people}, and less {eenheid} per {person}.")
            }
            (Oordeel::Minder, Taal::Nl) => {
                format!("Er is minder maatwerk, en per {person} niet meer dan eerst.")
            }
            (Oordeel::Minder, Taal::En) => {
                format!("There is less, and no more per {person} than before.")
            }
            (Oordeel::Meer, Taal::Nl) => "Er is meer maatwerk.".to_owned(),
            (Oordeel::Meer, Taal::En) => "There is more.".to_owned(),
            (Oordeel::Gelijk, Taal::Nl) => "Er veranderde niets.".to_owned(),
            (Oordeel::Gelijk, Taal::En) => "Nothing changed.".to_owned(),
        }
    }

    /// Which factors were zero, so that the division rests on a limit.
    fn limiet_zin(self, peeling: &Peeling) -> Option<String> {
        if peeling.nullen.is_empty() {
            return None;
        }
        let woorden = self.woorden();
        let named: Vec<_> = peeling
            .nullen
            .iter()
            .map(|&(factor, periode)| {
                format!("{} ({})", self.factor(factor), woorden.periode(periode))
            })
            .collect();
        let named = named.join(", ");
        Some(match self.taal {
            Taal::Nl => format!("Nul of zonder waarde: {named}. De verdeling is daar een limiet."),
            Taal::En => format!("Zero or without a value: {named}. The division is a limit there."),
        })
    }

    /// A verdict in a few words.
    pub(in super::super) fn kort(self, oordeel: Oordeel) -> &'static str {
        match (oordeel, self.taal) {
            (Oordeel::BreukInReeks, Taal::Nl) => "breuk in de registratie",
            (Oordeel::MinderMaarZwaarder, Taal::Nl) => "minder maar zwaarder",
            (Oordeel::MinderMogelijkZwaarder, Taal::Nl) => "mogelijk zwaarder",
            (Oordeel::NietTeOnderscheiden, Taal::Nl) => "kan toeval zijn",
            (Oordeel::MeerMaarLichter, Taal::Nl) => "meer maar lichter",
            (Oordeel::Minder, Taal::Nl) => "minder",
            (Oordeel::Meer, Taal::Nl) => "meer",
            (Oordeel::Gelijk, Taal::Nl) => "gelijk",
            (Oordeel::BreukInReeks, Taal::En) => "break in registration",
            (Oordeel::MinderMaarZwaarder, Taal::En) => "fewer but heavier",
            (Oordeel::MinderMogelijkZwaarder, Taal::En) => "possibly heavier",
            (Oordeel::NietTeOnderscheiden, Taal::En) => "may be chance",
            (Oordeel::MeerMaarLichter, Taal::En) => "more but lighter",
            (Oordeel::Minder, Taal::En) => "less",
            (Oordeel::Meer, Taal::En) => "more",
            (Oordeel::Gelijk, Taal::En) => "the same",
        }
    }

    /// What the lines of intervals are called.
    pub(in super::super) fn interval(self) -> String {
        self.woorden().interval(Methode::Delta, self.change.betrouwbaarheid)
    }

    /// Why a contribution has no interval.
    pub(in super::super) fn geen_marge(self, reden: GeenMarge) -> &'static str {
        match (reden, self.taal) {
            (GeenMarge::Limiet, Taal::Nl) => "geen interval bij een limiet",
            (GeenMarge::Limiet, Taal::En) => "no interval of a limit",
            (GeenMarge::Methode(_), Taal::Nl) => {
                "geen interval: de marge van een cijfer is niet die van zijn aantal"
            }
            (GeenMarge::Methode(_), Taal::En) => {
                "no interval: the margin of a figure is not that of its count"
            }
            (GeenMarge::Cijfer(reden), _) => self.woorden().geen_interval(reden),
        }
    }

    /// Why the change of an area was not peeled.
    pub(in super::super) fn geen(self, reden: GeenAfpelling) -> String {
        let periode = |periode: Periode| self.woorden().periode(periode);
        let why = match reden {
            GeenAfpelling::NietVergelijkbaar(schakel) => {
                let words = match self.taal {
                    Taal::Nl => "het gebied had andere grenzen",
                    Taal::En => "the area had other borders",
                };
                return format!("{}: {words}.", self.schakel(schakel));
            }
            GeenAfpelling::Onderdrukt(schakel, at, door) => {
                (self.schakel(schakel), periode(at), self.woorden().onderdrukt(door))
            }
            GeenAfpelling::GeenCijfer(schakel, at, reden) => {
                (self.schakel(schakel), periode(at), self.woorden().geen(reden))
            }
            GeenAfpelling::GeenAantal(schakel, at) => {
                let words =
                    if self.is_nl() { "geen aantal gepubliceerd" } else { "no count published" };
                (self.schakel(schakel), periode(at), words)
            }
            GeenAfpelling::NietsOmDoorTeDelen(factor, at) => {
                let words =
                    if self.is_nl() { "niets om door te delen" } else { "nothing to divide by" };
                (self.factor(factor), periode(at), words)
            }
            GeenAfpelling::GeenProduct => {
                let words = if self.is_nl() { "geen product" } else { "no product" };
                return format!("{}: {words}.", self.titel());
            }
        };
        format!("{}, {}: {}.", why.0, why.1, why.2)
    }

    /// Why areas were not peeled, in a few words.
    pub(in super::super) fn geen_kort(self, reden: GeenAfpelling) -> &'static str {
        let woorden = self.woorden();
        match reden {
            GeenAfpelling::NietVergelijkbaar(_) => woorden.geen(GeenCijfer::NietVergelijkbaar),
            GeenAfpelling::Onderdrukt(_, _, door) => woorden.onderdrukt(door),
            GeenAfpelling::GeenCijfer(_, _, reden) => woorden.geen(reden),
            GeenAfpelling::GeenAantal(_, _) if self.is_nl() => "geen aantal gepubliceerd",
            GeenAfpelling::GeenAantal(_, _) => "no count published",
            GeenAfpelling::NietsOmDoorTeDelen(_, _) if self.is_nl() => "niets om door te delen",
            GeenAfpelling::NietsOmDoorTeDelen(_, _) => "nothing to divide by",
            GeenAfpelling::GeenProduct if self.is_nl() => "geen product",
            GeenAfpelling::GeenProduct => "no product",
        }
    }

    /// The name of a count.
    fn schakel(self, schakel: Schakel) -> &'static str {
        match (schakel, self.taal) {
            (Schakel::Inwoners, Taal::Nl) => "inwoners",
            (Schakel::Meldingen, Taal::Nl) => "meldingen",
            (Schakel::Doorverwijzingen, Taal::Nl) => "doorverwijzingen",
            (Schakel::Clienten, Taal::Nl) => "cliënten",
            (Schakel::Volume, Taal::Nl) => "volume",
            (Schakel::Inwoners, Taal::En) => "residents",
            (Schakel::Meldingen, Taal::En) => "requests",
            (Schakel::Doorverwijzingen, Taal::En) => "referrals",
            (Schakel::Clienten, Taal::En) => "clients",
            (Schakel::Volume, Taal::En) => "volume",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::voorbeeld::{afpelling, change, peeling, withheld};
    use super::*;

    fn zinnen(peeling: &Peeling, taal: Taal) -> Vec<String> {
        let afpelling = afpelling(1);
        let change = change(&afpelling, Vec::new());
        Afpelwoorden { change: &change, taal }.zinnen("Reeshof", peeling)
    }

    #[test]
    fn says_how_much_which_factor_and_what_may_be_concluded() {
        let mut found = peeling(
            2_000_000.0,
            [100_000.0, 50_000.0, -450_000.0, -100_000.0, 20_000.0],
            Some(300_000.0),
        );
        found.oordeel = Oordeel::MinderMaarZwaarder;
        assert_eq!(
            zinnen(&found, Taal::Nl),
            [
                "Kosten van maatwerk in Reeshof, 2019 → 2025: van 2.000.000 naar 1.620.000 euro per jaar, -19,0 % \
                 (95%-interval -34,0 % tot -4,0 %).",
                "De grootste bijdrage is van aandeel doorverwezen: -22,5 %.",
                "Minder cliënten, maar per cliënt meer euro per jaar: de daling van het aantal is geen vooruitgang.",
            ]
        );
        assert_eq!(
            zinnen(&found, Taal::En),
            [
                "Cost of provisions in Reeshof, 2019 → 2025: from 2,000,000 to 1,620,000 euros a year, -19.0 % \
                 (95% interval -34.0 % to -4.0 %).",
                "The largest contribution is of share referred: -22.5 %.",
                "Fewer clients, but more euros a year per client: the fall of their number is no progress.",
            ]
        );
    }

    #[test]
    fn says_when_the_largest_contribution_may_be_chance() {
        let found = peeling(1000.0, [0.0, 10.0, -60.0, 0.0, 0.0], Some(80.0));
        assert_eq!(
            zinnen(&found, Taal::Nl)[1],
            "De grootste bijdrage is van aandeel doorverwezen: -6,0 %, dat kan toeval zijn."
        );
    }

    #[test]
    fn says_why_there_is_no_interval_and_which_factor_was_zero() {
        let mut found = peeling(1000.0, [0.0, 0.0, -1000.0, 0.0, 0.0], None);
        found.marge = Err(GeenMarge::Limiet);
        found.nullen = vec![(Factorsoort::Aandeel, "2025".parse().expect("a period"))];
        let found = zinnen(&found, Taal::Nl);
        assert!(found[0].ends_with("(geen interval bij een limiet)."), "{found:?}");
        assert_eq!(
            found[3],
            "Nul of zonder waarde: aandeel doorverwezen (2025). De verdeling is daar een limiet."
        );
    }

    #[test]
    fn a_fall_of_the_number_never_reads_as_progress_when_each_has_more() {
        let progress = ["minder maatwerk", "There is less"];
        let heavier = [Oordeel::MinderMaarZwaarder, Oordeel::MinderMogelijkZwaarder];
        for (taal, oordeel) in
            [Taal::Nl, Taal::En].into_iter().flat_map(|taal| heavier.map(|one| (taal, one)))
        {
            let mut found = peeling(1000.0, [0.0, 0.0, -300.0, 0.0, 100.0], Some(1.0));
            found.oordeel = oordeel;
            let told = zinnen(&found, taal).join(" ");
            assert!(!progress.iter().any(|words| told.contains(words)), "{told}");
        }
    }

    #[test]
    fn says_why_an_area_was_not_peeled() {
        let afpelling = afpelling(1);
        let change = change(&afpelling, Vec::new());
        let words = |taal| Afpelwoorden { change: &change, taal };
        assert_eq!(
            words(Taal::Nl).geen(withheld()),
            "doorverwijzingen, 2019: te klein om te tonen."
        );
        let at = "2025".parse().expect("a period");
        let nothing = GeenAfpelling::NietsOmDoorTeDelen(Factorsoort::Doorloop, at);
        assert_eq!(
            words(Taal::En).geen(nothing),
            "clients per referral, 2025: nothing to divide by."
        );
    }
}
