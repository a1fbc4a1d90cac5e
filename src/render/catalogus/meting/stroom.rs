//! The part of those in a state that moved.

use crate::definition::Stroommeting;
use crate::model::{Taal, Toestand};
use crate::render::text::stroomwoorden;

use super::Verteller;

impl Verteller<'_> {
    pub(super) fn stroom(&self, meting: &Stroommeting) -> String {
        let own = stroomwoorden(self.taal);
        let name = |toestand: Toestand| own.lang(toestand).to_lowercase();
        let van = name(meting.van);
        let naar: Vec<_> = meting.naar.iter().map(|state| name(*state)).collect();
        let naar = naar.join(self.kies(" of ", " or "));
        match self.taal {
            Taal::Nl => format!(
                "Tel de personen die aan het einde van de vorige periode in `{van}` waren, volgens de lagen \
                 van de monitor, en neem het deel dat nu in `{naar}` is."
            ),
            Taal::En => format!(
                "Count the persons who were in `{van}` at the end of the period before, by the layers of \
                 the monitor, and take the part that is now in `{naar}`."
            ),
        }
    }
}
