//! Messages of iWmo and iJw that are sent again: changed, taken back, or for another profile.

use super::proef::Proef;

/// A message with some products.
fn bericht(code: &str, dagtekening: &str, products: &str) -> String {
    format!(
        "<b:Bericht xmlns:b=\"x\"><b:Header><b:BerichtCode>{code}</b:BerichtCode>\
         <b:BerichtVersie>3</b:BerichtVersie><b:BerichtSubversie>2</b:BerichtSubversie>\
         <b:BerichtIdentificatie><b:Dagtekening>{dagtekening}</b:Dagtekening>\
         </b:BerichtIdentificatie></b:Header>\
         <b:Client><b:Bsn>123456782</b:Bsn>{products}</b:Client></b:Bericht>"
    )
}

fn element(name: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("<b:{name}>{content}</b:{name}>") }
}

/// A toewijzing: its number, its end and the reason why it changed.
fn toewijzing(nummer: &str, einde: &str, reden: &str) -> String {
    let parts = element("ToewijzingNummer", nummer)
        + "<b:Toewijzingsdatum>2017-02-01</b:Toewijzingsdatum>\
           <b:Ingangsdatum>2017-03-01</b:Ingangsdatum>"
        + &element("Einddatum", einde)
        + &element("RedenWijziging", reden);
    element("ToegewezenProduct", &parts)
}

fn stop(nummer: &str, status: &str) -> String {
    let parts = element("ToewijzingNummer", nummer)
        + "<b:Begindatum>2017-03-01</b:Begindatum><b:Einddatum>2017-06-01</b:Einddatum>"
        + &element("StatusAanlevering", status);
    element("StopProduct", &parts)
}

/// Reads two messages in both orders of their names, which must not matter.
///
/// Gives the `einddatum` of the rows that are used after the source was read, and how many rows
/// were read, used, excluded and in quarantine.
#[track_caller]
fn read(profiel: &str, first: &str, second: &str) -> (Vec<String>, [u64; 4]) {
    let bron = format!(
        "[privacy]\nsleutel = \"../sleutel\"\n[bron.b]\nprofiel = \"istandaarden-{profiel}\"\n\
         [bron.b.records]\nbestanden = [\"*.xml\"]\nmax_afgekeurd = 1.0\n"
    );
    let [forward, backward] = [[first, second], [second, first]].map(|[a, b]| {
        let proef = Proef::new("GM0999", "2017", "2017", &bron);
        proef.key();
        proef.write("a.xml", a);
        proef.write("b.xml", b);
        let found = proef.read("b");
        let einde = found.kolommen.iter().position(|naam| naam == "einddatum").expect("a column");
        let mut ends: Vec<_> = found.rows.iter().map(|(_, row)| row[einde].clone()).collect();
        ends.sort();
        (ends, found.balance())
    });
    assert_eq!(forward, backward);
    forward
}

#[test]
fn the_last_message_about_a_toewijzing_counts() {
    let products = toewijzing("1", "", "") + &toewijzing("2", "", "") + &toewijzing("3", "", "");
    let first = bericht("414", "2017-02-01", &element("ToegewezenProducten", &products));
    let products = toewijzing("1", "2017-09-30", "02") + &toewijzing("2", "2017-03-01", "13");
    let later = bericht("414", "2017-05-01", &element("ToegewezenProducten", &products));
    let (ends, rows) = read("wmo301", &first, &later);
    // The one that was taken back is left out afterwards, and its first message is gone.
    assert_eq!(ends, ["", "2017-03-01", "2017-09-30"]);
    assert_eq!(rows, [5, 3, 2, 0]);
}

#[test]
fn a_stop_that_is_taken_back_takes_its_first_message_with_it() {
    let products = stop("1", "1") + &stop("2", "1");
    let first = bericht("420", "2017-06-02", &element("StopProducten", &products));
    let later = bericht("420", "2017-06-02", &element("StopProducten", &stop("1", "3")));
    let (_, rows) = read("wmo307", &first, &later);
    assert_eq!(rows, [3, 2, 1, 0]);
    // Counted is the one that is left.
    let proef = Proef::new(
        "GM0999",
        "2017",
        "2017",
        "[privacy]\nsleutel = \"../sleutel\"\n[bron.b]\nprofiel = \"istandaarden-wmo307\"\n\
         [bron.b.records]\nbestanden = [\"*.xml\"]\n",
    );
    proef.key();
    proef.write("a.xml", first);
    proef.write("b.xml", later);
    let said = proef.check(0);
    assert!(said.contains("3 read = 1 used + 2 excluded + 0 quarantined"), "{said}");
}

#[test]
fn a_toewijzing_that_ends_before_it_begins_goes_to_quarantine() {
    let products = toewijzing("1", "2016-12-31", "") + &toewijzing("2", "2017-12-31", "");
    let first = bericht("414", "2017-02-01", &element("ToegewezenProducten", &products));
    let products = element("ToegewezenProducten", &toewijzing("3", "", ""));
    let (_, rows) = read("wmo301", &first, &bericht("414", "2017-02-02", &products));
    assert_eq!(rows, [3, 2, 0, 1]);
}
