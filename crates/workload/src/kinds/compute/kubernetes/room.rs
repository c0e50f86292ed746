//! What a node has for pods.

use costmodel_core::book::Machine;
use costmodel_core::model::{Room, Size};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Kubernetes, size_of};
use crate::kinds::shared::unranged;
use crate::lower::Cx;

const MIB: u64 = 1 << 20;

/// What every node of a cluster gives away before pods come, whatever its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Overhead {
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
    Some(Overhead { reserved, daemons, daemon_pods, max_pods })
}

impl Overhead {
    /// What a machine has for pods; `None` when it has nothing, or its size is not known.
    pub(super) fn room(&self, machine: &Machine) -> Option<Room> {
        let vcpu = machine.vcpu?.checked_mul(Decimal::ONE_THOUSAND)?.floor().to_u64()?;
        let memory = machine.memory_gib?.checked_mul(Decimal::from(1_u64 << 30))?.floor().to_u64()?;
        // As the network plugin with prefix delegation is advised (docs.aws.amazon.com/eks, choosing an
        // instance type): 110, and 250 from 30 vCPUs on.
        let most = self.max_pods.unwrap_or(if vcpu < 30_000 { 110 } else { 250 });
        let reserved = self.reserved.unwrap_or_else(|| kept(vcpu, most));
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
fn kept(milli_vcpu: u64, max_pods: u64) -> Size {
    let cores = milli_vcpu.div_ceil(1_000);
    let part = |from: u64, to: u64| cores.clamp(from, to).saturating_sub(from);
    // In tenths of a thousandth.
    let tenths = part(0, 1) * 600 + part(1, 2) * 100 + part(2, 4) * 50 + part(4, u64::MAX) * 25;
    Size { milli_vcpu: tenths.div_ceil(10), memory: max_pods.saturating_mul(11).saturating_add(355) * MIB }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_images_keep_what_they_say() {
        // m5.large with 29 pods: 574 MiB and 70 thousandths, before the 100 MiB of eviction.
        assert_eq!(kept(2_000, 29), Size { milli_vcpu: 70, memory: 674 * MIB });
        // 96 vCPUs: 60 + 10 + 10 + 92 x 2.5.
        assert_eq!(kept(96_000, 250).milli_vcpu, 310);
        assert_eq!(kept(1_000, 110), Size { milli_vcpu: 60, memory: (255 + 1_210 + 100) * MIB });
    }
}
