//! Warehouses: by what queries scan (Athena, Synapse serverless, BigQuery), Redshift by nodes or serverless, and pools
//! of Synapse.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Events, OneOrMany, PerBytes, Seconds};
use crate::kinds::shared::gib;
use crate::kinds::shared::lines::{Moved, driven, standing, summed, without};
use crate::kinds::shared::nodes::{Asked, Shelf, node};
use crate::kinds::shared::steps::started;
use crate::kinds::shared::stored::{Stored, stored};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Warehouses (AWS Redshift and Athena, Azure Synapse, Google BigQuery): what queries scan, nodes, capacity by the second, storage.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "redshift-serverless: 128 units, the vendor's default (`capacity` says otherwise); each query runs by itself and is billed for 60 s at least (`at_once` says how many share them)",
    "scans, athena and external tables: each query scans 10 MB at least, in whole MB; BigQuery 10 MB of each table",
    "scans on Google: what is kept is active storage of BigQuery; on AWS and Azure it is in object storage, a component of its own",
    "storage of dc2 and ds2 nodes is in their price",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.reports.warehouse]
engine = "scans"
queries = "20 queries per job"
scanned = "3 GiB"
"#;
/// Capacity of a serverless warehouse unless told otherwise
/// (docs.aws.amazon.com/redshift, Compute capacity for Amazon Redshift Serverless).
const DEFAULT_UNITS: u32 = 128;
/// Queries are billed for at least so many seconds (aws.amazon.com/redshift/pricing).
const LEAST_SECONDS: u32 = 60;
/// DWUs of a dedicated pool (learn.microsoft.com/azure/synapse-analytics/sql-data-warehouse,
/// memory-concurrency-limits: DW100c to DW30000c).
const LEAST_DWU: Decimal = Decimal::ONE_HUNDRED;
const MOST_DWU: Decimal = Decimal::from_parts(30_000, 0, 0, false, 0);
/// And for at least so many MB (aws.amazon.com/athena/pricing, Redshift Spectrum the same;
/// azure.microsoft.com/pricing/details/synapse-analytics: "rounded up to the nearest MB … minimum of 10 MB";
/// cloud.google.com/bigquery/pricing: "a minimum 10 MB data processed per table referenced by the query").
const LEAST_MB: u32 = 10;

choice! {
    /// What answers queries.
    pub enum Engine {
        /// What queries scan: Athena, Synapse serverless, BigQuery on demand.
        Scans = "scans",
        /// Redshift on nodes.
        Redshift = "redshift",
        /// Redshift by the second.
        RedshiftServerless = "redshift-serverless",
        /// Athena on object storage.
        Athena = "athena",
        /// A dedicated pool of Azure Synapse.
        Synapse = "synapse",
    }
}

spec! {
    /// A warehouse.
    pub struct Warehouse {
        /// What answers queries.
        neutral engine: Engine = "redshift",
        /// The type of Redshift's nodes: `"ra3.large"`.
        neutral machine as "type": Option<At<String>>,
        /// Nodes of Redshift. Default: 2.
        up nodes: Option<Count>,
        /// Hours of the week in which nodes or a pool run; between them they are paused.
        neutral schedule: Option<Hours>,
        /// Units of capacity of redshift-serverless: 4, or a multiple of 8. Default: 128. Of synapse its DWUs: 100 to
        /// 30,000.
        up capacity: Option<Count>,
        /// Queries: `"20 queries per job"`, or a number a month.
        up queries: Option<OneOrMany<Events>>,
        /// With redshift-serverless: time a query runs.
        up duration: Option<Seconds>,
        /// With redshift-serverless: queries that run at once. Default: 1.
        down at_once: Option<Count>,
        /// Bytes that a query scans: with scans and athena, or of external tables with redshift (Spectrum).
        up scanned: Option<Bytes>,
        /// The stocks it keeps in managed storage, by their size.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit it keeps, compressed: `"1 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Managed storage, stated instead of `keeps`.
        up storage: Option<Bytes>,
        /// Snapshots stored beyond those that are free.
        up snapshots: Option<Bytes>,
        /// With redshift: time in a month that further clusters run for concurrent queries, beyond what is free.
        up concurrency_scaling: Option<Seconds>,
    }
}

