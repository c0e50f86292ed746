//! What carries bytes, and what it charges.

pub mod api_gateway;
pub mod cdn;
pub mod dns;
pub mod egress;
pub mod load_balancer;
pub mod nat;
pub mod private_link;
pub mod public_ip;
pub mod vpn;
pub mod waf;
