//! The names in the header: those of variables, or their labels where a declaration says so.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::super::WantedKolom;
use super::variable::Variable;

/// A column of the rows that are given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Column {
    /// The name in the header.
    pub kop: String,
    /// The labels of values are given, not the values.
    pub labels: bool,
}

/// The columns of the variables, given the declared ones.
///
/// A declaration means the variable with one of its names. When there is none, it means the one
/// variable that has one of its names as a label; a label that fits several says nothing.
pub(super) fn columns(
    variables: &[Variable],
    encoding: &'static Encoding,
    wanted: &[WantedKolom],
) -> Vec<Column> {
    let decode = |bytes| encoding.decode_without_bom_handling(bytes).0.trim().to_owned();
    let mut columns: Vec<_> = variables
        .iter()
        .map(|variable| Column { kop: decode(&variable.name), labels: false })
        .collect();
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    let mut labelled: HashMap<String, Vec<usize>> = HashMap::new();
    for (idx, variable) in variables.iter().enumerate() {
        named.entry(columns[idx].kop.to_lowercase()).or_default().push(idx);
        let label = decode(&variable.label);
        if !label.is_empty() {
            labelled.entry(label.to_lowercase()).or_default().push(idx);
        }
    }
    let find = |places: &HashMap<String, Vec<usize>>, kop: &String| {
        places.get(&kop.trim().to_lowercase()).cloned().unwrap_or_default()
    };
    let mut by_label = Vec::new();
    let mut is_taken = vec![false; variables.len()];
    for kolom in wanted {
        let places: Vec<_> = kolom.kop.iter().flat_map(|kop| find(&named, kop)).collect();
        for &idx in &places {
            is_taken[idx] = true;
            columns[idx].labels |= kolom.labels;
        }
        if places.is_empty() {
            by_label.push(kolom);
        }
    }
    for kolom in by_label {
        let mut fitting = kolom.kop.iter().filter_map(|kop| match find(&labelled, kop)[..] {
            [idx] if !is_taken[idx] => Some((idx, kop)),
            _ => None,
        });
        if let Some((idx, kop)) = fitting.next() {
            is_taken[idx] = true;
            columns[idx] = Column { kop: kop.clone(), labels: kolom.labels };
        }
    }
    columns
}
