//! Indicator files: what an indicator is called, means and is measured by.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, SourceText};
use crate::model::{Domein, Frequentie, IndicatorInfo, Laag, Periode, Richting, Soort};
use crate::source::Vorm;

use super::contract::{
    Afspraak, Kader, Lint, parse_contract, parse_levensfase, parse_lint_of, parse_wijzigingen,
};
use super::document::{At, Context};
use super::doelbestand::{self, Doelbestand};
use super::drafts::Draft;
use super::keuze::Omgeving;
use super::meting::{self, Meting, parse_meting};
use super::monitor::Monitor;
use super::name::check_name;
use super::onderdrukking;
use super::ratio::Ratio;
use super::standaard::Standaard;
use super::stroommeting::check_periode;
use super::table::Table;
use super::toelichting::{self, parse_tekst, parse_toelichting};
use super::toets::{Toets, parse_toetsen};
use super::vingerafdruk::fingerprint;

const KEYS: &[&str] = &[
    "schema",
    "id",
    "naam",
    "naam_kort",
    "naam_en",
    "domein",
    "laag",
    "richting",
    "eenheid",
    "eenheid_en",
    "decimalen",
    "toelichting",
    "meting",
    "periode",
    "schatting",
    "onderdrukking",
    "levensfase",
    "nulmeting",
    "doel",
    "doel_extra",
    "doel_per_gebied",
    "smart",
    "eigenaar",
    "lint",
    "wijziging",
    "test",
];

/// The keys of `[schatting]`.
const SCHATTING_KEYS: &[&str] = &[
    "gewicht",
    "gewicht_ontbreekt",
    "stratum",
    "populatie",
    "betrouwbaarheid",
    "indicatief_n",
    "indicatief_respons",
    "minimum_aantal",
];

/// The keys of `[periode]`.
const PERIODE_KEYS: &[&str] = &["frequentie", "meetmomenten"];

/// An indicator: complete and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// What readers know of it.
    pub info: IndicatorInfo,
    /// How it is measured.
    pub meting: Meting,
    /// The file.
    pub file: Arc<SourceText>,
    /// Where its id stands.
    pub place: Place,
    /// The contract and where it stands, when there is one.
    pub afspraak: Option<Afspraak>,
    /// The levels of the findings of the contract.
    pub lint: Lint,
    /// Its tests.
    pub toetsen: Vec<Toets>,
}

