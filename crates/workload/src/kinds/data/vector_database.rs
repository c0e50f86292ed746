//! Vector databases, side by side on the same drivers: OpenSearch, S3 Vectors, Azure AI Search, Vertex AI Vector Search,
//! pgvector, Pinecone, Weaviate, Zilliz, Qdrant. How many vectors there are, how large, how often read and written is said once; each product
//! bills another part of it.

mod elsewhere;
mod on_aws;
mod vendors;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use crate::decode::{Amount, At, Count, Events, OneOrMany, PerBytes};
use crate::kinds::data::search::Search;
use crate::kinds::data::sql::Sql;
use crate::kinds::shared::kept::{Kept, kept};
use crate::kinds::shared::lines::{Moved, summed, without};
use crate::kinds::shared::opensearch::Serverless;
use crate::kinds::shared::stored::names;
use crate::lower::Cx;
use crate::{choice, spec};

pub(crate) use self::vendors::least_bills;

/// What it is.
pub const SUMMARY: &str = "Vector databases (pgvector on the databases of each cloud, OpenSearch, S3 Vectors, Azure AI Search, Vertex AI Vector Search, Pinecone, Weaviate, Zilliz, Qdrant), sized from vectors x dimensions.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "metadata: 500 bytes beside each vector with its id, as in the examples of Pinecone's documentation (`metadata` says otherwise)",
    "writes: one for each unit that is added (writes = \"0 per month\" switches it off)",
    "index in memory, of opensearch, opensearch-serverless and pgvector: 1.1 x (bytes of the vector + 8 x `links`) for each vector, the rule of OpenSearch for HNSW; qdrant: 1.5 x the bytes of the vector, the rule of its documentation",
    "opensearch: as many nodes as hold the index and its replica in the part of their memory that is for vectors; lines and defaults of the kind `search`",
    "pgvector: a database of its own whose memory is large enough for the index in three quarters of it, with the lines and defaults of the kind `sql`; or, with `on`, storage in a database that is there",
    "pinecone: a query reads its whole namespace, 0.25 units at least; writes are sent 100 at a time (`batch`); weaviate and pinecone: what usage leaves of the least monthly bill of the plan, once for all their components",
    "azure-ai-search: the tier and partitions that hold the index in memory, by the same rule, and the vectors on disk for the least, two replicas; vertex-vector-search: nodes for the shards of the fullest month, two replicas, and the bytes written",
    "s3-vectors: all vectors are in one index, and a query goes through them with all their metadata",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.vectors.vector-database]
product = "pgvector"
keeps = "chunks"
dimensions = 1_024
queries = "1 query per chat"
"#;

choice! {
    /// What holds the vectors.
    pub enum Product {
        /// The service of the placement's provider: OpenSearch, Azure AI Search, Vertex AI Vector Search.
        Managed = "managed",
        /// A domain of AWS OpenSearch.
        OpenSearch = "opensearch",
        /// Serverless units of AWS OpenSearch.
        OpenSearchServerless = "opensearch-serverless",
        /// S3 Vectors.
        S3Vectors = "s3-vectors",
        /// PostgreSQL with pgvector, on RDS, Aurora, Azure Database or Cloud SQL.
        Pgvector = "pgvector",
        /// Azure AI Search.
        AzureAiSearch = "azure-ai-search",
        /// Vertex AI Vector Search.
        VertexVectorSearch = "vertex-vector-search",
        /// Pinecone, serverless.
        Pinecone = "pinecone",
        /// Weaviate Cloud.
        Weaviate = "weaviate",
        /// Zilliz Cloud, serverless.
        Zilliz = "zilliz",
        /// Qdrant Cloud.
        Qdrant = "qdrant",
    }
}

choice! {
    /// How a dimension is stored.
    pub enum Element {
        /// Four bytes.
        Float32 = "float32",
        /// Two bytes.
        Float16 = "float16",
        /// One byte.
        Int8 = "int8",
        /// One bit.
        Binary = "binary",
    }
}

choice! {
    /// A plan of Pinecone or Weaviate.
    pub enum Plan {
        /// Pinecone Standard.
        Standard = "standard",
        /// Pinecone Enterprise.
        Enterprise = "enterprise",
        /// Weaviate Flex.
        Flex = "flex",
        /// Weaviate Premium on shared machines.
        PremiumShared = "premium-shared",
        /// Weaviate Premium on machines of one's own.
        PremiumDedicated = "premium-dedicated",
    }
}

