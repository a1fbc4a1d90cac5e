//! `[[afpelling]]`: which change of maatwerk is peeled into the factors that it is a product of.
//!
//! What is declared are counts, each of a published indicator, and the factors are each count divided
//! by the one before it. So their product is the last count, whatever the indicators multiply by.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Datum, Frequentie, Periode, Tekst};

use super::document::At;
use super::name::{check_name, quote};
use super::table::Table;
use super::toelichting::parse_tekst;

/// The keys of `[[afpelling]]`.
pub(super) const KEYS: &[&str] = &[
    "naam",
    "titel",
    "titel_en",
    "eenheid",
    "eenheid_en",
    "van",
    "tot",
    "jaren",
    "inwoners",
    "meldingen",
    "doorverwijzingen",
    "clienten",
    "volume",
];

/// The keys of a count.
pub(super) const AANTAL_KEYS: &[&str] = &["indicator", "maat"];

/// The most years that an afpelling looks back.
const MOST_YEARS: i64 = 50;

/// Which of the two counts of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kant {
    /// What stands above the line.
    Teller,
    /// What stands below the line.
    Noemer,
}

impl Kant {
    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Teller => "teller",
            Self::Noemer => "noemer",
        }
    }
}

/// A count of an indicator: the requests, or the people that they are divided by.
#[derive(Clone, Debug, PartialEq)]
pub struct Aantal {
    /// The id of the indicator.
    pub indicator: String,
    /// Which of its counts.
    pub kant: Kant,
    /// Where the indicator is named.
    pub place: Place,
}

/// The periods between which a change is peeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tijdvak {
    /// From one period to another of the same length.
    Tussen(Periode, Periode),
    /// From so many years before the last year to that year.
    Terug(u16),
}

impl Tijdvak {
    /// The first and the last period in a report up to a day; a year that is not over is not the last.
    pub fn until(self, tot: Datum) -> Option<(Periode, Periode)> {
        match self {
            Self::Tussen(van, tot) => Some((van, tot)),
            Self::Terug(jaren) => {
                let of_year = |date| Periode::containing(date, Frequentie::Jaar);
                let current = of_year(tot)?;
                let is_over = current.last_day() <= tot;
                let last = Periode::of_year(current.jaar() - i32::from(!is_over))?;
                Some((Periode::of_year(last.jaar() - i32::from(jaren))?, last))
            }
        }
    }
}

/// A change of maatwerk that is peeled into factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Afpelling {
    /// Its name, in the names of files.
    pub naam: String,
    /// What the product is called.
    pub titel: Tekst,
    /// The unit of the product.
    pub eenheid: Tekst,
    /// The periods.
    pub tijdvak: Tijdvak,
    /// The people who could ask for help.
    pub inwoners: Option<Aantal>,
    /// The requests for help.
    pub meldingen: Aantal,
    /// Those that lead to maatwerk.
    pub doorverwijzingen: Aantal,
    /// The people who have maatwerk.
    pub clienten: Option<Aantal>,
    /// The maatwerk that they have, in hours, euros or whatever it is measured in.
    pub volume: Aantal,
    /// Where it is declared.
    pub place: Place,
}

impl Afpelling {
    /// Its counts, from the people of an area to the maatwerk that they have.
    pub fn aantallen(&self) -> Vec<&Aantal> {
        let Self { inwoners, meldingen, doorverwijzingen, clienten, volume, .. } = self;
        let needed = [Some(meldingen), Some(doorverwijzingen)];
        std::iter::once(inwoners.as_ref())
            .chain(needed)
            .chain([clienten.as_ref(), Some(volume)])
            .flatten()
            .collect()
    }
}

