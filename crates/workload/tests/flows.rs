//! What flows imply, on the book inside the program. Quantities are of the expected scenario's first month.

#![allow(clippy::panic)] // helpers of tests

use std::collections::BTreeMap;

use costmodel_core::model::Basis;
use costmodel_core::price::price_usage;
use costmodel_core::scenario::Scenario;
use costmodel_workload::{Loaded, load};

/// January 2027 has 744 hours. With 1,000,000 chats, a KiB per chat is 0.953674 GiB.
const HEAD: &str = r#"name = "test"
start = "2027-01"
months = 2
[placement.main]
at = "aws/us-east-1"
[driver.chats]
monthly = "1_000_000"
[driver.documents]
stock = "400_000"
added = "100_000 per month"
size = "180 KiB per document"
[component.api.container]
serves = "chats"
vcpu = 1
memory = "2 GiB"
latency = "900 ms"
concurrency = 20
"#;

/// A line in the first month: `component/line/environment/placement`.
struct Row {
    sku: String,
    quantity: String,
    unit: String,
    cost: String,
    basis: Basis,
}

fn loaded(body: &str) -> Loaded {
    load(&format!("{HEAD}{body}"), &costmodel_pricebook::embedded())
}

fn rows_of(loaded: &Loaded) -> BTreeMap<String, Row> {
    let (model, usages) = loaded.model.as_ref().unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let costs = price_usage(model, usages);
    for usage in usages.iter().filter(|usage| usage.month == 0 && usage.scenario == Scenario::Expected) {
        let line = &model.lines[usage.line as usize];
        let name = &model.components[usize::from(line.component)].name;
        let environment = &model.environments[usize::from(line.environment)];
        let of_line =
            costs.iter().filter(|c| c.line == usage.line && c.month == 0 && c.scenario == Scenario::Expected);
        let cost = of_line
            .map(|c| c.price.as_ref().map(|p| p.costs.list))
            .try_fold(costmodel_core::num::Money::ZERO, |sum, one| {
                one.ok().and_then(|one| sum.checked_add(one))
            });
        let unit =
            line.rates.as_ref().map_or_else(|_| line.unit.to_string(), |rates| rates[0].unit.to_string());
        let row = Row {
            sku: format!("{}/{} {}", line.key.service, line.key.sku, line.key.meter),
            quantity: usage
                .quantity
                .as_ref()
                .map_or_else(|_| "?".into(), |q| q.to_decimal().normalize().to_string()),
            unit,
            cost: cost
                .map_or_else(|| "?".into(), |cost| cost.to_decimal().round_dp(4).normalize().to_string()),
            basis: line.basis,
        };
        let key = format!("{name}/{}/{environment}/{}", line.name, line.placement);
        assert!(rows.insert(key.clone(), row).is_none(), "{key} is there twice");
    }
    rows
}

/// `component/line` in production of the first placement.
fn quantity(rows: &BTreeMap<String, Row>, line: &str) -> String {
    let found = rows.get(&format!("{line}/production/main"));
    found.map_or_else(
        || format!("none of {:#?}", rows.keys().collect::<Vec<_>>()),
        |row| format!("{} {}", row.quantity, row.unit),
    )
}

fn names(rows: &BTreeMap<String, Row>, start: &str) -> Vec<String> {
    rows.keys().filter(|key| key.starts_with(start)).cloned().collect()
}

fn codes(body: &str) -> Vec<String> {
    loaded(body)
        .diagnostics
        .iter()
        .filter(|d| d.is_error())
        .map(|d| format!("{}: {}", d.code, d.hints.join(" ")))
        .collect()
}

fn assert_error(body: &str, code: &str, hint: &str) {
    let found = codes(body);
    assert!(
        found.len() == 1 && found[0].starts_with(&format!("{code}: ")) && found[0].contains(hint),
        "{body}\n{found:#?}"
    );
}

const ANSWERS: &str = r#"
[component.answers.llm]
serves = "chats"
model = "anthropic/claude-sonnet-5"
input = "1_500 tokens"
output = "350 tokens"
"#;
const STORE: &str = r#"
[component.store.object-storage]
keeps = "documents"
"#;

#[test]
fn a_load_balancer_on_the_internet() {
    let flow = "[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"load-balancer\"]\nper = \"4 KiB per chat\"\nback = \"60 KiB per chat\"\n";
    let rows = rows_of(&loaded(flow));
    assert_eq!(names(&rows, "internet-api/"), ["internet-api/egress to the internet/production/main"]);
    assert_eq!(quantity(&rows, "internet-api/egress to the internet"), "57.220459 GiB");
    assert_eq!(quantity(&rows, "api-load-balancer/hours"), "744 Hours");
    assert_eq!(quantity(&rows, "api-load-balancer/public IPv4"), "1488 Hours");
    // 64 KiB x 1,000,000 / 1 GiB leads; 200,000 connections are 2.2 units.
    assert_eq!(quantity(&rows, "api-load-balancer/capacity units"), "61.035156 LCU-Hours");
    assert_eq!(rows["api-load-balancer/capacity units/production/main"].basis, Basis::Assumed);
    assert_eq!(rows["api-load-balancer/hours/production/main"].cost, "16.74");
}

