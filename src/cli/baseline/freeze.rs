//! `baseline freeze` and `baseline revise`: write the lock, whole or not at all.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::super::lock::write_lock;
use super::super::run::Done;
use super::super::{Console, Outcome};
use crate::definition::{Bevroren, Herziening, LOCK_NAME, Lock, Vastgelegd, render_lock};
use crate::disclosure::PublishedIndicator;
use crate::model::{AreaCode, Datum};
use crate::source::hexadecimal;

/// Freezes what is not frozen yet; what is frozen stays as it is.
///
/// A target or an area that came later is added to the baseline of its indicator, which remembers when.
pub(super) fn freeze(done: &Done, date: Datum, console: &Console) -> anyhow::Result<Outcome> {
    let mut lock = done.lock.clone();
    let mut n_frozen = 0;
    for indicator in with_baselines(done) {
        let id = &indicator.info().id;
        let Some(new) = computed(done, indicator, date, Vec::new()) else {
            console.say(&format!("skipped   {id}: it has no figure of its baseline yet"));
            continue;
        };
        let Some(old) = lock.indicatoren.get_mut(id) else {
            console.say(&format!("frozen    {id}: {} of {}", in_words(&new.waarden), new.periode));
            lock.indicatoren.insert(id.clone(), new);
            n_frozen += 1;
            continue;
        };
        let added: Waarden =
            new.waarden.into_iter().filter(|(key, _)| !old.waarden.contains_key(key)).collect();
        if added.is_empty() || old.periode != new.periode {
            continue;
        }
        let told = in_words(&added);
        console.say(&format!("added     {id}: {told} of {}", old.periode));
        old.herzieningen.push(Herziening { op: date, reden: format!("aangevuld: {told}") });
        old.waarden.extend(added);
        n_frozen += 1;
    }
    if n_frozen == 0 {
        console.say("nothing   all baselines are frozen");
        return Ok(Outcome::Done);
    }
    write(done, &lock)
}

/// Replaces the baselines of the indicators that were asked for.
pub(super) fn revise(
    done: &Done,
    date: Datum,
    reason: &str,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let mut lock = done.lock.clone();
    for indicator in with_baselines(done) {
        let id = &indicator.info().id;
        let Some(old) = lock.indicatoren.get(id) else {
            Console::write(&format!("error: the baseline of `{id}` is not frozen"));
            Console::write("help: `wijkmonitor baseline freeze` freezes it");
            return Ok(Outcome::Usage);
        };
        let mut herzieningen = old.herzieningen.clone();
        herzieningen.push(Herziening { op: date, reden: reason.trim().to_owned() });
        let Some(new) = computed(done, indicator, date, herzieningen) else {
            Console::write(&format!("error: `{id}` has no figure of its baseline"));
            return Ok(Outcome::Usage);
        };
        if let Some((reeks, gebied)) =
            old.waarden.keys().find(|key| !new.waarden.contains_key(*key))
        {
            Console::write(&format!("error: `{id}` has no `{reeks}` in `{gebied}` any more"));
            Console::write("help: a revision replaces what was frozen, and takes nothing out");
            return Ok(Outcome::Usage);
        }
        let changed =
            new.waarden.iter().filter(|(key, value)| old.waarden.get(*key) != Some(*value));
        let (changed, all) = (changed.count(), in_words(&new.waarden));
        console.say(&format!("revised   {id}: {changed} changed of {all}"));
        lock.indicatoren.insert(id.clone(), new);
    }
    write(done, &lock)
}

/// The values of a baseline, by series and area.
type Waarden = BTreeMap<(String, AreaCode), Vastgelegd>;

/// How many values there are, and how many of them are withheld.
fn in_words(waarden: &Waarden) -> String {
    let withheld = waarden.values().filter(|value| **value == Vastgelegd::Onderdrukt).count();
    let known = waarden.len() - withheld;
    let noun = if known == 1 { "value" } else { "values" };
    match withheld {
        0 => format!("{known} {noun}"),
        n => format!("{known} {noun} and {n} withheld"),
    }
}

fn with_baselines(done: &Done) -> impl Iterator<Item = &PublishedIndicator> {
    done.publication.indicatoren().iter().filter(|one| !one.nulmetingen().is_empty())
}

/// The baseline as it is computed now, also when all of it is withheld; nothing without a figure.
fn computed(
    done: &Done,
    indicator: &PublishedIndicator,
    date: Datum,
    herzieningen: Vec<Herziening>,
) -> Option<Bevroren> {
    let info = indicator.info();
    let known =
        indicator.nulmetingen().iter().filter(|one| one.onderdrukt || one.meetpunt.is_some());
    let waarden = known.map(|one| {
        let code = done.publication.gebieden()[one.gebied.index()].code.clone();
        ((one.reeks.clone(), code), one.meetpunt.map_or(Vastgelegd::Onderdrukt, Vastgelegd::Waarde))
    });
    let waarden: Waarden = waarden.collect();
    if waarden.is_empty() {
        return None;
    }
    Some(Bevroren {
        periode: info.contract.as_ref()?.nulmeting.periode,
        vastgesteld: date,
        definitie: info.vingerafdruk.clone(),
        invoer: inputs_of(done, &info.bronnen),
        herzieningen,
        waarden,
        place: None,
    })
}

/// The hash of the names and contents of all files of some sources.
fn inputs_of(done: &Done, bronnen: &[String]) -> String {
    let mut lines = Vec::new();
    for (bron, report) in &done.bronnen {
        if bronnen.contains(&bron.spec.naam) {
            let of = |(file, hash): &(std::sync::Arc<str>, String)| format!("{file} {hash}\n");
            lines.extend(report.hashes.iter().map(of));
        }
    }
    lines.sort();
    hexadecimal(&Sha256::digest(lines.concat().as_bytes()))
}

/// Writes the lock beside the old one and puts it in its place.
fn write(done: &Done, lock: &Lock) -> anyhow::Result<Outcome> {
    let path = done.monitor.folder.join(LOCK_NAME);
    write_lock(&path, &render_lock(lock))?;
    Console::data(&path.display().to_string())?;
    Ok(Outcome::Done)
}
