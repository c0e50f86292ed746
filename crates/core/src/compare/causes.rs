//! Why a cost differs.

use super::matching::Pair;
use crate::num::Money;
use crate::totals::{Total, Wholeness};

/// Why a cost differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// More or less of the same, at the base's prices.
    Quantity,
    /// Another price of the same, for the other side's quantity.
    Price,
    /// Something else is bought for the same purpose.
    Mix,
    /// Only the other side has it.
    New,
    /// Only the base has it.
    Gone,
    /// One side has no price for it: what is known of the difference cannot be told apart.
    Unknown,
}

impl Cause {
    /// All, in the order in which they are worked out.
    pub const ALL: [Cause; 6] =
        [Cause::Quantity, Cause::Price, Cause::Mix, Cause::New, Cause::Gone, Cause::Unknown];

    /// `quantity`, `price`, `mix`, `new`, `gone` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Cause::Quantity => "quantity",
            Cause::Price => "price",
            Cause::Mix => "mix",
            Cause::New => "new",
            Cause::Gone => "gone",
            Cause::Unknown => "unknown",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Cause::Quantity => "more or less of the same, at the base's prices",
            Cause::Price => "other prices of the same, for the new quantity",
            Cause::Mix => "something else is bought for the same purpose",
            Cause::New => "only here",
            Cause::Gone => "only in the base",
            Cause::Unknown => "without a price on one side",
        }
    }

    const fn index(self) -> usize {
        match self {
            Cause::Quantity => 0,
            Cause::Price => 1,
            Cause::Mix => 2,
            Cause::New => 3,
            Cause::Gone => 4,
            Cause::Unknown => 5,
        }
    }
}

/// Amounts by cause; they sum to a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Causes([Money; 6]);

impl Causes {
    /// What a cause amounts to.
    #[must_use]
    pub fn get(&self, cause: Cause) -> Money {
        self.0.get(cause.index()).copied().unwrap_or_default()
    }

    /// All of them together.
    #[must_use]
    pub fn sum(&self) -> Money {
        self.0.iter().fold(Money::ZERO, |sum, amount| plus(sum, *amount))
    }

    /// The cause of the largest amount, either way; the first of equal ones, and none where all are zero.
    #[must_use]
    pub fn main(&self) -> Option<Cause> {
        let size = |cause: &Cause| self.get(*cause).raw().unsigned_abs();
        let largest = Cause::ALL.iter().map(size).max().filter(|largest| *largest > 0)?;
        Cause::ALL.into_iter().find(|cause| size(cause) == largest)
    }

    fn put(&mut self, cause: Cause, amount: Money) {
        if let Some(own) = self.0.get_mut(cause.index()) {
            *own = plus(*own, amount);
        }
    }
}

/// What something costs on both sides, and why that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// In the base.
    pub base: Total,
    /// On the other side.
    pub other: Total,
    /// Why; they sum to [`Change::difference`].
    pub causes: Causes,
}

impl Change {
    /// The other side's effective cost less the base's, of what is priced.
    #[must_use]
    pub fn difference(&self) -> Money {
        minus(self.other.costs.effective, self.base.costs.effective)
    }

    /// How far the difference can be trusted: a floor where the true one is at least as large, a ceiling where it
    /// is at most as large.
    #[must_use]
    pub fn wholeness(&self) -> Wholeness {
        let below = |total: &Total| matches!(total.wholeness(), Wholeness::Whole | Wholeness::Floor);
        let above = |total: &Total| matches!(total.wholeness(), Wholeness::Whole | Wholeness::Ceiling);
        match (below(&self.other) && above(&self.base), above(&self.other) && below(&self.base)) {
            (true, true) => Wholeness::Whole,
            (true, false) => Wholeness::Floor,
            (false, true) => Wholeness::Ceiling,
            (false, false) => Wholeness::Incomplete,
        }
    }

    /// Adds another change to this one.
    pub fn add(&mut self, change: &Change) {
        merge(&mut self.base, &change.base);
        merge(&mut self.other, &change.other);
        for cause in Cause::ALL {
            self.causes.put(cause, change.causes.get(cause));
        }
    }

    /// One month of a pair: its cost in the base, at the base's prices, and on the other side.
    pub(super) fn of_month(
        pair: &Pair,
        base: Option<&Total>,
        between: Option<&Total>,
        other: Option<&Total>,
    ) -> Change {
        let mut change = Change {
            base: base.cloned().unwrap_or_default(),
            other: other.cloned().unwrap_or_default(),
            causes: Causes::default(),
        };
        let all = change.difference();
        let lacks = |total: &Total| total.wholeness() != Wholeness::Whole;
        let cause = match (pair.base, pair.other) {
            (None, _) => Cause::New,
            (_, None) => Cause::Gone,
            _ if lacks(&change.base) || lacks(&change.other) => Cause::Unknown,
            _ => match between.filter(|between| pair.same && !lacks(between)) {
                Some(between) => {
                    let quantity = minus(between.costs.effective, change.base.costs.effective);
                    change.causes.put(Cause::Quantity, quantity);
                    change.causes.put(Cause::Price, minus(all, quantity));
                    return change;
                }
                // What is gone for a month is less of the same; what cannot be priced as before is another thing.
                None if pair.same && other.is_none() => Cause::Quantity,
                None => Cause::Mix,
            },
        };
        change.causes.put(cause, all);
        change
    }
}

fn merge(sum: &mut Total, part: &Total) {
    match sum.costs.checked_add(part.costs) {
        Some(costs) => sum.costs = costs,
        None => sum.overflow = true,
    }
    sum.charges = sum.charges.saturating_add(part.charges);
    sum.unpriced = sum.unpriced.saturating_add(part.unpriced);
    sum.unpriced_reductions = sum.unpriced_reductions.saturating_add(part.unpriced_reductions);
    sum.overflow |= part.overflow;
}

/// Charges are bounded so that no sum of them leaves the range of money; where one did, its total says so.
fn plus(a: Money, b: Money) -> Money {
    a.checked_add(b).unwrap_or(a)
}

fn minus(a: Money, b: Money) -> Money {
    a.checked_sub(b).unwrap_or(a)
}
