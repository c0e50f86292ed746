//! Distributions of whole numbers: turns, tool calls.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::bins::sorted;
use super::number::{add, mul, sub};
use super::{TokenError, whole};

/// A distribution over whole numbers: values rise, shares are above 0 and sum to
/// exactly 1.
///
/// ```
/// use costmodel_core::tokens::Histogram;
/// use rust_decimal::Decimal;
///
/// let turns = Histogram::mean("2.1".parse().unwrap())?;
/// assert_eq!(turns.bins(), [(2, Decimal::new(9, 1)), (3, Decimal::new(1, 1))]);
/// assert_eq!(turns.expected(), Decimal::new(21, 1));
/// # Ok::<(), costmodel_core::tokens::TokenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    bins: Vec<(u64, Decimal)>,
}

impl Histogram {
    /// Always `n`.
    #[must_use]
    pub fn exactly(n: u64) -> Self {
        Self { bins: vec![(n, Decimal::ONE)] }
    }

    /// A mix of the whole numbers below and above `mean`, with exactly this mean:
    /// the narrowest distribution that has it.
    ///
    /// # Errors
    /// `mean` is negative or does not fit 64 bits.
    pub fn mean(mean: Decimal) -> Result<Self, TokenError> {
        if mean < Decimal::ZERO {
            return Err(TokenError::Negative { what: "mean", value: mean });
        }
        let too_large = TokenError::TooLarge { what: "mean", limit: u64::MAX };
        let floor = mean.trunc().to_u64().ok_or(too_large.clone())?;
        let above = sub(mean, Decimal::from(floor))?;
        let below = sub(Decimal::ONE, above)?;
        let next = floor.checked_add(1).ok_or(too_large)?;
        Self::of(&[(floor, below), (next, above)])
    }

    /// A lognormal over 1, 2, 3… with exactly this mean (taken at 12 places,
    /// half-even), this 95th percentile within one step (1, or a twentieth of `p95` if
    /// that is more), and the mean square of the lognormal that has both, mean² e^(s²),
    /// within 0.5 %: what growing transcripts cost depends on it.
    ///
    /// There are at most 32 values (now and then one or two more that correct the mean
    /// and its square): every whole number while small, then steps of an eighth of the
    /// value or more, as few values need (less for a narrow spread). They end about 3.45
    /// standard deviations from the median, so a mean of 8 and a 95th percentile of 22
    /// end at 102. The last value stands for all beyond; no value is above 10,000.
    ///
    /// Rounding to whole numbers, values below 1 that count as 1 and the end of the
    /// values change mean and mean square; median and spread are moved until both are
    /// those of the lognormal. (So the spread for 1.6 and 4 is wider than its own.) The
    /// last difference of the mean (below 0.0001) is corrected by moving that much share
    /// by one at a heavy value. Where the 95th percentile would be more than a step off,
    /// the mean alone is fitted, and shares above the percentile are then moved apart to
    /// reach the square.
    ///
    /// The square is not reached where whole numbers do not allow it: no distribution
    /// with this mean has a smaller one than [`Histogram::mean`], which is returned for a
    /// lognormal narrower than that; and 10,000 cuts the tail of a 95th percentile above
    /// about 1,500 with a wide spread, whose square is then too small (by 0.8 % for 2,000
    /// and 5,480, by more than half for 1,000 and 3,850).
    ///
    /// # Errors
    /// `mean` is below 1, `p95` is below the mean or above 10,000, their ratio is
    /// above 3.868 (the most of any lognormal: e^(1.645²/2)), or whole numbers from
    /// 1 to 10,000 cannot have both.
    pub fn mean_p95(mean: Decimal, p95: Decimal) -> Result<Self, TokenError> {
        if p95 == mean && mean >= Decimal::ONE {
            return Self::mean(mean);
        }
        whole::mean_p95(mean, p95)
    }

    /// Values with their shares, in any order; equal values are added together.
    ///
    /// # Errors
    /// There are none, a share lies outside 0 to 1, or they do not sum to exactly 1.
    pub fn of(values: &[(u64, Decimal)]) -> Result<Self, TokenError> {
        Ok(Self { bins: sorted(values)? })
    }

    /// Values and their shares, rising.
    #[must_use]
    pub fn bins(&self) -> &[(u64, Decimal)] {
        &self.bins
    }

    /// The mean.
    #[must_use]
    pub fn expected(&self) -> Decimal {
        let mean = self
            .bins
            .iter()
            .try_fold(Decimal::ZERO, |sum, &(value, weight)| add(sum, mul(Decimal::from(value), weight)?));
        // A mean of 64-bit values always fits.
        mean.unwrap_or(Decimal::MAX)
    }

    /// The smallest value that at least `at` of the distribution does not exceed;
    /// `at` = 0.95 gives the 95th percentile.
    #[must_use]
    pub fn quantile(&self, at: Decimal) -> u64 {
        let mut below = Decimal::ZERO;
        for &(value, weight) in &self.bins {
            below = below.saturating_add(weight);
            if below >= at {
                return value;
            }
        }
        self.largest()
    }

    /// The largest value.
    #[must_use]
    pub fn largest(&self) -> u64 {
        self.bins.last().map_or(0, |&(value, _)| value)
    }
}
