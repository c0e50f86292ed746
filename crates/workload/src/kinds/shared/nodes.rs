//! Machines of managed services: named by class, or the cheapest that has what is asked for.

use costmodel_core::book::Machine;
use rust_decimal::Decimal;

use super::machines::{Need, cheapest};
use super::unranged;
use crate::decode::fields::nearest;
use crate::decode::{Amount, At, OneOrMany};
use crate::lower::Cx;

/// What a file asks of a machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'k> {
    /// Its class: `db.m7g.large`.
    pub class: Option<&'k At<String>>,
    /// Virtual CPUs at least.
    pub vcpu: Option<&'k Amount>,
    /// Memory at least, in bytes.
    pub memory: Option<&'k Amount>,
    /// Families to choose from.
    pub family: Option<&'k OneOrMany<At<String>>>,
    /// Whether families are taken whose vCPUs are shares.
    pub burstable: bool,
}

/// Where a machine is bought.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'s> {
    /// The service that prices it: `rds-instances`.
    pub service: &'s str,
    /// The meter of an hour on demand.
    pub meter: &'s str,
    /// How a class is written: for messages.
    pub example: &'s str,
}

/// A machine that was named or chosen.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its class.
    pub sku: String,
    /// What it has, where known.
    pub machine: Option<Machine>,
    /// How it was found.
    pub note: String,
}

impl Node {
    /// Its memory in GiB; says that it is not known when it is not.
    pub fn memory_gib(&self, cx: &mut Cx<'_, '_>) -> Option<Decimal> {
        let known = self.machine.as_ref().and_then(|machine| machine.memory_gib);
        self.known(cx, known, "memory")
    }

    /// Its virtual CPUs; says that they are not known when they are not.
    pub fn vcpu(&self, cx: &mut Cx<'_, '_>) -> Option<Decimal> {
        let known = self.machine.as_ref().and_then(|machine| machine.vcpu);
        self.known(cx, known, "vCPUs")
    }

    fn known(&self, cx: &mut Cx<'_, '_>, known: Option<Decimal>, what: &str) -> Option<Decimal> {
        if known.is_none() {
            let span = cx.span.clone();
            cx.error(
                "sizing",
                span,
                format!("the book does not say the {what} of {}", self.sku),
                "cannot be sized by it",
                "state how many there are, or name another type",
            );
        }
        known
    }
}

/// The named machine, or the cheapest on demand that has what is asked for and at least `memory_gib`, which
/// the kind computed.
pub fn node(
    cx: &mut Cx<'_, '_>,
    shelf: Shelf<'_>,
    asked: &Asked<'_>,
    memory_gib: Option<Decimal>,
) -> Option<Node> {
    let wanted = asked.vcpu.or(asked.memory).map(|amount| amount.span.clone());
    let narrowed =
        wanted.clone().or(asked.family.and_then(|list| list.0.first()).map(|family| family.span.clone()));
    match (asked.class, narrowed) {
        (Some(_), Some(span)) => {
            cx.named_and_asked(span);
            return None;
        }
        (Some(class), None) => return named(cx, shelf, class),
        (None, _) => {}
    }
    if wanted.is_none() && memory_gib.is_none() {
        cx.error(
            "missing-key",
            cx.span.clone(),
            format!("`{}` has no machine type", cx.name),
            "which machine?",
            format!(
                "add type = \"{}\"; or vcpu = 2 and memory = \"8 GiB\" for the cheapest that fits",
                shelf.example
            ),
        );
        return None;
    }
    let mut one = |amount: Option<&Amount>, field: &str| match amount {
        Some(amount) => unranged(cx, amount, field),
        None => Some(Decimal::ZERO),
    };
    let (vcpu, memory) = (one(asked.vcpu, "vcpu"), one(asked.memory, "memory"));
    let families = asked.family.iter().flat_map(|list| &list.0);
    let known: Vec<bool> = families.clone().map(|family| known_family(cx, shelf, family)).collect();
    let (vcpu, memory) = (vcpu?, memory?);
    if known.contains(&false) {
        return None;
    }
    let need = Need {
        provider: cx.provider().to_owned(),
        service: shelf.service.to_owned(),
        region: cx.region().to_owned(),
        meter: shelf.meter.to_owned(),
        vcpu,
        memory_gib: (memory / Decimal::from(1_u64 << 30)).max(memory_gib.unwrap_or_default()),
        gpu: None,
        gpu_count: Decimal::ZERO,
        gpu_memory_gib: Decimal::ZERO,
        arch: None,
        families: families.map(|family| family.value.clone()).collect(),
        burstable: asked.burstable,
    };
    let start = cx.low.model.start;
    match cheapest(&mut cx.low.prices, &need, start) {
        Some(choice) => Some(Node {
            sku: choice.machine.sku.clone(),
            machine: Some(choice.machine.clone()),
            note: choice.note(&need.meter, &need.region),
        }),
        None => {
            cx.error(
                "nothing-fits",
                cx.span.clone(),
                format!(
                    "no machine type of {} in {} has {} vCPU and {} GiB for `{}`",
                    shelf.service,
                    need.region,
                    need.vcpu.normalize(),
                    need.memory_gib.round_dp(1).normalize(),
                    cx.name
                ),
                "nothing with a price fits",
                format!("ask for less, spread it over several, or name a type = \"{}\"", shelf.example),
            );
            None
        }
    }
}

