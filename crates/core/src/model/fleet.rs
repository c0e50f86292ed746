//! Replicas by hour of the week: how many a demand needs, and how long they run.

mod measures;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::Expr;
use super::packing::{Filled, Packs, Size, filled, machines_for};
use crate::month::{Active, HoursRule, Month, WEEK, Week};
use crate::scenario::Ranged;

/// An index into [`super::Model::fleets`].
pub type FleetId = usize;

/// Replicas that follow a demand.
///
/// In an hour of the week that takes `w` of the week's demand, the replicas are
/// `ceil(demand in that hour x burst / capacity of a replica)`, at least `min`, at most `max`. Machines that
/// hold the replicas of other fleets are as many as those need when they are packed, hour by hour.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// The component it serves, for messages.
    pub name: String,
    /// Units in the month.
    pub demand: Expr,
    /// How the demand spreads over the week.
    pub week: Arc<Week>,
    /// Peak over mean inside an hour.
    pub burst: Ranged<Decimal>,
    /// Units one replica handles in an hour, at its target utilization. `None`: demand does not size it.
    pub capacity: Option<Expr>,
    /// Replicas at least.
    pub min: Ranged<Decimal>,
    /// Replicas at most.
    pub max: Option<Ranged<Decimal>>,
    /// Hours of the week it runs; `None` is all.
    pub schedule: Option<Arc<Week>>,
    /// The days on which it exists.
    pub active: Active,
    /// Seconds a new replica is billed before it serves.
    pub start_up: Ranged<Decimal>,
    /// Seconds a unit keeps a replica from having nothing to do, where that is known.
    pub takes: Option<Ranged<Decimal>>,
    /// The fleets, declared before, whose replicas run on these; their number then follows them.
    pub packs: Option<Packs>,
}

/// What of a fleet is counted over the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FleetMeasure {
    /// Hours that replicas run, idle or not.
    ReplicaHours,
    /// Of these, hours beyond what the mean demand needs.
    IdleHours,
    /// Replica hours of starting up, when the hour before had fewer.
    StartHours,
    /// The most replicas of any hour.
    Peak,
    /// Hours in which replicas work on a request, when each takes one after another: where requests are handled at
    /// once they are fewer.
    ActiveHours,
    /// Hours of replicas that have nothing to do while no more than the minimum runs.
    KeptHours,
    /// Replica hours in a quarter of the month, 0 to 3, counted for each replica from its first running hour: the
    /// first replica runs whenever any does, the second whenever two do.
    QuarterHours(u8),
}

/// A fleet in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetMonth {
    /// Replicas in each UTC hour of the week.
    pub replicas: Box<[u32; WEEK]>,
    /// Hours that replicas run.
    pub replica_hours: Decimal,
    /// Of these, beyond what the mean demand needs.
    pub idle_hours: Decimal,
    /// Of the idle ones, hours that only the minimum of replicas keeps running.
    pub floor_hours: Decimal,
    /// Hours of starting up.
    pub start_hours: Decimal,
    /// The most replicas of any hour.
    pub peak: u32,
    /// Whether `max` cut the need of some hour.
    pub capped: bool,
}

/// The numbers of one scenario and month a fleet is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Units in the month.
    pub demand: Decimal,
    /// Units one replica handles in an hour.
    pub capacity: Option<Decimal>,
    /// Peak over mean inside an hour.
    pub burst: Decimal,
    /// Replicas at least.
    pub min: Decimal,
    /// Replicas at most.
    pub max: Option<Decimal>,
    /// Seconds a new replica is billed before it serves.
    pub start_up: Decimal,
}

