//! Azure Event Hubs, for records and for clients of Kafka: throughput units for the busiest hour, and events.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use super::kinesis::{Capacity, needed};
use super::{Stream, Written};
use crate::kinds::shared::lines::{within, without};
use crate::kinds::shared::steps::{chunks, days, kept_for};
use crate::lower::{Cx, Draft};

/// What a throughput unit takes and gives in a second (learn.microsoft.com/azure/event-hubs, event-hubs-scalability:
/// "Ingress: Up to 1 MB per second or 1,000 events per second", "Egress: Up to 2 MB per second").
const UNIT: Capacity =
    Capacity { writes: 1_000_000, records: 1_000, reads: 2_000_000, word: "a throughput unit" };
/// An event is billed for each started 64 KB (learn.microsoft.com/azure/event-hubs, event-hubs-faq).
const EVENT_STEP: u64 = 64 << 10;
/// The standard tier keeps events for an hour to seven days (learn.microsoft.com/azure/event-hubs, event-hubs-quotas).
const LONGEST_KEPT: u32 = 7 * 86_400;
/// Storage in the price of a unit, enough for a day of all that it takes; beyond it "the size that exceeds the allowance
/// is charged at the published Azure Blob storage rate", locally redundant (learn.microsoft.com/azure/event-hubs,
/// event-hubs-faq: "84 GB per throughput unit"). Vendor's GB are GiB: 84 of them are a day of 1 MiB/s.
const GIB_OF_UNIT: u64 = 84;
const DAY: u32 = 86_400;

/// Throughput units, idle ones apart, and events.
pub(super) fn lower(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let class = stream.engine.word();
    let units = cx.sold(class, "units")?;
    let events = cx.sold(class, "events")?;
    let unused = [
        ("mode", stream.mode.is_some()),
        ("streams", stream.streams.is_some()),
        ("fan_out", stream.fan_out.is_some()),
        ("replayed", stream.replayed.is_some()),
        ("broker", stream.broker.is_some()),
        ("brokers", stream.brokers.is_some()),
        ("copies", stream.copies.is_some()),
    ];
    without(cx, "Event Hubs bills throughput units and events", "`engine`", &unused)?;
    let kept =
        stream.retention.as_ref().filter(|kept| !within(&kept.value, 3_600.into(), LONGEST_KEPT.into()));
    if let Some(kept) = kept {
        let message = "Event Hubs of the standard tier keeps events for an hour to seven days";
        let hint = "retention = \"7 days\", and keep what must last longer in object storage";
        cx.error("out-of-range", kept.span.clone(), message, "not to be had", hint);
        return None;
    }
    let need = needed(stream, cx, written, &UNIT);
    let (held, note) = super::kinesis::held(stream, cx, written, &need);
    let need = need.times(Expr::ActiveShare);
    let used = Expr::Smallest(vec![held.clone(), need.clone()]);
    let allowance = held.clone();
    let unit = Unit::counted("Unit").over_hours();
    cx.push_sold(&units, "throughput units", used, unit.clone(), |line| {
        line.driver(&written.served.driver).note("84 GB of each unit's retention are in its price")
    });
    let idle = Expr::Above(Box::new(held), Box::new(need));
    let assumed = stream.shards.is_none();
    cx.push_sold(&units, "idle throughput units", idle, unit, |line| {
        let line = line.driver(&written.served.driver).note(note);
        if assumed { line.assumed() } else { line }
    });
    let steps = chunks(cx, &stream.size, EVENT_STEP, "a record")?;
    let count = written.records.clone().times(steps);
    cx.push_sold(&events, "events", count, Unit::counted("Events"), |line| {
        line.driver(&written.served.driver)
    });
    let longer =
        stream.retention.as_ref().filter(|kept| kept.value.high > DAY.into() || kept.value.low > DAY.into());
    if let Some(kept) = longer {
        let size = kept_for(written.bytes.clone(), days("days kept", kept)?);
        let each = Expr::constant("bytes in the price of a unit", GIB_OF_UNIT << 30, "B");
        let free = allowance.over(Expr::Hours).times(each);
        let beyond = Expr::Above(Box::new(size), Box::new(free));
        let line = Draft::new(
            "retention",
            cx.key("blob", "hot-lrs", "storage"),
            beyond,
            Unit::bytes().over_months(),
        );
        cx.push(line.driver(&written.served.driver).assumed().note(
            "beyond 84 GiB of each unit, at the rate of the hot tier, locally redundant; steady state: the month's volume for the whole retention",
        ));
    }
    Some(())
}
