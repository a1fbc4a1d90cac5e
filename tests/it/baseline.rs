//! `wijkmonitor baseline`: what targets count from is frozen once, and moves for a reason only.

use std::path::{Path, PathBuf};

use crate::program::{Row, copy_folder, read_table, root, run, stderr, wijkmonitor};

/// A copy of `fixtures/status`.
struct Monitor {
    folder: tempfile::TempDir,
}

impl Monitor {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy_folder(&root().join("fixtures/status"), &folder.path().join("monitor"));
        Self { folder }
    }

    /// With its baselines frozen on the first of March 2018.
    fn frozen() -> Self {
        let monitor = Self::new();
        monitor.baseline("freeze", &["--date", "2018-03-01"], 0);
        monitor
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("monitor")
    }

    fn lock(&self) -> String {
        std::fs::read_to_string(self.path().join("nulmetingen.lock")).expect("a lock")
    }

    /// Replaces a text that stands in a file once.
    #[track_caller]
    fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        std::fs::write(&path, text.replace(from, to)).expect("a file");
    }

    #[track_caller]
    fn baseline(&self, command: &str, args: &[&str], exit_code: i32) -> (String, String) {
        let mut program = wijkmonitor(&["baseline", command]);
        let output = run(program.arg(self.path()).args(args), exit_code);
        (String::from_utf8_lossy(&output.stdout).into_owned(), stderr(&output))
    }

    #[track_caller]
    fn check(&self, exit_code: i32) -> String {
        stderr(&run(wijkmonitor(&["check"]).arg(self.path()), exit_code))
    }

    /// The verdicts on an indicator.
    #[track_caller]
    fn status(&self, indicator: &str) -> Vec<Row> {
        let out = tempfile::tempdir().expect("a folder");
        let mut program = wijkmonitor(&["build", "--only", indicator]);
        run(program.arg(self.path()).arg("--out").arg(out.path()), 0);
        read_table(&out.path().join("2019-selectie/status.csv"))
    }

    /// The baseline and the value to reach of all targets of `s_relatief`: the first is 10 % below the
    /// baseline, the others are numbers.
    #[track_caller]
    fn targets(&self) -> Vec<[String; 2]> {
        let of = |row: &Row| [row["nulmeting"].clone(), row["doelwaarde"].clone()];
        self.status("s_relatief").iter().map(of).collect()
    }

    /// Delivers another figure of 2017 for `s_relatief`: 42 instead of 40.
    fn deliver_again(&self) {
        let file = "cijfers/cijfers.csv";
        let old = "s_relatief;GM0998;2017;40,00;39,60801;40,39199";
        self.replace(file, old, "s_relatief;GM0998;2017;42,00;41,60801;42,39199");
    }
}

/// The part of the lock about an indicator.
fn part_of(lock: &str, id: &str) -> String {
    let head = format!("indicator = \"{id}\"");
    let part = lock.split("[[nulmeting]]").find(|part| part.contains(&head));
    part.unwrap_or_else(|| panic!("`{id}` is frozen:\n{lock}")).to_owned()
}

#[test]
fn freezing_writes_values_with_hashes_and_the_day_of_the_command_line() {
    let monitor = Monitor::new();
    let (stdout, said) = monitor.baseline("freeze", &["--date", "2018-03-01"], 0);
    let written = Path::new(stdout.trim());
    assert_eq!(written.file_name().and_then(|name| name.to_str()), Some("nulmetingen.lock"));
    assert!(said.contains("frozen    s_relatief: 1 value of 2017"), "{said}");
    let part = part_of(&monitor.lock(), "s_relatief");
    assert!(part.contains("periode = \"2017\"\nvastgesteld = 2018-03-01\n"), "{part}");
    assert!(part.contains("gebied = \"GM0998\", waarde = 40.0, se = 0."), "{part}");
    assert!(part.contains("ondergrens = 39.60801, bovengrens = 40.39199"), "{part}");
    for key in ["definitie", "invoer"] {
        let hash = part.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
        let hash = hash.expect("a hash").trim_matches('"');
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_hash, "{key}: {hash}");
    }
}

#[test]
fn freezing_again_or_elsewhere_gives_the_same_bytes() {
    let monitor = Monitor::frozen();
    let lock = monitor.lock();
    assert_eq!(Monitor::frozen().lock(), lock);
    let (stdout, said) = monitor.baseline("freeze", &["--date", "2019-09-09"], 0);
    assert!(stdout.is_empty() && said.contains("all baselines are frozen"), "{stdout}{said}");
    assert_eq!(monitor.lock(), lock);
    monitor.baseline("show", &[], 0);
    monitor.check(0);
    assert_eq!(monitor.lock(), lock, "only `freeze` and `revise` write");
}

