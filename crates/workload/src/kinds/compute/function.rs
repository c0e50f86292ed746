//! Functions: AWS Lambda, Azure Functions, Google Cloud Run functions. Billed by request and by what they hold while
//! they run.

mod azure;
mod google;
mod lambda;

use costmodel_core::model::Expr;
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::container::Arch;
use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::sizes::amd64_only;
use crate::lower::{Cx, Served, Sold};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Functions (AWS Lambda, Azure Functions, Google Cloud Run functions): requests, and memory for as long as each runs.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "cold starts: `cold_starts` of the requests (default 1 %: AWS reports under 1 % in production) also bill `start_up` (default 500 ms), which AWS bills like any duration since August 2025; start_up = \"0 s\" switches it off",
    "ephemeral storage above the 512 MiB that are included, only when `storage` asks for more (AWS; the others sell none)",
    "streamed bytes above the 6 MiB of each response that are included, only when `streamed` is set (AWS)",
    "on Azure: the Consumption plan, which bills no cold starts; the Flex Consumption plan for more than 1536 MiB or with `provisioned`",
    "on Google Cloud: vCPUs by the memory, as functions get them unasked (512 MiB have 0.333 of one)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.api.function]
serves = "requests"
memory = "512 MiB"
duration = "120 ms"
arch = "arm64"
"#;

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;
/// Ephemeral storage that comes with a function, in MiB.
const STORAGE_INCLUDED: u64 = 512;

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
        /// Memory: on AWS 128 MiB to 10,240 MiB in steps of 1 MiB; on Azure up to 1,536 MiB, then instances of 2,048
        /// and 4,096 MiB; on Google Cloud 128 MiB to 32 GiB.
        neutral memory: Bytes,
        /// Time one request runs, on AWS at most 900 s; billed in started steps: of 1 ms on AWS and Azure, there at
        /// least 100 ms, of 100 ms on Google Cloud.
        up duration: Seconds,
        /// Processor architecture; amd64 alone on Azure and Google Cloud.
        neutral arch: Arch = "amd64",
        /// Ephemeral storage, 512 MiB to 10,240 MiB; the first 512 MiB are included. AWS alone sells more.
        up storage: Bytes = "512 MiB",
        /// Time a new instance takes before it serves; billed with the request that waits for it, but on Azure.
        up start_up: Seconds = "500 ms",
        /// The part of the requests that wait for a new instance.
        up cold_starts: Fraction = "1 %",
        /// Concurrency kept warm: its requests have no cold start and a lower price of duration.
        up provisioned: Option<Provisioned>,
        /// Bytes of one streamed response; on AWS the first 6 MiB of each are included. Elsewhere they are egress alone.
        up streamed: Option<Bytes>,
    }
}

impl Function {
    /// Requests, duration, and what comes beside them, in the shape of the placement's provider.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        match cx.provider() {
            "azure" => azure::lower(self, cx),
            "gcp" => google::lower(self, cx),
            _ => lambda::lower(self, cx),
        }
    }

    /// Whether the sizes are ones that are sold: each in whole MiB between two bounds.
    fn sizes_fit(&self, cx: &mut Cx<'_, '_>, sizes: &[(&str, &Bytes, (u64, u64))]) {
        for (name, bytes, (least, most)) in sizes {
            let in_steps = |value: &Decimal| {
                let mib = *value / Decimal::from(MIB);
                mib.is_integer() && mib >= Decimal::from(*least) && mib <= Decimal::from(*most)
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
    }

    /// Whether a request ends before functions are stopped.
    fn ends_within(&self, cx: &mut Cx<'_, '_>, seconds: u64) {
        let longest = Decimal::from(seconds);
        let value = &self.duration.value;
        if value.low > longest || value.expected > longest || value.high > longest {
            cx.error(
                "out-of-range",
                self.duration.span.clone(),
                format!("a function runs for at most {seconds} s"),
                "longer than a function can run",
                "split the work, or use a container",
            );
        }
    }

    /// Says that only AWS runs functions on ARM and sells storage for them.
    fn plain_only(&self, cx: &mut Cx<'_, '_>, seller: &str) -> Option<()> {
        if self.arch == Arch::Arm64 {
            amd64_only(cx, &format!("{seller} runs functions"));
        }
        let most = self.storage.value.low.max(self.storage.value.expected).max(self.storage.value.high);
        if most > Decimal::from(STORAGE_INCLUDED * MIB) {
            cx.sold("*", "ephemeral-storage")?;
        }
        Some(())
    }

    /// Seconds of one request, rounded up as they are billed: in steps, so many seconds at least.
    fn billed_duration(&self, step: Decimal, least: Decimal) -> Expr {
        let billed = self.duration.value.map(|seconds| (*seconds / step).ceil().max(Decimal::ONE) * step);
        let billed = billed.map(|seconds| (*seconds).max(least).normalize());
        Expr::given("billed duration", billed, "s", self.duration.span.clone())
    }

    /// Seconds that a price is counted in steps of: a millisecond where it does not say.
    fn step_of(cx: &mut Cx<'_, '_>, sold: &Sold) -> Decimal {
        let step = sold.key().and_then(|key| cx.rate(key)).and_then(|rate| rate.minimums.increment_ms);
        Decimal::new(i64::from(step.unwrap_or(1).max(1)), 3)
    }

    /// A line of all requests.
    fn push_requests(
        &self,
        cx: &mut Cx<'_, '_>,
        served: &Served,
        requests: Expr,
        name: &str,
        part: &str,
    ) -> Option<()> {
        let sold = cx.sold("*", part)?;
        cx.push_sold(&sold, name, requests, Unit::counted("Requests"), |line| line.driver(&served.driver));
        Some(())
    }

    /// The starts of new instances among some requests, in seconds; nothing where there are none.
    fn cold_seconds(&self, cx: &Cx<'_, '_>, requests: Expr) -> Option<Expr> {
        let none = Ranged::same(Decimal::ZERO);
        if self.start_up.value == none || self.cold_starts.value == none {
            return None;
        }
        let starts = requests.times(cx.leaf("share that starts cold", &self.cold_starts, ""));
        Some(starts.times(cx.leaf("start-up", &self.start_up, "s")))
    }
}

/// What is said of cold starts.
const COLD: &str = "start-up time is billed as duration; start_up = \"0 s\" switches it off";

impl Provisioned {
    /// The parts of the requests on warm instances and on others, and how that is known.
    fn split(&self, cx: &Cx<'_, '_>, served: &Served, schedule: Option<&Week>) -> Split {
        let (share, note) = share_of(cx, self, served, schedule);
        let rest = share.map(|part| Decimal::ONE.checked_sub(*part).unwrap_or_default());
        let leaf = |name: &str, value| match &self.share {
            Some(stated) => Expr::given(name, value, "", stated.span.clone()),
            None => Expr::assumed_range(name, value, ""),
        };
        Split {
            inside: leaf("share on warm instances", share),
            outside: leaf("share on other instances", rest),
            none_outside: rest == Ranged::same(Decimal::ZERO),
            note,
        }
    }
}

/// Requests on warm instances and on others.
struct Split {
    inside: Expr,
    outside: Expr,
    none_outside: bool,
    note: &'static str,
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
