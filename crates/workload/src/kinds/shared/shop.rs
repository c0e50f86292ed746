//! Where machines are bought: of the cloud of the placement, or of a seller of GPUs; and the names users give to
//! types, families and GPUs.

use costmodel_core::book::{Key, Offer};
use costmodel_core::diag::Span;
use rust_decimal::Decimal;

use crate::decode::At;
use crate::decode::fields::nearest;
use crate::lower::Cx;

/// The service of GPU sellers.
pub const GPU: &str = "gpu";
/// The kind whose classes say what the machines of a cloud are called.
pub const MACHINES: &str = "vm";

/// Who sells machines here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// `aws`, `lambda`.
    pub provider: String,
    /// `ec2`, `vm`, `gpu`.
    pub service: String,
    /// The regions to choose from, the nearest first.
    pub regions: Vec<String>,
}

impl Shop {
    /// The machines of the placement's cloud, in its region; says so when it sells none.
    pub fn cloud(cx: &mut Cx<'_, '_>) -> Option<Shop> {
        let machine = cx.sold_as(MACHINES, "*", "machine")?;
        let key = machine.key()?;
        let (provider, service) = (key.provider.clone(), key.service.clone());
        Some(Shop { provider, service, regions: vec![cx.region().to_owned()] })
    }

    /// The named seller of GPUs, else the placement's provider: a cloud, or a seller with a table there. `what` is
    /// for the message when neither sells machines.
    pub fn of(cx: &mut Cx<'_, '_>, seller: Option<&At<String>>, what: &str) -> Option<Shop> {
        let name = seller.map_or(cx.provider(), |seller| seller.value.as_str()).to_owned();
        let clouds = cx.low.prices.book.class_providers(MACHINES);
        if name == cx.provider() && clouds.contains(&name) {
            return Shop::cloud(cx);
        }
        let tables = cx.low.prices.book.tables();
        let own: Vec<&str> =
            tables.iter().filter(|t| t.0 == name && t.1 == GPU).map(|t| t.2.as_str()).collect();
        if own.is_empty() {
            let sellers = cx.low.prices.book.sellers(GPU);
            match seller {
                Some(seller) => unknown_seller(cx, seller, &sellers, &clouds),
                None => {
                    let clouds = clouds.join(", ");
                    cx.not_here(
                        what,
                        &format!("{clouds}, or name one of the GPU sellers: seller = \"lambda\""),
                    );
                }
            }
            return None;
        }
        // A seller has one list for all regions, and some machines in one region only.
        let here = (cx.provider() == name).then(|| cx.region().to_owned());
        let mut regions: Vec<String> =
            own.iter().filter(|region| here.as_deref() == Some(**region)).map(|r| (*r).to_owned()).collect();
        let elsewhere = |region: &&&str| here.is_none() || **region == "global";
        regions.extend(own.iter().filter(elsewhere).map(|r| (*r).to_owned()));
        regions.dedup();
        Some(Shop { provider: name, service: GPU.to_owned(), regions })
    }

    /// Whether it is a cloud, and no seller of GPUs.
    #[must_use]
    pub fn is_cloud(&self) -> bool {
        self.service != GPU
    }

