//! Google Cloud Run: instance-based (services and jobs: the whole life of an instance, no requests) or
//! request-based (while a request is handled, in started 100 ms, and the requests; instances that only the minimum
//! keeps at a price of their own) (cloud.google.com/run/pricing). An instance that is billed for its whole life is
//! billed a minute at least, by that page: of jobs it is counted; of services not, as their instances are counted in
//! hours.

use costmodel_core::model::{Expr, FleetMeasure};

use super::{Billing, Container, Moved, Runs};
use crate::decode::{Bytes, Count};
use crate::kinds::shared::sizes;
use crate::lower::{Cx, Sold};

/// Thousandths of a vCPU, then MiB from and to (cloud.google.com/run/docs/configuring/services/cpu). Below one vCPU
/// any thousandth from 0.08 on is sold, with the memory of the next row, and billed by request alone.
const SIZES: [(u64, u64, u64); 7] = [
    (80, 128, 512),
    (500, 128, 1_024),
    (1_000, 128, 4_096),
    (2_000, 128, 8_192),
    (4_000, 2_048, 16_384),
    (6_000, 4_096, 24_576),
    (8_000, 4_096, 32_768),
];

/// vCPU, memory and, where they are billed, requests.
pub(super) fn lower(
    own: &Container,
    cx: &mut Cx<'_, '_>,
    moved: &Moved,
    [vcpu, memory]: [Sold; 2],
) -> Option<()> {
    own.amd64_only(cx, "Cloud Run");
    let by_request = own.billing == Billing::Request;
    warn_size(cx, &own.vcpu, &own.memory, by_request);
    own.no_storage(cx, 0)?;
    let (Runs::Replicas(fleet), true) = (&moved.runs, by_request) else {
        return own.push_size(cx, moved, "", &moved.hours(), [&vcpu, &memory], |line| line);
    };
    let fleet = *fleet;
    let active = Expr::Sum(vec![
        Expr::Fleet(fleet, FleetMeasure::ActiveHours),
        Expr::Fleet(fleet, FleetMeasure::StartHours),
    ]);
    let note = "while an instance handles a request: at most so long, as if each took its requests one after another";
    own.push_size(cx, moved, "active ", &active, [&vcpu, &memory], |line| line.note(note))?;
    let kept = Expr::Fleet(fleet, FleetMeasure::KeptHours);
    let idle_vcpu = cx.sold(own.billing.word(), "idle-vcpu")?;
    let idle_memory = cx.sold(own.billing.word(), "idle-memory")?;
    let note = "instances that only the minimum keeps, while they handle no request";
    own.push_size(cx, moved, "idle ", &kept, [&idle_vcpu, &idle_memory], |line| line.note(note))?;
    let requests = cx.sold(own.billing.word(), "requests")?;
    moved.push_requests(cx, &requests, "");
    Some(())
}

/// Warns of a size that Cloud Run does not have: below one vCPU it bills by request only.
pub(crate) fn warn_size(cx: &mut Cx<'_, '_>, vcpu: &Count, memory: &Bytes, by_request: bool) {
    let least = if by_request { 0 } else { 1_000 };
    let next = |milli_vcpu: u64, mib| next_size(milli_vcpu.max(least), mib);
    sizes::warn(cx, "Cloud Run", vcpu, memory, "vcpu = 8 and memory = \"32 GiB\"", next);
}

/// The next size: thousandths of a vCPU and MiB.
fn next_size(milli_vcpu: u64, mib: u64) -> Option<(u64, u64)> {
    let (vcpu, least, _) = SIZES.into_iter().find(|(vcpu, _, most)| milli_vcpu <= *vcpu && mib <= *most)?;
    let below = SIZES.into_iter().rev().find(|(known, ..)| *known < vcpu);
    let room_below = below.is_none_or(|(_, _, most)| mib <= most);
    let vcpu = if vcpu <= 1_000 && room_below { milli_vcpu.max(80) } else { vcpu };
    Some((vcpu, mib.max(least)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_to_what_is_sold() {
        assert_eq!(next_size(1_000, 2_048), Some((1_000, 2_048)));
        assert_eq!(next_size(250, 512), Some((250, 512)));
        assert_eq!(next_size(80, 512), Some((80, 512)));
        assert_eq!(next_size(80, 1_024), Some((500, 1_024)));
        assert_eq!(next_size(100, 1_024), Some((500, 1_024)));
        assert_eq!(next_size(600, 1_024), Some((600, 1_024)));
        assert_eq!(next_size(250, 2_048), Some((1_000, 2_048)));
        assert_eq!(next_size(3_000, 1_024), Some((4_000, 2_048)));
        assert_eq!(next_size(1_000, 8_000), Some((2_000, 8_000)));
        assert_eq!(next_size(8_000, 32_769), None);
    }
}
