//! What a neutral class of a kind of component is called by each provider.

use crate::unit::Unit;

/// What a provider has for one part of a class: the storage of `hot`, the memory of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassPart {
    /// How the provider bills it.
    pub offer: Offer,
    /// What is to be said of it; of what is not sold, what is nearest.
    pub note: String,
}

/// How a provider bills a part of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// By a meter of a SKU.
    Billed {
        /// The service that sells it: `s3`.
        service: String,
        /// Where its price stands, if not in the region of the placement: `global`.
        region: Option<String>,
        /// The SKU; `*` is any of the service, which the workload names or chooses.
        sku: String,
        /// The meter.
        meter: String,
        /// What the provider counts it in, where that is not the kind's own word.
        unit: Option<Unit>,
    },
    /// Not at all: it comes with something else.
    Included,
    /// It is not sold.
    NotSold,
}
