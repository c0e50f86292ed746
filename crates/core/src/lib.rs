//! The centre of costmodel: numbers, units, months, rates, lines, charges. Pure and total.
//!
//! A workload is decoded and lowered elsewhere into a [`model::Model`]; here it is projected over the
//! months of three scenarios ([`project`]), priced ([`price`]), summed ([`totals`]) and explained
//! ([`explain`]). Nothing here reads a file, a clock or the environment, prints, or returns an error about
//! the input: what a caller smuggles past the checks becomes a charge that says why it has no price.
//!
//! ```
//! use costmodel_core::num::{Quantity, UnitPrice};
//! let price: UnitPrice = "0.045".parse()?;             // a GiB through a NAT gateway
//! let month: Quantity = "1234.567891".parse()?;
//! assert_eq!(price.times(month).unwrap().to_string(), "55.555555095");
//! # Ok::<(), costmodel_core::num::NumberError>(())
//! ```

pub mod book;
pub mod cells;
pub mod compare;
pub mod contract;
pub mod coverage;
pub mod diag;
pub mod explain;
pub mod freshness;
pub mod model;
pub mod models;
pub mod month;
pub mod num;
pub mod price;
pub mod project;
pub mod rate;
pub mod scenario;
pub mod similar;
pub mod surprises;
pub mod tokens;
pub mod totals;
pub mod unit;
