//! The stops of a flow: its ends and what it passes, as components or as what is implied.

use costmodel_core::diag::{Diagnostic, Span};

use super::table::{self, End};
use crate::decode::At;
use crate::decode::fields::nearest;
use crate::kinds::Kind;
use crate::kinds::network::load_balancer::BalancerType;
use crate::kinds::network::vpn::VpnType;
use crate::kinds::shared::component;
use crate::lower::Lowering;
use crate::spec::{Flow, Spec};

/// A place bytes pass.
#[derive(Clone, Debug)]
pub struct Stop {
    /// What stands there.
    pub what: What,
    /// What that is to the billing of bytes.
    pub end: End,
}

/// What stands at a stop. The index is a declared component; without one it is implied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Everything outside.
    Internet,
    /// A component at an end.
    Component(usize),
    /// A NAT gateway.
    Nat(Option<usize>),
    /// A load balancer.
    Balancer(Option<usize>),
    /// A content delivery network.
    Cdn(Option<usize>),
    /// An interface endpoint.
    PrivateLink(Option<usize>),
    /// An API gateway.
    Api(Option<usize>),
    /// A VPN or a transit gateway: always declared, because nothing says how many connections it has.
    Vpn(usize),
}

impl What {
    /// The word of `via` that implies it.
    pub fn word(self) -> Option<&'static str> {
        match self {
            What::Nat(_) => Some("nat"),
            What::Balancer(_) => Some("load-balancer"),
            What::Cdn(_) => Some("cdn"),
            What::PrivateLink(_) => Some("private-link"),
            What::Api(_) => Some("api-gateway"),
            What::Vpn(_) => Some("vpn"),
            What::Internet | What::Component(_) => None,
        }
    }
}

/// All stops of a flow, in order.
#[derive(Clone, Debug)]
pub struct Path {
    /// At least two.
    pub stops: Vec<Stop>,
    /// The component it starts at, unless that is the internet.
    pub from: Option<usize>,
    /// The component it goes to, unless that is the internet.
    pub to: Option<usize>,
    /// Whether `via` says that it crosses zones.
    pub crosses_zones: bool,
    /// Where the CDN is among the stops.
    pub cdn: Option<usize>,
}

/// The words of `via`, and the kind each stands for.
const WORDS: [(&str, &str); 7] = [
    ("cdn", "cdn"),
    ("load-balancer", "load-balancer"),
    ("nat", "nat"),
    ("private-link", "private-link"),
    ("api-gateway", "api-gateway"),
    ("vpn", "vpn"),
    ("zone", ""),
];

/// Whether bytes pass a component of a kind.
pub(super) fn passable(kind: &str) -> bool {
    WORDS.iter().any(|(_, own)| *own == kind && !own.is_empty())
}

/// The stops of a flow; says what is wrong with them.
pub fn of(low: &mut Lowering<'_>, flow: &Flow) -> Option<Path> {
    let (from, to) = (end(low, &flow.from), end(low, &flow.to));
    let via = flow.via.iter().flat_map(|via| &via.0);
    let target = to.as_ref().and_then(|stop| index(stop.what));
    let mut crosses_zones = false;
    let mut between = Vec::new();
    let mut whole = true;
    for name in via {
        if name.value == "zone" && !low.spec.components.iter().any(|own| own.name.name == "zone") {
            crosses_zones = true;
            continue;
        }
        match passed(low, name, target) {
            Some(stop) => between.push(stop),
            None => whole = false,
        }
    }
    let (from, to) = (from?, to?);
    if !whole {
        return None;
    }
    if from.what == What::Internet && to.what == What::Internet {
        let hint = "one of them is a component";
        low.problems.push(
            Diagnostic::error("flow-end", flow.to.span.clone(), "both ends of the flow are the internet")
                .label("from nowhere to nowhere")
                .hint(hint),
        );
        return None;
    }
    let (start, target) = (index(from.what), index(to.what));
    let stops: Vec<Stop> = std::iter::once(from).chain(between).chain(std::iter::once(to)).collect();
    let cdn = stops.iter().position(|stop| matches!(stop.what, What::Cdn(_)));
    Some(Path { stops, from: start, to: target, crosses_zones, cdn })
}

