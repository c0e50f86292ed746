//! The surprises of real workloads: every cause can be met, and no cent is in two.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use costmodel::write::json;
use costmodel::{Money, Scenario, Simulation, prices};
use costmodel_core::surprises::{CAUSES, SIGNS, cause_of};

/// A system that walks into every one of them.
const UNLUCKY: &str = r#"
name = "unlucky"
start = "2027-01"
months = 6

[placement.main]
at = "aws/us-east-1"

[placement.europe]
at = "aws/eu-central-1"
share = "20 %"

[driver.chats]
unit = "chat"
monthly = { low = "500_000", expected = "1_000_000", high = "2_000_000" }
week = "business-hours America/New_York"
burst = 2

[driver.documents]
unit = "document"
stock = "1_000_000"
added = "50_000 per month"
deleted = "20_000 per month"
size = "60 KiB per document"

[component.api.container]
serves = "chats"
placement = "main"
vcpu = 1
memory = "2 GiB"
latency = "900 ms"
concurrency = 2
replicas = { min = 3, max = 60 }
zones = 3

[component.worker.container]
serves = "chats"
placement = "main"
vcpu = 1
memory = "2 GiB"
latency = "900 ms"
concurrency = 2
replicas = { min = 1, max = 60 }
zones = 3

[component.abroad.container]
serves = "chats"
placement = "europe"
vcpu = 1
memory = "2 GiB"
latency = "200 ms"
concurrency = 20

[component.answers.llm]
serves = "chats"
model = "anthropic/claude-sonnet-5"
input = "900 tokens"
output = "300 tokens"

[component.shelf.object-storage]
keeps = "documents"
placement = "main"
class = "infrequent"
reads = "1 request per chat"
deleted_age = "10 days"
move = { to = "archive", after = "60 days" }

[component.logs.logging]
of = ["api"]
events = "9 events per chat"
bytes = "0.5 KiB per event"

[component.records.sql]
placement = "main"
vcpu = 2
memory = "8 GiB"
storage = "100 GiB"
extended_support = true

[component.shared.file-storage]
keeps = "documents"
placement = "main"
infrequent = "60 %"
infrequent_reads = "20 KiB per chat"

[component.dashboards.metrics]
custom_metrics = 60

[component.tasks.queue]
serves = "documents.added"
placement = "main"

[component.models.gpu]
serves = "chats"
placement = "main"
gpu = "a10g"
duration = "1 s"
replicas = { min = 2, max = 60 }

[component.clicks.stream]
serves = "chats"
placement = "main"
size = "1 KiB"
mode = "provisioned"

[[flow]]
from = "api"
to = "answers"
via = ["nat"]
per = "14 KiB per chat"

[[flow]]
from = "worker"
to = "answers"
via = ["private-link"]
per = "14 KiB per chat"

[[flow]]
from = "api"
to = "worker"
per = "20 KiB per chat"

[[flow]]
from = "api"
to = "abroad"
per = "20 KiB per chat"
"#;

fn simulated(text: &str) -> Simulation {
    let loaded = costmodel::load(text, &prices::embedded());
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded.workload.unwrap().simulate()
}

#[test]
fn every_cause_can_be_met() {
    let simulation = simulated(UNLUCKY);
    let met: Vec<&str> = simulation.surprises().iter().map(|found| found.cause.id).collect();
    let unmet: Vec<&str> = CAUSES.iter().map(|cause| cause.id).filter(|id| !met.contains(id)).collect();
    assert!(unmet.is_empty(), "never met: {unmet:?}; lines: {:#?}", names(&simulation));
    let model = simulation.model();
    let priced = simulation.charges().iter().all(|charge| charge.price.is_ok());
    assert!(priced && model.lines.iter().filter_map(cause_of).count() >= CAUSES.len() - 2);
}

fn names(simulation: &Simulation) -> Vec<String> {
    simulation.model().lines.iter().map(|line| format!("{} | {}", line.key, line.name)).collect()
}

