//! Histograms, token distributions and hit probabilities.

use proptest::prelude::*;
use rust_decimal::{Decimal, MathematicalOps};

use super::super::*;
use super::{d, n};

fn moments(turns: &Histogram) -> (Decimal, Decimal, Decimal) {
    turns.bins().iter().fold((n(0), n(0), n(0)), |(mass, mean, square), &(value, share)| {
        let value = n(value);
        (mass + share, mean + share * value, square + share * value * value)
    })
}

/// mean² e^(s²), with s from s²/2 - 1.645 s + ln(p95 / mean) = 0.
fn lognormal_square(mean: Decimal, p95: Decimal) -> Decimal {
    let z = d("1.644853626951472715");
    let left = z * z - n(2) * (p95 / mean).ln();
    let spread = z - if left.is_zero() { left } else { left.sqrt().unwrap() };
    mean * mean * (spread * spread).exp()
}

#[test]
fn squares_are_those_of_the_lognormal() {
    for (mean, p95, square) in [("1.6", "4", "4.24"), ("2.1", "6", "9.34"), ("8", "22", "125.1")] {
        let found = moments(&Histogram::mean_p95(d(mean), d(p95)).unwrap()).2;
        assert!((found / d(square) - n(1)).abs() < d("0.005"), "{mean} {p95}: {found}");
    }
    // Three in a row for less than a whole step; a mix of two where that is too wide.
    let narrow = Histogram::mean_p95(n(3), d("3.3")).unwrap();
    assert!((moments(&narrow).2 / lognormal_square(n(3), d("3.3")) - n(1)).abs() < d("0.005"));
    assert_eq!(Histogram::mean_p95(d("2.5"), d("2.8")), Histogram::mean(d("2.5")));
    // No value may pass the limit.
    assert!(Histogram::mean_p95(n(5_000), n(10_000)).unwrap().largest() <= COUNT_LIMIT);
}

/// Input enters costs as it is, not squared, but where tiers cut it.
#[test]
fn bins_of_tokens_lose_little_of_the_square() {
    for (mean, p95, least) in [(1_200, 4_000, "0.9"), (1_000, 2_000, "0.9"), (1_000, 1_200, "0.9")] {
        let tokens = Weighted::mean_p95(n(mean), n(p95)).unwrap();
        let found: Decimal = tokens.bins().iter().map(|&(value, share)| value * value * share).sum();
        let share = found / lognormal_square(n(mean), n(p95));
        assert!(share > d(least) && share < n(1), "{mean} {p95}: {share}");
    }
}

#[test]
fn turns_of_the_sketch() {
    let turns = Histogram::mean_p95(d("2.1"), n(6)).unwrap();
    let (mass, mean, square) = moments(&turns);
    assert_eq!((mass, mean), (n(1), d("2.1")));
    assert_eq!(turns.quantile(d("0.95")), 6);
    // Twice the 4.41 of a fixed number of turns: what a growing transcript costs.
    assert!((square - d("9.34")).abs() < d("0.04"), "{square}");
}

#[test]
fn tails_are_short_and_values_few() {
    for (mean, p95, largest) in [("1.6", "4", 20), ("8", "22", 102), ("100", "300", 2_000)] {
        let found = Histogram::mean_p95(d(mean), d(p95)).unwrap();
        assert_eq!(found.expected(), d(mean));
        assert!(found.bins().len() <= 34, "{}", found.bins().len());
        assert!(found.largest() <= largest, "{}", found.largest());
        assert_eq!(n(found.quantile(d("0.95"))), d(p95));
    }
    let calls = Histogram::mean_p95(n(8), n(22)).unwrap();
    assert!(calls.bins().iter().take(14).zip(1..).all(|((value, _), at)| *value == at));
    // The square of the lognormal with this mean and 95th percentile is 125.1.
    let calls = moments(&calls);
    assert!((calls.2 - d("125.1")).abs() < d("0.6"), "{}", calls.2);
    // Without the cut a mean of 3,000 with this percentile would reach 60,000.
    assert_eq!(Histogram::mean_p95(n(3_000), n(8_000)).unwrap().largest(), COUNT_LIMIT);
}

