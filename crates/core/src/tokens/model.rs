//! The nouns: a conversation, its cache, the tiers of a rate, and the leaves.

use rust_decimal::Decimal;

use super::number::{finish, share, tokens};
use super::{Histogram, TokenError, Weighted};

/// Most turns of a conversation, and most tool calls of a turn.
pub const COUNT_LIMIT: u64 = 10_000;

/// Most compactions that one call adds up, over all combinations of calls and input that
/// differ: a tenth of a second of work, and far more than an agent makes (20 inputs with
/// 30 numbers of calls, each compacted 160 times).
pub const COMPACTION_LIMIT: u64 = 100_000;

/// Largest number of tokens in one field: 1e9.
pub const TOKEN_LIMIT: u64 = 1_000_000_000;

/// What one unit of a driver does with a model. All tokens are per request, turn or
/// conversation as stated; `turns`, `calls` and `input` are independent of each
/// other.
///
/// The requests of a turn are its tool-calling requests, then the one that answers.
/// The default is one turn of no tokens, with the transcript kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// User turns of a conversation. A value of 0 is a unit that makes no request.
    pub turns: Histogram,
    /// System and tool-definition tokens: part of the input of every request.
    pub prefix: Decimal,
    /// New user tokens of a turn. One draw holds for all turns of a conversation.
    pub input: Weighted,
    /// Visible output tokens of the request that answers a turn; they stay in the
    /// transcript.
    pub output: Decimal,
    /// Reasoning tokens of every request: billed as output, not kept in the
    /// transcript (OpenAI, Anthropic, Gemini, DeepSeek docs).
    pub reasoning: Decimal,
    /// Tool calls of a turn; each is one more request. One draw holds for all turns
    /// of a conversation, which gives the longest transcripts for a given mean.
    pub calls: Histogram,
    /// Output tokens of a tool-calling request; they stay in the transcript.
    pub call_output: Decimal,
    /// Tokens that a tool result adds to the transcript.
    pub call_result: Decimal,
    /// Whether earlier turns are sent again. If not, a turn starts with only prefix
    /// and input; its own tool calls and results are still sent within the turn.
    pub keep_transcript: bool,
    /// When a transcript is replaced by a summary.
    pub compaction: Option<Compaction>,
    /// Share of requests that are sent a second time and billed again. A repeat is
    /// single (not geometric): it multiplies every leaf by 1 + `retries`, each
    /// repeat billed like the request it repeats.
    pub retries: Decimal,
    /// Share of requests, repeats included, that fail after the input was processed:
    /// input is billed, output is not. Microsoft's manage-costs page for Azure
    /// OpenAI: a request that was processed may be charged although its status is
    /// not 200 (a 408 timeout); one that was not processed (401, 429) is not
    /// charged, so it is not a request here. The conversation goes on as if the
    /// request was answered; a client that sends it again says so in `retries`.
    pub failures: Decimal,
}

impl Default for Conversation {
    fn default() -> Self {
        Self {
            turns: Histogram::exactly(1),
            prefix: Decimal::ZERO,
            input: Weighted::default(),
            output: Decimal::ZERO,
            reasoning: Decimal::ZERO,
            calls: Histogram::exactly(0),
            call_output: Decimal::ZERO,
            call_result: Decimal::ZERO,
            keep_transcript: true,
            compaction: None,
            retries: Decimal::ZERO,
            failures: Decimal::ZERO,
        }
    }
}

impl Conversation {
    /// Checks every field against its bounds.
    pub(super) fn check(&self) -> Result<(), TokenError> {
        for (what, value) in [
            ("prefix", self.prefix),
            ("output", self.output),
            ("reasoning", self.reasoning),
            ("call_output", self.call_output),
            ("call_result", self.call_result),
            ("input", self.input.largest()),
        ] {
            tokens(what, value)?;
        }
        share("retries", self.retries)?;
        share("failures", self.failures)?;
        for (what, histogram) in [("turns", &self.turns), ("calls", &self.calls)] {
            if histogram.largest() > COUNT_LIMIT {
                return Err(TokenError::TooLarge { what, limit: COUNT_LIMIT });
            }
        }
        self.compaction.map_or(Ok(()), Compaction::check)
    }
}

/// When and to what a transcript is compacted, as agent clients do it.
///
/// Before a request, the transcript is everything sent and answered so far except
/// the prefix. If it is longer than `limit`, one extra request summarises it: input
/// prefix + transcript, output `to`, no reasoning. The transcript is then `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compaction {
    /// Tokens of transcript that are still sent as they are.
    pub limit: Decimal,
    /// Tokens of the summary, at most `limit`.
    pub to: Decimal,
}

