//! Which machine is bought: the type the user names, or the cheapest that has what is asked for.

use costmodel_core::book::{Key, Machine};
use costmodel_core::model::Expr;
use rust_decimal::Decimal;

use crate::choice;
use crate::decode::{Amount, At, Bytes, Count};
use crate::kinds::shared::machines::{Choice, Need, cheapest};
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::unranged;
use crate::lower::Cx;

choice! {
    /// How hours are bought.
    pub enum Purchase {
        /// By the second, without commitment.
        OnDemand = "on-demand",
        /// Spare capacity at a changing price; it can be taken away.
        Spot = "spot",
    }
}

/// What a kind says of the machines it wants.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'k> {
    /// The type, by name.
    pub machine: Option<&'k At<String>>,
    /// Virtual CPUs at least.
    pub vcpu: Option<&'k Count>,
    /// Memory at least.
    pub memory: Option<&'k Bytes>,
    /// The GPU model.
    pub gpu: Option<&'k At<String>>,
    /// GPUs at least; one where a GPU is asked for.
    pub gpu_count: Option<&'k Count>,
    /// Memory of one GPU at least.
    pub gpu_memory: Option<&'k Bytes>,
    /// The architecture; `None` is any.
    pub arch: Option<&'static str>,
    /// Families to choose from; empty is all.
    pub families: &'k [At<String>],
    /// Whether burstable families are taken.
    pub burstable: bool,
    /// What to write when nothing is asked for.
    pub example: &'static str,
}

/// A machine that is bought.
#[derive(Clone, Debug)]
pub struct Bought {
    /// Its price.
    pub key: Key,
    /// What it is made of, where the book knows.
    pub machine: Option<Machine>,
    /// GPUs of it, where its price is that of one GPU.
    pub gpus: Option<Expr>,
    /// How it was found, and what its price covers.
    pub note: String,
}

