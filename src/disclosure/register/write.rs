//! Writes the register as lines of text, the same bytes for the same cells.

use std::fmt::Write as _;

use super::{Eerder, Register};

const HEAD: &str = "\
# Wat eerdere rapporten toonden (een korte hash) en onderdrukten (-), zonder een enkel getal. Alleen
# `wijkmonitor build` en `allocate` schrijven dit bestand. Bewaar het bij de rapporten: wie het
# weggooit, vergeet wat lezers al weten.
schema 1
";

/// The text of the register.
pub fn render_register(register: &Register) -> String {
    let mut text = HEAD.to_owned();
    let written = write_lines(&mut text, register);
    written.expect("writing to a string cannot fail");
    text
}

fn write_lines(text: &mut String, register: &Register) -> std::fmt::Result {
    for ((ouder, kinderen), perioden) in &register.sommen {
        write!(text, "som {ouder} = {} :", kinderen.join(" "))?;
        for periode in perioden {
            write!(text, " {periode}")?;
        }
        text.push('\n');
    }
    for (id, cellen) in &register.cellen {
        let mut last = None;
        for ((gebied, periode), eerder) in cellen {
            if last != Some(gebied) {
                let end = if last.is_some() { "\n" } else { "" };
                write!(text, "{end}cel {id} {gebied}")?;
                last = Some(gebied);
            }
            match eerder {
                Eerder::Getoond(hash) => write!(text, " {periode}={hash:08x}")?,
                Eerder::Onderdrukt => write!(text, " {periode}=-")?,
            }
        }
        text.push('\n');
    }
    Ok(())
}
