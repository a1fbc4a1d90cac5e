//! The amounts of today beside the areas that are divided over.

use std::collections::BTreeSet;

use crate::definition::Verdeelafspraak;
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{AreaCode, Bedrag, HuidigeVerdeling};

use super::criteria::Areas;
use super::missing::first_of;

/// The amounts in cents of the city and then of the areas; nothing when they do not fit each other.
///
/// An area that is not in the file is not zero: somebody may have forgotten it. Only the city may be left out of a
/// split in which it has no part.
pub(super) fn lay_beside(
    afspraak: &Verdeelafspraak,
    huidig: &HuidigeVerdeling,
    gemeente: usize,
    areas: &Areas<'_>,
    findings: &mut Findings,
) -> Option<Vec<u128>> {
    let place = place_of(afspraak);
    let city = areas.code_at(gemeente);
    match lay_codes_beside(huidig, city, &areas.codes(), afspraak.regel.stad_aandeel.units == 0) {
        Ok(amounts) => Some(amounts),
        Err(reasons) => {
            for (message, label) in reasons {
                let finding = Diagnostic::new(Code::BadValue, message).at(place.clone(), label);
                findings.push(
                    finding.help(
                        "give every area that is divided over one amount, 0 where it has none",
                    ),
                );
            }
            None
        }
    }
}

/// The amounts in the order of the areas, or for each fault a message and a label.
fn lay_codes_beside(
    huidig: &HuidigeVerdeling,
    city: &AreaCode,
    codes: &[AreaCode],
    city_may_lack: bool,
) -> Result<Vec<u128>, Vec<(String, String)>> {
    let all: Vec<&AreaCode> = std::iter::once(city).chain(codes).collect();
    let amount = |code: &AreaCode| match huidig.get(code) {
        None if code == city && city_may_lack => Some(Bedrag::NUL),
        known => known.copied(),
    };
    let lacking: Vec<_> =
        all.iter().filter(|code| amount(code).is_none()).map(ToString::to_string).collect();
    let asked: BTreeSet<&AreaCode> = all.iter().copied().collect();
    let is_lost =
        |(code, amount): &(&AreaCode, &Bedrag)| !asked.contains(code) && **amount != Bedrag::NUL;
    let lost: Vec<_> = huidig.iter().filter(is_lost).map(|(code, _)| code.to_string()).collect();
    let mut reasons = Vec::new();
    if !lacking.is_empty() {
        reasons.push(("the present split lacks areas".to_owned(), first_of(&lacking)));
    }
    if !lost.is_empty() {
        let message = "the present split has amounts of areas that are not divided over".to_owned();
        reasons.push((message, first_of(&lost)));
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let amounts = all.into_iter().map(|code| amount(code).unwrap_or_default().cent.unsigned_abs());
    Ok(amounts.collect())
}

/// What is said of a transition from nothing.
pub(super) fn nothing_today(afspraak: &Verdeelafspraak) -> Diagnostic {
    Diagnostic::new(Code::BadValue, "all amounts of the present split are zero")
        .at(place_of(afspraak), "from nothing no transition starts")
        .help("leave out `[ingroei]`")
}

/// Where the present split is named.
fn place_of(afspraak: &Verdeelafspraak) -> Place {
    let named = afspraak.huidig.as_ref().map(|(_, place)| place.clone());
    named.unwrap_or_else(|| Place::text(&afspraak.file, 0..0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AreaCode {
        text.parse().expect("a code")
    }

    fn lay(amounts: &[(&str, i128)], city_may_lack: bool) -> Result<Vec<u128>, Vec<String>> {
        let huidig =
            amounts.iter().map(|(text, cent)| (code(text), Bedrag::of_cent(*cent))).collect();
        let codes = [code("WK099902"), code("WK099901")];
        lay_codes_beside(&huidig, &code("GM0999"), &codes, city_may_lack)
            .map_err(|reasons| reasons.into_iter().map(|(_, label)| label).collect())
    }

    #[test]
    fn takes_the_order_of_the_areas() {
        let amounts = [("WK099901", 1), ("WK099902", 2), ("GM0999", 3)];
        assert_eq!(lay(&amounts, false), Ok(vec![3, 2, 1]));
        assert_eq!(lay(&amounts[..2], true), Ok(vec![0, 2, 1]));
    }

    #[test]
    fn forgets_nobody() {
        let lacking = |text: &str| Err(vec![text.to_owned()]);
        assert_eq!(lay(&[("WK099901", 1), ("GM0999", 0)], false), lacking("WK099902"));
        let areas = [("WK099901", 1), ("WK099902", 1)];
        assert_eq!(lay(&areas, false), lacking("GM0999"));
        let more = [areas[0], areas[1], ("WK099903", 5), ("WK099904", 0)];
        assert_eq!(lay(&more, true), lacking("WK099903"));
    }
}
