//! Distributions of token numbers.

use rust_decimal::Decimal;

use super::bins::sorted;
use super::number::{add, finish, mul, tokens};
use super::{Boundary, TokenError, lognormal};

/// A distribution of a number of tokens: values rise, shares are above 0 and sum to
/// exactly 1. The default is always 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighted {
    bins: Vec<(Decimal, Decimal)>,
}

impl Default for Weighted {
    fn default() -> Self {
        Self { bins: vec![(Decimal::ZERO, Decimal::ONE)] }
    }
}

impl Weighted {
    /// Always `value` tokens.
    ///
    /// # Errors
    /// `value` is negative or above [`TOKEN_LIMIT`](super::TOKEN_LIMIT).
    pub fn exactly(value: Decimal) -> Result<Self, TokenError> {
        Ok(Self { bins: vec![(tokens("tokens", value)?, Decimal::ONE)] })
    }

    /// A lognormal in 20 bins, finer towards the tail, each at the mean of its bin;
    /// the mean is kept exactly. Bins end at the deciles to the 8th, then at 0.85,
    /// 0.9, 0.925, 0.95, 0.965, 0.975, 0.985, 0.99, 0.995, 0.998 and 0.999, so 5 % of
    /// the distribution lies in the bins above `p95`. Values have 9 places,
    /// half-even; the fifth bin takes what rounding left over.
    ///
    /// The mean square is a little below that of the lognormal: 99.8 % of it when `p95`
    /// is twice the mean, 98.7 % at three times, 97.1 % at 3.33 and 95.5 % at 3.5 times
    /// (83.7 % at 3.85). It does not matter: a conversation has one input, and its tokens
    /// follow it in a straight line as long as no tier, smallest cached prefix or
    /// compaction cuts in.
    ///
    /// # Errors
    /// A number is negative or too large, `p95` is below the mean, or their ratio is
    /// above 3.868 (the most of any lognormal: e^(1.645²/2)).
    pub fn mean_p95(mean: Decimal, p95: Decimal) -> Result<Self, TokenError> {
        tokens("mean", mean)?;
        tokens("p95", p95)?;
        if p95 == mean {
            return Self::exactly(mean);
        }
        Self::of(&lognormal::quantile_bins(mean, p95)?)
    }

    /// Token numbers with their shares, in any order; equal ones are added together.
    ///
    /// # Errors
    /// There are none, a number is negative or too large, a share lies outside 0 to
    /// 1, or the shares do not sum to exactly 1.
    pub fn of(values: &[(Decimal, Decimal)]) -> Result<Self, TokenError> {
        for (value, _) in values {
            tokens("tokens", *value)?;
        }
        let bins = sorted(values)?;
        Ok(Self { bins: bins.into_iter().map(|(value, weight)| (value.normalize(), weight)).collect() })
    }

    /// Token numbers and their shares, rising.
    #[must_use]
    pub fn bins(&self) -> &[(Decimal, Decimal)] {
        &self.bins
    }

    /// The mean in tokens.
    #[must_use]
    pub fn expected(&self) -> Decimal {
        let mean =
            self.bins.iter().try_fold(Decimal::ZERO, |sum, &(value, weight)| add(sum, mul(value, weight)?));
        // A mean of values up to 1e9 always fits.
        mean.unwrap_or(Decimal::MAX)
    }

    /// The largest value.
    #[must_use]
    pub fn largest(&self) -> Decimal {
        self.bins.last().map_or(Decimal::ZERO, |&(value, _)| value)
    }

    /// The share of draws beyond a boundary.
    #[must_use]
    pub fn tail_share(&self, boundary: Boundary) -> Decimal {
        let beyond = self.bins.iter().filter(|(value, _)| boundary.is_passed_by(*value));
        finish(beyond.fold(Decimal::ZERO, |sum, &(_, weight)| sum.saturating_add(weight)))
    }

    /// The share beyond a boundary that the mean does not pass, if there is one.
    #[must_use]
    pub fn mean_hides_tail(&self, boundary: Boundary) -> Option<Decimal> {
        let share = self.tail_share(boundary);
        (share > Decimal::ZERO && !boundary.is_passed_by(self.expected())).then_some(share)
    }
}
