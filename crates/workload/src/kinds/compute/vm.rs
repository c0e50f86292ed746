//! Virtual machines: AWS EC2, by type or as the cheapest that fits.

use std::sync::Arc;

use costmodel_core::model::{Expr, FleetId, FleetMeasure};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::fields::nearest;
use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas, replica_fleet};
use crate::kinds::shared::gib;
use crate::kinds::shared::machines::{BURSTABLE, Need, cheapest};
use crate::kinds::shared::unranged;
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Virtual machines (AWS EC2), by type or by what they must have; a fixed count, or sized from demand.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "root volume: `root_volume` of gp3 for each machine (default 30 GiB: a system, its images and logs; root_volume = \"0 GiB\" switches it off). A fixed machine keeps its volume while its schedule has it stopped; a machine that demand started takes its volume with it",
    "start-up: machines that demand starts are billed `start_up` before they serve (default 60 s; 0 s switches it off)",
    "public IPv4 addresses only with public_ip = true",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.workers.vm]
vcpu = 4
memory = "16 GiB"
arch = "arm64"
count = 3
"#;

choice! {
    /// Which architectures are taken.
    pub enum Chip {
        /// Intel and AMD.
        Amd64 = "amd64",
        /// ARM: Graviton.
        Arm64 = "arm64",
        /// Any.
        Any = "any",
    }
}

choice! {
    /// Operating system; its licence is part of the price of an hour.
    pub enum Os {
        /// Linux without a licence.
        Linux = "linux",
        /// Windows Server.
        Windows = "windows",
        /// Red Hat Enterprise Linux.
        Rhel = "rhel",
        /// SUSE Linux Enterprise Server.
        Suse = "suse",
    }
}

choice! {
    /// How hours are bought.
    pub enum Purchase {
        /// By the second, without commitment.
        OnDemand = "on-demand",
        /// Spare capacity at a changing price; it can be taken away.
        Spot = "spot",
    }
}

spec! {
    /// Virtual machines.
    pub struct Vm {
        /// The machine type: `"m7i.large"`. Instead of `vcpu`, `memory` and `gpu`.
        neutral machine as "type": Option<At<String>>,
        /// Virtual CPUs at least. The cheapest type on demand that has everything asked for is chosen.
        neutral vcpu: Option<Count>,
        /// Memory at least.
        neutral memory: Option<Bytes>,
        /// GPU model: `"l4"`, `"a10g"`, `"h100"`.
        neutral gpu: Option<At<String>>,
        /// GPUs at least. Default: one if `gpu` is set.
        neutral gpu_count: Option<Count>,
        /// Architecture to choose from. Default: amd64.
        neutral arch: Option<Chip>,
        /// Families to choose from: `["m7i", "m7g"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether burstable families (t3, t4g) are taken too. Their vCPUs are shares of a CPU; what they
        /// bill above their credits is not modelled.
        neutral burstable: bool = "false",
        /// Operating system.
        neutral os: Os = "linux",
        /// How hours are bought.
        neutral purchase: Purchase = "on-demand",
        /// So many machines, the same in every environment. Default: one, unless `serves` sizes them.
        up count: Option<Count>,
        /// The drivers whose units they handle: machines follow demand hour by hour.
        up serves: Option<OneOrMany<At<String>>>,
        /// Requests of each unit that reach them. Default: one.
        up requests: Option<PerCount>,
        /// Time a request takes, with `concurrency`.
        up latency: Option<Seconds>,
        /// Requests a machine handles at once, with `latency`.
        down concurrency: Option<Count>,
        /// Requests a machine handles: `"30 requests per second"`. Instead of latency and concurrency.
        down throughput: Option<PerCount>,
        /// Time one request keeps a whole machine busy. Instead of latency and concurrency.
        up duration: Option<Seconds>,
        /// How full machines are run.
        down target_utilization: Fraction = "65 %",
        /// Machines at least and at most, with `serves`.
        up replicas: Option<Replicas>,
        /// Availability zones; at least one machine that serves demand runs in each.
        up zones: Option<Count>,
        /// Hours of the week in which they run.
        neutral schedule: Option<Hours>,
        /// Time a machine that demand starts is billed before it serves.
        up start_up: Seconds = "60 s",
        /// Root volume of each machine, gp3.
        up root_volume: Bytes = "30 GiB",
        /// Whether each machine has a public IPv4 address.
        up public_ip: bool = "false",
    }
}

