//! The words of comparisons and funnels, in Dutch and in English.

use crate::analysis::benchmark::{Basis, Met, Oordeel, Reden};
use crate::model::{Niveau, Taal};
use crate::stats::{FunnelLevel, FunnelPlace};

use super::number::{Notatie, render_number};

/// The fixed words of one language.
pub(super) struct Vergelijkwoorden {
    taal: Taal,
    notatie: Notatie,
    /// The title of a funnel, behind the name of the indicator.
    pub trechter: &'static str,
    /// The key of the line of the average.
    pub gemiddelde: &'static str,
    /// The key of the limits at 95 % and at 99.8 %.
    pub grenzen: [&'static str; 2],
    /// What stands below the horizontal axis.
    pub omvang: &'static str,
    /// How to read a point outside.
    pub lezen: &'static str,
    /// Limits of chance alone where persons count more than once.
    pub geclusterd: &'static str,
    /// What stands before the names that found no room.
    pub zonder_naam: &'static str,
    /// No area lies outside.
    pub alle_binnen: &'static str,
    /// The columns of the table of one area.
    pub kolommen: [&'static str; 7],
    /// What stands where there is no other figure.
    pub geen: &'static str,
    /// What stands between the bounds of an interval.
    pub tot: &'static str,
}

static NL: Vergelijkwoorden = Vergelijkwoorden {
    taal: Taal::Nl,
    notatie: Notatie::Nl,
    trechter: "trechter",
    gemiddelde: "gemiddelde van wat getekend is",
    grenzen: ["grenzen van 95%", "grenzen van 99,8%"],
    omvang: "omvang van het gebied: waardoor het cijfer gedeeld is",
    lezen: "geen rangorde: binnen de grenzen is een verschil niet meer dan omvang en toeval verklaren",
    geclusterd: "wie vaker meetelt, maakt grenzen van toeval alleen te smal",
    zonder_naam: "ook buiten de grenzen",
    alle_binnen: "alle binnen de grenzen",
    kolommen: [
        "indicator",
        "periode",
        "cijfer",
        "vergeleken met",
        "ander cijfer",
        "verschil",
        "oordeel",
    ],
    geen: "geen",
    tot: "tot",
};

static EN: Vergelijkwoorden = Vergelijkwoorden {
    taal: Taal::En,
    notatie: Notatie::En,
    trechter: "funnel",
    gemiddelde: "average of what is drawn",
    grenzen: ["limits of 95%", "limits of 99.8%"],
    omvang: "size of the area: what the figure is divided by",
    lezen: "no ranking: within the limits a difference is no more than size and chance explain",
    geclusterd: "who counts more than once makes limits of chance alone too narrow",
    zonder_naam: "also outside the limits",
    alle_binnen: "all within the limits",
    kolommen: [
        "indicator",
        "period",
        "figure",
        "compared with",
        "other figure",
        "difference",
        "verdict",
    ],
    geen: "none",
    tot: "to",
};

impl Vergelijkwoorden {
    /// The words of a language.
    pub(super) fn of(taal: Taal) -> &'static Self {
        match taal {
            Taal::Nl => &NL,
            Taal::En => &EN,
        }
    }

    fn choose(&self, nl: &'static str, en: &'static str) -> &'static str {
        match self.taal {
            Taal::Nl => nl,
            Taal::En => en,
        }
    }

    /// Some areas of a level, with their number.
    fn gebieden(&self, n: usize, niveau: Niveau) -> String {
        let (one, more) = match (self.taal, niveau) {
            (Taal::Nl, Niveau::Toegangsgebied) => ("toegangsgebied", "toegangsgebieden"),
            (Taal::Nl, _) => ("wijk", "wijken"),
            (Taal::En, Niveau::Toegangsgebied) => ("access area", "access areas"),
            (Taal::En, _) => ("district", "districts"),
        };
        format!("{n} {}", if n == 1 { one } else { more })
    }

    /// How many areas are drawn.
    pub(super) fn getekend(&self, n: usize, niveau: Niveau) -> String {
        format!("{} {}", self.gebieden(n, niveau), self.choose("getekend", "drawn"))
    }

    /// How many areas are not drawn because they are withheld.
    pub(super) fn onderdrukt(&self, n: usize, niveau: Niveau) -> String {
        let why =
            self.choose("niet getekend: te klein om te tonen", "not drawn: too small to show");
        format!("{} {why}", self.gebieden(n, niveau))
    }

    /// How many areas are not drawn because they have no counts of their own.
    pub(super) fn zonder(&self, n: usize, niveau: Niveau) -> String {
        let why = self.choose(
            "niet getekend: geen cijfer of geen eigen telling",
            "not drawn: no figure, or no counts of their own",
        );
        format!("{} {why}", self.gebieden(n, niveau))
    }

    /// Whether limits are widened, with the dispersion ratio.
    pub(super) fn spreiding(&self, is_widened: Option<bool>, phi: f64) -> String {
        let what = match is_widened {
            Some(true) => self.choose(
                "grenzen verruimd met wat gebieden gewoonlijk verschillen",
                "limits widened by what areas usually differ",
            ),
            Some(false) => self.choose(
                "gebieden verschillen niet meer dan door toeval",
                "areas differ no more than by chance",
            ),
            None => self.choose(
                "minder dan tien gebieden, dus grenzen van toeval alleen",
                "fewer than ten areas, so limits of chance alone",
            ),
        };
        format!("{what} (φ = {})", render_number(phi, 1, self.notatie))
    }

