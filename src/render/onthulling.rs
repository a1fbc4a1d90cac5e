//! The page for the privacy officer: what was withheld, by which rule, and what the attacker tried.

use std::fmt::Write as _;

use crate::disclosure::{Grond, Onthullingsregel, Publication};
use crate::model::Taal;

use super::catalogus::html::{document, escape};
use super::catalogus::woorden::{kies, notatie};
use super::csv::onthulling::{GRONDEN, loss};
use super::number::render_number;

/// Why cells are withheld, as a reader knows it.
fn reason(grond: Grond, taal: Taal) -> &'static str {
    let [nl, en] = match grond.word() {
        "teller" => ["te weinig personen in de teller", "too few persons in the numerator"],
        "noemer" => ["te weinig personen in de noemer", "too few persons in the denominator"],
        "rest" => ["te weinig personen in de rest", "too few persons in the rest"],
        "compleet" => ["iedereen (100 %)", "everybody (100 %)"],
        "nul" => ["nul, waar die niet getoond wordt", "zero, where that is not shown"],
        "dominantie" => ["een of twee personen hebben het meeste", "one or two persons have most"],
        "respondenten" => ["te weinig respondenten", "too few respondents"],
        "antwoord" => {
            ["te weinig respondenten met het antwoord", "too few respondents with the answer"]
        }
        "deel" => ["een deel is te klein", "a part is too small"],
        "secundair" => ["om andere cellen te beschermen", "to protect other cells"],
        _ => ["berekend uit een onderdrukte cel", "computed from a withheld cell"],
    };
    kies(taal, nl, en)
}

/// What was done and what the attacker knows and tried, as paragraphs.
fn method(taal: Taal) -> [&'static str; 4] {
    match taal {
        Taal::Nl => [
            "Elke cel is aan de drempels van haar indicator getoetst. Bij indicatoren met \
             <code>secundair = true</code> is ook onderdrukt wat een cel zou verraden, zoals hieronder staat; bij andere \
             kan een onderdrukte cel uit getoonde cellen volgen.",
            "De aanvaller kent alles wat het rapport van zulke indicatoren toont, en alles wat eerdere rapporten uit \
             <code>publicaties.lock</code> toonden. Hij kent elke som: gebieden in grotere gebieden, over alle \
             indelingen tegelijk, kwartalen in jaren, een deel en zijn rest, en dezelfde telling in twee indicatoren.",
            "Voor elk onderdrukt getal van personen zijn er twee andere tabellen van gehele getallen gezocht die \
             precies bij het rapport passen: in de ene is het getal hooguit 1, in de andere minstens zo groot als de \
             drempel. Bestaan ze, dan vertelt het rapport niet meer dan de regel zelf. Van bedragen blijft een marge \
             over zoals de p%-regel die vraagt. Ook wie in een cel van een of twee personen zit en zijn eigen cel dus \
             kent, kan geen ander onderdrukt getal vinden, behalve als het dezelfde personen telt.",
            "Elke tabel is door optellen gecontroleerd, los van hoe zij gevonden is. Ontbreekt een bewijs, dan wordt er \
             niets gepubliceerd. Eén teken staat voor alle redenen om te onderdrukken; deze bladzijde is niet voor \
             lezers van het rapport.",
        ],
        Taal::En => [
            "Every cell was held against the thresholds of its indicator. Of indicators with \
             <code>secundair = true</code> what would give a cell away is withheld, too, as told below; of others a \
             withheld cell may follow from cells that are shown.",
            "The attacker knows all that the report shows of such indicators, and all that earlier reports in \
             <code>publicaties.lock</code> showed. They know every sum: areas in larger areas, over all divisions at \
             once, quarters in years, a part and its rest, and the same count in two indicators.",
            "For every withheld number of persons two other tables of whole numbers were sought that fit the report \
             exactly: in one the number is at most 1, in the other at least as large as the threshold. Where they \
             exist, the report tells no more than the rule itself. Of amounts a margin is left as the p% rule asks. Who \
             is in a cell of one or two persons, and so knows that cell, finds no other withheld number either, unless it \
             counts the same persons.",
            "Every table was checked by addition, however it was found. Where a proof lacks, nothing is published. One \
             mark stands for all reasons to withhold; this page is not for readers of the report.",
        ],
    }
}

