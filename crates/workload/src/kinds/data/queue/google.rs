//! Pub/Sub: bytes published, and bytes delivered to each subscription.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use super::Queue;
use crate::kinds::shared::steps::bytes;
use crate::lower::{Cx, Served};

/// A request is billed as so many bytes at least, and a message has a timestamp of so many beside what it says
/// (cloud.google.com/pubsub/pricing: "A minimum of 1000 bytes per publish, push or pull request is assessed regardless
/// of message size"; "20 bytes for the timestamp"). Attributes and the id of a message count too and are not in a file.
const LEAST: u64 = 1_000;
const TIMESTAMP: u64 = 20;
/// What a message, and what a request holds (cloud.google.com/pubsub/quotas).
pub(super) const LARGEST: u64 = 10_000_000;
pub(super) const LARGEST_BATCH: u32 = 1_000;

/// Bytes that so many payloads are billed as, `batch` of them in a request.
pub(in crate::kinds::data) fn billed(payload: Expr, batch: Expr) -> Expr {
    let each = Expr::Sum(vec![payload, Expr::constant("timestamp of a message", TIMESTAMP, "B")]);
    let least = Expr::constant("bytes of a request at least", LEAST, "B").over(batch);
    Expr::Largest(vec![each, least])
}

/// What is published and what is delivered. Acknowledgements and asks that bring nothing are free (the same page:
/// "Other operations are free").
pub(super) fn lower(queue: &Queue, cx: &mut Cx<'_, '_>, served: &Served, messages: Expr) -> Option<()> {
    let batch = cx.leaf("messages of a request", &queue.batch, "messages");
    let each = billed(bytes(&queue.size, "a message"), batch);
    let delivered = queue.delivered(cx, messages.clone());
    let delivered = queue.again(cx, delivered);
    for (name, part, count) in
        [("publications", "requests", messages), ("deliveries", "deliveries", delivered)]
    {
        let sold = cx.sold(queue.engine.word(), part)?;
        cx.push_sold(&sold, name, count.times(each.clone()), Unit::bytes(), |line| {
            line.driver(&served.driver).note("1,000 bytes of a request at least; attributes are not counted")
        });
    }
    Some(())
}
