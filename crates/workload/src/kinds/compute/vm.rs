//! Virtual machines: AWS EC2, by type or as the cheapest that fits.

use costmodel_core::unit::Unit;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas};
use crate::kinds::shared::lines::on_aws;
use crate::kinds::shared::machines::BURSTABLE;
use crate::kinds::shared::offer::{Asked, Purchase};
use crate::kinds::shared::running::Wanted;
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::spot;
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

impl Vm {
    /// Machine hours, root volumes, addresses.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let wanted = self.wanted();
        let sized = wanted.sized_once(cx);
        let (shop, asked) = (Shop::ec2(cx), self.asked());
        let need = asked.need(cx, &shop, &self.meter("on-demand"));
        let served = cx.may_serve(self.serves.as_ref())?;
        sized?;
        on_aws(cx, "a vm")?;
        let bought = asked.buy(cx, &shop, need?, &self.meter(self.purchase.word()))?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let machines = wanted.running(cx, served, schedule)?;
        let sku = bought.key.sku.clone();
        let spot = if self.purchase == Purchase::Spot { spot::note(cx, &bought.key) } else { String::new() };
        let line = Draft::new("machines", bought.key, machines.hours(), Unit::hours()).note(bought.note);
        let line = line.note("billed by the second, 60 s at least from each start").note(spot);
        let burst = sku
            .split('.')
            .next()
            .filter(|family| BURSTABLE.contains(family))
            .map_or("", |_| "burstable: use above its CPU credits is not modelled");
        cx.push(machines.run(line.note(burst)));
        machines.push_root_volume(cx, &self.root_volume)?;
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

    fn meter(&self, purchase: &str) -> String {
        if self.os == Os::Linux { purchase.to_owned() } else { format!("{}/{purchase}", self.os.word()) }
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
