//! The tables of a report as CSV: figures, balances and findings.

mod afpelling;
mod nulmetingen;
pub(super) mod onthulling;
mod samenhang;
mod status;
mod stromen;
mod toedeling;
mod vergelijking;
mod vorige;

use std::borrow::Cow;

use rayon::prelude::*;

use crate::disclosure::{Gebiedsregel, Publication, PublishedCell, PublishedIndicator};
use crate::model::{Bounds, Breuk, Figure, IndicatorInfo, Reeks, Vergelijkbaarheid};

use crate::render::number::{Notatie, render_number};

pub use afpelling::render_afpelling_csv;
pub use nulmetingen::render_nulmetingen_csv;
pub use onthulling::render_onthulling_csv;
pub use samenhang::{render_samenhang_csv, render_samenhang_wijken_csv};
pub use status::render_status_csv;
pub use stromen::render_stromen_csv;
pub use toedeling::{render_criteria_csv, render_gevoeligheid_csv, render_verdeling_csv};
pub use vergelijking::render_vergelijking_csv;
pub use vorige::Vorige;

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvStyle {
    /// The byte between two fields.
    pub scheidingsteken: u8,
    /// The decimal sign.
    pub decimaal: char,
    /// Whether the file begins with a byte order mark, by which Excel knows that it is UTF-8.
    pub bom: bool,
}

impl Default for CsvStyle {
    /// As Dutch spreadsheets write it: `;` and a decimal comma.
    fn default() -> Self {
        Self { scheidingsteken: b';', decimaal: ',', bom: false }
    }
}

/// The columns of `cijfers.csv`.
const CIJFERS: [&str; 26] = [
    "indicator",
    "domein",
    "laag",
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "periode",
    "celsoort",
    "waarde",
    "ondergrens",
    "bovengrens",
    "methode",
    "reden",
    "teller",
    "noemer",
    "n",
    "n_eff",
    "deff",
    "eenheid",
    "richting",
    "reeks",
    "herleid",
    "voorbehoud",
    "vergelijkbaarheid",
    "bron",
];

/// The columns of `bronnen.csv`.
const BRONNEN: [&str; 7] =
    ["bron", "bestand", "gelezen", "gebruikt", "uitgesloten", "quarantaine", "gebied_onbekend"];

/// The columns of `bevindingen.csv`.
const BEVINDINGEN: [&str; 9] =
    ["niveau", "code", "bestand", "regel", "kolom", "aantal", "bericht", "toelichting", "hulp"];

/// Figures for further computing keep this many decimals more than readers see.
const EXTRA_DECIMALEN: u8 = 2;

/// The rows that a thread renders at a time.
const N_TOGETHER: usize = 2048;

/// Renders every published cell, one row each, in the order of publication.
pub fn render_cijfers_csv(publication: &Publication, style: &CsvStyle) -> Vec<u8> {
    let indicatoren = publication.indicatoren().iter();
    let cells: Vec<_> = indicatoren
        .flat_map(|indicator| indicator.cells().iter().map(move |cell| (indicator, cell)))
        .collect();
    let render = |cells: &[(&PublishedIndicator, &PublishedCell)]| {
        let rows = cells.iter().map(|(indicator, cell)| {
            let gebied = &publication.gebieden()[cell.gebied];
            let vergelijkbaarheid = indicator.vergelijkbaarheid(cell.gebied);
            let reeks = (indicator.breuken(), vergelijkbaarheid);
            cijfer_row(indicator.info(), reeks, gebied, cell, *style)
        });
        write_rows(Vec::new(), rows, *style)
    };
    let parts: Vec<_> = cells.par_chunks(N_TOGETHER).map(render).collect();
    let mut table = render_table(&CIJFERS, std::iter::empty(), *style);
    table.reserve_exact(parts.iter().map(Vec::len).sum());
    for rows in parts {
        table.extend_from_slice(&rows);
    }
    table
}

/// Renders what became of the rows of each file.
pub fn render_bronnen_csv(publication: &Publication, style: &CsvStyle) -> Vec<u8> {
    let rows = publication.balances().iter().map(|balance| {
        vec![
            text(&balance.bron),
            text(&balance.bestand),
            balance.gelezen.to_string(),
            balance.gebruikt.to_string(),
            balance.uitgesloten.to_string(),
            balance.quarantaine.to_string(),
            balance.gebied_onbekend.to_string(),
        ]
    });
    render_table(&BRONNEN, rows, *style)
}

/// Renders the findings, folded rows counted in `aantal`.
pub fn render_bevindingen_csv(publication: &Publication, style: &CsvStyle) -> Vec<u8> {
    let rows = publication.findings().iter().map(|finding| {
        let place = finding.place.as_ref();
        vec![
            finding.level.word().to_owned(),
            finding.code.word().to_owned(),
            text(place.map_or("", |place| place.path())),
            optional(place.and_then(|place| place.line())),
            optional(place.and_then(|place| place.column())),
            finding.n_more.saturating_add(1).to_string(),
            text(&finding.message),
            text(&finding.label),
            text(finding.help.as_deref().unwrap_or("")),
        ]
    });
    render_table(&BEVINDINGEN, rows, *style)
}

