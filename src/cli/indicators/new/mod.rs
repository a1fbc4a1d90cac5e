//! `indicators new`: asks what makes an indicator SMART, and writes its file.
//!
//! Nothing is guessed: what has no answer is asked. Every question can be answered by `--set`, by
//! a line of a file or of stdin, or by hand. The file is checked as `check` does before it is
//! written, and never takes the place of another.

mod bestand;
mod doel;
mod meting;
mod vragen;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::super::load::{Definitions, with_slashes};
use super::super::run::{prefix_of, tell_findings};
use super::{Console, Outcome, load_all};
use crate::definition::parse_indicators;
use crate::diagnostic::{Findings, SourceText};
use crate::model::{Domein, Laag, Richting, Soort};
use bestand::{Toml, lijst};
use meting::{Gemeten, vraag_meting};
use vragen::{Gestopt, Vraag, Vragen};

/// What `indicators new` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The id: lower-case letters, digits and `_`; it is never changed and never used again
    #[arg(value_name = "ID")]
    id: String,
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    monitor: PathBuf,
    /// The folder for the file, instead of that of the indicators of the monitor
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Read the answers from this file instead of stdin: one a line, in the order of the questions
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Answer a question by its name (can be repeated)
    #[arg(long, value_name = "NAME=ANSWER", value_parser = parse_set)]
    set: Vec<(String, String)>,
}

/// The names of the questions on what it is and means.
const KEYS: &[&str] = &[
    "naam",
    "naam_kort",
    "domein",
    "laag",
    "specifiek",
    "waarom",
    "niet_lezen_als",
    "richting",
    "tegenindicatoren",
    "eenheid",
    "decimalen",
];

fn parse_set(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as NAME=ANSWER")?;
    let known: Vec<_> = [KEYS, meting::KEYS, doel::KEYS].concat();
    if known.contains(&key) {
        return Ok((key.to_owned(), value.to_owned()));
    }
    Err(format!("there is no question `{key}`; the questions are {}", known.join(", ")))
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let id = &args.id;
    let usage = |message: &str, help: &str| {
        Console::write(&format!("error: {message}"));
        Console::write(&format!("help: {help}"));
        Ok(Outcome::Usage)
    };
    if !is_id(id) {
        let message = format!("`{id}` cannot be the id of an indicator");
        return usage(&message, "an id has 1 to 64 letters `a` to `z`, digits and `_`");
    }
    let loaded = match load_all(&args.monitor, console)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    if loaded.catalogus.ids.contains(id) {
        return usage(
            &format!("there is an indicator `{id}` already"),
            "an id is never used again",
        );
    }
    let monitor = &loaded.monitor;
    let dir = match (&args.dir, &monitor.indicatoren) {
        (Some(dir), _) => dir.clone(),
        (None, Some((folder, _))) => monitor.folder.join(folder),
        (None, None) => {
            let message = "the monitor uses the catalogue of the program, which has no folder here";
            return usage(
                message,
                "give a folder with `--dir`, or name one in `monitor.toml`: `indicatoren = \"…\"`",
            );
        }
    };
    let path = dir.join(format!("{}.toml", id.replace('_', "-")));
    let shown = with_slashes(&path);
    if fs::symlink_metadata(&path).is_ok() {
        return usage(&format!("`{shown}` exists already"), "it is never overwritten");
    }
    let set: BTreeMap<_, _> = args.set.iter().cloned().collect();
    let answered = if let Some(file) = &args.answers {
        let cannot = || format!("cannot read `{}`", file.display());
        let lines = BufReader::new(File::open(file).with_context(cannot)?);
        vraag_alles(&mut Vragen::new(set, lines, false, console), id, &loaded, console)
    } else {
        let stdin = io::stdin();
        let terminal = stdin.is_terminal();
        vraag_alles(&mut Vragen::new(set, stdin.lock(), terminal, console), id, &loaded, console)
    };
    let text = match answered {
        Ok(text) => text,
        Err(Gestopt::Machine(error)) => return Err(error),
        Err(Gestopt::Antwoord(why)) => {
            return usage(&why, "nothing was written; `--set NAME=ANSWER` answers one question");
        }
    };
    let findings = check(&shown, &text, &loaded);
    if !findings.sorted().is_empty() {
        tell_findings(&findings, &monitor.folder, console);
    }
    if findings.has_errors() {
        console.say("nothing was written");
        return Ok(Outcome::Refused);
    }
    write_new(&path, &text)?;
    let asked = prefix_of(&args.monitor);
    let asked = asked.trim_end_matches('/');
    console.say(&format!(
        "next      wijkmonitor check {}",
        if asked.is_empty() { "." } else { asked }
    ));
    Console::data(&shown)?;
    Ok(Outcome::Done)
}

/// The rules of an id, which becomes the name of a file.
fn is_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !id.is_empty() && id.len() <= 64 && id.chars().all(allowed)
}

