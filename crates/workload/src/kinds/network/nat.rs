//! NAT gateways: hours of one in each zone, and every byte they pass, in either direction.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Count, PerBytes};
use crate::flows;
use crate::kinds::shared::lines::{driven, on_aws};
use crate::kinds::shared::{Zones, of_demand, typed_twice, zones};
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "NAT gateways: the way out of private subnets, billed by the hour and by the byte.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "one gateway in each zone: the environment's zones, else `zones`, else those of the components behind it, else 2 (zones = 1 has one gateway)",
    "a public IPv4 address for each gateway (public_ipv4 = false switches it off)",
    "gateways run around the clock: the schedule of an environment does not stop them",
    "a flow with via = [\"nat\"] and no `nat` component implies one set of gateways for the environment and placement; declare a `nat` component to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.way-out.nat]
zones = 2
data = "17 KiB per chat"
"#;
/// Gateways run in so many zones unless something says otherwise.
pub(crate) const DEFAULT_ZONES: u32 = 2;

spec! {
    /// NAT gateways.
    pub struct Nat {
        /// Availability zones; one gateway runs in each.
        up zones: Option<Count>,
        /// Bytes that pass, both directions together, when no flow says so: `"17 KiB per chat"`.
        up data: Option<PerBytes>,
        /// Whether each gateway has a public address; private gateways have none.
        up public_ipv4: bool = "true",
    }
}

impl Nat {
    /// Hours of gateways and addresses, and the bytes that no flow states.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data = match &self.data {
            Some(data) if flows::pass(cx.low.spec, &cx.name, "nat") => {
                typed_twice(cx, data, "data");
                return None;
            }
            Some(data) => Some(of_demand(cx, "bytes", data, "B")?),
            None => None,
        };
        on_aws(cx, "a NAT gateway")?;
        let zones = zones(cx, self.zones.as_ref().map(|zones| &zones.amount), DEFAULT_ZONES, 1);
        gateways(cx, &zones, self.public_ipv4);
        if let Some((bytes, driver)) = data {
            passed(cx, "data", bytes, driver.as_deref());
        }
        Some(())
    }
}

/// Hours of a gateway in each zone, and of its address.
pub(crate) fn gateways(cx: &mut Cx<'_, '_>, zones: &Zones, public_ipv4: bool) {
    let hours = || zones.expr.clone().times(Expr::Hours);
    let line = Draft::new("gateways", cx.key("nat-gateway", "standard", "gateway"), hours(), Unit::hours());
    let line = line.deterministic().note("one gateway in each zone, around the clock");
    cx.push(if zones.assumed { line.assumed() } else { line });
    if public_ipv4 {
        let line =
            Draft::new("public IPv4", cx.key("public-ipv4", "in-use", "address"), hours(), Unit::hours());
        cx.push(
            line.assumed().note(
                "an address for each gateway; public_ipv4 = false on a `nat` component switches it off",
            ),
        );
    }
}

/// Bytes that pass, whatever their direction.
pub(crate) fn passed(cx: &mut Cx<'_, '_>, name: &str, bytes: Expr, driver: Option<&str>) {
    let line = Draft::new(name, cx.key("nat-gateway", "standard", "data"), bytes, Unit::bytes());
    let line = line.note("each byte is processed once, whatever its direction; what leaves to the internet is billed as egress too");
    cx.push(driven(line, driver));
}
