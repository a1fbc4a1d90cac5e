//! `monitor.toml`: the gemeente, the periods, the areas, the code lists and the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{GemeenteCode, Niveau, Periode};
use crate::source::{BronSpec, Vorm};

use super::afpelling::{Afpelling, parse_afpellingen};
use super::bron::{self, Bron, parse_bron};
use super::codelijst::{Codelijstbron, parse_codelijsten};
use super::document::Context;
use super::keuze::Omgeving;
use super::lagen::{self, Lagen, parse_lagen};
use super::name::{check_path, quote};
use super::respons::resolve;
use super::samenhang::{Samenhangpaar, parse_samenhang};
use super::table::Table;
use super::vergelijking::{Vergelijkingen, parse_vergelijkingen};
use super::wijziging::{Indelingswijziging, parse_wijziging};

/// The keys of the file.
pub(super) const KEYS: &[&str] = &[
    "schema",
    "naam",
    "gemeente",
    "indicatoren",
    "doelen",
    "uitvoer",
    "periode",
    "gebieden",
    "codelijst",
    "bron",
    "lagen",
    "privacy",
    "afpelling",
    "samenhang",
    "vergelijking",
];

/// The keys of `[periode]`.
pub(super) const PERIODE_KEYS: &[&str] = &["van", "tot"];

/// The keys of `[gebieden]`.
pub(super) const GEBIEDEN_KEYS: &[&str] =
    &["indeling", "overgang", "indelingswijziging", "grenzen", "presentatie", "niveaus"];

/// The keys of `[privacy]`.
pub(super) const PRIVACY_KEYS: &[&str] = &["sleutel"];

/// A monitor: what is measured from, of which gemeente, areas and periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Monitor {
    /// The file.
    pub file: Arc<SourceText>,
    /// The folder that all paths start from.
    pub folder: PathBuf,
    /// The name, as the title of reports.
    pub naam: String,
    /// The gemeente.
    pub gemeente: GemeenteCode,
    /// The folder of the indicators, when it is not the shipped catalogue.
    pub indicatoren: Option<(String, Place)>,
    /// The folder with targets of indicators of the catalogue.
    pub doelen: Option<(String, Place)>,
    /// The folder of the reports.
    pub uitvoer: Option<String>,
    /// The first period.
    pub van: Periode,
    /// The last period.
    pub tot: Periode,
    /// The file of the tree of areas.
    pub indeling: (String, Place),
    /// The file of the transitions between vintages of areas.
    pub overgang: Option<(String, Place)>,
    /// The column in which CBS says what changed in an area.
    pub indelingswijziging: Option<Indelingswijziging>,
    /// The file of the boundaries of areas.
    pub grenzen: Option<(String, Place)>,
    /// The year whose areas are shown.
    pub presentatie: Option<i32>,
    /// The levels of areas that have figures.
    pub niveaus: BTreeSet<Niveau>,
    /// Where the code lists come from.
    pub codelijsten: BTreeMap<String, Codelijstbron>,
    /// The sources.
    pub bronnen: BTreeMap<String, Bron>,
    /// The layers between which people move, when they are declared.
    pub lagen: Option<Lagen>,
    /// The changes of maatwerk that are peeled into factors.
    pub afpellingen: Vec<Afpelling>,
    /// The changes that are held against each other per wijk.
    pub samenhang: Vec<Samenhangpaar>,
    /// With whom areas are compared.
    pub vergelijkingen: Vergelijkingen,
    /// What is declared, but at fault.
    pub onbruikbaar: Onbruikbaar,
}

/// Names of what a monitor declares with a fault that is reported.
///
/// Indicators may name them without a second finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onbruikbaar {
    /// Sources.
    pub bronnen: BTreeSet<String>,
    /// Code lists.
    pub codelijsten: BTreeSet<String>,
}

