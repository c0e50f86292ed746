//! Sustained use: machines that run for much of a month get cheaper by themselves.

use rust_decimal::Decimal;

use super::PriceBook;

/// What a part of the month costs, for the time a machine runs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SustainedStep {
    /// Where the part begins, as a share of the month.
    pub from: Decimal,
    /// Where it ends.
    pub to: Decimal,
    /// What its hours cost, as a multiple of the price on demand.
    pub multiplier: Decimal,
    /// Where that is written.
    pub source: String,
}

impl PriceBook {
    /// How machines of a family get cheaper the longer they run in a month, part by part; empty where they do not.
    #[must_use]
    pub fn sustained_use(&self, provider: &str, service: &str, family: &str) -> Vec<SustainedStep> {
        let table = (provider.to_owned(), service.to_owned());
        let found = self.layers.iter().rev().find_map(|layer| {
            let steps = (self.reader.sustained)(self, layer, layer.sustained.get(&table)?, family);
            (!steps.is_empty()).then_some(steps)
        });
        found.unwrap_or_default()
    }
}
