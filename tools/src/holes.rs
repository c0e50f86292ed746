//! What the tables lack: meters known in some region and missing in another.

use crate::write::Output;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The regions people ask for first.
const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1"];

/// region → (sku, meter)
type Meters<'a> = BTreeMap<&'a str, BTreeSet<(&'a str, &'a str)>>;

pub fn report(output: &Output) -> String {
    let mut services: BTreeMap<&str, Meters<'_>> = BTreeMap::new();
    for (path, rows) in output.shards() {
        let Some((service, region)) = regional(path) else { continue };
        let meters = services.entry(service).or_default().entry(region).or_default();
        let pairs = rows.iter().map(|r| (r.sku.as_str(), r.meter.as_str()));
        meters.extend(pairs.filter(|(sku, _)| !sku.contains('/')));
    }
    let mut text = String::from(
        "\n## Holes\n\nMeters some region has and this one lacks. They stay unpriced, never guessed.\n",
    );
    for region in REGIONS {
        let _ = writeln!(text, "\n### {region}\n");
        let before = text.len();
        for (service, regions) in &services {
            let all: BTreeSet<_> = regions.values().flatten().copied().collect();
            let none = BTreeSet::new();
            let here = regions.get(region).unwrap_or(&none);
            let missing: Vec<String> =
                all.difference(here).map(|(sku, meter)| format!("{sku} {meter}")).collect();
            if !missing.is_empty() {
                let _ = writeln!(text, "- {service}: {}", missing.join(", "));
            }
        }
        if text.len() == before {
            text.push_str("- none\n");
        }
    }
    text
}

/// `aws/s3/eu-west-1.csv` → (`s3`, `eu-west-1`); global and history are left out.
fn regional(path: &str) -> Option<(&str, &str)> {
    let (service, file) = path.strip_prefix("aws/")?.split_once('/')?;
    let region = file.strip_suffix(".csv")?;
    (!region.contains('/') && region != "global").then_some((service, region))
}
