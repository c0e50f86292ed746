//! The ledger: what became of every row, counted so that it must sum.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row, RowId};
use std::collections::BTreeMap;
use std::ops::AddAssign;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Loaded,
    /// By which better row or rule.
    Superseded(String),
    /// Why.
    Rejected(String),
    /// Read and understood, but the book has no place for it: what it waits for.
    Waiting(String),
}

#[derive(Default)]
pub struct Ledger {
    outcomes: BTreeMap<RowId, Outcome>,
    /// Subject → decisions worth reading.
    notes: BTreeMap<&'static str, Vec<String>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub rows: usize,
    pub loaded: usize,
    pub superseded: usize,
    pub rejected: usize,
    pub not_taken: usize,
}

/// (file, service or provider) → what became of its rows
pub type Counts<'a> = BTreeMap<(&'a str, &'a str), Count>;

impl Ledger {
    /// Records what became of a row. A row settles once.
    pub fn settle(&mut self, facts: &Facts, id: RowId, outcome: Outcome) -> Result<()> {
        match self.outcomes.insert(id, outcome) {
            None => Ok(()),
            Some(earlier) => Err(Error::new(format!("{} settled twice, first {earlier:?}", facts.place(id)))),
        }
    }

    /// A decision worth reading, printed under its subject.
    pub fn note(&mut self, subject: &'static str, text: impl Into<String>) {
        self.notes.entry(subject).or_default().push(text.into());
    }

    pub fn notes(&self) -> &BTreeMap<&'static str, Vec<String>> {
        &self.notes
    }

    pub fn outcome(&self, id: RowId) -> Option<&Outcome> {
        self.outcomes.get(&id)
    }

    /// Every row of every file, counted. A service is decided whole or not at all.
    pub fn counts<'a>(&self, facts: &'a Facts) -> Result<Counts<'a>> {
        let mut counts = Counts::new();
        let mut undecided: BTreeMap<_, usize> = BTreeMap::new();
        for file in &facts.files {
            for row in &file.rows {
                let key = (file.name.as_str(), group(file, row)?);
                let outcome = self.outcome(row.id);
                *counts.entry(key).or_default() += Count::of(outcome);
                *undecided.entry(key).or_default() += usize::from(outcome.is_none());
            }
        }
        for (key @ (file, service), count) in &counts {
            let settled = count.settled();
            let some_open = undecided.get(key).is_some_and(|rows| (1..count.rows).contains(rows));
            if settled + count.not_taken != count.rows || some_open {
                return Err(Error::new(format!("{file} {service}: {} rows, {settled} settled", count.rows)));
            }
        }
        Ok(counts)
    }

    /// The distinct outcomes and how many rows have each.
    pub fn reasons(&self) -> BTreeMap<&Outcome, usize> {
        let mut reasons = BTreeMap::new();
        for outcome in self.outcomes.values() {
            *reasons.entry(outcome).or_default() += 1;
        }
        reasons
    }
}

impl Count {
    fn of(outcome: Option<&Outcome>) -> Count {
        let mut count = Count { rows: 1, ..Count::default() };
        match outcome {
            Some(Outcome::Loaded) => count.loaded = 1,
            Some(Outcome::Superseded(_)) => count.superseded = 1,
            Some(Outcome::Rejected(_)) => count.rejected = 1,
            Some(Outcome::Waiting(_)) | None => count.not_taken = 1,
        }
        count
    }

    pub fn settled(&self) -> usize {
        self.loaded + self.superseded + self.rejected
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.rows += other.rows;
        self.loaded += other.loaded;
        self.superseded += other.superseded;
        self.rejected += other.rejected;
        self.not_taken += other.not_taken;
    }
}

/// What a file's rows are counted by: its services, or its providers.
pub fn group<'a>(file: &'a File, row: &'a Row) -> Result<&'a str> {
    match ["service", "provider"].iter().find(|c| file.has(c)) {
        Some(column) => file.get(row, column),
        None => Ok("all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_counts_once() {
        let mut total = Count::default();
        for outcome in [Some(Outcome::Loaded), Some(Outcome::Rejected("why".into())), None] {
            total += Count::of(outcome.as_ref());
        }
        assert_eq!(total, Count { rows: 3, loaded: 1, superseded: 0, rejected: 1, not_taken: 1 });
        assert_eq!(total.settled(), 2);
    }

    #[test]
    fn a_row_settles_once() {
        let facts = Facts { files: Vec::new() };
        let mut ledger = Ledger::default();
        let id = RowId { file: 0, line: 2 };
        assert!(ledger.settle(&facts, id, Outcome::Loaded).is_ok());
        assert!(ledger.settle(&facts, id, Outcome::Loaded).is_err());
    }
}
