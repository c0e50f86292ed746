//! The expression tree behind a quantity: `project` evaluates it, `explain` prints it.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{FleetId, FleetMeasure, SeriesId, TalkId, TokenLeaf};
use crate::diag::Span;
use crate::scenario::Ranged;

/// How much of something in a month.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A number of the file, or of a stated default.
    Leaf(Arc<Leaf>),
    /// A business number of the month.
    Series(SeriesId),
    /// A measure of replicas over the month.
    Fleet(FleetId, FleetMeasure),
    /// Expected tokens of one conversation, in one step of the long-context tiers.
    Tokens {
        /// Whose traffic.
        talk: TalkId,
        /// The step, from 0.
        step: u8,
        /// Which of the disjoint leaves.
        leaf: TokenLeaf,
    },
    /// The hours the line runs in the month.
    Hours,
    /// The share of the month on which the line exists.
    ActiveShare,
    /// All multiplied, left to right.
    Product(Vec<Expr>),
    /// All added, left to right.
    Sum(Vec<Expr>),
    /// The first over the second.
    Over(Box<Expr>, Box<Expr>),
    /// What the first has above the second; never below zero.
    Above(Box<Expr>, Box<Expr>),
    /// The largest of several dimensions.
    Largest(Vec<Expr>),
    /// The smallest of several.
    Smallest(Vec<Expr>),
    /// Rounded up to a whole number.
    Ceil(Box<Expr>),
}

/// A named number with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it is: `memory`, `requests per chat`.
    pub name: String,
    /// Its value in each scenario.
    pub value: Ranged<Decimal>,
    /// Its unit, for the reader.
    pub unit: String,
    /// Where the user wrote it; `None` for a default.
    pub span: Option<Span>,
    /// Whether it is a stated default rather than the user's.
    pub assumed: bool,
}

impl Expr {
    /// A number the user wrote.
    #[must_use]
    pub fn given(name: &str, value: Ranged<Decimal>, unit: &str, span: Span) -> Expr {
        let (name, unit) = (name.to_owned(), unit.to_owned());
        Expr::Leaf(Arc::new(Leaf { name, value, unit, span: Some(span), assumed: false }))
    }

    /// A number from a stated default.
    #[must_use]
    pub fn assumed(name: &str, value: Decimal, unit: &str) -> Expr {
        Expr::assumed_range(name, Ranged::same(value), unit)
    }

    /// A ranged number from a stated default.
    #[must_use]
    pub fn assumed_range(name: &str, value: Ranged<Decimal>, unit: &str) -> Expr {
        let (name, unit) = (name.to_owned(), unit.to_owned());
        Expr::Leaf(Arc::new(Leaf { name, value, unit, span: None, assumed: true }))
    }

    /// A number that follows from a definition: 3,600 seconds in an hour.
    #[must_use]
    pub fn constant(name: &str, value: impl Into<Decimal>, unit: &str) -> Expr {
        let (name, unit) = (name.to_owned(), unit.to_owned());
        Expr::Leaf(Arc::new(Leaf {
            name,
            value: Ranged::same(value.into()),
            unit,
            span: None,
            assumed: false,
        }))
    }

    /// `self x other`, without nesting products.
    #[must_use]
    pub fn times(self, other: Expr) -> Expr {
        let mut factors = match self {
            Expr::Product(factors) => factors,
            single => vec![single],
        };
        match other {
            Expr::Product(more) => factors.extend(more),
            single => factors.push(single),
        }
        Expr::Product(factors)
    }

    /// `self / other`.
    #[must_use]
    pub fn over(self, other: Expr) -> Expr {
        Expr::Over(Box::new(self), Box::new(other))
    }

    /// The sum of several; a single one stays itself.
    #[must_use]
    pub fn sum(mut parts: Vec<Expr>) -> Expr {
        if parts.len() == 1 { parts.swap_remove(0) } else { Expr::Sum(parts) }
    }

    /// Visits every node, outermost first.
    pub fn visit(&self, see: &mut impl FnMut(&Expr)) {
        see(self);
        match self {
            Expr::Product(parts) | Expr::Sum(parts) | Expr::Largest(parts) | Expr::Smallest(parts) => {
                for part in parts {
                    part.visit(see);
                }
            }
            Expr::Over(a, b) | Expr::Above(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Expr::Ceil(inner) => inner.visit(see),
            Expr::Leaf(_)
            | Expr::Series(_)
            | Expr::Fleet(..)
            | Expr::Tokens { .. }
            | Expr::Hours
            | Expr::ActiveShare => {}
        }
    }
}
