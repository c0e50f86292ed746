//! Azure Functions. On the Consumption plan: executions, and the memory they use, in steps of 128 MB, for their time in
//! milliseconds, 100 at least. On the Flex Consumption plan, for larger instances and for ones that are always ready:
//! executions, and the memory of an instance while it executes, in started 100 ms, 1 s at least, and of those that are
//! always ready, those as a baseline whether or not they execute (azure.microsoft.com/pricing/details/functions,
//! learn.microsoft.com/azure/azure-functions/functions-consumption-costs and flex-consumption-plan#billing). Billed is
//! the time in which code executes: starts of instances are not.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Function, MIB, Provisioned};
use crate::kinds::shared::unranged;
use crate::lower::{Cx, Served};

/// A function's memory, in MiB: at least, at most.
const MEMORY: (u64, u64) = (128, 4_096);
/// Memory of an instance of the Consumption plan, in MiB.
const CONSUMPTION: u64 = 1_536;
/// Memory is counted in steps of so many MiB.
const STEP: u64 = 128;
/// Instances of the Flex Consumption plan, in MiB (learn.microsoft.com/azure/azure-functions/flex-consumption-plan,
/// instance memory).
const FLEX: [u64; 3] = [512, 2_048, 4_096];
/// A request is handled in at most so many seconds on the Consumption plan (learn.microsoft.com/azure/azure-functions/
/// functions-scale, timeout).
const LONGEST: u64 = 600;

/// Executions, their memory and time, and instances that are always ready.
pub(super) fn lower(own: &Function, cx: &mut Cx<'_, '_>) -> Option<()> {
    let served = cx.serves(&own.serves);
    let before = cx.low.problems.errors();
    own.sizes_fit(cx, &[("memory", &own.memory, MEMORY)]);
    let mib = unranged(cx, &own.memory, "memory")? / Decimal::from(MIB);
    let flex = own.provisioned.is_some() || mib > Decimal::from(CONSUMPTION);
    if !flex {
        own.ends_within(cx, LONGEST);
    }
    let fits = cx.low.problems.errors() == before;
    own.plain_only(cx, "Azure")?;
    let served = served.filter(|_| fits)?;
    let requests = cx.each_served("requests", own.requests.as_deref(), &served)?;
    if flex {
        flexible(own, cx, &served, requests, mib)
    } else {
        consumption(own, cx, &served, requests, mib)
    }
}

/// The Consumption plan.
fn consumption(
    own: &Function,
    cx: &mut Cx<'_, '_>,
    served: &Served,
    requests: Expr,
    mib: Decimal,
) -> Option<()> {
    own.push_requests(cx, served, requests.clone(), "executions", "requests")?;
    let step = Decimal::from(STEP);
    let memory = memory((mib / step).ceil() * step);
    let seconds = own.billed_duration(Decimal::new(1, 3), Decimal::new(100, 3));
    let note =
        "billed in milliseconds, 100 at least, and in steps of 128 MiB; `memory` is taken as what is used";
    push(cx, served, "duration", "duration", requests.times(seconds).times(memory), note)
}

/// The Flex Consumption plan.
fn flexible(
    own: &Function,
    cx: &mut Cx<'_, '_>,
    served: &Served,
    requests: Expr,
    mib: Decimal,
) -> Option<()> {
    let size = FLEX.into_iter().map(Decimal::from).find(|size| *size >= mib)?;
    let memory = memory(size);
    let seconds = own.billed_duration(Decimal::new(100, 3), Decimal::ONE);
    let size = size.normalize();
    let note = format!(
        "instances of {size} MiB; billed in started 100 ms, 1 s at least: at most so much, where an instance handles several at once"
    );
    let mut outside = Some(requests.clone());
    if let Some(Provisioned { concurrency, schedule, .. }) = &own.provisioned {
        let schedule = cx.schedule(schedule.as_ref().map(|hours| &hours.0));
        let split = own.provisioned.as_ref()?.split(cx, served, schedule.as_deref());
        let hours = Expr::Hours.times(cx.leaf("instances kept warm", concurrency, "")).times(memory.clone());
        let baseline = cx.sold("*", "always-ready-baseline")?;
        cx.push_sold(&baseline, "always ready", hours, "GiB-Hours".parse().ok()?, |line| {
            line.deterministic().schedule(schedule.clone())
        });
        let inside = requests.clone().times(split.inside);
        own.push_requests(cx, served, inside.clone(), "always ready executions", "always-ready-requests")?;
        let quantity = inside.times(seconds.clone()).times(memory.clone());
        let told = format!("{note}; {}", split.note);
        push(cx, served, "always ready duration", "always-ready-duration", quantity, &told)?;
        outside = (!split.none_outside).then(|| requests.times(split.outside));
    }
    let Some(outside) = outside else { return Some(()) };
    own.push_requests(cx, served, outside.clone(), "executions", "flex-requests")?;
    push(cx, served, "duration", "flex-duration", outside.times(seconds).times(memory), &note)
}

fn push(
    cx: &mut Cx<'_, '_>,
    served: &Served,
    name: &str,
    part: &str,
    quantity: Expr,
    note: &str,
) -> Option<()> {
    let sold = cx.sold("*", part)?;
    let unit: Unit = "GiB-Seconds".parse().ok()?;
    cx.push_sold(&sold, name, quantity, unit, |line| line.driver(&served.driver).note(note));
    Some(())
}

/// Memory as it is billed.
fn memory(mib: Decimal) -> Expr {
    Expr::constant("memory as billed", (mib / Decimal::from(1_024)).normalize(), "GiB")
}
