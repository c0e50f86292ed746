//! Expected tokens per unit, in closed form.
//!
//! Input only grows along a conversation, so every boundary (a tier, the smallest
//! prefix that is cached) cuts the requests of all conversations at one index. The
//! requests between two cuts are treated alike, and their sums come from moments of
//! the number of turns: no loop over requests.

use rust_decimal::Decimal;

use super::number::{add, finish, mul, sub};
use super::path::{Path, Sums, Turns};
use super::{Boundary, Caching, Conversation, Histogram, Leaves, TokenError, walk};

/// Expected requests and tokens per unit of the driver, one set of leaves per tier:
/// the first for requests that pass none of `bounds`, the next for those that pass
/// the first bound, and so on (`bounds.len() + 1` sets).
///
/// A request is in the tier chosen by its total input: prefix, transcript and new
/// tokens, cached and written included, output not (genai-prices #241: the whole
/// request is repriced). Without `caching` all input is uncached. The meaning of
/// each field is stated on [`Conversation`] and [`Caching`].
///
/// Each result is rounded once, to 12 places half-even. The time does not depend on
/// the number of turns unless there is compaction, which is walked request by
/// request.
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
/// A field is outside its bounds, `bounds` do not rise, or a figure does not fit in
/// 28 digits.
pub fn expect(
    conversation: &Conversation,
    caching: Option<&Caching>,
    bounds: &[Boundary],
) -> Result<Vec<Leaves>, TokenError> {
    check(conversation, caching, bounds)?;
    let mut tally = Tally::new(caching, bounds);
    for &(user, user_share) in conversation.input.bins() {
        for &(calls, calls_share) in conversation.calls.bins() {
            tally.weight = mul(user_share, calls_share)?;
            let path = Path::new(conversation, user, calls)?;
            if let Some(compaction) = conversation.compaction {
                walk::conversation(conversation, compaction, &path, &mut tally)?;
            } else if conversation.keep_transcript {
                closed_form(&path, &Turns::new(&conversation.turns)?, &mut tally)?;
            } else {
                fresh_turns(&path, &conversation.turns, &mut tally)?;
            }
        }
    }
    tally.finish(conversation)
}

fn check(
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

/// Every turn is a conversation of one turn; only the first may find a colder cache.
fn fresh_turns(path: &Path, turns: &Histogram, tally: &mut Tally<'_>) -> Result<(), TokenError> {
    let one = Turns::new(&Histogram::exactly(1))?;
    let weight = tally.weight;
    let started = Turns::new(turns)?.alive();
    let follow_ups = sub(turns.expected(), started)?;
    tally.weight = mul(weight, started)?;
    closed_form(path, &one, tally)?;
    let first = tally.hits.first;
    tally.hits.first = tally.hits.prefix_again();
    tally.weight = mul(weight, follow_ups)?;
    closed_form(path, &one, tally)?;
    tally.hits.first = first;
    Ok(())
}

/// Adds all requests of a path whose number of turns is distributed as `turns`.
fn closed_form(path: &Path, turns: &Turns, tally: &mut Tally<'_>) -> Result<(), TokenError> {
    let last = path.requests_of(turns.longest());
    let mut tier_cuts = Vec::with_capacity(tally.bounds.len());
    for bound in tally.bounds {
        tier_cuts.push(path.requests_before(last, |input| bound.is_passed_by(input))?);
    }
    let (read_cut, write_cut) = cache_cuts(path, last, tally)?;
    let mut cuts = tier_cuts.clone();
    cuts.extend([read_cut, write_cut, last]);
    cuts.sort_unstable();

    let mut start = 0;
    let mut before = Sums::default();
    for end in cuts {
        if end <= start {
            continue;
        }
        let upto = path.sums(turns, end)?;
        let range = upto.less(&before)?;
        let state = State {
            tier: tier_cuts.iter().filter(|&&cut| cut <= start).count(),
            readable: start >= read_cut,
            writable: start >= write_cut,
        };
        let unsent = if tally.leaves_last_unwritten() && state.writable {
            path.new_of_last(turns, start, end, state.readable)?
        } else {
            Decimal::ZERO
        };
        tally.add(&part_of(path, &range, tally, unsent)?, state)?;
        start = end;
        before = upto;
    }
    Ok(())
}

/// How many requests come before the first whose reusable part, and before the
/// first whose whole input, reaches the smallest prefix that is cached.
fn cache_cuts(path: &Path, last: u64, tally: &Tally<'_>) -> Result<(u64, u64), TokenError> {
    let Some(caching) = tally.caching else {
        return Ok((last, last));
    };
    let below = path.requests_before(last, |input| input >= caching.min_prefix)?;
    // A request can reuse the whole input of the request before it.
    let read = if path.prefix >= caching.min_prefix { 0 } else { below.saturating_add(1) };
    Ok((read.min(last), below))
}

fn part_of(path: &Path, range: &Sums, tally: &Tally<'_>, unsent: Decimal) -> Result<Part, TokenError> {
    let mut part = Part {
        requests: range.requests,
        output: path.output(range)?,
        reasoning: mul(range.requests, path.reasoning)?,
        input: range.input,
        unsent,
        ..Part::default()
    };
    let hits = tally.hits;
    for (reusable, hit) in [(range.first, hits.first), (range.turn, hits.turn), (range.call, hits.call)] {
        part.reuse(reusable, hit)?;
    }
    Ok(part)
}

/// Requests that are treated alike, before the split into leaves.
#[derive(Default)]
pub(super) struct Part {
    pub requests: Decimal,
    pub output: Decimal,
    pub reasoning: Decimal,
    /// Total input.
    pub input: Decimal,
    /// Reusable input that is warm, and that is not.
    pub warm: Decimal,
    pub cold: Decimal,
    /// New input that no later request sends again.
    pub unsent: Decimal,
}

impl Part {
    /// Adds a reusable input that is warm with probability `hit`.
    pub(super) fn reuse(&mut self, reusable: Decimal, hit: Decimal) -> Result<(), TokenError> {
        let warm = mul(reusable, hit)?;
        self.warm = add(self.warm, warm)?;
        self.cold = add(self.cold, sub(reusable, warm)?)?;
        Ok(())
    }
}

/// How the requests of a part are treated.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub tier: usize,
    /// The reusable part is long enough to be cached.
    pub readable: bool,
    /// The whole input is long enough to be cached.
    pub writable: bool,
}

