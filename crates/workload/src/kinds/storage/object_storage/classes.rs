//! Storage classes: the neutral words, the vendor's SKUs, and which may follow which.

use costmodel_core::book::{Key, Missing};
use costmodel_core::rate::Minimums;

use crate::choice;
use crate::decode::fields::nearest;
use crate::decode::{Amount, At};
use crate::lower::Cx;

choice! {
    /// How objects are kept.
    pub enum Class {
        /// Read often: S3 Standard, the hot tier of Blob Storage, Standard of Cloud Storage.
        Hot = "hot",
        /// Read rarely, at once; reading costs: Standard-IA, cool, Nearline.
        Infrequent = "infrequent",
        /// The same in one zone: lost with it. One Zone-IA, cool (locally redundant).
        OneZone = "one-zone",
        /// Archived, read at once: Glacier Instant Retrieval, cold, Coldline.
        ArchiveInstant = "archive-instant",
        /// Archived, read within hours: Glacier Flexible Retrieval, archive, Archive (which is read at once).
        Archive = "archive",
        /// Archived, read within half a day: Glacier Deep Archive; the others have one archive class.
        DeepArchive = "deep-archive",
        /// Moved by the vendor by when they are read: Intelligent-Tiering, smart tier, Autoclass.
        IntelligentTiering = "intelligent-tiering",
    }
}

/// The classes of each service in the order in which lifecycle moves go; none goes up. Those of Blob Storage
/// have a redundancy behind them: `cool-lrs`.
const DOWN: [(&str, &[&str]); 3] = [
    (
        "s3",
        &[
            "standard",
            "standard-ia",
            "intelligent-tiering",
            "one-zone-ia",
            "glacier-instant",
            "glacier-flexible",
            "glacier-deep-archive",
        ],
    ),
    ("blob", &["hot", "cool", "cold", "archive"]),
    ("cloud-storage", &["standard", "nearline", "coldline", "archive"]),
];

/// A class objects are in, from an age on.
#[derive(Clone, Debug)]
pub(super) struct Rung {
    /// The service that sells it.
    service: String,
    /// The vendor's SKU.
    pub(super) sku: String,
    /// The age at which objects come here; `None` is from the start.
    pub(super) after: Option<Amount>,
    /// Whether the vendor moves its objects by when they are read.
    tiering: bool,
    /// What the vendor meters of it.
    meters: Vec<String>,
}

impl Rung {
    /// A class of the language, as the placement's provider sells it.
    pub(super) fn of(cx: &mut Cx<'_, '_>, class: Class) -> Option<Rung> {
        let sold = cx.sold(class.word(), "storage")?;
        let key = sold.key()?;
        let (service, sku) = (key.service.clone(), key.sku.clone());
        Some(Rung { tiering: class == Class::IntelligentTiering, ..Rung::named(cx, &service, &sku) })
    }

    fn named(cx: &Cx<'_, '_>, service: &str, sku: &str) -> Rung {
        let meters = cx.low.prices.book.meters(cx.provider(), service, cx.region(), sku);
        let tiering = (service, sku) == ("s3", "intelligent-tiering");
        Rung { service: service.to_owned(), sku: sku.to_owned(), after: None, tiering, meters }
    }

    /// A class by the vendor's name: `s3/standard-ia`, `blob/cool-zrs`, `cloud-storage/nearline`.
    pub(super) fn by_sku(cx: &mut Cx<'_, '_>, named: &At<String>) -> Option<Rung> {
        let hot = cx.sold(Class::Hot.word(), "storage")?;
        let service = hot.key()?.service.clone();
        let sku = match named.value.split_once('/') {
            Some((own, sku)) if own == service => sku,
            Some((own, _)) if DOWN.iter().any(|(known, _)| *known == own) => {
                let message = format!("{} sells no `{}`", cx.provider(), named.value);
                let hint = format!(
                    "leave `sku` out and name a `class`, or write the class of {service}: sku = \"{}/{}\"",
                    service,
                    hot.key()?.sku
                );
                cx.error("not-sold-here", named.span.clone(), message, "of another provider", hint);
                return None;
            }
            _ => &named.value,
        };
        let key = cx.key(&service, sku, "storage");
        let Err(missing) = cx.low.prices.find(&key) else { return Some(Rung::named(cx, &service, sku)) };
        if missing.missing == Missing::Region {
            return Some(Rung::named(cx, &service, sku));
        }
        let classes: Vec<String> = cx
            .low
            .prices
            .book
            .skus(cx.provider(), &service, cx.region())
            .into_iter()
            .map(str::to_owned)
            .collect();
        let hint = match nearest(sku, classes.iter().map(String::as_str)) {
            Some(near) if near != sku => format!("did you mean \"{service}/{near}\"?"),
            _ => format!("storage classes here: {}", classes.join(", ")),
        };
        cx.error(
            "unknown-sku",
            named.span.clone(),
            format!("the book has no storage class `{}`", named.value),
            "unknown class",
            hint,
        );
        None
    }

