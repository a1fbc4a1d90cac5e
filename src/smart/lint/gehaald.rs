//! Whether a target is met by its own baseline, or lies within the noise of it.

use crate::diagnostic::{Code, Diagnostic};
use crate::stats::Confidence;

use super::{Gevraagd, Keuring};

/// Reports a target that most areas meet before it begins; when it is told already that the change
/// cannot be shown, its noise is no news.
pub(super) fn check(
    keuring: &Keuring<'_>,
    asked: &[Gevraagd],
    is_hidden: bool,
) -> Option<Diagnostic> {
    let most = |n: usize| asked.len() < 2 * n;
    let met = asked.iter().filter(|one| one.goal.is_held()).count();
    let is_noise = |one: &&Gevraagd| {
        let margin = one.nulmeting.se.map(|se| Confidence::P95.z() * se);
        margin.is_some_and(|margin| one.change() <= margin)
    };
    let noise = asked.iter().filter(is_noise).count();
    let place = keuring.places.waarde.clone();
    let of = asked.len();
    if most(met) {
        let message = if of == 1 {
            "the baseline already meets the target".to_owned()
        } else {
            format!("the baseline already meets the target in {met} of {of} areas")
        };
        let finding = Diagnostic::new(Code::TargetMet, message).at(place, "asks for nothing");
        return Some(finding.help("look at `richting`, the sign and the unit of the target"));
    }
    (most(noise) && !is_hidden).then(|| {
        let message =
            format!("the target lies within the interval of the baseline in {noise} of {of} areas");
        Diagnostic::new(Code::TargetMet, message)
            .at(place, "may be met already")
            .help("ask for more, or at a level that is measured more precisely")
    })
}
