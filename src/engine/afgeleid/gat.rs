//! The distance of an area to the gemeente that contains it: the two go together, and it is known
//! how.
//!
//! With `s` the part of the gemeente that the area is, the figure of the gemeente is `s r_w + (1 - s) r_rest`,
//! and the rest is independent of the area. So their covariance is `s V(r_w)`. Taking them for
//! independent would make the distance of a large wijk look less certain than it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Figure, GebiedIdx, GeenInterval, Periode};
use crate::stats::{
    Against, ComparedStratum, Confidence, DomainPart, Interval, difference_interval,
    difference_of_domains,
};

use super::super::answers::Tables;
use super::super::estimate::no_interval;
use super::super::plan::Answer;
use super::super::survey::Domain;
use super::part_of;

/// The correlation of a figure with that of the gemeente, `s sd_w / sd_c`; nothing when it is not
/// known what part of the gemeente the area is, or how certain the figures are.
pub(super) fn correlation_with_gemeente(wijk: &Figure, stad: &Figure) -> Option<f64> {
    let part = part_of(wijk.noemer, stad.noemer)?;
    let width = |figure: &Figure| figure.interval.ok().map(|bounds| bounds.upper - bounds.lower);
    let (of_wijk, of_stad) = (width(wijk)?, width(stad)?);
    (0.0 < of_stad).then(|| (part * of_wijk / of_stad).min(1.0))
}

/// The interval of the distance of a rate or share to that of the gemeente.
///
/// `stretch` is by how much the sides of an interval grow from the confidence of the figures to
/// that of the distance: the ratio of their normal quantiles.
pub(super) fn gap_interval(wijk: &Figure, stad: &Figure, stretch: f64) -> Option<Interval> {
    let correlation = correlation_with_gemeente(wijk, stad)?;
    let of = |figure: &Figure| {
        let (waarde, bounds) = (figure.waarde, figure.interval.ok()?);
        let [lower, upper] =
            [bounds.lower, bounds.upper].map(|bound| waarde + stretch * (bound - waarde));
        Some((waarde, Interval::new(lower, upper)?))
    };
    difference_interval(of(wijk)?, of(stad)?, correlation)
}

/// The means and shares of surveys, of which the distance to the gemeente follows from the sums per stratum.
pub(in super::super) struct Gaten<'a> {
    pub tables: &'a Tables<'a>,
    pub gemeente: GebiedIdx,
    /// By the id of the indicator.
    pub surveys: BTreeMap<&'a str, SurveyGap<'a>>,
}

/// How the distance of one indicator is computed.
pub(in super::super) struct SurveyGap<'a> {
    pub answers: &'a Answer,
    pub populatie: Option<&'a Answer>,
    pub decimals: u8,
    /// By what a mean is multiplied to have the unit of the indicator.
    pub factor: f64,
    /// The fewest respondents that are divided between areas.
    pub least: u64,
}

impl Gaten<'_> {
    /// The interval of the distance of a survey's figure, or why it has none; nothing for other
    /// indicators, and for areas whose respondents were converted.
    pub(super) fn survey(
        &self,
        id: &str,
        (gebied, golf): (GebiedIdx, Periode),
        confidence: Confidence,
    ) -> Option<Result<Interval, GeenInterval>> {
        let gap = self.surveys.get(id)?;
        let survey = self.tables.survey(gap.answers);
        let of = |area| {
            let asked = self.tables.asked(survey, (area, golf), gap.least)?;
            if asked.herleid { None } else { asked.domain().ok() }
        };
        let (wijk, stad) = (of(gebied)?, of(self.gemeente)?);
        let populations = gap.populatie.map(|answer| self.tables.strata(answer));
        let stratum = |(naam, all): (&Option<Arc<str>>, &Domain)| {
            let first = wijk.get(naam).map_or_else(DomainPart::default, part_of_domain);
            let second = DomainPart {
                members: all.members.checked_sub(first.members)?,
                sums: all.sums.without(first.sums)?,
            };
            let people = populations.zip(naam.as_deref());
            let population = people
                .and_then(|(all, naam)| all.get(&(golf, naam.to_owned())).copied())
                .filter(|&people| 0 < people);
            let respondents = survey.respondents.get(&(golf, naam.clone())).copied()?;
            Some(ComparedStratum { respondents, population, first, second })
        };
        let strata: Vec<_> = stad.iter().map(stratum).collect::<Option<_>>()?;
        let found = difference_of_domains(&strata, Against::Both, gap.decimals, confidence);
        let interval = match found.ok()?.precision {
            Ok(precision) => precision.interval,
            Err(reason) => return Some(Err(no_interval(reason))),
        };
        Interval::new(interval.lower() * gap.factor, interval.upper() * gap.factor).map(Ok)
    }
}

fn part_of_domain(domain: &Domain) -> DomainPart {
    DomainPart { members: domain.members, sums: domain.sums }
}

#[cfg(test)]
mod tests {
    use crate::model::{Bounds, Methode, Quantity};

    use super::*;

    fn figure(waarde: f64, [lower, upper]: [f64; 2], noemer: u64) -> Figure {
        let bounds = Bounds { lower, upper, methode: Methode::PoissonExact };
        Figure { noemer: Some(Quantity::count(noemer)), ..Figure::new(waarde, Ok(bounds)) }
    }

    #[test]
    fn a_lower_confidence_brings_both_bounds_nearer() {
        let (wijk, stad) = (figure(30.0, [20.0, 45.0], 250), figure(28.0, [24.0, 33.0], 1000));
        let of = |stretch| gap_interval(&wijk, &stad, stretch).expect("the noemers are known");
        let (whole, half) = (of(1.0), of(0.5));
        assert!((half.lower() - (2.0 + (whole.lower() - 2.0) / 2.0)).abs() < 1e-12);
        assert!((half.upper() - (2.0 + (whole.upper() - 2.0) / 2.0)).abs() < 1e-12);
    }

    #[test]
    fn an_area_that_is_the_gemeente_lies_at_no_distance() {
        let all = figure(30.0, [20.0, 45.0], 1000);
        let found = gap_interval(&all, &all, 1.0).expect("the noemers are known");
        // Of a skewed interval only the longer of the two sides is left.
        assert!(found.lower() <= 0.0 && 0.0 <= found.upper());
        assert!(gap_interval(&all, &Figure { noemer: None, ..all.clone() }, 1.0).is_none());
    }
}
