//! A table as text, with an index of its lines made when it is first searched.

use std::borrow::Cow;
use std::sync::OnceLock;

/// One table of the book: the rates of a provider's service in a region.
#[derive(Debug)]
pub struct Shard {
    text: Cow<'static, str>,
    hash: String,
    index: OnceLock<Vec<u32>>,
}

impl Shard {
    /// A table and the SHA-256 of its text.
    #[must_use]
    pub fn new(text: Cow<'static, str>, hash: String) -> Shard {
        Shard { text, hash, index: OnceLock::new() }
    }

    /// The SHA-256 of its text, in hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The names of its columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.text.lines().next().unwrap_or("").split(',')
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
        let row_at =
            |start: u32| self.text.get(start as usize..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let from = starts.partition_point(|&start| cell_of(row_at(start)) < first);
        starts
            .get(from..)
            .unwrap_or(&[])
            .iter()
            .map(move |&start| row_at(start))
            .take_while(move |row| cell_of(row) == first)
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

fn cell_of(row: &str) -> &str {
    row.split_once(',').map_or(row, |(first, _)| first)
}
