//! Rules as they are written, and what is found in them.

use super::super::document::tests::{codes_of, context_of};
use super::*;
use crate::model::{Bedrag, Celdeel, Gebied, Geldigheid, Ontbrekend, Weegrichting};

const IDS: [&str; 3] = ["zr_meldingen", "sc_ggd_eenzaam", "zr_maatwerk"];

const HEAD: &str = r#"schema = 1
naam = "Sociale basis"
budget = 1_250_000.50
jaar = 2020
niveau = "wijk"
periode = "2018"
eigenaar = "hoofd sociale basis"
toetser = "concerncontroller"
besluit = { soort = "raadsbesluit", nummer = "2019-123", datum = 2019-06-24 }
reden = "Geld gaat naar waar de vraag is."
"#;

const ONE: &str =
    "[[criterium]]\nindicator = \"zr_meldingen\"\nrichting = \"meer\"\ngewicht = 100\n";

fn indeling() -> Gebiedsindeling {
    let gebied = |code: &str, niveau, ouder| Gebied {
        code: code.parse().expect("a code"),
        naam: String::new(),
        niveau,
        geldigheid: vec![Geldigheid { van: None, tot: None, ouder }],
    };
    Gebiedsindeling::new(vec![
        gebied("GM0999", Niveau::Gemeente, None),
        gebied("WK099901", Niveau::Wijk, Some(Gebiedsindeling::idx_at(0))),
    ])
}

fn parse(text: &str) -> (Option<Verdeelafspraak>, Findings) {
    let mut findings = Findings::default();
    let parsed = parse_verdeelregel(&context_of(text), &IDS, &indeling(), &mut findings);
    (parsed, findings)
}

#[track_caller]
fn rule(text: &str) -> Verdeelregel {
    let (parsed, findings) = parse(text);
    assert_eq!(codes_of(&findings), [""; 0]);
    parsed.expect("a rule").regel
}

/// What is found in a rule whose head has another line.
#[track_caller]
fn case_head(from: &str, to: &str, expected: &[&str]) {
    assert!(HEAD.contains(from), "`{from}` is in the head");
    case(&format!("{}{ONE}", HEAD.replace(from, to)), expected);
}

#[track_caller]
fn case(text: &str, expected: &[&str]) {
    let (parsed, findings) = parse(text);
    assert_eq!(codes_of(&findings), expected);
    assert_eq!(parsed.is_none(), findings.has_errors());
}

#[test]
fn reads_a_whole_rule() {
    let text = format!(
        "{HEAD}stad_aandeel = 12.5\nhuidig = \"huidig.csv\"\n\
         [[criterium]]\nindicator = \"zr_meldingen\"\nmaat = \"teller\"\nrichting = \"meer\"\ngewicht = 66.7\n\
         [[criterium]]\nnaam = \"eenzaam\"\nindicator = \"sc_ggd_eenzaam\"\nkeer = {{ indicator = \"zr_meldingen\", maat = \"noemer\" }}\n\
         richting = \"minder\"\ngewicht = 33.3\nontbrekend = \"gemiddelde\"\nperiode = \"2016\"\n\
         [grens]\ninwoners = {{ indicator = \"zr_maatwerk\", periode = \"2017\" }}\n[grens.vloer]\nprocent_huidig = 90\nper_inwoner = 2.5\n\
         [grens.plafond]\nbedrag = 99.99\n[ingroei]\njaren = 4\n"
    );
    let regel = rule(&text);
    assert_eq!(regel.budget, Bedrag::of_cent(125_000_050));
    assert_eq!((regel.jaar, regel.niveau, regel.ingroei_jaren), (2020, Niveau::Wijk, 4));
    assert_eq!(regel.stad_aandeel.to_string(), "12.5");
    let [meldingen, eenzaam] = &regel.criteria[..] else { panic!("two criteria") };
    assert_eq!(meldingen.naam, "zr_meldingen_teller");
    assert_eq!(
        (meldingen.grootheid.maat, meldingen.richting),
        (Celdeel::Teller, Weegrichting::Meer)
    );
    assert_eq!((meldingen.keer.as_ref(), meldingen.ontbrekend), (None, Ontbrekend::Weigeren));
    assert_eq!(meldingen.grootheid.periode.to_string(), "2018");
    assert_eq!(eenzaam.gewicht.to_string(), "33.3");
    assert_eq!(
        (eenzaam.ontbrekend, eenzaam.richting),
        (Ontbrekend::Gemiddelde, Weegrichting::Minder)
    );
    assert_eq!(eenzaam.grootheid.periode.to_string(), "2016");
    let keer = eenzaam.keer.as_ref().map(|keer| (keer.maat, keer.periode.to_string()));
    assert_eq!(keer, Some((Celdeel::Noemer, "2018".to_owned())), "of the rule");
    let inwoners = regel.inwoners.as_ref().map(|one| (one.maat, one.periode.jaar()));
    assert_eq!(inwoners, Some((Celdeel::Waarde, 2017)));
    assert_eq!(regel.plafond.bedrag, Some(Bedrag::of_cent(9999)));
    assert_eq!(regel.vloer.per_inwoner.map(|one| one.to_string()).as_deref(), Some("2.5"));
    assert_eq!(regel.indicatoren(), ["sc_ggd_eenzaam", "zr_maatwerk", "zr_meldingen"]);
    assert_eq!(regel.verantwoording.besluit.nummer, "2019-123");
}