/// How many machines run.
enum Machines {
    /// So many, within their hours.
    Fixed(Expr, Option<Arc<Week>>),
    /// As demand needs them.
    Following(FleetId, String),
}

impl Vm {
    /// Machine hours, root volumes, addresses.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let sized = self.sized_once(cx);
        let need = self.need(cx);
        let served = match &self.serves {
            Some(serves) => Some(cx.serves(serves)?),
            None => None,
        };
        sized?;
        if cx.provider() != "aws" {
            cx.not_here("a vm", "aws");
            return None;
        }
        let (sku, note) = self.chosen(cx, need?)?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let machines = match served {
            Some(served) => {
                let requests = match &self.requests {
                    Some(requests) => cx.times_served("requests", requests, "requests", &served)?,
                    None => served.units.clone(),
                };
                let fleet = replica_fleet(
                    cx,
                    &served,
                    requests,
                    &self.capacity(),
                    self.replicas.as_ref(),
                    self.zones.as_ref(),
                    schedule,
                    self.start_up.value,
                )?;
                Machines::Following(fleet, served.driver)
            }
            None => {
                let count = self
                    .count
                    .as_ref()
                    .map_or(Expr::constant("machines", 1, ""), |count| cx.leaf("machines", count, ""));
                Machines::Fixed(count, schedule)
            }
        };
        let meter = self.meter(self.purchase.word());
        let line =
            Draft::new("machines", cx.key("ec2", &sku, &meter), machines.hours(), Unit::hours()).note(note);
        let spot = if self.purchase == Purchase::Spot {
            "spot: a changing price, as last observed; machines can be taken away"
        } else {
            ""
        };
        let line = line.note("billed by the second, 60 s at least from each start").note(spot);
        let burst = sku
            .split('.')
            .next()
            .filter(|family| BURSTABLE.contains(family))
            .map_or("", |_| "burstable: use above its CPU credits is not modelled");
        cx.push(machines.run(line.note(burst)));
        self.beside(cx, &machines)
    }

    /// Volumes and addresses that come with each machine.
    fn beside(&self, cx: &mut Cx<'_, '_>, machines: &Machines) -> Option<()> {
        if self.root_volume.value != Ranged::same(Decimal::ZERO) {
            let size = gib(cx, "root volume", &self.root_volume);
            let key = cx.key("ebs", "gp3", "storage");
            let note = "root_volume = \"0 GiB\" switches it off";
            let line = match machines {
                // A stopped machine keeps its volume.
                Machines::Fixed(count, _) => {
                    Draft::new("root volume", key, count.clone().times(size), "GiB-Months".parse().ok()?)
                }
                Machines::Following(fleet, driver) => {
                    Draft::new("root volume", key, machines.hours().times(size), "GiB-Hours".parse().ok()?)
                        .shape(*fleet)
                        .driver(driver)
                }
            };
            cx.push(line.assumed().note(note));
        }
        if self.public_ip {
            let line = Draft::new(
                "public IPv4",
                cx.key("public-ipv4", "in-use", "address"),
                machines.hours(),
                Unit::hours(),
            );
            cx.push(machines.run(line));
        }
        Some(())
    }

    /// A fixed count or a demand, not both; what only one of them reads is not written with the other.
    fn sized_once(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if let (Some(count), Some(_)) = (&self.count, &self.serves) {
            cx.error(
                "sizing",
                count.span.clone(),
                format!("`{}` is sized in several ways at once", cx.name),
                "a count and a demand",
                "drop `count`, and bound the demand with replicas = { min = 2, max = 20 }; or drop `serves`",
            );
            return None;
        }
        let first = [
            self.latency.as_deref(),
            self.concurrency.as_deref(),
            self.duration.as_deref(),
            self.throughput.as_deref(),
            self.requests.as_deref(),
        ];
        let loose = first.into_iter().flatten().next().map(|amount| amount.span.clone());
        let loose = loose.or(self.replicas.as_ref().map(|replicas| replicas.min.span.clone()));
        if let Some(span) = loose.filter(|_| self.serves.is_none()) {
            cx.error(
                "sizing",
                span,
                format!("`{}` follows no demand", cx.name),
                "nothing to size from",
                "name a driver: serves = \"chats\"; or give a count = 3",
            );
            return None;
        }
        Some(())
    }

    fn capacity(&self) -> Capacity<'_> {
        Capacity {
            latency: self.latency.as_ref(),
            concurrency: self.concurrency.as_ref(),
            throughput: self.throughput.as_ref(),
            duration: self.duration.as_ref(),
            target_utilization: &self.target_utilization,
        }
    }

    fn meter(&self, purchase: &str) -> String {
        if self.os == Os::Linux { purchase.to_owned() } else { format!("{}/{purchase}", self.os.word()) }
    }

    /// What the machine must have; `Ok` of nothing when its type is named.
    fn need(&self, cx: &mut Cx<'_, '_>) -> Option<Option<Need>> {
        let asked = [self.vcpu.as_deref(), self.memory.as_deref(), self.gpu_count.as_deref()]
            .into_iter()
            .flatten()
            .next();
        let asked = asked.map(|amount| amount.span.clone()).or(self.gpu.as_ref().map(|gpu| gpu.span.clone()));
        let narrowed =
            asked.clone().or(self.family.as_ref().and_then(|f| f.0.first()).map(|f| f.span.clone()));
        match (&self.machine, asked, narrowed) {
            (Some(_), _, Some(span)) => {
                cx.error(
                    "one-of",
                    span,
                    format!("`{}` names its type and what it must have", cx.name),
                    "one of the two",
                    "drop `type` to have the cheapest chosen, or drop the rest",
                );
                None
            }
            (Some(_), ..) => Some(None),
            (None, None, _) => {
                cx.error("missing-key", cx.span.clone(), format!("`{}` has no machine type", cx.name), "which machine?", "add type = \"m7i.large\"; or vcpu = 4 and memory = \"16 GiB\" for the cheapest that fits");
                None
            }
            (None, Some(_), _) => self.required(cx).map(Some),
        }
    }

    fn required(&self, cx: &mut Cx<'_, '_>) -> Option<Need> {
        let mut one = |amount: Option<&crate::decode::Amount>, field: &str| match amount {
            Some(amount) => unranged(cx, amount, field),
            None => Some(Decimal::ZERO),
        };
        let vcpu = one(self.vcpu.as_deref(), "vcpu");
        let memory = one(self.memory.as_deref(), "memory");
        let gpus = one(self.gpu_count.as_deref(), "gpu_count");
        let gpus = gpus
            .map(|count| if self.gpu.is_some() && self.gpu_count.is_none() { Decimal::ONE } else { count });
        let known = self.gpu.as_ref().is_none_or(|gpu| known_gpu(cx, gpu));
        let families = self.family.iter().flat_map(|list| &list.0);
        let whole = families.clone().fold(known, |whole, family| known_family(cx, family) && whole);
        let (vcpu, memory, gpu_count) = (vcpu?, memory?, gpus?);
        whole.then(|| Need {
            provider: "aws".to_owned(),
            service: "ec2".to_owned(),
            region: cx.region().to_owned(),
            meter: self.meter("on-demand"),
            vcpu,
            memory_gib: memory / Decimal::from(1_u64 << 30),
            gpu: self.gpu.as_ref().map(|gpu| gpu.value.to_ascii_lowercase()),
            gpu_count,
            arch: match self.arch {
                Some(Chip::Any) => None,
                Some(Chip::Arm64) => Some("arm64"),
                Some(Chip::Amd64) | None => Some("amd64"),
            },
            families: families.map(|family| family.value.clone()).collect(),
            burstable: self.burstable,
        })
    }

    /// The machine type, and how it was found.
    fn chosen(&self, cx: &mut Cx<'_, '_>, need: Option<Need>) -> Option<(String, String)> {
        let Some(need) = need else {
            let named = self.machine.as_ref()?;
            return known_type(cx, named).then(|| (named.value.clone(), String::new()));
        };
        let start = cx.low.model.start;
        match cheapest(&mut cx.low.prices, &need, start) {
            Some(choice) => Some((choice.machine.sku.clone(), choice.note(&need.region))),
            None => {
                cx.error(
                    "nothing-fits",
                    cx.span.clone(),
                    format!("no machine type in {} has all that `{}` needs", need.region, cx.name),
                    "nothing with a price fits",
                    "ask for less, drop `family` or `gpu`, write arch = \"any\", or name a `type`",
                );
                None
            }
        }
    }
}

