//! Environments and placements: each pair is a site in which components are lowered.

use std::sync::Arc;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::month::{Active, Week};
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::{Lowering, active};
use crate::decode::fields::nearest;
use crate::spec::Component;

/// A provider and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `aws`.
    pub provider: String,
    /// `us-east-1`.
    pub region: String,
    /// Where `at` stands.
    pub span: Span,
}

/// One environment in one placement.
#[derive(Clone, Debug)]
pub struct Site {
    /// Index into the model's environments.
    pub environment: u16,
    /// The environment's name.
    pub environment_name: String,
    /// The placement's name.
    pub placement: Arc<str>,
    /// Its number in the file.
    pub placement_index: u16,
    /// Where it is.
    pub place: Place,
    /// Part of every flow.
    pub demand: Ranged<Decimal>,
    /// Part of every stock.
    pub stock: Ranged<Decimal>,
    /// What other placements take of this one's part, on their days; empty where that never changes.
    pub given: Arc<[(Ranged<Decimal>, Active)]>,
    /// The days on which it exists.
    pub active: Active,
    /// Hours of the week its machines run.
    pub schedule: Option<Arc<Week>>,
    /// Availability zones, if the environment says so.
    pub zones: Option<Ranged<Decimal>>,
    /// Replicas at least, if the environment says so.
    pub min_replicas: Option<Ranged<Decimal>>,
    /// What the reader calls it: `staging, eu`.
    pub label: String,
}

/// Declares environments and placements.
pub fn declare(low: &mut Lowering<'_>) {
    let spec = low.spec;
    if spec.placements.is_empty() && spec.lost.any() {
        low.sites.push(stand_in());
        return;
    }
    if spec.placements.is_empty() {
        low.sites.push(stand_in());
        low.problems.push(
            Diagnostic::error("missing-key", 0..0, "no placement says where the system runs")
                .label("needs a placement")
                .hint("add [placement.main] with at = \"aws/us-east-1\""),
        );
        return;
    }
    let all = Ranged::same(Decimal::ONE);
    let mut left = all;
    let mut shares: Vec<Ranged<Decimal>> = Vec::new();
    for (_, placement) in spec.placements.iter().skip(1) {
        let share = placement.share.as_ref().map_or(Ranged::same(Decimal::ZERO), |share| share.value);
        left = Ranged::from_fn(|s| left.get(s).checked_sub(*share.get(s)).unwrap_or_default());
        shares.push(share);
    }
    let first = spec.placements.first().and_then(|(_, p)| p.share.as_ref());
    if let Some(stated) = first.filter(|stated| stated.value != left).or_else(|| {
        (left.low.is_sign_negative() || left.expected.is_sign_negative() || left.high.is_sign_negative())
            .then(|| spec.placements.iter().rev().find_map(|(_, p)| p.share.as_ref()))
            .flatten()
    }) {
        low.problems.push(
            Diagnostic::error(
                "shares-do-not-sum",
                stated.span.clone(),
                "the shares of the placements do not sum to 100 %",
            )
            .label(format!("the others leave {} %", (left.expected * Decimal::ONE_HUNDRED).normalize()))
            .hint("the first placement takes what the others leave: drop its share"),
        );
    }
    shares.insert(0, left);
    // Where another placement comes or goes inside the horizon, the first one's part follows its days.
    let dated =
        |(_, p): &&(crate::decode::Key, crate::spec::Placement)| p.from.is_some() || p.until.is_some();
    let given: Arc<[(Ranged<Decimal>, Active)]> = if spec.placements.iter().skip(1).any(|p| dated(&p)) {
        let days = |p: &crate::spec::Placement| active(p.from.as_ref(), p.until.as_ref());
        let others = spec.placements.iter().zip(&shares).skip(1);
        others.map(|((_, placement), share)| (*share, days(placement))).collect()
    } else {
        Arc::from([])
    };
    for (key, placement) in &spec.placements {
        let at = place_of(low, placement).unwrap_or_else(|| stand_in().place);
        let at = format!("{}/{}", at.provider, at.region);
        low.model.placements.push(costmodel_core::model::Placement { name: key.name.clone(), at });
    }
    for (environment, zones) in std::iter::once(None).chain(spec.environments.iter().map(Some)).zip(0_u16..) {
        if let Some((key, _)) = environment {
            low.model.environments.push(key.name.clone());
        }
        for ((placement_index, (key, placement)), share) in (0_u16..).zip(&spec.placements).zip(&shares) {
            let place = place_of(low, placement).unwrap_or_else(|| stand_in().place);
            let given = if placement_index == 0 { given.clone() } else { Arc::from([]) };
            let share = if given.is_empty() { *share } else { all };
            let scale = |by: Option<&Ranged<Decimal>>| {
                Ranged::from_fn(|s| {
                    by.map_or(Decimal::ONE, |by| *by.get(s))
                        .checked_mul(*share.get(s))
                        .unwrap_or_default()
                        .normalize()
                })
            };
            let env = environment.map(|(_, env)| env);
            let own = active(placement.from.as_ref(), placement.until.as_ref());
            let of_env = env.map_or(Active::default(), |env| active(env.from.as_ref(), env.until.as_ref()));
            let name = environment.map_or("production", |(key, _)| key.name.as_str());
            let label =
                if spec.placements.len() > 1 { format!("{name}, {}", key.name) } else { name.to_owned() };
            low.sites.push(Site {
                environment: zones,
                environment_name: name.to_owned(),
                placement: Arc::from(key.name.as_str()),
                placement_index,
                place,
                demand: scale(env.map(|env| &env.demand.value)),
                stock: scale(env.map(|env| &env.stock.value)),
                given,
                active: own.and(&of_env),
                schedule: env.and_then(|env| env.schedule.as_ref()).map(|hours| Arc::new(hours.0.clone())),
                zones: env.and_then(|env| env.zones.as_ref()).map(|zones| zones.value),
                min_replicas: env.and_then(|env| env.min_replicas.as_ref()).map(|min| min.value),
                label,
            });
        }
    }
}