impl Fleet {
    /// Replicas and hours of a month; `None` when a number leaves its range.
    #[must_use]
    pub fn run(&self, need: &Need, month: Month, hours: HoursRule) -> Option<FleetMonth> {
        let counts = month.week_hours(&self.active);
        let on = self.schedule.as_ref().map(|schedule| schedule.in_utc(month));
        let runs = |hour: usize| on.as_ref().is_none_or(|on| on.get(hour).is_some_and(|&w| w > 0));
        let mut weights = self.week.in_utc(month);
        for (hour, weight) in weights.iter_mut().enumerate() {
            if !runs(hour) {
                *weight = 0;
            }
        }
        // All hours of the month share the demand; a part month gets its part of the days' hours.
        let whole = if self.active.is_always() { counts } else { month.week_hours(&Active::default()) };
        let total: u64 = weights.iter().zip(&whole).map(|(&w, &n)| u64::from(w) * u64::from(n)).sum();
        let share = Share { total, month, hours };

        let (min, max) =
            (need.min.ceil().to_u32()?, need.max.map_or(Some(u32::MAX), |m| m.floor().to_u32())?);
        let mut replicas = Box::new([0_u32; WEEK]);
        let mut last: Option<Level> = None;
        let mut known: Vec<Level> = Vec::new();
        let (mut running, mut kept, mut peak, mut capped) = (0_u64, 0_u64, 0_u32, false);
        for (hour, slot) in replicas.iter_mut().enumerate() {
            if !runs(hour) {
                continue;
            }
            let weight = weights.get(hour).copied().unwrap_or(0);
            // Shapes have few distinct levels: each is divided once.
            let level = match last
                .filter(|level| level.weight == weight)
                .or_else(|| known.iter().copied().find(|level| level.weight == weight))
            {
                Some(level) => level,
                None => {
                    let needed = needed_replicas(need, weight, share)?;
                    let replicas = needed.max(min).min(max);
                    let level = Level {
                        weight,
                        replicas,
                        kept: replicas.saturating_sub(needed),
                        capped: needed > max,
                    };
                    known.push(level);
                    level
                }
            };
            last = Some(level);
            let count = counts.get(hour).copied().unwrap_or(0);
            *slot = level.replicas;
            if count > 0 {
                running += u64::from(level.replicas) * u64::from(count);
                kept += u64::from(level.kept) * u64::from(count);
                peak = peak.max(level.replicas);
                capped |= level.capped;
            }
        }
        let busy = match need.capacity {
            Some(capacity) if !capacity.is_zero() => {
                let busy = need.demand.checked_mul(self.active.share(month))?.checked_div(capacity)?;
                hours.unscale(busy, month)?
            }
            _ => Decimal::ZERO,
        };
        let whole = Whole { replicas, running, kept, busy, peak, capped };
        whole.measured(&counts, need.start_up, month, hours)
    }

    /// Machines and hours of a month for the replicas of other fleets, packed in each hour of the week;
    /// `pods` are those fleets in the same month, in the order of [`Packs::pods`].
    #[must_use]
    pub fn run_packed(
        &self,
        packs: &Packs,
        pods: &[&FleetMonth],
        need: &Need,
        month: Month,
        hours: HoursRule,
    ) -> Option<FleetMonth> {
        let counts = month.week_hours(&self.active);
        let on = self.schedule.as_ref().map(|schedule| schedule.in_utc(month));
        let (min, max) =
            (need.min.ceil().to_u32()?, need.max.map_or(Some(u32::MAX), |m| m.floor().to_u32())?);
        let mut whole = Whole::default();
        // Hours of the week repeat themselves: each mix of pods is packed once.
        let mut known: Vec<Mix> = Vec::new();
        for (hour, slot) in whole.replicas.iter_mut().enumerate() {
            if on.as_ref().is_some_and(|on| on.get(hour).is_none_or(|&w| w == 0)) {
                continue;
            }
            let mix: Vec<(u64, Size)> = pods
                .iter()
                .zip(&packs.pods)
                .map(|(pod, (_, size))| (u64::from(pod.replicas.get(hour).copied().unwrap_or(0)), *size))
                .collect();
            let at = match known.iter().position(|known| known.pods == mix) {
                Some(at) => at,
                None => {
                    let machines = u32::try_from(machines_for(packs.room, &mix)?).ok()?;
                    let part = filled(packs.room, &mix);
                    known.push(Mix { pods: mix, machines, part });
                    known.len() - 1
                }
            };
            let Mix { machines: needed, part, .. } = known.get(at)?;
            let count = counts.get(hour).copied().unwrap_or(0);
            *slot = (*needed).max(min).min(max);
            if count > 0 {
                whole.running += u64::from(*slot) * u64::from(count);
                whole.kept += u64::from(slot.saturating_sub(*needed)) * u64::from(count);
                whole.peak = whole.peak.max(*slot);
                whole.capped |= *needed > max;
                let used = Decimal::from_u128(part.used)?.checked_div(part.of_one.max(1).into())?;
                whole.busy = whole.busy.checked_add(used.checked_mul(count.into())?)?;
            }
        }
        whole.measured(&counts, need.start_up, month, hours)
    }
}

