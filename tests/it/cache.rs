//! The cache: the same report with it, without it and after any damage, only sooner.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::program::{caching, copy_folder, files_below, root, run, stderr, wijkmonitor};

/// A copy of a monitor, with a place for reports.
struct Place {
    folder: TempDir,
}

impl Place {
    fn of(fixture: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy_folder(&root().join("fixtures").join(fixture), &folder.path().join("monitor"));
        Self { folder }
    }

    fn monitor(&self) -> PathBuf {
        self.folder.path().join("monitor")
    }

    fn cache(&self) -> PathBuf {
        self.monitor().join(".wijkmonitor")
    }

    fn reports(&self) -> PathBuf {
        self.folder.path().join("rapporten")
    }

    fn report(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.reports())
    }

    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = caching(args);
        command.arg("build").arg(self.monitor()).arg("--out").arg(self.reports());
        // Charts follow from the figures, and take long to draw.
        command.arg("--no-charts");
        command
    }

    /// Builds and gives what was told.
    #[track_caller]
    fn build(&self, args: &[&str]) -> Output {
        run(&mut self.command(args), 0)
    }

    /// Forgets what was told of reports, so that the next build computes.
    fn forget_report(&self) {
        fs::remove_dir_all(self.reports()).expect("a report");
    }

    /// Builds again from the columns that are kept, and gives the sources that were read.
    #[track_caller]
    fn sources_read(&self) -> Vec<String> {
        self.forget_report();
        told(&stderr(&self.build(&["-v"])), "reading")
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.monitor().join(name);
        let bytes = fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains(from), "{name} has {from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }
}

/// The sources that a line with this word tells of.
fn told(text: &str, word: &str) -> Vec<String> {
    let of = |line: &str| {
        let (first, bron) = line.split_once(' ')?;
        // How many bytes there are to read is told of every source.
        (first == word && !bron.contains('(')).then(|| bron.trim().to_owned())
    };
    text.lines().filter_map(of).collect()
}

