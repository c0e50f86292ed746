//! Embedding models: input tokens only.

use costmodel_core::models;
use costmodel_core::unit::Unit;

use crate::decode::{At, Fraction, OneOrMany, Tokens};
use crate::kinds::shared::models::{ModelName, stretches};
use crate::kinds::shared::parts::each_part;
use crate::lower::Cx;
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
        self.whole_stocks(cx);
        each_part(cx, &stretches, Some(&self.batch), |cx, part| {
            let meter = part.meter(models::EMBEDDING).unwrap_or_else(|| "embedding".to_owned());
            let quantity = cx.times_served("tokens", &self.tokens, "tokens", &served)?;
            cx.push(part.line("tokens", &meter, quantity, Unit::counted("Tokens")).driver(&served.driver));
            Some(())
        })
    }

    /// Says of a stock that all of it is embedded in every month.
    fn whole_stocks(&self, cx: &mut Cx<'_, '_>) {
        for name in &self.serves.0 {
            // An event is of a stock too, and has its months.
            let is_event = cx.low.spec.events.iter().any(|(key, _)| key.name == name.value);
            if is_event || !cx.low.demand(name, &cx.site).is_some_and(|demand| demand.info.is_stock) {
                continue;
            }
            let message = format!("all of `{}` is embedded anew in every month", name.value);
            let hint = format!(
                "serves = \"{}.added\" embeds what comes; an event embeds all of it in its months",
                name.value
            );
            cx.warn("whole-stock", name.span.clone(), message, "a stock, not what is added to it", hint);
        }
    }
}
