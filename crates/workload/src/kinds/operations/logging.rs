//! Logs: bytes ingested, stored compressed for their retention, and scanned by queries; or events and bytes of
//! a log vendor.

mod vendor;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::{Unit, singular};
use rust_decimal::Decimal;

use crate::decode::{At, Events, Fraction, OneOrMany, PerBytes, Seconds};
use crate::kinds::shared::lines::{driven, on_aws, push_moved, without};
use crate::kinds::shared::steps::{days, kept_for};
use crate::kinds::shared::{component, of_demand};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Logs (CloudWatch Logs, Datadog, Grafana Cloud): ingestion, storage for the retention, queries, indexed events.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "storage: events are kept for `retention` (default 30 days; \"0 days\" switches it off; the vendor keeps them for ever unless told)",
    "compression: stored bytes are 15 % of ingested ones, the vendor's calculator's factor (compression = \"100 %\" switches it off)",
    "storage is in its steady state from the first month: the month's volume x retention / (365/12 days); the months in which it fills up cost less",
    "a log vendor's own defaults: Datadog indexes every event that is written for 15 days (`indexed` is the part that is), Grafana keeps what is written for 30 days; the fee of a vendor's plan is a `subscription` of its own",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.logs.logging]
events = "9 events per chat"
bytes = "0.5 KiB per event"
retention = "30 days"
insights = "40 GiB per month"
"#;

choice! {
    /// A class of logs.
    pub enum LogClass {
        /// Everything the service does.
        Standard = "standard",
        /// Half the price, fewer features.
        Infrequent = "infrequent",
    }
}

choice! {
    /// Who keeps the logs.
    pub enum LogVendor {
        /// CloudWatch Logs.
        CloudWatch = "cloudwatch",
        /// Datadog: bytes ingested, and events indexed.
        Datadog = "datadog",
        /// Grafana Cloud: bytes processed, written and retained.
        Grafana = "grafana",
    }
}

spec! {
    /// Logs.
    pub struct Logging {
        /// The components that write them: for the reader; their names are checked.
        neutral of: Option<OneOrMany<At<String>>>,
        /// Events written: `"9 events per chat"`, or a number a month.
        up events: Events,
        /// The size of an event: `"0.5 KiB per event"`.
        up bytes: PerBytes,
        /// The part of the events that is written.
        up sample: Fraction = "100 %",
        /// How long events are kept.
        neutral retention: Option<Seconds>,
        /// Stored bytes for each ingested one.
        up compression: Option<Fraction>,
        /// The class they are written in.
        neutral class: LogClass = "standard",
        /// Whether the provider's services write them (flow logs, functions): their rate falls with volume.
        neutral vended: bool = "false",
        /// Bytes that queries scan: `"40 GiB per month"`.
        up insights: Option<PerBytes>,
        /// Who keeps the logs. A vendor is paid wherever the placement is.
        neutral vendor: LogVendor = "cloudwatch",
        /// The part of the written events that a vendor indexes. Default: all.
        up indexed: Option<Fraction>,
    }
}

/// What is written in a month.
struct Written {
    events: Expr,
    bytes: Expr,
    driver: Option<String>,
}

impl Logging {
    /// Ingestion, storage, queries.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let names = self.of.iter().flat_map(|names| &names.0);
        let known: Vec<Option<usize>> = names.map(|name| component(cx.low, name)).collect();
        let written = self.written(cx);
        let insights = self.insights.as_ref().map(|bytes| of_demand(cx, "bytes scanned", bytes, "B"));
        let fits = self.fits(cx);
        if known.contains(&None) || matches!(insights, Some(None)) {
            return None;
        }
        let written = written.filter(|_| fits.is_some())?;
        match self.vendor {
            LogVendor::CloudWatch => {}
            LogVendor::Datadog => return vendor::datadog(self, cx, &written),
            LogVendor::Grafana => return vendor::grafana(self, cx, &written),
        }
        on_aws(cx, "a log service")?;
        let driver = written.driver.as_deref();
        let sku = match self.class {
            LogClass::Standard => "logs-standard",
            LogClass::Infrequent => "logs-infrequent",
        };
        let meter = if self.vended { "vended-ingestion" } else { "ingestion" };
        let key = cx.key("cloudwatch", sku, meter);
        let ingested = Draft::new("ingestion", key, written.bytes.clone(), Unit::bytes());
        cx.push(driven(ingested, driver));
        self.stored(cx, written.bytes.clone()).into_iter().for_each(|line| cx.push(driven(line, driver)));
        let key = cx.key("cloudwatch", "logs", "insights-scanned");
        push_moved(cx, "queries", key, insights.flatten(), Unit::bytes());
        Some(())
    }

    /// Whether every key means something to the one who keeps the logs.
    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let own = self.vendor == LogVendor::CloudWatch;
        let unused = [
            ("indexed", self.vendor != LogVendor::Datadog && self.indexed.is_some()),
            ("insights", !own && self.insights.is_some()),
            ("vended", !own && self.vended),
            ("compression", !own && self.compression.is_some()),
            ("class", !own && self.class == LogClass::Infrequent),
        ];
        without(cx, "not of this vendor", "`vendor`", &unused)
    }

    /// Events and bytes of a month, and the driver they follow.
    fn written(&self, cx: &mut Cx<'_, '_>) -> Option<Written> {
        if let Some(noun) = self.bytes.per.as_deref().filter(|noun| singular(noun) != "event") {
            let message = format!("`bytes` is the size of an event, not per `{noun}`");
            cx.error(
                "unit-mismatch",
                self.bytes.span.clone(),
                message,
                "per event",
                "bytes = \"0.5 KiB per event\"; `events` says how many there are",
            );
            return None;
        }
        let (events, driver) = of_demand(cx, "events", &self.events, "events")?;
        let bytes = events.clone().times(cx.leaf("size of an event", &self.bytes, "B"));
        let whole = self.sample.value.low == Decimal::ONE && !self.sample.value.is_ranged();
        if whole {
            return Some(Written { events, bytes, driver });
        }
        let part = cx.leaf("part that is written", &self.sample, "");
        Some(Written { events: events.times(part.clone()), bytes: bytes.times(part), driver })
    }

    /// What is kept, unless nothing is.
    fn stored(&self, cx: &Cx<'_, '_>, ingested: Expr) -> Option<Draft> {
        let days = match &self.retention {
            Some(kept) if kept.value == Ranged::same(Decimal::ZERO) => return None,
            Some(kept) => days("days kept", kept)?,
            None => Expr::assumed("days kept", Decimal::from(30), "days"),
        };
        let ratio = match &self.compression {
            Some(ratio) => cx.leaf("stored for each ingested byte", ratio, ""),
            None => Expr::assumed("stored for each ingested byte", Decimal::new(15, 2), ""),
        };
        let stored = kept_for(ingested.times(ratio), days);
        let line = Draft::new(
            "storage",
            cx.key("cloudwatch", "logs", "storage"),
            stored,
            Unit::bytes().over_months(),
        );
        let line = if self.retention.is_none() || self.compression.is_none() { line.assumed() } else { line };
        let line = if self.compression.is_none() {
            line.note("compressed to 15 %, the factor of the vendor's calculator")
        } else {
            line
        };
        let line = if self.retention.is_none() { line.note("kept for 30 days") } else { line };
        Some(line.note("steady state: the month's volume for the whole retention"))
    }
}
