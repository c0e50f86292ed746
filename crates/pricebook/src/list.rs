//! What the book holds, service by service.

use std::collections::{BTreeMap, BTreeSet};

use costmodel_core::book::{Layer, PriceBook, Shard};
use jiff::civil::Date;

use crate::observed::by_source;
use crate::sources;

/// One provider's service in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// `aws`, `anthropic`.
    pub provider: String,
    /// `s3`; for AI models `models`.
    pub service: String,
    /// Where it is sold, sorted.
    pub regions: Vec<String>,
    /// How many SKUs it has, over all regions.
    pub skus: usize,
    /// How many rows its tables have, history included, over all layers.
    pub rows: usize,
    /// When the newest of its prices was observed.
    pub newest: Option<Date>,
    /// When the oldest price still in use was observed.
    pub oldest: Option<Date>,
}

/// Every service of the book, sorted by provider and service.
///
/// ```
/// let book = costmodel_pricebook::embedded();
/// for line in costmodel_pricebook::list(&book) {
///     assert!(line.newest <= Some(book.date) && line.skus <= line.rows);
/// }
/// ```
#[must_use]
pub fn list(book: &PriceBook) -> Vec<Listing> {
    let mut services: BTreeMap<(&str, &str), Sums<'_>> = BTreeMap::new();
    for layer in &book.layers {
        for ((provider, service, region), shard) in &layer.rates {
            let sums = services.entry((provider, service)).or_default();
            sums.regions.insert(region);
            sums.skus.extend(shard.skus());
            sums.rows = sums.rows.saturating_add(shard.rows().count());
            sums.days.extend(days(book, layer, shard, (provider, service)));
        }
        for ((provider, service, _), shard) in &layer.history {
            let sums = services.entry((provider, service)).or_default();
            sums.rows = sums.rows.saturating_add(shard.rows().count());
        }
    }
    let listing = |((provider, service), sums): ((&str, &str), Sums<'_>)| Listing {
        provider: provider.to_owned(),
        service: service.to_owned(),
        regions: sums.regions.into_iter().map(str::to_owned).collect(),
        skus: sums.skus.len(),
        rows: sums.rows,
        newest: sums.days.last().copied(),
        oldest: sums.days.first().copied(),
    };
    services.into_iter().map(listing).collect()
}

#[derive(Default)]
struct Sums<'a> {
    regions: BTreeSet<&'a str>,
    skus: BTreeSet<&'a str>,
    rows: usize,
    days: BTreeSet<Date>,
}

/// The days on which the prices of a table were observed.
fn days(book: &PriceBook, layer: &Layer, shard: &Shard, service: (&str, &str)) -> BTreeSet<Date> {
    let ids = by_source(layer, shard, service).into_keys();
    ids.filter_map(|id| sources::of(book, layer, id)).map(|(as_of, _)| *as_of).collect()
}