impl Warehouse {
    /// Capacity, scans, storage.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()));
        let queries = match &self.queries {
            Some(queries) => summed(cx, "queries", queries).map(Some),
            None => Some(None),
        };
        self.fits(cx)?;
        let (data, queries) = (data?, queries?);
        let scans = cx.sold(self.engine.word(), "scanned")?;
        if self.engine == Engine::Scans && data.is_some() && cx.provider() != "gcp" {
            let kept = [("keeps", self.keeps.is_some()), ("storage", self.storage.is_some())];
            without(cx, "it is in object storage: a component of its own", "`engine`", &kept)?;
        }
        match self.engine {
            Engine::Synapse => self.pool(cx, data.as_ref())?,
            Engine::Scans => {
                if let Some(data) = &data {
                    let storage = cx.sold("scans", "storage")?;
                    cx.push_sold(&storage, "storage", data.gib.clone(), "GiB-Months".parse().ok()?, |line| {
                        data.by(line)
                            .note("active storage: a table that nobody changes for 90 days costs less")
                    });
                }
            }
            Engine::Redshift => self.nodes(cx, data.as_ref())?,
            Engine::RedshiftServerless => {
                self.serverless(cx, &queries.clone()?)?;
                managed(cx, data.as_ref())?;
            }
            Engine::Athena => {}
        }
        if let Some(scanned) = &self.scanned {
            let (queries, driver) = queries?;
            let mb = Expr::constant("bytes of a MB", 1_u64 << 20, "B");
            let whole = started(cx.leaf("scanned by a query", scanned, "B"), 1 << 20);
            let least = Expr::constant("MB of a query at least", LEAST_MB, "");
            let bytes = queries.times(Expr::Largest(vec![whole, least])).times(mb);
            cx.push_sold(&scans, "scanned", bytes, Unit::bytes(), |line| driven(line, driver.as_deref()));
        }
        if let Some(snapshots) = &self.snapshots {
            let key = cx.key("redshift", "backup", "storage");
            let quantity = gib(cx, "snapshots", snapshots);
            cx.push(Draft::new("snapshots", key, quantity, "GiB-Months".parse().ok()?).deterministic());
        }
        Some(())
    }

    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        use Engine::{Athena, Redshift, RedshiftServerless, Scans, Synapse};
        let of = |engines: &[Engine]| engines.contains(&self.engine);
        let kept = self.keeps.is_some() || self.storage.is_some();
        let keys = [
            ("type", self.machine.is_some(), of(&[Redshift])),
            ("nodes", self.nodes.is_some(), of(&[Redshift])),
            ("schedule", self.schedule.is_some(), of(&[Redshift, Synapse])),
            ("concurrency_scaling", self.concurrency_scaling.is_some(), of(&[Redshift])),
            ("capacity", self.capacity.is_some(), of(&[RedshiftServerless, Synapse])),
            ("duration", self.duration.is_some(), of(&[RedshiftServerless])),
            ("at_once", self.at_once.is_some(), of(&[RedshiftServerless])),
            ("scanned", self.scanned.is_some(), of(&[Redshift, Athena, Scans])),
            ("storage", kept, of(&[Redshift, RedshiftServerless, Scans, Synapse])),
            ("snapshots", self.snapshots.is_some(), of(&[Redshift, RedshiftServerless])),
            ("queries", self.queries.is_some(), !of(&[Redshift, Synapse]) || self.scanned.is_some()),
        ];
        let unused: Vec<(&str, bool)> =
            keys.iter().map(|(key, there, sold)| (*key, *there && !sold)).collect();
        without(cx, "not of this engine", "`engine`", &unused)?;
        let needed = [
            ("type", "type = \"ra3.large\"", self.engine == Redshift && self.machine.is_none()),
            (
                "queries",
                "queries = \"20 queries per job\"",
                (!of(&[Redshift, Synapse]) || self.scanned.is_some()) && self.queries.is_none(),
            ),
            ("duration", "duration = \"12 s\"", self.engine == RedshiftServerless && self.duration.is_none()),
            ("scanned", "scanned = \"3 GiB\"", of(&[Athena, Scans]) && self.scanned.is_none()),
            ("capacity", "capacity = 500", self.engine == Synapse && self.capacity.is_none()),
        ];
        if let Some((key, add, _)) = needed.into_iter().find(|(.., missing)| *missing) {
            let span = cx.span.clone();
            let message = format!("`{key}` is missing: {} is billed by it", self.engine.word());
            cx.error("missing-key", span, message, &format!("needs `{key}`"), format!("add {add}"));
            return None;
        }
        let sold = |units: &Decimal| {
            if self.engine == Synapse {
                return (*units % Decimal::ONE_HUNDRED).is_zero() && (LEAST_DWU..=MOST_DWU).contains(units);
            }
            *units == Decimal::from(4) || (!units.is_zero() && (*units % Decimal::from(8)).is_zero())
        };
        if let Some(own) = self
            .capacity
            .as_ref()
            .filter(|own| !(sold(&own.value.low) && sold(&own.value.expected) && sold(&own.value.high)))
        {
            let (message, hint) = if self.engine == Synapse {
                ("a pool has 100 to 30,000 DWUs, in hundreds", "capacity = 500")
            } else {
                ("capacity is sold as 4 units or in multiples of 8", "capacity = 32")
            };
            cx.error("out-of-range", own.span.clone(), message, "not sold", hint);
            return None;
        }
        if let Some(own) = self.at_once.as_ref().filter(|own| {
            own.value.low < Decimal::ONE || own.value.expected < Decimal::ONE || own.value.high < Decimal::ONE
        }) {
            let message = "at least one query runs at once";
            cx.error("out-of-range", own.span.clone(), message, "1 at least", "at_once = 1");
            return None;
        }
        Some(())
    }

    fn nodes(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
        let asked = Asked { class: self.machine.as_ref(), ..Asked::default() };
        let shelf = Shelf { service: "redshift", meter: "on-demand", example: "ra3.large" };
        let node = node(cx, shelf, &asked, None)?;
        let number = match &self.nodes {
            Some(own) => cx.leaf("nodes", own, ""),
            None => Expr::assumed("nodes", Decimal::TWO, ""),
        };
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let line = standing("nodes", cx.key("redshift", &node.sku, "on-demand"), number.clone(), "");
        let line = line.schedule(schedule);
        cx.push(if self.nodes.is_none() {
            line.assumed().note("two nodes; `nodes` says otherwise")
        } else {
            line
        });
        if let Some(time) =
            self.concurrency_scaling.as_ref().filter(|time| time.value != Ranged::same(Decimal::ZERO))
        {
            let seconds = number.times(cx.leaf("time of further clusters", time, "s"));
            let key = cx.key("redshift", &node.sku, "concurrency-scaling");
            cx.push(Draft::new("concurrency scaling", key, seconds, "Seconds".parse().ok()?).deterministic());
        }
        if node.sku.starts_with("dc") || node.sku.starts_with("ds") {
            let there = [("storage", data.is_some())];
            return without(cx, "storage is in the price of these nodes", "`type`", &there);
        }
        managed(cx, data)
    }

    /// A dedicated pool: its DWUs in the hours it runs, and storage, which stays while it is paused.
    fn pool(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
        let dwu = cx.sold("synapse", "dwu")?;
        let units = cx.leaf("DWUs", self.capacity.as_ref()?, "DWU");
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        cx.push_sold(&dwu, "pool", units.times(Expr::Hours), "DWU-Hours".parse().ok()?, |line| {
            line.deterministic().schedule(schedule)
        });
        if let Some(data) = data {
            let storage = cx.sold("synapse", "storage")?;
            cx.push_sold(&storage, "storage", data.gib.clone(), "GiB-Months".parse().ok()?, |line| {
                data.by(line)
            });
        }
        Some(())
    }

    /// Units for the seconds that queries run.
    fn serverless(&self, cx: &mut Cx<'_, '_>, (queries, driver): &Moved) -> Option<()> {
        let units = match &self.capacity {
            Some(own) => cx.leaf("units", own, "RPU"),
            None => Expr::assumed("units", Decimal::from(DEFAULT_UNITS), "RPU"),
        };
        let run = Expr::Largest(vec![
            cx.leaf("time of a query", self.duration.as_ref()?, "s"),
            Expr::constant("seconds of a query at least", LEAST_SECONDS, "s"),
        ]);
        let together = match &self.at_once {
            Some(own) => cx.leaf("queries at once", own, ""),
            None => Expr::assumed("queries at once", Decimal::ONE, ""),
        };
        let hours =
            queries.clone().times(run).over(together).over(Expr::constant("seconds of an hour", 3_600, "s"));
        let key = cx.key("redshift", "serverless", "rpu");
        let line = Draft::new("capacity", key, hours.times(units), Unit::counted("RPU").over_hours());
        let line =
            driven(line, driver.as_deref()).note("by the second, 60 s at least for each time it wakes");
        let assumed = self.capacity.is_none() || self.at_once.is_none();
        cx.push(if assumed {
            line.assumed()
                .note("128 units, each query by itself, unless `capacity` and `at_once` say otherwise")
        } else {
            line
        });
        Some(())
    }
}

/// Managed storage.
fn managed(cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    if let Some(data) = data {
        let key = cx.key("redshift", "managed-storage", "storage");
        cx.push(data.by(Draft::new("storage", key, data.gib.clone(), "GiB-Months".parse().ok()?)));
    }
    Some(())
}
