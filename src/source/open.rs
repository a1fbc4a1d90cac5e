//! Finds the files of a source and loads what its columns need.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use glob::{MatchOptions, Pattern};

use super::path::{leads_down, lies_below, outside};
use super::pseudoniem::Sleutel;
use super::waarden::Waarden;
use super::{BronSpec, Dictionary, KolomType};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BronFile {
    /// The path to open it by.
    pub path: PathBuf,
    /// The path from the folder of the monitor, with `/` on every system.
    pub shown: Arc<str>,
    /// The parts of the path that the pattern names, such as `jaar`.
    pub captures: BTreeMap<String, String>,
}

/// A source whose files are known and whose mappings are loaded.
#[derive(Debug)]
pub struct OpenBron {
    /// The declaration.
    pub spec: BronSpec,
    /// The files, sorted by path.
    pub files: Vec<BronFile>,
    /// Of each column: the distinct texts, when it holds texts.
    dictionaries: Vec<Option<Dictionary>>,
    /// Of each column: the mapping, when it has one.
    waarden: Vec<Option<Waarden>>,
    /// The key for keyed hashes, when a column asks for them.
    sleutel: Option<Sleutel>,
    /// Of each column: whether somebody asks for its cells.
    is_asked: Vec<bool>,
    n_bytes: u64,
}

impl OpenBron {
    /// The distinct texts of a column of texts or codes.
    pub fn dictionary(&self, kolom: usize) -> Option<&Dictionary> {
        self.dictionaries.get(kolom)?.as_ref()
    }

    /// True when a text is a code that the mapping of a column leads to.
    pub fn is_mapped_code(&self, kolom: usize, text: &str) -> bool {
        self.waarden(kolom).is_some_and(|waarden| waarden.has_code(text))
    }

    /// The codes that the mapping of a column leads to, sorted; none without a mapping.
    pub fn mapped_codes(&self, kolom: usize) -> BTreeSet<&str> {
        self.waarden(kolom).into_iter().flat_map(Waarden::codes).collect()
    }

    /// The size of all files together, for a progress bar.
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// What tells one key for keyed hashes from another, without telling the key.
    pub fn key_fingerprint(&self) -> Option<String> {
        self.sleutel.as_ref().map(Sleutel::fingerprint)
    }

    /// Reads the cells of these columns alone, with those of areas and of dates that are compared.
    ///
    /// Cells of the others are checked all the same, so the rows that are used stay the same; but
    /// their columns hold nothing.
    pub fn ask_only(&mut self, kolommen: &BTreeSet<usize>) {
        let date = self.spec.datum.or(self.spec.periode);
        let mut compared: BTreeSet<_> =
            self.spec.volgorde.iter().flat_map(|&(first, second)| [first, second]).collect();
        let typed = |idx: &&usize| self.spec.kolommen[**idx].soort.has_notations();
        compared.extend(self.spec.sleutel.iter().chain(&self.spec.laatste).filter(typed));
        for uren in self.spec.uren.iter().filter(|uren| kolommen.contains(&uren.kolom)) {
            compared.extend([uren.volume, uren.eenheid, uren.frequentie]);
        }
        for (idx, is_asked) in self.is_asked.iter_mut().enumerate() {
            let is_gebied = self.spec.kolommen[idx].soort == KolomType::Gebied;
            let is_needed = is_gebied || date == Some(idx) || compared.contains(&idx);
            *is_asked = kolommen.contains(&idx) || is_needed;
        }
    }

    /// True when somebody asks for the cells of a column.
    pub(super) fn is_asked(&self, kolom: usize) -> bool {
        self.is_asked[kolom]
    }

    pub(super) fn sleutel(&self) -> Option<&Sleutel> {
        self.sleutel.as_ref()
    }

    pub(super) fn waarden(&self, kolom: usize) -> Option<&Waarden> {
        self.waarden[kolom].as_ref()
    }
}

