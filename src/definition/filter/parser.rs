//! From the words of a filter to its structure, still without knowledge of columns.

use std::ops::Range;

use super::lexer::{Lexeme, Token, lex};
use super::literal::{Literal, LiteralSoort, bare_literal, placeholder};
use super::{Fault, Op};

/// The most brackets and `not`s within each other: bounded, so that no filter exhausts the stack.
const MAX_DEPTH: usize = 64;

/// A filter whose columns and values are not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    En(Vec<Expr>),
    Of(Vec<Expr>),
    Niet(Box<Expr>),
    Test(Test),
}

/// What is asked of the cell of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) kolom: String,
    pub(super) kolom_span: Range<usize>,
    pub(super) vraag: Vraag,
}

/// A question about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Vraag {
    Vergelijk { op: Op, op_span: Range<usize>, literal: Literal },
    In(Vec<Literal>),
    InCodelijst { lijst: String, span: Range<usize> },
    InPeriode { span: Range<usize> },
    IsLeeg,
}

/// The words that cannot be the name of a column.
pub(in super::super) const KEYWORDS: [&str; 5] = ["and", "or", "not", "in", "is"];

/// Words that stand for keywords in Dutch; keywords are few, so they are English only.
const DUTCH: [(&str, &str); 3] = [("en", "and"), ("of", "or"), ("niet", "not")];

/// Parses a filter, or says what cannot be read first.
pub(super) fn parse(text: &str) -> Result<Expr, Fault> {
    let lexemes = lex(text)?;
    if lexemes.is_empty() {
        let fault = Fault::new(0..text.len(), "the filter is empty", "nothing is asked");
        return Err(fault.help("leave out the key to count every row"));
    }
    // The end of the filter is a place, too: what is missing is missing there.
    let end = text.trim_end().len();
    let mut parser = Parser { lexemes: &lexemes, at: 0, depth: 0, end };
    let expr = parser.of()?;
    match parser.peek() {
        None => Ok(expr),
        Some(Token::Close) => Err(parser.unexpected("a closing bracket without an opening one")),
        Some(_) => Err(parser.expected("`and`, `or` or the end of the filter")),
    }
}

struct Parser<'p, 'f> {
    lexemes: &'p [Lexeme<'f>],
    at: usize,
    depth: usize,
    end: usize,
}

