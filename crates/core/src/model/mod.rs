//! The lowered workload: series, fleets and lines, with every price already found.
//!
//! A [`Model`] is plain data. [`crate::project`] turns it into monthly quantities, [`crate::price`] turns
//! those into charges, [`crate::explain`] prints the same expressions with their numbers.

mod discount;
mod expr;
mod fleet;
mod packing;
mod series;
mod talk;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::book::Key;
use crate::diag::Span;
use crate::month::{Active, HoursRule, Month, Week};
use crate::num::Ratio;
use crate::rate::Rate;
use crate::scenario::Ranged;
use crate::unit::Unit;

pub use discount::{Discount, DiscountOrder, discount_order};
pub use expr::{Expr, Leaf};
pub use fleet::{Fleet, FleetId, FleetMeasure, FleetMonth, Need};
pub use packing::{Alike, Filled, Packs, Room, Size, filled, machines_for, packed};
pub use series::{Balance, Growth, Series, SeriesId, SeriesKind, Stock, StockId};
pub use talk::{Cache, Hit, Talk, TalkId, TokenLeaf};

/// A workload ready to be projected and priced.
#[derive(Clone, Debug)]
pub struct Model {
    /// The workload's name.
    pub name: String,
    /// The first month.
    pub start: Month,
    /// How many months.
    pub months: u16,
    /// The currency of all money: `USD`.
    pub currency: String,
    /// How long a month is for what is billed by time.
    pub hours: HoursRule,
    /// The knowledge date: which observations of a price are used.
    pub known_on: Date,
    /// Which free allowances apply.
    pub free_tiers: FreeTiers,
    /// Business numbers by month.
    pub series: Vec<Series>,
    /// What is kept: the balances behind stock series.
    pub stocks: Vec<Stock>,
    /// Replicas by hour of the week.
    pub fleets: Vec<Fleet>,
    /// Token traffic of models.
    pub talks: Vec<Talk>,
    /// What the user calls the parts of the system.
    pub components: Vec<Component>,
    /// Scaled copies of the system; the first is production.
    pub environments: Vec<String>,
    /// One SKU's meter each, in the order of the file.
    pub lines: Vec<Line>,
    /// Negotiated discounts.
    pub discounts: Vec<Discount>,
    /// Usage outside this workload that already fills a pool, per month, by pool.
    pub already_used: BTreeMap<String, (Decimal, Unit)>,
    /// Held commitments and discounts that cannot be priced yet: totals are then ceilings.
    pub unpriced_reductions: u32,
    /// What a reader must know: things excluded, seasons as written.
    pub remarks: Vec<String>,
    /// Where it runs; the first is the default.
    pub placements: Vec<Placement>,
    /// The ranges that the high scenario takes at their high-cost end, by name.
    pub high_takes: Vec<String>,
}

/// A provider and region, as the user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its name in the file: `main`.
    pub name: String,
    /// `aws/us-east-1`.
    pub at: String,
}

impl Model {
    /// What the high scenario assumes, said once; `None` where nothing is a range.
    #[must_use]
    pub fn high_remark(&self) -> Option<String> {
        (!self.high_takes.is_empty()).then(|| {
            format!(
                "The high scenario takes every range at its high-cost end at once ({}): a corner case, not a \
                 percentile.",
                self.high_takes.join(", ")
            )
        })
    }
}

/// Which free allowances apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FreeTiers {
    /// None: the account's pools are taken to be used up.
    #[default]
    None,
    /// Those that never end.
    Always,
    /// Those of the first twelve months too, counted from the month the account was opened.
    All {
        /// The month the account was opened.
        opened: Month,
    },
}

/// A part of the system as the user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name in the file.
    pub name: String,
    /// Its kind: `container`, `llm`.
    pub kind: &'static str,
    /// Where it stands in the file.
    pub span: Span,
}

/// An index into [`Model::lines`].
pub type LineId = u32;

/// One SKU's meter and how much of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Index into [`Model::components`].
    pub component: u16,
    /// Index into [`Model::environments`].
    pub environment: u16,
    /// The name of the placement.
    pub placement: Arc<str>,
    /// What the line is, in a few words: `vCPU`, `storage`.
    pub name: String,
    /// The price it needs.
    pub key: Key,
    /// All that is known of that price, or why nothing is.
    pub rates: Result<Arc<[Rate]>, String>,
    /// How much of it, in `unit`.
    pub quantity: Expr,
    /// The unit the expression is written in; converted to the rate's unit when quantities are taken.
    pub unit: Unit,
    /// The driver that moves it, if one does.
    pub driver: Option<String>,
    /// How the quantity is known.
    pub basis: Basis,
    /// The days on which it exists.
    pub active: Active,
    /// Hours of the week it runs; `None` is all.
    pub schedule: Option<Arc<Week>>,
    /// Its shape by hour of the week, for what is billed by time.
    pub shape: Option<FleetId>,
    /// The long-context step this line's tokens are in: priced at the step that more than so many tokens
    /// of total input reach. `None`: steps are climbed by quantity.
    pub step: Option<u64>,
    /// A multiplier of the money with its reason: a regional uplift.
    pub uplift: Option<(Ratio, String)>,
    /// A cost stated by the user instead of a price.
    pub stated: Option<Ranged<crate::num::UnitPrice>>,
    /// Free text for the reader: what is assumed, what was chosen.
    pub note: String,
}

impl Line {
    /// The pool its tiers are counted over; `None`: the line climbs its own ladder.
    #[must_use]
    pub fn pool(&self) -> Option<String> {
        self.rates.as_ref().ok()?.first()?.scope.pool(&self.key)
    }
}

/// How a quantity is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Follows from what the user declared, whatever the demand: a NAT gateway's hours.
    Deterministic,
    /// Follows demand.
    Usage,
    /// Added by a stated default; the kind's page lists it.
    Assumed,
}

impl Basis {
    /// `deterministic`, `usage` or `assumed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Deterministic => "deterministic",
            Basis::Usage => "usage",
            Basis::Assumed => "assumed",
        }
    }
}
