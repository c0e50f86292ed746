//! Which side of a hop is charged for its bytes, as data: one row for each pair of ends.

/// What stands at an end of a hop, as far as the billing of bytes goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Viewers and whoever else is outside.
    Internet,
    /// A vendor reached over the internet: an AI model that the provider itself does not host.
    Vendor,
    /// A content delivery network.
    Cdn,
    /// A load balancer of requests.
    Balancer,
    /// A load balancer of connections or packets.
    NetworkBalancer,
    /// A NAT gateway.
    Nat,
    /// An interface endpoint.
    PrivateLink,
    /// An API gateway.
    Api,
    /// A VPN: behind it is a site, or people.
    Vpn,
    /// A transit gateway between networks.
    Transit,
    /// Machines with addresses in a zone: containers, virtual machines.
    Machines,
    /// Nodes of a cache in a zone.
    CacheNodes,
    /// Functions: in the region, in no zone.
    Function,
    /// Services of the region: object storage, hosted models, logs.
    Service,
    /// Anything in another region.
    OtherRegion,
}

/// What is charged for bytes in one direction of a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// Nothing.
    Free,
    /// Egress to the internet, at the sender.
    InternetOut,
    /// The part that crosses zones, at both sides.
    Zones,
    /// The part that crosses zones, at the side of the machines.
    ZonesOnce,
    /// Transfer between regions, at the sender.
    Region,
    /// Delivery to viewers, by their geography.
    CdnOut,
    /// What the CDN sends to the origin, by geography.
    CdnOrigin,
}

impl Charge {
    /// Whether what crosses zones is billed: at how many sides.
    #[must_use]
    pub const fn sides(self) -> Option<u32> {
        match self {
            Charge::Zones => Some(2),
            Charge::ZonesOnce => Some(1),
            _ => None,
        }
    }
}

/// What bytes cost between two ends.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// Whose rule it is.
    pub provider: &'static str,
    /// Where bytes come from,
    pub from: &'static [End],
    /// and where they go.
    pub to: &'static [End],
    /// What is charged for them,
    pub forward: Charge,
    /// and for what comes back.
    pub back: Charge,
    /// The vendor's rule in short.
    pub why: &'static str,
}

use Charge::{CdnOrigin, CdnOut, Free, InternetOut, Region, Zones, ZonesOnce};
use End::{
    Api, Balancer, CacheNodes, Cdn, Function, Internet, Machines, Nat, NetworkBalancer, OtherRegion,
    PrivateLink, Service, Transit, Vendor, Vpn,
};

const fn aws(
    from: &'static [End],
    to: &'static [End],
    forward: Charge,
    back: Charge,
    why: &'static str,
) -> Hop {
    Hop { provider: "aws", from, to, forward, back, why }
}

/// Every pair of ends that bytes can go between. A pair that is not here is no path.
#[rustfmt::skip]
pub const HOPS: &[Hop] = &[
    aws(&[Internet, Vendor], &[Balancer, NetworkBalancer, Api, Machines, Function, Service], Free, InternetOut, "internet in is free, out is billed at the sender"),
    aws(&[Machines, Function, Service, Nat], &[Internet, Vendor], InternetOut, Free, "internet out is billed at the sender, in is free"),
    aws(&[Internet], &[Cdn], Free, CdnOut, "delivery to viewers is billed, what they send is not"),
    aws(&[Cdn], &[Internet], CdnOut, Free, "delivery to viewers is billed, what they send is not"),
    aws(&[Cdn], &[Balancer, NetworkBalancer, Api, Machines, Function, Service], CdnOrigin, Free, "origin fetches from AWS are free, bytes to the origin are billed"),
    aws(&[Machines, Function, Service], &[Cdn], Free, CdnOrigin, "origin fetches from AWS are free, bytes to the origin are billed"),
    aws(&[Machines, Function], &[Nat], Free, Free, "the gateway is in the zone of its clients"),
    aws(&[Nat], &[Service, Machines, Function, Balancer, NetworkBalancer, Api], Free, Free, "transfer inside the region behind a NAT gateway costs its processing only"),
    aws(&[Machines, Function], &[PrivateLink], Free, Free, "the endpoint is in the zone of its clients"),
    aws(&[PrivateLink], &[Service, Machines, Function, Balancer, NetworkBalancer, Api, Vendor], Free, Free, "a private link bills its own hours and bytes"),
    aws(&[Machines, Function], &[Balancer, NetworkBalancer], Free, Free, "to a load balancer over private addresses is free"),
    aws(&[Balancer], &[Machines, Function], Free, Free, "between an application load balancer and its targets is free, in any zone"),
    aws(&[Api], &[Machines, Function, Service, Balancer, NetworkBalancer], Free, Free, "what an API gateway sends inside the region is free"),
    aws(&[Machines, Function], &[Api], Free, Free, "services of the region are free to reach"),
    aws(&[Machines, Function, Transit], &[Vpn], Free, Free, "what leaves a VPN is billed behind it, as egress"),
    aws(&[Vpn], &[Internet], InternetOut, Free, "what leaves through a VPN is billed as egress, what comes in is free"),
    aws(&[Internet], &[Vpn], Free, InternetOut, "what leaves through a VPN is billed as egress, what comes in is free"),
    aws(&[Vpn], &[Machines, Function, Transit, Balancer, NetworkBalancer, PrivateLink, Api], Free, Free, "inside the region behind a VPN bytes are free"),
    aws(&[Machines, Function, Balancer, NetworkBalancer], &[Transit], Free, Free, "a transit gateway bills what enters it, itself"),
    aws(&[Transit], &[Machines, Function, Balancer, NetworkBalancer, PrivateLink, Nat, Api], Free, Free, "a transit gateway bills what enters it, itself"),
    aws(&[NetworkBalancer], &[Machines, Balancer], Zones, Zones, "across zones a network load balancer is billed, where cross-zone balancing is on"),
    aws(&[Machines], &[Machines], Zones, Zones, "across zones both sides are billed, inside a zone neither"),
    aws(&[Machines], &[CacheNodes], ZonesOnce, ZonesOnce, "across zones the machine's side is billed, the cache's is not"),
    aws(&[Function, Service], &[CacheNodes], Free, Free, "services of the region are free to reach"),
    aws(&[Machines], &[Function, Service], Free, Free, "services of the region are free to reach"),
    aws(&[Function, Service], &[Machines, Function, Service], Free, Free, "services of the region are free to reach"),
    aws(&[Machines, Function, Service, Nat, PrivateLink, Balancer, NetworkBalancer, Api, Transit], &[OtherRegion], Region, Region, "between regions the sender is billed"),
];

