//! What a node has for pods.

use costmodel_core::book::Machine;
use costmodel_core::model::{Room, Size};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Kubernetes, size_of};
use crate::kinds::shared::machines::shares_core;
use crate::kinds::shared::unranged;
use crate::lower::Cx;

const MIB: u64 = 1 << 20;

/// What every node of a cluster gives away before pods come, whatever its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Overhead {
    /// Whose rule says what it keeps.
    provider: String,
    /// What it keeps for itself, where the user says so.
    reserved: Option<Size>,
    /// What its daemons request.
    daemons: Size,
    /// How many daemons there are.
    daemon_pods: u64,
    /// Pods at most, where the user says so.
    max_pods: Option<u64>,
}

/// The overhead a cluster states or assumes.
pub(super) fn overhead(cluster: &Kubernetes, cx: &mut Cx<'_, '_>) -> Option<Overhead> {
    let reserved = match &cluster.reserved {
        Some(reserved) => Some(size_of(cx, &reserved.vcpu, &reserved.memory)?),
        None => None,
    };
    let (daemons, daemon_pods) = match &cluster.daemons {
        Some(daemons) => {
            let size = size_of(cx, &daemons.vcpu, &daemons.memory);
            let pods = unranged(cx, &daemons.pods, "pods")?.ceil().to_u64()?;
            (size?, pods)
        }
        None => (Size { milli_vcpu: 200, memory: 300 * MIB }, 3),
    };
    let max_pods = match &cluster.max_pods {
        Some(most) => Some(unranged(cx, most, "max_pods")?.floor().to_u64()?),
        None => None,
    };
    Some(Overhead { provider: cx.provider().to_owned(), reserved, daemons, daemon_pods, max_pods })
}

impl Overhead {
    /// What a machine has for pods; `None` when it has nothing, or its size is not known.
    pub(super) fn room(&self, machine: &Machine) -> Option<Room> {
        let vcpu = machine.vcpu?.checked_mul(Decimal::ONE_THOUSAND)?.floor().to_u64()?;
        let memory = machine.memory_gib?.checked_mul(Decimal::from(1_u64 << 30))?.floor().to_u64()?;
        let most = self.max_pods.unwrap_or_else(|| most_pods(&self.provider, vcpu));
        let reserved = self.reserved.unwrap_or_else(|| match self.provider.as_str() {
            "azure" => kept_by_aks(vcpu, memory, most),
            "gcp" => kept_by_gke(vcpu, memory, shares_core(machine)),
            _ => kept_by_eks(vcpu, most),
        });
        Some(Room {
            milli_vcpu: vcpu.checked_sub(reserved.milli_vcpu)?.checked_sub(self.daemons.milli_vcpu)?,
            memory: memory.checked_sub(reserved.memory)?.checked_sub(self.daemons.memory)?,
            pods: most.checked_sub(self.daemon_pods)?,
        })
        .filter(|room| room.pods > 0)
    }
}

/// What the EKS images keep for the system (awslabs/amazon-eks-ami, bootstrap.sh: `kubeReserved` and
/// `evictionHard`): 255 MiB and 11 MiB a pod, 100 MiB before eviction; 6 % of the first vCPU, 1 % of the
/// second, 0.5 % of the next two, 0.25 % of the rest.
fn kept_by_eks(milli_vcpu: u64, max_pods: u64) -> Size {
    let memory = max_pods.saturating_mul(11).saturating_add(355) * MIB;
    Size { milli_vcpu: by_core(milli_vcpu, [600, 100, 50, 25]), memory }
}

/// What GKE keeps (cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes): of vCPUs as EKS; 25 % of the
/// first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % of the rest, and 100 MiB before
/// eviction; 1.06 vCPUs of an E2 machine that shares its cores.
fn kept_by_gke(milli_vcpu: u64, memory: u64, shared: bool) -> Size {
    let gib = 1_024 * MIB;
    let part = |from: u64, to: u64| memory.clamp(from, to).saturating_sub(from);
    let percents = part(0, 4 * gib) * 25
        + part(4 * gib, 8 * gib) * 20
        + part(8 * gib, 16 * gib) * 10
        + part(16 * gib, 128 * gib) * 6
        + part(128 * gib, u64::MAX) * 2;
    let kept = if memory < gib { 255 * MIB } else { percents / 100 };
    let of_vcpus = if shared { 1_060 } else { by_core(milli_vcpu, [600, 100, 50, 25]) };
    Size { milli_vcpu: of_vcpus, memory: kept + 100 * MIB }
}

