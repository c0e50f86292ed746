//! Azure Files and Filestore: what is provisioned is billed, used or not.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Disks, FileStorage};
use crate::decode::Amount;
use crate::kinds::shared::lines::push_standing;
use crate::kinds::shared::stored::Stored;
use crate::kinds::shared::{gib, zones};
use crate::lower::{Cx, Draft};

/// The smallest premium share, the IOPS and MiB/s that every one has, and the MiB/s of ten GiB of it, in GiB and
/// each second (learn.microsoft.com/azure/storage/files/understanding-billing, provisioned v1: "MIN(3000 + 1 *
/// ProvisionedGiB, …)", "100 + CEILING(0.04 * ProvisionedGiB) + CEILING(0.06 * ProvisionedGiB)").
const LEAST_PREMIUM: u32 = 100;
const IOPS_OF_A_SHARE: u32 = 3_000;
const MIB_OF_A_SHARE: u32 = 100;
const GIB_OF_A_MIB: u32 = 10;
/// The smallest share on hard disks in GiB, and its fewest IOPS (the same page, provisioned v2;
/// learn.microsoft.com/dotnet/api, ShareCreateOptions.ProvisionedMaxIops: "For HDD, minimum IOPS is 500").
const LEAST_HDD: u32 = 32;
const LEAST_IOPS: u32 = 500;
/// The smallest instances of Filestore in GiB (cloud.google.com/filestore/docs/service-tiers: 1 TiB of basic HDD,
/// 2.5 TiB of basic SSD; service-tiers-regional: "Minimum capacity" 100 GiB).
const LEAST_BASIC_HDD: u32 = 1_024;
const LEAST_BASIC_SSD: u32 = 2_560;
const LEAST_REGIONAL: u32 = 100;

impl FileStorage {
    /// A share of Azure Files: premium by its size alone, on hard disks by size, IOPS and throughput.
    pub(super) fn azure_files(&self, cx: &mut Cx<'_, '_>, data: &Stored) -> Option<()> {
        let zones = zones(cx, self.zones.as_deref(), 3, 1);
        let one = zones.value.expected == Decimal::ONE;
        let redundancy = if one { "lrs" } else { "zrs" };
        let place = if one { "in one zone" } else { "in several zones" };
        let hdd = self.disks == Some(Disks::Hdd);
        let class = format!("{}-{redundancy}", if hdd { "hdd" } else { "ssd" });
        let mut sizes = vec![Expr::Ceil(Box::new(data.gib.clone()))];
        sizes.push(Expr::constant("the smallest share", if hdd { LEAST_HDD } else { LEAST_PREMIUM }, "GiB"));
        if !hdd {
            let needed = |own: &Amount, of: Decimal, base: u32, each: u32| {
                own.value.map(|asked| (*asked / of - Decimal::from(base)) * Decimal::from(each))
            };
            let reaching = [
                (
                    "IOPS",
                    self.iops.as_deref().map(|own| (needed(own, Decimal::ONE, IOPS_OF_A_SHARE, 1), own)),
                ),
                (
                    "throughput",
                    self.throughput.as_deref().map(|own| {
                        (needed(own, Decimal::from(1_u64 << 20), MIB_OF_A_SHARE, GIB_OF_A_MIB), own)
                    }),
                ),
            ];
            for (what, reached) in reaching {
                if let Some((gib, own)) = reached {
                    let gib: Ranged<Decimal> = gib.map(|gib| (*gib).max(Decimal::ZERO));
                    sizes.push(Expr::given(
                        &format!("GiB that reach the {what}"),
                        gib,
                        "GiB",
                        own.span.clone(),
                    ));
                }
            }
        }
        self.provisioned(cx, data, &class, Expr::Largest(sizes), place)?;
        if hdd {
            let iops = match &self.iops {
                Some(own) => Expr::Largest(vec![
                    cx.leaf("IOPS held", own, "IOPS"),
                    Expr::constant("the fewest", LEAST_IOPS, "IOPS"),
                ]),
                None => Expr::assumed("IOPS, the fewest", LEAST_IOPS.into(), "IOPS"),
            };
            let assumed = self.iops.is_none();
            let sold = cx.sold("azure-files", &format!("{class}-iops"))?;
            cx.push_sold(&sold, "IOPS", iops, "IOPS-Months".parse().ok()?, |line| {
                if assumed {
                    line.assumed().note("the fewest of a share; `iops` says otherwise")
                } else {
                    line.deterministic()
                }
            });
            let sold = cx.sold("azure-files", &format!("{class}-throughput"))?;
            let unit = "MiB/s-Months".parse().ok()?;
            cx.push_sold(&sold, "throughput", self.held()?, unit, Draft::deterministic);
        }
        self.copies(cx, "azure-files", &format!("{class}-backups"))
    }

    /// An instance of Filestore.
    pub(super) fn filestore(&self, cx: &mut Cx<'_, '_>, data: &Stored) -> Option<()> {
        let zones = zones(cx, self.zones.as_deref(), 1, 1);
        let one = zones.value.expected == Decimal::ONE;
        let (class, least, place) = match (one, self.disks) {
            (false, _) => ("regional", LEAST_REGIONAL, "regional"),
            (true, Some(Disks::Ssd)) => ("ssd", LEAST_BASIC_SSD, "basic, in one zone"),
            (true, _) => ("hdd", LEAST_BASIC_HDD, "basic, in one zone"),
        };
        let sizes = vec![
            Expr::Ceil(Box::new(data.gib.clone())),
            Expr::constant("the smallest instance", least, "GiB"),
        ];
        self.provisioned(cx, data, class, Expr::Largest(sizes), place)?;
        if class == "hdd" {
            let sold = cx.sold("filestore", "hdd-instance")?;
            push_standing(cx, &sold, "instance", Expr::constant("instance", 1, ""), "Instance", |line| line);
        }
        self.copies(cx, "filestore", "backups")
    }

    /// What is provisioned.
    fn provisioned(
        &self,
        cx: &mut Cx<'_, '_>,
        data: &Stored,
        part: &str,
        gib: Expr,
        place: &str,
    ) -> Option<()> {
        let engine = if cx.provider() == "azure" { "azure-files" } else { "filestore" };
        let sold = cx.sold(engine, part)?;
        let parts = if self.infrequent.is_some() || self.archive.is_some() {
            "what is read rarely costs the same"
        } else {
            ""
        };
        cx.push_sold(&sold, "storage", gib, "GiB-Months".parse().ok()?, |line| {
            data.by(line).note(place).note(parts)
        });
        Some(())
    }

    /// Backups or snapshots that are kept.
    fn copies(&self, cx: &mut Cx<'_, '_>, engine: &str, part: &str) -> Option<()> {
        let Some(backups) = &self.backups else { return Some(()) };
        let sold = cx.sold(engine, part)?;
        let unit: Unit = "GiB-Months".parse().ok()?;
        let kept = gib(cx, "backups", backups);
        cx.push_sold(&sold, "backups", kept, unit, Draft::deterministic);
        Some(())
    }
}
