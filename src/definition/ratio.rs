//! A count for each so many of something else, and its standardisation.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Vorm;

use super::filter::Filter;
use super::keuze::{Keuze, Omgeving, Tel};
use super::table::Table;

/// The keys of `[meting.ratio]`.
pub(super) const KEYS: &[&str] =
    &["vermenigvuldiger", "teller", "noemer", "persoonsjaren", "standaard"];

const STANDAARD_KEYS: &[&str] = &["naar", "peiljaar", "groep"];
const GROEP_KEYS: &[&str] = &["naam", "teller", "noemer", "tel", "gewicht"];

/// A teller for each so many of a noemer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// For how many of the noemer the teller is given.
    pub vermenigvuldiger: u32,
    /// What is counted.
    pub teller: Telling,
    /// What it is divided by.
    pub noemer: Telling,
    /// The noemer counts years that people live here: it is taken for the part of a year that the period
    /// is.
    pub persoonsjaren: bool,
    /// The groups over which the rate is standardised, and the population that it is standardised
    /// to.
    pub standaard: Option<Standaard>,
}

/// A direct standardisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standaard {
    /// Where the weights of the groups come from.
    pub naar: Naar,
    /// The groups, which together make up the population.
    pub groepen: Vec<Groep>,
}

/// The population that rates are standardised to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naar {
    /// The gemeente, in a year or in the period itself.
    Gemeente {
        /// The year, when there is one.
        peiljaar: Option<i32>,
    },
    /// One that is declared with the groups.
    Gewichten,
}

/// A group of the population, such as an age and a sex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groep {
    /// The name.
    pub naam: String,
    /// What is counted of it.
    pub teller: Telling,
    /// How many people it has.
    pub noemer: Telling,
    /// How many it has in the declared population.
    pub gewicht: u32,
}

/// A count or a sum of rows of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The source.
    pub bron: String,
    /// What is counted.
    pub tel: Tel,
    /// Which rows count.
    pub filter: Filter,
    /// The column with the area.
    pub gebied: usize,
    /// Where it is declared.
    pub place: Place,
}

/// The keys of a count.
pub(super) const TELLING_KEYS: &[&str] = &["bron", "tel", "filter", "gebied"];

/// Parses a ratio.
pub(super) fn parse_ratio(table: &Table, omgeving: &Omgeving) -> Option<Ratio> {
    let vermenigvuldiger = table.integer("vermenigvuldiger", 1..=1_000_000);
    let telling = |key| parse_telling(&table.table(key, TELLING_KEYS)?, omgeving);
    let (teller, noemer) = (telling("teller"), telling("noemer"));
    let persoonsjaren = table.opt_boolean("persoonsjaren").is_some_and(|at| at.value);
    let (teller, noemer) = (teller?, noemer?);
    let standaard = match table.opt_table("standaard", STANDAARD_KEYS) {
        Some(standaard) => Some(parse_standaard(&standaard, (&teller, &noemer), table, omgeving)?),
        None => None,
    };
    let vermenigvuldiger = vermenigvuldiger?.value as u32;
    Some(Ratio { vermenigvuldiger, teller, noemer, persoonsjaren, standaard })
}

/// Parses the groups of a standardisation; each narrows the teller and the noemer of the ratio.
fn parse_standaard(
    table: &Table,
    (teller, noemer): (&Telling, &Telling),
    ratio: &Table,
    omgeving: &Omgeving,
) -> Option<Standaard> {
    table.require("groep");
    let of_gemeente = |is_gemeente: bool| if is_gemeente { "gemeente" } else { "gewichten" };
    let is_gemeente = table.word("naar", &[true, false], of_gemeente);
    let peiljaar = table.opt_integer("peiljaar", 1900..=2100).map(|at| at.value as i32);
    if !matches!(teller.tel, Tel::Records | Tel::Uniek(_)) {
        let finding = Diagnostic::new(Code::BadValue, "only counts can be standardised")
            .at(teller.place.clone(), "not a count of rows or persons");
        table.ctx.report(finding);
        return None;
    }
    let of_gewichten = is_gemeente.as_ref().is_some_and(|at| !at.value);
    let (of_teller, of_noemer) =
        (ratio.table("teller", TELLING_KEYS)?, ratio.table("noemer", TELLING_KEYS)?);
    let (keuze_teller, keuze_noemer) = (omgeving.choose(&of_teller)?, omgeving.choose(&of_noemer)?);
    let narrow = |telling: &Telling, filter: Filter, tel: Option<Tel>| Telling {
        filter: Filter::En(vec![telling.filter.clone(), filter]),
        tel: tel.unwrap_or(telling.tel),
        ..telling.clone()
    };
    let mut groepen = Vec::new();
    let declared = table.list("groep", GROEP_KEYS);
    let n_declared = declared.len();
    for groep in declared {
        groep.require("teller");
        let naam = groep.text("naam");
        let filter = keuze_teller.opt_filter(&groep, "teller", None);
        let people = keuze_noemer.opt_filter(&groep, "noemer", None);
        let tel = groep.opt_text("tel").map(|text| keuze_noemer.tel(&text));
        if of_gewichten {
            groep.require("gewicht");
        }
        let gewicht = groep.opt_integer("gewicht", 1..=1_000_000_000).map(|at| at.value as u32);
        if !groep.has("noemer") && !groep.has("tel") {
            let finding = Diagnostic::new(Code::MissingField, "a group says who its people are")
                .at(groep.place(), "needs `noemer`, `tel` or both");
            table.ctx.report(finding);
        }
        let (Some(naam), Some(filter), Some(people)) = (naam, filter, people) else { continue };
        let tel = match tel {
            Some(None) => continue,
            Some(tel) => tel,
            None => None,
        };
        groepen.push(Groep {
            naam: naam.value,
            teller: narrow(teller, filter, None),
            noemer: narrow(noemer, people, tel),
            gewicht: gewicht.unwrap_or(0),
        });
    }
    if groepen.len() < n_declared {
        return None;
    }
    if n_declared < 2 {
        let finding =
            Diagnostic::new(Code::BadValue, "a rate is standardised over two groups or more")
                .at(table.place(), "has fewer");
        table.ctx.report(finding);
        return None;
    }
    let naar = if is_gemeente?.value { Naar::Gemeente { peiljaar } } else { Naar::Gewichten };
    Some(Standaard { naar, groepen })
}

