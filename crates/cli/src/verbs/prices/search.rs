//! `prices search`: prices by words and properties.

use costmodel::prices::{self, Hit, Query};

use super::grid::Grid;
use crate::args::{Filter, PriceFormat, Sort};
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::rim::Rim;

/// More hits than this are counted in a table, not shown.
const MOST: usize = 50;

pub fn run(words: &[String], filter: &Filter, rim: &Rim) -> Outcome {
    let mut query = Query::parse(words).map_err(|faults| {
        let said: Vec<String> =
            faults.iter().map(|fault| format!("{}\n  help: {}", fault.message, fault.hint)).collect();
        Failure::Input(said.join("\n"))
    })?;
    for (property, value) in [
        ("provider", &filter.which.provider),
        ("service", &filter.which.service),
        ("region", &filter.which.region),
    ] {
        if let Some(value) = value {
            query.only(property, value);
        }
    }
    query.sort = match filter.sort.unwrap_or_default() {
        Sort::Name => prices::Sort::Name,
        Sort::Price => prices::Sort::Price,
    };
    let book = rim.book()?;
    let mut hits = prices::search(book, &query);
    let found = hits.len();
    let for_person = filter.format.map_or(rim.to_terminal, |format| format == PriceFormat::Table);
    if for_person {
        hits.truncate(MOST);
    }
    if found == 0 {
        output::say("no price fits; fewer words find more");
    }
    Grid {
        header: &[
            "provider",
            "service",
            "region",
            "sku",
            "meter",
            "price",
            "unit",
            "vcpu",
            "memory_gib",
            "gpus",
            "gpu",
            "arch",
            "schedule",
            "seen",
            "layer",
            "contract",
        ],
        numbers: &["price", "vcpu", "memory_gib", "gpus"],
        rows: hits.iter().map(row),
    }
    .print(filter.format, rim)?;
    if found > hits.len() {
        output::say(&format!("{found} prices fit, the first {} shown; --format csv shows all", hits.len()));
    }
    Ok(())
}

fn row(hit: &Hit) -> Vec<String> {
    let machine = hit.machine.as_ref();
    let gpus = machine.filter(|machine| !machine.gpu_count.is_zero());
    vec![
        hit.key.provider.clone(),
        hit.key.service.clone(),
        hit.key.region.clone(),
        hit.key.sku.clone(),
        hit.key.meter.clone(),
        hit.price.to_string(),
        hit.rate.unit.to_string(),
        machine
            .and_then(|machine| machine.vcpu)
            .map_or_else(String::new, |vcpu| vcpu.normalize().to_string()),
        machine
            .and_then(|machine| machine.memory_gib)
            .map_or_else(String::new, |gib| gib.normalize().to_string()),
        gpus.map_or_else(String::new, |machine| machine.gpu_count.normalize().to_string()),
        gpus.map_or_else(String::new, |machine| machine.gpu.clone()),
        machine.map_or_else(String::new, |machine| machine.arch.clone()),
        hit.rate.schedule.name().to_owned(),
        hit.rate.seen.as_of.to_string(),
        hit.rate.seen.layer.clone(),
        hit.rate.contract.as_ref().map_or_else(String::new, |contract| contract.told()),
    ]
}
