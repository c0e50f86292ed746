//! Private links, VPNs, names, firewalls, API gateways and registries on the prices of the book; totals computed
//! by hand. January 2027 has 744 hours.

#[path = "support/bill.rs"]
mod bill;

use bill::{bill, bill_with_free};

const API: &str = "[component.api.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nreplicas = { min = 2 }\nzones = 2\n[component.files.object-storage]\nkeeps = \"documents\"\n";

#[test]
fn endpoints_stand_in_each_zone() {
    // 3 services x 2 zones x 744 h at 0.01; 100 KiB x 1,000,000 = 95.367432 GiB at 0.01.
    let body = "[component.l.private-link]\nservices = 3\ndata = \"100 KiB per chat\"\n";
    assert_eq!(bill(body), ["l/endpoints 4464 Hours 44.64", "l/data 95.367432 GiB 0.95367432"]);
    // Two pebibytes: the first at 0.01 a GiB, the second at 0.006.
    let body = "[component.l.private-link]\nzones = 1\ndata = \"2048 TiB per month\"\n";
    assert_eq!(
        bill(body),
        ["l/endpoints 744 Hours 7.44", "l/data 1048576 GiB 10485.76", "l/data 1048576 GiB 6291.456"]
    );
    let body = "[environment.staging]\nzones = 1\ndemand = \"0 %\"\n[component.l.private-link]\nzones = 3\n";
    assert_eq!(bill(body), ["l/endpoints 2232 Hours 22.32", "l/endpoints 744 Hours 7.44"]);
}

#[test]
fn a_flow_passes_a_declared_link() {
    // The link is declared: its own three zones, and the flow's 20 KiB + 4 KiB = 22.888184 GiB.
    let flow = "[[flow]]\nfrom = \"api\"\nto = \"files\"\nvia = [\"private-link\"]\nper = \"20 KiB per chat\"\nback = \"4 KiB per chat\"\n";
    let link = "[component.link.private-link]\nzones = 3\n";
    let found = bill(&format!("{API}{link}{flow}"));
    let of_link: Vec<&String> = found.iter().filter(|line| line.contains("link")).collect();
    assert_eq!(of_link, ["link/endpoints 2232 Hours 22.32", "link/data, api-files 22.888184 GiB 0.22888184"]);
    // Nothing is declared: two zones of the sender.
    let found = bill(&format!("{API}{flow}"));
    assert!(found.contains(&"files-private-link/endpoints 1488 Hours 14.88".to_owned()), "{found:#?}");
    // Stated by the link too: counted twice.
    let found = bill(&format!("{API}{link}data = \"1 KiB per chat\"\n{flow}"));
    assert!(found.len() == 1 && found[0].starts_with("typed-twice"), "{found:#?}");
    // Another link is for another component; this flow implies its own.
    let other = "[component.link.private-link]\nfor = \"api\"\n";
    let found = bill(&format!("{API}{other}{flow}"));
    assert!(found.iter().any(|line| line.starts_with("files-private-link/data")), "{found:#?}");
}

#[test]
fn a_flow_passes_an_api_gateway() {
    // 1,000,000 requests of 700 KiB + 400 KiB = 1,100 KiB are three started 512 KiB each, at 1 USD a million;
    // what comes back leaves to the internet: 400 KiB x 1,000,000 = 381.469727 GiB at 0.09.
    let flow = "[[flow]]\nfrom = \"internet\"\nto = \"api\"\nvia = [\"api-gateway\"]\nper = \"700 KiB per chat\"\nback = \"400 KiB per chat\"\n";
    let found = bill(&format!("{API}{flow}"));
    assert!(
        found.contains(&"api-api-gateway/requests, internet-api 3 1000000 Requests 3".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"internet-api/egress to the internet 381.469727 GiB 34.33227543".to_owned()),
        "{found:#?}"
    );
    // A REST API counts requests, whatever they carry, at 3.50.
    let found = bill(&format!("{API}[component.entry.api-gateway]\ntype = \"rest\"\n{flow}"));
    assert!(found.contains(&"entry/requests, internet-api 1 1000000 Requests 3.5".to_owned()), "{found:#?}");
    let found =
        bill(&format!("{API}[component.entry.api-gateway]\nrequests = \"1 request per chat\"\n{flow}"));
    assert!(found.len() == 1 && found[0].starts_with("typed-twice"), "{found:#?}");
}

