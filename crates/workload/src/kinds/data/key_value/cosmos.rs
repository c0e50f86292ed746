//! Azure Cosmos DB: request units by the size of an item, serverless or as throughput that is held.

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::requests::Counted;
use super::{KeyValue, Mode};
use crate::kinds::shared::lines::without;
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft, Sizing};

/// Request units of an item of 1 KB and of 100 KB (learn.microsoft.com/azure/cosmos-db, key-value-store-cost, with
/// automatic indexing off: a read 1 and 10, a write 5 and 50). Between and beyond the two a straight line is assumed.
const READ: (u32, u32) = (1, 10);
const WRITE: (u32, u32) = (5, 50);
/// RU/s of one step of throughput, and of a container at least where they are held by hand; 1 RU/s for each GB that it
/// keeps, where that is more (learn.microsoft.com/azure/cosmos-db, concepts-limits, Minimum throughput limits).
const STEP: u32 = 100;
const LEAST_HELD: u32 = 400;
const HELD_OF_GIB: u32 = 1;
/// The most of autoscale is set in thousands of RU/s, ten steps, and keeps 100 GB for each; a tenth of it is billed at
/// least (learn.microsoft.com/azure/cosmos-db, provision-throughput-autoscale: "0.1 * Tmax", "increments of 1000 RU/s").
const STEPS_OF_MOST: u32 = 10;
const GIB_OF_MOST: u32 = 100;
/// Copies of the periodic backup that are free (learn.microsoft.com/azure/cosmos-db,
/// periodic-backup-restore-introduction: "Two backups are provided free"); they are of the region that is written alone.
const FREE_BACKUPS: u32 = 2;

/// Requests, storage, backups.
pub(super) fn lower(table: &KeyValue, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let storage = cx.sold(table.class.word(), "storage")?;
    let streams = [("stream_reads", table.stream_reads.is_some())];
    without(cx, "the change feed is read like items: count it in `reads`", "`reads`", &streams)?;
    let none = Ranged::same(Decimal::ZERO);
    let abroad = table.regions.value != none;
    if table.mode == Mode::OnDemand && abroad {
        let span = table.regions.span.clone();
        let message = "a serverless account of Cosmos DB is in one region";
        cx.error("not-sold-here", span, message, "not sold here", "the nearest is mode = \"provisioned\"");
        return None;
    }
    requests(table, cx, data)?;
    let everywhere =
        |cx: &Cx<'_, '_>, quantity: Expr| if abroad { quantity.times(places(table, cx)) } else { quantity };
    if let Some(data) = data {
        let months = || "GiB-Months".parse().ok();
        let all = everywhere(cx, data.gib.clone());
        cx.push_sold(&storage, "storage", all.clone(), months()?, |line| {
            data.by(line).note("indexes are inside; what they add is not counted")
        });
        if table.point_in_time_recovery {
            let backup = cx.sold("*", "continuous-backup")?;
            cx.push_sold(&backup, "point-in-time recovery", all, months()?, |line| {
                data.by(line).note("of the last 30 days")
            });
        }
        if table.backups.value != none {
            let beyond = Expr::Above(
                Box::new(cx.leaf("whole backups", &table.backups, "")),
                Box::new(Expr::constant("free copies", FREE_BACKUPS, "")),
            );
            let backup = cx.sold("*", "backup")?;
            cx.push_sold(&backup, "backups", data.gib.clone().times(beyond), months()?, |line| {
                data.by(line).note("two copies of the periodic backup are free")
            });
        }
    }
    if let Some(restores) = &table.restores {
        let (bytes, driver) = crate::kinds::shared::of_demand(cx, "bytes restored", restores, "B")?;
        let restored = cx.sold("*", "restore")?;
        cx.push_sold(&restored, "restores", bytes, Unit::bytes(), |line| {
            driver.iter().fold(line, |line, own| line.driver(own))
        });
    }
    Some(())
}

/// This region and the further ones.
fn places(table: &KeyValue, cx: &Cx<'_, '_>) -> Expr {
    Expr::Sum(vec![Expr::constant("this region", 1, ""), cx.leaf("further regions", &table.regions, "")])
}

/// Request units of an item of some bytes.
fn units(size: &Expr, (small, large): (u32, u32)) -> Expr {
    let kb = Expr::constant("bytes of a KB", 1_024, "B");
    let beyond =
        Expr::Above(Box::new(size.clone().over(kb)), Box::new(Expr::constant("the first KB", 1, "")));
    let more = Expr::constant("request units between 1 KB and 100 KB", large.saturating_sub(small), "RU");
    let each = more.over(Expr::constant("KB between them", 99, ""));
    Expr::Sum(vec![Expr::constant("of the first KB", small, "RU"), beyond.times(each)])
}

