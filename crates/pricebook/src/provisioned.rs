//! `ai/<provider>/provisioned.csv`: how capacity is bought for a model, a row for each scope.

use costmodel_core::book::{Layer, PriceBook, Provisioned, Shard};
use jiff::civil::Date;

use crate::facts::{Cells, whole};
use crate::problem::Fault;
use crate::similar::did_you_mean;
use crate::sources;

/// The header of the table.
pub(crate) const HEADER: &str = "sku,scope,min_units,increment,input_tokens_per_minute,src,note";
/// Where a deployment takes its requests to.
pub(crate) const SCOPES: [&str; 3] = ["global", "data-zone", "regional"];

/// What is on record for a model, by scope.
pub(crate) fn provisioned(book: &PriceBook, layer: &Layer, shard: &Shard, sku: &str) -> Vec<Provisioned> {
    let header: Vec<&str> = shard.header().collect();
    let read = |row: &str| {
        let cells: Cells<'_> = header.iter().copied().zip(row.split(',')).collect();
        let (as_of, source) = sources::of(book, layer, cells.get("src")?)?;
        Some(Provisioned { as_of: *as_of, source: source.clone(), ..read(&cells).ok()? })
    };
    shard.rows_of(sku).filter_map(read).collect()
}

/// A row from its cells, without what its source says.
pub(crate) fn read(cells: &Cells<'_>) -> Result<Provisioned, Fault> {
    let text = |column: &str| cells.get(column).copied().unwrap_or("").to_owned();
    let units = |column: &str| {
        let units = whole(cells, column)?.filter(|units: &u32| *units > 0);
        units.ok_or_else(|| Fault::new(format!("{column} is missing"), "write a whole number of units"))
    };
    let scope = text("scope");
    if !SCOPES.contains(&scope.as_str()) {
        let hint = did_you_mean(&scope, SCOPES, "write `global`, `data-zone` or `regional`");
        return Err(Fault::new(format!("scope `{scope}` is unknown"), hint));
    }
    Ok(Provisioned {
        sku: text("sku"),
        scope,
        min_units: units("min_units")?,
        increment: units("increment")?,
        input_tokens_per_minute: whole(cells, "input_tokens_per_minute")?,
        note: text("note"),
        as_of: Date::ZERO,
        source: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cells;

    #[test]
    fn rows_read() {
        let row = read(&cells(HEADER, "gpt-5,data-zone,15,5,4750,s,")).unwrap();
        assert_eq!((row.min_units, row.increment, row.input_tokens_per_minute), (15, 5, Some(4_750)));
        for (wrong, part) in [
            ("gpt-5,zone,15,5,,s,", "scope"),
            ("gpt-5,global,0,5,,s,", "min_units"),
            ("gpt-5,global,15,five,,s,", "increment"),
        ] {
            assert!(read(&cells(HEADER, wrong)).unwrap_err().message.contains(part), "{wrong}");
        }
    }
}
