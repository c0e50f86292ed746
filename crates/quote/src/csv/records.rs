//! Bytes to records: CRLF, CR, blank lines, a byte order mark, quotes that never close, rows without end.
//!
//! A line without a quote is cut at its commas where it stands. A line with one goes to `csv-core`. A quote that
//! is not closed within the longest row spoils its own line only: the next line is read as if nothing was.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::{self, Read};

use csv_core::ReadRecordResult;

/// The longest row that is read, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// A row of cells, or a line that is none.
#[derive(Debug)]
pub(super) enum Record<'r> {
    /// Cells.
    Cells(Cells<'r>),
    /// A line that cannot be cut into cells, and as much of it as is worth showing.
    Broken { why: &'static str, text: Cow<'r, str> },
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Found<'r> {
    /// A record, and where in the input it begins.
    Record(Record<'r>, u64),
    /// What was read is used up.
    More,
    /// All was read and cut.
    End,
}

/// The cells of a row.
#[derive(Debug)]
pub(super) struct Cells<'r> {
    text: Cow<'r, str>,
    /// Where each cell ends; between two of them stand `gap` bytes.
    ends: &'r [usize],
    gap: usize,
    /// The text was no UTF-8: what was not is replaced.
    pub(super) is_lossy: bool,
    /// The line can be written as it came: nothing in it is quoted or needs to be.
    pub(super) is_plain: bool,
}

impl Cells<'_> {
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// The cells in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cell = self.text.get(start..end).unwrap_or("");
            start = end.saturating_add(self.gap);
            cell
        })
    }

    /// The cells that are not empty, each with its place.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut start = 0;
        self.ends.iter().enumerate().filter_map(move |(at, &end)| {
            let from = std::mem::replace(&mut start, end.saturating_add(self.gap));
            if from == end { None } else { Some((at, self.text.get(from..end)?)) }
        })
    }

    /// The whole line.
    pub(super) fn line(&self) -> &str {
        &self.text
    }
}

impl Records<io::Empty> {
    /// Whole lines that begin at a place of an input.
    pub(super) fn whole(lines: Vec<u8>, offset: u64) -> Records<io::Empty> {
        Records { ended: true, ..Records::from(io::empty(), lines, offset) }
    }

    /// The buffer, to be used again.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// Cuts a stream into records.
pub(super) struct Records<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where in the input the buffer begins.
    offset: u64,
    start: usize,
    end: usize,
    ended: bool,
    begun: bool,
    /// Inside a line that is longer than a row may be: skip to its end.
    skipping: bool,
    ends: Vec<usize>,
    unquoted: Vec<u8>,
}

/// What the bytes at hand begin with.
enum Next {
    /// A line without quotes of so many bytes.
    Line(usize),
    /// A record of so many bytes, with quotes: its cells are in `unquoted`.
    Quoted(usize),
    /// A line of so many bytes with a quote that is not closed.
    Unclosed(usize),
    /// A line that is too long.
    TooLong,
    /// Not enough to tell.
    More,
}

impl<R: Read> Records<R> {
    pub(super) fn new(input: R) -> Records<R> {
        Records { begun: false, ..Records::from(input, Vec::new(), 0) }
    }

    /// The rest of an input: what was read of it, from this place on, and what is still to be read.
    pub(super) fn from(input: R, read: Vec<u8>, offset: u64) -> Records<R> {
        Records {
            input,
            offset,
            start: 0,
            end: read.len(),
            buffer: read,
            ended: false,
            begun: true,
            skipping: false,
            ends: Vec::new(),
            unquoted: Vec::new(),
        }
    }

    /// What was read and not yet cut, where that begins, and the input.
    pub(super) fn into_rest(mut self) -> (Vec<u8>, u64, R) {
        self.drop_used();
        self.buffer.truncate(self.end);
        (self.buffer, self.offset, self.input)
    }

