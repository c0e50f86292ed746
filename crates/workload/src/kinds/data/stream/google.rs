//! Streams of Google Cloud: Pub/Sub by what is published and read; Managed Service for Apache Kafka.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Stream, StreamEngine, Written};
use crate::kinds::data::queue::google::billed;
use crate::kinds::shared::lines::{within, without};
use crate::kinds::shared::steps::{bytes, days, kept_for};
use crate::lower::{Cx, Draft};

/// The longest a topic keeps messages (cloud.google.com/pubsub/docs/topic-properties: "maximum of 31 days").
const LONGEST_KEPT: u32 = 31 * 86_400;
/// A cluster has three vCPUs at least, and 1 GiB for each (cloud.google.com/managed-service-for-apache-kafka, Size your
/// cluster).
const VCPUS: u32 = 3;
/// Copies that the service keeps of each record (the same page).
const COPIES: u32 = 3;
/// Kafka's own retention.
const DAYS: u32 = 7;

/// What the engine bills.
pub(super) fn lower(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let unused = [
        ("mode", stream.mode.is_some()),
        ("streams", stream.streams.is_some()),
        ("shards", stream.shards.is_some()),
        ("scaling", stream.scaling.is_some()),
        ("target_utilization", stream.target_utilization.is_some()),
        ("broker", stream.broker.is_some()),
    ];
    without(cx, "nothing is held on Google Cloud", "`engine`", &unused)?;
    if stream.engine == StreamEngine::Kafka {
        return kafka(stream, cx, written);
    }
    let published = cx.sold(stream.engine.word(), "published")?;
    let read = cx.sold(stream.engine.word(), "read")?;
    let one = Expr::constant("records of a request", 1, "");
    let each = billed(bytes(&stream.size, "a record"), one);
    let note = "1,000 bytes of a request at least: each record by itself";
    let push = |cx: &mut Cx<'_, '_>, sold, name: &str, count: Expr| {
        cx.push_sold(sold, name, count.times(each.clone()), Unit::bytes(), |line| {
            line.driver(&written.served.driver).note(note)
        });
    };
    push(cx, &published, "ingested", written.records.clone());
    let mut readers = match &stream.consumers {
        Some(own) => vec![cx.leaf("consumers", own, "")],
        None => vec![Expr::constant("consumers", 1, "")],
    };
    if let Some(own) = &stream.fan_out {
        readers.push(cx.leaf("fan-out consumers", own, ""));
    }
    push(cx, &read, "retrieved", written.records.clone().times(Expr::sum(readers)));
    if let Some(kept) = &stream.retention {
        if !within(&kept.value, Decimal::ZERO, LONGEST_KEPT.into()) {
            let message = "Pub/Sub keeps messages for 31 days at most";
            let hint = "retention = \"31 days\", and keep what must last longer in object storage";
            cx.error("out-of-range", kept.span.clone(), message, "not to be had", hint);
            return None;
        }
        let retained = cx.sold(stream.engine.word(), "retained")?;
        let quantity = kept_for(written.bytes.clone(), days("days kept", kept)?);
        cx.push_sold(&retained, "retention", quantity, Unit::bytes().over_months(), |line| {
            line.driver(&written.served.driver)
                .note("steady state: the month's volume for the whole retention")
        });
    }
    if let Some(replayed) = &stream.replayed {
        let (bytes, driver) = crate::kinds::shared::of_demand(cx, "bytes read again", replayed, "B")?;
        cx.push_sold(&read, "read again", bytes, Unit::bytes(), |line| {
            driver.iter().fold(line, |line, own| line.driver(own))
        });
    }
    Some(())
}

/// vCPUs, memory and what is kept.
fn kafka(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let unused = [("consumers", stream.consumers.is_some()), ("fan_out", stream.fan_out.is_some())];
    without(cx, "brokers are billed, whoever reads", "`engine`", &unused)?;
    let vcpus = match &stream.brokers {
        Some(own) => cx.leaf("vCPUs", own, "vCPU"),
        None => Expr::assumed("vCPUs", VCPUS.into(), "vCPU"),
    };
    let hours = vcpus.times(Expr::Hours);
    let memory = hours.clone().times(Expr::constant("GiB of a vCPU", 1, "GiB"));
    let note = "three vCPUs unless `brokers` says how many: check that they carry the peak";
    let lines = [
        ("brokers", "vcpu", hours, Unit::counted("vCPU").over_hours()),
        ("broker memory", "memory", memory, "GiB-Hours".parse().ok()?),
    ];
    for (name, meter, quantity, unit) in lines {
        let line =
            Draft::new(name, cx.key("managed-kafka", "cluster", meter), quantity, unit).deterministic();
        cx.push(if stream.brokers.is_none() { line.assumed().note(note) } else { line });
    }
    let copies = match &stream.copies {
        Some(own) => cx.leaf("copies of a record", own, ""),
        None => Expr::assumed("copies of a record", COPIES.into(), ""),
    };
    let kept = match &stream.retention {
        Some(kept) => days("days kept", kept)?,
        None => Expr::assumed("days kept", DAYS.into(), "days"),
    };
    let quantity = kept_for(written.bytes.clone(), kept).times(copies);
    let key = cx.key("managed-kafka", "cluster", "storage");
    let line = Draft::new("storage", key, quantity, Unit::bytes().over_months());
    cx.push(line.driver(&written.served.driver).assumed());
    Some(())
}
