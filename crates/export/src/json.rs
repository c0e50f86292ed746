//! JSON: money and quantities as strings, keys in a fixed order.

use std::io::{self, Write};

use costmodel_core::explain::RowIds;
use costmodel_core::freshness::freshness;
use costmodel_core::price::{Charge, Costs};
use costmodel_core::surprises::surprises;
use costmodel_core::totals::{self, Total};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::Report;
use crate::figures::mean;

/// Writes a header, the scenarios, the groups, coverage and remarks, and every charge when
/// [`Report::with_lines`] is set. Money and quantities are strings, so that no reader rounds them.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut buffered = io::BufWriter::with_capacity(64 * 1024, &mut *out);
    serde_json::to_writer_pretty(&mut buffered, &Document::of(report)).map_err(io::Error::from)?;
    buffered.write_all(b"\n")?;
    buffered.flush()
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    workload: Workload<'a>,
    price_book: Book<'a>,
    scenarios: Vec<Sum>,
    by: &'static str,
    groups: Vec<Group>,
    surprises: Vec<Surprise>,
    coverage: Coverage,
    #[serde(skip_serializing_if = "Option::is_none")]
    freshness: Option<Freshness>,
    remarks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Lines<'a>>,
}

#[derive(Serialize)]
struct Workload<'a> {
    name: &'a str,
    first_month: String,
    last_month: String,
    months: u16,
    currency: &'a str,
    free_tier: &'static str,
    hours: &'static str,
}

#[derive(Serialize)]
struct Book<'a> {
    date: String,
    hash: &'a str,
    prices_known_on: String,
    note: &'static str,
}

#[derive(Serialize)]
struct Sum {
    scenario: &'static str,
    #[serde(flatten)]
    total: Amounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_month: Option<Amounts>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    months: Vec<MonthSum>,
}

#[derive(Serialize)]
struct MonthSum {
    month: String,
    #[serde(flatten)]
    total: Amounts,
}

#[derive(Serialize)]
struct Amounts {
    list_cost: String,
    contracted_cost: String,
    billed_cost: String,
    effective_cost: String,
    wholeness: &'static str,
    unpriced: u32,
}

#[derive(Serialize)]
struct Group {
    name: String,
    scenarios: Vec<Sum>,
}

#[derive(Serialize)]
struct Surprise {
    cause: &'static str,
    name: &'static str,
    why: &'static str,
    less_by: &'static str,
    components: Vec<String>,
    scenarios: Vec<Sum>,
}

#[derive(Serialize)]
struct Freshness {
    oldest: String,
    oldest_line: String,
    newest: String,
    stale: Vec<StaleLine>,
    lines_seen_later: usize,
}

#[derive(Serialize)]
struct StaleLine {
    line: String,
    as_of: String,
}

#[derive(Serialize)]
struct Coverage {
    priced: u32,
    derived: u32,
    assumed: u32,
    unpriced: Vec<Unpriced>,
}

#[derive(Serialize)]
struct Unpriced {
    line: String,
    reason: String,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report<'a>) -> Document<'a> {
        let model = report.model;
        let coverage = totals::coverage(model, report.charges);
        Document {
            format: "costmodel/1",
            workload: Workload {
                name: &model.name,
                first_month: model.start.to_string(),
                last_month: report.last().to_string(),
                months: model.months,
                currency: &model.currency,
                free_tier: report.free_tiers(),
                hours: report.hours(),
            },
            price_book: Book {
                date: report.book_date.to_string(),
                hash: report.book_hash,
                prices_known_on: model.known_on.to_string(),
                note: "prices after the book's date are today's",
            },
            scenarios: scenario_sums(report),
            by: report.by.name(),
            groups: totals::group(model, report.charges, report.by)
                .into_iter()
                .map(|(name, sums)| Group { name, scenarios: plain_sums(report, &sums) })
                .collect(),
            surprises: surprises(model, report.charges)
                .into_iter()
                .map(|found| Surprise {
                    cause: found.cause.id,
                    name: found.cause.name,
                    why: found.cause.why,
                    less_by: found.cause.switch,
                    components: found.components,
                    scenarios: plain_sums(report, &found.totals),
                })
                .collect(),
            freshness: freshness(model, report.charges).map(|fresh| Freshness {
                oldest: fresh.oldest.to_string(),
                oldest_line: fresh.oldest_line,
                newest: fresh.newest.to_string(),
                stale: fresh
                    .stale
                    .into_iter()
                    .map(|stale| StaleLine { line: stale.line, as_of: stale.as_of.to_string() })
                    .collect(),
                lines_seen_later: fresh.seen_later,
            }),
            coverage: Coverage {
                priced: coverage.priced,
                derived: coverage.derived,
                assumed: coverage.assumed,
                unpriced: coverage
                    .unpriced
                    .into_iter()
                    .map(|(line, reason)| Unpriced { line, reason })
                    .collect(),
            },
            remarks: model.high_remark().into_iter().chain(model.remarks.iter().cloned()).collect(),
            lines: report.with_lines.then_some(Lines { report }),
        }
    }
}

