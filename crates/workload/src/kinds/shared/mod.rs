//! What several kinds lower alike: demand, bytes to GiB, zones, names of components. Replicas, stocks, machines,
//! models and distributions have files of their own.

pub mod ai_search;
pub mod capacity;
pub mod copies;
pub mod fargate;
pub mod kept;
pub mod lines;
pub mod machines;
pub mod models;
pub mod nodes;
pub mod offer;
pub mod opensearch;
pub mod parts;
pub mod root_volume;
pub mod running;
pub mod shop;
pub mod sizes;
pub mod spot;
pub mod spread;
pub mod steps;
pub mod stored;
pub mod sustained;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use crate::decode::fields::nearest;
use crate::decode::{Amount, At, Node, Problems, Table, Value};
use crate::lower::{Cx, Lowering};

/// A table of which nothing is said: its defaults.
#[must_use]
pub fn unsaid<T: Table>(span: &Span) -> Option<T> {
    T::read(&Node { span: span.clone(), value: Value::Table(Vec::new()) }, &[], &mut Problems::default())
}

/// A number of bytes as a leaf in GiB.
#[must_use]
pub fn gib(cx: &Cx<'_, '_>, name: &str, bytes: &Amount) -> Expr {
    let _ = cx;
    Expr::given(name, bytes.value.map(|b| *b / Decimal::from(1_u64 << 30)), "GiB", bytes.span.clone())
}

/// A number of bytes in GiB.
#[must_use]
pub fn gib_of(bytes: Decimal) -> Decimal {
    bytes / Decimal::from(1_u64 << 30)
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
        "state it once: drop this key, or the flow",
    );
}

/// Whether a fixed quantity is counted in this site: in production, or in the environments the component
/// names, and in one placement only.
#[must_use]
pub fn counted_once_here(cx: &Cx<'_, '_>) -> bool {
    let spec = cx.low.spec.components.get(usize::from(cx.component));
    let named = spec.is_some_and(|component| component.common.environments.is_some());
    let first_placement = matches!(cx.site.placement_index, 0 | u16::MAX);
    first_placement && (named || cx.site.environment == 0)
}

/// A number that decides between SKUs and so cannot differ between scenarios.
pub fn unranged(cx: &mut Cx<'_, '_>, amount: &Amount, field: &str) -> Option<Decimal> {
    if amount.value.is_ranged() {
        cx.error(
            "range-not-here",
            amount.span.clone(),
            format!("`{field}` chooses what is bought and cannot be a range"),
            "one value",
            "give one value; a second component can stand for the other size",
        );
        return None;
    }
    Some(amount.expected())
}
