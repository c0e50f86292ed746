//! Pods without nodes: one machine each on Fargate, of the next size it has; a container group of Azure Container
//! Instances, as virtual nodes of AKS make it; a pod of GKE Autopilot, in the proportions it allows.

use costmodel_core::model::{Expr, Size};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::Pods;
use crate::kinds::shared::fargate::next_size;
use crate::lower::Cx;

const MIB: u64 = 1 << 20;
/// What Kubernetes itself takes in every pod on Fargate (docs.aws.amazon.com/eks, pod configuration on Fargate).
const KUBERNETES: u64 = 256 * MIB;

/// What is billed for a pod: thousandths of a vCPU and bytes.
struct Billed {
    size: Size,
    note: &'static str,
}

/// Says that pods asked for on Fargate run elsewhere.
pub(crate) fn fargate_here(cx: &mut Cx<'_, '_>) -> Option<()> {
    if cx.provider() == "aws" {
        return Some(());
    }
    let (span, message) = (cx.span_of("fargate"), format!("{} sells no Fargate", cx.provider()));
    let hint = "write serverless = true: the nearest of the placement's cloud is taken";
    cx.error("not-sold-here", span, message, "of AWS alone", hint);
    None
}

/// What Fargate bills; `None` when it is too large.
fn on_fargate(size: Size) -> Option<Billed> {
    let half_gib = (size.memory.checked_add(KUBERNETES)?).div_ceil(512 * MIB);
    let (milli_vcpu, half_gib) = next_size(size.milli_vcpu, half_gib)?;
    let size = Size { milli_vcpu, memory: half_gib * 512 * MIB };
    Some(Billed { size, note: "the next size of Fargate, with 256 MiB for Kubernetes" })
}

/// What Container Instances bill for a container group: vCPUs in whole ones, 1 at least (the vendor's support, quoted
/// in github.com/MicrosoftDocs/azure-docs/issues/66379), memory in tenths of a GB, 1 at least
/// (learn.microsoft.com/azure/container-instances/container-instances-container-groups; the tenths are those in which
/// virtual nodes ask for it: github.com/virtual-kubelet/azure-aci); 32 vCPU and 256 GB at most
/// (learn.microsoft.com/azure/container-instances/container-instances-faq). Stated assumption: their GB is a GiB.
fn in_group(size: Size) -> Option<Billed> {
    let (most_vcpu, most_memory) = (32_000, 256 * 1_024 * MIB);
    let milli_vcpu = size.milli_vcpu.div_ceil(1_000).max(1).checked_mul(1_000)?;
    let tenths = size.memory.checked_mul(10)?.div_ceil(1_024 * MIB).max(10);
    let memory = tenths.checked_mul(1_024 * MIB)?.div_ceil(10);
    let fits = milli_vcpu <= most_vcpu && memory <= most_memory;
    let size = Size { milli_vcpu, memory };
    fits.then_some(Billed { size, note: "whole vCPUs and tenths of a GiB, 1 of each at least" })
}

/// What Autopilot bills: at least 0.05 vCPU and 52 MiB, and 1 to 6.5 GiB for each vCPU; what is missing of either is
/// added (cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests, general-purpose). Stated
/// assumption: the cluster supports bursting; one that does not has at least 0.25 vCPU and 512 MiB, in steps of 0.25
/// vCPU.
fn on_autopilot(size: Size) -> Option<Billed> {
    let (most_vcpu, most_memory) = (30_000, 110 * 1_024 * MIB);
    let milli_vcpu = size.milli_vcpu.max(50).max(size.memory.checked_mul(2_000)?.div_ceil(13 * 1_024 * MIB));
    let memory = size.memory.max(52 * MIB).max(milli_vcpu.checked_mul(1_024 * MIB)?.div_ceil(1_000));
    let size = Size { milli_vcpu, memory };
    let fits = milli_vcpu <= most_vcpu && memory <= most_memory;
    fits.then_some(Billed { size, note: "in the proportions of Autopilot" })
}

