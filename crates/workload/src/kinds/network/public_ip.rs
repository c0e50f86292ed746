//! Public IPv4 addresses: billed by the hour, attached or not.

use crate::decode::Count;
use crate::kinds::shared::lines::push_standing;
use crate::lower::Cx;
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
    /// Hours of addresses in use, and of idle ones. They are held around the clock: no schedule stops them. Azure bills
    /// a static address alike in both cases (learn.microsoft.com/azure/well-architected/service-guides/ip-addresses-cost-optimization), Google one that nothing
    /// uses at a price of its own (cloud.google.com/vpc/pricing).
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let idle = self.idle.as_ref().map(|idle| ("idle", idle));
        for (sku, count) in [("in-use", &self.count)].into_iter().chain(idle) {
            let sold = cx.sold("*", sku)?;
            let (name, number) =
                (format!("addresses {}", sku.replace('-', " ")), cx.leaf("addresses", count, ""));
            push_standing(cx, &sold, &name, number, "", |line| line.note("held around the clock"));
        }
        Some(())
    }
}
