//! A comparison as JSON: money as strings, keys in a fixed order.

use std::collections::BTreeMap;
use std::io::{self, Write};

use costmodel_core::compare::{Cause, Change, Comparison};
use costmodel_core::scenario::Scenario;
use serde::Serialize;

use super::{Compared, Side};

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    title: &'a str,
    currency: &'a str,
    price_book: Book<'a>,
    sides: Vec<ToldSide<'a>>,
    cheapest: Vec<String>,
    comparisons: Vec<Told<'a>>,
    left_out: Vec<LeftOut<'a>>,
}

#[derive(Serialize)]
struct Book<'a> {
    date: String,
    hash: &'a str,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    name: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct ToldSide<'a> {
    name: &'a str,
    first_month: String,
    last_month: String,
    prices_known_on: String,
    lines_seen_later: usize,
    totals: Vec<Sum>,
}

#[derive(Serialize)]
struct Sum {
    scenario: &'static str,
    effective_cost: String,
    wholeness: &'static str,
    unpriced: u32,
}

#[derive(Serialize)]
struct Told<'a> {
    base: &'a str,
    other: &'a str,
    total: Vec<ToldChange>,
    components: Vec<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<Line<'a>>>,
}

#[derive(Serialize)]
struct Component {
    component: String,
    scenarios: Vec<ToldChange>,
}

#[derive(Serialize)]
struct Line<'a> {
    component: &'a str,
    kind: &'a str,
    environment: &'a str,
    placement: &'a str,
    line: &'a str,
    base_price: Option<String>,
    other_price: Option<String>,
    scenarios: Vec<ToldChange>,
}

#[derive(Serialize)]
struct ToldChange {
    scenario: &'static str,
    base_cost: String,
    base_wholeness: &'static str,
    other_cost: String,
    other_wholeness: &'static str,
    difference: String,
    difference_wholeness: &'static str,
    causes: BTreeMap<&'static str, String>,
}

/// Writes the sides, which is cheapest, and each comparison by cause, by component and, where asked, by line.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(compared: &Compared<'_>, with_lines: bool, out: &mut dyn Write) -> io::Result<()> {
    let base = compared.sides.first().map_or("", |side| side.name.as_str());
    let others = compared.sides.iter().skip(1).zip(compared.comparisons);
    let document = Document {
        format: "costmodel-compare/1",
        title: compared.title,
        currency: compared.currency,
        price_book: Book { date: compared.book_date.to_string(), hash: compared.book_hash },
        sides: compared.sides.iter().map(told_side).collect(),
        cheapest: compared.cheapest(),
        comparisons: others.map(|(other, comparison)| told(base, other, comparison, with_lines)).collect(),
        left_out: compared.left_out.iter().map(|(name, why)| LeftOut { name, why }).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn told_side(side: &Side) -> ToldSide<'_> {
    let sum = |scenario: Scenario| {
        let total = side.total(scenario);
        Sum {
            scenario: scenario.name(),
            effective_cost: total.costs.effective.to_string(),
            wholeness: total.wholeness().name(),
            unpriced: total.unpriced,
        }
    };
    ToldSide {
        name: &side.name,
        first_month: side.first.to_string(),
        last_month: side.last().to_string(),
        prices_known_on: side.known_on.to_string(),
        lines_seen_later: side.seen_later,
        totals: Scenario::ALL.into_iter().map(sum).collect(),
    }
}

fn told<'a>(base: &'a str, other: &'a Side, comparison: &'a Comparison, with_lines: bool) -> Told<'a> {
    let lines = comparison.lines.iter().map(|line| Line {
        component: &line.component,
        kind: line.kind,
        environment: &line.environment,
        placement: &line.placement,
        line: &line.line,
        base_price: line.base.as_ref().map(ToString::to_string),
        other_price: line.other.as_ref().map(ToString::to_string),
        scenarios: changes(&line.changes),
    });
    let components = comparison.components().into_iter();
    Told {
        base,
        other: &other.name,
        total: changes(&comparison.total),
        components: components
            .map(|(component, own)| Component { component, scenarios: changes(&own) })
            .collect(),
        lines: with_lines.then(|| lines.collect()),
    }
}

fn changes(all: &[Change; 3]) -> Vec<ToldChange> {
    let told = |(scenario, change): (Scenario, &Change)| ToldChange {
        scenario: scenario.name(),
        base_cost: change.base.costs.effective.to_string(),
        base_wholeness: change.base.wholeness().name(),
        other_cost: change.other.costs.effective.to_string(),
        other_wholeness: change.other.wholeness().name(),
        difference: change.difference().to_string(),
        difference_wholeness: change.wholeness().name(),
        causes: Cause::ALL
            .into_iter()
            .map(|cause| (cause.name(), change.causes.get(cause).to_string()))
            .collect(),
    };
    Scenario::ALL.into_iter().zip(all).map(told).collect()
}
