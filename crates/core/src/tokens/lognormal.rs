//! Lognormal distributions from a mean and a 95th percentile, in decimals.
//!
//! With z = 1.645, the 95th percentile over the mean is e^(z s - s²/2), at most
//! e^(z²/2) = 3.868: a heavier tail with this mean does not exist.

use rust_decimal::{Decimal, MathematicalOps};

use super::TokenError;
use super::normal::cdf;
use super::number::{add, div, mul, round, sub};

/// Bins of [`quantile_bins`]: share in thousandths, and the standard normal quantile
/// at the upper end in 1e-12. The last bin has no end.
const QUANTILES: [(i64, i64); 20] = [
    (100, -1_281_551_565_545),
    (100, -841_621_233_573),
    (100, -524_400_512_708),
    (100, -253_347_103_136),
    (100, 0),
    (100, 253_347_103_136),
    (100, 524_400_512_708),
    (100, 841_621_233_573),
    (50, 1_036_433_389_494),
    (50, 1_281_551_565_545),
    (25, 1_439_531_470_938),
    (25, 1_644_853_626_951),
    (15, 1_811_910_672_953),
    (10, 1_959_963_984_540),
    (10, 2_170_090_377_585),
    (5, 2_326_347_874_041),
    (5, 2_575_829_303_549),
    (3, 2_878_161_739_095),
    (1, 3_090_232_306_168),
    (1, i64::MAX),
];

/// Bins of equal treatment for a number of tokens: each value is the mean of its
/// bin, so the mean of the whole is kept; what rounding to 9 places leaves over goes
/// to the fifth bin.
pub(super) fn quantile_bins(mean: Decimal, p95: Decimal) -> Result<Vec<(Decimal, Decimal)>, TokenError> {
    let spread = spread(mean, p95)?;
    let mut bins = Vec::with_capacity(QUANTILES.len());
    let mut missing = mean;
    let mut below = Decimal::ZERO;
    for (thousandths, end) in QUANTILES {
        let share = Decimal::new(thousandths, 3);
        // The mean above and below a quantile is a normal probability moved by s.
        let upto = cdf(sub(Decimal::new(end, 12), spread)?)?;
        let value = round(div(mul(mean, sub(upto, below)?)?, share)?, 9);
        missing = sub(missing, mul(value, share)?)?;
        bins.push((value, share));
        below = upto;
    }
    if let Some((value, share)) = bins.get_mut(4) {
        *value = add(*value, div(missing, *share)?)?;
    }
    Ok(bins)
}

/// The spread s (standard deviation of the logarithm) of the lognormal with this
/// mean and 95th percentile: the smaller root of s²/2 - z s + ln(p95 / mean) = 0.
pub(super) fn spread(mean: Decimal, p95: Decimal) -> Result<Decimal, TokenError> {
    if p95 < mean {
        return Err(TokenError::P95BelowMean { mean, p95 });
    }
    let impossible = TokenError::P95Impossible { mean, p95 };
    let ratio = p95.checked_div(mean).ok_or(impossible.clone())?;
    let log = ln(ratio)?;
    let left = sub(mul(z95(), z95())?, add(log, log)?)?;
    if left < Decimal::ZERO {
        return Err(impossible);
    }
    sub(z95(), sqrt(left)?)
}

/// The standard normal 95th percentile.
fn z95() -> Decimal {
    Decimal::new(1_644_853_626_951_472_715, 18)
}

pub(super) fn exp(x: Decimal) -> Result<Decimal, TokenError> {
    x.checked_exp().ok_or(TokenError::Overflow)
}

pub(super) fn ln(x: Decimal) -> Result<Decimal, TokenError> {
    x.checked_ln().ok_or(TokenError::Overflow)
}

/// The root of a number of at least 0, by logarithms: `Decimal::sqrt` may panic.
fn sqrt(x: Decimal) -> Result<Decimal, TokenError> {
    if x.is_zero() {
        return Ok(Decimal::ZERO);
    }
    exp(div(ln(x)?, Decimal::TWO)?)
}