/// Parses one file, with its targets when they stand in another; none when it is at fault.
pub(super) fn parse_indicator(
    draft: &Draft,
    bestand: Option<&Doelbestand<'_>>,
    standaard: &Standaard,
    omgeving: &Omgeving,
    ids: &BTreeSet<String>,
) -> Option<Indicator> {
    let ctx = &draft.ctx;
    let root = Table::root(ctx, &draft.root, KEYS);
    root.check_schema();
    let id = root.text("id").filter(|id| check_name(ctx, id, "an indicator"));
    let naam = parse_tekst(&root, "naam", "naam_en");
    let naam_kort = root.opt_text("naam_kort");
    let domein = root.word("domein", Domein::ALL, Domein::word);
    let laag = root.word("laag", Laag::ALL, Laag::word);
    let richting = root.word("richting", Richting::ALL, Richting::word);
    let eenheid = parse_tekst(&root, "eenheid", "eenheid_en");
    let decimalen = root.integer("decimalen", 0..=6);
    let toelichting = root
        .table("toelichting", toelichting::KEYS)
        .and_then(|table| parse_toelichting(&table, id.as_ref(), ids));
    let schatting = root.opt_table("schatting", SCHATTING_KEYS);
    let meting = root
        .table("meting", meting::KEYS)
        .and_then(|table| parse_meting(&table, schatting.as_ref(), omgeving, ids));
    let periode = root.table("periode", PERIODE_KEYS);
    let frequenties = periode.as_ref().and_then(|table| {
        table.require("frequentie");
        table.opt_words("frequentie", &Frequentie::ALL, Frequentie::word)
    });
    let meetmomenten = periode.as_ref().and_then(parse_meetmomenten);
    let onderdrukking = root.opt_table("onderdrukking", onderdrukking::KEYS);
    let drempels = standaard.onderdrukking.tighten(onderdrukking.as_ref());
    let groep = onderdrukking.as_ref().and_then(onderdrukking::parse_groep);
    let betrouwbaarheid = standaard.betrouwbaarheid(schatting.as_ref());
    if let (Some(meting), Some(frequenties)) = (&meting, &frequenties) {
        check_frequenties(ctx, meting, frequenties, omgeving.monitor);
    }
    if let (Some(Meting::Ratio(ratio)), Some(frequenties)) = (&meting, &frequenties) {
        check_persoonsjaren(ctx, ratio, frequenties);
    }
    let own_place = id.as_ref().map_or_else(|| root.place(), |id| ctx.place(&id.span));
    let target = bestand.map(|bestand| Table::root(&bestand.ctx, &bestand.root, doelbestand::KEYS));
    if let Some(bestand) = bestand {
        doelbestand::check_only_one(&root, own_place.clone(), bestand);
    }
    let signed = target.as_ref().unwrap_or(&root);
    let fase = parse_levensfase(signed);
    let lint = parse_lint_of(&root, standaard.lint.clone());
    let lint = target.as_ref().map_or(lint.clone(), |table| parse_lint_of(table, lint));
    let lint = lint.in_fase(fase);
    if let Some(meting) = &meting {
        check_eenheid(&root, meting, &lint);
    }
    let mut wijzigingen = parse_wijzigingen(&root);
    wijzigingen.extend(target.iter().flat_map(parse_wijzigingen));
    wijzigingen.sort_by_key(|wijziging| wijziging.op);
    let frequenties = frequenties.map(|found| {
        let mut frequenties: Vec<_> = found.into_iter().map(|at| at.value).collect();
        frequenties.sort_unstable();
        frequenties.dedup();
        frequenties
    });
    let minimum_aantal = standaard.minimum_aantal(schatting.as_ref());
    let afspraak = match (&richting, &frequenties, &toelichting) {
        (Some(richting), Some(frequenties), Some(toelichting)) => {
            let kader = Kader {
                richting: richting.value,
                frequenties,
                meetmomenten: meetmomenten.as_deref(),
                modelschatting: meting.as_ref().map_or(&[], Meting::modelschatting),
                has_tegenindicatoren: !toelichting.tegenindicatoren.is_empty(),
                minimum_aantal,
                ids,
                place: bestand.map_or(own_place, Doelbestand::place),
                lint: &lint,
            };
            parse_contract(signed, fase, &kader)
        }
        _ => None,
    };

    let (naam, meting, id) = (naam?, meting?, id?);
    let frequenties = frequenties?;
    let info = IndicatorInfo {
        id: id.value,
        naam_kort: naam_kort.map_or_else(|| naam.nl.clone(), |at| at.value),
        naam,
        domein: domein?.value,
        laag: laag?.value,
        richting: richting?.value,
        soort: meting.soort(),
        eenheid: eenheid?,
        decimalen: decimalen?.value as u8,
        toelichting: toelichting?,
        frequenties,
        drempels,
        groep,
        indicatief: standaard.indicatief(schatting.as_ref()),
        betrouwbaarheid,
        bronnen: meting.bronnen().into_iter().map(str::to_owned).collect(),
        levensfase: fase,
        wijzigingen,
        contract: afspraak.as_ref().map(|afspraak| afspraak.contract.clone()),
        vingerafdruk: fingerprint(&draft.root),
        statusregels: standaard.statusregels,
    };
    let place = ctx.place(&id.span);
    let file = Arc::clone(ctx.file);
    let toetsen = parse_toetsen(&root, omgeving.monitor, &info.frequenties);
    Some(Indicator { info, meting, file, place, afspraak, lint, toetsen })
}

/// The waves of a survey, when they are named.
fn parse_meetmomenten(table: &Table) -> Option<Vec<Periode>> {
    let texts = table.opt_texts("meetmomenten")?;
    Some(texts.into_iter().filter_map(|text| Some(table.periode_of(text)?.value)).collect())
}

/// Checks that the source can be measured as often as is asked.
///
/// Waves and published figures come in the years of their source; records have dates, so they
/// are counted by the calendar.
fn check_frequenties(
    ctx: &Context,
    meting: &Meting,
    frequenties: &[At<Frequentie>],
    monitor: &Monitor,
) {
    if let (Meting::Stroom(_), Some(lagen)) = (meting, &monitor.lagen) {
        check_periode(ctx, frequenties, lagen);
    }
    let Some(bron) = meting.bron().and_then(|naam| monitor.bronnen.get(naam)) else {
        return;
    };
    let by_source = match (meting.soort(), bron.spec.vorm) {
        (Soort::Gepubliceerd, _) | (_, Vorm::Enquete) => true,
        (_, Vorm::Records) => false,
        (_, Vorm::Cijfers) => return,
    };
    for at in frequenties.iter().filter(|at| (at.value == Frequentie::Meting) != by_source) {
        let word = bron.spec.vorm.word();
        let message = format!("`{}` does not fit a source of shape `{word}`", at.value.word());
        let help = if by_source {
            "write `meting`: in the years that the source has"
        } else {
            "write `jaar`, `halfjaar`, `kwartaal` or `maand`"
        };
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(ctx.place(&at.span), "does not fit the source")
            .also(bron.spec.place.clone(), "the source");
        ctx.report(finding.help(help));
    }
}