#[test]
fn what_is_new_is_added_and_what_was_frozen_stays() {
    let monitor = Monitor::new();
    monitor.baseline("freeze", &["--date", "2018-03-01", "--only", "s_stap"], 0);
    let first = part_of(&monitor.lock(), "s_stap");
    assert!(!monitor.lock().contains("s_relatief"));
    monitor.baseline("freeze", &["--date", "2018-04-01"], 0);
    assert_eq!(part_of(&monitor.lock(), "s_stap").trim(), first.trim());
    assert!(part_of(&monitor.lock(), "s_relatief").contains("vastgesteld = 2018-04-01"));
}

#[test]
fn the_lock_is_sorted() {
    let lock = Monitor::frozen().lock();
    let starting = |start: &str| -> Vec<&str> {
        lock.lines().filter(|line| line.starts_with(start)).collect()
    };
    let ids = starting("indicator = ");
    assert!(ids.is_sorted() && 20 < ids.len(), "{ids:?}");
    for part in lock.split("[[nulmeting]]") {
        let values: Vec<_> = part.lines().filter(|line| line.starts_with("  { reeks")).collect();
        let keys: Vec<_> = values.iter().filter_map(|line| line.split(", waarde").next()).collect();
        assert!(keys.is_sorted(), "{part}");
    }
}

#[test]
fn show_tells_what_is_frozen_and_what_is_computed_now() {
    let monitor = Monitor::new();
    let shown = |monitor: &Monitor| {
        let (stdout, _) = monitor.baseline("show", &["--only", "s_relatief"], 0);
        let lines: Vec<_> = stdout.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{stdout}");
        lines[1].clone()
    };
    let head = "s_relatief;waarde;GM0998;Statusgemeente;in_besluit;2017";
    assert_eq!(shown(&monitor), format!("{head};;;;;40,000;39,608;40,392;"));
    monitor.baseline("freeze", &["--date", "2018-03-01"], 0);
    assert_eq!(
        shown(&monitor),
        format!("{head};40,000;39,608;40,392;2018-03-01;40,000;39,608;40,392;")
    );
    monitor.deliver_again();
    assert!(
        shown(&monitor).starts_with(&format!("{head};40,000;39,608;40,392;2018-03-01;42,000;"))
    );
    assert!(shown(&monitor).ends_with(";2,000"));
}

#[test]
fn a_later_delivery_is_a_finding_and_moves_no_target_until_it_is_revised() {
    let monitor = Monitor::frozen();
    let row = |baseline: &str, target: &str| [baseline.to_owned(), target.to_owned()];
    let as_decided = [row("40,000", "36,000"), row("40,000", "30,000"), row("40,000", "38,000")];
    assert_eq!(monitor.targets(), as_decided);
    assert!(!monitor.check(0).contains("W227"));
    monitor.deliver_again();
    let said = monitor.check(0);
    assert!(
        said.contains(
            "warning[W227 baseline-differs]: the baseline of `s_relatief` in `GM0998` differs: it is 42.000, and 40.000 was frozen"
        ),
        "{said}"
    );
    assert_eq!(monitor.targets(), as_decided);
    let reason = ["--only", "s_relatief", "--date", "2019-02-01", "--reason", "een wijk vergeten"];
    let (_, said) = monitor.baseline("revise", &reason, 0);
    assert!(said.contains("revised   s_relatief: 1 changed of 1 value"), "{said}");
    let revised = [row("42,000", "37,800"), row("42,000", "30,000"), row("42,000", "38,000")];
    assert_eq!(monitor.targets(), revised);
    assert!(!monitor.check(0).contains("W227"));
    let part = part_of(&monitor.lock(), "s_relatief");
    assert!(part.contains("  { op = 2019-02-01, reden = \"een wijk vergeten\" },\n"), "{part}");
    assert!(part_of(&monitor.lock(), "s_stap").contains("vastgesteld = 2018-03-01"));
}

#[test]
fn a_frozen_day_stands_beside_the_verdict() {
    let days = |monitor: &Monitor| -> Vec<String> {
        let rows = monitor.status("s_relatief");
        rows.iter().map(|row| row["nulmeting_vastgesteld"].clone()).collect()
    };
    assert_eq!(days(&Monitor::new()), ["", "", ""]);
    assert_eq!(days(&Monitor::frozen()), ["2018-03-01"; 3]);
}

