//! Shared file systems: AWS EFS, FSx for Windows and FSx for OpenZFS; Azure Files; Google Filestore.

mod clouds;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerBytes};
use crate::kinds::shared::gib;
use crate::kinds::shared::lines::{Moved, moved, push_moved, without};
use crate::kinds::shared::stored::{Stored, nothing_stored, stored};
use crate::kinds::shared::{unranged, zones};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Shared file systems (AWS EFS, FSx for Windows, FSx for OpenZFS; Azure Files; Google Filestore): storage by class, throughput, backups.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "EFS is regional with elastic throughput, the vendor's default: bytes read and written are billed (zones = 1 and `mode` say otherwise)",
    "moves of EFS: what is added moves in the parts that colder classes hold, and is billed as written there (infrequent = \"0 %\" has none)",
    "FSx for Windows stands in two zones, the only deployment with a price in the book (zones = 1 is unpriced); FSx for OpenZFS in one",
    "FSx for OpenZFS includes 3 IOPS for each GiB; provisioned throughput of EFS includes 1 MiB/s for each 20 GiB in standard",
    "Azure Files is a premium share in several zones (zones = 1 keeps it in one), as large as what it keeps, 100 GiB at least, or as its IOPS and throughput need; all parts of it cost the same, and reads and writes nothing",
    "Filestore is a basic instance in one zone, on hard disks (`disks` says otherwise), 1 TiB at least (2.5 TiB on SSD); in two zones or more it is regional; all parts of it cost the same, and reads and writes nothing",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.shared.file-storage]
keeps = "documents"
infrequent = "60 %"
reads = "200 KiB per chat"
writes = "180 KiB per documents.added"
"#;
/// GiB in standard for which a MiB/s of provisioned throughput is included (aws.amazon.com/efs/pricing).
const GIB_OF_A_MIB: u32 = 20;
/// IOPS of a GiB of OpenZFS that are included (aws.amazon.com/fsx/openzfs/pricing).
const IOPS_OF_A_GIB: u32 = 3;

choice! {
    /// The file system.
    pub enum Engine {
        /// EFS.
        Efs = "efs",
        /// FSx for Windows File Server.
        Windows = "fsx-windows",
        /// FSx for OpenZFS.
        OpenZfs = "fsx-openzfs",
        /// Azure Files.
        AzureFiles = "azure-files",
        /// Google Filestore.
        Filestore = "filestore",
    }
}

choice! {
    /// How throughput of EFS is billed.
    pub enum Mode {
        /// By the bytes read and written.
        Elastic = "elastic",
        /// As much as is held, used or not.
        Provisioned = "provisioned",
        /// Inside the price of storage.
        Bursting = "bursting",
    }
}

choice! {
    /// The disks of FSx for Windows, Azure Files and Filestore.
    pub enum Disks {
        /// SSD.
        Ssd = "ssd",
        /// Hard disks.
        Hdd = "hdd",
    }
}

spec! {
    /// A shared file system.
    pub struct FileStorage {
        /// The file system. Default: efs, azure-files or filestore, whichever the provider sells.
        neutral engine: Option<Engine>,
        /// The stocks it keeps, by their size.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit it keeps: `"180 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Storage, stated instead of `keeps`: what is used of EFS, what is provisioned of the others.
        up storage: Option<Bytes>,
        /// Availability zones. With efs 1 keeps all in one, default: regional; with fsx-windows 1 or 2, default: 2;
        /// with azure-files and filestore 1 or more, default: several and 1.
        neutral zones: Option<Count>,
        /// With efs: how throughput is billed. Default: elastic.
        neutral mode: Option<Mode>,
        /// With efs: the part that is in the class for infrequent access.
        down infrequent: Option<Fraction>,
        /// With efs: the part that is in the archive class.
        down archive: Option<Fraction>,
        /// With efs: bytes read: `"200 KiB per chat"`. Billed when throughput is elastic.
        up reads: Option<PerBytes>,
        /// With efs: bytes written. Billed when throughput is elastic.
        up writes: Option<PerBytes>,
        /// With efs: bytes read from the class for infrequent access, beside `reads`.
        up infrequent_reads: Option<PerBytes>,
        /// With efs: bytes read from the archive class, beside `reads`.
        up archive_reads: Option<PerBytes>,
        /// Throughput that is held: `"64 MiB per second"`. Of FSx, of EFS when provisioned, and of Azure
        /// Files, where it makes a premium share larger; Filestore gives it with the size.
        up throughput: Option<PerBytes>,
        /// With fsx-windows, azure-files and filestore: the disks. Default: ssd, hdd of filestore.
        neutral disks: Option<Disks>,
        /// With fsx-openzfs: IOPS that are held; 3 for each GiB are included. With azure-files: IOPS that it needs.
        up iops: Option<Count>,
        /// With all but efs: bytes of backups, or of snapshots.
        up backups: Option<Bytes>,
    }
}

