//! The synthetic municipality: the committed one is what the program writes.

use crate::program::{files_below, root, run, wijkmonitor};

#[test]
fn the_committed_demo_is_what_the_program_writes() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().join("demo");
    run(&mut wijkmonitor(&["demo", dir.to_str().expect("a path")]), 0);
    let made = files_below(&dir);
    let committed = files_below(&root().join("fixtures/demo"));
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>(),
        "the same files"
    );
    for (name, bytes) in &made {
        assert!(*bytes == committed[name], "`{name}` differs: run `wijkmonitor demo` again");
    }
    let size: usize = committed.values().map(Vec::len).sum();
    assert!(size <= 6_000_000, "the committed demo has {size} bytes");
}

#[test]
fn does_not_overwrite_a_monitor() {
    let output = run(&mut wijkmonitor(&["demo", "fixtures/klein"]), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds a monitor already"));
}