impl Compaction {
    fn check(self) -> Result<(), TokenError> {
        tokens("compaction.limit", self.limit)?;
        tokens("compaction.to", self.to)?;
        if self.to > self.limit {
            return Err(TokenError::SummaryAboveLimit { limit: self.limit, to: self.to });
        }
        Ok(())
    }
}

/// How the input of requests meets a prompt cache.
///
/// The *reusable* part of a request is what an earlier request has sent: the prefix
/// for the first request of a conversation, of a turn without transcript and after a
/// compaction; otherwise the whole input of the request before. The rest is *new*;
/// it includes the last output, which no request has sent yet.
///
/// - Reusable part of at least `min_prefix` tokens: a cache read with the hit
///   probability; on a miss a cache write if `writes`, else plain input.
/// - New part (and a reusable part below the minimum) of a request whose whole input
///   has at least `min_prefix` tokens: a cache write if `writes` and it is sent
///   again, or `write_new`; else plain input.
/// - Input below the minimum: nothing is cached, and no error is returned
///   (Anthropic prompt caching docs; minimums per model are data).
///
/// A hit or miss is of the whole reusable part. OpenAI's steps of 128 tokens are
/// not modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caching {
    /// Smallest prefix in tokens that is cached at all.
    pub min_prefix: Decimal,
    /// Probability that the shared prefix is warm at the first request of a
    /// conversation.
    pub hit_first: Decimal,
    /// Probability that the transcript is still warm at a follow-up turn. Where only
    /// the prefix is sent again, the larger of this and `hit_first` applies.
    pub hit_turn: Decimal,
    /// Probability that the request before is still warm within a turn's tool loop.
    /// After a compaction the larger of this and `hit_first` applies.
    pub hit_call: Decimal,
    /// Whether misses and new tokens are billed as cache writes (Anthropic; OpenAI
    /// from GPT-5.6 on). If not, writes cost nothing extra and are plain input.
    pub writes: bool,
    /// Whether new tokens are written even when no later request sends them again.
    /// True for a breakpoint set at the end of every request without knowing which
    /// is the last (Anthropic automatic caching; OpenAI). False for a client that
    /// leaves the breakpoint out of the last request.
    pub write_new: bool,
}

impl Caching {
    pub(super) fn check(&self) -> Result<(), TokenError> {
        tokens("min_prefix", self.min_prefix)?;
        share("hit_first", self.hit_first)?;
        share("hit_turn", self.hit_turn)?;
        share("hit_call", self.hit_call)?;
        Ok(())
    }
}

/// Where the next tier of a long-context rate begins, in tokens of the total input
/// of one request: cached and written tokens count. The whole request, output too,
/// is in the tier: a cliff, not a graduation (section 4 of the rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// More than this many tokens (Google, OpenAI, Anthropic).
    Over(u64),
    /// At least this many tokens (xAI).
    From(u64),
}

impl Boundary {
    /// Whether a request of `input` tokens lies beyond the boundary.
    #[must_use]
    pub fn is_passed_by(self, input: Decimal) -> bool {
        match self {
            Self::Over(bound) => input > Decimal::from(bound),
            Self::From(bound) => input >= Decimal::from(bound),
        }
    }

    /// Orders boundaries: from 200,000 begins before over 200,000.
    pub(super) fn rank(self) -> (u64, bool) {
        match self {
            Self::From(bound) => (bound, false),
            Self::Over(bound) => (bound, true),
        }
    }
}

/// Expected tokens per unit of the driver in one tier. `input`, `cache_read`,
/// `cache_write` and `output` are disjoint: each token is in one of them and is
/// priced once. `reasoning` is a part of `output`, not a fifth leaf.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Billed requests.
    pub requests: Decimal,
    /// Input tokens neither read from nor written to a cache.
    pub input: Decimal,
    /// Input tokens read from a cache.
    pub cache_read: Decimal,
    /// Input tokens written to a cache.
    pub cache_write: Decimal,
    /// Output tokens, reasoning included.
    pub output: Decimal,
    /// The part of `output` that is reasoning, for rates that price it apart: price
    /// [`visible_output`](Self::visible_output) and this, or `output` alone.
    pub reasoning: Decimal,
}

impl Leaves {
    /// All input tokens: uncached, read and written.
    #[must_use]
    pub fn total_input(&self) -> Decimal {
        self.input.saturating_add(self.cache_read).saturating_add(self.cache_write)
    }

    /// Each value at 12 places, half-even.
    pub(super) fn rounded(self) -> Self {
        Self {
            requests: finish(self.requests),
            input: finish(self.input),
            cache_read: finish(self.cache_read),
            cache_write: finish(self.cache_write),
            output: finish(self.output),
            reasoning: finish(self.reasoning),
        }
    }

    /// Output tokens without reasoning.
    #[must_use]
    pub fn visible_output(&self) -> Decimal {
        self.output.saturating_sub(self.reasoning)
    }
}
