//! Backups of components, or of stocks: AWS Backup, Azure Backup, snapshots and backups of Google Cloud. One whole copy and what changed for each further one.

use costmodel_core::book::Key;
use costmodel_core::model::{Expr, Line};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Fraction, OneOrMany, PerBytes, Seconds};
use crate::kinds::Kind;
use crate::kinds::shared::component;
use crate::kinds::shared::copies::copies;
use crate::kinds::shared::lines::{Moved, moved, push_moved, push_part, push_standing};
use crate::kinds::shared::stored::stored;
use crate::kinds::storage::block_storage::disks;
use crate::lower::{Cx, Draft, Lowering, of_component};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Backups of components or stocks (AWS Backup, Azure Backup, snapshots and backups of Google Cloud): warm and cold storage, restores.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a backup each day, kept for 35 days, the vendor's default plan (`every` and `retention` say otherwise)",
    "one whole copy and 3 % for each further one (an assumption: `change` says otherwise); of DynamoDB every copy is whole",
    "backups are in their steady state from the first month; the months in which they fill up cost less",
    "of a component, what its storage lines hold is backed up, without free space; a volume whose size is stated counts whole",
    "on Azure what is backed up is one protected instance beside its bytes, in a locally redundant vault; a database is one for each started 250 GiB; volumes are kept as incremental snapshots and are none",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.nightly.backup]
resource = "efs"
keeps = "documents"
retention = "30 days"
"#;
/// What is moved to cold storage stays there for so long at least
/// (docs.aws.amazon.com/aws-backup, Lifecycle: transition to cold storage).
const LEAST_COLD_DAYS: u32 = 90;
/// GiB of a database that are one protected instance of Azure Backup (learn.microsoft.com/azure/backup, Azure
/// Database for MySQL - Flexible Server, Pricing: "on a per-unit (250-GB) basis"). That it holds for PostgreSQL too is a
/// stated assumption.
const DATABASE_OF_AN_INSTANCE: u32 = 250;

choice! {
    /// What is backed up.
    pub enum Resource {
        /// Databases: of RDS, of Cloud SQL, flexible servers of Azure.
        Rds = "rds",
        /// Clusters of Aurora.
        Aurora = "aurora",
        /// Volumes of any provider.
        Ebs = "ebs",
        /// Tables of DynamoDB.
        DynamoDb = "dynamodb",
        /// File systems: of EFS, Azure Files, Filestore.
        Efs = "efs",
        /// FSx for Windows.
        FsxWindows = "fsx-windows",
        /// FSx for Lustre.
        FsxLustre = "fsx-lustre",
        /// FSx for OpenZFS.
        FsxOpenZfs = "fsx-openzfs",
        /// Buckets: of S3, containers of Blob Storage.
        S3 = "s3",
    }
}

impl Resource {
    /// What holds the bytes of a storage line.
    fn of(line: &Line) -> Option<Resource> {
        let stores = line.name == "storage" || line.name == "indexes" || line.name == "root volume";
        let stores = stores || line.name.starts_with("storage ") || line.name.starts_with("storage,");
        let bytes = line.unit.converts_to(&Unit::bytes().over_months());
        if !stores || !(bytes || disks::gib_of(&line.key).is_some()) {
            return None;
        }
        let (service, sku) = (line.key.service.as_str(), line.key.sku.as_str());
        match line.key.provider.as_str() {
            "aws" => {}
            "azure" => {
                return Some(match service {
                    "managed-disks" => Resource::Ebs,
                    "postgresql" | "mysql" | "sql-database" => Resource::Rds,
                    "files" => Resource::Efs,
                    "blob" => Resource::S3,
                    "cosmos-db" => Resource::DynamoDb,
                    _ => return None,
                });
            }
            "gcp" => {
                return Some(match service {
                    "persistent-disk" => Resource::Ebs,
                    "cloud-sql" => Resource::Rds,
                    "filestore" => Resource::Efs,
                    "cloud-storage" => Resource::S3,
                    "firestore" => Resource::DynamoDb,
                    _ => return None,
                });
            }
            _ => return None,
        }
        Some(match (service, sku) {
            ("rds", _) => Resource::Rds,
            ("aurora", _) => Resource::Aurora,
            ("ebs", _) => Resource::Ebs,
            ("dynamodb", _) => Resource::DynamoDb,
            ("efs", _) => Resource::Efs,
            ("fsx", sku) if sku.starts_with("windows") => Resource::FsxWindows,
            ("fsx", _) => Resource::FsxOpenZfs,
            ("s3", _) => Resource::S3,
            _ => return None,
        })
    }

