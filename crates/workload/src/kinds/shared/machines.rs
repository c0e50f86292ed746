//! The cheapest machine that fits: from what is required to a machine type, with its runners-up.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::book::{Key, Machine, in_force};
use costmodel_core::month::Month;
use costmodel_core::num::UnitPrice;
use rust_decimal::Decimal;

use super::shop::GPU;
use crate::lower::Prices;

/// Families of EC2 whose vCPUs are shares: they run at full speed only while they have credits.
const BURSTABLE: [&str; 5] = ["t1", "t2", "t3", "t3a", "t4g"];
/// Machine types of Google whose vCPUs are shares, in a family of whole ones
/// (cloud.google.com/compute/docs/general-purpose-machines, shared-core).
const SHARED_CORE: [&str; 3] = ["e2-medium", "e2-micro", "e2-small"];
/// Accelerators that are no GPU: machines that have them are chosen only by name.
const NOT_GPUS: [&str; 5] = ["inferentia", "inferentia2", "qualcomm-ai100", "trainium", "trainium2"];
/// Runners-up that are shown.
const SHOWN: usize = 3;

/// What a machine must have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Who sells it: `aws`.
    pub provider: String,
    /// The service whose machines are asked for: `ec2`, `vm`.
    pub service: String,
    /// The region it is bought in.
    pub region: String,
    /// The meter that prices it: `on-demand`, `windows/on-demand`.
    pub meter: String,
    /// Virtual CPUs at least.
    pub vcpu: Decimal,
    /// Memory at least, in GiB.
    pub memory_gib: Decimal,
    /// The GPU model, if one is asked for.
    pub gpu: Option<String>,
    /// GPUs at least.
    pub gpu_count: Decimal,
    /// Memory of one GPU at least, in GiB; zero asks for none.
    pub gpu_memory_gib: Decimal,
    /// The architecture; `None` is any.
    pub arch: Option<&'static str>,
    /// Families to choose from; empty is all.
    pub families: Vec<String>,
    /// Whether burstable families are taken.
    pub burstable: bool,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The machine.
    pub machine: Machine,
    /// The price of an hour: of all its GPUs, where they are sold by themselves.
    pub price: UnitPrice,
    /// The next ones, dearer, with their prices.
    pub next: Vec<(String, UnitPrice)>,
}

impl Need {
    fn fits(&self, machine: &Machine) -> bool {
        let wanted_gpu = match &self.gpu {
            Some(gpu) => machine.gpu.eq_ignore_ascii_case(gpu),
            None => !NOT_GPUS.contains(&machine.gpu.as_str()),
        };
        let enough = |own: Option<Decimal>, asked: Decimal| asked.is_zero() || own >= Some(asked);
        enough(machine.vcpu, self.vcpu)
            && enough(machine.memory_gib, self.memory_gib)
            && self.gpus_of(machine).is_some()
            && wanted_gpu
            && (self.gpu_memory_gib.is_zero() || machine.gpu_memory_gib >= Some(self.gpu_memory_gib))
            && self.arch.is_none_or(|arch| machine.arch == arch)
            && (self.families.is_empty() || self.families.contains(&machine.family))
            && may_choose(&self.provider, machine, self.burstable, &self.families)
    }
}

impl Need {
    /// How often the price of a machine is paid: once, or for each GPU where these are sold by themselves;
    /// nothing when it has too few, or is not sold in such numbers.
    fn gpus_of(&self, machine: &Machine) -> Option<Decimal> {
        if !machine.is_per_gpu() {
            return (machine.gpu_count >= self.gpu_count).then_some(Decimal::ONE);
        }
        let of = machine.sku.rsplit_once("-of-").and_then(|(_, of)| of.parse().ok()).unwrap_or(Decimal::ONE);
        let whole = self.gpu_count.checked_rem(of).is_some_and(|rest| rest.is_zero());
        (whole && !self.gpu_count.is_zero()).then_some(self.gpu_count)
    }
}

/// The cheapest machine that has what is needed, by its price in the first month; ties go by name. `None`
/// when nothing that fits has a price.
pub fn cheapest(prices: &mut Prices<'_>, need: &Need, start: Month) -> Option<Arc<Choice>> {
    if let Some(known) = prices.chosen.get(need) {
        return known.clone();
    }
    let choice = search(prices, need, start).map(Arc::new);
    prices.chosen.insert(need.clone(), choice.clone());
    choice
}

