//! Containers without servers: AWS Fargate. Replicas follow demand hour by hour; idle ones are billed too.

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::shared::{Capacity, Replicas, gib, replica_fleet};
use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::lower::{Cx, Draft};
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

spec! {
    /// Containers without servers.
    pub struct Container {
        /// The drivers whose units it handles.
        up serves: OneOrMany<At<String>>,
        /// Requests of each unit that reach it.
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
    }
}

impl Container {
    /// vCPU, memory and storage hours of its replicas.
    pub(super) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves)?;
        if cx.provider() != "aws" {
            cx.not_here("a container", "aws");
            return None;
        }
        let capacity = Capacity {
            latency: self.latency.as_ref(),
            concurrency: self.concurrency.as_ref(),
            throughput: self.throughput.as_ref(),
            duration: self.duration.as_ref(),
            target_utilization: &self.target_utilization,
        };
        let requests = match &self.requests {
            Some(requests) => cx.times_served("requests", requests, "requests", &served)?,
            None => served.units.clone(),
        };
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let fleet = replica_fleet(cx, &served, requests, &capacity, self.replicas.as_ref(), self.zones.as_ref(), schedule, self.start_up.value)?;
        let sku = match self.arch {
            Arch::Amd64 => "linux-amd64",
            Arch::Arm64 => "linux-arm64",
        };
        let hours = || Expr::Sum(vec![Expr::Fleet(fleet, FleetMeasure::ReplicaHours), Expr::Fleet(fleet, FleetMeasure::StartHours)]);
        let vcpu = hours().times(cx.leaf("vCPUs of a replica", &self.vcpu, "vCPU"));
        let line = Draft::new("vCPU", cx.key("fargate", sku, "vcpu"), vcpu, Unit::counted("vCPU").over_hours());
        cx.push(line.driver(&served.driver).shape(fleet));
        let memory = hours().times(gib(cx, "memory of a replica", &self.memory));
        let line = Draft::new("memory", cx.key("fargate", sku, "memory"), memory, "GiB-Hours".parse().ok()?);
        cx.push(line.driver(&served.driver).shape(fleet));
        let extra = |value: &Decimal| (*value - included_storage()).max(Decimal::ZERO);
        if let Some(storage) = self.storage.as_ref().filter(|s| s.value.high > included_storage() || s.value.low > included_storage()) {
            let above: Ranged<Decimal> = storage.value.map(extra);
            let above = Expr::given("storage above the included 20 GiB", above.map(|b| *b / gib_bytes()), "GiB", storage.span.clone());
            let line = Draft::new("ephemeral storage", cx.key("fargate", "any", "ephemeral-storage"), hours().times(above), "GiB-Hours".parse().ok()?);
            cx.push(line.driver(&served.driver).shape(fleet));
        }
        Some(())
    }
}

fn gib_bytes() -> Decimal {
    Decimal::from(1_u64 << 30)
}

fn included_storage() -> Decimal {
    Decimal::from(20_u64 << 30)
}
