//! Lognormal distributions rounded to whole numbers from 1.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::lognormal::{exp, ln, spread};
use super::normal::cdf;
use super::number::{add, div, div_rem, mul, round, sub};
use super::root::root;
use super::square::{mean_square, with_square};
use super::{COUNT_LIMIT, Histogram, TokenError};

/// Most values of a histogram; the correction of the mean may add one.
const MOST_VALUES: usize = 32;

/// Values begin and end this many standard deviations from the median. A ten-thousandth
/// lies beyond 3.719; the end values stand for all up to there and beyond.
const REACH: Decimal = Decimal::from_parts(345, 0, 0, false, 2);

/// How near the mean must come before the rest is moved by hand.
const CLOSE: Decimal = Decimal::from_parts(1, 0, 0, false, 4);

/// Spreads tried where the 95th percentile would be off, in hundredths of that of the
/// lognormal. Wider ones help small numbers (1.2 and 3), narrower ones some that would
/// pass [`COUNT_LIMIT`].
const SPREADS: [i64; 5] = [100, 115, 130, 90, 80];

/// How near the mean of the squares must come, as a share of it.
const CLOSE_SQUARE: Decimal = Decimal::from_parts(2, 0, 0, false, 3);

/// A histogram on 1, 2, 3… with exactly this mean, this 95th percentile within a step,
/// and the mean square of the lognormal that has both.
pub(super) fn mean_p95(mean: Decimal, p95: Decimal) -> Result<Histogram, TokenError> {
    if mean < Decimal::ONE {
        return Err(TokenError::MeanBelowOne { mean });
    }
    let spread = spread(mean, p95)?;
    if p95 > Decimal::from(COUNT_LIMIT) {
        return Err(TokenError::TooLarge { what: "p95", limit: COUNT_LIMIT });
    }
    let mean = round(mean, 12);
    let square = round(mul(mul(mean, mean)?, exp(mul(spread, spread)?)?)?, 12);
    let off = |found: &Histogram| {
        let found = Decimal::from(found.quantile(Decimal::new(95, 2)));
        found.saturating_sub(p95).abs()
    };
    // No whole numbers with this mean have smaller squares.
    let mix = Histogram::mean(mean)?;
    if (mean == Decimal::ONE || square <= mean_square(mix.bins())?) && off(&mix) < Decimal::ONE {
        return Ok(mix);
    }
    let impossible = TokenError::P95Impossible { mean, p95 };
    if mean == Decimal::ONE {
        return Err(impossible);
    }
    let step = div(p95, Decimal::from(20))?.max(Decimal::ONE);
    let fit = Fit { mean, p95, spread, square };
    if let Some(bins) = fit.found()? {
        let found = Histogram::of(&bins)?;
        if off(&found) <= step {
            return Ok(found);
        }
    }
    let close = mul(square, CLOSE_SQUARE)?;
    let mut nearest: Option<(Decimal, Histogram)> = None;
    for hundredths in SPREADS {
        let found = fit.with_spread(mul(spread, Decimal::new(hundredths, 2))?)?;
        let found = found.map_or_else(|| Ok(mix.clone()), |bins| Histogram::of(&bins))?;
        if off(&found) > step {
            continue;
        }
        let at = found.quantile(Decimal::new(95, 2));
        let mut nearer = with_square(&found, &mix, at, square)?;
        nearer.push(found);
        for found in nearer {
            let far = sub(mean_square(found.bins())?, square)?.abs();
            if off(&found) <= step && nearest.as_ref().is_none_or(|(least, _)| far < *least) {
                nearest = Some((far, found));
            }
        }
        if nearest.as_ref().is_some_and(|(far, _)| *far < close) {
            break;
        }
    }
    nearest.map(|(_, found)| found).ok_or(impossible)
}

/// What is fitted: the lognormal with this mean and 95th percentile, its spread and the
/// mean of its squares.
struct Fit {
    mean: Decimal,
    p95: Decimal,
    spread: Decimal,
    square: Decimal,
}

