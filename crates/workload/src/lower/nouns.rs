//! What the numbers of a driver are per.

use costmodel_core::diag::Diagnostic;
use costmodel_core::unit::singular;

use super::Lowering;
use super::series::Info;
use crate::decode::Amount;
use crate::decode::fields::nearest;
use crate::spec::{Driver, GrowthSpec};

/// The numbers of a driver are per month, its size is per one of it; says so when they are not.
pub fn check(low: &mut Lowering<'_>, info: &Info, driver: &Driver) {
    let monthly = [
        ("monthly", &driver.monthly),
        ("stock", &driver.stock),
        ("added", &driver.added),
        ("deleted", &driver.deleted),
    ];
    let mut all: Vec<(&str, &Amount)> =
        monthly.into_iter().filter_map(|(what, amount)| Some((what, &amount.as_ref()?.amount))).collect();
    match &driver.growth {
        Some(GrowthSpec::Linear(step)) => all.push(("linear", &step.amount)),
        Some(GrowthSpec::Table(table)) => all.extend(table.0.values().map(|value| ("table", &value.amount))),
        Some(GrowthSpec::SCurve(curve)) => all.push(("limit", &curve.limit.amount)),
        Some(GrowthSpec::Compound(_)) | None => {}
    }
    for (what, amount) in all {
        if let Some(per) = amount.per.as_deref().filter(|per| *per != "month") {
            low.problems.push(
                Diagnostic::error(
                    "unknown-unit",
                    amount.span.clone(),
                    format!("`{what}` of a driver is per month, not per `{per}`"),
                )
                .label("per month")
                .hint(match nearest(per, ["month"].into_iter()) {
                    Some(_) => "did you mean `per month`?",
                    None => "a driver that follows another is derived: `from` and `per`",
                }),
            );
        }
    }
    let strange = |noun: &&str| singular(noun) != singular(&info.noun) && *noun != info.name;
    if let Some((size, noun)) =
        driver.size.as_ref().and_then(|size| Some((size, size.per.as_deref().filter(strange)?)))
    {
        low.problems.push(
            Diagnostic::error(
                "unknown-unit",
                size.span.clone(),
                format!("`{}` counts `{}`, not `{noun}`", info.name, info.noun),
            )
            .label("per what?")
            .hint(format!("per {}", info.noun)),
        );
    }
}
