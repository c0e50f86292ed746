//! Containers without servers: AWS Fargate, Azure Container Apps, Google Cloud Run. Replicas follow demand hour by
//! hour; how idle ones are billed is each cloud's own.

pub(super) mod cloud_run;
pub(super) mod container_apps;
mod fargate;

use costmodel_core::model::{Expr, FleetId, FleetMeasure};
use costmodel_core::unit::Unit;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas, replica_fleet};
use crate::kinds::shared::gib;
use crate::kinds::shared::sizes::amd64_only;
use crate::lower::{Cx, Draft, Served, Sold};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Containers without servers (AWS Fargate, Azure Container Apps, Google Cloud Run), sized from demand hour by hour.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "start-up: replicas that start are billed `start_up` seconds before they serve (default 20 s; 0 s switches it off)",
    "ephemeral storage above the 20 GiB that are included, only when `storage` asks for more (AWS; the others sell none)",
    "on Azure: HTTP requests, and a lower price of vCPUs for replicas that only the minimum keeps and that have nothing to do",
    "on Google Cloud with billing = \"request\": requests, and a price of their own for replicas that only the minimum keeps and that have nothing to do",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.api.container]
serves = "chats"
vcpu = 1
memory = "2 GiB"
latency = "900 ms"
concurrency = 20
replicas = { min = 2, max = 60 }
"#;

choice! {
    /// Processor architecture.
    pub enum Arch {
        /// Intel and AMD.
        Amd64 = "amd64",
        /// ARM: Graviton.
        Arm64 = "arm64",
    }
}

choice! {
    /// How running containers are billed.
    pub enum Billing {
        /// Replicas run, busy or not.
        Instance = "instance",
        /// Replicas are billed while they handle a request; those of the minimum that do not, at a lower price.
        Request = "request",
        /// One task for each request, gone when it is done.
        Task = "task",
    }
}

spec! {
    /// Containers without servers.
    pub struct Container {
        /// The drivers whose units it handles.
        up serves: OneOrMany<At<String>>,
        /// Requests of each unit that reach it. Default: one.
        up requests: Option<PerCount>,
        /// Virtual CPUs of a replica.
        neutral vcpu: Count,
        /// Memory of a replica.
        neutral memory: Bytes,
        /// Processor architecture; amd64 alone on Azure and Google Cloud.
        neutral arch: Arch = "amd64",
        /// Time a request takes, with `concurrency`.
        up latency: Option<Seconds>,
        /// Requests a replica handles at once, with `latency`.
        down concurrency: Option<Count>,
        /// Requests a replica handles: `"30 requests per second"`. Instead of latency and concurrency.
        down throughput: Option<PerCount>,
        /// Time one request keeps a whole replica busy. Instead of latency and concurrency.
        up duration: Option<Seconds>,
        /// How full replicas are run.
        down target_utilization: Fraction = "65 %",
        /// Replicas at least and at most.
        up replicas: Option<Replicas>,
        /// Availability zones; at least one replica runs in each.
        up zones: Option<Count>,
        /// Ephemeral storage of a replica; on AWS the first 20 GiB are included, on Azure 1 to 8 GiB by its size.
        up storage: Option<Bytes>,
        /// Hours of the week in which it runs.
        neutral schedule: Option<Hours>,
        /// Time a new replica is billed before it serves.
        up start_up: Seconds = "20 s",
        /// `instance`: replicas run and are billed busy or not; on Azure those with nothing to do at a lower price.
        /// `request`: replicas are billed while they handle requests, where a cloud sells that (Google Cloud;
        /// Azure bills no other way). `task`: each request starts a task that runs for `duration`, billed by the
        /// second, on AWS and Google Cloud a minute at least.
        neutral billing: Billing = "instance",
    }
}

/// Whose classes say what a container is called.
pub(super) const KIND: &str = "container";

/// How containers run: replicas that follow demand, or tasks of so many hours.
#[derive(Clone, Debug)]
enum Runs {
    Replicas(FleetId),
    Tasks(Expr),
}

/// What moves the lines of a container.
#[derive(Clone, Debug)]
struct Moved {
    served: Served,
    requests: Expr,
    runs: Runs,
}

