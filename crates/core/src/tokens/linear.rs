//! Expected requests by what their input is made of, and the tokens they come to.
//!
//! The input of a request since the last compaction is a sum of the same few terms: so
//! many turns, calls, the prefix, the summary. Requests that are treated alike are first
//! counted by term, whatever the number of tokens, and multiplied out once.

use rust_decimal::Decimal;

use super::course::Place;
use super::number::{add, dot, mul, sub};
use super::tally::{Hits, Part, State};
use super::turns::{Seen, Turns};
use super::{Conversation, TokenError};

/// Requests counted by terms of their input: each has the prefix.
#[derive(Clone, Copy, Default)]
struct Terms {
    requests: Decimal,
    /// Of them those with a summary.
    summaries: Decimal,
    /// Sum of whole turns in their transcripts.
    turns: Decimal,
    /// Sum of first calls: the input of a user and the output of a call.
    begun: Decimal,
    /// Sum of further calls: a result and the output of a call.
    calls: Decimal,
}

impl Terms {
    fn add(&mut self, other: &Self) -> Result<(), TokenError> {
        for (to, what) in [
            (&mut self.requests, other.requests),
            (&mut self.summaries, other.summaries),
            (&mut self.turns, other.turns),
            (&mut self.begun, other.begun),
            (&mut self.calls, other.calls),
        ] {
            *to = add(*to, what)?;
        }
        Ok(())
    }

    /// Takes away what was in the transcript at the compaction before request `start`.
    fn since(mut self, start: Place) -> Result<Self, TokenError> {
        self.summaries = self.requests;
        self.turns = sub(self.turns, mul(self.requests, Decimal::from(start.turn))?)?;
        if let Some(further) = start.call.checked_sub(1) {
            self.begun = sub(self.begun, self.requests)?;
            self.calls = sub(self.calls, mul(self.requests, Decimal::from(further))?)?;
        }
        Ok(self)
    }
}

/// The first requests of stretches, by what is new in them.
#[derive(Clone, Copy, Default)]
struct Begins {
    /// The first of all: user tokens.
    first: Decimal,
    /// After a compaction: a summary, and user tokens or the result of a call.
    turn: Decimal,
    call: Decimal,
}

impl Begins {
    fn add(&mut self, requests: Decimal, index: u64, place: Place) -> Result<(), TokenError> {
        let to = match (index, place.is_call()) {
            (0, _) => &mut self.first,
            (_, false) => &mut self.turn,
            (_, true) => &mut self.call,
        };
        *to = add(*to, requests)?;
        Ok(())
    }
}

/// Expected requests that are treated alike.
#[derive(Clone, Copy, Default)]
pub(super) struct Counted {
    answers: Decimal,
    /// First requests of turns, and those after a call.
    openings: Terms,
    calls: Terms,
    begins: Begins,
    /// Requests that summarise a transcript before a turn, and before another call.
    summaries_of_turn: Terms,
    summaries_of_call: Terms,
    /// Last requests: their whole input; or by what is new in them: those that begin a
    /// stretch, and others.
    last: Terms,
    last_begins: Begins,
    last_others: Decimal,
}

/// Requests `from` to before `end` of a stretch that begins with `start`.
pub(super) struct Range {
    pub start: u64,
    pub from: u64,
    pub end: u64,
    pub calls: u64,
}

impl Counted {
    /// Adds requests of a stretch, `seen` of each kind.
    pub(super) fn add_range(&mut self, range: &Range, seen: &Seen, turns: &Turns) -> Result<(), TokenError> {
        let start = Place::of(range.start, range.calls);
        let openings = Terms { requests: seen.openings, turns: seen.opening_turns, ..Terms::default() };
        let calls = Terms {
            requests: sub(seen.requests, seen.openings)?,
            turns: sub(seen.turns, seen.opening_turns)?,
            calls: seen.calls,
            ..Terms::default()
        };
        self.answers = add(self.answers, seen.answers)?;
        if range.start == 0 {
            self.openings.add(&openings)?;
            self.calls.add(&calls)?;
        } else {
            self.openings.add(&openings.since(start)?)?;
            self.calls.add(&calls.since(start)?)?;
        }
        if range.from == range.start {
            self.begins.add(turns.longer_than(start.turn)?, range.start, start)?;
        }
        Ok(())
    }

    /// Adds the last requests among those of a stretch.
    pub(super) fn add_last(
        &mut self,
        range: &Range,
        turns: &Turns,
        readable: bool,
    ) -> Result<(), TokenError> {
        let before = turns.upto(Place::of(range.from, range.calls).turn);
        let upto = turns.upto(Place::of(range.end, range.calls).turn);
        let start = Place::of(range.start, range.calls);
        let ending = sub(upto.started, before.started)?;
        if !readable {
            // The last of n turns has n - 1 turns and all calls before it.
            let last = Terms {
                requests: ending,
                turns: sub(sub(upto.turns, before.turns)?, ending)?,
                calls: mul(ending, Decimal::from(range.calls))?,
                ..Terms::default()
            };
            return self.last.add(&if range.start == 0 { last } else { last.since(start)? });
        }
        let mut begins = Decimal::ZERO;
        if range.from == range.start {
            let after = turns.upto(Place::of(range.from.saturating_add(1), range.calls).turn);
            begins = sub(after.started, before.started)?;
            self.last_begins.add(begins, range.start, start)?;
        }
        self.last_others = add(self.last_others, sub(ending, begins)?)?;
        Ok(())
    }

