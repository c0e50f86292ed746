//! IOPS and throughput of EBS volumes, above what a volume includes and in the steps that each climbs.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::rate::{Schedule, Scope};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{BlockStorage, Volume};
use crate::kinds::shared::unranged;
use crate::lower::{Cx, Draft};

/// What gp3 includes of each volume: IOPS, MiB/s. The price row says the same; this holds where it does not.
const GP3_INCLUDES: (u32, u32) = (3_000, 125);
/// Volumes whose IOPS climb a ladder of their own are a line each, up to so many.
const MOST_LADDERS: u32 = 64;

impl BlockStorage {
    /// IOPS and throughput above what is included.
    pub(super) fn speed(&self, cx: &mut Cx<'_, '_>, volume: Volume) -> Option<()> {
        if let Some(iops) = &self.iops {
            let key = cx.sold(volume.word(), "iops")?.key()?.clone();
            let own = if volume == Volume::Gp3 { included(cx, &key, GP3_INCLUDES.0) } else { Decimal::ZERO };
            let billed = iops.value.map(|iops| (*iops - own).max(Decimal::ZERO));
            let name = if own.is_zero() {
                "IOPS of a volume".to_owned()
            } else {
                format!("IOPS above the included {own}")
            };
            let one = Expr::given(&name, billed, "IOPS", iops.span.clone());
            if billed != Ranged::same(Decimal::ZERO) {
                let unit: Unit = "IOPS-Months".parse().ok()?;
                for (name, quantity) in self.each_ladder(cx, &key, one, &billed)? {
                    cx.push(Draft::new(&name, key.clone(), quantity, unit.clone()).deterministic());
                }
            }
        }
        if let Some(throughput) = &self.throughput {
            let key = cx.sold(volume.word(), "throughput")?.key()?.clone();
            let own = included(cx, &key, GP3_INCLUDES.1);
            let billed =
                throughput.value.map(|bytes| (*bytes / Decimal::from(1_u64 << 20) - own).max(Decimal::ZERO));
            if billed != Ranged::same(Decimal::ZERO) {
                let one = Expr::given(
                    &format!("throughput above the included {own} MiB/s"),
                    billed,
                    "MiB/s",
                    throughput.span.clone(),
                );
                let quantity = one.times(cx.leaf("volumes", &self.count, ""));
                cx.push(
                    Draft::new("throughput", key, quantity, "MiB/s-Months".parse().ok()?).deterministic(),
                );
            }
        }
        Some(())
    }

    /// One line for all volumes, or one for each where each climbs steps of its own.
    fn each_ladder(
        &self,
        cx: &mut Cx<'_, '_>,
        key: &Key,
        one: Expr,
        billed: &Ranged<Decimal>,
    ) -> Option<Vec<(String, Expr)>> {
        let first_step =
            cx.rate(key).filter(|rate| rate.scope == Scope::Resource).and_then(|rate| match &rate.schedule {
                Schedule::Graduated(tiers) => tiers.above().first().map(|step| step.bound.to_decimal()),
                _ => None,
            });
        let total = |volumes: &Decimal, iops: &Decimal| volumes.checked_mul(*iops).unwrap_or(Decimal::MAX);
        let count = &self.count.value;
        let most = total(&count.low, &billed.low)
            .max(total(&count.expected, &billed.expected))
            .max(total(&count.high, &billed.high));
        if *count == Ranged::same(Decimal::ONE) || first_step.is_none_or(|step| most <= step) {
            return Some(vec![("IOPS".to_owned(), one.times(cx.leaf("volumes", &self.count, "")))]);
        }
        let volumes = unranged(cx, &self.count, "count")?;
        let Some(volumes) = volumes.to_u32().filter(|&n| n <= MOST_LADDERS && Decimal::from(n) == volumes)
        else {
            cx.error(
                "out-of-range",
                self.count.span.clone(),
                format!("{} volumes with IOPS in steps of their own", self.count.expected()),
                "1 to 64 whole volumes where IOPS leave the first step",
                "split them over several components",
            );
            return None;
        };
        Some((1..=volumes).map(|volume| (format!("IOPS of volume {volume}"), one.clone())).collect())
    }
}

/// What the price row says is included of each volume.
fn included(cx: &mut Cx<'_, '_>, key: &Key, known: u32) -> Decimal {
    let note = cx.rate(key).map(|rate| rate.seen.note).unwrap_or_default();
    let stated = note
        .split("included=")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .and_then(|number| number.parse().ok());
    stated.unwrap_or(Decimal::from(known))
}