impl Machines {
    fn hours(&self) -> Expr {
        match self {
            Machines::Fixed(count, _) => Expr::Hours.times(count.clone()),
            Machines::Following(fleet, _) => Expr::Sum(vec![
                Expr::Fleet(*fleet, FleetMeasure::ReplicaHours),
                Expr::Fleet(*fleet, FleetMeasure::StartHours),
            ]),
        }
    }

    /// A line that exists while machines run.
    fn run(&self, line: Draft) -> Draft {
        match self {
            Machines::Fixed(_, schedule) => line.deterministic().schedule(schedule.clone()),
            Machines::Following(fleet, driver) => line.driver(driver).shape(*fleet),
        }
    }
}

fn known_type(cx: &mut Cx<'_, '_>, named: &At<String>) -> bool {
    if cx.low.prices.book.machine("aws", "ec2", &named.value).is_some() {
        return true;
    }
    let key = cx.key("ec2", &named.value, "on-demand");
    if cx.low.prices.find(&key).is_ok() {
        return true;
    }
    let machines = cx.low.prices.machines("aws", "ec2");
    let hint = match nearest(&named.value, machines.iter().map(|machine| machine.sku.as_str())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write it as AWS does: \"m7i.large\"; or ask by vcpu and memory".to_owned(),
    };
    cx.error(
        "unknown-sku",
        named.span.clone(),
        format!("the book has no machine type `{}`", named.value),
        "unknown type",
        hint,
    );
    false
}