/// Checks that years of people are not counted by month: a month is no round part of a year.
fn check_persoonsjaren(ctx: &Context, ratio: &Ratio, frequenties: &[At<Frequentie>]) {
    let months = frequenties.iter().find(|at| at.value == Frequentie::Maand);
    if let Some(at) = months.filter(|_| ratio.persoonsjaren) {
        let message = "`persoonsjaren` does not go with `maand`";
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(ctx.place(&at.span), "no round part of a year")
            .also(ratio.noemer.place.clone(), "counted in years");
        ctx.report(finding.help("measure by `kwartaal`, `halfjaar` or `jaar`"));
    }
}

/// Checks that a percentage is a part of a whole.
fn check_eenheid(root: &Table, meting: &Meting, lint: &Lint) {
    let Some(eenheid) = root.opt_text("eenheid") else {
        return;
    };
    if meting.soort() == Soort::Ratio && eenheid.value.contains('%') {
        let message = "a ratio is no percentage: its teller need not be a part of its noemer";
        let finding = Diagnostic::new(Code::NotAShare, message)
            .at(root.ctx.place(&eenheid.span), "a percentage")
            .help("measure a part of a whole with `[meting.aandeel]`");
        if let Some(finding) = lint.judge(finding) {
            root.ctx.report(finding);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diagnostic::Findings;

    use super::super::document::tests::codes_of;
    use super::super::drafts::parse_indicators;
    use super::super::monitor::tests::{EXAMPLE, example};
    use super::*;

    pub(in super::super) const HEAD: &str = r#"schema = 1
id = "proef"
naam = "Proef"
domein = "zorgreductie"
laag = "toegang"
richting = "lager_is_beter"
eenheid = "per 1.000 inwoners"
decimalen = 1
toelichting = { specifiek = "a", waarom = "b", niet_lezen_als = "c" }
"#;

    pub(in super::super) const RATIO: &str = r#"[meting.ratio]
vermenigvuldiger = 1000
[meting.ratio.teller]
bron = "toegang"
tel = "uniek(client)"
filter = 'uitkomst == "maatwerk" and meldingsdatum in @periode'
[meting.ratio.noemer]
bron = "cbs_inwoners"
tel = "som(inwoners)"
filter = 'jaar == @jaar'
[periode]
frequentie = ["kwartaal", "jaar"]
"#;

    pub(in super::super) const AANDEEL: &str = r#"[meting.aandeel]
bron = "toegang"
tel = "records"
noemer = 'meldingsdatum in @periode'
teller = 'uitkomst in codelijst("zonder_maatwerk")'
[periode]
frequentie = "jaar"
"#;

    pub(in super::super) const GEMIDDELDE: &str = r#"[meting.gemiddelde]
bron = "lemon"
variabele = "omgang"
geldig = { min = 1, max = 10.0 }
ontbrekend = [88, 99]
[schatting]
gewicht = "weegfactor"
stratum = "stratum"
populatie = { bron = "cbs_inwoners", tel = "som(inwoners)", stratum = "stratum" }
[periode]
frequentie = "meting"
"#;

    pub(in super::super) const ENQUETE_AANDEEL: &str = r#"[meting.aandeel]
bron = "lemon"
variabele = "omgang"
vanaf = 8
geldig = { min = 1, max = 10 }
ontbrekend = [88, 99]
[schatting]
gewicht = "weegfactor"
[periode]
frequentie = "meting"
"#;

    pub(in super::super) const VERDELING: &str = r#"[meting.verdeling]
bron = "toegang"
kwantiel = 0.5
van = "meldingsdatum"
tot = "meldingsdatum"
filter = 'meldingsdatum in @periode'
[periode]
frequentie = "jaar"
"#;

    pub(in super::super) const GEPUBLICEERD: &str = r#"[meting.gepubliceerd]
bron = "ggd"
waarde = "eenzaam"
sleutel = 'leeftijd == "20300"'
marges = { kolom = "marges", waarde = "A", ondergrens = "B", bovengrens = "C" }
[periode]
frequentie = "meting"
"#;

    pub(in super::super) fn parse_files(
        files: &[(&str, &str)],
        monitor: &Monitor,
    ) -> (Vec<Indicator>, Findings) {
        let source = |&(path, text): &(&str, &str)| {
            Arc::new(SourceText { path: path.into(), text: text.into() })
        };
        let files: Vec<_> = files.iter().map(source).collect();
        let mut findings = Findings::default();
        (parse_indicators(&files, &[], monitor, &mut findings).indicatoren, findings)
    }

    #[track_caller]
    pub(in super::super) fn parse_one(body: &str) -> Indicator {
        let (mut list, findings) = parse_files(&[("a.toml", &[HEAD, body].concat())], &example());
        assert_eq!(codes_of(&findings), [""; 0]);
        list.pop().expect("an indicator")
    }

    /// What is found when a part of an indicator is another.
    #[track_caller]
    pub(in super::super) fn case(body: &str, part: &str, other: &str, expected: &[&str]) {
        let text = [HEAD, body].concat();
        assert!(text.contains(part), "`{part}` is a part of the file");
        let (_, findings) = parse_files(&[("a.toml", &text.replacen(part, other, 1))], &example());
        assert_eq!(codes_of(&findings), expected);
    }

    #[test]
    fn reports_faults_of_the_head() {
        case(RATIO, "schema = 1", "schema = 3", &["bad-value 1:10"]);
        case(RATIO, "\"proef\"", "\"Proef/x\"", &["bad-value 2:6"]);
        case(RATIO, "\"zorgreductie\"", "\"zorgreducti\"", &["unknown-word 4:10"]);
        case(RATIO, "laag =", "lag =", &["unknown-key 5:1"]);
        case(RATIO, "decimalen = 1", "decimalen = 1.0", &["wrong-type 8:13"]);
        case(RATIO, "waarom = \"b\", ", "", &["missing-field 9:15"]);
        case(RATIO, "per 1.000 inwoners", "%", &["not-a-share 7:11"]);
        case(
            RATIO,
            "[\"kwartaal\", \"jaar\"]",
            "[\"kwartaal\", \"week\"]",
            &["unknown-word 21:27"],
        );
        case(
            RATIO,
            "schema = 1\nid = ",
            "id = \"a\nid = ",
            &["toml-syntax 1:8", "toml-syntax 2:1"],
        );
    }

    #[test]
    fn frequencies_fit_the_source() {
        case(RATIO, "\"kwartaal\"", "\"meting\"", &["bad-value 21:15"]);
        case(GEMIDDELDE, "\"meting\"", "\"jaar\"", &["bad-value 20:14"]);
        case(GEPUBLICEERD, "\"meting\"", "\"kwartaal\"", &["bad-value 16:14"]);
    }

    #[test]
    fn points_at_the_line_that_chose_the_source() {
        let text = [HEAD, RATIO].concat().replacen("uitkomst ==", "uitkomt ==", 1);
        let (_, findings) = parse_files(&[("a.toml", &text)], &example());
        let finding = findings.sorted()[0];
        assert_eq!(finding.help.as_deref(), Some("did you mean `uitkomst`?"));
        let (place, label) = &finding.also[0];
        assert_eq!(
            (place.line(), place.column(), label.as_str()),
            (Some(13), Some(8), "bron chosen here")
        );
    }

    #[test]
    fn ids_are_unique_and_counter_indicators_known() {
        let first = [HEAD, AANDEEL].concat();
        let second =
            first.replace("\"c\" }", "\"c\", tegenindicatoren = [\"proeff\", \"proef\"] }");
        let files = [("a.toml", first.as_str()), ("b.toml", second.as_str())];
        let (list, findings) = parse_files(&files, &example());
        assert_eq!(list.len(), 1);
        let codes = codes_of(&findings);
        assert_eq!(codes, ["duplicate-id 2:6", "unknown-word 9:90", "bad-value 9:100"]);
        assert_eq!(findings.sorted()[0].also[0].0.to_string(), "a.toml:2:6");
        assert_eq!(findings.sorted()[1].help.as_deref(), Some("did you mean `proef`?"));
    }

    #[test]
    fn sources_at_fault_cause_no_second_finding() {
        let text = EXAMPLE.replacen("\"tekst\"", "\"text\"", 1);
        let file = Arc::new(SourceText { path: "monitor.toml".into(), text });
        let mut findings = Findings::default();
        let monitor = super::super::parse_monitor(&file, "".into(), &mut findings);
        let monitor = monitor.expect("a monitor");
        let indicator = [HEAD, RATIO].concat();
        let (list, findings) = parse_files(&[("a.toml", &indicator)], &monitor);
        assert_eq!((list.len(), codes_of(&findings)), (0, Vec::new()));
    }

    proptest::proptest! {
        #[test]
        fn any_change_gives_an_indicator_or_findings(
            body in proptest::sample::select(vec![
                RATIO, AANDEEL, GEMIDDELDE, ENQUETE_AANDEEL, VERDELING, GEPUBLICEERD,
            ]),
            at in 0usize..700,
            n_removed in 0usize..12,
            added in "[ -~\\n\u{e9}]{0,6}",
        ) {
            let text = [HEAD, body].concat();
            let start = at.min(text.len());
            let end = (start + n_removed).min(text.len());
            let text = [&text[..start], &added, &text[end..]].concat();
            let (list, findings) = parse_files(&[("a.toml", &text)], &example());
            proptest::prop_assert!(list.len() == 1 || findings.has_errors());
        }
    }
}
