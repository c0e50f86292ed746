//! What several kinds lower alike: replicas from demand, bytes to GiB, AI meters.

use std::sync::Arc;

use costmodel_core::diag::Diagnostic;
use costmodel_core::model::{Expr, FleetId};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use crate::decode::fields::nearest;
use crate::decode::{Amount, At, Count, Fraction, PerCount, Seconds};
use crate::lower::{Cx, Lowering, Sizing};
use crate::spec;

spec! {
    /// Replicas at least and at most.
    pub struct Replicas {
        /// At least so many, busy or not.
        up min: Count = "1",
        /// At most so many; demand beyond it is not served, and said so.
        up max: Option<Count>,
    }
}

/// How much one replica handles: latency with concurrency, or throughput, or duration.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'k> {
    /// Time a request takes.
    pub latency: Option<&'k Seconds>,
    /// Requests at once.
    pub concurrency: Option<&'k Count>,
    /// Requests in a time.
    pub throughput: Option<&'k PerCount>,
    /// Time a request keeps a whole replica busy.
    pub duration: Option<&'k Seconds>,
    /// How full replicas are run.
    pub target_utilization: &'k Fraction,
}

impl Capacity<'_> {
    /// Units one replica handles in an hour; `Ok(None)` when nothing says so.
    fn per_hour(&self, cx: &mut Cx<'_, '_>) -> Option<Option<Expr>> {
        let hour = || Expr::constant("seconds of an hour", 3_600, "s");
        let full = cx.leaf("target utilization", self.target_utilization, "");
        let ways = [
            self.latency.is_some() || self.concurrency.is_some(),
            self.throughput.is_some(),
            self.duration.is_some(),
        ];
        if ways.iter().filter(|way| **way).count() > 1 {
            let span = self
                .throughput
                .map(|t| t.span.clone())
                .or(self.duration.map(|d| d.span.clone()))
                .unwrap_or(cx.span.clone());
            cx.error(
                "sizing",
                span,
                format!("`{}` is sized in several ways at once", cx.name),
                "choose one",
                "either latency with concurrency, or throughput, or duration",
            );
            return None;
        }
        match (self.latency, self.concurrency, self.throughput, self.duration) {
            (Some(latency), Some(concurrency), ..) => {
                let at_once = cx.leaf("requests at once", concurrency, "requests");
                Some(Some(hour().over(cx.leaf("latency", latency, "s")).times(at_once).times(full)))
            }
            (None, Some(amount), ..) => self.half(cx, "concurrency", amount, "latency = \"900 ms\""),
            (Some(amount), None, ..) => self.half(cx, "latency", amount, "concurrency = 20"),
            (_, _, Some(throughput), _) => {
                let seconds = match throughput.per.as_deref() {
                    Some("second") => 1,
                    Some("minute") => 60,
                    Some("hour") => 3_600,
                    _ => {
                        cx.error(
                            "unit-mismatch",
                            throughput.span.clone(),
                            "a throughput is per second, minute or hour",
                            "per what time?",
                            "throughput = \"30 requests per second\"",
                        );
                        return None;
                    }
                };
                let rate = cx.leaf("throughput of a replica", throughput, "units per its time");
                Some(Some(
                    rate.times(hour()).over(Expr::constant("seconds of its time", seconds, "s")).times(full),
                ))
            }
            (.., Some(duration)) => Some(Some(hour().over(cx.leaf("duration", duration, "s")).times(full))),
            _ => Some(None),
        }
    }

    fn half<T>(&self, cx: &mut Cx<'_, '_>, has: &str, amount: &Amount, add: &str) -> Option<T> {
        cx.error(
            "sizing",
            amount.span.clone(),
            format!("`{has}` alone does not size `{}`", cx.name),
            "needs its other half",
            format!("add {add}"),
        );
        None
    }
}