/// The rule of a provider for a pair of ends.
#[must_use]
pub fn hop(provider: &str, from: End, to: End) -> Option<&'static Hop> {
    HOPS.iter().find(|hop| hop.provider == provider && hop.from.contains(&from) && hop.to.contains(&to))
}

/// Where a component of a kind stands on a path; `None`: bytes do not end there.
#[must_use]
pub fn end_of(kind: &str) -> Option<End> {
    Some(match kind {
        "function" => Function,
        "object-storage" | "logging" | "metrics" | "llm" | "embedding" => Service,
        "queue" | "stream" | "registry" | "secrets" | "keys" | "tracing" | "workflow" => Service,
        "rerank" | "speech" | "image" | "provisioned-model" => Service,
        "key-value" | "vector-database" | "warehouse" | "file-storage" | "backup" => Service,
        "cache" => CacheNodes,
        "sql" | "search" => Machines,
        "container" | "vm" | "gpu" | "kubernetes" | "batch" | "self-hosted-model" | "sku" => Machines,
        _ => return None,
    })
}

/// Kinds that bytes neither end at nor pass: what travels because of them is stated elsewhere.
pub const SILENT: [&str; 7] =
    ["block-storage", "dns", "egress", "one-time", "public-ip", "subscription", "waf"];

impl End {
    /// What a reader calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Internet => "the internet",
            Vendor => "a vendor on the internet",
            Cdn => "a CDN",
            Balancer => "a load balancer",
            NetworkBalancer => "a network load balancer",
            Nat => "a NAT gateway",
            PrivateLink => "a private link",
            Api => "an API gateway",
            Vpn => "a VPN",
            Transit => "a transit gateway",
            Machines => "machines in a zone",
            CacheNodes => "a cache",
            Function => "a function",
            Service => "a service of the region",
            OtherRegion => "another region",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_rule() {
        let all = [
            CacheNodes,
            Internet,
            Vendor,
            Cdn,
            Balancer,
            NetworkBalancer,
            Nat,
            PrivateLink,
            Api,
            Vpn,
            Transit,
            Machines,
            Function,
            Service,
            OtherRegion,
        ];
        for from in all {
            for to in all {
                let rules =
                    HOPS.iter().filter(|hop| hop.from.contains(&from) && hop.to.contains(&to)).count();
                assert!(rules <= 1, "{from:?} to {to:?} has {rules} rules");
            }
        }
    }

    #[test]
    fn opposite_rows_agree() {
        for hop in HOPS {
            for (from, to) in hop.from.iter().flat_map(|from| hop.to.iter().map(move |to| (*from, *to))) {
                // Before a network load balancer stand clients, behind it targets: the two are billed apart.
                let same = from != NetworkBalancer && to != NetworkBalancer;
                if let Some(other) = super::hop(hop.provider, to, from).filter(|_| same) {
                    assert_eq!((hop.forward, hop.back), (other.back, other.forward), "{from:?} and {to:?}");
                }
            }
        }
    }

    #[test]
    fn every_kind_is_an_end_or_passed_or_silent() {
        for kind in crate::kinds::KINDS {
            let roles = [
                end_of(kind.name).is_some(),
                crate::flows::path::passable(kind.name),
                SILENT.contains(&kind.name),
            ];
            assert_eq!(roles.iter().filter(|role| **role).count(), 1, "{}: {roles:?}", kind.name);
        }
    }
}
