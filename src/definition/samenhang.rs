//! `[[samenhang]]`: which change in cohesion or involvement is held against which change in maatwerk.

use std::collections::BTreeSet;

use crate::diagnostic::Place;
use crate::model::{Deel, Periode};

use super::afpelling::is_first;
use super::name::check_name;
use super::table::Table;

/// The keys of `[[samenhang]]`.
pub(super) const KEYS: &[&str] = &["naam", "cohesie", "maatwerk", "golven"];

/// Two indicators whose changes are held against each other, per wijk.
#[derive(Clone, Debug, PartialEq)]
pub struct Samenhangpaar {
    /// Its name, in the names of files.
    pub naam: String,
    /// The id of the indicator of cohesion or involvement, and where it is named.
    pub cohesie: (String, Place),
    /// The id of the indicator of maatwerk, and where it is named.
    pub maatwerk: (String, Place),
    /// The waves between which the first changes; the first and the last that both have when not
    /// declared.
    pub golven: Option<[Periode; 2]>,
}

/// Parses all of a monitor; what is at fault is left out.
pub(super) fn parse_samenhang(root: &Table) -> Vec<Samenhangpaar> {
    let mut names = BTreeSet::new();
    let parse = |table: Table| {
        let naam = table.text("naam").filter(|naam| check_name(table.ctx, naam, "a samenhang"));
        let naam = naam.filter(|naam| is_first(&table, naam, &mut names));
        let of = |key| {
            let text = table.text(key)?;
            let place = table.ctx.place(&text.span);
            Some((text.value, place))
        };
        let (cohesie, maatwerk) = (of("cohesie"), of("maatwerk"));
        let golven = if table.has("golven") { Some(parse_golven(&table)?) } else { None };
        Some(Samenhangpaar { naam: naam?.value, cohesie: cohesie?, maatwerk: maatwerk?, golven })
    };
    root.list("samenhang", KEYS).into_iter().filter_map(parse).collect()
}

/// Two waves, which are years, the earlier first.
fn parse_golven(table: &Table) -> Option<[Periode; 2]> {
    let texts = table.opt_texts("golven")?;
    let n_texts = texts.len();
    let mut golven = Vec::new();
    for text in texts {
        let span = text.span.clone();
        let golf = table.periode_of(text)?;
        if golf.value.deel() != Deel::Jaar {
            table.bad_value(&span, format!("{} is not a wave", golf.value), "a wave is a year");
            return None;
        }
        golven.push(golf.value);
    }
    let span = table.get("golven")?.span();
    match golven[..] {
        [first, last] if first < last => Some([first, last]),
        _ => {
            let message = "`golven` are two waves, the earlier first".to_owned();
            let label = if n_texts == 2 { "not in this order" } else { "not two" };
            table.bad_value(&span, message, label);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::monitor::tests::{EXAMPLE, parse};
    use super::*;

    const SAMENHANG: &str = r#"
[[samenhang]]
naam = "omgang"
cohesie = "sc_omgang"
maatwerk = "zr_clienten"
golven = ["2017", "2021"]
"#;

    #[track_caller]
    fn case(part: &str, other: &str, expected: &[&str]) -> Vec<Samenhangpaar> {
        assert!(SAMENHANG.contains(part), "{part}");
        let text = SAMENHANG.replacen(part, other, 1);
        let (monitor, findings) = parse(&format!("{EXAMPLE}{text}"));
        let first_line = EXAMPLE.lines().count();
        let codes: Vec<_> = codes_of(&findings)
            .into_iter()
            .map(|code| {
                let (word, place) = code.split_once(' ').expect("a place");
                let (line, column) = place.split_once(':').expect("a line and a column");
                let line: usize = line.parse().expect("a number");
                format!("{word} {}:{column}", line - first_line)
            })
            .collect();
        assert_eq!(codes, expected);
        monitor.map(|one| one.samenhang).unwrap_or_default()
    }

    #[test]
    fn reads_two_indicators_and_their_waves() {
        let found = case("", "", &[]);
        assert_eq!(
            (found[0].cohesie.0.as_str(), found[0].maatwerk.0.as_str()),
            ("sc_omgang", "zr_clienten")
        );
        assert_eq!(found[0].golven.expect("waves").map(|golf| golf.jaar()), [2017, 2021]);
        assert_eq!(case("golven = [\"2017\", \"2021\"]", "", &[])[0].golven, None);
    }

    #[test]
    fn says_what_is_wrong() {
        case("\"omgang\"", "\"Omgang!\"", &["bad-value 3:8"]);
        case("cohesie = \"sc_omgang\"", "", &["missing-field 2:1"]);
        case("[\"2017\", \"2021\"]", "[\"2021\", \"2017\"]", &["bad-value 6:10"]);
        case("[\"2017\", \"2021\"]", "[\"2017\"]", &["bad-value 6:10"]);
        case("[\"2017\", \"2021\"]", "[\"2017K1\", \"2021K1\"]", &["bad-value 6:11"]);
        case("[\"2017\", \"2021\"]", "[\"2017\", \"golf\"]", &["bad-value 6:19"]);
    }
}
