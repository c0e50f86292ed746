//! The price of a meter in a month and a unit, ready for rows.

use std::sync::Arc;

use costmodel_core::book::{Key, Missing, NotFound, in_force, in_force_on};
use costmodel_core::month::Month;
use costmodel_core::num::{MAX_CHARGE, MAX_QUANTITY, mul_div};
use costmodel_core::rate::{Quality, Rate, Schedule};
use costmodel_core::similar::nearest;
use costmodel_core::unit::Unit;
use costmodel_core::{book::PriceBook, models};
use rust_decimal::Decimal;

use super::ladder::{self, Amount, PLACES};
use crate::quoted::{Behind, Quoted, Status};
use crate::quoter::Known;
use crate::row::MeteredRow;

/// Names that a note offers.
const OFFERED: usize = 3;
/// Notes that are remembered for each plan.
const TOLD: usize = 16;

/// A rate, and how rows are converted into its unit.
#[derive(Debug)]
pub(super) struct Plan {
    rate: Rate,
    /// Of this pool its tiers are counted; `None` where they are counted per resource, or there are none.
    pub(super) pool: Option<Arc<str>>,
    times: i128,
    over: i128,
    stale: bool,
    /// Its steps depend on one request, which a metered row is not.
    by_request: bool,
    told: Vec<((usize, usize), Arc<Behind>)>,
}

impl Plan {
    /// Finds the price of a row.
    pub(super) fn new(known: &Known<'_>, row: &MeteredRow<'_>) -> Result<Plan, Arc<Behind>> {
        let columns =
            [("provider", row.provider), ("service", row.service), ("sku", row.sku), ("meter", row.meter)];
        if let Some((column, _)) = columns.iter().find(|(_, cell)| cell.is_empty()) {
            return Err(Behind::without(Status::Wrong, format!("{column} is missing")));
        }
        let region = if row.region.is_empty() { "global" } else { row.region };
        let key = Key::new(row.provider, row.service, region, row.sku, row.meter);
        let history = known.book.find(&key, known.on).map_err(|why| unknown(known.book, &why))?;
        let history: Vec<Rate> = history.into_iter().map(Rate::as_paid).collect();
        let at = row.month.map_or_else(|| in_force_on(&history, known.on), |month| in_force(&history, month));
        let Some(rate) = at.and_then(|at| history.get(at)).cloned() else {
            let first = history.iter().find_map(|rate| rate.from);
            let before = first.map_or_else(String::new, |day| format!(" before {day}"));
            return Err(Behind::without(Status::Unpriced, format!("no price of {key}{before}")));
        };
        let month = row.month.unwrap_or_else(|| Month::of(known.on));
        let (times, over) = conversion(row.unit, &rate.unit, month)?;
        let by_request = matches!(rate.schedule, Schedule::Volume(_))
            && rate.unit.converts_to(&Unit::counted("Tokens"))
            && row.service == models::SERVICE;
        let tiered =
            matches!(rate.schedule, Schedule::Graduated(_) | Schedule::Volume(_) | Schedule::Block(_));
        let pool = if tiered && !by_request { rate.scope.pool(&key).map(Arc::from) } else { None };
        let stale = known.is_stale(rate.seen.as_of);
        Ok(Plan { rate, pool, times, over, stale, by_request, told: Vec::new() })
    }

    /// A row's quantity in the rate's unit, rounded half to even at its last place.
    pub(super) fn amount(&self, quantity: Decimal) -> Result<Amount, String> {
        if quantity.is_sign_negative() && !quantity.is_zero() {
            return Err(format!("quantity {quantity} is negative"));
        }
        if quantity > MAX_QUANTITY.to_decimal() {
            return Err(format!("quantity {quantity} is out of range"));
        }
        let scaled = || {
            let (up, down) =
                (PLACES.saturating_sub(quantity.scale()), quantity.scale().saturating_sub(PLACES));
            let times = self.times.checked_mul(10_i128.checked_pow(up)?)?;
            mul_div(quantity.mantissa(), times, self.over.checked_mul(10_i128.checked_pow(down)?)?)
        };
        scaled().map(Amount::from_raw).ok_or_else(|| format!("quantity {quantity} is out of range"))
    }

    /// What the part between two amounts costs.
    pub(super) fn quote(&mut self, from: Amount, to: Amount) -> Quoted {
        let schedule = match &self.rate.schedule {
            // Below the first step, as the note says.
            Schedule::Volume(tiers) if self.by_request => &Schedule::Flat(tiers.first()),
            schedule => schedule,
        };
        let before = if from == Amount::ZERO {
            Some(costmodel_core::num::Money::ZERO)
        } else {
            ladder::cost(schedule, from)
        };
        let cost = ladder::cost(schedule, to).zip(before).and_then(|(to, from)| to.checked_sub(from));
        let Some(cost) = cost.filter(|cost| *cost <= MAX_CHARGE) else {
            return Quoted::wrong("the cost is out of range");
        };
        let steps = match schedule {
            Schedule::Graduated(tiers) => ladder::steps(tiers, from, to),
            Schedule::Volume(tiers) => {
                (ladder::step(tiers, from).min(ladder::step(tiers, to)), ladder::step(tiers, to))
            }
            _ => (0, 0),
        };
        // In a pool, a step reached prices what came before anew: no single price gives the row's cost.
        let one_price =
            steps.0 == steps.1 || (from == Amount::ZERO && matches!(schedule, Schedule::Volume(_)));
        let unit_price = match schedule {
            Schedule::Graduated(tiers) | Schedule::Volume(tiers) => Some(tiers.price(steps.1)),
            Schedule::Term { .. } => ladder::hourly(schedule),
            Schedule::Flat(price) | Schedule::Block(price) => Some(*price),
        };
        let told = if one_price { (steps.1, steps.1) } else { steps };
        Quoted { cost: Some(cost), unit_price: unit_price.filter(|_| one_price), behind: self.behind(told) }
    }

