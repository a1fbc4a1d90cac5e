//! Loads the crosswalk between vintages of areas, and checks that it loses and doubles nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::decode::shown_text;
use super::reference::{Need, Reference, Row, Wanted, error};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{
    AreaCode, Datum, GebiedIdx, Gebiedsindeling, Overgang, OvergangError, Quantity, Stap, normalise,
};

const VAN: usize = 0;
const NAAR: usize = 1;
const VANAF: usize = 2;
const AANDEEL: usize = 3;
const GRONDSLAG: usize = 4;

/// The most decimals of a share.
const MAX_DECIMALS: usize = 9;

/// What a share is measured by: the first word of `grondslag`.
const GRONDSLAGEN: [&str; 3] = ["inwoners", "adressen", OPPERVLAKTE];
const OPPERVLAKTE: &str = "oppervlakte";

/// A row of the file, as far as it stands by itself.
struct StepRow<'t> {
    row: &'t Row,
    van: GebiedIdx,
    naar: GebiedIdx,
    vanaf: Datum,
    aandeel: Quantity,
}

/// Loads `van;naar;vanaf;aandeel;grondslag`; `None` when it is not a crosswalk of these areas.
pub fn load_overgang(
    folder: &Path,
    path: (&str, &Place),
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<Overgang> {
    let wanted =
        ["van", "naar", "vanaf", "aandeel", "grondslag"].map(|name| Wanted(name, Need::Required));
    let table = Reference::load(folder, path, &wanted, findings)?;
    let mut own = Findings::default();
    let parse = |row| parse_row(&table, row, indeling, &mut own);
    let rows: Vec<_> = table.rows.iter().filter_map(parse).collect();
    let is_whole = !own.has_errors();
    check_areas(&table, &rows, indeling, &mut own);
    check_doubles(&table, &rows, indeling, &mut own);
    // Of rows that could not be read the sum means nothing.
    let stappen = if is_whole { share_out(&table, &rows, indeling, &mut own) } else { Vec::new() };
    check_grondslag(&table, &rows, &mut own);
    if own.has_errors() {
        findings.extend(own);
        return None;
    }
    let made = Overgang::new(&stappen).map_err(|reason| {
        let (area, message) = match reason {
            OvergangError::Sum(area) => (area, "does not add up to one"),
            OvergangError::Loop(area) => (area, "comes from itself"),
            OvergangError::Decimals(area) => {
                (area, "has shares with more than 18 decimals over all its steps")
            }
        };
        let message = format!("area `{}` {message}", indeling.gebied(area).code);
        let row = rows.iter().find(|row| row.van == area || row.naar == area);
        let line = row.map_or(1, |row| row.row.line);
        own.push(at_cell(&table, line, VAN, message, "in this row"));
    });
    findings.extend(own);
    made.ok()
}

fn at_cell(
    table: &Reference,
    line: u64,
    column: usize,
    message: String,
    label: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(Code::BadCrosswalk, message).at(table.place(line, column), label)
}

fn parse_row<'t>(
    table: &Reference,
    row: &'t Row,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<StepRow<'t>> {
    let van = parse_area(table, row, VAN, indeling, findings);
    let naar = parse_area(table, row, NAAR, indeling, findings);
    let vanaf = table.date(row, VANAF, findings);
    if row.cells[VANAF].is_empty() {
        let message = "a row of the crosswalk has no first day".to_owned();
        findings.push(at_cell(table, row.line, VANAF, message, "empty"));
    }
    let text = &row.cells[AANDEEL];
    let aandeel = parse_share(text);
    if aandeel.is_none() {
        let message = format!("`{}` is not a share", shown_text(text));
        let help = format!("a share lies between 0 and 1 and has at most {MAX_DECIMALS} decimals");
        findings.push(at_cell(table, row.line, AANDEEL, message, "not a share").help(help));
    }
    Some(StepRow { row, van: van?, naar: naar?, vanaf: vanaf?, aandeel: aandeel? })
}

fn parse_area(
    table: &Reference,
    row: &Row,
    column: usize,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<GebiedIdx> {
    let text = &row.cells[column];
    let mut fault =
        |message, label| findings.push(at_cell(table, row.line, column, message, label));
    let code: AreaCode = match text.parse() {
        Ok(code) => code,
        Err(reason) => {
            let text = shown_text(text);
            fault(format!("`{text}` is not the code of an area: {reason}"), "not a code");
            return None;
        }
    };
    let found = indeling.find(&code);
    if found.is_none() {
        fault(format!("the tree does not have area `{code}`"), "not in `indeling.csv`");
    }
    found
}

/// A share from 0 to 1, exactly as it is written; the decimal sign is a point or a comma.
fn parse_share(text: &str) -> Option<Quantity> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(decimals) {
        return None;
    }
    if whole.len() > 1 || decimals.len() > MAX_DECIMALS {
        return None;
    }
    let units: i128 = format!("{whole}{decimals}").parse().ok()?;
    let scale = u8::try_from(decimals.len()).ok()?;
    (units <= 10_i128.pow(u32::from(scale))).then_some(Quantity { units, scale })
}

/// Checks that areas are of one level, and that each step leads from an area that ended to one
/// that is there.
fn check_areas(
    table: &Reference,
    rows: &[StepRow],
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) {
    for step in rows {
        let (van, naar) = (indeling.gebied(step.van), indeling.gebied(step.naar));
        let mut fault = |column, message, label: &str| {
            findings.push(at_cell(table, step.row.line, column, message, label));
        };
        if van.niveau != naar.niveau {
            let message = format!(
                "`{}` is a {} and `{}` a {}",
                van.code,
                van.niveau.word(),
                naar.code,
                naar.niveau.word()
            );
            fault(NAAR, message, "of another level");
        }
        let day_before = step.vanaf.pred_opt();
        if van.last_day().is_none() || van.last_day() != day_before {
            let message = match van.last_day() {
                Some(last) => format!(
                    "area `{}` ends on {last}, not on the day before {}",
                    van.code, step.vanaf
                ),
                None => format!("area `{}` does not end", van.code),
            };
            fault(VAN, message, "must end on the day before `vanaf`");
        }
        if !naar.exists_on(step.vanaf) {
            let message = format!("area `{}` does not exist on {}", naar.code, step.vanaf);
            fault(NAAR, message, "must exist on `vanaf`");
        }
    }
}

/// Reports a step that is given twice.
fn check_doubles(
    table: &Reference,
    rows: &[StepRow],
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) {
    let mut first = BTreeMap::new();
    for step in rows {
        let line = *first.entry((step.van, step.naar)).or_insert(step.row.line);
        if line != step.row.line {
            let [van, naar] = [step.van, step.naar].map(|area| &indeling.gebied(area).code);
            let message = format!("the crosswalk has two rows from `{van}` to `{naar}`");
            let finding = at_cell(table, step.row.line, NAAR, message, "this row")
                .also(table.place(line, NAAR), "and this one");
            findings.push(finding);
        }
    }
}

/// Makes shares that add up to exactly one of those that do but for their rounding.
///
/// Each share may be off by half a unit of the last decimal it is written with, so the sum may be
/// off by less than all those halves together. A share written without decimals is exact.
fn share_out(
    table: &Reference,
    rows: &[StepRow],
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Vec<Stap> {
    const FINEST: u8 = MAX_DECIMALS as u8;
    let mut groups: BTreeMap<GebiedIdx, Vec<&StepRow>> = BTreeMap::new();
    for step in rows {
        groups.entry(step.van).or_default().push(step);
    }
    let mut stappen = Vec::new();
    for (van, steps) in groups {
        let sum = steps.iter().fold(Quantity::ZERO, |sum, step| sum.plus(step.aandeel));
        let off = (sum.units_at(FINEST) - Quantity::ONE.units_at(FINEST)).abs();
        let has_decimals = |step: &&&StepRow| 0 < step.aandeel.scale;
        let units = |step: &&StepRow| 10_i128.pow(u32::from(FINEST - step.aandeel.scale));
        let rounding: i128 = steps.iter().filter(has_decimals).map(units).sum();
        if off != 0 && rounding <= 2 * off {
            let code = &indeling.gebied(van).code;
            let message = format!("the shares of `{code}` add up to {sum}, not to 1");
            let mut finding =
                at_cell(table, steps[0].row.line, AANDEEL, message, "the first of its shares")
                    .help("only what rounding explains may be left over");
            finding.n_more = steps.len() as u64 - 1;
            findings.push(finding);
            continue;
        }
        let scale = steps.iter().map(|step| step.aandeel.scale).max().unwrap_or(0);
        let shares: Vec<_> = steps.iter().map(|step| step.aandeel).collect();
        for (step, aandeel) in steps.iter().zip(normalise(&shares, scale)) {
            if 0 < aandeel.units {
                stappen.push(Stap { van, naar: step.naar, vanaf: step.vanaf, aandeel });
            }
        }
    }
    stappen
}

/// Checks what shares are measured by; a part that is all of the area needs no measure.
fn check_grondslag(table: &Reference, rows: &[StepRow], findings: &mut Findings) {
    for step in rows {
        let text = &step.row.cells[GRONDSLAG];
        let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let is_whole = step.aandeel.is_one();
        if word.is_empty() && is_whole {
            continue;
        }
        let place = table.place(step.row.line, GRONDSLAG);
        if !GRONDSLAGEN.contains(&word) {
            let message = format!("`{}` is not a grondslag", shown_text(text));
            let finding = error(Code::UnknownWord, message)
                .at(place, "what the share is measured by")
                .suggest(word, GRONDSLAGEN);
            findings.push(finding);
        } else if word == OPPERVLAKTE && !is_whole {
            let message = "a share is measured by surface, which is not where people live";
            let finding = Diagnostic::new(Code::CrosswalkBySurface, message)
                .at(place, "surface")
                .help("count addresses or residents of each part");
            findings.push(finding);
        }
    }
    findings.fold();
}

/// What became of an area that does not exist on a date, or what it was made of: the words that
/// follow its code in a finding.
pub(super) fn succession(indeling: &Gebiedsindeling, area: GebiedIdx, date: Datum) -> String {
    const MOST: usize = 4;
    let list = |areas: Vec<GebiedIdx>| {
        let codes: Vec<_> =
            areas.iter().take(MOST).map(|&idx| indeling.gebied(idx).code.to_string()).collect();
        let more = areas.len().saturating_sub(MOST);
        let more = if 0 < more { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", codes.join(", "))
    };
    let gebied = indeling.gebied(area);
    let stand_in = indeling.stand_in(area, date);
    let overgang = indeling.overgang();
    match (gebied.last_day(), gebied.first_day()) {
        (Some(last), _) if last < date => {
            let known = stand_in.map(|area| overgang.out_of(area).map(|stap| stap.naar).collect());
            let after = known.map_or_else(String::new, |areas| format!(", then {}", list(areas)));
            format!(", until {last}{after}")
        }
        (_, Some(first)) if date < first => {
            let parts = |area| overgang.into_area(area).iter().map(|stap| stap.van).collect();
            let before = stand_in.map(parts);
            let before =
                before.map_or_else(String::new, |areas| format!(", before {}", list(areas)));
            format!(", since {first}{before}")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::load_indeling;
    use super::*;

    const TREE: &str = "code;naam;niveau;ouder;geldig_van;geldig_tot\n\
        GM0855;Tilburg;gemeente;;;\n\
        WK085500;Centrum;wijk;GM0855;;2016-12-31\n\
        WK085501;Oud-Zuid;wijk;GM0855;;2016-12-31\n\
        BU08550100;Oud;buurt;WK085501;;2016-12-31\n\
        WK085510;Binnenstad;wijk;GM0855;2017-01-01;\n\
        WK085521;Spoorzone;wijk;GM0855;2017-01-01;\n\
        WK085568;Biezenmortel;wijk;GM0855;2021-01-01;\n";

    fn load(rows: &str) -> (Option<Overgang>, Vec<(String, String)>) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("i.csv"), TREE).expect("written");
        let text = format!("van;naar;vanaf;aandeel;grondslag\n{rows}");
        std::fs::write(folder.path().join("o.csv"), text).expect("written");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        let gemeente = "GM0855".parse().expect("a code");
        let tree = load_indeling(folder.path(), ("i.csv", &place), gemeente, &mut findings);
        let tree = tree.expect("a tree");
        let made = load_overgang(folder.path(), ("o.csv", &place), &tree, &mut findings);
        let found = findings.sorted().into_iter().map(|finding| {
            let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
            (place, finding.message.clone())
        });
        (made, found.collect())
    }

    #[test]
    fn shares_that_rounding_explains_add_up_to_one() {
        let (made, findings) = load(
            "WK085500;WK085510;2017-01-01;0,33;inwoners\n\
             WK085500;WK085521;2017-01-01;0.67;inwoners (schematisch)\n\
             WK085501;WK085521;2017-01-01;1;\n",
        );
        assert_eq!(findings, []);
        assert_eq!(made.expect("a crosswalk").into_area(Gebiedsindeling::idx_at(5)).len(), 2);
        let (made, findings) = load(
            "WK085500;WK085510;2017-01-01;0.333;adressen\n\
             WK085500;WK085521;2017-01-01;0.666;adressen\n",
        );
        // Off by 0.001, where two shares of three decimals may be off by less than 0.001.
        assert!(made.is_none());
        assert_eq!(
            findings,
            [(
                "o.csv:2:4".to_owned(),
                "the shares of `WK085500` add up to 0.999, not to 1".to_owned()
            )]
        );
    }

    #[test]
    fn refuses_what_is_not_a_crosswalk() {
        #[track_caller]
        fn case(rows: &str, place: &str, message: &str) {
            let (made, findings) = load(rows);
            assert!(made.is_none());
            assert_eq!(findings, [(place.to_owned(), message.to_owned())]);
        }

        case(
            "WK085599;WK085510;2017-01-01;1;\n",
            "o.csv:2:1",
            "the tree does not have area `WK085599`",
        );
        case("WK085500;WK085510;2017-01-01;1.5;\n", "o.csv:2:4", "`1.5` is not a share");
        case("WK085500;WK085510;2017-01-01;-1;\n", "o.csv:2:4", "`-1` is not a share");
        case(
            "WK085500;WK085510;2017-13-01;1;\n",
            "o.csv:2:3",
            "`2017-13-01` is not a date such as 2017-12-31",
        );
        case(
            "WK085500;WK085510;2018-01-01;1;\n",
            "o.csv:2:1",
            "area `WK085500` ends on 2016-12-31, not on the day before 2018-01-01",
        );
        case("WK085510;WK085521;2021-01-01;1;\n", "o.csv:2:1", "area `WK085510` does not end");
        case(
            "WK085500;WK085568;2017-01-01;1;\n",
            "o.csv:2:2",
            "area `WK085568` does not exist on 2017-01-01",
        );
        case(
            "BU08550100;WK085510;2017-01-01;1;\n",
            "o.csv:2:2",
            "`BU08550100` is a buurt and `WK085510` a wijk",
        );
        case(
            "WK085500;WK085510;2017-01-01;0.5;inwoners\nWK085500;WK085510;2017-01-01;0.5;inwoners\n",
            "o.csv:3:2",
            "the crosswalk has two rows from `WK085500` to `WK085510`",
        );
        case(
            "WK085500;WK085510;2017-01-01;0.5;gevoel\nWK085500;WK085521;2017-01-01;0.5;inwoners\n",
            "o.csv:2:5",
            "`gevoel` is not a grondslag",
        );
    }

    #[test]
    fn warns_that_surface_is_not_population() {
        let (made, findings) = load(
            "WK085500;WK085510;2017-01-01;0.5;oppervlakte\n\
             WK085500;WK085521;2017-01-01;0.5;oppervlakte\n\
             WK085501;WK085521;2017-01-01;1;oppervlakte\n",
        );
        assert!(made.is_some());
        assert_eq!(findings.len(), 1, "folded: {findings:?}");
    }
}
