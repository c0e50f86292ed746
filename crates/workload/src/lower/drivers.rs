//! Declares the series of drivers and events.

use std::sync::Arc;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::{Growth, Series, SeriesKind, Stock};
use costmodel_core::month::{Month, Week};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::singular;
use rust_decimal::Decimal;

use super::series::Info;
use super::{Lowering, circles, nouns};
use crate::spec::{Driver, EventMonth, GrowthSpec};

/// Declares every driver and event, derived ones after what they come from.
pub fn declare(low: &mut Lowering<'_>) {
    let spec = low.spec;
    low.series.broken.extend(spec.lost.names.iter().cloned());
    let mut waiting: Vec<usize> = Vec::new();
    for (at, (key, driver)) in spec.drivers.iter().enumerate() {
        if driver.from.is_some() {
            waiting.push(at)
        } else {
            base_driver(low, &key.name, key.span.clone(), driver)
        }
    }
    // A derived driver may come from another that stands below it in the file.
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|&at| {
            let Some((key, driver)) = spec.drivers.get(at) else { return false };
            !derived_driver(low, &key.name, &key.span, driver)
        });
        if waiting.len() == before {
            break;
        }
    }
    circles::tell(low, &waiting);
    for (key, event) in &spec.events {
        let Some(of) = low.series.find(&event.of.value).cloned() else {
            low.unknown_driver(&event.of);
            low.series.broken.insert(key.name.clone());
            continue;
        };
        let (start, count) = (low.model.start, low.model.months);
        let months = (0..count)
            .map(|i| start.plus(i))
            .filter(|month| event_in(&event.months, *month))
            .collect::<Vec<Month>>();
        for once in
            event.months.iter().filter_map(|m| if let EventMonth::Once(at) = m { Some(at) } else { None })
        {
            if !(0..i32::from(count)).contains(&once.value.since(start)) {
                low.problems.push(
                    Diagnostic::error(
                        "outside-horizon",
                        once.span.clone(),
                        format!("{} is outside the horizon", once.value),
                    )
                    .label(format!("the horizon is {start} to {}", start.plus(count.saturating_sub(1))))
                    .hint("choose a month inside, or lengthen `months`"),
                );
            }
        }
        push(
            low,
            &key.name,
            Info { is_stock: of.is_stock, name: key.name.clone(), span: key.span.clone(), ..of.clone() },
            SeriesKind::Event { of: of.id, share: event.share.value, months },
        );
    }
}

fn event_in(months: &[EventMonth], month: Month) -> bool {
    months.iter().any(|when| match when {
        EventMonth::Every(of_year) => month.of_year() == *of_year,
        EventMonth::Once(at) => at.value == month,
    })
}

fn push(low: &mut Lowering<'_>, name: &str, info: Info, kind: SeriesKind) {
    let id = low.model.series.len();
    low.model.series.push(Series { name: name.to_owned(), noun: info.noun.clone(), kind });
    low.series.add(Info { id, name: name.to_owned(), ..info });
}

fn noun_of(name: &str, driver: &Driver) -> String {
    driver.unit.as_ref().map_or_else(|| singular(name).to_owned(), |unit| unit.value.clone())
}

fn info(name: &str, span: Span, driver: &Driver) -> Info {
    Info {
        id: 0,
        name: name.to_owned(),
        noun: noun_of(name, driver),
        is_stock: driver.stock.is_some(),
        of_stock: driver.stock.is_some(),
        week: Arc::new(driver.week.as_ref().map_or_else(Week::flat, |load| load.0.clone())),
        burst: driver.burst.as_ref().map_or(Ranged::same(Decimal::ONE), |burst| burst.value),
        size: driver.size.as_ref().map(|size| size.amount.clone()),
        span,
    }
}

/// Reports keys that have nothing to act on.
fn shaped(low: &mut Lowering<'_>, name: &str, span: &Span, driver: &Driver) {
    let derived = driver.from.is_some();
    let flow = driver.monthly.is_some() && !derived;
    let stock = driver.stock.is_some() && !derived;
    let misplaced = [
        ("growth", driver.growth.is_some() && !flow && !(stock && driver.added.is_some())),
        ("added", driver.added.is_some() && !stock),
        ("deleted", driver.deleted.is_some() && !stock),
        ("season", driver.season.is_some() && !flow),
        ("steps", driver.steps.is_some() && !flow),
        ("per", driver.per.is_some() && !derived),
    ];
    for (key, _) in misplaced.into_iter().filter(|(_, wrong)| *wrong) {
        low.problems.push(
            Diagnostic::error("driver-shape", span.clone(), format!("`{key}` of `{name}` has nothing to act on"))
                .label(format!("`{key}` does not fit this driver"))
                .hint("a flow has monthly, growth, steps, season; a stock has stock, added, deleted; a derived driver has from and per"),
        );
    }
}

