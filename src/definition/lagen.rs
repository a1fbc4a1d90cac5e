//! The layers of the social domain: which rows of which sources put a person in which layer.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Frequentie, Laag, Niveau};
use crate::source::Vorm;

use super::filter::Filter;
use super::keuze::Omgeving;
use super::ratio::{TELLING_KEYS, Telling, check_names_period, parse_telling};
use super::table::Table;

/// The keys of `[lagen]`.
pub(super) const KEYS: &[&str] =
    &["periode", "niveaus", "voorrang", "inwoners", "sociale_basis", "toegang", "maatwerk"];

/// The keys of a rule of a layer.
pub(super) const REGEL_KEYS: &[&str] = &["bron", "filter", "gebied", "terugblik", "gekoppeld"];

/// The most periods that a rule looks back.
const MAX_TERUGBLIK: i64 = 40;

/// What puts a person in which layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lagen {
    /// The length of the periods between which people move.
    pub periode: Frequentie,
    /// The levels of areas that have a table of moves.
    pub niveaus: BTreeSet<Niveau>,
    /// The layers by precedence: who is in two of them is in the first.
    pub voorrang: [Laag; 3],
    /// How many people live in each area, when that is known.
    pub inwoners: Option<Telling>,
    /// The rules, in the order of the file.
    pub regels: Vec<Laagregel>,
    /// Where it is declared.
    pub place: Place,
}

/// Rows that put their person in a layer. Columns are indices into those of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laagregel {
    /// The layer.
    pub laag: Laag,
    /// The source.
    pub bron: String,
    /// Which rows.
    pub filter: Filter,
    /// The column with the area.
    pub gebied: usize,
    /// In how many later periods the person still is in the layer.
    pub terugblik: usize,
    /// True when the source writes the same pseudonym for a person as the others do.
    pub is_gekoppeld: bool,
    /// Where it is declared.
    pub place: Place,
}

/// Parses the table.
pub(super) fn parse_lagen(table: &Table, omgeving: &Omgeving) -> Option<Lagen> {
    let periodes = [Frequentie::Jaar, Frequentie::Halfjaar, Frequentie::Kwartaal];
    let periode = table.word("periode", &periodes, Frequentie::word);
    let niveaus = parse_niveaus(table);
    let voorrang = parse_voorrang(table);
    let inwoners = table.opt_table("inwoners", TELLING_KEYS);
    let inwoners = match inwoners.map(|table| parse_telling(&table, omgeving)) {
        Some(parsed) => Some(parsed?),
        None => None,
    };
    let mut regels = Vec::new();
    let mut n_declared = 0;
    for &laag in Laag::ALL {
        for regel in table.list(laag.word(), REGEL_KEYS) {
            n_declared += 1;
            regels.extend(parse_regel(laag, &regel, omgeving));
        }
    }
    if n_declared == 0 {
        let message = "`[lagen]` has no layer";
        let finding = Diagnostic::new(Code::MissingField, message)
            .at(table.place(), "needs `[[lagen.toegang]]` or another layer");
        table.ctx.report(finding);
        return None;
    }
    if regels.len() < n_declared {
        return None;
    }
    Some(Lagen {
        periode: periode?.value,
        niveaus,
        voorrang: voorrang?,
        inwoners,
        regels,
        place: table.place(),
    })
}

/// The levels with a table: all above the wijk, unless others are declared.
///
/// In a wijk most moves are of so few people that they are withheld, and what protects them costs the tables of larger areas.
fn parse_niveaus(table: &Table) -> BTreeSet<Niveau> {
    match table.opt_words("niveaus", &Niveau::ALL, Niveau::word) {
        Some(named) => named.iter().map(|at| at.value).collect(),
        None => Niveau::ALL.iter().copied().filter(|niveau| Niveau::Wijk < *niveau).collect(),
    }
}

/// The layers by precedence: the heaviest first, unless another order is declared.
fn parse_voorrang(table: &Table) -> Option<[Laag; 3]> {
    let usual = [Laag::Maatwerk, Laag::Toegang, Laag::SocialeBasis];
    if !table.has("voorrang") {
        return Some(usual);
    }
    let words = table.opt_words("voorrang", Laag::ALL, Laag::word)?;
    let lagen: Vec<_> = words.iter().map(|at| at.value).collect();
    let n_written =
        table.get("voorrang").and_then(|value| value.get_ref().as_array().map(|all| all.len()));
    if n_written.is_some_and(|n| lagen.len() < n) {
        // A word that is no layer is reported already.
        return None;
    }
    let found = <[Laag; 3]>::try_from(lagen).ok();
    let found = found.filter(|lagen| lagen.iter().collect::<BTreeSet<_>>().len() == lagen.len());
    if let (None, Some(value)) = (&found, table.get("voorrang")) {
        let message = "`voorrang` names each of the three layers once".to_owned();
        table.bad_value(&value.span(), message, "not here");
    }
    found
}

