//! Properties over random conversations, against the simulation.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::super::*;
use super::n;
use super::reference::simulate;

fn hundredths(value: i64) -> Decimal {
    Decimal::new(value, 2)
}

pub(super) fn share() -> impl Strategy<Value = Decimal> {
    (0..=100_i64).prop_map(hundredths)
}

fn token() -> impl Strategy<Value = Decimal> {
    prop_oneof![1 => Just(Decimal::ZERO), 9 => (0..900_u64).prop_map(n)]
}

/// Up to four values with shares in hundredths.
fn shares() -> impl Strategy<Value = Vec<Decimal>> {
    prop::collection::vec(0..=100_i64, 0..3).prop_map(|mut cuts| {
        cuts.extend([0, 100]);
        cuts.sort_unstable();
        cuts.windows(2).map(|pair| hundredths(pair[1] - pair[0])).collect()
    })
}

fn histogram(most: u64) -> impl Strategy<Value = Histogram> {
    (shares(), prop::collection::vec(0..=most, 4)).prop_map(|(shares, values)| {
        let bins: Vec<_> = values.into_iter().zip(shares).collect();
        Histogram::of(&bins).unwrap()
    })
}

fn weighted() -> impl Strategy<Value = Weighted> {
    (shares(), prop::collection::vec(token(), 4)).prop_map(|(shares, values)| {
        let bins: Vec<_> = values.into_iter().zip(shares).collect();
        Weighted::of(&bins).unwrap()
    })
}

prop_compose! {
    pub(super) fn conversation()(
        turns in histogram(30),
        calls in histogram(6),
        input in weighted(),
        (prefix, output, reasoning) in (token(), token(), token()),
        (call_output, call_result) in (token(), token()),
        keep_transcript in prop::bool::weighted(0.7),
        (retries, failures) in (share(), share()),
    ) -> Conversation {
        Conversation {
            turns, prefix, input, output, reasoning, calls, call_output, call_result,
            keep_transcript, compaction: None, retries, failures,
        }
    }
}

prop_compose! {
    pub(super) fn caching()(
        min_prefix in prop_oneof![1 => Just(Decimal::ZERO), 5 => (0..9_000_u64).prop_map(n)],
        hit_first in share(),
        hit_turn in share(),
        hit_call in share(),
        writes in any::<bool>(),
        write_new in any::<bool>(),
    ) -> Caching {
        Caching { min_prefix, hit_first, hit_turn, hit_call, writes, write_new }
    }
}

pub(super) fn bounds() -> impl Strategy<Value = Vec<Boundary>> {
    prop::collection::vec((0..20_000_u64, any::<bool>()), 0..4).prop_map(|mut ranks| {
        ranks.sort_unstable();
        ranks.dedup();
        let bound = |(at, over)| if over { Boundary::Over(at) } else { Boundary::From(at) };
        ranks.into_iter().map(bound).collect()
    })
}

pub(super) fn compaction() -> impl Strategy<Value = Option<Compaction>> {
    (0..9_000_u64, 0..9_000_u64).prop_map(|(a, b)| Some(Compaction { limit: n(a.max(b)), to: n(a.min(b)) }))
}