/// Parses a count of rows of a source.
pub(super) fn parse_telling(table: &Table, omgeving: &Omgeving) -> Option<Telling> {
    let (text, keuze) = (table.text("tel"), omgeving.choose(table)?);
    // Respondents stand for more people than themselves, so they are never just counted.
    keuze.check_vorm(&[Vorm::Records, Vorm::Cijfers], "`[meting.ratio]`")?;
    let tel = text.and_then(|text| keuze.tel(&text));
    let filter = keuze.opt_filter(table, "filter", None);
    let gebied = keuze.gebied(table);
    if keuze.spec.vorm == Vorm::Cijfers && !matches!(tel, None | Some(Tel::Som(_))) {
        let message = "rows of published figures are not counted but added up";
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(table.key_place("tel")?, "counts rows")
            .help("write `som(kolom)`");
        table.ctx.report(finding);
    }
    check_names_period(table, "filter", &keuze, filter.as_ref());
    Some(Telling {
        bron: keuze.spec.naam.clone(),
        tel: tel?,
        filter: filter?,
        gebied: gebied?,
        place: table.place(),
    })
}

/// Reports a filter over records that would count the same rows in every period.
pub(super) fn check_names_period(table: &Table, key: &str, keuze: &Keuze, filter: Option<&Filter>) {
    let Some(filter) = filter.filter(|filter| !filter.names_period()) else { return };
    if keuze.spec.vorm != Vorm::Records {
        return;
    }
    let place = table.key_place(key).unwrap_or_else(|| table.place());
    let message = format!("`{key}` counts the same rows of `{}` in every period", keuze.spec.naam);
    let finding = Diagnostic::new(Code::BadValue, message)
        .at(place, if *filter == Filter::Altijd { "no filter" } else { "names no period" })
        .help("add a date that lies `in @periode`, or compare one with `@peildatum`");
    table.ctx.report(finding);
}

#[cfg(test)]
mod tests {
    use crate::model::Frequentie;

    use super::super::indicator::tests::{RATIO, case, parse_one};
    use super::super::meting::Meting;
    use super::*;

    #[test]
    fn reads_a_ratio() {
        let indicator = parse_one(RATIO);
        let Meting::Ratio(ratio) = &indicator.meting else { panic!("a ratio") };
        assert_eq!(ratio.vermenigvuldiger, 1000);
        assert_eq!((ratio.teller.tel, ratio.teller.gebied), (Tel::Uniek(1), 3));
        assert_eq!((ratio.noemer.tel, ratio.noemer.gebied), (Tel::Som(3), 1));
        assert!(matches!(&ratio.teller.filter, Filter::En(parts) if parts.len() == 2));
        assert_eq!(ratio.teller.place.line(), Some(12));
        assert_eq!(indicator.info.bronnen, ["cbs_inwoners", "toegang"]);
        assert_eq!(indicator.info.frequenties, [Frequentie::Jaar, Frequentie::Kwartaal]);
        assert_eq!(indicator.info.naam_kort, "Proef");
        assert_eq!(
            (indicator.info.drempels.teller_min, indicator.info.betrouwbaarheid),
            (10, 0.95)
        );
        assert_eq!((indicator.place.line(), indicator.place.column()), (Some(2), Some(6)));
    }

    const STANDAARD: &str = "[meting.ratio.standaard]\nnaar = \"gewichten\"\n\
        [[meting.ratio.standaard.groep]]\nnaam = \"wmo\"\nteller = 'wet == \"wmo\"'\n\
        tel = \"som(inwoners)\"\ngewicht = 300\n\
        [[meting.ratio.standaard.groep]]\nnaam = \"ander\"\nteller = 'wet != \"wmo\"'\n\
        noemer = 'stratum == \"x\"'\ngewicht = 100\n[periode]";

    #[test]
    fn reads_groups_of_a_standardisation() {
        let indicator = parse_one(&RATIO.replace("[periode]", STANDAARD));
        let Meting::Ratio(ratio) = &indicator.meting else { panic!("a ratio") };
        let standaard = ratio.standaard.as_ref().expect("declared");
        assert_eq!(standaard.naar, Naar::Gewichten);
        let [wmo, ander] = &standaard.groepen[..] else { panic!("two groups") };
        assert_eq!((wmo.naam.as_str(), wmo.gewicht, ander.gewicht), ("wmo", 300, 100));
        assert!(matches!(&ander.noemer.filter, Filter::En(parts) if parts.len() == 2));
    }

    #[test]
    fn reports_faults_of_a_standardisation() {
        let with = RATIO.replace("[periode]", STANDAARD);
        case(&with, "gewicht = 300\n", "", &["missing-field 22:1"]);
        case(&with, "tel = \"som(inwoners)\"\ngewicht", "gewicht", &["missing-field 22:1"]);
        case(&with, "'wet == \"wmo\"'", "'wte == \"wmo\"'", &["unknown-column 24:11"]);
        case(&with, "naar = \"gewichten\"", "naar = \"land\"", &["unknown-word 21:8"]);
        case(&with, "uniek(client)", "personen_met(wet, 2)", &["bad-value 12:1"]);
    }
}