    /// The SKU of a tier of its backups.
    fn sku(self, cold: bool) -> String {
        match (self, cold) {
            (Resource::Efs, false) => "efs-warm".to_owned(),
            (_, false) => self.word().to_owned(),
            (_, true) => format!("{}-cold", self.word()),
        }
    }
}

spec! {
    /// Backups.
    pub struct Backup {
        /// The components that are backed up, by what they store.
        neutral of: Option<OneOrMany<At<String>>>,
        /// What is backed up, with `keeps` or `storage`.
        neutral resource: Option<Resource>,
        /// The stocks that are backed up, by their size.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit: `"180 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Bytes that are backed up, stated instead of `keeps`.
        up storage: Option<Bytes>,
        /// A backup is made so often. Default: each day.
        neutral every: Option<Seconds>,
        /// And kept so long. Default: 35 days.
        up retention: Option<Seconds>,
        /// The part that changes from one backup to the next. Default: 3 %.
        up change: Option<Fraction>,
        /// The age at which backups move to cold storage, where they stay for 90 days at least.
        up cold_after: Option<Seconds>,
        /// With `resource`: bytes restored: `"20 GiB per month"`. Billed of efs and dynamodb.
        up restores: Option<PerBytes>,
    }
}

impl Backup {
    /// Backups of stocks. Those of components follow later: see [`of_components`].
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()));
        let names = self.of.iter().flat_map(|names| &names.0);
        let known: Vec<Option<usize>> = names.map(|name| component(cx.low, name)).collect();
        let restores = moved(cx, "bytes restored", self.restores.as_deref(), "B");
        self.fits(cx)?;
        let (data, restores) = (data?, restores?);
        if known.contains(&None) {
            return None;
        }
        let aws = cx.provider() == "aws";
        if !aws {
            cx.sold(self.resource.unwrap_or(Resource::Ebs).word(), "storage")?;
        }
        let Some(resource) = self.resource else { return Some(()) };
        if !aws {
            if let Some(data) = &data {
                self.elsewhere(cx, resource, "", data.gib.clone(), data.driver.as_deref())?;
            }
            return self.restored(cx, resource, restores);
        }
        if let Some(data) = &data {
            for (name, sku, copies) in self.tiers(cx, resource)? {
                let key = cx.key("backup", &sku, "storage");
                let line = Draft::new(name, key, data.gib.clone().times(copies), "GiB-Months".parse().ok()?);
                cx.push(self.noted(data.by(line)));
            }
        }
        let sku = if resource == Resource::Efs { "efs-warm".to_owned() } else { resource.sku(false) };
        push_moved(cx, "restores", cx.key("backup", &sku, "restore"), restores, Unit::bytes());
        Some(())
    }

    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let kept = self.keeps.is_some() || self.storage.is_some();
        let wrong = match (&self.of, kept, self.resource) {
            (Some(_), true, _) | (Some(_), _, Some(_)) => Some("both components and what they store"),
            (None, true, None) => Some("no kind of resource"),
            (None, false, _) => Some("nothing to back up"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            let span = cx.span.clone();
            let message = format!("`{}` names {wrong}", cx.name);
            let hint = "either of = [\"db\"], or resource = \"efs\" with keeps = \"documents\" or storage = \"200 GiB\"";
            cx.error("one-of", span, message, "of what?", hint);
            return None;
        }
        let billed = matches!(self.resource, Some(Resource::Efs | Resource::DynamoDb | Resource::S3));
        if let Some(restores) = self.restores.as_ref().filter(|_| !billed) {
            let message = "restoring this is not billed by the byte";
            let hint = "drop it; `resource` efs and dynamodb bill what is restored";
            cx.error("no-effect", restores.span.clone(), message, "costs nothing", hint);
            return None;
        }
        let none = |time: &Seconds| {
            time.value.low.is_zero() || time.value.expected.is_zero() || time.value.high.is_zero()
        };
        if let Some(every) = self.every.as_ref().filter(|every| none(every)) {
            let message = "backups cannot be made every 0 s";
            cx.error("out-of-range", every.span.clone(), message, "above 0 s", "every = \"1 day\"");
            return None;
        }
        if let Some(cold) = &self.cold_after {
            let least = Decimal::from(u64::from(LEAST_COLD_DAYS) * 86_400);
            let kept = self.retention.as_ref().map_or(default_retention(), |own| own.value);
            let short = |kept: &Decimal, cold: &Decimal| *kept < cold.saturating_add(least);
            if short(&kept.low, &cold.value.low)
                || short(&kept.expected, &cold.value.expected)
                || short(&kept.high, &cold.value.high)
            {
                cx.error(
                    "out-of-range",
                    cold.span.clone(),
                    "what moves to cold storage stays there for 90 days at least",
                    "too late for `retention`",
                    "lengthen `retention`, or drop `cold_after`",
                );
                return None;
            }
        }
        Some(())
    }

    /// Warm and cold storage: how many whole copies are in each.
    fn tiers(&self, cx: &Cx<'_, '_>, resource: Resource) -> Option<Vec<(&'static str, String, Expr)>> {
        let day = || Expr::assumed("every", Decimal::from(86_400), "s");
        let every = || self.every.as_ref().map_or_else(day, |own| cx.leaf("every", own, "s"));
        let kept = match &self.retention {
            Some(own) => cx.leaf("kept", own, "s"),
            None => Expr::assumed_range("kept", default_retention(), "s"),
        };
        let changed = || match &self.change {
            _ if resource == Resource::DynamoDb => Expr::constant("every copy is whole", 1, ""),
            Some(own) => cx.leaf("changed between backups", own, ""),
            None => Expr::assumed("changed between backups", Decimal::new(3, 2), ""),
        };
        let number = |time: Expr| Expr::Ceil(Box::new(time.over(every())));
        let Some(cold) = &self.cold_after else {
            return Some(vec![("backups", resource.sku(false), copies(number(kept), changed()))]);
        };
        let warm = cx.leaf("before cold storage", cold, "s");
        let rest = Expr::Above(Box::new(kept), Box::new(warm.clone()));
        Some(vec![
            ("backups", resource.sku(false), copies(number(warm), changed())),
            ("cold backups", resource.sku(true), copies(number(rest), changed())),
        ])
    }

    /// Backups of so many GiB with Azure or Google Cloud, and the instance that Azure bills beside them. Disks are
    /// none (learn.microsoft.com/azure/backup/disk-backup-overview: "doesn't charge a Protected Instance fee"). The fee
    /// of shares depends on "the total size of protected File Shares in a storage account" (the same documentation,
    /// Azure Files backup, Backup costs), that of containers on the size of the account; no page found states their
    /// steps, so one instance at its whole price is an assumption.
    fn elsewhere(
        &self,
        cx: &mut Cx<'_, '_>,
        resource: Resource,
        of: &str,
        gib: Expr,
        driver: Option<&str>,
    ) -> Option<()> {
        if self.cold_after.is_some() {
            cx.sold(resource.word(), "cold")?;
            return None;
        }
        let sold = cx.sold(resource.word(), "storage")?;
        let name = |what: &str| if of.is_empty() { what.to_owned() } else { format!("{what} of {of}") };
        let unit: Unit = "GiB-Months".parse().ok()?;
        for (_, _, copies) in self.tiers(cx, resource)? {
            cx.push_sold(&sold, &name("backups"), gib.clone().times(copies), unit.clone(), |line| {
                let line = match driver {
                    Some(driver) => line.driver(driver),
                    None => line.deterministic(),
                };
                self.noted(line)
            });
        }
        if cx.provider() == "azure" && resource != Resource::Ebs {
            let sold = cx.sold(resource.word(), "instance")?;
            let database = resource == Resource::Rds;
            let number = if database {
                let each = Expr::constant("GiB of an instance", DATABASE_OF_AN_INSTANCE, "GiB");
                let one = Expr::constant("one at least", 1, "");
                Expr::Largest(vec![Expr::Ceil(Box::new(gib.over(each))), one])
            } else {
                Expr::assumed("protected instance", Decimal::ONE, "")
            };
            push_standing(cx, &sold, &name("protected instance"), number, "Instance", |line| {
                if database {
                    line.assumed().note("one for each started 250 GiB")
                } else {
                    line.assumed().note("one at its whole price: the fee depends on the size, by steps that the book does not know")
                }
            });
        }
        Some(())
    }

    /// What is restored with Azure or Google Cloud.
    fn restored(&self, cx: &mut Cx<'_, '_>, resource: Resource, bytes: Option<Moved>) -> Option<()> {
        push_part(cx, (resource.word(), "restore"), "restores", bytes, Unit::bytes())
    }

    fn noted(&self, line: Draft) -> Draft {
        if self.every.is_some() && self.retention.is_some() && self.change.is_some() {
            return line;
        }
        line.assumed().note("a backup each day for 35 days, 3 % changed, unless `every`, `retention` and `change` say otherwise")
    }
}

