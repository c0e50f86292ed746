//! GPU machines of a cloud or of a seller of GPUs, by type or by what they must have.

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::capacity::{Capacity, Replicas};
use crate::kinds::shared::offer::{Asked, Purchase};
use crate::kinds::shared::running::Wanted;
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::spot;
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "GPU machines of AWS, Azure, Google Cloud or a seller of GPUs, by type or by GPU; a fixed count, or sized from demand.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "root volume on a cloud: `root_volume` for each machine, of gp3 on AWS, as the Premium SSD that holds it on Azure, of a balanced persistent disk on Google Cloud (default 100 GiB: drivers, libraries, a container image and its layers; root_volume = \"0 GiB\" switches it off). Machines of GPU sellers come with a disk of their own",
    "starting machines: machines that demand starts are billed `start_up` before they serve (default 5 min; 0 s switches it off)",
    "idle machines, with `serves`: hours of machines beyond what the mean demand fills have a line of their own",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.training.gpu]
gpu = "a100"
gpu_count = 8
count = 2
schedule = "weekdays 08:00-20:00 Europe/Berlin"
"#;

spec! {
    /// GPU machines.
    pub struct Gpu {
        /// Who sells them: `"lambda"`, `"nebius"`. Default: the provider of the placement.
        neutral seller: Option<At<String>>,
        /// The machine type, or a SKU of the seller: `"p5.48xlarge"`. Instead of what it must have.
        neutral machine as "type": Option<At<String>>,
        /// GPU model: `"h100"`, `"a100"`, `"l40s"`. The cheapest machine that has everything asked for is
        /// chosen, by the price of `purchase`.
        neutral gpu: Option<At<String>>,
        /// GPUs of a machine at least. Default: one.
        neutral gpu_count: Option<Count>,
        /// Memory of one GPU at least.
        neutral gpu_memory: Option<Bytes>,
        /// Virtual CPUs of a machine at least.
        neutral vcpu: Option<Count>,
        /// Memory of a machine at least.
        neutral memory: Option<Bytes>,
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
        up start_up: Seconds = "5 min",
        /// Root volume of each machine of a cloud.
        up root_volume: Bytes = "100 GiB",
    }
}

impl Gpu {
    /// Machine hours and root volumes.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let wanted = self.wanted();
        let sized = wanted.sized_once(cx);
        let served = cx.may_serve(self.serves.as_ref())?;
        let shop = Shop::of(cx, self.seller.as_ref(), "a GPU machine")?;
        let meter = self.purchase.word();
        let asked = self.asked();
        let need = asked.need(cx, &shop, meter);
        sized?;
        let bought = asked.buy(cx, &shop, need?, meter)?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let machines = wanted.running(cx, served, schedule)?;
        let spot = if self.purchase == Purchase::Spot { spot::note(cx, &bought.key) } else { String::new() };
        let notes = [bought.note.as_str(), spot.as_str()];
        machines.push_hours(cx, "machines", &bought.key, bought.gpus.as_ref(), "start_up", &notes);
        if shop.is_cloud() {
            machines.push_root_volume(cx, &self.root_volume)?;
        }
        Some(())
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            machine: self.machine.as_ref(),
            vcpu: self.vcpu.as_ref(),
            memory: self.memory.as_ref(),
            gpu: self.gpu.as_ref(),
            gpu_count: self.gpu_count.as_ref(),
            gpu_memory: self.gpu_memory.as_ref(),
            arch: None,
            families: &[],
            burstable: false,
            example: "add gpu = \"h100\" and gpu_count = 8; or a type = \"p5.48xlarge\"",
        }
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
}
