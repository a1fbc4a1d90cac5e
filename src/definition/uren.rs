//! Columns that are computed from others: hours per week from a volume, its unit and its frequentie.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{BronSpec, KolomType, UrenKolom};

use super::document::{At, Context};
use super::keuze::unknown_column;
use super::table::Table;

/// The word for hours per week.
const UREN: &str = "uren_per_week";

/// What a cell from a file can have, and a computed value cannot.
const KEYS_OF_CELLS: [&str; 8] = [
    "kop",
    "verplicht",
    "leeg",
    "uit_bestandsnaam",
    "afronden",
    "labels",
    "mag_ontbreken",
    "geen_bsn",
];

/// Parses what a column is computed from; nothing when it stands in files.
pub(super) fn parse_van(table: &Table) -> Vec<(String, Place)> {
    let refuse = |key: &str, why: &str| {
        if let Some(place) = table.key_place(key) {
            let finding = Diagnostic::new(Code::BadValue, why);
            table.ctx.report(finding.at(place, "has no meaning here"));
        }
    };
    if !table.has("afgeleid") {
        refuse("van", "`van` goes with `afgeleid`");
        return Vec::new();
    }
    for key in KEYS_OF_CELLS {
        refuse(key, "a computed column has no cells in files");
    }
    if table.opt_word("afgeleid", &[UREN], |word| word).is_none() {
        return Vec::new();
    }
    let place = |text: At<String>| (text.value, table.ctx.place(&text.span));
    let van: Vec<_> = table.texts("van").into_iter().flatten().map(place).collect();
    if !van.is_empty() && van.len() != 3 {
        let at = table.key_place("van").unwrap_or_else(|| table.place());
        let message = format!("`{UREN}` is computed from three columns, not {}", van.len());
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(at, "takes a volume, an eenheid and a frequentie");
        table.ctx.report(finding);
        return Vec::new();
    }
    van
}

/// Finds the columns that hours are computed from, and checks their types.
pub(super) fn find_uren(ctx: &Context, spec: &BronSpec) -> Vec<UrenKolom> {
    let of_numbers: &[&str] = &["getal", "geheel"];
    let of_codes: &[&str] = &["code"];
    let find = |(naam, place): &(String, Place), types: &[&str]| {
        let Some((idx, kolom)) = spec.kolom(naam) else {
            ctx.report(unknown_column(spec, naam, place.clone()));
            return None;
        };
        let is_computed = !kolom.afgeleid_van.is_empty();
        if !is_computed && types.contains(&kolom.soort.word()) {
            return Some(idx);
        }
        let words: Vec<_> = types.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{UREN}` takes a column of type {} here", words.join(" or "));
        let label = match &kolom.soort {
            KolomType::Getal { .. } if is_computed => "a computed column".to_owned(),
            soort => format!("a column of type `{}`", soort.word()),
        };
        let finding = Diagnostic::new(Code::WrongType, message)
            .at(place.clone(), label)
            .also(kolom.place.clone(), "declared here");
        ctx.report(finding);
        None
    };
    let mut uren = Vec::new();
    for (idx, kolom) in spec.kolommen.iter().enumerate() {
        let [volume, eenheid, frequentie] = &kolom.afgeleid_van[..] else { continue };
        let found = (find(volume, of_numbers), find(eenheid, of_codes), find(frequentie, of_codes));
        if let (Some(volume), Some(eenheid), Some(frequentie)) = found {
            uren.push(UrenKolom { kolom: idx, volume, eenheid, frequentie });
        }
    }
    uren
}

#[cfg(test)]
mod tests {
    use super::super::monitor::tests::case;
    use super::*;

    const WET: &str = "wet = { type = \"code\" }";

    /// A source with a volume, and with a column of hours declared so.
    fn with(uren: &str) -> String {
        format!(
            "{WET}\nvolume = {{ type = \"getal\", decimalen = 2 }}\neenheid = {{ type = \"code\" }}\n\
             uren = {{ {uren} }}"
        )
    }

    #[test]
    fn hours_are_computed_from_three_columns() {
        let keys = "type = \"getal\", decimalen = 1, afgeleid = \"uren_per_week\", \
                    van = [\"volume\", \"eenheid\", \"wet\"]";
        let monitor = case(WET, &with(keys), &[]).expect("a monitor");
        let spec = &monitor.bronnen["toegang"].spec;
        let place = |naam| spec.kolom(naam).expect("declared").0;
        let expected = UrenKolom {
            kolom: place("uren"),
            volume: place("volume"),
            eenheid: place("eenheid"),
            frequentie: place("wet"),
        };
        assert_eq!(spec.uren, [expected]);
        assert!(!spec.kolommen[place("uren")].is_in_file());
    }

    #[test]
    fn reports_what_hours_cannot_be_computed_from() {
        #[track_caller]
        fn of(van: &str, expected: &[&str]) {
            let keys = format!("type = \"getal\", afgeleid = \"uren_per_week\", van = {van}");
            case(WET, &with(&keys), expected);
        }

        of("[\"volume\", \"eenheid\"]", &["bad-value 30:54"]);
        of("[\"wet\", \"eenheid\", \"wet\"]", &["wrong-type 30:61"]);
        of("[\"uren\", \"eenheid\", \"wet\"]", &["wrong-type 30:61"]);
        of("[\"volume\", \"eenheid\", \"volume\"]", &["wrong-type 30:82"]);
        of("[\"volume\", \"eenheid\", \"freq\"]", &["unknown-column 30:82"]);
    }

    #[test]
    fn a_computed_column_has_no_cells() {
        let all = "van = [\"volume\", \"eenheid\", \"wet\"]";
        let hours = "type = \"getal\", afgeleid = \"uren_per_week\"";
        case(WET, &with(&format!("{hours}, kop = \"Uren\", {all}")), &["bad-value 30:54"]);
        case(
            WET,
            &with(&format!("type = \"code\", afgeleid = \"uren_per_week\", {all}")),
            &["bad-value 30:25"],
        );
        case(WET, &with(&format!("type = \"getal\", {all}")), &["bad-value 30:26"]);
        case(WET, &with(hours), &["missing-field 30:8"]);
        case(
            WET,
            &with(&format!("type = \"getal\", afgeleid = \"uren\", {all}")),
            &["unknown-word 30:37"],
        );
    }
}