#[test]
fn a_vendor_is_on_the_internet_and_nat_bills_both_directions() {
    let body = format!(
        "{ANSWERS}[environment.staging]\ndemand = \"10 %\"\nzones = 1\nschedule = \"weekdays 08:00-20:00\"\n[[flow]]\nfrom = \"api\"\nto = \"answers\"\nvia = [\"nat\"]\nper = \"14 KiB per chat\"\nback = \"2 KiB per chat\"\n"
    );
    let rows = rows_of(&loaded(&body));
    assert_eq!(quantity(&rows, "nat/data, api-answers"), "15.258789 GiB");
    assert_eq!(quantity(&rows, "api-answers/egress to the internet"), "13.35144 GiB");
    assert_eq!(quantity(&rows, "nat/gateways"), "1488 Hours");
    assert_eq!(quantity(&rows, "nat/public IPv4"), "1488 Hours");
    // One zone, a tenth of the bytes, and gateways run outside the schedule too.
    assert_eq!(rows["nat/gateways/staging/main"].quantity, "744");
    assert_eq!(rows["nat/data, api-answers/staging/main"].quantity, "1.525879");
}

#[test]
fn a_model_of_the_platform_itself_is_in_the_region() {
    let body = ANSWERS.replace("anthropic/claude-sonnet-5", "bedrock/anthropic.claude-haiku-4-5");
    let rows = rows_of(&loaded(&format!(
        "{body}[[flow]]\nfrom = \"api\"\nto = \"answers\"\nper = \"14 KiB per chat\"\n"
    )));
    assert!(rows.values().all(|row| !row.sku.starts_with("data-transfer")), "{:?}", rows.keys());
}

#[test]
fn storage_of_the_region_costs_nothing_to_reach_except_behind_nat() {
    let flow = |via: &str| {
        format!(
            "{STORE}[[flow]]\nfrom = \"api\"\nto = \"store\"\n{via}per = \"1 KiB per chat\"\nback = \"540 KiB per chat\"\n"
        )
    };
    let rows = rows_of(&loaded(&flow("")));
    assert!(rows.values().all(|row| !row.sku.starts_with("data-transfer")), "{:?}", rows.keys());
    let rows = rows_of(&loaded(&flow("via = [\"nat\"]\n")));
    assert_eq!(quantity(&rows, "nat/data, api-store"), "515.937805 GiB");
    assert!(names(&rows, "api-store/").is_empty());
    let rows = rows_of(&loaded(&flow("via = [\"private-link\"]\n")));
    assert_eq!(quantity(&rows, "store-private-link/endpoints"), "1488 Hours");
    assert_eq!(quantity(&rows, "store-private-link/data, api-store"), "515.937805 GiB");
}

#[test]
fn a_cdn_answers_part_of_it() {
    let body = "[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"cdn\", \"load-balancer\"]\nper = \"4 KiB per chat\"\nback = \"60 KiB per chat\"\nrequests = 12\ncache_hit = \"80 %\"\n";
    let rows = rows_of(&loaded(body));
    assert_eq!(quantity(&rows, "cdn/data to viewers, internet-api"), "57.220459 GiB");
    assert_eq!(quantity(&rows, "cdn/requests, internet-api"), "1200 10000 Requests");
    assert_eq!(rows["cdn/requests, internet-api/production/main"].basis, Basis::Usage);
    assert_eq!(quantity(&rows, "cdn/data to origin, internet-api"), "0.762939 GiB");
    // A fifth of 64 KiB and of 12 requests reach the load balancer; nothing is egress.
    assert_eq!(quantity(&rows, "api-load-balancer/capacity units"), "12.207031 LCU-Hours");
    assert!(names(&rows, "internet-api/").is_empty());
    // The same way, written from the bucket.
    let rows = rows_of(&loaded(&format!(
        "{STORE}[component.edge.cdn]\ngeography = \"japan\"\ncache_hit = \"50 %\"\n[[flow]]\nfrom = \"store\"\nto = \"internet\"\nvia = [\"cdn\"]\nper = \"60 KiB per chat\"\nback = \"4 KiB per chat\"\n"
    )));
    assert_eq!(quantity(&rows, "edge/data to viewers, store-internet"), "57.220459 GiB");
    assert_eq!(quantity(&rows, "edge/data to origin, store-internet"), "1.907349 GiB");
    assert_eq!(rows["edge/requests, store-internet/production/main"].sku, "cloudfront/japan https-requests");
    let rows = rows_of(&loaded(
        "[component.edge.cdn]\nplan = \"pro\"\n[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"edge\"]\nper = \"4 KiB per chat\"\nback = \"60 KiB per chat\"\n",
    ));
    assert_eq!(names(&rows, "edge/"), ["edge/plan/production/main"]);
}

