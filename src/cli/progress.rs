//! Progress of a run: a bar on a terminal, plain lines elsewhere.

use std::sync::Mutex;

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Console;
use crate::engine::Progress;

/// Shows how far the reading of sources is.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    console: &'a Console,
    bar: Mutex<ProgressBar>,
    /// The source that is being read.
    bron: Mutex<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(console: &'a Console) -> Self {
        Self { console, bar: Mutex::new(ProgressBar::hidden()), bron: Mutex::default() }
    }

    fn bar(&self) -> ProgressBar {
        self.bar.lock().map_or_else(|_| ProgressBar::hidden(), |bar| bar.clone())
    }
}

/// A bar of so many steps; hidden where no bar may be drawn.
pub(super) fn bar(console: &Console, word: &str, n: u64, template: &str) -> ProgressBar {
    if !console.draws_bars() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(n), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(word.to_owned());
    bar
}

impl Progress for Reading<'_> {
    fn start(&self, bron: &str, n_bytes: u64) {
        if let Ok(mut current) = self.bron.lock() {
            bron.clone_into(&mut current);
        }
        if self.console.draws_bars() {
            let template = "reading   {msg:20} {wide_bar} {bytes}/{total_bytes}";
            if let Ok(mut current) = self.bar.lock() {
                *current = bar(self.console, bron, n_bytes, template);
            }
        } else {
            self.console.say(&format!("reading   {bron} ({})", HumanBytes(n_bytes)));
        }
    }

    fn advance(&self, n_bytes: u64) {
        self.bar().inc(n_bytes);
    }

    fn finish(&self) {
        self.bar().finish_and_clear();
        if let Ok(bron) = self.bron.lock() {
            self.console.took(&format!("reading and counting {bron}"));
        }
    }
}