/// The default plan of the vendor keeps daily backups for 35 days.
fn default_retention() -> Ranged<Decimal> {
    Ranged::same(Decimal::from(35 * 86_400))
}

/// Backups of components: added once every component is lowered, because only then are there storage lines.
pub(crate) fn of_components(low: &mut Lowering<'_>) {
    let spec = low.spec;
    for (id, own) in (0_u16..).zip(&spec.components) {
        let Kind::Backup(backup) = &own.kind else { continue };
        for site in of_component(low, own) {
            for name in backup.of.iter().flat_map(|of| &of.0) {
                let Some(target) = spec.components.iter().position(|own| own.name.name == name.value) else {
                    continue;
                };
                let here = |line: &&Line| {
                    usize::from(line.component) == target
                        && line.environment == site.environment
                        && line.placement == site.placement
                };
                let there = low.model.lines.iter().any(|line| here(&line));
                let lines = low.model.lines.iter().filter(here);
                let stored: Vec<(Resource, Expr, Unit, Option<String>)> = lines
                    .filter_map(|line| {
                        let resource = Resource::of(line)?;
                        let (quantity, unit) = match disks::gib_of(&line.key) {
                            Some(gib) => {
                                let gib = Expr::constant("GiB of a disk", gib, "GiB");
                                (line.quantity.clone().times(gib), "GiB-Months".parse().ok()?)
                            }
                            None => (line.quantity.clone(), line.unit.clone()),
                        };
                        Some((resource, quantity, unit, line.driver.clone()))
                    })
                    .collect();
                let mut cx = Cx::new(low, id, own, site.clone());
                let of_backup =
                    matches!(spec.components.get(target).map(|own| &own.kind), Some(Kind::Backup(_)));
                if of_backup || (there && stored.is_empty()) {
                    let message = format!("`{}` stores nothing that can be backed up", name.value);
                    let hint = "name databases, tables, volumes, file systems or buckets";
                    cx.error("unknown-component", name.span.clone(), message, "no storage", hint);
                }
                let _unit_known = push_stored(&mut cx, backup, &name.value, stored);
            }
        }
    }
}