/// Where the rest of the file is checked when it does not say where it runs.
fn stand_in() -> Site {
    let all = Ranged::same(Decimal::ONE);
    Site {
        environment: 0,
        environment_name: "production".to_owned(),
        placement: Arc::from("main"),
        placement_index: 0,
        place: Place { provider: "aws".to_owned(), region: "us-east-1".to_owned(), span: 0..0 },
        demand: all,
        stock: all,
        given: Arc::from([]),
        active: Active::default(),
        schedule: None,
        zones: None,
        min_replicas: None,
        label: "production".to_owned(),
    }
}

fn place_of(low: &mut Lowering<'_>, placement: &crate::spec::Placement) -> Option<Place> {
    let at = &placement.at;
    let known = low.prices.providers_with_regions();
    let Some((provider, region)) = at.value.split_once('/').filter(|(p, r)| !p.is_empty() && !r.is_empty())
    else {
        low.problems.push(
            Diagnostic::error(
                "unknown-place",
                at.span.clone(),
                format!("`{}` is not a provider and region", at.value),
            )
            .label("placement")
            .hint(match known.iter().find(|(_, regions)| regions.contains(&at.value)) {
                Some((provider, _)) => format!("did you mean \"{provider}/{}\"?", at.value),
                None => "for example \"aws/us-east-1\"".to_owned(),
            }),
        );
        return None;
    };
    let Some((_, regions)) = known.iter().find(|(name, _)| *name == provider) else {
        let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
        let hint = nearest(provider, names.iter().copied())
            .map_or(format!("providers in the book: {}", names.join(", ")), |near| {
                format!("did you mean \"{near}/{region}\"?")
            });
        low.problems.push(
            Diagnostic::error(
                "unknown-place",
                at.span.clone(),
                format!("the book has no provider `{provider}`"),
            )
            .label("placement")
            .hint(hint),
        );
        return None;
    };
    if !regions.iter().any(|known| known == region) {
        let hint = nearest(region, regions.iter().map(String::as_str))
            .map_or(format!("regions of {provider}: {}", regions.join(", ")), |near| {
                format!("did you mean \"{provider}/{near}\"?")
            });
        low.problems.push(
            Diagnostic::error(
                "unknown-place",
                at.span.clone(),
                format!("the book has no region `{region}` of {provider}"),
            )
            .label("placement")
            .hint(hint),
        );
        return None;
    }
    Some(Place { provider: provider.to_owned(), region: region.to_owned(), span: at.span.clone() })
}

/// The sites in which a component exists.
pub fn of_component(low: &Lowering<'_>, component: &Component) -> Vec<Site> {
    let common = &component.common;
    let own = active(common.from.as_ref(), common.until.as_ref());
    low.sites
        .iter()
        .filter(|site| {
            common
                .environments
                .as_ref()
                .is_none_or(|list| list.0.iter().any(|name| name.value == site.environment_name))
        })
        .filter(|site| common.placement.as_ref().is_none_or(|name| *name.value == *site.placement))
        .cloned()
        .map(|mut site| {
            site.active = site.active.and(&own);
            // A component bound to one placement serves all of the demand there.
            if common.placement.is_some() && low.spec.placements.len() > 1 {
                let env = low
                    .spec
                    .environments
                    .iter()
                    .find(|(key, _)| key.name == site.environment_name)
                    .map(|(_, env)| env);
                site.demand = env.map_or(Ranged::same(Decimal::ONE), |env| env.demand.value);
                site.stock = env.map_or(Ranged::same(Decimal::ONE), |env| env.stock.value);
                site.given = Arc::from([]);
                site.placement_index = u16::MAX;
            }
            site
        })
        .collect()
}
