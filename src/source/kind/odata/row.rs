//! One object of a page: a row of cells.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use serde_json::Value;

use super::super::{Cell, Fail, RowSink};
use super::Page;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The most columns a page may have, as many as a sheet of a workbook.
const MAX_COLUMNS: usize = 16_384;

/// What the objects of `DataProperties` are: groups, topics and dimensions.
const METADATA: [&str; 6] = [
    "Cbs.OData.TopicGroup",
    "Cbs.OData.Topic",
    "Cbs.OData.Dimension",
    "Cbs.OData.TimeDimension",
    "Cbs.OData.GeoDimension",
    "Cbs.OData.GeoDetail",
];

/// The first whole number that has more than fifteen digits, which a number cell would not keep.
const SIXTEEN_DIGITS: u64 = 1_000_000_000_000_000;

/// The columns, and the row that is being read.
#[derive(Default)]
pub(super) struct Row {
    names: Vec<Arc<str>>,
    places: HashMap<Arc<str>, usize>,
    slots: Vec<Slot>,
    /// The number of the row; the header is row 1.
    number: u64,
}

impl Row {
    fn is_first(&self) -> bool {
        self.number == 2
    }

    fn next(&mut self) {
        self.number = self.number.max(1) + 1;
        for slot in &mut self.slots {
            slot.state = State::Absent;
        }
    }

    /// The column with this name, which is most often the one after the last.
    fn find(&self, name: &str, expected: usize) -> Option<usize> {
        if self.names.get(expected).is_some_and(|at_place| **at_place == *name) {
            return Some(expected);
        }
        self.places.get(name).copied()
    }

    fn add_column(&mut self, name: &str) -> usize {
        let name: Arc<str> = name.into();
        self.places.insert(Arc::clone(&name), self.names.len());
        self.names.push(name);
        self.slots.push(Slot::default());
        self.names.len() - 1
    }

    fn write_header(&self, sink: &mut dyn RowSink) -> Result<(), Fail> {
        for name in &self.names {
            sink.cell(Cell::Text(name));
        }
        sink.end_row()
    }

    fn write(&self, sink: &mut dyn RowSink) -> Result<(), Fail> {
        for slot in &self.slots {
            sink.cell(match slot.state {
                State::Absent | State::Null => Cell::Empty,
                State::Text => Cell::Text(&slot.text),
                State::Number(number) => Cell::Number(number),
            });
        }
        sink.end_row()
    }
}

/// A cell; the text keeps its memory from row to row.
#[derive(Default)]
struct Slot {
    state: State,
    text: String,
}

impl Slot {
    fn set_text(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.state = State::Text;
    }
}

/// What the object says of a column.
#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Absent,
    Null,
    Text,
    Number(f64),
}

impl Page<'_> {
    /// Stops the parser because of a cell.
    fn refuse_cell<E: Error>(&mut self, at: usize, message: String, label: &str) -> E {
        let column = Some((at as u32 + 1, Arc::clone(&self.row.names[at])));
        let file = Arc::clone(self.input.shown);
        let place = Place::Cell { file, line: self.row.number, column };
        let finding = Diagnostic::new(Code::BadJson, message).at(place, label);
        self.stop(Fail::Content(Box::new(finding)))
    }

    /// Stops the parser because of an object that describes a table and holds none of its rows.
    fn check_type<E: Error>(&mut self, value: &Value) -> Result<(), E> {
        let is_metadata = |text: &str| METADATA.contains(&text);
        if !value.as_str().is_some_and(is_metadata) {
            return Ok(());
        }
        let message = "the file describes the columns of a table and holds no rows of it";
        let finding = Diagnostic::new(Code::BadJson, message)
            .at(Place::file(Arc::clone(self.input.shown)), "`DataProperties`")
            .help("download `TypedDataSet` or `UntypedDataSet` of the same table");
        Err(self.stop(Fail::Content(Box::new(finding))))
    }

    /// Stops the parser because of a key that the first object lacks.
    fn refuse_key<E: Error>(&mut self, key: &str) -> E {
        // The key is the user's word, but nothing keeps it short.
        let shown: String = key.chars().take(120).collect();
        let number = self.row.number;
        let message = format!("row {number} has a key `{shown}` that the first object lacks");
        let place = Place::Cell { file: Arc::clone(self.input.shown), line: number, column: None };
        let finding = Diagnostic::new(Code::BadJson, message)
            .at(place, "a new key")
            .help("the keys of the first object are the columns: give it all keys");
        self.stop(Fail::Content(Box::new(finding)))
    }
}

