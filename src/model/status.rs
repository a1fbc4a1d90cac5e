//! The verdict on a target: its words, its reasons and everything that is told beside it.

use super::{Datum, GebiedIdx, Periode, words};

/// The verdict on a target in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The target has been reached.
    Behaald,
    /// It is where it should be now.
    OpKoers,
    /// It is surely not on course, and it is not sure how bad that is.
    Risico,
    /// It is far from where it should be.
    Achter,
    /// The deadline has passed and the target has not been reached.
    NietBehaald,
    /// Too little of the term has passed.
    TeVroeg,
    /// It cannot be told; the reason says why.
    Onzeker,
}

words!(Status {
    Behaald = "behaald",
    OpKoers = "op_koers",
    Risico = "risico",
    Achter = "achter",
    NietBehaald = "niet_behaald",
    TeVroeg = "te_vroeg",
    Onzeker = "onzeker",
});

/// Why a status is `onzeker`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusReden {
    /// There is no figure of the baseline.
    GeenNulmeting,
    /// There is no figure after it.
    GeenMetingNaNulmeting,
    /// The registration, the definition or the area changed in between.
    BreukInReeks,
    /// A model made one of the figures.
    Modelschatting,
    /// Too few respondents or events.
    TeWeinigN,
    /// Too low a response.
    Indicatief,
    /// One of the figures is withheld.
    Onderdrukt,
    /// The last figure is older than two periods.
    Verouderd,
    /// The figures allow of several verdicts.
    KansenVerdeeld,
}

words!(StatusReden {
    GeenNulmeting = "geen_nulmeting",
    GeenMetingNaNulmeting = "geen_meting_na_nulmeting",
    BreukInReeks = "breuk_in_reeks",
    Modelschatting = "modelschatting",
    TeWeinigN = "te_weinig_n",
    Indicatief = "indicatief",
    Onderdrukt = "onderdrukt",
    Verouderd = "verouderd",
    KansenVerdeeld = "kansen_verdeeld",
});

/// What goes with a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusVlag {
    /// The figure itself already reaches the target.
    WaarschijnlijkBehaald,
    /// The figure moved away from the target.
    VerkeerdeRichting,
    /// And not by chance.
    Significant,
    /// There is no standard error: the verdict is that of the figure alone.
    GeenCi,
    /// One of the figures was converted from other areas.
    Herleid,
}

words!(StatusVlag {
    WaarschijnlijkBehaald = "waarschijnlijk_behaald",
    VerkeerdeRichting = "verkeerde_richting",
    Significant = "significant",
    GeenCi = "geen_ci",
    Herleid = "herleid",
});

/// The probabilities that the true value lies beyond the cut points of a verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kansen {
    /// Of having reached the target.
    pub behaald: f64,
    /// Of being on course.
    pub op_koers: f64,
    /// Of not being behind.
    pub risico: f64,
}

/// A published rule for progress toward a target, told beside the monitor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statusmethode {
    /// Healthy People 2030, of the NCHS.
    Hp2030,
    /// The SDG Progress Chart of the UN Statistics Division.
    Unsd,
    /// Eurostat's monitoring of the SDGs.
    Eurostat,
    /// The weather symbols of Destatis.
    Destatis,
}

words!(Statusmethode {
    Hp2030 = "hp2030",
    Unsd = "unsd",
    Eurostat = "eurostat",
    Destatis = "destatis",
});

/// The verdict of another rule, and the number it rests on when it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnderOordeel {
    /// The word, in the terms of the rule, in Dutch.
    pub woord: &'static str,
    /// The ratio or statistic.
    pub getal: Option<f64>,
}

/// How a figure changed since the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verandering {
    /// The difference, in the unit of the indicator.
    pub verschil: f64,
    /// The difference in standard errors; nothing when one of them is not known.
    pub z: Option<f64>,
    /// The p-value.
    pub p: Option<f64>,
    /// The p-value adjusted for the number of areas.
    pub q: Option<f64>,
    /// Whether the difference is as large as the smallest that matters; nothing when none was given.
    pub relevant: Option<bool>,
    /// Whether it goes the way it should; nothing when it does not move, or neither way is better.
    pub gunstig: Option<bool>,
}

impl Verandering {
    /// The level of a test of change, adjusted for the number of areas.
    pub const ALPHA: f64 = 0.05;

    /// True when the difference is more than chance, after adjustment.
    pub fn is_significant(&self) -> bool {
        self.q.is_some_and(|q| q <= Self::ALPHA)
    }

    /// In one word: what more than chance made of it, and whether that matters.
    pub fn word(&self) -> &'static str {
        match (self.is_significant(), self.gunstig, self.relevant) {
            (false, ..) => "geen_aantoonbare_verandering",
            (true, Some(true), Some(false)) => "beter_maar_niet_relevant",
            (true, Some(false), Some(false)) => "slechter_maar_niet_relevant",
            (true, Some(true), _) => "beter",
            (true, Some(false), _) => "slechter",
            (true, None, _) => "veranderd",
        }
    }
}

/// The trend over the last five points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trendwoord {
    /// The figures rise.
    Stijgend,
    /// The figures fall.
    Dalend,
    /// Neither by more than chance.
    GeenTrend,
    /// Fewer than five points that can be compared.
    TeWeinigPunten,
}

words!(Trendwoord {
    Stijgend = "stijgend",
    Dalend = "dalend",
    GeenTrend = "geen_trend",
    TeWeinigPunten = "te_weinig_punten",
});

/// What the XmR chart says about the last quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpcVariatie {
    /// Chance.
    Toeval,
    /// A change for the better.
    Verbetering,
    /// A change for the worse.
    Zorg,
    /// A change that is neither.
    Verandering,
}

