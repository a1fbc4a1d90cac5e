//! The messages that are read, and where their fields stand.
//!
//! Names are those of the XML schemas of iWmo and iJw 3.2; where version 2.0 has another name,
//! that one is read as well, because the years of a baseline were exchanged in it.

/// A message that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The code in the header, which tells messages apart: all have the same root.
    pub code: &'static str,
    /// The name by which the field knows it.
    pub name: &'static str,
    /// The law.
    pub wet: &'static str,
    /// Where products stand within a client.
    pub products: &'static [&'static str],
}

const TOEGEWEZEN: &[&str] = &[
    "ToegewezenProducten/ToegewezenProduct",
    "Beschikking/ToegewezenProducten/ToegewezenProduct",
    "Beschikkingen/Beschikking/ToegewezenProducten/ToegewezenProduct",
];
const START: &[&str] = &["StartProducten/StartProduct"];
const STOP: &[&str] = &["StopProducten/StopProduct"];
const AANGEVRAAGD: &[&str] = &["AangevraagdeProducten/AangevraagdProduct", "Producten/Product"];

const MESSAGES: &[Message] = &[
    Message { code: "414", name: "WMO301", wet: "wmo", products: TOEGEWEZEN },
    Message { code: "418", name: "WMO305", wet: "wmo", products: START },
    Message { code: "420", name: "WMO307", wet: "wmo", products: STOP },
    Message { code: "444", name: "WMO315", wet: "wmo", products: AANGEVRAAGD },
    Message { code: "436", name: "JW301", wet: "jeugdwet", products: TOEGEWEZEN },
    Message { code: "438", name: "JW305", wet: "jeugdwet", products: START },
    Message { code: "440", name: "JW307", wet: "jeugdwet", products: STOP },
    Message { code: "446", name: "JW315", wet: "jeugdwet", products: AANGEVRAAGD },
];

/// The message with this code.
pub(super) fn find_message(code: &str) -> Option<&'static Message> {
    MESSAGES.iter().find(|message| message.code == code.trim())
}

/// A field: its column, and the elements below its header, client, contact or product.
pub(super) struct Field {
    /// The column.
    pub column: &'static str,
    /// Where it may stand.
    pub paths: &'static [&'static str],
}

/// Below `Header`. The first three make up the columns [`MADE_COLUMNS`].
pub(super) const HEADER: &[Field] = &[
    Field { column: "BerichtCode", paths: &["BerichtCode", "Berichtspecificatie/Code"] },
    Field { column: "BerichtVersie", paths: &["BerichtVersie", "Berichtspecificatie/Versie"] },
    Field {
        column: "BerichtSubversie",
        paths: &["BerichtSubversie", "Berichtspecificatie/SubVersie"],
    },
    Field { column: "afzender", paths: &["Afzender"] },
    Field { column: "ontvanger", paths: &["Ontvanger"] },
    Field { column: "dagtekening", paths: &["BerichtIdentificatie/Dagtekening"] },
];

/// The columns made from the code and the version of the message.
pub(super) const MADE_COLUMNS: [&str; 3] = ["bericht", "versie", "wet"];

/// Below the client, without the contacts.
pub(super) const CLIENT: &[Field] = &[
    Field { column: "Bsn", paths: &["Bsn"] },
    Field { column: "Geboortedatum", paths: &["Geboortedatum/Datum"] },
    Field { column: "Geslacht", paths: &["Geslacht"] },
];

/// The column of the address that [`super::contact`] chooses.
pub(super) const POSTCODE: &str = "Postcode";

/// Where the contacts of the client stand, unlike those of relations.
pub(super) const CONTACTS: &[&str] = &["Contactgegevens/Contact", "Adressen/Adres"];

/// Below a contact.
pub(super) const CONTACT: &[Field] = &[
    Field { column: "Soort", paths: &["Soort"] },
    Field { column: "Postcode", paths: &["Adres/Postcode"] },
];

/// Below a product. `Commentaar` is not read: free text is personal.
pub(super) const PRODUCT: &[Field] = &[
    Field { column: "ToewijzingNummer", paths: &["ToewijzingNummer"] },
    Field { column: "ReferentieAanbieder", paths: &["ReferentieAanbieder"] },
    Field { column: "Categorie", paths: &["Product/Categorie"] },
    Field { column: "Code", paths: &["Product/Code"] },
    Field { column: "Toewijzingsdatum", paths: &["Toewijzingsdatum"] },
    Field { column: "Toewijzingstijd", paths: &["Toewijzingstijd"] },
    Field { column: "Ingangsdatum", paths: &["Ingangsdatum"] },
    Field { column: "Einddatum", paths: &["Einddatum"] },
    Field { column: "ToewijzingIngangsdatum", paths: &["ToewijzingIngangsdatum"] },
    Field { column: "ToewijzingEinddatum", paths: &["ToewijzingEinddatum"] },
    Field { column: "Begindatum", paths: &["Begindatum"] },
    Field { column: "RedenWijziging", paths: &["RedenWijziging"] },
    Field { column: "RedenBeeindiging", paths: &["RedenBeeindiging"] },
    Field { column: "StatusAanlevering", paths: &["StatusAanlevering"] },
    Field { column: "Volume", paths: &["Omvang/Volume"] },
    Field { column: "Eenheid", paths: &["Omvang/Eenheid"] },
    Field { column: "Frequentie", paths: &["Omvang/Frequentie"] },
    Field { column: "Budget", paths: &["Budget"] },
    Field { column: "Verwijzer", paths: &["Verwijzer/Type"] },
];

/// True when a path is one of these. Versions differ in capitals: `Berichtidentificatie`.
pub(super) fn is_one_of(path: &str, paths: &[&str]) -> bool {
    paths.iter().any(|known| known.eq_ignore_ascii_case(path))
}

/// The texts that were found for a list of fields.
pub(super) struct Found {
    fields: &'static [Field],
    texts: Vec<Option<String>>,
}

impl Found {
    /// Nothing yet.
    pub fn new(fields: &'static [Field]) -> Self {
        Self { fields, texts: vec![None; fields.len()] }
    }

    /// Forgets all texts.
    pub fn clear(&mut self) {
        self.texts.fill(None);
    }

    /// The place of the field at a path, when the path is one of a field.
    pub fn place(&self, path: &str) -> Option<usize> {
        self.fields.iter().position(|field| is_one_of(path, field.paths))
    }

    /// Keeps a text; false when there is one already.
    pub fn put(&mut self, place: usize, text: &str) -> bool {
        let is_first = self.texts[place].is_none();
        self.texts[place] = Some(text.to_owned());
        is_first
    }

    /// The text of a column, empty when there is none.
    pub fn get(&self, column: &str) -> &str {
        let place = self.fields.iter().position(|field| field.column == column);
        place.and_then(|place| self.texts[place].as_deref()).unwrap_or_default()
    }

    /// The texts in the order of the fields, from one of them on.
    pub fn texts_from(&self, first: usize) -> impl Iterator<Item = &str> {
        self.texts[first..].iter().map(|text| text.as_deref().unwrap_or_default())
    }
}
