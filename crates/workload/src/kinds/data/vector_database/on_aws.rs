//! Vectors on AWS: in the memory of OpenSearch, in S3 Vectors, in PostgreSQL with pgvector.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Scenario;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Traffic, VectorDatabase, Vectors, in_gib};
use crate::kinds::Kind;
use crate::kinds::data::search::Search;
use crate::kinds::data::sql::Sql;
use crate::kinds::shared::lines::{driven, without};
use crate::kinds::shared::opensearch::{Held, Serverless, serverless};
use crate::kinds::shared::stored::{Stored, most};
use crate::kinds::shared::{component, unsaid};
use crate::lower::{Cx, Draft};

/// A put is billed as at least so much (aws.amazon.com/s3/pricing, S3 Vectors).
const LEAST_PUT: u64 = 128 << 10;

/// A query is billed for the bytes of all vectors of its index, at a price for each step of their number: line,
/// meter, vectors before the step, vectors at its end (aws.amazon.com/s3/pricing, S3 Vectors).
const GONE_THROUGH: [(&str, &str, u64, u64); 3] = [
    ("query data", "query-data-first-100k", 0, 100_000),
    ("query data above 100,000 vectors", "query-data-next", 100_000, 10_000_000),
    ("query data above 10,000,000 vectors", "query-data-over-10m", 10_000_000, u64::MAX),
];

impl VectorDatabase {
    /// Bytes that one vector takes in an index of HNSW: 1.1 x (bytes of the vector + 8 x M)
    /// (opensearch.org, k-NN index: memory estimation).
    pub(super) fn indexed(&self, cx: &Cx<'_, '_>, vectors: &Vectors) -> Expr {
        let links = match &self.links {
            Some(own) => cx.leaf("links of a vector", own, ""),
            None => Expr::assumed("links of a vector", Decimal::from(16), ""),
        };
        let each =
            Expr::Sum(vec![vectors.vector.clone(), links.times(Expr::constant("bytes of a link", 8, "B"))]);
        Expr::assumed("in the index, for each byte", Decimal::new(11, 1), "").times(each)
    }