/// Renders the page.
pub fn render_onthulling_html(publication: &Publication, taal: Taal) -> String {
    let title = kies(
        taal,
        "Onthulling: wat is onderdrukt en hoe goed",
        "Disclosure: what is withheld, and how well",
    );
    let mut body =
        format!("<header>\n<h1>{}</h1>\n</header>\n<main id=\"inhoud\">\n", escape(title));
    for paragraph in method(taal) {
        let _ = writeln!(body, "<p>{paragraph}</p>");
    }
    let regels = &publication.onthulling().regels;
    reasons(&mut body, regels, taal);
    indicators(&mut body, publication, taal);
    body += "</main>\n";
    document(taal, title, &body, &publication.kop().naam)
}

fn number(n: u64, taal: Taal) -> String {
    render_number(n as f64, 0, notatie(taal))
}

/// How many cells each rule withholds.
fn reasons(body: &mut String, regels: &[Onthullingsregel], taal: Taal) {
    let _ = writeln!(
        body,
        "<section>\n<h2>{}</h2>\n<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n\
         <tbody>",
        kies(taal, "Waarom cellen onderdrukt zijn", "Why cells are withheld"),
        kies(taal, "Reden", "Reason"),
        kies(taal, "Cellen", "Cells"),
    );
    let shown = regels.iter().map(|regel| regel.getoond).sum();
    let mut row = |label: &str, n: u64| {
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{}</th><td class=\"getal\">{}</td></tr>",
            escape(label),
            number(n, taal)
        );
    };
    row(kies(taal, "getoond", "shown"), shown);
    for grond in GRONDEN {
        let n = regels.iter().filter_map(|regel| regel.onderdrukt.get(&grond)).sum();
        if 0 < n {
            row(reason(grond, taal), n);
        }
    }
    *body += "</tbody>\n</table>\n</section>\n";
}

/// Each indicator: what is lost, and the narrowest interval that is left.
fn indicators(body: &mut String, publication: &Publication, taal: Taal) {
    let columns = [
        kies(taal, "Indicator", "Indicator"),
        kies(taal, "Getoond", "Shown"),
        kies(taal, "Onder een drempel", "Below a threshold"),
        kies(taal, "Om te beschermen", "To protect"),
        kies(taal, "Berekend", "Computed"),
        kies(taal, "Verlies", "Loss"),
        kies(taal, "Bewijzen", "Proofs"),
        kies(taal, "Smalste interval", "Narrowest interval"),
        kies(taal, "Eerder getoond", "Shown before"),
    ];
    let head: Vec<_> = columns
        .iter()
        .map(|column| format!("<th scope=\"col\" class=\"getal\">{column}</th>"))
        .collect();
    let _ = writeln!(
        body,
        "<section>\n<h2 id=\"per\">{}</h2>\n<p>{}</p>\n<div class=\"breed\" tabindex=\"0\" role=\"region\" \
         aria-labelledby=\"per\">\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>",
        kies(taal, "Per indicator", "By indicator"),
        kies(
            taal,
            "Verlies is het deel van de informatie in cellen boven de drempels dat onderdrukt is om andere te \
             beschermen. Het smalste interval telt de waarden die voor een onderdrukt getal ten minste open zijn, en \
             erachter hoeveel de regel er vraagt.",
            "Loss is the part of the information in cells above the thresholds that is withheld to protect others. The \
             narrowest interval counts the values that are at least left open for a withheld number, and after it \
             how many the rule asks.",
        ),
        head.concat(),
    );
    for regel in &publication.onthulling().regels {
        let of = |is: &dyn Fn(&Grond) -> bool| -> u64 {
            regel.onderdrukt.iter().filter(|(grond, _)| is(grond)).map(|(_, n)| n).sum()
        };
        let below = of(&|grond| matches!(grond, Grond::Drempel(_)));
        let loss = loss(regel).map(|loss| format!("{} %", render_number(loss, 1, notatie(taal))));
        let smalste = regel.smalste.map(|[found, asked]| format!("{found} ({asked})"));
        let cells = [
            number(regel.getoond, taal),
            number(below, taal),
            number(of(&|grond| *grond == Grond::Secundair), taal),
            number(of(&|grond| *grond == Grond::Afgeleid), taal),
            loss.unwrap_or_default(),
            number(regel.bewijzen, taal),
            smalste.unwrap_or_default(),
            number(regel.eerder_getoond, taal),
        ];
        let cells: Vec<_> =
            cells.iter().map(|cell| format!("<td class=\"getal\">{cell}</td>")).collect();
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\"><code>{}</code></th>{}</tr>",
            escape(&regel.id),
            cells.concat()
        );
    }
    *body += "</tbody>\n</table>\n</div>\n</section>\n";
}
