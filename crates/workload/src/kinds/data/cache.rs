//! Caches in memory: ElastiCache by node or serverless, Azure Managed Redis by its sizes, Memorystore by nodes or the
//! GiB. A node is billed whether it is full or not, and never sleeps.

mod azure;
mod google;
mod serverless;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerBytes};
use crate::kinds::shared::lines::without;
use crate::kinds::shared::nodes::{Asked, Node, Shelf, node, not_of_aws};
use crate::kinds::shared::stored::{Stored, stored};
use crate::kinds::shared::{gib, gib_of, unranged, zones};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

use self::serverless::ServerlessCache;

/// What it is.
pub const SUMMARY: &str = "Caches in memory (AWS ElastiCache, Azure Managed Redis, Google Memorystore): nodes by type, or by what they hold; or serverless.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "reserved memory: 25 % of a node of Valkey or Redis holds no data, the default of AWS; on Google 20 %, its default, and on Azure as much, an assumption (reserved = \"0 %\" switches it off); none of Memcached",
    "as many shards as what is held needs, at least one; each has a primary and its replicas",
    "serverless: what is kept is billed by the hour, 1 GB at least, of Valkey 100 MB; a request is a unit for each KiB it transfers, one at least (`item`)",
    "Azure: one node, two with a replica or a second zone; the size holds everything in the fullest month. Google: redis is billed by whole GiB, in the basic tier or, with a replica, in the standard tier; valkey by nodes of the type that holds all for the least",
    "nodes run around the clock: they cannot be stopped, and the schedule of an environment does not stop them",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.sessions.cache]
engine = "valkey"
data = "4 GiB"
replicas = 1
"#;

choice! {
    /// What runs on the nodes.
    pub enum CacheEngine {
        /// Valkey; on Azure Redis, which its clients speak too.
        Valkey = "valkey",
        /// Redis OSS.
        Redis = "redis",
        /// Memcached.
        Memcached = "memcached",
    }
}

spec! {
    /// A cache in memory.
    pub struct Cache {
        /// What runs on the nodes.
        neutral engine: CacheEngine = "valkey",
        /// The type of a node: `"cache.m7g.large"`, `"Balanced_B10"`, `"highmem-medium"`. Instead of `memory` and `vcpu`.
        neutral machine as "type": Option<At<String>>,
        /// Memory of a node at least. The cheapest type on demand is chosen; default: so much that one shard
        /// holds everything in the fullest month.
        neutral memory: Option<Bytes>,
        /// Virtual CPUs of a node at least.
        neutral vcpu: Option<Count>,
        /// Families to choose from: `["r7g"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether burstable families (t3, t4g) are taken too.
        neutral burstable: bool = "false",
        /// Bytes it holds.
        up data: Option<Bytes>,
        /// The stocks it holds, by their size, instead of `data`.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit it keeps: `"2 KiB per session"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// The part of a node's memory that holds no data. Default: 25 %, on Azure and Google 20 %, of Memcached none.
        up reserved: Option<Fraction>,
        /// Shards at least. Default: as many as what is held needs.
        up shards: Option<Count>,
        /// Replicas of each shard, beside its primary.
        up replicas: Count = "0",
        /// Availability zones; each shard has a node in each. The nodes of Memcached are spread over them. Default: 1.
        up zones: Option<Count>,
        /// Snapshots stored beyond those that are free.
        up snapshots: Option<Bytes>,
        /// Bytes kept and units of requests instead of nodes.
        neutral serverless: Option<ServerlessCache>,
    }
}

