//! Spot prices nobody observed: on-demand less the saving that is on record.
//!
//! The AWS Spot Advisor states for each machine type and region how much spot cost less than on demand over
//! the month before it was read. Where no spot price was observed, that saving on the layer's own on-demand
//! price is used, and marked derived. An overlay's on-demand price is a contract: no saving was seen on it.

use costmodel_core::book::{Interruption, Key, Layer, PriceBook};
use costmodel_core::num::{UnitPrice, mul_div};
use costmodel_core::rate::{Quality, Rate, Schedule, Seen};

use crate::place::TableKey;
use crate::wide;

/// The column of spot prices, and that of what a saving is taken from.
const SPOT: &str = "spot";
const ON_DEMAND: &str = "on_demand";

/// The derived rates of a spot meter, from the on-demand rates `of` gives.
pub(crate) fn derived(
    book: &PriceBook,
    layer: &Layer,
    key: &Key,
    of: impl FnOnce(&Key) -> Vec<Rate>,
) -> Vec<Rate> {
    let Some(interruption) = of_meter(book, layer, key) else { return Vec::new() };
    let (os, _) = wide::os_and_column(&key.meter);
    let on_demand = Key { meter: wide::meter(os, ON_DEMAND), ..key.clone() };
    of(&on_demand).into_iter().filter_map(|rate| less(rate, &interruption)).collect()
}

/// The record of a machine whose spot price this meter is.
pub(crate) fn of_meter(book: &PriceBook, layer: &Layer, key: &Key) -> Option<Interruption> {
    let (os, column) = wide::os_and_column(&key.meter);
    let shard = layer.interruptions.get(&(key.provider.clone(), key.service.clone()))?;
    (column == SPOT)
        .then(|| (book.reader.interruption)(book, layer, shard, [&key.region, &key.sku, os]))
        .flatten()
}

/// The spot meter that can be derived for a machine whose on-demand meter this is.
pub(crate) fn beside(layer: &Layer, table: &TableKey, sku: &str, meter: &str) -> Option<String> {
    let (os, column) = wide::os_and_column(meter);
    if column != ON_DEMAND {
        return None;
    }
    let shard = layer.interruptions.get(&(table.0.clone(), table.1.clone()))?;
    let at = shard.header().position(|column| column == table.2)?;
    let mut rows = shard.rows_of(sku).map(|row| row.split(',').collect::<Vec<_>>());
    let known =
        rows.any(|cells| cells.get(1) == Some(&os) && cells.get(at).is_some_and(|cell| !cell.is_empty()));
    known.then(|| wide::meter(os, SPOT))
}

fn less(rate: Rate, interruption: &Interruption) -> Option<Rate> {
    let Schedule::Flat(price) = rate.schedule else { return None };
    let left = 100_u32.checked_sub(interruption.saving_percent)?;
    let spot = mul_div(price.raw(), i128::from(left), 100).map(UnitPrice::from_raw)?;
    let note = format!(
        "on-demand {price} (seen {}) less {} % (Spot Advisor, {})",
        rate.seen.as_of, interruption.saving_percent, interruption.as_of
    );
    Some(Rate {
        schedule: Schedule::Flat(spot),
        seen: Seen {
            source: interruption.source.clone(),
            as_of: rate.seen.as_of.min(interruption.as_of),
            quality: Quality::Derived,
            note,
            ..rate.seen
        },
        ..rate
    })
}

/// Adds the spot meters that can be derived to the meters of a machine.
pub(crate) fn with_derived(layer: &Layer, table: &TableKey, sku: &str, meters: &mut Vec<String>) {
    let more: Vec<String> = meters.iter().filter_map(|meter| beside(layer, table, sku, meter)).collect();
    meters.extend(more);
}
