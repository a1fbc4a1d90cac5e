//! Bundles in the shape of StatLine, with figures of our own.

use std::fmt::Write;
use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::odata::tests::{Collected, read_file, refused};
use super::*;

const MEASURES: &str = "Identifier;MeasureGroupId;Index;Title;Description;DataType;Unit\n\
    M001342_2;Z;9;Wmo-cliënten relatief;\"Per 1.000.\nNa afronding.\";Double;per 1 000\n\
    T001036;B;4;Aantal inwoners;;Long;aantal\n\
    GM000B;R;3;Gemeentecode;;String;\n\
    M001342_1;Z;8;Wmo-cliënten;;Long;aantal\n";

const OBSERVATIONS: &str = "Id;Measure;WijkenEnBuurten;Value;StringValue;ValueAttribute\n\
    0;T001036;GM0855;229836;;None\n\
    1;GM000B;GM0855;;GM0855    ;None\n\
    2;M001342_2;GM0855;83,5;;None\n\
    3;T001036;WK085541;20;;None\n\
    4;M001342_1;WK085541;;;Impossible\n\
    5;M001342_1;GM0855;1,87E+04;;None\n";

const PROPERTIES: &str = "Identifier;Title;Description;TemporalCoverage\n\
    1NED;Kerncijfers wijken en buurten 2025;\"Twee\nregels\";2025\n";

