//! The requests of a conversation with one input and one number of calls: the total
//! input of each, and sums over the first so many of them.
//!
//! Request i (0 to `calls`) of turn t (1, 2, …) has the input
//! `prefix + user + (t - 1) x turn_growth + i x step`.

use rust_decimal::Decimal;

use super::number::{add, div_rem, dot, mul, sub, triangle};
use super::{Conversation, Histogram, TokenError};

pub(super) struct Path {
    pub prefix: Decimal,
    pub user: Decimal,
    pub output: Decimal,
    pub call_output: Decimal,
    pub reasoning: Decimal,
    pub calls: u64,
    /// What a tool call and its result add to the next request of the turn.
    step: Decimal,
    /// What a turn adds to the first request of the next.
    turn_growth: Decimal,
    /// Input of the very first request: prefix and user tokens.
    opening: Decimal,
}

/// Expected sums over requests.
#[derive(Default)]
pub(super) struct Sums {
    pub requests: Decimal,
    /// Requests that answer a turn.
    pub answers: Decimal,
    /// Total input.
    pub input: Decimal,
    /// Reusable input of first requests of a conversation, of first requests of
    /// later turns, and of requests after a tool call.
    pub first: Decimal,
    pub turn: Decimal,
    pub call: Decimal,
}

impl Sums {
    pub(super) fn less(&self, other: &Self) -> Result<Self, TokenError> {
        Ok(Self {
            requests: sub(self.requests, other.requests)?,
            answers: sub(self.answers, other.answers)?,
            input: sub(self.input, other.input)?,
            first: sub(self.first, other.first)?,
            turn: sub(self.turn, other.turn)?,
            call: sub(self.call, other.call)?,
        })
    }
}

impl Path {
    pub(super) fn new(c: &Conversation, user: Decimal, calls: u64) -> Result<Self, TokenError> {
        let step = add(c.call_output, c.call_result)?;
        let loop_growth = mul(step, Decimal::from(calls))?;
        Ok(Self {
            prefix: c.prefix,
            user,
            output: c.output,
            call_output: c.call_output,
            reasoning: c.reasoning,
            calls,
            step,
            turn_growth: add(add(user, loop_growth)?, c.output)?,
            opening: add(c.prefix, user)?,
        })
    }

    /// Requests of a turn.
    fn per_turn(&self) -> u64 {
        self.calls.saturating_add(1)
    }

    pub(super) fn requests_of(&self, turns: u64) -> u64 {
        self.per_turn().saturating_mul(turns)
    }

    /// Output of summed requests, reasoning included.
    pub(super) fn output(&self, sums: &Sums) -> Result<Decimal, TokenError> {
        dot([
            (sums.answers, self.output),
            (sub(sums.requests, sums.answers)?, self.call_output),
            (sums.requests, self.reasoning),
        ])
    }

    /// Total input of the request after `before` others.
    fn input_after(&self, before: u64) -> Result<Decimal, TokenError> {
        let (turn, call) = div_rem(before, self.per_turn());
        dot([
            (Decimal::ONE, self.opening),
            (Decimal::from(turn), self.turn_growth),
            (Decimal::from(call), self.step),
        ])
    }

    /// How many of the first `all` requests come before the first whose input
    /// reaches something. Input never falls, so halving finds it; unlike a division
    /// it cannot be off by one through rounding.
    pub(super) fn requests_before(
        &self,
        all: u64,
        reaches: impl Fn(Decimal) -> bool,
    ) -> Result<u64, TokenError> {
        if all == 0 || reaches(self.opening) {
            return Ok(0);
        }
        if !reaches(self.input_after(all.saturating_sub(1))?) {
            return Ok(all);
        }
        let (mut short, mut enough) = (0_u64, all.saturating_sub(1));
        while short.saturating_add(1) < enough {
            let middle = short.midpoint(enough);
            if reaches(self.input_after(middle)?) {
                enough = middle;
            } else {
                short = middle;
            }
        }
        Ok(enough)
    }

