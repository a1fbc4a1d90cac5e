//! Who was asked in an area, for the borders that it has in its last vintage.

use std::borrow::Cow;

use crate::model::{GebiedIdx, GeenCijfer, Periode, Quantity};
use crate::stats::{DomainSums, mean_of_parts};

use super::answers::{SurveyAnswers, Tables};
use super::compute::{Counts, EstimatedCell};
use super::estimate::estimate_mean_of_parts;
use super::survey::{Domain, DomainStrata};

/// The domains that make up the respondents of an area, each with the part that counts.
pub(super) struct Asked<'a> {
    domains: Vec<(&'a DomainStrata, Quantity)>,
    /// The respondents behind each domain that must not be given away.
    behind: Vec<u64>,
    /// Those of them who gave the answer that is counted.
    with_answer: Vec<u64>,
    /// The areas that the domains are of, without shadows.
    areas: Vec<GebiedIdx>,
    /// True when they are not those of the area alone.
    pub herleid: bool,
}

/// The respondents of a domain who gave the answer of which a share is asked.
pub(super) fn n_with_answer(strata: &DomainStrata) -> u64 {
    strata.values().map(Domain::n_with_answer).sum()
}

/// The sums of a domain over its strata.
fn total(strata: &DomainStrata) -> DomainSums {
    let mut sums = DomainSums::default();
    for domain in strata.values() {
        sums += domain.sums;
    }
    sums
}

impl Tables<'_> {
    /// Who was asked in an area in a wave; `None` when nobody was, or nothing bridges the way
    /// from the areas of that time.
    ///
    /// Fewer than `least` respondents of an area that did not exist are not divided.
    pub(super) fn asked<'s>(
        &self,
        survey: &'s SurveyAnswers,
        (gebied, golf): (GebiedIdx, Periode),
        least: u64,
    ) -> Option<Asked<'s>> {
        let day = golf.first_day();
        let mut parts = self.herleiding().parts(gebied, golf, day)?;
        if let Some(shadows) = survey.shadows.get(&(gebied, golf)) {
            parts.extend(shadows);
        }
        let herleid = !self.herleiding().exists_on(gebied, day);
        let mut asked = Asked {
            domains: Vec::new(),
            behind: Vec::new(),
            with_answer: Vec::new(),
            areas: Vec::new(),
            herleid,
        };
        for (cell, part) in parts {
            let Some(domain) = survey.domains.get(&(cell, golf)) else { continue };
            let n = total(domain).n;
            let is_whole = self.is_shadow(cell) && self.is_whole(part, gebied, day);
            if self.is_shadow(cell) && !is_whole && n < least {
                continue;
            }
            asked.domains.push((domain, part));
            asked.herleid |= cell != gebied;
            if !self.is_shadow(cell) {
                asked.areas.push(cell);
            }
            if !is_whole && 0 < n {
                asked.behind.push(n);
                asked.with_answer.push(n_with_answer(domain));
            }
        }
        (!asked.domains.is_empty()).then_some(asked)
    }
}

impl<'a> Asked<'a> {
    /// The domain of all respondents, when each belongs to the area as a whole; otherwise the
    /// sums of each domain with its part, in units that all share.
    pub(super) fn domain(&self) -> Result<Cow<'a, DomainStrata>, Vec<(DomainSums, i128)>> {
        if let [(domain, part)] = self.domains[..]
            && part.is_one()
        {
            return Ok(Cow::Borrowed(domain));
        }
        if self.domains.iter().all(|(_, part)| part.is_one()) {
            let mut all = DomainStrata::new();
            for (stratum, domain) in self.domains.iter().flat_map(|(strata, _)| *strata) {
                let sum: &mut Domain = all.entry(stratum.clone()).or_default();
                sum.add(domain);
            }
            return Ok(Cow::Owned(all));
        }
        let scale = self.domains.iter().map(|(_, part)| part.scale).max().unwrap_or(0);
        let parts = self.domains.iter();
        Err(parts.map(|(strata, part)| (total(strata), part.units_at(scale))).collect())
    }

    /// The other areas that it was converted from.
    pub(super) fn areas(&self, gebied: GebiedIdx) -> Vec<GebiedIdx> {
        self.areas.iter().copied().filter(|&area| area != gebied).collect()
    }

    /// The respondents behind each domain that the area was converted from.
    pub(super) fn counts(&self, is_share: bool) -> Vec<Counts> {
        if !self.herleid {
            return Vec::new();
        }
        let behind = self.behind.iter().zip(&self.with_answer);
        let of = |(&n, &one)| Counts::Enquete { n, antwoord: is_share.then_some(one) };
        behind.map(of).collect()
    }

    /// So many respondents of each domain, times the part of it that counts, rounded down.
    fn times_parts(&self, of: impl Fn(&DomainStrata) -> u64) -> u64 {
        let parts = self.domains.iter();
        let sum = parts.fold(Quantity::ZERO, |sum, (strata, part)| {
            sum.plus(Quantity::count(of(strata)).times(*part))
        });
        sum.floor()
    }
}

/// The cell of an area to which respondents belong by part: everyone counts with the weight times
/// the part.
pub(super) fn mean_of_part_cell(
    gebied: GebiedIdx,
    periode: Periode,
    asked: &Asked<'_>,
    parts: &[(DomainSums, i128)],
    (decimals, is_share): (u8, bool),
) -> EstimatedCell {
    let n = asked.times_parts(|strata| total(strata).n);
    // Where anybody gave the answer, there is at least one.
    let some = u64::from(asked.domains.iter().any(|(strata, _)| 0 < n_with_answer(strata)));
    let antwoord = is_share.then(|| asked.times_parts(n_with_answer).max(some).min(n));
    let mean = mean_of_parts(parts, decimals).ok_or(GeenCijfer::Ontbreekt);
    let figure = mean.map(|mean| estimate_mean_of_parts(mean, n));
    EstimatedCell {
        delen: asked.counts(is_share),
        uit: asked.areas(gebied),
        ..EstimatedCell::new(gebied, periode, Counts::Enquete { n, antwoord }, figure)
    }
}
