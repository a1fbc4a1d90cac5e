//! Loads the trees of areas, and checks that they are trees at all times.

mod ways;

use std::collections::BTreeMap;
use std::path::Path;

use super::decode::shown_text;
use super::reference::{Need, Reference, Row, Wanted, error};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{AreaCode, Datum, Gebied, Gebiedsindeling, Geldigheid, GemeenteCode, Niveau};

const CODE: usize = 0;
const NAAM: usize = 1;
const NIVEAU: usize = 2;
const OUDER: usize = 3;
const VAN: usize = 4;
const TOT: usize = 5;

/// A row of the file, as far as it stands by itself.
struct AreaRow<'t> {
    row: &'t Row,
    code: AreaCode,
    niveau: Niveau,
    ouder: Option<AreaCode>,
    van: Option<Datum>,
    tot: Option<Datum>,
}

impl AreaRow<'_> {
    /// The first and the last day, with open ends at the ends of time.
    fn span(&self) -> (Datum, Datum) {
        (self.van.unwrap_or(Datum::MIN), self.tot.unwrap_or(Datum::MAX))
    }
}

/// The rows of each code, in the order of the file.
type RowsOfCode<'r> = BTreeMap<&'r AreaCode, Vec<&'r AreaRow<'r>>>;

/// Loads `code;naam;niveau;ouder;geldig_van;geldig_tot`; `None` when it is not a tree.
pub fn load_indeling(
    folder: &Path,
    path: (&str, &Place),
    gemeente: GemeenteCode,
    findings: &mut Findings,
) -> Option<Gebiedsindeling> {
    let wanted = [
        Wanted("code", Need::Required),
        Wanted("naam", Need::Required),
        Wanted("niveau", Need::Required),
        Wanted("ouder", Need::Required),
        Wanted("geldig_van", Need::Optional),
        Wanted("geldig_tot", Need::Optional),
    ];
    let table = Reference::load(folder, path, &wanted, findings)?;
    let mut own = Findings::default();
    let rows: Vec<_> =
        table.rows.iter().filter_map(|row| parse_row(&table, row, &mut own)).collect();
    check_gemeente(&table, &rows, gemeente, &mut own);
    let mut of_code = RowsOfCode::new();
    for row in &rows {
        of_code.entry(&row.code).or_default().push(row);
    }
    for same in of_code.values() {
        check_vintages(&table, same, &of_code, &mut own);
    }
    for row in &rows {
        check_parent(&table, row, &of_code, &mut own);
    }
    let tree = (!own.has_errors()).then(|| build(&rows));
    if let Some(tree) = &tree {
        ways::check_ways(&table, &of_code, tree, &mut own);
    }
    let is_tree = !own.has_errors();
    findings.extend(own);
    tree.filter(|_| is_tree)
}

fn at_cell(
    table: &Reference,
    row: &Row,
    column: usize,
    message: String,
    label: &str,
) -> Diagnostic {
    Diagnostic::new(Code::AreaTree, message).at(table.place(row.line, column), label)
}

