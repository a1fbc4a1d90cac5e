//! Findings in a form that can be written to a file and read back in a later run.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Code, Diagnostic, Level, Place, SourceText};

/// A finding without the texts of definition files, which a later run has itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFinding {
    code: String,
    level: String,
    message: String,
    place: Option<KeptPlace>,
    label: String,
    also: Vec<(KeptPlace, String)>,
    help: Option<String>,
    n_more: u64,
}

/// A place; one in a definition file is known by a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum KeptPlace {
    Text { known: usize, span: Range<usize> },
    Cell { file: String, line: u64, column: Option<(u32, String)> },
    File { path: String },
}

impl KeptPlace {
    fn of(place: &Place, keep: &mut Keep<'_>) -> Option<Self> {
        Some(match place {
            Place::Text { file, span } => {
                let (known, span) = keep(file, span)?;
                Self::Text { known, span }
            }
            Place::Cell { file, line, column } => Self::Cell {
                file: file.to_string(),
                line: *line,
                column: column.as_ref().map(|(number, header)| (*number, header.to_string())),
            },
            Place::File { path } => Self::File { path: path.to_string() },
        })
    }

    fn find(self, find: &mut Find<'_>) -> Option<Place> {
        Some(match self {
            Self::Text { known, span } => find(known, span)?,
            Self::Cell { file, line, column } => Place::Cell {
                file: file.into(),
                line,
                column: column.map(|(number, header)| (number, header.into())),
            },
            Self::File { path } => Place::file(path),
        })
    }
}

/// The number and span by which a place in a definition file is kept.
pub type Keep<'a> =
    dyn FnMut(&Arc<SourceText>, &Range<usize>) -> Option<(usize, Range<usize>)> + 'a;

/// The place that a number and a span stand for.
pub type Find<'a> = dyn FnMut(usize, Range<usize>) -> Option<Place> + 'a;

impl KeptFinding {
    /// The finding without texts; `None` when one of its places cannot be kept.
    pub fn of(finding: &Diagnostic, keep: &mut Keep<'_>) -> Option<Self> {
        let place = match &finding.place {
            Some(place) => Some(KeptPlace::of(place, keep)?),
            None => None,
        };
        let mut also = Vec::new();
        for (place, label) in &finding.also {
            also.push((KeptPlace::of(place, keep)?, label.clone()));
        }
        Some(Self {
            code: finding.code.word().to_owned(),
            level: finding.level.word().to_owned(),
            message: finding.message.clone(),
            place,
            label: finding.label.clone(),
            also,
            help: finding.help.clone(),
            n_more: finding.n_more,
        })
    }

    /// The finding as it was; `None` when this program cannot have kept it.
    pub fn restore(self, find: &mut Find<'_>) -> Option<Diagnostic> {
        let level = [Level::Note, Level::Warning, Level::Error];
        let place = match self.place {
            Some(place) => Some(place.find(find)?),
            None => None,
        };
        let mut also = Vec::new();
        for (place, label) in self.also {
            also.push((place.find(find)?, label));
        }
        Some(Diagnostic {
            code: *Code::ALL.iter().find(|code| code.word() == self.code)?,
            level: level.into_iter().find(|level| level.word() == self.level)?,
            message: self.message,
            place,
            label: self.label,
            also,
            help: self.help,
            n_more: self.n_more,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restores_what_it_kept() {
        let text = Arc::new(SourceText { path: "monitor.toml".into(), text: "a = 1\n".into() });
        let cell = Place::Cell { file: "a.csv".into(), line: 7, column: Some((2, "Datum".into())) };
        let mut finding = Diagnostic::new(Code::BadDate, "no date")
            .at(cell, "here")
            .also(Place::text(&text, 0..1), "declared here")
            .also(Place::file("b.csv"), "there")
            .help("write one");
        finding.level = Level::Error;
        finding.n_more = 3;
        let kept = KeptFinding::of(&finding, &mut |_, span| Some((4, span.clone())));
        let json = serde_json::to_string(&kept.expect("kept")).expect("JSON");
        let kept: KeptFinding = serde_json::from_str(&json).expect("JSON");
        let mut find = |known, span| (known == 4).then(|| Place::text(&text, span));
        assert_eq!(kept.restore(&mut find), Some(finding.clone()));
        assert!(KeptFinding::of(&finding, &mut |_, _| None).is_none());
    }
}
