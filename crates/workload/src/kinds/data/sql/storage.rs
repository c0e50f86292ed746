//! Storage of a database: what it keeps, indexes, free space; IOPS, throughput and I/O.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::instances::product;
use super::volume::{Sizes, Volume};
use super::{Disk, Shape, Sql};
use crate::kinds::shared::lines::driven;
use crate::kinds::shared::of_demand;
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft};

/// The smallest volume of RDS for PostgreSQL and MySQL on SSD, GiB
/// (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html).
pub(super) const LEAST_GIB: u32 = 20;
/// From this size on a gp3 volume of RDS is striped, and more is included (the same page).
const STRIPED_FROM_GIB: u32 = 400;
/// What a gp3 volume includes below and from there on: IOPS, MiB/s.
const INCLUDED: [(u32, u32); 2] = [(3_000, 125), (12_000, 500)];

/// What is provisioned, or used.
pub(super) struct Allocated {
    /// GiB of data and indexes.
    pub used: Expr,
    /// GiB billed for one copy: the volume, what is used of Aurora.
    pub billed: Expr,
    /// The volume, where the file states it.
    pub stated: Option<Ranged<Decimal>>,
}

impl Sql {
    /// Storage of the database and of its replicas.
    /// Beside what is there already it fills the volume, and no size is rounded.
    pub(super) fn volumes(
        &self,
        cx: &mut Cx<'_, '_>,
        shape: &Shape,
        data: &Stored,
        beside: bool,
    ) -> Option<Allocated> {
        let months: Unit = "GiB-Months".parse().ok()?;
        let volume = self.volume(cx, shape)?;
        let push = |cx: &mut Cx<'_, '_>, name: &str, quantity: Expr, assumed: bool, note: &str| {
            let line = data.by(Draft::new(name, volume.key.clone(), quantity, months.clone())).note(note);
            cx.push(if assumed { line.assumed() } else { line });
        };
        push(cx, "storage", data.gib.clone(), false, "");
        if data.driver.is_none() {
            return self.stated_volume(cx, shape, data, &volume, &months);
        }
        let mut used = data.gib.clone();
        if let Some(index) = &data.indexes {
            used = Expr::Sum(vec![used, index.clone()]);
            push(cx, "indexes", index.clone(), true, "1.1 x (bytes of a vector + 8 x `links`) for each");
        } else if self.index.as_ref().is_none_or(|own| own.value != Ranged::same(Decimal::ZERO)) {
            let part = match &self.index {
                Some(own) => cx.leaf("indexes, for each byte kept", own, ""),
                None => Expr::assumed("indexes, for each byte kept", Decimal::new(3, 1), ""),
            };
            let index = data.gib.clone().times(part);
            used = Expr::Sum(vec![used, index.clone()]);
            push(cx, "indexes", index, self.index.is_none(), "index = \"0 %\" switches it off");
        }
        if volume.sizes == Sizes::Used {
            return Some(Allocated { used: used.clone(), billed: used, stated: None });
        }
        let filled = used.clone().over(self.full(cx)?);
        let billed = if beside { filled } else { volume.sizes.holding(filled) };
        let free = Expr::Above(Box::new(billed.clone()), Box::new(used.clone()));
        push(cx, "free space", free, true, &volume.sizes.note());
        let allocated = Allocated { used, billed, stated: None };
        replica_volumes(cx, shape, data, &volume, &allocated, &months);
        Some(allocated)
    }