impl FileStorage {
    /// Storage, throughput, backups.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()));
        let traffic = [
            moved(cx, "bytes read", self.reads.as_deref(), "B"),
            moved(cx, "bytes written", self.writes.as_deref(), "B"),
            moved(cx, "bytes read, infrequent", self.infrequent_reads.as_deref(), "B"),
            moved(cx, "bytes read, archive", self.archive_reads.as_deref(), "B"),
        ];
        let engine = self.engine.unwrap_or(match cx.provider() {
            "azure" => Engine::AzureFiles,
            "gcp" => Engine::Filestore,
            _ => Engine::Efs,
        });
        self.fits(cx, engine)?;
        let data = match data? {
            Some(data) => data,
            None => return nothing_stored(cx, "storage"),
        };
        cx.sold(engine.word(), "storage")?;
        match engine {
            Engine::Efs => {
                let [reads, writes, infrequent, archive] = traffic;
                self.efs(cx, &data, [reads?, writes?, infrequent?, archive?])
            }
            Engine::Windows => {
                let (name, note) = self.windows(cx);
                self.fsx(cx, &data, name, self.disks.unwrap_or(Disks::Ssd).word(), note)
            }
            Engine::OpenZfs => self.fsx(cx, &data, "openzfs", "ssd", "in one zone"),
            Engine::AzureFiles => self.azure_files(cx, &data),
            Engine::Filestore => self.filestore(cx, &data),
        }
    }

    fn fits(&self, cx: &mut Cx<'_, '_>, engine: Engine) -> Option<()> {
        let efs = engine == Engine::Efs;
        if matches!(engine, Engine::AzureFiles | Engine::Filestore) {
            // What EFS tells apart is one there: the same file prices on each.
            let held = engine == Engine::AzureFiles && self.disks == Some(Disks::Hdd);
            return self.held_fits(cx, held);
        }
        let mode = self.mode.unwrap_or(Mode::Elastic);
        let keys = [
            ("zones", self.zones.is_some(), engine != Engine::OpenZfs),
            ("mode", self.mode.is_some(), efs),
            ("infrequent", self.infrequent.is_some(), efs),
            ("archive", self.archive.is_some(), efs),
            ("reads", self.reads.is_some(), efs),
            ("writes", self.writes.is_some(), efs),
            ("infrequent_reads", self.infrequent_reads.is_some(), efs),
            ("archive_reads", self.archive_reads.is_some(), efs),
            ("disks", self.disks.is_some(), engine == Engine::Windows),
            ("iops", self.iops.is_some(), engine == Engine::OpenZfs),
            ("backups", self.backups.is_some(), !efs),
        ];
        let unused: Vec<(&str, bool)> =
            keys.iter().map(|(key, there, sold)| (*key, *there && !sold)).collect();
        without(cx, "not of this file system", "`engine`", &unused)?;
        if efs {
            let held = self.throughput.is_some() && mode != Mode::Provisioned;
            without(cx, "throughput is not held", "`mode`", &[("throughput", held)])?;
            let archived = self.archive.is_some() && mode != Mode::Elastic;
            without(cx, "the archive class needs elastic throughput", "`mode`", &[("archive", archived)])?;
            let own_zone = self.zones.as_ref().is_some_and(|zones| zones.value.expected == Decimal::ONE);
            let archived = self.archive.is_some() && own_zone;
            without(
                cx,
                "the archive class is of regional file systems",
                "`zones`",
                &[("archive", archived)],
            )?;
        }
        self.held_fits(cx, !efs || mode == Mode::Provisioned)?;
        let none = Ranged::same(Decimal::ZERO);
        let part = |own: &Option<Fraction>| own.as_ref().map_or(none, |own| own.value);
        let (cold, archive) = (part(&self.infrequent), part(&self.archive));
        let over = |a: Decimal, b: Decimal| a.saturating_add(b) > Decimal::ONE;
        if over(cold.low, archive.low)
            || over(cold.expected, archive.expected)
            || over(cold.high, archive.high)
        {
            let span = self.archive.as_ref().map_or(cx.span.clone(), |own| own.span.clone());
            let message = "`infrequent` and `archive` together are more than all";
            cx.error("out-of-range", span, message, "at most 100 % together", "lower one of them");
            return None;
        }
        if let Some(zones) = &self.zones {
            unranged(cx, zones, "zones")?;
        }
        Some(())
    }

    /// Whether the throughput is there where it is billed, and is one.
    fn held_fits(&self, cx: &mut Cx<'_, '_>, needs: bool) -> Option<()> {
        if needs && self.throughput.is_none() {
            let span = cx.span.clone();
            let message = "`throughput` is missing: it is billed as held";
            cx.error(
                "missing-key",
                span,
                message,
                "needs `throughput`",
                "add throughput = \"64 MiB per second\"",
            );
            return None;
        }
        if let Some(throughput) = self.throughput.as_ref().filter(|own| own.per.as_deref() != Some("second"))
        {
            let hint = "throughput = \"64 MiB per second\"";
            let message = "a throughput is bytes per second";
            cx.error("unit-mismatch", throughput.span.clone(), message, "per what time?", hint);
            return None;
        }
        Some(())
    }

    /// EFS: storage by class, bytes, held throughput.
    fn efs(&self, cx: &mut Cx<'_, '_>, data: &Stored, traffic: [Option<Moved>; 4]) -> Option<()> {
        let months: Unit = "GiB-Months".parse().ok()?;
        let mode = self.mode.unwrap_or(Mode::Elastic);
        // The archive class is sold with regional file systems only (aws.amazon.com/efs/faq): a file system that
        // has it stays regional in an environment of one zone.
        let one_zone =
            self.archive.is_none() && zones(cx, self.zones.as_deref(), 3, 1).value.expected == Decimal::ONE;
        let none = Ranged::same(Decimal::ZERO);
        let value = |own: &Option<Fraction>| own.as_ref().map_or(none, |own| own.value);
        let (cold, archived) = (value(&self.infrequent), value(&self.archive));
        let hot =
            Ranged::from_fn(|s| Decimal::ONE.saturating_sub(*cold.get(s)).saturating_sub(*archived.get(s)));
        let infrequent = match (one_zone, mode) {
            (true, _) => "one-zone-ia",
            (false, Mode::Elastic) => "ia-elastic",
            (false, _) => "ia",
        };
        let classes = [
            ("storage", if one_zone { "one-zone" } else { "standard" }, hot, ""),
            ("storage, infrequent", infrequent, cold, "ia"),
            ("storage, archive", "archive", archived, "archive"),
        ];
        let mut standard = data.gib.clone();
        for (name, sku, part, tier) in classes {
            if part == none {
                continue;
            }
            let whole = part == Ranged::same(Decimal::ONE);
            let span = self
                .infrequent
                .as_ref()
                .or(self.archive.as_ref())
                .map_or(cx.span.clone(), |p| p.span.clone());
            let share = Expr::given("part in the class", part, "", span);
            let of = |all: Expr| if whole { all } else { all.times(share.clone()) };
            if tier.is_empty() {
                standard = of(data.gib.clone());
            }
            let quantity = of(data.gib.clone());
            cx.push(data.by(Draft::new(name, cx.key("efs", sku, "storage"), quantity, months.clone())));
            let added =
                data.kept.iter().filter_map(|kept| Some(Expr::Series(kept.added?).times(kept.size_gib())));
            let added: Vec<Expr> = added.collect();
            if !tier.is_empty() && !added.is_empty() {
                let line = Draft::new(
                    &name.replace("storage", "moves"),
                    cx.key("efs", tier, "write"),
                    of(Expr::sum(added)),
                    "GiB".parse().ok()?,
                );
                let driver = data.driver.as_deref().unwrap_or_default();
                cx.push(
                    line.assumed()
                        .driver(&format!("{driver}.added"))
                        .note("what is added moves in the part that is there"),
                );
            }
        }
        let [reads, writes, infrequent, archive] = traffic;
        if mode == Mode::Elastic {
            push_moved(cx, "reads", cx.key("efs", "elastic", "read"), reads, Unit::bytes());
            push_moved(cx, "writes", cx.key("efs", "elastic", "write"), writes, Unit::bytes());
        }
        push_moved(cx, "reads, infrequent", cx.key("efs", "ia", "read"), infrequent, Unit::bytes());
        push_moved(cx, "reads, archive", cx.key("efs", "archive", "read"), archive, Unit::bytes());
        if mode == Mode::Provisioned {
            let included = standard.over(Expr::constant("GiB with a MiB/s", GIB_OF_A_MIB, "GiB"));
            let billed = Expr::Above(Box::new(self.held()?), Box::new(included));
            let key = cx.key("efs", "provisioned", "throughput");
            let line = Draft::new("throughput", key, billed, "MiB/s-Months".parse().ok()?).deterministic();
            cx.push(line.note("beyond 1 MiB/s for each 20 GiB in standard"));
        }
        Some(())
    }

    /// MiB/s that are held.
    fn held(&self) -> Option<Expr> {
        let own = self.throughput.as_ref()?;
        let value = own.value.map(|bytes| *bytes / Decimal::from(1_u64 << 20));
        Some(Expr::given("throughput held", value, "MiB/s", own.span.clone()))
    }

    /// FSx for Windows: the prices of the book are of `MULTI_AZ_1`, as the inputs of the estimates they are from
    /// say (infracost, fsx_windows_file_system_test.tf); one zone costs less and has none.
    fn windows(&self, cx: &Cx<'_, '_>) -> (&'static str, &'static str) {
        let zones = zones(cx, self.zones.as_deref(), 2, 1);
        if zones.value.expected == Decimal::ONE {
            return ("windows-one-zone", "in one zone, which has no price in the book");
        }
        ("windows", if zones.assumed { "in two zones; `zones` says otherwise" } else { "in two zones" })
    }

    /// FSx: what is provisioned is billed, used or not.
    fn fsx(&self, cx: &mut Cx<'_, '_>, data: &Stored, name: &str, disks: &str, zones: &str) -> Option<()> {
        let months: Unit = "GiB-Months".parse().ok()?;
        let sku = format!("{name}-{disks}");
        let line = Draft::new("storage", cx.key("fsx", &sku, "storage"), data.gib.clone(), months.clone());
        cx.push(data.by(line).note(zones));
        let key = cx.key("fsx", name, "throughput");
        cx.push(Draft::new("throughput", key, self.held()?, "MiB/s-Months".parse().ok()?).deterministic());
        if let Some(iops) = &self.iops {
            let included = data.gib.clone().times(Expr::constant("IOPS of a GiB", IOPS_OF_A_GIB, "IOPS"));
            let billed = Expr::Above(Box::new(cx.leaf("IOPS held", iops, "IOPS")), Box::new(included));
            let key = cx.key("fsx", &sku, "iops");
            cx.push(Draft::new("IOPS", key, billed, "IOPS-Months".parse().ok()?).deterministic());
        }
        if let Some(backups) = &self.backups {
            // Backups cost the same, wherever what they are of stands.
            let key = cx.key("fsx", name.trim_end_matches("-one-zone"), "backup");
            cx.push(Draft::new("backups", key, gib(cx, "backups", backups), months).deterministic());
        }
        Some(())
    }
}
