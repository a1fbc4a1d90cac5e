//! Questions and their answers: from flags, from lines, or from somebody at a terminal.

use std::collections::BTreeMap;
use std::io::{BufRead, Lines};

use super::super::Console;

/// Why the questions ended before the last.
#[derive(Debug)]
pub(super) enum Gestopt {
    /// An answer that is none, in words for the user.
    Antwoord(String),
    /// The machine failed.
    Machine(anyhow::Error),
}

impl From<std::io::Error> for Gestopt {
    fn from(error: std::io::Error) -> Self {
        Self::Machine(anyhow::Error::new(error).context("cannot read the answers"))
    }
}

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Vraag {
    /// Its name for `--set`.
    sleutel: &'static str,
    /// What is asked.
    tekst: String,
    /// What can be answered, by word or by number; anything when there is nothing.
    keuzen: Vec<String>,
    /// The answer of who gives none.
    standaard: Option<String>,
    /// Nothing is an answer, too.
    mag_leeg: bool,
}

impl Vraag {
    pub(super) fn new(sleutel: &'static str, tekst: impl Into<String>) -> Self {
        Self { sleutel, tekst: tekst.into(), keuzen: Vec::new(), standaard: None, mag_leeg: false }
    }

    /// Only these can be answered.
    pub(super) fn een_van(mut self, keuzen: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.keuzen = keuzen.into_iter().map(Into::into).collect();
        self
    }

    /// What stands for no answer.
    pub(super) fn anders(mut self, standaard: impl Into<String>) -> Self {
        self.standaard = Some(standaard.into());
        self
    }

    /// What stands for no answer, when there is something.
    pub(super) fn misschien(mut self, standaard: Option<String>) -> Self {
        self.standaard = standaard;
        self
    }

    /// It may stay open.
    pub(super) fn mag_leeg(mut self) -> Self {
        self.mag_leeg = true;
        self
    }

    /// The answer that a text stands for, before it is checked.
    fn lees(&self, text: &str) -> Result<String, String> {
        let text = text.trim();
        let text = match (&self.standaard, text.is_empty()) {
            (Some(standaard), true) => standaard,
            (None, true) if self.mag_leeg => return Ok(String::new()),
            (None, true) => return Err("needs an answer".to_owned()),
            (_, false) => text,
        };
        if self.keuzen.is_empty() || self.keuzen.iter().any(|keuze| keuze == text) {
            return Ok(text.to_owned());
        }
        let by_number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = by_number.and_then(|idx| self.keuzen.get(idx));
        found.cloned().ok_or_else(|| format!("`{text}` is not one of {}", self.keuzen.join(", ")))
    }
}

/// Who answers.
pub(super) struct Vragen<'v, R> {
    /// Answers by the name of the question.
    set: BTreeMap<String, String>,
    /// One answer a line.
    lines: Lines<R>,
    /// The lines so far.
    n_lines: usize,
    /// Somebody can correct an answer.
    terminal: bool,
    console: &'v Console,
}

impl<'v, R: BufRead> Vragen<'v, R> {
    pub(super) fn new(
        set: BTreeMap<String, String>,
        from: R,
        terminal: bool,
        console: &'v Console,
    ) -> Self {
        Self { set, lines: from.lines(), n_lines: 0, terminal, console }
    }

    /// True when somebody can correct an answer.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Asks until the answer is one.
    pub(super) fn vraag(&mut self, vraag: &Vraag) -> Result<String, Gestopt> {
        self.vraag_met(vraag, |_| Ok(()))
    }

    /// Asks until the answer is one that also passes a check.
    pub(super) fn vraag_met(
        &mut self,
        vraag: &Vraag,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Gestopt> {
        let checked = |text: &str| {
            let answer = vraag.lees(text)?;
            if !answer.is_empty() {
                check(&answer)?;
            }
            Ok::<_, String>(answer)
        };
        let sleutel = vraag.sleutel;
        if let Some(text) = self.set.remove(sleutel) {
            return checked(&text)
                .map_err(|why| Gestopt::Antwoord(format!("`--set {sleutel}=…`: {why}")));
        }
        loop {
            self.stel(vraag);
            let text = self.line()?;
            match checked(text.as_deref().unwrap_or_default()) {
                Ok(answer) => return Ok(answer),
                Err(why) if self.terminal && text.is_some() => {
                    Console::write(&format!("error: {why}"));
                }
                Err(why) => {
                    let at = match text {
                        Some(_) => format!("answer {}, `{sleutel}`", self.n_lines),
                        None => format!("the answers end before `{sleutel}`"),
                    };
                    return Err(Gestopt::Antwoord(format!("{at}: {why}")));
                }
            }
        }
    }

    /// Shows a question.
    fn stel(&self, vraag: &Vraag) {
        for (idx, keuze) in vraag.keuzen.iter().enumerate() {
            self.console.say(&format!("  {:>2}  {keuze}", idx + 1));
        }
        let standaard = match (&vraag.standaard, vraag.mag_leeg) {
            (Some(standaard), _) => format!(" [{standaard}]"),
            (None, true) => " [none]".to_owned(),
            (None, false) => String::new(),
        };
        self.console.say(&format!("{}: {}{standaard}", vraag.sleutel, vraag.tekst));
    }

    /// The next line; none when there are no more. Lines that begin with `#` are no answers.
    fn line(&mut self) -> Result<Option<String>, Gestopt> {
        for line in self.lines.by_ref() {
            let line = line?;
            if !line.starts_with('#') {
                self.n_lines += 1;
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// Says what was answered and not asked: then other answers went to the wrong question.
    pub(super) fn check_all_used(&mut self) -> Result<(), Gestopt> {
        if let Some(sleutel) = self.set.keys().next() {
            let message = format!("`--set {sleutel}=…` answers what was not asked");
            return Err(Gestopt::Antwoord(message));
        }
        if self.terminal {
            return Ok(());
        }
        while let Some(line) = self.line()? {
            if !line.trim().is_empty() {
                let message = format!("answer {} is one too many", self.n_lines);
                return Err(Gestopt::Antwoord(message));
            }
        }
        Ok(())
    }
}
