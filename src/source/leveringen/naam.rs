//! What the path of a file says of its place in a series: `toegang-2017K3 (2).csv` is the series
//! `toegang #` at 2017K3.

use crate::model::Periode;

/// Words that tell two deliveries of the same file apart, not two series.
const MARKS: [&str; 15] = [
    "aangepast",
    "backup",
    "copy",
    "correctie",
    "def",
    "definitief",
    "final",
    "gecorrigeerd",
    "herleverd",
    "herlevering",
    "herzien",
    "herziene",
    "kopie",
    "versie",
    "version",
];

/// Words that do so at the end only: Oud-Zuid and Zuid are two wijken.
const LAST_MARKS: [&str; 4] = ["new", "nieuw", "old", "oud"];

/// Endings of packed files, before which another ending stands.
const PACKED: [&str; 5] = ["bz2", "gz", "xz", "zip", "zst"];

/// The name of a file as a member of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Naam {
    /// The words of the path, with `#` for each period, without version marks and stamps.
    pub reeks: String,
    /// The shortest period that the path names.
    pub periode: Option<Periode>,
}

/// A run of digits or of letters.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    text: &'t str,
    /// Stands right behind an opening bracket.
    is_bracketed: bool,
}

impl Token<'_> {
    /// The number, when it is written with this many digits.
    fn number(&self, n_digits: usize) -> Option<i32> {
        let is_number = self.text.len() == n_digits && self.is_digits();
        is_number.then(|| self.text.parse().ok()).flatten()
    }

    fn is_digits(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    fn year(&self) -> Option<Periode> {
        self.number(4).and_then(Periode::of_year)
    }

    /// The letter of a part of a year, as periods are written.
    fn part(&self) -> Option<&'static str> {
        match self.text {
            "h" | "hj" | "halfjaar" => Some("H"),
            "k" | "kw" | "q" | "kwartaal" => Some("K"),
            "m" | "mm" | "maand" => Some("M"),
            "jj" => Some("JJ"),
            _ => None,
        }
    }
}

/// What some tokens stand for.
enum Part {
    Periode(Periode),
    /// The day on which a file was made, or a version: no part of the name.
    Aside,
    Word,
}

/// Parses the path of a file.
pub(super) fn parse_naam(shown: &str) -> Naam {
    let lower = without_endings(shown).to_lowercase();
    let tokens = tokens(&lower);
    let mut words = Vec::new();
    let mut periods: Vec<Periode> = Vec::new();
    let mut rest = tokens.as_slice();
    while let [token, ..] = rest {
        let (n_tokens, part) = read_part(rest, words.last() == Some(&"#"));
        match part {
            Part::Periode(periode) => {
                words.push("#");
                periods.push(periode);
            }
            Part::Aside => {}
            Part::Word => words.push(token.text),
        }
        rest = &rest[n_tokens..];
    }
    // The first of the shortest: in `2017/toegang-2017K3.csv` the year is but a folder.
    let periode = periods.into_iter().rev().max_by_key(|periode| periode.frequentie());
    Naam { reeks: words.join(" "), periode }
}

/// The path without `.csv`, and without `.csv.gz`.
fn without_endings(path: &str) -> &str {
    let strip = |path: &'_ str| {
        let name = path.rfind('/').map_or(0, |at| at + 1);
        path.rfind('.').filter(|&at| name < at).unwrap_or(path.len())
    };
    let end = strip(path);
    let ending = path[end..].trim_start_matches('.').to_lowercase();
    let end = if PACKED.contains(&ending.as_str()) { strip(&path[..end]) } else { end };
    &path[..end]
}

/// Cuts a text into runs of digits and runs of letters.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut tokens = Vec::new();
    let mut before = ' ';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, later) = rest.split_at(end);
        if kind(first) != (false, false) {
            tokens.push(Token { text: run, is_bracketed: before == '(' });
        }
        before = run.chars().next_back().unwrap_or(' ');
        rest = later;
    }
    tokens
}

/// Reads what stands at the front: the number of tokens, and what they are.
fn read_part(tokens: &[Token], is_after_periode: bool) -> (usize, Part) {
    if let Some(n_tokens) = read_stamp(tokens) {
        return (n_tokens, Part::Aside);
    }
    if let Some((n_tokens, periode)) = read_periode(tokens) {
        return (n_tokens, Part::Periode(periode));
    }
    let is_short = |token: &Token| token.is_digits() && token.text.len() <= 2;
    let is_copy = |token: &Token| token.is_bracketed && is_short(token);
    // A bare `v` is a name, such as that of a team.
    let is_mark = |token: &Token| token.text == "v" || MARKS.contains(&token.text);
    match tokens {
        // Windows calls a copy `Kopie van toegang-2017`, and `Copy of` in English.
        [mark, of, ..] if matches!((mark.text, of.text), ("kopie", "van") | ("copy", "of")) => {
            (2, Part::Aside)
        }
        [mark, number, ..] if is_mark(mark) && is_short(number) => (2, Part::Aside),
        [mark, ..] if MARKS.contains(&mark.text) => (1, Part::Aside),
        [mark, later @ ..] if LAST_MARKS.contains(&mark.text) && later.iter().all(is_copy) => {
            (1, Part::Aside)
        }
        [number, ..] if is_copy(number) => (1, Part::Aside),
        [number] if is_after_periode && number.number(1).is_some() => (1, Part::Aside),
        _ => (1, Part::Word),
    }
}

