//! What a platform sells: the price of a unit, how many at least and in which steps, what a unit takes.

use costmodel_core::book::{Key, Provisioned};
use costmodel_core::diag::Span;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Scenario;
use rust_decimal::Decimal;

use super::{ProvisionedModel, Term};
use crate::decode::Count;
use crate::decode::fields::nearest;
use crate::lower::Cx;

/// The platforms whose units the book knows.
const PLATFORMS: [&str; 2] = ["azure-openai", "bedrock"];
/// Models whose output tokens Azure OpenAI counted as 3 input tokens (azure-docs, provisioned throughput,
/// January 2025). For GPT-4.1 and later it is the ratio of their prices (the same page, May 2025).
const BY_THREE: [&str; 3] = ["gpt-4o", "gpt-4o-mini", "o1"];
/// Models between the two, of which no text was found.
const UNKNOWN: [&str; 1] = ["o3-mini"];

/// Units of a model on a platform.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The price of a unit.
    pub key: Key,
    /// The model as the platform names it.
    pub model: String,
    facts: Option<Provisioned>,
}

impl Offer {
    /// The offer a component names; says so when there is none.
    pub(super) fn of(own: &ProvisionedModel, cx: &mut Cx<'_, '_>) -> Option<Offer> {
        let (platform, model) = named(own, cx)?;
        if !sold_for(&platform, own.term) {
            let terms = Term::WORDS.iter().zip([Term::Hourly, Term::Month, Term::HalfYear, Term::Year]);
            let terms: Vec<&str> =
                terms.filter(|(_, term)| sold_for(&platform, *term)).map(|(word, _)| *word).collect();
            let message = format!("{platform} sells no units for a term of {}", own.term.word());
            let hint = format!("terms of {platform}: {}", terms.join(", "));
            cx.error("not-sold-here", own.model.span.clone(), message, "no such term", hint);
            return None;
        }
        if platform == "azure-openai" { azure(own, cx, model) } else { bedrock(own, cx, model) }
    }

    /// Input tokens a unit takes in a minute, where the vendor says so.
    pub(super) fn tokens_per_minute(&self) -> Option<Decimal> {
        self.facts.as_ref()?.input_tokens_per_minute.map(Decimal::from)
    }

    /// How many input tokens an output token counts as, by the vendor's rule; says so when that is not known.
    pub(super) fn output_weight(&self, cx: &mut Cx<'_, '_>, output: &Span) -> Option<Expr> {
        let name = "input tokens an output token counts as";
        if self.facts.is_some() {
            if BY_THREE.contains(&self.model.as_str()) {
                return Some(Expr::assumed(name, Decimal::from(3), ""));
            }
            let mut price = |meter: &str| {
                let key =
                    Key::new(&self.key.provider, &self.key.service, &self.key.region, &self.model, meter);
                cx.rate(&key).map(|rate| rate.first_price().to_decimal())
            };
            let (input, output) = (price("input"), price("output"));
            let ratio = input.zip(output).and_then(|(input, output)| output.checked_div(input));
            if let Some(ratio) = ratio.filter(|_| !UNKNOWN.contains(&self.model.as_str())) {
                return Some(Expr::assumed(name, ratio.normalize(), ""));
            }
        }
        let message =
            format!("how many input tokens an output token of `{}` counts as is not known", self.model);
        cx.error("missing-key", output.clone(), message, "weighs more than input", "add output_weight = 4");
        None
    }

    /// Units by minimum and increment: the minimum, and whole steps above it.
    pub(super) fn rounded_up(&self, needed: Expr) -> Expr {
        let (min, step) =
            self.facts.as_ref().map_or((1, 1), |facts| (facts.min_units, facts.increment.max(1)));
        let min = || Expr::assumed("units at least", Decimal::from(min), "units");
        let step = || Expr::assumed("units of a step", Decimal::from(step), "units");
        let above = Expr::Above(Box::new(needed), Box::new(min()));
        Expr::Sum(vec![min(), Expr::Ceil(Box::new(above.over(step()))).times(step())])
    }

    /// Whether a stated number of units can be bought; says so when not.
    pub(super) fn check(&self, cx: &mut Cx<'_, '_>, units: &Count) -> Option<()> {
        let (min, step) =
            self.facts.as_ref().map_or((1, 1), |facts| (facts.min_units, facts.increment.max(1)));
        let sold = |units: Decimal| {
            let above = units - Decimal::from(min);
            !above.is_sign_negative() && above.checked_rem(step.into()).is_some_and(|rest| rest.is_zero())
        };
        if Scenario::ALL.iter().all(|scenario| sold(*units.value.get(*scenario))) {
            return Some(());
        }
        let message = format!("{} units of `{}` cannot be bought", units.expected().normalize(), self.model);
        let label = format!("at least {min}, in steps of {step}");
        let above = (units.expected() - Decimal::from(min)).max(Decimal::ZERO);
        let next = above.checked_div(step.into()).unwrap_or_default().ceil() * Decimal::from(step);
        let hint = format!("the next number is {}", (next + Decimal::from(min)).normalize());
        cx.error("sizing", units.span.clone(), message, &label, hint);
        None
    }

