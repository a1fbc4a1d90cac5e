//! How people move between the layers of the social domain from one period to the next.
//!
//! Every rule of a layer says which rows put their person in it; the same person in rows of several sources is one. In a period a
//! person is in the layer that comes first in the declared order, in the area of the row that began last; who is known in
//! none of them is a resident without support. People are conserved: whoever is somewhere at the end of a period was somewhere at
//! the end of the period before, and the tables of all areas add up.

mod aandeel;
mod cijfers;
mod personen;
mod tabel;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Laagregel, Lagen, Tel};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Drempels, GebiedIdx, Periode};
use crate::source::Vorm;

use super::answers::Tables;
use super::compute::EstimatedIndicator;
use super::per_persoon::Events;
use super::plan::{Plan, Question};
use super::scan::Setting;
use super::scanned::{Answered, Scanned};

pub(super) use aandeel::add_shares;
use cijfers::Cijfers;
use personen::{Regel, follow};
use tabel::Tabel;

/// Fewer persons than this may by chance be in no other source.
const FEW_PERSONS: u64 = 20;

/// The persons that the rules of the layers have found, in the order of the rules.
pub(super) type Gevonden = Vec<(Option<Events>, bool)>;

/// Takes the persons out of the answers of the sources; told of each is whether its rows are a stock.
pub(super) fn take_persons(plan: &Plan, scanned: &mut BTreeMap<String, Scanned>) -> Gevonden {
    let take = |(idx, at): (usize, &(String, usize))| {
        let (bron, place) = at;
        let answer = scanned.get_mut(bron).and_then(|found| found.answers.get_mut(*place));
        let Some(Answered::Count(tally, counting)) = answer else { return (None, false) };
        // Two rules may ask the same, each for another layer.
        let is_last = !plan.lagen[idx + 1..].contains(at);
        let events = if is_last { tally.wie.take() } else { tally.wie.clone() };
        (events, counting.is_stock)
    };
    plan.lagen.iter().enumerate().map(take).collect()
}

/// All that the tables of moves are computed from.
pub(super) struct Vraag<'a> {
    pub lagen: &'a Lagen,
    pub plan: &'a Plan,
    pub setting: &'a Setting<'a>,
    pub scanned: &'a BTreeMap<String, Scanned>,
    pub tables: &'a Tables<'a>,
    pub drempels: Drempels,
}

impl Vraag<'_> {
    /// The moves and the stocks, each with its cells.
    pub(super) fn estimate(
        &self,
        found: Gevonden,
        findings: &mut Findings,
    ) -> Vec<EstimatedIndicator> {
        let periodes = self.setting.periods(&[self.lagen.periode]);
        let is_known: Vec<bool> =
            periodes.iter().map(|&periode| self.is_delivered(periode, &found)).collect();
        let regels = self.lagen.regels.iter().zip(found).map(|(regel, (events, _))| {
            let rang = self.lagen.voorrang.iter().position(|laag| *laag == regel.laag);
            Regel {
                events,
                laag: regel.laag,
                rang: rang.unwrap_or(self.lagen.voorrang.len()) as u8,
                terugblik: regel.terugblik,
                is_gekoppeld: regel.is_gekoppeld,
            }
        });
        let (bewegingen, gedeeld) = {
            let n_areas = self.setting.indeling.gebieden().len();
            follow(regels.collect(), periodes.len(), (self.setting.reach, n_areas))
        };
        for (regel, (personen, elders)) in self.lagen.regels.iter().zip(gedeeld) {
            if FEW_PERSONS <= personen && elders == 0 && regel.is_gekoppeld {
                findings.push(not_linked(regel, personen));
            }
        }
        let inwoners = self.residents(&periodes);
        let tabel = Tabel { bewegingen, inwoners, periodes, is_known };
        let cijfers =
            Cijfers { vraag: self, gelijk: self.same_as(), bronnen: self.bronnen(), tabel: &tabel };
        cijfers.all()
    }

    fn bronnen(&self) -> Vec<String> {
        let of_rules = self.lagen.regels.iter().map(|regel| &regel.bron);
        let all = of_rules.chain(self.lagen.inwoners.iter().map(|telling| &telling.bron));
        all.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    /// True when all sources were delivered for the period, and for those before it that rules look back to.
    fn is_delivered(&self, periode: Periode, found: &Gevonden) -> bool {
        self.lagen.regels.iter().zip(found).all(|(regel, (_, is_stock))| {
            let scanned = &self.scanned[&regel.bron];
            let mut of_regel = std::iter::successors(Some(periode), |last| Some(last.previous()))
                .take(regel.terugblik + 1);
            scanned.open.spec.vorm != Vorm::Records
                || scanned.is_volledig
                || of_regel.all(|periode| {
                    let is_within = self.setting.van.first_day() <= periode.first_day();
                    let has_rows = if *is_stock {
                        scanned.reaches(periode, self.setting.tot)
                    } else {
                        scanned.has_rows_in(periode)
                    };
                    is_within && has_rows
                })
        })
    }

    /// The residents of each area and period, by the place of the period; of areas of which they are known.
    fn residents(&self, periodes: &[Periode]) -> BTreeMap<(GebiedIdx, usize), u64> {
        let (Some(answer), Some(telling)) = (&self.plan.inwoners, &self.lagen.inwoners) else {
            return BTreeMap::new();
        };
        let cells = periodes.iter().enumerate().flat_map(|(place, &periode)| {
            let areas = super::reach::areas_in(self.setting.indeling, periode);
            areas.into_iter().map(move |area| (area, place))
        });
        let cells: Vec<_> = cells.collect();
        let grid: Vec<_> = cells.iter().map(|&(area, place)| (area, periodes[place])).collect();
        let tel: &Tel = &telling.tel;
        let found = self.tables.look_up((answer, tel), &grid, &BTreeSet::new());
        let known = cells.into_iter().zip(found).filter_map(|(cell, samen)| {
            let samen = samen.ok().filter(|samen| !samen.herleid && !samen.is_empty)?;
            Some((cell, samen.units.floor()))
        });
        known.collect()
    }

    /// The count of an indicator that is the stock of the first layer: all persons of its only rule.
    fn same_as(&self) -> Option<(crate::model::Laag, String)> {
        let first = self.lagen.voorrang[0];
        let own: Vec<_> = self.lagen.regels.iter().filter(|regel| regel.laag == first).collect();
        let [regel] = own[..] else { return None };
        let persoon = self.scanned[&regel.bron].open.spec.persoon()?;
        let is_same = |question: &Question| match question {
            Question::Count { tel, filter, gebied, .. } => {
                *tel == Tel::Uniek(persoon) && *filter == regel.filter && *gebied == regel.gebied
            }
            _ => false,
        };
        let questions = self.plan.questions.get(&regel.bron)?;
        let place = questions.iter().position(is_same).filter(|_| regel.terugblik == 0)?;
        Some((first, format!("{} {place}", regel.bron)))
    }
}

fn not_linked(regel: &Laagregel, personen: u64) -> Diagnostic {
    let message = format!(
        "none of the {personen} persons of bron `{}` is in another source of the layers",
        regel.bron
    );
    Diagnostic::new(Code::UnlinkedSource, message)
        .at(regel.place.clone(), "so nobody is seen to move to or from it")
        .help(
            "write the same pseudonym for a person in all sources, or say `gekoppeld = false` when this \
             source cannot",
        )
}