#[test]
fn tunnels_are_billed_by_the_hour() {
    let body = "[component.v.vpn]\nconnections = 2\nout = \"100 GiB per month\"\n";
    assert_eq!(bill(body), ["v/connections 1488 Hours 74.4", "v/egress to the internet 100 GiB 9"]);
    // 2 subnets x 744 h at 0.10; 25 people for 21 weekdays x 8 h at 0.05.
    let body = "[component.v.vpn]\ntype = \"client\"\nsubnets = 2\nconnections = 25\nschedule = \"weekdays 09:00-17:00\"\n";
    assert_eq!(bill(body), ["v/associations 1488 Hours 148.8", "v/connections 4200 Hours 210"]);
    // 3 networks and a site at 0.05 an hour; 1,000,000 x 1 MiB = 976.5625 GiB at 0.02.
    let body =
        "[component.v.vpn]\ntype = \"transit-gateway\"\nnetworks = 3\nsites = 1\ndata = \"1 MiB per chat\"\n";
    assert_eq!(
        bill(body),
        ["v/networks 2232 Hours 111.6", "v/sites 744 Hours 37.2", "v/data 976.5625 GiB 19.53125"]
    );
    assert!(bill("[component.v.vpn]\nsubnets = 2\n")[0].starts_with("no-effect"));
}

#[test]
fn flows_pass_tunnels_and_transit_gateways() {
    // To the office: what is sent leaves as egress, 4 KiB x 1,000,000 = 3.814697 GiB at 0.09; what comes is free.
    let body = "[component.office.vpn]\n[[flow]]\nfrom = \"api\"\nto = \"internet\"\nvia = [\"office\"]\nper = \"4 KiB per chat\"\nback = \"90 KiB per chat\"\n";
    let found = bill(&format!("{API}{body}"));
    let of_flow: Vec<&String> =
        found.iter().filter(|line| line.starts_with("api-internet") || line.starts_with("office")).collect();
    assert_eq!(
        of_flow,
        ["office/connections 744 Hours 37.2", "api-internet/egress to the internet 3.814697 GiB 0.34332273"]
    );
    // Through a gateway between networks, both directions are data of the gateway: 24 KiB x 1,000,000.
    let worker = "[component.worker.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\n";
    let body = "[component.hub.vpn]\ntype = \"transit-gateway\"\n[[flow]]\nfrom = \"api\"\nto = \"worker\"\nvia = [\"hub\"]\nper = \"20 KiB per chat\"\nback = \"4 KiB per chat\"\n";
    let found = bill(&format!("{API}{worker}{body}"));
    assert!(found.contains(&"hub/networks 1488 Hours 74.4".to_owned()), "{found:#?}");
    assert!(found.contains(&"hub/data, api-worker 22.888184 GiB 0.45776368".to_owned()), "{found:#?}");
    assert!(!found.iter().any(|line| line.contains("between zones")), "{found:#?}");
    // Nothing says how many connections an undeclared one has.
    let found = bill(&format!(
        "{API}[[flow]]\nfrom = \"api\"\nto = \"internet\"\nvia = [\"vpn\"]\nper = \"4 KiB per chat\"\n"
    ));
    assert!(found.len() == 1 && found[0].starts_with("unknown-component: declare it"), "{found:#?}");
    let found = bill(&format!(
        "{API}[component.office.vpn]\nout = \"1 GiB per month\"\n[[flow]]\nfrom = \"api\"\nto = \"internet\"\nvia = [\"vpn\"]\nper = \"4 KiB per chat\"\n"
    ));
    assert!(found.len() == 1 && found[0].starts_with("typed-twice"), "{found:#?}");
}

#[test]
fn names_are_counted_once_and_queries_climb() {
    // 1.5 billion queries: 1,000 million at 0.40, 500 at 0.20. The zone is not there again in staging; its
    // queries are.
    let body = "[environment.staging]\ndemand = \"10 %\"\n[component.d.dns]\nqueries = \"1_500 queries per chat\"\nhealth_checks = 2\nhealth_check_features = 4\n";
    assert_eq!(
        bill(body),
        [
            "d/hosted zones 1 Zone-Months 0.5",
            "d/health checks 2 HealthCheck-Months 1",
            "d/health check features 4 Feature-Months 4",
            // Both environments climb one ladder: 1,650 million, of which 1,000 at 0.40.
            "d/queries 909.090909 1000000 Queries 363.6363636",
            "d/queries 590.909091 1000000 Queries 118.1818182",
            "d/queries 90.909091 1000000 Queries 36.3636364",
            "d/queries 59.090909 1000000 Queries 11.8181818",
        ]
    );
    // A zone is paid for whole months, a health check by its days.
    let found = bill("[component.d.dns]\nhealth_checks = 2\nuntil = \"2027-01-16\"\n");
    assert_eq!(
        found,
        ["d/hosted zones 1 Zone-Months 0.5", "d/health checks 0.967742 HealthCheck-Months 0.483871"]
    );
    // The first 50 checks are free.
    let found = bill_with_free("[component.d.dns]\nzones = 0\nhealth_checks = 60\n");
    assert_eq!(
        found[1..],
        ["d/health checks 60 HealthCheck-Months 30", "d/health checks -50 HealthCheck-Months -25"]
    );
    // 2 endpoints of 2 addresses x 744 h at 0.125.
    let body =
        "[component.d.dns]\nzones = 0\nresolver_endpoints = 2\nresolver_queries = \"1 query per chat\"\n";
    assert_eq!(
        bill(body),
        [
            "d/hosted zones 0 Zone-Months 0",
            "d/resolver endpoints 2976 Hours 372",
            "d/resolver queries 1 1000000 Queries 0.4"
        ]
    );
    assert!(
        bill("[component.d.dns]\nresolver_endpoints = 1\nresolver_addresses = 1\n")[0]
            .starts_with("out-of-range")
    );
    assert!(bill("[component.d.dns]\nresolver_addresses = 2\n")[0].starts_with("no-effect"));
}

