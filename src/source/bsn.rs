//! The BSN guard: tells from its cells that a column holds burgerservicenummers.
//!
//! A BSN has nine digits, and the sum `9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i` of them is
//! divisible by 11: the eleven test. One in eleven other numbers passes as well, so one cell says
//! little and the column decides. The RSIN of an organisation follows the same test and cannot be
//! told apart.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64;

/// The number of distinct numbers by which a column is judged.
const MAX_SAMPLE: usize = 128;
/// With fewer distinct numbers, most cells must be such numbers, too.
const FEW: usize = 5;
/// From this many distinct numbers on, a quarter that passes is no chance any more.
const MANY: usize = 50;
/// The shortest cell that is looked at.
const MIN_LEN: usize = 8;
/// The longest cell that is looked at: `1,23456782000000E+008` has 21 bytes.
const MAX_LEN: usize = 32;

/// What was seen of the cells of a column; the order in which they were seen does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BsnCount {
    /// The cells that are not empty.
    pub n_cells: u64,
    /// The cells with a number of eight or nine digits that is not a date.
    pub n_digits: u64,
    /// Those of them that pass the eleven test.
    pub n_passes: u64,
    sample: Sample,
}

impl BsnCount {
    /// Counts a cell.
    #[inline]
    pub fn add(&mut self, cell: &[u8]) {
        // Nearly all cells of nearly all columns begin with a letter or are too short.
        let may_begin = |first: &u8| !first.is_ascii_alphabetic() && MIN_LEN <= cell.len();
        if cell.first().is_some_and(|first| first.is_ascii_graphic() && !may_begin(first)) {
            self.n_cells += 1;
        } else {
            self.add_any(cell);
        }
    }

    fn add_any(&mut self, cell: &[u8]) {
        let cell = cell.trim_ascii();
        self.n_cells += u64::from(!cell.is_empty());
        let Some(number) = parse_number(cell).filter(|number| !number.is_date()) else {
            return;
        };
        let passes = number.passes();
        self.n_digits += 1;
        self.n_passes += u64::from(passes);
        self.sample.add(xxh3_64(&number.value.to_le_bytes()), passes);
    }

    /// Adds what was seen of other cells of the column.
    pub fn merge(&mut self, other: &Self) {
        self.n_cells += other.n_cells;
        self.n_digits += other.n_digits;
        self.n_passes += other.n_passes;
        other.sample.kept.iter().for_each(|&(hash, passes)| self.sample.add(hash, passes));
    }

    /// True when most numbers of eight or nine digits pass the eleven test.
    ///
    /// Numbers are judged once each: a placeholder such as `999999999` in most rows must not
    /// hide the BSNs in the others, and one big aanbieder must not make a column of AGB codes
    /// look like BSNs. With `n` distinct numbers, `k` of which pass, a column is refused when
    ///
    /// - `k > n/2`; with fewer than five numbers only when most cells are such numbers, too;
    /// - most rows pass, and `k ≥ 5`: a few persons with many rows among other numbers;
    /// - `k > n/4` and `n ≥ 50`: BSNs mixed with numbers of another kind.
    ///
    /// Of numbers that have nothing to do with BSNs, `k` is binomial with p = 1/11. The first
    /// rule then refuses by chance with probability 9.1 % for n = 1, 0.83 % for 2, 2.3 % for 3,
    /// 0.28 % for 4, 0.65 % for 5, and at most 0.2 % from 6 on (3·10⁻⁷ for 20). The third does so
    /// with about 0.05 % at most. The second needs five numbers that pass by chance and also fill
    /// most rows, which can happen with codes of a few dozen aanbieders. A false alarm can be
    /// answered by a setting, a leak cannot.
    pub fn is_bsn(&self) -> bool {
        let n = self.sample.kept.len();
        let n_passes = self.sample.kept.iter().filter(|(_, passes)| *passes).count();
        let is_usual = FEW <= n || self.n_cells < 2 * self.n_digits;
        let most_numbers = n < 2 * n_passes && is_usual;
        let most_rows = self.n_digits < 2 * self.n_passes && FEW <= n_passes;
        let no_chance = MANY <= n && n < 4 * n_passes;
        most_numbers || most_rows || no_chance
    }
}

/// The distinct numbers whose hashes are lowest, and whether they pass the eleven test.
///
/// Which numbers these are does not depend on the order or the pieces in which they come.
#[derive(Clone, Default, PartialEq, Eq)]
struct Sample {
    /// Sorted by hash.
    kept: Vec<(u64, bool)>,
}

