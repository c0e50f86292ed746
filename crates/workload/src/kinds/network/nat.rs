//! NAT gateways: hours of one in each zone, and every byte they pass, in either direction.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Count, PerBytes};
use crate::flows;
use crate::kinds::shared::lines::{driven, push_standing};
use crate::kinds::shared::{Zones, of_demand, typed_twice, zones};
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "NAT gateways: the way out of private subnets, billed by the hour and by the byte.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "one gateway in each zone: the environment's zones, else `zones`, else those of the components behind it, else 2 (zones = 1 has one gateway)",
    "Google: one gateway for the region, taken to have 32 machines behind it, the most that are billed (`machines` says how many)",
    "a public IPv4 address for each gateway (public_ipv4 = false switches it off)",
    "gateways run around the clock: the schedule of an environment does not stop them",
    "a flow with via = [\"nat\"] and no `nat` component implies one set of gateways for the environment and placement; declare a `nat` component to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.way-out.nat]
zones = 2
data = "17 KiB per chat"
"#;
/// Whose classes say what a gateway is called: flows make gateways without a component too.
const KIND: &str = "nat";
/// Machines that a gateway is billed for at most (cloud.google.com/nat/pricing, which rounds what more cost to 0.044 an
/// hour; the calculator of the vendor has 0.0448, 32 times the price of one, which is taken here).
const MOST_MACHINES: u32 = 32;
/// Gateways run in so many zones unless something says otherwise.
pub(crate) const DEFAULT_ZONES: u32 = 2;

spec! {
    /// NAT gateways.
    pub struct Nat {
        /// Availability zones; one gateway runs in each.
        up zones: Option<Count>,
        /// Bytes that pass, both directions together, when no flow says so: `"17 KiB per chat"`.
        up data: Option<PerBytes>,
        /// Virtual machines behind it: Google bills a gateway by them, up to 32. Default: 32.
        up machines: Option<Count>,
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
        let zones = zones(cx, self.zones.as_ref().map(|zones| &zones.amount), DEFAULT_ZONES, 1);
        gateways(cx, &zones, self.public_ipv4, self.machines.as_ref())?;
        match data {
            Some((bytes, driver)) => passed(cx, "data", bytes, driver.as_deref()),
            None => Some(()),
        }
    }
}

/// Hours of a gateway in each zone, and of its address.
pub(crate) fn gateways(
    cx: &mut Cx<'_, '_>,
    zones: &Zones,
    public_ipv4: bool,
    machines: Option<&Count>,
) -> Option<()> {
    let without_machines = machines.is_none();
    let by_machine = cx.low.prices.book.class(KIND, "*", "machine-hours", cx.provider()).is_some();
    let number = if by_machine {
        let gateway = cx.sold_as(KIND, "*", "machine-hours")?;
        let machines = match machines {
            Some(machines) => Expr::Smallest(vec![
                cx.leaf("machines behind it", machines, ""),
                Expr::constant("machines billed at most", MOST_MACHINES, ""),
            ]),
            None => Expr::assumed("machines behind it", MOST_MACHINES.into(), ""),
        };
        let unit = Unit::counted("VM").over_hours();
        cx.push_sold(&gateway, "gateways", machines.times(Expr::Hours), unit, |line| {
            let line = line
                .deterministic()
                .note("one gateway for the region, billed by the machines behind it, 32 at most");
            if without_machines { line.assumed() } else { line }
        });
        Expr::constant("gateways", 1, "")
    } else {
        let gateway = cx.sold_as(KIND, "*", "hours")?;
        push_standing(cx, &gateway, "gateways", zones.expr.clone(), "", |line| {
            let line = line.note("one gateway in each zone, around the clock");
            if zones.assumed { line.assumed() } else { line }
        });
        zones.expr.clone()
    };
    if public_ipv4 {
        let address = cx.sold_as(KIND, "*", "address")?;
        push_standing(cx, &address, "public IPv4", number, "", |line| {
            line.assumed()
                .note("an address for each gateway; public_ipv4 = false on a `nat` component switches it off")
        });
    }
    Some(())
}

/// Bytes that pass, whatever their direction (cloud.google.com/nat/pricing: inbound and outbound, beside the address and
/// egress).
pub(crate) fn passed(cx: &mut Cx<'_, '_>, name: &str, bytes: Expr, driver: Option<&str>) -> Option<()> {
    let data = cx.sold_as(KIND, "*", "data")?;
    cx.push_sold(&data, name, bytes, Unit::bytes(), |line| {
        driven(line, driver).note("each byte is processed once, whatever its direction; what leaves to the internet is billed as egress too")
    });
    Some(())
}