/// Parses all of a monitor with these bounds; what is at fault is left out.
pub(super) fn parse_afpellingen(
    root: &Table,
    bounds: Option<(Periode, Periode)>,
) -> Vec<Afpelling> {
    let mut names = BTreeSet::new();
    let parse = |table: Table| {
        let naam = table.text("naam").filter(|naam| check_name(table.ctx, naam, "an afpelling"));
        let naam = naam.filter(|naam| is_first(&table, naam, &mut names));
        let titel = parse_tekst(&table, "titel", "titel_en");
        let eenheid = parse_tekst(&table, "eenheid", "eenheid_en");
        let tijdvak = parse_tijdvak(&table, bounds);
        let of = |key| {
            table.require(key);
            parse_aantal(&table, key)
        };
        let (meldingen, doorverwijzingen) = (of("meldingen"), of("doorverwijzingen"));
        let (inwoners, clienten) =
            (parse_aantal(&table, "inwoners"), parse_aantal(&table, "clienten"));
        let volume = of("volume");
        // A count that is declared with a fault is not a count that is absent.
        let is_whole = |key, found: &Option<Aantal>| found.is_some() || !table.has(key);
        if !(is_whole("inwoners", &inwoners) && is_whole("clienten", &clienten)) {
            return None;
        }
        Some(Afpelling {
            naam: naam?.value,
            titel: titel?,
            eenheid: eenheid?,
            tijdvak: tijdvak?,
            inwoners,
            meldingen: meldingen?,
            doorverwijzingen: doorverwijzingen?,
            clienten,
            volume: volume?,
            place: table.place(),
        })
    };
    root.list("afpelling", KEYS).into_iter().filter_map(parse).collect()
}

/// Says whether a name is new; one that is not is a finding, for files are named after it.
pub(super) fn is_first(table: &Table, naam: &At<String>, names: &mut BTreeSet<String>) -> bool {
    let is_first = names.insert(naam.value.clone());
    if !is_first {
        let message = format!("{} is declared twice", quote(&naam.value));
        let finding = Diagnostic::new(Code::DuplicateId, message);
        table.ctx.report(finding.at(table.ctx.place(&naam.span), "the second"));
    }
    is_first
}

/// A count, when the key is there.
fn parse_aantal(table: &Table, key: &str) -> Option<Aantal> {
    let own = table.opt_table(key, AANTAL_KEYS)?;
    let indicator = own.text("indicator");
    let kant = own.word("maat", &[Kant::Teller, Kant::Noemer], Kant::word);
    let indicator = indicator?;
    let place = table.ctx.place(&indicator.span);
    Some(Aantal { indicator: indicator.value, kant: kant?.value, place })
}

fn parse_tijdvak(table: &Table, bounds: Option<(Periode, Periode)>) -> Option<Tijdvak> {
    if table.has("van") || table.has("tot") {
        table.one_of(&["jaren", if table.has("van") { "van" } else { "tot" }])?;
        let (van, tot) = (table.periode("van"), table.periode("tot"));
        let (van, tot) = (van?, tot?);
        check_periods(table, &van, &tot, bounds)?;
        return Some(Tijdvak::Tussen(van.value, tot.value));
    }
    table.one_of(&["van", "jaren"])?;
    let jaren = table.integer("jaren", 1..=MOST_YEARS)?;
    Some(Tijdvak::Terug(u16::try_from(jaren.value).ok()?))
}

