//! Caches of Google Cloud: Memorystore for Redis by the GiB, for Valkey by nodes, for Memcached by vCPUs and memory.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Cache, CacheEngine};
use crate::kinds::shared::lines::without;
use crate::kinds::shared::stored::Stored;
use crate::kinds::shared::{gib, unranged, zones};
use crate::lower::{Cx, Draft};

/// Nodes of Valkey: hundredths of a GB that hold data by default, and of all of it
/// (cloud.google.com/memorystore/docs/valkey/instance-node-specification, Keyspace capacity and reserved overhead).
const NODES: [(&str, i64, i64); 4] = [
    ("shared-core-nano", 112, 140),
    ("standard-small", 520, 650),
    ("highmem-medium", 1_040, 1_300),
    ("highmem-xlarge", 4_640, 5_800),
];
/// Tiers of Redis by the GiB of an instance: the largest of each (cloud.google.com/memorystore/docs/redis/pricing).
const TIERS: [(&str, u32); 5] = [("m1", 4), ("m2", 10), ("m3", 35), ("m4", 100), ("m5", 300)];
/// The smallest instance that has replicas to read from (cloud.google.com/memorystore/docs/redis, Read replicas).
const LEAST_READ: u32 = 5;

/// What the engine bills.
pub(super) fn lower(cache: &Cache, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let shelf = cx.sold(cache.engine.word(), "nodes")?.key().cloned();
    let family = [("family", cache.family.is_some()), ("burstable", cache.burstable)];
    without(cx, "Memorystore has no families", "`type`", &family)?;
    match (cache.engine, shelf) {
        (CacheEngine::Redis, Some(shelf)) => redis(cache, cx, data, &shelf),
        (CacheEngine::Valkey, Some(shelf)) => valkey(cache, cx, data, &shelf),
        _ => memcached(cache, cx, data),
    }
}

/// GiB of an instance by the hour, at the price of the tier its size is in. Without replicas it is of the basic tier,
/// with one of the standard tier, whose price has the replica in; more replicas are nodes billed by themselves.
fn redis(cache: &Cache, cx: &mut Cx<'_, '_>, data: Option<&Stored>, shelf: &Key) -> Option<()> {
    let unused = [
        ("type", cache.machine.is_some()),
        ("vcpu", cache.vcpu.is_some()),
        ("shards", cache.shards.is_some()),
        ("snapshots", cache.snapshots.is_some()),
    ];
    without(cx, "Memorystore for Redis is sold by the GiB", "`engine` to valkey", &unused)?;
    let replicas = unranged(cx, &cache.replicas, "replicas")?;
    let zones = cx.zones(cache.zones.as_deref(), 1).expected;
    let copies = replicas.max(zones - Decimal::ONE);
    let read = copies > Decimal::ONE;
    let needed = cache.needed(cx, data)?.ceil().max(Decimal::ONE);
    let needed = if read { needed.max(LEAST_READ.into()) } else { needed };
    let Some((tier, _)) = TIERS.iter().find(|(_, most)| Decimal::from(*most) >= needed) else {
        let message =
            format!("an instance of Memorystore for Redis has 300 GiB at most, `{}` needs {needed}", cx.name);
        let hint = "engine = \"valkey\" spreads it over shards";
        cx.error("nothing-fits", cx.span.clone(), message, "too large", hint);
        return None;
    };
    let kind = match (read, copies.is_zero()) {
        (true, _) => "standard-node",
        (false, true) => "basic",
        (false, false) => "standard",
    };
    let least = Expr::constant("at least", if read { LEAST_READ } else { 1 }, "GiB");
    let size = match (data, &cache.memory) {
        (Some(data), None) => {
            Expr::Largest(vec![Expr::Ceil(Box::new(data.gib.clone().over(cache.usable(cx)))), least])
        }
        _ => Expr::constant("capacity", needed, "GiB"),
    };
    let nodes = if read { Decimal::ONE.saturating_add(copies) } else { Decimal::ONE };
    let key = Key { sku: format!("{kind}-{tier}"), ..shelf.clone() };
    let quantity = size.times(Expr::constant("nodes", nodes, "")).times(Expr::Hours);
    let line = Draft::new("capacity", key, quantity, "GiB-Hours".parse().ok()?);
    let line = data.map_or(line.clone().deterministic(), |data| data.by(line));
    let of = if kind == "standard" { "the price has the replica in" } else { "" };
    cx.push(line.note(of).note(format!("whole GiB, at the price of {needed} GiB; around the clock")));
    Some(())
}

