//! From TOML text to typed nouns: every problem at once, with its place and its mend.
//!
//! [`dom`] turns the text into a tree of [`Node`]s in file order; the `spec!` macro ([`fields`]) turns a
//! struct declaration into its decoder and its table of fields; [`amount`], [`time`] and [`value`] read the
//! leaves: numbers with units, ranges, months, schedules, references.

pub mod amount;
pub mod distribution;
pub mod dom;
pub mod fields;
pub mod number;
pub mod problems;
mod range;
mod syntax;
pub mod time;
mod units;
pub mod value;

pub use amount::{
    Amount, Bytes, Count, Events, Fraction, OwnTokens, PerBytes, PerCount, PerSeconds, Seconds, Tokens, Usd,
};
pub use dom::{Key, Node, Value};
pub use fields::{Direction, Field, FieldDoc, Shape, Table};
pub use problems::Problems;
pub use value::{At, OneOrMany};
