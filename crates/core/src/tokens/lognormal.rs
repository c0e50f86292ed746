//! Lognormal distributions from a mean and a 95th percentile, in decimals.
//!
//! With z = 1.645, the 95th percentile over the mean is e^(z s - s²/2), at most
//! e^(z²/2) = 3.868: a heavier tail with this mean does not exist.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, MathematicalOps};

use super::normal::cdf;
use super::number::{add, div, mul, round, sub};
use super::{COUNT_LIMIT, Histogram, TokenError};

/// How near the mean of a lognormal on whole numbers must come before the rest is
/// moved by hand.
const CLOSE: Decimal = Decimal::from_parts(1, 0, 0, false, 4);

/// How far below a whole 95th percentile that of the lognormal may lie, in order of
/// preference. At 0.4 rounding still gives the same whole number, at 1.4 the next
/// lower one. Values below 1 count as 1, which lifts a small mean; without this room
/// many plausible pairs (1.5 and 4) would have no solution.
const ANCHORS: [Decimal; 3] =
    [Decimal::ZERO, Decimal::from_parts(4, 0, 0, false, 1), Decimal::from_parts(14, 0, 0, false, 1)];

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

/// A histogram on 1, 2, 3… whose mean is exact and whose 95th percentile is `p95`
/// rounded up, within a step of the grid.
pub(super) fn whole_numbers(mean: Decimal, p95: Decimal) -> Result<Vec<(u64, Decimal)>, TokenError> {
    if mean < Decimal::ONE {
        return Err(TokenError::MeanBelowOne { mean });
    }
    let spread = spread(mean, p95)?;
    if p95 > Decimal::from(COUNT_LIMIT) {
        return Err(TokenError::TooLarge { what: "p95", limit: COUNT_LIMIT });
    }
    let mean = round(mean, 12);
    let mut grid = Grid::new(p95.ceil(), spread)?;
    for below in ANCHORS {
        grid.log_p95 = ln(sub(p95.ceil(), below)?)?;
        if let Some(spread) = grid.spread_for(mean, spread)? {
            return exact_mean(grid.bins(spread)?, mean);
        }
    }
    // Between two neighbouring whole numbers there is nothing to spread over.
    let mix = Histogram::mean(mean)?;
    let off = sub(Decimal::from(mix.quantile(Decimal::new(95, 2))), p95)?;
    if off.abs() < Decimal::ONE {
        return Ok(mix.bins().to_vec());
    }
    Err(TokenError::P95Impossible { mean, p95 })
}

/// Corrects what is left over of the mean: that share of the heaviest value goes one
/// up or down.
fn exact_mean(mut bins: Vec<(u64, Decimal)>, mean: Decimal) -> Result<Vec<(u64, Decimal)>, TokenError> {
    let by = sub(mean, mean_of(&bins)?)?;
    let up = by > Decimal::ZERO;
    let movable = bins.iter_mut().filter(|(value, _)| up || *value > 1);
    let Some((value, share)) = movable.max_by_key(|(_, share)| *share) else {
        return Ok(bins);
    };
    let target = if up { value.saturating_add(1) } else { value.saturating_sub(1) };
    *share = sub(*share, by.abs())?;
    bins.push((target, by.abs()));
    Ok(bins)
}

