//! Metrics, alarms and dashboards.

use costmodel_core::model::{Expr, FleetMeasure, Line};
use costmodel_core::unit::Unit;

use crate::decode::{At, Count, Events, OneOrMany, Seconds};
use crate::kinds::Kind;
use crate::kinds::shared::lines::{push_part, push_standing};
use crate::kinds::shared::{component, of_demand};
use crate::lower::{Cx, Draft, Lowering, of_component};
use crate::spec;

/// What it is.
pub const SUMMARY: &str =
    "Metrics, alarms and dashboards (AWS CloudWatch, Azure Monitor, Google Cloud Monitoring).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "Azure and Google Cloud bill the values of a custom metric, not the metric: one each 60 s (`interval` says otherwise)",
    "on Azure custom metrics are samples of the managed service for Prometheus; on Google Cloud a value has 8 bytes",
    "on Google Cloud an alarm is a condition on one time series, evaluated every 30 s: each evaluation returns one; the vendor bills alerting no sooner than 2027-09-01",
    "dashboards cost nothing on Azure and Google Cloud",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.dashboards.metrics]
custom_metrics = 60
alarms = 12
dashboards = 2
api_requests = "50_000 per month"
"#;

/// Bytes of a value of a metric (cloud.google.com/stackdriver/pricing: "8 bytes for each scalar data point").
const GOOGLE_BYTES: u32 = 8;
/// Seconds between two values of a metric, where nothing says so.
const INTERVAL: u32 = 60;
/// Seconds between two evaluations of an alerting policy (cloud.google.com/stackdriver/observability-pricing-examples:
/// "86,400 30-second execution periods per month"). That page counts conditions and the time series they return. What is
/// announced since, by documents that quote cloud.google.com/stackdriver/pricing as of 2026-09, counts references to
/// metrics and points evaluated, no sooner than 2027-09-01: an alarm here is one reference; how points are counted is not
/// found.
const GOOGLE_EVALUATES: u32 = 30;

spec! {
    /// Metrics, alarms and dashboards, in each environment and placement.
    pub struct Metrics {
        /// Custom metrics that exist all month: each name with each combination of dimensions is one.
        up custom_metrics: Option<Count>,
        /// Custom metrics of each replica of the components in `of`, for the hours that replicas run.
        up per_replica: Option<Count>,
        /// Time between two values of a custom metric, where values are billed: on Azure and Google Cloud.
        /// Default: 60 s.
        down interval: Option<Seconds>,
        /// The components whose replicas write metrics.
        neutral of: Option<OneOrMany<At<String>>>,
        /// Requests to the metrics API: `"50_000 per month"`, `"1 request per job"`. Google Cloud bills the time series
        /// that they return: one each, where `metrics_read` does not say how many.
        up api_requests: Option<Events>,
        /// Metrics read in bulk: `"2_000_000 metrics per month"`. Azure bills each as a request, Google Cloud as a time
        /// series.
        up metrics_read: Option<Events>,
        /// Alarms on one metric each, evaluated every minute or less often.
        up alarms: Option<Count>,
        /// Alarms evaluated more often than every minute. With AWS alone.
        up high_resolution_alarms: Option<Count>,
        /// Alarms on other alarms. With AWS alone.
        up composite_alarms: Option<Count>,
        /// Dashboards.
        up dashboards: Option<Count>,
    }
}

