//! `build`: compute all figures and write the report, all or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::cache::{Folder, Standing};
use super::folder::{Draft, Kind};
use super::load::with_slashes;
use super::manifest::{Inputs, render_manifest};
use super::previous::previous_report;
use super::progress::bar;
use super::register::{load_register, reports_folder, write_register};
use super::run::{Done, Request, perform, prepare};
use super::verbanden::Verbanden;
use super::{Console, Lang, Outcome};
use crate::analysis::benchmark::{Benchmarks, compute_benchmarks};
use crate::disclosure::{Gebiedsregel, Publication};
use crate::model::{AreaCode, Datum, Periode, Statusmethode, Taal};
use crate::render::{
    CsvStyle, Format, Vorige, render_bevindingen_csv, render_bronnen_csv, render_cijfers_csv,
    render_funnel, render_onthulling_csv, render_onthulling_html, render_sankey,
    render_small_multiples, render_status_csv, render_stromen_csv, render_trend,
    render_vergelijking_csv,
};
use crate::source::quarantine_csv;

/// The folder for the privacy officer, closed to others.
const TOEZICHT: &str = "toezicht";

/// What `build` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// The folder for reports; a report is a folder in it, named after the last period
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The last period, instead of that of the monitor
    #[arg(long, value_name = "P")]
    period: Option<Periode>,
    /// Build only this indicator, into a folder `…-selectie` (can be repeated)
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// The day by which reviews are overdue, instead of the last day of the monitor
    #[arg(long, value_name = "DATE")]
    date: Option<Datum>,
    /// Tell in `status.csv` what a published rule would say beside ours (can be repeated)
    #[arg(long, value_name = "RULE")]
    method: Vec<Method>,
    /// The language of charts
    #[arg(long, value_name = "LANG", default_value = "nl")]
    lang: Lang,
    /// The sign before decimals in CSV files
    #[arg(long, value_name = "SIGN", default_value = "comma")]
    decimal: Decimal,
    /// Start CSV files with a byte order mark, for Excel
    #[arg(long)]
    bom: bool,
    /// Leave the report out of `publicaties.lock`: nobody will see it
    #[arg(long)]
    draft: bool,
    /// Draw no charts, so that the report has no folder `grafieken`
    #[arg(long)]
    no_charts: bool,
}

// The values have no help of their own, so that the help of the command stays short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Method {
    Hp2030,
    Unsd,
    Eurostat,
    Destatis,
}

