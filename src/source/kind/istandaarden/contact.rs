//! The postcode of a client, of the addresses that a message gives.

use super::fields::{CONTACT, Found};

/// The best address so far.
#[derive(Debug, Default)]
pub(super) struct Address {
    rank: Option<u8>,
    postcode: String,
}

impl Address {
    /// Weighs a contact: the registered address first, then where the client lives.
    ///
    /// A correspondence address may be that of somebody else and a temporary one that of a
    /// clinic, so neither says in which wijk the client lives. Two different addresses of the
    /// same kind give no postcode: nothing says which of them holds.
    pub fn weigh(&mut self, contact: &Found) {
        let rank = match contact.get("Soort").trim() {
            "01" => 1,
            "03" => 3,
            _ => return,
        };
        let postcode = contact.get("Postcode");
        match self.rank {
            _ if postcode.is_empty() => {}
            Some(best) if best < rank => {}
            Some(best) if best == rank => {
                if self.postcode != postcode {
                    self.postcode.clear();
                }
            }
            _ => *self = Self { rank: Some(rank), postcode: postcode.to_owned() },
        }
    }

    /// The postcode, empty when there is no own address or it is not certain.
    pub fn postcode(&self) -> &str {
        &self.postcode
    }
}

/// A contact without texts.
pub(super) fn no_contact() -> Found {
    Found::new(CONTACT)
}
