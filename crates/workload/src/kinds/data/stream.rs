//! Streams: Kinesis by shards or on demand, Firehose, Kafka on MSK; Event Hubs of Azure; Pub/Sub of Google.

mod event_hubs;
mod google;
mod kafka;
mod kinesis;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Count, Fraction, OneOrMany, PerBytes, PerCount, Seconds};
use crate::kinds::shared::lines::{within, without};
use crate::kinds::shared::steps::{self, Payload, rounded_up};
use crate::lower::{Cx, Draft, Served};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Streams of records (AWS Kinesis on demand or by shards, Firehose, Kafka on MSK; Azure Event Hubs; Google Pub/Sub and Kafka), kept for their retention.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "shards of a provisioned stream are held all month for its busiest hour (scaling = \"hourly\" follows each hour), at most `target_utilization` full (default 80 %) at the peak inside the hour; what they do not carry is shown as idle shards",
    "on demand a record is rounded up to whole KiB, for Firehose to 5 KiB; a put of provisioned shards is billed for each started 25 KiB",
    "what is kept is in its steady state from the first month; the first 24 hours cost nothing on Kinesis",
    "brokers of Kafka: one in each of three zones, every record kept in each zone, three times at most, for 7 days, as Kafka keeps it unless told (`brokers`, `copies`, `retention`); an environment has two zones at least; they run around the clock",
    "Event Hubs: throughput units of the standard tier for the busiest hour, like shards, and an event for each started 64 KiB, also for clients of Kafka; what is kept beyond 84 GiB of each unit, where `retention` is more than a day; Pub/Sub: bytes published and read, 1,000 of a request at least, each record by itself",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.clicks.stream]
serves = "chats"
records = "40 records per chat"
size = "1.5 KiB"
"#;
/// Firehose rounds each record up to 5 KiB (aws.amazon.com/firehose/pricing).
const FIREHOSE_STEP: u64 = 5 << 10;

choice! {
    /// What carries the records.
    pub enum StreamEngine {
        /// Kinesis Data Streams, Event Hubs, Pub/Sub.
        Stream = "stream",
        /// Kafka: MSK, Event Hubs with its interface, Google's managed service.
        Kafka = "kafka",
        /// Kinesis Data Streams.
        Kinesis = "kinesis",
        /// Data Firehose, written to directly.
        Firehose = "firehose",
        /// Kafka brokers of MSK.
        Msk = "msk",
    }
}

choice! {
    /// How Kinesis is billed.
    pub enum StreamMode {
        /// By the bytes written and read.
        OnDemand = "on-demand",
        /// By the shards that are held.
        Provisioned = "provisioned",
    }
}

choice! {
    /// When shards are added and taken away.
    pub enum Scaling {
        /// Once a month, for its busiest hour.
        Peak = "peak",
        /// Every hour.
        Hourly = "hourly",
    }
}

spec! {
    /// A stream of records.
    pub struct Stream {
        /// The drivers whose units are written.
        up serves: OneOrMany<At<String>>,
        /// Records of each unit. Default: one.
        up records: Option<PerCount>,
        /// The bytes of a record.
        up size: Payload,
        /// What carries them.
        neutral engine: StreamEngine = "stream",
        /// How Kinesis is billed. Default: on-demand.
        neutral mode: Option<StreamMode>,
        /// Streams the records are spread over, of Kinesis on demand: each is billed by the hour. Default: one.
        up streams: Option<Count>,
        /// Applications that read all of it, sharing what a shard gives. Default: one.
        up consumers: Option<Count>,
        /// Applications that read all of it, each with a throughput of its own (enhanced fan-out).
        up fan_out: Option<Count>,
        /// How long records are kept. Default: 24 h on Kinesis, 7 days on Kafka.
        up retention: Option<Seconds>,
        /// Bytes read again that are older than seven days: `"5 GiB per month"`.
        up replayed: Option<PerBytes>,
        /// Shards or throughput units held, instead of as many as the demand needs.
        up shards: Option<Count>,
        /// How full shards and throughput units are at the peak. Default: 80 %.
        down target_utilization: Option<Fraction>,
        /// When shards and throughput units are added and taken away. Default: peak.
        neutral scaling: Option<Scaling>,
        /// Whether Firehose converts records to a columnar format.
        up convert: Option<bool>,
        /// The type of Kafka brokers. Default: kafka.t3.small.
        neutral broker: Option<At<String>>,
        /// Kafka brokers; on Google their vCPUs. Default: one in each zone; 3 vCPUs.
        up brokers: Option<Count>,
        /// How often Kafka keeps each record. Default: 3.
        up copies: Option<Count>,
    }
}

