//! LiteLLM's model map: an object of models, each with prices per token.
//!
//! `model_prices_and_context_window.json` of <https://github.com/BerriAI/litellm>. A price's name tells its
//! variant (`_batches`, `_priority`, `_flex`) and the input above which it holds (`_above_200k_tokens`).

use std::collections::BTreeMap;
use std::io::Read;

use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, MapAccess};
use serde_json::value::RawValue;

use super::{PER_TOKENS, add, writes_for_minutes};
use crate::document::{self, Entries, Map};
use crate::figure::{Figure, decimal};
use crate::reading::Collector;

/// Sellers: the beginning of `litellm_provider`, the name in the book, and what stands before its models.
const SELLERS: [(&str, &str, &str); 20] = [
    ("anthropic", "anthropic", ""),
    ("azure_ai", "azure-ai-foundry", "azure_ai/"),
    ("azure", "azure-openai", "azure/"),
    ("bedrock_converse", "bedrock", ""),
    ("bedrock", "bedrock", ""),
    ("cohere_chat", "cohere", ""),
    ("cohere", "cohere", ""),
    ("deepseek", "deepseek", "deepseek/"),
    ("fireworks_ai-embedding-models", "fireworks", "fireworks_ai/"),
    ("fireworks_ai", "fireworks", "fireworks_ai/"),
    ("gemini", "google", "gemini/"),
    ("groq", "groq", "groq/"),
    ("meta_llama", "meta", "meta_llama/"),
    ("mistral", "mistral", "mistral/"),
    ("openai", "openai", ""),
    ("perplexity", "perplexity", "perplexity/"),
    ("text-completion-openai", "openai", ""),
    ("together_ai", "together", "together_ai/"),
    ("voyage", "voyage", "voyage/"),
    ("xai", "xai", "xai/"),
];

/// Prices per token under the names of their meters.
const METERS: [(&str, &str); 11] = [
    ("input_cost_per_token", "input"),
    ("output_cost_per_token", "output"),
    ("cache_read_input_token_cost", "cache-read"),
    ("cache_creation_input_token_cost", "cache-write"),
    ("cache_creation_input_token_cost_above_1hr", "cache-write-1h"),
    ("cache_read_input_audio_token_cost", "cache-read-audio"),
    ("output_cost_per_reasoning_token", "reasoning-output"),
    ("input_cost_per_audio_token", "input-audio"),
    ("output_cost_per_audio_token", "output-audio"),
    ("input_cost_per_image_token", "input-image"),
    ("output_cost_per_image_token", "output-image"),
];

/// Variants: the ending of a price's name, and the beginning of its meter's.
const VARIANTS: [(&str, &str); 3] = [("_batches", "batch-"), ("_priority", "priority-"), ("_flex", "flex-")];

/// Reads the document.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<(), String> {
    let mut models = Models { into, priced: 0 };
    document::read(input, |document, leash| Map(&mut models, leash).deserialize(&mut *document))?;
    if models.priced == 0 { Err("it has no model with a price".to_owned()) } else { Ok(()) }
}

struct Models<'a> {
    into: &'a mut Collector,
    /// Models that have a seller.
    priced: u64,
}

impl<'de> Entries<'de> for Models<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, id: &str, map: &mut A) -> Result<(), A::Error> {
        let fields: BTreeMap<String, Box<RawValue>> = map.next_value()?;
        if id == "sample_spec" {
            return Ok(());
        }
        self.into.entry();
        let word = |name: &str| -> String {
            fields.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
        };
        let provider = word("litellm_provider");
        let Some((seller, model)) = sold(&provider, id) else {
            self.into.unmapped(&format!("models sold by {provider}"));
            return Ok(());
        };
        self.priced = self.priced.saturating_add(1);
        let is_embedding = word("mode") == "embedding";
        let mut prices: BTreeMap<String, Vec<(Decimal, Decimal)>> = BTreeMap::new();
        for (field, raw) in fields.iter().filter(|(field, _)| field.contains("cost")) {
            let Some((meter, from)) = meter(field, model, is_embedding) else {
                self.into.unmapped(&format!("models: {field}"));
                continue;
            };
            let price = serde_json::from_str::<Figure>(raw.get())
                .map_err(|error| error.to_string())
                .and_then(|figure| decimal(&figure.0))
                .and_then(|price| {
                    price.checked_mul(Decimal::from(1_000_000)).ok_or("out of range".to_owned())
                });
            match price {
                // What a model of vectors writes is not sold.
                Ok(price) if is_embedding && meter == "output" && price.is_zero() => {}
                Ok(price) => prices.entry(meter).or_default().push((from, price)),
                Err(why) => self.into.refuse(&format!("{seller}: {model} {field}"), &why),
            }
        }
        for (meter, steps) in &prices {
            add(self.into, [seller, model, meter], PER_TOKENS, None, steps);
        }
        Ok(())
    }
}