    /// What a reader must know of the units.
    pub(super) fn note(&self, term: Term) -> String {
        let mut parts = Vec::new();
        if let Some(facts) = &self.facts {
            let takes = facts
                .input_tokens_per_minute
                .map_or(String::new(), |tokens| format!(", each takes {tokens} input tokens a minute"));
            parts.push(format!(
                "{} units: at least {}, in steps of {}{takes} ({})",
                facts.scope, facts.min_units, facts.increment, facts.as_of
            ));
        }
        if term != Term::Hourly {
            parts.push(format!(
                "bought for {}: each month by its own busiest hour; inside a term units cannot be given back, so state `units` where demand falls",
                term.word()
            ));
        }
        parts.join("; ")
    }
}

/// Bedrock: no commitment, one month, six months; Azure OpenAI: by the hour, reserved for a month or a year.
fn sold_for(platform: &str, term: Term) -> bool {
    match term {
        Term::Hourly | Term::Month => true,
        Term::HalfYear => platform == "bedrock",
        Term::Year => platform == "azure-openai",
    }
}

/// The platform and the model as it names it.
fn named(own: &ProvisionedModel, cx: &mut Cx<'_, '_>) -> Option<(String, String)> {
    let name = &own.model;
    let Some((vendor, model)) = name.value.split_once('/') else {
        let message = format!("`{}` does not name its platform", name.value);
        cx.error(
            "unknown-model",
            name.span.clone(),
            message,
            "platform/model",
            "for example \"azure-openai/gpt-4.1\"",
        );
        return None;
    };
    let (platform, at) = own.via.as_ref().map_or((vendor, name), |via| (via.value.as_str(), via));
    if !PLATFORMS.contains(&platform) {
        let hint = match nearest(platform, PLATFORMS.into_iter()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("platforms with units: {}; for example via = \"bedrock\"", PLATFORMS.join(", ")),
        };
        let message = format!("the book has no provisioned throughput of `{platform}`");
        cx.error("unknown-model", at.span.clone(), message, "unknown platform", hint);
        return None;
    }
    let full = match &own.via {
        Some(_) if platform == "bedrock" && vendor != platform => format!("{vendor}.{model}"),
        _ => model.to_owned(),
    };
    Some((platform.to_owned(), full))
}

/// Azure OpenAI: one price of a unit for all models, by scope.
fn azure(own: &ProvisionedModel, cx: &mut Cx<'_, '_>, model: String) -> Option<Offer> {
    let book = cx.low.prices.book;
    let all = book.provisioned("azure-openai", &model);
    let facts = all.iter().find(|facts| facts.scope == own.scope.word()).cloned();
    let skus = book.skus("azure-openai", "models", "global");
    if all.is_empty() && skus.binary_search(&model.as_str()).is_err() {
        let near = nearest(&model, skus.iter().copied());
        let hint = near
            .map_or("`costmodel prices search azure-openai` lists its models".to_owned(), |near| {
                format!("did you mean \"azure-openai/{near}\"?")
            });
        let message = format!("the book has no model `{model}` of azure-openai");
        cx.error("unknown-model", own.model.span.clone(), message, "unknown model", hint);
        return None;
    }
    let meter = match own.term {
        Term::Hourly => "provisioned-hour",
        Term::Month => "provisioned-1mo-month",
        Term::HalfYear | Term::Year => "provisioned-1y-month",
    };
    let sku = format!("{}/ptu", own.scope.word());
    Some(Offer { key: Key::new("azure-openai", "models", "global", &sku, meter), model, facts })
}

/// Bedrock: a price of a model unit for each model, of some regions first in its name.
fn bedrock(own: &ProvisionedModel, cx: &mut Cx<'_, '_>, model: String) -> Option<Offer> {
    let book = cx.low.prices.book;
    let skus = book.skus("bedrock", "models", "global");
    let regional = format!("{}/{model}", cx.region());
    let has_units = |sku: &&str| {
        book.meters("bedrock", "models", "global", sku).iter().any(|meter| meter.starts_with("provisioned"))
    };
    let Some(sku) = [regional.as_str(), model.as_str()].into_iter().find(has_units) else {
        let elsewhere: Vec<&str> = skus
            .iter()
            .filter(|sku| sku.rsplit_once('/').is_some_and(|(_, name)| name == model))
            .filter(|sku| has_units(sku))
            .filter_map(|sku| sku.split_once('/').map(|(region, _)| region))
            .collect();
        let near = || {
            let plain = skus
                .iter()
                .filter(|sku| has_units(sku))
                .map(|sku| sku.rsplit_once('/').map_or(*sku, |(_, name)| name));
            nearest(&model, plain)
        };
        let hint = if elsewhere.is_empty() {
            near().map_or("models with units: `costmodel prices search bedrock`".to_owned(), |near| {
                format!("did you mean \"bedrock/{near}\"?")
            })
        } else {
            format!("sold in {}", elsewhere.join(", "))
        };
        let message = format!("the book has no units of `{model}` of bedrock in {}", cx.region());
        cx.error("unknown-model", own.model.span.clone(), message, "unknown model", hint);
        return None;
    };
    let meter = match own.term {
        Term::Hourly => "provisioned-hour",
        Term::Month => "provisioned-1mo-hour",
        Term::HalfYear | Term::Year => "provisioned-6mo-hour",
    };
    Some(Offer { key: Key::new("bedrock", "models", "global", sku, meter), model, facts: None })
}
