//! Expected tokens for many hit probabilities of the first request at once.

use rust_decimal::Decimal;

use super::expect::{check, unrounded};
use super::number::{add, div, mul, share, sub};
use super::{Boundary, Caching, Conversation, Leaves, TokenError};

/// Expected tokens per unit for every probability that the shared prefix is warm at the
/// first request of a conversation, as when it follows from the arrivals of each month.
/// Made by [`expect_by_hit`].
#[derive(Debug, Clone)]
pub struct ByHit {
    /// Leaves at some probabilities from 0 to 1, rising; straight lines between them.
    knots: Vec<(Decimal, Vec<Leaves>)>,
}

/// What [`expect`](super::expect) returns, for every `hit_first`: that of `caching` is
/// not used. Takes the time of two to four calls of it.
///
/// Leaves are linear in `hit_first`, with a bend where it becomes larger than `hit_turn`
/// (turns without transcript) or `hit_call` (after a compaction).
///
/// ```
/// use costmodel_core::tokens::{Caching, Conversation, expect_by_hit};
/// use rust_decimal::Decimal;
///
/// let job = Conversation { prefix: Decimal::from(2_000), ..Conversation::default() };
/// let caching = Caching {
///     min_prefix: Decimal::from(1_024),
///     hit_first: Decimal::ZERO,
///     hit_turn: Decimal::ONE,
///     hit_call: Decimal::ONE,
///     writes: true,
///     write_new: true,
/// };
/// let leaves = expect_by_hit(&job, &caching, &[])?;
/// assert_eq!(leaves.at(Decimal::new(25, 2))?[0].cache_read, Decimal::from(500));
/// assert_eq!(leaves.at(Decimal::new(75, 2))?[0].cache_read, Decimal::from(1_500));
/// # Ok::<(), costmodel_core::tokens::TokenError>(())
/// ```
///
/// # Errors
/// As [`expect`](super::expect).
pub fn expect_by_hit(
    conversation: &Conversation,
    caching: &Caching,
    bounds: &[Boundary],
) -> Result<ByHit, TokenError> {
    check(conversation, Some(caching), bounds)?;
    let mut hits = vec![Decimal::ZERO, Decimal::ONE];
    if !conversation.keep_transcript {
        hits.push(caching.hit_turn);
    }
    if conversation.compaction.is_some() {
        hits.push(caching.hit_call);
    }
    hits.sort_unstable();
    hits.dedup();
    let mut knots = Vec::with_capacity(hits.len());
    for hit_first in hits {
        let caching = Caching { hit_first, ..*caching };
        knots.push((hit_first, unrounded(conversation, Some(&caching), bounds)?));
    }
    Ok(ByHit { knots })
}

impl ByHit {
    /// The leaves of each tier when the first request is warm with this probability.
    /// Each result is rounded once, to 12 places half-even.
    ///
    /// # Errors
    /// `hit_first` lies outside 0 to 1, or a figure does not fit in 28 digits.
    pub fn at(&self, hit_first: Decimal) -> Result<Vec<Leaves>, TokenError> {
        share("hit_first", hit_first)?;
        let above = self.knots.partition_point(|(hit, _)| *hit < hit_first).max(1);
        let knots = self.knots.get(above.saturating_sub(1)).zip(self.knots.get(above));
        let Some(((low_hit, low), (high_hit, high))) = knots else {
            return Ok(Vec::new());
        };
        let part = div(sub(hit_first, *low_hit)?, sub(*high_hit, *low_hit)?)?;
        low.iter().zip(high).map(|(low, high)| between(low, high, part)).collect()
    }
}

/// The leaves at a part of the way from `low` to `high`.
fn between(low: &Leaves, high: &Leaves, part: Decimal) -> Result<Leaves, TokenError> {
    let value = |low: Decimal, high: Decimal| add(low, mul(sub(high, low)?, part)?);
    let leaves = Leaves {
        requests: low.requests,
        input: value(low.input, high.input)?,
        cache_read: value(low.cache_read, high.cache_read)?,
        cache_write: value(low.cache_write, high.cache_write)?,
        output: low.output,
        reasoning: low.reasoning,
    };
    Ok(leaves.rounded())
}
