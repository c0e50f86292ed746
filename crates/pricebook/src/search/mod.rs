//! Looking prices up by words and properties.

mod query;
mod scan;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use costmodel_core::book::{Key, Machine, ModelFacts, PriceBook, in_force};
use costmodel_core::month::Month;
use costmodel_core::num::{UnitPrice, mul_div};
use costmodel_core::rate::{Rate, Schedule};
use rust_decimal::Decimal;

use crate::place::TableKey;
use crate::threads::in_no_order;
use crate::wide;
use scan::{Known, Machines, Scan};

pub use query::{Compare, Query, Sort, Value, Want};

/// The meter a search means when it names none.
const ON_DEMAND: &str = "on-demand";
/// Properties that only models have, and the service they are sold as.
const OF_MODEL: [&str; 2] = ["context", "max-output"];
const MODELS: &str = "models";

/// One price that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What is priced.
    pub key: Key,
    /// The rate in force.
    pub rate: Rate,
    /// What one unit costs, for sorting: of tiers the first, of a term the hour with its share of the upfront; as
    /// a contract has it.
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
    let of_table = |table: &TableKey, want: &Want| match want.property {
        "provider" => want.is_text(&table.0),
        "service" => want.is_text(&table.1),
        "region" => want.is_text(&table.2),
        _ => true,
    };
    let mut tables = book.tables();
    tables.retain(|table| query.wants.iter().all(|want| of_table(table, want)));
    if query.wants.iter().any(|want| OF_MODEL.contains(&want.property)) {
        tables.retain(|table| table.1 == MODELS);
    }
    let mut services: BTreeMap<(&str, &str), OnceLock<Machines>> = BTreeMap::new();
    for table in &tables {
        services.entry((&table.0, &table.1)).or_default();
    }
    let none = Machines::new();
    let of_one = |table: &TableKey| -> Vec<Hit> {
        // The first table of a service reads what its machines are made of.
        let read = || {
            let machines = book.machines(&table.0, &table.1).into_iter();
            machines.map(Known::of).collect()
        };
        let machines = services.get(&(table.0.as_str(), table.1.as_str()));
        let machines = machines.map_or(&none, |machines| machines.get_or_init(read));
        let found = Scan::new(book, query, table, machines).candidates();
        let hits = found.into_iter().filter_map(|(sku, meter)| {
            let key = Key::new(&table.0, &table.1, &table.2, sku, &meter);
            hit(book, query, key, machines.get(sku).map(|known| &known.machine))
        });
        hits.collect()
    };
    let mut hits = in_no_order(&tables, of_one);
    match query.sort {
        Sort::Name => hits.sort_unstable_by(|a, b| a.key.cmp(&b.key)),
        Sort::Price => hits.sort_unstable_by(|a, b| (a.price, &a.key).cmp(&(b.price, &b.key))),
    }
    hits
}

fn hit(book: &PriceBook, query: &Query, key: Key, machine: Option<&Machine>) -> Option<Hit> {
    let on = query.on.unwrap_or(book.date);
    let mut history = book.history(&key, on)?;
    let at = in_force(&history, Month::of(on))?;
    let rate = history.swap_remove(at);
    let list = effective_price(&rate.schedule);
    let price = rate.contract.as_ref().map_or(list, |contract| contract.unit_price(list));
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
