//! From expressions to monthly quantities, for each scenario.

mod series;

use rust_decimal::Decimal;

use crate::model::{Expr, Fleet, FleetId, FleetMeasure, Hit, Line, LineId, Model, TalkId, TokenLeaf};
use crate::model::{FleetMonth, Need};
use crate::month::{Active, Month, WEEK};
use crate::num::{MAX_QUANTITY, Quantity, Rounding};
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::tokens::{self, Caching, Leaves};

pub use series::SeriesValues;

/// Quantity of a line in a month of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Which line.
    pub line: LineId,
    /// Which scenario.
    pub scenario: Scenario,
    /// Months after the first.
    pub month: u16,
    /// How much, in the unit of the rate in force; or why that is not known.
    pub quantity: Result<Quantity, Unknown>,
    /// Index of the rate in force in the line's history.
    pub rate: u16,
}

/// Why a quantity or a price is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The book has no such price.
    NoPrice(String),
    /// The price begins after this month.
    NotInForce,
    /// A number left the limits of the engine.
    OutOfRange,
    /// The line counts something else than the price.
    UnitMismatch,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unknown::NoPrice(why) => f.write_str(why),
            Unknown::NotInForce => f.write_str("the price begins after this month"),
            Unknown::OutOfRange => f.write_str("out of range"),
            Unknown::UnitMismatch => f.write_str("the line and its price count different things"),
        }
    }
}

/// All that is computed once per scenario: series, fleets, token traffic by month.
#[derive(Debug)]
pub struct Projected<'m> {
    model: &'m Model,
    scenario: Scenario,
    series: Vec<Vec<Decimal>>,
    fleets: Vec<Vec<Option<FleetMonth>>>,
    talks: Vec<Vec<Option<Vec<Leaves>>>>,
}

/// Hit rates already derived from arrivals: by arrivals, shape of the week (the place it is kept at), time to
/// live and month. Many components follow one driver.
type KnownHits = std::collections::BTreeMap<(Decimal, usize, Decimal, u16), Option<Decimal>>;

