//! What is true of the targets of the demo, after the effects that `waarheid.csv` lists.

/// What is true of a target in some areas, and what would then be wrong to say.
pub struct Waarheid {
    /// What it is called in the report.
    pub naam: &'static str,
    /// What happened, and what was asked.
    pub waar: &'static str,
    /// The indicator.
    pub indicator: &'static str,
    /// The target.
    pub doel: &'static str,
    /// The areas; all that have a verdict when there is none.
    pub gebieden: &'static [&'static str],
    /// Areas of which something else is true.
    pub zonder: &'static [&'static str],
    /// True when higher values are better.
    pub hoger_is_beter: bool,
    /// The verdicts that are wrong.
    pub fout: &'static [&'static str],
    /// The verdicts of Healthy People that are wrong.
    pub hp_fout: &'static [&'static str],
    /// How the chance of a wrong verdict follows from the errors, where nothing changed.
    pub grens: Option<Grens>,
}

/// The line that an area without change must cross by chance to get a wrong verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grens {
    /// A part of the baseline on the better side, from where it is met or on course.
    Verbetering,
    /// The baseline itself on the worse side, or the target on the better side.
    Stap,
    /// The margin on the worse side.
    Marge,
}

const BEREIKT: &[&str] = &["behaald", "op_koers"];
const NIET_BEREIKT: &[&str] = &["niet_behaald", "achter", "risico"];
const STELLIG: &[&str] = &["behaald", "op_koers", "risico", "achter", "niet_behaald"];

/// Any change is a wrong claim where there is none.
const HP_VERANDERD: &[&str] = &["doel_gehaald", "verbetering", "verslechtering"];
const HP_SLECHTER: &[&str] = &["verslechtering"];

/// The wijken of Reeshof, where help moved to the social base.
const REESHOF: &[&str] = &[
    "WK085547", "WK085548", "WK085549", "WK085550", "WK085551", "WK085552", "WK085553", "WK085554",
    "WK085555", "WK085556", "WK085557", "WK085558",
];

/// The wijken in which the number of clients changed or could not be compared.
const CLIENTEN_VERANDERD: &[&str] = &[
    "WK085513", "WK085543", "WK085568", "WK085547", "WK085548", "WK085549", "WK085550", "WK085551",
    "WK085552", "WK085553", "WK085554", "WK085555", "WK085556", "WK085557", "WK085558",
];

/// Reeshof, the area of Heikant, whose referrals still fell in the year of the baseline, and the area that Biezenmortel
/// joined.
const TOEGANG_VERANDERD: &[&str] = &["TG06", "TG09", "TG11"];

