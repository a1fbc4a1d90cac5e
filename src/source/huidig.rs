//! The amounts that areas have today, beside which a new split is laid.

use std::collections::BTreeMap;
use std::path::Path;

use super::decode::shown_text;
use super::reference::{Need, Reference, Row, Wanted, error};
use crate::diagnostic::{Code, Findings, Place};
use crate::model::{AreaCode, Bedrag, Gebiedsindeling, HuidigeVerdeling};

const GEBIED: usize = 0;
const BEDRAG: usize = 1;

/// The most digits of an amount: sums of many of them still fit.
const MAX_DIGITS: usize = 18;

/// Loads `gebied;bedrag`, an amount in euros for each area; nothing when it has faults.
pub fn load_huidig(
    folder: &Path,
    path: (&str, &Place),
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<HuidigeVerdeling> {
    let wanted = [Wanted("gebied", Need::Required), Wanted("bedrag", Need::Required)];
    let table = Reference::load(folder, path, &wanted, findings)?;
    let mut own = Findings::default();
    if table.rows.is_empty() {
        let finding = error(Code::NoRows, "the present split has no amounts");
        own.push(finding.at(path.1.clone(), "an empty list"));
    }
    let mut lines: BTreeMap<AreaCode, u64> = BTreeMap::new();
    let mut verdeling = HuidigeVerdeling::new();
    for row in &table.rows {
        let gebied = parse_gebied(&table, row, indeling, &mut own);
        let bedrag = parse_bedrag(&table, row, &mut own);
        let Some(gebied) = gebied else { continue };
        if let Some(first) = lines.insert(gebied.clone(), row.line) {
            let finding = error(Code::DuplicateKey, "an area has two amounts")
                .at(table.place(row.line, GEBIED), gebied.to_string())
                .also(table.place(first, GEBIED), "the first");
            own.push(finding);
        }
        verdeling.extend(bedrag.map(|bedrag| (gebied, bedrag)));
    }
    let is_whole = !own.has_errors();
    findings.extend(own);
    is_whole.then_some(verdeling)
}

/// An area of the tree.
fn parse_gebied(
    table: &Reference,
    row: &Row,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<AreaCode> {
    let text = &row.cells[GEBIED];
    let place = table.place(row.line, GEBIED);
    let code: AreaCode = match text.parse() {
        Ok(code) => code,
        Err(reason) => {
            let message = format!("`{}` is not the code of an area: {reason}", shown_text(text));
            findings.push(error(Code::BadAreaCode, message).at(place, "not a code"));
            return None;
        }
    };
    if indeling.find(&code).is_none() {
        let message = format!("area `{code}` is not in the tree of areas");
        findings.push(error(Code::UnknownArea, message).at(place, "not found"));
        return None;
    }
    Some(code)
}

/// An amount of euros: digits, and at most two decimals after a comma or a point.
///
/// Marks between thousands are refused: `18.700` would be 18700 to one reader and 18.7 to another.
fn parse_bedrag(table: &Reference, row: &Row, findings: &mut Findings) -> Option<Bedrag> {
    let text = &row.cells[BEDRAG];
    let cent = parse_cent(text);
    if cent.is_none() {
        let message = format!("`{}` is not an amount of euros", shown_text(text));
        let finding = error(Code::BadNumber, message)
            .at(table.place(row.line, BEDRAG), "digits and at most two decimals")
            .help("write `18700` or `18700,50`, without marks between thousands");
        findings.push(finding);
    }
    cent.map(Bedrag::of_cent)
}

fn parse_cent(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, "00"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits = whole.len() <= MAX_DIGITS && decimals.len() <= 2;
    if !is_digits(whole) || !is_digits(decimals) || !fits {
        return None;
    }
    format!("{whole}{decimals:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Gebied, Geldigheid, Niveau};

    fn load(text: &str) -> (Option<HuidigeVerdeling>, Vec<String>) {
        let gebied = |code: &str, niveau, ouder| Gebied {
            code: code.parse().expect("a code"),
            naam: String::new(),
            niveau,
            geldigheid: vec![Geldigheid { van: None, tot: None, ouder }],
        };
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0999", Niveau::Gemeente, None),
            gebied("WK099901", Niveau::Wijk, Some(Gebiedsindeling::idx_at(0))),
        ]);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("h.csv"), text).expect("written");
        let mut findings = Findings::default();
        let place = Place::file("verdeling.toml");
        let loaded = load_huidig(folder.path(), ("h.csv", &place), &tree, &mut findings);
        let words = |finding: &&crate::diagnostic::Diagnostic| {
            let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {place}", finding.code)
        };
        (loaded, findings.sorted().iter().map(words).collect())
    }

    #[test]
    fn reads_amounts_to_the_cent() {
        #[track_caller]
        fn case(text: &str, cent: Option<i128>) {
            assert_eq!(parse_cent(text), cent);
        }

        case("18700", Some(1_870_000));
        case("18700,5", Some(1_870_050));
        case("0.05", Some(5));
        case("18.700", None);
        case("18.700,00", None);
        case("-1", None);
        case("1,", None);
        case("", None);
        case("€ 5", None);
        case(&"9".repeat(19), None);
    }

    #[test]
    fn gives_the_amount_of_each_area() {
        let (loaded, found) = load("naam;gebied;bedrag\nStad;GM0999;0\nNoord;WK099901;12,50\n");
        assert_eq!(found, [""; 0]);
        let amounts: Vec<_> = loaded.expect("amounts").into_values().collect();
        assert_eq!(amounts, [Bedrag::NUL, Bedrag::of_cent(1250)]);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        #[track_caller]
        fn case(rows: &str, expected: &[&str]) {
            let (loaded, found) = load(&format!("gebied;bedrag\n{rows}"));
            assert!(loaded.is_none());
            assert_eq!(found, expected);
        }

        case("", &["no-rows verdeling.toml"]);
        case("WK099902;1\n", &["unknown-area h.csv:2:1"]);
        case("noord!;1\n", &["bad-area-code h.csv:2:1"]);
        case("WK099901;1.000\n", &["bad-number h.csv:2:2"]);
        case("WK099901;1\nWK099901;2\n", &["duplicate-key h.csv:3:1"]);
        assert_eq!(load("gebied;euro\nWK099901;1\n").1, ["missing-column h.csv:1"]);
    }
}
