//! Standardised rates and means of a register against PHEindicatormethods and R.

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Band, Confidence, DirectMethod, EventCount, IndirectBand, IndirectError, IndirectRatio,
    Interval, MeanDifference, PoissonMethod, Rate, StandardisedError, ValueSums, direct_rate_by,
    expected_events, register_mean,
};

use super::{
    DEVIATIONS, PHE_COLUMNS, Row, assert_close, check_levels, known_deviation, load_rows, number,
    report_cases, shared,
};

/// The files that are read here, beside any other `phe/dsr_input_*.csv`.
pub const FILES: &[&str] = &[
    "phe/dsr_expected.csv",
    "phe/dsr_input_esp1976.csv",
    "phe/dsr_input_multiarea.csv",
    "phe/dsr_input_nonindependent.csv",
    "phe/isr_expected.csv",
    "phe/isr_input.csv",
    "phe/mean_expected.csv",
    "phe/mean_values.csv",
    "r_epi/ageadjust_direct_expected.csv",
    "r_epi/ageadjust_direct_input.csv",
    "r_epi/welch_t.csv",
];

/// The columns at 95 % of a row of PHEindicatormethods, and those at 99.8 %, which may be empty.
fn levels() -> [(Confidence, &'static str, &'static str); 2] {
    let p998 = Confidence::P998;
    let [lower95, upper95, lower998, upper998] = PHE_COLUMNS;
    [(Confidence::P95, lower95, upper95), (p998, lower998, upper998)]
}

/// The number at the end of a text such as `dsr per 10000` or `indirectly standardised ratio x 1`.
fn multiplier(row: &Row) -> f64 {
    let (_, last) = row["statistic"].rsplit_once(' ').expect("a statistic with its multiplier");
    last.parse().expect("a number")
}

/// The bands of every area that is standardised directly, by its name.
fn load_direct_areas() -> BTreeMap<String, Vec<Band>> {
    let Some(folder) = shared("vectors/phe") else {
        return BTreeMap::new();
    };
    let entries = std::fs::read_dir(folder).expect("the vectors can be read");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
        .filter(|name| name.starts_with("dsr_input_"))
        .collect();
    names.sort();

    let mut areas: BTreeMap<String, BTreeMap<String, Band>> = BTreeMap::new();
    for name in names {
        for row in load_rows(&format!("phe/{name}")) {
            let standard = row.keys().find(|column| column.starts_with("esp"));
            let standard = standard.expect("a standard population").clone();
            // The file of one area leaves out its name, which is that of its standard.
            let area = row.get("area").cloned();
            let area = area.unwrap_or_else(|| standard.replace("esp", "testdata_"));
            let band = row.get("ageband").unwrap_or_else(|| &row["Age_Band"]).clone();
            let band = areas.entry(area).or_default().entry(band).or_insert(Band {
                events: Some(EventCount::default()),
                population: number(&row, "pop"),
                weight: number(&row, &standard),
            });
            // A band has a row for each frequency, with the same people.
            assert_eq!(band.population, number(&row, "pop"), "{row:?}");
            assert_eq!(band.weight, number(&row, &standard), "{row:?}");
            let count = match row.get("freq") {
                Some(freq) => row["persons"].parse().ok().map(|persons| {
                    EventCount::of_persons([(freq.parse().expect("a frequency"), persons)])
                }),
                None => row["count"].parse().ok().map(EventCount::independent),
            };
            band.events = band.events.zip(count).map(|(sum, count)| sum.plus(count));
        }
    }
    areas.into_iter().map(|(area, bands)| (area, bands.into_values().collect())).collect()
}

