//! What SKUs of Google's catalog are called, and which of them are left out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/plans.rs"]
mod plans;

use costmodel_feeds::{Feed, Offer, Shelf};
use jiff::civil::date;

use plans::{reading, update};

/// Service, group, description, region, unit, and steps as their start and nanos of a dollar.
type Sku<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a [(&'a str, u64)]);

/// A page of the catalog, with figures that it had on 2026-04-30.
fn google(skus: &[Sku<'_>]) -> String {
    let skus: Vec<String> = skus
        .iter()
        .enumerate()
        .map(|(id, (service, group, description, region, unit, steps))| {
            let rates: Vec<String> = steps
                .iter()
                .map(|(from, nanos)| {
                    let (units, nanos) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
                    format!(
                        r#"{{"startUsageAmount":{from},"unitPrice":{{"currencyCode":"USD","units":"{units}","nanos":{nanos}}}}}"#
                    )
                })
                .collect();
            format!(
                r#"{{"skuId":"{id}","description":"{description}","category":{{"serviceDisplayName":"{service}",
                "resourceFamily":"any","resourceGroup":"{group}","usageType":"OnDemand"}},"serviceRegions":["{region}"],
                "pricingInfo":[{{"effectiveTime":"2026-04-29T00:00:00Z","pricingExpression":{{"usageUnit":"{unit}",
                "tieredRates":[{}]}}}}]}}"#,
                rates.join(",")
            )
        })
        .collect();
    format!(r#"{{"skus":[{}],"nextPageToken":""}}"#, skus.join(","))
}

fn offers(page: &str) -> Vec<String> {
    let reading = reading(Feed::GcpCatalog, date(2026, 4, 30), page);
    assert_eq!(reading.refused.count, 0, "{:?}", reading.refused);
    let told = |offer: Offer| {
        let tiers = offer.schedule.tiers().map_or(1, |tiers| tiers.count());
        format!("{} {} {} {tiers}", offer.key, offer.schedule.first_price(), offer.unit)
    };
    reading.iter().map(told).collect()
}

#[test]
fn google_s_services_are_named_as_in_the_book() {
    let n = "Cloud SQL for MySQL: Regional - Enterprise Plus N vCPU in EMEA";
    let page = google(&[
        ("Cloud SQL", "SQLGen2InstancesCPU", n, "europe-west1", "h", &[("0", 107_400_000)]),
        // A price of a thousandth of a virtual CPU, and one of an hour of a month.
        (
            "Kubernetes Engine",
            "Kubernetes",
            "Autopilot Pod mCPU Requests (europe-west1)",
            "europe-west1",
            "h",
            &[("0", 49_000)],
        ),
        ("AlloyDB", "any", "AlloyDB Backup Storage in Belgium", "europe-west1", "GiBy.h", &[("0", 150_700)]),
        (
            "Networking",
            "LoadBalancing",
            "Cloud Load Balancer Forwarding Rule Minimum Global",
            "global",
            "h",
            &[("0", 25_000_000)],
        ),
    ]);
    assert_eq!(
        offers(&page),
        [
            "gcp/alloydb/europe-west1/backup storage 0.110011 GiB-Months 1",
            "gcp/autopilot/europe-west1/general-purpose vcpu 0.049 vCPU-Hours 1",
            "gcp/cloud-sql/europe-west1/mysql-plus regional/vcpu 0.1074 vCPU-Hours 1",
            "gcp/load-balancing/global/forwarding-rule first-five 0.025 Hours 1",
        ]
    );
    let plan = update(&Shelf::default(), Feed::GcpCatalog, date(2026, 4, 30), &page);
    assert_eq!(plan.changes, []);
    assert_eq!(plan.same + plan.older, 4);
}

#[test]
fn google_s_pairs_of_regions_are_not_taken_for_regions() {
    let storage = |description, region, nanos: &'static [(&'static str, u64)]| {
        ("Cloud Storage", "any", description, region, "GiBy.mo", nanos)
    };
    let page = google(&[
        storage("Standard Storage Belgium", "europe-west1", &[("0", 20_000_000)]),
        storage("Standard Storage Belgium Dual-region", "europe-west1", &[("0", 22_000_000)]),
        storage("Standard Storage Iowa/South Carolina Dual-region", "nam4", &[("0", 44_000_000)]),
        storage("Standard Storage Europe Multi-region", "europe", &[("0", 26_000_000)]),
        // A place that only its description tells.
        (
            "Cloud Firestore",
            "FirestoreReadOps",
            "Cloud Firestore Read Ops Belgium",
            "global",
            "count",
            &[("0", 330)],
        ),
    ]);
    assert_eq!(
        offers(&page),
        [
            "gcp/cloud-storage/eu/standard storage 0.026 GiB-Months 1",
            "gcp/cloud-storage/europe-west1/standard storage 0.02 GiB-Months 1",
            "gcp/cloud-storage/nam4/standard storage 0.044 GiB-Months 1",
        ]
    );
}

#[test]
fn what_google_gives_an_account_is_not_in_a_region_s_price() {
    let steps = [("0", 0), ("150", 258_000_000), ("100000", 151_000_000), ("250000", 61_000_000)];
    let page = google(&[
        (
            "BigQuery",
            "OnDemandAnalysis",
            "Analysis (europe-west1)",
            "europe-west1",
            "TiBy",
            &[("0", 0), ("1", 7_500_000_000)],
        ),
        ("Cloud Monitoring", "Monitoring", "Metric Volume", "global", "MiBy", &steps),
        ("Workflows", "Steps", "Internal Steps", "global", "count", &[("0", 0), ("5000", 10_000)]),
    ]);
    assert_eq!(
        offers(&page),
        [
            "gcp/bigquery/europe-west1/on-demand queries 0 TiB 2",
            "gcp/monitoring/global/metrics ingestion 0 MiB 4",
            "gcp/workflows/global/steps internal 0 Steps 2",
        ]
    );
    let plan = update(&Shelf::default(), Feed::GcpCatalog, date(2026, 4, 30), &page);
    assert_eq!(plan.changes, []);
    assert_eq!(plan.same + plan.older, 3);
}