impl Asked<'_> {
    /// What the machine must have, checked; nothing when its type is named. `decides` is the meter by which
    /// the cheapest is found.
    pub fn need(&self, cx: &mut Cx<'_, '_>, shop: &Shop, decides: &str) -> Option<Option<Need>> {
        let asked = [
            self.vcpu.map(|v| &v.amount),
            self.memory.map(|m| &m.amount),
            self.gpu_count.map(|c| &c.amount),
            self.gpu_memory.map(|m| &m.amount),
        ];
        // Of one GPU sold by itself, a named one too, so many are bought.
        let per_gpu = self.machine.is_some_and(|named| is_per_gpu(cx, shop, &named.value));
        let loose =
            |amount: &&Amount| !per_gpu || self.gpu_count.is_none_or(|count| count.span != amount.span);
        let asked = asked.into_iter().flatten().find(loose);
        let asked = asked.map(|amount| amount.span.clone()).or(self.gpu.map(|gpu| gpu.span.clone()));
        let narrowed = asked.clone().or(self.families.first().map(|family| family.span.clone()));
        match (self.machine, asked, narrowed) {
            (Some(_), _, Some(span)) => {
                cx.named_and_asked(span);
                None
            }
            (Some(_), ..) => Some(None),
            (None, None, _) => {
                let message = format!("`{}` has no machine type", cx.name);
                cx.error("missing-key", cx.span.clone(), message, "which machine?", self.example);
                None
            }
            (None, Some(_), _) => self.required(cx, shop, decides).map(Some),
        }
    }

    fn required(&self, cx: &mut Cx<'_, '_>, shop: &Shop, decides: &str) -> Option<Need> {
        let mut one = |amount: Option<&Amount>, field: &str| match amount {
            Some(amount) => unranged(cx, amount, field),
            None => Some(Decimal::ZERO),
        };
        let vcpu = one(self.vcpu.map(|v| &v.amount), "vcpu");
        let memory = one(self.memory.map(|m| &m.amount), "memory");
        let gpus = one(self.gpu_count.map(|c| &c.amount), "gpu_count");
        let gpu_memory = one(self.gpu_memory.map(|m| &m.amount), "gpu_memory");
        let with_gpu = self.gpu.is_some() || self.gpu_memory.is_some();
        let gpus = gpus.map(|count| if with_gpu && self.gpu_count.is_none() { Decimal::ONE } else { count });
        let known = self.gpu.is_none_or(|gpu| shop.known_gpu(cx, gpu));
        let whole = self.families.iter().fold(known, |whole, family| shop.known_family(cx, family) && whole);
        let (vcpu, memory, gpu_count, gpu_memory) = (vcpu?, memory?, gpus?, gpu_memory?);
        let gib = |bytes: Decimal| bytes / Decimal::from(1_u64 << 30);
        whole.then(|| Need {
            provider: shop.provider.clone(),
            service: shop.service.clone(),
            region: String::new(),
            meter: decides.to_owned(),
            vcpu,
            memory_gib: gib(memory),
            gpu: self.gpu.map(|gpu| gpu.value.to_ascii_lowercase()),
            gpu_count,
            gpu_memory_gib: gib(gpu_memory),
            arch: self.arch,
            families: self.families.iter().map(|family| family.value.clone()).collect(),
            burstable: self.burstable,
        })
    }

    /// GPUs that are bought by themselves for one machine.
    fn gpus(&self, cx: &Cx<'_, '_>) -> Expr {
        self.gpu_count
            .map_or_else(|| Expr::constant("GPUs", 1, "GPUs"), |count| cx.leaf("GPUs", count, "GPUs"))
    }

    /// The machine and its price by `meter`: the named type, or the cheapest of the shop's regions.
    pub fn buy(&self, cx: &mut Cx<'_, '_>, shop: &Shop, need: Option<Need>, meter: &str) -> Option<Bought> {
        let Some(need) = need else {
            let named = self.machine?;
            let region = shop.region_of(cx, named, meter)?;
            let machine = cx.low.prices.book.machine(&shop.provider, &shop.service, &named.value);
            let by_gpu = machine.as_ref().is_some_and(per_gpu);
            let gpus = by_gpu.then(|| self.gpus(cx));
            let note = if gpus.is_some() { PER_GPU.to_owned() } else { String::new() };
            return Some(Bought { key: shop.key(&region, &named.value, meter), machine, gpus, note });
        };
        let start = cx.low.model.start;
        let mut best: Option<(std::sync::Arc<Choice>, &String)> = None;
        for region in &shop.regions {
            let here = Need { region: region.clone(), ..need.clone() };
            let Some(choice) = cheapest(&mut cx.low.prices, &here, start) else { continue };
            if best.as_ref().is_none_or(|(known, _)| choice.price < known.price) {
                best = Some((choice, region));
            }
        }
        let Some((choice, region)) = best else {
            let place =
                if shop.is_cloud() { format!("in {}", cx.region()) } else { format!("of {}", shop.provider) };
            let hint = if meter == "spot" && !shop.is_cloud() {
                "buy on demand: few sellers of GPUs have a price of spot machines; or ask for less"
            } else if shop.is_cloud() {
                "ask for less, drop `family` or `gpu`, write arch = \"any\", or name a `type`"
            } else {
                "ask for less, drop what the seller does not state (vcpu, memory), or name a `type`"
            };
            cx.error(
                "nothing-fits",
                cx.span.clone(),
                format!("no machine type {place} has all that `{}` needs", cx.name),
                "nothing with a price fits",
                hint,
            );
            return None;
        };
        let priced_by_gpu = per_gpu(&choice.machine);
        let gpus = priced_by_gpu.then(|| self.gpus(cx));
        let note = choice.note(&need.meter, if shop.is_cloud() { region } else { &shop.provider });
        let note = if priced_by_gpu { format!("{note}; {PER_GPU}") } else { note };
        let key = shop.key(region, &choice.machine.sku, meter);
        Some(Bought { key, machine: Some(choice.machine.clone()), gpus, note })
    }
}

const PER_GPU: &str =
    "the price is that of one GPU; the machine around it is of a size its seller does not state";

fn per_gpu(machine: &Machine) -> bool {
    machine.is_per_gpu()
}

fn is_per_gpu(cx: &mut Cx<'_, '_>, shop: &Shop, sku: &str) -> bool {
    cx.low.prices.book.machine(&shop.provider, &shop.service, sku).is_some_and(|machine| per_gpu(&machine))
}
