//! Numbers whose distribution matters: a mean with its 95th percentile, or a histogram.

use std::marker::PhantomData;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::amount::{Dimension, Measure};
use super::fields::nearest;
use super::number;
use super::{Direction, Field, FieldDoc, Fraction, Node, Problems, Shape};

/// A number whose distribution matters: one value, a range, a mean with its 95th percentile, or a histogram.
#[derive(Clone, Debug)]
pub struct Spread<D> {
    /// What was written.
    pub shape: SpreadShape,
    /// Where.
    pub span: Span,
    dimension: PhantomData<D>,
}

/// What was written of a distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpreadShape {
    /// One value in each scenario.
    Value(Ranged<Decimal>),
    /// A mean and a 95th percentile.
    MeanP95 {
        /// The mean.
        mean: Ranged<Decimal>,
        /// The value that 95 % do not pass.
        p95: Ranged<Decimal>,
    },
    /// Values with their shares.
    Histogram(Vec<(Decimal, Decimal)>),
}

impl<D: Dimension> Field for Spread<D> {
    const SHAPE: Shape = Shape::Distribution(D::EXAMPLE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let keys: Vec<&str> = node.entries().iter().map(|(key, _)| key.name.as_str()).collect();
        let shape = if keys.contains(&"mean") || keys.contains(&"p95") {
            for (key, _) in
                node.entries().iter().filter(|(key, _)| !["mean", "p95"].contains(&key.name.as_str()))
            {
                problems.push(
                    Diagnostic::error(
                        "unknown-key",
                        key.span.clone(),
                        format!("unknown key `{}` in a distribution", key.name),
                    )
                    .label("not part of a distribution")
                    .hint(match nearest(&key.name, ["mean", "p95"].into_iter()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            "a distribution has `mean` and `p95`, or is a table of values and their shares"
                                .into()
                        }
                    }),
                );
            }
            let mut read = |name: &str| node.get(name).and_then(|n| Measure::<D>::decode(n, doc, problems));
            let (mean, p95) = (read("mean"), read("p95"));
            if keys.len() < 2 {
                let missing = if node.get("mean").is_none() { "mean" } else { "p95" };
                problems.push(
                    Diagnostic::error("missing-key", node.span.clone(), format!("`{missing}` is missing"))
                        .label("needs both `mean` and `p95`")
                        .hint(format!("{} = {{ mean = …, p95 = … }}", doc.name)),
                );
            }
            SpreadShape::MeanP95 { mean: mean?.amount.value, p95: p95?.amount.value }
        } else if !keys.is_empty() && keys.iter().all(|key| value_of::<D>(key).is_some()) {
            let share_doc = FieldDoc { name: "share", direction: Direction::Neutral, ..*doc };
            let mut bins = Vec::new();
            for (key, value) in node.entries() {
                let share = Fraction::decode(value, &share_doc, problems)?;
                bins.push((value_of::<D>(&key.name)?, share.value.expected));
            }
            let total: Decimal = bins.iter().map(|(_, share)| *share).sum();
            if total != Decimal::ONE {
                problems.push(
                    Diagnostic::error(
                        "shares-do-not-sum",
                        node.span.clone(),
                        format!(
                            "the shares sum to {} %, not 100 %",
                            (total * Decimal::ONE_HUNDRED).normalize()
                        ),
                    )
                    .label("shares of a histogram")
                    .hint("make the shares sum to 100 %"),
                );
                return None;
            }
            SpreadShape::Histogram(bins)
        } else {
            SpreadShape::Value(Measure::<D>::decode(node, doc, problems)?.amount.value)
        };
        Some(Spread { shape, span: node.span.clone(), dimension: PhantomData })
    }
}

/// A value of a histogram, in base units: `"4 KiB"`, or a plain number of them.
fn value_of<D: Dimension>(key: &str) -> Option<Decimal> {
    number::decimal(key).ok().or_else(|| {
        let written = number::parse(key).ok().filter(|written| written.per.is_none())?;
        written.number.checked_mul(D::base(&written.unit)?)
    })
}
