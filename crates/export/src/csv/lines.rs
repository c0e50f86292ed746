//! One row per charge and tier: quantity x unit price is the list cost on every row without an uplift.

use std::fmt::Write as _;
use std::io::{self, Write};

use costmodel_core::book::BOOK;
use costmodel_core::explain::RowIds;
use costmodel_core::model::{Line, Model};
use costmodel_core::price::{Charge, Part};
use costmodel_core::rate::{Quality, Rate};

use crate::Report;
use crate::cells::{self, Rows};

/// The header of the line-item file.
pub const LINES_HEADER: &str = "row_id,scenario,month,environment,placement,component,kind,provider,region,\
service,sku,meter,line,tier,driver,quantity,unit,unit_price,charge_category,pricing_category,commitment_id,\
commitment_status,list_cost,contracted_cost,billed_cost,effective_cost,currency,basis,price_as_of,price_source,\
price_quality,note";

/// Writes the line items: by scenario, month and line, each charge and tier a row.
///
/// A charge without a price has empty cells for quantity, price and costs, and its reason in `note`: never a
/// zero.
///
/// # Errors
/// When `out` cannot be written.
pub fn lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let model = report.model;
    let ids = RowIds::of(model);
    let prepared: Vec<Prepared> =
        (0_u32..).zip(&model.lines).map(|(id, line)| Prepared::of(model, line, ids.line(id))).collect();
    let months: Vec<String> = (0..model.months).map(|month| model.start.plus(month).to_string()).collect();
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), LINES_HEADER);
    rows.end()?;
    for charge in report.charges.iter().filter(|charge| report.shows(charge.scenario)) {
        let month = months.get(usize::from(charge.month)).map_or("", String::as_str);
        if let Some(line) = prepared.get(charge.line as usize) {
            line.write(rows.row(), charge, month);
            rows.end()?;
        }
    }
    rows.finish()
}

/// The cells of a line that are the same in every month, as bytes, each with its comma.
struct Prepared {
    /// The row id up to the month, without comma.
    stem: Vec<u8>,
    /// environment to line.
    names: Vec<u8>,
    driver: Vec<u8>,
    /// Of each rate, and one more for a stated cost or none.
    rates: Vec<PreparedRate>,
    is_one_time: bool,
    is_spot: bool,
}

/// The cells that depend on the rate in force.
struct PreparedRate {
    unit: Vec<u8>,
    /// currency and basis.
    money: Vec<u8>,
    /// price_as_of, price_source, price_quality, note.
    origin: Vec<u8>,
    /// The note, for a reason to be put before.
    note: String,
}

impl Prepared {
    fn of(model: &Model, line: &Line, stem: &str) -> Prepared {
        let component = model.components.get(usize::from(line.component));
        let kind = component.map_or("", |c| c.kind);
        let environment = model.environments.get(usize::from(line.environment)).map_or("", String::as_str);
        let mut id = Vec::new();
        cells::text(&mut id, stem);
        id.pop();
        let mut names = Vec::new();
        let name = component.map_or("", |c| c.name.as_str());
        let key = &line.key;
        for text in [
            environment,
            &line.placement,
            name,
            kind,
            &key.provider,
            &key.region,
            &key.service,
            &key.sku,
            &key.meter,
            &line.name,
        ] {
            cells::text(&mut names, text);
        }
        let mut driver = Vec::new();
        cells::text(&mut driver, line.driver.as_deref().unwrap_or(""));
        let known: &[Rate] = if line.stated.is_some() { &[] } else { line.rates.as_deref().unwrap_or(&[]) };
        let rates =
            known.iter().map(Some).chain([None]).map(|rate| PreparedRate::of(model, line, rate)).collect();
        let is_spot = key.meter.split(['_', '-']).any(|word| word == "spot");
        Prepared { stem: id, names, driver, rates, is_one_time: kind == "one-time", is_spot }
    }

