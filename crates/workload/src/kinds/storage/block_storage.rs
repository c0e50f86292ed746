//! Block storage: volumes of AWS EBS, Azure Managed Disks, Google Persistent Disk and Hyperdisk. What is provisioned is billed, used or not.

pub(crate) mod disks;
mod ebs;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{
    Amount, At, Bytes, Count, Events, Field, FieldDoc, Fraction, Node, OneOrMany, PerBytes, Problems,
    Seconds, Shape, Table, Value,
};
use crate::kinds::shared::copies::copies;
use crate::kinds::shared::gib;
use crate::kinds::shared::kept::{Kept, kept};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Block storage (AWS EBS, Azure Managed Disks, Google Persistent Disk and Hyperdisk): provisioned size, IOPS and throughput, and snapshots.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "free space: with `keeps`, volumes are larger than what they keep, so that they are `fill` full (default 80 %; fill = \"100 %\" switches it off)",
    "gp3 includes 3,000 IOPS and 125 MiB/s of each volume: only what is above is billed",
    "without `type` a volume is gp3, premium-ssd or pd-balanced; where IOPS or throughput are stated, the type that sells them apart: gp3, premium-ssd-v2, hyperdisk-balanced",
    "Azure sells premium-ssd, standard-ssd and standard-hdd in sizes: the smallest that holds a volume in its fullest month and reaches the stated IOPS and throughput",
    "premium-ssd-v2 includes 3,000 IOPS and 125 MB/s of each volume, hyperdisk-balanced 3,000 IOPS and 140 MiB/s",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.database-disk.block-storage]
size = "500 GiB"
iops = 6_000
throughput = "250 MiB per second"
snapshots = { change = "3 %", every = "1 day", keep = "14 days" }
"#;

choice! {
    /// The kind of volume.
    pub enum Volume {
        /// General purpose SSD; IOPS and throughput apart from size.
        Gp3 = "gp3",
        /// General purpose SSD, older; IOPS follow size.
        Gp2 = "gp2",
        /// Provisioned IOPS SSD.
        Io1 = "io1",
        /// Provisioned IOPS SSD, more durable; IOPS priced in steps for each volume.
        Io2 = "io2",
        /// Throughput optimized disk.
        St1 = "st1",
        /// Cold disk.
        Sc1 = "sc1",
        /// The oldest disks of AWS; requests are billed.
        Magnetic = "magnetic",
        /// Azure: SSD in sizes, IOPS and throughput with the size.
        PremiumSsd = "premium-ssd",
        /// Azure: SSD; size, IOPS and throughput apart.
        PremiumSsdV2 = "premium-ssd-v2",
        /// Azure: SSD in sizes; requests are billed.
        StandardSsd = "standard-ssd",
        /// Azure: disks in sizes; requests are billed.
        StandardHdd = "standard-hdd",
        /// Azure: the fastest; all IOPS and throughput are billed.
        Ultra = "ultra",
        /// Google Cloud: SSD, balanced.
        PdBalanced = "pd-balanced",
        /// Google Cloud: SSD.
        PdSsd = "pd-ssd",
        /// Google Cloud: disks.
        PdStandard = "pd-standard",
        /// Google Cloud: SSD with provisioned IOPS.
        PdExtreme = "pd-extreme",
        /// Google Cloud: SSD; size, IOPS and throughput apart.
        HyperdiskBalanced = "hyperdisk-balanced",
        /// Google Cloud: SSD with provisioned IOPS, the fastest.
        HyperdiskExtreme = "hyperdisk-extreme",
    }
}

spec! {
    /// Snapshots that are made and dropped in turn.
    pub struct Rotation {
        /// The part that changes from one snapshot to the next.
        up change: Fraction,
        /// A snapshot is made so often.
        neutral every: Seconds = "1 day",
        /// And kept so long.
        neutral keep: Seconds = "30 days",
    }
}

/// Snapshots: what is stored of them, or how they are made.
#[derive(Clone, Debug)]
pub enum Snapshots {
    /// So many bytes of each volume.
    Stored(Bytes),
    /// One whole copy, and what changed since for each of the others.
    Rotation(Box<Rotation>),
}

impl Field for Snapshots {
    const SHAPE: Shape = Shape::Either(&[Shape::Amount("\"50 GiB\""), Shape::Table(Rotation::FIELDS)]);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let ranged = ["low", "expected", "high"].iter().any(|name| node.get(name).is_some());
        match &node.value {
            Value::Table(_) if !ranged => {
                Rotation::read(node, &[], problems).map(|rotation| Snapshots::Rotation(Box::new(rotation)))
            }
            _ => Bytes::decode(node, doc, problems).map(Snapshots::Stored),
        }
    }
}

