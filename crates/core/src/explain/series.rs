//! How a business number of a month comes about.

use rust_decimal::Decimal;

use super::context::Context;
use super::term::{Op, Term, plain};
use crate::model::{Growth, SeriesId, SeriesKind, Stock, StockId};

pub(super) fn series_term(context: &Context<'_>, id: SeriesId) -> Term {
    let Some(series) = context.model.series.get(id) else {
        return Term::computed(format!("series {id}"), None, "");
    };
    let value = context.projected.series(id).get(usize::from(context.month)).copied();
    let term = Term::computed(series.name.clone(), value, &series.noun);
    let multiplied = |of: SeriesId, name: &str, by| {
        let parts = vec![series_term(context, of), context.ranged(name, by, "")];
        Term { op: Op::Times, parts, ..term.clone() }
    };
    match &series.kind {
        SeriesKind::Flow { base, growth, steps, season } => {
            let mut notes = flow_notes(context, *base.get(context.projected.scenario()), growth);
            for (month, by) in steps.range(..=context.when()) {
                notes.push(format!("x {} from {month} on", context.read(by)));
            }
            if let Some(by) = season.get(&context.when().of_year()) {
                notes.push(format!("x {} in this month of the year", context.read(by)));
            }
            if base.is_ranged() {
                let (low, high) = (plain(base.low), plain(base.high));
                notes.push(format!("the first month is {low} in the low scenario, {high} in the high"));
            }
            Term { notes, ..term }
        }
        SeriesKind::StockMean(stock) => stock_term(context, *stock, term, StockPart::Mean),
        SeriesKind::StockAdded(stock) => stock_term(context, *stock, term, StockPart::Added),
        SeriesKind::StockDeleted(stock) => stock_term(context, *stock, term, StockPart::Deleted),
        SeriesKind::Derived { from, per } => {
            let noun = context.model.series.get(*from).map_or("", |from| from.noun.as_str());
            multiplied(*from, &format!("{} per {noun}", series.noun), per)
        }
        SeriesKind::Share { of, share } => multiplied(*of, &format!("share for {}", series.name), share),
        SeriesKind::Left { of, given, .. } => {
            let others = given.iter().map(|(share, active)| {
                let part =
                    share.get(context.projected.scenario()).saturating_mul(active.share(context.when()));
                part.normalize().to_string()
            });
            let of = context.model.series.get(*of).map_or("", |of| of.name.as_str());
            let note = format!(
                "what other placements leave of {of}; they take {}",
                others.collect::<Vec<_>>().join(" + ")
            );
            Term { notes: vec![note], ..term }
        }
        SeriesKind::Event { of, share, months } if months.contains(&context.when()) => {
            multiplied(*of, &format!("share for {}", series.name), share)
        }
        SeriesKind::Event { months, .. } => {
            let months: Vec<String> = months.iter().map(ToString::to_string).collect();
            Term { notes: vec![format!("it happens only in {}", months.join(", "))], ..term }
        }
    }
}

/// How the flow of this month follows from that of the month before.
fn flow_notes(context: &Context<'_>, base: Decimal, growth: &Growth) -> Vec<String> {
    let (scenario, start, month) = (context.projected.scenario(), context.model.start, context.month);
    let values = growth.run(base, scenario, start, context.model.months).unwrap_or_default();
    let at = |month: u16| values.get(usize::from(month)).copied().map_or_else(|| "?".to_owned(), plain);
    let Some(before) = month.checked_sub(1) else {
        return vec![format!("{} in {start}, the first month", at(0))];
    };
    let last = format!("{} of {}", at(before), start.plus(before));
    let this = at(month);
    let mut notes = vec![match growth {
        Growth::None => format!("{this} in every month, no growth"),
        Growth::Compound(rate) => {
            format!("{this} = {last} x (1 + {}), rounded to 18 places", context.read(rate))
        }
        Growth::Linear(step) => format!("{this} = {last} + {}", context.read(step)),
        Growth::Table(table) => match table.range(..=context.when()).next_back() {
            Some((from, _)) => format!("{this} from {from} on, as stated"),
            None => format!("{this}, as stated"),
        },
        Growth::SCurve { limit, rate } => {
            let (rate, limit) = (context.read(rate), context.read(limit));
            format!("{this} = {last} x (1 + {rate} x (1 - {} / {limit})), rounded to 18 places", at(before))
        }
    }];
    if matches!(growth, Growth::Compound(_)) {
        notes.push(format!("{} in {start}, the first month", at(0)));
    }
    notes
}

#[derive(Clone, Copy, PartialEq)]
enum StockPart {
    Mean,
    Added,
    Deleted,
}

fn stock_term(context: &Context<'_>, id: StockId, term: Term, part: StockPart) -> Term {
    let Some(stock) = context.model.stocks.get(id) else { return term };
    let scenario = context.projected.scenario();
    let note = match part {
        StockPart::Mean => mean_note(context, stock),
        StockPart::Added => {
            return Term {
                notes: flow_notes(context, *stock.added.get(scenario), &stock.added_growth),
                ..term
            };
        }
        StockPart::Deleted => {
            Some(format!("{} a month, at most what is there", context.read(&stock.deleted)))
        }
    };
    Term { notes: note.into_iter().collect(), ..term }
}

/// The mean of start and end, with both.
fn mean_note(context: &Context<'_>, stock: &Stock) -> Option<String> {
    let scenario = context.projected.scenario();
    let balance = stock.run(scenario, context.model.start, context.model.months)?;
    let (mut start, mut end) = (*stock.start.get(scenario), *stock.start.get(scenario));
    let (mut added, mut deleted) = (Decimal::ZERO, Decimal::ZERO);
    for (more, less) in balance.added.iter().zip(&balance.deleted).take(usize::from(context.month) + 1) {
        (start, added, deleted) = (end, *more, *less);
        end = end.checked_add(added)?.checked_sub(deleted)?;
    }
    Some(format!(
        "({} at the start + {} at the end) / 2; the end is {} + {} added - {} deleted",
        plain(start),
        plain(end),
        plain(start),
        plain(added),
        plain(deleted)
    ))
}
