//! BSNs where nobody declared them.

use super::*;

/// Numbers that pass the eleven test.
const BSNS: [&str; 3] = ["123456782", "111222333", "090000018"];

#[test]
fn a_finding_quotes_no_bsn() {
    let rows_of = |bsn| {
        let double = format!("{bsn};1-3-2017;;{bsn};{bsn};;\n");
        format!("{double}{double}x{bsn};{bsn};{bsn}x;Jansen, BSN {bsn};;{bsn};\n")
    };
    let rows = BSNS.map(rows_of).concat();
    let mut spec = spec(Vorm::Records);
    spec.dialect.decimaal = Some(b',');
    let found = read_one(&spec, &format!("{HEADER}{rows}"));
    let said = format!("{:?} {:?} {:?}", found.findings, found.messages, found.helps);
    for code in ["bsn", "duplicate-key", "unknown-value", "bad-date", "unknown-area"] {
        assert!(found.findings.iter().any(|finding| finding.contains(code)), "{code}: {said}");
    }
    assert!(!BSNS.iter().any(|bsn| said.contains(bsn)), "{said}");
}

#[test]
fn nothing_is_quoted_of_a_column_that_is_refused() {
    let double = "geheim 7;1-3-2017;;;;;\n".repeat(2);
    let rows = BSNS.map(|bsn| format!("{bsn};1-3-2017;;;;;\n")).concat().repeat(14);
    let found = read_one(&spec(Vorm::Records), &format!("{HEADER}{double}{rows}"));
    let said = format!("{:?} {:?} {:?}", found.findings, found.messages, found.helps);
    assert!(said.contains("holds BSNs") && said.contains("duplicate-key [not shown]"), "{said}");
    assert!(!said.contains("geheim"), "{said}");
}

#[test]
fn a_number_of_another_kind_is_shown_when_it_is_declared_so() {
    let rows = "123456782;1-3-2017;;;;;\n123456782;1-3-2017;;;;;\n";
    let mut spec = spec(Vorm::Records);
    spec.kolommen[0].geen_bsn = true;
    let found = read_one(&spec, &format!("{HEADER}{rows}"));
    assert!(found.findings.iter().any(|finding| finding.contains("duplicate-key [123456782]")));
}
