//! The price book: tables as text, found by SKU and meter, parsed only where they are asked.

mod classes;
mod facts;
mod interruption;
mod key;
mod names;
mod shard;
mod sustained;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::contract::{self, Rule};
use crate::month::Month;
use crate::rate::Rate;

pub use classes::{ClassPart, Offer};
pub use facts::{Machine, ModelFacts, Provisioned, Throughput};
pub use interruption::{Band, Interruption};
pub use key::Key;
pub use shard::Shard;
pub use sustained::SustainedStep;

/// The name of the layer of embedded tables.
pub const BOOK: &str = "book";

/// Reads the rates of every meter of a SKU, with the meters' names.
pub type AllRates = fn(&PriceBook, &Layer, &Shard, &Key) -> Vec<(String, Rate)>;

/// How the rows of a shard are read: plain functions, given by the crate that knows the layout.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// All rates ever seen of a SKU's meter in this shard, in the order of the rows.
    pub rates: fn(&PriceBook, &Layer, &Shard, &Key) -> Vec<Rate>,
    /// All rates ever seen of all meters of a SKU, each with its meter, in the order of the rows.
    pub all: AllRates,
    /// The meters a SKU has in this shard, which stands at this table of the layer.
    pub meters: fn(&Layer, &TableKey, &Shard, &str) -> Vec<String>,
    /// The properties of a machine type.
    pub machine: fn(&Shard, &str) -> Option<Machine>,
    /// The properties of a model.
    pub model: fn(&Shard, &str) -> Option<ModelFacts>,
    /// The measured serving rates of a layer.
    pub throughputs: fn(&Layer) -> Vec<Throughput>,
    /// How often a machine type is taken back in a region under an operating system.
    pub interruption: fn(&PriceBook, &Layer, &Shard, [&str; 3]) -> Option<Interruption>,
    /// How machines of a family get cheaper the longer they run in a month.
    pub sustained: fn(&PriceBook, &Layer, &Shard, &str) -> Vec<SustainedStep>,
    /// How capacity is bought for a model.
    pub provisioned: fn(&PriceBook, &Layer, &Shard, &str) -> Vec<Provisioned>,
    /// What a provider has for a part of a class of a kind: layer, kind, class, part, provider.
    pub class: fn(&Layer, &str, &str, &str, &str) -> Option<ClassPart>,
    /// The providers that the classes of a kind are known of.
    pub class_providers: fn(&Layer, &str) -> Vec<String>,
}

/// What names a table of rates: provider, service, region.
pub type TableKey = (String, String, String);

/// One layer of the book: the embedded tables, or an overlay laid over them.
#[derive(Debug)]
pub struct Layer {
    /// What outputs call it.
    pub name: String,
    /// Rates by (provider, service, region).
    pub rates: BTreeMap<TableKey, Shard>,
    /// Older observations of those rates, by the same key. Not listed as tables of their own.
    pub history: BTreeMap<TableKey, Shard>,
    /// SKU properties by (provider, service).
    pub skus: BTreeMap<(String, String), Shard>,
    /// Model aliases by provider: `alias,sku,from,src`.
    pub aliases: BTreeMap<String, Shard>,
    /// Which source each column of a wide row comes from, by (provider, service): `set,column,src`.
    pub source_sets: BTreeMap<(String, String), Shard>,
    /// How often spot machines are taken back, by (provider, service): a row for each SKU and operating
    /// system, a column for each region.
    pub interruptions: BTreeMap<(String, String), Shard>,
    /// How machines get cheaper the longer they run in a month, by (provider, service): a row for each part.
    pub sustained: BTreeMap<(String, String), Shard>,
    /// How capacity is bought for a model, by provider.
    pub provisioned: BTreeMap<String, Shard>,
    /// Facts that are no prices, by the name of their table: `throughput`, and its `sources`.
    pub facts: BTreeMap<String, Shard>,
    /// What neutral classes are called by each provider, by kind of component.
    pub classes: BTreeMap<String, Shard>,
    /// Source id to the day it was observed and what it is.
    pub sources: BTreeMap<String, (Date, String)>,
    /// When a table's prices were last seen in a list, changed or not, and in which.
    pub confirmed: BTreeMap<TableKey, (Date, String)>,
    /// Contract prices over the layers below, in the order of their rows.
    pub contract: Vec<Rule>,
    /// SHA-256 over all it was made of, in hex.
    pub hash: String,
}

/// Why no price was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// What was asked.
    pub key: Key,
    /// What is nearest: regions that have it, SKUs or meters with similar names.
    pub similar: Vec<String>,
    /// What of the key is unknown.
    pub missing: Missing,
}