#[test]
fn a_revision_needs_a_reason_a_frozen_baseline_and_a_known_indicator() {
    #[track_caller]
    fn case(monitor: &Monitor, args: &[&str], said: &str) {
        let (_, stderr) = monitor.baseline("revise", args, 2);
        assert!(stderr.contains(said), "{stderr}");
    }

    let monitor = Monitor::new();
    monitor.baseline("freeze", &["--date", "2018-03-01", "--only", "s_stap"], 0);
    let lock = monitor.lock();
    let day = ["--date", "2019-02-01"];
    let of =
        |id: &'static str, reason: &'static str| ["--only", id, "--reason", reason, day[0], day[1]];
    case(&monitor, &["--only", "s_stap", "--date", "2019-02-01"], "--reason");
    case(&monitor, &["--only", "s_stap", "--reason", "daarom"], "--date");
    case(&monitor, &["--date", "2019-02-01", "--reason", "daarom"], "--only");
    case(&monitor, &of("s_stap", " "), "a revision has a reason");
    case(&monitor, &of("s_stp", "daarom"), "there is no indicator `s_stp`");
    case(&monitor, &of("s_relatief", "daarom"), "the baseline of `s_relatief` is not frozen");
    assert_eq!(monitor.lock(), lock);
    monitor.baseline("freeze", &[], 2);
}

#[test]
fn a_withheld_baseline_has_no_number_in_the_lock() {
    let monitor = Monitor::frozen();
    let part = part_of(&monitor.lock(), "s_aanvragen");
    for gebied in ["WK099803", "WK099805"] {
        let line = format!("  {{ reeks = \"waarde\", gebied = \"{gebied}\", onderdrukt = true }},");
        assert!(part.lines().any(|one| one == line), "{part}");
    }
    let (shown, _) = monitor.baseline("show", &["--only", "s_aanvragen"], 0);
    let line = shown.lines().find(|line| line.contains("WK099803")).expect("a line");
    assert!(line.ends_with(";onderdrukt;;;2018-03-01;onderdrukt;;;"), "{line}");
    // Three more people make it a figure that is shown; what was frozen without a number has none.
    let later = "aanvraag;client;datum;wijk\nb1;q1;2017-05-01;WK099803\nb2;q2;2017-05-01;WK099803\nb3;q3;2017-05-01;WK099803\n";
    monitor.replace("register/aanvragen.csv", "aanvraag;client;datum;wijk\n", later);
    let rows = monitor.status("s_aanvragen");
    let row = rows.iter().find(|row| row["gebied_code"] == "WK099803").expect("a row");
    assert_eq!((&*row["status"], &*row["status_reden"]), ("onzeker", "onderdrukt"));
    assert_eq!(row["nulmeting"], "");
}

#[test]
fn a_frozen_indicator_is_not_deleted_but_archived_and_its_id_stays_taken() {
    let monitor = Monitor::frozen();
    let file = monitor.path().join("indicatoren/s-stap.toml");
    let text = std::fs::read_to_string(&file).expect("a definition");
    std::fs::remove_file(&file).expect("a definition");
    let said = monitor.check(1);
    let expected =
        "error[E205 removed-indicator]: indicator `s_stap` has a frozen baseline and no file";
    assert!(said.contains(expected) && said.contains("nulmetingen.lock:"), "{said}");
    let archived = text.replace("levensfase = \"actief\"", "levensfase = \"archief\"");
    std::fs::write(&file, archived).expect("a definition");
    monitor.check(0);
    let (shown, _) = monitor.baseline("show", &[], 0);
    assert!(
        shown.contains("\ns_relatief;") && !shown.contains("s_stap"),
        "it is no longer computed"
    );
    let again = text.replace("In een stap", "Iets anders");
    std::fs::write(file.with_file_name("s-anders.toml"), again).expect("a definition");
    let said = monitor.check(1);
    assert!(said.contains("error[duplicate-id]: two indicators have the id `s_stap`"), "{said}");
}

#[test]
fn another_filter_is_told_as_a_change_or_refused() {
    let monitor = Monitor::frozen();
    let file = "indicatoren/s-aanvragen.toml";
    let (old, new) = ("'datum in @periode'", "'datum in @periode and not (client is leeg)'");
    monitor.replace(file, old, new);
    let said = monitor.check(1);
    let expected = "error[E212 definition-changed]: what `s_aanvragen` measures changed since its baseline was frozen";
    assert!(said.contains(expected) && said.contains("s-aanvragen.toml:"), "{said}");
    let change = "\n[[wijziging]]\nop = 2018-06-01\nsoort = \"definitie\"\nbreuk = false\ntekst = \"Alleen bekende mensen.\"\n\n[eigenaar]";
    monitor.replace(file, "\n[eigenaar]", change);
    monitor.check(0);
    // A change of before the baseline was frozen does not tell this one.
    monitor.replace(file, "op = 2018-06-01", "op = 2018-02-01");
    assert!(monitor.check(1).contains("[E212 definition-changed]"));
}

