//! A figure: its value, its interval or the reason why it has none, and what to know of it.

use super::Quantity;

/// How the interval of a figure was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Methode {
    /// Exact Poisson limits of a count, divided by the noemer.
    PoissonExact,
    /// Exact Poisson limits, widened for persons who were counted more than once.
    PoissonGeclusterd,
    /// Dobson's limits of a rate that was standardised directly.
    Dobson,
    /// Wilson score interval of a share.
    Wilson,
    /// Wilson score interval of a share of rows, on fewer of them where persons have more than one.
    WilsonGeclusterd,
    /// Wilson score interval of a share in a survey, on its effective number of respondents.
    WilsonEffectief,
    /// Taylor linearisation of a weighted mean, with strata and finite population.
    Taylor,
    /// How much the amounts of persons differ.
    Bedragen,
    /// The ranks between which a quantile of a register lies.
    Rangorde,
    /// Woodruff's interval of a quantile of a survey.
    Woodruff,
    /// The margins that the source published.
    Gepubliceerd,
    /// Those margins, widened by what the source rounded away.
    GepubliceerdAfgerond,
    /// The intervals of the figures of a formula, propagated.
    Delta,
    /// The distance to the gemeente, which contains the area.
    TegenGemeente,
}

impl Methode {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::PoissonExact => "poisson_exact",
            Self::PoissonGeclusterd => "poisson_geclusterd",
            Self::Dobson => "dobson",
            Self::Wilson => "wilson",
            Self::WilsonGeclusterd => "wilson_geclusterd",
            Self::WilsonEffectief => "wilson_effectief",
            Self::Taylor => "taylor",
            Self::Bedragen => "bedragen_per_persoon",
            Self::Rangorde => "rangorde",
            Self::Woodruff => "woodruff",
            Self::Gepubliceerd => "gepubliceerd",
            Self::GepubliceerdAfgerond => "gepubliceerd_afgerond",
            Self::Delta => "delta",
            Self::TegenGemeente => "tegen_gemeente",
        }
    }

    /// Why this method, in the column `reden` of `cijfers.csv`.
    ///
    /// A register is a full count: its interval tells how much chance there is in what happens, not
    /// an error of sampling.
    pub fn reden(self) -> &'static str {
        match self {
            Self::PoissonExact => "toeval_in_telling",
            Self::PoissonGeclusterd => "toeval_meer_per_persoon",
            Self::Dobson => "toeval_gestandaardiseerd",
            Self::Wilson => "toeval_in_aandeel",
            Self::WilsonGeclusterd => "toeval_meer_per_persoon",
            Self::WilsonEffectief => "steekproef_aandeel",
            Self::Taylor => "steekproef_gemiddelde",
            Self::Bedragen => "toeval_in_bedragen",
            Self::Rangorde => "toeval_in_kwantiel",
            Self::Woodruff => "steekproef_kwantiel",
            Self::Gepubliceerd => "marge_van_bron",
            Self::GepubliceerdAfgerond => "marge_van_bron_en_afronding",
            Self::Delta => "doorgerekend",
            Self::TegenGemeente => "deel_van_gemeente",
        }
    }
}

/// Why a figure has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenInterval {
    /// The source published no margins.
    BronZonderMarge,
    /// All answers are the same, so the sample says nothing of its own spread.
    GelijkeAntwoorden,
    /// There are too few respondents for a spread.
    TeWeinigRespondenten,
    /// A stratum has one respondent, so its spread cannot be known.
    EenzaamStratum,
    /// Everybody answered, so there is no sampling error.
    VolledigeTelling,
    /// The teller is a sum of amounts, not a count of events.
    SomZonderVerdeling,
    /// The figure is a part of that of other areas; how far off the part is, is not known.
    Herleid,
    /// The figures of a formula are of the same people or places, and how they go together was
    /// not declared.
    SamenhangOnbekend,
    /// A figure of the formula has no interval.
    DeelZonderInterval,
    /// There are too few persons behind the figure for an interval of this kind.
    TeWeinigPersonen,
}

