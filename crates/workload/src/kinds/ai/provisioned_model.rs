//! Provisioned throughput of models: units bought by the hour or for a term, billed used or not.

mod offer;

use std::sync::Arc;

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::choice;
use crate::decode::time::Hours;
use crate::decode::{At, Count, Fraction, OneOrMany, OwnTokens, PerCount};
use crate::kinds::shared::capacity::seconds_of;
use crate::lower::{Cx, Draft, Served, Sizing};
use crate::spec;

use self::offer::Offer;

/// What it is.
pub const SUMMARY: &str = "Provisioned throughput of a model (Azure OpenAI PTU, Bedrock model units): a count, or sized for the busiest hour; billed used or not.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "idle units: what is provisioned and not used has a line of its own, where a demand is stated",
    "minimum and increment of a deployment, from the book (Azure OpenAI), rounded up",
    "an output token counts as several input tokens: by the rule of the vendor, where the book knows the prices (`output_weight` replaces it)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.answers.provisioned-model]
serves = "chats"
model = "azure-openai/gpt-4.1"
input = "1_500 tokens"
output = "350 tokens"
term = "1-month"
"#;

choice! {
    /// For how long units are bought.
    pub enum Term {
        /// By the hour.
        Hourly = "hourly",
        /// For a month.
        Month = "1-month",
        /// For six months.
        HalfYear = "6-month",
        /// For a year.
        Year = "1-year",
    }
}

choice! {
    /// Where requests are processed, where that is priced.
    pub enum Scope {
        /// In the region of the deployment.
        Regional = "regional",
        /// In a zone of regions.
        DataZone = "data-zone",
        /// Anywhere.
        Global = "global",
    }
}

spec! {
    /// Provisioned throughput of a model.
    pub struct ProvisionedModel {
        /// The platform and its model: `"azure-openai/gpt-4.1"`, `"bedrock/anthropic.claude-v2:1"`.
        neutral model: At<String>,
        /// The platform that sells it, when `model` names its vendor: `"bedrock"`.
        neutral via: Option<At<String>>,
        /// So many units, the same in every environment. Default: as many as the busiest hour needs.
        up units: Option<Count>,
        /// The drivers whose units it answers.
        up serves: Option<OneOrMany<At<String>>>,
        /// Requests of each unit that reach it. Default: one.
        up requests: Option<PerCount>,
        /// Input tokens of a request.
        up input: Option<OwnTokens>,
        /// Part of the input that is read from a cache and takes no capacity.
        down cached: Fraction = "0 %",
        /// Output tokens of a request. Default: none.
        up output: Option<OwnTokens>,
        /// How many input tokens an output token counts as. Default: by the rule of Azure OpenAI.
        up output_weight: Option<Count>,
        /// Input tokens a unit takes: `"3_000 tokens per minute"`. Default: as the book has it (Azure OpenAI).
        down throughput: Option<PerCount>,
        /// How full units are run in the busiest hour.
        down target_utilization: Fraction = "80 %",
        /// For how long units are bought.
        neutral term: Term = "hourly",
        /// Where requests are processed (Azure OpenAI). The book has prices of regional units.
        neutral scope: Scope = "regional",
        /// Hours of the week in which units are there, when they are bought by the hour.
        neutral schedule: Option<Hours>,
    }
}

/// What demand asks of the units.
struct Asked {
    /// Input tokens of the month, output ones weighted.
    tokens: Expr,
    /// Tokens a unit takes in an hour.
    per_hour: Expr,
    served: Served,
}

