//! Hand-worked cases here; properties and an independent simulation in the folder.

mod distributions;
mod grouping;
mod properties;
mod reference;
mod slow_normal;

use rust_decimal::Decimal;

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn n(value: u64) -> Decimal {
    Decimal::from(value)
}

/// Prefix 1,000, input 100, output 50.
fn chat(turns: Histogram) -> Conversation {
    Conversation {
        turns,
        prefix: n(1_000),
        input: Weighted::exactly(n(100)).unwrap(),
        output: n(50),
        ..Conversation::default()
    }
}

fn caching() -> Caching {
    Caching {
        min_prefix: n(1_000),
        hit_first: d("0.5"),
        hit_turn: d("0.8"),
        hit_call: Decimal::ONE,
        writes: true,
        write_new: false,
    }
}

fn only(conversation: &Conversation, cache: Option<&Caching>) -> Leaves {
    let tiers = expect(conversation, cache, &[]).unwrap();
    assert_eq!(tiers.len(), 1);
    tiers[0]
}

#[test]
fn mean_turns_hide_the_square() {
    // Half have 1 turn (1,100 tokens), half 3 (3,750); two turns would be 2,350.
    let turns = Histogram::of(&[(1, d("0.5")), (3, d("0.5"))]).unwrap();
    assert_eq!(only(&chat(turns), None).input, n(2_425));
    assert_eq!(only(&chat(Histogram::exactly(2)), None).input, n(2_350));
}

#[test]
fn tool_calls_are_requests_of_their_turn() {
    // One turn: 1,100, then 1,100 + 20 + 80, then + 20 + 80, then the answer.
    let conversation = Conversation {
        calls: Histogram::exactly(2),
        call_output: n(20),
        call_result: n(80),
        reasoning: n(7),
        ..chat(Histogram::exactly(1))
    };
    let leaves = only(&conversation, None);
    assert_eq!(leaves.requests, n(3));
    assert_eq!(leaves.input, n(1_100 + 1_200 + 1_300));
    assert_eq!(leaves.output, n(20 + 20 + 50 + 21));
    assert_eq!(leaves.reasoning, n(21));
    assert_eq!(leaves.visible_output(), n(90));
    // Reasoning is not in the transcript: the second turn starts at 1,100 + 350.
    let two = Conversation { turns: Histogram::exactly(2), ..conversation };
    assert_eq!(only(&two, None).input, n(3_600 + 1_450 + 1_550 + 1_650));
}

#[test]
fn cached_conversation_by_hand() {
    // 1,100 (reusable 1,000), 1,250 (reusable 1,100), 1,400 (reusable 1,250).
    let leaves = only(&chat(Histogram::exactly(3)), Some(&caching()));
    assert_eq!(leaves.cache_read, n(500 + 880 + 1_000));
    // Misses 500 + 220 + 250; new tokens 100 + 150, the last 150 stay unwritten.
    assert_eq!(leaves.cache_write, n(970 + 250));
    assert_eq!(leaves.input, n(150));
    assert_eq!(leaves.total_input(), n(3_750));

    let write_new = Caching { write_new: true, ..caching() };
    assert_eq!(only(&chat(Histogram::exactly(3)), Some(&write_new)).input, n(0));

    let free = Caching { writes: false, ..caching() };
    let leaves = only(&chat(Histogram::exactly(3)), Some(&free));
    assert_eq!((leaves.input, leaves.cache_write), (n(970 + 400), n(0)));
}

#[test]
fn below_the_minimum_nothing_is_cached() {
    let cache = Caching { min_prefix: n(1_200), write_new: true, ..caching() };
    let leaves = only(&chat(Histogram::exactly(3)), Some(&cache));
    // 1,100 is too short; 1,250 is written whole; 1,400 reads 1,250 at 0.8.
    assert_eq!(leaves.input, n(1_100));
    assert_eq!(leaves.cache_read, n(1_000));
    assert_eq!(leaves.cache_write, n(1_250 + 250 + 150));
    let never = Caching { min_prefix: n(1_401), ..cache };
    assert_eq!(only(&chat(Histogram::exactly(3)), Some(&never)).input, n(3_750));
}

