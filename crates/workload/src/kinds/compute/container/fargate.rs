//! AWS Fargate: vCPU and memory of replicas or tasks by the second, busy or not, and storage above 20 GiB
//! (aws.amazon.com/fargate/pricing).

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::{Container, Moved};
use crate::kinds::shared::fargate;
use crate::lower::{Cx, Sold};

/// Ephemeral storage that comes with a task.
const INCLUDED: u64 = 20 << 30;

/// vCPU, memory and storage hours.
pub(super) fn lower(
    own: &Container,
    cx: &mut Cx<'_, '_>,
    moved: &Moved,
    [vcpu, memory]: [Sold; 2],
) -> Option<()> {
    fargate::warn_size(cx, &own.vcpu, &own.memory);
    let hours = moved.hours();
    own.push_size(cx, moved, "", &hours, [&vcpu, &memory], |line| line)?;
    let included = Decimal::from(INCLUDED);
    let extra = |value: &Decimal| (*value - included).max(Decimal::ZERO) / Decimal::from(1_u64 << 30);
    let asked = own.storage.as_ref().filter(|s| s.value.high > included || s.value.low > included);
    if let Some(storage) = asked {
        let above: Ranged<Decimal> = storage.value.map(extra);
        let above = Expr::given("storage above the included 20 GiB", above, "GiB", storage.span.clone());
        let sold = cx.sold(own.billing.word(), "storage")?;
        let unit = "GiB-Hours".parse().ok()?;
        cx.push_sold(&sold, "ephemeral storage", hours.times(above), unit, |line| moved.shaped(line));
    }
    Some(())
}
