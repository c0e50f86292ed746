//! Secrets, keys, traces, workflows, subscriptions and logs of vendors on the prices of the book; totals computed
//! by hand. January 2027 has 744 hours.

#[path = "support/bill.rs"]
mod bill;

use bill::{HEAD, REST, bill, bill_of, bill_with_free};
use costmodel_core::scenario::Scenario;

#[test]
fn secrets_and_their_copies() {
    // 12 secrets, each copied to one other region: 24 at 0.40; 1 million requests at 0.05 per 10,000.
    let body = "[component.s.secrets]\nsecrets = 12\ncopies = 1\nrequests = \"1 request per chat\"\n";
    assert_eq!(bill(body), ["s/secrets 24 Secret-Months 9.6", "s/requests 100 10000 Requests 5"]);
    // Advanced parameters at 0.05.
    let body = "[component.s.secrets]\nsecrets = 12\nstore = \"parameter-store\"\nrequests = \"1 request per chat\"\n";
    assert_eq!(bill(body), ["s/secrets 12 Parameter-Months 0.6", "s/requests 100 10000 Requests 5"]);
}

#[test]
fn keys_and_their_rotations() {
    // 4 keys rotated five times: the first two rotations are billed, 4 x 3 at 1 USD; asymmetric requests at 0.15.
    let body = "[component.k.keys]\nkeys = 4\nrotations = 5\nuse = \"asymmetric\"\nrequests = \"1 request per chat\"\n";
    assert_eq!(bill(body), ["k/keys 12 Key-Months 12", "k/requests 100 10000 Requests 15"]);
    let body = "[component.k.keys]\nkeys = 2\nuntil = \"2027-01-16\"\n";
    assert_eq!(bill(body), ["k/keys 0.967742 Key-Months 0.967742"]);
}

#[test]
fn traces_are_sampled() {
    // 5 million requests: one a second, 744 x 3,600 = 2,678,400, and 5 % of the other 2,321,600.
    let body = "[component.x.tracing]\ntraces = \"1 trace per request\"\nscanned = \"2_000_000 per month\"\n";
    assert_eq!(bill(body), ["x/recorded 2.79448 1000000 Traces 13.9724", "x/scanned 2 1000000 Traces 1"]);
    // The free tier takes 100,000 recorded and 1 million scanned.
    let found = bill_with_free(body);
    assert_eq!(found[1], "x/recorded -0.1 1000000 Traces -0.5");
    assert_eq!(found[3], "x/scanned -1 1000000 Traces -0.5");
    // Few requests are all recorded.
    assert_eq!(
        bill("[component.x.tracing]\ntraces = \"1 trace per job\"\n"),
        ["x/recorded 0.001 1000000 Traces 0.005"]
    );
    // A vendor is paid by host, once, wherever the system runs.
    let body = "[environment.staging]\n[component.x.tracing]\nvendor = \"datadog\"\nhosts = 6\n";
    assert_eq!(bill(body), ["x/traced hosts 6 Host-Months 186"]);
    assert!(bill("[component.x.tracing]\nhosts = 6\n")[0].starts_with("no-effect"));
    assert!(bill("[component.x.tracing]\n")[0].starts_with("missing-key"));
}

#[test]
fn workflows_are_billed_by_transition_or_by_run() {
    // 1,000 runs of 9 steps, 10 % of them again: 9,900 at 0.025 a thousand.
    let body = "[component.w.workflow]\nserves = \"jobs\"\nsteps = 9\nretries = \"10 %\"\n";
    assert_eq!(bill(body), ["w/transitions 9.9 1000 Transitions 0.2475"]);
    // The vendor's example: 100 million runs of 10 s that hold 62.85 MB, billed as 64: 17,361.111111 GB-hours,
    // at the prices of the book (60.012 + 119.952 + 12,361.111111 x 0.016416).
    let body = "[component.w.workflow]\nserves = \"chats\"\nruns = \"100 runs per chat\"\ntype = \"express\"\nduration = \"9.95 s\"\nmemory = \"62.85 MiB\"\n";
    assert_eq!(
        bill(body),
        [
            "w/runs 100 1000000 Requests 100",
            "w/duration 1000 GiB-Hours 60.012",
            "w/duration 4000 GiB-Hours 119.952",
            "w/duration 12361.111111 GiB-Hours 202.919999998176"
        ]
    );
    // 5 million events of 100 KiB are two started 64 KiB each.
    let body = "[component.w.workflow]\nserves = \"requests\"\ntype = \"events\"\nsize = \"100 KiB\"\n";
    assert_eq!(bill(body), ["w/events 10 1000000 Events 10"]);
    for (body, code) in [
        ("", "missing-key"),
        ("type = \"express\"\n", "missing-key"),
        ("type = \"express\"\nduration = \"6 min\"\n", "out-of-range"),
        ("steps = 3\nduration = \"6 s\"\n", "no-effect"),
    ] {
        let found = bill(&format!("[component.w.workflow]\nserves = \"jobs\"\n{body}"));
        assert!(found.len() == 1 && found[0].starts_with(code), "{body}: {found:#?}");
    }
}

