//! What carries bytes, and what it charges.

pub mod cdn;
pub mod egress;
pub mod load_balancer;
pub mod nat;
pub mod public_ip;
