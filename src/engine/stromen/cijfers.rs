//! The moves and the stocks as cells that disclosure can judge, and how they hang together.

use crate::engine::comparable::compare_series;
use crate::engine::compute::{Counts, EstimatedCell, EstimatedIndicator};
use crate::engine::opbouw::{Kant, Lid, Opbouw, Optelling, Tijd};
use crate::engine::reach::areas_in;
use crate::model::{
    Bounds, Breuk, Domein, Drempels, Figure, GebiedIdx, GeenCijfer, GeenInterval, Indicatief,
    IndicatorInfo, Laag, Levensfase, Methode, Niveau, Quantity, Richting, Soort, Statusregels,
    Stroom, Stroomdeel, Tekst, Toelichting, Toestand,
};
use crate::stats::{Confidence, poisson_interval};

use super::Vraag;
use super::tabel::Tabel;

/// All moves and stocks.
pub(super) struct Cijfers<'a> {
    pub vraag: &'a Vraag<'a>,
    /// The stock that an indicator counts as well, and its count.
    pub gelijk: Option<(Laag, String)>,
    pub bronnen: Vec<String>,
    pub tabel: &'a Tabel,
}

impl Cijfers<'_> {
    /// Each of them with its cells.
    pub(super) fn all(&self) -> Vec<EstimatedIndicator> {
        let has_loose = self.tabel.has_loose();
        let is_loose = |stroom: &Stroom| [stroom.van, stroom.naar].contains(&Toestand::Onbekend);
        let moves = Stroom::all().filter(|stroom| has_loose || !is_loose(stroom));
        let stocks = Toestand::ALL.iter().copied().filter(|toestand| toestand.is_stand());
        let parts = stocks.map(Stroomdeel::Stand).chain(moves.map(Stroomdeel::Stroom));
        let all = parts.map(|deel| self.one(deel, has_loose));
        // Where nobody was ever seen to come from elsewhere or go there, no table has the column.
        all.filter(|one| !one.stroom.is_some_and(Stroomdeel::is_outside) || has_any(one)).collect()
    }

    fn one(&self, deel: Stroomdeel, has_loose: bool) -> EstimatedIndicator {
        let cells = self.cells(deel);
        let reeksen =
            compare_series(self.vraag.setting.indeling, &cells, &std::collections::BTreeMap::new());
        EstimatedIndicator {
            info: self.info(deel),
            place: self.vraag.lagen.place.clone(),
            opbouw: self.opbouw(deel, has_loose),
            breuken: self.breuken(),
            cells,
            reeksen,
            grenzen: std::collections::BTreeMap::new(),
            afstanden: Vec::new(),
            stroom: Some(deel),
        }
    }

    /// The days on which the registration of a source changed.
    fn breuken(&self) -> Vec<Breuk> {
        let specs = self.bronnen.iter().map(|bron| &self.vraag.scanned[bron].open.spec);
        let mut breuken: Vec<_> = specs.flat_map(|spec| spec.breuken.clone()).collect();
        breuken.sort_by_key(|breuk| breuk.op);
        breuken
    }

    fn cells(&self, deel: Stroomdeel) -> Vec<EstimatedCell> {
        let indeling = self.vraag.setting.indeling;
        let mut cells = Vec::new();
        for (at, &periode) in self.tabel.periodes.iter().enumerate() {
            // A move needs a period before.
            let before = match deel {
                Stroomdeel::Stand(_) => None,
                Stroomdeel::Stroom(_) => match at.checked_sub(1) {
                    Some(before) => Some(self.tabel.periodes[before]),
                    None => continue,
                },
            };
            for gebied in areas_in(indeling, periode) {
                // Who comes from outside the gemeente is not seen before.
                if deel.is_outside() && Some(gebied) == indeling.gemeente() && !is_rest(deel) {
                    continue;
                }
                let existed = before.is_none_or(|before| indeling.gebied(gebied).exists_in(before));
                let figure = if !existed {
                    Err(GeenCijfer::NietVergelijkbaar)
                } else if self.is_named(gebied) {
                    let n = match deel {
                        Stroomdeel::Stand(toestand) => self.tabel.stand(gebied, at, toestand),
                        Stroomdeel::Stroom(stroom) => self.tabel.stroom(gebied, at, stroom),
                    };
                    n.map(|n| figure(deel, n)).ok_or(GeenCijfer::Ontbreekt)
                } else {
                    Err(GeenCijfer::Ontbreekt)
                };
                let n = figure.as_ref().ok().and_then(|figure| figure.teller);
                let n = n.map_or(0, Quantity::floor);
                let counts = Counts::Deel {
                    nul: n == 0,
                    teller: n,
                    noemer: None,
                    rest: None,
                    bedragen: [None; 2],
                };
                cells.push(EstimatedCell::new(gebied, periode, counts, figure));
            }
        }
        cells
    }

    /// True when every source names areas as small as this one, so that no row for it means that nobody is there.
    fn is_named(&self, gebied: GebiedIdx) -> bool {
        let indeling = self.vraag.setting.indeling;
        self.vraag.lagen.regels.iter().all(|regel| {
            let found = &self.vraag.scanned[&regel.bron];
            let named = found.levels.iter().filter(|(kolom, _)| *kolom == regel.gebied);
            let mut levels: Vec<Niveau> = named.map(|(_, niveau)| *niveau).collect();
            if levels.is_empty() && found.is_volledig {
                levels.extend(Niveau::ALL);
            }
            levels.into_iter().any(|niveau| indeling.holds(gebied, niveau))
        })
    }

    fn opbouw(&self, deel: Stroomdeel, has_loose: bool) -> Opbouw {
        let id = deel.id();
        let own = Stroomdeel::Stand;
        let same = self.gelijk.as_ref().filter(|(laag, _)| deel == own((*laag).into()));
        let tijd = match deel {
            Stroomdeel::Stand(_) => Tijd::Voorraad,
            Stroomdeel::Stroom(_) => Tijd::Stroom,
        };
        let vraag = same.map_or(id, |(_, vraag)| vraag.clone());
        let teller = Some(Optelling { vraag, tijd, openbaar: false });
        let lid = |som: String, teken| Lid {
            som,
            kant: Kant::Teller,
            teken,
            is_vorige: false,
            is_vast: false,
            mag_ontbreken: deel.is_outside(),
        };
        let van = |toestand: Toestand| format!("van {}", toestand.word());
        let naar = |toestand: Toestand| format!("naar {}", toestand.word());
        let inwoners = |teken| Lid { is_vast: true, ..lid("inwoners".to_owned(), teken) };
        let mut sommen = Vec::new();
        match deel {
            // Who is somewhere went somewhere and came from somewhere.
            Stroomdeel::Stand(toestand) => {
                sommen.push(Lid { is_vorige: true, ..lid(van(toestand), -1) });
                sommen.push(lid(naar(toestand), -1));
                if self.vraag.lagen.inwoners.is_some() {
                    sommen.push(inwoners(1));
                }
            }
            Stroomdeel::Stroom(stroom) => {
                sommen.extend(stroom.van.is_stand().then(|| lid(van(stroom.van), 1)));
                sommen.extend(stroom.naar.is_stand().then(|| lid(naar(stroom.naar), 1)));
                // Rows without a person are no residents of their own.
                if has_loose
                    && stroom.van == Toestand::Onbekend
                    && self.vraag.lagen.inwoners.is_some()
                {
                    sommen.push(inwoners(-1));
                }
            }
        }
        Opbouw { teller, sommen, ..Opbouw::default() }
    }

    /// In a table of few people a zero that is shown tells where the others went. How the number of residents without
    /// support changes tells nothing of anybody.
    fn drempels(&self, deel: Stroomdeel) -> Drempels {
        let own = self.vraag.drempels;
        if is_rest(deel) {
            Drempels { teller_min: 0, nul_tonen: true, ..own }
        } else if deel.is_outside() {
            // Mostly nobody moves, which tells nothing.
            own
        } else {
            Drempels { nul_tonen: false, ..own }
        }
    }

    fn info(&self, deel: Stroomdeel) -> IndicatorInfo {
        let naam = match deel {
            Stroomdeel::Stand(toestand) => format!("Stand {}", toestand.word()),
            Stroomdeel::Stroom(Stroom { van, naar }) => {
                format!("Van {} naar {}", van.word(), naar.word())
            }
        };
        IndicatorInfo {
            id: deel.id(),
            naam: Tekst { nl: naam.clone(), en: None },
            naam_kort: naam,
            domein: Domein::Zorgreductie,
            laag: Laag::Toegang,
            richting: Richting::Bandbreedte,
            soort: Soort::Stroom,
            eenheid: Tekst { nl: "personen".to_owned(), en: Some("persons".to_owned()) },
            decimalen: 0,
            toelichting: Toelichting::default(),
            frequenties: vec![self.vraag.lagen.periode],
            drempels: self.drempels(deel),
            groep: None,
            indicatief: Indicatief { n: 0, respons: 0.0 },
            betrouwbaarheid: Confidence::P95.level(),
            bronnen: self.bronnen.clone(),
            levensfase: Levensfase::Concept,
            wijzigingen: Vec::new(),
            contract: None,
            vingerafdruk: String::new(),
            statusregels: Statusregels::default(),
        }
    }
}

/// True for residents without support who come or go without it.
fn is_rest(deel: Stroomdeel) -> bool {
    match deel {
        Stroomdeel::Stand(toestand) => toestand == Toestand::GeenOndersteuning,
        Stroomdeel::Stroom(Stroom { van, naar }) => {
            let outside =
                |toestand| matches!(toestand, Toestand::GeenOndersteuning | Toestand::Elders);
            outside(van) && outside(naar)
        }
    }
}

/// A number of persons, with the chance in who moves; the residents without support are what is left of a full count.
fn figure(deel: Stroomdeel, n: u64) -> Figure {
    let interval = if is_rest(deel) {
        Err(GeenInterval::VolledigeTelling)
    } else {
        let found = poisson_interval(n, Confidence::P95);
        let (lower, upper) = (found.lower(), found.upper());
        Ok(Bounds { lower, upper, methode: Methode::PoissonExact })
    };
    Figure { teller: Some(Quantity::count(n)), ..Figure::new(n as f64, interval) }
}

/// True when somebody made the move somewhere.
fn has_any(one: &EstimatedIndicator) -> bool {
    one.cells.iter().any(|cell| matches!(cell.counts, Counts::Deel { teller: 1.., .. }))
}
