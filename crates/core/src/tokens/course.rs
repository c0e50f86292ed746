//! Where the requests of a conversation with one input and one number of calls cross
//! boundaries, in whole numbers.
//!
//! Request i (0 to `calls`) of turn t (0, 1, …) has the input
//! `prefix + user + t x growth + i x step + offset`. The offset is 0 until a transcript
//! is compacted, and then the same until the next time: a *stretch*. Input only grows
//! along a stretch, so every boundary (a tier, the smallest prefix that is cached, the
//! limit of the transcript) cuts it at one request, found by two divisions.

use rust_decimal::Decimal;

use super::number::{UNIT, div_rem, units};
use super::tally::State;
use super::{Boundary, Caching, Conversation};

/// What input is compared with, in 1e-18 tokens: a boundary is passed from there on.
pub(super) struct Thresholds {
    tiers: Vec<i128>,
    min_prefix: Option<i128>,
    /// The shortest transcript that is compacted, and the summary.
    compaction: Option<(i128, i128)>,
}

impl Thresholds {
    pub(super) fn new(c: &Conversation, caching: Option<&Caching>, bounds: &[Boundary]) -> Self {
        let tier = |bound: &Boundary| match *bound {
            Boundary::Over(tokens) => i128::from(tokens) * UNIT + 1,
            Boundary::From(tokens) => i128::from(tokens) * UNIT,
        };
        Self {
            tiers: bounds.iter().map(tier).collect(),
            min_prefix: caching.map(|caching| units(caching.min_prefix)),
            compaction: c.compaction.map(|x| (units(x.limit) + 1, units(x.to))),
        }
    }
}

/// Where a stretch is cut.
#[derive(PartialEq, Eq)]
pub(super) struct Cuts {
    /// The first request after it.
    pub end: u64,
    /// The first request whose reusable part, and the first whose whole input, is long
    /// enough to be cached.
    pub read: u64,
    pub write: u64,
    /// The first requests in the next tiers.
    pub tiers: Vec<u64>,
    /// How the request is treated that summarises the transcript after the stretch.
    pub summary: Option<State>,
}

/// Where a request is: `call` requests after the first of its turn, which is `turn`
/// turns after the first.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub turn: u64,
    pub call: u64,
}

impl Place {
    pub(super) fn of(index: u64, calls: u64) -> Self {
        let (turn, call) = div_rem(index, calls.saturating_add(1));
        Self { turn, call }
    }

    /// Whether the request follows a tool call.
    pub(super) fn is_call(self) -> bool {
        self.call > 0
    }
}

/// Token numbers in 1e-18. Nothing can overflow: fields are checked to be at most 1e9
/// tokens and 1e4 turns and calls, so the longest transcript has 2e17 tokens, 2e35 here.
#[derive(Clone, Copy)]
pub(super) struct Course {
    prefix: i128,
    user: i128,
    call_output: i128,
    /// What a tool call and its result add to the next request of the turn.
    step: i128,
    /// What a turn adds to the first request of the next.
    growth: i128,
    calls: u64,
}

impl Course {
    /// Without the input of the user.
    pub(super) fn new(c: &Conversation, calls: u64) -> Self {
        let step = units(c.call_output) + units(c.call_result);
        Self {
            prefix: units(c.prefix),
            user: 0,
            call_output: units(c.call_output),
            step,
            growth: units(c.output) + step * i128::from(calls),
            calls,
        }
    }

    pub(super) fn with(mut self, user: Decimal) -> Self {
        self.user = units(user);
        self.growth += self.user;
        self
    }

    /// The cuts of the stretch that begins with request `index`; `last` ends the
    /// conversation.
    pub(super) fn cuts(&self, index: u64, last: u64, at: &Thresholds) -> Cuts {
        let mut offset = 0;
        let mut end = last;
        if let Some((limit, to)) = at.compaction {
            if index > 0 {
                offset = to - self.transcript(index);
            }
            end = self.next_compaction(offset, limit, last).max(index.saturating_add(1)).min(last);
        }
        let reaching = |least: i128| self.first_reaching(offset, least, end).max(index);
        let tiers = at.tiers.iter().map(|&least| reaching(least)).collect();
        let (mut read, mut write) = (end, end);
        if let Some(min_prefix) = at.min_prefix {
            write = reaching(min_prefix);
            // A request can reuse the whole input of the request before it.
            read = if self.prefix >= min_prefix { index } else { write.saturating_add(1).min(end) };
        }
        let summary = (end < last).then(|| {
            let input = self.prefix + self.transcript(end) + offset;
            let reusable = self.input(end.saturating_sub(1)) + offset;
            State {
                tier: at.tiers.iter().filter(|&&least| input >= least).count(),
                readable: at.min_prefix.is_some_and(|least| reusable >= least),
                writable: at.min_prefix.is_some_and(|least| input >= least),
            }
        });
        Cuts { end, read, write, tiers, summary }
    }

    /// The input of a request as if nothing was ever compacted.
    fn input(&self, index: u64) -> i128 {
        let place = Place::of(index, self.calls);
        self.prefix + self.user + self.growth * i128::from(place.turn) + self.step * i128::from(place.call)
    }

    /// The transcript before a request as if nothing was ever compacted.
    fn transcript(&self, index: u64) -> i128 {
        let place = Place::of(index, self.calls);
        let whole = self.growth * i128::from(place.turn);
        match place.call.checked_sub(1) {
            None => whole,
            Some(before) => whole + self.user + self.call_output + self.step * i128::from(before),
        }
    }

    /// The first request with at least this input, at most `end`.
    fn first_reaching(&self, offset: i128, least: i128, end: u64) -> u64 {
        let missing = least - offset;
        if end == 0 || self.input(end.saturating_sub(1)) < missing {
            return end;
        }
        let opening = self.prefix + self.user;
        self.first(missing - opening, missing - opening - self.step).min(end)
    }

    /// The first request that finds a transcript of at least `limit`, at most `last`.
    fn next_compaction(&self, offset: i128, limit: i128, last: u64) -> u64 {
        let room = limit - offset;
        if self.transcript(last) < room {
            return last;
        }
        self.first(room, room - self.user - self.call_output).min(last)
    }

    /// The first request whose growth is enough: `opening` for the first one of the
    /// first turn, `call` for the one after its first call; each turn and each further
    /// call of a turn adds to it.
    fn first(&self, opening: i128, call: i128) -> u64 {
        let per_turn = self.calls.saturating_add(1);
        let turn = times(opening, self.growth);
        let Some(before) = turn.checked_sub(1).filter(|_| self.calls > 0) else {
            return turn.saturating_mul(per_turn);
        };
        let left = call - self.growth * i128::from(before.min(super::COUNT_LIMIT));
        let call = times(left, self.step).saturating_add(1).min(per_turn);
        before.saturating_mul(per_turn).saturating_add(call)
    }
}

/// How many times `by` must be added to reach `least`.
fn times(least: i128, by: i128) -> u64 {
    if least <= 0 {
        return 0;
    }
    let more = (least - 1).checked_div(by);
    more.and_then(|n| u64::try_from(n).ok()).map_or(u64::MAX, |n| n.saturating_add(1))
}