impl Metrics {
    /// A line for each thing there is. Metrics of replicas follow later: see [`of_replicas`].
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let names = self.of.iter().flat_map(|names| &names.0);
        let known: Vec<Option<usize>> = names.map(|name| component(cx.low, name)).collect();
        let requests = [
            ("API requests", "requests", "api-requests", "Requests", &self.api_requests),
            ("metrics read", "metrics", "metrics-read", "Metrics", &self.metrics_read),
        ];
        let mut counted = Vec::new();
        for (name, unit, part, noun, amount) in requests {
            // Google Cloud bills what is read, not the requests that read it.
            let counts = part != "api-requests" || self.metrics_read.is_none() || cx.provider() != "gcp";
            if let Some(amount) = amount.as_ref().filter(|_| counts) {
                counted.push((name, part, noun, of_demand(cx, unit, amount, unit)));
            }
        }
        if let Some(per_replica) = self.per_replica.as_ref().filter(|_| known.is_empty()) {
            cx.error(
                "missing-key",
                per_replica.span.clone(),
                "`per_replica` does not say of what",
                "replicas of what?",
                "of = [\"api\"]",
            );
            return None;
        }
        if known.contains(&None) {
            return None;
        }
        if let Some(zero) = self.interval.as_ref().filter(|own| own.value.low.is_zero()) {
            let message = "values of a metric cannot be 0 s apart";
            cx.error("out-of-range", zero.span.clone(), message, "above 0 s", "interval = \"60 s\"");
            return None;
        }
        if let Some(count) = &self.custom_metrics {
            let number = cx.leaf("custom metrics", count, "");
            self.written(cx, "custom metrics", number, |line| line.deterministic())?;
        }
        let months = [
            ("alarms", "Metric", &self.alarms),
            ("high-resolution alarms", "Metric", &self.high_resolution_alarms),
            ("composite alarms", "Alarm", &self.composite_alarms),
            ("dashboards", "Dashboard", &self.dashboards),
        ];
        for (name, noun, count) in months {
            if let Some(count) = count {
                let number = cx.leaf(name, count, "");
                let sold = cx.sold("*", &name.replace(' ', "-"))?;
                push_standing(cx, &sold, name, number.clone(), noun, |line| line);
                if name == "alarms" && cx.provider() == "gcp" {
                    let series = number.times(each(Expr::constant("s", GOOGLE_EVALUATES, "s")));
                    let returned = Some((series.times(Expr::Hours), None));
                    push_part(
                        cx,
                        ("*", "evaluations"),
                        "evaluations of alarms",
                        returned,
                        Unit::counted("TimeSeries"),
                    )?;
                }
            }
        }
        for (name, part, noun, amount) in counted {
            push_part(cx, ("*", part), name, Some(amount?), Unit::counted(noun))?;
        }
        Some(())
    }

    /// A line of custom metrics that exist all month.
    fn written(
        &self,
        cx: &mut Cx<'_, '_>,
        name: &str,
        metrics: Expr,
        finish: impl FnOnce(Draft) -> Draft,
    ) -> Option<()> {
        if cx.provider() == "aws" {
            let sold = cx.sold("*", "custom-metrics")?;
            cx.push_sold(&sold, name, metrics, Unit::counted("Metric").over_months(), finish);
            return Some(());
        }
        self.values(cx, name, metrics.times(Expr::Hours), finish)
    }

    /// A line of the values of so many hours of custom metrics: samples, or their bytes.
    fn values(
        &self,
        cx: &mut Cx<'_, '_>,
        name: &str,
        hours: Expr,
        finish: impl FnOnce(Draft) -> Draft,
    ) -> Option<()> {
        let interval = match &self.interval {
            Some(own) => cx.leaf("between two values", own, "s"),
            None => Expr::assumed("between two values", INTERVAL.into(), "s"),
        };
        let values = hours.times(each(interval));
        let (quantity, unit) = if cx.provider() == "gcp" {
            (values.times(Expr::constant("bytes of a value", GOOGLE_BYTES, "B")), Unit::bytes())
        } else {
            (values, Unit::counted("Samples"))
        };
        let sold = cx.sold("*", "custom-metrics")?;
        cx.push_sold(&sold, name, quantity, unit, |line| {
            let line = finish(line);
            if self.interval.is_none() {
                line.assumed().note("a value each 60 s; `interval` says otherwise")
            } else {
                line
            }
        });
        Some(())
    }
}

/// How often in an hour, at so many seconds from one to the next.
fn each(seconds: Expr) -> Expr {
    Expr::constant("seconds of an hour", 3_600, "s").over(seconds)
}

/// Metrics that replicas write: added once every component is lowered, because only then are there replicas.
pub(crate) fn of_replicas(low: &mut Lowering<'_>) {
    let spec = low.spec;
    for (id, own) in (0_u16..).zip(&spec.components) {
        let Kind::Metrics(metrics) = &own.kind else { continue };
        let (Some(per_replica), Some(of)) = (&metrics.per_replica, &metrics.of) else { continue };
        for site in of_component(low, own) {
            for name in &of.0 {
                let Some(target) =
                    spec.components.iter().position(|component| component.name.name == name.value)
                else {
                    continue;
                };
                let here = |line: &&Line| {
                    usize::from(line.component) == target
                        && line.environment == site.environment
                        && line.placement == site.placement
                };
                if !low.model.lines.iter().any(|line| here(&line)) {
                    continue; // it is not in this environment, or what is wrong with it has been said
                }
                let fleet = low.model.lines.iter().filter(here).find_map(|line| line.shape);
                let mut cx = Cx::new(low, id, own, site.clone());
                let Some(fleet) = fleet else {
                    let message = format!("`{}` has no replicas that could write metrics", name.value);
                    cx.error(
                        "no-replicas",
                        name.span.clone(),
                        message,
                        "not made of replicas",
                        "name containers or machines sized by demand, or count `custom_metrics`",
                    );
                    continue;
                };
                let number = Expr::Fleet(fleet, FleetMeasure::ReplicaHours).times(cx.leaf(
                    "metrics of a replica",
                    per_replica,
                    "",
                ));
                let name = format!("custom metrics of {}", name.value);
                let finish = |line: Draft| line.shape(fleet).note("for the hours that replicas run");
                let _reported = if cx.provider() == "aws" {
                    cx.sold("*", "custom-metrics").map(|sold| {
                        let unit = Unit::counted("Metric").over_hours();
                        cx.push_sold(&sold, &name, number, unit, finish);
                    })
                } else {
                    metrics.values(&mut cx, &name, number, finish)
                };
            }
        }
    }
}