impl Container {
    /// What its replicas or tasks bill, in the shape of the placement's provider.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves)?;
        let vcpu = cx.sold(self.billing.word(), self.part("vcpu"))?;
        let memory = cx.sold(self.billing.word(), self.part("memory"))?;
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        let runs = match self.billing {
            Billing::Task => Runs::Tasks(self.task_hours(cx, requests.clone())?),
            Billing::Instance | Billing::Request => {
                Runs::Replicas(self.replicas_for(cx, &served, requests.clone())?)
            }
        };
        let moved = Moved { served, requests, runs };
        match cx.provider() {
            "azure" => container_apps::lower(self, cx, &moved, [vcpu, memory]),
            "gcp" => cloud_run::lower(self, cx, &moved, [vcpu, memory]),
            _ => fargate::lower(self, cx, &moved, [vcpu, memory]),
        }
    }

    /// The part of a class as its architecture has it.
    fn part(&self, part: &'static str) -> &'static str {
        match (self.arch, part) {
            (Arch::Arm64, "vcpu") => "arm64-vcpu",
            (Arch::Arm64, "memory") => "arm64-memory",
            _ => part,
        }
    }

    /// Lines of vCPUs and memory for some hours of replicas.
    fn push_size(
        &self,
        cx: &mut Cx<'_, '_>,
        moved: &Moved,
        prefix: &str,
        hours: &Expr,
        [vcpu, memory]: [&Sold; 2],
        finish: impl Fn(Draft) -> Draft,
    ) -> Option<()> {
        let vcpus = hours.clone().times(cx.leaf("vCPUs of a replica", &self.vcpu, "vCPU"));
        let unit = Unit::counted("vCPU").over_hours();
        cx.push_sold(vcpu, &format!("{prefix}vCPU"), vcpus, unit, |line| finish(moved.shaped(line)));
        let gibs = hours.clone().times(gib(cx, "memory of a replica", &self.memory));
        let unit = "GiB-Hours".parse().ok()?;
        cx.push_sold(memory, &format!("{prefix}memory"), gibs, unit, |line| finish(moved.shaped(line)));
        Some(())
    }

    /// Says that an architecture is not sold.
    fn amd64_only(&self, cx: &mut Cx<'_, '_>, seller: &str) {
        if self.arch == Arch::Arm64 {
            amd64_only(cx, &format!("{seller} runs containers"));
        }
    }

    /// Says that no ephemeral storage is sold beyond what comes with a replica.
    fn no_storage(&self, cx: &mut Cx<'_, '_>, included: u64) -> Option<()> {
        let Some(storage) = &self.storage else { return Some(()) };
        let most = storage.value.low.max(storage.value.expected).max(storage.value.high);
        if most > included.into() {
            cx.sold("*", "storage")?;
        }
        Some(())
    }

    /// Replicas that follow the requests.
    fn replicas_for(&self, cx: &mut Cx<'_, '_>, served: &Served, requests: Expr) -> Option<FleetId> {
        let capacity = Capacity {
            latency: self.latency.as_ref(),
            concurrency: self.concurrency.as_ref(),
            throughput: self.throughput.as_ref(),
            duration: self.duration.as_ref(),
            target_utilization: &self.target_utilization,
        };
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        replica_fleet(
            cx,
            served,
            requests,
            &capacity,
            self.replicas.as_ref(),
            self.zones.as_ref(),
            schedule,
            self.start_up.value,
        )
    }

    /// Hours of tasks that start for a request and end with it; a minute at least where that is billed
    /// (aws.amazon.com/fargate/pricing, cloud.google.com/run/pricing; Container Apps bills the seconds of a job:
    /// learn.microsoft.com/azure/container-apps/billing).
    fn task_hours(&self, cx: &mut Cx<'_, '_>, requests: Expr) -> Option<Expr> {
        let Some(duration) = &self.duration else {
            let span = cx.span.clone();
            cx.error(
                "sizing",
                span,
                format!("a task of `{}` has no duration", cx.name),
                "billed for how long?",
                "add duration = \"5 min\"",
            );
            return None;
        };
        let unused = [
            self.replicas.as_ref().map(|_| "replicas"),
            self.zones.as_ref().map(|_| "zones"),
            self.latency.as_ref().map(|_| "latency"),
            self.concurrency.as_ref().map(|_| "concurrency"),
            self.throughput.as_ref().map(|_| "throughput"),
            self.schedule.as_ref().map(|_| "schedule"),
        ];
        if let Some(key) = unused.into_iter().flatten().next() {
            let span = cx.span.clone();
            cx.error(
                "no-effect",
                span,
                format!("`{key}` has no effect on tasks"),
                "billing = \"task\"",
                format!("drop `{key}`, or bill by instance"),
            );
            return None;
        }
        let run =
            Expr::Sum(vec![cx.leaf("duration", duration, "s"), cx.leaf("start-up", &self.start_up, "s")]);
        let billed = match cx.provider() {
            "azure" => run,
            _ => Expr::Largest(vec![run, Expr::constant("a minute at least", 60, "s")]),
        };
        Some(requests.times(billed).over(Expr::constant("seconds of an hour", 3_600, "s")))
    }
}

impl Moved {
    /// Hours that replicas run and start, or tasks take.
    fn hours(&self) -> Expr {
        match &self.runs {
            Runs::Tasks(hours) => hours.clone(),
            Runs::Replicas(fleet) => {
                let measures = [FleetMeasure::ReplicaHours, FleetMeasure::StartHours];
                Expr::Sum(measures.into_iter().map(|measure| Expr::Fleet(*fleet, measure)).collect())
            }
        }
    }

    /// A line that exists while replicas run.
    fn shaped(&self, line: Draft) -> Draft {
        let line = line.driver(&self.served.driver);
        match self.runs {
            Runs::Replicas(fleet) => line.shape(fleet),
            Runs::Tasks(_) => line,
        }
    }

    /// A line of requests.
    fn push_requests(&self, cx: &mut Cx<'_, '_>, requests: &Sold, note: &str) {
        cx.push_sold(requests, "requests", self.requests.clone(), Unit::counted("Requests"), |line| {
            line.driver(&self.served.driver).note(note)
        });
    }
}