/// What is not here is not exactly known: the city as a whole of clients and of Lemon, and the gaps between
/// areas, which depend on how heavy the wijken with an effect were drawn. Of the targets of 2024 and later it is
/// too early to tell.
pub const WAARHEDEN: &[Waarheid] = &[
    Waarheid {
        naam: "referrals, -15 % in each area of the Toegang",
        waar: "no change",
        indicator: "zr_doorverw_maatwerk",
        doel: "doel",
        gebieden: &[],
        zonder: TOEGANG_VERANDERD,
        hoger_is_beter: false,
        fout: BEREIKT,
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Verbetering),
    },
    Waarheid {
        naam: "… in Reeshof",
        waar: "-30 %",
        indicator: "zr_doorverw_maatwerk",
        doel: "doel",
        gebieden: &["TG06"],
        zonder: &[],
        hoger_is_beter: false,
        fout: NIET_BEREIKT,
        hp_fout: HP_SLECHTER,
        grens: None,
    },
    Waarheid {
        naam: "referrals, -10 % in the city",
        waar: "about -6 %",
        indicator: "zr_doorverw_maatwerk",
        doel: "stad",
        gebieden: &[],
        zonder: &[],
        hoger_is_beter: false,
        fout: BEREIKT,
        hp_fout: &["doel_gehaald", "verslechtering"],
        grens: None,
    },
    Waarheid {
        naam: "clients, -15 % in each wijk",
        waar: "no change",
        indicator: "zr_maatwerkclienten",
        doel: "doel",
        gebieden: &[],
        zonder: CLIENTEN_VERANDERD,
        hoger_is_beter: false,
        fout: BEREIKT,
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Verbetering),
    },
    Waarheid {
        naam: "… in the wijken of Reeshof",
        waar: "-30 %",
        indicator: "zr_maatwerkclienten",
        doel: "doel",
        gebieden: REESHOF,
        zonder: &[],
        hoger_is_beter: false,
        fout: NIET_BEREIKT,
        hp_fout: HP_SLECHTER,
        grens: None,
    },
    Waarheid {
        naam: "… in Heikant, a large wijk",
        waar: "-50 %",
        indicator: "zr_maatwerkclienten",
        doel: "doel",
        gebieden: &["WK085543"],
        zonder: &[],
        hoger_is_beter: false,
        fout: NIET_BEREIKT,
        hp_fout: HP_SLECHTER,
        grens: None,
    },
    Waarheid {
        naam: "meldingen, -10 % in each wijk, in one step in 2026",
        waar: "no change",
        indicator: "zr_meldingen",
        doel: "doel",
        gebieden: &[],
        zonder: &["WK085513", "WK085568"],
        hoger_is_beter: false,
        fout: &["behaald", "risico", "achter"],
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Stap),
    },
    Waarheid {
        naam: "… in Jeruzalem, a small wijk",
        waar: "-30 %",
        indicator: "zr_meldingen",
        doel: "doel",
        gebieden: &["WK085513"],
        zonder: &[],
        hoger_is_beter: false,
        fout: NIET_BEREIKT,
        hp_fout: HP_SLECHTER,
        grens: None,
    },
    Waarheid {
        naam: "solved in the social base, +20 % in each area of the Toegang",
        waar: "no change",
        indicator: "zr_opgelost_sociale_basis",
        doel: "doel",
        gebieden: &[],
        zonder: TOEGANG_VERANDERD,
        hoger_is_beter: true,
        fout: BEREIKT,
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Verbetering),
    },
    Waarheid {
        naam: "… in Reeshof",
        waar: "about +40 %",
        indicator: "zr_opgelost_sociale_basis",
        doel: "doel",
        gebieden: &["TG06"],
        zonder: &[],
        hoger_is_beter: true,
        fout: NIET_BEREIKT,
        hp_fout: HP_SLECHTER,
        grens: None,
    },
    Waarheid {
        naam: "waiting time, at most 5 days more",
        waar: "no change",
        indicator: "zr_wachttijd",
        doel: "doel",
        gebieden: &[],
        zonder: &[],
        hoger_is_beter: false,
        fout: NIET_BEREIKT,
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Marge),
    },
    Waarheid {
        naam: "loneliness to 42 % in the city",
        waar: "47 %, up 0.3",
        indicator: "sc_ggd_eenzaam",
        doel: "doel",
        gebieden: &[],
        zonder: &[],
        hoger_is_beter: false,
        fout: BEREIKT,
        hp_fout: &["doel_gehaald", "verbetering"],
        grens: None,
    },
    Waarheid {
        naam: "mark for neighbours, at most 0.2 less in each wijk",
        waar: "no change",
        indicator: "sc_lemon_omgang",
        doel: "doel",
        gebieden: &[],
        zonder: &["WK085538", "WK085568"],
        hoger_is_beter: true,
        fout: NIET_BEREIKT,
        hp_fout: HP_VERANDERD,
        grens: Some(Grens::Marge),
    },
    Waarheid {
        naam: "… in Het Zand, a large wijk",
        waar: "-0.9",
        indicator: "sc_lemon_omgang",
        doel: "doel",
        gebieden: &["WK085538"],
        zonder: &[],
        hoger_is_beter: true,
        fout: BEREIKT,
        hp_fout: &["doel_gehaald", "verbetering"],
        grens: None,
    },
    Waarheid {
        naam: "cohesion to 6.6 in the city",
        waar: "another method since 2021",
        indicator: "sc_vm_cohesie",
        doel: "doel",
        gebieden: &[],
        zonder: &[],
        hoger_is_beter: true,
        fout: STELLIG,
        hp_fout: HP_VERANDERD,
        grens: None,
    },
];