/// Seconds that Kinesis keeps records at least and at most
/// (docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html).
const LEAST_KEPT: u32 = 86_400;
const LONGEST_KEPT: u32 = 365 * 86_400;

/// What is written in a month.
struct Written<'s> {
    served: &'s Served,
    records: Expr,
    /// As they are, in bytes.
    bytes: Expr,
}

impl Stream {
    /// What the engine bills.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        self.fits(cx)?;
        let served = served?;
        let records = cx.each_served("records", self.records.as_deref(), &served)?;
        cx.sold(self.engine.word(), "units")?;
        let bytes = records.clone().times(steps::bytes(&self.size, "a record"));
        let written = Written { served: &served, records, bytes };
        match (cx.provider(), self.engine) {
            ("azure", _) => event_hubs::lower(self, cx, &written),
            ("gcp", _) => google::lower(self, cx, &written),
            (_, StreamEngine::Firehose) => self.firehose(cx, &written),
            (_, StreamEngine::Msk | StreamEngine::Kafka) => kafka::lower(self, cx, &written),
            _ if self.mode == Some(StreamMode::Provisioned) => kinesis::provisioned(self, cx, &written),
            _ => kinesis::on_demand(self, cx, &written),
        }
    }

    /// Whether every key means something for the engine.
    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if matches!(cx.provider(), "azure" | "gcp") {
            return without(cx, "only with Firehose", "`engine`", &[("convert", self.convert.is_some())]);
        }
        let kinesis = matches!(self.engine, StreamEngine::Kinesis | StreamEngine::Stream);
        let provisioned = kinesis && self.mode == Some(StreamMode::Provisioned);
        let on_demand = kinesis && !provisioned;
        let msk = matches!(self.engine, StreamEngine::Msk | StreamEngine::Kafka);
        let unused = [
            ("mode", !kinesis && self.mode.is_some()),
            ("streams", !on_demand && self.streams.is_some()),
            ("consumers", !kinesis && self.consumers.is_some()),
            ("fan_out", !kinesis && self.fan_out.is_some()),
            ("replayed", !kinesis && self.replayed.is_some()),
            ("retention", self.engine == StreamEngine::Firehose && self.retention.is_some()),
            ("shards", !provisioned && self.shards.is_some()),
            ("scaling", (!provisioned || self.shards.is_some()) && self.scaling.is_some()),
            (
                "target_utilization",
                (!provisioned || self.shards.is_some()) && self.target_utilization.is_some(),
            ),
            ("convert", self.engine != StreamEngine::Firehose && self.convert.is_some()),
            ("broker", !msk && self.broker.is_some()),
            ("brokers", !msk && self.brokers.is_some()),
            ("copies", !msk && self.copies.is_some()),
        ];
        without(cx, "not with this engine and mode", "`engine` or `mode`", &unused)?;
        let Some(kept) = self.retention.as_ref().filter(|_| kinesis) else { return Some(()) };
        if !within(&kept.value, LEAST_KEPT.into(), LONGEST_KEPT.into()) {
            cx.error(
                "out-of-range",
                kept.span.clone(),
                "Kinesis keeps records for 24 hours to 365 days",
                "not to be had",
                "retention = \"365 days\", and keep what must last longer in object storage",
            );
            return None;
        }
        Some(())
    }

    fn firehose(&self, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
        let rounded = written.records.clone().times(rounded_up(cx, &self.size, FIREHOSE_STEP, "a record")?);
        written.push(cx, "ingested", ["firehose", "direct-put", "ingested"], rounded.clone(), Unit::bytes());
        if self.convert == Some(true) {
            let key = ["firehose", "format-conversion", "data"];
            written.push(cx, "format conversion", key, rounded, Unit::bytes());
        }
        Some(())
    }

    /// Seconds records are kept, in each scenario; `None`: what the engine does by itself.
    fn kept(&self) -> Option<Ranged<Decimal>> {
        self.retention.as_ref().map(|kept| kept.value)
    }
}

impl Written<'_> {
    fn push(
        &self,
        cx: &mut Cx<'_, '_>,
        name: &str,
        [service, sku, meter]: [&str; 3],
        quantity: Expr,
        unit: Unit,
    ) {
        let line = Draft::new(name, cx.key(service, sku, meter), quantity, unit);
        cx.push(line.driver(&self.served.driver));
    }
}
