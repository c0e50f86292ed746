//! `interruptions.csv`: how often spot machines are taken back. A row for each machine type and operating
//! system, a column for each region, cells such as `5-10%:64`: the band, and what was saved in percent.

use costmodel_core::book::{Band, Interruption, Layer, PriceBook, Shard};

use crate::problem::Fault;
use crate::sources;

/// How the header begins and ends; regions stand between.
pub(crate) const ENDS: (&str, &str) = ("sku,os,", ",src");

/// What is on record of a machine type in a region under an operating system.
pub(crate) fn interruption(
    book: &PriceBook,
    layer: &Layer,
    shard: &Shard,
    [region, sku, os]: [&str; 3],
) -> Option<Interruption> {
    let at = shard.header().position(|column| column == region).filter(|at| *at > 1)?;
    shard.rows_of(sku).find_map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let (band, saving_percent) = cell(cells.get(at)?).ok()?;
        let (as_of, source) = sources::of(book, layer, cells.last()?)?;
        let found = Interruption { band, saving_percent, as_of: *as_of, source: source.clone() };
        (cells.get(1) == Some(&os)).then_some(found)
    })
}

/// Reads a cell that is not empty.
pub(crate) fn cell(text: &str) -> Result<(Band, u32), Fault> {
    let form = "write the band and the saving in percent, `5-10%:64`";
    let (band, saving) =
        text.split_once(':').ok_or_else(|| Fault::new(format!("`{text}` has no saving"), form))?;
    let band = band.parse().map_err(|message: String| Fault::new(message, form))?;
    let saving = saving.parse().ok().filter(|percent| *percent < 100);
    saving
        .map(|saving| (band, saving))
        .ok_or_else(|| Fault::new(format!("saving in `{text}` is not a percentage below 100"), form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read() {
        assert_eq!(cell("<5%:64").unwrap(), (Band { above: 0, up_to: Some(5) }, 64));
        assert_eq!(cell(">20%:0").unwrap(), (Band { above: 20, up_to: None }, 0));
        for wrong in ["<5%", "<5%:100", "5:64", "<5%:x", ""] {
            assert!(cell(wrong).is_err(), "{wrong}");
        }
    }
}
