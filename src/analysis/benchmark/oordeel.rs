//! The verdict on a difference, in words.

use super::verschil::Verschil;
use crate::model::{Richting, Verandering};

/// What can be said of how an area differs from another figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oordeel {
    /// Higher, by more than chance.
    Hoger,
    /// Lower, by more than chance.
    Lager,
    /// No difference was shown; that is not to say that there is none.
    GeenVerschil,
    /// The figures are too unsure to say anything.
    TeOnzeker,
}

impl Oordeel {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Hoger, Self::Lager, Self::GeenVerschil, Self::TeOnzeker];

    /// The word in `vergelijking.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hoger => "hoger",
            Self::Lager => "lager",
            Self::GeenVerschil => "geen_verschil_aangetoond",
            Self::TeOnzeker => "te_onzeker",
        }
    }

    /// Whether it is better by the direction of the indicator; nothing where no difference was shown, or
    /// neither way is better.
    pub fn is_gunstig(self, richting: Richting) -> Option<bool> {
        let is_higher = match self {
            Self::Hoger => true,
            Self::Lager => false,
            Self::GeenVerschil | Self::TeOnzeker => return None,
        };
        match richting {
            Richting::HogerIsBeter => Some(is_higher),
            Richting::LagerIsBeter => Some(!is_higher),
            Richting::Bandbreedte => None,
        }
    }
}

/// Why nothing is said of a difference, or nothing is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reden {
    /// The area has no figure that is shown.
    EigenCijfer,
    /// The other side has no figure that is shown.
    AnderCijfer,
    /// The area is all of the gemeente.
    HeleGemeente,
    /// The figures of the areas are no ratios of counts, so there is no figure of all of them; each has its own.
    NietSamenTeNemen,
    /// The area lacks a characteristic by which its nearest areas are found.
    KenmerkOntbreekt,
    /// No other area has all characteristics.
    GeenAndereGebieden,
    /// The indicator is itself a characteristic, and areas were chosen for being alike on it.
    IsKenmerk,
    /// One of the figures has no interval.
    GeenInterval,
    /// Nothing happened on either side, or everything did.
    GeenGebeurtenissen,
    /// A figure is indicative: nothing may be concluded from it.
    Indicatief,
    /// Fewer than twenty events, or a share of fewer than twenty, on one of the sides.
    KleinAantal,
    /// The interval of the difference is wider than the smallest difference that matters to both sides, or the
    /// share could be anything within thirty points.
    BredeMarge,
}

impl Reden {
    /// All reasons.
    pub const ALL: [Self; 12] = [
        Self::EigenCijfer,
        Self::AnderCijfer,
        Self::HeleGemeente,
        Self::NietSamenTeNemen,
        Self::KenmerkOntbreekt,
        Self::GeenAndereGebieden,
        Self::IsKenmerk,
        Self::GeenInterval,
        Self::GeenGebeurtenissen,
        Self::Indicatief,
        Self::KleinAantal,
        Self::BredeMarge,
    ];

    /// The word in `vergelijking.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::EigenCijfer => "geen_eigen_cijfer",
            Self::AnderCijfer => "geen_ander_cijfer",
            Self::HeleGemeente => "hele_gemeente",
            Self::NietSamenTeNemen => "niet_samen_te_nemen",
            Self::KenmerkOntbreekt => "kenmerk_ontbreekt",
            Self::GeenAndereGebieden => "geen_andere_gebieden",
            Self::IsKenmerk => "is_kenmerk",
            Self::GeenInterval => "geen_interval",
            Self::GeenGebeurtenissen => "geen_gebeurtenissen",
            Self::Indicatief => "indicatief",
            Self::KleinAantal => "klein_aantal",
            Self::BredeMarge => "brede_marge",
        }
    }
}

/// What is known of a difference besides its numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Twijfel {
    /// A figure is indicative.
    pub is_indicatief: bool,
    /// A side is of few.
    pub is_few: bool,
    /// The interval of the area's own share is wider than thirty points.
    pub is_wide: bool,
    /// The smallest difference that matters, when that was agreed.
    pub relevant: Option<f64>,
}

