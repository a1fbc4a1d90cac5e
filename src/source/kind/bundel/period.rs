//! The period of a bundle that has no dimension for it, because it is of one year.

use super::super::Fail;
use super::{Folder, PERIODEN};

/// Words in a title that tell a year which is not the period of the figures, or not a whole one.
const NOT_THE_PERIOD: [&str; 4] = ["indeling", "halfjaar", "kwartaal", "maand"];

/// Finds the period that all figures are of, as StatLine writes it: `2025JJ00`.
///
/// Nothing when there is a dimension for it, or when the properties leave room for doubt.
pub(super) fn find(folder: &Folder<'_>, dimensions: &[String]) -> Result<Option<String>, Fail> {
    if has_time(folder, dimensions)? {
        return Ok(None);
    }
    let Some(mut file) = folder.open_neighbour("Properties.csv")? else { return Ok(None) };
    let (coverage, title) = (file.find("TemporalCoverage"), file.find("Title"));
    if !file.read_next()? {
        return Ok(None);
    }
    let coverage = file.field_of(coverage).trim();
    let year =
        if coverage.is_empty() { year_of_title(file.field_of(title)) } else { one_year(coverage) };
    Ok(year.map(|year| format!("{year}JJ00")))
}

/// True when a dimension is one of time.
fn has_time(folder: &Folder<'_>, dimensions: &[String]) -> Result<bool, Fail> {
    if dimensions.iter().any(|name| name == PERIODEN) {
        return Ok(true);
    }
    let Some(mut file) = folder.open_neighbour("Dimensions.csv")? else { return Ok(false) };
    let (identifier, kind) = (file.find("Identifier"), file.find("Kind"));
    while file.read_next()? {
        let is_time = file.field_of(kind).trim() == "TimeDimension";
        if is_time && dimensions.iter().any(|name| name == file.field_of(identifier).trim()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The year of a coverage such as `2025` or `2025-2025`.
fn one_year(coverage: &str) -> Option<u16> {
    let (from, to) = coverage.split_once('-').unwrap_or((coverage, coverage));
    let from = year(from.trim())?;
    (year(to.trim()) == Some(from)).then_some(from)
}

/// The year of a title such as `Kerncijfers wijken en buurten 2025`.
fn year_of_title(title: &str) -> Option<u16> {
    let lower = title.to_lowercase();
    if NOT_THE_PERIOD.iter().any(|word| lower.contains(word)) {
        return None;
    }
    // `2016/'17` and `2015-2020` are one word each, and no year.
    let words = lower.split(|c: char| c.is_whitespace() || ",;:()".contains(c));
    let with_digits: Vec<_> =
        words.filter(|word| word.bytes().filter(u8::is_ascii_digit).count() >= 4).collect();
    match with_digits[..] {
        [word] => year(word),
        _ => None,
    }
}

fn year(word: &str) -> Option<u16> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year = word.parse().ok().filter(|_| is_year)?;
    (1900..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_year_only_when_there_is_no_doubt() {
        assert_eq!(one_year("2025"), Some(2025));
        assert_eq!(one_year("2025-2025"), Some(2025));
        assert_eq!(one_year("2011-2022"), None);
        assert_eq!(one_year("2023 1e halfjaar"), None);
        assert_eq!(year_of_title("Kerncijfers wijken en buurten 2025"), Some(2025));
        assert_eq!(year_of_title("Wmo-cliënten; wijken, 2017"), Some(2017));
        assert_eq!(year_of_title("Laag inkomen; regio (indeling 2023)"), None);
        assert_eq!(year_of_title("Wmo; regio, 2015-2020"), None);
        assert_eq!(year_of_title("Onderwijs; 2016/'17"), None);
        assert_eq!(year_of_title("Wmo; 2019, vergeleken met 2018"), None);
    }
}
