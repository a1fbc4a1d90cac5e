//! The catalogue of indicators that is part of the program.

use std::sync::Arc;

use crate::diagnostic::SourceText;

/// The path and the text of each file of `indicators/`, as `catalogue_files.rs` lists them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The indicators and shared defaults that monitors without a folder of their own use.
pub fn shipped_catalogue() -> Vec<Arc<SourceText>> {
    let source_of = |&(path, text): &(&str, &str)| {
        Arc::new(SourceText { path: path.into(), text: text.into() })
    };
    FILES.iter().map(source_of).collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Findings, Level};

    use super::super::document::tests::{codes_of, context_of};
    use super::super::{parse_indicators, parse_monitor};
    use super::*;

    #[test]
    fn the_catalogue_fits_the_example_monitor() {
        let mut findings = Findings::default();
        let file = context_of(include_str!("../demo/monitor.toml"));
        let monitor = parse_monitor(&file, "".into(), &mut findings).expect("a monitor");
        let files = shipped_catalogue();
        let indicatoren = parse_indicators(&files, &[], &monitor, &mut findings).indicatoren;
        let messages: Vec<_> =
            findings.sorted().into_iter().map(|f| (&f.place, &f.message)).collect();
        // A list of initiatives has no persons, and says so.
        let [code] = &codes_of(&findings)[..] else { panic!("{messages:#?}") };
        assert!(code.starts_with("no-persons "), "{messages:#?}");
        assert_eq!(indicatoren.len(), files.len() - 1, "all but the defaults");
    }

    #[test]
    fn a_monitor_with_one_register_gets_the_indicators_on_it() {
        let file = context_of(include_str!("../demo/monitor.toml"));
        let monitor = parse_monitor(&file, "".into(), &mut Findings::default());
        let mut monitor = monitor.expect("a monitor");
        let files = shipped_catalogue();
        monitor.bronnen.retain(|naam, _| ["toegang", "cbs_inwoners"].contains(&naam.as_str()));
        let mut findings = Findings::default();
        let indicatoren = parse_indicators(&files, &[], &monitor, &mut findings).indicatoren;
        assert!(indicatoren.iter().any(|indicator| indicator.info.id == "zr_meldingen"));
        let n_skipped = files.len() - 1 - indicatoren.len();
        assert_eq!((findings.count(Level::Note), findings.sorted().len()), (n_skipped, n_skipped));
        monitor.bronnen.clear();
        monitor.lagen = None;
        assert_eq!(parse_indicators(&files, &[], &monitor, &mut findings).indicatoren, []);
        assert!(!findings.has_errors());
    }

    #[test]
    fn the_catalogue_is_the_whole_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/indicators");
        let entries = std::fs::read_dir(folder).expect("the folder is part of the sources");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .filter(|name| name.rsplit('.').next() == Some("toml"))
            .map(|name| format!("indicators/{name}"))
            .collect();
        paths.sort();
        let shipped: Vec<_> = shipped_catalogue().iter().map(|file| file.path.clone()).collect();
        assert_eq!(shipped, paths);
    }
}