fn search(prices: &mut Prices<'_>, need: &Need, start: Month) -> Option<Choice> {
    let machines = prices.machines(&need.provider, &need.service);
    let book = prices.book;
    let sold = book.skus(&need.provider, &need.service, &need.region);
    let mut families: BTreeMap<&str, Vec<&Machine>> = BTreeMap::new();
    for machine in machines.iter().filter(|m| need.fits(m) && sold.binary_search(&m.sku.as_str()).is_ok()) {
        families.entry(&machine.family).or_default().push(machine);
    }
    // The families of a cloud are one design in several sizes; those of GPU sellers mix GPUs. Spot prices follow what
    // is spare: a larger machine is often cheaper than a smaller one.
    let families_rise = need.service != GPU && !need.meter.ends_with("spot");
    let mut priced: Vec<(UnitPrice, &Machine)> = Vec::new();
    for family in families.values_mut() {
        family.sort_by(|a, b| {
            (a.vcpu, a.memory_gib, a.gpu_count, &a.sku).cmp(&(b.vcpu, b.memory_gib, b.gpu_count, &b.sku))
        });
        // Inside a family a machine with more of everything is never cheaper: only the smallest are asked.
        let mut asked: Vec<&Machine> = Vec::new();
        for machine in family.iter().copied() {
            let smaller = |m: &&Machine| {
                m.vcpu <= machine.vcpu
                    && m.memory_gib <= machine.memory_gib
                    && m.gpu_count <= machine.gpu_count
                    && !same_size(m, machine)
            };
            if families_rise && asked.iter().any(smaller) {
                continue;
            }
            let key = Key::new(&need.provider, &need.service, &need.region, &machine.sku, &need.meter);
            let Some(rates) = prices.known(&key) else { continue };
            let rate = in_force(&rates, start).and_then(|at| rates.get(at));
            let price = rate.or(rates.last()).map(|rate| rate.first_price());
            let paid = |price: UnitPrice| {
                let times = i128::try_from(need.gpus_of(machine)?.ceil()).ok()?;
                price.raw().checked_mul(times).map(UnitPrice::from_raw)
            };
            if let Some(price) = price.and_then(paid) {
                priced.push((price, machine));
                asked.push(machine);
            }
        }
    }
    priced.sort_by(|a, b| (a.0, &a.1.sku).cmp(&(b.0, &b.1.sku)));
    let (price, machine) = *priced.first()?;
    let next =
        priced.iter().skip(1).take(SHOWN).map(|(price, machine)| (machine.sku.clone(), *price)).collect();
    Some(Choice { machine: machine.clone(), price, next })
}

/// Whether the vCPUs of all machines of a family are shares: T of EC2, B of Azure
/// (learn.microsoft.com/azure/virtual-machines/sizes/b-family), the oldest two of Google.
fn burstable_family(provider: &str, family: &str) -> bool {
    match provider {
        "aws" => BURSTABLE.contains(&family),
        "azure" => family.starts_with('B'),
        "gcp" => matches!(family, "f1" | "g1"),
        _ => false,
    }
}

/// Whether a machine of Google has shares of its vCPUs in a family of whole ones.
#[must_use]
pub fn shares_core(machine: &Machine) -> bool {
    SHARED_CORE.contains(&machine.sku.as_str())
}

/// Whether the vCPUs of a machine are shares: it runs at full speed only for a time.
#[must_use]
pub fn is_burstable(provider: &str, machine: &Machine) -> bool {
    (provider == "gcp" && shares_core(machine)) || burstable_family(provider, &machine.family)
}

/// Whether a machine can start from the root volume that is priced with it: on Azure a Premium SSD, for which the
/// series has an `s` among its letters (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
fn takes_root_volume(provider: &str, machine: &Machine) -> bool {
    let letters = machine.family.split('_').next().unwrap_or("");
    provider != "azure" || letters.contains('s')
}

/// Whether a machine is chosen unnamed, where burstable ones are asked for or not. What is not, is when its family is
/// asked for by name: a family that is burstable as a whole, or one without Premium SSDs.
#[must_use]
pub fn may_choose(provider: &str, machine: &Machine, burstable: bool, families: &[String]) -> bool {
    let named = families.contains(&machine.family);
    let full = burstable
        || !is_burstable(provider, machine)
        || (named && burstable_family(provider, &machine.family));
    full && (named || takes_root_volume(provider, machine))
}

fn same_size(a: &Machine, b: &Machine) -> bool {
    (a.vcpu, a.memory_gib, a.gpu_count) == (b.vcpu, b.memory_gib, b.gpu_count)
}

impl Choice {
    /// What was chosen among what, for the reader.
    #[must_use]
    pub fn note(&self, meter: &str, region: &str) -> String {
        let Machine { sku, vcpu, memory_gib, gpu, gpu_count, arch, .. } = &self.machine;
        let stated =
            |size: &Option<Decimal>, unit: &str| size.map(|size| format!("{} {unit}", size.normalize()));
        let gpus = (!gpu.is_empty()).then(|| format!("{} {gpu}", gpu_count.normalize()));
        let of: Vec<String> =
            [stated(vcpu, "vCPU"), stated(memory_gib, "GiB"), gpus].into_iter().flatten().collect();
        let next: Vec<String> = self.next.iter().map(|(sku, price)| format!("{sku} {price}")).collect();
        let next = if next.is_empty() {
            "no other family fits".to_owned()
        } else {
            format!("next: {}", next.join(", "))
        };
        format!(
            "chosen as the cheapest {} that fits in {region}: {sku} ({}, {arch}) at {} USD an hour; {next}",
            if meter.ends_with("spot") { "on spot" } else { "on demand" },
            of.join(", "),
            self.price
        )
    }
}
