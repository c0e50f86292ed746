//! One line: its quantity, the conversion to the price's unit, its charges.

use rust_decimal::Decimal;

use super::charge::{ChargeExplained, FreeExplained, PoolExplained};
use super::context::{Context, Times};
use super::price_row::PriceRow;
use super::term::{Op, Term};
use crate::model::{Basis, Line, LineId};
use crate::num::Quantity;
use crate::price::Charge;
use crate::rate::Rate;
use crate::unit::Unit;

/// Everything behind one line's charges in a month of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct LineExplained {
    /// Its row id without month and scenario.
    pub id: String,
    /// What it is, in a few words.
    pub name: String,
    /// The environment.
    pub environment: String,
    /// The placement.
    pub placement: String,
    /// The driver that moves it, if one does.
    pub driver: Option<String>,
    /// How the quantity is known.
    pub basis: Basis,
    /// How much of it, in `unit`.
    pub quantity: Term,
    /// The unit the quantity is written in.
    pub unit: Unit,
    /// From there to the unit of the price; `None` when it has no price.
    pub conversion: Option<Conversion>,
    /// The price row; `None` for a cost that the user stated, or when there is none.
    pub price: Option<PriceRow>,
    /// What is shared with other lines: the ladder of tiers.
    pub pool: Option<PoolExplained>,
    /// The free allowance taken off.
    pub free: Option<FreeExplained>,
    /// Each charge, in the order of the bill.
    pub charges: Vec<ChargeExplained>,
    /// What a reader should know: what is assumed, what was chosen.
    pub note: String,
}

/// From the unit of a quantity to that of its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// Multiply by this,
    pub times: Decimal,
    /// then divide by this.
    pub over: Decimal,
    /// The unit it gives.
    pub unit: String,
    /// The value before rounding.
    pub exact: Option<Decimal>,
    /// Rounded half to even to 6 places, as it is billed.
    pub rounded: Option<Quantity>,
}

impl Conversion {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_trivial(&self) -> bool {
        self.times == self.over
    }

    /// Whether places were rounded away.
    #[must_use]
    pub fn is_rounded(&self) -> bool {
        self.rounded.map(Quantity::to_decimal) != self.exact
    }
}

impl LineExplained {
    /// The assumed numbers behind it.
    #[must_use]
    pub fn assumptions(&self) -> Vec<&Term> {
        self.quantity.assumptions()
    }
}

pub(super) fn explain_line(context: &Context<'_>, id: LineId, charges: &[&Charge]) -> Option<LineExplained> {
    let line = context.model.lines.get(id as usize)?;
    let first = charges.first()?;
    let rate = rate_of(line, first);
    let times = Times { active: &line.active, schedule: line.schedule.as_deref() };
    let quantity = formula(context.term(&line.quantity, times));
    let environment = context.model.environments.get(usize::from(line.environment));
    Some(LineExplained {
        id: context.ids.line(id).to_owned(),
        name: line.name.clone(),
        environment: environment.cloned().unwrap_or_default(),
        placement: line.placement.to_string(),
        driver: line.driver.clone(),
        basis: line.basis,
        conversion: convert(context, line, rate, quantity.value, first),
        unit: line.unit.clone(),
        price: rate.map(|rate| PriceRow::of(line, rate)),
        pool: super::charge::pool(context, line, rate),
        free: super::charge::free(context, rate, charges),
        charges: charges
            .iter()
            .map(|charge| super::charge::explain_charge(context, line, rate, charge))
            .collect(),
        note: line.note.clone(),
        quantity,
    })
}

/// A quantity as a formula: one that is a single number with a story of its own is named in it.
fn formula(quantity: Term) -> Term {
    if quantity.op != Op::Described {
        return quantity;
    }
    let outer = Term::computed(String::new(), quantity.value, "");
    Term { op: Op::Times, parts: vec![quantity], ..outer }
}

/// The rate a charge was priced at; `None` for a stated cost and where nothing is known.
fn rate_of<'l>(line: &'l Line, charge: &Charge) -> Option<&'l Rate> {
    if line.stated.is_some() || charge.price.is_err() {
        return None;
    }
    line.rates.as_ref().ok()?.get(usize::from(charge.rate))
}

fn convert(
    context: &Context<'_>,
    line: &Line,
    rate: Option<&Rate>,
    value: Option<Decimal>,
    charge: &Charge,
) -> Option<Conversion> {
    if charge.price.is_err() {
        return None;
    }
    let (times, over, exact, unit) = match rate {
        Some(rate) => {
            let factor = line.unit.factor(&rate.unit, context.model.hours.of(context.when()))?;
            (factor.times, factor.over, value.and_then(|value| factor.apply(value)), rate.unit.to_string())
        }
        None => (Decimal::ONE, Decimal::ONE, value, line.unit.to_string()),
    };
    let rounded = exact.and_then(|exact| Quantity::from_decimal(exact, crate::num::Rounding::HalfEven).ok());
    Some(Conversion { times, over, unit, exact, rounded })
}
