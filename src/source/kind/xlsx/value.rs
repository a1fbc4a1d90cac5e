//! What a cell of a workbook says: dates by the format of the cell, the rest as it is stored.

use std::fmt::Write as _;

use calamine::{CellErrorType, DataType};
use chrono::{Days, NaiveDate, NaiveTime};

use super::super::Cell;
use super::{zero_1900, zero_1904};

/// What a spreadsheet shows for a date that does not exist.
const NO_DATE: &str = "#####";

const SECONDS_A_DAY: i64 = 86_400;

/// Converts a cell; `scratch` holds the text of one that is written differently here.
pub(super) fn cell_of<'c>(
    value: &'c impl DataType,
    is_1904: bool,
    scratch: &'c mut String,
) -> Cell<'c> {
    scratch.clear();
    if let Some(text) = value.get_string() {
        Cell::Text(text)
    } else if let Some(number) = value.get_float() {
        number_of(number)
    } else if let Some(number) = value.get_int() {
        Cell::Number(number as f64)
    } else if let Some(yes) = value.get_bool() {
        Cell::Text(if yes { "WAAR" } else { "ONWAAR" })
    } else if let Some(error) = value.get_error() {
        Cell::Error(error_word(error))
    } else if let Some(moment) = value.get_datetime() {
        if moment.is_duration() {
            number_of(moment.as_f64())
        } else {
            moment_of(moment.as_f64(), is_1904, scratch)
        }
    } else if let Some(text) = value.get_datetime_iso() {
        iso_moment_of(text, scratch)
    } else if let Some(text) = value.get_duration_iso() {
        iso_days(text).map_or(Cell::Text(text), number_of)
    } else {
        Cell::Empty
    }
}

/// Whether an OpenDocument text is an error: those workbooks keep errors as texts.
pub(super) fn is_odf_error(text: &str) -> bool {
    const WORDS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    WORDS.contains(&text)
        || text
            .strip_prefix("Err:")
            .is_some_and(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A number, which a file may also say to be endless.
fn number_of<'c>(number: f64) -> Cell<'c> {
    if number.is_finite() { Cell::Number(number) } else { Cell::Error("#NUM!") }
}

/// The word for an error, as it stands in the file.
fn error_word(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Converts days since the first, with the time of day as a fraction.
///
/// A time without a day, 0.354, becomes `08:30:00`. The days 0 January and 29 February 1900,
/// which only spreadsheets know, become texts, so that nobody takes them for dates.
fn moment_of(serial: f64, is_1904: bool, scratch: &mut String) -> Cell<'_> {
    // From here on years would have five digits.
    let end = if is_1904 { 2_957_004.0 } else { 2_958_466.0 };
    if !(0.0..end).contains(&serial) {
        return Cell::Error(NO_DATE);
    }
    // Whole seconds: 43101.9999999 is what is left of midnight after adding fractions.
    let seconds = (serial * SECONDS_A_DAY as f64).round() as i64;
    let (days, seconds) = (seconds / SECONDS_A_DAY, (seconds % SECONDS_A_DAY) as u32);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
        .expect("the rest of a division by the seconds of a day");
    let zero = match (is_1904, days) {
        (_, 0) if seconds > 0 => {
            let _ = write!(scratch, "{time}");
            return Cell::Text(scratch);
        }
        (true, _) => zero_1904(),
        (false, 0) => return Cell::Text("1900-01-00"),
        (false, 60) => {
            scratch.push_str("1900-02-29");
            if seconds > 0 {
                let _ = write!(scratch, " {time}");
            }
            return Cell::Text(scratch);
        }
        (false, 1..60) => zero_1900() + Days::new(1),
        (false, _) => zero_1900(),
    };
    match zero.checked_add_days(Days::new(days as u64)) {
        Some(day) => day_and_time(day, time, scratch),
        None => Cell::Error(NO_DATE),
    }
}

/// A day when the time is midnight, otherwise a text.
fn day_and_time(day: NaiveDate, time: NaiveTime, scratch: &mut String) -> Cell<'_> {
    if time == NaiveTime::MIN {
        return Cell::Date(day);
    }
    let _ = write!(scratch, "{day} {}", time.format("%H:%M:%S"));
    Cell::Text(scratch)
}

/// Converts `2017-03-01` and `2017-03-01T08:30:00`; what has another form stays as it is.
fn iso_moment_of<'c>(text: &'c str, scratch: &'c mut String) -> Cell<'c> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d");
    let time = NaiveTime::parse_from_str(time.trim_end_matches('Z'), "%H:%M:%S%.f");
    match (day, time) {
        (Ok(day), Ok(time)) => day_and_time(day, time, scratch),
        _ => Cell::Text(text),
    }
}

