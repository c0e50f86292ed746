//! Workflows and event buses: transitions, or requests with memory for as long as they run, or events.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::lines::{push_part, without};
use crate::kinds::shared::steps::{Payload, chunks, started};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Workflows (AWS Step Functions, Azure Logic Apps, Google Workflows) by step or by run, and events (AWS EventBridge, Azure Event Grid).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a run of an express workflow holds 64 MiB (`memory` changes it) and is billed in started 64 MiB and started 100 ms; runs are taken at their mean",
    "an event is counted for each started 64 KiB (default: one); Azure counts its publication and one delivery",
    "on Azure and Google Cloud a step is a built-in action and an internal step, but for the part that leaves the provider's own services (`outside`)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.ingest.workflow]
serves = "jobs"
steps = 9
"#;
/// Billed steps of an express workflow (aws.amazon.com/step-functions/pricing).
const MEMORY_STEP: u64 = 64 << 20;
const TIME_STEP: (i64, u32) = (1, 1);
/// Five minutes: docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html.
const LONGEST: u32 = 300;
/// An event is billed for each started 64 KiB (aws.amazon.com/eventbridge/pricing;
/// azure.microsoft.com/pricing/details/event-grid: operations in chunks of 64 KB).
const EVENT_STEP: u64 = 64 << 10;
/// Operations of an event of Event Grid: it is received once, whether a filter lets it through or not, and delivered
/// once to each who subscribes; a delivery that is tried again is one more (azure.microsoft.com/pricing/details/event-grid,
/// learn.microsoft.com/answers/questions/5830137).
const EVENT_GRID: u32 = 2;

choice! {
    /// What runs the steps.
    pub enum WorkflowType {
        /// Billed by step: Step Functions standard, Logic Apps consumption, Google Workflows.
        Standard = "standard",
        /// Step Functions express: billed by run, memory and time.
        Express = "express",
        /// Events of your own that are published to a bus: EventBridge, Event Grid.
        Events = "events",
        /// EventBridge: events of partners.
        PartnerEvents = "partner-events",
    }
}

spec! {
    /// Workflows or events.
    pub struct Workflow {
        /// The drivers whose units start a run, or publish an event.
        up serves: OneOrMany<At<String>>,
        /// Runs or events of each unit. Default: one.
        up runs: Option<PerCount>,
        /// What runs the steps.
        neutral workflow as "type": WorkflowType = "standard",
        /// Transitions of a run of a standard workflow: each state it enters, the start too.
        up steps: Option<Count>,
        /// The part of the steps that calls out: on Azure through a standard connector, on Google Cloud to what
        /// is not Google's. AWS bills every transition alike.
        up outside: Option<Fraction>,
        /// The part of the transitions that is done once more.
        up retries: Option<Fraction>,
        /// How long a run of an express workflow takes, at most 5 min.
        up duration: Option<Seconds>,
        /// The memory it holds. Default: 64 MiB.
        up memory: Option<Bytes>,
        /// The size of an event. Default: one step of 64 KiB.
        up size: Option<Payload>,
    }
}

