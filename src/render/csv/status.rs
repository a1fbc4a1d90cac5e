//! `status.csv`: a row per target and area, with everything that the verdict rests on.

use crate::disclosure::{Gebiedsregel, Publication, PublishedIndicator};
use crate::model::{
    Doel, IndicatorInfo, Meetpunt, Spc, StatusCijfers, StatusRegel, Statusmethode, Verandering,
};
use crate::render::number::{Notatie, render_number};

use super::vorige::{Vorige, VorigeStatus};
use super::{CsvStyle, EXTRA_DECIMALEN, ja_nee, optional, render_table, text};

/// The columns before those of other rules.
const STATUS: [&str; 51] = [
    "indicator",
    "doel",
    "doelsoort",
    "reeks",
    "domein",
    "laag",
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "nulperiode",
    "periode",
    "status",
    "status_reden",
    "mogelijk",
    "vlaggen",
    "zekerheid",
    "nulmeting",
    "nulmeting_ondergrens",
    "nulmeting_bovengrens",
    "nulmeting_regel",
    "nulmeting_vastgesteld",
    "waarde",
    "ondergrens",
    "bovengrens",
    "doelwaarde",
    "andere_grens",
    "deadline",
    "beoordeel_op",
    "looptijd",
    "traject_nu",
    "voortgang_pct",
    "p_behaald",
    "p_op_koers",
    "p_risico",
    "verandering",
    "verandering_z",
    "verandering_q",
    "verandering_oordeel",
    "relevant",
    "kleinste_zichtbaar",
    "trend",
    "kans_doel",
    "spc_variatie",
    "spc_zekerheid",
    "tegenindicatoren",
    "status_vorige",
    "gewijzigd_door",
    "eenheid",
    "besluit",
    "definitie_hash",
];

/// So many characters of a hash tell definitions apart.
const N_HASH: usize = 12;

/// Renders the verdicts on all targets, with those of the other rules that were asked for.
pub fn render_status_csv(
    publication: &Publication,
    methoden: &[Statusmethode],
    vorige: &Vorige,
    style: &CsvStyle,
) -> Vec<u8> {
    let others: Vec<_> = methoden
        .iter()
        .flat_map(|methode| [methode.word().to_owned(), format!("{}_getal", methode.word())])
        .collect();
    let header: Vec<_> = STATUS.iter().copied().chain(others.iter().map(String::as_str)).collect();
    let rows = publication.indicatoren().iter().flat_map(|indicator| {
        let regels = indicator.status().iter();
        regels.filter_map(move |regel| {
            let gebied = &publication.gebieden()[regel.gebied.index()];
            status_row(indicator, gebied, regel, (methoden.len(), vorige), *style)
        })
    });
    render_table(&header, rows, *style)
}

fn status_row(
    indicator: &PublishedIndicator,
    gebied: &Gebiedsregel,
    regel: &StatusRegel,
    (n_methoden, vorige): (usize, &Vorige),
    style: CsvStyle,
) -> Option<Vec<String>> {
    let info = indicator.info();
    let contract = info.contract.as_ref()?;
    let doel = contract.doelen.iter().find(|doel| doel.naam == regel.doel)?;
    let besluit = &contract.besluit;
    let words = |words: Vec<&'static str>| words.join("|");
    let mogelijk = regel.cijfers.iter().flat_map(|cijfers| &cijfers.mogelijk);
    let mut row = vec![
        text(&info.id),
        text(&doel.naam),
        doel.soort_in(&gebied.code).word().to_owned(),
        text(&regel.reeks),
        info.domein.word().to_owned(),
        info.laag.word().to_owned(),
        gebied.niveau.word().to_owned(),
        text(&gebied.code.to_string()),
        text(&gebied.naam),
        optional(gebied.indeling),
        optional(regel.nulperiode),
        optional(regel.periode),
        regel.status.word().to_owned(),
        regel.reden.map_or("", crate::model::StatusReden::word).to_owned(),
        words(mogelijk.map(|status| status.word()).collect()),
        words(regel.vlaggen.iter().map(|vlag| vlag.word()).collect()),
        plain(info.statusregels.zekerheid, 2, style),
    ];
    let numbers = Numbers { info, doel, style };
    row.extend(numbers.all(regel));
    let tegen: Vec<_> = regel.tegenbewegingen.iter().map(|tegen| tegen.id.as_str()).collect();
    let hash: String = info.vingerafdruk.chars().take(N_HASH).collect();
    let nu = VorigeStatus {
        status: regel.status.word().to_owned(),
        reden: regel.reden.map_or("", crate::model::StatusReden::word).to_owned(),
        nulmeting: numbers.value(regel.cijfers.as_ref().map(|cijfers| cijfers.nulmeting.waarde)),
        doelwaarde: numbers.value(regel.cijfers.as_ref().map(|cijfers| cijfers.doelwaarde)),
        definitie: hash.clone(),
    };
    let [before, cause] =
        vorige.beside([&text(&info.id), &text(&doel.naam), &text(&gebied.code.to_string())], &nu);
    row.extend([
        text(&tegen.join("|")),
        before,
        cause,
        text(&info.eenheid.nl),
        text(&format!("{} {} van {}", besluit.soort, besluit.nummer, besluit.datum)),
        hash,
    ]);
    let others = regel.cijfers.as_ref().map_or(&[][..], |cijfers| &cijfers.andere);
    for other in others {
        let number = other.getal.map_or_else(String::new, |n| plain(n, 3, style));
        row.extend([other.woord.to_owned(), number]);
    }
    row.extend(std::iter::repeat_n(String::new(), 2 * (n_methoden - others.len())));
    Some(row)
}

