//! The rows of a kind of file as text, written by a thread of its own while they are read.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::super::text::{Finished, Opening, TextStream};
use super::super::text_numbers::TextNumbers;
use super::super::{Bestandssoort, Duizendtal, OpenBron};
use super::merged::Merged;
use super::number::write_number;
use super::{Cell, Facts, Fail, KindInput, RowSink, WantedKolom, reader_of};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// The byte between fields of the text that is made here.
pub(in crate::source) const DELIMITER: u8 = b';';

/// The bytes that are handed over at once, and how many such parts may wait.
const N_BYTES: usize = 256 << 10;
const N_WAITING: usize = 4;

/// The name of the threads that read, whose panics are findings.
pub const READER: &str = "lezer";

enum Message {
    Start(Facts),
    Text(Vec<u8>),
    End(Box<Ended>),
}

/// What is known when the last row has been given.
#[derive(Default)]
struct Ended {
    findings: Findings,
    texts: TextNumbers,
    merged: Merged,
    failure: Option<io::Error>,
}

/// The text of a file that is read by its own reader.
pub(in crate::source) struct KindStream {
    receiver: Receiver<Message>,
    hash: String,
    place: Place,
    text: Vec<u8>,
    at: usize,
    is_end: bool,
    facts: Facts,
    findings: Findings,
    texts: TextNumbers,
    merged: Merged,
}

/// What the reader needs, owned, because it runs beside the one who asked.
struct Job {
    path: PathBuf,
    shown: Arc<str>,
    wanted: Vec<WantedKolom>,
    werkblad: Option<String>,
    soort: Bestandssoort,
    decimaal: u8,
    duizendtal: Option<Duizendtal>,
}

impl KindStream {
    /// Starts to read a file; `hash` is that of its bytes.
    pub fn start(bron: &OpenBron, file: usize, opening: &Opening, hash: String) -> Self {
        let (sender, receiver) = sync_channel(N_WAITING);
        let kolommen = bron.spec.kolommen.iter();
        let file = &bron.files[file];
        let job = Job {
            path: file.path.clone(),
            shown: Arc::clone(&file.shown),
            wanted: kolommen
                .filter(|kolom| kolom.uit_bestandsnaam.is_none())
                .map(|kolom| WantedKolom { kop: kolom.kop.clone(), labels: kolom.labels })
                .collect(),
            werkblad: bron.spec.werkblad.clone(),
            soort: opening.soort,
            decimaal: opening.decimaal,
            duizendtal: bron.spec.dialect.duizendtal,
        };
        let place = Place::file(Arc::clone(&file.shown));
        let reader = thread::Builder::new().name(READER.to_owned());
        let started = reader.spawn(move || job.run(sender));
        let mut stream = Self {
            receiver,
            hash,
            place,
            text: Vec::new(),
            at: 0,
            is_end: false,
            facts: Facts::default(),
            findings: Findings::default(),
            texts: TextNumbers::default(),
            merged: Merged::default(),
        };
        // The facts come before the first text, or the end when there is none.
        if let Err(error) = started.map(drop).and_then(|()| stream.next_text()) {
            stream.findings.push(unreadable(stream.place.clone(), &error.to_string()));
            stream.is_end = true;
        }
        stream
    }

    fn next_text(&mut self) -> io::Result<()> {
        match self.receiver.recv() {
            Ok(Message::Start(facts)) => self.facts = facts,
            Ok(Message::Text(text)) => (self.text, self.at) = (text, 0),
            Ok(Message::End(ended)) => {
                self.is_end = true;
                self.findings.extend(ended.findings);
                (self.texts, self.merged) = (ended.texts, ended.merged);
                return ended.failure.map_or(Ok(()), Err);
            }
            // The reader is gone without a word: a fault in it must not lose the file in silence.
            Err(_) => {
                self.is_end = true;
                self.findings.push(unreadable(self.place.clone(), "its content is not understood"));
            }
        }
        Ok(())
    }
}