/// Reads the day, and perhaps the time, on which a file was made.
fn read_stamp(tokens: &[Token]) -> Option<usize> {
    let is_day = |year: &Token, month: &Token, day: &Token| {
        let month = month.number(2).filter(|month| (1..=12).contains(month));
        let day = day.number(2).filter(|day| (1..=31).contains(day));
        year.year().and(month).and(day).is_some()
    };
    let n_day = match tokens {
        [day, ..] if day.is_digits() && matches!(day.text.len(), 8 | 12 | 14) => 1,
        [first, second, third, ..]
            if is_day(first, second, third) || is_day(third, second, first) =>
        {
            3
        }
        _ => return None,
    };
    let is_time = |token: &Token| token.number(4).is_some() || token.number(6).is_some();
    let n_time = match &tokens[n_day..] {
        [letter, time, ..] if letter.text == "t" && is_time(time) => 2,
        // Of `20240115_2017` the second is a year.
        [time, ..] if is_time(time) && time.year().is_none() => 1,
        _ => 0,
    };
    Some(n_day + n_time)
}

/// Reads `2017K3`, `2017-q3`, `kw3 2017`, `2017-09`, `201709` and `2017`.
fn read_periode(tokens: &[Token]) -> Option<(usize, Periode)> {
    let parse = |year: &Token, part: &str, number: &str| -> Option<Periode> {
        year.year()?;
        format!("{}{part}{number}", year.text).parse().ok()
    };
    let with_part = match tokens {
        [year, part, number, ..] if part.part().is_some() => parse(year, part.part()?, number.text),
        [part, number, year, ..] if part.part().is_some() => parse(year, part.part()?, number.text),
        _ => None,
    };
    if let Some(periode) = with_part {
        return Some((3, periode));
    }
    if let [year, month, ..] = tokens
        && month.number(2).is_some()
        && let Some(periode) = parse(year, "M", month.text)
    {
        return Some((2, periode));
    }
    let [token, ..] = tokens else { return None };
    if token.number(6).is_some() {
        let (year, month) = token.text.split_at(4);
        return parse(&Token { text: year, is_bracketed: false }, "M", month)
            .map(|found| (1, found));
    }
    token.year().map(|year| (1, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_series_and_period() {
        #[track_caller]
        fn case(shown: &str, reeks: &str, periode: &str) {
            let naam = parse_naam(shown);
            let found = naam.periode.map_or_else(String::new, |periode| periode.to_string());
            assert_eq!((naam.reeks.as_str(), found.as_str()), (reeks, periode), "{shown}");
        }

        case("toegang/toegang-2017K3.csv", "toegang toegang #", "2017K3");
        case("Toegang_2017-Q3.CSV", "toegang #", "2017K3");
        case("toegang kw3 2017.csv", "toegang #", "2017K3");
        case("toegang-2017-kwartaal-3.csv", "toegang #", "2017K3");
        case("cbs/kwb-2019.csv", "cbs kwb #", "2019");
        case("kwb2024.xlsx", "kwb #", "2024");
        case("lemon2017.csv.gz", "lemon #", "2017");
        case("2017JJ00.csv", "#", "2017");
        case("meldingen-2017-09.csv", "meldingen #", "2017M09");
        case("meldingen_201709.csv", "meldingen #", "2017M09");
        case("2017/toegang-2017K3.csv", "# toegang #", "2017K3");
        case("toegang/2017/k3.csv", "toegang #", "2017K3");
        case("schooljaar-2017-2018.csv", "schooljaar # #", "2017");
        case("50120NED.csv", "50120 ned", "");
        case("respons.csv", "respons", "");
        case("toegang-oud-zuid-2017.csv", "toegang oud zuid #", "2017");
        case("team-v-2017.csv", "team v #", "2017");
        case("team-1-2017.csv", "team 1 #", "2017");
        case("2017-deel-2.csv", "# deel 2", "2017");
        case(".csv", "csv", "");
        case("", "", "");
    }

    #[test]
    fn overlooks_versions_and_days() {
        #[track_caller]
        fn case(shown: &str, periode: &str) {
            let naam = parse_naam(shown);
            assert_eq!(naam.reeks, "toegang #", "{shown}");
            assert_eq!(
                naam.periode.map(|found| found.to_string()),
                Some(periode.into()),
                "{shown}"
            );
        }

        case("toegang-2017K1 (2).csv", "2017K1");
        case("toegang_2017K1_nieuw.csv", "2017K1");
        case("toegang_2017K1_nieuw (2).csv", "2017K1");
        case("toegang-2017K1 - kopie (3).csv", "2017K1");
        case("toegang-2017K1-v2.csv", "2017K1");
        case("Kopie van toegang-2017K1.csv", "2017K1");
        case("Copy of toegang-2017K1 (2).csv", "2017K1");
        case("toegang_v1_2017K1_def.csv", "2017K1");
        case("toegang-2017K1-2.csv", "2017K1");
        case("20170405_toegang-2017K1.csv", "2017K1");
        case("toegang-2017K1_2017-04-05.csv", "2017K1");
        case("toegang-2017K1_05-04-2017.csv", "2017K1");
        case("toegang-2017K1_20170405T1030.csv", "2017K1");
        case("toegang-2017K1_20170405_103059.csv", "2017K1");
        case("toegang-2017 (1).csv", "2017");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_name(shown in "\\PC{0,40}") {
            parse_naam(&shown);
        }

        #[test]
        fn digits_and_signs_are_a_name(shown in "[0-9kqmthv(). _/-]{0,30}") {
            parse_naam(&shown);
        }
    }
}
