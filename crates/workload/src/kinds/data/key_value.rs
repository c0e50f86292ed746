//! Key-value tables: DynamoDB and Cosmos DB, on demand or with provisioned capacity; Firestore.

mod cosmos;
mod firestore;
mod requests;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Events, Fraction, OneOrMany, PerBytes};
use crate::kinds::shared::lines::{driven, moved, push_moved, without};
use crate::kinds::shared::of_demand;
use crate::kinds::shared::stored::{Stored, stored};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Key-value tables (AWS DynamoDB, Azure Cosmos DB, Google Firestore): requests on demand or provisioned, storage, backups, streams.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "writes: one for each unit that is added, unless `writes` says otherwise (writes = \"0 per month\" switches it off)",
    "100 bytes beside each item of DynamoDB, as the vendor bills them",
    "provisioned capacity follows demand hour by hour, `target_utilization` full (default 70 %, the default of its scaling policy), one unit at least; what idles has a line of its own",
    "Cosmos DB: request units by the size of an item, for each started or not: 1 for a read of 1 KB and 10 of 100 KB, 5 and 50 for a write; provisioned capacity is autoscale, or by hand with read_units and write_units in RU/s. Firestore: a read or a write for each document, whatever its size; 32 bytes beside each",
    "items expire for nothing; deletes are writes: state them in `writes`",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.sessions.key-value]
keeps = "documents"
size = "2 KiB per document"
reads = "4 reads per chat"
writes = "2 writes per chat"
point_in_time_recovery = true
"#;
/// What the vendor adds to each item (docs.aws.amazon.com/amazondynamodb, Item sizes and formats: 100 bytes of
/// storage overhead for indexing).
const ITEM_OVERHEAD: u64 = 100;

choice! {
    /// How requests are billed.
    pub enum Mode {
        /// By the request.
        OnDemand = "on-demand",
        /// By the capacity held, used or not.
        Provisioned = "provisioned",
    }
}

choice! {
    /// The class of a table.
    pub enum TableClass {
        /// Cheap requests.
        Standard = "standard",
        /// Cheap storage.
        Infrequent = "infrequent",
    }
}

spec! {
    /// A key-value table.
    pub struct KeyValue {
        /// The stocks it keeps: one item for each unit.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each item it keeps: `"2 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Storage, stated instead of `keeps`.
        up storage: Option<Bytes>,
        /// The class of the table.
        neutral class: TableClass = "standard",
        /// How requests are billed.
        neutral mode: Mode = "on-demand",
        /// Items read: `"4 reads per chat"`, or a number a month.
        up reads: Option<OneOrMany<Events>>,
        /// Items written or deleted. Default: one for each unit that is added.
        up writes: Option<OneOrMany<Events>>,
        /// Bytes of a read or written item: reads are billed by started 4 KiB, writes by started KiB. Default:
        /// the size of what is kept.
        up item: Option<Bytes>,
        /// The part of the reads that is strongly consistent; the rest costs half.
        up consistent: Fraction = "0 %",
        /// The part of reads and writes that is in transactions: these cost twice.
        up transactional: Fraction = "0 %",
        /// Secondary indexes that hold whole items: each is stored and written too.
        up indexes: Count = "0",
        /// Further regions that hold the table (a global table): each stores it and takes every write.
        up regions: Count = "0",
        /// How full provisioned capacity is run. Default: 70 %.
        down target_utilization: Option<Fraction>,
        /// Read units that are held all month, instead of following demand; of Cosmos DB RU/s.
        up read_units: Option<Count>,
        /// Write units that are held all month, instead of following demand; of Cosmos DB RU/s.
        up write_units: Option<Count>,
        /// Whether every second of the last 35 days can be restored.
        up point_in_time_recovery: bool = "false",
        /// Whole backups kept on demand.
        up backups: Count = "0",
        /// Bytes restored from backups: `"20 GiB per month"`.
        up restores: Option<PerBytes>,
        /// Requests that read its stream; functions read for nothing.
        up stream_reads: Option<OneOrMany<Events>>,
    }
}

