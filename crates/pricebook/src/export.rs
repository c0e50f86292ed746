//! Every price in long form, with where it was seen: for spreadsheets, databases, other tools.

use costmodel_core::book::PriceBook;
use costmodel_core::rate::{Rate, Schedule};
use jiff::civil::Date;

use crate::cells::written::Written;
use crate::place::TableKey;
use crate::show::tiers;

/// The columns of an export: those of FOCUS by its names, others behind `x_`.
pub const EXPORT_HEADER: [&str; 25] = [
    "ProviderName",
    "ServiceName",
    "RegionId",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "PricingCategory",
    "PricingUnit",
    "PricingCurrency",
    "ListUnitPrice",
    "ContractedUnitPrice",
    "x_Schedule",
    "x_TierFrom",
    "x_TierUntil",
    "x_UpfrontPrice",
    "x_TermHours",
    "x_Minimum",
    "x_FreeAllowance",
    "x_TierScope",
    "x_EffectiveFrom",
    "x_ObservedOn",
    "x_Source",
    "x_Quality",
    "x_Layer",
    "x_Note",
];

/// The rows of every table that is wanted, as prices are known on a day: one for each step of each price and
/// start date, sorted by key. What a later layer hides is left out.
///
/// ```
/// use costmodel_pricebook::{EXPORT_HEADER, embedded, export};
/// let book = embedded();
/// let rows: Vec<_> = export(&book, book.date, |table| table.1 == "nat-gateway" && table.2 == "us-east-1").collect();
/// assert!(rows.iter().all(|row| row.len() == EXPORT_HEADER.len()));
/// assert!(rows.iter().any(|row| row[4] == "gateway" && row[9] == "0.045" && row[10] == "0.045"));
/// ```
pub fn export<'b>(
    book: &'b PriceBook,
    day: Date,
    is_wanted: impl Fn(&TableKey) -> bool + 'b,
) -> impl Iterator<Item = Vec<String>> + 'b {
    let tables = book.tables().into_iter().filter(move |table| is_wanted(table));
    tables.flat_map(move |table| {
        let skus = book.skus(&table.0, &table.1, &table.2).into_iter();
        skus.flat_map(move |sku| {
            let card = book.card(&table.0, &table.1, &table.2, sku, day).into_iter();
            card.flat_map(move |(meter, rates)| {
                rates.into_iter().flat_map(move |rate| rows(table, sku, &meter, &rate)).collect::<Vec<_>>()
            })
        })
    })
}

fn rows(table: &TableKey, sku: &str, meter: &str, rate: &Rate) -> Vec<Vec<String>> {
    let written = Written::of(rate);
    let note =
        [&rate.seen.note, &rate.contract.as_ref().map_or_else(String::new, |contract| contract.told())]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("; ");
    let from = rate.from.map_or_else(String::new, |from| from.to_string());
    let id = format!("{}/{}/{}/{sku} {meter}", table.0, table.1, table.2);
    let id = if from.is_empty() { id } else { format!("{id} from {from}") };
    let paid = |list| rate.contract.as_ref().map_or(list, |contract| contract.unit_price(list));
    let (upfront, hours) = match &rate.schedule {
        Schedule::Term { upfront, hours, .. } => (paid(*upfront).to_string(), hours.to_string()),
        _ => (String::new(), String::new()),
    };
    let row = |step: usize, [from_unit, until_unit]: [String; 2], list| {
        vec![
            table.0.clone(),
            table.1.clone(),
            table.2.clone(),
            sku.to_owned(),
            meter.to_owned(),
            if step == 0 { id.clone() } else { format!("{id} step {}", step.saturating_add(1)) },
            category(meter, &rate.schedule).to_owned(),
            written.unit.clone(),
            "USD".to_owned(),
            format!("{list}"),
            paid(list).to_string(),
            written.mode.to_owned(),
            from_unit,
            until_unit,
            upfront.clone(),
            hours.clone(),
            written.minimum.clone(),
            written.free.clone(),
            written.scope.clone(),
            from.clone(),
            rate.seen.as_of.to_string(),
            rate.seen.source.clone(),
            rate.seen.quality.name().to_owned(),
            rate.seen.layer.clone(),
            note.clone(),
        ]
    };
    match &rate.schedule {
        Schedule::Graduated(_) | Schedule::Volume(_) => tiers(&rate.schedule)
            .into_iter()
            .enumerate()
            .map(|(step, tier)| {
                let until = tier.until.map_or_else(String::new, |until| until.to_string());
                row(step, [tier.from.to_string(), until], tier.price)
            })
            .collect(),
        other => vec![row(0, [String::new(), String::new()], other.first_price())],
    }
}

/// The pricing category of FOCUS.
fn category(meter: &str, schedule: &Schedule) -> &'static str {
    let mut words = meter.split(['/', '-', '_']);
    if matches!(schedule, Schedule::Term { .. }) {
        return "Committed";
    }
    match words.find(|word| ["spot", "reserved", "convertible", "savings", "committed"].contains(word)) {
        Some("spot") => "Dynamic",
        Some(_) => "Committed",
        None => "Standard",
    }
}
