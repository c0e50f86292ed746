//! Workflows and event buses: transitions, or requests with memory for as long as they run, or events.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::lines::{on_aws, without};
use crate::kinds::shared::steps::{Payload, chunks, started};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Workflows (Step Functions) by transition or by run, and events (EventBridge).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a run of an express workflow holds 64 MiB (`memory` changes it) and is billed in started 64 MiB and started 100 ms; runs are taken at their mean",
    "an event is counted for each started 64 KiB (default: one)",
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
/// An event is billed for each started 64 KiB (aws.amazon.com/eventbridge/pricing).
const EVENT_STEP: u64 = 64 << 10;

choice! {
    /// What runs the steps.
    pub enum WorkflowType {
        /// Step Functions standard: billed by transition.
        Standard = "standard",
        /// Step Functions express: billed by run, memory and time.
        Express = "express",
        /// EventBridge: events of your own that are published to a bus.
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
        on_aws(cx, "a workflow service")?;
        let push = |cx: &mut Cx<'_, '_>, name: &str, [service, sku, meter]: [&str; 3], quantity, unit| {
            let line = Draft::new(name, cx.key(service, sku, meter), quantity, unit);
            cx.push(line.driver(&served.driver));
        };
        match self.workflow {
            WorkflowType::Standard => {
                let mut quantity = runs.times(cx.leaf("transitions of a run", self.steps.as_ref()?, ""));
                if let Some(retries) = &self.retries {
                    let once = Expr::constant("once", 1, "");
                    quantity = quantity.times(Expr::Sum(vec![once, cx.leaf("part done again", retries, "")]));
                }
                let key = ["step-functions", "standard", "transitions"];
                push(cx, "transitions", key, quantity, Unit::counted("Transitions"));
            }
            WorkflowType::Express => {
                let (seconds, memory) = (self.billed(cx, self.duration.as_ref()?)?, self.held(cx));
                let key = ["step-functions", "express", "requests"];
                push(cx, "runs", key, runs.clone(), Unit::counted("Requests"));
                let key = ["step-functions", "express", "duration"];
                push(cx, "duration", key, runs.times(seconds).times(memory), "GiB-Seconds".parse().ok()?);
            }
            WorkflowType::Events | WorkflowType::PartnerEvents => {
                let sku =
                    if self.workflow == WorkflowType::Events { "custom-events" } else { "partner-events" };
                let quantity = match &self.size {
                    Some(size) => runs.times(chunks(cx, size, EVENT_STEP, "an event")?),
                    None => runs,
                };
                push(cx, "events", ["eventbridge", sku, "events"], quantity, Unit::counted("Events"));
            }
        }
        Some(())
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
