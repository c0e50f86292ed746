//! Where money goes that nobody looked for: lines that follow from others, and capacity that idles.

mod table;

use std::collections::BTreeMap;

use crate::model::{Expr, FleetMeasure, Line, Model};
use crate::num::{Money, Quantity, Rounding, mul_div};
use crate::price::{Charge, Costs, Priced};
use crate::project::Projected;
use crate::scenario::Scenario;
use crate::totals::Total;

pub use table::{CAUSES, SIGNS, Sign};

/// Why money goes where nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its name for programs.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What bills it, in a phrase.
    pub why: &'static str,
    /// What makes it less, in a phrase of the workload file's own words.
    pub switch: &'static str,
}

/// What a cause costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surprise {
    /// The cause.
    pub cause: &'static Cause,
    /// Its cost in the low, expected and high scenario.
    pub totals: [Total; 3],
    /// The components it comes from, in the order of the file.
    pub components: Vec<String>,
}

/// The cause of a line, if it has one.
#[must_use]
pub fn cause_of(line: &Line) -> Option<&'static Cause> {
    let service = format!("{}/{}", line.key.provider, line.key.service);
    let sign = SIGNS.iter().find(|sign| {
        fits(sign.service, &service)
            && fits(sign.sku, &line.key.sku)
            && fits(sign.meter, &line.key.meter)
            && fits(sign.line, &line.name)
    })?;
    cause(sign.cause)
}

fn cause(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.id == id)
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern.is_empty() || pattern == name,
    }
}

/// The causes that cost anything or have no price, the dearest of the expected scenario first. Each cent is in
/// one cause at most: idle replicas are counted on lines that have no other.
#[must_use]
pub fn surprises(model: &Model, charges: &[Charge]) -> Vec<Surprise> {
    let causes: Vec<Option<&'static Cause>> = model.lines.iter().map(cause_of).collect();
    // Of replicas, what idles is known by their hours, better than by a line's name.
    let by_hours: Vec<Option<(usize, Idles)>> = model
        .lines
        .iter()
        .zip(&causes)
        .map(|(line, cause)| match cause {
            Some(cause) if cause.id != table::HEADROOM => None,
            _ => measured(model, line),
        })
        .collect();
    let mut tally = Tally::default();
    for charge in charges {
        let at = charge.line as usize;
        if let (Some(Some(cause)), Some(None), Some(line)) =
            (causes.get(at), by_hours.get(at), model.lines.get(at))
        {
            tally.add(cause, line, charge);
        }
    }
    idle(model, charges, &by_hours, &mut tally);
    tally.ranked(model)
}

#[derive(Default)]
struct Tally {
    by_cause: BTreeMap<&'static str, ([Total; 3], std::collections::BTreeSet<u16>)>,
}

impl Tally {
    fn add(&mut self, cause: &Cause, line: &Line, charge: &Charge) {
        let (totals, components) = self.by_cause.entry(cause.id).or_default();
        if let Some(total) = totals.get_mut(charge.scenario.index()) {
            total.add(charge);
        }
        components.insert(line.component);
    }

    fn ranked(self, model: &Model) -> Vec<Surprise> {
        let name = |at: &u16| model.components.get(usize::from(*at)).map(|component| component.name.clone());
        let mut all: Vec<Surprise> = CAUSES
            .iter()
            .filter_map(|cause| {
                let (totals, components) = self.by_cause.get(cause.id)?;
                let components = components.iter().filter_map(name).collect();
                Some(Surprise { cause, totals: totals.clone(), components })
            })
            .filter(|found| found.totals.iter().any(|t| t.unpriced > 0 || t.costs.effective > Money::ZERO))
            .collect();
        let expected = |found: &Surprise| {
            let [_, expected, _] = &found.totals;
            expected.costs.effective
        };
        // Stable: what costs the same keeps the order of the table.
        all.sort_by_key(|found| std::cmp::Reverse(expected(found)));
        all
    }
}

/// The idle part of what runs by the hours of replicas.
fn idle(model: &Model, charges: &[Charge], by_hours: &[Option<(usize, Idles)>], tally: &mut Tally) {
    if by_hours.iter().all(Option::is_none) {
        return;
    }
    let causes = [table::FLOOR, table::HEADROOM].map(cause);
    for same in charges.chunk_by(|a, b| a.scenario == b.scenario) {
        let Some(first) = same.first() else { continue };
        let parts = IdleParts::of(model, first.scenario);
        for charge in same {
            let at = charge.line as usize;
            let (Some(Some((fleet, idles))), Some(line)) = (by_hours.get(at), model.lines.get(at)) else {
                continue;
            };
            let Some(part) = parts.at(*fleet, charge.month) else { continue };
            let hours = match idles {
                Idles::PartOfHours => part.hours,
                Idles::PartOfHoursAndStarts => part.hours.saturating_add(part.starts),
                Idles::Wholly => part.floor.saturating_add(part.headroom),
            };
            for (cause, idle) in causes.iter().zip([part.floor, part.headroom]) {
                if let (Some(cause), Some(charge)) = (cause, portion(charge, idle, hours)) {
                    tally.add(cause, line, &charge);
                }
            }
        }
    }
}

