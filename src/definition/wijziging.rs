//! The column in which CBS says what changed in an area since the year before.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{KolomType, Vorm};

use super::bron::Bron;
use super::document::At;
use super::keuze::{find_bron, the_only, unknown_column};
use super::monitor::Onbruikbaar;
use super::name::quote;
use super::table::Table;

/// Where *Indelingswijziging* stands: a source of published figures and its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Indelingswijziging {
    /// The name of the source.
    pub bron: String,
    /// The column with 1, 2 or 3.
    pub kolom: usize,
    /// The column with the area.
    pub gebied: usize,
    /// Where it is declared.
    pub place: Place,
}

/// Parses `bron.kolom`; `None` without a finding when the source itself is at fault.
pub(super) fn parse_wijziging(
    gebieden: &Table,
    text: &At<String>,
    bronnen: &BTreeMap<String, Bron>,
    onbruikbaar: &Onbruikbaar,
) -> Option<Indelingswijziging> {
    let ctx = gebieden.ctx;
    let place = ctx.place(&text.span);
    let Some((naam, kolom)) = text.value.split_once('.') else {
        let message = format!("{} does not name a column", quote(&text.value));
        gebieden.bad_value(&text.span, message, "write it as `source.column`");
        return None;
    };
    let at = (place.clone(), "not declared");
    let bron = find_bron(ctx, naam, at, bronnen, onbruikbaar)?;
    let spec = &bron.spec;
    if spec.vorm != Vorm::Cijfers {
        let message =
            format!("`indelingswijziging` needs a source of shape `{}`", Vorm::Cijfers.word());
        gebieden.bad_value(&text.span, message, "a source of another shape");
        return None;
    }
    let Some((kolom, found)) = spec.kolom(kolom) else {
        ctx.report(unknown_column(spec, kolom, place));
        return None;
    };
    if !matches!(found.soort, KolomType::Code { .. } | KolomType::Tekst | KolomType::Getal { .. }) {
        let message = "`indelingswijziging` takes a column of type `code`, `tekst` or `geheel`";
        let label = format!("a column of type `{}`", found.soort.word());
        let finding = Diagnostic::new(Code::WrongType, message)
            .at(place, label)
            .also(found.place.clone(), "declared here");
        ctx.report(finding);
        return None;
    }
    let gebied = the_only(gebieden, spec, "gebied", |kolom| kolom.soort == KolomType::Gebied)?;
    Some(Indelingswijziging { bron: naam.to_owned(), kolom, gebied, place })
}

#[cfg(test)]
mod tests {
    use super::super::monitor::tests::case;

    #[test]
    fn names_a_column_of_published_figures() {
        let declare = |value: &str| {
            format!("indeling = \"gebieden/indeling.csv\"\nindelingswijziging = \"{value}\"")
        };
        let check = |value: &str, expected: &[&str]| {
            case("indeling = \"gebieden/indeling.csv\"", &declare(value), expected)
        };
        let monitor = check("cbs_inwoners.stratum", &[]).expect("a monitor");
        let wijziging = monitor.indelingswijziging.expect("declared");
        assert_eq!((wijziging.kolom, wijziging.gebied), (2, 1));
        check("cbs_inwoners", &["bad-value 9:22"]);
        check("cbs.stratum", &["unknown-source 9:22"]);
        check("cbs_inwoners.ind", &["unknown-column 9:22"]);
        check("cbs_inwoners.jaar", &["wrong-type 9:22"]);
        check("toegang.wet", &["bad-value 9:22"]);
    }
}
