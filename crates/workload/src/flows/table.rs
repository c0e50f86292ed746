//! Which side of a hop is charged for its bytes: ends, charges, and the rule for a pair.

use super::hops::HOPS;

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
    pub providers: &'static [&'static str],
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

use End::{
    Api, Balancer, CacheNodes, Cdn, Function, Internet, Machines, Nat, NetworkBalancer, OtherRegion,
    PrivateLink, Service, Transit, Vendor, Vpn,
};

/// The rule of a provider for a pair of ends.
#[must_use]
pub fn hop(provider: &str, from: End, to: End) -> Option<&'static Hop> {
    let own = |hop: &&Hop| hop.providers.contains(&provider);
    HOPS.iter().find(|hop| own(hop) && hop.from.contains(&from) && hop.to.contains(&to))
}

/// Whether any provider bills what crosses zones between a pair of ends.
#[must_use]
pub fn is_billed_by_zone(from: End, to: End) -> bool {
    let mut rules = HOPS.iter().filter(|hop| hop.from.contains(&from) && hop.to.contains(&to));
    rules.any(|hop| hop.forward.sides().is_some())
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
        for (from, to) in all.into_iter().flat_map(|from| all.map(|to| (from, to))) {
            let of = |provider: &str| {
                let own = HOPS.iter().filter(|hop| hop.providers.contains(&provider));
                own.filter(|hop| hop.from.contains(&from) && hop.to.contains(&to)).count()
            };
            let rules = ["aws", "azure", "gcp"].map(of);
            assert!(rules[0] <= 1, "{from:?} to {to:?} has {rules:?} rules");
            assert!(rules.iter().all(|count| *count == rules[0]), "{from:?} to {to:?}: {rules:?}");
        }
    }

    #[test]
    fn opposite_rows_agree() {
        for (hop, provider) in HOPS.iter().flat_map(|hop| hop.providers.iter().map(move |own| (hop, *own))) {
            for (from, to) in hop.from.iter().flat_map(|from| hop.to.iter().map(move |to| (*from, *to))) {
                // Before a network load balancer stand clients, behind it targets: the two are billed apart.
                let same = from != NetworkBalancer && to != NetworkBalancer;
                if let Some(other) = super::hop(provider, to, from).filter(|_| same) {
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
