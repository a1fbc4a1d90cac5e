//! The catalogue as Markdown: an index, and a page for each indicator.

use std::fmt::Write as _;

use crate::model::{Domein, Taal};

use super::beschrijving::doelen_cel;
use super::woorden::{self, kies};
use super::{Beschrijving, Blok, Catalogus, Stuk, stukken};

/// Writes a description as a page of Markdown.
pub fn render_pagina_markdown(beschrijving: &Beschrijving) -> String {
    let Beschrijving { taal, id, naam, kenmerken, delen } = beschrijving;
    let terug = kies(*taal, "Alle indicatoren", "All indicators");
    let mut text = format!("# {}\n\n`{id}` · [{terug}](README.md)\n\n", inline(naam));
    let header = [kies(*taal, "Kenmerk", "Property"), kies(*taal, "Waarde", "Value")];
    paren(&mut text, header, kenmerken);
    for deel in delen {
        let _ = writeln!(text, "\n## {}\n", deel.kop);
        for (idx, blok) in deel.blokken.iter().enumerate() {
            if 0 < idx {
                text.push('\n');
            }
            match blok {
                Blok::Alinea(alinea) => {
                    let _ = writeln!(text, "{}", inline(alinea));
                }
                Blok::Lijst(items) => {
                    for item in items {
                        let _ = writeln!(text, "- {}", inline(item));
                    }
                }
                Blok::Paren(pairs) => {
                    paren(&mut text, [kies(*taal, "Afspraak", "Agreement"), ""], pairs);
                }
                Blok::Verwijzingen(others) => {
                    for (id, naam) in others {
                        let _ = match naam {
                            Some(naam) => writeln!(text, "- [{}]({id}.md)", inline(naam)),
                            None => writeln!(text, "- `{id}`"),
                        };
                    }
                }
            }
        }
    }
    text
}

/// Writes the index of the catalogue.
pub fn render_index_markdown(catalogus: &Catalogus, taal: Taal) -> String {
    let naam = inline(&catalogus.monitor.naam);
    let mut text = format!("# {}: {naam}\n", kies(taal, "Indicatoren", "Indicators"));
    for domein in Domein::ALL {
        let mut rows = String::new();
        for kaart in &catalogus.kaarten {
            let info = &kaart.indicator.info;
            if info.domein != *domein {
                continue;
            }
            let bronnen: Vec<_> = kaart.bronnen().iter().map(|bron| format!("`{bron}`")).collect();
            let cells = [
                format!("[{}]({}.md)", cell(info.naam.in_taal(taal)), info.id),
                cell(woorden::laag(info.laag, taal)),
                cell(info.eenheid.in_taal(taal)),
                cell(woorden::richting(info.richting, taal)),
                cell(&woorden::frequenties(&info.frequenties, taal)),
                cell(woorden::levensfase(kaart.levensfase, taal)),
                cell(&doelen_cel(kaart, taal)),
                bronnen.join(", "),
            ];
            let _ = writeln!(rows, "| {} |", cells.join(" | "));
        }
        if rows.is_empty() {
            continue;
        }
        let header = koppen(taal);
        let _ = writeln!(text, "\n## {}\n", woorden::domein(*domein, taal));
        let _ = writeln!(text, "| {} |\n|{}", header.join(" | "), "---|".repeat(header.len()));
        text += &rows;
    }
    text
}

/// The headers of the index.
pub(super) fn koppen(taal: Taal) -> [&'static str; 8] {
    match taal {
        Taal::Nl => {
            ["Indicator", "Laag", "Eenheid", "Richting", "Gemeten", "Levensfase", "Doel", "Bron"]
        }
        Taal::En => {
            ["Indicator", "Layer", "Unit", "Direction", "Measured", "Phase", "Target", "Source"]
        }
    }
}

fn paren(text: &mut String, header: [&str; 2], pairs: &[(String, String)]) {
    let _ = writeln!(text, "| {} | {} |\n|---|---|", header[0], header[1]);
    for (label, value) in pairs {
        let _ = writeln!(text, "| {} | {} |", cell(label), cell(value));
    }
}

/// A text in a cell of a table, where also a bar has a meaning.
fn cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}

/// A text on one line, in which only backticks have a meaning.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for stuk in stukken(text) {
        match stuk {
            Stuk::Code(code) => {
                let _ = write!(out, "`{}`", one_line(code));
            }
            Stuk::Tekst(text) => {
                for c in one_line(text).chars() {
                    match c {
                        '<' => out += "&lt;",
                        '>' => out += "&gt;",
                        '&' => out += "&amp;",
                        '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => {
                            out.push('\\');
                            out.push(c);
                        }
                        c => out.push(c),
                    }
                }
            }
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_mark_up() {
        assert_eq!(inline("<b>*x*</b> `a*b`"), "&lt;b&gt;\\*x\\*&lt;/b&gt; `a*b`");
        assert_eq!(inline("[x](javascript:1)\n# y"), "\\[x\\](javascript:1) \\# y");
        assert_eq!(cell("a | b"), "a \\| b");
    }
}
