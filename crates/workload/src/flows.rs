//! What bytes between components imply: load balancers, NAT, zones, CDN, private links, egress.

use crate::lower::Lowering;

/// Adds the lines that flows imply.
pub fn lower(low: &mut Lowering<'_>) {
    let _ = low;
}
