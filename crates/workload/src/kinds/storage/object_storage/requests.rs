//! Requests to object storage: writes, reads, retrieval, transitions.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::classes::Rung;
use super::{Held, Kept, ObjectStorage, Restore};
use crate::decode::{OneOrMany, PerCount};
use crate::lower::{Cx, Draft};

impl ObjectStorage {
    /// Writes to the first class, and transitions to the others.
    pub(super) fn write(&self, cx: &mut Cx<'_, '_>, all: &[Kept], rungs: &[Rung]) -> Option<()> {
        let first = rungs.first()?;
        let requests = Unit::counted("Requests");
        let [put, ..] = first.operations();
        let mut bytes = None;
        match &self.writes {
            Some(writes) => {
                let (quantity, driver) = sum(cx, "writes", writes)?;
                let line = Draft::new("writes", first.key(cx, put), quantity.clone(), requests.clone());
                cx.push(line.driver(&driver));
                bytes = Some((quantity.times(mean_size(all)), driver, false));
            }
            None => {
                let added: Vec<(&Kept, Expr)> =
                    all.iter().filter_map(|kept| Some((kept, Expr::Series(kept.added?)))).collect();
                if !added.is_empty() {
                    let driver = added
                        .iter()
                        .map(|(kept, _)| format!("{}.added", kept.name))
                        .collect::<Vec<_>>()
                        .join("+");
                    let once = Expr::assumed("writes for each added", Decimal::ONE, "requests");
                    let quantity =
                        Expr::sum(added.iter().map(|(_, added)| added.clone()).collect()).times(once);
                    let line = Draft::new("writes", first.key(cx, put), quantity, requests.clone());
                    cx.push(
                        line.assumed()
                            .driver(&driver)
                            .note("one write for each object added; `writes` says otherwise"),
                    );
                    let written =
                        added.into_iter().map(|(kept, added)| added.times(kept.size_gib())).collect();
                    bytes = Some((Expr::sum(written), driver, true));
                }
            }
        }
        if let Some((quantity, driver, assumed)) = bytes.filter(|_| first.has("data-upload")) {
            let line = Draft::new("upload", first.key(cx, "data-upload"), quantity, "GiB".parse().ok()?)
                .driver(&driver);
            cx.push(if assumed { line.assumed() } else { line });
        }
        for rung in rungs.iter().skip(1) {
            let [.., moved] = rung.operations();
            for kept in all {
                let Some(added) = kept.added else { continue };
                let name = if all.len() > 1 { format!("moves of {}", kept.name) } else { "moves".to_owned() };
                let line = Draft::new(&name, rung.key(cx, moved), Expr::Series(added), requests.clone());
                let small =
                    if rung.is_s3() { "AWS moves no object under 128 KiB unless told to" } else { "" };
                let line = line.note("as many move in a month as are added in it").note(small);
                cx.push(line.driver(&format!("{}.added", kept.name)));
            }
        }
        Some(())
    }