/// Finds the files of a source below the folder of the monitor and loads its mappings.
pub fn open_bron(spec: &BronSpec, folder: &Path, findings: &mut Findings) -> OpenBron {
    let mut files = BTreeMap::new();
    for (pattern, place) in &spec.bestanden {
        find_files(folder, pattern, place, &mut files, findings);
    }
    let files: Vec<_> = files.into_values().collect();
    check_captures(spec, &files, findings);
    let n_bytes =
        files.iter().filter_map(|file| file.path.metadata().ok()).map(|data| data.len()).sum();
    let dictionary = |soort: &KolomType| {
        let has_texts = matches!(soort, KolomType::Tekst | KolomType::Code { .. });
        has_texts.then(Dictionary::default)
    };
    let dictionaries = spec.kolommen.iter().map(|kolom| dictionary(&kolom.soort)).collect();
    let mut load = |soort: &KolomType| match soort {
        KolomType::Code { waarden: Some((path, place)) } => {
            Waarden::load(folder, (path, place), findings)
        }
        _ => None,
    };
    let waarden = spec.kolommen.iter().map(|kolom| load(&kolom.soort)).collect();
    let is_asked = vec![true; spec.kolommen.len()];
    let key = spec.sleutelbestand.as_ref();
    let sleutel =
        key.and_then(|(path, place)| Sleutel::load(folder, None, (path, place), findings));
    OpenBron { spec: spec.clone(), files, dictionaries, waarden, sleutel, is_asked, n_bytes }
}

/// Adds the files that match a pattern; a file that matches two patterns counts once.
fn find_files(
    folder: &Path,
    pattern: &str,
    place: &Place,
    files: &mut BTreeMap<Arc<str>, BronFile>,
    findings: &mut Findings,
) {
    if !leads_down(pattern) {
        findings.push(outside(pattern, place));
        return;
    }
    let parsed = match CapturePattern::parse(pattern.trim_start_matches("./")) {
        Ok(parsed) => parsed,
        Err(reason) => {
            let message = format!("`{pattern}` is not a pattern of files: {reason}");
            findings
                .push(Diagnostic::new(Code::BadValue, message).at(place.clone(), "not a pattern"));
            return;
        }
    };
    // Found paths have no leading `./`, so the folder must not have one either.
    let base: PathBuf = folder.components().filter(|part| *part != Component::CurDir).collect();
    let mut below = Pattern::escape(&base.to_string_lossy());
    if !below.is_empty() {
        below.push('/');
    }
    below.push_str(&parsed.glob());
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let mut n_found = 0;
    for entry in glob::glob_with(&below, options).into_iter().flatten() {
        let path = match entry {
            Ok(path) => path,
            Err(error) => {
                let message = format!("cannot read a folder of `{pattern}`: {}", error.error());
                let label = error.path().display().to_string();
                findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), label));
                continue;
            }
        };
        let relative = path.strip_prefix(&base).unwrap_or(&path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        let shown: Arc<str> = parts.join("/").into();
        match path.metadata() {
            // To open a pipe or a device could wait for ever.
            Ok(data) if data.is_dir() => continue,
            Ok(data) if !data.is_file() => {
                let message = format!("`{shown}` is a pipe or a device, and is not read");
                let finding = Diagnostic::new(Code::BadFile, message).at(place.clone(), "no file");
                findings.push(Diagnostic { level: Level::Warning, ..finding });
                continue;
            }
            Ok(_) => n_found += 1,
            Err(error) => {
                n_found += 1;
                let message = format!("cannot find `{shown}`: {error}");
                let label = if path.is_symlink() { "a link to nothing" } else { "not found" };
                findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), label));
                continue;
            }
        }
        if !lies_below(folder, &path) {
            findings.push(outside(&shown, place));
            continue;
        }
        let captures = parsed.captures(&shown).unwrap_or_default();
        files.entry(Arc::clone(&shown)).or_insert(BronFile { path, shown, captures });
    }
    if n_found == 0 {
        let message = format!("no file matches `{pattern}`");
        findings.push(
            Diagnostic::new(Code::MissingFile, message)
                .at(place.clone(), "nothing found")
                .help("patterns start at the folder of `monitor.toml`"),
        );
    }
}

/// Checks that the columns that come from file names do so in every file.
fn check_captures(spec: &BronSpec, files: &[BronFile], findings: &mut Findings) {
    for kolom in &spec.kolommen {
        let Some(naam) = &kolom.uit_bestandsnaam else {
            continue;
        };
        let Some(file) = files.iter().find(|file| !file.captures.contains_key(naam)) else {
            continue;
        };
        let message = format!(
            "column `{}` comes from `{{{naam}}}`, which the pattern of `{}` does not have",
            kolom.naam, file.shown
        );
        findings.push(
            Diagnostic::new(Code::BadValue, message).at(kolom.place.clone(), "declared here"),
        );
    }
}