impl GeenInterval {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::BronZonderMarge => "bron_zonder_marge",
            Self::GelijkeAntwoorden => "gelijke_antwoorden",
            Self::TeWeinigRespondenten => "te_weinig_respondenten",
            Self::EenzaamStratum => "eenzaam_stratum",
            Self::VolledigeTelling => "volledige_telling",
            Self::SomZonderVerdeling => "som_zonder_verdeling",
            Self::Herleid => "herleid",
            Self::SamenhangOnbekend => "samenhang_onbekend",
            Self::DeelZonderInterval => "deel_zonder_interval",
            Self::TeWeinigPersonen => "te_weinig_personen",
        }
    }
}

/// What a reader must know before leaning on a figure that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voorbehoud {
    /// A model computed it from what is known of the area and its neighbours.
    Modelschatting,
    /// Fewer respondents than are needed to do more than give a direction.
    WeinigRespondenten,
    /// So unequal weights that the respondents count as too few.
    WeinigEffectief,
    /// Too few of those asked answered.
    LageRespons,
    /// Many respondents left this question open.
    ItemNonrespons,
    /// All respondents gave the same answer; the interval is what so few could tell.
    GelijkeAntwoorden,
    /// A stratum has one respondent, whose spread is taken from the mean of the area.
    EenzaamStratum,
    /// The interval of a share is wider than thirty points.
    BredeMarge,
    /// Fewer than twenty events: most of a change is chance.
    KleinAantal,
    /// The counts were rounded before anything was computed from them.
    Afgerond,
}

impl Voorbehoud {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Modelschatting => "modelschatting",
            Self::WeinigRespondenten => "weinig_respondenten",
            Self::WeinigEffectief => "weinig_effectief",
            Self::LageRespons => "lage_respons",
            Self::ItemNonrespons => "item_nonrespons",
            Self::GelijkeAntwoorden => "gelijke_antwoorden",
            Self::EenzaamStratum => "eenzaam_stratum",
            Self::BredeMarge => "brede_marge",
            Self::KleinAantal => "klein_aantal",
            Self::Afgerond => "afgerond",
        }
    }
}

/// The bounds of an interval and how they were made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The lower bound, in the unit of the indicator.
    pub lower: f64,
    /// The upper bound, in the unit of the indicator.
    pub upper: f64,
    /// How the bounds were made.
    pub methode: Methode,
}

/// A figure with its interval and what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The value in the unit of the indicator, not rounded.
    pub waarde: f64,
    /// The interval, or the reason why there is none.
    pub interval: Result<Bounds, GeenInterval>,
    /// What was counted above the line, where there is a line.
    pub teller: Option<Quantity>,
    /// What was counted below the line.
    pub noemer: Option<Quantity>,
    /// The number of respondents, for a survey.
    pub n: Option<u64>,
    /// The effective number of respondents (Kish), for a survey.
    pub n_eff: Option<f64>,
    /// The design effect, for a survey.
    pub deff: Option<f64>,
    /// True when the figure was converted from areas of another vintage.
    pub herleid: bool,
    /// What to know before leaning on it, each once and in their own order.
    pub voorbehouden: Vec<Voorbehoud>,
}

impl Figure {
    /// A figure of which nothing is known but its value and interval.
    pub fn new(waarde: f64, interval: Result<Bounds, GeenInterval>) -> Self {
        Self {
            waarde,
            interval,
            teller: None,
            noemer: None,
            n: None,
            n_eff: None,
            deff: None,
            herleid: false,
            voorbehouden: Vec::new(),
        }
    }

    /// Adds what a reader must know, when it is so.
    pub fn warn(&mut self, voorbehoud: Voorbehoud, is_so: bool) {
        if is_so && !self.voorbehouden.contains(&voorbehoud) {
            self.voorbehouden.push(voorbehoud);
            self.voorbehouden.sort_unstable();
        }
    }
}
