//! What can be wrong with the input of the token engine.

use core::fmt;

use rust_decimal::Decimal;

/// Why expected tokens could not be computed. `what` names the field at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// A number that cannot be negative is.
    Negative {
        /// The field.
        what: &'static str,
        /// Its value.
        value: Decimal,
    },
    /// A share or probability lies outside 0 to 1.
    NotAShare {
        /// The field.
        what: &'static str,
        /// Its value.
        value: Decimal,
    },
    /// A number is above the limit of the engine.
    TooLarge {
        /// The field.
        what: &'static str,
        /// The largest value allowed.
        limit: u64,
    },
    /// A distribution has no values.
    Empty,
    /// The shares of a distribution do not sum to exactly 1.
    ShareSum {
        /// What they sum to.
        sum: Decimal,
    },
    /// The mean of a distribution over 1, 2, 3… is below 1.
    MeanBelowOne {
        /// The mean.
        mean: Decimal,
    },
    /// The 95th percentile is below the mean.
    P95BelowMean {
        /// The mean.
        mean: Decimal,
        /// The 95th percentile.
        p95: Decimal,
    },
    /// No lognormal distribution has this mean and 95th percentile: their ratio
    /// passes 3.868, or whole numbers from 1 to 10,000 cannot spread that far.
    P95Impossible {
        /// The mean.
        mean: Decimal,
        /// The 95th percentile.
        p95: Decimal,
    },
    /// Tier boundaries do not rise, or two are the same.
    BoundsNotIncreasing,
    /// A summary is longer than the limit it should bring the transcript below.
    SummaryAboveLimit {
        /// The transcript limit.
        limit: Decimal,
        /// The length of the summary.
        to: Decimal,
    },
    /// A reported count is larger than the count that should contain it.
    NegativeLeaf {
        /// The leaf that would be negative.
        leaf: &'static str,
        /// Its value.
        value: Decimal,
    },
    /// Two overlapping counts are given without the count of their overlap.
    MissingOverlap {
        /// The count that is needed.
        what: &'static str,
    },
    /// A figure does not fit a 28-digit decimal.
    Overflow,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Negative { what, value } => write!(f, "{what} is negative: {value}"),
            Self::NotAShare { what, value } => write!(f, "{what} is not between 0 and 1: {value}"),
            Self::TooLarge { what, limit } => write!(f, "{what} is above {limit}"),
            Self::Empty => write!(f, "the distribution has no values"),
            Self::ShareSum { sum } => write!(f, "the shares sum to {sum}, not to 1"),
            Self::MeanBelowOne { mean } => write!(f, "the mean {mean} is below 1"),
            Self::P95BelowMean { mean, p95 } => {
                write!(f, "the 95th percentile {p95} is below the mean {mean}")
            }
            Self::P95Impossible { mean, p95 } => {
                write!(f, "no lognormal has mean {mean} and 95th percentile {p95}")
            }
            Self::BoundsNotIncreasing => write!(f, "tier boundaries must rise"),
            Self::SummaryAboveLimit { limit, to } => {
                write!(f, "a summary of {to} tokens is above the limit of {limit}")
            }
            Self::NegativeLeaf { leaf, value } => {
                write!(f, "{leaf} would be {value}: a part is larger than its whole")
            }
            Self::MissingOverlap { what } => write!(f, "{what} is needed to avoid counting twice"),
            Self::Overflow => write!(f, "a figure does not fit in 28 digits"),
        }
    }
}

impl std::error::Error for TokenError {}
