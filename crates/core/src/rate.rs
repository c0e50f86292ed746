//! What one unit costs, from a date on, and where that was seen.

use std::sync::Arc;

use jiff::civil::Date;

use crate::contract::Contract;
use crate::num::{Quantity, UnitPrice};
use crate::unit::Unit;

/// The price of one SKU's meter from a date on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The first day it holds; `None` is from an open start.
    pub from: Option<Date>,
    /// In what it is counted.
    pub unit: Unit,
    /// How quantity becomes money.
    pub schedule: Schedule,
    /// What is billed at least.
    pub minimums: Minimums,
    /// A free allowance, used only when the workload asks for free tiers.
    pub free: Option<Free>,
    /// Over what its tiers are counted.
    pub scope: Scope,
    /// Where it was seen, and when.
    pub seen: Seen,
    /// What a contract makes of it, where one of a later layer does.
    pub contract: Option<Arc<Contract>>,
}

/// Where a price was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The source in words.
    pub source: String,
    /// The day it was observed.
    pub as_of: Date,
    /// How exact the source is.
    pub quality: Quality,
    /// The layer of the book it comes from: the book itself, or an overlay.
    pub layer: String,
    /// What the row says about itself: the rule of a derived price, what a vendor includes.
    pub note: String,
    /// Observed only after the knowledge date, with nothing earlier known.
    pub observed_later: bool,
}

/// How exact a price is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// As the vendor lists it.
    Exact,
    /// Printed rounded by its source.
    Rounded,
    /// Computed from other figures by a stated rule.
    Derived,
}

impl Quality {
    /// `exact`, `rounded` or `derived`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Quality::Exact => "exact",
            Quality::Rounded => "rounded",
            Quality::Derived => "derived",
        }
    }
}

/// The rule from quantity to money: part of the price, because vendors differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Each unit costs the same.
    Flat(UnitPrice),
    /// Each part is priced at its own step: S3 storage, internet egress.
    Graduated(Tiers),
    /// Everything is priced at the step reached: long-context tokens.
    Volume(Tiers),
    /// Whole started units.
    Block(UnitPrice),
    /// Paid at the start of a term of so many hours, plus an hourly part: reserved capacity.
    Term {
        /// Paid once, at the start.
        upfront: UnitPrice,
        /// Paid for each hour of the term.
        hourly: UnitPrice,
        /// 8,760 or 26,280.
        hours: u32,
    },
}

/// Steps, contiguous and half-open from zero by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    first: UnitPrice,
    above: Vec<Step>,
}

/// A step above the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it begins, in the rate's unit (for tokens: in tokens of total input).
    pub bound: Quantity,
    /// Whether the bound itself belongs to this step (`>=`) or to the one below (`>`).
    pub inclusive: bool,
    /// Its price.
    pub price: UnitPrice,
}

impl Tiers {
    /// Tiers from the price of the first and the steps above it.
    ///
    /// # Errors
    /// When the bounds do not rise from above zero.
    pub fn new(first: UnitPrice, above: Vec<Step>) -> Result<Tiers, String> {
        let mut last = Quantity::ZERO;
        for step in &above {
            if step.bound <= last {
                return Err(format!("tier bounds must rise: {} comes after {last}", step.bound));
            }
            last = step.bound;
        }
        Ok(Tiers { first, above })
    }

    /// The price of the first step.
    #[must_use]
    pub fn first(&self) -> UnitPrice {
        self.first
    }

    /// The steps above the first.
    #[must_use]
    pub fn above(&self) -> &[Step] {
        &self.above
    }

    /// Which step a quantity reaches: 0 is the first.
    #[must_use]
    pub fn reached(&self, quantity: Quantity) -> usize {
        self.reached_by(quantity.raw(), 1)
    }

    /// Which step an amount counted in so many parts of a [`Quantity`]'s last place reaches.
    #[must_use]
    pub fn reached_by(&self, amount: i128, parts: i128) -> usize {
        let below = |step: &&Step| {
            let bound = step.bound.raw().saturating_mul(parts);
            if step.inclusive { amount >= bound } else { amount > bound }
        };
        self.above.iter().take_while(below).count()
    }

