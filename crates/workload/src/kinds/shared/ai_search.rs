//! Azure AI Search: search units, each a partition of a replica, of the tier that holds everything for the least.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::At;
use crate::lower::{Cx, Draft};

/// A tier: GB on disk and GB of vectors in memory of a partition; partitions, replicas and search units at most.
struct Tier {
    name: &'static str,
    disk: u32,
    vectors: u32,
    partitions: u32,
    replicas: u32,
    units: u32,
}

/// The tiers (learn.microsoft.com/azure/search, search-limits-quotas-capacity, Service limits and Vector index size
/// limits, services created since May 2024).
const TIERS: [Tier; 6] = [
    Tier { name: "basic", disk: 15, vectors: 5, partitions: 3, replicas: 3, units: 9 },
    Tier { name: "s1", disk: 160, vectors: 35, partitions: 12, replicas: 12, units: 36 },
    Tier { name: "s2", disk: 512, vectors: 150, partitions: 12, replicas: 12, units: 36 },
    Tier { name: "s3", disk: 1_024, vectors: 300, partitions: 12, replicas: 12, units: 36 },
    Tier { name: "l1", disk: 2_048, vectors: 150, partitions: 12, replicas: 12, units: 36 },
    Tier { name: "l2", disk: 4_096, vectors: 300, partitions: 12, replicas: 12, units: 36 },
];
/// Partitions are sold in these numbers (learn.microsoft.com/azure/search, search-capacity-planning).
const PARTITIONS: [u32; 6] = [1, 2, 3, 4, 6, 12];

/// What a service holds in its fullest month.
pub struct Load<'k> {
    /// GiB on disk.
    pub disk: Decimal,
    /// GiB of vectors in memory.
    pub vectors: Decimal,
    /// Whole copies of the index.
    pub replicas: Ranged<Decimal>,
    /// The tier, by name.
    pub tier: Option<&'k At<String>>,
    /// The driver behind it.
    pub driver: Option<&'k str>,
    /// Queries ranked by meaning are not counted, and so on.
    pub note: &'k str,
}

/// Hours of search units: partitions times replicas, the number held all month for the fullest one.
pub fn units(cx: &mut Cx<'_, '_>, kind: &str, class: &str, load: &Load<'_>) -> Option<()> {
    let sold = cx.sold_as(kind, class, "units")?;
    let shelf = sold.key()?.clone();
    let partitions = |tier: &Tier| {
        let fits = |count: &&u32| {
            let of = |gb: u32| Decimal::from(gb).saturating_mul(Decimal::from(**count));
            **count <= tier.partitions && of(tier.disk) >= load.disk && of(tier.vectors) >= load.vectors
        };
        PARTITIONS.iter().find(fits).copied()
    };
    let named = match load.tier {
        Some(own) => {
            let word = own.value.to_ascii_lowercase();
            let found = TIERS.iter().find(|tier| tier.name == word);
            if found.is_none() {
                let message = format!("Azure AI Search has no tier `{}`", own.value);
                let hint = "tiers: basic, s1, s2, s3, l1, l2";
                cx.error("unknown-sku", own.span.clone(), message, "unknown type", hint);
            }
            Some(found?)
        }
        None => None,
    };
    let mut best: Option<(Option<Decimal>, &Tier, u32)> = None;
    for tier in TIERS.iter().filter(|tier| named.is_none_or(|named| named.name == tier.name)) {
        let Some(count) = partitions(tier) else { continue };
        let replicas = load.replicas.expected;
        if replicas > Decimal::from(tier.replicas)
            || replicas.saturating_mul(Decimal::from(count)) > Decimal::from(tier.units)
        {
            continue;
        }
        let key = costmodel_core::book::Key { sku: tier.name.to_owned(), ..shelf.clone() };
        let rate = cx.low.prices.known(&key).and_then(|rates| rates.last().cloned());
        let price = rate.map(|rate| rate.schedule.first_price().to_decimal());
        let cost = price.and_then(|price| price.checked_mul(Decimal::from(count)));
        let better = best.as_ref().is_none_or(|(known, ..)| match (known, cost) {
            (None, Some(_)) => true,
            (Some(known), Some(cost)) => cost < *known,
            (_, None) => false,
        });
        if better {
            best = Some((cost, tier, count));
        }
    }
    let Some((_, tier, count)) = best else {
        let message = format!(
            "no tier of Azure AI Search holds {} GiB and {} GiB of vectors for `{}`",
            load.disk.round_dp(1).normalize(),
            load.vectors.round_dp(1).normalize(),
            cx.name
        );
        let hint = "spread it over several components, or keep fewer replicas";
        cx.error("nothing-fits", cx.span.clone(), message, "nothing fits", hint);
        return None;
    };
    let key = costmodel_core::book::Key { sku: tier.name.to_owned(), ..shelf };
    let replicas = Expr::assumed_range("replicas", load.replicas, "");
    let quantity = Expr::constant("partitions", count, "").times(replicas).times(Expr::Hours);
    let line = Draft::new("search units", key, quantity, Unit::counted("Unit").over_hours());
    let line = load.driver.iter().fold(line, |line, driver| line.driver(driver));
    let each = format!(
        "{count} partitions of {}, {} GB and {} GB of vectors each",
        tier.name, tier.disk, tier.vectors
    );
    cx.push(
        line.note(each)
            .note("held all month for the fullest one; semantic ranking is not counted")
            .note(load.note),
    );
    Some(())
}
