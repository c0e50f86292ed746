//! Models by name: which SKU a name means on a day, which meter prices which tokens, what a region multiplies.
//!
//! Workloads and quotes ask here, so a model means the same in both.
//!
//! - A name is matched exactly, then as an alias of the day, then without a dated suffix; anything else is an
//!   error with candidates, never a default.
//! - A variant (batch, flex, priority, fast) overrides meter by meter: what it does not list keeps the standard
//!   price (genai-prices, `price_variants`).

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::book::{ModelFacts, PriceBook};
use crate::num::Ratio;
use crate::rate::{Rate, Schedule};
use crate::tokens::Boundary;

/// The service that models are sold under.
pub const SERVICE: &str = "models";
/// The region of their tables.
pub const REGION: &str = "global";

/// Meters of ordinary input.
pub const INPUT: &[&str] = &["input"];
/// Meters of output, reasoning included.
pub const OUTPUT: &[&str] = &["output"];
/// Meters of reasoning, where it is priced apart.
pub const REASONING: &[&str] = &["reasoning-output"];
/// Meters of what a model of vectors reads.
pub const EMBEDDING: &[&str] = &["embedding", "input"];
/// Meters of input read from a cache.
pub const CACHE_READ: &[&str] = &["cache-read"];
/// Meters of a cache write that lives five minutes: the vendor's own first.
pub const CACHE_WRITE_5M: &[&str] = &["cache-write-5m", "cache-write"];
/// Meters of a cache write that lives half an hour.
pub const CACHE_WRITE_30M: &[&str] = &["cache-write"];
/// Meters of a cache write that lives an hour.
pub const CACHE_WRITE_1H: &[&str] = &["cache-write-1h", "cache-write"];
/// Meters of a cache write that lives twelve hours.
pub const CACHE_WRITE_12H: &[&str] = &["cache-write-12h", "cache-write"];
/// Meters of web searches; where a vendor has three sizes of context, the middle one.
pub const WEB_SEARCH: &[&str] = &["web-search", "web-search-medium"];
/// Meters of file searches.
pub const FILE_SEARCH: &[&str] = &["file-search"];
/// Meters of audio tokens read.
pub const INPUT_AUDIO: &[&str] = &["input-audio"];
/// Meters of audio tokens written.
pub const OUTPUT_AUDIO: &[&str] = &["output-audio"];
/// Meters of image tokens read; without one of their own they are input.
pub const INPUT_IMAGE: &[&str] = &["input-image", "input"];
/// Meters of video tokens read; without one of their own they are input.
pub const INPUT_VIDEO: &[&str] = &["input-video", "input"];
/// Meters of a fee for each request.
pub const REQUEST: &[&str] = &["request"];

/// What a name turned out to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who sells it: `anthropic`, `bedrock`.
    pub provider: String,
    /// What it is called there.
    pub sku: String,
    /// By which rule.
    pub how: Rule,
}

/// By which rule a name was matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is the SKU.
    Exact,
    /// It is an alias, which may mean another model from some day on.
    Alias(String),
    /// It is the SKU with a date behind.
    Dated(String),
    /// It is how a platform calls a vendor's model.
    Through(String),
}

impl Named {
    fn new(provider: &str, sku: &str, how: Rule) -> Named {
        Named { provider: provider.to_owned(), sku: sku.to_owned(), how }
    }

    /// The rule in words; empty for an exact match.
    #[must_use]
    pub fn note(&self) -> String {
        let Named { provider, sku, how } = self;
        match how {
            Rule::Exact => String::new(),
            Rule::Alias(asked) => format!("`{asked}` is an alias of {sku}"),
            Rule::Dated(asked) => format!("`{asked}` matched as {sku}, without its date"),
            Rule::Through(asked) => format!("{asked} sold as {provider}/{sku}"),
        }
    }
}

/// Why a name means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNamed {
    /// The book has no models of that seller; [`sellers`] lists whose it has.
    Seller,
    /// The seller has no such model; [`offered`] lists those it has.
    Model,
}

