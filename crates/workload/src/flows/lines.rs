//! The lines of a flow: hop by hop, each direction charged as the table of its provider says.

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::here::{Here, Moved, declared_cdn, zones_of};
use super::path::{Path, Stop, What};
use super::shared::Shared;
use super::table::{self, Charge, End};
use crate::kinds::Kind;
use crate::kinds::network::api_gateway::ApiGateway;
use crate::kinds::network::egress::{EGRESS, to_region};
use crate::kinds::network::private_link::{self, EndpointType};
use crate::kinds::network::{cdn, nat, vpn};
use crate::kinds::shared::lines::driven;
use crate::kinds::shared::of_demand;
use crate::lower::{Cx, Lowering, Site, of_component};
use crate::spec::Flow;

/// Bytes that leave to the internet, at the sender.
fn leave(cx: &mut Cx<'_, '_>, moved: Moved, why: &str) -> Option<()> {
    let out = cx.sold_as(EGRESS, "*", "internet")?;
    cx.push_sold(&out, "egress to the internet", moved.expr, Unit::bytes(), |line| {
        driven(line, moved.driver.as_deref()).note(why)
    });
    Some(())
}

/// A flow with its way.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'f> {
    /// Its number in the file.
    pub at: usize,
    /// What the file says.
    pub flow: &'f Flow,
    /// Its stops.
    pub path: &'f Path,
    /// What lines call it: `internet-api`.
    pub label: &'f str,
}

/// The lines of a flow, wherever it exists.
pub fn lower(low: &mut Lowering<'_>, shared: &mut Shared, subject: &Subject<'_>) {
    let spec = low.spec;
    let path = subject.path;
    let Some(first) = path.from.or(path.to).and_then(|at| spec.components.get(at)) else { return };
    let other = path.from.and(path.to).and_then(|at| spec.components.get(at));
    for mut near in of_component(low, first) {
        let far = other.map(|other| {
            let all =
                of_component(low, other).into_iter().filter(|site| site.environment == near.environment);
            let all: Vec<Site> = all.collect();
            all.iter().find(|site| site.placement == near.placement).or(all.first()).cloned()
        });
        // A flow exists where both of its ends do.
        if matches!(far, Some(None)) {
            continue;
        }
        let far = far.flatten();
        if let Some(far) = &far {
            near.active = near.active.and(&far.active);
        }
        let _reported: Option<()> = at_site(low, shared, subject, near, far);
    }
}

fn at_site(
    low: &mut Lowering<'_>,
    shared: &mut Shared,
    subject: &Subject<'_>,
    near: Site,
    far: Option<Site>,
) -> Option<()> {
    let flow = subject.flow;
    let at = subject.path.from.or(subject.path.to)?;
    let first = low.spec.components.get(at)?;
    let mut cx = Cx::new(low, u16::try_from(at).ok()?, first, near.clone());
    let (expr, driver) = of_demand(&mut cx, "bytes", &flow.per, "B")?;
    let forward = Moved { expr, driver };
    let back = match &flow.back {
        Some(back) => {
            let (expr, driver) = of_demand(&mut cx, "bytes back", back, "B")?;
            Some(Moved { expr, driver })
        }
        None => None,
    };
    let providers = cx.low.prices.book.class_providers("egress");
    let regional = |site: &Site| providers.contains(&site.place.provider);
    if !regional(&near) || !far.as_ref().is_none_or(regional) {
        cx.span = flow.from.span.clone();
        cx.not_here("a flow", &providers.join(" or "));
        return None;
    }
    let here = Here { subject: *subject, near, far, forward, back };
    for at in 0..here.stops().len().saturating_sub(1) {
        here.hop(low, shared, at)?;
    }
    for (at, stop) in here.stops().iter().enumerate() {
        here.stop(low, shared, at, stop)?;
    }
    Some(())
}

