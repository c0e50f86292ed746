//! One price of a plan: a meter in force, ready to be multiplied.

use std::sync::Arc;

use costmodel_core::num::{Money, Quantity, UnitPrice, mul_div};
use costmodel_core::rate::{Quality, Rate, Schedule, Tiers};
use costmodel_core::unit::Unit;
use jiff::civil::Date;

use super::leaves::Noun;

/// A rate of a meter, with what a note says of it.
#[derive(Debug)]
pub(super) struct Price {
    /// `batch-input`.
    pub(super) meter: Box<str>,
    /// `1000000 Tokens`.
    pub(super) unit: Arc<str>,
    steps: Steps,
    scale: Scale,
    pub(super) source: Arc<str>,
    pub(super) as_of: Date,
    pub(super) is_derived: bool,
    /// What the row of the book says of itself.
    pub(super) note: Box<str>,
    pub(super) observed_later: bool,
}

#[derive(Debug)]
enum Steps {
    Flat(UnitPrice),
    /// By the total input of the request: a cliff, not a graduation.
    ByInput(Tiers),
}

/// How many of the rate's millionths one of a count is, as a fraction.
#[derive(Clone, Copy, Debug)]
struct Scale {
    times: i128,
    over: i128,
}

/// In which units nouns are counted, and texts that prices share.
#[derive(Debug)]
pub(super) struct Units {
    tokens: Unit,
    requests: Unit,
    seconds: Unit,
    characters: Unit,
    /// Units and sources that were met, each once: there are few.
    written: Vec<(Unit, Arc<str>)>,
    sources: Vec<Arc<str>>,
}

impl Units {
    pub(super) fn new() -> Units {
        Units {
            tokens: Unit::counted("Tokens"),
            requests: Unit::counted("Requests"),
            seconds: Unit::seconds(),
            characters: Unit::counted("Characters"),
            written: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn written(&mut self, unit: &Unit) -> Arc<str> {
        if let Some((_, written)) = self.written.iter().find(|(known, _)| known == unit) {
            return Arc::clone(written);
        }
        let written: Arc<str> = unit.to_string().into();
        self.written.push((unit.clone(), Arc::clone(&written)));
        written
    }

    fn source(&mut self, source: &str) -> Arc<str> {
        if let Some(known) = self.sources.iter().find(|known| ***known == *source) {
            return Arc::clone(known);
        }
        let source: Arc<str> = source.into();
        self.sources.push(Arc::clone(&source));
        source
    }

    fn of(&self, noun: Noun) -> &Unit {
        match noun {
            Noun::Tokens => &self.tokens,
            Noun::Requests => &self.requests,
            Noun::Seconds => &self.seconds,
            Noun::Characters => &self.characters,
        }
    }
}

impl Price {
    /// A rate as a price of something counted; `None` when the two do not fit: another dimension, or tiers by the
    /// month, which no row knows.
    pub(super) fn of(meter: &str, rate: &Rate, noun: Noun, units: &mut Units) -> Option<Price> {
        if !units.of(noun).converts_to(&rate.unit) {
            return None;
        }
        let steps = match &rate.schedule {
            Schedule::Flat(price) => Steps::Flat(*price),
            Schedule::Volume(tiers) => Steps::ByInput(tiers.clone()),
            Schedule::Graduated(_) | Schedule::Block(_) | Schedule::Term { .. } => return None,
        };
        // Seconds are counted in millionths already.
        let times = if noun == Noun::Seconds { 1 } else { 1_000_000 };
        let scale = Scale::reduced(times, rate.unit.size(0)?)?;
        Some(Price {
            meter: meter.into(),
            unit: units.written(&rate.unit),
            steps,
            scale,
            source: units.source(&rate.seen.source),
            as_of: rate.seen.as_of,
            is_derived: rate.seen.quality != Quality::Exact,
            note: rate.seen.note.as_str().into(),
            observed_later: rate.seen.observed_later,
        })
    }

    /// The step that a request of so much input reaches.
    pub(super) fn step(&self, input: u64) -> usize {
        match &self.steps {
            Steps::Flat(_) => 0,
            Steps::ByInput(tiers) => {
                i64::try_from(input).map_or(tiers.count(), |input| tiers.reached(Quantity::from_units(input)))
            }
        }
    }

    /// The price of one unit in a step.
    pub(super) fn at(&self, step: usize) -> UnitPrice {
        match &self.steps {
            Steps::Flat(price) => *price,
            Steps::ByInput(tiers) => tiers.price(step),
        }
    }

    /// From how many tokens of input a step holds, and whether that many are in it.
    pub(super) fn begins(&self, step: usize) -> Option<(Quantity, bool)> {
        let Steps::ByInput(tiers) = &self.steps else { return None };
        let step = tiers.above().get(step.checked_sub(1)?)?;
        Some((step.bound, step.inclusive))
    }

    /// What so many cost; `None` when it does not fit.
    pub(super) fn cost(&self, count: u64, step: usize) -> Option<Money> {
        let Scale { times, over } = self.scale;
        let amount = i128::from(count).checked_mul(times)?;
        let price = self.at(step).raw();
        let raw = if over == 1 { price.checked_mul(amount)? } else { mul_div(price, amount, over)? };
        Some(Money::from_raw(raw))
    }
}

impl Scale {
    fn reduced(times: i128, over: i128) -> Option<Scale> {
        if times.checked_rem(over)? == 0 {
            return Some(Scale { times: times.checked_div(over)?, over: 1 });
        }
        if over.checked_rem(times)? == 0 {
            return Some(Scale { times: 1, over: over.checked_div(times)? });
        }
        Some(Scale { times, over })
    }
}