fn index(what: What) -> Option<usize> {
    if let What::Component(at) = what { Some(at) } else { None }
}

/// An end of a flow: the internet or a component.
fn end(low: &mut Lowering<'_>, name: &At<String>) -> Option<Stop> {
    if name.value == "internet" {
        return Some(Stop { what: What::Internet, end: End::Internet });
    }
    if nearest(&name.value, ["internet"].into_iter()).is_some()
        && !low.spec.components.iter().any(|own| own.name.name == name.value)
    {
        unknown(low, &name.span, &name.value, "did you mean \"internet\"?".to_owned());
        return None;
    }
    let at = component(low, name)?;
    let kind = low.spec.components.get(at)?.kind_name;
    let Some(end) = table::end_of(kind) else {
        let message = format!("`{}` is a {kind}: bytes do not end there", name.value);
        let hint = match kind {
            passed if passable(passed) => format!("bytes pass it: via = [\"{}\"]", name.value),
            _ => "name the component that sends or receives them".to_owned(),
        };
        low.problems.push(
            Diagnostic::error("flow-end", name.span.clone(), message).label("not an end of bytes").hint(hint),
        );
        return None;
    };
    let in_zones = |kind: &Kind| if let Kind::VectorDatabase(own) = kind { own.in_zones() } else { false };
    let end =
        if low.spec.components.get(at).is_some_and(|own| in_zones(&own.kind)) { End::Machines } else { end };
    let outside = matches!(end, End::Service | End::Machines) && sold_elsewhere(low, at);
    let end = if outside { End::Vendor } else { end };
    Some(Stop { what: What::Component(at), end })
}

/// Whether something is reached over the internet: sold by others than the provider and its own platform.
fn sold_elsewhere(low: &Lowering<'_>, at: usize) -> bool {
    let mut own = low.model.lines.iter().filter(|line| usize::from(line.component) == at);
    own.any(|line| {
        let placement = low.model.placements.iter().find(|own| own.name == *line.placement);
        let provider = placement.and_then(|own| own.at.split('/').next()).unwrap_or_default();
        let seller = line.key.provider.as_str();
        seller != provider && !PLATFORMS.contains(&(provider, seller))
    })
}

/// Platforms of models that stand in the regions of a provider.
const PLATFORMS: [(&str, &str); 4] =
    [("aws", "bedrock"), ("azure", "azure-openai"), ("azure", "azure-ai-foundry"), ("gcp", "vertex-ai")];

/// A stop of `via`: a declared component, or a word for what is implied.
fn passed(low: &mut Lowering<'_>, name: &At<String>, target: Option<usize>) -> Option<Stop> {
    let spec = low.spec;
    let named = spec.components.iter().position(|own| own.name.name == name.value);
    if let Some(at) = named {
        return stop(spec, at).or_else(|| {
            let kind = spec.components.get(at).map_or("", |own| own.kind_name);
            let message = format!("`{}` is a {kind}: bytes do not pass it", name.value);
            let hint = "via names load balancers, NAT, API and transit gateways, private links, VPNs and CDNs; a component in between is the end of one flow and the start of the next";
            low.problems.push(Diagnostic::error("flow-path", name.span.clone(), message).label("not on a path").hint(hint));
            None
        });
    }
    let Some((word, kind)) = WORDS.into_iter().find(|(word, _)| *word == name.value) else {
        let declared =
            spec.components.iter().filter(|own| passable(own.kind_name)).map(|own| own.name.name.as_str());
        let near = nearest(&name.value, WORDS.into_iter().map(|(word, _)| word).chain(declared));
        if spec.lost.excuses(&name.value, near.is_some()) {
            return None;
        }
        let hint = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "one of cdn, load-balancer, nat, private-link, api-gateway, vpn, zone, or the name of such a component"
                .to_owned(),
        };
        unknown(low, &name.span, &name.value, hint);
        return None;
    };
    let of_kind = |own: &&(usize, &crate::spec::Component)| own.1.kind_name == kind;
    let declared: Vec<(usize, &crate::spec::Component)> = spec
        .components
        .iter()
        .enumerate()
        .filter(|own| of_kind(&own) && serves(&own.1.kind, spec, target))
        .collect();
    match declared.as_slice() {
        [] => implied(word).or_else(|| {
            let hint = format!(
                "declare it, for example [component.office.{word}]: nothing says how many connections it has"
            );
            unknown(low, &name.span, &name.value, hint);
            None
        }),
        [(at, _)] => stop(spec, *at),
        several => {
            let names: Vec<&str> = several.iter().map(|(_, own)| own.name.name.as_str()).collect();
            let message = format!("several components are a {word}: {}", names.join(", "));
            let hint = format!("name it: via = [\"{}\"]", names.first().unwrap_or(&""));
            low.problems.push(
                Diagnostic::error("ambiguous-via", name.span.clone(), message).label("which one?").hint(hint),
            );
            None
        }
    }
}

