//! From the text of a filter to its words.

use std::ops::Range;

use super::super::name::quote;
use super::{Fault, Op};

/// A word of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'f> {
    /// A keyword, the name of a column, a number or a date: the place tells which.
    Word(&'f str),
    /// A text in double quotes, without them.
    Text(&'f str),
    /// A placeholder, without the `@`.
    Placeholder(&'f str),
    /// A comparison.
    Op(Op),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
}

/// A word and the bytes it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lexeme<'f> {
    pub(super) token: Token<'f>,
    pub(super) span: Range<usize>,
}

/// The signs, the longest first.
const SIGNS: [(&str, Token); 9] = [
    ("==", Token::Op(Op::Gelijk)),
    ("!=", Token::Op(Op::Ongelijk)),
    ("<=", Token::Op(Op::HoogstensGelijk)),
    (">=", Token::Op(Op::MinstensGelijk)),
    ("<", Token::Op(Op::Kleiner)),
    (">", Token::Op(Op::Groter)),
    ("(", Token::Open),
    (")", Token::Close),
    (",", Token::Comma),
];

/// Signs of other languages, the longest first, and what they are here.
const FOREIGN: [(&str, &str); 8] = [
    ("<>", "`!=`"),
    ("=<", "`<=`"),
    ("=>", "`>=`"),
    ("&&", "`and`"),
    ("||", "`or`"),
    ("=", "`==`"),
    ("!", "`not`"),
    ("'", "double quotes around texts"),
];

/// Splits a filter into words, or says what cannot be read first.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme<'_>>, Fault> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, len) = if let Some(quoted) = rest.strip_prefix('"') {
            let Some(len) = quoted.find('"') else {
                let label = "has no closing quote";
                return Err(Fault::new(at..text.len(), "a text in the filter does not end", label));
            };
            (Token::Text(&quoted[..len]), len + 2)
        } else if let Some(named) = rest.strip_prefix('@') {
            let name = word_at(named);
            (Token::Placeholder(name), name.len() + 1)
        } else if is_word(c) {
            let word = word_at(rest);
            (Token::Word(word), word.len())
        } else {
            sign_at(rest, at)?
        };
        lexemes.push(Lexeme { token, span: at..at + len });
        at += len;
    }
    Ok(lexemes)
}

/// True for what names, keywords, numbers and dates consist of.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn word_at(text: &str) -> &str {
    &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())]
}

fn sign_at(rest: &str, at: usize) -> Result<(Token<'_>, usize), Fault> {
    let sign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
    let foreign = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign));
    match (sign, foreign) {
        // `<>` and `=<` begin as a sign of ours does.
        (Some((sign, token)), None) => Ok((*token, sign.len())),
        (Some((sign, token)), Some((foreign, _))) if sign.len() >= foreign.len() => {
            Ok((*token, sign.len()))
        }
        (_, Some((foreign, ours))) => {
            let message = format!("`{foreign}` has no meaning in a filter");
            let fault = Fault::new(at..at + foreign.len(), message, "not a sign of filters");
            Err(fault.help(format!("write {ours}")))
        }
        (None, None) => {
            let len = rest.chars().next().map_or(0, char::len_utf8);
            let message = format!("{} has no meaning in a filter", quote(&rest[..len]));
            Err(Fault::new(at..at + len, message, "not a sign of filters"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_into_words_with_their_bytes() {
        let lexemes = lex("é >= -5 and d in (\"a b\", @jaar)").expect("a filter");
        let found: Vec<_> = lexemes.into_iter().map(|l| (l.token, l.span.start)).collect();
        let expected = [
            (Token::Word("é"), 0),
            (Token::Op(Op::MinstensGelijk), 3),
            (Token::Word("-5"), 6),
            (Token::Word("and"), 9),
            (Token::Word("d"), 13),
            (Token::Word("in"), 15),
            (Token::Open, 18),
            (Token::Text("a b"), 19),
            (Token::Comma, 24),
            (Token::Placeholder("jaar"), 26),
            (Token::Close, 31),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn says_what_a_sign_of_another_language_is_here() {
        #[track_caller]
        fn case(text: &str, span: Range<usize>, help: &str) {
            let fault = lex(text).expect_err("not a filter");
            assert_eq!((fault.span, fault.help.as_deref()), (span, Some(help)));
        }

        case("a = 1", 2..3, "write `==`");
        case("a <> 1", 2..4, "write `!=`");
        case("a =< 1", 2..4, "write `<=`");
        case("a == 1 && b == 2", 7..9, "write `and`");
        case("!a", 0..1, "write `not`");
        case("a == 'x'", 5..6, "write double quotes around texts");
    }

    #[test]
    fn points_at_a_text_that_does_not_end() {
        assert_eq!(lex("a == \"x").expect_err("open").span, 5..7);
        assert_eq!(lex("a == #").expect_err("a sign").span, 5..6);
    }
}
