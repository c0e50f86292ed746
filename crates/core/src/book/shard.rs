//! A table as text, with an index of its lines made when it is first searched.

use std::borrow::Cow;
use std::sync::OnceLock;

/// One table of the book: the rates of a provider's service in a region.
#[derive(Debug)]
pub struct Shard {
    text: Cow<'static, str>,
    hash: Cow<'static, str>,
    index: OnceLock<Vec<u32>>,
}

impl Shard {
    /// A table and the SHA-256 of its text.
    #[must_use]
    pub fn new(text: Cow<'static, str>, hash: impl Into<Cow<'static, str>>) -> Shard {
        let hash = hash.into();
        Shard { text, hash, index: OnceLock::new() }
    }

    /// The SHA-256 of its text, in hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The names of its columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.header_line().split(',')
    }

    /// The line of the names of its columns.
    #[must_use]
    pub fn header_line(&self) -> &str {
        self.text.lines().next().unwrap_or("")
    }

    /// Every row, in order.
    pub fn rows(&self) -> impl Iterator<Item = &str> {
        self.text.lines().skip(1)
    }

    /// The rows whose first cell is `first`: rows are sorted by it, so it is a binary search.
    pub fn rows_of<'a>(&'a self, first: &'a str) -> impl Iterator<Item = &'a str> {
        let starts = self.index.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            ends.filter_map(|(at, _)| u32::try_from(at.saturating_add(1)).ok())
                .filter(|&start| (start as usize) < self.text.len())
                .collect()
        });
        let from = starts.partition_point(|&start| cell_of(self.text_from(start)) < first);
        let ends = starts.iter().skip(from.saturating_add(1)).map(|&start| start as usize);
        let starts = starts.iter().skip(from).map(|&start| start as usize);
        starts
            .zip(ends.chain([self.text.len()]))
            .map(|(start, end)| self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']))
            .take_while(move |row| cell_of(row) == first)
    }

    fn text_from(&self, start: u32) -> &str {
        self.text.get(start as usize..).unwrap_or("")
    }

    /// The distinct first cells, in order.
    pub fn skus(&self) -> impl Iterator<Item = &str> {
        let mut last = None;
        self.rows().map(cell_of).filter(move |sku| {
            let new = last != Some(*sku);
            last = Some(*sku);
            new
        })
    }
}

/// The first cell of a row, or of the row that a text begins with.
fn cell_of(row: &str) -> &str {
    let end = row.bytes().position(|byte| matches!(byte, b',' | b'\n' | b'\r'));
    end.and_then(|end| row.get(..end)).unwrap_or(row)
}
