//! The mean square of a histogram brought to a given one, for what no lognormal fits.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::number::{add, div, mul, round, sub};
use super::{COUNT_LIMIT, Histogram, TokenError};

/// Values with their shares.
type Bins = Vec<(u64, Decimal)>;

/// The mean of the squares.
pub(super) fn mean_square(bins: &[(u64, Decimal)]) -> Result<Decimal, TokenError> {
    // A value may be up to 64 bits here.
    bins.iter().try_fold(Decimal::ZERO, |sum, &(value, share)| {
        let value = Decimal::from(value);
        add(sum, mul(mul(value, value)?, share)?)
    })
}

/// Histograms with the same mean and the mean square `square`, or as near as it comes;
/// `p95` is the 95th percentile of `found`. Too wide a one is mixed with one that has
/// a narrow tail, which keeps the percentile, or with the narrowest that has the mean. In too narrow a one, values above `p95` are moved apart: to the
/// first of them, which keeps the percentile, or to smaller ones, and to one at the end.
pub(super) fn with_square(
    found: &Histogram,
    narrowest: &Histogram,
    p95: u64,
    square: Decimal,
) -> Result<Vec<Histogram>, TokenError> {
    let bins = found.bins();
    let above = bins.partition_point(|(value, _)| *value <= p95);
    let missing = sub(square, mean_square(bins)?)?;
    if missing < Decimal::ZERO {
        let tail = tail_narrowed(bins, above)?;
        let mixed = [tail.as_slice(), narrowest.bins()].map(|narrow| mixed(bins, narrow, missing.abs()));
        return mixed.into_iter().collect();
    }
    let lows = [bins.get(above), above.checked_sub(1).and_then(|at| bins.get(at)), bins.first()];
    let close = div(square, Decimal::from(1_000))?;
    let mut wider = Vec::with_capacity(lows.len());
    for &(low, _) in lows.into_iter().flatten() {
        let mut high = found.largest();
        loop {
            let (moved, rest) = apart(bins, above, (low, high), missing)?;
            if rest <= close || high >= COUNT_LIMIT {
                wider.push(Histogram::of(&moved)?);
                break;
            }
            high = high.saturating_add(high >> 2).saturating_add(1).min(COUNT_LIMIT);
        }
    }
    Ok(wider)
}

/// Moves shares of the values from the one at `above` on to `low` and `high`, largest
/// first, until the mean square has grown by `missing`. Returns also what is left of it.
fn apart(
    bins: &[(u64, Decimal)],
    above: usize,
    (low, high): (u64, u64),
    mut missing: Decimal,
) -> Result<(Bins, Decimal), TokenError> {
    let mut moved = bins.to_vec();
    let (mut at_low, mut at_high) = (Decimal::ZERO, Decimal::ZERO);
    let wide = Decimal::from(high.saturating_sub(low));
    for (value, share) in moved.iter_mut().skip(above).rev() {
        let down = Decimal::from(value.saturating_sub(low));
        let up = Decimal::from(high.saturating_sub(*value));
        let each = mul(mul(wide, down)?, up)?;
        if each.is_zero() || missing <= Decimal::ZERO {
            continue;
        }
        // In whole numbers of this the mean stays exact.
        let unit = div(missing, each)?.min(div(*share, wide)?);
        let unit = unit.round_dp_with_strategy(16, RoundingStrategy::ToZero);
        *share = sub(*share, mul(unit, wide)?)?;
        at_low = add(at_low, mul(unit, up)?)?;
        at_high = add(at_high, mul(unit, down)?)?;
        missing = sub(missing, mul(unit, each)?)?;
    }
    moved.push((low, at_low));
    moved.push((high, at_high));
    Ok((moved, missing))
}

/// A mix with a narrower histogram, with a mean square smaller by `excess` if it can be.
fn mixed(
    bins: &[(u64, Decimal)],
    narrow: &[(u64, Decimal)],
    excess: Decimal,
) -> Result<Histogram, TokenError> {
    let range = sub(mean_square(bins)?, mean_square(narrow)?)?;
    let part = round(excess.checked_div(range).unwrap_or(Decimal::ZERO).min(Decimal::ONE), 6);
    let mut mixed = scaled(bins, sub(Decimal::ONE, part)?)?;
    mixed.append(&mut scaled(narrow, part)?);
    Histogram::of(&mixed)
}

/// The values from the one at `above` on moved to two neighbours with the same mean.
fn tail_narrowed(bins: &[(u64, Decimal)], above: usize) -> Result<Bins, TokenError> {
    let (kept, tail) = bins.split_at(above);
    let (mut share, mut sum) = (Decimal::ZERO, Decimal::ZERO);
    for &(value, of) in tail {
        share = add(share, of)?;
        sum = add(sum, mul(Decimal::from(value), of)?)?;
    }
    let low = sum.checked_div(share).and_then(|mean| mean.to_u64()).unwrap_or(0);
    let next = sub(sum, mul(Decimal::from(low), share)?)?;
    let mut bins = kept.to_vec();
    bins.extend([(low, sub(share, next)?), (low.saturating_add(1), next)]);
    Ok(bins)
}

fn scaled(bins: &[(u64, Decimal)], by: Decimal) -> Result<Bins, TokenError> {
    bins.iter().map(|&(value, share)| Ok((value, mul(share, by)?))).collect()
}