words!(SpcVariatie {
    Toeval = "toeval",
    Verbetering = "verbetering",
    Zorg = "zorg",
    Verandering = "verandering",
});

/// What the limits of the XmR chart promise about the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpcZekerheid {
    /// It will be reached.
    Haalt,
    /// It will not be reached.
    HaaltNiet,
    /// Sometimes it will.
    Wisselend,
}

words!(SpcZekerheid { Haalt = "haalt", HaaltNiet = "haalt_niet", Wisselend = "wisselend" });

/// The verdict of the quarterly chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spc {
    /// What the last point says.
    pub variatie: SpcVariatie,
    /// What the limits promise, when there is a target.
    pub zekerheid: Option<SpcZekerheid>,
    /// True when fewer than thirteen points set the limits.
    pub voorlopig: bool,
}

/// A figure by which a target is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meetpunt {
    /// The value, in the unit of the indicator or of the gap.
    pub waarde: f64,
    /// Its standard error, when it has an interval.
    pub se: Option<f64>,
    /// The bounds of its interval.
    pub grenzen: Option<[f64; 2]>,
}

/// The numbers of a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusCijfers {
    /// The baseline.
    pub nulmeting: Meetpunt,
    /// The figure now; nothing as long as there is none after the baseline.
    pub nu: Option<Meetpunt>,
    /// The value to reach; of a band or a value to keep, the nearest bound.
    pub doelwaarde: f64,
    /// The other bound of a band.
    pub andere_grens: Option<f64>,
    /// Where it should be now.
    pub traject_nu: Option<f64>,
    /// The part of the term that has passed.
    pub looptijd: Option<f64>,
    /// How far it is on the way from the baseline to the target, 1 for all the way.
    pub voortgang: Option<f64>,
    /// The probabilities.
    pub kansen: Option<Kansen>,
    /// The verdicts with a probability of at least 0.10.
    pub mogelijk: Vec<Status>,
    /// How it changed.
    pub verandering: Option<Verandering>,
    /// The trend.
    pub trend: Trendwoord,
    /// The probability of reaching the target at the deadline, rounded to 0.05.
    pub kans_doel: Option<f64>,
    /// The quarterly chart.
    pub spc: Option<Spc>,
    /// The smallest change that two such measurements can show.
    pub zichtbaar: Option<f64>,
    /// The verdicts of other rules, in the order of the methods asked for.
    pub andere: Vec<AnderOordeel>,
}

impl StatusCijfers {
    /// What is known of a target before anything was measured after its baseline.
    pub fn at_start(nulmeting: Meetpunt, doelwaarde: f64, andere_grens: Option<f64>) -> Self {
        Self {
            nulmeting,
            nu: None,
            doelwaarde,
            andere_grens,
            traject_nu: None,
            looptijd: None,
            voortgang: None,
            kansen: None,
            mogelijk: Vec::new(),
            verandering: None,
            trend: Trendwoord::TeWeinigPunten,
            kans_doel: None,
            spc: None,
            zichtbaar: None,
            andere: Vec::new(),
        }
    }
}

/// A balancing measure that became worse, more than by chance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tegenbeweging {
    /// The indicator.
    pub id: String,
    /// The two periods that were compared.
    pub van: Periode,
    /// The second.
    pub tot: Periode,
}

/// One row of `status.csv`: a target in an area.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusRegel {
    /// The name of the target.
    pub doel: String,
    /// What the figures are: `waarde`, `afstand` or a measure between areas.
    pub reeks: String,
    /// The area.
    pub gebied: GebiedIdx,
    /// The period of the baseline.
    pub nulperiode: Option<Periode>,
    /// The period of the figure, when there is one.
    pub periode: Option<Periode>,
    /// The verdict.
    pub status: Status,
    /// Why it is `onzeker`.
    pub reden: Option<StatusReden>,
    /// What goes with it.
    pub vlaggen: Vec<StatusVlag>,
    /// The numbers; none when there is no figure, or it is withheld.
    pub cijfers: Option<StatusCijfers>,
    /// The day on which the baseline was frozen, when it is in the lock.
    pub nulmeting_vastgesteld: Option<Datum>,
    /// The balancing measures that became worse in this area.
    pub tegenbewegingen: Vec<Tegenbeweging>,
    /// The cells that the verdict rests on: it shows nothing when one of them is withheld.
    pub steunt_op: Vec<(GebiedIdx, Periode)>,
    /// The cells that the trend, the forecast and the quarterly chart rest on.
    pub verloop_op: Vec<(GebiedIdx, Periode)>,
}

/// The baseline of a series in an area, as the monitor computes it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Nulwaarneming {
    /// What the figures are: `waarde`, `afstand` or a measure between areas.
    pub reeks: String,
    /// The area.
    pub gebied: GebiedIdx,
    /// The period.
    pub periode: Periode,
    /// The value; nothing when there is none, or it is withheld.
    pub meetpunt: Option<Meetpunt>,
    /// True when it is withheld.
    pub onderdrukt: bool,
    /// The cells that it rests on.
    pub steunt_op: Vec<(GebiedIdx, Periode)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_is_sure_and_small_is_told_as_both() {
        #[track_caller]
        fn case(q: f64, gunstig: Option<bool>, relevant: Option<bool>, expected: &str) {
            let change =
                Verandering { verschil: 0.1, z: None, p: None, q: Some(q), relevant, gunstig };
            assert_eq!(change.word(), expected);
        }

        case(0.05, Some(true), None, "beter");
        case(0.01, Some(false), Some(true), "slechter");
        case(0.01, Some(true), Some(false), "beter_maar_niet_relevant");
        case(0.06, Some(true), Some(true), "geen_aantoonbare_verandering");
        case(0.01, None, Some(true), "veranderd");
    }
}
