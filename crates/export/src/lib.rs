//! Writers of costmodel: a priced model as CSV, JSON, a table for people, or markdown.
//!
//! Each format is a plain function from a [`Report`] to bytes. Nothing here computes a price: figures come
//! from the charges, sums from [`costmodel_core::totals`]. Two runs on one input give the same bytes.
//!
//! ```
//! # use costmodel_core::{book::Key, model::{Expr, FreeTiers, Model}, month::HoursRule};
//! # let model = Model { name: "empty".into(), start: "2027-01".parse().unwrap(), months: 12,
//! #     currency: "USD".into(), hours: HoursRule::Calendar, known_on: "2026-11-15".parse().unwrap(),
//! #     free_tiers: FreeTiers::None, series: vec![], stocks: vec![], fleets: vec![], talks: vec![],
//! #     components: vec![], environments: vec![], lines: vec![], discounts: vec![],
//! #     already_used: Default::default(), unpriced_reductions: 0, remarks: vec![],
//! #     placements: vec![], high_takes: vec![] };
//! use costmodel_export::{Report, csv, table};
//!
//! let charges = costmodel_core::price::price(&model);
//! let report = Report::new(&model, &charges, "2026-11-15".parse().unwrap(), "3f2a91bc");
//! let mut bytes = Vec::new();
//! csv::lines(&report, &mut bytes)?;
//! assert!(bytes.starts_with(b"row_id,scenario,month,environment,placement,component,"));
//! table(&report, &mut bytes)?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod basis;
mod cells;
pub mod compare;
pub mod coverage;
pub mod csv;
mod explanation;
mod figures;
mod glance;
pub mod grid;
mod json;
mod markdown;
mod report;
mod table;

pub use explanation::explanation;
pub use json::json;
pub use markdown::markdown;
pub use report::Report;
pub use table::table;
