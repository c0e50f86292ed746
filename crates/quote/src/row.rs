//! What is priced: a row of tokens, or a row of any meter.

use costmodel_core::month::Month;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// One row of usage.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// One request to a model, or several that share a length.
    Tokens(TokenRow<'a>),
    /// A quantity of a meter.
    Metered(MeteredRow<'a>),
}

/// Tokens of a model. Empty text is none: the standard tier, processing anywhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenRow<'a> {
    /// Who sells it: `anthropic`, `bedrock`.
    pub provider: &'a str,
    /// The model as the response names it.
    pub model: &'a str,
    /// When it was asked; `None` is the knowledge date.
    pub at: Option<Moment>,
    /// The tier that served it, as the response says: `batch`, `flex`, `priority`.
    pub service_tier: &'a str,
    /// Where tokens were processed: `eu`, `us`, `us-east-1`.
    pub region: &'a str,
    /// `fast`, where a vendor sells speed.
    pub speed: &'a str,
    /// How much of each class.
    pub counts: Counts,
}

/// A quantity of one meter.
#[derive(Clone, Copy, Debug)]
pub struct MeteredRow<'a> {
    /// `aws`.
    pub provider: &'a str,
    /// `s3`.
    pub service: &'a str,
    /// `us-east-1`; empty is `global`.
    pub region: &'a str,
    /// A thing the provider sells.
    pub sku: &'a str,
    /// What is counted for it.
    pub meter: &'a str,
    /// How much.
    pub quantity: Decimal,
    /// In what it is counted; empty is the unit of the price.
    pub unit: &'a str,
    /// When it was used; `None` is the knowledge date.
    pub month: Option<Month>,
}

/// A day, and where it is known the minute of that day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// Minutes after its midnight.
    pub minute: Option<u16>,
}

/// What a token row counts. Classes inside others are subsets of them, not additions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// All input, whatever of it was cached, written, heard or seen.
    Input,
    /// Of the input, what was read from a cache.
    CachedInput,
    /// Of the input, what was written to a cache.
    CacheWrite,
    /// Of what was written, what is kept for an hour.
    CacheWrite1h,
    /// All output.
    Output,
    /// Of the output, what the model thought.
    Reasoning,
    /// Of the input, audio.
    InputAudio,
    /// Of the input audio, what was read from a cache.
    CachedAudio,
    /// Of the output, audio.
    OutputAudio,
    /// Of the input, images.
    InputImage,
    /// Of the input images, what was read from a cache.
    CachedImage,
    /// Of the output, images.
    OutputImage,
    /// Of the input, video.
    InputVideo,
    /// Web searches.
    WebSearches,
    /// File searches.
    FileSearches,
    /// Tokens of citations, where they are billed beside the output.
    Citations,
    /// Seconds of audio, in millionths.
    AudioSeconds,
    /// Searches of a reranking model.
    Searches,
    /// Characters.
    Characters,
}

impl Class {
    /// Every class, in the order of the documentation.
    pub const ALL: [Class; Class::COUNT] = [
        Class::Input,
        Class::CachedInput,
        Class::CacheWrite,
        Class::CacheWrite1h,
        Class::Output,
        Class::Reasoning,
        Class::InputAudio,
        Class::CachedAudio,
        Class::OutputAudio,
        Class::InputImage,
        Class::CachedImage,
        Class::OutputImage,
        Class::InputVideo,
        Class::WebSearches,
        Class::FileSearches,
        Class::Citations,
        Class::AudioSeconds,
        Class::Searches,
        Class::Characters,
    ];
    pub(crate) const COUNT: usize = 19;

    /// The name of its column.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Class::Input => "input_tokens",
            Class::CachedInput => "cached_input_tokens",
            Class::CacheWrite => "cache_write_tokens",
            Class::CacheWrite1h => "cache_write_1h_tokens",
            Class::Output => "output_tokens",
            Class::Reasoning => "reasoning_tokens",
            Class::InputAudio => "input_audio_tokens",
            Class::CachedAudio => "cached_audio_tokens",
            Class::OutputAudio => "output_audio_tokens",
            Class::InputImage => "input_image_tokens",
            Class::CachedImage => "cached_image_tokens",
            Class::OutputImage => "output_image_tokens",
            Class::InputVideo => "input_video_tokens",
            Class::WebSearches => "web_searches",
            Class::FileSearches => "file_searches",
            Class::Citations => "citation_tokens",
            Class::AudioSeconds => "audio_seconds",
            Class::Searches => "searches",
            Class::Characters => "characters",
        }
    }
}

/// How much of each class; what is not set is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; Class::COUNT]);

impl Counts {
    /// Nothing.
    #[must_use]
    pub fn new() -> Counts {
        Counts::default()
    }

    /// With so much of a class; audio in millionths of a second.
    #[must_use]
    pub fn with(mut self, class: Class, count: u64) -> Counts {
        self.set(class, count);
        self
    }

    /// Sets a class.
    pub fn set(&mut self, class: Class, count: u64) {
        if let Some(held) = self.0.get_mut(class as usize) {
            *held = count;
        }
    }

    /// How much of a class.
    #[must_use]
    pub fn get(&self, class: Class) -> u64 {
        self.0.get(class as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_own_place_and_column() {
        let mut counts = Counts::new();
        for (n, class) in (1_u64..).zip(Class::ALL) {
            counts.set(class, n);
        }
        for (n, class) in (1_u64..).zip(Class::ALL) {
            assert_eq!(counts.get(class), n, "{}", class.column());
        }
        let mut columns = Class::ALL.map(Class::column);
        columns.sort_unstable();
        assert!(columns.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