impl<'f> Parser<'_, 'f> {
    fn peek(&self) -> Option<Token<'f>> {
        self.lexemes.get(self.at).map(|lexeme| lexeme.token)
    }

    /// The bytes of the next word, or the end of the filter.
    fn span(&self) -> Range<usize> {
        self.lexemes.get(self.at).map_or(self.end..self.end, |lexeme| lexeme.span.clone())
    }

    /// The bytes of the word before.
    fn last_span(&self) -> Range<usize> {
        self.lexemes[self.at - 1].span.clone()
    }

    fn take(&mut self, token: Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    fn unexpected(&self, message: &str) -> Fault {
        Fault::new(self.span(), message, "not expected here")
    }

    /// Says what should stand here instead of the next word.
    fn expected(&self, what: &str) -> Fault {
        let label = if self.peek().is_some() { "not expected here" } else { "ends here" };
        let fault = Fault::new(self.span(), format!("the filter needs {what} here"), label);
        match self.peek() {
            Some(Token::Word(word)) => {
                let lower = word.to_lowercase();
                let english = DUTCH.iter().find(|(dutch, _)| *dutch == lower);
                let keyword = KEYWORDS.iter().find(|keyword| **keyword == lower);
                match english.map(|(_, english)| english).or(keyword) {
                    Some(word) => fault.help(format!("write `{word}`")),
                    None => fault,
                }
            }
            Some(Token::Comma) => fault.help("write decimals with a point, and lists as `in (…)`"),
            _ => fault,
        }
    }

    fn expect(&mut self, token: Token, what: &str) -> Result<(), Fault> {
        if self.take(token) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn of(&mut self) -> Result<Expr, Fault> {
        let mut parts = vec![self.en()?];
        while self.take(Token::Word("or")) {
            parts.push(self.en()?);
        }
        Ok(join(parts, Expr::Of))
    }

    fn en(&mut self) -> Result<Expr, Fault> {
        let mut parts = vec![self.niet()?];
        while self.take(Token::Word("and")) {
            parts.push(self.niet()?);
        }
        Ok(join(parts, Expr::En))
    }

    fn niet(&mut self) -> Result<Expr, Fault> {
        if self.take(Token::Word("not")) {
            self.deeper()?;
            let expr = self.niet()?;
            self.depth -= 1;
            return Ok(Expr::Niet(Box::new(expr)));
        }
        if self.take(Token::Open) {
            self.deeper()?;
            let expr = self.of()?;
            self.expect(Token::Close, "`and`, `or` or a closing bracket")?;
            self.depth -= 1;
            return Ok(expr);
        }
        self.test()
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("the filter has more than {MAX_DEPTH} levels of brackets");
        Err(Fault::new(self.last_span(), message, "one level too many"))
    }

    fn test(&mut self) -> Result<Expr, Fault> {
        let kolom_span = self.span();
        let kolom = match self.peek() {
            Some(Token::Word(word)) if !KEYWORDS.contains(&word) => word.to_owned(),
            Some(Token::Text(_) | Token::Placeholder(_)) => {
                let fault = self.expected("the name of a column");
                return Err(fault.help("write the column first, without quotes"));
            }
            _ => return Err(self.expected("the name of a column")),
        };
        self.at += 1;
        let vraag = self.vraag(&kolom)?;
        Ok(Expr::Test(Test { kolom, kolom_span, vraag }))
    }

    fn vraag(&mut self, kolom: &str) -> Result<Vraag, Fault> {
        match self.peek() {
            Some(Token::Op(op)) => {
                let op_span = self.span();
                self.at += 1;
                Ok(Vraag::Vergelijk { op, op_span, literal: self.literal()? })
            }
            Some(Token::Word("in")) => {
                self.at += 1;
                self.in_what()
            }
            Some(Token::Word("is")) => {
                self.at += 1;
                if self.take(Token::Word("leeg")) {
                    return Ok(Vraag::IsLeeg);
                }
                let help = match self.peek() {
                    Some(Token::Word("not" | "niet")) => format!("write `not ({kolom} is leeg)`"),
                    _ => format!("write `{kolom} is leeg`, or compare with `==`"),
                };
                Err(self.expected("`leeg`").help(help))
            }
            Some(Token::Word("not")) => {
                let fault = self.expected("a comparison, `in` or `is leeg`");
                Err(fault.help(format!("write `not ({kolom} in …)`")))
            }
            _ => Err(self.expected("a comparison, `in` or `is leeg`")),
        }
    }

    fn in_what(&mut self) -> Result<Vraag, Fault> {
        let span = self.span();
        if self.take(Token::Placeholder("periode")) {
            return Ok(Vraag::InPeriode { span });
        }
        if self.take(Token::Word("codelijst")) {
            let help = "write `codelijst(\"naam\")`";
            self.expect(Token::Open, "an opening bracket").map_err(|fault| fault.help(help))?;
            let span = self.span();
            let Some(Token::Text(lijst)) = self.peek() else {
                return Err(self.expected("the name of a code list in quotes").help(help));
            };
            self.at += 1;
            self.expect(Token::Close, "a closing bracket")?;
            return Ok(Vraag::InCodelijst { lijst: lijst.to_owned(), span });
        }
        self.expect(Token::Open, "a list in brackets, `codelijst(…)` or `@periode`")?;
        let mut literals = vec![self.literal()?];
        while self.take(Token::Comma) {
            literals.push(self.literal()?);
        }
        self.expect(Token::Close, "a comma or a closing bracket")?;
        Ok(Vraag::In(literals))
    }

    fn literal(&mut self) -> Result<Literal, Fault> {
        let span = self.span();
        let soort = match self.peek() {
            Some(Token::Text(text)) => LiteralSoort::Tekst(text.to_owned()),
            Some(Token::Placeholder(name)) => placeholder(name, &span)?,
            Some(Token::Word(word)) if !KEYWORDS.contains(&word) => bare_literal(word, &span)?,
            _ => return Err(self.expected("a value")),
        };
        self.at += 1;
        Ok(Literal { soort, span })
    }
}

/// Joins parts; one part stays itself.
fn join(mut parts: Vec<Expr>, all: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            all(parts)
        }
        None => all(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fault(text: &str) -> Fault {
        parse(text).expect_err("not a filter")
    }

    #[test]
    fn and_binds_closer_than_or() {
        let Ok(Expr::Of(parts)) = parse("a == 1 or b == 2 and not c is leeg") else {
            panic!("an `or`");
        };
        assert!(matches!(parts.as_slice(), [Expr::Test(_), Expr::En(_)]));
    }

    #[test]
    fn brackets_come_first() {
        let Ok(Expr::En(parts)) = parse("(a == 1 or b == 2) and c == 3") else {
            panic!("an `and`");
        };
        assert!(matches!(parts.as_slice(), [Expr::Of(_), Expr::Test(_)]));
    }

    #[test]
    fn points_at_the_first_word_that_does_not_fit() {
        #[track_caller]
        fn case(text: &str, span: Range<usize>, help: Option<&str>) {
            let fault = fault(text);
            assert_eq!((fault.span.clone(), fault.help.as_deref()), (span, help), "{fault:?}");
        }

        case("a == 1 and", 10..10, None);
        case("a == 1 b == 2", 7..8, None);
        case("a == 1 en b == 2", 7..9, Some("write `and`"));
        case("a == 1 OR b == 2", 7..9, Some("write `or`"));
        case("a == x", 5..6, Some("write \"x\" for a text"));
        case("a == 2017K1", 5..11, Some("write \"2017K1\" for a text"));
        case("a == 31-12-2017", 5..15, Some("write dates as jjjj-mm-dd, such as 2018-04-01"));
        case("a == 2017-02-30", 5..15, Some("check the day"));
        case("a == 12,5", 7..8, Some("write decimals with a point, and lists as `in (…)`"));
        case("a == @jar", 5..9, Some("did you mean `@jaar`?"));
        case("a is not leeg", 5..8, Some("write `not (a is leeg)`"));
        case("a not in (1)", 2..5, Some("write `not (a in …)`"));
        case("\"x\" == a", 0..3, Some("write the column first, without quotes"));
        case("a in ()", 6..7, None);
        case("a in (1", 7..7, None);
        case("(a == 1", 7..7, None);
        case("a == 1)", 6..7, None);
        case("a in codelijst(x)", 15..16, Some("write `codelijst(\"naam\")`"));
        case("  ", 0..2, Some("leave out the key to count every row"));
    }

    #[test]
    fn refuses_deep_nesting() {
        let deep = |n: usize| format!("{}a == 1{}", "(".repeat(n), ")".repeat(n));
        assert!(parse(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(fault(&deep(MAX_DEPTH + 1)).span, MAX_DEPTH..MAX_DEPTH + 1);
        assert!(parse(&deep(100_000)).is_err());
        assert!(parse(&format!("{}a == 1", "not ".repeat(100_000))).is_err());
        assert!(parse(&vec!["a == 1"; 10_000].join(" or ")).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_filter_or_a_place_in_it(text in ".*") {
            if let Err(fault) = parse(&text) {
                proptest::prop_assert!(text.get(fault.span).is_some());
            }
        }

        #[test]
        fn any_words_give_a_filter_or_a_place_in_it(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", "b", "and", "or", "not", "in", "is", "leeg", "(", ")", ",", "==", "<",
                    "codelijst", "\"x\"", "12.5", "2018-04-01", "@jaar", "@periode", "@", "\"",
                ]),
                0..20,
            )
        ) {
            let text = words.join(" ");
            if let Err(fault) = parse(&text) {
                proptest::prop_assert!(text.get(fault.span).is_some());
            }
        }
    }
}
