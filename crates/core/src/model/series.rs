//! Business numbers by month: flows, stocks, what is derived from them, dated events.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::month::{Active, Month};
use crate::scenario::{Ranged, Scenario};

/// An index into [`super::Model::series`]. A series only refers to earlier ones.
pub type SeriesId = usize;
/// An index into [`super::Model::stocks`].
pub type StockId = usize;

/// A number for each month.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// `chats`, `documents.added`, `reindex`.
    pub name: String,
    /// What it counts, singular: `chat`.
    pub noun: String,
    /// How it is computed.
    pub kind: SeriesKind,
}

/// How a series is computed.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesKind {
    /// So much a month, growing, with seasons.
    Flow {
        /// In the first month.
        base: Ranged<Decimal>,
        /// From the second month on.
        growth: Growth,
        /// From a month on, multiplied.
        steps: BTreeMap<Month, Ranged<Decimal>>,
        /// By month of the year, multiplied, as written.
        season: BTreeMap<i8, Ranged<Decimal>>,
    },
    /// The mean of what is kept at the month's start and end.
    StockMean(StockId),
    /// What is added in the month.
    StockAdded(StockId),
    /// What is deleted in the month.
    StockDeleted(StockId),
    /// So many for each of another.
    Derived {
        /// The other.
        from: SeriesId,
        /// How many for each.
        per: Ranged<Decimal>,
    },
    /// A share of another, in some months only.
    Event {
        /// The other.
        of: SeriesId,
        /// The share of it.
        share: Ranged<Decimal>,
        /// In these months.
        months: Vec<Month>,
    },
    /// A share of another over all months: a scaled environment, a placement's part.
    Share {
        /// The other.
        of: SeriesId,
        /// The share of it.
        share: Ranged<Decimal>,
    },
    /// What the other placements leave of another, by the days on which each exists.
    Left {
        /// The other.
        of: SeriesId,
        /// The share of it before anything is given away.
        share: Ranged<Decimal>,
        /// What each other placement takes, on its days.
        given: std::sync::Arc<[(Ranged<Decimal>, Active)]>,
    },
}

/// How a flow grows from its second month on.
#[derive(Clone, Debug, PartialEq)]
pub enum Growth {
    /// Not at all.
    None,
    /// By a fraction of the month before.
    Compound(Ranged<Decimal>),
    /// By an amount each month.
    Linear(Ranged<Decimal>),
    /// To stated values, each from its month on.
    Table(BTreeMap<Month, Ranged<Decimal>>),
    /// Along a logistic curve to a limit.
    SCurve {
        /// What it grows towards.
        limit: Ranged<Decimal>,
        /// The monthly growth while it is small.
        rate: Ranged<Decimal>,
    },
}

/// A balance: so much at the start, added to and deleted from.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// At the start of the first month.
    pub start: Ranged<Decimal>,
    /// Added in the first month.
    pub added: Ranged<Decimal>,
    /// How that grows.
    pub added_growth: Growth,
    /// Deleted in each month, at most what is there.
    pub deleted: Ranged<Decimal>,
}

/// Rounding rule R1: growth is rounded half to even at 18 places, month by month.
fn round18(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(18, RoundingStrategy::MidpointNearestEven)
}

impl Growth {
    /// The values of `months` months; `None` where they leave the range of `Decimal`.
    #[must_use]
    pub fn run(&self, base: Decimal, scenario: Scenario, start: Month, months: u16) -> Option<Vec<Decimal>> {
        let mut value = base;
        let mut values = Vec::with_capacity(usize::from(months));
        for i in 0..months {
            if let Growth::Table(table) = self {
                let entry = table.range(..=start.plus(i)).next_back();
                value = entry.map_or(base, |(_, value)| *value.get(scenario));
            } else if i > 0 {
                value = match self {
                    Growth::None | Growth::Table(_) => value,
                    Growth::Compound(rate) => {
                        round18(value.checked_mul(Decimal::ONE.checked_add(*rate.get(scenario))?)?)
                    }
                    Growth::Linear(step) => value.checked_add(*step.get(scenario))?.max(Decimal::ZERO),
                    Growth::SCurve { limit, rate } => {
                        let room = Decimal::ONE.checked_sub(value.checked_div(*limit.get(scenario))?)?;
                        let step = value.checked_mul(*rate.get(scenario))?.checked_mul(room)?;
                        round18(value.checked_add(step)?)
                    }
                };
            }
            values.push(value);
        }
        Some(values)
    }
}

/// A stock month by month.
#[derive(Clone, Debug, Default)]
pub struct Balance {
    /// Mean of start and end.
    pub mean: Vec<Decimal>,
    /// Added.
    pub added: Vec<Decimal>,
    /// Deleted.
    pub deleted: Vec<Decimal>,
}

