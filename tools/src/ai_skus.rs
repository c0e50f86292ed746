//! What is known of a model besides its prices: one row per sku.

use crate::ai::{Fact, kebab};
use crate::ai_dates::{Model, retires};
use crate::error::Result;
use crate::facts::{Facts, File, Row};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::{Output, checked};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "ai-model-attributes.csv";

const HEADER: &str = "sku,context_window,max_output_tokens,cache_min_tokens,uplift_eu,uplift_us,\
                      uplift_regional,retires,note,src";

const UNPRICED: &str = "attribute of a model without a price row";

#[derive(Default)]
struct Sku {
    context_window: String,
    max_output: String,
    cache_min: String,
    uplift_eu: String,
    uplift_us: String,
    uplift_regional: String,
    retires: String,
    notes: BTreeSet<String>,
    /// The newest source that says something of it.
    src: Option<(String, String)>,
}

type Skus = BTreeMap<String, BTreeMap<String, Sku>>;

pub fn convert(
    facts: &Facts,
    providers: &BTreeMap<&str, BTreeMap<&str, Model<'_>>>,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<()> {
    let mut skus = Skus::new();
    for (provider, models) in providers {
        for (model, meters) in models {
            let rows: Vec<&Fact> = meters.values().flatten().copied().collect();
            skus.entry(kebab(provider)).or_default().insert((*model).to_owned(), sku(&rows));
        }
    }
    let file = facts.file(FILE)?;
    for row in &file.rows {
        let outcome = attribute(file, row, &mut skus)?;
        ledger.settle(facts, row.id, outcome)?;
    }
    for (provider, skus) in &skus {
        output.put(format!("ai/{provider}/skus.csv"), table(provider, skus, sources)?);
    }
    for note in [
        "AI context windows and output limits that differ between rows of a model: the newest \
         source, then the figure most of its rows state, then the larger.",
        "AI attributes of ids without a price row (most are dated or regional ids) are rejected: \
         `skus.csv` names only what can be priced.",
        "The speed=fast multiplier of Claude models is superseded by their `fast-…` prices.",
        "gemini-2.0-flash has two deprecation dates (2025-11-14 on its image meter only, \
         2026-06-01 elsewhere): the later is `retires`.",
    ] {
        ledger.note("AI models", note);
    }
    Ok(())
}

fn sku(rows: &[&Fact]) -> Sku {
    let newest = rows.iter().max_by_key(|f| f.as_of.as_str());
    let mut sku = Sku {
        context_window: agreed(rows, |f| &f.context_window),
        max_output: agreed(rows, |f| &f.max_output),
        src: newest.map(|f| (f.as_of.clone(), f.source.clone())),
        ..Sku::default()
    };
    sku.retires = rows.iter().filter_map(|f| retires(&f.notes)).max().unwrap_or_default().into();
    sku.notes = rows.iter().flat_map(|f| f.notes.split("; ")).filter_map(remark).collect();
    sku
}

/// The part of a row's note that is about the model.
fn remark(note: &str) -> Option<String> {
    match note {
        "deprecated" => Some("deprecated".into()),
        "limited availability / preview" => Some("preview".into()),
        "commitment rate per model unit" => Some("commitment rate per model unit".into()),
        _ => note
            .strip_prefix("region/scope=")
            .map(|scope| format!("scope={scope}"))
            .or_else(|| note.strip_prefix("regional price of ").map(|of| format!("of={of}"))),
    }
}

/// Of the newest source's figures, the one most rows state; then the larger.
fn agreed(rows: &[&Fact], figure: fn(&Fact) -> &String) -> String {
    let stated = || rows.iter().filter(|f| !figure(f).is_empty());
    let newest = stated().map(|f| f.as_of.as_str()).max().unwrap_or_default();
    let mut counts: BTreeMap<(u64, &str), usize> = BTreeMap::new();
    for fact in stated().filter(|f| f.as_of == newest) {
        let text = figure(fact).as_str();
        *counts.entry((text.parse().unwrap_or(0), text)).or_default() += 1;
    }
    let best = counts.into_iter().max_by_key(|((size, _), rows)| (*rows, *size));
    best.map(|((_, text), _)| text.to_owned()).unwrap_or_default()
}

fn attribute(file: &File, row: &Row, skus: &mut Skus) -> Result<Outcome> {
    let get = |column| file.get(row, column);
    let model = get("model")?;
    let text = get("value")?;
    let value = parse(text).ok_or_else(|| file.error(row, format!("value `{text}`")))?;
    let models = skus.get_mut(&kebab(get("provider")?));
    let Some(sku) = models.and_then(|models| models.get_mut(model)) else {
        return Ok(Outcome::Rejected(UNPRICED.to_owned()));
    };
    let target = match get("attribute")? {
        "prompt_cache_min_tokens" => &mut sku.cache_min,
        "multiplier_us" | "regional_processing_uplift_multiplier_us" => &mut sku.uplift_us,
        "regional_processing_uplift_multiplier_eu" => &mut sku.uplift_eu,
        "regional_endpoint_uplift_multiplier" => &mut sku.uplift_regional,
        "multiplier_fast" => {
            return Ok(Outcome::Superseded("the model's own fast prices are loaded".into()));
        }
        other => return Err(file.error(row, format!("unknown attribute `{other}`"))),
    };
    *target = plain(value);
    let source = (get("as_of")?.to_owned(), get("source")?.to_owned());
    if sku.src.as_ref().is_none_or(|known| known.0 < source.0) {
        sku.src = Some(source);
    }
    Ok(Outcome::Loaded)
}

fn table(provider: &str, skus: &BTreeMap<String, Sku>, sources: &mut Sources) -> Result<String> {
    let path = format!("ai/{provider}/skus.csv");
    let mut lines = vec![HEADER.to_owned()];
    for (name, sku) in skus {
        let src = match &sku.src {
            Some((as_of, source)) => sources.id(as_of, source)?,
            None => String::new(),
        };
        let note = sku.notes.iter().cloned().collect::<Vec<_>>().join("; ");
        let cells = [
            name.as_str(),
            &sku.context_window,
            &sku.max_output,
            &sku.cache_min,
            &sku.uplift_eu,
            &sku.uplift_us,
            &sku.uplift_regional,
            &sku.retires,
            &note,
            &src,
        ];
        lines.push(checked(&path, cells.join(","), HEADER)?);
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_about_the_model_are_kept() {
        assert_eq!(remark("region/scope=eu").as_deref(), Some("scope=eu"));
        assert_eq!(remark("limited availability / preview").as_deref(), Some("preview"));
        assert_eq!(remark("model absent in genai-prices"), None);
    }
}