#[test]
fn without_limits_and_years_it_is_divided_at_once() {
    let regel = rule(&format!("{HEAD}{ONE}"));
    assert_eq!((regel.ingroei_jaren, regel.stad_aandeel), (1, Quantity::ZERO));
    assert_eq!(regel.criteria[0].naam, "zr_meldingen");
}

#[test]
fn a_rule_that_nobody_decided_is_refused() {
    case_head("eigenaar = \"hoofd sociale basis\"\n", "", &["undecided-rule 1:1"]);
    case_head("\"concerncontroller\"", "\"Hoofd sociale basis \"", &["undecided-rule 8:11"]);
    case_head("\"concerncontroller\"", "\"n.t.b.\"", &["undecided-rule 8:11"]);
    case_head("\"2019-123\"", "\"volgt\"", &["undecided-rule 9:46"]);
    case_head("nummer = \"2019-123\", ", "", &["undecided-rule 9:11"]);
    case_head("\"Geld gaat naar waar de vraag is.\"", "\"TODO\"", &["undecided-rule 10:9"]);
    let whole =
        "besluit = { soort = \"raadsbesluit\", nummer = \"2019-123\", datum = 2019-06-24 }\n";
    case_head(whole, "", &["undecided-rule 1:1"]);
}

#[test]
fn an_amount_has_whole_cents() {
    case_head("1_250_000.50", "0.005", &["bad-value 3:10"]);
    case_head("1_250_000.50", "-1", &["bad-value 3:10"]);
    case_head("1_250_000.50", "0", &["bad-value 3:10"]);
    case_head("1_250_000.50", "1e6", &["bad-value 3:10"]);
    case_head("1_250_000.50", "\"veel\"", &["wrong-type 3:10"]);
    assert_eq!(rule(&format!("{}{ONE}", HEAD.replace("1_250_000.50", "7"))).budget.cent, 700);
}

#[test]
fn weights_add_up_to_a_hundred_exactly() {
    let two = |one: &str, other: &str| {
        format!(
            "{HEAD}{}{}",
            ONE.replace("100", one),
            ONE.replace("100", other).replace("zr_meldingen", "zr_maatwerk")
        )
    };
    rule(&two("33.3333", "66.6667"));
    case(&two("60", "30"), &["rule-weights 14:11"]);
    case(&two("60", "40.0001"), &["rule-weights 14:11"]);
    case(&two("0", "100"), &["bad-value 14:11"]);
    let (_, findings) = parse(&two("60", "30"));
    let finding = findings.sorted()[0];
    assert!(finding.message.contains("add up to 90 %"), "{}", finding.message);
    assert!(finding.help.as_deref().is_some_and(|help| help.starts_with("10 % would")));
}

#[test]
fn criteria_name_indicators_that_are_there_and_differ() {
    case(&format!("{HEAD}{}", ONE.replace("zr_meldingen", "zr_melding")), &["unknown-word 12:13"]);
    let half = ONE.replace("100", "50");
    case(&format!("{HEAD}{half}{half}"), &["bad-value 16:13"]);
    case(HEAD, &["missing-field 1:1"]);
    case(&format!("{HEAD}criterium = []\n"), &["bad-value 11:1"]);
    case(&format!("{HEAD}{}", ONE.replace("richting = \"meer\"\n", "")), &["missing-field 11:1"]);
}

#[test]
fn limits_need_what_they_count() {
    let with = |grens: &str| format!("{HEAD}{ONE}{grens}");
    case(&with("[grens.vloer]\nprocent_huidig = 90\n"), &["missing-field 16:1"]);
    case(&with("[grens.vloer]\nper_inwoner = 2\n"), &["missing-field 16:1"]);
    case(&with("[grens.plafond]\n"), &["missing-field 15:1"]);
    case(&with("[ingroei]\njaren = 4\n"), &["missing-field 15:2"]);
    case(&with("[ingroei]\njaren = 0\n"), &["missing-field 15:2", "bad-value 16:9"]);
}

#[test]
fn the_level_is_one_of_the_monitor_below_the_gemeente() {
    case_head("\"wijk\"", "\"gemeente\"", &["bad-value 5:10"]);
    case_head("\"wijk\"", "\"stadsdeel\"", &["bad-value 5:10"]);
    case_head("niveau = \"wijk\"", "niveau = \"wijk\"\nstad_aandeel = 100", &["bad-value 6:16"]);
}

#[test]
fn the_present_split_lies_in_the_folder_of_the_monitor() {
    case_head("schema = 1", "schema = 1\nhuidig = \"../elders.csv\"", &["path-outside 2:10"]);
}
