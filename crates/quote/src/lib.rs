//! Prices usage rows in bulk, in their order and in constant memory: what `costmodel quote` does.
//!
//! A row is either tokens of a model or a quantity of any meter of the book. Each is priced alone, at the price
//! in force on its day, and comes back as a [`Quoted`]: its cost, or why it has none. A wrong row is marked and
//! the next one goes on; nothing here panics on an input.
//!
//! - [`quote`] is the iterator: rows in, quoted rows out.
//! - [`Quoter`] is the same row by row, with tiers summed over rows if asked.
//! - [`csv::quote`] reads and writes CSV; [`csv::quote_bytes`] does so in memory.
//!
//! ```
//! use costmodel_quote::{Class, Counts, Row, Status, TokenRow, quote};
//!
//! let book = costmodel_pricebook::embedded();
//! let counts = Counts::new().with(Class::Input, 12_000).with(Class::CachedInput, 10_000).with(Class::Output, 500);
//! let row = TokenRow { provider: "anthropic", model: "claude-sonnet-5", counts, ..TokenRow::default() };
//! let quoted = quote(&book, [Row::Tokens(row)]).next().ok_or("one row in, one row out")?;
//! assert_eq!(quoted.status(), Status::Priced);
//! // 2,000 x 2 + 10,000 x 0.2 + 500 x 10 per 1,000,000 tokens.
//! assert_eq!(quoted.cost.map(|cost| cost.to_string()).as_deref(), Some("0.011"));
//! # Ok::<(), String>(())
//! ```
//!
//! Where to begin: `tokens/leaves.rs` (which count is priced as what), `tokens/plan.rs` (the prices of a model on
//! a day), `metered/ladder.rs` (tiers), `csv/mod.rs` (streaming).

pub mod csv;
mod memo;
mod metered;
mod quoted;
mod quoter;
mod row;
mod tokens;

pub use quoted::{Behind, Quoted, Status};
pub use quoter::{Options, Quoter};
pub use row::{Class, Counts, MeteredRow, Moment, Row, TokenRow};

use costmodel_core::book::PriceBook;

/// For so many rows it is looked for what an unknown model could mean.
const SEARCHED: usize = 2_000;

/// Prices rows one by one, each alone, as known on the book's date.
pub fn quote<'b, 'r, R>(book: &'b PriceBook, rows: R) -> impl Iterator<Item = Quoted> + use<'b, 'r, R>
where
    R: IntoIterator<Item = Row<'r>>,
{
    let mut quoter = Quoter::new(book, Options::default());
    rows.into_iter().enumerate().map(move |(at, row)| {
        quoter.search_names(at < SEARCHED);
        quoter.quote(&row)
    })
}
