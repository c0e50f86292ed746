//! Tunnels to networks and people: site-to-site and client VPN, transit gateways.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::time::Hours;
use crate::decode::{Count, PerBytes};
use crate::flows;
use crate::kinds::shared::lines::{driven, moved, on_aws, standing, without};
use crate::kinds::shared::typed_twice;
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "VPN connections to a site or to people, and transit gateways: hours of each, and bytes.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "connections to a site, associations and attachments exist around the clock: the schedule of an environment does not stop them",
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
        on_aws(cx, "a VPN")?;
        let count = |cx: &Cx<'_, '_>, name: &str, count: Option<&Count>, default: u32| match count {
            Some(count) => cx.leaf(name, count, ""),
            None => Expr::constant(name, default, ""),
        };
        let connections = count(cx, "connections", self.connections.as_ref(), 1);
        match self.vpn {
            VpnType::Site => {
                let line =
                    standing("connections", cx.key("vpn", "site-to-site", "connection"), connections, "");
                cx.push(line);
            }
            VpnType::Client => {
                let subnets = count(cx, "subnets", self.subnets.as_ref(), 1);
                let line = standing("associations", cx.key("vpn", "client", "endpoint"), subnets, "");
                cx.push(line.note("billed while a subnet is associated, connected or not"));
                let line = standing("connections", cx.key("vpn", "client", "connection"), connections, "");
                let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
                cx.push(line.schedule(schedule));
            }
            VpnType::Transit => {
                let networks = count(cx, "networks", self.networks.as_ref(), 2);
                let line = standing("networks", cx.key("transit-gateway", "vpc", "attachment"), networks, "");
                cx.push(line);
                if let Some(sites) = &self.sites {
                    let number = cx.leaf("sites", sites, "");
                    let line = standing("sites", cx.key("transit-gateway", "vpn", "attachment"), number, "");
                    cx.push(line);
                }
                if let Some((bytes, driver)) = data {
                    passed(cx, "data", bytes, driver.as_deref());
                }
            }
        }
        if let Some((bytes, driver)) = out {
            let key = cx.key("data-transfer", "internet-out", "data");
            let line = Draft::new("egress to the internet", key, bytes, Unit::bytes());
            cx.push(driven(line, driver.as_deref()).note("what leaves through a VPN is billed as egress"));
        }
        Some(())
    }
}

/// Bytes that pass a transit gateway, billed once, where they enter it.
pub(crate) fn passed(cx: &mut Cx<'_, '_>, name: &str, bytes: Expr, driver: Option<&str>) {
    let line = Draft::new(name, cx.key("transit-gateway", "any", "data"), bytes, Unit::bytes());
    cx.push(driven(line, driver).note("billed where bytes enter the gateway, once"));
}
