//! Backups of a database: automatic ones for their retention, and snapshots.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::Sql;
use super::storage::Allocated;
use crate::kinds::shared::copies::copies;
use crate::kinds::shared::gib;
use crate::kinds::shared::steps::days;
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft};

impl Sql {
    /// What backups store above the size of the database, which is free
    /// (aws.amazon.com/rds/pricing, Backup storage; aws.amazon.com/rds/aurora/pricing, the same for a cluster;
    /// learn.microsoft.com/azure/postgresql/flexible-server, concepts-backup-restore: "up to 100 percent of your
    /// provisioned server storage", once with redundancy in one region; the same for MySQL;
    /// learn.microsoft.com/azure/azure-sql/database, automated-backups-overview: "100 percent of the maximum data storage
    /// size"). Backups of Azure SQL Database are taken as locally redundant; its own default is twice as dear. Cloud
    /// SQL bills all of it (cloud.google.com/sql/pricing, Storage and networking: backups).
    pub(super) fn backups(&self, cx: &mut Cx<'_, '_>, data: &Stored, allocated: &Allocated) -> Option<()> {
        let none = Ranged::same(Decimal::ZERO);
        let kept = match &self.backup_retention {
            Some(own) => days("days kept", own)?,
            None => Expr::assumed("days kept", Decimal::from(7), "days"),
        };
        let daily = match &self.change {
            Some(own) => cx.leaf("changed in a day", own, ""),
            None => Expr::assumed("changed in a day", Decimal::new(5, 2), ""),
        };
        let off = self.backup_retention.as_ref().is_some_and(|own| own.value == none);
        let mut stored = Vec::new();
        if !off {
            stored.push(allocated.used.clone().times(copies(kept, daily)));
        }
        if let Some(snapshots) = &self.snapshots {
            stored.push(gib(cx, "snapshots", snapshots));
        }
        if stored.is_empty() {
            return Some(());
        }
        let stored = Expr::sum(stored);
        let (billed, note) = if cx.provider() == "gcp" {
            (stored, "all that they hold; backup_retention = \"0 days\" switches them off")
        } else {
            let above = Expr::Above(Box::new(stored), Box::new(allocated.billed.clone()));
            (
                above,
                "what is above the size of the database, which is free; backup_retention = \"0 days\" switches them off",
            )
        };
        let key = self.part(cx, "backup")?.key()?.clone();
        let line = data.by(Draft::new("backups", key, billed, "GiB-Months".parse().ok()?)).note(note);
        let assumed = !off && (self.backup_retention.is_none() || self.change.is_none());
        cx.push(if assumed { line.assumed() } else { line });
        Some(())
    }
}
