//! The sizes of Fargate: what a container, a task or a pod is run and billed as.

use super::sizes;
use crate::decode::{Bytes, Count};
use crate::lower::Cx;

/// Thousandths of a vCPU, then GiB from, to, and in steps of
/// (docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html, task size; the same for
/// pods). The smallest takes 0.5, 1 or 2 GiB.
const SIZES: [(u64, u64, u64, u64); 7] = [
    (250, 1, 2, 1),
    (500, 1, 4, 1),
    (1_000, 2, 8, 1),
    (2_000, 4, 16, 1),
    (4_000, 8, 30, 1),
    (8_000, 16, 60, 4),
    (16_000, 32, 120, 8),
];

/// The next size: thousandths of a vCPU and half GiB; `None` above the largest.
pub fn next_size(milli_vcpu: u64, half_gib: u64) -> Option<(u64, u64)> {
    if milli_vcpu <= 250 && half_gib <= 1 {
        return Some((250, 1));
    }
    let gib = half_gib.div_ceil(2);
    let (vcpu, from, _, step) =
        SIZES.into_iter().find(|(vcpu, _, to, _)| milli_vcpu <= *vcpu && gib <= *to)?;
    let above = gib.saturating_sub(from).div_ceil(step) * step;
    Some((vcpu, (from + above) * 2))
}

/// Warns of a container of a size that is not sold: it could not be started as it is priced.
pub fn warn_size(cx: &mut Cx<'_, '_>, vcpu: &Count, memory: &Bytes) {
    let next = |milli_vcpu, mib: u64| {
        let (vcpu, half_gib) = next_size(milli_vcpu, mib.div_ceil(512))?;
        Some((vcpu, half_gib * 512))
    };
    sizes::warn(cx, "Fargate", vcpu, memory, "vcpu = 16 and memory = \"120 GiB\"", next);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_to_what_is_sold() {
        assert_eq!(next_size(250, 1), Some((250, 1)));
        assert_eq!(next_size(1_000, 4), Some((1_000, 4)));
        assert_eq!(next_size(3_000, 4), Some((4_000, 16)));
        assert_eq!(next_size(8_000, 34), Some((8_000, 40)));
        assert_eq!(next_size(1_000, 17), Some((2_000, 18)));
        assert_eq!(next_size(16_000, 241), None);
    }
}
