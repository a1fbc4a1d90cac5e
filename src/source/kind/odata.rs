//! Pages of an OData service such as StatLine: JSON with a list of objects, one object a row.
//!
//! Read as it streams by, so that a page of any length takes the memory of one row. The keys of
//! the first object are the columns; JSON gives no order to keys, so later objects may have
//! theirs in another one.
//!
//! References:
//! - OData JSON Format, versions 3.0 and 4.0: `odata.metadata`, `value`, `odata.nextLink`, and
//!   the same words behind an `@` from version 4.0 on.

mod row;
#[cfg(test)]
pub(super) mod tests;

use std::fmt;
use std::io::{self, BufRead, BufReader};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use self::row::{Row, RowSeed};
use super::super::text::open_utf8;
use super::metered::{Allowance, Metered, is_too_long};
use super::{Facts, Fail, KindInput, RowSink};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The bytes that one value may take: far above any text of a table, far below the memory.
const MAX_VALUE: u64 = 16 << 20;

/// How much of the message of a service a finding repeats, in characters.
const MAX_QUOTED: usize = 200;

/// Reads a page.
pub(in crate::source) fn read(input: &KindInput<'_>, sink: &mut dyn RowSink) -> Result<(), Fail> {
    let mut file = BufReader::with_capacity(64 << 10, open_utf8(input.path)?);
    check_start(&mut file, input)?;
    let allowance = Allowance::of(MAX_VALUE);
    let mut json = serde_json::Deserializer::from_reader(Metered::new(file, allowance.clone()));
    let mut page =
        Page { input, sink, allowance, row: Row::default(), has_more: false, fail: None };
    let outcome = PageSeed(&mut page).deserialize(&mut json).and_then(|()| json.end());
    if let Some(fail) = page.fail {
        return Err(fail);
    }
    outcome.map_err(|error| explain(error, input))?;
    if page.has_more {
        let message = "the page says that more follow";
        let finding = Diagnostic::new(Code::MorePages, message)
            .at(Place::file(input.shown.clone()), "has a link to the next page")
            .help("download all pages and name them together under `bestanden`");
        page.sink.finding(finding);
    }
    Ok(())
}

/// What is known of a page while it streams by.
struct Page<'p> {
    input: &'p KindInput<'p>,
    sink: &'p mut dyn RowSink,
    allowance: Allowance,
    row: Row,
    has_more: bool,
    /// Why reading stopped, which the error of the parser has no room for.
    fail: Option<Fail>,
}

impl Page<'_> {
    /// Stops the parser for this reason.
    fn stop<E: Error>(&mut self, fail: Fail) -> E {
        self.fail = Some(fail);
        E::custom("stopped")
    }

    /// Stops the parser because of the content of the file.
    fn refuse<E: Error>(&mut self, message: impl Into<String>, label: &str) -> E {
        let fail = bad_json(self.input, message, label);
        self.stop(fail)
    }
}

/// Skips a byte order mark and refuses what is clearly no JSON.
fn check_start(file: &mut impl BufRead, input: &KindInput<'_>) -> Result<(), Fail> {
    if file.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        file.consume(3);
    }
    let start = file.fill_buf()?;
    match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(bad_json(input, "the file is empty", "nothing here")),
        Some(b'<') => {
            let message = "the file is a web page or XML, not JSON";
            let finding = Diagnostic::new(Code::BadJson, message)
                .at(Place::file(input.shown.clone()), "starts with `<`")
                .help("the service probably answered with an error page: download it again");
            Err(Fail::Content(Box::new(finding)))
        }
        Some(_) => Ok(()),
    }
}

fn bad_json(input: &KindInput<'_>, message: impl Into<String>, label: &str) -> Fail {
    let place = Place::file(input.shown.clone());
    Fail::Content(Box::new(Diagnostic::new(Code::BadJson, message).at(place, label)))
}