/// How much of what a line bills idles.
#[derive(Clone, Copy)]
enum Idles {
    /// The idle part of all replica hours.
    PartOfHours,
    /// The idle part of replica hours and those of starting up.
    PartOfHoursAndStarts,
    /// All of it: the line has nothing but idle hours.
    Wholly,
}

/// The fleet whose hours a line bills, and what of them idles. A fleet that no demand sizes has no idle part that
/// can be known.
fn measured(model: &Model, line: &Line) -> Option<(usize, Idles)> {
    let id = line.shape?;
    let fleet = model.fleets.get(id)?;
    if fleet.capacity.is_none() && fleet.packs.is_none() {
        return None;
    }
    let (mut hours, mut starts, mut idle) = (false, false, false);
    line.quantity.visit(&mut |expr| match expr {
        Expr::Fleet(_, FleetMeasure::ReplicaHours) => hours = true,
        Expr::Fleet(_, FleetMeasure::StartHours) => starts = true,
        Expr::Fleet(_, FleetMeasure::IdleHours) => idle = true,
        _ => {}
    });
    match (hours, starts, idle) {
        (true, false, false) => Some((id, Idles::PartOfHours)),
        (true, true, false) => Some((id, Idles::PartOfHoursAndStarts)),
        (false, false, true) => Some((id, Idles::Wholly)),
        // Hours without the idle ones, or of starting up alone.
        _ => None,
    }
}

/// Hours of a fleet in a month, as raw quantities.
#[derive(Clone, Copy)]
struct IdlePart {
    hours: i128,
    starts: i128,
    floor: i128,
    headroom: i128,
}

struct IdleParts {
    fleets: Vec<Vec<Option<IdlePart>>>,
}

impl IdleParts {
    fn of(model: &Model, scenario: Scenario) -> IdleParts {
        let projected = Projected::of_fleets(model, scenario);
        let part = |fleet: usize, month: u16| {
            let run = projected.fleet(fleet, month)?;
            let raw = |hours| Quantity::from_decimal(hours, Rounding::HalfEven).ok().map(Quantity::raw);
            let (idle, floor) = (raw(run.idle_hours)?, raw(run.floor_hours)?);
            Some(IdlePart {
                hours: raw(run.replica_hours)?,
                starts: raw(run.start_hours)?,
                floor,
                headroom: idle.checked_sub(floor)?,
            })
        };
        let months = |fleet| (0..model.months).map(|month| part(fleet, month)).collect();
        IdleParts { fleets: (0..model.fleets.len()).map(months).collect() }
    }

    fn at(&self, fleet: usize, month: u16) -> Option<IdlePart> {
        *self.fleets.get(fleet)?.get(usize::from(month))?
    }
}

/// A part of a charge; `None` where there is none of it or it has no price.
fn portion(charge: &Charge, part: i128, whole: i128) -> Option<Charge> {
    if part <= 0 {
        return None;
    }
    let of = |money: Money| mul_div(money.raw(), part, whole).map(Money::from_raw);
    let priced = charge.price.as_ref().ok()?;
    let Costs { list, contracted, billed, effective } = priced.costs;
    let costs = Costs {
        list: of(list)?,
        contracted: of(contracted)?,
        billed: of(billed)?,
        effective: of(effective)?,
    };
    Some(Charge { price: Ok(Priced { unit_price: priced.unit_price, costs }), ..charge.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_its_cause_and_every_cause_a_sign() {
        for sign in SIGNS {
            assert!(cause(sign.cause).is_some(), "{sign:?}");
        }
        for cause in CAUSES {
            assert!(
                cause.id == table::FLOOR || SIGNS.iter().any(|sign| sign.cause == cause.id),
                "{}",
                cause.id
            );
            assert!(cause.name.len() <= 22 && !cause.why.is_empty() && !cause.switch.is_empty());
        }
    }

    #[test]
    fn patterns_are_names_beginnings_or_anything() {
        for (pattern, name, does) in [
            ("", "x", true),
            ("logs", "logs", true),
            ("logs", "logs-standard", false),
            ("logs*", "logs-standard", true),
            ("logs*", "log", false),
        ] {
            assert_eq!(fits(pattern, name), does, "{pattern} {name}");
        }
    }
}
