//! Expected tokens per unit, in closed form.

use rust_decimal::Decimal;

use super::course::Thresholds;
use super::number::{mul, sub};
use super::stretch::Stretches;
use super::tally::Tally;
use super::turns::Turns;
use super::{Boundary, Caching, Conversation, Histogram, Leaves, TokenError};

/// Expected requests and tokens per unit of the driver, one set of leaves per tier:
/// the first for requests that pass none of `bounds`, the next for those that pass
/// the first bound, and so on (`bounds.len() + 1` sets).
///
/// A request is in the tier chosen by its total input: prefix, transcript and new
/// tokens, cached and written included, output not (genai-prices #241: the whole
/// request is repriced). Without `caching` all input is uncached. The meaning of
/// each field is stated on [`Conversation`] and [`Caching`].
///
/// Each result is rounded once, to 12 places half-even. The time does not depend on the
/// number of requests: it grows with the values of `calls`, with those of `input` where a
/// boundary lies between the smallest and the largest, and with the compactions.
///
/// ```
/// use costmodel_core::tokens::{Boundary, Caching, Conversation, Histogram, Weighted, expect};
/// use rust_decimal::Decimal;
///
/// let job = Conversation {
///     turns: Histogram::exactly(2),
///     prefix: Decimal::from(150_000),
///     input: Weighted::exactly(Decimal::from(30_000))?,
///     output: Decimal::from(1_000),
///     ..Conversation::default()
/// };
/// let warm = Caching {
///     min_prefix: Decimal::from(1_024),
///     hit_first: Decimal::ZERO,
///     hit_turn: Decimal::ONE,
///     hit_call: Decimal::ONE,
///     writes: true,
///     write_new: true,
/// };
/// let tiers = expect(&job, Some(&warm), &[Boundary::Over(200_000)])?;
/// // The first request (180,000) is written, the second (211,000) reads it and is
/// // beyond the boundary as a whole.
/// assert_eq!(tiers[0].cache_write, Decimal::from(180_000));
/// assert_eq!(tiers[1].cache_read, Decimal::from(180_000));
/// assert_eq!(tiers[1].cache_write, Decimal::from(31_000));
/// assert_eq!(tiers[1].output, Decimal::from(1_000));
/// # Ok::<(), costmodel_core::tokens::TokenError>(())
/// ```
///
/// # Errors
/// A field is outside its bounds, `bounds` do not rise, transcripts are compacted more
/// than [`COMPACTION_LIMIT`](super::COMPACTION_LIMIT) times, or a figure does not fit in
/// 28 digits.
pub fn expect(
    conversation: &Conversation,
    caching: Option<&Caching>,
    bounds: &[Boundary],
) -> Result<Vec<Leaves>, TokenError> {
    check(conversation, caching, bounds)?;
    Ok(unrounded(conversation, caching, bounds)?.into_iter().map(Leaves::rounded).collect())
}

/// What [`expect`] rounds, of input that was checked.
pub(super) fn unrounded(
    conversation: &Conversation,
    caching: Option<&Caching>,
    bounds: &[Boundary],
) -> Result<Vec<Leaves>, TokenError> {
    let mut tally = Tally::new(caching, bounds);
    let turns = Turns::new(&conversation.turns)?;
    if conversation.keep_transcript {
        all_calls(conversation, &turns, Decimal::ONE, &mut tally)?;
    } else {
        // Every turn is a conversation of one turn; only the first may find a colder
        // cache.
        let one = Turns::new(&Histogram::exactly(1))?;
        let follow_ups = sub(conversation.turns.expected(), turns.alive())?;
        all_calls(conversation, &one, turns.alive(), &mut tally)?;
        tally.hits.first = tally.hits.prefix_again();
        all_calls(conversation, &one, follow_ups, &mut tally)?;
    }
    tally.finish(conversation)
}

/// Adds a share of conversations with so many turns, whatever their calls and input.
fn all_calls(
    conversation: &Conversation,
    turns: &Turns,
    share: Decimal,
    tally: &mut Tally<'_>,
) -> Result<(), TokenError> {
    let thresholds = Thresholds::new(conversation, tally.caching, tally.bounds);
    for &(calls, calls_share) in conversation.calls.bins() {
        let kind = (calls, mul(share, calls_share)?);
        Stretches::new(conversation, &thresholds, turns, kind).add_all(tally)?;
    }
    Ok(())
}

/// Checks all input against its bounds.
pub(super) fn check(
    conversation: &Conversation,
    caching: Option<&Caching>,
    bounds: &[Boundary],
) -> Result<(), TokenError> {
    conversation.check()?;
    caching.map_or(Ok(()), Caching::check)?;
    let mut previous = None;
    for bound in bounds {
        if previous.is_some_and(|rank| rank >= bound.rank()) {
            return Err(TokenError::BoundsNotIncreasing);
        }
        previous = Some(bound.rank());
    }
    Ok(())
}
