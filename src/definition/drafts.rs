//! All indicator files of a monitor: their ids, their defaults, and what is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{Drempels, Levensfase};

use super::afgeleid;
use super::document::{At, Context};
use super::doelbestand::{self, parse_doelbestanden};
use super::indicator::{Indicator, parse_indicator};
use super::keuze::Omgeving;
use super::monitor::Monitor;
use super::name::quote;
use super::skipped::{is_skipped, lacking};
use super::standaard::{self, Standaard};

/// All indicators of a monitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogus {
    /// Those that are computed, by id.
    pub indicatoren: Vec<Indicator>,
    /// The ids of all files, also of those that are no longer computed or have no source.
    pub ids: BTreeSet<String>,
    /// The thresholds of what is no indicator, and the least strict that one has without a decision.
    pub drempels: Drempels,
}

/// A file that was read as TOML.
pub(super) struct Draft<'d> {
    pub(super) ctx: Context<'d>,
    pub(super) root: DeTable<'d>,
    is_whole: bool,
}

impl<'d> Draft<'d> {
    fn new(file: &'d Arc<SourceText>) -> Self {
        let ctx = Context::new(file);
        let (root, is_whole) = ctx.parse_toml();
        Self { ctx, root, is_whole }
    }

    /// The id as it stands there, also in a file that is not whole.
    fn id(&self) -> Option<At<String>> {
        let value = self.root.get("id")?;
        Some(At { value: value.get_ref().as_str()?.to_owned(), span: value.span() })
    }

    /// True when it is kept for its id alone.
    fn is_archived(&self) -> bool {
        let fase = self.root.get("levensfase").and_then(|value| value.get_ref().as_str());
        fase == Some(Levensfase::Archief.word())
    }
}

/// Parses all indicators of a monitor, sorted by id, with the targets in files of their own.
///
/// Indicators that are at fault are left out; the findings then hold an error. So are those of the
/// shipped catalogue that the monitor has no source, column or code list for, with a note, and those
/// in the archive. A file called `_standaard.toml` holds the defaults.
pub fn parse_indicators(
    files: &[Arc<SourceText>],
    doelen: &[Arc<SourceText>],
    monitor: &Monitor,
    findings: &mut Findings,
) -> Catalogus {
    let (standaarden, mut files): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|file| file.path.rsplit(['/', '\\']).next() == Some(standaard::FILE_NAME));
    let standaard = standaarden
        .first()
        .map_or_else(Standaard::default, |file| Standaard::parse(file, findings));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let drafts: Vec<_> = files.into_iter().map(Draft::new).collect();
    let ids: BTreeSet<_> = drafts.iter().filter_map(|draft| Some(draft.id()?.value)).collect();
    let omgeving = Omgeving::new(monitor);
    let bestanden = parse_doelbestanden(doelen, findings);

    let mut first_places: BTreeMap<String, Place> = BTreeMap::new();
    let mut indicatoren = Vec::new();
    for draft in drafts {
        let is_first = check_id(&draft, &mut first_places);
        let id = draft.id().map_or_else(String::new, |id| id.value);
        let bestand = bestanden.get(&id);
        let is_skipped =
            || monitor.indicatoren.is_none() && is_skipped(&draft.ctx, &draft.root, &id, monitor);
        let mut is_left_out = false;
        if draft.is_whole && !draft.is_archived() {
            is_left_out = is_skipped();
            if !is_left_out {
                let parsed = parse_indicator(&draft, bestand, &standaard, &omgeving, &ids);
                indicatoren.extend(parsed.filter(|_| is_first));
            }
        }
        let found = draft.ctx.into_findings();
        match lacking(&found, &id).filter(|_| monitor.indicatoren.is_none()) {
            Some(note) => {
                is_left_out = true;
                findings.push(note);
            }
            None => findings.extend(found),
        }
        if let Some(bestand) = bestand.filter(|_| is_left_out) {
            doelbestand::report_left_out(bestand);
        }
    }
    for bestand in bestanden.into_values() {
        doelbestand::check_known(&bestand, &ids);
        findings.extend(bestand.ctx.into_findings());
    }
    indicatoren.sort_by(|a: &Indicator, b| a.info.id.cmp(&b.info.id));
    afgeleid::link(&mut indicatoren, findings);
    let drempels = standaard.onderdrukking.tighten(None);
    Catalogus { indicatoren, ids, drempels }
}

/// Reports an id that an earlier file has.
fn check_id(draft: &Draft, first_places: &mut BTreeMap<String, Place>) -> bool {
    let Some(id) = draft.id() else { return true };
    let place = draft.ctx.place(&id.span);
    if let Some(first) = first_places.get(&id.value) {
        let message = format!("two indicators have the id {}", quote(&id.value));
        let finding = Diagnostic::new(Code::DuplicateId, message)
            .at(place, "the second")
            .also(first.clone(), "the first");
        draft.ctx.report(finding);
        return false;
    }
    first_places.insert(id.value, place);
    true
}
