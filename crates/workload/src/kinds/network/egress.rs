//! Bytes that leave, when no flow says so.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::fields::nearest;
use crate::decode::{At, PerBytes};
use crate::kinds::shared::lines::{driven, on_aws};
use crate::kinds::shared::{component, of_demand, typed_twice};
use crate::lower::{Cx, Draft};
use crate::spec;

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
        on_aws(cx, "egress")?;
        let (name, key, sides) = self.price(cx)?;
        let bytes = if sides == 1 { bytes } else { bytes.times(Expr::constant("sides billed", sides, "")) };
        let line = Draft::new(name, key, bytes, Unit::bytes());
        let line =
            if sides == 1 { line } else { line.note("billed out at the sender and in at the receiver") };
        cx.push(driven(line, driver.as_deref()));
        Some(())
    }

    /// What the line is called, its price, and how many sides are billed.
    fn price(&self, cx: &mut Cx<'_, '_>) -> Option<(&'static str, Key, u32)> {
        let sku = match self.to.value.as_str() {
            "internet" => {
                return Some(("egress to the internet", cx.key("data-transfer", "internet-out", "data"), 1));
            }
            "zone" => return Some(("between zones", cx.key("data-transfer", "inter-zone", "data"), 2)),
            "cdn" => return Some(("to the CDN", cx.key("data-transfer", "to-cloudfront", "data"), 1)),
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
        Some(("to another region", region_key(cx, region), 1))
    }
}

/// The price of bytes to another region: its own where the book has it, else the general one.
pub(crate) fn region_key(cx: &mut Cx<'_, '_>, region: &str) -> Key {
    let own = cx.key("data-transfer", &format!("inter-region/{region}"), "data");
    if cx.low.prices.find(&own).is_ok() { own } else { cx.key("data-transfer", "inter-region", "data") }
}
