//! OpenSearch as AWS sells it: domains of nodes with volumes, and serverless units. Domains never sleep.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::nodes::{Asked, Node, Shelf, node};
use super::{gib, zones};
use crate::decode::time::Hours;
use crate::decode::{Amount, At, Bytes, Count, PerBytes};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// A node holds a JVM of half its memory, 32 GiB at most, and vectors in half of the rest (opensearch.org,
/// vector search settings: knn.memory.circuit_breaker.limit).
const LARGEST_HEAP_GIB: u32 = 32;
/// The largest node that is chosen unasked: beyond it there are more nodes.
const LARGEST_CHOSEN_GIB: u32 = 128;
/// The smallest volume of a node, GiB.
const LEAST_VOLUME_GIB: u32 = 10;
/// Memory of a serverless unit (docs.aws.amazon.com, Managing capacity limits for OpenSearch Serverless).
const UNIT_GIB: u32 = 6;
/// What a unit of the classic generation stores of the data it searches, all of which is there
/// (aws.amazon.com/blogs/big-data, OpenSearch Serverless cost-effective search capabilities, at any scale:
/// "one vCPU, 6GB of RAM and 120GB of storage"). The next generation keeps data apart from its units.
const UNIT_DISK_GIB: u32 = 120;

choice! {
    /// The volumes of nodes.
    pub enum NodeDisk {
        /// General purpose SSD.
        Gp3 = "gp3",
        /// General purpose SSD, older.
        Gp2 = "gp2",
        /// Provisioned IOPS SSD.
        Io1 = "io1",
        /// The oldest disks.
        Magnetic = "magnetic",
        /// What the nodes bring themselves (i3, im4gn, r6gd).
        Local = "local",
    }
}

choice! {
    /// The generation of serverless units.
    pub enum Generation {
        /// Scales to nothing when idle.
        NextGen = "next-gen",
        /// A minimum runs always.
        Classic = "classic",
    }
}

spec! {
    /// Nodes that lead the domain and hold no data.
    pub struct Masters {
        /// Their type: `"m7g.large.search"`.
        neutral machine as "type": At<String>,
        /// How many.
        up count: Count = "3",
    }
}

spec! {
    /// Nodes that read from object storage.
    pub struct Warm {
        /// Their type.
        neutral machine as "type": At<String>,
        /// How many.
        up count: Count = "2",
        /// Bytes they hold, one copy.
        up storage: Bytes,
    }
}

spec! {
    /// Serverless units of OpenSearch.
    pub struct Serverless {
        /// Units that run, indexing and search together. Default: the minimum, or what vectors need.
        up units: Option<Count>,
        /// The generation.
        neutral generation: Generation = "next-gen",
        /// Whether a standby runs in another zone.
        up redundant: bool = "true",
        /// Hours of the week in which it is used: between them `next-gen` runs nothing. Default: always.
        neutral schedule: Option<Hours>,
    }
}

/// What a file says of a domain.
#[derive(Clone, Copy, Debug)]
pub struct Domain<'k> {
    /// Its data nodes.
    pub asked: Asked<'k>,
    /// How many.
    pub nodes: Option<&'k Count>,
    /// Zones they are in.
    pub zones: Option<&'k Count>,
    /// Copies of each shard beside the first.
    pub replicas: &'k Count,
    /// Their volumes.
    pub disk: NodeDisk,
    /// IOPS of a volume.
    pub iops: Option<&'k Count>,
    /// Throughput of a volume.
    pub throughput: Option<&'k PerBytes>,
    /// Bytes on disk for each byte of data.
    pub overhead: Option<&'k Amount>,
    /// Nodes that lead.
    pub masters: Option<&'k Masters>,
    /// Nodes that read from object storage.
    pub warm: Option<&'k Warm>,
}

/// Bytes on disk for a hundred indexed, in one copy, unless told otherwise.
pub const OVERHEAD_PERCENT: i64 = 145;

/// Data of a domain.
#[derive(Clone, Debug)]
pub struct Held {
    /// GiB of one copy.
    pub gib: Expr,
    /// What it follows; `None`: stated.
    pub driver: Option<String>,
    /// GiB that one copy of its vectors takes in memory, and the most of it in any month.
    pub vectors: Option<(Expr, Decimal)>,
}