fn parse_regel(laag: Laag, table: &Table, omgeving: &Omgeving) -> Option<Laagregel> {
    let keuze = omgeving.choose(table)?;
    keuze.check_vorm(&[Vorm::Records], "a layer")?;
    let filter = keuze.opt_filter(table, "filter", None);
    check_names_period(table, "filter", &keuze, filter.as_ref());
    let gebied = keuze.gebied(table);
    let terugblik = table.opt_integer("terugblik", 0..=MAX_TERUGBLIK);
    let gekoppeld = table.opt_boolean("gekoppeld").is_none_or(|at| at.value);
    Some(Laagregel {
        laag,
        bron: keuze.spec.naam.clone(),
        filter: filter?,
        gebied: gebied?,
        terugblik: terugblik.map_or(0, |at| at.value.unsigned_abs() as usize),
        // Rows that do not say whose they are cannot be followed.
        is_gekoppeld: gekoppeld && keuze.spec.persoon().is_some(),
        place: table.place(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::monitor::tests::case;
    use super::*;

    const LAGEN: &str = "[lagen]\nperiode = \"jaar\"\n\
        [lagen.inwoners]\nbron = \"cbs_inwoners\"\ntel = \"som(inwoners)\"\n\
        [[lagen.maatwerk]]\nbron = \"toegang\"\nfilter = 'meldingsdatum in @periode and wet == \"wmo\"'\n\
        terugblik = 1\n\
        [[lagen.toegang]]\nbron = \"toegang\"\nfilter = 'meldingsdatum in @periode'\n\
        gekoppeld = false\n\n";

    fn lagen(part: &str, other: &str, expected: &[&str]) -> Option<Lagen> {
        assert!(LAGEN.contains(part), "{part} is a part of the example");
        let text = LAGEN.replacen(part, other, 1);
        case("[bron.toegang.records]\n", &format!("{text}[bron.toegang.records]\n"), expected)?
            .lagen
    }

    #[test]
    fn reads_layers_from_the_lightest_to_the_heaviest() {
        let found = lagen("", "", &[]).expect("declared");
        assert_eq!(found.voorrang, [Laag::Maatwerk, Laag::Toegang, Laag::SocialeBasis]);
        let [toegang, maatwerk] = &found.regels[..] else { panic!("two rules") };
        assert_eq!(
            (toegang.laag, toegang.is_gekoppeld, toegang.terugblik),
            (Laag::Toegang, false, 0)
        );
        assert_eq!(
            (maatwerk.laag, maatwerk.is_gekoppeld, maatwerk.terugblik),
            (Laag::Maatwerk, true, 1)
        );
        assert_eq!(found.inwoners.map(|inwoners| inwoners.bron), Some("cbs_inwoners".to_owned()));
    }

    #[test]
    fn takes_the_precedence_that_is_declared() {
        let periode = "periode = \"jaar\"";
        let with = |words: &str| format!("{periode}\nvoorrang = {words}");
        let other = with("[\"toegang\", \"sociale_basis\", \"maatwerk\"]");
        let found = lagen(periode, &other, &[]).expect("declared");
        assert_eq!(found.voorrang, [Laag::Toegang, Laag::SocialeBasis, Laag::Maatwerk]);
        lagen(periode, &with("[\"toegang\", \"toegang\", \"maatwerk\"]"), &["bad-value 14:12"]);
        lagen(periode, &with("[\"toegang\"]"), &["bad-value 14:12"]);
        lagen(periode, &with("[\"straat\", \"toegang\", \"maatwerk\"]"), &["unknown-word 14:13"]);
    }

    #[test]
    fn reports_faults_of_a_layer() {
        lagen("periode = \"jaar\"", "periode = \"week\"", &["unknown-word 13:11"]);
        lagen("terugblik = 1", "terugblik = 99", &["bad-value 20:13"]);
        lagen("wet ==", "wte ==", &["unknown-column 19:41"]);
        lagen(
            "[[lagen.toegang]]\nbron = \"toegang\"",
            "[[lagen.toegang]]\nbron = \"lemon\"",
            &["bad-value 22:8"],
        );
        lagen("filter = 'meldingsdatum in @periode'", "", &["bad-value 21:1"]);
    }
}
