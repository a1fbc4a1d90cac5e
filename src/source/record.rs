//! One record of a CSV file as fields of bytes.
//!
//! A quote opens a field only as its first byte and is doubled inside; what follows a closing
//! quote belongs to the field as it stands. When such a field goes over a line end, its opening
//! quote may be one that nobody closed, and its lines are no longer known apart. Records end at a line feed outside quotes, with or
//! without a carriage return before it. [`super::cut`] follows the same rules.

use memchr::{memchr, memchr_iter, memchr2};

use super::marks::Marks;

/// The fields of one record; the memory is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Fields {
    spans: Vec<Span>,
    /// Fields that are not a part of the file as they stand: doubled quotes made single.
    scratch: Vec<u8>,
    /// A quoted field holds a line end and has text behind its closing quote.
    runs_on: bool,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    in_scratch: bool,
}

/// Where a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecordEnd {
    /// The end of the record, without its line end.
    pub end: usize,
    /// The start of the next record.
    pub next: usize,
    /// The number of line ends, inside quotes and after the record.
    pub n_lines: u64,
}

impl Fields {
    /// Splits the record that starts at `start`.
    pub fn split(&mut self, bytes: &[u8], start: usize, delimiter: u8) -> RecordEnd {
        self.split_next(&mut Marks::new(bytes, start, delimiter), start, delimiter)
    }

    /// Splits the record that starts at `start`, where the marks have come to.
    pub fn split_next(&mut self, marks: &mut Marks, start: usize, delimiter: u8) -> RecordEnd {
        let bytes = marks.bytes();
        self.spans.clear();
        self.scratch.clear();
        self.runs_on = false;
        let mut n_lines = 0;
        let mut at = start;
        loop {
            let is_quoted = bytes.get(at) == Some(&b'"');
            let end = if is_quoted {
                let end = self.push_quoted(bytes, at, delimiter, &mut n_lines);
                marks.skip_to((end + 1).min(bytes.len()));
                end
            } else {
                let end = marks.next();
                self.spans.push(Span { start: at, end, in_scratch: false });
                end
            };
            let next = match bytes.get(end) {
                Some(&b'\n') => {
                    n_lines += 1;
                    end + 1
                }
                None => end,
                Some(_) => {
                    at = end + 1;
                    continue;
                }
            };
            if let Some(last) = self.spans.last_mut().filter(|_| !is_quoted) {
                last.end = without_carriage_return(bytes, last.start, end);
            }
            let end = without_carriage_return(bytes, start, end);
            return RecordEnd { end, next, n_lines };
        }
    }

    /// Adds the quoted field that starts at `at` and returns the end of it.
    fn push_quoted(&mut self, bytes: &[u8], at: usize, delimiter: u8, n_lines: &mut u64) -> usize {
        let content = at + 1;
        let mut from = content;
        let mut is_doubled = false;
        let close = loop {
            match memchr(b'"', &bytes[from..]) {
                Some(n) if bytes.get(from + n + 1) == Some(&b'"') => {
                    is_doubled = true;
                    from += n + 2;
                }
                Some(n) => break from + n,
                None => break bytes.len(),
            }
        };
        let n_inside = memchr_iter(b'\n', &bytes[content..close]).count() as u64;
        *n_lines += n_inside;
        let tail = (close + 1).min(bytes.len());
        let end = field_end(bytes, tail, delimiter);
        let tail_end = without_carriage_return(bytes, tail, end);
        if !is_doubled && tail == tail_end {
            self.spans.push(Span { start: content, end: close, in_scratch: false });
            return end;
        }
        self.runs_on |= 0 < n_inside && !bytes[tail..tail_end].trim_ascii().is_empty();
        let start = self.scratch.len();
        let mut rest = &bytes[content..close];
        while let Some(n) = memchr(b'"', rest) {
            self.scratch.extend_from_slice(&rest[..=n]);
            rest = &rest[n + 2..];
        }
        self.scratch.extend_from_slice(rest);
        self.scratch.extend_from_slice(&bytes[tail..tail_end]);
        self.spans.push(Span { start, end: self.scratch.len(), in_scratch: true });
        end
    }

