//! A divided budget in a short table, for who stands at the terminal.

use super::super::Console;
use crate::analysis::{Grensoord, Toedeling, Toegedeeld};
use crate::diagnostic::with_cents;
use crate::disclosure::Publication;
use crate::model::{Bedrag, Verdeelregel};

/// The most areas that are listed; of more, those that change most.
const MAX_LISTED: usize = 20;

/// The widest name that is listed whole.
const NAME: usize = 28;

/// Tells the amounts, the shifts and what hangs on the weights.
pub(super) fn tell(
    publication: &Publication,
    regel: &Verdeelregel,
    toedeling: &Toedeling,
    console: &Console,
) {
    let (budget, n_areas) = (with_cents(regel.budget.cent), toedeling.gebieden.len());
    let niveau = regel.niveau.word();
    console.say(&format!("divided   {budget} euros over the city and {n_areas} areas ({niveau})"));
    for line in table(publication, toedeling) {
        console.say(&line);
    }
    for line in shifts(toedeling).into_iter().chain(weights(toedeling)) {
        console.say(&line);
    }
}

/// The city and the areas, with the shift where it is known.
fn table(publication: &Publication, toedeling: &Toedeling) -> Vec<String> {
    let mut listed: Vec<&Toegedeeld> = toedeling.gebieden.iter().collect();
    let n_more = listed.len().saturating_sub(MAX_LISTED);
    if 0 < n_more {
        let change = |one: &Toegedeeld| match one.huidig {
            Some(huidig) => (one.bedrag - huidig).cent.abs(),
            None => one.bedrag.cent,
        };
        listed.sort_by_key(|one| std::cmp::Reverse(change(one)));
        listed.truncate(MAX_LISTED);
    }
    let rows: Vec<[String; 5]> =
        std::iter::once(&toedeling.stad).chain(listed).map(|one| row(publication, one)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let [code, name, amount, shift] = [0, 1, 2, 3].map(|column| width(column).unwrap_or_default());
    let mut lines: Vec<_> = rows
        .iter()
        .map(|[one, naam, bedrag, verschil, grens]| {
            let line = format!(
                "          {one:<code$}  {naam:<name$}  {bedrag:>amount$}  {verschil:>shift$}  {grens}"
            );
            line.trim_end().to_owned()
        })
        .collect();
    if 0 < n_more {
        lines.push(format!("          and {n_more} more in `verdeling.csv`"));
    }
    lines
}

fn row(publication: &Publication, one: &Toegedeeld) -> [String; 5] {
    let gebied = &publication.gebieden()[one.gebied];
    let shift = one.huidig.map_or_else(String::new, |huidig| signed(one.bedrag - huidig));
    let grens = match one.bindt {
        None => "",
        Some(Grensoord::Vloer) => "at its floor",
        Some(Grensoord::Plafond) => "at its ceiling",
    };
    let naam: String = gebied.naam.chars().take(NAME).collect();
    let bedrag = with_cents(one.bedrag.cent);
    [gebied.code.to_string(), naam, bedrag, shift, grens.to_owned()]
}

fn signed(shift: Bedrag) -> String {
    let sign = if 0 < shift.cent { "+" } else { "" };
    format!("{sign}{}", with_cents(shift.cent))
}

/// How many areas get more and how many less than today, and how much.
fn shifts(toedeling: &Toedeling) -> Option<String> {
    let shift = |one: &Toegedeeld| one.huidig.map(|huidig| one.bedrag - huidig);
    let shifts = toedeling.gebieden.iter().map(shift).collect::<Option<Vec<_>>>()?;
    let (more, less): (Vec<_>, Vec<_>) =
        shifts.into_iter().filter(|shift| shift.cent != 0).partition(|shift| 0 < shift.cent);
    let sum = |shifts: &[Bedrag]| signed(shifts.iter().copied().sum());
    let (up, down) = (sum(&more), sum(&less));
    let (n_more, n_less) = (more.len(), less.len());
    Some(format!("shifts    {up} to {n_more} areas, {down} from {n_less}"))
}

/// How much moves at most when a weight is a tenth larger or smaller.
fn weights(toedeling: &Toedeling) -> Option<String> {
    let moved = toedeling.gevoeligheid.iter().filter_map(|one| one.verschoven).max()?;
    let moved = with_cents(moved.cent);
    Some(format!("weights   a weight that is a tenth larger or smaller moves {moved} at most"))
}