impl Fit {
    /// The lognormal whose rounded values have the mean and the square.
    fn found(&self) -> Result<Option<Vec<(u64, Decimal)>>, TokenError> {
        let Some((grid, moved)) = self.placed(self.spread)? else { return Ok(None) };
        let first = grid.bins(moved, self.spread)?;
        // Squares grow with s squared: twice the change of s.
        let missing = sub(Decimal::ONE, div(mean_square(&first)?, self.square)?)?;
        let wider = div(missing, mul(Decimal::TWO, self.spread)?)?;
        let guess = add(self.spread, wider)?
            .max(div(self.spread, Decimal::TWO)?)
            .min(mul(self.spread, Decimal::TWO)?);
        let Some((grid, mut moved)) = self.placed(guess)? else { return Ok(None) };
        let excess = |spread: Decimal| {
            let Some(here) = grid.log_median_for(self.mean, spread, moved, CLOSE)? else {
                return Ok(None);
            };
            moved = here;
            sub(mean_square(&grid.bins(here, spread)?)?, self.square).map(Some)
        };
        let per_excess = div(Decimal::new(6, 1), mul(self.spread, self.square)?)?;
        let Some(spread) = root(excess, guess, per_excess, mul(self.square, CLOSE_SQUARE)?, 8)? else {
            return Ok(None);
        };
        let Some(moved) = grid.log_median_for(self.mean, spread, moved, CLOSE)? else { return Ok(None) };
        exact_mean(grid.bins(moved, spread)?, self.mean).map(Some)
    }

    /// The lognormal with this spread whose rounded values have the mean.
    fn with_spread(&self, spread: Decimal) -> Result<Option<Vec<(u64, Decimal)>>, TokenError> {
        let Some((grid, moved)) = self.placed(spread)? else { return Ok(None) };
        exact_mean(grid.bins(moved, spread)?, self.mean).map(Some)
    }

    /// Values for a lognormal with this spread, and the logarithm of the median with
    /// which its rounded values have the mean. (Values below 1 count as 1, which lifts a
    /// small mean.)
    fn placed(&self, spread: Decimal) -> Result<Option<(Grid, Decimal)>, TokenError> {
        // The median, as long as nothing is rounded.
        let half_square = div(mul(spread, spread)?, Decimal::TWO)?;
        let median = div(self.mean, exp(half_square)?)?;
        let reach = exp(mul(REACH, spread)?)?;
        let mut grid =
            Grid::new(whole(round(self.p95, 0)), div(median, reach)?, mul(median, reach)?, spread)?;
        let unmoved = ln(median)?;
        let roughly = div(self.mean, Decimal::from(64))?;
        let Some(moved) = grid.log_median_for(self.mean, spread, unmoved, roughly)? else {
            return Ok(None);
        };
        grid.end_at(mul(mul(median, exp(sub(moved, unmoved)?)?)?, reach)?);
        Ok(grid.log_median_for(self.mean, spread, moved, CLOSE)?.map(|moved| (grid, moved)))
    }
}

/// Corrects what is left over of the mean: that share of the heaviest value goes one
/// up or down, to another value where one with much more to give has it there.
fn exact_mean(mut bins: Vec<(u64, Decimal)>, mean: Decimal) -> Result<Vec<(u64, Decimal)>, TokenError> {
    let by = sub(mean, mean_of(&bins)?)?;
    let up = by > Decimal::ZERO;
    let next = |value: u64| if up { value.saturating_add(1) } else { value.saturating_sub(1) };
    let known: Vec<u64> = bins.iter().map(|(value, _)| *value).collect();
    let enough = by.abs().saturating_mul(Decimal::TEN);
    let beside = |value: u64| known.binary_search(&next(value)).is_ok();
    let movable = bins.iter_mut().filter(|(value, _)| if up { *value < COUNT_LIMIT } else { *value > 1 });
    let heaviest = movable.max_by_key(|(value, share)| (*share > enough && beside(*value), *share));
    let Some((value, share)) = heaviest else {
        return Ok(bins);
    };
    let target = next(*value);
    *share = sub(*share, by.abs())?;
    bins.push((target, by.abs()));
    Ok(bins)
}

/// Values of a histogram, and the logarithms of the ends of their bins but the last.
struct Grid {
    values: Vec<u64>,
    log_ends: Vec<Decimal>,
}

impl Grid {
    /// Whole numbers up and down from `p95` until they reach `bottom` and `top`, in steps
    /// of an eighth of the value (less for a narrow spread), or as much wider as it takes
    /// to have few.
    fn new(p95: u64, bottom: Decimal, top: Decimal, spread: Decimal) -> Result<Self, TokenError> {
        let (bottom, top) = (whole(bottom).max(1), whole(top.ceil()).min(COUNT_LIMIT));
        // Steps in millionths of the value.
        let mut share = whole(mul(spread, Decimal::from(250_000))?).clamp(1, 125_000);
        let mut values = steps(p95, bottom, top, share);
        while values.len() > MOST_VALUES {
            share = share.saturating_add(share >> 3).saturating_add(1);
            values = steps(p95, bottom, top, share);
        }
        let log_ends = log_ends(&values)?;
        Ok(Self { values, log_ends })
    }

