//! What one conversation sends, leaf by leaf.

use rust_decimal::Decimal;

use super::context::{Context, Times};
use super::term::{Op, Term, plain};
use crate::model::{Cache, Hit, Talk, TalkId, TokenLeaf};
use crate::month::Active;
use crate::tokens::{Boundary, Conversation, Histogram};

pub(super) fn tokens_term(
    context: &Context<'_>,
    id: TalkId,
    step: u8,
    leaf: TokenLeaf,
    value: Option<Decimal>,
) -> Term {
    let Some(talk) = context.model.talks.get(id) else {
        return Term::computed(format!("traffic {id}"), value, "");
    };
    let what = match leaf {
        TokenLeaf::Requests => "requests",
        TokenLeaf::Input => "uncached input tokens",
        TokenLeaf::CacheRead => "cached input tokens",
        TokenLeaf::CacheWrite => "cache write tokens",
        TokenLeaf::Output => "output tokens",
        TokenLeaf::Reasoning => "reasoning tokens",
        TokenLeaf::Visible => "visible output tokens",
    };
    let mut name = format!("{what} of {} per unit", talk.name);
    if !talk.bounds.is_empty() {
        name.push_str(&format!(", {}", step_name(&talk.bounds, step)));
    }
    let conversation = talk.conversation.get(context.projected.scenario());
    let mut notes = vec![conversation_note(conversation)];
    notes.extend(input_note(conversation));
    let mut parts = Vec::new();
    if let Some(cache) = &talk.cache {
        notes.push(cache_note(context, cache));
        parts.extend(arrivals(context, talk, cache));
    }
    for (step, leaves) in (0_u8..).zip(context.projected.leaves(id, context.month).unwrap_or_default()) {
        let place = if talk.bounds.is_empty() { "" } else { &format!("{}: ", step_name(&talk.bounds, step)) };
        notes.push(format!(
            "{place}requests {}, input {}, cached {}, cache writes {}, output {} (of it reasoning {}), each per unit",
            plain(leaves.requests),
            plain(leaves.input),
            plain(leaves.cache_read),
            plain(leaves.cache_write),
            plain(leaves.output),
            plain(leaves.reasoning),
        ));
    }
    let unit = if leaf == TokenLeaf::Requests { "Requests" } else { "Tokens" };
    Term { op: Op::Described, parts, notes, ..Term::computed(name, value, unit) }
}

fn step_name(bounds: &[Boundary], step: u8) -> String {
    let bound = |bound: &Boundary| match bound {
        Boundary::Over(tokens) => format!("over {tokens} tokens"),
        Boundary::From(tokens) => format!("from {tokens} tokens"),
    };
    match usize::from(step).checked_sub(1) {
        None => "requests below the first long-context bound".to_owned(),
        Some(at) => {
            bounds.get(at).map_or_else(|| format!("step {step}"), |b| format!("requests {}", bound(b)))
        }
    }
}

fn conversation_note(talk: &Conversation) -> String {
    let mut note = format!(
        "one unit: {} of {} new tokens after a prefix of {}, answered with {}",
        counted(&talk.turns, "turn"),
        plain(talk.input.expected()),
        plain(talk.prefix),
        plain(talk.output),
    );
    if !talk.reasoning.is_zero() {
        note.push_str(&format!(" and {} of reasoning a request", plain(talk.reasoning)));
    }
    if talk.calls.largest() > 0 {
        note.push_str(&format!(
            "; {} a turn, each asking with {} and returning {}",
            counted(&talk.calls, "tool call"),
            plain(talk.call_output),
            plain(talk.call_result)
        ));
    }
    if talk.turns.largest() > 1 || talk.calls.largest() > 0 {
        note.push_str(if talk.keep_transcript {
            "; the transcript is sent again"
        } else {
            "; no transcript is sent"
        });
    }
    if let Some(compaction) = &talk.compaction {
        let (limit, to) = (plain(compaction.limit), plain(compaction.to));
        note.push_str(&format!("; above {limit} tokens it is summarised to {to}"));
    }
    if !talk.retries.is_zero() {
        note.push_str(&format!("; x (1 + {} sent a second time)", plain(talk.retries)));
    }
    if !talk.failures.is_zero() {
        note.push_str(&format!("; output x (1 - {} that fail)", plain(talk.failures)));
    }
    note
}

/// All input of one unit as a sum, where turns have no tool calls and nothing is summarised.
fn input_note(talk: &Conversation) -> Option<String> {
    if talk.calls.largest() > 0
        || talk.compaction.is_some()
        || talk.turns.largest() < 2
        || !talk.keep_transcript
    {
        return None;
    }
    let (turns, input) = (talk.turns.expected(), talk.input.expected());
    let earlier = talk.turns.bins().iter().try_fold(Decimal::ZERO, |sum, &(turns, share)| {
        let pairs = turns.checked_mul(turns.saturating_sub(1))? / 2;
        sum.checked_add(Decimal::from(pairs).checked_mul(share)?)
    })?;
    let own = turns.checked_mul(talk.prefix.checked_add(input)?)?;
    let again = earlier.checked_mul(input.checked_add(talk.output)?)?;
    let sent = Decimal::ONE.checked_add(talk.retries)?;
    let total = own.checked_add(again)?.checked_mul(sent)?;
    Some(format!(
        "all input of one unit: ({} turns x ({} + {}) + {} earlier turns sent again x ({} + {})) x {} = {}",
        plain(turns),
        plain(talk.prefix),
        plain(input),
        plain(earlier),
        plain(input),
        plain(talk.output),
        plain(sent),
        plain(total)
    ))
}

/// `3 turns`, or the mean with its bins where they are few.
fn counted(histogram: &Histogram, noun: &str) -> String {
    let (bins, mean) = (histogram.bins(), plain(histogram.expected()));
    match bins {
        [(1, _)] => format!("1 {noun}"),
        [(only, _)] => format!("{only} {noun}s"),
        _ if bins.len() <= 6 => {
            let bins: Vec<String> = bins.iter().map(|(n, share)| format!("{n}: {}", plain(*share))).collect();
            format!("{mean} {noun}s (shares {})", bins.join(", "))
        }
        _ => format!("{mean} {noun}s (mean; up to {})", histogram.largest()),
    }
}

fn cache_note(context: &Context<'_>, cache: &Cache) -> String {
    let first = match &cache.first {
        Hit::Given(hit) => format!("{} of first requests", context.read(hit)),
        Hit::Arrivals { demand, week, ttl } => {
            let hit = context
                .projected
                .evaluate(demand, &Active::default(), None, context.month)
                .and_then(|units| context.projected.arrivals_hit(units, week, *ttl, context.month));
            let hit = hit.map_or_else(|| "?".to_owned(), plain);
            format!(
                "{hit} of first requests (1 - e^(-arrivals in {} s), over the hours of `{}`)",
                plain(*ttl),
                week.name
            )
        }
    };
    format!(
        "cache: warm at {first}, {} of later turns, {} of tool calls; prefixes from {} tokens on; misses are {}",
        context.read(&cache.turn),
        context.read(&cache.call),
        plain(cache.min_prefix),
        if cache.writes { "written" } else { "plain input" },
    )
}

/// The arrivals that a hit rate is derived from.
fn arrivals(context: &Context<'_>, talk: &Talk, cache: &Cache) -> Option<Term> {
    let Hit::Arrivals { demand, .. } = &cache.first else { return None };
    let term = context.term(demand, Times { active: &Active::default(), schedule: None });
    Some(term.called(format!("conversations of {} in the month", talk.name)))
}
