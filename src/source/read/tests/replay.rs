//! A source that is replayed cannot be told from one that was read.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;

use super::*;
use crate::source::{Cache, Shelf, read_or_replay};

/// A cache in memory.
#[derive(Debug, Default)]
struct Kept {
    sources: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    hashes: Mutex<BTreeMap<Vec<PathBuf>, String>>,
    n_replayed: AtomicU64,
    n_faults: AtomicU64,
    /// The bytes after which the disk is full.
    n_room: Option<usize>,
}

struct Draft(Arc<Mutex<BTreeMap<String, Vec<u8>>>>, Vec<u8>, Option<usize>);

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.2.is_some_and(|n_room| n_room < self.1.len() + bytes.len()) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shelf for Draft {
    fn keep(self: Box<Self>, key: &str) -> io::Result<()> {
        let mut sources = self.0.lock().expect("no panic");
        sources.insert(key.to_owned(), self.1);
        Ok(())
    }
}

impl Cache for Kept {
    fn hash(&self, files: &[PathBuf]) -> Option<String> {
        self.hashes.lock().expect("no panic").get(files).cloned()
    }

    fn watch(&self, _: &[PathBuf]) {}

    fn learn(&self, files: &[PathBuf], hash: &str) -> bool {
        self.hashes.lock().expect("no panic").insert(files.to_vec(), hash.to_owned());
        true
    }

    fn has(&self, _: &str) -> bool {
        !self.sources.lock().expect("no panic").is_empty()
    }

    fn open(&self, _: &str, key: &str) -> Option<Box<dyn Read + Send>> {
        let bytes = self.sources.lock().expect("no panic").get(key)?.clone();
        Some(Box::new(io::Cursor::new(bytes)))
    }

    fn create(&self, _: &str) -> Option<Box<dyn Shelf>> {
        Some(Box::new(Draft(Arc::clone(&self.sources), Vec::new(), self.n_room)))
    }

    fn fault(&self, _: &str, _: io::Error) {
        self.n_faults.fetch_add(1, Ordering::Relaxed);
    }

    fn forget(&self, _: &str) -> PathBuf {
        PathBuf::new()
    }

    fn tell(&self, _: &str, is_replayed: bool) {
        self.n_replayed.fetch_add(u64::from(is_replayed), Ordering::Relaxed);
    }
}

/// All that reading gives, with the texts that the dictionaries know afterwards.
#[derive(Debug, PartialEq)]
struct All {
    rows: Vec<String>,
    findings: Vec<Diagnostic>,
    report: BronReport,
    texts: Vec<Option<Vec<Arc<str>>>>,
}

fn read(spec: &BronSpec, folder: &Path, cache: Option<&Kept>, asked: &[usize]) -> All {
    let mut findings = Findings::default();
    let mut bron = open_bron(spec, folder, &mut findings);
    // What filters ask for is known before.
    for text in ["a1", "nergens"] {
        bron.dictionary(0).expect("texts").intern(text);
    }
    bron.ask_only(&asked.iter().copied().collect());
    let mut rows = Vec::new();
    let on_blocks = &mut |blocks: &[Block]| {
        for block in blocks {
            for row in 0..block.n_rows() {
                let cell = |(idx, column)| {
                    let is_asked = n_values(column) == block.n_rows();
                    is_asked.then(|| text_of(&bron, idx, column, row))
                };
                let cells: Vec<_> = block.columns.iter().enumerate().map(cell).collect();
                let (elders, line) = (block.elders, block.lines[row]);
                rows.push(format!("{elders} {}:{line} {cells:?}", block.file));
            }
        }
    };
    let cache = cache.map(|cache| cache as &dyn Cache);
    let report = read_or_replay(&bron, &indeling(), cache, &mut findings, &|_| (), on_blocks)
        .expect("the machine works");
    // Of a column that nobody asks for, what its dictionary holds is nobody's business.
    let known = |idx| bron.dictionary(idx).and_then(|dictionary| dictionary.all_texts(1000));
    let texts = |idx| known(idx).filter(|_| asked.contains(&idx));
    let texts = (0..spec.kolommen.len()).map(texts).collect();
    All { rows, findings: findings.as_found().to_vec(), report, texts }
}

/// Two files in two encodings, with every kind of fault in their rows.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("waarden.csv"), "ruw;code\nGoed Zo;goed\n").expect("written");
    let mut more = HEADER.to_owned();
    for n in 0..3000 {
        let month = n % 12 + 1;
        let code = ["goed zo", "", "slecht"][n % 3];
        let line = format!("a{n};1-{month}-2017;{n},5;{code};WK085510;2017K1;p{}\n", n % 7);
        more.push_str(&line);
    }
    std::fs::write(folder.path().join("data/a-2017.csv"), sample()).expect("written");
    std::fs::write(folder.path().join("data/b-2018.csv"), more).expect("written");
    folder
}

