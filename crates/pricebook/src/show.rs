//! All that is known of a price, or of all prices under a key.

use std::sync::Arc;

use costmodel_core::book::{Interruption, Key, Layer, PriceBook, in_force};
use costmodel_core::contract::Contract;
use costmodel_core::month::Month;
use costmodel_core::num::{Quantity, UnitPrice};
use costmodel_core::rate::{Rate, Schedule};

use crate::cells::written::written;
use crate::place::TableKey;
use crate::similar::nearest;
use crate::{keys, spot};

/// One rate of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What is priced.
    pub key: Key,
    /// The rate, with its source, date, quality and layer in `rate.seen`.
    pub rate: Rate,
    /// The price as a table writes it: `0.09;10240:0.085`, `662u+0.0756`.
    pub price: String,
    /// The steps of its price, one for a flat price; none for a term.
    pub tiers: Vec<TierRow>,
    /// Whether it prices the month of the book's date.
    pub in_force: bool,
    /// Whether a later layer hides it.
    pub hidden: bool,
    /// What a contract makes of it, where it is in force and one does.
    pub contract: Option<Arc<Contract>>,
    /// Of a spot price: how often such machines are taken back, where it is on record.
    pub interruption: Option<Interruption>,
}

/// One step of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// Where it begins, in the rate's unit (for tokens: in tokens of total input).
    pub from: Quantity,
    /// Where it ends; `None` for the last.
    pub until: Option<Quantity>,
    /// Whether a quantity of exactly `from` belongs to it.
    pub inclusive: bool,
    /// The price of a unit in it.
    pub price: UnitPrice,
}

/// All rates under a key, given as it is displayed: `aws/s3/us-east-1/standard storage`, or fewer of its
/// parts from the left: `aws/s3/us-east-1/standard`, `anthropic/models`.
///
/// # Errors
/// When nothing stands under the key: keys that are nearest, or else what there is one part shorter.
///
/// ```
/// let book = costmodel_pricebook::embedded();
/// assert!(costmodel_pricebook::show(&book, "asw/s3").is_err());
/// ```
pub fn show(book: &PriceBook, key: &str) -> Result<Vec<Shown>, Vec<String>> {
    let wanted = Wanted::cut(key);
    let mut shown = Vec::new();
    for table in book.tables().into_iter().filter(|table| wanted.is_table(table)) {
        for key in keys::of_table(book, table).filter(|key| wanted.is_key(key)) {
            let mut hidden = false;
            for layer in book.layers.iter().rev() {
                let rates = rates(book, layer, table, &key);
                let hides = !rates.is_empty();
                shown.extend(rates.into_iter().map(|rate| row(book, &key, rate, hidden)));
                hidden |= hides;
            }
        }
    }
    if shown.is_empty() { Err(wanted.similar(book)) } else { Ok(shown) }
}

fn rates(book: &PriceBook, layer: &Layer, table: &TableKey, key: &Key) -> Vec<Rate> {
    let Some(shard) = layer.rates.get(table) else { return Vec::new() };
    let mut rates = (book.reader.rates)(book, layer, shard, key);
    rates.sort_by_key(|rate| (rate.from, rate.seen.as_of));
    rates
}

fn row(book: &PriceBook, key: &Key, rate: Rate, hidden: bool) -> Shown {
    let in_use = book.find(key, book.date).unwrap_or_default();
    let current = in_force(&in_use, Month::of(book.date)).and_then(|at| in_use.get(at));
    // A contract cuts a history where it begins: the row is known by what else it says.
    let is_current = |current: &&Rate| {
        (current.from == rate.from || current.contract.is_some())
            && (&current.schedule, current.seen.as_of, &current.seen.layer)
                == (&rate.schedule, rate.seen.as_of, &rate.seen.layer)
    };
    let current = current.filter(|current| !hidden && is_current(current));
    Shown {
        contract: current.and_then(|current| current.contract.clone()),
        in_force: current.is_some(),
        key: key.clone(),
        price: written(&rate.schedule),
        tiers: tiers(&rate.schedule),
        rate,
        hidden,
        interruption: book.layers.iter().rev().find_map(|layer| spot::of_meter(book, layer, key)),
    }
}

pub(crate) fn tiers(schedule: &Schedule) -> Vec<TierRow> {
    match schedule {
        Schedule::Flat(price) | Schedule::Block(price) => {
            vec![TierRow { from: Quantity::ZERO, until: None, inclusive: true, price: *price }]
        }
        Schedule::Graduated(tiers) | Schedule::Volume(tiers) => (0..tiers.count())
            .map(|step| {
                let (from, until) = tiers.range(step);
                let opened = step.checked_sub(1).and_then(|above| tiers.above().get(above));
                TierRow {
                    from,
                    until,
                    inclusive: opened.is_none_or(|s| s.inclusive),
                    price: tiers.price(step),
                }
            })
            .collect(),
        Schedule::Term { .. } => Vec::new(),
    }
}

/// A key of which the last parts may be missing.
struct Wanted<'a> {
    parts: Vec<&'a str>,
    meter: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn cut(key: &'a str) -> Wanted<'a> {
        let (path, meter) = match key.trim().split_once(' ') {
            Some((path, meter)) => (path, Some(meter.trim())),
            None => (key.trim(), None),
        };
        Wanted { parts: path.trim_end_matches('/').splitn(4, '/').collect(), meter }
    }

    fn is_table(&self, table: &TableKey) -> bool {
        let own = [&table.0, &table.1, &table.2];
        self.parts.iter().zip(own).all(|(part, own)| part == own)
    }

    fn is_key(&self, key: &Key) -> bool {
        let sku = self.parts.get(3).is_none_or(|sku| {
            key.sku.strip_prefix(sku).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        sku && self.meter.is_none_or(|meter| key.meter == meter)
    }

    /// Keys like this one: the longest known beginning, with the nearest names for the next part.
    fn similar(&self, book: &PriceBook) -> Vec<String> {
        let mut known = String::new();
        for (depth, part) in self.parts.iter().enumerate() {
            let names = names(book, self.parts.get(..depth).unwrap_or(&[]));
            if names.iter().any(|name| name == part) {
                known.push_str(part);
                known.push('/');
                continue;
            }
            let near = nearest(part, names.iter().map(String::as_str), 5);
            let found =
                if near.is_empty() { names.iter().take(20).map(String::as_str).collect() } else { near };
            return found.into_iter().map(|name| format!("{known}{name}")).collect();
        }
        let [provider, service, region, sku] = self.parts.as_slice() else { return Vec::new() };
        let meters = book.meters(provider, service, region, sku);
        meters.iter().map(|meter| format!("{} {meter}", known.trim_end_matches('/'))).collect()
    }
}

/// What can follow the first parts of a key.
fn names(book: &PriceBook, before: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = match before {
        [provider, service, region] => {
            book.skus(provider, service, region).into_iter().map(str::to_owned).collect()
        }
        _ => {
            let tables = book.tables().into_iter().map(|t| [t.0.as_str(), t.1.as_str(), t.2.as_str()]);
            let under = tables.filter(|table| table.starts_with(before));
            under.filter_map(|table| table.get(before.len()).map(|name| (*name).to_owned())).collect()
        }
    };
    names.sort_unstable();
    names.dedup();
    names
}
