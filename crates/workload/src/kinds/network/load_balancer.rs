//! Load balancers: hours, and capacity units billed by the largest of several dimensions.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Amount, At, Count, Events, PerBytes, Seconds};
use crate::flows;
use crate::kinds::shared::lines::push_standing;
use crate::kinds::shared::{component, of_demand, typed_twice, zones};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// Whose classes say what a load balancer is called: flows imply one without a component too.
const KIND: &str = "load-balancer";

/// What it is.
pub const SUMMARY: &str = "Load balancers: hours, and capacity units by the largest of their dimensions.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "capacity units: each hour is billed by its largest dimension; here the largest of the month's sums, so hours in which another dimension leads cost more",
    "5 requests on a connection and connections of 120 s, as in the vendor's own pricing example (requests_per_connection and connection_time change them)",
    "Azure: 5 requests on a connection and connections of 120 s too; a gateway scales from no instance held, and one that has traffic is billed a capacity unit an hour at least; Google bills forwarding rules (one, at the price of the first five) and the bytes it processes, in and out",
    "a public IPv4 address in each zone on AWS, one before a network load balancer of Azure, none elsewhere: an Application Gateway includes its own; at least two zones for an application load balancer (public_ipv4 = false switches it off)",
    "it runs around the clock: the schedule of an environment does not stop it",
    "a flow with via = [\"load-balancer\"] and no `load-balancer` component for its target implies an application load balancer; declare one to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.entry.load-balancer]
type = "application"
requests = "12 requests per chat"
bytes = "64 KiB per chat"
rules = 20
"#;

choice! {
    /// A type of load balancer.
    pub enum BalancerType {
        /// Of requests: ALB, Application Gateway v2, an application load balancer of Google.
        Application = "application",
        /// Of connections: NLB, Standard Load Balancer, a passthrough or proxy load balancer of Google.
        Network = "network",
        /// Of packets, for appliances: GWLB.
        Gateway = "gateway",
        /// Of the previous generation: billed by bytes.
        Classic = "classic",
    }
}

spec! {
    /// Load balancers.
    pub struct LoadBalancer {
        /// Its type.
        neutral balancer as "type": BalancerType = "application",
        /// The component behind it: flows to it with via = ["load-balancer"] pass here.
        neutral target as "for": Option<At<String>>,
        /// Availability zones it spans.
        up zones: Option<Count>,
        /// Whether clients on the internet reach it: it then has public addresses.
        up public_ipv4: bool = "true",
        /// Requests, when no flow says so: `"12 requests per chat"`.
        up requests: Option<Events>,
        /// Bytes, both directions together, when no flow says so: `"64 KiB per chat"`.
        up bytes: Option<PerBytes>,
        /// Requests that share a connection.
        down requests_per_connection: Option<Count>,
        /// How long a connection lasts.
        up connection_time: Option<Seconds>,
        /// Rules a request is checked against; the first ten are free.
        up rules: Option<Count>,
    }
}

/// What a capacity unit holds, by type: pages of the vendor, and the note of the price row.
struct Capacity {
    provider: &'static str,
    balancer: BalancerType,
    /// New connections (flows) a second.
    new: u32,
    /// Connections open at once.
    open: u32,
    /// Bytes an hour.
    bytes: u64,
    /// Rule evaluations a second.
    rules: Option<u32>,
}

const AWS: &str = "aws";
const GIB: u64 = 1 << 30;
/// 2.22 megabits a second for an hour.
const MBPS_2_22: u64 = 2_220_000 / 8 * 3_600;

