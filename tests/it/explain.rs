//! `explain`: every code can be looked up.

use wijkmonitor::diagnostic::Code;

use crate::program::{run, wijkmonitor};

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        let output = run(&mut wijkmonitor(&["explain", code.word()]), 0);
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(said.contains(code.title()) && said.contains(code.explanation()), "{said}");
    }
}

#[test]
fn the_list_names_every_code() {
    let output = run(&mut wijkmonitor(&["explain"]), 0);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(said.lines().count(), Code::ALL.len());
}

#[test]
fn an_unknown_code_is_a_fault_of_the_command_line() {
    run(&mut wijkmonitor(&["explain", "no-such-code"]), 2);
}
