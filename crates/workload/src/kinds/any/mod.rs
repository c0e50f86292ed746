//! What no other kind covers.

pub mod one_time;
pub mod sku;