/// The first part of a key that is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No table for this service in this region.
    Region,
    /// No such SKU there.
    Sku,
    /// The SKU has no such meter.
    Meter,
}

/// All rate cards in use.
#[derive(Debug)]
pub struct PriceBook {
    /// The embedded tables first; a later layer goes before an earlier one.
    pub layers: Vec<Layer>,
    /// The newest day of the embedded tables.
    pub date: Date,
    /// SHA-256 over all tables of all layers, in hex.
    pub hash: String,
    /// How rows are read.
    pub reader: Reader,
}

impl PriceBook {
    /// The history of one price as known on a day: for each start date the newest observation up to the
    /// knowledge date, or, where there is none, the earliest later one, marked so.
    ///
    /// # Errors
    /// When there is no such price; the error names what is nearest.
    pub fn find(&self, key: &Key, known_on: Date) -> Result<Vec<Rate>, Box<NotFound>> {
        self.history(key, known_on).ok_or_else(|| Box::new(self.not_found(key)))
    }

    /// What [`PriceBook::find`] finds, for whoever asks for many prices of which few are there: what is nearest
    /// costs more to find than a price.
    #[must_use]
    pub fn history(&self, key: &Key, known_on: Date) -> Option<Vec<Rate>> {
        let table = (key.provider.clone(), key.service.clone(), key.region.clone());
        self.layers.iter().enumerate().rev().find_map(|(at, layer)| {
            let rates = (self.reader.rates)(self, layer, layer.rates.get(&table)?, key);
            (!rates.is_empty()).then(|| self.under_contract(at, key, as_known(rates, known_on)))
        })
    }

    /// The histories of all meters of a SKU as known on a day, sorted by meter: what [`PriceBook::find`] gives for
    /// each, with every row read once.
    #[must_use]
    pub fn card(
        &self,
        provider: &str,
        service: &str,
        region: &str,
        sku: &str,
        known_on: Date,
    ) -> Vec<(String, Vec<Rate>)> {
        let key = Key::new(provider, service, region, sku, "");
        let table = (key.provider.clone(), key.service.clone(), key.region.clone());
        let mut card: BTreeMap<String, Vec<Rate>> = BTreeMap::new();
        for (at, layer) in self.layers.iter().enumerate().rev() {
            let Some(shard) = layer.rates.get(&table) else { continue };
            let mut own: BTreeMap<String, Vec<Rate>> = BTreeMap::new();
            for (meter, rate) in (self.reader.all)(self, layer, shard, &key) {
                own.entry(meter).or_default().push(rate);
            }
            for (meter, rates) in own {
                // A later layer replaces the whole history of a meter.
                let of = Key { meter, ..key.clone() };
                card.entry(of.meter.clone())
                    .or_insert_with(|| self.under_contract(at, &of, as_known(rates, known_on)));
            }
        }
        card.into_iter().collect()
    }

    /// A history of a layer under the contracts of the layers above it.
    fn under_contract(&self, layer: usize, key: &Key, rates: Vec<Rate>) -> Vec<Rate> {
        let above = self.layers.iter().skip(layer.saturating_add(1));
        contract::applied(rates, key, above.map(|layer| layer.contract.as_slice()))
    }

    /// The properties of a machine type.
    #[must_use]
    pub fn machine(&self, provider: &str, service: &str, sku: &str) -> Option<Machine> {
        self.sku_shards(provider, service).find_map(|shard| (self.reader.machine)(shard, sku))
    }

    /// All machine types of a service.
    #[must_use]
    pub fn machines(&self, provider: &str, service: &str) -> Vec<Machine> {
        let mut machines = BTreeMap::new();
        for shard in self.sku_shards(provider, service) {
            for sku in shard.skus() {
                if let Some(machine) = (self.reader.machine)(shard, sku) {
                    machines.entry(machine.sku.clone()).or_insert(machine);
                }
            }
        }
        machines.into_values().collect()
    }

    /// The properties of a model.
    #[must_use]
    pub fn model(&self, provider: &str, sku: &str) -> Option<ModelFacts> {
        self.sku_shards(provider, "models").find_map(|shard| (self.reader.model)(shard, sku))
    }

    /// Every measured serving rate of a model on GPUs.
    #[must_use]
    pub fn throughputs(&self) -> Vec<Throughput> {
        self.layers.iter().flat_map(|layer| (self.reader.throughputs)(layer)).collect()
    }

    /// How often EC2 takes a spot machine back, and how much it costs less than on demand.
    #[must_use]
    pub fn interruption(&self, region: &str, sku: &str, os: &str) -> Option<Interruption> {
        let table = ("aws".to_owned(), "ec2".to_owned());
        self.layers.iter().rev().find_map(|layer| {
            let shard = layer.interruptions.get(&table)?;
            (self.reader.interruption)(self, layer, shard, [region, sku, os])
        })
    }

