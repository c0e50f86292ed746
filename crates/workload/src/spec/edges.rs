//! Flows between components, dated events, discounts, the account.

use std::collections::BTreeMap;

use costmodel_core::diag::Diagnostic;
use costmodel_core::month::Month;
use jiff::civil::Date;

use crate::decode::amount::{Fraction, Usd};
use crate::decode::{At, Events, Field, FieldDoc, Node, OneOrMany, PerBytes, Problems, Shape, Value};
use crate::spec;

spec! {
    /// Bytes between two ends per unit of a driver. What they pass through is charged once, here.
    pub struct Flow {
        /// Where they start: `"internet"` or a component.
        neutral from: At<String>,
        /// Where they go: `"internet"` or a component.
        neutral to: At<String>,
        /// What they pass, in order: `"cdn"`, `"load-balancer"`, `"nat"`, `"private-link"`, `"zone"`, or the
        /// name of such a component.
        neutral via: Option<OneOrMany<At<String>>>,
        /// Bytes that go with each unit: `"4 KiB per chat"`.
        up per: PerBytes,
        /// Bytes that come back for each unit.
        up back: Option<PerBytes>,
        /// Requests for each unit, where what it passes bills requests: `12`. Default: one.
        up requests: Option<Events>,
        /// The part of requests and bytes that a CDN answers from its cache. Default: the CDN's own, else none.
        down cache_hit: Option<Fraction>,
        /// The part of the bytes that cross availability zones. Default: (zones - 1) / zones between components
        /// in several zones; `"0 %"` switches it off.
        up cross_zone: Option<Fraction>,
    }
}

spec! {
    /// Something that happens to a driver in some months only.
    pub struct Event {
        /// Months of the year (`3`), of every year, or months (`"2027-03"`).
        neutral months: Vec<EventMonth>,
        /// What it happens to.
        neutral of: At<String>,
        /// To how much of it.
        up share: Fraction = "100 %",
    }
}

/// A month of every year, or one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventMonth {
    /// 1 to 12.
    Every(i8),
    /// One month.
    Once(At<Month>),
}

impl Field for EventMonth {
    const SHAPE: Shape = Shape::Either(&[Shape::Amount("3"), Shape::Month]);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Number(text) => match text.parse::<i8>() {
                Ok(month) if (1..=12).contains(&month) => Some(EventMonth::Every(month)),
                _ => {
                    problems.push(
                        Diagnostic::error(
                            "not-a-date",
                            node.span.clone(),
                            format!("`{text}` is not a month of the year"),
                        )
                        .label("expected 1 to 12")
                        .hint("months = [3, 9] for every March and September, or [\"2027-03\"]"),
                    );
                    None
                }
            },
            _ => At::<Month>::decode(node, doc, problems).map(EventMonth::Once),
        }
    }
}

spec! {
    /// A negotiated discount on list prices.
    pub struct Discount {
        /// What it covers: `"aws/*"`, `"anthropic/models"`.
        neutral services: OneOrMany<At<String>>,
        /// How much it takes off.
        down percent: Fraction,
        /// Its first month.
        neutral from: Option<At<Date>>,
        /// The first month without it.
        neutral until: Option<At<Date>>,
    }
}

spec! {
    /// The account the workload runs in.
    pub struct Account {
        /// Usage outside this workload that already fills tiers and free allowances, by pool.
        up already_used: Option<BTreeMap<String, At<String>>>,
        /// The month the account was opened: free offers of the first twelve months count from it.
        neutral opened: Option<At<Month>>,
    }
}

spec! {
    /// The support plan. Support is excluded, and every output says so, until a plan can be priced.
    pub struct Support {
        /// The plan's name.
        neutral plan: At<String>,
    }
}

spec! {
    /// A commitment held today. It is read and checked, and not yet applied: totals are then ceilings.
    pub struct Commitment {
        /// Its kind: `"compute-savings-plan"`.
        neutral kind: At<String>,
        /// The hourly commitment.
        neutral hourly: Option<Usd>,
        /// How long it runs: `"1y"` or `"3y"`.
        neutral term: At<String>,
        /// `"no-upfront"`, `"partial-upfront"` or `"all-upfront"`.
        neutral payment: Option<At<String>>,
        /// When it was bought.
        neutral from: Option<At<String>>,
    }
}
