//! Distributions of the file as distributions of the token engine.

use costmodel_core::scenario::Scenario;
use costmodel_core::tokens::{Histogram, TokenError, Weighted};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::decode::amount::{CountDimension, OwnTokensDimension, Spread, SpreadShape};
use crate::lower::Cx;

/// A whole number with its distribution; `default` when nothing is written.
pub fn histogram(
    cx: &mut Cx<'_, '_>,
    name: &str,
    spread: Option<&Spread<CountDimension>>,
    default: u64,
    scenario: Scenario,
) -> Option<Histogram> {
    let Some(spread) = spread else { return Some(Histogram::exactly(default)) };
    let made = match &spread.shape {
        SpreadShape::Value(value) => Histogram::mean(*value.get(scenario)),
        SpreadShape::MeanP95 { mean, p95 } => fitted(cx, *mean.get(scenario), *p95.get(scenario)),
        SpreadShape::Histogram(bins) => {
            let whole: Option<Vec<_>> = bins
                .iter()
                .map(|(n, share)| n.is_integer().then(|| n.to_u64()).flatten().map(|n| (n, *share)))
                .collect();
            match whole {
                Some(bins) => Histogram::of(&bins),
                None => {
                    cx.error(
                        "distribution",
                        spread.span.clone(),
                        format!("`{name}` counts whole numbers"),
                        "not a whole number",
                        "use whole numbers as keys of the histogram",
                    );
                    return None;
                }
            }
        }
    };
    told(cx, name, spread.span.clone(), made)
}

/// A distribution of whole numbers with a mean and a 95th percentile. A fit is searched for: each pair once.
pub fn fitted(cx: &mut Cx<'_, '_>, mean: Decimal, p95: Decimal) -> Result<Histogram, TokenError> {
    if let Some(known) = cx.low.fits.get(&(mean, p95)) {
        return Ok(known.clone());
    }
    let fit = Histogram::mean_p95(mean, p95)?;
    cx.low.fits.insert((mean, p95), fit.clone());
    Ok(fit)
}

/// Tokens with their distribution.
pub fn weighted(
    cx: &mut Cx<'_, '_>,
    name: &str,
    spread: &Spread<OwnTokensDimension>,
    scenario: Scenario,
) -> Option<Weighted> {
    let made = match &spread.shape {
        SpreadShape::Value(value) => Weighted::exactly(*value.get(scenario)),
        SpreadShape::MeanP95 { mean, p95 } => Weighted::mean_p95(*mean.get(scenario), *p95.get(scenario)),
        SpreadShape::Histogram(bins) => Weighted::of(bins),
    };
    told(cx, name, spread.span.clone(), made)
}

/// What came of a distribution; says why when nothing did.
pub fn told<T>(
    cx: &mut Cx<'_, '_>,
    name: &str,
    span: costmodel_core::diag::Span,
    made: Result<T, TokenError>,
) -> Option<T> {
    match made {
        Ok(made) => Some(made),
        Err(why) => {
            cx.error(
                "distribution",
                span,
                format!("`{name}` is no distribution: {why}"),
                "cannot be",
                "give a mean of at least 1 and a p95 above it, at most 3.8 times as large; or a histogram",
            );
            None
        }
    }
}