/// What is told but for times.
fn without_times(output: &Output) -> String {
    let text = stderr(output);
    let lines = text.lines().filter(|line| !line.starts_with("took"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_report_is_the_same_with_and_without_a_cache_and_whatever_the_number_of_threads() {
    for fixture in ["klein", "overgang", "demo"] {
        let place = Place::of(fixture);
        let first = place.build(&[]);
        let without = Place::of(fixture);
        let other = without.build(&["--no-cache"]);
        assert!(!without.cache().exists());
        assert!(place.report() == without.report(), "{fixture}: written while it was read");
        let in_place = |output: &Output, place: &Place| {
            let folder = place.folder.path().display().to_string();
            without_times(output).replace(&folder, "")
        };
        assert_eq!(in_place(&first, &place), in_place(&other, &without), "{fixture}");
        for n_threads in ["1", "3"] {
            place.forget_report();
            let mut command = place.command(&["-v"]);
            command.env("RAYON_NUM_THREADS", n_threads);
            let verbose = run(&mut command, 0);
            assert_eq!(told(&stderr(&verbose), "reading"), Vec::<String>::new(), "{fixture}");
            assert!(!told(&stderr(&verbose), "cached").is_empty());
            assert!(place.report() == without.report(), "{fixture}: {n_threads} threads");
            place.forget_report();
            let quiet = place.build(&[]);
            assert_eq!(without_times(&quiet), without_times(&first), "{fixture}");
            assert_eq!(quiet.stdout, first.stdout);
        }
    }
}

#[test]
fn nothing_is_computed_when_nothing_has_changed() {
    let place = Place::of("klein");
    let first = place.build(&[]);
    let before = place.report();
    let again = place.build(&[]);
    assert_eq!(again.stdout, first.stdout);
    let said = stderr(&again);
    assert!(said.contains("unchanged the report of 2018 is up to date\n"), "{said}");
    // All that the first build found is told again.
    let lines = |output: &Output| {
        let text = stderr(output);
        let is_progress = |line: &&str| {
            !["reading", "wrote", "unchanged"].iter().any(|word| line.starts_with(word))
        };
        text.lines().filter(is_progress).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&again), lines(&first));
    assert!(place.report() == before);
    // From elsewhere, paths are shown as they are seen from there.
    let mut inside =
        caching(&["build", "--out", "../rapporten", "--no-charts", "--format", "json"]);
    let said = stderr(&run(inside.current_dir(place.monitor()), 0));
    assert!(said.contains("is up to date") && !said.contains("reading"), "{said}");
    assert!(!said.contains(&place.folder.path().display().to_string()), "{said}");
}

#[test]
fn another_report_or_one_that_was_touched_is_built_again() {
    let place = Place::of("klein");
    place.build(&[]);
    let is_up_to_date = |args: &[&str]| stderr(&place.build(args)).contains("is up to date");
    assert!(is_up_to_date(&[]));
    assert!(!is_up_to_date(&["--no-cache"]));
    let table = place.reports().join("2018/cijfers.csv");
    let whole = fs::read(&table).expect("a table");
    let mut bytes = whole.clone();
    bytes[10] ^= 1;
    fs::write(&table, bytes).expect("written");
    assert!(!is_up_to_date(&[]));
    assert!(fs::read(&table).expect("a table") == whole);
    fs::write(place.reports().join("2018/nieuw.txt"), "").expect("written");
    assert!(!is_up_to_date(&[]));
    fs::remove_file(&table).expect("removed");
    assert!(!is_up_to_date(&[]));
    for args in [["--decimal", "point"], ["--lang", "en"], ["--period", "2017"]] {
        let mut command = place.command(&[]);
        assert!(!stderr(&run(command.args(args), 0)).contains("is up to date"), "{args:?}");
        assert!(stderr(&run(command.args([] as [&str; 0]), 0)).contains("is up to date"));
    }
}

#[test]
fn only_the_source_that_has_changed_is_read_again() {
    let place = Place::of("klein");
    place.build(&[]);
    assert_eq!(place.sources_read(), Vec::<String>::new());
    // Touched, but not changed.
    let path = place.monitor().join("toegang/toegang-2018.csv");
    let file = fs::File::options().append(true).open(&path).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_hours(1)).expect("touched");
    assert_eq!(place.sources_read(), Vec::<String>::new());
    // One byte, and the file keeps its length.
    let mut bytes = fs::read(&path).expect("a file");
    let last_digit = bytes.iter().rposition(u8::is_ascii_digit).expect("a digit");
    bytes[last_digit] ^= 1;
    fs::write(&path, bytes).expect("written");
    assert_eq!(place.sources_read(), ["toegang"]);
    // A line above all sources moves them, but changes none.
    place.edit("monitor.toml", "[", "# een opmerking\n[");
    assert_eq!(place.sources_read(), Vec::<String>::new());
    let with = place.report();
    place.forget_report();
    place.build(&["--no-cache"]);
    assert!(place.report() == with, "findings point at the lines as they are now");
}

#[test]
fn a_file_that_changes_just_after_it_was_read_is_read_again() {
    let place = Place::of("klein");
    let path = place.monitor().join("toegang/toegang-2018.csv");
    let time = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
    place.build(&[]);
    let mut bytes = fs::read(&path).expect("a file");
    let last_digit = bytes.iter().rposition(u8::is_ascii_digit).expect("a digit");
    bytes[last_digit] ^= 1;
    fs::write(&path, bytes).expect("written");
    let file = fs::File::options().append(true).open(&path).expect("a file");
    file.set_modified(time).expect("touched");
    assert_eq!(place.sources_read(), ["toegang"]);
}

/// Each byte of each file of the cache may be damaged: nothing changes but the time.
#[test]
fn damage_has_no_effect_but_on_time() {
    let place = Place::of("klein");
    let first = place.build(&[]);
    let report = place.report();
    let kept: Vec<_> = files_below(&place.cache()).into_keys().collect();
    let columns = kept.iter().filter(|name| name.starts_with("kolommen-")).count();
    assert!(1 < columns && kept.iter().any(|name| name.starts_with("rapport-")), "{kept:?}");
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for round in 0..12 {
        for name in &kept {
            let path = place.cache().join(name);
            let mut bytes = fs::read(&path).unwrap_or_default();
            if bytes.is_empty() || name == "CACHEDIR.TAG" || name == ".gitignore" {
                continue;
            }
            match round {
                0 => bytes.clear(),
                1 => bytes.truncate(random(bytes.len())),
                2 => bytes.extend_from_slice(b"more"),
                _ => {
                    let at = random(bytes.len());
                    bytes[at] ^= 1 << random(8);
                }
            }
            fs::write(&path, bytes).expect("written");
        }
        if round % 2 == 0 {
            place.forget_report();
        }
        let output = place.build(&[]);
        assert!(place.report() == report, "round {round}");
        assert_eq!(output.stdout, first.stdout);
    }
    assert_eq!(place.sources_read(), Vec::<String>::new(), "what was damaged was made again");
}

#[test]
fn a_source_that_is_declared_otherwise_is_read_again() {
    let place = Place::of("klein");
    place.build(&[]);
    place.edit("monitor.toml", "max_afgekeurd = 0.1", "max_afgekeurd = 0.2");
    assert_eq!(place.sources_read(), ["toegang"]);
}

#[cfg(unix)]
#[test]
fn is_closed_to_others_and_known_to_backups_and_git() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::of("klein");
    place.build(&[]);
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&place.cache()), 0o700);
    let files = files_below(&place.cache());
    for name in files.keys().filter(|name| name.contains('-') || name.ends_with("json")) {
        assert_eq!(mode(&place.cache().join(name)), 0o600, "{name}");
    }
    assert_eq!(files[".gitignore"], b"*\n");
    assert!(files["CACHEDIR.TAG"].starts_with(b"Signature: 8a477f597d28d172789f06886806bc55\n"));
    fs::set_permissions(place.cache(), fs::Permissions::from_mode(0o755)).expect("opened");
    place.build(&[]);
    assert_eq!(mode(&place.cache()), 0o700);
}

