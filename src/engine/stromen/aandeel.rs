//! The part of those in a state that moved to others, from the tables of moves.

use std::collections::HashMap;

use crate::definition::{Indicator, Meting, Stroommeting};
use crate::engine::compute::{Counts, EstimatedCell, EstimatedIndicator};
use crate::engine::estimate::estimate_share;
use crate::engine::opbouw::{Kant, Lid, Opbouw, Optelling, Tijd};
use crate::model::{GebiedIdx, GeenCijfer, Periode, Quantity, Stroomdeel};
use crate::stats::{ClusteredShare, Confidence};

/// How many of a part of the tables, by area and period.
type Aantallen = HashMap<(GebiedIdx, Periode), Result<u64, GeenCijfer>>;

/// Computes the cells of indicators of moves, and says how they hang together with the tables.
pub(in crate::engine) fn add_shares(indicators: &[Indicator], done: &mut [EstimatedIndicator]) {
    for (idx, indicator) in indicators.iter().enumerate() {
        let Meting::Stroom(meting) = &indicator.meting else { continue };
        let cells = {
            let find = |deel: Stroomdeel| done.iter().find(|one| one.stroom == Some(deel));
            let count = |deel: Stroomdeel| find(deel).map(counts).unwrap_or_default();
            let stand = count(Stroomdeel::Stand(meting.van));
            let moves: Vec<_> =
                meting.stromen().map(|one| count(Stroomdeel::Stroom(one))).collect();
            shares(indicator, &stand, &moves)
        };
        done[idx].cells = cells;
        bind(indicator, meting, idx, done);
    }
}

fn counts(one: &EstimatedIndicator) -> Aantallen {
    let n = |cell: &EstimatedCell| {
        let figure = cell.figure.as_ref().map_err(|reason| *reason)?;
        Ok(figure.teller.map_or(0, Quantity::floor))
    };
    one.cells.iter().map(|cell| ((cell.gebied, cell.periode), n(cell))).collect()
}

fn shares(indicator: &Indicator, stand: &Aantallen, moves: &[Aantallen]) -> Vec<EstimatedCell> {
    let Some(first) = moves.first() else { return Vec::new() };
    let confidence = Confidence::new(indicator.info.betrouwbaarheid);
    let confidence = confidence.unwrap_or(Confidence::P95);
    let mut keys: Vec<_> = first.keys().copied().collect();
    keys.sort_unstable();
    let cell = |(gebied, periode): (GebiedIdx, Periode)| {
        let moved = moves.iter().map(|of| of.get(&(gebied, periode)).copied());
        let moved: Result<u64, GeenCijfer> =
            moved.map(|n| n.unwrap_or(Err(GeenCijfer::Ontbreekt))).sum();
        let all = stand.get(&(gebied, periode.previous())).copied();
        let all = all.unwrap_or(Err(GeenCijfer::Ontbreekt));
        let (teller, noemer) = (moved.unwrap_or(0), all.unwrap_or(0));
        let rest = noemer.saturating_sub(teller);
        let counts = Counts::Deel {
            nul: teller == 0,
            teller,
            noemer: all.ok(),
            rest: all.ok().map(|_| rest),
            bedragen: [None; 2],
        };
        let figure = moved.and(all).and_then(|_| {
            let [teller, rest, noemer] = [teller, rest, noemer].map(|n| (n, n));
            estimate_share(ClusteredShare { teller, rest, noemer }, confidence)
        });
        EstimatedCell::new(gebied, periode, counts, figure)
    };
    keys.into_iter().map(cell).collect()
}

/// The counts of the indicator are sums of those of the tables.
fn bind(indicator: &Indicator, meting: &Stroommeting, idx: usize, done: &mut [EstimatedIndicator]) {
    let id = &indicator.info.id;
    let (above, below) = (format!("teller {id}"), format!("noemer {id}"));
    let lid = |som: &str, kant, teken, is_vorige| Lid {
        som: som.to_owned(),
        kant,
        teken,
        is_vorige,
        is_vast: false,
        mag_ontbreken: false,
    };
    for one in done.iter_mut() {
        match one.stroom {
            Some(Stroomdeel::Stroom(stroom)) if meting.stromen().any(|own| own == stroom) => {
                one.opbouw.sommen.push(lid(&above, Kant::Teller, 1, false));
            }
            Some(Stroomdeel::Stand(toestand)) if toestand == meting.van => {
                one.opbouw.sommen.push(lid(&below, Kant::Teller, -1, true));
            }
            _ => {}
        }
    }
    let count = |vraag: String| Some(Optelling { vraag, tijd: Tijd::Stroom, openbaar: false });
    done[idx].opbouw = Opbouw {
        teller: count(above.clone()),
        noemer: count(below.clone()),
        is_deel: true,
        sommen: vec![lid(&above, Kant::Teller, -1, false), lid(&below, Kant::Noemer, 1, false)],
        ..Opbouw::default()
    };
}
