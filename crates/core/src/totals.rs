//! Sums that know what they lack.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::num::Money;
use crate::price::{Charge, Costs, Part};
use crate::project::Unknown;
use crate::rate::Quality;
use crate::scenario::Scenario;

/// A sum of charges, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// The sum of what is priced.
    pub costs: Costs,
    /// Charges without a price that have some usage.
    pub unpriced: u32,
    /// Charges in it.
    pub charges: u32,
    /// Discounts or held commitments without a price.
    pub unpriced_reductions: u32,
    /// A sum left the range of money.
    pub overflow: bool,
}

/// How far a total can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wholeness {
    /// Everything in it is priced.
    Whole,
    /// Something has no price: the true total is at least this.
    Floor,
    /// A reduction has no price: the true total is at most this.
    Ceiling,
    /// Both.
    Incomplete,
}

impl Wholeness {
    /// `whole`, `floor`, `ceiling` or `incomplete`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Wholeness::Whole => "whole",
            Wholeness::Floor => "floor",
            Wholeness::Ceiling => "ceiling",
            Wholeness::Incomplete => "incomplete",
        }
    }
}

impl Total {
    /// Adds a charge.
    pub fn add(&mut self, charge: &Charge) {
        self.charges = self.charges.saturating_add(1);
        match &charge.price {
            Ok(priced) => match self.costs.checked_add(priced.costs) {
                Some(costs) => self.costs = costs,
                None => self.overflow = true,
            },
            Err(_) => self.unpriced = self.unpriced.saturating_add(1),
        }
    }

    /// How far it can be trusted.
    #[must_use]
    pub fn wholeness(&self) -> Wholeness {
        match (self.unpriced > 0 || self.overflow, self.unpriced_reductions > 0) {
            (false, false) => Wholeness::Whole,
            (true, false) => Wholeness::Floor,
            (false, true) => Wholeness::Ceiling,
            (true, true) => Wholeness::Incomplete,
        }
    }

    /// Whether `self` may be called cheaper than `other`: a floor never is, unless the other is whole and
    /// this one's true total cannot be known to be lower.
    #[must_use]
    pub fn is_surely_below(&self, other: &Total) -> bool {
        let bounded_above = matches!(self.wholeness(), Wholeness::Whole | Wholeness::Ceiling);
        let bounded_below = matches!(other.wholeness(), Wholeness::Whole | Wholeness::Floor);
        bounded_above && bounded_below && self.costs.effective < other.costs.effective
    }
}

/// By what charges are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The parts the user named.
    Component,
    /// Provider and service.
    Service,
    /// The kind of component: compute, ai, storage, …
    Category,
    /// The month.
    Month,
    /// The environment.
    Environment,
    /// The placement.
    Placement,
}

impl By {
    /// All, in the order of the help.
    pub const ALL: [By; 6] =
        [By::Component, By::Service, By::Category, By::Month, By::Environment, By::Placement];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            By::Component => "component",
            By::Service => "service",
            By::Category => "category",
            By::Month => "month",
            By::Environment => "environment",
            By::Placement => "placement",
        }
    }

    /// The group a charge belongs to.
    #[must_use]
    pub fn group(self, model: &Model, charge: &Charge) -> String {
        let Some(line) = model.lines.get(charge.line as usize) else { return String::new() };
        let component = model.components.get(usize::from(line.component));
        match self {
            By::Component => component.map_or_else(String::new, |c| c.name.clone()),
            By::Service => format!("{}/{}", line.key.provider, line.key.service),
            By::Category => component.map_or("", |c| category(c.kind)).to_owned(),
            By::Month => model.start.plus(charge.month).to_string(),
            By::Environment => {
                model.environments.get(usize::from(line.environment)).cloned().unwrap_or_default()
            }
            By::Placement => line.placement.to_string(),
        }
    }
}

/// The family of a kind, as the reference groups them.
#[must_use]
pub fn category(kind: &str) -> &'static str {
    match kind {
        "vm" | "gpu" | "container" | "function" | "kubernetes" | "batch" => "compute",
        "object-storage" | "block-storage" | "file-storage" | "backup" | "registry" => "storage",
        "sql" | "key-value" | "cache" | "vector-database" | "search" | "queue" | "stream" | "warehouse" => {
            "data"
        }
        "load-balancer" | "nat" | "cdn" | "egress" | "public-ip" | "private-link" | "vpn" | "dns" | "waf"
        | "api-gateway" | "flow" => "network",
        "logging" | "metrics" | "tracing" | "secrets" | "keys" | "workflow" | "subscription" => "operations",
        "llm" | "embedding" | "rerank" | "speech" | "image" | "provisioned-model" | "self-hosted-model" => {
            "ai"
        }
        _ => "other",
    }
}