/// Parses a monitor; none when its own keys are at fault, or the file is not TOML.
///
/// A source that is at fault is left out, so that the indicators on other sources can be checked
/// all the same; the findings then hold an error.
pub fn parse_monitor(
    file: &Arc<SourceText>,
    folder: PathBuf,
    findings: &mut Findings,
) -> Option<Monitor> {
    let ctx = Context::new(file);
    let monitor = match ctx.parse_toml() {
        (root, true) => parse_root(&Table::root(&ctx, &root, KEYS), folder),
        (_, false) => None,
    };
    findings.extend(ctx.into_findings());
    monitor
}

fn parse_root(root: &Table, folder: PathBuf) -> Option<Monitor> {
    root.check_schema();
    let ctx = root.ctx;
    let naam = root.text("naam");
    let gemeente = parse_gemeente(root);
    let indicatoren = root.opt_text("indicatoren");
    let doelen = root.opt_text("doelen").and_then(|path| check_path(ctx, path));
    let uitvoer = root.opt_text("uitvoer").map(|path| path.value);
    let periode = root.table("periode", PERIODE_KEYS).and_then(|table| parse_bounds(&table));
    let gebieden = root.table("gebieden", GEBIEDEN_KEYS);
    let path = |key| {
        let text = gebieden.as_ref()?.opt_text(key)?;
        check_path(ctx, text)
    };
    if let Some(gebieden) = &gebieden {
        gebieden.require("indeling");
    }
    let (indeling, overgang, grenzen) = (path("indeling"), path("overgang"), path("grenzen"));
    let presentatie = gebieden
        .as_ref()
        .and_then(|table| table.opt_integer("presentatie", 1900..=2199))
        .map(|jaar| jaar.value as i32);

    let niveaus = parse_niveaus(gebieden.as_ref());

    let mut onbruikbaar = Onbruikbaar::default();
    let codelijsten;
    (codelijsten, onbruikbaar.codelijsten) = parse_codelijsten(root);
    let names = codelijsten.keys().chain(&onbruikbaar.codelijsten).cloned().collect();
    let mut bronnen = BTreeMap::new();
    let mut drafts = Vec::new();
    root.require("bron");
    for (naam, table) in root.named("bron", bron::KEYS) {
        match table.and_then(|table| parse_bron(&naam, &table, &names)) {
            Some((bron, draft)) => {
                drafts.extend(draft.map(|draft| (naam.value.clone(), draft)));
                bronnen.insert(naam.value, bron);
            }
            None => drop(onbruikbaar.bronnen.insert(naam.value)),
        }
    }
    for (naam, draft) in drafts {
        let respons = resolve(ctx, &draft, &bronnen[&naam].spec, &bronnen, &onbruikbaar);
        if let Some(bron) = bronnen.get_mut(&naam) {
            bron.respons = respons;
        }
    }
    let text = gebieden.as_ref().and_then(|table| table.opt_text("indelingswijziging"));
    let indelingswijziging = gebieden
        .as_ref()
        .zip(text.as_ref())
        .and_then(|(table, text)| parse_wijziging(table, text, &bronnen, &onbruikbaar));

    let vergelijkingen = parse_vergelijkingen(root, gemeente);

    let privacy = root.opt_table("privacy", PRIVACY_KEYS);
    let sleutel = privacy.and_then(|table| table.text("sleutel"));
    let sleutel = sleutel.map(|path| (path.value, ctx.place(&path.span)));
    let afpellingen = parse_afpellingen(root, periode);
    let samenhang = parse_samenhang(root);
    let (van, tot) = periode?;
    for bron in bronnen.values_mut() {
        complete(&mut bron.spec, sleutel.as_ref(), tot, ctx);
    }
    let mut monitor = Monitor {
        file: Arc::clone(ctx.file),
        folder,
        naam: naam?.value,
        gemeente: gemeente?,
        indicatoren: indicatoren.map(|path| (path.value, ctx.place(&path.span))),
        doelen,
        uitvoer,
        van,
        tot,
        indeling: indeling?,
        overgang,
        indelingswijziging,
        grenzen,
        presentatie,
        niveaus,
        codelijsten,
        bronnen,
        lagen: None,
        afpellingen,
        samenhang,
        vergelijkingen,
        onbruikbaar,
    };
    let lagen = root.opt_table("lagen", lagen::KEYS);
    monitor.lagen = lagen.and_then(|table| parse_lagen(&table, &Omgeving::new(&monitor)));
    Some(monitor)
}

