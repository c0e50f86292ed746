//! Models by name and date: which SKU a name means in which months, and which meter prices which tokens.

use costmodel_core::book::{Key, ModelFacts};
use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::models::{self, Named, NotNamed, Rule};
use costmodel_core::month::{Active, Month};
use costmodel_core::num::Ratio;
use costmodel_core::tokens::Boundary;
use rust_decimal::Decimal;

use crate::choice;
use crate::decode::fields::nearest;
use crate::decode::value::text_of;
use crate::decode::{At, Field, FieldDoc, Node, Problems, Shape, Value};
use crate::lower::Cx;
use crate::spec::MonthMap;

choice! {
    /// How fast, and at which rates, a request is served.
    pub enum ServiceTier {
        /// At list rates.
        Standard = "standard",
        /// Slower and cheaper.
        Flex = "flex",
        /// Faster and dearer.
        Priority = "priority",
        /// Faster still, where the vendor has it.
        Fast = "fast",
        /// The fastest, where the vendor has it.
        Ultrafast = "ultrafast",
    }
}

choice! {
    /// Where tokens are processed, where that is priced.
    pub enum Processing {
        /// Anywhere.
        Global = "global",
        /// In the European Union.
        Eu = "eu",
        /// In the United States.
        Us = "us",
        /// In the region of the endpoint.
        Regional = "regional",
    }
}

impl ServiceTier {
    /// What the meters of this tier begin with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            ServiceTier::Standard => "",
            ServiceTier::Flex => "flex-",
            ServiceTier::Priority => "priority-",
            ServiceTier::Fast => "fast-",
            ServiceTier::Ultrafast => "ultrafast-",
        }
    }
}

/// A model, or models by the month from which they are used.
#[derive(Clone, Debug)]
pub struct ModelName {
    /// By first month; `None` is from the start.
    pub names: Vec<(Option<Month>, At<String>)>,
}

impl Field for ModelName {
    const SHAPE: Shape = Shape::Either(&[
        Shape::Amount("\"anthropic/claude-sonnet-5\""),
        Shape::Map("a month like \"2027-06\"", &Shape::Text),
    ]);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        if let Value::Table(_) = node.value {
            let map = MonthMap::<At<String>>::decode(node, doc, problems)?;
            return Some(ModelName {
                names: map.0.into_iter().map(|(month, name)| (Some(month), name)).collect(),
            });
        }
        let text = text_of(node, problems)?.to_owned();
        Some(ModelName { names: vec![(None, At { value: text, span: node.span.clone() })] })
    }
}

/// A model in a span of months.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// `anthropic`.
    pub provider: String,
    /// `claude-sonnet-5`.
    pub sku: String,
    /// The days on which it is used.
    pub active: Active,
    /// What is known of it.
    pub facts: ModelFacts,
    /// Its meters.
    pub meters: Vec<String>,
    /// How the name was matched, if not exactly.
    pub note: String,
}

/// Which model is used when. Names are matched exactly, then as an alias of the date, then without a dated
/// suffix; anything else is an error with candidates.
pub fn stretches(cx: &mut Cx<'_, '_>, model: &ModelName, via: Option<&At<String>>) -> Option<Vec<Stretch>> {
    let start = cx.low.model.start;
    if let Some((Some(first), name)) = model.names.first()
        && *first > start
    {
        cx.error(
            "model-gap",
            name.span.clone(),
            format!("no model is named before {first}"),
            "the horizon begins earlier",
            format!("add \"{start}\" = \"…\""),
        );
        return None;
    }
    let mut found: Vec<Stretch> = Vec::new();
    let mut last: Option<(String, String)> = None;
    let mut known: Option<&At<String>> = None;
    for i in 0..cx.low.model.months {
        let month = start.plus(i);
        let name = model
            .names
            .iter()
            .rev()
            .find(|(from, _)| from.is_none_or(|from| from <= month))
            .map(|(_, name)| name)?;
        // Only an alias can mean another model next month.
        if known.is_some_and(|known| std::ptr::eq(known, name)) {
            continue;
        }
        let named = resolve(cx, name, via, month)?;
        known = (!matches!(named.how, Rule::Alias(_))).then_some(name);
        let note = named.note();
        let Named { provider, sku, .. } = named;
        if last.as_ref() == Some(&(provider.clone(), sku.clone())) {
            continue;
        }
        if let Some(open) = found.last_mut() {
            open.active.until = Some(month.first_day());
        }
        let facts = cx.low.prices.book.model(&provider, &sku).unwrap_or_default();
        let meters = cx.low.prices.book.meters(&provider, models::SERVICE, models::REGION, &sku);
        let active = Active { from: (i > 0).then(|| month.first_day()), until: None };
        last = Some((provider.clone(), sku.clone()));
        found.push(Stretch { provider, sku, active, facts, meters, note });
    }
    warn_retired(cx, model, &found);
    Some(found)
}

