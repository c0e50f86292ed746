//! genai-prices: providers, their models, prices per million tokens.
//!
//! `prices` is an object, or a list of objects with a constraint: a first day, or hours of the day. A price with
//! tiers counts all tokens at the tier the request's input reaches. See the schema beside the data,
//! <https://github.com/pydantic/genai-prices/blob/main/prices/data.schema.json>.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::value::RawValue;

use super::{PER_TOKENS, add, embeds, writes_for_minutes};
use crate::document::{self, list};
use crate::figure::{Figure, decimal};
use crate::reading::Collector;

/// Sellers under their names in the book.
const SELLERS: [(&str, &str); 15] = [
    ("anthropic", "anthropic"),
    ("aws", "bedrock"),
    ("azure", "azure-openai"),
    ("cohere", "cohere"),
    ("deepseek", "deepseek"),
    ("fireworks", "fireworks"),
    ("google", "google"),
    ("groq", "groq"),
    ("meta", "meta"),
    ("mistral", "mistral"),
    ("openai", "openai"),
    ("perplexity", "perplexity"),
    ("together", "together"),
    ("voyageai", "voyage"),
    ("x-ai", "xai"),
];

/// Prices under the names of their meters, and per what they are.
const METERS: [(&str, &str, &str); 18] = [
    ("input_mtok", "input", PER_TOKENS),
    ("output_mtok", "output", PER_TOKENS),
    ("cache_read_mtok", "cache-read", PER_TOKENS),
    ("cache_write_mtok", "cache-write", PER_TOKENS),
    ("cache_write_1h_mtok", "cache-write-1h", PER_TOKENS),
    ("output_reasoning_mtok", "reasoning-output", PER_TOKENS),
    ("input_audio_mtok", "input-audio", PER_TOKENS),
    ("output_audio_mtok", "output-audio", PER_TOKENS),
    ("cache_audio_read_mtok", "cache-read-audio", PER_TOKENS),
    ("input_image_mtok", "input-image", PER_TOKENS),
    ("output_image_mtok", "output-image", PER_TOKENS),
    ("cache_image_read_mtok", "cache-read-image", PER_TOKENS),
    ("input_video_mtok", "input-video", PER_TOKENS),
    ("output_video_mtok", "output-video", PER_TOKENS),
    ("output_citation_mtok", "citation", PER_TOKENS),
    ("requests_kcount", "request", "1000 Requests"),
    ("web_searches_kcount", "web-search", "1000 Requests"),
    ("file_searches_kcount", "file-search", "1000 Requests"),
];

/// Reads the document.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<(), String> {
    let mut providers = 0_u64;
    document::read(input, |document, leash| {
        let each = |provider: Provider| {
            providers = providers.saturating_add(1);
            provider.add(into);
        };
        list(each, leash).deserialize(&mut *document)
    })?;
    if providers == 0 { Err("it names no provider of models".to_owned()) } else { Ok(()) }
}

#[derive(Deserialize)]
struct Provider {
    id: String,
    models: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
    prices: Prices,
}

/// One set of prices, or several that hold under conditions.
struct Prices(Vec<Conditional>);

#[derive(Default, Deserialize)]
struct Conditional {
    #[serde(default)]
    constraint: Option<Constraint>,
    prices: BTreeMap<String, Box<RawValue>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Constraint {
    start_date: Option<String>,
    start_time: Option<String>,
}

#[derive(Deserialize)]
struct Tiered {
    base: Figure,
    tiers: Vec<Tier>,
}

#[derive(Deserialize)]
struct Tier {
    start: Figure,
    price: Figure,
}

impl<'de> Deserialize<'de> for Prices {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Prices, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let read = if raw.get().starts_with('[') {
            serde_json::from_str(raw.get())
        } else {
            serde_json::from_str(raw.get()).map(|prices| vec![Conditional { constraint: None, prices }])
        };
        read.map(Prices).map_err(document::error)
    }
}

impl Provider {
    fn add(self, into: &mut Collector) {
        let seller = SELLERS.iter().find(|(id, _)| *id == self.id).map(|(_, seller)| *seller);
        for model in self.models {
            into.entry();
            match seller {
                None => into.unmapped(&format!("models sold by {}", self.id)),
                // Google sells Claude on its platform, not in its API.
                Some("google") if writes_for_minutes(&model.id) => model.add("vertex-ai", into),
                Some(seller) => model.add(seller, into),
            }
        }
    }
}

