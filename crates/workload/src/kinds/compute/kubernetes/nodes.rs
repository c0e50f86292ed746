//! Nodes: which type, and how many hold the pods.

use std::sync::Arc;

use costmodel_core::book::{Key, Machine, in_force};
use costmodel_core::model::{Expr, Fleet, FleetId, FleetMonth, Need, Packs, Room, Size};
use costmodel_core::month::Week;
use costmodel_core::num::UnitPrice;
use costmodel_core::project::Projected;
use costmodel_core::scenario::{Ranged, Scenario};
use rust_decimal::Decimal;

use super::room::{self, Overhead};
use super::{Kubernetes, Pods, RootVolumes};
use crate::kinds::compute::vm::Chip;
use crate::kinds::shared::capacity::bounds;
use crate::kinds::shared::machines::may_choose;
use crate::kinds::shared::offer::Purchase;
use crate::kinds::shared::running::{Running, standing_fleet};
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::{spot, unsaid};
use crate::lower::Cx;

/// Runners-up that are shown.
const SHOWN: usize = 3;

/// A type of node, and how it was found.
struct Chosen {
    machine: Machine,
    room: Room,
    note: String,
}

/// Hours of the nodes that hold the pods, and their root volumes.
pub(super) fn lower(cluster: &Kubernetes, cx: &mut Cx<'_, '_>, pods: &[Pods]) -> Option<()> {
    let shop = Shop::cloud(cx)?;
    let overhead = room::overhead(cluster, cx)?;
    let schedule = cx.schedule(cluster.schedule.as_ref().map(|hours| &hours.0));
    let packed = fleets_of(cx, pods, &schedule);
    let nodes = node_fleet(cluster, cx, schedule)?;
    let chosen = match &cluster.machine {
        Some(_) => named(cluster, cx, &shop, pods, &overhead)?,
        None => cheapest(cluster, cx, &shop, &overhead, nodes, &packed)?,
    };
    if let Some(fleet) = cx.low.model.fleets.get_mut(nodes) {
        fleet.packs = Some(Packs { pods: packed, room: chosen.room });
    }
    let drivers: Vec<&str> = pods
        .iter()
        .filter_map(|pods| match &pods.running {
            Running::Following(_, driver) => Some(driver.as_str()),
            Running::Fixed(..) => None,
        })
        .collect();
    let mut unique: Vec<&str> = Vec::new();
    for driver in drivers.into_iter().flat_map(|names| names.split('+')) {
        if !unique.contains(&driver) {
            unique.push(driver);
        }
    }
    let running = Running::Following(nodes, unique.join("+"));
    let key = shop.key(cx.region(), &chosen.machine.sku, cluster.purchase.word());
    let spot = if cluster.purchase == Purchase::Spot { spot::note(cx, &key) } else { String::new() };
    running.push_hours(cx, "nodes", &key, None, "start_up", &[&chosen.note, &room_note(&chosen), &spot]);
    let Some(size) = &cluster.root_volume else {
        let unasked: RootVolumes = unsaid(&cx.span)?;
        return running.push_root_volume(cx, unasked.of(cx.provider(), &chosen.machine));
    };
    running.push_root_volume(cx, size)
}

/// Pods as fleets: those of a fixed count become one that no demand moves.
fn fleets_of(cx: &mut Cx<'_, '_>, pods: &[Pods], schedule: &Option<Arc<Week>>) -> Vec<(FleetId, Size)> {
    let mut fleets = Vec::with_capacity(pods.len());
    for one in pods {
        let id = match &one.running {
            Running::Following(fleet, _) => *fleet,
            Running::Fixed(count, _) => {
                let min = match count {
                    Expr::Leaf(leaf) => leaf.value,
                    _ => Ranged::same(Decimal::ONE),
                };
                standing_fleet(cx, &format!("{}/{}", cx.name, one.name), min, None, schedule.clone())
            }
        };
        fleets.push((id, one.size));
    }
    fleets
}

/// Nodes at least and at most; at least one in each zone that is stated.
fn node_fleet(cluster: &Kubernetes, cx: &mut Cx<'_, '_>, schedule: Option<Arc<Week>>) -> Option<FleetId> {
    let (min, max) = bounds(cx, cluster.nodes.as_ref(), cluster.zones.as_ref(), 0)?;
    let name = cx.name.clone();
    let nodes = standing_fleet(cx, &name, min, max, schedule);
    if let Some(fleet) = cx.low.model.fleets.get_mut(nodes) {
        fleet.start_up = cluster.start_up.value;
    }
    Some(nodes)
}

/// The type that the user names, if every pod fits on it.
fn named(
    cluster: &Kubernetes,
    cx: &mut Cx<'_, '_>,
    shop: &Shop,
    pods: &[Pods],
    overhead: &Overhead,
) -> Option<Chosen> {
    let named = cluster.machine.as_ref()?;
    let loose = cluster.family.as_ref().and_then(|f| f.0.first()).map(|family| family.span.clone());
    if let Some(span) = loose {
        cx.named_and_asked(span);
        return None;
    }
    shop.region_of(cx, named, cluster.purchase.word())?;
    let machine = cx.low.prices.book.machine(&shop.provider, &shop.service, &named.value);
    let Some((machine, room)) = machine.and_then(|machine| Some((machine.clone(), overhead.room(&machine)?)))
    else {
        cx.error(
            "nothing-fits",
            named.span.clone(),
            format!("a node of {} has no room for pods", named.value),
            "too small",
            "its own needs and its daemons take all of it: name a larger type",
        );
        return None;
    };
    if let Some(pod) = pods.iter().find(|pod| room.takes(pod.size) == 0) {
        cx.error(
            "nothing-fits",
            named.span.clone(),
            format!("pod `{}` of `{}` fits on no node of {}", pod.name, cx.name, named.value),
            "too small",
            "name a larger type, ask for less, or drop `type` to have the cheapest chosen",
        );
        return None;
    }
    Some(Chosen { machine, room, note: String::new() })
}

