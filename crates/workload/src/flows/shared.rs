//! What several flows pass together: made once for each environment and placement.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::diag::Span;
use costmodel_core::model::Component;
use costmodel_core::month::Active;

use super::here::{Moved, cx_of};
use crate::decode::Count;
use crate::kinds::network::load_balancer::{LoadBalancer, Traffic};
use crate::kinds::network::private_link::{self, EndpointType};
use crate::kinds::network::{cdn, nat};
use crate::kinds::{Kind, shared};
use crate::lower::{Lowering, Site};

/// What an implied component stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A flow, by its number in the file.
    Flow(usize),
    /// The NAT gateways.
    Nat,
    /// The CDN.
    Cdn,
    /// The load balancer of a component.
    Balancer(String),
    /// The endpoints of a component.
    Link(String),
    /// The API gateway of a component.
    Api(String),
}

type Place = (u16, u16, Arc<str>);

/// Everything implied so far.
#[derive(Debug, Default)]
pub struct Shared {
    owners: BTreeMap<Owner, u16>,
    gateways: BTreeMap<Place, Standing>,
    endpoints: BTreeMap<Place, Standing>,
    balancers: BTreeMap<Place, Balancer>,
    cdns: BTreeMap<Place, Standing>,
}

/// Something that stands in each zone.
#[derive(Debug)]
struct Standing {
    site: Site,
    zones: Option<Count>,
}

#[derive(Debug)]
struct Balancer {
    standing: Standing,
    declared: Option<usize>,
    public: bool,
    traffic: Traffic,
}

impl Shared {
    /// The component of the model that stands for something implied; its name is free in the file.
    pub fn owner(&mut self, low: &mut Lowering<'_>, owner: Owner, name: &str, span: &Span) -> u16 {
        if let Some(id) = self.owners.get(&owner) {
            return *id;
        }
        let mut name = name.to_owned();
        while is_taken(low, &name) {
            name.push_str("-flow");
        }
        let id = u16::try_from(low.model.components.len()).unwrap_or(u16::MAX);
        low.model.components.push(Component { name, kind: "flow", span: span.clone() });
        self.owners.insert(owner, id);
        id
    }

    /// Gateways that a flow passes.
    pub fn gateways(&mut self, component: u16, site: &Site, zones: Option<Count>) {
        stand(&mut self.gateways, component, site, zones);
    }

    /// A CDN that a flow passes.
    pub fn cdn(&mut self, component: u16, site: &Site) {
        stand(&mut self.cdns, component, site, None);
    }

    /// Endpoints that a flow passes.
    pub fn endpoints(&mut self, component: u16, site: &Site, zones: Option<Count>) {
        stand(&mut self.endpoints, component, site, zones);
    }

    /// A load balancer that a flow passes, with what it brings.
    #[allow(clippy::too_many_arguments)]
    pub fn balancer(
        &mut self,
        component: u16,
        site: &Site,
        declared: Option<usize>,
        zones: Option<Count>,
        public: bool,
        functions: bool,
        requests: Moved,
        bytes: Moved,
    ) {
        let one = self.balancers.entry(place(component, site)).or_insert_with(|| Balancer {
            standing: Standing { site: site.clone(), zones: None },
            declared,
            public: false,
            traffic: Traffic::default(),
        });
        one.standing.join(site, zones);
        one.public |= public;
        one.traffic.functions |= functions;
        one.traffic.requests.push(requests.expr);
        one.traffic.bytes.push(bytes.expr);
        one.traffic.drivers.extend(requests.driver.into_iter().chain(bytes.driver));
    }

    /// Hours of what stands, and the capacity units of load balancers.
    pub fn finish(self, low: &mut Lowering<'_>) {
        for ((component, ..), standing) in self.gateways {
            let cx = &mut cx_of(low, component, standing.site);
            let zones = shared::zones(cx, standing.zones.as_deref(), nat::DEFAULT_ZONES, 1);
            let _reported: Option<()> =
                nat::gateways(cx, &shared::Zones { assumed: true, ..zones }, true, None);
        }
        for ((component, ..), standing) in self.cdns {
            let _reported: Option<()> = cdn::base(&mut cx_of(low, component, standing.site));
        }
        for ((component, ..), standing) in self.endpoints {
            let cx = &mut cx_of(low, component, standing.site);
            let zones = shared::zones(cx, standing.zones.as_deref(), private_link::DEFAULT_ZONES, 1);
            let _reported: Option<()> = private_link::endpoints(cx, EndpointType::Interface, &zones, None);
        }
        for ((component, ..), balancer) in self.balancers {
            let spec = low.spec;
            let declared = balancer.declared.and_then(|at| spec.components.get(at)).map(|own| &own.kind);
            let cx = &mut cx_of(low, component, balancer.standing.site);
            match declared {
                Some(Kind::LoadBalancer(own)) => {
                    let _reported: Option<()> = own.units(cx, &balancer.traffic);
                }
                _ => {
                    let own = LoadBalancer::implied(balancer.standing.zones);
                    if own.standing(cx, balancer.public).is_some() {
                        let _reported: Option<()> = own.units(cx, &balancer.traffic);
                    }
                }
            }
        }
    }
}

impl Standing {
    /// It exists while any of its users does, in the most zones that one of them states.
    fn join(&mut self, site: &Site, zones: Option<Count>) {
        self.site.active = hull(self.site.active, site.active);
        if zones
            .as_ref()
            .is_some_and(|zones| self.zones.as_ref().is_none_or(|known| zones.expected() > known.expected()))
        {
            self.zones = zones;
        }
    }
}

fn stand(all: &mut BTreeMap<Place, Standing>, component: u16, site: &Site, zones: Option<Count>) {
    all.entry(place(component, site))
        .or_insert_with(|| Standing { site: site.clone(), zones: None })
        .join(site, zones);
}

fn place(component: u16, site: &Site) -> Place {
    (component, site.environment, site.placement.clone())
}

/// The days from the first of either to the last of either.
fn hull(a: Active, b: Active) -> Active {
    let from = a.from.zip(b.from).map(|(a, b)| a.min(b));
    let until = a.until.zip(b.until).map(|(a, b)| a.max(b));
    Active { from, until }
}

fn is_taken(low: &Lowering<'_>, name: &str) -> bool {
    let spec = low.spec;
    low.model.components.iter().any(|own| own.name == name)
        || spec.drivers.iter().any(|(key, _)| key.name == name)
        || spec.events.iter().any(|(key, _)| key.name == name)
        || spec.placements.iter().any(|(key, _)| key.name == name)
        || spec.environments.iter().any(|(key, _)| key.name == name)
}