#[test]
fn every_sign_names_something_that_is_sold() {
    let book = prices::embedded();
    for sign in SIGNS.iter().filter(|sign| sign.line.is_empty() && !sign.service.is_empty()) {
        // A line's own name is no name of the book.
        let (provider, service) = sign.service.split_once('/').unwrap();
        let tables: Vec<_> =
            book.tables().into_iter().filter(|table| table.0 == provider && table.1 == service).collect();
        let fits = |pattern: &str, name: &str| {
            pattern.is_empty()
                || pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
        };
        let sold = tables.iter().any(|(provider, service, region)| {
            book.skus(provider, service, region).into_iter().filter(|sku| fits(sign.sku, sku)).any(|sku| {
                book.meters(provider, service, region, sku).iter().any(|meter| fits(sign.meter, meter))
            })
        });
        assert!(sold, "{sign:?}");
    }
}

#[test]
fn no_cent_is_in_two_causes() {
    let simulation = simulated(UNLUCKY);
    let surprises = simulation.surprises();
    for scenario in Scenario::ALL {
        let sum = surprises.iter().fold(Money::ZERO, |sum, found| {
            sum.checked_add(found.totals[scenario.index()].costs.effective).unwrap()
        });
        assert!(sum > Money::ZERO && sum < simulation.total(scenario).costs.effective);
    }
    // The idle part of machines is below what they cost; what has a line of its own is in it whole.
    let of = |id: &str| surprises.iter().find(|found| found.cause.id == id).unwrap();
    let idle = ["idle-minimum", "idle-headroom"].map(|id| of(id).totals[1].costs.effective);
    let machines = ["api", "worker", "abroad", "models"].map(|name| {
        let groups = simulation.group(costmodel::By::Component);
        groups.into_iter().find(|(component, _)| component == name).unwrap().1[1].costs.effective
    });
    let sum = |all: &[Money]| all.iter().fold(Money::ZERO, |sum, one| sum.checked_add(*one).unwrap());
    assert!(idle.iter().all(|part| *part > Money::ZERO) && sum(&idle) < sum(&machines));
    assert_eq!(of("logs").components, ["logs"]);
    let own: Money = sum(&simulation
        .charges()
        .iter()
        .filter(|charge| charge.scenario == Scenario::Expected)
        .filter(|charge| simulation.model().lines[charge.line as usize].name.starts_with("idle machines"))
        .map(|charge| charge.price.as_ref().unwrap().costs.effective)
        .collect::<Vec<_>>());
    assert!(own > Money::ZERO && own < sum(&idle));
    assert_eq!(of("retrieval").components, ["shelf", "shared"]);
    assert!(of("idle-minimum").components.contains(&"models".to_owned()));
}

#[test]
fn the_dearest_comes_first_and_json_has_all() {
    let simulation = simulated(UNLUCKY);
    let surprises = simulation.surprises();
    assert!(surprises.is_sorted_by(|a, b| a.totals[1].costs.effective >= b.totals[1].costs.effective));
    let mut bytes = Vec::new();
    json(&simulation.report(), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for cause in CAUSES {
        assert!(text.contains(&format!("\"cause\": \"{}\"", cause.id)), "{}", cause.id);
    }
}

#[test]
fn where_replicas_are_never_idle_there_is_no_such_surprise() {
    let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 2\n[placement.main]\nat = \"aws/af-south-1\"\n\
        [component.api.vm]\ntype = \"m7g.large\"\n";
    let simulation = simulated(text);
    assert!(simulation.surprises().is_empty(), "{:?}", simulation.surprises());
    let fresh = simulation.freshness().unwrap();
    assert!(fresh.oldest <= fresh.newest);
    assert_eq!(fresh.stale.iter().map(|stale| stale.as_of).min(), Some(fresh.oldest));
    assert_eq!(fresh.stale.iter().map(|stale| stale.line.as_str()).collect::<Vec<_>>(), ["api root volume"]);
}
