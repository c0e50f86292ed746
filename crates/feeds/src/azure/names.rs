//! What Azure's products are called: the tables that the book's own rows of this feed were named by.

use std::collections::BTreeMap;

use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::figure::decimal;

/// Products of services that one page of the feed is of: the service is in the table.
const FOUND: &str = include_str!("../../../../tools/names/azure-found.csv");
/// Products of storage, among rows of other lists: those that are named `product / SKU`.
const LISTED: &str = include_str!("../../../../tools/names/azure.csv");
/// What the feed calls the service of all storage.
const STORAGE: &str = "Storage";
/// Units of storage: as the table has them, and as the feed writes them.
const UNITS: [(&str, &str); 15] = [
    ("month", "1/Month"),
    ("10k operations", "10K"),
    ("GB", "1 GB"),
    ("GB-month", "1 GB/Month"),
    ("10k-month", "10K/Month"),
    ("1M", "1M"),
    ("GiB-hour", "1 GiB/Hour"),
    ("100", "100"),
    ("unit-hour", "1/Hour"),
    ("1", "1"),
    ("GiB-month", "1 GiB/Month"),
    ("GB-hour", "1 GB/Hour"),
    ("1 GiB", "1 GiB"),
    ("TB", "1 TB"),
    ("100/Month", "100/Month"),
];

/// Names by service, `product / SKU` and meter.
pub(super) struct Names(BTreeMap<[String; 3], Name>);

/// What a product is called.
pub(super) struct Name {
    /// How the feed writes its unit.
    pub(super) raw_unit: String,
    pub(super) service: String,
    /// The region, if it is not the product's.
    pub(super) region: String,
    pub(super) sku: String,
    pub(super) meter: String,
    pub(super) unit: Unit,
    /// Raw units in one of the book's.
    pub(super) factor: Decimal,
}

impl Names {
    /// Every name; a row that cannot be read has none to give.
    pub(super) fn all() -> Names {
        // A row of the feed itself says more than one of another list.
        let listed = rows(LISTED, listed).into_iter().filter(|([_, product, _], _)| product.contains(" / "));
        Names(listed.chain(rows(FOUND, found)).collect())
    }

    /// What a product is called.
    pub(super) fn of(&self, [service, product, meter]: [&str; 3]) -> Option<&Name> {
        self.0.get(&[service, product, meter].map(str::to_owned))
    }
}

fn found(service: &str, unit: &str) -> Option<(String, String)> {
    Some((service.strip_prefix("feed: ")?.to_owned(), unit.to_owned()))
}

fn listed(_: &str, unit: &str) -> Option<(String, String)> {
    let (_, written) = UNITS.iter().find(|(known, _)| *known == unit)?;
    Some((STORAGE.to_owned(), (*written).to_owned()))
}

/// The loaded rows of a table, with the service and the unit as the feed writes them.
fn rows(text: &str, feed: fn(&str, &str) -> Option<(String, String)>) -> Vec<([String; 3], Name)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().flatten().filter_map(|record| {
        let cells: Vec<&str> = record.iter().collect();
        let [service, _, product, meter, unit, "load", name @ ..] = cells.as_slice() else { return None };
        let [to_service, to_region, to_sku, to_meter, to_unit, factor, ..] = name else { return None };
        let (service, raw_unit) = feed(service, unit)?;
        let name = Name {
            raw_unit,
            service: to_service.strip_prefix("azure/")?.to_owned(),
            region: (*to_region).to_owned(),
            sku: (*to_sku).to_owned(),
            meter: (*to_meter).to_owned(),
            unit: to_unit.parse().ok()?,
            // Without a factor, one raw unit is one of the book's.
            factor: match *factor {
                "" => Decimal::ONE,
                factor => decimal(factor).ok().filter(|factor| !factor.is_zero())?,
            },
        };
        Some(([service, (*product).to_owned(), (*meter).to_owned()], name))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_feed_has_a_name() {
        // Models are read from feeds of their own.
        let is_ours = |record: &csv::StringRecord| record[6].starts_with("azure/");
        let loaded = csv::Reader::from_reader(FOUND.as_bytes()).records().flatten().filter(is_ours).count();
        let found = rows(FOUND, found);
        assert_eq!(found.len(), loaded, "a row of the table cannot be read");
        assert!(found.iter().any(|(key, _)| key[0] == STORAGE));
        assert!(Names::all().0.len() > loaded + 300);
    }

    #[test]
    fn names_of_other_lists_are_of_storage() {
        let names = Names::all();
        let product = "Blob Storage Hierarchical Namespace / Nothing";
        assert!(names.of([STORAGE, product, "Nothing"]).is_none());
        let table = names.of([STORAGE, "Tables / Standard LRS", "LRS Data Stored"]).unwrap();
        assert_eq!((table.service.as_str(), table.raw_unit.as_str()), ("table-storage", "1 GB/Month"));
    }
}