/// One row of `cijfers.csv`; every numeric field is empty unless the figure is shown.
fn cijfer_row(
    info: &IndicatorInfo,
    (breuken, vergelijkbaarheid): (&[Breuk], Vergelijkbaarheid),
    gebied: &Gebiedsregel,
    cell: &PublishedCell,
    style: CsvStyle,
) -> Vec<String> {
    let mut row = vec![
        text(&info.id),
        info.domein.word().to_owned(),
        info.laag.word().to_owned(),
        gebied.niveau.word().to_owned(),
        text(&gebied.code.to_string()),
        text(&gebied.naam),
        optional(gebied.indeling),
        cell.periode.to_string(),
        cell.cell.word().to_owned(),
    ];
    match cell.cell.figure() {
        Some(figure) => row.extend(figure_fields(figure, info.decimalen, style.decimaal)),
        None => row.extend(std::iter::repeat_n(String::new(), N_FIGURE_FIELDS)),
    }
    row.extend([
        text(&info.eenheid.nl),
        info.richting.word().to_owned(),
        Reeks::of(cell.periode, breuken).to_string(),
        cell.cell.figure().map_or("", |figure| ja_nee(figure.herleid)).to_owned(),
        cell.cell.figure().map_or_else(String::new, voorbehouden),
        vergelijkbaarheid.word().to_owned(),
        text(&info.bronnen.join("|")),
    ]);
    row
}

/// What to know of a figure, as words with a bar between them.
fn voorbehouden(figure: &Figure) -> String {
    let words: Vec<_> = figure.voorbehouden.iter().map(|voorbehoud| voorbehoud.word()).collect();
    words.join("|")
}

/// Whether something is so.
fn ja_nee(is_so: bool) -> &'static str {
    if is_so { "ja" } else { "nee" }
}

/// The columns from `waarde` to `deff`.
const N_FIGURE_FIELDS: usize = 10;

/// The fields from `waarde` to `deff`.
fn figure_fields(figure: &Figure, decimalen: u8, decimaal: char) -> [String; N_FIGURE_FIELDS] {
    let number =
        |value: f64, decimalen: u8| render_number(value, decimalen, Notatie::Kaal { decimaal });
    let waarde = |value: f64| number(value, decimalen.saturating_add(EXTRA_DECIMALEN));
    let exact = |quantity: Option<crate::model::Quantity>| {
        quantity.map_or_else(String::new, |quantity| {
            quantity.to_string().replace('.', decimaal.encode_utf8(&mut [0; 4]))
        })
    };
    let (ondergrens, bovengrens, methode, reden) = match figure.interval {
        Ok(Bounds { lower, upper, methode }) => {
            (waarde(lower), waarde(upper), methode.word(), methode.reden())
        }
        Err(reason) => (String::new(), String::new(), "geen", reason.word()),
    };
    [
        waarde(figure.waarde),
        ondergrens,
        bovengrens,
        methode.to_owned(),
        reden.to_owned(),
        exact(figure.teller),
        exact(figure.noemer),
        optional(figure.n),
        figure.n_eff.map_or_else(String::new, |n_eff| number(n_eff, 1)),
        figure.deff.map_or_else(String::new, |deff| number(deff, 3)),
    ]
}

/// A value, or an empty field.
fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A text cell that no spreadsheet takes for a formula.
///
/// Names and paths come from the user's files; a cell that begins with one of these characters
/// is computed when the file is opened, and could fetch or send. An apostrophe makes it text.
pub(super) fn text(value: &str) -> String {
    neutralise(value).into_owned()
}

/// Puts an apostrophe before a text that begins as a formula does.
fn neutralise(value: &str) -> Cow<'_, str> {
    let is_dangerous = |c: char| matches!(c, '=' | '+' | '-' | '@') || c.is_control();
    if value.starts_with(is_dangerous) { format!("'{value}").into() } else { value.into() }
}

/// Writes the header and the rows.
pub(super) fn render_table(
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    style: CsvStyle,
) -> Vec<u8> {
    let start = if style.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let header = header.iter().map(|&name| name.to_owned()).collect();
    write_rows(start, std::iter::once(header).chain(rows), style)
}

