//! Virtual machines: AWS EC2, Azure, Google Compute Engine, by type or as the cheapest that fits.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas};
use crate::kinds::shared::machines::is_burstable;
use crate::kinds::shared::offer::{Asked, Bought, Purchase};
use crate::kinds::shared::running::{Running, Wanted};
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::{spot, sustained};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Virtual machines (AWS EC2, Azure, Google Compute Engine), by type or by what they must have; a fixed count, or sized from demand.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "root volume: `root_volume` for each machine, of gp3 on AWS, as the Premium SSD that holds it on Azure, of a balanced persistent disk on Google Cloud (default 30 GiB: a system, its images and logs; root_volume = \"0 GiB\" switches it off). A fixed machine keeps its volume while its schedule has it stopped; a machine that demand started takes its volume with it",
    "start-up: machines that demand starts are billed `start_up` before they serve (default 60 s; 0 s switches it off)",
    "public IPv4 addresses only with public_ip = true",
    "on Google Cloud: what is taken off for sustained use, by family; the licence of `os` on a line of its own (AWS and Azure have it in the price of the hour)",
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
        /// ARM: Graviton, Cobalt and Ampere, Axion and Ampere.
        Arm64 = "arm64",
        /// Any.
        Any = "any",
    }
}

choice! {
    /// Operating system, with its licence.
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

spec! {
    /// Virtual machines.
    pub struct Vm {
        /// The machine type: `"m7i.large"`, `"Standard_D4s_v5"`, `"n2-standard-4"`. Instead of `vcpu`, `memory` and `gpu`.
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
        /// Families to choose from: `["m7i", "m7g"]`, `["Ds_v5"]`, `["n2"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether burstable machines (t3, t4g; B of Azure; e2-micro to e2-medium of Google) are taken too. Their
        /// vCPUs are shares of a CPU; what they bill above their credits is not modelled.
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
        /// Root volume of each machine.
        up root_volume: Bytes = "30 GiB",
        /// Whether each machine has a public IPv4 address.
        up public_ip: bool = "false",
    }
}

impl Vm {
    /// Machine hours, licences, root volumes, addresses.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let wanted = self.wanted();
        let sized = wanted.sized_once(cx);
        let shop = Shop::cloud(cx)?;
        let asked = self.asked();
        let need = asked.need(cx, &shop, &self.meter(&shop, "on-demand"));
        let served = cx.may_serve(self.serves.as_ref())?;
        sized?;
        let bought = asked.buy(cx, &shop, need?, &self.meter(&shop, self.purchase.word()))?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let machines = wanted.running(cx, served, schedule)?;
        let spot = if self.purchase == Purchase::Spot { spot::note(cx, &bought.key) } else { String::new() };
        let line = Draft::new("machines", bought.key.clone(), machines.hours(), Unit::hours());
        let line = line.note(&bought.note).note(by_the_second(&shop.provider)).note(spot);
        let burst = bought.machine.as_ref().is_some_and(|machine| is_burstable(&shop.provider, machine));
        let burst = if burst { "burstable: use above its CPU credits is not modelled" } else { "" };
        cx.push(machines.run(line.note(burst)));
        sustained::push(&machines, cx, &bought.key, None);
        if licence_apart(&shop) {
            self.push_licence(cx, &machines, &bought)?;
        }
        machines.push_root_volume(cx, &self.root_volume)?;
        if self.public_ip {
            let address = cx.sold("*", "address")?;
            cx.push_sold(&address, "public IPv4", machines.hours(), Unit::hours(), |line| machines.run(line));
        }
        Some(())
    }

    /// The licence of the operating system where it is billed beside the machine: of Windows by the vCPU, of others
    /// by the size of the machine (cloud.google.com/compute/disks-image-pricing).
    fn push_licence(&self, cx: &mut Cx<'_, '_>, machines: &Running, bought: &Bought) -> Option<()> {
        let os = self.os.word();
        if self.os == Os::Linux {
            return Some(());
        }
        let vcpu = bought.machine.as_ref().and_then(|machine| machine.vcpu);
        let Some(vcpu) = vcpu else {
            let message = format!("the book does not say the vCPUs of {}", bought.key.sku);
            let hint = "name another type: the licence of its system is billed by them";
            cx.error("sizing", cx.span.clone(), message, "cannot be sized by it", hint);
            return None;
        };
        let licence = cx.sold(os, "licence")?;
        let mut key = licence.key()?.clone();
        let (hours, unit) = if self.os == Os::Windows {
            let vcpus = Expr::constant("vCPUs of a machine", vcpu, "vCPU");
            (machines.hours().times(vcpus), Unit::counted("vCPU").over_hours())
        } else {
            let system = if self.os == Os::Suse { "sles" } else { os };
            key.sku = format!("{system}-{}-vcpu", vcpu.normalize());
            (machines.hours(), Unit::hours())
        };
        cx.push(
            machines.run(Draft::new("licence", key, hours, unit).note(format!("{os}, beside the machine"))),
        );
        Some(())
    }

    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            count: self.count.as_ref(),
            serves: self.serves.is_some(),
            requests: self.requests.as_ref(),
            capacity: Capacity {
                latency: self.latency.as_ref(),
                concurrency: self.concurrency.as_ref(),
                throughput: self.throughput.as_ref(),
                duration: self.duration.as_ref(),
                target_utilization: &self.target_utilization,
            },
            replicas: self.replicas.as_ref(),
            zones: self.zones.as_ref(),
            start_up: self.start_up.value,
        }
    }

    fn meter(&self, shop: &Shop, purchase: &str) -> String {
        let plain = self.os == Os::Linux || licence_apart(shop);
        if plain { purchase.to_owned() } else { format!("{}/{purchase}", self.os.word()) }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            machine: self.machine.as_ref(),
            vcpu: self.vcpu.as_ref(),
            memory: self.memory.as_ref(),
            gpu: self.gpu.as_ref(),
            gpu_count: self.gpu_count.as_ref(),
            gpu_memory: None,
            arch: match self.arch {
                Some(Chip::Any) => None,
                Some(Chip::Arm64) => Some("arm64"),
                Some(Chip::Amd64) | None => Some("amd64"),
            },
            families: self.family.as_ref().map_or(&[], |list| &list.0),
            burstable: self.burstable,
            example: "add type = \"m7i.large\"; or vcpu = 4 and memory = \"16 GiB\" for the cheapest that fits",
        }
    }
}

/// Whether the licence of a system is no part of the price of a machine.
fn licence_apart(shop: &Shop) -> bool {
    shop.provider == "gcp"
}

/// How time is counted (aws.amazon.com/ec2/pricing/on-demand, cloud.google.com/compute/vm-instance-pricing;
/// azure.microsoft.com/resources/knowledge-center/if-my-virtual-machine-ran-for-6-minutes-and-45: 6 of them). Said in a
/// note alone: hours are not rounded.
fn by_the_second(provider: &str) -> &'static str {
    match provider {
        "azure" => "billed by the full minute",
        _ => "billed by the second, 60 s at least from each start",
    }
}
