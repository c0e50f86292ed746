//! Contract prices: rules over many prices at once, and what they make of a list price.
//!
//! A [`Rule`] names prices by patterns and gives either a percentage or a price of its own. It changes what is
//! paid and never what is listed: the list cost of a charge stays that of the book, its contracted cost is the
//! rule's. Of the rules that name a price, one holds: that of the latest layer; in a layer a price before a
//! percentage; then the more specific pattern (more parts without `*`, then more letters beside `*`).

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::{Key, in_force_on};
use crate::num::{Money, Quantity, Ratio, UnitPrice};
use crate::rate::{Quality, Rate, Schedule, Step, Tiers};

/// A line of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The prices it is about.
    pub pattern: Pattern,
    /// What it makes of them.
    pub contract: Arc<Contract>,
    /// The first day it holds; `None` is from an open start.
    pub from: Option<Date>,
    /// The first day it no longer holds; `None` is open.
    pub until: Option<Date>,
}

/// Provider, service, region, SKU and meter, in each of which `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(pub [String; 5]);

/// What a contract makes of a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The layer it is of.
    pub layer: String,
    /// As it is written: `-12 %`, `0.05`.
    pub text: String,
    /// What is paid.
    pub paid: Paid,
    /// Where it was agreed on.
    pub source: String,
    /// The day its source is of.
    pub as_of: Date,
    /// What the row says about itself.
    pub note: String,
}

/// What is paid instead of the list price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// A share of it.
    Share(Ratio),
    /// A price of each unit, whatever the steps of the list.
    Each(UnitPrice),
}

impl Pattern {
    /// Whether a price is meant.
    ///
    /// ```
    /// use costmodel_core::{book::Key, contract::Pattern};
    /// let pattern = Pattern(["aws", "ec2", "eu-*", "m7?.*", "*"].map(|part| part.replace('?', "i")));
    /// assert!(pattern.matches(&Key::new("aws", "ec2", "eu-west-1", "m7i.large", "on-demand")));
    /// assert!(!pattern.matches(&Key::new("aws", "ec2", "us-east-1", "m7i.large", "on-demand")));
    /// ```
    #[must_use]
    pub fn matches(&self, key: &Key) -> bool {
        let parts = [&key.provider, &key.service, &key.region, &key.sku, &key.meter];
        self.0.iter().zip(parts).all(|(pattern, part)| matches(pattern, part))
    }

    /// How narrowly it names: parts without `*`, then letters beside `*`.
    #[must_use]
    pub fn specificity(&self) -> (usize, usize) {
        let whole = self.0.iter().filter(|part| !part.contains('*')).count();
        let letters = self.0.iter().map(|part| part.chars().filter(|&letter| letter != '*').count()).sum();
        (whole, letters)
    }

    /// Whether there can be a price that both mean.
    #[must_use]
    pub fn meets(&self, other: &Pattern) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| meet(own.as_bytes(), other.as_bytes()))
    }
}

/// Whether a text is what a pattern with `*` describes.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match left.find(part).and_then(|at| left.get(at.saturating_add(part.len())..)) {
            Some(after) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

/// Whether there is a text that both patterns describe.
fn meet(a: &[u8], b: &[u8]) -> bool {
    // Row by row: whether what is left of `a` and what is left of `b` can be the same text.
    let width = b.len().saturating_add(1);
    let mut below = vec![false; width];
    for at in (0..=a.len()).rev() {
        let mut row = vec![false; width];
        for to in (0..=b.len()).rev() {
            let get = |row: &[bool], at: usize| row.get(at).copied().unwrap_or(false);
            let next = to.saturating_add(1);
            let met = match (a.get(at), b.get(to)) {
                (None, None) => true,
                (Some(b'*'), None) => get(&below, to),
                (None, Some(b'*')) => get(&row, next),
                (Some(b'*'), Some(_)) | (Some(_), Some(b'*')) => get(&below, to) || get(&row, next),
                (Some(own), Some(other)) => own == other && get(&below, next),
                _ => false,
            };
            if let Some(cell) = row.get_mut(to) {
                *cell = met;
            }
        }
        below = row;
    }
    below.first().copied().unwrap_or(false)
}

impl Rule {
    /// Which of two rules of one layer goes first: the lesser. Two that are alike in it may not name one price.
    #[must_use]
    pub fn precedence(&self) -> (bool, Reverse<(usize, usize)>) {
        (matches!(self.contract.paid, Paid::Share(_)), Reverse(self.pattern.specificity()))
    }

    /// Whether it holds on a day, `None` being the open start.
    fn holds(&self, day: Option<Date>) -> bool {
        self.from.is_none_or(|from| day.is_some_and(|day| from <= day))
            && self.until.is_none_or(|until| day.is_none_or(|day| day < until))
    }