#[test]
fn impossible_spreads_are_errors() {
    let impossible = |mean, p95| {
        matches!(Histogram::mean_p95(mean, p95), Err(TokenError::P95Impossible { .. }))
            && matches!(Weighted::mean_p95(mean, p95), Err(TokenError::P95Impossible { .. }))
    };
    assert!(impossible(n(100), n(387)));
    assert!(!impossible(n(100), d("386.8")));
    // A lognormal has these, but not one on 1, 2, 3….
    assert!(Histogram::mean_p95(d("1.05"), n(3)).is_err());
    assert!(Histogram::mean_p95(n(1), n(2)).is_err());
    assert!(matches!(Histogram::mean_p95(n(5), n(4)), Err(TokenError::P95BelowMean { .. })));
    assert!(matches!(Weighted::mean_p95(n(5), n(4)), Err(TokenError::P95BelowMean { .. })));
    assert!(matches!(Histogram::mean_p95(d("0.5"), n(2)), Err(TokenError::MeanBelowOne { .. })));
    assert!(matches!(Histogram::mean_p95(n(9_000), n(10_001)), Err(TokenError::TooLarge { .. })));
    assert!(Weighted::mean_p95(n(0), n(1)).is_err());
    assert_eq!(Weighted::mean_p95(n(0), n(0)), Ok(Weighted::default()));
    assert_eq!(Histogram::mean_p95(n(4), n(4)), Ok(Histogram::exactly(4)));
}

#[test]
fn shares_must_sum_to_one() {
    assert_eq!(Histogram::of(&[]), Err(TokenError::Empty));
    let error = TokenError::ShareSum { sum: d("0.9") };
    assert_eq!(Histogram::of(&[(1, d("0.9"))]), Err(error));
    assert!(Weighted::of(&[(n(1), d("0.6")), (n(2), d("0.6"))]).is_err());
    assert!(Weighted::of(&[(d("-1"), n(1))]).is_err());
    let merged = Histogram::of(&[(3, d("0.5")), (1, n(0)), (3, d("0.5"))]).unwrap();
    assert_eq!(merged, Histogram::exactly(3));
    assert_eq!(Histogram::mean(n(7)), Ok(Histogram::exactly(7)));
    assert!(Histogram::mean(Decimal::MAX).is_err());
}

#[test]
fn hits_have_known_values() {
    // 1 - e^-1, 1 - e^-0.5 and 1 - e^-5 to 12 places.
    assert_eq!(hit_from_arrivals(n(12), n(300)), d("0.632120558829"));
    assert_eq!(hit_from_gap(n(600), n(300)), d("0.393469340287"));
    assert_eq!(hit_from_arrivals(n(60), n(300)), d("0.993262053001"));
    assert_eq!(hit_from_arrivals(n(1_000_000), n(3_600)), n(1));
    assert_eq!(hit_from_arrivals(Decimal::MAX, Decimal::MAX), n(1));
    assert_eq!(hit_from_arrivals(d("-1"), d("-1")), n(0));
    assert_eq!(hit_from_gap(n(0), n(300)), n(1));
    assert_eq!(hit_from_gap(n(10), n(0)), n(0));
}

#[test]
fn a_week_is_weighted_by_arrivals() {
    let (busy, quiet) = (n(600), n(6));
    let week = hit_over_week(&[(busy, n(40)), (quiet, n(128))], n(300));
    let (warm, cold) = (hit_from_arrivals(busy, n(300)), hit_from_arrivals(quiet, n(300)));
    let (many, few) = (n(600 * 40), n(6 * 128));
    let by_hand = (warm * many + cold * few) / (many + few);
    assert_eq!(week, by_hand.round_dp(12));
    assert_eq!(hit_over_week(&[(quiet, n(168))], n(300)), cold);
    assert_eq!(hit_over_week(&[], n(300)), n(0));
    assert_eq!(hit_over_week(&[(n(0), n(168))], n(300)), n(0));
}

#[test]
fn the_normal_distribution_function_is_precise() {
    for (x, below) in [
        ("0", "0.5"),
        ("1", "0.8413447460685429"),
        ("-1.959963984540054", "0.025"),
        ("3", "0.9986501019683699"),
        ("0.25", "0.5987063256829237"),
        ("-5.25", "0.0000000760496052"),
        ("-7.5", "0"),
    ] {
        let found = super::super::normal::cdf(d(x)).unwrap();
        assert!((found - d(below)).abs() <= d("0.0000000000000002"), "{x}: {found}");
    }
}

