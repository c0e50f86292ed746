//! Object storage: AWS S3, Azure Blob Storage, Google Cloud Storage. Storage by class, requests, retrieval, lifecycle, and what small or short-lived
//! objects cost beside.

mod classes;
mod requests;
mod stored;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use self::classes::{Class, Rung};
use crate::decode::{At, Count, Fraction, OneOrMany, PerBytes, PerCount, Seconds};
use crate::kinds::shared::kept::{Kept, kept};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Object storage (AWS S3, Azure Blob Storage, Google Cloud Storage): stored bytes by class, requests, retrieval, lifecycle.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "writes: one for each object that is added, unless `writes` says otherwise (writes = \"0 requests per documents.added\" switches it off)",
    "retrieval: in classes that charge for it every read takes a whole object, unless `retrieval` says otherwise (retrieval = \"0 B per chat\" switches it off)",
    "index data of archived objects: 32 KiB in their class and 8 KiB in standard, for each (overhead = false switches it off)",
    "objects below the class's minimum size are billed as that size (128 KiB in infrequent, one-zone, archive-instant of AWS); of intelligent-tiering those under 128 KiB stay in its first tier",
    "on Azure objects are locally redundant (sku = \"blob/hot-zrs\" says otherwise), and what is restored from the archive is read in the hot tier",
    "on Google Cloud the age of an object counts towards the minimum time of each class it is in, and moves cost no rest of it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.documents-store.object-storage]
keeps = "documents"
class = "hot"
writes = "1 request per documents.added"
reads = "3 requests per chat"
move = { to = "infrequent", after = "90 days" }
"#;

/// Hours of a mean month, to turn the age at which objects move into months of what is added.
const MEAN_MONTH_HOURS: u32 = 730;

choice! {
    /// How fast archived objects are read back.
    pub enum Restore {
        /// In hours.
        Standard = "standard",
        /// Overnight, cheapest.
        Bulk = "bulk",
        /// In minutes, dearest.
        Expedited = "expedited",
    }
}

spec! {
    /// Objects that move to a colder class at an age. How many have that age follows from what is added in a
    /// month now: the younger ones are what is added in that time, at most the whole stock.
    pub struct Move {
        /// The class they move to.
        neutral to: Class,
        /// At which age.
        neutral after: Seconds,
    }
}

spec! {
    /// Object storage.
    pub struct ObjectStorage {
        /// The stocks it keeps: one object for each unit.
        up keeps: OneOrMany<At<String>>,
        /// Bytes of one object: `"180 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// How it is kept: by neutral class, or by `sku`. Default: hot.
        neutral class: Option<Class>,
        /// How it is kept, as the provider calls it: `"s3/standard-ia"`, `"blob/cool-zrs"`, `"cloud-storage/nearline"`.
        /// Instead of `class`.
        neutral sku: Option<At<String>>,
        /// Versions kept of each object on average, itself included: `1.3`.
        up versions: Count = "1",
        /// Writes. Default: one for each object that is added.
        up writes: Option<OneOrMany<PerCount>>,
        /// Reads of stored objects: billed as GET requests.
        up reads: Option<OneOrMany<PerCount>>,
        /// Bytes read back from a class that charges for it. Default: each read takes a whole object.
        up retrieval: Option<PerBytes>,
        /// How archived objects are read back.
        neutral restore: Restore = "standard",
        /// Colder classes that objects move to, each at an age.
        neutral moves as "move": Option<OneOrMany<Move>>,
        /// Age at which objects are deleted, on average: below the class's minimum the rest is billed.
        down deleted_age: Option<Seconds>,
        /// Whether the index data of archived objects is billed.
        neutral overhead: bool = "true",
        /// With intelligent-tiering: the part not read for 30 days.
        down unread_30_days: Fraction = "0 %",
        /// With intelligent-tiering: the part not read for 90 days, inside the former.
        down unread_90_days: Fraction = "0 %",
    }
}

/// What of a stock is in one class.
struct Held<'k> {
    kept: &'k Kept,
    rung: &'k Rung,
    objects: Expr,
    /// In which rung of the ladder: 0 is the class objects are written to.
    at: usize,
}