    /// The price of a step.
    #[must_use]
    pub fn price(&self, step: usize) -> UnitPrice {
        match step.checked_sub(1) {
            None => self.first,
            Some(above) => self.above.get(above).or(self.above.last()).map_or(self.first, |step| step.price),
        }
    }

    /// `[start, end)` of a step; the last has no end.
    #[must_use]
    pub fn range(&self, step: usize) -> (Quantity, Option<Quantity>) {
        let start =
            step.checked_sub(1).and_then(|above| self.above.get(above)).map_or(Quantity::ZERO, |s| s.bound);
        (start, self.above.get(step).map(|s| s.bound))
    }

    /// The same steps for a part of a month: what is provisioned climbs them, then the part is billed.
    #[must_use]
    pub fn for_part(&self, share: crate::num::Ratio) -> Tiers {
        let above = self.above.iter().map(|step| Step {
            bound: share.of(step.bound.raw()).map_or(step.bound, Quantity::from_raw),
            ..*step
        });
        Tiers { first: self.first, above: above.collect() }
    }

    /// How many steps there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.above.len() + 1
    }
}

impl Schedule {
    /// The tiers, if it has any.
    #[must_use]
    pub fn tiers(&self) -> Option<&Tiers> {
        match self {
            Schedule::Graduated(tiers) | Schedule::Volume(tiers) => Some(tiers),
            _ => None,
        }
    }

    /// The price of the first unit.
    #[must_use]
    pub fn first_price(&self) -> UnitPrice {
        match self {
            Schedule::Flat(price) | Schedule::Block(price) => *price,
            Schedule::Graduated(tiers) | Schedule::Volume(tiers) => tiers.first(),
            Schedule::Term { hourly, .. } => *hourly,
        }
    }

    /// `flat`, `graduated`, `volume`, `block` or `term`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Schedule::Flat(_) => "flat",
            Schedule::Graduated(_) => "graduated",
            Schedule::Volume(_) => "volume",
            Schedule::Block(_) => "block",
            Schedule::Term { .. } => "term",
        }
    }
}

/// What a vendor bills at least. Each is in the vendor's own measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minimums {
    /// Days an object is billed for, however soon it is deleted.
    pub days: Option<u32>,
    /// Bytes an object is billed for, however small it is.
    pub object_bytes: Option<u64>,
    /// Bytes added to each object at its own class, and at the standard class.
    pub overhead_bytes: Option<(u64, u64)>,
    /// Seconds a run is billed for at least.
    pub seconds: Option<u32>,
    /// Milliseconds a run is rounded up to.
    pub increment_ms: Option<u32>,
    /// Money a month costs at least.
    pub charge: Option<UnitPrice>,
}

/// A free allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    /// How much is free in a month, in the rate's unit.
    pub amount: Quantity,
    /// All SKUs and regions with this name share the one allowance.
    pub pool: String,
    /// Only in the first twelve months of an account.
    pub twelve_months: bool,
}

/// Over what the tiers of a rate are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Per account, region, SKU and meter.
    #[default]
    Meter,
    /// Per resource: each line climbs its own ladder.
    Resource,
    /// Per account and region, over every SKU with this pool name.
    Region(String),
    /// Over all regions, over every SKU with this pool name.
    Global(String),
}

impl Scope {
    /// The name of the pool in which the tiers of a meter are counted; `None`: each line climbs its own ladder.
    #[must_use]
    pub fn pool(&self, key: &crate::book::Key) -> Option<String> {
        let crate::book::Key { provider, service, region, sku, meter } = key;
        match self {
            Scope::Resource => None,
            Scope::Meter => Some(format!("{provider}/{service}/{sku}/{meter}@{region}")),
            Scope::Region(name) => Some(format!("{name}@{region}")),
            Scope::Global(name) => Some(name.clone()),
        }
    }
}