#[test]
fn a_lock_that_was_edited_by_hand_is_an_error_where_it_stands() {
    #[track_caller]
    fn case(from: &str, to: &str, said: &str) {
        let monitor = Monitor::new();
        monitor.baseline("freeze", &["--date", "2018-03-01", "--only", "s_stap"], 0);
        monitor.replace("nulmetingen.lock", from, to);
        let stderr = monitor.check(1);
        assert!(stderr.contains(said) && stderr.contains("nulmetingen.lock:"), "{stderr}");
    }

    case("periode = \"2017\"", "periode = \"2017X\"", "`2017X` is not a period");
    case("gebied = \"GM0998\"", "gebied = \"GM98\"", "`GM98` is not the code of an area");
    case("vastgesteld = 2018-03-01", "vastgesteld = \"maart\"", "vastgesteld");
    case("waarde = 40.0, ", "", "waarde");
    case("waarden = [", "waarde = [", "waarde");
}

#[test]
fn a_baseline_frozen_for_no_area_is_told() {
    let monitor = Monitor::new();
    monitor.baseline("freeze", &["--date", "2018-03-01", "--only", "s_stap"], 0);
    monitor.replace("nulmetingen.lock", "gebied = \"GM0998\"", "gebied = \"GM0999\"");
    let said = monitor.check(0);
    let expected = "warning[unknown-area]: the baseline of `s_stap` was frozen for `GM0999`, which is not an area";
    assert!(said.contains(expected) && said.contains("nulmetingen.lock:"), "{said}");
}

#[test]
fn a_series_that_came_later_is_added_and_the_rest_stays() {
    let monitor = Monitor::frozen();
    let lock = monitor.lock();
    let line = lock
        .lines()
        .find(|line| line.contains("reeks = \"hellingsindex"))
        .expect("a slope index")
        .to_owned();
    monitor.replace("nulmetingen.lock", &format!("{line}\n"), "");
    let (_, said) = monitor.baseline("freeze", &["--date", "2019-05-01"], 0);
    assert!(said.contains("added     s_spreiding: 1 value of 2017"), "{said}");
    let part = part_of(&monitor.lock(), "s_spreiding");
    assert!(part.contains(&line) && part.contains("vastgesteld = 2018-03-01"), "{part}");
    assert!(part.contains("{ op = 2019-05-01, reden = \"aangevuld: 1 value\" }"), "{part}");
}

#[test]
fn a_choice_of_indicators_is_computed_with_what_it_leans_on() {
    let monitor = Monitor::frozen();
    let reason = ["--only", "s_spreiding", "--date", "2019-02-01", "--reason", "proef"];
    monitor.baseline("revise", &reason, 0);
    assert!(part_of(&monitor.lock(), "s_spreiding").contains("hellingsindex"));
    let slope = monitor.status("s_spreiding");
    assert!(slope.iter().all(|row| row["indicator"] == "s_spreiding"));
    assert!(slope.iter().all(|row| row["status_reden"] != "geen_nulmeting"), "{slope:?}");
}

/// Every wijk has fewer applications than this, and the findings are read by more people than they are.
#[test]
fn no_finding_tells_of_a_cell_that_is_withheld() {
    let monitor = Monitor::new();
    let told = |monitor: &Monitor| {
        let said = stderr(&run(
            wijkmonitor(&["check", "--only", "s_aanvragen", "--format", "concise"])
                .arg(monitor.path()),
            0,
        ));
        let is_about = |line: &&str| line.contains("s-aanvragen.toml") && line.contains("[W22");
        said.lines().filter(is_about).map(str::to_owned).collect::<Vec<_>>()
    };
    let path = monitor.path().join("indicatoren/_standaard.toml");
    let text = std::fs::read_to_string(&path).expect("a file");
    let allowed = text.find("[lint.").expect("findings that are allowed");
    std::fs::write(&path, &text[..allowed]).expect("a file");
    assert!(told(&monitor).iter().any(|line| line.contains("counted")), "{:?}", told(&monitor));
    monitor.replace("indicatoren/_standaard.toml", "teller_min = 3", "teller_min = 500");
    let after = told(&monitor);
    assert!(after.iter().all(|line| line.contains("W223")), "{after:?}");
}

#[test]
fn a_baseline_that_may_not_be_seen_any_more_is_not_told() {
    let monitor = Monitor::frozen();
    monitor.replace("indicatoren/_standaard.toml", "teller_min = 3", "teller_min = 500");
    let row = "a1;p1;2017-01-01;WK099801";
    monitor.replace("register/aanvragen.csv", row, "a1;p1;2017-01-01;WK099803");
    let said = monitor.check(0);
    let is_about = |line: &&str| line.contains("W227") && line.contains("s_aanvragen");
    let about: Vec<_> = said.lines().filter(is_about).collect();
    assert!(!about.is_empty(), "{said}");
    assert!(about.iter().all(|line| line.contains("differs from what was frozen")), "{about:?}");
}
