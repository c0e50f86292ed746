//! Choosing between offers for one price, and putting tiers together.
//!
//! The rule, in this order: a vendor's own list over a bill line over a third
//! party; an exact figure over a rounded over a derived one; the newer
//! observation; the ladder whose bounds its own source states.

use crate::number::plain;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// How far a source is from the vendor's price list. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// A third party's printed estimates.
    ThirdParty,
    /// Documents that quote the vendor's page.
    Quote,
    /// Provider bill lines, or a dump of the vendor's price list.
    BillLine,
    /// The vendor's feed, or its pricing page transcribed.
    Vendor,
}

/// How good a figure is. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    Derived,
    Rounded,
    Exact,
}

impl Quality {
    pub fn of(notes: &str) -> Quality {
        if notes.contains("precision=derived") || notes.contains("low_precision=1") {
            Quality::Derived
        } else if notes.contains("precision=rounded") {
            Quality::Rounded
        } else {
            Quality::Exact
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Quality::Derived => "derived",
            Quality::Rounded => "rounded",
            Quality::Exact => "exact",
        }
    }
}

/// What decides between offers: the greatest wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub trust: Trust,
    pub quality: Quality,
    /// Publication date if the source has one, else the date it was read.
    pub observed: String,
    pub own_bounds: bool,
    pub as_of: String,
    /// Only so that the choice never depends on row order.
    pub source: Reverse<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    pub start: Decimal,
    pub end: Option<Decimal>,
    pub price: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Empty,
    StartsAbove0,
    NotContiguous,
    NoOpenEnd,
    TwoPrices,
}

impl Gap {
    pub fn text(self) -> &'static str {
        match self {
            Gap::Empty => "no tier",
            Gap::StartsAbove0 => "first tier missing",
            Gap::NotContiguous => "tiers not contiguous",
            Gap::NoOpenEnd => "last tier missing",
            Gap::TwoPrices => "two prices for one tier",
        }
    }
}

/// Sorts tiers and checks that they are half-open and contiguous from 0.
/// Repeated equal tiers count once.
pub fn assemble(mut tiers: Vec<Tier>) -> Result<Vec<Tier>, Gap> {
    tiers.sort_by_key(|t| (t.start, t.end, t.price));
    tiers.dedup();
    if tiers.windows(2).any(|w| w[0].start == w[1].start) {
        return Err(Gap::TwoPrices);
    }
    let mut expected = Some(Decimal::ZERO);
    for tier in &tiers {
        match expected {
            Some(bound) if bound == tier.start => expected = tier.end,
            Some(_) if tier.start == tiers[0].start => return Err(Gap::StartsAbove0),
            _ => return Err(Gap::NotContiguous),
        }
    }
    match (tiers.is_empty(), expected) {
        (true, _) => Err(Gap::Empty),
        (false, Some(_)) => Err(Gap::NoOpenEnd),
        (false, None) => Ok(tiers),
    }
}

/// `0.09;10240:0.085;…`
pub fn ladder(tiers: &[Tier]) -> String {
    let step = |t: &Tier| match t.start.is_zero() {
        true => plain(t.price),
        false => format!("{}:{}", plain(t.start), plain(t.price)),
    };
    tiers.iter().map(step).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    fn d(text: &str) -> Decimal {
        parse(text).unwrap()
    }

    fn tier(start: &str, end: &str, price: &str) -> Tier {
        Tier { start: d(start), end: parse(end), price: d(price) }
    }

    fn rank(trust: Trust, quality: Quality, observed: &str) -> Rank {
        Rank {
            trust,
            quality,
            observed: observed.into(),
            own_bounds: true,
            as_of: observed.into(),
            source: Reverse("s".into()),
        }
    }

    #[test]
    fn assembles_tiers_in_any_order() {
        let tiers = assemble(vec![tier("51200", "", "0.07"), tier("0", "51200", "0.09")]);
        assert_eq!(ladder(&tiers.unwrap()), "0.09;51200:0.07");
    }

    #[test]
    fn finds_gaps() {
        assert_eq!(assemble(vec![]), Err(Gap::Empty));
        assert_eq!(assemble(vec![tier("10", "", "1")]), Err(Gap::StartsAbove0));
        assert_eq!(assemble(vec![tier("0", "10", "1")]), Err(Gap::NoOpenEnd));
        assert_eq!(assemble(vec![tier("0", "10", "1"), tier("11", "", "2")]), Err(Gap::NotContiguous));
        assert_eq!(assemble(vec![tier("0", "", "1"), tier("5", "", "2")]), Err(Gap::NotContiguous));
        assert_eq!(assemble(vec![tier("0", "", "1"), tier("0", "", "2")]), Err(Gap::TwoPrices));
    }

    #[test]
    fn equal_tiers_count_once() {
        assert_eq!(assemble(vec![tier("0", "", "1"), tier("0", "", "1")]).unwrap().len(), 1);
    }

    #[test]
    fn newest_wins_among_equals() {
        let old = rank(Trust::Vendor, Quality::Exact, "2025-10-27");
        let new = rank(Trust::Vendor, Quality::Exact, "2026-09-20");
        assert!(new > old);
    }

    #[test]
    fn vendor_beats_a_newer_third_party() {
        let feed = rank(Trust::Vendor, Quality::Exact, "2025-10-27");
        let estimate = rank(Trust::ThirdParty, Quality::Exact, "2026-05-03");
        assert!(feed > estimate);
    }

    #[test]
    fn exact_beats_a_newer_derived() {
        let exact = rank(Trust::ThirdParty, Quality::Exact, "2024-07-01");
        let derived = rank(Trust::ThirdParty, Quality::Derived, "2025-07-01");
        assert!(exact > derived);
    }

    #[test]
    fn reads_quality_from_notes() {
        assert_eq!(Quality::of("precision=derived cost/qty;range=1..2"), Quality::Derived);
        assert_eq!(Quality::of("precision=rounded to cents"), Quality::Rounded);
        assert_eq!(Quality::of("precision=exact;tier_label=first 6B"), Quality::Exact);
        assert_eq!(Quality::of(""), Quality::Exact);
    }
}
