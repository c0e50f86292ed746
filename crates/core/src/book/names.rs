//! What the book has prices of: providers, services, regions, SKUs, meters.

use super::{PriceBook, Shard, TableKey};

impl PriceBook {
    /// The meters a SKU has in a region.
    #[must_use]
    pub fn meters(&self, provider: &str, service: &str, region: &str, sku: &str) -> Vec<String> {
        let table = (provider.to_owned(), service.to_owned(), region.to_owned());
        let mut meters: Vec<String> = self
            .layers
            .iter()
            .filter_map(|layer| Some((layer, layer.rates.get(&table)?)))
            .flat_map(|(layer, shard)| (self.reader.meters)(layer, &table, shard, sku))
            .collect();
        meters.sort();
        meters.dedup();
        meters
    }

    /// The SKUs of a service in a region, sorted.
    #[must_use]
    pub fn skus(&self, provider: &str, service: &str, region: &str) -> Vec<&str> {
        let table = (provider.to_owned(), service.to_owned(), region.to_owned());
        let mut skus: Vec<&str> =
            self.layers.iter().filter_map(|layer| layer.rates.get(&table)).flat_map(Shard::skus).collect();
        skus.sort_unstable();
        skus.dedup();
        skus
    }

    /// All (provider, service, region) that have rates, sorted.
    #[must_use]
    pub fn tables(&self) -> Vec<&TableKey> {
        let mut tables: Vec<_> = self.layers.iter().flat_map(|layer| layer.rates.keys()).collect();
        tables.sort_unstable();
        tables.dedup();
        tables
    }

    /// The regions in which a provider sells anything, sorted.
    #[must_use]
    pub fn regions(&self, provider: &str) -> Vec<&str> {
        let first = (provider.to_owned(), String::new(), String::new());
        let own = self.layers.iter().flat_map(|layer| {
            layer.rates.range(&first..).map(|(table, _)| table).take_while(|t| t.0 == first.0)
        });
        let regions: std::collections::BTreeSet<&str> = own.map(|table| table.2.as_str()).collect();
        regions.into_iter().collect()
    }

    /// The regions in which a provider sells a service, sorted.
    #[must_use]
    pub fn regions_of(&self, provider: &str, service: &str) -> Vec<&str> {
        let first = (provider.to_owned(), service.to_owned(), String::new());
        let tables = self.layers.iter().flat_map(|layer| {
            layer
                .rates
                .range(&first..)
                .map(|(table, _)| table)
                .take_while(|t| t.0 == first.0 && t.1 == first.1)
        });
        let mut regions: Vec<&str> = tables.map(|table| table.2.as_str()).collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The providers, sorted.
    #[must_use]
    pub fn providers(&self) -> Vec<&str> {
        let mut providers: Vec<&str> = Vec::new();
        for (table, _) in self.layers.iter().flat_map(|layer| &layer.rates) {
            if providers.last().is_none_or(|last| *last != table.0) {
                providers.push(&table.0);
            }
        }
        providers.sort_unstable();
        providers.dedup();
        providers
    }

    /// The providers that sell a service, sorted: `gpu` names the sellers of GPUs.
    #[must_use]
    pub fn sellers(&self, service: &str) -> Vec<&str> {
        let mut sellers: Vec<&str> =
            self.tables().into_iter().filter(|t| t.1 == service).map(|t| t.0.as_str()).collect();
        sellers.dedup();
        sellers
    }
}
