//! Where machines are bought: EC2 in the region of the placement, or a seller of GPUs; and the names users
//! give to types, families and GPUs.

use costmodel_core::book::Key;
use costmodel_core::diag::Span;

use crate::decode::At;
use crate::decode::fields::nearest;
use crate::lower::Cx;

/// The service of GPU sellers.
pub const GPU: &str = "gpu";

/// Who sells machines here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// `aws`, `lambda`.
    pub provider: String,
    /// `ec2`, `gpu`.
    pub service: &'static str,
    /// The regions to choose from, the nearest first.
    pub regions: Vec<String>,
}

impl Shop {
    /// EC2 in the placement's region.
    #[must_use]
    pub fn ec2(cx: &Cx<'_, '_>) -> Shop {
        Shop { provider: "aws".to_owned(), service: "ec2", regions: vec![cx.region().to_owned()] }
    }

    /// The named seller of GPUs, else the placement's provider: EC2, or a seller with a table there. `what` is
    /// for the message when neither sells machines.
    pub fn of(cx: &mut Cx<'_, '_>, seller: Option<&At<String>>, what: &str) -> Option<Shop> {
        let name = seller.map_or(cx.provider(), |seller| seller.value.as_str()).to_owned();
        if name == "aws" && cx.provider() == "aws" {
            return Some(Shop::ec2(cx));
        }
        let tables = cx.low.prices.book.tables();
        let own: Vec<&str> =
            tables.iter().filter(|t| t.0 == name && t.1 == GPU).map(|t| t.2.as_str()).collect();
        if own.is_empty() {
            let sellers = cx.low.prices.book.sellers(GPU);
            match seller {
                Some(seller) => unknown_seller(cx, seller, &sellers),
                None => cx.not_here(what, "aws, or name one of the GPU sellers: seller = \"lambda\""),
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
        Some(Shop { provider: name, service: GPU, regions })
    }

    /// Whether it is EC2.
    #[must_use]
    pub fn is_ec2(&self) -> bool {
        self.service == "ec2"
    }

    /// The price of a machine in a region of it.
    #[must_use]
    pub fn key(&self, region: &str, sku: &str, meter: &str) -> Key {
        Key::new(&self.provider, self.service, region, sku, meter)
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
        if book.machine(&self.provider, self.service, &named.value).is_some() && self.is_ec2() {
            // The type is known: that its price is not is said by the line.
            return first;
        }
        let listed = |region: &&String| {
            book.skus(&self.provider, self.service, region).binary_search(&named.value.as_str()).is_ok()
        };
        if let Some(region) = self.regions.iter().find(listed) {
            return Some(region.clone());
        }
        let machines = cx.low.prices.machines(&self.provider, self.service);
        let example = if self.is_ec2() {
            "write it as AWS does: \"m7i.large\"; or ask by vcpu and memory".to_owned()
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
        let machines = cx.low.prices.machines(&self.provider, self.service);
        if machines.iter().any(|machine| machine.family == family.value) {
            return true;
        }
        let near = nearest(&family.value, machines.iter().map(|machine| machine.family.as_str()));
        let example = "the part before the dot: \"m7i\"".to_owned();
        unknown(cx, &family.value, &family.span, "machine family", "unknown family", near, example);
        false
    }

    /// Whether it sells machines with a GPU; says so when not.
    pub fn known_gpu(&self, cx: &mut Cx<'_, '_>, gpu: &At<String>) -> bool {
        let machines = cx.low.prices.machines(&self.provider, self.service);
        let mut names: Vec<&str> =
            machines.iter().map(|machine| machine.gpu.as_str()).filter(|gpu| !gpu.is_empty()).collect();
        if names.iter().any(|name| name.eq_ignore_ascii_case(&gpu.value)) {
            return true;
        }
        names.sort_unstable();
        names.dedup();
        let hint = match nearest(&gpu.value.to_ascii_lowercase(), names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if self.is_ec2() => format!("GPUs in the book: {}", names.join(", ")),
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

fn unknown_seller(cx: &mut Cx<'_, '_>, seller: &At<String>, sellers: &[&str]) {
    let hint = match nearest(&seller.value, sellers.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None if seller.value == "aws" => "place the component on aws to buy EC2 machines".to_owned(),
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
