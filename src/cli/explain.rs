//! `explain`: what the code of a finding means.

use super::run::suggestion;
use super::{Console, Outcome};
use crate::diagnostic::Code;

/// What `explain` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code, as it stands in square brackets in a finding; all codes when left out
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(word) = &args.code else {
        for code in Code::ALL {
            Console::data(&format!("{:<30} {}", code.label(), code.title()))?;
        }
        return Ok(Outcome::Done);
    };
    let Some(code) = Code::from_word(word) else {
        let known: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        Console::write(&format!("error: there is no code `{word}`"));
        Console::write(&suggestion(word, &known, "codes"));
        return Ok(Outcome::Usage);
    };
    Console::data(&format!("{}[{}]", code.level().word(), code.label()))?;
    Console::data(code.title())?;
    Console::data("")?;
    Console::data(code.explanation())?;
    Ok(Outcome::Done)
}
