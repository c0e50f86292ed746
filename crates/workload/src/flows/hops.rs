//! The rules of the providers: one row for each pair of ends that bytes can go between. A pair that is not here
//! is no path.

use super::table::Charge::{CdnOrigin, CdnOut, Free, InternetOut, Region, Zones, ZonesOnce};
use super::table::End::{
    Api, Balancer, CacheNodes, Cdn, Function, Internet, Machines, Nat, NetworkBalancer, OtherRegion,
    PrivateLink, Service, Transit, Vendor, Vpn,
};
use super::table::{Charge, End, Hop};

const ALL: &[&str] = &["aws", "azure", "gcp"];
const AWS: &[&str] = &["aws"];
const AZURE: &[&str] = &["azure"];
const GOOGLE: &[&str] = &["gcp"];
/// Where the CDN fetches for nothing and bills what it sends to the origin.
const SENT_ON: &[&str] = &["aws", "azure"];

const fn hop(
    providers: &'static [&'static str],
    from: &'static [End],
    to: &'static [End],
    forward: Charge,
    back: Charge,
    why: &'static str,
) -> Hop {
    Hop { providers, from, to, forward, back, why }
}

/// Every pair of ends that bytes can go between (aws.amazon.com/ec2/pricing/on-demand, Data Transfer;
/// azure.microsoft.com/pricing/details/bandwidth; cloud.google.com/vpc/network-pricing).
#[rustfmt::skip]
pub(super) const HOPS: &[Hop] = &[
    hop(ALL, &[Internet, Vendor], &[Balancer, NetworkBalancer, Api, Machines, Function, Service], Free, InternetOut, "internet in is free, out is billed at the sender"),
    hop(ALL, &[Machines, Function, Service, Nat], &[Internet, Vendor], InternetOut, Free, "internet out is billed at the sender, in is free"),
    hop(ALL, &[Internet], &[Cdn], Free, CdnOut, "delivery to viewers is billed, what they send is not"),
    hop(ALL, &[Cdn], &[Internet], CdnOut, Free, "delivery to viewers is billed, what they send is not"),
    hop(SENT_ON, &[Cdn], &[Balancer, NetworkBalancer, Api, Machines, Function, Service], CdnOrigin, Free, "origin fetches from the provider's own services are free, bytes to the origin are billed"),
    hop(SENT_ON, &[Machines, Function, Service], &[Cdn], Free, CdnOrigin, "origin fetches from the provider's own services are free, bytes to the origin are billed"),
    hop(GOOGLE, &[Cdn], &[Balancer, NetworkBalancer, Api, Machines, Function, Service], Free, CdnOrigin, "what the cache fetches from its origin is billed as cache fill"),
    hop(GOOGLE, &[Machines, Function, Service], &[Cdn], CdnOrigin, Free, "what the cache fetches from its origin is billed as cache fill"),
    hop(ALL, &[Machines, Function], &[Nat], Free, Free, "the gateway is in the zone of its clients"),
    hop(ALL, &[Nat], &[Service, Machines, Function, Balancer, NetworkBalancer, Api], Free, Free, "transfer inside the region behind a NAT gateway costs its processing only"),
    hop(ALL, &[Machines, Function], &[PrivateLink], Free, Free, "the endpoint is in the zone of its clients"),
    hop(ALL, &[PrivateLink], &[Service, Machines, Function, Balancer, NetworkBalancer, Api, Vendor], Free, Free, "a private link bills its own hours and bytes"),
    hop(ALL, &[Machines, Function], &[Balancer, NetworkBalancer], Free, Free, "to a load balancer over private addresses is free"),
    hop(ALL, &[Balancer], &[Machines, Function], Free, Free, "between a load balancer of requests and its targets is free, in any zone"),
    hop(ALL, &[Api], &[Machines, Function, Service, Balancer, NetworkBalancer], Free, Free, "what an API gateway sends inside the region is free"),
    hop(ALL, &[Machines, Function], &[Api], Free, Free, "services of the region are free to reach"),
    hop(ALL, &[Machines, Function, Transit], &[Vpn], Free, Free, "what leaves a VPN is billed behind it, as egress"),
    hop(ALL, &[Vpn], &[Internet], InternetOut, Free, "what leaves through a VPN is billed as egress, what comes in is free"),
    hop(ALL, &[Internet], &[Vpn], Free, InternetOut, "what leaves through a VPN is billed as egress, what comes in is free"),
    hop(ALL, &[Vpn], &[Machines, Function, Transit, Balancer, NetworkBalancer, PrivateLink, Api], Free, Free, "inside the region behind a VPN bytes are free"),
    hop(ALL, &[Machines, Function, Balancer, NetworkBalancer], &[Transit], Free, Free, "a transit gateway bills what enters it, itself"),
    hop(ALL, &[Transit], &[Machines, Function, Balancer, NetworkBalancer, PrivateLink, Nat, Api], Free, Free, "a transit gateway bills what enters it, itself"),
    hop(AWS, &[NetworkBalancer], &[Machines, Balancer], Zones, Zones, "across zones a network load balancer is billed, where cross-zone balancing is on"),
    hop(AWS, &[Machines], &[Machines], Zones, Zones, "billed out at the sender and in at the receiver"),
    hop(AWS, &[Machines], &[CacheNodes], ZonesOnce, ZonesOnce, "billed at the machine's side, not at the cache's"),
    hop(AZURE, &[NetworkBalancer], &[Machines, Balancer], Free, Free, "between zones of a region nothing is billed"),
    hop(AZURE, &[Machines], &[Machines, CacheNodes], Free, Free, "between zones of a region nothing is billed"),
    hop(GOOGLE, &[NetworkBalancer], &[Machines, Balancer], Free, Free, "a load balancer bills what it processes, itself"),
    hop(GOOGLE, &[Machines], &[Machines, CacheNodes], ZonesOnce, ZonesOnce, "across zones the sender is billed, once"),
    hop(ALL, &[Function, Service], &[CacheNodes], Free, Free, "services of the region are free to reach"),
    hop(ALL, &[Machines], &[Function, Service], Free, Free, "services of the region are free to reach"),
    hop(ALL, &[Function, Service], &[Machines, Function, Service], Free, Free, "services of the region are free to reach"),
    hop(ALL, &[Machines, Function, Service, Nat, PrivateLink, Balancer, NetworkBalancer, Api, Transit], &[OtherRegion], Region, Region, "between regions the sender is billed"),
];
