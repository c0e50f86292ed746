//! A flow in one environment and placement: how much moves, where its stops are, whose lines they make.

use costmodel_core::model::Expr;
use rust_decimal::Decimal;

use super::lines::Subject;
use super::path::{Stop, What};
use super::shared::{Owner, Shared};
use super::table::End;
use crate::decode::Count;
use crate::kinds::Kind;
use crate::kinds::network::cdn;
use crate::kinds::shared::of_demand;
use crate::lower::{Cx, Lowering, Site};

/// Something that moves in a month, and the driver behind it.
#[derive(Clone, Debug)]
pub struct Moved {
    /// How much.
    pub expr: Expr,
    /// What moves it.
    pub driver: Option<String>,
}

/// A flow in one environment and placement.
#[derive(Debug)]
pub struct Here<'f> {
    /// The flow.
    pub subject: Subject<'f>,
    /// Where its first component is.
    pub near: Site,
    /// Where the other is, if both ends are components.
    pub far: Option<Site>,
    /// From its start to its end.
    pub forward: Moved,
    /// What comes back.
    pub back: Option<Moved>,
}

impl Here<'_> {
    /// Everywhere it passes.
    pub fn stops(&self) -> &[Stop] {
        &self.subject.path.stops
    }

    /// Where a stop is; `None`: in no region.
    pub fn site_of(&self, at: usize) -> Option<&Site> {
        let from = self.subject.path.from.map(|_| &self.near);
        let to = if from.is_some() { self.far.as_ref() } else { Some(&self.near) };
        let stop = self.stops().get(at)?;
        match stop.what {
            _ if stop.end == End::Vendor => None,
            What::Internet | What::Cdn(_) => None,
            What::Component(_) => {
                if at == 0 {
                    from
                } else {
                    to
                }
            }
            What::Nat(_) | What::PrivateLink(_) | What::Vpn(_) => from.or(to),
            What::Balancer(_) | What::Api(_) => to.or(from),
        }
    }

    /// Whether what is at a hop comes only when the CDN does not answer.
    pub fn behind_cdn(&self, hop: usize) -> bool {
        let path = self.subject.path;
        path.cdn.is_some_and(|cdn| if path.to.is_none() { hop < cdn } else { hop >= cdn })
    }

    /// The part of something that the CDN does not answer.
    pub fn reaching(&self, low: &Lowering<'_>, hop: usize, moved: &Moved) -> Moved {
        let declared = self
            .subject
            .path
            .cdn
            .and_then(|at| self.stops().get(at))
            .and_then(|stop| declared_cdn(low, stop));
        let hit = self.subject.flow.cache_hit.as_ref().or(declared.and_then(|own| own.cache_hit.as_ref()));
        match hit.filter(|_| self.behind_cdn(hop)) {
            Some(hit) => {
                let rest = hit.value.map(|hit| Decimal::ONE.checked_sub(*hit).unwrap_or_default());
                let rest = Expr::given("not answered from the cache", rest, "", hit.span.clone());
                Moved { expr: moved.expr.clone().times(rest), driver: moved.driver.clone() }
            }
            None => moved.clone(),
        }
    }

    /// Both directions together.
    pub fn both(&self, low: &Lowering<'_>, hop: usize) -> Moved {
        let mut parts = vec![self.reaching(low, hop, &self.forward)];
        parts.extend(self.back.as_ref().map(|back| self.reaching(low, hop, back)));
        let driver = parts.iter().find_map(|part| part.driver.clone());
        Moved { expr: Expr::sum(parts.into_iter().map(|part| part.expr).collect()), driver }
    }

    /// The flow's own component, where a sender is.
    pub fn own<'l, 'a>(
        &self,
        low: &'l mut Lowering<'a>,
        shared: &mut Shared,
        sender: Option<&Site>,
    ) -> Cx<'l, 'a> {
        let mut site = self.near.clone();
        if let Some(sender) = sender {
            site.place = sender.place.clone();
            site.placement = sender.placement.clone();
        }
        let id =
            shared.owner(low, Owner::Flow(self.subject.at), self.subject.label, &self.subject.flow.from.span);
        cx_of(low, id, site)
    }

    /// The component of a stop: a declared one, or what is implied.
    pub fn at_stop<'l, 'a>(&self, low: &'l mut Lowering<'a>, shared: &mut Shared, stop: &Stop) -> Cx<'l, 'a> {
        let (from, to) = (&self.subject.flow.from, &self.subject.flow.to);
        let via = self.subject.flow.via.iter().flat_map(|via| &via.0);
        let span = via
            .clone()
            .find(|via| Some(via.value.as_str()) == stop.what.word())
            .or(via.clone().next())
            .map_or(&from.span, |via| &via.span);
        let behind = if self.subject.path.to.is_some() { to } else { from };
        let id = match stop.what {
            What::Nat(Some(at))
            | What::Cdn(Some(at))
            | What::Balancer(Some(at))
            | What::PrivateLink(Some(at))
            | What::Api(Some(at))
            | What::Vpn(at)
            | What::Component(at) => u16::try_from(at).unwrap_or(u16::MAX),
            What::Cdn(None) => shared.owner(low, Owner::Cdn, "cdn", span),
            What::Balancer(None) => shared.owner(
                low,
                Owner::Balancer(behind.value.clone()),
                &format!("{}-load-balancer", behind.value),
                span,
            ),
            What::Api(None) => {
                let name = format!("{}-api-gateway", behind.value);
                shared.owner(low, Owner::Api(behind.value.clone()), &name, span)
            }
            What::PrivateLink(None) => {
                shared.owner(low, Owner::Link(to.value.clone()), &format!("{}-private-link", to.value), span)
            }
            What::Nat(None) | What::Internet => shared.owner(low, Owner::Nat, "nat", span),
        };
        let at = self.stops().iter().position(|other| other.what == stop.what).unwrap_or(0);
        let mut site = self.near.clone();
        if let Some(there) = self.site_of(at) {
            site.place = there.place.clone();
            site.placement = there.placement.clone();
        }
        cx_of(low, id, site)
    }

    /// Requests of a month, and whether their number for each unit is assumed.
    pub fn requests(&self, low: &mut Lowering<'_>) -> Option<(Moved, bool)> {
        let flow = self.subject.flow;
        let at = self.subject.path.from.or(self.subject.path.to)?;
        let first = low.spec.components.get(at)?;
        let mut cx = Cx::new(low, u16::try_from(at).ok()?, first, self.near.clone());
        let noun = [Some(&flow.per), flow.back.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|bytes| bytes.per.as_deref().filter(|noun| *noun != "month"));
        let (expr, driver) = match (&flow.requests, noun) {
            (Some(requests), Some(noun)) if requests.per.is_none() => {
                let demand = cx.low.demand_per(noun, &requests.span, &cx.site)?;
                let leaf = cx.leaf(&format!("requests per {noun}"), requests, "requests");
                (Expr::Series(demand.id).times(leaf), Some(demand.info.name))
            }
            (Some(requests), _) => of_demand(&mut cx, "requests", requests, "requests")?,
            (None, Some(noun)) => {
                let demand = cx.low.demand_per(noun, &flow.per.span, &cx.site)?;
                let leaf = Expr::assumed(&format!("requests per {noun}"), Decimal::ONE, "requests");
                return Some((
                    Moved { expr: Expr::Series(demand.id).times(leaf), driver: Some(demand.info.name) },
                    true,
                ));
            }
            (None, None) => {
                cx.error(
                    "missing-key",
                    flow.per.span.clone(),
                    "the flow does not say how many requests it has",
                    "bytes per month",
                    "requests = \"3_000_000 per month\"",
                );
                return None;
            }
        };
        Some((Moved { expr, driver }, false))
    }
}

