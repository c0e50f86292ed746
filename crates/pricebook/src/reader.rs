//! How rows become rates: the functions the core's price book calls.
//!
//! A row the lint would refuse is skipped here: reading never fails, it only finds less.

use costmodel_core::book::{Key, Layer, PriceBook, Reader, Shard};
use costmodel_core::rate::Rate;

use crate::long::LongRow;
use crate::place::TableKey;
use crate::{classes, facts, interruptions, provisioned, spot, sustained, throughput, wide};

/// The reader of the layouts of `costmodel-pricing-data`.
pub const READER: Reader = Reader {
    rates,
    all,
    meters,
    machine: facts::machine,
    model: facts::model,
    throughputs: throughput::throughputs,
    interruption: interruptions::interruption,
    sustained: sustained::steps,
    provisioned: provisioned::provisioned,
    class: classes::part,
    class_providers: classes::providers,
};

/// All rates ever seen of a SKU's meter; of a spot price nobody saw, what can be derived for it.
fn rates(book: &PriceBook, layer: &Layer, shard: &Shard, key: &Key) -> Vec<Rate> {
    let seen = observed(book, layer, shard, key);
    if !seen.is_empty() {
        return seen;
    }
    spot::derived(book, layer, key, |on_demand| observed(book, layer, shard, on_demand))
}

/// The rates of the table, then those of its history.
fn observed(book: &PriceBook, layer: &Layer, shard: &Shard, key: &Key) -> Vec<Rate> {
    let mut rates = in_table(book, layer, shard, key);
    let table = (key.provider.clone(), key.service.clone(), key.region.clone());
    if let Some(history) = layer.history.get(&table) {
        rates.extend(in_table(book, layer, history, key));
    }
    rates
}

fn in_table(book: &PriceBook, layer: &Layer, shard: &Shard, key: &Key) -> Vec<Rate> {
    let header = shard.header_line();
    if wide::is_wide(header) {
        return wide::rates(book, layer, shard, header, key);
    }
    let rows = shard.rows_of(&key.sku).filter_map(LongRow::cut);
    rows.filter(|row| row.meter == key.meter).filter_map(|row| row.rate(book, layer)).collect()
}

/// All rates ever seen of all meters of a SKU: what [`rates`] gives for each, a long table's rows read once.
fn all(book: &PriceBook, layer: &Layer, shard: &Shard, key: &Key) -> Vec<(String, Rate)> {
    let table = (key.provider.clone(), key.service.clone(), key.region.clone());
    if wide::is_wide(shard.header_line()) {
        let meters = meters(layer, &table, shard, &key.sku).into_iter();
        let of = |meter: String| {
            let key = Key { meter: meter.clone(), ..key.clone() };
            rates(book, layer, shard, &key).into_iter().map(move |rate| (meter.clone(), rate))
        };
        return meters.flat_map(of).collect();
    }
    let shards = [Some(shard), layer.history.get(&table)].into_iter().flatten();
    let rows = shards.flat_map(|shard| shard.rows_of(&key.sku)).filter_map(LongRow::cut);
    rows.filter_map(|row| Some((row.meter.to_owned(), row.rate(book, layer)?))).collect()
}

/// The meters a SKU has in a table, sorted.
fn meters(layer: &Layer, table: &TableKey, shard: &Shard, sku: &str) -> Vec<String> {
    let header = shard.header_line();
    let rows = shard.rows_of(sku);
    let mut meters: Vec<String> = if wide::is_wide(header) {
        rows.flat_map(|row| {
            wide::prices(header, row).map(|(os, column, _)| wide::meter(os, column)).collect::<Vec<_>>()
        })
        .collect()
    } else {
        rows.filter_map(|row| row.split(',').nth(1)).map(str::to_owned).collect()
    };
    spot::with_derived(layer, table, sku, &mut meters);
    meters.sort_unstable();
    meters.dedup();
    meters
}
