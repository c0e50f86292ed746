//! Sustained use: what Google takes off by itself for machines that run for much of a month
//! (cloud.google.com/compute/docs/sustained-use-discounts).
//!
//! The first quarter of the month costs what a machine costs on demand, the others less and less, by its family.
//! Machines of one component that do not run at the same time count as one, as they do there; those of several
//! components, which count together there too, are not put together here, so that a component costs the same with and
//! without others. Hours on spot and of commitments get nothing off.

use costmodel_core::book::Key;
use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::num::Ratio;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::running::{Running, standing_fleet};
use crate::kinds::shared::offer::Purchase;
use crate::lower::{Cx, Draft};

/// Quarters of a month: steps begin and end at them.
const QUARTERS: u8 = 4;

/// A line of what is taken off, where anything is: it costs less than nothing.
pub fn push(running: &Running, cx: &mut Cx<'_, '_>, key: &Key, times: Option<&Expr>) -> Option<()> {
    if key.meter != Purchase::OnDemand.word() {
        return None;
    }
    let book = cx.low.prices.book;
    let machine = book.machine(&key.provider, &key.service, &key.sku)?;
    let steps = book.sustained_use(&key.provider, &key.service, &machine.family);
    let of = |quarter: u8| {
        let at = Decimal::from(quarter).checked_div(QUARTERS.into())?;
        let step = steps.iter().find(|step| step.from <= at && at < step.to)?;
        Some((Decimal::ONE.checked_sub(step.multiplier)?, step.source.as_str()))
    };
    let off: Vec<(u8, Decimal, &str)> = (0..QUARTERS)
        .filter_map(|quarter| of(quarter).map(|(off, source)| (quarter, off, source)))
        .filter(|(_, off, _)| !off.is_zero())
        .collect();
    let (.., source) = *off.first()?;
    let source = source.to_owned();
    let (fleet, count) = match running {
        Running::Following(fleet, _) => (*fleet, None),
        Running::Fixed(count, schedule) => {
            let name = format!("one machine of {}", cx.name);
            let one = Ranged::same(Decimal::ONE);
            (standing_fleet(cx, &name, one, None, schedule.clone()), Some(count.clone()))
        }
    };
    let percent = |off: Decimal| (off * Decimal::ONE_HUNDRED).round_dp(2).normalize();
    let shown: Vec<String> = off.iter().map(|(_, off, _)| format!("{} %", percent(*off))).collect();
    let parts = off.iter().map(|(quarter, off, _)| {
        Expr::Fleet(fleet, FleetMeasure::QuarterHours(*quarter)).times(Expr::constant("taken off", *off, ""))
    });
    let hours = Expr::sum(parts.collect());
    let hours = count.into_iter().chain(times.cloned()).fold(hours, Expr::times);
    let reason = "sustained use is taken off".to_owned();
    let note = format!(
        "taken off by itself: {} of the hours in the quarters of the month after the first, family {} ({source})",
        shown.join(", "),
        machine.family
    );
    let line = Draft::new("sustained use", key.clone(), hours, Unit::hours());
    let line = match running {
        Running::Following(..) => running.run(line),
        Running::Fixed(..) => line.deterministic(),
    };
    cx.push(line.uplift(Ratio::new(-1, 1).map(|ratio| (ratio, reason))).note(note));
    Some(())
}
