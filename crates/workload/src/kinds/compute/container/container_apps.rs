//! Azure Container Apps, Consumption plan: vCPU and memory of replicas by the second, at a lower price of vCPUs
//! while a replica has nothing to do, and HTTP requests (learn.microsoft.com/azure/container-apps/billing).
//!
//! A replica is idle, by that page, when its revision is at its minimum of replicas and it handles no request and
//! uses next to no CPU and network. Starting replicas and those above the minimum are active. Jobs are always
//! active and have no requests.

use costmodel_core::model::{Expr, FleetMeasure};

use super::{Container, Moved, Runs};
use crate::decode::{Bytes, Count};
use crate::kinds::shared::sizes;
use crate::lower::{Cx, Sold};

/// The size steps of the plan: 0.25 vCPU with 0.5 GiB, up to 4 vCPU (learn.microsoft.com/azure/container-apps/
/// containers#allocations; 2 vCPU at most in an environment of the older kind, without workload profiles).
const MILLI_VCPU: u64 = 250;
/// Memory of a step.
const MIB: u64 = 512;
/// Steps at most.
const MOST: u64 = 16;

/// Active and idle vCPU and memory, requests.
pub(super) fn lower(
    own: &Container,
    cx: &mut Cx<'_, '_>,
    moved: &Moved,
    [vcpu, memory]: [Sold; 2],
) -> Option<()> {
    own.amd64_only(cx, "Container Apps");
    warn_size(cx, &own.vcpu, &own.memory);
    own.no_storage(cx, storage_of(own))?;
    let Runs::Replicas(fleet) = moved.runs else {
        return own.push_size(cx, moved, "", &moved.hours(), [&vcpu, &memory], |line| line);
    };
    let idle = Expr::Fleet(fleet, FleetMeasure::KeptHours);
    let active = Expr::Sum(vec![
        Expr::Above(Box::new(Expr::Fleet(fleet, FleetMeasure::ReplicaHours)), Box::new(idle.clone())),
        Expr::Fleet(fleet, FleetMeasure::StartHours),
    ]);
    own.push_size(cx, moved, "active ", &active, [&vcpu, &memory], |line| line)?;
    let idle_vcpu = cx.sold(own.billing.word(), "idle-vcpu")?;
    let idle_memory = cx.sold(own.billing.word(), "idle-memory")?;
    let note = "replicas that only the minimum keeps, while they handle no request";
    own.push_size(cx, moved, "idle ", &idle, [&idle_vcpu, &idle_memory], |line| line.note(note))?;
    let requests = cx.sold(own.billing.word(), "requests")?;
    moved.push_requests(
        cx,
        &requests,
        "HTTP requests from outside the environment; those of probes are free",
    );
    Some(())
}

/// Warns of a size that the plan does not have.
pub(crate) fn warn_size(cx: &mut Cx<'_, '_>, vcpu: &Count, memory: &Bytes) {
    sizes::warn(cx, "Container Apps", vcpu, memory, "vcpu = 4 and memory = \"8 GiB\"", next_size);
}

/// The next size: thousandths of a vCPU and MiB, which go together.
fn next_size(milli_vcpu: u64, mib: u64) -> Option<(u64, u64)> {
    let steps = milli_vcpu.div_ceil(MILLI_VCPU).max(mib.div_ceil(MIB)).max(1);
    (steps <= MOST).then_some((steps * MILLI_VCPU, steps * MIB))
}

/// Ephemeral storage that comes with a replica, by its vCPUs (learn.microsoft.com/azure/container-apps/
/// storage-mounts#ephemeral-storage).
fn storage_of(own: &Container) -> u64 {
    use rust_decimal::Decimal;
    let sizes = [(Decimal::new(25, 2), 1_u64), (Decimal::new(5, 1), 2), (Decimal::ONE, 4)];
    let vcpu = own.vcpu.expected();
    sizes.into_iter().find(|(most, _)| vcpu <= *most).map_or(8, |(_, gib)| gib) << 30
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vcpus_and_memory_go_together() {
        assert_eq!(next_size(250, 512), Some((250, 512)));
        assert_eq!(next_size(1_000, 4_096), Some((2_000, 4_096)));
        assert_eq!(next_size(1_100, 512), Some((1_250, 2_560)));
        assert_eq!(next_size(4_000, 8_192), Some((4_000, 8_192)));
        assert_eq!(next_size(4_000, 8_193), None);
    }
}
