//! `indicators`: the list, one indicator in words, a new file, and the pages of the catalogue.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::program::{copy_folder, files_below, root, run, stderr, wijkmonitor};

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// How the name of a file ends.
fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// The ids that a list of the demo has with these flags.
fn listed(flags: &[&str]) -> Vec<String> {
    let list = ["indicators", "list", "fixtures/demo", "--as", "json"];
    let output = run(wijkmonitor(&list).args(flags), 0);
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).expect("an array");
    list.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn lists_what_the_monitor_measures() {
    let output = run(&mut wijkmonitor(&["indicators", "list", "fixtures/klein"]), 0);
    insta::assert_snapshot!("list", stdout(&output));
    assert_eq!(stderr(&output), "listed    5 indicators from `fixtures/klein/indicatoren`\n");
}

#[test]
fn filters_narrow_the_list_together() {
    let all = listed(&[]);
    let of_domain = listed(&["--domain", "zorgreductie"]);
    assert!(of_domain.len() < all.len() && of_domain.iter().all(|id| id.starts_with("zr_")));
    let toegang =
        listed(&["--domain", "zorgreductie", "--layer", "toegang", "--kind", "verdeling"]);
    assert_eq!(toegang, ["zr_wachttijd", "zr_wachttijd_p90"]);
    let two = listed(&["--kind", "verdeling", "--kind", "afgeleid"]);
    assert_eq!(two.len(), 5, "{two:?}");
    assert_eq!(listed(&["--source", "veiligheidsmonitor"]), ["sc_vm_cohesie"]);
    assert_eq!(listed(&["--phase", "archief"]), [""; 0]);
    assert_eq!(listed(&["--without-target", "--phase", "actief"]), [""; 0]);
}

#[test]
fn the_list_is_the_same_for_programs() {
    let list = ["indicators", "list", "fixtures/klein", "--as"];
    let json = run(wijkmonitor(&list).arg("json"), 0);
    let json: Vec<Value> = serde_json::from_slice(&json.stdout).expect("an array");
    let csv = run(wijkmonitor(&list).arg("csv"), 0);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.stdout.as_slice());
    let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("rows of equal length");
    assert_eq!(rows.len(), json.len());
    for (row, object) in rows.iter().zip(&json) {
        assert_eq!(
            (&row[0], &row[4]),
            (object["id"].as_str().expect("an id"), object["soort"].as_str().expect("a kind"))
        );
    }
}

#[test]
fn unknown_words_are_faults_of_the_command_line_that_tell_the_words() {
    #[track_caller]
    fn case(flags: &[&str], told: &str) {
        let output = run(wijkmonitor(&["indicators", "list", "fixtures/demo"]).args(flags), 2);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(output.stdout.is_empty());
    }

    case(&["--domain", "zorg"], "zorgreductie, sociale_cohesie, bewonersbetrokkenheid");
    case(&["--layer", "wijk"], "sociale_basis, toegang, maatwerk");
    case(&["--phase", "klaar"], "concept, actief, uitdovend, archief");
    case(&["--kind", "aantal"], "ratio, aandeel, gemiddelde, verdeling, gepubliceerd, afgeleid");
    case(&["--source", "toegan"], "the sources are cbs_inwoners, contacten");
}

#[test]
fn tells_each_kind_of_meting_in_words() {
    for id in [
        "zr_doorverw_maatwerk",
        "zr_intensiteit_wmo",
        "zr_opgelost_zonder_maatwerk",
        "zr_wachttijd_p90",
        "sc_lemon_omgang_goed",
        "sc_lemon_schaal",
        "sc_ggd_eenzaam",
        "sc_lemon_omgang_gat",
        "zr_maatwerk_per_melding",
    ] {
        let show = ["indicators", "show", "fixtures/demo", id];
        insta::assert_snapshot!(format!("show_{id}"), stdout(&run(&mut wijkmonitor(&show), 0)));
    }
    let show = ["indicators", "show", "fixtures/demo", "zr_doorverw_maatwerk", "--lang", "en"];
    insta::assert_snapshot!("show_en", stdout(&run(&mut wijkmonitor(&show), 0)));
    let show = ["indicators", "show", "fixtures/methoden", "m_besluiten_standaard"];
    insta::assert_snapshot!("show_standaard", stdout(&run(&mut wijkmonitor(&show), 0)));
}

#[test]
fn shows_from_the_folder_of_the_monitor_and_in_other_forms() {
    let mut here = wijkmonitor(&["indicators", "show", "k_meldingen", "--as", "json"]);
    let output = run(here.current_dir(root().join("fixtures/klein")), 0);
    let object: Value = serde_json::from_slice(&output.stdout).expect("an object");
    assert_eq!(object["id"], "k_meldingen");
    let formule = object["beschrijving"]["formule"][0].as_str().expect("a formula");
    assert!(formule.starts_with("Tel in `toegang`"), "{formule}");
    let show = ["indicators", "show", "fixtures/klein", "k_meldingen", "--as", "markdown"];
    let text = stdout(&run(&mut wijkmonitor(&show), 0));
    assert!(text.starts_with("# ") && text.contains("\n## Hoe het wordt berekend\n"), "{text}");
}

