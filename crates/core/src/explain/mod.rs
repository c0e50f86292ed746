//! Why a charge is what it is: every number on the way, so that a reader can redo it with a pocket
//! calculator.
//!
//! [`explain`] takes the model and its charges and an id: a component, a line or a row ([`row_id`]). It gives
//! plain data: for each line the expression of its quantity as a tree of [`Term`]s, the conversion to the
//! unit of the price, every tier with quantity x price = cost, and the price row with its source and dates.
//! The expression is the one [`crate::project`] evaluated and the costs are those [`crate::price`] made: an
//! explanation computes nothing of its own that could disagree.

mod charge;
mod context;
mod fleet;
mod line;
mod price_row;
mod row_id;
mod series;
mod term;
mod tokens;

use std::fmt;

use crate::model::{LineId, Model};
use crate::month::Month;
use crate::price::{Charge, Part};
use crate::project::Projected;
use crate::scenario::Scenario;
use crate::totals::Total;

pub use charge::{Applied, ChargeExplained, FreeExplained, PoolExplained, Priced, TierRange};
pub use line::{Conversion, LineExplained};
pub use price_row::PriceRow;
pub use row_id::{RowIds, kebab, row_id};
pub use term::{Op, Origin, Term};

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// A component (`api`), a line (`api/vcpu`) or a row (`api/vcpu/production/main/2027-01/expected`).
    pub id: String,
    /// The month; by default that of a row id, else the first in which the lines have a charge.
    pub month: Option<Month>,
    /// The scenario; by default that of a row id, else expected.
    pub scenario: Option<Scenario>,
}

impl Question {
    /// A question about a component, a line or a row, in its first month and the expected scenario.
    #[must_use]
    pub fn about(id: &str) -> Question {
        Question { id: id.to_owned(), month: None, scenario: None }
    }
}

/// Everything behind the charges of a component, a line or a row, in one month of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was asked.
    pub id: String,
    /// The component as the file names it.
    pub component: String,
    /// Its kind.
    pub kind: &'static str,
    /// The month.
    pub month: Month,
    /// The scenario.
    pub scenario: Scenario,
    /// The currency of all money.
    pub currency: String,
    /// Each line, in the order of the file.
    pub lines: Vec<LineExplained>,
    /// The sum of the charges shown.
    pub total: Total,
}

/// Why there is nothing to explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotExplain {
    /// No component, line or row has this id; these ids exist.
    UnknownId {
        /// What was asked.
        id: String,
        /// All components, and the lines of the component when that much of the id is right.
        known: Vec<String>,
    },
    /// The month is outside the horizon.
    OutsideHorizon {
        /// What was asked.
        month: Month,
        /// The first month.
        first: Month,
        /// The last month.
        last: Month,
    },
    /// It exists, but has no charge in this month of this scenario.
    NothingCharged {
        /// The months in which it has one, first and last.
        months: Option<(Month, Month)>,
    },
}

impl fmt::Display for CannotExplain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotExplain::UnknownId { id, .. } => write!(f, "no component, line or row is called `{id}`"),
            CannotExplain::OutsideHorizon { month, first, last } => {
                write!(f, "{month} is outside the horizon, which is {first} to {last}")
            }
            CannotExplain::NothingCharged { months: Some((first, last)) } => {
                write!(f, "nothing is charged in that month; charges go from {first} to {last}")
            }
            CannotExplain::NothingCharged { months: None } => f.write_str("nothing is charged in any month"),
        }
    }
}

impl std::error::Error for CannotExplain {}

/// Explains a component, a line or a row of a bill.
///
/// # Errors
/// When the id is unknown, the month is outside the horizon, or nothing is charged in it.
pub fn explain(model: &Model, charges: &[Charge], question: &Question) -> Result<Explanation, CannotExplain> {
    let ids = RowIds::of(model);
    let asked = Asked::read(model, &ids, question)?;
    let month = asked.month.map_or_else(|| first_month(model, charges, &asked), Ok)?;
    let offset = offset_of(model, month)?;
    let scenario = asked.scenario.unwrap_or(Scenario::Expected);
    let there = |charge: &&Charge| {
        charge.scenario == scenario && charge.month == offset && asked.lines.contains(&charge.line)
    };
    // The id of a row that is all of its line has no tier: it is that row, without the free allowance beside it.
    let whole = asked.is_row && charges.iter().filter(there).any(|charge| charge.part == Part::Whole);
    let tier = asked.tier.clone().or(whole.then(String::new));
    let shown =
        |charge: &&Charge| there(charge) && tier.as_ref().is_none_or(|tier| charge.part.name() == *tier);
    let mut total = Total::default();
    charges.iter().filter(shown).for_each(|charge| total.add(charge));
    let projected = Projected::new(model, scenario);
    let context = context::Context { model, charges, ids: &ids, projected: &projected, month: offset };
    let lines: Vec<LineExplained> = asked
        .lines
        .iter()
        .filter_map(|&id| {
            let own: Vec<&Charge> = charges.iter().filter(shown).filter(|charge| charge.line == id).collect();
            if own.is_empty() { None } else { line::explain_line(&context, id, &own) }
        })
        .collect();
    let Some(first) = asked.lines.first().filter(|_| !lines.is_empty()) else {
        return Err(CannotExplain::NothingCharged { months: charged_months(model, charges, &asked) });
    };
    let component =
        model.lines.get(*first as usize).and_then(|line| model.components.get(usize::from(line.component)));
    Ok(Explanation {
        id: question.id.clone(),
        component: component.map_or_else(String::new, |c| c.name.clone()),
        kind: component.map_or("", |c| c.kind),
        month,
        scenario,
        currency: model.currency.clone(),
        lines,
        total,
    })
}