    /// Expected sums over the first `end` requests of a conversation (fewer if it
    /// ends before).
    pub(super) fn sums(&self, turns: &Turns, end: u64) -> Result<Sums, TokenError> {
        let (full, rest) = div_rem(end, self.per_turn());
        let mut sums = self.full_turns(&turns.cut_at(full)?)?;
        let alive = turns.longer_than(full)?;
        if rest > 0 && !alive.is_zero() {
            self.add_begun_turn(&mut sums, alive, full, rest)?;
        }
        Ok(sums)
    }

    fn full_turns(&self, n: &Moments) -> Result<Sums, TokenError> {
        let (calls, per_turn) = (Decimal::from(self.calls), Decimal::from(self.per_turn()));
        let (before, upto) = (triangle(self.calls)?, triangle(self.per_turn())?);
        // A later turn reuses the last request of the turn before it.
        let reused = sub(add(self.opening, mul(calls, self.step)?)?, self.turn_growth)?;
        let later = sub(n.turns, n.started)?;
        Ok(Sums {
            requests: mul(n.turns, per_turn)?,
            answers: n.turns,
            input: dot([
                (n.turns, dot([(per_turn, self.opening), (upto, self.step)])?),
                (n.pairs, mul(per_turn, self.turn_growth)?),
            ])?,
            first: mul(n.started, self.prefix)?,
            turn: dot([(later, reused), (n.pairs, self.turn_growth)])?,
            call: dot([
                (n.turns, dot([(calls, self.opening), (before, self.step)])?),
                (n.pairs, mul(calls, self.turn_growth)?),
            ])?,
        })
    }

    /// Adds the first `rest` requests (not all) of the turn after `full` turns.
    fn add_begun_turn(
        &self,
        sums: &mut Sums,
        alive: Decimal,
        full: u64,
        rest: u64,
    ) -> Result<(), TokenError> {
        let after_calls = rest.saturating_sub(1);
        let begin = self.input_after(self.requests_of(full))?;
        let (requests, calls) = (Decimal::from(rest), Decimal::from(after_calls));
        let input = dot([(requests, begin), (triangle(rest)?, self.step)])?;
        let call = dot([(calls, begin), (triangle(after_calls)?, self.step)])?;
        sums.requests = add(sums.requests, mul(alive, requests)?)?;
        sums.input = add(sums.input, mul(alive, input)?)?;
        sums.call = add(sums.call, mul(alive, call)?)?;
        if full == 0 {
            sums.first = add(sums.first, mul(alive, self.prefix)?)?;
        } else {
            let reused = self.input_after(self.requests_of(full).saturating_sub(1))?;
            sums.turn = add(sums.turn, mul(alive, reused)?)?;
        }
        Ok(())
    }

    /// Expected new input of last requests that have an index above `start` and at
    /// most `end`; all their input is new where no reusable part is cached.
    pub(super) fn new_of_last(
        &self,
        turns: &Turns,
        start: u64,
        end: u64,
        readable: bool,
    ) -> Result<Decimal, TokenError> {
        let (from, _) = div_rem(start, self.per_turn());
        let (upto, _) = div_rem(end, self.per_turn());
        let (low, high) = (turns.upto(from), turns.upto(upto));
        let ending = sub(high.started, low.started)?;
        if !readable {
            let without_growth = sub(self.prefix, self.output)?;
            let ended_turns = sub(high.turns, low.turns)?;
            return dot([(ending, without_growth), (ended_turns, self.turn_growth)]);
        }
        if self.calls > 0 {
            return mul(ending, self.step);
        }
        // A first request follows no output.
        let only = if from == 0 { turns.upto(upto.min(1)).started } else { Decimal::ZERO };
        dot([(ending, self.user), (sub(ending, only)?, self.output)])
    }
}

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

    /// Sums as if every conversation ended after at most `n` turns.
    fn cut_at(&self, n: u64) -> Result<Moments, TokenError> {
        if n == 0 {
            return Ok(Moments::default());
        }
        let whole = self.upto(n);
        let cut = self.longer_than(n)?;
        Ok(Moments {
            started: self.alive(),
            turns: add(whole.turns, mul(cut, Decimal::from(n))?)?,
            pairs: add(whole.pairs, mul(cut, triangle(n)?)?)?,
        })
    }
}
