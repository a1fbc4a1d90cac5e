//! The fingerprint of a definition: what it measures, whatever its comments, order and texts.
//!
//! A frozen baseline remembers it, so that a definition that was changed in silence is seen.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

use crate::source::hexadecimal;

/// The keys that decide what a figure is.
const KEYS: [&str; 7] = ["id", "naam", "richting", "eenheid", "meting", "periode", "schatting"];

/// The fingerprint of the file of an indicator, in hexadecimal.
pub(super) fn fingerprint(root: &DeTable) -> String {
    let mut text = String::new();
    for key in KEYS {
        if let Some(value) = root.get(key) {
            text.push_str(key);
            text.push('=');
            write_value(value.get_ref(), &mut text);
            text.push('\n');
        }
    }
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

fn write_value(value: &DeValue, text: &mut String) {
    match value {
        DeValue::String(string) => {
            let _ = write!(text, "{string:?}");
        }
        DeValue::Integer(integer) => text.push_str(integer.as_str()),
        DeValue::Float(float) => text.push_str(float.as_str()),
        DeValue::Boolean(boolean) => text.push_str(if *boolean { "true" } else { "false" }),
        DeValue::Datetime(datetime) => text.push_str(&datetime.to_string()),
        DeValue::Array(array) => {
            text.push('[');
            for item in array {
                write_value(item.get_ref(), text);
                text.push(',');
            }
            text.push(']');
        }
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.get_ref().cmp(b.get_ref()));
            text.push('{');
            for (key, value) in entries {
                let _ = write!(text, "{:?}=", key.get_ref());
                write_value(value.get_ref(), text);
                text.push(',');
            }
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Context;
    use super::super::document::tests::context_of;
    use super::*;

    fn of(text: &str) -> String {
        let file = context_of(text);
        let ctx = Context::new(&file);
        let (root, is_whole) = ctx.parse_toml();
        assert!(is_whole, "the test is TOML");
        fingerprint(&root)
    }

    #[test]
    fn order_and_comments_do_not_matter() {
        let one = of("naam = 'a'\nid = 'x' # why\n[meting.ratio]\na = 1\nb = [1, 2]\n");
        let other =
            of("id = \"x\"\nnaam = \"a\"\nwaarom = 1\n[meting]\nratio = { b = [1,2], a = 1 }");
        assert_eq!(one, other);
    }

    #[test]
    fn another_filter_is_another_definition() {
        assert_ne!(of("[meting.ratio]\nfilter = 'a'"), of("[meting.ratio]\nfilter = 'b'"));
    }
}
