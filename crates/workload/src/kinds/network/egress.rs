//! Bytes that leave, when no flow says so.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::fields::nearest;
use crate::decode::{At, PerBytes};
use crate::flows::geography;
use crate::flows::table::{End, hop};
use crate::kinds::shared::lines::driven;
use crate::kinds::shared::{component, of_demand, typed_twice};
use crate::lower::{Cx, Sold};
use crate::spec;

/// Whose classes say what bytes are called that leave: flows ask them too.
pub(crate) const EGRESS: &str = "egress";
/// What it is.
pub const SUMMARY: &str =
    "Bytes that leave to the internet, another zone, another region or a CDN, when no flow says so.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.downloads.egress]
bytes = "60 KiB per chat"
to = "internet"
"#;

spec! {
    /// Bytes that leave.
    pub struct Egress {
        /// How many: `"60 KiB per chat"`, `"2 TiB per month"`.
        up bytes: PerBytes,
        /// Where to: `"internet"`, `"zone"` (another one of the region), `"region:eu-west-1"`, or `"cdn"`.
        neutral to: At<String> = "internet",
        /// The component they leave: a flow between it and the internet must not state them again.
        neutral of: Option<At<String>>,
    }
}

impl Egress {
    /// One line of bytes.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if let Some(own) = &self.of {
            component(cx.low, own)?;
            let end = |name: &str| name == own.value;
            let again = self.to.value == "internet"
                && cx.low.spec.flows.iter().any(|flow| {
                    let (a, b) = (flow.from.value.as_str(), flow.to.value.as_str());
                    (a == "internet" && end(b)) || (end(a) && b == "internet")
                });
            if again {
                typed_twice(cx, &self.bytes, "bytes");
                return None;
            }
        }
        let (bytes, driver) = of_demand(cx, "bytes", &self.bytes, "B")?;
        let (name, sold) = self.price(cx)?;
        // Between zones both sides are billed on AWS, the sender alone on Google Cloud.
        let sides = if self.to.value == "zone" {
            hop(cx.provider(), End::Machines, End::Machines).and_then(|hop| hop.forward.sides()).unwrap_or(1)
        } else {
            1
        };
        let bytes = if sides == 1 { bytes } else { bytes.times(Expr::constant("sides billed", sides, "")) };
        cx.push_sold(&sold, name, bytes, Unit::bytes(), |line| {
            let line = driven(line, driver.as_deref());
            if sides == 1 { line } else { line.note("billed out at the sender and in at the receiver") }
        });
        Some(())
    }

    /// What the line is called, and its price.
    fn price(&self, cx: &mut Cx<'_, '_>) -> Option<(&'static str, Sold)> {
        let sku = match self.to.value.as_str() {
            "internet" => return Some(("egress to the internet", cx.sold("*", "internet")?)),
            "zone" => return Some(("between zones", cx.sold("*", "zone")?)),
            "cdn" => return Some(("to the CDN", cx.sold("*", "cdn")?)),
            other => other,
        };
        let Some(region) = sku.strip_prefix("region:") else {
            let words = ["internet", "zone", "cdn"];
            let hint = match nearest(sku, words.into_iter()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "one of: internet, zone, region:eu-west-1, cdn".to_owned(),
            };
            cx.error(
                "unknown-word",
                self.to.span.clone(),
                format!("`{sku}` is nowhere bytes go"),
                "not one of the choices",
                hint,
            );
            return None;
        };
        let regions = cx.low.prices.providers_with_regions();
        let known =
            regions.iter().filter(|(provider, _)| provider == cx.provider()).flat_map(|(_, regions)| regions);
        let known: Vec<&str> = known.map(String::as_str).collect();
        if !known.contains(&region) {
            let hint = match nearest(region, known.iter().copied()) {
                Some(near) => format!("did you mean \"region:{near}\"?"),
                None => format!("regions: {}", known.join(", ")),
            };
            let message = format!("the book has no region `{region}` of {}", cx.provider());
            cx.error("unknown-place", self.to.span.clone(), message, "unknown region", hint);
            return None;
        }
        Some(("to another region", to_region(cx, region)?))
    }
}

/// The price of bytes to another region: its own where the book has it, else that of the two continents.
pub(crate) fn to_region(cx: &mut Cx<'_, '_>, region: &str) -> Option<Sold> {
    let class = geography::between(cx.region(), region);
    let mut sold = cx.sold_as(EGRESS, &class, "region")?;
    if let Sold::Billed { key, .. } = &mut sold {
        let own = Key { sku: format!("{}/{region}", key.sku), ..key.clone() };
        if cx.low.prices.known(&own).is_some() {
            *key = own;
        }
    }
    Some(sold)
}
