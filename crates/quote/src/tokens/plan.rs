//! The prices of a model on a day, in a variant and a region: each leaf's meter is chosen once, then a row is a
//! few multiplications.

use std::collections::BTreeSet;
use std::sync::Arc;

use costmodel_core::book::in_force_on;
use costmodel_core::models;
use costmodel_core::num::{MAX_CHARGE, Money, Ratio};
use costmodel_core::rate::Rate;
use jiff::civil::Date;

use super::card::Found;
use super::leaves::{self, LEAVES, Leaf, Noun, Parts, REQUESTS};
use super::price::{Price, Units};
use super::window::Windows;
use crate::quoted::{Behind, Quoted, Status};
use crate::quoter::Known;

/// The prices of a model, ready for rows.
#[derive(Debug)]
pub(super) struct Plan {
    prices: Vec<Price>,
    usual: Slots,
    /// Other prices at some hours of the day.
    peak: Option<(Windows, Slots)>,
    day: Date,
    uplift: Option<(Ratio, String)>,
    /// What holds for every row: how the name was matched, what the book lacks.
    notes: Vec<String>,
    /// The book lacks the rates that were asked for; those of the standard tier are used.
    is_assumed: bool,
    /// Days at which leaves without a price begin to have one.
    begins: Vec<(usize, Date)>,
    oldest_fresh: Freshness,
    /// What is behind rows, by which leaves and steps they use.
    told: Vec<(Used, Arc<Behind>)>,
}

/// Notes that are remembered for each plan.
const TOLD: usize = 64;

/// What was asked of a model.
pub(super) struct Asked<'r> {
    /// `batch-`
    pub(super) variant: &'static str,
    /// `eu`
    pub(super) region: &'r str,
    /// The day whose prices are in force.
    pub(super) day: Date,
}

/// Which price a leaf has, by index.
type Slots = [Slot; LEAVES];

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    price: Option<u8>,
    /// It has no price of its own, and falls back to one that is not meant for it.
    fell_back: bool,
    /// The price is its own.
    own: bool,
}

/// Whether a day is long ago: decided once per price.
#[derive(Clone, Debug, Default)]
struct Freshness(BTreeSet<u8>);

/// Which leaves a row uses, at which steps, and whether at peak rates: what its note depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Used {
    leaves: u32,
    /// Three bits for each leaf.
    steps: u64,
    at_peak: bool,
    /// The hour matters and is not known.
    hour_unknown: bool,
}

/// The meters in force on a day.
struct Live<'c> {
    names: Vec<&'c str>,
    rates: Vec<&'c Rate>,
    /// Where in the plan's prices each is, once it is used.
    places: Vec<Option<u8>>,
}

impl Plan {
    /// Chooses the meter of every leaf.
    pub(super) fn new(known: &Known<'_>, units: &mut Units, found: &Found, asked: &Asked<'_>) -> Plan {
        let Asked { variant, region, day } = *asked;
        let mut live = Live::of(found, day);
        let mut prices = Vec::new();
        let usual = live.slots(variant, &mut prices, units);
        let windows = live.rates.iter().find_map(|rate| Windows::of(&rate.seen.note));
        let peak = windows.filter(|_| variant.is_empty()).map(|windows| {
            let slots = live.slots("peak-", &mut prices, units);
            (windows, slots)
        });
        let mut notes = Vec::new();
        if !found.note.is_empty() {
            notes.push(found.note.clone());
        }
        let has_variant = found.card.rates.iter().any(|(meter, _)| meter.starts_with(variant));
        if !has_variant {
            let name = variant.trim_end_matches('-');
            notes.push(format!("the book has no {name} rates of {}: standard rates", found.sku));
        }
        let uplift = models::uplift(&found.card.facts, region);
        if uplift.is_none() && !found.of_region && !matches!(region, "" | models::REGION) {
            notes.push(format!("the book has no price of its own for {region}"));
        }
        if let Some(retires) = found.card.facts.retires.filter(|retires| *retires <= day) {
            notes.push(format!("withdrawn on {retires}"));
        }
        let stale = (0_u8..).zip(&prices).filter(|(_, price)| known.is_stale(price.as_of)).map(|(at, _)| at);
        let oldest_fresh = Freshness(stale.collect());
        let begins = begins(found, variant, &usual, day);
        Plan {
            prices,
            usual,
            peak,
            day,
            uplift,
            notes,
            is_assumed: !has_variant,
            begins,
            oldest_fresh,
            told: Vec::new(),
        }
    }

