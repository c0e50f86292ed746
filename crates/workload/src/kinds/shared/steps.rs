//! What is billed in started steps: chunks of a payload, kibibytes of a record, hundredths of a second.

use costmodel_core::model::Expr;
use rust_decimal::Decimal;

use crate::decode::Amount;
use crate::lower::Cx;

/// Started steps of one payload, at least one; a payload is taken at its mean size.
#[must_use]
pub fn chunks(cx: &Cx<'_, '_>, size: &Amount, step: u64, of: &str) -> Expr {
    started(cx.leaf(&format!("size of {of}"), size, "B"), step)
}

/// Started steps of so many bytes, at least one.
#[must_use]
pub fn started(bytes: Expr, step: u64) -> Expr {
    let step = Expr::constant("bytes of a step", step, "B");
    Expr::Largest(vec![Expr::Ceil(Box::new(bytes.over(step))), Expr::constant("one at least", 1, "")])
}

/// A size rounded up to whole steps, at least one.
#[must_use]
pub fn rounded_up(cx: &Cx<'_, '_>, size: &Amount, step: u64, of: &str) -> Expr {
    chunks(cx, size, step, of).times(Expr::constant("bytes of a step", step, "B"))
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
