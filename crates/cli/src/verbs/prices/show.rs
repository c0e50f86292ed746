//! `prices show`: every rate under a key.

use costmodel::prices::{self, Interruption, Shown};

use super::grid::Grid;
use crate::args::Filter;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;

pub fn run(key: &str, filter: &Filter, rim: &Rim) -> Outcome {
    let book = rim.book()?;
    let shown = prices::show(book, key).map_err(|near| {
        let hint = match near.as_slice() {
            [] => "write it as provider/service/region/sku".to_owned(),
            near => format!("there is {}", near.join(", ")),
        };
        Failure::Input(format!("no price stands under `{key}`\n  help: {hint}"))
    })?;
    Grid {
        header: &[
            "key",
            "meter",
            "state",
            "from",
            "schedule",
            "unit",
            "step",
            "step_from",
            "unit_price",
            "paid",
            "quality",
            "seen",
            "layer",
            "source",
            "contract",
            "note",
        ],
        numbers: &["step", "step_from", "unit_price", "paid"],
        rows: shown.iter().filter(|shown| filter.which.fits(&shown.key)).flat_map(rows),
    }
    .print(filter.format, rim)
}

/// A row for each step of a rate; a term has one.
fn rows(shown: &Shown) -> Vec<Vec<String>> {
    let (key, rate) = (&shown.key, &shown.rate);
    let state = match (shown.in_force, shown.hidden) {
        (true, _) => "in force",
        (_, true) => "hidden by a later layer",
        _ => "not in force",
    };
    let note = note(shown);
    let contract = shown.contract.as_ref();
    let paid = |price| contract.map_or_else(String::new, |contract| contract.unit_price(price).to_string());
    let row = |step: String, from: String, price: String, paid: String| {
        vec![
            format!("{}/{}/{}/{}", key.provider, key.service, key.region, key.sku),
            key.meter.clone(),
            state.to_owned(),
            rate.from.map_or_else(String::new, |from| from.to_string()),
            rate.schedule.name().to_owned(),
            rate.unit.to_string(),
            step,
            from,
            price,
            paid,
            rate.seen.quality.name().to_owned(),
            rate.seen.as_of.to_string(),
            rate.seen.layer.clone(),
            rate.seen.source.clone(),
            contract.map_or_else(String::new, |contract| contract.told()),
            note.clone(),
        ]
    };
    match shown.tiers.as_slice() {
        [] => vec![row(String::new(), String::new(), shown.price.clone(), String::new())],
        [only] => vec![row(String::new(), String::new(), only.price.to_string(), paid(only.price))],
        tiers => (1_u32..)
            .zip(tiers)
            .map(|(step, tier)| {
                row(step.to_string(), tier.from.to_string(), tier.price.to_string(), paid(tier.price))
            })
            .collect(),
    }
}

/// What the row says about itself, and of a spot price how often machines are taken back.
fn note(shown: &Shown) -> String {
    let taken_back = shown.interruption.as_ref().map(|interruption| {
        let Interruption { band, as_of, .. } = interruption;
        format!("taken back: {band} of machines in the month before {as_of}")
    });
    let own = Some(shown.rate.seen.note.clone()).filter(|note| !note.is_empty());
    own.into_iter().chain(taken_back).collect::<Vec<_>>().join("; ")
}