fn unreadable(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(Code::BadFile, format!("the file cannot be read: {why}")).at(place, "this file")
}

impl Read for KindStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.is_end {
            self.next_text()?;
        }
        let rest = &self.text[self.at..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

impl TextStream for KindStream {
    fn facts(&self) -> Option<&Facts> {
        Some(&self.facts)
    }

    fn finish(self: Box<Self>) -> Finished {
        let Self { hash, findings, texts, merged, .. } = *self;
        Finished { hash, findings, texts, merged }
    }
}

impl Job {
    fn run(self, sender: SyncSender<Message>) {
        let mut sink = TextSink {
            sender,
            decimaal: self.decimaal,
            duizendtal: self.duizendtal,
            row: Vec::new(),
            at: 0,
            n_rows: 0,
            text: Vec::new(),
            ended: Ended::default(),
        };
        let input = KindInput {
            path: &self.path,
            shown: &self.shown,
            wanted: &self.wanted,
            werkblad: self.werkblad.as_deref(),
        };
        // A fault in a library on a hostile file is a finding, like any other content.
        let read = catch_unwind(AssertUnwindSafe(|| reader_of(self.soort)(&input, &mut sink)));
        match read {
            Ok(Ok(()) | Err(Fail::Gone)) => {}
            Ok(Err(Fail::Machine(error))) => sink.ended.failure = Some(error),
            Ok(Err(Fail::Content(finding))) => sink.ended.findings.push(*finding),
            Err(_) => {
                let place = Place::file(Arc::clone(&self.shown));
                sink.ended.findings.push(unreadable(place, "its content is not understood"));
            }
        }
        let _ = sink.flush();
        let _ = sink.sender.send(Message::End(Box::new(sink.ended)));
    }
}

/// Writes rows as text with delimiters.
struct TextSink {
    sender: SyncSender<Message>,
    decimaal: u8,
    duizendtal: Option<Duizendtal>,
    row: Vec<u8>,
    /// The number of cells in the row, and of rows before it.
    at: usize,
    n_rows: u64,
    text: Vec<u8>,
    ended: Ended,
}

impl TextSink {
    fn flush(&mut self) -> Result<(), Fail> {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return Ok(());
        }
        self.sender.send(Message::Text(text)).map_err(|_| Fail::Gone)
    }
}

impl RowSink for TextSink {
    fn start(&mut self, facts: Facts) -> Result<(), Fail> {
        self.sender.send(Message::Start(facts)).map_err(|_| Fail::Gone)
    }

    fn cell(&mut self, cell: Cell<'_>) {
        if 0 < self.at {
            self.row.push(DELIMITER);
        }
        if let Cell::Text(text) = cell {
            self.ended.texts.look(self.at, self.n_rows + 1, text, self.duizendtal);
        }
        self.at += 1;
        match cell {
            Cell::Empty => {}
            Cell::Text(text) | Cell::Error(text) => write_text(text, &mut self.row),
            Cell::Number(number) => write_number(number, self.decimaal, &mut self.row),
            Cell::Date(date) => self.row.extend_from_slice(date.to_string().as_bytes()),
        }
    }

    fn end_row(&mut self) -> Result<(), Fail> {
        self.text.append(&mut self.row);
        self.text.push(b'\n');
        self.at = 0;
        self.n_rows += 1;
        if N_BYTES <= self.text.len() { self.flush() } else { Ok(()) }
    }

    fn finding(&mut self, finding: Diagnostic) {
        self.ended.findings.push(finding);
    }

    fn merged(&mut self, merged: Merged) {
        self.ended.merged = merged;
    }
}

/// A text as a field, in quotes where it needs them.
fn write_text(text: &str, row: &mut Vec<u8>) {
    if !text.contains(['"', '\n', '\r', char::from(DELIMITER)]) {
        row.extend_from_slice(text.as_bytes());
        return;
    }
    row.push(b'"');
    row.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    row.push(b'"');
}
