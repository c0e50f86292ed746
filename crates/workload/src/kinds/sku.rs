//! sku.

use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = "";

spec! {
    /// sku.
    pub struct Sku {
        /// Placeholder.
        neutral placeholder: Option<crate::decode::Count>,
    }
}

impl Sku {
    pub(super) fn lower(&self, _cx: &mut Cx<'_, '_>) -> Option<()> {
        None
    }
}
