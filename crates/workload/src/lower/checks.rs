//! What is checked beside the nouns: names, dates, the rest of the file, and the whole horizon.

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::{Discount, Model};
use costmodel_core::num::MAX_CHARGE;
use costmodel_core::project::{Projected, Unknown, Usage};
use costmodel_core::scenario::Scenario;
use costmodel_core::unit::Unit;

use super::{Lowering, active, ranges, yields};
use crate::decode::At;
use crate::decode::fields::nearest;
use crate::decode::number;
use crate::spec::Component;

/// A component's environments, placement and dates.
pub fn common(low: &mut Lowering<'_>, component: &Component) {
    let common = &component.common;
    let environments: Vec<String> = low.model.environments.clone();
    for name in common.environments.iter().flat_map(|list| &list.0) {
        known(low, name, &environments, "unknown-environment", "environment");
    }
    let placements: Vec<String> = low.spec.placements.iter().map(|(key, _)| key.name.clone()).collect();
    if let Some(name) = &common.placement {
        known(low, name, &placements, "unknown-placement", "placement");
    }
    dates(low, common.from.as_ref(), common.until.as_ref());
}

fn known(low: &mut Lowering<'_>, name: &At<String>, among: &[String], code: &'static str, what: &str) {
    if among.contains(&name.value) {
        return;
    }
    let near = nearest(&name.value, among.iter().map(String::as_str));
    if low.spec.lost.excuses(&name.value, near.is_some()) {
        return;
    }
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declared: {}", among.join(", ")),
    };
    low.problems.push(
        Diagnostic::error(code, name.span.clone(), format!("no {what} is called `{}`", name.value))
            .label(format!("unknown {what}"))
            .hint(hint),
    );
}

/// `from` before `until`, and some day inside the horizon.
fn dates(
    low: &mut Lowering<'_>,
    from: Option<&At<jiff::civil::Date>>,
    until: Option<&At<jiff::civil::Date>>,
) {
    let (start, end) = (low.model.start, low.model.start.plus(low.model.months));
    if let (Some(from), Some(until)) = (from, until)
        && from.value >= until.value
    {
        low.problems.push(
            Diagnostic::error(
                "dates-crossed",
                until.span.clone(),
                format!("it is gone on {} before it begins on {}", until.value, from.value),
            )
            .label("not after `from`")
            .hint("`until` is the first day it is gone"),
        );
    }
    let outside = |at: &&At<jiff::civil::Date>, late: bool| {
        if late { at.value >= end.first_day() } else { at.value <= start.first_day() }
    };
    for at in from.filter(|at| outside(at, true)).into_iter().chain(until.filter(|at| outside(at, false))) {
        low.problems.push(
            Diagnostic::error(
                "outside-horizon",
                at.span.clone(),
                format!("{} leaves nothing inside the horizon", at.value),
            )
            .label(format!(
                "the horizon is {start} to {}",
                low.model.start.plus(low.model.months.saturating_sub(1))
            ))
            .hint("change the date, or lengthen `months`"),
        );
    }
}

