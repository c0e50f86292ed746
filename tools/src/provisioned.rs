//! Capacity of models bought by the unit: its prices beside the prices of tokens, and how it is sold.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row, RowId};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain, r0};
use crate::sources::Sources;
use crate::write::{LongRow, Output, checked};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "ai-provisioned.csv";
const MODELS: &str = "ai-models.csv";
const HEADER: &str = "sku,scope,min_units,increment,input_tokens_per_minute,src,note";

/// The meter under which the facts of models repeat the prices of units; `ai` leaves it to this module.
pub const REPEATED: &str = "provisioned_model_unit_hour";

/// (term, unit) of a fact → meter and unit.
const METERS: [(&str, &str, &str, &str); 5] = [
    ("1-month-commitment", "model unit hour", "provisioned-1mo-hour", "Unit-Hours"),
    ("6-month-commitment", "model unit hour", "provisioned-6mo-hour", "Unit-Hours"),
    ("hourly", "PTU hour", "provisioned-hour", "Unit-Hours"),
    ("1-month reservation", "PTU month", "provisioned-1mo-month", "Unit-Months"),
    ("1-year reservation", "PTU month", "provisioned-1y-month", "Unit-Months"),
];

/// (sku of ai-models with the term in it) → row and price
type Repeated<'a> = BTreeMap<&'a str, (RowId, &'a str)>;

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut repeated = repeated(facts)?;
    let mut sold: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, rows) in output.shards() {
        let skus = rows.iter().map(|row| row.sku.clone());
        sold.entry(path.to_owned()).or_default().extend(skus);
    }
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &file.rows {
        let provider = file.get(row, "provider")?.replace('_', "-");
        let outcome = if file.get(row, "usd_per_unit")?.is_empty() {
            let skus = sold.get(&format!("ai/{provider}/global.csv"));
            match skus.zip(Some(file.get(row, "model")?)).and_then(|(skus, model)| sold_as(model, skus)) {
                Some(sku) => {
                    let lines = units(file, row, sku, sources)?;
                    tables.entry(format!("ai/{provider}/provisioned.csv")).or_default().extend(lines);
                    Outcome::Loaded
                }
                None => Outcome::Rejected("units of a model without a price".to_owned()),
            }
        } else {
            if provider == "bedrock" {
                let again = same(file, row, &mut repeated)?;
                ledger.settle(facts, again, Outcome::Superseded(format!("same price in {FILE}")))?;
            }
            output.push(format!("ai/{provider}/global.csv"), price(file, row, sources)?);
            Outcome::Loaded
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    if let Some((sku, _)) = repeated.iter().next() {
        return Err(Error::new(format!("{MODELS}: {sku} has no price in {FILE}")));
    }
    for (path, rows) in &tables {
        let mut lines = vec![HEADER.to_owned()];
        for row in rows {
            lines.push(checked(path, row.clone(), HEADER)?);
        }
        lines.push(String::new());
        output.put(path.clone(), lines.join("\n"));
    }
    notes(ledger);
    Ok(())
}

fn repeated(facts: &Facts) -> Result<Repeated<'_>> {
    let file = facts.file(MODELS)?;
    let mut repeated = Repeated::new();
    for row in &file.rows {
        if file.get(row, "meter")? == REPEATED {
            repeated.insert(file.get(row, "model")?, (row.id, file.get(row, "usd_per_unit")?));
        }
    }
    Ok(repeated)
}

/// The sku of a model: its name, or the one dated version that has prices (`o3` is `o3-2025-04-16`).
fn sold_as<'a>(model: &str, skus: &'a BTreeSet<String>) -> Option<&'a str> {
    let dated = |sku: &&String| {
        let date = sku.strip_prefix(model).and_then(|rest| rest.strip_prefix('-'));
        date.is_some_and(|date| date.len() == 10 && date.chars().all(|c| c.is_ascii_digit() || c == '-'))
    };
    let mut versions = skus.iter().filter(dated);
    match (skus.get(model), versions.next(), versions.next()) {
        (Some(own), ..) => Some(own),
        (None, Some(only), None) => Some(only),
        _ => None,
    }
}