spec! {
    /// Block storage.
    pub struct BlockStorage {
        /// Size of a volume; or of each unit of a driver: `"2 GiB per tenant"`.
        up size: Option<PerBytes>,
        /// The stocks it keeps, by their size, instead of a size of its own.
        up keeps: Option<OneOrMany<At<String>>>,
        /// With `keeps`: how full volumes are run.
        down fill: Fraction = "80 %",
        /// The kind of volume, as the provider calls it. Default: the provider's usual one.
        neutral volume as "type": Option<Volume>,
        /// IOPS of a volume. Needed for io1, io2, ultra, pd-extreme and hyperdisk-extreme; for gp3 and its like
        /// those above 3,000 are billed; of premium-ssd they choose the size.
        up iops: Option<Count>,
        /// Throughput of a volume: `"250 MiB per second"`; of gp3 and its like what is above 125 MiB/s is billed.
        up throughput: Option<PerBytes>,
        /// So many volumes, the same in every environment. What is kept is spread over them.
        up count: Count = "1",
        /// Requests to a volume of magnetic, standard-ssd or standard-hdd.
        up requests: Option<OneOrMany<Events>>,
        /// Snapshots of a volume: bytes stored, or `{ change = "3 %", every = "1 day", keep = "14 days" }`.
        up snapshots: Option<Snapshots>,
    }
}

/// GiB of all volumes together.
struct Sized {
    /// What is kept.
    used: Expr,
    /// The driver that moves it.
    driver: Option<String>,
    /// Whether `count` volumes are in it.
    stated: bool,
    /// What is kept, or what each volume is sized by; empty: the size is stated.
    kept: Vec<Kept>,
}

