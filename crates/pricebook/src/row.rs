//! Rows of long tables, for whoever writes tables: what is written here reads as what it was made from.

use costmodel_core::book::{PriceBook, TableKey};
use costmodel_core::rate::{Rate, Schedule};

use crate::cells::written::Written;
use crate::long;
use crate::place::GROUPS;

/// The header of every long table.
pub const ROW_HEADER: &str = long::HEADER;

/// The row of a rate in a long table; `None` for what is paid at the start of a term, which no long row can
/// hold, and for names and notes that no cell can.
///
/// ```
/// use costmodel_pricebook::{embedded, write_row};
/// use costmodel_core::book::Key;
///
/// let book = embedded();
/// let key = Key::new("aws", "nat-gateway", "us-east-1", "standard", "data");
/// let rates = book.find(&key, book.date).unwrap();
/// let row = write_row("standard", "data", &rates[0], "deal").unwrap();
/// assert!(row.starts_with("standard,data,GiB,flat,0.0") && row.contains(",deal,"));
/// ```
#[must_use]
pub fn write_row(sku: &str, meter: &str, rate: &Rate, src: &str) -> Option<String> {
    if matches!(rate.schedule, Schedule::Term { .. }) {
        return None;
    }
    let Written { unit, mode, price, minimum, free, scope, contract: _ } = Written::of(rate);
    let cells = [
        sku.to_owned(),
        meter.to_owned(),
        unit,
        mode.to_owned(),
        price,
        minimum,
        free,
        scope,
        rate.from.map_or_else(String::new, |from| from.to_string()),
        rate.seen.quality.name().to_owned(),
        src.to_owned(),
        rate.seen.note.clone(),
    ];
    let fits = |cell: &String| !cell.contains([',', '"', '\n', '\r']);
    cells.iter().all(fits).then(|| cells.join(","))
}

/// The id under which a book knows the source of a rate.
#[must_use]
pub fn source_id<'b>(book: &'b PriceBook, rate: &Rate) -> Option<&'b str> {
    let sources = book.layers.iter().flat_map(|layer| &layer.sources);
    let same = |(_, (as_of, source)): &(&String, &(jiff::civil::Date, String))| {
        *as_of == rate.seen.as_of && *source == rate.seen.source
    };
    sources.into_iter().find(same).map(|(id, _)| id.as_str())
}

/// Where the table of rates of a provider's service in a region stands; `history` is where its older rows do.
///
/// ```
/// use costmodel_pricebook::table_path;
/// let key = |provider: &str, service: &str| (provider.to_owned(), service.to_owned(), "eu-1".to_owned());
/// assert_eq!(table_path(&key("aws", "s3"), false), "aws/s3/eu-1.csv");
/// assert_eq!(table_path(&key("anthropic", "models"), true), "ai/anthropic/history/eu-1.csv");
/// ```
#[must_use]
pub fn table_path(table: &TableKey, history: bool) -> String {
    let (provider, service, region) = table;
    let folder = match GROUPS.iter().find(|(_, sold)| sold == service) {
        Some((group, _)) => format!("{group}/{provider}"),
        None => format!("{provider}/{service}"),
    };
    format!("{folder}/{}{region}.csv", if history { "history/" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::long::LongRow;

    #[test]
    fn every_long_row_of_the_book_is_written_as_it_stands() {
        let book = crate::embedded();
        let layer = &book.layers[0];
        let mut rows = 0;
        for (path, text) in crate::embedded_tables() {
            if !text.starts_with(ROW_HEADER) {
                continue;
            }
            for line in text.lines().skip(1) {
                let row = LongRow::cut(line).unwrap();
                let rate = row.rate(&book, layer).unwrap();
                assert_eq!(write_row(row.sku, row.meter, &rate, row.src).as_deref(), Some(line), "{path}");
                rows += 1;
            }
        }
        assert!(rows > 5_000);
    }

    #[test]
    fn cells_that_a_row_cannot_hold_are_refused() {
        let book = crate::embedded();
        let key = costmodel_core::book::Key::new("aws", "nat-gateway", "us-east-1", "standard", "data");
        let rate = book.find(&key, book.date).unwrap().remove(0);
        assert_eq!(write_row("a,b", "data", &rate, "s"), None);
        assert!(source_id(&book, &rate).is_some());
    }
}
