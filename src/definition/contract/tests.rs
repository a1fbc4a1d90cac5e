use super::super::document::tests::codes_of;
use super::super::indicator::Indicator;
use super::super::indicator::tests::{HEAD, RATIO, parse_files};
use super::super::monitor::tests::example;
use crate::diagnostic::{Findings, Level};
use crate::model::{Doelsoort, Maat, Niveau, Nulwaarde, Traject};

/// A contract without a fault; line 23 is the first.
const CONTRACT: &str = r#"[nulmeting]
periode = "2017"
waarde = "uit_data"
regel = "laatste_voor_besluit"
[doel]
soort = "relatief"
waarde = -15.0
per = "wijk"
deadline = 2020-12-31
[smart]
acceptabel = "met de Toegang"
realistisch = "elders ook"
besluit = { soort = "raadsbesluit", nummer = "1", datum = 2018-06-26 }
[eigenaar]
naam = "adviseur"
invoer = "AA"
controle = "BB"
volgende_herziening = 2021-01-01
"#;

const BALANCE: &str = "niet_lezen_als = \"c\", tegenindicatoren = [\"ander\"] }";

fn parse(contract: &str) -> (Vec<Indicator>, Findings) {
    let head = HEAD.replacen("niet_lezen_als = \"c\" }", BALANCE, 1).replacen(
        "decimalen = 1",
        "decimalen = 1\nlevensfase = \"actief\"",
        1,
    );
    let text = [head.as_str(), RATIO, contract].concat();
    let other = [HEAD, RATIO].concat().replacen("proef", "ander", 1);
    parse_files(&[("a.toml", &text), ("b.toml", &other)], &example())
}

#[track_caller]
fn doel_of(doel: &str) -> crate::model::Doel {
    let start = CONTRACT.find("[doel]").expect("a target");
    let end = CONTRACT.find("[smart]").expect("a decision");
    let text = [&CONTRACT[..start], doel, &CONTRACT[end..]].concat();
    let (list, findings) = parse(&text);
    assert_eq!(codes_of(&findings), [""; 0]);
    let contract = list.into_iter().find_map(|one| one.info.contract).expect("a contract");
    contract.doelen.last().expect("a target").clone()
}

/// What is found when a part of the contract is another.
#[track_caller]
fn case(part: &str, other: &str, expected: &[&str]) {
    assert!(CONTRACT.contains(part), "`{part}` is a part of the contract");
    let (_, findings) = parse(&CONTRACT.replacen(part, other, 1));
    assert_eq!(codes_of(&findings), expected);
}

#[test]
fn reads_a_contract() {
    let (list, findings) = parse(CONTRACT);
    assert_eq!(codes_of(&findings), [""; 0]);
    let contract = list.iter().find_map(|one| one.info.contract.as_ref()).expect("a contract");
    assert_eq!(contract.nulmeting.waarde, Nulwaarde::UitData);
    let [doel] = contract.doelen.as_slice() else { panic!("one target") };
    assert_eq!(
        (doel.naam.as_str(), doel.per, doel.traject),
        ("doel", Niveau::Wijk, Traject::Lineair)
    );
    assert_eq!(doel.soort, Doelsoort::Relatief { procent: -15.0 });
    assert_eq!(doel.beoordeel_op.to_string(), "2020");
    assert_eq!(contract.minimum_aantal, 10);
}

#[test]
fn reads_every_kind_of_target() {
    const REST: &str = "per = \"gemeente\"\ndeadline = 2020-12-31\n";
    let of = |keys: &str| doel_of(&format!("[doel]\n{keys}{REST}")).soort;
    let band = of("soort = \"bandbreedte\"\nondergrens = 2\nbovengrens = 4.5\n");
    assert_eq!(band, Doelsoort::Bandbreedte { onder: 2.0, boven: 4.5 });
    assert_eq!(of("soort = \"behoud\"\nmarge = 0\n"), Doelsoort::Behoud { marge: 0.0 });
    assert_eq!(of("soort = \"absoluut\"\nwaarde = 24\n"), Doelsoort::Absoluut { waarde: 24.0 });
    let gap = of("soort = \"gat_verkleinen\"\nmaat = \"gemeente\"\nwaarde = -20\n");
    assert_eq!(
        gap,
        Doelsoort::GatVerkleinen { maat: Maat::Gemeente, procent: -20.0, rangorde: None }
    );
    let slope = doel_of(
        "[doel]\nsoort = \"gat_verkleinen\"\nmaat = \"hellingsindex\"\nrangorde = \"ander\"\n\
         waarde = -20\ndeadline = 2020-12-31\n",
    );
    assert_eq!(slope.per, Niveau::Wijk);
}

#[test]
fn milestones_shape_the_way_unless_it_is_straight() {
    const DOEL: &str = "[doel]\nsoort = \"relatief\"\nwaarde = -15\nper = \"wijk\"\n\
                        deadline = 2020-12-31\nmijlpaal = [{ op = \"2018\", waarde = -4 }]\n";
    assert_eq!(doel_of(DOEL).traject, Traject::Mijlpalen);
    let straight = format!("{DOEL}traject = \"lineair\"\n");
    assert_eq!(doel_of(&straight).traject, Traject::Lineair);
    assert_eq!(doel_of(&straight).mijlpalen.len(), 1);
    let (_, findings) = parse(&CONTRACT.replacen(
        "deadline = 2020-12-31",
        "deadline = 2020-12-31\nmijlpaal = [{ op = \"2021\", waarde = -4 }]",
        1,
    ));
    assert_eq!(codes_of(&findings), ["bad-value 32:20"]);
}