/// aws.amazon.com/elasticloadbalancing/pricing; for Azure: a capacity unit of Application Gateway v2 is 2,500
/// connections, 2.22 Mbps or a compute unit of 50 new connections a second
/// (learn.microsoft.com/azure/application-gateway/understanding-pricing, whose examples take a load below one unit
/// for a whole one, no traffic for none, and ten units for each instance that is held; none is held here).
///
/// Google has no units: it bills what a load balancer of either type processes, in and out
/// (cloud.google.com/load-balancing/pricing; the part that goes out since 2022-10-01 for every product, by the release
/// notes of Cloud Load Balancing).
const CAPACITIES: [Capacity; 4] = [
    Capacity {
        provider: AWS,
        balancer: BalancerType::Application,
        new: 25,
        open: 3_000,
        bytes: GIB,
        rules: Some(1_000),
    },
    Capacity {
        provider: AWS,
        balancer: BalancerType::Network,
        new: 800,
        open: 100_000,
        bytes: GIB,
        rules: None,
    },
    Capacity {
        provider: AWS,
        balancer: BalancerType::Gateway,
        new: 600,
        open: 60_000,
        bytes: GIB,
        rules: None,
    },
    Capacity {
        provider: "azure",
        balancer: BalancerType::Application,
        new: 50,
        open: 2_500,
        bytes: MBPS_2_22,
        rules: None,
    },
];
const HOUR: u32 = 3_600;
const FREE_RULES: u32 = 10;

/// What reaches a load balancer in a month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic {
    /// Requests.
    pub requests: Vec<Expr>,
    /// Bytes, both directions.
    pub bytes: Vec<Expr>,
    /// The drivers behind them.
    pub drivers: Vec<String>,
    /// Whether functions are behind it: a unit then holds fewer bytes.
    pub functions: bool,
}

