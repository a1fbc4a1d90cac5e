//! Names and paths that a user chose: what may stand in them, and how messages quote them.

use crate::diagnostic::{Code, Diagnostic, Place};

use super::document::{At, Context};

/// The most characters in a name: names become names of files.
const MAX_NAME: usize = 64;

/// The most characters of the user's words that a message repeats.
const MAX_QUOTE: usize = 60;

/// Puts the user's words in backticks, on one line and without control characters.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (n_before, c) in text.chars().enumerate() {
        if n_before == MAX_QUOTE {
            quoted.push('…');
            break;
        }
        if c.is_control() { quoted.extend(c.escape_default()) } else { quoted.push(c) }
    }
    quoted.push('`');
    quoted
}

/// Checks that a name consists of lower-case letters, digits and `_`.
///
/// Names of sources and ids become names of files, so nothing else can stand in them.
pub(super) fn check_name(ctx: &Context, name: &At<String>, what: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let text = &name.value;
    if !text.is_empty() && text.len() <= MAX_NAME && text.chars().all(allowed) {
        return true;
    }
    let message = format!("{} cannot be the name of {what}", quote(text));
    let help = format!("a name has 1 to {MAX_NAME} letters `a` to `z`, digits and `_`");
    let place = ctx.place(&name.span);
    ctx.report(Diagnostic::new(Code::BadValue, message).at(place, "not a name").help(help));
    false
}

/// Checks that a path stays below the folder of the monitor.
///
/// Both kinds of slashes count, on every system: a definition that is refused on one machine is
/// refused on all.
pub(super) fn check_path(ctx: &Context, path: At<String>) -> Option<(String, Place)> {
    let place = ctx.place(&path.span);
    let text = path.value;
    let has_drive = text.as_bytes().get(1) == Some(&b':');
    let label = if text.starts_with(['/', '\\']) || has_drive {
        "an absolute path"
    } else if text.split(['/', '\\']).any(|part| part == "..") {
        "leads to the folder above"
    } else {
        return Some((text, place));
    };
    let message = format!("{} leads out of the folder of the monitor", quote(&text));
    let help = "give a path from the folder of `monitor.toml` to something in it";
    ctx.report(Diagnostic::new(Code::PathOutside, message).at(place, label).help(help));
    None
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::context_of;
    use super::*;

    fn at(text: &str) -> At<String> {
        At { value: text.to_owned(), span: 0..0 }
    }

    #[test]
    fn keeps_paths_below_the_folder() {
        let file = context_of("");
        for path in ["a.csv", "a/b*.csv", "a..b/c.csv", "./a", "kwb-{jaar}.csv"] {
            let ctx = Context::new(&file);
            assert!(check_path(&ctx, at(path)).is_some(), "{path}");
        }
        for path in ["/etc/passwd", "..", "a/../../b", "a\\..\\b", "C:\\a", "\\\\host\\a"] {
            let ctx = Context::new(&file);
            assert!(check_path(&ctx, at(path)).is_none(), "{path}");
            assert!(ctx.into_findings().has_errors());
        }
    }

    #[test]
    fn names_can_be_names_of_files() {
        let file = context_of("");
        let ctx = Context::new(&file);
        assert!(check_name(&ctx, &at("zr_doorverw_12mnd"), "an indicator"));
        for name in ["", "A", "a-b", "a/b", "..", "é", "a b", &"a".repeat(65)] {
            assert!(!check_name(&ctx, &at(name), "an indicator"), "{name}");
        }
    }

    #[test]
    fn quotes_on_one_line() {
        assert_eq!(quote("a\nb\u{1b}"), "`a\\nb\\u{1b}`");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), MAX_QUOTE + 3);
    }
}
