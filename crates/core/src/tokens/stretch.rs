//! Sums over all conversations with one number of calls, stretch by stretch.
//!
//! A stretch is what is sent between two compactions: the whole conversation if there
//! are none. The requests between two of its cuts are treated alike. While the cuts stay
//! the same, sums are linear in the input of the user: it is enough to compare the cuts
//! of the smallest and the largest input and to sum for the mean one. Where they differ,
//! the distribution is parted.

use rust_decimal::Decimal;

use super::course::{Course, Cuts, Thresholds};
use super::linear::{Counted, Range, Tokens};
use super::number::{add, div, mul};
use super::tally::{State, Tally};
use super::turns::{Seen, Turns};
use super::{Conversation, TokenError};

/// Conversations with so many calls in each turn.
pub(super) struct Stretches<'a> {
    conversation: &'a Conversation,
    thresholds: &'a Thresholds,
    turns: &'a Turns,
    calls: u64,
    /// The share of conversations that have so many.
    share: Decimal,
    /// Requests of the longest.
    last: u64,
    course: Course,
}

/// Values of the input of the user that are treated alike, with their shares.
type Inputs<'a> = &'a [(Decimal, Decimal)];

/// Requests so far, by how they are treated.
type Alike = Vec<(State, Counted)>;

impl<'a> Stretches<'a> {
    pub(super) fn new(
        conversation: &'a Conversation,
        thresholds: &'a Thresholds,
        turns: &'a Turns,
        (calls, share): (u64, Decimal),
    ) -> Self {
        let last = calls.saturating_add(1).saturating_mul(turns.longest());
        let course = Course::new(conversation, calls);
        Self { conversation, thresholds, turns, calls, share, last, course }
    }

    /// Adds all requests of all conversations.
    pub(super) fn add_all(&self, tally: &mut Tally<'_>) -> Result<(), TokenError> {
        self.add_from(self.conversation.input.bins(), 0, &Seen::default(), tally)
    }

    /// Adds the requests from `index` on of conversations with these inputs. Calls
    /// itself only with fewer inputs.
    fn add_from(
        &self,
        inputs: Inputs<'_>,
        mut index: u64,
        seen: &Seen,
        tally: &mut Tally<'_>,
    ) -> Result<(), TokenError> {
        let (Some(low), Some(high)) = (inputs.first(), inputs.last()) else {
            return Ok(());
        };
        let (low, high) = (self.course.with(low.0), self.course.with(high.0));
        let mut seen = *seen;
        let mut alike = Alike::new();
        while index < self.last {
            let cuts = low.cuts(index, self.last, self.thresholds);
            if inputs.len() > 1 && cuts != high.cuts(index, self.last, self.thresholds) {
                self.part(inputs, index, &seen, tally)?;
                break;
            }
            if cuts.summary.is_some() {
                tally.spend()?;
            }
            seen = self.add_stretch(index, &cuts, &seen, tally, &mut alike)?;
            index = cuts.end;
        }
        self.multiply(inputs, &alike, tally)
    }

    /// Parts inputs where the cuts of the next stretch differ.
    fn part(
        &self,
        inputs: Inputs<'_>,
        index: u64,
        seen: &Seen,
        tally: &mut Tally<'_>,
    ) -> Result<(), TokenError> {
        let cuts = |input| self.course.with(input).cuts(index, self.last, self.thresholds);
        let cuts: Vec<Cuts> = inputs.iter().map(|&(input, _)| cuts(input)).collect();
        let mut rest = inputs;
        for group in cuts.chunk_by(|a, b| a == b) {
            let (now, later) = rest.split_at_checked(group.len()).unwrap_or((rest, &[]));
            self.add_from(now, index, seen, tally)?;
            rest = later;
        }
        Ok(())
    }

    /// Counts one stretch, and the compaction after it. Returns what was sent up to its
    /// end.
    fn add_stretch(
        &self,
        start: u64,
        cuts: &Cuts,
        seen: &Seen,
        tally: &Tally<'_>,
        alike: &mut Alike,
    ) -> Result<Seen, TokenError> {
        let (mut from, mut before) = (start, *seen);
        while from < cuts.end {
            let next = cuts.tiers.iter().chain([&cuts.read, &cuts.write]).filter(|&&cut| cut > from);
            let end = next.min().map_or(cuts.end, |&cut| cut.min(cuts.end));
            let upto = self.turns.seen(self.calls, end)?;
            let state = State {
                tier: cuts.tiers.iter().filter(|&&cut| cut <= from).count(),
                readable: from >= cuts.read,
                writable: from >= cuts.write,
            };
            let range = Range { start, from, end, calls: self.calls };
            let counted = counted(alike, state);
            if let Some(counted) = counted {
                counted.add_range(&range, &upto.less(&before)?, self.turns)?;
                if tally.leaves_last_unwritten() && state.writable {
                    counted.add_last(&range, self.turns, state.readable)?;
                }
            }
            (from, before) = (end, upto);
        }
        if let Some(counted) = cuts.summary.and_then(|state| counted(alike, state)) {
            counted.add_summary(start, cuts.end, self.calls, self.turns)?;
        }
        Ok(before)
    }

    /// Adds what was counted for the mean of some inputs.
    fn multiply(&self, inputs: Inputs<'_>, alike: &Alike, tally: &mut Tally<'_>) -> Result<(), TokenError> {
        if alike.is_empty() {
            return Ok(());
        }
        let (mean, share) = mean_of(inputs)?;
        let tokens = Tokens::new(self.conversation, mean, self.calls)?;
        tally.weight = mul(share, self.share)?;
        for (state, counted) in alike {
            tally.add(&tokens.part(counted, tally.hits, *state, self.calls)?, *state)?;
        }
        Ok(())
    }
}

/// Where requests in this state are counted.
fn counted(alike: &mut Alike, state: State) -> Option<&mut Counted> {
    let known = alike.iter().position(|(other, _)| *other == state);
    if known.is_none() {
        alike.push((state, Counted::default()));
    }
    let at = known.unwrap_or(alike.len().saturating_sub(1));
    alike.get_mut(at).map(|(_, counted)| counted)
}

/// The mean of some values, and their share.
fn mean_of(inputs: Inputs<'_>) -> Result<(Decimal, Decimal), TokenError> {
    if let [only] = inputs {
        return Ok(*only);
    }
    let (mut sum, mut shares) = (Decimal::ZERO, Decimal::ZERO);
    for &(input, share) in inputs {
        sum = add(sum, mul(input, share)?)?;
        shares = add(shares, share)?;
    }
    Ok((div(sum, shares)?, shares))
}
