//! Networks on Azure and Google Cloud, and flows between clouds: bills computed by hand from the prices of the book.
//! January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::{bill_at, bill_of};
use costmodel_core::scenario::Scenario;

const GCP: &str = "gcp/europe-west1";
const AZURE: &str = "azure/westeurope";
/// Something with an address in a zone: what it costs is not asked here.
fn machine(name: &str, at: &str) -> String {
    let sku = match at.split_once('/') {
        Some(("aws", region)) => format!("aws/public-ipv4/{region}/in-use"),
        Some(("gcp", region)) => format!("gcp/ip/{region}/external"),
        _ => format!("azure/public-ip/{}/standard", at.split_once('/').map_or("", |(_, region)| region)),
    };
    let meter = if at.starts_with("gcp") { "in-use" } else { "address" };
    format!("[component.{name}.sku]\nsku = \"{sku}\"\nmeter = \"{meter}\"\nquantity = \"1 address\"\n")
}

fn of(component: &str, bill: Vec<String>) -> Vec<String> {
    let start = format!("{component}/");
    bill.into_iter().filter(|line| line.starts_with(&start)).collect()
}

#[test]
fn google_bills_a_gateway_by_the_machines_behind_it() {
    // 32 machines x 744 h at 0.0014; 1,000,000 x 1 MiB = 976.5625 GiB at 0.045; an address at 0.005.
    assert_eq!(
        bill_at(GCP, "[component.n.nat]\ndata = \"1 MiB per chat\"\n"),
        [
            "n/gateways 23808 VM-Hours 33.3312",
            "n/public IPv4 744 Hours 3.72",
            "n/data 976.5625 GiB 43.9453125",
        ]
    );
    let found = bill_at(GCP, "[component.n.nat]\nmachines = 3\npublic_ipv4 = false\n");
    assert_eq!(found, ["n/gateways 2232 VM-Hours 3.1248"]);
    let found = bill_at(GCP, "[component.n.nat]\nmachines = 300\npublic_ipv4 = false\n");
    assert_eq!(found, ["n/gateways 23808 VM-Hours 33.3312"], "32 at most");
}

#[test]
fn azure_bills_a_gateway_in_each_zone() {
    // 2 x 744 h at 0.045; 976.5625 GiB at 0.045; 2 addresses at 0.005.
    assert_eq!(
        bill_at(AZURE, "[component.n.nat]\ndata = \"1 MiB per chat\"\n"),
        ["n/gateways 1488 Hours 66.96", "n/public IPv4 1488 Hours 7.44", "n/data 976.5625 GiB 43.9453125",]
    );
}

#[test]
fn application_gateways_are_billed_by_their_largest_dimension() {
    // 12,000,000 requests / 5 = 2,400,000 connections / (50 x 3,600) = 13.33 units; x 120 s / (2,500 x 3,600) = 32
    // units; 1,000,000 x 1 MiB / 999,000,000 B = 1,049.625626 units, the largest, at 0.008. 744 h at 0.26, the address
    // in it.
    let body = |bytes: &str| {
        format!(
            "[component.e.load-balancer]\nrequests = \"12 requests per chat\"\nbytes = \"{bytes} per chat\"\n"
        )
    };
    assert_eq!(
        bill_at(AZURE, &body("1 MiB")),
        ["e/hours 744 Hours 193.44", "e/capacity units 1049.625626 CU-Hours 8.397005008"]
    );
    // 656 units in 744 hours: a load below one unit is billed one.
    assert_eq!(bill_at(AZURE, &body("640 KiB"))[1], "e/capacity units 744 CU-Hours 5.952");
    // No traffic, no units; before a network load balancer an address is billed.
    assert_eq!(bill_at(AZURE, "[component.e.load-balancer]\n"), ["e/hours 744 Hours 193.44"]);
    let network = bill_at(AZURE, "[component.e.load-balancer]\ntype = \"network\"\n");
    assert_eq!(network, ["e/hours 744 Hours 18.6", "e/public IPv4 744 Hours 3.72"]);
}

#[test]
fn google_bills_forwarding_rules_and_bytes() {
    // 744 h at 0.025; 976.5625 GiB at 0.008; the address of a forwarding rule is free.
    assert_eq!(
        bill_at(
            GCP,
            "[component.e.load-balancer]\nrequests = \"12 requests per chat\"\nbytes = \"1 MiB per chat\"\n"
        ),
        ["e/hours 744 Hours 18.6", "e/data 976.5625 GiB 7.8125"]
    );
}

#[test]
fn each_cloud_bills_bytes_between_zones_its_own_way() {
    let of = |at: &str| {
        let (api, worker) = (machine("api", at), machine("worker", at));
        let flow =
            "[[flow]]\nfrom = \"api\"\nto = \"worker\"\nper = \"1 MiB per chat\"\ncross_zone = \"100 %\"\n";
        of("api-worker", bill_at(at, &format!("{api}{worker}{flow}")))
    };
    // 976.5625 GiB: both sides at 0.01, the sender at 0.01, nothing.
    assert_eq!(of("aws/eu-central-1"), ["api-worker/between zones 1953.125 GiB 19.53125"]);
    assert_eq!(of(GCP), ["api-worker/between zones 976.5625 GiB 9.765625"]);
    assert_eq!(of(AZURE), Vec::<String>::new());
}

