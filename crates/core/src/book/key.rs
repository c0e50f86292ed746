//! What a price is found by.

/// What names a price: provider, service, region, SKU and meter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// `aws`, `anthropic`.
    pub provider: String,
    /// `s3`; for AI models `models`.
    pub service: String,
    /// `us-east-1`; `global` where the provider has one price.
    pub region: String,
    /// A thing the provider sells.
    pub sku: String,
    /// What is counted for it.
    pub meter: String,
}

impl Key {
    /// A key from its parts.
    #[must_use]
    pub fn new(provider: &str, service: &str, region: &str, sku: &str, meter: &str) -> Key {
        Key {
            provider: provider.into(),
            service: service.into(),
            region: region.into(),
            sku: sku.into(),
            meter: meter.into(),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}/{} {}", self.provider, self.service, self.region, self.sku, self.meter)
    }
}
