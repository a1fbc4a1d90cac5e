//! Findings on one line each, to read in a log or to search.

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE};

use super::{more_rows, one_line, spot};
use crate::diagnostic::{Diagnostic, Level};

/// Writes one finding as `path:line:column: warning[code]: message (label) (+2 more rows)`.
pub(super) fn render(finding: &Diagnostic, folder: &str, color: bool) -> String {
    let style = match finding.level {
        Level::Error => DEFAULT_ERROR_STYLE,
        Level::Warning => DEFAULT_WARNING_STYLE,
        Level::Note => DEFAULT_NOTE_STYLE,
    };
    let kind = format!("{}[{}]", finding.level.word(), finding.code.label());
    let kind = if color { format!("{style}{kind}{style:#}") } else { kind };
    let at = finding.place.as_ref().map(|place| format!("{}: ", spot(place, folder)));
    let label = Some(&finding.label).filter(|label| !label.is_empty());
    let label = label.map(|label| format!(" ({})", one_line(label)));
    let more = more_rows(finding).map(|more| format!(" (+{more})"));
    let [at, label, more] = [at, label, more].map(Option::unwrap_or_default);
    format!("{at}{kind}: {}{label}{more}", one_line(&finding.message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bad_date, duplicate_id, hostile};
    use super::*;

    #[test]
    fn puts_a_finding_on_one_line() {
        assert_eq!(
            render(&bad_date(), "m/", false),
            "m/toegang.csv:4:3: warning[bad-date]: `datum` holds a date that does not exist \
             (31-09-2017) (+2 more rows)"
        );
        assert_eq!(
            render(&duplicate_id(), "m/", false),
            "m/b.toml:2:6: error[duplicate-id]: two indicators have the id `k` (the second)"
        );
        assert_eq!(render(&hostile(), "", false).lines().count(), 1);
    }

    #[test]
    fn colours_the_level_and_nothing_else() {
        let text = render(&bad_date(), "m/", true);
        assert!(text.starts_with("m/toegang.csv:4:3: \u{1b}["), "{text:?}");
        assert!(text.contains("warning[bad-date]\u{1b}[0m: `datum`"), "{text:?}");
    }
}
