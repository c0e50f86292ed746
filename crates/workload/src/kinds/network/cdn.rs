//! Content delivery: bytes to viewers, requests, bytes sent back to the origin, or a flat-rate plan.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Amount, Events, Fraction, PerBytes};
use crate::flows;
use crate::flows::geography::continent;
use crate::kinds::shared::lines::{driven, on_aws, push_standing};
use crate::kinds::shared::{of_demand, typed_twice};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Content delivery (CloudFront, Front Door, Cloud CDN): bytes to viewers by their geography, requests.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "viewers are in the geography of the region (`geography` changes it)",
    "nothing is answered from the cache unless `cache_hit` says so",
    "requests are HTTPS; a flow that does not state `requests` makes one for each unit",
    "AWS and Azure: bytes from an origin of the provider are free, bytes the CDN sends to the origin are billed; Google: what the cache fetches is billed as cache fill, and as lookups every request",
    "Azure: the base fee of a Standard profile of Front Door, in each environment and placement",
    "Google: everything is cacheable, and the load balancer that Cloud CDN works for is a `load-balancer` of its own, which bills what misses the cache",
    "a flow with via = [\"cdn\"] and no `cdn` component implies one; declare a `cdn` component to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.edge.cdn]
geography = "us-mexico-canada"
data = "60 KiB per chat"
requests = "12 requests per chat"
"#;

choice! {
    /// Where viewers are.
    pub enum Geography {
        /// United States, Mexico, Canada.
        NorthAmerica = "us-mexico-canada",
        /// Europe and Israel.
        Europe = "europe-israel",
        /// Asia and the Pacific, where no other fits.
        Asia = "asia-pacific",
        /// Japan.
        Japan = "japan",
        /// India.
        India = "india",
        /// Australia and New Zealand.
        Australia = "australia-new-zealand",
        /// South America.
        SouthAmerica = "south-america",
        /// Africa and the Middle East.
        Africa = "south-africa-kenya-middle-east",
    }
}

choice! {
    /// A flat-rate plan: bytes and requests are included.
    pub enum Plan {
        /// Free.
        Free = "free",
        /// Pro.
        Pro = "pro",
        /// Business.
        Business = "business",
        /// Premium, 50 TB.
        Premium50 = "premium-50tb",
        /// Premium, 75 TB.
        Premium75 = "premium-75tb",
        /// Premium, 125 TB.
        Premium125 = "premium-125tb",
        /// Premium, 200 TB.
        Premium200 = "premium-200tb",
        /// Premium, 350 TB.
        Premium350 = "premium-350tb",
        /// Premium, 600 TB.
        Premium600 = "premium-600tb",
    }
}

spec! {
    /// Content delivery.
    pub struct Cdn {
        /// Where viewers are. Default: near the region of the placement.
        neutral geography: Option<Geography>,
        /// The part of requests and bytes that is answered from the cache, for flows that do not say.
        down cache_hit: Option<Fraction>,
        /// A flat-rate plan of CloudFront instead of bytes and requests. What goes beyond it is not billed: check that it fits.
        neutral plan: Option<Plan>,
        /// Bytes to viewers, when no flow says so: `"60 KiB per chat"`.
        up data: Option<PerBytes>,
        /// Requests of viewers, when no flow says so: `"12 requests per chat"`.
        up requests: Option<Events>,
    }
}

/// Regions whose viewers are in a geography of their own inside their continent: what their names hold.
const NEAR: [(&str, Geography); 10] = [
    ("ap-northeast-1", Geography::Japan),
    ("ap-northeast-3", Geography::Japan),
    ("japan", Geography::Japan),
    ("asia-northeast1", Geography::Japan),
    ("asia-northeast2", Geography::Japan),
    ("ap-south-", Geography::India),
    ("asia-south1", Geography::India),
    ("asia-south2", Geography::India),
    ("india", Geography::India),
    ("il-", Geography::Europe),
];

