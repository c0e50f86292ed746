//! Which prices of a table a search has to look at: told from the text of its rows, without reading a price.
//!
//! A table is gone through once. What a query asks of the SKU is decided once for all its rows, what it asks of
//! the meter once for each; only what passes both is read as a price.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use costmodel_core::book::{Layer, Machine, PriceBook, Shard};
use costmodel_core::num::UnitPrice;

use super::query::{Query, Want};
use super::{ON_DEMAND, effective_price, of_machine};
use crate::cells::wide_price::WidePrice;
use crate::place::TableKey;
use crate::{spot, wide};

/// The meter of what can be derived.
const SPOT: &str = "spot";

/// The machine types of a service, by SKU.
pub(super) type Machines = BTreeMap<String, Known>;

/// A machine type, and the words it is found by.
pub(super) struct Known {
    pub(super) machine: Machine,
    /// In lower case.
    text: String,
}

impl Known {
    /// A machine type under its name.
    pub(super) fn of(machine: Machine) -> (String, Known) {
        let Machine { family, gpu, arch, .. } = &machine;
        let text = format!("{family} {gpu} {arch}").to_lowercase();
        (machine.sku.clone(), Known { machine, text })
    }
}

/// One table under search.
pub(super) struct Scan<'s> {
    pub(super) book: &'s PriceBook,
    pub(super) query: &'s Query,
    pub(super) table: &'s TableKey,
    pub(super) machines: &'s Machines,
    /// Whether a machine of the table is sold on demand under linux; asked for only where it matters.
    sells_plain: OnceCell<bool>,
    /// What of a key every row of the table shares, in lower case.
    place: String,
    /// Words that the place does not hold.
    words: Vec<&'s str>,
    /// What is asked of the price, where a row tells it: one that no contract and no history changes.
    prices: Vec<&'s Want>,
}

/// What is known of a SKU before its meters are looked at.
#[derive(Clone)]
struct Sku<'s> {
    machine: Option<&'s Machine>,
    /// Words that were not found in it: a meter has to have them all.
    words: Vec<&'s str>,
}