    /// A volume whose size the file states.
    fn stated_volume(
        &self,
        cx: &mut Cx<'_, '_>,
        shape: &Shape,
        data: &Stored,
        volume: &Volume,
        months: &Unit,
    ) -> Option<Allocated> {
        let size = data.most(cx.low);
        let least_here = match volume.sizes {
            Sizes::Whole(_) if self.disk() == Disk::Magnetic => Decimal::from(5),
            Sizes::Whole(least) => Decimal::from(least),
            Sizes::Used | Sizes::Steps(_) => Decimal::ZERO,
        };
        let span = self.storage.as_ref().map_or(cx.span.clone(), |storage| storage.span.clone());
        if volume.sizes == Sizes::Used {
            return Some(Allocated { used: data.gib.clone(), billed: data.gib.clone(), stated: None });
        }
        if size.low < least_here || size.expected < least_here || size.high < least_here {
            cx.error(
                "out-of-range",
                span,
                format!(
                    "a {} volume of {} has at least {least_here} GiB",
                    self.disk_of(cx).word(),
                    product(cx)
                ),
                "smaller than what is sold",
                format!("storage = \"{least_here} GiB\""),
            );
            return None;
        }
        if let Some(index) = &self.index {
            cx.error(
                "no-effect",
                index.span.clone(),
                "`index` means nothing beside a stated `storage`: they are inside it",
                "inside `storage`",
                "drop it, or say what is kept: keeps = \"documents\"",
            );
            return None;
        }
        let full = self.full(cx)?;
        let mut billed = data.gib.clone();
        if let Sizes::Steps(_) = volume.sizes {
            billed = volume.sizes.holding(billed);
            let rest = Expr::Above(Box::new(billed.clone()), Box::new(data.gib.clone()));
            let line = Draft::new("free space", volume.key.clone(), rest, months.clone());
            cx.push(data.by(line).assumed().note(volume.sizes.note()));
        }
        let allocated = Allocated { used: data.gib.clone().times(full), billed, stated: Some(size) };
        replica_volumes(cx, shape, data, volume, &allocated, months);
        Some(allocated)
    }

    /// How full volumes are.
    fn full(&self, cx: &mut Cx<'_, '_>) -> Option<Expr> {
        let Some(fill) = &self.fill else { return Some(Expr::assumed("how full", Decimal::new(8, 1), "")) };
        if fill.value.low.is_zero() || fill.value.expected.is_zero() || fill.value.high.is_zero() {
            cx.error(
                "out-of-range",
                fill.span.clone(),
                "a volume cannot be run 0 % full",
                "above 0 %",
                "fill = \"80 %\"",
            );
            return None;
        }
        Some(cx.leaf("how full", fill, ""))
    }

    pub(super) fn disk(&self) -> Disk {
        self.storage_type.unwrap_or(Disk::Gp3)
    }

    /// IOPS and throughput above what is included.
    pub(super) fn speed(&self, cx: &mut Cx<'_, '_>, shape: &Shape, allocated: &Allocated) -> Option<()> {
        if self.engine.is_aurora() {
            return Some(());
        }
        let disk = self.disk();
        let priced = matches!(disk, Disk::Io1 | Disk::Io2);
        if priced && self.iops.is_none() {
            let span = cx.span.clone();
            cx.error(
                "missing-key",
                span,
                format!("`iops` is missing: {} bills the IOPS it is given", disk.word()),
                "needs `iops`",
                "add iops = 4_000",
            );
            return None;
        }
        let asked = [
            ("iops", "IOPS", "IOPS", self.iops.as_deref(), priced || disk == Disk::Gp3, 0),
            ("throughput", "throughput", "MiB/s", self.throughput.as_deref(), disk == Disk::Gp3, 1),
        ];
        for (meter, name, unit, amount, sold, which) in asked {
            let Some(amount) = amount else { continue };
            if !sold {
                let message = format!("`{meter}` means nothing for a {} volume", disk.word());
                let hint = "drop it, or choose storage_type = \"gp3\"";
                cx.error("no-effect", amount.span.clone(), message, "not billed there", hint);
                return None;
            }
            let value = if which == 0 { amount.value } else { self.mib_per_second(cx, amount)? };
            let given = Expr::given(&format!("{name} of a volume"), value, unit, amount.span.clone());
            let billed = if priced {
                given
            } else {
                self.raised(cx, amount, &value, allocated, which)?;
                Expr::Above(Box::new(given), Box::new(included(allocated, which)))
            };
            let unit: Unit = format!("{unit}-Months").parse().ok()?;
            let key = cx.key("rds", disk.word(), &format!("{}/{meter}", shape.deployment()));
            cx.push(Draft::new(name, key, billed.clone(), unit.clone()).deterministic());
            if shape.replicated {
                let key = cx.key("rds", disk.word(), &format!("single-az/{meter}"));
                let quantity = billed.times(shape.replicas.clone());
                cx.push(Draft::new(&format!("replica {name}"), key, quantity, unit).deterministic());
            }
        }
        Some(())
    }