/// Asks all questions; the text of the file.
fn vraag_alles<R: BufRead>(
    vragen: &mut Vragen<'_, R>,
    id: &str,
    loaded: &Definitions,
    console: &Console,
) -> Result<String, Gestopt> {
    let mut kop = Toml::default();
    kop.waarde("schema", "1");
    kop.tekst("id", id);
    let naam = vragen.vraag(&Vraag::new("naam", "The name, in Dutch"))?;
    kop.tekst("naam", &naam);
    let vraag = Vraag::new("naam_kort", "A short name, for charts").anders(naam.as_str());
    let kort = vragen.vraag(&vraag)?;
    kop.misschien("naam_kort", if kort == naam { "" } else { &kort });
    let words = |all: Vec<&'static str>, key, text: &str| Vraag::new(key, text).een_van(all);
    let domeinen = Domein::ALL.iter().map(|domein| domein.word()).collect();
    kop.tekst("domein", &vragen.vraag(&words(domeinen, "domein", "The theme"))?);
    let lagen = Laag::ALL.iter().map(|laag| laag.word()).collect();
    kop.tekst("laag", &vragen.vraag(&words(lagen, "laag", "The layer that it is about"))?);
    // Concept until everything about it is settled: then it shows figures and no verdict.
    kop.tekst("levensfase", "concept");

    let mut toelichting = Toml::default();
    toelichting.tabel("toelichting");
    for (key, text) in [
        ("specifiek", "Specific: what is counted, of whom, where and when"),
        ("waarom", "Why the gemeente wants to know"),
        ("niet_lezen_als", "The reading that the figure does not support"),
    ] {
        toelichting.tekst(key, &vragen.vraag(&Vraag::new(key, text))?);
    }
    let richtingen = Richting::ALL.iter().map(|richting| richting.word()).collect();
    let richting = vragen.vraag(&words(richtingen, "richting", "Which way is better"))?;
    kop.tekst("richting", &richting);
    let richting = Richting::from_word(&richting).expect("the question takes words of the list");
    let vraag = Vraag::new(
        "tegenindicatoren",
        "The ids of indicators beside which it must be read, with commas between them",
    );
    let tegen = vragen.vraag_met(&vraag.mag_leeg(), |text| {
        let strange = split(text).into_iter().find(|id| !loaded.catalogus.ids.contains(id));
        strange.map_or(Ok(()), |id| Err(format!("there is no indicator `{id}`")))
    })?;
    if !tegen.is_empty() {
        toelichting.waarde("tegenindicatoren", &lijst(&split(&tegen)));
    }

    let Gemeten { toml: gemeten, soort, factor } = loop {
        let found = vraag_meting(vragen, &loaded.monitor)?;
        let findings = check_meting(id, &found, loaded);
        if !findings.has_errors() {
            break found;
        }
        tell_findings(&findings, Path::new(""), console);
        if !vragen.is_terminal() {
            return Err(Gestopt::Antwoord("it cannot be measured like this".to_owned()));
        }
    };
    let eenheid = match (soort, factor.as_deref()) {
        (Soort::Aandeel, _) => Some("%".to_owned()),
        (Soort::Ratio, Some("1000")) => Some("per 1.000 inwoners".to_owned()),
        _ => None,
    };
    let vraag = Vraag::new("eenheid", "Measurable: the unit").misschien(eenheid);
    kop.tekst("eenheid", &vragen.vraag(&vraag)?);
    let vraag = Vraag::new("decimalen", "The number of decimals").anders("1");
    let decimalen = vragen.vraag_met(&vraag, |text| match text.parse::<u8>() {
        Ok(0..=6) => Ok(()),
        _ => Err("a number from 0 to 6".to_owned()),
    })?;
    kop.waarde("decimalen", &decimalen);
    kop.deel(&toelichting);
    kop.deel(&gemeten);
    if let Some(doel) = doel::vraag_doel(vragen, &loaded.monitor, richting)? {
        kop.deel(&doel);
    }
    vragen.check_all_used()?;
    Ok(kop.text().to_owned())
}

/// The parts between commas.
fn split(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// What is wrong with how it is measured, before the other questions are asked.
fn check_meting(id: &str, gemeten: &Gemeten, loaded: &Definitions) -> Findings {
    let mut toml = Toml::default();
    toml.waarde("schema", "1");
    for (key, text) in [
        ("id", id),
        ("naam", "-"),
        ("domein", Domein::ALL[0].word()),
        ("laag", Laag::ALL[0].word()),
        ("richting", Richting::HogerIsBeter.word()),
        ("eenheid", if gemeten.soort == Soort::Ratio { "-" } else { "%" }),
    ] {
        toml.tekst(key, text);
    }
    toml.waarde("decimalen", "1");
    toml.tabel("toelichting");
    for key in ["specifiek", "waarom", "niet_lezen_als"] {
        toml.tekst(key, "-");
    }
    toml.deel(&gemeten.toml);
    check("(answers)", toml.text(), loaded)
}

/// What is found in a file beside those of the monitor.
fn check(path: &str, text: &str, loaded: &Definitions) -> Findings {
    let own = Arc::new(SourceText { path: path.to_owned(), text: text.to_owned() });
    let mut files = loaded.indicator_files.clone();
    files.push(Arc::clone(&own));
    // In a folder of its own nothing of the file is left out in silence.
    let mut monitor = loaded.monitor.clone();
    monitor.indicatoren = Some((String::new(), monitor.indeling.1.clone()));
    let mut all = Findings::default();
    parse_indicators(&files, &loaded.doelen, &monitor, &mut all);
    let mut findings = Findings::default();
    for finding in all.sorted() {
        let place = finding.place.as_ref().map(|place| place.path());
        if place == Some(path) {
            findings.push(finding.clone());
        }
    }
    findings
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let cannot = || format!("cannot write `{}`", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(cannot)?;
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).with_context(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)
}