fn sum(tiers: &[Leaves]) -> Leaves {
    tiers.iter().fold(Leaves::default(), |a, b| Leaves {
        requests: a.requests + b.requests,
        input: a.input + b.input,
        cache_read: a.cache_read + b.cache_read,
        cache_write: a.cache_write + b.cache_write,
        output: a.output + b.output,
        reasoning: a.reasoning + b.reasoning,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn closed_form_is_the_simulation(
        c in conversation(), k in prop::option::weighted(0.8, caching()), b in bounds(),
    ) {
        prop_assert_eq!(expect(&c, k.as_ref(), &b).unwrap(), simulate(&c, k.as_ref(), &b));
    }

    #[test]
    fn compaction_is_the_simulation(
        c in conversation(), x in compaction(), k in prop::option::weighted(0.8, caching()),
        b in bounds(),
    ) {
        let c = Conversation { compaction: x, ..c };
        prop_assert_eq!(expect(&c, k.as_ref(), &b).unwrap(), simulate(&c, k.as_ref(), &b));
    }

    #[test]
    fn a_limit_never_reached_changes_nothing(c in conversation(), k in caching(), b in bounds()) {
        let far = Some(Compaction { limit: n(TOKEN_LIMIT), to: n(1) });
        let walked = expect(&Conversation { compaction: far, ..c.clone() }, Some(&k), &b);
        prop_assert_eq!(walked, expect(&c, Some(&k), &b));
    }

    #[test]
    fn leaves_sum_to_the_total_input_and_none_is_negative(
        c in conversation(), x in prop::option::of(compaction()), k in caching(), b in bounds(),
    ) {
        let c = Conversation { compaction: x.flatten(), ..c };
        let cached = expect(&c, Some(&k), &b).unwrap();
        for (with, without) in cached.iter().zip(expect(&c, None, &b).unwrap()) {
            prop_assert_eq!(with.total_input(), without.input);
            prop_assert_eq!(with.output, without.output);
            for leaf in [with.input, with.cache_read, with.cache_write, with.visible_output()] {
                prop_assert!(leaf >= Decimal::ZERO);
            }
        }
    }

    #[test]
    fn tiers_partition_the_requests(c in conversation(), k in caching(), b in bounds()) {
        let tiers = expect(&c, Some(&k), &b).unwrap();
        prop_assert_eq!(tiers.len(), b.len() + 1);
        prop_assert_eq!(sum(&tiers), expect(&c, Some(&k), &[]).unwrap()[0]);
    }

    #[test]
    fn a_warmer_cache_never_leaves_more_uncached(
        c in conversation(), k in caching(), b in bounds(), more in (share(), share(), share()),
    ) {
        let warmer = Caching {
            hit_first: k.hit_first.max(more.0),
            hit_turn: k.hit_turn.max(more.1),
            hit_call: k.hit_call.max(more.2),
            ..k
        };
        let cold = expect(&c, Some(&k), &b).unwrap();
        for (cold, warm) in cold.iter().zip(expect(&c, Some(&warmer), &b).unwrap()) {
            prop_assert!(warm.cache_read >= cold.cache_read);
            prop_assert!(warm.cache_write <= cold.cache_write);
            prop_assert!(warm.input <= cold.input);
        }
    }

    #[test]
    fn a_higher_boundary_has_a_smaller_tail(c in conversation(), a in 0..9_000_u64, b in 0..9_000_u64) {
        let low = tail_share(&c, Boundary::Over(a.min(b))).unwrap();
        let high = tail_share(&c, Boundary::Over(a.max(b))).unwrap();
        prop_assert!(Decimal::ZERO <= high && high <= low && low <= Decimal::ONE);
    }

    #[test]
    fn long_fractions_stay_near_and_never_negative(
        c in conversation(), k in caching(), b in bounds(), third in 1..999_i64,
    ) {
        // Shares and tokens that fill 28 digits: rounding noise, but no leaf below zero.
        let odd = |value: Decimal| value * Decimal::from(third) / Decimal::from(997);
        let one = odd(Decimal::ONE).min(Decimal::ONE);
        let turns = Histogram::of(&[(3, one), (29, Decimal::ONE - one)]).unwrap();
        let c = Conversation { turns, prefix: odd(c.prefix), output: odd(c.output), ..c };
        let k = Caching { hit_first: one, hit_turn: one, ..k };
        let found = expect(&c, Some(&k), &b).unwrap();
        for (a, b) in found.iter().zip(simulate(&c, Some(&k), &b)) {
            for (a, b) in [(a.input, b.input), (a.cache_read, b.cache_read), (a.output, b.output),
                (a.cache_write, b.cache_write)] {
                prop_assert!(a >= Decimal::ZERO);
                prop_assert!((a - b).abs() <= Decimal::new(1, 12));
            }
        }
    }

    #[test]
    fn any_input_gives_a_result_or_an_error(
        lo in any::<u32>(), mid in any::<u32>(), hi in any::<u32>(), negative in any::<bool>(),
        scale in 0..=28_u32, turns in any::<u64>(), bound in any::<u64>(), field in 0..10_usize,
    ) {
        let wild = Decimal::from_parts(lo, mid, hi, negative, scale);
        let mut values = [Decimal::ONE; 10];
        values[field] = wild;
        let [prefix, output, reasoning, call_output, call_result, retries, failures, limit, min, hit]
            = values;
        let c = Conversation {
            turns: Histogram::exactly(turns >> (turns % 64)),
            prefix, output, reasoning, call_output, call_result, retries, failures,
            input: Weighted::exactly(wild).unwrap_or_default(),
            calls: Histogram::mean(wild).unwrap_or(Histogram::exactly(3)),
            compaction: (field == 7).then_some(Compaction { limit, to: Decimal::ONE }),
            keep_transcript: !negative,
        };
        let k = Caching { min_prefix: min, hit_first: hit, hit_turn: hit, hit_call: hit,
            writes: true, write_new: false };
        let _ = expect(&c, Some(&k), &[Boundary::From(bound)]);
        let _ = (mean_hides_tail(&c, Boundary::Over(bound)), Weighted::mean_p95(wild, limit));
        let counts = Counts { input: wild, cache_read: prefix, output, ..Counts::default() };
        let _ = (counts.leaves(), Counts::from_disjoint(wild, wild, wild, wild));
        for (a, b) in [(wild, prefix), (prefix, wild), (wild, wild)] {
            for hit in [hit_from_arrivals(a, b), hit_from_gap(a, b), hit_over_week(&[(a, b), (b, a)], a)] {
                prop_assert!(Decimal::ZERO <= hit && hit <= Decimal::ONE);
            }
        }
    }
}