impl Workflow {
    /// Transitions, runs with their memory, or events.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let (standard, express) =
            (self.workflow == WorkflowType::Standard, self.workflow == WorkflowType::Express);
        let unused = [
            ("steps", !standard && self.steps.is_some()),
            ("outside", !standard && self.outside.is_some()),
            ("retries", !standard && self.retries.is_some()),
            ("duration", !express && self.duration.is_some()),
            ("memory", !express && self.memory.is_some()),
            ("size", (standard || express) && self.size.is_some()),
        ];
        without(cx, "not for this type", "`type`", &unused)?;
        let served = served?;
        let runs = cx.each_served("runs", self.runs.as_deref(), &served)?;
        let needed = match self.workflow {
            WorkflowType::Standard => Some(("steps", self.steps.is_some(), "steps = 9")),
            WorkflowType::Express => Some(("duration", self.duration.is_some(), "duration = \"800 ms\"")),
            WorkflowType::Events | WorkflowType::PartnerEvents => None,
        };
        if let Some((key, false, hint)) = needed {
            let span = cx.span.clone();
            cx.error("missing-key", span, format!("`{key}` is missing"), "billed by it", hint);
            return None;
        }
        let class = self.workflow.word();
        let push = |cx: &mut Cx<'_, '_>, part: &str, name: &str, quantity: Expr, unit: Unit| {
            push_part(cx, (class, part), name, Some((quantity, Some(served.driver.clone()))), unit)
        };
        match self.workflow {
            WorkflowType::Standard => {
                let mut quantity = runs.times(cx.leaf("transitions of a run", self.steps.as_ref()?, ""));
                if let Some(retries) = &self.retries {
                    let once = Expr::constant("once", 1, "");
                    quantity = quantity.times(Expr::Sum(vec![once, cx.leaf("part done again", retries, "")]));
                }
                for (part, name, quantity) in self.inside_and_out(cx, quantity) {
                    push(cx, part, name, quantity, Unit::counted("Transitions"))?;
                }
            }
            WorkflowType::Express => {
                let (seconds, memory) = (self.billed(cx, self.duration.as_ref()?)?, self.held(cx));
                push(cx, "runs", "runs", runs.clone(), Unit::counted("Requests"))?;
                let held = runs.times(seconds).times(memory);
                push(cx, "duration", "duration", held, "GiB-Seconds".parse().ok()?)?;
            }
            WorkflowType::Events | WorkflowType::PartnerEvents => {
                let mut quantity = match &self.size {
                    Some(size) => runs.times(chunks(cx, size, EVENT_STEP, "an event")?),
                    None => runs,
                };
                if cx.provider() == "azure" {
                    quantity = quantity.times(Expr::constant("received and delivered", EVENT_GRID, ""));
                }
                push(cx, "events", "events", quantity, Unit::counted("Events"))?;
            }
        }
        Some(())
    }

    /// Steps inside the provider's own services, and those that call out, where they differ: Logic Apps bills
    /// actions that are built in, and calls of connectors, the trigger and failed actions among them
    /// (learn.microsoft.com/azure/logic-apps/logic-apps-pricing); Workflows internal and external steps, each retry a
    /// step, a wait for a callback an external one (cloud.google.com/workflows/pricing, which bills started thousands:
    /// parts of one are taken as parts here).
    fn inside_and_out(&self, cx: &Cx<'_, '_>, steps: Expr) -> Vec<(&'static str, &'static str, Expr)> {
        let none = Ranged::same(Decimal::ZERO);
        let Some(outside) = self.outside.as_ref().filter(|own| cx.provider() != "aws" && own.value != none)
        else {
            return vec![("steps", "transitions", steps)];
        };
        let rest = outside.value.map(|part| Decimal::ONE.saturating_sub(*part));
        let mut parts = Vec::new();
        if rest != none {
            let inside = Expr::given("part that stays inside", rest, "", outside.span.clone());
            parts.push(("steps", "transitions", steps.clone().times(inside)));
        }
        let out = steps.times(cx.leaf("part that calls out", outside, ""));
        parts.push(("outside-steps", "transitions that call out", out));
        parts
    }

    /// Seconds of a run as they are billed.
    fn billed(&self, cx: &mut Cx<'_, '_>, duration: &Seconds) -> Option<Expr> {
        let longest = Decimal::from(LONGEST);
        if [duration.value.low, duration.value.expected, duration.value.high]
            .iter()
            .any(|time| *time > longest)
        {
            let message = "an express workflow runs for at most 5 minutes";
            cx.error(
                "out-of-range",
                duration.span.clone(),
                message,
                "too long",
                "type = \"standard\" has no such limit",
            );
            return None;
        }
        let step = Decimal::new(TIME_STEP.0, TIME_STEP.1);
        let up = |time: &Decimal| Some((time.checked_div(step)?.ceil() * step).max(step).normalize());
        let billed: Ranged<Decimal> = duration.value.try_map(up)?;
        Some(Expr::given("billed duration", billed, "s", duration.span.clone()))
    }

    /// GiB of a run as they are billed.
    fn held(&self, cx: &Cx<'_, '_>) -> Expr {
        let gib = || Expr::constant("bytes of a GiB", 1_u64 << 30, "B");
        match &self.memory {
            Some(memory) => started(cx.leaf("memory of a run", memory, "B"), MEMORY_STEP)
                .times(Expr::constant("bytes of a step", MEMORY_STEP, "B"))
                .over(gib()),
            None => Expr::constant("64 MiB at least", MEMORY_STEP, "B").over(gib()),
        }
    }
}
