//! The values that a column can hold, as `bereik = [laagste, hoogste]` declares them.

use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Bereik, KolomType};

use super::table::Table;
use super::vraag::parse_units;

/// Parses the bounds of a column of this type; the type has been checked to have any.
pub(super) fn parse_bereik(table: &Table, soort: &KolomType) -> Option<Bereik> {
    let value = table.get("bereik")?;
    let DeValue::Array(bounds) = value.get_ref() else {
        return table.wrong_type("bereik", "a list of the lowest and the highest value", value);
    };
    let [low, high] = &bounds[..] else {
        let message = "`bereik` is a list of two values".to_owned();
        table.bad_value(&value.span(), message, "the lowest and the highest");
        return None;
    };
    let (bereik, is_ordered) = match soort {
        KolomType::Datum(_) => {
            let (first, last) = (table.date_of("bereik", low), table.date_of("bereik", high));
            let (first, last) = (first?.value, last?.value);
            (Bereik::Datum(first, last), first <= last)
        }
        KolomType::Getal { decimalen } => {
            let (low, high) = (table.digits_of("bereik", low), table.digits_of("bereik", high));
            let (low, high) =
                (parse_units(table, &low?, *decimalen), parse_units(table, &high?, *decimalen));
            let (low, high) = (low?, high?);
            (Bereik::Getal(low, high), low <= high)
        }
        _ => return None,
    };
    if !is_ordered {
        let finding = Diagnostic::new(Code::BadValue, "the highest value is below the lowest")
            .at(table.ctx.place(&high.span()), "the highest")
            .also(table.ctx.place(&low.span()), "the lowest");
        table.ctx.report(finding);
        return None;
    }
    Some(bereik)
}

#[cfg(test)]
mod tests {
    use super::super::kolom::tests::parse;
    use super::*;

    #[test]
    fn reads_numbers_in_units_of_the_column_and_dates() {
        #[track_caller]
        fn case(keys: &str, expected: Bereik) {
            let (kolom, codes) = parse(keys);
            assert_eq!(kolom.and_then(|kolom| kolom.bereik), Some(expected), "{codes:?}");
        }

        let date = |text: &str| text.parse().expect("a date");
        case("type = \"geheel\"\nbereik = [0, 120]", Bereik::Getal(0, 120));
        case("type = \"getal\"\ndecimalen = 1\nbereik = [-0.5, 100]", Bereik::Getal(-5, 1000));
        case(
            "type = \"datum\"\nbereik = [1900-01-01, 2025-12-31]",
            Bereik::Datum(date("1900-01-01"), date("2025-12-31")),
        );
    }

    #[test]
    fn reports_bounds_that_make_no_sense() {
        #[track_caller]
        fn case(keys: &str, expected: &[&str]) {
            assert_eq!(parse(keys).1, expected);
        }

        case("type = \"geheel\"\nbereik = 120", &["wrong-type 3:10"]);
        case("type = \"geheel\"\nbereik = [120]", &["bad-value 3:10"]);
        case("type = \"geheel\"\nbereik = [120, 0]", &["bad-value 3:16"]);
        case("type = \"geheel\"\nbereik = [0, 99.5]", &["bad-value 3:14"]);
        case("type = \"geheel\"\nbereik = [0, 2025-12-31]", &["wrong-type 3:14"]);
        case("type = \"datum\"\nbereik = [0, 120]", &["wrong-type 3:11", "wrong-type 3:14"]);
        case("type = \"tekst\"\nbereik = [0, 120]", &["bad-value 3:1"]);
    }
}
