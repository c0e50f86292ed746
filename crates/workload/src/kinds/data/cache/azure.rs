//! Caches of Azure: Azure Managed Redis by its sizes, and a named size of the older Azure Cache for Redis.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::Cache;
use crate::decode::At;
use crate::kinds::shared::lines::{within, without};
use crate::kinds::shared::stored::Stored;
use crate::kinds::shared::zones;
use crate::lower::{Cx, Draft};

/// The numbers in the names of sizes, and tenths of a GB of each (learn.microsoft.com/azure/redis, how-to-scale, Tiers
/// and SKUs at a glance: X20 has 24 GB).
const SIZES: [(&str, i64); 17] = [
    ("0", 5),
    ("1", 10),
    ("3", 30),
    ("5", 60),
    ("10", 120),
    ("20", 240),
    ("50", 600),
    ("100", 1_200),
    ("150", 1_800),
    ("250", 2_400),
    ("350", 3_600),
    ("500", 4_800),
    ("700", 7_200),
    ("1000", 9_600),
    ("1500", 14_400),
    ("2000", 19_200),
    ("4500", 45_000),
];
/// Families as a file and the price table write them; the last is the letter of their sizes.
const FAMILIES: [(&str, &str); 3] = [
    ("balanced", "balanced-b"),
    ("memory-optimized", "memory-optimized-m"),
    ("compute-optimized", "compute-optimized-x"),
];
/// The older tiers. No new cache of them can be created since October 2026.
const OLDER: [&str; 3] = ["basic-", "standard-", "premium-"];

/// Hours of nodes: one, or two where it is highly available, as the vendor has it unless told
/// (learn.microsoft.com/azure/redis, high-availability: "runs on a pair of Redis servers by default"). Its prices are of a
/// node (the same documentation, reserved-pricing: "Monthly price per node"). A cache has one replica at most, and shards
/// that nobody chooses (architecture).
pub(super) fn lower(cache: &Cache, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let shelf = cx.sold(cache.engine.word(), "nodes")?.key()?.clone();
    let keys = [
        ("vcpu", cache.vcpu.is_some()),
        ("burstable", cache.burstable),
        ("shards", cache.shards.is_some()),
        ("snapshots", cache.snapshots.is_some()),
    ];
    without(cx, "Azure Managed Redis is sold by its memory", "`memory`", &keys)?;
    if !within(&cache.replicas.value, Decimal::ZERO, Decimal::ONE) {
        let message = "Azure Managed Redis keeps one replica at most";
        cx.error("out-of-range", cache.replicas.span.clone(), message, "0 or 1", "replicas = 1");
        return None;
    }
    let (key, note) = match &cache.machine {
        Some(named) => {
            cache.only_named(cx)?;
            (by_name(cx, &shelf, named)?, String::new())
        }
        None => chosen(cache, cx, &shelf, data)?,
    };
    let zones = zones(cx, cache.zones.as_deref(), 1, 1);
    let one = || Expr::constant("a node", 1, "");
    let number = if key.service == shelf.service {
        let replicas = Expr::Sum(vec![one(), cx.leaf("replicas", &cache.replicas, "")]);
        Expr::Smallest(vec![Expr::Largest(vec![replicas, zones.expr]), Expr::constant("two at most", 2, "")])
    } else if key.sku.starts_with("basic-") {
        one()
    } else {
        Expr::constant("nodes of a cache with a replica", 2, "")
    };
    let line = Draft::new("nodes", key, number.times(Expr::Hours), Unit::hours());
    let line = data.map_or(line.clone().deterministic(), |data| data.by(line));
    cx.push(line.note(note).note("around the clock, full or not"));
    Some(())
}

/// The cheapest size that holds everything in the fullest month, or has the memory that is asked for.
fn chosen(cache: &Cache, cx: &mut Cx<'_, '_>, shelf: &Key, data: Option<&Stored>) -> Option<(Key, String)> {
    let needed = cache.needed(cx, data)?;
    let asked = cache.family.iter().flat_map(|own| &own.0);
    let mut prefixes = Vec::new();
    for family in asked {
        let Some((_, prefix)) = FAMILIES.iter().find(|(name, _)| *name == family.value) else {
            let message = format!("Azure Managed Redis has no family `{}`", family.value);
            let hint = "families: balanced, memory-optimized, compute-optimized";
            cx.error("unknown-sku", family.span.clone(), message, "unknown family", hint);
            return None;
        };
        prefixes.push(*prefix);
    }
    if prefixes.is_empty() {
        prefixes.extend(FAMILIES.iter().map(|(_, prefix)| *prefix));
    }
    let mut best: Option<(Decimal, Key, Decimal)> = None;
    for prefix in prefixes {
        let fits = SIZES.iter().filter(|(_, tenths)| Decimal::new(*tenths, 1) >= needed);
        let mut priced = fits.filter_map(|(number, tenths)| {
            let key = Key { sku: format!("{prefix}{number}"), ..shelf.clone() };
            let rate = cx.low.prices.known(&key)?.last().cloned()?;
            Some((rate.schedule.first_price().to_decimal(), key, Decimal::new(*tenths, 1)))
        });
        if let Some(first) = priced.next().filter(|own| best.as_ref().is_none_or(|best| own.0 < best.0)) {
            best = Some(first);
        }
    }
    let Some((price, key, gb)) = best else {
        let smallest = SIZES.iter().find(|(_, tenths)| Decimal::new(*tenths, 1) >= needed);
        if let Some((number, _)) =
            smallest.filter(|_| cx.low.prices.book.skus("azure", &shelf.service, &shelf.region).is_empty())
        {
            return Some((Key { sku: format!("balanced-b{number}"), ..shelf.clone() }, String::new()));
        }
        let message = format!("no size has {} GiB for `{}`", needed.round_dp(1).normalize(), cx.name);
        let hint = "spread it over several components";
        cx.error("nothing-fits", cx.span.clone(), message, "nothing with a price fits", hint);
        return None;
    };
    let note =
        format!("chosen as the cheapest that fits: {} ({gb} GB) at {price} USD an hour and node", key.sku);
    Some((key, note))
}

/// `Balanced_B10`, `balanced-b10`; `Standard_C3` and `Premium_P1` of Azure Cache for Redis.
fn by_name(cx: &mut Cx<'_, '_>, shelf: &Key, named: &At<String>) -> Option<Key> {
    let plain = named.value.to_ascii_lowercase().replace('_', "-");
    let sku = ["balanced", "memoryoptimized", "computeoptimized", "flashoptimized"]
        .iter()
        .find_map(|family| plain.strip_prefix(family).map(|rest| (family, rest)))
        .map_or(plain.clone(), |(family, rest)| {
            format!("{}{rest}", family.replace("optimized", "-optimized"))
        });
    let older = OLDER.iter().any(|tier| sku.starts_with(tier));
    let service = if older { "redis".to_owned() } else { shelf.service.clone() };
    let key = Key { sku, service, ..shelf.clone() };
    let book = cx.low.prices.book;
    let regions = book.regions_of(&key.provider, &key.service);
    if !regions
        .iter()
        .any(|region| book.skus(&key.provider, &key.service, region).contains(&key.sku.as_str()))
    {
        let message = format!("the book has no cache `{}` of Azure", named.value);
        let hint = "write it as the provider does: type = \"Balanced_B10\"";
        cx.error("unknown-sku", named.span.clone(), message, "unknown type", hint);
        return None;
    }
    Some(key)
}