impl Method {
    fn statusmethode(self) -> Statusmethode {
        match self {
            Self::Hp2030 => Statusmethode::Hp2030,
            Self::Unsd => Statusmethode::Unsd,
            Self::Eurostat => Statusmethode::Eurostat,
            Self::Destatis => Statusmethode::Destatis,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Decimal {
    Comma,
    Point,
}

impl Decimal {
    /// The sign itself.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
        }
    }
}

pub(super) fn run(args: &Args, caching: bool, console: &Console) -> anyhow::Result<Outcome> {
    let taal = args.lang.taal();
    let chosen: BTreeSet<_> = args.method.iter().map(|method| method.statusmethode()).collect();
    let methods: Vec<_> = chosen.into_iter().collect();
    let request = Request {
        monitor: &args.monitor,
        only: &args.only,
        period: args.period,
        date: args.date,
        methods: &methods,
    };
    let mut prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(outcome),
    };
    let folder = prepared.monitor.folder.clone();
    let bronnen: Vec<_> = prepared.monitor.bronnen.keys().cloned().collect();
    let reports = reports_folder(args.out.as_deref(), &prepared);
    let register = load_register(&reports, &mut prepared)?;
    let tot = prepared.kop.tot;
    // A choice of indicators is no report of the period, and does not replace it.
    let name = if args.only.is_empty() { tot.to_string() } else { format!("{tot}-selectie") };
    let target = reports.join(&name);
    let (vorige, vorig_rapport) = previous_report(&reports, tot);
    let style = CsvStyle { decimaal: args.decimal.sign(), bom: args.bom, ..CsvStyle::default() };
    let mut settings = BTreeMap::from([
        ("decimaalteken", style.decimaal.to_string()),
        ("bom", style.bom.to_string()),
        ("taal", if taal == Taal::En { "en" } else { "nl" }.to_owned()),
        ("indicatoren", if args.only.is_empty() { "alle".to_owned() } else { args.only.join(" ") }),
    ]);
    if !methods.is_empty() {
        let words: Vec<_> = methods.iter().map(|method| method.word()).collect();
        settings.insert("statusmethoden", words.join(" "));
    }
    if let Some(date) = args.date {
        settings.insert("datum", date.to_string());
    }
    if let Some(rapport) = vorig_rapport {
        settings.insert("vorig_rapport", rapport);
    }
    if args.no_charts {
        settings.insert("grafieken", "geen".to_owned());
    }
    let cache = if caching { Folder::open(&folder, console) } else { None };
    let standing = cache.as_ref().and_then(|cache| Standing::of(cache, &prepared, &settings));
    let told = cache.as_ref().zip(standing.as_ref());
    let told = told.and_then(|(cache, standing)| standing.what_was_told(cache, &target));
    console.took("looking for what has changed");
    if let Some((cache, told)) = cache.as_ref().zip(told) {
        cache.close(bronnen.iter());
        told.tell_again(&folder, console);
        told.tell_outcome(console);
        console.say(&format!("unchanged the report of {name} is up to date"));
        told.guarded.caution(console);
        Console::data(&with_slashes(&target))?;
        return Ok(Outcome::Done);
    }
    let done = match perform(prepared, &register, cache.as_ref(), console)? {
        Ok(done) => done,
        Err(outcome) => return Ok(outcome),
    };
    let mut draft = Draft::new(target, Kind::Report)?;
    let verbanden = Verbanden::of(&done);
    let benchmarks = compute_benchmarks(&done.publication, &done.monitor.vergelijkingen);
    console.took("comparisons");
    let charts = if args.no_charts {
        Vec::new()
    } else {
        let mut charts = draw_all(&done.publication, &benchmarks, taal, console);
        charts.extend(verbanden.draw(&done.publication, taal));
        charts
    };
    console.took("charts");
    let (bronnen, kop) = (Inputs::of(&done.bronnen), done.publication.kop());
    let manifest = render_manifest(&done.monitor, &done.definitions, kop, &bronnen, &settings)?;
    draft.write("manifest.json", &manifest)?;
    for (name, bytes) in charts {
        draft.write(&name, &bytes)?;
    }
    let comparisons = render_vergelijking_csv(&done.publication, &benchmarks, &style);
    draft.write("vergelijking.csv", &comparisons)?;
    write_report(&done, (&methods, &vorige), (style, taal), &mut draft)?;
    verbanden.write(&done.publication, (style, taal), &mut draft)?;
    // Before the report: what may have been seen must not be forgotten when the machine stops here.
    if !args.draft && done.register != register {
        write_register(&reports, &done.register)?;
    }
    let published = draft.publish()?;
    if let Some((cache, standing)) = cache.as_ref().zip(standing) {
        standing.keep(cache, &published.target, &manifest, &done.told);
    }
    console.took("writing");
    done.told.tell_outcome(console);
    console.say(&format!("wrote     {} files", published.n_files));
    if let Some(old) = published.left_over {
        Console::write(&format!("warning: could not remove the old report `{}`", old.display()));
    }
    done.told.guarded.caution(console);
    Console::data(&with_slashes(&published.target))?;
    Ok(Outcome::Done)
}

/// The charts of all indicators, with the names of their files.
fn draw_all(
    publication: &Publication,
    benchmarks: &Benchmarks<'_>,
    taal: Taal,
    console: &Console,
) -> Vec<(String, Vec<u8>)> {
    let n_indicators = publication.indicatoren().len();
    let template = "drawing   {wide_bar} {pos}/{len}";
    let drawing = bar(console, "charts", n_indicators as u64, template);
    let charts: Vec<_> = (0..n_indicators)
        .into_par_iter()
        .flat_map_iter(|idx| {
            let drawn = draw_charts(publication, benchmarks, idx, taal);
            drawing.inc(1);
            drawn
        })
        .collect();
    drawing.finish_and_clear();
    charts.into_iter().chain(draw_flows(publication, taal)).collect()
}

