//! Google Cloud Run functions (2nd generation), billed as request-based Cloud Run: requests, and vCPUs and memory of an
//! instance while it handles one, in started 100 ms; instances kept warm at a price of their own
//! (cloud.google.com/run/pricing, cloud.google.com/functions/docs/concepts/version-comparison). An instance handles one
//! request at a time, as functions do unasked.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{COLD, Function, MIB, Provisioned};
use crate::kinds::shared::{gib, unranged};
use crate::lower::{Cx, Draft, Served};

/// A function's memory, in MiB: at least, at most.
const MEMORY: (u64, u64) = (128, 32_768);
/// A request is handled in at most so many seconds (cloud.google.com/functions/quotas, HTTP functions).
const LONGEST: u64 = 3_600;
/// Thousandths of a vCPU that functions get unasked, by MiB of memory up to (cloud.google.com/functions/docs/
/// configuring/memory as it was before it came to show the limits of Cloud Run; up to 8 GiB still at
/// docs.cloud.google.com/functions/1stgendocs/configuring/memory). Stated assumption: memory between two rows has the
/// vCPUs of the larger.
const VCPUS: [(u64, i64); 9] = [
    (128, 83),
    (256, 167),
    (512, 333),
    (1_024, 583),
    (2_048, 1_000),
    (4_096, 2_000),
    (8_192, 2_000),
    (16_384, 4_000),
    (32_768, 8_000),
];

/// Requests, vCPU and memory seconds, warm instances.
pub(super) fn lower(own: &Function, cx: &mut Cx<'_, '_>) -> Option<()> {
    let served = cx.serves(&own.serves);
    let before = cx.low.problems.errors();
    own.sizes_fit(cx, &[("memory", &own.memory, MEMORY)]);
    own.ends_within(cx, LONGEST);
    let fits = cx.low.problems.errors() == before;
    own.plain_only(cx, "Google Cloud")?;
    let served = served.filter(|_| fits)?;
    let size = Size { vcpu: vcpus(own, cx)?, memory: gib(cx, "memory", &own.memory) };
    let requests = cx.each_served("requests", own.requests.as_deref(), &served)?;
    own.push_requests(cx, &served, requests.clone(), "requests", "requests")?;
    let sold = cx.sold("*", "vcpu")?;
    let step = Function::step_of(cx, &sold);
    let seconds = requests.clone().times(own.billed_duration(step, step));
    size.push(cx, "", ["vcpu", "memory"], &seconds, |line| {
        line.driver(&served.driver).note("billed in started steps of the duration")
    })?;
    let outside = match &own.provisioned {
        None => Some(requests),
        Some(provisioned) => warm(provisioned, cx, &size, &served, requests, &seconds)?,
    };
    if let Some(cold) = outside.and_then(|outside| own.cold_seconds(cx, outside)) {
        size.push(cx, "cold starts ", ["vcpu", "memory"], &cold, |line| {
            line.assumed().driver(&served.driver).note(COLD)
        })?;
    }
    Some(())
}

/// Instances kept warm, while they handle no request; returns the requests of others, where there are any.
fn warm(
    warm: &Provisioned,
    cx: &mut Cx<'_, '_>,
    size: &Size,
    served: &Served,
    requests: Expr,
    seconds: &Expr,
) -> Option<Option<Expr>> {
    let schedule = cx.schedule(warm.schedule.as_ref().map(|hours| &hours.0));
    let split = warm.split(cx, served, schedule.as_deref());
    let hour = Expr::constant("seconds of an hour", 3_600, "s");
    let kept = Expr::Hours.times(cx.leaf("instances kept warm", &warm.concurrency, "")).times(hour);
    let idle = Expr::Above(Box::new(kept), Box::new(seconds.clone().times(split.inside)));
    size.push(cx, "warm ", ["idle-vcpu", "idle-memory"], &idle, |line| {
        line.schedule(schedule.clone())
            .note("instances kept warm, while they handle no request")
            .note(split.note)
    })?;
    Some((!split.none_outside).then(|| requests.times(split.outside)))
}

/// What an instance has.
struct Size {
    vcpu: Expr,
    memory: Expr,
}

impl Size {
    /// Lines of some seconds of an instance.
    fn push(
        &self,
        cx: &mut Cx<'_, '_>,
        prefix: &str,
        [vcpu, memory]: [&str; 2],
        seconds: &Expr,
        finish: impl Fn(Draft) -> Draft,
    ) -> Option<()> {
        let (vcpu, memory) = (cx.sold("*", vcpu)?, cx.sold("*", memory)?);
        let quantity = seconds.clone().times(self.vcpu.clone());
        let unit = Unit::counted("vCPU").over_seconds();
        cx.push_sold(&vcpu, &format!("{prefix}vCPU"), quantity, unit, &finish);
        let quantity = seconds.clone().times(self.memory.clone());
        let unit = "GiB-Seconds".parse().ok()?;
        cx.push_sold(&memory, &format!("{prefix}memory"), quantity, unit, &finish);
        Some(())
    }
}

/// The vCPUs that come with the memory.
fn vcpus(own: &Function, cx: &mut Cx<'_, '_>) -> Option<Expr> {
    let mib = unranged(cx, &own.memory, "memory")? / Decimal::from(MIB);
    let (_, milli) = VCPUS.into_iter().find(|(most, _)| Decimal::from(*most) >= mib)?;
    Some(Expr::assumed("vCPUs by the memory", Decimal::new(milli, 3).normalize(), "vCPU"))
}