/// The finding for an error of the parser, which may quote a cell and is not repeated then.
fn explain(error: serde_json::Error, input: &KindInput<'_>) -> Fail {
    let (line, column) = (error.line() as u64, error.column());
    let place = Place::Cell { file: input.shown.clone(), line, column: None };
    let finding = |message: String, label: String| {
        Fail::Content(Box::new(Diagnostic::new(Code::BadJson, message).at(place.clone(), label)))
    };
    let here = format!("at byte {column} of this line");
    match error.classify() {
        Category::Io => {
            let error = io::Error::from(error);
            if is_too_long(&error) {
                finding("a value is longer than 16 MiB".into(), "in this file".into())
            } else {
                Fail::Machine(error)
            }
        }
        Category::Eof => finding("the JSON ends too soon: the file is cut off".into(), here),
        Category::Data => {
            finding("the file is no list of objects, as an OData page is".into(), here)
        }
        Category::Syntax => {
            // The message ends with the place, which the finding has already.
            let text = error.to_string();
            let fault = text.split(" at line ").next().unwrap_or_default();
            let finding = Diagnostic::new(Code::BadJson, format!("the file is not JSON: {fault}"));
            let help = "when it is a table of text, say so with `soort = \"tekst\"`";
            Fail::Content(Box::new(finding.at(place.clone(), here).help(help)))
        }
    }
}

/// The whole document: a page, or the bare list of its objects.
struct PageSeed<'a, 'p>(&'a mut Page<'p>);

impl<'de> DeserializeSeed<'de> for PageSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an OData page")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        RowsSeed(self.0).visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let page = self.0;
        let mut has_rows = false;
        while let Some(key) = map.next_key::<String>()? {
            page.allowance.renew();
            match key.as_str() {
                "value" if has_rows => {
                    return Err(page.refuse("the page has two keys `value`", "not one table"));
                }
                "value" => {
                    map.next_value_seed(RowsSeed(page))?;
                    has_rows = true;
                }
                "odata.nextLink" | "@odata.nextLink" => {
                    page.has_more = map.next_value::<Option<IgnoredAny>>()?.is_some();
                }
                "odata.error" | "error" => {
                    let said = map.next_value::<Answer>().map(Answer::into_text);
                    return Err(page.stop(service_error(page.input, &said.unwrap_or_default())));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            page.allowance.renew();
        }
        if has_rows {
            return Ok(());
        }
        Err(page.refuse("the file has no list `value`: it is no OData page", "no rows"))
    }
}

/// What a service says instead of a page.
#[derive(Deserialize)]
struct Answer {
    message: Option<Message>,
}

/// The words: in an object with their language up to version 3, bare from version 4 on.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Bare(String),
    WithLanguage { value: String },
}

impl Answer {
    fn into_text(self) -> String {
        match self.message {
            Some(Message::Bare(text) | Message::WithLanguage { value: text }) => text,
            None => String::new(),
        }
    }
}

fn service_error(input: &KindInput<'_>, said: &str) -> Fail {
    let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let quoted: String = said.trim().chars().take(MAX_QUOTED).collect();
    let words = if quoted.is_empty() { String::new() } else { format!(": `{quoted}`") };
    let message = format!("the file is an error of the service, not a page{words}");
    let finding = Diagnostic::new(Code::BadJson, message)
        .at(Place::file(input.shown.clone()), "no rows")
        .help("StatLine refuses a query for more than 10,000 rows: ask for fewer at a time");
    Fail::Content(Box::new(finding))
}

/// The list of objects.
struct RowsSeed<'a, 'p>(&'a mut Page<'p>);

impl<'de> DeserializeSeed<'de> for RowsSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let page = self.0;
        if let Err(fail) = page.sink.start(Facts::default()) {
            return Err(page.stop(fail));
        }
        while list.next_element_seed(RowSeed(page))?.is_some() {}
        Ok(())
    }
}
