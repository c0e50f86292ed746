//! Kinesis Data Streams: bytes on demand, or shards for the busiest hour.

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Scaling, Stream, Written};
use crate::kinds::shared::lines::{moved, push_moved, standing};
use crate::kinds::shared::steps::{chunks, kept_for, rounded_up};
use crate::lower::{Cx, Draft, Sizing};

/// On demand a record is rounded up to 1 KiB (aws.amazon.com/kinesis/data-streams/pricing).
const RECORD_STEP: u64 = 1 << 10;
/// A put of a shard is billed for each started 25 KiB (the same page).
const PUT_STEP: u64 = 25 << 10;
/// What a shard takes and gives in a second (docs.aws.amazon.com/streams/latest/dev/key-concepts.html).
const SHARD: Capacity = Capacity { writes: 1 << 20, records: 1_000, reads: 2 << 20, word: "a shard" };
const HOUR: u64 = 3_600;
/// Seconds that cost nothing, and seconds after which records are kept long-term.
const INCLUDED: u32 = 86_400;
const LONG_TERM: u32 = 7 * 86_400;

/// Bytes written and read, and hours of the streams.
pub(super) fn on_demand(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let streams = match &stream.streams {
        Some(streams) => cx.leaf("streams", streams, ""),
        None => Expr::constant("streams", 1, ""),
    };
    let line = standing("streams", cx.key("kinesis", "on-demand", "stream"), streams, "");
    cx.push(line.note("billed by the hour, used or not"));
    let rounded = written.records.clone().times(rounded_up(cx, &stream.size, RECORD_STEP, "a record")?);
    written.push(cx, "ingested", ["kinesis", "on-demand", "ingested"], rounded, Unit::bytes());
    let read = written.bytes.clone().times(consumers(stream, cx));
    written.push(cx, "retrieved", ["kinesis", "on-demand", "retrieved"], read, Unit::bytes());
    if let Some(readers) = &stream.fan_out {
        let read = written.bytes.clone().times(cx.leaf("fan-out consumers", readers, ""));
        written.push(cx, "fan-out data", ["kinesis", "on-demand", "fan-out-data"], read, Unit::bytes());
    }
    if let Some(extended) = kept_between(stream, written, INCLUDED, LONG_TERM)? {
        let key = ["kinesis", "on-demand", "extended-retention"];
        written.push(cx, "extended retention", key, extended, Unit::bytes().over_months());
    }
    long_term(stream, cx, written)
}

/// Shards that are held, idle ones apart, and puts.
pub(super) fn provisioned(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let need = needed(stream, cx, written, &SHARD);
    let (held, note) = held(stream, cx, written, &need);
    let need = need.times(Expr::ActiveShare);
    let key = ["kinesis", "provisioned", "shard"];
    let used = Expr::Smallest(vec![held.clone(), need.clone()]);
    written.push(cx, "shards", key, used, Unit::hours());
    let idle = Expr::Above(Box::new(held.clone()), Box::new(need));
    let line = Draft::new("idle shards", cx.key(key[0], key[1], key[2]), idle, Unit::hours());
    let line = line.driver(&written.served.driver).note(note);
    cx.push(if stream.shards.is_none() { line.assumed() } else { line });
    let puts = written.records.clone().times(chunks(cx, &stream.size, PUT_STEP, "a record")?);
    written.push(cx, "put units", ["kinesis", "provisioned", "put-units"], puts, Unit::counted("Units"));
    if let Some(readers) = &stream.fan_out {
        let readers = cx.leaf("fan-out consumers", readers, "");
        let hours = held.clone().times(readers.clone());
        written.push(cx, "fan-out shards", ["kinesis", "provisioned", "fan-out-shard"], hours, Unit::hours());
        let read = written.bytes.clone().times(readers);
        written.push(cx, "fan-out data", ["kinesis", "provisioned", "fan-out-data"], read, Unit::bytes());
    }
    // Beyond the first day every shard costs more by the hour, however much is in it.
    let kept = stream.kept().unwrap_or(Ranged::same(INCLUDED.into()));
    if kept.high > INCLUDED.into() || kept.low > INCLUDED.into() {
        let key = ["kinesis", "provisioned", "extended-retention"];
        written.push(cx, "extended retention", key, held, Unit::hours());
    }
    long_term(stream, cx, written)
}

