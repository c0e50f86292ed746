//! What is counted of a fleet in a month.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Fleet, FleetMeasure, FleetMonth};
use crate::month::{Active, HoursRule, Month};
use crate::scenario::Scenario;

impl Fleet {
    /// A measure of a month this fleet has run, in which its units take `work` hours one after another, where that
    /// is known; `None` when a number leaves its range.
    #[must_use]
    pub fn measure(
        &self,
        run: &FleetMonth,
        measure: FleetMeasure,
        work: Option<Decimal>,
        scenario: Scenario,
        month: Month,
        hours: HoursRule,
    ) -> Option<Decimal> {
        match measure {
            FleetMeasure::ReplicaHours => Some(run.replica_hours),
            FleetMeasure::IdleHours => Some(run.idle_hours),
            FleetMeasure::StartHours => Some(run.start_hours),
            FleetMeasure::Peak => Some(Decimal::from(run.peak)),
            FleetMeasure::ActiveHours => match work {
                Some(work) => self.worked(run, work, None, month, hours),
                None => Some(run.replica_hours),
            },
            FleetMeasure::KeptHours => match work {
                Some(work) => {
                    let min = self.min.get(scenario).ceil().to_u32()?;
                    self.worked(run, work, Some(min), month, hours)
                }
                None => Some(Decimal::ZERO),
            },
            FleetMeasure::QuarterHours(quarter) => {
                hours.scale(self.quarter_hours(run, quarter, month)?, month)
            }
        }
    }

    /// Hours of replicas at work; or of those with nothing to do in the hours that have no more than `least`.
    fn worked(
        &self,
        run: &FleetMonth,
        work: Decimal,
        least: Option<u32>,
        month: Month,
        rule: HoursRule,
    ) -> Option<Decimal> {
        let on = self.schedule.as_ref().map(|schedule| schedule.in_utc(month));
        let (counts, whole) = (month.week_hours(&self.active), month.week_hours(&Active::default()));
        // Shapes have few distinct levels: each is divided once.
        let mut levels: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        let mut total = 0_u64;
        let week = self.week.in_utc(month).into_iter().zip(run.replicas.iter());
        for (hour, (weight, replicas)) in week.enumerate() {
            let of = |list: &[u32]| list.get(hour).copied().unwrap_or(0);
            if on.as_ref().is_some_and(|on| of(on.as_slice()) == 0) {
                continue;
            }
            total += u64::from(weight) * u64::from(of(&whole));
            let hours = u64::from(of(&counts));
            if *replicas > 0 && hours > 0 {
                *levels.entry((weight, *replicas)).or_default() += hours;
            }
        }
        let (times, over) = rule.density(month);
        let mut sum = Decimal::ZERO;
        for ((weight, replicas), hours) in levels {
            let running = Decimal::from(replicas);
            let load = work.checked_mul(weight.into())?.checked_mul(times)?;
            let load = load.checked_div(over.checked_mul(total.into())?).unwrap_or_default();
            let active = load.min(running);
            let counted = match least {
                None => active,
                Some(least) if replicas <= least => running.checked_sub(active)?,
                Some(_) => Decimal::ZERO,
            };
            sum = sum.checked_add(counted.checked_mul(hours.into())?)?;
        }
        rule.scale(sum, month)
    }

    /// How many calendar hours of the month have how many replicas.
    fn levels(&self, run: &FleetMonth, month: Month) -> BTreeMap<u32, u64> {
        let mut levels = BTreeMap::new();
        for (replicas, hours) in run.replicas.iter().zip(month.week_hours(&self.active)) {
            if *replicas > 0 {
                *levels.entry(*replicas).or_default() += u64::from(hours);
            }
        }
        levels
    }

    /// The first replica runs whenever any does, the second whenever two do, and so on: of each, the hours that
    /// fall in a quarter of the month, counted from its first running hour.
    fn quarter_hours(&self, run: &FleetMonth, quarter: u8, month: Month) -> Option<Decimal> {
        let whole: u32 = month.week_hours(&Active::default()).iter().sum();
        let bound = |quarters: u8| {
            Decimal::from(whole).checked_mul(quarters.into())?.checked_div(Decimal::from(4_u8))
        };
        let (from, to) = (bound(quarter)?, bound(quarter.checked_add(1)?)?);
        let levels = self.levels(run, month);
        let (mut together, mut sum) = (0_u64, Decimal::ZERO);
        let below: Vec<u32> = std::iter::once(0).chain(levels.keys().copied()).collect();
        for ((replicas, hours), below) in levels.iter().rev().zip(below.iter().rev().skip(1)) {
            together = together.checked_add(*hours)?;
            let long = Decimal::from(together);
            let part = long.min(to).checked_sub(long.min(from))?;
            sum = sum.checked_add(part.checked_mul(replicas.checked_sub(*below)?.into())?)?;
        }
        Some(sum)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Need;
    use crate::month::{WEEK, Week};
    use crate::scenario::Ranged;

    fn fleet(min: u32, weights: [u32; WEEK]) -> Fleet {
        Fleet {
            name: "f".to_owned(),
            demand: crate::model::Expr::constant("demand", 0, ""),
            week: Arc::new(Week { name: String::new(), weights: Box::new(weights), ..Week::flat() }),
            burst: Ranged::same(Decimal::ONE),
            capacity: None,
            min: Ranged::same(min.into()),
            max: None,
            schedule: None,
            active: Active::default(),
            start_up: Ranged::same(Decimal::ZERO),
            takes: None,
            packs: None,
        }
    }

    #[test]
    fn replicas_are_stacked_and_cut_into_quarters() {
        // February 2027 has 28 days: each hour of the week comes 4 times, 672 hours, quarters of 168.
        let month = Month::new(2027, 2).unwrap();
        // In the first 42 hours of the week 3 replicas are needed, in the others 1.
        let weights = std::array::from_fn(|hour| if hour < 42 { 3 } else { 1 });
        let fleet = fleet(1, weights);
        let total = 4 * (42 * 3 + 126);
        let need = Need {
            demand: total.into(),
            capacity: Some(Decimal::ONE),
            burst: Decimal::ONE,
            min: Decimal::ONE,
            max: None,
            start_up: Decimal::ZERO,
        };
        let run = fleet.run(&need, month, HoursRule::Calendar).unwrap();
        let of = |measure| {
            let (rule, work) = (HoursRule::Calendar, Some(Decimal::from(total / 2)));
            fleet.measure(&run, measure, work, Scenario::Expected, month, rule).unwrap()
        };
        // One runs all 672 hours, two more the 168 of the first quarter.
        let quarters: Vec<Decimal> = (0..4).map(|quarter| of(FleetMeasure::QuarterHours(quarter))).collect();
        assert_eq!(quarters, [504, 168, 168, 168].map(Decimal::from));
        assert_eq!(quarters.iter().sum::<Decimal>(), of(FleetMeasure::ReplicaHours));
        // Each unit takes half an hour: 1.5 of 3 replicas work in 168 hours, half of one in 504.
        assert_eq!(of(FleetMeasure::ActiveHours), Decimal::from(total / 2));
        assert_eq!(of(FleetMeasure::KeptHours), Decimal::from(252));
    }
}