    /// How capacity is bought for a model: minimum units, increments, tokens a unit serves. By scope.
    #[must_use]
    pub fn provisioned(&self, provider: &str, sku: &str) -> Vec<Provisioned> {
        let found = self.layers.iter().rev().filter_map(|layer| {
            let shard = layer.provisioned.get(provider)?;
            let rows = (self.reader.provisioned)(self, layer, shard, sku);
            (!rows.is_empty()).then_some(rows)
        });
        found.take(1).flatten().collect()
    }

    /// The model an alias stands for on a day, if it is an alias.
    #[must_use]
    pub fn alias(&self, provider: &str, alias: &str, on: Date) -> Option<String> {
        self.layers.iter().rev().filter_map(|layer| layer.aliases.get(provider)).find_map(|shard| {
            shard
                .rows_of(alias)
                .filter_map(|row| {
                    let mut cells = row.split(',').skip(1);
                    let (sku, from) = (cells.next()?, cells.next()?);
                    let from: Option<Date> = if from.is_empty() { None } else { from.parse().ok() };
                    from.is_none_or(|from| from <= on).then_some((from, sku.to_owned()))
                })
                .max()
                .map(|(_, sku)| sku)
        })
    }

    /// The day a source was observed, and what it is.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&(Date, String)> {
        self.layers.iter().rev().find_map(|layer| layer.sources.get(id))
    }

    /// The last day a table's prices were seen in a list, changed or not, and in which: what the list does not hold
    /// of the table was not seen.
    #[must_use]
    pub fn confirmed(&self, table: &TableKey) -> Option<&(Date, String)> {
        self.layers.iter().filter_map(|layer| layer.confirmed.get(table)).max()
    }

    /// What a provider has for a part of a class of a kind of component.
    #[must_use]
    pub fn class(&self, kind: &str, class: &str, part: &str, provider: &str) -> Option<ClassPart> {
        self.layers.iter().rev().find_map(|layer| (self.reader.class)(layer, kind, class, part, provider))
    }

    /// The providers that the classes of a kind of component are known of, sorted.
    #[must_use]
    pub fn class_providers(&self, kind: &str) -> Vec<String> {
        let mut all: Vec<String> =
            self.layers.iter().flat_map(|layer| (self.reader.class_providers)(layer, kind)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn sku_shards<'a>(&'a self, provider: &str, service: &str) -> impl Iterator<Item = &'a Shard> {
        let table = (provider.to_owned(), service.to_owned());
        self.layers.iter().rev().filter_map(move |layer| layer.skus.get(&table))
    }

    fn not_found(&self, key: &Key) -> NotFound {
        let own = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let skus = self.skus(&key.provider, &key.service, &key.region);
        let (missing, similar) = if skus.is_empty() {
            (Missing::Region, own(self.regions_of(&key.provider, &key.service)))
        } else if skus.binary_search(&key.sku.as_str()).is_err() {
            (Missing::Sku, own(skus))
        } else {
            (Missing::Meter, self.meters(&key.provider, &key.service, &key.region, &key.sku))
        };
        NotFound { key: key.clone(), similar, missing }
    }
}

/// Of several observations of one start date, the one a person knew on the day.
fn as_known(mut rates: Vec<Rate>, known_on: Date) -> Vec<Rate> {
    if let [only] = rates.as_mut_slice() {
        only.seen.observed_later = only.seen.as_of > known_on;
        return rates;
    }
    let mut by_start: BTreeMap<Option<Date>, Rate> = BTreeMap::new();
    for mut rate in rates {
        rate.seen.observed_later = rate.seen.as_of > known_on;
        let better = by_start.get(&rate.from).is_none_or(|kept| {
            match (kept.seen.observed_later, rate.seen.observed_later) {
                (false, false) => rate.seen.as_of > kept.seen.as_of,
                (true, true) => rate.seen.as_of < kept.seen.as_of,
                (kept_later, _) => kept_later,
            }
        });
        if better {
            by_start.insert(rate.from, rate);
        }
    }
    by_start.into_values().collect()
}

/// The rate of a history in force on the first day of a month.
#[must_use]
pub fn in_force(history: &[Rate], month: Month) -> Option<usize> {
    in_force_on(history, month.first_day())
}

/// The rate of a history in force on a day.
#[must_use]
pub fn in_force_on(history: &[Rate], day: Date) -> Option<usize> {
    history.iter().rposition(|rate| rate.from.is_none_or(|from| from <= day))
}