impl BlockStorage {
    /// Storage, IOPS, throughput, snapshots.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let volume = self.volume(cx);
        let fits = self.fits(cx, volume);
        let sized = self.sized(cx)?;
        fits?;
        let storage = cx.sold(volume.word(), "storage")?;
        let months: Unit = "GiB-Months".parse().ok()?;
        let by = |line: Draft| match &sized.driver {
            Some(driver) => line.driver(driver),
            None => line.deterministic(),
        };
        if disks::in_sizes(volume) {
            self.whole_disks(cx, volume, &sized)?;
        } else {
            cx.push_sold(&storage, "storage", sized.used.clone(), months.clone(), by);
        }
        if !sized.stated && !disks::in_sizes(volume) && self.fill.value != Ranged::same(Decimal::ONE) {
            let room = self.fill.value.map(|fill| {
                Decimal::ONE
                    .checked_div(*fill)
                    .and_then(|all| all.checked_sub(Decimal::ONE))
                    .unwrap_or_default()
            });
            let room = Expr::given("free space for each GiB kept", room, "", self.fill.span.clone());
            let free = sized.used.clone().times(room);
            cx.push_sold(&storage, "free space", free, months.clone(), |line| {
                by(line).assumed().note("fill = \"100 %\" switches it off")
            });
        }
        match cx.provider() {
            "aws" => self.speed(cx, volume)?,
            _ => self.sold_speed(cx, volume)?,
        }
        if let Some(requests) = &self.requests {
            for amount in &requests.0 {
                let (quantity, driver) = cx.times_per("requests", amount, "requests")?;
                let sold = cx.sold(volume.word(), "requests")?;
                cx.push_sold(&sold, "requests", quantity, Unit::counted("Requests"), |line| match &driver {
                    Some(driver) => line.driver(driver),
                    None => line.deterministic(),
                });
            }
        }
        if let Some(snapshots) = &self.snapshots {
            let (quantity, note) = match snapshots {
                Snapshots::Stored(bytes) => {
                    (gib(cx, "snapshots of a volume", bytes).times(cx.leaf("volumes", &self.count, "")), "")
                }
                Snapshots::Rotation(rotation) => (
                    sized.used.clone().times(rotated(cx, rotation)),
                    "one whole copy, and for each further snapshot what changed since the one before",
                ),
            };
            let sold = cx.sold(volume.word(), "snapshots")?;
            cx.push_sold(&sold, "snapshots", quantity, months, |line| by(line.note(note)));
        }
        Some(())
    }

    /// The kind of volume that is written, or the one that the provider usually sells.
    fn volume(&self, cx: &Cx<'_, '_>) -> Volume {
        let speed = self.iops.is_some() || self.throughput.is_some();
        self.volume.unwrap_or(match (cx.provider(), speed) {
            ("azure", false) => Volume::PremiumSsd,
            ("azure", true) => Volume::PremiumSsdV2,
            ("gcp", false) => Volume::PdBalanced,
            ("gcp", true) => Volume::HyperdiskBalanced,
            _ => Volume::Gp3,
        })
    }

    /// Keys that do not go together.
    fn fits(&self, cx: &mut Cx<'_, '_>, volume: Volume) -> Option<()> {
        let before = cx.low.problems.errors();
        let word = volume.word();
        let (with_iops, with_throughput, with_requests) = disks::selling(cx.provider());
        let mut useless = |amount: Option<&Amount>, field: &str, works: bool, with: &str| {
            if let Some(amount) = amount.filter(|_| !works) {
                cx.error(
                    "no-effect",
                    amount.span.clone(),
                    format!("`{field}` means nothing for a {word} volume"),
                    "not billed there",
                    format!("drop it, or choose {with}"),
                );
            }
        };
        useless(self.iops.as_deref(), "iops", volume.takes_iops(), with_iops);
        useless(self.throughput.as_deref(), "throughput", volume.takes_throughput(), with_throughput);
        let requests = self.requests.as_ref().and_then(|list| list.0.first());
        useless(requests.map(|r| &r.amount), "requests", volume.bills_requests(), with_requests);
        if volume.needs_iops() && self.iops.is_none() {
            cx.error(
                "missing-key",
                cx.span.clone(),
                format!("`iops` is missing: {word} bills the IOPS it is given"),
                "needs `iops`",
                "add iops = 4_000",
            );
        }
        if let Some(throughput) = self.throughput.as_ref().filter(|t| t.per.as_deref() != Some("second")) {
            cx.error(
                "unit-mismatch",
                throughput.span.clone(),
                "a throughput is bytes per second",
                "per what time?",
                "throughput = \"250 MiB per second\"",
            );
        }
        if [self.fill.value.low, self.fill.value.expected, self.fill.value.high].iter().any(Decimal::is_zero)
        {
            cx.error(
                "out-of-range",
                self.fill.span.clone(),
                "a volume cannot be run 0 % full",
                "above 0 %",
                "fill = \"80 %\"",
            );
        }
        if let Some(Snapshots::Rotation(rotation)) = &self.snapshots
            && [rotation.every.value.low, rotation.every.value.expected, rotation.every.value.high]
                .iter()
                .any(Decimal::is_zero)
        {
            cx.error(
                "out-of-range",
                rotation.every.span.clone(),
                "snapshots cannot be made every 0 s",
                "above 0 s",
                "every = \"1 day\"",
            );
        }
        (cx.low.problems.errors() == before).then_some(())
    }

    fn sized(&self, cx: &mut Cx<'_, '_>) -> Option<Sized> {
        let Some(keeps) = &self.keeps else {
            let Some(size) = &self.size else {
                cx.error(
                    "missing-key",
                    cx.span.clone(),
                    format!("`{}` has no size", cx.name),
                    "how large?",
                    "add size = \"500 GiB\", or keeps = \"documents\"",
                );
                return None;
            };
            let in_gib = Amount {
                value: size.value.map(|bytes| *bytes / Decimal::from(1_u64 << 30)),
                ..size.amount.clone()
            };
            let (used, driver) = cx.times_per("size", &in_gib, "GiB")?;
            return Some(Sized {
                used: used.times(cx.leaf("volumes", &self.count, "")),
                driver,
                stated: true,
                kept: self.per_unit(cx)?,
            });
        };
        let all = kept(cx, keeps, self.size.as_deref())?;
        let driver = all.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>().join("+");
        let used =
            Expr::sum(all.iter().map(|kept| Expr::Series(kept.stock).times(kept.size_gib())).collect());
        Some(Sized { used, driver: Some(driver), stated: false, kept: all })
    }
}

/// Whole copies that the snapshots of a rotation amount to.
fn rotated(cx: &Cx<'_, '_>, rotation: &Rotation) -> Expr {
    let kept = cx.leaf("kept", &rotation.keep, "s").over(cx.leaf("every", &rotation.every, "s"));
    copies(kept, cx.leaf("changed between snapshots", &rotation.change, ""))
}
