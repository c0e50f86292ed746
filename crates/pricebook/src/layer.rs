//! Tables into a layer of the book. Of all tables only `sources.csv` is parsed here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use costmodel_core::book::{BOOK, Layer, PriceBook, Shard};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::cells::terms;
use crate::place::{self, Place, TableKey};
use crate::reader::READER;
use crate::sources;

/// One table on its way into a layer.
pub(crate) struct Source {
    /// What it is.
    pub(crate) place: Place,
    /// All of it.
    pub(crate) text: Cow<'static, str>,
    /// The SHA-256 of its text, in hex.
    pub(crate) sha256: Cow<'static, str>,
}

/// A layer of tables.
pub(crate) fn layer(name: &str, hash: String, tables: impl IntoIterator<Item = Source>) -> Layer {
    let mut layer = Layer {
        name: name.to_owned(),
        rates: BTreeMap::new(),
        history: BTreeMap::new(),
        skus: BTreeMap::new(),
        aliases: BTreeMap::new(),
        source_sets: BTreeMap::new(),
        interruptions: BTreeMap::new(),
        sustained: BTreeMap::new(),
        provisioned: BTreeMap::new(),
        facts: BTreeMap::new(),
        classes: BTreeMap::new(),
        sources: BTreeMap::new(),
        confirmed: BTreeMap::new(),
        contract: Vec::new(),
        hash,
    };
    // Of rates there are thousands: a map made at once is made faster.
    let mut rates = Vec::new();
    for table in tables {
        let place = table.place;
        if place == Place::Sources {
            layer.sources = sources::read("", &table.text, &mut Vec::new());
            continue;
        }
        if place == Place::Confirmed {
            layer.confirmed = confirmed(&table.text);
            continue;
        }
        let shard = Shard::new(table.text, table.sha256);
        match place {
            Place::Rates(key) => rates.push((key, shard)),
            Place::History(key) => drop(layer.history.insert(key, shard)),
            Place::Skus(provider, service) => drop(layer.skus.insert((provider, service), shard)),
            Place::Aliases(provider) => drop(layer.aliases.insert(provider, shard)),
            Place::SourceSets(provider, service) => {
                drop(layer.source_sets.insert((provider, service), shard))
            }
            Place::Interruptions(provider, service) => {
                drop(layer.interruptions.insert((provider, service), shard))
            }
            Place::Sustained(provider, service) => drop(layer.sustained.insert((provider, service), shard)),
            Place::Provisioned(provider) => drop(layer.provisioned.insert(provider, shard)),
            Place::Facts(table) => drop(layer.facts.insert(table.name().to_owned(), shard)),
            Place::Classes(kind) => drop(layer.classes.insert(kind, shard)),
            Place::Sources | Place::Confirmed => {}
        }
    }
    layer.rates = rates.into_iter().collect();
    layer
}

/// The newest day that `confirmed.csv` has for each table of rates, and the list it was seen in.
fn confirmed(text: &str) -> BTreeMap<TableKey, (Date, String)> {
    let mut newest: BTreeMap<TableKey, (Date, String)> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let [shard, day, list] = row.split(',').collect::<Vec<_>>()[..] else { continue };
        let (Some(Place::Rates(table)), Ok(day)) = (place::of(&format!("{shard}.csv")), terms::date(day))
        else {
            continue;
        };
        let seen = (day, list.to_owned());
        newest.entry(table).and_modify(|known| *known = known.clone().max(seen.clone())).or_insert(seen);
    }
    newest
}

/// A book of one layer. Its date is the newest day anything in it was observed.
pub(crate) fn book(tables: impl IntoIterator<Item = Source>, hash: String) -> PriceBook {
    let layer = layer(BOOK, hash.clone(), tables);
    let date = layer.sources.values().map(|(as_of, _)| *as_of).max().unwrap_or(Date::ZERO);
    PriceBook { layers: vec![layer], date, hash, reader: READER }
}

/// SHA-256 in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
