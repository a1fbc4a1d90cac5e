//! Which measures of a bundle become columns, and under what name.

use std::collections::{HashMap, HashSet};

use super::super::{Fail, KindInput, WantedKolom};
use super::{Folder, bad_bundle};
use crate::diagnostic::Place;

/// The most measures that are read: above any table, so a file with more is another file.
const MAX_MEASURES: usize = 100_000;

/// A measure, as `MeasureCodes.csv` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// The code in the observations.
    pub identifier: String,
    /// What it is called.
    pub title: String,
}

/// Reads the measures in the order of their index; none when the bundle does not tell them.
pub(super) fn load_measures(folder: &Folder<'_>) -> Result<Vec<Measure>, Fail> {
    let Some(mut file) = folder.open_neighbour("MeasureCodes.csv")? else { return Ok(Vec::new()) };
    let (identifier, title) = (file.require("Identifier")?, file.require("Title")?);
    let index = file.find("Index");
    let mut measures = Vec::new();
    while file.read_next()? {
        if measures.len() == MAX_MEASURES {
            let message = format!("the bundle has more than {MAX_MEASURES} measures");
            return Err(bad_bundle(file.place(), message, "too many"));
        }
        let text = |at| file.field(at).trim().to_owned();
        let measure = Measure { identifier: text(identifier), title: text(title) };
        // A measure without an index comes last.
        let index = file.field_of(index).trim().parse::<u64>().unwrap_or(u64::MAX);
        measures.push((index, measure));
    }
    measures.sort_by_key(|&(index, _)| index);
    let mut seen = HashSet::new();
    for (_, measure) in &measures {
        if !seen.insert(&measure.identifier) {
            let message = format!("measure `{}` stands there twice", measure.identifier);
            return Err(bad_bundle(file.place(), message, "the same `Identifier`"));
        }
    }
    Ok(measures.into_iter().map(|(_, measure)| measure).collect())
}

/// The measures that are kept and the columns made of them.
#[derive(Debug)]
pub(super) struct Choice {
    /// The names of the columns, each with the number of its measure.
    headers: Vec<(String, usize)>,
    /// The number of each measure that was met or told; nothing for those left out.
    numbers: HashMap<String, Option<usize>>,
    n_measures: usize,
    /// The names that columns are declared by, nothing when all are kept.
    wanted: Option<Vec<String>>,
}

impl Choice {
    /// Chooses the declared measures; all when nothing is declared.
    pub fn new(
        measures: Vec<Measure>,
        dimensions: &[String],
        input: &KindInput<'_>,
    ) -> Result<Self, Fail> {
        let is_dimension = |kop: &str| dimensions.iter().any(|name| same(name, kop));
        let mut names: Vec<Vec<String>> = vec![Vec::new(); measures.len()];
        for kolom in input.wanted {
            for (measure, names) in measures.iter().zip(&mut names) {
                if fits_code(kolom, &measure.identifier) && !names.contains(&measure.identifier) {
                    names.push(measure.identifier.clone());
                }
            }
            for kop in kolom.kop.iter().map(|kop| kop.trim()).filter(|kop| !is_dimension(kop)) {
                let Some(at) = find_title(&measures, kop, input)? else { continue };
                let Measure { identifier, title } = &measures[at];
                // One column for a declaration that names a measure by its code and its title.
                if !fits_code(kolom, identifier) && !names[at].contains(title) {
                    names[at].push(title.clone());
                }
            }
        }
        let mut choice = Self {
            headers: Vec::new(),
            numbers: HashMap::new(),
            n_measures: 0,
            wanted: (!input.wanted.is_empty())
                .then(|| input.wanted.iter().flat_map(|kolom| kolom.kop.iter().cloned()).collect()),
        };
        for (measure, mut names) in measures.into_iter().zip(names) {
            if choice.wanted.is_none() {
                names.push(measure.identifier.clone());
            }
            let number = (!names.is_empty()).then(|| choice.add(names));
            choice.numbers.insert(measure.identifier, number);
        }
        Ok(choice)
    }

    fn add(&mut self, names: Vec<String>) -> usize {
        let number = self.n_measures;
        self.headers.extend(names.into_iter().map(|name| (name, number)));
        self.n_measures += 1;
        number
    }

    /// The number of a measure in the observations, nothing when it is left out.
    ///
    /// One that the bundle does not tell is known by its code alone.
    pub fn number(&mut self, identifier: &str) -> Option<usize> {
        if let Some(&number) = self.numbers.get(identifier) {
            return number;
        }
        let is_wanted = match &self.wanted {
            None => true,
            Some(wanted) => wanted.iter().any(|kop| is_code(kop.trim(), identifier)),
        };
        let number = is_wanted.then(|| self.add(vec![identifier.to_owned()]));
        self.numbers.insert(identifier.to_owned(), number);
        number
    }

    /// The columns in their order, each with the number of its measure.
    pub fn headers(&self) -> &[(String, usize)] {
        &self.headers
    }

    /// The number of measures that are kept.
    pub fn n_measures(&self) -> usize {
        self.n_measures
    }

    /// The number of measures met or told.
    pub fn n_known(&self) -> usize {
        self.numbers.len()
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// True when a declared header may stand for a code, also without the number behind it, which
/// the header of the table is judged on later.
fn is_code(kop: &str, identifier: &str) -> bool {
    let stem = identifier.rsplit_once('_').map(|(stem, _)| stem);
    same(kop, identifier) || stem.is_some_and(|stem| same(kop, stem))
}

fn fits_code(kolom: &WantedKolom, identifier: &str) -> bool {
    kolom.kop.iter().any(|kop| is_code(kop.trim(), identifier))
}

/// The measure with this title.
fn find_title(
    measures: &[Measure],
    kop: &str,
    input: &KindInput<'_>,
) -> Result<Option<usize>, Fail> {
    let all = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..measures.len()).filter(|&at| fits(&measures[at].title)).collect()
    };
    let mut found = all(&|title| title == kop);
    if found.is_empty() {
        found = all(&|title| same(title, kop));
    }
    match found[..] {
        [] => Ok(None),
        [at] => Ok(Some(at)),
        _ => {
            let codes = found.iter().map(|&at| format!("`{}`", measures[at].identifier));
            let codes: Vec<_> = codes.collect();
            let message = format!("`{kop}` is the title of several measures: {}", codes.join(", "));
            let place = Place::file(input.shown.clone());
            let fail = bad_bundle(place, message, "in `MeasureCodes.csv`");
            Err(with_help(fail, "name the measure by its code under `kop`"))
        }
    }
}

fn with_help(fail: Fail, help: &str) -> Fail {
    match fail {
        Fail::Content(finding) => Fail::Content(Box::new(finding.help(help))),
        other => other,
    }
}