    /// The same for objects that come to it at an age.
    pub(super) fn entered_at(self, after: Amount) -> Rung {
        Rung { after: Some(after), ..self }
    }

    /// The price of a meter of it.
    pub(super) fn key(&self, cx: &Cx<'_, '_>, meter: &str) -> Key {
        cx.key(&self.service, &self.sku, meter)
    }

    /// Whether the service is that of AWS.
    pub(super) fn is_s3(&self) -> bool {
        self.service == "s3"
    }

    /// Whether the age of an object counts towards a class's minimum time, wherever it was before, and lifecycle
    /// moves cost no rest of it: Cloud Storage (cloud.google.com/storage/docs/lifecycle, Costs).
    pub(super) fn counts_age(&self) -> bool {
        self.service == "cloud-storage"
    }

    /// The meters of a write, a read and a move into the class. A move is a write of the colder tier on Azure
    /// (learn.microsoft.com/azure/storage/blobs/access-tiers-overview: "billed as a write operation to the
    /// destination tier") and a Class A operation of the new class on Google Cloud (cloud.google.com/storage/pricing).
    pub(super) fn operations(&self) -> [&'static str; 3] {
        match self.service.as_str() {
            "blob" => ["write-requests", "read-requests", "write-requests"],
            "cloud-storage" => ["class-a-requests", "class-b-requests", "class-a-requests"],
            _ => ["put-requests", "get-requests", "transition-requests"],
        }
    }

    /// Whether the vendor moves its objects by when they are read.
    pub(super) fn is_tiering(&self) -> bool {
        self.tiering
    }

    /// Whether it must be read back before it can be read.
    pub(super) fn is_archived(&self) -> bool {
        match self.service.as_str() {
            "s3" => self.has("retrieval-requests") && !self.tiering,
            "blob" => self.tier() == "archive",
            _ => false,
        }
    }

    /// The meter of the bytes that are read from it, where they are billed.
    pub(super) fn retrieval(&self) -> Option<&'static str> {
        let own = match self.service.as_str() {
            "s3" if self.has("retrieval") => Some("retrieval"),
            "s3" => self.has("data-retrieval").then_some("data-retrieval"),
            _ => matches!(self.tier(), "cool" | "cold" | "nearline" | "coldline" | "archive")
                .then_some("retrieval"),
        };
        own.filter(|meter| !self.tiering || *meter == "data-retrieval")
    }

    /// The hottest class of the same service and redundancy: where what was archived is read.
    pub(super) fn thawed(&self) -> String {
        match self.sku.split_once('-') {
            Some((_, redundancy)) => format!("hot-{redundancy}"),
            None => "hot-lrs".to_owned(),
        }
    }

    /// Whether there is such a meter.
    pub(super) fn has(&self, meter: &str) -> bool {
        self.meters.iter().any(|known| known == meter)
    }

    /// Whether objects can move from here to there.
    pub(super) fn goes_to(&self, other: &Rung) -> bool {
        if !self.is_s3() && (self.tiering || other.tiering) {
            return false; // all of an account or bucket is tiered, or nothing is
        }
        let order =
            DOWN.iter().find(|(service, _)| *service == self.service).map_or(&[][..], |(_, order)| order);
        let depth = |rung: &Rung| order.iter().position(|tier| *tier == rung.tier());
        depth(self).is_some_and(|own| depth(other).is_some_and(|other| other > own))
    }

    /// The tier without the redundancy.
    fn tier(&self) -> &str {
        match self.service.as_str() {
            "blob" => self.sku.split('-').next().unwrap_or(&self.sku),
            _ => &self.sku,
        }
    }

    /// What is billed at least.
    pub(super) fn minimums(&self, cx: &mut Cx<'_, '_>) -> Minimums {
        let key = self.key(cx, "storage");
        cx.rate(&key).map(|rate| rate.minimums).unwrap_or_default()
    }
}