#[test]
fn the_table_of_the_normal_distribution_function_is_that_of_the_slow_one() {
    for at in -7_600..=7_600 {
        let x = Decimal::new(at * 1_000 + at % 997, 6);
        let (fast, slow) = (super::super::normal::cdf(x).unwrap(), super::slow_normal::cdf(x));
        assert!((fast - slow).abs() <= d("0.0000000000000001"), "{x}: {fast} {slow}");
    }
}

#[test]
fn the_normal_distribution_function_rises() {
    let steps = (-8_000..=8_000).map(|at| super::super::normal::cdf(Decimal::new(at, 3)).unwrap());
    let values: Vec<_> = steps.collect();
    assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
    assert_eq!((values[0], values[16_000]), (n(0), n(1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turns_keep_mean_and_percentile(mean in 100..60_000_i64, ratio in 100..386_i64) {
        let mean = Decimal::new(mean, 2);
        let p95 = (mean * Decimal::new(ratio, 2)).min(n(10_000));
        prop_assume!(p95 >= mean);
        let Ok(turns) = Histogram::mean_p95(mean, p95) else {
            // Only wide spreads of small numbers may be impossible, those next to 1 first.
            prop_assert!(mean < n(4) && (p95 > mean * n(3) || mean < d("1.5") && p95 >= n(2)));
            return Ok(());
        };
        let (mass, expected, _) = moments(&turns);
        prop_assert_eq!((mass, expected), (n(1), mean));
        prop_assert_eq!(expected, turns.expected());
        let found = n(turns.quantile(d("0.95")));
        let step = (p95 / n(20)).max(n(1));
        prop_assert!((found - p95).abs() <= step, "{} for {}", found, p95);
        prop_assert!(turns.bins().iter().all(|(value, _)| *value >= 1));
        prop_assert!(turns.bins().len() <= 34);
    }

    #[test]
    fn turns_have_the_square_of_the_lognormal(mean in 100..60_000_i64, ratio in 100..386_i64) {
        let mean = Decimal::new(mean, 2);
        let p95 = mean * Decimal::new(ratio, 2);
        // Beyond this the largest value allowed cuts the tail.
        prop_assume!(p95 <= n(1_500));
        let Ok(turns) = Histogram::mean_p95(mean, p95) else { return Ok(()) };
        let wanted = lognormal_square(mean, p95);
        let found = moments(&turns).2;
        let narrowest = moments(&Histogram::mean(mean).unwrap()).2;
        if wanted <= narrowest && turns == Histogram::mean(mean).unwrap() {
            return Ok(());
        }
        let share = found / wanted - n(1);
        prop_assert!(share.abs() <= d("0.005"), "{} {}: {} for {}", mean, p95, found, wanted);
    }

    #[test]
    fn tokens_keep_mean_and_percentile(mean in 1..1_000_000_i64, ratio in 100..386_i64) {
        let mean = Decimal::new(mean, 1);
        let p95 = mean * Decimal::new(ratio, 2);
        let tokens = Weighted::mean_p95(mean, p95).unwrap();
        prop_assert_eq!(tokens.expected(), mean);
        if ratio > 100 {
            prop_assert_eq!(tokens.bins().len(), 20);
            // 5 % lies above, in bins whose means are above; the bin below ends there.
            let above: Decimal =
                tokens.bins().iter().filter(|(value, _)| *value > p95).map(|(_, share)| *share).sum();
            prop_assert_eq!(above, d("0.05"));
        }
    }

    #[test]
    fn warmer_with_more_arrivals_or_longer_life(rate in 0..9_999_i64, ttl in 0..9_999_u64, more in 0..99_u64) {
        let rate = Decimal::new(rate, 2);
        let hit = hit_from_arrivals(rate, n(ttl));
        prop_assert!(hit <= hit_from_arrivals(rate, n(ttl + more)));
        prop_assert!(hit <= hit_from_arrivals(rate + n(more), n(ttl)));
        prop_assert!(hit_from_gap(n(ttl + more), n(300)) <= hit_from_gap(n(ttl), n(300)));
    }
}