/// Hit probabilities; all zero without a cache.
#[derive(Clone, Copy)]
pub(super) struct Hits {
    pub first: Decimal,
    pub turn: Decimal,
    pub call: Decimal,
}

impl Hits {
    /// At a follow-up turn that sends only the prefix again.
    pub(super) fn prefix_again(self) -> Decimal {
        self.first.max(self.turn)
    }
}

/// The leaves of each tier as they are added up.
pub(super) struct Tally<'a> {
    pub caching: Option<&'a Caching>,
    pub bounds: &'a [Boundary],
    pub hits: Hits,
    /// Share of conversations that what is added now stands for.
    pub weight: Decimal,
    tiers: Vec<Leaves>,
}

impl<'a> Tally<'a> {
    fn new(caching: Option<&'a Caching>, bounds: &'a [Boundary]) -> Self {
        let hits =
            caching.map_or(Hits { first: Decimal::ZERO, turn: Decimal::ZERO, call: Decimal::ZERO }, |c| {
                Hits { first: c.hit_first, turn: c.hit_turn, call: c.hit_call }
            });
        let tiers = vec![Leaves::default(); bounds.len().saturating_add(1)];
        Self { caching, bounds, hits, weight: Decimal::ONE, tiers }
    }

    /// Whether new tokens that are not sent again stay unwritten.
    pub(super) fn leaves_last_unwritten(&self) -> bool {
        self.caching.is_some_and(|caching| caching.writes && !caching.write_new)
    }

    /// Splits a part into leaves and adds them to its tier. Each leaf is a sum of
    /// parts that cannot be negative, never a difference of two leaves.
    pub(super) fn add(&mut self, part: &Part, state: State) -> Result<(), TokenError> {
        let (mut read, mut cold, mut new) = (Decimal::ZERO, Decimal::ZERO, part.input);
        if state.readable {
            (read, cold) = (part.warm, part.cold);
            new = sub(sub(part.input, read)?, cold)?;
        }
        let writes = self.caching.is_some_and(|caching| caching.writes) && state.writable;
        let (write, input) = if writes {
            (add(cold, sub(new, part.unsent)?)?, part.unsent)
        } else {
            (Decimal::ZERO, add(cold, new)?)
        };
        let weight = self.weight;
        let Some(tier) = self.tiers.get_mut(state.tier) else {
            return Ok(());
        };
        for (leaf, value) in [
            (&mut tier.requests, part.requests),
            (&mut tier.input, input),
            (&mut tier.cache_read, read),
            (&mut tier.cache_write, write),
            (&mut tier.output, part.output),
            (&mut tier.reasoning, part.reasoning),
        ] {
            *leaf = add(*leaf, mul(value, weight)?)?;
        }
        Ok(())
    }

    /// Repeats and failures, then the one rounding.
    fn finish(mut self, conversation: &Conversation) -> Result<Vec<Leaves>, TokenError> {
        let sent = add(Decimal::ONE, conversation.retries)?;
        let answered = mul(sent, sub(Decimal::ONE, conversation.failures)?)?;
        for tier in &mut self.tiers {
            for (leaf, factor) in [
                (&mut tier.requests, sent),
                (&mut tier.input, sent),
                (&mut tier.cache_read, sent),
                (&mut tier.cache_write, sent),
                (&mut tier.output, answered),
                (&mut tier.reasoning, answered),
            ] {
                *leaf = finish(mul(*leaf, factor)?);
            }
        }
        Ok(self.tiers)
    }
}