impl<'s> Scan<'s> {
    pub(super) fn new(
        book: &'s PriceBook,
        query: &'s Query,
        table: &'s TableKey,
        machines: &'s Machines,
    ) -> Scan<'s> {
        let place = format!("{}/{}/{}/", table.0, table.1, table.2).to_lowercase();
        let is_plain =
            book.layers.iter().all(|layer| layer.contract.is_empty() && !layer.history.contains_key(table));
        let prices = query.wants.iter().filter(|want| is_plain && want.property == "price").collect();
        let words = query.words.iter().map(String::as_str).filter(|word| !place.contains(word)).collect();
        Scan { book, query, table, machines, sells_plain: OnceCell::new(), place, words, prices }
    }

    /// SKUs and meters that may fit, sorted: all that does fit is among them.
    pub(super) fn candidates(&self) -> BTreeSet<(&'s str, String)> {
        let mut found = BTreeSet::new();
        // Of machine properties nothing else is worth a look.
        if self.machines.is_empty() && self.query.wants.iter().any(|want| of_machine(None, want).is_some()) {
            return found;
        }
        for (layer, shard) in self.shards() {
            if wide::is_wide(shard.header_line()) {
                self.wide_rows(layer, shard, &mut found);
            } else {
                self.long_rows(layer, shard, &mut found);
            }
        }
        found
    }

    fn shards(&self) -> impl Iterator<Item = (&'s Layer, &'s Shard)> + use<'s> {
        let (book, table) = (self.book, self.table);
        book.layers.iter().filter_map(move |layer| Some((layer, layer.rates.get(table)?)))
    }

    fn wide_rows(&self, layer: &'s Layer, shard: &'s Shard, found: &mut BTreeSet<(&'s str, String)>) {
        let columns: Vec<(&str, String)> =
            shard.header_line().split(',').map(|column| (column, wide::meter("", column))).collect();
        let mut last: Option<(&str, Option<Sku<'s>>)> = None;
        for row in shard.rows() {
            let mut cells = row.split(',');
            let (Some(name), Some(os)) = (cells.next(), cells.next()) else { continue };
            let Some(sku) = self.same_or(name, &mut last) else { continue };
            // A price of spot may be derived where no column holds one.
            let is_in_a_meter = |word: &str| {
                has(os, word) || SPOT.contains(word) || columns.iter().any(|(_, meter)| has(meter, word))
            };
            if !sku.words.iter().all(|word| word.contains('/') || is_in_a_meter(word)) {
                continue;
            }
            for (cell, (column, meter)) in cells.zip(columns.iter().skip(2)) {
                if cell.is_empty() || *column == "src" {
                    continue;
                }
                let price = || {
                    let schedule = WidePrice::parse(cell).and_then(|price| price.read(column)).ok()?.0;
                    Some(effective_price(&schedule))
                };
                if wide::is_plain(os) {
                    self.meter(layer, (name, &sku), (meter, price), found);
                } else {
                    self.meter(layer, (name, &sku), (&format!("{os}/{meter}"), price), found);
                }
            }
        }
    }

    fn long_rows(&self, layer: &'s Layer, shard: &'s Shard, found: &mut BTreeSet<(&'s str, String)>) {
        let mut last: Option<(&str, Option<Sku<'s>>)> = None;
        for row in shard.rows() {
            let mut cells = row.split(',');
            let (Some(name), Some(meter)) = (cells.next(), cells.next()) else { continue };
            if let Some(sku) = self.same_or(name, &mut last) {
                let price = || cells.nth(2)?.split(';').next()?.parse().ok();
                self.meter(layer, (name, &sku), (meter, price), found);
            }
        }
    }

    /// What is known of a SKU; rows of one stand together, so it is asked once.
    fn same_or(&self, name: &'s str, last: &mut Option<(&'s str, Option<Sku<'s>>)>) -> Option<Sku<'s>> {
        match last {
            Some((known, sku)) if *known == name => sku.clone(),
            _ => {
                let sku = self.sku(name);
                *last = Some((name, sku.clone()));
                sku
            }
        }
    }

    /// A SKU, unless what is asked of it does not hold.
    fn sku(&self, name: &str) -> Option<Sku<'s>> {
        let known = self.machines.get(name);
        let machine = known.map(|known| &known.machine);
        let holds = |want: &Want| match want.property {
            "sku" => want.is_text(name),
            "os" => machine.is_some(),
            _ => of_machine(machine, want).unwrap_or(true),
        };
        if !self.query.wants.iter().all(holds) {
            return None;
        }
        let is_in = |word: &str| {
            has(name, word)
                || known.is_some_and(|known| known.text.contains(word))
                // A word may reach from the place into the name.
                || (word.contains('/') && has(&format!("{}{name}", self.place), word))
        };
        let words = self.words.iter().copied().filter(|word| !is_in(word)).collect();
        Some(Sku { machine, words })
    }

    /// Adds a meter of a SKU that may fit, and the spot price that can be derived beside it.
    fn meter(
        &self,
        layer: &Layer,
        (name, sku): (&'s str, &Sku<'s>),
        (meter, price): (&str, impl FnOnce() -> Option<UnitPrice>),
        found: &mut BTreeSet<(&'s str, String)>,
    ) {
        if self.fits(sku, meter) && self.may_cost(price) {
            found.insert((name, meter.to_owned()));
        }
        if let Some(os) = meter.strip_suffix(ON_DEMAND) {
            let derived = format!("{os}{SPOT}");
            if self.fits(sku, &derived) && spot::beside(layer, self.table, name, meter).is_some() {
                found.insert((name, derived));
            }
        }
    }

    /// Whether a row may be at a price that is asked for; one that cannot be read here may.
    fn may_cost(&self, price: impl FnOnce() -> Option<UnitPrice>) -> bool {
        if self.prices.is_empty() {
            return true;
        }
        let price = price().map(UnitPrice::to_decimal);
        price.is_none() || self.prices.iter().all(|want| want.is_number(price))
    }

    fn fits(&self, sku: &Sku<'_>, meter: &str) -> bool {
        sku.words.iter().all(|word| has(meter, word))
            && self.query.wants.iter().all(|want| want.property != "meter" || want.is_text(meter))
            && self.is_meant(sku, meter)
    }

    /// Of a machine's many prices, the ones a search is about: on demand under linux, or, where a service tells
    /// its rows apart by something else, such as engines of databases, on demand of each.
    fn is_meant(&self, sku: &Sku<'_>, meter: &str) -> bool {
        sku.machine.is_none()
            || meter == ON_DEMAND
            || self.query.words.iter().any(|word| meter.contains(word.as_str()))
            || self.query.wants.iter().any(|want| match want.property {
                "meter" => want.is_text(meter),
                "os" => meter.ends_with(ON_DEMAND) && want.is_text(wide::os_and_column(meter).0),
                _ => false,
            })
            || (meter.ends_with(ON_DEMAND) && !self.sells_plain())
    }

    fn sells_plain(&self) -> bool {
        *self.sells_plain.get_or_init(|| {
            self.shards().any(|(_, shard)| {
                let header = shard.header_line();
                let at = header.split(',').position(|column| column == "on_demand");
                shard.rows().any(|row| {
                    let mut cells = row.split(',').skip(1);
                    let second = cells.next().unwrap_or("");
                    match at.filter(|_| wide::is_wide(header)).and_then(|at| at.checked_sub(2)) {
                        Some(at) => {
                            wide::is_plain(second) && cells.nth(at).is_some_and(|cell| !cell.is_empty())
                        }
                        None => second == ON_DEMAND,
                    }
                })
            })
        })
    }
}

/// Whether a text holds a word that is in lower case, however the text is written.
fn has(text: &str, word: &str) -> bool {
    text.contains(word)
        || (text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
            && text.to_lowercase().contains(word))
}