/// Discounts, account, support, commitments, and drivers that nobody uses.
pub fn declare_rest(low: &mut Lowering<'_>) {
    let spec = low.spec;
    // What could not be lowered has no lines and uses no driver: nothing follows from that.
    let whole = !low.problems.has_errors();
    for (_, placement) in &spec.placements {
        dates(low, placement.from.as_ref(), placement.until.as_ref());
    }
    for (_, environment) in &spec.environments {
        dates(low, environment.from.as_ref(), environment.until.as_ref());
    }
    for discount in &spec.discounts {
        dates(low, discount.from.as_ref(), discount.until.as_ref());
        let services: Vec<String> = discount.services.0.iter().map(|s| s.value.clone()).collect();
        let name = format!(
            "{} % off {}",
            (discount.percent.expected() * rust_decimal::Decimal::ONE_HUNDRED).normalize(),
            services.join(" and ")
        );
        let made = Discount {
            services,
            fraction: discount.percent.value,
            active: active(discount.from.as_ref(), discount.until.as_ref()),
            name,
        };
        for service in &discount.services.0 {
            let one = Discount { services: vec![service.value.clone()], ..made.clone() };
            if whole && !low.model.lines.iter().any(|line| one.covers(&line.key.provider, &line.key.service))
            {
                low.problems.push(
                    Diagnostic::error(
                        "matches-nothing",
                        service.span.clone(),
                        format!("the discount on `{}` matches no line", service.value),
                    )
                    .label("no such service in this workload")
                    .hint(format!("services here: {}", services_of(&low.model).join(", "))),
                );
            }
        }
        low.model.discounts.push(made);
    }
    for (name, at) in spec.account.iter().flat_map(|account| account.already_used.iter().flatten()) {
        already_used(low, name, at, whole);
    }
    match &spec.support {
        Some(support) => {
            low.problems.push(
                Diagnostic::warning(
                    "support-unpriced",
                    support.plan.span.clone(),
                    format!("the support plan `{}` is not priced", support.plan.value),
                )
                .label("not in the totals")
                .hint("state it as a `one-time` or `sku` component if it matters"),
            );
            low.model
                .remarks
                .push(format!("Support plan {} is not priced and not in the totals.", support.plan.value));
        }
        None => low.model.remarks.push("Support, tax, credits and marketplace fees are excluded.".to_owned()),
    }
    for (commitment, span) in &spec.commitments {
        low.problems.push(
            Diagnostic::warning(
                "commitment-unapplied",
                span.clone(),
                format!("the commitment `{}` is not applied yet", commitment.kind.value),
            )
            .label("totals are ceilings")
            .hint("commitments are kept in the file; applying them comes with a later version"),
        );
        low.model.remarks.push(format!(
            "The held commitment {} is not applied: totals are ceilings.",
            commitment.kind.value
        ));
    }
    for (key, _) in &spec.drivers {
        if whole && !spec.components.is_empty() && low.series.unused(&key.name) {
            low.problems.push(
                Diagnostic::warning(
                    "unused-driver",
                    key.span.clone(),
                    format!("nothing follows `{}`", key.name),
                )
                .label("unused")
                .hint("name it in `serves`, `keeps` or a `per`, or remove it"),
            );
        }
    }
    if spec.components.is_empty() && !spec.lost.any() {
        low.problems.push(
            Diagnostic::error("missing-key", 0..0, "the workload has no component")
                .label("nothing to price")
                .hint("add one: [component.api.container]"),
        );
    }
    low.model.high_takes = ranges::taken(&low.model);
    seasons_remark(low);
}

/// What a season makes of a year: factors are as written, not renormalised.
fn seasons_remark(low: &mut Lowering<'_>) {
    for (key, driver) in &low.spec.drivers {
        let Some(season) = &driver.season else { continue };
        let written = season
            .0
            .values()
            .fold(rust_decimal::Decimal::ZERO, |sum, factor| sum.saturating_add(factor.expected()));
        let unwritten = 12_u64.saturating_sub(season.0.len() as u64);
        let months = written.saturating_add(unwritten.into()).normalize();
        low.model
            .remarks
            .push(format!("The season of {} makes a year of {months} mean months instead of 12.", key.name));
    }
}

fn services_of(model: &Model) -> Vec<String> {
    let mut services: Vec<String> =
        model.lines.iter().map(|line| format!("{}/{}", line.key.provider, line.key.service)).collect();
    services.sort();
    services.dedup();
    services
}

fn already_used(low: &mut Lowering<'_>, name: &str, at: &At<String>, whole: bool) {
    let written = number::parse(&at.value)
        .ok()
        .filter(|w| w.per.as_deref() == Some("month") && !w.number.is_sign_negative());
    let unit = written.as_ref().and_then(|w| w.unit.parse::<Unit>().ok());
    let (Some(written), Some(unit)) = (written, unit) else {
        low.problems.push(
            Diagnostic::error(
                "not-a-number",
                at.span.clone(),
                format!("`{}` is not an amount per month", at.value),
            )
            .label("usage outside this workload")
            .hint("for example \"80 TiB per month\""),
        );
        return;
    };
    let pools: Vec<String> =
        low.model.lines.iter().flat_map(|line| line.pool().into_iter().chain(free_pool(line))).collect();
    let plain = |pool: &str| pool.split_once('@').map_or(pool.to_owned(), |(name, _)| name.to_owned());
    if whole && !pools.iter().any(|pool| pool == name || plain(pool) == name) {
        let mut names: Vec<String> = pools.iter().map(|pool| plain(pool)).collect();
        names.sort();
        names.dedup();
        let hint = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("pools here: {}", names.join(", ")),
        };
        low.problems.push(
            Diagnostic::error(
                "matches-nothing",
                at.span.clone(),
                format!("no line of this workload fills a pool `{name}`"),
            )
            .label("unknown pool")
            .hint(hint),
        );
    }
    // A month's storage is an amount over months: `"40 TiB per month"` of a GiB-Months pool.
    low.model.already_used.insert(name.to_owned(), (written.number, unit));
}

