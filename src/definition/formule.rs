//! A formula over other indicators: `{zr_doorverw_maatwerk} / {zr_meldingen} * 100`.
//!
//! ```text
//! som     = term (("+" | "-") term)*
//! term    = factor (("*" | "/") factor)*
//! factor  = "-" factor | getal | verwijzing | "gemeente" "(" verwijzing ")" | "(" som ")"
//! ```
//!
//! A reference is the id of an indicator in braces: its figure of the same area and period, or with
//! `gemeente(…)` that of the whole gemeente.

use std::collections::BTreeSet;
use std::ops::Range;

use super::name::quote;

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Formule {
    /// A number.
    Getal(f64),
    /// The figure of an indicator.
    Verwijzing(Verwijzing),
    /// Less than nothing by as much.
    Min(Box<Self>),
    /// Two parts with a sign between them.
    Bewerking(Bewerking, Box<Self>, Box<Self>),
}

/// A sign between two parts of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bewerking {
    /// `+`
    Plus,
    /// `-`
    Min,
    /// `*`
    Keer,
    /// `/`
    Gedeeld,
}

/// A figure that a formula is computed from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verwijzing {
    /// The indicator.
    pub id: String,
    /// True for the figure of the whole gemeente.
    pub gemeente: bool,
}

impl Formule {
    /// The figures that it is computed from, each once, in a fixed order.
    pub fn verwijzingen(&self) -> BTreeSet<&Verwijzing> {
        let mut found = BTreeSet::new();
        self.collect(&mut found);
        found
    }

    fn collect<'f>(&'f self, found: &mut BTreeSet<&'f Verwijzing>) {
        match self {
            Self::Getal(_) => {}
            Self::Verwijzing(verwijzing) => drop(found.insert(verwijzing)),
            Self::Min(part) => part.collect(found),
            Self::Bewerking(_, left, right) => {
                left.collect(found);
                right.collect(found);
            }
        }
    }

    /// The indicator of which this is the distance to the gemeente: `{a} - gemeente({a})`.
    pub fn als_verschil_met_gemeente(&self) -> Option<&str> {
        let Self::Bewerking(Bewerking::Min, left, right) = self else { return None };
        let (Self::Verwijzing(wijk), Self::Verwijzing(gemeente)) = (&**left, &**right) else {
            return None;
        };
        let is_distance = wijk.id == gemeente.id && !wijk.gemeente && gemeente.gemeente;
        is_distance.then_some(wijk.id.as_str())
    }
}

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The bytes of the formula.
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) label: &'static str,
}

/// The references of a formula, each with its bytes.
pub(super) type References = Vec<(Verwijzing, Range<usize>)>;

/// Brackets and minus signs within each other, beyond which no reader follows.
const MAX_DEPTH: usize = 50;

/// Parses a formula; with it come the bytes of every reference.
pub(super) fn parse(text: &str) -> Result<(Formule, References), Fault> {
    let mut parser = Parser { text, at: 0, depth: 0, references: Vec::new() };
    let formule = parser.sum()?;
    match parser.peek() {
        None => Ok((formule, parser.references)),
        Some(_) => {
            Err(parser.fault("the formula goes on where it should end", "not expected here"))
        }
    }
}

struct Parser<'f> {
    text: &'f str,
    at: usize,
    depth: usize,
    references: References,
}

