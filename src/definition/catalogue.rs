//! The catalogue of indicators that is part of the program.

use std::sync::Arc;

use crate::diagnostic::SourceText;

/// Takes files of `indicators/` up into the program.
macro_rules! catalogue {
    ($($name:literal),* $(,)?) => {
        &[$((
            concat!("indicators/", $name),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/indicators/", $name)),
        )),*]
    };
}

/// The path and the text of each file.
const FILES: &[(&str, &str)] = catalogue![
    "_standaard.toml",
    "bb-actieve-bewoners.toml",
    "bb-deelnemers.toml",
    "bb-ggd-mantelzorg.toml",
    "bb-ggd-vrijwilligers.toml",
    "bb-lemon-betrokkenheid.toml",
    "bb-lemon-inzet.toml",
    "sc-ggd-eenzaam.toml",
    "sc-ggd-emotionele-steun.toml",
    "sc-ggd-ernstig-eenzaam.toml",
    "sc-lemon-contacten.toml",
    "sc-lemon-omgang.toml",
    "sc-lemon-thuisvoelen.toml",
    "zr-doorverw-jeugd.toml",
    "zr-doorverw-maatwerk.toml",
    "zr-doorverw-wmo.toml",
    "zr-intensiteit-wmo.toml",
    "zr-inzet-sociale-basis.toml",
    "zr-maatwerkclienten.toml",
    "zr-meldingen.toml",
    "zr-opgelost-sociale-basis.toml",
    "zr-opgelost-zonder-maatwerk.toml",
];

/// The indicators and shared defaults that monitors without a folder of their own use.
pub fn shipped_catalogue() -> Vec<Arc<SourceText>> {
    let source_of = |&(path, text): &(&str, &str)| {
        Arc::new(SourceText { path: path.into(), text: text.into() })
    };
    FILES.iter().map(source_of).collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Findings;

    use super::super::document::tests::{codes_of, context_of};
    use super::super::{parse_indicators, parse_monitor};
    use super::*;

    #[test]
    fn the_catalogue_fits_the_example_monitor() {
        let mut findings = Findings::default();
        let file = context_of(include_str!("../demo/monitor.toml"));
        let monitor = parse_monitor(&file, "".into(), &mut findings).expect("a monitor");
        let files = shipped_catalogue();
        let indicatoren = parse_indicators(&files, &monitor, &mut findings);
        let messages: Vec<_> =
            findings.sorted().into_iter().map(|f| (&f.place, &f.message)).collect();
        assert_eq!(codes_of(&findings), [""; 0], "{messages:#?}");
        assert_eq!(indicatoren.len(), files.len() - 1, "all but the defaults");
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
