//! What is sent to a model, by the days on which each model is used, and by what is sent in batches.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::models::{ModelName, Stretch, rest_of};
use crate::decode::Fraction;
use crate::lower::{Cx, Draft};

/// A model on its days, and the part of the traffic that is, or is not, sent in batches.
#[derive(Debug)]
pub struct Part<'s> {
    /// The model.
    pub stretch: &'s Stretch,
    batch: bool,
    share: Option<Expr>,
}

/// Lowers each model on its own days, in the parts that are sent in batches and not.
pub fn each_part(
    cx: &mut Cx<'_, '_>,
    stretches: &[Stretch],
    batch: Option<&Fraction>,
    mut lower: impl FnMut(&mut Cx<'_, '_>, &Part<'_>) -> Option<()>,
) -> Option<()> {
    let site = cx.site.active;
    let mut whole = Some(());
    for stretch in stretches {
        cx.site.active = site.and(&stretch.active);
        let Some(batch) = batch else {
            whole = lower(cx, &Part { stretch, batch: false, share: None }).and(whole);
            continue;
        };
        let rest = batch.value.map(|share| rest_of(*share));
        for (batched, share) in [(false, rest), (true, batch.value)] {
            if share == Ranged::same(Decimal::ZERO) {
                continue;
            }
            let all = share == Ranged::same(Decimal::ONE);
            let share = (!all).then(|| Expr::given("part of it", share, "", batch.span.clone()));
            whole = lower(cx, &Part { stretch, batch: batched, share }).and(whole);
        }
    }
    cx.site.active = site;
    whole
}

impl Part<'_> {
    /// The first of some meters that the model has; in batches its batch rate, where there is one.
    #[must_use]
    pub fn meter(&self, names: &[&str]) -> Option<String> {
        self.stretch.meter(if self.batch { "batch-" } else { "" }, names)
    }

    /// A line of this part.
    #[must_use]
    pub fn line(&self, name: &str, meter: &str, quantity: Expr, unit: Unit) -> Draft {
        let name = if self.batch { format!("batch {name}") } else { name.to_owned() };
        let quantity = self.share.iter().cloned().fold(quantity, Expr::times);
        Draft::new(&name, self.stretch.key(meter), quantity, unit).step(Some(0)).note(&self.stretch.note)
    }
}

/// Says that a model has no price for something, and which models have.
pub fn lacks(cx: &mut Cx<'_, '_>, model: &ModelName, stretch: &Stretch, what: &str, meters: &[&str]) {
    let book = cx.low.prices.book;
    let has = |provider: &str, sku: &str| {
        book.meters(provider, "models", "global", sku).iter().any(|meter| meters.contains(&meter.as_str()))
    };
    let of = |provider: &str| -> Vec<String> {
        let skus = book.skus(provider, "models", "global");
        skus.into_iter().filter(|sku| has(provider, sku)).map(|sku| format!("{provider}/{sku}")).collect()
    };
    let mut known = of(&stretch.provider);
    if known.is_empty() {
        let sellers = book.tables().into_iter().filter(|table| table.1 == "models");
        known = sellers.flat_map(|table| of(&table.0)).collect();
    }
    let span = model.names.first().map_or(cx.span.clone(), |(_, name)| name.span.clone());
    let message = format!("the book has no price of {what} for `{}/{}`", stretch.provider, stretch.sku);
    let shown = known.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    cx.error("unknown-model", span, message, &format!("no {what}"), format!("models that have: {shown}"));
}
