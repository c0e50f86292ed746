//! Disks of Azure and Google Cloud: sizes that are sold whole, and IOPS and throughput that are billed apart.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::{Ranged, Scenario};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{BlockStorage, Sized, Volume};
use crate::kinds::shared::kept::Kept;
use crate::kinds::shared::stored::most;
use crate::lower::{Cx, Draft};

/// The sizes of managed disks: their number, GiB, and the IOPS and MB/s of a premium SSD of it
/// (learn.microsoft.com/azure/virtual-machines/disks-types, premium SSD sizes).
const SIZES: [(&str, u32, u32, u32); 14] = [
    ("1", 4, 120, 25),
    ("2", 8, 120, 25),
    ("3", 16, 120, 25),
    ("4", 32, 120, 25),
    ("6", 64, 240, 50),
    ("10", 128, 500, 100),
    ("15", 256, 1_100, 125),
    ("20", 512, 2_300, 150),
    ("30", 1_024, 5_000, 200),
    ("40", 2_048, 7_500, 250),
    ("50", 4_096, 7_500, 250),
    ("60", 8_192, 16_000, 500),
    ("70", 16_384, 18_000, 750),
    ("80", 32_767, 20_000, 900),
];
/// The smallest standard HDD (the same page).
const LEAST_OF_HDD: u32 = 32;

/// What a volume includes of IOPS and throughput: premium SSD v2 in MB/s
/// (learn.microsoft.com/azure/virtual-machines/disks-types, Premium SSD v2: baseline 3,000 IOPS and 125 MB/s),
/// Hyperdisk Balanced in MiB/s (cloud.google.com/compute/docs/disks/hd-types/hyperdisk-balanced, Default IOPS and
/// throughput values: 3,000 IOPS and 140 MiB/s; at no charge, as grafana/cloudcost-exporter#896 bills them).
const fn included(volume: Volume) -> (u32, u32) {
    match volume {
        Volume::PremiumSsdV2 => (3_000, 125),
        Volume::HyperdiskBalanced => (3_000, 140),
        _ => (0, 0),
    }
}

/// GiB of a managed disk that is sold whole.
pub(crate) fn gib_of(key: &Key) -> Option<u32> {
    if key.service != "managed-disks" || key.meter != "disk" {
        return None;
    }
    let number = key.sku.split('-').next()?.get(1..)?;
    SIZES.iter().find(|size| size.0 == number).map(|size| size.1)
}

/// Whether such disks are sold in sizes.
pub(super) const fn in_sizes(volume: Volume) -> bool {
    matches!(volume, Volume::PremiumSsd | Volume::StandardSsd | Volume::StandardHdd)
}

/// Types of a provider that take IOPS, that take a throughput, and whose requests are billed.
pub(super) fn selling(provider: &str) -> (&'static str, &'static str, &'static str) {
    match provider {
        "azure" => {
            ("premium-ssd, premium-ssd-v2 or ultra", "premium-ssd, premium-ssd-v2 or ultra", "standard-ssd")
        }
        "gcp" => ("hyperdisk-balanced", "hyperdisk-balanced", "a provider that bills them"),
        _ => ("gp3, io1 or io2", "gp3", "magnetic"),
    }
}

impl Volume {
    /// Whether IOPS are stated of it.
    pub(super) const fn takes_iops(self) -> bool {
        use Volume::{Gp3, HyperdiskBalanced, PremiumSsd, PremiumSsdV2};
        self.needs_iops() || matches!(self, Gp3 | PremiumSsd | PremiumSsdV2 | HyperdiskBalanced)
    }

    /// Whether it is billed by the IOPS it is given.
    pub(super) const fn needs_iops(self) -> bool {
        use Volume::{HyperdiskExtreme, Io1, Io2, PdExtreme, Ultra};
        matches!(self, Io1 | Io2 | Ultra | PdExtreme | HyperdiskExtreme)
    }

    /// Whether a throughput is stated of it.
    pub(super) const fn takes_throughput(self) -> bool {
        use Volume::{Gp3, HyperdiskBalanced, PremiumSsd, PremiumSsdV2, Ultra};
        matches!(self, Gp3 | PremiumSsd | PremiumSsdV2 | Ultra | HyperdiskBalanced)
    }

    /// Whether requests to it are billed.
    pub(super) const fn bills_requests(self) -> bool {
        matches!(self, Volume::Magnetic | Volume::StandardSsd | Volume::StandardHdd)
    }
}

impl BlockStorage {
    /// A size for each unit of a driver, as something that is kept: its number decides how large a disk must be.
    pub(super) fn per_unit(&self, cx: &mut Cx<'_, '_>) -> Option<Vec<Kept>> {
        let sized = self.size.as_ref().and_then(|size| Some((size, size.per.as_deref()?)));
        let Some((size, noun)) = sized.filter(|(_, noun)| *noun != "month") else {
            return Some(Vec::new());
        };
        let demand = cx.low.demand_per(noun, &size.span, &cx.site)?;
        let (name, noun, size) = (demand.info.name, demand.info.noun, size.amount.clone());
        Some(vec![Kept { name, noun, stock: demand.id, added: None, deleted: None, size }])
    }