/// vCPU, memory and, on Autopilot, storage hours of pods.
pub(super) fn lines(cx: &mut Cx<'_, '_>, pods: &Pods) -> Option<()> {
    let (seller, billed, most) = match cx.provider() {
        "gcp" => ("Autopilot", on_autopilot(pods.size), "at most 30 vCPU and 110 GiB"),
        "azure" => ("Container Instances", in_group(pods.size), "at most 32 vCPU and 256 GiB"),
        _ => {
            ("Fargate", on_fargate(pods.size), "at most 16 vCPU and 120 GiB, 256 MiB of them for Kubernetes")
        }
    };
    let Some(billed) = billed else {
        cx.error(
            "nothing-fits",
            cx.span.clone(),
            format!("pod `{}` of `{}` is larger than {seller} has", pods.name, cx.name),
            most,
            "ask for less, or let it run on nodes: serverless = false",
        );
        return None;
    };
    let vcpu = Decimal::new(i64::try_from(billed.size.milli_vcpu).ok()?, 3).normalize();
    let gib = (Decimal::from(billed.size.memory) / Decimal::from(1_u64 << 30)).round_dp(6).normalize();
    let note = format!("billed as {vcpu} vCPU and {gib} GiB: {}", billed.note);
    let parts = [
        ("vCPU", "pod-vcpu", vcpu, Unit::counted("vCPU").over_hours()),
        ("memory", "pod-memory", gib, "GiB-Hours".parse().ok()?),
    ];
    for (name, part, each, unit) in parts {
        let each = Expr::constant(&format!("{name} of a pod as billed"), each, "");
        let sold = cx.sold("*", part)?;
        let hours = pods.running.hours().times(each);
        cx.push_sold(&sold, &format!("{} {name} on {seller}", pods.name), hours, unit, |line| {
            pods.running.run(line.note(&note))
        });
    }
    if cx.provider() == "gcp" {
        let storage = cx.sold("*", "pod-storage")?;
        let each = Expr::assumed("ephemeral storage of a pod", Decimal::ONE, "GiB");
        let hours = pods.running.hours().times(each);
        let name = format!("{} storage on {seller}", pods.name);
        cx.push_sold(&storage, &name, hours, "GiB-Hours".parse().ok()?, |line| {
            pods.running.run(line.assumed().note("1 GiB, as Autopilot gives a pod that asks for none"))
        });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gib(n: u64) -> u64 {
        n << 30
    }

    #[test]
    fn pods_are_rounded_up_to_what_fargate_sells() {
        let of = |milli_vcpu, memory| {
            let billed = on_fargate(Size { milli_vcpu, memory })?;
            Some((billed.size.milli_vcpu, billed.size.memory / (512 * MIB)))
        };
        assert_eq!(of(0, 0), Some((250, 1)));
        assert_eq!(of(250, 256 << 20), Some((250, 1)));
        assert_eq!(of(250, gib(1)), Some((250, 4)));
        // The vendor's own example: 1 vCPU and 8 GiB becomes 2 vCPU and 9 GiB.
        assert_eq!(of(1_000, gib(8)), Some((2_000, 18)));
        assert_eq!(of(4_001, gib(20)), Some((8_000, 48)));
        assert_eq!(of(16_000, gib(119)), Some((16_000, 240)));
        assert_eq!(of(16_000, gib(120)), None);
        assert_eq!(of(16_001, gib(1)), None);
    }

    #[test]
    fn container_groups_are_rounded_up() {
        let of = |milli_vcpu, memory| {
            in_group(Size { milli_vcpu, memory }).map(|billed| (billed.size.milli_vcpu, billed.size.memory))
        };
        assert_eq!(of(0, 0), Some((1_000, gib(1))));
        assert_eq!(of(1_000, gib(2)), Some((1_000, gib(2))));
        // The vendor's own case: 1.2 cores are charged as 2. 1.75 GiB are 18 tenths.
        assert_eq!(of(1_200, 1_792 * MIB), Some((2_000, (gib(1) * 18).div_ceil(10))));
        assert_eq!(of(32_000, gib(256)), Some((32_000, gib(256))));
        assert_eq!(of(32_001, gib(1)), None);
        assert_eq!(of(1_000, gib(256) + 1), None);
    }

    #[test]
    fn pods_of_autopilot_keep_their_proportions() {
        let of = |milli_vcpu, memory| {
            on_autopilot(Size { milli_vcpu, memory })
                .map(|billed| (billed.size.milli_vcpu, billed.size.memory))
        };
        assert_eq!(of(500, gib(1)), Some((500, gib(1))));
        // 1 GiB for each vCPU at least, 6.5 at most.
        assert_eq!(of(2_000, gib(1)), Some((2_000, gib(2))));
        assert_eq!(of(1_000, gib(13)), Some((2_000, gib(13))));
        assert_eq!(of(0, 0), Some((50, 52 * MIB)));
        assert_eq!(of(30_001, gib(40)), None);
    }
}