/// What a shard, or a unit like it, takes and gives in a second.
pub(super) struct Capacity {
    /// Bytes written.
    pub writes: u64,
    /// Records written.
    pub records: u64,
    /// Bytes read.
    pub reads: u64,
    /// What it is.
    pub word: &'static str,
}

/// Hours of shards that would be full all the time.
pub(super) fn needed(stream: &Stream, cx: &Cx<'_, '_>, written: &Written<'_>, of: &Capacity) -> Expr {
    let per = |name: &str, in_second: u64| {
        let size = if in_second.is_power_of_two() {
            format!("{} MiB", in_second >> 20)
        } else if in_second >= 1_000_000 {
            format!("{} MB", in_second / 1_000_000)
        } else {
            "1,000".to_owned()
        };
        Expr::constant(&format!("{name} in an hour: {size} a second"), in_second.saturating_mul(HOUR), "")
    };
    Expr::Largest(vec![
        written.bytes.clone().over(per(&format!("bytes {} takes", of.word), of.writes)),
        written.records.clone().over(per(&format!("records {} takes", of.word), of.records)),
        written
            .bytes
            .clone()
            .times(consumers(stream, cx))
            .over(per(&format!("bytes {} gives", of.word), of.reads)),
    ])
}

/// Hours of shards that are held, and why so many.
pub(super) fn held(
    stream: &Stream,
    cx: &mut Cx<'_, '_>,
    written: &Written<'_>,
    need: &Expr,
) -> (Expr, &'static str) {
    if let Some(shards) = &stream.shards {
        return (
            cx.leaf("shards", shards, "").times(Expr::Hours),
            "held and not needed by the month's records",
        );
    }
    let full = match &stream.target_utilization {
        Some(full) => cx.leaf("target utilization", full, ""),
        None => Expr::assumed("target utilization", Decimal::new(8, 1), ""),
    };
    let one = Ranged::same(Decimal::ONE);
    let fleet = cx.fleet(Sizing {
        demand: need.clone(),
        week: written.served.week.clone(),
        burst: written.served.burst,
        capacity: Some(full),
        min: one,
        max: None,
        schedule: None,
        start_up: Ranged::same(Decimal::ZERO),
    });
    match stream.scaling.unwrap_or(Scaling::Peak) {
        Scaling::Peak => (
            Expr::Fleet(fleet, FleetMeasure::Peak).times(Expr::Hours),
            "held all month for its busiest hour; scaling = \"hourly\" follows each hour",
        ),
        Scaling::Hourly => {
            (Expr::Fleet(fleet, FleetMeasure::ReplicaHours), "held in each hour above its mean records")
        }
    }
}

fn consumers(stream: &Stream, cx: &Cx<'_, '_>) -> Expr {
    match &stream.consumers {
        Some(consumers) => cx.leaf("consumers", consumers, ""),
        None => Expr::constant("consumers", 1, ""),
    }
}

/// Bytes kept longer than seven days, and read again.
fn long_term(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    if let Some(kept) = kept_between(stream, written, LONG_TERM, u32::MAX)? {
        let key = ["kinesis", "retention", "long-term"];
        written.push(cx, "long-term retention", key, kept, Unit::bytes().over_months());
    }
    let replayed = moved(cx, "bytes read again", stream.replayed.as_deref(), "B")?;
    let key = cx.key("kinesis", "retention", "retrieval");
    push_moved(cx, "long-term retrieval", key, replayed, Unit::bytes());
    Some(())
}

/// Bytes kept for the part of the retention between two ages; `None`: none are.
fn kept_between(stream: &Stream, written: &Written<'_>, after: u32, before: u32) -> Option<Option<Expr>> {
    let Some(retention) = &stream.retention else { return Some(None) };
    let part = |seconds: &Decimal| {
        (*seconds).min(Decimal::from(before)).checked_sub(Decimal::from(after)).map(|s| s.max(Decimal::ZERO))
    };
    let seconds = retention.value.try_map(part)?;
    if seconds == Ranged::same(Decimal::ZERO) {
        return Some(None);
    }
    let name = if after == INCLUDED { "days kept beyond the first" } else { "days kept beyond seven" };
    let days = seconds.try_map(|s| s.checked_div(Decimal::from(INCLUDED)))?;
    Some(Some(kept_for(written.bytes.clone(), Expr::given(name, days, "days", retention.span.clone()))))
}
