//! A description as plain text, for a terminal.

use std::fmt::Write as _;

use super::{Beschrijving, Blok};

/// The most characters of a line.
const WIDTH: usize = 100;

/// Writes a description as text.
pub fn render_pagina_tekst(beschrijving: &Beschrijving) -> String {
    let Beschrijving { id, naam, kenmerken, delen, .. } = beschrijving;
    let mut text = format!("{naam}\n{id}\n\n");
    paren(&mut text, kenmerken);
    for deel in delen {
        let _ = writeln!(text, "\n{}", deel.kop.to_uppercase());
        for (idx, blok) in deel.blokken.iter().enumerate() {
            if 0 < idx {
                text.push('\n');
            }
            match blok {
                Blok::Alinea(alinea) => wrap(&mut text, alinea, ["  ", "  "]),
                Blok::Lijst(items) => {
                    for item in items {
                        wrap(&mut text, item, ["  - ", "    "]);
                    }
                }
                Blok::Paren(found) => paren(&mut text, found),
                Blok::Verwijzingen(others) => {
                    for (id, naam) in others {
                        let line = naam
                            .as_ref()
                            .map_or_else(|| id.clone(), |naam| format!("{naam} ({id})"));
                        wrap(&mut text, &line, ["  - ", "    "]);
                    }
                }
            }
        }
    }
    text
}

/// Labels with their texts, in two columns.
fn paren(text: &mut String, pairs: &[(String, String)]) {
    let width = pairs.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let next = " ".repeat(width + 4);
    for (label, value) in pairs {
        wrap(text, value, [&format!("  {label:<width$}  "), &next]);
    }
}

/// Writes a text in lines of limited length, with what stands before the first and the others.
fn wrap(text: &mut String, from: &str, [first, next]: [&str; 2]) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in from.split_whitespace() {
        // A number and its unit stay together; one character too many does no harm.
        let sticks = word.starts_with('%');
        if !is_empty && !sticks && WIDTH < line.chars().count() + 1 + word.chars().count() {
            let _ = writeln!(text, "{}", line.trim_end());
            next.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    let _ = writeln!(text, "{}", line.trim_end());
}