impl LoadBalancer {
    /// Hours and addresses, and capacity units unless flows bring the traffic.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let target = match &self.target {
            Some(target) => Some(component(cx.low, target)?),
            None => None,
        };
        let mut traffic = Traffic::default();
        let own: [(&str, &str, Option<&Amount>); 2] =
            [("requests", "requests", self.requests.as_deref()), ("bytes", "B", self.bytes.as_deref())];
        for (field, unit, amount) in own {
            let Some(amount) = amount else { continue };
            if flows::pass(cx.low.spec, &cx.name, "load-balancer") {
                typed_twice(cx, amount, field);
                return None;
            }
            let (expr, driver) = of_demand(cx, field, amount, unit)?;
            let list = if field == "bytes" { &mut traffic.bytes } else { &mut traffic.requests };
            list.push(expr);
            traffic.drivers.extend(driver);
        }
        traffic.functions = target
            .and_then(|at| cx.low.spec.components.get(at))
            .is_some_and(|behind| behind.kind_name == "function");
        self.standing(cx, self.public_ipv4)?;
        if !(traffic.requests.is_empty() && traffic.bytes.is_empty()) {
            self.units(cx, &traffic)?;
        }
        Some(())
    }

    /// The one that a flow implies.
    pub(crate) fn implied(zones: Option<Count>) -> LoadBalancer {
        LoadBalancer {
            balancer: BalancerType::Application,
            target: None,
            zones,
            public_ipv4: true,
            requests: None,
            bytes: None,
            requests_per_connection: None,
            connection_time: None,
            rules: None,
        }
    }

    /// Hours of the load balancer and of its addresses.
    pub(crate) fn standing(&self, cx: &mut Cx<'_, '_>, public: bool) -> Option<()> {
        let least = if self.balancer == BalancerType::Application { 2 } else { 1 };
        let zones = zones(cx, self.zones.as_ref().map(|zones| &zones.amount), 2, least);
        let per_zone = self.balancer == BalancerType::Gateway;
        let hours = cx.sold_as(KIND, self.balancer.word(), "hours")?;
        let number = if per_zone { zones.expr.clone() } else { Expr::constant("load balancers", 1, "") };
        let hours_of = if per_zone { number.times(Expr::Hours) } else { Expr::Hours };
        cx.push_sold(&hours, "hours", hours_of, Unit::hours(), |line| {
            let line = line.deterministic().note("runs around the clock");
            if per_zone && zones.assumed { line.assumed() } else { line }
        });
        if public && !per_zone {
            let address = cx.sold_as(KIND, self.balancer.word(), "address")?;
            // AWS gives a load balancer an address in each zone, others one for the region.
            let (number, why) = if cx.provider() == AWS {
                (zones.expr, "an address in each zone")
            } else {
                (Expr::constant("addresses", 1, ""), "an address")
            };
            push_standing(cx, &address, "public IPv4", number, "", |line| {
                line.assumed().note(format!(
                    "{why}; public_ipv4 = false on a `load-balancer` component switches it off"
                ))
            });
        }
        Some(())
    }

    /// Capacity units of a month's traffic, or its bytes where these are billed.
    pub(crate) fn units(&self, cx: &mut Cx<'_, '_>, traffic: &Traffic) -> Option<()> {
        let mut drivers: Vec<&str> = traffic.drivers.iter().map(String::as_str).collect();
        drivers.sort_unstable();
        drivers.dedup();
        let driven = |line: Draft| if drivers.is_empty() { line } else { line.driver(&drivers.join("+")) };
        let bytes = Expr::sum(traffic.bytes.clone());
        let own = |holds: &&Capacity| holds.balancer == self.balancer && holds.provider == cx.provider();
        let Some(holds) = CAPACITIES.iter().find(own) else {
            let data = cx.sold_as(KIND, self.balancer.word(), "data")?;
            cx.push_sold(&data, "data", bytes, Unit::bytes(), driven);
            return Some(());
        };
        let given =
            |cx: &Cx<'_, '_>, name: &str, amount: Option<&Amount>, default: u32, unit: &str| match amount {
                Some(amount) => cx.leaf(name, amount, unit),
                None => Expr::assumed(name, Decimal::from(default), unit),
            };
        let requests = Expr::sum(traffic.requests.clone());
        let shared =
            given(cx, "requests of a connection", self.requests_per_connection.as_deref(), 5, "requests");
        let lasts = given(cx, "seconds of a connection", self.connection_time.as_deref(), 120, "s");
        let rules = given(cx, "rules", self.rules.as_deref(), FREE_RULES, "");
        let constant = |name: String, a: u32, b: u32| Expr::constant(&name, u64::from(a) * u64::from(b), "");
        let connections = requests.clone().over(shared);
        let (held, name) = match (holds.provider, traffic.functions) {
            (AWS, true) => (GIB * 4 / 10, "bytes of a unit: 0.4 GiB an hour to functions"),
            (AWS, false) => (holds.bytes, "bytes of a unit: 1 GiB an hour"),
            _ => (holds.bytes, "bytes of a unit: 2.22 Mbps"),
        };
        let mut dimensions = vec![
            connections.clone().over(constant(
                format!("new connections of a unit: {} a second", holds.new),
                holds.new,
                HOUR,
            )),
            connections.times(lasts).over(constant(
                format!("connection seconds of a unit: {} open", holds.open),
                holds.open,
                HOUR,
            )),
            bytes.over(Expr::constant(name, held, "B")),
        ];
        if let (Some(rate), Some(_)) = (holds.rules, &self.rules) {
            let evaluated =
                Expr::Above(Box::new(rules), Box::new(Expr::constant("free rules", FREE_RULES, "")));
            dimensions.push(requests.times(evaluated).over(constant(
                format!("rules of a unit: {rate} a second"),
                rate,
                HOUR,
            )));
        }
        let gateway = holds.provider != AWS;
        if gateway {
            dimensions.push(Expr::Hours);
        }
        let units = Expr::Largest(dimensions);
        let assumed = self.requests_per_connection.is_none() || self.connection_time.is_none();
        let sold = cx.sold_as(KIND, self.balancer.word(), "capacity-units")?;
        cx.push_sold(&sold, "capacity units", units, Unit::counted("LCU").over_hours(), |line| {
            let line = line.note("billed by the largest dimension, taken on the month's sums");
            let line = if gateway {
                line.note("one unit an hour at least, as if there were traffic in every hour")
            } else {
                line
            };
            driven(if assumed { line.assumed() } else { line })
        });
        Some(())
    }
}
