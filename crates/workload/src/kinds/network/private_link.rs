//! Private links: interface endpoints, billed by the hour in each zone and by the byte.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{At, Count, PerBytes};
use crate::flows;
use crate::kinds::shared::lines::{driven, moved, push_standing};
use crate::kinds::shared::{Zones, component, typed_twice, zones};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Private links (interface endpoints): an endpoint in each zone by the hour, and every byte.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "AWS: an endpoint in each zone: the environment's zones, else `zones`, else 2",
    "endpoints run around the clock: the schedule of an environment does not stop them",
    "a flow with via = [\"private-link\"] and no `private-link` component for its target implies one; declare one to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.to-services.private-link]
services = 3
zones = 2
data = "20 KiB per chat"
"#;
/// Whose classes say what an endpoint is called: flows imply one without a component too.
const KIND: &str = "private-link";
/// Endpoints stand in so many zones unless something says otherwise.
pub(crate) const DEFAULT_ZONES: u32 = 2;

choice! {
    /// What the endpoints are.
    pub enum EndpointType {
        /// Addresses in your subnets. (Gateway endpoints to S3 and DynamoDB cost nothing.)
        Interface = "interface",
        /// Before appliances.
        Balancer = "gateway-load-balancer",
    }
}

spec! {
    /// Interface endpoints.
    pub struct PrivateLink {
        /// Services that are reached: each has endpoints of its own.
        up services: Count = "1",
        /// Availability zones; an endpoint of each service stands in each.
        up zones: Option<Count>,
        /// Bytes that pass, both directions together, when no flow says so: `"20 KiB per chat"`.
        up data: Option<PerBytes>,
        /// What the endpoints are.
        neutral endpoint as "type": EndpointType = "interface",
        /// The component that is reached: flows to it with via = ["private-link"] pass here.
        neutral target as "for": Option<At<String>>,
    }
}

impl PrivateLink {
    /// Hours of endpoints, and the bytes that no flow states.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if let Some(target) = &self.target {
            component(cx.low, target)?;
        }
        if let Some(data) = self.data.as_ref().filter(|_| flows::pass(cx.low.spec, &cx.name, "private-link"))
        {
            typed_twice(cx, data, "data");
            return None;
        }
        let data = moved(cx, "bytes", self.data.as_deref(), "B")?;
        let zones = zones(cx, self.zones.as_ref().map(|zones| &zones.amount), DEFAULT_ZONES, 1);
        let services = cx.leaf("services", &self.services, "");
        endpoints(cx, self.endpoint, &zones, Some(services))?;
        match data {
            Some((bytes, driver)) => passed(cx, self.endpoint, "data", bytes, driver.as_deref()),
            None => Some(()),
        }
    }
}

/// Hours of an endpoint for each service: in each zone on AWS; elsewhere one for all zones, a stated assumption: the price
/// lists of Azure and Google have a price of an endpoint and an hour and no word of zones.
pub(crate) fn endpoints(
    cx: &mut Cx<'_, '_>,
    endpoint: EndpointType,
    zones: &Zones,
    services: Option<Expr>,
) -> Option<()> {
    let sold = cx.sold_as(KIND, endpoint.word(), "endpoint")?;
    let per_zone = cx.provider() == "aws";
    let (first, why) = if per_zone {
        (zones.expr.clone(), "one endpoint in each zone, around the clock")
    } else {
        (Expr::constant("endpoints", 1, ""), "one endpoint for all zones, around the clock")
    };
    let number = services.into_iter().fold(first, Expr::times);
    push_standing(cx, &sold, "endpoints", number, "", |line| {
        let line = line.note(why);
        if per_zone && zones.assumed { line.assumed() } else { line }
    });
    Some(())
}

/// Bytes that pass, whatever their direction.
pub(crate) fn passed(
    cx: &mut Cx<'_, '_>,
    endpoint: EndpointType,
    name: &str,
    bytes: Expr,
    driver: Option<&str>,
) -> Option<()> {
    let sold = cx.sold_as(KIND, endpoint.word(), "data")?;
    cx.push_sold(&sold, name, bytes, Unit::bytes(), |line| {
        driven(line, driver).note("each byte is processed once, whatever its direction")
    });
    Some(())
}