/// Pods of an hour, and the machines they need.
struct Mix {
    pods: Vec<(u64, Size)>,
    machines: u32,
    part: Filled,
}

/// Replicas of each hour, and what was counted of them, in calendar hours.
struct Whole {
    replicas: Box<[u32; WEEK]>,
    running: u64,
    kept: u64,
    busy: Decimal,
    peak: u32,
    capped: bool,
}

impl Default for Whole {
    fn default() -> Whole {
        Whole {
            replicas: Box::new([0; WEEK]),
            running: 0,
            kept: 0,
            busy: Decimal::ZERO,
            peak: 0,
            capped: false,
        }
    }
}

impl Whole {
    fn measured(
        self,
        counts: &[u32; WEEK],
        start_up: Decimal,
        month: Month,
        hours: HoursRule,
    ) -> Option<FleetMonth> {
        let replica_hours = hours.scale(Decimal::from(self.running), month)?;
        let busy = hours.scale(self.busy, month)?;
        let starts: u64 = (0..WEEK)
            .map(|hour| {
                let now = self.replicas.get(hour).copied().unwrap_or(0);
                let before = self.replicas.get((hour + WEEK - 1) % WEEK).copied().unwrap_or(0);
                u64::from(now.saturating_sub(before)) * u64::from(counts.get(hour).copied().unwrap_or(0))
            })
            .sum();
        let start_hours = Decimal::from(starts).checked_mul(start_up)?.checked_div(Decimal::from(3_600))?;
        let idle_hours = replica_hours.checked_sub(busy)?.max(Decimal::ZERO);
        Some(FleetMonth {
            replicas: self.replicas,
            replica_hours,
            idle_hours,
            floor_hours: hours.scale(Decimal::from(self.kept), month)?.min(idle_hours),
            start_hours: hours.scale(start_hours, month)?,
            peak: self.peak,
            capped: self.capped,
        })
    }
}

/// What an hour of one weight runs.
#[derive(Clone, Copy)]
struct Level {
    weight: u32,
    replicas: u32,
    /// Of these, more than the hour needs: there because of the minimum.
    kept: u32,
    capped: bool,
}

/// Over what the demand of a month is spread.
#[derive(Clone, Copy)]
struct Share {
    /// Weights of all its calendar hours together.
    total: u64,
    month: Month,
    /// How long the month is that the demand is of.
    hours: HoursRule,
}

/// `ceil(demand x weight / total x burst / capacity)`, exact: the quotient only proposes, a product decides.
/// Demand of a month that counts as 730 hours is as dense as if the calendar's month were as long.
fn needed_replicas(need: &Need, weight: u32, share: Share) -> Option<u32> {
    let Some(capacity) = need.capacity else { return Some(0) };
    let load = need.demand.checked_mul(need.burst)?.checked_mul(Decimal::from(weight))?;
    if load.is_zero() || share.total == 0 {
        return Some(0);
    }
    let (times, over) = share.hours.density(share.month);
    let load = load.checked_mul(times)?;
    let per_replica = capacity.checked_mul(Decimal::from(share.total))?.checked_mul(over)?;
    let up = load.checked_div(per_replica)?.ceil();
    let below = up.checked_sub(Decimal::ONE)?;
    let enough = below.checked_mul(per_replica).is_some_and(|served| served >= load);
    if enough { below.to_u32() } else { up.to_u32() }
}
