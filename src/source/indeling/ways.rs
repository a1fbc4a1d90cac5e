//! Checks the ways from an area upwards, where it lies in areas of several levels at once.

use super::{AreaRow, OUDER, RowsOfCode, at_cell};
use crate::diagnostic::Findings;
use crate::model::{Datum, Gebiedsindeling};
use crate::source::reference::Reference;

/// Checks that an area lies in one area of each level at a time, whichever way leads there.
///
/// Otherwise its rows would count twice in that level, and the level would be more than the
/// gemeente. Only the first area on a way is told, and only once.
pub(super) fn check_ways(
    table: &Reference,
    of_code: &RowsOfCode<'_>,
    tree: &Gebiedsindeling,
    findings: &mut Findings,
) {
    let days: Vec<_> = std::iter::once(Datum::MIN).chain(tree.changes()).collect();
    let two_of_a_level = |idx, day| {
        let chain = tree.chain(idx, day);
        // From small to large, so two of a level stand side by side.
        let pair = chain.windows(2).map(|pair| [pair[0], pair[1]]);
        pair.into_iter().find(|pair| {
            let [one, other] = pair.map(|idx| tree.gebied(idx).niveau);
            one == other
        })
    };
    for idx in tree.indices() {
        let of_day = |&day: &Datum| {
            let is_of_above = |&above: &_| two_of_a_level(above, day).is_some();
            let two = two_of_a_level(idx, day)?;
            (!tree.parents(idx, day).iter().any(is_of_above)).then_some((day, two))
        };
        let Some((day, two)) = days.iter().find_map(of_day) else { continue };
        let code = &tree.gebied(idx).code;
        let [one, other] = two.map(|area| &tree.gebied(area).code);
        let row_to = |area| {
            let leads = |row: &&&AreaRow| {
                let (van, tot) = row.span();
                let ouder = row.ouder.as_ref().and_then(|ouder| tree.find(ouder));
                let is_way = ouder.is_some_and(|ouder| tree.chain(ouder, day).contains(&area));
                van <= day && day <= tot && is_way
            };
            of_code[code].iter().find(leads).expect("a row leads to every area above").row
        };
        let message =
            format!("area `{code}` lies in two areas of one level: `{one}` and `{other}`");
        let [first, second] = two.map(row_to);
        let finding = at_cell(table, second, OUDER, message, &format!("lies in `{other}`"))
            .also(table.place(first.line, OUDER), format!("lies in `{one}`"))
            .help("an area that crosses those of another tree does not lie in one of them");
        findings.push(finding);
    }
}