#[test]
fn a_wrong_id_gets_the_nearest() {
    let show = ["indicators", "show", "fixtures/demo", "zr_wachtijd"];
    let output = run(&mut wijkmonitor(&show), 2);
    assert!(stderr(&output).contains("did you mean `zr_wachttijd`?"), "{}", stderr(&output));
    let output = run(&mut wijkmonitor(&["indicators", "show", "fixtures/demo"]), 2);
    assert!(stderr(&output).contains("which indicator?"), "{}", stderr(&output));
}

/// The answers to all questions, for a rate in `fixtures/klein`.
const ANSWERS: &str = "\
Nieuwe meldingen \"Wmo\"

zorgreductie
2
Inwoners die zich meldden, per 1.000 inwoners van de wijk.
Minder meldingen is een doel van de gemeente.
Minder meldingen is niet vanzelf minder vraag.
lager_is_beter
k_opgelost
ratio
1000
toegang
uniek(client)
uitkomst != \"onbekend\" and datum in @periode
inwoners
som(inwoners)

jaar


ja
2017

relatief
-15
gemeente
0.5
2019-12-31

lineair
Vastgesteld met de wijkteams.
raadsbesluit
2018-001
2018-03-01
Vergelijkbare gemeenten haalden dit.
beleidsadviseur
AA
BB
2019-06-01
";

/// Gives the program its answers.
#[track_caller]
fn answer(command: &mut Command, answers: &str, exit_code: i32) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that refuses before it has read all closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(answers.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(exit_code), "{}", stderr(&output));
    output
}

/// A monitor of a test.
fn klein() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&root().join("fixtures/klein"), folder.path());
    folder
}

fn new_in(folder: &Path) -> Command {
    let mut command = wijkmonitor(&["indicators", "new", "k_nieuw", "--monitor"]);
    command.arg(folder);
    command
}

#[test]
fn answers_become_a_file_that_passes_check() {
    let folder = klein();
    let output = answer(&mut new_in(folder.path()), ANSWERS, 0);
    let path = folder.path().join("indicatoren/k-nieuw.toml");
    let text = std::fs::read_to_string(&path).expect("a file");
    insta::assert_snapshot!("new", text);
    assert!(stdout(&output).replace('\\', "/").ends_with("/indicatoren/k-nieuw.toml\n"));
    run(wijkmonitor(&["check", "--only", "k_nieuw"]).arg(folder.path()), 0);
    let show = run(wijkmonitor(&["indicators", "show"]).arg(folder.path()).arg("k_nieuw"), 0);
    insta::assert_snapshot!("new_show", stdout(&show));
    let again = answer(&mut new_in(folder.path()), ANSWERS, 2);
    assert!(stderr(&again).contains("already"), "{}", stderr(&again));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), text);
}

#[test]
fn answers_come_from_a_file_and_from_flags_as_well() {
    let (one, other) = (klein(), klein());
    answer(&mut new_in(one.path()), ANSWERS, 0);
    let rest = ANSWERS.replacen("zorgreductie\n", "", 1).replacen("-15\n", "", 1);
    let file = other.path().join("antwoorden.txt");
    std::fs::write(&file, format!("# De antwoorden.\n{rest}")).expect("a file");
    let mut command = new_in(other.path());
    command
        .args(["--set", "domein=zorgreductie", "--set", "doelwaarde=-15", "--answers"])
        .arg(file);
    answer(&mut command, "", 0);
    let text = |folder: &tempfile::TempDir| {
        std::fs::read(folder.path().join("indicatoren/k-nieuw.toml")).expect("a file")
    };
    assert!(text(&one) == text(&other));
}

#[test]
fn a_wrong_answer_writes_nothing() {
    #[track_caller]
    fn case(from: &str, to: &str, told: &str) {
        assert!(ANSWERS.contains(from), "`{from}` is an answer");
        let folder = klein();
        let output = answer(&mut new_in(folder.path()), &ANSWERS.replacen(from, to, 1), 2);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(!folder.path().join("indicatoren/k-nieuw.toml").exists());
    }

    case("zorgreductie\n", "zorg\n", "answer 3, `domein`: `zorg` is not one of zorgreductie,");
    case("k_opgelost\n", "k_opgelest\n", "there is no indicator `k_opgelest`");
    case("ratio\n", "afgeleid\n", "a `afgeleid` is written by hand");
    case("uitkomst !=", "uitkomt !=", "has no column `uitkomt`");
    case("-15\n", "15\n", "lower is better here, so the change is below 0");
    case("2019-12-31\n", "2017-06-30\n", "the deadline lies after 2017");
    case("\nBB\n", "\naa\n", "somebody else checks it");
    case("2019-06-01\n", "", "the answers end before `volgende_herziening`: needs an answer");
    case("2019-06-01\n", "2019-06-01\nnog een\n", "answer 40 is one too many");
}

