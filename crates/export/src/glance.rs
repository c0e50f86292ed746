//! The figures that a person sees first, for the table and for markdown.

use costmodel_core::num::Money;
use costmodel_core::scenario::Scenario;
use costmodel_core::surprises::{Surprise, surprises};
use costmodel_core::totals::{self, By, Total};

use crate::figures::{Places, mean, per_mille};
use crate::{Report, basis};

/// Lines shown under "top lines".
const TOP: usize = 8;
/// Surprises shown.
const STARTLING: usize = 5;
/// A surprise is shown from this share on, in thousandths.
const NOTICED: i128 = 1;
/// Components of a surprise named one by one.
const NAMED: usize = 3;

/// All figures of a summary, rounded by nobody yet.
pub(crate) struct Glance {
    pub title: String,
    pub scenarios: Vec<Scenario>,
    /// Horizon, mean month, first and last month.
    pub headline: Vec<Figures>,
    /// What the high scenario assumes.
    pub high: Option<String>,
    /// The scenario that shares and ranks are of.
    pub main: Scenario,
    /// Categories with their share, the largest first; empty where they would say nothing new.
    pub categories: Vec<(String, Option<i128>)>,
    /// Whether something has no price.
    pub lacks_prices: bool,
    pub by: By,
    pub groups: Vec<Figures>,
    pub top: Vec<Figures>,
    /// Causes with what bills them and what makes them less.
    pub surprises: Vec<(Figures, String)>,
    /// Surprises that are not shown.
    pub more_surprises: usize,
    pub places: Places,
    /// Sentences, one to a paragraph.
    pub basis: Vec<String>,
    pub remarks: Vec<String>,
    /// Commands to try.
    pub next: Vec<String>,
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
        // What has no price has no share either.
        share: all
            .get(main)
            .filter(|total| total.charges == 0 || total.unpriced < total.charges)
            .and_then(|total| per_mille(total.costs.effective, whole)),
    };
    let mut top = by_line(report);
    top.sort_by(|a, b| cost(&b.1, main).cmp(&cost(&a.1, main)).then_with(|| a.0.cmp(&b.0)));
    top.retain(|(_, all)| cost(all, main) > Money::ZERO);
    let mut found = surprises(model, report.charges);
    found.sort_by_key(|surprise| std::cmp::Reverse(cost(&surprise.totals, main)));
    let surprises: Vec<(Figures, String)> = found
        .iter()
        .map(|surprise| (figures(&(surprise.cause.name.to_owned(), surprise.totals.clone())), told(surprise)))
        .filter(|(row, _)| row.share >= Some(NOTICED) || row.totals.iter().any(|total| total.unpriced > 0))
        .take(STARTLING)
        .collect();
    Glance {
        title: title(report),
        headline: headline(report, &all)
            .iter()
            .map(|(name, all)| Figures { name: name.clone(), totals: shown(all), share: None })
            .collect(),
        high: model.high_remark().filter(|_| report.shows(Scenario::High)),
        main: report.main_scenario(),
        categories: categories(report, main, whole),
        lacks_prices: report.charges.iter().any(|charge| charge.price.is_err()),
        by: report.by,
        next: basis::next(report, &groups),
        groups: groups.iter().map(figures).collect(),
        top: top.iter().take(TOP).map(figures).collect(),
        more_surprises: found.len().saturating_sub(surprises.len()),
        surprises,
        places: Places::for_largest(largest),
        basis: basis::sentences(report),
        remarks: model.remarks.clone(),
        scenarios: scenarios.clone(),
    }
}

/// What it is, over which months, where.
fn title(report: &Report<'_>) -> String {
    let model = report.model;
    let places = match model.placements.as_slice() {
        [] => String::new(),
        [only] => format!(", {}", only.at),
        [first, second] => format!(", {} and {}", first.at, second.at),
        [first, others @ ..] => format!(", {} and {} more", first.at, others.len()),
    };
    let months = if model.months == 1 { "month" } else { "months" };
    format!(
        "{}: {} {months}, {} to {}{places}, {}",
        model.name,
        model.months,
        model.start,
        report.last(),
        model.currency
    )
}

/// The share of each category; nothing where there is one only, or where the table is by category anyway.
fn categories(report: &Report<'_>, main: usize, whole: Money) -> Vec<(String, Option<i128>)> {
    if report.by == By::Category {
        return Vec::new();
    }
    let mut all = totals::group(report.model, report.charges, By::Category);
    all.retain(|(_, totals)| cost(totals, main) != Money::ZERO);
    all.sort_by(|a, b| cost(&b.1, main).cmp(&cost(&a.1, main)).then_with(|| a.0.cmp(&b.0)));
    if all.len() < 2 {
        return Vec::new();
    }
    all.into_iter().map(|(name, totals)| (name, per_mille(cost(&totals, main), whole))).collect()
}

/// Where a surprise comes from, what bills it, what makes it less.
fn told(surprise: &Surprise) -> String {
    let mut from = surprise.components.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if surprise.components.len() > NAMED {
        from.push_str(&format!(" and {} more", surprise.components.len() - NAMED));
    }
    format!("{from}: {}; switches: {}", surprise.cause.why, surprise.cause.switch)
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
