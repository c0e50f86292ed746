//! What an update does to the folder: decided whole before a byte is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use costmodel_core::book::{Key, PriceBook, TableKey, in_force_on};
use costmodel_core::rate::{Minimums, Quality, Rate, Scope, Seen as SeenAt};
use costmodel_pricebook::{source_id, table_path, write_row};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::adapt::{Adapted, adapt, readable};
use super::diff::{self, Change, Kind};
use super::record::{confirm, confirmations, drop_unused_source, source};
use super::table::{Table, note, src, with_note};
use super::{LAYER, Shelf, Validators, spot};
use crate::feed::Feed;
use crate::reading::{Offer, Reading, Refused};

/// What is written of a price that its source lists no more.
const GONE: &str = "not listed since ";

/// Where and when a feed was seen.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which feed.
    pub feed: Feed,
    /// The day.
    pub as_of: Date,
    /// What names the document among all: see [`crate::Origin::id`].
    pub source: String,
    /// What names it for people: an address or a file, and what the server said of it.
    pub title: String,
    /// What the server said, to be asked again with.
    pub validators: Option<Validators>,
}

/// The folder as it will be, and what differs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Prices that are touched, by kind and key.
    pub changes: Vec<Change>,
    /// Prices that are as they were.
    pub same: u64,
    /// Prices that differ from what the book saw on a later day: it keeps what it has.
    pub older: u64,
    /// Prices with a name that cannot be compared with what the book has.
    pub refused: Refused,
    /// The folder as it will be.
    pub shelf: Shelf,
}

impl Plan {
    /// How many prices are touched in a way.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }

    /// The changes of more than so many percent.
    #[must_use]
    pub fn above(&self, percent: Decimal) -> Vec<&Change> {
        self.changes.iter().filter(|change| change.is_above(percent)).collect()
    }
}

/// Compares what was read with a book that has the folder laid over it.
///
/// # Errors
/// When the folder has a table that an update cannot keep.
pub fn plan(shelf: &Shelf, book: &PriceBook, reading: &Reading, seen: &Seen) -> Result<Plan, String> {
    let mut plan = Plan { shelf: shelf.clone(), ..Plan::default() };
    let src = source(&mut plan.shelf, seen)?;
    // Room for as many as there can be: growing would hold them twice, and room that is not used costs nothing.
    plan.changes.reserve(reading.prices());
    let mut confirmed = BTreeSet::new();
    let mut all = reading.iter().peekable();
    while let Some(first) = all.next() {
        // One table at a time: a list may be of many.
        let key = table_of(&first.key);
        let mut offers = vec![first];
        while let Some(next) = all.next_if(|next| table_of(&next.key) == key) {
            offers.push(next);
        }
        let path = table_path(&key, false);
        let mut update = Update::open(&mut plan, book, seen, &src, &key)?;
        for of_meter in offers.chunk_by(|a, b| a.key == b.key) {
            update.meter(of_meter);
        }
        update.gone();
        update.close();
        confirmed.insert(path.trim_end_matches(".csv").to_owned());
    }
    if seen.feed == Feed::AwsSpotAdvisor {
        spot::update(&mut plan, book, &reading.taken, &src);
        confirmed.insert("aws/ec2/interruptions".to_owned());
    }
    confirm(&mut plan.shelf, &confirmed, seen);
    plan.shelf.remember(&seen.source, seen.validators.as_ref());
    drop_unused_source(&mut plan.shelf, &src);
    plan.changes.sort_unstable_by(|a, b| {
        (a.kind, &a.table, &a.sku, &a.meter).cmp(&(b.kind, &b.table, &b.sku, &b.meter))
    });
    Ok(plan)
}

/// What a folder becomes when a server says that a document is as it was: its prices are confirmed.
#[must_use]
pub fn unchanged(shelf: &Shelf, seen: &Seen) -> Plan {
    let mut shelf = shelf.clone();
    let source = &seen.source;
    let shards: BTreeSet<String> = confirmations(&shelf)
        .into_keys()
        .filter(|(_, known)| known == source)
        .map(|(shard, _)| shard)
        .collect();
    confirm(&mut shelf, &shards, seen);
    Plan { shelf, ..Plan::default() }
}

fn table_of(key: &Key) -> TableKey {
    (key.provider.clone(), key.service.clone(), key.region.clone())
}

/// One table while it is updated.
struct Update<'a> {
    plan: &'a mut Plan,
    book: &'a PriceBook,
    seen: &'a Seen,
    src: &'a str,
    key: Arc<TableKey>,
    /// Meters and units, each once: changes may be many.
    words: BTreeSet<Arc<str>>,
    paths: [String; 2],
    table: Table,
    history: Table,
    observed: BTreeSet<(String, String)>,
}