#[test]
fn fresh_turns_send_no_transcript() {
    let conversation = Conversation { keep_transcript: false, ..chat(Histogram::exactly(3)) };
    assert_eq!(only(&conversation, None).input, n(3_300));
    // The prefix is read at 0.5, then twice at the larger of 0.5 and 0.8.
    let leaves = only(&conversation, Some(&caching()));
    assert_eq!(leaves.cache_read, n(500 + 800 + 800));
    assert_eq!(leaves.input, n(300));
}

#[test]
fn a_boundary_takes_the_whole_request() {
    let conversation = chat(Histogram::exactly(3));
    for (bound, below) in [
        (Boundary::Over(1_250), n(2)),
        (Boundary::From(1_250), n(1)),
        (Boundary::From(1_251), n(2)),
        (Boundary::Over(1_399), n(2)),
        (Boundary::Over(1_400), n(3)),
        (Boundary::From(1_100), n(0)),
    ] {
        let tiers = expect(&conversation, None, &[bound]).unwrap();
        assert_eq!(tiers[0].requests, below, "{bound:?}");
        assert_eq!(tiers[1].requests, n(3).saturating_sub(below), "{bound:?}");
        assert_eq!(tiers[1].output, tiers[1].requests * n(50));
    }
    let tiers = expect(&conversation, None, &[Boundary::From(1_250), Boundary::Over(1_250)]);
    let inputs: Vec<_> = tiers.unwrap().iter().map(|tier| tier.input).collect();
    assert_eq!(inputs, [n(1_100), n(1_250), n(1_400)]);
}

#[test]
fn repeats_are_billed_and_failures_have_no_output() {
    let conversation = Conversation { retries: d("0.1"), failures: d("0.25"), ..chat(Histogram::exactly(1)) };
    let leaves = only(&conversation, None);
    assert_eq!(leaves.requests, d("1.1"));
    assert_eq!(leaves.input, n(1_210));
    assert_eq!(leaves.output, d("41.25"));
}

#[test]
fn compaction_adds_a_request_and_shortens_the_rest() {
    // Transcripts before the requests: 0, 150, 300. Above 200 it becomes 40.
    let conversation = Conversation {
        compaction: Some(Compaction { limit: n(200), to: n(40) }),
        ..chat(Histogram::exactly(3))
    };
    let leaves = only(&conversation, None);
    assert_eq!(leaves.requests, n(4));
    assert_eq!(leaves.input, n(1_100 + 1_250 + 1_300 + 1_140));
    assert_eq!(leaves.output, n(150 + 40));
    // The summary reads 1,250 at 0.8; the next request reads the prefix, just sent.
    let leaves = only(&conversation, Some(&caching()));
    assert_eq!(leaves.cache_read, n(500 + 880 + 1_000 + 1_000));
    // Not sent again: the summary's last answer, and the last request's new tokens.
    assert_eq!(leaves.input, n(50 + 140));
}

#[test]
fn no_turns_no_tokens() {
    assert_eq!(only(&chat(Histogram::exactly(0)), Some(&caching())), Leaves::default());
    assert_eq!(tail_share(&chat(Histogram::exactly(0)), Boundary::From(0)), Ok(n(0)));
}