/// The levels that have figures: all of them, unless some are named.
fn parse_niveaus(gebieden: Option<&Table>) -> BTreeSet<Niveau> {
    let named = gebieden.and_then(|table| table.opt_words("niveaus", &Niveau::ALL, Niveau::word));
    let (Some(table), Some(named)) = (gebieden, named) else { return Niveau::ALL.into() };
    let niveaus: BTreeSet<_> = named.iter().map(|at| at.value).collect();
    // Charts hold every area against the gemeente, and so do verdicts.
    if !niveaus.contains(&Niveau::Gemeente)
        && let Some(value) = table.get("niveaus")
    {
        table.bad_value(&value.span(), "`niveaus` has `gemeente` in it".to_owned(), "not here");
    }
    niveaus
}

/// Adds to a source what the monitor declares for all.
fn complete(spec: &mut BronSpec, sleutel: Option<&(String, Place)>, tot: Periode, ctx: &Context) {
    if spec.vorm == Vorm::Records {
        spec.uiterste_dag = Some(tot.last_day());
    }
    let Some(kolom) = spec.kolommen.iter().find(|kolom| kolom.versleuteld) else { return };
    if sleutel.is_none() {
        let message = format!("column `{}` of bron `{}` needs a key", kolom.naam, spec.naam);
        let finding = Diagnostic::new(Code::MissingField, message)
            .at(kolom.place.clone(), "becomes a keyed hash")
            .also(spec.place.clone(), "this source")
            .help("add `[privacy]` with `sleutel`, the path of a file outside this folder");
        ctx.report(finding);
    }
    spec.sleutelbestand = sleutel.cloned();
}

fn parse_gemeente(root: &Table) -> Option<GemeenteCode> {
    let text = root.text("gemeente")?;
    match text.value.parse() {
        Ok(code) => Some(code),
        Err(error) => {
            let message = format!("{} is not the code of a gemeente: {error}", quote(&text.value));
            root.bad_value(&text.span, message, "not a code such as `GM0855`");
            None
        }
    }
}