/// One line for each tier of each resource of a component.
fn push_stored(
    cx: &mut Cx<'_, '_>,
    backup: &Backup,
    name: &str,
    stored: Vec<(Resource, Expr, Unit, Option<String>)>,
) -> Option<()> {
    let months: Unit = "GiB-Months".parse().ok()?;
    let mut sums: Vec<(Resource, Vec<Expr>, Option<String>)> = Vec::new();
    for (resource, quantity, unit, driver) in stored {
        let factor = unit.factor(&months, Decimal::from(730))?;
        let gib = if factor.times == factor.over {
            quantity
        } else {
            quantity.times(Expr::constant("in GiB", factor.times, "")).over(Expr::constant(
                "of its unit",
                factor.over,
                "",
            ))
        };
        match sums.iter_mut().find(|(known, ..)| *known == resource) {
            Some((_, parts, own)) => {
                parts.push(gib);
                *own = own.take().or(driver);
            }
            None => sums.push((resource, vec![gib], driver)),
        }
    }
    for (resource, parts, driver) in sums {
        let all = Expr::sum(parts);
        if cx.provider() != "aws" {
            backup.elsewhere(cx, resource, name, all, driver.as_deref())?;
            continue;
        }
        for (tier, sku, copies) in backup.tiers(cx, resource)? {
            let key: Key = cx.key("backup", &sku, "storage");
            let line =
                Draft::new(&format!("{tier} of {name}"), key, all.clone().times(copies), months.clone());
            let line = match &driver {
                Some(driver) => line.driver(driver),
                None => line.deterministic(),
            };
            cx.push(backup.noted(line));
        }
    }
    Some(())
}
