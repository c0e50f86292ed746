//! Public IPv4 addresses: billed by the hour, attached or not.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::Count;
use crate::kinds::shared::lines::on_aws;
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Public IPv4 addresses, billed by the hour whether in use or idle.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.addresses.public-ip]
count = 2
idle = 1
"#;

spec! {
    /// Public IPv4 addresses.
    pub struct PublicIp {
        /// Addresses in use, in each environment and placement. Those of NAT gateways and load balancers are
        /// counted there.
        up count: Count = "1",
        /// Addresses held without use.
        up idle: Option<Count>,
    }
}

impl PublicIp {
    /// Hours of addresses in use, and of idle ones. They are held around the clock: no schedule stops them.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        on_aws(cx, "a public IPv4 address")?;
        let idle = self.idle.as_ref().map(|idle| ("idle", idle));
        for (sku, count) in [("in-use", &self.count)].into_iter().chain(idle) {
            let hours = cx.leaf("addresses", count, "").times(Expr::Hours);
            let line = Draft::new(
                &format!("addresses {}", sku.replace('-', " ")),
                cx.key("public-ipv4", sku, "address"),
                hours,
                Unit::hours(),
            );
            cx.push(line.deterministic().note("held around the clock"));
        }
        Some(())
    }
}
