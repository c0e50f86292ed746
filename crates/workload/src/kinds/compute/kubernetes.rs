//! Kubernetes clusters: AWS EKS, Azure AKS, Google GKE. Pods are packed on nodes hour by hour, or run without nodes.

mod nodes;
mod room;
mod serverless;

pub(super) use serverless::fargate_here;

use std::collections::BTreeMap;

use costmodel_core::book::Machine;
use costmodel_core::model::{Expr, Size};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::compute::vm::Chip;
use crate::kinds::shared::capacity::{Capacity, Replicas};
use crate::kinds::shared::offer::Purchase;
use crate::kinds::shared::running::{Running, Wanted};
use crate::kinds::shared::unranged;
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "A Kubernetes cluster (AWS EKS, Azure AKS, Google GKE): control plane, nodes packed from what pods request, pods without nodes.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "what a node keeps for itself, by the rule of its provider; of the EKS images: 255 MiB and 11 MiB for each of `max_pods`, 100 MiB before pods are evicted, 6 % of the first vCPU, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest; GKE the same of vCPUs (1.06 of e2-micro, e2-small and e2-medium), and 25 % of the first 4 GiB of memory, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % of the rest; AKS 60 thousandths of the first vCPU, 40 of the second, 20 of the next two, 10 of the rest, and 20 MB for each of `max_pods` and 50 MB, at most a quarter (reserved = { vcpu = 0, memory = \"0 GiB\" } switches it off)",
    "daemons of each node: 3 pods of together 0.2 vCPU and 300 MiB, for the network, the proxy and logs (daemons = { vcpu = 0, memory = \"0 GiB\", pods = 0 } switches them off)",
    "root volume: `root_volume` for each node, of gp3 on AWS, as the Premium SSD that holds it on Azure, of a balanced persistent disk on Google Cloud (default as the provider has: 20 GiB; 128, 256, 512 and 1,024 GiB up to 7, 15, 63 and more vCPUs; 100 GiB; root_volume = \"0 GiB\" switches it off)",
    "idle nodes: hours of nodes beyond what the fullest resource of their pods fills have a line of their own",
    "starting nodes: nodes that demand starts are billed `start_up` before they take pods (default 60 s; 0 s switches it off)",
    "pods on Fargate have 256 MiB more than they request, and are rounded up to the sizes of Fargate; pods on Container Instances to whole vCPUs and tenths of a GiB, 1 of each at least; pods of Autopilot have at least 1 and at most 6.5 GiB for each vCPU, and 1 GiB of storage",
    "on Google Cloud: what is taken off for sustained use of nodes, by family",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.cluster.kubernetes]
nodes = { min = 2, max = 40 }

[component.cluster.kubernetes.pods.api]
serves = "chats"
vcpu = 0.5
memory = "1 GiB"
latency = "900 ms"
concurrency = 20
replicas = { min = 2, max = 60 }

[component.cluster.kubernetes.pods.worker]
vcpu = 2
memory = "4 GiB"
count = 3
"#;

spec! {
    /// Pods of one kind.
    pub struct Pod {
        /// Virtual CPUs that each requests.
        neutral vcpu: Count,
        /// Memory that each requests.
        neutral memory: Bytes,
        /// So many pods, the same in every environment. Default: one, unless `serves` sizes them.
        up count: Option<Count>,
        /// The drivers whose units they handle: pods follow demand hour by hour.
        up serves: Option<OneOrMany<At<String>>>,
        /// Requests of each unit that reach them. Default: one.
        up requests: Option<PerCount>,
        /// Time a request takes, with `concurrency`.
        up latency: Option<Seconds>,
        /// Requests a pod handles at once, with `latency`.
        down concurrency: Option<Count>,
        /// Requests a pod handles: `"30 requests per second"`. Instead of latency and concurrency.
        down throughput: Option<PerCount>,
        /// Time one request keeps a whole pod busy. Instead of latency and concurrency.
        up duration: Option<Seconds>,
        /// How full pods are run.
        down target_utilization: Fraction = "65 %",
        /// Pods at least and at most, with `serves`.
        up replicas: Option<Replicas>,
        /// Whether they run without nodes: on Fargate, Azure Container Instances, GKE Autopilot. Default: as the
        /// cluster says.
        neutral serverless: Option<bool>,
        /// The same by its name on AWS.
        neutral fargate: Option<bool>,
    }
}

spec! {
    /// What a node keeps for itself.
    pub struct Reserved {
        /// Virtual CPUs.
        neutral vcpu: Count,
        /// Memory, with what is left free before pods are evicted.
        neutral memory: Bytes,
    }
}

spec! {
    /// Pods that run on every node.
    pub struct Daemons {
        /// Virtual CPUs they request together.
        neutral vcpu: Count = "0.2",
        /// Memory they request together.
        neutral memory: Bytes = "300 MiB",
        /// How many they are.
        neutral pods: Count = "3",
    }
}

spec! {
    /// The root volume of a node, as each provider makes it unasked: managed node groups of EKS; node pools of AKS by
    /// the vCPUs, with a managed disk (learn.microsoft.com/azure/aks/concepts-storage, default OS disk sizing); node
    /// pools of GKE. Stated assumption: AKS takes the local disk of a machine that has one of 128 GiB, which costs
    /// nothing; the book does not say which do, so that each node has a managed disk here.
    struct RootVolumes {
        /// EKS.
        up aws: Bytes = "20 GiB",
        /// AKS, up to 7 vCPUs.
        up azure: Bytes = "128 GiB",
        /// AKS, 8 to 15 vCPUs.
        up azure_from_8: Bytes = "256 GiB",
        /// AKS, 16 to 63 vCPUs.
        up azure_from_16: Bytes = "512 GiB",
        /// AKS, 64 vCPUs and more.
        up azure_from_64: Bytes = "1024 GiB",
        /// GKE.
        up gcp: Bytes = "100 GiB",
    }
}

impl RootVolumes {
    /// That of a node.
    fn of(&self, provider: &str, machine: &Machine) -> &Bytes {
        let vcpu = machine.vcpu.unwrap_or_default();
        match provider {
            "azure" if vcpu >= Decimal::from(64) => &self.azure_from_64,
            "azure" if vcpu >= Decimal::from(16) => &self.azure_from_16,
            "azure" if vcpu >= Decimal::from(8) => &self.azure_from_8,
            "azure" => &self.azure,
            "gcp" => &self.gcp,
            _ => &self.aws,
        }
    }
}

spec! {
    /// A Kubernetes cluster.
    pub struct Kubernetes {
        /// Pods by name, each with what it requests and how many run.
        up pods: BTreeMap<String, Pod>,
        /// The machine type of nodes: `"m7i.xlarge"`, `"Standard_D4s_v5"`, `"n2-standard-4"`. Default: the type on which the pods of the first month
        /// cost least, packed hour by hour.
        neutral machine as "type": Option<At<String>>,
        /// Families to choose from: `["m7i", "m7g"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Architecture to choose from. Default: amd64.
        neutral arch: Option<Chip>,
        /// Whether burstable machines (t3, t4g; B of Azure; e2-micro to e2-medium of Google) are taken too.
        neutral burstable: bool = "false",
        /// How node hours are bought.
        neutral purchase: Purchase = "on-demand",
        /// Nodes at least and at most. Default: as many as the pods need.
        up nodes: Option<Replicas>,
        /// Availability zones; at least one node runs in each.
        up zones: Option<Count>,
        /// Pods a node takes at most. Default on EKS, with the prefix delegation of the network plugin: 110, and 250
        /// from 30 vCPUs on; on AKS, with its overlay network: 250; on GKE: 110.
        neutral max_pods: Option<Count>,
        /// What a node keeps for itself. Default: by the rule of its provider.
        neutral reserved: Option<Reserved>,
        /// Pods that run on every node. Default: 3 of together 0.2 vCPU and 300 MiB.
        neutral daemons: Option<Daemons>,
        /// Whether pods run without nodes: on Fargate, Azure Container Instances, GKE Autopilot.
        neutral serverless: bool = "false",
        /// The same by its name on AWS.
        neutral fargate: bool = "false",
        /// Whether the Kubernetes version is past its 14 months of standard support: an hourly surcharge; on Azure the
        /// Premium tier of the control plane, which alone has it.
        up extended_support: bool = "false",
        /// Hours of the week in which pods and nodes run; the control plane always runs.
        neutral schedule: Option<Hours>,
        /// Time a new node is billed before it takes pods.
        up start_up: Seconds = "60 s",
        /// Root volume of each node. Default: 20 GiB on AWS, 128 to 1,024 GiB by the vCPUs on Azure, 100 GiB on
        /// Google Cloud.
        up root_volume: Option<Bytes>,
    }
}

/// Pods of one kind, as they run.
struct Pods {
    name: String,
    size: Size,
    running: Running,
    serverless: bool,
}

impl Kubernetes {
    /// The control plane, nodes with their volumes, pods without nodes.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.pods.is_empty() {
            cx.error(
                "no-demand",
                cx.span.clone(),
                format!("`{}` runs no pods", cx.name),
                "no pods",
                format!("add [component.{}.kubernetes.pods.api] with vcpu, memory and count", cx.name),
            );
            return None;
        }
        let pods: Vec<Option<Pods>> = self.pods.iter().map(|(name, pod)| self.pod(cx, name, pod)).collect();
        let pods: Vec<Pods> = pods.into_iter().collect::<Option<_>>()?;
        self.control_plane(cx)?;
        let (without_nodes, packed): (Vec<_>, Vec<_>) = pods.into_iter().partition(|pod| pod.serverless);
        for pod in &without_nodes {
            serverless::lines(cx, pod)?;
        }
        if packed.is_empty() {
            return self.no_nodes(cx);
        }
        nodes::lower(self, cx, &packed)
    }

    /// Hours of the control plane, around the clock. AKS has the Standard tier, for long-term support the Premium one;
    /// its Free tier costs nothing and has no service level (learn.microsoft.com/azure/aks/free-standard-pricing-tiers).
    /// The credit of GKE (cloud.google.com/kubernetes-engine/pricing) is of a billing account and stays out.
    fn control_plane(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let class = if self.extended_support { "extended" } else { "*" };
        let hours = cx.sold(class, "control-plane")?;
        let note = "around the clock, whatever runs";
        let credit = match cx.provider() {
            "gcp" => {
                "before the credit of 74.40 USD a month that a billing account has for zonal and Autopilot clusters"
            }
            _ => "",
        };
        cx.push_sold(&hours, "control plane", Expr::Hours, Unit::hours(), |line| {
            line.deterministic().note(note).note(credit)
        });
        if self.extended_support {
            let surcharge = cx.sold(class, "surcharge")?;
            cx.push_sold(&surcharge, "extended support", Expr::Hours, Unit::hours(), |line| {
                line.deterministic().note(
                    "on top of the control plane, while the Kubernetes version is past standard support",
                )
            });
        }
        Some(())
    }

    /// Whether pods run without nodes; says so where they are asked for by the name that AWS has for that.
    fn without_nodes(&self, cx: &mut Cx<'_, '_>, pod: &Pod) -> Option<bool> {
        let fargate = pod.fargate.unwrap_or(self.fargate);
        if fargate {
            serverless::fargate_here(cx)?;
        }
        Some(pod.serverless.or(pod.fargate).unwrap_or(self.serverless || fargate))
    }

    /// Pods of one kind, sized.
    fn pod(&self, cx: &mut Cx<'_, '_>, name: &str, pod: &Pod) -> Option<Pods> {
        let wanted = Wanted {
            count: pod.count.as_ref(),
            serves: pod.serves.is_some(),
            requests: pod.requests.as_ref(),
            capacity: Capacity {
                latency: pod.latency.as_ref(),
                concurrency: pod.concurrency.as_ref(),
                throughput: pod.throughput.as_ref(),
                duration: pod.duration.as_ref(),
                target_utilization: &pod.target_utilization,
            },
            replicas: pod.replicas.as_ref(),
            zones: None,
            start_up: Ranged::same(Decimal::ZERO),
        };
        let sized = wanted.sized_once(cx);
        let size = size_of(cx, &pod.vcpu, &pod.memory);
        let served = cx.may_serve(pod.serves.as_ref())?;
        sized?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let running = wanted.running(cx, served, schedule)?;
        if let Running::Following(fleet, _) = &running
            && let Some(fleet) = cx.low.model.fleets.get_mut(*fleet)
        {
            fleet.name = format!("{}/{name}", cx.name);
        }
        Some(Pods { name: name.to_owned(), size: size?, running, serverless: self.without_nodes(cx, pod)? })
    }

    /// Nothing runs on nodes: what describes them is written for nothing.
    fn no_nodes(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let unused = [
            self.machine.as_ref().map(|at| ("type", at.span.clone())),
            self.nodes.as_ref().map(|nodes| ("nodes", nodes.min.span.clone())),
            self.max_pods.as_ref().map(|count| ("max_pods", count.span.clone())),
            self.zones.as_ref().map(|zones| ("zones", zones.span.clone())),
        ];
        if let Some((key, span)) = unused.into_iter().flatten().next() {
            cx.error(
                "no-effect",
                span,
                format!("`{key}` has no effect: all pods of `{}` run without nodes", cx.name),
                "there are no nodes",
                format!("drop `{key}`, or let pods run on nodes: serverless = false"),
            );
            return None;
        }
        Some(())
    }
}

/// What a pod takes: whole thousandths of a vCPU and bytes, started ones in full.
fn size_of(cx: &mut Cx<'_, '_>, vcpu: &Count, memory: &Bytes) -> Option<Size> {
    let (vcpu, memory) = (unranged(cx, vcpu, "vcpu"), unranged(cx, memory, "memory"));
    let milli_vcpu = vcpu?.checked_mul(Decimal::ONE_THOUSAND)?.ceil().to_u64()?;
    Some(Size { milli_vcpu, memory: memory?.ceil().to_u64()? })
}