fn free_pool(line: &costmodel_core::model::Line) -> Option<String> {
    line.rates.as_ref().ok()?.iter().find_map(|rate| rate.free.as_ref()).map(|free| free.pool.clone())
}

/// Projects the whole horizon and reports what leaves the limits, and replicas that are capped.
pub fn horizon(low: &mut Lowering<'_>) -> Vec<Usage> {
    let mut usages = Vec::with_capacity(low.model.lines.len() * usize::from(low.model.months) * 3);
    let (mut capped, mut told_yields) = (Vec::new(), Vec::new());
    for scenario in Scenario::ALL {
        let projected = Projected::new(&low.model, scenario);
        projected.usages(&mut usages);
        if scenario == Scenario::Expected {
            let remarks = yields::remarks(low, &projected, &usages);
            told_yields = remarks;
        }
        capped_replicas(&low.model, &projected, &mut capped);
    }
    low.model.remarks.extend(told_yields);
    let (mut told, mut beyond) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for usage in &usages {
        let Some(line) = low.model.lines.get(usage.line as usize) else { continue };
        let too_dear = || {
            let rate = line.rates.as_ref().ok()?.get(usize::from(usage.rate))?;
            let quantity = *usage.quantity.as_ref().ok()?;
            Some(rate.schedule.first_price().times(quantity).is_none_or(|cost| cost > MAX_CHARGE))
        };
        let out = usage.quantity == Err(Unknown::OutOfRange) || too_dear() == Some(true);
        // Once for each component: its lines follow the same demand.
        if out && beyond.insert(line.component) {
            let component = low.model.components.get(usize::from(line.component));
            let (name, span) = component.map_or((String::new(), 0..0), |c| (c.name.clone(), c.span.clone()));
            let month = low.model.start.plus(usage.month);
            low.problems.push(
                Diagnostic::error(
                    "out-of-range",
                    span,
                    format!(
                        "{} of `{name}` leaves the engine's limits in {month} ({} scenario)",
                        line.name, usage.scenario
                    ),
                )
                .label("too large: a month holds 1e15 units and 1e12 USD at most")
                .hint("check the drivers and growth behind it"),
            );
        }
        if usage.quantity == Err(Unknown::UnitMismatch) && told.insert(usage.line) {
            let component = low.model.components.get(usize::from(line.component));
            let (name, span) = component.map_or((String::new(), 0..0), |c| (c.name.clone(), c.span.clone()));
            let rate_unit = line
                .rates
                .as_ref()
                .ok()
                .and_then(|rates| rates.first())
                .map_or(String::new(), |rate| rate.unit.to_string());
            low.problems.push(
                Diagnostic::error(
                    "unit-mismatch",
                    span,
                    format!(
                        "{} of `{name}` is counted in {}, its price in {rate_unit}",
                        line.name, line.unit
                    ),
                )
                .label("counts something else than its price")
                .hint(format!("state the quantity in {rate_unit}")),
            );
        }
    }
    warn_capped(low, capped);
    usages
}

/// Fleets whose maximum cuts the need of some month: the first month and scenario of each.
fn capped_replicas(model: &Model, projected: &Projected<'_>, capped: &mut Vec<(String, Scenario, u16)>) {
    for (id, fleet) in model.fleets.iter().enumerate().filter(|(_, fleet)| fleet.max.is_some()) {
        let month = (0..model.months).find(|&month| projected.fleet(id, month).is_some_and(|f| f.capped));
        if let Some(month) = month.filter(|_| !capped.iter().any(|(name, ..)| *name == fleet.name)) {
            capped.push((fleet.name.clone(), projected.scenario(), month));
        }
    }
}

fn warn_capped(low: &mut Lowering<'_>, capped: Vec<(String, Scenario, u16)>) {
    for (name, scenario, month) in capped {
        // The pods of a cluster are named `cluster/pods`.
        let owner = name.split_once('/').map_or(name.as_str(), |(owner, _)| owner);
        let span: Span =
            low.model.components.iter().find(|c| c.name == owner).map_or(0..0, |c| c.span.clone());
        let month = low.model.start.plus(month);
        low.problems.push(
            Diagnostic::warning(
                "replicas-capped",
                span,
                format!(
                    "`{name}` needs more replicas than its maximum from {month} on ({scenario} scenario)"
                ),
            )
            .label("demand is not served")
            .hint("raise `replicas = { max = … }`, or lower the demand"),
        );
    }
}
