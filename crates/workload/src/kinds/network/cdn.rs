//! Content delivery: bytes to viewers, requests, bytes sent back to the origin, or a flat-rate plan.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Amount, Events, Fraction, PerBytes};
use crate::flows;
use crate::kinds::shared::lines::on_aws;
use crate::kinds::shared::{of_demand, typed_twice};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Content delivery (CloudFront): bytes to viewers by their geography, requests, or a flat-rate plan.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "viewers are in the geography of the region (`geography` changes it)",
    "nothing is answered from the cache unless `cache_hit` says so",
    "requests are HTTPS; a flow that does not state `requests` makes one for each unit",
    "bytes from an AWS origin to the CDN are free; bytes the CDN sends to the origin are billed",
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
        /// A flat-rate plan instead of bytes and requests. What goes beyond it is not billed: check that it fits.
        neutral plan: Option<Plan>,
        /// Bytes to viewers, when no flow says so: `"60 KiB per chat"`.
        up data: Option<PerBytes>,
        /// Requests of viewers, when no flow says so: `"12 requests per chat"`.
        up requests: Option<Events>,
    }
}

/// The start of a region's name, and where viewers near it are.
const NEAR: [(&str, Geography); 14] = [
    ("us-", Geography::NorthAmerica),
    ("ca-", Geography::NorthAmerica),
    ("mx-", Geography::NorthAmerica),
    ("eu-", Geography::Europe),
    ("il-", Geography::Europe),
    ("sa-", Geography::SouthAmerica),
    ("af-", Geography::Africa),
    ("me-", Geography::Africa),
    ("ap-northeast-1", Geography::Japan),
    ("ap-northeast-3", Geography::Japan),
    ("ap-south-", Geography::India),
    ("ap-southeast-2", Geography::Australia),
    ("ap-southeast-4", Geography::Australia),
    ("ap-southeast-6", Geography::Australia),
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
        on_aws(cx, "a CDN")?;
        if let Some(plan) = self.plan {
            let key = cx.global_key("cloudfront", &format!("plan-{}", plan.word()), "plan");
            let included = cx.rate(&key).map(|rate| rate.seen.note).unwrap_or_default();
            let line = Draft::new("plan", key, Expr::constant("plans", 1, ""), Unit::months());
            cx.push(line.deterministic().note("bytes and requests are in the plan").note(included));
            return Some(());
        }
        for (field, (expr, driver)) in stated {
            match field {
                "data" => delivered(cx, Some(self), "data to viewers", expr, driver.as_deref()),
                _ => requests(cx, Some(self), "requests", expr, driver.as_deref(), false),
            }
        }
        Some(())
    }

    /// Whether bytes and requests are included in a plan.
    pub(crate) fn flat_rate(&self) -> bool {
        self.plan.is_some()
    }
}

/// Where viewers are, and what to say when nobody said it.
fn geography(cx: &Cx<'_, '_>, own: Option<&Cdn>) -> (Geography, Option<String>) {
    if let Some(stated) = own.and_then(|cdn| cdn.geography) {
        return (stated, None);
    }
    let near = NEAR
        .iter()
        .find(|(start, _)| cx.region().starts_with(start))
        .map_or(Geography::Asia, |(_, near)| *near);
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
    meter: &str,
    line: impl FnOnce(costmodel_core::book::Key) -> Draft,
) {
    let (near, assumed) = geography(cx, own);
    let line = line(cx.global_key("cloudfront", near.word(), meter));
    cx.push(assumed.into_iter().fold(line, Draft::note));
}

/// Bytes to viewers.
pub(crate) fn delivered(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    bytes: Expr,
    driver: Option<&str>,
) {
    push(cx, own, "data-out", |key| {
        driver.into_iter().fold(Draft::new(name, key, bytes, Unit::bytes()), Draft::driver)
    });
}

/// Bytes the CDN sends to the origin: what viewers upload.
pub(crate) fn to_origin(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    bytes: Expr,
    driver: Option<&str>,
) {
    let note = "what viewers send on to the origin; bytes from an AWS origin to the CDN are free";
    push(cx, own, "origin-data", |key| {
        driver.into_iter().fold(Draft::new(name, key, bytes, Unit::bytes()).note(note), Draft::driver)
    });
}

/// Requests of viewers.
pub(crate) fn requests(
    cx: &mut Cx<'_, '_>,
    own: Option<&Cdn>,
    name: &str,
    number: Expr,
    driver: Option<&str>,
    assumed: bool,
) {
    push(cx, own, "https-requests", |key| {
        let line =
            driver.into_iter().fold(Draft::new(name, key, number, Unit::counted("Requests")), Draft::driver);
        if assumed {
            line.assumed().note("one request for each unit, unless the flow states `requests`")
        } else {
            line
        }
    });
}