/// Totals of all scenarios by group, groups in the order of first appearance.
#[must_use]
pub fn group(model: &Model, charges: &[Charge], by: By) -> Vec<(String, [Total; 3])> {
    let mut groups: Vec<(String, [Total; 3])> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for charge in charges {
        let name = by.group(model, charge);
        let at = *index.entry(name).or_insert_with_key(|name| {
            groups.push((name.clone(), Default::default()));
            groups.len() - 1
        });
        if let Some(total) =
            groups.get_mut(at).and_then(|(_, totals)| totals.get_mut(charge.scenario.index()))
        {
            total.add(charge);
        }
    }
    groups
}

/// The totals of the three scenarios.
#[must_use]
pub fn scenarios(model: &Model, charges: &[Charge]) -> [Total; 3] {
    let whole = Total { unpriced_reductions: model.unpriced_reductions, ..Total::default() };
    let mut totals: [Total; 3] = [whole.clone(), whole.clone(), whole];
    for charge in charges {
        if let Some(total) = totals.get_mut(charge.scenario.index()) {
            total.add(charge);
        }
    }
    totals
}

/// How much of a scenario's list cost stands on what: the coverage line of every output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Lines with a price.
    pub priced: u32,
    /// Of these, lines whose price is rounded or derived.
    pub derived: u32,
    /// Lines that a stated default added.
    pub assumed: u32,
    /// Lines without a price.
    pub lacking: u32,
    /// Their names and reasons; a name that environments or placements share is there once.
    pub unpriced: Vec<(String, String)>,
    /// Of the expected scenario: list cost at rounded or derived prices.
    pub derived_cost: Money,
}

/// Counts lines by how well they are known.
#[must_use]
pub fn coverage(model: &Model, charges: &[Charge]) -> Coverage {
    let mut coverage = Coverage::default();
    let mut unknown: BTreeMap<u32, String> = BTreeMap::new();
    for charge in charges {
        if let Err(why) = &charge.price {
            unknown.entry(charge.line).or_insert_with(|| why.to_string());
        }
        if charge.scenario != Scenario::Expected || !is_derived(model, charge) {
            continue;
        }
        if let Ok(priced) = &charge.price {
            coverage.derived_cost = coverage.derived_cost.checked_add(priced.costs.list).unwrap_or_default();
        }
    }
    let mut named = std::collections::BTreeSet::new();
    for (id, line) in (0_u32..).zip(&model.lines) {
        let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
        match unknown.get(&id) {
            Some(why) => {
                coverage.lacking += 1;
                let name = format!("{component} {}", line.name);
                if named.insert(name.clone()) {
                    coverage.unpriced.push((name, why.clone()));
                }
            }
            None => coverage.priced += 1,
        }
        let exact = |rates: &std::sync::Arc<[crate::rate::Rate]>| {
            rates.iter().all(|rate| rate.seen.quality == Quality::Exact)
        };
        if line.stated.is_none() && line.rates.as_ref().is_ok_and(|rates| !exact(rates)) {
            coverage.derived += 1;
        }
        if line.basis == crate::model::Basis::Assumed {
            coverage.assumed += 1;
        }
    }
    coverage
}

fn is_derived(model: &Model, charge: &Charge) -> bool {
    let line = model.lines.get(charge.line as usize);
    line.and_then(|line| line.rates.as_ref().ok()?.get(usize::from(charge.rate)))
        .is_some_and(|rate| rate.seen.quality != Quality::Exact)
}

/// Whether a charge is a reduction that a free allowance makes.
#[must_use]
pub fn is_reduction(charge: &Charge) -> bool {
    charge.part == Part::Free
}

/// The reason a charge has no price, for the `note` column.
#[must_use]
pub fn why_unpriced(charge: &Charge) -> Option<&Unknown> {
    charge.price.as_ref().err()
}