#[test]
fn an_area_may_have_another_number() {
    let (list, findings) =
        parse(&format!("{CONTRACT}[[doel_per_gebied]]\ngebied = \"WK085510\"\nwaarde = -10\n"));
    assert_eq!(codes_of(&findings), [""; 0]);
    let contract = list.iter().find_map(|one| one.info.contract.as_ref()).expect("a contract");
    let code = "WK085510".parse().expect("a code");
    assert_eq!(contract.doelen[0].soort_in(&code), &Doelsoort::Relatief { procent: -10.0 });
    let (_, findings) = parse(&format!(
        "{CONTRACT}[[doel_per_gebied]]\ndoel = \"stad\"\ngebied = \"WK085510\"\nwaarde = -10\n"
    ));
    assert_eq!(codes_of(&findings), ["bad-value 42:8"]);
}

#[test]
fn reports_what_is_missing_from_a_contract() {
    case("[nulmeting]\nperiode = \"2017\"", "[nulmeting]", &["no-baseline 23:1"]);
    case("deadline = 2020-12-31", "", &["no-deadline 27:1"]);
    case("2020-12-31", "2017-12-31", &["deadline-before-baseline 31:12"]);
    case("2020-12-31", "2020-06-30", &["off-measurement 31:12"]);
    case("\"BB\"", "\" aa\"", &["same-checker 39:12"]);
    case("acceptabel = \"met de Toegang\"\n", "", &["no-decision 32:1"]);
    case("\"elders ook\"", "\"n.t.b.\"", &["no-decision 34:15"]);
    case("\"1\"", "\"…\"", &["no-decision 35:46"]);
    case("2018-06-26", "2017-06-26", &["baseline-rule 24:11"]);
    case("2018-06-26", "2021-06-26", &["target-after-data 35:11"]);
}

#[test]
fn reports_values_that_do_not_go_together() {
    case("-15.0", "15.0", &["bad-value 29:1"]);
    case("waarde = -15.0", "marge = 1.0", &["missing-field 27:1", "bad-value 29:1"]);
    case("\"2017\"", "\"2017M01\"", &["bad-value 24:11"]);
    case("\"uit_data\"", "26.0", &["bad-value 24:11"]);
    case("\"uit_data\"", "26.0\ninterval = [27, 28]", &["bad-value 26:13"]);
    case("deadline = ", "beoordeel_op = \"2019\"\ndeadline = ", &["off-measurement 31:16"]);
    case("deadline = ", "beoordeel_op = \"2020K4\"\ndeadline = ", &["off-measurement 31:16"]);
}

#[test]
fn levels_are_raised_freely_and_lowered_with_a_reason() {
    let with = |lint: &str| {
        let text = CONTRACT.replacen("\"BB\"", "\"AA\"", 1);
        parse(&[text.as_str(), lint].concat()).1
    };
    let allowed = "[lint.same-checker]\nniveau = \"toegestaan\"\nreden = \"klein team\"\n";
    assert_eq!(codes_of(&with(allowed)), [""; 0]);
    let noted = "[lint.E207]\nniveau = \"melding\"\nreden = \"klein team\"\n";
    assert_eq!(with(noted).count(Level::Note), 1);
    let without = "[lint.same-checker]\nniveau = \"toegestaan\"\n";
    assert_eq!(codes_of(&with(without)), ["missing-field 41:1"]);
    let fixed = "[lint.no-baseline]\nniveau = \"toegestaan\"\nreden = \"x\"\n";
    assert_eq!(codes_of(&with(fixed)), ["same-checker 39:12", "bad-value 41:7"]);
    let raised = "[lint.no-balance]\nniveau = \"fout\"\n";
    assert_eq!(codes_of(&with(raised)), ["same-checker 39:12"]);
}

#[test]
fn what_a_concept_lacks_does_not_stop_it() {
    let text = CONTRACT.replacen("deadline = 2020-12-31\n", "", 1);
    let concept = [HEAD, RATIO, &text].concat();
    let (list, findings) = parse_files(&[("a.toml", &concept)], &example());
    assert!(!findings.has_errors());
    assert!(list[0].info.contract.is_none() && !findings.sorted().is_empty());
}

#[test]
fn an_archived_indicator_keeps_its_id_and_nothing_else() {
    let gone = [HEAD, &RATIO.replacen("\"toegang\"", "\"verdwenen\"", 1)].concat();
    let gone = gone.replacen("decimalen = 1", "decimalen = 1\nlevensfase = \"archief\"", 1);
    let again = [HEAD, RATIO].concat();
    let (list, findings) = parse_files(&[("a.toml", &gone)], &example());
    assert_eq!((list.len(), codes_of(&findings).len()), (0, 0));
    let (_, findings) = parse_files(&[("a.toml", &gone), ("b.toml", &again)], &example());
    assert_eq!(codes_of(&findings), ["duplicate-id 2:6"]);
}
