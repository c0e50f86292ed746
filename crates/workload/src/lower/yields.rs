//! What machines bought by time make: the price of a million tokens on reserved time, as it comes out.

use std::collections::BTreeMap;
use std::ops::Range;

use costmodel_core::model::Expr;
use costmodel_core::project::{Projected, Usage};
use costmodel_core::scenario::Scenario;
use rust_decimal::Decimal;

use super::Lowering;

/// Lines of machine time, and the tokens made in it.
#[derive(Clone, Debug)]
pub struct Yield {
    /// Index into the model's components.
    pub component: u16,
    /// Index into its environments.
    pub environment: u16,
    /// The lines, by index.
    pub lines: Range<usize>,
    /// Tokens of a month.
    pub tokens: Expr,
    /// Whether these are output tokens only.
    pub output_only: bool,
}

/// One remark for each component: what a million of its tokens cost over the horizon, idle time and all, at
/// list prices of the expected scenario.
pub(super) fn remarks(low: &Lowering<'_>, projected: &Projected<'_>, usages: &[Usage]) -> Vec<String> {
    let mut by_component: BTreeMap<u16, (Decimal, Decimal, bool)> = BTreeMap::new();
    for one in low.yields.iter().filter(|one| one.environment == 0) {
        let Some((cost, tokens)) = sums(low, projected, usages, one) else { continue };
        let sum =
            by_component.entry(one.component).or_insert((Decimal::ZERO, Decimal::ZERO, one.output_only));
        *sum = (sum.0.saturating_add(cost), sum.1.saturating_add(tokens), sum.2);
    }
    let remark = |(at, (cost, tokens, output_only)): (u16, (Decimal, Decimal, bool))| {
        let each = cost.checked_mul(1_000_000.into())?.checked_div(tokens)?;
        let component = low.model.components.get(usize::from(at))?;
        Some(format!(
            "A million {} of {} cost {} USD of machine time over the horizon, idle time included (expected scenario, list prices).",
            crate::kinds::ai::self_hosted_model::tokens_of(output_only),
            component.name,
            each.round_dp(3).normalize(),
        ))
    };
    by_component.into_iter().filter_map(remark).collect()
}

/// List cost and tokens over the horizon; `None` where a price is missing or nothing is made.
fn sums(
    low: &Lowering<'_>,
    projected: &Projected<'_>,
    usages: &[Usage],
    one: &Yield,
) -> Option<(Decimal, Decimal)> {
    let mut cost = Decimal::ZERO;
    let own = usages
        .iter()
        .filter(|usage| usage.scenario == Scenario::Expected && one.lines.contains(&(usage.line as usize)));
    for usage in own {
        let line = low.model.lines.get(usage.line as usize)?;
        let rate = line.rates.as_ref().ok()?.get(usize::from(usage.rate))?;
        let hours = usage.quantity.as_ref().ok()?.to_decimal();
        cost = cost.checked_add(rate.first_price().to_decimal().checked_mul(hours)?)?;
    }
    let line = low.model.lines.get(one.lines.start)?;
    let mut tokens = Decimal::ZERO;
    for month in 0..low.model.months {
        let made = projected.value(&one.tokens, line, month)?;
        tokens = tokens.checked_add(made.checked_mul(line.active.share(low.model.start.plus(month)))?)?;
    }
    (!tokens.is_zero()).then_some((cost, tokens))
}
