//! Which indicators another leans on, so that a choice of some is computed as all of them are.

use std::collections::BTreeSet;

use crate::model::Doelsoort;

use super::indicator::Indicator;
use super::meting::Meting;

impl Indicator {
    /// The ids of the indicators that its figures and verdicts are computed from: those of its formula,
    /// what ranks areas for its targets, and what is read beside it.
    fn leans_on(&self) -> impl Iterator<Item = &str> {
        let formula = match &self.meting {
            Meting::Afgeleid(afgeleid) => Some(afgeleid.places.keys()),
            _ => None,
        };
        let doelen = self.info.contract.iter().flat_map(|contract| &contract.doelen);
        let soorten = doelen.flat_map(|doel| doel.per_gebied.values().chain([&doel.soort]));
        let ranking = soorten.filter_map(|soort| match soort {
            Doelsoort::GatVerkleinen { rangorde, .. } => rangorde.as_ref(),
            _ => None,
        });
        let beside = &self.info.toelichting.tegenindicatoren;
        formula.into_iter().flatten().chain(ranking).chain(beside).map(String::as_str)
    }
}

/// The ids, and those of all indicators that they lean on, in turn.
pub fn with_needed<'i>(
    all: &'i [Indicator],
    ids: impl IntoIterator<Item = &'i str>,
) -> BTreeSet<&'i str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<_> = ids.into_iter().collect();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let one = all.iter().find(|one| one.info.id == id);
            open.extend(one.iter().flat_map(|one| one.leans_on()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::{HEAD, RATIO, parse_files};
    use super::super::monitor::tests::example;
    use super::*;

    #[test]
    fn follows_formulas_and_what_is_read_beside_them() {
        let ratio = [HEAD, RATIO].concat();
        let beside = ratio.replacen("proef", "naast", 1);
        let part = ratio.replacen("proef", "deel", 1).replacen(
            "\"c\" }",
            "\"c\", tegenindicatoren = [\"naast\"] }",
            1,
        );
        let formula = format!(
            "{HEAD}[meting.afgeleid]\nformule = '{{deel}} - gemeente({{deel}})'\n[periode]\nfrequentie = \"jaar\"\n"
        );
        let other = ratio.replacen("proef", "ander", 1);
        let files = [
            ("a.toml", formula.as_str()),
            ("b.toml", part.as_str()),
            ("c.toml", beside.as_str()),
            ("d.toml", other.as_str()),
        ];
        let (all, findings) = parse_files(&files, &example());
        assert!(!findings.has_errors(), "{:?}", findings.sorted());
        let found: Vec<_> = with_needed(&all, ["proef"]).into_iter().collect();
        assert_eq!(found, ["deel", "naast", "proef"]);
    }
}