/// Says that a named type is one of AWS, and what has the same elsewhere, if it is.
pub fn not_of_aws(cx: &mut Cx<'_, '_>, named: Option<&At<String>>, service: &str) -> Option<()> {
    let Some(named) = named else { return Some(()) };
    let machines = cx.low.prices.machines("aws", service);
    let Some(machine) = machines.iter().find(|machine| machine.sku == named.value) else { return Some(()) };
    let vcpu = machine.vcpu.map(|vcpu| format!("vcpu = {}", vcpu.normalize()));
    let memory = machine.memory_gib.map(|gib| format!("memory = \"{} GiB\"", gib.normalize()));
    let has: Vec<String> = match service {
        "elasticache-nodes" => memory.into_iter().collect(),
        _ => vcpu.into_iter().chain(memory).collect(),
    };
    let hint = if has.is_empty() {
        "drop `type`, and say what it must have".to_owned()
    } else {
        format!("the nearest is what fits: {} instead of `type`", has.join(" and "))
    };
    let message = format!("`{}` is a type of AWS: {} has no such machine", named.value, cx.provider());
    cx.error("not-sold-here", named.span.clone(), message, "of another cloud", hint);
    None
}

fn named(cx: &mut Cx<'_, '_>, shelf: Shelf<'_>, class: &At<String>) -> Option<Node> {
    let provider = cx.provider().to_owned();
    let machines = cx.low.prices.machines(&provider, shelf.service);
    let machine = machines.iter().find(|machine| machine.sku == class.value).cloned();
    let key = cx.key(shelf.service, &class.value, shelf.meter);
    if machine.is_some() || cx.low.prices.find(&key).is_ok() {
        return Some(Node { sku: class.value.clone(), machine, note: String::new() });
    }
    let book = cx.low.prices.book;
    let sold = book.skus(&key.provider, shelf.service, &key.region);
    let hint = match nearest(&class.value, sold.into_iter()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write it as the provider does: \"{}\"", shelf.example),
    };
    cx.error(
        "unknown-sku",
        class.span.clone(),
        format!("the book has no machine type `{}` of {}", class.value, shelf.service),
        "unknown type",
        hint,
    );
    None
}

fn known_family(cx: &mut Cx<'_, '_>, shelf: Shelf<'_>, family: &At<String>) -> bool {
    let provider = cx.provider().to_owned();
    let machines = cx.low.prices.machines(&provider, shelf.service);
    if machines.iter().any(|machine| machine.family == family.value) {
        return true;
    }
    let hint = match nearest(&family.value, machines.iter().map(|machine| machine.family.as_str())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("the family of {} is its middle part", shelf.example),
    };
    cx.error(
        "unknown-sku",
        family.span.clone(),
        format!("the book has no machine family `{}` of {}", family.value, shelf.service),
        "unknown family",
        hint,
    );
    false
}
