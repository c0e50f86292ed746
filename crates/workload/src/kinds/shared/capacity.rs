//! How many replicas demand needs: capacity of one by latency, throughput or duration.

use std::sync::Arc;

use costmodel_core::model::{Expr, FleetId};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use crate::decode::{Amount, Count, Fraction, PerCount, Seconds};
use crate::lower::{Cx, Sizing};
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
                let seconds = seconds_of(cx, throughput)?;
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

/// The seconds a throughput is per; says so when it is per something else.
pub fn seconds_of(cx: &mut Cx<'_, '_>, throughput: &PerCount) -> Option<u32> {
    if [throughput.value.low, throughput.value.expected, throughput.value.high].iter().any(Decimal::is_zero) {
        cx.error(
            "out-of-range",
            throughput.span.clone(),
            "a throughput cannot be zero",
            "handles nothing",
            "say how much one handles in a second, minute or hour",
        );
        return None;
    }
    match throughput.per.as_deref() {
        Some("second") => Some(1),
        Some("minute") => Some(60),
        Some("hour") => Some(3_600),
        _ => {
            cx.error(
                "unit-mismatch",
                throughput.span.clone(),
                "a throughput is per second, minute or hour",
                "per what time?",
                "throughput = \"30 requests per second\"",
            );
            None
        }
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
    let takes = capacity.latency.or(capacity.duration).map(|seconds| seconds.value);
    let capacity = capacity.per_hour(cx)?;
    let (min, max) = bounds(cx, replicas, zones, 1)?;
    let id = cx.fleet(Sizing {
        demand,
        week: served.week.clone(),
        burst: served.burst,
        capacity,
        min,
        max,
        schedule,
        start_up,
    });
    if let Some(fleet) = cx.low.model.fleets.get_mut(id) {
        fleet.takes = takes;
    }
    Some(id)
}

/// Replicas at least and at most: the environment's minimum, else the stated one, else `least`, and one in each
/// zone that is stated.
pub fn bounds(
    cx: &mut Cx<'_, '_>,
    replicas: Option<&Replicas>,
    zones: Option<&Count>,
    least: u32,
) -> Option<(Ranged<Decimal>, Option<Ranged<Decimal>>)> {
    let least_of = Ranged::same(Decimal::from(least));
    let stated = cx.site.min_replicas.or(replicas.map(|r| r.min.value)).unwrap_or(least_of);
    let zones = cx.zones(zones.map(|z| &z.amount), least);
    let min = Ranged::from_fn(|s| *stated.get(s).max(zones.get(s)));
    let none = replicas.filter(|r| cx.site.min_replicas.is_none() && r.min.value.expected.is_zero());
    if let Some(none) = none.filter(|_| !min.expected.is_zero()) {
        cx.warn(
            "replicas",
            none.min.span.clone(),
            format!("`{}` never runs with no replica: one is kept in each of its zones", cx.name),
            "not kept",
            "write min = 1; a `schedule` stops it for hours, and a `function` costs nothing while idle",
        );
    }
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
    Some((min, max.map(|max| max.value)))
}