impl<'a> Update<'a> {
    fn open(
        plan: &'a mut Plan,
        book: &'a PriceBook,
        seen: &'a Seen,
        src: &'a str,
        key: &TableKey,
    ) -> Result<Update<'a>, String> {
        let paths = [table_path(key, false), table_path(key, true)];
        let read = |path: &String| Table::read(path, plan.shelf.files.get(path));
        let (table, history) = (read(&paths[0])?, read(&paths[1])?);
        Ok(Update {
            plan,
            book,
            seen,
            src,
            key: Arc::new(key.clone()),
            words: BTreeSet::new(),
            paths,
            table,
            history,
            observed: BTreeSet::new(),
        })
    }

    fn close(self) {
        for (path, table) in self.paths.into_iter().zip([self.table, self.history]) {
            if !table.0.is_empty() {
                self.plan.shelf.files.insert(path, table.text());
            }
        }
    }

    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.words.get(text) {
            return known.clone();
        }
        let word: Arc<str> = text.into();
        self.words.insert(word.clone());
        word
    }

    /// The offers of one meter: what holds, then what is announced.
    fn meter(&mut self, offers: &[Offer]) {
        let Some(first) = offers.first() else { return };
        self.observed.insert((first.key.sku.clone(), first.key.meter.clone()));
        let mut rates = self.book.history(&first.key, self.seen.as_of).unwrap_or_default();
        let mut is_own = rates.iter().any(|rate| rate.seen.layer == LAYER);
        for offer in offers {
            let on = offer.announced.unwrap_or(self.seen.as_of);
            let known = match offer.announced {
                Some(_) => rates.iter().rfind(|rate| rate.from == offer.announced),
                None => in_force_on(&rates, on).and_then(|at| rates.get(at)),
            };
            // What is not there yet is compared with what holds until then.
            let model = known.or_else(|| in_force_on(&rates, on).and_then(|at| rates.get(at))).cloned();
            let adapted = match adapt(offer, model.as_ref()) {
                Ok(adapted) => adapted,
                Err(why) => {
                    let refused = &mut self.plan.refused;
                    refused.count = refused.count.saturating_add(1);
                    if refused.first.len() < 20 {
                        refused.first.push(format!("{}: {why}", offer.key));
                    }
                    continue;
                }
            };
            if known.is_some_and(|rate| rate.schedule == adapted.schedule) {
                self.plan.same = self.plan.same.saturating_add(1);
                self.listed_again(&offer.key);
                continue;
            }
            let known = known.cloned();
            if rates.iter().any(|rate| rate.seen.as_of > self.seen.as_of) {
                self.plan.older = self.plan.older.saturating_add(1);
                continue;
            }
            if !is_own && !rates.is_empty() {
                self.adopt(&offer.key, &rates);
                is_own = true;
            }
            let new = self.row_of(offer, model.as_ref(), known.as_ref(), adapted);
            self.put(offer, known.as_ref(), &new);
            rates.push(new);
            rates.sort_by_key(|rate| rate.from);
        }
    }

    /// The rate that is written: the terms of the one before it, with the feed's price.
    fn row_of(&self, offer: &Offer, model: Option<&Rate>, known: Option<&Rate>, adapted: Adapted) -> Rate {
        let as_of = self.seen.as_of;
        let from = match (offer.announced, known) {
            (Some(day), _) => Some(day),
            // A price nobody knew before has an open start: since when it holds is not known for sure.
            (None, None) => None,
            (None, Some(known)) => {
                let later = |day: &Date| known.from.is_none_or(|from| *day > from);
                offer.since.filter(later).or(Some(as_of).filter(later)).or(known.from)
            }
        };
        let Adapted { mut schedule, mut rounded, free } = adapted;
        let mut unit = model.map_or_else(|| offer.unit.clone(), |rate| rate.unit.clone());
        let own_free = model.and_then(|rate| rate.free.clone());
        // Whether it ends after a year and what shares it is not told by lists: it is said, and not taken off.
        let left_out = free.filter(|amount| own_free.as_ref().is_none_or(|own| own.amount != *amount));
        let left_out = left_out.map(|amount| format!("in the list the first {amount} {unit} cost nothing"));
        if model.is_none() {
            let readable = readable(&unit, &schedule)
                .and_then(|to| Some((super::adapt::convert(&schedule, &unit, &to, &mut rounded)?, to)));
            if let Some((converted, to)) = readable {
                (schedule, unit) = (converted, to);
            }
        }
        let mut note = model.map_or_else(
            || format!("new: {}", self.seen.feed.title()),
            |rate| without_gone(&rate.seen.note).to_owned(),
        );
        let rounding = (rounded && !note.contains("rounded")).then(|| "rounded to 12 places".to_owned());
        for said in [rounding, left_out].into_iter().flatten() {
            if !note.contains(&said) {
                note = if note.is_empty() { said } else { format!("{note}; {said}") };
            }
        }
        Rate {
            from,
            unit,
            schedule,
            minimums: model.map_or_else(Minimums::default, |rate| rate.minimums.clone()),
            free: own_free,
            scope: model.map_or_else(Scope::default, |rate| rate.scope.clone()),
            seen: SeenAt {
                source: self.seen.title.clone(),
                as_of,
                quality: if rounded { Quality::Derived } else { Quality::Exact },
                layer: LAYER.to_owned(),
                note,
                observed_later: false,
            },
            contract: None,
        }
    }

    /// Takes what the book has of a meter into the folder: rows there replace all that stands below them.
    fn adopt(&mut self, key: &Key, rates: &[Rate]) {
        let now = in_force_on(rates, self.seen.as_of);
        for (at, rate) in rates.iter().enumerate() {
            let Some(id) = source_id(self.book, rate) else { continue };
            let Some(row) = write_row(&key.sku, &key.meter, rate, id) else { continue };
            let is_current = now.is_none_or(|now| at >= now);
            if is_current {
                self.table.put(row)
            } else {
                self.history.put(row)
            };
        }
    }

    /// One edited line, and one line of history.
    fn put(&mut self, offer: &Offer, known: Option<&Rate>, new: &Rate) {
        let Key { sku, meter, .. } = &offer.key;
        let Some(row) = write_row(sku, meter, new, self.src) else { return };
        if let Some(known) = known {
            let from = known.from.map_or_else(String::new, |from| from.to_string());
            if let Some(old) = self.table.0.remove(&(sku.clone(), meter.clone(), from)) {
                // What was seen on the same day was never another price: it is corrected.
                if known.seen.as_of < self.seen.as_of {
                    self.history.put(old);
                }
            }
        }
        self.table.put(row);
        let (meter, unit) = (self.word(meter), self.word(&new.unit.to_string()));
        let kind = match (offer.announced, known) {
            (Some(_), _) => Kind::Announced,
            (None, Some(_)) => Kind::Changed,
            (None, None) => Kind::New,
        };
        self.plan.changes.push(Change {
            kind,
            table: self.key.clone(),
            sku: sku.as_str().into(),
            meter,
            unit,
            before: known.map_or_else(String::new, |known| diff::shown(&known.schedule)).into(),
            after: match offer.announced {
                Some(day) => format!("{} from {day}", diff::shown(&new.schedule)),
                None => diff::shown(&new.schedule),
            }
            .into(),
            percent: known.and_then(|known| diff::percent(&known.schedule, &new.schedule)),
        });
    }

    /// A price that was not listed for a while is again.
    fn listed_again(&mut self, key: &Key) {
        for ((sku, meter, _), row) in &mut self.table.0 {
            if (sku, meter) == (&key.sku, &key.meter) && note(row).contains(GONE) {
                *row = with_note(row, without_gone(note(row)));
            }
        }
    }

    /// Rows of this source that it lists no more stay, and say so: a price that nobody states is not zero.
    fn gone(&mut self) {
        let of_source = format!("{}-", self.seen.source);
        for ((sku, meter, _), row) in &mut self.table.0 {
            let is_own =
                src(row).strip_prefix(&of_source).is_some_and(|day| day.chars().all(|c| c.is_ascii_digit()));
            if !is_own || self.observed.contains(&(sku.clone(), meter.clone())) || note(row).contains(GONE) {
                continue;
            }
            let said = format!("{GONE}{}", self.seen.as_of);
            let joined = if note(row).is_empty() { said } else { format!("{}; {said}", note(row)) };
            let price = row.split(',').nth(4).unwrap_or("").replace(';', "; ");
            let unit = row.split(',').nth(2).unwrap_or("").to_owned();
            *row = with_note(row, &joined);
            self.plan.changes.push(Change {
                kind: Kind::Gone,
                table: self.key.clone(),
                sku: sku.as_str().into(),
                meter: meter.as_str().into(),
                unit: unit.into(),
                before: price.into(),
                after: "".into(),
                percent: None,
            });
        }
    }
}

fn without_gone(note: &str) -> &str {
    let kept = note.find(GONE).and_then(|at| note.get(..at)).unwrap_or(note);
    kept.trim_end_matches([' ', ';'])
}
