//! Where somebody else published how many were asked and answered, as
//! `respons = { bron, uitgezet, respons }` of a survey declares it.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{BronSpec, KolomType, Vorm};

use super::bron::Bron;
use super::document::{At, Context};
use super::keuze::{find_bron, unknown_column};
use super::monitor::Onbruikbaar;
use super::table::Table;

/// The keys of `respons`.
pub(super) const KEYS: &[&str] = &["bron", "uitgezet", "respons"];

/// The published response of a survey. Columns are indices into those of the published source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respons {
    /// The source, of shape `cijfers`.
    pub bron: String,
    /// The column with the number that was asked.
    pub uitgezet: usize,
    /// The column with the number that answered.
    pub respons: usize,
    /// The column with the area.
    pub gebied: usize,
    /// The column of the survey with the area of a respondent.
    pub van_respondent: usize,
    /// Where it is declared.
    pub place: Place,
}

/// The published response as it was written; the source may stand further down in the file.
#[derive(Debug)]
pub(super) struct Draft {
    bron: At<String>,
    uitgezet: At<String>,
    respons: At<String>,
}

/// Reads the key of a survey, when it is there.
pub(super) fn parse_draft(enquete: &Table) -> Option<Draft> {
    let table = enquete.opt_table("respons", KEYS)?;
    let [bron, uitgezet, respons] = ["bron", "uitgezet", "respons"].map(|key| table.text(key));
    Some(Draft { bron: bron?, uitgezet: uitgezet?, respons: respons? })
}

/// Finds the source and its columns; `None` without a finding when the source itself is at fault.
pub(super) fn resolve(
    ctx: &Context,
    draft: &Draft,
    survey: &BronSpec,
    bronnen: &BTreeMap<String, Bron>,
    onbruikbaar: &Onbruikbaar,
) -> Option<Respons> {
    let naam = &draft.bron.value;
    let place = ctx.place(&draft.bron.span);
    let at = (place.clone(), "not declared");
    let bron = find_bron(ctx, naam, at, bronnen, onbruikbaar)?;
    let spec = &bron.spec;
    if spec.vorm != Vorm::Cijfers {
        let message = format!("`respons` needs a source of shape `{}`", Vorm::Cijfers.word());
        let label = format!("has shape `{}`", spec.vorm.word());
        ctx.report(Diagnostic::new(Code::BadValue, message).at(place, label));
        return None;
    }
    let number = |key: &str, name: &At<String>| {
        let place = ctx.place(&name.span);
        let Some((idx, kolom)) = spec.kolom(&name.value) else {
            ctx.report(unknown_column(spec, &name.value, place));
            return None;
        };
        if matches!(kolom.soort, KolomType::Getal { .. }) {
            return Some(idx);
        }
        let message = format!("`{key}` takes a column of type `geheel` or `getal`");
        let label = format!("a column of type `{}`", kolom.soort.word());
        ctx.report(
            Diagnostic::new(Code::WrongType, message)
                .at(place, label)
                .also(kolom.place.clone(), "declared here"),
        );
        None
    };
    let (uitgezet, respons) =
        (number("uitgezet", &draft.uitgezet), number("respons", &draft.respons));
    let area = |spec: &BronSpec| {
        let is_area = |&idx: &usize| spec.kolommen[idx].soort == KolomType::Gebied;
        let found: Vec<_> = (0..spec.kolommen.len()).filter(is_area).collect();
        if let [gebied] = found[..] {
            return Some(gebied);
        }
        let message =
            format!("`respons` needs one column of type `gebied` in bron `{}`", spec.naam);
        let label = format!("has {}", found.len());
        let finding = Diagnostic::new(Code::BadValue, message).at(place.clone(), label);
        ctx.report(finding.also(spec.place.clone(), "this source"));
        None
    };
    let (gebied, van_respondent) = (area(spec), area(survey));
    Some(Respons {
        bron: naam.clone(),
        uitgezet: uitgezet?,
        respons: respons?,
        gebied: gebied?,
        van_respondent: van_respondent?,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::super::monitor::tests::case;

    #[test]
    fn names_the_columns_of_published_figures() {
        let files = "bestanden = \"lemon/*.csv\"\n";
        let check = |bron: &str, uitgezet: &str, expected: &[&str]| {
            let key = format!(
                "respons = {{ bron = \"{bron}\", uitgezet = \"{uitgezet}\", respons = \"inwoners\" }}"
            );
            case(files, &format!("{files}{key}\n"), expected)
        };
        let monitor = check("cbs_inwoners", "inwoners", &[]).expect("a monitor");
        let respons = monitor.bronnen["lemon"].respons.as_ref().expect("declared");
        assert_eq!((respons.uitgezet, respons.respons), (3, 3));
        assert_eq!((respons.gebied, respons.van_respondent), (1, 1));
        check("cbs", "inwoners", &["unknown-source 32:20"]);
        check("toegang", "inwoners", &["bad-value 32:20"]);
        check("cbs_inwoners", "inwonrs", &["unknown-column 32:47"]);
        check("cbs_inwoners", "stratum", &["wrong-type 32:47"]);
    }

    #[test]
    fn is_a_key_of_surveys_alone() {
        let files = "bestanden = \"ggd/*.csv\"\n";
        let key = "respons = { bron = \"cbs_inwoners\" }";
        case(files, &format!("{files}{key}\n"), &["unknown-key 42:1"]);
        let files = "bestanden = \"lemon/*.csv\"\n";
        case(files, &format!("{files}{key}\n"), &["missing-field 32:11", "missing-field 32:11"]);
    }
}
