//! How a quantity becomes slices, each at one price.

use super::Part;
use crate::num::{Quantity, Ratio, UnitPrice, share};
use crate::rate::{Schedule, Tiers};

/// A part of a quantity at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Which part.
    pub part: Part,
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit.
    pub unit_price: UnitPrice,
}

/// Slices of a line that shares its price with nobody. `step` names a long-context step by a number of
/// tokens inside it; `part` is the part of the month of something billed by time.
pub(super) fn alone(
    schedule: &Schedule,
    quantity: Quantity,
    step: Option<u64>,
    part: Option<Ratio>,
) -> Vec<Slice> {
    let whole = |quantity, unit_price| vec![Slice { part: Part::Whole, quantity, unit_price }];
    match schedule {
        Schedule::Flat(price) => whole(quantity, *price),
        Schedule::Block(price) => whole(quantity.started().unwrap_or(quantity), *price),
        // A term is bought, not used: a usage line at a term price pays its hourly part.
        Schedule::Term { hourly, .. } => whole(quantity, *hourly),
        Schedule::Volume(tiers) => {
            let by =
                step.and_then(|tokens| i64::try_from(tokens).ok()).map_or(quantity, Quantity::from_units);
            volume(tiers, by, quantity)
        }
        Schedule::Graduated(tiers) => {
            let tiers = part.map_or_else(|| tiers.clone(), |part| tiers.for_part(part));
            graduated(&tiers, Quantity::ZERO, &[quantity]).into_iter().next().unwrap_or_default()
        }
    }
}

/// Everything at the step that `reached` reaches.
pub(super) fn volume(tiers: &Tiers, reached: Quantity, quantity: Quantity) -> Vec<Slice> {
    let step = tiers.reached(reached);
    vec![Slice { part: tier(step), quantity, unit_price: tiers.price(step) }]
}

/// Each part at its own step: the pool's quantity begins at `offset`, and each line gets its part of each
/// step in proportion. Both margins are exact: the steps sum to the pool's, the slices to the line's.
pub(super) fn graduated(tiers: &Tiers, offset: Quantity, lines: &[Quantity]) -> Vec<Vec<Slice>> {
    let mut rest: Vec<i128> = lines.iter().map(|q| q.raw()).collect();
    let total: i128 = rest.iter().sum();
    let mut slices: Vec<Vec<Slice>> = vec![Vec::new(); lines.len()];
    let mut at = offset.raw();
    let end = at.saturating_add(total);
    for step in 0..tiers.count() {
        let (_, step_end) = tiers.range(step);
        let until = step_end.map_or(end, |bound| bound.raw().min(end));
        let in_step = until.saturating_sub(at);
        if in_step <= 0 {
            continue;
        }
        at = until;
        for (line, part) in parts(in_step, &rest).into_iter().enumerate() {
            if part == 0 {
                continue;
            }
            if let (Some(rest), Some(slices)) = (rest.get_mut(line), slices.get_mut(line)) {
                *rest = rest.saturating_sub(part);
                let quantity = Quantity::from_raw(part);
                slices.push(Slice { part: tier(step), quantity, unit_price: tiers.price(step) });
            }
        }
    }
    for (line, slices) in slices.iter_mut().enumerate() {
        if slices.is_empty() && lines.get(line).is_some_and(|q| q.is_zero()) {
            let step = tiers.reached(offset);
            slices.push(Slice { part: tier(step), quantity: Quantity::ZERO, unit_price: tiers.price(step) });
        }
    }
    slices
}

/// `total` in proportion to what each line has left, never more than that. (Half-even running totals can
/// overshoot a line by one; the one goes to its neighbour.)
pub(super) fn parts(total: i128, rest: &[i128]) -> Vec<i128> {
    if rest.iter().sum::<i128>() == total {
        return rest.to_vec();
    }
    let mut parts = share(total, rest).unwrap_or_else(|| vec![0; rest.len()]);
    let mut over = 0_i128;
    for _ in 0..2 {
        for (part, rest) in parts.iter_mut().zip(rest) {
            let wanted = part.saturating_add(over);
            let fits = wanted.clamp(0, *rest);
            over = wanted.saturating_sub(fits);
            *part = fits;
        }
    }
    parts
}

fn tier(step: usize) -> Part {
    Part::Tier(u8::try_from(step).unwrap_or(u8::MAX))
}
