//! What the typed columns of a source follow from, in one hash.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::super::{BronSpec, KolomSpec, KolomType, OpenBron, hexadecimal};
use crate::diagnostic::Place;
use crate::model::Gebiedsindeling;

/// The form in which columns are kept; a higher number makes all that was kept before stale.
const FORMAT: u32 = 2;

/// The content of this program, so that another build of it trusts nothing of this one.
pub const PROGRAM: &str = env!("PROGRAM_CONTENT");

/// The key of the columns of a source whose files have these hashes.
///
/// Places in definition files are no part of it: a new line above a source changes nothing.
pub(super) fn key_of(bron: &OpenBron, indeling: &Gebiedsindeling, hashes: &[String]) -> String {
    let mut text = format!("{FORMAT} {PROGRAM} {}\n", env!("CARGO_PKG_VERSION"));
    describe(&bron.spec, &mut text);
    for idx in 0..bron.spec.kolommen.len() {
        let _ = writeln!(text, "{idx} {:?}", bron.waarden(idx));
    }
    for uren in &bron.spec.uren {
        // What has no hours is a finding, of the columns of hours that are asked for.
        let _ = writeln!(text, "{}", bron.is_asked(uren.kolom));
    }
    let key = bron.sleutel().map(|sleutel| hexadecimal(&sleutel.identity()));
    let _ = writeln!(text, "{key:?}");
    for (file, hash) in bron.files.iter().zip(hashes) {
        let _ = writeln!(text, "{:?} {:?} {hash}", file.shown, file.captures);
    }
    let _ = writeln!(text, "{indeling:?}");
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// Writes all of a declaration but its places.
///
/// Every field is named, so that a new one cannot be forgotten here.
fn describe(spec: &BronSpec, text: &mut String) {
    let BronSpec {
        naam,
        vorm,
        bestanden,
        dialect,
        soort,
        werkblad,
        kolommen,
        sleutel,
        laatste,
        teruggenomen,
        volgorde,
        datum,
        periode,
        wet,
        versie,
        uren,
        max_afgekeurd,
        waarschuw_afgekeurd,
        max_gebied_onbekend,
        bericht,
        uiterste_dag,
        sleutelbestand,
        breuken,
        place: _,
    } = spec;
    let bestanden: Vec<_> = bestanden.iter().map(|(path, _)| path).collect();
    let sleutelbestand = sleutelbestand.as_ref().map(|(path, _)| path);
    let _ = writeln!(
        text,
        "{naam:?} {vorm:?} {bestanden:?} {dialect:?} {soort:?} {werkblad:?} {sleutel:?} \
         {volgorde:?} {datum:?} {periode:?} {wet:?} {versie:?} {uren:?} {max_afgekeurd:?} \
         {waarschuw_afgekeurd:?} {uiterste_dag:?} {sleutelbestand:?} {breuken:?} {laatste:?} \
         {teruggenomen:?} {max_gebied_onbekend:?} {bericht:?}"
    );
    for kolom in kolommen {
        describe_kolom(kolom, text);
    }
    // Findings keep a place by the first declaration that stands there.
    let places = places(spec);
    let first = |place: &&Place| places.iter().position(|other| other == place);
    let _ = writeln!(text, "{:?}", places.iter().map(first).collect::<Vec<_>>());
}

fn describe_kolom(kolom: &KolomSpec, text: &mut String) {
    let KolomSpec {
        naam,
        kop,
        soort,
        verplicht,
        persoonsgegeven,
        leeg,
        bereik,
        uit_bestandsnaam,
        labels,
        afronden,
        versleuteld,
        mag_ontbreken,
        geen_bsn,
        codelijst,
        afgeleid_van,
        op_volgorde,
        place: _,
    } = kolom;
    let _ = match soort {
        KolomType::Code { waarden } => {
            let path = waarden.as_ref().map(|(path, _)| path);
            write!(text, "code {path:?}")
        }
        KolomType::Datum(_)
        | KolomType::Getal { .. }
        | KolomType::Tekst
        | KolomType::Gebied
        | KolomType::Periode
        | KolomType::Pseudoniem => write!(text, "{soort:?}"),
    };
    let codelijst = codelijst.as_ref().map(|(naam, _)| naam);
    let afgeleid_van: Vec<_> = afgeleid_van.iter().map(|(naam, _)| naam).collect();
    let _ = writeln!(
        text,
        " {naam:?} {kop:?} {verplicht} {persoonsgegeven} {leeg:?} {uit_bestandsnaam:?} {labels} \
         {afronden} {versleuteld} {mag_ontbreken} {geen_bsn} {op_volgorde} {codelijst:?} \
         {afgeleid_van:?} {bereik:?}"
    );
}

/// The places of a declaration, by which findings of a source know it.
pub(super) fn places(spec: &BronSpec) -> Vec<&Place> {
    let mut places = vec![&spec.place];
    places.extend(spec.bestanden.iter().map(|(_, place)| place));
    for kolom in &spec.kolommen {
        places.push(&kolom.place);
        places.extend(kolom.codelijst.iter().map(|(_, place)| place));
        places.extend(kolom.afgeleid_van.iter().map(|(_, place)| place));
        if let KolomType::Code { waarden: Some((_, place)) } = &kolom.soort {
            places.push(place);
        }
    }
    places.extend(spec.sleutelbestand.iter().map(|(_, place)| place));
    places
}
