//! What was read from a feed: prices under the names of the book, and a count of everything that was not taken.
//!
//! Names are kept once and prices refer to them by number: a list of half a million prices stays small.

use std::collections::BTreeMap;

use costmodel_core::book::Key;
use costmodel_core::num::{Quantity, UnitPrice};
use costmodel_core::rate::{Schedule, Step, Tiers};
use costmodel_core::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::figure;
use crate::words::Names;

/// Refused entries are counted all, and shown up to this many.
const SHOWN: usize = 20;
/// Kinds of entries without a name in the book are counted apart up to this many.
const KINDS: usize = 200;
/// More tiers than this is no price list.
const MOST_TIERS: usize = 50;

/// A price of a feed, before it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is priced, in the names of the book.
    pub key: Key,
    /// What the price is per.
    pub unit: Unit,
    /// The price.
    pub schedule: Schedule,
    /// The first day of a price that is announced for later.
    pub announced: Option<Date>,
    /// Since when the feed says that it holds, for a price that holds.
    pub since: Option<Date>,
    /// Whether places were lost.
    pub rounded: bool,
}

/// How often a machine type is taken back: a cell of `interruptions.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The machine type.
    pub sku: String,
    /// `linux` or `windows`.
    pub os: String,
    /// The region.
    pub region: String,
    /// `5-10%:64`.
    pub cell: String,
}

/// Everything read from the documents of one feed.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Products, items, SKUs or models seen.
    pub entries: u64,
    /// Interruptions of spot machines, sorted.
    pub taken: Vec<Taken>,
    /// Prices without a name in the book, by what they are of.
    pub unmapped: BTreeMap<String, u64>,
    /// Entries that have a name but cannot be a price.
    pub refused: Refused,
    names: Names,
    units: Vec<Unit>,
    /// Prices under the names of the book, sorted by name.
    kept: Vec<(Place, Option<Date>, Draft)>,
}

impl Reading {
    /// How many prices have a name in the book.
    #[must_use]
    pub fn prices(&self) -> usize {
        self.kept.len()
    }

    /// The prices under the names of the book, sorted, made one at a time.
    pub fn iter(&self) -> impl Iterator<Item = Offer> {
        self.kept.iter().filter_map(|(place, announced, draft)| {
            let [provider, service, region, sku, meter] = place.map(|number| self.names.name(number));
            Some(Offer {
                key: Key::new(provider, service, region, sku, meter),
                unit: self.units.get(usize::try_from(draft.unit).ok()?)?.clone(),
                schedule: draft.schedule().ok()?,
                announced: *announced,
                since: draft.since,
                rounded: draft.rounded,
            })
        })
    }

    /// All of them at once.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        self.iter().collect()
    }
}

/// Entries that cannot be prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// How many.
    pub count: u64,
    /// The first of them, with the reason.
    pub first: Vec<String>,
}

impl Refused {
    fn add(&mut self, why: String) {
        self.count = self.count.saturating_add(1);
        // The same of every region is said once.
        if self.first.len() < SHOWN && !self.first.contains(&why) {
            self.first.push(why);
        }
    }
}

/// One step of a price as a feed tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    /// Where the step begins, in the unit of the price.
    pub(crate) from: Decimal,
    /// Its price.
    pub(crate) price: Decimal,
    /// The first day it holds.
    pub(crate) since: Option<Date>,
    /// Whether steps price everything at the step reached.
    pub(crate) volume: bool,
}

impl Told {
    /// A price without steps and dates.
    pub(crate) const fn flat(price: Decimal) -> Told {
        Told { from: Decimal::ZERO, price, since: None, volume: false }
    }
}

/// The five parts of a key and the note, as numbers of names.
type Place = [u32; 5];

#[derive(Clone, Debug)]
struct Draft {
    unit: u32,
    steps: Steps,
    since: Option<Date>,
    volume: bool,
    rounded: bool,
    /// What is wrong with it: told twice with two prices.
    conflict: bool,
}

/// The steps of a price; most have one, from zero on, and lists are long.
#[derive(Clone, Debug)]
enum Steps {
    One(UnitPrice),
    Many(Vec<Step>),
}