#[test]
fn zones_are_billed_at_both_sides() {
    let body = |more: &str| {
        format!(
            "[component.worker.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nzones = 4\nlatency = \"1 s\"\nconcurrency = 4\n[[flow]]\nfrom = \"api\"\nto = \"worker\"\nper = \"3 KiB per chat\"\nback = \"1 KiB per chat\"\n{more}"
        )
    };
    let rows = rows_of(&loaded(&body("")));
    // 4 KiB x 3/4 x 2
    assert_eq!(quantity(&rows, "api-worker/between zones"), "5.722046 GiB");
    assert_eq!(rows["api-worker/between zones/production/main"].basis, Basis::Assumed);
    assert!(names(&rows_of(&loaded(&body("cross_zone = \"0 %\"\n"))), "api-worker/").is_empty());
    assert_eq!(
        quantity(&rows_of(&loaded(&body("cross_zone = \"50 %\"\n"))), "api-worker/between zones"),
        "3.814697 GiB"
    );
    assert_eq!(
        quantity(&rows_of(&loaded(&body("via = \"zone\"\n"))), "api-worker/between zones"),
        "7.629395 GiB"
    );
    // A network load balancer stays in its zone unless told otherwise.
    let body = |more: &str| {
        format!(
            "[component.front.load-balancer]\ntype = \"network\"\nfor = \"api\"\npublic_ipv4 = false\n[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"load-balancer\"]\nper = \"4 KiB per chat\"\n{more}"
        )
    };
    let rows = rows_of(&loaded(&body("")));
    assert_eq!(
        names(&rows, "front/"),
        ["front/capacity units/production/main", "front/hours/production/main"]
    );
    assert!(names(&rows, "internet-api/").is_empty());
    assert_eq!(
        quantity(&rows_of(&loaded(&body("cross_zone = \"50 %\"\n"))), "internet-api/between zones"),
        "3.814697 GiB"
    );
}

#[test]
fn another_region_is_billed_at_the_sender() {
    let body = "[placement.eu]\nat = \"aws/eu-west-1\"\nshare = \"25 %\"\n[component.index.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nlatency = \"1 s\"\nconcurrency = 4\nplacement = \"eu\"\n[[flow]]\nfrom = \"api\"\nto = \"index\"\nper = \"4 KiB per chat\"\nback = \"8 KiB per chat\"\n";
    let rows = rows_of(&loaded(body));
    assert_eq!(rows["api-index/to eu-west-1/production/main"].quantity, "2.861023");
    assert_eq!(
        rows["api-index/to eu-west-1/production/main"].sku,
        "data-transfer/inter-region/eu-west-1 data"
    );
    assert_eq!(rows["api-index/to us-east-1/production/eu"].quantity, "5.722046");
    assert_eq!(names(&rows, "api-index/").len(), 2);
}

#[test]
fn declared_parts_take_the_lines_and_implied_names_are_free() {
    let body = format!(
        "{ANSWERS}[component.way-out.nat]\nzones = 3\npublic_ipv4 = false\n[[flow]]\nfrom = \"api\"\nto = \"answers\"\nvia = [\"nat\"]\nper = \"1 TiB per month\"\n"
    );
    let rows = rows_of(&loaded(&body));
    assert_eq!(
        names(&rows, "way-out/"),
        ["way-out/data, api-answers/production/main", "way-out/gateways/production/main"]
    );
    assert_eq!(quantity(&rows, "way-out/gateways"), "2232 Hours");
    assert_eq!(quantity(&rows, "api-answers/egress to the internet"), "1024 GiB");
    let body = format!(
        "{ANSWERS}[component.api-answers.public-ip]\ncount = 1\n[[flow]]\nfrom = \"api\"\nto = \"answers\"\nper = \"1 TiB per month\"\n[[flow]]\nfrom = \"api\"\nto = \"answers\"\nper = \"1 KiB per document\"\n"
    );
    let rows = rows_of(&loaded(&body));
    assert!(rows.contains_key("api-answers-flow/egress to the internet/production/main"));
    assert!(rows.contains_key("api-answers-2/egress to the internet/production/main"), "{:?}", rows.keys());
}