impl Held {
    fn by(&self, line: Draft) -> Draft {
        match &self.driver {
            Some(driver) => line.driver(driver),
            None => line.deterministic(),
        }
    }
}

/// Nodes, volumes, masters and warm nodes of a domain.
pub fn domain(cx: &mut Cx<'_, '_>, domain: &Domain<'_>, held: Option<&Held>) -> Option<()> {
    let zones = zones(cx, domain.zones.map(|own| &own.amount), 2, 1);
    let copies = || {
        Expr::Sum(vec![
            Expr::constant("the first copy", 1, ""),
            cx_leaf("replicas of a shard", domain.replicas),
        ])
    };
    let vectors = held.and_then(|held| held.vectors.as_ref());
    let replicas = domain.replicas.expected().saturating_add(Decimal::ONE);
    let needed = vectors.and_then(|(_, most)| {
        let of_node = most.checked_mul(replicas)?.checked_div(zones.value.expected.max(Decimal::ONE))?;
        Some(memory_for(of_node).min(LARGEST_CHOSEN_GIB.into()))
    });
    let shelf = Shelf { service: "opensearch-nodes", meter: "on-demand", example: "r7g.large.search" };
    let open = domain.asked.class.is_none() && domain.asked.memory.is_none();
    let node = node(cx, shelf, &domain.asked, needed.filter(|_| open))?;
    let least = match domain.nodes {
        Some(own) => cx.leaf("data nodes", own, ""),
        None => zones.expr.clone(),
    };
    let number = match vectors {
        Some((gib, _)) => {
            let usable =
                Expr::constant("memory of a node that holds vectors", holds(node.memory_gib(cx)?), "GiB");
            Expr::Largest(vec![Expr::Ceil(Box::new(gib.clone().times(copies()).over(usable))), least])
        }
        None => least,
    };
    let line = machines(cx, "data nodes", &node, number.clone());
    let line = if domain.nodes.is_none() && zones.assumed {
        line.assumed().note("one in each zone at least; `nodes` or `zones` says how many")
    } else {
        line
    };
    let driven = held.filter(|held| held.vectors.is_some()).and_then(|held| held.driver.as_ref());
    cx.push(driven.into_iter().fold(line, |line, driver| line.driver(driver)));
    if let Some(held) = held {
        volumes(cx, domain, held, copies(), &number)?;
    }
    speed(cx, domain, &number)?;
    for (name, machine, count) in [
        domain.masters.map(|masters| ("masters", &masters.machine, &masters.count)),
        domain.warm.map(|warm| ("warm nodes", &warm.machine, &warm.count)),
    ]
    .into_iter()
    .flatten()
    {
        let class = Asked { class: Some(machine), ..Asked::default() };
        let node = super::nodes::node(cx, shelf, &class, None)?;
        let number = cx.leaf(name, count, "");
        let line = machines(cx, name, &node, number);
        cx.push(line);
    }
    if let Some(warm) = domain.warm {
        let key = cx.key("opensearch", "ultrawarm", "storage");
        let quantity = gib(cx, "warm storage", &warm.storage);
        cx.push(Draft::new("warm storage", key, quantity, "GiB-Months".parse().ok()?).deterministic());
    }
    Some(())
}

fn cx_leaf(name: &str, amount: &Amount) -> Expr {
    Expr::given(name, amount.value, "", amount.span.clone())
}

fn machines(cx: &Cx<'_, '_>, name: &str, node: &Node, number: Expr) -> Draft {
    let key = cx.key("opensearch-nodes", &node.sku, "on-demand");
    let line = Draft::new(name, key, number.times(Expr::Hours), Unit::hours());
    line.deterministic().note(&node.note).note("around the clock: a domain cannot be stopped")
}

/// GiB of vectors that a node of so much memory holds.
fn holds(memory: Decimal) -> Decimal {
    let heap = (memory / Decimal::TWO).min(LARGEST_HEAP_GIB.into());
    memory.saturating_sub(heap) / Decimal::TWO
}