/// A vendor's model by its name on a day.
///
/// # Errors
/// When the book does not know the vendor or the model.
pub fn named(book: &PriceBook, vendor: &str, model: &str, on: Date) -> Result<Named, NotNamed> {
    let is_sold = |sku: &str| !book.meters(vendor, SERVICE, REGION, sku).is_empty();
    if is_sold(model) {
        return Ok(Named::new(vendor, model, Rule::Exact));
    }
    if let Some(sku) = book.alias(vendor, model, on) {
        return Ok(Named::new(vendor, &sku, Rule::Alias(model.to_owned())));
    }
    if let Some(base) = without_date(model).filter(|base| is_sold(base)) {
        return Ok(Named::new(vendor, base, Rule::Dated(model.to_owned())));
    }
    Err(if sellers(book).contains(&vendor) { NotNamed::Model } else { NotNamed::Seller })
}

/// A model of a vendor as a platform sells it: the one SKU of the platform whose name holds the model's. Of
/// several the one that is processed anywhere, then the one of the region. `skus` is what the platform offers.
///
/// # Errors
/// When the book does not know the platform, or it does not sell the model.
pub fn through<'b>(
    skus: impl Iterator<Item = &'b str>,
    platform: &str,
    vendor: &str,
    model: &str,
    region: &str,
) -> Result<Named, NotNamed> {
    let mut skus = skus.peekable();
    if skus.peek().is_none() {
        return Err(NotNamed::Seller);
    }
    let dotted = format!("{vendor}.{model}");
    let (versioned, slashed) = (format!("{dotted}-v"), format!("/{model}"));
    let holds = |sku: &str| {
        sku == model || sku.ends_with(&dotted) || sku.contains(&versioned) || sku.ends_with(&slashed)
    };
    let candidates: Vec<&str> = skus.filter(|sku| holds(sku)).collect();
    let preferred = ["global.", "", "regional."].iter().find_map(|prefix| {
        candidates.iter().copied().find(|sku| {
            sku.starts_with(&format!("{prefix}{vendor}")) || (prefix.is_empty() && **sku == *model)
        })
    });
    let regional = candidates.iter().copied().find(|sku| sku.contains(region));
    match preferred.or(regional).or(candidates.first().copied()) {
        Some(sku) => Ok(Named::new(platform, sku, Rule::Through(format!("{vendor}/{model}")))),
        None => Err(NotNamed::Model),
    }
}

/// Whoever sells models, sorted.
#[must_use]
pub fn sellers(book: &PriceBook) -> Vec<&str> {
    let tables = book.layers.iter().flat_map(|layer| layer.rates.keys());
    let mut sellers: Vec<&str> =
        tables.filter(|table| table.1 == SERVICE).map(|table| table.0.as_str()).collect();
    sellers.sort_unstable();
    sellers.dedup();
    sellers
}

/// The models somebody sells, sorted.
#[must_use]
pub fn offered<'b>(book: &'b PriceBook, seller: &str) -> Vec<&'b str> {
    book.skus(seller, SERVICE, REGION)
}

/// `claude-x-20260101`, `gpt-y-2026-01-01` and `model@20260101` without their date.
#[must_use]
pub fn without_date(model: &str) -> Option<&str> {
    let is_date = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.len() == 8 && digits.starts_with("20") && text.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    [8, 10].into_iter().find_map(|length| {
        let cut = model.len().checked_sub(length + 1)?;
        let (base, tail) = (model.get(..cut)?, model.get(cut + 1..)?);
        let mark = model.get(cut..cut + 1)?;
        (matches!(mark, "-" | "@") && is_date(tail)).then_some(base)
    })
}

/// Whether a SKU holds a word of a name: a candidate for someone who looks for it.
#[must_use]
pub fn shares_words(sku: &str, model: &str) -> bool {
    model.split(['-', '.', '/']).filter(|word| word.len() > 2).any(|word| sku.contains(word))
}

/// Which of some meters prices a kind of token in a variant (`batch-`, or nothing): the variant's own, else the
/// standard one; `None` when there is neither.
pub fn meter(meters: &[impl AsRef<str>], variant: &str, names: &[&str]) -> Option<usize> {
    let is = |meter: &str, variant: &str, name: &str| {
        meter.len() == variant.len().saturating_add(name.len())
            && meter.starts_with(variant)
            && meter.ends_with(name)
    };
    let of = |variant: &str| {
        names.iter().find_map(|name| meters.iter().position(|meter| is(meter.as_ref(), variant, name)))
    };
    of(variant).or_else(|| if variant.is_empty() { None } else { of("") })
}

