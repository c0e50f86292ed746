//! The volume of a database: its prices, and the sizes it is sold in.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;

use super::storage::LEAST_GIB;
use super::{Disk, Engine, Shape, Sql};
use crate::lower::Cx;

/// The volume of a database.
pub(super) struct Volume {
    /// The price of the database's own; with that of its standby, where one price is of both.
    pub key: Key,
    /// The price of a volume by itself: of a read replica, of a standby that pays for its own.
    pub single: Key,
    /// Whether the standby pays for its own.
    pub standby: bool,
    /// The sizes it is sold in.
    pub sizes: Sizes,
}

/// The sizes of volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sizes {
    /// What is used is billed.
    Used,
    /// Whole GiB, so many at least.
    Whole(u32),
    /// These alone, GiB; beyond the last in whole GiB.
    Steps(&'static [u32]),
}

/// The smallest volume of Azure Database for MySQL (learn.microsoft.com/azure/mysql/flexible-server,
/// concepts-service-tiers-storage: "the minimum storage supported is 20 GiB … scaled in 1 GiB increments") and of
/// premium-ssd-v2 for PostgreSQL (learn.microsoft.com/azure/postgresql/flexible-server, concepts-storage).
const LEAST_OF_AZURE: u32 = 20;
const LEAST_OF_SSD_V2: u32 = 32;
/// The smallest of Cloud SQL (cloud.google.com/sql/docs/postgres/instance-settings, Storage capacity).
const LEAST_OF_GOOGLE: u32 = 10;
/// The sizes of premium SSDs for PostgreSQL (learn.microsoft.com/azure/postgresql/flexible-server,
/// concepts-storage: "32 GiB, 64 GiB, 128 GiB … 32 TiB"; the last is 32,767 GiB).
const PREMIUM_SSD: &[u32] = &[32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_767];

impl Sql {
    /// The volume that the provider gives the database.
    pub(super) fn volume(&self, cx: &mut Cx<'_, '_>, shape: &Shape) -> Option<Volume> {
        let one = |key: Key, sizes| Some(Volume { single: key.clone(), key, standby: false, sizes });
        if self.engine.is_aurora() {
            return one(cx.key("aurora", shape.configuration, "storage"), Sizes::Used);
        }
        match cx.provider() {
            "azure" if self.engine == Engine::AzureSql => {
                let part = if shape.standby { "storage-redundant" } else { "storage" };
                let single = self.part(cx, "storage")?.key()?.clone();
                let key = self.part(cx, part)?.key()?.clone();
                Some(Volume { key, single, standby: false, sizes: Sizes::Whole(1) })
            }
            "azure" => {
                let v2 = self.disk_of(cx) == Disk::PremiumSsdV2;
                let part = if v2 { "storage-v2" } else { "storage" };
                let key = self.part(cx, part)?.key()?.clone();
                let sizes = match (v2, self.engine) {
                    (true, _) => Sizes::Whole(LEAST_OF_SSD_V2),
                    (false, Engine::PostgreSql) => Sizes::Steps(PREMIUM_SSD),
                    (false, _) => Sizes::Whole(LEAST_OF_AZURE),
                };
                Some(Volume { single: key.clone(), key, standby: shape.standby, sizes })
            }
            "gcp" => {
                let part = if shape.standby { "storage-regional" } else { "storage" };
                let single = self.part(cx, "storage")?.key()?.clone();
                let key = self.part(cx, part)?.key()?.clone();
                Some(Volume { key, single, standby: false, sizes: Sizes::Whole(LEAST_OF_GOOGLE) })
            }
            _ => Some(Volume {
                key: cx.key("rds", self.disk().word(), &format!("{}/storage", shape.deployment())),
                single: cx.key("rds", self.disk().word(), "single-az/storage"),
                standby: false,
                sizes: Sizes::Whole(LEAST_GIB),
            }),
        }
    }

    /// Its volumes, or those that the provider has where nothing is written.
    pub(super) fn disk_of(&self, cx: &Cx<'_, '_>) -> Disk {
        self.storage_type.unwrap_or(Disk::usual(cx.provider()))
    }
}

impl Sizes {
    /// The volume that holds so many GiB.
    pub(super) fn holding(self, gib: Expr) -> Expr {
        match self {
            Sizes::Used => gib,
            Sizes::Whole(least) => {
                let least = Expr::constant("the smallest volume", least, "GiB");
                Expr::Largest(vec![Expr::Ceil(Box::new(gib)), least])
            }
            Sizes::Steps(steps) => {
                let Some((first, last)) = steps.first().zip(steps.last()) else { return gib };
                let mut parts = vec![Expr::constant("the smallest volume", *first, "GiB")];
                for (size, next) in steps.iter().zip(steps.iter().skip(1)) {
                    // One where the size is too small: a part of a GiB more is a whole one more.
                    let size_of = Expr::constant("a size", *size, "GiB");
                    let above = Expr::Above(Box::new(gib.clone()), Box::new(size_of));
                    let beyond =
                        Expr::Smallest(vec![Expr::Ceil(Box::new(above)), Expr::constant("once", 1, "")]);
                    let more = Expr::constant("up to the next size", next.saturating_sub(*size), "GiB");
                    parts.push(beyond.times(more));
                }
                let whole = Expr::Ceil(Box::new(gib));
                let last = Expr::constant("the largest volume", *last, "GiB");
                let larger = Expr::Above(Box::new(whole), Box::new(last));
                Expr::Sum(parts.into_iter().chain([larger]).collect())
            }
        }
    }

    /// What is to be said of them.
    pub(super) fn note(self) -> String {
        match self {
            Sizes::Used => String::new(),
            Sizes::Whole(least) => {
                format!("whole GiB, {least} at least, `fill` full; fill = \"100 %\" switches it off")
            }
            Sizes::Steps(steps) => {
                let first: Vec<String> = steps.iter().take(4).map(u32::to_string).collect();
                format!(
                    "sold as {} GiB and so on, `fill` full; fill = \"100 %\" runs it full",
                    first.join(", ")
                )
            }
        }
    }
}
