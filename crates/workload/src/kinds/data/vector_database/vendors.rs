//! Vectors at vendors: Pinecone, Weaviate, Zilliz, Qdrant. Their prices are their own, wherever the system runs.

use costmodel_core::book::{Key, in_force};
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::on_aws::{noted, written};
use super::{Plan, Traffic, VectorDatabase, Vectors, in_gib};
use crate::kinds::shared::lines::driven;
use crate::lower::{Cx, Draft, Lowering, of_component};

/// Plans with a least monthly bill: whose lines count towards it, by the start of their SKU.
const LEAST_BILLS: [(&str, &str); 4] =
    [("pinecone", "standard"), ("pinecone", "enterprise"), ("weaviate", "flex"), ("weaviate", "premium")];
/// Dimensions of the vectors of which Zilliz says what a write takes.
const ZILLIZ_DIMENSIONS: u32 = 768;

impl VectorDatabase {
    fn one_of(&self, cx: &mut Cx<'_, '_>, sold: &[Plan], default: Plan) -> Option<Plan> {
        let plan = self.plan.unwrap_or(default);
        if !sold.contains(&plan) {
            let words: Vec<&str> = sold.iter().map(|plan| plan.word()).collect();
            let span = cx.span.clone();
            let message = format!("{} has no plan `{}`", self.product.word(), plan.word());
            cx.error(
                "unknown-sku",
                span,
                message,
                "another vendor's plan",
                format!("plans: {}", words.join(", ")),
            );
            return None;
        }
        Some(plan)
    }

    /// Units of reading and writing, and storage: a query takes a unit for each GB of its namespace, 0.25 at
    /// least; a write one for each KB, 5 for a request at least (docs.pinecone.io, Understanding cost).
    pub(super) fn pinecone(
        &self,
        cx: &mut Cx<'_, '_>,
        vectors: &Vectors,
        Traffic { queries: (queries, asker), writes, once }: Traffic,
    ) -> Option<()> {
        let plan = self.one_of(cx, &[Plan::Standard, Plan::Enterprise], Plan::Standard)?;
        let here = format!("{}-{}", cx.provider(), cx.region());
        let own = Key::new("pinecone", "database", &here, plan.word(), "read-units");
        let (region, ends) = match cx.low.prices.find(&own) {
            Ok(_) => (here.as_str(), ""),
            // The vendor names the ends of the range over regions: the dear one is taken.
            Err(_) => ("global", "-high"),
        };
        let note = if ends.is_empty() { "" } else { "the dear end of the vendor's range over regions" };
        let units =
            |meter: &str| Key::new("pinecone", "database", region, &format!("{}{ends}", plan.word()), meter);
        let storage = Key::new("pinecone", "database", region, plan.word(), "storage");
        let line = Draft::new("storage", storage, vectors.bytes(), Unit::bytes().over_months());
        cx.push(noted(vectors, line.driver(&vectors.driver)));
        let gb = || Expr::constant("bytes of a GB", 1_000_000_000, "B");
        let namespaces = match &self.namespaces {
            Some(own) => cx.leaf("namespaces", own, ""),
            None => Expr::constant("namespaces", 1, ""),
        };
        let of_query = Expr::Largest(vec![
            vectors.bytes().over(gb()).over(namespaces),
            Expr::constant("units of a query at least", Decimal::new(25, 2), "units"),
        ]);
        let read = queries.clone().times(of_query);
        let line = Draft::new("read units", units("read-units"), read, Unit::counted("ReadUnits"));
        cx.push(
            driven(line, asker.as_deref())
                .note("a unit for each GB of the namespace a query reads, 0.25 at least")
                .note(note),
        );
        if let Some((count, driver)) = writes {
            let kb = Expr::constant("bytes of a KB", 1_000, "B");
            let of_write = Expr::Largest(vec![
                vectors.mean_record().over(kb),
                Expr::constant("units of a request at least", 5, "units").over(self.batch(cx)),
            ]);
            let line = Draft::new(
                "write units",
                units("write-units"),
                count.times(of_write),
                Unit::counted("WriteUnits"),
            );
            let line = driven(line, driver.as_deref()).note(note);
            cx.push(written(
                line,
                once || self.batch.is_none(),
                "100 vectors in a request; `batch` and `writes` say otherwise",
            ));
        }
        Some(())
    }

    /// Dimensions and bytes kept, and backups (weaviate.io/pricing). The page names the least price of each.
    pub(super) fn weaviate(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        let plan = self.one_of(cx, &[Plan::Flex, Plan::PremiumShared, Plan::PremiumDedicated], Plan::Flex)?;
        let key = |meter: &str| Key::new("weaviate", "database", "global", plan.word(), meter);
        let dimensions = vectors.count().times(cx.leaf("dimensions", &self.dimensions, ""));
        let note = "the least price the vendor names; region, compression and replicas raise it";
        let unit = Unit::counted("Dimension").over_months();
        cx.push(
            Draft::new("dimensions", key("dimensions"), dimensions, unit).driver(&vectors.driver).note(note),
        );
        let months: Unit = "GiB-Months".parse().ok()?;
        let line = Draft::new("storage", key("storage"), in_gib(vectors.bytes()), months.clone());
        cx.push(noted(vectors, line.driver(&vectors.driver)).note(note));
        if let Some(backups) = &self.backups {
            let quantity = in_gib(vectors.bytes()).times(cx.leaf("whole backups", backups, ""));
            cx.push(
                Draft::new("backups", key("backup"), quantity, months).driver(&vectors.driver).note(note),
            );
        }
        Some(())
    }

