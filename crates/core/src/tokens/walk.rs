//! Conversations whose transcript is compacted, request by request.
//!
//! The first requests of a long conversation are those of a short one, so one walk
//! over the longest, each turn weighted by the share of conversations that reach
//! it, covers them all.

use rust_decimal::Decimal;

use super::expect::{Hits, Part, State, Tally};
use super::number::{add, mul, sub};
use super::path::{Path, Turns};
use super::{Compaction, Conversation, REQUEST_LIMIT, TokenError};

/// Adds all requests of a path to the tally.
pub(super) fn conversation(
    conversation: &Conversation,
    compaction: Compaction,
    path: &Path,
    tally: &mut Tally<'_>,
) -> Result<(), TokenError> {
    let turns = Turns::new(&conversation.turns)?;
    if path.requests_of(turns.longest()) > REQUEST_LIMIT {
        return Err(TokenError::TooLarge {
            what: "requests of a conversation with compaction",
            limit: REQUEST_LIMIT,
        });
    }
    let mut walk = Walk { path, compaction, transcript: Decimal::ZERO, reusable: path.prefix };
    for turn in 1..=turns.longest() {
        let alive = turns.longer_than(turn.saturating_sub(1))?;
        let ending = if conversation.keep_transcript {
            sub(alive, turns.longer_than(turn)?)?
        } else {
            walk.transcript = Decimal::ZERO;
            walk.reusable = path.prefix;
            alive
        };
        let hit = opening_hit(tally.hits, turn, conversation.keep_transcript);
        walk.turn(conversation.call_result, Shares { alive, ending }, hit, tally)?;
    }
    Ok(())
}

/// The chance that the reusable part of a turn's first request is warm.
fn opening_hit(hits: Hits, turn: u64, keep_transcript: bool) -> Decimal {
    match (turn, keep_transcript) {
        (1, _) => hits.first,
        (_, true) => hits.turn,
        (_, false) => hits.prefix_again(),
    }
}

/// Shares of conversations that reach a turn, and whose transcript ends with it.
#[derive(Clone, Copy)]
struct Shares {
    alive: Decimal,
    ending: Decimal,
}

struct Walk<'a> {
    path: &'a Path,
    compaction: Compaction,
    /// All that was sent and answered before, except the prefix.
    transcript: Decimal,
    /// What an earlier request has sent of the next one.
    reusable: Decimal,
}

/// One request: its new input, its output without and with reasoning, the chance
/// that its reusable part is warm, and how many conversations send it, and send it
/// as something that no later request repeats.
struct Request {
    new: Decimal,
    output: Decimal,
    reasoning: Decimal,
    hit: Decimal,
    sent: Decimal,
    unsent: Decimal,
}

impl Walk<'_> {
    fn turn(
        &mut self,
        call_result: Decimal,
        shares: Shares,
        opening_hit: Decimal,
        tally: &mut Tally<'_>,
    ) -> Result<(), TokenError> {
        for call in 0..=self.path.calls {
            let answers = call == self.path.calls;
            let mut hit = if call == 0 { opening_hit } else { tally.hits.call };
            if self.transcript > self.compaction.limit {
                self.compact(hit, shares.alive, tally)?;
                // The summary was made just now, with the same prefix.
                hit = tally.hits.first.max(tally.hits.call);
            }
            let request = Request {
                new: if call == 0 { self.path.user } else { call_result },
                output: if answers { self.path.output } else { self.path.call_output },
                reasoning: self.path.reasoning,
                hit,
                sent: shares.alive,
                unsent: if answers { shares.ending } else { Decimal::ZERO },
            };
            self.send(&request, tally)?;
        }
        Ok(())
    }

    /// The extra request that replaces the transcript by a summary.
    fn compact(&mut self, hit: Decimal, alive: Decimal, tally: &mut Tally<'_>) -> Result<(), TokenError> {
        let request = Request {
            new: Decimal::ZERO,
            output: self.compaction.to,
            reasoning: Decimal::ZERO,
            hit,
            sent: alive,
            unsent: alive,
        };
        self.send(&request, tally)?;
        self.transcript = self.compaction.to;
        self.reusable = self.path.prefix;
        Ok(())
    }

    fn send(&mut self, request: &Request, tally: &mut Tally<'_>) -> Result<(), TokenError> {
        let sent_before = add(self.transcript, request.new)?;
        let input = add(self.path.prefix, sent_before)?;
        let state = State {
            tier: tally.bounds.iter().filter(|bound| bound.is_passed_by(input)).count(),
            readable: tally.caching.is_some_and(|c| self.reusable >= c.min_prefix),
            writable: tally.caching.is_some_and(|c| input >= c.min_prefix),
        };
        let mut part = Part {
            requests: request.sent,
            output: mul(request.sent, add(request.output, request.reasoning)?)?,
            reasoning: mul(request.sent, request.reasoning)?,
            input: mul(request.sent, input)?,
            ..Part::default()
        };
        part.reuse(mul(request.sent, self.reusable)?, request.hit)?;
        if tally.leaves_last_unwritten() && state.writable {
            let kept = if state.readable { self.reusable } else { Decimal::ZERO };
            part.unsent = mul(request.unsent, sub(input, kept)?)?;
        }
        tally.add(&part, state)?;
        self.transcript = add(sent_before, request.output)?;
        self.reusable = input;
        Ok(())
    }
}