    /// A throughput in MiB per second; says so when it is per something else.
    pub(super) fn mib_per_second(
        &self,
        cx: &mut Cx<'_, '_>,
        amount: &crate::decode::Amount,
    ) -> Option<Ranged<Decimal>> {
        if amount.per.as_deref() == Some("second") {
            return Some(amount.value.map(|bytes| *bytes / Decimal::from(1_u64 << 20)));
        }
        let hint = "throughput = \"750 MiB per second\"";
        let span = amount.span.clone();
        cx.error("unit-mismatch", span, "a throughput is bytes per second", "per what time?", hint);
        None
    }

    /// Below the size from which a volume is striped nothing can be added to what is included.
    fn raised(
        &self,
        cx: &mut Cx<'_, '_>,
        amount: &crate::decode::Amount,
        value: &Ranged<Decimal>,
        allocated: &Allocated,
        which: usize,
    ) -> Option<()> {
        let small = Decimal::from(STRIPED_FROM_GIB);
        let own = INCLUDED.first().map_or(0, |pair| if which == 0 { pair.0 } else { pair.1 });
        let cannot = |size: &Decimal, asked: &Decimal| *size < small && *asked > Decimal::from(own);
        let Some(size) = &allocated.stated else { return Some(()) };
        if cannot(&size.low, &value.low)
            || cannot(&size.expected, &value.expected)
            || cannot(&size.high, &value.high)
        {
            cx.error(
                "out-of-range",
                amount.span.clone(),
                format!("a gp3 volume of RDS below {STRIPED_FROM_GIB} GiB has its {own} and no more"),
                "cannot be raised at this size",
                format!("storage = \"{STRIPED_FROM_GIB} GiB\", or storage_type = \"io1\""),
            );
            return None;
        }
        Some(())
    }

    /// Reads and writes of storage, where they are billed.
    pub(super) fn io(&self, cx: &mut Cx<'_, '_>, shape: &Shape) -> Option<()> {
        let key = if self.engine.is_aurora() {
            cx.key("aurora", shape.configuration, "io-requests")
        } else {
            cx.key("rds", Disk::Magnetic.word(), "io-requests")
        };
        for amount in self.io_requests.iter().flat_map(|list| &list.0) {
            let (quantity, driver) = of_demand(cx, "I/O requests", amount, "requests")?;
            let line = Draft::new("I/O requests", key.clone(), quantity, Unit::counted("Requests"));
            cx.push(driven(line, driver.as_deref()));
        }
        Some(())
    }
}

/// The volumes of the standby, where it pays for its own, and of read replicas.
fn replica_volumes(
    cx: &mut Cx<'_, '_>,
    shape: &Shape,
    data: &Stored,
    volume: &Volume,
    allocated: &Allocated,
    months: &Unit,
) {
    let single =
        |name: &str, quantity: Expr| Draft::new(name, volume.single.clone(), quantity, months.clone());
    if volume.standby {
        let line = single("standby storage", allocated.billed.clone());
        cx.push(data.by(line).note("the standby has a volume as large"));
    }
    if shape.replicated {
        let line = single("replica storage", allocated.billed.clone().times(shape.replicas.clone()));
        cx.push(data.by(line).note("each read replica has a volume as large"));
    }
}

/// What a gp3 volume includes: more from the size on from which it is striped. Volumes are whole GiB, so what
/// is above one GiB less is one or more.
fn included(allocated: &Allocated, which: usize) -> Expr {
    let [small, large] = INCLUDED.map(|pair| if which == 0 { pair.0 } else { pair.1 });
    let below = Expr::constant("just below a striped volume", STRIPED_FROM_GIB.saturating_sub(1), "GiB");
    let striped = Expr::Smallest(vec![
        Expr::constant("striped", 1, ""),
        Expr::Above(Box::new(Expr::Ceil(Box::new(allocated.billed.clone()))), Box::new(below)),
    ]);
    let more = Expr::constant("more of a striped volume", large.saturating_sub(small), "");
    Expr::Sum(vec![Expr::constant("included", small, ""), striped.times(more)])
}
