//! Logs: bytes ingested, stored compressed for their retention, and scanned by queries.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::{Unit, singular};
use rust_decimal::Decimal;

use crate::decode::{At, Events, Fraction, OneOrMany, PerBytes, Seconds};
use crate::kinds::shared::{component, of_demand};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Logs (CloudWatch Logs): ingestion, compressed storage for the retention, queries.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "storage: events are kept for `retention` (default 30 days; \"0 days\" switches it off; the vendor keeps them for ever unless told)",
    "compression: stored bytes are 15 % of ingested ones, the vendor's calculator's factor (compression = \"100 %\" switches it off)",
    "storage is in its steady state from the first month: the month's volume x retention / (365/12 days); the months in which it fills up cost less",
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
    }
}

impl Logging {
    /// Ingestion, storage, queries.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let names = self.of.iter().flat_map(|names| &names.0);
        let known: Vec<Option<usize>> = names.map(|name| component(cx.low, name)).collect();
        let ingested = self.ingested(cx);
        let insights = self.insights.as_ref().map(|bytes| of_demand(cx, "bytes scanned", bytes, "B"));
        if known.contains(&None) || matches!(insights, Some(None)) {
            return None;
        }
        let (ingested, driver) = ingested?;
        if cx.provider() != "aws" {
            cx.not_here("a log service", "aws");
            return None;
        }
        let driven = |line: Draft| driver.iter().fold(line, |line, driver| line.driver(driver));
        let sku = match self.class {
            LogClass::Standard => "logs-standard",
            LogClass::Infrequent => "logs-infrequent",
        };
        let meter = if self.vended { "vended-ingestion" } else { "ingestion" };
        cx.push(driven(Draft::new(
            "ingestion",
            cx.key("cloudwatch", sku, meter),
            ingested.clone(),
            Unit::bytes(),
        )));
        self.stored(cx, ingested).into_iter().for_each(|line| cx.push(driven(line)));
        if let Some((bytes, driver)) = insights.flatten() {
            let line =
                Draft::new("queries", cx.key("cloudwatch", "logs", "insights-scanned"), bytes, Unit::bytes());
            cx.push(driver.iter().fold(line, |line, driver| line.driver(driver)));
        }
        Some(())
    }

    /// Bytes of a month, and the driver they follow.
    fn ingested(&self, cx: &mut Cx<'_, '_>) -> Option<(Expr, Option<String>)> {
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
        let bytes = events.times(cx.leaf("size of an event", &self.bytes, "B"));
        let whole = self.sample.value.low == Decimal::ONE && !self.sample.value.is_ranged();
        let bytes =
            if whole { bytes } else { bytes.times(cx.leaf("part that is written", &self.sample, "")) };
        Some((bytes, driver))
    }

    /// What is kept, unless nothing is.
    fn stored(&self, cx: &Cx<'_, '_>, ingested: Expr) -> Option<Draft> {
        let day = Decimal::from(86_400);
        let days = match &self.retention {
            Some(kept) if kept.value == Ranged::same(Decimal::ZERO) => return None,
            Some(kept) => Expr::given(
                "days kept",
                kept.value.try_map(|s| s.checked_div(day))?,
                "days",
                kept.span.clone(),
            ),
            None => Expr::assumed("days kept", Decimal::from(30), "days"),
        };
        let ratio = match &self.compression {
            Some(ratio) => cx.leaf("stored for each ingested byte", ratio, ""),
            None => Expr::assumed("stored for each ingested byte", Decimal::new(15, 2), ""),
        };
        // A mean month has 365/12 days.
        let (months, days_of_year) =
            (Expr::constant("months of a year", 12, ""), Expr::constant("days of a year", 365, "days"));
        let stored = ingested.times(ratio).times(days).times(months).over(days_of_year);
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
