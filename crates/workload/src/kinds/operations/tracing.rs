//! Traces: recorded, retrieved and scanned, or hosts of a vendor.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Count, Events, Fraction};
use crate::kinds::shared::counted_once_here;
use crate::kinds::shared::lines::{
    Moved, driven, moved, on_aws, push_moved, standing, whole_months, without,
};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Traces (AWS X-Ray): recorded by a sampling rule, retrieved, scanned; or Datadog APM by host.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "sampling: X-Ray records the first request of each second and 5 % of the others unless told; here one trace of every second, as far as there are as many, and 5 % of the rest (sample = \"100 %\" switches it off)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.traces.tracing]
traces = "1 trace per chat"
sample = "5 %"
"#;

choice! {
    /// Who keeps the traces.
    pub enum TraceVendor {
        /// AWS X-Ray.
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
        /// Traces retrieved: `"20_000 per month"`.
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
                on_aws(cx, "a trace service")?;
                self.recorded(cx, traces);
                for (name, amount) in read {
                    let key = cx.key("xray", "traces", name);
                    push_moved(cx, name, key, amount, Unit::counted("Traces"));
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
    /// request each second and five percent of any additional requests).
    fn recorded(&self, cx: &mut Cx<'_, '_>, (traces, driver): Moved) {
        let key = cx.key("xray", "traces", "recorded");
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
        let line = driven(Draft::new("recorded", key, quantity, Unit::counted("Traces")), driver.as_deref());
        cx.push(if assumed {
            line.assumed().note("one trace each second and 5 % of the rest; `sample` changes it")
        } else {
            line
        });
    }
}
