//! The catalogue as web pages that need nothing else: no script, no font, no picture.

use std::fmt::Write as _;

use crate::model::{Domein, Taal};

use super::beschrijving::doelen_cel;
use super::markdown::koppen;
use super::woorden::{self, kies};
use super::{Beschrijving, Blok, Catalogus, Stuk, stukken};

/// The style of all pages: dark text on white, contrast of at least 7 to 1, and fit for paper.
const STYLE: &str = "\
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;color:#1b1b1b;background:#fff;font:1rem/1.6 system-ui,'Segoe UI',Roboto,Arial,sans-serif}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}footer{padding-top:2rem;padding-bottom:2rem;color:#444;font-size:.9rem}
main.pagina p,main.pagina ul{max-width:44rem}
h1{font-size:1.9rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.3rem;line-height:1.3;margin:2rem 0 .5rem;padding-top:.75rem;border-top:1px solid #c8c8c8}
a{color:#0b4a8f}a:focus-visible{outline:3px solid #0b4a8f;outline-offset:2px}
code{font:0.92em ui-monospace,Consolas,monospace;background:#f1f1f1;padding:.1em .3em;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem 1rem}
.breed{overflow-x:auto}
table{border-collapse:collapse;margin:.75rem 0;text-align:left}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{padding:.4rem .9rem .4rem 0;border-bottom:1px solid #d5d5d5;vertical-align:top}
th{font-weight:600}.getal{text-align:right}thead th.getal:first-child{text-align:left}tbody th{font-weight:500}
@media print{.skip,nav{display:none}body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}
a{color:inherit;text-decoration:none}h2{break-after:avoid}tr,li{break-inside:avoid}.breed{overflow:visible}}
";

/// Writes a description as a web page.
pub fn render_pagina_html(beschrijving: &Beschrijving, monitor: &str) -> String {
    let Beschrijving { taal, id, naam, kenmerken, delen } = beschrijving;
    let mut body = String::new();
    let terug = kies(*taal, "Alle indicatoren", "All indicators");
    let _ = write!(
        body,
        "<header>\n<nav aria-label=\"{}\"><a \
         href=\"index.html\">{terug}</a></nav>\n<h1>{}</h1>\n<p><code>{}</code></p>\n</header>\n<main \
         id=\"inhoud\" class=\"pagina\">\n",
        kies(*taal, "Catalogus", "Catalogue"),
        inline(naam),
        escape(id),
    );
    paren(&mut body, kies(*taal, "In het kort", "In short"), kenmerken);
    for deel in delen {
        let _ = writeln!(body, "<section>\n<h2 id=\"{}\">{}</h2>", deel.sleutel, escape(deel.kop));
        for blok in &deel.blokken {
            match blok {
                Blok::Alinea(alinea) => {
                    let _ = writeln!(body, "<p>{}</p>", inline(alinea));
                }
                Blok::Lijst(items) => {
                    let items: Vec<_> =
                        items.iter().map(|item| format!("<li>{}</li>\n", inline(item))).collect();
                    let _ = writeln!(body, "<ul>\n{}</ul>", items.concat());
                }
                Blok::Paren(pairs) => paren(&mut body, deel.kop, pairs),
                Blok::Verwijzingen(others) => {
                    body += "<ul>\n";
                    for (id, naam) in others {
                        let id = escape(id);
                        let _ = match naam {
                            Some(naam) => {
                                writeln!(
                                    body,
                                    "<li><a href=\"{id}.html\">{}</a></li>",
                                    inline(naam)
                                )
                            }
                            None => writeln!(body, "<li><code>{id}</code></li>"),
                        };
                    }
                    body += "</ul>\n";
                }
            }
        }
        body += "</section>\n";
    }
    body += "</main>\n";
    document(*taal, naam, &body, monitor)
}

/// Writes the index of the catalogue as a web page.
pub fn render_index_html(catalogus: &Catalogus, taal: Taal) -> String {
    let title = kies(taal, "Indicatoren", "Indicators");
    let monitor = &catalogus.monitor.naam;
    let mut body = format!(
        "<header>\n<h1>{title}</h1>\n<p>{}</p>\n</header>\n<main id=\"inhoud\">\n",
        escape(monitor)
    );
    for domein in Domein::ALL {
        let mut rows = String::new();
        let mut n_rows = 0;
        for kaart in &catalogus.kaarten {
            let info = &kaart.indicator.info;
            if info.domein != *domein {
                continue;
            }
            n_rows += 1;
            let _ = write!(
                rows,
                "<tr><th scope=\"row\"><a href=\"{}.html\">{}</a></th>",
                escape(&info.id),
                inline(info.naam.in_taal(taal))
            );
            let bronnen: Vec<_> = kaart.bronnen().iter().map(|bron| format!("`{bron}`")).collect();
            for cell in [
                woorden::laag(info.laag, taal),
                info.eenheid.in_taal(taal),
                woorden::richting(info.richting, taal),
                &woorden::frequenties(&info.frequenties, taal),
                woorden::levensfase(kaart.levensfase, taal),
                &doelen_cel(kaart, taal),
                &bronnen.join(", "),
            ] {
                let _ = write!(rows, "<td>{}</td>", inline(cell));
            }
            rows += "</tr>\n";
        }
        if n_rows == 0 {
            continue;
        }
        let naam = escape(woorden::domein(*domein, taal));
        let caption = match (taal, n_rows) {
            (Taal::Nl, 1) => format!("{naam}: 1 indicator"),
            (Taal::Nl, n) => format!("{naam}: {n} indicatoren"),
            (Taal::En, 1) => format!("{naam}: 1 indicator"),
            (Taal::En, n) => format!("{naam}: {n} indicators"),
        };
        let header: Vec<_> =
            koppen(taal).iter().map(|kop| format!("<th scope=\"col\">{kop}</th>")).collect();
        let _ = write!(
            body,
            "<section>\n<h2 id=\"{word}\">{naam}</h2>\n\
             <div class=\"breed\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{word}\">\n\
             <table>\n<caption>{caption}</caption>\n<thead><tr>{}</tr></thead>\n\
             <tbody>\n{rows}</tbody>\n</table>\n</div>\n</section>\n",
            header.concat(),
            word = domein.word(),
        );
    }
    body += "</main>\n";
    document(taal, title, &body, monitor)
}

pub(in crate::render) fn document(taal: Taal, title: &str, body: &str, monitor: &str) -> String {
    let lang = kies(taal, "nl", "en");
    let skip = kies(taal, "Naar de inhoud", "Skip to content");
    let (title, monitor) = (escape(title), escape(monitor));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – \
         {monitor}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" \
         href=\"#inhoud\">{skip}</a>\n{body}<footer>\n<p>{monitor}</p>\n</footer>\n</body>\n</html>\n"
    )
}

/// Labels with their texts, as a table.
fn paren(body: &mut String, caption: &str, pairs: &[(String, String)]) {
    let _ = writeln!(body, "<table>\n<caption>{}</caption>\n<tbody>", escape(caption));
    for (label, value) in pairs {
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escape(label),
            inline(value)
        );
    }
    *body += "</tbody>\n</table>\n";
}

/// A text in which only backticks have a meaning.
fn inline(text: &str) -> String {
    let piece = |stuk| match stuk {
        Stuk::Tekst(text) => escape(text),
        Stuk::Code(code) => format!("<code>{}</code>", escape(code)),
    };
    stukken(text).into_iter().map(piece).collect()
}

/// A text that is only text, also between quotes.
pub(in crate::render) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_become_elements_or_leave_their_quotes() {
        assert_eq!(
            inline("<script>alert('x')</script> & `a<b`"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; <code>a&lt;b</code>"
        );
        assert_eq!(escape("\" onload=\"\u{1b}[0m"), "&quot; onload=&quot; [0m");
    }

    /// The ratio of two colours as WCAG 2.1 computes it.
    fn contrast(text: &str, ground: &str) -> f64 {
        let luminance = |color: &str| {
            let channel = |at: usize| {
                let part = u8::from_str_radix(&color[at..at + 2], 16).expect("a colour");
                let part = f64::from(part) / 255.0;
                if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
        };
        (luminance(ground) + 0.05) / (luminance(text) + 0.05)
    }

    #[test]
    fn texts_stand_out_from_their_ground() {
        for (text, ground) in
            [("1b1b1b", "ffffff"), ("444444", "ffffff"), ("0b4a8f", "ffffff"), ("1b1b1b", "f1f1f1")]
        {
            assert!(7.0 <= contrast(text, ground), "{text} on {ground}");
        }
    }
}
