//! Inputs that are summed at their mean, and all hit probabilities at once.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::super::*;
use super::properties::{bounds, caching, compaction, conversation, share};
use super::reference::simulate;
use super::{d, n};

/// The agent of the planner: 1.6 turns (4), 8 calls (22), 1,200 tokens (4,000).
fn planner() -> Conversation {
    Conversation {
        turns: Histogram::mean_p95(d("1.6"), n(4)).unwrap(),
        calls: Histogram::mean_p95(n(8), n(22)).unwrap(),
        input: Weighted::mean_p95(n(1_200), n(4_000)).unwrap(),
        prefix: n(6_000),
        output: n(400),
        reasoning: n(300),
        call_output: n(150),
        call_result: n(1_500),
        ..Conversation::default()
    }
}

fn warm() -> Caching {
    Caching {
        min_prefix: n(1_024),
        hit_first: d("0.632120558829"),
        hit_turn: d("0.8"),
        hit_call: d("0.99"),
        writes: true,
        write_new: false,
    }
}

/// All numbers have 12 places and the input 9 more: the last of 12 may differ.
fn assert_near(found: &[Leaves], simulated: &[Leaves]) {
    assert_eq!(found.len(), simulated.len());
    for (a, b) in found.iter().zip(simulated) {
        for (a, b) in [
            (a.requests, b.requests),
            (a.input, b.input),
            (a.cache_read, b.cache_read),
            (a.cache_write, b.cache_write),
            (a.output, b.output),
            (a.reasoning, b.reasoning),
        ] {
            assert!((a - b).abs() <= d("0.000000001"), "{a} {b}");
        }
    }
}

#[test]
fn fitted_distributions_are_the_simulation() {
    let (plain, cache) = (planner(), warm());
    let compaction = Some(Compaction { limit: n(120_000), to: n(6_000) });
    let compacted = Conversation { compaction, ..planner() };
    let fresh = Conversation { keep_transcript: false, ..compacted.clone() };
    for conversation in [plain, compacted, fresh] {
        for bounds in [vec![], vec![Boundary::Over(100_000)]] {
            let found = expect(&conversation, Some(&cache), &bounds).unwrap();
            assert_near(&found, &simulate(&conversation, Some(&cache), &bounds));
        }
    }
}

#[test]
fn a_boundary_far_away_changes_nothing() {
    let far = expect(&planner(), Some(&warm()), &[Boundary::Over(1_000_000_000)]).unwrap();
    let none = expect(&planner(), Some(&warm()), &[]).unwrap();
    assert_eq!(far, [none[0], Leaves::default()]);
    let compaction = Some(Compaction { limit: n(1_000_000_000), to: n(1) });
    let never = Conversation { compaction, ..planner() };
    assert_eq!(expect(&never, Some(&warm()), &[]).unwrap(), none);
}

#[test]
fn a_hit_is_a_share() {
    let leaves = expect_by_hit(&planner(), &warm(), &[]).unwrap();
    assert!(matches!(leaves.at(d("1.01")), Err(TokenError::NotAShare { .. })));
    assert!(expect_by_hit(&planner(), &warm(), &[Boundary::Over(2), Boundary::Over(1)]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_hit_is_that_of_expect(
        c in conversation(), x in prop::option::of(compaction()), k in caching(), b in bounds(),
        hit in share(),
    ) {
        let c = Conversation { compaction: x.flatten(), ..c };
        let found = expect_by_hit(&c, &k, &b).unwrap();
        for hit in [hit, Decimal::ZERO, Decimal::ONE, k.hit_turn, k.hit_call] {
            let one = expect(&c, Some(&Caching { hit_first: hit, ..k }), &b).unwrap();
            prop_assert_eq!(found.at(hit).unwrap(), one);
        }
    }
}
