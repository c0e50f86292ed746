//! What watches a system.

pub mod logging;
pub mod metrics;