impl Parser<'_> {
    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.at += wanted.len_utf8();
        }
        is_there
    }

    fn fault(&self, message: impl Into<String>, label: &'static str) -> Fault {
        let len = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Fault { span: self.at..self.at + len, message: message.into(), label }
    }

    fn sum(&mut self) -> Result<Formule, Fault> {
        self.chain(Self::product, &[('+', Bewerking::Plus), ('-', Bewerking::Min)])
    }

    fn product(&mut self) -> Result<Formule, Fault> {
        self.chain(Self::factor, &[('*', Bewerking::Keer), ('/', Bewerking::Gedeeld)])
    }

    fn chain(
        &mut self,
        part: impl Fn(&mut Self) -> Result<Formule, Fault>,
        signs: &[(char, Bewerking)],
    ) -> Result<Formule, Fault> {
        let mut left = part(self)?;
        loop {
            let next = self.peek();
            let Some((sign, bewerking)) = signs.iter().find(|(sign, _)| Some(*sign) == next) else {
                return Ok(left);
            };
            self.at += sign.len_utf8();
            left = Formule::Bewerking(*bewerking, Box::new(left), Box::new(part(self)?));
        }
    }

    fn factor(&mut self) -> Result<Formule, Fault> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(self.fault("the formula is nested too deeply", "one level too many"));
        }
        let found = self.nested_factor();
        self.depth -= 1;
        found
    }

    fn nested_factor(&mut self) -> Result<Formule, Fault> {
        match self.peek() {
            Some('-') => {
                self.at += 1;
                Ok(Formule::Min(Box::new(self.factor()?)))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.close()?;
                Ok(inner)
            }
            Some('{') => self.reference(false).map(Formule::Verwijzing),
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_alphabetic() => self.gemeente(),
            _ => Err(self.fault(
                "a formula has a number, an indicator or brackets here",
                "nothing to compute with",
            )),
        }
    }

    fn close(&mut self) -> Result<(), Fault> {
        if self.eat(')') { Ok(()) } else { Err(self.fault("a bracket is not closed", "needs `)`")) }
    }

    fn number(&mut self) -> Result<Formule, Fault> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let span = self.at..self.at + len;
        let message = || format!("{} is no number", quote(&self.text[span.clone()]));
        let number = rest[..len].parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| Fault {
            span: span.clone(),
            message: message(),
            label: "not a number",
        })?;
        self.at += len;
        Ok(Formule::Getal(number))
    }

    /// The figure of the gemeente.
    fn gemeente(&mut self) -> Result<Formule, Fault> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if &rest[..len] != "gemeente" {
            let message = format!("{} has no meaning in a formula", quote(&rest[..len]));
            let label = "write the id of an indicator in braces, or `gemeente({id})`";
            return Err(Fault { span: self.at..self.at + len, message, label });
        }
        self.at += len;
        if !self.eat('(') {
            return Err(self.fault("`gemeente` takes an indicator in brackets", "needs `({id})`"));
        }
        if self.peek() != Some('{') {
            return Err(self.fault("`gemeente` takes an indicator", "needs an id in braces"));
        }
        let verwijzing = self.reference(true)?;
        self.close()?;
        Ok(Formule::Verwijzing(verwijzing))
    }

    fn reference(&mut self, gemeente: bool) -> Result<Verwijzing, Fault> {
        let rest = &self.text[self.at..];
        let Some(len) = rest.find('}') else {
            let span = self.at..self.text.len();
            let message = "the braces around an id are not closed".to_owned();
            return Err(Fault { span, message, label: "needs `}`" });
        };
        let inside = &rest[1..len];
        let start = self.at + 1 + inside.len() - inside.trim_start().len();
        let verwijzing = Verwijzing { id: inside.trim().to_owned(), gemeente };
        let span = start..start + verwijzing.id.len();
        self.references.push((verwijzing.clone(), span));
        self.at += len + 1;
        Ok(verwijzing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> Formule {
        Formule::Verwijzing(Verwijzing { id: id.into(), gemeente: false })
    }

    fn two(bewerking: Bewerking, left: Formule, right: Formule) -> Formule {
        Formule::Bewerking(bewerking, Box::new(left), Box::new(right))
    }

    #[test]
    fn products_bind_before_sums_and_from_the_left() {
        use Bewerking::{Gedeeld, Keer, Min, Plus};
        let (found, references) = parse("{a} + {b} / { c } * 100 - 2.5").expect("a formula");
        let product = two(Keer, two(Gedeeld, of("b"), of("c")), Formule::Getal(100.0));
        assert_eq!(found, two(Min, two(Plus, of("a"), product), Formule::Getal(2.5)));
        let spans: Vec<_> = references.into_iter().map(|(_, span)| span).collect();
        assert_eq!(spans, [1..2, 7..8, 14..15]);
        let (found, _) = parse("-({a}-{b})").expect("a formula");
        assert_eq!(found, Formule::Min(Box::new(two(Min, of("a"), of("b")))));
    }

    #[test]
    fn knows_the_distance_to_the_gemeente() {
        let distance = |text: &str| {
            let (formule, _) = parse(text).expect("a formula");
            formule.als_verschil_met_gemeente().map(str::to_owned)
        };
        assert_eq!(distance("{a} - gemeente({a})").as_deref(), Some("a"));
        assert_eq!(distance("{a} - gemeente({b})"), None);
        assert_eq!(distance("gemeente({a}) - {a}"), None);
        assert_eq!(distance("{a} - {a}"), None);
    }

    #[test]
    fn says_where_a_formula_goes_wrong() {
        #[track_caller]
        fn case(text: &str, span: Range<usize>) {
            assert_eq!(parse(text).expect_err(text).span, span, "{text}");
        }

        case("", 0..0);
        case("{a} +", 5..5);
        case("{a", 0..2);
        case("({a}", 4..4);
        case("{a} {b}", 4..5);
        case("{a} * stad({a})", 6..10);
        case("1.2.3", 0..5);
        case("gemeente({a}", 12..12);
        case("gemeente(2)", 9..10);
        case("{a} + é", 6..8);
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"-".repeat(100_000)).is_err());
    }
}
