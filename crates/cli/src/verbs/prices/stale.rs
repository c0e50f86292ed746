//! `prices stale`: prices that were observed long ago.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use costmodel::PriceBook;
use costmodel::prices::{self, Key};
use jiff::Unit;
use jiff::civil::Date;

use super::grid::Grid;
use crate::args::Stale;
use crate::input;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::rim::Rim;

pub fn run(args: &Stale, rim: &Rim) -> Outcome {
    let book = rim.book()?;
    let day = args.on.unwrap_or(book.date);
    let before = day
        .checked_sub(args.older_than.span)
        .map_err(|error| Failure::Input(format!("--older-than {}: {error}", args.older_than.text)))?;
    let days = |as_of: Date| as_of.until((Unit::Day, day)).map_or(0, |span| span.get_days()).to_string();
    let grid = match &args.workload {
        Some(file) => of_workload(args, (file, rim), book, before, &days)?,
        None => of_book(args, book, before, &days),
    };
    let found = grid.rows.len();
    let what = if args.workload.is_some() { "lines" } else { "tables" };
    grid.print(args.filter.format, rim)?;
    if found == 0 {
        output::say(&format!("no price is older than {before}"));
    } else if args.strict {
        let message = format!("--strict: {found} {what} have prices observed before {before}");
        return Err(Failure::Strict(message));
    }
    Ok(())
}

/// When a table was last seen in a list, and in which.
fn last_seen(confirmed: Option<&(Date, String)>) -> String {
    confirmed.map_or_else(String::new, |(day, list)| format!("{day} {list}"))
}

/// A row for each table and source.
fn of_book(
    args: &Stale,
    book: &PriceBook,
    before: Date,
    days: &dyn Fn(Date) -> String,
) -> Grid<Vec<Vec<String>>> {
    let filter = &args.filter;
    let rows = prices::observed(book)
        .into_iter()
        .filter(|one| one.as_of < before)
        .filter(|one| filter.which.fits_table(&one.provider, &one.service, &one.region))
        .map(|one| {
            let (as_of, days) = (one.as_of.to_string(), days(one.as_of));
            let prices = one.prices.to_string();
            let confirmed = last_seen(one.confirmed.as_ref());
            vec![one.provider, one.service, one.region, prices, as_of, days, confirmed, one.layer, one.source]
        });
    Grid {
        header: &["provider", "service", "region", "prices", "seen", "days", "confirmed", "layer", "source"],
        numbers: &["prices", "days"],
        rows: rows.collect(),
    }
}

/// A row for each line of a workload, by the oldest price of its months.
fn of_workload(
    args: &Stale,
    (file, rim): (&Path, &Rim),
    book: &PriceBook,
    before: Date,
    days: &dyn Fn(Date) -> String,
) -> Result<Grid<Vec<Vec<String>>>, Failure> {
    let source = input::read(file)?;
    let simulation = input::load(&source, book, rim)?.simulate();
    let model = simulation.model();
    let mut used: BTreeMap<u32, BTreeSet<u16>> = BTreeMap::new();
    for charge in simulation.charges().iter().filter(|charge| charge.price.is_ok()) {
        used.entry(charge.line).or_default().insert(charge.rate);
    }
    let mut rows = Vec::new();
    for (id, rates) in used {
        let line = model.lines.get(id as usize).filter(|line| line.stated.is_none());
        let Some((line, known)) = line.and_then(|line| Some((line, line.rates.as_ref().ok()?))) else {
            continue;
        };
        let used = rates.iter().filter_map(|&rate| known.get(usize::from(rate)));
        let Some(rate) = used.min_by_key(|rate| rate.seen.as_of).filter(|rate| rate.seen.as_of < before)
        else {
            continue;
        };
        if !args.filter.which.fits(&line.key) {
            continue;
        }
        let Key { provider, service, region, .. } = line.key.clone();
        let table = (provider, service, region);
        let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
        rows.push(vec![
            component.to_owned(),
            line.name.clone(),
            line.key.to_string(),
            rate.seen.as_of.to_string(),
            days(rate.seen.as_of),
            last_seen(book.confirmed(&table)),
            rate.seen.layer.clone(),
            rate.seen.source.clone(),
        ]);
    }
    // The same line in another environment or placement.
    rows.dedup();
    Ok(Grid {
        header: &["component", "line", "price", "seen", "days", "confirmed", "layer", "source"],
        numbers: &["days"],
        rows,
    })
}
