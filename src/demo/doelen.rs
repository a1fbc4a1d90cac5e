//! The targets of the demo: each in a file of its own, as a gemeente gives them beside the catalogue.

use std::io;

use super::csv_file::Written;
use super::folder::write_text;
use super::sink::Sink;

/// The files of the folder `doelen`.
const FILES: [(&str, &str); 10] = [
    ("doelen/bb-deelnemers.toml", include_str!("doelen/bb-deelnemers.toml")),
    ("doelen/bb-ggd-vrijwilligers.toml", include_str!("doelen/bb-ggd-vrijwilligers.toml")),
    ("doelen/sc-ggd-eenzaam.toml", include_str!("doelen/sc-ggd-eenzaam.toml")),
    ("doelen/sc-lemon-omgang.toml", include_str!("doelen/sc-lemon-omgang.toml")),
    ("doelen/sc-vm-cohesie.toml", include_str!("doelen/sc-vm-cohesie.toml")),
    ("doelen/zr-doorverw-maatwerk.toml", include_str!("doelen/zr-doorverw-maatwerk.toml")),
    ("doelen/zr-maatwerkclienten.toml", include_str!("doelen/zr-maatwerkclienten.toml")),
    ("doelen/zr-meldingen.toml", include_str!("doelen/zr-meldingen.toml")),
    (
        "doelen/zr-opgelost-sociale-basis.toml",
        include_str!("doelen/zr-opgelost-sociale-basis.toml"),
    ),
    ("doelen/zr-wachttijd.toml", include_str!("doelen/zr-wachttijd.toml")),
];

/// Writes the files with targets.
pub(super) fn write_doelen(sink: &mut dyn Sink) -> io::Result<Vec<Written>> {
    FILES.iter().map(|(path, text)| write_text(sink, path, text)).collect()
}
