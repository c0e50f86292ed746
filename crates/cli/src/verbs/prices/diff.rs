//! `prices diff`: what of prices differs between two days or two books.

use std::path::Path;

use costmodel::prices::{self, On, PriceChange, Written};
use jiff::civil::Date;

use super::grid::Grid;
use crate::args::Diff;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::rim::Rim;

/// What a side is called that is the book as it is.
const BOOK: &str = "book";

pub fn run(args: &Diff, rim: &Rim) -> Outcome {
    let changes = prices::diff(side(&args.before, rim)?, side(&args.after, rim)?);
    let filter = &args.filter;
    let rows: Vec<Vec<String>> =
        changes.iter().filter(|change| filter.which.fits(&change.key)).map(row).collect();
    if rows.is_empty() {
        output::say("no price differs");
    }
    Grid {
        header: &[
            "change",
            "provider",
            "service",
            "region",
            "sku",
            "meter",
            "before",
            "after",
            "percent",
            "seen_before",
            "seen_after",
            "layer_before",
            "layer_after",
        ],
        numbers: &["percent"],
        rows,
    }
    .print(filter.format, rim)
}

/// A side: the book on a day, or with prices laid over it.
fn side(text: &str, rim: &Rim) -> Result<On<'static>, Failure> {
    if text == BOOK {
        let book = rim.book()?;
        return Ok(On { book, day: book.date });
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(On { book: rim.book()?, day });
    }
    if !Path::new(text).exists() {
        let message = format!("`{text}` is neither a day, as 2026-01-31, nor prices to lay over the book");
        return Err(Failure::Input(message));
    }
    let book = rim.book_under(&[text.into()])?;
    Ok(On { book, day: book.date })
}

fn row(change: &PriceChange) -> Vec<String> {
    let PriceChange { key, before, after } = change;
    let each = |of: fn(&costmodel::prices::Rate) -> String| {
        [before, after].map(|rate| rate.as_ref().map_or_else(String::new, of))
    };
    let [was, is] = each(|rate| Written::of(rate).to_string());
    let [seen_before, seen_after] = each(|rate| rate.seen.as_of.to_string());
    let [layer_before, layer_after] = each(|rate| {
        let contract = rate.contract.as_ref().map(|contract| contract.layer.clone());
        contract.unwrap_or_else(|| rate.seen.layer.clone())
    });
    vec![
        change.kind().to_owned(),
        key.provider.clone(),
        key.service.clone(),
        key.region.clone(),
        key.sku.clone(),
        key.meter.clone(),
        was,
        is,
        change.percent().map_or_else(String::new, |percent| percent.to_string()),
        seen_before,
        seen_after,
        layer_before,
        layer_after,
    ]
}
