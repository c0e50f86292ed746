//! Pods on Fargate: one machine each, of the next size Fargate has.

use costmodel_core::model::{Expr, Size};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::Pods;
use crate::kinds::shared::fargate::next_size;
use crate::lower::{Cx, Draft};

/// What Kubernetes itself takes in every pod on Fargate (docs.aws.amazon.com/eks, pod configuration on Fargate).
const KUBERNETES: u64 = 256 << 20;

/// What is billed for a pod: thousandths of a vCPU and half GiB; `None` when it is too large.
fn billed(size: Size) -> Option<(u64, u64)> {
    let half_gib = (size.memory.checked_add(KUBERNETES)?).div_ceil(512 << 20);
    next_size(size.milli_vcpu, half_gib)
}

/// vCPU and memory hours of pods.
pub(super) fn lines(cx: &mut Cx<'_, '_>, pods: &Pods) -> Option<()> {
    let Some((vcpu, half_gib)) = billed(pods.size) else {
        cx.error(
            "nothing-fits",
            cx.span.clone(),
            format!("pod `{}` of `{}` is larger than Fargate has", pods.name, cx.name),
            "at most 16 vCPU and 120 GiB, 256 MiB of them for Kubernetes",
            "ask for less, or let it run on nodes: fargate = false",
        );
        return None;
    };
    let vcpu = Decimal::new(i64::try_from(vcpu).ok()?, 3).normalize();
    let gib = (Decimal::from(half_gib) / Decimal::TWO).normalize();
    let note =
        format!("billed as {vcpu} vCPU and {gib} GiB: the next size of Fargate, with 256 MiB for Kubernetes");
    let parts = [
        ("vCPU", "vcpu", vcpu, Unit::counted("vCPU").over_hours()),
        ("memory", "memory", gib, "GiB-Hours".parse().ok()?),
    ];
    for (name, meter, each, unit) in parts {
        let each = Expr::constant(&format!("{name} of a pod as billed"), each, "");
        let key = cx.key("fargate", "linux-amd64", meter);
        let line = Draft::new(
            &format!("{} {name} on Fargate", pods.name),
            key,
            pods.running.hours().times(each),
            unit,
        );
        cx.push(pods.running.run(line.note(&note)));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_are_rounded_up_to_what_fargate_sells() {
        let gib = |n: u64| n << 30;
        let of = |milli_vcpu, memory| billed(Size { milli_vcpu, memory });
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
}
