//! What an update changes, for whoever is asked whether it should.

use std::sync::Arc;

use costmodel_core::book::{Key, TableKey};
use costmodel_core::num::UnitPrice;
use costmodel_core::rate::Schedule;
use rust_decimal::Decimal;

/// What becomes of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It costs something else.
    Changed,
    /// It will cost something else from a day on.
    Announced,
    /// The book did not have it.
    New,
    /// The feed had it before and has it no more; its row stays and says so.
    Gone,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Announced => "announced",
            Kind::New => "new",
            Kind::Gone => "gone",
        }
    }
}

/// One price that an update touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub kind: Kind,
    /// Provider, service and region: one for all changes of a table.
    pub table: Arc<TableKey>,
    /// What is sold.
    pub sku: Box<str>,
    /// What is counted.
    pub meter: Arc<str>,
    /// Per what.
    pub unit: Arc<str>,
    /// What it was, as a person reads it; empty when it is new.
    pub before: Box<str>,
    /// What it is; empty when it is gone.
    pub after: Box<str>,
    /// The largest change of any step in percent; `None` where there is nothing to compare or it was zero.
    pub percent: Option<Decimal>,
}

impl Change {
    /// The whole name of the price.
    #[must_use]
    pub fn key(&self) -> Key {
        let (provider, service, region) = self.table.as_ref();
        Key::new(provider, service, region, &self.sku, &self.meter)
    }

    /// Whether it is more than so many percent, up or down; a price that was zero is.
    #[must_use]
    pub fn is_above(&self, percent: Decimal) -> bool {
        matches!(self.kind, Kind::Changed | Kind::Announced)
            && self.percent.is_none_or(|change| change.abs() > percent)
    }
}

/// The price of a schedule as a person reads it: `0.023; from 51200: 0.022`.
pub(super) fn shown(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Flat(price) | Schedule::Block(price) => price.to_string(),
        Schedule::Graduated(tiers) | Schedule::Volume(tiers) => {
            let mut text = tiers.first().to_string();
            for step in tiers.above() {
                text.push_str(&format!("; from {}: {}", step.bound, step.price));
            }
            text
        }
        Schedule::Term { upfront, hourly, .. } => format!("{upfront} upfront + {hourly}"),
    }
}

/// The largest change of a step in percent, to one place; steps are compared in their order, and a step that one
/// side lacks with the last of that side.
pub(super) fn percent(before: &Schedule, after: &Schedule) -> Option<Decimal> {
    let steps = |schedule: &Schedule| -> Vec<UnitPrice> {
        match schedule.tiers() {
            Some(tiers) => {
                std::iter::once(tiers.first()).chain(tiers.above().iter().map(|s| s.price)).collect()
            }
            None => vec![schedule.first_price()],
        }
    };
    let (before, after) = (steps(before), steps(after));
    let mut most = Decimal::ZERO;
    for at in 0..before.len().max(after.len()) {
        let old = before.get(at).or(before.last())?.to_decimal();
        let new = after.get(at).or(after.last())?.to_decimal();
        if old == new {
            continue;
        }
        let change = new.checked_sub(old)?.checked_div(old)?.checked_mul(Decimal::ONE_HUNDRED)?;
        if change.abs() > most.abs() {
            most = change;
        }
    }
    Some(most.round_dp(1).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(price: &str) -> Schedule {
        Schedule::Flat(price.parse().unwrap())
    }

    #[test]
    fn changes_are_in_percent_of_what_was() {
        assert_eq!(percent(&flat("2"), &flat("3")).unwrap().to_string(), "50");
        assert_eq!(percent(&flat("3"), &flat("2")).unwrap().to_string(), "-33.3");
        assert_eq!(percent(&flat("0"), &flat("2")), None);
        assert_eq!(percent(&flat("2"), &flat("2")).unwrap().to_string(), "0");
    }

    #[test]
    fn a_price_that_was_zero_always_asks() {
        let table = Arc::new(("a".to_owned(), "b".to_owned(), "c".to_owned()));
        let change = |kind, percent: Option<i64>| Change {
            kind,
            table: table.clone(),
            sku: "d".into(),
            meter: "e".into(),
            unit: "".into(),
            before: "".into(),
            after: "".into(),
            percent: percent.map(Decimal::from),
        };
        assert!(change(Kind::Changed, None).is_above(Decimal::from(1_000)));
        assert!(change(Kind::Changed, Some(-21)).is_above(Decimal::from(20)));
        assert!(!change(Kind::Changed, Some(20)).is_above(Decimal::from(20)));
        assert!(!change(Kind::New, None).is_above(Decimal::ZERO));
    }
}
