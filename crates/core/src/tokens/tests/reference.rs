//! An independent simulation: every conversation of every kind, request by request,
//! written from the documentation of `Conversation` and `Caching` alone.

use rust_decimal::Decimal;

use super::super::*;

struct Sent {
    input: Decimal,
    reusable: Decimal,
    hit: Decimal,
    output: Decimal,
    reasoning: Decimal,
    again: bool,
}

/// What `expect` should return.
pub(super) fn simulate(c: &Conversation, k: Option<&Caching>, bounds: &[Boundary]) -> Vec<Leaves> {
    let mut tiers = vec![Leaves::default(); bounds.len() + 1];
    for &(turns, turns_share) in c.turns.bins() {
        for &(user, user_share) in c.input.bins() {
            for &(calls, calls_share) in c.calls.bins() {
                let weight = turns_share * user_share * calls_share * (Decimal::ONE + c.retries);
                for sent in requests(c, k, turns, user, calls) {
                    let passed = bounds.iter().filter(|bound| match bound {
                        Boundary::Over(bound) => sent.input > Decimal::from(*bound),
                        Boundary::From(bound) => sent.input >= Decimal::from(*bound),
                    });
                    add(&mut tiers[passed.count()], &sent, k, weight, Decimal::ONE - c.failures);
                }
            }
        }
    }
    tiers
}

fn requests(c: &Conversation, k: Option<&Caching>, turns: u64, user: Decimal, calls: u64) -> Vec<Sent> {
    let zero = Decimal::ZERO;
    let (first, turn_hit, call_hit) = k.map_or((zero, zero, zero), |k| (k.hit_first, k.hit_turn, k.hit_call));
    let mut all: Vec<Sent> = Vec::new();
    let mut transcript = zero;
    let mut previous: Option<Decimal> = None;
    for turn in 1..=turns {
        if turn > 1 && !c.keep_transcript {
            transcript = zero;
            previous = None;
            all.last_mut().unwrap().again = false;
        }
        for call in 0..=calls {
            let mut hit = if call > 0 {
                call_hit
            } else if turn == 1 {
                first
            } else if c.keep_transcript {
                turn_hit
            } else {
                first.max(turn_hit)
            };
            if let Some(compaction) = c.compaction.filter(|x| transcript > x.limit) {
                all.push(Sent {
                    input: c.prefix + transcript,
                    reusable: previous.unwrap_or(c.prefix),
                    hit,
                    output: compaction.to,
                    reasoning: zero,
                    again: false,
                });
                transcript = compaction.to;
                previous = None;
                hit = first.max(call_hit);
            }
            transcript += if call == 0 { user } else { c.call_result };
            let input = c.prefix + transcript;
            let output = if call == calls { c.output } else { c.call_output };
            all.push(Sent {
                input,
                reusable: previous.unwrap_or(c.prefix),
                hit,
                output: output + c.reasoning,
                reasoning: c.reasoning,
                again: true,
            });
            previous = Some(input);
            transcript += output;
        }
    }
    if let Some(last) = all.last_mut() {
        last.again = false;
    }
    all
}

fn add(tier: &mut Leaves, sent: &Sent, k: Option<&Caching>, weight: Decimal, answered: Decimal) {
    tier.requests += weight;
    tier.output += weight * answered * sent.output;
    tier.reasoning += weight * answered * sent.reasoning;
    let Some(k) = k else {
        tier.input += weight * sent.input;
        return;
    };
    let reusable = if sent.reusable >= k.min_prefix { sent.reusable } else { Decimal::ZERO };
    let read = reusable * sent.hit;
    let written = if k.writes && sent.input >= k.min_prefix {
        let new = sent.input - reusable;
        reusable - read + if sent.again || k.write_new { new } else { Decimal::ZERO }
    } else {
        Decimal::ZERO
    };
    tier.cache_read += weight * read;
    tier.cache_write += weight * written;
    tier.input += weight * (sent.input - read - written);
}