    /// Whether there is a day on which both hold.
    #[must_use]
    pub fn overlaps(&self, other: &Rule) -> bool {
        let before = |until: Option<Date>, from: Option<Date>| {
            until.is_some_and(|until| from.is_some_and(|from| until <= from))
        };
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// A history under the contracts of the layers above it, given from the lowest: it is cut where a rule begins
/// or ends.
pub(crate) fn applied<'r>(
    rates: Vec<Rate>,
    key: &Key,
    layers: impl Iterator<Item = &'r [Rule]>,
) -> Vec<Rate> {
    let mut rules: Vec<&Rule> = Vec::new();
    for layer in layers {
        let mut own: Vec<&Rule> = layer.iter().filter(|rule| rule.pattern.matches(key)).collect();
        own.sort_by_key(|rule| rule.precedence());
        own.append(&mut rules);
        rules = own;
    }
    if rules.is_empty() {
        return rates;
    }
    let days = rules.iter().flat_map(|rule| [rule.from, rule.until]).flatten().map(Some);
    let starts: BTreeSet<Option<Date>> = rates.iter().map(|rate| rate.from).chain(days).collect();
    let mut cut: Vec<Rate> = Vec::with_capacity(starts.len());
    for start in starts {
        let at = match start {
            Some(day) => in_force_on(&rates, day),
            None => rates.iter().position(|rate| rate.from.is_none()),
        };
        let Some(rate) = at.and_then(|at| rates.get(at)) else { continue };
        let rule = rules.iter().find(|rule| rule.holds(start));
        let contract = rule.map(|rule| Arc::clone(&rule.contract));
        let goes_on = cut.last().is_some_and(|last| last.contract == contract && rate.from < start);
        if !goes_on {
            cut.push(Rate { from: start, contract, ..rate.clone() });
        }
    }
    cut
}

impl Contract {
    /// What is paid for a quantity whose list cost is known: a share of the money (R4), or so much for each
    /// unit, a regional uplift included.
    #[must_use]
    pub fn cost(&self, list: Money, quantity: Quantity, uplift: Option<Ratio>) -> Option<Money> {
        match self.paid {
            Paid::Share(share) => list.scaled(share),
            Paid::Each(price) => {
                let cost = price.times(quantity)?;
                uplift.map_or(Some(cost), |uplift| cost.scaled(uplift))
            }
        }
    }

    /// What is paid for a unit of a list price, rounded half to even to 12 places: to compare and to show.
    #[must_use]
    pub fn unit_price(&self, list: UnitPrice) -> UnitPrice {
        match self.paid {
            Paid::Share(share) => share.of(list.raw()).map_or(list, UnitPrice::from_raw),
            Paid::Each(price) => price,
        }
    }

    /// `contract.csv: -12 % (our contract, 2026-11-01)`
    #[must_use]
    pub fn told(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!("; {}", self.note) };
        format!("{}: {} ({}, {}{note})", self.layer, self.text, self.source, self.as_of)
    }
}

impl Rate {
    /// The price of the first unit, as it is paid.
    #[must_use]
    pub fn first_price(&self) -> UnitPrice {
        let list = self.schedule.first_price();
        self.contract.as_ref().map_or(list, |contract| contract.unit_price(list))
    }

    /// What is paid as a price of its own, for who knows no list and contracted cost: unit prices at 12 places,
    /// derived where digits had to go.
    #[must_use]
    pub fn as_paid(self) -> Rate {
        let Some(contract) = self.contract.clone() else { return self };
        let mut is_exact = true;
        let schedule = match contract.paid {
            Paid::Each(price) => Schedule::Flat(price),
            Paid::Share(share) => self.schedule.map(&mut |price| {
                let paid = contract.unit_price(price);
                is_exact &= share.is_exact(price.raw());
                paid
            }),
        };
        let mut seen = self.seen;
        let told = contract.told();
        seen.note = if seen.note.is_empty() { told } else { format!("{}; {told}", seen.note) };
        seen.layer.clone_from(&contract.layer);
        if !is_exact {
            seen.quality = Quality::Derived;
        }
        Rate { schedule, seen, contract: None, ..self }
    }
}

impl Schedule {
    /// The same rule at other prices.
    fn map(&self, of: &mut dyn FnMut(UnitPrice) -> UnitPrice) -> Schedule {
        let mut tiers = |tiers: &Tiers| {
            let first = of(tiers.first());
            let above = tiers.above().iter().map(|step| Step { price: of(step.price), ..*step }).collect();
            Tiers::new(first, above).unwrap_or_else(|_| tiers.clone())
        };
        match self {
            Schedule::Graduated(own) => Schedule::Graduated(tiers(own)),
            Schedule::Volume(own) => Schedule::Volume(tiers(own)),
            Schedule::Flat(price) => Schedule::Flat(of(*price)),
            Schedule::Block(price) => Schedule::Block(of(*price)),
            Schedule::Term { upfront, hourly, hours } => {
                Schedule::Term { upfront: of(*upfront), hourly: of(*hourly), hours: *hours }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn patterns_match() {
        for (pattern, text, is) in [
            ("*", "", true),
            ("m7*", "m7i.large", true),
            ("*.large", "m7i.large", true),
            ("m*i*large", "m7i.large", true),
            ("m*large*large", "m7i.large", false),
            ("ec2", "ec2", true),
            ("ec2", "ec", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
    }

    proptest! {
        #[test]
        fn what_both_match_is_where_they_meet(a in "[ab*]{0,5}", b in "[ab*]{0,5}", text in "[ab]{0,6}") {
            if matches(&a, &text) && matches(&b, &text) {
                prop_assert!(meet(a.as_bytes(), b.as_bytes()), "{a} {b} {text}");
            }
        }

        #[test]
        fn patterns_that_meet_have_a_text(a in "[ab*]{0,3}", b in "[ab*]{0,3}") {
            let texts = (0..=6_u32).flat_map(|length| (0..2_u32.pow(length)).map(move |bits| (length, bits)));
            let mut texts = texts.map(|(length, bits)| {
                (0..length).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' }).collect::<String>()
            });
            let found = texts.any(|text| matches(&a, &text) && matches(&b, &text));
            prop_assert_eq!(meet(a.as_bytes(), b.as_bytes()), found, "{} {}", a, b);
        }
    }
}
