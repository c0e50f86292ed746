//! What a component holds: stocks by their size, or a stated number of bytes; and the most of it in any month.

use costmodel_core::model::Expr;
use costmodel_core::scenario::{Ranged, Scenario};
use rust_decimal::Decimal;

use super::gib;
use super::kept::{Kept, kept};
use crate::decode::{Amount, At, OneOrMany};
use crate::lower::{Cx, Draft, Lowering};

/// What is held.
#[derive(Clone, Debug)]
pub struct Stored {
    /// GiB of it in a month.
    pub gib: Expr,
    /// The stocks it follows; `None`: it is stated.
    pub driver: Option<String>,
    /// The stocks themselves; empty: it is stated.
    pub kept: Vec<Kept>,
    /// GiB of its indexes, where they follow from what is held.
    pub indexes: Option<Expr>,
    stated: Ranged<Decimal>,
}

/// What is held by `keeps` with `size`, or by a field that states all of it: `storage`. `Some(None)` when
/// nothing is written.
pub fn stored(
    cx: &mut Cx<'_, '_>,
    keeps: Option<&OneOrMany<At<String>>>,
    size: Option<&Amount>,
    (field, stated): (&str, Option<&Amount>),
) -> Option<Option<Stored>> {
    match (keeps, stated) {
        (Some(_), Some(stated)) => {
            cx.error(
                "one-of",
                stated.span.clone(),
                format!("`{}` says what it holds twice", cx.name),
                "stated, and kept",
                format!("either `{field}`, or `keeps` with the size of each"),
            );
            None
        }
        (Some(keeps), None) => {
            let all = kept(cx, keeps, size)?;
            let held = Stored::following(of_all(&all), names(&all), None);
            Some(Some(Stored { kept: all, ..held }))
        }
        (None, stated) => {
            if let Some(size) = size {
                cx.error(
                    "no-effect",
                    size.span.clone(),
                    format!("`{}` keeps nothing that has a size", cx.name),
                    "the size of what?",
                    format!("add keeps = \"documents\", or state all of it: {field} = \"200 GiB\""),
                );
                return None;
            }
            Some(stated.map(|stated| Stored {
                gib: gib(cx, field, stated),
                driver: None,
                kept: Vec::new(),
                indexes: None,
                stated: stated.value.map(|bytes| *bytes / Decimal::from(1_u64 << 30)),
            }))
        }
    }
}

/// Says that nothing tells how much is held.
pub fn nothing_stored<T>(cx: &mut Cx<'_, '_>, field: &str) -> Option<T> {
    let span = cx.span.clone();
    cx.error(
        "missing-key",
        span,
        format!("`{}` does not say what it holds", cx.name),
        "how much?",
        format!("add keeps = \"documents\", or {field} = \"200 GiB\""),
    );
    None
}

/// GiB of all of it.
#[must_use]
pub fn of_all(all: &[Kept]) -> Expr {
    Expr::sum(all.iter().map(|kept| Expr::Series(kept.stock).times(kept.size_gib())).collect())
}

/// The names of the stocks.
#[must_use]
pub fn names(all: &[Kept]) -> String {
    all.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>().join("+")
}

/// The most of any month: each unit counts what `each` says, a number of the file.
#[must_use]
pub fn most(low: &mut Lowering<'_>, all: &[Kept], each: impl Fn(&Kept) -> Expr) -> Ranged<Decimal> {
    let months = usize::from(low.model.months);
    let [first, second, third] = Scenario::ALL.map(|scenario| {
        let series = low.values.entry(scenario).or_default().of(&low.model, scenario);
        let values: Vec<(Decimal, &[Decimal])> = all
            .iter()
            .filter_map(|kept| Some((number(&each(kept), scenario)?, series.get(kept.stock)?.as_slice())))
            .collect();
        let of_month = |month: usize| {
            values.iter().try_fold(Decimal::ZERO, |sum, (each, units)| {
                sum.checked_add(units.get(month).copied().unwrap_or_default().checked_mul(*each)?)
            })
        };
        (0..months).filter_map(of_month).max().unwrap_or_default()
    });
    Ranged { low: first, expected: second, high: third }
}

/// The value of an expression that depends on no month.
fn number(expr: &Expr, scenario: Scenario) -> Option<Decimal> {
    match expr {
        Expr::Leaf(leaf) => Some(*leaf.value.get(scenario)),
        Expr::Product(parts) => {
            parts.iter().try_fold(Decimal::ONE, |all, part| all.checked_mul(number(part, scenario)?))
        }
        Expr::Sum(parts) => {
            parts.iter().try_fold(Decimal::ZERO, |all, part| all.checked_add(number(part, scenario)?))
        }
        Expr::Over(a, b) => number(a, scenario)?.checked_div(number(b, scenario)?),
        _ => None,
    }
}

impl Stored {
    /// What follows stocks, with what indexes of it take where that is known.
    #[must_use]
    pub fn following(gib: Expr, driver: String, indexes: Option<Expr>) -> Stored {
        let stated = Ranged::same(Decimal::ZERO);
        Stored { gib, driver: Some(driver), kept: Vec::new(), indexes, stated }
    }

    /// The most of it in any month, in GiB.
    #[must_use]
    pub fn most(&self, low: &mut Lowering<'_>) -> Ranged<Decimal> {
        if self.kept.is_empty() { self.stated } else { most(low, &self.kept, Kept::size_gib) }
    }

    /// A line that follows it.
    #[must_use]
    pub fn by(&self, line: Draft) -> Draft {
        match &self.driver {
            Some(driver) => line.driver(driver),
            None => line.deterministic(),
        }
    }
}
