//! Messages in the shape of iWmo and iJw, with a client of our own.

use std::fmt::Write;

use proptest::prelude::*;

use super::super::odata::tests::{Collected, read_bytes, refused};
use super::*;

/// A header of version 3.2.
fn header(code: &str) -> String {
    format!(
        "<b:Header><b:BerichtCode>{code}</b:BerichtCode><b:BerichtVersie>3</b:BerichtVersie>\
         <b:BerichtSubversie>2</b:BerichtSubversie><b:Afzender>0855</b:Afzender>\
         <b:Ontvanger>12345678</b:Ontvanger><b:BerichtIdentificatie>\
         <i:Identificatie>1</i:Identificatie><i:Dagtekening>2024-05-01</i:Dagtekening>\
         </b:BerichtIdentificatie></b:Header>\n"
    )
}

fn contact(soort: &str, postcode: &str) -> String {
    format!(
        "<b:Contact><b:Soort>{soort}</b:Soort><b:Adres><i:Huis><i:Huisnummer>1</i:Huisnummer>\
         </i:Huis><i:Postcode>{postcode}</i:Postcode></b:Adres></b:Contact>"
    )
}

/// A client with a relation and contacts.
fn client(contacts: &str, products: &str) -> String {
    format!(
        "<b:Client><b:Bsn>999999990</b:Bsn><b:Geboortedatum><i:Datum>1950-01-02</i:Datum>\
         </b:Geboortedatum><b:Geslacht>2</b:Geslacht><b:Commentaar>vrije tekst</b:Commentaar>\
         <b:Relaties><b:Relatie><b:Geboortedatum><i:Datum>1980-03-04</i:Datum></b:Geboortedatum>\
         <b:Geslacht>1</b:Geslacht>{}</b:Relatie></b:Relaties>\
         <b:Contactgegevens>{contacts}</b:Contactgegevens>\n{products}</b:Client>\n",
        contact("01", "0000AA")
    )
}

fn message(code: &str, clients: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<b:Bericht xmlns:b=\"x\" xmlns:i=\"y\">\n\
         {}{clients}</b:Bericht>\n",
        header(code)
    )
}

const PRODUCT_301: &str = "<b:ToegewezenProduct><b:ToewijzingNummer>7</b:ToewijzingNummer>\
    <b:ReferentieAanbieder>R&amp;D &#x31;</b:ReferentieAanbieder>\
    <b:Product><i:Categorie>02</i:Categorie><i:Code><![CDATA[02A05]]></i:Code></b:Product>\
    <b:Toewijzingsdatum>2024-04-30</b:Toewijzingsdatum><b:Toewijzingstijd>12:00:00\
    </b:Toewijzingstijd><b:Ingangsdatum>2024-05-01</b:Ingangsdatum>\
    <b:Einddatum>2024-06-31</b:Einddatum><b:Omvang><i:Volume>120</i:Volume>\
    <i:Eenheid>01</i:Eenheid><i:Frequentie>2</i:Frequentie></b:Omvang>\
    <b:Commentaar>vrije tekst</b:Commentaar></b:ToegewezenProduct>";

fn in_products(products: &str) -> String {
    format!("<b:ToegewezenProducten>{products}</b:ToegewezenProducten>")
}

fn read_text(text: &str) -> (Collected, Result<(), Fail>) {
    read_bytes(read, text.as_bytes())
}

/// The rows without the header.
#[track_caller]
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut read, outcome) = read_text(text);
    outcome.unwrap();
    assert_eq!(read.facts.len(), 1);
    read.rows.remove(0);
    read.rows
}