fn scenario_sums(report: &Report<'_>) -> Vec<Sum> {
    let model = report.model;
    let all = totals::scenarios(model, report.charges);
    let mut months = vec![<[Total; 3]>::default(); usize::from(model.months)];
    for charge in report.charges {
        let month = months.get_mut(usize::from(charge.month));
        if let Some(total) = month.and_then(|totals| totals.get_mut(charge.scenario.index())) {
            total.add(charge);
        }
    }
    let mut sums = plain_sums(report, &all);
    for (sum, scenario) in sums.iter_mut().zip(report.scenarios()) {
        sum.mean_month = all.get(scenario.index()).map(|total| Amounts::of(&mean(total, model.months)));
        sum.months = (0_u16..)
            .zip(&months)
            .filter_map(|(month, totals)| {
                let total = Amounts::of(totals.get(scenario.index())?);
                Some(MonthSum { month: model.start.plus(month).to_string(), total })
            })
            .collect();
    }
    sums
}

fn plain_sums(report: &Report<'_>, totals: &[Total; 3]) -> Vec<Sum> {
    report
        .scenarios()
        .into_iter()
        .filter_map(|scenario| {
            let total = Amounts::of(totals.get(scenario.index())?);
            Some(Sum { scenario: scenario.name(), total, mean_month: None, months: Vec::new() })
        })
        .collect()
}

impl Amounts {
    fn of(total: &Total) -> Amounts {
        let Costs { list, contracted, billed, effective } = total.costs;
        Amounts {
            list_cost: list.to_string(),
            contracted_cost: contracted.to_string(),
            billed_cost: billed.to_string(),
            effective_cost: effective.to_string(),
            wholeness: total.wholeness().name(),
            unpriced: total.unpriced,
        }
    }
}

/// Every charge, made one at a time while it is written.
struct Lines<'a> {
    report: &'a Report<'a>,
}

#[derive(Serialize)]
struct Row<'a> {
    row_id: String,
    scenario: &'static str,
    month: String,
    component: &'a str,
    line: &'a str,
    price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<String>,
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_cost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contracted_cost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_cost: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    basis: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unpriced: Option<String>,
}

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ids = RowIds::of(self.report.model);
        let mut rows = serializer.serialize_seq(None)?;
        for charge in self.report.charges.iter().filter(|charge| self.report.shows(charge.scenario)) {
            if let Some(row) = row(self.report, &ids, charge) {
                rows.serialize_element(&row)?;
            }
        }
        rows.end()
    }
}

fn row<'a>(report: &Report<'a>, ids: &RowIds, charge: &Charge) -> Option<Row<'a>> {
    let model = report.model;
    let line = model.lines.get(charge.line as usize)?;
    let rate = line.rates.as_ref().ok().and_then(|rates| rates.get(usize::from(charge.rate)));
    let rate = rate.filter(|_| charge.price.is_ok() && line.stated.is_none());
    let priced = charge.price.as_ref().ok();
    Some(Row {
        row_id: ids.id(charge),
        scenario: charge.scenario.name(),
        month: model.start.plus(charge.month).to_string(),
        component: model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str()),
        line: &line.name,
        price: if line.stated.is_some() { "stated in the workload".to_owned() } else { line.key.to_string() },
        quantity: priced.map(|_| charge.quantity.to_string()),
        unit: rate.map_or_else(|| line.unit.to_string(), |rate| rate.unit.to_string()),
        unit_price: priced.map(|priced| priced.unit_price.to_string()),
        list_cost: priced.map(|priced| priced.costs.list.to_string()),
        contracted_cost: priced.map(|priced| priced.costs.contracted.to_string()),
        effective_cost: priced.map(|priced| priced.costs.effective.to_string()),
        layer: rate.map(|rate| rate.seen.layer.as_str()),
        contract: rate.and_then(|rate| rate.contract.as_ref()).map(|contract| contract.told()),
        basis: line.basis.name(),
        unpriced: charge.price.as_ref().err().map(ToString::to_string),
    })
}
