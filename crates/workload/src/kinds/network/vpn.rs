//! Tunnels to networks and people: site-to-site and client VPN, transit gateways.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::time::Hours;
use crate::decode::{Count, PerBytes};
use crate::flows;
use crate::kinds::network::egress::EGRESS;
use crate::kinds::shared::lines::{driven, moved, push_standing, without};
use crate::kinds::shared::typed_twice;
use crate::lower::Cx;
use crate::{choice, spec};

/// Whose classes say what a VPN is called: flows pass one too.
const KIND: &str = "vpn";
/// Connections to sites that a gateway of Azure includes (azure.microsoft.com/pricing/details/vpn-gateway; the price
/// feed states a rate for each, and only those above ten are billed).
const INCLUDED: u32 = 10;
/// Tunnels of a connection to a site, as AWS makes it and as an HA VPN of Google needs it for its availability
/// (docs.cloud.google.com/network-connectivity/docs/vpn/concepts/topologies).
const TUNNELS: u32 = 2;

/// What it is.
pub const SUMMARY: &str =
    "VPN connections to a site or to people, and transit gateways: hours of each, and bytes.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "connections to a site, associations and attachments exist around the clock: the schedule of an environment does not stop them",
    "Azure: a gateway of type VpnGw1AZ with a public IPv4 address, and 10 connections to sites included; Google: two tunnels for each connection to a site",
    "a flow with via = [\"vpn\"], or the name of a `vpn`, leaves as egress; through a transit gateway its bytes are billed once, in both directions",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.office.vpn]
type = "site-to-site"
connections = 2
out = "120 GiB per month"
"#;

choice! {
    /// What is connected.
    pub enum VpnType {
        /// A site: each connection has two tunnels.
        Site = "site-to-site",
        /// People: each connection is one person's device.
        Client = "client",
        /// Networks of the provider, and sites, to each other.
        Transit = "transit-gateway",
    }
}

spec! {
    /// A VPN or a transit gateway, in each environment and placement.
    pub struct Vpn {
        /// What is connected.
        neutral vpn as "type": VpnType = "site-to-site",
        /// Connections: to sites, or of people at the same time. Default: one.
        up connections: Option<Count>,
        /// Subnets a client VPN reaches: each association is billed by the hour, connected or not. Default: one.
        up subnets: Option<Count>,
        /// Hours of the week in which people are connected. Default: all.
        neutral schedule: Option<Hours>,
        /// Networks attached to a transit gateway. Default: two.
        up networks: Option<Count>,
        /// Connections to sites attached to a transit gateway; the connections themselves are a `vpn` of
        /// their own.
        up sites: Option<Count>,
        /// Bytes that attachments send through a transit gateway, when no flow says so: `"2 KiB per chat"`.
        up data: Option<PerBytes>,
        /// Bytes that leave to the site or the people, billed as egress, when no flow says so:
        /// `"120 GiB per month"`.
        up out: Option<PerBytes>,
    }
}

impl Vpn {
    /// Hours, and bytes (aws.amazon.com/vpn/pricing, aws.amazon.com/transit-gateway/pricing).
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let (client, transit) = (self.vpn == VpnType::Client, self.vpn == VpnType::Transit);
        let unused = [
            ("connections", transit && self.connections.is_some()),
            ("subnets", !client && self.subnets.is_some()),
            ("schedule", !client && self.schedule.is_some()),
            ("networks", !transit && self.networks.is_some()),
            ("sites", !transit && self.sites.is_some()),
            ("data", !transit && self.data.is_some()),
            ("out", transit && self.out.is_some()),
        ];
        let fits = without(cx, "not for this type", "`type`", &unused);
        let data = moved(cx, "bytes", self.data.as_deref(), "B");
        let out = moved(cx, "bytes that leave", self.out.as_deref(), "B");
        for (field, bytes) in [("data", &self.data), ("out", &self.out)] {
            let passed = |_: &&PerBytes| flows::pass(cx.low.spec, &cx.name, "vpn");
            if let Some(bytes) = bytes.as_ref().filter(passed) {
                typed_twice(cx, bytes, field);
                return None;
            }
        }
        fits?;
        let (data, out) = (data?, out?);
        let count = |cx: &Cx<'_, '_>, name: &str, count: Option<&Count>, default: u32| match count {
            Some(count) => cx.leaf(name, count, ""),
            None => Expr::constant(name, default, ""),
        };
        let connections = count(cx, "connections", self.connections.as_ref(), 1);
        match self.vpn {
            VpnType::Site => {
                let gateway = cx.sold(self.vpn.word(), "gateway")?;
                let one = Expr::constant("gateways", 1, "");
                push_standing(cx, &gateway, "gateway", one.clone(), "", |line| line);
                if cx.provider() == "azure" {
                    // A gateway has to have a Standard address, which its price does not include
                    // (learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq).
                    let address = cx.sold_as("public-ip", "*", "in-use")?;
                    push_standing(cx, &address, "public IPv4", one, "", |line| {
                        line.assumed().note("a gateway that is not active-active has one address")
                    });
                }
                let sold = cx.sold(self.vpn.word(), "connection")?;
                let billed = match cx.provider() {
                    "azure" => Expr::Above(
                        Box::new(connections),
                        Box::new(Expr::constant("connections that a gateway includes", INCLUDED, "")),
                    ),
                    "gcp" => connections.times(Expr::constant("tunnels of a connection", TUNNELS, "")),
                    _ => connections,
                };
                push_standing(cx, &sold, "connections", billed, "", |line| line);
            }
            VpnType::Client => {
                let sold = cx.sold(self.vpn.word(), "endpoint")?;
                let subnets = count(cx, "subnets", self.subnets.as_ref(), 1);
                push_standing(cx, &sold, "associations", subnets, "", |line| {
                    line.note("billed while a subnet is associated, connected or not")
                });
                let sold = cx.sold(self.vpn.word(), "connection")?;
                let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
                push_standing(cx, &sold, "connections", connections, "", |line| line.schedule(schedule));
            }
            VpnType::Transit => {
                let sold = cx.sold(self.vpn.word(), "network")?;
                let networks = count(cx, "networks", self.networks.as_ref(), 2);
                push_standing(cx, &sold, "networks", networks, "", |line| line);
                if let Some(sites) = &self.sites {
                    let sold = cx.sold(self.vpn.word(), "site")?;
                    let number = cx.leaf("sites", sites, "");
                    push_standing(cx, &sold, "sites", number, "", |line| line);
                }
                if let Some((bytes, driver)) = data {
                    passed(cx, "data", bytes, driver.as_deref())?;
                }
            }
        }
        if let Some((bytes, driver)) = out {
            let sold = cx.sold_as(EGRESS, "*", "internet")?;
            cx.push_sold(&sold, "egress to the internet", bytes, Unit::bytes(), |line| {
                driven(line, driver.as_deref()).note("what leaves through a VPN is billed as egress")
            });
        }
        Some(())
    }
}

/// Bytes that pass a transit gateway, billed once, where they enter it.
pub(crate) fn passed(cx: &mut Cx<'_, '_>, name: &str, bytes: Expr, driver: Option<&str>) -> Option<()> {
    let sold = cx.sold_as(KIND, VpnType::Transit.word(), "data")?;
    cx.push_sold(&sold, name, bytes, Unit::bytes(), |line| {
        driven(line, driver).note("billed where bytes enter the gateway, once")
    });
    Some(())
}
