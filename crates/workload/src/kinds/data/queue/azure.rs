//! Queues of Azure: Service Bus of the standard tier, and queues of a storage account.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::Queue;
use crate::kinds::shared::lines::standing;
use crate::kinds::shared::steps::chunks;
use crate::lower::{Cx, Draft, Served};

/// What one operation carries (azure.microsoft.com/pricing/details/service-bus: a message over 64 KB is "charged an
/// additional message for each additional 64 KB of data").
const CHUNK: u64 = 64 << 10;
/// What a message holds: 256 KB of the standard tier (learn.microsoft.com/azure/service-bus-messaging,
/// service-bus-quotas), 64 KiB of a storage queue (learn.microsoft.com/azure/storage/queues, scalability-targets).
pub(super) const LARGEST: u64 = 256 << 10;
pub(super) const LARGEST_OF_STORAGE: u64 = 64 << 10;
/// Messages that one request takes from a storage queue (learn.microsoft.com/rest/api/storageservices/get-messages).
pub(super) const LARGEST_BATCH: u32 = 32;
/// How long a receiver of Service Bus waits for a message unless told (learn.microsoft.com/azure/service-bus-messaging,
/// the retry options of its clients: 60 s).
const WAIT: u32 = 60;
/// And one of a storage queue, which answers at once: an assumption.
const PAUSE: u32 = 20;

/// Operations of Service Bus: a message is sent, received and completed, each an operation for each started 64 KiB of
/// it; "an operation is any API call" and batching does not lower their number
/// (learn.microsoft.com/azure/service-bus-messaging, service-bus-performance-improvements: "Batching doesn't affect the
/// number of billable messaging operations"; docs.microsoft.com/archive/blogs/servicebus, azure-service-bus-billing:
/// "Any method call like send, receive, complete counts as operation"). The hourly base is paid once for a subscription
/// and has the first 13 million operations and 1,000 connections in (azure.microsoft.com/pricing/details/service-bus).
pub(super) fn service_bus(queue: &Queue, cx: &mut Cx<'_, '_>, served: &Served, messages: Expr) -> Option<()> {
    let class = queue.engine.word();
    let base = cx.sold(class, "base")?.key()?.clone();
    let environment = cx.site.environment;
    let mut lines = cx.low.model.lines.iter();
    if !lines.any(|line| line.key == base && line.environment == environment) {
        let line = standing("base", base, Expr::constant("subscription", 1, ""), "");
        cx.push(
            line.note(
                "once for all queues and topics of a subscription; it has the first 1,000 connections in",
            ),
        );
    }
    let operations = cx.sold(class, "requests")?;
    let steps = chunks(cx, &queue.size, CHUNK, "a message")?;
    let delivered = queue.delivered(cx, messages.clone());
    let again = queue.again(cx, delivered);
    let lines = [
        ("sends", messages.times(steps.clone())),
        ("receives", again.clone().times(steps)),
        ("completions", again.clone()),
    ];
    for (name, quantity) in lines {
        cx.push_sold(&operations, name, quantity, Unit::counted("Requests"), |line| {
            line.driver(&served.driver)
        });
    }
    let Some(asks) = queue.asks(cx, WAIT) else { return Some(()) };
    let empty = Expr::Above(Box::new(asks), Box::new(again.times(Expr::ActiveShare)));
    let schedule = cx.schedule(None);
    let assumed = queue.pollers.is_none() || queue.wait.is_none();
    cx.push_sold(&operations, "empty receives", empty, Unit::counted("Requests"), |line| {
        let line = line
            .schedule(schedule)
            .note("a receive that brings nothing is an operation; pollers = 0 switches it off");
        if assumed { line.assumed() } else { line.deterministic() }
    });
    Some(())
}

/// Requests of a storage queue: a put, a get and a delete for each message; a get takes up to 32. Puts and deletes are
/// of class 1, gets of class 2 (azure.microsoft.com/pricing/details/storage/queues).
pub(super) fn storage_queue(
    queue: &Queue,
    cx: &mut Cx<'_, '_>,
    served: &Served,
    messages: Expr,
) -> Option<()> {
    let again = queue.again(cx, messages.clone());
    let batch = cx.leaf("messages of a get", &queue.batch, "messages");
    let gets = again.clone().over(batch);
    let mut lines = vec![
        ("sends", "class-1-requests", messages),
        ("receives", "class-2-requests", gets.clone()),
        ("deletes", "class-1-requests", again),
    ];
    if let Some(asks) = queue.asks(cx, PAUSE) {
        let empty = Expr::Above(Box::new(asks), Box::new(gets.times(Expr::ActiveShare)));
        lines.push(("empty receives", "class-2-requests", empty));
    }
    let assumed = queue.pollers.is_none() || queue.wait.is_none();
    for (name, meter, quantity) in lines {
        let line =
            Draft::new(name, cx.key("queue-storage", "lrs", meter), quantity, Unit::counted("Requests"));
        let line = if name == "empty receives" {
            let line = line
                .schedule(cx.schedule(None))
                .note("a get that brings nothing; pollers = 0 switches it off");
            if assumed { line.assumed() } else { line.deterministic() }
        } else {
            line.driver(&served.driver)
        };
        cx.push(line);
    }
    Some(())
}

/// Whether a number is one in every scenario.
pub(super) fn is_one(value: &Ranged<Decimal>) -> bool {
    *value == Ranged::same(Decimal::ONE)
}
