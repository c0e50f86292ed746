//! Prices of models: what sellers and meters of the lists are called in the book.

pub(crate) mod genai;
pub(crate) mod litellm;

use costmodel_core::models::{REGION, SERVICE};
use rust_decimal::Decimal;

use crate::names::is_name;
use crate::reading::{Collector, Told};

/// Per what tokens are priced in the book.
const PER_TOKENS: &str = "1000000 Tokens";

/// Whether a model writes vectors: what it reads has a meter of its own.
fn embeds(seller: &str, model: &str) -> bool {
    model.contains("embed") || (seller == "voyage" && !model.contains("rerank"))
}

/// Whether a cache write of a model is one of Anthropic's, which live five minutes or an hour.
fn writes_for_minutes(model: &str) -> bool {
    model.contains("claude")
}

/// Adds the steps of a price of a model: from how many tokens of input on, and what.
fn add(
    into: &mut Collector,
    [seller, model, meter]: [&str; 3],
    unit: &str,
    since: Option<jiff::civil::Date>,
    steps: &[(Decimal, Decimal)],
) {
    if !is_name(model) {
        return into.refuse(&format!("{seller}: {model}"), "its id cannot be a name");
    }
    let Ok(unit) = unit.parse() else { return };
    for (from, price) in steps {
        let told = Told { from: *from, price: *price, since, volume: true };
        into.add([seller, SERVICE, REGION, model, meter], &unit, told);
    }
}
