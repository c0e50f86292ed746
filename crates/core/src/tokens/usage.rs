//! Reported token counts to disjoint leaves: parent minus its priced parts.

use rust_decimal::Decimal;

use super::TokenError;
use super::number::{add, sub};

/// Token counts as totals and parts of them (sections 1 and 2 of the rules): every
/// count is contained in `input` or in `output`. This is OpenAI's form. Anthropic
/// and Bedrock report input without cached tokens: use
/// [`Counts::from_disjoint`]. Gemini's thoughts and xAI chat's reasoning are not in
/// the reported output: add them to `output` first.
///
/// The parts `input_audio` and `input_image` exclude each other, as do `cache_read`
/// and `cache_write`; a modality and a cached count overlap, and their overlap must
/// be given when neither is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All input tokens: cached, written, audio and image ones included.
    pub input: Decimal,
    /// Part of `input` read from a cache.
    pub cache_read: Decimal,
    /// Part of `input` written to a cache.
    pub cache_write: Decimal,
    /// Part of `input` that is audio.
    pub input_audio: Decimal,
    /// Part of `input` that is images.
    pub input_image: Decimal,
    /// Part of both `cache_read` and `input_audio`.
    pub cache_read_audio: Option<Decimal>,
    /// Part of both `cache_read` and `input_image`.
    pub cache_read_image: Option<Decimal>,
    /// Part of both `cache_write` and `input_audio`.
    pub cache_write_audio: Option<Decimal>,
    /// Part of both `cache_write` and `input_image`.
    pub cache_write_image: Option<Decimal>,
    /// All output tokens: reasoning, audio and image ones included.
    pub output: Decimal,
    /// Part of `output` that is reasoning.
    pub reasoning: Decimal,
    /// Part of `output` that is audio.
    pub output_audio: Decimal,
    /// Part of `output` that is images.
    pub output_image: Decimal,
}

/// Disjoint leaves of given counts: each token is in exactly one. A leaf without a
/// price of its own bills at its parent's rate (an absent cache price is the input
/// price, absent reasoning the output price).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UsageLeaves {
    /// Uncached text input.
    pub input: Decimal,
    /// Uncached audio input.
    pub input_audio: Decimal,
    /// Uncached image input.
    pub input_image: Decimal,
    /// Text input read from a cache.
    pub cache_read: Decimal,
    /// Audio input read from a cache.
    pub cache_read_audio: Decimal,
    /// Image input read from a cache.
    pub cache_read_image: Decimal,
    /// Text input written to a cache.
    pub cache_write: Decimal,
    /// Audio input written to a cache.
    pub cache_write_audio: Decimal,
    /// Image input written to a cache.
    pub cache_write_image: Decimal,
    /// Visible text output.
    pub output: Decimal,
    /// Reasoning output.
    pub reasoning: Decimal,
    /// Audio output.
    pub output_audio: Decimal,
    /// Image output.
    pub output_image: Decimal,
}

impl Counts {
    /// Counts of a vendor whose input count excludes cached tokens (Anthropic,
    /// Bedrock Converse): the total is the sum of the three.
    ///
    /// # Errors
    /// The sum does not fit in 28 digits.
    pub fn from_disjoint(
        uncached: Decimal,
        cache_read: Decimal,
        cache_write: Decimal,
        output: Decimal,
    ) -> Result<Self, TokenError> {
        let input = add(add(uncached, cache_read)?, cache_write)?;
        Ok(Self { input, cache_read, cache_write, output, ..Self::default() })
    }

