//! A number as the cell that it stands for: SPSS keeps days and periods as seconds.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate};

use super::super::Cell;
use super::variable::Format;

/// The seconds of a day.
const DAY: f64 = 86_400.0;

/// The day that SPSS counts from, the eve of the Gregorian calendar.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1582, 10, 14).expect("a day");

/// The last day that SPSS knows, as days after the first.
const LAST_DAY: f64 = 3_074_324.0;

/// The cell of a number in this format; texts stand in `buffer`.
///
/// A day is shown without its time, as SPSS does. What is no day at all stays a number, so that
/// it is found as such where a day is expected.
pub(super) fn cell(number: f64, format: Format, buffer: &mut String) -> Cell<'_> {
    buffer.clear();
    if !number.is_finite() {
        let _ = write!(buffer, "{number}");
        return Cell::Text(buffer);
    }
    if format == Format::Number {
        return Cell::Number(number);
    }
    let Some((date, seconds)) = split(number) else { return Cell::Number(number) };
    let year = date.year();
    let written = match format {
        Format::Number => return Cell::Number(number),
        Format::Day => return Cell::Date(date),
        Format::DayTime if seconds == 0 => return Cell::Date(date),
        Format::DayTime => {
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            write!(buffer, "{date} {hours:02}:{minutes:02}:{:02}", seconds % 60)
        }
        Format::Month => write!(buffer, "{year}M{:02}", date.month()),
        Format::Quarter => write!(buffer, "{year}K{}", date.month0() / 3 + 1),
        // Weeks of seven days from 1 January, as WKYR counts them.
        Format::Week => {
            return Cell::Number(f64::from(year * 100 + date.ordinal0() as i32 / 7 + 1));
        }
    };
    written.expect("a string takes all that is written to it");
    Cell::Text(buffer)
}

/// The day and its whole seconds, of a number of seconds since the first day.
fn split(number: f64) -> Option<(NaiveDate, u32)> {
    // Calculated times are off by a few millionths of a second.
    let seconds = ((number * 1_000.0).round() / 1_000.0).floor();
    let days = (seconds / DAY).floor();
    if !(1.0..=LAST_DAY).contains(&days) {
        return None;
    }
    let date = FIRST_DAY.checked_add_days(Days::new(days as u64))?;
    Some((date, (seconds - days * DAY) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of 12 November 2021, as SPSS 28 counts them.
    const NOVEMBER: f64 = 13_856_054_400.0;

    #[track_caller]
    fn case(number: f64, format: Format, expected: &str) {
        let mut buffer = String::new();
        assert_eq!(format!("{:?}", cell(number, format, &mut buffer)), expected);
    }

    #[test]
    fn shows_days_and_times() {
        case(NOVEMBER, Format::Day, "Date(2021-11-12)");
        case(NOVEMBER + 50_591.0, Format::Day, "Date(2021-11-12)");
        case(NOVEMBER, Format::DayTime, "Date(2021-11-12)");
        case(NOVEMBER + 50_591.0, Format::DayTime, "Text(\"2021-11-12 14:03:11\")");
        case(NOVEMBER + 59.999_999, Format::DayTime, "Text(\"2021-11-12 00:01:00\")");
        case(86_400.0, Format::Day, "Date(1582-10-15)");
    }

    #[test]
    fn shows_periods() {
        case(NOVEMBER, Format::Month, "Text(\"2021M11\")");
        case(NOVEMBER, Format::Quarter, "Text(\"2021K4\")");
        case(NOVEMBER, Format::Week, "Number(202146.0)");
    }

    #[test]
    fn leaves_what_is_no_day_a_number() {
        case(0.0, Format::Day, "Number(0.0)");
        case(-1e300, Format::DayTime, "Number(-1e300)");
        case(1e300, Format::Month, "Number(1e300)");
        case(1.5, Format::Number, "Number(1.5)");
        case(f64::NAN, Format::Number, "Text(\"NaN\")");
    }
}
