//! What is counted of a fleet in a month.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Fleet, FleetMeasure, FleetMonth};
use crate::month::{Active, HoursRule, Month};
use crate::scenario::Scenario;

impl Fleet {
    /// A measure of a month this fleet has run; `None` when a number leaves its range.
    #[must_use]
    pub fn measure(
        &self,
        run: &FleetMonth,
        measure: FleetMeasure,
        scenario: Scenario,
        month: Month,
        hours: HoursRule,
    ) -> Option<Decimal> {
        match measure {
            FleetMeasure::ReplicaHours => Some(run.replica_hours),
            FleetMeasure::IdleHours => Some(run.idle_hours),
            FleetMeasure::StartHours => Some(run.start_hours),
            FleetMeasure::Peak => Some(Decimal::from(run.peak)),
            FleetMeasure::MinimumHours => {
                let min = self.min.get(scenario).ceil().to_u32()?;
                let least = self.levels(run, month).into_iter().filter(|(replicas, _)| *replicas <= min);
                let running: u64 = least.map(|(replicas, hours)| u64::from(replicas) * hours).sum();
                hours.scale(Decimal::from(running), month)
            }
            FleetMeasure::QuarterHours(quarter) => {
                hours.scale(self.quarter_hours(run, quarter, month)?, month)
            }
        }
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
        let of =
            |measure| fleet.measure(&run, measure, Scenario::Expected, month, HoursRule::Calendar).unwrap();
        // One runs all 672 hours, two more the 168 of the first quarter.
        let quarters: Vec<Decimal> = (0..4).map(|quarter| of(FleetMeasure::QuarterHours(quarter))).collect();
        assert_eq!(quarters, [504, 168, 168, 168].map(Decimal::from));
        assert_eq!(quarters.iter().sum::<Decimal>(), of(FleetMeasure::ReplicaHours));
        // Only one runs in 126 x 4 hours.
        assert_eq!(of(FleetMeasure::MinimumHours), Decimal::from(504));
    }
}
