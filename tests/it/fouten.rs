//! A folder of broken input for each code of a finding, with what the program says of it.

use wijkmonitor::diagnostic::{Code, Level};

use crate::program::{root, run, stderr, wijkmonitor};

#[test]
fn every_code_has_a_folder_and_every_folder_a_code() {
    let folder = root().join("fixtures/fouten");
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    folders.sort();
    let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.word().to_owned()).collect();
    codes.sort();
    assert_eq!(folders, codes);
}

#[test]
fn each_says_what_is_wrong_and_where() {
    for code in Code::ALL {
        let folder = format!("fixtures/fouten/{code}");
        let exit_code = i32::from(code.level() == Level::Error);
        let output = run(&mut wijkmonitor(&["check", &folder]), exit_code);
        let said = stderr(&output);
        assert!(said.contains(&format!("[{}]", code.label())), "{code}:\n{said}");
        assert!(output.stdout.is_empty(), "{code}: findings are no data");
        insta::with_settings!({ snapshot_path => "snapshots/fouten", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(code.word(), said);
        });
    }
}