    /// Prices a row's leaves; `input` is its total input, which decides the step.
    pub(super) fn quote(&mut self, parts: &Parts, input: u64, minute: Option<u16>) -> Quoted {
        let mut used = Used::default();
        let slots = match &self.peak {
            Some((windows, slots)) if minute.is_some_and(|minute| windows.hold(self.day, minute)) => {
                used.at_peak = true;
                slots
            }
            Some(_) => {
                used.hour_unknown = minute.is_none();
                &self.usual
            }
            None => &self.usual,
        };
        let (mut tokens, mut fees) = (Some(Money::ZERO), Some(Money::ZERO));
        let (mut lacks_one, mut only) = (false, Only::Nothing);
        for (leaf, (slot, &count)) in slots.iter().zip(parts).enumerate() {
            if count == 0 {
                continue;
            }
            let price = slot.price.and_then(|at| Some((at, self.prices.get(usize::from(at))?)));
            let Some((at, price)) = price else {
                lacks_one |= leaf != REQUESTS;
                used.leaves |= u32::from(leaf != REQUESTS) << leaf;
                continue;
            };
            let step = price.step(input);
            used.leaves |= 1 << leaf;
            used.steps |= u64::try_from(step.min(7)).unwrap_or(7) << (3 * leaf);
            only = only.and(at, step);
            let sum = if leaves::ALL.get(leaf).is_some_and(|leaf| leaf.noun == Noun::Tokens) {
                &mut tokens
            } else {
                &mut fees
            };
            *sum = sum.and_then(|sum| sum.checked_add(price.cost(count, step)?));
        }
        let unit_price = match only {
            Only::One(at, step) => self.prices.get(usize::from(at)).map(|price| price.at(step)),
            _ => None,
        };
        if let Some((by, _)) = &self.uplift {
            tokens = tokens.and_then(|tokens| tokens.scaled(*by));
        }
        let cost = tokens.zip(fees).and_then(|(tokens, fees)| tokens.checked_add(fees));
        let behind = self.behind(used);
        if lacks_one {
            return Quoted::without(behind);
        }
        match cost.filter(|cost| *cost <= MAX_CHARGE) {
            Some(cost) => Quoted { cost: Some(cost), unit_price, behind },
            None => Quoted::wrong("the cost is out of range"),
        }
    }

    fn behind(&mut self, used: Used) -> Arc<Behind> {
        if let Some((_, behind)) = self.told.iter().find(|(known, _)| *known == used) {
            return Arc::clone(behind);
        }
        let behind = self.tell(used);
        if self.told.len() >= TOLD {
            self.told.clear();
        }
        self.told.push((used, Arc::clone(&behind)));
        behind
    }

    /// What is behind a row that uses these leaves at these steps.
    fn tell(&self, used: Used) -> Arc<Behind> {
        let slots = self.peak.as_ref().filter(|_| used.at_peak).map_or(&self.usual, |(_, slots)| slots);
        let mut status = if self.is_assumed { Status::Assumed } else { Status::Priced };
        let (mut lacking, mut said) = (Vec::new(), Vec::new());
        let mut charged: Vec<(u8, &Price, usize)> = Vec::new();
        for (leaf, (slot, about)) in slots.iter().zip(&leaves::ALL).enumerate() {
            if used.leaves & (1 << leaf) == 0 {
                continue;
            }
            let Some((at, price)) = slot.price.and_then(|at| Some((at, self.prices.get(usize::from(at))?)))
            else {
                let begins = self.begins.iter().find(|(of, _)| *of == leaf);
                lacking.push(
                    begins.map_or(about.name.to_owned(), |(_, day)| format!("{} before {day}", about.name)),
                );
                continue;
            };
            let step = usize::try_from((used.steps >> (3 * leaf)) & 7).unwrap_or(0);
            if !charged.iter().any(|(known, _, _)| *known == at) {
                charged.push((at, price, step));
            }
            if slot.fell_back {
                status = status.max(Status::Assumed);
                said.push(format!("no price of {}: billed as {}", about.name, price.meter));
            }
            if price.is_derived {
                status = status.max(Status::Derived);
            }
        }
        let mut notes = Vec::new();
        if !lacking.is_empty() {
            status = Status::Unpriced;
            notes.push(format!("no price of {}", lacking.join(" + ")));
        }
        notes.extend(listed(&charged));
        notes.extend(charged.iter().filter_map(|(_, price, step)| long(price, *step)).next());
        notes.extend(self.uplift.iter().map(|(_, words)| words.clone()));
        notes.extend(said);
        if used.hour_unknown {
            status = status.max(Status::Assumed);
            notes.push("the hour is unknown: rates outside the peak".to_owned());
        }
        notes.extend(self.notes.iter().cloned());
        notes.extend(once(charged.iter().map(|(_, price, _)| &*price.note)));
        if charged.iter().any(|(_, price, _)| price.observed_later) {
            notes.push("observed later".to_owned());
        }
        let as_of = charged.iter().map(|(_, price, _)| price.as_of).min();
        let source = once(charged.iter().map(|(_, price, _)| &*price.source)).join("; ");
        let stale = charged.iter().any(|(at, _, _)| self.oldest_fresh.0.contains(at));
        Behind::new(status, as_of, source, notes.join("; "), stale)
    }
}

