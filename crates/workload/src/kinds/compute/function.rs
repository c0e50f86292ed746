//! Functions: AWS Lambda. Billed by request and by the memory they hold while they run.

use costmodel_core::model::Expr;
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::container::Arch;
use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::gib;
use crate::kinds::shared::lines::on_aws;
use crate::lower::{Cx, Draft, Served};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Functions (AWS Lambda): requests, and memory for as long as each runs.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "cold starts: `cold_starts` of the requests (default 1 %: AWS reports under 1 % in production) also bill `start_up` (default 500 ms), which AWS bills like any duration since August 2025; start_up = \"0 s\" switches it off",
    "ephemeral storage above the 512 MiB that are included, only when `storage` asks for more",
    "streamed bytes above the 6 MiB of each response that are included, only when `streamed` is set",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.api.function]
serves = "requests"
memory = "512 MiB"
duration = "120 ms"
arch = "arm64"
"#;

const MIB: u64 = 1 << 20;
/// A function's memory, in MiB: at least, at most.
const MEMORY: (u64, u64) = (128, 10_240);
/// A function's ephemeral storage, in MiB: at least (and included), at most.
const STORAGE: (u64, u64) = (512, 10_240);
/// A function runs at most so many seconds.
const LONGEST: u64 = 900;
/// Bytes of a streamed response that are included.
const STREAM_INCLUDED: u64 = 6 * MIB;

spec! {
    /// Concurrency that is kept warm, and billed busy or not.
    pub struct Provisioned {
        /// Instances kept warm.
        up concurrency: Count,
        /// Hours of the week in which they are. Default: all.
        neutral schedule: Option<Hours>,
        /// The part of the requests they serve. Default: the part that comes in their hours.
        down share: Option<Fraction>,
    }
}

spec! {
    /// Functions.
    pub struct Function {
        /// The drivers whose units it handles.
        up serves: OneOrMany<At<String>>,
        /// Requests of each unit that reach it. Default: one.
        up requests: Option<PerCount>,
        /// Memory, 128 MiB to 10,240 MiB in steps of 1 MiB.
        neutral memory: Bytes,
        /// Time one request runs, at most 900 s; billed in whole milliseconds, started ones count.
        up duration: Seconds,
        /// Processor architecture.
        neutral arch: Arch = "amd64",
        /// Ephemeral storage, 512 MiB to 10,240 MiB; the first 512 MiB are included.
        up storage: Bytes = "512 MiB",
        /// Time a new instance takes before it serves; billed with the request that waits for it.
        up start_up: Seconds = "500 ms",
        /// The part of the requests that wait for a new instance.
        up cold_starts: Fraction = "1 %",
        /// Concurrency kept warm: its requests have no cold start and a lower price of duration.
        up provisioned: Option<Provisioned>,
        /// Bytes of one streamed response; the first 6 MiB of each are included.
        up streamed: Option<Bytes>,
    }
}

impl Function {
    /// Requests, duration, and what comes beside them.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let fits = self.fits(cx);
        let served = served.filter(|_| fits)?;
        on_aws(cx, "a function")?;
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        let sku = self.arch.word();
        let seconds = self.billed_duration(cx, sku);
        let gib_seconds: Unit = "GiB-Seconds".parse().ok()?;
        let line = Draft::new(
            "requests",
            cx.key("lambda", sku, "requests"),
            requests.clone(),
            Unit::counted("Requests"),
        );
        cx.push(line.driver(&served.driver));

