//! What the high scenario takes at its high-cost end: every range of the file, by name.

use std::collections::BTreeSet;

use costmodel_core::model::{Expr, Fleet, Growth, Model, SeriesKind};
use costmodel_core::scenario::Ranged;

/// Names them all, once each.
pub fn taken(model: &Model) -> Vec<String> {
    let mut names = BTreeSet::new();
    for line in &model.lines {
        leaves(&line.quantity, &mut names);
    }
    for fleet in &model.fleets {
        sizing(fleet, &mut names);
    }
    let series = model.series.iter().filter(|series| is_ranged(model, &series.kind));
    names.extend(series.map(|series| series.name.clone()).filter(|name| !name.contains('.')));
    let talks = model.talks.iter().filter(|talk| talk.conversation.is_ranged());
    names.extend(talks.map(|talk| format!("tokens of {}", talk.name)));
    names.into_iter().collect()
}

/// The ranges in a formula. Half of a range is that range.
fn leaves(expr: &Expr, names: &mut BTreeSet<String>) {
    expr.visit(&mut |part| {
        if let Expr::Leaf(leaf) = part
            && leaf.value.is_ranged()
        {
            let whole = ["half of the ", "half of a "].iter().find_map(|half| leaf.name.strip_prefix(half));
            names.insert(whole.unwrap_or(&leaf.name).to_owned());
        }
    });
}

/// The ranges that size replicas: their hours follow from them, in no formula of a line.
fn sizing(fleet: &Fleet, names: &mut BTreeSet<String>) {
    leaves(&fleet.demand, names);
    if let Some(capacity) = &fleet.capacity {
        leaves(capacity, names);
    }
    let stated = [
        ("burst", fleet.burst.is_ranged()),
        ("replicas", fleet.min.is_ranged() || fleet.max.as_ref().is_some_and(Ranged::is_ranged)),
        ("start-up", fleet.start_up.is_ranged()),
    ];
    names.extend(stated.iter().filter(|(_, ranged)| *ranged).map(|(name, _)| (*name).to_owned()));
}

fn is_ranged(model: &Model, kind: &SeriesKind) -> bool {
    match kind {
        SeriesKind::Flow { base, growth, steps, season } => {
            base.is_ranged()
                || grows_ranged(growth)
                || steps.values().any(Ranged::is_ranged)
                || season.values().any(Ranged::is_ranged)
        }
        SeriesKind::StockMean(stock) => model.stocks.get(*stock).is_some_and(|stock| {
            stock.start.is_ranged()
                || stock.added.is_ranged()
                || stock.deleted.is_ranged()
                || grows_ranged(&stock.added_growth)
        }),
        SeriesKind::Derived { per, .. } => per.is_ranged(),
        SeriesKind::Event { share, .. } => share.is_ranged(),
        _ => false,
    }
}

fn grows_ranged(growth: &Growth) -> bool {
    match growth {
        Growth::None => false,
        Growth::Compound(rate) | Growth::Linear(rate) => rate.is_ranged(),
        Growth::Table(table) => table.values().any(Ranged::is_ranged),
        Growth::SCurve { limit, rate } => limit.is_ranged() || rate.is_ranged(),
    }
}