#[test]
fn bytes_to_another_region_cost_what_the_continents_say() {
    let to = |at: &str, region: &str| {
        bill_at(at, &format!("[component.x.egress]\nbytes = \"1 MiB per chat\"\nto = \"region:{region}\"\n"))
    };
    assert_eq!(to(GCP, "europe-west4"), ["x/to another region 976.5625 GiB 19.53125"]);
    assert_eq!(to(GCP, "us-central1"), ["x/to another region 976.5625 GiB 78.125"]);
    assert_eq!(to(GCP, "australia-southeast1"), ["x/to another region 976.5625 GiB 97.65625"]);
    assert_eq!(to(AZURE, "northeurope"), ["x/to another region 976.5625 GiB 19.53125"]);
}

#[test]
fn between_two_clouds_bytes_go_over_the_internet() {
    let (api, store) = (machine("api", GCP), machine("store", AZURE));
    let text = format!(
        "{}[placement.main]\nat = \"{GCP}\"\n[placement.other]\nat = \"{AZURE}\"\nshare = \"0 %\"\n\
         [driver.chats]\nmonthly = 1_000_000\n{api}placement = \"main\"\n{store}placement = \"other\"\n\
         [[flow]]\nfrom = \"api\"\nto = \"store\"\nper = \"1 MiB per chat\"\nback = \"2 MiB per chat\"\n",
        bill::HEAD
    );
    let found = of("api-store", bill_of(&text, Scenario::Expected));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|line| line.contains("egress to the internet")), "{found:?}");
}

#[test]
fn what_a_cloud_does_not_sell_is_said_with_what_is_nearest() {
    let first = |at: &str, body: &str| bill_at(at, body).first().cloned().unwrap_or_default();
    assert_eq!(
        first(GCP, "[component.e.load-balancer]\ntype = \"gateway\"\n"),
        "not-sold-here: the nearest is type = network before the appliances"
    );
    assert_eq!(
        first(GCP, "[component.v.vpn]\ntype = \"client\"\n"),
        "not-sold-here: Google sells no VPN for people; the nearest is type = site-to-site"
    );
    assert!(
        first(AZURE, "[component.a.api-gateway]\ntype = \"websocket\"\nrequests = \"1 request per chat\"\n")
            .contains("SignalR")
    );
}

#[test]
fn a_site_is_connected_by_a_gateway_or_by_tunnels() {
    // Azure: a gateway at 0.21, its address at 0.005, connections above 10 at 0.015. Google: 2 x 12 tunnels at 0.05.
    let body = "[component.v.vpn]\nconnections = 12\n";
    assert_eq!(
        bill_at(AZURE, body),
        ["v/gateway 744 Hours 156.24", "v/public IPv4 744 Hours 3.72", "v/connections 1488 Hours 22.32"]
    );
    assert_eq!(bill_at(GCP, body), ["v/connections 17856 Hours 892.8"]);
}

#[test]
fn front_door_has_a_base_fee_and_google_a_cache_fill() {
    let cdn = "[component.edge.cdn]\ndata = \"1 MiB per chat\"\nrequests = \"1 request per chat\"\n";
    // 976.5625 GiB at 0.0825; 100 x 10,000 requests at 0.009; 35 a month.
    assert_eq!(
        bill_at(AZURE, cdn),
        [
            "edge/base fee 1 Profile-Months 35",
            "edge/data to viewers 976.5625 GiB 80.56640625",
            "edge/requests 100 10000 Requests 0.9",
        ]
    );
    assert_eq!(
        bill_at(GCP, cdn),
        ["edge/data to viewers 976.5625 GiB 78.125", "edge/requests 100 10000 Requests 0.75"]
    );
    let flow = |at: &str| {
        format!(
            "{}[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"cdn\"]\nper = \"1 KiB per chat\"\nback = \"1 MiB per chat\"\ncache_hit = \"60 %\"\n",
            machine("api", at)
        )
    };
    // What the cache does not answer is filled: 40 % of 976.5625 GiB at 0.01.
    let found = of("cdn", bill_at(GCP, &flow(GCP)));
    assert!(found.contains(&"cdn/data to origin, internet-api 390.625 GiB 3.90625".to_owned()), "{found:?}");
    let found = of("cdn", bill_at(AZURE, &flow(AZURE)));
    assert!(found.contains(&"cdn/base fee 1 Profile-Months 35".to_owned()), "{found:?}");
    // A profile is billed by the hour: half of a month of 31 days but one day.
    let half = bill_at(AZURE, "[component.edge.cdn]\nuntil = \"2027-01-16\"\n");
    assert_eq!(half, ["edge/base fee 0.483871 Profile-Months 16.935485"]);
}

#[test]
fn rules_of_front_door_cost_nothing_and_managed_ones_a_premium_profile() {
    let own = "[component.w.waf]\nlists = 2\nrules = 2\nrequests = \"1 request per chat\"\n";
    assert_eq!(bill_at(AZURE, own), Vec::<String>::new());
    // However many sets there are.
    let managed = format!("{own}managed_rule_groups = 3\n");
    assert_eq!(bill_at(AZURE, &managed), ["w/managed rule groups 1 Profile-Months 330"]);
    assert_eq!(bill_at(GCP, &managed).len(), 4);
}

#[test]
fn google_bills_zones_by_the_hour() {
    // 15 of 31 days at 0.2; Azure is taken to bill the month.
    let body = "[component.d.dns]\nuntil = \"2027-01-16\"\n";
    assert_eq!(bill_at(GCP, body), ["d/hosted zones 0.483871 Zone-Months 0.0967742"]);
}