fn known_family(cx: &mut Cx<'_, '_>, family: &At<String>) -> bool {
    let machines = cx.low.prices.machines("aws", "ec2");
    if machines.iter().any(|machine| machine.family == family.value) {
        return true;
    }
    let hint = match nearest(&family.value, machines.iter().map(|machine| machine.family.as_str())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "the part before the dot: \"m7i\"".to_owned(),
    };
    cx.error(
        "unknown-sku",
        family.span.clone(),
        format!("the book has no machine family `{}`", family.value),
        "unknown family",
        hint,
    );
    false
}

fn known_gpu(cx: &mut Cx<'_, '_>, gpu: &At<String>) -> bool {
    let machines = cx.low.prices.machines("aws", "ec2");
    if machines.iter().any(|machine| machine.gpu.eq_ignore_ascii_case(&gpu.value) && !machine.gpu.is_empty())
    {
        return true;
    }
    let mut names: Vec<&str> =
        machines.iter().map(|machine| machine.gpu.as_str()).filter(|gpu| !gpu.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let hint = match nearest(&gpu.value.to_ascii_lowercase(), names.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("GPUs in the book: {}", names.join(", ")),
    };
    cx.error(
        "unknown-sku",
        gpu.span.clone(),
        format!("the book has no machine with a `{}`", gpu.value),
        "unknown GPU",
        hint,
    );
    false
}
