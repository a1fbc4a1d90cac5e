//! Findings as rustc draws them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Drawn, Origin, Renderer};
use annotate_snippets::{Element, Snippet};

use super::{more_rows, path, spot};
use crate::cli::console::clean;
use crate::diagnostic::{Diagnostic, Level, Place, SourceText};

/// Draws one finding, without a line end.
pub(super) fn draw(finding: &Diagnostic, folder: &str, color: bool) -> String {
    let level = match finding.level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
        Level::Note => Drawn::NOTE,
    };
    let code = finding.code.label();
    let title = level.primary_title(clean(&finding.message)).id(code);
    let mut group = Group::with_title(title).elements(elements(finding, folder));
    if let Some(more) = more_rows(finding) {
        group = group.element(Drawn::NOTE.message(format!("and {more} like this")));
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
            let mut snippet =
                Snippet::source(&file.text).path(path(place, folder)).annotation(annotation);
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
                let snippet =
                    Snippet::source(&file.text).path(path(other, folder)).annotation(annotation);
                elements.push(snippet.into());
            }
            (_, other) => {
                let note = format!("{}: {}", clean(label), spot(other, folder));
                elements.push(Drawn::NOTE.message(note).into());
            }
        }
    }
    elements
}

fn origin(place: &Place, folder: &str) -> Origin<'static> {
    let mut origin = Origin::path(path(place, folder));
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

#[cfg(test)]
mod tests {
    use super::super::tests::{bad_date, duplicate_id};
    use super::*;

    #[test]
    fn draws_a_cell_without_its_row() {
        let drawn = "\
warning[bad-date]: `datum` holds a date that does not exist
--> m/toegang.csv:4:3
 = note: 31-09-2017
 = note: and 2 more rows like this
 = help: declared as `dd-mm-jjjj`";
        assert_eq!(draw(&bad_date(), "m/", false), drawn);
    }

    #[test]
    fn draws_both_places_when_two_disagree() {
        let drawn = "\
error[duplicate-id]: two indicators have the id `k`
 --> m/b.toml:2:6
  |
2 | id = \"k\"
  |      ^^^ the second
  |
 ::: m/a.toml:2:6
  |
2 | id = \"k\"
  |      --- the first";
        assert_eq!(draw(&duplicate_id(), "m/", false), drawn);
    }
}