    /// vCUs of writes, 0.75 for each vector of 768 dimensions (docs.zilliz.com, serverless cluster cost), and of
    /// queries as stated.
    pub(super) fn zilliz(
        &self,
        cx: &mut Cx<'_, '_>,
        vectors: &Vectors,
        Traffic { queries: (queries, asker), writes, once }: Traffic,
    ) -> Option<()> {
        let key = |meter: &str| Key::new("zilliz", "database", "global", "serverless", meter);
        if let Some((count, driver)) = writes {
            let of_write = Expr::constant("vCUs of a vector of 768 dimensions", Decimal::new(75, 2), "vCUs")
                .times(cx.leaf("dimensions", &self.dimensions, ""))
                .over(Expr::constant("dimensions of that vector", ZILLIZ_DIMENSIONS, ""));
            let line = Draft::new("writes", key("vcus"), count.times(of_write), Unit::counted("vCUs"));
            let line = driven(line, driver.as_deref()).note("in proportion to the dimensions");
            cx.push(written(line, once, "one write for each unit added; `writes` says otherwise"));
        }
        // Without a published rule for queries there is no price for them.
        let (meter, units) = match &self.query_units {
            Some(own) => ("vcus", cx.leaf("vCUs of a query", own, "vCUs")),
            None => ("query-vcus", Expr::constant("queries", 1, "")),
        };
        let noun = if self.query_units.is_some() { "vCUs" } else { "Queries" };
        let line = Draft::new("queries", key(meter), queries.clone().times(units), Unit::counted(noun));
        let line = driven(line, asker.as_deref());
        cx.push(if self.query_units.is_some() {
            line
        } else {
            line.note("say `query_units`: the vendor publishes no rule")
        });
        let line = Draft::new("storage", key("storage"), in_gib(vectors.bytes()), "GiB-Months".parse().ok()?);
        cx.push(noted(vectors, line.driver(&vectors.driver)));
        Some(())
    }

    /// Memory for the vectors, half more than their bytes (qdrant.tech, Capacity planning), and disk. The vendor
    /// publishes no unit price.
    pub(super) fn qdrant(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        let key = |meter: &str| Key::new("qdrant", "database", "global", "standard", meter);
        let half_more = Expr::assumed("in memory, for each byte", Decimal::new(15, 1), "");
        let memory =
            in_gib(vectors.count().times(vectors.vector.clone()).times(half_more)).times(Expr::Hours);
        let line = Draft::new("memory", key("memory"), memory, "GiB-Hours".parse().ok()?);
        cx.push(line.driver(&vectors.driver));
        let line = Draft::new("storage", key("storage"), in_gib(vectors.bytes()), "GiB-Months".parse().ok()?);
        cx.push(noted(vectors, line.driver(&vectors.driver)));
        Some(())
    }
}

/// What usage leaves of the least monthly bill of a vendor's plan: one line for all components, environments and
/// placements, because the vendor bills the organisation.
pub(crate) fn least_bills(low: &mut Lowering<'_>) {
    let spec = low.spec;
    for (provider, plan) in LEAST_BILLS {
        let key = Key::new(provider, "database", "global", plan, "plan-minimum");
        let start = low.model.start;
        let Some(least) = low.prices.find(&key).ok().and_then(|rates| {
            let at = in_force(&rates, start)?;
            rates.get(at).map(|rate| rate.schedule.first_price().to_decimal())
        }) else {
            continue;
        };
        let counts = |line: &&costmodel_core::model::Line| {
            line.key.provider == provider && line.key.service == "database" && line.key.sku.starts_with(plan)
        };
        let mut spent = Vec::new();
        for line in low.model.lines.iter().filter(counts) {
            let rate = line.rates.as_ref().ok().and_then(|rates| {
                let at = in_force(rates, start).unwrap_or(0);
                rates.get(at)
            });
            let Some(rate) = rate else { continue };
            let Some(factor) = line.unit.factor(&rate.unit, Decimal::from(730)) else { continue };
            let price = Expr::constant(
                &format!("price of {}", line.name),
                rate.schedule.first_price().to_decimal(),
                "USD",
            );
            let units = line.quantity.clone().times(Expr::constant("in its unit", factor.times, ""));
            spent.push(units.over(Expr::constant("of it", factor.over, "")).times(price));
        }
        let Some(first) = low.model.lines.iter().find(counts) else { continue };
        let (id, environment, placement) = (first.component, first.environment, first.placement.clone());
        let Some(component) = spec.components.get(usize::from(id)) else { continue };
        let site = of_component(low, component)
            .into_iter()
            .find(|site| site.environment == environment && site.placement == placement);
        let Some(site) = site else { continue };
        let part = Expr::sum(spent).over(Expr::constant("the least monthly bill", least, "USD"));
        let rest = Expr::Above(Box::new(Expr::constant("a whole month", 1, "")), Box::new(part));
        let line = Draft::new("rest of the least bill", key, rest, Unit::months()).deterministic();
        let mut cx = Cx::new(low, id, component, site);
        cx.push(line.note("what usage at list prices leaves of the plan's least monthly bill, once for all of the organisation"));
    }
}