/// PHEindicatormethods 2.1.1: `calculate_dsr`, Dobson's interval with Byar's limits, also for
/// events that are not independent; nothing below ten events.
///
/// It counts a band without a count as one without events, which ours refuses, so the test says
/// so itself.
#[test]
fn direct_rate_agrees_with_phe() {
    let path = "phe/dsr_expected.csv";
    let areas = load_direct_areas();
    let ours = load_rows(DEVIATIONS);
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        assert!(row["method"].starts_with("Dobson"), "unknown method {}", row["method"]);
        let mut bands = areas.get(&row["area"]).expect("an area with bands").clone();
        let of = |bands: &[Band], confidence| {
            let method = DirectMethod::Dobson(PoissonMethod::Byar);
            direct_rate_by(bands, per(&row), method, confidence)
        };
        if let Some(missing) = bands.iter().position(|band| band.events.is_none()) {
            let refused = Err(StandardisedError::MissingEvents { band: missing });
            assert_eq!(of(&bands, Confidence::P95), refused);
            for band in &mut bands {
                band.events = band.events.or(Some(EventCount::default()));
            }
        }
        let people: f64 = bands.iter().map(|band| band.population).sum();
        assert_close(people, number(&row, "total_pop"), 1e-12, &row);
        let observed = row["total_count"].parse().expect("a count");
        if row["value"].is_empty() {
            let refused = Err(StandardisedError::TooFewEvents { observed });
            assert_eq!(of(&bands, Confidence::P95), refused, "{row:?}");
            met += 1;
            continue;
        }

        let mut is_known = false;
        for (confidence, lower, upper) in levels() {
            let found = of(&bands, confidence).expect("bands with people");
            assert_eq!(found.observed, observed, "{row:?}");
            assert_close(found.value, number(&row, "value"), 1e-9, &row);
            let bounds = [(found.interval.lower(), lower), (found.interval.upper(), upper)];
            for (found, column) in bounds {
                let key = format!("{} (x{})|{column}", row["area"], per(&row));
                if known_deviation(path, &key).is_none() {
                    assert_close(found, number(&row, column), 1e-9, &row);
                    continue;
                }
                // The known ones are off by a factor ten, and ours is written beside them.
                assert_close(found * 10.0, number(&row, column), 1e-9, &row);
                let written = ours.iter().find(|row| row["file"] == path && row["key"] == key);
                if let Some(written) = written {
                    assert_close(found, number(written, "our_value"), 1e-6, written);
                }
                is_known = true;
            }
        }
        if is_known { known += 1 } else { met += 1 }
    }
    report_cases(path, met, known);
}

/// The vermenigvuldiger of a row that has a rate, and any other of one that has none.
fn per(row: &Row) -> f64 {
    if row["value"].is_empty() { 1.0 } else { multiplier(row) }
}

/// PHEindicatormethods 2.1.1: `calculate_ISRate` and `calculate_ISRatio`, with limits that are
/// exact below ten events and Byar's from there.
///
/// It counts a missing cell as none, here likewise.
#[test]
fn indirect_ratio_agrees_with_phe() {
    let path = "phe/isr_expected.csv";
    let input = load_rows("phe/isr_input.csv");
    let mut met = 0;
    for row in load_rows(path) {
        let bands: Vec<&Row> = input.iter().filter(|band| band["area"] == row["area"]).collect();
        if !bands.is_empty() {
            check_expected(&row, &bands);
        }

        let observed = row["observed"].parse().expect("a count");
        let ratio = IndirectRatio::of(observed, number(&row, "expected")).expect("expected");
        let per = multiplier(&row);
        let method = PoissonMethod::Phe;
        assert_eq!(row["method"] == "Exact", observed < 10, "{row:?}");
        let scaled = |confidence| -> (f64, Interval) {
            if row["ref_rate"].is_empty() {
                let found = ratio.interval_by(method, confidence);
                let interval = Interval::new(found.lower() * per, found.upper() * per);
                return (ratio.value() * per, interval.expect("finite"));
            }
            // Any reference with the rate of the row: so many events among as many people.
            let reference = Rate::of(1_000, 1_000.0, number(&row, "ref_rate")).expect("a rate");
            let found = ratio.as_rate(reference, method, confidence).expect("a finite rate");
            (found.value, found.interval)
        };
        assert_close(scaled(Confidence::P95).0, number(&row, "value"), 1e-9, &row);
        for (confidence, lower, upper) in levels() {
            if row[lower].is_empty() && confidence != Confidence::P95 {
                continue;
            }
            let (_, interval) = scaled(confidence);
            assert_close(interval.lower(), number(&row, lower), 1e-9, &row);
            assert_close(interval.upper(), number(&row, upper), 1e-9, &row);
        }
        met += 1;
    }
    report_cases(path, met, 0);
}