/// Replicas that follow a component's demand. Without a capacity, `min` replicas run.
#[allow(clippy::too_many_arguments)]
pub fn replica_fleet(
    cx: &mut Cx<'_, '_>,
    served: &crate::lower::Served,
    demand: Expr,
    capacity: &Capacity<'_>,
    replicas: Option<&Replicas>,
    zones: Option<&Count>,
    schedule: Option<Arc<Week>>,
    start_up: Ranged<Decimal>,
) -> Option<FleetId> {
    let capacity = capacity.per_hour(cx)?;
    let one = Ranged::same(Decimal::ONE);
    let stated = cx.site.min_replicas.or(replicas.map(|r| r.min.value)).unwrap_or(one);
    let zones = cx.zones(zones.map(|z| &z.amount), 1);
    let min = Ranged::from_fn(|s| *stated.get(s).max(zones.get(s)));
    let max = replicas.and_then(|r| r.max.as_ref());
    if let Some(max) = max.filter(|max| {
        max.value.low < min.low || max.value.expected < min.expected || max.value.high < min.high
    }) {
        cx.error(
            "replicas",
            max.span.clone(),
            "the maximum of replicas is below the minimum",
            "max < min",
            "raise `max`, or lower `min` or `zones`",
        );
        return None;
    }
    Some(cx.fleet(Sizing {
        demand,
        week: served.week.clone(),
        burst: served.burst,
        capacity,
        min,
        max: max.map(|max| max.value),
        schedule,
        start_up,
    }))
}

/// A number of bytes as a leaf in GiB.
#[must_use]
pub fn gib(cx: &Cx<'_, '_>, name: &str, bytes: &Amount) -> Expr {
    let _ = cx;
    Expr::given(name, bytes.value.map(|b| *b / Decimal::from(1_u64 << 30)), "GiB", bytes.span.clone())
}

/// An amount of a month, or for each of something, as it reaches this site. What is stated for the whole
/// month takes the site's part of the demand, as drivers do. Returns the driver's name too.
pub fn of_demand(
    cx: &mut Cx<'_, '_>,
    name: &str,
    amount: &Amount,
    unit: &str,
) -> Option<(Expr, Option<String>)> {
    let (expr, driver) = cx.times_per(name, amount, unit)?;
    if driver.is_some() || cx.site.demand == Ranged::same(Decimal::ONE) {
        return Some((expr, driver));
    }
    let part = Expr::given(
        &format!("part of the demand in {}", cx.site.label),
        cx.site.demand,
        "",
        amount.span.clone(),
    );
    Some((expr.times(part), None))
}

/// How many zones something spans.
#[derive(Clone, Debug)]
pub struct Zones {
    /// As a factor.
    pub expr: Expr,
    /// In each scenario.
    pub value: Ranged<Decimal>,
    /// Whether neither the environment nor the component says so.
    pub assumed: bool,
}

/// The zones the environment states, else those given, else `default`; at least `least`.
pub fn zones(cx: &Cx<'_, '_>, own: Option<&Amount>, default: u32, least: u32) -> Zones {
    let stated = cx.zones(own, default);
    let value = stated.map(|zones| (*zones).max(Decimal::from(least)));
    let assumed = cx.site.zones.is_none() && own.is_none();
    let raised = if value == stated { String::new() } else { format!(", at least {least}") };
    let expr = match own.filter(|_| cx.site.zones.is_none()) {
        Some(amount) => Expr::given(&format!("zones{raised}"), value, "", amount.span.clone()),
        None if assumed => Expr::assumed_range("zones", value, ""),
        None => Expr::given(&format!("zones of the environment{raised}"), value, "", cx.span.clone()),
    };
    Zones { expr, value, assumed }
}

/// The component of a name; says so when there is none.
pub fn component(low: &mut Lowering<'_>, name: &At<String>) -> Option<usize> {
    let names = || low.spec.components.iter().map(|component| component.name.name.as_str());
    if let Some(at) = names().position(|known| known == name.value) {
        return Some(at);
    }
    let near = nearest(&name.value, names());
    if low.spec.lost.excuses(&name.value, near.is_some()) {
        return None;
    }
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("components: {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("no component is called `{}`", name.value);
    low.problems.push(
        Diagnostic::error("unknown-component", name.span.clone(), message)
            .label("unknown component")
            .hint(hint),
    );
    None
}

/// Reports a quantity that a flow states already.
pub fn typed_twice(cx: &mut Cx<'_, '_>, amount: &Amount, field: &str) {
    let message = format!("`{field}` of `{}` is stated by a flow too", cx.name);
    cx.error(
        "typed-twice",
        amount.span.clone(),
        message,
        "counted twice",
        "bytes are stated once: drop this key, or the flow",
    );
}
