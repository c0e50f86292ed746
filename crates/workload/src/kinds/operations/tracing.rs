//! Traces: recorded, retrieved and scanned, or hosts of a vendor.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Bytes, Count, Events, Fraction};
use crate::kinds::shared::counted_once_here;
use crate::kinds::shared::lines::{Moved, driven, moved, push_part, standing, whole_months, without};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Traces (AWS X-Ray, Azure Application Insights, Google Cloud Trace): recorded by a sampling rule, retrieved, scanned; or Datadog APM by host.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "sampling: X-Ray records the first request of each second and 5 % of the others unless told; here one trace of every second, as far as there are as many, and 5 % of the rest (sample = \"100 %\" switches it off); the same on Azure and Google Cloud",
    "Google Cloud bills spans and Azure their bytes: a trace has 8 spans of 1 KiB, an assumption (`spans` and `span_size` say otherwise)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.traces.tracing]
traces = "1 trace per chat"
sample = "5 %"
"#;

/// Spans of a trace, and bytes of a span, where nothing says so: assumptions.
const SPANS: u32 = 8;
const SPAN_BYTES: u32 = 1 << 10;

choice! {
    /// Who keeps the traces.
    pub enum TraceVendor {
        /// The provider's own: AWS X-Ray, Azure Application Insights, Google Cloud Trace.
        Xray = "xray",
        /// Datadog APM, by host.
        Datadog = "datadog",
    }
}

spec! {
    /// Traces.
    pub struct Tracing {
        /// Requests that could be traced: `"1 trace per chat"`.
        up traces: Option<Events>,
        /// The part of them that is recorded. Default: the vendor's own rule.
        up sample: Option<Fraction>,
        /// Spans of a trace. Billed by Google Cloud, and with their bytes by Azure; X-Ray bills whole traces. Default: 8.
        up spans: Option<Count>,
        /// Bytes of a span as they are written. Billed by Azure. Default: 1 KiB.
        up span_size: Option<Bytes>,
        /// Traces retrieved: `"20_000 per month"`. Billed by X-Ray; the others include reading.
        up retrieved: Option<Events>,
        /// Traces that queries scan.
        up scanned: Option<Events>,
        /// Who keeps them.
        neutral vendor: TraceVendor = "xray",
        /// Hosts that are traced, of vendors that bill by host; counted once: in production and the first
        /// placement, unless `environments` or `placement` says otherwise.
        up hosts: Option<Count>,
    }
}

impl Tracing {
    /// Recorded, retrieved and scanned traces, or hosts.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let by_host = self.vendor == TraceVendor::Datadog;
        let unused = [
            ("traces", by_host && self.traces.is_some()),
            ("sample", by_host && self.sample.is_some()),
            ("spans", by_host && self.spans.is_some()),
            ("span_size", by_host && self.span_size.is_some()),
            ("retrieved", by_host && self.retrieved.is_some()),
            ("scanned", by_host && self.scanned.is_some()),
            ("hosts", !by_host && self.hosts.is_some()),
        ];
        let fits = without(cx, "not of this vendor", "`vendor`", &unused);
        let traces = moved(cx, "traces", self.traces.as_deref(), "traces");
        let retrieved = moved(cx, "retrieved", self.retrieved.as_deref(), "traces");
        let scanned = moved(cx, "scanned", self.scanned.as_deref(), "traces");
        fits?;
        let (traces, read) = (traces?, [("retrieved", retrieved?), ("scanned", scanned?)]);
        match (self.vendor, traces, &self.hosts) {
            (TraceVendor::Xray, Some(traces), _) => {
                self.recorded(cx, traces)?;
                for (name, amount) in read {
                    push_part(cx, ("*", name), name, amount, Unit::counted("Traces"))?;
                }
            }
            (TraceVendor::Datadog, _, Some(hosts)) if counted_once_here(cx) => {
                let key = Key::new("datadog", "apm", "global", "standard", "hosts");
                // By the most hosts of a month without its top 1 % of hours (docs.datadoghq.com/account_management/billing:
                // "the maximum count (high-water mark) of the lower 99 percent of usage").
                let number = whole_months(cx, cx.leaf("hosts", hosts, ""));
                let line = standing("traced hosts", key, number, "Host");
                cx.push(line.note("list price of annual plans as a third party states it"));
            }
            (TraceVendor::Datadog, _, Some(_)) => {}
            (vendor, ..) => {
                let (key, hint) = match vendor {
                    TraceVendor::Xray => ("traces", "traces = \"1 trace per chat\""),
                    TraceVendor::Datadog => ("hosts", "hosts = 6"),
                };
                let span = cx.span.clone();
                cx.error("missing-key", span, format!("`{key}` is missing"), "how many?", hint);
                return None;
            }
        }
        Some(())
    }

    /// Traces that are recorded (docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html: one
    /// request each second and five percent of any additional requests), in what the provider counts.
    fn recorded(&self, cx: &mut Cx<'_, '_>, (traces, driver): Moved) -> Option<()> {
        let (quantity, assumed) = match &self.sample {
            Some(sample) => (traces.times(cx.leaf("part that is recorded", sample, "")), false),
            None => {
                let traces = traces.times(Expr::ActiveShare);
                let seconds = Expr::Hours.times(Expr::constant("seconds of an hour", 3_600, "s"));
                let first = Expr::Smallest(vec![traces.clone(), seconds.clone()]);
                let rest = Expr::Above(Box::new(traces), Box::new(seconds));
                let part = Expr::assumed("part of the rest", Decimal::new(5, 2), "");
                (Expr::Sum(vec![first, rest.times(part)]), true)
            }
        };
        let (quantity, unit, shape) = self.counted(cx, quantity);
        let sold = cx.sold("*", "recorded")?;
        cx.push_sold(&sold, "recorded", quantity, unit, |line| {
            let line = driven(line, driver.as_deref()).note(shape);
            if assumed {
                line.assumed().note("one trace each second and 5 % of the rest; `sample` changes it")
            } else if shape.is_empty() {
                line
            } else {
                line.assumed()
            }
        });
        Some(())
    }

    /// Traces as the provider counts them: X-Ray traces (aws.amazon.com/xray/pricing), Cloud Trace spans
    /// (cloud.google.com/stackdriver/pricing: by spans ingested), Application Insights the bytes of its tables in a
    /// workspace (learn.microsoft.com/azure/azure-monitor/logs/cost-logs).
    fn counted(&self, cx: &Cx<'_, '_>, traces: Expr) -> (Expr, Unit, &'static str) {
        let spans = match &self.spans {
            Some(own) => cx.leaf("spans of a trace", own, ""),
            None => Expr::assumed("spans of a trace", Decimal::from(SPANS), ""),
        };
        match cx.provider() {
            "gcp" => {
                let note = if self.spans.is_some() { "" } else { "8 spans a trace; `spans` says otherwise" };
                (traces.times(spans), Unit::counted("Spans"), note)
            }
            "azure" => {
                let size = match &self.span_size {
                    Some(own) => cx.leaf("size of a span", own, "B"),
                    None => Expr::assumed("size of a span", Decimal::from(SPAN_BYTES), "B"),
                };
                let note = match (&self.spans, &self.span_size) {
                    (Some(_), Some(_)) => "",
                    _ => "8 spans a trace of 1 KiB unless `spans` and `span_size` say otherwise",
                };
                (traces.times(spans).times(size), Unit::bytes(), note)
            }
            _ => (traces, Unit::counted("Traces"), ""),
        }
    }
}