#[test]
fn what_is_wrong_is_said_with_its_mend() {
    let flow = |from: &str, to: &str, more: &str| {
        format!(
            "{ANSWERS}{STORE}[[flow]]\nfrom = \"{from}\"\nto = \"{to}\"\nper = \"4 KiB per chat\"\n{more}"
        )
    };
    assert_error(&flow("internet", "apj", ""), "unknown-component", "`api`");
    assert_error(&flow("internett", "api", ""), "unknown-component", "\"internet\"");
    assert_error(&flow("internet", "internet", ""), "flow-end", "component");
    assert_error(
        &flow("internet", "api", "via = [\"load-balancr\"]\n"),
        "unknown-component",
        "load-balancer",
    );
    assert_error(&flow("internet", "api", "via = [\"nat\"]\n"), "flow-path", "order");
    assert_error(&flow("internet", "api", "via = [\"store\"]\n"), "flow-path", "via names");
    assert_error(&flow("api", "store", "via = [\"cdn\"]\n"), "flow-path", "internet");
    assert_error(&flow("internet", "api", "cache_hit = \"10 %\"\n"), "no-cdn", "cdn");
    assert_error(&format!("{}[component.out.nat]\n", flow("api", "out", "")), "flow-end", "via = [\"out\"]");
    assert_error(
        &format!(
            "{0}\n[[flow]]\nfrom = \"api\"\nto = \"answers\"\nper = \"1 KiB per chats\"\n",
            flow("api", "answers", "")
        ),
        "flow-twice",
        "once",
    );
    assert_error(
        &format!("{}[component.a.nat]\n[component.b.nat]\n", flow("api", "answers", "via = [\"nat\"]\n")),
        "ambiguous-via",
        "via = [\"a\"]",
    );
    assert_error(
        &flow("internet", "api", "via = [\"cdn\"]\n").replace("per chat", "per month"),
        "missing-key",
        "requests",
    );
    assert_error(&flow("internet", "api", "").replace("per chat", "per chta"), "unknown-unit", "per chat");
    let found = loaded(&flow("api", "store", "via = [\"zone\"]\n"));
    assert!(found.model.is_some() && found.diagnostics.iter().any(|d| d.code == "zone-free"));
    // What a flow states is not typed again.
    assert_error(
        &format!(
            "{}[component.out.egress]\nof = \"api\"\nbytes = \"1 KiB per chat\"\n",
            flow("internet", "api", "")
        ),
        "typed-twice",
        "drop",
    );
    assert_error(
        &format!(
            "{}[component.out.nat]\ndata = \"1 KiB per chat\"\n",
            flow("api", "answers", "via = [\"nat\"]\n")
        ),
        "typed-twice",
        "drop",
    );
    assert_error(
        &format!(
            "{}[component.edge.cdn]\ndata = \"1 KiB per chat\"\n",
            flow("internet", "api", "via = [\"edge\"]\n")
        ),
        "typed-twice",
        "drop",
    );
    assert_error(
        &format!(
            "{}[component.lb.load-balancer]\nfor = \"api\"\nbytes = \"1 KiB per chat\"\n",
            flow("internet", "api", "via = [\"load-balancer\"]\n")
        ),
        "typed-twice",
        "drop",
    );
}

#[test]
fn absurd_values_are_errors_and_no_panics() {
    for via in ["nat", "private-link"] {
        let body = format!(
            "{ANSWERS}[[flow]]\nfrom = \"api\"\nto = \"answers\"\nvia = \"{via}\"\nper = \"8_000 PiB per chat\"\nback = \"8_000 PiB per chat\"\n"
        );
        assert!(codes(&body).iter().all(|code| code.starts_with("out-of-range")) && !codes(&body).is_empty());
    }
}

/// A placement that comes later takes nothing before it is there: the first one serves all of it until then.
#[test]
fn a_later_placement_leaves_the_demand_where_it_was() {
    let text = r#"
name = "two"
start = "2027-01"
months = 3
[placement.us]
at = "aws/us-east-1"
[placement.eu]
at = "aws/eu-central-1"
share = "25 %"
from = "2027-02-15"
[driver.chats]
monthly = "1_000_000"
[component.out.egress]
bytes = "64 KiB per chat"
"#;
    let book = costmodel_pricebook::embedded();
    let (model, usages) = costmodel_workload::load(text, &book).model.unwrap();
    let month = |month: u16| -> i128 {
        let of_month = usages.iter().filter(|usage| {
            usage.month == month && usage.scenario == costmodel_core::scenario::Scenario::Expected
        });
        of_month.map(|usage| usage.quantity.as_ref().unwrap().raw()).sum()
    };
    // 1,000,000 x 64 KiB is 61,035.15625 MiB; no month loses a byte, whoever serves it.
    assert_eq!(model.lines.len(), 2);
    for i in 0..3 {
        assert!((month(i) - 61_035_156).abs() <= 1, "month {i}: {}", month(i));
    }
}