/// The memory of a node that holds so many GiB of vectors.
fn memory_for(vectors: Decimal) -> Decimal {
    let rest = vectors.saturating_mul(Decimal::TWO);
    rest.saturating_add(rest.min(LARGEST_HEAP_GIB.into()))
}

/// What data takes on the volumes: 45 % more than the data for the index, reserved space and headroom, for each
/// copy (docs.aws.amazon.com, Prescriptive Guidance, OpenSearch migration, Sizing).
fn volumes(cx: &mut Cx<'_, '_>, domain: &Domain<'_>, held: &Held, copies: Expr, nodes: &Expr) -> Option<()> {
    if domain.disk == NodeDisk::Local {
        return Some(());
    }
    let months: Unit = "GiB-Months".parse().ok()?;
    let key = cx.key("opensearch", domain.disk.word(), "storage");
    cx.push(held.by(Draft::new("storage", key.clone(), held.gib.clone(), months.clone())));
    let on_disk = match domain.overhead {
        Some(own) => cx.leaf("on disk for each byte", own, ""),
        None => Expr::assumed("on disk for each byte", Decimal::new(OVERHEAD_PERCENT, 2), ""),
    };
    let least = nodes.clone().times(Expr::constant("the smallest volume", LEAST_VOLUME_GIB, "GiB"));
    let all = Expr::Largest(vec![held.gib.clone().times(copies).times(on_disk), least]);
    let more = Expr::Above(Box::new(all), Box::new(held.gib.clone()));
    let line = held.by(Draft::new("replicas and overhead", key, more, months)).assumed();
    cx.push(line.note("copies of each shard, 45 % of overhead, and 10 GiB for each node at least; `replicas` and `overhead` say otherwise"));
    Some(())
}

/// IOPS and throughput of volumes, beyond the 3,000 and 125 MiB/s that each gp3 volume includes.
fn speed(cx: &mut Cx<'_, '_>, domain: &Domain<'_>, nodes: &Expr) -> Option<()> {
    let priced = domain.disk == NodeDisk::Io1;
    let gp3 = domain.disk == NodeDisk::Gp3;
    if priced && domain.iops.is_none() {
        let span = cx.span.clone();
        cx.error(
            "missing-key",
            span,
            "`iops` is missing: io1 bills the IOPS it is given",
            "needs `iops`",
            "add iops = 4_000",
        );
        return None;
    }
    if let Some(throughput) = domain.throughput.filter(|own| own.per.as_deref() != Some("second")) {
        cx.error(
            "unit-mismatch",
            throughput.span.clone(),
            "a throughput is bytes per second",
            "per what time?",
            "throughput = \"250 MiB per second\"",
        );
        return None;
    }
    let mib = Decimal::from(1_u64 << 20);
    let asked = [
        ("IOPS", "iops", "IOPS", domain.iops.map(|own| (own.value, own.span.clone())), priced || gp3, 3_000),
        (
            "throughput",
            "throughput",
            "MiB/s",
            domain.throughput.map(|own| (own.value.map(|bytes| *bytes / mib), own.span.clone())),
            gp3,
            125,
        ),
    ];
    for (name, meter, unit, amount, sold, included) in asked {
        let Some((value, span)) = amount else { continue };
        if !sold {
            let message = format!("`{meter}` means nothing for {} volumes", domain.disk.word());
            let hint = "drop it, or choose storage_type = \"gp3\"";
            cx.error("no-effect", span, message, "not billed there", hint);
            return None;
        }
        let own = if priced { Decimal::ZERO } else { Decimal::from(included) };
        let billed: Ranged<Decimal> = value.map(|asked| asked.saturating_sub(own).max(Decimal::ZERO));
        let one = Expr::given(&format!("{name} of a volume beyond the included {own}"), billed, unit, span);
        let key = cx.key("opensearch", domain.disk.word(), meter);
        let quantity = nodes.clone().times(one);
        let unit: Unit = format!("{unit}-Months").parse().ok()?;
        cx.push(Draft::new(name, key, quantity, unit).deterministic());
    }
    Some(())
}

