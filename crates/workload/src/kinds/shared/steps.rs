//! What is billed in started steps: chunks of a payload, kibibytes of a record, hundredths of a second.

use costmodel_core::model::Expr;
use costmodel_core::scenario::{Ranged, Scenario};
use rust_decimal::Decimal;

use super::spread::{fitted, told};
use crate::decode::Amount;
use crate::decode::amount::{BytesDimension, Spread, SpreadShape};
use crate::lower::Cx;

/// Bytes of one payload: a value, a range, a mean with its 95th percentile, or a histogram. What a step costs
/// depends on the large ones.
pub type Payload = Spread<BytesDimension>;

/// Parts of a step that a fitted distribution tells apart, and values it has at most.
const PARTS: u32 = 64;
const VALUES: u32 = 8_000;

/// The mean bytes of a payload.
#[must_use]
pub fn mean(payload: &Payload) -> Ranged<Decimal> {
    match &payload.shape {
        SpreadShape::Value(value) => *value,
        SpreadShape::MeanP95 { mean, .. } => *mean,
        SpreadShape::Histogram(bins) => Ranged::same(
            bins.iter()
                .fold(Decimal::ZERO, |sum, (bytes, share)| sum.saturating_add(bytes.saturating_mul(*share))),
        ),
    }
}

/// The bytes that payloads reach: of a distribution the 95th percentile, or the largest value.
#[must_use]
pub fn reached(payload: &Payload) -> Ranged<Decimal> {
    match &payload.shape {
        SpreadShape::Value(value) => *value,
        SpreadShape::MeanP95 { p95, .. } => *p95,
        SpreadShape::Histogram(bins) => {
            Ranged::same(bins.iter().map(|(bytes, _)| *bytes).max().unwrap_or_default())
        }
    }
}

/// The mean bytes of a payload as a leaf.
#[must_use]
pub fn bytes(payload: &Payload, of: &str) -> Expr {
    let name = match payload.shape {
        SpreadShape::Value(_) => format!("size of {of}"),
        _ => format!("mean size of {of}"),
    };
    Expr::given(&name, mean(payload), "B", payload.span.clone())
}

/// Started steps of one payload, at least one: of its size, or the mean over its distribution.
pub fn chunks(cx: &mut Cx<'_, '_>, payload: &Payload, step: u64, of: &str) -> Option<Expr> {
    let mut steps = Ranged::same(Decimal::ONE);
    for scenario in Scenario::ALL {
        let mean = match &payload.shape {
            SpreadShape::Value(_) => return Some(started(bytes(payload, of), step)),
            SpreadShape::MeanP95 { mean, p95 } => {
                let (mean, p95) = (*mean.get(scenario), *p95.get(scenario));
                // Fine enough for the step, coarse enough for the fit.
                let unit = (Decimal::from(step) / Decimal::from(PARTS)).max(p95 / Decimal::from(VALUES));
                if mean < unit {
                    // Nothing reaches a second step: a 95th percentile is at most four times its mean.
                    Decimal::ONE
                } else {
                    let fit = fitted(cx, mean.checked_div(unit)?, p95.checked_div(unit)?);
                    let fit = told(cx, "size", payload.span.clone(), fit)?;
                    let values =
                        fit.bins().iter().map(|(value, share)| (Decimal::from(*value) * unit, *share));
                    expected(values, step)?
                }
            }
            SpreadShape::Histogram(bins) => expected(bins.iter().copied(), step)?,
        };
        steps = Ranged::from_fn(|s| if s == scenario { mean } else { *steps.get(s) });
    }
    let name = format!("started {step} B of {of}, by its distribution");
    Some(Expr::given(&name, steps.map(Decimal::normalize), "", payload.span.clone()))
}

/// The mean of started steps over some values with their shares.
fn expected(values: impl Iterator<Item = (Decimal, Decimal)>, step: u64) -> Option<Decimal> {
    let step = Decimal::from(step);
    let mut sum = Decimal::ZERO;
    for (bytes, share) in values {
        let started = bytes.checked_div(step)?.ceil().max(Decimal::ONE);
        sum = sum.checked_add(started.checked_mul(share)?)?;
    }
    Some(sum.round_dp(12))
}

/// Started steps of so many bytes, at least one.
#[must_use]
pub fn started(bytes: Expr, step: u64) -> Expr {
    let step = Expr::constant("bytes of a step", step, "B");
    Expr::Largest(vec![Expr::Ceil(Box::new(bytes.over(step))), Expr::constant("one at least", 1, "")])
}

/// The bytes of a payload rounded up to whole steps, at least one.
pub fn rounded_up(cx: &mut Cx<'_, '_>, payload: &Payload, step: u64, of: &str) -> Option<Expr> {
    Some(chunks(cx, payload, step, of)?.times(Expr::constant("bytes of a step", step, "B")))
}

/// What is kept of a steady flow: the month's volume for as many mean months as it is kept.
#[must_use]
pub fn kept_for(volume: Expr, days: Expr) -> Expr {
    // A mean month has 365/12 days.
    let (months, year) =
        (Expr::constant("months of a year", 12, ""), Expr::constant("days of a year", 365, "days"));
    volume.times(days).times(months).over(year)
}

/// A time as a leaf in days.
#[must_use]
pub fn days(name: &str, time: &Amount) -> Option<Expr> {
    let days = time.value.try_map(|seconds| seconds.checked_div(Decimal::from(86_400)))?;
    Some(Expr::given(name, days, "days", time.span.clone()))
}
