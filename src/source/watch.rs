//! The fields of a file in which BSNs are looked for, and what is said when they hold them.

use std::sync::Arc;

use super::bsn::{BsnCount, parse_bsn};
use super::header::Header;
use super::plan::{FilePlan, Herkomst, Kolom};
use super::record::Fields;
use super::{BronSpec, KolomType};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// A field in which BSNs are looked for.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// The number of the field, from 0, and its header.
    at: usize,
    header: Arc<str>,
    /// True when a column is read from it; another is looked at in the first piece alone.
    is_read: bool,
}

/// The fields that can hold numbers of persons: all but dates, areas, periods, the fields that
/// become keyed hashes, and those of which the monitor says that they hold other numbers.
pub(super) fn watch(spec: &BronSpec, kolommen: &[Kolom], header: &Header) -> Vec<Watched> {
    let mut watched = Vec::new();
    for (at, name) in header.names.iter().enumerate() {
        let of_field = |(_, kolom): &(_, &Kolom)| matches!(kolom.herkomst, Herkomst::Field(field) if field == at);
        let declared: Vec<_> = spec.kolommen.iter().zip(kolommen).filter(of_field).collect();
        let is_safe = declared.iter().any(|(spec, _)| {
            let is_other =
                matches!(spec.soort, KolomType::Datum(_) | KolomType::Gebied | KolomType::Periode);
            is_other || spec.versleuteld || spec.geen_bsn
        });
        if !is_safe {
            // Without a header, its place is taken by the first row.
            let is_number = parse_bsn(name.as_bytes()).is_some();
            let header = if is_number { "no header".into() } else { Arc::clone(name) };
            watched.push(Watched { at, header, is_read: !declared.is_empty() });
        }
    }
    watched
}

/// What was seen of the watched fields of a file or a piece of it.
#[derive(Debug, Default)]
pub(super) struct Watch(Vec<BsnCount>);

impl Watch {
    /// Looks at the fields of a row.
    pub fn look(&mut self, plan: &FilePlan, fields: &Fields, bytes: &[u8], is_first_piece: bool) {
        if self.0.len() < plan.watched.len() {
            self.0.resize_with(plan.watched.len(), BsnCount::default);
        }
        for (watched, count) in plan.watched.iter().zip(&mut self.0) {
            if watched.is_read || is_first_piece {
                count.add(fields.get(bytes, watched.at));
            }
        }
    }

    /// Adds what was seen of another piece.
    pub fn merge(&mut self, other: &Self) {
        self.0.resize_with(self.0.len().max(other.0.len()), BsnCount::default);
        self.0.iter_mut().zip(&other.0).for_each(|(count, other)| count.merge(other));
    }

    /// The fields that hold BSNs, from 0.
    pub fn refused(&self, plan: &FilePlan) -> Vec<usize> {
        let refused = plan.watched.iter().zip(&self.0).filter(|(_, count)| count.is_bsn());
        refused.map(|(watched, _)| watched.at).collect()
    }

    /// Refuses the fields that hold BSNs.
    pub fn report(&self, plan: &FilePlan, findings: &mut Findings) {
        for (watched, _) in plan.watched.iter().zip(&self.0).filter(|(_, count)| count.is_bsn()) {
            let column = Some((watched.at as u32 + 1, Arc::clone(&watched.header)));
            let file = Arc::clone(&plan.shown);
            let place = Place::Cell { file, line: plan.header_line, column };
            let message = format!("`{}` holds BSNs", watched.header);
            let finding = Diagnostic::new(Code::Bsn, message).at(place, "not shown");
            findings.push(if watched.is_read {
                finding.help("set `pseudonimiseer = \"hmac\"` on the column, or leave it out")
            } else {
                finding.help("no column is read from it: leave it out of the export")
            });
        }
    }
}