impl Here<'_> {
    /// What a hop costs.
    fn hop(&self, low: &mut Lowering<'_>, shared: &mut Shared, at: usize) -> Option<()> {
        let (a, b) = (self.stops().get(at)?, self.stops().get(at.checked_add(1)?)?);
        let (from, to) = (self.site_of(at), self.site_of(at.checked_add(1)?));
        let apart = |of: fn(&Site) -> &str| matches!((from, to), (Some(a), Some(b)) if of(a) != of(b));
        if apart(|site| &site.place.provider) {
            return self.over_the_internet(low, shared, at, (from, to));
        }
        let end = if apart(|site| &site.place.region) { End::OtherRegion } else { b.end };
        let provider = from.or(to).unwrap_or(&self.near).place.provider.as_str();
        let Some(hop) = table::hop(provider, a.end, end) else {
            let span = self
                .subject
                .flow
                .via
                .as_ref()
                .and_then(|via| via.0.first())
                .map_or(&self.subject.flow.to.span, |via| &via.span);
            let message = format!("bytes do not go from {} to {}", a.end.name(), end.name());
            let diagnostic = costmodel_core::diag::Diagnostic::error("flow-path", span.clone(), message);
            low.problems.push(diagnostic.label("no such way").hint("`via` lists what bytes pass in the order of `from` to `to`; clients start a flow, `back` is their answer"));
            return None;
        };
        if let Some(sides) = hop.forward.sides() {
            return self.zones(low, shared, at, (a, b), (sides, hop.why));
        }
        let back = self.back.as_ref().map(|back| (hop.back, back, to, from));
        for (charge, moved, sender, receiver) in
            std::iter::once((hop.forward, &self.forward, from, to)).chain(back)
        {
            let moved = self.reaching(low, at, moved);
            match charge {
                Charge::Free | Charge::Zones | Charge::ZonesOnce => {}
                Charge::CdnOut | Charge::CdnOrigin => {
                    let stop = if a.end == End::Cdn { a } else { b };
                    self.delivery(low, shared, stop, charge, moved)?;
                }
                Charge::InternetOut => {
                    leave(&mut self.own(low, shared, sender), moved, hop.why)?;
                }
                Charge::Region => {
                    let other = receiver.map_or("", |site| site.place.region.as_str()).to_owned();
                    let mut cx = self.own(low, shared, sender);
                    let there = to_region(&mut cx, &other)?;
                    cx.push_sold(&there, &format!("to {other}"), moved.expr, Unit::bytes(), |line| {
                        driven(line, moved.driver.as_deref()).note(hop.why)
                    });
                }
            }
        }
        Some(())
    }

    /// Between two providers bytes go over the internet: each sender is billed.
    fn over_the_internet(
        &self,
        low: &mut Lowering<'_>,
        shared: &mut Shared,
        at: usize,
        (from, to): (Option<&Site>, Option<&Site>),
    ) -> Option<()> {
        let back = self.back.as_ref().map(|back| (back, to));
        for (moved, sender) in std::iter::once((&self.forward, from)).chain(back) {
            let moved = self.reaching(low, at, moved);
            leave(&mut self.own(low, shared, sender), moved, "to another provider over the internet")?;
        }
        Some(())
    }

    /// The part that crosses zones, billed at one side or at both.
    fn zones(
        &self,
        low: &mut Lowering<'_>,
        shared: &mut Shared,
        at: usize,
        (a, b): (&Stop, &Stop),
        (billed, why): (u32, &str),
    ) -> Option<()> {
        let flow = self.subject.flow;
        let moved = self.both(low, at);
        let sides = Expr::constant("sides billed", billed, "");
        let (bytes, assumed) = match &flow.cross_zone {
            Some(share) if share.value == Ranged::same(Decimal::ZERO) => return Some(()),
            Some(share) => (
                moved
                    .expr
                    .times(Expr::given("part that crosses zones", share.value, "", share.span.clone()))
                    .times(sides),
                false,
            ),
            None if self.subject.path.crosses_zones => (moved.expr.times(sides), false),
            // A network load balancer stays in its zone unless told otherwise.
            None if a.end == End::NetworkBalancer || b.end == End::NetworkBalancer => return Some(()),
            None => {
                let of = |stop: &Stop, site: Option<&Site>| {
                    let own = if let What::Component(at) = stop.what { zones_of(low, at) } else { None };
                    site.and_then(|site| site.zones)
                        .or(own.map(|zones| zones.value))
                        .unwrap_or(Ranged::same(Decimal::ONE))
                };
                let (from, to) = (of(a, self.site_of(at)), of(b, self.site_of(at.saturating_add(1))));
                let zones = Ranged::from_fn(|s| (*from.get(s)).max(*to.get(s)));
                if [zones.low, zones.expected, zones.high].iter().all(|zones| *zones <= Decimal::ONE) {
                    return Some(());
                }
                let leaf = || {
                    Expr::given("zones", zones.map(|z| (*z).max(Decimal::ONE)), "", flow.from.span.clone())
                };
                let others = Expr::Above(Box::new(leaf()), Box::new(Expr::constant("its own zone", 1, "")));
                (moved.expr.times(others).times(sides).over(leaf()), true)
            }
        };
        let mut cx = self.own(low, shared, None);
        let between = cx.sold_as(EGRESS, "*", "zone")?;
        cx.push_sold(&between, "between zones", bytes, Unit::bytes(), |line| {
            let line = driven(line, moved.driver.as_deref()).note(why);
            if assumed {
                line.assumed().note(
                    "(zones - 1) / zones of the bytes cross zones; cross_zone = \"0 %\" switches it off",
                )
            } else {
                line
            }
        });
        Some(())
    }

    /// What a CDN bills for bytes.
    fn delivery(
        &self,
        low: &mut Lowering<'_>,
        shared: &mut Shared,
        stop: &Stop,
        charge: Charge,
        moved: Moved,
    ) -> Option<()> {
        let own = declared_cdn(low, stop);
        if own.is_some_and(cdn::Cdn::flat_rate) {
            return Some(());
        }
        let mut cx = self.at_stop(low, shared, stop);
        let driver = moved.driver.as_deref();
        match charge {
            Charge::CdnOrigin => cdn::to_origin(
                &mut cx,
                own,
                &format!("data to origin, {}", self.subject.label),
                moved.expr,
                driver,
            ),
            _ => cdn::delivered(
                &mut cx,
                own,
                &format!("data to viewers, {}", self.subject.label),
                moved.expr,
                driver,
            ),
        }
    }

    /// What bytes cost where they pass.
    fn stop(&self, low: &mut Lowering<'_>, shared: &mut Shared, at: usize, stop: &Stop) -> Option<()> {
        let before = at.saturating_sub(1);
        let data = format!("data, {}", self.subject.label);
        match stop.what {
            What::Internet | What::Component(_) => {}
            What::Nat(declared) => {
                let moved = self.both(low, before);
                let zones =
                    self.subject.path.from.or(self.subject.path.to).and_then(|at| zones_of(low, at).cloned());
                let mut cx = self.at_stop(low, shared, stop);
                nat::passed(&mut cx, &data, moved.expr, moved.driver.as_deref())?;
                if declared.is_none() {
                    shared.gateways(cx.component, &cx.site, zones);
                }
            }
            What::PrivateLink(declared) => {
                let moved = self.both(low, before);
                let zones = self.subject.path.from.and_then(|at| zones_of(low, at).cloned());
                let endpoint = match declared.and_then(|at| low.spec.components.get(at)).map(|own| &own.kind)
                {
                    Some(Kind::PrivateLink(own)) => own.endpoint,
                    _ => EndpointType::Interface,
                };
                let mut cx = self.at_stop(low, shared, stop);
                private_link::passed(&mut cx, endpoint, &data, moved.expr, moved.driver.as_deref())?;
                if declared.is_none() {
                    shared.endpoints(cx.component, &cx.site, zones);
                }
            }
            What::Vpn(_) if stop.end == End::Transit => {
                let moved = self.both(low, before);
                let mut cx = self.at_stop(low, shared, stop);
                vpn::passed(&mut cx, &data, moved.expr, moved.driver.as_deref())?;
            }
            What::Vpn(_) => {}
            What::Api(declared) => {
                let (requests, assumed) = self.requests(low)?;
                let (requests, bytes) = (self.reaching(low, before, &requests), self.both(low, before));
                let own = match declared.and_then(|at| low.spec.components.get(at)).map(|own| &own.kind) {
                    Some(Kind::ApiGateway(own)) => own.as_ref().clone(),
                    _ => ApiGateway::implied(),
                };
                let mut cx = self.at_stop(low, shared, stop);
                let (label, driver) = (self.subject.label, requests.driver.as_deref());
                own.passed(&mut cx, label, requests.expr, bytes.expr, driver, assumed)?;
            }
            What::Cdn(_) => {
                let own = declared_cdn(low, stop);
                if !own.is_some_and(cdn::Cdn::flat_rate) {
                    let (moved, assumed) = self.requests(low)?;
                    let name = format!("requests, {}", self.subject.label);
                    let mut cx = self.at_stop(low, shared, stop);
                    cdn::requests(&mut cx, own, &name, moved.expr, moved.driver.as_deref(), assumed)?;
                    if own.is_none() {
                        shared.cdn(cx.component, &cx.site);
                    }
                }
            }
            What::Balancer(declared) => {
                let (requests, _) = self.requests(low)?;
                let (requests, bytes) = (self.reaching(low, before, &requests), self.both(low, before));
                let public = self
                    .stops()
                    .get(before)
                    .is_some_and(|stop| matches!(stop.end, End::Internet | End::Vendor | End::Cdn));
                let functions =
                    self.stops().get(at.checked_add(1)?).is_some_and(|stop| stop.end == End::Function);
                let zones = self.subject.path.to.and_then(|at| zones_of(low, at).cloned());
                let cx = self.at_stop(low, shared, stop);
                shared.balancer(cx.component, &cx.site, declared, zones, public, functions, requests, bytes);
            }
        }
        Some(())
    }
}
