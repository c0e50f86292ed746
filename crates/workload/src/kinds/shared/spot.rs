//! Spot machines: how often they are taken back.

use costmodel_core::book::Key;

use crate::lower::Cx;

/// What a reader must know of a spot price: that it moves, and how often such machines are taken back.
#[must_use]
pub fn note(cx: &Cx<'_, '_>, key: &Key) -> String {
    let _ = (cx, key);
    "spot: a changing price, as last observed; machines can be taken away".to_owned()
}