/// What stands before a target of its own.
fn target_of(kind: &Kind) -> Option<&At<String>> {
    match kind {
        Kind::LoadBalancer(own) => own.target.as_ref(),
        Kind::PrivateLink(own) => own.target.as_ref(),
        _ => None,
    }
}

/// A load balancer or a private link stands before its own target, or, if it names none, before any.
fn serves(kind: &Kind, spec: &Spec, target: Option<usize>) -> bool {
    let Some(own) = target_of(kind) else { return true };
    target.and_then(|at| spec.components.get(at)).is_some_and(|target| target.name.name == own.value)
}

fn stop(spec: &Spec, at: usize) -> Option<Stop> {
    let stop = |what, end| Some(Stop { what, end });
    match &spec.components.get(at)?.kind {
        Kind::Nat(_) => stop(What::Nat(Some(at)), End::Nat),
        Kind::Cdn(_) => stop(What::Cdn(Some(at)), End::Cdn),
        Kind::PrivateLink(_) => stop(What::PrivateLink(Some(at)), End::PrivateLink),
        Kind::ApiGateway(_) => stop(What::Api(Some(at)), End::Api),
        Kind::Vpn(own) => match own.vpn {
            VpnType::Site | VpnType::Client => stop(What::Vpn(at), End::Vpn),
            VpnType::Transit => stop(What::Vpn(at), End::Transit),
        },
        Kind::LoadBalancer(own) => match own.balancer {
            BalancerType::Application | BalancerType::Classic => {
                stop(What::Balancer(Some(at)), End::Balancer)
            }
            BalancerType::Network | BalancerType::Gateway => {
                stop(What::Balancer(Some(at)), End::NetworkBalancer)
            }
        },
        _ => None,
    }
}

fn implied(word: &str) -> Option<Stop> {
    let (what, end) = match word {
        "vpn" => return None,
        "cdn" => (What::Cdn(None), End::Cdn),
        "nat" => (What::Nat(None), End::Nat),
        "private-link" => (What::PrivateLink(None), End::PrivateLink),
        "api-gateway" => (What::Api(None), End::Api),
        _ => (What::Balancer(None), End::Balancer),
    };
    Some(Stop { what, end })
}

fn unknown(low: &mut Lowering<'_>, span: &Span, name: &str, hint: String) {
    low.problems.push(
        Diagnostic::error("unknown-component", span.clone(), format!("no component is called `{name}`"))
            .label("unknown component")
            .hint(hint),
    );
}

/// Whether a flow passes a declared component of a kind, by its name or by the kind's word.
#[must_use]
pub fn pass(spec: &Spec, name: &str, kind: &str) -> bool {
    let own = spec.components.iter().find(|own| own.name.name == name);
    let mut others = spec.components.iter().filter(|own| own.kind_name == kind && own.name.name != name);
    let alone = others.next().is_none();
    spec.flows.iter().any(|flow| {
        let target = spec.components.iter().position(|own| own.name.name == flow.to.value);
        let by_word = |word: &str| {
            word == kind
                && own.is_some_and(|own| {
                    serves(&own.kind, spec, target)
                        && (alone || matches!(own.kind, Kind::LoadBalancer(_) | Kind::PrivateLink(_)))
                })
        };
        flow.via.iter().flat_map(|via| &via.0).any(|via| via.value == name || by_word(&via.value))
    })
}