/// The spread s (standard deviation of the logarithm) of the lognormal with this
/// mean and 95th percentile: the smaller root of s²/2 - z s + ln(p95 / mean) = 0.
fn spread(mean: Decimal, p95: Decimal) -> Result<Decimal, TokenError> {
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

/// Values of a histogram, the logarithms of the ends of their bins, and that of the
/// 95th percentile.
struct Grid {
    values: Vec<u64>,
    log_ends: Vec<Decimal>,
    log_p95: Decimal,
}

impl Grid {
    /// Whole numbers, with steps of a twentieth of the value or, for a narrow
    /// spread, of a fifth of the spread; as far as a spread half as wide again, and
    /// wider by one step at `p95`, reaches: from 1e-6 below to 1e-6 above.
    fn new(p95: Decimal, spread: Decimal) -> Result<Self, TokenError> {
        let reach = add(mul(spread, Decimal::new(15, 1))?, div(Decimal::ONE, p95)?)?.min(z95());
        // 4.753 standard deviations leave a millionth; p95 lies at the 1.645th.
        let top = mul(p95, exp(mul(reach, Decimal::new(3_108, 3))?)?)?;
        let bottom = mul(p95, exp(mul(reach, Decimal::new(-6_398, 3))?)?)?;
        let step_share = div(spread, Decimal::from(5))?.min(Decimal::new(5, 2));
        let (mut value, top) = (whole(bottom).max(1), whole(top).min(COUNT_LIMIT));
        let mut grid = Self { values: vec![value], log_ends: Vec::new(), log_p95: ln(p95)? };
        while value < top {
            let step = whole(mul(Decimal::from(value), step_share)?).max(1);
            let next = value.saturating_add(step);
            let twice = Decimal::from(value.saturating_add(next));
            grid.log_ends.push(ln(div(twice, Decimal::TWO)?)?);
            grid.values.push(next);
            value = next;
        }
        Ok(grid)
    }

    /// The bins of the lognormal with this spread whose 95th percentile is the
    /// grid's, shares at 12 places. The first and last bin take the rest.
    fn bins(&self, spread: Decimal) -> Result<Vec<(u64, Decimal)>, TokenError> {
        let log_median = sub(self.log_p95, mul(z95(), spread)?)?;
        let mut bins = Vec::with_capacity(self.values.len());
        let mut below = Decimal::ZERO;
        for (value, log_end) in self.values.iter().zip(&self.log_ends) {
            let upto = round(cdf(div(sub(*log_end, log_median)?, spread)?)?, 12);
            bins.push((*value, sub(upto, below)?));
            below = upto;
        }
        bins.extend(self.values.last().map(|value| (*value, Decimal::ONE.saturating_sub(below))));
        Ok(bins)
    }

    /// By how much the mean of the bins lies above `mean`.
    fn excess(&self, spread: Decimal, mean: Decimal) -> Result<Decimal, TokenError> {
        sub(mean_of(&self.bins(spread)?)?, mean)
    }

    /// The spread with which the bins have this mean, or nearly. With a fixed 95th
    /// percentile a wider spread lowers the mean, up to a spread of z at the most;
    /// `None` if it never falls that far.
    fn spread_for(&self, mean: Decimal, guess: Decimal) -> Result<Option<Decimal>, TokenError> {
        let Some((mut narrow, mut wide)) = self.bracket(mean, guess)? else {
            return Ok(None);
        };
        // False position; an end that stays twice has its excess halved (Illinois).
        let mut moved_narrow = None;
        for _ in 0..40 {
            let (rise, run) = (sub(narrow.1, wide.1)?, sub(wide.0, narrow.0)?);
            let inside = mul(run, narrow.1)?.checked_div(rise).unwrap_or(Decimal::ZERO);
            let spread = round(add(narrow.0, inside)?, 15);
            let excess = self.excess(spread, mean)?;
            if excess.abs() < CLOSE {
                return Ok(Some(spread));
            }
            let is_narrow = excess > Decimal::ZERO;
            let (moving, staying) =
                if is_narrow { (&mut narrow, &mut wide) } else { (&mut wide, &mut narrow) };
            *moving = (spread, excess);
            if moved_narrow == Some(is_narrow) {
                staying.1 = div(staying.1, Decimal::TWO)?;
            }
            moved_narrow = Some(is_narrow);
        }
        Ok(Some(wide.0))
    }

    /// A spread with too high and one with too low a mean, searched outwards from a
    /// guess in growing steps.
    fn bracket(&self, mean: Decimal, guess: Decimal) -> Result<Option<(Point, Point)>, TokenError> {
        let mut here = (guess, self.excess(guess, mean)?);
        let mut step = div(guess, Decimal::from(32))?.max(Decimal::new(1, 4));
        let narrower = here.1 <= Decimal::ZERO;
        loop {
            let next = if narrower { sub(here.0, step)? } else { add(here.0, step)? };
            let next = next.clamp(Decimal::new(1, 6), z95());
            if next == here.0 {
                return Ok(None);
            }
            let there = (next, self.excess(next, mean)?);
            if narrower && there.1 > Decimal::ZERO {
                return Ok(Some((there, here)));
            }
            if !narrower && there.1 <= Decimal::ZERO {
                return Ok(Some((here, there)));
            }
            here = there;
            step = add(step, step)?;
        }
    }
}

/// A spread and the excess of its mean.
type Point = (Decimal, Decimal);

/// The whole part; what does not fit is past every limit.
fn whole(value: Decimal) -> u64 {
    value.trunc().to_u64().unwrap_or(u64::MAX)
}

fn mean_of(bins: &[(u64, Decimal)]) -> Result<Decimal, TokenError> {
    bins.iter().try_fold(Decimal::ZERO, |sum, &(value, share)| add(sum, mul(Decimal::from(value), share)?))
}

fn exp(x: Decimal) -> Result<Decimal, TokenError> {
    x.checked_exp().ok_or(TokenError::Overflow)
}

fn ln(x: Decimal) -> Result<Decimal, TokenError> {
    x.checked_ln().ok_or(TokenError::Overflow)
}

/// The root of a number of at least 0, by logarithms: `Decimal::sqrt` may panic.
fn sqrt(x: Decimal) -> Result<Decimal, TokenError> {
    if x.is_zero() {
        return Ok(Decimal::ZERO);
    }
    exp(div(ln(x)?, Decimal::TWO)?)
}