/// A context of a component of the model, which need not be in the file.
pub fn cx_of<'l, 'a>(low: &'l mut Lowering<'a>, component: u16, site: Site) -> Cx<'l, 'a> {
    let (name, span) = low
        .model
        .components
        .get(usize::from(component))
        .map_or((String::new(), 0..0), |own| (own.name.clone(), own.span.clone()));
    Cx { low, component, name, span, site }
}

/// The CDN of a stop, where the file declares one.
pub fn declared_cdn<'a>(low: &Lowering<'a>, stop: &Stop) -> Option<&'a cdn::Cdn> {
    let What::Cdn(Some(at)) = stop.what else { return None };
    match &low.spec.components.get(at)?.kind {
        Kind::Cdn(own) => Some(own),
        _ => None,
    }
}

/// The zones a component states.
pub fn zones_of<'a>(low: &Lowering<'a>, at: usize) -> Option<&'a Count> {
    match &low.spec.components.get(at)?.kind {
        Kind::Container(own) => own.zones.as_ref(),
        Kind::Vm(own) => own.zones.as_ref(),
        Kind::Gpu(own) => own.zones.as_ref(),
        Kind::Kubernetes(own) => own.zones.as_ref(),
        Kind::SelfHostedModel(own) => own.zones.as_ref(),
        Kind::Sql(own) => own.zones.as_ref(),
        Kind::Cache(own) => own.zones.as_ref(),
        Kind::Search(own) => own.zones.as_ref(),
        _ => None,
    }
}
