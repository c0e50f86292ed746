//! Data: what passes or holds it.

pub mod queue;
pub mod stream;