    /// Drops the values after the first that reaches `top`.
    fn end_at(&mut self, top: Decimal) {
        let needed = self.values.partition_point(|&value| Decimal::from(value) < top).saturating_add(1);
        self.values.truncate(needed.max(2));
        self.log_ends.truncate(self.values.len().saturating_sub(1));
    }

    /// The bins of the lognormal with this median and spread, shares at 12 places. The
    /// first and the last bin take the rest.
    fn bins(&self, log_median: Decimal, spread: Decimal) -> Result<Vec<(u64, Decimal)>, TokenError> {
        let inverse = round(div(Decimal::ONE, spread)?, 12);
        let mut bins = Vec::with_capacity(self.values.len());
        let mut below = Decimal::ZERO;
        for (value, log_end) in self.values.iter().zip(&self.log_ends) {
            let upto = round(cdf(mul(sub(*log_end, log_median)?, inverse)?)?, 12);
            bins.push((*value, sub(upto, below)?));
            below = upto;
        }
        bins.extend(self.values.last().map(|value| (*value, Decimal::ONE.saturating_sub(below))));
        Ok(bins)
    }

    /// The logarithm of the median with which the bins have this mean, or nearly.
    /// `None` if they cannot.
    fn log_median_for(
        &self,
        mean: Decimal,
        spread: Decimal,
        guess: Decimal,
        close: Decimal,
    ) -> Result<Option<Decimal>, TokenError> {
        let excess = |here| sub(mean_of(&self.bins(here, spread)?)?, mean).map(Some);
        // The mean about follows the median: a little more than that.
        root(excess, guess, div(Decimal::new(12, 1), mean)?, close, 20)
    }
}

/// Values up and down from a first one in steps of millionths of the value, at least of
/// 1, until they reach `bottom` and `top`.
fn steps(from: u64, bottom: u64, top: u64, millionths: u64) -> Vec<u64> {
    let step = |value: u64| div_rem(value.saturating_mul(millionths), 1_000_000).0.max(1);
    let mut values = vec![from.max(1)];
    let mut low = from.max(1);
    while low > bottom {
        low = low.saturating_sub(step(low)).max(1);
        values.push(low);
    }
    values.reverse();
    let mut high = from.max(1);
    while high < top {
        high = high.saturating_add(step(high)).min(COUNT_LIMIT);
        values.push(high);
    }
    values
}

/// The logarithms of the middles between values. Only the first is found directly; from
/// one middle a to the next b, ln(b / a) = 2 artanh((b - a) / (b + a)).
fn log_ends(values: &[u64]) -> Result<Vec<Decimal>, TokenError> {
    let mut middles = values.windows(2).map(|pair| Decimal::from(pair.iter().sum::<u64>()));
    let Some(mut before) = middles.next() else {
        return Ok(Vec::new());
    };
    let mut log = ln(div(before, Decimal::TWO)?)?;
    let mut logs = vec![round(log, 15)];
    for middle in middles {
        let ratio = round(div(sub(middle, before)?, add(middle, before)?)?, 18);
        let square = round(mul(ratio, ratio)?, 18);
        let (mut power, mut order) = (ratio, Decimal::ONE);
        let mut sum = ratio;
        while power > Decimal::new(1, 16) {
            power = round(mul(power, square)?, 18);
            order = add(order, Decimal::TWO)?;
            sum = add(sum, div(power, order)?)?;
        }
        log = round(add(log, add(sum, sum)?)?, 18);
        logs.push(round(log, 15));
        before = middle;
    }
    Ok(logs)
}

/// The whole part; what does not fit is past every limit.
fn whole(value: Decimal) -> u64 {
    value.trunc().to_u64().unwrap_or(u64::MAX)
}

fn mean_of(bins: &[(u64, Decimal)]) -> Result<Decimal, TokenError> {
    bins.iter().try_fold(Decimal::ZERO, |sum, &(value, share)| add(sum, mul(Decimal::from(value), share)?))
}