/// Checks that a change is from an earlier to a later period of the same length, both measured.
fn check_periods(
    table: &Table,
    van: &At<Periode>,
    tot: &At<Periode>,
    bounds: Option<(Periode, Periode)>,
) -> Option<()> {
    if van.value.frequentie() != tot.value.frequentie() {
        let message = format!("{} and {} are not of the same length", van.value, tot.value);
        table.bad_value(&tot.span, message, "cannot be compared with `van`");
        return None;
    }
    if tot.value <= van.value {
        let message = "a change is from an earlier to a later period".to_owned();
        table.bad_value(&tot.span, message, "not later than `van`");
        return None;
    }
    let Some((first, last)) = bounds else { return Some(()) };
    let is_inside = |at: &At<Periode>| {
        first.first_day() <= at.value.first_day() && at.value.last_day() <= last.last_day()
    };
    for at in [van, tot] {
        if !is_inside(at) {
            let message = format!("the monitor has no figures of {}", at.value);
            let label = format!("not between {first} and {last}");
            table.bad_value(&at.span, message, &label);
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::monitor::tests::{EXAMPLE, parse};
    use super::*;

    const AFPELLING: &str = r#"
[[afpelling]]
naam = "kosten"
titel = "Kosten van maatwerk"
eenheid = "euro per jaar"
van = "2017K1"
tot = "2018K4"
inwoners = { indicator = "zr_meldingen", maat = "noemer" }
meldingen = { indicator = "zr_meldingen", maat = "teller" }
doorverwijzingen = { indicator = "zr_doorverw", maat = "teller" }
clienten = { indicator = "zr_kosten", maat = "noemer" }
volume = { indicator = "zr_kosten", maat = "teller" }
"#;

    fn parsed(text: &str) -> (Vec<Afpelling>, Vec<String>) {
        let (monitor, findings) = parse(&format!("{EXAMPLE}{text}"));
        let first_line = EXAMPLE.lines().count();
        // Lines count from the first of the table's own.
        let codes = codes_of(&findings).into_iter().map(|code| {
            let (word, place) = code.split_once(' ').expect("a place");
            let (line, column) = place.split_once(':').expect("a line and a column");
            let line: usize = line.parse().expect("a number");
            format!("{word} {}:{column}", line - first_line)
        });
        (monitor.map(|one| one.afpellingen).unwrap_or_default(), codes.collect())
    }

    #[test]
    fn reads_its_counts_in_the_order_of_the_layers() {
        let (found, codes) = parsed(AFPELLING);
        assert_eq!(codes, Vec::<String>::new());
        let counts: Vec<_> = found[0]
            .aantallen()
            .iter()
            .map(|one| (one.indicator.as_str(), one.kant.word()))
            .collect();
        let expected = [
            ("zr_meldingen", "noemer"),
            ("zr_meldingen", "teller"),
            ("zr_doorverw", "teller"),
            ("zr_kosten", "noemer"),
            ("zr_kosten", "teller"),
        ];
        assert_eq!(counts, expected);
    }

    #[test]
    fn residents_and_clients_may_be_left_out() {
        let text: String = AFPELLING
            .lines()
            .filter(|line| !line.contains("noemer"))
            .fold(String::new(), |all, line| all + line + "\n");
        let (found, codes) = parsed(&text);
        assert_eq!((found[0].aantallen().len(), codes.len()), (3, 0));
    }

    #[test]
    fn says_what_is_wrong() {
        #[track_caller]
        fn case(part: &str, other: &str, expected: &[&str]) {
            assert!(AFPELLING.contains(part), "{part}");
            let (found, codes) = parsed(&AFPELLING.replacen(part, other, 1));
            assert_eq!(
                (found.len(), codes),
                (0, expected.iter().map(|one| (*one).to_owned()).collect())
            );
        }

        case("\"kosten\"", "\"de kosten\"", &["bad-value 3:8"]);
        case("titel = \"Kosten van maatwerk\"", "", &["missing-field 2:1"]);
        case("tot = \"2018K4\"", "tot = \"2018\"", &["bad-value 7:7"]);
        case("tot = \"2018K4\"", "tot = \"2017K1\"", &["bad-value 7:7"]);
        case("van = \"2017K1\"", "van = \"2016K4\"", &["bad-value 6:7"]);
        case("tot = \"2018K4\"", "", &["missing-field 2:1"]);
        case("tot = \"2018K4\"", "jaren = 1", &["bad-value 7:1"]);
        case("van = \"2017K1\"\ntot = \"2018K4\"", "jaren = 0", &["bad-value 6:9"]);
        case("van = \"2017K1\"\ntot = \"2018K4\"", "", &["missing-field 2:1"]);
        case("maat = \"noemer\"", "maat = \"som\"", &["unknown-word 8:49"]);
        case(
            "meldingen = { indicator = \"zr_meldingen\", maat = \"teller\" }",
            "",
            &["missing-field 2:1"],
        );
        case("volume = {", "volumen = {", &["unknown-key 12:1"]);
    }

    #[test]
    fn two_of_one_name_would_write_one_file() {
        let (found, codes) = parsed(&AFPELLING.repeat(2));
        assert_eq!((found.len(), codes), (1, vec!["duplicate-id 15:8".to_owned()]));
    }

    #[test]
    fn looks_back_from_the_last_year_that_is_over() {
        #[track_caller]
        fn case(tijdvak: Tijdvak, tot: &str, expected: [&str; 2]) {
            let found = tijdvak.until(tot.parse().expect("a date")).expect("years");
            assert_eq!([found.0.to_string(), found.1.to_string()], expected);
        }

        case(Tijdvak::Terug(1), "2025-12-31", ["2024", "2025"]);
        case(Tijdvak::Terug(3), "2025-09-30", ["2021", "2024"]);
        let quarter = |text: &str| text.parse().expect("a period");
        let tussen = Tijdvak::Tussen(quarter("2018K2"), quarter("2019K2"));
        case(tussen, "2025-12-31", ["2018K2", "2019K2"]);
    }
}