fn parse_row<'t>(table: &Reference, row: &'t Row, findings: &mut Findings) -> Option<AreaRow<'t>> {
    let van = table.date(row, VAN, findings);
    let tot = table.date(row, TOT, findings);
    if van.zip(tot).is_some_and(|(van, tot)| tot < van) {
        let message = format!("area `{}` ends before it begins", shown_text(&row.cells[CODE]));
        findings.push(at_cell(table, row, TOT, message, "before `geldig_van`"));
    }
    let code = parse_code(table, row, CODE, findings);
    let ouder = if row.cells[OUDER].is_empty() {
        Some(None)
    } else {
        parse_code(table, row, OUDER, findings).map(Some)
    };
    let word = &row.cells[NIVEAU];
    let niveau = Niveau::from_word(word);
    if niveau.is_none() {
        let message = format!("`{}` is not a niveau", shown_text(word));
        let finding = error(Code::UnknownWord, message)
            .at(table.place(row.line, NIVEAU), "not a niveau")
            .suggest(word, Niveau::ALL.map(Niveau::word));
        findings.push(finding);
    }
    if row.cells[NAAM].is_empty() {
        let message = format!("area `{}` has no name", shown_text(&row.cells[CODE]));
        findings.push(at_cell(table, row, NAAM, message, "empty"));
    }
    let (code, niveau, ouder) = (code?, niveau?, ouder?);
    let of_code = match code {
        AreaCode::Gemeente(_) => Some(Niveau::Gemeente),
        AreaCode::Wijk(_) => Some(Niveau::Wijk),
        AreaCode::Buurt(_) => Some(Niveau::Buurt),
        AreaCode::Eigen(_) => None,
    };
    if of_code.is_some_and(|of_code| of_code != niveau)
        || (niveau == Niveau::Gemeente && of_code.is_none())
    {
        let message = format!("`{code}` is not the code of a {}", niveau.word());
        findings.push(at_cell(table, row, NIVEAU, message, "does not fit the code"));
        return None;
    }
    Some(AreaRow { row, code, niveau, ouder, van, tot })
}

fn parse_code(
    table: &Reference,
    row: &Row,
    column: usize,
    findings: &mut Findings,
) -> Option<AreaCode> {
    let text = &row.cells[column];
    let code = text.parse();
    code.map_err(|reason| {
        let message = format!("`{}` is not the code of an area: {reason}", shown_text(text));
        findings.push(at_cell(table, row, column, message, "not a code"));
    })
    .ok()
}

fn check_gemeente(
    table: &Reference,
    rows: &[AreaRow],
    gemeente: GemeenteCode,
    findings: &mut Findings,
) {
    let code = AreaCode::Gemeente(gemeente);
    for row in rows.iter().filter(|row| row.niveau == Niveau::Gemeente && row.code != code) {
        let message = format!("the tree has gemeente `{}`, the monitor `{code}`", row.code);
        findings.push(at_cell(table, row.row, CODE, message, "another gemeente"));
    }
    if !rows.iter().any(|row| row.code == code) {
        let message = format!("the tree does not have gemeente `{code}`");
        findings.push(Diagnostic::new(Code::AreaTree, message).at(table.file_place(), ""));
    }
}

/// Checks the rows of one code: one level, and at a time one parent of each level.
fn check_vintages(
    table: &Reference,
    rows: &[&AreaRow],
    of_code: &RowsOfCode<'_>,
    findings: &mut Findings,
) {
    for row in rows.iter().filter(|row| row.niveau != rows[0].niveau) {
        let message = format!("area `{}` has two levels", row.code);
        let finding = at_cell(table, row.row, NIVEAU, message, row.niveau.word())
            .also(table.place(rows[0].row.line, NIVEAU), rows[0].niveau.word());
        findings.push(finding);
    }
    let level = |row: &AreaRow| Some(of_code.get(row.ouder.as_ref()?)?[0].niveau);
    let mut by_start = rows.to_vec();
    by_start.sort_by_key(|row| (level(row), row.span(), row.row.line));
    for pair in by_start.windows(2) {
        let is_of_one_tree = level(pair[0]) == level(pair[1]);
        if is_of_one_tree && pair[1].span().0 <= pair[0].span().1 {
            let message = format!("area `{}` stands twice for the same time", pair[1].code);
            let finding = at_cell(table, pair[1].row, CODE, message, "this row")
                .also(table.place(pair[0].row.line, CODE), "and this one");
            findings.push(finding);
        }
    }
}