    fn drop_used(&mut self) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end = self.end.saturating_sub(self.start);
        self.offset = self.offset.saturating_add(self.start as u64);
        self.start = 0;
    }

    /// Reads more; the records at hand are used up.
    pub(super) fn read_on(&mut self) -> io::Result<()> {
        self.drop_used();
        if self.buffer.len() < self.end.saturating_add(CHUNK) {
            self.buffer.resize(self.end.saturating_add(CHUNK), 0);
        }
        loop {
            let room = self.buffer.get_mut(self.end..).unwrap_or(&mut []);
            match self.input.read(room) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end = self.end.saturating_add(read).min(self.buffer.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            break;
        }
        // A byte order mark may arrive in pieces.
        if !self.begun && (self.end >= 3 || self.ended) {
            self.begun = true;
            if self.at_hand().starts_with(b"\xef\xbb\xbf") {
                self.start = 3;
            }
        }
        Ok(())
    }

    fn at_hand(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or(&[])
    }

    /// The next record of what was read.
    pub(super) fn next(&mut self) -> Found<'_> {
        if !self.begun {
            return Found::More;
        }
        self.skip_blank();
        let start = self.start;
        let at = self.offset.saturating_add(start as u64);
        let record = match self.look() {
            Next::More if self.ended => return Found::End,
            Next::More => return Found::More,
            Next::Line(length) => {
                self.start = start.saturating_add(length);
                self.ends.clear();
                let line = self.buffer.get(start..self.start).unwrap_or(&[]);
                // Cells are short: one look at each byte is quicker than a search for each comma.
                for (at, &byte) in line.iter().enumerate() {
                    if byte == b',' {
                        self.ends.push(at);
                    }
                }
                // Whether a cell is a formula or a number is seen when it is written.
                let starts = [0].into_iter().chain(self.ends.iter().map(|end| end.saturating_add(1)));
                let is_plain = !starts
                    .filter_map(|start| line.get(start))
                    .any(|byte| matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t'));
                self.ends.push(line.len());
                let (text, is_lossy) = text(line, &mut self.ends, 1);
                Record::Cells(Cells {
                    text,
                    ends: &self.ends,
                    gap: 1,
                    is_lossy,
                    is_plain: is_plain && !is_lossy,
                })
            }
            Next::Quoted(length) => {
                self.start = start.saturating_add(length);
                let (text, is_lossy) = text(&self.unquoted, &mut self.ends, 0);
                Record::Cells(Cells { text, ends: &self.ends, gap: 0, is_lossy, is_plain: false })
            }
            Next::Unclosed(length) => {
                self.start = start.saturating_add(length);
                let line = self.buffer.get(start..self.start).unwrap_or(&[]);
                let why = "a line with a quote that is not closed";
                Record::Broken { why, text: String::from_utf8_lossy(line) }
            }
            Next::TooLong => {
                self.start = self.end;
                self.skipping = true;
                Record::Broken { why: "a line longer than 65536 bytes", text: Cow::Borrowed("") }
            }
        };
        Found::Record(record, at)
    }

    /// Line ends before the next line, and the rest of a line that was too long.
    fn skip_blank(&mut self) {
        if self.skipping {
            match memchr::memchr2(b'\n', b'\r', self.at_hand()) {
                Some(at) => {
                    self.start = self.start.saturating_add(at);
                    self.skipping = false;
                }
                None => self.start = self.end,
            }
        }
        let blank = self.at_hand().iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.start = self.start.saturating_add(blank);
    }

    fn look(&mut self) -> Next {
        let (at_hand, ended) = (self.buffer.get(self.start..self.end).unwrap_or(&[]), self.ended);
        if at_hand.is_empty() {
            return Next::More;
        }
        let line_end = memchr::memchr2(b'\n', b'\r', at_hand);
        let length = line_end.unwrap_or(at_hand.len());
        let line = at_hand.get(..length).unwrap_or(at_hand);
        if line_end.is_none() && !ended {
            return if length > LONGEST { Next::TooLong } else { Next::More };
        }
        if length > LONGEST {
            return Next::TooLong;
        }
        if memchr::memchr(b'"', line).is_none() {
            return Next::Line(length);
        }
        let window = at_hand.get(..at_hand.len().min(LONGEST)).unwrap_or(at_hand);
        match unquote(window, &mut self.unquoted, &mut self.ends) {
            // A quote in the middle of a later line may seem to close one that was left open before.
            Some(read)
                if read > length.saturating_add(1) && !closes(window.get(..read).unwrap_or(window)) =>
            {
                Next::Unclosed(line.len())
            }
            Some(read) => Next::Quoted(read.min(at_hand.len())),
            // The quote may close in what is still to come.
            None if !ended && window.len() < LONGEST => Next::More,
            // At the end of the input the last line may lack its line end.
            None if ended && window.len() == at_hand.len() => {
                let mut closed = Vec::with_capacity(window.len().saturating_add(1));
                closed.extend_from_slice(window);
                closed.push(b'\n');
                match unquote(&closed, &mut self.unquoted, &mut self.ends) {
                    Some(length) => Next::Quoted(length.min(at_hand.len())),
                    None => Next::Unclosed(line.len()),
                }
            }
            None => Next::Unclosed(line.len()),
        }
    }
}

/// The cells of the first record, without quotes, and its length with its line end; `None` when it does not end.
fn unquote(bytes: &[u8], cells: &mut Vec<u8>, ends: &mut Vec<usize>) -> Option<usize> {
    // Cells are never longer than what they are made of.
    cells.resize(bytes.len().saturating_add(1), 0);
    let commas = memchr::memchr_iter(b',', bytes).count();
    ends.resize(commas.saturating_add(2), 0);
    let mut reader = csv_core::Reader::new();
    let (result, read, written, count) = reader.read_record(bytes, cells, ends);
    cells.truncate(written);
    ends.truncate(count);
    matches!(result, ReadRecordResult::Record).then_some(read)
}

/// Whether each quoted cell of a record ends where its quote does, as RFC 4180 has it.
fn closes(record: &[u8]) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut bytes = record.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted => match bytes.peek() {
                Some(b'"') => drop(bytes.next()),
                Some(b',' | b'\n' | b'\r') | None => quoted = false,
                Some(_) => return false,
            },
            b'"' if begins => quoted = true,
            _ => {}
        }
        begins = *byte == b',' && !quoted;
    }
    true
}

/// Bytes as text. What is no UTF-8 is replaced, and the ends of the cells move with it.
fn text<'r>(bytes: &'r [u8], ends: &mut [usize], gap: usize) -> (Cow<'r, str>, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let mut replaced = String::new();
    let mut start = 0;
    for (at, end) in ends.iter_mut().enumerate() {
        if at > 0 && gap > 0 {
            replaced.push(',');
        }
        replaced.push_str(&String::from_utf8_lossy(bytes.get(start..*end).unwrap_or(&[])));
        start = end.saturating_add(gap);
        *end = replaced.len();
    }
    (Cow::Owned(replaced), true)
}
