//! One charge: quantity x price, then what multiplies it.

use super::context::Context;
use crate::contract::Paid;
use crate::model::Line;
use crate::num::{Money, Quantity, Ratio, UnitPrice};
use crate::price::{Charge, Costs, Part};
use crate::rate::Rate;

/// Quantity x price = cost, with what multiplies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeExplained {
    /// The row's id.
    pub row_id: String,
    /// Which part of the usage.
    pub part: Part,
    /// Where the step of the tiers begins and ends.
    pub range: Option<TierRange>,
    /// How much, in the unit of the price.
    pub quantity: Quantity,
    /// What it costs, or why that is not known.
    pub price: Result<Priced, String>,
}

/// What a charge costs, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The list price of one unit.
    pub unit_price: UnitPrice,
    /// Quantity x price, exactly.
    pub product: Money,
    /// Regional uplift first, then each discount in force, in order.
    pub applied: Vec<Applied>,
    /// What it costs.
    pub costs: Costs,
}

/// A multiplier of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// What it is.
    pub name: String,
    /// The multiplier as a plain number, to 18 places.
    pub factor: String,
    /// The money after it, rounded half to even at 18 places.
    pub after: Money,
    /// Whether it is an uplift of the list cost, and not a discount from it.
    pub is_uplift: bool,
    /// Whether it is no multiplier: an agreed price of each unit, instead of the list price.
    pub is_price: bool,
}

/// `[from, to)` of a tier, in the unit of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierRange {
    /// Where it begins.
    pub from: Quantity,
    /// Where it ends; the last has no end.
    pub to: Option<Quantity>,
}

/// A ladder of tiers that several lines climb together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolExplained {
    /// Its name.
    pub name: String,
    /// What all lines of the workload use of it in the month.
    pub total: Quantity,
    /// Of this, in each step: `(step from 1, quantity)`.
    pub steps: Vec<(u16, Quantity)>,
    /// How many lines share it.
    pub lines: usize,
    /// Usage outside the workload, as the account states it.
    pub already_used: Option<String>,
}

/// A free allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeExplained {
    /// All lines with this pool share it.
    pub pool: String,
    /// How much is free in a month, in the unit of the price.
    pub allowance: Quantity,
    /// What this line got of it.
    pub taken: Quantity,
    /// What all lines that share it use in the month: each gets its part in proportion.
    pub total: Quantity,
    /// How many lines share it.
    pub lines: usize,
}

pub(super) fn explain_charge(
    context: &Context<'_>,
    line: &Line,
    rate: Option<&Rate>,
    charge: &Charge,
) -> ChargeExplained {
    let range = match (charge.part, rate.and_then(|rate| rate.schedule.tiers())) {
        (Part::Tier(step), Some(tiers)) => {
            let (from, to) = tiers.range(usize::from(step));
            Some(TierRange { from, to })
        }
        _ => None,
    };
    let price = match &charge.price {
        Err(why) => Err(why.to_string()),
        Ok(priced) => Ok(explain_price(context, line, rate, charge, (priced.unit_price, priced.costs))),
    };
    ChargeExplained {
        row_id: context.ids.id(charge),
        part: charge.part,
        range,
        quantity: charge.quantity,
        price,
    }
}

fn explain_price(
    context: &Context<'_>,
    line: &Line,
    rate: Option<&Rate>,
    charge: &Charge,
    (unit_price, costs): (UnitPrice, Costs),
) -> Priced {
    let product = unit_price.times(charge.quantity).unwrap_or_default();
    let mut applied = Vec::new();
    if let Some((ratio, reason)) = &line.uplift {
        applied.push(Applied {
            name: reason.clone(),
            factor: number(*ratio),
            after: costs.list,
            is_uplift: true,
            is_price: false,
        });
    }
    let mut after = costs.list;
    if let Some(contract) = rate.and_then(|rate| rate.contract.as_deref()) {
        let uplift = line.uplift.as_ref().map(|(ratio, _)| *ratio);
        after = contract.cost(costs.list, charge.quantity, uplift).unwrap_or(after);
        let (factor, is_price) = match contract.paid {
            Paid::Share(share) => (number(share), false),
            Paid::Each(price) => (price.to_string(), true),
        };
        applied.push(Applied { name: contract.told(), factor, after, is_uplift: false, is_price });
    }
    for (index, ratio) in crate::price::discounts_in_force(context.model, charge.scenario, context.when()) {
        let Some(discount) = context.model.discounts.get(index) else { continue };
        if discount.covers(&line.key.provider, &line.key.service) {
            after = after.scaled(ratio).unwrap_or(after);
            applied.push(Applied {
                name: discount.name.clone(),
                factor: number(ratio),
                after,
                is_uplift: false,
                is_price: false,
            });
        }
    }
    Priced { unit_price, product, applied, costs }
}

/// A multiplier to 18 places, without trailing zeros.
fn number(ratio: Ratio) -> String {
    ratio.of(Money::from_units(1).raw()).map_or_else(String::new, |raw| Money::from_raw(raw).to_string())
}

pub(super) fn pool(context: &Context<'_>, line: &Line, rate: Option<&Rate>) -> Option<PoolExplained> {
    let name = line
        .pool()
        .filter(|_| line.step.is_none() && rate.is_some_and(|rate| rate.schedule.tiers().is_some()))?;
    let of_pool = |line: &Line| line.step.is_none() && line.pool().as_deref() == Some(name.as_str());
    let (mut total, mut steps, mut lines) = (Quantity::ZERO, std::collections::BTreeMap::new(), 0);
    for (id, other) in (0_u32..).zip(&context.model.lines) {
        if !of_pool(other) {
            continue;
        }
        lines += 1;
        for charge in this_month(context).filter(|charge| charge.line == id) {
            if let Part::Tier(step) = charge.part {
                total = total.checked_add(charge.quantity)?;
                let sum: &mut Quantity = steps.entry(u16::from(step) + 1).or_default();
                *sum = sum.checked_add(charge.quantity)?;
            }
        }
    }
    let plain = name.split_once('@').map_or(name.as_str(), |(plain, _)| plain);
    let used = context.model.already_used.get(&name).or_else(|| context.model.already_used.get(plain));
    let already_used = used.map(|(amount, unit)| format!("{} {unit}", amount.normalize()));
    if lines < 2 && already_used.is_none() {
        return None;
    }
    Some(PoolExplained { name, total, steps: steps.into_iter().collect(), lines, already_used })
}

pub(super) fn free(context: &Context<'_>, rate: Option<&Rate>, charges: &[&Charge]) -> Option<FreeExplained> {
    let free = rate?.free.as_ref()?;
    let taken = charges.iter().find(|charge| charge.part == Part::Free)?.quantity.negated();
    let (mut total, mut lines) = (Quantity::ZERO, std::collections::BTreeSet::new());
    for charge in this_month(context).filter(|charge| charge.part != Part::Free && charge.price.is_ok()) {
        let line = context.model.lines.get(charge.line as usize).filter(|line| line.stated.is_none());
        let rate = line.and_then(|line| line.rates.as_ref().ok()?.get(usize::from(charge.rate)));
        if rate.and_then(|rate| rate.free.as_ref()).is_some_and(|other| other.pool == free.pool) {
            total = total.checked_add(charge.quantity)?;
            lines.insert(charge.line);
        }
    }
    Some(FreeExplained { pool: free.pool.clone(), allowance: free.amount, taken, total, lines: lines.len() })
}

/// The charges of the month and scenario in question.
fn this_month<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Charge> {
    let scenario = context.projected.scenario();
    context.charges.iter().filter(move |charge| charge.month == context.month && charge.scenario == scenario)
}