/// An object of the list.
pub(super) struct RowSeed<'a, 'p>(pub &'a mut Page<'p>);

impl<'de> DeserializeSeed<'de> for RowSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let page = self.0;
        page.row.next();
        page.allowance.renew();
        let mut expected = 0;
        while let Some(key) = object.next_key_seed(KeySeed { page, expected })? {
            page.allowance.renew();
            match key {
                Key::Column(at) => {
                    object.next_value_seed(CellSeed { page, at })?;
                    expected = at + 1;
                }
                Key::Type => page.check_type(&object.next_value::<Value>()?)?,
                Key::Protocol => drop(object.next_value::<IgnoredAny>()?),
            }
            page.allowance.renew();
        }
        let header = if page.row.is_first() { page.row.write_header(page.sink) } else { Ok(()) };
        header.and_then(|()| page.row.write(page.sink)).map_err(|fail| page.stop(fail))
    }
}

/// What a key of an object is.
enum Key {
    /// The place of its column.
    Column(usize),
    /// What the object is.
    Type,
    /// Another word of the protocol, such as `@odata.id`.
    Protocol,
}

/// A key.
struct KeySeed<'a, 'p> {
    page: &'a mut Page<'p>,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_, '_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        let page = self.page;
        if key == "odata.type" {
            return Ok(Key::Type);
        }
        if key.starts_with("odata.") || key.contains('@') {
            return Ok(Key::Protocol);
        }
        let at = match page.row.find(key, self.expected) {
            Some(at) => at,
            None if !page.row.is_first() => return Err(page.refuse_key(key)),
            None if page.row.names.len() == MAX_COLUMNS => {
                let message = format!("the first object has more than {MAX_COLUMNS} keys");
                return Err(page.refuse(message, "too wide"));
            }
            None => page.row.add_column(key),
        };
        if page.row.slots[at].state != State::Absent {
            let message = format!("an object has the key `{}` twice", page.row.names[at]);
            return Err(page.refuse_cell(at, message, "the second time"));
        }
        Ok(Key::Column(at))
    }
}

/// A value, for the cell of its column.
struct CellSeed<'a, 'p> {
    page: &'a mut Page<'p>,
    at: usize,
}

impl CellSeed<'_, '_> {
    fn set(&mut self, state: State) {
        self.page.row.slots[self.at].state = state;
    }

    fn set_text(&mut self, text: &str) {
        self.page.row.slots[self.at].set_text(text);
    }

    fn refuse<E: Error>(self, what: &str) -> E {
        let message = format!("`{}` holds {what}", self.page.row.names[self.at]);
        self.page.refuse_cell(self.at, message, "no single value")
    }
}

impl<'de> DeserializeSeed<'de> for CellSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.set(State::Null);
        Ok(())
    }

    fn visit_bool<E: Error>(mut self, is_true: bool) -> Result<(), E> {
        self.set_text(if is_true { "WAAR" } else { "ONWAAR" });
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, number: i64) -> Result<(), E> {
        if number.unsigned_abs() < SIXTEEN_DIGITS {
            self.set(State::Number(number as f64));
        } else {
            self.set_text(&number.to_string());
        }
        Ok(())
    }

    fn visit_u64<E: Error>(mut self, number: u64) -> Result<(), E> {
        if number < SIXTEEN_DIGITS {
            self.set(State::Number(number as f64));
        } else {
            self.set_text(&number.to_string());
        }
        Ok(())
    }

    fn visit_f64<E: Error>(mut self, number: f64) -> Result<(), E> {
        self.set(State::Number(number));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.set_text(text);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.refuse("an object"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.refuse("a list"))
    }
}