impl<'m> Projected<'m> {
    /// Computes a scenario's series, fleets and token traffic.
    #[must_use]
    pub fn new(model: &'m Model, scenario: Scenario) -> Projected<'m> {
        Projected::with_talks(model, scenario, true)
    }

    /// Computes a scenario's series and fleets, and token traffic only where a fleet follows tokens.
    #[must_use]
    pub fn of_fleets(model: &'m Model, scenario: Scenario) -> Projected<'m> {
        let mut follows_tokens = false;
        for fleet in &model.fleets {
            for expr in std::iter::once(&fleet.demand).chain(&fleet.capacity) {
                expr.visit(&mut |part| follows_tokens |= matches!(part, Expr::Tokens { .. }));
            }
        }
        Projected::with_talks(model, scenario, follows_tokens)
    }

    /// Some fleets in the first month, while a model is still being made: what is bought can follow from them.
    /// `series` keeps the values of the model's series between calls; series are only ever added.
    pub fn first_month(
        model: &'m Model,
        scenario: Scenario,
        series: &mut SeriesValues,
        fleets: &[FleetId],
    ) -> Option<Vec<FleetMonth>> {
        series.of(model, scenario);
        let kept = std::mem::take(&mut series.series);
        let projected = Projected { model, scenario, series: kept, fleets: Vec::new(), talks: Vec::new() };
        let months = fleets.iter().map(|id| projected.run_fleet(model.fleets.get(*id)?, 0)).collect();
        series.series = projected.series;
        months
    }

    fn with_talks(model: &'m Model, scenario: Scenario, with_talks: bool) -> Projected<'m> {
        let mut values = SeriesValues::default();
        values.of(model, scenario);
        let series = values.series;
        let mut projected = Projected { model, scenario, series, fleets: Vec::new(), talks: Vec::new() };
        let mut known = KnownHits::new();
        for talk in 0..if with_talks { model.talks.len() } else { 0 } {
            let months = projected.run_talk(talk, &mut known);
            projected.talks.push(months);
        }
        for fleet in &model.fleets {
            let months = (0..model.months).map(|month| projected.run_fleet(fleet, month)).collect();
            projected.fleets.push(months);
        }
        projected
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// The values of a series.
    #[must_use]
    pub fn series(&self, id: usize) -> &[Decimal] {
        self.series.get(id).map_or(&[], Vec::as_slice)
    }

    /// A fleet in a month.
    #[must_use]
    pub fn fleet(&self, id: FleetId, month: u16) -> Option<&FleetMonth> {
        self.fleets.get(id)?.get(usize::from(month))?.as_ref()
    }

    /// A measure of a fleet in a month.
    #[must_use]
    pub fn measure(&self, id: FleetId, measure: FleetMeasure, month: u16) -> Option<Decimal> {
        let (fleet, run) = (self.model.fleets.get(id)?, self.fleet(id, month)?);
        let (when, hours) = (self.model.start.plus(month), self.model.hours);
        let active = matches!(measure, FleetMeasure::ActiveHours | FleetMeasure::KeptHours);
        match fleet.takes.as_ref().filter(|_| active) {
            Some(takes) => {
                let demand = self.evaluate(&fleet.demand, &fleet.active, None, month)?;
                let work =
                    demand.checked_mul(*takes.get(self.scenario))?.checked_div(Decimal::from(3_600))?;
                fleet.measure(run, measure, Some(work), self.scenario, when, hours)
            }
            None => fleet.measure(run, measure, None, self.scenario, when, hours),
        }
    }

    /// The token leaves of a talk in a month, one per step of the long-context tiers.
    #[must_use]
    pub fn leaves(&self, id: TalkId, month: u16) -> Option<&[Leaves]> {
        self.talks.get(id)?.get(usize::from(month))?.as_deref()
    }

    /// Adds the usage of every month and line to `out`.
    pub fn usages(&self, out: &mut Vec<Usage>) {
        for month in 0..self.model.months {
            let when = self.model.start.plus(month);
            for (line, one) in (0..).zip(&self.model.lines) {
                if exists(one, when) {
                    let (quantity, rate) = self.usage(one, month);
                    out.push(Usage { line, scenario: self.scenario, month, quantity, rate });
                }
            }
        }
    }

    /// The quantity of a line in a month, with the index of the rate in force.
    pub fn usage(&self, line: &Line, month: u16) -> (Result<Quantity, Unknown>, u16) {
        let when = self.model.start.plus(month);
        let (rate, index) = match rate_in_force(line, when) {
            Ok(found) => found,
            Err(unknown) => return (Err(unknown), 0),
        };
        let quantity = || {
            let factor = match rate {
                Some(rate) => {
                    line.unit.factor(&rate.unit, self.model.hours.of(when)).ok_or(Unknown::UnitMismatch)?
                }
                None => crate::unit::Factor { times: Decimal::ONE, over: Decimal::ONE },
            };
            let value = self.value(&line.quantity, line, month).ok_or(Unknown::OutOfRange)?;
            let value = factor.apply(value).ok_or(Unknown::OutOfRange)?;
            let quantity =
                Quantity::from_decimal(value, Rounding::HalfEven).map_err(|_| Unknown::OutOfRange)?;
            if quantity > MAX_QUANTITY || quantity < Quantity::ZERO {
                return Err(Unknown::OutOfRange);
            }
            Ok(quantity)
        };
        (quantity(), index)
    }

    /// The value of an expression in a month, in the expression's own unit; `None` when it leaves the range
    /// of `Decimal`.
    #[must_use]
    pub fn value(&self, expr: &Expr, line: &Line, month: u16) -> Option<Decimal> {
        self.evaluate(expr, &line.active, line.schedule.as_deref(), month)
    }

    pub(crate) fn evaluate(
        &self,
        expr: &Expr,
        active: &Active,
        schedule: Option<&crate::month::Week>,
        month: u16,
    ) -> Option<Decimal> {
        let of = |expr: &Expr| self.evaluate(expr, active, schedule, month);
        let when = self.model.start.plus(month);
        match expr {
            Expr::Leaf(leaf) => Some(*leaf.value.get(self.scenario)),
            Expr::Series(id) => self.series.get(*id)?.get(usize::from(month)).copied(),
            Expr::Fleet(id, measure) => self.measure(*id, *measure, month),
            Expr::Tokens { talk, step, leaf } => {
                let leaves = self.leaves(*talk, month)?.get(usize::from(*step))?;
                Some(token_leaf(leaves, *leaf))
            }
            Expr::Hours => self.model.hours.scale(running_hours(when, active, schedule), when),
            Expr::ActiveShare => Some(active.share(when)),
            Expr::Product(parts) => parts.iter().try_fold(Decimal::ONE, |product, part| {
                let value = of(part)?;
                if product.is_zero() || value.is_zero() {
                    Some(Decimal::ZERO)
                } else {
                    product.checked_mul(value)
                }
            }),
            Expr::Sum(parts) => parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(of(part)?)),
            Expr::Over(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                if a.is_zero() { Some(Decimal::ZERO) } else { a.checked_div(b) }
            }
            Expr::Above(a, b) => Some(of(a)?.checked_sub(of(b)?)?.max(Decimal::ZERO)),
            Expr::Largest(parts) => parts.iter().map(of).try_fold(Decimal::ZERO, |max, v| Some(max.max(v?))),
            Expr::Smallest(parts) => {
                let mut values = parts.iter().map(of);
                let first = values.next().unwrap_or(Some(Decimal::ZERO))?;
                values.try_fold(first, |min, v| Some(min.min(v?)))
            }
            Expr::Ceil(inner) => Some(of(inner)?.ceil()),
        }
    }

    fn run_fleet(&self, fleet: &Fleet, month: u16) -> Option<FleetMonth> {
        let of = |expr: &Expr| self.evaluate(expr, &fleet.active, None, month);
        let need = Need {
            demand: of(&fleet.demand)?,
            capacity: match &fleet.capacity {
                Some(capacity) => Some(of(capacity)?),
                None => None,
            },
            burst: *fleet.burst.get(self.scenario),
            min: *fleet.min.get(self.scenario),
            max: fleet.max.as_ref().map(|max| *max.get(self.scenario)),
            start_up: *fleet.start_up.get(self.scenario),
        };
        let (when, hours) = (self.model.start.plus(month), self.model.hours);
        match &fleet.packs {
            None => fleet.run(&need, when, hours),
            Some(packs) => {
                let pods = packs.pods.iter().map(|(id, _)| self.fleet(*id, month));
                fleet.run_packed(packs, &pods.collect::<Option<Vec<_>>>()?, &need, when, hours)
            }
        }
    }

    /// Token traffic by month; where nothing in it depends on the month it is computed once.
    fn run_talk(&self, id: TalkId, known: &mut KnownHits) -> Vec<Option<Vec<Leaves>>> {
        let Some(talk) = self.model.talks.get(id) else { return Vec::new() };
        let conversation = talk.conversation.get(self.scenario);
        let Some(cache) = &talk.cache else {
            let leaves = tokens::expect(conversation, None, &talk.bounds).ok();
            return (0..self.model.months).map(|_| leaves.clone()).collect();
        };
        let caching = |hit_first: Decimal| Caching {
            min_prefix: cache.min_prefix,
            hit_first,
            hit_turn: *cache.turn.get(self.scenario),
            hit_call: *cache.call.get(self.scenario),
            writes: cache.writes,
            write_new: cache.write_new,
        };
        match &cache.first {
            Hit::Arrivals { demand, week, ttl } => {
                let leaves = tokens::expect_by_hit(conversation, &caching(Decimal::ZERO), &talk.bounds).ok();
                (0..self.model.months)
                    .map(|month| {
                        let units = self.evaluate(demand, &Active::default(), None, month)?;
                        let key = (units, std::sync::Arc::as_ptr(week) as usize, *ttl, month);
                        let hit =
                            *known.entry(key).or_insert_with(|| self.arrivals_hit(units, week, *ttl, month));
                        leaves.as_ref()?.at(hit?).ok()
                    })
                    .collect()
            }
            Hit::Given(hit) => {
                let caching = caching(*hit.get(self.scenario));
                let leaves = tokens::expect(conversation, Some(&caching), &talk.bounds).ok();
                (0..self.model.months).map(|_| leaves.clone()).collect()
            }
        }
    }

    pub(crate) fn arrivals_hit(
        &self,
        units: Decimal,
        week: &crate::month::Week,
        ttl: Decimal,
        month: u16,
    ) -> Option<Decimal> {
        let when = self.model.start.plus(month);
        let (weights, counts) = (week.in_utc(when), when.week_hours(&Active::default()));
        let total: u64 = weights.iter().zip(&counts).map(|(&w, &n)| u64::from(w) * u64::from(n)).sum();
        // Hours of one weight have one rate: a shape has few of them.
        let mut levels = std::collections::BTreeMap::<u32, u64>::new();
        for (weight, count) in weights.iter().zip(&counts) {
            *levels.entry(*weight).or_default() += u64::from(*count);
        }
        let mut rates = Vec::with_capacity(levels.len());
        for (weight, hours) in levels {
            if weight > 0 {
                let rate = units.checked_mul(weight.into())?.checked_div(total.into())?;
                // Arrivals of a month of 730 hours are as dense as over 730 hours.
                let rate = self.model.hours.unscale(rate, when)?;
                rates.push((rate, Decimal::from(hours)));
            }
        }
        Some(tokens::hit_over_week(&rates, ttl))
    }
}

fn token_leaf(leaves: &Leaves, leaf: TokenLeaf) -> Decimal {
    match leaf {
        TokenLeaf::Requests => leaves.requests,
        TokenLeaf::Input => leaves.input,
        TokenLeaf::CacheRead => leaves.cache_read,
        TokenLeaf::CacheWrite => leaves.cache_write,
        TokenLeaf::Output => leaves.output,
        TokenLeaf::Reasoning => leaves.reasoning,
        TokenLeaf::Visible => leaves.output.checked_sub(leaves.reasoning).unwrap_or_default(),
    }
}

/// Calendar hours of a month in which something exists and its schedule is on.
fn running_hours(month: Month, active: &Active, schedule: Option<&crate::month::Week>) -> Decimal {
    let counts = month.week_hours(active);
    let Some(schedule) = schedule else { return Decimal::from(counts.iter().sum::<u32>()) };
    let on: [u32; WEEK] = schedule.in_utc(month);
    Decimal::from(on.iter().zip(&counts).filter(|(on, _)| **on > 0).map(|(_, n)| *n).sum::<u32>())
}

/// The rate of a line on the first day of a month. A stated cost needs none.
fn rate_in_force(line: &Line, month: Month) -> Result<(Option<&Rate>, u16), Unknown> {
    if line.stated.is_some() {
        return Ok((None, 0));
    }
    let rates = line.rates.as_ref().map_err(|why| Unknown::NoPrice(why.clone()))?;
    let index = crate::book::in_force(rates, month).ok_or(Unknown::NotInForce)?;
    Ok((rates.get(index), u16::try_from(index).unwrap_or(0)))
}

/// Every line of every scenario and month, in that order, then by line.
#[must_use]
pub fn project(model: &Model) -> Vec<Usage> {
    let mut usages = Vec::with_capacity(model.lines.len() * usize::from(model.months) * 3);
    for scenario in Scenario::ALL {
        Projected::new(model, scenario).usages(&mut usages);
    }
    usages
}

/// Whether a line has any day in a month.
#[must_use]
pub fn exists(line: &Line, month: Month) -> bool {
    let (first, end) = line.active.days_in(month);
    end > first
}

/// The idle share of a line's fleet, for outputs: idle hours over replica hours.
#[must_use]
pub fn idle_share(fleet: &FleetMonth) -> Decimal {
    if fleet.replica_hours.is_zero() {
        return Decimal::ZERO;
    }
    fleet.idle_hours.checked_div(fleet.replica_hours).unwrap_or_default()
}
