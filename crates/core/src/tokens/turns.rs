//! How many turns conversations have, and how many requests of each kind they send:
//! all that does not depend on the number of tokens.

use rust_decimal::Decimal;

use super::number::{add, div_rem, mul, sub, triangle};
use super::{Histogram, TokenError};

/// The number of turns of a conversation, by running totals over its distribution.
pub(super) struct Turns {
    totals: Vec<(u64, Moments)>,
}

/// Sums over conversations: share that has a turn, turns, pairs of turns.
#[derive(Clone, Copy, Default)]
pub(super) struct Moments {
    pub started: Decimal,
    pub turns: Decimal,
    pub pairs: Decimal,
}

/// Expected counts over requests, each the i-th (0 to `calls`) of turn t (0, 1, …).
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub requests: Decimal,
    /// Requests that answer a turn.
    pub answers: Decimal,
    /// First requests of a turn.
    pub openings: Decimal,
    /// The sum of t over first requests of a turn.
    pub opening_turns: Decimal,
    /// The sums of t and of i over all requests.
    pub turns: Decimal,
    pub calls: Decimal,
}

impl Seen {
    pub(super) fn less(&self, other: &Self) -> Result<Self, TokenError> {
        Ok(Self {
            requests: sub(self.requests, other.requests)?,
            answers: sub(self.answers, other.answers)?,
            openings: sub(self.openings, other.openings)?,
            opening_turns: sub(self.opening_turns, other.opening_turns)?,
            turns: sub(self.turns, other.turns)?,
            calls: sub(self.calls, other.calls)?,
        })
    }
}

impl Turns {
    pub(super) fn new(turns: &Histogram) -> Result<Self, TokenError> {
        let mut totals = Vec::with_capacity(turns.bins().len());
        let mut sum = Moments::default();
        for &(n, share) in turns.bins().iter().filter(|(n, _)| *n > 0) {
            sum = Moments {
                started: add(sum.started, share)?,
                turns: add(sum.turns, mul(share, Decimal::from(n))?)?,
                pairs: add(sum.pairs, mul(share, triangle(n)?)?)?,
            };
            totals.push((n, sum));
        }
        Ok(Self { totals })
    }

    pub(super) fn longest(&self) -> u64 {
        self.totals.last().map_or(0, |&(n, _)| n)
    }

    /// Share of conversations with at least one turn.
    pub(super) fn alive(&self) -> Decimal {
        self.totals.last().map_or(Decimal::ZERO, |(_, sum)| sum.started)
    }

    /// Share of conversations with more than `n` turns.
    pub(super) fn longer_than(&self, n: u64) -> Result<Decimal, TokenError> {
        sub(self.alive(), self.upto(n).started)
    }

    /// Sums over conversations of 1 to `n` turns.
    pub(super) fn upto(&self, n: u64) -> Moments {
        let count = self.totals.partition_point(|&(value, _)| value <= n);
        let last = count.checked_sub(1).and_then(|index| self.totals.get(index));
        last.map_or(Moments::default(), |&(_, sum)| sum)
    }

    /// Counts over the first `end` requests of a conversation (fewer if it ends before)
    /// with so many calls in each turn.
    pub(super) fn seen(&self, calls: u64, end: u64) -> Result<Seen, TokenError> {
        let per_turn = calls.saturating_add(1);
        let (full, rest) = div_rem(end, per_turn);
        let ended = self.upto(full);
        let alive = sub(self.alive(), ended.started)?;
        let full_turns = Decimal::from(full);
        // Sums as if every conversation ended after at most `full` turns.
        let turns = add(ended.turns, mul(alive, full_turns)?)?;
        let pairs = add(ended.pairs, mul(alive, triangle(full)?)?)?;
        let requests = Decimal::from(per_turn);
        let mut seen = Seen {
            requests: mul(turns, requests)?,
            answers: turns,
            openings: turns,
            opening_turns: pairs,
            turns: mul(pairs, requests)?,
            calls: mul(turns, triangle(per_turn)?)?,
        };
        if rest > 0 && !alive.is_zero() {
            let begun = mul(alive, full_turns)?;
            let rest_requests = Decimal::from(rest);
            seen.requests = add(seen.requests, mul(alive, rest_requests)?)?;
            seen.openings = add(seen.openings, alive)?;
            seen.opening_turns = add(seen.opening_turns, begun)?;
            seen.turns = add(seen.turns, mul(begun, rest_requests)?)?;
            seen.calls = add(seen.calls, mul(alive, triangle(rest)?)?)?;
        }
        Ok(seen)
    }
}