/// Holds the events observed and expected, and the rate of the reference, against a row.
fn check_expected(row: &Row, input: &[&Row]) {
    let mut bands: Vec<IndirectBand> = input
        .iter()
        .map(|band| IndirectBand {
            population: band["pop"].parse().ok(),
            reference_events: band["refcount"].parse().ok(),
            reference_population: number(band, "refpop"),
        })
        .collect();
    let is_missing =
        |band: &IndirectBand| band.population.is_none() || band.reference_events.is_none();
    if let Some(band) = bands.iter().position(is_missing) {
        assert_eq!(expected_events(&bands), Err(IndirectError::MissingCount { band }));
        for band in &mut bands {
            band.population = band.population.or(Some(0.0));
            band.reference_events = band.reference_events.or(Some(0));
        }
    }
    let expected = expected_events(&bands).expect("the reference has people");
    assert_close(expected, number(row, "expected"), 1e-9, row);
    let observed: u64 = input.iter().filter_map(|band| band["count"].parse::<u64>().ok()).sum();
    assert_eq!(observed.to_string(), row["observed"], "{row:?}");
    if !row["ref_rate"].is_empty() {
        let events = bands.iter().filter_map(|band| band.reference_events).sum();
        let people = bands.iter().map(|band| band.reference_population).sum();
        let reference = Rate::of(events, people, multiplier(row)).expect("a rate");
        assert_close(reference.value(), number(row, "ref_rate"), 1e-9, row);
    }
}

/// epitools 0.5-10.1: `ageadjust.direct`, the interval of Fay and Feuer.
#[test]
fn fay_feuer_agrees_with_epitools() {
    let path = "r_epi/ageadjust_direct_expected.csv";
    let input = load_rows("r_epi/ageadjust_direct_input.csv");
    let bands: Vec<Band> = input
        .iter()
        .map(|row| Band {
            events: row["count"].parse().ok().map(EventCount::independent),
            population: number(row, "pop"),
            weight: number(row, "stdpop"),
        })
        .collect();
    let rows = load_rows(path);
    for row in &rows {
        let found = direct_rate_by(&bands, 1.0, DirectMethod::FayFeuer, Confidence::P95);
        let found = found.expect("bands with people");
        assert_close(found.value, number(row, "adj"), 1e-8, row);
        assert_close(found.interval.lower(), number(row, "fay_feuer_low"), 1e-8, row);
        assert_close(found.interval.upper(), number(row, "fay_feuer_high"), 1e-8, row);
        let people = bands.iter().map(|band| band.population).sum();
        let crude = Rate::of(found.observed, people, 1.0).expect("people");
        assert_close(crude.value(), number(row, "crude"), 1e-8, row);
    }
    report_cases(path, rows.len(), 0);
}

/// PHEindicatormethods 2.1.1: `phe_mean`.
#[test]
fn register_mean_agrees_with_phe() {
    const DECIMALS: u8 = 9;

    let path = "phe/mean_expected.csv";
    let values = load_rows("phe/mean_values.csv");
    let rows = load_rows(path);
    for row in &rows {
        let mut sums = ValueSums::default();
        let is_all = row["area"] == "No grouping";
        for value in values.iter().filter(|value| is_all || value["area"] == row["area"]) {
            sums.add((number(value, "values") * 1e9).round() as i64).expect("sums that fit");
        }
        let found = register_mean(sums, DECIMALS).expect("the area has values");
        assert_close(found.n as f64, number(row, "value_count"), 0.0, row);
        assert_close(found.mean * found.n as f64, number(row, "value_sum"), 1e-9, row);
        assert_close(found.mean, number(row, "value"), 1e-9, row);
        let deviation = found.standard_deviation.expect("the values differ");
        assert_close(deviation, number(row, "stdev"), 1e-9, row);
        check_levels(row, PHE_COLUMNS, 1e-9, |confidence| {
            found.interval(confidence).expect("the values differ")
        });
    }
    report_cases(path, rows.len(), 0);
}

/// R 4.5.0: `t.test(x, y)`. The values themselves are not in the file, so this holds what
/// follows from the means, the statistic and the degrees of freedom.
#[test]
fn welch_agrees_with_r() {
    let path = "r_epi/welch_t.csv";
    let rows = load_rows(path);
    for row in &rows {
        let difference = number(row, "mx") - number(row, "my");
        let standard_error = difference / number(row, "t");
        let found = MeanDifference { difference, standard_error, df: number(row, "df") };
        assert_close(found.p_value(), number(row, "p"), 1e-8, row);
        let interval = found.interval(Confidence::P95);
        assert_close(interval.lower(), number(row, "low"), 1e-8, row);
        assert_close(interval.upper(), number(row, "high"), 1e-8, row);
    }
    report_cases(path, rows.len(), 0);
}
