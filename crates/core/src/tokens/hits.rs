//! Cache hit probabilities from how often a prefix is used.
//!
//! A prefix stays cached for a time to live that each use starts anew (Anthropic:
//! 5 minutes or 1 hour from the last use; OpenAI: 5 to 10 minutes of inactivity). A
//! request is a hit if the gap since the last use is shorter. All results are
//! rounded to 12 places, half-even; from an exponent of 40 on they are 1.

use rust_decimal::{Decimal, MathematicalOps};

use super::number::finish;

/// Above this, e^-x is below half of the 12th place.
const SATURATED: i64 = 40;

/// The probability that a prefix is warm when requests arrive at random (Poisson) at
/// `rate_per_hour`: 1 - e^(-rate x ttl). `ttl_seconds` counts from the last use. 0
/// if either is not positive.
///
/// ```
/// use costmodel_core::tokens::hit_from_arrivals;
/// use rust_decimal::Decimal;
///
/// // 12 per hour and 5 minutes: one arrival expected per time to live, 1 - 1/e.
/// let hit = hit_from_arrivals(Decimal::from(12), Decimal::from(300));
/// assert_eq!(hit.to_string(), "0.632120558829");
/// ```
#[must_use]
pub fn hit_from_arrivals(rate_per_hour: Decimal, ttl_seconds: Decimal) -> Decimal {
    if rate_per_hour <= Decimal::ZERO || ttl_seconds <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    let arrivals = rate_per_hour.checked_mul(ttl_seconds);
    one_less_exp(arrivals.and_then(|n| n.checked_div(Decimal::from(3_600))))
}

/// The probability that a prefix is warm when gaps between uses are exponential with
/// this mean: 1 - e^(-ttl / gap), for example the pauses of a user between turns. 0
/// if `ttl_seconds` is not positive, else 1 if the gap is not.
#[must_use]
pub fn hit_from_gap(mean_gap_seconds: Decimal, ttl_seconds: Decimal) -> Decimal {
    if ttl_seconds <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    if mean_gap_seconds <= Decimal::ZERO {
        return Decimal::ONE;
    }
    one_less_exp(ttl_seconds.checked_div(mean_gap_seconds))
}

/// The probability that an arrival finds a prefix warm when the rate changes over
/// the week: the mean of [`hit_from_arrivals`] over `hours`, each entry weighted by
/// its arrivals. An entry is a rate per hour and how many hours have it (1 for each
/// of 168 hours, or any weights in proportion). Entries that are not positive are
/// left out; without arrivals the result is 0.
#[must_use]
pub fn hit_over_week(hours: &[(Decimal, Decimal)], ttl_seconds: Decimal) -> Decimal {
    // In shares of the largest rate and weight no sum can overflow.
    let top_rate = hours.iter().map(|&(rate, _)| rate).max().unwrap_or_default();
    let top_weight = hours.iter().map(|&(_, weight)| weight).max().unwrap_or_default();
    let (mut warm, mut all) = (Decimal::ZERO, Decimal::ZERO);
    for &(rate, weight) in hours {
        if rate <= Decimal::ZERO || weight <= Decimal::ZERO {
            continue;
        }
        let arrivals = share_of(rate, top_rate).saturating_mul(share_of(weight, top_weight));
        let hit = hit_from_arrivals(rate, ttl_seconds);
        all = all.saturating_add(arrivals);
        warm = warm.saturating_add(arrivals.saturating_mul(hit));
    }
    finish(share_of(warm, all))
}

fn share_of(part: Decimal, whole: Decimal) -> Decimal {
    part.checked_div(whole).unwrap_or(Decimal::ZERO)
}

/// 1 - e^-x for x of at least 0; `None` stands for an x too large to write down.
fn one_less_exp(x: Option<Decimal>) -> Decimal {
    match x {
        Some(x) if x < Decimal::from(SATURATED) => {
            let missed = Decimal::ZERO.checked_sub(x).and_then(|x| x.checked_exp());
            finish(Decimal::ONE.saturating_sub(missed.unwrap_or(Decimal::ZERO)))
        }
        _ => Decimal::ONE,
    }
}
