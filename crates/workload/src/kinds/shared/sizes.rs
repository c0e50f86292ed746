//! Sizes that are sold: a container of another one could not be started as it is priced.

use costmodel_core::scenario::Scenario;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::decode::{Bytes, Count};
use crate::lower::Cx;

/// Warns of a size that `seller` does not have: `next` gives the next one that holds so many thousandths of a vCPU
/// and MiB, `largest` says what to write for the largest.
pub fn warn(
    cx: &mut Cx<'_, '_>,
    seller: &str,
    vcpu: &Count,
    memory: &Bytes,
    largest: &str,
    next: impl Fn(u64, u64) -> Option<(u64, u64)>,
) -> Option<()> {
    let mib = Decimal::from(1_u32 << 20);
    for scenario in [Scenario::Expected, Scenario::Low, Scenario::High] {
        let milli = vcpu.value.get(scenario).checked_mul(Decimal::ONE_THOUSAND)?;
        let mibs = memory.value.get(scenario).checked_div(mib)?;
        let next = next(milli.ceil().to_u64()?, mibs.ceil().to_u64()?);
        if next.is_some_and(|(vcpu, mib)| Decimal::from(vcpu) == milli && Decimal::from(mib) == mibs) {
            continue;
        }
        let gib = |mibs: Decimal| (mibs / Decimal::from(1_024)).round_dp(3).normalize();
        let vcpus = |milli: Decimal| (milli / Decimal::ONE_THOUSAND).normalize();
        let hint = match next {
            Some((vcpu, mib)) => format!(
                "the next size that holds it: vcpu = {} and memory = \"{} GiB\"",
                vcpus(vcpu.into()),
                gib(mib.into())
            ),
            None => format!("at most {largest}; larger ones run on machines: the kind `vm`"),
        };
        let message = format!("{seller} has no size of {} vCPU and {} GiB", vcpus(milli), gib(mibs));
        cx.warn("nothing-fits", memory.span.clone(), message, "priced as written", hint);
        break;
    }
    Some(())
}

/// Says that an architecture is not sold, in the words of who sells what: what runs there is priced instead.
pub fn amd64_only(cx: &mut Cx<'_, '_>, who: &str) {
    let (span, message) = (cx.span_of("arch"), format!("{who} on amd64 only"));
    let hint = "build it for amd64 too, or use the kind `vm` for ARM machines";
    cx.warn("not-sold-here", span, message, "priced as amd64", hint);
}
