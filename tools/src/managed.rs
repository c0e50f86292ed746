//! On-demand and reserved prices of database instances, cache and search nodes, as the file of
//! managed machines has them. The file of rates repeats many: those give way to it, when equal.

use crate::error::Result;
use crate::facts::Facts;
use crate::number::parse;
use crate::rates::Key;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub const FILE: &str = "compute-aws-managed.csv";

pub const SAME: &str = "same price in compute-aws-managed.csv";

/// Service of that file, ours.
const SERVICES: [(&str, &str); 3] =
    [("rds", "rds-instances"), ("elasticache", "elasticache-nodes"), ("opensearch", "opensearch-nodes")];

/// The service the nodes of another are sold as.
pub fn service(theirs: &str) -> Option<&'static str> {
    SERVICES.iter().find(|(raw, _)| *raw == theirs).map(|(_, ours)| *ours)
}

pub type Managed = BTreeMap<Key, Decimal>;

pub fn read(facts: &Facts) -> Result<Managed> {
    let file = facts.file(FILE)?;
    let mut prices = Managed::new();
    for row in &file.rows {
        let service = file.get(row, "service")?;
        let Some(service) = self::service(service) else { continue };
        let purchase = file.get(row, "purchase")?.replace('_', "-");
        let meter = match file.get(row, "os")?.to_lowercase() {
            engine if engine.is_empty() => purchase,
            engine => format!("{engine}/{purchase}"),
        };
        let text = file.get(row, "usd_per_hour")?;
        let price = parse(text).ok_or_else(|| file.error(row, format!("price `{text}`")))?;
        let place = (file.get(row, "region")?.to_owned(), file.get(row, "sku")?.to_owned());
        prices.insert((service.to_owned(), place.0, place.1, meter), price.normalize());
    }
    Ok(prices)
}
