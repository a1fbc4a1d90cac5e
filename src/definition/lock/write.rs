//! Writes the lock as TOML, the same bytes for the same baselines.

use std::fmt::Write as _;

use crate::model::Meetpunt;

use super::{Bevroren, Lock, Vastgelegd};

const HEAD: &str = "\
# Bevroren nulmetingen. Alleen `wijkmonitor baseline` schrijft dit bestand: met de hand gewijzigd
# is het geen nulmeting meer. Neem het op in het versiebeheer.
schema = 1
";

/// The text of the lock.
pub fn render_lock(lock: &Lock) -> String {
    let mut text = HEAD.to_owned();
    for (id, bevroren) in &lock.indicatoren {
        write_one(&mut text, id, bevroren).expect("writing to a string cannot fail");
    }
    text
}

fn write_one(text: &mut String, id: &str, bevroren: &Bevroren) -> std::fmt::Result {
    writeln!(text, "\n[[nulmeting]]")?;
    writeln!(text, "indicator = {}", quoted(id))?;
    writeln!(text, "periode = \"{}\"", bevroren.periode)?;
    writeln!(text, "vastgesteld = {}", bevroren.vastgesteld)?;
    writeln!(text, "definitie = {}", quoted(&bevroren.definitie))?;
    writeln!(text, "invoer = {}", quoted(&bevroren.invoer))?;
    if !bevroren.herzieningen.is_empty() {
        writeln!(text, "herzieningen = [")?;
        for herziening in &bevroren.herzieningen {
            let reden = quoted(&herziening.reden);
            writeln!(text, "  {{ op = {}, reden = {reden} }},", herziening.op)?;
        }
        writeln!(text, "]")?;
    }
    writeln!(text, "waarden = [")?;
    for ((reeks, gebied), point) in &bevroren.waarden {
        let gebied = quoted(&gebied.to_string());
        write!(text, "  {{ reeks = {}, gebied = {gebied}, ", quoted(reeks))?;
        match point {
            Vastgelegd::Waarde(point) => write_point(text, point)?,
            Vastgelegd::Onderdrukt => write!(text, "onderdrukt = true")?,
        }
        writeln!(text, " }},")?;
    }
    writeln!(text, "]")
}

/// Numbers are written with all their digits, so that they read back as they were.
fn write_point(text: &mut String, point: &Meetpunt) -> std::fmt::Result {
    write!(text, "waarde = {:?}", point.waarde)?;
    if let Some(se) = point.se {
        write!(text, ", se = {se:?}")?;
    }
    if let Some([lower, upper]) = point.grenzen {
        write!(text, ", ondergrens = {lower:?}, bovengrens = {upper:?}")?;
    }
    Ok(())
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
