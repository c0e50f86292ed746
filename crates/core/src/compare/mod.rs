//! How two priced models differ, and why: causes that sum to the difference to the last digit.
//!
//! Lines are paired by purpose. Where both sides buy the same SKU and meter, in whatever region, the other
//! side's quantities are priced once more at the base's prices and terms; that bill stands between the two:
//!
//! ```text
//! base ── quantity ──► the other's quantities at the base's prices ── price ──► other
//! ```
//! So quantity comes first, at the old price, and price second, at the new quantity. Tiers, free allowances and
//! discounts are priced jointly on all three, so a step that is reached counts where it is reached. A pair that
//! buys another SKU is `mix`; a line that only one side has is `new` or `gone`; a pair without a price on one
//! side is `unknown`: its difference cannot be told apart, and is never called a saving.

mod bounds;
mod causes;
mod matching;

use std::collections::BTreeMap;

use crate::book::Key;
use crate::model::{LineId, Model};
use crate::month::Month;
use crate::num::Money;
use crate::price::{Charge, price};
use crate::scenario::Scenario;
use crate::totals::Total;

pub use bounds::{Cheapest, cheapest};
pub use causes::{Cause, Causes, Change};

/// A priced model.
#[derive(Clone, Copy, Debug)]
pub struct Side<'m> {
    /// The model.
    pub model: &'m Model,
    /// Its charges, of all scenarios.
    pub charges: &'m [Charge],
}

/// The difference of two priced models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Of all lines together, in each scenario.
    pub total: [Change; 3],
    /// Of each line or pair of lines: those of the other side in its order, then what is gone.
    pub lines: Vec<LineChange>,
}

/// The difference a line or a pair of lines makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// The component.
    pub component: String,
    /// Its kind.
    pub kind: &'static str,
    /// The environment.
    pub environment: String,
    /// The placement's name.
    pub placement: String,
    /// What the line is.
    pub line: String,
    /// What the base buys; nothing where the line is new.
    pub base: Option<Key>,
    /// What the other side buys; nothing where the line is gone.
    pub other: Option<Key>,
    /// Low, expected, high.
    pub changes: [Change; 3],
}

impl Comparison {
    /// By component, in the order of the other side, then of those that are gone.
    #[must_use]
    pub fn components(&self) -> Vec<(String, [Change; 3])> {
        let mut groups: Vec<(String, [Change; 3])> = Vec::new();
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &self.lines {
            let at = *index.entry(&line.component).or_insert_with(|| {
                groups.push((line.component.clone(), Default::default()));
                groups.len() - 1
            });
            if let Some((_, changes)) = groups.get_mut(at) {
                for (sum, change) in changes.iter_mut().zip(&line.changes) {
                    sum.add(change);
                }
            }
        }
        groups
    }
}

/// Compares two priced models. Months are compared by the calendar; a month that only one of them has counts
/// as quantity there.
#[must_use]
pub fn compare(base: Side<'_>, other: Side<'_>) -> Comparison {
    let pairs = matching::pairs(base.model, other.model);
    let between = price(&between(base.model, other.model, &pairs));
    let (old, mid, new) =
        (cells(base.model, base.charges), cells(other.model, &between), cells(other.model, other.charges));
    let mut lines: Vec<LineChange> = pairs
        .iter()
        .map(|pair| {
            let mut changes: [Change; 3] = Default::default();
            let none = BTreeMap::new();
            let of = |cells: &'_ Cells, id: Option<LineId>| -> BTreeMap<(usize, Month), Total> {
                id.and_then(|id| cells.get(&id)).unwrap_or(&none).clone()
            };
            let (a, h, b) = (of(&old, pair.base), of(&mid, pair.other), of(&new, pair.other));
            let mut months: Vec<&(usize, Month)> = a.keys().chain(b.keys()).collect();
            months.sort_unstable();
            months.dedup();
            for at in months {
                if let Some(change) = changes.get_mut(at.0) {
                    change.add(&Change::of_month(pair, a.get(at), h.get(at), b.get(at)));
                }
            }
            described(base.model, other.model, pair, changes)
        })
        .collect();
    lines.sort_by_key(|line| line.other.is_none());
    let mut total: [Change; 3] = Default::default();
    for change in &mut total {
        change.base.unpriced_reductions = base.model.unpriced_reductions;
        change.other.unpriced_reductions = other.model.unpriced_reductions;
    }
    for line in &lines {
        for (sum, change) in total.iter_mut().zip(&line.changes) {
            sum.add(change);
        }
    }
    Comparison { total, lines }
}

/// Totals of a line by scenario and month.
type Cells = BTreeMap<LineId, BTreeMap<(usize, Month), Total>>;

fn cells(model: &Model, charges: &[Charge]) -> Cells {
    let mut cells = Cells::new();
    for charge in charges {
        let at = (charge.scenario.index(), model.start.plus(charge.month));
        cells.entry(charge.line).or_default().entry(at).or_default().add(charge);
    }
    cells
}

/// The other side at the base's prices: where a pair buys the same, the price, what multiplies it and the pool
/// it climbs are the base's; so are discounts and free allowances.
fn between(base: &Model, other: &Model, pairs: &[matching::Pair]) -> Model {
    let mut model = other.clone();
    model.discounts.clone_from(&base.discounts);
    model.free_tiers = base.free_tiers;
    model.already_used.clone_from(&base.already_used);
    for pair in pairs.iter().filter(|pair| pair.same) {
        let old = pair.base.and_then(|id| base.lines.get(id as usize));
        let new = pair.other.and_then(|id| model.lines.get_mut(id as usize));
        if let (Some(old), Some(new)) = (old, new) {
            new.key.clone_from(&old.key);
            new.rates.clone_from(&old.rates);
            new.uplift.clone_from(&old.uplift);
            new.stated.clone_from(&old.stated);
            new.step = old.step;
        }
    }
    model
}

fn described(base: &Model, other: &Model, pair: &matching::Pair, changes: [Change; 3]) -> LineChange {
    let old = pair.base.and_then(|id| base.lines.get(id as usize));
    let new = pair.other.and_then(|id| other.lines.get(id as usize));
    let (model, line) = if new.is_some() { (other, new) } else { (base, old) };
    let component = line.and_then(|line| model.components.get(usize::from(line.component)));
    let environment = line.and_then(|line| model.environments.get(usize::from(line.environment)));
    LineChange {
        component: component.map(|component| component.name.clone()).unwrap_or_default(),
        kind: component.map_or("", |component| component.kind),
        environment: environment.cloned().unwrap_or_default(),
        placement: line.map(|line| line.placement.to_string()).unwrap_or_default(),
        line: line.map(|line| line.name.clone()).unwrap_or_default(),
        base: old.map(|line| line.key.clone()),
        other: new.map(|line| line.key.clone()),
        changes,
    }
}

/// The difference of money in a scenario.
#[must_use]
pub fn difference(comparison: &Comparison, scenario: Scenario) -> Money {
    comparison.total.get(scenario.index()).map_or(Money::ZERO, Change::difference)
}
