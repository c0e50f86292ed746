//! What bytes between components imply: load balancers, NAT, zones, CDN, private links, egress.
//!
//! A flow is stated once. `path` resolves what it passes, [`table`] says which side of each hop is charged,
//! `here` is a flow in one environment and placement, `lines` makes the lines of each hop, and `shared` what
//! several flows pass together: gateways, load balancers, endpoints. What no component of the file stands for
//! hangs on a component of kind `flow`.

pub(crate) mod geography;
mod here;
mod hops;
mod lines;
mod path;
mod shared;
pub mod table;

use costmodel_core::diag::Diagnostic;
use costmodel_core::unit::singular;

use crate::decode::Amount;
use crate::kinds::operations::metrics;
use crate::lower::Lowering;
use crate::spec::Flow;
use table::End;

pub use path::pass;

/// What a flow adds unasked, beside the implied lines of the kinds it passes.
pub const IMPLIED: &[&str] = &[
    "(zones - 1) / zones of the bytes between machines in several zones cross zones, billed at both sides (cross_zone = \"0 %\" switches it off; behind a network load balancer none do unless stated)",
    "one request for each unit, where a CDN, a load balancer or an API gateway is passed (`requests` changes it)",
    "via = [\"api-gateway\"]: an HTTP API; each request has the flow's bytes, counted for each started 512 KiB",
    "via = [\"private-link\"]: an endpoint in each zone: the environment's zones, else those of the sender, else 2",
    "an AI model or a log service that the provider does not host itself is reached over the internet: bytes sent to it are egress",
    "environments and placements take their part of flows; hours of gateways, load balancers and endpoints are not scaled, and no schedule stops them",
];

/// Adds the lines that flows imply, and those of metrics that replicas write.
pub fn lower(low: &mut Lowering<'_>) {
    let spec = low.spec;
    let mut all = shared::Shared::default();
    for (at, flow) in spec.flows.iter().enumerate() {
        let Some(path) = path::of(low, flow) else { continue };
        let earlier: Vec<&Flow> = spec.flows.iter().take(at).filter(|other| same_ends(other, flow)).collect();
        if earlier.iter().any(|other| same_way(other, flow)) {
            let message =
                format!("the flow from `{}` to `{}` is written twice", flow.from.value, flow.to.value);
            let hint = "state its bytes once; another unit of demand, or another way, makes another flow";
            low.problems.push(
                Diagnostic::error("flow-twice", flow.from.span.clone(), message)
                    .label("stated above")
                    .hint(hint),
            );
            continue;
        }
        let label = match earlier.len() {
            0 => format!("{}-{}", flow.from.value, flow.to.value),
            more => format!("{}-{}-{}", flow.from.value, flow.to.value, more.saturating_add(1)),
        };
        if checked(low, flow, &path) {
            lines::lower(low, &mut all, &lines::Subject { at, flow, path: &path, label: &label });
        }
    }
    all.finish(low);
    metrics::of_replicas(low);
}

fn same_ends(a: &Flow, b: &Flow) -> bool {
    a.from.value == b.from.value && a.to.value == b.to.value
}

/// The same stops for the same unit of demand.
fn same_way(a: &Flow, b: &Flow) -> bool {
    let via = |flow: &Flow| -> Vec<String> {
        flow.via.iter().flat_map(|via| &via.0).map(|name| name.value.clone()).collect()
    };
    let noun =
        |amount: &Amount| amount.per.as_deref().map_or(String::new(), |noun| singular(noun).to_owned());
    via(a) == via(b) && noun(&a.per) == noun(&b.per)
}

/// What does not fit the way of a flow.
fn checked(low: &mut Lowering<'_>, flow: &Flow, path: &path::Path) -> bool {
    let before = low.problems.errors();
    match (path.cdn, &flow.cache_hit) {
        (None, Some(hit)) => low.problems.push(
            Diagnostic::error("no-cdn", hit.span.clone(), "`cache_hit` needs a CDN on the way")
                .label("nothing caches here")
                .hint("via = [\"cdn\"]"),
        ),
        (Some(_), _) if path.from.is_some() && path.to.is_some() => low.problems.push(
            Diagnostic::error(
                "flow-path",
                flow.to.span.clone(),
                "a CDN stands between the internet and a component, not between two components",
            )
            .label("neither end is the internet")
            .hint("drop it from `via`, or make \"internet\" one of the ends"),
        ),
        _ => {}
    }
    let bills_requests =
        |stop: &path::Stop| matches!(stop.end, End::Cdn | End::Balancer | End::NetworkBalancer | End::Api);
    if let Some(requests) = flow.requests.as_ref().filter(|_| !path.stops.iter().any(bills_requests)) {
        let message = "`requests` has no effect: nothing on this way bills requests";
        low.problems.push(
            Diagnostic::error("no-effect", requests.span.clone(), message)
                .label("not billed")
                .hint("drop it; CDNs, load balancers and API gateways in `via` bill requests"),
        );
    }
    let crosses =
        path.crosses_zones || flow.cross_zone.as_ref().is_some_and(|share| !share.value.high.is_zero());
    let billed = |pair: &[path::Stop]| match pair {
        [a, b] => table::is_billed_by_zone(a.end, b.end),
        _ => false,
    };
    if crosses && low.problems.errors() == before && !path.stops.windows(2).any(billed) {
        low.problems.push(
            Diagnostic::warning("zone-free", flow.from.span.clone(), "crossing zones costs nothing on this way")
                .label("no hop of it is billed by zone")
                .hint("drop \"zone\" from `via`, or `cross_zone`: only machines to machines or caches, and network load balancers, pay for it"),
        );
    }
    low.problems.errors() == before
}