#[test]
fn a_survey_a_share_and_a_published_figure_can_be_asked_for() {
    #[track_caller]
    fn case(meting: &str) {
        let start = ANSWERS.find("ratio\n").expect("the kind");
        let head = ANSWERS[..start].replace("lager_is_beter", "hoger_is_beter");
        let folder = klein();
        answer(&mut new_in(folder.path()), &format!("{head}{meting}punten\n1\nnee\n"), 0);
        run(wijkmonitor(&["check", "--only", "k_nieuw"]).arg(folder.path()), 0);
    }

    case("gemiddelde\nlemon\nomgang\n\n1\n10\n88, 99\ngewicht\n");
    case("aandeel\nlemon\nomgang\n8\n\n\n1\n10\n88, 99\ngewicht\n");
    case("aandeel\ntoegang\nrecords\n\nuitkomst == \"maatwerk\"\njaar\n");
    case("gepubliceerd\nggd\neenzaam\n\nondergrens\nbovengrens\n");
}

#[test]
fn the_catalogue_of_the_program_has_no_folder_to_write_in() {
    let new = ["indicators", "new", "zr_nieuw", "--monitor", "fixtures/demo"];
    let output = answer(&mut wijkmonitor(&new), "", 2);
    assert!(stderr(&output).contains("give a folder with `--dir`"), "{}", stderr(&output));
    let new = ["indicators", "new", "zr_meldingen", "--monitor", "fixtures/demo"];
    let output = answer(&mut wijkmonitor(&new), "", 2);
    assert!(stderr(&output).contains("an id is never used again"), "{}", stderr(&output));
}

#[test]
fn the_pages_hold_every_indicator_and_are_the_same_each_time() {
    let out = tempfile::tempdir().expect("a folder");
    let docs = |name: &str| {
        let to = out.path().join(name);
        run(wijkmonitor(&["indicators", "docs", "fixtures/demo", "--out"]).arg(&to), 0);
        files_below(&to)
    };
    let files = docs("a");
    assert!(files == docs("b"));
    for id in listed(&[]) {
        for name in [format!("{id}.md"), format!("{id}.html")] {
            assert!(files.contains_key(&name), "{name}");
        }
        let index = String::from_utf8_lossy(&files["index.html"]);
        assert!(index.contains(&format!("href=\"{id}.html\"")), "{id}");
    }
    for (name, bytes) in files.iter().filter(|(name, _)| ending(name) == "html") {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("<html lang=\"nl\">"), "{name}");
        assert_eq!(text.matches("<h1>").count(), 1, "{name}");
        assert!(!text.contains("<script") && !text.contains("http"), "{name} needs nothing else");
        assert_eq!(text.matches("<table>").count(), text.matches("<caption>").count(), "{name}");
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(link.starts_with('#') || files.contains_key(link), "{name}: {link}");
        }
    }
}

#[test]
fn a_nasty_name_is_only_text_in_the_pages() {
    let folder = klein();
    let path = folder.path().join("indicatoren/k-meldingen.toml");
    let text = std::fs::read_to_string(&path).expect("a file");
    let line = text.lines().find(|line| line.starts_with("naam =")).expect("a name");
    let nasty = "naam = '<script>alert(\"x\")</script> | *[a](http://b)'";
    std::fs::write(&path, text.replacen(line, nasty, 1)).expect("a file");
    let out = folder.path().join("catalogus");
    run(wijkmonitor(&["indicators", "docs"]).arg(folder.path()).arg("--out").arg(&out), 0);
    for (name, bytes) in files_below(&out) {
        let text = String::from_utf8_lossy(&bytes);
        if ending(&name) == "html" {
            assert!(!text.contains("<script"), "{name}");
        }
        if ending(&name) == "md" {
            assert!(!text.contains("<script") && !text.contains("[a](http"), "{name}");
        }
    }
}

#[test]
fn pages_never_take_the_place_of_anything_else() {
    let out = tempfile::tempdir().expect("a folder");
    let docs = |to: &Path, exit_code| {
        run(wijkmonitor(&["indicators", "docs", "fixtures/klein", "--out"]).arg(to), exit_code)
    };
    let other = out.path().join("andere");
    std::fs::create_dir(&other).expect("a folder");
    std::fs::write(other.join("brief.txt"), "van mij").expect("a file");
    let told = docs(&other, 3);
    assert!(stderr(&told).contains("not a catalogue of this program"), "{}", stderr(&told));
    assert_eq!(files_below(&other).len(), 1);

    let build = ["build", "fixtures/klein", "--no-charts", "--out"];
    run(wijkmonitor(&build).arg(out.path()), 0);
    docs(&out.path().join("2018"), 3);
    let pages = out.path().join("catalogus");
    docs(&pages, 0);
    docs(&pages, 0);
}
