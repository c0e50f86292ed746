//! Vectors on Azure and Google Cloud: in search units of Azure AI Search, on the nodes of Vertex AI Vector Search.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Scenario;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::on_aws::written;
use super::{Traffic, VectorDatabase, Vectors, in_gib};
use crate::kinds::data::search::Search;
use crate::kinds::shared::lines::driven;
use crate::kinds::shared::stored::most;
use crate::kinds::shared::unsaid;
use crate::lower::{Cx, Draft};

/// Shards of an index: the machine that holds one, and its GiB (cloud.google.com/vertex-ai/docs/vector-search,
/// create-manage-index, Shard size: 2 GB, 20 GB and 50 GB, with the smallest machine of each).
const SHARDS: [(&str, u32); 3] = [("e2-standard-2", 2), ("e2-standard-16", 20), ("e2-highmem-16", 50)];
/// Replicas of a deployed index unless told otherwise (googleapis, google.cloud.aiplatform.v1.DeployedIndex: "If
/// min_replica_count is not set, the default value is 2").
const REPLICAS: u32 = 2;

impl VectorDatabase {
    /// Search units that hold the vectors in memory and what is beside them on disk.
    pub(super) fn azure_ai_search(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        let search: Search = unsaid(&cx.span.clone())?;
        let each = self.indexed(cx, vectors);
        let memory = *most(cx.low, &vectors.all, |_| in_gib(each.clone())).get(Scenario::Expected);
        let disk = *most(cx.low, &vectors.all, |kept| in_gib(vectors.record(kept))).get(Scenario::Expected);
        let class = ("vector-database", self.product.word());
        search.in_units(cx, class, disk, memory, Some(&vectors.driver))
    }

    /// Hours of nodes for the fullest month, and bytes written into the index.
    pub(super) fn vertex(
        &self,
        cx: &mut Cx<'_, '_>,
        vectors: &Vectors,
        traffic: Option<Traffic>,
    ) -> Option<()> {
        let class = self.product.word();
        let shelf = cx.sold(class, "nodes")?.key()?.clone();
        let gib = *most(cx.low, &vectors.all, |kept| in_gib(vectors.record(kept))).get(Scenario::Expected);
        let mut best: Option<(Option<Decimal>, &str, u32, Decimal)> = None;
        for (machine, holds) in SHARDS {
            let shards = gib.checked_div(Decimal::from(holds))?.ceil().max(Decimal::ONE);
            let key = Key { sku: machine.to_owned(), ..shelf.clone() };
            let rate = cx.low.prices.known(&key).and_then(|rates| rates.last().cloned());
            let cost = rate.and_then(|rate| rate.schedule.first_price().to_decimal().checked_mul(shards));
            let better = best.as_ref().is_none_or(|(known, ..)| match (known, cost) {
                (None, Some(_)) => true,
                (Some(known), Some(cost)) => cost < *known,
                (_, None) => false,
            });
            if better {
                best = Some((cost, machine, holds, shards));
            }
        }
        let (_, machine, holds, shards) = best?;
        let replicas = Expr::assumed("replicas", REPLICAS.into(), "");
        let quantity = Expr::constant("shards", shards, "").times(replicas).times(Expr::Hours);
        let key = Key { sku: machine.to_owned(), ..shelf };
        let line = Draft::new("nodes", key, quantity, Unit::hours()).driver(&vectors.driver).assumed();
        cx.push(line.note(format!(
            "{shards} shards of {holds} GB on {machine}, two replicas of each, for the fullest month"
        )));
        if let Some((Some((count, driver)), once)) = traffic.map(|own| (own.writes, own.once)) {
            let updates = cx.sold(class, "updates")?;
            cx.push_sold(&updates, "updates", count.times(vectors.mean_record()), Unit::bytes(), |line| {
                written(
                    driven(line, driver.as_deref()),
                    once,
                    "one write for each unit added; `writes` says otherwise",
                )
            });
        }
        Some(())
    }
}
