//! The language of filters: which rows of a source count.
//!
//! ```text
//! of         = en ("or" en)*
//! en         = niet ("and" niet)*
//! niet       = "not" niet | "(" of ")" | test
//! test       = kolom ("==" | "!=" | "<" | "<=" | ">" | ">=") waarde
//!            | kolom "in" ("(" waarde ("," waarde)* ")" | codelijst | "@periode")
//!            | kolom "is" "leeg"
//! codelijst  = "codelijst" "(" tekst ")"
//! waarde     = "tekst" | 12.5 | 2018-04-01 | "@jaar" | "@peildatum"
//! ```
//!
//! A filter is checked against the types of the columns before any data is read: a comparison
//! of different types would silently select nothing.

mod check;
mod lexer;
mod literal;
mod parser;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, Datum, Periode};
use crate::source::BronSpec;

use super::document::{At, Context};

pub(super) use parser::KEYWORDS;

/// A condition on a row. Columns are indices into [`BronSpec::kolommen`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Every row.
    Altijd,
    /// All of these.
    En(Vec<Filter>),
    /// At least one of these.
    Of(Vec<Filter>),
    /// Not this.
    Niet(Box<Filter>),
    /// A cell compared with a value.
    Vergelijk {
        /// The column.
        kolom: usize,
        /// The comparison.
        op: Op,
        /// The value, of the type of the column.
        waarde: Waarde,
    },
    /// A cell that is one of some values.
    In {
        /// The column.
        kolom: usize,
        /// The values, of the type of the column.
        waarden: Vec<Waarde>,
    },
    /// A cell that stands in a code list.
    InCodelijst {
        /// The column.
        kolom: usize,
        /// The name of the code list in the monitor.
        lijst: String,
        /// Where it is named.
        place: Place,
    },
    /// A date or a period that lies in the period that is counted.
    InPeriode {
        /// The column.
        kolom: usize,
    },
    /// An empty cell.
    IsLeeg {
        /// The column.
        kolom: usize,
    },
}

impl Filter {
    /// True when the outcome depends on the period that is counted.
    pub(super) fn names_period(&self) -> bool {
        let moves = |waarde: &Waarde| matches!(waarde, Waarde::Jaar | Waarde::Peildatum);
        match self {
            Self::Altijd | Self::InCodelijst { .. } | Self::IsLeeg { .. } => false,
            Self::En(parts) | Self::Of(parts) => parts.iter().any(Self::names_period),
            Self::Niet(part) => part.names_period(),
            Self::Vergelijk { waarde, .. } => moves(waarde),
            Self::In { waarden, .. } => waarden.iter().any(moves),
            Self::InPeriode { .. } => true,
        }
    }
}

impl Filter {
    /// Shows every code list that the filter asks, and where it is named.
    pub(super) fn collect_codelijsten<'f>(&'f self, found: &mut dyn FnMut(&'f String, &'f Place)) {
        match self {
            Self::En(parts) | Self::Of(parts) => {
                for part in parts {
                    part.collect_codelijsten(found);
                }
            }
            Self::Niet(part) => part.collect_codelijsten(found),
            Self::InCodelijst { lijst, place, .. } => found(lijst, place),
            _ => {}
        }
    }
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `==`
    Gelijk,
    /// `!=`
    Ongelijk,
    /// `<`
    Kleiner,
    /// `<=`
    HoogstensGelijk,
    /// `>`
    Groter,
    /// `>=`
    MinstensGelijk,
}

impl Op {
    /// The comparison as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gelijk => "==",
            Self::Ongelijk => "!=",
            Self::Kleiner => "<",
            Self::HoogstensGelijk => "<=",
            Self::Groter => ">",
            Self::MinstensGelijk => ">=",
        }
    }

    /// True for `==` and `!=`, which need no order.
    fn is_equality(self) -> bool {
        matches!(self, Self::Gelijk | Self::Ongelijk)
    }
}