impl Sample {
    fn add(&mut self, hash: u64, passes: bool) {
        let is_full = self.kept.len() == MAX_SAMPLE;
        if is_full && self.kept.last().is_some_and(|(last, _)| *last <= hash) {
            return;
        }
        if let Err(at) = self.kept.binary_search_by_key(&hash, |(hash, _)| *hash) {
            self.kept.insert(at, (hash, passes));
            self.kept.truncate(MAX_SAMPLE);
        }
    }
}

impl fmt::Debug for Sample {
    /// Only the size: a BSN is soon found from its hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sample({})", self.kept.len())
    }
}

/// The BSN that a cell holds, whatever the export made of its zeros and separators.
pub(super) fn parse_bsn(cell: &[u8]) -> Option<u32> {
    parse_number(cell.trim_ascii()).filter(|number| number.passes()).map(|number| number.value)
}

/// True when a text has a number in it that may be a BSN, so that no finding may show it.
///
/// One in eleven other numbers of eight or nine digits is taken for one: it is hidden in vain.
pub fn holds_bsn(text: &[u8]) -> bool {
    let may_be =
        |part: &[u8]| parse_number(part).is_some_and(|number| number.passes() && !number.is_date());
    if let [b'B' | b'b', b'U' | b'u', code @ ..] = text.trim_ascii()
        && code.len() == 8
    {
        // The code of a buurt has eight digits as well, and is no secret.
        return false;
    }
    let is_part = |byte: &u8| byte.is_ascii_digit() || b".- ".contains(byte);
    let runs = text.split(|byte| !is_part(byte)).filter(|run| 8 <= run.len());
    let trimmed = runs.map(|run| {
        let start = run.iter().position(u8::is_ascii_digit).unwrap_or(run.len());
        let end = run.iter().rposition(u8::is_ascii_digit).map_or(start, |last| last + 1);
        &run[start..end]
    });
    may_be(text.trim_ascii())
        || trimmed
            .into_iter()
            .any(|run| may_be(run) || run.split(|byte| !byte.is_ascii_digit()).any(may_be))
}

/// A number that is written with eight or nine digits.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    n_digits: usize,
}

impl Number {
    /// True for a number that the eleven test takes for a BSN.
    fn passes(self) -> bool {
        // The weight −1 of the last digit is 10, modulo 11.
        let (mut rest, mut sum) = (self.value / 10, 10 * (self.value % 10));
        for weight in 2..=9 {
            sum += weight * (rest % 10);
            rest /= 10;
        }
        0 < self.value && sum.is_multiple_of(11)
    }