/// The moves of every area that is shown into the last period, with the names of their files.
fn draw_flows(publication: &Publication, taal: Taal) -> Vec<(String, Vec<u8>)> {
    let Some(&periode) = publication.stromen().periodes().last() else { return Vec::new() };
    let gebieden = publication.gebieden().par_iter().enumerate();
    let draw = |(idx, gebied): (usize, &Gebiedsregel)| {
        Format::ALL.map(|format| {
            let bytes = render_sankey(publication, idx, periode, taal, format)?;
            Some((flows_name(&gebied.code, format), bytes))
        })
    };
    gebieden.filter(|(_, gebied)| gebied.getoond).flat_map_iter(draw).flatten().collect()
}

/// The file of the moves of an area. Codes of a gemeente's own are its own words, and keep to safe letters.
pub(super) fn flows_name(code: &AreaCode, format: Format) -> String {
    format!("grafieken/stromen-{code}.{}", format.extension())
}

fn write_report(
    done: &Done,
    (methods, vorige): (&[Statusmethode], &Vorige),
    (style, taal): (CsvStyle, Taal),
    draft: &mut Draft,
) -> anyhow::Result<()> {
    let publication = &done.publication;
    draft.write("cijfers.csv", &render_cijfers_csv(publication, &style))?;
    draft.write("status.csv", &render_status_csv(publication, methods, vorige, &style))?;
    if !publication.stromen().is_empty() {
        draft.write("stromen.csv", &render_stromen_csv(publication, None, &style))?;
    }
    draft.write("bronnen.csv", &render_bronnen_csv(publication, &style))?;
    draft.write("bevindingen.csv", &render_bevindingen_csv(publication, &style))?;
    draft.write(
        &format!("{TOEZICHT}/onthulling.csv"),
        &render_onthulling_csv(publication, &style),
    )?;
    let page = render_onthulling_html(publication, taal);
    draft.write(&format!("{TOEZICHT}/onthulling.html"), page.as_bytes())?;
    for name in ["onthulling.csv", "onthulling.html"] {
        draft.close_file_to_others(&format!("{TOEZICHT}/{name}"))?;
    }
    draft.close_to_others(TOEZICHT)?;
    let mut has_quarantine = false;
    for (bron, report) in &done.bronnen {
        if report.rejected.is_empty() {
            continue;
        }
        let name = format!("quarantaine/{}.csv", bron.spec.naam);
        draft.write_with(&name, |file| quarantine_csv(bron, report, file))?;
        draft.close_file_to_others(&name)?;
        has_quarantine = true;
    }
    if has_quarantine {
        draft.close_to_others("quarantaine")?;
    }
    Ok(())
}

/// The charts of one indicator, with the names of their files.
fn draw_charts(
    publication: &Publication,
    benchmarks: &Benchmarks<'_>,
    idx: usize,
    taal: Taal,
) -> Vec<(String, Vec<u8>)> {
    let id = &publication.indicatoren()[idx].info().id;
    let trechter = benchmarks.indicatoren[idx].trechter.as_ref();
    let mut charts = Vec::new();
    for format in Format::ALL {
        let ending = format.extension();
        let trend = render_trend(publication, idx, taal, format);
        charts.extend(trend.map(|bytes| (format!("grafieken/{id}-stad.{ending}"), bytes)));
        let multiples = render_small_multiples(publication, idx, taal, format);
        charts.extend(multiples.map(|bytes| (format!("grafieken/{id}-wijken.{ending}"), bytes)));
        let funnel = trechter.and_then(|one| render_funnel(publication, idx, one, taal, format));
        charts.extend(funnel.map(|bytes| (format!("grafieken/{id}-trechter.{ending}"), bytes)));
    }
    charts
}