    fn behind(&mut self, steps: (usize, usize)) -> Arc<Behind> {
        if let Some((_, behind)) = self.told.iter().find(|(known, _)| *known == steps) {
            return Arc::clone(behind);
        }
        let behind = self.tell(steps);
        if self.told.len() >= TOLD {
            self.told.clear();
        }
        self.told.push((steps, Arc::clone(&behind)));
        behind
    }

    fn tell(&self, (from, to): (usize, usize)) -> Arc<Behind> {
        let Rate { unit, schedule, free, seen, .. } = &self.rate;
        let mut status = if seen.quality == Quality::Exact { Status::Priced } else { Status::Derived };
        let mut notes = vec![match schedule {
            Schedule::Block(_) => format!("per started {unit}"),
            _ => format!("per {unit}"),
        }];
        match schedule {
            Schedule::Volume(_) if self.by_request => {
                status = Status::Assumed;
                notes.push(
                    "below the first long-context step: steps are reached by one request, see token rows"
                        .into(),
                );
            }
            Schedule::Graduated(tiers) | Schedule::Volume(tiers) => {
                let each = (from..=to).map(|step| {
                    let (start, end) = tiers.range(step);
                    let end = end.map_or_else(|| "on".to_owned(), |end| format!("to {end}"));
                    format!("{} from {start} {end}", tiers.price(step))
                });
                notes.push(each.collect::<Vec<_>>().join(" + "));
            }
            Schedule::Term { upfront, hours, .. } => {
                status = status.max(Status::Derived);
                notes.push(format!("{upfront} paid at the start is spread over {hours} hours"));
            }
            Schedule::Flat(_) | Schedule::Block(_) => {}
        }
        if let Some(free) = free {
            notes.push(format!("before {} a month that are free", free.amount));
        }
        if seen.observed_later {
            notes.push("observed later".into());
        }
        if !seen.note.is_empty() {
            notes.push(seen.note.clone());
        }
        Behind::new(status, Some(seen.as_of), seen.source.clone(), notes.join("; "), self.stale)
    }
}

/// How many of a rate's unit one of a row's is, as a fraction.
fn conversion(written: &str, unit: &Unit, month: Month) -> Result<(i128, i128), Arc<Behind>> {
    let wrong = |note: String| Behind::without(Status::Wrong, note);
    if written.is_empty() {
        return Ok((1, 1));
    }
    let from: Unit = written.parse().map_err(wrong)?;
    if !from.converts_to(unit) {
        // What is kept is billed by the size and the time: `GB` of storage lacks its time.
        let kept = format!("{written}-Months");
        let meant = kept.parse().is_ok_and(|kept: Unit| kept.converts_to(unit));
        let meant = if meant { format!(": write `{kept}`") } else { String::new() };
        return Err(wrong(format!("unit `{written}` counts something else than {unit}{meant}")));
    }
    let sizes = from.size(month.hours()).zip(unit.size(month.hours()));
    sizes.map(reduced).ok_or_else(|| wrong(format!("unit `{written}` is out of range")))
}

/// A fraction in lowest terms, so that large units do not overflow.
fn reduced((times, over): (i128, i128)) -> (i128, i128) {
    let (mut a, mut b) = (times, over);
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    match (times.checked_div(a), over.checked_div(a)) {
        (Some(times), Some(over)) => (times, over),
        _ => (times, over),
    }
}

/// Why there is no such price, and what is near.
fn unknown(book: &PriceBook, why: &NotFound) -> Arc<Behind> {
    let Key { provider, service, region, sku, meter } = &why.key;
    let services: Vec<String>;
    let (missing, asked, names): (String, &str, Vec<&str>) = match why.missing {
        Missing::Region if why.similar.is_empty() => {
            let tables = book.tables();
            services = if tables.iter().any(|table| table.0 == *provider) {
                tables.iter().filter(|table| table.0 == *provider).map(|table| table.1.clone()).collect()
            } else {
                book.providers().into_iter().map(str::to_owned).collect()
            };
            let asked = if book.providers().contains(&provider.as_str()) { service } else { provider };
            (
                format!("the book has no {provider}/{service}"),
                asked,
                services.iter().map(String::as_str).collect(),
            )
        }
        Missing::Region => (
            format!("the book has no {provider}/{service} in {region}"),
            region,
            why.similar.iter().map(String::as_str).collect(),
        ),
        Missing::Sku => (
            format!("the book has no `{sku}` in {provider}/{service}/{region}"),
            sku,
            why.similar.iter().map(String::as_str).collect(),
        ),
        Missing::Meter => {
            (format!("{sku} has no meter `{meter}`"), meter, why.similar.iter().map(String::as_str).collect())
        }
    };
    let mut near = nearest(asked, names.iter().copied(), OFFERED);
    if near.is_empty() && names.len() <= 12 {
        near = names;
        near.dedup();
    }
    let note = match near.as_slice() {
        [] => missing,
        near => format!("{missing}: nearest are {}", near.join(" ")),
    };
    Behind::without(Status::Unpriced, note)
}