fn base_driver(low: &mut Lowering<'_>, name: &str, span: Span, driver: &Driver) {
    let info = info(name, span.clone(), driver);
    nouns::check(low, &info, driver);
    shaped(low, name, &span, driver);
    match (&driver.monthly, &driver.stock) {
        (Some(monthly), None) => {
            let growth = growth_of(driver.growth.as_ref());
            let steps = driver
                .steps
                .as_ref()
                .map(|map| map.0.iter().map(|(m, v)| (*m, v.value)).collect())
                .unwrap_or_default();
            let season = driver
                .season
                .as_ref()
                .map(|map| map.0.iter().map(|(m, v)| (*m, v.value)).collect())
                .unwrap_or_default();
            push(low, name, info, SeriesKind::Flow { base: monthly.value, growth, steps, season });
        }
        (None, Some(stock)) => {
            let id = low.model.stocks.len();
            let zero = Ranged::same(Decimal::ZERO);
            low.model.stocks.push(Stock {
                start: stock.value,
                added: driver.added.as_ref().map_or(zero, |a| a.value),
                added_growth: growth_of(driver.growth.as_ref()),
                deleted: driver.deleted.as_ref().map_or(zero, |a| a.value),
            });
            let moved = Info { is_stock: false, ..info.clone() };
            push(low, name, info, SeriesKind::StockMean(id));
            push(low, &format!("{name}.added"), moved.clone(), SeriesKind::StockAdded(id));
            push(low, &format!("{name}.deleted"), moved, SeriesKind::StockDeleted(id));
        }
        (both, _) => {
            low.series.broken.insert(name.to_owned());
            let message = if both.is_some() {
                format!("`{name}` is a flow and a stock at once")
            } else {
                format!("`{name}` has no number: it is no flow, no stock, and not derived")
            };
            low.problems.push(
                Diagnostic::error("driver-shape", span, message)
                    .label("one of monthly, stock, from")
                    .hint("monthly = \"1_000_000\" for a flow, stock = \"400_000\" for what is kept, from and per for a derived driver"),
            );
        }
    }
}

/// Declares a derived driver, and its `.added` and `.deleted`, once its parent exists.
fn derived_driver(low: &mut Lowering<'_>, name: &str, span: &Span, driver: &Driver) -> bool {
    let Some(from) = &driver.from else { return true };
    let Some(parent) = low.series.find(&from.value).cloned() else { return false };
    shaped(low, name, span, driver);
    let per = driver.per.as_ref().map_or(Ranged::same(Decimal::ONE), |per| per.value);
    if let Some(noun) = driver.per.as_ref().and_then(|per| per.per.as_deref())
        && singular(noun) != singular(&parent.noun)
        && noun != parent.name
    {
        let at = driver.per.as_ref().map_or(span.clone(), |per| per.span.clone());
        low.problems.push(
            Diagnostic::error(
                "unknown-unit",
                at,
                format!(
                    "`{name}` comes from `{}`, which counts `{}`, not `{noun}`",
                    parent.name, parent.noun
                ),
            )
            .label("per what?")
            .hint(format!("per {}", parent.noun)),
        );
    }
    if driver.monthly.is_some() || driver.stock.is_some() {
        low.problems.push(
            Diagnostic::error(
                "driver-shape",
                span.clone(),
                format!("`{name}` is derived and has a number of its own"),
            )
            .label("one of monthly, stock, from")
            .hint("drop `from`, or drop the number"),
        );
    }
    let own = info(name, span.clone(), driver);
    nouns::check(low, &own, driver);
    let shape = |parent: &Info, own: &Info| Info {
        is_stock: parent.is_stock,
        of_stock: parent.of_stock,
        week: if driver.week.is_some() { own.week.clone() } else { parent.week.clone() },
        burst: if driver.burst.is_some() { own.burst } else { parent.burst },
        ..own.clone()
    };
    push(low, name, shape(&parent, &own), SeriesKind::Derived { from: parent.id, per });
    for part in ["added", "deleted"] {
        if let Some(moved) = low.series.find(&format!("{}.{part}", parent.name)).cloned() {
            push(
                low,
                &format!("{name}.{part}"),
                shape(&moved, &own),
                SeriesKind::Derived { from: moved.id, per },
            );
        }
    }
    true
}

fn growth_of(growth: Option<&GrowthSpec>) -> Growth {
    match growth {
        None => Growth::None,
        Some(GrowthSpec::Compound(rate)) => Growth::Compound(rate.value),
        Some(GrowthSpec::Linear(step)) => Growth::Linear(step.value),
        Some(GrowthSpec::Table(table)) => {
            Growth::Table(table.0.iter().map(|(month, v)| (*month, v.value)).collect())
        }
        Some(GrowthSpec::SCurve(curve)) => {
            Growth::SCurve { limit: curve.limit.value, rate: curve.rate.value }
        }
    }
}
