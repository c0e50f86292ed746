//! What every format is written from.

use costmodel_core::model::{FreeTiers, Model};
use costmodel_core::month::{HoursRule, Month};
use costmodel_core::price::Charge;
use costmodel_core::scenario::Scenario;
use costmodel_core::totals::By;
use jiff::civil::Date;

/// A priced model, and what of it is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its charges, in the order that [`costmodel_core::price::price`] gives them.
    pub charges: &'a [Charge],
    /// The newest day of the price book.
    pub book_date: Date,
    /// The hash of the price book, in hex.
    pub book_hash: &'a str,
    /// The workload's file as the user calls it, for the command that a table ends with.
    pub file: &'a str,
    /// One scenario only.
    pub only: Option<Scenario>,
    /// By what tables group.
    pub by: By,
    /// Whether JSON holds every charge too.
    pub with_lines: bool,
}

impl<'a> Report<'a> {
    /// A report of all scenarios, grouped by component.
    #[must_use]
    pub fn new(model: &'a Model, charges: &'a [Charge], book_date: Date, book_hash: &'a str) -> Report<'a> {
        Report {
            model,
            charges,
            book_date,
            book_hash,
            file: "workload.toml",
            only: None,
            by: By::Component,
            with_lines: false,
        }
    }

    /// The scenarios shown, in order.
    #[must_use]
    pub fn scenarios(&self) -> Vec<Scenario> {
        Scenario::ALL.into_iter().filter(|scenario| self.shows(*scenario)).collect()
    }

    /// The last month.
    #[must_use]
    pub fn last(&self) -> Month {
        self.model.start.plus(self.model.months.saturating_sub(1))
    }

    pub(crate) fn shows(&self, scenario: Scenario) -> bool {
        self.only.is_none_or(|only| only == scenario)
    }

    /// The scenario that shares and ranks are taken from.
    pub(crate) fn main_scenario(&self) -> Scenario {
        self.only.unwrap_or(Scenario::Expected)
    }

    /// `none`, `always` or `all`.
    pub(crate) fn free_tiers(&self) -> &'static str {
        match self.model.free_tiers {
            FreeTiers::None => "none",
            FreeTiers::Always => "always",
            FreeTiers::All { .. } => "all",
        }
    }

    /// `calendar` or `730`.
    pub(crate) fn hours(&self) -> &'static str {
        match self.model.hours {
            HoursRule::Calendar => "calendar",
            HoursRule::Flat730 => "730",
        }
    }
}
