//! Embedding models: input tokens only.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Fraction, OneOrMany, Tokens};
use crate::kinds::shared::models::{ModelName, rest_of, stretches};
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "An embedding model, billed by input tokens.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.vectors.embedding]
serves = "chunks.added"
model = "openai/text-embedding-3-small"
tokens = "400 tokens per chunk"
"#;

spec! {
    /// An embedding model, billed by input tokens.
    pub struct Embedding {
        /// What is embedded: chunks added, a re-index event, queries.
        up serves: OneOrMany<At<String>>,
        /// Vendor and model; or models by the month from which they are used.
        neutral model: ModelName,
        /// The platform that sells it, where that is not the vendor.
        neutral via: Option<At<String>>,
        /// Tokens of each: `"400 tokens per chunk"`.
        up tokens: Tokens,
        /// Part sent in batches, at batch rates.
        down batch: Fraction = "0 %",
    }
}

impl Embedding {
    /// A line of tokens, and one of batched tokens.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let stretches = stretches(cx, &self.model, self.via.as_ref());
        let (served, stretches) = (served?, stretches?);
        let site = cx.site.active;
        for stretch in &stretches {
            cx.site.active = site.and(&stretch.active);
            let part = self.batch.value;
            let parts = [("", "tokens", part.map(|share| rest_of(*share))), ("batch-", "batch tokens", part)];
            for (variant, name, share) in parts {
                if share == Ranged::same(Decimal::ZERO) {
                    continue;
                }
                let meter =
                    stretch.meter(variant, &["embedding", "input"]).unwrap_or_else(|| "embedding".to_owned());
                let mut quantity = cx.times_served("tokens", &self.tokens, "tokens", &served)?;
                if share != Ranged::same(Decimal::ONE) {
                    quantity = quantity.times(Expr::given("part of it", share, "", self.batch.span.clone()));
                }
                let line = Draft::new(name, stretch.key(&meter), quantity, Unit::counted("Tokens"));
                cx.push(line.driver(&served.driver).step(Some(0)).note(&stretch.note));
            }
        }
        cx.site.active = site;
        Some(())
    }
}
