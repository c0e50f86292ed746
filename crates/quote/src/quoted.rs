//! What comes of a row: a cost and what is behind it, or why there is none.

use std::sync::Arc;

use costmodel_core::cells;
use costmodel_core::num::{Money, UnitPrice};
use jiff::civil::Date;

/// A row's cost and what is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// What it costs; `None` where a part of it has no price, or the row is wrong.
    pub cost: Option<Money>,
    /// The price of one unit, where the whole row has one price.
    pub unit_price: Option<UnitPrice>,
    /// Where the price was seen; rows priced alike share it.
    pub behind: Arc<Behind>,
}

/// How well a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// At prices as their sources list them.
    Priced,
    /// At a price that is rounded, or computed from others by a stated rule.
    Derived,
    /// At a price of something near, by the rule the note states.
    Assumed,
    /// No price is known: never zero.
    Unpriced,
    /// The row itself is wrong.
    Wrong,
}

impl Status {
    /// Every status, best first.
    pub const ALL: [Status; 5] =
        [Status::Priced, Status::Derived, Status::Assumed, Status::Unpriced, Status::Wrong];

    /// The `status` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Priced => "priced",
            Status::Derived => "derived",
            Status::Assumed => "assumed",
            Status::Unpriced => "unpriced",
            Status::Wrong => "wrong",
        }
    }
}

/// Where a price was seen, and by which rules it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// How well the row is known.
    pub status: Status,
    /// The oldest day any of its prices was observed.
    pub as_of: Option<Date>,
    /// The sources of its prices, each once.
    pub source: String,
    /// Which prices these are, per which unit, and every rule that chose or changed them.
    pub note: String,
    /// A price was observed long before the knowledge date.
    pub stale: bool,
    /// The cells after the unit price, written once for all rows that share them.
    cells: Vec<u8>,
}

impl Behind {
    pub(crate) fn new(
        status: Status,
        as_of: Option<Date>,
        source: String,
        note: String,
        stale: bool,
    ) -> Arc<Behind> {
        let mut row = Vec::with_capacity(source.len().saturating_add(note.len()).saturating_add(32));
        match as_of {
            Some(day) => cells::shown(&mut row, day),
            None => cells::plain(&mut row, ""),
        }
        cells::text(&mut row, &source);
        cells::plain(&mut row, status.name());
        cells::text(&mut row, &note);
        row.pop();
        Arc::new(Behind { status, as_of, source, note, stale, cells: row })
    }

    /// A row without a price.
    pub(crate) fn without(status: Status, note: impl Into<String>) -> Arc<Behind> {
        Behind::new(status, None, String::new(), note.into(), false)
    }

    /// `price_as_of,price_source,status,note` as they are written.
    pub(crate) fn cells(&self) -> &[u8] {
        &self.cells
    }
}

impl Quoted {
    /// A row without a cost.
    pub(crate) fn without(behind: Arc<Behind>) -> Quoted {
        Quoted { cost: None, unit_price: None, behind }
    }

    /// A row that is wrong in itself.
    pub(crate) fn wrong(note: impl Into<String>) -> Quoted {
        Quoted::without(Behind::without(Status::Wrong, note))
    }

    /// How well it is known.
    #[must_use]
    pub fn status(&self) -> Status {
        self.behind.status
    }
}
