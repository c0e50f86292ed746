//! Containers without servers: AWS Fargate. Replicas follow demand hour by hour; idle ones are billed too.

use costmodel_core::model::{Expr, FleetId, FleetMeasure};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas, replica_fleet};
use crate::kinds::shared::lines::on_aws;
use crate::kinds::shared::{fargate, gib};
use crate::lower::{Cx, Draft, Served};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Containers without servers (AWS Fargate), sized from demand hour by hour.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "start-up: replicas that start are billed `start_up` seconds before they serve (default 20 s; 0 s switches it off)",
    "ephemeral storage above the 20 GiB that are included, only when `storage` asks for more",
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
        /// Processor architecture.
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
        /// Ephemeral storage of a replica; the first 20 GiB are included.
        up storage: Option<Bytes>,
        /// Hours of the week in which it runs.
        neutral schedule: Option<Hours>,
        /// Time a new replica is billed before it serves.
        up start_up: Seconds = "20 s",
        /// `instance`: replicas run and are billed busy or not. `task`: each request starts a task that runs
        /// for `duration`, billed by the second, a minute at least.
        neutral billing: Billing = "instance",
    }
}

impl Container {
    /// vCPU, memory and storage hours of its replicas.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves)?;
        on_aws(cx, "a container")?;
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        let (hours, fleet) = match self.billing {
            Billing::Task => (self.task_hours(cx, requests)?, None),
            Billing::Instance => {
                let fleet = self.replicas_for(cx, &served, requests)?;
                let measures = [FleetMeasure::ReplicaHours, FleetMeasure::StartHours];
                (
                    Expr::Sum(measures.into_iter().map(|measure| Expr::Fleet(fleet, measure)).collect()),
                    Some(fleet),
                )
            }
        };
        fargate::warn_size(cx, &self.vcpu, &self.memory);
        let sku = match self.arch {
            Arch::Amd64 => "linux-amd64",
            Arch::Arm64 => "linux-arm64",
        };
        let push = |cx: &mut Cx<'_, '_>, line: Draft| {
            let line = line.driver(&served.driver);
            cx.push(fleet.into_iter().fold(line, Draft::shape));
        };
        let vcpu = hours.clone().times(cx.leaf("vCPUs of a replica", &self.vcpu, "vCPU"));
        let line =
            Draft::new("vCPU", cx.key("fargate", sku, "vcpu"), vcpu, Unit::counted("vCPU").over_hours());
        push(cx, line);
        let memory = hours.clone().times(gib(cx, "memory of a replica", &self.memory));
        let line = Draft::new("memory", cx.key("fargate", sku, "memory"), memory, "GiB-Hours".parse().ok()?);
        push(cx, line);
        let extra = |value: &Decimal| (*value - included_storage()).max(Decimal::ZERO);
        if let Some(storage) = self
            .storage
            .as_ref()
            .filter(|s| s.value.high > included_storage() || s.value.low > included_storage())
        {
            let above: Ranged<Decimal> = storage.value.map(extra);
            let above = Expr::given(
                "storage above the included 20 GiB",
                above.map(|b| *b / gib_bytes()),
                "GiB",
                storage.span.clone(),
            );
            let line = Draft::new(
                "ephemeral storage",
                cx.key("fargate", "any", "ephemeral-storage"),
                hours.times(above),
                "GiB-Hours".parse().ok()?,
            );
            push(cx, line);
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

    /// Hours of tasks that start for a request and end with it: by the second, a minute at least
    /// (aws.amazon.com/fargate/pricing).
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
        let billed = Expr::Largest(vec![run, Expr::constant("a minute at least", 60, "s")]);
        Some(requests.times(billed).over(Expr::constant("seconds of an hour", 3_600, "s")))
    }
}

fn gib_bytes() -> Decimal {
    Decimal::from(1_u64 << 30)
}

fn included_storage() -> Decimal {
    Decimal::from(20_u64 << 30)
}