/// The days in a duration such as `PT08H30M00S`.
fn iso_days(text: &str) -> Option<f64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (days, mut time) = text.strip_prefix('P')?.split_once('T')?;
    let mut seconds = match days.strip_suffix('D') {
        Some(days) => days.parse::<u32>().ok().map(f64::from)? * SECONDS_A_DAY as f64,
        None if days.is_empty() => 0.0,
        None => return None,
    };
    for (unit, length) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, rest)) = time.split_once(unit) {
            seconds += number.parse::<f64>().ok()? * length;
            time = rest;
        }
    }
    let days = seconds / SECONDS_A_DAY as f64;
    time.is_empty().then_some(if negative { -days } else { days })
}

#[cfg(test)]
mod tests {
    use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[track_caller]
    fn case(value: &Data, is_1904: bool, expected: Cell<'_>) {
        assert_eq!(cell_of(value, is_1904, &mut String::new()), expected);
    }

    fn moment(serial: f64) -> Data {
        Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))
    }

    fn date(year: i32, month: u32, day: u32) -> Cell<'static> {
        Cell::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn counts_days_as_spreadsheets_do() {
        case(&moment(1.0), false, date(1900, 1, 1));
        case(&moment(59.0), false, date(1900, 2, 28));
        case(&moment(60.0), false, Cell::Text("1900-02-29"));
        case(&moment(61.0), false, date(1900, 3, 1));
        case(&moment(42_826.0), false, date(2017, 4, 1));
        case(&moment(2_958_465.0), false, date(9999, 12, 31));
        case(&moment(0.0), true, date(1904, 1, 1));
        case(&moment(41_364.0), true, date(2017, 4, 1));
        case(&moment(2_957_003.0), true, date(9999, 12, 31));
    }

    #[test]
    fn keeps_a_time_and_rounds_it_to_seconds() {
        case(&moment(42_826.354_166_666_6), false, Cell::Text("2017-04-01 08:30:00"));
        case(&moment(42_825.999_999_99), false, date(2017, 4, 1));
        case(&moment(0.354_166_666_6), false, Cell::Text("08:30:00"));
    }

    #[test]
    fn takes_no_impossible_day_for_a_date() {
        case(&moment(0.0), false, Cell::Text("1900-01-00"));
        case(&moment(-1.0), false, Cell::Error("#####"));
        case(&moment(2_958_466.0), false, Cell::Error("#####"));
        case(&moment(f64::NAN), false, Cell::Error("#####"));
        case(&Data::Float(f64::INFINITY), false, Cell::Error("#NUM!"));
    }

    #[test]
    fn reads_moments_written_as_text() {
        fn iso(text: &str) -> Data {
            Data::DateTimeIso(text.into())
        }
        case(&iso("2017-04-01"), false, date(2017, 4, 1));
        case(&iso("2017-04-01T00:00:00Z"), false, date(2017, 4, 1));
        case(&iso("2017-04-01T08:30:00.25"), false, Cell::Text("2017-04-01 08:30:00"));
        case(&iso("08:30:00"), false, Cell::Text("08:30:00"));
        case(&iso("2017-06-31"), false, Cell::Text("2017-06-31"));
    }

    #[test]
    fn gives_durations_as_days() {
        case(&Data::DurationIso("PT08H30M00S".into()), false, Cell::Number(8.5 / 24.0));
        case(&Data::DurationIso("-P1DT12H".into()), false, Cell::Number(-1.5));
        case(&Data::DurationIso("P1Y".into()), false, Cell::Text("P1Y"));
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        case(&Data::DateTime(long), false, Cell::Number(1.5));
    }

    #[test]
    fn knows_the_errors_of_opendocument() {
        assert!(is_odf_error("#N/A") && is_odf_error("Err:508"));
        assert!(!is_odf_error("Err:") && !is_odf_error("#") && !is_odf_error("WMO"));
    }
}
