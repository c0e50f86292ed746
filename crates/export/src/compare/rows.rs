//! What the table and markdown both show.

use costmodel_core::compare::{Cause, Change, Cheapest, cheapest};
use costmodel_core::num::Money;
use costmodel_core::scenario::Scenario;
use costmodel_core::totals::{Total, Wholeness};

use super::{Compared, Side};
use crate::figures::{Places, marked};

/// Details are shown of so many sides; of more, only the totals.
const DETAILED: usize = 3;
/// Sides that are named one by one.
const FEW: usize = 3;
/// Components that are shown; what is left is summed.
const SHOWN: usize = 12;

impl Compared<'_> {
    /// Cents, or none when figures are large.
    pub(super) fn places(&self) -> Places {
        let all = self.sides.iter().flat_map(|side| &side.totals).map(|total| total.costs.effective);
        Places::for_largest(all.max().unwrap_or_default())
    }

    /// Whether causes and components are shown.
    pub(super) fn is_detailed(&self) -> bool {
        self.comparisons.len() <= DETAILED
    }

    /// What was compared over which months.
    pub(super) fn heading(&self) -> String {
        let horizon = |side: &Side| format!("{} to {}", side.first, side.last());
        let mut all: Vec<String> = self.sides.iter().map(horizon).collect();
        all.dedup();
        format!("{}, {}, {}", self.title, all.join(" against "), self.currency)
    }

    /// Which side is cheapest in each scenario; what stands against saying so.
    pub(super) fn cheapest(&self) -> Vec<String> {
        let named = |at: &[usize]| {
            let names: Vec<&str> =
                at.iter().filter_map(|at| self.sides.get(*at)).map(|side| side.name.as_str()).collect();
            names.join(", ")
        };
        Scenario::ALL
            .into_iter()
            .map(|scenario| {
                let totals: Vec<&Total> = self.sides.iter().map(|side| side.total(scenario)).collect();
                let told = match cheapest(&totals) {
                    Cheapest::Known(sides) if sides.len() == self.sides.len() && sides.len() > 1 => {
                        "all cost the same".to_owned()
                    }
                    Cheapest::Known(sides) => named(&sides),
                    Cheapest::OneOf(sides) => {
                        let is_whole = |at: &usize| {
                            totals.get(*at).is_some_and(|total| total.wholeness() == Wholeness::Whole)
                        };
                        let (whole, lacking): (Vec<usize>, Vec<usize>) =
                            sides.iter().partition(|at| is_whole(at));
                        let lacking = match lacking.as_slice() {
                            [one] => format!("{} lacks prices", named(&[*one])),
                            few if few.len() <= FEW => format!("{} lack prices", named(few)),
                            many => format!("{} lack prices", many.len()),
                        };
                        let whole = named(&whole);
                        let of_whole =
                            if whole.is_empty() { whole } else { format!("; of the others: {whole}") };
                        format!("not known: {lacking}{of_whole}")
                    }
                };
                format!("cheapest, {}: {told}", scenario.name())
            })
            .collect()
    }

    /// The prices of the comparison.
    pub(super) fn basis(&self) -> Vec<String> {
        let hash: String = self.book_hash.chars().take(12).collect();
        let mut basis = vec![format!("prices as of {}, book {hash}", self.book_date)];
        let mut days: Vec<String> = self.sides.iter().map(|side| side.known_on.to_string()).collect();
        days.dedup();
        if days.len() > 1 || self.sides.iter().any(|side| side.known_on != self.book_date) {
            basis.push(format!("known on {}", days.join(", ")));
        }
        for side in self.sides {
            let lacking = side.totals.iter().map(|total| total.unpriced).max().unwrap_or(0);
            if lacking > 0 {
                basis.push(format!("{}: {lacking} charges have no price; its totals are floors", side.name));
            }
            match side.seen_later {
                0 => {}
                1 => basis.push(format!(
                    "{}: 1 line has no price seen by then: the first later one stands in",
                    side.name
                )),
                many => basis.push(format!(
                    "{}: {many} lines have no price seen by then: the first later one stands in",
                    side.name
                )),
            }
        }
        basis.extend(self.left_out.iter().map(|(name, why)| format!("{name} is left out: {why}")));
        basis
    }
}

/// A difference with its sign, marked where it is only known from one side.
pub(super) fn difference(places: Places, change: &Change) -> String {
    marked(change.wholeness(), signed(places, change.difference()))
}

/// `+1.00` or `-1.00`.
pub(super) fn signed(places: Places, money: Money) -> String {
    let figure = places.money(money);
    if money > Money::ZERO && !figure.starts_with('<') { format!("+{figure}") } else { figure }
}

/// The causes that any scenario has, in their order.
pub(super) fn causes(changes: &[Change; 3]) -> Vec<Cause> {
    let any = |cause: &Cause| changes.iter().any(|change| !change.causes.get(*cause).is_zero());
    Cause::ALL.into_iter().filter(any).collect()
}

/// Components by how much they differ in the expected scenario, the most first; those that differ least are one
/// row together.
pub(super) fn components(all: Vec<(String, [Change; 3])>) -> Vec<(String, Change)> {
    let mut rows: Vec<(String, Change)> =
        all.into_iter().map(|(name, [_, expected, _])| (name, expected)).collect();
    rows.sort_by_key(|(_, change)| std::cmp::Reverse(change.difference().raw().unsigned_abs()));
    if rows.len() > SHOWN + 1 {
        let rest = rows.split_off(SHOWN);
        let mut sum = Change::default();
        for (_, change) in &rest {
            sum.add(change);
        }
        rows.push((format!("{} more", rest.len()), sum));
    }
    rows
}
