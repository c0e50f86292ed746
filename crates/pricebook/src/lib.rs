//! The price book of costmodel: what the price tables say, for whoever prices a workload or looks a price up.
//!
//! - [`embedded`] is the book inside the program. It costs next to nothing: tables are read where asked.
//! - [`overlay`] lays a folder of own prices over it: a contract, a region the book lacks; [`overlay_file`] a
//!   single file, of which [`write_stubs`] writes the part to fill in.
//! - [`lint`] says everything that is wrong with tables, before they are used.
//! - [`list`], [`search`], [`show`], [`diff`], [`observed`] and [`export`] answer questions about prices with
//!   plain rows.
//! - Prices of contracts, in percent or absolute, are laid over the book as its other layers are.
//!
//! ```
//! use costmodel_pricebook::{embedded, lint, overlay};
//! use costmodel_core::book::Key;
//!
//! // A price agreed on, of a service the book does not know: it has to say that it is new.
//! let files = [
//!     ("sources.csv", "id,as_of,source\ndeal,2026-11-01,our contract of November\n"),
//!     ("acme/queue/mars-1.csv", "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
//!                                standard,requests,1000000 Requests,graduated,0.4;100:0.3,,,,,exact,deal,new: by contract\n"),
//! ];
//! let book = overlay(embedded(), "contract", &files).map_err(|problems| problems[0].to_string())?.book;
//! let key = Key::new("acme", "queue", "mars-1", "standard", "requests");
//! let rates = book.find(&key, book.date).map_err(|error| error.key.to_string())?;
//! assert_eq!(rates[0].schedule.tiers().unwrap().count(), 2);
//! assert_eq!(rates[0].seen.source, "our contract of November");
//! # Ok::<(), String>(())
//! ```

mod cells;
mod classes;
mod diff;
mod export;
mod facts;
mod interruptions;
mod keys;
mod layer;
mod lint;
mod list;
mod long;
mod observed;
mod overlay;
mod place;
mod problem;
mod provisioned;
mod reader;
mod row;
mod search;
mod show;
mod similar;
mod sources;
mod spot;
mod sustained;
mod threads;
mod throughput;
mod wide;

use std::borrow::Cow;

use costmodel_core::book::PriceBook;
use costmodel_pricing_data::{HASH, TABLES};

pub use cells::written::Written;
pub use costmodel_core::book::Interruption;
pub use diff::{On, PriceChange, diff};
pub use export::{EXPORT_HEADER, export};
pub use lint::lint;
pub use list::{Listing, list};
pub use observed::{Observed, observed};
pub use overlay::{
    CONTRACT_HEADER, FILE_HEADER, Overlaid, Stub, from_tables, overlay, overlay_file, write_stubs,
};
pub use problem::{Fault, Problem, Severity};
pub use reader::READER;
pub use row::{ROW_HEADER, source_id, table_path, write_row};
pub use search::{Compare, Hit, Query, Sort, Value, Want, effective_price, search};
pub use show::{Shown, TierRow, show};
pub use similar::nearest;

/// The book of the tables inside the program.
///
/// ```
/// let book = costmodel_pricebook::embedded();
/// assert_eq!(book.layers.len(), 1);
/// assert_eq!(book.hash.len(), 64);
/// ```
#[must_use]
pub fn embedded() -> PriceBook {
    // A table that stands at no known place is left out: the lint, a test, complains of it.
    let tables = TABLES.iter().filter_map(|table| {
        Some(layer::Source {
            place: place::of(table.path)?,
            text: Cow::Borrowed(table.text),
            sha256: Cow::Borrowed(table.sha256),
        })
    });
    layer::book(tables, HASH.to_owned())
}

/// The tables inside the program as path and text, for a [`lint()`].
///
/// ```
/// assert!(costmodel_pricebook::embedded_tables().all(|(path, text)| path.ends_with(".csv") && text.ends_with('\n')));
/// ```
pub fn embedded_tables() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().map(|table| (table.path, table.text))
}