    /// How the provider writes a machine type, for hints.
    #[must_use]
    pub fn example(&self) -> &'static str {
        example(&self.provider)
    }

    /// The price of a machine in a region of it.
    #[must_use]
    pub fn key(&self, region: &str, sku: &str, meter: &str) -> Key {
        Key::new(&self.provider, &self.service, region, sku, meter)
    }

    /// The region that sells a named type; says so when none does.
    pub fn region_of(&self, cx: &mut Cx<'_, '_>, named: &At<String>, meter: &str) -> Option<String> {
        let sold = |cx: &mut Cx<'_, '_>, region: &String| {
            cx.low.prices.find(&self.key(region, &named.value, meter)).is_ok()
        };
        if let Some(region) = self.regions.iter().find(|region| sold(cx, region)) {
            return Some(region.clone());
        }
        let book = cx.low.prices.book;
        let first = self.regions.first().cloned();
        if book.machine(&self.provider, &self.service, &named.value).is_some() && self.is_cloud() {
            // The type is known: that its price is not is said by the line.
            return first;
        }
        let listed = |region: &&String| {
            book.skus(&self.provider, &self.service, region).binary_search(&named.value.as_str()).is_ok()
        };
        if let Some(region) = self.regions.iter().find(listed) {
            return Some(region.clone());
        }
        let machines = cx.low.prices.machines(&self.provider, &self.service);
        let example = if self.is_cloud() {
            let vendor = match self.provider.as_str() {
                "aws" => "AWS",
                "azure" => "Azure",
                "gcp" => "Google",
                other => other,
            };
            format!("write it as {vendor} does: \"{}\"; or ask by vcpu and memory", self.example())
        } else {
            format!("`costmodel prices list {}/{GPU}` lists what it sells", self.provider)
        };
        let names = machines.iter().map(|machine| machine.sku.as_str());
        unknown(
            cx,
            &named.value,
            &named.span,
            "machine type",
            "unknown type",
            nearest(&named.value, names),
            example,
        );
        None
    }

    /// Whether it sells machines of a family; says so when not.
    pub fn known_family(&self, cx: &mut Cx<'_, '_>, family: &At<String>) -> bool {
        let machines = cx.low.prices.machines(&self.provider, &self.service);
        if machines.iter().any(|machine| machine.family == family.value) {
            return true;
        }
        let near = nearest(&family.value, machines.iter().map(|machine| machine.family.as_str()));
        let example = match self.provider.as_str() {
            "azure" => "the letters of the series with its version: \"Ds_v5\"",
            "gcp" => "the part before the first dash: \"n2\"",
            _ => "the part before the dot: \"m7i\"",
        };
        let example = example.to_owned();
        unknown(cx, &family.value, &family.span, "machine family", "unknown family", near, example);
        false
    }

    /// Whether it sells machines with a GPU; says so when not.
    pub fn known_gpu(&self, cx: &mut Cx<'_, '_>, gpu: &At<String>) -> bool {
        let machines = cx.low.prices.machines(&self.provider, &self.service);
        let mut names: Vec<&str> =
            machines.iter().map(|machine| machine.gpu.as_str()).filter(|gpu| !gpu.is_empty()).collect();
        if names.iter().any(|name| name.eq_ignore_ascii_case(&gpu.value)) {
            return true;
        }
        names.sort_unstable();
        names.dedup();
        if let Some(memory) = self.sold_elsewhere(cx, &gpu.value) {
            let message = format!("{} sells no machine with a `{}`", self.provider, gpu.value);
            let with_gpus = machines.iter().filter_map(|machine| Some((machine, machine.gpu_memory_gib?)));
            let near = with_gpus.min_by_key(|(machine, own)| ((*own - memory).abs(), machine.gpu.as_str()));
            let hint = match near {
                Some((near, own)) => {
                    format!("the nearest by its memory is gpu = \"{}\" of {} GiB", near.gpu, own.normalize())
                }
                None => format!("its GPUs: {}", names.join(", ")),
            };
            cx.error("not-sold-here", gpu.span.clone(), message, "not sold here", hint);
            return false;
        }
        let hint = match nearest(&gpu.value.to_ascii_lowercase(), names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if self.is_cloud() => format!("GPUs in the book: {}", names.join(", ")),
            None => format!("GPUs of {}: {}", self.provider, names.join(", ")),
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
}

fn unknown(
    cx: &mut Cx<'_, '_>,
    name: &str,
    span: &Span,
    what: &str,
    label: &str,
    near: Option<&str>,
    example: String,
) {
    let hint = near.map_or(example, |near| format!("did you mean \"{near}\"?"));
    cx.error("unknown-sku", span.clone(), format!("the book has no {what} `{name}`"), label, hint);
}

impl Shop {
    /// The memory of a GPU that another cloud sells, in GiB.
    fn sold_elsewhere(&self, cx: &mut Cx<'_, '_>, gpu: &str) -> Option<Decimal> {
        let book = cx.low.prices.book;
        let clouds = book.class_providers(MACHINES);
        clouds.iter().filter(|cloud| self.is_cloud() && **cloud != self.provider).find_map(|cloud| {
            let Offer::Billed { service, .. } = book.class(MACHINES, "*", "machine", cloud)?.offer else {
                return None;
            };
            let machines = cx.low.prices.machines(cloud, &service);
            machines.iter().find(|machine| machine.gpu.eq_ignore_ascii_case(gpu))?.gpu_memory_gib
        })
    }
}

/// How a provider writes a machine type.
#[must_use]
pub fn example(provider: &str) -> &'static str {
    match provider {
        "azure" => "Standard_D4s_v5",
        "gcp" => "n2-standard-4",
        _ => "m7i.large",
    }
}

fn unknown_seller(cx: &mut Cx<'_, '_>, seller: &At<String>, sellers: &[&str], clouds: &[String]) {
    let hint = match nearest(&seller.value, sellers.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None if clouds.contains(&seller.value) => {
            format!("place the component on {} to buy its machines", seller.value)
        }
        None => format!("sellers in the book: {}", sellers.join(", ")),
    };
    cx.error(
        "unknown-place",
        seller.span.clone(),
        format!("the book has no seller of GPUs `{}`", seller.value),
        "unknown seller",
        hint,
    );
}
