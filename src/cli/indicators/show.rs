//! `indicators show`: all of one indicator.

use std::path::{Path, PathBuf};

use super::super::run::{monitor_path, suggestion};
use super::{Console, Definitions, Lang, Outcome, load_all};
use crate::render::{
    Catalogus, beschrijf, render_beschrijving_json, render_pagina_markdown, render_pagina_tekst,
};

/// What `indicators show` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`; the current folder when left out
    #[arg(value_name = "MONITOR")]
    monitor: PathBuf,
    /// The id of the indicator
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// The language
    #[arg(long, value_name = "LANG", default_value = "nl")]
    lang: Lang,
    /// The form
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    form: Form,
}

// The values have no help of their own, so that the help of the command stays short.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    Text,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    // With one word it is the id, of the monitor in the current folder.
    let (monitor, id) = match &args.id {
        Some(id) => (args.monitor.as_path(), id.clone()),
        None => (Path::new("."), args.monitor.to_string_lossy().into_owned()),
    };
    if args.id.is_none() && monitor_path(&args.monitor).is_some() {
        Console::write("error: which indicator? give its id behind the monitor");
        Console::write("help: `wijkmonitor indicators list` lists the ids");
        return Ok(Outcome::Usage);
    }
    let Definitions { monitor, catalogus, .. } = match load_all(monitor, console)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let (indicators, ids) = (catalogus.indicatoren, catalogus.ids);
    let catalogus = Catalogus::new(&monitor, &indicators);
    let Some(kaart) = catalogus.kaart(&id) else {
        if ids.contains(&id) {
            Console::write(&format!("error: `{id}` is not computed in this monitor"));
            Console::write("help: it has no source here, or is in the archive; `-v` tells more");
        } else {
            let known: Vec<_> =
                indicators.iter().map(|indicator| indicator.info.id.as_str()).collect();
            Console::write(&format!("error: there is no indicator `{id}`"));
            Console::write(&suggestion(&id, &known, "indicators"));
        }
        return Ok(Outcome::Usage);
    };
    let beschrijving = beschrijf(kaart, &catalogus, args.lang.taal());
    Console::text(&match args.form {
        Form::Text => render_pagina_tekst(&beschrijving),
        Form::Json => render_beschrijving_json(kaart, &beschrijving),
        Form::Markdown => render_pagina_markdown(&beschrijving),
    })?;
    Ok(Outcome::Done)
}
