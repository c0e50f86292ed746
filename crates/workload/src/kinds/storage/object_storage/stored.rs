//! What objects in a class cost by the month: their bytes, index data, monitoring.

use costmodel_core::model::Expr;
use costmodel_core::rate::Minimums;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::classes::{Class, Rung};
use super::{Held, Kept, ObjectStorage};
use crate::lower::{Cx, Draft};

/// The smallest object that a vendor watches and moves by when it is read: what is smaller stays in the first tier and
/// costs no monitoring (learn.microsoft.com/azure/storage/blobs/access-tiers-smart;
/// cloud.google.com/storage/docs/autoclass; docs.aws.amazon.com/AmazonS3, intelligent-tiering-overview).
const LEAST_WATCHED: u64 = 128 << 10;

/// Whether an object of so many bytes is watched.
fn is_watched(bytes: &Decimal) -> bool {
    *bytes >= Decimal::from(LEAST_WATCHED)
}

impl ObjectStorage {
    /// Bytes of one object as they are billed, with all its versions, in GiB.
    pub(super) fn billed_size(&self, kept: &Kept, minimums: &Minimums) -> Expr {
        let own = kept.size_gib();
        let small = |least: u64| {
            let least = Decimal::from(least);
            let value = &kept.size.value;
            value.low < least || value.expected < least || value.high < least
        };
        let size = match minimums.object_bytes.filter(|&least| small(least)) {
            Some(least) => {
                let least = Expr::constant(
                    "the class's minimum size",
                    Decimal::from(least) / Decimal::from(1_u64 << 30),
                    "GiB",
                );
                Expr::Largest(vec![own, least])
            }
            None => own,
        };
        self.with_versions(size)
    }

    fn with_versions(&self, expr: Expr) -> Expr {
        if self.versions.value == Ranged::same(Decimal::ONE) {
            return expr;
        }
        expr.times(Expr::given("versions of each", self.versions.value, "", self.versions.span.clone()))
    }

    /// Stored bytes, and what the vendor adds to each object.
    pub(super) fn store(&self, cx: &mut Cx<'_, '_>, held: &Held<'_>, several: bool) -> Option<()> {
        let months: Unit = "GiB-Months".parse().ok()?;
        let Held { kept, rung, objects, .. } = held;
        let key = rung.key(cx, "storage");
        let minimums = rung.minimums(cx);
        let tail = if several { format!(" of {}", kept.name) } else { String::new() };
        let name = |what: &str| match &rung.after {
            Some(_) => format!("{what}, moved{tail}"),
            None => format!("{what}{tail}"),
        };
        let size = self.billed_size(kept, &minimums);
        let rule = if rung.after.is_some() {
            "older objects: the stock without what is added in the time before they move"
        } else {
            ""
        };
        let short = match minimums.days {
            Some(days) if kept.deleted.is_some() && self.deleted_age.is_none() => format!(
                "objects deleted before {days} days are billed for the rest: say `deleted_age` to count them"
            ),
            _ => String::new(),
        };
        for (tier, what, part) in self.tiers(rung, kept) {
            let key = match tier {
                Some(tier) => cx.sold(Class::IntelligentTiering.word(), tier)?.key()?.clone(),
                None => key.clone(),
            };
            let quantity = match part {
                Some(part) => objects.clone().times(part).times(size.clone()),
                None => objects.clone().times(size.clone()),
            };
            let line = Draft::new(&name(what), key, quantity, months.clone());
            cx.push(line.driver(&kept.name).note(rule).note(&short));
        }
        if let Some((own, standard)) = minimums.overhead_bytes.filter(|_| self.overhead) {
            let standard_key = cx.sold(Class::Hot.word(), "storage")?.key()?.clone();
            for (key, bytes, what) in
                [(key, own, "index data"), (standard_key, standard, "index data in standard")]
            {
                let each = Expr::assumed(
                    "index data of each",
                    Decimal::from(bytes) / Decimal::from(1_u64 << 30),
                    "GiB",
                );
                let line = Draft::new(
                    &name(what),
                    key,
                    self.with_versions(objects.clone().times(each)),
                    months.clone(),
                );
                cx.push(line.assumed().driver(&kept.name).note("overhead = false switches it off"));
            }
        }
        if rung.is_tiering() {
            let watched =
                kept.size.value.map(|bytes| if is_watched(bytes) { Decimal::ONE } else { Decimal::ZERO });
            if watched != Ranged::same(Decimal::ZERO) {
                let each = Expr::given("watched: 128 KiB or more", watched, "", kept.size.span.clone());
                let unit: Unit = "Object-Months".parse().ok()?;
                let watched = self.with_versions(objects.clone().times(each));
                let sold = cx.sold(Class::IntelligentTiering.word(), "monitoring")?;
                cx.push_sold(&sold, &name("monitoring"), watched, unit, |line| line.driver(&kept.name));
            }
        }
        Some(())
    }

    /// Tiers of a class's storage with the part of the objects in each; one but for intelligent tiering. What a
    /// vendor tiers is billed at the rate of the class it is in; moves, early deletion and what is read back cost
    /// nothing, and requests are those of the hottest (cloud.google.com/storage/docs/autoclass, Pricing;
    /// learn.microsoft.com/azure/storage/blobs/access-tiers-smart, Billing details).
    fn tiers(&self, rung: &Rung, kept: &Kept) -> Vec<(Option<&'static str>, &'static str, Option<Expr>)> {
        let none = Ranged::same(Decimal::ZERO);
        let moved = |own: &Ranged<Decimal>| {
            Ranged::from_fn(|s| if is_watched(kept.size.value.get(s)) { *own.get(s) } else { Decimal::ZERO })
        };
        let (month, quarter) = (moved(&self.unread_30_days.value), moved(&self.unread_90_days.value));
        if !rung.is_tiering() || month == none {
            return vec![(None, "storage", None)];
        }
        let span = &self.unread_30_days.span;
        let part = |name: &str, value: Ranged<Decimal>| Some(Expr::given(name, value, "", span.clone()));
        let less = |a: &Ranged<Decimal>, b: &Ranged<Decimal>| {
            Ranged::from_fn(|s| a.get(s).checked_sub(*b.get(s)).unwrap_or_default())
        };
        let mut tiers = vec![
            (None, "storage", part("read within 30 days", less(&Ranged::same(Decimal::ONE), &month))),
            (
                Some("unread-30-days"),
                "storage, unread 30 days",
                part("unread for 30 to 90 days", less(&month, &quarter)),
            ),
        ];
        if quarter != none {
            tiers.push((
                Some("unread-90-days"),
                "storage, unread 90 days",
                part("unread for 90 days", quarter),
            ));
        }
        tiers
    }
}