/// A value that a cell is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waarde {
    /// A text or a code.
    Tekst(String),
    /// A number in units of `10^-decimalen` of the column.
    Getal(i64),
    /// A date.
    Datum(Datum),
    /// A period.
    Periode(Periode),
    /// An area.
    Gebied(AreaCode),
    /// `@jaar`: the year of the period that is counted.
    Jaar,
    /// `@peildatum`: the last day of the period that is counted.
    Peildatum,
}

/// What a filter can speak of.
pub(super) struct Scope<'s> {
    /// The source.
    pub(super) spec: &'s BronSpec,
    /// Where the source was chosen.
    pub(super) chosen: Place,
    /// The names of the code lists of the monitor.
    pub(super) codelijsten: &'s BTreeSet<String>,
    /// Why placeholders have no meaning here, when they have none.
    pub(super) without_periode: Option<&'static str>,
}

/// Parses and checks a filter.
pub(super) fn parse_filter(ctx: &Context, text: &At<String>, scope: &Scope) -> Option<Filter> {
    let origin = Origin::new(ctx, text);
    match parser::parse(&text.value) {
        Ok(expr) => check::Checker { ctx, origin, scope }.check(&expr),
        Err(fault) => {
            let mut finding = Diagnostic::new(Code::FilterSyntax, fault.message)
                .at(origin.place(&fault.span), fault.label);
            finding.help = fault.help;
            ctx.report(finding);
            None
        }
    }
}

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// The bytes of the filter.
    span: Range<usize>,
    message: String,
    label: String,
    help: Option<String>,
}

impl Fault {
    fn new(span: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: label.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Where a text stands in its file, so that parts of it can be pointed at.
pub(super) struct Origin<'c, 'd> {
    ctx: &'c Context<'d>,
    whole: Range<usize>,
    /// Where the text starts in the file; a text with escapes is not there as such.
    start: Option<usize>,
}

impl<'c, 'd> Origin<'c, 'd> {
    /// Finds a text back in its file.
    pub(super) fn new(ctx: &'c Context<'d>, text: &At<String>) -> Self {
        let whole = text.span.clone();
        let raw = ctx.file.text.get(whole.clone()).unwrap_or_default();
        // The longest opening first: a newline right after three quotes is not in the text.
        let openings = ["'''\r\n", "\"\"\"\r\n", "'''\n", "\"\"\"\n", "'''", "\"\"\"", "'", "\""];
        let opening = openings.iter().find(|opening| raw.starts_with(**opening));
        let start = opening
            .filter(|opening| raw[opening.len()..].starts_with(&text.value))
            .map(|opening| whole.start + opening.len());
        Self { ctx, whole, start }
    }

    /// The place of some bytes of the text; the whole text when it was written with escapes.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let span = match self.start {
            Some(start) => start + span.start..start + span.end,
            None => self.whole.clone(),
        };
        self.ctx.place(&span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::context_of;
    use super::*;

    /// The text `value` written as `raw`; the columns that its third byte gets.
    #[track_caller]
    fn case(raw: &str, value: &str, expected: (u64, u64)) {
        let file = context_of(raw);
        let ctx = Context::new(&file);
        let text = At { value: value.to_owned(), span: 0..raw.len() };
        let place = Origin::new(&ctx, &text).place(&(2..3));
        assert_eq!((place.line(), place.column()), (Some(expected.0), Some(expected.1)));
    }

    #[test]
    fn points_into_every_kind_of_string() {
        case("'abcd'", "abcd", (1, 4));
        case("\"abcd\"", "abcd", (1, 4));
        case("'''abcd'''", "abcd", (1, 6));
        case("\"\"\"\nabcd\"\"\"", "abcd", (2, 3));
        case("'''\r\nabcd'''", "abcd", (2, 3));
    }

    #[test]
    fn points_at_the_whole_string_when_it_has_escapes() {
        case(r#""a\"bcd""#, "a\"bcd", (1, 1));
    }
}