impl Stock {
    /// The balance over `months` months.
    #[must_use]
    pub fn run(&self, scenario: Scenario, start: Month, months: u16) -> Option<Balance> {
        let added = self.added_growth.run(*self.added.get(scenario), scenario, start, months)?;
        let mut held = *self.start.get(scenario);
        let mut balance = Balance { added, ..Balance::default() };
        for added in &balance.added {
            let deleted = (*self.deleted.get(scenario)).min(held.checked_add(*added)?);
            let end = held.checked_add(*added)?.checked_sub(deleted)?;
            balance.mean.push(held.checked_add(end)?.checked_div(Decimal::TWO)?);
            balance.deleted.push(deleted);
            held = end;
        }
        Some(balance)
    }
}

impl SeriesKind {
    /// The values of the series, given those of the earlier ones and the stocks.
    #[must_use]
    pub fn run(
        &self,
        scenario: Scenario,
        start: Month,
        months: u16,
        earlier: &[Vec<Decimal>],
        stocks: &[Balance],
    ) -> Option<Vec<Decimal>> {
        let scaled = |of: &SeriesId, by: &Ranged<Decimal>| {
            earlier.get(*of)?.iter().map(|value| value.checked_mul(*by.get(scenario))).collect()
        };
        match self {
            SeriesKind::Flow { base, growth, steps, season } => {
                let mut values = growth.run(*base.get(scenario), scenario, start, months)?;
                for (i, value) in (0_u16..).zip(&mut values) {
                    let month = start.plus(i);
                    for factor in steps.range(..=month).map(|(_, f)| f).chain(season.get(&month.of_year())) {
                        *value = round18(value.checked_mul(*factor.get(scenario))?);
                    }
                }
                Some(values)
            }
            SeriesKind::StockMean(stock) => stocks.get(*stock).map(|balance| balance.mean.clone()),
            SeriesKind::StockAdded(stock) => stocks.get(*stock).map(|balance| balance.added.clone()),
            SeriesKind::StockDeleted(stock) => stocks.get(*stock).map(|balance| balance.deleted.clone()),
            SeriesKind::Derived { from, per } => scaled(from, per),
            SeriesKind::Share { of, share } => scaled(of, share),
            SeriesKind::Left { of, share, given } => {
                let all: Vec<Decimal> = scaled(of, share)?;
                let left = |month: Month| {
                    given.iter().try_fold(Decimal::ONE, |left, (share, active)| {
                        left.checked_sub(share.get(scenario).checked_mul(active.share(month))?)
                    })
                };
                (0..).zip(all).map(|(i, value)| value.checked_mul(left(start.plus(i))?)).collect()
            }
            SeriesKind::Event { of, share, months: when } => {
                let all: Vec<Decimal> = scaled(of, share)?;
                let in_month = |i: u16| when.contains(&start.plus(i));
                Some((0..).zip(all).map(|(i, v)| if in_month(i) { v } else { Decimal::ZERO }).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn growth_begins_in_the_second_month() {
        let start = "2027-01".parse().unwrap();
        let run = |growth: Growth| growth.run(d("1000"), Scenario::Expected, start, 3).unwrap();
        assert_eq!(run(Growth::Compound(Ranged::same(d("0.04")))), [d("1000"), d("1040"), d("1081.6")]);
        assert_eq!(run(Growth::Linear(Ranged::same(d("-600")))), [d("1000"), d("400"), d("0")]);
        let table = BTreeMap::from([("2027-02".parse().unwrap(), Ranged::same(d("5")))]);
        assert_eq!(run(Growth::Table(table)), [d("1000"), d("5"), d("5")]);
        let curve = run(Growth::SCurve { limit: Ranged::same(d("2000")), rate: Ranged::same(d("0.2")) });
        assert_eq!(curve, [d("1000"), d("1100"), d("1199")]);
    }

    #[test]
    fn a_placement_takes_what_others_leave_on_their_days() {
        let active = Active { from: "2027-02-15".parse().ok(), until: None };
        let given = std::sync::Arc::from(vec![(Ranged::same(d("0.25")), active)]);
        let left = SeriesKind::Left { of: 0, share: Ranged::same(Decimal::ONE), given };
        let all = vec![vec![d("1000"); 3]];
        let values = left.run(Scenario::Expected, "2027-01".parse().unwrap(), 3, &all, &[]).unwrap();
        assert_eq!(values, [d("1000"), d("875"), d("750")]);
    }

    #[test]
    fn a_stock_uses_the_mean_of_start_and_end() {
        let stock = Stock {
            start: Ranged::same(d("100")),
            added: Ranged::same(d("20")),
            added_growth: Growth::None,
            deleted: Ranged::same(d("50")),
        };
        let balance = stock.run(Scenario::Low, "2027-01".parse().unwrap(), 5).unwrap();
        assert_eq!(balance.mean, [d("85"), d("55"), d("25"), d("5"), d("0")]);
        assert_eq!(balance.deleted, [d("50"), d("50"), d("50"), d("30"), d("20")]);
    }
}