/// Checks that the parent is of a higher level and exists as long as the area does.
fn check_parent(
    table: &Reference,
    row: &AreaRow,
    of_code: &RowsOfCode<'_>,
    findings: &mut Findings,
) {
    let code = &row.code;
    let mut fault = |message, label| findings.push(at_cell(table, row.row, OUDER, message, label));
    let Some(ouder) = &row.ouder else {
        if row.niveau != Niveau::Gemeente {
            fault(format!("area `{code}` lies in no other area"), "empty");
        }
        return;
    };
    let Some(above) = of_code.get(ouder) else {
        fault(
            format!("area `{code}` lies in `{ouder}`, which the tree does not have"),
            "not found",
        );
        return;
    };
    if above.iter().any(|above| above.niveau <= row.niveau) {
        fault(
            format!("area `{code}` lies in `{ouder}`, which is not of a higher level"),
            "not higher",
        );
        return;
    }
    let mut spans: Vec<_> = above.iter().map(|above| above.span()).collect();
    spans.sort_unstable();
    let (van, tot) = row.span();
    // The first day that no row of the parent has covered so far.
    let mut open = Some(van);
    for (first, last) in spans {
        if open.is_some_and(|day| first <= day && day <= last) {
            open = last.succ_opt().filter(|&day| day <= tot);
        }
    }
    if open.is_some() {
        fault(format!("area `{code}` exists when `{ouder}` does not"), "not there all the time");
    }
}