/// Serverless units: half a unit each for indexing and for search at least, doubled for a standby
/// (docs.aws.amazon.com, Managing capacity limits for OpenSearch Serverless: "scales down to 1 OCU [0.5 OCU x 2]
/// for indexing and 1 OCU [0.5 OCU x 2] for search"; the four units of the first hours are not counted). The next
/// generation wakes with one worker for indexing and two for search, whose size no page says: the same is taken.
pub fn serverless(cx: &mut Cx<'_, '_>, own: &Serverless, held: Option<&Held>) -> Option<()> {
    let copies = if own.redundant { 2 } else { 1 };
    let half = Decimal::new(5 * copies, 1);
    let sku = own.generation.word();
    let stated = own.units.as_ref().map(|units| cx.leaf("units", units, "OCU"));
    let vectors = held.and_then(|held| held.vectors.as_ref());
    let classic = own.generation == Generation::Classic;
    let assumed = stated.is_none();
    let units = stated.unwrap_or_else(|| {
        let mut needs = Vec::new();
        if let Some((gib, _)) = vectors {
            let usable =
                Expr::assumed("memory of a unit that holds vectors", Decimal::from(UNIT_GIB / 2), "GiB");
            needs.push(gib.clone().over(usable));
        }
        if let Some(held) = held.filter(|_| classic) {
            needs.push(held.gib.clone().over(Expr::constant("disk of a unit", UNIT_DISK_GIB, "GiB")));
        }
        let indexing = Expr::constant("half a unit for each copy", half, "OCU");
        let search = if needs.is_empty() {
            indexing.clone()
        } else {
            whole(&Expr::Largest(needs)).times(Expr::constant("copies", copies, ""))
        };
        Expr::Sum(vec![indexing, search])
    });
    let key = cx.key("opensearch-serverless", sku, "ocu");
    let schedule = match own.generation {
        Generation::NextGen => cx.schedule(own.schedule.as_ref().map(|hours| &hours.0)),
        Generation::Classic => {
            super::lines::without(
                cx,
                "a minimum runs always",
                "`generation`",
                &[("schedule", own.schedule.is_some())],
            )?;
            None
        }
    };
    let line = Draft::new("units", key, units.times(Expr::Hours), Unit::counted("OCU").over_hours());
    let line = line.deterministic().schedule(schedule);
    let note = if vectors.is_some() {
        format!(
            "half a unit for indexing and as many for search as hold the vectors in half of their {UNIT_GIB} GiB, for each copy; `units` says otherwise"
        )
    } else if classic && held.is_some() {
        format!(
            "half a unit for indexing and as many for search as hold the data on their {UNIT_DISK_GIB} GiB, for each copy; `units` says otherwise"
        )
    } else {
        "half a unit for indexing and half for search, for each copy; `units` says otherwise".to_owned()
    };
    let always = "between uses the units of next-gen scale to nothing: `schedule` says when";
    let line = if assumed { line.assumed().note(note) } else { line };
    let sized = |held: &&Held| (held.vectors.is_some() || classic) && assumed;
    let driver = held.filter(sized).and_then(|held| held.driver.as_ref());
    let line = driver.into_iter().fold(line, |line, driver| line.driver(driver));
    cx.push(if own.generation == Generation::NextGen && own.schedule.is_none() {
        line.note(always)
    } else {
        line
    });
    if let Some(held) = held {
        let key = cx.key("opensearch-serverless", sku, "storage");
        cx.push(held.by(Draft::new("storage", key, held.gib.clone(), "GiB-Months".parse().ok()?)));
    }
    Some(())
}

/// Units as they are added: half a one, a whole one, then whole ones (the same article: "scales up a half OCU first
/// to one full OCU and then in one-OCU increments").
fn whole(needed: &Expr) -> Expr {
    let one = || Expr::constant("a whole unit", 1, "OCU");
    let half = || Expr::constant("half a unit", Decimal::new(5, 1), "OCU");
    let ceil = |expr: Expr| Box::new(Expr::Ceil(Box::new(expr)));
    let halves = Expr::Ceil(Box::new(needed.clone().over(half()))).times(half());
    let first = Expr::Largest(vec![Expr::Smallest(vec![halves, one()]), half()]);
    Expr::Sum(vec![first, Expr::Above(ceil(needed.clone()), Box::new(one()))])
}
