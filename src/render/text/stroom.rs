//! The words of moves between layers.

use crate::model::{Taal, Toestand};

/// The words of one language.
pub(in crate::render) struct Stroomwoorden {
    pub(in crate::render) titel: &'static str,
    pub(in crate::render) ondertitel: &'static str,
    pub(in crate::render) naar: &'static str,
    /// Above the states in a table, and above how many were in each.
    pub(in crate::render) van_naar: &'static str,
    pub(in crate::render) was: &'static str,
    /// Before the period at the end of which people are somewhere.
    pub(in crate::render) eind: &'static str,
    pub(in crate::render) totaal: &'static str,
    pub(in crate::render) overig: &'static str,
    pub(in crate::render) blijft: &'static str,
    pub(in crate::render) niet_getekend: &'static str,
    pub(in crate::render) onderdrukt: &'static str,
    pub(in crate::render) elders: &'static str,
    pub(in crate::render) aandeel: &'static str,
    /// The names of states, whole and short, in their own order.
    lang: [&'static str; 6],
    kort: [&'static str; 6],
}

static NL: Stroomwoorden = Stroomwoorden {
    titel: "Bewegingen tussen de lagen",
    ondertitel: "Personen: waar zij waren en waar zij nu zijn; wie in twee lagen is, telt één keer",
    naar: "naar",
    van_naar: "van ↓ naar →",
    was: "was",
    eind: "Eind",
    totaal: "Eind",
    overig: "Overig",
    blijft: "blijft in",
    niet_getekend: "niet getekend: {n} inwoners die beide keren geen ondersteuning hadden",
    onderdrukt: "×: te klein om te tonen, of nodig om dat te beschermen; samen zijn zij ‘overig’",
    elders: "elders: verhuisd, geboren of overleden",
    aandeel: "percentage: deel van de regel",
    lang: ["Geen ondersteuning", "Sociale basis", "Toegang", "Maatwerk", "Onbekend", "Elders"],
    kort: ["Geen", "Basis", "Toegang", "Maatwerk", "Onbekend", "Elders"],
};

static EN: Stroomwoorden = Stroomwoorden {
    titel: "Moves between the layers",
    ondertitel: "Persons: where they were and where they are now; who is in two layers counts once",
    naar: "to",
    van_naar: "from ↓ to →",
    was: "was",
    eind: "End of",
    totaal: "End of",
    overig: "Other",
    blijft: "stays in",
    niet_getekend: "not drawn: {n} residents who had no support either time",
    onderdrukt: "×: too small to show, or needed to protect that; together they are ‘other’",
    elders: "elsewhere: moved house, born or died",
    aandeel: "percentage: part of the row",
    lang: ["No support", "Social base", "Access team", "Provision", "Unknown", "Elsewhere"],
    kort: ["None", "Base", "Access", "Provision", "Unknown", "Elsewh."],
};

/// The words of a language.
pub(in crate::render) fn stroomwoorden(taal: Taal) -> &'static Stroomwoorden {
    match taal {
        Taal::Nl => &NL,
        Taal::En => &EN,
    }
}

impl Stroomwoorden {
    /// The name of a state.
    pub(in crate::render) fn lang(&self, toestand: Toestand) -> &'static str {
        self.lang[toestand as usize]
    }

    /// The name of a state where there is little room.
    pub(in crate::render) fn kort(&self, toestand: Toestand) -> &'static str {
        self.kort[toestand as usize]
    }
}