spec! {
    /// A vector database.
    pub struct VectorDatabase {
        /// What holds the vectors.
        neutral product: Product,
        /// The stocks it keeps: one vector for each unit.
        up keeps: OneOrMany<At<String>>,
        /// Dimensions of a vector.
        up dimensions: Count,
        /// How a dimension is stored.
        neutral element: Element = "float32",
        /// Bytes beside each vector, with its id: `"1 KiB per chunk"`. Default: 500 bytes.
        up metadata: Option<PerBytes>,
        /// Queries: `"1 query per chat"`, or a number a month.
        up queries: Option<OneOrMany<Events>>,
        /// Vectors written. Default: one for each unit that is added.
        up writes: Option<OneOrMany<Events>>,
        /// Links of a vector in the index (M of HNSW), where it is in memory. Default: 16.
        up links: Option<Count>,
        /// With pinecone and s3-vectors: vectors written in one request. Default: 100.
        down batch: Option<Count>,
        /// With pinecone: parts the vectors are in, of which a query reads one. Default: 1.
        down namespaces: Option<Count>,
        /// With zilliz: vCUs of one query; the vendor publishes no rule.
        up query_units: Option<Count>,
        /// With pinecone and weaviate: the plan. Default: standard, flex.
        neutral plan: Option<Plan>,
        /// With weaviate: whole backups kept. Default: none.
        up backups: Option<Count>,
        /// With opensearch: its nodes and volumes, with the keys of the kind `search`.
        neutral cluster: Option<Search>,
        /// With opensearch-serverless: its units.
        neutral serverless: Option<Serverless>,
        /// With pgvector: the `sql` component that holds the vectors beside what it keeps.
        neutral on: Option<At<String>>,
        /// With pgvector: a database of its own, with the keys of the kind `sql`.
        neutral database: Option<Sql>,
    }
}

/// The vectors of a month.
struct Vectors {
    /// The stocks; the size of a unit is its metadata.
    all: Vec<Kept>,
    /// The names of the stocks.
    driver: String,
    /// Bytes of a vector.
    vector: Expr,
    /// Whether the metadata is assumed.
    assumed: bool,
}

impl Vectors {
    /// How many there are.
    fn count(&self) -> Expr {
        Expr::sum(self.all.iter().map(|kept| Expr::Series(kept.stock)).collect())
    }

    /// Bytes of one with its metadata.
    fn record(&self, kept: &Kept) -> Expr {
        let name = format!("metadata per {}", kept.noun);
        let beside = if self.assumed {
            Expr::assumed_range(&name, kept.size.value, "B")
        } else {
            Expr::given(&name, kept.size.value, "B", kept.size.span.clone())
        };
        Expr::Sum(vec![self.vector.clone(), beside])
    }

    /// Bytes of all, or of what is added.
    fn bytes(&self) -> Expr {
        Expr::sum(self.all.iter().map(|kept| Expr::Series(kept.stock).times(self.record(kept))).collect())
    }

    /// Bytes of one, on average.
    fn mean_record(&self) -> Expr {
        match self.all.as_slice() {
            [one] => self.record(one),
            _ => self.bytes().over(self.count()),
        }
    }
}

/// How often vectors are read and written.
struct Traffic {
    queries: Moved,
    writes: Option<Moved>,
    /// Whether the writes are the default: one for each unit that is added.
    once: bool,
}

fn in_gib(bytes: Expr) -> Expr {
    bytes.over(Expr::constant("bytes of a GiB", 1_u64 << 30, "B"))
}

