//! `sustained-use.csv`: what the parts of a month cost for machines that run long in it, by family.
//!
//! A row for each part: `n1,0.25,0.5,0.8,src` is the second quarter at 80 % of the price on demand.

use costmodel_core::book::{Layer, PriceBook, Shard, SustainedStep};
use rust_decimal::Decimal;

use crate::facts::{Cells, cells};
use crate::problem::Fault;
use crate::sources;

/// The header of the table.
pub(crate) const HEADER: &str = "family,share_from,share_to,multiplier,src";
/// What follows the family of machines where a row is about GPUs attached to them.
pub(crate) const GPUS: &str = "-gpus";

/// The parts of the month for a family, in order.
pub(crate) fn steps(book: &PriceBook, layer: &Layer, shard: &Shard, family: &str) -> Vec<SustainedStep> {
    let header = shard.header_line();
    let read_row = |row| {
        let cells = cells(header, row);
        let (from, to, multiplier) = read(&cells).ok()?;
        let (_, source) = sources::of(book, layer, cells.get("src")?)?;
        Some(SustainedStep { from, to, multiplier, source: source.clone() })
    };
    let mut steps: Vec<SustainedStep> = shard.rows_of(family).filter_map(read_row).collect();
    steps.sort_by_key(|step| step.from);
    steps
}

/// Where a part begins and ends, and what its hours cost.
pub(crate) fn read(cells: &Cells<'_>) -> Result<(Decimal, Decimal, Decimal), Fault> {
    let number = |column: &str| {
        let cell = cells.get(column).copied().unwrap_or("");
        let share = cell.parse().ok().filter(|share| (Decimal::ZERO..=Decimal::ONE).contains(share));
        share.ok_or_else(|| {
            Fault::new(format!("{column} `{cell}` is not a share"), "write a decimal from 0 to 1: `0.25`")
        })
    };
    let (from, to) = (number("share_from")?, number("share_to")?);
    if from >= to {
        return Err(Fault::new("the part of the month is empty", "share_from is below share_to"));
    }
    Ok((from, to, number("multiplier")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read() {
        let of = |row: &str| read(&cells(HEADER, row));
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(of("n1,0.25,0.5,0.8,s").unwrap(), (d("0.25"), d("0.5"), d("0.8")));
        for wrong in ["n1,0.5,0.25,0.8,s", "n1,0,1.5,0.8,s", "n1,0,1,,s", "n1,0,1,-0.1,s"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
