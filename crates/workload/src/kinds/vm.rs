//! vm.

use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = "";

spec! {
    /// vm.
    pub struct Vm {
        /// Placeholder.
        neutral placeholder: Option<crate::decode::Count>,
    }
}

impl Vm {
    pub(super) fn lower(&self, _cx: &mut Cx<'_, '_>) -> Option<()> {
        None
    }
}