    fn held(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Held {
        let each = self.indexed(cx, vectors);
        let most = most(cx.low, &vectors.all, |_| in_gib(each.clone()));
        Held {
            gib: in_gib(vectors.bytes()),
            driver: Some(vectors.driver.clone()),
            vectors: Some((in_gib(vectors.count().times(each)), *most.get(Scenario::Expected))),
        }
    }

    /// A domain whose nodes hold the index.
    pub(super) fn open_search(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        let held = self.held(cx, vectors);
        match &self.cluster {
            Some(own) => {
                let twice = [
                    ("cluster.keeps", own.keeps.is_some()),
                    ("cluster.size", own.size.is_some()),
                    ("cluster.storage", own.storage.is_some()),
                    ("cluster.serverless", own.serverless.is_some()),
                ];
                without(cx, "the vectors are what it holds", "`product`", &twice)?;
                own.hold(cx, Some(&held))
            }
            None => {
                let search: Search = unsaid(&cx.span.clone())?;
                search.hold(cx, Some(&held))
            }
        }
    }

    /// Serverless units that hold the index.
    pub(super) fn open_search_serverless(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        let held = self.held(cx, vectors);
        match &self.serverless {
            Some(own) => serverless(cx, own, Some(&held)),
            None => {
                let own: Serverless = unsaid(&cx.span.clone())?;
                serverless(cx, &own, Some(&held))
            }
        }
    }

    /// Bytes kept, put and gone through.
    pub(super) fn s3_vectors(
        &self,
        cx: &mut Cx<'_, '_>,
        vectors: &Vectors,
        Traffic { queries: (queries, asker), writes, once }: Traffic,
    ) -> Option<()> {
        let key = |cx: &Cx<'_, '_>, meter: &str| cx.key("s3-vectors", "vectors", meter);
        let line = Draft::new("storage", key(cx, "storage"), vectors.bytes(), Unit::bytes().over_months());
        cx.push(noted(vectors, line.driver(&vectors.driver)));
        if let Some((count, driver)) = writes {
            let least = Expr::constant("a put is billed as at least", LEAST_PUT, "B").over(self.batch(cx));
            let bytes = count.times(Expr::Largest(vec![vectors.mean_record(), least]));
            let line = driven(Draft::new("puts", key(cx, "put"), bytes, Unit::bytes()), driver.as_deref());
            cx.push(written(
                line,
                once || self.batch.is_none(),
                "100 vectors in a put; `batch` and `writes` say otherwise",
            ));
        }
        let line =
            Draft::new("queries", key(cx, "query-requests"), queries.clone(), Unit::counted("Requests"));
        cx.push(driven(line, asker.as_deref()));
        let most = *most(cx.low, &vectors.all, |_| Expr::constant("vector", 1, "")).get(Scenario::High);
        for (name, meter, before, end) in GONE_THROUGH {
            if before > 0 && most <= Decimal::from(before) {
                break;
            }
            let count = match end {
                u64::MAX => vectors.count(),
                end => Expr::Smallest(vec![vectors.count(), Expr::constant("the step ends at", end, "")]),
            };
            let count = match before {
                0 => count,
                _ => Expr::Above(Box::new(count), Box::new(Expr::constant("the step begins at", before, ""))),
            };
            let bytes = queries.clone().times(count).times(vectors.mean_record());
            let line = Draft::new(name, key(cx, meter), bytes, Unit::bytes());
            cx.push(driven(line, asker.as_deref()).note("a query goes through all vectors, in one index"));
        }
        Some(())
    }

    /// How many vectors are written at once.
    pub(super) fn batch(&self, cx: &Cx<'_, '_>) -> Expr {
        match &self.batch {
            Some(own) => cx.leaf("vectors of a request", own, ""),
            None => Expr::assumed("vectors of a request", Decimal::ONE_HUNDRED, ""),
        }
    }

    /// Storage in a database that is there, or a database of its own.
    pub(super) fn pgvector(&self, cx: &mut Cx<'_, '_>, vectors: &Vectors) -> Option<()> {
        // A vector of pgvector has 8 bytes beside its dimensions (github.com/pgvector/pgvector, Reference).
        let each = self.indexed(cx, vectors);
        let eight = vectors.count().times(Expr::constant("beside a vector", 8, "B"));
        let data = Stored::following(
            in_gib(Expr::Sum(vec![vectors.bytes(), eight])),
            vectors.driver.clone(),
            Some(in_gib(vectors.count().times(each.clone()))),
        );
        let index = *most(cx.low, &vectors.all, |_| in_gib(each.clone())).get(Scenario::Expected);
        let memory = index.checked_div(Decimal::new(75, 2));
        match (&self.on, &self.database) {
            (Some(on), Some(_)) => {
                let message = format!("`{}` is on a database and has one of its own", cx.name);
                cx.error("one-of", on.span.clone(), message, "one of the two", "drop `on`, or `database`");
                None
            }
            (Some(on), None) => {
                let at = component(cx.low, on)?;
                let spec = cx.low.spec;
                let Some(Kind::Sql(sql)) = spec.components.get(at).map(|own| &own.kind) else {
                    let message = format!("`{}` is no database", on.value);
                    let hint = "name a component of the kind `sql`, or drop `on` for a database of its own";
                    cx.error("unknown-component", on.span.clone(), message, "not a `sql` component", hint);
                    return None;
                };
                self.speaks(cx, sql, &on.span)?;
                sql.beside(cx, &data)
            }
            (None, Some(sql)) => {
                let twice = [
                    ("database.keeps", sql.keeps.is_some()),
                    ("database.size", sql.size.is_some()),
                    ("database.storage", sql.storage.is_some()),
                    ("database.index", sql.index.is_some()),
                ];
                without(cx, "the vectors are what it holds", "`product`", &twice)?;
                sql.fits(cx)?;
                self.speaks(cx, sql, &cx.span.clone())?;
                sql.hold(cx, &data, memory)
            }
            (None, None) => {
                let sql: Sql = unsaid(&cx.span.clone())?;
                sql.hold(cx, &data, memory)
            }
        }
    }

    /// Whether a database has the extension.
    fn speaks(&self, cx: &mut Cx<'_, '_>, sql: &Sql, span: &costmodel_core::diag::Span) -> Option<()> {
        if sql.engine.dialect() == "postgresql" {
            return Some(());
        }
        cx.error(
            "no-effect",
            span.clone(),
            "pgvector is an extension of PostgreSQL",
            "another engine",
            "engine = \"postgresql\" or \"aurora-postgresql\"",
        );
        None
    }
}

/// Says what is assumed of the size of a vector.
pub(super) fn noted(vectors: &Vectors, line: Draft) -> Draft {
    if vectors.assumed { line.note("500 bytes beside each vector; `metadata` says otherwise") } else { line }
}

/// A line of what is written.
pub(super) fn written(line: Draft, assumed: bool, note: &str) -> Draft {
    if assumed { line.assumed().note(note) } else { line }
}