/// A folder with these files.
fn bundle(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn read_bundle(files: &[(&str, &str)], wanted: &[&[&str]]) -> (Collected, Result<(), Fail>) {
    let folder = bundle(files);
    read_file(read, &folder.path().join("Observations.csv"), wanted)
}

/// A bundle of these observations and the measures above.
fn read_observations(text: &str) -> (Collected, Result<(), Fail>) {
    read_bundle(&[("Observations.csv", text), ("MeasureCodes.csv", MEASURES)], &[])
}

#[test]
fn makes_a_row_of_each_area_and_a_column_of_each_measure() {
    let files = [
        ("Observations.csv", OBSERVATIONS),
        ("MeasureCodes.csv", MEASURES),
        ("Properties.csv", PROPERTIES),
    ];
    let (read, outcome) = read_bundle(&files, &[]);
    outcome.unwrap();
    assert_eq!(
        read.rows,
        [
            ["WijkenEnBuurten", "Perioden", "GM000B", "T001036", "M001342_1", "M001342_2"],
            ["GM0855", "2025JJ00", "GM0855    ", "229836", "18700", "83.5"],
            ["WK085541", "2025JJ00", "", "20", "", ""],
        ]
    );
    assert_eq!(read.facts[0].told, ["4 of 4 measures", "period `2025JJ00` of `Properties.csv`"]);
}

#[test]
fn keeps_the_declared_measures_by_code_or_title() {
    let files = [("Observations.csv", OBSERVATIONS), ("MeasureCodes.csv", MEASURES)];
    let (read, outcome) = read_bundle(
        &files,
        &[&["WijkenEnBuurten"], &["AantalInwoners_5", "aantal inwoners"], &["M001342_2"]],
    );
    outcome.unwrap();
    assert_eq!(
        read.rows,
        [
            ["WijkenEnBuurten", "Aantal inwoners", "M001342_2"],
            ["GM0855", "229836", "83.5"],
            ["WK085541", "20", ""],
        ]
    );
}

#[test]
fn makes_one_column_of_a_measure_declared_by_code_and_title() {
    let files = [("Observations.csv", OBSERVATIONS), ("MeasureCodes.csv", MEASURES)];
    let (read, outcome) = read_bundle(&files, &[&["T001036", "Aantal inwoners"]]);
    outcome.unwrap();
    assert_eq!(read.rows[0], ["WijkenEnBuurten", "T001036"]);
}

#[test]
fn asks_for_the_code_when_two_measures_have_the_title() {
    let measures = MEASURES.replace("Wmo-cliënten relatief", "Wmo-cliënten");
    let files = [("Observations.csv", OBSERVATIONS), ("MeasureCodes.csv", &measures)];
    let finding = refused(read_bundle(&files, &[&["Wmo-cliënten"]]).1);
    assert_eq!(finding.code, Code::BadBundle);
    assert_eq!(
        finding.message,
        "`Wmo-cliënten` is the title of several measures: `M001342_1`, `M001342_2`"
    );
    let (read, outcome) = read_bundle(&files, &[&["M001342_1"]]);
    outcome.unwrap();
    assert_eq!(read.rows[0], ["WijkenEnBuurten", "M001342_1"]);
}

#[test]
fn reads_observations_alone_in_the_other_dialect() {
    let text = "\u{feff}\"Measure\",\"WijkenEnBuurten\",\"Perioden\",\"Value\"\r\n\
        \"B\",\"WK085510\",\"2024JJ00\",\"1.5\"\r\n\
        \"A\",\"WK085510\",\"2023JJ00\",\"-2\"\r\n\
        \"A\",\"WK085510\",\"2024JJ00\",\"\"\r\n";
    let (read, outcome) = read_bundle(&[("Observations.csv", text)], &[]);
    outcome.unwrap();
    assert_eq!(
        read.rows,
        [
            ["WijkenEnBuurten", "Perioden", "B", "A"],
            ["WK085510", "2024JJ00", "1.5", ""],
            ["WK085510", "2023JJ00", "", "-2"],
        ]
    );
    assert_eq!(read.facts[0].told, ["no titles of measures"]);
}

#[test]
fn adds_no_period_when_a_dimension_tells_it() {
    let text = OBSERVATIONS.replace("WijkenEnBuurten;", "WijkenEnBuurten;Kwartaal;");
    let text: String =
        text.lines().map(|line| line.replace(";GM0855;", ";GM0855;1;") + "\n").collect();
    let text: String =
        text.lines().map(|line| line.replace(";WK085541;", ";WK085541;1;") + "\n").collect();
    let dimensions = "Identifier;Title;Kind\nKwartaal;Kwartaal;TimeDimension\n";
    let files = [
        ("Observations.csv", text.as_str()),
        ("Properties.csv", PROPERTIES),
        ("Dimensions.csv", dimensions),
    ];
    let (read, outcome) = read_bundle(&files, &[]);
    outcome.unwrap();
    assert_eq!(read.rows[0][..3], ["WijkenEnBuurten", "Kwartaal", "T001036"]);
}

#[test]
fn says_what_is_wrong() {
    #[track_caller]
    fn case(text: &str, message: &str, line: Option<u64>) {
        let finding = refused(read_observations(text).1);
        assert_eq!((finding.code, finding.message.as_str()), (Code::BadBundle, message));
        let place = finding.place.unwrap();
        assert_eq!((place.path(), place.line()), ("data/Observations.csv", line));
    }

    let add = |line: &str| format!("{OBSERVATIONS}{line}\n");
    case(
        &add("6;T001036;GM0855;1;;None"),
        "a second observation of `T001036` for the same dimensions",
        Some(8),
    );
    case(
        &add("6;M001342_1;WK085541;1;;None"),
        "a second observation of `M001342_1` for the same dimensions",
        Some(8),
    );
    case(&add("6;T001036;WK085542;1.5;;None"), "a value has `.`, and one on line 4 `,`", Some(8));
    for value in ["1,234.5", "inf", "NaN", ".", "1e999", "1,2,3", "x"] {
        let text = format!("Measure;W;Value\nT001036;GM0855;\"{value}\"\n");
        let finding = refused(read_observations(&text).1);
        assert_eq!(finding.place.unwrap().line(), Some(2), "{value}");
    }
    case(
        &add("6;T001036;WK085542;1"),
        "a record of `data/Observations.csv` has 4 fields, not 6",
        Some(8),
    );
    case("Id;Value\n", "`data/Observations.csv` has no column `Measure`", None);
    case("", "`data/Observations.csv` has no column `Measure`", None);
    case("Measure;Value\n", "the observations have no dimension, so no area", None);
    case(
        &add("6;T001036;GM\u{1f};1;;None"),
        "a code of a dimension holds a control character",
        Some(8),
    );
}

#[test]
fn refuses_measures_that_stand_there_twice() {
    let measures = format!("{MEASURES}T001036;B;5;Inwoners;;Long;\n");
    let files = [("Observations.csv", OBSERVATIONS), ("MeasureCodes.csv", &measures)];
    let finding = refused(read_bundle(&files, &[]).1);
    assert_eq!(finding.message, "measure `T001036` stands there twice");
    assert_eq!(finding.place.unwrap().path(), "data/MeasureCodes.csv");
}

#[test]
fn refuses_a_table_that_would_fill_the_memory() {
    let folder = bundle(&[("Observations.csv", OBSERVATIONS)]);
    let path = folder.path().join("Observations.csv");
    let shown = "Observations.csv".into();
    let input = KindInput { path: &path, shown: &shown, wanted: &[], werkblad: None };
    let folder = Folder { input: &input };
    let mut observations = Observations::open(&folder).unwrap();
    let choice = Choice::new(Vec::new(), &observations.dimensions, &input).unwrap();
    let mut pivot = Pivot::new(choice, 60);
    let outcome = loop {
        match observations.next_into(&mut pivot) {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(fail) => break Err(fail),
        }
    };
    assert_eq!(refused(outcome).message, "the bundle makes a table of more than 200000000 cells");
}

#[test]
fn refuses_a_record_that_would_fill_the_memory() {
    let text = format!("Measure;W;Value\nA;\"{};1\n", "x\n".repeat(9 << 20));
    let finding = refused(read_observations(&text).1);
    assert_eq!(finding.message, "`data/Observations.csv` has a record longer than 16 MiB");
}

proptest! {
    #[test]
    fn gives_back_every_number(numbers in prop::collection::vec(-1e9..1e9f64, 1..20)) {
        let mut text = "Measure;W;Value\n".to_owned();
        for (at, number) in numbers.iter().enumerate() {
            let number = number.to_string().replace('.', ",");
            writeln!(text, "M{};A{};{number}", at % 3, at / 3).unwrap();
        }
        let (read, outcome) = read_bundle(&[("Observations.csv", &text)], &[]);
        outcome.unwrap();
        for (at, number) in numbers.iter().enumerate() {
            prop_assert_eq!(&read.rows[1 + at / 3][1 + at % 3], &number.to_string());
        }
    }

    #[test]
    fn takes_any_change_to_a_bundle(at in 0..OBSERVATIONS.len(), byte: u8, is_cut: bool) {
        let mut bytes = OBSERVATIONS.as_bytes().to_vec();
        bytes[at] = byte;
        if is_cut {
            bytes.truncate(at);
        }
        let folder = bundle(&[("MeasureCodes.csv", MEASURES)]);
        let path = folder.path().join("Observations.csv");
        fs::write(&path, bytes).unwrap();
        let (read, outcome) = read_file(read, &path, &[]);
        prop_assert!(!matches!(outcome, Err(Fail::Machine(_))));
        prop_assert!(read.rows.iter().all(|row| row.len() == read.rows[0].len()));
    }
}
