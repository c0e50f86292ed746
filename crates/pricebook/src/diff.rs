//! What of prices differs between two books, or two days of one.

use std::collections::BTreeSet;

use costmodel_core::book::{Key, Layer, PriceBook, in_force_on};
use costmodel_core::contract::matches;
use costmodel_core::num::UnitPrice;
use costmodel_core::rate::{Rate, Schedule};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::cells::written::Written;
use crate::place::TableKey;
use crate::search::effective_price;
use crate::threads::in_no_order;
use crate::{keys, wide};

/// A book as it is used on a day: what was known then, and in force.
#[derive(Clone, Copy, Debug)]
pub struct On<'b> {
    /// The book.
    pub book: &'b PriceBook,
    /// The day.
    pub day: Date,
}

/// A price that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceChange {
    /// Which.
    pub key: Key,
    /// What it was; `None` where there was none.
    pub before: Option<Rate>,
    /// What it is; `None` where there is none.
    pub after: Option<Rate>,
}

/// Every price that differs, sorted by key. A newer date or another source of the same price is no difference.
///
/// ```
/// use costmodel_pricebook::{CONTRACT_HEADER, On, diff, embedded, overlay_file};
/// let book = embedded();
/// let text = format!("{CONTRACT_HEADER}\naws,nat-gateway,us-east-1,*,gateway,-10 %,,,,2026-11-01,our contract,\n");
/// let laid = overlay_file(embedded(), "contract.csv", &text).map_err(|problems| problems[0].to_string())?.book;
/// let changes = diff(On { book: &book, day: book.date }, On { book: &laid, day: book.date });
/// assert_eq!((changes.len(), changes[0].kind()), (1, "changed"));
/// assert_eq!(changes[0].percent().map(|percent| percent.to_string()), Some("-10.00".to_owned()));
/// # Ok::<(), String>(())
/// ```
#[must_use]
pub fn diff(before: On<'_>, after: On<'_>) -> Vec<PriceChange> {
    let mut tables = [before.book.tables(), after.book.tables()].concat();
    tables.sort_unstable();
    tables.dedup();
    let of_one = |table: &TableKey| -> Vec<PriceChange> {
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        for (own, other) in [(before, after), (after, before)] {
            candidates(own, other, table, &mut keys);
        }
        keys.into_iter().filter_map(|key| change(before, after, key)).collect()
    };
    let mut changes = in_no_order(&tables, of_one);
    changes.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    changes
}

/// The keys of a table whose price can differ between two books: those of layers that only one has, those of
/// several observations or start dates, and those a contract names.
fn candidates(own: On<'_>, other: On<'_>, table: &TableKey, keys: &mut BTreeSet<Key>) {
    let shared = |layer: &&Layer| other.book.layers.iter().any(|known| is_same(known, layer));
    let key = |(sku, meter): (&str, String)| Key::new(&table.0, &table.1, &table.2, sku, &meter);
    for layer in &own.book.layers {
        let Some(shard) = layer.rates.get(table) else { continue };
        if !shared(&layer) {
            keys.extend(keys::of_shard(shard).into_iter().map(key));
        }
        if own.day != other.day {
            let history = layer.history.get(table);
            keys.extend(history.into_iter().flat_map(keys::of_shard).map(key));
            if !wide::is_wide(shard.header_line()) {
                let starts = shard.rows().filter_map(|row| {
                    let mut cells = row.split(',');
                    let (sku, meter) = (cells.next()?, cells.next()?);
                    cells.nth(6).is_some_and(|from| !from.is_empty()).then(|| key((sku, meter.to_owned())))
                });
                keys.extend(starts);
            }
        }
    }
    let rules: Vec<_> = own
        .book
        .layers
        .iter()
        .filter(|layer| own.day != other.day || !shared(layer))
        .flat_map(|layer| &layer.contract)
        .filter(|rule| {
            let [provider, service, region, ..] = &rule.pattern.0;
            matches(provider, &table.0) && matches(service, &table.1) && matches(region, &table.2)
        })
        .collect();
    if !rules.is_empty() {
        let named = keys::of_table(own.book, table);
        keys.extend(named.filter(|key| rules.iter().any(|rule| rule.pattern.matches(key))));
    }
}

/// Whether two layers hold the same.
fn is_same(a: &Layer, b: &Layer) -> bool {
    (&a.name, &a.hash) == (&b.name, &b.hash)
}

fn change(before: On<'_>, after: On<'_>, key: Key) -> Option<PriceChange> {
    let rate = |on: On<'_>| {
        let mut history = on.book.history(&key, on.day)?;
        in_force_on(&history, on.day).map(|at| history.swap_remove(at))
    };
    let (before, after) = (rate(before), rate(after));
    let differs = before.as_ref().map(Written::of) != after.as_ref().map(Written::of);
    differs.then_some(PriceChange { key, before, after })
}

impl PriceChange {
    /// `new`, `gone` or `changed`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => "changed",
        }
    }

    /// By how many percent what is paid differs, to two places: of the first step that does. `None` where no two
    /// prices stand against each other, or the old one is zero.
    #[must_use]
    pub fn percent(&self) -> Option<Decimal> {
        let (before, after) = (self.before.as_ref()?, self.after.as_ref()?);
        if before.unit != after.unit {
            return None;
        }
        let (old, new) = (steps(before), steps(after));
        let differing = old.iter().zip(&new).find(|(old, new)| old != new);
        let (old, new) = differing?;
        let (old, new) = (old.to_decimal(), new.to_decimal());
        let percent = new.checked_sub(old)?.checked_div(old)?.checked_mul(Decimal::ONE_HUNDRED)?;
        let mut percent = percent.round_dp(2);
        percent.rescale(2);
        Some(percent)
    }
}

/// What is paid in each step of a rate.
fn steps(rate: &Rate) -> Vec<UnitPrice> {
    let list: Vec<UnitPrice> = match &rate.schedule {
        Schedule::Graduated(tiers) | Schedule::Volume(tiers) => {
            (0..tiers.count()).map(|step| tiers.price(step)).collect()
        }
        other => vec![effective_price(other)],
    };
    let paid = |list| rate.contract.as_ref().map_or(list, |contract| contract.unit_price(list));
    list.into_iter().map(paid).collect()
}