fn requests(table: &KeyValue, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let reads = match &table.reads {
        Some(reads) => Some(table.count(cx, "reads", reads)?),
        None => None,
    };
    let writes = table.written(cx, data)?;
    if reads.is_none() && writes.is_none() {
        // What is held by hand is billed without a single request.
        let by_hand = table.read_units.is_some() || table.write_units.is_some();
        return if by_hand { held(table, cx, data, &[]) } else { Some(()) };
    }
    let size = table.item_size(cx, data)?;
    let none = Ranged::same(Decimal::ZERO);
    let mut sides: Vec<(&str, Counted, Expr)> = Vec::new();
    if let Some(own) = reads {
        let mut each = units(&size, READ);
        if table.consistent.value != none {
            let strong = cx.leaf("strongly consistent: once more", &table.consistent, "");
            each = each.times(Expr::Sum(vec![Expr::constant("a read", 1, ""), strong]));
        }
        let all = own.count.clone().times(each);
        sides.push(("reads", own, all));
    }
    if let Some(own) = writes {
        let all = own.count.clone().times(units(&size, WRITE));
        sides.push(("writes", own, all));
    }
    if table.mode == Mode::OnDemand {
        let serverless = cx.sold("*", "request-units")?;
        for (name, own, quantity) in sides {
            let said = "one write for each unit added; `writes` says otherwise";
            cx.push_sold(&serverless, name, quantity, Unit::counted("RUs"), |line| {
                let line = own.driver.iter().fold(line, |line, driver| line.driver(driver));
                if own.assumed { line.assumed().note(said) } else { line }
            });
        }
        return Some(());
    }
    held(table, cx, data, &sides)
}

/// Throughput that reads and writes share: what is held by hand, or as much as each hour needs (autoscale). Each region
/// holds as much, whichever is read (the same page, provision-throughput-autoscale).
fn held(
    table: &KeyValue,
    cx: &mut Cx<'_, '_>,
    data: Option<&Stored>,
    sides: &[(&str, Counted, Expr)],
) -> Option<()> {
    let kept = data.map(|data| data.gib.clone());
    let unit: Unit = "RU/s-Hours".parse().ok()?;
    let by_hand: Vec<Expr> = [("reads", &table.read_units), ("writes", &table.write_units)]
        .into_iter()
        .filter_map(|(name, held)| {
            held.as_ref().map(|held| cx.leaf(&format!("RU/s held for {name}"), held, "RU/s"))
        })
        .collect();
    let abroad = (table.regions.value != Ranged::same(Decimal::ZERO)).then(|| places(table, cx));
    let everywhere = |hours: Expr| abroad.iter().fold(hours, |hours, places| hours.times(places.clone()));
    if !by_hand.is_empty() {
        let least = Expr::constant("RU/s of a container at least", LEAST_HELD, "RU/s");
        let each = Expr::constant("RU/s of a GiB kept at least", HELD_OF_GIB, "RU/s");
        let mut most = vec![Expr::sum(by_hand), least];
        most.extend(kept.map(|gib| gib.times(each)));
        let quantity = everywhere(Expr::Largest(most).times(Expr::Hours));
        let provisioned = cx.sold("*", "throughput")?;
        cx.push_sold(&provisioned, "throughput", quantity, unit, |line| {
            line.deterministic()
                .note("reads and writes share it; 400 RU/s at least, and 1 for each GiB kept, used or not")
        });
        return Some(());
    }
    let (_, first, _) = sides.first()?;
    let full = match &table.target_utilization {
        Some(own) => cx.leaf("how full", own, ""),
        None => Expr::assumed("how full", Decimal::new(7, 1), ""),
    };
    let step = || Expr::constant("RU/s of a step", STEP, "RU/s");
    let second = Expr::constant("seconds of an hour", 3_600, "s");
    let fleet = cx.fleet(Sizing {
        demand: Expr::sum(sides.iter().map(|(.., units)| units.clone()).collect()),
        week: first.week.clone(),
        burst: first.burst,
        capacity: Some(step().times(second).times(full)),
        min: Ranged::same(Decimal::ONE),
        max: None,
        schedule: None,
        start_up: Ranged::same(Decimal::ZERO),
    });
    let of = |measure| Expr::Fleet(fleet, measure);
    // A tenth of a thousand RU/s is one step.
    let steps = Expr::constant("steps of 1,000 RU/s", STEPS_OF_MOST, "");
    let mut most = vec![Expr::Ceil(Box::new(of(FleetMeasure::Peak).over(steps)))];
    if let Some(gib) = kept {
        let each = Expr::constant("GiB that 1,000 RU/s keep", GIB_OF_MOST, "GiB");
        most.push(Expr::Ceil(Box::new(gib.over(each))));
    }
    let floor = Expr::Largest(most).times(Expr::Hours);
    let all = Expr::Largest(vec![of(FleetMeasure::ReplicaHours), floor]);
    let busy = Expr::Above(Box::new(of(FleetMeasure::ReplicaHours)), Box::new(of(FleetMeasure::IdleHours)));
    let idle = Expr::Above(Box::new(all), Box::new(busy.clone()));
    let autoscale = cx.sold("*", "autoscale")?;
    let drivers: Vec<&str> = sides.iter().filter_map(|(_, own, _)| own.driver.as_deref()).collect();
    for (name, hours) in [("throughput", busy), ("idle throughput", idle)] {
        cx.push_sold(&autoscale, name, everywhere(hours.times(step())), unit.clone(), |line: Draft| {
            line.driver(&drivers.join("+"))
                .shape(fleet)
                .note("autoscale: reads and writes share it; a tenth of its most is billed at least, and its most is in thousands, one for each 100 GiB kept at least")
        });
    }
    Some(())
}