impl Cdn {
    /// The plan, or the bytes and requests that no flow states.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let own: [(&str, &str, Option<&Amount>); 2] =
            [("data", "B", self.data.as_deref()), ("requests", "requests", self.requests.as_deref())];
        let mut stated = Vec::new();
        for (field, unit, amount) in own {
            let Some(amount) = amount else { continue };
            if flows::pass(cx.low.spec, &cx.name, "cdn") {
                typed_twice(cx, amount, field);
                return None;
            }
            stated.push((field, of_demand(cx, field, amount, unit)?));
        }
        if let Some(plan) = self.plan {
            on_aws(cx, "a flat-rate plan of a CDN")?;
            let key = cx.global_key("cloudfront", &format!("plan-{}", plan.word()), "plan");
            let included = cx.rate(&key).map(|rate| rate.seen.note).unwrap_or_default();
            let line = Draft::new("plan", key, Expr::constant("plans", 1, ""), Unit::months());
            cx.push(line.deterministic().note("bytes and requests are in the plan").note(included));
            return Some(());
        }
        base(cx)?;
        for (field, (expr, driver)) in stated {
            match field {
                "data" => delivered(cx, Some(self), "data to viewers", expr, driver.as_deref())?,
                _ => requests(cx, Some(self), "requests", expr, driver.as_deref(), false)?,
            }
        }
        Some(())
    }

    /// Whether bytes and requests are included in a plan.
    pub(crate) fn flat_rate(&self) -> bool {
        self.plan.is_some()
    }
}

/// Whose classes say what a CDN is called: flows imply one without a component too.
const KIND: &str = "cdn";

/// Where viewers are, and what to say when nobody said it.
fn geography(cx: &Cx<'_, '_>, own: Option<&Cdn>) -> (Geography, Option<String>) {
    if let Some(stated) = own.and_then(|cdn| cdn.geography) {
        return (stated, None);
    }
    let region = cx.region();
    let near = NEAR.iter().find(|(word, _)| region.contains(word)).map(|(_, near)| *near);
    let near = near.unwrap_or_else(|| match continent(region) {
        "north-america" => Geography::NorthAmerica,
        "south-america" => Geography::SouthAmerica,
        "europe" => Geography::Europe,
        "oceania" if !region.starts_with("asia-") => Geography::Australia,
        "africa" | "middle-east" => Geography::Africa,
        _ => Geography::Asia,
    });
    (
        near,
        Some(format!(
            "viewers in {}, near the region, unless a `cdn` component states its geography",
            near.word()
        )),
    )
}

fn push(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    part: &str,
    (name, quantity, unit): (&str, Expr, Unit),
    driver: Option<&str>,
    finish: impl FnOnce(Draft) -> Draft,
) -> Option<()> {
    let (near, assumed) = geography(cx, own);
    let sold = cx.sold_as(KIND, near.word(), part)?;
    cx.push_sold(&sold, name, quantity, unit, |line| {
        assumed.into_iter().fold(finish(driven(line, driver)), Draft::note)
    });
    Some(())
}

/// The fee of having one at all, where there is one: by the hour that a profile is deployed
/// (learn.microsoft.com/azure/frontdoor/billing).
pub(crate) fn base(cx: &mut Cx<'_, '_>) -> Option<()> {
    let sold = cx.sold_as(KIND, "*", "base")?;
    let one = Expr::constant("profiles", 1, "");
    push_standing(cx, &sold, "base fee", one, "Profile", |line| {
        line.note("a profile of the CDN, whatever it delivers")
    });
    Some(())
}

/// Bytes to viewers.
pub(crate) fn delivered(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    bytes: Expr,
    driver: Option<&str>,
) -> Option<()> {
    push(cx, own, "data", (name, bytes, Unit::bytes()), driver, |line| line)
}

/// Bytes between the CDN and the origin that are billed: what viewers upload, or what the cache fetches. Azure bills
/// what Front Door sends to the origin, by where its edge is, and not what comes back
/// (learn.microsoft.com/azure/frontdoor/billing); Google what fills the cache, and every lookup, hit or miss
/// (cloud.google.com/cdn/pricing).
pub(crate) fn to_origin(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    bytes: Expr,
    driver: Option<&str>,
) -> Option<()> {
    push(cx, own, "origin-data", (name, bytes, Unit::bytes()), driver, |line| line)
}

/// Requests of viewers.
pub(crate) fn requests(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    number: Expr,
    driver: Option<&str>,
    assumed: bool,
) -> Option<()> {
    push(cx, own, "requests", (name, number, Unit::counted("Requests")), driver, |line| {
        if assumed {
            line.assumed().note("one request for each unit, unless the flow states `requests`")
        } else {
            line
        }
    })
}