/// A question with its id understood.
struct Asked {
    lines: Vec<LineId>,
    /// Whether it names a month of one line.
    is_row: bool,
    month: Option<Month>,
    scenario: Option<Scenario>,
    tier: Option<String>,
}

impl Asked {
    fn read(model: &Model, ids: &RowIds, question: &Question) -> Result<Asked, CannotExplain> {
        let id = question.id.trim().trim_end_matches('/');
        let plain = Asked {
            lines: Vec::new(),
            is_row: false,
            month: question.month,
            scenario: question.scenario,
            tier: None,
        };
        let (mut of_component, mut below, mut row) = (Vec::new(), Vec::new(), None);
        for (at, line) in (0_u32..).zip(&model.lines) {
            let name = ids.line(at);
            if model.components.get(usize::from(line.component)).is_some_and(|c| c.name == id) {
                of_component.push(at);
            }
            if below_or_equal(id, name).is_some() {
                below.push(at);
            }
            if let Some(rest) = below_or_equal(name, id) {
                row = row.or(read_rest(rest).map(|rest| (at, rest)));
            }
        }
        if !of_component.is_empty() {
            return Ok(Asked { lines: of_component, ..plain });
        }
        if !below.is_empty() {
            return Ok(Asked { lines: below, ..plain });
        }
        if let Some((at, (month, scenario, tier))) = row {
            let month = question.month.or(Some(month));
            let is_row = scenario.is_some();
            let scenario = question.scenario.or(scenario);
            return Ok(Asked { lines: vec![at], is_row, month, scenario, tier });
        }
        let head = id.split('/').next().unwrap_or("");
        let mut known: Vec<String> = model.components.iter().map(|c| c.name.clone()).collect();
        let lines = (0..).zip(&model.lines).map(|(at, _)| ids.line(at));
        known.extend(lines.filter(|name| below_or_equal(&kebab(head), name).is_some()).map(str::to_owned));
        Err(CannotExplain::UnknownId { id: id.to_owned(), known })
    }
}

/// What `name` has below `prefix`: `Some("")` when they are equal.
fn below_or_equal<'a>(prefix: &str, name: &'a str) -> Option<&'a str> {
    let rest = name.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// `<month>[/<scenario>[/<tier>]]` of a row id.
fn read_rest(rest: &str) -> Option<(Month, Option<Scenario>, Option<String>)> {
    let mut parts = rest.split('/');
    let month = parts.next()?.parse().ok()?;
    let scenario = match parts.next() {
        Some(name) => Some(name.parse().ok()?),
        None => None,
    };
    let tier = parts.next().map(str::to_owned);
    if parts.next().is_some() { None } else { Some((month, scenario, tier)) }
}

fn offset_of(model: &Model, month: Month) -> Result<u16, CannotExplain> {
    let last = model.start.plus(model.months.saturating_sub(1));
    u16::try_from(month.since(model.start))
        .ok()
        .filter(|&offset| offset < model.months)
        .ok_or(CannotExplain::OutsideHorizon { month, first: model.start, last })
}

fn first_month(model: &Model, charges: &[Charge], asked: &Asked) -> Result<Month, CannotExplain> {
    charged_months(model, charges, asked)
        .map(|(first, _)| first)
        .ok_or(CannotExplain::NothingCharged { months: None })
}

fn charged_months(model: &Model, charges: &[Charge], asked: &Asked) -> Option<(Month, Month)> {
    let of_line =
        || charges.iter().filter(|charge| asked.lines.contains(&charge.line)).map(|charge| charge.month);
    Some((model.start.plus(of_line().min()?), model.start.plus(of_line().max()?)))
}
