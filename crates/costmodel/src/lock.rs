//! `costmodel.lock`: the prices a workload was priced with, to see later what of them changed.
//!
//! A lock names every price that a workload uses, in the words of the tables, and the SHA-256 of the tables and
//! layers it was found in. Whether it still holds is told by those prices alone: what else changes in a table, or
//! when a price was confirmed, is nothing to it.

mod text;

use std::collections::BTreeMap;
use std::fmt;

use costmodel_core::book::{BOOK, PriceBook, in_force};
use costmodel_core::model::{Line, Model};
use costmodel_core::rate::Rate;
use costmodel_pricebook::Written;

use crate::Workload;

/// The locked prices of workloads, by the name of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Each workload's prices.
    pub workloads: BTreeMap<String, Locked>,
}

/// The prices of one workload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// The date and the hash of the book.
    pub book: String,
    /// What was laid over the book, with its SHA-256.
    pub layers: BTreeMap<String, String>,
    /// The tables the prices are of, with their SHA-256: `aws/s3/us-east-1`, behind the name of its layer where
    /// that is not the book.
    pub shards: BTreeMap<String, String>,
    /// What each price says in the months of the workload; `unpriced` where there is none.
    pub prices: BTreeMap<String, String>,
}

/// What a lock finds changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockChange {
    /// The workload uses the price as before, and it says something else.
    Price {
        /// `aws/s3/us-east-1/standard storage`.
        key: String,
        /// What it said.
        before: String,
        /// What it says.
        after: String,
    },
    /// The workload uses a price that the lock does not hold.
    NotLocked {
        /// Its key.
        key: String,
        /// What it says.
        after: String,
    },
}

/// What is written where a price is missing.
const UNPRICED: &str = "unpriced";

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Lock, String> {
        text::parse(text)
    }
}

/// The lock as it stands in its file.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

impl fmt::Display for LockChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockChange::Price { key, before, after } => write!(f, "{key}: {before} -> {after}"),
            LockChange::NotLocked { key, after } => write!(f, "{key}: not in the lock, now {after}"),
        }
    }
}

impl Workload {
    /// The prices it uses, to be kept in a [`Lock`].
    ///
    /// ```
    /// use costmodel::{Lock, prices};
    /// let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 2\n[placement.main]\nat = \"aws/us-east-1\"\n\
    ///     [component.api.vm]\ntype = \"m7g.large\"\n";
    /// let book = prices::embedded();
    /// let locked = costmodel::load(text, &book).workload.ok_or("the diagnostics say why")?.locked(&book);
    /// assert!(locked.prices.contains_key("aws/ec2/us-east-1/m7g.large on-demand"));
    /// let lock = Lock { workloads: [("w.toml".to_owned(), locked.clone())].into() };
    /// assert_eq!(Lock::parse(&lock.to_string())?, lock);
    /// assert!(locked.changes(&lock.workloads["w.toml"]).is_empty());
    /// # Ok::<(), String>(())
    /// ```
    #[must_use]
    pub fn locked(&self, book: &PriceBook) -> Locked {
        let model = self.model();
        let mut locked = Locked { book: format!("{} {}", book.date, book.hash), ..Locked::default() };
        for layer in book.layers.iter().skip(1) {
            locked.layers.insert(layer.name.clone(), layer.hash.clone());
        }
        for line in model.lines.iter().filter(|line| line.stated.is_none()) {
            let (key, price) = (name(line), price(model, line));
            locked.prices.insert(key, price);
            let rates = line.rates.as_ref().map(|rates| rates.as_ref()).unwrap_or_default();
            if let Some(rate) = rates.first() {
                locked.shards.extend(shards(book, line, rate));
            }
        }
        locked
    }
}

/// The name of a line's price; one that is multiplied is a price of its own.
fn name(line: &Line) -> String {
    match &line.uplift {
        Some((_, reason)) => format!("{} x {reason}", line.key),
        None => line.key.to_string(),
    }
}

/// What a line's price says in the months of the workload.
fn price(model: &Model, line: &Line) -> String {
    let Ok(rates) = &line.rates else { return UNPRICED.to_owned() };
    let mut used: Vec<usize> =
        (0..model.months).filter_map(|month| in_force(rates, model.start.plus(month))).collect();
    used.dedup();
    let times = line.uplift.as_ref().map_or_else(String::new, |(ratio, _)| {
        let one = costmodel_core::num::Money::from_units(1);
        one.scaled(*ratio).map_or_else(String::new, |factor| format!(" x {factor}"))
    });
    let mut said = String::new();
    for rate in used.into_iter().filter_map(|at| rates.get(at)) {
        // When a price began that held all along is no part of what it says.
        if !said.is_empty() {
            let from = rate.from.map_or_else(String::new, |from| from.to_string());
            said.push_str(&format!("; from {from}: "));
        }
        said.push_str(&format!("{}{times}", Written::of(rate)));
    }
    if said.is_empty() { UNPRICED.to_owned() } else { said }
}

/// The tables a rate is of.
fn shards(book: &PriceBook, line: &Line, rate: &Rate) -> Vec<(String, String)> {
    let key = &line.key;
    let Some(layer) = book.layers.iter().find(|layer| layer.name == rate.seen.layer) else {
        return Vec::new();
    };
    let table = (key.provider.clone(), key.service.clone(), key.region.clone());
    let path = format!("{}/{}/{}", key.provider, key.service, key.region);
    let path = if layer.name == BOOK { path } else { format!("{}: {path}", layer.name) };
    let own = layer.rates.get(&table).map(|shard| (path.clone(), shard.hash().to_owned()));
    let history = layer.history.get(&table).map(|shard| (format!("{path} history"), shard.hash().to_owned()));
    own.into_iter().chain(history).collect()
}

impl Locked {
    /// What of the prices in use now is not as it was locked, by key. A price that is no longer used is no change.
    #[must_use]
    pub fn changes(&self, now: &Locked) -> Vec<LockChange> {
        let differs = now.prices.iter().filter_map(|(key, after)| {
            let (key, after) = (key.clone(), after.clone());
            match self.prices.get(&key) {
                Some(before) if *before == after => None,
                Some(before) => Some(LockChange::Price { before: before.clone(), key, after }),
                None => Some(LockChange::NotLocked { key, after }),
            }
        });
        differs.collect()
    }

    /// The tables and layers that are not as they were locked, by name.
    #[must_use]
    pub fn changed_shards(&self, now: &Locked) -> Vec<String> {
        let differs = |before: &BTreeMap<String, String>, now: &BTreeMap<String, String>| {
            let changed = now.iter().filter(|(name, hash)| before.get(*name) != Some(hash));
            changed.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        [differs(&self.shards, &now.shards), differs(&self.layers, &now.layers)].concat()
    }
}
