//! When the prices of each table were observed, and by what.

use std::collections::BTreeMap;

use costmodel_core::book::{Layer, PriceBook, Shard};
use jiff::civil::Date;

use crate::{sources, wide};

/// The prices of a table that have one source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observed {
    /// `aws`.
    pub provider: String,
    /// `s3`.
    pub service: String,
    /// `us-east-1`.
    pub region: String,
    /// The day they were observed.
    pub as_of: Date,
    /// Their source.
    pub source: String,
    /// The layer they are of.
    pub layer: String,
    /// How many prices these are.
    pub prices: usize,
    /// The last day the table was seen in a list, changed or not, and in which ([`PriceBook::confirmed`]).
    pub confirmed: Option<(Date, String)>,
}

/// The prices of every table by their source, sorted. History is left out: it is meant to be old.
///
/// ```
/// let book = costmodel_pricebook::embedded();
/// let observed = costmodel_pricebook::observed(&book);
/// assert!(observed.is_sorted() && observed.iter().all(|one| one.as_of <= book.date && one.prices > 0));
/// ```
#[must_use]
pub fn observed(book: &PriceBook) -> Vec<Observed> {
    let mut all = Vec::new();
    for layer in &book.layers {
        for (table, shard) in &layer.rates {
            let (provider, service, region) = table;
            for (id, prices) in by_source(layer, shard, (provider, service)) {
                let Some((as_of, source)) = sources::of(book, layer, id) else { continue };
                all.push(Observed {
                    provider: provider.clone(),
                    service: service.clone(),
                    region: region.clone(),
                    as_of: *as_of,
                    source: source.clone(),
                    layer: layer.name.clone(),
                    prices,
                    confirmed: book.confirmed(table).cloned(),
                });
            }
        }
    }
    all.sort();
    all
}

/// How many prices of a table each source gives, by its id.
pub(crate) fn by_source<'l>(
    layer: &'l Layer,
    shard: &'l Shard,
    (provider, service): (&str, &str),
) -> BTreeMap<&'l str, usize> {
    let header = shard.header_line();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |id, more: usize| {
        let prices = counts.entry(id).or_default();
        *prices = prices.saturating_add(more);
    };
    if !wide::is_wide(header) {
        shard.rows().filter_map(|row| row.split(',').nth(10)).for_each(|id| count(id, 1));
        return counts;
    }
    let sets = layer.source_sets.get(&(provider.to_owned(), service.to_owned()));
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in shard.rows() {
        let set = row.rsplit(',').next().unwrap_or("");
        for (_, column, _) in wide::prices(header, row) {
            let prices = known.entry((set, column)).or_default();
            *prices = prices.saturating_add(1);
        }
    }
    for ((set, column), prices) in known {
        count(sets.and_then(|sets| wide::source_of(sets, set, column)).unwrap_or(set), prices);
    }
    counts
}
