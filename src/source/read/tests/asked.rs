//! Columns that nobody asks for are checked, and kept nowhere.

use super::*;
use crate::source::Dictionary;

/// What reading says of the rows, whoever asks for their cells.
#[derive(Debug, PartialEq)]
struct Rows {
    lines: Vec<u64>,
    findings: Vec<Diagnostic>,
    report: BronReport,
}

/// Reads a folder, and gives the number of texts that were kept of the first column as well.
fn read(spec: &BronSpec, folder: &Path, asked: Option<&BTreeSet<usize>>) -> (Rows, usize) {
    let mut findings = Findings::default();
    let mut bron = open_bron(spec, folder, &mut findings);
    if let Some(asked) = asked {
        bron.ask_only(asked);
    }
    let mut lines = Vec::new();
    let on_blocks = &mut |blocks: &[Block]| {
        lines.extend(blocks.iter().flat_map(|block| block.lines.clone()));
    };
    let sizes = Sizes::for_threads(2);
    let report = read_with(&bron, &indeling(), sizes, &mut findings, &|_| (), on_blocks)
        .expect("the machine works");
    let findings = findings.sorted().into_iter().cloned().collect();
    (Rows { lines, findings, report }, bron.dictionary(0).map_or(0, Dictionary::len))
}

#[test]
fn rows_are_used_or_not_whoever_asks_for_their_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::create_dir(folder.join("data")).expect("a folder");
    std::fs::write(folder.join("waarden.csv"), "ruw;code\nGoed Zo;goed\n").expect("written");
    let more = b"\xEB;1-2-2020;;;;;p\n\xA0;1-2-2020;;;;;p\n.;1-2-2020;;;;;p\n;1-2-2020;;;;;p\n";
    let bytes = [sample(), more.to_vec()].concat();
    std::fs::write(folder.join("data/a-2017.csv"), bytes).expect("written");
    let mut n_used = BTreeSet::new();
    for codering in [Codering::Utf8, Codering::Windows1252] {
        for verplicht in [false, true] {
            for leeg in [vec![], vec![".".to_owned()]] {
                let mut spec = spec(Vorm::Records);
                spec.dialect.codering = Some(codering);
                spec.max_afgekeurd = 1.0;
                spec.kolommen[0].verplicht = verplicht;
                spec.kolommen.iter_mut().for_each(|kolom| kolom.leeg.clone_from(&leeg));
                let (all, n_texts) = read(&spec, folder, None);
                let (none, n_unasked) = read(&spec, folder, Some(&BTreeSet::new()));
                assert_eq!(none, all);
                assert!(0 < n_texts && n_unasked == 0);
                n_used.insert(all.lines.len());
            }
        }
    }
    // In UTF-8 one cell cannot be read; required, empty cells are rejected.
    assert!(4 <= n_used.len(), "{n_used:?}");
}
