//! Row by row: which kind it is, and what was asked of all rows.

use costmodel_core::book::PriceBook;
use costmodel_core::freshness::STALE_MONTHS;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::metered::Metered;
use crate::quoted::Quoted;
use crate::row::Row;
use crate::tokens::Tokens;

/// What is asked of all rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Tiers are summed over the rows of a month: a row costs what it adds to the charge of all rows before it.
    /// The costs of the rows so sum to the charge of their sum, exactly. Token rows are requests, and not pooled.
    pub pool: bool,
    /// The day as of which prices are known; `None` is the book's date.
    pub known_on: Option<Date>,
}

/// Prices rows, and remembers what it looked up.
#[derive(Debug)]
pub struct Quoter<'b> {
    tokens: Tokens<'b>,
    metered: Metered<'b>,
}

/// The book, and the days that matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'b> {
    pub(crate) book: &'b PriceBook,
    pub(crate) on: Date,
    oldest: Date,
}

impl Known<'_> {
    /// Whether a price seen on a day was seen long ago.
    pub(crate) fn is_stale(&self, seen: Date) -> bool {
        seen < self.oldest
    }
}

impl<'b> Quoter<'b> {
    /// A quoter over a book.
    #[must_use]
    pub fn new(book: &'b PriceBook, options: Options) -> Quoter<'b> {
        let on = options.known_on.unwrap_or(book.date);
        let known =
            Known { book, on, oldest: on.checked_sub(i32::from(STALE_MONTHS).months()).unwrap_or(on) };
        Quoter { tokens: Tokens::new(known), metered: Metered::new(known, options.pool) }
    }

    /// Whether the notes of rows from now on name what an unknown model could mean. They do unless told: looking
    /// takes longer than pricing.
    pub fn search_names(&mut self, search: bool) {
        self.tokens.search = search;
    }

    /// Prices a row.
    pub fn quote(&mut self, row: &Row<'_>) -> Quoted {
        match row {
            Row::Tokens(row) => self.tokens.quote(row),
            Row::Metered(row) => self.metered.quote(row),
        }
    }
}
