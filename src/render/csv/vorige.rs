//! The verdicts of the report before this one, by which readers see what flipped and why.

use std::collections::BTreeMap;

use crate::model::StatusReden;

/// The verdicts of an earlier report, by indicator, target and area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vorige(BTreeMap<[String; 3], VorigeStatus>);

/// A verdict with what it rested on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VorigeStatus {
    pub status: String,
    pub reden: String,
    pub nulmeting: String,
    pub doelwaarde: String,
    pub definitie: String,
}

impl Vorige {
    /// Reads the `status.csv` of a report, in whatever style it was written; rows that are not of
    /// this form are passed by, since it may be of an older version.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let delimiter = if first.contains(&b';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
        let Ok(header) = reader.headers().cloned() else { return Self::default() };
        let column = |name: &str| header.iter().position(|other| other == name);
        let names = [
            "indicator",
            "doel",
            "gebied_code",
            "status",
            "nulmeting",
            "doelwaarde",
            "definitie_hash",
            "status_reden",
        ];
        let Some(columns) = names.iter().map(|name| column(name)).collect::<Option<Vec<_>>>()
        else {
            return Self::default();
        };
        let mut found = BTreeMap::new();
        for row in reader.records().flatten() {
            let cell = |at: usize| row.get(columns[at]).unwrap_or_default().to_owned();
            let status = VorigeStatus {
                status: cell(3),
                reden: cell(7),
                nulmeting: plain(&cell(4)),
                doelwaarde: plain(&cell(5)),
                definitie: cell(6),
            };
            found.insert([cell(0), cell(1), cell(2)], status);
        }
        Self(found)
    }

    /// The verdict of then, and what made the one of now another: `definitie`, `onderdrukking`,
    /// `nulmeting`, `doel` or `cijfers`, in that order. Both are empty when there was none.
    pub(super) fn beside(&self, key: [&str; 3], nu: &VorigeStatus) -> [String; 2] {
        let Some(before) = self.0.get(&key.map(str::to_owned)) else {
            return [String::new(), String::new()];
        };
        let cause = if before.status == nu.status {
            ""
        } else if before.definitie != nu.definitie {
            "definitie"
        } else if (before.reden == ONDERDRUKT) != (nu.reden == ONDERDRUKT) {
            "onderdrukking"
        } else if before.nulmeting.is_empty() || nu.nulmeting.is_empty() {
            "cijfers"
        } else if before.nulmeting != plain(&nu.nulmeting) {
            "nulmeting"
        } else if before.doelwaarde != plain(&nu.doelwaarde) {
            "doel"
        } else {
            "cijfers"
        };
        [before.status.clone(), cause.to_owned()]
    }
}

/// The reason of a verdict that is withheld.
const ONDERDRUKT: &str = StatusReden::Onderdrukt.word();

/// A number with a decimal point, whatever the style of its file.
fn plain(number: &str) -> String {
    number.replace(',', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "indicator;doel;gebied_code;status;nulmeting;doelwaarde;definitie_hash;status_reden\n\
                       zr_a;doel;GM0855;op_koers;30,000;24,000;ab;\n";

    fn now(status: &str, nulmeting: &str, doelwaarde: &str, definitie: &str) -> VorigeStatus {
        let [status, nulmeting, doelwaarde, definitie] =
            [status, nulmeting, doelwaarde, definitie].map(str::to_owned);
        let reden = if nulmeting.is_empty() { ONDERDRUKT.to_owned() } else { String::new() };
        VorigeStatus { status, reden, nulmeting, doelwaarde, definitie }
    }

    #[test]
    fn says_what_made_a_verdict_another() {
        #[track_caller]
        fn case(nu: &VorigeStatus, expected: &str) {
            let vorige = Vorige::parse(OLD.as_bytes());
            let [before, cause] = vorige.beside(["zr_a", "doel", "GM0855"], nu);
            assert_eq!((before.as_str(), cause.as_str()), ("op_koers", expected));
        }

        case(&now("op_koers", "30.000", "24.000", "ab"), "");
        case(&now("achter", "30,000", "24.000", "ab"), "cijfers");
        case(&now("achter", "31,000", "24.800", "ab"), "nulmeting");
        case(&now("achter", "30,000", "20.000", "ab"), "doel");
        case(&now("achter", "31,000", "20.000", "cd"), "definitie");
        case(&now("onzeker", "", "", "ab"), "onderdrukking");
    }

    #[test]
    fn an_older_report_without_verdicts_says_nothing() {
        for text in ["", "a;b\n1;2\n", "\u{feff}indicator,doel\nzr_a,doel\n"] {
            assert_eq!(Vorige::parse(text.as_bytes()), Vorige::default());
        }
    }
}
