//! `indicators list`: what the monitor measures, as a table.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{Console, Definitions, Outcome, catalogue_of, load_all};
use crate::model::{Domein, Laag, Levensfase, Soort};
use crate::render::{
    Catalogus, CsvStyle, Kaart, render_lijst_csv, render_lijst_json, render_lijst_tekst,
};

/// A word of a closed list.
fn word_of<T>(all: &'static [T], word: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let words = PossibleValuesParser::new(all.iter().map(|value| word(*value)));
    words.map(move |asked| {
        let found = all.iter().find(|value| word(**value) == asked);
        *found.expect("the parser knows the words")
    })
}

/// What `indicators list` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// Only of this theme (can be repeated)
    #[arg(long, value_name = "DOMEIN", value_parser = word_of(Domein::ALL, Domein::word))]
    domain: Vec<Domein>,
    /// Only of this layer (can be repeated)
    #[arg(long, value_name = "LAAG", value_parser = word_of(Laag::ALL, Laag::word))]
    layer: Vec<Laag>,
    /// Only in this phase (can be repeated)
    #[arg(long, value_name = "FASE", value_parser = word_of(Levensfase::ALL, Levensfase::word))]
    phase: Vec<Levensfase>,
    /// Only from this source (can be repeated)
    #[arg(long, value_name = "BRON")]
    source: Vec<String>,
    /// Only of this kind (can be repeated)
    #[arg(long, value_name = "SOORT", value_parser = word_of(Soort::ALL, Soort::word))]
    kind: Vec<Soort>,
    /// Only those without a target
    #[arg(long)]
    without_target: bool,
    /// The form of the list
    #[arg(long = "as", value_name = "FORM", default_value = "table")]
    form: Form,
}

// The values have no help of their own, so that the help of the command stays short.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    Table,
    Json,
    Csv,
}

impl Args {
    /// True when an indicator is asked for; no words mean all.
    fn wants(&self, kaart: &Kaart) -> bool {
        fn one_of<T: PartialEq>(words: &[T], value: &T) -> bool {
            words.is_empty() || words.contains(value)
        }
        let info = &kaart.indicator.info;
        one_of(&self.domain, &info.domein)
            && one_of(&self.layer, &info.laag)
            && one_of(&self.phase, &kaart.levensfase)
            && one_of(&self.kind, &info.soort)
            && (self.source.is_empty()
                || self.source.iter().any(|bron| info.bronnen.contains(bron)))
            && !(self.without_target && kaart.contract.is_some())
    }
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let Definitions { monitor, catalogus: defined, .. } = match load_all(&args.monitor, console)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let known: Vec<_> = monitor.bronnen.keys().map(String::as_str).collect();
    if let Some(asked) = args.source.iter().find(|asked| !known.contains(&asked.as_str())) {
        Console::write(&format!("error: the monitor has no bron `{asked}`"));
        Console::write(&format!("help: the sources are {}", known.join(", ")));
        return Ok(Outcome::Usage);
    }
    let mut catalogus = Catalogus::new(&monitor, &defined.indicatoren);
    let n_all = catalogus.kaarten.len();
    catalogus.kaarten.retain(|kaart| args.wants(kaart));
    let text = match args.form {
        Form::Table => render_lijst_tekst(&catalogus),
        Form::Json => render_lijst_json(&catalogus),
        Form::Csv => {
            let bytes = render_lijst_csv(&catalogus, CsvStyle::default());
            String::from_utf8(bytes).expect("made of texts")
        }
    };
    Console::text(&text)?;
    let n_shown = catalogus.kaarten.len();
    let of = if n_shown == n_all { String::new() } else { format!(" of {n_all}") };
    let from = catalogue_of(&monitor);
    console.say(&format!("listed    {n_shown}{of} indicators from {from}"));
    Ok(Outcome::Done)
}
