//! The readers of single values: texts, words out of a list, numbers, truth values and dates.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Datum, Periode};

use super::document::{At, Context};
use super::name::quote;
use super::table::{Table, list_of};

impl<'c, 'd> Table<'c, 'd> {
    /// Reports a value of another type.
    pub(super) fn wrong_type<T>(
        &self,
        key: &str,
        takes: &str,
        value: &Spanned<DeValue>,
    ) -> Option<T> {
        wrong_type(self.ctx, key, takes, value)
    }

    /// A text as it stands, perhaps empty.
    pub(super) fn any_text(
        &self,
        key: &str,
        takes: &str,
        value: &Spanned<DeValue>,
    ) -> Option<At<String>> {
        let DeValue::String(text) = value.get_ref() else {
            return self.wrong_type(key, takes, value);
        };
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let message = format!("`{key}` holds a control character");
            self.bad_value(&value.span(), message, "holds a character that cannot be seen");
            return None;
        }
        Some(At { value: text.clone().into_owned(), span: value.span() })
    }

    /// A text that is not blank.
    fn filled_text(&self, key: &str, takes: &str, value: &Spanned<DeValue>) -> Option<At<String>> {
        let text = self.any_text(key, takes, value)?;
        if text.value.is_empty() || text.value.trim_matches([' ', '\n', '\r']).is_empty() {
            self.bad_value(&text.span, format!("`{key}` is empty"), "empty");
            return None;
        }
        Some(text)
    }

    /// A text, when the key is there.
    pub(super) fn opt_text(&self, key: &str) -> Option<At<String>> {
        self.filled_text(key, "a text", self.get(key)?)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<At<String>> {
        self.require(key);
        self.opt_text(key)
    }

    /// A list of values, or one value that stands for a list of one.
    fn items(&self, key: &str) -> Option<Vec<&'c Spanned<DeValue<'d>>>> {
        let value = self.get(key)?;
        let DeValue::Array(array) = value.get_ref() else {
            return Some(vec![value]);
        };
        if array.is_empty() {
            self.bad_value(&value.span(), format!("`{key}` is an empty list"), "empty");
            return None;
        }
        Some(array.iter().collect())
    }

    /// A text or a list of texts, when the key is there; texts at fault are left out.
    pub(super) fn opt_texts(&self, key: &str) -> Option<Vec<At<String>>> {
        let takes = "a text or a list of texts";
        let items = self.items(key)?;
        Some(items.into_iter().filter_map(|item| self.filled_text(key, takes, item)).collect())
    }

    /// As [`Self::opt_texts`], for texts that may be blank.
    pub(super) fn opt_blank_texts(&self, key: &str) -> Option<Vec<At<String>>> {
        let takes = "a text or a list of texts";
        let items = self.items(key)?;
        Some(items.into_iter().filter_map(|item| self.any_text(key, takes, item)).collect())
    }

    /// A text or a list of texts.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<At<String>>> {
        self.require(key);
        self.opt_texts(key)
    }

    fn find_word<T: Copy>(
        &self,
        key: &str,
        text: At<String>,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Option<At<T>> {
        let words: Vec<_> = all.iter().map(|&value| word_of(value)).collect();
        if let Some(idx) = words.iter().position(|&word| word == text.value) {
            return Some(At { value: all[idx], span: text.span });
        }
        let message = format!("`{key}` cannot be {}", quote(&text.value));
        let finding = Diagnostic::new(Code::UnknownWord, message)
            .at(self.ctx.place(&text.span), format!("not one of {}", list_of(&words)));
        self.ctx.report(finding.suggest(&text.value, words));
        None
    }

    /// A word out of a closed list, when the key is there.
    pub(super) fn opt_word<T: Copy>(
        &self,
        key: &str,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Option<At<T>> {
        self.find_word(key, self.opt_text(key)?, all, word_of)
    }

    /// A word out of a closed list.
    pub(super) fn word<T: Copy>(
        &self,
        key: &str,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Option<At<T>> {
        self.require(key);
        self.opt_word(key, all, word_of)
    }

    /// One or more words out of a closed list, when the key is there; others are left out.
    pub(super) fn opt_words<T: Copy>(
        &self,
        key: &str,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Option<Vec<At<T>>> {
        let texts = self.opt_texts(key)?;
        Some(texts.into_iter().filter_map(|t| self.find_word(key, t, all, word_of)).collect())
    }

    /// A whole number between two bounds, when the key is there.
    pub(super) fn opt_integer(&self, key: &str, range: RangeInclusive<i64>) -> Option<At<i64>> {
        let value = self.get(key)?;
        let DeValue::Integer(integer) = value.get_ref() else {
            return self.wrong_type(key, "a whole number", value);
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let Some(number) = number.filter(|number| range.contains(number)) else {
            let (low, high) = (range.start(), range.end());
            let message = format!("`{key}` lies between {low} and {high}");
            self.bad_value(&value.span(), message, "out of range");
            return None;
        };
        Some(At { value: number, span: value.span() })
    }

    /// A whole number between two bounds.
    pub(super) fn integer(&self, key: &str, range: RangeInclusive<i64>) -> Option<At<i64>> {
        self.require(key);
        self.opt_integer(key, range)
    }

    /// A number between two bounds, when the key is there.
    pub(super) fn opt_number(&self, key: &str, range: RangeInclusive<f64>) -> Option<At<f64>> {
        let text = self.opt_digits(key)?;
        let Some(number) = text.value.parse().ok().filter(|number| range.contains(number)) else {
            let (low, high) = (range.start(), range.end());
            let message = match (*low == f64::MIN, *high == f64::MAX) {
                (true, true) => format!("`{key}` is a number, and not endless"),
                (false, true) => format!("`{key}` is a number of {low} or more"),
                _ => format!("`{key}` lies between {low} and {high}"),
            };
            self.bad_value(&text.span, message, "out of range");
            return None;
        };
        Some(At { value: number, span: text.span })
    }

    /// A number as it was written, when the key is there.
    pub(super) fn opt_digits(&self, key: &str) -> Option<At<String>> {
        self.digits_of(key, self.get(key)?)
    }

    /// A number as it was written.
    pub(super) fn digits(&self, key: &str) -> Option<At<String>> {
        self.require(key);
        self.opt_digits(key)
    }

    /// A number or a list of numbers as they were written, when the key is there.
    pub(super) fn opt_digits_list(&self, key: &str) -> Option<Vec<At<String>>> {
        let items = self.items(key)?;
        Some(items.into_iter().filter_map(|item| self.digits_of(key, item)).collect())
    }

    pub(super) fn digits_of(&self, key: &str, value: &Spanned<DeValue>) -> Option<At<String>> {
        let digits = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => return self.wrong_type(key, "a number", value),
        };
        Some(At { value: digits.to_owned(), span: value.span() })
    }

    /// `true` or `false`, when the key is there.
    pub(super) fn opt_boolean(&self, key: &str) -> Option<At<bool>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(At { value: *boolean, span: value.span() }),
            _ => self.wrong_type(key, "`true` or `false`", value),
        }
    }

    /// A date without a time.
    pub(super) fn date(&self, key: &str) -> Option<At<Datum>> {
        self.require(key);
        self.date_of(key, self.get(key)?)
    }

    pub(super) fn date_of(&self, key: &str, value: &Spanned<DeValue>) -> Option<At<Datum>> {
        let DeValue::Datetime(written) = value.get_ref() else {
            return self.wrong_type(key, "a date such as 2018-04-01", value);
        };
        let (Some(date), None, None) = (written.date, written.time, written.offset) else {
            return self.wrong_type(key, "a date such as 2018-04-01", value);
        };
        let (year, month, day) = (date.year, date.month, date.day);
        let date = Datum::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
        if date.is_none() {
            let message = format!("`{key}` is not a day of the calendar");
            self.bad_value(&value.span(), message, "does not exist");
        }
        Some(At { value: date?, span: value.span() })
    }

    /// A period, when the key is there.
    pub(super) fn opt_periode(&self, key: &str) -> Option<At<Periode>> {
        self.periode_of(self.opt_text(key)?)
    }

    /// A period.
    pub(super) fn periode(&self, key: &str) -> Option<At<Periode>> {
        self.periode_of(self.text(key)?)
    }

    /// The period that a text stands for.
    pub(super) fn periode_of(&self, text: At<String>) -> Option<At<Periode>> {
        match text.value.parse() {
            Ok(value) => Some(At { value, span: text.span }),
            Err(error) => {
                let message = format!("{} is {error}", quote(&text.value));
                self.bad_value(&text.span, message, "not a period");
                None
            }
        }
    }

    /// Checks that the file is written for this version of the keys.
    pub(super) fn check_schema(&self) {
        let Some(schema) = self.integer("schema", i64::MIN..=i64::MAX) else {
            return;
        };
        if schema.value != 1 {
            let message = format!("`schema` is 1, not {}", schema.value);
            self.bad_value(&schema.span, message, "written for another version");
        }
    }
}

/// Reports a value of another type.
pub(super) fn wrong_type<T>(
    ctx: &Context,
    key: &str,
    takes: &str,
    value: &Spanned<DeValue>,
) -> Option<T> {
    let found = kind_of(value.get_ref());
    let message = format!("`{key}` takes {takes}, not {found}");
    let finding = Diagnostic::new(Code::WrongType, message);
    ctx.report(finding.at(ctx.place(&value.span()), found));
    None
}

/// What a value is, in the words of messages.
fn kind_of(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(datetime) if datetime.time.is_some() => "a date with a time",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::context_of;
    use super::super::table::tests::case;
    use super::*;

    #[test]
    fn reports_values_of_another_type() {
        let text =
            "naam = 3\ndecimalen = 1.5\nop = 2018-04-01T10:00:00\nlijst = [\"a\", 2]\nsub = 1";
        let read = |t: &Table| {
            t.text("naam");
            t.integer("decimalen", 0..=9);
            t.date("op");
            t.texts("lijst");
            t.table("sub", &[]);
        };
        let expected = ["1:8", "2:13", "3:6", "4:15", "5:7"];
        case(
            text,
            read,
            &expected.map(|place| format!("wrong-type {place}")).each_ref().map(|s| s.as_str()),
        );
    }

    #[test]
    fn reports_values_that_cannot_be_used() {
        case("naam = \" \"", |t| drop(t.text("naam")), &["bad-value 1:8"]);
        case("naam = \"\\u001b\"", |t| drop(t.text("naam")), &["bad-value 1:8"]);
        case(
            "decimalen = 10",
            |t| assert_eq!(t.integer("decimalen", 0..=9), None),
            &["bad-value 1:13"],
        );
        case("lijst = []", |t| drop(t.texts("lijst")), &["bad-value 1:9"]);
        case(
            "decimalen = nan",
            |t| assert_eq!(t.opt_number("decimalen", 0.0..=1.0), None),
            &["bad-value 1:13"],
        );
    }

    #[test]
    fn suggests_the_nearest_word() {
        let file = context_of("naam = \"regels\"");
        let ctx = Context::new(&file);
        let (root, _) = ctx.parse_toml();
        let table = Table::root(&ctx, &root, &["naam"]);
        assert_eq!(table.word("naam", &["records", "regel"], |word| word), None);
        let findings = ctx.into_findings();
        assert_eq!(findings.sorted()[0].help.as_deref(), Some("did you mean `regel`?"));
    }
}