impl VectorDatabase {
    /// What the product bills.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.product == Product::Managed {
            let product = match cx.provider() {
                "azure" => Product::AzureAiSearch,
                "gcp" => Product::VertexVectorSearch,
                _ => Product::OpenSearch,
            };
            return VectorDatabase { product, ..self.clone() }.lower(cx);
        }
        let vectors = self.vectors(cx);
        let queries = match &self.queries {
            Some(queries) => summed(cx, "queries", queries).map(Some),
            None => Some(None),
        };
        let writes = match &self.writes {
            Some(writes) => summed(cx, "writes", writes).map(Some),
            None => Some(None),
        };
        self.fits(cx)?;
        let (vectors, queries, writes) = (vectors?, queries?, writes?);
        let of_cloud = match self.product {
            Product::OpenSearch | Product::OpenSearchServerless | Product::S3Vectors => Some("storage"),
            Product::Pgvector => Some("database"),
            Product::AzureAiSearch => Some("units"),
            Product::VertexVectorSearch => Some("nodes"),
            _ => None,
        };
        if let Some(part) = of_cloud {
            cx.sold(self.product.word(), part)?;
        }
        let (writes, once) = match writes {
            Some(writes) => (Some(writes), false),
            None => (added(&vectors), true),
        };
        let traffic = queries.map(|queries| Traffic { queries, writes, once });
        match self.product {
            Product::Managed | Product::OpenSearch => self.open_search(cx, &vectors),
            Product::OpenSearchServerless => self.open_search_serverless(cx, &vectors),
            Product::S3Vectors => self.s3_vectors(cx, &vectors, traffic?),
            Product::Pgvector => self.pgvector(cx, &vectors),
            Product::AzureAiSearch => self.azure_ai_search(cx, &vectors),
            Product::VertexVectorSearch => self.vertex(cx, &vectors, self.update_traffic(traffic, &vectors)),
            Product::Pinecone => self.pinecone(cx, &vectors, traffic?),
            Product::Weaviate => self.weaviate(cx, &vectors),
            Product::Zilliz => self.zilliz(cx, &vectors, traffic?),
            Product::Qdrant => self.qdrant(cx, &vectors),
        }
    }

    /// Writes, where there are any, whether or not anything queries.
    fn update_traffic(&self, traffic: Option<Traffic>, vectors: &Vectors) -> Option<Traffic> {
        match (traffic, &self.writes) {
            (None, None) => added(vectors).map(|writes| {
                let none = (Expr::constant("no query", 0, ""), None);
                Traffic { queries: none, writes: Some(writes), once: true }
            }),
            (traffic, _) => traffic,
        }
    }

    /// Whether its machines stand in zones.
    pub(crate) const fn in_zones(&self) -> bool {
        matches!(self.product, Product::Managed | Product::OpenSearch | Product::Pgvector)
    }

    fn vectors(&self, cx: &mut Cx<'_, '_>) -> Option<Vectors> {
        let unsaid = Amount {
            value: Ranged::same(Decimal::from(500)),
            per: None,
            unit: "B".to_owned(),
            span: cx.span.clone(),
        };
        let all = kept(cx, &self.keeps, Some(self.metadata.as_deref().unwrap_or(&unsaid)))?;
        let bytes = match self.element {
            Element::Float32 => Decimal::from(4),
            Element::Float16 => Decimal::TWO,
            Element::Int8 => Decimal::ONE,
            Element::Binary => Decimal::new(125, 3),
        };
        let vector = cx.leaf("dimensions", &self.dimensions, "").times(Expr::constant(
            "bytes of a dimension",
            bytes,
            "B",
        ));
        Some(Vectors { driver: names(&all), all, vector, assumed: self.metadata.is_none() })
    }

    /// Keys that mean something for other products only, and those that this one needs.
    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        use Product::{
            AzureAiSearch, OpenSearch, OpenSearchServerless, Pgvector, Pinecone, S3Vectors, Weaviate, Zilliz,
        };
        let of = |products: &[Product]| products.contains(&self.product);
        let keys = [
            ("links", self.links.is_some(), of(&[AzureAiSearch, OpenSearch, OpenSearchServerless, Pgvector])),
            ("batch", self.batch.is_some(), of(&[Pinecone, S3Vectors])),
            ("namespaces", self.namespaces.is_some(), of(&[Pinecone])),
            ("query_units", self.query_units.is_some(), of(&[Zilliz])),
            ("plan", self.plan.is_some(), of(&[Pinecone, Weaviate])),
            ("backups", self.backups.is_some(), of(&[Weaviate])),
            ("cluster", self.cluster.is_some(), of(&[OpenSearch])),
            ("serverless", self.serverless.is_some(), of(&[OpenSearchServerless])),
            ("on", self.on.is_some(), of(&[Pgvector])),
            ("database", self.database.is_some(), of(&[Pgvector])),
        ];
        let unused: Vec<(&str, bool)> =
            keys.iter().map(|(key, there, sold)| (*key, *there && !sold)).collect();
        without(cx, "not of this product", "`product`", &unused)?;
        for (field, amount) in [("batch", &self.batch), ("namespaces", &self.namespaces)] {
            let Some(amount) = amount else { continue };
            if amount.value.low < Decimal::ONE
                || amount.value.expected < Decimal::ONE
                || amount.value.high < Decimal::ONE
            {
                let message = format!("`{field}` cannot be below one");
                cx.error("out-of-range", amount.span.clone(), message, "1 at least", format!("{field} = 1"));
                return None;
            }
        }
        if of(&[Pinecone, S3Vectors, Zilliz]) && self.queries.is_none() {
            let span = cx.span.clone();
            let message = format!("`queries` is missing: {} bills each of them", self.product.word());
            cx.error("missing-key", span, message, "needs `queries`", "add queries = \"1 query per chat\"");
            return None;
        }
        Some(())
    }
}

/// What is added, where anything ever is.
fn added(vectors: &Vectors) -> Option<Moved> {
    let added: Vec<_> = vectors.all.iter().filter_map(|kept| Some((kept, kept.added?))).collect();
    if added.is_empty() {
        return None;
    }
    let names: Vec<String> = added.iter().map(|(kept, _)| format!("{}.added", kept.name)).collect();
    let once = Expr::assumed("writes for each added", Decimal::ONE, "writes");
    let all = Expr::sum(added.iter().map(|(_, id)| Expr::Series(*id)).collect());
    Some((all.times(once), Some(names.join("+"))))
}
