//! Storage classes: the neutral words, the vendor's SKUs, and which may follow which.

use costmodel_core::book::Missing;
use costmodel_core::rate::Minimums;

use crate::choice;
use crate::decode::fields::nearest;
use crate::decode::{Amount, At};
use crate::lower::Cx;

choice! {
    /// How objects are kept.
    pub enum Class {
        /// Read often.
        Hot = "hot",
        /// Read rarely, at once; reading costs.
        Infrequent = "infrequent",
        /// The same in one zone: lost with it.
        OneZone = "one-zone",
        /// Archived, read at once.
        ArchiveInstant = "archive-instant",
        /// Archived, read within hours.
        Archive = "archive",
        /// Archived, read within half a day.
        DeepArchive = "deep-archive",
        /// Moved by the vendor by when they are read.
        IntelligentTiering = "intelligent-tiering",
    }
}

impl Class {
    /// The SKU of AWS.
    pub(super) const fn sku(self) -> &'static str {
        match self {
            Class::Hot => "standard",
            Class::Infrequent => "standard-ia",
            Class::OneZone => "one-zone-ia",
            Class::ArchiveInstant => "glacier-instant",
            Class::Archive => "glacier-flexible",
            Class::DeepArchive => "glacier-deep-archive",
            Class::IntelligentTiering => "intelligent-tiering",
        }
    }
}

/// The order in which lifecycle moves go; none goes up.
const DOWN: [&str; 7] = [
    "standard",
    "standard-ia",
    "intelligent-tiering",
    "one-zone-ia",
    "glacier-instant",
    "glacier-flexible",
    "glacier-deep-archive",
];

/// A class objects are in, from an age on.
#[derive(Clone, Debug)]
pub(super) struct Rung {
    /// The vendor's SKU.
    pub(super) sku: String,
    /// The age at which objects come here; `None` is from the start.
    pub(super) after: Option<Amount>,
    /// What the vendor meters of it.
    pub(super) meters: Vec<String>,
}

impl Rung {
    /// A class of the language.
    pub(super) fn of(cx: &Cx<'_, '_>, class: Class) -> Rung {
        Rung::named(cx, class.sku())
    }

    fn named(cx: &Cx<'_, '_>, sku: &str) -> Rung {
        let meters = cx.low.prices.book.meters(cx.provider(), "s3", cx.region(), sku);
        Rung { sku: sku.to_owned(), after: None, meters }
    }

    /// A class by the vendor's name: `s3/standard-ia`.
    pub(super) fn by_sku(cx: &mut Cx<'_, '_>, named: &At<String>) -> Option<Rung> {
        let sku = named.value.strip_prefix("s3/").unwrap_or(&named.value);
        let key = cx.key("s3", sku, "storage");
        let Err(missing) = cx.low.prices.find(&key) else { return Some(Rung::named(cx, sku)) };
        if missing.missing == Missing::Region {
            return Some(Rung::named(cx, sku));
        }
        let classes: Vec<String> = cx
            .low
            .prices
            .book
            .skus(cx.provider(), "s3", cx.region())
            .into_iter()
            .map(str::to_owned)
            .collect();
        let hint = match nearest(sku, classes.iter().map(String::as_str)) {
            Some(near) if near != sku => format!("did you mean \"s3/{near}\"?"),
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

    /// Whether the vendor moves its objects by when they are read.
    pub(super) fn is_tiering(&self) -> bool {
        self.sku == Class::IntelligentTiering.sku()
    }

    /// Whether it must be read back before it can be read.
    pub(super) fn is_archived(&self) -> bool {
        self.has("retrieval-requests") && !self.is_tiering()
    }

    /// Whether there is such a meter.
    pub(super) fn has(&self, meter: &str) -> bool {
        self.meters.iter().any(|known| known == meter)
    }

    /// Whether objects can move from here to there.
    pub(super) fn goes_to(&self, other: &Rung) -> bool {
        let depth = |rung: &Rung| DOWN.iter().position(|sku| *sku == rung.sku);
        depth(self).is_some_and(|own| depth(other).is_some_and(|other| other > own))
    }

    /// What is billed at least.
    pub(super) fn minimums(&self, cx: &mut Cx<'_, '_>) -> Minimums {
        let key = cx.key("s3", &self.sku, "storage");
        cx.rate(&key).map(|rate| rate.minimums).unwrap_or_default()
    }
}
