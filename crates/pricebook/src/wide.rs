//! Wide rows: one machine type under one operating system, one column for each way to pay for its hours.
//!
//! The meter is the column in kebab: `on-demand`, `reserved-1y-no-upfront`. What else tells two rows of a type
//! apart stands before it: an operating system other than linux, `windows/on-demand`; the engine of a database,
//! `postgresql/multi-az/on-demand`. Where there is nothing to tell apart, `os` is empty.

use costmodel_core::book::{Key, Layer, PriceBook, Shard};
use costmodel_core::rate::{Minimums, Rate, Scope, Seen};

use crate::cells::wide_price::WidePrice;
use crate::sources;

/// The operating system whose meters carry no prefix.
pub(crate) const PLAIN_OS: &str = "linux";
/// The unit of every price.
pub(crate) const UNIT: &str = "Hours";
/// Ways to be bound for a term whose price depends on what is paid at its start: six columns each.
const COMMITTED: [&str; 4] = ["reserved", "convertible", "ec2_savings_plan", "compute_savings_plan"];
/// Ways to be bound that cost the same however they are paid: a column for each term.
const COMMITTED_AT_ONE_PRICE: [&str; 3] = ["savings_plan", "reservation", "cud"];
const TERMS: [&str; 2] = ["1y", "3y"];
const PAID: [&str; 3] = ["no_upfront", "partial_upfront", "all_upfront"];

/// Every price column there can be, in order; a table may leave some out.
pub(crate) fn price_columns() -> Vec<String> {
    let mut columns = vec!["on_demand".to_owned(), "spot".to_owned()];
    for kind in COMMITTED {
        for term in TERMS {
            columns.extend(PAID.iter().map(|paid| format!("{kind}_{term}_{paid}")));
        }
    }
    for kind in COMMITTED_AT_ONE_PRICE {
        columns.extend(TERMS.iter().map(|term| format!("{kind}_{term}")));
    }
    columns
}

/// Whether a table with this header is wide.
pub(crate) fn is_wide(header: &str) -> bool {
    header.split(',').nth(1) == Some("os")
}

/// The meter of a column under an operating system.
pub(crate) fn meter(os: &str, column: &str) -> String {
    let column = column.replace('_', "-");
    if is_plain(os) { column } else { format!("{os}/{column}") }
}

/// Whether the meters of a row are its columns alone.
pub(crate) fn is_plain(os: &str) -> bool {
    os == PLAIN_OS || os.is_empty()
}

/// The operating system and the column of a meter.
pub(crate) fn os_and_column(meter: &str) -> (&str, String) {
    let (os, column) = meter.rsplit_once('/').unwrap_or((PLAIN_OS, meter));
    (os, column.replace('-', "_"))
}

/// The prices in a row that are not empty: (os, column, cell).
pub(crate) fn prices<'a>(header: &'a str, row: &'a str) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    let os = row.split(',').nth(1).unwrap_or("");
    header
        .split(',')
        .zip(row.split(','))
        .skip(2)
        .filter(|(column, cell)| *column != "src" && !cell.is_empty())
        .map(move |(column, cell)| (os, column, cell))
}

/// The rates of a SKU's meter in a wide table: none or one.
pub(crate) fn rates(book: &PriceBook, layer: &Layer, shard: &Shard, header: &str, key: &Key) -> Vec<Rate> {
    let (os, column) = os_and_column(&key.meter);
    let found = shard.rows_of(&key.sku).filter_map(|row| {
        let (_, column, cell) = prices(header, row)
            .find(|price| price.1 == column && (price.0 == os || (is_plain(price.0) && is_plain(os))))?;
        let set = row.rsplit_once(',')?.1;
        rate(book, layer, (&key.provider, &key.service), (set, column), cell)
    });
    found.collect()
}

fn rate(
    book: &PriceBook,
    layer: &Layer,
    (provider, service): (&str, &str),
    (set, column): (&str, &str),
    cell: &str,
) -> Option<Rate> {
    let table = (provider.to_owned(), service.to_owned());
    let source = layer.source_sets.get(&table).and_then(|sets| source_of(sets, set, column)).unwrap_or(set);
    let (as_of, source) = sources::of(book, layer, source)?;
    let (schedule, quality, note) = WidePrice::parse(cell).ok()?.read(column).ok()?;
    let seen = Seen {
        source: source.clone(),
        as_of: *as_of,
        quality,
        layer: layer.name.clone(),
        note: note.to_owned(),
        observed_later: false,
    };
    Some(Rate {
        from: None,
        unit: UNIT.parse().ok()?,
        schedule,
        minimums: Minimums::default(),
        free: None,
        scope: Scope::default(),
        seen,
        contract: None,
    })
}

/// The source id of a column in a source set.
pub(crate) fn source_of<'a>(sets: &'a Shard, set: &'a str, column: &str) -> Option<&'a str> {
    sets.rows_of(set).find_map(|row| {
        let mut cells = row.split(',').skip(1);
        (cells.next() == Some(column)).then(|| cells.next()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meters_and_columns_are_each_other() {
        for (os, column, name) in [
            ("linux", "on_demand", "on-demand"),
            ("windows", "spot", "windows/spot"),
            ("rhel", "reserved_1y_no_upfront", "rhel/reserved-1y-no-upfront"),
            ("postgresql/multi-az", "on_demand", "postgresql/multi-az/on-demand"),
        ] {
            assert_eq!(meter(os, column), name);
            assert_eq!(os_and_column(name), (os, column.to_owned()));
        }
        assert_eq!(meter("", "on_demand"), "on-demand");
        assert_eq!(price_columns().len(), 32);
    }

    #[test]
    fn empty_cells_are_no_prices() {
        let found: Vec<_> = prices("sku,os,on_demand,spot,src", "a1.large,linux,0.05,,s1").collect();
        assert_eq!(found, [("linux", "on_demand", "0.05")]);
    }
}