/// The type on which the pods of the first month cost least, packed hour by hour; ties go by name.
fn cheapest(
    cluster: &Kubernetes,
    cx: &mut Cx<'_, '_>,
    shop: &Shop,
    overhead: &Overhead,
    nodes: FleetId,
    packed: &[(FleetId, Size)],
) -> Option<Chosen> {
    let families: Vec<String> =
        cluster.family.iter().flat_map(|list| &list.0).map(|f| f.value.clone()).collect();
    let mut known = true;
    for family in cluster.family.iter().flat_map(|list| &list.0) {
        known &= shop.known_family(cx, family);
    }
    if !known {
        return None;
    }
    let ids: Vec<FleetId> = packed.iter().map(|(id, _)| *id).collect();
    let series = cx.low.values.entry(Scenario::Expected).or_default();
    let pods = Projected::first_month(&cx.low.model, Scenario::Expected, series, &ids)?;
    let fleet = cx.low.model.fleets.get(nodes)?.clone();
    let arch = match cluster.arch {
        Some(Chip::Any) => None,
        Some(Chip::Arm64) => Some("arm64"),
        Some(Chip::Amd64) | None => Some("amd64"),
    };
    let wanted = |machine: &Machine| {
        let family = &machine.family;
        machine.gpu_count.is_zero()
            && arch.is_none_or(|arch| machine.arch == arch)
            && (families.is_empty() || families.contains(family))
            && may_choose(&shop.provider, machine, cluster.burstable, &families)
    };
    let machines = cx.low.prices.machines(&shop.provider, &shop.service);
    let mut found: Vec<(Decimal, &Machine, Room, FleetMonth)> = Vec::new();
    for machine in machines.iter().filter(|machine| wanted(machine)) {
        let Some(room) = overhead.room(machine) else { continue };
        if packed.iter().any(|(_, size)| room.takes(*size) == 0) {
            continue;
        }
        let key = shop.key(cx.region(), &machine.sku, cluster.purchase.word());
        let Some(price) = price(cx, &key) else { continue };
        let packs = Packs { pods: packed.to_vec(), room };
        let Some(month) = run(cx, &fleet, &packs, &pods) else { continue };
        let cost = price.to_decimal().checked_mul(month.replica_hours)?;
        found.push((cost, machine, room, month));
    }
    found.sort_by(|a, b| (a.0, &a.1.sku).cmp(&(b.0, &b.1.sku)));
    let Some((cost, machine, room, month)) = found.first() else {
        cx.error(
            "nothing-fits",
            cx.span.clone(),
            format!("no machine type in {} takes every pod of `{}`", cx.region(), cx.name),
            "nothing with a price fits",
            "ask for less, drop `family`, write arch = \"any\", or name a `type`",
        );
        return None;
    };
    let next: Vec<String> = found
        .iter()
        .skip(1)
        .take(SHOWN)
        .map(|(cost, machine, ..)| format!("{} {}", machine.sku, cost.round_dp(2).normalize()))
        .collect();
    let next =
        if next.is_empty() { "no other type fits".to_owned() } else { format!("next: {}", next.join(", ")) };
    let note = format!(
        "chosen as the type on which the pods of the first month cost least: {} ({} at the peak) for {} USD; {next}",
        machine.sku,
        month.peak,
        cost.round_dp(2).normalize()
    );
    Some(Chosen { machine: (*machine).clone(), room: *room, note })
}

fn price(cx: &mut Cx<'_, '_>, key: &Key) -> Option<UnitPrice> {
    let start = cx.low.model.start;
    let rates = cx.low.prices.known(key)?;
    let rate = in_force(&rates, start).and_then(|at| rates.get(at)).or(rates.last())?;
    Some(rate.first_price())
}

/// The nodes of the first month, as they would be with some room for pods.
fn run(cx: &Cx<'_, '_>, fleet: &Fleet, packs: &Packs, pods: &[FleetMonth]) -> Option<FleetMonth> {
    let need = Need {
        demand: Decimal::ZERO,
        capacity: None,
        burst: Decimal::ONE,
        min: fleet.min.expected,
        max: None,
        start_up: Decimal::ZERO,
    };
    let pods: Vec<&FleetMonth> = pods.iter().collect();
    fleet.run_packed(packs, &pods, &need, cx.low.model.start, cx.low.model.hours)
}

fn room_note(chosen: &Chosen) -> String {
    let Room { milli_vcpu, memory, pods } = chosen.room;
    let vcpu = Decimal::from(milli_vcpu) / Decimal::ONE_THOUSAND;
    let gib = (Decimal::from(memory) / Decimal::from(1_u64 << 30)).round_dp(2);
    let stated = |size: Option<Decimal>| size.map_or("?".to_owned(), |size| size.normalize().to_string());
    format!(
        "of {} vCPU and {} GiB a node has {} vCPU, {} GiB and {pods} pods left after its own needs and its daemons",
        stated(chosen.machine.vcpu),
        stated(chosen.machine.memory_gib),
        vcpu.normalize(),
        gib.normalize(),
    )
}
