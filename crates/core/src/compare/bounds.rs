//! Which of several totals is the smallest, when some are only known from one side.

use crate::totals::{Total, Wholeness};

/// Which side is the cheapest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cheapest {
    /// These, and nothing that has no price can change it: one, or several of equal cost.
    Known(Vec<usize>),
    /// One of these: they lack prices, or are not dearer than what lacks them.
    OneOf(Vec<usize>),
}

/// The cheapest of several totals. One that lacks prices is cheapest only where no other can be; it never is for
/// what it lacks.
#[must_use]
pub fn cheapest(totals: &[&Total]) -> Cheapest {
    let whole = |total: &Total| total.wholeness() == Wholeness::Whole;
    let could_be = |(_, total): &(usize, &&Total)| !totals.iter().any(|other| other.is_surely_below(total));
    let left: Vec<usize> = totals.iter().enumerate().filter(could_be).map(|(at, _)| at).collect();
    let known = left.len() == 1 || left.iter().all(|at| totals.get(*at).is_some_and(|total| whole(total)));
    if known { Cheapest::Known(left) } else { Cheapest::OneOf(left) }
}