#[test]
fn goes_on_without_a_cache_where_there_can_be_none() {
    let place = Place::of("klein");
    fs::write(place.cache(), "in the way").expect("written");
    let output = place.build(&["-v"]);
    assert!(stderr(&output).contains("no cache  `"));
    let report = place.report();
    place.forget_report();
    assert!(!stderr(&place.build(&[])).contains("no cache"));
    assert!(place.report() == report);
}

#[test]
fn two_builds_at_once_do_not_disturb_each_other() {
    let place = Place::of("klein");
    let expected = Place::of("klein");
    expected.build(&["--no-cache"]);
    for _ in 0..3 {
        std::thread::scope(|scope| {
            for name in ["a", "b", "c"] {
                let place = &place;
                scope.spawn(move || {
                    let out = place.folder.path().join(name);
                    let mut command = caching(&["build", "--no-charts"]);
                    run(command.arg(place.monitor()).arg("--out").arg(out), 0);
                });
            }
        });
        for name in ["a", "b", "c"] {
            let out = place.folder.path().join(name);
            assert!(files_below(&out) == expected.report());
            fs::remove_dir_all(out).expect("removed");
        }
        let names = files_below(&place.cache());
        assert!(names.keys().all(|name| !name.starts_with("draft-")), "{:?}", names.keys());
    }
}

#[test]
fn check_uses_the_cache_and_tells_the_same() {
    let place = Place::of("klein");
    let check = |args: &[&str]| {
        let mut command = caching(args);
        run(command.arg("check").arg(place.monitor()), 0)
    };
    let without = without_times(&check(&["--no-cache"]));
    assert_eq!(without_times(&check(&[])), without);
    assert_eq!(without_times(&check(&[])), without);
    let said = stderr(&check(&["-v"]));
    assert_eq!(told(&said, "reading"), Vec::<String>::new(), "{said}");
}

#[test]
fn clear_removes_the_cache_and_nothing_else() {
    let place = Place::of("klein");
    let before = files_below(&place.monitor());
    place.build(&[]);
    let monitor = place.monitor();
    let clear = || run(wijkmonitor(&["cache", "clear"]).arg(&monitor), 0);
    let said = stderr(&clear());
    assert!(said.starts_with("removed   "), "{said}");
    assert!(files_below(&monitor) == before);
    assert!(stderr(&clear()).starts_with("nothing   there is no cache"));
    fs::create_dir(place.cache()).expect("a folder");
    fs::write(place.cache().join("mijn.txt"), "van mij").expect("written");
    run(wijkmonitor(&["cache", "clear"]).arg(&monitor), 3);
    assert!(place.cache().join("mijn.txt").exists());
    run(&mut wijkmonitor(&["cache", "clear", "/nergens"]), 2);
}