/// Writes rows behind what is there, quoted where RFC 4180 asks for it, with LF line ends.
fn write_rows(start: Vec<u8>, rows: impl Iterator<Item = Vec<String>>, style: CsvStyle) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(style.scheidingsteken)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(start);
    for row in rows {
        writer.write_record(&row).expect("every row is as long as the header");
    }
    writer.into_inner().expect("memory can be flushed")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{
        Bounds, Cell, Domein, Drempels, GeenInterval, Indicatief, Laag, Levensfase, Methode,
        Niveau, Onderdrukt, Quantity, Richting, Soort, Statusregels, Tekst, Toelichting,
    };

    pub(in super::super) fn info() -> IndicatorInfo {
        IndicatorInfo {
            id: "zr_melding".into(),
            naam: Tekst { nl: "Meldingen".into(), en: None },
            naam_kort: "Meldingen".into(),
            domein: Domein::Zorgreductie,
            laag: Laag::Toegang,
            richting: Richting::LagerIsBeter,
            soort: Soort::Ratio,
            eenheid: Tekst { nl: "per 1.000 inwoners".into(), en: None },
            decimalen: 1,
            toelichting: Toelichting::default(),
            frequenties: Vec::new(),
            drempels: Drempels::MONITOR,
            groep: None,
            indicatief: Indicatief { n: 50, respons: 0.2 },
            betrouwbaarheid: 0.95,
            bronnen: vec!["toegang".into(), "cbs_inwoners".into()],
            levensfase: Levensfase::Concept,
            wijzigingen: Vec::new(),
            contract: None,
            vingerafdruk: String::new(),
            statusregels: Statusregels::default(),
        }
    }

    fn figure() -> Figure {
        Figure {
            waarde: 26.5445,
            interval: Ok(Bounds { lower: 20.0, upper: 31.25, methode: Methode::PoissonExact }),
            teller: Some(Quantity::count(53)),
            noemer: Some(Quantity { units: 19_966_500, scale: 4 }),
            n: None,
            n_eff: None,
            deff: None,
            herleid: false,
            voorbehouden: Vec::new(),
        }
    }

    fn row_of(cell: Cell) -> Vec<String> {
        let gebied = Gebiedsregel {
            code: "WK085510".parse().expect("a code"),
            naam: "=Binnenstad".into(),
            niveau: Niveau::Wijk,
            indeling: Some(2017),
            getoond: true,
        };
        let breuken =
            [Breuk { op: "2018-04-01".parse().expect("a date"), tekst: Tekst::default() }];
        let cell = PublishedCell { gebied: 0, periode: "2018".parse().expect("a period"), cell };
        let reeks = (&breuken[..], Vergelijkbaarheid::Vergelijkbaar);
        cijfer_row(&info(), reeks, &gebied, &cell, CsvStyle::default())
    }

    fn table(field: &str, style: CsvStyle) -> String {
        let rows = std::iter::once(vec![field.to_owned(), "x".to_owned()]);
        String::from_utf8(render_table(&["a", "b"], rows, style)).expect("UTF-8")
    }

    #[test]
    fn writes_a_figure_with_two_decimals_more_and_its_counts_exactly() {
        assert_eq!(
            row_of(Cell::Waarde(figure())).join(";"),
            "zr_melding;zorgreductie;toegang;wijk;WK085510;'=Binnenstad;2017;2018;waarde;26,545;\
             20,000;31,250;poisson_exact;toeval_in_telling;53;1996,65;;;;per 1.000 inwoners;lager_is_beter;1|2;\
             nee;;vergelijkbaar;toegang|cbs_inwoners"
        );
    }

    #[test]
    fn writes_no_number_for_a_withheld_cell() {
        let row = row_of(Cell::Onderdrukt(Onderdrukt::Monitor));
        assert_eq!(row.len(), CIJFERS.len());
        assert_eq!(row[8], "onderdrukt");
        assert!(row[9..9 + N_FIGURE_FIELDS].iter().all(String::is_empty));
    }

    #[test]
    fn says_why_there_is_no_interval() {
        let figure = Figure { interval: Err(GeenInterval::EenzaamStratum), ..figure() };
        let row = row_of(Cell::Waarde(figure));
        assert_eq!(row[10..14], ["", "", "geen", "eenzaam_stratum"]);
    }

    #[test]
    fn neutralises_what_begins_as_a_formula() {
        #[track_caller]
        fn case(value: &str, written: &str) {
            assert_eq!(neutralise(value), written);
        }

        case("=1+1", "'=1+1");
        case("+31", "'+31");
        case("-x", "'-x");
        case("@SUM(A1)", "'@SUM(A1)");
        case("\tx", "'\tx");
        case("\rx", "'\rx");
        case("Reeshof", "Reeshof");
        case("a=b", "a=b");
        case("", "");
    }

    #[test]
    fn leaves_the_minus_of_a_number_alone() {
        let figure = Figure { waarde: -1.5, ..figure() };
        assert_eq!(row_of(Cell::Waarde(figure))[9], "-1,500");
    }

    #[test]
    fn quotes_only_where_needed_and_ends_lines_with_lf() {
        let style = CsvStyle::default();
        assert_eq!(table("a b", style), "a;b\na b;x\n");
        assert_eq!(table("a;b", style), "a;b\n\"a;b\";x\n");
        assert_eq!(table("a\"b", style), "a;b\n\"a\"\"b\";x\n");
        assert_eq!(table("a\rb", style), "a;b\n\"a\rb\";x\n");
    }

    #[test]
    fn follows_the_style() {
        let style = CsvStyle { scheidingsteken: b',', decimaal: '.', bom: true };
        assert_eq!(table("a,b", style), "\u{feff}a,b\n\"a,b\",x\n");
        assert_eq!(figure_fields(&figure(), 1, '.')[5..], ["53", "1996.65", "", "", ""]);
    }
}
