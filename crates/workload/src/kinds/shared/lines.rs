//! Lines that many kinds make alike: what there is all month, and what demand moves.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::of_demand;
use crate::decode::{Amount, Events, OneOrMany};
use crate::lower::{Cx, Draft, Sold};

/// How much demand moves in a month, and the driver behind it.
pub type Moved = (Expr, Option<String>);

/// What demand moves, where something is written: `Some(None)` when nothing is.
pub fn moved(cx: &mut Cx<'_, '_>, name: &str, amount: Option<&Amount>, unit: &str) -> Option<Option<Moved>> {
    match amount {
        Some(amount) => of_demand(cx, name, amount, unit).map(Some),
        None => Some(None),
    }
}

/// Several counts added up, and their drivers.
pub fn summed(cx: &mut Cx<'_, '_>, name: &str, counts: &OneOrMany<Events>) -> Option<Moved> {
    let all: Vec<Option<Moved>> = counts.0.iter().map(|count| of_demand(cx, name, count, name)).collect();
    let mut parts = Vec::new();
    let mut drivers: Vec<String> = Vec::new();
    for one in all {
        let (part, driver) = one?;
        parts.push(part);
        drivers.extend(driver);
    }
    drivers.dedup();
    Some((Expr::sum(parts), (!drivers.is_empty()).then(|| drivers.join("+"))))
}

/// A line with the driver that moves it, where one does.
#[must_use]
pub fn driven(line: Draft, driver: Option<&str>) -> Draft {
    driver.into_iter().fold(line, Draft::driver)
}

/// A line of what demand moves.
pub fn push_moved(cx: &mut Cx<'_, '_>, name: &str, key: Key, moved: Option<Moved>, unit: Unit) {
    if let Some((quantity, driver)) = moved {
        cx.push(driven(Draft::new(name, key, quantity, unit), driver.as_deref()));
    }
}

/// The same of a part of a class of the kind, as the placement's provider sells it.
pub fn push_part(
    cx: &mut Cx<'_, '_>,
    (class, part): (&str, &str),
    name: &str,
    moved: Option<Moved>,
    unit: Unit,
) -> Option<()> {
    let Some((quantity, driver)) = moved else { return Some(()) };
    let sold = cx.sold(class, part)?;
    cx.push_sold(&sold, name, quantity, unit, |line| driven(line, driver.as_deref()));
    Some(())
}

/// A line of what there is all month, whatever the demand: so many of something that is billed by the month,
/// or, without a noun, for each hour it exists.
pub fn standing(name: &str, key: Key, number: Expr, noun: &str) -> Draft {
    let (quantity, unit) = stands(number, noun);
    Draft::new(name, key, quantity, unit).deterministic()
}

/// A line of what there is all month, of what the placement's provider sells for it.
pub fn push_standing(
    cx: &mut Cx<'_, '_>,
    sold: &Sold,
    name: &str,
    number: Expr,
    noun: &str,
    finish: impl FnOnce(Draft) -> Draft,
) {
    let (quantity, unit) = stands(number, noun);
    cx.push_sold(sold, name, quantity, unit, |line| finish(line.deterministic()));
}

/// So many of something all month: by the month, or by the hour where it has no noun.
fn stands(number: Expr, noun: &str) -> (Expr, Unit) {
    if noun.is_empty() {
        (number.times(Expr::Hours), Unit::hours())
    } else {
        (number, Unit::counted(noun).over_months())
    }
}

/// So many of something that is paid for whole months, also for those in which it begins or ends.
#[must_use]
pub fn whole_months(cx: &Cx<'_, '_>, number: Expr) -> Expr {
    if cx.site.active.is_always() {
        return number;
    }
    number.times(Expr::Ceil(Box::new(Expr::ActiveShare)))
}

/// Whether the provider of the placement is AWS; says that nobody else's is priced if not.
pub fn on_aws(cx: &mut Cx<'_, '_>, what: &str) -> Option<()> {
    if cx.provider() != "aws" {
        cx.not_here(what, "aws");
        return None;
    }
    Some(())
}

/// Whether a value is between two bounds in every scenario.
pub fn within(value: &Ranged<Decimal>, least: Decimal, most: Decimal) -> bool {
    [value.low, value.expected, value.high].iter().all(|value| *value >= least && *value <= most)
}

/// Says that a key means nothing beside what else is chosen, if it is there: why, and by which key.
pub fn without(cx: &mut Cx<'_, '_>, why: &str, chosen_by: &str, keys: &[(&str, bool)]) -> Option<()> {
    let Some((key, _)) = keys.iter().find(|(_, there)| *there) else { return Some(()) };
    let (span, name) = (cx.span_of(key), cx.name.clone());
    cx.error(
        "no-effect",
        span,
        format!("`{key}` of `{name}` has no effect"),
        why,
        format!("drop `{key}`, or change {chosen_by}"),
    );
    None
}