    /// The areas outside the limits of a level, by name and side.
    pub(super) fn buiten(&self, level: FunnelLevel, names: &[String]) -> String {
        let level = match level {
            FunnelLevel::P95 => self.choose("95%", "95%"),
            FunnelLevel::P998 => self.choose("99,8%", "99.8%"),
        };
        let words = self.choose("buiten de grenzen van", "outside the limits of");
        format!("{words} {level}: {}", names.join(", "))
    }

    /// The side on which an area lies outside.
    pub(super) fn kant(&self, place: FunnelPlace) -> &'static str {
        match place {
            FunnelPlace::Within => self.choose("binnen", "within"),
            FunnelPlace::Above(_) => self.choose("hoger", "higher"),
            FunnelPlace::Below(_) => self.choose("lager", "lower"),
        }
    }

    /// A verdict in words, with whether that is better.
    pub(super) fn oordeel(&self, oordeel: Oordeel, gunstig: Option<bool>) -> String {
        let word = match oordeel {
            Oordeel::Hoger => self.choose("hoger", "higher"),
            Oordeel::Lager => self.choose("lager", "lower"),
            Oordeel::GeenVerschil => self.choose("geen verschil aangetoond", "no difference shown"),
            Oordeel::TeOnzeker => self.choose("te onzeker", "too unsure"),
        };
        match gunstig {
            Some(true) => format!("{word} ({})", self.choose("gunstiger", "better")),
            Some(false) => format!("{word} ({})", self.choose("ongunstiger", "worse")),
            None => word.to_owned(),
        }
    }

    /// Why nothing is said, or nothing is compared.
    pub(super) fn reden(&self, reden: Reden) -> &'static str {
        match reden {
            Reden::EigenCijfer => {
                self.choose("geen cijfer van het gebied", "no figure of the area")
            }
            Reden::AnderCijfer => {
                self.choose("geen cijfer om mee te vergelijken", "no figure to compare with")
            }
            Reden::HeleGemeente => {
                self.choose("het gebied is de hele gemeente", "the area is all of the municipality")
            }
            Reden::NietSamenTeNemen => {
                self.choose("cijfers zijn niet samen te nemen", "figures cannot be taken together")
            }
            Reden::KenmerkOntbreekt => self
                .choose("een kenmerk van het gebied ontbreekt", "the area lacks a characteristic"),
            Reden::GeenAndereGebieden => self.choose(
                "geen ander gebied heeft alle kenmerken",
                "no other area has all characteristics",
            ),
            Reden::IsKenmerk => {
                self.choose("hierop zijn de gebieden gekozen", "areas were chosen by this")
            }
            Reden::GeenInterval => {
                self.choose("een cijfer zonder interval", "a figure without interval")
            }
            Reden::GeenGebeurtenissen => self
                .choose("aan beide kanten niets of alles", "nothing or everything on both sides"),
            Reden::Indicatief => self.choose("een indicatief cijfer", "an indicative figure"),
            Reden::KleinAantal => self.choose("een klein aantal", "a small number"),
            Reden::BredeMarge => self.choose("een brede marge", "a wide margin"),
        }
    }

    /// With what an area is compared; `naam` is that of the gemeente, the group or the place elsewhere.
    pub(super) fn met(&self, met: Met, basis: Option<Basis>, naam: &str, n: usize) -> String {
        match (met, basis) {
            (Met::Gemeente, Some(Basis::Rest)) => {
                format!("{} {naam}", self.choose("rest van", "rest of"))
            }
            (Met::Gemeente, _) => {
                format!("{naam} ({})", self.choose("met het gebied erin", "with the area in it"))
            }
            (Met::Groep(_) | Met::Elders(_), _) => naam.to_owned(),
            (Met::Dichtstbij, _) if n == 0 => {
                self.choose("dichtstbijzijnde gebieden", "nearest areas").to_owned()
            }
            (Met::Dichtstbij, _) => {
                format!("{n} {}", self.choose("dichtstbijzijnde gebieden", "nearest areas"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_side_and_whether_it_is_better() {
        assert_eq!(NL.oordeel(Oordeel::Lager, Some(true)), "lager (gunstiger)");
        assert_eq!(EN.oordeel(Oordeel::Hoger, Some(false)), "higher (worse)");
        assert_eq!(NL.oordeel(Oordeel::GeenVerschil, None), "geen verschil aangetoond");
        let names = ["Heikant (lager)".to_owned()];
        assert_eq!(
            NL.buiten(FunnelLevel::P998, &names),
            "buiten de grenzen van 99,8%: Heikant (lager)"
        );
        assert_eq!(NL.onderdrukt(1, Niveau::Wijk), "1 wijk niet getekend: te klein om te tonen");
        assert_eq!(
            EN.spreiding(None, 2.34),
            "fewer than ten areas, so limits of chance alone (φ = 2.3)"
        );
    }

    #[test]
    fn says_with_what_an_area_is_compared() {
        assert_eq!(NL.met(Met::Gemeente, Some(Basis::Rest), "Tilburg", 0), "rest van Tilburg");
        assert_eq!(NL.met(Met::Groep(0), Some(Basis::Samen), "Dorpen", 2), "Dorpen");
        assert_eq!(EN.met(Met::Dichtstbij, Some(Basis::Samen), "", 5), "5 nearest areas");
    }
}
