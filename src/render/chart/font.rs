//! The font of all charts, and how wide a text is in it.
//!
//! The font comes with the program, so that a chart is the same on every machine and no system
//! library is asked. Viewers of an SVG use their own sans-serif; DejaVu is wider than those, so
//! what fits here fits there.

use std::sync::Once;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// The height of a line of DejaVu Sans in em: 0.928 above the baseline and 0.236 below.
pub(super) const LINE_PER_EM: f64 = 1.164;

/// Registers the font; the first call counts.
pub(super) fn register() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        for (style, bytes) in
            [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())]
        {
            let registered = register_font(FontFamily::SansSerif.as_str(), style, bytes);
            assert!(registered.is_ok(), "the bundled font is well formed");
        }
    });
}

/// The style of a weight.
pub(super) fn style(bold: bool) -> FontStyle {
    if bold { FontStyle::Bold } else { FontStyle::Normal }
}

/// The width of a text whose em is `size` wide.
pub(super) fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    register();
    // The library measures in whole pixels, so measure large.
    const EM: f64 = 1000.0;
    let font = FontDesc::new(FontFamily::SansSerif, EM * LINE_PER_EM, style(bold));
    let (width, _) = font.box_size(text).expect("the font is registered");
    f64::from(width) / EM * size
}

/// The text, or as much of its beginning as fits before an ellipsis.
pub(super) fn ellipsise(text: &str, size: f64, bold: bool, width: f64) -> String {
    if text_width(text, size, bold) <= width {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |end: usize| format!("{}…", text[..end].trim_end());
    // A longer beginning is wider, so the longest that fits can be found by halving.
    let n_fit = ends.partition_point(|&end| text_width(&cut(end), size, bold) <= width);
    cut(ends[n_fit.saturating_sub(1)])
}

/// A name, or as much of its beginning as fits before an ellipsis and its last word.
///
/// Areas often share a beginning and differ in the last word, which is why that stays whole.
pub(super) fn shorten_name(name: &str, size: f64, width: f64) -> String {
    if text_width(name, size, false) <= width {
        return name.to_owned();
    }
    let Some((first, last)) = name.rsplit_once(' ') else {
        return ellipsise(name, size, false, width);
    };
    let room = width - text_width(&format!(" {last}"), size, false);
    let first = ellipsise(first, size, false, room);
    let short = format!("{first} {last}");
    // A last word that is itself too long leaves no room for a beginning.
    if first == "…" { ellipsise(name, size, false, width) } else { short }
}

/// Breaks a text between words into at most `n_lines` lines, the last ellipsised.
pub(super) fn wrap(text: &str, size: f64, bold: bool, width: f64, n_lines: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let n = lines.len();
        let line = &mut lines[n - 1];
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        // The last line takes all that is left.
        if line.is_empty() || n == n_lines || text_width(&longer, size, bold) <= width {
            *line = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.iter().map(|line| ellipsise(line, size, bold, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_word_of_a_name() {
        let width = text_width("Buitengebied Tilburg No", 12.0, false);
        let short = |name| shorten_name(name, 12.0, width);
        assert!(short("Buitengebied Tilburg Noord-Oost").ends_with("… Noord-Oost"));
        assert!(text_width(&short("Buitengebied Tilburg Noord-Oost"), 12.0, false) <= width);
        assert_eq!(short("Heikant"), "Heikant");
    }

    #[test]
    fn measures_in_em() {
        let one = text_width("Tilburg", 10.0, false);
        assert!((text_width("Tilburg", 20.0, false) - 2.0 * one).abs() < 1e-9);
        assert!(one < text_width("Tilburg", 10.0, true));
    }

    #[test]
    fn shortens_only_what_does_not_fit() {
        let name = "Buitengebied Tilburg Zuid-Oost";
        let width = text_width(name, 12.0, false);
        assert_eq!(ellipsise(name, 12.0, false, width), name);
        let short = ellipsise(name, 12.0, false, width - 1.0);
        assert!(short.ends_with('…') && text_width(&short, 12.0, false) <= width - 1.0);
        assert_eq!(ellipsise(name, 12.0, false, 0.0), "…");
    }

    #[test]
    fn wraps_between_words_into_two_lines_at_most() {
        let width = text_width("een twee", 12.0, false);
        let lines = wrap("een twee drie", 12.0, false, width, 2);
        assert_eq!(lines, ["een twee", "drie"]);
        let lines = wrap("een twee drie vier vijf", 12.0, false, width, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
    }
}
