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
            let (model, lines) = units(file, row, sources)?;
            let known =
                sold.get(&format!("ai/{provider}/global.csv")).is_some_and(|skus| skus.contains(model));
            if known {
                tables.entry(format!("ai/{provider}/provisioned.csv")).or_default().extend(lines);
                Outcome::Loaded
            } else {
                Outcome::Rejected("units of a model without a price".to_owned())
            }
        } else {
            price(facts, file, row, &provider, &mut repeated, sources, ledger, output)?
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

/// The units of a model, a line for each scope the fact is about.
fn units<'a>(file: &'a File, row: &'a Row, sources: &mut Sources) -> Result<(&'a str, Vec<String>)> {
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
    let (model, src) = (get("model")?, sources.id(get("as_of")?, get("source")?)?);
    let cells = format!("{},{},{}", whole("min_units")?, whole("increment")?, whole("input_tpm_per_unit")?);
    let note = get("notes")?.trim_start_matches("throughput fact").trim_start_matches("; ").replace(',', ";");
    Ok((model, scopes.iter().map(|scope| format!("{model},{scope},{cells},{src},{note}")).collect()))
}

#[expect(clippy::too_many_arguments, reason = "one row, and all that it may change")]
fn price(
    facts: &Facts,
    file: &File,
    row: &Row,
    provider: &str,
    repeated: &mut Repeated<'_>,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<Outcome> {
    let get = |column| file.get(row, column);
    let (term, unit, scope, model) = (get("term")?, get("unit")?, get("scope")?, get("model")?);
    let (.., meter, our_unit) = METERS
        .iter()
        .find(|(theirs, counted, ..)| *theirs == term && *counted == unit)
        .ok_or_else(|| file.error(row, format!("unknown term `{term}` or unit `{unit}`")))?;
    let text = get("usd_per_unit")?;
    let (figure, rounded) = r0(parse(text).ok_or_else(|| file.error(row, format!("price `{text}`")))?);
    let second_hand = get("notes")?.starts_with("secondary source");
    if provider == "bedrock" {
        let theirs = format!("{scope}/{term}/{model}");
        let (id, again) =
            repeated.remove(theirs.as_str()).ok_or_else(|| file.error(row, "not among the models"))?;
        if parse(again) != parse(text) {
            return Err(file.error(row, format!("{MODELS} has another price, {again}")));
        }
        ledger.settle(facts, id, Outcome::Superseded(format!("same price in {FILE}")))?;
    }
    let sku = match (scope, model) {
        (scope, "any") => format!("{scope}/ptu"),
        ("*", model) => model.to_owned(),
        (region, model) => format!("{region}/{model}"),
    };
    output.push(
        format!("ai/{provider}/global.csv"),
        LongRow {
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
            note: if second_hand {
                "second-hand: a book of 2026-02; its text is older".into()
            } else {
                String::new()
            },
            ..LongRow::default()
        },
    );
    Ok(Outcome::Loaded)
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "Bedrock model units: meters `provisioned-1mo-hour` and `provisioned-6mo-hour` of the model (its region \
         first), unit `Unit-Hours`. The same prices under `…/1-month-commitment/…` among the models are \
         superseded. No fact states how many units a model needs at least, or what a unit serves.",
        "Azure provisioned throughput: one price for all models in a region, sku `regional/ptu`, from a book, \
         not the vendor's page: marked rounded. Prices of global and data-zone units are in no fact.",
        "Azure units of a model: minimum, increment and input tokens a minute are in `provisioned.csv`. A fact \
         about `global/data zone` is a row for each. o1 regional has a minimum of 25 and an increment of 50, as \
         its page states.",
    ] {
        ledger.note("Provisioned models", note);
    }
}
