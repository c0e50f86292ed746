//! What the figures of a summary stand on: coverage, the age of prices, the way of counting; and what to try
//! next.

use costmodel_core::explain::kebab;
use costmodel_core::freshness::{STALE_MONTHS, freshness};
use costmodel_core::model::FreeTiers;
use costmodel_core::month::HoursRule;
use costmodel_core::totals::{self, By, Coverage, Total};

use crate::Report;

/// Unpriced lines named one by one.
const NAMED: usize = 12;

/// Sentences, one to a paragraph: coverage, freshness, the price book, free tiers and hours.
pub(crate) fn sentences(report: &Report<'_>) -> Vec<String> {
    let mut said = covered(&totals::coverage(report.model, report.charges));
    said.extend(aged(report));
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
    said.push(format!("Effective cost in {}, with {free} and {hours}.", report.model.currency));
    said
}

fn covered(coverage: &Coverage) -> Vec<String> {
    let Coverage { priced, derived, assumed, lacking, unpriced, .. } = coverage;
    let lines = if *priced == 1 { "line" } else { "lines" };
    let mut said = vec![format!(
        "Coverage: {priced} {lines} priced ({derived} at derived or rounded prices), {lacking} unpriced; {assumed} \
         assumed, by stated defaults."
    )];
    for (name, why) in unpriced.iter().take(NAMED) {
        said.push(format!("  unpriced: {name}: {why}"));
    }
    if unpriced.len() > NAMED {
        said.push(format!("  unpriced: {} more, see the CSV", unpriced.len() - NAMED));
    }
    said
}

fn aged(report: &Report<'_>) -> Option<String> {
    let fresh = freshness(report.model, report.charges)?;
    let mut said = if fresh.oldest == fresh.newest {
        format!("Freshness: prices seen on {}", fresh.newest)
    } else {
        format!("Freshness: prices seen from {} ({}) to {}", fresh.oldest, fresh.oldest_line, fresh.newest)
    };
    let lines = |number: usize| if number == 1 { "1 line".to_owned() } else { format!("{number} lines") };
    if !fresh.stale.is_empty() {
        let stale = lines(fresh.stale.len());
        said.push_str(&format!("; {stale} over {STALE_MONTHS} months old, named by --strict"));
    }
    if fresh.seen_later > 0 {
        let (later, day) = (lines(fresh.seen_later), report.model.known_on);
        said.push_str(&format!("; {later} at the first price seen after {day}: none was seen by then"));
    }
    said.push('.');
    Some(said)
}

/// Commands that show more: what to fill in where a price is missing, the largest component's sums, the lines
/// as files.
pub(crate) fn next(report: &Report<'_>, groups: &[(String, [Total; 3])]) -> Vec<String> {
    let file = if report.file == "-" { "FILE" } else { report.file };
    let mut commands = Vec::new();
    if report.charges.iter().any(|charge| charge.price.is_err()) {
        commands.push(format!("costmodel simulate {file} --stubs stubs.csv"));
    }
    let component = match report.by {
        By::Component => groups.first().map(|(name, _)| name.clone()),
        _ => report.model.components.first().map(|component| component.name.clone()),
    };
    commands.extend(component.map(|name| format!("costmodel explain {file} {}", quoted(name))));
    commands.push(format!("costmodel simulate {file} --out costs"));
    commands
}

fn quoted(name: String) -> String {
    if name == kebab(&name) { name } else { format!("\"{name}\"") }
}
