//! Full-text search and log indexes: OpenSearch of AWS by nodes or serverless, Azure AI Search by its units.

use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use crate::decode::amount::Percent;
use crate::decode::{At, Bytes, Count, OneOrMany, PerBytes};
use crate::kinds::shared::ai_search::{self, Load};
use crate::kinds::shared::lines::without;
use crate::kinds::shared::nodes::{Asked, not_of_aws};
use crate::kinds::shared::opensearch::{self, Domain, Held, Masters, NodeDisk, Serverless, Warm};
use crate::kinds::shared::stored::{nothing_stored, stored};
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Search indexes (AWS OpenSearch, Azure AI Search): data nodes with volumes, masters, warm nodes; serverless units; or search units.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "two zones with a data node in each, unless `nodes` or `zones` says otherwise",
    "one replica of each shard, and 45 % of overhead on disk, the vendor's rule of thumb (replicas = 0 and overhead = \"100 %\" switch them off)",
    "nodes run around the clock: a domain cannot be stopped, and the schedule of an environment does not stop it",
    "serverless: half a unit for indexing and half for search, twice for a standby (`units`, redundant = false)",
    "Azure AI Search: the tier and partitions that hold everything in the fullest month for the least, twice for one replica, the vendor's least for an SLA of queries (replicas = 0 has one)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.index.search]
vcpu = 2
memory = "16 GiB"
keeps = "documents"
size = "12 KiB per document"
"#;

spec! {
    /// A search index.
    pub struct Search {
        /// The type of a data node: `"r7g.large.search"`, instead of `vcpu` and `memory`; on Azure the tier: `"s1"`.
        neutral machine as "type": Option<At<String>>,
        /// Virtual CPUs of a data node at least. The cheapest type on demand is chosen.
        neutral vcpu: Option<Count>,
        /// Memory of a data node at least.
        neutral memory: Option<Bytes>,
        /// Families to choose from: `["r7g"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether burstable families (t3) are taken too.
        neutral burstable: bool = "false",
        /// Data nodes. Default: one in each zone.
        up nodes: Option<Count>,
        /// Availability zones. Default: 2.
        up zones: Option<Count>,
        /// Copies of each shard, beside the first.
        up replicas: Count = "1",
        /// The stocks it indexes, by their size.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit it indexes: `"12 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Bytes it indexes, stated instead of `keeps`.
        up storage: Option<Bytes>,
        /// Bytes on disk for each byte indexed, in one copy. Default: 145 %.
        up overhead: Option<Percent>,
        /// The volumes of data nodes. Default: gp3.
        neutral storage_type: Option<NodeDisk>,
        /// IOPS of a volume; gp3 includes 3,000.
        up iops: Option<Count>,
        /// Throughput of a volume: `"250 MiB per second"`; gp3 includes 125 MiB/s.
        up throughput: Option<PerBytes>,
        /// Nodes that lead the domain.
        up masters: Option<Masters>,
        /// Nodes that read from object storage (UltraWarm).
        up warm: Option<Warm>,
        /// Serverless units instead of nodes.
        neutral serverless: Option<Serverless>,
    }
}

impl Search {
    /// Nodes and volumes, or units and storage.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()))?;
        if cx.provider() != "aws" {
            let Some(data) = &data else { return nothing_stored(cx, "storage") };
            let most = data.most(cx.low).expected;
            return self.in_units(cx, ("search", "*"), most, Decimal::ZERO, data.driver.as_deref());
        }
        let held = data.map(|data| Held { gib: data.gib, driver: data.driver, vectors: None });
        self.hold(cx, held.as_ref())
    }

    /// Search units of Azure that hold so many GiB and so many of vectors. What nodes have means nothing there; vcpu
    /// and memory are met by whatever a tier has.
    pub(in crate::kinds) fn in_units(
        &self,
        cx: &mut Cx<'_, '_>,
        (kind, class): (&str, &str),
        gib: Decimal,
        vectors: Decimal,
        driver: Option<&str>,
    ) -> Option<()> {
        cx.sold_as(kind, class, "units")?;
        not_of_aws(cx, self.machine.as_ref(), "opensearch-nodes")?;
        let of_nodes = [
            ("family", self.family.is_some()),
            ("nodes", self.nodes.is_some()),
            ("storage_type", self.storage_type.is_some()),
            ("iops", self.iops.is_some()),
            ("throughput", self.throughput.is_some()),
            ("masters", self.masters.is_some()),
            ("warm", self.warm.is_some()),
            ("serverless", self.serverless.is_some()),
        ];
        without(cx, "search units have no nodes", "`type` to a tier", &of_nodes)?;
        let overhead = match &self.overhead {
            Some(own) => own.expected(),
            None => Decimal::new(opensearch::OVERHEAD_PERCENT, 2),
        };
        let zones = cx.zones(self.zones.as_deref(), 1);
        let own = self.replicas.value;
        let replicas = Ranged::from_fn(|s| Decimal::ONE.saturating_add(*own.get(s)).max(*zones.get(s)));
        let asked = self.vcpu.is_some() || self.memory.is_some();
        let load = Load {
            disk: gib.saturating_mul(overhead),
            vectors,
            replicas,
            tier: self.machine.as_ref(),
            driver,
            note: if asked {
                "a tier states no vCPUs and memory: `vcpu` and `memory` choose nothing"
            } else {
                ""
            },
        };
        ai_search::units(cx, kind, class, &load)
    }

    /// The index with what it holds.
    pub(in crate::kinds) fn hold(&self, cx: &mut Cx<'_, '_>, held: Option<&Held>) -> Option<()> {
        cx.sold_as("search", "*", "nodes")?;
        if let Some(serverless) = &self.serverless {
            let none = unranged_one(&self.replicas);
            without(
                cx,
                "serverless units have no nodes",
                "`serverless`",
                &[
                    ("type", self.machine.is_some()),
                    ("vcpu", self.vcpu.is_some()),
                    ("memory", self.memory.is_some()),
                    ("family", self.family.is_some()),
                    ("nodes", self.nodes.is_some()),
                    ("zones", self.zones.is_some()),
                    ("replicas", !none),
                    ("overhead", self.overhead.is_some()),
                    ("storage_type", self.storage_type.is_some()),
                    ("iops", self.iops.is_some()),
                    ("throughput", self.throughput.is_some()),
                    ("masters", self.masters.is_some()),
                    ("warm", self.warm.is_some()),
                ],
            )?;
            return opensearch::serverless(cx, serverless, held);
        }
        let asked = Asked {
            class: self.machine.as_ref(),
            vcpu: self.vcpu.as_deref(),
            memory: self.memory.as_deref(),
            family: self.family.as_ref(),
            burstable: self.burstable,
        };
        let domain = Domain {
            asked,
            nodes: self.nodes.as_ref(),
            zones: self.zones.as_ref(),
            replicas: &self.replicas,
            disk: self.storage_type.unwrap_or(NodeDisk::Gp3),
            iops: self.iops.as_ref(),
            throughput: self.throughput.as_ref(),
            overhead: self.overhead.as_deref(),
            masters: self.masters.as_ref(),
            warm: self.warm.as_ref(),
        };
        opensearch::domain(cx, &domain, held)
    }
}

/// Whether a count is the default of one.
fn unranged_one(count: &Count) -> bool {
    !count.value.is_ranged() && count.expected() == rust_decimal::Decimal::ONE
}