/// Judges a difference whose p-value is adjusted.
///
/// An indicative figure never has more than `te_onzeker`. A difference that is more than chance is
/// `hoger` or `lager`, also of few: the tests of counts are exact. Without one, a figure of few or with a wide
/// margin is too unsure to say that none was shown; where the smallest difference that matters was agreed, that
/// is so when the interval reaches further than it to both sides.
pub(super) fn judge(verschil: &Verschil, twijfel: Twijfel) -> (Oordeel, Option<Reden>) {
    if twijfel.is_indicatief {
        return (Oordeel::TeOnzeker, Some(Reden::Indicatief));
    }
    if verschil.q <= Verandering::ALPHA && verschil.verschil != 0.0 {
        let oordeel = if 0.0 < verschil.verschil { Oordeel::Hoger } else { Oordeel::Lager };
        return (oordeel, None);
    }
    let is_wide = match twijfel.relevant {
        Some(least) => verschil.ondergrens < -least && least < verschil.bovengrens,
        None => twijfel.is_wide,
    };
    if twijfel.is_few && twijfel.relevant.is_none() {
        (Oordeel::TeOnzeker, Some(Reden::KleinAantal))
    } else if is_wide {
        (Oordeel::TeOnzeker, Some(Reden::BredeMarge))
    } else {
        (Oordeel::GeenVerschil, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verschil(verschil: f64, margin: f64, q: f64) -> Verschil {
        let (ondergrens, bovengrens) = (verschil - margin, verschil + margin);
        Verschil { verschil, ondergrens, bovengrens, p: q, q }
    }

    #[test]
    fn says_what_chance_allows() {
        #[track_caller]
        fn case(verschil: Verschil, twijfel: Twijfel, expected: (Oordeel, Option<Reden>)) {
            assert_eq!(judge(&verschil, twijfel), expected);
        }

        let sure = Twijfel::default();
        let (few, wide) = (Twijfel { is_few: true, ..sure }, Twijfel { is_wide: true, ..sure });
        let indicatief = Twijfel { is_indicatief: true, ..sure };
        let relevant = Twijfel { relevant: Some(2.0), ..sure };
        case(verschil(3.0, 2.0, 0.05), sure, (Oordeel::Hoger, None));
        case(verschil(-3.0, 2.0, 0.001), few, (Oordeel::Lager, None));
        case(verschil(3.0, 2.0, 0.051), sure, (Oordeel::GeenVerschil, None));
        case(verschil(3.0, 9.0, 0.5), few, (Oordeel::TeOnzeker, Some(Reden::KleinAantal)));
        case(verschil(3.0, 9.0, 0.5), wide, (Oordeel::TeOnzeker, Some(Reden::BredeMarge)));
        case(verschil(3.0, 1.0, 0.0), indicatief, (Oordeel::TeOnzeker, Some(Reden::Indicatief)));
        case(verschil(1.0, 4.0, 0.5), relevant, (Oordeel::TeOnzeker, Some(Reden::BredeMarge)));
        case(verschil(1.0, 2.0, 0.5), relevant, (Oordeel::GeenVerschil, None));
        case(verschil(0.0, 1.0, 0.0), sure, (Oordeel::GeenVerschil, None));
    }

    #[test]
    fn better_is_the_way_it_should_go() {
        use Richting::{Bandbreedte, HogerIsBeter, LagerIsBeter};
        assert_eq!(Oordeel::Hoger.is_gunstig(HogerIsBeter), Some(true));
        assert_eq!(Oordeel::Lager.is_gunstig(LagerIsBeter), Some(true));
        assert_eq!(Oordeel::Hoger.is_gunstig(LagerIsBeter), Some(false));
        assert_eq!(Oordeel::Hoger.is_gunstig(Bandbreedte), None);
        assert_eq!(Oordeel::GeenVerschil.is_gunstig(HogerIsBeter), None);
    }

    #[test]
    fn words_are_told_apart() {
        let words: std::collections::BTreeSet<_> = Reden::ALL.map(Reden::word).into();
        assert_eq!(words.len(), Reden::ALL.len());
    }
}
