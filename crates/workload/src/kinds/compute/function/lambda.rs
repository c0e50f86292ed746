//! AWS Lambda: requests, GiB-seconds of duration, and warm instances, storage and streamed bytes beside them
//! (aws.amazon.com/lambda/pricing).

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{COLD, Function, MIB, STORAGE_INCLUDED};
use crate::kinds::shared::gib;
use crate::lower::{Cx, Draft, Served};

/// A function's memory, in MiB: at least, at most.
const MEMORY: (u64, u64) = (128, 10_240);
/// A function's ephemeral storage, in MiB: at least (and included), at most.
const STORAGE: (u64, u64) = (STORAGE_INCLUDED, 10_240);
/// A function runs at most so many seconds.
const LONGEST: u64 = 900;
/// Bytes of a streamed response that are included.
const STREAM_INCLUDED: u64 = 6 * MIB;

/// Requests, duration, and what comes beside them.
pub(super) fn lower(own: &Function, cx: &mut Cx<'_, '_>) -> Option<()> {
    let served = cx.serves(&own.serves);
    let before = cx.low.problems.errors();
    own.sizes_fit(cx, &[("memory", &own.memory, MEMORY), ("storage", &own.storage, STORAGE)]);
    own.ends_within(cx, LONGEST);
    let fits = cx.low.problems.errors() == before;
    let served = served.filter(|_| fits)?;
    let sku = own.arch.word();
    let duration = cx.sold(sku, "duration")?;
    let requests = cx.each_served("requests", own.requests.as_deref(), &served)?;
    let step = Function::step_of(cx, &duration);
    let seconds = own.billed_duration(step, step);
    let gib_seconds: Unit = "GiB-Seconds".parse().ok()?;
    let sold = cx.sold(sku, "requests")?;
    cx.push_sold(&sold, "requests", requests.clone(), Unit::counted("Requests"), |line| {
        line.driver(&served.driver)
    });

    let memory = gib(cx, "memory", &own.memory);
    let (mut outside, mut none_outside) = (requests.clone(), false);
    if let Some(warm) = &own.provisioned {
        let schedule = cx.schedule(warm.schedule.as_ref().map(|hours| &hours.0));
        let hours =
            Expr::Hours.times(cx.leaf("instances kept warm", &warm.concurrency, "")).times(memory.clone());
        let kept = cx.sold(sku, "provisioned-concurrency")?;
        cx.push_sold(&kept, "provisioned concurrency", hours, "GiB-Hours".parse().ok()?, |line| {
            line.deterministic().schedule(schedule.clone())
        });
        let split = warm.split(cx, &served, schedule.as_deref());
        none_outside = split.none_outside;
        let inside = requests.clone().times(split.inside).times(seconds.clone()).times(memory.clone());
        let sold = cx.sold(sku, "provisioned-duration")?;
        cx.push_sold(&sold, "provisioned duration", inside, gib_seconds.clone(), |line| {
            line.driver(&served.driver).note(split.note)
        });
        outside = requests.clone().times(split.outside);
    }
    if !none_outside {
        let quantity = outside.clone().times(seconds.clone()).times(memory.clone());
        cx.push_sold(&duration, "duration", quantity, gib_seconds.clone(), |line| {
            line.driver(&served.driver).note("billed in started milliseconds")
        });
        if let Some(cold) = own.cold_seconds(cx, outside) {
            cx.push_sold(&duration, "cold starts", cold.times(memory), gib_seconds, |line| {
                line.assumed().driver(&served.driver).note(COLD)
            });
        }
    }
    beside(own, cx, &served, requests, seconds)
}

/// Ephemeral storage and streamed bytes above what is included.
fn beside(own: &Function, cx: &mut Cx<'_, '_>, served: &Served, requests: Expr, seconds: Expr) -> Option<()> {
    let sku = own.arch.word();
    let none = Ranged::same(Decimal::ZERO);
    let above = |bytes: &Ranged<Decimal>, included: u64| {
        bytes.map(|b| (*b - Decimal::from(included)).max(Decimal::ZERO) / Decimal::from(1_u64 << 30))
    };
    let extra = above(&own.storage.value, STORAGE.0 * MIB);
    if extra != none {
        let gib = Expr::given("storage above the included 512 MiB", extra, "GiB", own.storage.span.clone());
        let line = Draft::new(
            "ephemeral storage",
            cx.sold(sku, "ephemeral-storage")?.key()?.clone(),
            requests.clone().times(seconds).times(gib),
            "GiB-Seconds".parse().ok()?,
        );
        cx.push(line.driver(&served.driver));
    }
    if let Some(streamed) = &own.streamed {
        let extra = above(&streamed.value, STREAM_INCLUDED);
        if extra != none {
            let gib = Expr::given("streamed above the included 6 MiB", extra, "GiB", streamed.span.clone());
            let line = Draft::new(
                "streamed response",
                cx.sold(sku, "response-streaming")?.key()?.clone(),
                requests.times(gib),
                "GiB".parse().ok()?,
            );
            cx.push(line.driver(&served.driver));
        }
    }
    Some(())
}
