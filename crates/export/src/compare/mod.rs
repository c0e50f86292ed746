//! Comparisons: a table for people, markdown, CSV and JSON.

mod csv;
mod json;
mod markdown;
mod rows;
mod table;

use costmodel_core::compare::Comparison;
use costmodel_core::month::Month;
use costmodel_core::scenario::Scenario;
use costmodel_core::totals::Total;
use jiff::civil::Date;

pub use csv::{COMPONENTS_HEADER, LINES_HEADER, components, lines};
pub use json::json;
pub use markdown::markdown;
pub use table::table;

/// Several priced workloads, each compared with the first.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What is compared: the workload's name, or both.
    pub title: &'a str,
    /// The base, then the others.
    pub sides: &'a [Side],
    /// Each of the others against the base, in their order.
    pub comparisons: &'a [Comparison],
    /// Sides that could not be priced at all, each with why.
    pub left_out: &'a [(String, String)],
    /// `USD`.
    pub currency: &'a str,
    /// The newest day of the price book.
    pub book_date: Date,
    /// The hash of the price book, in hex.
    pub book_hash: &'a str,
}

/// One of what is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What tells it apart: a placement, a file, a day.
    pub name: String,
    /// The first month.
    pub first: Month,
    /// How many months.
    pub months: u16,
    /// The knowledge date of its prices.
    pub known_on: Date,
    /// How many of its lines have a price that nobody had seen by then: the first seen later stands in.
    pub seen_later: usize,
    /// Low, expected, high.
    pub totals: [Total; 3],
}

impl Side {
    fn total(&self, scenario: Scenario) -> &Total {
        let [low, expected, high] = &self.totals;
        match scenario {
            Scenario::Low => low,
            Scenario::Expected => expected,
            Scenario::High => high,
        }
    }

    fn last(&self) -> Month {
        self.first.plus(self.months.saturating_sub(1))
    }
}
