//! The monitor finds the effects that were planted in the synthetic municipality.

use std::collections::BTreeMap;

use crate::program::{Row, demo_report, number, read_table, root};

/// The published cells of the demo, by indicator, area and period.
struct Cijfers {
    cells: BTreeMap<[String; 3], Row>,
}

impl Cijfers {
    fn read() -> Self {
        let rows = read_table(&demo_report().join("cijfers.csv"));
        let key = |row: &Row| ["indicator", "gebied_code", "periode"].map(|name| row[name].clone());
        Self { cells: rows.into_iter().map(|row| (key(&row), row)).collect() }
    }

    #[track_caller]
    fn cell(&self, indicator: &str, gebied: &str, periode: &str) -> &Row {
        let key = [indicator, gebied, periode].map(str::to_owned);
        self.cells.get(&key).unwrap_or_else(|| panic!("{key:?} is published"))
    }

    #[track_caller]
    fn value(&self, indicator: &str, gebied: &str, periode: &str) -> f64 {
        number(&self.cell(indicator, gebied, periode)["waarde"])
    }

    /// The interval, which every cell tested here has.
    #[track_caller]
    fn bounds(&self, indicator: &str, gebied: &str, periode: &str) -> (f64, f64) {
        let cell = self.cell(indicator, gebied, periode);
        (number(&cell["ondergrens"]), number(&cell["bovengrens"]))
    }

    /// The mean over the years that are shown, of which there are so many at least.
    #[track_caller]
    fn mean(&self, indicator: &str, gebied: &str, years: &[&str]) -> f64 {
        let is_shown = |year: &&&str| self.cell(indicator, gebied, year)["celsoort"] == "waarde";
        let shown: Vec<_> = years.iter().filter(is_shown).collect();
        assert!(years.len() <= 2 * shown.len(), "half of {years:?} are shown: {shown:?}");
        let values = shown.iter().map(|year| self.value(indicator, gebied, year));
        values.sum::<f64>() / shown.len() as f64
    }
}

#[test]
fn finds_the_planted_effects() {
    let cijfers = Cijfers::read();

    // A large wijk that improves: half the referrals from 2019 on.
    let referrals = |years: &[&str]| cijfers.mean("zr_doorverw_maatwerk", "WK085543", years);
    let change = referrals(&["2019", "2021", "2022", "2024"]) / referrals(&["2017", "2018"]);
    assert!((0.35..0.7).contains(&change), "planted -50 %, found {change}");

    // A large wijk that worsens: the mark falls and loneliness rises, beyond chance.
    let (lower_before, _) = cijfers.bounds("sc_lemon_omgang", "WK085538", "2017");
    let (_, upper_after) = cijfers.bounds("sc_lemon_omgang", "WK085538", "2023");
    assert!(upper_after < lower_before, "{upper_after} below {lower_before}");
    let lonely = |periode| cijfers.value("sc_ggd_eenzaam", "WK085538", periode);
    assert!(lonely("2020") < lonely("2022"));

    // A break in the registration: a third more requests in the whole city, and it is marked.
    let before = cijfers.mean("zr_meldingen", "GM0855", &["2017K2", "2017K3", "2017K4"]);
    let after = cijfers.mean("zr_meldingen", "GM0855", &["2018K2", "2018K3", "2018K4"]);
    assert!((1.2..1.5).contains(&(after / before)), "planted +33 %, found {}", after / before);
    let reeks = |periode| cijfers.cell("zr_meldingen", "GM0855", periode)["reeks"].clone();
    assert_eq!([reeks("2018K1"), reeks("2018K2"), reeks("2018")], ["2", "3", "2|3"]);

    // A shift to the social base in one toegangsgebied.
    let solved = |years: &[&str]| cijfers.mean("zr_opgelost_sociale_basis", "TG06", years);
    let shift = solved(&["2021", "2022", "2023"]) - solved(&["2018", "2019"]);
    assert!(3.0 < shift, "planted a shift from maatwerk, found {shift} points");

    // A real change in a wijk that is too small to say: the intervals overlap or are withheld.
    let small = |periode| cijfers.cell("zr_meldingen", "WK085513", periode);
    if small("2020")["celsoort"] == "waarde" && small("2022")["celsoort"] == "waarde" {
        let (lower_before, _) = cijfers.bounds("zr_meldingen", "WK085513", "2020");
        let (_, upper_after) = cijfers.bounds("zr_meldingen", "WK085513", "2022");
        assert!(lower_before < upper_after, "nobody can tell");
    }
}

#[test]
fn figures_that_are_not_published_yet_are_missing_and_not_zero() {
    let cijfers = Cijfers::read();
    let tiny = cijfers.cells.values().find(|row| {
        row["indicator"] == "sc_ggd_eenzaam"
            && row["gebied_niveau"] == "wijk"
            && row["celsoort"] == "ontbreekt"
    });
    assert!(tiny.is_some(), "a wijk for which the GGD publishes a point");
}

#[test]
fn a_method_that_changed_is_a_break_and_no_fall() {
    let cijfers = Cijfers::read();
    let reeks = |golf| cijfers.cell("sc_vm_cohesie", "GM0855", golf)["reeks"].clone();
    assert_eq!(["2017", "2019", "2021", "2023"].map(reeks), ["1", "1", "2", "2"]);
}

/// The verdicts of the demo, by indicator, target and area.
fn verdicts() -> BTreeMap<[String; 3], Row> {
    let rows = read_table(&demo_report().join("status.csv"));
    let key = |row: &Row| ["indicator", "doel", "gebied_code"].map(|name| row[name].clone());
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

#[test]
fn judges_the_planted_effects_as_waarheid_says() {
    let verdicts = verdicts();
    let truth = read_table(&root().join("fixtures/demo/waarheid.csv"));
    let mut n_judged = 0;
    for effect in truth.iter().filter(|effect| !effect["indicator_id"].is_empty()) {
        let key = ["indicator_id", "doel", "gebied"].map(|name| effect[name].clone());
        let verdict = verdicts.get(&key).unwrap_or_else(|| panic!("{key:?} has a verdict"));
        let (status, right) = (&verdict["status"], &effect["status"]);
        let is_right = right.split('|').any(|word| word == status);
        assert!(is_right, "{key:?} is `{status}` ({}), not `{right}`", verdict["status_reden"]);
        n_judged += 1;
    }
    // What improves, what worsens, what nobody can know, and what does not change.
    assert_eq!(n_judged, 8);
}

#[test]
fn nobody_can_tell_is_a_verdict_with_a_reason() {
    #[track_caller]
    fn case(
        verdicts: &BTreeMap<[String; 3], Row>,
        indicator: &str,
        gebied: &str,
        reasons: &[&str],
    ) {
        let key = [indicator, "doel", gebied].map(str::to_owned);
        let verdict = &verdicts[&key];
        assert_eq!(verdict["status"], "onzeker", "{key:?}");
        assert!(reasons.contains(&verdict["status_reden"].as_str()), "{verdict:?}");
    }

    let verdicts = verdicts();
    // The method of the survey changed: no verdict, however large the difference.
    case(&verdicts, "sc_vm_cohesie", "GM0855", &["breuk_in_reeks"]);
    // A wijk of four hundred people, where a third less is a handful of meldingen.
    let unknowable = ["kansen_verdeeld", "te_weinig_n", "onderdrukt"];
    case(&verdicts, "zr_meldingen", "WK085513", &unknowable);
}
