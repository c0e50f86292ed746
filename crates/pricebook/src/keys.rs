//! The prices a table holds, by SKU and meter, without reading them.

use std::collections::BTreeSet;

use costmodel_core::book::{Key, PriceBook, Shard};

use crate::place::TableKey;
use crate::{spot, wide};

/// Every (SKU, meter) of a table, sorted.
pub(crate) fn of_shard(shard: &Shard) -> BTreeSet<(&str, String)> {
    let header = shard.header_line();
    let mut keys = BTreeSet::new();
    for row in shard.rows() {
        let mut cells = row.split(',');
        let (Some(sku), Some(second)) = (cells.next(), cells.next()) else { continue };
        if wide::is_wide(header) {
            keys.extend(wide::prices(header, row).map(|(os, column, _)| (sku, wide::meter(os, column))));
        } else {
            keys.insert((sku, second.to_owned()));
        }
    }
    keys
}

/// Every key of a table, over all layers, sorted.
pub(crate) fn of_table<'a>(book: &'a PriceBook, table: &'a TableKey) -> impl Iterator<Item = Key> + 'a {
    let mut keys: BTreeSet<(&str, String)> = BTreeSet::new();
    for (layer, shard) in book.layers.iter().filter_map(|layer| Some((layer, layer.rates.get(table)?))) {
        let own = of_shard(shard);
        let derived =
            own.iter().filter_map(|(sku, meter)| Some((*sku, spot::beside(layer, table, sku, meter)?)));
        keys.extend(derived.collect::<Vec<_>>());
        keys.extend(own);
    }
    keys.into_iter().map(|(sku, meter)| Key::new(&table.0, &table.1, &table.2, sku, &meter))
}
