//! The three readings of every ranged number.

use std::fmt;

/// One reading of every ranged number of a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// Each range at its low-cost value.
    Low,
    /// Each range at its expected value.
    Expected,
    /// Each range at its high-cost value: a corner case, not a percentile.
    High,
}

impl Scenario {
    /// In the order of every output.
    pub const ALL: [Scenario; 3] = [Scenario::Low, Scenario::Expected, Scenario::High];

    /// `low`, `expected` or `high`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Scenario::Low => "low",
            Scenario::Expected => "expected",
            Scenario::High => "high",
        }
    }

    /// 0, 1, 2.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Scenario, String> {
        Scenario::ALL
            .into_iter()
            .find(|scenario| scenario.name() == text)
            .ok_or_else(|| format!("`{text}` is not a scenario: low, expected or high"))
    }
}

/// A value for each scenario.
///
/// ```
/// use costmodel_core::scenario::{Ranged, Scenario};
/// let chats = Ranged { low: 300, expected: 1_000, high: 3_500 };
/// assert_eq!(*chats.get(Scenario::High), 3_500);
/// assert!(chats.is_ranged() && !Ranged::same(7).is_ranged());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranged<T> {
    /// In the low-cost scenario.
    pub low: T,
    /// In the expected scenario.
    pub expected: T,
    /// In the high-cost scenario.
    pub high: T,
}

impl<T> Ranged<T> {
    /// The reading of one scenario.
    #[must_use]
    pub const fn get(&self, scenario: Scenario) -> &T {
        match scenario {
            Scenario::Low => &self.low,
            Scenario::Expected => &self.expected,
            Scenario::High => &self.high,
        }
    }

    /// Every value changed by `change`.
    #[must_use]
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Ranged<U> {
        Ranged { low: change(&self.low), expected: change(&self.expected), high: change(&self.high) }
    }

    /// Every value changed by `change`, unless one cannot be.
    #[must_use]
    pub fn try_map<U>(&self, change: impl Fn(&T) -> Option<U>) -> Option<Ranged<U>> {
        Some(Ranged { low: change(&self.low)?, expected: change(&self.expected)?, high: change(&self.high)? })
    }

    /// A value computed for each scenario.
    #[must_use]
    pub fn from_fn(value: impl Fn(Scenario) -> T) -> Ranged<T> {
        Ranged { low: value(Scenario::Low), expected: value(Scenario::Expected), high: value(Scenario::High) }
    }
}

impl<T: Clone> Ranged<T> {
    /// The same value in every scenario.
    #[must_use]
    pub fn same(value: T) -> Ranged<T> {
        Ranged { low: value.clone(), expected: value.clone(), high: value }
    }
}

impl<T: PartialEq> Ranged<T> {
    /// Whether the scenarios differ.
    #[must_use]
    pub fn is_ranged(&self) -> bool {
        self.low != self.expected || self.expected != self.high
    }
}