/// The row of the models that has the same price.
fn same(file: &File, row: &Row, repeated: &mut Repeated<'_>) -> Result<RowId> {
    let get = |column| file.get(row, column);
    let theirs = format!("{}/{}/{}", get("scope")?, get("term")?, get("model")?);
    let (id, price) =
        repeated.remove(theirs.as_str()).ok_or_else(|| file.error(row, "not among the models"))?;
    match parse(price) == parse(get("usd_per_unit")?) {
        true => Ok(id),
        false => Err(file.error(row, format!("{MODELS} has another price, {price}"))),
    }
}

/// The units of a model, a line for each scope the fact is about.
fn units(file: &File, row: &Row, sku: &str, sources: &mut Sources) -> Result<Vec<String>> {
    let get = |column| file.get(row, column);
    let scopes: &[&str] = match get("scope")? {
        "global/data zone" => &["data-zone", "global"],
        "regional" => &["regional"],
        other => return Err(file.error(row, format!("unknown scope `{other}`"))),
    };
    let whole = |column| -> Result<&str> {
        let text = get(column)?;
        text.parse::<u64>().map_err(|_| file.error(row, format!("{column} `{text}`")))?;
        Ok(text)
    };
    let src = sources.id(get("as_of")?, get("source")?)?;
    let cells = format!("{},{},{}", whole("min_units")?, whole("increment")?, whole("input_tpm_per_unit")?);
    let note = get("notes")?.trim_start_matches("throughput fact").trim_start_matches("; ").replace(',', ";");
    Ok(scopes.iter().map(|scope| format!("{sku},{scope},{cells},{src},{note}")).collect())
}

/// The price of a unit.
fn price(file: &File, row: &Row, sources: &mut Sources) -> Result<LongRow> {
    let get = |column| file.get(row, column);
    let (term, unit, scope, model) = (get("term")?, get("unit")?, get("scope")?, get("model")?);
    let (.., meter, our_unit) = METERS
        .iter()
        .find(|(theirs, counted, ..)| *theirs == term && *counted == unit)
        .ok_or_else(|| file.error(row, format!("unknown term `{term}` or unit `{unit}`")))?;
    let text = get("usd_per_unit")?;
    let (figure, rounded) = r0(parse(text).ok_or_else(|| file.error(row, format!("price `{text}`")))?);
    let second_hand = get("notes")?.starts_with("secondary source");
    let sku = match (scope, model) {
        (scope, "any") => format!("{scope}/ptu"),
        ("*", model) => model.to_owned(),
        (region, model) => format!("{region}/{model}"),
    };
    let note = if second_hand { "second-hand: a book of 2026-02; its text is older" } else { "" };
    Ok(LongRow {
        sku,
        meter: (*meter).to_owned(),
        unit: (*our_unit).to_owned(),
        mode: "flat",
        price: plain(figure),
        quality: match (rounded, second_hand) {
            (true, _) => "derived",
            (false, true) => "rounded",
            (false, false) => "exact",
        },
        src: sources.id(get("as_of")?, get("source")?)?,
        note: note.to_owned(),
        ..LongRow::default()
    })
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "Bedrock model units: meters `provisioned-1mo-hour` and `provisioned-6mo-hour` of the model (its region \
         first), unit `Unit-Hours`. The same prices under `…/1-month-commitment/…` among the models are \
         superseded. No fact states how many units a model needs at least, or what a unit serves.",
        "Azure provisioned throughput: one price for all models in a region, sku `regional/ptu`, from a book, \
         not the vendor's page: marked rounded. Prices of global and data-zone units are in no fact.",
        "Azure units of `o3` are those of its one version with prices, `o3-2025-04-16`.",
        "Azure units of a model: minimum, increment and input tokens a minute are in `provisioned.csv`. A fact \
         about `global/data zone` is a row for each. o1 regional has a minimum of 25 and an increment of 50, as \
         its page states.",
    ] {
        ledger.note("Provisioned models", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_sold_by_its_name_or_its_only_version() {
        let skus: BTreeSet<String> =
            ["gpt-5", "gpt-5-2025-08-07", "o3-2025-04-16", "o3-mini", "x-2025-01-01", "x-2025-02-01"]
                .map(str::to_owned)
                .into();
        assert_eq!(sold_as("gpt-5", &skus), Some("gpt-5"));
        assert_eq!(sold_as("o3", &skus), Some("o3-2025-04-16"));
        assert_eq!(sold_as("x", &skus), None);
        assert_eq!(sold_as("o", &skus), None);
    }
}
