//! What goes together in words: never as a cause, and never of persons.

use crate::analysis::{GeenVerband, Vertraging, Weglating};
use crate::model::{Breuk, IndicatorInfo, Methode, Periode, Taal};

use super::number::render_number;
use super::text::Woorden;

/// The words of one declared pair, in one language.
#[derive(Clone, Copy)]
pub(super) struct Samenwoorden<'a> {
    pub(super) cohesie: &'a IndicatorInfo,
    pub(super) maatwerk: &'a IndicatorInfo,
    pub(super) taal: Taal,
}

/// A p-value: what is smaller than a thousandth is said to be.
fn render_p(p: f64, woorden: &Woorden) -> String {
    if p < 0.001 {
        format!("< {}", render_number(0.001, 3, woorden.notatie))
    } else {
        format!("= {}", render_number(p, 3, woorden.notatie))
    }
}

impl Samenwoorden<'_> {
    pub(super) fn woorden(self) -> &'static Woorden {
        Woorden::of(self.taal)
    }

    fn pick(self, nl: &str, en: &str) -> String {
        if self.taal == Taal::Nl { nl.to_owned() } else { en.to_owned() }
    }

    /// The short name of an indicator; in English its whole name, of which there is no short one.
    fn naam(self, info: &IndicatorInfo) -> String {
        match (self.taal, &info.naam.en) {
            (Taal::En, Some(naam)) => naam.clone(),
            _ => info.naam_kort.clone(),
        }
    }

    /// The title of the chart.
    pub(super) fn titel(self) -> String {
        let (cohesie, maatwerk) = (self.naam(self.cohesie), self.naam(self.maatwerk));
        match self.taal {
            Taal::Nl => format!("{cohesie} en {maatwerk}: hoe beide veranderden"),
            Taal::En => format!("{cohesie} and {maatwerk}: how both changed"),
        }
    }

    /// Where, and that a point is a wijk.
    pub(super) fn waar(self, gemeente: &str) -> String {
        let per = self.pick("een punt is een wijk", "a point is a district");
        format!("{} · {per}", self.woorden().gemeente(gemeente))
    }

    /// What the picture is not. It stands in the picture itself, for pictures travel without their page.
    pub(super) fn waarschuwing(self) -> [String; 2] {
        [
            self.pick("Samenhang, geen oorzaak.", "Association, not cause."),
            self.pick(
                "Een verband tussen wijken zegt niets over personen.",
                "A relation between districts says nothing about persons.",
            ),
        ]
    }

    /// From which period to which.
    pub(super) fn perioden(self, [van, tot]: [Periode; 2]) -> String {
        let woorden = self.woorden();
        format!("{} → {}", woorden.periode(van), woorden.periode(tot))
    }

    /// What an axis shows.
    pub(super) fn as_titel(self, info: &IndicatorInfo, perioden: [Periode; 2]) -> String {
        let what = self.pick("verandering", "change");
        let eenheid = info.eenheid.in_taal(self.taal);
        format!("{} {}, {eenheid}, {}", what, self.naam(info), self.perioden(perioden))
    }

    /// How many wijken there are.
    pub(super) fn n(self, n: usize) -> String {
        match self.taal {
            Taal::Nl => format!("n = {n} wijken"),
            Taal::En => format!("n = {n} districts"),
        }
    }

    /// The correlation, its interval and its p-value, a line each.
    pub(super) fn verband(self, one: &Vertraging, n_tests: usize) -> Vec<String> {
        let woorden = self.woorden();
        let number = |value| render_number(value, 2, woorden.notatie);
        let verband = match one.verband {
            Ok(verband) => verband,
            Err(reden) => return vec![self.geen(reden)],
        };
        let name = self.pick("rangcorrelatie (Spearman)", "rank correlation (Spearman)");
        let mut lines = vec![format!("{name} {}", number(verband.rho))];
        let interval = woorden.interval(Methode::Delta, 0.95);
        let to = self.pick("tot", "to");
        lines.push(match verband.interval {
            Some(bounds) => {
                format!("{interval} {} {to} {}", number(bounds.lower()), number(bounds.upper()))
            }
            None => self.pick(
                "geen interval: de volgorde is overal gelijk of omgekeerd",
                "no interval: the order is the same or the reverse throughout",
            ),
        });
        match (verband.p, verband.q) {
            (Some(p), Some(q)) => {
                lines.push(format!("p {}", render_p(p, woorden)));
                lines.push(match self.taal {
                    Taal::Nl => {
                        format!("gecorrigeerd voor {n_tests} toetsen: p {}", render_p(q, woorden))
                    }
                    Taal::En => format!("adjusted for {n_tests} tests: p {}", render_p(q, woorden)),
                });
            }
            _ => lines.push(self.pick(
                "geen p-waarde: minder dan 10 wijken",
                "no p-value: fewer than 10 districts",
            )),
        }
        lines
    }

    /// What is found at another lag, in a line.
    pub(super) fn vertraging(self, one: &Vertraging) -> String {
        let woorden = self.woorden();
        let what = match one.verband {
            Ok(verband) => {
                let name = self.pick("rangcorrelatie", "rank correlation");
                let adjusted = self.pick("gecorrigeerd p", "adjusted p");
                let q = verband.q.map(|q| format!(", {adjusted} {}", render_p(q, woorden)));
                let rho = render_number(verband.rho, 2, woorden.notatie);
                format!("{name} {rho}{}", q.unwrap_or_default())
            }
            Err(reden) => self.geen(reden),
        };
        format!("n = {}: {what}", one.punten.len())
    }

    /// When maatwerk is looked at.
    pub(super) fn wanneer(self, one: &Vertraging) -> String {
        let perioden = self.perioden(one.maatwerk);
        let n = one.golven.abs();
        let words = match (self.taal, one.golven.signum(), n) {
            (Taal::Nl, 0, _) => "dezelfde golven".to_owned(),
            (Taal::Nl, 1, 1) => "1 golf later".to_owned(),
            (Taal::Nl, 1, _) => format!("{n} golven later"),
            (Taal::Nl, _, 1) => "1 golf eerder".to_owned(),
            (Taal::Nl, _, _) => format!("{n} golven eerder"),
            (Taal::En, 0, _) => "the same waves".to_owned(),
            (Taal::En, 1, 1) => "1 wave later".to_owned(),
            (Taal::En, 1, _) => format!("{n} waves later"),
            (Taal::En, _, 1) => "1 wave earlier".to_owned(),
            (Taal::En, _, _) => format!("{n} waves earlier"),
        };
        format!("{words} ({perioden})")
    }

    /// The head of the lines about lags.
    pub(super) fn vertragingen_kop(self) -> String {
        self.pick("Maatwerk eerder of later", "Care earlier or later")
    }

    /// The head of the lines about what is left out.
    pub(super) fn weggelaten_kop(self) -> String {
        self.pick("Wijken die niet meedoen", "Districts left out")
    }

    /// How many wijken are left out for a reason.
    pub(super) fn weggelaten(self, n: usize, reden: Weglating) -> String {
        let words = match (reden, self.taal) {
            (Weglating::Onderdrukt, Taal::Nl) => "een cijfer is onderdrukt",
            (Weglating::GeenCijfer, Taal::Nl) => "een cijfer ontbreekt",
            (Weglating::NietVergelijkbaar, Taal::Nl) => "andere grenzen",
            (Weglating::Herleid, Taal::Nl) => "herleid uit een eerdere indeling",
            (Weglating::Modelschatting, Taal::Nl) => "modelschatting",
            (Weglating::Onderdrukt, Taal::En) => "a figure is withheld",
            (Weglating::GeenCijfer, Taal::En) => "a figure is missing",
            (Weglating::NietVergelijkbaar, Taal::En) => "other borders",
            (Weglating::Herleid, Taal::En) => "converted from an earlier division",
            (Weglating::Modelschatting, Taal::En) => "model estimate",
        };
        format!("{n}: {words}")
    }

    fn geen(self, reden: GeenVerband) -> String {
        match reden {
            GeenVerband::TeWeinigWijken => self.pick("te weinig wijken", "too few districts"),
            GeenVerband::GeenVariatie => {
                self.pick("overal dezelfde verandering", "the same change everywhere")
            }
        }
    }

    /// What readers must know of the picture.
    pub(super) fn opmerkingen(self, n_bare: usize, is_cut: bool, breuken: &[Breuk]) -> Vec<String> {
        let mut notes = vec![
            self.pick(
                "kruis: 95%-interval van beide veranderingen",
                "cross: 95% interval of both changes",
            ),
            self.pick(
                "meetfout trekt een rangcorrelatie naar 0",
                "sampling error draws a rank correlation towards 0",
            ),
        ];
        if 0 < n_bare {
            notes.push(match self.taal {
                Taal::Nl => format!("{n_bare} zonder interval: een cijfer heeft er geen"),
                Taal::En => format!("{n_bare} without an interval: a figure has none"),
            });
        }
        if is_cut {
            notes.push(self.pick(
                "een lijn tot de rand loopt daarbuiten door",
                "a line up to the edge continues outside",
            ));
        }
        for breuk in breuken {
            let day = self.woorden().datum(breuk.op);
            let tekst = breuk.tekst.in_taal(self.taal);
            let what = self.pick("breuk in de registratie", "break in the registration");
            notes.push(if tekst.is_empty() {
                format!("{what}, {day}")
            } else {
                format!("{what}, {day}: {tekst}")
            });
        }
        notes
    }
}