    /// True for `20171231` and `31-12-2017`: a column with one date in all rows is no chance of
    /// one in eleven for each row. Of the BSNs with eight digits, one in 500 looks like a date.
    fn is_date(self) -> bool {
        let is_date = |year, month, day| {
            (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
        };
        let value = self.value;
        self.n_digits == 8
            && (is_date(value / 10_000, value / 100 % 100, value % 100)
                || is_date(value % 10_000, value / 10_000 % 100, value / 1_000_000))
    }
}

/// Reads `123456782`, `1234.56.782`, `123456782,0` and `1,23456782E+08`, also as a spreadsheet
/// protects them: `'012345672` and `="012345672"`.
fn parse_number(cell: &[u8]) -> Option<Number> {
    // Most cells of most columns end here.
    let is_wrapping = |byte: &u8| b"'\"= ".contains(byte);
    let is_first = |byte: &u8| byte.is_ascii_digit() || is_wrapping(byte);
    if !(MIN_LEN..=MAX_LEN).contains(&cell.len()) || !is_first(&cell[0]) {
        return None;
    }
    let start = cell.iter().position(|byte| !is_wrapping(byte))?;
    let end = cell.iter().rposition(|byte| !is_wrapping(byte))? + 1;
    let text = &cell[start..end];
    if text.len() < 8 || !text[0].is_ascii_digit() {
        return None;
    }
    let n_whole = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = text.split_at(n_whole);
    match rest {
        [] => number(whole.iter().copied()),
        [b'.' | b',', zeros @ ..] if (8..=9).contains(&n_whole) && is_zero(zeros) => {
            number(whole.iter().copied())
        }
        [b'.' | b',', rest @ ..] if n_whole == 1 => {
            scientific(whole[0], rest).or_else(|| separated(text))
        }
        _ => separated(text),
    }
}

/// True for the decimals of a whole number.
fn is_zero(decimals: &[u8]) -> bool {
    !decimals.is_empty() && decimals.iter().all(|&byte| byte == b'0')
}

/// The number of eight or nine digits.
fn number(digits: impl Iterator<Item = u8>) -> Option<Number> {
    let mut number = Number { value: 0, n_digits: 0 };
    for digit in digits {
        if !digit.is_ascii_digit() || number.n_digits == 9 {
            return None;
        }
        number.value = number.value * 10 + u32::from(digit - b'0');
        number.n_digits += 1;
    }
    (8 <= number.n_digits).then_some(number)
}

/// Reads digits with a dot, space, hyphen or fixed space between them.
fn separated(text: &[u8]) -> Option<Number> {
    // A fixed space is `C2 A0` in UTF-8 and `A0` in Windows-1252.
    let is_separator = |byte: u8| b".- \xC2\xA0".contains(&byte);
    let is_pair = |pair: &[u8]| pair == b"\xC2\xA0" || !pair.iter().all(|&byte| is_separator(byte));
    let ends_well = text.last().is_some_and(u8::is_ascii_digit);
    if !ends_well || !text.windows(2).all(is_pair) {
        return None;
    }
    number(text.iter().copied().filter(|&byte| !is_separator(byte)))
}

/// Reads what follows `1,` in `1,23456782E+08`.
///
/// Up to two zeros at the end may be left out, as programs do. With fewer digits the number was
/// rounded, and what is left of a BSN names nobody.
fn scientific(first: u8, rest: &[u8]) -> Option<Number> {
    let at = rest.iter().position(|byte| matches!(byte, b'e' | b'E'))?;
    let (decimals, exponent) = (&rest[..at], &rest[at + 1..]);
    let exponent = exponent.strip_prefix(b"+").unwrap_or(exponent);
    let n_decimals = match exponent {
        [zeros @ .., last @ b'7'..=b'8'] if zeros.iter().all(|&byte| byte == b'0') => {
            usize::from(last - b'0')
        }
        _ => return None,
    };
    let (kept, beyond) = decimals.split_at(n_decimals.min(decimals.len()));
    if kept.len() + 2 < n_decimals || !(beyond.is_empty() || is_zero(beyond)) {
        return None;
    }
    let zeros = std::iter::repeat_n(b'0', n_decimals - kept.len());
    number(std::iter::once(first).chain(kept.iter().copied()).chain(zeros))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers with nine digits that pass the eleven test, from the lowest.
    fn bsns() -> impl Iterator<Item = String> {
        (100_000_000..).filter(|&value| Number { value, n_digits: 9 }.passes()).map(written)
    }

    /// Numbers with nine digits that do not pass it.
    fn others() -> impl Iterator<Item = String> {
        (500_000_000..).filter(|&value| !Number { value, n_digits: 9 }.passes()).map(written)
    }

    fn written(value: u32) -> String {
        format!("{value:09}")
    }

    fn count(cells: impl IntoIterator<Item = String>) -> BsnCount {
        let mut count = BsnCount::default();
        cells.into_iter().for_each(|cell| count.add(cell.as_bytes()));
        count
    }

    fn texts(cells: &[&str]) -> BsnCount {
        count(cells.iter().map(|&cell| cell.to_owned()))
    }

    #[test]
    fn finds_a_bsn_in_a_text() {
        for text in
            ["123456782", "Jansen, BSN 123456782.", "1234.56.782", "x123456782", " 1234 56 782 "]
        {
            assert!(holds_bsn(text.as_bytes()), "{text}");
        }
        for text in ["BU07580101", "31-12-2017", "20171231", "123456783", "12", "", "WK036300"] {
            assert!(!holds_bsn(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn reads_a_bsn_however_it_is_written() {
        #[track_caller]
        fn case(cell: &str, expected: Option<u32>) {
            assert_eq!(parse_bsn(cell.as_bytes()), expected, "{cell}");
        }

        for cell in [
            "123456782",
            " 123456782 ",
            "1234.56.782",
            "123-456-782",
            "123 456 782",
            "123\u{a0}456\u{a0}782",
            "123456782,0",
            "123456782.00",
            "1,23456782E+08",
            "1.23456782e8",
            "1,23456782000000E+008",
            "'123456782",
            "=\"123456782\"",
        ] {
            case(cell, Some(123_456_782));
        }
        assert_eq!(parse_bsn(b"123\xA0456\xA0782"), Some(123_456_782));
        case("012345672", Some(12_345_672));
        case("12345672", Some(12_345_672));
        case("12345672.0", Some(12_345_672));
        case("1,2345672E+07", Some(12_345_672));
        case("1,000008E+08", Some(100_000_800));
        case("123456789", None);
        case("000000000", None);
        case("999999999", None);
        case("1,23457E+08", None);
        case("1,23456782E+09", None);
        case("1234567820", None);
        case("-123456782", None);
        case("'-123456782", None);
        case("123456782-", None);
        case("123--456782", None);
        case("123456782,5", None);
        case("C123456782", None);
        case("", None);
        case("'", None);
    }

    #[test]
    fn refuses_a_column_of_bsns() {
        let count = count(bsns().take(1000));
        assert_eq!((count.n_cells, count.n_digits, count.n_passes), (1000, 1000, 1000));
        assert!(count.is_bsn());
    }

    #[test]
    fn refuses_a_column_with_one_bsn() {
        assert!(texts(&["123456782"]).is_bsn());
        assert!(texts(&["123456782", "123456782", ""]).is_bsn());
    }

    #[test]
    fn lets_other_numbers_through() {
        let ids = (70_000_000_u32..70_020_000).map(|id| id.to_string());
        assert!(!count(ids).is_bsn());
        assert!(!count(others().take(3)).is_bsn());
        assert!(!texts(&["Suite-1", "1204", "2017-00012", ""]).is_bsn());
        assert!(!BsnCount::default().is_bsn());
    }

    #[test]
    fn does_not_take_a_date_for_a_number() {
        // 2018-12-31 passes the eleven test.
        for date in ["20181231", "01-09-2017", "01092017"] {
            assert!(parse_bsn(date.as_bytes()).is_some(), "{date}");
            assert_eq!(texts(&[date; 9]).n_digits, 0);
        }
    }

    #[test]
    fn lets_a_column_through_in_which_few_cells_are_numbers() {
        assert!(!texts(&["123456782", "x", "y"]).is_bsn());
        assert!(count(bsns().take(5).chain((0..50).map(|n| format!("x{n}")))).is_bsn());
    }

    #[test]
    fn a_placeholder_in_most_rows_hides_no_bsns() {
        let placeholders = std::iter::repeat_n("999999999".to_owned(), 80);
        assert!(count(bsns().take(20).chain(placeholders)).is_bsn());
    }

    #[test]
    fn an_aanbieder_whose_code_passes_makes_no_column_of_bsns() {
        let large = std::iter::repeat_n("123456782".to_owned(), 900);
        assert!(!count(others().take(10).chain(large)).is_bsn());
    }

    #[test]
    fn a_few_persons_with_most_rows_are_seen() {
        let rows = bsns().take(6).flat_map(|bsn| std::iter::repeat_n(bsn, 20));
        assert!(count(others().take(30).chain(rows)).is_bsn());
    }

    #[test]
    fn a_third_among_other_numbers_is_seen() {
        assert!(count(bsns().take(1000).chain(others().take(2000))).is_bsn());
        assert!(!count(bsns().take(150).chain(others().take(850))).is_bsn());
    }

    #[test]
    fn shows_no_number() {
        let shown = format!("{:?}", texts(&["123456782"]));
        assert!(shown.ends_with("n_passes: 1, sample: Sample(1) }"), "{shown}");
    }

    proptest! {
        #[test]
        fn order_and_pieces_do_not_show(numbers in prop::collection::vec(0..400_u32, 0..900), cut in 0..900_usize) {
            let cell = |number: &u32| (100_000_000 + number * 17).to_string();
            let whole = count(numbers.iter().map(cell));
            let (first, second) = numbers.split_at(cut.min(numbers.len()));
            let mut merged = count(second.iter().rev().map(cell));
            merged.merge(&count(first.iter().map(cell)));
            prop_assert_eq!(merged, whole);
        }

        #[test]
        fn any_bytes_are_a_cell(cell in prop::collection::vec(any::<u8>(), 0..40)) {
            BsnCount::default().add(&cell);
            prop_assert!(parse_number(&cell).is_none_or(|number| number.value < 1_000_000_000));
        }

        #[test]
        fn a_bsn_stays_the_same_with_separators(value in 10_000_000..1_000_000_000_u32) {
            let plain = parse_number(value.to_string().as_bytes()).map(|number| number.value);
            prop_assert_eq!(plain, Some(value));
            let text = written(value);
            let dotted = format!("{}.{}.{}", &text[..4], &text[4..6], &text[6..]);
            prop_assert_eq!(parse_number(dotted.as_bytes()).map(|number| number.value), Some(value));
        }
    }
}