/// Who sells a model in the book, and what it is called there.
fn sold<'m>(provider: &str, id: &'m str) -> Option<(&'static str, &'m str)> {
    if provider.starts_with("vertex_ai") {
        return Some(("vertex-ai", id.strip_prefix("vertex_ai/").unwrap_or(id)));
    }
    let (_, seller, prefix) = SELLERS.iter().find(|(known, ..)| *known == provider)?;
    let model = id.strip_prefix(prefix).unwrap_or(id);
    // Prices of one region of Bedrock stand under names of their own.
    (!model.starts_with("bedrock/")).then_some((*seller, model))
}

/// The meter of a price, and above how many tokens of input it holds.
fn meter(field: &str, model: &str, is_embedding: bool) -> Option<(String, Decimal)> {
    let (field, variant) = VARIANTS
        .iter()
        .find_map(|(ending, variant)| Some((field.strip_suffix(ending)?, *variant)))
        .unwrap_or((field, ""));
    let (field, from) = match field.strip_suffix("k_tokens").and_then(|rest| rest.rsplit_once("_above_")) {
        Some((field, thousands)) => (field, thousands.parse::<u32>().ok()?.checked_mul(1_000)?),
        None => (field, 0),
    };
    let (_, meter) = METERS.iter().find(|(known, _)| *known == field)?;
    let meter = match *meter {
        "input" if is_embedding => "embedding",
        "cache-write" if writes_for_minutes(model) => "cache-write-5m",
        other => other,
    };
    Some((format!("{variant}{meter}"), Decimal::from(from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_prices_tell_variant_and_step() {
        let read = |field: &str| meter(field, "gpt-x", false).map(|(meter, from)| (meter, from.to_string()));
        for (field, name, from) in [
            ("input_cost_per_token", "input", "0"),
            ("output_cost_per_token_batches", "batch-output", "0"),
            ("input_cost_per_token_above_200k_tokens_priority", "priority-input", "200000"),
            ("cache_creation_input_token_cost_above_1hr_above_200k_tokens", "cache-write-1h", "200000"),
        ] {
            assert_eq!(read(field), Some((name.to_owned(), from.to_owned())), "{field}");
        }
        assert_eq!(read("output_cost_per_pixel"), None);
        assert_eq!(meter("input_cost_per_token", "m", true).unwrap().0, "embedding");
        assert_eq!(
            meter("cache_creation_input_token_cost", "anthropic.claude-x", false).unwrap().0,
            "cache-write-5m"
        );
    }

    #[test]
    fn sellers_have_their_names() {
        assert_eq!(sold("azure", "azure/eu/gpt-5"), Some(("azure-openai", "eu/gpt-5")));
        assert_eq!(sold("vertex_ai-llama_models", "vertex_ai/meta/llama"), Some(("vertex-ai", "meta/llama")));
        assert_eq!(sold("bedrock", "bedrock/us-east-1/anthropic.claude"), None);
        assert_eq!(sold("nobody", "x"), None);
    }

    #[test]
    fn prices_are_per_million_and_exact() {
        let mut collector = Collector::new(jiff::civil::date(2026, 11, 24));
        let text = r#"{"sample_spec":{"litellm_provider":"one of"},
            "gpt-x":{"litellm_provider":"openai","input_cost_per_token":1.25e-06,
                     "input_cost_per_token_above_200k_tokens":2.5e-06,"output_cost_per_token":-1}}"#;
        read(text.as_bytes(), &mut collector).unwrap();
        let reading = collector.finish();
        assert_eq!(reading.offers().len(), 1);
        assert_eq!(reading.offers()[0].schedule.tiers().unwrap().first().to_string(), "1.25");
        assert!(reading.refused.first[0].contains("negative"));
    }
}
