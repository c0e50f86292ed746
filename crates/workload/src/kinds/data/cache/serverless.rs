//! Caches without nodes: bytes kept by the hour, and units of what requests transfer.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Cache, CacheEngine};
use crate::decode::{Bytes, Events, OneOrMany};
use crate::kinds::shared::lines::{driven, summed};
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft};
use crate::spec;

spec! {
    /// A cache without nodes.
    pub struct ServerlessCache {
        /// Reads and writes: `"8 requests per chat"`, or a number a month.
        up requests: OneOrMany<Events>,
        /// Bytes that a request transfers: a unit for each KiB, one at least.
        up item: Bytes = "1 KiB",
    }
}

/// What a cache is billed as keeping at least, MiB (aws.amazon.com/elasticache/pricing: "minimum data storage of
/// 100 MB" of Valkey, 1 GB of the others).
const LEAST_MIB: u32 = 1_024;
const LEAST_MIB_OF_VALKEY: u32 = 100;

/// What is kept, and units of requests (docs.aws.amazon.com/AmazonElastiCache, Pricing dimensions: "1 ECPU for each
/// kilobyte (KB) of data transferred. For example, a GET command that transfers up to 1 KB of data consumes 1 ECPU. A
/// SET request that transfers 3.2 KB of data will consume 3.2 ECPUs").
pub(super) fn lower(
    cache: &Cache,
    own: &ServerlessCache,
    cx: &mut Cx<'_, '_>,
    data: Option<&Stored>,
) -> Option<()> {
    let (requests, driver) = summed(cx, "requests", &own.requests)?;
    let sku = format!("{}-serverless", cache.engine.word());
    let least = if cache.engine == CacheEngine::Valkey { LEAST_MIB_OF_VALKEY } else { LEAST_MIB };
    let least = Expr::constant("kept at least", Decimal::from(least) / Decimal::from(1_024), "GiB");
    let kept = match data {
        Some(data) => Expr::Largest(vec![data.gib.clone(), least]),
        None => least,
    };
    let line = Draft::new(
        "data",
        cx.key("elasticache", &sku, "storage"),
        kept.times(Expr::Hours),
        "GiB-Hours".parse().ok()?,
    );
    let line = match data {
        Some(data) => data.by(line),
        None => line.deterministic(),
    };
    cx.push(line.note("around the clock; 1 GB is billed at least, of Valkey 100 MB"));
    let each = Expr::Largest(vec![
        cx.leaf("bytes of a request", &own.item, "B").over(Expr::constant("bytes of a unit", 1_024, "B")),
        Expr::constant("one at least", 1, ""),
    ]);
    let key = cx.key("elasticache", &sku, "ecpus");
    let line = Draft::new("requests", key, requests.times(each), Unit::counted("ECPUs"));
    cx.push(
        driven(line, driver.as_deref())
            .note("commands that take more processor time than a simple read or write count more"),
    );
    Some(())
}