/// A number with so many decimals.
fn plain(value: f64, decimals: u8, style: CsvStyle) -> String {
    render_number(value, decimals, Notatie::Kaal { decimaal: style.decimaal })
}

/// The fields with numbers, all empty when nothing may be seen.
struct Numbers<'a> {
    info: &'a IndicatorInfo,
    doel: &'a Doel,
    style: CsvStyle,
}

impl Numbers<'_> {
    /// The fields from `nulmeting` to `spc_zekerheid`.
    fn all(&self, regel: &StatusRegel) -> Vec<String> {
        let cijfers = regel.cijfers.as_ref();
        let value = |of: &dyn Fn(&StatusCijfers) -> Option<f64>| self.value(cijfers.and_then(of));
        let share = |of: &dyn Fn(&StatusCijfers) -> Option<f64>| {
            cijfers.and_then(of).map_or_else(String::new, |value| plain(value, 3, self.style))
        };
        let regel_van = self.info.contract.as_ref().map(|contract| contract.nulmeting.regel);
        let mut fields = self.point(cijfers.map(|cijfers| &cijfers.nulmeting)).to_vec();
        fields.extend([
            regel_van.map_or("", crate::model::Nulmetingsregel::word).to_owned(),
            optional(regel.nulmeting_vastgesteld),
        ]);
        fields.extend(self.point(cijfers.and_then(|cijfers| cijfers.nu.as_ref())));
        fields.extend([
            value(&|cijfers| Some(cijfers.doelwaarde)),
            value(&|cijfers| cijfers.andere_grens),
            self.doel.deadline.to_string(),
            self.doel.beoordeel_op.to_string(),
            share(&|cijfers| cijfers.looptijd),
            value(&|cijfers| cijfers.traject_nu),
            cijfers
                .and_then(|cijfers| cijfers.voortgang)
                .map_or_else(String::new, |part| plain(100.0 * part, 1, self.style)),
            share(&|cijfers| cijfers.kansen.map(|kansen| kansen.behaald)),
            share(&|cijfers| cijfers.kansen.map(|kansen| kansen.op_koers)),
            share(&|cijfers| cijfers.kansen.map(|kansen| kansen.risico)),
        ]);
        fields.extend(self.change(cijfers.and_then(|cijfers| cijfers.verandering.as_ref())));
        let spc = cijfers.and_then(|cijfers| cijfers.spc);
        fields.extend([
            value(&|cijfers| cijfers.zichtbaar),
            cijfers.map_or("", |cijfers| cijfers.trend.word()).to_owned(),
            cijfers
                .and_then(|cijfers| cijfers.kans_doel)
                .map_or_else(String::new, |chance| plain(chance, 2, self.style)),
            spc.map_or_else(String::new, variation),
            spc.and_then(|spc| spc.zekerheid)
                .map_or("", crate::model::SpcZekerheid::word)
                .to_owned(),
        ]);
        fields
    }

    /// A value in the unit of the indicator.
    fn value(&self, value: Option<f64>) -> String {
        let decimals = self.info.decimalen.saturating_add(EXTRA_DECIMALEN);
        value.map_or_else(String::new, |value| plain(value, decimals, self.style))
    }

    fn point(&self, point: Option<&Meetpunt>) -> [String; 3] {
        let bounds = point.and_then(|point| point.grenzen);
        [
            self.value(point.map(|point| point.waarde)),
            self.value(bounds.map(|[lower, _]| lower)),
            self.value(bounds.map(|[_, upper]| upper)),
        ]
    }

    fn change(&self, change: Option<&Verandering>) -> [String; 5] {
        let share = |value: Option<f64>, decimals| {
            value.map_or_else(String::new, |value| plain(value, decimals, self.style))
        };
        [
            self.value(change.map(|change| change.verschil)),
            share(change.and_then(|change| change.z), 2),
            share(change.and_then(|change| change.q), 4),
            change.map_or("", Verandering::word).to_owned(),
            change.and_then(|change| change.relevant).map_or("", ja_nee).to_owned(),
        ]
    }
}

/// What the quarterly chart says; with fewer than thirteen points the limits are provisional.
fn variation(spc: Spc) -> String {
    let word = spc.variatie.word();
    if spc.voorlopig { format!("{word} (voorlopige grenzen)") } else { word.to_owned() }
}
