//! Secrets, keys, logs, metrics, traces and workflows on Azure and Google Cloud: bills computed by hand from the
//! prices of the book. January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::{HEAD, REST, bill_at, bill_of};
use costmodel_core::scenario::Scenario;

const GCP: &str = "gcp/europe-west1";
const AZURE: &str = "azure/westeurope";

#[test]
fn key_vault_bills_reads_and_secret_manager_versions_too() {
    let body = "[component.s.secrets]\nsecrets = 12\ncopies = 1\nrequests = \"1 request per chat\"\n";
    // 1 million operations at 0.03 per 10,000; 24 versions at 0.06.
    assert_eq!(bill_at(AZURE, body), ["s/requests 100 10000 Requests 3"]);
    assert_eq!(bill_at(GCP, body), ["s/secrets 24 Version-Months 1.44", "s/requests 100 10000 Requests 3"]);
    let body = "[component.s.secrets]\nsecrets = 12\nstore = \"parameter-store\"\n";
    assert_eq!(bill_at(GCP, body), ["not-sold-here: the nearest is Secret Manager: leave `store` out"]);
    assert!(bill_at(AZURE, body)[0].starts_with("not-sold-here: the nearest is Key Vault"));
}

#[test]
fn keys_cost_nothing_to_keep_on_azure_and_by_version_on_google() {
    let of = |at: &str, r#use: &str| {
        let body = format!(
            "[component.k.keys]\nkeys = 4\nrotations = 3\nrequests = \"2 requests per chat\"\nuse = \"{use}\"\n"
        );
        bill_at(at, &body)
    };
    // 2 million operations at 0.03 per 10,000, at 0.15 with keys other than RSA 2048.
    assert_eq!(of(AZURE, "symmetric"), ["k/requests 200 10000 Requests 6"]);
    assert_eq!(of(AZURE, "asymmetric"), ["k/requests 200 10000 Requests 30"]);
    // Four keys with four versions each at 0.06.
    assert_eq!(of(GCP, "rsa-2048"), ["k/keys 16 Key-Months 0.96", "k/requests 200 10000 Requests 6"]);
    assert!(of(GCP, "generate-data-key-pair-rsa")[0].starts_with("not-sold-here"));
}

#[test]
fn log_analytics_bills_gb_and_retention_beyond_31_days() {
    // 10 GB at 2.99; 396 days are 365 beyond the 31 included: 120 GB-months at 0.13.
    let logs = "[component.l.logging]\nevents = \"10_000_000 per month\"\nbytes = \"1000 B per event\"\n";
    assert_eq!(bill_at(AZURE, logs), ["l/ingestion 10 GB 29.9"]);
    let kept = format!("{logs}retention = \"396 days\"\ninsights = \"100 GB per month\"\nvended = true\n");
    assert_eq!(bill_at(AZURE, &kept), ["l/ingestion 10 GB 29.9", "l/storage 120 GB-Months 15.6"]);
    // The Basic plan: 0.65, 30 days, then 0.026 in the archive; queries scan 100 GB at 0.0065.
    let basic =
        format!("{logs}class = \"infrequent\"\nretention = \"395 days\"\ninsights = \"100 GB per month\"\n");
    assert_eq!(
        bill_at(AZURE, &basic),
        ["l/ingestion 10 GB 6.5", "l/storage 120 GB-Months 3.12", "l/queries 100 GB 0.65"]
    );
}

#[test]
fn cloud_logging_bills_gib_and_retention_beyond_30_days() {
    // 100 GiB at 0.50; 395 days are 365 beyond the 30 included: 1,200 GiB-months at 0.01.
    let logs = "[component.l.logging]\nevents = \"104_857_600 per month\"\nbytes = \"1 KiB per event\"\n";
    assert_eq!(bill_at(GCP, logs), ["l/ingestion 100 GiB 50"]);
    let kept =
        format!("{logs}retention = \"395 days\"\ninsights = \"100 GiB per month\"\ncompression = \"15 %\"\n");
    assert_eq!(bill_at(GCP, &kept), ["l/ingestion 100 GiB 50", "l/storage 1200 GiB-Months 12"]);
    assert_eq!(bill_at(GCP, &format!("{logs}vended = true\n")), ["l/ingestion 100 GiB 25"]);
    assert_eq!(
        bill_at(GCP, &format!("{logs}class = \"infrequent\"\n")),
        ["not-sold-here: Cloud Logging has one class: the nearest is `class = standard`"]
    );
}