#[test]
fn a_plan_is_bought_by_the_seat() {
    let body = "[environment.staging]\n[component.p.subscription]\nplan = \"grafana/plans/pro\"\n";
    assert_eq!(bill(body), ["p/plan 1 Months 19"], "once, in production");
    // Container hours: 20 containers all month.
    // Hosts that are there for ten days are billed for the month, at a vendor's too.
    for kind in [
        "subscription]\nplan = \"datadog/infrastructure/pro\"\nmeter = \"hosts\"\nseats = 6\n",
        "tracing]\nvendor = \"datadog\"\nhosts = 6\n",
    ] {
        let whole = bill(&format!("[component.p.{kind}"));
        assert_eq!(bill(&format!("[component.p.{kind}until = \"2027-01-11\"\n")), whole);
    }
    let body = "[component.p.subscription]\nplan = \"datadog/infrastructure/pro\"\nmeter = \"containers\"\nseats = 20\n";
    assert_eq!(bill(body), ["p/containers 14880 Container-Hours 29.76"]);
    // AWS's own plan is in the region of the placement: 3 editors at 9 USD.
    let body = "[component.p.subscription]\nplan = \"aws/managed-grafana/workspace\"\nmeter = \"editors\"\nseats = 3\n";
    assert_eq!(bill(body), ["p/editors 3 User-Months 27"]);
    for (body, start) in [
        ("", "one-of"),
        ("plan = \"grafana/plans/pro\"\nprice = \"5 USD\"\n", "one-of"),
        ("plan = \"grafana\"\n", "unknown-sku"),
        ("plan = \"grafana/plans/pru\"\n", "unknown-sku: did you mean `pro`?"),
        ("plan = \"grafana/plan/pro\"\n", "unknown-sku: did you mean `grafana/plans`?"),
        ("plan = \"datadog/infrastructure/pro\"\n", "unknown-meter: add meter = one of: containers, hosts"),
        ("plan = \"datadog/infrastructure/pro\"\nmeter = \"host\"\n", "unknown-meter: did you mean `hosts`?"),
        ("plan = \"datadog/logs/standard\"\nmeter = \"ingest\"\n", "unit-mismatch"),
        ("price = \"5 USD per seat\"\n", "unit-mismatch"),
        ("price = \"5 USD\"\nmeter = \"hosts\"\n", "no-effect"),
    ] {
        let found = bill(&format!("[component.p.subscription]\n{body}"));
        assert!(found.len() == 1 && found[0].starts_with(start), "{body}: {found:#?}");
    }
}

#[test]
fn an_own_price_is_charged_by_month_or_ahead() {
    assert_eq!(
        bill("[component.p.subscription]\nprice = \"20 USD per month\"\nseats = 7\n"),
        ["p/seats 7 140"]
    );
    // A seat for each ten started jobs of the 1,000: 100.5 would be 101; here 0.1005 x 1,000 is rounded up.
    let body = "[component.p.subscription]\nprice = \"20 USD\"\nseats = \"0.1005 seats per job\"\n";
    assert_eq!(bill(body), ["p/seats 101 2020"]);
    // A year ahead: 10 seats x 216 in the first month and in the thirteenth, nothing between.
    let text = format!(
        "{}{REST}[component.p.subscription]\nprice = \"216 USD per year\"\nseats = 10\nfrom = \"2027-02\"\n",
        HEAD.replace("months = 1", "months = 15")
    );
    let loaded = costmodel_workload::load(&text, &costmodel_pricebook::embedded());
    let Some((model, usages)) = &loaded.model else { panic!("{:#?}", loaded.diagnostics) };
    let charges = costmodel_core::price::price_usage(model, usages);
    let expected: Vec<(u16, String)> = charges
        .iter()
        .filter(|charge| charge.scenario == Scenario::Expected)
        .map(|charge| {
            (charge.month, charge.price.as_ref().map_or(String::new(), |p| p.costs.list.to_string()))
        })
        .collect();
    assert_eq!(expected, [(1, "2160".to_owned()), (13, "2160".to_owned())]);
    // The same by the month: a twelfth.
    let body = "[component.p.subscription]\nprice = \"216 USD per year\"\nbilled = \"monthly\"\nseats = 10\n";
    assert_eq!(bill(body), ["p/seats 0.833333 179.999928"]);
}