impl Steps {
    fn of(step: Step) -> Steps {
        if step.bound == Quantity::ZERO { Steps::One(step.price) } else { Steps::Many(vec![step]) }
    }

    fn all(&self) -> Vec<Step> {
        match self {
            Steps::One(price) => vec![Step { bound: Quantity::ZERO, inclusive: false, price: *price }],
            Steps::Many(steps) => steps.clone(),
        }
    }
}

/// Collects what a reader of a feed finds.
#[derive(Debug)]
pub(crate) struct Collector {
    as_of: Date,
    names: Names,
    units: Vec<Unit>,
    drafts: BTreeMap<(Place, Option<Date>), Draft>,
    reading: Reading,
}

impl Collector {
    /// Nothing yet; `as_of` tells what is announced from what holds.
    pub(crate) fn new(as_of: Date) -> Collector {
        let (names, units, drafts) = (Names::default(), Vec::new(), BTreeMap::new());
        Collector { as_of, names, units, drafts, reading: Reading::default() }
    }

    /// The day the documents were seen.
    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Counts an entry of the document.
    pub(crate) fn entry(&mut self) {
        self.reading.entries = self.reading.entries.saturating_add(1);
    }

    /// Counts a price without a name in the book.
    pub(crate) fn unmapped(&mut self, kind: &str) {
        let unmapped = &mut self.reading.unmapped;
        let full = unmapped.len() >= KINDS && !unmapped.contains_key(kind);
        let kind: String = if full { "others".to_owned() } else { kind.chars().take(120).collect() };
        let count = unmapped.entry(kind).or_insert(0);
        *count = count.saturating_add(1);
    }

    /// Counts an entry that cannot be a price.
    pub(crate) fn refuse(&mut self, what: &str, why: &str) {
        let what: String = what.chars().take(160).collect();
        self.reading.refused.add(format!("{what}: {why}"));
    }

    /// Adds how often a machine is taken back.
    pub(crate) fn taken(&mut self, taken: Taken) {
        self.reading.taken.push(taken);
    }

    /// Adds a step of a price.
    pub(crate) fn add(&mut self, key: [&str; 5], unit: &Unit, told: Told) {
        let step = figure::price(told.price).and_then(|price| {
            let bound = figure::bound(told.from)?;
            Ok((Step { bound, inclusive: false, price: price.amount }, price.rounded))
        });
        match step {
            Ok((step, rounded)) => self.step(key, unit, told, step, rounded),
            Err(why) => self.refuse(&key.join("/"), &why),
        }
    }

    fn step(&mut self, key: [&str; 5], unit: &Unit, told: Told, step: Step, rounded: bool) {
        let place = key.map(|name| self.names.number(name));
        let at = self.units.iter().position(|known| known == unit).unwrap_or_else(|| {
            self.units.push(unit.clone());
            self.units.len().saturating_sub(1)
        });
        let unit = u32::try_from(at).unwrap_or(u32::MAX);
        let announced = told.since.filter(|since| *since > self.as_of);
        let since = told.since.filter(|_| announced.is_none());
        match self.drafts.get_mut(&(place, announced)) {
            None => {
                let (steps, volume) = (Steps::of(step), told.volume);
                let draft = Draft { unit, steps, since, volume, rounded, conflict: false };
                self.drafts.insert((place, announced), draft);
            }
            Some(draft) => {
                let mut steps = draft.steps.all();
                draft.conflict |= draft.unit != unit;
                match steps.iter().find(|known| known.bound == step.bound) {
                    // The same again says nothing new.
                    Some(known) => draft.conflict |= known.price != step.price,
                    None if steps.len() >= MOST_TIERS => draft.conflict = true,
                    None => {
                        steps.push(step);
                        draft.steps = Steps::Many(steps);
                        draft.rounded |= rounded;
                        draft.since = draft.since.max(since);
                    }
                }
            }
        }
    }

    /// Everything that was collected.
    pub(crate) fn finish(self) -> Reading {
        let Collector { names, units, drafts, mut reading, .. } = self;
        let mut kept = Vec::with_capacity(drafts.len());
        for ((place, announced), draft) in drafts {
            match draft.schedule() {
                Ok(_) => kept.push((place, announced, draft)),
                Err(why) => {
                    let key = place.map(|number| names.name(number)).join("/");
                    reading.refused.add(format!("{key}: {why}"));
                }
            }
        }
        let order =
            |entry: &(Place, Option<Date>, Draft)| (entry.0.map(|number| names.name(number)), entry.1);
        kept.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        reading.taken.sort();
        reading.taken.dedup();
        Reading { names, units, kept, ..reading }
    }
}

