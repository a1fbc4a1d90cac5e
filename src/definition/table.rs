//! A cursor over a table of a TOML file that reports everything that is not as it should be.
//!
//! The keys of a table are a closed list, given when the table is opened; reading a key gives
//! its value with its place, or reports a finding and gives nothing. The readers of single values
//! stand in `value.rs`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Place};

use super::document::{At, Context};
use super::name::quote;
use super::value::wrong_type;

/// Keys of the user's choice with their values, in the order of the file.
pub(super) type Named<'c, 'd> = Vec<(At<String>, &'c Spanned<DeValue<'d>>)>;

/// An open table.
pub(super) struct Table<'c, 'd> {
    /// The file.
    pub(super) ctx: &'c Context<'d>,
    /// The header of the table, or for the whole file an empty range.
    pub(super) span: Range<usize>,
    /// How messages call the table.
    name: String,
    entries: &'c DeTable<'d>,
    keys: &'static [&'static str],
    /// Keys that are probably there, but misspelt: the unknown key is reported instead.
    misspelt: Vec<&'static str>,
}

impl<'c, 'd> Table<'c, 'd> {
    /// Opens the table that is the whole file.
    pub(super) fn root(
        ctx: &'c Context<'d>,
        table: &'c DeTable<'d>,
        keys: &'static [&'static str],
    ) -> Self {
        Self::open(ctx, String::new(), 0..0, table, keys)
    }

    /// Opens a table and reports the keys that it cannot have.
    fn open(
        ctx: &'c Context<'d>,
        name: String,
        span: Range<usize>,
        table: &'c DeTable<'d>,
        keys: &'static [&'static str],
    ) -> Self {
        let mut opened = Self { ctx, span, name, entries: table, keys, misspelt: Vec::new() };
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if keys.contains(&word) {
                continue;
            }
            let free: Vec<_> = keys.iter().copied().filter(|key| !opened.has(key)).collect();
            let message = format!("{} has no key {}", opened.words(), quote(word));
            let finding = Diagnostic::new(Code::UnknownKey, message)
                .at(ctx.place(&key.span()), "not a key of this table")
                .suggest(word, free.iter().copied());
            let suggested = |key: &&&str| {
                finding.help.as_deref() == Some(format!("did you mean `{key}`?").as_str())
            };
            opened.misspelt.extend(free.iter().find(suggested));
            ctx.report(finding);
        }
        opened
    }

    /// Opens a table whose other keys are names of the user's choice; gives those with their
    /// values, in the order of the file.
    pub(super) fn with_names(
        ctx: &'c Context<'d>,
        name: &str,
        value: &'c Spanned<DeValue<'d>>,
        keys: &'static [&'static str],
    ) -> Option<(Self, Named<'c, 'd>)> {
        let DeValue::Table(entries) = value.get_ref() else {
            return wrong_type(ctx, name, "tables", value);
        };
        let (span, name, misspelt) = (value.span(), name.to_owned(), Vec::new());
        let opened = Self { ctx, span, name, entries, keys, misspelt };
        let mut others: Vec<_> = entries
            .iter()
            .filter(|(key, _)| !keys.contains(&key.get_ref().as_ref()))
            .map(|(key, value)| {
                (At { value: key.get_ref().clone().into_owned(), span: key.span() }, value)
            })
            .collect();
        others.sort_by_key(|(name, _)| name.span.start);
        Some((opened, others))
    }

    /// How messages call the table.
    fn words(&self) -> String {
        if self.name.is_empty() {
            "the file".to_owned()
        } else {
            quote(&format!("[{}]", self.name))
        }
    }

    /// The name of a table in this one.
    fn name_of(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// The place of the table.
    pub(super) fn place(&self) -> Place {
        self.ctx.place(&self.span)
    }

    /// True when the key is there, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The place of a key, when it is there.
    pub(super) fn key_place(&self, key: &str) -> Option<Place> {
        self.entries.get_key_value(key).map(|(key, _)| self.ctx.place(&key.span()))
    }

    /// The value of a key, which must be one of those that the table was opened with.
    pub(super) fn get(&self, key: &str) -> Option<&'c Spanned<DeValue<'d>>> {
        debug_assert!(self.keys.contains(&key), "`{key}` is not among the keys of the table");
        self.entries.get(key)
    }

    /// Reports that a key is absent, unless it is.
    pub(super) fn require(&self, key: &str) {
        if !self.has(key) && !self.misspelt.contains(&key) {
            let message = format!("{} has no {}", self.words(), quote(key));
            let finding = Diagnostic::new(Code::MissingField, message);
            self.ctx.report(finding.at(self.place(), format!("needs `{key}`")));
        }
    }

    /// The one of these keys that is there; none or more than one is a finding.
    pub(super) fn one_of(&self, keys: &[&'static str]) -> Option<&'static str> {
        let mut present: Vec<_> = keys
            .iter()
            .filter_map(|&key| self.entries.get_key_value(key).map(|(at, _)| (at.span(), key)))
            .collect();
        present.sort_by_key(|(span, _)| span.start);
        match present.as_slice() {
            [(_, key)] => return Some(key),
            [] if keys.iter().any(|key| self.misspelt.contains(key)) => {}
            [] => {
                let words = list_of(keys);
                let message = format!("{} has none of {words}", self.words());
                let label = format!("needs one of {words}");
                let finding = Diagnostic::new(Code::MissingField, message);
                self.ctx.report(finding.at(self.place(), label));
            }
            [(first_span, first), rest @ ..] => {
                for (span, key) in rest {
                    let message = format!("{} has both `{first}` and `{key}`", self.words());
                    let finding = Diagnostic::new(Code::BadValue, message)
                        .at(self.ctx.place(span), "the second")
                        .also(self.ctx.place(first_span), "the first");
                    self.ctx.report(finding);
                }
            }
        }
        None
    }

    /// Reports a value that cannot be used.
    pub(super) fn bad_value(&self, span: &Range<usize>, message: String, label: &str) {
        let finding = Diagnostic::new(Code::BadValue, message);
        self.ctx.report(finding.at(self.ctx.place(span), label));
    }

    fn open_value(
        &self,
        key: &str,
        value: &'c Spanned<DeValue<'d>>,
        keys: &'static [&'static str],
    ) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong_type(key, "a table", value);
        };
        Some(Self::open(self.ctx, self.name_of(key), value.span(), table, keys))
    }

    /// A table in this one, when the key is there.
    pub(super) fn opt_table(&self, key: &str, keys: &'static [&'static str]) -> Option<Self> {
        self.open_value(key, self.get(key)?, keys)
    }

    /// A table in this one.
    pub(super) fn table(&self, key: &str, keys: &'static [&'static str]) -> Option<Self> {
        self.require(key);
        self.opt_table(key, keys)
    }

    /// The tables of a `[[list]]`.
    pub(super) fn list(&self, key: &str, keys: &'static [&'static str]) -> Vec<Self> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type::<()>(key, "a list of tables", value);
            return Vec::new();
        };
        array.iter().filter_map(|item| self.open_value(key, item, keys)).collect()
    }

    /// The tables below a key that have names of the user's choice, in the order of the file.
    ///
    /// A name whose value is not a table has none.
    pub(super) fn named(
        &self,
        key: &str,
        keys: &'static [&'static str],
    ) -> Vec<(At<String>, Option<Self>)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type::<()>(key, "a table", value);
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        let parent = self.name_of(key);
        entries
            .into_iter()
            .map(|(name, value)| {
                let name = At { value: name.get_ref().clone().into_owned(), span: name.span() };
                let opened = match value.get_ref() {
                    DeValue::Table(table) => {
                        let full_name = format!("{parent}.{}", name.value);
                        Some(Self::open(self.ctx, full_name, value.span(), table, keys))
                    }
                    _ => self.wrong_type(&name.value, "a table", value),
                };
                (name, opened)
            })
            .collect()
    }
}

/// Words in backticks, as a message lists them.
pub(super) fn list_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::document::tests::{codes_of, context_of};
    use super::*;

    /// What is found when a table of these keys is read.
    #[track_caller]
    pub(in super::super) fn case(text: &str, read: impl Fn(&Table), expected: &[&str]) {
        let file = context_of(text);
        let ctx = Context::new(&file);
        let (root, is_whole) = ctx.parse_toml();
        assert!(is_whole, "the test is TOML");
        read(&Table::root(&ctx, &root, &["naam", "decimalen", "op", "lijst", "sub"]));
        assert_eq!(codes_of(&ctx.into_findings()), expected);
    }

    #[test]
    fn reports_unknown_keys_where_they_stand() {
        case("naam = \"a\"\nkleur = 3\n", |_| {}, &["unknown-key 2:1"]);
    }

    #[test]
    fn does_not_miss_a_key_that_is_misspelt() {
        case("\nnaan = \"a\"\n", |t| drop(t.text("naam")), &["unknown-key 2:1"]);
        case("kleur = \"a\"", |t| t.require("naam"), &["unknown-key 1:1", "missing-field 1:1"]);
    }
}