    /// Adds the request that summarises what was sent from request `start` to before
    /// `end`.
    pub(super) fn add_summary(
        &mut self,
        start: u64,
        end: u64,
        calls: u64,
        turns: &Turns,
    ) -> Result<(), TokenError> {
        let (first, place) = (Place::of(start, calls), Place::of(end, calls));
        let requests = turns.longer_than(place.turn)?;
        let mut terms =
            Terms { requests, turns: mul(requests, Decimal::from(place.turn))?, ..Terms::default() };
        if let Some(further) = place.call.checked_sub(1) {
            terms.begun = requests;
            terms.calls = mul(requests, Decimal::from(further))?;
        }
        let to = if place.is_call() { &mut self.summaries_of_call } else { &mut self.summaries_of_turn };
        to.add(&if start == 0 { terms } else { terms.since(first)? })
    }
}

/// The numbers of tokens that counts are multiplied by.
pub(super) struct Tokens<'a> {
    conversation: &'a Conversation,
    user: Decimal,
    summary: Decimal,
    /// What a first call of a turn, a further call and a turn add.
    begun: Decimal,
    step: Decimal,
    growth: Decimal,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(conversation: &'a Conversation, user: Decimal, calls: u64) -> Result<Self, TokenError> {
        let c = conversation;
        let step = add(c.call_output, c.call_result)?;
        Ok(Self {
            conversation,
            user,
            summary: c.compaction.map_or(Decimal::ZERO, |compaction| compaction.to),
            begun: add(user, c.call_output)?,
            step,
            growth: add(add(user, mul(step, Decimal::from(calls))?)?, c.output)?,
        })
    }

    /// What counted requests come to.
    pub(super) fn part(
        &self,
        counted: &Counted,
        hits: Hits,
        state: State,
        calls: u64,
    ) -> Result<Part, TokenError> {
        let c = self.conversation;
        let opening = add(c.prefix, self.user)?;
        let (turn, call) = (&counted.summaries_of_turn, &counted.summaries_of_call);
        let summaries = add(turn.requests, call.requests)?;
        let sent = add(counted.openings.requests, counted.calls.requests)?;
        let reasoning = mul(sent, c.reasoning)?;
        let inputs = [
            self.input(&counted.openings, opening)?,
            self.input(&counted.calls, opening)?,
            self.input(turn, c.prefix)?,
            self.input(call, c.prefix)?,
        ];
        let mut part = Part {
            requests: add(sent, summaries)?,
            output: dot([
                (counted.answers, c.output),
                (sub(sent, counted.answers)?, c.call_output),
                (summaries, self.summary),
                (Decimal::ONE, reasoning),
            ])?,
            reasoning,
            input: inputs.into_iter().try_fold(Decimal::ZERO, add)?,
            unsent: self.unsent(counted, state, calls)?,
            ..Part::default()
        };
        if state.readable {
            self.reuse(&mut part, counted, inputs, hits)?;
        }
        Ok(part)
    }

    /// Adds what can be reused: the input of the request before, which is the input less
    /// what is new; but only the prefix where a stretch begins.
    fn reuse(
        &self,
        part: &mut Part,
        counted: &Counted,
        [openings, calls, summaries_of_turn, summaries_of_call]: [Decimal; 4],
        hits: Hits,
    ) -> Result<(), TokenError> {
        let (c, begins) = (self.conversation, &counted.begins);
        let again = add(begins.turn, begins.call)?;
        let openings_begun = add(begins.first, begins.turn)?;
        let after_turn = sub(counted.openings.requests, openings_begun)?;
        let openings_begun = dot([
            (openings_begun, add(c.prefix, self.user)?),
            (begins.turn, self.summary),
            (after_turn, add(self.user, c.output)?),
            (counted.summaries_of_turn.requests, c.output),
        ])?;
        let calls_begun = dot([
            (begins.call, add(add(c.prefix, c.call_result)?, self.summary)?),
            (sub(counted.calls.requests, begins.call)?, self.step),
            (counted.summaries_of_call.requests, c.call_output),
        ])?;
        part.reuse(mul(begins.first, c.prefix)?, hits.first)?;
        part.reuse(mul(again, c.prefix)?, hits.restart)?;
        part.reuse(sub(add(openings, summaries_of_turn)?, openings_begun)?, hits.turn)?;
        part.reuse(sub(add(calls, summaries_of_call)?, calls_begun)?, hits.call)
    }

    /// New input that no later request sends again, all input if nothing is readable: of
    /// last requests as far as counted, and of summarised transcripts.
    fn unsent(&self, counted: &Counted, state: State, calls: u64) -> Result<Decimal, TokenError> {
        let c = self.conversation;
        let (turn, call) = (&counted.summaries_of_turn, &counted.summaries_of_call);
        if !state.readable {
            let last = self.input(&counted.last, add(c.prefix, self.user)?)?;
            return add(last, add(self.input(turn, c.prefix)?, self.input(call, c.prefix)?)?);
        }
        let begins = &counted.last_begins;
        let new = if calls > 0 { self.step } else { add(self.user, c.output)? };
        dot([
            (counted.last_others, new),
            (add(begins.first, begins.turn)?, self.user),
            (begins.call, c.call_result),
            (add(begins.turn, begins.call)?, self.summary),
            (turn.requests, c.output),
            (call.requests, c.call_output),
        ])
    }

    /// The input of requests, each with `base` tokens besides what was counted.
    fn input(&self, terms: &Terms, base: Decimal) -> Result<Decimal, TokenError> {
        dot([
            (terms.requests, base),
            (terms.summaries, self.summary),
            (terms.turns, self.growth),
            (terms.begun, self.begun),
            (terms.calls, self.step),
        ])
    }
}