fn resolve(cx: &mut Cx<'_, '_>, name: &At<String>, via: Option<&At<String>>, month: Month) -> Option<Named> {
    let book = cx.low.prices.book;
    let Some((vendor, model)) = name.value.split_once('/') else {
        let sellers: Vec<&str> = models::sellers(book)
            .into_iter()
            .filter(|seller| models::offered(book, seller).binary_search(&name.value.as_str()).is_ok())
            .collect();
        let hint = match sellers.as_slice() {
            [] => "for example \"anthropic/claude-sonnet-5\"".to_owned(),
            [only] => format!("did you mean \"{only}/{}\"?", name.value),
            several => format!("sold by {}: write \"vendor/{}\"", several.join(", "), name.value),
        };
        cx.error(
            "unknown-model",
            name.span.clone(),
            format!("`{}` does not name its vendor", name.value),
            "vendor/model",
            hint,
        );
        return None;
    };
    if let Some(via) = via {
        return through(cx, name, vendor, model, via);
    }
    match models::named(book, vendor, model, month.first_day()) {
        Ok(named) => Some(named),
        Err(NotNamed::Seller) => {
            let vendors = models::sellers(book);
            let hint = nearest(vendor, vendors.iter().copied())
                .map_or(format!("vendors in the book: {}", vendors.join(", ")), |near| {
                    format!("did you mean \"{near}/{model}\"?")
                });
            cx.error(
                "unknown-model",
                name.span.clone(),
                format!("the book has no vendor `{vendor}`"),
                "unknown vendor",
                hint,
            );
            None
        }
        Err(NotNamed::Model) => {
            let skus = models::offered(book, vendor);
            let skus = || skus.iter().copied();
            let near: Vec<&str> = nearest(model, skus())
                .into_iter()
                .chain(skus().filter(|sku| models::shares_words(sku, model)).take(5))
                .collect();
            let hint = match near.first() {
                Some(first) => format!(
                    "did you mean \"{vendor}/{first}\"? others: {}",
                    near.iter().skip(1).copied().collect::<Vec<_>>().join(", ")
                ),
                None => format!("`costmodel prices search {vendor}` lists the models of {vendor}"),
            };
            cx.error(
                "unknown-model",
                name.span.clone(),
                format!("the book has no model `{model}` of {vendor}"),
                "unknown model",
                hint.trim_end_matches("? others: ").to_owned(),
            );
            None
        }
    }
}

/// A model of a vendor as a platform sells it.
fn through(
    cx: &mut Cx<'_, '_>,
    name: &At<String>,
    vendor: &str,
    model: &str,
    via: &At<String>,
) -> Option<Named> {
    let platform = via.value.as_str();
    let book = cx.low.prices.book;
    let skus = models::offered(book, platform);
    match models::through(skus.iter().copied(), platform, vendor, model, cx.region()) {
        Ok(named) => Some(named),
        Err(NotNamed::Seller) => {
            let known = models::sellers(book);
            let hint = match nearest(platform, known.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("platforms in the book: {}", known.join(", ")),
            };
            cx.error(
                "unknown-model",
                via.span.clone(),
                format!("the book has no platform `{platform}`"),
                "unknown platform",
                hint,
            );
            None
        }
        Err(NotNamed::Model) => {
            let near: Vec<&str> =
                skus.into_iter().filter(|sku| models::shares_words(sku, model)).take(6).collect();
            cx.error(
                "unknown-model",
                name.span.clone(),
                format!("the book has no `{model}` of {vendor} via `{platform}`"),
                "not sold there",
                format!("nearest there: {}", near.join(", ")),
            );
            None
        }
    }
}

