//! Findings as rustc draws them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Drawn, Origin, Renderer};
use annotate_snippets::{Element, Snippet};

use super::console::clean;
use crate::diagnostic::{Diagnostic, Level, Place, SourceText};

/// Draws one finding, without a line end.
///
/// Paths of exports start at the folder of the monitor; they are shown from the current folder,
/// so that an editor can open them.
pub(super) fn draw(finding: &Diagnostic, folder: &str, color: bool) -> String {
    let level = match finding.level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
        Level::Note => Drawn::NOTE,
    };
    let title = level.primary_title(clean(&finding.message)).id(finding.code.word());
    let mut group = Group::with_title(title).elements(elements(finding, folder));
    if 0 < finding.n_more {
        let n_more = with_separators(finding.n_more);
        let word = if finding.n_more == 1 { "row" } else { "rows" };
        group = group.element(Drawn::NOTE.message(format!("and {n_more} more {word} like this")));
    }
    if let Some(help) = &finding.help {
        group = group.element(Drawn::HELP.message(clean(help)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The places of a finding: those in definition files with their text, the others by name.
fn elements<'f>(finding: &'f Diagnostic, folder: &str) -> Vec<Element<'f>> {
    let Some(place) = &finding.place else { return Vec::new() };
    let label = clean(&finding.label);
    let mut elements = Vec::new();
    match place {
        Place::Text { file, span } => {
            let annotation = AnnotationKind::Primary.span(within(file, span)).label(some(label));
            let mut snippet = Snippet::source(&file.text).path(&file.path).annotation(annotation);
            for (other, label) in &finding.also {
                match other {
                    Place::Text { file: same, span } if same == file => {
                        let context = AnnotationKind::Context.span(within(same, span));
                        snippet = snippet.annotation(context.label(some(clean(label))));
                    }
                    _ => {}
                }
            }
            elements.push(snippet.into());
        }
        Place::Cell { .. } | Place::File { .. } => {
            elements.push(origin(place, folder).into());
            elements.extend(some(label).map(|label| Element::from(Drawn::NOTE.message(label))));
        }
    }
    for (other, label) in &finding.also {
        match (place, other) {
            (Place::Text { file, .. }, Place::Text { file: same, .. }) if file == same => {}
            (_, Place::Text { file, span }) => {
                let annotation: Annotation<'_> =
                    AnnotationKind::Context.span(within(file, span)).label(some(clean(label)));
                let snippet = Snippet::source(&file.text).path(&file.path).annotation(annotation);
                elements.push(snippet.into());
            }
            (_, other) => {
                elements
                    .push(Drawn::NOTE.message(format!("{}: {folder}{other}", clean(label))).into());
            }
        }
    }
    elements
}

fn origin(place: &Place, folder: &str) -> Origin<'static> {
    let mut origin = Origin::path(format!("{folder}{}", place.path()));
    if let Some(line) = place.line() {
        origin = origin.line(line as usize);
        if let Some(column) = place.column() {
            origin = origin.char_column(column as usize);
        }
    }
    origin
}

/// The span, kept inside the text whatever happens.
fn within(file: &SourceText, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let end = file.text.floor_char_boundary(span.end.min(file.text.len()));
    let start = file.text.floor_char_boundary(span.start.min(end));
    start..end
}

fn some(label: String) -> Option<String> {
    (!label.is_empty()).then_some(label)
}

/// A number with a comma between thousands.
pub(super) fn with_separators(n: u64) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut text = digits[..first].to_owned();
    for (idx, digit) in digits[first..].chars().enumerate() {
        if idx % 3 == 0 && !text.is_empty() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_thousands() {
        assert_eq!(with_separators(7), "7");
        assert_eq!(with_separators(1_204), "1,204");
        assert_eq!(with_separators(12_345_678), "12,345,678");
    }
}