#[test]
fn gives_the_same_whoever_asked_before() {
    let folder = folder();
    let folder = folder.path();
    let spec = spec(Vorm::Records);
    for asked in [&[0, 1, 2, 3, 4, 5, 6, 7][..], &[0, 6], &[]] {
        let expected = read(&spec, folder, None, asked);
        assert!(!expected.rows.is_empty() && !expected.report.rejected.is_empty());
        let cache = Kept::default();
        assert_eq!(read(&spec, folder, Some(&cache), asked), expected);
        assert_eq!(read(&spec, folder, Some(&cache), asked), expected);
        assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 1);
        // Fewer columns are among those that are kept, more are not.
        assert_eq!(read(&spec, folder, Some(&cache), &[]), read(&spec, folder, None, &[]));
        assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 2);
        let all = [0, 1, 2, 3, 4, 5, 6, 7];
        assert_eq!(read(&spec, folder, Some(&cache), &all), read(&spec, folder, None, &all));
        assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 2 + u64::from(asked == all));
    }
}

#[test]
fn places_elsewhere_stay_apart_from_the_gemeente() {
    let folder = folder();
    let rows = "a;1-1-2017;1;;GM0758;2017;\nb;1-1-2017;2;;WK085510;2017;\n";
    std::fs::write(folder.path().join("data/a-2017.csv"), format!("{HEADER}{rows}"))
        .expect("written");
    let spec = spec(Vorm::Cijfers);
    let expected = read(&spec, folder.path(), None, &[2]);
    let n_elders = expected.rows.iter().filter(|row| row.starts_with("true")).count();
    assert_eq!(n_elders, 1);
    let cache = Kept::default();
    assert_eq!(read(&spec, folder.path(), Some(&cache), &[2]), expected);
    assert_eq!(read(&spec, folder.path(), Some(&cache), &[2]), expected);
    assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 1);
}

#[test]
fn a_full_disk_costs_nothing_but_time() {
    let folder = folder();
    let (folder, spec) = (folder.path(), spec(Vorm::Records));
    let expected = read(&spec, folder, None, &[0, 3, 6]);
    for n_room in [0, 7, 100, 10_000] {
        let cache = Kept { n_room: Some(n_room), ..Kept::default() };
        assert_eq!(read(&spec, folder, Some(&cache), &[0, 3, 6]), expected);
        assert_eq!(read(&spec, folder, Some(&cache), &[0, 3, 6]), expected);
        assert_eq!(cache.n_faults.load(Ordering::Relaxed), 2, "{n_room}");
        assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 0);
    }
}

#[test]
fn reads_again_what_is_declared_otherwise() {
    #[track_caller]
    fn case(is_replayed: bool, change: impl FnOnce(&mut BronSpec, &Path)) {
        let folder = folder();
        let mut spec = spec(Vorm::Records);
        // Most rows are of places that nobody knows, which is no part of this.
        spec.max_gebied_onbekend = Some(1.0);
        let cache = Kept::default();
        read(&spec, folder.path(), Some(&cache), &[0]);
        change(&mut spec, folder.path());
        let found = read(&spec, folder.path(), Some(&cache), &[0]);
        assert_eq!(cache.n_replayed.load(Ordering::Relaxed), u64::from(is_replayed));
        assert_eq!(found, read(&spec, folder.path(), None, &[0]));
    }

    case(true, |_, _| {});
    case(true, |spec, _| {
        let elsewhere = Place::file("elders.toml");
        spec.place = elsewhere.clone();
        spec.bestanden[0].1 = elsewhere.clone();
        for kolom in &mut spec.kolommen {
            kolom.place = elsewhere.clone();
            if let KolomType::Code { waarden: Some((_, place)) } = &mut kolom.soort {
                *place = elsewhere.clone();
            }
        }
    });
    // What stood in one place and now stands in two could be meant by one finding.
    case(false, |spec, _| spec.place = Place::file("elders.toml"));
    case(false, |spec, _| spec.max_afgekeurd = 0.9);
    case(false, |spec, _| spec.kolommen[2].leeg.push("-".into()));
    case(false, |spec, _| spec.kolommen[2].soort = KolomType::Getal { decimalen: 3 });
    case(false, |_, folder| {
        std::fs::write(folder.join("waarden.csv"), "ruw;code\nGoed Zo;beter\n").expect("written");
    });
}

#[cfg(unix)]
#[test]
fn another_key_of_persons_gives_other_columns() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, keys) = (folder(), tempfile::tempdir().expect("a folder"));
    let path = keys.path().join("sleutel");
    let write_key = |key: &str| {
        std::fs::write(&path, key).expect("written");
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, mode).expect("closed");
    };
    let mut spec = spec(Vorm::Records);
    spec.kolommen[6].versleuteld = true;
    spec.sleutelbestand = Some((path.to_string_lossy().into_owned(), place()));
    let cache = Kept::default();
    write_key("0123456789abcdef0123456789abcdef");
    let first = read(&spec, folder.path(), Some(&cache), &[6]);
    assert_eq!(read(&spec, folder.path(), Some(&cache), &[6]), first);
    write_key("0123456789abcdef0123456789abcdeX");
    let second = read(&spec, folder.path(), Some(&cache), &[6]);
    assert_ne!(first.rows, second.rows);
    assert_eq!(cache.n_replayed.load(Ordering::Relaxed), 1);
}
