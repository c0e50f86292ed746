//! What watches a system.

pub mod keys;
pub mod logging;
pub mod metrics;
pub mod secrets;
pub mod subscription;
pub mod tracing;
pub mod workflow;