/// Which of some meters prices reasoning in a variant. Reasoning is output, and billed at its rate (OpenAI,
/// Anthropic, Gemini, DeepSeek): where the variant has an output price of its own, that holds for reasoning too, not
/// the standard reasoning price. genai-prices prices Gemini's batches so.
pub fn reasoning(meters: &[impl AsRef<str>], variant: &str) -> Option<usize> {
    let found = meter(meters, variant, REASONING)?;
    let is_of = |at: usize| meters.get(at).is_some_and(|meter| meter.as_ref().starts_with(variant));
    let output_is = meter(meters, variant, OUTPUT).is_some_and(is_of);
    (is_of(found) || !output_is).then_some(found)
}

/// What a processing region multiplies token prices by, if the model has a multiplier for it, and that in words.
#[must_use]
pub fn uplift(facts: &ModelFacts, region: &str) -> Option<(Ratio, String)> {
    let factor: &Decimal = facts.uplifts.get(region)?;
    let scale = 10_i128.checked_pow(factor.scale())?;
    Some((
        Ratio::new(factor.mantissa(), scale)?,
        format!("x{} for processing in {region}", factor.normalize()),
    ))
}

/// Where the long-context steps of some rates begin, each once, rising.
pub fn boundaries<'r>(rates: impl IntoIterator<Item = &'r Rate>) -> Vec<Boundary> {
    let mut bounds: Vec<(u64, bool)> = Vec::new();
    for rate in rates {
        let Schedule::Volume(tiers) = &rate.schedule else { continue };
        for step in tiers.above() {
            let tokens = u64::try_from(step.bound.raw() / 1_000_000).unwrap_or(u64::MAX);
            bounds.push((tokens, !step.inclusive));
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    let boundary = |(tokens, over)| if over { Boundary::Over(tokens) } else { Boundary::From(tokens) };
    bounds.into_iter().map(boundary).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_behind_a_name_are_cut_off() {
        for (name, base) in [
            ("claude-x-20260101", Some("claude-x")),
            ("gpt-y-2026-01-01", Some("gpt-y")),
            ("m@20260101", Some("m")),
            ("m-19990101", None),
            ("m-2026", None),
            ("20260101", None),
            ("é-20260101", Some("é")),
        ] {
            assert_eq!(without_date(name), base, "{name}");
        }
    }

    #[test]
    fn a_variant_overrides_meter_by_meter() {
        let meters = ["batch-input", "cache-read", "input"];
        assert_eq!(meter(&meters, "batch-", INPUT), Some(0));
        assert_eq!(meter(&meters, "batch-", CACHE_READ), Some(1));
        assert_eq!(meter(&meters, "", CACHE_READ), Some(1));
        assert_eq!(meter(&meters, "", INPUT), Some(2));
        assert_eq!(meter(&meters, "", OUTPUT), None);
    }

    #[test]
    fn reasoning_follows_the_output_of_its_variant() {
        let meters = ["batch-output", "fast-input", "output", "reasoning-output"];
        assert_eq!(reasoning(&meters, ""), Some(3));
        assert_eq!(reasoning(&meters, "batch-"), None);
        assert_eq!(reasoning(&meters, "fast-"), Some(3));
        assert_eq!(reasoning(&["batch-output", "batch-reasoning-output"], "batch-"), Some(1));
        assert_eq!(reasoning(&["output"], ""), None);
    }

    #[test]
    fn a_multiplier_is_a_fraction() {
        let facts =
            ModelFacts { uplifts: [("eu".to_owned(), Decimal::new(11, 1))].into(), ..ModelFacts::default() };
        let (by, words) = uplift(&facts, "eu").unwrap();
        assert_eq!((by.of(10), words.as_str()), (Some(11), "x1.1 for processing in eu"));
        assert!(uplift(&facts, "us").is_none());
    }
}