/// The cells of a column.
#[track_caller]
fn column(text: &str, name: &str) -> Vec<String> {
    let (read, outcome) = read_text(text);
    outcome.unwrap();
    let at = read.rows[0].iter().position(|found| found == name).unwrap();
    read.rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn gives_a_row_for_each_product() {
    let products = in_products(&PRODUCT_301.repeat(2));
    let text = message("414", &client(&contact("01", "5017XX"), &products).repeat(2));
    let (read, outcome) = read_text(&text);
    outcome.unwrap();
    assert_eq!(
        read.rows[0].join(" "),
        "bericht versie wet afzender ontvanger dagtekening Bsn Geboortedatum Geslacht Postcode \
         ToewijzingNummer ReferentieAanbieder Categorie Code Toewijzingsdatum Toewijzingstijd \
         Ingangsdatum Einddatum ToewijzingIngangsdatum ToewijzingEinddatum Begindatum \
         RedenWijziging RedenBeeindiging StatusAanlevering Volume Eenheid Frequentie Budget \
         Verwijzer"
    );
    assert_eq!(read.rows.len(), 5);
    assert_eq!(
        read.rows[1].join(";"),
        "WMO301;3.2;wmo;0855;12345678;2024-05-01;999999990;1950-01-02;2;5017XX;7;R&D 1;02;02A05;\
         2024-04-30;12:00:00;2024-05-01;2024-06-31;;;;;;;120;01;2;;"
    );
    assert!(read.rows[1..].iter().all(|row| *row == read.rows[1]));
    assert_eq!(read.facts[0].told, ["message WMO301 version 3.2"]);
    assert!(!format!("{:?}", read.rows).contains("vrije tekst"));
}

#[test]
fn knows_the_messages_of_both_laws() {
    #[track_caller]
    fn case(code: &str, list: &str, product: &str, expected: [&str; 2]) {
        let fields = "<i:Begindatum>2024-05-03</i:Begindatum>\
            <i:RedenBeeindiging>31</i:RedenBeeindiging><i:Verwijzer><i:Type>02</i:Type>\
            <i:Naam>de huisarts</i:Naam></i:Verwijzer>";
        let products = format!("<b:{list}><b:{product}>{fields}</b:{product}></b:{list}>");
        let text = message(code, &client("", &products));
        let row = rows(&text).remove(0);
        assert_eq!([row[0].as_str(), &row[2]], expected);
        assert_eq!([&row[20], &row[22], &row[28]], ["2024-05-03", "31", "02"]);
    }

    case("418", "StartProducten", "StartProduct", ["WMO305", "wmo"]);
    case("420", "StopProducten", "StopProduct", ["WMO307", "wmo"]);
    case("444", "AangevraagdeProducten", "AangevraagdProduct", ["WMO315", "wmo"]);
    case("436", "ToegewezenProducten", "ToegewezenProduct", ["JW301", "jeugdwet"]);
    case("438", "StartProducten", "StartProduct", ["JW305", "jeugdwet"]);
    case("440", "StopProducten", "StopProduct", ["JW307", "jeugdwet"]);
    case("446", "AangevraagdeProducten", "AangevraagdProduct", ["JW315", "jeugdwet"]);
}

#[test]
fn reads_version_2_with_the_names_it_had() {
    let address = |postcode: &str| {
        format!(
            "<b:Adres><b:Soort>01</b:Soort><b:Adres><i:Postcode>{postcode}</i:Postcode></b:Adres>\
             </b:Adres>"
        )
    };
    let text = format!(
        "<b:Bericht><b:Header><b:Berichtspecificatie><i:Code>414</i:Code><i:Versie>2</i:Versie>\
         <i:SubVersie>0</i:SubVersie></b:Berichtspecificatie><b:Afzender>0855</b:Afzender>\
         <b:Berichtidentificatie><i:Dagtekening>2016-02-20</i:Dagtekening>\
         </b:Berichtidentificatie></b:Header><b:Clienten><b:Client><b:Bsn>999999990</b:Bsn>\
         <b:Relaties><b:Relatie>{}</b:Relatie></b:Relaties><b:Adressen>{}</b:Adressen>\
         <b:Beschikking><b:Ingangsdatum>2016-01-01</b:Ingangsdatum><b:BeschiktProducten>\
         <b:BeschiktProduct><b:Product><i:Code>01A01</i:Code></b:Product></b:BeschiktProduct>\
         </b:BeschiktProducten><b:ToegewezenProducten><b:ToegewezenProduct><b:Product>\
         <i:Code>07A03</i:Code></b:Product><b:Ingangsdatum>2016-02-15</b:Ingangsdatum>\
         </b:ToegewezenProduct></b:ToegewezenProducten></b:Beschikking></b:Client></b:Clienten>\
         </b:Bericht>",
        address("0000AA"),
        address("5017XX"),
    );
    assert_eq!(column(&text, "versie"), ["2.0"]);
    assert_eq!(column(&text, "dagtekening"), ["2016-02-20"]);
    assert_eq!(column(&text, "Postcode"), ["5017XX"]);
    assert_eq!(column(&text, "Code"), ["07A03"]);
    assert_eq!(column(&text, "Ingangsdatum"), ["2016-02-15"]);
}

#[test]
fn tells_the_product_of_a_request_from_the_product_in_it() {
    let products = "<b:Producten><b:Product><b:Product><i:Code>07A03</i:Code></b:Product>\
        <b:Omvang><i:Volume>6</i:Volume></b:Omvang></b:Product></b:Producten>";
    let text = message("444", &client("", products));
    assert_eq!(column(&text, "Code"), ["07A03"]);
    assert_eq!(column(&text, "Volume"), ["6"]);
}

#[test]
fn takes_the_postcode_of_the_address_where_the_client_lives() {
    #[track_caller]
    fn case(contacts: &[(&str, &str)], expected: &str) {
        let contacts: String =
            contacts.iter().map(|(soort, postcode)| contact(soort, postcode)).collect();
        let text = message("414", &client(&contacts, &in_products(PRODUCT_301)));
        assert_eq!(column(&text, "Postcode"), [expected]);
    }

    case(&[("03", "5011AA"), ("01", "5017XX"), ("03", "5012AA")], "5017XX");
    case(&[("02", "5011AA"), ("03", "5012AA"), ("04", "5013AA")], "5012AA");
    case(&[("02", "5011AA"), ("04", "5013AA")], "");
    case(&[("03", "5011AA"), ("03", "5012AA"), ("03", "5012AA")], "");
    case(&[("01", "5011AA"), ("01", "5011AA")], "5011AA");
    case(&[("01", ""), ("03", "5012AA")], "5012AA");
    case(&[], "");
}

#[test]
fn the_postcode_of_one_client_is_not_that_of_the_next() {
    let products = in_products(PRODUCT_301);
    let clients = client(&contact("01", "5017XX"), &products) + &client("", &products);
    assert_eq!(column(&message("414", &clients), "Postcode"), ["5017XX", ""]);
}

#[test]
fn says_what_is_wrong() {
    #[track_caller]
    fn case(text: &str, message: &str, line: u64) {
        let finding = refused(read_text(text).1);
        assert_eq!((finding.code, finding.message.as_str()), (Code::BadXml, message));
        assert_eq!(finding.place.unwrap().line(), Some(line));
    }

    let good = message("414", &client("", &in_products(PRODUCT_301)));
    case("", "the file is empty", 1);
    case("<wmo:Vektis/>", "the root is `wmo:Vektis`, not `Bericht`", 1);
    case("{\"a\": 1}", "the file is not XML: bare text", 1);
    case(&good.replace("414", "999"), "`b:Bericht` with `BerichtCode` `999` is not read", 3);
    case(
        "<b:Bericht><b:Header>\n<b:RetourCodes><b:RetourCode>8001</b:RetourCode>",
        "`b:Bericht` is an answer with retour codes",
        2,
    );
    case("<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>", "the file declares a document type", 1);
    case(&good.replace("R&amp;D", "&b;"), "a reference `&…;` stands for no character", 5);
    let cut = &good[..good.find("<b:Omvang>").unwrap()];
    case(cut, "the XML ends too soon: the file is cut off", 5);
    case(
        &good[..good.len() - 4],
        "the file is not XML, or cut off: tag not closed: `>` not found before end of input",
        6,
    );
    case(
        &good.replace("</b:Omvang>", "</b:Product>"),
        "the file is not XML: tags do not close what is open",
        5,
    );
    case(
        &good.replace("<i:Frequentie>2</i:Frequentie>", "<i:Volume>2</i:Volume>"),
        "`Omvang/Volume` stands twice where it can stand once",
        5,
    );
    case(
        &good.replace("</b:Client>", "<b:Geslacht>1</b:Geslacht></b:Client>"),
        "`Geslacht` stands twice where it can stand once",
        5,
    );
    case(
        &good
            .replace("<b:Bsn>999999990</b:Bsn>", "")
            .replace("</b:Client>", "<b:Bsn>999999990</b:Bsn></b:Client>"),
        "`Bsn` of the client stands after the products",
        5,
    );
    case(&message("414", &client("", "")), "message WMO301 holds no `ToegewezenProduct`", 7);
    case(
        "<b:Bericht><b:Client></b:Client></b:Bericht>",
        "the message has no `Header` before its first `Client`",
        1,
    );
    case("<b:Bericht/>", "`b:Bericht` has no `Header`", 1);
    case(
        &format!("{good}{}", &good[good.find('\n').unwrap()..]),
        "the file has a second root: messages were put one after another",
        8,
    );
    let deep = good.replace("</b:Header>", &format!("{}</b:Header>", "<a>".repeat(70)));
    case(&deep, "elements lie more than 64 deep in each other", 3);
}

#[test]
fn refuses_what_is_not_utf_8() {
    let good = message("414", &client("", &in_products(PRODUCT_301)));
    let mut bytes = good.clone().into_bytes();
    bytes[good.find("R&amp;D").unwrap()] = 0xE9;
    let finding = refused(read_bytes(read, &bytes).1);
    assert_eq!(finding.message, "the file is not UTF-8");
}

#[test]
fn reads_utf_16_as_well() {
    let good = message("414", &client("", &in_products(PRODUCT_301)));
    let utf_16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xFF\xFE", &utf_16[..]].concat();
    let expected = read_text(&good).0.rows;
    assert_eq!(read_bytes(read, &utf_16).0.rows, expected);
    assert_eq!(read_bytes(read, &marked).0.rows, expected);
}

#[test]
fn refuses_a_text_that_would_fill_the_memory() {
    let long = "x".repeat(2 * MAX_TEXT as usize);
    for filler in [
        long.clone(),
        format!("<!--{long}-->"),
        format!("<a b=\"{long}\"/>"),
        format!("<![CDATA[{long}]]>"),
        "<![CDATA[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]]>".repeat(40_000),
    ] {
        let text = message(
            "414",
            &client("", &in_products(&PRODUCT_301.replace(">7<", &format!(">{filler}<")))),
        );
        let finding = refused(read_text(&text).1);
        assert!(finding.message.ends_with("longer than 1 MiB"), "{}", finding.message);
    }
}

#[test]
fn reads_many_clients_in_the_memory_of_one() {
    let one = client("", &in_products(PRODUCT_301));
    let mut clients = String::new();
    for _ in 0..2_000 {
        write!(clients, "{one}").unwrap();
    }
    assert!(MAX_TEXT < clients.len() as u64);
    assert_eq!(rows(&message("414", &clients)).len(), 2_000);
}

proptest! {
    #[test]
    fn takes_any_change_to_a_message(part in 0.0..1.0, byte: u8, is_cut: bool) {
        let good = message("414", &client("", &in_products(PRODUCT_301)));
        let at = (part * good.len() as f64) as usize;
        let mut bytes = good.into_bytes();
        bytes[at] = byte;
        if is_cut {
            bytes.truncate(at);
        }
        let (read, outcome) = read_bytes(read, &bytes);
        prop_assert!(!matches!(outcome, Err(Fail::Machine(_))));
        prop_assert!(read.rows.iter().all(|row| row.len() == 29));
    }
}
