//! From quantities to charges: tiers, pools, free allowances, discounts. Integers only, and total.
//!
//! Usage of one scenario and month is priced together, because tiers and free allowances are shared:
//! free allowances are taken first, then each pool climbs its ladder, then every line gets its part of each
//! step, in proportion and to the last digit.

mod ladder;
mod pools;

use crate::contract::Contract;
use crate::model::{Discount, FreeTiers, Line, LineId, Model};
use crate::month::Month;
use crate::num::{MAX_CHARGE, Money, Quantity, Ratio, UnitPrice};
use crate::project::{Unknown, Usage, project};
use crate::rate::{Rate, Schedule};
use crate::scenario::Scenario;

pub use ladder::Slice;

/// One row of a modelled bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Which line.
    pub line: LineId,
    /// Which scenario.
    pub scenario: Scenario,
    /// Months after the first.
    pub month: u16,
    /// Index of the rate in the line's history.
    pub rate: u16,
    /// Which part of the usage.
    pub part: Part,
    /// How much, in the rate's unit; negative on a free allowance.
    pub quantity: Quantity,
    /// Its price and costs, or why there are none.
    pub price: Result<Priced, Unknown>,
}

/// Which part of a line's usage a charge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// All of it, at one price.
    Whole,
    /// What falls in a step of the tiers, from 0.
    Tier(u8),
    /// What a free allowance takes off.
    Free,
}

impl Part {
    /// The `tier` column: empty, `1`, `2`, …, or `free`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Part::Whole => String::new(),
            Part::Tier(step) => (u16::from(step) + 1).to_string(),
            Part::Free => "free".into(),
        }
    }
}

/// A unit price and the four costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The list price of one unit.
    pub unit_price: UnitPrice,
    /// What it costs.
    pub costs: Costs,
}

/// The four costs of a charge, together: they can never be confused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// List unit price x quantity.
    pub list: Money,
    /// After negotiated discounts, before commitments.
    pub contracted: Money,
    /// Invoiced in the month: cash.
    pub billed: Money,
    /// Billed with prepayments spread over their term.
    pub effective: Money,
}

impl Costs {
    /// The sums; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Costs) -> Option<Costs> {
        Some(Costs {
            list: self.list.checked_add(other.list)?,
            contracted: self.contracted.checked_add(other.contracted)?,
            billed: self.billed.checked_add(other.billed)?,
            effective: self.effective.checked_add(other.effective)?,
        })
    }
}

/// Projects and prices a model: every charge of every scenario and month, in that order, then by line.
#[must_use]
pub fn price(model: &Model) -> Vec<Charge> {
    price_usage(model, &project(model))
}

/// Prices usage that is already projected (in the order [`project`] gives it).
#[must_use]
pub fn price_usage(model: &Model, usages: &[Usage]) -> Vec<Charge> {
    let pools = pools::Pools::of(model);
    let mut charges = Vec::with_capacity(usages.len());
    for month in usages.chunk_by(|a, b| (a.scenario, a.month) == (b.scenario, b.month)) {
        price_month(model, &pools, month, &mut charges);
    }
    charges
}

/// The usage of one scenario and month, with what is being worked out about each.
struct Entry<'m> {
    usage: &'m Usage,
    line: &'m Line,
    rate: Option<&'m Rate>,
    quantity: Quantity,
    free: Quantity,
    slices: Vec<Slice>,
}

fn price_month(model: &Model, pools: &pools::Pools, usages: &[Usage], charges: &mut Vec<Charge>) {
    let Some(first) = usages.first() else { return };
    let month = model.start.plus(first.month);
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(usages.len());
    for usage in usages {
        let Some(line) = model.lines.get(usage.line as usize) else { continue };
        let rate = line.rates.as_ref().ok().and_then(|rates| rates.get(usize::from(usage.rate)));
        let quantity = usage.quantity.as_ref().map_or(Quantity::ZERO, |q| *q);
        entries.push(Entry { usage, line, rate, quantity, free: Quantity::ZERO, slices: Vec::new() });
    }
    pools.take_free(model, month, &mut entries);
    pools.climb(model, month, &mut entries);
    let ratios: Vec<(usize, Ratio)> = discounts_in_force(model, first.scenario, month);
    for entry in &entries {
        charges_of(model, entry, &ratios, charges);
    }
}