#[test]
fn a_firewall_bills_lists_rules_and_requests() {
    // A list, 19 rules of its own, 10 million requests: 5 + 19 + 6 = 30 USD.
    let body = "[component.w.waf]\nrules = 19\nrequests = \"10_000_000 per month\"\n";
    assert_eq!(
        bill(body),
        ["w/lists 1 WebACL-Months 5", "w/rules 19 Rule-Months 19", "w/requests 10 1000000 Requests 6"]
    );
    // Half the days of the month.
    let body = "[component.w.waf]\nmanaged_rule_groups = 2\nuntil = \"2027-01-16\"\n";
    assert_eq!(bill(body)[0], "w/lists 0.483871 WebACL-Months 2.419355");
}

#[test]
fn api_gateways_count_in_steps() {
    // 1 million requests of 600 KiB are two started 512 KiB each.
    let body = "[component.g.api-gateway]\nrequests = \"1 request per chat\"\nsize = \"600 KiB\"\n";
    assert_eq!(bill(body), ["g/requests 2 1000000 Requests 2"]);
    // 400 million REST requests: 333 at 3.50, 67 at 2.80; a cache of 0.5 GB at 0.02 an hour.
    let body = "[component.g.api-gateway]\ntype = \"rest\"\nrequests = \"400 requests per chat\"\ncache = \"0.5gb\"\n";
    assert_eq!(
        bill(body),
        [
            "g/requests 333 1000000 Requests 1165.5",
            "g/requests 67 1000000 Requests 187.6",
            "g/cache 744 Hours 14.88"
        ]
    );
    // 10 messages of 40 KiB are two started 32 KiB each; 1 million connections of 4 minutes at 0.25 a million.
    let body = "[component.g.api-gateway]\ntype = \"websocket\"\nrequests = \"10 messages per chat\"\nsize = \"40 KiB\"\nconnections = \"1 connection per chat\"\nconnection_time = \"4 min\"\n";
    assert_eq!(bill(body), ["g/messages 20 1000000 Messages 20", "g/connection minutes 4 1000000 Minutes 1"]);
    for (body, code) in [
        ("cache = \"0.5gb\"\n", "no-effect"),
        ("connection_time = \"4 min\"\n", "no-effect"),
        ("type = \"websocket\"\nconnections = \"1 connection per chat\"\n", "missing-key"),
        ("type = \"rest\"\nsize = \"4 KiB\"\n", "no-effect"),
    ] {
        let found = bill(&format!("[component.g.api-gateway]\n{body}"));
        assert!(found.len() == 1 && found[0].starts_with(code), "{body}: {found:#?}");
    }
}

#[test]
fn images_are_kept_once() {
    // 40 x 600 MiB = 23.4375 GiB at 0.10, in production only; 1,000 pulls of 600 MiB leave at 0.09.
    let body = "[environment.staging]\nstock = \"5 %\"\ndemand = \"0 %\"\n[component.r.registry]\nimages = 40\nsize = \"600 MiB\"\npulled = \"600 MiB per job\"\n";
    assert_eq!(
        bill(body),
        [
            "r/storage 23.4375 GiB-Months 2.34375",
            "r/egress to the internet 585.9375 GiB 52.734375",
            "r/egress to the internet 0 GiB 0"
        ]
    );
    // 400,000 x 180 KiB = 68.664551 GiB.
    assert_eq!(
        bill("[component.r.registry]\nkeeps = \"documents\"\n"),
        ["r/storage 68.664551 GiB-Months 6.8664551"]
    );
    assert!(bill("[component.r.registry]\nimages = 4\n")[0].starts_with("missing-key"));
    assert!(bill("[component.r.registry]\n")[0].starts_with("one-of"));
    assert!(bill("[component.r.registry]\nimages = 4\nkeeps = \"documents\"\n")[0].starts_with("one-of"));
}