/// Whether a row has one price.
#[derive(Clone, Copy)]
enum Only {
    Nothing,
    One(u8, usize),
    Several,
}

impl Only {
    fn and(self, at: u8, step: usize) -> Only {
        match self {
            Only::Nothing => Only::One(at, step),
            Only::One(known, _) if known == at => self,
            _ => Only::Several,
        }
    }
}

impl<'c> Live<'c> {
    fn of(found: &'c Found, day: Date) -> Live<'c> {
        let mut live = Live { names: Vec::new(), rates: Vec::new(), places: Vec::new() };
        for (meter, history) in &found.card.rates {
            let Some(rate) = in_force_on(history, day).and_then(|at| history.get(at)) else { continue };
            live.names.push(meter);
            live.rates.push(rate);
            live.places.push(None);
        }
        live
    }

    /// The price of every leaf in a variant; prices that are new are added.
    fn slots(&mut self, variant: &str, prices: &mut Vec<Price>, units: &mut Units) -> Slots {
        let mut slots = Slots::default();
        for (at, leaf) in leaves::ALL.iter().enumerate() {
            let slot = match self.price(variant, leaf, prices, units) {
                Some(price) => Slot { price: Some(price), fell_back: false, own: true },
                None => {
                    let within = leaf.within.iter().filter_map(|within| slots.get(*within));
                    let price = within.filter(|within| within.own).find_map(|within| within.price);
                    Slot { price, fell_back: price.is_some() && leaf.says_so, own: false }
                }
            };
            if let Some(place) = slots.get_mut(at) {
                *place = slot;
            }
        }
        slots
    }

    fn price(
        &mut self,
        variant: &str,
        leaf: &Leaf,
        prices: &mut Vec<Price>,
        units: &mut Units,
    ) -> Option<u8> {
        let at = match leaf.meters {
            models::REASONING => models::reasoning(&self.names, variant)?,
            meters => models::meter(&self.names, variant, meters)?,
        };
        let place = self.places.get_mut(at)?;
        if place.is_none() {
            let price = Price::of(self.names.get(at)?, self.rates.get(at)?, leaf.noun, units)?;
            *place = Some(u8::try_from(prices.len()).ok()?);
            prices.push(price);
        }
        *place
    }
}

/// When the leaves without a price begin to have one.
fn begins(found: &Found, variant: &str, slots: &Slots, day: Date) -> Vec<(usize, Date)> {
    let first = |names: &[&str]| {
        let of = |meter: &str| names.iter().any(|name| meter.strip_prefix(variant).unwrap_or(meter) == *name);
        let histories = found.card.rates.iter().filter(|(meter, _)| of(meter));
        histories
            .flat_map(|(_, history)| history)
            .filter_map(|rate| rate.from)
            .filter(|from| *from > day)
            .min()
    };
    let lacking = slots.iter().zip(&leaves::ALL).enumerate().filter(|(_, (slot, _))| slot.price.is_none());
    lacking.filter_map(|(leaf, (_, about))| Some((leaf, first(about.meters)?))).collect()
}

/// `input 3 + output 15 per 1000000 Tokens`, for each unit.
fn listed(charged: &[(u8, &Price, usize)]) -> Vec<String> {
    let mut units: Vec<&str> = Vec::new();
    for (_, price, _) in charged {
        if !units.contains(&&*price.unit) {
            units.push(&price.unit);
        }
    }
    let of = |unit: &str| -> String {
        let prices = charged.iter().filter(|(_, price, _)| *price.unit == *unit);
        let each: Vec<String> =
            prices.map(|(_, price, step)| format!("{} {}", price.meter, price.at(*step))).collect();
        format!("{} per {unit}", each.join(" + "))
    };
    units.into_iter().map(of).collect()
}

/// Which long-context step it is, unless the first.
fn long(price: &Price, step: usize) -> Option<String> {
    let (bound, inclusive) = price.begins(step)?;
    Some(format!("long context: {} {bound} input tokens", if inclusive { "from" } else { "above" }))
}

/// Texts that are not empty, each once, in order.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !seen.iter().any(|known| known == text) {
            seen.push(text.to_owned());
        }
    }
    seen
}