        let (mut outside, mut none_outside) = (requests.clone(), false);
        if let Some(warm) = &self.provisioned {
            let schedule = cx.schedule(warm.schedule.as_ref().map(|hours| &hours.0));
            let hours = Expr::Hours.times(cx.leaf("instances kept warm", &warm.concurrency, "")).times(gib(
                cx,
                "memory",
                &self.memory,
            ));
            let line = Draft::new(
                "provisioned concurrency",
                cx.key("lambda", sku, "provisioned-concurrency"),
                hours,
                "GiB-Hours".parse().ok()?,
            );
            cx.push(line.deterministic().schedule(schedule.clone()));
            let (share, note) = share_of(cx, warm, &served, schedule.as_deref());
            let rest = share.map(|part| Decimal::ONE.checked_sub(*part).unwrap_or_default());
            none_outside = rest == Ranged::same(Decimal::ZERO);
            let leaf = |name: &str, value| match &warm.share {
                Some(stated) => Expr::given(name, value, "", stated.span.clone()),
                None => Expr::assumed_range(name, value, ""),
            };
            let inside = requests
                .clone()
                .times(leaf("share on warm instances", share))
                .times(seconds.clone())
                .times(gib(cx, "memory", &self.memory));
            let line = Draft::new(
                "provisioned duration",
                cx.key("lambda", sku, "provisioned-duration"),
                inside,
                gib_seconds.clone(),
            );
            cx.push(line.driver(&served.driver).note(note));
            outside = requests.clone().times(leaf("share on other instances", rest));
        }
        if !none_outside {
            let duration = outside.clone().times(seconds.clone()).times(gib(cx, "memory", &self.memory));
            let line =
                Draft::new("duration", cx.key("lambda", sku, "duration"), duration, gib_seconds.clone());
            cx.push(line.driver(&served.driver).note("billed in started milliseconds"));
            self.cold_start(cx, sku, &served, outside);
        }
        self.beside(cx, sku, &served, requests, seconds)
    }

    /// Whether the sizes are ones that are sold.
    fn fits(&self, cx: &mut Cx<'_, '_>) -> bool {
        let before = cx.low.problems.errors();
        let sizes = [("memory", &self.memory, MEMORY), ("storage", &self.storage, STORAGE)];
        for (name, bytes, (least, most)) in sizes {
            let in_steps = |value: &Decimal| {
                let mib = *value / Decimal::from(MIB);
                mib.is_integer() && mib >= Decimal::from(least) && mib <= Decimal::from(most)
            };
            if !(in_steps(&bytes.value.low) && in_steps(&bytes.value.expected) && in_steps(&bytes.value.high))
            {
                cx.error(
                    "out-of-range",
                    bytes.span.clone(),
                    format!("a function cannot have this much {name}"),
                    &format!("{least} MiB to {most} MiB in whole MiB"),
                    format!("for example {name} = \"1536 MiB\""),
                );
            }
        }
        let longest = Decimal::from(LONGEST);
        let value = &self.duration.value;
        if value.low > longest || value.expected > longest || value.high > longest {
            cx.error(
                "out-of-range",
                self.duration.span.clone(),
                "a function runs for at most 900 s",
                "longer than a function can run",
                "split the work, or use a container",
            );
        }
        cx.low.problems.errors() == before
    }

    /// Seconds of one request, rounded up as they are billed.
    fn billed_duration(&self, cx: &mut Cx<'_, '_>, sku: &str) -> Expr {
        let key = cx.key("lambda", sku, "duration");
        let step = cx.rate(&key).and_then(|rate| rate.minimums.increment_ms).unwrap_or(1).max(1);
        let step = Decimal::new(i64::from(step), 3);
        let billed = self.duration.value.map(|seconds| (*seconds / step).ceil().max(Decimal::ONE) * step);
        Expr::given("billed duration", billed.map(Decimal::normalize), "s", self.duration.span.clone())
    }

    fn cold_start(&self, cx: &mut Cx<'_, '_>, sku: &str, served: &Served, requests: Expr) -> Option<()> {
        let none = Ranged::same(Decimal::ZERO);
        if self.start_up.value == none || self.cold_starts.value == none {
            return None;
        }
        let starts = requests.times(cx.leaf("share that starts cold", &self.cold_starts, ""));
        let quantity =
            starts.times(cx.leaf("start-up", &self.start_up, "s")).times(gib(cx, "memory", &self.memory));
        let line = Draft::new(
            "cold starts",
            cx.key("lambda", sku, "duration"),
            quantity,
            "GiB-Seconds".parse().ok()?,
        );
        cx.push(
            line.assumed()
                .driver(&served.driver)
                .note("start-up time is billed as duration; start_up = \"0 s\" switches it off"),
        );
        Some(())
    }

    /// Ephemeral storage and streamed bytes above what is included.
    fn beside(
        &self,
        cx: &mut Cx<'_, '_>,
        sku: &str,
        served: &Served,
        requests: Expr,
        seconds: Expr,
    ) -> Option<()> {
        let none = Ranged::same(Decimal::ZERO);
        let above = |bytes: &Ranged<Decimal>, included: u64| {
            bytes.map(|b| (*b - Decimal::from(included)).max(Decimal::ZERO) / Decimal::from(1_u64 << 30))
        };
        let extra = above(&self.storage.value, STORAGE.0 * MIB);
        if extra != none {
            let gib =
                Expr::given("storage above the included 512 MiB", extra, "GiB", self.storage.span.clone());
            let line = Draft::new(
                "ephemeral storage",
                cx.key("lambda", sku, "ephemeral-storage"),
                requests.clone().times(seconds).times(gib),
                "GiB-Seconds".parse().ok()?,
            );
            cx.push(line.driver(&served.driver));
        }
        if let Some(streamed) = &self.streamed {
            let extra = above(&streamed.value, STREAM_INCLUDED);
            if extra != none {
                let gib =
                    Expr::given("streamed above the included 6 MiB", extra, "GiB", streamed.span.clone());
                let line = Draft::new(
                    "streamed response",
                    cx.key("lambda", sku, "response-streaming"),
                    requests.times(gib),
                    "GiB".parse().ok()?,
                );
                cx.push(line.driver(&served.driver));
            }
        }
        Some(())
    }
}

/// The part of the requests that warm instances serve: as stated, or what comes in their hours.
fn share_of(
    cx: &Cx<'_, '_>,
    warm: &Provisioned,
    served: &Served,
    schedule: Option<&Week>,
) -> (Ranged<Decimal>, &'static str) {
    let all = Ranged::same(Decimal::ONE);
    match (&warm.share, schedule) {
        (Some(stated), _) => (stated.value, ""),
        (None, None) => (all, "all requests are served warm; `share` says otherwise"),
        (None, Some(schedule)) => {
            let month = cx.low.model.start;
            let (load, on) = (served.week.in_utc(month), schedule.in_utc(month));
            let sum = |filter: bool| -> u64 {
                load.iter()
                    .zip(&on)
                    .filter(|(_, on)| !filter || **on > 0)
                    .map(|(load, _)| u64::from(*load))
                    .sum()
            };
            let share =
                Decimal::from(sum(true)).checked_div(Decimal::from(sum(false))).unwrap_or(Decimal::ONE);
            (
                Ranged::same(share.round_dp(6).normalize()),
                "the share is the part of the week's requests in these hours",
            )
        }
    }
}
