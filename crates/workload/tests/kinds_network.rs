//! Network and operations kinds by themselves, with figures of vendors' worked examples where there are any.

use costmodel_core::scenario::Scenario;
use costmodel_workload::kinds::KINDS;
use costmodel_workload::load;

const HEAD: &str = r#"name = "test"
start = "2027-01"
months = 1
[placement.main]
at = "aws/us-east-1"
[driver.chats]
monthly = "1_000_000"
[driver.documents]
stock = "400_000"
size = "180 KiB per document"
[driver.chunks]
from = "documents"
per = "12 chunks per document"
[driver.jobs]
monthly = 1_000
"#;

/// `component/line quantity unit` in the expected scenario, or the codes of what is wrong.
fn lines(body: &str) -> Vec<String> {
    let loaded = load(&format!("{HEAD}{body}"), &costmodel_pricebook::embedded());
    let Some((model, usages)) = &loaded.model else {
        return loaded
            .diagnostics
            .iter()
            .filter(|d| d.is_error())
            .map(|d| format!("{}: {}", d.code, d.hints.join(" ")))
            .collect();
    };
    let expected = usages.iter().filter(|usage| usage.scenario == Scenario::Expected);
    expected
        .map(|usage| {
            let line = &model.lines[usage.line as usize];
            let unit = line.rates.as_ref().map_or_else(|why| why.clone(), |rates| rates[0].unit.to_string());
            let quantity = usage
                .quantity
                .as_ref()
                .map_or_else(|why| why.to_string(), |q| q.to_decimal().normalize().to_string());
            format!("{}/{} {quantity} {unit}", model.components[usize::from(line.component)].name, line.name)
        })
        .collect()
}

#[test]
fn examples_run() {
    let own = ["logging", "metrics", "load-balancer", "nat", "cdn", "egress", "public-ip"];
    for kind in KINDS.iter().filter(|kind| own.contains(&kind.name)) {
        let lines = lines(kind.example);
        assert!(
            !lines.is_empty() && lines.iter().all(|line| line.contains('/') && !line.contains("no price")),
            "{}: {lines:#?}",
            kind.name
        );
    }
}

#[test]
fn capacity_units_are_the_largest_dimension() {
    // AWS's second example: 100 new connections a second of 3 minutes are 6 units; here for 744 hours.
    let body = "[component.lb.load-balancer]\nrequests = \"267_840_000 per month\"\nrequests_per_connection = 1\nconnection_time = \"3 min\"\nbytes = \"1 GiB per month\"\nrules = 20\n";
    assert_eq!(
        lines(body),
        ["lb/hours 744 Hours", "lb/public IPv4 1488 Hours", "lb/capacity units 4464 LCU-Hours"]
    );
    // AWS's first example: 5 requests a second against 60 rules are 0.25 units, 0.04 by connections.
    let body = "[component.lb.load-balancer]\nrequests = \"13_392_000 per month\"\nbytes = \"0 B per month\"\nrules = 60\npublic_ipv4 = false\n";
    assert_eq!(lines(body)[1], "lb/capacity units 186 LCU-Hours");
    let body = "[component.lb.load-balancer]\ntype = \"classic\"\nbytes = \"2 GiB per month\"\n";
    assert_eq!(lines(body)[2], "lb/data 2 GiB");
}

#[test]
fn logs_are_stored_compressed() {
    // The vendor's calculator: 5 GB x 0.15 for a retention of one month.
    let body = "[component.logs.logging]\nevents = 5\nbytes = \"1 GiB per event\"\nretention = { low = \"730 h\", expected = \"730 h\", high = \"60 days\" }\n";
    assert_eq!(lines(body), ["logs/ingestion 5 GiB", "logs/storage 0.75 GiB-Months"]);
    let body = "[component.logs.logging]\nof = [\"adress\"]\nevents = \"9 events per chat\"\nbytes = \"1 KiB per chat\"\n[component.address.public-ip]\n";
    let found = lines(body);
    assert!(
        found.iter().any(|e| e.starts_with("unknown-component: did you mean `address`"))
            && found.iter().any(|e| e.starts_with("unit-mismatch")),
        "{found:#?}"
    );
    let body = "[component.logs.logging]\nevents = \"9 events per chat\"\nbytes = \"1 KiB per event\"\nclass = \"infrequent\"\nsample = \"10 %\"\nretention = \"0 days\"\nvended = true\n";
    assert_eq!(lines(body), ["logs/ingestion 0.858307 GiB"]);
}

#[test]
fn replicas_write_metrics_while_they_run() {
    let api = "[component.api.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nlatency = \"1 s\"\nconcurrency = 20\nreplicas = { min = 3 }\nschedule = \"weekdays 08:00-20:00\"\n";
    // The metrics stand above the component they are of: 21 weekdays x 12 h x 3 replicas x 4 / 744 h.
    let found =
        lines(&format!("[component.watch.metrics]\nper_replica = 4\nof = \"api\"\nalarms = 2\n{api}"));
    assert_eq!(
        found.last().map(String::as_str),
        Some("watch/custom metrics of api 4.064516 Metric-Months"),
        "{found:#?}"
    );
    assert_eq!(found[0], "watch/alarms 2 Metric-Months");
    let found = lines("[component.watch.metrics]\nper_replica = 4\nof = \"ip\"\n[component.ip.public-ip]\n");
    assert!(found[0].starts_with("no-replicas"), "{found:#?}");
}

#[test]
fn egress_knows_its_places() {
    assert_eq!(
        lines("[component.out.egress]\nbytes = \"1 GiB per job\"\n"),
        ["out/egress to the internet 1000 GiB"]
    );
    assert_eq!(
        lines("[component.out.egress]\nbytes = \"1 GiB per job\"\nto = \"zone\"\n"),
        ["out/between zones 2000 GiB"]
    );
    assert_eq!(
        lines("[component.out.egress]\nbytes = \"1 GiB per job\"\nto = \"region:us-west-2\"\n"),
        ["out/to another region 1000 GiB"]
    );
    assert!(
        lines("[component.out.egress]\nbytes = \"1 GiB per job\"\nto = \"region:us-wset-2\"\n")[0]
            .contains("us-west-2")
    );
    assert!(
        lines("[component.out.egress]\nbytes = \"1 GiB per job\"\nto = \"internt\"\n")[0]
            .contains("\"internet\"")
    );
}

#[test]
fn a_fixed_amount_takes_the_part_of_its_environment() {
    let body = "[environment.staging]\ndemand = \"10 %\"\n[component.out.egress]\nbytes = \"1 TiB per month\"\n[component.ip.public-ip]\n";
    assert_eq!(
        lines(body),
        [
            "out/egress to the internet 1024 GiB",
            "out/egress to the internet 102.4 GiB",
            "ip/addresses in use 744 Hours",
            "ip/addresses in use 744 Hours"
        ]
    );
}
