//! Looking prices up by words and properties.

mod query;

use std::collections::BTreeMap;

use costmodel_core::book::{Key, Machine, ModelFacts, PriceBook, in_force};
use costmodel_core::month::Month;
use costmodel_core::num::{UnitPrice, mul_div};
use costmodel_core::rate::{Rate, Schedule};
use rust_decimal::Decimal;

use crate::{keys, wide};

pub use query::{Compare, Query, Sort, Value, Want};

/// The meter a search means when it names none.
const ON_DEMAND: &str = "on-demand";
/// Properties of a table: what fails them need not be opened.
const OF_TABLE: [&str; 3] = ["provider", "service", "region"];

/// One price that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What is priced.
    pub key: Key,
    /// The rate in force.
    pub rate: Rate,
    /// What one unit costs, for sorting: of tiers the first, of a term the hour with its share of the upfront.
    pub price: UnitPrice,
    /// What a machine type is made of.
    pub machine: Option<Machine>,
    /// What a model allows.
    pub model: Option<ModelFacts>,
}

/// The prices that fit a query.
///
/// Of machine types only the on-demand price under linux is meant (of database instances, that of each engine), unless a word or a property names a
/// meter or an operating system: `m7i.large spot`, `m7i.large os=windows`.
///
/// ```
/// use costmodel_pricebook::{Query, embedded, search};
/// let query = Query::parse(&["service=ec2", "arch=arm64", "vcpu>=8", "gpu=none", "region=us-east-1"]).unwrap();
/// for hit in search(&embedded(), &query) {
///     assert_eq!((hit.key.region.as_str(), hit.key.meter.as_str()), ("us-east-1", "on-demand"));
/// }
/// ```
#[must_use]
pub fn search(book: &PriceBook, query: &Query) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut shapes: BTreeMap<(&str, &str), BTreeMap<String, Machine>> = BTreeMap::new();
    for table in book.tables() {
        let of_table = |property: &str| match property {
            "provider" => table.0.as_str(),
            "service" => &table.1,
            _ => &table.2,
        };
        let mut wanted = query.wants.iter().filter(|want| OF_TABLE.contains(&want.property));
        if !wanted.all(|want| want.is_text(of_table(want.property))) {
            continue;
        }
        let shapes = shapes.entry((&table.0, &table.1)).or_insert_with(|| {
            book.machines(&table.0, &table.1)
                .into_iter()
                .map(|machine| (machine.sku.clone(), machine))
                .collect()
        });
        let keys: Vec<Key> = keys::of_table(book, table).collect();
        let plain = keys.iter().any(|key| key.meter == ON_DEMAND);
        for key in keys {
            let machine = shapes.get(&key.sku);
            let fits = query.wants.iter().all(|want| of_machine(machine, want).unwrap_or(true));
            if fits && is_meant(query, &key, machine, plain) && has_words(query, &key, machine) {
                hits.extend(hit(book, query, key, machine));
            }
        }
    }
    match query.sort {
        Sort::Name => hits.sort_by(|a, b| a.key.cmp(&b.key)),
        Sort::Price => hits.sort_by(|a, b| (a.price, &a.key).cmp(&(b.price, &b.key))),
    }
    hits
}

/// Of a machine's many prices, the ones a search is about: on demand under linux, or, where a service tells
/// its rows apart by something else, such as engines of databases, on demand of each.
fn is_meant(query: &Query, key: &Key, machine: Option<&Machine>, plain: bool) -> bool {
    machine.is_none()
        || key.meter == ON_DEMAND
        || (!plain && key.meter.ends_with(ON_DEMAND))
        || query.words.iter().any(|word| key.meter.contains(word.as_str()))
        || query.wants.iter().any(|want| match want.property {
            "meter" => want.is_text(&key.meter),
            "os" => key.meter.ends_with(ON_DEMAND) && want.is_text(wide::os_and_column(&key.meter).0),
            _ => false,
        })
}

fn has_words(query: &Query, key: &Key, machine: Option<&Machine>) -> bool {
    if query.words.is_empty() {
        return true;
    }
    let mut text = key.to_string();
    if let Some(machine) = machine {
        text.push_str(&format!(" {} {} {}", machine.family, machine.gpu, machine.arch));
    }
    let text = text.to_lowercase();
    query.words.iter().all(|word| text.contains(word.as_str()))
}

fn hit(book: &PriceBook, query: &Query, key: Key, machine: Option<&Machine>) -> Option<Hit> {
    let on = query.on.unwrap_or(book.date);
    let mut history = book.find(&key, on).ok()?;
    let at = in_force(&history, Month::of(on))?;
    let rate = history.swap_remove(at);
    let price = effective_price(&rate.schedule);
    let model = book.model(&key.provider, &key.sku);
    let hit = Hit { key, rate, price, machine: machine.cloned(), model };
    query.wants.iter().all(|want| has(&hit, want)).then_some(hit)
}

/// Whether a hit has a property that is not of its machine type.
fn has(hit: &Hit, want: &Want) -> bool {
    let (machine, model) = (hit.machine.as_ref(), hit.model.as_ref());
    match want.property {
        "provider" => want.is_text(&hit.key.provider),
        "service" => want.is_text(&hit.key.service),
        "region" => want.is_text(&hit.key.region),
        "sku" => want.is_text(&hit.key.sku),
        "meter" => want.is_text(&hit.key.meter),
        "unit" => want.is_text(&hit.rate.unit.to_string()),
        "os" => machine.is_some() && want.is_text(wide::os_and_column(&hit.key.meter).0),
        "price" => want.is_number(Some(hit.price.to_decimal())),
        "context" => want.is_number(model.and_then(|model| model.context_window).map(Decimal::from)),
        "max-output" => want.is_number(model.and_then(|model| model.max_output).map(Decimal::from)),
        _ => of_machine(machine, want).unwrap_or(false),
    }
}

/// Whether a machine type has a property; `None` when the property is not one of machine types.
fn of_machine(machine: Option<&Machine>, want: &Want) -> Option<bool> {
    let text = |read: fn(&Machine) -> &str| machine.is_some_and(|machine| want.is_text(read(machine)));
    Some(match want.property {
        "family" => text(|machine| &machine.family),
        "arch" => text(|machine| &machine.arch),
        "gpu" => text(|machine| &machine.gpu),
        "vcpu" => want.is_number(machine.and_then(|machine| machine.vcpu)),
        "memory" => want.is_number(machine.and_then(|machine| machine.memory_gib)),
        "gpus" => want.is_number(machine.map(|machine| machine.gpu_count)),
        "gpu-memory" => want.is_number(machine.and_then(|machine| machine.gpu_memory_gib)),
        _ => return None,
    })
}

/// What one unit costs at first, to compare and sort by: for a term, the hour with its share of what is paid
/// at the start, rounded half to even to 12 places. Charges are never computed from it.
#[must_use]
pub fn effective_price(schedule: &Schedule) -> UnitPrice {
    match schedule {
        Schedule::Term { upfront, hourly, hours } => {
            let share = mul_div(upfront.raw(), 1, i128::from(*hours)).map(UnitPrice::from_raw);
            share.and_then(|share| share.checked_add(*hourly)).unwrap_or(*hourly)
        }
        other => other.first_price(),
    }
}
