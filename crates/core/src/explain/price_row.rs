//! The price behind a charge, and where it was seen.

use jiff::civil::Date;

use crate::book::Key;
use crate::model::Line;
use crate::num::UnitPrice;
use crate::rate::{Rate, Schedule, Seen};

/// The row of the price book that a line was priced with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRow {
    /// Provider, service, region, SKU and meter.
    pub key: Key,
    /// In what it is counted.
    pub unit: String,
    /// `flat`, `graduated`, `volume`, `block` or `term`.
    pub schedule: &'static str,
    /// What is paid for each step, one after the other: `1: 0.09 up to 10240`.
    pub steps: Vec<String>,
    /// The first day it holds; `None` is from an open start.
    pub from: Option<Date>,
    /// The day a later price of the same meter takes over, where one is known.
    pub until: Option<Date>,
    /// Where it was seen, when, how exactly, and in which layer of the book.
    pub seen: Seen,
    /// The least a month costs, where the vendor has one.
    pub minimum_charge: Option<UnitPrice>,
}

impl PriceRow {
    pub(super) fn of(line: &Line, rate: &Rate) -> PriceRow {
        let later = |other: &&Rate| other.from > rate.from;
        let until =
            line.rates.as_ref().ok().and_then(|rates| rates.iter().find(later)).and_then(|next| next.from);
        PriceRow {
            key: line.key.clone(),
            unit: rate.unit.to_string(),
            schedule: rate.schedule.name(),
            steps: steps(&rate.schedule),
            from: rate.from,
            until,
            seen: rate.seen.clone(),
            minimum_charge: rate.minimums.charge,
        }
    }
}

fn steps(schedule: &Schedule) -> Vec<String> {
    match schedule {
        Schedule::Flat(price) => vec![price.to_string()],
        Schedule::Block(price) => vec![format!("{price} for each started unit")],
        Schedule::Term { upfront, hourly, hours } => {
            vec![format!("{upfront} at the start and {hourly} an hour for {hours} hours")]
        }
        Schedule::Graduated(tiers) | Schedule::Volume(tiers) => {
            let above = tiers.above().iter();
            let first =
                above.clone().next().map_or_else(String::new, |step| format!(" up to {}", step.bound));
            let mut steps = vec![format!("1: {}{first}", tiers.first())];
            for (number, step) in (2_u32..).zip(above) {
                let word = if step.inclusive { "from" } else { "above" };
                steps.push(format!("{number}: {} {word} {}", step.price, step.bound));
            }
            steps
        }
    }
}