fn charges_of(model: &Model, entry: &Entry<'_>, ratios: &[(usize, Ratio)], charges: &mut Vec<Charge>) {
    let Usage { line: id, scenario, month, rate, .. } = *entry.usage;
    let mut push = |part, quantity, price| {
        charges.push(Charge { line: id, scenario, month, rate, part, quantity, price });
    };
    if let Err(unknown) = &entry.usage.quantity {
        return push(Part::Whole, Quantity::ZERO, Err(unknown.clone()));
    }
    let costs = |rate: Option<&Rate>, unit_price: UnitPrice, quantity: Quantity| {
        let contract = rate.and_then(|rate| rate.contract.as_deref());
        cost(model, entry.line, ratios, contract, unit_price, quantity).ok_or(Unknown::OutOfRange)
    };
    if let Some(stated) = &entry.line.stated {
        let unit_price = *stated.get(scenario);
        return push(Part::Whole, entry.quantity, costs(None, unit_price, entry.quantity));
    }
    for slice in &entry.slices {
        push(slice.part, slice.quantity, costs(entry.rate, slice.unit_price, slice.quantity));
    }
    if !entry.free.is_zero() {
        let first = entry.rate.map_or(UnitPrice::ZERO, |rate| rate.schedule.first_price());
        push(Part::Free, entry.free.negated(), costs(entry.rate, first, entry.free.negated()));
    }
}

/// Price x quantity, then the uplift, then the contract, then the discounts: one multiplier each, applied to
/// money (R4).
fn cost(
    model: &Model,
    line: &Line,
    ratios: &[(usize, Ratio)],
    contract: Option<&Contract>,
    unit_price: UnitPrice,
    quantity: Quantity,
) -> Option<Priced> {
    let mut list = unit_price.times(quantity)?;
    if let Some((uplift, _)) = &line.uplift {
        list = list.scaled(*uplift)?;
    }
    if list > MAX_CHARGE || list < MAX_CHARGE.negated() {
        return None;
    }
    let mut contracted = match contract {
        Some(contract) => contract.cost(list, quantity, line.uplift.as_ref().map(|(ratio, _)| *ratio))?,
        None => list,
    };
    if contracted > MAX_CHARGE || contracted < MAX_CHARGE.negated() {
        return None;
    }
    for (index, ratio) in ratios {
        let discount = model.discounts.get(*index)?;
        if discount.covers(&line.key.provider, &line.key.service) {
            contracted = contracted.scaled(*ratio)?;
        }
    }
    Some(Priced { unit_price, costs: Costs { list, contracted, billed: contracted, effective: contracted } })
}

/// What each discount in force leaves of a cost: a fraction over a power of ten.
pub(crate) fn discounts_in_force(model: &Model, scenario: Scenario, month: Month) -> Vec<(usize, Ratio)> {
    let in_force = |discount: &&Discount| {
        let (first, end) = discount.active.days_in(month);
        first == 0 && end > 0
    };
    model
        .discounts
        .iter()
        .enumerate()
        .filter(|(_, discount)| in_force(discount))
        .filter_map(|(index, discount)| {
            let fraction = discount.fraction.get(scenario);
            let scale = 10_i128.checked_pow(fraction.scale())?;
            Some((index, Ratio::new(scale.checked_sub(fraction.mantissa())?, scale)?))
        })
        .collect()
}

/// Whether a free allowance of a rate applies in a month.
fn free_applies(free_tiers: FreeTiers, twelve_months: bool, month: Month) -> bool {
    match free_tiers {
        FreeTiers::None => false,
        FreeTiers::Always => !twelve_months,
        FreeTiers::All { opened } => !twelve_months || (0..12).contains(&month.since(opened)),
    }
}

/// Whether a line is charged by the steps of its tiers, so that others can push it up the ladder.
fn is_tiered(rate: &Rate) -> bool {
    matches!(rate.schedule, Schedule::Graduated(_) | Schedule::Volume(_))
}

#[cfg(test)]
mod tests;