#[test]
fn invalid_input_is_named() {
    let good = chat(Histogram::exactly(1));
    let negative = Conversation { prefix: d("-1"), ..good.clone() };
    let error = TokenError::Negative { what: "prefix", value: d("-1") };
    assert_eq!(expect(&negative, None, &[]), Err(error));
    let share = Conversation { retries: d("1.01"), ..good.clone() };
    assert!(matches!(expect(&share, None, &[]), Err(TokenError::NotAShare { .. })));
    let long = chat(Histogram::exactly(10_001));
    let error = TokenError::TooLarge { what: "turns", limit: 10_000 };
    assert_eq!(expect(&long, None, &[]), Err(error));
    let hit = Caching { hit_turn: d("-0.1"), ..caching() };
    assert!(expect(&good, Some(&hit), &[]).is_err());
    for bounds in [
        [Boundary::Over(5), Boundary::From(5)],
        [Boundary::Over(5), Boundary::Over(5)],
        [Boundary::Over(6), Boundary::Over(5)],
    ] {
        assert_eq!(expect(&good, None, &bounds), Err(TokenError::BoundsNotIncreasing));
    }
    let walk = Conversation {
        calls: Histogram::exactly(1_000),
        call_result: n(20),
        compaction: Some(Compaction { limit: n(9), to: n(9) }),
        ..chat(Histogram::exactly(1_000))
    };
    assert!(matches!(expect(&walk, None, &[]), Err(TokenError::TooLarge { .. })));
    let shorter = Conversation { turns: Histogram::exactly(90), ..walk };
    assert!(expect(&shorter, None, &[]).is_ok());
    let grows = Conversation { compaction: Some(Compaction { limit: n(9), to: n(10) }), ..good };
    assert!(matches!(expect(&grows, None, &[]), Err(TokenError::SummaryAboveLimit { .. })));
}

#[test]
fn largest_conversation_is_still_a_figure() {
    let limit = n(TOKEN_LIMIT);
    let conversation = Conversation {
        turns: Histogram::exactly(COUNT_LIMIT),
        prefix: limit,
        input: Weighted::exactly(limit).unwrap(),
        output: limit,
        reasoning: limit,
        calls: Histogram::exactly(COUNT_LIMIT),
        call_output: limit,
        call_result: limit,
        ..Conversation::default()
    };
    let tiers = expect(&conversation, Some(&caching()), &[Boundary::Over(u64::MAX)]).unwrap();
    assert_eq!(tiers[0].requests, n(100_010_000));
    assert!(tiers[0].total_input() > n(u64::MAX));
}

#[test]
fn a_mean_can_hide_a_tail() {
    let bins = [(n(100), d("0.95")), (n(1_000), d("0.05"))];
    let input = Weighted::of(&bins).unwrap();
    assert_eq!(input.mean_hides_tail(Boundary::Over(500)), Some(d("0.05")));
    assert_eq!(input.mean_hides_tail(Boundary::Over(1_000)), None);
    assert_eq!(input.mean_hides_tail(Boundary::Over(100)), None);
    let turns = chat(Histogram::exactly(3));
    assert_eq!(tail_share(&turns, Boundary::Over(1_300)), Ok(d("0.333333333333")));
    // The mean request has 1,250 tokens.
    assert!(mean_hides_tail(&turns, Boundary::Over(1_300)).unwrap().is_some());
    assert_eq!(mean_hides_tail(&turns, Boundary::From(1_250)), Ok(None));
}

#[test]
fn counts_become_disjoint_leaves() {
    let counts = Counts {
        input: n(1_000),
        cache_read: n(600),
        cache_write: n(100),
        input_audio: n(300),
        cache_read_audio: Some(n(200)),
        cache_write_audio: Some(n(0)),
        output: n(90),
        reasoning: n(40),
        output_audio: n(30),
        ..Counts::default()
    };
    let leaves = counts.leaves().unwrap();
    assert_eq!((leaves.input, leaves.input_audio), (n(200), n(100)));
    assert_eq!((leaves.cache_read, leaves.cache_read_audio), (n(400), n(200)));
    assert_eq!((leaves.cache_write, leaves.output), (n(100), n(20)));
    assert_eq!((leaves.total_input(), leaves.total_output()), (n(1_000), n(90)));

    let unknown = Counts { cache_read_audio: None, ..counts };
    let error = TokenError::MissingOverlap { what: "cache_read_audio" };
    assert_eq!(unknown.leaves(), Err(error));
    let double = Counts { reasoning: n(91), ..counts };
    assert!(matches!(double.leaves(), Err(TokenError::NegativeLeaf { leaf: "output", .. })));
    let anthropic = Counts::from_disjoint(n(10), n(20), n(30), n(5)).unwrap();
    assert_eq!(anthropic.input, n(60));
    assert_eq!(anthropic.leaves().unwrap().input, n(10));
}