    /// Reads, and the bytes they take back from classes that charge for it.
    pub(super) fn read(&self, cx: &mut Cx<'_, '_>, all: &[Kept], held: &[Held<'_>]) -> Option<()> {
        let reads = match &self.reads {
            Some(reads) => Some(sum(cx, "reads", reads)?),
            None => None,
        };
        let stated = match &self.retrieval {
            Some(bytes) => {
                let (bytes, driver) = cx.times_per("retrieved", bytes, "B")?;
                Some((bytes, driver.unwrap_or_default()))
            }
            None => None,
        };
        let mut rungs: Vec<&Rung> = Vec::new();
        for one in held {
            if !rungs.iter().any(|rung| rung.sku == one.rung.sku) {
                rungs.push(one.rung);
            }
        }
        let alone = rungs.len() == 1;
        for rung in rungs {
            let here: Vec<&Held<'_>> = held.iter().filter(|one| one.rung.sku == rung.sku).collect();
            let spread = |total: Expr| if alone { total } else { total.times(share(all, &here)) };
            let note = if alone { "" } else { "reads fall on each class by its share of the stock" };
            let restored = if rung.is_archived() { Some(self.restored(cx, rung)?) } else { None };
            if let Some((reads, driver)) = &reads {
                let push = |cx: &mut Cx<'_, '_>, name: &str, key: Key, quantity: Expr| {
                    let line = Draft::new(name, key, quantity, Unit::counted("Requests"));
                    cx.push(line.driver(driver).note(note));
                };
                let [_, get, _] = rung.operations();
                // What Blob Storage restores is read in the hot tier.
                let key = match &restored {
                    Some(_) if !rung.is_s3() => cx.key("blob", &rung.thawed(), get),
                    _ => rung.key(cx, get),
                };
                push(cx, "reads", key, spread(reads.clone()));
                if let Some([request, _]) = &restored {
                    push(cx, "restores", rung.key(cx, request), spread(reads.clone()));
                }
            }
            let Some(retrieval) = rung.retrieval() else { continue };
            let meter = match &restored {
                Some([_, bytes]) => bytes.as_str(),
                None => retrieval,
            };
            let key = rung.key(cx, meter);
            if let Some((bytes, driver)) = &stated {
                if self.retrieval.as_ref().is_some_and(|bytes| bytes.value != Ranged::same(Decimal::ZERO)) {
                    let line = Draft::new("retrieval", key, spread(bytes.clone()), Unit::bytes());
                    cx.push(
                        if driver.is_empty() { line.deterministic() } else { line.driver(driver) }.note(note),
                    );
                }
            } else if let Some((reads, driver)) = &reads {
                let size = if alone { mean_size(all) } else { share(all, &here).times(mean_size_of(&here)) };
                let line = Draft::new("retrieval", key, reads.clone().times(size), "GiB".parse().ok()?);
                cx.push(
                    line.assumed()
                        .driver(driver)
                        .note("each read takes a whole object; `retrieval` says otherwise")
                        .note(note),
                );
            }
        }
        Some(())
    }

    /// The meters of a restore and of its bytes. Blob Storage restores at standard or high priority, each billed
    /// as a read of the archive tier and by the GiB (learn.microsoft.com/azure/storage/blobs,
    /// archive-rehydrate-overview).
    fn restored(&self, cx: &mut Cx<'_, '_>, rung: &Rung) -> Option<[String; 2]> {
        let of = |tail: &str| {
            let [request, bytes] = if rung.is_s3() {
                ["retrieval-requests", "retrieval"]
            } else {
                ["read-requests", "retrieval"]
            };
            Some([format!("{request}{tail}"), format!("{bytes}{tail}")])
        };
        match (self.restore, rung.is_s3()) {
            (Restore::Standard, _) => of(""),
            (other, true) => of(&format!("-{}", other.word())),
            (Restore::Expedited, false) => of("-priority"),
            (Restore::Bulk, false) => {
                let (span, message) = (cx.span_of("restore"), "Blob Storage restores nothing in bulk");
                let hint = "the nearest is restore = \"standard\"";
                cx.error("not-sold-here", span, message, "not sold here", hint);
                None
            }
        }
    }
}

/// Several counts added up, and their drivers.
fn sum(cx: &mut Cx<'_, '_>, name: &str, counts: &OneOrMany<PerCount>) -> Option<(Expr, String)> {
    let mut parts = Vec::new();
    let mut drivers = Vec::new();
    let mut whole = true;
    for count in &counts.0 {
        match cx.times_per(name, count, "requests") {
            Some((part, driver)) => {
                parts.push(part);
                drivers.extend(driver);
            }
            None => whole = false,
        }
    }
    drivers.dedup();
    whole.then(|| (Expr::sum(parts), drivers.join("+")))
}

/// The mean size of what is kept, in GiB.
fn mean_size(all: &[Kept]) -> Expr {
    match all {
        [one] => one.size_gib(),
        _ => {
            let bytes = all.iter().map(|kept| Expr::Series(kept.stock).times(kept.size_gib())).collect();
            Expr::sum(bytes).over(stock(all))
        }
    }
}

/// The mean size of what is in a class, in GiB.
fn mean_size_of(here: &[&Held<'_>]) -> Expr {
    match here {
        [one] => one.kept.size_gib(),
        _ => {
            let bytes = here.iter().map(|one| one.objects.clone().times(one.kept.size_gib())).collect();
            Expr::sum(bytes).over(Expr::sum(here.iter().map(|one| one.objects.clone()).collect()))
        }
    }
}

/// The part of the stock that is in a class.
fn share(all: &[Kept], here: &[&Held<'_>]) -> Expr {
    Expr::sum(here.iter().map(|one| one.objects.clone()).collect()).over(stock(all))
}

fn stock(all: &[Kept]) -> Expr {
    Expr::sum(all.iter().map(|kept| Expr::Series(kept.stock)).collect())
}