fn build(rows: &[AreaRow]) -> Gebiedsindeling {
    let mut place_of = BTreeMap::new();
    for row in rows {
        let next = place_of.len();
        place_of.entry(&row.code).or_insert(next);
    }
    let mut gebieden: Vec<Option<Gebied>> = vec![None; place_of.len()];
    let mut by_start: Vec<_> = rows.iter().collect();
    by_start.sort_by_key(|row| row.span());
    for row in by_start {
        let gebied = gebieden[place_of[&row.code]].get_or_insert_with(|| Gebied {
            code: row.code.clone(),
            naam: String::new(),
            niveau: row.niveau,
            geldigheid: Vec::new(),
        });
        let ouder = row.ouder.as_ref().map(|ouder| Gebiedsindeling::idx_at(place_of[ouder]));
        gebied.geldigheid.push(Geldigheid { van: row.van, tot: row.tot, ouder });
        // Rows come by date, so the latest name stays.
        gebied.naam.clone_from(&row.row.cells[NAAM]);
    }
    Gebiedsindeling::new(gebieden.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "code;naam;niveau;ouder;geldig_van;geldig_tot\n";

    fn load(rows: &str) -> (Option<Gebiedsindeling>, Vec<(String, String)>) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("i.csv"), format!("{HEADER}{rows}")).expect("written");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        let gemeente = "GM0855".parse().expect("a code");
        let tree = load_indeling(folder.path(), ("i.csv", &place), gemeente, &mut findings);
        let found = findings.sorted().into_iter().map(|finding| {
            let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
            (place, finding.message.clone())
        });
        (tree, found.collect())
    }

    #[test]
    fn makes_one_area_of_two_vintages() {
        let (tree, findings) = load(
            "GM0855;Tilburg;gemeente;;;\nTG01;West;toegangsgebied;GM0855;;\nTG02;Oost;toegangsgebied;GM0855;;\n\
             WK085510;Nieuw;wijk;TG02;2020-01-01;\nWK085510;Oud;wijk;TG01;2017-01-01;2019-12-31\n",
        );
        assert_eq!(findings, []);
        let tree = tree.expect("a tree");
        let wijk = tree.find(&"WK085510".parse().expect("a code")).expect("in the tree");
        assert_eq!(tree.gebied(wijk).naam, "Nieuw");
        let parent = |year| {
            let date = Datum::from_ymd_opt(year, 1, 1).expect("a date");
            let parents = tree.parents(wijk, date).into_iter();
            parents.map(|idx| tree.gebied(idx).code.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!([2016, 2017, 2020].map(parent), ["", "TG01", "TG02"]);
    }

    #[test]
    fn an_area_may_lie_in_areas_of_several_levels_at_once() {
        let (tree, findings) = load(
            "GM0855;Tilburg;gemeente;;;\nTG01;West;toegangsgebied;GM0855;;\nTG02;Oost;toegangsgebied;GM0855;;\n\
             SD1;Zuid;stadsdeel;GM0855;2018-01-01;\nWK085510;Wijk;wijk;TG01;;2018-12-31\n\
             WK085510;Wijk;wijk;SD1;2018-01-01;\nWK085510;Wijk;wijk;TG02;2019-01-01;\n",
        );
        assert_eq!(findings, []);
        let tree = tree.expect("a tree");
        let wijk = tree.find(&"WK085510".parse().expect("a code")).expect("in the tree");
        let parents = |year| {
            let date = Datum::from_ymd_opt(year, 1, 1).expect("a date");
            let parents = tree.parents(wijk, date).into_iter();
            parents.map(|idx| tree.gebied(idx).code.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!([2017, 2018, 2019].map(parents), ["TG01", "TG01 SD1", "TG02 SD1"]);
    }

    #[test]
    fn refuses_what_is_not_a_tree() {
        #[track_caller]
        fn case(rows: &str, place: &str, message: &str) {
            let (tree, findings) = load(&format!("GM0855;Tilburg;gemeente;;;\n{rows}"));
            assert!(tree.is_none());
            assert_eq!(findings, [(place.to_owned(), message.to_owned())]);
        }

        case("WK085510;A;wijk;;;\n", "i.csv:3:4", "area `WK085510` lies in no other area");
        case(
            "WK085510;A;wijk;TG01;;\n",
            "i.csv:3:4",
            "area `WK085510` lies in `TG01`, which the tree does not have",
        );
        case(
            "WK085510;A;wijk;WK085510;;\n",
            "i.csv:3:4",
            "area `WK085510` lies in `WK085510`, which is not of a higher level",
        );
        case("WK085510;A;buurt;GM0855;;\n", "i.csv:3:3", "`WK085510` is not the code of a buurt");
        case("WK085510;A;wjk;GM0855;;\n", "i.csv:3:3", "`wjk` is not a niveau");
        case(
            "WK08551;A;wijk;GM0855;;\n",
            "i.csv:3:1",
            "`WK08551` is not the code of an area: the code has 7 characters",
        );
        case(
            "GM0001;A;gemeente;;;\n",
            "i.csv:3:1",
            "the tree has gemeente `GM0001`, the monitor `GM0855`",
        );
        case(
            "WK085510;A;wijk;GM0855;;\nWK085510;A;wijk;GM0855;2017-01-01;\n",
            "i.csv:4:1",
            "area `WK085510` stands twice for the same time",
        );
        case(
            "SD1;B;stadsdeel;GM0855;;\nSD2;C;stadsdeel;GM0855;;\nWK085510;A;wijk;SD1;;\n\
             WK085510;A;wijk;GM0855;;\nWK085510;A;wijk;SD2;2017-01-01;\n",
            "i.csv:7:1",
            "area `WK085510` stands twice for the same time",
        );
        case(
            "SD1;B;stadsdeel;GM0855;;\nWK085510;A;wijk;SD1;;2017-01-01\nWK085510;A;wijk;SD1;2017-01-01;\n",
            "i.csv:5:1",
            "area `WK085510` stands twice for the same time",
        );
        case(
            "SD1;B;stadsdeel;GM0855;;\nSD2;C;stadsdeel;GM0855;;\nTG1;D;toegangsgebied;SD2;2018-01-01;\n\
             WK085510;A;wijk;SD1;;\nWK085510;A;wijk;TG1;2018-01-01;\nBU08551001;E;buurt;WK085510;;\n",
            "i.csv:7:4",
            "area `WK085510` lies in two areas of one level: `SD1` and `SD2`",
        );
        case(
            "WK085510;A;wijk;GM0855;2018-01-01;2017-01-01\n",
            "i.csv:3:6",
            "area `WK085510` ends before it begins",
        );
        case(
            "TG1;B;toegangsgebied;GM0855;2017-01-01;\nWK085510;A;wijk;TG1;;\n",
            "i.csv:4:4",
            "area `WK085510` exists when `TG1` does not",
        );
    }
}