impl Draft {
    fn schedule(&self) -> Result<Schedule, &'static str> {
        if self.conflict {
            return Err("it is there twice, with two prices");
        }
        let mut steps = self.steps.all();
        steps.sort_by_key(|step| step.bound);
        let (first, above) = steps.split_first().ok_or("it has no price")?;
        if first.bound != Quantity::ZERO {
            return Err("it has no price from zero on");
        }
        if steps.iter().all(|step| step.price == UnitPrice::ZERO) {
            return Err("it is zero, and whether it is free or unknown cannot be told");
        }
        if above.iter().all(|step| step.price == first.price) {
            return Ok(Schedule::Flat(first.price));
        }
        // Above a bound, or from it on: for amounts that are not billed in steps both cost the same.
        let inclusive = !self.volume;
        let above = above.iter().map(|step| Step { inclusive, ..*step }).collect();
        let tiers = Tiers::new(first.price, above).map_err(|_| "its tiers do not rise")?;
        Ok(if self.volume { Schedule::Volume(tiers) } else { Schedule::Graduated(tiers) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collector() -> Collector {
        Collector::new(jiff::civil::date(2026, 11, 24))
    }

    fn told(from: &str, price: &str) -> Told {
        Told { from: from.parse().unwrap(), ..Told::flat(price.parse().unwrap()) }
    }

    const KEY: [&str; 5] = ["aws", "s3", "us-east-1", "standard", "storage"];

    #[test]
    fn steps_in_any_order_are_one_price() {
        let mut collector = collector();
        let unit = "GiB-Months".parse().unwrap();
        for (from, price) in [("51200", "0.022"), ("0", "0.023"), ("51200", "0.022"), ("512000", "0.021")] {
            collector.add(KEY, &unit, told(from, price));
        }
        let reading = collector.finish();
        assert_eq!(reading.offers().len(), 1);
        assert_eq!(reading.offers()[0].schedule.tiers().unwrap().count(), 3);
        assert_eq!(reading.refused, Refused::default());
    }

    #[test]
    fn what_contradicts_itself_is_refused_whole() {
        for (steps, part) in [
            (vec![("0", "1"), ("0", "2")], "twice"),
            (vec![("10", "1")], "from zero"),
            (vec![("0", "0")], "zero"),
            (vec![("0", "-1")], "negative"),
            (vec![("0", "2000000000")], "out of range"),
            (vec![("-1", "1")], "cannot be written"),
        ] {
            let mut collector = collector();
            for (from, price) in steps {
                collector.add(KEY, &"GiB".parse().unwrap(), told(from, price));
            }
            let reading = collector.finish();
            assert!(reading.offers().is_empty());
            assert_eq!(reading.refused.count, 1);
            assert!(reading.refused.first[0].contains(part), "{:?}", reading.refused);
        }
    }

    #[test]
    fn announced_prices_stand_beside_those_that_hold() {
        let mut collector = collector();
        let unit: Unit = "Hours".parse().unwrap();
        for (since, price) in [((2026, 10, 1), "1"), ((2027, 1, 1), "2")] {
            let since = Some(jiff::civil::date(since.0, since.1, since.2));
            collector.add(KEY, &unit, Told { since, ..told("0", price) });
        }
        let offers = collector.finish().offers();
        assert_eq!(offers.iter().map(|o| o.announced.is_some()).collect::<Vec<_>>(), [false, true]);
        assert_eq!(offers[0].since, Some(jiff::civil::date(2026, 10, 1)));
    }

    #[test]
    fn kinds_without_a_name_are_counted_and_bounded() {
        let mut collector = collector();
        for at in 0..1_000 {
            collector.unmapped(&format!("kind {at}"));
        }
        let unmapped = collector.finish().unmapped;
        assert_eq!(unmapped.values().sum::<u64>(), 1_000);
        assert!(unmapped.len() <= KINDS + 1 && unmapped["others"] == 800);
    }
}