/// What AKS keeps from Kubernetes 1.29 on (learn.microsoft.com/azure/aks/node-resource-reservations): 60 thousandths
/// of the first vCPU, 40 of the second, 20 of the next two, 10 of the rest; the lesser of 20 MB a pod and 50 MB, and a
/// quarter of the memory; and 100 MiB before eviction.
fn kept_by_aks(milli_vcpu: u64, memory: u64, max_pods: u64) -> Size {
    let by_pods = max_pods.saturating_mul(20).saturating_add(50).saturating_mul(1_000_000);
    let kept = by_pods.min(memory / 4) + 100 * MIB;
    Size { milli_vcpu: by_core(milli_vcpu, [600, 400, 200, 100]), memory: kept }
}

/// Thousandths of a vCPU, from tenths of them of the first, of the second, of each of the next two and of the rest.
fn by_core(milli_vcpu: u64, [first, second, next, rest]: [u64; 4]) -> u64 {
    let cores = milli_vcpu.div_ceil(1_000);
    let part = |from: u64, to: u64| cores.clamp(from, to).saturating_sub(from);
    (part(0, 1) * first + part(1, 2) * second + part(2, 4) * next + part(4, u64::MAX) * rest).div_ceil(10)
}

/// Pods a node takes. On EKS as the network plugin with prefix delegation is advised (docs.aws.amazon.com/eks, choosing
/// an instance type): 110, and 250 from 30 vCPUs on. On AKS with the overlay network, which it takes unasked
/// (learn.microsoft.com/azure/aks/concepts-network-ip-address-planning). On GKE Standard (cloud.google.com/kubernetes-engine/docs/how-to/
/// flexible-pod-cidr).
fn most_pods(provider: &str, milli_vcpu: u64) -> u64 {
    match provider {
        "azure" => 250,
        "gcp" => 110,
        _ if milli_vcpu < 30_000 => 110,
        _ => 250,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_images_keep_what_they_say() {
        // m5.large with 29 pods: 574 MiB and 70 thousandths, before the 100 MiB of eviction.
        assert_eq!(kept_by_eks(2_000, 29), Size { milli_vcpu: 70, memory: 674 * MIB });
        // 96 vCPUs: 60 + 10 + 10 + 92 x 2.5.
        assert_eq!(kept_by_eks(96_000, 250).milli_vcpu, 310);
        assert_eq!(kept_by_eks(1_000, 110), Size { milli_vcpu: 60, memory: (255 + 1_210 + 100) * MIB });
    }
    #[test]
    fn other_clouds_keep_what_they_say() {
        let gib = 1_024 * MIB;
        // The page of AKS: 180 thousandths of 8 cores, 740 of 64; 650 MB of 8 GB with 30 pods.
        assert_eq!(kept_by_aks(8_000, 32 * gib, 30).milli_vcpu, 180);
        assert_eq!(kept_by_aks(64_000, 256 * gib, 30).milli_vcpu, 740);
        assert_eq!(
            kept_by_aks(2_000, 8 * gib, 30),
            Size { milli_vcpu: 100, memory: 650_000_000 + 100 * MIB }
        );
        assert_eq!(kept_by_aks(2_000, 4 * gib, 250).memory, gib + 100 * MIB);
        // 4 GiB: a quarter. 32 GiB: 1 + 0.8 + 0.8 + 0.96 GiB.
        assert_eq!(kept_by_gke(2_000, 4 * gib, false), Size { milli_vcpu: 70, memory: gib + 100 * MIB });
        let of_32 = kept_by_gke(8_000, 32 * gib, false);
        assert_eq!((of_32.milli_vcpu, (of_32.memory - 100 * MIB) / MIB), (90, 3_645));
        // An e2-medium has 940 thousandths left.
        assert_eq!(kept_by_gke(2_000, 4 * gib, true).milli_vcpu, 1_060);
    }
}
