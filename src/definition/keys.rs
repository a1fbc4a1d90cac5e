//! The list of all keys of `monitor.toml`, by which the documentation is checked.

use super::{
    afpelling, bron, codelijst, kolom, lagen, monitor, ratio, respons, samenhang, vergelijking,
};

/// The keys that `monitor.toml` can have, of all its tables: sorted, each once.
///
/// Names that the user chooses, of sources, columns and code lists, are no keys.
pub fn monitor_keys() -> Vec<&'static str> {
    let tables = [
        monitor::KEYS,
        monitor::PERIODE_KEYS,
        monitor::GEBIEDEN_KEYS,
        codelijst::KEYS,
        bron::KEYS,
        bron::RECORDS_KEYS,
        bron::ENQUETE_KEYS,
        bron::CIJFERS_KEYS,
        respons::KEYS,
        bron::DIALECT_KEYS,
        bron::BREUK_KEYS,
        kolom::KEYS,
        lagen::KEYS,
        lagen::REGEL_KEYS,
        ratio::TELLING_KEYS,
        afpelling::KEYS,
        afpelling::AANTAL_KEYS,
        samenhang::KEYS,
        vergelijking::KEYS,
        vergelijking::GROEP_KEYS,
        vergelijking::DICHTSTBIJ_KEYS,
        vergelijking::GEMEENTE_KEYS,
    ];
    let mut keys = tables.concat();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_keys_of_every_table_once() {
        let keys = monitor_keys();
        let of_each_table = [
            "gemeente",
            "van",
            "presentatie",
            "bestand",
            "cijfers",
            "uitsluiten",
            "datum",
            "periode",
            "codering",
            "tekst_en",
            "uit_bestandsnaam",
            "kenmerken",
        ];
        for key in of_each_table {
            assert_eq!(keys.iter().filter(|&&other| other == key).count(), 1, "{key}");
        }
        assert!(keys.is_sorted());
    }
}
