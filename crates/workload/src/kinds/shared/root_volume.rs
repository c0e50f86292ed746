//! The volume a machine starts from: gp3 on AWS, a Premium SSD of the size that holds it on Azure, a balanced
//! persistent disk on Google Cloud.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::shop::MACHINES;
use super::{gib, unranged};
use crate::decode::Bytes;
use crate::lower::{Cx, Draft};

/// Sizes of Premium SSDs of Azure: GiB and name (learn.microsoft.com/azure/virtual-machines/disks-types, premium
/// SSD size). What is provisioned is billed as the next one.
pub const PREMIUM_SIZES: [(u32, &str); 14] = [
    (4, "p1"),
    (8, "p2"),
    (16, "p3"),
    (32, "p4"),
    (64, "p6"),
    (128, "p10"),
    (256, "p15"),
    (512, "p20"),
    (1_024, "p30"),
    (2_048, "p40"),
    (4_096, "p50"),
    (8_192, "p60"),
    (16_384, "p70"),
    (32_767, "p80"),
];

/// A volume: its price, and how much of it one machine has.
#[derive(Clone, Debug)]
pub struct Volume {
    key: Key,
    each: Expr,
    by_size: bool,
    note: String,
}

/// The volume of a size; nothing where none is asked for.
pub fn volume(cx: &mut Cx<'_, '_>, size: &Bytes) -> Option<Option<Volume>> {
    if size.value == Ranged::same(Decimal::ZERO) {
        return Some(None);
    }
    let sold = cx.sold_as(MACHINES, "*", "root-volume")?;
    let mut key = sold.key()?.clone();
    if key.provider != "azure" {
        let each = gib(cx, "root volume", size);
        return Some(Some(Volume { key, each, by_size: true, note: String::new() }));
    }
    let asked = unranged(cx, size, "root_volume")? / Decimal::from(1_u64 << 30);
    let Some((holds, name)) = PREMIUM_SIZES.into_iter().find(|(holds, _)| Decimal::from(*holds) >= asked)
    else {
        let message = format!("no disk of Azure holds the root volume of `{}`", cx.name);
        cx.error("nothing-fits", size.span.clone(), message, "at most 32767 GiB", "ask for less");
        return None;
    };
    key.sku = format!("{name}-lrs");
    let note = format!("Premium SSD {}: {holds} GiB, the next size that is sold", name.to_uppercase());
    Some(Some(Volume { key, each: Expr::constant("disk of a machine", 1, ""), by_size: false, note }))
}

impl Volume {
    /// The volumes of so many machines that keep them all month.
    pub fn kept(self, machines: Expr) -> Option<Draft> {
        let unit = if self.by_size { "GiB-Months".parse().ok()? } else { Unit::months() };
        Some(self.line(machines, unit))
    }

    /// The volumes of machines for so many hours of them.
    pub fn for_hours(self, hours: Expr) -> Option<Draft> {
        let unit = if self.by_size { "GiB-Hours".parse().ok()? } else { Unit::hours() };
        Some(self.line(hours, unit))
    }

    fn line(self, times: Expr, unit: Unit) -> Draft {
        let quantity = if self.by_size { times.times(self.each) } else { times };
        Draft::new("root volume", self.key, quantity, unit).note(self.note)
    }
}