fn warn_retired(cx: &mut Cx<'_, '_>, model: &ModelName, stretches: &[Stretch]) {
    let (start, end) =
        (cx.low.model.start.first_day(), cx.low.model.start.plus(cx.low.model.months).first_day());
    let span: Span = model.names.first().map_or(0..0, |(_, name)| name.span.clone());
    for stretch in stretches {
        let last = stretch.active.until.unwrap_or(end);
        let Some(retires) = stretch.facts.retires.filter(|retires| *retires < last) else { continue };
        if retires <= stretch.active.from.unwrap_or(start) {
            cx.low.problems.push(
                Diagnostic::warning(
                    "model-retires",
                    span.clone(),
                    format!("`{}` is withdrawn on {retires}, before it is used", stretch.sku),
                )
                .label("not to be had any more")
                .hint("name its successor"),
            );
        } else {
            cx.low.problems.push(
                Diagnostic::warning(
                    "model-retires",
                    span.clone(),
                    format!("`{}` is withdrawn on {retires}, inside the horizon", stretch.sku),
                )
                .label(format!("not to be had from {retires} on"))
                .hint(format!(
                    "name its successor from then on: model = {{ \"{}\" = \"{}/{}\", \"{}\" = \"…\" }}",
                    cx.low.model.start,
                    stretch.provider,
                    stretch.sku,
                    Month::of(retires).plus(1)
                )),
            );
        }
    }
    if let Some(second) = stretches.get(1).filter(|second| second.note.contains("alias")) {
        let when = second.active.from.map_or(String::new(), |day| day.to_string());
        let (was, now) = (stretches.first().map_or("", |s| s.sku.as_str()), second.sku.as_str());
        cx.warn(
            "alias-moves",
            span,
            format!("the alias means {was} until {when}, then {now}"),
            "changes its model inside the horizon",
            "name the model itself if the price must not move",
        );
    }
}

impl Stretch {
    /// The meter of a kind of token in a variant: the variant's own, else the standard one; `None` when the
    /// model has neither, and its tokens are billed with their parent.
    #[must_use]
    pub fn meter(&self, variant: &str, names: &[&str]) -> Option<String> {
        self.meters.get(models::meter(&self.meters, variant, names)?).cloned()
    }

    /// The meter of reasoning in a variant, where it is priced apart.
    #[must_use]
    pub fn reasoning(&self, variant: &str) -> Option<String> {
        self.meters.get(models::reasoning(&self.meters, variant)?).cloned()
    }

    /// The key of a meter.
    #[must_use]
    pub fn key(&self, meter: &str) -> Key {
        Key::new(&self.provider, models::SERVICE, models::REGION, &self.sku, meter)
    }

    /// The multiplier of a processing region, if the model has one.
    #[must_use]
    pub fn uplift(&self, processing: Processing) -> Option<(Ratio, String)> {
        models::uplift(&self.facts, processing.word())
    }

    /// Where the long-context steps of some meters begin, each once, rising.
    pub fn bounds(&self, cx: &mut Cx<'_, '_>, meters: &[String]) -> Vec<Boundary> {
        let known: Vec<_> =
            meters.iter().filter_map(|meter| cx.low.prices.find(&self.key(meter)).ok()).collect();
        models::boundaries(known.iter().flat_map(|rates| rates.iter()))
    }
}

/// A number of tokens inside the step above a boundary.
#[must_use]
pub fn inside(boundary: Boundary) -> u64 {
    match boundary {
        Boundary::Over(tokens) => tokens.saturating_add(1),
        Boundary::From(tokens) => tokens,
    }
}

/// The share of requests sent in batches, and the rest.
#[must_use]
pub fn rest_of(share: Decimal) -> Decimal {
    Decimal::ONE.checked_sub(share).unwrap_or_default()
}