    /// Splits the counts into disjoint leaves. Nothing is rounded, and a leaf that
    /// would be negative is an error, never clamped (genai-prices: cached tokens
    /// cannot exceed input tokens).
    ///
    /// ```
    /// use costmodel_core::tokens::{Counts, TokenError};
    /// use rust_decimal::Decimal;
    ///
    /// let counts = Counts {
    ///     input: Decimal::from(1_000),
    ///     cache_read: Decimal::from(800),
    ///     output: Decimal::from(300),
    ///     reasoning: Decimal::from(250),
    ///     ..Counts::default()
    /// };
    /// let leaves = counts.leaves()?;
    /// assert_eq!(leaves.input, Decimal::from(200));
    /// assert_eq!(leaves.output, Decimal::from(50));
    ///
    /// let wrong = Counts { cache_read: Decimal::from(1_001), ..counts };
    /// assert!(matches!(wrong.leaves(), Err(TokenError::NegativeLeaf { leaf: "input", .. })));
    /// # Ok::<(), TokenError>(())
    /// ```
    ///
    /// # Errors
    /// A count or a leaf is negative, or an overlap is missing.
    pub fn leaves(&self) -> Result<UsageLeaves, TokenError> {
        self.check()?;
        let (audio, image) = (self.input_audio, self.input_image);
        let read_audio = both("cache_read_audio", self.cache_read_audio, self.cache_read, audio)?;
        let read_image = both("cache_read_image", self.cache_read_image, self.cache_read, image)?;
        let write_audio = both("cache_write_audio", self.cache_write_audio, self.cache_write, audio)?;
        let write_image = both("cache_write_image", self.cache_write_image, self.cache_write, image)?;
        let cache_read = rest("cache_read", self.cache_read, &[read_audio, read_image])?;
        let cache_write = rest("cache_write", self.cache_write, &[write_audio, write_image])?;
        let output_parts = [self.reasoning, self.output_audio, self.output_image];
        Ok(UsageLeaves {
            input: rest("input", self.input, &[audio, image, cache_read, cache_write])?,
            input_audio: rest("input_audio", audio, &[read_audio, write_audio])?,
            input_image: rest("input_image", image, &[read_image, write_image])?,
            cache_read,
            cache_read_audio: read_audio,
            cache_read_image: read_image,
            cache_write,
            cache_write_audio: write_audio,
            cache_write_image: write_image,
            output: rest("output", self.output, &output_parts)?,
            reasoning: self.reasoning,
            output_audio: self.output_audio,
            output_image: self.output_image,
        })
    }

    fn check(&self) -> Result<(), TokenError> {
        for (what, value) in [
            ("input", self.input),
            ("cache_read", self.cache_read),
            ("cache_write", self.cache_write),
            ("input_audio", self.input_audio),
            ("input_image", self.input_image),
            ("cache_read_audio", self.cache_read_audio.unwrap_or_default()),
            ("cache_read_image", self.cache_read_image.unwrap_or_default()),
            ("cache_write_audio", self.cache_write_audio.unwrap_or_default()),
            ("cache_write_image", self.cache_write_image.unwrap_or_default()),
            ("output", self.output),
            ("reasoning", self.reasoning),
            ("output_audio", self.output_audio),
            ("output_image", self.output_image),
        ] {
            if value < Decimal::ZERO {
                return Err(TokenError::Negative { what, value });
            }
        }
        Ok(())
    }
}

impl UsageLeaves {
    /// All input tokens.
    #[must_use]
    pub fn total_input(&self) -> Decimal {
        sum(&[
            self.input,
            self.input_audio,
            self.input_image,
            self.cache_read,
            self.cache_read_audio,
            self.cache_read_image,
            self.cache_write,
            self.cache_write_audio,
            self.cache_write_image,
        ])
    }

    /// All output tokens.
    #[must_use]
    pub fn total_output(&self) -> Decimal {
        sum(&[self.output, self.reasoning, self.output_audio, self.output_image])
    }
}

fn sum(parts: &[Decimal]) -> Decimal {
    parts.iter().fold(Decimal::ZERO, |sum, &part| sum.saturating_add(part))
}

/// The overlap of two counts; it may be left out when one of them is zero.
fn both(what: &'static str, given: Option<Decimal>, a: Decimal, b: Decimal) -> Result<Decimal, TokenError> {
    match given {
        Some(overlap) => Ok(overlap),
        None if a.is_zero() || b.is_zero() => Ok(Decimal::ZERO),
        None => Err(TokenError::MissingOverlap { what }),
    }
}

/// What is left of a count after its parts.
fn rest(leaf: &'static str, whole: Decimal, parts: &[Decimal]) -> Result<Decimal, TokenError> {
    let mut value = whole;
    for part in parts {
        value = sub(value, *part)?;
    }
    if value < Decimal::ZERO {
        return Err(TokenError::NegativeLeaf { leaf, value });
    }
    Ok(value)
}
