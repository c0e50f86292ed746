//! Kafka on MSK: brokers by the hour, and what they keep.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Stream, Written};
use crate::kinds::shared::lines::standing;
use crate::kinds::shared::steps::{days, kept_for};
use crate::kinds::shared::zones;
use crate::lower::{Cx, Draft};

const ZONES: u32 = 3;
/// A cluster stands in two zones at least (docs.aws.amazon.com/msk, Create a provisioned cluster: subnets in two or
/// three Availability Zones).
const LEAST_ZONES: u32 = 2;
const COPIES: u32 = 3;
/// Kafka's own retention: 168 hours (kafka.apache.org/documentation, log.retention.hours).
const DAYS: u32 = 7;
const BROKER: &str = "kafka.t3.small";

/// Hours of brokers, and their storage.
pub(super) fn lower(stream: &Stream, cx: &mut Cx<'_, '_>, written: &Written<'_>) -> Option<()> {
    let broker = stream.broker.as_ref().map_or(BROKER, |broker| broker.value.as_str());
    let zones = zones(cx, None, ZONES, LEAST_ZONES);
    let brokers = match &stream.brokers {
        Some(brokers) => cx.leaf("brokers", brokers, ""),
        None => zones.expr.clone(),
    };
    let line = standing("brokers", cx.key("msk", broker, "on-demand"), brokers, "");
    let line = line.note("sized by hand: check that they carry the peak");
    let assumed = stream.brokers.is_none() || stream.broker.is_none();
    cx.push(if assumed { line.assumed().note("one in each zone unless `brokers` says so") } else { line });
    let copies = match &stream.copies {
        Some(copies) => cx.leaf("copies of a record", copies, ""),
        // No more copies than zones: each is in a zone of its own.
        None => {
            let copies = zones.value.map(|zones| (*zones).min(COPIES.into()));
            Expr::assumed_range("copies of a record", copies, "")
        }
    };
    let days = match &stream.retention {
        Some(kept) => days("days kept", kept)?,
        None => Expr::assumed("days kept", Decimal::from(DAYS), "days"),
    };
    let kept = kept_for(written.bytes.clone(), days).times(copies);
    let line = Draft::new("storage", cx.key("msk", "broker", "storage"), kept, Unit::bytes().over_months());
    let line =
        line.driver(&written.served.driver).note("steady state: the month's volume for the whole retention");
    let assumed = stream.copies.is_none() || stream.retention.is_none();
    cx.push(if assumed { line.assumed() } else { line });
    Some(())
}