impl Model {
    fn add(self, seller: &str, into: &mut Collector) {
        let as_of = into.as_of();
        let starts = |set: &Conditional| -> Option<Date> {
            set.constraint.as_ref()?.start_date.as_ref()?.parse().ok()
        };
        let of_the_day = |set: &Conditional| set.constraint.as_ref().is_some_and(|c| c.start_time.is_some());
        let held = self.prices.0.iter().filter(|set| !of_the_day(set)).filter_map(starts);
        let last = held.filter(|day| *day <= as_of).max();
        for set in &self.prices.0 {
            if of_the_day(set) {
                into.unmapped("models whose price depends on the hour");
                continue;
            }
            let since = starts(set);
            // What held before the last change is history.
            if since.is_none_or(|day| day <= as_of) && since != last {
                continue;
            }
            for (field, value) in &set.prices {
                self.price(seller, field, value, since, into);
            }
        }
    }

    fn price(&self, seller: &str, field: &str, value: &RawValue, since: Option<Date>, into: &mut Collector) {
        let Some((_, meter, unit)) = METERS.iter().find(|(known, ..)| *known == field) else {
            return into.unmapped(&format!("models: {field}"));
        };
        let meter = match *meter {
            "input" if embeds(seller, &self.id) => "embedding",
            "cache-write" if writes_for_minutes(&self.id) => "cache-write-5m",
            other => other,
        };
        match steps(value) {
            Ok(steps) => add(into, [seller, &self.id, meter], unit, since, &steps),
            Err(why) => into.refuse(&format!("{seller}: {} {field}", self.id), &why),
        }
    }
}

fn steps(value: &RawValue) -> Result<Vec<(Decimal, Decimal)>, String> {
    let wrong = |error: serde_json::Error| error.to_string();
    if !value.get().starts_with('{') {
        let figure: Figure = serde_json::from_str(value.get()).map_err(wrong)?;
        return Ok(vec![(Decimal::ZERO, decimal(&figure.0)?)]);
    }
    let tiered: Tiered = serde_json::from_str(value.get()).map_err(wrong)?;
    let mut steps = vec![(Decimal::ZERO, decimal(&tiered.base.0)?)];
    for tier in tiered.tiers {
        steps.push((decimal(&tier.start.0)?, decimal(&tier.price.0)?));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> crate::Reading {
        let mut collector = Collector::new(jiff::civil::date(2026, 11, 24));
        read(text.as_bytes(), &mut collector).unwrap();
        collector.finish()
    }

    #[test]
    fn the_price_of_the_day_is_taken_and_the_next_announced() {
        let reading = read_text(
            r#"[{"id":"anthropic","models":[{"id":"claude-x","prices":[
                {"prices":{"input_mtok":2}},
                {"constraint":{"start_date":"2026-09-01"},"prices":{"input_mtok":3,"cache_write_mtok":3.75}},
                {"constraint":{"start_date":"2027-01-01"},"prices":{"input_mtok":4}}]}]}]"#,
        );
        let offers = reading.offers();
        let told: Vec<_> =
            offers.iter().map(|o| (o.key.meter.as_str(), o.schedule.first_price().to_string())).collect();
        assert_eq!(
            told,
            [("cache-write-5m", "3.75".to_owned()), ("input", "3".to_owned()), ("input", "4".to_owned())]
        );
        assert!(offers[2].announced.is_some());
    }

    #[test]
    fn what_depends_on_the_hour_or_has_no_name_is_counted() {
        let reading = read_text(
            r#"[{"id":"deepseek","models":[{"id":"d","prices":[
                {"prices":{"input_mtok":{"base":1.25,"tiers":[{"start":200000,"price":2.5}]},"new_mtok":1}},
                {"constraint":{"start_time":"16:30:00Z","end_time":"00:30:00Z"},"prices":{"input_mtok":1}}]}]},
               {"id":"elsewhere","models":[{"id":"e","prices":{"input_mtok":1}}]}]"#,
        );
        assert_eq!(reading.offers().len(), 1);
        assert_eq!(reading.offers()[0].schedule.name(), "volume");
        assert_eq!(reading.unmapped.values().sum::<u64>(), 3);
        assert_eq!(reading.entries, 2);
    }
}
