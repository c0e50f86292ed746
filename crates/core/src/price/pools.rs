//! What lines share: tiers counted together, free allowances taken together.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Entry, free_applies, is_tiered, ladder};
use crate::model::{Line, Model};
use crate::month::Month;
use crate::num::{Quantity, Ratio, Rounding};
use crate::rate::{Rate, Schedule};

/// Which lines climb which ladder together: by line, an index of a pool.
pub(super) struct Pools {
    pool_of_line: Vec<Option<usize>>,
    names: Vec<String>,
}

impl Pools {
    pub(super) fn of(model: &Model) -> Pools {
        let mut index = BTreeMap::new();
        let mut names = Vec::new();
        let pool_of_line = model
            .lines
            .iter()
            .map(|line| {
                let tiered = line.rates.as_ref().is_ok_and(|rates| rates.iter().any(is_tiered));
                let name = if tiered && line.step.is_none() { line.pool()? } else { return None };
                Some(*index.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone());
                    names.len() - 1
                }))
            })
            .collect();
        Pools { pool_of_line, names }
    }

    /// Free allowances, shared by name over all lines and regions, in proportion to usage.
    pub(super) fn take_free(&self, model: &Model, month: Month, entries: &mut [Entry<'_>]) {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let Some(free) = entry.rate.and_then(|rate| rate.free.as_ref()) else { continue };
            if entry.usage.quantity.is_ok() && free_applies(model.free_tiers, free.twelve_months, month) {
                groups.entry(&free.pool).or_default().push(at);
            }
        }
        let groups: Vec<Vec<usize>> = groups.into_values().collect();
        for group in groups {
            let Some(rate) = group.first().and_then(|&at| entries.get(at)).and_then(|entry| entry.rate)
            else {
                continue;
            };
            let Some(free) = &rate.free else { continue };
            let used = already_used(model, &free.pool, rate);
            let left = free.amount.raw().saturating_sub(used.raw()).max(0);
            let quantities: Vec<i128> =
                group.iter().map(|&at| entries.get(at).map_or(0, |entry| entry.quantity.raw())).collect();
            let taken = left.min(quantities.iter().sum());
            if taken == 0 {
                continue;
            }
            for (&at, part) in group.iter().zip(ladder::parts(taken, &quantities)) {
                if let Some(entry) = entries.get_mut(at) {
                    entry.free = Quantity::from_raw(part);
                }
            }
        }
    }

    /// Slices of every entry: its own ladder, or its part of its pool's.
    pub(super) fn climb(&self, model: &Model, month: Month, entries: &mut [Entry<'_>]) {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter_mut().enumerate() {
            let Some(rate) = entry.rate else { continue };
            let pool = self.pool_of_line.get(entry.usage.line as usize).copied().flatten();
            match pool.filter(|_| is_tiered(rate)) {
                Some(pool) => groups.entry(pool).or_default().push(at),
                None => {
                    let part = rate.unit.is_timed().then(|| part_of_month(entry.line, month)).flatten();
                    entry.slices = ladder::alone(&rate.schedule, paid(entry), entry.line.step, part);
                    give_back_free(entry);
                }
            }
        }
        for (pool, group) in groups {
            let Some(rate) = group.first().and_then(|&at| entries.get(at)).and_then(|entry| entry.rate)
            else {
                continue;
            };
            let name = self.names.get(pool).map_or("", String::as_str);
            // What others used counts for the ladder only beyond the free allowance it fills first.
            let used = already_used(model, name, rate);
            let free = rate
                .free
                .as_ref()
                .filter(|free| free_applies(model.free_tiers, free.twelve_months, model.start));
            let offset = Quantity::from_raw(
                used.raw().saturating_sub(free.map_or(0, |free| free.amount.raw())).max(0),
            );
            let quantities: Vec<Quantity> =
                group.iter().map(|&at| entries.get(at).map_or(Quantity::ZERO, paid)).collect();
            let total = quantities.iter().fold(offset.raw(), |sum, q| sum.saturating_add(q.raw()));
            let slices = match &rate.schedule {
                Schedule::Graduated(tiers) => ladder::graduated(tiers, offset, &quantities),
                Schedule::Volume(tiers) => {
                    quantities.iter().map(|&q| ladder::volume(tiers, Quantity::from_raw(total), q)).collect()
                }
                other => quantities.iter().map(|&q| ladder::alone(other, q, None, None)).collect(),
            };
            for (&at, slices) in group.iter().zip(slices) {
                if let Some(entry) = entries.get_mut(at) {
                    entry.slices = slices;
                    give_back_free(entry);
                }
            }
        }
    }
}

/// The part of the month in which a line exists, unless it is all of it.
fn part_of_month(line: &Line, month: Month) -> Option<Ratio> {
    let (first, end) = line.active.days_in(month);
    let days = end.saturating_sub(first);
    (days < month.days()).then(|| Ratio::new(days.into(), month.days().into())).flatten()
}

/// What is left to pay for after the free allowance.
fn paid(entry: &Entry<'_>) -> Quantity {
    entry.quantity.checked_sub(entry.free).unwrap_or(entry.quantity)
}

/// The first step shows the free part too, at its price: the free row takes exactly that off again.
fn give_back_free(entry: &mut Entry<'_>) {
    if entry.free.is_zero() {
        return;
    }
    let first_price = entry.rate.map(|rate| rate.schedule.first_price());
    match entry.slices.first_mut().filter(|slice| Some(slice.unit_price) == first_price) {
        Some(slice) => slice.quantity = slice.quantity.checked_add(entry.free).unwrap_or(slice.quantity),
        None => {
            if let Some(unit_price) = first_price {
                entry.slices.insert(
                    0,
                    ladder::Slice { part: super::Part::Tier(0), quantity: entry.free, unit_price },
                );
            }
        }
    }
}

/// Usage outside the workload that already fills a pool, in the rate's unit. A pool named without a region
/// is meant in every region.
fn already_used(model: &Model, pool: &str, rate: &Rate) -> Quantity {
    let plain = pool.split_once('@').map_or(pool, |(name, _)| name);
    let found = model.already_used.get(pool).or_else(|| model.already_used.get(plain));
    let Some((amount, unit)) = found else { return Quantity::ZERO };
    unit.factor(&rate.unit, Decimal::from(730))
        .and_then(|factor| factor.apply(*amount))
        .and_then(|amount| Quantity::from_decimal(amount, Rounding::HalfEven).ok())
        .unwrap_or_default()
}