#[test]
fn log_vendors_bill_events_and_bytes() {
    // 9 million events of 0.5 KiB are 4.608 GB at 0.10, and 9 million indexed at 1.70: the event price dwarfs the
    // bytes.
    let events = "[component.l.logging]\nevents = \"9 events per chat\"\nbytes = \"0.5 KiB per event\"\n";
    let found = bill(&format!("{events}vendor = \"datadog\"\n"));
    assert_eq!(found, ["l/ingestion 4.608 GB 0.4608", "l/indexed events 9 1000000 Events 15.3"]);
    let found = bill(&format!("{events}vendor = \"datadog\"\nsample = \"50 %\"\nindexed = \"10 %\"\n"));
    assert_eq!(found, ["l/ingestion 2.304 GB 0.2304", "l/indexed events 0.45 1000000 Events 0.765"]);
    let found = bill(&format!("{events}vendor = \"datadog\"\nindexed = \"0 %\"\n"));
    assert_eq!(found, ["l/ingestion 4.608 GB 0.4608"]);
    // The book knows the price of 15 days only.
    let found = bill(&format!("{events}vendor = \"datadog\"\nretention = \"7 days\"\n"));
    assert_eq!(found[1], "l/indexed events 0 unpriced");
    // Grafana: 4.608 GB at 0.05 and 0.40, kept 90 days: three times at 0.10.
    let found = bill(&format!("{events}vendor = \"grafana\"\nretention = \"90 days\"\n"));
    assert_eq!(
        found,
        ["l/processed 4.608 GB 0.2304", "l/written 4.608 GB 1.8432", "l/retained 13.824 GB 1.3824"]
    );
    assert!(
        bill(&format!("{events}vendor = \"grafana\"\ninsights = \"1 GiB per month\"\n"))[0]
            .starts_with("no-effect")
    );
    assert!(bill(&format!("{events}indexed = \"10 %\"\n"))[0].starts_with("no-effect"));
    // What is sent to a vendor leaves to the internet.
    let api = "[component.api.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\n";
    let flow = "[[flow]]\nfrom = \"api\"\nto = \"l\"\nper = \"100 KiB per chat\"\n";
    let found = bill(&format!("{api}{events}vendor = \"datadog\"\n{flow}"));
    assert!(
        found.iter().any(|line| line.starts_with("api-l/egress to the internet 95.367432 GiB")),
        "{found:#?}"
    );
    let found = bill(&format!("{api}{events}{flow}"));
    assert!(!found.iter().any(|line| line.contains("egress")), "{found:#?}");
}

#[test]
fn what_is_not_on_aws_is_said() {
    let kinds = [
        "secrets]\nsecrets = 1",
        "keys]\nkeys = 1",
        "waf]",
        "dns]",
        "vpn]",
        "private-link]",
        "api-gateway]\nrequests = \"1 request per job\"",
        "registry]\nimages = 1\nsize = \"1 GiB\"",
        "queue]\nserves = \"jobs\"",
        "stream]\nserves = \"jobs\"\nsize = \"1 KiB\"",
        "workflow]\nserves = \"jobs\"\nsteps = 1",
        "tracing]\ntraces = 1",
    ];
    for kind in kinds {
        let place = REST.replace("aws/us-east-1", "pinecone/aws-us-east-1");
        let found = bill_of(&format!("{HEAD}{place}[component.c.{kind}\n"), Scenario::Expected);
        assert!(found.len() == 1 && found[0].starts_with("not-sold-here"), "{kind}: {found:#?}");
    }
    // A vendor is paid wherever the system runs.
    let place = REST.replace("aws/us-east-1", "pinecone/aws-us-east-1");
    let vendor = "[component.p.subscription]\nplan = \"grafana/plans/pro\"\n";
    assert_eq!(bill_of(&format!("{HEAD}{place}{vendor}"), Scenario::Expected), ["p/plan 1 Months 19"]);
}