impl Cache {
    /// Hours of nodes, and snapshots.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data = stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("data", self.data.as_deref()))?;
        if matches!(cx.provider(), "azure" | "gcp") {
            self.no_serverless(cx)?;
            not_of_aws(cx, self.machine.as_ref(), "elasticache-nodes")?;
            return match cx.provider() {
                "azure" => azure::lower(self, cx, data.as_ref()),
                _ => google::lower(self, cx, data.as_ref()),
            };
        }
        cx.sold(self.engine.word(), "nodes")?;
        match &self.serverless {
            Some(own) => {
                self.no_nodes(cx)?;
                serverless::lower(self, own, cx, data.as_ref())?;
            }
            None => self.nodes(cx, data.as_ref())?,
        }
        if let Some(snapshots) = &self.snapshots {
            let key = cx.key("elasticache", "backup", "storage");
            let line =
                Draft::new("snapshots", key, gib(cx, "snapshots", snapshots), "GiB-Months".parse().ok()?);
            cx.push(line.deterministic());
        }
        Some(())
    }

    /// Only AWS sells caches without nodes.
    fn no_serverless(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.serverless.is_none() {
            return Some(());
        }
        let (span, provider) = (cx.span_of("serverless"), cx.provider().to_owned());
        let message = format!("{provider} sells no cache without nodes");
        let hint = "the nearest is a node for what it holds: drop `serverless`, and say data = \"4 GiB\"";
        cx.error("not-sold-here", span, message, "not sold here", hint);
        None
    }

    /// A named type is not asked for by what it must have too.
    fn only_named(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        match self.machine.as_ref().filter(|_| self.memory.is_some() || self.family.is_some()) {
            Some(named) => {
                cx.named_and_asked(named.span.clone());
                None
            }
            None => Some(()),
        }
    }

    /// GiB of memory that are asked for, or that hold everything in the fullest month.
    fn needed(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<Decimal> {
        if let Some(memory) = &self.memory {
            return unranged(cx, memory, "memory").map(gib_of);
        }
        let Some(data) = data else { return self.which(cx, "Balanced_B10") };
        let Expr::Leaf(part) = self.usable(cx) else { return None };
        if part.value.expected.is_zero() {
            return self.all_reserved(cx);
        }
        data.most(cx.low).expected.checked_div(part.value.expected)
    }

    /// Says that nothing tells which machine it is.
    fn which<T>(&self, cx: &mut Cx<'_, '_>, example: &str) -> Option<T> {
        let (span, message) = (cx.span.clone(), format!("`{}` has no machine type", cx.name));
        let hint = format!("add data = \"4 GiB\" for what holds it; or type = {example:?}, or memory");
        cx.error("missing-key", span, message, "which machine?", hint);
        None
    }

    fn all_reserved<T>(&self, cx: &mut Cx<'_, '_>) -> Option<T> {
        let span = self.reserved.as_ref().map_or(cx.span.clone(), |own| own.span.clone());
        let message = "a node whose memory is all reserved holds nothing";
        cx.error("out-of-range", span, message, "below 100 %", "reserved = \"25 %\"");
        None
    }

    /// Keys that say something of nodes.
    fn no_nodes(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let none = Ranged::same(Decimal::ZERO);
        let of_nodes = [
            ("type", self.machine.is_some()),
            ("memory", self.memory.is_some()),
            ("vcpu", self.vcpu.is_some()),
            ("family", self.family.is_some()),
            ("burstable", self.burstable),
            ("reserved", self.reserved.is_some()),
            ("shards", self.shards.is_some()),
            ("replicas", self.replicas.value != none),
            ("zones", self.zones.is_some()),
        ];
        without(cx, "a serverless cache has no nodes", "`serverless`", &of_nodes)
    }

    /// Hours of nodes.
    fn nodes(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
        if self.engine == CacheEngine::Memcached
            && let Some(replicas) =
                Some(&self.replicas).filter(|own| own.value != Ranged::same(Decimal::ZERO))
        {
            cx.error(
                "no-effect",
                replicas.span.clone(),
                "Memcached keeps no replicas",
                "engine = \"memcached\"",
                "drop `replicas`, or choose engine = \"valkey\"",
            );
            return None;
        }
        let usable = self.usable(cx);
        let node = self.node(cx, data, &usable)?;
        let shards = self.shards(cx, data, &node, usable)?;
        let zones = zones(cx, self.zones.as_deref(), 1, 1);
        let nodes = if self.engine == CacheEngine::Memcached {
            // Its nodes share the data and keep no copies: zones spread them (docs.aws.amazon.com, ElastiCache for
            // Memcached, Mitigating Failures: "spread your nodes across more Availability Zones").
            Expr::Largest(vec![shards, zones.expr])
        } else {
            let of_shard = Expr::Sum(vec![
                Expr::constant("a primary", 1, ""),
                cx.leaf("replicas of a shard", &self.replicas, ""),
            ]);
            shards.times(Expr::Largest(vec![of_shard, zones.expr]))
        };
        let meter = format!("{}/on-demand", self.engine.word());
        let key = cx.key("elasticache-nodes", &node.sku, &meter);
        let line = Draft::new("nodes", key, nodes.times(Expr::Hours), Unit::hours());
        let line = match data {
            Some(data) => data.by(line),
            None => line.deterministic(),
        };
        cx.push(line.note(&node.note).note("around the clock, full or not"));
        Some(())
    }

    /// The part of a node's memory that holds data. A quarter is reserved unless told otherwise
    /// (docs.aws.amazon.com, ElastiCache, Managing reserved memory for Valkey and Redis OSS); on Google a fifth
    /// (cloud.google.com/memorystore/docs/valkey/instance-node-specification).
    fn usable(&self, cx: &Cx<'_, '_>) -> Expr {
        let rest = |part: &Decimal| Decimal::ONE.checked_sub(*part).unwrap_or_default();
        match &self.reserved {
            Some(own) => Expr::given("memory that holds data", own.value.map(rest), "", own.span.clone()),
            None if self.engine == CacheEngine::Memcached => {
                Expr::assumed("memory that holds data", Decimal::ONE, "")
            }
            None => {
                let part = if matches!(cx.provider(), "azure" | "gcp") { 80 } else { 75 };
                Expr::assumed("memory that holds data", Decimal::new(part, 2), "")
            }
        }
    }

    /// The named type, or the cheapest that has what is asked for; without either one that holds everything.
    fn node(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>, usable: &Expr) -> Option<Node> {
        let Expr::Leaf(part) = usable else { return None };
        let zero =
            |part: &Ranged<Decimal>| part.low.is_zero() || part.expected.is_zero() || part.high.is_zero();
        if self.reserved.as_ref().is_some_and(|_| zero(&part.value)) {
            return self.all_reserved(cx);
        }
        let asked = Asked {
            class: self.machine.as_ref(),
            vcpu: self.vcpu.as_deref(),
            memory: self.memory.as_deref(),
            family: self.family.as_ref(),
            burstable: self.burstable,
        };
        let open = self.machine.is_none() && self.memory.is_none();
        let needed = data.filter(|_| open).and_then(|data| {
            let shards = self.shards.as_ref().map_or(Decimal::ONE, |own| own.expected().max(Decimal::ONE));
            data.most(cx.low).expected.checked_div(shards)?.checked_div(part.value.expected)
        });
        let meter = format!("{}/on-demand", self.engine.word());
        let shelf = Shelf { service: "elasticache-nodes", meter: &meter, example: "cache.m7g.large" };
        node(cx, shelf, &asked, needed)
    }

    /// Shards: as many as what is held needs, at least those asked for.
    fn shards(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>, node: &Node, usable: Expr) -> Option<Expr> {
        let least = match &self.shards {
            Some(own) => cx.leaf("shards", own, ""),
            None => Expr::constant("one shard at least", 1, ""),
        };
        let Some(data) = data else { return Some(least) };
        let memory = Expr::constant("memory of a node", node.memory_gib(cx)?, "GiB");
        let needed = Expr::Ceil(Box::new(data.gib.clone().over(memory.times(usable))));
        Some(Expr::Largest(vec![needed, least]))
    }
}