/// The first and the last period.
fn parse_bounds(table: &Table) -> Option<(Periode, Periode)> {
    let (van, tot) = (table.periode("van"), table.periode("tot"));
    let (van, tot) = (van?, tot?);
    if van.value.first_day() > tot.value.last_day() {
        let finding = Diagnostic::new(Code::BadValue, "the last period lies before the first")
            .at(table.ctx.place(&tot.span), "the last period")
            .also(table.ctx.place(&van.span), "the first period");
        table.ctx.report(finding);
        return None;
    }
    Some((van.value, tot.value))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::document::tests::{codes_of, context_of};
    use super::*;

    /// A small monitor with a source of each shape.
    pub(in super::super) const EXAMPLE: &str = r#"schema = 1
naam = "Voorbeeld"
gemeente = "GM0855"
[periode]
van = "2017K1"
tot = "2018K4"
[gebieden]
indeling = "gebieden/indeling.csv"
[codelijst.zonder_maatwerk]
bestand = "codelijsten/zonder_maatwerk.csv"

[bron.toegang.records]
bestanden = ["toegang/*.csv"]
sleutel = ["melding"]
datum = "meldingsdatum"
uitsluiten = 'wet == "x"'
[[bron.toegang.breuk]]
op = 2018-04-01
tekst = "Een systeem voor alle teams"
[bron.toegang.dialect]
codering = "windows-1252"
[bron.toegang.kolommen]
melding = { type = "tekst" }
client = { type = "pseudoniem" }
meldingsdatum = { type = "datum", vorm = "dd-mm-jjjj" }
buurt = { type = "gebied" }
wet = { type = "code" }
uitkomst = { type = "code" }

[bron.lemon.enquete]
bestanden = "lemon/*.csv"
[bron.lemon.kolommen]
golf = { type = "periode" }
buurt = { type = "gebied" }
stratum = { type = "code" }
weegfactor = { type = "getal" }
leeftijd = { type = "geheel" }
omgang = { type = "geheel" }

[bron.ggd.cijfers]
bestanden = "ggd/*.csv"
[bron.ggd.dialect]
decimaal = "."
[bron.ggd.kolommen]
periode = { type = "periode" }
gebied = { type = "gebied" }
leeftijd = { type = "code" }
marges = { type = "code" }
eenzaam = { type = "getal", decimalen = 1 }
onder = { type = "getal", decimalen = 1 }
boven = { type = "getal", decimalen = 1 }

[bron.cbs_inwoners.cijfers]
bestanden = "cbs/kwb-{jaar}.csv"
[bron.cbs_inwoners.kolommen]
jaar = { type = "periode", uit_bestandsnaam = "jaar" }
gebied = { type = "gebied" }
stratum = { type = "code" }
inwoners = { type = "geheel" }
"#;

    /// Parses a text as the monitor of a test.
    pub(in super::super) fn parse(text: &str) -> (Option<Monitor>, Findings) {
        let mut findings = Findings::default();
        let monitor = parse_monitor(&context_of(text), PathBuf::new(), &mut findings);
        (monitor, findings)
    }

    /// The monitor of [`EXAMPLE`], with a folder of indicators.
    pub(in super::super) fn example() -> Monitor {
        let monitor = parse(EXAMPLE).0.expect("the example is a monitor");
        Monitor { indicatoren: Some(("x".into(), Place::file("x"))), ..monitor }
    }

    /// What is found when a part of the example is another.
    #[track_caller]
    pub(in super::super) fn case(part: &str, other: &str, expected: &[&str]) -> Option<Monitor> {
        assert!(EXAMPLE.contains(part), "{part} is a part of the example");
        let (monitor, findings) = parse(&EXAMPLE.replacen(part, other, 1));
        assert_eq!(codes_of(&findings), expected);
        monitor
    }

    #[test]
    fn has_figures_of_the_levels_that_it_names() {
        let of = |niveaus: &str, expected: &[&str]| {
            let other = format!("[gebieden]\n{niveaus}\n");
            case("[gebieden]\n", &other, expected).expect("a monitor").niveaus
        };
        assert_eq!(of("", &[]), Niveau::ALL.into());
        let both = of("niveaus = [\"gemeente\", \"wijk\"]", &[]);
        assert_eq!(both, [Niveau::Wijk, Niveau::Gemeente].into());
        of("niveaus = [\"wijk\"]", &["bad-value 8:11"]);
        of("niveaus = [\"gemeente\", \"straat\"]", &["unknown-word 8:24"]);
    }

    #[test]
    fn reads_the_example_without_a_finding() {
        let monitor = case("", "", &[]).expect("a monitor");
        assert_eq!(monitor.bronnen.len(), 4);
        assert_eq!(
            (monitor.van.to_string(), monitor.tot.to_string()),
            ("2017K1".into(), "2018K4".into())
        );
        let spec = &monitor.bronnen["toegang"].spec;
        let names: Vec<_> = spec.kolommen.iter().map(|kolom| kolom.naam.as_str()).collect();
        assert_eq!(names, ["melding", "client", "meldingsdatum", "buurt", "wet", "uitkomst"]);
        assert_eq!(
            (spec.sleutel.as_slice(), spec.datum, spec.periode),
            ([0].as_slice(), Some(2), None)
        );
        assert_eq!(spec.breuken.len(), 1);
        assert!(monitor.bronnen["toegang"].uitsluiten.is_some());
        assert_eq!(monitor.bronnen["lemon"].spec.periode, Some(0));
    }

    #[test]
    fn reports_faults_of_its_own_keys() {
        case("schema = 1", "schema = 2", &["bad-value 1:10"]);
        case("schema = 1", "", &["missing-field 1:1"]);
        case("GM0855", "WK085510", &["bad-value 3:12"]);
        case("tot = \"2018K4\"", "tot = \"2016\"", &["bad-value 6:7"]);
        case("\"2017K1\"", "\"2017K5\"", &["bad-value 5:7"]);
        case("[gebieden]", "[gebiden]", &["unknown-key 7:2"]);
        case("naam = \"Voorbeeld\"", "uitvoer = \"/a/b\"", &["missing-field 1:1"]);
    }

    #[test]
    fn refuses_paths_that_lead_out_of_the_folder() {
        case("gebieden/indeling", "../indeling", &["path-outside 8:12"]);
        case("toegang/*.csv", "/data/*.csv", &["path-outside 13:14"]);
        case("codelijsten/zonder", "a/../../b", &["path-outside 10:11"]);
    }

    #[test]
    fn reports_faults_of_a_source() {
        case("datum = \"meldingsdatum\"", "", &["missing-field 12:1"]);
        case("\"meldingsdatum\"", "\"meldngsdatum\"", &["unknown-column 15:9"]);
        case("\"meldingsdatum\"", "\"wet\"", &["wrong-type 15:9"]);
        case("[\"melding\"]", "[\"melding\", \"x\"]", &["unknown-column 14:23"]);
        case("golf = { type = \"periode\" }", "", &["missing-field 30:1"]);
        case("{jaar}", "*", &["bad-value 54:13"]);
        case("wet == \"x\"", "wet in @periode", &["filter-type 16:22"]);
        case("wet == \"x\"", "wt == \"x\"", &["unknown-column 16:15"]);
        case("windows-1252", "windows-1251", &["unknown-word 21:12"]);
        case("2018-04-01", "\"2018-04-01\"", &["wrong-type 18:6"]);
        case("lemon.enquete", "lemon.enquette", &["unknown-key 30:13"]);
        case(
            "[bron.lemon.enquete]",
            "[bron.lemon.records]\n[bron.lemon.enquete]",
            &["bad-value 31:13"],
        );
        case(
            "bestanden = \"lemon/*.csv\"",
            "max_afgekeurd = 2",
            &["missing-field 30:1", "bad-value 31:17"],
        );
    }

    #[test]
    fn points_at_both_places_of_a_wrong_column() {
        let (_, findings) = parse(&EXAMPLE.replacen("\"meldingsdatum\"", "\"wet\"", 1));
        let also: Vec<_> = findings.sorted()[0].also.iter().map(|(at, _)| at.line()).collect();
        assert_eq!(also, [Some(27)]);
    }

    #[test]
    fn keeps_the_sources_that_are_not_at_fault() {
        let monitor = case("\"tekst\"", "\"text\"", &["unknown-word 23:20"]).expect("a monitor");
        assert!(monitor.onbruikbaar.bronnen.contains("toegang"));
        assert_eq!(monitor.bronnen.len(), 3);
    }

    #[test]
    fn reports_all_faults_at_once() {
        let text = EXAMPLE
            .replacen("schema = 1", "schema = \"1\"", 1)
            .replacen("\"tekst\"", "\"text\"", 1)
            .replacen("decimaal = \".\"", "decimaal = \"-\"", 1);
        let codes = codes_of(&parse(&text).1);
        assert_eq!(codes, ["wrong-type 1:10", "unknown-word 23:20", "unknown-word 43:12"]);
    }

    proptest::proptest! {
        #[test]
        fn any_change_gives_a_monitor_or_findings(
            at in 0..EXAMPLE.len(),
            n_removed in 0usize..12,
            added in "[ -~\\n\u{e9}]{0,6}",
        ) {
            let end = (at + n_removed).min(EXAMPLE.len());
            let text = [&EXAMPLE[..at], &added, &EXAMPLE[end..]].concat();
            let (monitor, findings) = parse(&text);
            proptest::prop_assert!(monitor.is_some() || findings.has_errors());
        }

        #[test]
        fn any_text_gives_a_monitor_or_findings(text in ".*") {
            let (monitor, findings) = parse(&text);
            proptest::prop_assert!(monitor.is_some() || findings.has_errors());
        }
    }
}
