//! Firestore: documents read and written, whatever their size, and what is kept.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{KeyValue, Mode};
use crate::kinds::shared::lines::{driven, without};
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft};

/// Bytes beside each document (cloud.google.com/firestore/docs/storage-size: "32 additional bytes").
const DOCUMENT_OVERHEAD: u64 = 32;

/// Reads, writes, storage, backups. A read of a document is a read whatever its size and consistency
/// (cloud.google.com/firestore/pricing: "you are charged for … the number of documents you read, write, and delete").
/// A delete has a price of its own there, lower than that of a write, and the book has none: those that a file counts in
/// `writes` are billed like writes. 50,000 reads, 20,000 writes and 20,000 deletes a day and 1 GiB are free of the
/// default database (the same page, Free quota): of these the book knows the GiB.
pub(super) fn lower(table: &KeyValue, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
    let storage = cx.sold(table.class.word(), "storage")?;
    let none = Ranged::same(Decimal::ZERO);
    let not_there = [
        (
            "mode",
            table.mode == Mode::Provisioned,
            "Firestore holds no capacity",
            "the nearest is mode = \"on-demand\"",
        ),
        (
            "regions",
            table.regions.value != none,
            "Firestore spans regions by its location alone",
            "the nearest is a component in each region",
        ),
    ];
    if let Some((key, _, message, hint)) = not_there.into_iter().find(|(_, there, ..)| *there) {
        let span = cx.span_of(key);
        cx.error("not-sold-here", span, message, "not sold here", hint);
        return None;
    }
    let streams = [("stream_reads", table.stream_reads.is_some())];
    without(cx, "what listeners get are reads: count them in `reads`", "`reads`", &streams)?;
    let unit = || Unit::counted("Operations");
    if let Some(reads) = &table.reads {
        let own = table.count(cx, "reads", reads)?;
        let sold = cx.sold("*", "reads")?;
        cx.push_sold(&sold, "reads", own.count, unit(), |line| driven(line, own.driver.as_deref()));
    }
    if let Some(own) = table.written(cx, data)? {
        let sold = cx.sold("*", "writes")?;
        let said = "one write for each unit added; `writes` says otherwise";
        cx.push_sold(&sold, "writes", own.count, unit(), |line| {
            let line = driven(line, own.driver.as_deref());
            let deletes = "deletes among them cost less: they are billed like writes here";
            if own.assumed { line.assumed().note(said) } else { line.note(deletes) }
        });
    }
    if let Some(data) = data {
        let each = Decimal::from(DOCUMENT_OVERHEAD) / Decimal::from(1_u64 << 30);
        let items: Vec<Expr> = data.kept.iter().map(|kept| Expr::Series(kept.stock)).collect();
        let kept = if items.is_empty() {
            data.gib.clone()
        } else {
            let beside = Expr::sum(items).times(Expr::constant("beside each document", each, "GiB"));
            Expr::Sum(vec![data.gib.clone(), beside])
        };
        let months: Unit = "GiB-Months".parse().ok()?;
        cx.push_sold(&storage, "storage", kept.clone(), months.clone(), |line| {
            data.by(line).note("with 32 bytes beside each document; entries of indexes are not counted")
        });
        if table.point_in_time_recovery {
            let key = cx.key("firestore", "native", "pitr-storage");
            cx.push(data.by(Draft::new("point-in-time recovery", key, kept.clone(), months.clone())));
        }
        if table.backups.value != none {
            let key = cx.key("firestore", "native", "backup-storage");
            let quantity = kept.times(cx.leaf("whole backups", &table.backups, ""));
            cx.push(data.by(Draft::new("backups", key, quantity, months)));
        }
    }
    if let Some(restores) = &table.restores {
        let (bytes, driver) = crate::kinds::shared::of_demand(cx, "bytes restored", restores, "B")?;
        let key = cx.key("firestore", "native", "restore");
        cx.push(driven(Draft::new("restores", key, bytes, Unit::bytes()), driver.as_deref()));
    }
    Some(())
}