    /// True when the record may be several, of which the first has a quote that does not close.
    pub fn run_on(&self) -> bool {
        self.runs_on
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// A field of the record that was split from these bytes; beyond the last it is empty.
    pub fn get<'a>(&'a self, bytes: &'a [u8], idx: usize) -> &'a [u8] {
        match self.spans.get(idx) {
            Some(span) if span.in_scratch => &self.scratch[span.start..span.end],
            Some(span) => &bytes[span.start..span.end],
            None => &[],
        }
    }

    /// True when all fields from this one on are empty after trimming.
    pub fn are_empty_from(&self, bytes: &[u8], first: usize) -> bool {
        (first..self.len()).all(|idx| self.get(bytes, idx).trim_ascii().is_empty())
    }
}

/// The place of the delimiter or line feed that ends a field without quotes.
fn field_end(bytes: &[u8], at: usize, delimiter: u8) -> usize {
    let rest = &bytes[at..];
    memchr2(delimiter, b'\n', rest).map_or(bytes.len(), |n| at + n)
}

/// The end of a field or record, without the carriage return of its line end.
fn without_carriage_return(bytes: &[u8], start: usize, end: usize) -> usize {
    let at_line_end = bytes.get(end).is_none_or(|&byte| byte == b'\n');
    if at_line_end && end > start && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_fields() {
        #[track_caller]
        fn case(record: &str, expected: &[&str]) {
            let mut fields = Fields::default();
            let bytes = record.as_bytes();
            let end = fields.split(bytes, 0, b';');
            assert_eq!(end.next, bytes.len());
            let found: Vec<_> = (0..fields.len())
                .map(|idx| String::from_utf8_lossy(fields.get(bytes, idx)))
                .collect();
            assert_eq!(found, expected);
        }

        case("", &[""]);
        case("\n", &[""]);
        case("a;b\n", &["a", "b"]);
        case("a;b\r\n", &["a", "b"]);
        case("a;b", &["a", "b"]);
        case("a;\n", &["a", ""]);
        case("\"a\";\"b\"\r\n", &["a", "b"]);
        case("\"a;b\";c\n", &["a;b", "c"]);
        case("\"a\"\"b\";c\n", &["a\"b", "c"]);
        case("\"a\nb\";c\n", &["a\nb", "c"]);
        case("a\"b;\"c\"d;e\n", &["a\"b", "cd", "e"]);
        case("\"\";\"\"\"\"\n", &["", "\""]);
        case("\"open", &["open"]);
        case("\"", &[""]);
    }

    #[test]
    fn knows_lines_that_run_together() {
        #[track_caller]
        fn case(record: &str, expected: bool) {
            let mut fields = Fields::default();
            fields.split(record.as_bytes(), 0, b';');
            assert_eq!(fields.run_on(), expected, "{record}");
        }

        case("1;\"Jan belt\n2;\"akkoord\"\n", true);
        case("1;\"Jan \"\"belt\"\"\n2;\"akkoord;3\n", true);
        case("1;\"Jan\nbelt\";3\n", false);
        case("1;\"Jan\nbelt\" ;3\n", false);
        case("1;\"Jan \"de Boer\" belt\";3\n", false);
        case("1;\"Jan\nbelt", false);
    }

    #[test]
    fn counts_lines_inside_quotes() {
        let mut fields = Fields::default();
        let bytes = b"\"a\n\nb\";c\r\nd";
        let end = fields.split(bytes, 0, b';');
        assert_eq!(end, RecordEnd { end: 8, next: 10, n_lines: 3 });
        assert_eq!(
            fields.split(bytes, end.next, b';'),
            RecordEnd { end: 11, next: 11, n_lines: 0 }
        );
    }
}
