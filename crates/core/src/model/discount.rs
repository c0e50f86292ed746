//! Negotiated discounts, and how each provider orders them against commitments.

use rust_decimal::Decimal;

use crate::month::Active;
use crate::scenario::Ranged;

/// A negotiated discount on list prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Globs over `provider/service`: `aws/*`, `anthropic/models`.
    pub services: Vec<String>,
    /// The fraction taken off, for each scenario.
    pub fraction: Ranged<Decimal>,
    /// The months in which it holds.
    pub active: Active,
    /// What outputs call it.
    pub name: String,
}

impl Discount {
    /// Whether it covers a line's service.
    #[must_use]
    pub fn covers(&self, provider: &str, service: &str) -> bool {
        let full = format!("{provider}/{service}");
        self.services.iter().any(|glob| match glob.strip_suffix('*') {
            Some(prefix) => full.starts_with(prefix),
            None => *glob == full || *glob == provider,
        })
    }
}

/// Which of the two is applied first to usage that a commitment and a negotiated discount both reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscountOrder {
    /// The discount lowers the price, then the commitment is drawn at the lowered price.
    DiscountFirst,
    /// Usage draws the lower of the negotiated and the commitment's rate.
    LowerOfBoth,
    /// No vendor text was found: nothing is assumed.
    Unknown,
}

/// The order of a provider, with the text it was read in.
///
/// ```
/// use costmodel_core::model::{DiscountOrder, discount_order};
/// assert_eq!(discount_order("azure").0, DiscountOrder::LowerOfBoth);
/// ```
#[must_use]
pub fn discount_order(provider: &str) -> (DiscountOrder, &'static str) {
    const ORDERS: [(&str, DiscountOrder, &str); 2] = [
        (
            "azure",
            DiscountOrder::LowerOfBoth,
            "MicrosoftDocs/azure-docs savings-plan/discount-application.md@0203f46",
        ),
        ("focus", DiscountOrder::DiscountFirst, "FOCUS_Spec@04f8bb3, commitment discount examples"),
    ];
    let found = ORDERS.iter().find(|(name, ..)| *name == provider);
    found.map_or((DiscountOrder::Unknown, "no vendor text found"), |(_, order, source)| (*order, source))
}