impl KeyValue {
    /// Requests, storage, backups, streams.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()));
        self.fits(cx)?;
        let data = data?;
        match cx.provider() {
            "azure" => return cosmos::lower(self, cx, data.as_ref()),
            "gcp" => return firestore::lower(self, cx, data.as_ref()),
            _ => {}
        }
        cx.sold(self.class.word(), "storage")?;
        self.requests(cx, data.as_ref())?;
        if let Some(data) = &data {
            self.kept(cx, data)?;
        }
        let restores = moved(cx, "bytes restored", self.restores.as_deref(), "B")?;
        push_moved(cx, "restores", cx.key("dynamodb", "standard", "restore"), restores, Unit::bytes());
        for amount in self.stream_reads.iter().flat_map(|list| &list.0) {
            let (quantity, driver) = of_demand(cx, "stream reads", amount, "requests")?;
            let key = cx.key("dynamodb", "streams", "read-requests");
            cx.push(driven(
                Draft::new("stream reads", key, quantity, Unit::counted("Requests")),
                driver.as_deref(),
            ));
        }
        Some(())
    }

    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.mode == Mode::OnDemand {
            without(
                cx,
                "on demand",
                "`mode`",
                &[
                    ("target_utilization", self.target_utilization.is_some()),
                    ("read_units", self.read_units.is_some()),
                    ("write_units", self.write_units.is_some()),
                ],
            )?;
        }
        let (own, other) = (&self.consistent.value, &self.transactional.value);
        let above = |a: Decimal, b: Decimal| a.saturating_add(b) > Decimal::ONE;
        if above(own.low, other.low) || above(own.expected, other.expected) || above(own.high, other.high) {
            cx.error(
                "out-of-range",
                self.transactional.span.clone(),
                "`consistent` and `transactional` together are more than all reads",
                "at most 100 % with `consistent`",
                "lower one of them: a read is one or the other",
            );
            return None;
        }
        let Some(full) = &self.target_utilization else { return Some(()) };
        if full.value.low.is_zero() || full.value.expected.is_zero() || full.value.high.is_zero() {
            cx.error(
                "out-of-range",
                full.span.clone(),
                "capacity cannot be run 0 % full",
                "above 0 %",
                "target_utilization = \"70 %\"",
            );
            return None;
        }
        Some(())
    }

    /// Storage of the table, its indexes and replicas, and of its backups.
    fn kept(&self, cx: &mut Cx<'_, '_>, data: &Stored) -> Option<()> {
        let months: Unit = "GiB-Months".parse().ok()?;
        let beside = Expr::constant(
            "beside each item",
            Decimal::from(ITEM_OVERHEAD) / Decimal::from(1_u64 << 30),
            "GiB",
        );
        let items: Vec<Expr> = data.kept.iter().map(|kept| Expr::Series(kept.stock)).collect();
        let table = if items.is_empty() {
            data.gib.clone()
        } else {
            Expr::Sum(vec![data.gib.clone(), Expr::sum(items).times(beside)])
        };
        let one = |name: &str| Expr::constant(name, 1, "");
        let none = Ranged::same(Decimal::ZERO);
        let mut all = table.clone();
        if self.indexes.value != none {
            all = all.times(Expr::Sum(vec![one("the table"), cx.leaf("indexes", &self.indexes, "")]));
        }
        if self.regions.value != none {
            all =
                all.times(Expr::Sum(vec![one("this region"), cx.leaf("further regions", &self.regions, "")]));
        }
        let sku = match self.class {
            TableClass::Standard => "standard",
            TableClass::Infrequent => "standard-ia",
        };
        let note = if data.kept.is_empty() { "" } else { "with 100 bytes beside each item" };
        let line = Draft::new("storage", cx.key("dynamodb", sku, "storage"), all, months.clone());
        cx.push(data.by(line).note(note).note(self.abroad()));
        if self.point_in_time_recovery {
            let key = cx.key("dynamodb", "standard", "pitr-storage");
            let line = Draft::new("point-in-time recovery", key, table.clone(), months.clone());
            cx.push(data.by(line).note("the size of the table, whatever its indexes"));
        }
        if self.backups.value != none {
            let quantity = table.times(cx.leaf("whole backups", &self.backups, ""));
            let key = cx.key("dynamodb", "standard", "backup-storage");
            cx.push(data.by(Draft::new("backups", key, quantity, months)));
        }
        Some(())
    }

    /// What a reader must know of replicas in other regions.
    fn abroad(&self) -> &'static str {
        if self.regions.value == Ranged::same(Decimal::ZERO) {
            ""
        } else {
            "further regions at the prices of this one; the bytes between them are not counted"
        }
    }
}