#[test]
fn traces_are_bytes_on_azure_and_spans_on_google() {
    // Half a million traces of ten spans of 1,000 B: 5 GB at 2.99; 5 million spans at 0.20.
    let body = "[component.t.tracing]\ntraces = \"1 trace per chat\"\nsample = \"50 %\"\nspans = 10\nspan_size = \"1000 B\"\nretrieved = \"20_000 per month\"\n";
    assert_eq!(bill_at(AZURE, body), ["t/recorded 5 GB 14.95"]);
    assert_eq!(bill_at(GCP, body), ["t/recorded 5 1000000 Spans 1"]);
    // Eight spans unless told.
    let body = "[component.t.tracing]\ntraces = \"1 trace per chat\"\nsample = \"50 %\"\n";
    assert_eq!(bill_at(GCP, body), ["t/recorded 4 1000000 Spans 0.8"]);
}

#[test]
fn values_of_metrics_are_billed_as_samples_and_as_bytes() {
    // 8,192 metrics x 744 h x 60 values: 365,690,880 samples at 0.16 per 10 million; 8 bytes each are 2,790 MiB at
    // 0.258. 20 alarms at 0.10, which Google does not bill before September 2027, evaluated every 30 s of 744 h; 50,000 calls
    // at 0.01 per 1,000, or as many time series at 0.50 per million.
    let body = "[component.m.metrics]\ncustom_metrics = 8_192\nalarms = 20\ndashboards = 2\napi_requests = \"50_000 per month\"\n";
    assert_eq!(
        bill_at(AZURE, body),
        [
            "m/custom metrics 36.569088 10000000 Samples 5.85105408",
            "m/alarms 20 TimeSeries-Months 2",
            "m/API requests 50 1000 Requests 0.5",
        ]
    );
    assert_eq!(
        bill_at(GCP, body),
        [
            "m/custom metrics 2790 MiB 719.82",
            "m/alarms 20 Condition-Months 0",
            "m/evaluations of alarms 1.7856 1000000 TimeSeries 0",
            "m/API requests 0.05 1000000 TimeSeries 0.025",
        ]
    );
    // A value each five minutes is a fifth.
    let body = "[component.m.metrics]\ncustom_metrics = 8_192\ninterval = \"5 min\"\n";
    assert_eq!(bill_at(GCP, body), ["m/custom metrics 558 MiB 143.964"]);
    assert!(bill_at(AZURE, "[component.m.metrics]\ncomposite_alarms = 1\n")[0].starts_with("not-sold-here"));
}

#[test]
fn alerting_of_google_costs_from_the_day_its_price_is_announced_for() {
    // October 2027: 20 conditions at 0.35; 20 x 2 x 60 x 744 evaluations at 0.50 per million.
    let body = "[component.m.metrics]\nalarms = 20\napi_requests = \"50_000 per month\"\nmetrics_read = \"4_000_000 metrics per month\"\n";
    let text = format!("{HEAD}{REST}{body}").replace("2027-01", "2027-10").replace("aws/us-east-1", GCP);
    assert_eq!(
        bill_of(&text, Scenario::Expected),
        [
            "m/alarms 20 Condition-Months 7",
            "m/evaluations of alarms 1.7856 1000000 TimeSeries 0.8928",
            // What is read is billed, and not again the requests that read it.
            "m/metrics read 4 1000000 TimeSeries 2",
        ]
    );
}

#[test]
fn workflows_are_billed_by_action_and_step() {
    // 1,000 jobs of nine steps: at 0.025 and at 0.01 per 1,000; half of them call out at 0.125 and at 0.025.
    let body = "[component.w.workflow]\nserves = \"jobs\"\nsteps = 9\n";
    assert_eq!(bill_at(AZURE, body), ["w/transitions 9 1000 Actions 0.225"]);
    assert_eq!(bill_at(GCP, body), ["w/transitions 9 1000 Steps 0.09"]);
    let body = format!("{body}outside = \"50 %\"\n");
    assert_eq!(
        bill_at(AZURE, &body),
        ["w/transitions 4.5 1000 Actions 0.1125", "w/transitions that call out 4.5 1000 Actions 0.5625"]
    );
    assert_eq!(
        bill_at(GCP, &body),
        ["w/transitions 4.5 1000 Steps 0.045", "w/transitions that call out 4.5 1000 Steps 0.1125"]
    );
    // An event is received and delivered.
    let body = "[component.w.workflow]\nserves = \"chats\"\ntype = \"events\"\n";
    assert_eq!(bill_at(AZURE, body), ["w/events 2 1000000 Requests 1.2"]);
    assert_eq!(bill_at(GCP, body), ["not-sold-here: the nearest of a bus is Pub/Sub: the `queue` kind"]);
}