/// A glob in which parts have names: `cbs/kwb-{jaar}.csv`.
struct CapturePattern {
    /// The text before the first name, between the names and after the last.
    literals: Vec<Pattern>,
    names: Vec<String>,
}

impl CapturePattern {
    fn parse(pattern: &str) -> Result<Self, String> {
        let mut literals = Vec::new();
        let mut names = Vec::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("`{` without `}`")?;
            literals.push(before);
            names.push(name.to_owned());
            rest = after;
        }
        literals.push(rest);
        let distinct: BTreeSet<_> = names.iter().collect();
        if distinct.len() < names.len() {
            return Err("a name stands twice".into());
        }
        let parse = |literal: &str| Pattern::new(literal).map_err(|error| error.to_string());
        let literals = literals.into_iter().map(parse).collect::<Result<_, _>>()?;
        let parsed = Self { literals, names };
        Pattern::new(&parsed.glob()).map_err(|error| error.to_string())?;
        Ok(parsed)
    }

    /// The pattern with `*` for each name.
    fn glob(&self) -> String {
        let literals: Vec<_> = self.literals.iter().map(Pattern::as_str).collect();
        literals.join("*")
    }

    /// What the names stand for in a path.
    fn captures(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut values = Vec::new();
        match_from(path, &self.literals, &mut values).then(|| {
            let values = values.into_iter().map(str::to_owned);
            self.names.iter().cloned().zip(values).collect()
        })
    }
}

/// Matches literal parts with values between them: the longest literals, the shortest values.
fn match_from<'p>(path: &'p str, literals: &[Pattern], values: &mut Vec<&'p str>) -> bool {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let (literal, later) = literals.split_first().expect("there is one literal more than values");
    if later.is_empty() {
        return literal.matches_with(path, options);
    }
    let ends = (0..=path.len()).rev().filter(|&end| path.is_char_boundary(end));
    for end in ends {
        let before = &path[..end];
        // `**/` would match half a name as well.
        let is_part =
            literal.as_str().ends_with('/') && !before.is_empty() && !before.ends_with('/');
        if is_part || !literal.matches_with(before, options) {
            continue;
        }
        let rest = &path[end..];
        let value_ends = rest.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
        for (value_end, _) in value_ends.take_while(|&(_, c)| c != '/') {
            values.push(&rest[..value_end]);
            if match_from(&rest[value_end..], later, values) {
                return true;
            }
            values.pop();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_named_parts_of_a_path() {
        #[track_caller]
        fn case(pattern: &str, path: &str, expected: &[(&str, &str)]) {
            let parsed = CapturePattern::parse(pattern).expect("a pattern");
            let found = parsed.captures(path).expect("a match");
            let found: Vec<_> =
                found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(found, expected);
        }

        case("cbs/kwb-{jaar}.csv", "cbs/kwb-2017.csv", &[("jaar", "2017")]);
        case("*/*-{jaar}.csv", "cbs/kwb-nieuw-2017.csv", &[("jaar", "2017")]);
        case("{soort}/{jaar}.csv", "cbs/2017.csv", &[("jaar", "2017"), ("soort", "cbs")]);
        case("**/{jaar}.csv", "a/b/2017.csv", &[("jaar", "2017")]);
        case("**/{jaar}.csv", "2017.csv", &[("jaar", "2017")]);
        case("a.csv", "a.csv", &[]);
    }

    #[test]
    fn finds_files_below_the_current_folder() {
        for folder in ["", ".", "./"] {
            for pattern in ["Cargo.toml", "./Cargo.t*"] {
                let (mut files, mut findings) = (BTreeMap::new(), Findings::default());
                let place = Place::file("monitor.toml");
                find_files(Path::new(folder), pattern, &place, &mut files, &mut findings);
                assert!(!findings.has_errors());
                assert_eq!(files.keys().map(|shown| &**shown).collect::<Vec<_>>(), ["Cargo.toml"]);
            }
        }
    }

    #[test]
    fn refuses_what_is_not_a_pattern() {
        for pattern in ["a{b", "a/***", "[", "{a}-{a}.csv", "a**b", "x{a}*"] {
            assert!(CapturePattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
