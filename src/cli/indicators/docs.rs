//! `indicators docs`: the pages of the catalogue, all or nothing.

use std::path::PathBuf;

use serde_json::json;

use super::super::folder::{Draft, Kind};
use super::super::load::with_slashes;
use super::{Console, Definitions, Lang, Outcome, load_all};
use crate::render::{
    Catalogus, beschrijf, render_index_html, render_index_markdown, render_lijst_json,
    render_pagina_html, render_pagina_markdown,
};

/// What `indicators docs` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// The folder for the pages; an older catalogue in it is replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The language
    #[arg(long, value_name = "LANG", default_value = "nl")]
    lang: Lang,
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let Definitions { monitor, catalogus: defined, .. } = match load_all(&args.monitor, console)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let taal = args.lang.taal();
    let catalogus = Catalogus::new(&monitor, &defined.indicatoren);
    let mut draft = Draft::new(args.out.clone(), Kind::Catalogue)?;
    draft.write("README.md", render_index_markdown(&catalogus, taal).as_bytes())?;
    draft.write("index.html", render_index_html(&catalogus, taal).as_bytes())?;
    draft.write("indicatoren.json", render_lijst_json(&catalogus).as_bytes())?;
    for kaart in &catalogus.kaarten {
        let beschrijving = beschrijf(kaart, &catalogus, taal);
        let markdown = render_pagina_markdown(&beschrijving);
        draft.write(&format!("{}.md", beschrijving.id), markdown.as_bytes())?;
        let html = render_pagina_html(&beschrijving, &monitor.naam);
        draft.write(&format!("{}.html", beschrijving.id), html.as_bytes())?;
    }
    // By this file a later run knows that the folder is its own.
    let manifest = json!({
        "programma": env!("CARGO_PKG_NAME"),
        "versie": env!("CARGO_PKG_VERSION"),
        "soort": Kind::Catalogue.word(),
        "monitor": monitor.naam,
    });
    draft.write("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    let published = draft.publish()?;
    console.say(&format!("wrote     {} files", published.n_files));
    if let Some(old) = published.left_over {
        Console::write(&format!("warning: could not remove the old pages `{}`", old.display()));
    }
    Console::data(&format!("{}/index.html", with_slashes(&published.target)))?;
    Ok(Outcome::Done)
}