/// Nodes of a type, as many as hold everything: the type that does it for the least, or the named one.
fn valkey(cache: &Cache, cx: &mut Cx<'_, '_>, data: Option<&Stored>, shelf: &Key) -> Option<()> {
    without(cx, "nodes have types", "`type`", &[("vcpu", cache.vcpu.is_some())])?;
    let usable = |node: &(&str, i64, i64), cache: &Cache| match &cache.reserved {
        Some(own) => {
            let rest = Decimal::ONE.checked_sub(own.expected()).unwrap_or_default();
            Decimal::new(node.2, 2).saturating_mul(rest)
        }
        None => Decimal::new(node.1, 2),
    };
    let least = cache.shards.as_ref().map_or(Decimal::ONE, |own| own.expected().max(Decimal::ONE));
    let held = data.map(|data| data.most(cx.low).expected);
    let shards = |node: &(&str, i64, i64)| {
        let needed = held.and_then(|gib| gib.checked_div(usable(node, cache))).map(|shards| shards.ceil());
        needed.unwrap_or(Decimal::ONE).max(least)
    };
    let node = match &cache.machine {
        Some(named) => {
            cache.only_named(cx)?;
            let found =
                NODES.iter().find(|(name, ..)| *name == named.value.to_ascii_lowercase().replace('_', "-"));
            if found.is_none() {
                let names: Vec<&str> = NODES.iter().map(|(name, ..)| *name).collect();
                let message = format!("Memorystore has no node type `{}`", named.value);
                let hint = format!("node types: {}", names.join(", "));
                cx.error("unknown-sku", named.span.clone(), message, "unknown type", hint);
            }
            found?
        }
        None => {
            let memory = match &cache.memory {
                Some(own) => crate::kinds::shared::gib_of(unranged(cx, own, "memory")?),
                None => Decimal::ZERO,
            };
            if data.is_none() && cache.memory.is_none() {
                return cache.which(cx, "standard-small");
            }
            let fits = NODES.iter().filter(|(_, _, all)| Decimal::new(*all, 2) >= memory);
            let mut best = None;
            for node in fits {
                let key = Key { sku: node.0.to_owned(), ..shelf.clone() };
                let rate = cx.low.prices.known(&key).and_then(|rates| rates.last().cloned());
                let cost =
                    rate.and_then(|rate| rate.schedule.first_price().to_decimal().checked_mul(shards(node)));
                let better =
                    best.as_ref().is_none_or(|(known, _): &(Option<Decimal>, _)| match (known, cost) {
                        (None, Some(_)) => true,
                        (Some(known), Some(cost)) => cost < *known,
                        (_, None) => false,
                    });
                if better {
                    best = Some((cost, node));
                }
            }
            let Some((_, node)) = best else {
                let message = format!("no node of Memorystore has {memory} GiB for `{}`", cx.name);
                let hint = "at most 58 GB: drop `memory`, and shards hold what there is";
                cx.error("nothing-fits", cx.span.clone(), message, "nothing fits", hint);
                return None;
            };
            node
        }
    };
    let fewest = match &cache.shards {
        Some(own) => cx.leaf("shards", own, ""),
        None => Expr::constant("one shard at least", 1, ""),
    };
    let shards = match data {
        Some(data) => {
            let each = Expr::constant("a node holds", usable(node, cache), "GB");
            Expr::Largest(vec![Expr::Ceil(Box::new(data.gib.clone().over(each))), fewest])
        }
        None => fewest,
    };
    let zones = zones(cx, cache.zones.as_deref(), 1, 1);
    let replicas = cx.leaf("replicas of a shard", &cache.replicas, "");
    let of_shard = Expr::Sum(vec![Expr::constant("a primary", 1, ""), replicas]);
    let nodes = shards.times(Expr::Largest(vec![of_shard, zones.expr]));
    let key = Key { sku: node.0.to_owned(), ..shelf.clone() };
    let line = Draft::new("nodes", key, nodes.times(Expr::Hours), Unit::hours());
    let line = data.map_or(line.clone().deterministic(), |data| data.by(line));
    let held = Decimal::new(node.1, 2).normalize();
    cx.push(line.note(format!("{}, which holds {held} GB", node.0)).note("around the clock, full or not"));
    if let Some(snapshots) = &cache.snapshots {
        let backup = cx.sold(cache.engine.word(), "backup")?;
        let quantity = gib(cx, "snapshots", snapshots);
        cx.push_sold(&backup, "snapshots", quantity, "GiB-Months".parse().ok()?, Draft::deterministic);
    }
    Some(())
}

/// vCPUs and GiB of nodes (cloud.google.com/memorystore/docs/memcached/pricing: by the vCPU and by the GB, hourly).
fn memcached(cache: &Cache, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let unused = [
        ("type", cache.machine.is_some()),
        ("replicas", cache.replicas.value != Ranged::same(Decimal::ZERO)),
        ("snapshots", cache.snapshots.is_some()),
    ];
    without(cx, "nodes of Memcached are vCPUs and memory", "`engine`", &unused)?;
    let vcpu = match &cache.vcpu {
        Some(own) => unranged(cx, own, "vcpu")?,
        None => Decimal::ONE,
    };
    let needed = cache.needed(cx, data)?.ceil().max(Decimal::ONE);
    let zones = zones(cx, cache.zones.as_deref(), 1, 1);
    let shards = match &cache.shards {
        Some(own) => cx.leaf("shards", own, ""),
        None => Expr::constant("one node at least", 1, ""),
    };
    let nodes = Expr::Largest(vec![shards, zones.expr]).times(Expr::Hours);
    let parts = [
        (
            "nodes",
            "vcpu",
            Expr::constant("vCPUs of a node", vcpu, "vCPU"),
            Unit::counted("vCPU").over_hours(),
        ),
        (
            "node memory",
            "memory",
            Expr::constant("memory of a node", needed, "GiB"),
            "GiB-Hours".parse().ok()?,
        ),
    ];
    for (name, meter, each, unit) in parts {
        let key = cx.key("memorystore-memcached", "node", meter);
        cx.push(Draft::new(name, key, nodes.clone().times(each), unit).deterministic());
    }
    Some(())
}
