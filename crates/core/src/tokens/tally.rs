//! From requests that are treated alike to the leaves of each tier.

use rust_decimal::Decimal;

use super::number::{add, mul, sub};
use super::{Boundary, COMPACTION_LIMIT, Caching, Conversation, Leaves, TokenError};

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
    /// New input that no later request sends again; counts where it stays unwritten.
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
#[derive(Clone, Copy, PartialEq, Eq)]
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
    /// After a compaction: the summary was made just now, with the same prefix.
    pub restart: Decimal,
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
    /// How many compactions may still be added.
    budget: u64,
}

impl<'a> Tally<'a> {
    pub(super) fn new(caching: Option<&'a Caching>, bounds: &'a [Boundary]) -> Self {
        let zero = Decimal::ZERO;
        let (first, turn, call) =
            caching.map_or((zero, zero, zero), |c| (c.hit_first, c.hit_turn, c.hit_call));
        let hits = Hits { first, turn, call, restart: first.max(call) };
        let tiers = vec![Leaves::default(); bounds.len().saturating_add(1)];
        Self { caching, bounds, hits, weight: Decimal::ONE, tiers, budget: COMPACTION_LIMIT }
    }

    /// Counts one more compaction.
    pub(super) fn spend(&mut self) -> Result<(), TokenError> {
        let what = "compactions of the transcript";
        let too_many = TokenError::TooLarge { what, limit: COMPACTION_LIMIT };
        self.budget = self.budget.checked_sub(1).ok_or(too_many)?;
        Ok(())
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
        let unsent = if self.leaves_last_unwritten() { part.unsent } else { Decimal::ZERO };
        let (write, input) =
            if writes { (add(cold, sub(new, unsent)?)?, unsent) } else { (Decimal::ZERO, add(cold, new)?) };
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

    /// Repeats and failures; what is left to do is to round.
    pub(super) fn finish(mut self, conversation: &Conversation) -> Result<Vec<Leaves>, TokenError> {
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
                *leaf = mul(*leaf, factor)?;
            }
        }
        Ok(self.tiers)
    }
}
