//! Metrics, alarms and dashboards.

use costmodel_core::book::Key;
use costmodel_core::model::{Expr, FleetMeasure, Line};
use costmodel_core::unit::Unit;

use crate::decode::{At, Count, Events, OneOrMany};
use crate::kinds::Kind;
use crate::kinds::shared::lines::{driven, on_aws};
use crate::kinds::shared::{component, of_demand};
use crate::lower::{Cx, Draft, Lowering, of_component};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Metrics, alarms and dashboards (CloudWatch).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.dashboards.metrics]
custom_metrics = 60
alarms = 12
dashboards = 2
api_requests = "50_000 per month"
"#;

spec! {
    /// Metrics, alarms and dashboards, in each environment and placement.
    pub struct Metrics {
        /// Custom metrics that exist all month: each name with each combination of dimensions is one.
        up custom_metrics: Option<Count>,
        /// Custom metrics of each replica of the components in `of`, for the hours that replicas run.
        up per_replica: Option<Count>,
        /// The components whose replicas write metrics.
        neutral of: Option<OneOrMany<At<String>>>,
        /// Requests to the metrics API: `"50_000 per month"`, `"1 request per job"`.
        up api_requests: Option<Events>,
        /// Metrics read in bulk: `"2_000_000 metrics per month"`.
        up metrics_read: Option<Events>,
        /// Alarms on one metric each, evaluated every minute or less often.
        up alarms: Option<Count>,
        /// Alarms evaluated more often than every minute.
        up high_resolution_alarms: Option<Count>,
        /// Alarms on other alarms.
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
            ("metrics read", "metrics", "get-metric-data", "Metrics", &self.metrics_read),
        ];
        let mut counted = Vec::new();
        for (name, unit, meter, noun, amount) in requests {
            if let Some(amount) = amount {
                counted.push((name, meter, noun, of_demand(cx, unit, amount, unit)));
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
        on_aws(cx, "a metrics service")?;
        let months = [
            ("custom metrics", "metrics", "custom-metric", "Metric", &self.custom_metrics),
            ("alarms", "alarms", "standard-resolution", "Metric", &self.alarms),
            ("high-resolution alarms", "alarms", "high-resolution", "Metric", &self.high_resolution_alarms),
            ("composite alarms", "alarms", "composite", "Alarm", &self.composite_alarms),
            ("dashboards", "dashboards", "dashboard", "Dashboard", &self.dashboards),
        ];
        for (name, sku, meter, noun, count) in months {
            if let Some(count) = count {
                let number = cx.leaf(name, count, "");
                let line = Draft::new(
                    name,
                    cx.key("cloudwatch", sku, meter),
                    number,
                    Unit::counted(noun).over_months(),
                );
                cx.push(line.deterministic());
            }
        }
        for (name, meter, noun, amount) in counted {
            let (number, driver) = amount?;
            let line = Draft::new(name, cx.key("cloudwatch", "metrics", meter), number, Unit::counted(noun));
            cx.push(driven(line, driver.as_deref()));
        }
        Some(())
    }
}

/// Metrics that replicas write: added once every component is lowered, because only then are there replicas.
pub(crate) fn of_replicas(low: &mut Lowering<'_>) {
    let spec = low.spec;
    for (id, own) in (0_u16..).zip(&spec.components) {
        let Kind::Metrics(metrics) = &own.kind else { continue };
        let (Some(per_replica), Some(of)) = (&metrics.per_replica, &metrics.of) else { continue };
        for site in of_component(low, own).into_iter().filter(|site| site.place.provider == "aws") {
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
                let key: Key = cx.key("cloudwatch", "metrics", "custom-metric");
                let line = Draft::new(
                    &format!("custom metrics of {}", name.value),
                    key,
                    number,
                    Unit::counted("Metric").over_hours(),
                );
                cx.push(line.shape(fleet).note("for the hours that replicas run"));
            }
        }
    }
}