    fn write(&self, row: &mut Vec<u8>, charge: &Charge, month: &str) {
        let scenario = charge.scenario.name();
        row.extend_from_slice(&self.stem);
        for part in [month, scenario] {
            row.push(b'/');
            row.extend_from_slice(part.as_bytes());
        }
        if charge.part != Part::Whole {
            row.push(b'/');
            tier(row, charge.part);
        }
        row.push(b',');
        cells::plain(row, scenario);
        cells::plain(row, month);
        row.extend_from_slice(&self.names);
        tier(row, charge.part);
        row.push(b',');
        row.extend_from_slice(&self.driver);
        let none = self.rates.len().saturating_sub(1);
        let at = if charge.price.is_ok() { usize::from(charge.rate).min(none) } else { none };
        let Some(rate) = self.rates.get(at) else { return };
        match &charge.price {
            Ok(priced) => {
                cells::quantity(row, charge.quantity);
                row.extend_from_slice(&rate.unit);
                cells::unit_price(row, priced.unit_price);
                self.categories(row, charge.part);
                let costs = priced.costs;
                for money in [costs.list, costs.contracted, costs.billed, costs.effective] {
                    cells::money(row, money);
                }
                row.extend_from_slice(&rate.money);
                row.extend_from_slice(&rate.origin);
            }
            Err(why) => {
                row.push(b',');
                row.extend_from_slice(&rate.unit);
                row.push(b',');
                self.categories(row, charge.part);
                row.extend_from_slice(b",,,,");
                row.extend_from_slice(&rate.money);
                row.extend_from_slice(b",,,");
                let mut note = format!("unpriced: {why}");
                if !rate.note.is_empty() {
                    let _ = write!(note, "; {}", rate.note);
                }
                cells::text(row, &note);
            }
        }
    }

    /// charge_category, pricing_category, commitment_id, commitment_status.
    fn categories(&self, row: &mut Vec<u8>, part: Part) {
        let charge = if part == Part::Free {
            "Credit"
        } else if self.is_one_time {
            "Purchase"
        } else {
            "Usage"
        };
        cells::plain(row, charge);
        cells::plain(row, if self.is_spot { "Dynamic" } else { "Standard" });
        row.extend_from_slice(b",,");
    }
}

impl PreparedRate {
    fn of(model: &Model, line: &Line, rate: Option<&Rate>) -> PreparedRate {
        let (mut unit, mut money, mut origin) = (Vec::new(), Vec::new(), Vec::new());
        cells::text(&mut unit, &rate.map_or_else(|| line.unit.to_string(), |rate| rate.unit.to_string()));
        cells::text(&mut money, &model.currency);
        cells::plain(&mut money, line.basis.name());
        let note = note(line, rate);
        match rate {
            Some(rate) => {
                cells::shown(&mut origin, rate.seen.as_of);
                cells::text(&mut origin, &rate.seen.source);
                cells::plain(&mut origin, rate.seen.quality.name());
            }
            None => {
                cells::plain(&mut origin, "");
                cells::plain(&mut origin, "stated in the workload");
                cells::plain(&mut origin, "stated");
            }
        }
        cells::text(&mut origin, &note);
        PreparedRate { unit, money, origin, note }
    }
}

fn note(line: &Line, rate: Option<&Rate>) -> String {
    let mut parts = Vec::new();
    if !line.note.is_empty() {
        parts.push(line.note.clone());
    }
    if let Some((ratio, reason)) = &line.uplift {
        let factor = ratio
            .of(10_i128.pow(18))
            .map_or_else(String::new, |raw| costmodel_core::num::Money::from_raw(raw).to_string());
        parts.push(format!("x {factor}: {reason}"));
    }
    if let Some(rate) = rate {
        if rate.seen.layer != BOOK {
            parts.push(format!("price of layer {}", rate.seen.layer));
        }
        if let Some(contract) = &rate.contract {
            parts.push(contract.told());
        }
        if rate.seen.observed_later {
            parts.push("observed later".to_owned());
        }
        if rate.seen.quality != Quality::Exact && !rate.seen.note.is_empty() {
            parts.push(rate.seen.note.clone());
        }
    }
    parts.join("; ")
}

fn tier(row: &mut Vec<u8>, part: Part) {
    match part {
        Part::Whole => {}
        Part::Free => row.extend_from_slice(b"free"),
        Part::Tier(step) => {
            let _ = write!(row, "{}", u16::from(step) + 1);
        }
    }
}
