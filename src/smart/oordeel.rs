//! The verdict on a target, with how sure it is.
//!
//! Before the deadline a figure is held against where it should be now, at the deadline against the
//! target. A verdict takes the certainty of the rules, 0.80 unless they say otherwise; with less
//! than that it is `onzeker`, which means one thing: the figures cannot tell.
//!
//! A trajectory with error bars is what the published rules lack (`andere`): those of the UN
//! Statistics Division, Eurostat and Destatis know no chance, that of Healthy People knows no time.

use super::goal::{CutPoints, Goal};
use super::traject::Course;
use super::zone::ZoneChance;
use crate::model::{Kansen, Meetpunt, Status, StatusReden, StatusVlag, Statusregels};

/// The probability from which a verdict is named among those that are possible.
const POSSIBLE: f64 = 0.10;

/// The verdict on a figure, and the numbers it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Oordeel {
    /// The verdict.
    pub status: Status,
    /// Why it is `onzeker`.
    pub reden: Option<StatusReden>,
    /// What goes with it.
    pub vlaggen: Vec<StatusVlag>,
    /// Where the figure should be now.
    pub traject_nu: f64,
    /// How far it is on the way, 1 for all the way; nothing of what has only to be kept.
    pub voortgang: Option<f64>,
    /// The probabilities, when there is a standard error.
    pub kansen: Option<Kansen>,
    /// Of `onzeker`, the verdicts with a probability of at least 0.10, the best first; at least one
    /// that is on course and one that is not.
    pub mogelijk: Vec<Status>,
}

/// The standard error of a figure when it can be reckoned with: finite and not below 0.
pub(super) fn usable_error(figure: &Meetpunt) -> Option<f64> {
    figure.se.filter(|se| se.is_finite() && 0.0 <= *se)
}

/// Judges a figure after a part of the term, 1 or more from the deadline on.
pub fn judge(
    goal: &Goal,
    course: &Course,
    looptijd: f64,
    nu: &Meetpunt,
    regels: &Statusregels,
) -> Oordeel {
    let cuts = goal.cut_points(course, looptijd, regels);
    let chances = usable_error(nu).map(|se| Chances::of(&cuts, nu.waarde, se));
    let mut oordeel = Oordeel {
        status: Status::TeVroeg,
        reden: None,
        vlaggen: Vec::new(),
        traject_nu: cuts.traject_nu,
        voortgang: goal.progress(nu.waarde),
        kansen: chances.as_ref().map(Chances::kansen),
        mogelijk: Vec::new(),
    };
    if looptijd < regels.te_vroeg {
        return oordeel;
    }
    let at_deadline = 1.0 <= looptijd;
    if let Some(chances) = chances {
        let found = if at_deadline {
            chances.at_deadline(regels.zekerheid)
        } else {
            chances.on_the_way(goal.is_held(), regels.zekerheid)
        };
        oordeel.status = found.unwrap_or(Status::Onzeker);
        if found.is_none() {
            oordeel.reden = Some(StatusReden::KansenVerdeeld);
            oordeel.mogelijk = chances.possible(goal.is_held(), at_deadline);
        }
    } else {
        oordeel.vlaggen.push(StatusVlag::GeenCi);
        oordeel.status = if !at_deadline {
            judge_point(goal, &cuts, nu.waarde)
        } else if cuts.behaald.contains(nu.waarde) {
            Status::Behaald
        } else {
            Status::NietBehaald
        };
    }
    let is_reached = !goal.is_held() && cuts.behaald.contains(nu.waarde);
    if oordeel.status == Status::OpKoers && is_reached {
        oordeel.vlaggen.push(StatusVlag::WaarschijnlijkBehaald);
    }
    if oordeel.status == Status::Achter && goal.is_better(nu.waarde) == Some(false) {
        oordeel.vlaggen.push(StatusVlag::VerkeerdeRichting);
    }
    oordeel.vlaggen.sort();
    oordeel
}

/// The class in which a figure itself lies, as if it were exact and the deadline still to come.
pub fn judge_point(goal: &Goal, cuts: &CutPoints, value: f64) -> Status {
    if !goal.is_held() && cuts.behaald.contains(value) {
        Status::Behaald
    } else if cuts.op_koers.contains(value) {
        Status::OpKoers
    } else if cuts.risico.contains(value) {
        Status::Risico
    } else {
        Status::Achter
    }
}

impl Oordeel {
    /// Adds that a move in the wrong direction is more than chance, which is known when the changes
    /// of all areas are.
    pub fn confirm_direction(&mut self, is_changed: bool) {
        let place = self.vlaggen.iter().position(|vlag| *vlag == StatusVlag::VerkeerdeRichting);
        if let (Some(idx), true) = (place, is_changed)
            && !self.vlaggen.contains(&StatusVlag::Significant)
        {
            self.vlaggen.insert(idx + 1, StatusVlag::Significant);
        }
    }
}

/// How likely the true value lies in each of the zones.
struct Chances {
    behaald: ZoneChance,
    op_koers: ZoneChance,
    risico: ZoneChance,
}

impl Chances {
    fn of(cuts: &CutPoints, value: f64, standard_error: f64) -> Self {
        Self {
            behaald: cuts.behaald.chance(value, standard_error),
            op_koers: cuts.op_koers.chance(value, standard_error),
            risico: cuts.risico.chance(value, standard_error),
        }
    }

    fn kansen(&self) -> Kansen {
        Kansen {
            behaald: self.behaald.inside,
            op_koers: self.op_koers.inside,
            risico: self.risico.inside,
        }
    }

    fn at_deadline(&self, zekerheid: f64) -> Option<Status> {
        if zekerheid <= self.behaald.inside {
            Some(Status::Behaald)
        } else if zekerheid <= self.behaald.outside() {
            Some(Status::NietBehaald)
        } else {
            None
        }
    }

    fn on_the_way(&self, is_held: bool, zekerheid: f64) -> Option<Status> {
        if !is_held && zekerheid <= self.behaald.inside {
            Some(Status::Behaald)
        } else if zekerheid <= self.op_koers.inside {
            Some(Status::OpKoers)
        } else if zekerheid <= self.risico.outside() {
            Some(Status::Achter)
        } else if zekerheid <= self.op_koers.outside() {
            Some(Status::Risico)
        } else {
            None
        }
    }

    /// The verdicts that are possible, the best first: those of at least 0.10, and the likeliest
    /// of either side.
    ///
    /// With one bound the likeliest of a side always has 0.10 when the verdict is open. Of a zone
    /// that is narrow for the error, one side can have less, and cannot be ruled out either.
    fn possible(&self, is_held: bool, at_deadline: bool) -> Vec<Status> {
        let Kansen { behaald, op_koers, risico } = self.kansen();
        let sides = if at_deadline {
            [vec![(Status::Behaald, behaald)], vec![(Status::NietBehaald, 1.0 - behaald)]]
        } else {
            let on_course = if is_held {
                vec![(Status::OpKoers, op_koers)]
            } else {
                vec![(Status::Behaald, behaald), (Status::OpKoers, op_koers - behaald)]
            };
            [on_course, vec![(Status::Risico, risico - op_koers), (Status::Achter, 1.0 - risico)]]
        };
        let mut possible = Vec::new();
        for side in sides {
            let largest = side.iter().fold(0.0, |largest: f64, (_, chance)| largest.max(*chance));
            let stays = |&&(_, chance): &&(Status, f64)| POSSIBLE.min(largest) <= chance;
            possible.extend(side.iter().filter(stays).map(|(status, _)| *status));
        }
        possible
    }
}