    /// The smallest disks that hold the volumes in their fullest month: a line for each size that a scenario takes.
    pub(super) fn whole_disks(&self, cx: &mut Cx<'_, '_>, volume: Volume, sized: &Sized) -> Option<()> {
        let needed = self.needed(cx, sized);
        let asked = |own: Option<Ranged<Decimal>>, s: Scenario| own.map_or(Decimal::ZERO, |own| *own.get(s));
        let iops = self.iops.as_ref().map(|own| own.value);
        let throughput = self.throughput.as_ref().map(|own| own.value.map(|b| *b / Decimal::from(1_000_000)));
        let least = if volume == Volume::StandardHdd { LEAST_OF_HDD } else { 0 };
        let taken = |s: Scenario| {
            SIZES.iter().find(|(_, gib, most, fastest)| {
                *gib >= least
                    && Decimal::from(*gib) >= *needed.get(s)
                    && Decimal::from(*most) >= asked(iops, s)
                    && Decimal::from(*fastest) >= asked(throughput, s)
            })
        };
        if Scenario::ALL.iter().any(|s| taken(*s).is_none()) {
            let message = format!("no {} disk is large and fast enough for `{}`", volume.word(), cx.name);
            let hint = "type = \"premium-ssd-v2\", or spread it over more volumes: count = 4";
            cx.error("nothing-fits", cx.span.clone(), message, "too large", hint);
            return None;
        }
        let letter = match volume {
            Volume::PremiumSsd => "p",
            Volume::StandardSsd => "e",
            _ => "s",
        };
        let service = cx.sold(volume.word(), "storage")?.key()?.service.clone();
        for (number, gib, ..) in &SIZES {
            let here = |s: Scenario| taken(s).is_some_and(|own| own.0 == *number);
            let count = Ranged::from_fn(|s| if here(s) { *self.count.value.get(s) } else { Decimal::ZERO });
            if count == Ranged::same(Decimal::ZERO) {
                continue;
            }
            let full = sized.stated || self.fill.value == Ranged::same(Decimal::ONE);
            let room = if full { "" } else { "; fill = \"100 %\" runs it full" };
            let volumes = Expr::given("volumes", count, "", self.count.span.clone());
            let key = cx.key(&service, &format!("{letter}{number}-lrs"), "disk");
            let line = Draft::new("storage", key, volumes, Unit::months()).deterministic();
            let line = line.note(format!(
                "{}{number} of {gib} GiB, the smallest that holds a volume in its fullest month{room}",
                letter.to_uppercase()
            ));
            cx.push(if full { line } else { line.assumed() });
        }
        Some(())
    }

    /// GiB that a volume must hold in its fullest month, with its free space.
    fn needed(&self, cx: &mut Cx<'_, '_>, sized: &Sized) -> Ranged<Decimal> {
        if sized.kept.is_empty() {
            let stated = self.size.as_ref().map_or(Ranged::same(Decimal::ZERO), |size| size.value);
            return stated.map(|bytes| *bytes / Decimal::from(1_u64 << 30));
        }
        let all = most(cx.low, &sized.kept, Kept::size_gib);
        if sized.stated {
            return all;
        }
        Ranged::from_fn(|s| {
            let full = all.get(s).checked_div(*self.fill.value.get(s));
            full.and_then(|gib| gib.checked_div(*self.count.value.get(s))).unwrap_or(Decimal::MAX)
        })
    }

    /// IOPS and throughput above what a volume includes, where they are billed.
    pub(super) fn sold_speed(&self, cx: &mut Cx<'_, '_>, volume: Volume) -> Option<()> {
        if in_sizes(volume) {
            return Some(());
        }
        let (iops, throughput) = included(volume);
        let azure = cx.provider() == "azure";
        let (bytes, unit) = if azure { (1_000_000, "MB/s-Months") } else { (1_u64 << 20, "MiB/s-Months") };
        let moved = |own: &crate::decode::PerBytes| own.value.map(|b| *b / Decimal::from(bytes));
        let own = [
            (
                "IOPS",
                "iops",
                iops,
                "IOPS-Months",
                self.iops.as_ref().map(|own| (own.value, own.span.clone())),
            ),
            (
                "throughput",
                "throughput",
                throughput,
                unit,
                self.throughput.as_ref().map(|own| (moved(own), own.span.clone())),
            ),
        ];
        for (name, part, included, unit, stated) in own {
            let Some((value, span)) = stated else { continue };
            let billed = value.map(|own| (*own - Decimal::from(included)).max(Decimal::ZERO));
            if billed == Ranged::same(Decimal::ZERO) {
                continue;
            }
            let leaf = match included {
                0 => format!("{name} of a volume"),
                _ => format!("{name} above the included {included}"),
            };
            let measure = unit.split('-').next().unwrap_or("");
            let one = Expr::given(&leaf, billed, measure, span);
            let sold = cx.sold(volume.word(), part)?;
            let volumes = one.times(cx.leaf("volumes", &self.count, ""));
            cx.push_sold(&sold, name, volumes, unit.parse().ok()?, Draft::deterministic);
        }
        Some(())
    }
}