impl ObjectStorage {
    /// Storage of each stock in each class, then requests.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let all = kept(cx, &self.keeps, self.size.as_deref());
        let rungs = self.rungs(cx);
        let tiers = self.access_tiers(cx, rungs.as_deref());
        let (all, rungs) = (all?, rungs?);
        tiers?;
        let mut held = Vec::new();
        for kept in &all {
            for (at, rung) in rungs.iter().enumerate() {
                if let Some(objects) = objects_in(kept, &rungs, at) {
                    held.push(Held { kept, rung, objects, at });
                }
            }
        }
        for one in &held {
            self.store(cx, one, all.len() > 1)?;
            self.early(cx, one, rungs.get(one.at.saturating_add(1)))?;
        }
        self.write(cx, &all, &rungs)?;
        self.read(cx, &all, &held)
    }

    /// The class objects are written to, then those they move to.
    fn rungs(&self, cx: &mut Cx<'_, '_>) -> Option<Vec<Rung>> {
        let first = match (&self.sku, self.class) {
            (Some(sku), Some(_)) => {
                cx.error(
                    "one-of",
                    sku.span.clone(),
                    format!("`{}` has a class and a sku", cx.name),
                    "one of the two",
                    "drop one",
                );
                return None;
            }
            (Some(sku), None) => Rung::by_sku(cx, sku)?,
            (None, class) => Rung::of(cx, class.unwrap_or(Class::Hot))?,
        };
        let mut rungs = vec![first];
        let mut from = self.class;
        for step in self.moves.iter().flat_map(|moves| &moves.0) {
            let rung = Rung::of(cx, step.to)?.entered_at(step.after.amount.clone());
            let last = rungs.last()?;
            // Two classes of the language can be one of the provider: nothing moves between them.
            let from = from.replace(step.to);
            if last.sku == rung.sku && from != Some(step.to) && !last.is_s3() {
                continue;
            }
            let later = match &last.after {
                Some(before) => rung.after.as_ref().is_some_and(|age| {
                    age.value.low > before.value.low
                        && age.value.expected > before.value.expected
                        && age.value.high > before.value.high
                }),
                None => true,
            };
            if !(later && last.goes_to(&rung)) {
                cx.error(
                    "no-effect",
                    step.after.span.clone(),
                    format!("objects do not move from {} to {} then", last.sku, rung.sku),
                    "moves go down, later ones further",
                    "order moves by age, from hot over infrequent to deep-archive",
                );
                return None;
            }
            rungs.push(rung);
        }
        Some(rungs)
    }

    /// The parts of intelligent tiering; they mean nothing elsewhere.
    fn access_tiers(&self, cx: &mut Cx<'_, '_>, rungs: Option<&[Rung]>) -> Option<()> {
        let none = Ranged::same(Decimal::ZERO);
        let (month, quarter) = (&self.unread_30_days, &self.unread_90_days);
        let has_tiers = rungs.is_none_or(|rungs| rungs.iter().any(Rung::is_tiering));
        for part in [month, quarter] {
            if part.value != none && !has_tiers {
                cx.error(
                    "no-effect",
                    part.span.clone(),
                    "only intelligent-tiering moves objects by when they are read",
                    "means nothing for this class",
                    "drop it, or choose class = \"intelligent-tiering\"",
                );
                return None;
            }
        }
        let inside = |a: &Decimal, b: &Decimal| a <= b;
        let (a, b) = (&quarter.value, &month.value);
        if !(inside(&a.low, &b.low) && inside(&a.expected, &b.expected) && inside(&a.high, &b.high)) {
            cx.error(
                "out-of-range",
                quarter.span.clone(),
                "more is unread for 90 days than for 30",
                "at most `unread_30_days`",
                "raise `unread_30_days`, or lower this",
            );
            return None;
        }
        Some(())
    }

    /// The rest of a class's minimum time: for objects deleted before it, and for objects that move on.
    fn early(&self, cx: &mut Cx<'_, '_>, held: &Held<'_>, next: Option<&Rung>) -> Option<()> {
        let minimums = held.rung.minimums(cx);
        let Some(days) = minimums.days.map(Decimal::from) else { return Some(()) };
        let day = Decimal::from(86_400);
        let entered = held.rung.after.as_ref().map_or(Ranged::same(Decimal::ZERO), |after| after.value);
        let counts_age = held.rung.counts_age();
        let rest_at = |age: &Ranged<Decimal>| {
            Ranged::from_fn(|s| {
                let since = age.get(s).checked_sub(*entered.get(s)).unwrap_or_default();
                let stayed = if counts_age { *age.get(s) } else { since };
                // Deleted before it came here, or after it left.
                let left = next
                    .and_then(|next| next.after.as_ref())
                    .is_some_and(|after| age.get(s) > after.value.get(s));
                if since.is_sign_negative() || left {
                    Decimal::ZERO
                } else {
                    (days - stayed / day).max(Decimal::ZERO)
                }
            })
        };
        let mut lines = Vec::new();
        if let (Some(age), Some(deleted)) = (&self.deleted_age, held.kept.deleted) {
            lines.push(("early deletion", rest_at(&age.value), age.span.clone(), deleted));
        }
        if !counts_age
            && let (Some(after), Some(added)) = (next.and_then(|next| next.after.as_ref()), held.kept.added)
        {
            lines.push(("early move", rest_at(&after.value), after.span.clone(), added));
        }
        for (name, rest, span, series) in lines {
            if rest == Ranged::same(Decimal::ZERO) {
                continue;
            }
            let size = self.billed_size(held.kept, &minimums);
            let left = Expr::given(&format!("days left of the minimum of {days}"), rest, "days", span);
            let quantity = Expr::Series(series).times(size).times(left);
            let line = Draft::new(name, held.rung.key(cx, "storage"), quantity, "GiB-Days".parse().ok()?);
            cx.push(
                line.driver(&held.kept.name)
                    .note(format!("{} is billed for {days} days at least", held.rung.sku)),
            );
        }
        Some(())
    }
}

/// How many of a stock are in a rung: those younger than the next move, less those younger than its own.
fn objects_in(kept: &Kept, rungs: &[Rung], at: usize) -> Option<Expr> {
    let stock = || Expr::Series(kept.stock);
    let younger = |rung: &Rung| -> Option<Expr> {
        let (added, after) = (kept.added?, rung.after.as_ref()?);
        let hours = Expr::given(
            "age at the move",
            after.value.map(|s| *s / Decimal::from(3_600)),
            "h",
            after.span.clone(),
        );
        let months = hours.over(Expr::constant("hours of a mean month", MEAN_MONTH_HOURS, "h"));
        Some(Expr::Smallest(vec![stock(), Expr::Series(added).times(months)]))
    };
    let next = rungs.get(at.checked_add(1)?);
    match (at, next) {
        (0, None) => Some(stock()),
        (0, Some(next)) => younger(next),
        // Where nothing is ever added, all is old and in the last rung.
        (_, None) => Some(match younger(rungs.get(at)?) {
            Some(young) => Expr::Above(Box::new(stock()), Box::new(young)),
            None => stock(),
        }),
        (_, Some(next)) => Some(Expr::Above(Box::new(younger(next)?), Box::new(younger(rungs.get(at)?)?))),
    }
}
