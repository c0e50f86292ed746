//! The figures that a person sees first, for the table and for markdown.

use costmodel_core::explain::kebab;
use costmodel_core::model::FreeTiers;
use costmodel_core::month::HoursRule;
use costmodel_core::num::Money;
use costmodel_core::scenario::Scenario;
use costmodel_core::totals::{self, By, Coverage, Total};

use crate::Report;
use crate::figures::{Places, mean, per_mille};

/// Lines shown under "top lines".
const TOP: usize = 8;
/// Unpriced lines named one by one.
const NAMED: usize = 12;

/// All figures of a summary, rounded by nobody yet.
pub(crate) struct Glance {
    pub title: String,
    pub scenarios: Vec<Scenario>,
    /// Horizon, mean month, first and last month.
    pub headline: Vec<Figures>,
    pub by: By,
    pub groups: Vec<Figures>,
    pub top: Vec<Figures>,
    pub places: Places,
    /// Sentences, one to a paragraph.
    pub prices: Vec<String>,
    pub remarks: Vec<String>,
    pub next: Option<String>,
}

/// A name and what it costs in each scenario shown.
pub(crate) struct Figures {
    pub name: String,
    pub totals: Vec<Total>,
    /// Of the horizon's total in the main scenario, in thousandths.
    pub share: Option<i128>,
}

pub(crate) fn glance(report: &Report<'_>) -> Glance {
    let model = report.model;
    let scenarios = report.scenarios();
    let shown = |all: &[Total; 3]| -> Vec<Total> {
        scenarios.iter().filter_map(|s| all.get(s.index()).cloned()).collect()
    };
    let all = totals::scenarios(model, report.charges);
    let main = report.main_scenario().index();
    let whole = all.get(main).map_or(Money::ZERO, |total| total.costs.effective);
    let largest = all.iter().map(|total| total.costs.effective).max().unwrap_or_default();
    let mut groups: Vec<(String, [Total; 3])> = totals::group(model, report.charges, report.by);
    if report.by != By::Month {
        groups.sort_by(|a, b| cost(&b.1, main).cmp(&cost(&a.1, main)).then_with(|| a.0.cmp(&b.0)));
    }
    let figures = |(name, all): &(String, [Total; 3])| Figures {
        name: name.clone(),
        totals: shown(all),
        share: per_mille(cost(all, main), whole),
    };
    let mut top = by_line(report);
    top.sort_by(|a, b| cost(&b.1, main).cmp(&cost(&a.1, main)).then_with(|| a.0.cmp(&b.0)));
    top.retain(|(_, all)| cost(all, main) > Money::ZERO);
    let coverage = totals::coverage(model, report.charges);
    Glance {
        title: format!(
            "{}: {} months, {} to {}, {} (effective cost)",
            model.name,
            model.months,
            model.start,
            report.last(),
            model.currency
        ),
        headline: headline(report, &all)
            .iter()
            .map(|(name, all)| Figures { name: name.clone(), totals: shown(all), share: None })
            .collect(),
        by: report.by,
        next: next(report, &groups),
        groups: groups.iter().map(figures).collect(),
        top: top.iter().take(TOP).map(figures).collect(),
        places: Places::for_largest(largest),
        prices: prices(report, &coverage),
        remarks: model.remarks.clone(),
        scenarios: scenarios.clone(),
    }
}

fn cost(totals: &[Total; 3], scenario: usize) -> Money {
    totals.get(scenario).map_or(Money::ZERO, |total| total.costs.effective)
}

fn headline(report: &Report<'_>, all: &[Total; 3]) -> Vec<(String, [Total; 3])> {
    let months = report.model.months;
    let of_month = |month: u16| {
        let mut totals: [Total; 3] = Default::default();
        for charge in report.charges.iter().filter(|charge| charge.month == month) {
            if let Some(total) = totals.get_mut(charge.scenario.index()) {
                total.add(charge);
            }
        }
        totals
    };
    let mut rows = vec![(format!("all {months} months"), all.clone())];
    if months > 1 {
        let last = months.saturating_sub(1);
        rows.push((
            "mean month".to_owned(),
            std::array::from_fn(|at| all.get(at).map_or_else(Total::default, |t| mean(t, months))),
        ));
        rows.push((format!("first, {}", report.model.start), of_month(0)));
        rows.push((format!("last, {}", report.last()), of_month(last)));
    }
    rows
}

/// Totals of the same line over environments, placements and months.
fn by_line(report: &Report<'_>) -> Vec<(String, [Total; 3])> {
    let model = report.model;
    let mut names: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut rows: Vec<(String, [Total; 3])> = Vec::new();
    let row_of_line: Vec<usize> = model
        .lines
        .iter()
        .map(|line| {
            let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
            let name = if line.name.is_empty() || line.name == component {
                component.to_owned()
            } else {
                format!("{component}: {}", line.name)
            };
            *names.entry(name).or_insert_with_key(|name| {
                rows.push((name.clone(), Default::default()));
                rows.len() - 1
            })
        })
        .collect();
    for charge in report.charges {
        let row = row_of_line.get(charge.line as usize).and_then(|&at| rows.get_mut(at));
        if let Some(total) = row.and_then(|(_, totals)| totals.get_mut(charge.scenario.index())) {
            total.add(charge);
        }
    }
    rows
}

/// What the prices stand on: coverage, dates, free tiers, hours.
fn prices(report: &Report<'_>, coverage: &Coverage) -> Vec<String> {
    let Coverage { priced, derived, assumed, unpriced, .. } = coverage;
    let mut said = vec![format!(
        "Lines: {priced} priced ({derived} at derived or rounded prices), {assumed} assumed, {} unpriced.",
        unpriced.len()
    )];
    for (name, why) in unpriced.iter().take(NAMED) {
        said.push(format!("  unpriced: {name}: {why}"));
    }
    if unpriced.len() > NAMED {
        said.push(format!("  unpriced: {} more, see the CSV", unpriced.len() - NAMED));
    }
    let hash: String = report.book_hash.chars().take(12).collect();
    said.push(format!(
        "Price book of {} ({hash}), prices as known on {}; prices after the book's date are today's.",
        report.book_date, report.model.known_on
    ));
    let free = match report.model.free_tiers {
        FreeTiers::None => "no free tiers",
        FreeTiers::Always => "free tiers that never end",
        FreeTiers::All { .. } => "all free tiers",
    };
    let hours = match report.model.hours {
        HoursRule::Calendar => "calendar hours",
        HoursRule::Flat730 => "730 hours a month",
    };
    said.push(format!("Counted with {free} and {hours}."));
    said
}

/// The command that shows more of the largest component.
fn next(report: &Report<'_>, groups: &[(String, [Total; 3])]) -> Option<String> {
    let component = match report.by {
        By::Component => groups.first().map(|(name, _)| name.clone()),
        _ => report.model.components.first().map(|component| component.name.clone()),
    }?;
    let quoted = if component == kebab(&component) { component } else { format!("\"{component}\"") };
    let file = if report.file == "-" { "FILE" } else { report.file };
    Some(format!("costmodel explain {file} {quoted}"))
}
