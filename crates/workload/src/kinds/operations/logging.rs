//! Logs: bytes ingested, stored compressed for their retention, and scanned by queries; or events and bytes of
//! a log vendor.

mod vendor;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::{Unit, singular};
use rust_decimal::Decimal;

use crate::decode::{At, Events, Fraction, OneOrMany, PerBytes, Seconds};
use crate::kinds::shared::lines::{driven, push_part, without};
use crate::kinds::shared::steps::kept_for;
use crate::kinds::shared::{component, of_demand};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Logs (CloudWatch Logs, Azure Log Analytics, Google Cloud Logging, Datadog, Grafana Cloud): ingestion, storage for the retention, queries, indexed events.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "storage: events are kept for `retention` (default 30 days; \"0 days\" switches it off; the vendor keeps them for ever unless told)",
    "compression: with CloudWatch stored bytes are 15 % of ingested ones, the vendor's calculator's factor (compression = \"100 %\" switches it off); Azure and Google Cloud bill what was ingested",
    "Azure includes 31 days of retention in ingestion (30 with class = \"infrequent\"), Google Cloud 30: only what is kept longer is billed",
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

/// Logs are kept for so long unless told.
const KEPT_DAYS: u32 = 30;

choice! {
    /// A class of logs.
    pub enum LogClass {
        /// Everything the service does: standard of CloudWatch, the Analytics plan of Azure, Cloud Logging.
        Standard = "standard",
        /// Cheaper, fewer features: infrequent access of CloudWatch, the Basic plan of Azure.
        Infrequent = "infrequent",
    }
}

choice! {
    /// Who keeps the logs.
    pub enum LogVendor {
        /// The provider's own: CloudWatch Logs, Azure Log Analytics, Google Cloud Logging.
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
        /// With CloudWatch: stored bytes for each ingested one. The others bill what was ingested.
        up compression: Option<Fraction>,
        /// The class they are written in.
        neutral class: LogClass = "standard",
        /// Whether the provider's services write them: with AWS flow logs and functions, whose rate falls with
        /// volume; with Google Cloud network telemetry; with Azure they cost what others do.
        neutral vended: bool = "false",
        /// Bytes that queries scan: `"40 GiB per month"`. With Azure billed of class infrequent only, with Google
        /// Cloud included.
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
        let driver = written.driver.as_deref();
        let class = self.class.word();
        let ingestion = cx.sold(class, if self.vended { "vended-ingestion" } else { "ingestion" })?;
        cx.push_sold(&ingestion, "ingestion", written.bytes.clone(), Unit::bytes(), |line| {
            driven(line, driver)
        });
        self.stored(cx, written.bytes.clone(), driver)?;
        push_part(cx, (class, "queries"), "queries", insights.flatten(), Unit::bytes())?;
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

    /// What is kept longer than ingestion includes, unless nothing is.
    fn stored(&self, cx: &mut Cx<'_, '_>, ingested: Expr, driver: Option<&str>) -> Option<()> {
        let (included, compresses) = self.included(cx.provider());
        let days = match &self.retention {
            Some(kept) => {
                let beyond = kept.value.try_map(|seconds| {
                    let days = seconds.checked_div(Decimal::from(86_400))?;
                    Some(days.checked_sub(included)?.max(Decimal::ZERO))
                })?;
                if beyond == Ranged::same(Decimal::ZERO) {
                    return Some(());
                }
                let name = if included.is_zero() {
                    "days kept".to_owned()
                } else {
                    format!("days kept beyond the {included} included")
                };
                Expr::given(&name, beyond, "days", kept.span.clone())
            }
            None if included >= Decimal::from(KEPT_DAYS) => return Some(()),
            None => Expr::assumed("days kept", Decimal::from(KEPT_DAYS), "days"),
        };
        let billed = match &self.compression {
            _ if !compresses => ingested,
            Some(ratio) => ingested.times(cx.leaf("stored for each ingested byte", ratio, "")),
            None => ingested.times(Expr::assumed("stored for each ingested byte", Decimal::new(15, 2), "")),
        };
        let compressed = compresses && self.compression.is_none();
        let storage = cx.sold(self.class.word(), "storage")?;
        cx.push_sold(&storage, "storage", kept_for(billed, days), Unit::bytes().over_months(), |line| {
            let line = if self.retention.is_none() || compressed { line.assumed() } else { line };
            let line = if compressed {
                line.note("compressed to 15 %, the factor of the vendor's calculator")
            } else {
                line
            };
            let line = if self.retention.is_none() { line.note("kept for 30 days") } else { line };
            driven(line.note("steady state: the month's volume for the whole retention"), driver)
        });
        Some(())
    }

    /// Days of retention that ingestion includes, and whether the provider bills compressed bytes. Azure includes
    /// 31 days in the Analytics plan and 30 in the Basic one, and bills retention by the GB ingested
    /// (learn.microsoft.com/azure/azure-monitor/logs, cost-logs and data-retention-configure: "since 31 days of
    /// analytics retention are included in the ingestion price"); Google Cloud 30 days, before indexing
    /// (cloud.google.com/stackdriver/pricing: "includes up to 30 days of storage in log buckets"). Azure bills GB of 10^9
    /// bytes, Google Cloud GiB (the same pages). Not here: commitment tiers of Azure from 100 GB a day
    /// (azure/log-analytics commitment-100 and above for the kind `sku`), the 90 days that Application Insights and
    /// Sentinel include, and that a record is billed smaller than it was sent (25 % on average, by cost-logs).
    fn included(&self, provider: &str) -> (Decimal, bool) {
        match (provider, self.class) {
            ("azure", LogClass::Standard) => (Decimal::from(31), false),
            ("azure", LogClass::Infrequent) | ("gcp", _) => (Decimal::from(30), false),
            _ => (Decimal::ZERO, true),
        }
    }
}