impl ProvisionedModel {
    /// Unit hours, used and idle.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.may_serve(self.serves.as_ref())?;
        self.complete(cx)?;
        let offer = Offer::of(self, cx)?;
        let schedule = self.hours(cx)?;
        let asked = match served {
            Some(served) => Some(self.asked(cx, &offer, served)?),
            None => None,
        };
        let units = self.units(cx, &offer, asked.as_ref(), schedule.clone())?;
        let hours = units.clone().times(Expr::Hours);
        let unit = Unit::counted("Unit").over_hours();
        let line = |name: &str, quantity: Expr| {
            Draft::new(name, offer.key.clone(), quantity, unit.clone()).schedule(schedule.clone())
        };
        let note = offer.note(self.term);
        let Some(asked) = asked else {
            let unknown = "no demand is stated: how much of it is used is not known";
            cx.push(line("units", hours).deterministic().note(note).note(unknown));
            return Some(());
        };
        let full = asked.tokens.times(Expr::ActiveShare).over(asked.per_hour);
        let used = Expr::Smallest(vec![full, hours.clone()]);
        let idle = Expr::Above(Box::new(hours), Box::new(used.clone()));
        let driver = &asked.served.driver;
        cx.push(line("units", used).driver(driver).note(note).note("unit hours that tokens fill"));
        cx.push(line("idle units", idle).driver(driver).note(
            "billed and not used: units are there for the busiest hour, its burst and the target, by minimum and increment",
        ));
        Some(())
    }

    /// Units or a demand; what belongs to a demand is written with one.
    fn complete(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.units.is_none() && self.serves.is_none() {
            let message = format!("`{}` has neither units nor a demand", cx.name);
            let hint = "add units = 50; or serves = \"chats\" with input and output tokens";
            cx.error("missing-key", cx.span.clone(), message, "how many units?", hint);
            return None;
        }
        if self.serves.is_some() && self.input.is_none() {
            let message = format!("the requests of `{}` have no input tokens", cx.name);
            cx.error(
                "missing-key",
                cx.span.clone(),
                message,
                "how long are they?",
                "add input = \"1_500 tokens\"",
            );
            return None;
        }
        let loose = [
            self.requests.as_deref(),
            self.input.as_deref(),
            self.output.as_deref(),
            self.output_weight.as_deref(),
            self.throughput.as_deref(),
        ];
        if let Some(amount) = loose.into_iter().flatten().next().filter(|_| self.serves.is_none()) {
            let message = format!("`{}` follows no demand", cx.name);
            cx.error(
                "sizing",
                amount.span.clone(),
                message,
                "nothing to size from",
                "name a driver: serves = \"chats\"",
            );
            return None;
        }
        Some(())
    }

    /// The hours in which units are there: all of them, when they are bought for a term.
    fn hours(&self, cx: &mut Cx<'_, '_>) -> Option<Option<Arc<Week>>> {
        if self.term == Term::Hourly {
            return Some(cx.schedule(self.schedule.as_ref().map(|hours| &hours.0)));
        }
        if self.schedule.is_some() {
            let message = format!("`schedule` of `{}` has no effect", cx.name);
            let label = "bought for a term";
            cx.error(
                "no-effect",
                cx.span.clone(),
                message,
                label,
                "drop `schedule`, or write term = \"hourly\"",
            );
            return None;
        }
        Some(None)
    }

    /// Tokens of the month, and what a unit takes of them.
    fn asked(&self, cx: &mut Cx<'_, '_>, offer: &Offer, served: Served) -> Option<Asked> {
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        let input = cx.leaf("input of a request", self.input.as_ref()?, "tokens");
        let cached = self.cached.value;
        let input = if cached == Ranged::same(Decimal::ZERO) {
            input
        } else {
            let rest = cached.map(|part| Decimal::ONE - *part);
            input.times(Expr::given("part that is not cached", rest, "", self.cached.span.clone()))
        };
        let each = match self.output.as_ref().filter(|output| output.value != Ranged::same(Decimal::ZERO)) {
            None => input,
            Some(output) => {
                let weight = match &self.output_weight {
                    Some(weight) => cx.leaf("input tokens an output token counts as", weight, ""),
                    None => offer.output_weight(cx, &output.span)?,
                };
                Expr::Sum(vec![input, cx.leaf("output of a request", output, "tokens").times(weight)])
            }
        };
        let per_hour = match (&self.throughput, offer.tokens_per_minute()) {
            (Some(stated), _) => {
                let seconds = seconds_of(cx, stated)?;
                let hour = Expr::constant("times in an hour", 3_600 / seconds, "");
                cx.leaf("tokens a unit takes", stated, "tokens per its time").times(hour)
            }
            (None, Some(tokens)) => {
                let minutes = Expr::constant("minutes of an hour", 60, "");
                Expr::assumed("input tokens a unit takes", tokens, "tokens per minute").times(minutes)
            }
            (None, None) => {
                let message = format!("how many tokens a unit of `{}` takes is not known", offer.model);
                let hint = "state it: throughput = \"3_000 tokens per minute\"; or give units = 2 alone";
                cx.error("sizing", self.model.span.clone(), message, "nothing to size from", hint);
                return None;
            }
        };
        Some(Asked { tokens: requests.times(each), per_hour, served })
    }

    /// The stated units, else those of the busiest hour, by minimum and increment.
    fn units(
        &self,
        cx: &mut Cx<'_, '_>,
        offer: &Offer,
        asked: Option<&Asked>,
        schedule: Option<Arc<Week>>,
    ) -> Option<Expr> {
        let stated = match &self.units {
            Some(units) => {
                offer.check(cx, units)?;
                Some(cx.leaf("units", units, "units"))
            }
            None => None,
        };
        let Some(asked) = asked else { return stated };
        let full = cx.leaf("target utilization", &self.target_utilization, "");
        let most = self.units.as_ref().map(|units| units.value);
        let fleet = cx.fleet(Sizing {
            demand: asked.tokens.clone(),
            week: asked.served.week.clone(),
            burst: asked.served.burst,
            // Stated units are as full as they get: that they are too few is said.
            capacity: Some(if stated.is_some() {
                asked.per_hour.clone()
            } else {
                asked.per_hour.clone().times(full)
            }),
            min: Ranged::same(Decimal::ZERO),
            max: most,
            schedule,
            start_up: Ranged::same(Decimal::ZERO),
        });
        let peak = Expr::Fleet(fleet, FleetMeasure::Peak);
        Some(stated.unwrap_or_else(|| offer.rounded_up(peak)))
    }
}
